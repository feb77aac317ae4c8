package io.medml.core.profile;

import io.medml.core.evidence.Name;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which levels of columns may be written down: those that enough subjects have, or enough rows where no column of subjects is known. A
 * rare level may be somebody's name, and so may a frequent one of a person with many rows. A row without a subject counts for none.
 */
final class NameableLevels {

    private final int least;
    private final @Nullable Repeats subjects;
    /** The rows in the order of their subjects. */
    private final int[] order;

    private final Map<ProfiledColumn, int[]> counts = new HashMap<>();

    NameableLevels(int least, @Nullable ProfiledColumn subject) {
        this.least = least;
        this.subjects = subject == null ? null : Repeats.of(subject);
        this.order = subjects == null ? new int[0] : subjects.order();
    }

    int least() {
        return least;
    }

    /** What is counted. */
    String unit() {
        return subjects == null ? "rows" : "subjects";
    }

    boolean bySubject() {
        return subjects != null;
    }

    /** Whether enough have a level. */
    boolean enough(ProfiledColumn column, int code) {
        return counts.computeIfAbsent(column, this::count)[code] >= least;
    }

    /** Whether enough have a level, and it can stand in a line of evidence. */
    boolean named(ProfiledColumn column, int code) {
        return enough(column, code) && Name.fault(column.stripped(code)).isEmpty();
    }

    private int[] count(ProfiledColumn column) {
        int[] count = new int[column.texts()];
        if (subjects == null) {
            Arrays.setAll(count, column::valueCount);
            return count;
        }
        int[] last = new int[count.length];
        Arrays.fill(last, -1);
        for (int row : order) {
            int level = column.level(row);
            if (level >= 0 && last[level] != subjects.group(row)) {
                last[level] = subjects.group(row);
                count[level]++;
            }
        }
        return count;
    }
}
