package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StrictFields;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/** The form in which a schema is written and read; a field that it does not know is an error. */
final class SchemaForm {

    private static final String FORM = "medml-data-schema/1";

    private static final String[] KEYS = {
        "form",
        "name",
        "version",
        "columns",
        "keys",
        "duplicate_rows",
        "label_conflicts",
        "max_missing_total",
        "sentinels",
        "unexpected_columns",
        "site",
        "no_constant_columns",
        "severities",
        "rules",
        "references",
        "row_count",
    };

    private SchemaForm() {}

    /** The schema as a JSON value. */
    static Content write(DataSchema schema) {
        Content.Builder builder = Content.fields()
                .put("form", FORM)
                .put("name", schema.name())
                .put("version", schema.version())
                .put("columns", Content.items(schema.columns().values(), ColumnSpec::content))
                .put("unexpected_columns", schema.unexpectedAllowed() ? "allowed" : "reported")
                .put("no_constant_columns", schema.constantColumnsChecked());
        if (!schema.keys().isEmpty()) {
            builder.put("keys", Content.items(schema.keys(), Content::texts));
        }
        SortedSet<String> duplicatesIgnoring = schema.duplicatesIgnoring();
        if (duplicatesIgnoring != null) {
            builder.put(
                    "duplicate_rows",
                    Content.fields()
                            .put("ignoring", Content.texts(duplicatesIgnoring))
                            .build());
        }
        String label = schema.label();
        if (label != null) {
            builder.put(
                    "label_conflicts",
                    Content.fields()
                            .put("label", label)
                            .put("ignoring", Content.texts(schema.conflictsIgnoring()))
                            .build());
        }
        if (schema.maxMissingTotal() >= 0) {
            builder.put("max_missing_total", schema.maxMissingTotal());
        }
        if (!schema.sentinels().isEmpty()) {
            builder.put("sentinels", Content.texts(schema.sentinels()));
        }
        String site = schema.site();
        if (site != null) {
            builder.put("site", site);
        }
        if (!schema.requirements().isEmpty()) {
            builder.put("rules", Content.items(schema.requirements(), RowRequirement::content));
        }
        if (!schema.references().isEmpty()) {
            builder.put("references", Content.items(schema.references(), TableReference::content));
        }
        ValueRange rowCount = schema.rowCount();
        if (rowCount != null) {
            builder.put("row_count", ColumnSpec.content(rowCount));
        }
        if (!schema.severities().isEmpty()) {
            builder.put("severities", Content.items(schema.severities().entrySet(), SchemaForm::severity));
        }
        return builder.build();
    }

    private static Content severity(Map.Entry<String, Severity> entry) {
        int slash = entry.getKey().indexOf('/');
        Content.Builder builder = Content.fields()
                .put("check", entry.getKey().substring(0, slash))
                .put("severity", entry.getValue().name());
        if (slash + 1 < entry.getKey().length()) {
            builder.put("column", entry.getKey().substring(slash + 1));
        }
        return builder.build();
    }

    /** Reads what {@link #write} gives, or a person wrote. */
    static DataSchema read(Content content) {
        StrictFields head = StrictFields.of(content, "data schema", KEYS);
        if (!head.text("form").equals(FORM)) {
            throw new DataException("data schema: expected form \"" + FORM + "\", found \"" + head.text("form")
                    + "\"; this version of medml reads only the former");
        }
        String name = head.text("name");
        DataSchema.Builder builder = set("data schema", () -> DataSchema.named(name, head.text("version")));
        read(head, builder);
        return set("data schema \"" + name + "\"", builder::build);
    }

    /** Does what a setting of the library does, and says where the setting stands when it is refused. */
    static <T> T set(String where, Supplier<T> setting) {
        try {
            return setting.get();
        } catch (PatternSyntaxException e) {
            throw new DataException(
                    where + ": expected a regular expression, found one that cannot be read (" + e.getDescription()
                            + "); put \\ before a character that stands for itself",
                    e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
    }

    private static void read(StrictFields head, DataSchema.Builder builder) {
        for (Content column : head.list("columns")) {
            ColumnRule rule = ColumnSpec.rule(column);
            set("data schema", () -> builder.column(rule));
        }
        if (head.has("keys")) {
            for (Content key : head.list("keys")) {
                if (!(key instanceof Content.Items items)
                        || !items.values().stream().allMatch(Content.Text.class::isInstance)) {
                    throw head.wrong("keys", "to be a list of lists of names of columns, such as [[patient, visit]]");
                }
                String[] names = items.values().stream()
                        .map(item -> ((Content.Text) item).value())
                        .toArray(String[]::new);
                set("data schema, keys", () -> builder.key(names));
            }
        }
        if (head.has("duplicate_rows")) {
            StrictFields rule = head.part("duplicate_rows", "ignoring");
            set(rule.where(), () -> builder.noDuplicateRows(array(rule, "ignoring")));
        }
        if (head.has("label_conflicts")) {
            StrictFields rule = head.part("label_conflicts", "label", "ignoring");
            set(rule.where(), () -> builder.noConflictingLabels(rule.text("label"), array(rule, "ignoring")));
        }
        if (head.has("max_missing_total")) {
            double share = ColumnSpec.share(head, "max_missing_total");
            set("data schema, max_missing_total", () -> builder.missingAtMost(share));
        }
        if (head.has("sentinels")) {
            set("data schema, sentinels", () -> builder.sentinels(array(head, "sentinels")));
        }
        if (head.has("unexpected_columns")) {
            String word = head.text("unexpected_columns");
            if (word.equals("allowed")) {
                builder.allowUnexpectedColumns();
            } else if (!word.equals("reported")) {
                throw head.wrong("unexpected_columns", "to be \"allowed\" or \"reported\", found \"" + word + "\"");
            }
        }
        if (head.has("site")) {
            builder.site(head.text("site"));
        }
        if (head.has("no_constant_columns") && head.flag("no_constant_columns")) {
            builder.noConstantColumns();
        }
        if (head.has("rules")) {
            for (Content item : head.list("rules")) {
                rule(item, builder);
            }
        }
        if (head.has("references")) {
            for (StrictFields reference : head.parts("references", "columns", "table", "targets")) {
                set(
                        reference.where(),
                        () -> builder.reference(
                                reference.texts("columns"), reference.text("table"), reference.texts("targets")));
            }
        }
        if (head.has("row_count")) {
            builder.rowCount(ColumnSpec.range(head, "row_count"));
        }
        if (head.has("severities")) {
            for (StrictFields severity : head.parts("severities", "check", "column", "severity")) {
                Check check = ColumnSpec.word(Check.class, severity, "check");
                Severity value = ColumnSpec.word(Severity.class, severity, "severity");
                set(
                        severity.where(),
                        () -> severity.has("column")
                                ? builder.severity(check, severity.text("column"), value)
                                : builder.severity(check, value));
            }
        }
    }

    private static void rule(Content item, DataSchema.Builder builder) {
        StrictFields rule = StrictFields.of(item, "data schema, rules", "name", "when", "require");
        String name = rule.text("name");
        StrictFields named = StrictFields.of(item, "data schema, rule \"" + name + "\"", "name", "when", "require");
        Condition required = Condition.from(named.open("require"), named.where() + ", require");
        if (named.has("when")) {
            Condition when = Condition.from(named.open("when"), named.where() + ", when");
            set(named.where(), () -> builder.requireIf(name, when, required));
        } else {
            set(named.where(), () -> builder.require(name, required));
        }
    }

    private static String[] array(StrictFields fields, String key) {
        return fields.texts(key).toArray(String[]::new);
    }
}
