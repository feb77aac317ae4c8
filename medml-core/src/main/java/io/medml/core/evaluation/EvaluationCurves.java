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
import java.util.Collections;
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

    private static final int BINS = 10;

    private final ScoredRecords sample;
    private final double level;
    private final boolean cells;
    private final Optional<CurveCells> apart;

    EvaluationCurves(ScoredRecords sample, double level) {
        this.sample = sample;
        this.level = level;
        this.cells = false;
        this.apart = Optional.empty();
    }

    /** Curves whose points are at least a minimum of records of either class apart. */
    EvaluationCurves(
            ScoredRecords sample,
            double level,
            long minimum,
            boolean probability,
            double[] thresholdsSet,
            Optional<ConfusionCounts> operatingPoint) {
        this.sample = sample;
        this.level = level;
        this.cells = true;
        this.apart = bothClasses()
                ? Optional.of(new CurveCells(
                        RocCurve.of(sample.scored()), minimum, probability, thresholdsSet, operatingPoint))
                : Optional.empty();
    }

    /** About 200 points, evenly spread along the curve; none where a class is absent. */
    List<CurvePoint> roc() {
        List<CurvePoint> points = new ArrayList<>();
        if (!bothClasses()) {
            return points;
        }
        if (apart.isPresent()) {
            return roc(apart.get());
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
                points.add(point(thresholds[i], roc.counts(i)));
                next = along + step;
            }
        }
        return points;
    }

    private static List<CurvePoint> roc(CurveCells cells) {
        List<Double> thresholds = new ArrayList<>(List.of(Double.POSITIVE_INFINITY));
        thresholds.addAll(cells.thresholds());
        thresholds.add(Double.NEGATIVE_INFINITY);
        List<CurvePoint> points = new ArrayList<>();
        Optional<ConfusionCounts> before = Optional.empty();
        for (double threshold : thresholds) {
            // a score may be infinite, and nobody is predicted positive at the first point
            ConfusionCounts counts = points.isEmpty() ? cells.none() : cells.counts(threshold);
            if (before.isEmpty() || !before.get().equals(counts)) {
                points.add(point(threshold, counts));
            }
            before = Optional.of(counts);
        }
        return points;
    }

    private static CurvePoint point(double threshold, ConfusionCounts counts) {
        return new CurvePoint(
                threshold,
                (double) counts.truePositives() / counts.positives(),
                (double) counts.falsePositives() / counts.negatives(),
                counts.predictedPositives() == 0
                        ? Optional.empty()
                        : Optional.of((double) counts.truePositives() / counts.predictedPositives()));
    }

    /** Held sensitivity and held specificity; none where a class is absent, or points are kept apart: each is at a record's score. */
    List<IsoCurve> iso(ResamplePlan plan) {
        return bothClasses() && !cells
                ? List.of(
                        IsoCurve.of(sample.scored(), IsoCurve.Held.SENSITIVITY, TARGETS, level, plan),
                        IsoCurve.of(sample.scored(), IsoCurve.Held.SPECIFICITY, TARGETS, level, plan))
                : List.of();
    }

    /** Ten bins of equal mass, of probabilities; where points are kept apart, up to ten between these. */
    List<ReliabilityBin> reliability() {
        if (cells) {
            return apart.map(this::reliability).orElse(List.of());
        }
        return CalibrationBins.equalMass(sample.scored(), BINS, level).bins().stream()
                .map(bin -> new ReliabilityBin(bin.lower(), bin.upper(), bin.meanForecast(), bin.observed()))
                .toList();
    }

    private List<ReliabilityBin> reliability(CurveCells between) {
        List<Double> edges = new ArrayList<>(List.of(0.0));
        long all = sample.size();
        long within = all;
        List<Double> rising = new ArrayList<>(between.thresholds());
        Collections.reverse(rising);
        for (double threshold : rising) {
            long above = between.counts(threshold).predictedPositives();
            if ((within - above) * BINS >= all && above * BINS >= all) {
                edges.add(threshold);
                within = above;
            }
        }
        edges.add(1.0);
        // bins are (a, b], and a score at a threshold is on its upper side
        double[] cuts = edges.stream().mapToDouble(Double::doubleValue).toArray();
        for (int k = 1; k + 1 < cuts.length; k++) {
            cuts[k] = Math.nextDown(cuts[k]);
        }
        List<CalibrationBins.Bin> bins =
                CalibrationBins.between(sample.scored(), cuts, level).bins();
        return IntStream.range(0, bins.size())
                .mapToObj(k -> new ReliabilityBin(
                        edges.get(k),
                        edges.get(k + 1),
                        bins.get(k).meanForecast(),
                        bins.get(k).observed()))
                .toList();
    }

    /** Net benefit of probabilities, at the thresholds that were set or at hundredths at which somebody is still predicted positive. */
    List<DecisionCurve.Point> decision(double[] thresholdsSet) {
        double[] thresholds = DoubleStream.of(thresholdsSet.length > 0 ? thresholdsSet : hundredths())
                .filter(t -> !cells || apart.filter(c -> c.shows(t)).isPresent())
                .toArray();
        return cells && thresholds.length == 0
                ? List.of()
                : DecisionCurve.of(sample.scored(), thresholds).points(level);
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
