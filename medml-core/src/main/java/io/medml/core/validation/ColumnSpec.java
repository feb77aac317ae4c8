package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
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

    private static final String[] KEYS = {
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
        "distribution"
    };

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

    static ColumnRule rule(Content content) {
        String name = StrictFields.of(content, "data schema, a column", KEYS).text("name");
        StrictFields fields = StrictFields.of(content, "data schema, column \"" + name + "\"", KEYS);
        ValueType type = word(ValueType.class, fields, "type");
        ColumnRule rule = SchemaForm.set(fields.where(), () -> ColumnRule.of(name, type));
        if (fields.has("required") && !fields.flag("required")) {
            rule.optional();
        }
        if (fields.has("not_constant") && fields.flag("not_constant")) {
            rule.notConstant();
        }
        if (fields.has("unit")) {
            set(fields, "unit", key -> rule.unit(fields.text(key)));
        }
        if (fields.has("range")) {
            rule.range(range(fields, "range"));
        }
        if (fields.has("plausible")) {
            rule.plausible(range(fields, "plausible"));
        }
        if (fields.has("allowed")) {
            set(fields, "allowed", key -> rule.allowed(fields.texts(key)));
        }
        if (fields.has("codes")) {
            StrictFields codeSet = fields.part("codes", "name", "values");
            set(fields, "codes", key -> rule.codes(codeSet.text("name"), codeSet.texts("values")));
        }
        if (fields.has("pattern")) {
            set(fields, "pattern", key -> rule.pattern(fields.text(key)));
        }
        if (fields.has("length")) {
            StrictFields length = fields.part("length", "min", "max");
            int shortest = (int) length.whole("min", 0, Integer.MAX_VALUE);
            int longest = (int) length.whole("max", 0, Integer.MAX_VALUE);
            set(fields, "length", key -> rule.length(shortest, longest));
        }
        if (fields.has("max_missing")) {
            rule.missingAtMost(share(fields, "max_missing"));
        }
        if (fields.has("min_documented")) {
            rule.documentedAtLeast(share(fields, "min_documented"));
        }
        if (fields.has("sentinels")) {
            set(fields, "sentinels", key -> rule.sentinels(fields.texts(key)));
        }
        if (fields.has("distribution")) {
            fields.parts("distribution", "of", "range", "probability", "value")
                    .forEach(part -> distribution(rule, part));
        }
        return rule;
    }

    private static void set(StrictFields fields, String key, Function<String, ColumnRule> setting) {
        SchemaForm.set(fields.where() + ", " + key, () -> setting.apply(key));
    }

    private static void distribution(ColumnRule rule, StrictFields fields) {
        Check check = word(Check.class, fields, "of");
        ValueRange range = range(fields, "range");
        boolean quantile = check == Check.QUANTILE_OUT_OF_RANGE;
        boolean share = check == Check.SHARE_OUT_OF_RANGE;
        if (!quantile && !share && check != Check.MEAN_OUT_OF_RANGE) {
            throw fields.wrong(
                    "of",
                    "to be MEAN_OUT_OF_RANGE, QUANTILE_OUT_OF_RANGE or SHARE_OUT_OF_RANGE, found \"" + check + "\"");
        }
        requireOnly(fields, "probability", quantile, check);
        requireOnly(fields, "value", share, check);
        SchemaForm.set(
                fields.where(),
                () -> quantile
                        ? rule.quantile(share(fields, "probability"), range)
                        : share ? rule.share(fields.text("value"), range) : rule.mean(range));
    }

    private static void requireOnly(StrictFields fields, String key, boolean known, Check check) {
        if (fields.has(key) && !known) {
            throw new DataException(fields.where() + ": expected no \"" + key + "\" beside " + check
                    + ", found one; remove it, or correct \"of\"");
        }
    }

    /** A fraction in [0, 1]. */
    static double share(StrictFields fields, String key) {
        double value;
        try {
            value = fields.number(key);
        } catch (DataException e) {
            throw fields.wrong(key, "to be a fraction in [0, 1]; for 5 percent write 0.05, without quotes");
        }
        if (!(value >= 0 && value <= 1)) {
            throw fields.wrong(key, "to be a fraction in [0, 1], found " + value + "; for 5 percent write 0.05");
        }
        return value;
    }

    static <E extends Enum<E>> E word(Class<E> type, StrictFields fields, String key) {
        String word = fields.text(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        String capitals = word.toUpperCase(Locale.ROOT);
        boolean other =
                Arrays.stream(type.getEnumConstants()).anyMatch(c -> c.name().equals(capitals));
        throw fields.wrong(
                key,
                "to be one of " + List.of(type.getEnumConstants()) + ", found \"" + word + "\""
                        + (other ? "; write " + capitals : ""));
    }

    static Content content(ValueRange range) {
        return Content.fields()
                .put("lower", range.lower())
                .put("lower_closed", range.lowerClosed())
                .put("upper", range.upper())
                .put("upper_closed", range.upperClosed())
                .build();
    }

    static ValueRange range(StrictFields fields, String key) {
        try {
            fields.open(key);
        } catch (DataException e) {
            throw fields.wrong(
                    key,
                    "to have the keys lower, lower_closed, upper and upper_closed, found something else; write [0,"
                            + " 120] as {lower: 0, lower_closed: true, upper: 120, upper_closed: true}");
        }
        StrictFields range = fields.part(key, "lower", "lower_closed", "upper", "upper_closed");
        return SchemaForm.set(
                range.where(),
                () -> new ValueRange(
                        range.number("lower"),
                        range.flag("lower_closed"),
                        range.number("upper"),
                        range.flag("upper_closed")));
    }
}
