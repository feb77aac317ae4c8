package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A public key with its name, by which signed notes are verified (C2SP signed-note).
 *
 * <pre>{@code
 * key id = first 4 bytes of SHA-256(name || 0x0A || type || public key)
 * vkey   = name + "+" + hex(key id) + "+" + base64(type || public key)
 * }</pre>
 *
 * <p>Type 0x01 is Ed25519 over the text of the note; type 0x04 is a witness's Ed25519 over time and text (C2SP
 * tlog-cosignature). Immutable.
 */
public final class VerifierKey {

    static final byte ED25519 = 0x01;
    static final byte COSIGNATURE = 0x04;
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The keys of the published vectors, whose seeds everybody knows. */
    private static final Set<String> PUBLISHED = Set.of(
            "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
            "5bf2e2423666c25ff229a291c411f875a6d0582a72e16c5e334a74b60033c2d3",
            "d04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737");

    private final String name;
    private final byte type;
    private final byte[] raw;
    private final byte[] id;
    private final PublicKey key;

    private VerifierKey(String name, byte type, byte[] raw) {
        this.name = name;
        this.type = type;
        this.raw = raw;
        byte[] digest = Digest.newSha256()
                .digest(concat((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {type}, raw));
        this.id = Arrays.copyOf(digest, 4);
        try {
            this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(concat(SPKI, raw)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("these 32 bytes are no Ed25519 public key", e);
        }
    }

    /**
     * The key of a ledger.
     *
     * @param name its name, which is the ledger's origin
     * @param publicKey the 32 bytes of RFC 8032
     * @return the key
     */
    public static VerifierKey ed25519(String name, byte[] publicKey) {
        if (publicKey.length != 32) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, got " + publicKey.length);
        }
        return new VerifierKey(checkedOrigin(name), ED25519, publicKey.clone());
    }

    /**
     * Reads a key.
     *
     * @param vkey the text form {@code name+id+key}
     * @return the key
     * @throws IllegalArgumentException when the text is not exactly of that form, or its key id does not fit
     */
    public static VerifierKey parse(String vkey) {
        int second = vkey.indexOf('+', vkey.indexOf('+') + 1);
        int first = vkey.indexOf('+');
        if (first < 1 || second < 0) {
            throw new IllegalArgumentException("a verifier key has the form name+id+key");
        }
        String name = vkey.substring(0, first);
        Optional<byte[]> typed = SignedNote.base64(vkey.substring(second + 1));
        if (!SignedNote.isName(name)
                || typed.isEmpty()
                || typed.get().length != 33
                || (typed.get()[0] != ED25519 && typed.get()[0] != COSIGNATURE)) {
            throw new IllegalArgumentException(
                    "a verifier key has the form name+id+key, where the name has no spaces and"
                            + " the key is the base64 text of a type byte (1 or 4) and 32 bytes");
        }
        VerifierKey key = new VerifierKey(name, typed.get()[0], Arrays.copyOfRange(typed.get(), 1, typed.get().length));
        if (!key.vkey().equals(vkey)) {
            throw new IllegalArgumentException(
                    "the key id of this verifier key does not fit its name and key; copy the whole text again");
        }
        return key;
    }

    static String checkedOrigin(String origin) {
        if (!origin.matches("[A-Za-z0-9._~/-]{1,128}")) {
            throw new IllegalArgumentException(
                    "the origin of a ledger is 1 to 128 of A-Z a-z 0-9 . _ ~ / - such as example.org/medml/audit");
        }
        return origin;
    }

    /**
     * The name, which for a ledger's key is its origin.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The text form {@code name+id+key}.
     *
     * @return the text
     */
    public String vkey() {
        return name + "+" + keyId() + "+" + Base64.getEncoder().encodeToString(concat(new byte[] {type}, raw));
    }

    /**
     * The key id.
     *
     * @return 8 lower-case hexadecimal digits
     */
    public String keyId() {
        return HexFormat.of().formatHex(id);
    }

    /**
     * The public key.
     *
     * @return 32 bytes, a fresh array
     */
    public byte[] publicKey() {
        return raw.clone();
    }

    byte[] id() {
        return id.clone();
    }

    /** Whether the private key is printed in the published vectors. */
    boolean isPublished() {
        return PUBLISHED.contains(HexFormat.of().formatHex(raw));
    }

    /**
     * Verifies a signature by this key over a message.
     *
     * @param message the message
     * @param signature 64 bytes
     * @return whether it verifies; false for every malformed signature
     */
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != 64) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // deliberate: the provider says by this that the bytes encode no signature
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java platform lacks Ed25519; use Java 17 or later with its own provider", e);
        }
    }

    /** Verifies what a signature line of a note holds after the key id. */
    boolean verifyLine(String text, byte[] line) {
        if (type == ED25519) {
            return verify(text.getBytes(StandardCharsets.UTF_8), line);
        }
        if (line.length != 72) {
            return false;
        }
        long time = ByteBuffer.wrap(line).getLong();
        return time >= 0
                && verify(
                        ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(line, 8, 72));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that && vkey().equals(that.vkey());
    }

    @Override
    public int hashCode() {
        return vkey().hashCode();
    }

    @Override
    public String toString() {
        return vkey();
    }
}
