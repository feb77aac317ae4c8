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
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.time.LocalDate;
import java.util.ArrayList;
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
        long open = impact.models().stream().filter(model -> !model.known()).count();
        long live = impact.models().stream().filter(AffectedModel::inUse).count();
        document.facts(Facts.of(
                        "Withdrawal, by the digest of its document",
                                impact.withdrawal().reference().digest().abbreviated(),
                        "Withdrawn on", impact.withdrawal().on().toString(),
                        "As of", impact.day().toString(),
                        "Data set versions that hold the subject",
                                Figures.count(impact.datasets().size()),
                        "Data set versions looked at that do not hold the subject",
                                Figures.count(impact.datasetsWithout().size()),
                        "Data set versions of which that is not known",
                                Figures.count(impact.unknownDatasets().size()),
                        "Reads and movements of data looked at",
                                impact.ledger()
                                        .map(ledger -> "in the ledger " + ledger.id() + ", " + ledger.version())
                                        .orElse("no ledger was read; only those that were stated"),
                        "Times that such data went to another place",
                                Figures.count(impact.transfers().size()),
                        "Models trained on the subject's data",
                                Figures.count(impact.models().size() - open),
                        "Models of which that is not known", Figures.count(open),
                        "Models of both in use", Figures.count(live))
                .and("Recorded", page.reference()));
        document.paragraph(
                "The withdrawal is named by the digest of its document, which tells it from others of the same day. The document"
                        + " names the subject by a keyed digest, which is not shown here and which only the holder of the key can"
                        + " compare with a person. Uses before the withdrawal are listed as what was; uses on its day or later are"
                        + " against it. A day that was read from a ledger is that of the entry: what it tells was done on that day"
                        + " at the latest. A read that nobody recorded is not known. What is not known is"
                        + " listed as such; nobody is taken to be absent where the subjects or the data are not known.");
        document.section("Data set versions", section -> {
            Table.Builder table = Table.captioned("Uses of the versions that hold the subject, or may")
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
                        use.on().map(LocalDate::toString).orElse("not known"),
                        use.on()
                                .map(day -> impact.isLate(day) ? "yes, on its day or after" : "no, before it")
                                .orElse("not known")));
            });
            impact.unknownDatasets().forEach(dataset -> {
                table.row(EvidencePage.words(dataset), "not known whether it holds the subject", "", "not known");
                impact.uses().stream()
                        .filter(use -> use.dataset().equals(dataset))
                        .forEach(use -> table.row(
                                EvidencePage.words(dataset),
                                use.what(),
                                use.on().map(LocalDate::toString).orElse("not known"),
                                use.on().filter(day -> !impact.isLate(day)).isPresent()
                                        ? "no, before it"
                                        : "perhaps, if it holds the subject"));
            });
            section.table(table.build());
            if (!impact.transfers().isEmpty()) {
                section.table(transfers(impact));
            }
            if (!impact.datasetsWithout().isEmpty()) {
                section.paragraph("Looked at, and do not hold the subject: "
                        + impact.datasetsWithout().stream()
                                .map(EvidencePage::words)
                                .collect(Collectors.joining("; "))
                        + ".");
            }
        });
        document.section("Models and decisions", section -> {
            Table.Builder table = Table.captioned("Models that were trained on the subject's data, or may have been")
                    .rowNames("Model")
                    .text("Trained")
                    .text("In use at")
                    .text("Decision");
            impact.models()
                    .forEach(model -> table.row(
                            EvidencePage.words(model.model()),
                            trainings(impact, model),
                            model.places().isEmpty()
                                    ? "no place stated"
                                    : model.places().stream()
                                            .map(WithdrawalLayout::place)
                                            .collect(Collectors.joining("; ")),
                            decisions(model, made)));
            section.table(table.note(
                            "A decision is a person's statement with a reason. One that is due has not been recorded. A model stands"
                                    + " after those with whose weights its training began: where they are trained again, in this order."
                                    + " The findings are those of the tracing; a decision may have been recorded since.")
                    .build());
        });
        if (!impact.breaks().isEmpty() || !impact.gaps().isEmpty()) {
            document.section("What could not be traced", section -> {
                Table.Builder table = Table.captioned("Breaks of the lineage and stated gaps")
                        .rowNames("At")
                        .text("What is missing")
                        .text("May hide a use")
                        .text("Code");
                impact.breaks()
                        .forEach(at -> table.row(
                                at.where(), at.what(), at.weight() == Severity.ERROR ? "yes" : "no", at.code()));
                impact.gaps().forEach(gap -> table.row("stated", gap, "yes", ""));
                section.table(table.build());
            });
        }
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static Table transfers(WithdrawalImpact impact) {
        Table.Builder table = Table.captioned("Where these versions went")
                .rowNames("To")
                .text("Data set version")
                .text("Holds the subject")
                .text("Day")
                .text("Entry");
        impact.transfers()
                .forEach(transfer -> table.row(
                        transfer.destination(),
                        EvidencePage.words(transfer.dataset()),
                        impact.isHeld(transfer) ? "yes" : "not known",
                        transfer.on().map(LocalDate::toString).orElse("not known"),
                        transfer.entry().map(String::valueOf).orElse("stated")));
        return table.note("What is done here changes nothing there. Tell whoever received the data.")
                .build();
    }

    private static String trainings(WithdrawalImpact impact, AffectedModel model) {
        List<String> told = new ArrayList<>();
        model.trainings().forEach(training -> told.add(training(impact, training)));
        if (!model.known()) {
            told.add(
                    model.open().isEmpty()
                            ? "not known: not all data that it learned from are known"
                            : "not known: it learned from "
                                    + model.open().stream()
                                            .map(EvidencePage::words)
                                            .collect(Collectors.joining(", ")));
        }
        model.began().forEach(one -> told.add("began with " + EvidencePage.words(one.earlier())));
        return String.join("; ", told);
    }

    private static String training(WithdrawalImpact impact, Training training) {
        return training.on().map(LocalDate::toString).orElse("day not known") + " on "
                + EvidencePage.words(training.dataset())
                + (training.how().equals("trained") ? "" : " (" + training.how() + ")")
                + training.on()
                        .map(day -> impact.isLate(day)
                                ? ", on the day of the withdrawal or after"
                                : ", before the withdrawal")
                        .orElse(", perhaps after the withdrawal");
    }

    private static String place(InUse one) {
        return one.place()
                + one.from().map(start -> " from " + start).orElse(" from a day that is not known")
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
