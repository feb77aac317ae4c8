package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What is measured of one class, or label, against all else, and the calibration of all classes together. */
final class ClassPerformance {

    private static final int BINS = 10;
    private static final String METHOD = "bootstrap.percentile";

    /** What the decision says; everything else comes from the scores. */
    private static final Set<Metric> OF_THE_DECISION = Set.of(
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.F1);

    private ClassPerformance() {}

    /**
     * Measures one class against all else.
     *
     * @param slice names it
     * @param scored whether each record is of the class, with its score
     * @param decided the same records, with what the decision is made from
     * @param point from which value on the decision is for the class; without one, only the scores are measured
     */
    static List<Measurement> measure(
            Slice slice,
            ScoredRecords scored,
            ScoredRecords decided,
            Optional<LockedOperatingPoint> point,
            boolean probability,
            ResamplePlan plan,
            double level) {
        List<Measurement> result =
                new ArrayList<>(SlicePerformance.measure(slice, scored, Optional.empty(), probability, level)
                        .withResampled(scored, Optional.empty(), plan, level)
                        .measurements());
        if (point.isPresent()) {
            SlicePerformance.measure(slice, decided, point, false, level).measurements().stream()
                    .filter(m -> OF_THE_DECISION.contains(m.metric()))
                    .forEach(result::add);
            result.add(new Measurement(Metric.F1, slice, new CombinedAccuracy(decided, point.get(), level).f1()));
        }
        return result;
    }

    /** The top-label error: of the confidence in what was predicted against whether it was right. */
    static Estimate topLabelError(ScoredRecords confidence, ResamplePlan plan, double level) {
        Estimate value =
                CalibrationBins.equalWidth(confidence.scored(), BINS, level).expectedError();
        Map<Metric, Estimate> interval = ScoreBootstrap.of(confidence, true, new double[0])
                .intervals(Map.of(Metric.EQUAL_WIDTH_ECE, value), plan, level);
        return interval.getOrDefault(Metric.EQUAL_WIDTH_ECE, value);
    }

    /** The mean over classes of the equal-width error, with percentiles of replicates that resample subjects. */
    static Estimate classWiseError(List<ScoredRecords> classes, ResamplePlan plan, double level) {
        ScoredRecords first = classes.get(0);
        double mean = 0;
        for (ScoredRecords each : classes) {
            Estimate error =
                    CalibrationBins.equalWidth(each.scored(), BINS, level).expectedError();
            if (error instanceof Estimate.NotEstimable) {
                return error;
            }
            mean += error.point().orElseThrow() / classes.size();
        }
        int n = first.size();
        int[] subjectOf = first.denseSubjects();
        int subjects = first.subjectCount();
        int[][] bin = new int[classes.size()][n];
        double[][] excess = new double[classes.size()][n];
        for (int k = 0; k < bin.length; k++) {
            for (int i = 0; i < n; i++) {
                double p = classes.get(k).score(i);
                bin[k][i] = bin(p);
                excess[k][i] = p - classes.get(k).label(i);
            }
        }
        double[] replicates = new double[plan.replicates()];
        int[] weight = new int[subjects];
        for (int r = 0; r < replicates.length; r++) {
            Arrays.fill(weight, 0);
            for (int subject : plan.draw(r, subjects)) {
                weight[subject]++;
            }
            replicates[r] = error(bin, excess, subjectOf, weight);
        }
        IntervalEstimate interval = subjects < 2
                ? new IntervalEstimate.Unknown(Reason.TOO_FEW, METHOD)
                : BootstrapDistribution.of(OptionalDouble.of(mean), replicates, 0)
                        .percentile(level);
        return Estimate.of(
                mean,
                interval,
                CalibrationBins.equalWidth(first.scored(), BINS, level)
                        .expectedError()
                        .support()
                        .with("classes", classes.size())
                        .with("subjects", subjects)
                        .with("replicates", plan.replicates()));
    }

    /** Bins are (a, b], 0 is in the first. */
    private static int bin(double probability) {
        int bin = 0;
        while (bin < BINS - 1 && probability > (bin + 1.0) / BINS) {
            bin++;
        }
        return bin;
    }

    private static double error(int[][] bin, double[][] excess, int[] subjectOf, int[] weight) {
        double mean = 0;
        long total = 0;
        for (int subject : subjectOf) {
            total += weight[subject];
        }
        for (int k = 0; k < bin.length; k++) {
            double[] sums = new double[BINS];
            for (int i = 0; i < subjectOf.length; i++) {
                sums[bin[k][i]] += weight[subjectOf[i]] * excess[k][i];
            }
            double error = 0;
            for (double sum : sums) {
                error += Math.abs(sum);
            }
            mean += error / total / bin.length;
        }
        return mean;
    }
}
