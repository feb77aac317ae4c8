package io.medml.core.validation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects what the rules of a schema found in all rows, and makes the report of it. Confined to one thread. */
final class ValidationFindings {

    private final DataSchema schema;
    private final RowLines lines;
    private final int rowCount;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Content> rules = new ArrayList<>();
    private final List<RowRule> rowRules = new ArrayList<>();

    private record RowRule(Check check, String where, Severity severity, FailingRows rows) {
        String reason() {
            return check + " " + where;
        }
    }

    ValidationFindings(DataSchema schema, RowLines lines, int rowCount) {
        this.schema = schema;
        this.lines = lines;
        this.rowCount = rowCount;
    }

    /** The number of rows in all. */
    int rowCount() {
        return rowCount;
    }

    /** Records that a rule was checked, and a finding when it does not hold. */
    void rule(Check check, String where, int failing, String message, Map<String, Object> details) {
        Severity severity = schema.severity(check, where);
        rules.add(Content.fields()
                .put("check", check.name())
                .put("where", where)
                .put("severity", severity.name())
                .put("failing", failing)
                .build());
        if (failing > 0) {
            Finding finding = Finding.of(check.name(), severity, where, message);
            for (Map.Entry<String, Object> detail : details.entrySet()) {
                finding = finding.with(detail.getKey(), detail.getValue());
            }
            findings.add(finding);
        }
    }

    /** The same for a rule about rows, which are kept. */
    void rowRule(Check check, String where, FailingRows rows, String message, Map<String, Object> details) {
        int failing = rows.count();
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("rows", failing);
        if (failing > 0) {
            int first = rows.first();
            OptionalLong line = lines.of(first);
            all.put(line.isPresent() ? "first_line" : "first_row", line.orElse(first + 1L));
            rowRules.add(new RowRule(check, where, schema.severity(check, where), rows));
        }
        rule(check, where, failing, failing + " of " + rowCount + " rows: " + message, all);
    }

    /** A rule about a share of missing cells. */
    void missingRule(Check check, String where, long missing, long cells, double limit) {
        double share = cells == 0 ? 0 : (double) missing / cells;
        rule(
                check,
                where,
                share > limit ? 1 : 0,
                missing + " of " + cells + " cells are missing, more than the share of " + ValueRange.text(limit),
                Map.of("missing", missing, "cells", cells, "limit", ValueRange.text(limit)));
    }

    /** Measures a share of rows. */
    void share(Metric metric, Slice slice, long part, long whole) {
        measurements.add(new Measurement(metric, slice, share(part, whole)));
    }

    private static Estimate share(long part, long whole) {
        return whole == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "none", Support.of(0))
                : Estimate.of(
                        (double) part / whole,
                        new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                        Support.ofProportion(part, whole));
    }

    ValidationReport report(
            int rowLimit,
            ArtifactRef dataset,
            ArtifactRef schemaReference,
            @Nullable ApprovedSchema approved,
            Provenance provenance) {
        List<RowRule> weighty =
                rowRules.stream().filter(rule -> rule.severity != Severity.INFO).toList();
        BitSet failing = new BitSet(rowCount);
        BitSet quarantine = new BitSet(rowCount);
        for (RowRule rule : rowRules) {
            if (rule.severity != Severity.INFO) {
                rule.rows.addTo(failing);
            }
            if (rule.severity == Severity.ERROR) {
                rule.rows.addTo(quarantine);
            }
        }
        List<RowResult> rows = failing.stream()
                .limit(rowLimit)
                .mapToObj(row -> new RowResult(row, lines.of(row), reasons(weighty, row)))
                .toList();
        Content.Builder body = Content.fields()
                .put("status", "ASSESSED")
                .put("rows", rowCount)
                .put("failing_rows", failing.cardinality())
                .put("quarantined_rows", quarantine.cardinality())
                .put("listed_rows", Content.items(rows, ValidationFindings::content))
                .put("row_limit", rowLimit)
                .put("rules", new Content.Items(rules));
        List<Finding> all = new ArrayList<>();
        if (approved != null) {
            body.put("approval", approved.content());
            approved.finding().ifPresent(all::add);
        }
        all.addAll(findings);
        return new ValidationReport(
                dataset,
                schemaReference,
                provenance,
                measurements,
                all,
                rows,
                failing.cardinality(),
                quarantine.stream().toArray(),
                row -> reasons(weighty, row),
                body.build());
    }

    private static List<String> reasons(List<RowRule> rules, int row) {
        return rules.stream()
                .filter(rule -> rule.rows.contains(row))
                .map(RowRule::reason)
                .toList();
    }

    private static Content content(RowResult row) {
        Content.Builder builder =
                Content.fields().put("row", row.row() + 1L).put("reasons", Content.texts(row.reasons()));
        row.line().ifPresent(line -> builder.put("line", line));
        return builder.build();
    }
}
