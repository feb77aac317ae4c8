package io.medml.core.holdout;

import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Bound;
import io.medml.core.criteria.Criterion;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
     * @param criterion what it has to meet, in words; empty for a descriptive one
     * @param onInterval whether the criterion is judged on a confidence limit
     * @param alpha its own share, where alpha is split
     * @param after the endpoints that have to be met before
     */
    public record Endpoint(
            String id,
            Role role,
            Metric metric,
            Slice slice,
            String evidence,
            Optional<String> criterion,
            boolean onInterval,
            OptionalDouble alpha,
            List<String> after) {
        /** Copies the list. */
        public Endpoint {
            after = List.copyOf(after);
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

    private static final List<String> SIDES = Arrays.stream(Bound.Side.values())
            .map(side -> side.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final int MOST = 1000;

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

    private AnalysisPlan(Content source, String where) {
        StrictFields fields = StrictFields.of(
                source,
                where,
                "plan",
                "version",
                "objective",
                "alpha",
                "allocation",
                "endpoints",
                "subgroups",
                "missing_data",
                "operating_point",
                "sample_size",
                "amends");
        this.content = source.asFields();
        this.name = named(fields, "plan");
        this.version = named(fields, "version");
        stated(fields, "objective");
        stated(fields, "missing_data");
        this.alpha = fields.number("alpha");
        if (!(alpha > 0 && alpha < 0.5)) {
            throw fields.wrong("alpha", "to be a one-sided level in (0, 0.5), such as 0.025");
        }
        List<Content> items = new ArrayList<>();
        List<Endpoint> stated = endpoints(fields, items);
        this.criteria = AcceptanceCriteria.read(name, version, where + ", endpoints", items);
        this.criteriaReference = reference(criteria, where);
        List<Endpoint> claims = new ArrayList<>();
        int next = 0;
        for (Endpoint e : stated) {
            if (e.role == Role.DESCRIPTIVE) {
                claims.add(e);
                continue;
            }
            Criterion.MetricCriterion criterion =
                    (Criterion.MetricCriterion) criteria.criteria().get(next++);
            claims.add(new Endpoint(
                    e.id,
                    e.role,
                    e.metric,
                    e.slice,
                    e.evidence,
                    Optional.of(criterion.text()),
                    List.of(Bound.Side.LOWER_LIMIT_AT_LEAST, Bound.Side.UPPER_LIMIT_AT_MOST)
                            .contains(criterion.bound().side()),
                    e.alpha,
                    e.after));
        }
        this.endpoints = List.copyOf(claims);
        this.allocation = allocation(fields);
        checkAlpha(fields);
        this.shares = new AlphaShares(alpha, allocation, endpoints);
        if (!shares.behindSome().isEmpty()) {
            throw fields.wrong(
                    "endpoints",
                    "to have secondary ones behind all primary ones or none, since alpha is free only when all are met;"
                            + " endpoint " + shares.behindSome().get(0) + " names some in after, itself or through its"
                            + " gates");
        }
        this.subgroups = fields.has("subgroups") ? subgroups(fields) : List.of();
        this.sampleSize = fields.has("sample_size") ? sampleSize(fields) : Map.of();
        if (fields.has("operating_point")) {
            StrictFields point = fields.part("operating_point", "id", "sha256", "because");
            stated(point, "id");
            stated(point, "because");
            if (point.has("sha256")) {
                digest(point);
            }
        }
        this.amends = fields.has("amends") ? Optional.of(amendment(fields)) : Optional.empty();
        checkLevels(fields);
    }

    /** A figure that is claimed twice has one interval, so both claims need the same level. */
    private void checkLevels(StrictFields fields) {
        for (Endpoint one : endpoints) {
            for (Endpoint other : endpoints) {
                if (sameFigure(one, other)
                        && level(one).isPresent()
                        && level(other).isPresent()
                        && Math.abs(level(one).getAsDouble() - level(other).getAsDouble()) > 1e-9) {
                    throw fields.wrong(
                            "endpoints",
                            "to claim a figure at one level; " + one.id + " needs an interval of level "
                                    + level(one).getAsDouble() + " and " + other.id + " one of "
                                    + level(other).getAsDouble()
                                    + " for the same metric on the same data. Claim it once, or name kinds of"
                                    + " evidence that differ");
                }
            }
        }
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
        return new AnalysisPlan(content, where);
    }

    private static String named(StrictFields fields, String key) {
        String text = fields.text(key);
        try {
            return Name.requireTrimmed(text, fields.where() + ", " + key);
        } catch (IllegalArgumentException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Pins the criteria; refuses names of groups that no evidence could have. */
    private static ArtifactRef reference(AcceptanceCriteria criteria, String where) {
        try {
            return criteria.reference();
        } catch (IllegalArgumentException e) {
            throw new DataException(where + ", endpoints: " + e.getMessage(), e);
        }
    }

    private static String stated(StrictFields fields, String key) {
        String text = fields.text(key);
        Optional<String> fault = StatedText.fault(text);
        if (fault.isPresent()) {
            throw fields.wrong(key, "to be " + StatedText.rule() + ", found " + fault.get());
        }
        return text;
    }

    private static Digest digest(StrictFields fields) {
        String hex = fields.text("sha256");
        if (!hex.matches("[0-9a-f]{64}")) {
            throw fields.wrong("sha256", "to be 64 lower-case hexadecimal digits");
        }
        return new Digest(hex);
    }

    private static Metric metric(StrictFields fields, String key, String id) {
        return Metric.byId(id)
                .orElseThrow(() -> fields.wrong(
                        key,
                        "to be the identifier of a metric; see the list of metrics in the documentation of"
                                + " io.medml.core.measure.Metric"));
    }

    private List<Endpoint> endpoints(StrictFields fields, List<Content> items) {
        List<Endpoint> found = new ArrayList<>();
        Map<String, Role> known = new LinkedHashMap<>();
        List<String> allowed = new ArrayList<>(List.of(
                "id",
                "role",
                "metric",
                "evidence",
                "on",
                "compared_with",
                "across",
                "undecided_when_wider_than",
                "because",
                "alpha",
                "after",
                "margin"));
        allowed.addAll(SIDES);
        for (StrictFields item : fields.parts("endpoints", allowed.toArray(new String[0]))) {
            Endpoint endpoint = endpoint(item, known, items);
            if (known.put(endpoint.id, endpoint.role) != null) {
                throw item.wrong("id", "to be another than those before; every endpoint has its own");
            }
            found.add(endpoint);
        }
        if (found.size() > MOST || !known.containsValue(Role.PRIMARY)) {
            throw fields.wrong("endpoints", "to be 1 to " + MOST + ", one of them primary");
        }
        return found;
    }

    private Endpoint endpoint(StrictFields item, Map<String, Role> known, List<Content> items) {
        String id = named(item, "id");
        Role role = word(Role.values(), item, "role");
        Metric metric = metric(item, "metric", item.text("metric"));
        Slice slice = slice(item);
        long sides = SIDES.stream().filter(item::has).count();
        boolean claim = role != Role.DESCRIPTIVE;
        if (sides != (claim ? 1 : 0)) {
            throw item.wrong(
                    "role",
                    claim
                            ? "of a claim to go with exactly one of " + SIDES
                            : "descriptive to go with no criterion; make it secondary, or remove the criterion");
        }
        List<String> after = item.has("after") ? item.texts("after") : List.of();
        if (!after.isEmpty() && role != Role.SECONDARY) {
            throw item.wrong("after", "for secondary endpoints only; the order of primary ones is the allocation");
        }
        for (String gate : after) {
            if (!known.containsKey(gate) || known.get(gate) == Role.DESCRIPTIVE) {
                throw item.wrong("after", "to name claims that stand before this one");
            }
        }
        OptionalDouble own = OptionalDouble.empty();
        if (item.has("alpha")) {
            own = OptionalDouble.of(item.number("alpha"));
        }
        if (claim) {
            items.add(criterion(item));
        } else if (item.has("undecided_when_wider_than") || item.has("because")) {
            throw item.wrong("role", "of a claim where a criterion is explained; remove what only a criterion needs");
        }
        margin(item);
        return new Endpoint(
                id, role, metric, slice, item.optionalText("evidence").orElse(""), Optional.empty(), false, own, after);
    }

    /** The endpoint's criterion in the form that {@link AcceptanceCriteria#read} takes. */
    private static Content criterion(StrictFields item) {
        Content.Builder criterion = Content.fields().put("require", item.text("metric"));
        for (String key : List.of("on", "compared_with")) {
            if (item.has(key)) {
                criterion.put(key, item.open(key));
            }
        }
        if (item.has("across")) {
            criterion.put("across", Content.texts(item.texts("across")));
        }
        if (item.has("evidence")) {
            criterion.put("evidence", item.text("evidence"));
        }
        if (item.has("undecided_when_wider_than")) {
            criterion.put("undecided_when_wider_than", item.number("undecided_when_wider_than"));
        }
        for (String side : SIDES) {
            if (item.has(side)) {
                criterion.put(side, item.number(side));
            }
        }
        return criterion.put("because", stated(item, "because")).build();
    }

    private static void margin(StrictFields item) {
        if (!item.has("margin")) {
            return;
        }
        double margin = item.number("margin");
        double limit = SIDES.stream()
                .filter(item::has)
                .mapToDouble(item::number)
                .findFirst()
                .orElse(Double.NaN);
        if (!(margin > 0 && Math.abs(limit) == margin)) {
            throw item.wrong("margin", "to be positive and the limit of the criterion, with either sign");
        }
    }

    private static Slice slice(StrictFields item) {
        if (item.has("across")) {
            if (item.has("on") || item.has("compared_with")) {
                throw item.wrong("across", "to stand alone, without on and compared_with");
            }
            return Slice.across(item.texts("across"));
        }
        if (item.has("compared_with") && !item.has("on")) {
            throw item.wrong("compared_with", "to go with on, the group that is compared");
        }
        Slice slice = item.has("on") ? group(item, "on") : Slice.overall();
        return item.has("compared_with") ? slice.versus(group(item, "compared_with")) : slice;
    }

    private static Slice group(StrictFields item, String key) {
        Slice slice = Slice.overall();
        for (Map.Entry<String, String> each : item.textsByKey(key).entrySet()) {
            slice = slice.and(each.getKey(), each.getValue());
        }
        if (slice.isOverall()) {
            throw item.wrong(key, "to name at least one attribute with its value");
        }
        return slice;
    }

    /** The constant that a word names. */
    static <E extends Enum<E>> E word(E[] values, StrictFields fields, String key) {
        String text = fields.text(key);
        List<String> words = new ArrayList<>();
        for (E value : values) {
            String word = value.name().toLowerCase(Locale.ROOT);
            words.add(word);
            if (word.equals(text)) {
                return value;
            }
        }
        throw fields.wrong(key, "to be one of " + words);
    }

    private Optional<Allocation> allocation(StrictFields fields) {
        long primary = endpoints.stream().filter(e -> e.role == Role.PRIMARY).count();
        if ((primary > 1) != fields.has("allocation")) {
            throw fields.wrong(
                    "allocation",
                    primary > 1
                            ? "to say how " + primary + " primary endpoints share alpha"
                            : "to be left out with one primary endpoint, which has all of alpha");
        }
        return primary > 1 ? Optional.of(word(Allocation.values(), fields, "allocation")) : Optional.empty();
    }

    private void checkAlpha(StrictFields fields) {
        boolean split = allocation.filter(Allocation.SPLIT::equals).isPresent();
        double sum = 0;
        for (Endpoint e : endpoints) {
            boolean needs = split && e.role == Role.PRIMARY && e.onInterval;
            if (needs != e.alpha.isPresent() || !(e.alpha.orElse(1) > 0)) {
                throw fields.wrong(
                        "endpoints",
                        "to have an alpha above 0 for each primary one on a limit where the allocation is split (a claim on a"
                                + " point estimate has no error rate), and none otherwise; endpoint " + e.id
                                + " does not");
            }
            sum += e.alpha.orElse(0);
        }
        if (sum > alpha + 1e-12) {
            throw fields.wrong("alpha", "to be at least the sum of the shares, which is " + sum);
        }
    }

    private static List<Subgroup> subgroups(StrictFields fields) {
        List<Subgroup> found = new ArrayList<>();
        for (StrictFields item : fields.parts("subgroups", "attribute", "groups", "metrics", "evidence", "because")) {
            List<Metric> metrics = item.texts("metrics").stream()
                    .map(id -> metric(item, "metrics", id))
                    .toList();
            List<String> groups = item.has("groups") ? item.texts("groups") : List.of();
            if (metrics.isEmpty() || (item.has("groups") && groups.isEmpty())) {
                throw item.wrong("metrics", "and groups to name something where they are stated");
            }
            found.add(new Subgroup(
                    named(item, "attribute"),
                    groups,
                    metrics,
                    item.optionalText("evidence").orElse(""),
                    stated(item, "because")));
        }
        if (found.size() > MOST) {
            throw fields.wrong("subgroups", "to be at most " + MOST);
        }
        return found;
    }

    private static Map<String, Long> sampleSize(StrictFields fields) {
        StrictFields part = fields.part("sample_size", "records", "subjects", "positives", "negatives", "because");
        stated(part, "because");
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String key : List.of("records", "subjects", "positives", "negatives")) {
            if (part.has(key)) {
                sizes.put(key, part.whole(key, 1, Integer.MAX_VALUE));
            }
        }
        if (sizes.isEmpty()) {
            throw fields.wrong("sample_size", "to state records, subjects, positives or negatives");
        }
        return sizes;
    }

    private static Amendment amendment(StrictFields fields) {
        StrictFields part = fields.part("amends", "version", "sha256", "reason");
        return new Amendment(named(part, "version"), digest(part), stated(part, "reason"));
    }

    // ---- what it says

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
        if (!endpoint.onInterval) {
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
                && endpoint.onInterval
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
        if (!endpoint.onInterval) {
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
                && endpoint.onInterval
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
        terms.add(endpoint.criterion.orElse(endpoint.metric.name() + " " + endpoint.slice));
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
                .filter(e -> e.role != Role.DESCRIPTIVE && !e.onInterval)
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
