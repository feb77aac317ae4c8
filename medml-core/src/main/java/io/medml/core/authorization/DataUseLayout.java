package io.medml.core.authorization;

import io.medml.core.document.Block.Callout.Tone;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays a decision on the use of data out as a page. */
public final class DataUseLayout {

    private DataUseLayout() {}

    /**
     * A decision that is not recorded; the page says so.
     *
     * @param decision the decision
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(DataUseDecision decision, Notice... notices) {
        return layOut(decision, Optional.empty(), notices);
    }

    /**
     * A recorded decision.
     *
     * @param recorded the decision
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<DataUseDecision> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(DataUseDecision decision, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(decision, place);
        Document.Builder document = page.open("Decision on the use of data", notices);
        DataUseRequest request = decision.request();
        document.facts(Facts.of(
                        "Outcome",
                        decision.outcome().word(),
                        "Operation",
                        request.operation().word(),
                        "Purpose",
                        request.purpose(),
                        "Version of the data",
                        request.version(),
                        request.operation().transfers() ? "Where to" : "Where",
                        String.join(", ", request.places()),
                        "Days",
                        request.days().map(DataUseRequest.Days::toString).orElse("not known"))
                .and("Recorded", page.reference()));
        document.callout(
                decision.outcome() == DataUseDecision.Outcome.COVERED ? Tone.NOTE : Tone.CAUTION, sentence(decision));
        document.paragraph(
                "A scope says what a consent or an approval was taken to allow. Whether the consent or the approval is valid,"
                        + " and whether it was written down rightly, people decide.");
        document.section("Records", section -> {
            Table.Builder table = Table.captioned("Records by reason why they are not covered")
                    .rowNames("Reason")
                    .numbers("Records");
            decision.counts().forEach((reason, count) -> table.row(reason.words(), Figures.count(count)));
            table.row(
                    "not covered, for any reason", Figures.share(decision.rowsToLeaveOut().length, decision.records()));
            section.table(table.note("A record may have several reasons and counts under each.")
                    .build());
            if (!decision.counts().isEmpty()) {
                section.paragraph(
                        "Positions of the records that are not covered, from 1 in the order in which the data were handed in: "
                                + positions(decision.rowsToLeaveOut()) + ".");
            }
        });
        if (request.operation().transfers()) {
            document.section(
                    "Agreement",
                    section -> section.facts(Facts.of(
                            "Recipient",
                            request.recipient()
                                    .orElse("none; no agreement needed, as stated: "
                                            + request.noAgreementBecause().orElse("")),
                            "Agreement that covers it",
                            decision.agreement()
                                    .orElse(decision.agreementMissing()
                                            .orElse(
                                                    request.recipient().isPresent()
                                                            ? "not looked for"
                                                            : "none needed, as stated")))));
        }
        if (!request.conditionsMet().isEmpty()) {
            document.section(
                    "Conditions stated as met",
                    section -> section.list(request.conditionsMet().toArray(new String[0])));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String sentence(DataUseDecision decision) {
        return switch (decision.outcome()) {
            case COVERED ->
                "Every one of " + Figures.count(decision.records()) + " records has a scope that covers what is asked.";
            case NOT_COVERED -> "What is asked is not covered: " + grounds(decision) + ".";
            case UNDECIDED -> "Nothing can be said: " + grounds(decision) + ". That is no permission.";
        };
    }

    private static String grounds(DataUseDecision decision) {
        List<String> grounds = new ArrayList<>();
        if (!decision.counts().isEmpty()) {
            grounds.add("records that are not covered, "
                    + Figures.share(decision.rowsToLeaveOut().length, decision.records()));
        }
        decision.agreementMissing().ifPresent(grounds::add);
        grounds.addAll(decision.unanswered().stream()
                .map(DataUseDecision.Unanswered::words)
                .collect(Collectors.toList()));
        return String.join("; ", grounds);
    }

    /** Positions from 1, neighbours drawn together; the first 40 of these. */
    static String positions(int[] rows) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < rows.length; ) {
            int end = i;
            while (end + 1 < rows.length && rows[end + 1] == rows[end] + 1) {
                end++;
            }
            runs.add(Figures.count(rows[i] + 1L) + (end > i ? " to " + Figures.count(rows[end] + 1L) : ""));
            i = end + 1;
        }
        int shown = Math.min(40, runs.size());
        String text = IntStream.range(0, shown).mapToObj(runs::get).collect(Collectors.joining("; "));
        return shown < runs.size() ? text + "; and more" : text;
    }
}
