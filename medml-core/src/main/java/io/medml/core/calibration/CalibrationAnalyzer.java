package io.medml.core.calibration;

import io.medml.core.calibration.CalibrationReport.ConsistencyRow;
import io.medml.core.calibration.CalibrationReport.CurveRange;
import io.medml.core.calibration.CalibrationReport.ForecastBin;
import io.medml.core.calibration.CalibrationReport.ReliabilityBin;
import io.medml.core.calibration.CalibrationReport.TestRow;
import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evidence.ArtifactRef;
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
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationBootstrap;
import io.medml.core.stats.CalibrationBootstrap.Statistic;
import io.medml.core.stats.CalibrationCurve;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ConsistencyNull;
import io.medml.core.stats.HosmerLemeshow;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.Spiegelhalter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how well predicted probabilities are calibrated.
 *
 * <pre>{@code
 * CalibrationReport report = CalibrationAnalyzer.builder().build().analyze(test, model.score(test));
 * }</pre>
 *
 * <p>Observed over expected, calibration in the large, intercept and slope; Brier score, skill and log loss; the named calibration
 * errors over bins and those of the flexible curve; the tests of Spiegelhalter and Hosmer-Lemeshow and of unreliability; what the
 * binned errors would be if every forecast were right; the reliability curve.
 *
 * <p>Where records share a subject, slope and intercept have a variance by subject, as observed over expected always has, and shares of
 * bins the effective number of records; tests that assume independent records are not given, with that
 * reason. Immutable and thread-safe; the same input, seed and settings give the same bytes, in whatever order the records come.
 */
public final class CalibrationAnalyzer {

    private static final int BINS = 10;
    private static final int CURVE_POINTS = 101;
    private static final int FORECAST_BINS = 20;
    private static final int NULL_REPLICATES = 1000;
    private static final double LOOKS_FITTED = 1e-4;

    private final double level;
    private final long seed;
    private final int replicates;
    private final int curveReplicates;
    private final HosmerLemeshow.Data data;

    private CalibrationAnalyzer(Builder builder) {
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
        this.curveReplicates = Math.min(builder.curveReplicates, builder.replicates);
        this.data = builder.data == null ? HosmerLemeshow.Data.EXTERNAL : builder.data;
    }

    /**
     * Starts an analyzer.
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
     * @param predictions a model's probabilities on it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the scores are not probabilities
     */
    public CalibrationReport analyze(Cohort cohort, Predictions predictions) {
        if (predictions.kind() != ScoreKind.PROBABILITY) {
            throw new IllegalArgumentException("calibration is measured of probabilities, and the scores of "
                    + predictions.model() + " are " + predictions.kind()
                    + "; recalibrate them first, for example with Calibrator.platt()");
        }
        ScoredRecords records = ScoredRecords.of(cohort, predictions).select(cohort.canonicalOrder());
        ScoredLabels sample = records.scored();
        boolean synthetic = cohort.synthetic() || predictions.synthetic();
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        Map<Metric, Estimate> estimates = estimates(sample, plan);
        List<TestRow> tests = List.of(
                new TestRow("Spiegelhalter", Spiegelhalter.test(sample)),
                new TestRow(
                        "Unreliability", CalibrationLogistic.of(sample, level).unreliability()),
                new TestRow("Hosmer-Lemeshow", HosmerLemeshow.of(sample, BINS).test(data)));
        List<ConsistencyRow> consistency = List.of(
                new ConsistencyRow(
                        Metric.EQUAL_WIDTH_ECE, ConsistencyNull.equalWidth(sample, BINS, seed, NULL_REPLICATES)),
                new ConsistencyRow(
                        Metric.EQUAL_MASS_ECE, ConsistencyNull.equalMass(sample, BINS, seed, NULL_REPLICATES)));
        List<ReliabilityBin> bins = reliability(sample);
        List<Measurement> measurements = new ArrayList<>();
        estimates.forEach((metric, estimate) -> measurements.add(new Measurement(metric, Slice.overall(), estimate)));
        return new CalibrationReport(
                predictions.model(),
                cohort.reference(),
                Provenance.of(CalibrationAnalyzer.class)
                        .from(predictions.model())
                        .from(cohort.reference())
                        .with("confidence_level", level)
                        .with("bins", BINS)
                        .with("bootstrap", plan.description())
                        .with(
                                "bootstrap_of_the_curve",
                                ResamplePlan.seeded(seed, curveReplicates).description())
                        .with(
                                "consistency_null",
                                ResamplePlan.seeded(seed, NULL_REPLICATES).description())
                        .with("hosmer_lemeshow_data", data.name().toLowerCase(Locale.ROOT))
                        .with("predictions_sha256", predictions.digest().hex())
                        .synthetic(synthetic),
                level,
                records.size(),
                records.subjectCount(),
                sample.positives(),
                measurements,
                tests,
                consistency,
                bins,
                CalibrationCurve.of(sample, CalibrationCurve.Smoother.LOESS).points(CURVE_POINTS),
                forecasts(sample),
                supported(sample),
                findings(predictions.model(), cohort.reference(), sample, synthetic, estimates, consistency, bins));
    }

