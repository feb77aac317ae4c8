package io.medml.core.authorization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where data went, who read them and which uses were refused, as a ledger holds it up to an entry, as evidence. Only
 * {@link DataUseLog#report} makes one.
 *
 * <p>Findings: {@code MOVEMENT_WITHOUT_AGREEMENT}, {@code MOVEMENT_OUTSIDE_DECISION}, {@code MOVEMENT_OPERATION_DIFFERS},
 * {@code MOVEMENT_RECIPIENT_DIFFERS}, {@code ACCESS_OUTSIDE_DECISION}, {@code ACCESS_OPERATION_DIFFERS},
 * {@code USE_AFTER_WITHDRAWAL}, {@code USE_AFTER_REFUSAL}, {@code DECISION_NOT_READ} and {@code ENTRY_CONTRADICTS_ITSELF} are errors;
 * {@code DECISION_AFTER_WITHDRAWAL},
 * {@code MOVEMENT_NOT_ENCRYPTED}, {@code MOVEMENT_WITHOUT_DECISION}, {@code MOVEMENT_CONDITION_NOT_STATED},
 * {@code ACCESS_WITHOUT_DECISION}, {@code AGREEMENTS_NOT_CHECKED} and {@code ENTRY_NOT_READ} are warnings. A movement or an access is within
 * a decision when the decision is about the same data, covers them, and names its operation, its purpose, its place and the day, in UTC, of
 * its entry; for a movement also its recipient, or the same statement of why no agreement is needed.
 *
 * <p>A use is held against the withdrawals whose impact stands before it in this ledger and says that the data hold the subject. Not seen
 * are withdrawals that nobody recorded in this ledger, data sets of which an impact says that it is not known whether they hold the
 * subject, and uses that were recorded before the impact, which are the impact's own to find. Immutable.
 */
public final class DataUseLogReport implements Evidence {

    /**
     * What every line has.
     *
     * @param entry position of the entry in the ledger
     * @param time when the ledger took it
     * @param dataset the data set in words
     * @param actor identifier of who acted
     * @param name full name of who acted, or the kind of actor where it is no person
     * @param why the reason as entered
     * @param purpose what for
     */
    public record Line(
            long entry, Instant time, String dataset, String actor, String name, String why, String purpose) {

        Content.Builder content() {
            return Content.fields()
                    .put("entry", entry)
                    .put("time", time.toString())
                    .put("dataset", dataset)
                    .put("actor", actor)
                    .put("name", name)
                    .put("why", why)
                    .put("purpose", purpose);
        }
    }

    /**
     * Data that went somewhere.
     *
     * @param line who, when, what, why
     * @param operation whether they were moved or a copy was given out, in the word of {@link DataOperation}, or that it is not stated
     * @param from where from
     * @param to where to
     * @param recipient who received them, or why no agreement is needed
     * @param agreement the agreement that was named; empty when none was
     * @param legalBasis the legal basis as stated
     * @param encryption how they were encrypted, or why not
     * @param conditionsMet the conditions that whoever moved them stated as met
     * @param decision position of the gate's decision; empty when none was named
     * @param decisionConditions the conditions that were stated as met when that decision was made, and on which it rests
     */
    public record Movement(
            Line line,
            String operation,
            String from,
            String to,
            String recipient,
            Optional<String> agreement,
            String legalBasis,
            String encryption,
            List<String> conditionsMet,
            Optional<Long> decision,
            List<String> decisionConditions) {
        /** Copies the lists. */
        public Movement {
            conditionsMet = List.copyOf(conditionsMet);
            decisionConditions = List.copyOf(decisionConditions);
        }

        Content content() {
            Content.Builder builder = line.content()
                    .put("operation", operation)
                    .put("from", from)
                    .put("to", to)
                    .put("recipient", recipient)
                    .put("legal_basis", legalBasis)
                    .put("encryption", encryption)
                    .put("conditions_met", Content.texts(conditionsMet))
                    .put("decision_conditions", Content.texts(decisionConditions));
            agreement.ifPresent(id -> builder.put("agreement", id));
            decision.ifPresent(index -> builder.put("decision", index));
            return builder.build();
        }
    }

    /**
     * Data that were read.
     *
     * @param line who, when, what, why
     * @param operation what they were read for, in the word of {@link DataOperation}, or that it is not stated
     * @param place where
     * @param decision position of the gate's decision; empty when none was named
     * @param decisionConditions the conditions that were stated as met when that decision was made, and on which it rests
     */
    public record Access(
            Line line, String operation, String place, Optional<Long> decision, List<String> decisionConditions) {
        /** Copies the list. */
        public Access {
            decisionConditions = List.copyOf(decisionConditions);
        }

        Content content() {
            Content.Builder builder = line.content()
                    .put("operation", operation)
                    .put("place", place)
                    .put("decision_conditions", Content.texts(decisionConditions));
            decision.ifPresent(index -> builder.put("decision", index));
            return builder.build();
        }
    }

    /**
     * A use that the gate refused.
     *
     * @param line who, when, what, why
     * @param operation what was asked for
     * @param records number of records
     * @param notCovered how many of them were not covered
     */
    public record Refusal(Line line, String operation, long records, long notCovered) {

        Content content() {
            return line.content()
                    .put("operation", operation)
                    .put("records", records)
                    .put("not_covered", notCovered)
                    .build();
        }
    }

    /**
     * Data that something else than the gate refused before they were opened, such as a sealed test set.
     *
     * @param line who, when, what, why
     * @param cause why it was refused, as the entry states
     */
    public record OtherRefusal(Line line, String cause) {

        Content content() {
            return line.content().put("cause", cause).build();
        }
    }

    /**
     * Data that were opened and then not given, such as a sealed test set whose load failed. Whoever opened them may have seen them; the opening is
     * among the accesses.
     *
     * @param line who, when, what, why
     * @param opening position of the entry that records the opening
     * @param cause why they were not given, as the entry states
     */
    public record NothingGiven(Line line, long opening, String cause) {

        Content content() {
            return line.content().put("opening", opening).put("cause", cause).build();
        }
    }

    /**
     * All refusals: of the gate, of other guards of data, of what was opened before, and the number of those that are not of
     * data.
     */
    record Refusals(List<Refusal> ofGate, List<OtherRefusal> ofOthers, List<NothingGiven> opened, long ofOtherThings) {
        Refusals {
            ofGate = List.copyOf(ofGate);
            ofOthers = List.copyOf(ofOthers);
            opened = List.copyOf(opened);
        }
    }

    private final ArtifactRef upTo;
    private final Provenance provenance;
    private final List<Movement> movements;
    private final List<Access> accesses;
    private final Refusals refusals;
    private final List<Finding> findings;

    DataUseLogReport(
            ArtifactRef upTo,
            Provenance provenance,
            List<Movement> movements,
            List<Access> accesses,
            Refusals refusals,
            List<Finding> findings) {
        this.upTo = upTo;
        this.provenance = provenance;
        this.movements = List.copyOf(movements);
        this.accesses = List.copyOf(accesses);
        this.refusals = refusals;
        this.findings = List.copyOf(findings);
    }

    /**
     * Where data went.
     *
     * @return the movements in the order of the ledger
     */
    public List<Movement> movements() {
        return movements;
    }

    /**
     * Who read data.
     *
     * @return the accesses in the order of the ledger
     */
    public List<Access> accesses() {
        return accesses;
    }

    /**
     * What the gate refused.
     *
     * @return the refusals in the order of the ledger
     */
    public List<Refusal> refusals() {
        return refusals.ofGate();
    }

    /**
     * What others than the gate refused before it was opened, such as a sealed test set.
     *
     * @return the refusals in the order of the ledger
     */
    public List<OtherRefusal> otherRefusals() {
        return refusals.ofOthers();
    }

    /**
     * What was opened and then not given, such as a sealed test set whose load failed. It is no refusal, since it may have been seen.
     *
     * @return in the order of the ledger
     */
    public List<NothingGiven> nothingGiven() {
        return refusals.opened();
    }

    /**
     * How many refusals of the ledger are not of data, such as of a release or a signature; they are not listed.
     *
     * @return the number
     */
    public long refusalsOfOtherThings() {
        return refusals.ofOtherThings();
    }

    @Override
    public String schema() {
        return "data-use-log/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(upTo);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("movements", Content.items(movements, Movement::content))
                .put("accesses", Content.items(accesses, Access::content))
                .put("refusals", Content.items(refusals(), Refusal::content))
                .put("other_refusals", Content.items(otherRefusals(), OtherRefusal::content))
                .put("nothing_given", Content.items(nothingGiven(), NothingGiven::content))
                .put("refusals_of_other_things", refusalsOfOtherThings())
                .build();
    }

    @Override
    public String toString() {
        return "data-use log of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
