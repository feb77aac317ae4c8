package io.medml.core.error;

import org.jspecify.annotations.Nullable;

/** A fault of the world, not of the caller: its message says what was expected, what was found, where, what to do. */
public abstract sealed class MedmlException extends RuntimeException
        permits DataException, IntegrityException, AuthorizationException {

    private static final long serialVersionUID = 1L;

    MedmlException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
