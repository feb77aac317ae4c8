package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Forecasts against outcomes in bins: the reliability curve and the calibration errors.
 *
 * <p>Bins are {@code (a, b]}, with 0 in the first. With {@code w_k} the share of records (by weight) in bin {@code k}, and
 * {@code g_k = |mean forecast - observed share|},
 *
 * <pre>{@code
 * expected (ECE) = sum w_k g_k,  maximum (MCE) = max g_k,  average (ACE) = mean of g_k,  root mean squared = sqrt(sum w_k g_k^2)
 * }</pre>
 *
 * over the bins that are not empty.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1], lower is better. The errors depend on the bins: state their number and strategy.
 * <li><b>Small samples:</b> biased upward; a perfectly calibrated model has an expected error above 0. Give n, and an interval by
 *     bootstrap.
 * <li><b>Equal mass:</b> edges are quantiles of type 7 of the forecasts of records that carry weight, duplicates removed, so ties
 *     may leave fewer bins.
 * <li><b>Interval of an observed share:</b> Wilson; at the effective sample size where records share subjects
 *     ({@link ClusteredProportion}); none for weights.
 * <li><b>Undefined:</b> without records ({@code EMPTY_GROUP}).
 * <li><b>Reference:</b> Naeini, Cooper and Hauskrecht (2015), AAAI; Guo et al. (2017), ICML; Nixon et al. (2019), CVPR Workshops.
 *     Agrees with scikit-learn's {@code calibration_curve}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CalibrationBins {

    private final String method;
    private final Support support;
    private final List<Bin> bins;

    private CalibrationBins(String method, Support support, List<Bin> bins) {
        this.method = method;
        this.support = support;
        this.bins = List.copyOf(bins);
    }

    /**
     * A bin that holds at least one record.
     *
     * @param lower lower edge, not included (included in the first bin, and in bins of equal count)
     * @param upper upper edge, included
     * @param records number of records
     * @param weight sum of weights, positive
     * @param meanForecast mean forecast
     * @param observed share of records with the condition, with its interval
     */
    public record Bin(double lower, double upper, long records, double weight, double meanForecast, Estimate observed) {

        /** Refuses NaN and a missing share. */
        public Bin {
            Arguments.number("lower", lower);
            Arguments.number("upper", upper);
            Arguments.number("weight", weight);
            Arguments.number("meanForecast", meanForecast);
            Objects.requireNonNull(observed, "observed");
        }

        double observedShare() {
            return observed.point().orElseThrow();
        }

        double gap() {
            return Math.abs(meanForecast - observedShare());
        }
    }

    /**
     * Bins of equal width.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @param level confidence level of the observed shares, a fraction in (0, 1)
     * @return the bins
     */
    public static CalibrationBins equalWidth(ScoredLabels sample, int bins, double level) {
        Arguments.probabilities(sample);
        return of("calibration.ece.equal_width", sample, equalWidthEdges(bins), level);
    }

    /**
     * Bins of equal mass.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins asked for, at least 1
     * @param level confidence level of the observed shares, a fraction in (0, 1)
     * @return the bins, fewer than asked for where forecasts are tied
     */
    public static CalibrationBins equalMass(ScoredLabels sample, int bins, double level) {
        Arguments.probabilities(sample);
        return of("calibration.ece.equal_mass", sample, equalMassEdges(sample, bins), level);
    }

    /**
     * Bins between given edges, such as those of a report that may not show where single forecasts lie.
     *
     * @param sample the records; scores are probabilities
     * @param edges at least two, ascending; the first bin takes what lies below, the last what lies above
     * @param level confidence level of the observed shares, a fraction in (0, 1)
     * @return the bins that hold a record
     */
    public static CalibrationBins between(ScoredLabels sample, double[] edges, double level) {
        Arguments.probabilities(sample);
        for (int k = 0; k + 1 < edges.length; k++) {
            if (!(edges[k] < edges[k + 1])) {
                throw Arguments.at("edges", k + 1, "must be above the one before");
            }
        }
        if (edges.length < 2) {
            throw new IllegalArgumentException("bins need at least two edges, got " + edges.length);
        }
        return of("calibration.ece.stated_edges", sample, edges.clone(), level);
    }

    /**
     * Bins of equal count: with {@code n} records, bin {@code k} of {@code B} holds the ranks {@code floor(k n / B)} to
     * {@code floor((k + 1) n / B) - 1}, counted from 0. Tied forecasts stay together, in the bin of the lowest of their ranks, so that
     * the order of rows does not show; a bin that is left empty is not there. Its edges are its lowest and its highest forecast.
     *
     * <p>It differs from {@link #equalMass} by at most a record at each edge where no forecasts are tied, and needs one sort that
     * other statistics of the same sample share.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins asked for, at least 1
     * @param level confidence level of the observed shares, a fraction in (0, 1)
     * @return the bins, fewer than asked for where forecasts are tied or records are fewer
     * @throws IllegalArgumentException if the records have weights, which have no ranks
     */
    public static CalibrationBins equalCount(ScoredLabels sample, int bins, double level) {
        Arguments.probabilities(sample);
        Arguments.level(level);
        requireBins(bins);
        if (sample.weighted()) {
            throw new IllegalArgumentException(
                    "records with weights have no ranks to cut at; use equalMass, or leave the weights out");
        }
        RankBins ranks = new RankBins(sample, bins, level);
        Scores.walk(sample, ranks::add);
        ranks.close();
        return new CalibrationBins("calibration.ece.equal_count", sample.support(), ranks.found);
    }

    /** Cuts forecasts that come in ascending order. */
    private static final class RankBins {
        private final ScoredLabels sample;
        private final int bins;
        private final double level;
        private final List<Bin> found = new ArrayList<>();
        private CompensatedSum forecasts = new CompensatedSum();
        private double lower;
        private double upper;
        private long positives;
        private long start;
        private long below;
        private long end;

        RankBins(ScoredLabels sample, int bins, double level) {
            this.sample = sample;
            this.bins = bins;
            this.level = level;
        }

        void add(double score, int ones, int zeros) {
            if (below >= end) {
                close();
                // the bin with floor(k n / B) <= below < floor((k + 1) n / B)
                long k = ((below + 1) * bins - 1) / sample.size();
                end = (k + 1) * sample.size() / bins;
                lower = score;
            }
            upper = score;
            forecasts.add((ones + zeros) * score);
            positives += ones;
            below += ones + (long) zeros;
        }

        void close() {
            long records = below - start;
            if (records > 0) {
                double observed = (double) positives / records;
                double from = lower;
                double to = upper;
                found.add(new Bin(
                        lower,
                        upper,
                        records,
                        records,
                        forecasts.value() / records,
                        share(
                                sample,
                                // tied forecasts stay together, so the edges tell who is in
                                row -> sample.score(row) >= from && sample.score(row) <= to,
                                positives,
                                records,
                                observed,
                                level)));
            }
            forecasts = new CompensatedSum();
            positives = 0;
            start = below;
        }
    }

    /** Quantiles of type 7 of the forecasts that carry weight, duplicates removed; none without records. */
    static double[] equalMassEdges(ScoredLabels sample, int bins) {
        requireBins(bins);
        double[] forecasts = new double[sample.size()];
        int size = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (sample.weight(i) > 0) {
                forecasts[size++] = sample.score(i);
            }
        }
        forecasts = Arrays.copyOf(forecasts, size);
        Arrays.sort(forecasts);
        double[] edges = new double[size == 0 ? 0 : bins + 1];
        for (int k = 0; k < edges.length; k++) {
            edges[k] = Descriptive.quantileOfSorted(forecasts, (double) k / bins);
        }
        edges = Arrays.stream(edges).distinct().toArray();
        if (edges.length == 1) {
            edges = new double[] {edges[0], edges[0]}; // all forecasts equal: one bin
        }
        return edges;
    }

    /**
     * Bins of equal width of the confidence in the predicted class, {@code max(p, 1 - p)}, against the share of correct predictions;
     * 1/2 predicts the condition. Its expected error is the top-label ECE, the ECE of Guo et al. for two classes.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins over [0, 1], at least 1; those below 1/2 stay empty
     * @param level confidence level of the shares, a fraction in (0, 1)
     * @return the bins, whose observed share is that of correct predictions
     */
    public static CalibrationBins topLabel(ScoredLabels sample, int bins, double level) {
        Arguments.probabilities(sample);
        ScoredLabels confidence = sample.replaced(
                row -> (sample.score(row) >= 0.5) == (sample.label(row) == 1),
                row -> Math.max(sample.score(row), 1 - sample.score(row)));
        return of("calibration.ece.top_label", confidence, equalWidthEdges(bins), level);
    }

    /**
     * The class-wise expected calibration error for two classes: the mean of the errors of {@code p} for the condition and of
     * {@code 1 - p} for its absence, each over bins of equal width. It differs from the plain one only where a forecast lies on the
     * edge of a bin. Reference: Kull et al. (2019), NeurIPS 32.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @return the value, without an interval
     */
    public static Estimate classWiseError(ScoredLabels sample, int bins) {
        ScoredLabels absence = sample.replaced(row -> sample.label(row) == 0, row -> 1 - sample.score(row));
        String id = "calibration.ece.class_wise";
        OptionalDouble present = equalWidth(sample, bins, 0.95).expectedError().point();
        OptionalDouble absent = equalWidth(absence, bins, 0.95).expectedError().point();
        return present.isEmpty() || absent.isEmpty()
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, id, sample.support())
                : Arguments.value((present.getAsDouble() + absent.getAsDouble()) / 2, id, sample.support());
    }

    private static CalibrationBins of(String method, ScoredLabels sample, double[] edges, double level) {
        Arguments.level(level);
        List<Bin> bins = new ArrayList<>();
        if (sample.size() > 0) {
            Sums sums = Sums.of(sample, edges);
            for (int k = 0; k + 1 < edges.length; k++) {
                int bin = k;
                if (sums.weight(k) > 0) {
                    bins.add(new Bin(
                            edges[k],
                            edges[k + 1],
                            sums.records[k],
                            sums.weight(k),
                            sums.meanForecast(k),
                            share(
                                    sample,
                                    row -> sums.bin(row) == bin,
                                    sums.positives[k],
                                    sums.records[k],
                                    sums.observed(k),
                                    level)));
                }
            }
        }
        return new CalibrationBins(method, sample.support(), bins);
    }

    /** The observed share of a bin; of records that share subjects at the effective number of them. */
    private static Estimate share(
            ScoredLabels sample, IntPredicate inBin, long positives, long records, double observed, double level) {
        if (sample.weighted()) {
            return Estimate.of(
                    observed,
                    Arguments.unknown(Reason.NOT_OFFERED, BinomialInterval.WILSON.method()),
                    Support.ofProportion(positives, records));
        }
        if (!sample.hasRepeatedSubjects()) {
            return BinomialInterval.WILSON.estimate(positives, records, level);
        }
        int[] rows = IntStream.range(0, sample.size()).filter(inBin).toArray();
        return ClusteredProportion.estimate(
                IntStream.of(rows).map(sample::label).toArray(),
                IntStream.of(rows).map(sample::subject).toArray(),
                level);
    }

    static double[] equalWidthEdges(int bins) {
        requireBins(bins);
        double[] edges = new double[bins + 1];
        for (int k = 0; k <= bins; k++) {
            edges[k] = (double) k / bins;
        }
        return edges;
    }

    private static void requireBins(int bins) {
        Arguments.bins(bins);
    }

    /**
     * The bins that are not empty, in ascending order.
     *
     * @return the bins
     */
    public List<Bin> bins() {
        return bins;
    }

    /**
     * Expected calibration error, the mean of the gaps by weight.
     *
     * @return the value, without an interval
     */
    public Estimate expectedError() {
        return error(weighted(1));
    }

    /**
     * Maximum calibration error, the largest gap.
     *
     * @return the value, without an interval
     */
    public Estimate maximumError() {
        return error(bins.stream().mapToDouble(Bin::gap).max().orElse(0));
    }

    /**
     * Average calibration error, the unweighted mean of the gaps.
     *
     * @return the value, without an interval
     */
    public Estimate averageError() {
        return error(Descriptive.sum(bins.stream().mapToDouble(Bin::gap).toArray()) / bins.size());
    }

    /**
     * Root mean squared calibration error, by weight.
     *
     * @return the value, without an interval
     */
    public Estimate rootMeanSquaredError() {
        return error(Math.sqrt(weighted(2)));
    }

    /**
     * Reliability of the Murphy decomposition over these bins, the mean of the squared gaps by weight; 0 is best.
     *
     * @return the value, without an interval
     */
    public Estimate reliability() {
        return error(weighted(2));
    }

    /**
     * Resolution of the Murphy decomposition over these bins, {@code sum w_k (o_k - o)^2} with {@code o_k} the observed share of bin
     * {@code k} and {@code o} that of all; at most the uncertainty {@code o (1 - o)}, higher is better.
     *
     * @return the value, without an interval
     */
    public Estimate resolution() {
        CompensatedSum observed = new CompensatedSum();
        CompensatedSum total = new CompensatedSum();
        for (Bin bin : bins) {
            observed.add(bin.weight * bin.observedShare());
            total.add(bin.weight);
        }
        double share = observed.value() / total.value();
        CompensatedSum sum = new CompensatedSum();
        for (Bin bin : bins) {
            double distance = bin.observedShare() - share;
            sum.add(bin.weight * distance * distance);
        }
        return error(sum.value() / total.value());
    }

    private double weighted(int power) {
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum total = new CompensatedSum();
        for (Bin bin : bins) {
            sum.add(bin.weight * (power == 1 ? bin.gap() : bin.gap() * bin.gap()));
            total.add(bin.weight);
        }
        return sum.value() / total.value();
    }

    private Estimate error(double value) {
        return bins.isEmpty()
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, method, support)
                : Arguments.value(value, method, support);
    }

    /** Sums of a sample in bins. */
    static final class Sums {
        private final int[] bin;
        private final double[] weights;
        private final double[] forecasts;
        private final double[] outcomes;
        private final long[] records;
        private final long[] positives;
        private final double total;

        private Sums(ScoredLabels sample, double[] edges) {
            int bins = edges.length - 1;
            bin = new int[sample.size()];
            records = new long[bins];
            positives = new long[bins];
            CompensatedSum[][] sums = new CompensatedSum[bins][3];
            for (CompensatedSum[] sum : sums) {
                Arrays.setAll(sum, k -> new CompensatedSum());
            }
            for (int i = 0; i < bin.length; i++) {
                bin[i] = locate(edges, sample.score(i));
                double weight = sample.weight(i);
                if (weight > 0) {
                    CompensatedSum[] sum = sums[bin[i]];
                    sum[0].add(weight);
                    sum[1].add(weight * sample.score(i));
                    sum[2].add(weight * sample.label(i));
                    records[bin[i]]++;
                    positives[bin[i]] += sample.label(i);
                }
            }
            weights = Arrays.stream(sums).mapToDouble(s -> s[0].value()).toArray();
            forecasts = Arrays.stream(sums).mapToDouble(s -> s[1].value()).toArray();
            outcomes = Arrays.stream(sums).mapToDouble(s -> s[2].value()).toArray();
            total = Descriptive.sum(weights);
        }

        static Sums of(ScoredLabels sample, double[] edges) {
            return new Sums(sample, edges);
        }

        /** The number of inner edges below the value: bins are (a, b], the first takes all below. */
        static int locate(double[] edges, double value) {
            int low = 1;
            int high = edges.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (edges[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }

        int bin(int row) {
            return bin[row];
        }

        double weight(int k) {
            return weights[k];
        }

        double meanForecast(int k) {
            return forecasts[k] / weights[k];
        }

        double observed(int k) {
            return outcomes[k] / weights[k];
        }

        double total() {
            return total;
        }
    }
}
