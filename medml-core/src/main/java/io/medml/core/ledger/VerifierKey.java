package io.medml.core.ledger;

/** x. */
public final class VerifierKey {
    private VerifierKey() {}

    /**
     * The name.
     *
     * @return the name
     */
    public String name() {
        throw new UnsupportedOperationException();
    }
}
