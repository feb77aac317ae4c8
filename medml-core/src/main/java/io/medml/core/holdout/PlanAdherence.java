package io.medml.core.holdout;

import io.medml.core.criteria.Judgement;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.RecordedFigures.Piece;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was planned for a sealed test set beside what was done on it, as evidence.
 *
 * <p>The plan that counts is the version that was in force when the test set was first opened. Each planned figure is done, done and not
 * estimable, or not done, for each model that the test set was opened for. Evidence about several models does it for each of them that the test set was
 * given for before; evidence about no model only where no evidence of the figure names one. Of which of several models a figure is cannot be told. Each figure of the evidence is pre-specified (in the version that the set was sealed under, an endpoint with the same criterion,
 * role, alpha and gates), amended before the first opening, or post hoc.
 *
 * <p>Evidence counts where an opening that gave the test set for its model, the first that it is about, ended in the ledger between the seal and the evidence,
 * and the newest such opening has a level. Where it has none, a planned figure is exploratory and not done. Where there is no such
 * opening, whoever made the figures had the data from elsewhere: they are not done. Evidence about no model needs an opening for any.
 *
 * <p>Evidence counts where it is about the content of the test set. Evidence that is about something else and names the test set among its inputs only may have
 * its figures from other data: it is taken and not counted.
 *
 * <p>A figure is a metric on a slice; where the plan names the kind of evidence, in that kind. All figures count, those beside the
 * headline as well, since a reader cannot know which of them was looked at.
 *
 * <p>Nobody hands evidence in, so nobody leaves out what the ledger has of the content of the test set. The ledger of the test set is gone through once, as it is when this is made, and all evidence is
 * taken that names the content of the test set, is about it or made from it, and has a figure which some version of the plan plans; and all with figures that is about
 * the content and a model. What counts of it is what the openings say. Not seen is evidence that does not name the digest of the test set: about a part of it; about its
 * rows in another cohort, such as one made from the same table with an attribute more or less or with other roles, which has a digest of its own; evidence in another
 * ledger; and figures that nobody recorded. So whoever evaluates the sealed rows as another cohort can still choose among results. Evaluate the cohort that an opening
 * gives, record what was evaluated, then make this.
 *
 * <p>Findings: {@code EVIDENCE_NOT_READ} (error where the entry says that the evidence is about the test set or about a
 * model that it was opened for, else a warning), {@code PLANNED_MORE_THAN_ONCE} (a planned figure of one model has different values or intervals in the
 * evidence that counts, so that nobody can know which of them is the planned one; an error where a criterion is judged on it, else a warning),
 * {@code PLANNED_NOT_DONE} (error; for each model that the test set was given for in an opening that has a level, where the figure is done for another), {@code PLANNED_NOT_ESTIMABLE} (warning), {@code INTERVAL_LEVEL_DIFFERS} (error: the interval that a
 * criterion is judged on has another level than the endpoint's alpha and the level of the opening ask for, under Holm's procedure a lower one; a warning where the same values were evaluated
 * anew at the level that is needed, and none where the other level is that of another endpoint), {@code PLANNED_EXPLORATORY} (error), {@code RECORDED_BEFORE_SEALING} (error), {@code EVALUATED_WITHOUT_OPENING}
 * (error), {@code EVALUATED_AFTER_EXPLORATORY_OPENING} (warning) and {@code POST_HOC} (warning), the last four by evidence; {@code ENDPOINT_AMENDED} (information) by
 * endpoint, with what was sealed and what counts; {@code EVIDENCE_ABOUT_OTHER_DATA} (an error where the evidence is about another
 * data set, a warning where it is about none) by evidence; {@code AMENDMENT_NOT_SOUND} (error) by plan that is recorded as an amendment and is none. Immutable.
 */
public final class PlanAdherence implements Evidence {

    /** Positions of entries that a finding or a message names; the body has all. */
    private static final int MOST_NAMED = 20;

