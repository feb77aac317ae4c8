package io.medml.core.profile;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays the approval of a schema out as a page: who, why, when, and what was asked, answered and left open. */
public final class SchemaApprovalLayout {

    private SchemaApprovalLayout() {}

    /**
     * An approval that is not recorded; the page says so.
     *
     * @param approval the approval
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SchemaApproval approval, Notice... notices) {
        return layOut(approval, Optional.empty(), notices);
    }

    /**
     * A recorded approval.
     *
     * @param recorded the approval
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SchemaApproval> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SchemaApproval approval, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(approval, place);
        Document.Builder document = page.open("Approval of a data schema", notices);
        Content.Fields body = approval.body().asFields();
        SchemaEdits edits = approval.edits();
        document.facts(Facts.of(
                        "Approved by",
                        approval.person().name().orElseThrow() + " ("
                                + approval.person().id() + ")",
                        "Role",
                        approval.person().role().orElse("not stated"),
                        "Reason",
                        approval.reason(),
                        "At, by the clock of the host",
                        approval.at().toString(),
                        "Profile recorded at",
                        body.has("profile_recorded") ? body.text("profile_recorded") : "not known",
                        "Questions left open",
                        Figures.share(
                                approval.leftOpen().size(), approval.questions().size()),
                        "Proposed columns changed",
                        Figures.share(edits.columnsChanged(), edits.columnsProposed()),
                        "Proposed columns taken out",
                        Figures.share(edits.columnsRemoved(), edits.columnsProposed()),
                        "Columns added that the data had not proposed",
                        edits.columnsAdded() == 0
                                ? "0"
                                : Figures.count(edits.columnsAdded()) + ", with rules: "
                                        + Figures.count(edits.rulesOfColumnsAdded()),
                        "Columns of the schema",
                        Figures.count(approval.dataSchema()
                                .content()
                                .asFields()
                                .list("columns")
                                .size()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "Who approved is the word of the program that made this page; a signature on the entry in the"
                        + " ledger makes it that person's.");
        document.paragraph(
                "An answer is kept and changes no rule; what checks is the schema, with the columns as they were"
                        + " edited. "
                        + (approval.profileCompared()
                                ? "The questions and what was proposed are those of the profile named below."
                                : "The proposal was read from a file and not compared with its profile: the questions,"
                                        + " what was proposed and the digest of the profile are as that file gave"
                                        + " them."));
        document.section("Questions", s -> {
            if (approval.questions().isEmpty()) {
                s.paragraph("The proposal asked none.");
                return;
            }
            Table.Builder table = Table.captioned("What the data could not say")
                    .rowNames("Column")
                    .text("Question")
                    .text("Answer");
            approval.questions()
                    .forEach(q -> table.row(
                            q.column().isEmpty() ? "whole table" : q.column(),
                            q.text(),
                            q.answer().orElse("left open")));
            s.table(table.build());
        });
        document.section("Edited before the approval", s -> edits(edits, s));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static void edits(SchemaEdits edits, Document.SectionBuilder section) {
        if (edits.changes().isEmpty()) {
            section.paragraph(
                    "Nothing: every rule is what the data looked like. Of the texts that are allowed or mean missing"
                            + " only the number was compared.");
            return;
        }
        section.paragraph(
                "Of the texts that are allowed or mean missing only the number is compared and shown: a text in place"
                        + " of another one is not seen.");
        Table.Builder table = Table.captioned(
                        "Each rule that is not as the data proposed it, judged by that rule alone")
                .rowNames("Column")
                .text("Rule")
                .text("Edit")
                .text("As proposed")
                .text("As approved");
        edits.changes()
                .forEach(edit -> table.row(
                        edit.column().isEmpty() ? "whole table" : edit.column(),
                        edit.rule().isEmpty() ? "all of the column" : edit.rule(),
                        words(edit.kind()),
                        said(edit.before()),
                        said(edit.after())));
        section.table(table.note(
                        "Tightened: data that passed may fail. Loosened: data that failed may pass. Changed: both may"
                                + " happen, or it cannot be told. Limits in square brackets belong to the range, those in"
                                + " round ones do not.")
                .build());
    }

    private static String said(String rule) {
        return rule.isEmpty() ? "none" : said(Content.parse(rule.getBytes(StandardCharsets.UTF_8)));
    }

    /** A rule as people write it; what is false is no rule. */
    private static String said(Content rule) {
        if (rule instanceof Content.Text text) {
            return text.value();
        }
        if (rule instanceof Content.Items items) {
            return items.values().stream().map(SchemaApprovalLayout::said).collect(Collectors.joining(", "));
        }
        if (rule instanceof Content.Fields fields) {
            return fields.has("lower_closed")
                    ? range(fields)
                    : fields.values().entrySet().stream()
                            .filter(field -> !(field.getValue() instanceof Content.Flag flag) || flag.value())
                            .map(field -> field.getKey() + ": " + said(field.getValue()))
                            .collect(Collectors.joining("; "));
        }
        return new String(rule.bytes(), StandardCharsets.UTF_8).replaceFirst("\\.0$", "");
    }

    private static String range(Content.Fields range) {
        return (range.flag("lower_closed") ? "[" : "(") + said(range.get("lower")) + ", " + said(range.get("upper"))
                + (range.flag("upper_closed") ? "]" : ")");
    }

    private static String words(SchemaDifference.Kind kind) {
        return switch (kind) {
            case COLUMN_ADDED -> "column added";
            case COLUMN_REMOVED -> "column taken out";
            case TIGHTENED -> "tightened";
            case LOOSENED -> "loosened";
            case CHANGED -> "changed";
        };
    }
}
