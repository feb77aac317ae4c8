package io.medml.compliance.pccp;

import io.medml.compliance.signature.ElectronicSignature;
import io.medml.core.criteria.Judgement;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a gate decision out as a page, with the signatures on it. */
public final class DecisionLayout {

    private DecisionLayout() {}

    /**
     * A recorded decision.
     *
     * @param recorded the decision
     * @param plan the plan it rests on
     * @param judged the judgement it rests on; empty when there is none
     * @param signatures the signatures on the decision; empty while they are awaited
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(
            Recorded<GateDecision> recorded,
            Recorded<ChangeControlPlan> plan,
            Optional<? extends Recorded<? extends Judgement>> judged,
            List<ElectronicSignature> signatures,
            Notice... notices) {
        GateDecision decision = recorded.evidence();
        ChangeRequest request = decision.request();
        EvidencePage page = EvidencePage.of(decision, Optional.of(recorded.placeAndTime()));
        Document.Builder document = page.open("Decision under the change control plan", notices);
        document.facts(Facts.of(
                        "Change",
                        request.id(),
                        "Candidate",
                        EvidencePage.words(request.candidate().reference()),
                        decision.comparedWith().inUse() ? "Version in use when decided" : "Compared with",
                        EvidencePage.words(request.inUse().reference()) + " ("
                                + decision.comparedWith().words() + ")",
                        "Declared as",
                        "modification " + request.modification(),
                        "Proposed by",
                        request.proposer(),
                        "Plan",
                        plan.evidence().title() + " " + plan.evidence().version() + ", authorization: "
                                + PlanLayout.authorization(plan.evidence()))
                .and("What the plan says", Inline.strong(decision.kind().words()))
                .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "This page states what the plan says about the evidence on record. People sign, regulators authorize; whether a"
                        + " new submission is needed is for regulatory affairs to decide.");
        document.section("Reasons", s -> s.list(decision.reasons().toArray(new String[0])));
        document.section("The change", s -> {
            s.paragraph(request.description());
            Table.Builder table = Table.captioned("What was observed to differ between the registered versions")
                    .rowNames("Aspect")
                    .text("Compared with")
                    .text("Candidate");
            request.differences().forEach(d -> table.row(d.aspect().replace('_', ' '), d.before(), d.after()));
            s.table(table.build());
        });
        judged.ifPresent(j -> document.section("Criteria", s -> s.table(JudgementLayout.table(j.evidence()))));
        document.section("Signatures", s -> {
            if (signatures.isEmpty()) {
                s.paragraph(
                        decision.signaturesDue().isEmpty()
                                ? "None is due: the change is not to be put to use on this decision."
                                : "Awaited: "
                                        + decision.signaturesDue().stream()
                                                .map(RequiredSignature::toString)
                                                .collect(Collectors.joining("; "))
                                        + ".");
                return;
            }
            Table.Builder table = Table.captioned("Electronic signatures on this decision")
                    .rowNames("Signed by")
                    .text("Role, time and meaning")
                    .text("Ledger entry");
            signatures.forEach(x -> table.row(
                    Inline.text(x.printedName()),
                    Inline.text(x.manifestation()),
                    Inline.evidence(
                            "entry " + x.ref().index() + " of " + recorded.origin(),
                            x.ref().leaf())));
            s.table(table.note("The digest of a signature is the hash of its ledger entry.")
                    .build());
        });
        page.provenance(document);
        return document.build();
    }
}
