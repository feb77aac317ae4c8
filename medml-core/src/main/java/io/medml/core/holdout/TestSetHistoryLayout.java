package io.medml.core.holdout;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Lays the history of a sealed test set out as a page. */
public final class TestSetHistoryLayout {

    private static final Figures LEVELS = Figures.withFractionDigits(5);
    private static final String NOT_COMPARED = "not compared";

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
                        history.used() + " of " + history.budget().openings(),
                        "Loads that gave nothing",
                        Figures.count(history.looks().stream()
                                .filter(look -> look.ending() != SealedTestSet.Ending.GIVEN)
                                .count()),
                        "Openings refused",
                        Figures.count(history.refusals().size()),
                        "Other seals with something in common",
                        others(history, SealedTestSet.OtherSeal::sharesSomething),
                        "Other seals whose subjects are not compared",
                        others(history, SealedTestSet.OtherSeal::withoutSubjects),
                        "Other seals of another key",
                        others(history, SealedTestSet.OtherSeal::ofAnotherKey),
                        "Different models",
                        Figures.count(history.models()),
                        "Learnt from an opening",
                        words(history.budget().feedback()),
                        "One-sided alpha of the plan",
                        LEVELS.format(history.alpha()),
                        "Left for further openings",
                        LEVELS.format(history.left()))
                .and(
                        "Sealed",
                        "entry " + history.sealEntry().index() + ", " + Figures.time(history.sealedAt()) + " UTC, by "
                                + history.sealedBy().words())
                .and("Recorded", page.reference()));
        document.section("Openings", s -> {
            if (history.looks().isEmpty()) {
                s.paragraph("The test set has not been opened.");
                return;
            }
            Table.Builder table = Table.captioned("Each opening, as the ledger has it")
                    .numbers("Opening")
                    .numbers("Entry")
                    .text("Time (UTC)")
                    .text("By")
                    .text("For")
                    .text("Reason")
                    .text("Plan version")
                    .text("Ended")
                    .text("Standing")
                    .numbers("One-sided level");
            history.looks()
                    .forEach(look -> table.row(
                            Figures.count(look.number()),
                            Figures.count(look.entry().index()),
                            Figures.time(look.time()),
                            look.actor().words(),
                            EvidencePage.words(look.model()),
                            look.reason(),
                            look.planVersion(),
                            words(look),
                            look.level().isPresent() ? "confirmatory" : "exploratory",
                            look.level().isPresent()
                                    ? LEVELS.format(look.level().getAsDouble())
                                    : "none"));
            s.table(table.note(
                            "The levels hold by the union bound if no more was learnt from an opening than is stated above. What gave nothing may have shown"
                                    + " the data all the same; its number is taken over by an opening for the same model only.")
                    .build());
        });
        document.section("Refused", s -> {
            if (history.refusals().isEmpty()) {
                s.paragraph("No opening was refused.");
                return;
            }
            Table.Builder table = Table.captioned("Openings that were asked for and refused")
                    .numbers("Entry")
                    .text("Time (UTC)")
                    .text("By")
                    .text("For")
                    .text("Reason")
                    .text("Cause");
            history.refusals()
                    .forEach(refusal -> table.row(
                            Figures.count(refusal.entry().index()),
                            Figures.time(refusal.time()),
                            refusal.actor().words(),
                            EvidencePage.words(refusal.model()),
                            refusal.reason(),
                            refusal.cause().word()));
            s.table(table.build());
        });
        document.section("Other seals", s -> {
            if (history.otherSeals().isEmpty()) {
                s.paragraph("No other seal of this ledger has a record, a subject or a row in common with this one.");
                return;
            }
            Table.Builder table = Table.captioned("Other seals that share something or cannot be compared")
                    .rowNames("Data set")
                    .numbers("Entry")
                    .numbers("Openings")
                    .numbers("Records shared")
                    .numbers("Subjects shared")
                    .numbers("Rows shared");
            history.otherSeals()
                    .forEach(other -> table.row(
                            EvidencePage.words(other.dataset()),
                            Figures.count(other.entry().index()),
                            Figures.count(other.openings()),
                            other.common()
                                    .map(common -> Figures.count(common.records()))
                                    .orElse(NOT_COMPARED),
                            count(other.common().map(SealedTestSet.Common::subjects)),
                            count(other.common().map(SealedTestSet.Common::rows))));
            s.table(table.note(
                            "Their openings are not in the count above. Nothing is compared where the other seal was made with"
                                    + " another key, where one names no subjects, or where the columns are not the same.")
                    .build());
        });
        document.section("Plan", s -> {
            Table.Builder table = Table.captioned("Versions of the analysis plan")
                    .rowNames("Plan")
                    .numbers("Entry")
                    .text("Time (UTC)")
                    .text("By")
                    .text("Recorded")
                    .text("Reason");
            history.plans()
                    .forEach(v -> table.row(
                            v.plan().name() + " " + v.plan().version(),
                            Figures.count(v.entry().index()),
                            Figures.time(v.time()),
                            v.actor().words(),
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

    private static String others(TestSetHistory history, Predicate<SealedTestSet.OtherSeal> which) {
        return Figures.count(history.otherSeals().stream().filter(which).count());
    }

    private static String count(Optional<OptionalInt> count) {
        return count.isPresent() && count.get().isPresent()
                ? Figures.count(count.get().getAsInt())
                : NOT_COMPARED;
    }

    private static String words(SealedTestSet.Look look) {
        String end = look.ended().map(entry -> ", entry " + entry.index()).orElse("");
        return look.ending().word() + end;
    }

    private static String words(ReuseBudget.Feedback feedback) {
        return switch (feedback) {
            case FIXED_MODELS -> "nothing that matters: the models were fixed before";
            case VERDICTS_ONLY -> "one word for all criteria (met, not met or undecided), nothing else";
            case FIGURES -> "figures";
        };
    }
}