    /**
     * Measures the same held-out records before and after a recalibration.
     *
     * @param heldOut records that neither the model nor the recalibration was fitted on
     * @param before scores of the model as it was, probabilities
     * @param recalibration the recalibration
     * @return both reports and the paired changes
     * @throws IllegalArgumentException when the recalibration was fitted on these data, or for another model
     */
    public RecalibrationComparison compare(Cohort heldOut, Predictions before, Recalibration recalibration) {
        Predictions after = recalibration.apply(heldOut, before);
        CalibrationReport first = analyze(heldOut, before);
        CalibrationReport second = analyze(heldOut, after);
        int[] order = heldOut.canonicalOrder();
        ScoredRecords was = ScoredRecords.of(heldOut, before).select(order);
        ScoredRecords is = ScoredRecords.of(heldOut, after).select(order);
        List<Measurement> changes = List.of(
                change(Metric.BRIER_SCORE, was, row -> squares(is, row) - squares(was, row)),
                change(Metric.LOG_LOSS, was, row -> losses(is, row) - losses(was, row)));
        return new RecalibrationComparison(recalibration, first, second, changes);
    }

    private static double squares(ScoredRecords records, int row) {
        double d = records.score(row) - records.label(row);
        return d * d;
    }

    private static double losses(ScoredRecords records, int row) {
        double p = records.score(row);
        return records.label(row) == 1 ? -StrictMath.log(p) : -StrictMath.log1p(-p);
    }

    private Measurement change(Metric metric, ScoredRecords records, IntToDoubleFunction difference) {
        double[] differences =
                IntStream.range(0, records.size()).mapToDouble(difference).toArray();
        boolean finite = IntStream.range(0, differences.length).allMatch(i -> Double.isFinite(differences[i]));
        Estimate estimate = finite
                ? ClusteredMean.estimate(differences, records.subjects(), level)
                : Estimate.notEstimable(
                        Reason.OUTSIDE_DOMAIN,
                        ClusteredMean.METHOD,
                        records.scored().support());
        return new Measurement(metric.change(), Slice.overall(), estimate);
    }

