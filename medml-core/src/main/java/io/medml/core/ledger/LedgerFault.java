package io.medml.core.ledger;

import io.medml.core.ledger.LedgerVerification.Code;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A fault in what a ledger's files hold, with its code; the place is added where it becomes known. */
final class LedgerFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final long index;
    private final @Nullable String path;

    LedgerFault(Code code, String message) {
        this(code, -1, null, message);
    }

    LedgerFault(Code code, long index, @Nullable String path, String message) {
        super(message);
        this.code = code;
        this.index = index;
        this.path = path;
    }

    Code code() {
        return code;
    }

    OptionalLong index() {
        return index < 0 ? OptionalLong.empty() : OptionalLong.of(index);
    }

    @Nullable
    String path() {
        return path;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** This fault at a place, where it does not name one yet. */
    LedgerFault at(long entry, String file) {
        LedgerFault placed = new LedgerFault(code, index < 0 ? entry : index, path == null ? file : path, reason());
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /** Code, place and message in one line. */
    String text() {
        return code + (index < 0 ? "" : " at entry " + index) + (path == null ? "" : " in " + path) + ": " + reason();
    }
}
