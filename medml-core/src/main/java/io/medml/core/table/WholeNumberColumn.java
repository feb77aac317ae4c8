package io.medml.core.table;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A column of whole numbers, exact in the range of a long. Leading zeros and a plus sign are not kept: an identifier that
 * has them belongs in a {@link CategoryColumn}. Immutable.
 */
public final class WholeNumberColumn extends StoredColumn implements Column {

    private final long[] values;

    /** Takes ownership of the values. */
    WholeNumberColumn(String name, long[] values, CellStates states) {
        super(name, states);
        this.values = values;
    }

    /**
     * The whole number that a text stands for, by the rule that {@link CsvReader} uses: an optional sign and 1 to 18 ASCII
     * digits.
     *
     * @param text the text
     * @return the number; empty when the text is none
     */
    public static OptionalLong parse(String text) {
        char[] characters = text.toCharArray();
        return NumberText.isWhole(characters, 0, characters.length)
                ? OptionalLong.of(NumberText.parseWhole(characters, 0, characters.length))
                : OptionalLong.empty();
    }

    @Override
    public Kind kind() {
        return Kind.WHOLE_NUMBER;
    }

    /**
     * The number in a cell.
     *
     * @param row index from 0
     * @return the number
     * @throws IllegalStateException when the cell has no value; ask {@link #isMissing} first
     */
    public long value(int row) {
        needValue(row);
        return values[row];
    }

    /**
     * The numbers of all rows, with a stand-in where there is none.
     *
     * @param missing what to write for a missing cell, outside the range of the values
     * @return a fresh array
     */
    public long[] values(long missing) {
        long[] copy = values.clone();
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
        return isMissing(row) ? Optional.empty() : Optional.of(Long.toString(values[row]));
    }

    WholeNumberColumn select(int[] rows) {
        long[] selected = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return new WholeNumberColumn(name(), selected, states().select(rows));
    }
}
