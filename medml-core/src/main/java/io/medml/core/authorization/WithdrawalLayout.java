package io.medml.core.authorization;

import io.medml.core.authorization.SubjectUses.InUse;
import io.medml.core.authorization.SubjectUses.Training;
import io.medml.core.authorization.SubjectUses.Use;
import io.medml.core.authorization.WithdrawalDecision.Made;
import io.medml.core.authorization.WithdrawalImpact.AffectedModel;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays the impact of a withdrawal out as a page. */
public final class WithdrawalLayout {

    private WithdrawalLayout() {}

    /**
     * An impact that is not recorded; the page says so, and shows no decisions.
     *
     * @param impact the impact
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(WithdrawalImpact impact, Notice... notices) {
        return layOut(impact, Optional.empty(), List.of(), notices);
    }

    /**
     * A recorded impact, with the decisions that its ledger holds on it now.
     *
     * @param recorded the impact
     * @param ledger the ledger that holds it
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<WithdrawalImpact> recorded, Ledger ledger, Notice... notices) {
        if (!ledger.holds(recorded)) {
            throw new IllegalArgumentException(
                    "expected the ledger that holds the impact, " + recorded.origin() + ", found " + ledger.origin());
        }
        return layOut(
                recorded.evidence(),
                Optional.of(recorded.placeAndTime()),
                WithdrawalDecision.of(ledger, recorded),
                notices);
    }

    private static Document layOut(
            WithdrawalImpact impact, Optional<String> place, List<Made> made, Notice... notices) {
        EvidencePage page = EvidencePage.of(impact, place);
        Document.Builder document = page.open("Impact of a withdrawal", notices);
        long live = impact.models().stream().filter(AffectedModel::inUse).count();
        document.facts(Facts.of(
                        "Withdrawn on", impact.withdrawal().on().toString(),
                        "As of", impact.day().toString(),
                        "Data set versions that hold the subject",
                                Figures.count(impact.datasets().size()),
                        "Models trained on them", Figures.count(impact.models().size()),
                        "Models of these in use", Figures.count(live))
                .and("Recorded", page.reference()));
        document.paragraph(
                "The subject is named by a keyed digest that only the holder of the key can compare with a person. Uses before"
                        + " the withdrawal are listed as what was; uses on its day or later are against it.");
        document.section("Data set versions", section -> {
            Table.Builder table = Table.captioned("Uses of the versions that hold the subject")
                    .rowNames("Data set version")
                    .text("Use")
                    .text("Day")
                    .text("Against the withdrawal");
            impact.datasets().forEach(dataset -> {
                List<Use> uses = impact.uses().stream()
                        .filter(use -> use.dataset().equals(dataset))
                        .toList();
                if (uses.isEmpty()) {
                    table.row(EvidencePage.words(dataset), "none stated", "", "");
                }
                uses.forEach(use -> table.row(
                        EvidencePage.words(dataset),
                        use.what(),
                        use.on().toString(),
                        impact.isLate(use.on()) ? "yes, on its day or after" : "no, before it"));
            });
            section.table(table.build());
        });
        document.section("Models and decisions", section -> {
            Table.Builder table = Table.captioned("Models that were trained on the subject's data")
                    .rowNames("Model")
                    .text("Trained")
                    .text("In use at")
                    .text("Decision");
            impact.models()
                    .forEach(model -> table.row(
                            EvidencePage.words(model.model()),
                            model.trainings().stream()
                                    .map(t -> training(impact, t))
                                    .collect(Collectors.joining("; ")),
                            model.places().isEmpty()
                                    ? "no place stated"
                                    : model.places().stream()
                                            .map(WithdrawalLayout::place)
                                            .collect(Collectors.joining("; ")),
                            decisions(model, made)));
            section.table(table.note(
                            "A decision is a person's statement with a reason. One that is due has not been recorded.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String training(WithdrawalImpact impact, Training training) {
        return training.on() + " on " + training.dataset().id() + " "
                + training.dataset().version()
                + (impact.isLate(training.on())
                        ? ", on the day of the withdrawal or after"
                        : ", before the withdrawal");
    }

    private static String place(InUse one) {
        return one.place() + " from " + one.from()
                + one.through().map(end -> " to " + end).orElse("");
    }

    private static String decisions(AffectedModel model, List<Made> made) {
        String text = made.stream()
                .filter(one -> one.model()
                        .equals(model.model().id() + " " + model.model().version()))
                .map(one ->
                        one.choice().word() + ": " + one.reason() + " (" + one.by() + ", entry " + one.entry() + ")")
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "due: retrain, retain or retire, with a reason" : text;
    }
}
