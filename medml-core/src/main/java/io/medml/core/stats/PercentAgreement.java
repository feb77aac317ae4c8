package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Agreement of a device with a comparator that is no reference standard, such as readers or another device.
 *
 * <pre>{@code
 *  PPA = both positive / comparator positive     NPA = both negative / comparator negative     OPA = same / n
 * }</pre>
 *
 * <p>The formulas are those of sensitivity, specificity and accuracy. The names differ because the comparator may be wrong: these
 * figures say how often the device repeats it, not how often the device is right, and they change when device and comparator are
 * exchanged.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; higher is better.
 * <li><b>Interval:</b> Wilson; at the effective number of records where records share subjects.
 * <li><b>Undefined:</b> no record that the comparator calls positive, or negative: {@code ZERO_DENOMINATOR}; no record at all:
 *     {@code EMPTY_GROUP} for the overall agreement.
 * <li><b>Reference:</b> FDA (2007), Statistical Guidance on Reporting Results from Studies Evaluating Diagnostic Tests; CLSI EP12.
 * </ul>
 *
 * @param positive positive percent agreement, as a fraction
 * @param negative negative percent agreement, as a fraction
 * @param overall overall percent agreement, as a fraction
 */
public record PercentAgreement(Estimate positive, Estimate negative, Estimate overall) {

    /** Checks that all are there. */
    public PercentAgreement {
        Objects.requireNonNull(positive, "positive");
        Objects.requireNonNull(negative, "negative");
        Objects.requireNonNull(overall, "overall");
    }

    /**
     * From counts of independent records.
     *
     * @param counts the records; first is the device, second the comparator
     * @param level confidence level, a fraction in (0, 1)
     * @return the three figures
     */
    public static PercentAgreement of(PairedCounts counts, double level) {
        long both = counts.bothPositive();
        long neither = counts.neither();
        return new PercentAgreement(
                BinomialInterval.WILSON.estimate(both, both + counts.onlySecond(), level),
                BinomialInterval.WILSON.estimate(neither, neither + counts.onlyFirst(), level),
                BinomialInterval.WILSON.estimate(both + neither, counts.total(), level, Reason.EMPTY_GROUP));
    }

    /**
     * From records that may share subjects.
     *
     * @param device 0 or 1 for each record
     * @param comparator 0 or 1 for each record, in the same order
     * @param subjects the subject of each record, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @return the three figures
     */
    public static PercentAgreement of(int[] device, int[] comparator, int[] subjects, double level) {
        Arguments.sameLength("device", device.length, "comparator", comparator.length);
        Arguments.sameLength("device", device.length, "subjects", subjects.length);
        Arguments.binary("device", device);
        Arguments.binary("comparator", comparator);
        int[] same = IntStream.range(0, device.length)
                .map(i -> device[i] == comparator[i] ? 1 : 0)
                .toArray();
        return new PercentAgreement(
                share(same, comparator, 1, subjects, level),
                share(same, comparator, 0, subjects, level),
                ClusteredProportion.estimate(same, subjects, level, Reason.EMPTY_GROUP));
    }

    private static Estimate share(int[] same, int[] comparator, int of, int[] subjects, double level) {
        int[] rows =
                IntStream.range(0, same.length).filter(i -> comparator[i] == of).toArray();
        return ClusteredProportion.estimate(
                Arrays.stream(rows).map(i -> same[i]).toArray(),
                Arrays.stream(rows).map(i -> subjects[i]).toArray(),
                level,
                Reason.ZERO_DENOMINATOR);
    }
}
