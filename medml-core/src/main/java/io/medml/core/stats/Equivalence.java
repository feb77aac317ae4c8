package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Objects;

/**
 * Two one-sided tests that a difference, first minus second, lies within a margin on both sides.
 *
 * <p>It is the conjunction of two tests of non-inferiority, of the first against the second and of the second against the first,
 * each at the full level: no adjustment is due. The margin has no default: it is stated, with its clinical reason, before the
 * data are seen. Reference: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
 *
 * @param method identifier of the tests
 * @param margin the margin, larger than 0
 * @param alpha one-sided significance level of each test, such as 0.025
 * @param difference first minus second with its two-sided interval at level {@code 1 - 2 alpha}; where the interval inverts
 *     the tests, lying within the margins, ends included, is the same statement as both p-values at most alpha
 * @param above the test that the difference is larger than minus the margin
 * @param below the test that the difference is smaller than the margin; its statistic is that of the exchanged samples
 */
public record Equivalence(
        String method, double margin, double alpha, Estimate difference, HypothesisTest above, HypothesisTest below) {

    /** Checks margin and level. */
    public Equivalence {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(above, "above");
        Objects.requireNonNull(below, "below");
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        if (margin == 0) {
            throw new IllegalArgumentException("the margin of an equivalence must be larger than 0");
        }
    }

    /** The conjunction of a test and of the same test with the samples exchanged. */
    static Equivalence of(String method, NonInferiority forward, NonInferiority backward) {
        return new Equivalence(
                method, forward.margin(), forward.alpha(), forward.difference(), forward.test(), backward.test());
    }

    /**
     * The larger of the two p-values, the p-value of the conjunction.
     *
     * @return the p-value; not estimable where one of the two is not
     */
    public Estimate pValue() {
        return above.pValue()
                .fold(
                        a -> below.pValue().<Estimate>fold(b -> a.value() >= b.value() ? a : b, none -> none),
                        none -> none);
    }

    /**
     * Compares both p-values with alpha.
     *
     * @return shown if both are at most alpha, not shown if one is not, and undecided otherwise
     */
    public NonInferiority.Conclusion conclusion() {
        return NonInferiority.Conclusion.of(above, alpha).and(NonInferiority.Conclusion.of(below, alpha));
    }
}
