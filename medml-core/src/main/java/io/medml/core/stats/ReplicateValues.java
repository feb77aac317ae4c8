package io.medml.core.stats;

import io.medml.core.measure.Reason;

/** Where a statistic puts its values for one replicate. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class ReplicateValues {

    private ReplicateValues() {}

    /** States a value. */
    public void set(int statistic, double value) {
        throw new UnsupportedOperationException("not yet");
    }

    /** States that a value is undefined. */
    public void undefined(int statistic, Reason reason) {
        throw new UnsupportedOperationException("not yet");
    }
}
