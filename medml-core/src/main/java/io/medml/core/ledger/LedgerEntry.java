package io.medml.core.ledger;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An entry of a ledger, as it was read and checked. Immutable. */
public final class LedgerEntry {
    private LedgerEntry() {}

    /**
     * Its position.
     *
     * @return from 0
     */
    public long index() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its identifier.
     *
     * @return the identifier
     */
    public UUID id() {
        throw new UnsupportedOperationException();
    }

    /**
     * When the ledger took it.
     *
     * @return UTC, whole milliseconds
     */
    public Instant time() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its type.
     *
     * @return a type of the ledger's table
     */
    public String type() {
        throw new UnsupportedOperationException();
    }

    /**
     * Who acted.
     *
     * @return the actor
     */
    public Actor actor() {
        throw new UnsupportedOperationException();
    }

    /**
     * What it is about.
     *
     * @return the subject
     */
    public Optional<Subject> subject() {
        throw new UnsupportedOperationException();
    }

    /**
     * Why.
     *
     * @return the reason as entered
     */
    public Optional<String> reason() {
        throw new UnsupportedOperationException();
    }

    /**
     * What was changed.
     *
     * @return the changed fields
     */
    public List<Change> changes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its data.
     *
     * @return the data; no fields where there is none
     */
    public Content.Fields data() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its links.
     *
     * @return links to earlier entries
     */
    public List<Link> links() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its references.
     *
     * @return references to artefacts
     */
    public List<BlobRef> refs() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its exact bytes.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its leaf hash.
     *
     * @return SHA-256 of the byte 0 and the bytes
     */
    public Digest leaf() {
        throw new UnsupportedOperationException();
    }

    /**
     * Its place.
     *
     * @return position and leaf hash
     */
    public EntryRef ref() {
        return new EntryRef(index(), leaf());
    }
}
