package io.medml.core.authorization;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.authorization.DataUseLogReport.Access;
import io.medml.core.authorization.DataUseLogReport.Line;
import io.medml.core.authorization.DataUseLogReport.Movement;
import io.medml.core.authorization.DataUseLogReport.Refusal;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Subject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads movements, accesses and refusals out of a ledger. Entries that others appended by hand may lack what is looked for. */
final class LogReading {

    private static final String NOT_STATED = "not stated";

    private final Ledger ledger;
    private final Optional<AgreementRegister> agreements;
    private final List<Movement> movements = new ArrayList<>();
    private final List<Access> accesses = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private LogReading(Ledger ledger, Optional<AgreementRegister> agreements) {
        this.ledger = ledger;
        this.agreements = agreements;
    }

    static DataUseLogReport of(Ledger ledger, Optional<AgreementRegister> agreements) {
        LogReading reading = new LogReading(ledger, agreements);
        long size = ledger.size();
        for (long index = 0; index < size; index++) {
            reading.take(ledger.entry(index));
        }
        if (agreements.isEmpty() && !reading.movements.isEmpty()) {
            reading.findings.add(Finding.of(
                    "AGREEMENTS_NOT_CHECKED",
                    Severity.WARNING,
                    "",
                    "No register of agreements was handed in, so that no movement was held against one."));
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
                upTo, provenance, reading.movements, reading.accesses, reading.refusals, reading.findings);
    }

    private void take(LedgerEntry entry) {
        try {
            Content.Fields data = entry.data();
            if (entry.type().equals(DataUseLog.TYPE)) {
                if (data.has("action") && data.get("action").equals(Content.text(DataUseLog.MOVED))) {
                    movement(entry, data);
                } else {
                    // deliberate: an access that something else recorded, such as the opening of a test set, is one too
                    accesses.add(new Access(
                            line(entry),
                            optional(data, "place").orElse(NOT_STATED),
                            decision(entry).map(link -> link.target().index())));
                }
            } else if (entry.type().equals("access.denied")
                    && data.has("action")
                    && data.get("action").equals(Content.text(DataUseLog.DENIED))) {
                refusals.add(new Refusal(
                        line(entry), data.text("operation"), data.whole("records"), data.whole("not_covered")));
            }
        } catch (DataException e) {
            findings.add(Finding.of(
                    "ENTRY_NOT_READ",
                    Severity.WARNING,
                    "entry " + entry.index(),
                    "The entry is of type " + entry.type()
                            + " and was not written by this log; it is not in the lists."));
        }
    }

    private static Line line(LedgerEntry entry) {
        Subject subject = entry.subject().orElseThrow(() -> new DataException("no subject"));
        Actor actor = entry.actor();
        return new Line(
                entry.index(),
                entry.time(),
                subject.id() + " " + subject.version(),
                actor.id(),
                actor.name().orElse(actor.kind().word()),
                entry.reason().orElse(entry.type().equals(DataUseLog.TYPE) ? NOT_STATED : "refused by the gate"),
                optional(entry.data(), "purpose").orElse(NOT_STATED));
    }

    private static Optional<Link> decision(LedgerEntry entry) {
        return entry.links().stream()
                .filter(link -> link.rel().equals(DataUseLog.AUTHORIZATION)
                        && link.origin().isEmpty())
                .findFirst();
    }

    private static Optional<String> optional(Content.Fields data, String key) {
        return data.has(key) ? Optional.of(data.text(key)) : Optional.empty();
    }