    private Map<Metric, Estimate> estimates(ScoredLabels sample, ResamplePlan plan) {
        CalibrationLogistic logistic = CalibrationLogistic.of(sample, level);
        CalibrationBins mass = CalibrationBins.equalMass(sample, BINS, level);
        Map<Statistic, Estimate> resampled =
                CalibrationBootstrap.of(sample, BINS).estimates(plan, curveReplicates, level);
        Map<Metric, Estimate> estimates = new LinkedHashMap<>();
        estimates.put(
                Metric.OBSERVED_EXPECTED_RATIO,
                logistic.observedExpectedRatio(CalibrationLogistic.StandardErrors.CLUSTER_ROBUST));
        estimates.put(Metric.CALIBRATION_IN_THE_LARGE, logistic.inTheLarge());
        estimates.put(Metric.CALIBRATION_INTERCEPT, logistic.intercept());
        estimates.put(Metric.CALIBRATION_SLOPE, logistic.slope());
        estimates.put(Metric.BRIER_SCORE, BrierScore.of(sample).score(level));
        estimates.put(Metric.BRIER_SKILL_SCORE, get(resampled, Statistic.BRIER_SKILL));
        estimates.put(Metric.LOG_LOSS, get(resampled, Statistic.LOG_LOSS));
        estimates.put(Metric.EQUAL_WIDTH_ECE, get(resampled, Statistic.EQUAL_WIDTH_ERROR));
        estimates.put(Metric.EQUAL_MASS_ECE, get(resampled, Statistic.EQUAL_MASS_ERROR));
        estimates.put(Metric.MAXIMUM_CALIBRATION_ERROR, mass.maximumError());
        estimates.put(Metric.TOP_LABEL_ECE, get(resampled, Statistic.TOP_LABEL_ERROR));
        estimates.put(Metric.CLASS_WISE_ECE, get(resampled, Statistic.CLASS_WISE_ERROR));
        estimates.put(Metric.INTEGRATED_CALIBRATION_INDEX, get(resampled, Statistic.INTEGRATED_INDEX));
        estimates.put(Metric.CALIBRATION_E50, get(resampled, Statistic.MEDIAN_ERROR));
        estimates.put(Metric.CALIBRATION_E90, get(resampled, Statistic.NINETIETH_PERCENTILE_ERROR));
        estimates.put(
                Metric.CALIBRATION_EMAX,
                CalibrationCurve.of(sample, CalibrationCurve.Smoother.LOESS).maximumError());
        return estimates;
    }

    private static Estimate get(Map<Statistic, Estimate> estimates, Statistic statistic) {
        return Objects.requireNonNull(estimates.get(statistic));
    }

    private List<ReliabilityBin> reliability(ScoredLabels sample) {
        return CalibrationBins.equalMass(sample, BINS, level).bins().stream()
                .map(bin ->
                        new ReliabilityBin(bin.lower(), bin.upper(), bin.records(), bin.meanForecast(), bin.observed()))
                .toList();
    }

    /** How the forecasts are distributed, in bins of equal width. */
    private static List<ForecastBin> forecasts(ScoredLabels sample) {
        long[] with = new long[FORECAST_BINS];
        long[] without = new long[FORECAST_BINS];
        for (int i = 0; i < sample.size(); i++) {
            int bin = Math.min(FORECAST_BINS - 1, (int) (sample.score(i) * FORECAST_BINS));
            (sample.label(i) == 1 ? with : without)[bin]++;
        }
        return IntStream.range(0, FORECAST_BINS)
                .mapToObj(b -> new ForecastBin(
                        (double) b / FORECAST_BINS, (double) (b + 1) / FORECAST_BINS, with[b], without[b]))
                .toList();
    }

    /** The forecasts between which a curve is carried by at least the stated number of records at either side. */
    private static Optional<CurveRange> supported(ScoredLabels sample) {
        int beyond = CalibrationReport.RECORDS_BEYOND_THE_CURVE;
        if (sample.size() <= 2 * beyond) {
            return Optional.empty();
        }
        double[] sorted = IntStream.range(0, sample.size())
                .mapToDouble(sample::score)
                .sorted()
                .toArray();
        return Optional.of(new CurveRange(sorted[beyond], sorted[sorted.length - 1 - beyond]));
    }

