package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures how evenly a model performs across groups of patients.
 *
 * <pre>{@code
 * BiasReport report = BiasDetector.builder()
 *     .sensitiveAttributes("sex", "age_group", "site")
 *     .intersections(2)                               // also pairs: sex x site
 *     .referenceGroup("sex", "female")
 *     .operatingPoint(locked)
 *     .build()
 *     .analyze(cohort, predictions);                  // joined by record id, never by row position
 * }</pre>
 *
 * <ul>
 *   <li><b>Groups:</b> every value of each attribute, the records without one as {@code (missing)}, and every combination
 *       that occurs; each with n and intervals as {@link SlicePerformance} gives them.
 *   <li><b>Disparities</b> (group minus reference): selection rate (demographic parity, with its ratio, known as disparate
 *       impact), sensitivity (equal opportunity), specificity, false-positive rate, predictive values, accuracy, AUROC.
 *       Proportions: Newcombe's hybrid score interval, at the effective sample size where records share a subject. AUROC:
 *       normal interval from the variances of the two groups, taken as independent.
 *   <li><b>Gaps</b> (largest minus smallest group): the same rates and equalized odds, with a percentile interval of a
 *       bootstrap that resamples subjects, one plan for all groups. A gap is biased upward: with many or small groups it is
 *       not zero even if all groups are alike, and so is its interval, which is the range of the replicates and no confidence
 *       interval for the gap of the population. It may serve as an upper bound, never to show that a gap is there. Where a rate is undefined in a group, the gap of the other groups is given
 *       without an interval and marked incomplete, so that no criterion on its limits can be met.
 * </ul>
 *
 * <p>Immutable and thread-safe. References: Hardt, Price and Srebro (2016), NeurIPS; Feldman et al. (2015), KDD;
 * Chouldechova (2017), Big Data 5:153-163; Newcombe (1998), Statistics in Medicine 17:873-890.
 */
public final class BiasDetector {

    private final List<String> attributes;
    private final int intersections;
    private final References references;
    private final LockedOperatingPoint operatingPoint;
    private final OptionalDouble imprecisionBound;
    private final double level;
    private final long seed;
    private final int replicates;

    private BiasDetector(Builder builder, LockedOperatingPoint operatingPoint) {
        this.attributes = List.copyOf(builder.attributes);
        this.intersections = builder.intersections;
        this.references = new References(builder.references, builder.mode);
        this.operatingPoint = operatingPoint;
        this.imprecisionBound = builder.imprecisionBound;
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
    }

