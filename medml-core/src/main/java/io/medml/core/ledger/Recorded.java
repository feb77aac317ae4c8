package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Evidence together with its place in a ledger. Only a ledger makes one, after the entry is durable.
 *
 * <p>Whoever accepts one asks the ledger {@link Ledger#holds}, since a type alone cannot say which ledger. Immutable. Two are
 * equal when they are the same entry of the same origin.
 *
 * @param <E> the kind of evidence
 */
public final class Recorded<E extends Evidence> {

    private final E evidence;
    private final LedgerEntry entry;
    private final Digest digest;
    private final String origin;

    Recorded(E evidence, LedgerEntry entry, Digest digest, String origin) {
        this.evidence = evidence;
        this.entry = entry;
        this.digest = digest;
        this.origin = origin;
    }

    /**
     * The evidence.
     *
     * @return the evidence
     */
    public E evidence() {
        return evidence;
    }

    /**
     * The entry that records it.
     *
     * @return the entry
     */
    public LedgerEntry entry() {
        return entry;
    }

    /**
     * The place of the entry.
     *
     * @return position and leaf hash
     */
    public EntryRef ref() {
        return entry.ref();
    }

    /**
     * The digest of the evidence document.
     *
     * @return the SHA-256
     */
    public Digest digest() {
        return digest;
    }

    /**
     * The ledger that holds it.
     *
     * @return its origin
     */
    public String origin() {
        return origin;
    }

    /**
     * The place in words, for documents.
     *
     * @return for example {@code entry 17 of example.org/audit}
     */
    public String place() {
        return "entry " + ref().index() + " of " + origin;
    }

    /**
     * The place and the time of recording and who recorded it in words, for documents.
     *
     * @return for example {@code entry 17 of example.org/audit, 2026-11-20 10:11:12 UTC, by Ana Lima (u:ana)}
     */
    public String placeAndTime() {
        return place() + ", "
                + DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                        .format(entry.time().atOffset(ZoneOffset.UTC))
                + " UTC, by " + entry.actor().words();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recorded<?> that && ref().equals(that.ref()) && origin.equals(that.origin);
    }

    @Override
    public int hashCode() {
        return ref().hashCode() * 31 + origin.hashCode();
    }

    @Override
    public String toString() {
        return evidence.schema() + " as " + ref() + " of " + origin;
    }
}
