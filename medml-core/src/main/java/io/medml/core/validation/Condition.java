package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that a row is or is not, said of one or two of its columns. Immutable.
 *
 * <pre>{@code
 * Condition.column("discharge_date").atLeast("admit_date")
 * Condition.column("pregnant").in("yes").and(Condition.column("age").within(ValueRange.atLeast(12)))
 * }</pre>
 *
 * <p>A row in which a cell that is asked for has no usable value neither meets the condition nor breaks it: that is a third answer,
 * <em>unknown</em>, but for {@link Start#present()} and {@link Start#missing()}, which always have one. Of several conditions joined by
 * "and", one that is not met settles it; by "or", one that is met does (Kleene's logic). A sentinel has no usable value.
 */
public abstract sealed class Condition {

    private Condition() {}

    /**
     * Starts a condition on a column.
     *
     * @param column a column that the schema describes
     * @return what can be said of it
     */
    public static Start column(String column) {
        return new Start(requireNonNull(column, "column"));
    }

    /**
     * Both this and another.
     *
     * @param other the other
     * @return met when both are
     */
    public Condition and(Condition other) {
        return new Joined(true, List.of(this, requireNonNull(other, "other")));
    }

    /**
     * This or another.
     *
     * @param other the other
     * @return met when at least one is
     */
    public Condition or(Condition other) {
        return new Joined(false, List.of(this, requireNonNull(other, "other")));
    }

    /**
     * The condition as a JSON value, which a schema reads back.
     *
     * @return the content
     */
    public abstract Content content();

    /** The columns that are asked for. */
    abstract Set<String> columns();

    /** Gives the content as JSON. */
    @Override
    public String toString() {
        return new String(content().bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    static Condition from(Content content, String where) {
        StrictFields fields = StrictFields.of(
                content, where, "all", "any", "column", "in", "not_in", "present", "range", "compare", "other");
        if (fields.has("all") || fields.has("any")) {
            String word = fields.has("all") ? "all" : "any";
            StrictFields joined = StrictFields.of(content, where, word);
            List<Condition> parts = new ArrayList<>();
            for (Content part : joined.list(word)) {
                parts.add(from(part, where + ", " + word + " " + (parts.size() + 1)));
            }
            if (parts.size() < 2) {
                throw new DataException(where + ": expected at least two conditions in \"" + word + "\", found "
                        + parts.size() + "; say a single one without it");
            }
            return new Joined(word.equals("all"), parts);
        }
        Start start = column(fields.text("column"));
        if (fields.keys().size() != (fields.has("compare") ? 3 : 2)) {
            throw new DataException(where + ": expected a condition to say one thing of its column, found "
                    + fields.keys() + "; join two conditions by \"all\"");
        }
        if (fields.has("in")) {
            return SchemaForm.set(where, () -> start.in(fields.texts("in")));
        }
        if (fields.has("not_in")) {
            return SchemaForm.set(where, () -> start.notIn(fields.texts("not_in")));
        }
        if (fields.has("present")) {
            return fields.flag("present") ? start.present() : start.missing();
        }
        if (fields.has("range")) {
            return start.within(ColumnSpec.range(fields, "range"));
        }
        Comparison comparison = ColumnSpec.word(Comparison.class, fields, "compare");
        return SchemaForm.set(where, () -> new Compared(fields.text("column"), comparison, fields.text("other")));
    }

    /** How two columns of a row are compared. */
    enum Comparison {
        LESS,
        AT_MOST,
        EQUAL,
        NOT_EQUAL,
        AT_LEAST,
        GREATER;

        boolean holds(int order) {
            return switch (this) {
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case AT_LEAST -> order >= 0;
                case GREATER -> order > 0;
            };
        }
    }

    /** What can be said of a column. Immutable. */
    public static final class Start {

        private final String column;

        private Start(String column) {
            this.column = column;
        }

        /**
         * It holds one of these texts or whole numbers.
         *
         * @param values at least one, compared exactly
         * @return the condition
         */
        public Condition in(String... values) {
            return in(Arrays.asList(values));
        }

        Condition in(Collection<String> values) {
            return new OneOf(column, true, values);
        }

        /**
         * It holds a text or whole number that is none of these.
         *
         * @param values at least one, compared exactly
         * @return the condition
         */
        public Condition notIn(String... values) {
            return notIn(Arrays.asList(values));
        }

        Condition notIn(Collection<String> values) {
            return new OneOf(column, false, values);
        }

        /**
         * It has a usable value.
         *
         * @return the condition
         */
        public Condition present() {
            return new Presence(column, true);
        }

        /**
         * It has no usable value.
         *
         * @return the condition
         */
        public Condition missing() {
            return new Presence(column, false);
        }

        /**
         * It is a number in a range.
         *
         * @param range the range
         * @return the condition
         */
        public Condition within(ValueRange range) {
            return new Within(column, requireNonNull(range, "range"));
        }

        /**
         * It is less, or earlier, than another column.
         *
         * @param other a column of the same type
         * @return the condition
         */
        public Condition lessThan(String other) {
            return new Compared(column, Comparison.LESS, other);
        }

        /**
         * It is less than, or as early as, another column, or equal to it.
         *
         * @param other a column of the same type
         * @return the condition
         */
        public Condition atMost(String other) {
            return new Compared(column, Comparison.AT_MOST, other);
        }

        /**
         * It equals another column.
         *
         * @param other a column of the same type; texts are compared exactly
         * @return the condition
         */
        public Condition equalTo(String other) {
            return new Compared(column, Comparison.EQUAL, other);
        }

        /**
         * It differs from another column.
         *
         * @param other a column of the same type; texts are compared exactly
         * @return the condition
         */
        public Condition notEqualTo(String other) {
            return new Compared(column, Comparison.NOT_EQUAL, other);
        }

        /**
         * It is not less, or not earlier, than another column.
         *
         * @param other a column of the same type
         * @return the condition
         */
        public Condition atLeast(String other) {
            return new Compared(column, Comparison.AT_LEAST, other);
        }

        /**
         * It is greater, or later, than another column.
         *
         * @param other a column of the same type
         * @return the condition
         */
        public Condition greaterThan(String other) {
            return new Compared(column, Comparison.GREATER, other);
        }
    }

    static final class OneOf extends Condition {

        final String column;
        final boolean wanted;
        final SortedSet<String> values;

        OneOf(String column, boolean wanted, Collection<String> values) {
            this.column = column;
            this.wanted = wanted;
            this.values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
            if (values.isEmpty()) {
                throw new IllegalArgumentException(
                        "a condition on the values of column \"" + column + "\" needs at least one");
            }
        }

        @Override
        public Content content() {
            return Content.fields()
                    .put("column", column)
                    .put(wanted ? "in" : "not_in", Content.texts(values))
                    .build();
        }

        @Override
        Set<String> columns() {
            return Set.of(column);
        }
    }

    static final class Presence extends Condition {

        final String column;
        final boolean wanted;

        Presence(String column, boolean wanted) {
            this.column = column;
            this.wanted = wanted;
        }

        @Override
        public Content content() {
            return Content.fields().put("column", column).put("present", wanted).build();
        }

        @Override
        Set<String> columns() {
            return Set.of(column);
        }
    }

    static final class Within extends Condition {

        final String column;
        final ValueRange range;

        Within(String column, ValueRange range) {
            this.column = column;
            this.range = range;
        }

        @Override
        public Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("range", ColumnSpec.content(range))
                    .build();
        }

        @Override
        Set<String> columns() {
            return Set.of(column);
        }
    }

    static final class Compared extends Condition {

        final String column;
        final Comparison comparison;
        final String other;

        Compared(String column, Comparison comparison, String other) {
            this.column = column;
            this.comparison = comparison;
            this.other = requireNonNull(other, "other");
            if (column.equals(other)) {
                throw new IllegalArgumentException("column \"" + column + "\" is compared with itself");
            }
        }

        @Override
        public Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("compare", comparison.name())
                    .put("other", other)
                    .build();
        }

        @Override
        Set<String> columns() {
            return new TreeSet<>(List.of(column, other));
        }
    }

    static final class Joined extends Condition {

        final boolean all;
        final List<Condition> parts;

        Joined(boolean all, List<Condition> parts) {
            this.all = all;
            this.parts = List.copyOf(parts);
        }

        @Override
        public Content content() {
            return Content.fields()
                    .put(all ? "all" : "any", Content.items(parts, Condition::content))
                    .build();
        }

        @Override
        Set<String> columns() {
            Set<String> columns = new TreeSet<>();
            parts.forEach(part -> columns.addAll(part.columns()));
            return columns;
        }
    }
}
