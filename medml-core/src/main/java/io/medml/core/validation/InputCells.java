package io.medml.core.validation;

import io.medml.core.table.NumberColumn;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cells of one record, by the place of their column in the schema. Confined to one thread. */
final class InputCells {

    /** Stands where a record has no such column, which is something else than a column without a value. */
    private static final Object ABSENT = new Object();

    private final @Nullable Object[] given;
    private final boolean[] missing;
    private final double[] values;

    InputCells(int columns) {
        given = new Object[columns];
        Arrays.fill(given, ABSENT);
        missing = new boolean[columns];
        values = new double[columns];
    }

    void put(int column, @Nullable Object cell) {
        given[column] = cell;
    }

    boolean isAbsent(int column) {
        return given[column] == ABSENT;
    }

    /** Whether the cell has no usable value; known after {@link #check}. */
    boolean isMissing(int column) {
        return missing[column];
    }

    /** The number of the cell, or the time of a date; known after {@link #check}, and only where the cell is not missing. */
    double value(int column) {
        return values[column];
    }

    /** The text of the cell; empty when it has none. */
    String text(int column) {
        return text(given[column]).orElse("");
    }

    boolean isNumber(int column) {
        return given[column] instanceof Number;
    }

    /** The rules that a cell breaks, as bits, given those for texts and those for numbers. */
    int check(int column, CellRules forTexts, CellRules forNumbers) {
        Object cell = given[column];
        int marks;
        if (cell == null || cell.equals("") || (cell instanceof Number number && Double.isNaN(number.doubleValue()))) {
            missing[column] = true;
            return 0;
        }
        if (forNumbers.isNumeric() && isPlain(cell)) {
            double value = ((Number) cell).doubleValue() + 0.0; // -0 is 0
            values[column] = value;
            marks = Double.isInfinite(value) ? CellRules.UNREADABLE : forNumbers.broken(value);
        } else {
            CellRules rules = cell instanceof Number ? forNumbers : forTexts;
            Optional<String> text = text(cell).filter(InputCells::isWellFormed);
            if (text.isPresent()) {
                values[column] = rules.value(text.get());
                marks = rules.broken(text.get(), values[column]);
            } else {
                marks = CellRules.UNREADABLE;
            }
        }
        missing[column] = (marks & CellRules.NO_VALUE) != 0;
        return marks;
    }

    /** Whether the nearest double is what the text of the number would be read as. */
    private static boolean isPlain(Object cell) {
        return cell instanceof Double
                || cell instanceof Integer
                || cell instanceof Long
                || cell instanceof Short
                || cell instanceof Byte;
    }

    private static Optional<String> text(@Nullable Object cell) {
        if (cell instanceof String text) {
            return Optional.of(text);
        }
        if (cell instanceof Number number) {
            return NumberColumn.write(number);
        }
        return cell instanceof Boolean || cell instanceof LocalDate ? Optional.of(cell.toString()) : Optional.empty();
    }

    /** Halves of surrogate pairs and NUL are no text, in rows as here. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)
                    && (Character.isLowSurrogate(c)
                            || i + 1 == text.length()
                            || !Character.isLowSurrogate(text.charAt(++i)))) {
                return false;
            }
        }
        return true;
    }
}
