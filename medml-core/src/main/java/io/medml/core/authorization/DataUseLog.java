package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.lineage.AccessEntry;
import java.util.Optional;

/**
 * Who read which data and where data went, as a ledger holds it. Thread-safe as far as the ledger is.
 *
 * <pre>{@code
 * DataUseLog log = DataUseLog.on(ledger);
 * log.accessed(cohort.reference(), "training", "hospital a", "training of readmission-risk 2.1", who);
 * log.moved(movement, who);
 * DataUseLogReport shown = log.report(agreements);     // "show me the data movement log"
 * }</pre>
 *
 * <p>Both are entries of the type {@code dataset.accessed} with the data set as subject, its digest in {@code data.hash}, and
 * {@code data.action} {@code read} or {@code moved}. Entries of that type that something else appended count as
 * accesses, with what they do not state said to be missing. Movements and accesses are held against the decisions of the gate that they name. The log holds what was told to it: a read that nobody records is not in it.
 */
public final class DataUseLog {

    static final String READ = "read";
    static final String MOVED = "moved";
    static final String DENIED = "data.use";
    static final String AUTHORIZATION = "authorization";

    private final Ledger ledger;

    private DataUseLog(Ledger ledger) {
        this.ledger = requireNonNull(ledger, "ledger");
    }

    /**
     * The log that a ledger holds.
     *
     * @param ledger the ledger
     * @return the log
     */
    public static DataUseLog on(Ledger ledger) {
        return new DataUseLog(ledger);
    }

    /**
     * Records that data were read, without a decision of the gate, which the report warns of.
     *
     * @param dataset what was read
     * @param purpose what for, a purpose of the policy
     * @param place where
     * @param why the reason in words
     * @param who who read them
     * @return the entry
     */
    public LedgerEntry accessed(ArtifactRef dataset, String purpose, String place, String why, Actor who) {
        return ledger.append(read(dataset, Optional.empty(), purpose, place, why, who));
    }

    /**
     * Records that data were read under a permission of the gate, for its operation and purpose and at its first place. On a day that the permission
     * does not cover, and after a newer refusal or withdrawal, the read is recorded all the same, and is an error of the report.
     *
     * @param permission the permission, of this ledger
     * @param why the reason in words
     * @param who who read them
     * @return the entry
     * @throws IllegalArgumentException when the permission is of another ledger, or is one to move or export data, which {@link #moved} records
     */
    public LedgerEntry accessed(DataUseAuthorization permission, String why, Actor who) {
        requireHeld(permission);
        if (permission.request().operation().transfers()) {
            throw new IllegalArgumentException(
                    "expected a permission for a use at one place, found one to "
                            + permission.request().operation().word()
                            + "; record the movement with moved(..), and ask the gate for a permission of its own for what is read");
        }
        return ledger.append(read(
                        permission.dataset(),
                        Optional.of(permission.request().operation()),
                        permission.request().purpose(),
                        permission.request().places().get(0),
                        why,
                        who)
                .link(AUTHORIZATION, permission.decision().ref()));
    }

    private static EntryDraft read(
            ArtifactRef dataset,
            Optional<DataOperation> operation,
            String purpose,
            String place,
            String why,
            Actor who) {
        Content.Builder data = Content.fields()
                .put("action", READ)
                .put("hash", dataset.digest().hex())
                .put("purpose", Name.requireTrimmed(purpose, "a purpose"))
                .put("place", Name.requireTrimmed(place, "a place"));
        put(data, "operation", operation.map(DataOperation::word));
        return EntryDraft.of(AccessEntry.TYPE)
                .actor(requireNonNull(who, "who"))
                .subject(dataset)
                .reason(StatedText.require(why, "why data were read"))
                .data(data.build());
    }

    /**
     * Records that data went from one place to another.
     *
     * @param movement the movement
     * @param who who moved them
     * @return the entry
     * @throws IllegalArgumentException when the permission that it names is of another ledger
     */
    public LedgerEntry moved(DataMovement movement, Actor who) {
        movement.authorization().ifPresent(this::requireHeld);
        Content.Builder data = Content.fields()
                .put("action", MOVED)
                .put("hash", movement.dataset().digest().hex())
                .put("operation", movement.operation().word())
                .put("from", movement.from())
                .put("to", movement.to())
                .put("purpose", movement.purpose())
                .put("legal_basis", movement.legalBasis());
        put(data, "encryption", movement.encryption());
        put(data, "unencrypted_because", movement.unencryptedBecause());
        put(data, "recipient", movement.recipient());
        put(data, "no_agreement_because", movement.noAgreementBecause());
        put(data, "agreement", movement.agreement());
        if (!movement.conditions().isEmpty()) {
            data.put("conditions_met", Content.texts(movement.conditions()));
        }
        EntryDraft draft = EntryDraft.of(AccessEntry.TYPE)
                .actor(requireNonNull(who, "who"))
                .subject(movement.dataset())
                .reason(movement.why())
                .data(data.build());
        movement.authorization()
                .ifPresent(permission ->
                        draft.link(AUTHORIZATION, permission.decision().ref()));
        return ledger.append(draft);
    }

    private static void put(Content.Builder data, String key, Optional<String> value) {
        value.ifPresent(text -> data.put(key, text));
    }

    private void requireHeld(DataUseAuthorization permission) {
        if (!ledger.holds(permission.decision())) {
            throw new IllegalArgumentException("expected a permission whose decision is in " + ledger.origin()
                    + ", found one of " + permission.decision().origin() + "; ask the gate with this ledger");
        }
    }

    /**
     * The log of movements, accesses and refusals, with every movement held against the agreements, and movements and accesses against
     * the decisions of the gate.
     *
     * @param agreements the register of agreements
     * @return the report, of the entries that the ledger holds now
     */
    public DataUseLogReport report(AgreementRegister agreements) {
        return LogReading.of(ledger, Optional.of(agreements));
    }

    /**
     * The log of movements, accesses and refusals. Movements are not held against agreements, which the report says.
     *
     * @return the report, of the entries that the ledger holds now
     */
    public DataUseLogReport report() {
        return LogReading.of(ledger, Optional.empty());
    }
}
