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
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.TwoByTwo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

    /** Ratios of several confusion counts; analytic intervals where they fit, else those of the bootstrap. */
    List<Measurement> composites(ConfusionCounts counts, LockedOperatingPoint point, List<Double> prevalences) {
        List<Composite> composites = new ArrayList<>(Composite.USUAL);
        composites.addAll(Composite.baselines(counts));
        prevalences.forEach(prevalence -> composites.addAll(Composite.atPrevalence(prevalence)));
        List<Estimate> resampled = Composite.estimates(composites, sample, point, plan, level);
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
