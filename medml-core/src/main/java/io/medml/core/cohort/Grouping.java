package io.medml.core.cohort;

import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;

/**
 * The records of a cohort by the value of one attribute: every record is in exactly one group, and those without a value
 * are a group of their own, {@link Slice#MISSING}. Every group has at least one record. Immutable.
 */
public final class Grouping {

    private final String attribute;
    private final List<String> names;
    private final int[] codes;
    private final int[] sizes;

    /** Takes ownership of the codes. */
    Grouping(String attribute, List<String> names, int[] codes) {
        this.attribute = attribute;
        this.names = List.copyOf(names);
        this.codes = codes;
        this.sizes = new int[names.size()];
        for (int code : codes) {
            sizes[code]++;
        }
    }

    /**
     * The attribute's name.
     *
     * @return the name of the column
     */
    public String attribute() {
        return attribute;
    }

    /**
     * The groups' names, sorted by UTF-16 code unit.
     *
     * @return at least one name, by code
     */
    public List<String> names() {
        return names;
    }

    /**
     * The number of groups, the missing one included.
     *
     * @return at least 1
     */
    public int count() {
        return names.size();
    }

    /**
     * The group of every record.
     *
     * @return a fresh array of indices into {@link #names()}, by row of the cohort
     */
    public int[] codes() {
        return codes.clone();
    }

    /**
     * The group of one record.
     *
     * @param row row of the cohort
     * @return an index into {@link #names()}
     */
    public int code(int row) {
        return codes[row];
    }

    /**
     * The number of records in a group.
     *
     * @param code index into {@link #names()}
     * @return at least 1
     */
    public int size(int code) {
        return sizes[code];
    }

    /**
     * The records of a group.
     *
     * @param code index into {@link #names()}
     * @return their rows in the cohort, ascending
     */
    public int[] rows(int code) {
        int[] rows = new int[sizes[Objects.checkIndex(code, sizes.length)]];
        int count = 0;
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] == code) {
                rows[count++] = row;
            }
        }
        return rows;
    }

    /**
     * The slice that names a group in measurements.
     *
     * @param code index into {@link #names()}
     * @return the slice
     */
    public Slice slice(int code) {
        return Slice.of(attribute, names.get(code));
    }

    /** Gives the attribute and the number of groups. */
    @Override
    public String toString() {
        return attribute + " in " + names.size() + " groups";
    }
}
