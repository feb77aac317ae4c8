/** How evenly a model is good. */
module io.medml.fairness {
    requires static org.jspecify;
    requires transitive io.medml.core;
    requires org.apache.commons.statistics.distribution;

    exports io.medml.fairness;
}
