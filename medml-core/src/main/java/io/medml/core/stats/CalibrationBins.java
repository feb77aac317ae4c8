package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;

/** Forecasts against outcomes in bins: the reliability curve and the calibration errors. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class CalibrationBins {

    private CalibrationBins() {}

    /**
     * A bin that holds at least one record.
     *
     * @param lower lower edge, not included (included in the first bin)
     * @param upper upper edge, included
     * @param records number of records
     * @param weight sum of weights
     * @param meanForecast mean forecast
     * @param observed share of records with the condition, with its interval
     */
    public record Bin(
            double lower, double upper, long records, double weight, double meanForecast, Estimate observed) {}

    /** Bins of equal width. */
    public static CalibrationBins equalWidth(ScoredLabels sample, int bins, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Bins of equal mass. */
    public static CalibrationBins equalMass(ScoredLabels sample, int bins, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The bins that are not empty. */
    public List<Bin> bins() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Expected calibration error. */
    public Estimate expectedError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Maximum calibration error. */
    public Estimate maximumError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Average calibration error, unweighted over bins. */
    public Estimate averageError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Root mean squared calibration error. */
    public Estimate rootMeanSquaredError() {
        throw new UnsupportedOperationException("not yet");
    }
}
