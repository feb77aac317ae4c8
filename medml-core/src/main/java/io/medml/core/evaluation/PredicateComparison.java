package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate compares with a predicate, endpoint by endpoint, under claims and a plan that were stated before. Only
 * {@link PredicateComparator} makes one. Immutable.
 *
 * <p>It says of each claim whether the data show it, do not show it, or leave it undecided. What follows from that for a device
 * is decided by people and regulators.
 */
public final class PredicateComparison implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "predicate-comparison";

    private final ArtifactRef candidate;
    private final ArtifactRef predicate;
    private final List<ArtifactRef> datasets;
    private final Design design;
    private final Gatekeeping plan;
    private final double alpha;
    private final List<Endpoint> endpoints;
    private final @Nullable PublishedPerformance published;
    private final Provenance provenance;
    private final List<Finding> findings;

    PredicateComparison(
            ArtifactRef candidate,
            ArtifactRef predicate,
            List<ArtifactRef> datasets,
            Design design,
            Gatekeeping plan,
            double alpha,
            List<Endpoint> endpoints,
            @Nullable PublishedPerformance published,
            Provenance provenance,
            List<Finding> findings) {
        this.candidate = candidate;
        this.predicate = predicate;
        this.datasets = List.copyOf(datasets);
        this.design = design;
        this.plan = plan;
        this.alpha = alpha;
        this.endpoints = List.copyOf(endpoints);
        this.published = published;
        this.provenance = provenance;
        this.findings = List.copyOf(findings);
    }

    /** Where the two sets of figures come from. */
    public enum Design {
        /** Both devices on the same records. */
        PAIRED("both on the same records"),
        /** Each device on its own records, taken as of different subjects; a finding says where subjects were not compared. */
        UNPAIRED("each on its own records"),
        /** The candidate on records, the predicate as published. */
        PUBLISHED("predicate as published");

        private final String words;

        Design(String words) {
            this.words = words;
        }

        /**
         * The design in words.
         *
         * @return a phrase in lower case
         */
        public String words() {
            return words;
        }
    }

    /**
     * One endpoint with its claim and what was seen.
     *
     * @param metric what is compared
     * @param claim what was to be shown
     * @param candidate the candidate's estimate
     * @param predicate the predicate's estimate
     * @param difference candidate minus predicate with the interval at level {@code 1 - 2 alpha}
     * @param tests the one-sided tests of the claim: one, or two for equivalence
     * @param pValue the p-value of the claim: that of the test, or the larger of two
     * @param decision what the plan says with the adjusted p-value
     * @param conclusion shown only if both the claim's own tests and the plan say so
     * @param superiority for a claim of non-inferiority, the test of superiority that follows where every claim of the plan is
     *     shown, adjusted by Holm over these endpoints; empty where it does not follow
     */
    public record Endpoint(
            Metric metric,
            Claim claim,
            Estimate candidate,
            Estimate predicate,
            Estimate difference,
            List<HypothesisTest> tests,
            Estimate pValue,
            Gatekeeping.Decision decision,
            Conclusion conclusion,
            Optional<Gatekeeping.Decision> superiority) {

        /** Copies the tests and checks that all are there. */
        public Endpoint {
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(claim, "claim");
            Objects.requireNonNull(candidate, "candidate");
            Objects.requireNonNull(predicate, "predicate");
            Objects.requireNonNull(difference, "difference");
            tests = List.copyOf(tests);
            Objects.requireNonNull(pValue, "pValue");
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(conclusion, "conclusion");
            Objects.requireNonNull(superiority, "superiority");
        }
    }

    /**
     * The candidate.
     *
     * @return its model
     */
    public ArtifactRef candidate() {
        return candidate;
    }

    /**
     * The predicate.
     *
     * @return its model, or the document with its published figures
     */
    public ArtifactRef predicate() {
        return predicate;
    }

    /**
     * The records that were used, those of the candidate first.
     *
     * @return one data set, or two for an unpaired design
     */
    public List<ArtifactRef> datasets() {
        return datasets;
    }

    /**
     * Where the figures come from.
     *
     * @return the design
     */
    public Design design() {
        return design;
    }

    /**
     * How the claims belong together.
     *
     * @return the plan
     */
    public Gatekeeping plan() {
        return plan;
    }

    /**
     * The one-sided significance level.
     *
     * @return a fraction in (0, 0.5)
     */
    public double alpha() {
        return alpha;
    }

    /**
     * The endpoints in the order stated.
     *
     * @return the endpoints
     */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * What was published about the predicate.
     *
     * @return the figures; empty unless the design is {@link Design#PUBLISHED}
     */
    public Optional<PublishedPerformance> published() {
        return Optional.ofNullable(published);
    }

    /**
     * Whether all claims are shown, where the plan claims them together.
     *
     * @return shown if all are, not shown if one is not, undecided otherwise; empty for a plan whose claims stand each on its own
     */
    public Optional<Conclusion> together() {
        return plan == Gatekeeping.CO_PRIMARY
                ? endpoints.stream().map(Endpoint::conclusion).reduce(Conclusion::and)
                : Optional.empty();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        List<ArtifactRef> about = new ArrayList<>(List.of(candidate, predicate));
        about.addAll(datasets);
        return List.copyOf(about);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return endpoints.stream()
                .map(e -> new Measurement(e.metric.versusPredicate(), Slice.overall(), e.difference))
                .distinct()
                .toList();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("design", design.name())
                .put("plan", plan.method())
                .put("one_sided_alpha", alpha)
                .put("endpoints", Content.items(endpoints, PredicateComparison::endpoint));
        together().ifPresent(c -> body.put("together", c.name()));
        if (published != null) {
            body.put("published", published.content());
        }
        return body.build();
    }

    private static Content endpoint(Endpoint e) {
        Content.Builder content = Content.fields()
                .put("metric", e.metric.id())
                .put("claim", e.claim.content())
                .put("candidate", EvidenceDocument.estimate(e.candidate))
                .put("predicate", EvidenceDocument.estimate(e.predicate))
                .put("difference", EvidenceDocument.estimate(e.difference))
                .put("tests", Content.items(e.tests, PredicateComparison::test))
                .put("p_value", number(e.pValue))
                .put("adjusted_p_value", number(e.decision.adjustedP()))
                .put("conclusion", e.conclusion.name());
        e.superiority.ifPresent(s -> content.put(
                "superiority_after_non_inferiority",
                Content.fields()
                        .put("adjusted_p_value", number(s.adjustedP()))
                        .put("conclusion", s.conclusion().name())
                        .build()));
        return content.build();
    }

    private static Content test(HypothesisTest test) {
        return Content.fields()
                .put("method", test.method())
                .put("statistic", number(test.statistic()))
                .put("p_value", number(test.pValue()))
                .build();
    }

    /** A number, or the reason there is none. */
    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "comparison of %s with %s on %d endpoints", candidate, predicate, endpoints.size());
    }
}
