package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Calibration errors that have no analytic interval, with percentile intervals from resampling subjects.
 *
 * <p>A replicate draws as many subjects as there are, with replacement; a subject brings all of its records. The scores are sorted once,
 * and a replicate is a count of records and of positives at each distinct forecast.
 *
 * <ul>
 * <li><b>Bins</b> are those of the sample and stay fixed over the replicates.
 * <li><b>Curve:</b> in a replicate the local quadratic of {@link CalibrationCurve.Smoother#LOESS} is fitted at 101 of the replicate's
 *     forecasts, evenly spread in rank, with lines between; the value itself is that of the fit at every forecast.
 * <li><b>Bias:</b> all errors but the log loss and the skill are absolute distances, which sampling noise enlarges, in the sample and
 *     again in the replicates. The interval of a small error may lie above it: read it with {@link ConsistencyNull}.
 * <li><b>Undefined</b> replicates, as of the skill with one class, are counted; with more than a twentieth of them there is no interval.
 *     Without records all is {@code EMPTY_GROUP}; weights are {@code NOT_OFFERED}.
 * <li><b>Same bits:</b> neither the order of rows nor of replicates matters.
 * <li><b>Cost:</b> replicates times (records, log-linear): 2000 replicates of 2000 records in about a second and a half.
 * <li><b>Reference:</b> Davison and Hinkley (1997), sections 2.4 and 3.8; Field and Welsh (2007), J. Royal Statistical Society B 69.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CalibrationBootstrap {

    private static final String METHOD = "bootstrap.percentile";
    private static final int KNOTS = 101;

    private static final Set<Statistic> OF_THE_CURVE =
            EnumSet.of(Statistic.INTEGRATED_INDEX, Statistic.MEDIAN_ERROR, Statistic.NINETIETH_PERCENTILE_ERROR);

    private final ScoredLabels sample;
    private final int bins;
    private final int[] block;
    private final double[] forecast;
    private final int[][] binOf;
    private final double[] lossPresent;
    private final double[] lossAbsent;

    /** What is measured. */
    public enum Statistic {
        /** Brier skill score against the prevalence; see {@link BrierScore#skillScore()}. */
        BRIER_SKILL,
        /** Logarithmic loss, unclipped; see {@link LogLoss}. */
        LOG_LOSS,
        /** Expected calibration error over bins of equal width; see {@link CalibrationBins#equalWidth}. */
        EQUAL_WIDTH_ERROR,
        /** Expected calibration error over bins of equal mass; see {@link CalibrationBins#equalMass}. */
        EQUAL_MASS_ERROR,
        /** Expected calibration error of the confidence in the predicted class; see {@link CalibrationBins#topLabel}. */
        TOP_LABEL_ERROR,
        /** Mean over both classes of the expected calibration error of a class's probability, over bins of equal width. */
        CLASS_WISE_ERROR,
        /** Integrated calibration index; see {@link CalibrationCurve#integratedIndex()}. */
        INTEGRATED_INDEX,
        /** Median error of the calibration curve, E50. */
        MEDIAN_ERROR,
        /** 90th centile of the errors of the calibration curve, E90. */
        NINETIETH_PERCENTILE_ERROR
    }

    private CalibrationBootstrap(ScoredLabels sample, int bins) {
        this.sample = sample;
        this.bins = bins;
        int n = sample.size();
        int[] order = Scores.order(sample);
        this.block = new int[n];
        double[] distinct = new double[n];
        int size = 0;
        for (int row : order) {
            if (size == 0 || sample.score(row) != distinct[size - 1]) {
                distinct[size++] = sample.score(row);
            }
            block[row] = size - 1;
        }
        this.forecast = Arrays.copyOf(distinct, size);
        double[] width = CalibrationBins.equalWidthEdges(bins);
        double[] mass = n == 0 ? width : CalibrationBins.equalMassEdges(sample, bins);
        this.binOf = new int[4][size];
        this.lossPresent = new double[size];
        this.lossAbsent = new double[size];
        for (int k = 0; k < size; k++) {
            double p = forecast[k];
            binOf[0][k] = CalibrationBins.Sums.locate(width, p);
            binOf[1][k] = CalibrationBins.Sums.locate(mass, p);
            binOf[2][k] = CalibrationBins.Sums.locate(width, Math.max(p, 1 - p));
            binOf[3][k] = CalibrationBins.Sums.locate(width, 1 - p);
            lossPresent[k] = -StrictMath.log(p);
            lossAbsent[k] = -StrictMath.log1p(-p);
        }
    }

    /**
     * Prepares a sample.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @return the bootstrap
     */
    public static CalibrationBootstrap of(ScoredLabels sample, int bins) {
        Arguments.probabilities(sample);
        return new CalibrationBootstrap(sample, bins);
    }

    /**
     * Every statistic with its interval.
     *
     * @param plan which subjects each replicate draws
     * @param level confidence level, a fraction in (0, 1)
     * @return an estimate for each statistic; its support has the numbers of subjects, replicates and undefined replicates
     */
    public Map<Statistic, Estimate> estimates(ResamplePlan plan, double level) {
        return estimates(plan, plan.replicates(), level);
    }

    /**
     * Every statistic with its interval, the errors of the curve from the first replicates only: a replicate costs most by its curve.
     *
     * @param plan which subjects each replicate draws
     * @param curveReplicates in how many replicates the curve is fitted, at least 1 and at most those of the plan
     * @param level confidence level, a fraction in (0, 1)
     * @return an estimate for each statistic; its support has the numbers of subjects, replicates and undefined replicates
     */
    public Map<Statistic, Estimate> estimates(ResamplePlan plan, int curveReplicates, double level) {
        Arguments.level(level);
        if (curveReplicates < 1 || curveReplicates > plan.replicates()) {
            throw new IllegalArgumentException("the curve is fitted in 1 to " + plan.replicates()
                    + " replicates, those of the plan; got " + curveReplicates);
        }
        Map<Statistic, Estimate> points = points(level);
        Map<Statistic, Estimate> result = new EnumMap<>(Statistic.class);
        if (sample.weighted() || sample.size() == 0) {
            Reason reason = sample.size() == 0 ? Reason.EMPTY_GROUP : Reason.NOT_OFFERED;
            points.forEach((statistic, point) -> result.put(
                    statistic,
                    point.<Estimate>fold(
                            e -> Estimate.of(e.value(), Arguments.unknown(reason, METHOD), e.support()), e -> e)));
            return Collections.unmodifiableMap(result);
        }
        Map<Statistic, Replicates> sink = new EnumMap<>(Statistic.class);
        for (Statistic statistic : Statistic.values()) {
            sink.put(statistic, new Replicates(plan.replicates()));
        }
        int[] drawn = new int[sample.subjects()];
        double[] count = new double[forecast.length];
        double[] positive = new double[forecast.length];
        for (int r = 0; r < plan.replicates(); r++) {
            Arrays.fill(drawn, 0);
            for (int subject : plan.draw(r, sample.subjects())) {
                drawn[subject]++;
            }
            Arrays.fill(count, 0);
            Arrays.fill(positive, 0);
            for (int i = 0; i < block.length; i++) {
                int times = drawn[sample.subject(i)];
                count[block[i]] += times;
                positive[block[i]] += (double) times * sample.label(i);
            }
            evaluate(count, positive, sink, r < curveReplicates);
        }
        points.forEach((statistic, point) -> {
            double[] kept = Objects.requireNonNull(sink.get(statistic)).kept();
            long tried = OF_THE_CURVE.contains(statistic) ? curveReplicates : plan.replicates();
            result.put(statistic, interval(point, kept, tried - kept.length, level));
        });
        return Collections.unmodifiableMap(result);
    }

    private Estimate interval(Estimate point, double[] replicates, long undefined, double level) {
        OptionalDouble value = point.point();
        if (value.isEmpty()) {
            return point;
        }
        long total = replicates.length + undefined;
        Support support = point.support()
                .with("subjects", sample.subjects())
                .with("replicates", total)
                .with("undefined_replicates", undefined);
        IntervalEstimate interval = sample.subjects() < 2
                ? Arguments.unknown(Reason.TOO_FEW, METHOD)
                : BootstrapDistribution.of(value, replicates, undefined).percentile(level);
        return Estimate.of(value.getAsDouble(), interval, support);
    }

    private Map<Statistic, Estimate> points(double level) {
        CalibrationBins width = CalibrationBins.equalWidth(sample, bins, level);
        CalibrationCurve curve = CalibrationCurve.of(sample, CalibrationCurve.Smoother.LOESS);
        Map<Statistic, Estimate> points = new EnumMap<>(Statistic.class);
        points.put(Statistic.BRIER_SKILL, BrierScore.of(sample).skillScore());
        points.put(Statistic.LOG_LOSS, LogLoss.of(sample).value());
        points.put(Statistic.EQUAL_WIDTH_ERROR, width.expectedError());
        points.put(
                Statistic.EQUAL_MASS_ERROR,
                CalibrationBins.equalMass(sample, bins, level).expectedError());
        points.put(
                Statistic.TOP_LABEL_ERROR,
                CalibrationBins.topLabel(sample, bins, level).expectedError());
        points.put(Statistic.CLASS_WISE_ERROR, CalibrationBins.classWiseError(sample, bins));
        points.put(Statistic.INTEGRATED_INDEX, curve.integratedIndex());
        points.put(Statistic.MEDIAN_ERROR, curve.medianError());
        points.put(Statistic.NINETIETH_PERCENTILE_ERROR, curve.ninetiethPercentileError());
        return points;
    }

    private void evaluate(double[] count, double[] positive, Map<Statistic, Replicates> sink, boolean withCurve) {
        double total = 0;
        double positives = 0;
        double squares = 0;
        double loss = 0;
        int present = 0;
        double[][] gaps = new double[binOf.length][bins];
        for (int k = 0; k < forecast.length; k++) {
            if (count[k] > 0) {
                present++;
                double p = forecast[k];
                double absent = count[k] - positive[k];
                total += count[k];
                positives += positive[k];
                squares += positive[k] * (1 - p) * (1 - p) + absent * p * p;
                loss += (positive[k] > 0 ? positive[k] * lossPresent[k] : 0)
                        + (absent > 0 ? absent * lossAbsent[k] : 0);
                double gap = count[k] * p - positive[k];
                gaps[0][binOf[0][k]] += gap;
                gaps[1][binOf[1][k]] += gap;
                // below 1/2 the predicted class is the absence, whose gap is the opposite
                gaps[2][binOf[2][k]] += p >= 0.5 ? gap : -gap;
                gaps[3][binOf[3][k]] += gap;
            }
        }
        double share = positives / total;
        double uncertainty = share * (1 - share);
        if (uncertainty > 0) {
            put(sink, Statistic.BRIER_SKILL, 1 - squares / total / uncertainty);
        }
        put(sink, Statistic.LOG_LOSS, loss / total);
        put(sink, Statistic.EQUAL_WIDTH_ERROR, absolute(gaps[0]) / total);
        put(sink, Statistic.EQUAL_MASS_ERROR, absolute(gaps[1]) / total);
        put(sink, Statistic.TOP_LABEL_ERROR, absolute(gaps[2]) / total);
        put(sink, Statistic.CLASS_WISE_ERROR, (absolute(gaps[0]) + absolute(gaps[3])) / 2 / total);
        if (withCurve) {
            curve(count, positive, present, sink);
        }
    }

    private static void put(Map<Statistic, Replicates> sink, Statistic statistic, double value) {
        Objects.requireNonNull(sink.get(statistic)).add(value);
    }

    /** The defined values of a statistic, in the order of the replicates. */
    private static final class Replicates {
        private final double[] values;
        private int size;

        Replicates(int most) {
            values = new double[most];
        }

        void add(double value) {
            values[size++] = value;
        }

        double[] kept() {
            return Arrays.copyOf(values, size);
        }
    }

    private static double absolute(double[] gaps) {
        double sum = 0;
        for (double gap : gaps) {
            sum += Math.abs(gap);
        }
        return sum;
    }

    private void curve(double[] count, double[] positive, int present, Map<Statistic, Replicates> sink) {
        double[] x = new double[present];
        double[] c = new double[present];
        double[] y = new double[present];
        int size = 0;
        for (int k = 0; k < forecast.length; k++) {
            if (count[k] > 0) {
                x[size] = forecast[k];
                c[size] = count[k];
                y[size++] = positive[k];
            }
        }
        LocalRegression regression = new LocalRegression(x, c, y);
        if (!regression.enough()) {
            return;
        }
        int[] knots = CalibrationCurve.spread(present, KNOTS);
        double[] at = Arrays.stream(knots).mapToDouble(k -> x[k]).toArray();
        double[] fitted = CalibrationCurve.direct(regression, at);
        if (fitted == null) {
            return;
        }
        double[] curve = new double[present];
        int next = 0;
        for (int k = 0; k < present; k++) {
            if (k == knots[next]) {
                curve[k] = fitted[next++];
            } else {
                double part = (x[k] - at[next - 1]) / (at[next] - at[next - 1]);
                curve[k] = fitted[next - 1] + part * (fitted[next] - fitted[next - 1]);
            }
        }
        double[] errors = CalibrationCurve.errors(x, c, curve);
        put(sink, Statistic.INTEGRATED_INDEX, Descriptive.sum(errors) / errors.length);
        put(sink, Statistic.MEDIAN_ERROR, Descriptive.quantileOfSorted(errors, 0.5));
        put(sink, Statistic.NINETIETH_PERCENTILE_ERROR, Descriptive.quantileOfSorted(errors, 0.9));
    }
}
