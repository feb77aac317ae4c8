package io.medml.core.annotation;

import io.medml.core.annotation.HeldOutProbabilities.Basis;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.stats.HypothesisTest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Which labels a model that did not see them would not have given, and whether there are more of them than its probabilities explain.
 * Only {@link LabelNoiseDetector} makes one. Immutable.
 *
 * <p>Measurements: {@code label_candidate_share} and {@code label_contradiction_excess} of all records and of each group,
 * {@code label_difference_rate} of each given class and likely class. A candidate is a question to a reviewer, named by its position or
 * the host's keyed pseudonym.
 */
public final class LabelNoiseReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "label-noise-report";

    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final Overview overview;
    private final List<ClassRow> classes;
    private final List<Pair> pairs;
    private final List<Band> bands;
    private final Comparison comparison;
    private final List<GroupTest> groups;
    private final List<Candidate> listed;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    LabelNoiseReport(
            ArtifactRef dataset,
            Provenance provenance,
            Overview overview,
            List<ClassRow> classes,
            List<Pair> pairs,
            List<Band> bands,
            Comparison comparison,
            List<GroupTest> groups,
            List<Candidate> listed,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.dataset = dataset;
        this.provenance = provenance;
        this.overview = overview;
        this.classes = List.copyOf(classes);
        this.pairs = List.copyOf(pairs);
        this.bands = List.copyOf(bands);
        this.comparison = comparison;
        this.groups = List.copyOf(groups);
        this.listed = List.copyOf(listed);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * What was looked at.
     *
     * @param records number of records
     * @param subjects number of subjects; empty when the cohort names no subject column
     * @param basis what shows that the probabilities are out of sample
     * @param basisInWords the same in words
     * @param level confidence level of all intervals
     * @param likely records with a likely class
     * @param candidates those whose likely class is another than the given one
     * @param expected how many those would be if labels were drawn from the probabilities
     */
    public record Overview(
            long records,
            OptionalLong subjects,
            Basis basis,
            String basisInWords,
            double level,
            long likely,
            long candidates,
            double expected) {}

    /**
     * A class.
     *
     * @param name its name
     * @param records records that were given it
     * @param threshold mean of its probability over them; empty where there is none
     */
    public record ClassRow(String name, long records, OptionalDouble threshold) {

        Content content() {
            Content.Builder content = Content.fields().put("name", name).put("records", records);
            threshold.ifPresent(t -> content.put("threshold", t));
            return content.build();
        }
    }

    /**
     * Records of one given class that are counted to one class.
     *
     * @param given the class given
     * @param likely the class they are counted to, another than the given one
     * @param records number of records
     * @param expected how many those would be if labels were drawn from the probabilities
     * @param joint share of all records by the calibrated joint; empty where it is not defined
     * @param rate of the records of the given class that are counted to any class
     */
    public record Pair(
            String given, String likely, long records, double expected, OptionalDouble joint, Estimate rate) {

        /**
         * How measurements name it.
         *
         * @return the slice of given and likely class
         */
        public Slice slice() {
            return Slice.of("given", given).and("likely", likely);
        }

        Content content() {
            Content.Builder content = Content.fields()
                    .put("given", given)
                    .put("likely", likely)
                    .put("records", records)
                    .put("expected", expected);
            joint.ifPresent(share -> content.put("calibrated_joint", share));
            return content.build();
        }
    }

    /**
     * Records by the probability of their likely class.
     *
     * @param from smallest probability
     * @param to the probability below which they lie; 1 is in the last band
     * @param records number of records
     * @param contradictions those with another label
     * @param expected how many those would be if labels were drawn from the probabilities
     */
    public record Band(double from, double to, long records, long contradictions, double expected) {

        Content content() {
            return Content.fields()
                    .put("from", from)
                    .put("to", to)
                    .put("records", records)
                    .put("contradictions", contradictions)
                    .put("expected", expected)
                    .build();
        }
    }

    /**
     * The comparison behind the finding.
     *
     * @param sureFrom probability of the likely class from which a record is compared
     * @param records records compared
     * @param contradictions those with another label
     * @param expected how many those would be if labels were drawn from the probabilities
     * @param test that they are no more frequent than that
     */
    public record Comparison(double sureFrom, long records, long contradictions, double expected, HypothesisTest test) {

        Content content() {
            return Content.fields()
                    .put("sure_from", sureFrom)
                    .put("records", records)
                    .put("contradictions", contradictions)
                    .put("expected", expected)
                    .put("method", test.method())
                    .put("p_value", number(test.pValue()))
                    .build();
        }
    }

    /**
     * A group of a column.
     *
     * @param name its value
     * @param records number of records
     * @param likely those with a likely class
     * @param candidates those whose likely class is another than the given one
     * @param expected how many those would be if labels were drawn from the probabilities
     */
    public record Group(String name, long records, long likely, long candidates, double expected) {

        Content content() {
            return Content.fields()
                    .put("name", name)
                    .put("records", records)
                    .put("records_with_likely_class", likely)
                    .put("candidates", candidates)
                    .put("expected", expected)
                    .build();
        }
    }

    /**
     * The groups of a column, such as sites or annotators.
     *
     * @param column its name
     * @param groups its groups
     * @param designEffect what expected candidates were divided by to see which groups are large enough, at least 1
     * @param tested how many groups were compared, small ones taken together as one
     * @param test that the excess is the same in all of them
     * @param adjustedP its p-value by Holm over all columns; empty where there is none
     */
    public record GroupTest(
            String column,
            List<Group> groups,
            double designEffect,
            int tested,
            HypothesisTest test,
            OptionalDouble adjustedP) {

        /** Copies the groups. */
        public GroupTest {
            groups = List.copyOf(groups);
        }

        GroupTest adjusted(double p) {
            return new GroupTest(column, groups, designEffect, tested, test, OptionalDouble.of(p));
        }

        Content content() {
            Content.Builder content = Content.fields()
                    .put("column", column)
                    .put("groups", Content.items(groups, Group::content))
                    .put("design_effect", designEffect)
                    .put("groups_compared", tested)
                    .put("method", test.method())
                    .put("p_value", number(test.pValue()));
            adjustedP.ifPresent(p -> content.put("p_value_holm", p));
            return content.build();
        }
    }

    /**
     * A record to look at: a question, not an answer.
     *
     * @param position its position in {@link io.medml.core.cohort.Cohort#canonicalOrder()}, from 1
     * @param pseudonym its keyed pseudonym; empty where no key was given
     * @param given the class given
     * @param likely the likely class
     * @param probabilityGiven probability of the class given
     * @param probabilityLikely probability of the likely class
     * @param margin probability of the class given minus the largest of the others, in [-1, 1]
     */
    public record Candidate(
            int position,
            Optional<String> pseudonym,
            String given,
            String likely,
            double probabilityGiven,
            double probabilityLikely,
            double margin) {

        /** Checks that all are there. */
        public Candidate {
            Objects.requireNonNull(pseudonym, "pseudonym");
            Objects.requireNonNull(given, "given");
            Objects.requireNonNull(likely, "likely");
        }

        Content content() {
            Content.Builder content = Content.fields().put("position", position);
            pseudonym.ifPresent(p -> content.put("pseudonym", p));
            return content.put("given", given)
                    .put("likely", likely)
                    .put("probability_given", probabilityGiven)
                    .put("probability_likely", probabilityLikely)
                    .put("margin", margin)
                    .build();
        }

        /** Gives the position only. */
        @Override
        public String toString() {
            return "candidate at position " + position;
        }
    }

    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }

    /**
     * What was looked at.
     *
     * @return numbers of records, and what shows that the probabilities are out of sample
     */
    public Overview overview() {
        return overview;
    }

    /**
     * The classes.
     *
     * @return in the order of the probabilities
     */
    public List<ClassRow> classes() {
        return classes;
    }

    /**
     * Records by given and likely class, where the two differ.
     *
     * @return each pair, by given class
     */
    public List<Pair> pairs() {
        return pairs;
    }

    /**
     * Records with a likely class by how sure the model was of it.
     *
     * @return bands by ascending probability
     */
    public List<Band> bands() {
        return bands;
    }

    /**
     * The comparison behind {@code LABELS_SUSPECTED}.
     *
     * @return records of whose class the model was sure
     */
    public Comparison comparison() {
        return comparison;
    }

    /**
     * Candidates by the columns that were named.
     *
     * @return in the order in which they were named
     */
    public List<GroupTest> groups() {
        return groups;
    }

    /**
     * The candidates, the smallest margin first.
     *
     * @return at most as many as were asked for
     */
    public List<Candidate> listed() {
        return listed;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
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
        Content.Builder body = Content.fields().put("level", overview.level()).put("records", overview.records());
        overview.subjects().ifPresent(subjects -> body.put("subjects", subjects));
        return body.put("basis", overview.basis().name())
                .put("basis_in_words", overview.basisInWords())
                .put("records_with_likely_class", overview.likely())
                .put("candidates", overview.candidates())
                .put("expected_candidates", overview.expected())
                .put("classes", Content.items(classes, ClassRow::content))
                .put("pairs", Content.items(pairs, Pair::content))
                .put("bands", Content.items(bands, Band::content))
                .put("comparison", comparison.content())
                .put("columns", Content.items(groups, GroupTest::content))
                .put("listed", Content.items(listed, Candidate::content))
                .build();
    }

    @Override
    public String toString() {
        return overview.candidates() + " labels to look at among " + overview.records();
    }
}
