package io.medml.compliance.regression;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredPairedDifference;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two versions of a model on the same records.
 *
 * <pre>{@code
 * RegressionReport report = RegressionTester.builder(operatingPointInUse, operatingPointOfCandidate)
 *     .slices("sex", "age_group")
 *     .build()
 *     .compare(goldenSet, inUse.score(goldenSet), candidate.score(goldenSet));
 * }</pre>
 *
 * <ul>
 *   <li><b>Changes</b> (candidate minus reference, paired) of AUROC, sensitivity and specificity, overall and in every group.
 *       AUROC: paired DeLong, or Obuchowski's clustered covariance where records share a subject. Sensitivity and specificity:
 *       Tango's score interval, at the effective sample size where records share a subject.
 *   <li><b>Flips:</b> records whose predicted class differs, by what they became.
 * </ul>
 *
 * <p>It states changes and tests no claim; {@link io.medml.core.evaluation.PredicateComparator} shows non-inferiority, superiority or equivalence with
 * a margin.
 *
 * <p>Each version is read at its own operating point. Immutable and thread-safe. References: DeLong et al. (1988),
 * Biometrics 44:837-845; Obuchowski (1997), Biometrics 53:567-578; Tango (1998), Statistics in Medicine 17:891-908.
 */
public final class RegressionTester {

    private final LockedOperatingPoint referencePoint;
    private final LockedOperatingPoint candidatePoint;
    private final @Nullable List<String> slices;
    private final double level;

    private RegressionTester(Builder builder) {
        this.referencePoint = builder.referencePoint;
        this.candidatePoint = builder.candidatePoint;
        this.slices = builder.slices;
        this.level = builder.level;
    }

    /**
     * Starts a tester.
     *
     * @param referencePoint operating point of the version in use
     * @param candidatePoint operating point of the candidate
     * @return a builder; confined to one thread
     */
    public static Builder builder(LockedOperatingPoint referencePoint, LockedOperatingPoint candidatePoint) {
        return new Builder(referencePoint, candidatePoint);
    }

    /** The same records with the scores of both versions. */
    private record Pair(ScoredRecords reference, ScoredRecords candidate) {
        Pair select(int[] rows) {
            return new Pair(reference.select(rows), candidate.select(rows));
        }

        int label(int row) {
            return reference.label(row);
        }

        int size() {
            return reference.size();
        }

        boolean dependent() {
            return reference.dependent();
        }
    }

    /**
     * Compares the versions.
     *
     * @param cohort the records; the report pins them by digest
     * @param reference scores of the version in use on them
     * @param candidate scores of the candidate on them
     * @return the report
     * @throws io.medml.core.error.DataException when predictions are not on this cohort
     * @throws IllegalArgumentException when both are of one version, or an operating point was chosen for another model
     */
    public RegressionReport compare(Cohort cohort, Predictions reference, Predictions candidate) {
        if (reference.model().equals(candidate.model())) {
            throw new IllegalArgumentException(
                    "both predictions are of " + candidate.model() + "; give those of two versions");
        }
        referencePoint.requireFor(reference);
        candidatePoint.requireFor(candidate);
        // deliberate: sums depend on the order of the records, so they take one that the content fixes
        int[] order = cohort.canonicalOrder();
        Pair all = new Pair(ScoredRecords.of(cohort, reference), ScoredRecords.of(cohort, candidate)).select(order);
        List<Measurement> measurements = new ArrayList<>();
        Map<Slice, Flips> flips = new LinkedHashMap<>();
        compare(Slice.overall(), all, measurements, flips);
        List<String> attributes = slices == null ? cohort.attributes() : slices;
        for (String attribute : attributes) {
            Grouping grouping = cohort.groups(attribute);
            for (int group = 0; group < grouping.count(); group++) {
                int code = group;
                int[] rows = IntStream.range(0, order.length)
                        .filter(i -> grouping.code(order[i]) == code)
                        .toArray();
                compare(grouping.slice(group), all.select(rows), measurements, flips);
            }
        }
        List<Finding> findings = new ArrayList<>();
        referencePoint.optimisticOn("operating point of the reference", cohort).ifPresent(findings::add);
        candidatePoint.optimisticOn("operating point of the candidate", cohort).ifPresent(findings::add);
        if (Arrays.equals(all.reference.scores(), all.candidate.scores())) {
            findings.add(Finding.of(
                    "IDENTICAL_SCORES",
                    Severity.WARNING,
                    "overall",
                    "Both versions gave every record the same score; check that two versions ran."));
        }
        // a rate of flips is not below zero, so this finds changes only
        measurements.stream()
                .filter(m -> m.estimate().interval().filter(i -> i.upper() < 0).isPresent())
                .forEach(m -> findings.add(Finding.of(
                                "WORSE_IN_SLICE",
                                Severity.WARNING,
                                m.slice().toString(),
                                "The whole interval of the " + m.metric().name() + " lies below zero.")
                        .with("metric", m.metric().id())
                        .with(
                                "upper_limit",
                                String.format(
                                        Locale.ROOT,
                                        "%.4f",
                                        m.estimate().interval().orElseThrow().upper()))
                        .with("n", m.estimate().support().n())));
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        Provenance provenance = Provenance.of(RegressionTester.class)
                .from(candidate.model())
                .from(reference.model())
                .from(cohort.reference())
                .with("slices", String.join(",", attributes))
                .with("confidence_level", level)
                .with("reference_threshold", referencePoint.threshold())
                .with("candidate_threshold", candidatePoint.threshold())
                .with("reference_predictions_sha256", reference.digest().hex())
                .with("candidate_predictions_sha256", candidate.digest().hex())
                .synthetic(cohort.synthetic());
        return new RegressionReport(
                candidate.model(),
                reference.model(),
                cohort.reference(),
                provenance,
                level,
                measurements,
                flips,
                findings);
    }

