package io.medml.fairness;

import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.HypothesisTest;
import java.util.Objects;

/**
 * A test that a metric is the same in all groups of an attribute, or of a combination of attributes, at once.
 *
 * <p>It is the test behind a gap between the largest and the smallest group, whose interval is a range of replicates and says nothing about
 * 0. See {@link io.medml.core.stats.Homogeneity} for the statistics.
 *
 * @param metric the metric that is compared; {@link Metric#EQUALIZED_ODDS} for sensitivity and false-positive rate together
 * @param across the attributes whose groups are compared
 * @param test the test; not estimable where the metric is not in some group
 * @param adjusted the p-value adjusted for the other tests of all groups in the report
 */
public record GroupTest(Metric metric, Slice across, HypothesisTest test, Disparity.Adjusted adjusted) {
    /** Checks that all are there. */
    public GroupTest {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(across, "across");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(adjusted, "adjusted");
    }
}
