package io.medml.core.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the cells of one column while a file is read. */
abstract sealed class ColumnReader {

    final String name;
    private byte @Nullable [] states;
    int rows;

    private ColumnReader(String name) {
        this.name = name;
    }

    static ColumnReader of(String name, Column.@Nullable Kind kind, boolean infer) {
        if (kind == Column.Kind.NUMBER) {
            return new Numbers(name);
        }
        if (kind == Column.Kind.WHOLE_NUMBER) {
            return new WholeNumbers(name);
        }
        return new Categories(name, kind == null && infer);
    }

    /** Adds a cell that holds something; false when it is unreadable. */
    final boolean add(char[] text, int length) {
        boolean readable = value(text, length);
        if (!readable) {
            missing(CellStates.UNREADABLE);
        } else if (states != null) {
            states = capacity(states, rows);
        }
        rows++;
        return readable;
    }

    /** Adds a cell without a value. */
    final void addMissing(byte state) {
        missing(state);
        rows++;
    }

    private void missing(byte state) {
        byte[] grown = capacity(states == null ? new byte[64] : states, rows);
        grown[rows] = state;
        states = grown;
        noValue();
    }

    final CellStates finishedStates() {
        return CellStates.of(states == null ? null : Arrays.copyOf(states, rows), rows);
    }

    /** Stores the value of cell number {@link #rows}; false when the text is none. */
    abstract boolean value(char[] text, int length);

    /** Makes room for cell number {@link #rows} without a value. */
    abstract void noValue();

    abstract String expected();

    /** Makes the column; where its kind is to be chosen, it may be numbers or not. */
    abstract Column finish(boolean mayBeNumbers);

    private static byte[] capacity(byte[] array, int index) {
        return index < array.length
                ? array
                : Arrays.copyOf(array, Math.max(index + 1, array.length + (array.length >> 1)));
    }

    static final class Numbers extends ColumnReader {
        private double[] values = new double[64];

        private Numbers(String name) {
            super(name);
        }

        @Override
        boolean value(char[] text, int length) {
            double value = NumberText.parseDecimal(text, 0, length);
            if (Double.isNaN(value)) {
                return false;
            }
            noValue();
            values[rows] = value;
            return true;
        }

        @Override
        void noValue() {
            if (rows == values.length) {
                values = Arrays.copyOf(values, rows + (rows >> 1));
            }
        }

        @Override
        String expected() {
            return "a number";
        }

        @Override
        Column finish(boolean mayBeNumbers) {
            return new NumberColumn(name, Arrays.copyOf(values, rows), finishedStates());
        }
    }

    static final class WholeNumbers extends ColumnReader {
        private long[] values = new long[64];

        private WholeNumbers(String name) {
            super(name);
        }

        @Override
        boolean value(char[] text, int length) {
            if (!NumberText.isWhole(text, 0, length)) {
                return false;
            }
            noValue();
            values[rows] = NumberText.parseWhole(text, 0, length);
            return true;
        }

        @Override
        void noValue() {
            if (rows == values.length) {
                values = Arrays.copyOf(values, rows + (rows >> 1));
            }
        }

        @Override
        String expected() {
            return "a whole number of at most 18 digits";
        }

        @Override
        Column finish(boolean mayBeNumbers) {
            return new WholeNumberColumn(name, Arrays.copyOf(values, rows), finishedStates());
        }
    }

    static final class Categories extends ColumnReader {
        private final Dictionary dictionary = new Dictionary();
        private final boolean infer;
        private int[] codes = new int[64];

        private Categories(String name, boolean infer) {
            super(name);
            this.infer = infer;
        }

        @Override
        boolean value(char[] text, int length) {
            noValue();
            codes[rows] = dictionary.code(text, length);
            return true;
        }

        @Override
        void noValue() {
            if (rows == codes.length) {
                codes = Arrays.copyOf(codes, rows + (rows >> 1));
            }
            codes[rows] = CategoryColumn.MISSING_CODE;
        }

        @Override
        String expected() {
            return "a text";
        }

        @Override
        Column finish(boolean mayBeNumbers) {
            List<String> texts = dictionary.texts();
            if (infer && mayBeNumbers && !texts.isEmpty() && texts.stream().allMatch(NumberText::isPlainWhole)) {
                long[] values = new long[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = codes[row] < 0 ? 0 : Long.parseLong(texts.get(codes[row]));
                }
                return new WholeNumberColumn(name, values, finishedStates());
            }
            if (infer && mayBeNumbers && !texts.isEmpty() && texts.stream().allMatch(NumberText::isPlainDecimal)) {
                double[] byCode = texts.stream()
                        .mapToDouble(text -> NumberText.parseDecimal(text.toCharArray(), 0, text.length()))
                        .toArray();
                double[] values = new double[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = codes[row] < 0 ? 0 : byCode[codes[row]];
                }
                return new NumberColumn(name, values, finishedStates());
            }
            return new CategoryColumn(name, Arrays.copyOf(codes, rows), new ArrayList<>(texts), finishedStates());
        }
    }
}
