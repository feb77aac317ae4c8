package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A partition of the cohort, by an attribute or by a combination of attributes: every record is in exactly one group, and only
 * groups that occur are listed.
 */
final class Partition {

    final String name;
    final List<String> attributes;
    final List<Slice> slices;
    final int[] codes;

    private Partition(String name, List<String> attributes, List<Slice> slices, int[] codes) {
        this.name = name;
        this.attributes = attributes;
        this.slices = slices;
        this.codes = codes;
    }

    /** The partitions by each attribute, then by each pair of them where pairs are asked for; records in the stated order. */
    static List<Partition> of(Cohort cohort, List<String> attributes, int intersections, int[] order) {
        List<Partition> partitions = new ArrayList<>();
        Map<String, Grouping> groupings = new LinkedHashMap<>();
        for (String attribute : attributes) {
            Grouping grouping = cohort.groups(attribute);
            groupings.put(attribute, grouping);
            List<Slice> slices = new ArrayList<>();
            for (int group = 0; group < grouping.count(); group++) {
                slices.add(grouping.slice(group));
            }
            partitions.add(new Partition(attribute, List.of(attribute), slices, codes(grouping, order)));
        }
        if (intersections == 2) {
            for (int i = 0; i < attributes.size(); i++) {
                for (int j = i + 1; j < attributes.size(); j++) {
                    partitions.add(cross(
                            Objects.requireNonNull(groupings.get(attributes.get(i))),
                            Objects.requireNonNull(groupings.get(attributes.get(j))),
                            order));
                }
            }
        }
        return partitions;
    }

    private static int[] codes(Grouping grouping, int[] order) {
        return IntStream.of(order).map(grouping::code).toArray();
    }

    private static Partition cross(Grouping first, Grouping second, int[] order) {
        int[] a = codes(first, order);
        int[] b = codes(second, order);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int row = 0; row < a.length; row++) {
            seen.put(a[row] * second.count() + b[row], 0);
        }
        List<Slice> slices = new ArrayList<>();
        for (Map.Entry<Integer, Integer> cell : seen.entrySet()) {
            cell.setValue(slices.size());
            slices.add(first.slice(cell.getKey() / second.count())
                    .and(second.attribute(), second.names().get(cell.getKey() % second.count())));
        }
        int[] codes = new int[a.length];
        for (int row = 0; row < a.length; row++) {
            codes[row] = Objects.requireNonNull(seen.get(a[row] * second.count() + b[row]));
        }
        return new Partition(
                first.attribute() + " x " + second.attribute(),
                List.of(first.attribute(), second.attribute()),
                slices,
                codes);
    }

    /** The positions of a group's records. */
    int[] rows(int group) {
        return IntStream.range(0, codes.length)
                .filter(row -> codes[row] == group)
                .toArray();
    }
}
