package io.medml.core.holdout;

import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Bound;
import io.medml.core.criteria.Criterion;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.holdout.AnalysisPlan.Allocation;
import io.medml.core.holdout.AnalysisPlan.Amendment;
import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.AnalysisPlan.Role;
import io.medml.core.holdout.AnalysisPlan.Subgroup;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a plan as people write it in a file. Unknown keys and values are errors, and so are parts that do not fit each other. */
final class AnalysisPlanReader {

    private static final List<String> SIDES = Arrays.stream(Bound.Side.values())
            .map(side -> side.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final int MOST = 1000;

    private final StrictFields fields;
    final Content.Fields content;
    final String name;
    final String version;
    final double alpha;
    final Optional<Allocation> allocation;
    final List<Endpoint> endpoints;
    final List<Subgroup> subgroups;
    final Optional<Amendment> amends;
    final Map<String, Long> sampleSize;
    final AcceptanceCriteria criteria;
    final ArtifactRef criteriaReference;
    final AlphaShares shares;

    private AnalysisPlanReader(Content source, String where) {
        this.fields = StrictFields.of(
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
        // the criteria have the order of the claims, since these were handed in as they were read
        Iterator<Criterion> read = criteria.criteria().iterator();
        List<Endpoint> claims = new ArrayList<>();
        for (Endpoint e : stated) {
            claims.add(e.role() == Role.DESCRIPTIVE ? e : e.claiming((Criterion.MetricCriterion) read.next()));
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
    }

    static AnalysisPlan read(Content content, String where) {
        AnalysisPlanReader read = new AnalysisPlanReader(content, where);
        AnalysisPlan plan = new AnalysisPlan(read);
        read.checkLevels(plan);
        return plan;
    }

    /** A figure that is claimed twice has one interval, so both claims need the same level. */
    private void checkLevels(AnalysisPlan plan) {
        for (Endpoint one : endpoints) {
            for (Endpoint other : endpoints) {
                if (AnalysisPlan.sameFigure(one, other)
                        && plan.level(one).isPresent()
                        && plan.level(other).isPresent()
                        && Math.abs(plan.level(one).getAsDouble()
                                        - plan.level(other).getAsDouble())
                                > 1e-9) {
                    throw fields.wrong(
                            "endpoints",
                            "to claim a figure at one level; " + one.id() + " needs an interval of level "
                                    + plan.level(one).getAsDouble() + " and " + other.id() + " one of "
                                    + plan.level(other).getAsDouble()
                                    + " for the same metric on the same data. Claim it once, or name kinds of"
                                    + " evidence that differ");
                }
            }
        }
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
            if (known.put(endpoint.id(), endpoint.role()) != null) {
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
                id, role, metric, slice, item.optionalText("evidence").orElse(""), Optional.empty(), own, after);
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
    private static <E extends Enum<E>> E word(E[] values, StrictFields fields, String key) {
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
        long primary = endpoints.stream().filter(e -> e.role() == Role.PRIMARY).count();
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
            boolean needs = split && e.role() == Role.PRIMARY && e.onInterval();
            if (needs != e.alpha().isPresent() || !(e.alpha().orElse(1) > 0)) {
                throw fields.wrong(
                        "endpoints",
                        "to have an alpha above 0 for each primary one on a limit where the allocation is split (a claim on a"
                                + " point estimate has no error rate), and none otherwise; endpoint " + e.id()
                                + " does not");
            }
            sum += e.alpha().orElse(0);
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
}
