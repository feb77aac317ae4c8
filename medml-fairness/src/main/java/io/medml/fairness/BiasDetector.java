package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.CalibrationGaps;
import io.medml.core.stats.ConsistencyNull;
import io.medml.core.stats.CrossAuroc;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SubgroupAuroc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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
 *       impact), sensitivity (equal opportunity), specificity, false-positive rate, predictive values (predictive parity),
 *       accuracy, average odds, the share of errors that are false negatives (treatment equality), AUROC. Proportions: Newcombe's
 *       hybrid score interval, Katz's interval of the ratio and the score test of no difference (Pearson's chi-square), all at the
 *       effective sample size where records share a subject. AUROC: normal interval and test from the variances of the two groups,
 *       taken as independent. p-values are adjusted within the declared {@link ComparisonFamily}: Holm for claims, Benjamini and
 *       Hochberg for screening. With a reference that contains the group there is no test.
 *   <li><b>Between the groups of one attribute</b> also: the cross-group areas and their difference ({@link
 *       io.medml.core.stats.CrossAuroc}); of probabilities the differences in observed over expected, intercept, slope and Brier score, from
 *       the intervals of both groups ({@link io.medml.core.stats.MoverDifference}), and in the expected calibration error, by the replicates
 *       of the gaps. That error is biased upward in small groups; what noise alone makes of it stands beside it where records do not share
 *       subjects.
 *   <li><b>All groups at once:</b> a test for each gap ({@link GroupTest}).
 *   <li><b>Base rates:</b> where prevalences are shown to differ, a finding says what then cannot be equal, with the numbers.
 *   <li><b>Margins:</b> for a declared margin each difference says whether the gap is shown to be smaller, shown to be larger, or
 *       neither, and whether data of this size could have shown it ({@link MarginAnswer}).
 *   <li><b>Small groups:</b> rates of a partition into three groups or more are also given drawn towards their mean (beta-binomial,
 *       {@link io.medml.core.stats.BetaBinomialShrinkage}), beside the raw rate.
 *   <li><b>Absent groups:</b> combinations of values that do not occur together, and groups that were declared and do not occur, are
 *       listed as empty.
 *   <li><b>Gaps</b> (largest minus smallest group, and smallest over largest): the same rates, prevalence, equalized odds as the larger gap,
 *       the smaller ratio and the mean of both gaps, calibration, and the part of the generalized entropy between groups; with the range of the replicates of a
 *       bootstrap that resamples subjects, one plan for all groups. A gap is biased upward: with many or small groups it is
 *       not zero even if all groups are alike, and so is the range of the replicates beside it, which is no confidence
 *       interval for the gap of the population. It may serve as an upper bound, never to show that a gap is there. Where a rate is undefined
 *       in a group, the gap of the other groups is given without a range and marked incomplete, so that no criterion on its limits can be
 *       met.
 * </ul>
 *
 * <p>Immutable and thread-safe. References: Hardt, Price and Srebro (2016), NeurIPS; Feldman et al. (2015), KDD;
 * Chouldechova (2017), Big Data 5:153-163; Newcombe (1998), Statistics in Medicine 17:873-890.
 */
public final class BiasDetector {

    /** What is compared between a group and its reference, and may have a margin. */
    private static final List<Metric> COMPARED = Stream.concat(
                    Gaps.RATES.stream(),
                    Stream.of(Metric.AVERAGE_ODDS, Metric.FALSE_NEGATIVE_SHARE_OF_ERRORS, Metric.AUROC))
            .toList();

    /** What is compared as well between the groups of one attribute; not between those of several. */
    private static final List<Metric> COMPARED_BY_ATTRIBUTE = Stream.concat(
                    Stream.of(Metric.CROSS_GROUP_AUROC), Comparison.CALIBRATION.stream())
            .toList();

    private static final int BINS = 10;

