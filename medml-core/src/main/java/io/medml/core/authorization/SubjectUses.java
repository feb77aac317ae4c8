package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the data of one subject are and what came of them: the data set versions that hold the subject, when those were used, the models
 * that were trained on them, and the places where these models are in use. Whoever knows the lineage fills it in. Immutable.
 *
 * <pre>{@code
 * SubjectUses.Builder uses = SubjectUses.of(key.subjectPseudonym(id));
 * graph.versionsHolding(id).forEach(uses::heldIn);
 * graph.runs().forEach(run -> uses.trained(run.model(), run.dataset(), run.day()));
 * graph.deployments().forEach(d -> uses.inUse(d.model(), d.place(), d.from()));
 * }</pre>
 */
public final class SubjectUses {

    /**
     * A use of a data set version.
     *
     * @param dataset the version
     * @param what what was done, such as {@code evaluation}
     * @param on the day
     */
    public record Use(ArtifactRef dataset, String what, LocalDate on) {
        /** Checks that all parts are there. */
        public Use {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            Name.requireTrimmed(what, "what was done");
            requireNonNull(on, "on");
        }
    }

    /**
     * A model that was trained on a data set version.
     *
     * @param model the model
     * @param dataset the version
     * @param on the day
     */
    public record Training(ArtifactRef model, ArtifactRef dataset, LocalDate on) {
        /** Checks that all parts are there. */
        public Training {
            requireKind(model, ArtifactRef.Kind.MODEL);
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            requireNonNull(on, "on");
        }
    }

    /**
     * A place where a model is in use.
     *
     * @param model the model
     * @param place the place, such as a site
     * @param from the first day
     * @param through the last day; empty while it is in use
     */
    public record InUse(ArtifactRef model, String place, LocalDate from, Optional<LocalDate> through) {
        /** Checks the order of the days. */
        public InUse {
            requireKind(model, ArtifactRef.Kind.MODEL);
            Name.requireTrimmed(place, "a place");
            if (through.filter(day -> day.isBefore(from)).isPresent()) {
                throw new IllegalArgumentException("expected a use that ends on the day it begins or later, found "
                        + from + " to " + through.get());
            }
        }
    }

    private final String pseudonym;
    private final List<ArtifactRef> datasets;
    private final List<Use> uses;
    private final List<Training> trainings;
    private final List<InUse> inUse;
    private final List<String> gaps;

    private SubjectUses(Builder builder) {
        this.pseudonym = builder.pseudonym;
        this.datasets = List.copyOf(builder.datasets);
        this.uses = List.copyOf(builder.uses);
        this.trainings = List.copyOf(builder.trainings);
        this.inUse = List.copyOf(builder.inUse);
        this.gaps = List.copyOf(builder.gaps);
    }

    private static void requireKind(ArtifactRef artefact, ArtifactRef.Kind kind) {
        if (artefact.kind() != kind) {
            throw new IllegalArgumentException("expected a reference to a " + kind.word() + ", found " + artefact);
        }
    }

    /**
     * Starts the uses of a subject.
     *
     * @param pseudonym the keyed digest of the subject, 32 hexadecimal digits
     * @return a builder; confined to one thread
     */
    public static Builder of(String pseudonym) {
        return new Builder(Withdrawal.requirePseudonym(pseudonym));
    }

    String pseudonym() {
        return pseudonym;
    }

    List<ArtifactRef> datasets() {
        return datasets;
    }

    List<Use> uses() {
        return uses;
    }

    List<Training> trainings() {
        return trainings;
    }

    List<InUse> inUse() {
        return inUse;
    }

    List<String> gaps() {
        return gaps;
    }

    /** Gives sizes only. */
    @Override
    public String toString() {
        return datasets.size() + " data set versions and " + trainings.size() + " trainings";
    }

    /** Takes what is known. Confined to one thread. */
    public static final class Builder {
        private final String pseudonym;
        private final Set<ArtifactRef> datasets = new LinkedHashSet<>();
        private final List<Use> uses = new ArrayList<>();
        private final List<Training> trainings = new ArrayList<>();
        private final List<InUse> inUse = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();

        private Builder(String pseudonym) {
            this.pseudonym = pseudonym;
        }

        /**
         * A data set version that holds the subject.
         *
         * @param dataset the version
         * @return this
         */
        public Builder heldIn(ArtifactRef dataset) {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            datasets.add(dataset);
            return this;
        }

        /**
         * A use of a data set version.
         *
         * @param dataset the version
         * @param what what was done, such as {@code evaluation}
         * @param on the day
         * @return this
         */
        public Builder used(ArtifactRef dataset, String what, LocalDate on) {
            uses.add(new Use(dataset, what, on));
            return this;
        }

        /**
         * A model that was trained on a data set version.
         *
         * @param model the model
         * @param dataset the version
         * @param on the day
         * @return this
         */
        public Builder trained(ArtifactRef model, ArtifactRef dataset, LocalDate on) {
            trainings.add(new Training(model, dataset, on));
            return this;
        }

        /**
         * A place where a model is in use.
         *
         * @param model the model
         * @param place the place
         * @param from the first day
         * @return this
         */
        public Builder inUse(ArtifactRef model, String place, LocalDate from) {
            inUse.add(new InUse(model, place, from, Optional.empty()));
            return this;
        }

        /**
         * A place where a model was in use.
         *
         * @param model the model
         * @param place the place
         * @param from the first day
         * @param through the last day
         * @return this
         */
        public Builder inUse(ArtifactRef model, String place, LocalDate from, LocalDate through) {
            inUse.add(new InUse(model, place, from, Optional.of(through)));
            return this;
        }

        /**
         * Something that could not be traced. The impact says so as an error, since what it lists may then be too little.
         *
         * @param what what is not known, in words
         * @return this
         */
        public Builder gap(String what) {
            gaps.add(StatedText.require(what, "what could not be traced"));
            return this;
        }

        /**
         * Finishes the uses.
         *
         * @return the uses
         * @throws IllegalArgumentException when data that are said to be used or trained on are not said to hold the subject, or a model in
         *     use is not said to have been trained on them
         */
        public SubjectUses build() {
            for (Use use : uses) {
                requireHeld(use.dataset());
            }
            trainings.forEach(training -> requireHeld(training.dataset()));
            for (InUse one : inUse) {
                if (trainings.stream().noneMatch(t -> t.model().equals(one.model()))) {
                    throw new IllegalArgumentException(
                            "expected a model in use that was trained on data of the subject, found " + one.model()
                                    + "; call trained(..), or leave it out");
                }
            }
            return new SubjectUses(this);
        }

        private void requireHeld(ArtifactRef dataset) {
            if (!datasets.contains(dataset)) {
                throw new IllegalArgumentException("expected a data set that holds the subject, found " + dataset
                        + "; call heldIn(..), or leave it out");
            }
        }
    }
}
