package io.medml.core.ledger;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a checkpoint states: a ledger, a number of entries and the root hash over them (C2SP tlog-checkpoint, without
 * extension lines). A journal commit states the same under another first line, so that neither passes for the other.
 */
final class TreeHead {

    private static final String JOURNAL = "medml-wal/v1 ";

    final String origin;
    final long size;
    private final byte[] root;

    TreeHead(String origin, long size, byte[] root) {
        this.origin = origin;
        this.size = size;
        this.root = root.clone();
    }

    byte[] root() {
        return root.clone();
    }

    boolean hasRoot(byte[] other) {
        return Arrays.equals(root, other);
    }

    String checkpointText() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    String journalText() {
        return JOURNAL + checkpointText();
    }

    static Optional<TreeHead> parseCheckpoint(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty()) {
            return Optional.empty();
        }
        if (!lines[0].matches("[A-Za-z0-9._~/-]{1,128}") || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        long size = Long.parseLong(lines[1]);
        Optional<byte[]> root = SignedNote.base64(lines[2]);
        if (root.isEmpty()
                || root.get().length != MerkleTree.HASH
                || (size == 0 && !Arrays.equals(root.get(), MerkleTree.emptyRoot()))) {
            return Optional.empty();
        }
        return Optional.of(new TreeHead(lines[0], size, root.get()));
    }

    static Optional<TreeHead> parseJournal(String text) {
        return text.startsWith(JOURNAL) ? parseCheckpoint(text.substring(JOURNAL.length())) : Optional.empty();
    }
}
