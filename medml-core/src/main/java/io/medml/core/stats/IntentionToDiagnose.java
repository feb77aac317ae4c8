package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Objects;

/**
 * A two-by-two table with what it usually hides: results that were indeterminate and results that are missing, counted among
 * the records with and without the condition.
 *
 * <pre>{@code
 *                      condition present      condition absent
 *  positive                   TP                     FP
 *  negative                   FN                     TN
 *  indeterminate              I1                     I0
 *  missing                    M1                     M0
 *
 *  complete case:          TP / (TP + FN)                    TN / (TN + FP)
 *  worst case:             TP / (TP + FN + I1 + M1)          TN / (TN + FP + I0 + M0)
 *  best case:     (TP + I1 + M1) / (TP + FN + I1 + M1)     (TN + I0 + M0) / (TN + FP + I0 + M0)
 * }</pre>
 *
 * <ul>
 * <li><b>Intention to diagnose is the worst case:</b> a result that helps nobody counts as wrong, a missed condition among
 *     those who have it and a false alarm among those who do not. Complete case flatters a device that declines the
 *     difficult records.
 * <li><b>Bounds:</b> whatever the results would have been, sensitivity and specificity on these records lie between worst
 *     and best case. Of the other ratios that holds for accuracy; predictive values are given for each case as its table has
 *     them.
 * <li><b>Intervals:</b> as {@link TwoByTwo} gives them, Wilson. They are about sampling and do not cover what the missing
 *     results would have been; the distance between worst and best case does.
 * <li><b>Undefined:</b> as for {@link TwoByTwo}: {@code NO_POSITIVES}, {@code NO_NEGATIVES}, {@code EMPTY_GROUP},
 *     {@code ZERO_DENOMINATOR}. Complete case is not estimable where no result is conclusive, while worst and best case are.
 * <li><b>Reference:</b> Schuetz, Schlattmann and Dewey (2012), BMJ 345:e6717; Shinkins, Thompson, Mallett and Perera (2013),
 *     BMJ 346:f2778.
 * </ul>
 *
 * @param conclusive the records with a positive or negative result
 * @param indeterminate the records whose result was neither, abstentions included
 * @param missing the records without a result
 */
public record IntentionToDiagnose(ConfusionCounts conclusive, Unresolved indeterminate, Unresolved missing) {

    /**
     * Records without a usable result, by their true class.
     *
     * @param positives those with the condition
     * @param negatives those without it
     */
    public record Unresolved(long positives, long negatives) {
        /** Refuses negative counts. */
        public Unresolved {
            Arguments.count("positives", positives);
            Arguments.count("negatives", negatives);
            Arguments.total("counts", positives, negatives);
        }

        /**
         * No such record.
         *
         * @return two zeros
         */
        public static Unresolved none() {
            return new Unresolved(0, 0);
        }

        /**
         * How many there are.
         *
         * @return positives + negatives
         */
        public long total() {
            return positives + negatives;
        }
    }

    /** Checks that all are there. */
    public IntentionToDiagnose {
        Objects.requireNonNull(conclusive, "conclusive");
        Objects.requireNonNull(indeterminate, "indeterminate");
        Objects.requireNonNull(missing, "missing");
        Arguments.total("counts", conclusive.total(), indeterminate.total(), missing.total());
    }

    /**
     * All records without a usable result.
     *
     * @return indeterminate and missing taken together
     */
    public Unresolved unresolved() {
        return new Unresolved(indeterminate.positives + missing.positives, indeterminate.negatives + missing.negatives);
    }

    /**
     * The number of records.
     *
     * @return conclusive, indeterminate and missing
     */
    public long total() {
        return conclusive.total() + unresolved().total();
    }

    /**
     * The share of records with a conclusive result.
     *
     * @param interval method of the interval
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate conclusiveShare(BinomialInterval interval, double level) {
        return interval.estimate(conclusive.total(), total(), level, Reason.EMPTY_GROUP);
    }

    /**
     * The table of the conclusive results only. To be shown beside the worst case, never alone.
     *
     * @param interval method of the intervals
     * @param level confidence level, a fraction in (0, 1)
     * @return the table
     */
    public TwoByTwo completeCase(BinomialInterval interval, double level) {
        return TwoByTwo.of(conclusive, interval, level);
    }

    /**
     * The table in which every record without a usable result counts as wrong: intention to diagnose.
     *
     * @param interval method of the intervals
     * @param level confidence level, a fraction in (0, 1)
     * @return the table
     */
    public TwoByTwo worstCase(BinomialInterval interval, double level) {
        Unresolved open = unresolved();
        return TwoByTwo.of(conclusive.plus(new ConfusionCounts(0, open.negatives, 0, open.positives)), interval, level);
    }

    /**
     * The table in which every record without a usable result counts as right; only a bound.
     *
     * @param interval method of the intervals
     * @param level confidence level, a fraction in (0, 1)
     * @return the table
     */
    public TwoByTwo bestCase(BinomialInterval interval, double level) {
        Unresolved open = unresolved();
        return TwoByTwo.of(conclusive.plus(new ConfusionCounts(open.positives, 0, open.negatives, 0)), interval, level);
    }

    /**
     * The table in which every record without a usable result is treated as a positive one, as where such patients are all
     * referred.
     *
     * @param interval method of the intervals
     * @param level confidence level, a fraction in (0, 1)
     * @return the table
     */
    public TwoByTwo allReferred(BinomialInterval interval, double level) {
        Unresolved open = unresolved();
        return TwoByTwo.of(conclusive.plus(new ConfusionCounts(open.positives, open.negatives, 0, 0)), interval, level);
    }
}
