package io.medml.core.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of the data that a measurement is about: all of it, the records with stated attribute values, a comparison of
 * two such parts, or all groups of an attribute taken together.
 *
 * <p>Its text is canonical: {@code overall}, {@code sex=female}, {@code age=[60-70) & sex=female},
 * {@code race=Asian vs race=Caucasian}, {@code across race}.
 */
public final class Slice implements Comparable<Slice> {

    /** The group of the records whose attribute value is missing. */
    public static final String MISSING = "(missing)";

    private static final Slice OVERALL = new Slice(List.of(), List.of(), null);

    private final List<Condition> conditions;
    private final List<String> across;
    private final @Nullable Slice reference;
    private final String text;

    private Slice(List<Condition> conditions, List<String> across, @Nullable Slice reference) {
        this.conditions = conditions.stream().sorted().toList();
        this.across = List.copyOf(across);
        this.reference = reference;
        String own = !across.isEmpty()
                ? "across " + String.join(" x ", across)
                : this.conditions.isEmpty()
                        ? "overall"
                        : this.conditions.stream().map(Condition::toString).collect(Collectors.joining(" & "));
        this.text = reference == null ? own : own + " vs " + reference.text;
    }

    /**
     * One attribute and the value it has in a slice.
     *
     * @param attribute name of the attribute
     * @param value its value; {@link Slice#MISSING} for records without one
     */
    public record Condition(String attribute, String value) implements Comparable<Condition> {
        /** Checks that both are there. */
        public Condition {
            Objects.requireNonNull(attribute, "attribute");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public int compareTo(Condition other) {
            return Comparator.comparing(Condition::attribute)
                    .thenComparing(Condition::value)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return attribute + "=" + value;
        }
    }

    /**
     * All records.
     *
     * @return the slice of everything
     */
    public static Slice overall() {
        return OVERALL;
    }

    /**
     * The records with one attribute value.
     *
     * @param attribute name of the attribute
     * @param value its value; {@link #MISSING} for records without one
     * @return the slice
     */
    public static Slice of(String attribute, String value) {
        return new Slice(List.of(new Condition(attribute, value)), List.of(), null);
    }

    /**
     * All groups of one attribute, or of a combination of attributes, taken together, as for a gap between the largest and
     * the smallest group.
     *
     * @param attributes names of the attributes, at least one
     * @return the slice
     */
    public static Slice across(List<String> attributes) {
        if (attributes.isEmpty()) {
            throw new IllegalArgumentException("across needs at least one attribute");
        }
        return new Slice(List.of(), attributes, null);
    }

    /**
     * Narrows this slice by a further attribute value.
     *
     * @param attribute name of the attribute, not yet part of this slice
     * @param value its value
     * @return the narrower slice
     */
    public Slice and(String attribute, String value) {
        if (!across.isEmpty() || reference != null) {
            throw new IllegalStateException(
                    "only a plain group can be narrowed, this is a comparison or taken across groups");
        }
        if (conditions.stream().anyMatch(c -> c.attribute.equals(attribute))) {
            throw new IllegalArgumentException(
                    "a slice states each attribute once; this one states the attribute already that it is narrowed by");
        }
        List<Condition> all = new ArrayList<>(conditions);
        all.add(new Condition(attribute, value));
        return new Slice(all, List.of(), null);
    }

    /**
     * This slice compared with another, as in a difference between two groups.
     *
     * @param other the reference
     * @return the comparison
     */
    public Slice versus(Slice other) {
        return new Slice(conditions, across, Objects.requireNonNull(other, "other"));
    }

    /**
     * The attribute values of this slice, sorted by attribute.
     *
     * @return the conditions; empty for all records
     */
    public List<Condition> conditions() {
        return conditions;
    }

    /**
     * The attributes whose groups are taken together.
     *
     * @return the attributes; empty unless this slice was made by {@link #across}
     */
    public List<String> acrossAttributes() {
        return across;
    }

    /**
     * What this slice is compared with.
     *
     * @return the reference, or empty
     */
    public Optional<Slice> reference() {
        return Optional.ofNullable(reference);
    }

    /**
     * Tells whether this is the slice of everything, not compared with anything.
     *
     * @return whether it is
     */
    public boolean isOverall() {
        return equals(OVERALL);
    }

    @Override
    public int compareTo(Slice other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Slice that
                && conditions.equals(that.conditions)
                && across.equals(that.across)
                && Objects.equals(reference, that.reference);
    }

    @Override
    public int hashCode() {
        return Objects.hash(conditions, across, reference);
    }

    @Override
    public String toString() {
        return text;
    }
}