    private void compare(Slice slice, Pair pair, List<Measurement> measurements, Map<Slice, Flips> flips) {
        int[] before = referencePoint.classify(pair.reference.scores());
        int[] after = candidatePoint.classify(pair.candidate.scores());
        boolean dependent = pair.dependent();
        measurements.add(new Measurement(Metric.AUROC.change(), slice, auroc(pair, dependent)));
        measurements.add(new Measurement(Metric.SENSITIVITY.change(), slice, rate(pair, before, after, 1, dependent)));
        measurements.add(new Measurement(Metric.SPECIFICITY.change(), slice, rate(pair, before, after, 0, dependent)));
        Flips counted = flips(pair, before, after);
        flips.put(slice, counted);
        int[] flipped = new int[before.length];
        Arrays.setAll(flipped, i -> before[i] == after[i] ? 0 : 1);
        measurements.add(new Measurement(
                Metric.PREDICTION_FLIP_RATE,
                slice,
                dependent
                        ? ClusteredProportion.estimate(flipped, pair.reference.subjects(), level)
                        : BinomialInterval.WILSON.estimate(counted.total(), flipped.length, level)));
    }

    private Estimate auroc(Pair pair, boolean dependent) {
        AurocComparison comparison = dependent
                ? AurocComparison.pairedClustered(pair.candidate.scored(), pair.reference.scored())
                : AurocComparison.paired(pair.candidate.scored(), pair.reference.scored());
        return comparison.difference(level);
    }

    /** Change of the share of records with a label that are predicted as having it. */
    private Estimate rate(Pair pair, int[] before, int[] after, int label, boolean dependent) {
        int[] rows = IntStream.range(0, pair.size())
                .filter(r -> pair.label(r) == label)
                .toArray();
        int[] first = IntStream.of(rows).map(r -> after[r] == label ? 1 : 0).toArray();
        int[] second = IntStream.of(rows).map(r -> before[r] == label ? 1 : 0).toArray();
        if (!dependent) {
            return PairedDifference.TANGO.estimate(PairedCounts.of(first, second), level);
        }
        int[] subjects = IntStream.of(rows).map(pair.reference::subject).toArray();
        return ClusteredPairedDifference.estimate(
                first, second, subjects, level, label == 1 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES);
    }

    private static Flips flips(Pair pair, int[] before, int[] after) {
        long[] counts = new long[4];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i]) {
                boolean right = after[i] == pair.label(i);
                counts[(pair.label(i) == 1 ? 0 : 2) + (right ? 0 : 1)]++;
            }
        }
        return new Flips(counts[0], counts[1], counts[2], counts[3], before.length);
    }

    /** Sets what to compare. Confined to one thread. */
    public static final class Builder {
        private final LockedOperatingPoint referencePoint;
        private final LockedOperatingPoint candidatePoint;
        private @Nullable List<String> slices;
        private double level = 0.95;

        private final Set<String> stated = new HashSet<>();

        private Builder(LockedOperatingPoint referencePoint, LockedOperatingPoint candidatePoint) {
            this.referencePoint = Objects.requireNonNull(referencePoint, "referencePoint");
            this.candidatePoint = Objects.requireNonNull(candidatePoint, "candidatePoint");
        }

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * Compares also in each group of these attributes; all attributes of the cohort unless set.
         *
         * @param attributes the attributes; none to compare in no group
         * @return this
         */
        public Builder slices(String... attributes) {
            if (slices != null) {
                throw new IllegalStateException("slices are already set to " + slices);
            }
            slices = List.of(attributes);
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = once("level", Interval.checkLevel(confidence));
            return this;
        }

        /**
         * Finishes the tester.
         *
         * @return the tester
         */
        public RegressionTester build() {
            return new RegressionTester(this);
        }
    }
}
