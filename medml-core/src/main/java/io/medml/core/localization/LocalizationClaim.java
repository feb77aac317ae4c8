package io.medml.core.localization;

import io.medml.core.measure.Direction;
import io.medml.core.measure.Metric;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * By how much a candidate may be worse in one metric, stated before the data are seen.
 *
 * @param metric the metric
 * @param margin the margin, positive, in the unit of the metric
 * @param reason why the margin is acceptable, in words
 */
public record LocalizationClaim(Metric metric, double margin, String reason) {

    /** Checks that there is a margin, a direction and a reason. */
    public LocalizationClaim {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(reason, "reason");
        if (metric.better() != Direction.HIGHER && metric.better() != Direction.LOWER) {
            throw new IllegalArgumentException(
                    "non-inferiority needs a metric of which more, or less, is better; " + metric.id() + " is neither");
        }
        if (!(margin > 0) || Double.isInfinite(margin) || margin >= metric.highest() - metric.lowest()) {
            throw new IllegalArgumentException("the margin of non-inferiority in " + metric.id()
                    + " must be positive and below its range, got " + margin);
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException(
                    "a margin needs its reason in words: the clinical or statistical ground for " + margin);
        }
    }

    /** The one-sided level as written: a p-value of a bootstrap can lie exactly there. */
    static double alpha(double level) {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(level))
                .divide(BigDecimal.valueOf(2))
                .doubleValue();
    }
}