    private static List<Finding> findings(
            ArtifactRef model,
            ArtifactRef dataset,
            ScoredLabels sample,
            boolean synthetic,
            Map<Metric, Estimate> estimates,
            List<ConsistencyRow> consistency,
            List<ReliabilityBin> bins) {
        List<Finding> findings = new ArrayList<>();
        if (Recalibration.isApparent(model)) {
            findings.add(Finding.of(
                    "APPARENT_CALIBRATION",
                    Severity.ERROR,
                    dataset.id(),
                    "The recalibration was fitted on the data it is measured on, so every figure is optimistic."));
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset.id()));
        }
        if (sample.size() < CalibrationCurve.RECORDS_FOR_A_STABLE_CURVE) {
            findings.add(Finding.of(
                            "FEW_RECORDS",
                            Severity.WARNING,
                            dataset.id(),
                            "The flexible curve and its errors (ICI, E50, E90, Emax) are unstable with so few records.")
                    .with("n", sample.size())
                    .with("rule_of_thumb", CalibrationCurve.RECORDS_FOR_A_STABLE_CURVE));
        }
        if (sample.hasRepeatedSubjects()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            dataset.id(),
                            "Some subjects have several records; intervals take it into account, and tests that assume"
                                    + " independent records are not given.")
                    .with("records", sample.size())
                    .with("subjects", sample.subjects()));
        }
        certain(sample, findings);
        looksFitted(estimates, findings);
        Finding biased = Finding.of(
                        "UPWARD_BIAS",
                        Severity.INFO,
                        "calibration errors",
                        "Calibration errors are distances, which noise enlarges: a perfectly calibrated model does not show 0 here.")
                .with("n", sample.size())
                .with("bins_equal_width", BINS)
                .with("bins_equal_mass_formed", bins.size());
        for (ConsistencyRow row : consistency) {
            if (row.consistency().expected().point().isPresent()) {
                biased = biased.with(
                        row.metric().id() + "_expected_if_calibrated",
                        row.consistency().expected().point().getAsDouble());
            }
        }
        findings.add(biased);
        estimates.forEach((metric, estimate) -> {
            if (estimate instanceof Estimate.NotEstimable none) {
                findings.add(
                        Finding.of("NOT_ESTIMABLE", Severity.WARNING, metric.id(), "This figure is not estimable here.")
                                .with("reason", none.reason()));
            }
        });
        return findings;
    }

    private static void certain(ScoredLabels sample, List<Finding> findings) {
        long certain = 0;
        long wrong = 0;
        for (int i = 0; i < sample.size(); i++) {
            double p = sample.score(i);
            if (p == 0 || p == 1) {
                certain++;
                wrong += p == sample.label(i) ? 0 : 1;
            }
        }
        if (certain > 0) {
            findings.add(Finding.of(
                            "CERTAIN_FORECASTS",
                            Severity.WARNING,
                            "predictions",
                            "Some probabilities are exactly 0 or 1. Their logit is infinite, so slope and intercept are undefined;"
                                    + " one that is wrong makes the log loss infinite.")
                    .with("records", certain)
                    .with("wrong", wrong));
        }
    }

    private static void looksFitted(Map<Metric, Estimate> estimates, List<Finding> findings) {
        double slope = point(estimates, Metric.CALIBRATION_SLOPE);
        double intercept = point(estimates, Metric.CALIBRATION_INTERCEPT);
        if (Math.abs(slope - 1) < LOOKS_FITTED && Math.abs(intercept) < LOOKS_FITTED) {
            findings.add(Finding.of(
                    "LOOKS_FITTED_HERE",
                    Severity.WARNING,
                    "predictions",
                    "Slope and intercept are 1 and 0 to four digits, as of a logistic model on the data it was fitted on: are these"
                            + " the development data?"));
        }
    }

    private static double point(Map<Metric, Estimate> estimates, Metric metric) {
        return Objects.requireNonNull(estimates.get(metric)).point().orElse(Double.POSITIVE_INFINITY);
    }

    /** Sets how to measure. Confined to one thread. */
    public static final class Builder {
        private double level = 0.95;
        private boolean levelIsSet;
        private long seed = 1;
        private int replicates = 2000;
        private int curveReplicates = Integer.MAX_VALUE;
        private boolean bootstrapIsSet;
        private HosmerLemeshow.@Nullable Data data;

        private Builder() {}

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
         * The number of replicates for the errors of the flexible curve (ICI, E50, E90), which is fitted anew in each: the first ones of
         * {@link #bootstrap}; all of them unless set. The page names them beside the interval.
         *
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder curveReplicates(int number) {
            if (number < 200) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "a percentile interval needs at least 200 replicates, got %d", number));
            }
            if (curveReplicates != Integer.MAX_VALUE) {
                throw new IllegalStateException("the replicates of the curve are already set to " + curveReplicates);
            }
            curveReplicates = number;
            return this;
        }

        /**
         * What the cohort is to the model, for the degrees of freedom of the Hosmer-Lemeshow test; external data unless set.
         *
         * @param what development or external data
         * @return this
         */
        public Builder data(HosmerLemeshow.Data what) {
            if (data != null) {
                throw new IllegalStateException("the data are already said to be " + data);
            }
            data = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Finishes the analyzer.
         *
         * @return the analyzer
         */
        public CalibrationAnalyzer build() {
            return new CalibrationAnalyzer(this);
        }
    }
}
