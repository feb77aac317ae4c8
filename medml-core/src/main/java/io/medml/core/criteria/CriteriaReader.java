package io.medml.core.criteria;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StrictFields;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads criteria as people write them in a file. Unknown keys and values are errors. */
final class CriteriaReader {

    private static final Map<String, Bound.Side> SIDES = new LinkedHashMap<>();

    static {
        for (Bound.Side side : Bound.Side.values()) {
            SIDES.put(side.name().toLowerCase(Locale.ROOT), side);
        }
    }

    private CriteriaReader() {}

    static AcceptanceCriteria read(String name, String version, String where, List<Content> items) {
        AcceptanceCriteria.Builder builder = AcceptanceCriteria.named(name, version);
        for (int i = 0; i < items.size(); i++) {
            String place = where + ", criterion " + (i + 1);
            try {
                criterion(builder, place, items.get(i));
            } catch (IllegalArgumentException e) {
                throw new DataException(place + ": " + e.getMessage(), e);
            }
        }
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
    }

    private static void criterion(AcceptanceCriteria.Builder builder, String place, Content content) {
        if (content instanceof Content.Fields stated && stated.has("no_finding_from")) {
            StrictFields fields = StrictFields.of(content, place, "no_finding_from", "evidence", "because");
            builder.allowNoFinding(fields.text("evidence"), severity(fields)).because(fields.text("because"));
            return;
        }
        StrictFields fields = StrictFields.of(
                content,
                place,
                "require",
                "evidence",
                "on",
                "compared_with",
                "across",
                "every_group_of",
                "groups",
                "lower_limit_at_least",
                "upper_limit_at_most",
                "estimate_at_least",
                "estimate_at_most",
                "undecided_when_wider_than",
                "because");
        String id = fields.text("require");
        Metric metric = Metric.byId(id)
                .orElseThrow(() -> new DataException(place + ": expected the identifier of a metric, found \"" + id
                        + "\"; see the list of metrics in the documentation of io.medml.core.measure.Metric"));
        AcceptanceCriteria.MetricStage stage = builder.require(metric);
        if (fields.has("evidence")) {
            stage.from(fields.text("evidence"));
        }
        scope(stage, place, fields);
        if (fields.has("undecided_when_wider_than")) {
            stage.undecidedWhenWiderThan(fields.number("undecided_when_wider_than"));
        }
        List<String> sides = SIDES.keySet().stream().filter(fields::has).toList();
        if (sides.size() != 1) {
            throw new DataException(place + ": expected exactly one of " + SIDES.keySet() + ", found " + sides);
        }
        String side = sides.get(0);
        stage.bound(Objects.requireNonNull(SIDES.get(side)), fields.number(side))
                .because(fields.text("because"));
    }

    private static void scope(AcceptanceCriteria.MetricStage stage, String place, StrictFields fields) {
        long stated = List.of("on", "across", "every_group_of").stream()
                .filter(fields::has)
                .count();
        if (stated > 1) {
            throw new DataException(place + ": expected at most one of on, across and every_group_of");
        }
        if (fields.has("compared_with") && !fields.has("on")) {
            throw new DataException(place + ": compared_with needs on, the group that is compared");
        }
        if (fields.has("groups") && !fields.has("every_group_of")) {
            throw new DataException(place + ": groups needs every_group_of, the attribute they belong to");
        }
        if (fields.has("on")) {
            Slice slice = slice(fields, "on");
            stage.on(fields.has("compared_with") ? slice.versus(slice(fields, "compared_with")) : slice);
        } else if (fields.has("across")) {
            stage.on(Slice.across(fields.texts("across")));
        } else if (fields.has("every_group_of")) {
            stage.inEveryGroupOf(
                    fields.text("every_group_of"),
                    fields.has("groups") ? fields.texts("groups").toArray(new String[0]) : new String[0]);
        }
    }

    private static Slice slice(StrictFields fields, String key) {
        Slice slice = Slice.overall();
        for (Map.Entry<String, String> each : fields.textsByKey(key).entrySet()) {
            slice = slice.and(each.getKey(), each.getValue());
        }
        return slice;
    }

    private static Severity severity(StrictFields fields) {
        String word = fields.text("no_finding_from");
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(word.toUpperCase(Locale.ROOT))) {
                return severity;
            }
        }
        throw fields.wrong(
                "no_finding_from", "to be a severity of " + List.of(Severity.values()) + ", found \"" + word + "\"");
    }
}
