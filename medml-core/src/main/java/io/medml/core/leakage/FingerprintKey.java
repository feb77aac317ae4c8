package io.medml.core.leakage;

import io.medml.core.evidence.Digest;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that turns identifiers into digests which nobody without it can turn back. The host keeps it, apart from the
 * fingerprints; without a key a patient number is found from its digest by trying them all. Immutable; its text shows
 * nothing.
 */
public final class FingerprintKey {

    /** How many distinct byte values a secret has at least: 8. */
    private static final int DISTINCT = 8;

    private final byte[] secret;

    private FingerprintKey(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Wraps a secret.
     *
     * <p>A secret of fewer than 8 distinct byte values, such as an array that was never filled, is refused. Of 16 random
     * bytes fewer than one in 10<sup>12</sup> draws has so few. The rule finds what was forgotten, and no more: a sentence or a name
     * passes it, and can be guessed.
     *
     * @param secret at least 16 random bytes, copied
     * @return the key
     * @throws IllegalArgumentException when it is shorter, or has too few distinct byte values
     */
    public static FingerprintKey of(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException(
                    "a fingerprint key needs at least 16 random bytes, got " + secret.length);
        }
        BitSet values = new BitSet(256);
        for (byte one : secret) {
            values.set(one & 0xff);
        }
        if (values.cardinality() < DISTINCT) {
            throw new IllegalArgumentException("a fingerprint key needs random bytes, with at least " + DISTINCT
                    + " distinct values among them; got " + values.cardinality()
                    + "; draw them with java.security.SecureRandom");
        }
        return new FingerprintKey(secret.clone());
    }

    /**
     * Tells whether a key is the one that something was made with, without telling the key.
     *
     * @return a digest that is the same for the same key only
     */
    public Digest check() {
        return Digest.of(mac().doFinal("medml-fingerprint/1 key check".getBytes(StandardCharsets.UTF_8)));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform lacks HmacSHA256, which its specification requires", e);
        }
    }

    /**
     * The pseudonym of a record: the mark that the record has in a fingerprint made with this key.
     *
     * @param recordId the identifier of a record
     * @return 32 lower-case hexadecimal digits, the first half of an HMAC-SHA-256
     */
    public String pseudonym(String recordId) {
        return Mark.of(digest(), "record", recordId).hex();
    }

    /**
     * The pseudonym of a subject: the mark that the subject has in a fingerprint made with this key.
     *
     * @param subjectId the identifier of a subject
     * @return 32 lower-case hexadecimal digits, the first half of an HMAC-SHA-256
     */
    public String subjectPseudonym(String subjectId) {
        return Mark.of(digest(), "subject", subjectId).hex();
    }

    UnaryOperator<byte[]> digest() {
        Mac mac = mac();
        return mac::doFinal;
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "FingerprintKey";
    }
}
