package io.medml.core.authorization;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.authorization.DataUseLogReport.Access;
import io.medml.core.authorization.DataUseLogReport.Line;
import io.medml.core.authorization.DataUseLogReport.Movement;
import io.medml.core.authorization.DataUseLogReport.NothingGiven;
import io.medml.core.authorization.DataUseLogReport.OtherRefusal;
import io.medml.core.authorization.DataUseLogReport.Refusal;
import io.medml.core.authorization.DataUseLogReport.Refusals;
import io.medml.core.authorization.LaterAnswers.Answer;
import io.medml.core.authorization.LaterAnswers.Use;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Subject;
import io.medml.core.lineage.AccessEntry;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads movements, accesses and refusals out of a ledger. Entries that others appended by hand may lack what is looked for. */
final class LogReading {

    private static final String NOT_STATED = "not stated";
    private static final String REFUSED = "access.denied";
    private static final String OPENING = "opening";
    private static final Set<String> MOVING = Set.of(DataOperation.EXPORT.word(), DataOperation.MOVE.word());

    private final Ledger ledger;
    private final Optional<AgreementRegister> agreements;
    private final LaterAnswers answers;
    private final List<Movement> movements = new ArrayList<>();
    private final List<Access> accesses = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<OtherRefusal> otherRefusals = new ArrayList<>();
    private final List<NothingGiven> nothingGiven = new ArrayList<>();
    private long refusalsOfOtherThings;
    private final List<Finding> findings = new ArrayList<>();

    private LogReading(Ledger ledger, Optional<AgreementRegister> agreements) {
        this.ledger = ledger;
        this.agreements = agreements;
        this.answers = LaterAnswers.of(ledger);
    }

    static DataUseLogReport of(Ledger ledger, Optional<AgreementRegister> agreements) {
        LogReading reading = new LogReading(ledger, agreements);
        long size = ledger.size();
        for (long index = 0; index < size; index++) {
            reading.take(ledger.entry(index));
        }
        if (agreements.isEmpty() && !reading.movements.isEmpty()) {
            reading.findings.add(LogRule.AGREEMENTS_NOT_CHECKED.finding(
                    "", "No register of agreements was handed in, so that no movement was held against one."));
        }
        ArtifactRef upTo = new ArtifactRef(
                ArtifactRef.Kind.DOCUMENT,
                ledger.origin(),
                "entries 0 to " + (size - 1),
                ledger.entry(size - 1).leaf());
        Provenance provenance = Provenance.of(DataUseLog.class).from(upTo);
        if (agreements.isPresent()) {
            provenance = provenance.from(agreements.get().reference());
        }
        return new DataUseLogReport(
                upTo,
                provenance,
                reading.movements,
                reading.accesses,
                new Refusals(
                        reading.refusals, reading.otherRefusals, reading.nothingGiven, reading.refusalsOfOtherThings),
                reading.findings);
    }

    private void take(LedgerEntry entry) {
        answers.take(entry);
        if (answers.isNotRead(entry.index())) {
            findings.add(LogRule.DECISION_NOT_READ.finding(
                    "entry " + entry.index(),
                    "The document of this decision of the gate cannot be read, so that it counts as no permission."
                            + " Verify the ledger, and restore the document or decide anew."));
        }
        try {
            Content.Fields data = entry.data();
            if (entry.type().equals(AccessEntry.TYPE)) {
                use(entry, AccessEntry.of(entry));
            } else if (entry.type().equals(REFUSED)) {
                refusal(entry, data);
            }
        } catch (DataException e) {
            findings.add(LogRule.ENTRY_NOT_READ.finding(
                    "entry " + entry.index(),
                    "The entry is of type " + entry.type()
                            + " and was not written by this log; it is not in the lists."));
        }
    }

