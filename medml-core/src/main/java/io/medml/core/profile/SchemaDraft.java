package io.medml.core.profile;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.ValueRange;
import io.medml.core.validation.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a proposal of a schema is made of: taken from the columns while they are at hand, without the rows. */
final class SchemaDraft {

    private static final int MOST_ALLOWED = 50;

    private record Column(
            String name,
            ValueType type,
            Optional<ValueRange> plausible,
            Set<String> allowed,
            Set<String> sentinels,
            double missing,
            boolean key) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<ProposedSchema.Question> questions = new ArrayList<>();
    private final boolean duplicates;

    SchemaDraft(
            List<ProfiledColumn> profiled,
            Set<String> identifiers,
            Roles roles,
            NameableLevels levels,
            List<Finding> findings) {
        this.duplicates = findings.stream().anyMatch(f -> f.code().equals(Suspicion.ROW_DUPLICATE.name()));
        if (duplicates) {
            ask(
                    "",
                    "Rows repeat others, so no rule against repeated rows is proposed. Should there be one? If so,"
                            + " write \"duplicate_rows\": {\"ignoring\": []} beside \"columns\".");
        }
        for (ProfiledColumn column : profiled) {
            columns.add(draft(column, identifiers.contains(column.name), roles, levels, findings));
        }
    }

    private void ask(String column, String question) {
        questions.add(ProposedSchema.Question.open(column, question));
    }

    private Column draft(
            ProfiledColumn column, boolean identifier, Roles roles, NameableLevels levels, List<Finding> findings) {
        Set<String> sentinels = new TreeSet<>();
        for (int code = 0; code < column.texts(); code++) {
            if (column.marker(code) && !column.text(code).isBlank()) {
                sentinels.add(column.text(code));
            }
        }
        if (!sentinels.isEmpty()) {
            ask(
                    column.name,
                    "Texts are taken for missing. Do they mean that? Take out of \"sentinels\" what does not.");
        }
        ValueType type = type(column, identifier);
        if (!identifier) {
            askOfOthers(column, findings);
        }
        Optional<ValueRange> plausible = Optional.empty();
        int missing = column.missingCount();
        boolean number = !identifier && (type == ValueType.NUMBER || type == ValueType.WHOLE_NUMBER);
        boolean classes = number && classes(column, roles);
        if (number && column.distribution().size() >= levels.least()) {
            Set<Double> codes = sentinelNumbers(column, findings);
            codes.forEach(code -> sentinels.add(ProfiledColumn.text(code)));
            for (int i = 0; i < column.distribution().different(); i++) {
                missing += codes.contains(column.distribution().value(i))
                        ? column.distribution().count(i)
                        : 0;
            }
            if (!classes) {
                plausible = plausible(column, codes, findings);
            }
        }
        if (found(Suspicion.ZERO_APART, column, findings)) {
            ask(
                    column.name,
                    "0 stands apart from the other numbers. Is it possible, or does it mean missing? If so, add \"0\""
                            + " to \"sentinels\".");
        }
        if (found(Suspicion.UNKNOWN_LEVEL, column, findings)) {
            ask(
                    column.name,
                    "A level seems to say that nothing is known. Should it count as missing? If so, move it from"
                            + " \"allowed\" to \"sentinels\".");
        }
        return new Column(
                column.name,
                type,
                plausible,
                identifier ? Set.of() : allowed(column, type, classes, sentinels, levels),
                sentinels,
                // the next whole percent, so that no count of rows stands in the schema
                column.rows == 0 ? 0 : Math.ceil(100.0 * missing / column.rows) / 100,
                column.distinct() == column.rows
                        && (identifier
                                || roles.record().filter(column.name::equals).isPresent()));
    }

    private static boolean found(Suspicion suspicion, ProfiledColumn column, List<Finding> findings) {
        return findings.stream()
                .anyMatch(finding ->
                        finding.where().equals(column.name) && finding.code().equals(suspicion.name()));
    }

    /** Whether numbers are the classes of the declared label: then they are listed, and have neither limits nor a unit. */
    private static boolean classes(ProfiledColumn column, Roles roles) {
        return roles.label().filter(column.name::equals).isPresent()
                && column.distribution().different() <= MOST_ALLOWED
                && column.levels().noneMatch(code -> KindOfContent.fraction(column, code));
    }

