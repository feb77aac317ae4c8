package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A partition of the cohort, by an attribute or by a combination of attributes: every record is in exactly one group. Groups that
 * occur are measured, combinations of values that do not occur together are listed as empty.
 */
final class Partition {

    /** So many empty combinations are named; the rest are counted. */
    static final int MOST_NAMED = 1000;

    final String name;
    final List<String> attributes;
    final List<Slice> slices;
    final int[] codes;
    final List<Slice> empty;
    final long emptyCount;

    private Partition(List<String> attributes, List<Slice> slices, int[] codes, List<Slice> empty, long emptyCount) {
        this.name = String.join(" x ", attributes);
        this.attributes = attributes;
        this.slices = slices;
        this.codes = codes;
        this.empty = empty;
        this.emptyCount = emptyCount;
    }

    /**
     * The partitions by each attribute, then by each pair of them, and so on up to the stated number of ways; records in the
     * stated order.
     */
    static List<Partition> of(Cohort cohort, List<String> attributes, int ways, int[] order) {
        List<Grouping> groupings = attributes.stream().map(cohort::groups).toList();
        List<Partition> partitions = new ArrayList<>();
        for (int size = 1; size <= Math.min(ways, attributes.size()); size++) {
            combine(groupings, size, 0, List.of(), order, partitions);
        }
        return partitions;
    }

    /** The partition by one attribute, of records whose codes are given; its groups are those of the grouping, occurring or not. */
    static Partition single(Grouping grouping, int[] codes) {
        return new Partition(
                List.of(grouping.attribute()),
                grouping.names().stream()
                        .map(name -> Slice.of(grouping.attribute(), name))
                        .toList(),
                codes,
                List.of(),
                0);
    }

    private static void combine(
            List<Grouping> groupings,
            int size,
            int from,
            List<Grouping> chosen,
            int[] order,
            List<Partition> partitions) {
        if (chosen.size() == size) {
            partitions.add(by(chosen, order));
            return;
        }
        for (int i = from; i < groupings.size(); i++) {
            List<Grouping> more = new ArrayList<>(chosen);
            more.add(groupings.get(i));
            combine(groupings, size, i + 1, more, order, partitions);
        }
    }

    private static Partition by(List<Grouping> groupings, int[] order) {
        // a combination is one number, its digits the codes; its order is that of the names
        long[] keys = new long[order.length];
        for (Grouping grouping : groupings) {
            for (int i = 0; i < keys.length; i++) {
                keys[i] = Math.addExact(Math.multiplyExact(keys[i], grouping.count()), grouping.code(order[i]));
            }
        }
        long[] occurring = LongStream.of(keys).distinct().sorted().toArray();
        List<Slice> slices = new ArrayList<>();
        long stated = 0;
        for (long key : occurring) {
            slices.add(slice(groupings, key));
            stated += missing(groupings, key) ? 0 : 1;
        }
        int[] codes = LongStream.of(keys)
                .mapToInt(key -> Arrays.binarySearch(occurring, key))
                .toArray();
        List<Slice> empty = new ArrayList<>();
        addEmpty(groupings, occurring, 0, 0, empty);
        long possible = 1;
        for (Grouping grouping : groupings) {
            possible *= grouping.count() - (grouping.names().contains(Slice.MISSING) ? 1 : 0);
        }
        return new Partition(
                groupings.stream().map(Grouping::attribute).toList(), slices, codes, empty, possible - stated);
    }

    private static int[] digits(List<Grouping> groupings, long key) {
        int[] digits = new int[groupings.size()];
        long rest = key;
        for (int i = digits.length - 1; i >= 0; i--) {
            int count = groupings.get(i).count();
            digits[i] = (int) (rest % count);
            rest /= count;
        }
        return digits;
    }

    private static Slice slice(List<Grouping> groupings, long key) {
        int[] digits = digits(groupings, key);
        Slice slice = Slice.overall();
        for (int i = 0; i < digits.length; i++) {
            Grouping grouping = groupings.get(i);
            slice = slice.and(grouping.attribute(), grouping.names().get(digits[i]));
        }
        return slice;
    }

    private static boolean missing(List<Grouping> groupings, long key) {
        int[] digits = digits(groupings, key);
        return IntStream.range(0, digits.length)
                .anyMatch(i -> groupings.get(i).names().get(digits[i]).equals(Slice.MISSING));
    }

    /** Walks all combinations in order; a combination with a missing value is no group that anybody expects. */
    private static void addEmpty(
            List<Grouping> groupings, long[] occurring, int depth, long prefix, List<Slice> empty) {
        if (depth == groupings.size()) {
            if (Arrays.binarySearch(occurring, prefix) < 0) {
                empty.add(slice(groupings, prefix));
            }
            return;
        }
        Grouping grouping = groupings.get(depth);
        for (int code = 0; code < grouping.count() && empty.size() < MOST_NAMED; code++) {
            if (!grouping.names().get(code).equals(Slice.MISSING)) {
                addEmpty(groupings, occurring, depth + 1, prefix * grouping.count() + code, empty);
            }
        }
    }

    /** The positions of a group's records. */
    int[] rows(int group) {
        return IntStream.range(0, codes.length)
                .filter(row -> codes[row] == group)
                .toArray();
    }
}
