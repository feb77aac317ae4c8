package io.medml.core.ledger;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.util.Optional;

/**
 * Evidence that another ledger holds: the digest of its document, with the entry there that records it. It stands for an input of
 * evidence that is recorded here; see {@link Ledger#record(io.medml.core.evidence.Evidence, Actor, java.util.List, Link...)}.
 *
 * <p>It comes from the other ledger itself or from a receipt that proves the entry, so that nobody types one in. What the other ledger
 * holds is checked there: this one keeps the link and does not follow it. Immutable.
 */
public final class HeldElsewhere {

    private final Digest document;
    private final EntryRef ref;
    private final String origin;

    private HeldElsewhere(Digest document, EntryRef ref, String origin) {
        this.document = document;
        this.ref = ref;
        this.origin = origin;
    }

    /**
     * Evidence that another ledger of this process recorded.
     *
     * @param recorded what that ledger gave
     * @return its document and place
     */
    public static HeldElsewhere of(Recorded<?> recorded) {
        return new HeldElsewhere(recorded.digest(), recorded.ref(), recorded.origin());
    }

    /**
     * Evidence that a ledger elsewhere recorded, by the receipt of its entry.
     *
     * @param entry the exact bytes of the entry, which {@link LedgerEntry#bytes} gave
     * @param receipt the receipt of the entry
     * @param key the other ledger's key, handed over apart from the receipt
     * @return its document and place
     * @throws IntegrityException when the receipt does not prove the entry, or the entry records no evidence
     */
    public static HeldElsewhere proven(byte[] entry, Receipt receipt, VerifierKey key) {
        byte[] copy = entry.clone();
        if (!receipt.proves(copy, key)) {
            throw new IntegrityException("expected a receipt of " + receipt.origin()
                    + " that proves the entry under the key of " + key.name()
                    + ", found one that does not; ask for the entry's exact bytes, its receipt and the key");
        }
        try {
            LedgerEntry read = LedgerEntry.of(copy);
            Optional<Digest> document = read.evidenceDigest();
            if (read.index() == receipt.index() && document.isPresent()) {
                return new HeldElsewhere(document.get(), read.ref(), receipt.origin());
            }
        } catch (LedgerFault e) {
            throw new IntegrityException(
                    "expected entry " + receipt.index() + " of " + receipt.origin() + " to be an entry of a ledger: "
                            + e.getMessage(),
                    e);
        }
        throw new IntegrityException("expected entry " + receipt.index() + " of " + receipt.origin()
                + " to record evidence, found another entry; hand in the one that Ledger.record gave");
    }

    /**
     * The digest of the evidence document.
     *
     * @return the SHA-256
     */
    public Digest document() {
        return document;
    }

    /**
     * The entry that records it.
     *
     * @return position and leaf hash, there
     */
    public EntryRef ref() {
        return ref;
    }

    /**
     * The ledger that holds it.
     *
     * @return its origin
     */
    public String origin() {
        return origin;
    }

    Link link() {
        return new Link("evidence", ref, Optional.of(origin));
    }

    /** Which document the link with the same place stands for. */
    Content content() {
        return Content.fields()
                .put("sha256", document.hex())
                .put("origin", origin)
                .put("index", ref.index())
                .build();
    }

    @Override
    public String toString() {
        return "evidence " + document.abbreviated() + " as " + ref + " of " + origin;
    }
}
