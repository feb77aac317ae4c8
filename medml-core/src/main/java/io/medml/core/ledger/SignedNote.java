package io.medml.core.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A text with signatures (C2SP signed-note): the text, an empty line, and one line per signature.
 *
 * @param text the text, ending in a line feed
 * @param lines the signature lines, 1 to 32
 */
record SignedNote(String text, List<Line> lines) {

    static final int MAX_BYTES = 65_536;
    static final int MAX_LINES = 32;
    private static final String DASH = "\u2014 ";

    /** One signature: who, with which key, and the bytes after the key id. */
    static final class Line {
        private final String name;
        private final byte[] keyId;
        private final byte[] signature;

        Line(String name, byte[] keyId, byte[] signature) {
            this.name = name;
            this.keyId = keyId;
            this.signature = signature;
        }

        boolean isBy(VerifierKey key) {
            return name.equals(key.name()) && Arrays.equals(keyId, key.id());
        }
    }

    static byte[] sign(String text, CheckpointSigner signer) {
        byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] line = VerifierKey.concat(signer.key().id(), signature);
        return (text + "\n" + DASH + signer.key().name() + " "
                        + Base64.getEncoder().encodeToString(line) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The note; empty when the bytes are not exactly one. */
    static Optional<SignedNote> parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return Optional.empty();
        }
        String note;
        try {
            note = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Optional.empty(); // deliberate: empty says "no note", and the caller says where
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 1 || !note.endsWith("\n") || note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            return Optional.empty();
        }
        String[] signatures = note.substring(split + 2, Math.max(split + 2, note.length() - 1))
                .split("\n", -1);
        if (signatures.length > MAX_LINES) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (String signature : signatures) {
            int space = signature.indexOf(' ', DASH.length());
            if (!signature.startsWith(DASH) || space < 0) {
                return Optional.empty();
            }
            String name = signature.substring(DASH.length(), space);
            Optional<byte[]> decoded = base64(signature.substring(space + 1));
            if (!isName(name) || decoded.isEmpty() || decoded.get().length < 5) {
                return Optional.empty();
            }
            lines.add(new Line(
                    name, Arrays.copyOf(decoded.get(), 4), Arrays.copyOfRange(decoded.get(), 4, decoded.get().length)));
        }
        return Optional.of(new SignedNote(note.substring(0, split + 1), lines));
    }

    /**
     * The keys that signed. Lines by unknown keys are ignored; a line by a known key that fails rejects the whole note, which
     * the empty result says.
     */
    Set<VerifierKey> signers(Collection<VerifierKey> known) {
        Set<VerifierKey> signed = new HashSet<>();
        for (Line line : lines) {
            for (VerifierKey key : known) {
                if (line.isBy(key)) {
                    if (!key.verifyLine(text, line.signature)) {
                        return Set.of();
                    }
                    signed.add(key);
                }
            }
        }
        return signed;
    }

    boolean isSignedBy(VerifierKey key) {
        return signers(List.of(key)).contains(key);
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '+');
    }

    /** Decodes canonical base64 with padding: the one text that encoding the result gives. */
    static Optional<byte[]> base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // deliberate: the decoder says by this that the text is no base64
        }
    }
}
