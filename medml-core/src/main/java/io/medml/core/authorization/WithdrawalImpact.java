package io.medml.core.authorization;

import io.medml.core.authorization.SubjectUses.Began;
import io.medml.core.authorization.SubjectUses.InUse;
import io.medml.core.authorization.SubjectUses.Training;
import io.medml.core.authorization.SubjectUses.Transfer;
import io.medml.core.authorization.SubjectUses.Use;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a withdrawal of consent reaches: data set versions, where they went, models, places; and for each model the decision that people
 * owe. It is evidence, and holds a keyed digest of the subject. Only {@link Withdrawal#trace} makes one.
 *
 * <p>A use on the day of the withdrawal or later is against it and an error; earlier ones stay listed. What is not known is an error
 * too and never taken for "not affected". Findings:
 *
 * <ul>
 * <li>Errors: {@code USE_AFTER_WITHDRAWAL}, {@code TRAINED_AFTER_WITHDRAWAL}; {@code DAY_NOT_KNOWN} of a use;
 *     {@code MEMBERSHIP_NOT_KNOWN} of a data set version; {@code TRAINING_NOT_KNOWN} of a model; {@code TRACE_INCOMPLETE} where the
 *     lineage breaks so that a use may be hidden, or a gap is stated; {@code NOTHING_LOOKED_AT} where no data set version is stated at
 *     all, or the lineage names none.
 * <li>Warnings: {@code SUBJECT_HELD}; {@code HELD_ELSEWHERE} where such a version, or one that may hold the subject, went to another
 *     place or party, where nothing that is done here changes them; {@code DECISION_DUE}; {@code BEGAN_WITH_AFFECTED_MODEL}, of a training on the day of the
 *     withdrawal or later, or on a day not known; {@code LINEAGE_BREAK} where no use is hidden by the break.
 * <li>For information: {@code SUBJECT_NOT_HELD}, only where a data set version was looked at and nothing is unknown.
 * </ul>
 *
 * <p>Immutable.
 */
public final class WithdrawalImpact implements Evidence {

    /**
     * A model that was trained on data of the subject, or may have been.
     *
     * @param model the model
     * @param trainings when and on which versions; empty when it is not known whether it was
     * @param open where it is not known, the versions that it learned from and that may hold the subject; empty where not even these
     *     are known
     * @param began the models with whose weights its training began
     * @param places where it was or is in use
     * @param inUse whether it is in use on the day of the tracing; where the first day is not known, it counts as in use
     */
    public record AffectedModel(
            ArtifactRef model,
            List<Training> trainings,
            List<ArtifactRef> open,
            List<Began> began,
            List<InUse> places,
            boolean inUse) {
        /** Copies the lists. */
        public AffectedModel {
            trainings = List.copyOf(trainings);
            open = List.copyOf(open);
            began = List.copyOf(began);
            places = List.copyOf(places);
        }

        /**
         * Whether it is known that the model was trained on data of the subject.
         *
         * @return whether it is; otherwise it may have been
         */
        public boolean known() {
            return !trainings.isEmpty();
        }
    }

    private final Withdrawal withdrawal;
    private final SubjectUses uses;
    private final LocalDate day;
    private final List<AffectedModel> models;

    WithdrawalImpact(Withdrawal withdrawal, SubjectUses uses, LocalDate day) {
        this.withdrawal = withdrawal;
        this.uses = uses;
        this.day = day;
        Set<ArtifactRef> references = new LinkedHashSet<>();
        uses.trainings().forEach(training -> references.add(training.model()));
        uses.undetermined().forEach(one -> references.add(one.model()));
        this.models = inOrder(references).stream().map(this::affected).toList();
    }

    /** Each model after those that its training began with, so that the list can be worked off from the top. */
    private List<ArtifactRef> inOrder(Set<ArtifactRef> references) {
        Set<ArtifactRef> ordered = new LinkedHashSet<>();
        while (ordered.size() < references.size()) {
            List<ArtifactRef> ready = references.stream()
                    .filter(model -> !ordered.contains(model)
                            && uses.began().stream()
                                    .filter(one -> one.model().equals(model))
                                    .map(Began::earlier)
                                    .noneMatch(earlier -> !earlier.equals(model)
                                            && references.contains(earlier)
                                            && !ordered.contains(earlier)))
                    .toList();
            // of models that began with each other, which a lineage reports as a cycle, none is ready
            ordered.addAll(ready.isEmpty() ? references : ready);
        }
        return List.copyOf(ordered);
    }

    private AffectedModel affected(ArtifactRef model) {
        List<InUse> places =
                uses.inUse().stream().filter(one -> one.model().equals(model)).toList();
        return new AffectedModel(
                model,
                uses.trainings().stream()
                        .filter(training -> training.model().equals(model))
                        .toList(),
                uses.undetermined().stream()
                        .filter(one -> one.model().equals(model))
                        .flatMap(one -> one.open().stream())
                        .toList(),
                uses.began().stream().filter(one -> one.model().equals(model)).toList(),
                places,
                places.stream().anyMatch(this::isInUse));
    }

    private boolean isInUse(InUse one) {
        return one.from().filter(day::isBefore).isEmpty()
                && one.through().map(end -> !end.isBefore(day)).orElse(true);
    }

    /** Whether a use was on the day of the withdrawal or later: {@code yes}, {@code no} or {@code not known}. */
    String late(Optional<LocalDate> on) {
        return on.map(day -> isLate(day) ? "yes" : "no").orElse("not known");
    }

    boolean isLate(LocalDate on) {
        return !on.isBefore(withdrawal.on());
    }

    /**
     * The withdrawal.
     *
     * @return who, as a keyed digest, and when
     */
    public Withdrawal withdrawal() {
        return withdrawal;
    }

    /**
     * The day as of which models are looked at as in use.
     *
     * @return the day
     */
    public LocalDate day() {
        return day;
    }

    /**
     * The data set versions that hold the subject.
     *
     * @return them in the order given
     */
    public List<ArtifactRef> datasets() {
        return uses.datasets();
    }

    /**
     * The data set versions that were looked at and do not hold the subject.
     *
     * @return them in the order given
     */
    public List<ArtifactRef> datasetsWithout() {
        return uses.datasetsWithout();
    }

    /**
     * The uses of the versions that hold the subject, or may, other than training: what was made of them and tested on them, and the reads
     * and movements that the ledger holds.
     *
     * @return them in the order given
     */
    public List<Use> uses() {
        return uses.uses();
    }

    /**
     * Where the versions went that hold the subject, or may.
     *
     * @return the transfers in the order given
     */
    public List<Transfer> transfers() {
        return uses.transfers();
    }

    /**
     * The ledger whose reads and movements of data were looked at.
     *
     * @return the ledger up to its last entry; empty where none was read, so that only those are known that were stated
     */
    public Optional<ArtifactRef> ledger() {
        return uses.ledger();
    }

    /**
     * The models that were trained on data of the subject, or may have been. For each of them a decision is due.
     *
     * @return them in the order given, but each after those that its training began with: where all are trained again, in this order
     */
    public List<AffectedModel> models() {
        return models;
    }

    /**
     * The data set versions of which it is not known whether they hold the subject.
     *
     * @return them in the order given
     */
    public List<ArtifactRef> unknownDatasets() {
        return uses.unknownDatasets();
    }

    /**
     * The places where the lineage breaks.
     *
     * @return them in the order of the lineage report; empty where none breaks, or no lineage was read
     */
    public List<SubjectUses.Break> breaks() {
        return uses.breaks();
    }

    /**
     * What could not be traced.
     *
     * @return in words; empty when nothing is stated
     */
    public List<String> gaps() {
        return uses.gaps();
    }

    @Override
    public String schema() {
        return "withdrawal-impact/1";
    }

    @Override
    public List<ArtifactRef> about() {
        Set<ArtifactRef> about = new LinkedHashSet<>();
        about.add(withdrawal.reference());
        about.addAll(uses.datasets());
        about.addAll(uses.unknownDatasets());
        models.forEach(model -> about.add(model.model()));
        return List.copyOf(about);
    }

    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(Withdrawal.class).with("day", day);
        for (ArtifactRef input : about()) {
            provenance = provenance.from(input);
        }
        if (uses.lineage().isPresent()) {
            return provenance.from(uses.lineage().get());
        }
        for (ArtifactRef dataset : uses.datasetsWithout()) {
            provenance = provenance.from(dataset);
        }
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    private static String words(ArtifactRef artefact) {
        return artefact.id() + " " + artefact.version();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Use use : uses.uses()) {
            if (uses.unknownDatasets().contains(use.dataset())) {
                continue; // counted below, at the version
            }
            if (use.on().filter(this::isLate).isPresent()) {
                findings.add(Finding.of(
                        "USE_AFTER_WITHDRAWAL",
                        Severity.ERROR,
                        words(use.dataset()),
                        "The version, which holds the subject, was used on "
                                + use.on().get() + " (" + use.what() + "), and consent was withdrawn on "
                                + withdrawal.on() + "."));
            } else if (use.on().isEmpty()) {
                findings.add(dayNotKnown(
                        use.dataset(), "the version, which holds the subject, was used (" + use.what() + ")"));
            }
        }
        for (Training training : uses.trainings()) {
            if (training.on().filter(this::isLate).isPresent()) {
                findings.add(Finding.of(
                        "TRAINED_AFTER_WITHDRAWAL",
                        Severity.ERROR,
                        words(training.model()),
                        "The model was trained on " + training.on().get() + " on " + words(training.dataset())
                                + ", which holds the subject, and consent was withdrawn on " + withdrawal.on() + "."));
            } else if (training.on().isEmpty()) {
                findings.add(dayNotKnown(
                        training.model(),
                        "the model was trained on " + words(training.dataset()) + ", which holds the subject"));
            }
        }
        if (uses.datasets().isEmpty()
                && uses.unknownDatasets().isEmpty()
                && uses.datasetsWithout().isEmpty()) {
            findings.add(Finding.of(
                    "NOTHING_LOOKED_AT",
                    Severity.ERROR,
                    "",
                    "No data set version was looked at, so that nothing is known of where the subject is held. State the"
                            + " versions that hold the subject, that may, and that do not."));
        }
        for (ArtifactRef dataset : uses.unknownDatasets()) {
            List<Use> of = uses.uses().stream()
                    .filter(use -> use.dataset().equals(dataset))
                    .toList();
            findings.add(Finding.of(
                            "MEMBERSHIP_NOT_KNOWN",
                            Severity.ERROR,
                            words(dataset),
                            "It is not known whether the version holds the subject, since its subjects are not known under this key. Give the"
                                    + " lineage its fingerprint.")
                    .with("uses", of.size())
                    .with(
                            "uses_not_before_withdrawal",
                            of.stream()
                                    .filter(use -> use.on().map(this::isLate).orElse(true))
                                    .count()));
        }
        for (AffectedModel model : models) {
            if (!model.known()) {
                findings.add(Finding.of(
                                "TRAINING_NOT_KNOWN",
                                Severity.ERROR,
                                words(model.model()),
                                "It is not known whether the model was trained on data of the subject: "
                                        + (model.open().isEmpty()
                                                ? "not all data that it learned from are known."
                                                : "it learned from versions that may hold the subject."))
                        .with("in_use", model.inUse()));
            }
        }
        for (SubjectUses.Break at : uses.breaks()) {
            boolean hides = at.weight() == Severity.ERROR;
            findings.add(Finding.of(
                            hides ? "TRACE_INCOMPLETE" : "LINEAGE_BREAK",
                            at.weight(),
                            at.where(),
                            (hides
                                            ? "What the withdrawal reaches is not known in full: "
                                            : "The lineage breaks, and the break hides no use: ")
                                    + at.what())
                    .with("break", at.code()));
        }
        for (String gap : uses.gaps()) {
            findings.add(Finding.of(
                    "TRACE_INCOMPLETE",
                    Severity.ERROR,
                    "",
                    "What the withdrawal reaches is not known in full: " + gap));
        }
        for (ArtifactRef dataset : uses.datasets()) {
            findings.add(Finding.of(
                    "SUBJECT_HELD",
                    Severity.WARNING,
                    words(dataset),
                    "The version holds the subject; a use from " + withdrawal.on() + " on needs a version without."));
        }
        for (Transfer transfer : uses.transfers()) {
            findings.add(Finding.of(
                    "HELD_ELSEWHERE",
                    Severity.WARNING,
                    words(transfer.dataset()),
                    "The version, which " + (isHeld(transfer) ? "holds" : "may hold") + " the subject, went to "
                            + transfer.destination()
                            + transfer.on().map(day -> ", on " + day).orElse(", on a day that is not known")
                            + transfer.entry()
                                    .map(entry -> " (entry " + entry + ")")
                                    .orElse("")
                            + "; what is done here changes nothing there. Tell whoever received it."));
        }
        for (AffectedModel model : models) {
            for (Began began : model.began()) {
                boolean reached = models.stream().anyMatch(one -> one.model().equals(began.earlier()));
                if (reached && began.on().map(this::isLate).orElse(true)) {
                    findings.add(Finding.of(
                            "BEGAN_WITH_AFFECTED_MODEL",
                            Severity.WARNING,
                            words(model.model()),
                            "The training of the model "
                                    + began.on().map(day -> "on " + day).orElse("on a day that is not known")
                                    + " began with the weights of " + words(began.earlier())
                                    + ", which the withdrawal reaches, and consent was withdrawn on " + withdrawal.on()
                                    + "."));
                }
            }
        }
        for (AffectedModel model : models) {
            findings.add(Finding.of(
                            "DECISION_DUE",
                            Severity.WARNING,
                            words(model.model()),
                            "The model was " + (model.known() ? "" : "perhaps ") + "trained on data of the subject"
                                    + (model.inUse() ? " and is in use" : "")
                                    + "; people decide whether it is retrained, retained or retired, with a reason.")
                    .with("in_use", model.inUse()));
        }
        if (uses.datasets().isEmpty() && findings.stream().noneMatch(f -> f.severity() == Severity.ERROR)) {
            findings.add(Finding.of(
                            "SUBJECT_NOT_HELD",
                            Severity.INFO,
                            "",
                            "No data set version that was looked at holds the subject.")
                    .with("looked_at", uses.datasetsWithout().size()));
        }
        return Collections.unmodifiableList(findings);
    }

    boolean isHeld(Transfer transfer) {
        return uses.datasets().contains(transfer.dataset());
    }

    private Finding dayNotKnown(ArtifactRef where, String what) {
        return Finding.of(
                "DAY_NOT_KNOWN",
                Severity.ERROR,
                words(where),
                "It is not known whether it was before the withdrawal on " + withdrawal.on() + " that " + what + ".");
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields();
        uses.ledger().ifPresent(ledger -> body.put("ledger", words(ledger)));
        return body.put("subject", withdrawal.pseudonym())
                .put("withdrawn_on", withdrawal.on().toString())
                .put("day", day.toString())
                .put("datasets", Content.items(uses.datasets(), WithdrawalImpact::artefact))
                .put("datasets_without", Content.items(uses.datasetsWithout(), WithdrawalImpact::artefact))
                .put(
                        "uses",
                        Content.items(
                                uses.uses(),
                                use -> dated(
                                        Content.fields()
                                                .put("dataset", words(use.dataset()))
                                                .put("what", use.what()),
                                        use.on())))
                .put("transfers", Content.items(uses.transfers(), this::transfer))
                .put("unknown_datasets", Content.items(uses.unknownDatasets(), WithdrawalImpact::artefact))
                .put("models", Content.items(models, this::model))
                .put("gaps", Content.texts(uses.gaps()))
                .put(
                        "breaks",
                        Content.items(
                                uses.breaks(),
                                at -> Content.fields()
                                        .put("break", at.code())
                                        .put("where", at.where())
                                        .put("may_hide_a_use", at.weight() == Severity.ERROR)
                                        .build()))
                .build();
    }

    private Content transfer(Transfer transfer) {
        Content.Builder fields = Content.fields()
                .put("dataset", words(transfer.dataset()))
                .put("holds_subject", isHeld(transfer) ? "yes" : "not known")
                .put("destination", transfer.destination());
        transfer.entry().ifPresent(entry -> fields.put("entry", entry));
        return dated(fields, transfer.on());
    }

    /** A day that is not known is left out. */
    private Content dated(Content.Builder fields, Optional<LocalDate> on) {
        on.ifPresent(day -> fields.put("on", day.toString()));
        return fields.put("after_withdrawal", late(on)).build();
    }

    static Content artefact(ArtifactRef artefact) {
        return Content.fields()
                .put("id", artefact.id())
                .put("version", artefact.version())
                .put("sha256", artefact.digest().hex())
                .build();
    }

    private Content model(AffectedModel model) {
        return Content.fields()
                .put("model", artefact(model.model()))
                .put("trained_on_subject", model.known() ? "yes" : "not known")
                .put("in_use", model.inUse())
                .put(
                        "trainings",
                        Content.items(
                                model.trainings(),
                                training -> dated(
                                        Content.fields()
                                                .put("dataset", words(training.dataset()))
                                                .put("how", training.how()),
                                        training.on())))
                .put("open_datasets", Content.items(model.open(), WithdrawalImpact::artefact))
                .put(
                        "began_with",
                        Content.items(
                                model.began(),
                                one -> dated(Content.fields().put("model", words(one.earlier())), one.on())))
                .put("places", Content.items(model.places(), one -> {
                    Content.Builder place = Content.fields().put("place", one.place());
                    one.from().ifPresent(start -> place.put("from", start.toString()));
                    one.through().ifPresent(end -> place.put("through", end.toString()));
                    return place.build();
                }))
                .build();
    }

    @Override
    public String toString() {
        return "impact of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