    /** When a figure came into the plan, with what the plan asks of it. */
    public enum Timing {
        /** In the version that the test set was sealed under; an endpoint with the same criterion, role, alpha and gates. */
        PRE_SPECIFIED,
        /** In an amendment that was recorded before the first opening, or so amended. */
        AMENDED_BEFORE_OPENING,
        /** In none that was recorded before the first opening. */
        POST_HOC
    }

    /** What became of a planned figure. */
    public enum Outcome {
        /** It is in evidence that counts. */
        DONE,
        /** It is in evidence that counts, without a value. */
        NOT_ESTIMABLE,
        /** It is in evidence that counts about a model, and missing for another that the test set was opened for with a level. */
        PARTLY_DONE,
        /** It is only in evidence from an exploratory opening. */
        EXPLORATORY,
        /** It is in no evidence from an opening, for no model. */
        NOT_DONE
    }

    /** What a piece of evidence rests on. */
    public enum Basis {
        /** An opening that has a level. */
        CONFIRMATORY_OPENING,
        /** An opening that has none. */
        EXPLORATORY_OPENING,
        /** No opening that gave the test set for its model and ended between the seal and the evidence. */
        NO_OPENING,
        /** It is made from the test set and does not say that it is about it. */
        OTHER_DATA,
        /** Data that were not sealed yet. */
        BEFORE_SEALING
    }

    /**
     * A piece of evidence and the opening that it rests on.
     *
     * @param evidence the kind of evidence
     * @param entry the entry that records it
     * @param document the document, as it was recorded
     * @param model the first model that it is about, if it is about one
     * @param planned how many of its figures the version of the plan that counts plans
     * @param basis what it rests on
     * @param opening number of the opening, where it rests on one
     * @param level one-sided level of that opening, where it has one
     */
    public record Source(
            String evidence,
            EntryRef entry,
            ArtifactRef document,
            Optional<ArtifactRef> model,
            int planned,
            Basis basis,
            OptionalInt opening,
            OptionalDouble level) {

        Content content() {
            Content.Builder item = Content.fields()
                    .put("evidence", evidence)
                    .put("entry", TestSetHistory.place(entry))
                    .put("planned_figures", planned)
                    .put("basis", basis.name());
            model.ifPresent(m -> item.put("model", m.toString()));
            opening.ifPresent(number -> item.put("opening", number));
            level.ifPresent(value -> item.put("level", value));
            return item.build();
        }
    }

    /**
     * A planned figure.
     *
     * @param item the endpoint's identifier, or {@code subgroup ATTRIBUTE}
     * @param role what it is for, in the word of the plan
     * @param metric the metric
     * @param slice the slice in words
     * @param timing when it came into the plan
     * @param outcome what became of it
     * @param times how often it is in the evidence that the outcome rests on
     */
    public record Planned(
            String item, String role, Metric metric, String slice, Timing timing, Outcome outcome, int times) {

        Content content() {
            return Content.fields()
                    .put("item", item)
                    .put("role", role)
                    .put("metric", metric.id())
                    .put("slice", slice)
                    .put("timing", timing.name())
                    .put("outcome", outcome.name())
                    .put("times", times)
                    .build();
        }
    }

    /**
     * A figure that was not planned.
     *
     * @param evidence the kind of evidence that has it
     * @param metric the metric
     * @param slice the slice in words
     * @param inLaterAmendment whether an amendment after the first opening names it
     */
    public record PostHoc(String evidence, Metric metric, String slice, boolean inLaterAmendment) {

        Content content() {
            return Content.fields()
                    .put("evidence", evidence)
                    .put("metric", metric.id())
                    .put("slice", slice)
                    .put("in_later_amendment", inLaterAmendment)
                    .build();
        }
    }

    /**
     * Recorded evidence that could not be read, so that nobody can say whether it has planned figures of the test set.
     *
     * @param entry the entry that records it
     * @param concerns whether the entry says that it is about the test set or about a model that this was opened for
     */
    public record NotRead(EntryRef entry, boolean concerns) {

