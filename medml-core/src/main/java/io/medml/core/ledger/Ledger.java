package io.medml.core.ledger;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceSink;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An append-only record of evidence and events (skeleton). */
public final class Ledger implements AutoCloseable, EvidenceSink {
    private Ledger() {}

    /**
     * Opens or creates.
     *
     * @param directory the directory
     * @param clock the clock
     * @param signer the key
     * @return the ledger
     */
    public static Ledger open(Path directory, Clock clock, CheckpointSigner signer) {
        throw new UnsupportedOperationException();
    }

    /**
     * For exploring.
     *
     * @return a ledger that is nowhere but in memory
     */
    public static Ledger inMemory() {
        throw new UnsupportedOperationException();
    }

    /**
     * For exploring.
     *
     * @param clock the clock
     * @return a ledger that is nowhere but in memory
     */
    public static Ledger inMemory(Clock clock) {
        throw new UnsupportedOperationException();
    }

    /**
     * Records evidence.
     *
     * @param evidence the evidence
     * @param <E> its kind
     * @return the evidence with its place
     */
    public <E extends Evidence> Recorded<E> record(E evidence) {
        throw new UnsupportedOperationException();
    }

    /**
     * Records evidence.
     *
     * @param evidence the evidence
     * @param actor who records it
     * @param more further links
     * @param <E> its kind
     * @return the evidence with its place
     */
    public <E extends Evidence> Recorded<E> record(E evidence, Actor actor, Link... more) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void accept(Evidence evidence) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends one entry.
     *
     * @param draft the draft
     * @return the entry, durable
     */
    public LedgerEntry append(EntryDraft draft) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends entries, all or nothing.
     *
     * @param drafts the drafts
     * @return the entries, durable
     */
    public List<LedgerEntry> appendAll(List<EntryDraft> drafts) {
        throw new UnsupportedOperationException();
    }

    /**
     * Stores content.
     *
     * @param content the bytes
     * @param media media type
     * @param name a name
     * @return the reference
     */
    public BlobRef store(byte[] content, String media, String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads content back.
     *
     * @param digest its digest
     * @return the bytes
     */
    public byte[] blob(Digest digest) {
        throw new UnsupportedOperationException();
    }

    /**
     * The number of entries.
     *
     * @return the size
     */
    public long size() {
        throw new UnsupportedOperationException();
    }

    /**
     * The ledger's name.
     *
     * @return the origin
     */
    public String origin() {
        throw new UnsupportedOperationException();
    }

    /**
     * The active key.
     *
     * @return the key
     */
    public VerifierKey key() {
        throw new UnsupportedOperationException();
    }

    /**
     * One entry.
     *
     * @param index its position
     * @return the entry
     */
    public LedgerEntry entry(long index) {
        throw new UnsupportedOperationException();
    }

    /**
     * All entries.
     *
     * @return a stream in order
     */
    public Stream<LedgerEntry> entries() {
        throw new UnsupportedOperationException();
    }

    /**
     * The newest entry of a type about a subject.
     *
     * @param type type of the entry
     * @param subject the subject
     * @return the entry
     */
    public Optional<LedgerEntry> latest(String type, ArtifactRef subject) {
        throw new UnsupportedOperationException();
    }

    /**
     * Finds recorded evidence by its document.
     *
     * @param evidenceDocument digest of the document
     * @return the newest record of it
     */
    public Optional<Recorded<Evidence>> find(Digest evidenceDocument) {
        throw new UnsupportedOperationException();
    }

    /**
     * Evidence that an entry records.
     *
     * @param index position of the entry
     * @return the evidence with its place
     */
    public Recorded<Evidence> recorded(long index) {
        throw new UnsupportedOperationException();
    }

    /**
     * Tells whether this ledger holds it.
     *
     * @param recorded recorded evidence
     * @return whether origin, position and leaf hash are this ledger's
     */
    public boolean holds(Recorded<?> recorded) {
        throw new UnsupportedOperationException();
    }

    /**
     * Proof of one entry.
     *
     * @param ref the entry
     * @return a receipt in the form tlog-proof@v1
     */
    public String receipt(EntryRef ref) {
        throw new UnsupportedOperationException();
    }

    /** Publishes tiles and a signed checkpoint. */
    public void publish() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
