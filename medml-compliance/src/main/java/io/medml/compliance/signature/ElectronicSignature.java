package io.medml.compliance.signature;

import io.medml.compliance.access.Role;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A signature as the ledger has it: who, when, with which meaning, on which entry.
 *
 * @param ref the entry of the signature
 * @param signed the entry that was signed, by its hash
 * @param personId identifier of the signer
 * @param printedName the signer's printed name
 * @param role the role in which they signed
 * @param meaning what the signature says
 * @param time when it was recorded
 * @param zone the zone in which the time is shown beside UTC
 */
public record ElectronicSignature(
        EntryRef ref,
        EntryRef signed,
        String personId,
        String printedName,
        Role role,
        SignatureMeaning meaning,
        Instant time,
        ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** Checks that all parts are there. */
    public ElectronicSignature {
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(personId, "personId");
        Objects.requireNonNull(printedName, "printedName");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(meaning, "meaning");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(zone, "zone");
    }

    /**
     * Reads a signature from its entry.
     *
     * @param entry an entry of type {@code signature.applied}
     * @return the signature
     * @throws IntegrityException when the entry is something else or incomplete
     */
    public static ElectronicSignature from(LedgerEntry entry) {
        if (!entry.type().equals("signature.applied")) {
            throw new IntegrityException("expected a signature at " + entry.ref() + ", found " + entry.type());
        }
        Content.Fields data = entry.data();
        EntryRef signed = entry.links().stream()
                .filter(l -> l.rel().equals("signs"))
                .map(Link::target)
                .findFirst()
                .orElseThrow(() -> new IntegrityException("the signature at " + entry.ref() + " signs nothing"));
        try {
            return read(entry, data, signed);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IntegrityException(
                    "the signature at " + entry.ref() + " has a role, meaning or zone that is none: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Whether an entry withdraws this signature. A rejection is withdrawn by its signer only; any other signature by whoever
     * finds it wrong, because a withdrawal can then only close what was open.
     *
     * @param entry an entry of the same ledger
     * @return whether it does
     */
    public boolean isWithdrawnBy(LedgerEntry entry) {
        return entry.type().equals("signature.withdrawn")
                && entry.links().stream()
                        .anyMatch(l -> l.origin().isEmpty() && l.target().equals(ref))
                && (meaning != SignatureMeaning.REJECTION
                        || personId.equals(entry.actor().id()));
    }

    /**
     * The signatures on any of some records that were not withdrawn.
     *
     * @param entries entries of one ledger, in their order
     * @param records the entries that were signed
     * @return the signatures, in the order in which they were made
     * @throws IntegrityException when one of them cannot be read
     */
    public static List<ElectronicSignature> standing(Stream<LedgerEntry> entries, Set<EntryRef> records) {
        List<ElectronicSignature> found = new ArrayList<>();
        entries.forEach(entry -> {
            if (entry.type().equals("signature.applied")
                    && entry.links().stream()
                            .anyMatch(l ->
                                    l.rel().equals("signs") && l.origin().isEmpty() && records.contains(l.target()))) {
                found.add(from(entry));
            } else {
                found.removeIf(s -> s.isWithdrawnBy(entry));
            }
        });
        return List.copyOf(found);
    }

    private static ElectronicSignature read(LedgerEntry entry, Content.Fields data, EntryRef signed) {
        return new ElectronicSignature(
                entry.ref(),
                signed,
                entry.actor().id(),
                data.text("printed_name"),
                new Role(entry.actor().role().orElse("unknown")),
                SignatureMeaning.ofWord(data.text("meaning")),
                entry.time(),
                ZoneId.of(data.text("zone")));
    }

    /**
     * The human-readable form (21 CFR 11.50(b)): printed name, role, time in UTC and in the signer's zone, meaning.
     *
     * @return one line
     */
    public String manifestation() {
        return String.format(
                Locale.ROOT,
                "%s (%s), %s UTC (%s %s), meaning: %s",
                printedName,
                role,
                TIME.format(time.atOffset(ZoneOffset.UTC)),
                TIME.format(time.atZone(zone)),
                zone,
                meaning.word());
    }
}
