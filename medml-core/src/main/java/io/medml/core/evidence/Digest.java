package io.medml.core.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {

    /** Checks the form. */
    public Digest {
        Objects.requireNonNull(hex, "hex");
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "a SHA-256 digest is 64 lower-case hexadecimal digits, got " + hex.length() + " characters");
        }
    }

    /**
     * Digests bytes.
     *
     * @param bytes the bytes
     * @return their SHA-256
     */
    public static Digest sha256(byte[] bytes) {
        return of(newSha256().digest(bytes));
    }

    /**
     * Digests the UTF-8 bytes of a text.
     *
     * @param text the text
     * @return the SHA-256 of its UTF-8 bytes
     */
    public static Digest sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The SHA-256 of a stream, read to its end in parts and not closed.
     *
     * @param bytes the stream
     * @return its digest
     * @throws IOException when it cannot be read
     */
    public static Digest sha256(InputStream bytes) throws IOException {
        MessageDigest digest = newSha256();
        byte[] part = new byte[65_536];
        for (int read = bytes.read(part); read >= 0; read = bytes.read(part)) {
            digest.update(part, 0, read);
        }
        return of(digest.digest());
    }

    /**
     * Wraps a digest that was computed elsewhere.
     *
     * @param digest 32 bytes
     * @return the digest
     */
    public static Digest of(byte[] digest) {
        return new Digest(HexFormat.of().formatHex(digest));
    }

    /**
     * A fresh SHA-256 computation, which every Java platform has.
     *
     * @return the message digest
     */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256, which its specification requires", e);
        }
    }

    /**
     * The 32 bytes.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /**
     * The first twelve digits, for people; never for comparison.
     *
     * @return the abbreviated digest
     */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