        Content content() {
            return Content.fields()
                    .put("entry", TestSetHistory.place(entry))
                    .put("concerns", concerns)
                    .build();
        }
    }

    private final PlanTiming timing;
    private final AnalysisPlan inForce;
    private final RecordedFigures recorded;
    private final List<Piece> counted;
    private final List<Piece> explored;
    private final ClaimEvidence claims;
    private final List<ArtifactRef> models;
    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final String ledger;
    private final List<Planned> planned = new ArrayList<>();
    private final List<PostHoc> postHoc = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private PlanAdherence(SealedTestSet sealed) {
        TestSetEntries entries = sealed.entries();
        TestSetEntries.Plans plans = entries.plans();
        this.timing = new PlanTiming(plans.versions());
        this.inForce = timing.counts().plan();
        this.recorded = new RecordedFigures(sealed, entries, timing);
        this.counted = recorded.of(Basis.CONFIRMATORY_OPENING);
        this.explored = recorded.of(Basis.EXPLORATORY_OPENING);
        this.claims = new ClaimEvidence(inForce, counted);
        this.models = models(entries.looks());
        this.about = List.of(sealed.dataset(), inForce.reference());
        this.ledger = sealed.ledger().origin();
        Provenance made = Provenance.of(PlanAdherence.class)
                .from(sealed.dataset())
                .from(sealed.seal().document().reference())
                .from(timing.counts().document())
                .with("plan_version", inForce.version())
                .synthetic(sealed.seal().provenance().synthetic());
        for (Piece piece : recorded.pieces()) {
            made = made.from(piece.source().document())
                    .synthetic(piece.evidence().provenance().synthetic());
            basis(piece);
            unplanned(piece);
        }
        this.provenance = made;
        unread();
        plans.unsound().forEach(each -> findings.add(each.finding()));
        findings.addAll(timing.amended());
        PlannedFigure.of(inForce).forEach(this::planned);
        if (provenance.synthetic()) {
            findings.add(Finding.syntheticData(sealed.dataset().id()));
        }
    }

    /**
     * Holds what the ledger of a test set has of it, as the ledger is now, against the plan.
     *
     * @param sealed the test set
     * @return what was planned beside what was done
     */
    public static PlanAdherence of(SealedTestSet sealed) {
        return new PlanAdherence(sealed);
    }

    private void unread() {
        for (boolean concerns : new boolean[] {true, false}) {
            List<EntryRef> entries = unread(concerns);
            if (!entries.isEmpty()) {
                findings.add(Finding.of(
                                "EVIDENCE_NOT_READ",
                                concerns ? Severity.ERROR : Severity.WARNING,
                                about.get(0).id(),
                                concerns
                                        ? "Evidence about the test set or about a model that it was opened for cannot be read, so it"
                                                + " cannot be said whether it has planned figures."
                                        : "Evidence that the ledger holds cannot be read. It is about something else by its entry; whether"
                                                + " it was made from the test set cannot be said.")
                        .with("pieces", entries.size())
                        .with("entries", indices(entries)));
            }
        }
    }

    private List<EntryRef> unread(boolean concerns) {
        return recorded.notRead().stream()
                .filter(each -> each.concerns() == concerns)
                .map(NotRead::entry)
                .toList();
    }

    static String indices(Collection<EntryRef> entries) {
        String some = entries.stream()
                .limit(MOST_NAMED)
                .map(entry -> Long.toString(entry.index()))
                .collect(Collectors.joining(", "));
        return entries.size() > MOST_NAMED ? some + " and " + (entries.size() - MOST_NAMED) + " more" : some;
    }

