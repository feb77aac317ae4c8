package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.EvaluationReport.CurvePoint;
import io.medml.core.evaluation.EvaluationReport.ReliabilityBin;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
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
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.LogLoss;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.TwoByTwo;
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

    private ModelEvaluator(Builder builder) {
        this.operatingPoint = Optional.ofNullable(builder.operatingPoint);
        this.slices = builder.slices;
        this.prevalences = List.copyOf(builder.prevalences);
        this.thresholdProbabilities = builder.thresholdProbabilities.clone();
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
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
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the operating point was chosen for another model
     */
    public EvaluationReport evaluate(Cohort cohort, Predictions predictions) {
        operatingPoint.flatMap(LockedOperatingPoint::model).ifPresent(chosenFor -> {
            if (!chosenFor.equals(predictions.model())) {
                throw new IllegalArgumentException("the operating point was chosen for " + chosenFor
                        + ", and the predictions are of " + predictions.model()
                        + "; choose one on this model's scores on the tuning set");
            }
        });
        ScoredRecords asGiven = ScoredRecords.of(cohort, predictions);
        int[] order = cohort.canonicalOrder();
        Map<String, List<Group>> groupings = new LinkedHashMap<>();
        for (String attribute : slices == null ? cohort.attributes() : slices) {
            Grouping grouping = cohort.groups(attribute);
            List<Group> groups = new ArrayList<>();
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                groups.add(new Group(
                        grouping.slice(code),
                        asGiven.select(IntStream.of(order)
                                .filter(row -> grouping.code(row) == group)
                                .toArray())));
            }
            groupings.put(attribute, groups);
        }
        return evaluate(
                asGiven.select(order),
                predictions.model(),
                cohort.reference(),
                predictions.kind() == ScoreKind.PROBABILITY,
                groupings,
                operatingPoint.flatMap(point -> point.optimisticOn("operating point", cohort)),
                cohort.synthetic() || predictions.synthetic());
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
        return evaluate(
                ScoredRecords.of(
                        labels, scores, IntStream.range(0, labels.length).toArray()),
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
                false);
    }

    /** The records of a slice, in canonical order. */
    private record Group(Slice slice, ScoredRecords sample) {}

    private EvaluationReport evaluate(
            ScoredRecords sample,
            ArtifactRef model,
            ArtifactRef dataset,
            boolean probability,
            Map<String, List<Group>> groupings,
            Optional<Finding> separation,
            boolean synthetic) {
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
        List<Finding> findings = new ArrayList<>();
        separation.ifPresent(findings::add);
        for (List<Group> groups : groupings.values()) {
            for (Group group : groups) {
                measurements.addAll(
                        SlicePerformance.measure(group.slice, group.sample, operatingPoint, probability, level)
                                .measurements());
            }
        }
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
                findings);
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
        points.put(
                Metric.AVERAGE_PRECISION,
                PrecisionRecallCurve.of(sample.scored()).averagePrecision());
        double[] massEdges = new double[0];
        if (probability) {
            CalibrationBins mass = CalibrationBins.equalMass(sample.scored(), 10, level);
            massEdges = innerEdges(mass);
            points.put(
                    Metric.EQUAL_WIDTH_ECE,
                    CalibrationBins.equalWidth(sample.scored(), 10, level).expectedError());
            points.put(Metric.EQUAL_MASS_ECE, mass.expectedError());
            points.put(Metric.BRIER_SKILL_SCORE, BrierScore.of(sample.scored()).skillScore());
            points.put(Metric.LOG_LOSS, LogLoss.of(sample.scored()).value());
        }
        List<Measurement> measurements = new ArrayList<>();
        ScoreBootstrap.of(sample, probability, massEdges)
                .intervals(points, plan, level)
                .forEach((metric, estimate) -> measurements.add(new Measurement(metric, Slice.overall(), estimate)));
        return measurements;
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
            return new ModelEvaluator(this);
        }
    }
}
