package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;

/**
 * How far a rate differs across groups.
 *
 * @param difference largest minus smallest, over the groups where the rate is defined
 * @param ratio smallest over largest
 * @param undefinedGroups the groups where the rate is not defined; if there are any, the gap is incomplete
 * @param definedGroups number of groups that were compared
 */
public record GroupGap(Estimate difference, Estimate ratio, List<String> undefinedGroups, int definedGroups) {

    /** Whether every group was compared. */
    public boolean complete() {
        return undefinedGroups.isEmpty();
    }
}
