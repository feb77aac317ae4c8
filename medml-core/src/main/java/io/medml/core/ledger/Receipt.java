package io.medml.core.ledger;

import io.medml.core.error.DataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Proof that one entry is in a ledger: its position, the sibling hashes up to the root, and the signed checkpoint with that
 * root (C2SP tlog-proof@v1). It is checked without the ledger. Immutable.
 */
public final class Receipt {

    private static final String FORMAT = "c2sp.org/tlog-proof@v1";
    private static final int MAX_HASHES = 63;

    private final long index;
    private final List<byte[]> proof;
    private final SignedNote note;
    private final TreeHead head;

    private Receipt(long index, List<byte[]> proof, SignedNote note, TreeHead head) {
        this.index = index;
        this.proof = proof;
        this.note = note;
        this.head = head;
    }

    static String text(long index, List<byte[]> proof, byte[] checkpoint) {
        StringBuilder out = new StringBuilder(FORMAT + "\nindex " + index + "\n");
        for (byte[] hash : proof) {
            out.append(Base64.getEncoder().encodeToString(hash)).append('\n');
        }
        return out.append('\n')
                .append(new String(checkpoint, StandardCharsets.UTF_8))
                .toString();
    }

    /**
     * Reads a receipt.
     *
     * @param text the text that {@link Ledger#receipt} gave
     * @return the receipt; whether it proves anything {@link #proves} says
     * @throws DataException when the text is no receipt
     */
    public static Receipt parse(String text) {
        int split = text.indexOf("\n\n");
        String[] lines = text.substring(0, Math.max(split, 0)).split("\n", -1);
        if (lines.length < 2
                || lines.length > MAX_HASHES + 2
                || !lines[0].equals(FORMAT)
                || !lines[1].matches("index (0|[1-9][0-9]{0,17})")) {
            throw malformed();
        }
        List<byte[]> proof = new ArrayList<>();
        for (String line : List.of(lines).subList(2, lines.length)) {
            Optional<byte[]> hash = SignedNote.base64(line);
            if (hash.isEmpty() || hash.get().length != MerkleTree.HASH) {
                throw malformed();
            }
            proof.add(hash.get());
        }
        SignedNote note = SignedNote.parse(text.substring(split + 2).getBytes(StandardCharsets.UTF_8))
                .orElseThrow(Receipt::malformed);
        TreeHead head = TreeHead.parseCheckpoint(note.text()).orElseThrow(Receipt::malformed);
        return new Receipt(Long.parseLong(lines[1].substring("index ".length())), List.copyOf(proof), note, head);
    }

    private static DataException malformed() {
        return new DataException("expected a receipt in the form c2sp.org/tlog-proof@v1, found something else;"
                + " take the whole text that Ledger.receipt gave");
    }

    /**
     * The position of the entry.
     *
     * @return the index, from 0
     */
    public long index() {
        return index;
    }

    /**
     * The number of entries under the checkpoint.
     *
     * @return the size
     */
    public long size() {
        return head.size;
    }

    /**
     * The ledger.
     *
     * @return its origin
     */
    public String origin() {
        return head.origin;
    }

    /**
     * Tells whether this receipt proves that a ledger holds an entry.
     *
     * @param entry the entry's exact bytes
     * @param key the ledger's key at the time of the receipt
     * @return whether the key signed the checkpoint and the proof leads from the entry to its root
     */
    public boolean proves(byte[] entry, VerifierKey key) {
        return key.name().equals(head.origin)
                && note.isSignedBy(key)
                && MerkleTree.includes(MerkleTree.leafHash(entry), index, head.size, proof, head.root());
    }
}
