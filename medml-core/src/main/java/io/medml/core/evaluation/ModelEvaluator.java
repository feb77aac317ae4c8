package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.PartialVerification;
import io.medml.core.stats.ResamplePlan;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
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

    private final Optional<LockedOperatingPoint> operatingPoint;
    private final @Nullable List<String> slices;
    private final List<Double> prevalences;
    private final double[] thresholdProbabilities;
    private final double level;
    private final long seed;
    private final int replicates;
    private final boolean countAbsent;
    private final StatedGoals goals;
    private final Optional<CaseMixReference> caseMixReference;
    private final OptionalLong curveCells;

    private ModelEvaluator(Builder builder) {
        this.operatingPoint = Optional.ofNullable(builder.operatingPoint);
        this.slices = builder.slices;
        this.prevalences = List.copyOf(builder.prevalences);
        this.thresholdProbabilities = builder.thresholdProbabilities.clone();
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
        this.countAbsent = builder.countAbsent;
        this.goals =
                new StatedGoals(builder.goalPlan == null ? Gatekeeping.CO_PRIMARY : builder.goalPlan, builder.goals);
        this.caseMixReference = Optional.ofNullable(builder.caseMixReference);
        this.curveCells = builder.curveCells;
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
        operatingPoint.ifPresent(point -> point.requireFor(predictions));
        Optional<UnverifiedRecords> others =
                unverified.map(given -> UnverifiedRecords.of(cohort, predictions, given, operatingPoint));
        BiFunction<Slice, int[], EvaluatedGroup> groups = grouped(cohort, predictions);
        int[] order = cohort.canonicalOrder();
        EvaluatedGroup overall = groups.apply(Slice.overall(), order);
        if (countAbsent && overall.sample().size() == 0) {
            throw new DataException("expected at least one record of " + cohort.name()
                    + " with a prediction, found none; nothing can be measured");
        }
        Map<String, List<EvaluatedGroup>> groupings = new LinkedHashMap<>();
        for (String attribute : slices == null ? cohort.attributes() : slices) {
            Grouping grouping = cohort.groups(attribute);
            groupings.put(
                    attribute,
                    IntStream.range(0, grouping.count())
                            .mapToObj(code -> groups.apply(
                                    grouping.slice(code),
                                    IntStream.of(order)
                                            .filter(row -> grouping.code(row) == code)
                                            .toArray()))
                            .toList());
        }
        return evaluate(
                overall,
                predictions.model(),
                cohort.reference(),
                predictions.digest(),
                predictions.kind() == ScoreKind.PROBABILITY,
                groupings,
                operatingPoint.flatMap(point -> point.optimisticOn("operating point", cohort)),
                cohort.synthetic() || predictions.synthetic(),
                cohort.subjectColumn().isPresent(),
                others);
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
        operatingPoint.ifPresent(point -> point.requireFor(kind));
        MessageDigest labelDigest = Digest.newSha256();
        MessageDigest scoreDigest = Digest.newSha256();
        for (int i = 0; i < labels.length; i++) {
            labelDigest.update((byte) labels[i]);
            scoreDigest.update(ByteBuffer.allocate(8)
                    .putLong(Double.doubleToLongBits(scores[i]))
                    .array());
        }
        int[] rows = IntStream.range(0, labels.length).toArray();
        Digest scoresOnly = Digest.of(scoreDigest.digest());
        return evaluate(
                EvaluatedGroup.of(Slice.overall(), ScoredRecords.of(labels, scores, rows), rows),
                new ArtifactRef(ArtifactRef.Kind.MODEL, "unnamed", "unknown", scoresOnly),
                new ArtifactRef(ArtifactRef.Kind.DATASET, "arrays", "unknown", Digest.of(labelDigest.digest())),
                scoresOnly,
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
                false,
                Optional.empty());
    }

    /** Makes the group of a slice from its rows. */
    private BiFunction<Slice, int[], EvaluatedGroup> grouped(Cohort cohort, Predictions predictions) {
        if (countAbsent) {
            WholeCohort whole = WholeCohort.of(cohort, predictions);
            return (slice, rows) -> EvaluatedGroup.of(slice, whole, rows);
        }
        ScoredRecords records = ScoredRecords.of(cohort, predictions);
        return (slice, rows) -> EvaluatedGroup.of(slice, records, rows);
    }

    private EvaluationReport evaluate(
            EvaluatedGroup all,
            ArtifactRef model,
            ArtifactRef dataset,
            Digest predictions,
            boolean probability,
            Map<String, List<EvaluatedGroup>> groupings,
            Optional<Finding> separation,
            boolean synthetic,
            boolean subjects,
            Optional<UnverifiedRecords> unverified) {
        ScoredRecords sample = all.sample();
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
        ResampledFigures resampled = new ResampledFigures(sample, plan, level);
        overall.counts()
                .ifPresent(counts ->
                        measurements.addAll(resampled.composites(counts, operatingPoint.orElseThrow(), prevalences)));
        measurements.addAll(resampled.ofScores(probability));
        measurements.addAll(ChanceLevel.gainsOverOneHalf(measurements));
        List<Finding> findings = new ArrayList<>();
        separation.ifPresent(findings::add);
        List<AbsentPredictions> absent = new ArrayList<>();
        absent(all, measurements, absent);
        for (List<EvaluatedGroup> groups : groupings.values()) {
            for (EvaluatedGroup group : groups) {
                measurements.addAll(
                        SlicePerformance.measure(group.slice(), group.sample(), operatingPoint, probability, level)
                                .measurements());
                absent(group, measurements, absent);
            }
        }
        Optional<PartialVerification> verification = unverified.map(others ->
                others.correct(overall.counts().orElseThrow(), sample.dependent(), level, measurements, findings));
        CaseMixComparison population = new CaseMixComparison(caseMixReference, level);
        CaseMix caseMix = population.compare(groupings, all.dependent(), measurements, findings);
        Optional<PerformanceGoals> tested = goals.goals().isEmpty()
                ? Optional.empty()
                : Optional.of(goals.test(all, operatingPoint.orElseThrow(), level, findings));
        all.whole().ifPresent(whole -> AbsenceComparison.findings(whole, all, groupings, level, findings));
        EvaluationFindings found = new EvaluationFindings(sample, dataset, findings);
        found.data(synthetic, subjects);
        found.operatingPoint(operatingPoint, overall.counts());
        found.notEstimable(measurements);
        Provenance provenance = Provenance.of(ModelEvaluator.class)
                .from(model)
                .from(dataset)
                .with("confidence_level", level)
                .with("bootstrap", plan.description())
                .with("predictions_sha256", predictions.hex())
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
        if (unverified.isPresent()) {
            provenance = unverified.get().addTo(provenance);
        }
        provenance = population.addTo(provenance);
        if (curveCells.isPresent()) {
            provenance = provenance.with("curve_cells", curveCells.getAsLong());
        }
        EvaluationCurves curves = curveCells.isPresent()
                ? new EvaluationCurves(
                        sample, level, curveCells.getAsLong(), probability, thresholdProbabilities, overall.counts())
                : new EvaluationCurves(sample, level);
        return new EvaluationReport(
                model,
                dataset,
                provenance,
                level,
                sample.size(),
                sample.subjectCount(),
                IntStream.of(sample.labels()).sum(),
                operatingPoint,
                overall.counts(),
                measurements,
                curveCells,
                curves.roc(),
                probability ? curves.reliability() : List.of(),
                curves.iso(plan),
                probability ? curves.decision(thresholdProbabilities) : List.of(),
                absent,
                tested,
                caseMix,
                verification,
                findings);
    }

    private void absent(EvaluatedGroup group, List<Measurement> measurements, List<AbsentPredictions> absent) {
        group.whole().ifPresent(whole -> {
            measurements.addAll(whole.measurements(group.slice(), operatingPoint, level));
            absent.add(whole.counted(group.slice(), operatingPoint));
        });
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
            builder.goals.add(new StatedGoals.Goal(metric, goal, reason));
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
        private final List<StatedGoals.Goal> goals = new ArrayList<>();
        private @Nullable CaseMixReference caseMixReference;
        private OptionalLong curveCells = OptionalLong.empty();

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
            if (goals.stream().anyMatch(g -> g.metric().equals(metric))) {
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
         * Keeps the points of the curves apart, for a report that is handed out: unless this is called, neighbouring points of the ROC
         * curve of a small cohort differ by one record, whose score and label can be read from them.
         *
         * <p>Between any two thresholds at which the report counts all records, of the ROC, reliability and decision curves and the
         * operating point together, then lie at least so many records with the condition and as many without: of a range with records
         * of one class alone, each label would be known. Thresholds are round numbers and no record's score. The iso curves, whose
         * thresholds are scores of records, are left out, as are threshold probabilities that are too close to another.
         *
         * <p>What is measured does not change. Counts at the operating point and of groups are what they are, however small
         * ({@link io.medml.core.site.SiteReport#smallCells} names them), and metrics with many digits, such as the largest gap of a
         * calibration bin, rest on all records.
         *
         * @param minimum the least number of records of either class between two points, at least 2
         * @return this
         */
        public Builder curveCells(long minimum) {
            if (curveCells.isPresent()) {
                throw new IllegalStateException(
                        "the least number of records between points is already set to " + curveCells.getAsLong());
            }
            if (minimum < 2) {
                throw new IllegalArgumentException(
                        "the least number of records between points is at least 2, got " + minimum);
            }
            curveCells = OptionalLong.of(minimum);
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
