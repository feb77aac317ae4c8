package io.medml.core.stats;

import java.util.OptionalDouble;

/** Mean, variance and quantiles. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class Descriptive {

    private Descriptive() {}

    /** Compensated sum. */
    public static double sum(double[] values) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Arithmetic mean; empty for no values. */
    public static OptionalDouble mean(double[] values) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Sample variance, divisor n - 1; empty for fewer than two values. */
    public static OptionalDouble variance(double[] values) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Quantile of type 7; empty for no values. */
    public static OptionalDouble quantile(double[] values, double probability) {
        throw new UnsupportedOperationException("not yet");
    }
}
