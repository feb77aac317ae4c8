package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

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

    private final int subjects;
    private final boolean probability;

    // of each record, in descending order of score
    private final int[] subjectOf;
    private final byte[] labels;
    private final boolean[] endsTies;
    private final double[] errors;
    private final double[] losses;

    /** Records of a class that was forecast to be impossible; their loss in the array is 0. */
    private final int[] infinite;

    private final List<Stretch> stretches;

    /** Records up to one that share both bins. */
    private record Stretch(int end, int widthBin, int massBin) {}

    private ScoreBootstrap(
            byte[] labels, double[] scores, int[] subjectOf, int subjects, boolean probability, double[] massEdges) {
        int n = labels.length;
        this.labels = labels;
        this.subjectOf = subjectOf;
        this.subjects = subjects;
        this.probability = probability;
        this.endsTies = new boolean[n];
        this.errors = new double[n];
        this.losses = new double[n];
        this.stretches = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            endsTies[i] = i == n - 1 || scores[i] != scores[i + 1];
        }
        if (!probability) {
            this.infinite = new int[0];
            stretches.add(new Stretch(n, 0, 0));
            return;
        }
        IntStream.Builder impossible = IntStream.builder();
        for (int i = 0; i < n; i++) {
            errors[i] = scores[i] - labels[i];
            losses[i] = labels[i] == 1 ? -StrictMath.log(scores[i]) : -StrictMath.log1p(-scores[i]);
            if (Double.isInfinite(losses[i])) {
                losses[i] = 0;
                impossible.add(i);
            }
            int widthBin = bin(scores[i], EQUAL_WIDTH);
            int massBin = bin(scores[i], massEdges);
            if (i == n - 1 || widthBin != bin(scores[i + 1], EQUAL_WIDTH) || massBin != bin(scores[i + 1], massEdges)) {
                stretches.add(new Stretch(i + 1, widthBin, massBin));
            }
        }
        this.infinite = impossible.build().toArray();
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
        byte[] labels = new byte[n];
        double[] scores = new double[n];
        int[] subjectOf = new int[n];
        int[] dense = sample.denseSubjects();
        for (int i = 0; i < n; i++) {
            labels[i] = (byte) sample.label(order[i]);
            scores[i] = sample.score(order[i]);
            subjectOf[i] = dense[order[i]];
        }
        return new ScoreBootstrap(labels, scores, subjectOf, sample.subjectCount(), probability, massEdges);
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
        double[] precision = values[STATISTICS.indexOf(Metric.AVERAGE_PRECISION)];
        // where no score is out of order none is in any replicate: what is left is the prevalence, not the model
        boolean constant = Arrays.stream(precision)
                        .filter(v -> !Double.isNaN(v))
                        .distinct()
                        .count()
                == 1;
        Map<Metric, Estimate> result = new LinkedHashMap<>();
        points.forEach((metric, point) -> {
            Estimate estimate = interval(point, values[STATISTICS.indexOf(metric)], replicates, level);
            boolean certain = constant && metric.equals(Metric.AVERAGE_PRECISION.overBaseline());
            result.put(metric, certain ? withoutInterval(estimate) : estimate);
        });
        return result;
    }

    private static Estimate withoutInterval(Estimate estimate) {
        return estimate.fold(
                is -> Estimate.of(
                        is.value(),
                        new IntervalEstimate.Unknown(Reason.ZERO_VARIANCE, "bootstrap.percentile"),
                        is.support()),
                not -> not);
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
        IntervalEstimate interval = subjects < 2
                ? new IntervalEstimate.Unknown(Reason.TOO_FEW, "bootstrap.percentile")
                : BootstrapDistribution.of(value, defined, undefined).percentile(level);
        return Estimate.of(value.getAsDouble(), interval, support);
    }

    /** The statistics of one replicate; NaN where one is undefined, which never leaves this class. */
    private double[] evaluate(int[] weight) {
        long positives = 0;
        long total = 0;
        long hits = 0;
        double precisionSum = 0;
        double brier = 0;
        double logLoss = 0;
        double[] widthSum = new double[EQUAL_WIDTH.length + 1];
        double[] massSum = new double[EQUAL_WIDTH.length + 1];
        int i = 0;
        for (Stretch stretch : stretches) {
            double width = widthSum[stretch.widthBin];
            double mass = massSum[stretch.massBin];
            // a record that was not drawn adds zeros, which is quicker than to ask
            for (; i < stretch.end; i++) {
                int w = weight[subjectOf[i]];
                double error = errors[i];
                total += w;
                hits += (long) w * labels[i];
                brier += w * (error * error);
                logLoss += w * losses[i];
                width += w * error;
                mass += w * error;
                if (endsTies[i] && hits != 0) {
                    positives += hits;
                    precisionSum += hits * ((double) positives / total);
                    hits = 0;
                }
            }
            widthSum[stretch.widthBin] = width;
            massSum[stretch.massBin] = mass;
        }
        for (int row : infinite) {
            logLoss += weight[subjectOf[row]] == 0 ? 0 : Double.POSITIVE_INFINITY;
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
