package io.medml.core.ledger;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A signer whose Ed25519 key is in this process, from a PKCS#8 file or from a seed. Immutable and thread-safe.
 *
 * <p>Whoever can read the file can rewrite the ledger and sign it; for more than one machine or person use a token or a key
 * service behind {@link CheckpointSigner}. Keep the file apart from the ledger's directory.
 */
public final class Ed25519Signer implements CheckpointSigner {

    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final VerifierKey key;
    private final PrivateKey privateKey;
    private final byte[] seed;

    private Ed25519Signer(String origin, byte[] seed) {
        this.seed = seed.clone();
        try {
            // deliberate: with this "random" source the generator computes the public key that belongs to the seed,
            // which the platform offers no other way to do
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            this.key = VerifierKey.ed25519(origin, Arrays.copyOfRange(spki, spki.length - 32, spki.length));
            this.privateKey = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java platform lacks Ed25519; use Java 17 or later with its own provider", e);
        }
        if (!key.verify(seed, sign(seed))) {
            throw new IllegalStateException("the platform's Ed25519 provider did not derive the public key of a seed;"
                    + " use Java 17 or later with its own provider");
        }
    }

    /**
     * A new key from the platform's secure random source.
     *
     * @param origin origin of the ledger, such as {@code example.org/medml/audit}
     * @return the signer
     */
    public static Ed25519Signer generate(String origin) {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return new Ed25519Signer(origin, seed);
    }

    /**
     * The key of a seed, for tests and for keys that are derived elsewhere.
     *
     * @param origin origin of the ledger
     * @param seed 32 bytes, the private key of RFC 8032
     * @return the signer
     * @throws IllegalArgumentException when the seed is one of the format's published test vectors
     */
    public static Ed25519Signer fromSeed(String origin, byte[] seed) {
        if (seed.length != 32) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, got " + seed.length);
        }
        return refusePublished(new Ed25519Signer(origin, seed));
    }

    /** The key of a seed that may be a published one: only for checking the vectors. */
    static Ed25519Signer ofVector(String origin, byte[] seed) {
        return new Ed25519Signer(origin, seed);
    }

    private static Ed25519Signer refusePublished(Ed25519Signer signer) {
        if (signer.key.isPublished()) {
            throw new IllegalArgumentException(
                    "this private key is printed in the format's test vectors, so anybody can"
                            + " sign with it; make a new one with Ed25519Signer.generate(origin)");
        }
        return signer;
    }

    /**
     * Reads a key file.
     *
     * @param origin origin of the ledger
     * @param file a PEM file with one unencrypted PKCS#8 Ed25519 private key
     * @return the signer
     * @throws DataException when the file holds something else
     */
    public static Ed25519Signer load(String origin, Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the key file " + file.getFileName(), e);
        }
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new DataException("expected a PEM file with one PRIVATE KEY, found something else in "
                    + file.getFileName() + "; write one with Ed25519Signer.save(file)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            PrivateKey read = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] seed = ((EdECPrivateKey) read)
                    .getBytes()
                    .orElseThrow(() -> new GeneralSecurityException("the key does not show its bytes"));
            return fromSeed(origin, seed);
        } catch (GeneralSecurityException e) {
            throw new DataException(
                    "expected an unencrypted PKCS#8 Ed25519 private key, found something else in " + file.getFileName(),
                    e);
        }
    }

    /**
     * Writes the key into a new PEM file that only its owner can read, where the file system has modes.
     *
     * @param file the file; must not exist
     */
    public void save(Path file) {
        String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(pkcs8(seed)) + "\n" + END + "\n";
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the key file " + file.getFileName(), e);
        }
    }

    private static byte[] pkcs8(byte[] seed) {
        return VerifierKey.concat(PKCS8, seed);
    }

    @Override
    public VerifierKey key() {
        return key;
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with the key " + key.keyId() + " failed", e);
        }
    }

    @Override
    public String toString() {
        return "signer of " + key.vkey();
    }

    /** Gives the seed as "random" bytes, once. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Fixed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] out) {
            System.arraycopy(bytes, 0, out, 0, out.length);
        }
    }
}
