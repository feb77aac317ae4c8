package io.medml.compliance.pccp;

import io.medml.core.criteria.Criterion;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a change control plan out as a page, with the traceability table of the guidance's section VII.C. */
public final class PlanLayout {

    private PlanLayout() {}

    /**
     * A recorded plan.
     *
     * @param recorded the plan
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ChangeControlPlan> recorded, Notice... notices) {
        ChangeControlPlan plan = recorded.evidence();
        EvidencePage page = EvidencePage.of(plan, Optional.of(recorded.placeAndTime()));
        Document.Builder document = page.open("Predetermined change control plan", notices);
        document.facts(Facts.of(
                        "Title", plan.title(),
                        "Version", plan.version(),
                        "Authorization", authorization(plan),
                        "Follows", plan.edition(),
                        "Authorized baseline", plan.baselineModel() + " " + plan.baselineVersion())
                .and("Recorded", page.reference()));
        document.section("Intended use", s -> s.paragraph(plan.intendedUse()));
        document.section(
                "Description of modifications", s -> plan.modifications().forEach(m -> described(s, m)));
        document.section("Modification protocol", s -> {
            s.table(trace(plan));
            plan.modifications().forEach(m -> protocol(s, m));
            s.paragraph(
                    plan.failureStatement().isEmpty()
                            ? "Not available: the plan does not say what happens when criteria are not met."
                            : plan.failureStatement());
        });
        document.section("Impact assessment", s -> plan.modifications().forEach(m -> impact(s, m)));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    static String authorization(ChangeControlPlan plan) {
        return plan.authorization()
                .map(n -> n
                        + plan.authorizationDate().map(d -> " of " + d).orElse(", no date stated")
                        + (plan.demonstration() ? " (a demonstration; no regulator has seen it)" : ", as entered"))
                .orElse("none stated");
    }

    private static void described(Body<?> body, PlannedModification m) {
        body.section(
                m.id() + ": " + m.title(),
                s -> s.facts(Facts.of(
                        "Kind",
                        orMissing(m.type()),
                        "Rationale",
                        orMissing(m.rationale()),
                        "Implemented",
                        orMissing(m.implementation()),
                        "Adaptation",
                        orMissing(m.adaptation()),
                        "Frequency",
                        orMissing(m.frequency()),
                        "Labelling affected",
                        m.labelling().isEmpty() ? orMissing("") : String.join("; ", m.labelling()),
                        "May change",
                        String.join(", ", m.mayChange()).replace('_', ' '),
                        "Evidence asked for",
                        String.join(", ", m.evidence()),
                        "Signatures due",
                        m.signatures().stream().map(RequiredSignature::toString).collect(Collectors.joining("; ")))));
    }

    private static Table trace(ChangeControlPlan plan) {
        Table.Builder table = Table.captioned("Traceability of each modification to its methods")
                .rowNames("Modification")
                .text("Data management practices")
                .text("Re-training practices")
                .text("Performance evaluation")
                .text("Update procedures");
        for (PlannedModification m : plan.modifications()) {
            table.row(
                    Inline.text(m.id() + ": " + m.title()),
                    cell(m, "data_management"),
                    cell(m, "re_training"),
                    cell(m, "performance_evaluation"),
                    cell(m, "update_procedures"));
        }
        return table.note(
                        "The method stands in the section that the cell leads to; the section of the plan's own document is in"
                                + " brackets there.")
                .build();
    }

    private static Inline cell(PlannedModification m, String part) {
        ProtocolPart found = m.protocol().get(part);
        return found == null
                ? Inline.emphasis("Not available: missing in the plan")
                : Inline.reference(anchor(m, part), found.method());
    }

    private static String anchor(PlannedModification m, String part) {
        String text = m.id() + "-" + part;
        return "method-" + text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static void protocol(Body<?> body, PlannedModification m) {
        body.section(m.id() + ": protocol and criteria", s -> {
            for (String part : PlanReader.PROTOCOL) {
                ProtocolPart found = m.protocol().get(part);
                if (found != null) {
                    s.section(
                            anchor(m, part),
                            found.method() + ": " + part.replace('_', ' ') + " (section " + found.section()
                                    + " of the plan)",
                            t -> t.paragraph(found.text()));
                } else {
                    s.paragraph("Not available, missing in the plan: " + part.replace('_', ' ') + ".");
                }
            }
            s.paragraph("Intervals at confidence level " + m.confidenceLevel() + ".");
            Table.Builder table = Table.captioned("Acceptance criteria of " + m.id())
                    .rowNames("Criterion")
                    .text("Why this limit");
            for (Criterion criterion : m.criteria().criteria()) {
                table.row(Inline.text(criterion.id() + ": " + criterion.text()), Inline.text(criterion.rationale()));
            }
            s.table(table.build());
        });
    }

    private static void impact(Body<?> body, PlannedModification m) {
        body.section(m.id() + ": impact", s -> {
            Facts facts = Facts.of();
            for (String part : PlanReader.IMPACT) {
                facts = facts.and(part.replace('_', ' '), orMissing(m.impact().getOrDefault(part, "")));
            }
            s.facts(facts);
        });
    }

    private static String orMissing(String text) {
        return text.isEmpty() ? "Not available: missing in the plan" : text;
    }
}