    private void movement(LedgerEntry entry, Content.Fields data) {
        Optional<String> recipient = optional(data, "recipient");
        Optional<String> encryption = optional(data, "encryption");
        Movement movement = new Movement(
                line(entry),
                data.text("from"),
                data.text("to"),
                recipient.isPresent() ? recipient.get() : "no agreement needed: " + data.text("no_agreement_because"),
                optional(data, "agreement"),
                data.text("legal_basis"),
                encryption.isPresent() ? encryption.get() : "not encrypted: " + data.text("unencrypted_because"),
                decision(entry).map(link -> link.target().index()));
        movements.add(movement);
        String where = "entry " + entry.index();
        if (encryption.isEmpty()) {
            findings.add(Finding.of(
                    "MOVEMENT_NOT_ENCRYPTED",
                    Severity.WARNING,
                    where,
                    "Data were moved without encryption, as stated."));
        }
        recipient
                .flatMap(party -> fault(movement, party, entry, data))
                .ifPresent(fault -> findings.add(Finding.of(
                        "MOVEMENT_WITHOUT_AGREEMENT",
                        Severity.ERROR,
                        where,
                        "Data went to another party and " + fault + ".")));
        decided(movement, entry, data, where);
    }

    private static LocalDate day(LedgerEntry entry) {
        return LocalDate.ofInstant(entry.time(), ZoneOffset.UTC);
    }

    private Optional<String> fault(Movement movement, String party, LedgerEntry entry, Content.Fields data) {
        if (movement.agreement().isEmpty()) {
            return Optional.of("no agreement is named");
        }
        if (agreements.isEmpty()) {
            return Optional.empty();
        }
        String id = movement.agreement().get();
        DataUsePolicy policy = agreements.get().policy();
        SortedSet<String> conditions = new TreeSet<>();
        if (data.has("conditions_met")) {
            data.list("conditions_met").forEach(item -> {
                if (item instanceof Content.Text text) {
                    conditions.add(text.value());
                }
            });
        }
        LocalDate day = day(entry);
        Box asked = new Box(
                policy.purposes().closed(List.of(movement.line().purpose())),
                VersionSet.of(List.of(entry.subject().orElseThrow().version())),
                policy.places().closed(List.of(movement.to())),
                CutSet.between(Optional.of(new Cut<>(day, false)), Optional.of(new Cut<>(day.plusDays(1), false))),
                Box.handling(false, true),
                conditions);
        Optional<UseAgreement> agreement = agreements.get().find(id);
        return agreement.isEmpty()
                ? Optional.of("the agreement that is named is not in the register")
                : AgreementRegister.fault(agreement.get(), party, asked)
                        .map(why -> "the agreement that is named does not cover it: " + why);
    }

    /** Whether the gate's decision that the movement names is there, is about these data, and covers what was done. */
    private void decided(Movement movement, LedgerEntry entry, Content.Fields data, String where) {
        Optional<Long> index = movement.decision();
        if (index.isEmpty()) {
            findings.add(Finding.of(
                    "MOVEMENT_WITHOUT_DECISION",
                    Severity.WARNING,
                    where,
                    "Data were moved without a decision of the gate on their scopes."));
            return;
        }
        if (!covers(index.get(), movement, entry, data)) {
            findings.add(
                    Finding.of(
                            "MOVEMENT_OUTSIDE_DECISION",
                            Severity.ERROR,
                            where,
                            "The decision that the movement names (entry " + index.get()
                                    + ") does not cover it: another data set, place, purpose or day, or no decision of the gate."));
        }
    }

    private boolean covers(long index, Movement movement, LedgerEntry entry, Content.Fields data) {
        try {
            Evidence decision = ledger.recorded(index).evidence();
            Content.Fields body = decision.body().asFields();
            Content.Fields request = body.fields("request");
            LocalDate day = day(entry);
            return decision.schema().equals("data-use-decision/1")
                    && body.text("outcome").equals(DataUseDecision.Outcome.COVERED.name())
                    && decision.about().get(0).digest().hex().equals(data.text("hash"))
                    && List.of(DataOperation.EXPORT.word(), DataOperation.MOVE.word())
                            .contains(request.text("operation"))
                    && request.text("purpose").equals(movement.line().purpose())
                    && request.list("places").contains(Content.text(movement.to()))
                    && !day.isBefore(LocalDate.parse(request.text("first_day")))
                    && !day.isAfter(LocalDate.parse(request.text("last_day")));
        } catch (IllegalArgumentException | DataException | IntegrityException e) {
            // deliberate: the entry records no evidence, or other evidence; the finding says that it covers nothing
            return false;
        }
    }
}
