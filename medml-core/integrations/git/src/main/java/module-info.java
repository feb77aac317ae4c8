/** The state of a git working tree as evidence. */
module io.medml.git {
    requires static org.jspecify;
    requires transitive io.medml.core;
    requires org.eclipse.jgit;

    exports io.medml.git;
}
