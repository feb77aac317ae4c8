package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows and named columns, as they were given. Immutable.
 *
 * <p>A table comes from a file ({@link CsvReader}) or from the host's own arrays ({@link #builder()}). It has at least one
 * column and may have no row. It has no clinical meaning; roles are given by a cohort.
 */
public final class Table {

    private final Map<String, Column> columns;
    private final int rowCount;
    private final @Nullable String sourceName;
    private final int @Nullable [] sourceLines;
    private final List<ParseFailure> failures;
    private final int[] failureRows;
    private final @Nullable EmptyLines emptyLines;
    private final Reading reading;
    private volatile @Nullable Digest digest;

    /** Takes ownership of the arrays. */
    Table(
            List<Column> columns,
            int rowCount,
            @Nullable String sourceName,
            int @Nullable [] sourceLines,
            List<ParseFailure> failures,
            int[] failureRows,
            @Nullable EmptyLines emptyLines,
            Reading reading) {
        Map<String, Column> byName = new LinkedHashMap<>();
        for (Column column : columns) {
            byName.put(column.name(), column);
        }
        this.columns = byName;
        this.rowCount = rowCount;
        this.sourceName = sourceName;
        this.sourceLines = sourceLines;
        this.failures = List.copyOf(failures);
        this.failureRows = failureRows;
        this.emptyLines = emptyLines;
        this.reading = reading;
    }

    /**
     * Starts a table of the host's own arrays.
     *
     * @return an empty builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How the rows were read, for the provenance of what is made of them.
     *
     * @return the settings of the reader and the file, as far as they are known; without any for the host's own arrays
     */
    public Reading reading() {
        return reading;
    }

    /**
     * The number of rows.
     *
     * @return at least 0
     */
    public int rowCount() {
        return rowCount;
    }

    /**
     * The names of the columns, in the order given.
     *
     * @return at least one name
     */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    /**
     * The columns, in the order given.
     *
     * @return at least one column
     */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /**
     * Tells whether there is a column of this name.
     *
     * @param name the name, in the exact case
     * @return whether there is
     */
    public boolean has(String name) {
        return columns.containsKey(requireNonNull(name, "name"));
    }

    /**
     * A column by its name.
     *
     * @param name the name, in the exact case
     * @return the column
     * @throws IllegalArgumentException when there is none
     */
    public Column column(String name) {
        Column column = columns.get(requireNonNull(name, "name"));
        if (column == null) {
            // deliberate: the names are not listed, since those of a file without header line are a patient's values
            throw new IllegalArgumentException(describeSource() + " has no column \"" + name + "\" among its "
                    + columns.size() + "; columnNames() lists them");
        }
        return column;
    }

    /**
     * A column of numbers by its name.
     *
     * @param name the name, in the exact case
     * @return the column
     * @throws IllegalArgumentException when there is none, or it is of another kind
     */
    public NumberColumn number(String name) {
        if (column(name) instanceof NumberColumn column) {
            return column;
        }
        throw otherKind(name, "number(\"" + name + "\")");
    }

    /**
     * A column of whole numbers by its name.
     *
     * @param name the name, in the exact case
     * @return the column
     * @throws IllegalArgumentException when there is none, or it is of another kind
     */
    public WholeNumberColumn wholeNumber(String name) {
        if (column(name) instanceof WholeNumberColumn column) {
            return column;
        }
        throw otherKind(name, "wholeNumber(\"" + name + "\")");
    }

    /**
     * A column of categories by its name.
     *
     * @param name the name, in the exact case
     * @return the column
     * @throws IllegalArgumentException when there is none, or it is of another kind
     */
    public CategoryColumn category(String name) {
        if (column(name) instanceof CategoryColumn column) {
            return column;
        }
        throw otherKind(name, "category(\"" + name + "\")");
    }

    private IllegalArgumentException otherKind(String name, String declaration) {
        return new IllegalArgumentException("column \"" + name + "\" of " + describeSource() + " is of kind "
                + column(name).kind() + "; declare it with " + declaration + " where the table is made");
    }

