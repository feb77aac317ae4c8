package io.medml.examples.bench;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Slice;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.Condition;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationReport;
import io.medml.core.validation.ValueRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The rules of the workload that checks a table: read from its file, asked of every row, and each count compared with the expected one. */
final class TableRules {

    private static final String KEY = "unique";

    private final Path file;
    private final Map<String, ColumnRule> columns = new LinkedHashMap<>();
    private final Map<String, String> codes = new LinkedHashMap<>();
    private final Map<String, Long> expected = new TreeMap<>();
    private final DataSchema.Builder schema = DataSchema.named("w6", "1");

    private TableRules(Path file, Content.Fields rules) {
        this.file = file;
        Map<String, String> types = new TreeMap<>();
        for (Content item : rules.list("rules")) {
            Content.Fields rule = item.asFields();
            if (rule.text("kind").equals("type")) {
                types.put(rule.text("column"), rule.text("type"));
            }
        }
        for (Content name : rules.list("columns")) {
            String column = ((Content.Text) name).value();
            columns.put(
                    column,
                    switch (types.getOrDefault(column, "text")) {
                        case "int" -> ColumnRule.wholeNumber(column);
                        case "decimal" -> ColumnRule.number(column);
                        case "date" -> ColumnRule.date(column);
                        default -> ColumnRule.text(column);
                    });
        }
        rules.list("rules").forEach(rule -> add(rule.asFields()));
        columns.values().forEach(schema::column);
        Content.Fields counts = rules.fields("expected_violations");
        counts.values().keySet().forEach(id -> expected.put(id, counts.whole(id)));
    }

    /** The workload on the inputs of a folder. */
    static Supplier<Content> workload(Inputs in, Threads threads) {
        Path table = in.directory().resolve(in.prefix() + "_" + in.n() + ".csv");
        Path rules = in.directory().resolve(in.prefix() + "_" + in.n() + ".rules.json");
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(rules);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected the rules of the workload at " + rules
                            + ", found no file that can be read; generate the inputs",
                    e);
        }
        TableRules workload = new TableRules(table, Content.parse(bytes).asFields());
        return () -> workload.check(threads);
    }

    private void add(Content.Fields rule) {
        String id = rule.text("id");
        String kind = rule.text("kind");
        if (kind.equals("cross")) {
            if (!rule.text("expr").equals("discharge_date >= admit_date")) {
                throw new DataException("expected the rule \"discharge_date >= admit_date\" under " + id
                        + ", found another;" + " use the generator of this version");
            }
            schema.require(id, Condition.column("discharge_date").atLeast("admit_date"));
            codes.put(id, Check.ROW_RULE + " " + id);
            return;
        }
        String name = rule.text("column");
        ColumnRule column = columns.get(name);
        if (column == null) {
            throw new DataException(
                    "expected a rule on one of the columns under " + id + ", found one on another column");
        }
        switch (kind) {
            case "type" -> codes.put(id, Check.VALUE_UNREADABLE + " " + name);
            case "range" -> {
                column.range(ValueRange.closed(rule.decimal("min"), rule.decimal("max")));
                codes.put(id, Check.VALUE_OUT_OF_RANGE + " " + name);
            }
            case "domain" -> {
                List<String> values = new ArrayList<>();
                rule.list("values").forEach(value -> values.add(((Content.Text) value).value()));
                column.allowed(values);
                codes.put(id, Check.VALUE_NOT_ALLOWED + " " + name);
            }
            case "pattern" -> {
                column.pattern(rule.text("regex"));
                codes.put(id, Check.PATTERN_MISMATCH + " " + name);
            }
            case "length" -> {
                column.length(0, Math.toIntExact(rule.whole("max")));
                codes.put(id, Check.LENGTH_OUT_OF_RANGE + " " + name);
            }
            case "missing" -> {
                column.missingAtMost(rule.decimal("max_fraction"));
                codes.put(id, Check.MISSING_SHARE + " " + name);
            }
            case KEY -> {
                schema.key(name);
                codes.put(id, Check.KEY_DUPLICATE + " " + name);
            }
            default ->
                throw new DataException(
                        "expected a kind of rule that this version knows under " + id + ", found another");
        }
    }

    private Content check(Threads threads) {
        RowSource read = CsvReader.builder().missingMarkers("?").build().source(file);
        RowSource rows = threads.count() == 1 ? read : read.readAhead(threads.executor());
        // the digest of the content is not part of the workload: no peer computes one
        ArtifactRef dataset = new ArtifactRef(ArtifactRef.Kind.DATASET, "w6", "1", Digest.sha256(new byte[0]));
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        ValidationReport report =
                DataValidator.of(schema.build()).withTemporaryFolder(folder).validate(rows, dataset);
        Map<String, Finding> found = new TreeMap<>();
        report.findings().forEach(finding -> found.put(finding.code() + " " + finding.where(), finding));
        long violations = 0;
        Content.Builder mismatches = Content.fields();
        for (Map.Entry<String, String> rule : codes.entrySet()) {
            long count = count(report, rule.getValue(), found);
            violations += count;
            long wanted = expected.getOrDefault(rule.getKey(), -1L);
            if (count != wanted) {
                mismatches.put(rule.getKey(), "found " + count + ", expected " + wanted);
            }
        }
        return Content.fields()
                .put("violations", violations)
                .put("rules", codes.size())
                .put("rows", report.body().asFields().whole("rows"))
                .put("mismatches", mismatches.build())
                .build();
    }

    private static long count(ValidationReport report, String code, Map<String, Finding> found) {
        String column = code.substring(code.indexOf(' ') + 1);
        if (code.startsWith(Check.MISSING_SHARE.name())) {
            return report.measurements().stream()
                    .filter(m -> m.metric().equals(CohortDescription.MISSING_SHARE)
                            && m.slice().equals(Slice.of("column", column)))
                    .mapToLong(m -> m.estimate().support().counts().get("successes"))
                    .sum();
        }
        Finding finding = found.get(code);
        if (finding == null) {
            return 0;
        }
        // all rows that share a key fail; the workload counts those whose key came before
        return Long.parseLong(String.valueOf(
                finding.details().get(code.startsWith(Check.KEY_DUPLICATE.name()) ? "repeats" : "rows")));
    }
}
