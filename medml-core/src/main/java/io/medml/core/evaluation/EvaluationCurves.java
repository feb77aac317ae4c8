package io.medml.core.evaluation;

import io.medml.core.evaluation.EvaluationReport.CurvePoint;
import io.medml.core.evaluation.EvaluationReport.ReliabilityBin;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The curves of an evaluation: what a page draws and what a reader looks up along them. */
final class EvaluationCurves {

    private static final int POINTS = 200;
    /** Targets of the iso-sensitivity and iso-specificity curves. */
    private static final double[] TARGETS = {0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95};

    private static final double LARGEST_THRESHOLD = 0.5;

    private final ScoredRecords sample;
    private final double level;

    EvaluationCurves(ScoredRecords sample, double level) {
        this.sample = sample;
        this.level = level;
    }

    /** About 200 points, evenly spread along the curve; none where a class is absent. */
    List<CurvePoint> roc() {
        List<CurvePoint> points = new ArrayList<>();
        if (!bothClasses()) {
            return points;
        }
        RocCurve roc = RocCurve.of(sample.scored());
        double[] tpr = roc.truePositiveRates().orElseThrow();
        double[] fpr = roc.falsePositiveRates().orElseThrow();
        double[] thresholds = roc.thresholds();
        double step = 2.0 / POINTS;
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

    /** Held sensitivity and held specificity; none where a class is absent. */
    List<IsoCurve> iso(ResamplePlan plan) {
        return bothClasses()
                ? List.of(
                        IsoCurve.of(sample.scored(), IsoCurve.Held.SENSITIVITY, TARGETS, level, plan),
                        IsoCurve.of(sample.scored(), IsoCurve.Held.SPECIFICITY, TARGETS, level, plan))
                : List.of();
    }

    /** Ten bins of equal mass, of probabilities. */
    List<ReliabilityBin> reliability() {
        return CalibrationBins.equalMass(sample.scored(), 10, level).bins().stream()
                .map(bin -> new ReliabilityBin(bin.lower(), bin.upper(), bin.meanForecast(), bin.observed()))
                .toList();
    }

    /** Net benefit of probabilities, at the thresholds that were set or at hundredths at which somebody is still predicted positive. */
    List<DecisionCurve.Point> decision(double[] thresholdsSet) {
        return DecisionCurve.of(sample.scored(), thresholdsSet.length > 0 ? thresholdsSet : hundredths())
                .points(level);
    }

    private double[] hundredths() {
        double largest = DoubleStream.of(sample.scores()).max().orElse(0);
        return IntStream.rangeClosed(1, (int) Math.round(100 * LARGEST_THRESHOLD))
                .mapToDouble(i -> i / 100.0)
                .filter(t -> t <= largest || t == 0.01)
                .toArray();
    }

    private boolean bothClasses() {
        long positives = IntStream.of(sample.labels()).sum();
        return positives > 0 && positives < sample.size();
    }
}
