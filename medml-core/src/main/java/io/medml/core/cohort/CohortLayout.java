package io.medml.core.cohort;

import io.medml.core.document.BarChart;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Flow;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays the descriptions of the data sets of a study out as one page. */
public final class CohortLayout {

    private CohortLayout() {}

    /**
     * Recorded descriptions: the whole cohort first, then the parts it was split into.
     *
     * @param whole the whole cohort
     * @param parts its parts, by role such as {@code training}
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(
            Recorded<CohortDescription> whole, Map<String, Recorded<CohortDescription>> parts, Notice... notices) {
        return of(whole, parts, Map.of(), Map.of(), notices);
    }

    /**
     * Recorded descriptions: the whole cohort first, then the parts it was split into, then what was drawn from a part.
     *
     * @param whole the whole cohort
     * @param parts its parts, by role such as {@code training}
     * @param drawn sets that were drawn from a part and share records with it, by role such as {@code training, version 1.0}
     * @param leftOut the columns that no model reads, with the reason that the study's configuration states for each
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(
            Recorded<CohortDescription> whole,
            Map<String, Recorded<CohortDescription>> parts,
            Map<String, Recorded<CohortDescription>> drawn,
            Map<String, String> leftOut,
            Notice... notices) {
        EvidencePage page = EvidencePage.of(whole.evidence(), Optional.of(whole.placeAndTime()));
        Document.Builder document = page.open("Data description", notices);
        Content.Fields body = body(whole);
        Content.Fields roles = body.fields("roles");
        document.facts(Facts.of(
                        "Records", Figures.count(body.whole("records")),
                        "Subjects", Figures.count(body.whole("subjects")),
                        "With the condition", Figures.share(body.whole("positives"), body.whole("records")),
                        "Record identifier", roles.text("record"),
                        "Subject", roles.has("subject") ? roles.text("subject") : "not declared",
                        "Label", roles.text("label") + " = " + roles.text("positive"))
                .and("Recorded", page.reference()));
        document.section("Inclusion and exclusion", s -> flow(s, body, parts, drawn));
        if (!parts.isEmpty()) {
            document.section("Parts", s -> parts(s, parts, drawn));
        }
        Content.Fields groups = body.fields("groups");
        document.section("Groups", s -> groups.values().keySet().forEach(a -> group(s, a, groups.list(a), body)));
        document.section("Columns", s -> {
            columns(s, body);
            if (!leftOut.isEmpty()) {
                leftOut(s, leftOut);
            }
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static Content.Fields body(Recorded<CohortDescription> recorded) {
        return recorded.evidence().body().asFields();
    }

    private static void flow(
            Body<?> section,
            Content.Fields body,
            Map<String, Recorded<CohortDescription>> parts,
            Map<String, Recorded<CohortDescription>> drawn) {
        List<Content.Fields> steps =
                body.list("flow").stream().map(Content::asFields).toList();
        long first = steps.isEmpty() ? body.whole("records") : steps.get(0).whole("records_in");
        Flow.Builder flow = Flow.captioned("Records from the source to the parts", "Records in the source", first);
        Table.Builder table = Table.captioned("Steps of inclusion and exclusion")
                .rowNames("Step")
                .numbers("Records before")
                .numbers("Records after")
                .numbers("Subjects before")
                .numbers("Subjects after")
                .text("Reason");
        for (Content.Fields step : steps) {
            if (step.whole("records_in") != step.whole("records_out")) {
                flow.exclude(step.text("reason"), step.whole("records_in") - step.whole("records_out"));
            }
            table.row(
                    step.text("name"),
                    Figures.count(step.whole("records_in")),
                    Figures.count(step.whole("records_out")),
                    Figures.count(step.whole("subjects_in")),
                    Figures.count(step.whole("subjects_out")),
                    step.text("reason"));
        }
        flow.stage("Records in the cohort", body.whole("records"));
        parts.forEach((role, part) -> flow.branch(role, body(part).whole("records")));
        section.figure(flow.build());
        // they share records with a part, so they are no branch: the branches of a flow add up
        drawn.forEach((role, set) -> section.paragraph("Not a branch of its own: " + role + ", "
                + Figures.count(body(set).whole("records")) + " records of "
                + Figures.count(body(set).whole("subjects")) + " subjects."));
        if (!steps.isEmpty()) {
            section.table(table.build());
        }
    }

    private static void parts(
            Body<?> section,
            Map<String, Recorded<CohortDescription>> parts,
            Map<String, Recorded<CohortDescription>> drawn) {
        Table.Builder table = Table.captioned("Parts of the cohort")
                .rowNames("Part")
                .numbers("Records")
                .numbers("Subjects")
                .numbers("With the condition")
                .text("Recorded");
        Map<String, Recorded<CohortDescription>> rows = new LinkedHashMap<>(parts);
        rows.putAll(drawn);
        rows.forEach((role, part) -> {
            Content.Fields body = body(part);
            table.row(
                    role,
                    Figures.count(body.whole("records")),
                    Figures.count(body.whole("subjects")),
                    Figures.share(body.whole("positives"), body.whole("records")),
                    part.place());
        });
        if (!drawn.isEmpty()) {
            table.note("The parts add up to the cohort, without those drawn from a part: "
                    + String.join("; ", drawn.keySet()) + ".");
        }
        section.table(table.build());
    }

    private static void leftOut(Body<?> section, Map<String, String> leftOut) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        leftOut.forEach((column, reason) ->
                byReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(column));
        Table.Builder table = Table.captioned("Columns that no model reads, and why")
                .rowNames("Reason")
                .numbers("Columns")
                .text("Names");
        byReason.forEach(
                (reason, columns) -> table.row(reason, Figures.count(columns.size()), String.join(", ", columns)));
        section.table(table.note("As the configuration of the study states it, which is recorded with this data set.")
                .build());
    }

    private static void group(Body<?> section, String attribute, List<Content> groups, Content.Fields body) {
        Table.Builder table = Table.captioned("By " + attribute)
                .rowNames(attribute)
                .numbers("Records")
                .numbers("Subjects")
                .numbers("With the condition");
        BarChart.Builder chart =
                BarChart.captioned("Records by " + attribute, attribute, "Records", "with the condition", "without");
        for (Content each : groups) {
            Content.Fields group = each.asFields();
            long records = group.whole("records");
            long positives = group.whole("positives");
            table.row(
                    group.text("value"),
                    Figures.share(records, body.whole("records")),
                    Figures.count(group.whole("subjects")),
                    Figures.share(positives, records));
            chart.bar(group.text("value"), positives, records - positives);
        }
        section.figure(chart.build());
        section.table(table.note("Subjects with records in several groups count in each.")
                .build());
    }

    private static void columns(Body<?> section, Content.Fields body) {
        Table.Builder table = Table.captioned("Columns of the table")
                .rowNames("Column")
                .text("Kind")
                .numbers("Missing")
                .numbers("Unreadable");
        for (Content each : body.list("columns")) {
            Content.Fields column = each.asFields();
            table.row(
                    column.text("name"),
                    column.text("kind").toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    Figures.share(column.whole("missing"), body.whole("records")),
                    Figures.count(column.whole("unreadable")));
        }
        section.table(table.build());
    }
}
