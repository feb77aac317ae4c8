package io.medml.core.holdout;

import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays what was planned and what was done out as a page. */
public final class PlanAdherenceLayout {

    private static final int MOST = 200;
    private static final Figures LEVELS = Figures.withFractionDigits(5);

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
     * @return a notice; empty when the report counts and all of its figures were planned before the test set was first opened, and for a report without figures
     */
    public static Optional<Notice> notice(PlanAdherence adherence, Evidence report) {
        List<String> texts = new ArrayList<>();
        ArtifactRef document = report.document().reference();
        List<PlanAdherence.Source> records = adherence.sources().stream()
                .filter(source -> source.document().equals(document))
                .toList();
        if (records.isEmpty() && !report.measurements().isEmpty()) {
            texts.add("Not held against the plan: up to entry " + Figures.count(adherence.entriesRead() - 1)
                    + " the ledger of the sealed test set does not record this report as one with figures of the test set. Record"
                    + " it there first.");
        }
        records.stream()
                .map(source -> words(source.basis()))
                .filter(words -> !words.isEmpty())
                .distinct()
                .forEach(texts::add);
        long postHoc = adherence.postHocIn(report);
        if (postHoc > 0) {
            texts.add("Post hoc: " + postHoc + " of " + report.measurements().size()
                    + " figures are not in the analysis plan "
                    + adherence.plan().name() + ", version " + adherence.plan().version()
                    + ", that was locked before the test set was opened.");
        }
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Notice(Notice.Kind.INFORMATION, String.join(" ", texts)));
    }

    /** What has to be said of evidence that rests on this; nothing where it counts. */
    private static String words(PlanAdherence.Basis basis) {
        return switch (basis) {
            case CONFIRMATORY_OPENING -> "";
            case EXPLORATORY_OPENING ->
                "Exploratory: the opening of the test set that these figures rest on has no level.";
            case NO_OPENING ->
                "Not counted: the sealed test set was not opened for this model before these figures were recorded.";
            case OTHER_DATA -> "Not counted: this evidence does not say that it is about the sealed test set.";
            case BEFORE_SEALING -> "Not counted: these figures were recorded before the test set was sealed.";
        };
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
                        "Pieces of evidence",
                        Figures.count(adherence.sources().size()),
                        "Of these counted",
                        Figures.count(adherence.counted().size()),
                        "Entries of the ledger that were looked at",
                        Figures.count(adherence.entriesRead()),
                        "Recorded evidence that cannot be read",
                        Figures.count(adherence.notRead().size()),
                        "Figures in the evidence",
                        Figures.count(adherence.figures()),
                        "Post hoc",
                        Figures.count(adherence.postHoc().size()))
                .and("Recorded", page.reference()));
        document.section("Evidence", s -> {
            if (adherence.sources().isEmpty()) {
                s.paragraph("The ledger has no evidence with figures of the test set.");
                unread(s, adherence);
                return;
            }
            Table.Builder table = Table.captioned("Evidence and the opening that it rests on")
                    .rowNames("Evidence")
                    .numbers("Entry")
                    .text("Model")
                    .numbers("Planned figures")
                    .numbers("Opening")
                    .numbers("One-sided level")
                    .text("Counted");
            adherence.sources().stream()
                    .limit(MOST)
                    .forEach(source -> table.row(
                            source.evidence(),
                            Figures.count(source.entry().index()),
                            source.model().map(EvidencePage::words).orElse("none"),
                            Figures.count(source.planned()),
                            source.opening().isPresent()
                                    ? Figures.count(source.opening().getAsInt())
                                    : "none",
                            source.level().isPresent()
                                    ? LEVELS.format(source.level().getAsDouble())
                                    : "none",
                            counted(source.basis())));
            s.table(table.note(more(adherence.sources().size()) + "All that the ledger had up to entry "
                            + Figures.count(adherence.entriesRead() - 1)
                            + " with figures of the test set, by its digest, that are planned, or of a model on it. The same rows under another"
                            + " digest, as with other attributes, are not seen. Evidence rests on the newest opening for its model"
                            + " between the seal and the evidence.")
                    .build());
            unread(s, adherence);
        });
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
                table.note(more(adherence.postHoc().size()).strip());
            }
            s.table(table.build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static void unread(Body<?> s, PlanAdherence adherence) {
        if (!adherence.notRead().isEmpty()) {
            Table.Builder table = Table.captioned("Evidence that cannot be read")
                    .numbers("Entry")
                    .text("About, by its entry");
            adherence.notRead().stream()
                    .limit(MOST)
                    .forEach(each -> table.row(
                            Figures.count(each.entry().index()),
                            each.concerns() ? "the test set or a model that it was opened for" : "something else"));
            s.table(table.note(more(adherence.notRead().size())
                            + "Whether it was made from the test set and has planned figures cannot be said.")
                    .build());
        }
    }

    private static String more(int size) {
        return size > MOST ? Figures.count(size - MOST) + " more are in the evidence document. " : "";
    }

    private static String counted(PlanAdherence.Basis basis) {
        return switch (basis) {
            case CONFIRMATORY_OPENING -> "yes";
            case EXPLORATORY_OPENING -> "no, exploratory opening";
            case NO_OPENING -> "no, no opening for this model";
            case OTHER_DATA -> "no, not about the test set";
            case BEFORE_SEALING -> "no, recorded before sealing";
        };
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
            case PARTLY_DONE -> "not done for every model";
            case EXPLORATORY -> "exploratory only";
            case NOT_DONE -> "not done";
        };
    }
}
