package io.medml.core.validation;

import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.DigestOf;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays a validation report out as a page. */
public final class ValidationLayout {

    private static final int MOST_ROWS = 50;

    private ValidationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ValidationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ValidationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ValidationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Validation report", notices);
        Content.Fields body = report.body().asFields();
        long rows = body.whole("rows");
        document.facts(Facts.of(
                        "Assessed",
                        report.assessed()
                                ? "yes, against "
                                        + report.schemaReference()
                                                .map(EvidencePage::words)
                                                .orElse("a schema")
                                : "no: there was no schema, so nothing was checked",
                        "Worst finding",
                        report.worst()
                                .map(s -> s.name().toLowerCase(java.util.Locale.ROOT))
                                .orElse("none"),
                        "Rules checked",
                        report.assessed() ? Figures.count(body.list("rules").size()) : "0",
                        "Rows that fail a rule",
                        Figures.share(report.failingRowCount(), rows),
                        "Rows to set aside",
                        Figures.share(report.quarantine().length, rows),
                        "Digest of the data set",
                        report.provenance().digestOf().map(DigestOf::text).orElse("not said"),
                        "Approval of the schema",
                        approval(report))
                .and("Recorded", page.reference()));
        if (report.provenance().digestOf().filter(DigestOf.STATED::equals).isPresent()) {
            document.callout(
                    Block.Callout.Tone.NOTE,
                    "What the data set is called, and its digest, is the caller's word: nothing on this page shows that"
                            + " the rows that were read are those of the data set named above.");
        }
        page.findings(document);
        if (report.failingRowCount() > 0) {
            // rows of a database or of the host's objects have no line
            boolean lines = report.rows().stream().allMatch(r -> r.line().isPresent());
            document.section("Rows", s -> {
                Table.Builder table = Table.captioned("Rows that fail a rule, by their "
                                + (lines ? "line in the file" : "number, counted from 1"))
                        .rowNames(lines ? "Line" : "Row")
                        .text("Reasons");
                report.rows().stream()
                        .limit(MOST_ROWS)
                        .forEach(r -> table.row(
                                Figures.count(lines ? r.line().orElseThrow() : r.row() + 1L),
                                String.join("; ", r.reasons())));
                s.table(table.note("Shown are the first "
                                + Math.min(MOST_ROWS, report.rows().size()) + " of "
                                + Figures.count(report.failingRowCount())
                                + ". Rows are named by their " + (lines ? "line" : "number")
                                + ", never by an identifier or a value.")
                        .build());
            });
        }
        page.provenance(document);
        return document.build();
    }

    private static String approval(ValidationReport report) {
        Content.Fields body = report.body().asFields();
        if (body.has("approval")) {
            Content.Fields approval = body.fields("approval");
            return "by " + approval.text("by") + " (" + approval.text("by_id") + ") at " + approval.text("at")
                    + "; questions left open: "
                    + Figures.share(approval.whole("questions_open"), approval.whole("questions")) + "; "
                    + document(report);
        }
        return document(report);
    }

    private static String document(ValidationReport report) {
        return report.provenance().inputs().stream()
                .filter(input ->
                        input.kind() == ArtifactRef.Kind.EVIDENCE && input.id().equals(DataValidator.APPROVAL))
                .findFirst()
                .map(input -> EvidencePage.words(input) + ", SHA-256 "
                        + input.digest().abbreviated())
                .orElse(report.assessed() ? "none was given" : "there is no schema");
    }
}
