/** Decide on evidence, sign it, hand it over. */
module io.medml.compliance {
    requires static org.jspecify;
    requires transitive io.medml.core;
    requires transitive io.medml.fairness;

    exports io.medml.compliance.access;
    exports io.medml.compliance.modelcard;
    exports io.medml.compliance.pccp;
    exports io.medml.compliance.regression;
    exports io.medml.compliance.signature;
}
