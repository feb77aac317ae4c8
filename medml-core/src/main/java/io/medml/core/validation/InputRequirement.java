package io.medml.core.validation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A rule between columns, asked of one record. Immutable. */
final class InputRequirement {

    /** Met, not met or unknown, by the same logic as {@link ConditionCheck}. */
    private interface Question {
        ConditionCheck.Answer of(InputCells cells);
    }

    private final InputValidation.Failure broken;
    private final InputValidation.Failure notAsked;
    private final InputValidation.NotAssessed unknown;
    private final int[] columns;
    private final Question when;
    private final Question required;

    InputRequirement(RowRequirement rule, DataSchema schema, Map<String, Integer> places) {
        String name = rule.name();
        this.broken = new InputValidation.Failure(
                Check.ROW_RULE, name, schema.severity(Check.ROW_RULE, name), RequirementSearch.BROKEN);
        this.notAsked = new InputValidation.Failure(
                Check.ROW_RULE_NOT_ASSESSED,
                name,
                schema.severity(Check.ROW_RULE_NOT_ASSESSED, name),
                "a column of the rule is not there, so it was not asked");
        this.unknown = new InputValidation.NotAssessed(Check.ROW_RULE, name);
        this.columns = rule.columns().stream()
                .mapToInt(column -> place(places, column))
                .toArray();
        Condition condition = rule.when();
        this.when = condition == null ? cells -> ConditionCheck.Answer.YES : question(condition, schema, places);
        this.required = question(rule.required(), schema, places);
    }

    void ask(InputCells cells, List<InputValidation.Failure> failures, List<InputValidation.NotAssessed> notAssessed) {
        for (int column : columns) {
            if (cells.isAbsent(column)) {
                failures.add(notAsked);
                return;
            }
        }
        ConditionCheck.Answer answer = when.of(cells);
        if (answer == ConditionCheck.Answer.YES) {
            answer = required.of(cells);
            if (answer == ConditionCheck.Answer.NO) {
                failures.add(broken);
            }
        }
        if (answer == ConditionCheck.Answer.UNKNOWN) {
            notAssessed.add(unknown);
        }
    }

    private static int place(Map<String, Integer> places, String column) {
        return Objects.requireNonNull(places.get(column));
    }

    private static Question question(Condition condition, DataSchema schema, Map<String, Integer> places) {
        if (condition instanceof Condition.Joined joined) {
            List<Question> parts = joined.parts.stream()
                    .map(part -> question(part, schema, places))
                    .toList();
            return cells -> joined(joined.all, parts, cells);
        }
        if (condition instanceof Condition.Presence presence) {
            int column = place(places, presence.column);
            return cells -> ConditionCheck.answer(cells.isMissing(column) != presence.wanted);
        }
        if (condition instanceof Condition.Within within) {
            int column = place(places, within.column);
            return cells -> cells.isMissing(column)
                    ? ConditionCheck.Answer.UNKNOWN
                    : ConditionCheck.answer(within.range.contains(cells.value(column)));
        }
        if (condition instanceof Condition.OneOf oneOf) {
            return oneOf(oneOf, schema.type(oneOf.column), place(places, oneOf.column));
        }
        Condition.Compared compared = (Condition.Compared) condition;
        boolean texts = schema.type(compared.column) == ValueType.TEXT;
        int left = place(places, compared.column);
        int right = place(places, compared.other);
        return cells -> {
            if (cells.isMissing(left) || cells.isMissing(right)) {
                return ConditionCheck.Answer.UNKNOWN;
            }
            int order = texts
                    ? (cells.text(left).equals(cells.text(right)) ? 0 : 1)
                    : Double.compare(cells.value(left), cells.value(right));
            return ConditionCheck.answer(compared.comparison.holds(order));
        };
    }

    private static Question oneOf(Condition.OneOf condition, ValueType type, int column) {
        WholeNumbers numbers = new WholeNumbers(condition.values);
        Set<String> texts = Set.copyOf(condition.values);
        return cells -> {
            if (cells.isMissing(column)) {
                return ConditionCheck.Answer.UNKNOWN;
            }
            boolean found = type == ValueType.WHOLE_NUMBER
                    ? numbers.contains(cells.value(column))
                    : texts.contains(cells.text(column));
            return ConditionCheck.answer(found == condition.wanted);
        };
    }

    private static ConditionCheck.Answer joined(boolean all, List<Question> parts, InputCells cells) {
        ConditionCheck.Answer settling = ConditionCheck.answer(!all);
        ConditionCheck.Answer result = ConditionCheck.answer(all);
        for (Question part : parts) {
            ConditionCheck.Answer answer = part.of(cells);
            if (answer == settling) {
                return settling;
            }
            result = answer == ConditionCheck.Answer.UNKNOWN ? answer : result;
        }
        return result;
    }
}
