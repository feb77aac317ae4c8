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
 * <p>Findings: {@code MOVEMENT_WITHOUT_AGREEMENT} and {@code MOVEMENT_OUTSIDE_DECISION} are errors; {@code MOVEMENT_NOT_ENCRYPTED},
 * {@code MOVEMENT_WITHOUT_DECISION}, {@code AGREEMENTS_NOT_CHECKED} and {@code ENTRY_NOT_READ} are warnings. Immutable.
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
     * @param from where from
     * @param to where to
     * @param recipient who received them, or why no agreement is needed
     * @param agreement the agreement that was named; empty when none was
     * @param legalBasis the legal basis as stated
     * @param encryption how they were encrypted, or why not
     * @param decision position of the gate's decision; empty when none was named
     */
    public record Movement(
            Line line,
            String from,
            String to,
            String recipient,
            Optional<String> agreement,
            String legalBasis,
            String encryption,
            Optional<Long> decision) {

        Content content() {
            Content.Builder builder = line.content()
                    .put("from", from)
                    .put("to", to)
                    .put("recipient", recipient)
                    .put("legal_basis", legalBasis)
                    .put("encryption", encryption);
            agreement.ifPresent(id -> builder.put("agreement", id));
            decision.ifPresent(index -> builder.put("decision", index));
            return builder.build();
        }
    }

    /**
     * Data that were read.
     *
     * @param line who, when, what, why
     * @param place where
     * @param decision position of the gate's decision; empty when none was named
     */
    public record Access(Line line, String place, Optional<Long> decision) {

        Content content() {
            Content.Builder builder = line.content().put("place", place);
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

    private final ArtifactRef upTo;
    private final Provenance provenance;
    private final List<Movement> movements;
    private final List<Access> accesses;
    private final List<Refusal> refusals;
    private final List<Finding> findings;

    DataUseLogReport(
            ArtifactRef upTo,
            Provenance provenance,
            List<Movement> movements,
            List<Access> accesses,
            List<Refusal> refusals,
            List<Finding> findings) {
        this.upTo = upTo;
        this.provenance = provenance;
        this.movements = List.copyOf(movements);
        this.accesses = List.copyOf(accesses);
        this.refusals = List.copyOf(refusals);
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
        return refusals;
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
                .put("refusals", Content.items(refusals, Refusal::content))
                .build();
    }
}
