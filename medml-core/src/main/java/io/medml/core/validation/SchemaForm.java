package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/** The form in which a schema is written and read; a field that it does not know is an error. */
final class SchemaForm {

    private static final String FORM = "medml-data-schema/1";

    private static final Set<String> KEYS = Set.of(
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
            "row_count");

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
        Content.Fields fields = content.asFields();
        ColumnSpec.known(fields, KEYS, "the schema");
        if (!fields.text("form").equals(FORM)) {
            throw new DataException("data schema: expected form \"" + FORM + "\", found \"" + fields.text("form")
                    + "\"; this version of medml reads only the former");
        }
        try {
            return read(fields);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new DataException("data schema \"" + fields.text("name") + "\": " + e.getMessage(), e);
        }
    }

    private static DataSchema read(Content.Fields fields) {
        DataSchema.Builder builder = DataSchema.named(fields.text("name"), fields.text("version"));
        for (Content column : fields.list("columns")) {
            builder.column(ColumnSpec.rule(column.asFields()));
        }
        if (fields.has("keys")) {
            for (Content key : fields.list("keys")) {
                if (!(key instanceof Content.Items items)) {
                    throw new DataException("data schema: expected keys to be a list of lists of column names");
                }
                builder.key(ColumnSpec.texts(items.values()).toArray(String[]::new));
            }
        }
        if (fields.has("duplicate_rows")) {
            Content.Fields rule = fields.fields("duplicate_rows");
            ColumnSpec.known(rule, Set.of("ignoring"), "duplicate_rows");
            builder.noDuplicateRows(ColumnSpec.texts(rule.list("ignoring")).toArray(String[]::new));
        }
        if (fields.has("label_conflicts")) {
            Content.Fields rule = fields.fields("label_conflicts");
            ColumnSpec.known(rule, Set.of("label", "ignoring"), "label_conflicts");
            builder.noConflictingLabels(
                    rule.text("label"), ColumnSpec.texts(rule.list("ignoring")).toArray(String[]::new));
        }
        if (fields.has("max_missing_total")) {
            builder.missingAtMost(fields.decimal("max_missing_total"));
        }
        if (fields.has("sentinels")) {
            builder.sentinels(ColumnSpec.texts(fields.list("sentinels")).toArray(String[]::new));
        }
        if (fields.has("unexpected_columns")) {
            String word = fields.text("unexpected_columns");
            if (word.equals("allowed")) {
                builder.allowUnexpectedColumns();
            } else if (!word.equals("reported")) {
                throw new DataException(
                        "data schema: expected unexpected_columns to be \"allowed\" or \"reported\", found \"" + word
                                + "\"");
            }
        }
        if (fields.has("site")) {
            builder.site(fields.text("site"));
        }
        if (fields.has("no_constant_columns") && fields.flag("no_constant_columns")) {
            builder.noConstantColumns();
        }
        if (fields.has("rules")) {
            for (Content item : fields.list("rules")) {
                Content.Fields rule = item.asFields();
                ColumnSpec.known(rule, Set.of("name", "when", "require"), "a rule");
                Condition required = Condition.from(rule.fields("require"));
                if (rule.has("when")) {
                    builder.requireIf(rule.text("name"), Condition.from(rule.fields("when")), required);
                } else {
                    builder.require(rule.text("name"), required);
                }
            }
        }
        if (fields.has("references")) {
            for (Content item : fields.list("references")) {
                Content.Fields reference = item.asFields();
                ColumnSpec.known(reference, Set.of("columns", "table", "targets"), "a reference");
                builder.reference(
                        ColumnSpec.texts(reference.list("columns")),
                        reference.text("table"),
                        ColumnSpec.texts(reference.list("targets")));
            }
        }
        if (fields.has("row_count")) {
            builder.rowCount(ColumnSpec.range(fields.fields("row_count")));
        }
        if (fields.has("severities")) {
            for (Content item : fields.list("severities")) {
                Content.Fields severity = item.asFields();
                ColumnSpec.known(severity, Set.of("check", "column", "severity"), "a severity");
                Check check = ColumnSpec.word(Check.class, severity.text("check"));
                Severity value = ColumnSpec.word(Severity.class, severity.text("severity"));
                if (severity.has("column")) {
                    builder.severity(check, severity.text("column"), value);
                } else {
                    builder.severity(check, value);
                }
            }
        }
        return builder.build();
    }
}