    /**
     * A table of some of the rows, in the order asked for.
     *
     * @param rows indices from 0; a row may be asked for more than once
     * @return a table that shares nothing mutable with this one and keeps the lines of the source
     * @throws IndexOutOfBoundsException when an index is not a row of this table
     */
    public Table select(int[] rows) {
        for (int row : rows) {
            Objects.checkIndex(row, rowCount);
        }
        List<Column> selected = new ArrayList<>(columns.size());
        for (Column column : columns.values()) {
            if (column instanceof NumberColumn numbers) {
                selected.add(numbers.select(rows));
            } else if (column instanceof WholeNumberColumn wholes) {
                selected.add(wholes.select(rows));
            } else {
                selected.add(((CategoryColumn) column).select(rows));
            }
        }
        int @Nullable [] lines = null;
        if (sourceLines != null) {
            lines = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                lines[i] = sourceLines[rows[i]];
            }
        }
        List<ParseFailure> keptFailures = new ArrayList<>();
        int[] keptRows = new int[failures.size()];
        if (!failures.isEmpty()) {
            int[] position = new int[rowCount];
            Arrays.fill(position, -1);
            for (int i = rows.length - 1; i >= 0; i--) {
                position[rows[i]] = i;
            }
            for (int i = 0; i < failures.size(); i++) {
                if (position[failureRows[i]] >= 0) {
                    keptRows[keptFailures.size()] = position[failureRows[i]];
                    keptFailures.add(failures.get(i));
                }
            }
        }
        return new Table(
                selected,
                rows.length,
                sourceName,
                lines,
                keptFailures,
                Arrays.copyOf(keptRows, keptFailures.size()),
                null,
                reading);
    }

    /**
     * A table without some of the rows, the others in their order.
     *
     * @param rows indices from 0
     * @return the other rows
     * @throws IndexOutOfBoundsException when an index is not a row of this table
     */
    public Table without(int[] rows) {
        BitSet dropped = new BitSet(rowCount);
        for (int row : rows) {
            dropped.set(Objects.checkIndex(row, rowCount));
        }
        int[] kept = new int[rowCount - dropped.cardinality()];
        int count = 0;
        for (int row = dropped.nextClearBit(0); row < rowCount; row = dropped.nextClearBit(row + 1)) {
            kept[count++] = row;
        }
        return select(kept);
    }

    /**
     * This table with one column more that numbers its rows, for data in which no column identifies a record.
     *
     * @param column the name of the new column, which no other has
     * @return a table with whole numbers from 1 in it, which shares the other columns and keeps the lines of the source; its
     *     {@link #reading} says the digest of this one
     * @throws IllegalArgumentException when there is a column of that name
     */
    public Table numbered(String column) {
        if (has(column)) {
            throw new IllegalArgumentException(
                    describeSource() + " has a column \"" + column + "\" already; name another");
        }
        long[] numbers = new long[rowCount];
        Arrays.setAll(numbers, row -> row + 1L);
        List<Column> more = new ArrayList<>(columns.values());
        more.addAll(builder().wholeNumber(column, numbers).build().columns());
        return new Table(
                more,
                rowCount,
                sourceName,
                sourceLines,
                failures,
                failureRows,
                emptyLines,
                reading.of(contentDigest()));
    }

    /**
     * The rows, to be gone through without asking where they are kept.
     *
     * @return a source named as {@link #sourceName()} says, or {@code table}
     */
    public RowSource source() {
        return new RowSource(sourceName == null ? "table" : sourceName, reading, () -> new TableRowReader(this));
    }

    /**
     * The line of the file on which a row's record starts.
     *
     * @param row index from 0
     * @return the line, counted from 1 and including the header; empty when the table does not come from a file
     */
    public OptionalLong sourceLine(int row) {
        Objects.checkIndex(row, rowCount);
        return sourceLines == null ? OptionalLong.empty() : OptionalLong.of(sourceLines[row]);
    }

    /**
     * The name of the file or stream that the table was read from; without folders, so that no machine's path gets into
     * evidence.
     *
     * @return the name, or empty when the table was built from arrays without a name
     */
    public Optional<String> sourceName() {
        return Optional.ofNullable(sourceName);
    }

    /**
     * Says where a row is, for messages: {@code cohort.csv, line 17}, or {@code row 16} counted from 1.
     *
     * @param row index from 0
     * @return the place
     */
    public String place(int row) {
        Objects.checkIndex(row, rowCount);
        String where = sourceLines == null ? "row " + (row + 1) : "line " + sourceLines[row];
        return sourceName == null ? where : sourceName + ", " + where;
    }

    /**
     * The lines of the file without any character, of which no row was made.
     *
     * @return them, or empty when there was none, or this table is not of a whole file
     */
    public Optional<EmptyLines> emptyLines() {
        return Optional.ofNullable(emptyLines);
    }

    /**
     * The cells that could not be read, in the order of the file, up to the reader's limit. {@link #failureCount()} is the
     * exact number.
     *
     * @return the failures
     */
    public List<ParseFailure> failures() {
        return failures;
    }

    /**
     * The number of cells that could not be read, whether listed or not.
     *
     * @return the sum of {@link Column#unreadableCount()}
     */
    public long failureCount() {
        long count = 0;
        for (Column column : columns.values()) {
            count += column.unreadableCount();
        }
        return count;
    }

    /**
     * The digest of what the table says: names, kinds and values. It does not depend on the order of the columns, on how a
     * column is stored, on the source or its lines; it does depend on the order of the rows. (A cohort, which has record
     * identifiers, has a digest that does not depend on it.)
     *
     * <pre>{@code
     * table  = SHA-256( "medml-table/1" 0x00 | rows as 8 bytes | columns as 4 bytes | column digests in order of name )
     * column = SHA-256( "medml-column/1" 0x00 | text(name) | kind | cells in order of row )
     * kind   = 'N' number | 'W' whole number | 'C' category
     * cell   = 0x01 value | 0x00 (empty or marked as missing) | 0x02 (unreadable)
     * value  = IEEE 754 binary64 as 8 bytes, -0 as +0 | two's complement as 8 bytes | text
     * text(s)= length of the UTF-8 bytes as 4 bytes | the UTF-8 bytes
     * }</pre>
     *
     * All numbers are big-endian; names are compared by UTF-16 code unit.
     *
     * @return the digest; computed on the first call, then kept
     */
    public Digest contentDigest() {
        Digest known = digest;
        if (known == null) {
            known = TableDigest.of(rowCount, columns.values());
            digest = known;
        }
        return known;
    }

    private String describeSource() {
        return sourceName == null ? "the table" : sourceName;
    }

    /** Gives the shape only, since a table holds patients' values. */
    @Override
    public String toString() {
        return (sourceName == null ? "table" : sourceName) + " of " + rowCount + " rows and " + columns.size()
                + " columns";
    }

    static IllegalStateException noValue(String column, int row, CellState state) {
        return new IllegalStateException("the cell in column \"" + column + "\", row " + (row + 1)
                + ", has no value: it is " + state + "; ask isMissing(row) first");
    }

    /** Puts columns of the host's own arrays together. Confined to one thread. */
    public static final class Builder {

        private final Map<String, Column> columns = new LinkedHashMap<>();
        private @Nullable String source;
        private int rows = -1;

        private Builder() {}

        /**
         * Names where the data come from, for messages. Not part of the content.
         *
         * @param name such as the name of a database view; no folder, no host
         * @return this
         */
        public Builder source(String name) {
            if (source != null) {
                throw new IllegalStateException("the source is already set");
            }
            source = requireNonNull(name, "name");
            return this;
        }

        /**
         * Adds a column of numbers.
         *
         * @param name its name, not used yet
         * @param values one for each row, copied; NaN stands for a missing value and becomes {@link CellState#EMPTY}
         * @return this
         * @throws IllegalArgumentException when a value is infinite, or the length differs from that of earlier columns
         */
        public Builder number(String name, double... values) {
            double[] copy = new double[values.length];
            byte[] states = new byte[values.length];
            boolean any = false;
            for (int i = 0; i < values.length; i++) {
                if (Double.isInfinite(values[i])) {
                    throw new IllegalArgumentException("column \"" + name + "\", row " + (i + 1)
                            + ": expected a finite number or NaN for missing, found an infinite one");
                }
                if (Double.isNaN(values[i])) {
                    states[i] = CellStates.EMPTY;
                    any = true;
                } else {
                    copy[i] = values[i] + 0.0; // no negative zero
                }
            }
            return add(new NumberColumn(checked(name), copy, CellStates.of(any ? states : null, copy.length)));
        }

        /**
         * Adds a column of whole numbers without missing values.
         *
         * @param name its name, not used yet
         * @param values one for each row, copied
         * @return this
         * @throws IllegalArgumentException when the length differs from that of earlier columns
         */
        public Builder wholeNumber(String name, long... values) {
            return add(new WholeNumberColumn(checked(name), values.clone(), CellStates.of(null, values.length)));
        }

        /**
         * Adds a column of whole numbers.
         *
         * @param name its name, not used yet
         * @param values one for each row, copied
         * @param missing whether the value of the row is missing; the same length
         * @return this
         * @throws IllegalArgumentException when a length differs
         */
        public Builder wholeNumber(String name, long[] values, boolean[] missing) {
            if (values.length != missing.length) {
                throw new IllegalArgumentException("column \"" + name + "\" has " + values.length + " values and "
                        + missing.length + " flags; they must be as many");
            }
            long[] copy = values.clone();
            byte[] states = new byte[copy.length];
            boolean any = false;
            for (int i = 0; i < copy.length; i++) {
                if (missing[i]) {
                    states[i] = CellStates.EMPTY;
                    copy[i] = 0;
                    any = true;
                }
            }
            return add(new WholeNumberColumn(checked(name), copy, CellStates.of(any ? states : null, copy.length)));
        }

        /**
         * Adds a column of categories, codes or identifiers.
         *
         * @param name its name, not used yet
         * @param values one for each row; null and the empty text stand for a missing value
         * @return this
         * @throws IllegalArgumentException when a text is not well-formed Unicode, or the length differs from that of earlier
         *     columns
         */
        public Builder category(String name, List<? extends @Nullable String> values) {
            Dictionary dictionary = new Dictionary();
            int[] codes = new int[values.size()];
            byte[] states = new byte[codes.length];
            boolean any = false;
            int row = 0;
            for (@Nullable String value : values) {
                if (value == null || value.isEmpty()) {
                    codes[row] = CategoryColumn.MISSING_CODE;
                    states[row] = CellStates.EMPTY;
                    any = true;
                } else {
                    int known = dictionary.texts().size();
                    codes[row] = dictionary.code(value.toCharArray(), value.length());
                    if (codes[row] == known
                            && !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                        throw new IllegalArgumentException("column \"" + name + "\", row " + (row + 1)
                                + ": expected well-formed Unicode, found half of a surrogate pair");
                    }
                }
                row++;
            }
            return add(new CategoryColumn(
                    checked(name), codes, dictionary.texts(), CellStates.of(any ? states : null, codes.length)));
        }

        /**
         * Adds a column of categories, codes or identifiers.
         *
         * @param name its name, not used yet
         * @param values one for each row; null and the empty text stand for a missing value
         * @return this
         * @throws IllegalArgumentException when a text is not well-formed Unicode, or the length differs from that of earlier
         *     columns
         */
        public Builder category(String name, @Nullable String... values) {
            return category(name, Arrays.asList(values));
        }

        /**
         * Finishes the table.
         *
         * @return the table
         * @throws IllegalStateException when it has no column
         */
        public Table build() {
            if (columns.isEmpty()) {
                throw new IllegalStateException(
                        "a table needs at least one column; call number(..), wholeNumber(..) or category(..)");
            }
            return new Table(
                    List.copyOf(columns.values()), rows, source, null, List.of(), new int[0], null, Reading.UNKNOWN);
        }

        private String checked(String name) {
            Name.require(name, "the name of a column");
            if (columns.containsKey(name)) {
                throw new IllegalArgumentException("column \"" + name + "\" is already there");
            }
            return name;
        }

        private Builder add(Column column) {
            if (rows >= 0 && column.size() != rows) {
                throw new IllegalArgumentException("column \"" + column.name() + "\" has " + column.size()
                        + " rows; the columns before it have " + rows);
            }
            rows = column.size();
            columns.put(column.name(), column);
            return this;
        }
    }
}
