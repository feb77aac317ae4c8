package io.medml.core.holdout;

import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Criterion;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is going to be measured on a test set and claimed from it, stated before anybody looks: endpoints with their criteria, subgroups,
 * margins, the allocation of alpha, missing data, operating point and number of records. Recording it in a ledger locks it.
 *
 * <pre>{@code
 * plan: EV-12
 * version: "1"
 * objective: show that the model finds patients who are readmitted within 30 days
 * alpha: 0.025
 * allocation: fixed_sequence
 * endpoints:
 *   - {id: E1, role: primary, metric: auroc, evidence: evaluation-report, lower_limit_at_least: 0.60, because: ...}
 *   - {id: E2, role: primary, metric: sensitivity, lower_limit_at_least: 0.50, because: ...}
 *   - {id: E3, role: secondary, metric: specificity, after: [E1, E2], lower_limit_at_least: 0.50, because: ...}
 *   - {id: E4, role: descriptive, metric: brier_score}
 * subgroups:
 *   - {attribute: gender, groups: [Female, Male], metrics: [auroc], because: ...}
 * missing_data: records without a label are not in the cohort
 * sample_size: {positives: 1000, because: ...}
 * }</pre>
 *
 * <ul>
 * <li><b>Alpha</b> is one-sided, in (0, 0.5), of the family of primary endpoints. With several of them {@code allocation} is required:
 *     {@code co_primary} (all must be met, each at alpha), {@code fixed_sequence} (in their order, each at alpha, up to the first that is
 *     not met), {@code holm}, or {@code split}, where each has an {@code alpha} of its own and these sum to at most that of the family.
 * <li><b>Secondary</b> endpoints are claimed only when all that they name have been met, at what of alpha these pass on ({@link #alpha(Endpoint)});
 *     <b>descriptive</b> ones have no criterion.
 * <li><b>Levels:</b> endpoints may need intervals of different levels ({@link #level(Endpoint)}), each of which is evaluated; one figure is claimed at one
 *     level.
 * <li><b>Margin:</b> a criterion that is a margin says so ({@code margin: 0.05}) and has that limit, with either sign.
 * <li><b>Unknown keys,</b> missing ones and values of another kind are refused with their place.
 * </ul>
 *
 * <p><b>Alpha behind gates.</b> A claim that is met passes its alpha on, in equal parts, to the secondary endpoints directly behind it: those that name it and
 * name no other gate that stands behind it too. Under {@code split} each primary endpoint passes on its own share. Otherwise alpha is free only
 * when all primary endpoints are met, so a secondary one that names some of them has to name all, itself or through its gates; a
 * plan in which it does not is refused. A chain ({@code S1} after {@code E1}, {@code S2} after {@code S1}) is a fixed sequence, each at the whole.
 * With that the probability of at least one false claim on a limit, primary or secondary, is at most alpha, whatever the dependence of the
 * figures: it is the graphical procedure of Bretz, Maurer, Brannath and Posch (2009), Statistics in Medicine 28, 586-604, with equal weights,
 * after the primary family by its own rule (Maurer, Hothorn and Lehmacher 1995 for sequences and gates; Berger 1982 for endpoints that must all
 * be met). Under {@code co_primary} the claim is all of the primary endpoints together; so it is under {@code holm} where intervals are judged, since the
 * procedure takes p-values.
 *
 * <p><b>A claim on a point estimate</b> ({@code estimate_at_least}, {@code estimate_at_most}) is met by chance half of the time where the truth is the limit.
 * It is outside of that probability, has no alpha and passes none on ({@code CLAIM_ON_POINT_ESTIMATE}, a warning); as a gate it can only
 * keep others from being claimed.
 *
 * <p>Immutable. {@link #reference()} pins the content: a plan that is changed afterwards has another digest.
 */
public final class AnalysisPlan implements Evidence {

    /** How alpha is shared by several primary endpoints. */
    public enum Allocation {
        /** All must be met, each at the full level. */
        CO_PRIMARY,
        /** In the order stated, each at the full level, up to the first that is not met. */
        FIXED_SEQUENCE,
        /** Holm's step-down procedure over their p-values. */
        HOLM,
        /** Each has a share of its own. */
        SPLIT;

        /**
         * The word of the plan.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an endpoint is for. */
    public enum Role {
        /** A claim of the family that alpha is for. */
        PRIMARY,
        /** A claim that is made only behind others. */
        SECONDARY,
        /** No claim. */
        DESCRIPTIVE;

        /**
         * The word of the plan.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One planned figure.
     *
     * @param id its identifier in the plan
     * @param role what it is for
     * @param metric the metric
     * @param slice on which part of the data
     * @param evidence name of the evidence schema that has to carry it, such as {@code evaluation-report}; empty for any
     * @param criterion what it has to meet; empty for a descriptive one
     * @param alpha its own share, where alpha is split
     * @param after the endpoints that have to be met before
     */
    public record Endpoint(
            String id,
            Role role,
            Metric metric,
            Slice slice,
            String evidence,
            Optional<Criterion.MetricCriterion> criterion,
            OptionalDouble alpha,
            List<String> after) {
        /** Copies the list. */
        public Endpoint {
            after = List.copyOf(after);
        }

        /**
         * Whether it is judged on a confidence limit.
         *
         * @return false for a claim on a point estimate and for a descriptive one
         */
        public boolean onInterval() {
            return criterion.filter(c -> c.bound().side().isOnInterval()).isPresent();
        }

        Endpoint claiming(Criterion.MetricCriterion stated) {
            return new Endpoint(id, role, metric, slice, evidence, Optional.of(stated), alpha, after);
        }
    }

    /**
     * Figures by the groups of an attribute.
     *
     * @param attribute the attribute
     * @param groups its groups; empty for all that the data have
     * @param metrics the metrics
     * @param evidence name of the evidence schema that has to carry them; empty for any
     * @param because why these
     */
    public record Subgroup(
            String attribute, List<String> groups, List<Metric> metrics, String evidence, String because) {
        /** Copies the lists. */
        public Subgroup {
            groups = List.copyOf(groups);
            metrics = List.copyOf(metrics);
        }

        boolean covers(Metric metric, Slice slice) {
            return metrics.contains(metric)
                    && slice.acrossAttributes().isEmpty()
                    && slice.reference().isEmpty()
                    && slice.conditions().size() == 1
                    && slice.conditions().get(0).attribute().equals(attribute)
                    && (groups.isEmpty()
                            || groups.contains(slice.conditions().get(0).value()));
        }
    }

    /**
     * The earlier version that a plan takes the place of.
     *
     * @param version its version
     * @param digest its digest
     * @param reason why it was changed
     */
    public record Amendment(String version, Digest digest, String reason) {}

    private final Content.Fields content;
    private final String name;
    private final String version;
    private final double alpha;
    private final Optional<Allocation> allocation;
    private final List<Endpoint> endpoints;
    private final List<Subgroup> subgroups;
    private final Optional<Amendment> amends;
    private final Map<String, Long> sampleSize;
    private final AcceptanceCriteria criteria;
    private final ArtifactRef criteriaReference;
    private final AlphaShares shares;

    AnalysisPlan(AnalysisPlanReader read) {
        this.content = read.content;
        this.name = read.name;
        this.version = read.version;
        this.alpha = read.alpha;
        this.allocation = read.allocation;
        this.endpoints = read.endpoints;
        this.subgroups = read.subgroups;
        this.amends = read.amends;
        this.sampleSize = read.sampleSize;
        this.criteria = read.criteria;
        this.criteriaReference = read.criteriaReference;
        this.shares = read.shares;
    }

    /**
     * Reads a plan.
     *
     * @param content what a JSON or YAML file holds, by {@link Content#parse} or {@link Content#parseYaml}
     * @param where where it stands, for messages, such as {@code plan.yaml}
     * @return the plan
     * @throws DataException when a key or value is not understood, or does not fit the others; names the place
     */
    public static AnalysisPlan from(Content content, String where) {
        return AnalysisPlanReader.read(content, where);
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its version.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * The one-sided level of the family of primary endpoints.
     *
     * @return a level in (0, 0.5)
     */
    public double alpha() {
        return alpha;
    }

    /**
     * How primary endpoints share alpha.
     *
     * @return the allocation; empty with one primary endpoint
     */
    public Optional<Allocation> allocation() {
        return allocation;
    }

    /**
     * The planned figures.
     *
     * @return at least one primary endpoint, in the order of the plan
     */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * The planned figures by group.
     *
     * @return the subgroups, in the order of the plan
     */
    public List<Subgroup> subgroups() {
        return subgroups;
    }

    /**
     * The version that this plan takes the place of.
     *
     * @return the amendment; empty for a first version
     */
    public Optional<Amendment> amends() {
        return amends;
    }

    /**
     * A planned number of the test set.
     *
     * @param what {@code records}, {@code subjects}, {@code positives} or {@code negatives}
     * @return the number; empty where the plan does not state it
     */
    public OptionalLong planned(String what) {
        Long number = sampleSize.get(what);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /**
     * The criteria of primary and secondary endpoints, in their order. {@link PlanAdherence#judge} applies them to the evidence that counts, and nothing
     * else does, since evidence that does not count could meet them as well.
     */
    AcceptanceCriteria criteria() {
        return criteria;
    }

    /**
     * The one-sided level that a claim is tested at, where the opening has the whole alpha.
     *
     * @param endpoint an endpoint of this plan
     * @return alpha or its share; for a secondary endpoint what its gates pass on, by the rule above. A secondary endpoint that no
     *     part of alpha reaches ({@code SECONDARY_WITHOUT_GATE}) has alpha, outside of the error rate of the family. Empty for a descriptive
     *     one, for one that is judged on its point estimate ({@code CLAIM_ON_POINT_ESTIMATE}), and for a primary one under Holm's procedure, which
     *     takes p-values
     */
    public OptionalDouble alpha(Endpoint endpoint) {
        if (!endpoint.onInterval()) {
            return OptionalDouble.empty();
        }
        return switch (endpoint.role) {
            case DESCRIPTIVE -> OptionalDouble.empty();
            case PRIMARY -> isHolm(endpoint) ? OptionalDouble.empty() : OptionalDouble.of(endpoint.alpha.orElse(alpha));
            case SECONDARY -> OptionalDouble.of(shares.of(endpoint.id).orElse(alpha));
        };
    }

    /** Whether a secondary endpoint is outside of the error rate that alpha is for. */
    boolean isOutside(Endpoint endpoint) {
        return endpoint.role == Role.SECONDARY
                && endpoint.onInterval()
                && shares.of(endpoint.id).isEmpty();
    }

    /**
     * The confidence level of the two-sided interval that a criterion on a limit needs, where the opening has the whole alpha.
     *
     * <p>Under Holm's procedure it is the least level for a primary endpoint: for the claim that all of them are met, each is tested at alpha
     * (Berger 1982), and {@link PlanAdherence#judge} makes that claim only. A claim of one of {@code k} alone needs {@code 1 - 2 alpha / k}, or p-values.
     *
     * @param endpoint an endpoint of this plan
     * @return {@code 1 - 2 alpha} with the {@linkplain #alpha(Endpoint) alpha of the endpoint}; empty for a descriptive one and for one that is
     *     judged on its point estimate
     */
    public OptionalDouble level(Endpoint endpoint) {
        return level(endpoint, alpha);
    }

    /**
     * The confidence level of the two-sided interval that a criterion on a limit needs, after an opening of a test set that has a part of alpha.
     *
     * @param endpoint an endpoint of this plan
     * @param opening the one-sided level of the opening ({@link ReuseBudget#level}, {@link SealedTestSet.Look#level()}), at most alpha
     * @return {@code 1 - 2 a opening / alpha} with the {@linkplain #alpha(Endpoint) alpha a of the endpoint}, which is the whole for a primary one under
     *     Holm's procedure; empty for a descriptive one and for one that is judged on its point estimate
     * @throws IllegalArgumentException when the level is not in (0, alpha]
     */
    public OptionalDouble level(Endpoint endpoint, double opening) {
        if (!(opening > 0 && opening <= alpha)) {
            throw new IllegalArgumentException(
                    "the level of an opening lies in (0, " + alpha + "], the alpha of the plan; got " + opening);
        }
        if (!endpoint.onInterval()) {
            return OptionalDouble.empty();
        }
        double own = alpha(endpoint).orElse(alpha);
        return OptionalDouble.of(1 - 2 * own * (opening / alpha));
    }

    /**
     * Whether an interval has the level that a criterion on a limit needs after an opening: that level, or for a primary endpoint under Holm's procedure
     * at least that.
     */
    boolean fits(Endpoint endpoint, double opening, double level) {
        double needed = level(endpoint, opening).orElse(level);
        return isHolm(endpoint) ? level >= needed - 1e-9 : Math.abs(level - needed) <= 1e-9;
    }

    private boolean isHolm(Endpoint endpoint) {
        return endpoint.role == Role.PRIMARY
                && endpoint.onInterval()
                && allocation.filter(Allocation.HOLM::equals).isPresent();
    }

    /**
     * All that decides when an endpoint is met, in words: its figure, criterion, role, alpha and gates. Two versions of a plan ask the same of it where these
     * are equal.
     */
    String terms(Endpoint endpoint) {
        List<String> gates = new ArrayList<>(endpoint.after);
        if (endpoint.role == Role.PRIMARY
                && allocation.filter(Allocation.FIXED_SEQUENCE::equals).isPresent()) {
            endpoints.stream()
                    .takeWhile(e -> !e.id.equals(endpoint.id))
                    .filter(e -> e.role == Role.PRIMARY)
                    .forEach(e -> gates.add(e.id));
        }
        List<String> terms = new ArrayList<>();
        terms.add(endpoint.role.word());
        terms.add(endpoint.criterion.map(Criterion::text).orElse(endpoint.metric.name() + " " + endpoint.slice));
        if (!endpoint.evidence.isEmpty()) {
            terms.add("in " + endpoint.evidence);
        }
        if (endpoint.role == Role.PRIMARY) {
            allocation.ifPresent(a -> terms.add(a.word()));
        }
        alpha(endpoint).ifPresent(value -> terms.add("alpha " + value));
        if (!gates.isEmpty()) {
            terms.add("after " + String.join(" and ", gates));
        }
        return String.join("; ", terms);
    }

    /** Whether an endpoint is on a figure that another has too. */
    static boolean sameFigure(Endpoint one, Endpoint other) {
        return one.metric.equals(other.metric)
                && one.slice.equals(other.slice)
                && (one.evidence.isEmpty() || other.evidence.isEmpty() || one.evidence.equals(other.evidence));
    }

    /** Whether a figure is planned: as an endpoint, or in a subgroup. */
    boolean covers(Metric metric, Slice slice, String schema) {
        return endpoints.stream()
                        .anyMatch(e -> e.metric.equals(metric)
                                && e.slice.equals(slice)
                                && (e.evidence.isEmpty() || e.evidence.equals(schema)))
                || subgroups.stream()
                        .anyMatch(g -> g.covers(metric, slice) && (g.evidence.isEmpty() || g.evidence.equals(schema)));
    }

    /**
     * The plan as it was read.
     *
     * @return the content, which {@link #from} reads
     */
    public Content.Fields content() {
        return content;
    }

    /**
     * Pins the plan by the digest of its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(ArtifactRef.Kind.CONFIGURATION, name, version, Digest.sha256(content.bytes()));
    }

    @Override
    public String schema() {
        return "analysis-plan/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(AnalysisPlan.class).from(criteriaReference);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Set<String> open = new TreeSet<>();
        for (Endpoint e : endpoints) {
            if (isOutside(e)) {
                open.add(e.id);
            }
        }
        List<String> points = endpoints.stream()
                .filter(e -> e.role != Role.DESCRIPTIVE && !e.onInterval())
                .map(Endpoint::id)
                .toList();
        if (!points.isEmpty()) {
            findings.add(Finding.of(
                            "CLAIM_ON_POINT_ESTIMATE",
                            Severity.WARNING,
                            name,
                            "Claims on a point estimate, whatever its uncertainty, have no error rate: alpha does not hold for them,"
                                    + " and they pass none on. State a limit of the interval instead.")
                    .with("endpoints", String.join(", ", points)));
        }
        if (!open.isEmpty()) {
            findings.add(Finding.of(
                            "SECONDARY_WITHOUT_GATE",
                            Severity.WARNING,
                            name,
                            "Secondary endpoints that no part of alpha reaches are outside of the error rate that alpha is for.")
                    .with("endpoints", String.join(", ", open)));
        }
        if (!shares.divided().isEmpty()) {
            findings.add(Finding.of(
                            "ALPHA_DIVIDED",
                            Severity.INFO,
                            name,
                            "Secondary endpoints behind the same gate have equal parts of its alpha; where each names the one"
                                    + " before, each has the whole.")
                    .with("endpoints", String.join(", ", shares.divided())));
        }
        long claims = endpoints.stream().filter(this::isHolm).count();
        if (claims > 0) {
            findings.add(Finding.of(
                            "HOLM_JUDGED_TOGETHER",
                            Severity.INFO,
                            name,
                            "Holm's procedure takes p-values. On intervals only the claim that all primary endpoints are met is judged; one of"
                                    + " them alone needs the level that is given, a part of which is left after an opening.")
                    .with("level_together", 1 - 2 * alpha)
                    .with("level_alone", 1 - 2 * alpha / (double) claims));
        }
        if (sampleSize.isEmpty()) {
            findings.add(Finding.of(
                    "SAMPLE_SIZE_NOT_PLANNED",
                    Severity.WARNING,
                    name,
                    "The plan states no number of records, subjects, positives or negatives."));
        }
        if (subgroups.isEmpty()) {
            findings.add(Finding.of(
                    "SUBGROUPS_NOT_PLANNED",
                    Severity.WARNING,
                    name,
                    "The plan names no subgroup, so that every figure of a group will be post hoc."));
        }
        return findings;
    }

    @Override
    public Content body() {
        return content;
    }

    /** Gives name, version and digest. */
    @Override
    public String toString() {
        return "analysis plan " + name + " " + version + " ("
                + reference().digest().abbreviated() + ")";
    }
}
