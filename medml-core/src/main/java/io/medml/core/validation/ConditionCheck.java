package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the rows of a batch whether they meet a condition. Confined to one thread. */
abstract class ConditionCheck {

    /** Met, not met, or unknown since a cell has no usable value. */
    enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    abstract Answer of(RowBatch batch, int row);

    static Answer answer(boolean met) {
        return met ? Answer.YES : Answer.NO;
    }

    /** A check on the columns that are there, or null when one of them is not. */
    static @Nullable ConditionCheck of(Condition condition, DataSchema schema, Map<String, ColumnTally> tallies) {
        if (!tallies.keySet().containsAll(condition.columns())) {
            return null;
        }
        return compile(condition, schema, tallies);
    }

    private static ConditionCheck compile(Condition condition, DataSchema schema, Map<String, ColumnTally> tallies) {
        if (condition instanceof Condition.Joined joined) {
            ConditionCheck[] parts = joined.parts.stream()
                    .map(part -> compile(part, schema, tallies))
                    .toArray(ConditionCheck[]::new);
            Answer settling = answer(!joined.all);
            return new ConditionCheck() {
                @Override
                Answer of(RowBatch batch, int row) {
                    Answer result = answer(joined.all);
                    for (ConditionCheck part : parts) {
                        Answer answer = part.of(batch, row);
                        if (answer == settling) {
                            return settling;
                        }
                        result = answer == Answer.UNKNOWN ? answer : result;
                    }
                    return result;
                }
            };
        }
        if (condition instanceof Condition.Presence presence) {
            ColumnTally tally = tally(tallies, presence.column);
            return new ConditionCheck() {
                @Override
                Answer of(RowBatch batch, int row) {
                    return answer(tally.isMissing(row) != presence.wanted);
                }
            };
        }
        if (condition instanceof Condition.Within within) {
            ColumnTally tally = tally(tallies, within.column);
            return new ConditionCheck() {
                @Override
                Answer of(RowBatch batch, int row) {
                    return tally.isMissing(row) ? Answer.UNKNOWN : answer(within.range.contains(tally.value(row)));
                }
            };
        }
        if (condition instanceof Condition.OneOf oneOf) {
            return oneOf(oneOf, schema.type(oneOf.column), tally(tallies, oneOf.column));
        }
        Condition.Compared compared = (Condition.Compared) condition;
        return compared(
                compared,
                schema.type(compared.column) == ValueType.TEXT,
                tally(tallies, compared.column),
                tally(tallies, compared.other));
    }

    private static ColumnTally tally(Map<String, ColumnTally> tallies, String column) {
        return Objects.requireNonNull(tallies.get(column));
    }

    private static ConditionCheck oneOf(Condition.OneOf condition, ValueType type, ColumnTally tally) {
        WholeNumbers numbers = new WholeNumbers(condition.values);
        byte[][] texts = condition.values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return new ConditionCheck() {
            @Override
            Answer of(RowBatch batch, int row) {
                if (tally.isMissing(row)) {
                    return Answer.UNKNOWN;
                }
                boolean found = type == ValueType.WHOLE_NUMBER && numbers.contains(tally.value(row));
                for (int i = 0; i < texts.length && !found && type == ValueType.TEXT; i++) {
                    found = batch.holds(tally.index(), row, texts[i]);
                }
                return answer(found == condition.wanted);
            }
        };
    }

    private static ConditionCheck compared(
            Condition.Compared condition, boolean texts, ColumnTally left, ColumnTally right) {
        return new ConditionCheck() {
            @Override
            Answer of(RowBatch batch, int row) {
                if (left.isMissing(row) || right.isMissing(row)) {
                    return Answer.UNKNOWN;
                }
                int order = texts
                        ? (sameText(batch, left.index(), right.index(), row) ? 0 : 1)
                        : Double.compare(left.value(row), right.value(row));
                return answer(condition.comparison.holds(order));
            }
        };
    }

    private static boolean sameText(RowBatch batch, int left, int right, int row) {
        int a = batch.start(left, row);
        int b = batch.start(right, row);
        return Arrays.equals(
                batch.bytes(left), a, a + batch.length(left, row), batch.bytes(right), b, b + batch.length(right, row));
    }
}
