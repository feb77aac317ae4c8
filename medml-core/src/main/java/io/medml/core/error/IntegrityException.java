package io.medml.core.error;

/** A record, artefact or link that is not what was recorded. */
public final class IntegrityException extends MedmlException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     */
    public IntegrityException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with what led to it.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     * @param cause what led to it
     */
    public IntegrityException(String message, Throwable cause) {
        super(message, cause);
    }
}
