package io.medml.core.error;

/** An action that this person, role or state does not permit; the attempt is on record. */
public final class AuthorizationException extends MedmlException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     */
    public AuthorizationException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with what led to it.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     * @param cause what led to it
     */
    public AuthorizationException(String message, Throwable cause) {
        super(message, cause);
    }
}