    private void refusal(LedgerEntry entry, Content.Fields data) {
        if (data.has("action") && data.get("action").equals(Content.text(DataUseLog.DENIED))) {
            refusals.add(new Refusal(
                    line(entry, "refused by the gate"),
                    data.text("operation"),
                    data.whole("records"),
                    data.whole("not_covered")));
        } else if (entry.subject()
                .filter(subject -> subject.kind().equals(ArtifactRef.Kind.DATASET.word()))
                .isPresent()) {
            Optional<Long> opening = opening(entry);
            if (opening.isPresent()) {
                nothingGiven.add(new NothingGiven(line(entry, NOT_STATED), opening.get(), cause(data)));
            } else {
                otherRefusals.add(new OtherRefusal(line(entry, NOT_STATED), cause(data)));
            }
        } else {
            refusalsOfOtherThings++;
        }
    }

    /** The access that an entry ends without giving the data; empty where they were refused before. */
    private Optional<Long> opening(LedgerEntry entry) {
        return entry.links().stream()
                .filter(link -> link.rel().equals(OPENING) && link.origin().isEmpty())
                .map(link -> link.target().index())
                .filter(index -> ledger.entry(index).type().equals(AccessEntry.TYPE))
                .findFirst();
    }

    private static String cause(Content.Fields data) {
        if (data.has("reasons")) {
            return data.list("reasons").stream()
                    .map(reason -> reason instanceof Content.Text text ? text.value() : NOT_STATED)
                    .collect(Collectors.joining("; "));
        }
        return optional(data, "cause").orElse(NOT_STATED);
    }

    private static Line line(LedgerEntry entry, String whyOtherwise) {
        Subject subject = entry.subject().orElseThrow(() -> new DataException("no subject"));
        Actor actor = entry.actor();
        return new Line(
                entry.index(),
                entry.time(),
                subject.id() + " " + subject.version(),
                actor.id(),
                actor.name().orElse(actor.kind().word()),
                entry.reason().orElse(whyOtherwise),
                optional(entry.data(), "purpose").orElse(NOT_STATED));
    }

    private static Optional<Link> decision(LedgerEntry entry) {
        return entry.links().stream()
                .filter(link -> link.rel().equals(DataUseLog.AUTHORIZATION)
                        && link.origin().isEmpty())
                .findFirst();
    }

    private static Optional<String> optional(Content.Fields data, String key) {
        return NamedDecision.text(data, key);
    }

    /** Holds a use against what the ledger says before it, and lists it. What lacks a part of the lists is held against it all the same. */
    private void use(LedgerEntry entry, AccessEntry stated) {
        Optional<Long> index = decision(entry).map(link -> link.target().index());
        Optional<NamedDecision> decision = index.flatMap(answers::at);
        boolean moved = stated.action().isTransfer();
        List<String> conditionsMet = moved ? NamedDecision.texts(entry.data(), "conditions_met") : List.of();
        Use use = new Use(
                stated.hash().orElse(NOT_STATED),
                stated.operation().orElse(NOT_STATED),
                stated.purpose().orElse(NOT_STATED),
                stated.place().orElse(NOT_STATED),
                stated.day(),
                moved ? stated.recipient() : Optional.empty(),
                moved ? optional(entry.data(), "no_agreement_because") : Optional.empty(),
                decision.map(NamedDecision::conditions).orElse(conditionsMet));
        contradiction(entry, stated);
        since(index, use, "entry " + entry.index());
        if (moved) {
            movement(entry, use, index, decision, conditionsMet);
        } else {
            // deliberate: an access that something else recorded, such as the opening of a test set, is one too
            access(entry, use, index, decision);
        }
    }

