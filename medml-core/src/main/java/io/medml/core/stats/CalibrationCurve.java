package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The flexible calibration curve: outcomes smoothed over the forecasts, without bins, and its distance from the diagonal.
 *
 * <pre>{@code
 * e_i = |p_i - curve(p_i)|      ICI = mean e,  E50 = median e,  E90 = 90th centile of e,  Emax = max e
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, inf), lower is better; practically within [0, 1]. The curve of a local quadratic may leave [0, 1] at the
 *     ends and is not clipped, so that the figures are those of the reference.
 * <li><b>Ties</b> among forecasts share one value of the curve. Centiles are of type 7.
 * <li><b>Small samples:</b> below {@link #RECORDS_FOR_A_STABLE_CURVE} records the figures are mostly noise, and all are biased upward.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code TOO_FEW} for fewer than four records; {@code ZERO_VARIANCE} if three quarters of the
 *     records have one forecast, or forecasts that differ by less than about 1e-300, so that a window has no width; {@code NOT_OFFERED} for weights. Records that share subjects
 *     change no point value; intervals come from {@link CalibrationBootstrap}.
 * <li><b>Cost:</b> one sort, then for each distinct forecast O(log n): about a quarter of a second at 30,000.
 * <li><b>Reference:</b> Austin and Steyerberg (2019), Statistics in Medicine 38, 4051-4065; Cleveland (1979), JASA 74; Cleveland and
 *     Grosse (1991), Statistics and Computing 1. Agrees with R's {@code loess} and {@code lowess}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CalibrationCurve {

    /** Fewer records make the curve unstable; a rule of thumb of Austin and Steyerberg's simulations, not a law. */
    public static final int RECORDS_FOR_A_STABLE_CURVE = 100;

    private final String method;
    private final Support support;
    private final @Nullable Reason reason;
    private final double[] forecasts;
    private final double[] curve;
    /** Errors of the records, ascending. */
    private final double[] errors;

    /** How the outcomes are smoothed. */
    public enum Smoother {
        /** Local quadratic, tricube weights, span 0.75, fitted at every forecast: {@code loess(surface = "direct")}. */
        LOESS("loess_direct"),
        /**
         * The same, fitted at few vertices with cubic interpolation between: R's default {@code surface = "interpolate"}, as in the
         * code that Austin and Steyerberg published.
         */
        LOESS_INTERPOLATED("loess_interpolate"),
        /** Local line, tricube weights, span 2/3, no robustness steps: {@code lowess(iter = 0)}, as rms {@code val.prob}. */
        LOWESS("lowess");

        private final String id;

        Smoother(String id) {
            this.id = id;
        }
    }

    /**
     * A point of the curve.
     *
     * @param forecast the forecast
     * @param observed the smoothed share with the condition
     */
    public record Point(double forecast, double observed) {
        /** Refuses NaN. */
        public Point {
            Arguments.number("forecast", forecast);
            Arguments.number("observed", observed);
        }
    }

    private CalibrationCurve(
            String method,
            Support support,
            @Nullable Reason reason,
            double[] forecasts,
            double[] curve,
            double[] errors) {
        this.method = method;
        this.support = support;
        this.reason = reason;
        this.forecasts = forecasts;
        this.curve = curve;
        this.errors = errors;
    }

    /**
     * Smooths the outcomes.
     *
     * @param sample the records; scores are probabilities
     * @param smoother how
     * @return the curve
     */
    public static CalibrationCurve of(ScoredLabels sample, Smoother smoother) {
        Arguments.probabilities(sample);
        Objects.requireNonNull(smoother, "smoother");
        String method = "calibration.ici." + smoother.id;
        Reason refused = sample.weighted() ? Reason.NOT_OFFERED : sample.size() == 0 ? Reason.EMPTY_GROUP : null;
        if (refused != null) {
            return none(method, sample.support(), refused);
        }
        WeightedBlocks blocks = WeightedBlocks.of(sample);
        double[] x = new double[blocks.size()];
        double[] count = new double[x.length];
        double[] outcome = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = blocks.score(k);
            outcome[k] = blocks.positive(k);
            count[k] = outcome[k] + blocks.negative(k);
        }
        LocalRegression regression = new LocalRegression(x, count, outcome);
        if (!regression.enough()) {
            return none(method, sample.support(), Reason.TOO_FEW);
        }
        double @Nullable [] curve = switch (smoother) {
            case LOESS -> direct(regression, x);
            case LOESS_INTERPOLATED -> InterpolatedSurface.values(regression, x);
            case LOWESS -> Lowess.values(x, count, outcome);
        };
        if (curve == null || !finite(curve)) {
            return none(method, sample.support(), Reason.ZERO_VARIANCE);
        }
        return new CalibrationCurve(method, sample.support(), null, x, curve, errors(x, count, curve));
    }

    private static CalibrationCurve none(String method, Support support, Reason reason) {
        return new CalibrationCurve(method, support, reason, new double[0], new double[0], new double[0]);
    }

    /** Not finite where forecasts differ by so little, as below 1e-100, that the width of a window underflows. */
    private static boolean finite(double[] curve) {
        return Arrays.stream(curve).allMatch(Double::isFinite);
    }

    /** The fit at each point; null if some window has no width. */
    static double @Nullable [] direct(LocalRegression regression, double[] points) {
        double[] values = new double[points.length];
        for (int k = 0; k < points.length; k++) {
            if (!regression.fit(points[k])) {
                return null;
            }
            values[k] = regression.value();
        }
        return finite(values) ? values : null;
    }

    /** The error of each record, ascending. */
    static double[] errors(double[] x, double[] count, double[] curve) {
        int size = 0;
        for (double c : count) {
            size += (int) c;
        }
        double[] errors = new double[size];
        int next = 0;
        for (int k = 0; k < x.length; k++) {
            int end = next + (int) count[k];
            Arrays.fill(errors, next, end, Math.abs(x[k] - curve[k]));
            next = end;
        }
        Arrays.sort(errors);
        return errors;
    }

    /**
     * The integrated calibration index, the mean error.
     *
     * @return the value, without an interval
     */
    public Estimate integratedIndex() {
        return estimate(() -> Descriptive.sum(errors) / errors.length);
    }

    /**
     * E50, the median error.
     *
     * @return the value, without an interval
     */
    public Estimate medianError() {
        return estimate(() -> Descriptive.quantileOfSorted(errors, 0.5));
    }

    /**
     * E90, the 90th centile of the errors.
     *
     * @return the value, without an interval
     */
    public Estimate ninetiethPercentileError() {
        return estimate(() -> Descriptive.quantileOfSorted(errors, 0.9));
    }

    /**
     * Emax, the largest error.
     *
     * @return the value, without an interval
     */
    public Estimate maximumError() {
        return estimate(() -> errors[errors.length - 1]);
    }

    private Estimate estimate(java.util.function.DoubleSupplier value) {
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : Arguments.value(value.getAsDouble(), method, support);
    }

    /**
     * The curve for a plot: the lowest and the highest forecast and others evenly spread in rank among the distinct ones.
     *
     * @param most the largest number of points wanted, at least 2
     * @return the points, ascending; empty where there is no curve
     */
    public List<Point> points(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("most must be at least 2, got " + most);
        }
        List<Point> points = new ArrayList<>();
        for (int k : spread(forecasts.length, most)) {
            points.add(new Point(forecasts[k], curve[k]));
        }
        return List.copyOf(points);
    }

    /** Positions evenly spread from the first to the last of {@code size}. */
    static int[] spread(int size, int most) {
        int[] positions = new int[Math.min(size, most)];
        for (int k = 0; k < positions.length; k++) {
            positions[k] = positions.length == 1 ? 0 : (int) ((long) k * (size - 1) / (positions.length - 1));
        }
        return positions;
    }
}
