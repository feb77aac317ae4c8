/** How evenly a model is good. */
module io.medml.fairness {
    requires static org.jspecify;
    requires transitive io.medml.core;

    exports io.medml.fairness;
}