    /** Asks what a few cells mean that are not of the kind of all others. */
    private void askOfOthers(ProfiledColumn column, List<Finding> findings) {
        if (column.nearly.isPresent()) {
            boolean number = column.nearly.get().numeric();
            long others = column.levels()
                    .filter(code -> number
                            ? Double.isNaN(column.number(code))
                            : !KindOfContent.date(column, code) && !KindOfContent.dateTime(column, code))
                    .mapToLong(column::count)
                    .sum();
            String kind = number ? "number" : "date";
            ask(
                    column.name,
                    "All but " + others + " of the " + column.present() + " cells with a value are " + kind + "s, so a "
                            + kind + " is proposed, and the others fail. Is this a " + kind
                            + ", and what do the others mean? List in \"sentinels\" what means missing; for codes or"
                            + " categories write \"TEXT\" into \"type\" and take \"plausible\" out.");
        } else if (found(Suspicion.CODES_AMONG_NUMBERS, column, findings)
                || found(Suspicion.TEXTS_AMONG_NUMBERS, column, findings)) {
            ask(
                    column.name,
                    "Most cells are numbers and some are like codes, so texts are proposed and no number is checked."
                            + " Are they codes, or slips in a number? For a number write \"NUMBER\" into \"type\" and its"
                            + " limits into \"range\".");
        }
    }

    private Set<Double> sentinelNumbers(ProfiledColumn column, List<Finding> findings) {
        Set<Double> codes = new LinkedHashSet<>();
        for (Finding finding : findings) {
            if (finding.where().equals(column.name) && finding.code().equals(Suspicion.SENTINEL_NUMBER.name())) {
                codes.add(Double.parseDouble(finding.details().getOrDefault("value", "")));
                ask(
                        column.name,
                        "A number far from all others is taken for missing. Does it mean that? If not, take it out of"
                                + " \"sentinels\".");
            }
        }
        return codes;
    }

    private Optional<ValueRange> plausible(ProfiledColumn column, Set<Double> sentinels, List<Finding> findings) {
        boolean age = found(Suspicion.AGE_BEYOND_120, column, findings);
        boolean negative = age || found(Suspicion.NEGATIVE_RARE, column, findings);
        Set<Double> without = new LinkedHashSet<>(sentinels);
        long left = 0;
        for (int i = 0; i < column.distribution().different(); i++) {
            double value = column.distribution().value(i);
            if (((negative && value < 0) || (age && value > 120)) && without.add(value)) {
                left += column.distribution().count(i);
            }
        }
        ask(
                column.name,
                "The plausible range is what was observed, rounded outward; it is no clinical limit. What is possible,"
                        + " and in which unit? Write it into \"range\" and \"unit\".");
        if (left > 0) {
            ask(
                    column.name,
                    Suspicions.plural(left, "cell") + (age ? " below 0 or above 120" : " below 0")
                            + " did not count for the plausible range. Are such numbers possible? If so, widen"
                            + " \"plausible\"; if not, say so by \"range\".");
        }
        return observed(column.distribution(), without);
    }

    private ValueType type(ProfiledColumn column, boolean identifier) {
        ContentKind kind = column.nearly.orElse(column.kind);
        if (kind.numeric()) {
            return identifier && column.written
                    ? ValueType.TEXT
                    : kind == ContentKind.WHOLE_NUMBER ? ValueType.WHOLE_NUMBER : ValueType.NUMBER;
        }
        if (kind == ContentKind.DATE) {
            return ValueType.DATE;
        }
        boolean standard = kind == ContentKind.DATE_TIME
                && column.levels()
                        .filter(code -> KindOfContent.date(column, code) || KindOfContent.dateTime(column, code))
                        .allMatch(code -> column.stripped(code).indexOf('T') == 10);
        return standard ? ValueType.DATE_TIME : ValueType.TEXT;
    }