    /** Says why a piece does not count. */
    private void basis(Piece piece) {
        Source source = piece.source();
        switch (source.basis()) {
            case CONFIRMATORY_OPENING -> {
                // it counts
            }
            case EXPLORATORY_OPENING ->
                findings.add(Finding.of(
                                "EVALUATED_AFTER_EXPLORATORY_OPENING",
                                Severity.WARNING,
                                source.evidence(),
                                "The opening that the evidence rests on has no level, so its figures are exploratory.")
                        .with("entry", source.entry().index())
                        .with("opening", source.opening().orElseThrow()));
            case NO_OPENING ->
                findings.add(Finding.of(
                                "EVALUATED_WITHOUT_OPENING",
                                Severity.ERROR,
                                source.evidence(),
                                "No opening that gave the test set for this model ended between its seal and the evidence, so the"
                                        + " data came from elsewhere or were seen too early; none of its figures counts as done.")
                        .with("entry", source.entry().index()));
            case OTHER_DATA -> {
                boolean another = piece.evidence().about().stream()
                        .anyMatch(artifact -> artifact.kind() == ArtifactRef.Kind.DATASET);
                findings.add(Finding.of(
                                "EVIDENCE_ABOUT_OTHER_DATA",
                                another ? Severity.ERROR : Severity.WARNING,
                                source.evidence(),
                                another
                                        ? "The evidence is about another data set and only made from the test set; none of its"
                                                + " figures counts as done."
                                        : "The evidence is made from the test set and does not say that it is about it; none of its"
                                                + " figures counts as done.")
                        .with("entry", source.entry().index()));
            }
            case BEFORE_SEALING ->
                findings.add(Finding.of(
                                "RECORDED_BEFORE_SEALING",
                                Severity.ERROR,
                                source.evidence(),
                                "The evidence was recorded before the test set was sealed, so none of its figures was planned"
                                        + " before they were seen; none counts as done.")
                        .with("entry", source.entry().index()));
        }
    }

    private void unplanned(Piece piece) {
        String kind = piece.kind();
        boolean early = piece.source().basis() == Basis.BEFORE_SEALING;
        List<Measurement> all = piece.evidence().measurements();
        int count = 0;
        Set<PostHoc> seen = new LinkedHashSet<>();
        for (Measurement m : all) {
            if (early || timing(m.metric(), m.slice(), kind) == Timing.POST_HOC) {
                count++;
                seen.add(new PostHoc(
                        kind,
                        m.metric(),
                        m.slice().toString(),
                        timing.isInLaterAmendment(m.metric(), m.slice(), kind)));
            }
        }
        postHoc.addAll(seen);
        if (count > 0) {
            findings.add(Finding.of(
                            "POST_HOC",
                            Severity.WARNING,
                            kind,
                            "Some figures are in no version of the plan that was recorded before the test set was"
                                    + " first opened.")
                    .with("figures", count)
                    .with("figures_in_all", all.size()));
        }
    }

    /**
     * When a figure came into the plan.
     *
     * @param metric the metric
     * @param slice the slice
     * @param kind name of the evidence schema that has it, such as {@code evaluation-report}
     * @return its timing; {@link Timing#AMENDED_BEFORE_OPENING} as well where an endpoint on it was amended
     */
    public Timing timing(Metric metric, Slice slice, String kind) {
        return timing.of(metric, slice, kind);
    }

