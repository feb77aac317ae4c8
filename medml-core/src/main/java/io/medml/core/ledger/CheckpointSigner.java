package io.medml.core.ledger;

/**
 * Signs the checkpoints and journal commits of one ledger: a door to a key in a file, a token or a key service.
 *
 * <p>An implementation is thread-safe, signs with Ed25519 (RFC 8032) and gives the same signature for the same message. The
 * private key never lies in the ledger's directory.
 */
public interface CheckpointSigner {

    /**
     * The ledger's origin, which is the name of the key: 1 to 128 of {@code [A-Za-z0-9._~/-]}.
     *
     * @return the origin
     */
    default String origin() {
        return key().name();
    }

    /**
     * The public key.
     *
     * @return the key by which anybody can verify
     */
    VerifierKey key();

    /**
     * Signs a message.
     *
     * @param message the message itself, not its digest
     * @return 64 bytes
     */
    byte[] sign(byte[] message);
}
