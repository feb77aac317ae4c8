package io.medml.core.profile;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Content;
import io.medml.core.validation.DataSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two versions of a schema, rule by rule. Immutable.
 *
 * <p>Each change says whether data that passed before may now fail ({@link Kind#TIGHTENED}), or data that failed may now pass
 * ({@link Kind#LOOSENED}), judged by that rule alone. Where both can happen, or it cannot be told, it is {@link Kind#CHANGED}.
 */
public final class SchemaDifference {

    private final String from;
    private final String to;
    private final boolean versionKept;
    private final List<Change> changes;

    private SchemaDifference(DataSchema before, DataSchema after, List<Change> changes) {
        this.from = before.name() + " " + before.version();
        this.to = after.name() + " " + after.version();
        this.changes = List.copyOf(changes);
        this.versionKept = from.equals(to) && !changes.isEmpty();
    }

    /** What a change does. */
    public enum Kind {
        /** A column is described that was not. */
        COLUMN_ADDED,
        /** A column is no longer described. */
        COLUMN_REMOVED,
        /** Data that passed may now fail. */
        TIGHTENED,
        /** Data that failed may now pass. */
        LOOSENED,
        /** Both may happen, or it cannot be told. */
        CHANGED
    }

    /**
     * One change.
     *
     * @param kind what it does
     * @param column the column; empty for a rule of the whole table
     * @param rule the field of the schema, such as {@code max_missing}; empty for a column added or removed
     * @param before the rule as JSON, of a column removed all of its rules; empty where there was none
     * @param after the rule as JSON, of a column added all of its rules; empty where there is none
     */
    public record Change(Kind kind, String column, String rule, String before, String after) {
        /** Checks that all are there. */
        public Change {
            requireNonNull(kind, "kind");
            requireNonNull(column, "column");
            requireNonNull(rule, "rule");
            requireNonNull(before, "before");
            requireNonNull(after, "after");
        }

        Content content() {
            return Content.fields()
                    .put("kind", kind.name())
                    .put("column", column)
                    .put("rule", rule)
                    .put("before", before)
                    .put("after", after)
                    .build();
        }

        /** Gives a line for people. */
        @Override
        public String toString() {
            String where = column.isEmpty() ? "the table" : "column \"" + column + "\"";
            String what = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return rule.isEmpty()
                    ? what + ": " + where
                    : what + ": " + where + ", " + rule + ": " + (before.isEmpty() ? "none" : before) + " -> "
                            + (after.isEmpty() ? "none" : after);
        }
    }

    /**
     * Compares two versions.
     *
     * @param before the earlier one
     * @param after the later one
     * @return what changed, columns in the order of their names first, then rules of the table
     */
    public static SchemaDifference between(DataSchema before, DataSchema after) {
        return new SchemaDifference(
                before,
                after,
                changes(before.content().asFields(), after.content().asFields()));
    }

    /** Compares what schemas are written as. */
    static List<Change> changes(Content.Fields first, Content.Fields second) {
        List<Change> changes = new ArrayList<>();
        SortedMap<String, Content.Fields> old = columns(first);
        SortedMap<String, Content.Fields> young = columns(second);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(young.keySet());
        for (String name : names) {
            Content.Fields a = old.get(name);
            Content.Fields b = young.get(name);
            if (a != null && b != null) {
                rules(name, a, b, Set.of("name"), changes);
            } else if (b != null) {
                changes.add(new Change(Kind.COLUMN_ADDED, name, "", "", rules(b)));
            } else if (a != null) {
                changes.add(new Change(Kind.COLUMN_REMOVED, name, "", rules(a), ""));
            }
        }
        rules("", first, second, Set.of("form", "name", "version", "columns"), changes);
        return changes;
    }

    /** All rules of a column. */
    private static String rules(Content.Fields column) {
        SortedMap<String, Content> rules = new TreeMap<>(column.values());
        rules.remove("name");
        return text(new Content.Fields(rules));
    }

    private static SortedMap<String, Content.Fields> columns(Content.Fields schema) {
        SortedMap<String, Content.Fields> columns = new TreeMap<>();
        for (Content column : schema.list("columns")) {
            columns.put(column.asFields().text("name"), column.asFields());
        }
        return columns;
    }

    private static void rules(
            String column, Content.Fields before, Content.Fields after, Set<String> without, List<Change> changes) {
        Set<String> rules = new TreeSet<>(before.values().keySet());
        rules.addAll(after.values().keySet());
        rules.removeAll(without);
        for (String rule : rules) {
            Content a = before.values().get(rule);
            Content b = after.values().get(rule);
            if (!Objects.equals(a, b)) {
                changes.add(new Change(kind(rule, a, b), column, rule, text(a), text(b)));
            }
        }
    }

    private static String text(@Nullable Content content) {
        return content == null ? "" : new String(content.bytes(), StandardCharsets.UTF_8);
    }

    /** What a change of a field does; every field of a schema is named here. */
    static Kind kind(String rule, @Nullable Content before, @Nullable Content after) {
        return switch (rule) {
            case "range", "plausible" -> limits(before, after, SchemaDifference::within);
            case "allowed" -> limits(before, after, (a, b) -> texts(b).containsAll(texts(a)));
            case "codes" ->
                limits(
                        before,
                        after,
                        (a, b) -> texts(b.asFields().get("values"))
                                .containsAll(texts(a.asFields().get("values"))));
            case "length" ->
                limits(
                        before,
                        after,
                        (a, b) -> b.asFields().whole("min") <= a.asFields().whole("min")
                                && a.asFields().whole("max") <= b.asFields().whole("max"));
            case "max_missing", "max_missing_total" -> limits(before, after, (a, b) -> a.asDecimal() <= b.asDecimal());
            case "min_documented" -> limits(before, after, (a, b) -> a.asDecimal() >= b.asDecimal());
            case "pattern", "label_conflicts" -> limits(before, after, (a, b) -> false);
            case "keys" -> limits(before, after, (a, b) -> items(a).containsAll(items(b)));
            case "duplicate_rows" ->
                limits(
                        before,
                        after,
                        // with more columns left out, more rows count as repeated
                        (a, b) -> texts(a.asFields().get("ignoring"))
                                .containsAll(texts(b.asFields().get("ignoring"))));
            case "required", "not_constant", "no_constant_columns" ->
                limits(before, after, (a, b) -> a instanceof Content.Flag flag && flag.value());
            case "unexpected_columns" ->
                limits(
                        before,
                        after,
                        (a, b) -> b instanceof Content.Text text && text.value().equals("allowed"));
            case "rules", "references", "distribution" ->
                // a further rule can only fail more; a changed one is not weighed
                limits(before, after, (a, b) -> items(a).containsAll(items(b)));
            case "row_count" -> limits(before, after, SchemaDifference::within);
            case "type" -> type(before, after);
            // the same data may pass or fail, or weigh otherwise
            case "unit", "sentinels", "site", "severities" -> Kind.CHANGED;
            default ->
                throw new IllegalStateException(
                        "it is not said how a change of the field " + rule + " of a schema weighs");
        };
    }

    /** Whether all that holds the first rule holds the second. */
    private interface Weaker {
        boolean implies(Content stronger, Content weaker);
    }

    private static Kind limits(@Nullable Content before, @Nullable Content after, Weaker order) {
        if (before == null || after == null) {
            return before == null ? Kind.TIGHTENED : Kind.LOOSENED;
        }
        boolean loosened = order.implies(before, after);
        boolean tightened = order.implies(after, before);
        return loosened == tightened ? Kind.CHANGED : loosened ? Kind.LOOSENED : Kind.TIGHTENED;
    }

    private static boolean within(Content inner, Content outer) {
        Content.Fields a = inner.asFields();
        Content.Fields b = outer.asFields();
        double low = a.decimal("lower");
        double high = a.decimal("upper");
        boolean lower = b.decimal("lower") < low
                || (b.decimal("lower") == low && (b.flag("lower_closed") || !a.flag("lower_closed")));
        boolean upper = high < b.decimal("upper")
                || (b.decimal("upper") == high && (b.flag("upper_closed") || !a.flag("upper_closed")));
        return lower && upper;
    }

    /** Whole numbers are numbers, and all are texts that can be read. */
    private static Kind type(@Nullable Content before, @Nullable Content after) {
        List<String> narrowFirst = List.of("\"WHOLE_NUMBER\"", "\"NUMBER\"");
        int a = narrowFirst.indexOf(text(before));
        int b = narrowFirst.indexOf(text(after));
        return a < 0 || b < 0 ? Kind.CHANGED : a < b ? Kind.LOOSENED : Kind.TIGHTENED;
    }

    private static Set<String> texts(Content content) {
        Set<String> texts = new HashSet<>();
        items(content).forEach(item -> texts.add(text(item)));
        return texts;
    }

    private static Collection<Content> items(Content content) {
        return content instanceof Content.Items items ? new HashSet<>(items.values()) : Set.of(content);
    }

    /**
     * The changes.
     *
     * @return columns by name, then rules of the table
     */
    public List<Change> changes() {
        return changes;
    }

    /**
     * The changes of one kind.
     *
     * @param kind the kind
     * @return the changes
     */
    public List<Change> changes(Kind kind) {
        return changes.stream().filter(c -> c.kind() == kind).toList();
    }

    /**
     * Whether rules changed while name and version did not, so that the version no longer says what was checked.
     *
     * @return whether they did
     */
    public boolean versionKept() {
        return versionKept;
    }

    /**
     * The differences as a JSON value.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("from", from)
                .put("to", to)
                .put("version_kept", versionKept)
                .put("changes", Content.items(changes, Change::content))
                .build();
    }

    /** Gives a line for each change. */
    @Override
    public String toString() {
        StringBuilder lines =
                new StringBuilder(from + " -> " + to + ": " + Suspicions.plural(changes.size(), "change"));
        changes.forEach(change -> lines.append('\n').append(change));
        return lines.toString();
    }
}