    /**
     * Starts a detector.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Measures predictions on a cohort.
     *
     * @param cohort the cohort, which has the sensitive attributes
     * @param predictions a model's scores on it
     * @return the report
     * @throws IllegalArgumentException when the cohort lacks an attribute or a stated reference group, or the operating point
     *     was chosen for another model
     */
    public BiasReport analyze(Cohort cohort, Predictions predictions) {
        operatingPoint.model().filter(m -> !m.equals(predictions.model())).ifPresent(m -> {
            throw new IllegalArgumentException("the operating point was chosen for " + m
                    + ", and the predictions are of " + predictions.model()
                    + "; choose one on this model's scores on the tuning set");
        });
        // deliberate: sums and resampling depend on the order of the records, so they take one that the content fixes
        int[] order = cohort.canonicalOrder();
        ScoredRecords all = ScoredRecords.of(cohort, predictions).select(order);
        boolean probability = predictions.kind() == ScoreKind.PROBABILITY;
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        references.requireIn(cohort);
        List<Partition> partitions = Partition.of(cohort, attributes, intersections, order);
        SlicePerformance overall = measure(Slice.overall(), all, probability);
        Map<String, List<SlicePerformance>> groups = new LinkedHashMap<>();
        List<Disparity> disparities = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Partition partition : partitions) {
            List<SlicePerformance> measured = new ArrayList<>();
            for (int group = 0; group < partition.slices.size(); group++) {
                ScoredRecords part = all.select(partition.rows(group));
                SlicePerformance performance = measure(partition.slices.get(group), part, probability);
                measured.add(
                        partition.attributes.size() == 1
                                ? performance.withResampled(part, Optional.of(operatingPoint), plan, level)
                                : performance);
            }
            groups.put(partition.name, measured);
            disparities.addAll(disparities(partition, measured, overall));
            measured.forEach(group -> describe(group, findings));
        }
        List<Measurement> gaps = new Gaps(operatingPoint, plan, level).measure(all, partitions, groups, findings);
        findings.add(
                0,
                Finding.of(
                        "GAPS_ARE_BIASED_UPWARD",
                        Severity.INFO,
                        "gaps",
                        "A gap between the largest and the smallest group, and its interval, lie above zero even when all groups are alike, the more so"
                                + " the more and the smaller the groups."));
        if (cohort.synthetic()) {
            findings.add(
                    0,
                    Finding.of(
                            "SYNTHETIC_DATA",
                            Severity.WARNING,
                            cohort.name(),
                            "The data are generated, not from patients."));
        }
        Provenance provenance = Provenance.of(BiasDetector.class)
                .from(predictions.model())
                .from(cohort.reference())
                .with("attributes", String.join(",", attributes))
                .with("intersections", intersections)
                .with("reference_mode", references.mode())
                .with("reference_groups", references.stated())
                .with("operating_point", operatingPoint)
                .with("threshold", operatingPoint.threshold())
                .with("confidence_level", level)
                .with("bootstrap", plan.description())
                .synthetic(cohort.synthetic());
        if (imprecisionBound.isPresent()) {
            provenance = provenance.with("imprecision_bound", imprecisionBound.getAsDouble());
        }
        return new BiasReport(predictions.model(), cohort.reference(), provenance, groups, disparities, gaps, findings);
    }

    private SlicePerformance measure(Slice slice, ScoredRecords part, boolean probability) {
        return SlicePerformance.measure(slice, part, Optional.of(operatingPoint), probability, level);
    }

    private List<Disparity> disparities(Partition partition, List<SlicePerformance> groups, SlicePerformance overall) {
        List<Disparity> result = new ArrayList<>();
        List<Metric> metrics = new ArrayList<>(Gaps.RATES);
        metrics.add(Metric.AUROC);
        for (SlicePerformance group : groups) {
            for (Metric metric : metrics) {
                for (SlicePerformance reference : references.of(partition, groups, overall, metric)) {
                    if (!group.slice().equals(reference.slice())) {
                        result.add(Comparison.of(metric, group, reference, level));
                    }
                }
            }
        }
        return result;
    }

    private static Estimate estimate(SlicePerformance performance, Metric metric) {
        return performance.estimate(metric).orElseThrow();
    }

    private void describe(SlicePerformance group, List<Finding> findings) {
        String where = group.slice().toString();
        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.AUROC)) {
            if (estimate(group, metric) instanceof Estimate.NotEstimable not) {
                findings.add(Finding.of(
                                "NOT_ESTIMABLE",
                                Severity.WARNING,
                                where,
                                "The " + metric.name() + " is not estimable in this group: "
                                        + not.reason().text() + ".")
                        .with("metric", metric.id())
                        .with("reason", not.reason())
                        .with("n", not.support().n()));
            }
        }
        if (imprecisionBound.isEmpty()) {
            return;
        }
        double bound = imprecisionBound.getAsDouble();
        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.SPECIFICITY)) {
            Estimate estimate = estimate(group, metric);
            estimate.interval().filter(i -> i.width() / 2 > bound).ifPresent(interval -> {
                double half = interval.width() / 2;
                long n = estimate.support().n();
                findings.add(Finding.of(
                                "INSUFFICIENT_PRECISION",
                                Severity.WARNING,
                                where,
                                "The interval of the " + metric.name()
                                        + " is wider than the stated bound, so this group is too small to judge.")
                        .with("metric", metric.id())
                        .with("half_width", String.format(java.util.Locale.ROOT, "%.4f", half))
                        .with("bound", bound)
                        .with("n", n)
                        .with("n_needed_about", (long) Math.ceil(Math.max(n, 1) * (half / bound) * (half / bound))));
            });
        }
    }

    /** Sets what to compare. Confined to one thread. */
    public static final class Builder {
        private final List<String> attributes = new ArrayList<>();
        private final Map<String, String> references = new TreeMap<>();
        private @Nullable LockedOperatingPoint operatingPoint;
        private ReferenceMode mode = ReferenceMode.LARGEST_GROUP;
        private OptionalDouble imprecisionBound = OptionalDouble.empty();
        private int intersections = 1;
        private double level = 0.95;
        private long seed = 1;
        private int replicates = 2000;

        private Builder() {}

        /**
         * The attributes whose groups are compared. Required.
         *
         * @param names names of attributes of the cohort
         * @return this
         */
        public Builder sensitiveAttributes(String... names) {
            for (String name : names) {
                if (attributes.contains(Objects.requireNonNull(name, "name"))) {
                    throw new IllegalArgumentException("attribute \"" + name + "\" is stated twice");
                }
                attributes.add(name);
            }
            return this;
        }

        /**
         * The largest number of attributes that are combined: 1, the default, for none; 2 for all pairs.
         *
         * @param ways 1 or 2
         * @return this
         */
        public Builder intersections(int ways) {
            if (ways < 1 || ways > 2) {
                throw new IllegalArgumentException("intersections must be 1 or 2, got " + ways);
            }
            intersections = ways;
            return this;
        }

        /**
         * States the reference group of an attribute.
         *
         * @param attribute the attribute
         * @param group its reference group
         * @return this
         */
        public Builder referenceGroup(String attribute, String group) {
            if (references.putIfAbsent(attribute, group) != null) {
                throw new IllegalStateException("the reference group of \"" + attribute + "\" is already set");
            }
            return this;
        }

        /**
         * What groups are compared with where no reference group is stated; {@link ReferenceMode#LARGEST_GROUP} unless set.
         *
         * @param referenceMode the mode
         * @return this
         */
        public Builder reference(ReferenceMode referenceMode) {
            mode = Objects.requireNonNull(referenceMode, "referenceMode");
            return this;
        }

        /**
         * The operating point at which classes are predicted. Required.
         *
         * @param point the operating point
         * @return this
         */
        public Builder operatingPoint(LockedOperatingPoint point) {
            if (operatingPoint != null) {
                throw new IllegalStateException("the operating point is already set to " + operatingPoint);
            }
            operatingPoint = Objects.requireNonNull(point, "point");
            return this;
        }

        /**
         * Marks groups whose sensitivity or specificity has an interval with a larger half-width than this. Off unless set.
         *
         * @param halfWidth a fraction in (0, 0.5)
         * @return this
         */
        public Builder imprecisionBound(double halfWidth) {
            if (!(halfWidth > 0 && halfWidth < 0.5)) {
                throw new IllegalArgumentException("the half-width must be in (0, 0.5), got " + halfWidth);
            }
            imprecisionBound = OptionalDouble.of(halfWidth);
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = Interval.checkLevel(confidence);
            return this;
        }

        /**
         * The seed and number of bootstrap replicates; 1 and 2000 unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            if (number < 200) {
                throw new IllegalArgumentException(
                        "a percentile interval needs at least 200 replicates, got " + number);
            }
            seed = randomSeed;
            replicates = number;
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when an attribute or the operating point is missing, or a reference is not used
         */
        public BiasDetector build() {
            if (attributes.isEmpty()) {
                throw new IllegalStateException("BiasDetector needs at least one sensitive attribute;"
                        + " call sensitiveAttributes(\"sex\", ..) before build().");
            }
            if (operatingPoint == null) {
                throw new IllegalStateException("BiasDetector needs the operating point at which classes are predicted;"
                        + " call operatingPoint(..) before build().");
            }
            for (String attribute : references.keySet()) {
                if (!attributes.contains(attribute)) {
                    throw new IllegalStateException("a reference group is set for \"" + attribute
                            + "\", which is not among the sensitive attributes " + attributes);
                }
            }
            return new BiasDetector(this, operatingPoint);
        }
    }
}
