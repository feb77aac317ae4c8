package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.measure.Slice;
import java.util.Arrays;

/** Which records of a cohort a slice names, by row of the cohort. */
final class Members {

    private Members() {}

    static boolean[] of(Cohort cohort, Slice slice) {
        if (slice.conditions().isEmpty()
                || !slice.acrossAttributes().isEmpty()
                || slice.reference().isPresent()) {
            throw new IllegalArgumentException(
                    "expected a group of patients such as sex=female, found the slice " + slice);
        }
        boolean[] members = new boolean[cohort.size()];
        Arrays.fill(members, true);
        for (Slice.Condition condition : slice.conditions()) {
            Grouping grouping = cohort.groups(condition.attribute());
            int code = grouping.names().indexOf(condition.value());
            if (code < 0) {
                throw new IllegalArgumentException("group \"" + condition.value() + "\" of \"" + condition.attribute()
                        + "\" does not occur in cohort " + cohort.name() + "; its groups are " + grouping.names());
            }
            for (int row = 0; row < members.length; row++) {
                members[row] &= grouping.code(row) == code;
            }
        }
        return members;
    }
}
