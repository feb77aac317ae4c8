package io.medml.core.segment;

import io.medml.core.measure.Metric;

/** What a segment is weak in. A larger mean is worse. */
public enum Loss {
    /** Missed cases: among the records with the condition, 1 where the prediction is negative. */
    MISSED_CASES,
    /** False alarms: among the records without the condition, 1 where the prediction is positive. */
    FALSE_ALARMS,
    /** Errors: among all records, 1 where prediction and label differ. */
    ERRORS,
    /** Squared error of the predicted probability, {@code (p - y)^2}; it uses no threshold. */
    SQUARED_ERROR;

    /**
     * The metric that is the mean of this loss.
     *
     * @return the metric
     */
    public Metric metric() {
        return switch (this) {
            case MISSED_CASES -> Metric.FALSE_NEGATIVE_RATE;
            case FALSE_ALARMS -> Metric.FALSE_POSITIVE_RATE;
            case ERRORS -> Metric.ERROR_RATE;
            case SQUARED_ERROR -> Metric.BRIER_SCORE;
        };
    }

    /** Whether it needs an operating point; if not, it needs probabilities. */
    boolean needsThreshold() {
        return this != SQUARED_ERROR;
    }

    /** Whether a record counts at all. */
    boolean counts(int label) {
        return switch (this) {
            case MISSED_CASES -> label == 1;
            case FALSE_ALARMS -> label == 0;
            case ERRORS, SQUARED_ERROR -> true;
        };
    }

    /** The loss of a record that counts. */
    double of(int label, double score, double threshold) {
        int predicted = score >= threshold ? 1 : 0;
        return switch (this) {
            case MISSED_CASES, FALSE_ALARMS, ERRORS -> predicted == label ? 0 : 1;
            case SQUARED_ERROR -> (score - label) * (score - label);
        };
    }
}
