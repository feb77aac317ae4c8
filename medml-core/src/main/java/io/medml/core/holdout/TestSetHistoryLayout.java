package io.medml.core.holdout;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays the history of a sealed test set out as a page. */
public final class TestSetHistoryLayout {

    private static final Figures LEVELS = Figures.withFractionDigits(5);

    private TestSetHistoryLayout() {}

    /**
     * A history that is not recorded; the page says so.
     *
     * @param history the history
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(TestSetHistory history, Notice... notices) {
        return layOut(history, Optional.empty(), notices);
    }

    /**
     * A recorded history.
     *
     * @param recorded the history
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<TestSetHistory> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(TestSetHistory history, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(history, place);
        Document.Builder document = page.open("History of a sealed test set", notices);
        document.facts(Facts.of(
                        "Openings",
                        history.looks().size() + " of " + history.budget().openings(),
                        "Different models",
                        Figures.count(history.models()),
                        "Learnt from an opening",
                        words(history.budget().feedback()),
                        "One-sided alpha of the plan",
                        LEVELS.format(history.alpha()),
                        "Left for further openings",
                        LEVELS.format(history.left()))
                .and("Recorded", page.reference()));
        document.section("Openings", s -> {
            if (history.looks().isEmpty()) {
                s.paragraph("The test set has not been opened.");
                return;
            }
            Table.Builder table = Table.captioned("Each opening, as the ledger has it")
                    .numbers("Opening")
                    .numbers("Entry")
                    .text("By")
                    .text("For")
                    .text("Plan version")
                    .text("Standing")
                    .numbers("One-sided level");
            history.looks()
                    .forEach(look -> table.row(
                            Figures.count(look.number()),
                            Figures.count(look.entry().index()),
                            look.actor(),
                            EvidencePage.words(look.model()),
                            look.planVersion(),
                            look.level().isPresent() ? "confirmatory" : "exploratory",
                            look.level().isPresent()
                                    ? LEVELS.format(look.level().getAsDouble())
                                    : "none"));
            s.table(table.note(
                            "The levels hold by the union bound if no more was learnt from an opening than is stated above.")
                    .build());
        });
        document.section("Plan", s -> {
            Table.Builder table = Table.captioned("Versions of the analysis plan")
                    .rowNames("Plan")
                    .numbers("Entry")
                    .text("Recorded")
                    .text("Reason");
            history.plans()
                    .forEach(v -> table.row(
                            v.plan().name() + " " + v.plan().version(),
                            Figures.count(v.entry().index()),
                            v.beforeFirstOpening() ? "before the first opening" : "after the first opening",
                            v.plan()
                                    .amends()
                                    .map(AnalysisPlan.Amendment::reason)
                                    .orElse("first version")));
            s.table(table.build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String words(ReuseBudget.Feedback feedback) {
        return switch (feedback) {
            case FIXED_MODELS -> "nothing that matters: the models were fixed before";
            case VERDICTS_ONLY -> "whether the criteria were met, nothing else";
            case FIGURES -> "figures";
        };
    }
}