    private final List<String> attributes;
    private final int intersections;
    private final References references;
    private final LockedOperatingPoint operatingPoint;
    private final OptionalDouble imprecisionBound;
    private final ComparisonFamily family;
    private final Margins margins;
    private final Map<String, List<String>> expected;
    private final Optional<String> metricChoice;
    private final double level;
    private final long seed;
    private final int replicates;

    private BiasDetector(Builder builder, LockedOperatingPoint operatingPoint) {
        this.attributes = List.copyOf(builder.attributes);
        this.intersections = builder.intersections;
        this.references = new References(builder.references, builder.mode);
        this.operatingPoint = operatingPoint;
        this.imprecisionBound = builder.imprecisionBound;
        this.family = builder.family;
        this.margins = new Margins(builder.margins, builder.power);
        this.expected = Collections.unmodifiableMap(new TreeMap<>(builder.expected));
        this.metricChoice = Optional.ofNullable(builder.metricChoice);
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
        operatingPoint.requireFor(predictions);
        // deliberate: sums and resampling depend on the order of the records, so they take one that the content fixes
        int[] order = cohort.canonicalOrder();
        ScoredRecords all = ScoredRecords.of(cohort, predictions).select(order);
        boolean probability = predictions.kind() == ScoreKind.PROBABILITY;
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        references.requireIn(cohort);
        List<Partition> partitions = Partition.of(cohort, attributes, intersections, order);
        SlicePerformance overall = measure(Slice.overall(), all, probability);
        Optional<CalibrationGaps> calibration =
                probability ? Optional.of(calibration(all, partitions, plan)) : Optional.empty();
        Map<String, List<SlicePerformance>> groups = new LinkedHashMap<>();
        List<Disparity> disparities = new ArrayList<>();
        List<Measurement> crossAurocs = new ArrayList<>();
        List<Measurement> ifCalibrated = new ArrayList<>();
        List<Measurement> shrunken = new ArrayList<>();
        List<Slice> emptyGroups = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        operatingPoint.optimisticOn("operating point", cohort).ifPresent(findings::add);
        for (Partition partition : partitions) {
            List<SlicePerformance> measured = new ArrayList<>();
            for (int group = 0; group < partition.slices.size(); group++) {
                ScoredRecords part = all.select(partition.rows(group));
                SlicePerformance performance = measure(partition.slices.get(group), part, probability);
                measured.add(
                        partition.attributes.size() == 1
                                ? performance.withResampled(part, Optional.of(operatingPoint), plan, level)
                                : performance);
                if (probability && partition.attributes.size() == 1) {
                    ifCalibrated.add(new Measurement(
                            Metric.EQUAL_WIDTH_ECE_IF_CALIBRATED,
                            partition.slices.get(group),
                            ConsistencyNull.expectedEqualWidth(part.scored(), BINS)));
                }
            }
            crossAurocs.addAll(crossAurocs(partition, all));
            shrunken.addAll(Shrinkage.of(partition, measured, level));
            emptyGroups.addAll(empty(cohort, partition, findings));
            groups.put(partition.name, measured);
            disparities.addAll(disparities(partition, measured, overall));
            if (partition.attributes.size() == 1) {
                int position = partitions.indexOf(partition);
                ByAttribute further = new ByAttribute(partition, position, all.scored(), calibration);
                disparities.addAll(further.disparities(measured, overall, crossAurocs));
            }
            measured.forEach(group -> describe(group, findings));
        }
        List<GroupTest> tests = GroupTests.of(partitions, groups);
        for (Partition partition : partitions) {
            if (partition.attributes.size() == 1) {
                baseRates(partition, groups.getOrDefault(partition.name, List.of()), overall, tests, findings);
            }
        }
        List<Measurement> gaps =
                new ArrayList<>(new Gaps(operatingPoint, plan, level).measure(all, partitions, groups, findings));
        calibration.ifPresent(found -> gaps.addAll(gaps(found, partitions)));
        if (metricChoice.isEmpty()) {
            findings.add(Finding.of(
                    "METRIC_CHOICE_NOT_STATED",
                    Severity.INFO,
                    "metrics",
                    "No reason was stated for which of these measures matters in the intended use. Not all of them can be even at"
                            + " once, so which one counts has to be decided, with a reason, by people."));
        }
        if (references.mode() == ReferenceMode.BEST_GROUP) {
            findings.add(
                    0,
                    Finding.of(
                            "REFERENCE_CHOSEN_ON_DATA",
                            Severity.INFO,
                            "differences",
                            "The reference is the group that looks best in these data, so differences look larger and"
                                    + " p-values smaller than with a reference that was stated before."));
        }
        findings.add(
                0,
                Finding.of(
                        "GAPS_ARE_BIASED_UPWARD",
                        Severity.INFO,
                        "gaps",
                        "A gap between the largest and the smallest group, and the range of its replicates, lie above zero even when all"
                                + " groups are alike, the more so the more and the smaller the groups."));
        if (cohort.synthetic()) {
            findings.add(0, Finding.syntheticData(cohort.name()));
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
                .with("comparison_family", family)
                .with("bootstrap", plan.description())
                .with("predictions_sha256", predictions.digest().hex())
                .synthetic(cohort.synthetic());
        if (imprecisionBound.isPresent()) {
            provenance = provenance.with("imprecision_bound", imprecisionBound.getAsDouble());
        }
        if (!margins.byMetric().isEmpty()) {
            provenance = provenance.with("margins", margins.byMetric()).with("power", margins.target());
        }
        if (metricChoice.isPresent()) {
            provenance = provenance.with("metric_choice", metricChoice.get());
        }
        if (!expected.isEmpty()) {
            provenance = provenance.with("expected_groups", expected);
        }
        return new BiasReport(
                predictions.model(),
                cohort.reference(),
                provenance,
                new BiasReport.Parts(
                        overall,
                        groups,
                        emptyGroups,
                        family.adjust(disparities),
                        family.sizes(disparities),
                        gaps,
                        tests,
                        crossAurocs,
                        ifCalibrated,
                        shrunken,
                        metricChoice),
                findings);
    }

    private CalibrationGaps calibration(ScoredRecords all, List<Partition> partitions, ResamplePlan plan) {
        List<Partition> single =
                partitions.stream().filter(p -> p.attributes.size() == 1).toList();
        // with the codes of the subjects, so that the replicates are those of the rates
        return CalibrationGaps.of(
                ScoredLabels.of(all.labels(), all.scores()).withSubjects(all.subjects()),
                single.stream().map(p -> p.codes).toList(),
                single.stream().map(p -> p.slices.size()).toList(),
                plan,
                level);
    }

    /** Largest minus smallest group of what the replicates give of the calibration. */
    private static List<Measurement> gaps(CalibrationGaps calibration, List<Partition> partitions) {
        List<Measurement> gaps = new ArrayList<>();
        for (int p = 0; p < partitions.size() && partitions.get(p).attributes.size() == 1; p++) {
            Slice slice = Slice.across(partitions.get(p).attributes);
            gaps.add(new Measurement(
                    Metric.OBSERVED_EXPECTED_RATIO.gap(),
                    slice,
                    calibration.gap(CalibrationGaps.Statistic.OBSERVED_EXPECTED, p)));
            gaps.add(new Measurement(
                    Metric.BRIER_SCORE.gap(), slice, calibration.gap(CalibrationGaps.Statistic.BRIER, p)));
            gaps.add(new Measurement(
                    Metric.EQUAL_WIDTH_ECE.gap(),
                    slice,
                    calibration.gap(CalibrationGaps.Statistic.EQUAL_WIDTH_ERROR, p)));
        }
        return gaps;
    }

    /** What is compared between the groups of one attribute only. */
    private final class ByAttribute {
        private final Partition partition;
        private final int position;
        private final ScoredLabels sample;
        private final Optional<CalibrationGaps> calibration;

        ByAttribute(Partition partition, int position, ScoredLabels sample, Optional<CalibrationGaps> calibration) {
            this.partition = partition;
            this.position = position;
            this.sample = sample;
            this.calibration = calibration;
        }

        List<Disparity> disparities(
                List<SlicePerformance> groups, SlicePerformance overall, List<Measurement> crossAurocs) {
            List<Disparity> result = new ArrayList<>();
            for (SlicePerformance group : groups) {
                for (Metric metric : COMPARED_BY_ATTRIBUTE) {
                    boolean ranking = metric.equals(Metric.CROSS_GROUP_AUROC);
                    if (!ranking && calibration.isEmpty()) {
                        continue;
                    }
                    for (SlicePerformance reference : references.of(partition, groups, overall, metric)) {
                        boolean all = reference.slice().isOverall();
                        if (group.slice().equals(reference.slice()) || (ranking && all)) {
                            continue; // against all records the areas are those against the background
                        }
                        if (ranking) {
                            result.add(ranking(group, reference, crossAurocs));
                        } else if (metric.equals(Metric.EQUAL_WIDTH_ECE)) {
                            result.add(binnedError(group, reference, calibration.orElseThrow()));
                        } else {
                            result.add(Comparison.of(metric, group, reference, level, margins));
                        }
                    }
                }
            }
            return result;
        }

        private int code(SlicePerformance group) {
            return partition.slices.indexOf(group.slice());
        }

        private Disparity ranking(SlicePerformance group, SlicePerformance reference, List<Measurement> crossAurocs) {
            CrossAuroc areas = CrossAuroc.of(sample, partition.codes, code(group), code(reference));
            Slice there = group.slice().versus(reference.slice());
            Slice back = reference.slice().versus(group.slice());
            if (crossAurocs.stream().noneMatch(m -> m.slice().equals(there))) {
                crossAurocs.add(new Measurement(
                        Metric.CROSS_GROUP_AUROC, there, areas.firstOverSecond().estimate(level)));
                crossAurocs.add(new Measurement(
                        Metric.CROSS_GROUP_AUROC, back, areas.secondOverFirst().estimate(level)));
            }
            return Comparison.of(
                    Metric.CROSS_GROUP_AUROC, group, reference, areas.difference(level), areas.test(), level, margins);
        }

        private Disparity binnedError(SlicePerformance group, SlicePerformance reference, CalibrationGaps gaps) {
            CalibrationGaps.Statistic error = CalibrationGaps.Statistic.EQUAL_WIDTH_ERROR;
            Estimate difference = reference.slice().isOverall()
                    ? gaps.differenceFromAll(error, position, code(group))
                    : gaps.difference(error, position, code(group), code(reference));
            // deliberate: an error that depends on the size of a group has no hypothesis of equality to test
            return Comparison.of(
                    Metric.EQUAL_WIDTH_ECE,
                    group,
                    reference,
                    difference,
                    Comparison.none(
                            reference.slice().isOverall() ? Reason.DEPENDENT_RECORDS : Reason.NOT_OFFERED, difference),
                    level,
                    margins);
        }
    }

    /** What cannot be even at once where prevalences differ, with the numbers of these data. */
    private void baseRates(
            Partition partition,
            List<SlicePerformance> groups,
            SlicePerformance overall,
            List<GroupTest> tests,
            List<Finding> findings) {
        Slice across = Slice.across(partition.attributes);
        GroupTest prevalences = tests.stream()
                .filter(t -> t.metric().equals(Metric.PREVALENCE) && t.across().equals(across))
                .findFirst()
                .orElseThrow();
        // adjusted: with several attributes one of them would differ by chance
        OptionalDouble adjusted = prevalences.adjusted().holm().point();
        if (adjusted.isEmpty() || adjusted.getAsDouble() > 1 - level) {
            return;
        }
        Comparator<SlicePerformance> byPrevalence = Comparator.comparingDouble(
                g -> estimate(g, Metric.PREVALENCE).point().orElseThrow());
        SlicePerformance lowest = Collections.min(groups, byPrevalence.thenComparing(SlicePerformance::slice));
        SlicePerformance highest = Collections.max(groups, byPrevalence.thenComparing(SlicePerformance::slice));
        Estimate difference = Comparison.difference(Metric.PREVALENCE, highest, lowest, level);
        Finding finding = Finding.of(
                        "BASE_RATES_DIFFER",
                        Severity.INFO,
                        across.toString(),
                        "Prevalences differ between the groups, more than chance explains. Unless forecasts are perfect, groups with different"
                                + " prevalences cannot have equal predictive values and equal error rates at once, nor be calibrated each"
                                + " and have equal error rates (Kleinberg, Mullainathan and Raghavan 2017; Chouldechova 2017): some of the"
                                + " differences here follow from the prevalences alone, and removing one raises another.")
                .with("lowest", lowest.slice())
                .with("lowest_prevalence", rounded(point(lowest, Metric.PREVALENCE)))
                .with("highest", highest.slice())
                .with("highest_prevalence", rounded(point(highest, Metric.PREVALENCE)))
                .with("difference", rounded(difference.point().orElseThrow()))
                .with("p_equal", small(prevalences.test().pValue().point().orElseThrow()))
                .with("p_equal_holm", small(adjusted.getAsDouble()));
        Optional<Interval> interval = difference.interval();
        if (interval.isPresent()) {
            finding = finding.with(
                    "difference_interval",
                    rounded(interval.get().lower()) + " to "
                            + rounded(interval.get().upper()));
        }
        Estimate sensitivity = estimate(overall, Metric.SENSITIVITY);
        Estimate predictive = estimate(overall, Metric.POSITIVE_PREDICTIVE_VALUE);
        if (sensitivity.point().isPresent() && predictive.point().orElse(0) > 0) {
            double odds = (1 - predictive.point().orElseThrow())
                    / predictive.point().orElseThrow()
                    * sensitivity.point().orElseThrow();
            for (SlicePerformance group : List.of(lowest, highest)) {
                double prevalence = point(group, Metric.PREVALENCE);
                if (prevalence < 1) {
                    finding = finding.with(
                            (group.equals(lowest) ? "lowest" : "highest")
                                    + "_false_positive_rate_at_the_predictive_value_and_sensitivity_of_all",
                            rounded(prevalence / (1 - prevalence) * odds));
                }
            }
        }
        findings.add(finding);
    }

    private static double point(SlicePerformance group, Metric metric) {
        return estimate(group, metric).point().orElseThrow();
    }

    private static String small(double p) {
        return p < 1e-4 ? "<0.0001" : rounded(p);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** The groups of an attribute against all others, from both sides. */
    private List<Measurement> crossAurocs(Partition partition, ScoredRecords all) {
        if (partition.attributes.size() > 1) {
            return List.of();
        }
        List<Measurement> result = new ArrayList<>();
        ScoredLabels sample = all.scored();
        for (int group = 0; group < partition.slices.size(); group++) {
            SubgroupAuroc areas = SubgroupAuroc.of(sample, partition.codes, group);
            Slice slice = partition.slices.get(group);
            result.add(new Measurement(Metric.BPSN_AUROC, slice, areas.bpsn().estimate(level)));
            result.add(new Measurement(Metric.BNSP_AUROC, slice, areas.bnsp().estimate(level)));
        }
        return result;
    }

    /** Combinations that do not occur, and expected groups that do not. */
    private List<Slice> empty(Cohort cohort, Partition partition, List<Finding> findings) {
        List<Slice> empty = new ArrayList<>(partition.empty);
        if (partition.emptyCount > 0) {
            findings.add(Finding.of(
                            "EMPTY_GROUPS",
                            Severity.INFO,
                            partition.name,
                            "Combinations of values that each occur have no record together; nothing is known about them.")
                    .with("groups", partition.emptyCount)
                    .with("groups_named", partition.empty.size()));
        }
        if (partition.attributes.size() == 1) {
            List<String> occurring = cohort.groups(partition.name).names();
            for (String name : expected.getOrDefault(partition.name, List.of())) {
                if (!occurring.contains(name)) {
                    Slice slice = Slice.of(partition.name, name);
                    empty.add(slice);
                    findings.add(Finding.of(
                            "EXPECTED_GROUP_ABSENT",
                            Severity.ERROR,
                            slice.toString(),
                            "This group was declared and has no record here; nothing is known about it."));
                }
            }
        }
        return empty;
    }

    private SlicePerformance measure(Slice slice, ScoredRecords part, boolean probability) {
        return SlicePerformance.measure(slice, part, Optional.of(operatingPoint), probability, level)
                .withErrorBalance(part, operatingPoint, level);
    }

    private List<Disparity> disparities(Partition partition, List<SlicePerformance> groups, SlicePerformance overall) {
        List<Disparity> result = new ArrayList<>();
        for (SlicePerformance group : groups) {
            for (Metric metric : COMPARED) {
                for (SlicePerformance reference : references.of(partition, groups, overall, metric)) {
                    if (!group.slice().equals(reference.slice())) {
                        result.add(Comparison.of(metric, group, reference, level, margins));
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
                double rate = nearestToOneHalf(interval);
                findings.add(Finding.of(
                                "INSUFFICIENT_PRECISION",
                                Severity.WARNING,
                                where,
                                "Half the width of the interval of the " + metric.name()
                                        + " is above the stated bound, so this group is too small to judge. The number needed is that at"
                                        + " which Wilson's interval keeps to the bound at the rate nearest to one half that the interval"
                                        + " of this group holds, so at every rate it holds; without a record that is one half.")
                        .with("metric", metric.id())
                        .with("half_width", String.format(Locale.ROOT, "%.4f", interval.width() / 2))
                        .with("bound", bound)
                        .with("n", estimate.support().n())
                        .with("rate_assumed", rounded(rate))
                        .with("n_needed_about", needed(estimate.support(), rate, bound)));
            });
        }
    }

    private static double nearestToOneHalf(Interval interval) {
        return Math.max(interval.lower(), Math.min(0.5, interval.upper()));
    }

    /** Records, where they share subjects as many more as the interval counts them for less. */
    private long needed(Support support, double rate, double bound) {
        double perRecord = support.n() == 0 ? 1 : support.effectiveN() / support.n();
        return (long) Math.ceil(BinomialInterval.trialsForWilson(rate, bound, level) / perRecord);
    }

    /** Sets what to compare. Confined to one thread. */
    public static final class Builder {
        private final List<String> attributes = new ArrayList<>();
        private final Map<String, String> references = new TreeMap<>();
        private @Nullable LockedOperatingPoint operatingPoint;
        private ReferenceMode mode = ReferenceMode.LARGEST_GROUP;
        private OptionalDouble imprecisionBound = OptionalDouble.empty();
        private final Map<String, Double> margins = new TreeMap<>();
        private final Map<String, List<String>> expected = new TreeMap<>();
        private ComparisonFamily family = ComparisonFamily.ALL;
        private double power = 0.8;
        private @Nullable String metricChoice;
        private int intersections = 1;
        private double level = 0.95;
        private long seed = 1;
        private int replicates = 2000;

        private final Set<String> stated = new HashSet<>();

        private Builder() {}

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

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
         * The largest number of attributes that are combined: 1, the default, for none; 2 for all pairs; 3 for all pairs and
         * triples.
         *
         * @param ways at least 1; more than there are attributes means all of them
         * @return this
         */
        public Builder intersections(int ways) {
            if (ways < 1) {
                throw new IllegalArgumentException("intersections must be at least 1, got " + ways);
            }
            intersections = once("number of ways", ways);
            return this;
        }

        /**
         * Declares groups that have to be there, so that one that is not is a finding. Off unless set.
         *
         * @param attribute one of the sensitive attributes
         * @param names values of it
         * @return this
         */
        public Builder expectedGroups(String attribute, String... names) {
            if (names.length == 0) {
                throw new IllegalArgumentException("expectedGroups needs at least one group of \"" + attribute + "\"");
            }
            if (expected.putIfAbsent(attribute, List.of(names)) != null) {
                throw new IllegalStateException("the expected groups of \"" + attribute + "\" are already set");
            }
            return this;
        }

        /**
         * Declares the margin of a metric, before the data are seen: a difference below it is of no consequence. The report then
         * says what the data show about it and whether they could have shown a gap as large. Off unless set.
         *
         * @param metric a rate that is compared, such as {@link Metric#SENSITIVITY}, or {@link Metric#AUROC}
         * @param margin the margin, in (0, 1)
         * @return this
         */
        public Builder margin(Metric metric, double margin) {
            if (!COMPARED.contains(metric)) {
                throw new IllegalArgumentException(
                        "no margin can be set for " + metric + ", which is not compared; compared are " + COMPARED);
            }
            if (!(margin > 0 && margin < 1)) {
                throw new IllegalArgumentException("a margin must be in (0, 1), got " + margin);
            }
            if (margins.putIfAbsent(metric.id(), margin) != null) {
                throw new IllegalStateException("the margin of " + metric + " is already set");
            }
            return this;
        }

        /**
         * The power for which the smallest detectable gap and the numbers needed are given beside a margin; 0.8 unless set.
         *
         * @param target power, in [0.5, 1)
         * @return this
         */
        public Builder power(double target) {
            if (!(target >= 0.5 && target < 1)) {
                throw new IllegalArgumentException("power must be in [0.5, 1), got " + target);
            }
            power = once("power", target);
            return this;
        }

        /**
         * Why which of the measures counts in the intended use, in the words of those who decided it; shown in the report. Without it
         * the report says that no reason was stated.
         *
         * @param rationale the reason, by the rule of {@link StatedText}
         * @return this
         */
        public Builder metricChoice(String rationale) {
            StatedText.require(rationale, "the reason for the choice of a metric");
            if (metricChoice != null) {
                throw new IllegalStateException("the reason for the choice of a metric is already set");
            }
            metricChoice = rationale;
            return this;
        }

        /**
         * Which comparisons are adjusted together; {@link ComparisonFamily#ALL} unless set.
         *
         * @param comparisons the family
         * @return this
         */
        public Builder family(ComparisonFamily comparisons) {
            family = once("family", Objects.requireNonNull(comparisons, "comparisons"));
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
            mode = once("reference mode", Objects.requireNonNull(referenceMode, "referenceMode"));
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
         * <p>The mark says about how many positives or negatives would be needed: those at which Wilson's interval keeps to the bound
         * ({@link BinomialInterval#trialsForWilson}) at the rate nearest to one half that the group's interval holds, and so at every rate
         * that it holds. A group without a record, or with so few that one half is in its interval, needs as many as at one half. Where
         * records share subjects, the number is that of records with the design effect of the group.
         *
         * @param halfWidth a fraction in (0, 0.5)
         * @return this
         */
        public Builder imprecisionBound(double halfWidth) {
            if (!(halfWidth > 0 && halfWidth < 0.5)) {
                throw new IllegalArgumentException("the half-width must be in (0, 0.5), got " + halfWidth);
            }
            imprecisionBound = once("imprecision bound", OptionalDouble.of(halfWidth));
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
            seed = once("bootstrap", randomSeed);
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
            for (String attribute : expected.keySet()) {
                if (!attributes.contains(attribute)) {
                    throw new IllegalStateException("groups of \"" + attribute
                            + "\" are expected, which is not among the sensitive attributes " + attributes);
                }
            }
            return new BiasDetector(this, operatingPoint);
        }
    }
}
