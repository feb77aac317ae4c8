package io.medml.core.profile;

import io.medml.core.evidence.ArtifactRef;
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
            int smallCell,
            List<Finding> findings) {
        this.duplicates = findings.stream().anyMatch(f -> f.code().equals(Suspicion.ROW_DUPLICATE.name()));
        if (duplicates) {
            ask("", "Rows repeat others, so no rule against repeated rows is proposed. Should there be one?");
        }
        for (ProfiledColumn column : profiled) {
            columns.add(draft(column, identifiers.contains(column.name), roles, smallCell, findings));
        }
    }

    private void ask(String column, String question) {
        questions.add(new ProposedSchema.Question(column, question));
    }

    private Column draft(
            ProfiledColumn column, boolean identifier, Roles roles, int smallCell, List<Finding> findings) {
        Set<String> sentinels = new TreeSet<>();
        for (int code = 0; code < column.texts(); code++) {
            if (column.marker(code) && !column.text(code).isBlank()) {
                sentinels.add(column.text(code));
            }
        }
        if (!sentinels.isEmpty()) {
            ask(column.name, "Texts are taken for missing. Do they mean that?");
        }
        ValueType type = type(column, identifier);
        Optional<ValueRange> plausible = Optional.empty();
        if (!identifier
                && (type == ValueType.NUMBER || type == ValueType.WHOLE_NUMBER)
                && column.present() >= smallCell) {
            Set<Double> codes = new LinkedHashSet<>();
            for (Finding finding : findings) {
                if (finding.where().equals(column.name) && finding.code().equals(Suspicion.SENTINEL_NUMBER.name())) {
                    String value = finding.details().getOrDefault("value", "");
                    sentinels.add(value);
                    codes.add(Double.parseDouble(value));
                    ask(column.name, "A number far from all others is taken for missing. Does it mean that?");
                }
            }
            plausible = observed(column.distribution(), codes);
            ask(
                    column.name,
                    "The plausible range is what was observed, rounded outward; it is no clinical limit. What is possible, and in which"
                            + " unit?");
        }
        for (Finding finding : findings) {
            if (finding.where().equals(column.name) && finding.code().equals(Suspicion.ZERO_APART.name())) {
                ask(column.name, "0 stands apart from the other numbers. Is it possible, or does it mean missing?");
            }
            if (finding.where().equals(column.name) && finding.code().equals(Suspicion.UNKNOWN_LEVEL.name())) {
                ask(column.name, "A level seems to say that nothing is known. Should it count as missing?");
            }
        }
        return new Column(
                column.name,
                type,
                plausible,
                identifier ? Set.of() : allowed(column, type, smallCell),
                sentinels,
                // the next whole percent, so that no count of rows stands in the schema
                column.rows == 0 ? 0 : Math.ceil(100.0 * column.missingCount() / column.rows) / 100,
                column.distinct() == column.rows
                        && (identifier
                                || roles.record().filter(column.name::equals).isPresent()));
    }

    private ValueType type(ProfiledColumn column, boolean identifier) {
        if (column.kind.numeric()) {
            return identifier && column.written
                    ? ValueType.TEXT
                    : column.kind == ContentKind.WHOLE_NUMBER ? ValueType.WHOLE_NUMBER : ValueType.NUMBER;
        }
        if (column.kind == ContentKind.DATE) {
            return ValueType.DATE;
        }
        boolean standard = column.kind == ContentKind.DATE_TIME
                && column.levels().allMatch(code -> column.stripped(code).indexOf('T') == 10);
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

    private Set<String> allowed(ProfiledColumn column, ValueType type, int smallCell) {
        if (type != ValueType.TEXT || column.kind != ContentKind.CATEGORY || column.distinct() > MOST_ALLOWED) {
            return Set.of();
        }
        Set<String> frequent = new TreeSet<>();
        int rare = 0;
        for (int code : column.levels().toArray()) {
            if (column.count(code) >= smallCell) {
                frequent.add(column.text(code));
            } else {
                rare++;
            }
        }
        if (rare > 0) {
            ask(
                    column.name,
                    "Left out of the allowed values: " + Suspicions.plural(rare, "level") + " with fewer than "
                            + smallCell + " rows. Are they values, slips, or names?");
        }
        return frequent;
    }

    ProposedSchema propose(String name, String version, ArtifactRef profile) {
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
        return ProposedSchema.of(schema.build(), questions, profile);
    }
}
