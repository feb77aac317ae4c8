package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/**
 * A one-sided test that a difference is larger than minus a margin.
 *
 * @param method identifier of the test
 * @param margin the margin, at least 0; stated before the data are seen
 * @param alpha one-sided significance level
 * @param difference first minus second with its two-sided interval at level {@code 1 - 2 alpha}
 * @param test the test statistic and its one-sided p-value
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record NonInferiority(String method, double margin, double alpha, Estimate difference, HypothesisTest test) {

    /** What the test shows. */
    public enum Conclusion {
        /** The p-value is below alpha. */
        SHOWN,
        /** The p-value is not below alpha. */
        NOT_SHOWN,
        /** The test is not estimable, so it shows nothing. */
        UNDECIDED
    }

    /** Compares the p-value with alpha. */
    public Conclusion conclusion() {
        throw new UnsupportedOperationException("not yet");
    }
}