    private void planned(PlannedFigure figure) {
        List<Measurement> found = figure.in(counted);
        List<Measurement> seen = figure.in(explored);
        List<ArtifactRef> missing = missing(figure);
        boolean estimable = found.stream().allMatch(m -> m.estimate().point().isPresent());
        Outcome outcome;
        if (found.isEmpty()) {
            outcome = seen.isEmpty() ? Outcome.NOT_DONE : Outcome.EXPLORATORY;
        } else if (!missing.isEmpty()) {
            outcome = Outcome.PARTLY_DONE;
        } else {
            outcome = estimable ? Outcome.DONE : Outcome.NOT_ESTIMABLE;
        }
        planned.add(new Planned(
                figure.item(),
                figure.role(),
                figure.metric(),
                figure.on(),
                timing.of(figure),
                outcome,
                found.isEmpty() ? seen.size() : found.size()));
        if (!estimable) {
            findings.add(missed(
                    figure,
                    "PLANNED_NOT_ESTIMABLE",
                    Severity.WARNING,
                    "A planned figure has no value in some evidence."));
        }
        if (outcome == Outcome.EXPLORATORY) {
            findings.add(
                    missed(
                            figure,
                            "PLANNED_EXPLORATORY",
                            Severity.ERROR,
                            "A planned figure is only in evidence from an exploratory opening; nothing can be claimed from it."));
        }
        if (outcome == Outcome.NOT_DONE) {
            findings.add(missed(
                    figure, "PLANNED_NOT_DONE", Severity.ERROR, "A planned figure is in no evidence that counts."));
        }
        missing.forEach(model -> findings.add(missed(
                        figure,
                        "PLANNED_NOT_DONE",
                        Severity.ERROR,
                        "A planned figure is in no evidence that counts about a model that the test set was opened for.")
                .with("model", model)));
        findings.addAll(claims.repeated(figure));
        figure.endpoint().ifPresent(endpoint -> findings.addAll(claims.otherLevels(endpoint)));
    }

    /** The models for which no evidence that counts has a figure; none where no evidence of it names a model. */
    private List<ArtifactRef> missing(PlannedFigure figure) {
        List<Piece> having = counted.stream()
                .filter(piece -> !figure.in(List.of(piece)).isEmpty())
                .toList();
        return having.stream().allMatch(piece -> piece.source().model().isEmpty())
                ? List.of()
                : models.stream()
                        .filter(model -> having.stream()
                                .noneMatch(piece -> piece.doneFor().contains(model.digest())))
                        .toList();
    }

    private static Finding missed(PlannedFigure figure, String code, Severity severity, String what) {
        return Finding.of(code, severity, figure.item(), what)
                .with("metric", figure.metric().id())
                .with("slice", figure.on());
    }

    /** The models that the test set was given for in an opening that has a level, by digest. */
    private static List<ArtifactRef> models(List<SealedTestSet.Look> looks) {
        Map<Digest, ArtifactRef> models = new LinkedHashMap<>();
        looks.stream()
                .filter(look -> look.ending() == SealedTestSet.Ending.GIVEN
                        && look.standing() == SealedTestSet.Standing.CONFIRMATORY)
                .forEach(look -> models.putIfAbsent(look.model().digest(), look.model()));
        return List.copyOf(models.values());
    }

    /**
     * The figures of a report that were not planned before the test set was first opened.
     *
     * @param report a report
     * @return their number
     */
    public long postHocIn(Evidence report) {
        return report.measurements().stream()
                .filter(m -> timing(m.metric(), m.slice(), RecordedFigures.kind(report)) == Timing.POST_HOC)
                .count();
    }

    /**
     * The evidence that the ledger has, and the openings that it rests on.
     *
     * @return all that was taken, in the order of the ledger
     */
    public List<Source> sources() {
        return recorded.pieces().stream().map(Piece::source).toList();
    }

    /**
     * The evidence that counts.
     *
     * @return what rests on an opening that has a level, in the order of the ledger
     */
    public List<Recorded<Evidence>> counted() {
        return counted.stream().map(Piece::recorded).toList();
    }

