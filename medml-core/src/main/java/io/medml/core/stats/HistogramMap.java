package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Histogram binning: the observed share of the bin of equal width that a probability lies in.
 *
 * <p>Bins are {@code (a, b]} with 0 in the first. Weights are used.
 *
 * <ul>
 * <li><b>Order:</b> not monotone; records that the model ranked apart get one value, and bins may swap.
 * <li><b>Undefined:</b> the value of a bin without records, which is never guessed; {@code EMPTY_GROUP}, {@code NO_POSITIVES},
 *     {@code NO_NEGATIVES} for the map.
 * <li><b>Cost:</b> one pass.
 * <li><b>Reference:</b> Zadrozny and Elkan (2001), ICML, 609-616. Agrees with numpy's bins and means.
 * </ul>
 *
 * @param values the value of each bin, in ascending order; empty where it held no record
 */
public record HistogramMap(List<OptionalDouble> values) implements RecalibrationMap {

    /** Copies the values and checks them. */
    public HistogramMap {
        values = List.copyOf(values);
        if (values.isEmpty()
                || values.stream().anyMatch(v -> v.isPresent() && !(v.getAsDouble() >= 0 && v.getAsDouble() <= 1))) {
            throw new IllegalArgumentException("values must be probabilities in [0, 1], at least one");
        }
    }

    /**
     * Fits the bins.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<HistogramMap> fit(ScoredLabels sample, int bins) {
        Arguments.probabilities(sample);
        double[] edges = CalibrationBins.equalWidthEdges(bins);
        Reason reason = FittingData.of(sample, p -> p).unusable();
        if (reason != null) {
            return new RecalibrationFit.NotFitted<>(reason);
        }
        CalibrationBins.Sums sums = CalibrationBins.Sums.of(sample, edges);
        List<OptionalDouble> values = new ArrayList<>();
        for (int k = 0; k < bins; k++) {
            values.add(sums.weight(k) > 0 ? OptionalDouble.of(sums.observed(k)) : OptionalDouble.empty());
        }
        return new RecalibrationFit.Fitted<>(new HistogramMap(values));
    }

    @Override
    public OptionalDouble apply(double score) {
        Arguments.fraction("score", score);
        return values.get(CalibrationBins.Sums.locate(CalibrationBins.equalWidthEdges(values.size()), score));
    }
}
