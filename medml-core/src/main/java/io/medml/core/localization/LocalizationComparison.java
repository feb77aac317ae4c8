package io.medml.core.localization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.NonInferiority;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Two models that segment, or detect, on the same records. Only {@link SegmentationEvaluator} and {@link DetectionEvaluator} make one.
 *
 * <p>The measurements are the paired differences, candidate minus other. A claim is answered with a difference turned towards the
 * better, its interval, its test and what the test shows; what may be concluded from it is not said here. Immutable.
 */
public final class LocalizationComparison implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "localization-comparison";

    private final ArtifactRef candidate;
    private final ArtifactRef other;
    private final ArtifactRef dataset;
    private final Against against;
    private final Provenance provenance;
    private final double level;
    private final List<Row> rows;
    private final List<Answer> answers;
    private final List<Finding> findings;

    LocalizationComparison(
            ArtifactRef candidate,
            ArtifactRef other,
            ArtifactRef dataset,
            Against against,
            Provenance provenance,
            double level,
            List<Row> rows,
            List<Answer> answers,
            List<Finding> findings) {
        this.candidate = candidate;
        this.other = other;
        this.dataset = dataset;
        this.against = Objects.requireNonNull(against, "against");
        this.provenance = provenance.with("against", against.name());
        this.level = level;
        this.rows = List.copyOf(rows);
        this.answers = List.copyOf(answers);
        this.findings = List.copyOf(findings);
    }

    /** What a candidate is compared with. */
    public enum Against {
        /** An earlier version of the same model. */
        EARLIER_VERSION("earlier version"),
        /** Another device. */
        PREDICATE("predicate");

        private final String word;

        Against(String word) {
            this.word = word;
        }

        /**
         * The word for people.
         *
         * @return the word, in lower case
         */
        public String word() {
            return word;
        }

        private Metric derived(Metric metric) {
            return this == PREDICATE ? metric.versusPredicate() : metric.change();
        }
    }

    /**
     * One metric on one part of the data.
     *
     * @param metric the metric
     * @param slice the part
     * @param candidate the candidate's estimate, on the records that have the metric under both models
     * @param other the other's estimate, on the same records
     * @param difference candidate minus other, paired
     */
    public record Row(Metric metric, Slice slice, Estimate candidate, Estimate other, Estimate difference) {
        /** Checks that all are there. */
        public Row {
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(slice, "slice");
            Objects.requireNonNull(candidate, "candidate");
            Objects.requireNonNull(other, "other");
            Objects.requireNonNull(difference, "difference");
        }
    }

    /**
     * A claim with its test, on all records.
     *
     * @param claim by how much the candidate may be worse
     * @param test its difference is turned so that more is better for the candidate
     */
    public record Answer(LocalizationClaim claim, NonInferiority test) {
        /** Checks that both are there. */
        public Answer {
            Objects.requireNonNull(claim, "claim");
            Objects.requireNonNull(test, "test");
        }
    }

    static void addOnce(List<LocalizationClaim> claims, LocalizationClaim claim) {
        if (claims.stream().anyMatch(c -> c.metric().equals(claim.metric()))) {
            throw new IllegalStateException("the margin of " + claim.metric().id() + " is already set");
        }
        claims.add(claim);
    }

    /** The findings of the cohort with those of the comparison. */
    static List<Finding> findings(List<Finding> ofCohort, List<Row> rows, List<Answer> answers) {
        List<Finding> findings = new ArrayList<>(ofCohort);
        for (Row row : rows) {
            long undefined = row.difference.support().counts().getOrDefault("undefined", 0L);
            if (row.slice.isOverall() && undefined > 0) {
                findings.add(Finding.of(
                                "CASES_LEFT_OUT",
                                Severity.WARNING,
                                row.metric.id(),
                                "Cases in which the metric is undefined under either model are not compared; if one model"
                                        + " misses more of them, the difference does not show it.")
                        .with("left_out", undefined)
                        .with("compared", row.difference.support().n()));
            }
        }
        if (answers.size() > 1) {
            findings.add(Finding.of(
                            "SEVERAL_CLAIMS",
                            Severity.INFO,
                            "claims",
                            "Each claim is tested at the full level; together they hold the error rate only if all have to be"
                                    + " shown.")
                    .with("claims", answers.size()));
        }
        return findings;
    }

    /**
     * The model that is judged.
     *
     * @return its reference
     */
    public ArtifactRef candidate() {
        return candidate;
    }

    /**
     * The model it is compared with.
     *
     * @return its reference
     */
    public ArtifactRef other() {
        return other;
    }

    /**
     * The data set both were measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * What the other model is.
     *
     * @return an earlier version or a predicate
     */
    public Against against() {
        return against;
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
     * What was compared.
     *
     * @return the rows; all records first
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The claims with their tests.
     *
     * @return the answers; empty when no margin was stated
     */
    public List<Answer> answers() {
        return answers;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(candidate, other, dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return rows.stream()
                .map(r -> new Measurement(against.derived(r.metric), r.slice, r.difference))
                .toList();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("level", level)
                .put("against", against.name())
                .put(
                        "rows",
                        Content.items(
                                rows,
                                r -> Content.fields()
                                        .put("metric", r.metric.id())
                                        .put("slice", r.slice.toString())
                                        .put("candidate", EvidenceDocument.estimate(r.candidate))
                                        .put("other", EvidenceDocument.estimate(r.other))
                                        .build()))
                .put(
                        "claims",
                        Content.items(
                                answers,
                                a -> Content.fields()
                                        .put("metric", a.claim.metric().id())
                                        .put("margin", a.claim.margin())
                                        .put("reason", a.claim.reason())
                                        .put("alpha", a.test.alpha())
                                        .put("method", a.test.method())
                                        .put(
                                                "difference_towards_better",
                                                EvidenceDocument.estimate(a.test.difference()))
                                        .put(
                                                "p_value",
                                                EvidenceDocument.estimate(
                                                        a.test.test().pValue()))
                                        .put("conclusion", a.test.conclusion().name())
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "comparison of " + candidate + " with " + other + " on " + dataset + ": " + findings.size()
                + " findings";
    }
}
