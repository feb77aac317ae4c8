package io.medml.fairness;

import io.medml.core.measure.IntervalEstimate;
import io.medml.core.stats.GapPower;
import java.util.Objects;

/**
 * What the data say about a gap of a declared size.
 *
 * <p>That no difference was found says nothing in itself: a small group shows no gap, whatever there is. This says which gap is
 * shown, by the interval of the difference, and whether data of this size could have shown one. It judges nothing: the margin is
 * the declarer's, and no answer
 * says how evenly a model serves its patients.
 *
 * @param margin the declared margin
 * @param shown what the interval shows
 * @param power whether these numbers of records could have shown a gap as large as the margin
 */
public record MarginAnswer(double margin, Shown shown, GapPower power) {

    /** Checks that all parts are there. */
    public MarginAnswer {
        Objects.requireNonNull(shown, "shown");
        Objects.requireNonNull(power, "power");
    }

    /**
     * What an interval at level {@code 1 - a} shows about a margin; each of the first two is wrong with a probability of about
     * {@code a / 2} at most.
     */
    public enum Shown {
        /** The whole interval lies strictly between minus and plus the margin: the gap is shown to be smaller. */
        SMALLER,
        /** The whole interval lies beyond the margin, on one side: the gap is shown to be larger. */
        LARGER,
        /** Neither is shown, or there is no interval. */
        UNDECIDED;

        static Shown by(IntervalEstimate interval, double margin) {
            if (!(interval instanceof IntervalEstimate.Known known)) {
                return UNDECIDED;
            }
            double lower = known.value().lower();
            double upper = known.value().upper();
            if (lower > -margin && upper < margin) {
                return SMALLER;
            }
            return lower > margin || upper < -margin ? LARGER : UNDECIDED;
        }
    }
}