    /**
     * Judges the criteria of the plan that counts, for one model, on the evidence that counts and on nothing else.
     *
     * <p>The judgement is on all claims of the plan together. Its results by criterion stand each for itself: a secondary endpoint is claimed only
     * where those that it stands behind are met as well, under a fixed sequence a primary one only where those before it are, and under Holm's procedure
     * one of {@code k} primary ones alone only where its interval has at least the level {@code 1 - 2 a / k}, with the level {@code a} of the opening. For all
     * of them together the level {@code 1 - 2 a} is the least.
     *
     * <p>Nothing is judged where evidence about the test set or its models cannot be read, as the ledger was when this was made, nor where the ledger, which has
     * to be open, took evidence since that this would take, of whatever model, or that cannot be read and is about the test set or its models. What is recorded
     * after the judgement it does not know. Where figures of an endpoint differ for the model ({@code PLANNED_MORE_THAN_ONCE}), its criterion is
     * undecided, also where all of them would meet it; equal ones count once. Each endpoint is judged on the pieces that have the level it needs. A piece whose
     * intervals of it have another level is passed over where the same values were evaluated at the level that is needed, as where endpoints need different
     * levels and evidence has one for all its figures; where none has it, nothing is judged. A criterion whose endpoint names
     * no kind of evidence takes the kinds of this library and none of a host's own. Evidence about several models is judged for the first that it is about.
     *
     * @param model the model that the test set was opened for
     * @return the judgement, to be recorded in the ledger of the test set
     * @throws IllegalStateException when recorded evidence cannot be read ({@code EVIDENCE_NOT_READ}, an error); when the ledger took
     *     evidence of the test set since this was made; when the ledger is closed; when no evidence about the model counts; when an interval that a criterion is judged on has not the level that the plan and the opening ask for
     *     ({@code INTERVAL_LEVEL_DIFFERS}, an error)
     */
    public Judgement judge(ArtifactRef model) {
        List<EntryRef> unread = unread(true);
        if (!unread.isEmpty()) {
            throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version()
                    + ": expected to read all recorded evidence about " + about.get(0) + " and its models, found "
                    + unread.size() + " that cannot be read, at entries " + indices(unread)
                    + "; restore the artefacts of the ledger from a copy");
        }
        List<EntryRef> since = recorded.since();
        if (!since.isEmpty()) {
            throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version()
                    + ": expected no evidence of " + about.get(0) + " in the ledger " + ledger + " after its first "
                    + entriesRead() + " entries, found " + since.size() + ", at entries "
                    + indices(since) + "; make the adherence anew, with PlanAdherence.of");
        }
        if (!claims.has(model)) {
            throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version()
                    + ": expected evidence about " + model
                    + " from an opening that has a level, found none among the " + entriesRead() + " entries of "
                    + ledger + "; record there what was evaluated after the opening. Where it is recorded, the"
                    + " findings say why it does not count");
        }
        return claims.judge(model);
    }

    /**
     * The recorded evidence that could not be read.
     *
     * @return in the order of the ledger
     */
    public List<NotRead> notRead() {
        return recorded.notRead();
    }

    /**
     * How many entries the ledger had when it was gone through.
     *
     * @return all of them were looked at
     */
    public long entriesRead() {
        return recorded.entriesRead();
    }

    /**
     * The version of the plan that counts.
     *
     * @return the one in force when the test set was first opened
     */
    public AnalysisPlan plan() {
        return inForce;
    }

    /**
     * The planned figures.
     *
     * @return in the order of the plan
     */
    public List<Planned> planned() {
        return List.copyOf(planned);
    }

    /**
     * The figures that were not planned.
     *
     * @return each once for each piece of evidence
     */
    public List<PostHoc> postHoc() {
        return List.copyOf(postHoc);
    }

    /**
     * The number of figures in the evidence.
     *
     * @return planned and not
     */
    public long figures() {
        return recorded.pieces().stream()
                .mapToLong(piece -> piece.evidence().measurements().size())
                .sum();
    }

    @Override
    public String schema() {
        return "plan-adherence/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("figures", figures())
                .put("entries_read", entriesRead())
                .put("not_read", Content.items(notRead(), NotRead::content))
                .put("evidence", Content.items(sources(), Source::content))
                .put("planned", Content.items(planned, Planned::content))
                .put("post_hoc", Content.items(postHoc, PostHoc::content))
                .build();
    }

    @Override
    public String toString() {
        return "plan adherence of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
