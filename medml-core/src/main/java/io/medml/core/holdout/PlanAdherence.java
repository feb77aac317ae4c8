package io.medml.core.holdout;

import io.medml.core.criteria.Criterion;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was planned for a sealed test set beside what was done on it, as evidence.
 *
 * <p>The plan that counts is the version that was in force when the test set was first opened. Each planned figure is done, done and not
 * estimable, or not done. Each figure of the evidence is pre-specified (in the version that the set was sealed under, an endpoint with the same criterion,
 * role, alpha and gates), amended before the first opening, or post hoc.
 *
 * <p>Evidence counts where an opening that gave the test set for its model, the first that it is about, ended in the ledger between the seal and the evidence,
 * and the newest such opening has a level. Where it has none, a planned figure is exploratory and not done. Where there is no such
 * opening, whoever made the figures had the data from elsewhere: they are not done. Evidence about no model needs an opening for any.
 *
 * <p>Evidence counts where it is about the content of the test set. Evidence that is about something else and names the test set among its inputs only may have
 * its figures from other data: it is looked for and not counted.
 *
 * <p>A figure is a metric on a slice; where the plan names the kind of evidence, in that kind. All figures count, those beside the
 * headline as well, since a reader cannot know which of them was looked at.
 *
 * <p>What is not handed in is looked for: the whole ledger is gone through once, and recorded evidence that names the content of the test set, is about
 * it or made from it, and has a planned figure is {@linkplain #leftOut left out} where it was not handed in. Evidence about a part of the test set,
 * evidence in another ledger and figures that nobody recorded cannot be seen.
 *
 * <p>Findings: {@code EVIDENCE_LEFT_OUT} (error), {@code EVIDENCE_NOT_READ} (error where the entry says that the evidence is about the test set or about a
 * model that it was opened for, else a warning), {@code PLANNED_MORE_THAN_ONCE} (a planned figure of one model has different values or intervals in the
 * evidence that counts, so that nobody can know which of them is the planned one; an error where a criterion is judged on it, else a warning),
 * {@code PLANNED_NOT_DONE} (error), {@code PLANNED_NOT_ESTIMABLE} (warning), {@code INTERVAL_LEVEL_DIFFERS} (error: the interval that a
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
        /** It is only in evidence from an exploratory opening. */
        EXPLORATORY,
        /** It is in no evidence from an opening. */
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
     * @param basis what it rests on
     * @param opening number of the opening, where it rests on one
     * @param level one-sided level of that opening, where it has one
     */
    public record Source(
            String evidence,
            EntryRef entry,
            ArtifactRef document,
            Optional<ArtifactRef> model,
            Basis basis,
            OptionalInt opening,
            OptionalDouble level) {

        Content content() {
            Content.Builder item = Content.fields()
                    .put("evidence", evidence)
                    .put("entry", place(entry))
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
     * Recorded evidence with planned figures of the test set that was not handed in.
     *
     * @param evidence the kind of evidence
     * @param entry the entry that records it
     * @param model the first model that it is about, if it is about one
     * @param figures how many planned figures it has
     */
    public record LeftOut(String evidence, EntryRef entry, Optional<ArtifactRef> model, int figures) {

        Content content() {
            Content.Builder item = Content.fields()
                    .put("evidence", evidence)
                    .put("entry", place(entry))
                    .put("figures", figures);
            model.ifPresent(m -> item.put("model", m.toString()));
            return item.build();
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
                    .put("entry", place(entry))
                    .put("concerns", concerns)
                    .build();
        }
    }

    /** Evidence that counts, with the source that says which opening it rests on. */
    private record Counted(Recorded<?> evidence, Source source) {

        boolean isOf(ArtifactRef model) {
            return source.model().isEmpty() || source.model().get().digest().equals(model.digest());
        }
    }

    private final List<SealedTestSet.PlanVersion> versions;
    private final AnalysisPlan inForce;
    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Planned> planned = new ArrayList<>();
    private final List<PostHoc> postHoc = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final List<Counted> counted = new ArrayList<>();
    private final Map<EntryRef, Set<String>> passedOver = new HashMap<>();
    private final List<Recorded<?>> exploratory = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<NotRead> notRead = new ArrayList<>();
    private final long entriesRead;
    private final int handedIn;
    private long figures;

    private PlanAdherence(SealedTestSet sealed, List<? extends Recorded<?>> evidence) {
        this.versions = sealed.plans();
        List<SealedTestSet.PlanVersion> before = versions.stream()
                .filter(SealedTestSet.PlanVersion::beforeFirstOpening)
                .toList();
        SealedTestSet.PlanVersion last = before.get(before.size() - 1);
        this.inForce = last.plan();
        this.about = List.of(sealed.dataset(), inForce.reference());
        Provenance made = Provenance.of(PlanAdherence.class)
                .from(sealed.dataset())
                .from(sealed.seal().document().reference())
                .from(last.document())
                .with("plan_version", inForce.version())
                .synthetic(sealed.seal().provenance().synthetic());
        List<SealedTestSet.Look> looks = sealed.looks();
        Set<EntryRef> given = new HashSet<>();
        Set<EntryRef> withPlanned = new HashSet<>();
        for (Recorded<?> each : evidence) {
            check(sealed, each);
            made = made.from(each.evidence().document().reference())
                    .synthetic(each.evidence().provenance().synthetic());
            take(sealed, looks, each);
            given.add(each.ref());
            if (plannedIn(each.evidence()) > 0) {
                withPlanned.add(each.ref());
            }
        }
        this.provenance = made;
        this.handedIn = withPlanned.size();
        this.entriesRead = search(sealed, looks, given);
        completeness(sealed.dataset());
        sealed.unsoundAmendments().forEach(each -> findings.add(each.finding()));
        counted.forEach(this::passOver);
        amended();
        inForce.endpoints().forEach(this::endpoint);
        inForce.subgroups().forEach(this::subgroup);
        if (provenance.synthetic()) {
            findings.add(Finding.syntheticData(sealed.dataset().id()));
        }
    }

    /**
     * Holds evidence against the plan of a test set.
     *
     * @param sealed the test set
     * @param evidence all that was measured on it, for whatever model, recorded in its ledger; none where nothing was. What is left out is looked for in
     *     the ledger as it is now
     * @return what was planned beside what was done
     * @throws IntegrityException when the ledger of the test set does not hold the evidence
     * @throws IllegalArgumentException when evidence is neither about the test set nor made from it
     */
    public static PlanAdherence of(SealedTestSet sealed, List<? extends Recorded<?>> evidence) {
        return new PlanAdherence(sealed, evidence);
    }

    private static void check(SealedTestSet sealed, Recorded<?> each) {
        if (!sealed.ledger().holds(each)) {
            throw new IntegrityException(
                    "expected evidence in " + sealed.ledger().origin() + ", where " + sealed.dataset()
                            + " is sealed, found " + each.place() + "; record it there");
        }
        if (!names(each.evidence(), sealed.dataset().digest())) {
            throw new IllegalArgumentException("expected evidence about " + sealed.dataset() + ", got "
                    + each.evidence().schema() + " at " + each.place() + ", which does not name it");
        }
    }

    /** Whether evidence is about content or made from it. */
    private static boolean names(Evidence evidence, Digest content) {
        return Stream.concat(evidence.about().stream(), evidence.provenance().inputs().stream())
                .anyMatch(artifact -> artifact.digest().equals(content));
    }

    private static boolean isAbout(Evidence evidence, Digest content) {
        return evidence.about().stream().anyMatch(artifact -> artifact.digest().equals(content));
    }

    private static Optional<ArtifactRef> model(Evidence evidence) {
        return evidence.about().stream()
                .filter(a -> a.kind() == ArtifactRef.Kind.MODEL)
                .findFirst();
    }

    private int plannedIn(Evidence report) {
        String kind = kind(report);
        return (int) report.measurements().stream()
                .filter(m -> inForce.covers(m.metric(), m.slice(), kind))
                .count();
    }

    /** Goes once through the ledger for evidence that was not handed in; gives how many entries it had. */
    private long search(SealedTestSet sealed, List<SealedTestSet.Look> looks, Set<EntryRef> given) {
        Ledger ledger = sealed.ledger();
        Digest content = sealed.dataset().digest();
        Set<String> ours = new HashSet<>();
        ours.add(content.hex());
        looks.forEach(look -> ours.add(look.model().digest().hex()));
        long size = ledger.size();
        for (long index = 0; index < size; index++) {
            LedgerEntry entry = ledger.entry(index);
            if (!SealedTestSet.isEvidence(entry) || given.contains(entry.ref())) {
                continue;
            }
            Evidence stored;
            try {
                stored = ledger.recorded(index).evidence();
            } catch (DataException | IntegrityException unreadable) {
                notRead.add(new NotRead(entry.ref(), concerns(entry, ours)));
                continue;
            }
            int planned = names(stored, content) ? plannedIn(stored) : 0;
            if (planned > 0) {
                leftOut.add(new LeftOut(kind(stored), entry.ref(), model(stored), planned));
            }
        }
        return size;
    }

    /** Whether an entry says that its evidence is about one of some digests; where it does not say what it is about, it may be. */
    private static boolean concerns(LedgerEntry entry, Set<String> digests) {
        try {
            return entry.data().list("about").stream()
                    .map(artifact -> artifact.asFields().text("sha256"))
                    .anyMatch(digests::contains);
        } catch (DataException e) {
            return true;
        }
    }

    private void completeness(ArtifactRef dataset) {
        if (!leftOut.isEmpty()) {
            findings.add(Finding.of(
                            "EVIDENCE_LEFT_OUT",
                            Severity.ERROR,
                            dataset.id(),
                            "The ledger holds evidence with planned figures of the test set that was not handed in, so what is"
                                    + " said here may be a choice among results; hand in all of it.")
                    .with("pieces", leftOut.size())
                    .with("of", recorded())
                    .with(
                            "entries",
                            indices(leftOut.stream().map(LeftOut::entry).toList())));
        }
        for (boolean concerns : new boolean[] {true, false}) {
            List<EntryRef> entries = notRead.stream()
                    .filter(each -> each.concerns() == concerns)
                    .map(NotRead::entry)
                    .toList();
            if (!entries.isEmpty()) {
                findings.add(Finding.of(
                                "EVIDENCE_NOT_READ",
                                concerns ? Severity.ERROR : Severity.WARNING,
                                dataset.id(),
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

    private static String indices(List<EntryRef> entries) {
        String some = entries.stream()
                .limit(MOST_NAMED)
                .map(entry -> Long.toString(entry.index()))
                .collect(Collectors.joining(", "));
        return entries.size() > MOST_NAMED ? some + " and " + (entries.size() - MOST_NAMED) + " more" : some;
    }

    private static Content place(EntryRef entry) {
        return Content.fields()
                .put("index", entry.index())
                .put("leaf", entry.leaf().hex())
                .build();
    }

    private void take(SealedTestSet sealed, List<SealedTestSet.Look> looks, Recorded<?> each) {
        Source source = source(sealed, looks, each);
        sources.add(source);
        figures += each.evidence().measurements().size();
        switch (source.basis()) {
            case CONFIRMATORY_OPENING -> counted.add(new Counted(each, source));
            case EXPLORATORY_OPENING -> {
                exploratory.add(each);
                findings.add(Finding.of(
                                "EVALUATED_AFTER_EXPLORATORY_OPENING",
                                Severity.WARNING,
                                source.evidence(),
                                "The opening that the evidence rests on has no level, so its figures are exploratory.")
                        .with("entry", each.ref().index())
                        .with("opening", source.opening().orElseThrow()));
            }
            case NO_OPENING ->
                findings.add(Finding.of(
                                "EVALUATED_WITHOUT_OPENING",
                                Severity.ERROR,
                                source.evidence(),
                                "No opening that gave the test set for this model ended between its seal and the evidence, so the"
                                        + " data came from elsewhere or were seen too early; none of its figures counts as done.")
                        .with("entry", each.ref().index()));
            case OTHER_DATA -> {
                boolean another = each.evidence().about().stream()
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
                        .with("entry", each.ref().index()));
            }
            case BEFORE_SEALING ->
                findings.add(Finding.of(
                        "RECORDED_BEFORE_SEALING",
                        Severity.ERROR,
                        source.evidence(),
                        "The evidence was recorded before the test set was sealed, so none of its figures was planned"
                                + " before they were seen; none counts as done."));
        }
        unplanned(each.evidence(), source.basis() == Basis.BEFORE_SEALING);
    }

    private static Source source(SealedTestSet sealed, List<SealedTestSet.Look> looks, Recorded<?> each) {
        Optional<ArtifactRef> model = model(each.evidence());
        Optional<SealedTestSet.Look> opening = looks.stream()
                .filter(look -> look.gaveBefore(each.ref()))
                .filter(look -> model.isEmpty()
                        || model.get().digest().equals(look.model().digest()))
                .reduce((earlier, later) -> later);
        Basis basis;
        if (each.ref().index() < sealed.entry().index()) {
            basis = Basis.BEFORE_SEALING;
        } else if (!isAbout(each.evidence(), sealed.dataset().digest())) {
            basis = Basis.OTHER_DATA;
            opening = Optional.empty();
        } else if (opening.isEmpty()) {
            basis = Basis.NO_OPENING;
        } else {
            basis = opening.get().standing() == SealedTestSet.Standing.CONFIRMATORY
                    ? Basis.CONFIRMATORY_OPENING
                    : Basis.EXPLORATORY_OPENING;
        }
        return new Source(
                kind(each.evidence()),
                each.ref(),
                each.evidence().document().reference(),
                model,
                basis,
                opening.map(look -> OptionalInt.of(look.number())).orElse(OptionalInt.empty()),
                opening.map(SealedTestSet.Look::level).orElse(OptionalDouble.empty()));
    }

    private void unplanned(Evidence report, boolean early) {
        String kind = kind(report);
        int count = 0;
        Set<PostHoc> seen = new LinkedHashSet<>();
        for (Measurement m : report.measurements()) {
            if (early || timing(m.metric(), m.slice(), kind) == Timing.POST_HOC) {
                count++;
                seen.add(new PostHoc(
                        kind,
                        m.metric(),
                        m.slice().toString(),
                        versions.stream()
                                .filter(v -> !v.beforeFirstOpening())
                                .anyMatch(v -> v.plan().covers(m.metric(), m.slice(), kind))));
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
                    .with("figures_in_all", report.measurements().size()));
        }
    }

    private static String kind(Evidence report) {
        return report.schema().substring(0, report.schema().indexOf('/'));
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
        if (!inForce.covers(metric, slice, kind)) {
            return Timing.POST_HOC;
        }
        boolean first = versions.get(0).plan().covers(metric, slice, kind)
                && inForce.endpoints().stream()
                        .filter(e -> e.metric().equals(metric)
                                && e.slice().equals(slice)
                                && (e.evidence().isEmpty() || e.evidence().equals(kind)))
                        .allMatch(this::isOfFirstVersion);
        return first ? Timing.PRE_SPECIFIED : Timing.AMENDED_BEFORE_OPENING;
    }

    /** Whether the version that was sealed asks the same of an endpoint, under whatever identifier. */
    private boolean isOfFirstVersion(AnalysisPlan.Endpoint endpoint) {
        AnalysisPlan first = versions.get(0).plan();
        return first.endpoints().stream()
                .anyMatch(e ->
                        AnalysisPlan.sameFigure(e, endpoint) && first.terms(e).equals(inForce.terms(endpoint)));
    }

    /** The endpoint of one version that stands for one of another: of the same figure, best with the same identifier, else with the same identifier. */
    private static Optional<AnalysisPlan.Endpoint> counterpart(AnalysisPlan.Endpoint endpoint, AnalysisPlan in) {
        Optional<AnalysisPlan.Endpoint> named = in.endpoints().stream()
                .filter(e -> e.id().equals(endpoint.id()))
                .findFirst();
        return named.filter(e -> AnalysisPlan.sameFigure(e, endpoint))
                .or(() -> in.endpoints().stream()
                        .filter(e -> AnalysisPlan.sameFigure(e, endpoint))
                        .findFirst())
                .or(() -> named);
    }

    /** Says for each endpoint that was amended, put in or taken out before the first opening what it was and what it is. */
    private void amended() {
        AnalysisPlan first = versions.get(0).plan();
        for (AnalysisPlan.Endpoint endpoint : inForce.endpoints()) {
            if (!isOfFirstVersion(endpoint)) {
                amended(
                        endpoint.id(),
                        counterpart(endpoint, first).map(first::terms).orElse("none"),
                        inForce.terms(endpoint));
            }
        }
        for (AnalysisPlan.Endpoint endpoint : first.endpoints()) {
            if (counterpart(endpoint, inForce).isEmpty()) {
                amended(endpoint.id(), first.terms(endpoint), "none");
            }
        }
    }

    private void amended(String endpoint, String sealed, String counts) {
        findings.add(Finding.of(
                        "ENDPOINT_AMENDED",
                        Severity.INFO,
                        endpoint,
                        "What the plan asks of the endpoint was amended between the seal and the first opening.")
                .with("sealed_version", versions.get(0).plan().version())
                .with("sealed", sealed)
                .with("counts_version", inForce.version())
                .with("counts", counts));
    }

    /** The pieces that count for a model; those about none count for each. */
    private List<Counted> countedFor(Optional<ArtifactRef> model) {
        return counted.stream()
                .filter(each -> model.map(each::isOf)
                        .orElseGet(() -> each.source().model().isEmpty()))
                .toList();
    }

    /**
     * Notes the endpoints for which a piece is passed over: its intervals of them have another level than is needed, and all its values of them are in
     * other pieces of the same model at the level that is needed.
     */
    private void passOver(Counted piece) {
        List<Counted> its = countedFor(piece.source().model());
        for (AnalysisPlan.Endpoint endpoint : inForce.endpoints()) {
            if (otherLevels(endpoint, piece).isEmpty()) {
                continue;
            }
            List<Recorded<?>> fit = new ArrayList<>();
            its.stream()
                    .filter(each -> otherLevels(endpoint, each).isEmpty())
                    .forEach(each -> fit.add(each.evidence()));
            Set<OptionalDouble> values = figures(endpoint, fit).stream()
                    .map(m -> m.estimate().point())
                    .collect(Collectors.toSet());
            if (figures(endpoint, List.of(piece.evidence())).stream()
                    .allMatch(m -> values.contains(m.estimate().point()))) {
                passedOver
                        .computeIfAbsent(piece.source().entry(), entry -> new HashSet<>())
                        .add(endpoint.id());
            }
        }
    }

    private boolean isPassedOver(String endpoint, Counted piece) {
        return passedOver.getOrDefault(piece.source().entry(), Set.of()).contains(endpoint);
    }

    /** Whether the level of an interval is one that another endpoint needs, so that the piece was made for that one. */
    private boolean isForAnother(double level, Counted piece) {
        return inForce.endpoints().stream()
                .anyMatch(endpoint -> needed(endpoint, piece).isPresent()
                        && Math.abs(needed(endpoint, piece).getAsDouble() - level) <= 1e-9);
    }

    /**
     * How many different figures these are. Where no level is needed, the same value with intervals of different levels is one figure.
     */
    private static int different(Set<Measurement> figures, boolean levelNeeded) {
        if (levelNeeded) {
            return figures.size();
        }
        Map<Optional<Double>, Integer> byLevel = new HashMap<>();
        Set<OptionalDouble> values = new HashSet<>();
        for (Measurement m : figures) {
            values.add(m.estimate().point());
            byLevel.merge(m.estimate().interval().map(Interval::level), 1, Integer::sum);
        }
        return Math.max(
                values.size(),
                byLevel.values().stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    /** What the criterion of an endpoint takes: a host's own kind only where the plan names it. */
    private static List<Recorded<?>> judged(AnalysisPlan.Endpoint endpoint, List<Recorded<?>> evidence) {
        return endpoint.role() == AnalysisPlan.Role.DESCRIPTIVE
                        || !endpoint.evidence().isEmpty()
                ? evidence
                : evidence.stream()
                        .filter(each -> !each.evidence().schema().startsWith("x."))
                        .toList();
    }

    private static List<Measurement> figures(AnalysisPlan.Endpoint endpoint, List<Recorded<?>> evidence) {
        return found(endpoint.metric(), endpoint.slice(), endpoint.evidence(), evidence);
    }

    /** Says for each model where a planned figure differs between, or within, pieces that count. */
    private void repeated(
            String item,
            Severity severity,
            boolean levelNeeded,
            Metric metric,
            Function<List<Recorded<?>>, List<Measurement>> search) {
        Set<Optional<ArtifactRef>> models = new LinkedHashSet<>();
        counted.forEach(each -> models.add(each.source().model()));
        if (models.size() > 1) {
            models.remove(Optional.<ArtifactRef>empty());
        }
        for (Optional<ArtifactRef> model : models) {
            Map<Slice, Set<Measurement>> different = new LinkedHashMap<>();
            Map<Slice, Set<EntryRef>> entries = new LinkedHashMap<>();
            for (Counted each : countedFor(model)) {
                if (!isPassedOver(item, each)) {
                    for (Measurement m : search.apply(List.of(each.evidence()))) {
                        different
                                .computeIfAbsent(m.slice(), slice -> new HashSet<>())
                                .add(m);
                        entries.computeIfAbsent(m.slice(), slice -> new LinkedHashSet<>())
                                .add(each.source().entry());
                    }
                }
            }
            different.forEach((slice, figuresOfSlice) -> {
                int number = different(figuresOfSlice, levelNeeded);
                if (number > 1) {
                    Finding finding = Finding.of(
                                    "PLANNED_MORE_THAN_ONCE",
                                    severity,
                                    item,
                                    "The evidence that counts has different values or intervals of a planned figure of one model;"
                                            + " which of them is the planned one cannot be known. Name the kind of evidence in the"
                                            + " plan of the next test set.")
                            .with("metric", metric.id())
                            .with("slice", slice)
                            .with("different", number)
                            .with("entries", indices(List.copyOf(entries.getOrDefault(slice, Set.of()))));
                    findings.add(model.map(m -> finding.with("model", m)).orElse(finding));
                }
            });
        }
    }

    private void endpoint(AnalysisPlan.Endpoint endpoint) {
        add(
                endpoint.id(),
                endpoint.role().word(),
                endpoint.metric(),
                endpoint.slice().toString(),
                isOfFirstVersion(endpoint) ? Timing.PRE_SPECIFIED : Timing.AMENDED_BEFORE_OPENING,
                figures(endpoint, counted()),
                figures(endpoint, exploratory));
        repeated(
                endpoint.id(),
                endpoint.role() == AnalysisPlan.Role.DESCRIPTIVE ? Severity.WARNING : Severity.ERROR,
                inForce.level(endpoint).isPresent(),
                endpoint.metric(),
                evidence -> figures(endpoint, judged(endpoint, evidence)));
        for (Counted each : counted) {
            OptionalDouble needed = needed(endpoint, each);
            for (double has : otherLevels(endpoint, each)) {
                boolean passed = isPassedOver(endpoint.id(), each);
                if (passed && isForAnother(has, each)) {
                    continue;
                }
                findings.add(Finding.of(
                                "INTERVAL_LEVEL_DIFFERS",
                                passed ? Severity.WARNING : Severity.ERROR,
                                endpoint.id(),
                                "The interval that the criterion is judged on has another level than the endpoint's"
                                        + " alpha and the level of the opening ask for.")
                        .with("level_needed", needed.orElseThrow())
                        .with("level_found", has)
                        .with("entry", each.source().entry().index())
                        .with("opening", each.source().opening().orElseThrow()));
            }
        }
    }

    private OptionalDouble needed(AnalysisPlan.Endpoint endpoint, Counted in) {
        return inForce.level(endpoint, in.source().level().orElseThrow());
    }

    /** The levels of the intervals of an endpoint in a piece of evidence that are not the one that is needed. */
    private List<Double> otherLevels(AnalysisPlan.Endpoint endpoint, Counted in) {
        return needed(endpoint, in).isEmpty()
                ? List.of()
                : figures(endpoint, List.of(in.evidence())).stream()
                        .flatMap(m -> m.estimate().interval().stream())
                        .map(Interval::level)
                        .filter(level ->
                                !inForce.fits(endpoint, in.source().level().orElseThrow(), level))
                        .toList();
    }

    private void subgroup(AnalysisPlan.Subgroup subgroup) {
        for (Metric metric : subgroup.metrics()) {
            for (String group : subgroup.groups()) {
                Slice slice = Slice.of(subgroup.attribute(), group);
                add(
                        "subgroup " + subgroup.attribute(),
                        "subgroup",
                        metric,
                        slice.toString(),
                        timing(metric, slice, subgroup.evidence()),
                        found(metric, slice, subgroup.evidence(), counted()),
                        found(metric, slice, subgroup.evidence(), exploratory));
                repeated(
                        "subgroup " + subgroup.attribute(),
                        Severity.WARNING,
                        false,
                        metric,
                        evidence -> found(metric, slice, subgroup.evidence(), evidence));
            }
            if (subgroup.groups().isEmpty()) {
                boolean first = versions.get(0).plan().subgroups().stream()
                        .anyMatch(g -> g.attribute().equals(subgroup.attribute())
                                && g.groups().isEmpty()
                                && g.metrics().contains(metric));
                add(
                        "subgroup " + subgroup.attribute(),
                        "subgroup",
                        metric,
                        "every group of " + subgroup.attribute(),
                        first ? Timing.PRE_SPECIFIED : Timing.AMENDED_BEFORE_OPENING,
                        found(metric, subgroup, counted()),
                        found(metric, subgroup, exploratory));
                repeated(
                        "subgroup " + subgroup.attribute(),
                        Severity.WARNING,
                        false,
                        metric,
                        evidence -> found(metric, subgroup, evidence));
            }
        }
    }

    private static List<Measurement> found(Metric metric, Slice slice, String schema, List<Recorded<?>> evidence) {
        return of(metric, schema, evidence).filter(m -> m.slice().equals(slice)).toList();
    }

    private static List<Measurement> found(
            Metric metric, AnalysisPlan.Subgroup everyGroup, List<Recorded<?>> evidence) {
        return of(metric, everyGroup.evidence(), evidence)
                .filter(m -> everyGroup.covers(metric, m.slice()))
                .toList();
    }

    private static Stream<Measurement> of(Metric metric, String schema, List<Recorded<?>> evidence) {
        return evidence.stream()
                .filter(e -> schema.isEmpty() || schema.equals(kind(e.evidence())))
                .flatMap(e -> e.evidence().measurements().stream())
                .filter(m -> m.metric().equals(metric));
    }

    private void add(
            String item,
            String role,
            Metric metric,
            String slice,
            Timing timing,
            List<Measurement> found,
            List<Measurement> explored) {
        Outcome outcome;
        if (found.isEmpty()) {
            outcome = explored.isEmpty() ? Outcome.NOT_DONE : Outcome.EXPLORATORY;
        } else {
            outcome = found.stream().allMatch(m -> m.estimate().point().isPresent())
                    ? Outcome.DONE
                    : Outcome.NOT_ESTIMABLE;
        }
        planned.add(new Planned(
                item, role, metric, slice, timing, outcome, found.isEmpty() ? explored.size() : found.size()));
        Optional<Finding> finding = switch (outcome) {
            case DONE -> Optional.empty();
            case NOT_ESTIMABLE ->
                Optional.of(Finding.of(
                        "PLANNED_NOT_ESTIMABLE",
                        Severity.WARNING,
                        item,
                        "A planned figure has no value in some evidence."));
            case EXPLORATORY ->
                Optional.of(Finding.of(
                        "PLANNED_EXPLORATORY",
                        Severity.ERROR,
                        item,
                        "A planned figure is only in evidence from an exploratory opening; nothing can be claimed"
                                + " from it."));
            case NOT_DONE ->
                Optional.of(Finding.of(
                        "PLANNED_NOT_DONE", Severity.ERROR, item, "A planned figure is in no evidence that counts."));
        };
        finding.ifPresent(f -> findings.add(f.with("metric", metric.id()).with("slice", slice)));
    }

    /**
     * The figures of a report that were not planned before the test set was first opened.
     *
     * @param report a report
     * @return their number
     */
    public long postHocIn(Evidence report) {
        return report.measurements().stream()
                .filter(m -> timing(m.metric(), m.slice(), kind(report)) == Timing.POST_HOC)
                .count();
    }

    /**
     * The evidence and the openings that it rests on.
     *
     * @return in the order that it was given in
     */
    public List<Source> sources() {
        return List.copyOf(sources);
    }

    /**
     * The evidence that counts.
     *
     * @return what rests on an opening that has a level, in the order that it was given in
     */
    public List<Recorded<?>> counted() {
        List<Recorded<?>> evidence = new ArrayList<>();
        counted.forEach(each -> evidence.add(each.evidence()));
        return List.copyOf(evidence);
    }

    /**
     * Judges the criteria of the plan that counts, for one model, on the evidence that counts and on nothing else.
     *
     * <p>The judgement is on all claims of the plan together. Its results by criterion stand each for itself: a secondary endpoint is claimed only
     * where those that it stands behind are met as well, under a fixed sequence a primary one only where those before it are, and under Holm's procedure
     * one of {@code k} primary ones alone only where its interval has at least the level {@code 1 - 2 a / k}, with the level {@code a} of the opening. For all
     * of them together the level {@code 1 - 2 a} is the least.
     *
     * <p>Nothing is judged where {@linkplain #leftOut recorded evidence} with planned figures was left out, of this model or of another, or evidence about
     * the test set or its models cannot be read, as the ledger was when this was made. Where figures of an endpoint differ for the model ({@code PLANNED_MORE_THAN_ONCE}), its criterion is
     * undecided, also where all of them would meet it; equal ones count once. Each endpoint is judged on the pieces that have the level it needs. A piece whose
     * intervals of it have another level is passed over where the same values were evaluated at the level that is needed, as where endpoints need different
     * levels and evidence has one for all its figures; where none has it, nothing is judged. A criterion whose endpoint names
     * no kind of evidence takes the kinds of this library and none of a host's own.
     *
     * @param model the model that the test set was opened for
     * @return the judgement, to be recorded in the ledger of the test set
     * @throws IllegalStateException when recorded evidence was left out ({@code EVIDENCE_LEFT_OUT}) or cannot be read ({@code EVIDENCE_NOT_READ}, an error);
     *     when no evidence about the model counts; when an interval that a criterion is judged on has not the level that the plan and the opening ask for
     *     ({@code INTERVAL_LEVEL_DIFFERS}, an error)
     */
    public Judgement judge(ArtifactRef model) {
        requireComplete();
        List<Counted> its = countedFor(Optional.of(model));
        if (its.stream().allMatch(each -> each.source().model().isEmpty())) {
            throw new IllegalStateException(
                    "plan " + inForce.name() + " " + inForce.version() + ": expected evidence about " + model
                            + " from an opening that has a level, found none; the findings say why");
        }
        Map<Criterion, Set<EntryRef>> chosen = new HashMap<>();
        Set<EntryRef> judged = new HashSet<>();
        int next = 0;
        for (AnalysisPlan.Endpoint endpoint : inForce.endpoints()) {
            if (endpoint.role() != AnalysisPlan.Role.DESCRIPTIVE) {
                Set<EntryRef> pieces = piecesFor(endpoint, its);
                chosen.put(inForce.criteria().criteria().get(next++), pieces);
                judged.addAll(pieces);
            }
        }
        List<Recorded<?>> evidence = new ArrayList<>();
        its.stream()
                .filter(each -> judged.contains(each.source().entry())
                        || !passedOver.containsKey(each.source().entry()))
                .forEach(each -> evidence.add(each.evidence()));
        return inForce.criteria()
                .judge(
                        evidence,
                        (criterion, each) ->
                                chosen.getOrDefault(criterion, Set.of()).contains(each.ref()));
    }

    /** The pieces that have figures of an endpoint at the level that it needs; one of them where they have the same value and no level is needed. */
    private Set<EntryRef> piecesFor(AnalysisPlan.Endpoint endpoint, List<Counted> its) {
        Set<EntryRef> pieces = new LinkedHashSet<>();
        Set<Measurement> found = new HashSet<>();
        for (Counted each : its) {
            if (isPassedOver(endpoint.id(), each)) {
                continue;
            }
            List<Double> other = otherLevels(endpoint, each);
            if (!other.isEmpty()) {
                throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version() + ", endpoint "
                        + endpoint.id() + ": expected an interval of level "
                        + needed(endpoint, each).orElseThrow() + " at entry "
                        + each.source().entry().index() + ", found " + other.get(0) + "; evaluate at that level");
            }
            List<Measurement> figures = figures(endpoint, judged(endpoint, List.of(each.evidence())));
            if (!figures.isEmpty()) {
                pieces.add(each.source().entry());
                found.addAll(figures);
            }
        }
        return inForce.level(endpoint).isEmpty() && different(found, false) == 1
                ? Set.copyOf(pieces.stream().limit(1).toList())
                : pieces;
    }

    private void requireComplete() {
        if (!leftOut.isEmpty()) {
            throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version()
                    + ": expected all recorded evidence with planned figures of " + about.get(0) + ", found "
                    + leftOut.size() + " of " + recorded() + " left out, at entries "
                    + indices(leftOut.stream().map(LeftOut::entry).toList())
                    + "; hand in all of it, so that nobody chooses among results");
        }
        List<EntryRef> unread =
                notRead.stream().filter(NotRead::concerns).map(NotRead::entry).toList();
        if (!unread.isEmpty()) {
            throw new IllegalStateException("plan " + inForce.name() + " " + inForce.version()
                    + ": expected to read all recorded evidence about " + about.get(0) + " and its models, found "
                    + unread.size() + " that cannot be read, at entries " + indices(unread)
                    + "; restore the artefacts of the ledger from a copy");
        }
    }

    /**
     * The recorded evidence with planned figures of the test set that was not handed in.
     *
     * @return in the order of the ledger
     */
    public List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * The recorded evidence that could not be read.
     *
     * @return in the order of the ledger
     */
    public List<NotRead> notRead() {
        return List.copyOf(notRead);
    }

    /**
     * How many pieces of evidence with planned figures of the test set the ledger holds, as far as they can be read.
     *
     * @return those that were handed in and those that were left out
     */
    public int recorded() {
        return handedIn + leftOut.size();
    }

    /**
     * How many entries the ledger had when it was gone through.
     *
     * @return all of them were read
     */
    public long entriesRead() {
        return entriesRead;
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
        return figures;
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
                .put("figures", figures)
                .put("entries_read", entriesRead)
                .put("recorded", recorded())
                .put("left_out", Content.items(leftOut, LeftOut::content))
                .put("not_read", Content.items(notRead, NotRead::content))
                .put("evidence", Content.items(sources, Source::content))
                .put("planned", Content.items(planned, Planned::content))
                .put("post_hoc", Content.items(postHoc, PostHoc::content))
                .build();
    }

    @Override
    public String toString() {
        return "plan adherence of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