    /**
     * From the smallest to the largest number, without those taken for missing, each rounded outward to a multiple of the power of
     * ten that is not larger than their difference.
     */
    static Optional<ValueRange> observed(Distribution numbers, Set<Double> without) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < numbers.different(); i++) {
            if (!without.contains(numbers.value(i))) {
                smallest = Math.min(smallest, numbers.value(i));
                largest = Math.max(largest, numbers.value(i));
            }
        }
        if (!(smallest < largest) || Math.max(Math.abs(smallest), Math.abs(largest)) > 1e60) {
            return Optional.empty();
        }
        int power = (int) Math.floor(Math.log10(largest - smallest));
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(power);
        return Optional.of(ValueRange.closed(
                outward(smallest, step, RoundingMode.FLOOR), outward(largest, step, RoundingMode.CEILING)));
    }

    private static double outward(double value, BigDecimal step, RoundingMode mode) {
        return new BigDecimal(value).divide(step, 0, mode).multiply(step).doubleValue();
    }

    private static String text(ProfiledColumn column, int code) {
        return ProfiledColumn.text(column.number(code));
    }

    private Set<String> allowed(
            ProfiledColumn column, ValueType type, boolean classes, Set<String> sentinels, NameableLevels levels) {
        if (!classes
                && (type != ValueType.TEXT
                        || column.kind != ContentKind.CATEGORY
                        || column.distinct() > MOST_ALLOWED)) {
            return Set.of();
        }
        if (!classes && column.levels().anyMatch(code -> KindOfContent.fraction(column, code))) {
            ask(
                    column.name,
                    "Some values are decimals, so no allowed values are listed. Is this a number, and what do the"
                            + " other texts mean? For a number write \"NUMBER\" into \"type\", and into \"sentinels\" what"
                            + " means missing.");
            return Set.of();
        }
        Set<String> frequent = new TreeSet<>();
        int rare = 0;
        for (int code : column.values().toArray()) {
            if (classes && (Double.isNaN(column.number(code)) || sentinels.contains(text(column, code)))) {
                continue; // deliberate: asked about already
            }
            if (levels.enough(column, code)) {
                frequent.add(classes ? text(column, code) : column.text(code));
            } else {
                rare++;
            }
        }
        if (rare > 0) {
            ask(
                    column.name,
                    "Left out of the allowed values: " + Suspicions.plural(rare, "level") + " with fewer than "
                            + levels.least() + " " + levels.unit()
                            + ". Are they values, slips, or names? Add values to \"allowed\".");
        }
        if (!frequent.isEmpty() && !classes && !levels.bySubject()) {
            ask(
                    column.name,
                    "Each allowed value is listed since at least " + levels.least() + " rows have it. No column was"
                            + " named as the subject, so they"
                            + " may all be of one person. Is"
                            + " none of them a name? Take"
                            + " names out of \"allowed\".");
        }
        return frequent;
    }

    /** What the proposal of these columns asks and rules, by digest, for the profile to state. */
    Content digests() {
        return Content.fields()
                .put("questions_sha256", ProposedSchema.asked(questions).hex())
                .put(
                        "rules_sha256",
                        ProposedRules.of(schema("proposed", "1")).digest().hex())
                .build();
    }

    ProposedSchema propose(String name, String version, ArtifactRef profile) {
        return ProposedSchema.of(
                schema(name, version),
                questions,
                profile,
                columns.stream().map(Column::name).toList());
    }

    private DataSchema schema(String name, String version) {
        DataSchema.Builder schema = DataSchema.named(name, version);
        for (Column column : columns) {
            ColumnRule rule = switch (column.type()) {
                case NUMBER -> ColumnRule.number(column.name());
                case WHOLE_NUMBER -> ColumnRule.wholeNumber(column.name());
                case DATE -> ColumnRule.date(column.name());
                case DATE_TIME -> ColumnRule.dateTime(column.name());
                case TEXT -> ColumnRule.text(column.name());
            };
            column.plausible().ifPresent(rule::plausible);
            if (!column.allowed().isEmpty()) {
                rule.allowed(column.allowed());
            }
            if (!column.sentinels().isEmpty()) {
                rule.sentinels(column.sentinels().toArray(String[]::new));
            }
            schema.column(rule.missingAtMost(column.missing()));
            if (column.key()) {
                schema.key(column.name());
            }
        }
        if (!duplicates) {
            schema.noDuplicateRows();
        }
        schema.severity(Check.MISSING_SHARE, Severity.WARNING);
        return schema.build();
    }
}
