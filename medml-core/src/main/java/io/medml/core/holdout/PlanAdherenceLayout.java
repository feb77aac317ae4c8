package io.medml.core.holdout;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays what was planned and what was done out as a page. */
public final class PlanAdherenceLayout {

    private static final int MOST = 200;

    private PlanAdherenceLayout() {}

    /**
     * Evidence that is not recorded; the page says so.
     *
     * @param adherence the evidence
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(PlanAdherence adherence, Notice... notices) {
        return layOut(adherence, Optional.empty(), notices);
    }

    /**
     * Recorded evidence.
     *
     * @param recorded the evidence
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<PlanAdherence> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * What every page of a report has to say about its figures.
     *
     * @param adherence what was planned and done
     * @param report the report
     * @return a notice; empty when all of its figures were planned before the test set was first opened
     */
    public static Optional<Notice> notice(PlanAdherence adherence, Evidence report) {
        long postHoc = adherence.postHocIn(report);
        return postHoc == 0
                ? Optional.empty()
                : Optional.of(new Notice(
                        Notice.Kind.INFORMATION,
                        "Post hoc: " + postHoc + " of " + report.measurements().size()
                                + " figures are not in the analysis plan "
                                + adherence.plan().name() + ", version "
                                + adherence.plan().version()
                                + ", that was locked before the test set was opened."));
    }

    private static Document layOut(PlanAdherence adherence, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(adherence, place);
        Document.Builder document = page.open("Plan and what was done", notices);
        long done = adherence.planned().stream()
                .filter(p -> p.outcome() == PlanAdherence.Outcome.DONE)
                .count();
        document.facts(Facts.of(
                        "Planned figures",
                        Figures.count(adherence.planned().size()),
                        "Done, with a value",
                        Figures.count(done),
                        "Figures in the evidence",
                        Figures.count(adherence.figures()),
                        "Post hoc",
                        Figures.count(adherence.postHoc().size()))
                .and("Recorded", page.reference()));
        document.section("Planned", s -> {
            Table.Builder table = Table.captioned("Planned figures and what became of them")
                    .rowNames("Item")
                    .text("Role")
                    .text("Metric")
                    .text("On")
                    .text("In the plan")
                    .text("Outcome")
                    .numbers("Times");
            adherence
                    .planned()
                    .forEach(p -> table.row(
                            p.item(),
                            p.role(),
                            p.metric().name(),
                            p.slice(),
                            words(p.timing()),
                            words(p.outcome()),
                            Figures.count(p.times())));
            s.table(table.build());
        });
        document.section("Not planned", s -> {
            if (adherence.postHoc().isEmpty()) {
                s.paragraph("None: every figure of the evidence is in the plan.");
                return;
            }
            Table.Builder table = Table.captioned("Figures that are in no plan from before the first opening")
                    .rowNames("Evidence")
                    .text("Metric")
                    .text("On")
                    .text("In a later amendment");
            adherence.postHoc().stream()
                    .limit(MOST)
                    .forEach(p ->
                            table.row(p.evidence(), p.metric().name(), p.slice(), p.inLaterAmendment() ? "yes" : "no"));
            if (adherence.postHoc().size() > MOST) {
                table.note(Figures.count(adherence.postHoc().size() - MOST) + " more are in the evidence document.");
            }
            s.table(table.build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String words(PlanAdherence.Timing timing) {
        return switch (timing) {
            case PRE_SPECIFIED -> "pre-specified";
            case AMENDED_BEFORE_OPENING -> "amended before the first opening";
            case POST_HOC -> "post hoc";
        };
    }

    private static String words(PlanAdherence.Outcome outcome) {
        return switch (outcome) {
            case DONE -> "done";
            case NOT_ESTIMABLE -> "done, not estimable";
            case NOT_DONE -> "not done";
        };
    }
}
