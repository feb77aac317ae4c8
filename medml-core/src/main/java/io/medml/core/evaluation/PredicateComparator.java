package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortOverlap;
import io.medml.core.evaluation.EndpointContrast.Arm;
import io.medml.core.evaluation.PredicateComparison.Design;
import io.medml.core.evaluation.PredicateComparison.Endpoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.model.Predictions;
import io.medml.core.stats.Equivalence;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares a candidate with a predicate, with a previous version, or with a simple model of the host, under claims that are stated
 * before the data are seen. A model that is not shown to be superior to a rule of two variables has not earned its complexity.
 *
 * <pre>{@code
 * PredicateComparison report = PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
 *     .endpoint(Metric.SENSITIVITY).nonInferiority(0.05).because("one missed case in twenty, agreed with the clinicians")
 *     .endpoint(Metric.SPECIFICITY).nonInferiority(0.10).because("recalls are cheap")
 *     .candidateAt(candidatePoint)
 *     .predicateAt(predicatePoint)
 *     .build()
 *     .compare(test, candidate.score(test), predicate.score(test));
 * }</pre>
 *
 * <ul>
 *   <li><b>Same records</b> (paired): Tango's score for sensitivity, specificity and accuracy, at the effective sample size
 *       where records share a subject; DeLong, or Obuchowski where they do, for AUROC; the delta method for predictive
 *       values. Predictions are joined by record identifier.
 *   <li><b>Different subjects</b> (unpaired), or the predicate <b>as published</b>: Miettinen and Nurminen's score for
 *       proportions, independent variances for AUROC. The uncertainty of both sides enters. Where records share a subject,
 *       the difference of proportions has neither interval nor test ({@code DEPENDENT_RECORDS}), so its claim is undecided.
 *   <li><b>Level:</b> every test is one-sided at {@code alpha} (0.025 unless set); intervals are two-sided at
 *       {@code 1 - 2 alpha}.
 *   <li><b>Plan:</b> {@link Gatekeeping}. A claim is shown only if its own tests and the plan say so; one that cannot be tested
 *       is undecided and never shown.
 *   <li><b>Superiority after non-inferiority:</b> where every claim of the plan is shown, superiority is tested for the endpoints
 *       with a claim of non-inferiority, by Holm among them. With one endpoint that is the unadjusted test, and no alpha is
 *       spent on it. Reference: Maurer, Hothorn and Lehmacher (1995).
 * </ul>
 *
 * <p>Each device is read at its own operating point. This class measures and tests what was claimed; it does not say what follows
 * for a device. Immutable and thread-safe; the same input gives the same bytes, in whatever order the records come.
 */
public final class PredicateComparator {

    private final Gatekeeping plan;
    private final List<Stated> stated;
    private final @Nullable LockedOperatingPoint candidatePoint;
    private final @Nullable LockedOperatingPoint predicatePoint;
    private final double alpha;

    private PredicateComparator(Builder builder) {
        this.plan = builder.plan;
        this.stated = List.copyOf(builder.stated);
        this.candidatePoint = builder.candidatePoint;
        this.predicatePoint = builder.predicatePoint;
        this.alpha = builder.alpha;
    }

    private record Stated(Metric metric, Claim claim) {}

    /**
     * Starts a comparator.
     *
     * @param plan how several claims belong together; has no default, since it decides what may be claimed
     * @return a builder; confined to one thread
     */
    public static Builder builder(Gatekeeping plan) {
        return new Builder(plan);
    }

    /**
     * Compares on the same records.
     *
     * @param cohort the test set
     * @param candidate scores of the candidate on it
     * @param predicate scores of the predicate on it
     * @return the report
     * @throws io.medml.core.error.DataException when predictions are not on this cohort
     * @throws IllegalStateException when an endpoint needs an operating point that was not given
     */
    public PredicateComparison compare(Cohort cohort, Predictions candidate, Predictions predicate) {
        // deliberate: sums depend on the order of the records, so they take one that the content fixes
        Arm first = arm("candidateAt", candidatePoint, cohort, candidate);
        Arm second = arm("predicateAt", predicatePoint, cohort, predicate);
        List<Finding> findings = new ArrayList<>();
        if (Arrays.equals(first.sample().scores(), second.sample().scores())) {
            findings.add(Finding.of(
                    "IDENTICAL_SCORES",
                    Severity.WARNING,
                    "overall",
                    "Both devices gave every record the same score; check that two devices ran."));
        }
        dependent(first, cohort, false, findings);
        optimistic("candidate", candidatePoint, cohort, findings);
        optimistic("predicate", predicatePoint, cohort, findings);
        synthetic(cohort, findings);
        return report(
                metric -> EndpointContrast.paired(metric, first, second, level()),
                candidate.model(),
                predicate.model(),
                List.of(cohort.reference()),
                Map.of("candidate", candidate, "predicate", predicate),
                Design.PAIRED,
                null,
                cohort.synthetic(),
                findings);
    }

