package io.medml.core.validation;

import io.medml.core.evidence.Content;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What every row should meet, or every row that meets something else. */
record RowRequirement(String name, @Nullable Condition when, Condition required) {

    Content content() {
        Content.Builder builder = Content.fields().put("name", name).put("require", required.content());
        if (when != null) {
            builder.put("when", when.content());
        }
        return builder.build();
    }

    Set<String> columns() {
        Set<String> columns = new TreeSet<>(required.columns());
        if (when != null) {
            columns.addAll(when.columns());
        }
        return columns;
    }

    /**
     * Checks that the conditions can be asked of the columns.
     *
     * @throws IllegalStateException when a column is of a type that does not allow it
     */
    void requireTypes(Map<String, ColumnSpec> described) {
        requireTypes(described, required);
        if (when != null) {
            requireTypes(described, when);
        }
    }

    private void requireTypes(Map<String, ColumnSpec> described, Condition condition) {
        if (condition instanceof Condition.Joined joined) {
            joined.parts.forEach(part -> requireTypes(described, part));
        } else if (condition instanceof Condition.OneOf oneOf) {
            ValueType type = type(described, oneOf.column);
            require(
                    type == ValueType.TEXT || type == ValueType.WHOLE_NUMBER,
                    oneOf.column,
                    type,
                    "one of some values is for texts and whole numbers");
        } else if (condition instanceof Condition.Within within) {
            ValueType type = type(described, within.column);
            require(isNumber(type), within.column, type, "a range is for numbers");
        } else if (condition instanceof Condition.Compared compared) {
            ValueType type = type(described, compared.column);
            ValueType other = type(described, compared.other);
            require(
                    type == other || (isNumber(type) && isNumber(other)),
                    compared.column,
                    type,
                    "it is compared with one of type " + other + "; columns of one type can be compared");
            require(
                    type != ValueType.TEXT
                            || compared.comparison == Condition.Comparison.EQUAL
                            || compared.comparison == Condition.Comparison.NOT_EQUAL,
                    compared.column,
                    type,
                    "texts are equal or not, none is less");
        }
    }

    private static ValueType type(Map<String, ColumnSpec> described, String column) {
        return Objects.requireNonNull(described.get(column)).type();
    }

    private static boolean isNumber(ValueType type) {
        return type == ValueType.NUMBER || type == ValueType.WHOLE_NUMBER;
    }

    private void require(boolean fits, String column, ValueType type, String reason) {
        if (!fits) {
            throw new IllegalStateException(
                    "rule \"" + name + "\": column \"" + column + "\" is of type " + type + "; " + reason);
        }
    }
}
