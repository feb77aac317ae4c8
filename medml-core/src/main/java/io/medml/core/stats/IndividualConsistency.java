package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Whether records that are alike get alike predictions.
 *
 * <pre>{@code  consistency = 1 - mean over i of | prediction_i - mean prediction of the k nearest other records |  }</pre>
 *
 * by Euclidean distance of the features, each divided by its standard deviation.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1] for predictions in [0, 1]; higher means more alike.
 * <li><b>Ties:</b> records at the same distance as the k-th neighbour share the places that are left, so row order changes nothing.
 * <li><b>A record is no neighbour of itself,</b> nor of another record of the same subject, whose likeness says nothing about how alike
 *     patients are treated; AIF360 counts a record as its own neighbour and gives a higher value.
 * <li><b>It depends on the features that are chosen:</b> alike by them is all that is measured.
 * <li><b>Undefined:</b> {@code TOO_FEW} where a record has fewer than k records of other subjects beside it; {@code ZERO_VARIANCE} if no feature varies. No interval: neighbours
 *     share records.
 * <li><b>Cost:</b> quadratic in the number of records.
 * <li><b>Reference:</b> Zemel, Wu, Swersky, Pitassi and Dwork (2013), ICML, 325-333.
 * </ul>
 */
public final class IndividualConsistency {

    private static final String METHOD = "individual_consistency.nearest_neighbours";

    private IndividualConsistency() {}

    /**
     * Measures consistency of records of different subjects.
     *
     * @param features the values of each feature, one array a feature, finite
     * @param predictions the prediction of each record, in [0, 1]
     * @param neighbours number of neighbours k, at least 1
     * @return the consistency
     */
    public static Estimate of(double[][] features, double[] predictions, int neighbours) {
        return of(features, predictions, IntStream.range(0, predictions.length).toArray(), neighbours);
    }

    /**
     * Measures consistency.
     *
     * @param features the values of each feature, one array a feature, finite
     * @param predictions the prediction of each record, in [0, 1]
     * @param subjects the subject of each record, any codes
     * @param neighbours number of neighbours k, at least 1
     * @return the consistency; its support counts {@code subjects} where records share them
     */
    public static Estimate of(double[][] features, double[] predictions, int[] subjects, int neighbours) {
        int n = predictions.length;
        Arguments.sameLength("subjects", subjects.length, "predictions", n);
        if (neighbours < 1) {
            throw new IllegalArgumentException("neighbours must be at least 1, got " + neighbours);
        }
        for (int f = 0; f < features.length; f++) {
            Arguments.sameLength("features[" + f + "]", features[f].length, "predictions", n);
            for (int i = 0; i < n; i++) {
                if (!Double.isFinite(features[f][i])) {
                    throw Arguments.at("features[" + f + "]", i, "must be finite");
                }
            }
        }
        for (int i = 0; i < n; i++) {
            if (!(predictions[i] >= 0 && predictions[i] <= 1)) {
                throw Arguments.at("predictions", i, "must be in [0, 1]");
            }
        }
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] subject = ScoredLabels.dense(subjects, distinct);
        int[] own = new int[distinct.length];
        for (int s : subject) {
            own[s]++;
        }
        Support support = Support.of(n).with("neighbours", neighbours);
        if (distinct.length < n) {
            support = support.with("subjects", distinct.length);
        }
        if (n - Arrays.stream(own).max().orElse(0) < neighbours) {
            return Estimate.notEstimable(Reason.TOO_FEW, METHOD, support);
        }
        double[][] scaled = Arrays.stream(features)
                .map(IndividualConsistency::scale)
                .filter(column -> column.length > 0)
                .toArray(double[][]::new);
        if (scaled.length == 0) {
            return Estimate.notEstimable(Reason.ZERO_VARIANCE, METHOD, support);
        }
        double[] deviations = new double[n];
        double[] distances = new double[n];
        for (int i = 0; i < n; i++) {
            double[] others = new double[n - own[subject[i]]];
            int next = 0;
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (double[] column : scaled) {
                    double d = column[i] - column[j];
                    sum += d * d;
                }
                // records of the same subject are no neighbours
                distances[j] = subject[j] == subject[i] ? Double.NaN : sum;
                if (subject[j] != subject[i]) {
                    others[next++] = sum;
                }
            }
            Arrays.sort(others);
            double farthest = others[neighbours - 1];
            deviations[i] = Math.abs(predictions[i] - mean(distances, farthest, predictions, neighbours));
        }
        Arrays.sort(deviations);
        return Arguments.value(1 - Descriptive.mean(deviations).orElseThrow(), METHOD, support);
    }

    /** Mean prediction of the nearest (NaN marks no neighbour), those at the farthest distance with the weight of the places that are left. */
    private static double mean(double[] distances, double farthest, double[] predictions, int neighbours) {
        // rounding of a distance must not part records that are equally far
        double edge = farthest * (1 + 1e-12);
        double inside = farthest * (1 - 1e-12);
        CompensatedSum nearer = new CompensatedSum();
        CompensatedSum tied = new CompensatedSum();
        int nearerCount = 0;
        int tiedCount = 0;
        for (int j = 0; j < distances.length; j++) {
            if (distances[j] < inside) {
                nearer.add(predictions[j]);
                nearerCount++;
            } else if (distances[j] <= edge) {
                tied.add(predictions[j]);
                tiedCount++;
            }
        }
        return (nearer.value() + tied.value() / tiedCount * (neighbours - nearerCount)) / neighbours;
    }

    private static double[] scale(double[] column) {
        double[] sorted = column.clone();
        Arrays.sort(sorted);
        double variance = Descriptive.variance(sorted).orElse(0);
        if (sorted[0] == sorted[sorted.length - 1]) {
            return new double[0];
        }
        double deviation = Math.sqrt(variance);
        return Arrays.stream(column).map(x -> x / deviation).toArray();
    }
}
