package io.medml.core.representativeness;

import static java.util.Objects.requireNonNull;

import io.medml.core.measure.Metric;
import java.util.List;

/**
 * How precise a figure has to be: half the width of its interval at an expected value. Stated by whoever plans the study; no number of
 * records is enough by itself.
 *
 * @param metric {@link Metric#SENSITIVITY}, {@link Metric#SPECIFICITY} or {@link Metric#AUROC}
 * @param expected the expected value, in (0, 1); above 0.5 for an area
 * @param halfWidth the largest half width, in (0, 0.5)
 */
public record PrecisionGoal(Metric metric, double expected, double halfWidth) {

    /** Checks metric and numbers. */
    public PrecisionGoal {
        requireNonNull(metric, "metric");
        if (!List.of(Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.AUROC).contains(metric)) {
            throw new IllegalArgumentException(
                    "a precision goal is for sensitivity, specificity or auroc, got " + metric);
        }
        double lowest = metric.equals(Metric.AUROC) ? 0.5 : 0;
        if (!(expected > lowest && expected < 1)) {
            throw new IllegalArgumentException(
                    "the expected " + metric + " must be in (" + lowest + ", 1), got " + expected);
        }
        if (!(halfWidth > 0 && halfWidth < 0.5)) {
            throw new IllegalArgumentException(
                    "the half width of " + metric + " must be in (0, 0.5), got " + halfWidth);
        }
    }
}
