package io.medml.core.error;

/** Data that cannot be read or used as what it claims to be. */
public final class DataException extends MedmlException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     */
    public DataException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with what led to it.
     *
     * @param message what was expected, found, where, and what to do; never a patient's value
     * @param cause what led to it
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
