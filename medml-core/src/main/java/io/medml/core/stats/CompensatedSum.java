package io.medml.core.stats;

/**
 * A running sum whose rounding error does not grow with the number of terms.
 *
 * <p>Neumaier's variant of Kahan summation: the error of each addition is collected apart and added at the end, so the
 * result does not depend on the order of the terms to about 1e-16 relative to the sum of absolute values. <em>Confined</em>
 * to one thread.
 *
 * <p>Reference: Neumaier (1974), ZAMM 54, 39-51.
 */
public final class CompensatedSum {

    private double sum;
    private double correction;

    /** Starts with nothing added. */
    public CompensatedSum() {}

    /**
     * Adds a term.
     *
     * @param term finite or infinite, not NaN
     */
    public void add(double term) {
        double next = sum + term;
        if (Math.abs(sum) >= Math.abs(term)) {
            correction += (sum - next) + term;
        } else {
            correction += (term - next) + sum;
        }
        sum = next;
    }

    /**
     * The sum so far.
     *
     * @return the sum; 0 without terms, NaN where infinities of both signs were added
     */
    public double value() {
        // an infinite sum makes the correction NaN: the sum itself is then the answer
        return Double.isInfinite(sum) ? sum : sum + correction;
    }
}
