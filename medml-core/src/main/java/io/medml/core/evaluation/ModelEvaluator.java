package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport.CurvePoint;
import io.medml.core.evaluation.EvaluationReport.ReliabilityBin;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.LogLoss;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.PartialVerification;
import io.medml.core.stats.PerformanceGoal;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.StandardizedDifference;
import io.medml.core.stats.TwoByTwo;
import io.medml.core.stats.UnpairedCounts;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how good a model is on a cohort.
 *
 * <pre>{@code
 * EvaluationReport report = ModelEvaluator.builder()
 *     .operatingPoint(Rule.fixedSensitivity(0.80).chooseOn(tuning, model.score(tuning)))
 *     .slices("sex", "age_group")
 *     .build()
 *     .evaluate(test, model.score(test));
 * }</pre>
 *
 * <p>Overall: AUROC, average precision, accuracy at the operating point with all usual ratios, predictive values at stated
 * prevalences, Brier score and skill, log loss, calibration errors, slope and intercept; the ROC, precision-recall,
 * iso-sensitivity and iso-specificity curves; of probabilities also reliability and the {@linkplain DecisionCurve decision
 * curve}. Per group of each slice attribute: what {@link SlicePerformance} measures. No group is left out for its size, and records without the attribute are a group.
 *
 * <p>Beside them stands what chance, or a rule that looks at no patient, attains: see {@link Metric#baseline()}. Goals that were
 * stated beforehand are tested. Predictions that are absent are refused, or, with {@link Builder#countAbsentPredictions()}, counted
 * by reason, with intention to diagnose beside the complete cases. Where only some records have an established truth,
 * {@link #evaluate(Cohort, Predictions, Predictions)} adds the correction of Begg and Greenes.
 *
 * <p>Where records share a subject, intervals are clustered; those of composite ratios are percentile intervals of a
 * bootstrap that resamples subjects. Immutable and thread-safe; the same input, seed and settings give the same bytes, in
 * whatever order the records of the cohort come.
 */
public final class ModelEvaluator {

    private static final int CURVE_POINTS = 200;
    /** Targets of the iso-sensitivity and iso-specificity curves. */
    private static final double[] TARGETS = {0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95};

    private static final double LARGEST_THRESHOLD = 0.5;

    private final Optional<LockedOperatingPoint> operatingPoint;
    private final @Nullable List<String> slices;
    private final List<Double> prevalences;
    private final double[] thresholdProbabilities;
    private final double level;
    private final long seed;
    private final int replicates;
    private final boolean countAbsent;
    private final @Nullable Gatekeeping goalPlan;
    private final List<StatedGoal> goals;
    private final @Nullable CaseMixReference caseMixReference;

    private ModelEvaluator(Builder builder) {
        this.operatingPoint = Optional.ofNullable(builder.operatingPoint);
        this.slices = builder.slices;
        this.prevalences = List.copyOf(builder.prevalences);
        this.thresholdProbabilities = builder.thresholdProbabilities.clone();
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
        this.countAbsent = builder.countAbsent;
        this.goalPlan = builder.goalPlan;
        this.goals = List.copyOf(builder.goals);
        this.caseMixReference = builder.caseMixReference;
    }

    private record StatedGoal(Metric metric, double goal, String reason) {}

    /**
     * Starts an evaluator.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Measures predictions on a cohort.
     *
     * @param cohort the test set
     * @param predictions a model's scores on it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort, or some are absent and
     *     {@link Builder#countAbsentPredictions()} was not called
     * @throws IllegalArgumentException when the operating point was chosen for another model
     */
    public EvaluationReport evaluate(Cohort cohort, Predictions predictions) {
        return evaluate(cohort, predictions, Optional.empty());
    }

    /**
     * Measures predictions on a cohort of verified records, and corrects sensitivity and specificity for records whose truth was
     * never established.
     *
     * <p>The correction ({@link PartialVerification}) assumes that whether a record was verified depends on the prediction only; the
     * report says so. All other figures are those of the verified records. It needs independent records.
     *
     * @param cohort the records with an established truth
     * @param predictions a model's scores on them
     * @param unverified the same model's scores on the records without an established truth, which are none of the cohort's
     * @return the report
     */
    public EvaluationReport evaluate(Cohort cohort, Predictions predictions, Predictions unverified) {
        return evaluate(cohort, predictions, Optional.of(unverified));
    }

    private EvaluationReport evaluate(Cohort cohort, Predictions predictions, Optional<Predictions> unverified) {
        operatingPoint.flatMap(LockedOperatingPoint::model).ifPresent(chosenFor -> {
            if (!chosenFor.equals(predictions.model())) {
                throw new IllegalArgumentException("the operating point was chosen for " + chosenFor
                        + ", and the predictions are of " + predictions.model()
                        + "; choose one on this model's scores on the tuning set");
            }
        });
        unverified.ifPresent(others -> requireUnverified(cohort, predictions, others));
        Optional<WholeCohort> whole = countAbsent ? Optional.of(WholeCohort.of(cohort, predictions)) : Optional.empty();
        Optional<ScoredRecords> asGiven =
                countAbsent ? Optional.empty() : Optional.of(ScoredRecords.of(cohort, predictions));
        int[] order = cohort.canonicalOrder();
        Group overall = group(Slice.overall(), asGiven, whole, order);
        if (countAbsent && overall.sample.size() == 0) {
            throw new DataException("expected at least one record of " + cohort.name()
                    + " with a prediction, found none; nothing can be measured");
        }
        Map<String, List<Group>> groupings = new LinkedHashMap<>();
        for (String attribute : slices == null ? cohort.attributes() : slices) {
            Grouping grouping = cohort.groups(attribute);
            List<Group> groups = new ArrayList<>();
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                groups.add(group(
                        grouping.slice(code),
                        asGiven,
                        whole,
                        IntStream.of(order)
                                .filter(row -> grouping.code(row) == group)
                                .toArray()));
            }
            groupings.put(attribute, groups);
        }
        return evaluate(
                overall,
                predictions.model(),
                cohort.reference(),
                predictions.kind() == ScoreKind.PROBABILITY,
                groupings,
                operatingPoint.flatMap(point -> point.optimisticOn("operating point", cohort)),
                cohort.synthetic() || predictions.synthetic(),
                unverified);
    }

    private static Group group(Slice slice, Optional<ScoredRecords> asGiven, Optional<WholeCohort> whole, int[] rows) {
        Optional<WholeCohort> part = whole.map(all -> all.select(rows));
        return new Group(
                slice,
                part.map(WholeCohort::scored)
                        .orElseGet(() -> asGiven.orElseThrow().select(rows)),
                part,
                rows);
    }

    private void requireUnverified(Cohort cohort, Predictions predictions, Predictions unverified) {
        if (operatingPoint.isEmpty()) {
            throw new IllegalStateException(
                    "a correction for partial verification needs an operating point; call operatingPoint(..)");
        }
        if (!unverified.model().equals(predictions.model())) {
            throw new IllegalArgumentException(
                    "expected unverified predictions of " + predictions.model() + ", found predictions of "
                            + unverified.model() + "; score the unverified records with this model");
        }
        if (predictions.absentCount() + unverified.absentCount() > 0) {
            throw new IllegalArgumentException(
                    "expected a score for every record of a study with partial verification, found "
                            + (predictions.absentCount() + unverified.absentCount())
                            + " absent; the correction is not defined for them");
        }
        long both = cohort.recordIds().stream()
                .filter(record -> unverified.score(record).isPresent())
                .count();
        if (both > 0) {
            throw new IllegalArgumentException(
                    "expected unverified records that are not in " + cohort.name() + ", found " + both
                            + " records in both; leave those with an established truth out of the unverified ones");
        }
    }

    /**
     * Measures plain arrays, one record a subject, without groups. The records are taken as they come: in another order they
     * have another digest, and the replicates of the bootstrap are others.
     *
     * @param labels 0 or 1
     * @param scores the score of each record
     * @param kind what the scores are
     * @return the report, about a model and a data set that are known by the digest of the arrays only
     */
    public EvaluationReport evaluate(int[] labels, double[] scores, ScoreKind kind) {
        if (labels.length != scores.length) {
            throw new IllegalArgumentException(
                    "labels and scores must have the same length, got " + labels.length + " and " + scores.length);
        }
        if (slices != null && !slices.isEmpty()) {
            throw new IllegalStateException(
                    "slices " + slices + " need a cohort; plain arrays have no attributes to slice by");
        }
        MessageDigest labelDigest = Digest.newSha256();
        MessageDigest scoreDigest = Digest.newSha256();
        for (int i = 0; i < labels.length; i++) {
            labelDigest.update((byte) labels[i]);
            scoreDigest.update(ByteBuffer.allocate(8)
                    .putLong(Double.doubleToLongBits(scores[i]))
                    .array());
        }
        int[] rows = IntStream.range(0, labels.length).toArray();
        return evaluate(
                new Group(Slice.overall(), ScoredRecords.of(labels, scores, rows), Optional.empty(), rows),
                new ArtifactRef(ArtifactRef.Kind.MODEL, "unnamed", "unknown", Digest.of(scoreDigest.digest())),
                new ArtifactRef(ArtifactRef.Kind.DATASET, "arrays", "unknown", Digest.of(labelDigest.digest())),
                kind == ScoreKind.PROBABILITY,
                Map.of(),
                operatingPoint
                        .flatMap(LockedOperatingPoint::chosenOn)
                        .map(tuning -> Finding.of(
                                "SEPARATION_UNKNOWN",
                                Severity.WARNING,
                                "operating point",
                                "The threshold was chosen on a data set, and arrays have no records that could be looked"
                                        + " for in it; evaluate a cohort to see whether they are apart.")),
                false,
                Optional.empty());
    }

    /** The records of a slice, in canonical order: those with a score, and where absent ones are counted all of them. */
    private static final class Group {
        private final Slice slice;
        private final ScoredRecords sample;
        private final Optional<WholeCohort> whole;
        private final int[] rows;

        Group(Slice slice, ScoredRecords sample, Optional<WholeCohort> whole, int[] rows) {
            this.slice = slice;
            this.sample = sample;
            this.whole = whole;
            this.rows = rows;
        }

        int[] labels() {
            return whole.map(WholeCohort::labels).orElseGet(sample::labels);
        }

        /** Whether records share subjects, those without a score included where they are counted. */
        boolean dependent() {
            return whole.map(WholeCohort::dependent).orElseGet(sample::dependent);
        }
    }

    private EvaluationReport evaluate(
            Group all,
            ArtifactRef model,
            ArtifactRef dataset,
            boolean probability,
            Map<String, List<Group>> groupings,
            Optional<Finding> separation,
            boolean synthetic,
            Optional<Predictions> unverified) {
        ScoredRecords sample = all.sample;
        if (!probability && thresholdProbabilities.length > 0) {
            throw new IllegalArgumentException(
                    "threshold probabilities need predicted probabilities, and the scores of " + model
                            + " are of another kind; leave thresholdProbabilities(..) out, or recalibrate the scores");
        }
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        List<Measurement> measurements = new ArrayList<>();
        SlicePerformance overall =
                SlicePerformance.measure(Slice.overall(), sample, operatingPoint, probability, level);
        measurements.addAll(overall.measurements());
        overall.counts().ifPresent(counts -> measurements.addAll(composites(sample, counts, plan)));
        measurements.addAll(scoreStatistics(sample, probability, plan));
        measurements.addAll(overChance(overall, measurements));
        List<Finding> findings = new ArrayList<>();
        separation.ifPresent(findings::add);
        List<AbsentPredictions> absent = new ArrayList<>();
        absent(all, measurements, absent);
        for (List<Group> groups : groupings.values()) {
            for (Group group : groups) {
                measurements.addAll(
                        SlicePerformance.measure(group.slice, group.sample, operatingPoint, probability, level)
                                .measurements());
                absent(group, measurements, absent);
            }
        }
        Optional<PartialVerification> verification = verification(overall, sample, unverified, measurements, findings);
        CaseMix caseMix = caseMix(groupings, all, measurements, findings);
        Optional<PerformanceGoals> tested = goals(all, findings);
        all.whole.ifPresent(whole -> absenceFindings(whole, all, groupings, findings));
        findings(sample, dataset, synthetic, measurements, findings);
        Provenance provenance = Provenance.of(ModelEvaluator.class)
                .from(model)
                .from(dataset)
                .with("confidence_level", level)
                .with("bootstrap", plan.description())
                .with("slices", String.join(",", groupings.keySet()))
                .with(
                        "operating_point",
                        operatingPoint.map(LockedOperatingPoint::toString).orElse("none"))
                .synthetic(synthetic);
        for (LockedOperatingPoint point : operatingPoint.stream().toList()) {
            provenance = provenance.with("threshold", point.threshold());
            if (point.chosenOn().isPresent()) {
                provenance = provenance.from(point.chosenOn().get());
            }
        }
        if (countAbsent) {
            provenance = provenance.with("absent_predictions", "counted");
        }
        for (Predictions others : unverified.stream().toList()) {
            provenance = provenance.from(others.dataset()).with("unverified_scores", others.digest());
        }
        if (caseMixReference != null) {
            provenance = provenance.with("case_mix_reference", caseMixReference.description());
            for (ArtifactRef reference : caseMixReference.cohort().stream().toList()) {
                provenance = provenance.from(reference);
            }
        }
        long positives = IntStream.of(sample.labels()).sum();
        boolean bothClasses = positives > 0 && positives < sample.size();
        RocCurve roc = bothClasses ? RocCurve.of(sample.scored()) : null;
        return new EvaluationReport(
                model,
                dataset,
                provenance,
                level,
                sample.size(),
                sample.subjectCount(),
                positives,
                operatingPoint,
                overall.counts(),
                measurements,
                roc == null ? List.of() : thinned(roc),
                probability ? reliability(sample) : List.of(),
                roc == null ? List.of() : isoCurves(sample, plan),
                probability
                        ? DecisionCurve.of(sample.scored(), thresholds(sample)).points(level)
                        : List.of(),
                absent,
                tested,
                caseMix,
                verification,
                findings);
    }

    /** What needs no bootstrap: the gain over a chance level that is a constant. */
    private static List<Measurement> overChance(SlicePerformance overall, List<Measurement> measurements) {
        List<Measurement> gains = new ArrayList<>();
        overall.estimate(Metric.AUROC)
                .ifPresent(
                        e -> gains.add(new Measurement(Metric.AUROC.overBaseline(), Slice.overall(), shifted(e, 0.5))));
        measurements.stream()
                .filter(m -> m.metric().equals(Metric.BALANCED_ACCURACY))
                .forEach(m -> gains.add(new Measurement(
                        Metric.BALANCED_ACCURACY.overBaseline(), Slice.overall(), shifted(m.estimate(), 0.5))));
        return gains;
    }

    /** The estimate less a constant. */
    private static Estimate shifted(Estimate estimate, double constant) {
        String method = estimate.intervalEstimate().method();
        return estimate.fold(
                is -> Estimate.of(
                        is.value() - constant,
                        is.interval()
                                .map(i -> IntervalEstimate.of(
                                        i.lower() - constant, i.upper() - constant, i.level(), method))
                                .orElse(is.intervalEstimate()),
                        is.support()),
                not -> Estimate.notEstimable(not.reason(), method, not.support()));
    }

    private void absent(Group group, List<Measurement> measurements, List<AbsentPredictions> absent) {
        group.whole.ifPresent(whole -> {
            measurements.addAll(whole.measurements(group.slice, operatingPoint, level));
            absent.add(whole.counted(group.slice, operatingPoint));
        });
    }

    private Optional<PartialVerification> verification(
            SlicePerformance overall,
            ScoredRecords sample,
            Optional<Predictions> unverified,
            List<Measurement> measurements,
            List<Finding> findings) {
        if (unverified.isEmpty()) {
            return Optional.empty();
        }
        long positive = IntStream.of(
                        operatingPoint.orElseThrow().classify(unverified.get().scores()))
                .sum();
        PartialVerification table = new PartialVerification(
                overall.counts().orElseThrow(), positive, unverified.get().size() - positive);
        measurements.add(new Measurement(
                Metric.SENSITIVITY_VERIFICATION_CORRECTED,
                Slice.overall(),
                independentOnly(table.sensitivity(level), sample.dependent())));
        measurements.add(new Measurement(
                Metric.SPECIFICITY_VERIFICATION_CORRECTED,
                Slice.overall(),
                independentOnly(table.specificity(level), sample.dependent())));
        findings.add(Finding.of(
                        "PARTIAL_VERIFICATION",
                        Severity.WARNING,
                        "overall",
                        "The truth was established for some of the records only. The corrected figures assume that this depended"
                                + " on the prediction only, which these data cannot show; all other figures are those of the"
                                + " verified records.")
                .with("verified_of_predicted_positive", share(table.verified().predictedPositives(), positive))
                .with(
                        "verified_of_predicted_negative",
                        share(
                                table.verified().predictedNegatives(),
                                unverified.get().size() - positive)));
        return Optional.of(table);
    }

    private static String share(long verified, long unverified) {
        return verified + " of " + (verified + unverified);
    }

    /** The subjects of the unverified records are not known, so nothing else is offered. */
    private static Estimate independentOnly(Estimate estimate, boolean dependent) {
        return dependent && estimate instanceof Estimate.Estimated estimated
                ? Estimate.of(
                        estimated.value(),
                        new IntervalEstimate.Unknown(
                                Reason.DEPENDENT_RECORDS,
                                estimated.intervalEstimate().method()),
                        estimated.support())
                : estimate;
    }

    private CaseMix caseMix(
            Map<String, List<Group>> groupings, Group all, List<Measurement> measurements, List<Finding> findings) {
        boolean dependent = all.dependent() || (caseMixReference != null && caseMixReference.dependent());
        List<CaseMix.Row> rows = new ArrayList<>();
        if (caseMixReference != null) {
            caseMixReference.attributes().stream()
                    .filter(attribute -> !groupings.containsKey(attribute))
                    .forEach(
                            attribute -> findings.add(
                                    Finding.of(
                                            "CASE_MIX_NOT_COMPARED",
                                            Severity.WARNING,
                                            attribute,
                                            "The reference of the case mix states this attribute, and the evaluation has no groups of it.")));
        }
        groupings.forEach((attribute, groups) -> {
            long records = groups.stream().mapToLong(g -> g.labels().length).sum();
            Map<String, Long> reference = caseMixReference == null ? Map.of() : caseMixReference.counts(attribute);
            long references =
                    reference.values().stream().mapToLong(Long::longValue).sum();
            Set<String> seen = new HashSet<>();
            for (Group group : groups) {
                String value = group.slice.conditions().get(0).value();
                seen.add(value);
                rows.add(row(group.slice, group.labels(), records, reference, references, dependent));
            }
            reference.keySet().stream()
                    .filter(value -> !seen.contains(value))
                    .forEach(value -> rows.add(
                            row(Slice.of(attribute, value), new int[0], records, reference, references, dependent)));
        });
        rows.forEach(row -> row.difference()
                .ifPresent(d -> measurements.add(new Measurement(Metric.CASE_MIX_DIFFERENCE, row.slice(), d))));
        return new CaseMix(Optional.ofNullable(caseMixReference), rows);
    }

    private CaseMix.Row row(
            Slice slice, int[] labels, long records, Map<String, Long> reference, long references, boolean dependent) {
        long positives = IntStream.of(labels).sum();
        long inReference = reference.getOrDefault(slice.conditions().get(0).value(), 0L);
        return new CaseMix.Row(
                slice,
                positives,
                labels.length - positives,
                reference.isEmpty() ? Optional.empty() : Optional.of(inReference),
                reference.isEmpty()
                        ? Optional.empty()
                        : Optional.of(independentOnly(
                                StandardizedDifference.estimate(
                                        new UnpairedCounts(labels.length, records, inReference, references), level),
                                dependent)));
    }

    private Optional<PerformanceGoals> goals(Group all, List<Finding> findings) {
        if (goals.isEmpty()) {
            return Optional.empty();
        }
        LockedOperatingPoint point = operatingPoint.orElseThrow();
        ScoredRecords sample = all.sample;
        ScoredRecords counted = all.whole
                .map(whole -> whole.asWorstCase(point))
                .orElseGet(() -> ScoredRecords.of(
                        sample.labels(),
                        IntStream.of(point.classify(sample.scores()))
                                .asDoubleStream()
                                .toArray(),
                        sample.subjects()));
        int[] answers = DoubleStream.of(counted.scores()).mapToInt(s -> (int) s).toArray();
        ConfusionCounts counts = ConfusionCounts.of(counted.labels(), answers);
        double alpha = oneSidedAlpha();
        List<Estimate> proportions = new ArrayList<>();
        List<HypothesisTest> tests = new ArrayList<>();
        for (StatedGoal goal : goals) {
            EndpointRate rate = EndpointRate.of(goal.metric).orElseThrow();
            EndpointRate.Proportion proportion = rate.proportion(counts);
            PerformanceGoal test = PerformanceGoal.of(proportion.successes(), proportion.trials(), goal.goal, alpha);
            if (counted.dependent()) {
                proportions.add(rate.estimate(counted, answers, level));
                Estimate none = Estimate.notEstimable(
                        Reason.DEPENDENT_RECORDS,
                        test.test().method(),
                        test.proportion().support());
                tests.add(new HypothesisTest(test.test().method(), none, OptionalDouble.empty(), none));
            } else {
                proportions.add(test.proportion());
                tests.add(test.test());
            }
        }
        if (counted.dependent()) {
            findings.add(Finding.of(
                    "GOAL_UNDECIDED",
                    Severity.WARNING,
                    "overall",
                    "Some subjects have several records, so there is no exact test of the goals and they are undecided; take one"
                            + " record a subject by a stated rule."));
        }
        Gatekeeping plan = goalPlan == null ? Gatekeeping.CO_PRIMARY : goalPlan;
        List<Gatekeeping.Decision> decisions =
                plan.decide(tests.stream().map(HypothesisTest::pValue).toList(), alpha);
        List<PerformanceGoals.Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < goals.size(); i++) {
            StatedGoal goal = goals.get(i);
            endpoints.add(new PerformanceGoals.Endpoint(
                    goal.metric, goal.goal, goal.reason, proportions.get(i), tests.get(i), decisions.get(i)));
        }
        return Optional.of(new PerformanceGoals(plan, alpha, endpoints));
    }

    /** Half of what the level leaves, in decimals, so that 0.95 gives 0.025. */
    private double oneSidedAlpha() {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(level))
                .divide(BigDecimal.valueOf(2))
                .doubleValue();
    }

    /** Says that predictions are absent, and where the share of absent ones differs, by Holm over all these comparisons. */
    private void absenceFindings(
            WholeCohort whole, Group all, Map<String, List<Group>> groupings, List<Finding> findings) {
        long absent = whole.absentAmong(i -> true);
        if (absent == 0) {
            return;
        }
        findings.add(Finding.of(
                        "ABSENT_PREDICTIONS",
                        Severity.WARNING,
                        "overall",
                        "The model gave no score for some records. Intention to diagnose and goals count them as wrong, the case"
                                + " mix holds them, all other figures leave them out.")
                .with("absent", absent)
                .with("records", whole.size()));
        int[] labels = whole.labels();
        Map<String, IntPredicate> parts = new LinkedHashMap<>();
        parts.put("records with the condition", i -> labels[i] == 1);
        groupings.values().stream()
                .filter(groups -> groups.size() > 1)
                .flatMap(List::stream)
                .forEach(group -> {
                    int[] rows = group.rows.clone();
                    Arrays.sort(rows);
                    // the rows of the whole are in the order of all.rows, those of a group are row numbers of the
                    // cohort
                    parts.put(group.slice.toString(), i -> Arrays.binarySearch(rows, all.rows[i]) >= 0);
                });
        List<Estimate> pValues = parts.values().stream()
                .map(rows -> whole.difference(rows, level))
                .toList();
        double alpha = BigDecimal.ONE.subtract(BigDecimal.valueOf(level)).doubleValue();
        double[] adjusted = Multiplicity.HOLM.adjust(
                pValues.stream()
                        .filter(p -> p.point().isPresent())
                        .mapToDouble(p -> p.point().getAsDouble())
                        .toArray(),
                pValues.size());
        int next = 0;
        int part = 0;
        for (Map.Entry<String, IntPredicate> entry : parts.entrySet()) {
            if (pValues.get(part++).point().isEmpty()) {
                continue;
            }
            double p = adjusted[next++];
            if (p <= alpha) {
                IntPredicate rows = entry.getValue();
                long size = IntStream.range(0, whole.size()).filter(rows).count();
                findings.add(Finding.of(
                                "ABSENCE_DIFFERS",
                                Severity.WARNING,
                                entry.getKey(),
                                "Predictions are absent more, or less, often here than elsewhere, so the complete cases are not like"
                                        + " all records.")
                        .with("absent_here", share(whole.absentAmong(rows), size - whole.absentAmong(rows)))
                        .with(
                                "absent_elsewhere",
                                share(
                                        absent - whole.absentAmong(rows),
                                        whole.size() - size - (absent - whole.absentAmong(rows))))
                        .with("p_value_holm", p));
            }
        }
    }

    private void findings(
            ScoredRecords sample,
            ArtifactRef dataset,
            boolean synthetic,
            List<Measurement> measurements,
            List<Finding> findings) {
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset.id()));
        }
        if (sample.dependent()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            dataset.id(),
                            "Some subjects have several records; intervals take it into account.")
                    .with("records", sample.size())
                    .with("subjects", sample.subjectCount()));
        }
        measurements.stream()
                .filter(m -> m.metric().equals(Metric.AUROC))
                .filter(m -> m.estimate() instanceof Estimate.NotEstimable)
                .forEach(m -> findings.add(Finding.of(
                                "NOT_ESTIMABLE",
                                Severity.WARNING,
                                m.slice().toString(),
                                "The area under the ROC curve is not estimable here.")
                        .with("reason", ((Estimate.NotEstimable) m.estimate()).reason())
                        .with("n", m.estimate().support().n())));
    }

    /** Ratios of several confusion counts; analytic intervals where they fit, else those of the bootstrap. */
    private List<Measurement> composites(ScoredRecords sample, ConfusionCounts counts, ResamplePlan plan) {
        List<Composite> composites = new ArrayList<>(Composite.USUAL);
        composites.addAll(Composite.baselines(counts));
        prevalences.forEach(prevalence -> composites.addAll(Composite.atPrevalence(prevalence)));
        List<Estimate> resampled = Composite.estimates(composites, sample, operatingPoint.orElseThrow(), plan, level);
        LikelihoodRatios ratios =
                TwoByTwo.of(counts, BinomialInterval.WILSON, level).likelihoodRatios();
        Map<Metric, Estimate> analytic = sample.dependent()
                ? Map.of()
                : Map.of(
                        Metric.POSITIVE_LIKELIHOOD_RATIO, ratios.positive(),
                        Metric.NEGATIVE_LIKELIHOOD_RATIO, ratios.negative(),
                        Metric.DIAGNOSTIC_ODDS_RATIO, ratios.diagnosticOddsRatio());
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < composites.size(); i++) {
            Metric metric = composites.get(i).metric();
            measurements.add(new Measurement(metric, Slice.overall(), analytic.getOrDefault(metric, resampled.get(i))));
        }
        return measurements;
    }

    private List<Measurement> scoreStatistics(ScoredRecords sample, boolean probability, ResamplePlan plan) {
        Map<Metric, Estimate> points = new LinkedHashMap<>();
        Estimate averagePrecision = PrecisionRecallCurve.of(sample.scored()).averagePrecision();
        double prevalence = (double) IntStream.of(sample.labels()).sum() / sample.size();
        Support support = averagePrecision.support();
        points.put(Metric.AVERAGE_PRECISION, averagePrecision);
        points.put(Metric.AVERAGE_PRECISION.baseline(), point(prevalence, support));
        points.put(Metric.AVERAGE_PRECISION.overBaseline(), shifted(averagePrecision, prevalence));
        double[] massEdges = new double[0];
        if (probability) {
            CalibrationBins mass = CalibrationBins.equalMass(sample.scored(), 10, level);
            massEdges = innerEdges(mass);
            points.put(
                    Metric.EQUAL_WIDTH_ECE,
                    CalibrationBins.equalWidth(sample.scored(), 10, level).expectedError());
            points.put(Metric.EQUAL_MASS_ECE, mass.expectedError());
            BrierScore brier = BrierScore.of(sample.scored());
            Estimate logLoss = LogLoss.of(sample.scored()).value();
            points.put(Metric.BRIER_SKILL_SCORE, brier.skillScore());
            points.put(Metric.LOG_LOSS, logLoss);
            double uncertainty = prevalence * (1 - prevalence);
            points.put(Metric.BRIER_SCORE.baseline(), point(uncertainty, support));
            points.put(Metric.BRIER_SCORE.overBaseline(), below(brier.score(level), uncertainty));
            double entropy = ScoreBootstrap.entropy(prevalence);
            points.put(Metric.LOG_LOSS.baseline(), point(entropy, support));
            points.put(Metric.LOG_LOSS.overBaseline(), below(logLoss, entropy));
        }
        List<Measurement> measurements = new ArrayList<>();
        ScoreBootstrap.of(sample, probability, massEdges)
                .intervals(points, plan, level)
                .forEach((metric, estimate) -> measurements.add(new Measurement(metric, Slice.overall(), estimate)));
        return measurements;
    }

    /** A value whose interval the bootstrap adds; NaN stands for none, where there is no record. */
    private static Estimate point(double value, Support support) {
        return Double.isNaN(value)
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "bootstrap.percentile", support)
                : Estimate.of(value, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "bootstrap.percentile"), support);
    }

    /** How far an estimate lies below a constant; without interval. */
    private static Estimate below(Estimate estimate, double constant) {
        return estimate.fold(
                is -> point(constant - is.value(), is.support()),
                not -> Estimate.notEstimable(not.reason(), "bootstrap.percentile", not.support()));
    }

    private static double[] innerEdges(CalibrationBins bins) {
        return bins.bins().stream()
                .mapToDouble(CalibrationBins.Bin::upper)
                .limit(Math.max(0, bins.bins().size() - 1))
                .toArray();
    }

    private List<ReliabilityBin> reliability(ScoredRecords sample) {
        return CalibrationBins.equalMass(sample.scored(), 10, level).bins().stream()
                .map(bin -> new ReliabilityBin(bin.lower(), bin.upper(), bin.meanForecast(), bin.observed()))
                .toList();
    }

    private static List<CurvePoint> thinned(RocCurve roc) {
        double[] tpr = roc.truePositiveRates().orElseThrow();
        double[] fpr = roc.falsePositiveRates().orElseThrow();
        double[] thresholds = roc.thresholds();
        List<CurvePoint> points = new ArrayList<>();
        double step = 2.0 / CURVE_POINTS;
        double next = 0;
        for (int i = 0; i < thresholds.length; i++) {
            double along = tpr[i] + fpr[i];
            if (along >= next || i == thresholds.length - 1) {
                ConfusionCounts counts = roc.counts(i);
                points.add(new CurvePoint(
                        thresholds[i],
                        tpr[i],
                        fpr[i],
                        counts.predictedPositives() == 0
                                ? Optional.empty()
                                : Optional.of((double) counts.truePositives() / counts.predictedPositives())));
                next = along + step;
            }
        }
        return points;
    }

    private List<IsoCurve> isoCurves(ScoredRecords sample, ResamplePlan plan) {
        return List.of(
                IsoCurve.of(sample.scored(), IsoCurve.Held.SENSITIVITY, TARGETS, level, plan),
                IsoCurve.of(sample.scored(), IsoCurve.Held.SPECIFICITY, TARGETS, level, plan));
    }

    /** Those set, or hundredths at which somebody is still predicted positive. */
    private double[] thresholds(ScoredRecords sample) {
        if (thresholdProbabilities.length > 0) {
            return thresholdProbabilities;
        }
        double largest = DoubleStream.of(sample.scores()).max().orElse(0);
        return IntStream.rangeClosed(1, (int) Math.round(100 * LARGEST_THRESHOLD))
                .mapToDouble(i -> i / 100.0)
                .filter(t -> t <= largest || t == 0.01)
                .toArray();
    }

    /** States a performance goal. Confined to one thread. */
    public static final class GoalStage {
        private final Builder builder;
        private final Metric metric;

        private GoalStage(Builder builder, Metric metric) {
            this.builder = builder;
            this.metric = metric;
        }

        /**
         * The value that is to be exceeded.
         *
         * @param goal a fraction in (0, 1)
         * @return the stage that asks for its reason
         */
        public GoalReasonStage above(double goal) {
            if (!(goal > 0 && goal < 1)) {
                throw new IllegalArgumentException(
                        "a performance goal is a fraction in (0, 1), got " + goal + "; for 85 percent pass 0.85");
            }
            return new GoalReasonStage(builder, metric, goal);
        }
    }

    /** States why a value is the goal. Confined to one thread. */
    public static final class GoalReasonStage {
        private final Builder builder;
        private final Metric metric;
        private final double goal;

        private GoalReasonStage(Builder builder, Metric metric, double goal) {
            this.builder = builder;
            this.metric = metric;
            this.goal = goal;
        }

        /**
         * The reason, which the report repeats.
         *
         * @param reason the clinical or regulatory ground of the goal
         * @return the builder
         */
        public Builder because(String reason) {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("a performance goal needs its reason in words, got a blank text");
            }
            builder.goals.add(new StatedGoal(metric, goal, reason));
            return builder;
        }
    }

    /** Sets what to measure. Confined to one thread. */
    public static final class Builder {
        private @Nullable LockedOperatingPoint operatingPoint;
        private @Nullable List<String> slices;
        private final List<Double> prevalences = new ArrayList<>();
        private double[] thresholdProbabilities = {};
        private double level = 0.95;
        private boolean levelIsSet;
        private long seed = 1;
        private int replicates = 2000;
        private boolean bootstrapIsSet;
        private boolean countAbsent;
        private @Nullable Gatekeeping goalPlan;
        private final List<StatedGoal> goals = new ArrayList<>();
        private @Nullable CaseMixReference caseMixReference;

        private Builder() {}

        /**
         * Measures accuracy at an operating point. Without one, only what needs no threshold is measured.
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
         * Measures also each group of these attributes; all attributes of the cohort unless set.
         *
         * @param attributes the attributes; none to measure no group
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
         * Gives predictive values also at these prevalences, such as those of the places of use.
         *
         * @param values fractions in (0, 1)
         * @return this
         */
        public Builder prevalences(double... values) {
            for (double value : values) {
                if (!(value > 0 && value < 1)) {
                    throw new IllegalArgumentException("a prevalence is a fraction in (0, 1), got " + value);
                }
                if (prevalences.contains(value)) {
                    throw new IllegalArgumentException("prevalence " + value + " is stated twice");
                }
                prevalences.add(value);
            }
            return this;
        }

        /**
         * Accepts predictions of which some are absent with a stated reason, and counts them.
         *
         * <p>What needs a score is measured on the records that have one (complete case). Beside it, for all records and for each
         * group: the share of records with a score, and by intention to diagnose sensitivity, specificity and accuracy, where an
         * absent result counts as wrong, with the best case as the other bound. Counts by kind and reason; findings where the share
         * of absent predictions differs between the classes or the groups (Fisher's exact test, cluster-robust where records share
         * a subject; Holm over all of them). Unless this is called, absent predictions are refused.
         *
         * @return this
         */
        public Builder countAbsentPredictions() {
            if (countAbsent) {
                throw new IllegalStateException("countAbsentPredictions() was called before");
            }
            countAbsent = true;
            return this;
        }

        /**
         * How several performance goals belong together; needed with more than one, since it decides what may be claimed.
         *
         * @param plan such as {@link Gatekeeping#CO_PRIMARY}: all must be shown
         * @return this
         */
        public Builder goals(Gatekeeping plan) {
            if (goalPlan != null) {
                throw new IllegalStateException("the plan of the goals is already set to " + goalPlan);
            }
            goalPlan = Objects.requireNonNull(plan, "plan");
            return this;
        }

        /**
         * Tests a performance goal that was stated before the data were seen.
         *
         * <p>One-sided and exact at {@code (1 - level) / 2}: shown only if the lower limit is at least the goal. Absent predictions
         * count as wrong. Where records share a subject there is no exact test, and the goal is undecided.
         *
         * @param metric sensitivity, specificity, accuracy or a predictive value
         * @return the stage that asks for the goal
         */
        public GoalStage goal(Metric metric) {
            if (EndpointRate.of(metric).isEmpty()) {
                throw new IllegalArgumentException(
                        "a performance goal is on sensitivity, specificity, accuracy or a predictive value, got "
                                + metric);
            }
            if (goals.stream().anyMatch(g -> g.metric.equals(metric))) {
                throw new IllegalStateException("a goal on " + metric + " is already stated");
            }
            return new GoalStage(this, metric);
        }

        /**
         * A population to compare the records with, such as that of the intended use: for each group of each slice attribute
         * the standardised difference of its share.
         *
         * @param reference the population
         * @return this
         */
        public Builder caseMixReference(CaseMixReference reference) {
            if (caseMixReference != null) {
                throw new IllegalStateException("the case-mix reference is already set to " + caseMixReference);
            }
            caseMixReference = Objects.requireNonNull(reference, "reference");
            return this;
        }

        /**
         * The threshold probabilities of the decision curve. A threshold of 0.1 says that one needed intervention is worth nine
         * needless ones; state the range in which those who decide would differ.
         *
         * <p>Unless set: 0.01, 0.02 .. 0.50, as far as somebody's predicted probability reaches. Above one half a needless
         * intervention would weigh more than a missed condition.
         *
         * @param ascending fractions in (0, 1), ascending
         * @return this
         */
        public Builder thresholdProbabilities(double... ascending) {
            if (thresholdProbabilities.length > 0) {
                throw new IllegalStateException(
                        "the threshold probabilities are already set to " + Arrays.toString(thresholdProbabilities));
            }
            if (ascending.length == 0) {
                throw new IllegalArgumentException(
                        "a decision curve needs at least one threshold probability, got none");
            }
            double before = 0;
            for (double threshold : ascending) {
                if (!(threshold > before && threshold < 1)) {
                    throw new IllegalArgumentException(
                            "threshold probabilities are fractions in (0, 1), ascending, got "
                                    + Arrays.toString(ascending) + "; for 10 percent pass 0.10");
                }
                before = threshold;
            }
            thresholdProbabilities = ascending.clone();
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            if (levelIsSet) {
                throw new IllegalStateException("the level is already set to " + level);
            }
            levelIsSet = true;
            level = confidence;
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
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "a percentile interval needs at least 200 replicates, got %d", number));
            }
            if (bootstrapIsSet) {
                throw new IllegalStateException(
                        "the bootstrap is already set to seed " + seed + " and " + replicates + " replicates");
            }
            bootstrapIsSet = true;
            seed = randomSeed;
            replicates = number;
            return this;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public ModelEvaluator build() {
            if (!prevalences.isEmpty() && operatingPoint == null) {
                throw new IllegalStateException("predictive values at " + prevalences
                        + " need an operating point; call operatingPoint(..), or leave prevalences(..) out");
            }
            if (!goals.isEmpty() && operatingPoint == null) {
                throw new IllegalStateException("performance goals need an operating point; call operatingPoint(..)");
            }
            if (goals.size() > 1 && goalPlan == null) {
                throw new IllegalStateException(goals.size()
                        + " performance goals need a plan that says how they belong together; call goals(..)");
            }
            if (goals.isEmpty() && goalPlan != null) {
                throw new IllegalStateException(
                        "the plan " + goalPlan + " has no goal; call goal(..), or leave goals(..) out");
            }
            return new ModelEvaluator(this);
        }
    }
}
