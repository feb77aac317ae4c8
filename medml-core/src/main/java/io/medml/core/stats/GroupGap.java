package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;
import java.util.Objects;

/**
 * How far a rate differs across groups.
 *
 * <p>A group in which the rate is undefined cannot be compared; it is named here, and the gap is then incomplete: a gap of 0
 * between fewer than two groups says nothing. A largest-minus-smallest gap is biased upward in small groups even if all groups
 * are alike; its interval comes from a bootstrap over all groups at once.
 *
 * @param difference largest minus smallest, over the groups where the rate is defined
 * @param ratio smallest over largest; {@code ZERO_DENOMINATOR} if the largest is 0
 * @param undefinedGroups the groups where the rate is not defined, sorted
 * @param definedGroups number of groups that were compared
 */
public record GroupGap(Estimate difference, Estimate ratio, List<String> undefinedGroups, int definedGroups) {

    /** Copies the names. */
    public GroupGap {
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(ratio, "ratio");
        undefinedGroups = List.copyOf(undefinedGroups);
    }

    /**
     * Tells whether every group was compared, and there were at least two.
     *
     * @return whether the gap is complete
     */
    public boolean complete() {
        return undefinedGroups.isEmpty() && definedGroups >= 2;
    }
}
