package io.medml.core.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a {@link RowSource}, cell by cell as bytes of UTF-8. It is written over by the next call of
 * {@link RowReader#read}, so that rows of any number pass through the same memory. Confined to one thread.
 */
public final class RowBatch {

    /** The most rows of a batch: 1,024, so that what is known of them stays in the cache of one core. */
    public static final int MOST_ROWS = 1024;

    /** With so many bytes a batch is not filled further, so that long texts do not add up: 16 MB. */
    static final int ENOUGH_BYTES = 1 << 24;

    private static final byte UNSAID = -1;

    private static final byte[][] NO_MARKERS = {};

    private byte[][] bytes;

    /** Where each cell begins, in the upper half, and how many bytes it has. */
    private long[][] cells;

    private byte[] @Nullable [] states;
    private long[] @Nullable [] shorts;
    private boolean[] shortsKnown;
    private byte[][][] markers = {};
    private int[] lines = new int[MOST_ROWS];
    private byte[] @Nullable [] own;
    private int rows;

    RowBatch(int columns) {
        bytes = new byte[columns][];
        cells = new long[columns][MOST_ROWS];
        states = new byte[columns][];
        own = new byte[columns][];
        shorts = new long[columns][];
        shortsKnown = new boolean[columns];
        Arrays.fill(bytes, new byte[0]);
    }

    /**
     * The number of rows in it now.
     *
     * @return at least 0
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return those of the reader
     */
    public int columns() {
        return bytes.length;
    }

    /**
     * The line of the file on which a row starts.
     *
     * @param row index in this batch
     * @return the line from 1, or 0 when the rows do not come from a file
     */
    public int line(int row) {
        return lines[Objects.checkIndex(row, rows)];
    }

    /**
     * Whether a cell has a value, and if not, why.
     *
     * @param column index of the column
     * @param row index in this batch
     * @return the state
     */
    public CellState state(int column, int row) {
        byte[] known = states[column];
        byte code = known == null ? UNSAID : known[row];
        if (code != UNSAID) {
            return CellStates.state(code);
        }
        int length = length(column, row);
        if (length == 0) {
            return CellState.EMPTY;
        }
        for (byte[] marker : markers.length == 0 ? NO_MARKERS : markers[column]) {
            if (length == marker.length && holds(column, row, marker)) {
                return CellState.MARKED;
            }
        }
        return CellState.PRESENT;
    }

    /**
     * What stands in a cell, also where it is a marker for a missing value.
     *
     * @param column index of the column
     * @param row index in this batch
     * @return the text, without quotes around it; empty when there is none
     */
    public String text(int column, int row) {
        return new String(bytes[column], start(column, row), length(column, row), StandardCharsets.UTF_8);
    }

    /**
     * The bytes that hold the cells of a column, for reading only.
     *
     * @param column index of the column
     * @return the array itself; other columns may share it
     */
    public byte[] bytes(int column) {
        return bytes[column];
    }

    /**
     * Where a cell begins in {@link #bytes}.
     *
     * @param column index of the column
     * @param row index in this batch
     * @return the index of its first byte
     */
    public int start(int column, int row) {
        return (int) (cells[column][row] >>> 32);
    }

    /**
     * The first eight bytes of a cell as one number, the first byte the lowest, with zeros behind a shorter cell: a cheap way to tell
     * short cells apart.
     *
     * @param column index of the column
     * @param row index in this batch
     * @param from how many bytes of the cell to leave out before them
     * @return the number; 0 when there are not so many bytes
     */
    public long word(int column, int row, int from) {
        long cell = cells[column][row];
        int length = (int) cell - from;
        if (length <= 0) {
            return 0;
        }
        byte[] array = bytes[column];
        int start = (int) (cell >>> 32) + from;
        if (start <= array.length - Long.BYTES) {
            long word = ByteWords.get(array, start);
            return length >= Long.BYTES ? word : word & ((1L << (8 * length)) - 1);
        }
        long word = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            word = word << 8 | (array[start + i] & 0xff);
        }
        return word;
    }

    /**
     * All cells of a column with one to seven bytes, each as one number: the bytes as {@link #word} gives them, and how many there are in
     * the highest byte. Two such cells hold the same exactly if their numbers are equal.
     *
     * @param column index of the column
     * @return a number for each row, and further ones without meaning behind them, for reading only; 0 for a cell of another length, or
     *     one that is not {@link CellState#PRESENT}, but that a text that stands for a missing value everywhere in its column may have its number
     */
    public long[] shortCells(int column) {
        long[] numbers = shorts[column];
        if (numbers == null) {
            numbers = new long[MOST_ROWS];
            shorts[column] = numbers;
        }
        if (!shortsKnown[column]) {
            fill(column, numbers);
            shortsKnown[column] = true;
        }
        return numbers;
    }

    private void fill(int column, long[] numbers) {
        byte[] array = bytes[column];
        long[] from = cells[column];
        int last = array.length - Long.BYTES;
        for (int row = 0; row < rows; row++) {
            long cell = from[row];
            int start = (int) (cell >>> 32);
            int size = (int) cell;
            int longer = (Long.BYTES - 1 - size) >> 31; // all bits or none, since lengths cannot be foreseen
            long word = start <= last ? ByteWords.get(array, start) : word(column, row, 0);
            numbers[row] = ((word & ~(-1L << (8 * size))) | (long) size << 56) & ~longer;
        }
        byte[] known = states[column];
        for (int row = 0; known != null && row < rows; row++) {
            if (known[row] != UNSAID && known[row] != CellStates.PRESENT) {
                numbers[row] = 0;
            }
        }
    }

    /**
     * How many bytes a cell has.
     *
     * @param column index of the column
     * @param row index in this batch
     * @return the number; 0 for an empty cell
     */
    public int length(int column, int row) {
        return (int) cells[column][row];
    }

    /**
     * Tells whether a cell holds a text, without making a text of the cell.
     *
     * @param column index of the column
     * @param row index in this batch
     * @param utf8 the bytes of the text
     * @return whether it has exactly these bytes
     */
    public boolean holds(int column, int row, byte[] utf8) {
        int start = start(column, row);
        return length(column, row) == utf8.length
                && Arrays.equals(utf8, 0, utf8.length, bytes[column], start, start + utf8.length);
    }

    /** Writes the characters of a cell to an array that holds as many as the cell has bytes; says how many there are. */
    int characters(int column, int row, char[] text) {
        byte[] from = bytes[column];
        int start = start(column, row);
        int length = length(column, row);
        for (int i = 0; i < length; i++) {
            byte b = from[start + i];
            if (b < 0) {
                String decoded = new String(from, start, length, StandardCharsets.UTF_8);
                decoded.getChars(0, decoded.length(), text, 0);
                return decoded.length();
            }
            text[i] = (char) b;
        }
        return length;
    }

    void clear() {
        rows = 0;
        Arrays.fill(shortsKnown, false);
        for (byte[] known : states) {
            if (known != null) {
                Arrays.fill(known, UNSAID);
            }
        }
    }

    boolean isFull() {
        return rows == MOST_ROWS;
    }

    void bytes(int column, byte[] array) {
        bytes[column] = array;
    }

    /** Says which texts stand for a missing value, by column. */
    void markers(byte[][][] texts) {
        markers = texts;
    }

    void cell(int column, int start, int length) {
        cells[column][rows] = cell(start, length);
    }

    /** The cell of {@link #cells}. */
    static long cell(int start, int length) {
        return (long) start << 32 | length;
    }

    /** The cells of each column, to be written before {@link #endRow}. */
    long[][] cells() {
        return cells;
    }

    /** Says the state of a cell of the row that is being added, where it is not empty or present by its length. */
    void state(int column, byte state) {
        states(column)[rows] = state;
    }

    private byte[] states(int column) {
        byte[] known = states[column];
        if (known == null) {
            known = new byte[MOST_ROWS];
            Arrays.fill(known, UNSAID);
            states[column] = known;
        }
        return known;
    }

    void endRow(int line) {
        lines[rows++] = line;
    }

    /** Says that so many lines lie before those on which the rows were said to be. */
    void shiftLines(int before) {
        for (int row = 0; row < rows; row++) {
            lines[row] += before;
        }
    }

    /** Copies the cells to memory of this batch, so that they stay when its reader goes on. */
    void keep() {
        int columns = bytes.length;
        for (int first = 0; first < columns; ) {
            byte[] array = bytes[first];
            int from = Integer.MAX_VALUE;
            int to = 0;
            int end = first;
            for (; end < columns && bytes[end] == array; end++) {
                for (int row = 0; row < rows; row++) {
                    int start = start(end, row);
                    from = Math.min(from, start);
                    to = Math.max(to, start + length(end, row));
                }
            }
            from = Math.min(from, to);
            byte[] kept = own[first];
            if (kept == null || kept.length < to - from) {
                kept = new byte[Math.max(1 << 16, to - from)];
                own[first] = kept;
            }
            System.arraycopy(array, from, kept, 0, to - from);
            for (int column = first; column < end; column++) {
                bytes[column] = kept;
                long[] moved = cells[column];
                for (int row = 0; row < rows; row++) {
                    moved[row] -= (long) from << 32;
                }
            }
            first = end;
        }
    }

    /** Exchanges what is in two batches of the same width. */
    void swap(RowBatch other) {
        RowBatch mine = new RowBatch(this);
        become(other);
        other.become(mine);
    }

    private RowBatch(RowBatch other) {
        this(0);
        become(other);
    }

    private void become(RowBatch other) {
        bytes = other.bytes;
        cells = other.cells;
        states = other.states;
        shorts = other.shorts;
        shortsKnown = other.shortsKnown;
        markers = other.markers;
        lines = other.lines;
        own = other.own;
        rows = other.rows;
    }
}
