package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ResamplePlan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Percentile intervals for statistics of the scores themselves, by resampling subjects. The scores are sorted once; a
 * replicate is a multiplicity per subject and one pass over the sorted records.
 *
 * <p>Bins of the calibration errors are those of the sample and stay fixed over the replicates.
 */
final class ScoreBootstrap {

    /** The statistics, in the order of the arrays below. */
    private static final List<Metric> STATISTICS = List.of(
            Metric.AVERAGE_PRECISION,
            Metric.EQUAL_WIDTH_ECE,
            Metric.EQUAL_MASS_ECE,
            Metric.BRIER_SKILL_SCORE,
            Metric.LOG_LOSS,
            Metric.AVERAGE_PRECISION.baseline(),
            Metric.AVERAGE_PRECISION.overBaseline(),
            Metric.BRIER_SCORE.baseline(),
            Metric.BRIER_SCORE.overBaseline(),
            Metric.LOG_LOSS.baseline(),
            Metric.LOG_LOSS.overBaseline());

    private final int[] labels;
    private final double[] scores;
    private final int[] subjectOf;
    private final int subjects;
    private final boolean probability;
    private final int[] widthBin;
    private final int[] massBin;
    private final double[] squaredError;
    private final double[] loss;

    private ScoreBootstrap(
            int[] labels,
            double[] scores,
            int[] subjectOf,
            int subjects,
            boolean probability,
            int[] widthBin,
            int[] massBin) {
        this.labels = labels;
        this.scores = scores;
        this.subjectOf = subjectOf;
        this.subjects = subjects;
        this.probability = probability;
        this.widthBin = widthBin;
        this.massBin = massBin;
        this.squaredError = new double[probability ? labels.length : 0];
        this.loss = new double[probability ? labels.length : 0];
        for (int i = 0; i < loss.length; i++) {
            double d = scores[i] - labels[i];
            squaredError[i] = d * d;
            loss[i] = labels[i] == 1 ? -StrictMath.log(scores[i]) : -StrictMath.log1p(-scores[i]);
        }
    }

    static ScoreBootstrap of(ScoredRecords sample, boolean probability, double[] massEdges) {
        int n = sample.size();
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        // ties are broken by content, so that the order of the rows does not show in the last digit of a sum
        Arrays.sort(
                order,
                Comparator.<Integer>comparingDouble(i -> -sample.score(i))
                        .thenComparingInt(sample::label)
                        .thenComparingInt(sample::subject));
        int[] labels = new int[n];
        double[] scores = new double[n];
        int[] subjectOf = new int[n];
        int[] dense = sample.denseSubjects();
        for (int i = 0; i < n; i++) {
            labels[i] = sample.label(order[i]);
            scores[i] = sample.score(order[i]);
            subjectOf[i] = dense[order[i]];
        }
        int[] widthBin = new int[n];
        int[] massBin = new int[n];
        if (probability) {
            for (int i = 0; i < n; i++) {
                widthBin[i] = bin(scores[i], EQUAL_WIDTH);
                massBin[i] = bin(scores[i], massEdges);
            }
        }
        return new ScoreBootstrap(labels, scores, subjectOf, sample.subjectCount(), probability, widthBin, massBin);
    }

    /** Inner edges of ten bins of equal width. */
    private static final double[] EQUAL_WIDTH = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    /** Bins are (a, b]: the number of inner edges below the value. */
    private static int bin(double value, double[] innerEdges) {
        int bin = 0;
        while (bin < innerEdges.length && value > innerEdges[bin]) {
            bin++;
        }
        return bin;
    }

    /** Attaches a percentile interval to each point estimate; one whose value is not estimable stays as it is. */
    Map<Metric, Estimate> intervals(Map<Metric, Estimate> points, ResamplePlan plan, double level) {
        int replicates = plan.replicates();
        double[][] values = new double[STATISTICS.size()][replicates];
        int[] weight = new int[subjects];
        for (int r = 0; r < replicates; r++) {
            Arrays.fill(weight, 0);
            for (int subject : plan.draw(r, subjects)) {
                weight[subject]++;
            }
            double[] replicate = evaluate(weight);
            for (int s = 0; s < replicate.length; s++) {
                values[s][r] = replicate[s];
            }
        }
        Map<Metric, Estimate> result = new LinkedHashMap<>();
        points.forEach((metric, point) ->
                result.put(metric, interval(point, values[STATISTICS.indexOf(metric)], replicates, level)));
        return result;
    }

    private Estimate interval(Estimate point, double[] replicateValues, int replicates, double level) {
        double[] defined =
                Arrays.stream(replicateValues).filter(v -> !Double.isNaN(v)).toArray();
        long undefined = replicates - (long) defined.length;
        OptionalDouble value = point.point();
        if (value.isEmpty()) {
            return point;
        }
        Support support = point.support()
                .with("subjects", subjects)
                .with("replicates", replicates)
                .with("undefined_replicates", undefined);
        IntervalEstimate interval =
                subjects < 2 || defined.length == 0 || undefined > Composite.MOST_UNDEFINED * replicates
                        ? new IntervalEstimate.Unknown(Reason.TOO_FEW, "bootstrap.percentile")
                        : BootstrapDistribution.of(value, defined, undefined).percentile(level);
        return Estimate.of(value.getAsDouble(), interval, support);
    }

    /** The statistics of one replicate; NaN where one is undefined, which never leaves this class. */
    private double[] evaluate(int[] weight) {
        long positives = 0;
        long total = 0;
        long truePositives = 0;
        double precisionSum = 0;
        double brier = 0;
        double logLoss = 0;
        double[] widthSum = new double[EQUAL_WIDTH.length + 1];
        double[] massSum = new double[EQUAL_WIDTH.length + 1];
        int i = 0;
        int n = labels.length;
        while (i < n) {
            double score = scores[i];
            long hits = 0;
            while (i < n && scores[i] == score) {
                int w = weight[subjectOf[i]];
                if (w != 0) {
                    hits += (long) w * labels[i];
                    total += w;
                    if (probability) {
                        double d = score - labels[i];
                        brier += w * squaredError[i];
                        logLoss += w * loss[i];
                        widthSum[widthBin[i]] += w * d;
                        massSum[massBin[i]] += w * d;
                    }
                }
                i++;
            }
            if (hits != 0) {
                truePositives += hits;
                precisionSum += hits * ((double) truePositives / total);
            }
            positives = truePositives;
        }
        double share = (double) positives / total;
        double uncertainty = share * (1 - share);
        double entropy = probability ? entropy(share) : Double.NaN;
        double averagePrecision = positives == 0 ? Double.NaN : precisionSum / positives;
        return new double[] {
            averagePrecision,
            probability ? absolute(widthSum) / total : Double.NaN,
            probability ? absolute(massSum) / total : Double.NaN,
            !probability || uncertainty == 0 ? Double.NaN : 1 - brier / total / uncertainty,
            probability ? logLoss / total : Double.NaN,
            share,
            averagePrecision - share,
            probability ? uncertainty : Double.NaN,
            probability ? uncertainty - brier / total : Double.NaN,
            entropy,
            entropy - logLoss / total
        };
    }

    /** The log loss of forecasting this share for all. */
    static double entropy(double share) {
        return share == 0 || share == 1 ? 0 : -(share * StrictMath.log(share) + (1 - share) * StrictMath.log1p(-share));
    }

    private static double absolute(double[] sums) {
        double total = 0;
        for (double sum : sums) {
            total += Math.abs(sum);
        }
        return total;
    }
}
