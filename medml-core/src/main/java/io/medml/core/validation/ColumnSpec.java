package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a schema says about one column; -1 stands for a limit that is not set. */
record ColumnSpec(
        String name,
        ValueType type,
        boolean required,
        boolean notConstant,
        @Nullable String unit,
        @Nullable ValueRange range,
        @Nullable ValueRange plausible,
        @Nullable SortedSet<String> allowed,
        @Nullable String codeSetName,
        @Nullable SortedSet<String> codes,
        @Nullable Pattern pattern,
        int minLength,
        int maxLength,
        double maxMissing,
        double minDocumented,
        SortedSet<String> sentinels,
        List<DistributionRule> distribution) {

    private static final Set<String> KEYS = Set.of(
            "name",
            "type",
            "required",
            "not_constant",
            "unit",
            "range",
            "plausible",
            "allowed",
            "codes",
            "pattern",
            "length",
            "max_missing",
            "min_documented",
            "sentinels",
            "distribution");

    ColumnSpec {
        sentinels = Collections.unmodifiableSortedSet(new TreeSet<>(sentinels));
        distribution = List.copyOf(distribution);
    }

    Content content() {
        Content.Builder builder = Content.fields()
                .put("name", name)
                .put("type", type.name())
                .put("required", required)
                .put("not_constant", notConstant);
        if (unit != null) {
            builder.put("unit", unit);
        }
        if (range != null) {
            builder.put("range", content(range));
        }
        if (plausible != null) {
            builder.put("plausible", content(plausible));
        }
        if (allowed != null) {
            builder.put("allowed", Content.texts(allowed));
        }
        if (codes != null && codeSetName != null) {
            builder.put(
                    "codes",
                    Content.fields()
                            .put("name", codeSetName)
                            .put("values", Content.texts(codes))
                            .build());
        }
        if (pattern != null) {
            builder.put("pattern", pattern.pattern());
        }
        if (maxLength >= 0) {
            builder.put(
                    "length",
                    Content.fields().put("min", minLength).put("max", maxLength).build());
        }
        if (maxMissing >= 0) {
            builder.put("max_missing", maxMissing);
        }
        if (minDocumented >= 0) {
            builder.put("min_documented", minDocumented);
        }
        if (!sentinels.isEmpty()) {
            builder.put("sentinels", Content.texts(sentinels));
        }
        if (!distribution.isEmpty()) {
            builder.put("distribution", Content.items(distribution, DistributionRule::content));
        }
        return builder.build();
    }

    static ColumnRule rule(Content.Fields fields) {
        known(fields, KEYS, "a column");
        ColumnRule rule = ColumnRule.of(fields.text("name"), word(ValueType.class, fields.text("type")));
        if (fields.has("required") && !fields.flag("required")) {
            rule.optional();
        }
        if (fields.has("not_constant") && fields.flag("not_constant")) {
            rule.notConstant();
        }
        if (fields.has("unit")) {
            rule.unit(fields.text("unit"));
        }
        if (fields.has("range")) {
            rule.range(range(fields.fields("range")));
        }
        if (fields.has("plausible")) {
            rule.plausible(range(fields.fields("plausible")));
        }
        if (fields.has("allowed")) {
            rule.allowed(texts(fields.list("allowed")));
        }
        if (fields.has("codes")) {
            Content.Fields codeSet = fields.fields("codes");
            known(codeSet, Set.of("name", "values"), "codes");
            rule.codes(codeSet.text("name"), texts(codeSet.list("values")));
        }
        if (fields.has("pattern")) {
            rule.pattern(fields.text("pattern"));
        }
        if (fields.has("length")) {
            Content.Fields length = fields.fields("length");
            known(length, Set.of("min", "max"), "length");
            rule.length(Math.toIntExact(length.whole("min")), Math.toIntExact(length.whole("max")));
        }
        if (fields.has("max_missing")) {
            rule.missingAtMost(fields.decimal("max_missing"));
        }
        if (fields.has("min_documented")) {
            rule.documentedAtLeast(fields.decimal("min_documented"));
        }
        if (fields.has("sentinels")) {
            rule.sentinels(texts(fields.list("sentinels")));
        }
        if (fields.has("distribution")) {
            fields.list("distribution").forEach(item -> distribution(rule, item.asFields()));
        }
        return rule;
    }

    private static void distribution(ColumnRule rule, Content.Fields fields) {
        Check check = word(Check.class, fields.text("of"));
        ValueRange range = range(fields.fields("range"));
        switch (check) {
            case MEAN_OUT_OF_RANGE -> {
                known(fields, Set.of("of", "range"), "a rule for a mean");
                rule.mean(range);
            }
            case QUANTILE_OUT_OF_RANGE -> {
                known(fields, Set.of("of", "range", "probability"), "a rule for a quantile");
                rule.quantile(fields.decimal("probability"), range);
            }
            case SHARE_OUT_OF_RANGE -> {
                known(fields, Set.of("of", "range", "value"), "a rule for a share");
                rule.share(fields.text("value"), range);
            }
            default ->
                throw new DataException("data schema: expected a rule for MEAN_OUT_OF_RANGE, QUANTILE_OUT_OF_RANGE or"
                        + " SHARE_OUT_OF_RANGE, found \"" + check + "\"");
        }
    }

    static void known(Content.Fields fields, Set<String> keys, String where) {
        for (String key : fields.values().keySet()) {
            if (!keys.contains(key)) {
                throw new DataException("data schema: expected " + where + " to have only the fields "
                        + new TreeSet<>(keys) + ", found \"" + key + "\"; remove it or correct its spelling");
            }
        }
    }

    static List<String> texts(List<Content> items) {
        return items.stream()
                .map(item -> {
                    if (item instanceof Content.Text text) {
                        return text.value();
                    }
                    throw new DataException("data schema: expected a list of texts, found something else in it");
                })
                .toList();
    }

    static <E extends Enum<E>> E word(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw new DataException(
                "data schema: expected one of " + List.of(type.getEnumConstants()) + ", found \"" + word + "\"");
    }

    static Content content(ValueRange range) {
        return Content.fields()
                .put("lower", range.lower())
                .put("lower_closed", range.lowerClosed())
                .put("upper", range.upper())
                .put("upper_closed", range.upperClosed())
                .build();
    }

    static ValueRange range(Content.Fields fields) {
        known(fields, Set.of("lower", "lower_closed", "upper", "upper_closed"), "a range");
        return new ValueRange(
                fields.decimal("lower"),
                fields.flag("lower_closed"),
                fields.decimal("upper"),
                fields.flag("upper_closed"));
    }
}
