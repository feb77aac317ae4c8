/**
 * Looks at data and models, says what is seen, keeps it.
 *
 * <p>The words everybody speaks: {@code measure}, {@code evidence}, {@code criteria}, {@code document}, {@code ledger}.
 */
module io.medml.core {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.apache.commons.rng.api;
    requires org.apache.commons.rng.simple;
    requires org.apache.commons.statistics.distribution;
    requires static jakarta.validation;
    requires static java.sql;

    exports io.medml.core.agreement;
    exports io.medml.core.authorization;
    exports io.medml.core.annotation;
    exports io.medml.core.calibration;
    exports io.medml.core.cohort;
    exports io.medml.core.confounding;
    exports io.medml.core.criteria;
    exports io.medml.core.document;
    exports io.medml.core.drift;
    exports io.medml.core.error;
    exports io.medml.core.evaluation;
    exports io.medml.core.evidence;
    exports io.medml.core.holdout;
    exports io.medml.core.leakage;
    exports io.medml.core.ledger;
    exports io.medml.core.lineage;
    exports io.medml.core.localization;
    exports io.medml.core.measure;
    exports io.medml.core.model;
    exports io.medml.core.profile;
    exports io.medml.core.reader;
    exports io.medml.core.registry;
    exports io.medml.core.representativeness;
    exports io.medml.core.segment;
    exports io.medml.core.site;
    exports io.medml.core.stats;
    exports io.medml.core.survival;
    exports io.medml.core.table;
    exports io.medml.core.uncertainty;
    exports io.medml.core.units;
    exports io.medml.core.validation;
}
