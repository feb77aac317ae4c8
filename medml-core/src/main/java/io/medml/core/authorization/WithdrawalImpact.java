package io.medml.core.authorization;

import io.medml.core.authorization.SubjectUses.InUse;
import io.medml.core.authorization.SubjectUses.Training;
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
import java.util.Set;

/**
 * What a withdrawal of consent reaches: data set versions, models, places; and for each model the decision that people owe. It is
 * evidence, and holds a keyed digest of the subject. Only {@link Withdrawal#trace} makes one.
 *
 * <p>A use on the day of the withdrawal or later is against it and an error; earlier ones stay listed. Findings:
 * {@code USE_AFTER_WITHDRAWAL}, {@code TRAINED_AFTER_WITHDRAWAL} and {@code TRACE_INCOMPLETE} are errors; {@code SUBJECT_HELD} and
 * {@code DECISION_DUE} are warnings; {@code SUBJECT_NOT_HELD} is for information. Immutable.
 */
public final class WithdrawalImpact implements Evidence {

    /**
     * A model that was trained on data of the subject.
     *
     * @param model the model
     * @param trainings when and on which versions
     * @param places where it was or is in use
     * @param inUse whether it is in use on the day of the tracing
     */
    public record AffectedModel(ArtifactRef model, List<Training> trainings, List<InUse> places, boolean inUse) {
        /** Copies the lists. */
        public AffectedModel {
            trainings = List.copyOf(trainings);
            places = List.copyOf(places);
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
        this.models = references.stream().map(this::affected).toList();
    }

    private AffectedModel affected(ArtifactRef model) {
        List<InUse> places =
                uses.inUse().stream().filter(one -> one.model().equals(model)).toList();
        return new AffectedModel(
                model,
                uses.trainings().stream()
                        .filter(training -> training.model().equals(model))
                        .toList(),
                places,
                places.stream().anyMatch(this::isInUse));
    }

    private boolean isInUse(InUse one) {
        return !one.from().isAfter(day)
                && one.through().map(end -> !end.isBefore(day)).orElse(true);
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
     * The uses of those versions other than training.
     *
     * @return them in the order given
     */
    public List<Use> uses() {
        return uses.uses();
    }

    /**
     * The models that were trained on data of the subject. For each of them a decision is due.
     *
     * @return them in the order in which they were given
     */
    public List<AffectedModel> models() {
        return models;
    }

    /**
     * What could not be traced.
     *
     * @return in words; empty when nothing is missing
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
        models.forEach(model -> about.add(model.model()));
        return List.copyOf(about);
    }

    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(Withdrawal.class).with("day", day);
        for (ArtifactRef input : about()) {
            provenance = provenance.from(input);
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
            if (isLate(use.on())) {
                findings.add(Finding.of(
                        "USE_AFTER_WITHDRAWAL",
                        Severity.ERROR,
                        words(use.dataset()),
                        "The version, which holds the subject, was used on " + use.on() + " (" + use.what()
                                + "), and consent was withdrawn on " + withdrawal.on() + "."));
            }
        }
        for (Training training : uses.trainings()) {
            if (isLate(training.on())) {
                findings.add(Finding.of(
                        "TRAINED_AFTER_WITHDRAWAL",
                        Severity.ERROR,
                        words(training.model()),
                        "The model was trained on " + training.on() + " on " + words(training.dataset())
                                + ", which holds the subject, and consent was withdrawn on " + withdrawal.on() + "."));
            }
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
        for (AffectedModel model : models) {
            findings.add(Finding.of(
                            "DECISION_DUE",
                            Severity.WARNING,
                            words(model.model()),
                            "The model was trained on data of the subject" + (model.inUse() ? " and is in use" : "")
                                    + "; people decide whether it is retrained, retained or retired, with a reason.")
                    .with("in_use", model.inUse()));
        }
        if (uses.datasets().isEmpty() && uses.gaps().isEmpty()) {
            findings.add(Finding.of(
                    "SUBJECT_NOT_HELD",
                    Severity.INFO,
                    "",
                    "No data set version that was looked at holds the subject."));
        }
        return Collections.unmodifiableList(findings);
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("subject", withdrawal.pseudonym())
                .put("withdrawn_on", withdrawal.on().toString())
                .put("day", day.toString())
                .put("datasets", Content.items(uses.datasets(), WithdrawalImpact::artefact))
                .put(
                        "uses",
                        Content.items(
                                uses.uses(),
                                use -> Content.fields()
                                        .put("dataset", words(use.dataset()))
                                        .put("what", use.what())
                                        .put("on", use.on().toString())
                                        .put("after_withdrawal", isLate(use.on()))
                                        .build()))
                .put("models", Content.items(models, this::model))
                .put("gaps", Content.texts(uses.gaps()))
                .build();
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
                .put("in_use", model.inUse())
                .put(
                        "trainings",
                        Content.items(
                                model.trainings(),
                                training -> Content.fields()
                                        .put("dataset", words(training.dataset()))
                                        .put("on", training.on().toString())
                                        .put("after_withdrawal", isLate(training.on()))
                                        .build()))
                .put("places", Content.items(model.places(), one -> {
                    Content.Builder place = Content.fields()
                            .put("place", one.place())
                            .put("from", one.from().toString());
                    one.through().ifPresent(end -> place.put("through", end.toString()));
                    return place.build();
                }))
                .build();
    }
}
