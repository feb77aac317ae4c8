package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.lineage.DatasetAccess.Action;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/**
 * What an entry of the type {@code dataset.accessed} states of its use of data, word for word. Other software may have written it, so
 * that nothing of it need be there; what is no text is not stated.
 *
 * @param action what was done; an entry that states nothing else counts as a read
 * @param dataset the data set; empty where the entry is about none, or states no digest of it
 * @param hash the digest of the data in hexadecimal, whatever the entry calls them
 * @param operation what for, in the word of an operation
 * @param purpose what for
 * @param place where data were read, or, of a transfer, went to
 * @param recipient who received the data
 * @param day the day of the entry, in UTC; what was recorded late was done before
 */
public record AccessEntry(
        Action action,
        Optional<ArtifactRef> dataset,
        Optional<String> hash,
        Optional<String> operation,
        Optional<String> purpose,
        Optional<String> place,
        Optional<String> recipient,
        LocalDate day) {

    /** The type of these entries. */
    public static final String TYPE = "dataset.accessed";

    /** Checks that all parts are there. */
    public AccessEntry {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(day, "day");
    }

    /**
     * Reads an entry.
     *
     * @param entry an entry of the {@linkplain #TYPE type}
     * @return what it states
     */
    public static AccessEntry of(LedgerEntry entry) {
        Content.Fields data = entry.data();
        Optional<ArtifactRef> about = entry.artifact();
        Optional<String> operation = text(data, "operation");
        Action action = action(entry, operation);
        Optional<String> place = text(data, "place");
        return new AccessEntry(
                action,
                about.filter(artifact -> artifact.kind() == Kind.DATASET),
                about.map(artifact -> artifact.digest().hex()).or(() -> text(data, "hash")),
                operation,
                text(data, "purpose"),
                action.isTransfer() ? text(data, "to").or(() -> place) : place,
                text(data, "recipient"),
                LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
    }

    private static Action action(LedgerEntry entry, Optional<String> operation) {
        if (text(entry.data(), "action")
                .map(String::strip)
                .filter("moved"::equals)
                .isPresent()) {
            return operation.map(String::strip).filter("export"::equals).isPresent() ? Action.EXPORTED : Action.MOVED;
        }
        return entry.links().stream().anyMatch(link -> link.rel().equals("seal")) ? Action.OPENED : Action.ACCESSED;
    }

    private static Optional<String> text(Content.Fields data, String key) {
        return data.values().get(key) instanceof Content.Text text ? Optional.of(text.value()) : Optional.empty();
    }
}