    /**
     * Compares on records of different subjects. Where a cohort names no subject column only the identifiers of its records are compared,
     * with the records and subjects of the other, which the finding {@code SUBJECT_NOT_COMPARED} says.
     *
     * @param cohort the records of the candidate
     * @param candidate its scores on them
     * @param predicateCohort the records of the predicate, of other subjects than those of the candidate
     * @param predicate its scores on them
     * @return the report
     * @throws IllegalArgumentException when the cohorts share a subject or a record
     */
    public PredicateComparison compare(
            Cohort cohort, Predictions candidate, Cohort predicateCohort, Predictions predicate) {
        CohortOverlap overlap = CohortOverlap.of(cohort, predicateCohort);
        if (overlap.any()) {
            throw new IllegalArgumentException("expected cohorts of different " + overlap.what() + ", found "
                    + overlap.shared() + " " + overlap.what() + " in both " + cohort.name() + " and "
                    + predicateCohort.name()
                    + "; compare on the records that both have, or, where identifiers coincide by accident, prefix them by"
                    + " their site");
        }
        Arm first = arm("candidateAt", candidatePoint, cohort, candidate);
        Arm second = arm("predicateAt", predicatePoint, predicateCohort, predicate);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                "DIFFERENT_PATIENTS",
                Severity.INFO,
                "overall",
                "The devices were measured on different "
                        + (overlap.notCompared().isPresent() ? "records" : "patients")
                        + "; differences between these are not adjusted for."));
        overlap.notCompared().ifPresent(findings::add);
        dependent(first, cohort, true, findings);
        dependent(second, predicateCohort, true, findings);
        optimistic("candidate", candidatePoint, cohort, findings);
        optimistic("predicate", predicatePoint, predicateCohort, findings);
        predictiveValues(findings);
        synthetic(cohort, findings);
        synthetic(predicateCohort, findings);
        return report(
                metric -> EndpointContrast.unpaired(metric, first, second, level()),
                candidate.model(),
                predicate.model(),
                List.of(cohort.reference(), predicateCohort.reference()),
                Map.of("candidate", candidate, "predicate", predicate),
                Design.UNPAIRED,
                null,
                cohort.synthetic() || predicateCohort.synthetic(),
                findings);
    }

    /**
     * Compares with what is published about the predicate.
     *
     * @param cohort the records of the candidate
     * @param candidate its scores on them
     * @param predicate the published figures with their uncertainty
     * @return the report
     * @throws IllegalArgumentException when nothing is published on an endpoint
     */
    public PredicateComparison compare(Cohort cohort, Predictions candidate, PublishedPerformance predicate) {
        Objects.requireNonNull(predicate, "predicate");
        if (predicatePoint != null) {
            throw new IllegalStateException("published figures are at the operating point they were published for;"
                    + " leave predicateAt(..) out");
        }
        Arm first = arm("candidateAt", candidatePoint, cohort, candidate);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                        "PREDICATE_AS_PUBLISHED",
                        Severity.INFO,
                        "overall",
                        "The predicate's figures were typed in from a document and were measured on other patients;"
                                + " differences between these are not adjusted for.")
                .with("device", predicate.device())
                .with("source", predicate.source()));
        dependent(first, cohort, true, findings);
        optimistic("candidate", candidatePoint, cohort, findings);
        predictiveValues(findings);
        synthetic(cohort, findings);
        return report(
                metric -> EndpointContrast.published(metric, first, predicate, level()),
                candidate.model(),
                predicate.reference(),
                List.of(cohort.reference()),
                Map.of("candidate", candidate),
                Design.PUBLISHED,
                predicate,
                cohort.synthetic(),
                findings);
    }

    private double level() {
        return 1 - 2 * alpha;
    }

    private Arm arm(String setting, @Nullable LockedOperatingPoint point, Cohort cohort, Predictions predictions) {
        boolean needed = stated.stream().anyMatch(s -> !s.metric.equals(Metric.AUROC));
        if (point == null && needed) {
            throw new IllegalStateException("endpoints other than the area under the ROC curve need an operating point;"
                    + " call " + setting + "(..) before build()");
        }
        if (point != null) {
            point.requireFor(predictions);
        }
        ScoredRecords sample = ScoredRecords.of(cohort, predictions).select(cohort.canonicalOrder());
        return new Arm(sample, point == null ? new int[sample.size()] : point.classify(sample.scores()));
    }

    private void dependent(Arm arm, Cohort cohort, boolean independentSamples, List<Finding> findings) {
        if (!arm.sample().dependent()) {
            return;
        }
        boolean refused = independentSamples && stated.stream().anyMatch(s -> !s.metric.equals(Metric.AUROC));
        findings.add(Finding.of(
                        "DEPENDENT_RECORDS",
                        refused ? Severity.WARNING : Severity.INFO,
                        cohort.name(),
                        refused
                                ? "Some subjects have several records, so the difference of proportions has neither interval"
                                        + " nor test here; take one record a subject by a stated rule."
                                : "Some subjects have several records; intervals and tests take it into account.")
                .with("records", arm.sample().size())
                .with("subjects", arm.sample().subjectCount()));
    }

    private static void optimistic(
            String device, @Nullable LockedOperatingPoint point, Cohort cohort, List<Finding> findings) {
        Optional.ofNullable(point).flatMap(p -> p.optimisticOn(device, cohort)).ifPresent(findings::add);
    }

    private void predictiveValues(List<Finding> findings) {
        boolean claimed = stated.stream()
                .flatMap(s -> EndpointRate.of(s.metric).stream())
                .anyMatch(EndpointRate::isPredictiveValue);
        if (claimed) {
            findings.add(Finding.of(
                    "PREDICTIVE_VALUES_AT_SAMPLE_PREVALENCE",
                    Severity.WARNING,
                    "overall",
                    "Predictive values depend on the prevalence, which differs between samples; their difference is also"
                            + " one of prevalences."));
        }
    }

    private static void synthetic(Cohort cohort, List<Finding> findings) {
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
    }

    /** A claim with what its tests say, before the plan. */
    private record Tested(
            Stated stated,
            EndpointContrast contrast,
            Estimate difference,
            List<HypothesisTest> tests,
            Estimate pValue,
            Conclusion conclusion) {}

    private PredicateComparison report(
            Function<Metric, EndpointContrast> contrasts,
            ArtifactRef candidate,
            ArtifactRef predicate,
            List<ArtifactRef> datasets,
            Map<String, Predictions> scored,
            Design design,
            @Nullable PublishedPerformance published,
            boolean synthetic,
            List<Finding> findings) {
        List<Tested> tested =
                stated.stream().map(s -> test(s, contrasts.apply(s.metric))).toList();
        List<Gatekeeping.Decision> decisions =
                plan.decide(tested.stream().map(Tested::pValue).toList(), alpha);
        List<Conclusion> conclusions = new ArrayList<>();
        for (int i = 0; i < tested.size(); i++) {
            conclusions.add(tested.get(i).conclusion.and(decisions.get(i).conclusion()));
        }
        boolean all = conclusions.stream().allMatch(c -> c == Conclusion.SHOWN);
        List<Optional<Gatekeeping.Decision>> superiority = superiority(tested, all);
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < tested.size(); i++) {
            Tested t = tested.get(i);
            endpoints.add(new Endpoint(
                    t.stated.metric,
                    t.stated.claim,
                    t.contrast.candidate(),
                    t.contrast.predicate(),
                    t.difference,
                    t.tests,
                    t.pValue,
                    decisions.get(i),
                    conclusions.get(i),
                    superiority.get(i)));
        }
        List<Finding> complete = new ArrayList<>(findings);
        endpoints.forEach(e -> notEstimable(e).ifPresent(complete::add));
        return new PredicateComparison(
                candidate,
                predicate,
                datasets,
                design,
                plan,
                alpha,
                endpoints,
                published,
                provenance(candidate, predicate, datasets, scored, design, synthetic),
                complete);
    }

    private Tested test(Stated s, EndpointContrast contrast) {
        if (s.claim.kind() == Claim.Kind.EQUIVALENCE) {
            Equivalence test = contrast.twoSided().test(s.claim.margin(), alpha);
            return new Tested(
                    s,
                    contrast,
                    bounded(test.difference()),
                    List.of(test.above(), test.below()),
                    test.pValue(),
                    test.conclusion());
        }
        NonInferiority test = contrast.oneSided().test(s.claim.margin(), alpha);
        return new Tested(
                s,
                contrast,
                bounded(test.difference()),
                List.of(test.test()),
                test.test().pValue(),
                test.conclusion());
    }

    /** An interval of width zero claims certainty that no data give. */
    private static Estimate bounded(Estimate difference) {
        boolean degenerate = difference.interval().filter(i -> i.width() == 0).isPresent();
        return degenerate
                ? Estimate.of(
                        difference.point().orElseThrow(),
                        new IntervalEstimate.Unknown(
                                Reason.ZERO_VARIANCE,
                                difference.intervalEstimate().method()),
                        difference.support())
                : difference;
    }

    private List<Optional<Gatekeeping.Decision>> superiority(List<Tested> tested, boolean allShown) {
        List<Integer> following = new ArrayList<>();
        List<Estimate> pValues = new ArrayList<>();
        for (int i = 0; allShown && i < tested.size(); i++) {
            Tested t = tested.get(i);
            if (t.stated.claim.kind() == Claim.Kind.NON_INFERIORITY) {
                following.add(i);
                pValues.add(t.contrast.oneSided().test(0, alpha).test().pValue());
            }
        }
        List<Gatekeeping.Decision> decisions = Gatekeeping.HOLM.decide(pValues, alpha);
        List<Optional<Gatekeeping.Decision>> result = new ArrayList<>();
        for (int i = 0; i < tested.size(); i++) {
            int place = following.indexOf(i);
            result.add(place < 0 ? Optional.empty() : Optional.of(decisions.get(place)));
        }
        return result;
    }

    private static Optional<Finding> notEstimable(Endpoint endpoint) {
        return endpoint.pValue() instanceof Estimate.NotEstimable not
                ? Optional.of(Finding.of(
                                "NOT_ESTIMABLE",
                                Severity.WARNING,
                                endpoint.metric().id(),
                                "The claim cannot be tested on these data, so it is undecided.")
                        .with("claim", endpoint.claim().text())
                        .with("reason", not.reason()))
                : Optional.empty();
    }

    private Provenance provenance(
            ArtifactRef candidate,
            ArtifactRef predicate,
            List<ArtifactRef> datasets,
            Map<String, Predictions> scored,
            Design design,
            boolean synthetic) {
        Provenance provenance =
                Provenance.of(PredicateComparator.class).from(candidate).from(predicate);
        for (ArtifactRef dataset : datasets) {
            provenance = provenance.from(dataset);
        }
        for (Map.Entry<String, Predictions> device : scored.entrySet()) {
            provenance = provenance.with(
                    device.getKey() + "_predictions_sha256",
                    device.getValue().digest().hex());
        }
        if (candidatePoint != null) {
            provenance = chosen(provenance, candidatePoint).with("candidate_threshold", candidatePoint.threshold());
        }
        if (predicatePoint != null) {
            provenance = chosen(provenance, predicatePoint).with("predicate_threshold", predicatePoint.threshold());
        }
        return provenance
                .with("design", design.name())
                .with("plan", plan.method())
                .with("one_sided_alpha", alpha)
                .with(
                        "claims",
                        stated.stream()
                                .map(s -> s.metric.id() + ": " + s.claim.text())
                                .collect(Collectors.joining("; ")))
                .synthetic(synthetic);
    }

    private static Provenance chosen(Provenance provenance, LockedOperatingPoint point) {
        return point.chosenOn().map(provenance::from).orElse(provenance);
    }

    /** States what is to be shown of an endpoint. Confined to one thread. */
    public static final class EndpointStage {
        private final Builder builder;
        private final Metric metric;

        private EndpointStage(Builder builder, Metric metric) {
            this.builder = builder;
            this.metric = metric;
        }

        /**
         * The candidate is better.
         *
         * @return the builder
         */
        public Builder superiority() {
            return builder.add(new Stated(metric, new Claim(Claim.Kind.SUPERIORITY, 0, "")));
        }

        /**
         * The candidate is not worse by the margin.
         *
         * @param margin the margin, in (0, 1)
         * @return the stage that asks for its reason
         */
        public ReasonStage nonInferiority(double margin) {
            return new ReasonStage(builder, metric, Claim.Kind.NON_INFERIORITY, margin);
        }

        /**
         * The candidate is neither worse nor better by the margin.
         *
         * @param margin the margin, in (0, 1)
         * @return the stage that asks for its reason
         */
        public ReasonStage equivalence(double margin) {
            return new ReasonStage(builder, metric, Claim.Kind.EQUIVALENCE, margin);
        }
    }

    /** States why a margin is acceptable. Confined to one thread. */
    public static final class ReasonStage {
        private final Builder builder;
        private final Metric metric;
        private final Claim.Kind kind;
        private final double margin;

        private ReasonStage(Builder builder, Metric metric, Claim.Kind kind, double margin) {
            this.builder = builder;
            this.metric = metric;
            this.kind = kind;
            this.margin = margin;
        }

        /**
         * The reason, which the report repeats.
         *
         * @param reason the clinical or statistical ground of the margin
         * @return the builder
         */
        public Builder because(String reason) {
            return builder.add(new Stated(metric, new Claim(kind, margin, reason)));
        }
    }

    /** Sets what is to be shown. Confined to one thread. */
    public static final class Builder {
        private final Gatekeeping plan;
        private final List<Stated> stated = new ArrayList<>();
        private @Nullable LockedOperatingPoint candidatePoint;
        private @Nullable LockedOperatingPoint predicatePoint;
        private double alpha = 0.025;
        private boolean alphaIsSet;

        private Builder(Gatekeeping plan) {
            this.plan = Objects.requireNonNull(plan, "plan");
        }

        /**
         * Adds an endpoint; the order matters to a fixed sequence.
         *
         * @param metric AUROC, sensitivity, specificity, accuracy or a predictive value
         * @return the stage that asks for the claim
         */
        public EndpointStage endpoint(Metric metric) {
            if (!metric.equals(Metric.AUROC) && EndpointRate.of(metric).isEmpty()) {
                throw new IllegalArgumentException(
                        "an endpoint is the area under the ROC curve, sensitivity, specificity,"
                                + " accuracy or a predictive value, got " + metric);
            }
            return new EndpointStage(this, metric);
        }

        private Builder add(Stated claim) {
            if (stated.stream().anyMatch(s -> s.metric.equals(claim.metric) && s.claim.kind() == claim.claim.kind())) {
                throw new IllegalStateException(
                        "a claim of " + claim.claim.kind().word() + " on " + claim.metric + " is already stated");
            }
            stated.add(claim);
            return this;
        }

        /**
         * The operating point of the candidate.
         *
         * @param point the operating point
         * @return this
         */
        public Builder candidateAt(LockedOperatingPoint point) {
            if (candidatePoint != null) {
                throw new IllegalStateException("the candidate's operating point is already set to " + candidatePoint);
            }
            candidatePoint = Objects.requireNonNull(point, "point");
            return this;
        }

        /**
         * The operating point of the predicate; not for published figures.
         *
         * @param point the operating point
         * @return this
         */
        public Builder predicateAt(LockedOperatingPoint point) {
            if (predicatePoint != null) {
                throw new IllegalStateException("the predicate's operating point is already set to " + predicatePoint);
            }
            predicatePoint = Objects.requireNonNull(point, "point");
            return this;
        }

        /**
         * The one-sided significance level of the plan; 0.025 unless set.
         *
         * @param oneSidedAlpha a fraction in (0, 0.5)
         * @return this
         */
        public Builder alpha(double oneSidedAlpha) {
            if (!(oneSidedAlpha > 0 && oneSidedAlpha < 0.5)) {
                throw new IllegalArgumentException(
                        "the one-sided alpha is a fraction in (0, 0.5), got " + oneSidedAlpha);
            }
            if (alphaIsSet) {
                throw new IllegalStateException("alpha is already set to " + alpha);
            }
            alphaIsSet = true;
            alpha = oneSidedAlpha;
            return this;
        }

        /**
         * Finishes the comparator.
         *
         * @return the comparator
         */
        public PredicateComparator build() {
            if (stated.isEmpty()) {
                throw new IllegalStateException(
                        "a comparison needs a claim; call endpoint(..) with what is to be shown before build()");
            }
            return new PredicateComparator(this);
        }
    }
}
