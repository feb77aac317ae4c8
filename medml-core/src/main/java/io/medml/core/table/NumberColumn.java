package io.medml.core.table;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A column of decimal numbers, kept as doubles. Every value is finite; a missing cell is not NaN but has a
 * {@link CellState}. Immutable.
 */
public final class NumberColumn extends StoredColumn implements Column {

    private final double[] values;

    /** Takes ownership of the values. */
    NumberColumn(String name, double[] values, CellStates states) {
        super(name, states);
        this.values = values;
    }

    /**
     * The number that a text stands for, by the rule that {@link CsvReader} uses: an optional sign, ASCII digits with at most
     * one point, an optional exponent; no blanks, no NaN, no infinity.
     *
     * @param text the text
     * @return the nearest double, never negative zero; empty when the text is no number, or its size is beyond a double's
     */
    public static OptionalDouble parse(String text) {
        double value = NumberText.parseDecimal(text.toCharArray(), 0, text.length());
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * The text of a number, by which nothing is lost, as {@link RecordReader} writes it.
     *
     * @param number a Byte, Short, Integer, Long, Float, Double, BigInteger or BigDecimal
     * @return a text that {@link #parse} reads; empty when the number is not finite or of another type
     */
    public static Optional<String> write(Number number) {
        try {
            return Optional.ofNullable(RecordReader.text(number, false));
        } catch (RecordReader.NoText e) {
            return Optional.empty(); // the message speaks of a row, which is not known here
        }
    }

    @Override
    public Kind kind() {
        return Kind.NUMBER;
    }

    /**
     * The number in a cell.
     *
     * @param row index from 0
     * @return the number; finite
     * @throws IllegalStateException when the cell has no value; ask {@link #isMissing} first
     */
    public double value(int row) {
        needValue(row);
        return values[row];
    }

    /**
     * The numbers of all rows, with a stand-in where there is none.
     *
     * @param missing what to write for a missing cell, such as {@link Double#NaN}
     * @return a fresh array
     */
    public double[] values(double missing) {
        double[] copy = values.clone();
        if (missingCount() > 0) {
            for (int i = 0; i < copy.length; i++) {
                if (!states().present(i)) {
                    copy[i] = missing;
                }
            }
        }
        return copy;
    }

    @Override
    public Optional<String> text(int row) {
        return isMissing(row) ? Optional.empty() : Optional.of(NumberText.write(values[row]));
    }

    NumberColumn select(int[] rows) {
        double[] selected = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return new NumberColumn(name(), selected, states().select(rows));
    }
}
