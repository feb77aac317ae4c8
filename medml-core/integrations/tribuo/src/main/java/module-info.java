/** Models of the Tribuo library behind the {@code ScoringModel} door. */
module io.medml.tribuo {
    requires static org.jspecify;
    requires transitive io.medml.core;
    requires com.oracle.labs.mlrg.olcut;
    requires org.tribuo.core;
    requires org.tribuo.classification.core;
    requires org.tribuo.classification.sgd;
    requires org.tribuo.math;

    exports io.medml.tribuo;
}
