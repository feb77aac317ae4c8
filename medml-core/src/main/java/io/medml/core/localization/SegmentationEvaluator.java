package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.localization.LocalizationComparison.Against;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.Descriptive;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PairedMeanDifference;
import io.medml.core.stats.PairedMeasurements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Measures how well a model segments, as means over cases.
 *
 * <pre>{@code
 * SegmentationReport report = SegmentationEvaluator.builder().build().evaluate(cohort, cases);
 * }</pre>
 *
 * <p>For all records and in every group of the cohort's attributes: Dice, Jaccard, voxel sensitivity and precision, relative volume
 * difference, Hausdorff's distance, HD95 and average symmetric surface distance, each the mean over cases with a cluster-robust
 * Student interval by subject; and how often the structure was missed, or segmented where it is absent.
 *
 * <ul>
 *   <li><b>The unit is the case:</b> a large structure counts no more than a small one, and voxels are no sample.
 *   <li><b>Empty masks:</b> where the structure is absent and nothing was segmented there is no Dice, neither 1 nor 0; where one mask
 *       is empty Dice is 0 and there is no distance. What is left out of a mean is counted in its support ({@code undefined}) and in the
 *       report, since a model that misses the hard cases has better distances in the others.
 *   <li><b>Comparison:</b> mean paired differences over the cases that have the metric under both models; non-inferiority by a one-sided
 *       test with the stated margin at {@code (1 - level) / 2}. It is answered with the difference and the test, for all records.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class SegmentationEvaluator {

    private static final String DISTANCE_UNIT = "distance_unit";
    /** With fewer failed cases than this, but some, an interval of a mean overlap is a rough one; a rule of thumb. */
    private static final int FEW_FAILURES = 10;

    /** The metrics that a single case has, in the order of the report. */
    private static final Map<Metric, Function<CaseSegmentation, Estimate>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put(Metric.DICE, c -> c.overlap().dice());
        METRICS.put(Metric.JACCARD, c -> c.overlap().jaccard());
        METRICS.put(Metric.VOXEL_SENSITIVITY, c -> c.overlap().sensitivity());
        METRICS.put(Metric.VOXEL_PRECISION, c -> c.overlap().precision());
        METRICS.put(Metric.RELATIVE_VOLUME_DIFFERENCE, c -> c.overlap().relativeVolumeDifference());
        METRICS.put(Metric.HAUSDORFF_DISTANCE, c -> c.distance().hausdorff());
        METRICS.put(Metric.HAUSDORFF_95, c -> c.distance().hausdorff95());
        METRICS.put(Metric.AVERAGE_SYMMETRIC_SURFACE_DISTANCE, c -> c.distance().averageSymmetric());
    }

    private final double level;
    private final Optional<String> distanceUnit;
    private final List<LocalizationClaim> claims;

    private SegmentationEvaluator(Builder builder) {
        this.level = builder.level;
        this.distanceUnit = Optional.ofNullable(builder.distanceUnit);
        this.claims = List.copyOf(builder.claims);
    }

    /**
     * Starts an evaluator.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Measures a model.
     *
     * @param cohort the records
     * @param cases what the model segmented in each
     * @return the report
     * @throws DataException when the segmentations are not of this cohort
     */
    public SegmentationReport evaluate(Cohort cohort, SegmentedCases cases) {
        Records.requireDataset(cohort, cases.dataset(), "segmentations");
        Map<Slice, int[]> slices = Records.slices(cohort);
        List<SegmentationReport.Cases> counts = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        slices.forEach((slice, rows) -> {
            counts.add(count(cohort, slice, rows, cases));
            measure(cohort, slice, rows, cases, measurements);
        });
        List<Finding> findings = Records.findings(cohort, slices);
        findings(cohort, counts.get(0), cases, findings);
        counts.stream().flatMap(c -> fewFailures(c).stream()).forEach(findings::add);
        Provenance provenance = Provenance.of(SegmentationEvaluator.class)
                .from(cases.model())
                .from(cohort.reference())
                .with("confidence_level", level)
                .with("segmentations_sha256", cases.digest().hex())
                .synthetic(cohort.synthetic());
        return new SegmentationReport(
                cases.model(),
                cohort.reference(),
                stated(provenance),
                level,
                counts,
                spreads(slices.getOrDefault(Slice.overall(), new int[0]), cases),
                measurements,
                findings);
    }

    private static SegmentationReport.Cases count(Cohort cohort, Slice slice, int[] rows, SegmentedCases cases) {
        long[] kinds = new long[4];
        for (int row : rows) {
            CaseSegmentation each = cases.row(row);
            kinds[(present(each) ? 0 : 2) + (segmented(each) ? 0 : 1)]++;
        }
        return new SegmentationReport.Cases(
                slice, rows.length, Records.subjects(cohort, rows), kinds[0], kinds[1], kinds[2], kinds[3]);
    }

    private static boolean present(CaseSegmentation each) {
        return each.overlap().reference() > 0;
    }

    private static boolean segmented(CaseSegmentation each) {
        return each.overlap().segmented() > 0;
    }

    private void measure(Cohort cohort, Slice slice, int[] rows, SegmentedCases cases, List<Measurement> into) {
        METRICS.forEach((metric, of) -> {
            Sample sample = Sample.of(cohort, rows, row -> of.apply(cases.row(row)));
            into.add(new Measurement(metric, slice, sample.mean(level)));
        });
        into.add(new Measurement(
                Metric.MISSED_STRUCTURE_RATE,
                slice,
                share(cohort, rows, cases, SegmentationEvaluator::present, c -> !segmented(c), Reason.NO_POSITIVES)));
        into.add(new Measurement(
                Metric.SPURIOUS_SEGMENTATION_RATE,
                slice,
                share(cohort, rows, cases, c -> !present(c), SegmentationEvaluator::segmented, Reason.NO_NEGATIVES)));
    }

    private Estimate share(
            Cohort cohort,
            int[] rows,
            SegmentedCases cases,
            Predicate<CaseSegmentation> among,
            Predicate<CaseSegmentation> success,
            Reason whenEmpty) {
        int[] subjects = cohort.subjects();
        int[] kept =
                Arrays.stream(rows).filter(row -> among.test(cases.row(row))).toArray();
        return ClusteredProportion.estimate(
                Arrays.stream(kept)
                        .map(row -> success.test(cases.row(row)) ? 1 : 0)
                        .toArray(),
                Arrays.stream(kept).map(row -> subjects[row]).toArray(),
                level,
                whenEmpty);
    }

    private static List<SegmentationReport.Spread> spreads(int[] rows, SegmentedCases cases) {
        List<SegmentationReport.Spread> spreads = new ArrayList<>();
        METRICS.forEach((metric, of) -> {
            double[] values = Arrays.stream(rows)
                    .mapToObj(row -> of.apply(cases.row(row)).point())
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .toArray();
            if (values.length > 0) {
                spreads.add(new SegmentationReport.Spread(
                        metric,
                        values.length,
                        Descriptive.quantile(values, 0).orElseThrow(),
                        Descriptive.quantile(values, 0.25).orElseThrow(),
                        Descriptive.quantile(values, 0.5).orElseThrow(),
                        Descriptive.quantile(values, 0.75).orElseThrow(),
                        Descriptive.quantile(values, 1).orElseThrow()));
            }
        });
        return spreads;
    }

    /** A mean over cases of which a few have a Dice of 0 hangs on how many there happen to be, see {@link ClusteredMean}. */
    private static Optional<Finding> fewFailures(SegmentationReport.Cases cases) {
        long failed = cases.missed() + cases.spurious();
        return failed == 0 || failed >= FEW_FAILURES
                ? Optional.empty()
                : Optional.of(Finding.of(
                                "FEW_FAILURES",
                                Severity.WARNING,
                                cases.slice().toString(),
                                "A few cases, missed or spurious, have a Dice coefficient of 0 and make up much of the spread of the"
                                        + " mean overlap. There could as well have been fewer or more of them, so its interval is too"
                                        + " short, and mostly too high; read the rates of missed and spurious cases beside it.")
                        .with("failed", failed)
                        .with("records", cases.records())
                        .with("rule_of_thumb", FEW_FAILURES));
    }

    private static void findings(
            Cohort cohort, SegmentationReport.Cases all, SegmentedCases cases, List<Finding> findings) {
        if (all.missed() > 0) {
            findings.add(Finding.of(
                            "STRUCTURE_MISSED",
                            Severity.WARNING,
                            cohort.name(),
                            "In some cases with the structure nothing was segmented; they have a Dice coefficient of 0 and no"
                                    + " distance, so the mean distances are those of the other cases.")
                    .with("records", all.missed()));
        }
        if (all.spurious() > 0) {
            findings.add(Finding.of(
                            "SPURIOUS_SEGMENTATION",
                            Severity.WARNING,
                            cohort.name(),
                            "In some cases without the structure something was segmented; they have a Dice coefficient of 0 and"
                                    + " no distance.")
                    .with("records", all.spurious()));
        }
        if (all.bothEmpty() > 0) {
            findings.add(Finding.of(
                            "EMPTY_MASKS",
                            Severity.INFO,
                            cohort.name(),
                            "In some cases both masks are empty; overlap and distance are undefined and left out of the means.")
                    .with("records", all.bothEmpty()));
        }
        int[] labels = cohort.labels();
        long disagree = 0;
        for (int row = 0; row < labels.length; row++) {
            disagree += (labels[row] == 1) == present(cases.row(row)) ? 0 : 1;
        }
        if (disagree > 0) {
            findings.add(Records.labels(cohort, "the reference mask", disagree));
        }
    }

    /**
     * Compares two models on the same records and references.
     *
     * @param cohort the records
     * @param candidate what the candidate segmented
     * @param other what the other segmented
     * @param against what the other is
     * @return the differences, candidate minus other, and the answers to the claims
     * @throws DataException when the segmentations are not of this cohort, or were held against different references
     */
    public LocalizationComparison compare(
            Cohort cohort, SegmentedCases candidate, SegmentedCases other, Against against) {
        Records.requireDataset(cohort, candidate.dataset(), "segmentations");
        Records.requireDataset(cohort, other.dataset(), "segmentations");
        for (int row = 0; row < cohort.size(); row++) {
            if (candidate.row(row).overlap().reference()
                    != other.row(row).overlap().reference()) {
                throw new DataException(cohort.table().place(row)
                        + ": expected both models to be held against one reference mask, found two of different size; use the"
                        + " same mask, on the same grid");
            }
        }
        Map<Slice, int[]> slices = Records.slices(cohort);
        List<LocalizationComparison.Row> rows = new ArrayList<>();
        List<LocalizationComparison.Answer> answers = new ArrayList<>();
        slices.forEach((slice, members) -> METRICS.forEach((metric, of) -> {
            Pairs pairs =
                    Pairs.of(cohort, members, row -> of.apply(candidate.row(row)), row -> of.apply(other.row(row)));
            rows.add(new LocalizationComparison.Row(
                    metric, slice, pairs.first().mean(level), pairs.second().mean(level), pairs.difference(level)));
            if (slice.isOverall()) {
                claims.stream().filter(c -> c.metric().equals(metric)).forEach(c -> answers.add(answer(c, pairs)));
            }
        }));
        Provenance provenance = Provenance.of(SegmentationEvaluator.class)
                .from(candidate.model())
                .from(other.model())
                .from(cohort.reference())
                .with("confidence_level", level)
                .with("candidate_segmentations_sha256", candidate.digest().hex())
                .with("other_segmentations_sha256", other.digest().hex())
                .synthetic(cohort.synthetic());
        return new LocalizationComparison(
                candidate.model(),
                other.model(),
                cohort.reference(),
                against,
                stated(provenance),
                level,
                rows,
                answers,
                LocalizationComparison.findings(Records.findings(cohort, slices), rows, answers));
    }

    private Provenance stated(Provenance provenance) {
        return distanceUnit.map(unit -> provenance.with(DISTANCE_UNIT, unit)).orElse(provenance);
    }

    private LocalizationComparison.Answer answer(LocalizationClaim claim, Pairs pairs) {
        NonInferiority test = PairedMeanDifference.nonInferiority(
                pairs.towardsBetter(claim.metric()), claim.margin(), LocalizationClaim.alpha(level));
        return new LocalizationComparison.Answer(claim, test);
    }

    /** The defined values of one metric, with their subjects, and how many cases have none. */
    private static final class Sample {
        private final double[] values;
        private final int[] subjects;
        private final long undefined;

        private Sample(double[] values, int[] subjects, long undefined) {
            this.values = values;
            this.subjects = subjects;
            this.undefined = undefined;
        }

        static Sample of(Cohort cohort, int[] rows, Function<Integer, Estimate> of) {
            int[] codes = cohort.subjects();
            double[] values = new double[rows.length];
            int[] subjects = new int[rows.length];
            int n = 0;
            for (int row : rows) {
                OptionalDouble value = of.apply(row).point();
                if (value.isPresent()) {
                    values[n] = value.getAsDouble();
                    subjects[n++] = codes[row];
                }
            }
            return new Sample(Arrays.copyOf(values, n), Arrays.copyOf(subjects, n), (long) rows.length - n);
        }

        Estimate mean(double level) {
            return counted(ClusteredMean.estimate(values, subjects, level), undefined);
        }
    }

    private static Estimate counted(Estimate estimate, long undefined) {
        Support support = estimate.support().with("undefined", undefined);
        return estimate.fold(
                known -> Estimate.of(known.value(), known.intervalEstimate(), support),
                none -> new Estimate.NotEstimable(none.reason(), none.intervalEstimate(), support));
    }

    /** The values of the cases that have a metric under both models. */
    private record Pairs(Sample first, Sample second, long undefined) {

        static Pairs of(
                Cohort cohort, int[] rows, Function<Integer, Estimate> first, Function<Integer, Estimate> second) {
            int[] both = Arrays.stream(rows)
                    .filter(row -> first.apply(row).point().isPresent()
                            && second.apply(row).point().isPresent())
                    .toArray();
            return new Pairs(
                    Sample.of(cohort, both, first), Sample.of(cohort, both, second), (long) rows.length - both.length);
        }

        Estimate difference(double level) {
            return counted(
                    PairedMeanDifference.estimate(
                            PairedMeasurements.of(first.values, second.values).withSubjects(first.subjects), level),
                    undefined);
        }

        PairedMeasurements towardsBetter(Metric metric) {
            boolean higher = metric.better() == Direction.HIGHER;
            return PairedMeasurements.of(higher ? first.values : second.values, higher ? second.values : first.values)
                    .withSubjects(first.subjects);
        }
    }

    /** Whether a metric is a length, in the unit of the spacing of the masks. */
    static boolean isDistance(Metric metric) {
        return List.of(Metric.HAUSDORFF_DISTANCE, Metric.HAUSDORFF_95, Metric.AVERAGE_SYMMETRIC_SURFACE_DISTANCE)
                .contains(metric);
    }

    /** The unit of distances as the evidence states it; masks do not know it. */
    static String distanceUnit(Provenance provenance) {
        return provenance.settings().getOrDefault(DISTANCE_UNIT, "unit of the spacing, not stated");
    }

    /** Sets how segmentations are measured. Confined to one thread. */
    public static final class Builder {
        private double level = 0.95;
        private @Nullable String distanceUnit;
        private final List<LocalizationClaim> claims = new ArrayList<>();

        private final Set<String> stated = new HashSet<>();

        private Builder() {}

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * The confidence level; 0.95 unless set. Claims are tested one-sided at {@code (1 - level) / 2}.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = once("level", Interval.checkLevel(confidence));
            return this;
        }

        /**
         * The unit of the spacing of the masks, in which distances come out; pages print it. It is not stated unless set.
         *
         * @param unit such as {@code mm}, or {@code voxels} where the masks have no spacing
         * @return this
         */
        public Builder distancesIn(String unit) {
            if (unit.isBlank()) {
                throw new IllegalArgumentException(
                        "the unit of distances is blank; give it as it is to be printed, such as"
                                + " mm, or leave it out");
            }
            if (distanceUnit != null) {
                throw new IllegalStateException("the unit of distances is already set to " + distanceUnit);
            }
            distanceUnit = unit;
            return this;
        }

        /**
         * By how much a candidate may be worse, for {@link SegmentationEvaluator#compare}.
         *
         * @param metric a metric of single cases, such as {@link Metric#DICE}
         * @param margin the margin, in its unit
         * @param reason why it is acceptable, in words
         * @return this
         */
        public Builder nonInferiority(Metric metric, double margin, String reason) {
            if (!METRICS.containsKey(metric)) {
                throw new IllegalArgumentException(
                        "\"" + metric.id() + "\" is no metric of single cases; those are " + METRICS.keySet());
            }
            LocalizationComparison.addOnce(claims, new LocalizationClaim(metric, margin, reason));
            return this;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public SegmentationEvaluator build() {
            return new SegmentationEvaluator(this);
        }
    }
}
