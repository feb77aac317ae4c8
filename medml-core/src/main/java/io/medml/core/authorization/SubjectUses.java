package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of one subject are and what came of them: the data set versions that hold the subject, when those were used and where
 * they went, the models that were trained on them, and the places where these models are in use. A lineage graph fills it in
 * ({@link Withdrawal#trace(io.medml.core.lineage.LineageGraph, io.medml.core.leakage.FingerprintKey, LocalDate)}), or whoever knows
 * the lineage does so by hand. A day that is not known stays open and is never taken for one before the withdrawal. Immutable.
 *
 * <pre>{@code
 * SubjectUses uses = SubjectUses.of(key.subjectPseudonym(id))
 *     .heldIn(version1)
 *     .notHeldIn(version2)
 *     .trained(model, version1, LocalDate.parse("2025-10-01"))
 *     .inUse(model, "hospital a", LocalDate.parse("2025-12-01"))
 *     .build();
 * }</pre>
 */
public final class SubjectUses {

    /**
     * A use of a data set version.
     *
     * @param dataset the version
     * @param what what was done, such as {@code evaluation}
     * @param on the day; empty when it is not known. One that was read from a ledger is the day of the entry: it was done on that day
     *     at the latest
     */
    public record Use(ArtifactRef dataset, String what, Optional<LocalDate> on) {
        /** Checks that all parts are there. */
        public Use {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            StatedText.require(what, "what was done");
            requireNonNull(on, "on");
        }
    }

    /**
     * That a data set version, or a copy of it, went to another place.
     *
     * @param dataset the version
     * @param destination who received it, and where
     * @param on the day; empty when it is not known
     * @param entry the entry of the ledger that says so; empty where it was stated by hand
     */
    public record Transfer(ArtifactRef dataset, String destination, Optional<LocalDate> on, Optional<Long> entry) {
        /** Checks that all parts are there. */
        public Transfer {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            StatedText.require(destination, "where data went");
            requireNonNull(on, "on");
            requireNonNull(entry, "entry");
        }
    }

    /**
     * A model that was trained on a data set version.
     *
     * @param model the model
     * @param dataset the version
     * @param how what was done with the version, such as {@code trained} or {@code tuned}
     * @param on the day; empty when it is not known
     */
    public record Training(ArtifactRef model, ArtifactRef dataset, String how, Optional<LocalDate> on) {
        /** Checks that all parts are there. */
        public Training {
            requireKind(model, ArtifactRef.Kind.MODEL);
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            Name.requireTrimmed(how, "how it was trained");
            requireNonNull(on, "on");
        }
    }

    /**
     * A model of which it is not known whether it was trained on data of the subject.
     *
     * @param model the model
     * @param open the versions that it learned from and that may hold the subject; empty where not even these are known
     */
    public record Undetermined(ArtifactRef model, List<ArtifactRef> open) {
        /** Copies the list. */
        public Undetermined {
            requireKind(model, ArtifactRef.Kind.MODEL);
            open = List.copyOf(open);
        }
    }

    /**
     * A model whose training began with the weights of another.
     *
     * @param model the model
     * @param earlier the other
     * @param on the day of the training; empty when it is not known
     */
    public record Began(ArtifactRef model, ArtifactRef earlier, Optional<LocalDate> on) {
        /** Checks that all parts are there. */
        public Began {
            requireKind(model, ArtifactRef.Kind.MODEL);
            requireKind(earlier, ArtifactRef.Kind.MODEL);
            requireNonNull(on, "on");
        }
    }

    /**
     * A place where the lineage breaks.
     *
     * @param code the code of the finding of the lineage report
     * @param where at which artefact or entry
     * @param what what is missing, in words
     * @param weight {@link Severity#ERROR} where a use of the subject's data may be hidden by it, {@link Severity#WARNING} otherwise
     */
    public record Break(String code, String where, String what, Severity weight) {
        /** Checks that all parts are there. */
        public Break {
            requireNonNull(code, "code");
            requireNonNull(where, "where");
            requireNonNull(what, "what");
            requireNonNull(weight, "weight");
        }
    }

    /**
     * A place where a model is in use.
     *
     * @param model the model
     * @param place the place, such as a site
     * @param from the first day; empty when it is not known
     * @param through the last day; empty while it is in use
     */
    public record InUse(ArtifactRef model, String place, Optional<LocalDate> from, Optional<LocalDate> through) {
        /** Checks the order of the days. */
        public InUse {
            requireKind(model, ArtifactRef.Kind.MODEL);
            Name.requireTrimmed(place, "a place");
            if (through.isPresent() && from.filter(through.get()::isBefore).isPresent()) {
                throw new IllegalArgumentException("expected a use that ends on the day it begins or later, found "
                        + from.get() + " to " + through.get());
            }
        }
    }

    private final String pseudonym;
    private final List<ArtifactRef> datasets;
    private final List<ArtifactRef> datasetsWithout;
    private final List<Use> uses;
    private final List<Transfer> transfers;
    private final List<Training> trainings;
    private final List<InUse> inUse;
    private final List<String> gaps;
    private final List<ArtifactRef> unknownDatasets;
    private final List<Undetermined> undetermined;
    private final List<Began> began;
    private final List<Break> breaks;
    private final Optional<ArtifactRef> lineage;
    private final Optional<ArtifactRef> ledger;

    private SubjectUses(Builder builder) {
        this.pseudonym = builder.pseudonym;
        this.datasets = List.copyOf(builder.datasets);
        this.datasetsWithout = List.copyOf(builder.datasetsWithout);
        this.uses = List.copyOf(builder.uses);
        this.transfers = List.copyOf(builder.transfers);
        this.trainings = List.copyOf(builder.trainings);
        this.inUse = List.copyOf(builder.inUse);
        this.gaps = List.copyOf(builder.gaps);
        this.unknownDatasets = List.copyOf(builder.unknownDatasets);
        this.undetermined = List.copyOf(builder.undetermined);
        this.began = List.copyOf(builder.began);
        this.breaks = List.copyOf(builder.breaks);
        this.lineage = Optional.ofNullable(builder.lineage);
        this.ledger = Optional.ofNullable(builder.ledger);
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

    List<ArtifactRef> datasetsWithout() {
        return datasetsWithout;
    }

    List<Use> uses() {
        return uses;
    }

    List<Transfer> transfers() {
        return transfers;
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

    List<ArtifactRef> unknownDatasets() {
        return unknownDatasets;
    }

    List<Undetermined> undetermined() {
        return undetermined;
    }

    List<Began> began() {
        return began;
    }

    List<Break> breaks() {
        return breaks;
    }

    /** The report of the lineage that was read; empty where it was stated by hand. */
    Optional<ArtifactRef> lineage() {
        return lineage;
    }

    /** The ledger whose reads and movements of data were looked at; empty where none was read. */
    Optional<ArtifactRef> ledger() {
        return ledger;
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
        private final Set<ArtifactRef> datasetsWithout = new LinkedHashSet<>();
        private final List<Use> uses = new ArrayList<>();
        private final List<Transfer> transfers = new ArrayList<>();
        private final List<Training> trainings = new ArrayList<>();
        private final List<InUse> inUse = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();
        private final Set<ArtifactRef> unknownDatasets = new LinkedHashSet<>();
        private final List<Undetermined> undetermined = new ArrayList<>();
        private final Set<Began> began = new LinkedHashSet<>();
        private final Set<Break> breaks = new LinkedHashSet<>();
        private @Nullable ArtifactRef lineage;
        private @Nullable ArtifactRef ledger;

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
         * A data set version that was looked at and does not hold the subject. Where no version is stated in one of the three ways, the
         * impact says as an error that nothing was looked at.
         *
         * @param dataset the version
         * @return this
         */
        public Builder notHeldIn(ArtifactRef dataset) {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            datasetsWithout.add(dataset);
            return this;
        }

        /**
         * A data set version of which it is not known whether it holds the subject. The impact says so as an error.
         *
         * @param dataset the version
         * @return this
         */
        public Builder mayHold(ArtifactRef dataset) {
            requireKind(dataset, ArtifactRef.Kind.DATASET);
            unknownDatasets.add(dataset);
            return this;
        }

        /**
         * A use of a data set version that holds the subject, or may.
         *
         * @param dataset the version
         * @param what what was done, such as {@code evaluation}
         * @param on the day
         * @return this
         */
        public Builder used(ArtifactRef dataset, String what, LocalDate on) {
            return used(dataset, what, Optional.of(on));
        }

        /**
         * A use of a data set version on a day that is not known. The impact says so as an error.
         *
         * @param dataset the version
         * @param what what was done, such as {@code evaluation}
         * @return this
         */
        public Builder used(ArtifactRef dataset, String what) {
            return used(dataset, what, Optional.empty());
        }

        Builder used(ArtifactRef dataset, String what, Optional<LocalDate> on) {
            uses.add(new Use(dataset, what, on));
            return this;
        }

        /**
         * That a data set version, or a copy of it, went to another place. It counts as a use too.
         *
         * @param dataset the version
         * @param destination who received it, and where
         * @param on the day
         * @return this
         */
        public Builder movedTo(ArtifactRef dataset, String destination, LocalDate on) {
            Name.requireTrimmed(destination, "where data went");
            return used(dataset, "moved to " + destination, on)
                    .transferred(dataset, destination, Optional.of(on), Optional.empty());
        }

        Builder transferred(ArtifactRef dataset, String destination, Optional<LocalDate> on, Optional<Long> entry) {
            transfers.add(new Transfer(dataset, destination, on, entry));
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
            return trained(model, dataset, "trained", Optional.of(on));
        }

        /**
         * A model that was trained on a data set version, on a day that is not known. The impact says so as an error.
         *
         * @param model the model
         * @param dataset the version
         * @return this
         */
        public Builder trained(ArtifactRef model, ArtifactRef dataset) {
            return trained(model, dataset, "trained", Optional.empty());
        }

        Builder trained(ArtifactRef model, ArtifactRef dataset, String how, Optional<LocalDate> on) {
            trainings.add(new Training(model, dataset, how, on));
            return this;
        }

        /**
         * A model of which it is not known whether it was trained on data of the subject. The impact says so as an error, and a
         * decision is due for it too.
         *
         * @param model the model
         * @param open the versions that it learned from and that may hold the subject; empty where not even these are known
         * @return this
         */
        public Builder mayHaveTrained(ArtifactRef model, List<ArtifactRef> open) {
            undetermined.add(new Undetermined(model, open));
            return this;
        }

        Builder began(ArtifactRef model, ArtifactRef earlier, Optional<LocalDate> on) {
            began.add(new Began(model, earlier, on));
            return this;
        }

        Builder brokenAt(String code, String where, String what, Severity weight) {
            breaks.add(new Break(code, where, what, weight));
            return this;
        }

        Builder lineage(ArtifactRef report) {
            lineage = report;
            return this;
        }

        Builder ledger(ArtifactRef read) {
            ledger = read;
            return this;
        }

        Builder inUse(ArtifactRef model, String place, Optional<LocalDate> from, Optional<LocalDate> through) {
            inUse.add(new InUse(model, place, from, through));
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
            return inUse(model, place, Optional.of(from), Optional.empty());
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
            return inUse(model, place, Optional.of(from), Optional.of(through));
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
         * @throws IllegalArgumentException when data that are said to be used are not said to hold the subject or that they may, data that
         *     are said to be trained on are not said to hold the subject, a model in use is not said to have been trained on them, or a data
         *     set is said not to hold the subject and to hold it, or that it may
         */
        public SubjectUses build() {
            for (ArtifactRef dataset : datasetsWithout) {
                if (datasets.contains(dataset) || unknownDatasets.contains(dataset)) {
                    throw new IllegalArgumentException(
                            "expected one statement on whether a data set holds the subject, found several on "
                                    + dataset + "; leave out those that are wrong");
                }
            }
            for (Use use : uses) {
                if (!unknownDatasets.contains(use.dataset())) {
                    requireHeld(use.dataset());
                }
            }
            trainings.forEach(training -> requireHeld(training.dataset()));
            for (InUse one : inUse) {
                if (trainings.stream().noneMatch(t -> t.model().equals(one.model()))
                        && undetermined.stream().noneMatch(u -> u.model().equals(one.model()))) {
                    throw new IllegalArgumentException(
                            "expected a model in use that was trained on data of the subject, found " + one.model()
                                    + "; call trained(..) or mayHaveTrained(..), or leave it out");
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
