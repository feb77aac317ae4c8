package io.medml.core.holdout;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What was planned for a sealed test set beside what was done on it, as evidence.
 *
 * <p>The plan that counts is the version that was in force when the test set was first opened. Each planned figure is done, done and not
 * estimable, or not done. Each figure of the evidence is pre-specified (in the version that the set was sealed under), amended before
 * the first opening, or post hoc.
 *
 * <p>A figure is a metric on a slice; where the plan names the kind of evidence, in that kind. All figures count, those beside the
 * headline as well, since a reader cannot know which of them was looked at.
 *
 * <p>Findings: {@code PLANNED_NOT_DONE} (error), {@code PLANNED_NOT_ESTIMABLE} (warning), {@code INTERVAL_LEVEL_DIFFERS} (error: the interval that a
 * criterion is judged on has another level than the endpoint's alpha asks for), {@code RECORDED_BEFORE_SEALING} (error) and
 * {@code POST_HOC} (warning, by evidence). Immutable.
 */
public final class PlanAdherence implements Evidence {

    /** When a figure came into the plan. */
    public enum Timing {
        /** In the version that the test set was sealed under. */
        PRE_SPECIFIED,
        /** In an amendment that was recorded before the first opening. */
        AMENDED_BEFORE_OPENING,
        /** In none that was recorded before the first opening. */
        POST_HOC
    }

    /** What became of a planned figure. */
    public enum Outcome {
        /** It is in the evidence. */
        DONE,
        /** It is in the evidence without a value. */
        NOT_ESTIMABLE,
        /** It is in no evidence. */
        NOT_DONE
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
     * @param times how often it is in the evidence
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

    private final List<SealedTestSet.PlanVersion> versions;
    private final AnalysisPlan inForce;
    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Planned> planned = new ArrayList<>();
    private final List<PostHoc> postHoc = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
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
        for (Recorded<?> each : evidence) {
            check(sealed, each);
            made = made.from(each.evidence().document().reference())
                    .synthetic(each.evidence().provenance().synthetic());
            unplanned(sealed, each);
        }
        this.provenance = made;
        List<? extends Recorded<?>> since = evidence.stream()
                .filter(each -> each.ref().index() > sealed.entry().index())
                .toList();
        inForce.endpoints().forEach(endpoint -> endpoint(endpoint, since));
        inForce.subgroups().forEach(subgroup -> subgroup(subgroup, since));
        if (provenance.synthetic()) {
            findings.add(Finding.syntheticData(sealed.dataset().id()));
        }
    }

    /**
     * Holds evidence against the plan of a test set.
     *
     * @param sealed the test set
     * @param evidence all that was measured on it, recorded in its ledger; none where nothing was
     * @return what was planned beside what was done
     * @throws IntegrityException when the ledger of the test set does not hold the evidence
     * @throws IllegalArgumentException when evidence is not about the test set
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
        List<ArtifactRef> all = new ArrayList<>(each.evidence().about());
        all.addAll(each.evidence().provenance().inputs());
        if (all.stream().noneMatch(a -> a.digest().equals(sealed.dataset().digest()))) {
            throw new IllegalArgumentException("expected evidence about " + sealed.dataset() + ", got "
                    + each.evidence().schema() + " at " + each.place() + ", which does not name it");
        }
    }

    private void unplanned(SealedTestSet sealed, Recorded<?> each) {
        Evidence report = each.evidence();
        String kind = kind(report);
        figures += report.measurements().size();
        boolean early = each.ref().index() < sealed.entry().index();
        if (early) {
            findings.add(Finding.of(
                    "RECORDED_BEFORE_SEALING",
                    Severity.ERROR,
                    kind,
                    "The evidence was recorded before the test set was sealed, so none of its figures was planned"
                            + " before they were seen; none counts as done."));
        }
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
     * @return its timing
     */
    public Timing timing(Metric metric, Slice slice, String kind) {
        if (!inForce.covers(metric, slice, kind)) {
            return Timing.POST_HOC;
        }
        return versions.get(0).plan().covers(metric, slice, kind)
                ? Timing.PRE_SPECIFIED
                : Timing.AMENDED_BEFORE_OPENING;
    }

    private void endpoint(AnalysisPlan.Endpoint endpoint, List<? extends Recorded<?>> evidence) {
        List<Measurement> found = found(endpoint.metric(), endpoint.slice(), endpoint.evidence(), evidence);
        add(
                endpoint.id(),
                endpoint.role().word(),
                endpoint.metric(),
                endpoint.slice().toString(),
                timing(endpoint.metric(), endpoint.slice(), endpoint.evidence()),
                found);
        OptionalDouble needed = inForce.level(endpoint);
        if (needed.isEmpty()) {
            return;
        }
        for (Measurement m : found) {
            double has = m.estimate().interval().map(i -> i.level()).orElse(needed.getAsDouble());
            if (Math.abs(has - needed.getAsDouble()) > 1e-9) {
                findings.add(Finding.of(
                                "INTERVAL_LEVEL_DIFFERS",
                                Severity.ERROR,
                                endpoint.id(),
                                "The interval that the criterion is judged on has another level than the endpoint's"
                                        + " alpha asks for.")
                        .with("level_needed", needed.getAsDouble())
                        .with("level_found", has));
            }
        }
    }

    private void subgroup(AnalysisPlan.Subgroup subgroup, List<? extends Recorded<?>> evidence) {
        for (Metric metric : subgroup.metrics()) {
            for (String group : subgroup.groups()) {
                Slice slice = Slice.of(subgroup.attribute(), group);
                add(
                        "subgroup " + subgroup.attribute(),
                        "subgroup",
                        metric,
                        slice.toString(),
                        timing(metric, slice, subgroup.evidence()),
                        found(metric, slice, subgroup.evidence(), evidence));
            }
            if (subgroup.groups().isEmpty()) {
                List<Measurement> found = evidence.stream()
                        .filter(e -> subgroup.evidence().isEmpty()
                                || subgroup.evidence().equals(kind(e.evidence())))
                        .flatMap(e -> e.evidence().measurements().stream())
                        .filter(m -> subgroup.covers(m.metric(), m.slice())
                                && m.metric().equals(metric))
                        .toList();
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
                        found);
            }
        }
    }

    private static List<Measurement> found(
            Metric metric, Slice slice, String schema, List<? extends Recorded<?>> evidence) {
        return evidence.stream()
                .filter(e -> schema.isEmpty() || schema.equals(kind(e.evidence())))
                .flatMap(e -> e.evidence().measurements().stream())
                .filter(m -> m.metric().equals(metric) && m.slice().equals(slice))
                .toList();
    }

    private void add(String item, String role, Metric metric, String slice, Timing timing, List<Measurement> found) {
        Outcome outcome = found.isEmpty()
                ? Outcome.NOT_DONE
                : found.stream().allMatch(m -> m.estimate().point().isPresent()) ? Outcome.DONE : Outcome.NOT_ESTIMABLE;
        planned.add(new Planned(item, role, metric, slice, timing, outcome, found.size()));
        if (outcome != Outcome.DONE) {
            findings.add(Finding.of(
                            outcome == Outcome.NOT_DONE ? "PLANNED_NOT_DONE" : "PLANNED_NOT_ESTIMABLE",
                            outcome == Outcome.NOT_DONE ? Severity.ERROR : Severity.WARNING,
                            item,
                            outcome == Outcome.NOT_DONE
                                    ? "A planned figure is in no evidence."
                                    : "A planned figure has no value in some evidence.")
                    .with("metric", metric.id())
                    .with("slice", slice));
        }
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
                .put("planned", Content.items(planned, Planned::content))
                .put("post_hoc", Content.items(postHoc, PostHoc::content))
                .build();
    }
}
