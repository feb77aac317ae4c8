package io.medml.fairness;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.HypothesisTest;
import java.util.Objects;
import java.util.Optional;

/**
 * How a metric differs between a group and its reference.
 *
 * @param metric the metric that is compared
 * @param group the group
 * @param reference what it is compared with
 * @param difference group minus reference, with its interval
 * @param ratio group over reference, with its interval; only for rates. That of the selection rate is known as disparate impact
 * @param test of no difference: the score test of two proportions, at effective sizes where records share subjects; the normal
 *     test of two AUROCs; not estimable where the reference contains the group
 * @param adjusted the p-value adjusted for the declared family of comparisons
 * @param margin what the data say about the declared margin of this metric, if there is one
 */
public record Disparity(
        Metric metric,
        Slice group,
        Slice reference,
        Estimate difference,
        Optional<Estimate> ratio,
        HypothesisTest test,
        Adjusted adjusted,
        Optional<MarginAnswer> margin) {

    /** Checks that all parts are there. */
    public Disparity {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(ratio, "ratio");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(adjusted, "adjusted");
        Objects.requireNonNull(margin, "margin");
    }

    /**
     * A p-value adjusted for the other tests of its family.
     *
     * @param holm Holm's adjustment, which holds the error rate of the family: for a claim about one comparison
     * @param benjaminiHochberg Benjamini and Hochberg's, which holds the share of false discoveries: for screening
     */
    public record Adjusted(Estimate holm, Estimate benjaminiHochberg) {
        /** Checks that both are there. */
        public Adjusted {
            Objects.requireNonNull(holm, "holm");
            Objects.requireNonNull(benjaminiHochberg, "benjaminiHochberg");
        }
    }

    Disparity withAdjusted(Adjusted newAdjusted) {
        return new Disparity(metric, group, reference, difference, ratio, test, newAdjusted, margin);
    }
}
