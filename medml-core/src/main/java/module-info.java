/**
 * Looks at data and models, says what is seen, keeps it.
 *
 * <p>The words everybody speaks: {@code measure}, {@code evidence}, {@code criteria}, {@code document}, {@code ledger}.
 */
module io.medml.core {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;

    exports io.medml.core.document;
    exports io.medml.core.error;
    exports io.medml.core.evidence;
    exports io.medml.core.measure;
}
