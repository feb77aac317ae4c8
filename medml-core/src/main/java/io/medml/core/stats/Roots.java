package io.medml.core.stats;

import java.util.function.DoubleUnaryOperator;

/** Root of a continuous function with a change of sign, by Brent's method to the last digits. */
final class Roots {

    private Roots() {}

    /**
     * A root in {@code [low, high]}. The function must have opposite signs (or a zero) at the ends.
     *
     * <p>Reference: Brent (1973), Algorithms for Minimization without Derivatives, chapter 4.
     */
    static double between(DoubleUnaryOperator f, double low, double high) {
        double a = low;
        double b = high;
        double fa = f.applyAsDouble(a);
        double fb = f.applyAsDouble(b);
        if (fa == 0) {
            return a;
        }
        if (fb == 0) {
            return b;
        }
        if (fa > 0 == fb > 0) {
            throw new IllegalStateException("the function does not change sign between the limits");
        }
        double c = a;
        double fc = fa;
        double d = b - a;
        double e = d;
        // bisection alone needs about 60 steps for a double in [0, 1], more near 0: 2000 ends only a defect
        for (int step = 0; step < 2000; step++) {
            if (fb > 0 == fc > 0) {
                c = a;
                fc = fa;
                d = b - a;
                e = d;
            }
            if (Math.abs(fc) < Math.abs(fb)) {
                a = b;
                b = c;
                c = a;
                fa = fb;
                fb = fc;
                fc = fa;
            }
            double tolerance = Math.ulp(b);
            double middle = (c - b) / 2;
            if (Math.abs(middle) <= tolerance || fb == 0) {
                return b;
            }
            if (Math.abs(e) >= tolerance && Math.abs(fa) > Math.abs(fb)) {
                double s = fb / fa;
                double p;
                double q;
                if (a == c) {
                    p = 2 * middle * s;
                    q = 1 - s;
                } else {
                    double r = fb / fc;
                    double t = fa / fc;
                    p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1));
                    q = (t - 1) * (r - 1) * (s - 1);
                }
                if (p > 0) {
                    q = -q;
                }
                p = Math.abs(p);
                if (2 * p < Math.min(3 * middle * q - Math.abs(tolerance * q), Math.abs(e * q))) {
                    e = d;
                    d = p / q;
                } else {
                    d = middle;
                    e = middle;
                }
            } else {
                d = middle;
                e = middle;
            }
            a = b;
            fa = fb;
            b += Math.abs(d) > tolerance ? d : Math.copySign(tolerance, middle);
            fb = f.applyAsDouble(b);
        }
        throw new IllegalStateException("no convergence in 2000 steps");
    }
}
