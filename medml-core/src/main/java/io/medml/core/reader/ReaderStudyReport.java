package io.medml.core.reader;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.ReaderComponents;
import io.medml.core.stats.ReaderDesign;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How well readers read in one modality, or in two that are compared. Only {@link ReaderStudyEvaluator} makes one. Immutable.
 *
 * <p>It says of a claim whether these data show it, do not show it, or leave it undecided. What follows from that for a device is
 * decided by people and regulators.
 */
public final class ReaderStudyReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "reader-study-report";

    private final Optional<ArtifactRef> device;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final List<String> modalities;
    private final List<String> readers;
    private final long cases;
    private final long positives;
    private final long excludedCases;
    private final long missingReadings;
    private final ReaderDesign design;
    private final double level;
    private final List<Measurement> measurements;
    private final ReaderComponents components;
    private final Optional<Comparison> comparison;
    private final List<Curve> curves;
    private final List<Finding> findings;

    ReaderStudyReport(
            Optional<ArtifactRef> device,
            ArtifactRef dataset,
            Provenance provenance,
            List<String> modalities,
            List<String> readers,
            long cases,
            long positives,
            long excludedCases,
            long missingReadings,
            ReaderDesign design,
            double level,
            List<Measurement> measurements,
            ReaderComponents components,
            Optional<Comparison> comparison,
            List<Curve> curves,
            List<Finding> findings) {
        this.device = device;
        this.dataset = dataset;
        this.provenance = provenance;
        this.modalities = List.copyOf(modalities);
        this.readers = List.copyOf(readers);
        this.cases = cases;
        this.positives = positives;
        this.excludedCases = excludedCases;
        this.missingReadings = missingReadings;
        this.design = design;
        this.level = level;
        this.measurements = List.copyOf(measurements);
        this.components = components;
        this.comparison = comparison;
        this.curves = List.copyOf(curves);
        this.findings = List.copyOf(findings);
    }

    /**
     * The comparison of two modalities in their reader-averaged areas, first minus second.
     *
     * @param test the test that the areas are equal: F, or chi-square for fixed readers
     * @param differenceTest the same as a test of the difference: t, or normal for fixed readers
     * @param standardError standard error of the difference
     * @param denominatorDegreesOfFreedom degrees of freedom of the error term; infinite for fixed readers
     * @param nonInferiority the test against the margin that was stated; empty where none was
     */
    public record Comparison(
            HypothesisTest test,
            HypothesisTest differenceTest,
            Estimate standardError,
            Estimate denominatorDegreesOfFreedom,
            Optional<NonInferiority> nonInferiority) {

        /** Checks that all are there. */
        public Comparison {
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(differenceTest, "differenceTest");
            Objects.requireNonNull(standardError, "standardError");
            Objects.requireNonNull(denominatorDegreesOfFreedom, "denominatorDegreesOfFreedom");
            Objects.requireNonNull(nonInferiority, "nonInferiority");
        }
    }

    /**
     * The ROC curve of one reader, for drawing.
     *
     * @param modality the modality
     * @param reader the reader
     * @param points from (0, 0) to (1, 1), at most 200; empty where a class is missing
     */
    public record Curve(String modality, String reader, List<CurvePoint> points) {
        /** Copies the points. */
        public Curve {
            Objects.requireNonNull(modality, "modality");
            Objects.requireNonNull(reader, "reader");
            points = List.copyOf(points);
        }
    }

    /**
     * A point of a ROC curve.
     *
     * @param falsePositiveRate 1 - specificity
     * @param sensitivity sensitivity
     */
    public record CurvePoint(double falsePositiveRate, double sensitivity) {}

    /**
     * The device whose advice or images were read.
     *
     * @return its model; empty where none was named
     */
    public Optional<ArtifactRef> device() {
        return device;
    }

    /**
     * The readings.
     *
     * @return their reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The modalities.
     *
     * @return one, or two of which differences are the first minus the second
     */
    public List<String> modalities() {
        return modalities;
    }

    /**
     * The readers, by the host's labels.
     *
     * @return in ascending order
     */
    public List<String> readers() {
        return readers;
    }

    /**
     * The number of cases that every reader read in every modality.
     *
     * @return the number
     */
    public long cases() {
        return cases;
    }

    /**
     * The number of these that have the condition.
     *
     * @return the number
     */
    public long positives() {
        return positives;
    }

    /**
     * The number of cases left out because a reading is missing.
     *
     * @return the number
     */
    public long excludedCases() {
        return excludedCases;
    }

    /**
     * The number of readings that a crossed study of all cases would have and this one does not.
     *
     * @return the number
     */
    public long missingReadings() {
        return missingReadings;
    }

    /**
     * To whom the averaged areas and their difference speak.
     *
     * @return the design
     */
    public ReaderDesign design() {
        return design;
    }

    /**
     * The confidence level of all intervals but that of the non-inferiority test.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The variance components of the areas.
     *
     * @return the components
     */
    public ReaderComponents components() {
        return components;
    }

    /**
     * The comparison of the two modalities.
     *
     * @return the comparison; empty for one modality
     */
    public Optional<Comparison> comparison() {
        return comparison;
    }

    /**
     * The ROC curves.
     *
     * @return one for each modality and reader
     */
    public List<Curve> curves() {
        return curves;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return device.map(d -> List.of(d, dataset)).orElse(List.of(dataset));
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

    /**
     * The type of ledger entry: an evaluation where a device was named, whose model is registered first; evidence where readers
     * are studied without one.
     *
     * @return the type
     */
    @Override
    public String entryType() {
        return device.isPresent() ? "evaluation.recorded" : "evidence.recorded";
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("modalities", Content.texts(modalities))
                .put("readers", Content.texts(readers))
                .put("cases", cases)
                .put("positives", positives)
                .put("excluded_cases", excludedCases)
                .put("missing_readings", missingReadings)
                .put("design", design.name())
                .put("level", level)
                .put(
                        "components",
                        Content.fields()
                                .put("reader", EvidenceDocument.estimate(components.reader()))
                                .put("modality_by_reader", EvidenceDocument.estimate(components.modalityByReader()))
                                .put("error", EvidenceDocument.estimate(components.error()))
                                .put("covariance_1", EvidenceDocument.estimate(components.covariance1()))
                                .put("covariance_2", EvidenceDocument.estimate(components.covariance2()))
                                .put("covariance_3", EvidenceDocument.estimate(components.covariance3()))
                                .build())
                .put(
                        "curves_for_drawing",
                        Content.items(
                                curves,
                                c -> Content.fields()
                                        .put("modality", c.modality())
                                        .put("reader", c.reader())
                                        .put(
                                                "points",
                                                Content.items(
                                                        c.points(),
                                                        p -> Content.fields()
                                                                .put("false_positive_rate", p.falsePositiveRate())
                                                                .put("sensitivity", p.sensitivity())
                                                                .build()))
                                        .build()));
        comparison.ifPresent(c -> body.put("comparison", comparison(c)));
        return body.build();
    }

    private static Content comparison(Comparison c) {
        Content.Builder content = Content.fields()
                .put("test", test(c.test()))
                .put("difference_test", test(c.differenceTest()))
                .put("standard_error", number(c.standardError()))
                .put("denominator_degrees_of_freedom", number(c.denominatorDegreesOfFreedom()));
        c.nonInferiority()
                .ifPresent(n -> content.put(
                        "non_inferiority",
                        Content.fields()
                                .put("margin", n.margin())
                                .put("one_sided_alpha", n.alpha())
                                .put("difference", EvidenceDocument.estimate(n.difference()))
                                .put("test", test(n.test()))
                                .put("conclusion", n.conclusion().name())
                                .build()));
        return content.build();
    }

    private static Content test(HypothesisTest test) {
        return Content.fields()
                .put("method", test.method())
                .put("statistic", number(test.statistic()))
                .put("p_value", number(test.pValue()))
                .build();
    }

    /** A number, or the reason there is none. */
    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "reader study %s: %d readers on %d cases", dataset, readers.size(), cases);
    }
}
