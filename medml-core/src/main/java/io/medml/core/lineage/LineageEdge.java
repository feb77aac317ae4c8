package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of a lineage: an artefact came of another.
 *
 * @param from what was there before
 * @param relation how the later one came of it
 * @param to what came of it
 * @param by the preprocessing that made {@code to} of {@code from}; for {@link Relation#PREPARED} only, where one is stated
 */
public record LineageEdge(ArtifactRef from, Relation relation, ArtifactRef to, Optional<ArtifactRef> by) {

    /** How one artefact came of another. */
    public enum Relation {
        /** A collection event gave raw data. */
        COLLECTED(Kind.COLLECTION, Kind.DATASET, "was collected by", false),
        /** Data were made of data by a preprocessing. */
        PREPARED(Kind.DATASET, Kind.DATASET, "was prepared from", false),
        /** Data are a part or a selection of data. */
        DERIVED(Kind.DATASET, Kind.DATASET, "is a part of", false),
        /** The state of a preprocessing was fitted on data. */
        FITTED(Kind.DATASET, Kind.PREPROCESSING, "was fitted on", true),
        /** A run learned from data. */
        TRAINED(Kind.DATASET, Kind.RUN, "was trained on", true),
        /** A run, or what was chosen in it, was tuned on data. */
        TUNED(Kind.DATASET, Kind.RUN, "was tuned on", true),
        /** A run began with the weights of a model. */
        INITIALISED(Kind.MODEL, Kind.RUN, "began with", false),
        /** A run gave a model. */
        PRODUCED(Kind.RUN, Kind.MODEL, "came of", false),
        /** The record of a model names data as its training data, and no run. */
        NAMED(Kind.DATASET, Kind.MODEL, "names as training data", true),
        /** A model was evaluated. */
        EVALUATED(Kind.MODEL, Kind.EVIDENCE, "evaluates", false),
        /** An evaluation was made on data. */
        TESTED(Kind.DATASET, Kind.EVIDENCE, "was made on", false),
        /** A model was put into use at a site. */
        DEPLOYED(Kind.MODEL, Kind.DEPLOYMENT, "runs", false);

        private final Kind from;
        private final Kind to;
        private final String words;
        private final boolean learns;

        Relation(Kind from, Kind to, String words, boolean learns) {
            this.from = from;
            this.to = to;
            this.words = words;
            this.learns = learns;
        }

        /**
         * The relation of the later to the earlier one, in words that go between the two.
         *
         * @return the words, such as {@code was trained on}
         */
        public String words() {
            return words;
        }

        /**
         * Whether something was learned from the records of the earlier one.
         *
         * @return whether
         */
        public boolean learns() {
            return learns;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that the relation can join these two kinds, and that nothing came of itself. */
    public LineageEdge {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(relation, "relation");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(by, "by");
        if (from.kind() != relation.from || to.kind() != relation.to) {
            throw new IllegalArgumentException(
                    "relation " + relation + " leads from a " + relation.from.word() + " to a "
                            + relation.to.word() + ", got a " + from.kind().word() + " and a "
                            + to.kind().word());
        }
        if (by.isPresent() && (relation != Relation.PREPARED || by.get().kind() != Kind.PREPROCESSING)) {
            throw new IllegalArgumentException(
                    "only " + Relation.PREPARED + " is done by something, and that is a preprocessing, got " + relation
                            + " by a " + by.get().kind().word());
        }
    }
}
