package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The thresholds at which a criterion is best on the data they are chosen on.
 *
 * <p>A value on the same data is {@value #OPTIMISTIC}: whoever prints it prints that word with it, and measures the locked
 * threshold on other data.
 *
 * @param method identifier of the criterion
 * @param criterion the best value: the largest, or the smallest where the criterion is a distance
 * @param optima all thresholds that attain it, ascending; empty if the criterion is not estimable
 */
public record OperatingPointSearch(String method, Estimate criterion, List<OperatingPoint> optima) {

    /** What a value is called that was measured on the data its threshold was chosen on. */
    public static final String OPTIMISTIC = "OPTIMISTIC";

    /** Copies the optima. */
    public OperatingPointSearch {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(criterion, "criterion");
        optima = List.copyOf(optima);
    }

    /**
     * The default choice among several optima: the one with the highest specificity, which is the largest threshold.
     *
     * @return the choice; empty if the criterion is not estimable
     */
    public Optional<OperatingPoint> chosen() {
        return optima.isEmpty() ? Optional.empty() : Optional.of(optima.get(optima.size() - 1));
    }
}
