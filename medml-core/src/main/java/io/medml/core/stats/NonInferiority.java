package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Objects;

/**
 * A one-sided test that a difference, first minus second, is larger than minus a margin.
 *
 * <p>The margin has no default: it is stated, with its clinical reason, before the data are seen.
 *
 * @param method identifier of the test
 * @param margin the margin, at least 0, in the unit of the difference
 * @param alpha one-sided significance level, such as 0.025
 * @param difference first minus second with its two-sided interval at level {@code 1 - 2 alpha}; where the interval inverts
 *     the test, a lower limit at or above minus the margin is the same statement as a p-value of at most alpha
 * @param test the test statistic and its one-sided p-value
 */
public record NonInferiority(String method, double margin, double alpha, Estimate difference, HypothesisTest test) {

    /** Checks margin and level. */
    public NonInferiority {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(test, "test");
        requireSize(margin);
        requireAlpha(alpha);
    }

    /**
     * The word for what is tested in an identifier: with a margin of 0 it is superiority, and a reader should not have to know that.
     */
    static String word(double margin) {
        return margin == 0 ? "superiority" : "noninferiority";
    }

    /** A margin in the unit of what is measured. */
    static void requireSize(double margin) {
        if (!(margin >= 0) || Double.isInfinite(margin)) {
            throw new IllegalArgumentException("margin must be finite and not negative, got " + margin);
        }
    }

    /** A margin of a proportion or an area. */
    static void requireMargin(double margin) {
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1), got " + margin);
        }
    }

    static void requireAlpha(double alpha) {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha must be in (0, 0.5), got " + alpha);
        }
    }

    /** What the test shows. */
    public enum Conclusion {
        /** The p-value is at most alpha. */
        SHOWN,
        /** The p-value exceeds alpha; this does not show inferiority. */
        NOT_SHOWN,
        /** The test is not estimable, so it shows nothing. */
        UNDECIDED;

        /**
         * The conclusion of two claims together: shown only if both are; not shown as soon as one is not.
         *
         * @param other the other conclusion
         * @return the conclusion of the conjunction
         */
        public Conclusion and(Conclusion other) {
            if (this == NOT_SHOWN || other == NOT_SHOWN) {
                return NOT_SHOWN;
            }
            return this == UNDECIDED ? UNDECIDED : other;
        }

        static Conclusion of(HypothesisTest test, double alpha) {
            return test.pValue().fold(p -> p.value() <= alpha ? SHOWN : NOT_SHOWN, none -> UNDECIDED);
        }
    }

    /**
     * Compares the p-value with alpha.
     *
     * @return what the test shows
     */
    public Conclusion conclusion() {
        return Conclusion.of(test, alpha);
    }
}
