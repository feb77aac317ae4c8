package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What each column alone says of the outcome, as evidence. Only {@link FeatureLeakageDetector} makes one. It holds counts, and the name of a
 * level only where enough subjects have it. Immutable.
 *
 * <p>Findings: {@code OUTCOME_REVEALING}, {@code DETERMINES_OUTCOME} and {@code MISSINGNESS_REVEALS_OUTCOME} are errors; {@code
 * OUTCOME_SUSPECTED}, {@code LEVEL_REVEALS_OUTCOME}, {@code MISSINGNESS_GOES_WITH_OUTCOME}, {@code IDENTIFIER_AMONG_FEATURES} and {@code
 * SUBJECT_NOT_DECLARED} are warnings; {@code CONSTANT_FEATURE} and {@code NAME_SUGGESTS_OUTCOME} are for information.
 */
public final class FeatureLeakageReport implements Evidence {

    /** What a column holds, by its values. */
    public enum Holds {
        /** Numbers, also where they were read as texts. */
        NUMBERS,
        /** Texts of few kinds. */
        CATEGORIES,
        /** Texts of many kinds. */
        TEXTS
    }

    /**
     * A value of a column whose records all have, or all lack, the outcome.
     *
     * @param name the value; empty where few subjects have it
     * @param records records with it
     * @param subjects their subjects
     * @param positives records with it that have the outcome
     * @param pValue Fisher's p-value, by Holm over all levels of all columns
     */
    public record Level(Optional<String> name, long records, long subjects, long positives, double pValue) {

        Level adjusted(double p) {
            return new Level(name, records, subjects, positives, p);
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("records", records)
                    .put("subjects", subjects)
                    .put("positives", positives)
                    .put("p_value_holm", pValue);
            name.ifPresent(is -> builder.put("value", is));
            return builder.build();
        }
    }

    /**
     * One column against one outcome.
     *
     * @param name the column
     * @param outcome the class that is looked at against all others; empty for the cohort's positive label
     * @param holds what it holds
     * @param records records with a value
     * @param missingRecords records without
     * @param distinct number of distinct values
     * @param value area of the number; empty where it holds no numbers
     * @param learned area of what one half of the subjects taught, on the other half
     * @param missing area of having no value; empty where all records have one, or none
     * @param missingHolm its p-value by Holm; empty where there is no test
     * @param determinedHolm p-value by Holm of the outcome being determined by the value; empty where it is not
     * @param levels levels that reveal the outcome
     */
    public record Feature(
            String name,
            String outcome,
            Holds holds,
            long records,
            long missingRecords,
            long distinct,
            Optional<Estimate> value,
            Estimate learned,
            Optional<Estimate> missing,
            OptionalDouble missingHolm,
            OptionalDouble determinedHolm,
            List<Level> levels) {

        /** Copies the levels. */
        public Feature {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(learned, "learned");
            levels = List.copyOf(levels);
        }

        /**
         * The area that separates best: that of the number, in either direction, unless what was learned is further above 0.5. What was learned
         * and turns out the wrong way round on the other half has taught nothing.
         *
         * @return the estimate
         */
        public Estimate strongest() {
            return value.filter(own -> distance(own) >= gain(learned)).orElse(learned);
        }

        /** How far the strongest area is from 0.5; negative where nothing was measured, or only something the wrong way round. */
        double strength() {
            return Math.max(value.map(Feature::distance).orElse(-1.0), gain(learned));
        }

        static double distance(Estimate estimate) {
            OptionalDouble point = estimate.point();
            return point.isPresent() ? Math.abs(point.getAsDouble() - 0.5) : -1;
        }

        private static double gain(Estimate estimate) {
            OptionalDouble point = estimate.point();
            return point.isPresent() ? point.getAsDouble() - 0.5 : -1;
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("feature", name)
                    .put("holds", holds.name())
                    .put("records", records)
                    .put("missing", missingRecords)
                    .put("distinct", distinct)
                    .put("levels", Content.items(levels, Level::content));
            if (!outcome.isEmpty()) {
                builder.put("class", outcome);
            }
            missingHolm.ifPresent(p -> builder.put("missing_p_value_holm", p));
            determinedHolm.ifPresent(p -> builder.put("determined_p_value_holm", p));
            return builder.build();
        }
    }

    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final double limit;
    private final double alpha;
    private final long records;
    private final long subjects;
    private final List<Feature> features;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    FeatureLeakageReport(
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            double limit,
            double alpha,
            long records,
            long subjects,
            List<Feature> features,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.limit = limit;
        this.alpha = alpha;
        this.records = records;
        this.subjects = subjects;
        this.features = List.copyOf(features);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The columns.
     *
     * @return each column, by class and name
     */
    public List<Feature> features() {
        return features;
    }

    /**
     * The confidence level of all intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The area from which a column is suspect.
     *
     * @return above 0.5
     */
    public double limit() {
        return limit;
    }

    /**
     * The error rate of each family of tests.
     *
     * @return a fraction in (0, 1)
     */
    public double alpha() {
        return alpha;
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of their subjects.
     *
     * @return the number
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The columns that a finding is about.
     *
     * @param code the code of the finding
     * @return what the findings of that code are about, each once, in order
     */
    public List<String> where(String code) {
        return findings.stream()
                .filter(finding -> finding.code().equals(code))
                .map(Finding::where)
                .distinct()
                .toList();
    }

    @Override
    public String schema() {
        return "feature-leakage-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("level", level)
                .put("auroc_limit", limit)
                .put("alpha", alpha)
                .put("records", records)
                .put("subjects", subjects)
                .put("features", Content.items(features, Feature::content))
                .build();
    }

    @Override
    public String toString() {
        return "feature leakage of " + dataset + ": " + findings().size() + " findings";
    }
}
