package io.medml.core.criteria;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Lays a judgement out as a page. */
public final class JudgementLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final int MOST_SHOWN = 3;

    private JudgementLayout() {}

    /**
     * A recorded judgement.
     *
     * @param recorded the judgement
     * @param pinned an earlier record that holds the criteria's reference, such as a configuration or a plan; empty when
     *     there is none, and the page then says that nothing shows when they were stated
     * @param signatures the signatures on the judgement in their human-readable form; none while there is none
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(
            Recorded<? extends Judgement> recorded,
            Optional<? extends Recorded<?>> pinned,
            List<String> signatures,
            Notice... notices) {
        Judgement judgement = recorded.evidence();
        EvidencePage page = EvidencePage.of(judgement, Optional.of(recorded.placeAndTime()));
        Document.Builder document = page.open("Judgement", notices);
        document.facts(Facts.of(
                        "Outcome", judgement.outcome().words(),
                        "Criteria",
                                judgement.criteria().name() + " "
                                        + judgement.criteria().version(),
                        "Met", count(judgement, CriterionResult.Outcome.MET),
                        "Not met", count(judgement, CriterionResult.Outcome.NOT_MET),
                        "Undecided", count(judgement, CriterionResult.Outcome.UNDECIDED))
                .and(
                        "Criteria",
                        Inline.code(judgement.criteria().reference().digest().toString()))
                .and("Stated", stated(recorded, pinned))
                .and("Recorded", page.reference()));
        document.paragraph("Criteria are judged on confidence limits unless one says otherwise; what is missing or not"
                + " estimable is undecided, never met.");
        document.section("Criteria", s -> s.table(table(judgement)));
        document.section("Signatures", s -> {
            if (signatures.isEmpty()) {
                s.paragraph("None on this judgement.");
            } else {
                s.list(signatures.toArray(new String[0]));
            }
        });
        page.provenance(document);
        return document.build();
    }

    /** Whether the ledger shows that the criteria were stated before the evidence that they judge was recorded. */
    private static String stated(Recorded<? extends Judgement> recorded, Optional<? extends Recorded<?>> pinned) {
        OptionalLong first = recorded.entry().links().stream()
                .filter(l -> l.rel().equals("evidence"))
                .mapToLong(l -> l.target().index())
                .min();
        Optional<? extends Recorded<?>> holds = pinned.filter(p -> p.origin().equals(recorded.origin()))
                .filter(p -> p.evidence()
                        .provenance()
                        .inputs()
                        .contains(recorded.evidence().criteria().reference()));
        if (holds.isEmpty() || first.isEmpty() || holds.get().ref().index() >= first.getAsLong()) {
            return "nothing on record shows that they were stated before the evidence was made";
        }
        return "on record at " + holds.get().placeAndTime() + ", before the first evidence that they judge (entry "
                + first.getAsLong() + ")";
    }

    /**
     * The results as a table, for other layouts.
     *
     * @param judgement the judgement
     * @return one row a criterion
     */
    public static Table table(Judgement judgement) {
        Table.Builder table = Table.captioned("What each criterion says")
                .rowNames("Criterion")
                .text("Outcome")
                .text("Observed")
                .text("Explanation")
                .text("Why this limit");
        for (CriterionResult result : judgement.results()) {
            table.row(
                    Inline.text(
                            result.criterion().id() + ": " + result.criterion().text()),
                    Inline.strong(result.outcome().words()),
                    Inline.text(observed(result)),
                    Inline.text(result.explanation()),
                    Inline.text(result.criterion().rationale()));
        }
        return table.build();
    }

    /**
     * What a criterion was applied to, in a line, for other layouts.
     *
     * @param result what the criterion says
     * @return the first three measurements with their intervals and how many more there are, or that there was nothing
     */
    public static String observed(CriterionResult result) {
        if (result.observed().isEmpty()) {
            return "nothing";
        }
        String shown = result.observed().stream()
                .limit(MOST_SHOWN)
                .map(m -> (result.observed().size() == 1 ? "" : m.slice() + ": ") + FIGURES.format(m.estimate()))
                .collect(Collectors.joining("; "));
        return result.observed().size() > MOST_SHOWN
                ? shown + "; and " + (result.observed().size() - MOST_SHOWN) + " more"
                : shown;
    }

    private static String count(Judgement judgement, CriterionResult.Outcome outcome) {
        return judgement.results(outcome).size() + " of " + judgement.results().size();
    }
}
