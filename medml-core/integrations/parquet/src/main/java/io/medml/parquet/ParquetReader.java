package io.medml.parquet;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Name;
import io.medml.core.table.Column;
import io.medml.core.table.Reading;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a table from a Parquet file. Immutable and reusable.
 *
 * <pre>{@code
 * ParquetReader reader = ParquetReader.builder().columns("age", "sex", "readmitted").build();
 * ArtifactRef dataset = ArtifactRef.datasetFile("stays", "2026-03", file);
 * ValidationReport report = DataValidator.of(schema).validate(reader.source(file), dataset);   // never the whole file in memory
 * }</pre>
 *
 * <table>
 * <caption>How values are written and kept</caption>
 * <tr><th>type in the file</th><th>text of a cell</th><th>kind of the column, unless declared</th></tr>
 * <tr><td>STRING, ENUM, JSON</td><td>as it is; UTF-8</td><td>texts</td></tr>
 * <tr><td>INT32, INT64, signed and unsigned of all sizes</td><td>digits</td><td>whole numbers; texts for unsigned ones of 64 bits. A
 *     whole number has at most 18 digits: declare columns of longer codes as {@link Builder#category}</td></tr>
 * <tr><td>DECIMAL on any type</td><td>all digits, trailing zeros included</td><td>whole numbers where it has scale 0 and at most 18
 *     digits, numbers where it has at most 15 digits, which a double keeps; else texts</td></tr>
 * <tr><td>FLOAT, DOUBLE</td><td>the shortest decimal that is read back to the same value; {@code NaN}, {@code Infinity} and
 *     {@code -Infinity} are these words, which no number column takes</td><td>numbers</td></tr>
 * <tr><td>BOOLEAN</td><td>{@code true}, {@code false}</td><td>texts</td></tr>
 * <tr><td>DATE</td><td>ISO 8601: {@code 2026-03-01}</td><td>texts</td></tr>
 * <tr><td>TIME of milli-, micro- or nanoseconds</td><td>ISO 8601: {@code 09:30:00}, with {@code Z} where the file says UTC</td>
 *     <td>texts</td></tr>
 * <tr><td>TIMESTAMP of the same</td><td>ISO 8601: {@code 2026-03-01T09:30:00Z} where the file says UTC; {@code 2026-03-01T09:30:00}
 *     where it says local time, to which no zone is added</td><td>texts</td></tr>
 * <tr><td>UUID</td><td>{@code 00112233-4455-6677-8899-aabbccddeeff}</td><td>texts</td></tr>
 * </table>
 *
 * <ul>
 * <li><b>Missing:</b> a null and an empty text are {@link io.medml.core.table.CellState#EMPTY}. Zeros and blanks are values.
 * <li><b>Refused by the name of the column:</b> lists, maps, structures and repeated values; bytes without a logical type; INT96, which
 *     does not say whether a time is in UTC; INTERVAL, BSON, FLOAT16 and types newer than these. {@link Builder#columns} leaves such
 *     columns out.
 * <li><b>Refused as a file:</b> encrypted files; rows in other files; codecs other than none, Snappy, gzip and Zstandard; damaged and
 *     cut files. Checksums of pages are compared where the file has them; many files have none, and damage that gives another sound
 *     value is not noticed then. Compare the digest of the file.
 * <li><b>Bounds:</b> every size that the file states is held against a bound before memory is taken for it: {@link Builder#maxMemory},
 *     {@link Builder#maxFooterSize}, {@link Builder#maxFieldSize}, {@link Builder#maxColumns}, {@link Builder#maxRows}. A file of a
 *     few bytes can hold a hundred million rows of one value, as a gzip file can: where files come from strangers, lower maxRows.
 * <li><b>Memory:</b> of a source, a page of each column and its dictionary, whatever the number of rows.
 * </ul>
 *
 * <p>Messages name file, row and column, and quote no value.
 */
public final class ParquetReader {

    final List<String> names;
    final SortedMap<String, Column.Kind> kinds;
    final long maxMemory;
    final int maxFooterSize;
    final int maxFieldSize;
    final int maxColumns;
    final int maxRows;

    private ParquetReader(Builder builder) {
        this.names = List.copyOf(builder.names);
        this.kinds = new TreeMap<>(builder.kinds);
        this.maxMemory = builder.maxMemory;
        this.maxFooterSize = builder.maxFooterSize;
        this.maxFieldSize = builder.maxFieldSize;
        this.maxColumns = builder.maxColumns;
        this.maxRows = builder.maxRows;
    }

    /**
     * Starts a reader.
     *
     * @return a builder with the defaults: all columns, kinds by their types, pages that take at most 256 MiB together, a footer of at
     *     most 32 MiB, values of at most 1,000,000 bytes, at most 10,000 columns and 100,000,000 rows; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads all rows of a file into memory. A cell of a column of numbers that is none is kept as
     * {@link io.medml.core.table.CellState#UNREADABLE} and listed in {@link Table#failures()}.
     *
     * @param file the file
     * @return the table; its source name is the file's name without folders
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the file cannot be read
     */
    public Table read(Path file) {
        return source(file).read();
    }

    /**
     * The rows of a file, read anew by each reader and never kept; for tables larger than memory. The columns are found now; a file whose
     * columns have changed by the time it is read is refused.
     *
     * @param file the file
     * @return the source; its name is the file's name without folders
     * @throws io.medml.core.error.DataException when the file is none, or its columns are refused
     * @throws java.io.UncheckedIOException when the file cannot be read
     */
    public RowSource source(Path file) {
        requireNonNull(file, "file");
        Map<String, Column.Kind> found;
        try (ParquetFile opened = ParquetFile.open(this, file)) {
            found = opened.kinds();
        }
        return RowSource.of(ParquetFile.name(file), found, () -> ParquetRows.open(this, file, found))
                .readAs(Reading.as("Parquet"));
    }

    /** Says how a file is read. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final SortedMap<String, Column.Kind> kinds = new TreeMap<>();
        private final Set<String> settings = new TreeSet<>();
        private List<String> names = List.of();
        private long maxMemory = 256L << 20;
        private int maxFooterSize = 32 << 20;
        private int maxFieldSize = 1_000_000;
        private int maxColumns = 10_000;
        private int maxRows = 100_000_000;

        private Builder() {}

        /**
         * The columns to read; others are left out, whatever they hold, and none of their bytes are read.
         *
         * @param columns their names in the order of the table, all different
         * @return this
         */
        public Builder columns(String... columns) {
            once("columns");
            for (String column : columns) {
                Name.require(column, "the name of a column");
            }
            if (columns.length == 0 || new TreeSet<>(Arrays.asList(columns)).size() != columns.length) {
                throw new IllegalArgumentException("expected at least one column name and none twice");
            }
            names = List.of(columns);
            return this;
        }

        /**
         * Columns of decimal numbers, kept as doubles: digits beyond the 17th of a DECIMAL are lost.
         *
         * @param columns their names
         * @return this
         */
        public Builder number(String... columns) {
            return declare(Column.Kind.NUMBER, columns);
        }

        /**
         * Columns of whole numbers of at most 18 digits.
         *
         * @param columns their names
         * @return this
         */
        public Builder wholeNumber(String... columns) {
            return declare(Column.Kind.WHOLE_NUMBER, columns);
        }

        /**
         * Columns of texts, kept as written above.
         *
         * @param columns their names
         * @return this
         */
        public Builder category(String... columns) {
            return declare(Column.Kind.CATEGORY, columns);
        }

        /**
         * The most memory that the pages and dictionaries of all columns may take together; 268,435,456 bytes by default.
         *
         * @param bytes from 1 to 1,000,000,000,000
         * @return this
         */
        public Builder maxMemory(long bytes) {
            once("maxMemory");
            maxMemory = limit(bytes, 1_000_000_000_000L);
            return this;
        }

        /**
         * The longest footer, where the columns and the places of their values are described, that is accepted; 33,554,432 bytes by
         * default. What is kept of it may take a few times as much memory.
         *
         * @param bytes from 1 to 1,000,000,000
         * @return this
         */
        public Builder maxFooterSize(int bytes) {
            once("maxFooterSize");
            maxFooterSize = (int) limit(bytes, 1_000_000_000);
            return this;
        }

        /**
         * The longest text or decimal that is accepted, in the bytes that it has in the file; 1,000,000 by default.
         *
         * @param bytes from 1 to 500,000,000
         * @return this
         */
        public Builder maxFieldSize(int bytes) {
            once("maxFieldSize");
            maxFieldSize = (int) limit(bytes, 500_000_000);
            return this;
        }

        /**
         * The most columns that are read; 10,000 by default.
         *
         * @param columns from 1 to 1,000,000
         * @return this
         */
        public Builder maxColumns(int columns) {
            once("maxColumns");
            maxColumns = (int) limit(columns, 1_000_000);
            return this;
        }

        /**
         * The most rows that are accepted; 100,000,000 by default.
         *
         * @param rows from 1 to 1,000,000,000
         * @return this
         */
        public Builder maxRows(int rows) {
            once("maxRows");
            maxRows = (int) limit(rows, 1_000_000_000);
            return this;
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         * @throws IllegalStateException when a declared kind is of a column that is not read, or more columns are named than accepted
         */
        public ParquetReader build() {
            if (!names.isEmpty()) {
                Set<String> unread = new TreeSet<>(kinds.keySet());
                names.forEach(unread::remove);
                if (!unread.isEmpty()) {
                    throw new IllegalStateException(
                            "the columns " + unread + " are declared but not among the columns to read");
                }
                if (names.size() > maxColumns) {
                    throw new IllegalStateException(
                            "columns names " + names.size() + " columns, more than maxColumns accepts: " + maxColumns);
                }
            }
            return new ParquetReader(this);
        }

        private Builder declare(Column.Kind kind, String... columns) {
            for (String column : columns) {
                Column.Kind earlier = kinds.putIfAbsent(requireNonNull(column, "column"), kind);
                if (earlier != null) {
                    throw new IllegalStateException("column \"" + column + "\" is already declared as " + earlier);
                }
            }
            return this;
        }

        private void once(String setting) {
            if (!settings.add(setting)) {
                throw new IllegalStateException(setting + " is already set");
            }
        }

        private static long limit(long value, long highest) {
            if (value < 1 || value > highest) {
                throw new IllegalArgumentException("a limit is from 1 to " + highest + ", got " + value);
            }
            return value;
        }
    }
}
