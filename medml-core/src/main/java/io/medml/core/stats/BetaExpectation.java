package io.medml.core.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * Expectation of a function of a beta-distributed quantity, over a part of its range.
 *
 * <p>With {@code u = sin^2 t} the density is {@code 2 sin^(2 a - 1) t cos^(2 b - 1) t / B(a, b)}, which is bounded for parameters of at
 * least 1/2. It is integrated by the rule of Takahasi and Mori, which bears a function that bends sharply at the ends, over the part
 * that holds all but 2e-18 of the distribution; steps are halved until the result stays, but for rounding. The density is taken relative to
 * that at the mean, from differences of angles, and divided by its own integral, so that large parameters lose no digits.
 *
 * <p>Reference: Takahasi and Mori (1974), Publications of the Research Institute for Mathematical Sciences 9, 721-741.
 */
final class BetaExpectation {

    private static final double OUTSIDE = 1e-18;
    private static final double REACH = 3.2;
    private static final double ENOUGH = 1e-14;
    private static final double ROUNDING = 1e-7;
    private static final int FIRST_STEPS = 32;
    private static final int MOST_STEPS = 8192;

    private final double alpha;
    private final double beta;
    private final double meanAngle;
    private final double meanSine;
    private final double meanCosine;
    private final double low;
    private final double high;
    private final double mass;

    BetaExpectation(double alpha, double beta) {
        this.alpha = alpha;
        this.beta = beta;
        this.meanAngle = StrictMath.atan2(Math.sqrt(alpha), Math.sqrt(beta));
        this.meanSine = Math.sqrt(alpha / (alpha + beta));
        this.meanCosine = Math.sqrt(beta / (alpha + beta));
        this.low = angle(BinomialInterval.betaQuantile(alpha, beta, OUTSIDE));
        // by symmetry, since the distance from 1 keeps its digits where the quantile does not
        this.high = Math.PI / 2 - angle(BinomialInterval.betaQuantile(beta, alpha, OUTSIDE));
        this.mass = integral(u -> 1, low, high);
    }

    /**
     * The expectation of {@code f(u)} where {@code from < u < to}, and 0 elsewhere.
     *
     * @param bends ascending values of {@code u} between which the function is smooth on the scale of their distance
     */
    double of(DoubleUnaryOperator f, double from, double to, double... bends) {
        double start = Math.max(low, angle(from));
        double end = Math.min(high, angle(to));
        double sum = 0;
        for (double bend : bends) {
            double cut = bend > 0 && bend < 1 ? angle(bend) : start;
            if (cut > start && cut < end) {
                sum += integral(f, start, cut);
                start = cut;
            }
        }
        return start < end ? (sum + integral(f, start, end)) / mass : sum / mass;
    }

    /** Where all but 1e-18 of the distribution begins, the mean, and where it ends. */
    double[] parts() {
        return new double[] {u(low), alpha / (alpha + beta), u(high)};
    }

    private static double u(double angle) {
        double sine = StrictMath.sin(angle);
        return sine * sine;
    }

    private static double angle(double u) {
        return StrictMath.asin(Math.sqrt(u));
    }

    private double integral(DoubleUnaryOperator f, double start, double end) {
        double last = sum(f, start, end, FIRST_STEPS);
        double lastChange = Double.POSITIVE_INFINITY;
        for (int steps = 2 * FIRST_STEPS; steps <= MOST_STEPS; steps *= 2) {
            double next = sum(f, start, end, steps);
            double change = Math.abs(next - last) / Math.max(mass, Math.abs(next));
            // halving the steps squares the error: a small change that does not become smaller is rounding
            if (change <= ENOUGH || (change <= ROUNDING && change > lastChange / 4)) {
                return next;
            }
            last = next;
            lastChange = change;
        }
        throw new IllegalStateException(
                "expected an integral over Beta(" + alpha + ", " + beta + ") that settles within "
                        + ROUNDING + " after " + MOST_STEPS + " steps, found a last change of " + lastChange
                        + "; please report these parameters");
    }

    /** The rule with so many steps on either side of the middle. */
    private double sum(DoubleUnaryOperator f, double start, double end, int steps) {
        double half = (end - start) / 2;
        double step = REACH / steps;
        CompensatedSum sum = new CompensatedSum();
        for (int k = -steps; k <= steps; k++) {
            double t = k * step;
            double inner = Math.PI / 2 * StrictMath.sinh(t);
            double cosh = StrictMath.cosh(inner);
            double weight = Math.PI / 2 * StrictMath.cosh(t) / (cosh * cosh);
            double x = start + half * (1 + StrictMath.tanh(inner));
            sum.add(weight * density(x) * f.applyAsDouble(u(x)));
        }
        return half * step * sum.value();
    }

    /** Relative to the density at the mean. */
    private double density(double x) {
        double difference = 2 * StrictMath.sin((x - meanAngle) / 2);
        double middle = (x + meanAngle) / 2;
        return StrictMath.exp(logPower(2 * alpha - 1, difference * StrictMath.cos(middle) / meanSine)
                + logPower(2 * beta - 1, -difference * StrictMath.sin(middle) / meanCosine));
    }

    /** The logarithm of a power of 1 and a change, which at an end of the range is -1 but for rounding. */
    private static double logPower(double exponent, double change) {
        return exponent == 0 ? 0 : exponent * StrictMath.log1p(Math.max(-1, change));
    }
}
