package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what one column should hold. It is handed to {@link DataSchema.Builder#column}, which copies it. Confined to one
 * thread; saying the same thing twice is an error.
 *
 * <pre>{@code
 * ColumnRule.number("age").unit("years").range(ValueRange.closed(0, 130)).missingAtMost(0.02)
 * ColumnRule.text("gender").allowed("Female", "Male").sentinels("Unknown/Invalid").documentedAtLeast(0.95)
 * }</pre>
 */
public final class ColumnRule {

    private final String name;
    private final ValueType type;
    private boolean required = true;
    private boolean notConstant;
    private @Nullable String unit;
    private @Nullable ValueRange range;
    private @Nullable ValueRange plausible;
    private @Nullable SortedSet<String> allowed;
    private @Nullable String codeSetName;
    private @Nullable SortedSet<String> codes;
    private @Nullable Pattern pattern;
    private int minLength = -1;
    private int maxLength = -1;
    private double maxMissing = -1;
    private double minDocumented = -1;
    private @Nullable SortedSet<String> sentinels;
    private final List<DistributionRule> distribution = new ArrayList<>();

    private ColumnRule(String name, ValueType type) {
        this.name = Name.require(name, "the name of a column");
        this.type = type;
    }

    /**
     * A column of decimal numbers.
     *
     * @param name its name
     * @return a rule that requires the column and the type
     */
    public static ColumnRule number(String name) {
        return new ColumnRule(name, ValueType.NUMBER);
    }

    /**
     * A column of whole numbers.
     *
     * @param name its name
     * @return a rule that requires the column and the type
     */
    public static ColumnRule wholeNumber(String name) {
        return new ColumnRule(name, ValueType.WHOLE_NUMBER);
    }

    /**
     * A column of texts: categories, codes, identifiers.
     *
     * @param name its name
     * @return a rule that requires the column and the type
     */
    public static ColumnRule text(String name) {
        return new ColumnRule(name, ValueType.TEXT);
    }

    /**
     * A column of dates of ISO 8601.
     *
     * @param name its name
     * @return a rule that requires the column and the type
     */
    public static ColumnRule date(String name) {
        return new ColumnRule(name, ValueType.DATE);
    }

    /**
     * A column of dates with time of ISO 8601.
     *
     * @param name its name
     * @return a rule that requires the column and the type
     */
    public static ColumnRule dateTime(String name) {
        return new ColumnRule(name, ValueType.DATE_TIME);
    }

    static ColumnRule of(String name, ValueType type) {
        return new ColumnRule(name, type);
    }

    /**
     * Says that the column may be absent; what it holds is checked when it is there.
     *
     * @return this
     */
    public ColumnRule optional() {
        once(!required, "optional");
        required = false;
        return this;
    }

    /**
     * The unit of the numbers. It is part of the schema and named in findings; numbers are not converted.
     *
     * @param ucumOrName such as {@code mg/dL}
     * @return this
     */
    public ColumnRule unit(String ucumOrName) {
        once(unit != null, "unit");
        unit = stated(ucumOrName, "a unit");
        return this;
    }

    /**
     * The range in which a number is possible. Outside it: {@link Check#VALUE_OUT_OF_RANGE}.
     *
     * @param possible the range, in the column's unit
     * @return this
     */
    public ColumnRule range(ValueRange possible) {
        once(range != null, "range");
        range = requireNonNull(possible, "possible");
        return this;
    }

    /**
     * The range in which a number is plausible. Outside it: {@link Check#VALUE_IMPLAUSIBLE}.
     *
     * @param likely the range, in the column's unit
     * @return this
     */
    public ColumnRule plausible(ValueRange likely) {
        once(plausible != null, "plausible");
        plausible = requireNonNull(likely, "likely");
        return this;
    }

    /**
     * The texts or whole numbers that may occur. Any other: {@link Check#VALUE_NOT_ALLOWED}.
     *
     * @param values at least one; texts are compared exactly, whole numbers as numbers: 1.0 is found under 1
     * @return this
     */
    public ColumnRule allowed(String... values) {
        return allowed(Arrays.asList(values));
    }

    /**
     * The texts or whole numbers that may occur. Any other: {@link Check#VALUE_NOT_ALLOWED}.
     *
     * @param values at least one; texts are compared exactly, whole numbers as numbers: 1.0 is found under 1
     * @return this
     */
    public ColumnRule allowed(Collection<String> values) {
        once(allowed != null, "allowed");
        allowed = some(values, "allowed");
        return this;
    }

    /**
     * The code set that the texts must be members of. Any other: {@link Check#CODE_UNKNOWN}.
     *
     * @param setName name and edition of the set, such as {@code ICD-9-CM 2008}
     * @param members at least one code, compared exactly
     * @return this
     */
    public ColumnRule codes(String setName, Collection<String> members) {
        once(codes != null, "codes");
        codeSetName = stated(setName, "the name of a code set");
        codes = some(members, "codes");
        return this;
    }

    /**
     * A pattern that the whole text must match. Otherwise: {@link Check#PATTERN_MISMATCH}. A pattern of characters, classes of ASCII, groups,
     * alternatives and repetitions, of moderate size, decides every text by looking at it once. With other patterns it can take
     * more than a million steps (as patterns with repetitions in repetitions do): {@link Check#PATTERN_UNDECIDED}.
     *
     * @param regularExpression a Java regular expression
     * @return this
     * @throws java.util.regex.PatternSyntaxException when it is none
     */
    public ColumnRule pattern(String regularExpression) {
        once(pattern != null, "pattern");
        pattern = Pattern.compile(stated(regularExpression, "a pattern"));
        return this;
    }

    /**
     * How long a text may be, in Unicode code points. Otherwise: {@link Check#LENGTH_OUT_OF_RANGE}.
     *
     * @param shortest at least 0
     * @param longest at least {@code shortest}
     * @return this
     */
    public ColumnRule length(int shortest, int longest) {
        once(maxLength >= 0, "length");
        if (shortest < 0 || longest < shortest) {
            throw new IllegalArgumentException(
                    "length needs 0 <= shortest <= longest, got " + shortest + " and " + longest);
        }
        minLength = shortest;
        maxLength = longest;
        return this;
    }

    /**
     * The largest share of missing cells. More: {@link Check#MISSING_SHARE}.
     *
     * @param share a fraction in [0, 1]; equal is accepted
     * @return this
     */
    public ColumnRule missingAtMost(double share) {
        once(maxMissing >= 0, "missingAtMost");
        maxMissing = fraction(share);
        return this;
    }

    /**
     * The smallest share of records in which the attribute is documented, in all and at every site when the schema names a
     * site. Less: {@link Check#DOCUMENTATION_RATE}.
     *
     * @param share a fraction in [0, 1]; equal is accepted
     * @return this
     */
    public ColumnRule documentedAtLeast(double share) {
        once(minDocumented >= 0, "documentedAtLeast");
        minDocumented = fraction(share);
        return this;
    }

    /**
     * Values that stand for "missing" in this column, such as {@code -1} or {@code Unknown}. They count as missing and are
     * not checked further. Numbers are compared as numbers: {@code 999} is also {@code 999.0}.
     *
     * @param values at least one
     * @return this
     */
    public ColumnRule sentinels(String... values) {
        return sentinels(Arrays.asList(values));
    }

    ColumnRule sentinels(Collection<String> values) {
        once(sentinels != null, "sentinels");
        sentinels = some(values, "sentinels");
        return this;
    }

    /**
     * Says that the column should not have one value only. Otherwise: {@link Check#COLUMN_CONSTANT}.
     *
     * @return this
     */
    public ColumnRule notConstant() {
        once(notConstant, "notConstant");
        notConstant = true;
        return this;
    }

    /**
     * Where the mean of the present numbers should lie. Otherwise, and when there is none: {@link Check#MEAN_OUT_OF_RANGE}.
     *
     * @param expected the range, in the column's unit
     * @return this
     */
    public ColumnRule mean(ValueRange expected) {
        return distribution(
                new DistributionRule(Check.MEAN_OUT_OF_RANGE, 0, null, requireNonNull(expected, "expected")));
    }

    /**
     * Where a quantile of the present numbers should lie: the smallest value that at least so large a share of them does not exceed (type 1
     * of Hyndman and Fan, 1996). Otherwise, and when there is none: {@link Check#QUANTILE_OUT_OF_RANGE}.
     *
     * @param probability a fraction in [0, 1], such as 0.5 for the median; 0 stands for the smallest value
     * @param expected the range, in the column's unit
     * @return this
     */
    public ColumnRule quantile(double probability, ValueRange expected) {
        return distribution(new DistributionRule(
                Check.QUANTILE_OUT_OF_RANGE, fraction(probability), null, requireNonNull(expected, "expected")));
    }

    /**
     * Where the share of a value among the present ones should lie. Otherwise, and when none is present: {@link Check#SHARE_OUT_OF_RANGE}.
     *
     * @param value a text or whole number, compared exactly
     * @param expected a range of fractions within [0, 1]
     * @return this
     */
    public ColumnRule share(String value, ValueRange expected) {
        if (expected.lower() > 1 || expected.upper() < 0) {
            throw new IllegalArgumentException("a share is a fraction in [0, 1], got the range " + expected);
        }
        return distribution(new DistributionRule(
                Check.SHARE_OUT_OF_RANGE,
                0,
                stated(value, "the value of a share"),
                requireNonNull(expected, "expected")));
    }

    private ColumnRule distribution(DistributionRule rule) {
        once(
                distribution.stream()
                        .anyMatch(r -> r.check() == rule.check()
                                && r.probability() == rule.probability()
                                && java.util.Objects.equals(r.value(), rule.value())),
                rule.check() == Check.MEAN_OUT_OF_RANGE
                        ? "mean"
                        : rule.check() == Check.QUANTILE_OUT_OF_RANGE ? "this quantile" : "this share");
        distribution.add(rule);
        return this;
    }

    ColumnSpec spec() {
        boolean numeric = type == ValueType.NUMBER || type == ValueType.WHOLE_NUMBER;
        if (!numeric && (range != null || plausible != null || unit != null)) {
            throw new IllegalStateException(
                    "column \"" + name + "\" is of type " + type + "; unit, range and plausible are for numbers");
        }
        if (type != ValueType.TEXT && (codes != null || pattern != null || maxLength >= 0)) {
            throw new IllegalStateException(
                    "column \"" + name + "\" is of type " + type + "; codes, pattern and length are for texts");
        }
        if (allowed != null && type != ValueType.TEXT && type != ValueType.WHOLE_NUMBER) {
            throw new IllegalStateException(
                    "column \"" + name + "\" is of type " + type + "; allowed is for texts and whole numbers");
        }
        for (DistributionRule rule : distribution) {
            boolean share = rule.check() == Check.SHARE_OUT_OF_RANGE;
            if (share ? type != ValueType.TEXT && type != ValueType.WHOLE_NUMBER : !numeric) {
                throw new IllegalStateException("column \"" + name + "\" is of type " + type
                        + "; mean and quantile are for numbers, share is for texts and whole numbers");
            }
        }
        return new ColumnSpec(
                name,
                type,
                required,
                notConstant,
                unit,
                range,
                plausible,
                allowed,
                codeSetName,
                codes,
                pattern,
                minLength,
                maxLength,
                maxMissing,
                minDocumented,
                sentinels == null ? new TreeSet<>() : sentinels,
                distribution);
    }

    private void once(boolean alreadySet, String what) {
        if (alreadySet) {
            throw new IllegalStateException(what + " is already set for column \"" + name + "\"");
        }
    }

    private static double fraction(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "a share is a fraction in [0, 1], got " + share + "; for 5 percent pass 0.05");
        }
        return share;
    }

    /** As the reader of schemas has it, so that what can be built can be read back. */
    private static String stated(String text, String what) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return text;
    }

    private static SortedSet<String> some(Collection<String> values, String what) {
        SortedSet<String> set = new TreeSet<>(values);
        if (set.isEmpty()) {
            throw new IllegalArgumentException(what + " needs at least one value");
        }
        return set;
    }
}