    /** What an entry states twice and differently would let whoever wrote it choose by which one it is judged. */
    private void contradiction(LedgerEntry entry, AccessEntry stated) {
        Content.Fields data = entry.data();
        // the sha256 of an entry that names what it is about is that of a document
        Optional<String> digest = data.has("about") ? stated.hash() : optional(data, "sha256");
        List<String> twice = new ArrayList<>();
        if (differ(digest, optional(data, "hash"))) {
            twice.add("two digests of the data");
        }
        if (!stated.action().isTransfer() && differ(optional(data, "place"), optional(data, "to"))) {
            twice.add("two places of a read");
        }
        if (!twice.isEmpty()) {
            findings.add(LogRule.ENTRY_CONTRADICTS_ITSELF.finding(
                    "entry " + entry.index(), "The entry states " + String.join(" and ", twice) + " that differ."));
        }
    }

    private static boolean differ(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private void movement(
            LedgerEntry entry,
            Use use,
            Optional<Long> index,
            Optional<NamedDecision> decision,
            List<String> conditionsMet) {
        Content.Fields data = entry.data();
        Optional<String> encryption = optional(data, "encryption");
        Movement movement = new Movement(
                line(entry, NOT_STATED),
                use.operation(),
                data.text("from"),
                data.text("to"),
                use.recipient().orElseGet(() -> "no agreement needed: " + data.text("no_agreement_because")),
                optional(data, "agreement"),
                data.text("legal_basis"),
                encryption.orElseGet(() -> "not encrypted: " + data.text("unencrypted_because")),
                conditionsMet,
                index,
                decision.map(NamedDecision::conditions).orElse(List.of()));
        movements.add(movement);
        String where = "entry " + entry.index();
        if (encryption.isEmpty()) {
            findings.add(
                    LogRule.MOVEMENT_NOT_ENCRYPTED.finding(where, "Data were moved without encryption, as stated."));
        }
        use.recipient()
                .flatMap(party -> fault(movement, party, use.day(), entry))
                .ifPresent(fault -> findings.add(LogRule.MOVEMENT_WITHOUT_AGREEMENT.finding(
                        where, "Data went to another party and " + fault + ".")));
        if (index.isEmpty()) {
            findings.add(LogRule.MOVEMENT_WITHOUT_DECISION.finding(
                    where, "Data were moved without a decision of the gate on their scopes."));
            return;
        }
        String named = "the movement names (entry " + index.get() + ")";
        outside(index.get(), decision, use)
                .ifPresent(why -> findings.add(LogRule.MOVEMENT_OUTSIDE_DECISION.finding(
                        where, "The decision that " + named + " does not cover it: " + why + ".")));
        if (decision.isEmpty()) {
            return;
        }
        if (!use.operation().equals(decision.get().operation())
                || !MOVING.contains(decision.get().operation())) {
            findings.add(LogRule.MOVEMENT_OPERATION_DIFFERS.finding(
                    where, "The decision that " + named + " permits another operation than that of the movement."));
        }
        if (!use.recipient().equals(decision.get().recipient())
                || !use.noAgreementBecause().equals(decision.get().noAgreementBecause())) {
            findings.add(LogRule.MOVEMENT_RECIPIENT_DIFFERS.finding(
                    where,
                    "The decision that " + named + " is for another recipient, or rests on another statement of why no"
                            + " agreement is needed."));
        }
        long left = decision.get().conditions().stream()
                .filter(condition -> !conditionsMet.contains(condition))
                .count();
        if (left > 0) {
            findings.add(LogRule.MOVEMENT_CONDITION_NOT_STATED
                    .finding(
                            where,
                            "The decision that " + named + " rests on conditions that the movement does not state as"
                                    + " met.")
                    .with("conditions", decision.get().conditions().size())
                    .with("not_stated", left));
        }
    }

    /** Holds a use against the refusals and withdrawals that the ledger held when it was recorded. */
    private void since(Optional<Long> named, Use use, String where) {
        Optional<Answer> newest = answers.newest(use);
        // a use that names the refusal itself is outside of its decision
        newest.filter(answer ->
                        !answer.covered() && !Optional.of(answer.entry()).equals(named))
                .ifPresent(answer -> findings.add(LogRule.USE_AFTER_REFUSAL.finding(
                        where,
                        answer.read()
                                ? "The newest decision of the gate on this use (entry " + answer.entry()
                                        + ") refuses it."
                                : "A newer decision of the gate on these data (entry " + answer.entry()
                                        + ") cannot be read, and may refuse it.")));
        answers.withdrawal(use.hash(), use.day())
                .ifPresent(at -> findings.add(
                        newest.filter(answer -> answer.covered() && answer.entry() > at)
                                        .isPresent()
                                ? LogRule.DECISION_AFTER_WITHDRAWAL.finding(
                                        where,
                                        "The data hold a subject who withdrew (entry " + at
                                                + "); a decision of the gate made since (entry "
                                                + newest.get().entry() + ") permits the use.")
                                : LogRule.USE_AFTER_WITHDRAWAL.finding(
                                        where,
                                        "The data hold a subject who withdrew (entry " + at
                                                + "), and no decision of the gate made since permits the use.")));
    }

    /** Why a decision does not cover what an entry says was done; empty where it does. */
    private Optional<String> outside(long index, Optional<NamedDecision> decision, Use use) {
        if (decision.isEmpty()) {
            return Optional.of(
                    answers.isNotRead(index) ? "it cannot be read as a decision" : "it is no decision of the gate");
        }
        List<String> outside = decision.get().outside(use.hash(), use.purpose(), use.place(), use.day());
        return outside.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", outside));
    }

    private Optional<String> fault(Movement movement, String party, LocalDate day, LedgerEntry entry) {
        if (movement.agreement().isEmpty()) {
            return Optional.of("no agreement is named");
        }
        if (agreements.isEmpty()) {
            return Optional.empty();
        }
        String id = movement.agreement().get();
        DataUsePolicy policy = agreements.get().policy();
        Box asked = new Box(
                policy.purposes().closed(List.of(movement.line().purpose())),
                VersionSet.of(List.of(entry.subject().orElseThrow().version())),
                policy.places().closed(List.of(movement.to())),
                CutSet.between(Optional.of(new Cut<>(day, false)), Optional.of(new Cut<>(day.plusDays(1), false))),
                Box.handling(false, true),
                new TreeSet<>(movement.conditionsMet()));
        Optional<UseAgreement> agreement = agreements.get().find(id);
        return agreement.isEmpty()
                ? Optional.of("the agreement that is named is not in the register")
                : AgreementRegister.fault(agreement.get(), party, asked)
                        .map(why -> "the agreement that is named does not cover it: " + why);
    }

    private void access(LedgerEntry entry, Use use, Optional<Long> index, Optional<NamedDecision> decision) {
        accesses.add(new Access(
                line(entry, NOT_STATED),
                use.operation(),
                use.place(),
                index,
                decision.map(NamedDecision::conditions).orElse(List.of())));
        String where = "entry " + entry.index();
        if (index.isEmpty()) {
            findings.add(LogRule.ACCESS_WITHOUT_DECISION.finding(
                    where, "Data were read without a decision of the gate on their scopes."));
            return;
        }
        String named = "The decision that the access names (entry " + index.get() + ")";
        outside(index.get(), decision, use)
                .ifPresent(why -> findings.add(
                        LogRule.ACCESS_OUTSIDE_DECISION.finding(where, named + " does not cover it: " + why + ".")));
        if (decision.filter(made -> !made.operation().equals(use.operation())).isPresent()) {
            findings.add(LogRule.ACCESS_OPERATION_DIFFERS.finding(
                    where, named + " permits another operation than that of the access."));
        } else if (decision.filter(made -> MOVING.contains(made.operation())).isPresent()) {
            findings.add(LogRule.ACCESS_OPERATION_DIFFERS.finding(
                    where,
                    named + " is one on a transfer; what was done belongs among the movements, and is not there."));
        }
    }
}
