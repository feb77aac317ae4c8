package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.LogLoss;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.PredictiveValues;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.TwoByTwo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The figures of all records whose intervals come from resampling subjects, all by one plan. */
final class ResampledFigures {

    private final ScoredRecords sample;
    private final ResamplePlan plan;
    private final double level;

    ResampledFigures(ScoredRecords sample, ResamplePlan plan, double level) {
        this.sample = sample;
        this.plan = plan;
        this.level = level;
    }

    /**
     * What is made of several confusion counts: from the intervals of sensitivity and specificity, by the logarithm or the logit of
     * independent records where no cell is empty, or by the bootstrap.
     */
    List<Measurement> composites(ConfusionCounts counts, LockedOperatingPoint point, List<Double> prevalences) {
        Map<Metric, Estimate> known = new CombinedAccuracy(sample, point, level).estimates(prevalences);
        if (!sample.dependent()) {
            LikelihoodRatios ratios =
                    TwoByTwo.of(counts, BinomialInterval.WILSON, level).likelihoodRatios();
            prefer(known, Metric.POSITIVE_LIKELIHOOD_RATIO, ratios.positive());
            prefer(known, Metric.NEGATIVE_LIKELIHOOD_RATIO, ratios.negative());
            prefer(known, Metric.DIAGNOSTIC_ODDS_RATIO, ratios.diagnosticOddsRatio());
            for (double prevalence : prevalences) {
                PredictiveValues values = PredictiveValues.atPrevalence(counts, prevalence, level);
                prefer(known, Composite.named(Metric.POSITIVE_PREDICTIVE_VALUE, prevalence), values.positive());
                prefer(known, Composite.named(Metric.NEGATIVE_PREDICTIVE_VALUE, prevalence), values.negative());
            }
        }
        List<Composite> composites = new ArrayList<>(Composite.USUAL);
        composites.addAll(Composite.baselines(counts));
        composites.removeIf(composite -> known.containsKey(composite.metric()));
        List<Estimate> resampled = Composite.estimates(composites, sample, point, plan, level);
        for (int i = 0; i < composites.size(); i++) {
            known.put(composites.get(i).metric(), resampled.get(i));
        }
        return order(prevalences)
                .map(metric -> new Measurement(metric, Slice.overall(), Objects.requireNonNull(known.get(metric))))
                .toList();
    }

    private static void prefer(Map<Metric, Estimate> known, Metric metric, Estimate estimate) {
        if (estimate.interval().isPresent() || !known.containsKey(metric)) {
            known.put(metric, estimate);
        }
    }

    private static Stream<Metric> order(List<Double> prevalences) {
        return Stream.of(
                        Stream.of(
                                Metric.BALANCED_ACCURACY,
                                Metric.YOUDEN_INDEX,
                                Metric.F1,
                                Metric.MATTHEWS_CORRELATION,
                                Metric.POSITIVE_LIKELIHOOD_RATIO,
                                Metric.NEGATIVE_LIKELIHOOD_RATIO,
                                Metric.DIAGNOSTIC_ODDS_RATIO),
                        Stream.of(
                                        Metric.ACCURACY,
                                        Metric.F1,
                                        Metric.POSITIVE_PREDICTIVE_VALUE,
                                        Metric.NEGATIVE_PREDICTIVE_VALUE)
                                .flatMap(metric -> Stream.of(metric.baseline(), metric.overBaseline())),
                        prevalences.stream()
                                .flatMap(q -> Stream.of(
                                        Composite.named(Metric.POSITIVE_PREDICTIVE_VALUE, q),
                                        Composite.named(Metric.NEGATIVE_PREDICTIVE_VALUE, q))))
                .flatMap(metrics -> metrics);
    }

    /** What needs no threshold, beside what the prevalence as forecast for all attains. */
    List<Measurement> ofScores(boolean probability) {
        Map<Metric, Estimate> points = new LinkedHashMap<>();
        Estimate averagePrecision = PrecisionRecallCurve.of(sample.scored()).averagePrecision();
        double prevalence = (double) IntStream.of(sample.labels()).sum() / sample.size();
        Support support = averagePrecision.support();
        points.put(Metric.AVERAGE_PRECISION, averagePrecision);
        points.put(Metric.AVERAGE_PRECISION.baseline(), ChanceLevel.of(prevalence, support));
        points.put(Metric.AVERAGE_PRECISION.overBaseline(), ChanceLevel.over(averagePrecision, prevalence));
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
            points.put(Metric.BRIER_SCORE.baseline(), ChanceLevel.of(uncertainty, support));
            points.put(Metric.BRIER_SCORE.overBaseline(), ChanceLevel.below(brier.score(level), uncertainty));
            double entropy = ScoreBootstrap.entropy(prevalence);
            points.put(Metric.LOG_LOSS.baseline(), ChanceLevel.of(entropy, support));
            points.put(Metric.LOG_LOSS.overBaseline(), ChanceLevel.below(logLoss, entropy));
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
}
