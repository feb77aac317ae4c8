package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * The thresholds that maximise a criterion on the data they were chosen on, so its value is optimistic.
 *
 * @param method identifier of the criterion
 * @param criterion the largest value
 * @param optima all thresholds that attain it, ascending; empty if the criterion is not estimable
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record OperatingPointSearch(String method, Estimate criterion, List<OperatingPoint> optima) {

    /** The optimum with the highest specificity. */
    public Optional<OperatingPoint> chosen() {
        throw new UnsupportedOperationException("not yet");
    }
}
