package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * Reads a table from the result of a query through JDBC. Immutable and reusable.
 *
 * <pre>{@code
 * Table table = JdbcReader.builder().build().read("cohort_view", () -> statement.executeQuery());
 * }</pre>
 *
 * <p>The host owns connection and statement, and with them time limits, the isolation of the transaction and how many rows the driver
 * fetches at a time; this reader closes the result set and nothing else. Many drivers hold the whole result in memory unless told
 * otherwise <em>before</em> the query runs: PostgreSQL's needs {@code setAutoCommit(false)} and {@code Statement.setFetchSize}, MySQL's
 * {@code setFetchSize(Integer.MIN_VALUE)}. {@link Builder#fetchSize} sets it on the result set, where some drivers still heed it. The
 * order of rows is that of the query: without {@code ORDER BY} it may differ each time, and with it the digest of the table.
 *
 * <table>
 * <caption>How values are written and kept</caption>
 * <tr><th>SQL type</th><th>text of a cell</th><th>kind of the column, unless declared</th></tr>
 * <tr><td>character types, CLOB</td><td>as the driver gives it, blanks of CHAR included</td><td>texts</td></tr>
 * <tr><td>TINYINT, SMALLINT, INTEGER, BIGINT</td><td>digits</td><td>whole numbers</td></tr>
 * <tr><td>NUMERIC, DECIMAL</td><td>all digits, trailing zeros included</td><td>whole numbers where the type has scale 0 and at most 18
 *     digits, numbers where it has at most 15 digits, which a double keeps; else texts</td></tr>
 * <tr><td>REAL, FLOAT, DOUBLE</td><td>the shortest decimal that is read back to the same value; {@code NaN}, {@code Infinity} and
 *     {@code -Infinity} are these words, which no number column takes</td><td>numbers</td></tr>
 * <tr><td>BOOLEAN, BIT of one bit</td><td>{@code true}, {@code false}</td><td>texts</td></tr>
 * <tr><td>DATE, TIME</td><td>ISO 8601: {@code 2026-03-01}, {@code 09:30:00}</td><td>texts</td></tr>
 * <tr><td>TIMESTAMP</td><td>ISO 8601 as the database keeps it, {@code 2026-03-01T09:30:00}; no zone is added or assumed</td>
 *     <td>texts</td></tr>
 * <tr><td>TIMESTAMP WITH TIME ZONE</td><td>ISO 8601 in UTC, {@code 2026-03-01T08:30:00Z}</td><td>texts</td></tr>
 * <tr><td>TIME WITH TIME ZONE</td><td>ISO 8601 with its offset, {@code 09:30:00+01:00}</td><td>texts</td></tr>
 * </table>
 *
 * <p>SQL {@code NULL} and an empty text are {@link CellState#EMPTY}. A column of another type (BLOB, ARRAY, and the like) is refused by
 * its name. What the driver says when it fails is left out of messages, since it may quote a value; they have the SQL state and the
 * driver's code.
 *
 * <p>This class needs the module {@code java.sql}, which the rest of this package does without.
 */
public final class JdbcReader {

    final SortedMap<String, Column.Kind> kinds;
    final int fetchSize;
    final int maxFieldSize;
    final int maxRows;
    private final boolean strict;

    private JdbcReader(Builder builder) {
        this.kinds = new TreeMap<>(builder.kinds);
        this.fetchSize = builder.fetchSize;
        this.maxFieldSize = builder.maxFieldSize;
        this.maxRows = builder.maxRows;
        this.strict = builder.strict;
    }

    /**
     * Starts a reader.
     *
     * @return a builder with the defaults: kinds by SQL type, the fetch size of the statement, texts of at most 1,000,000 characters and
     *     at most 100,000,000 rows; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the result of a query to its end.
     *
     * @param name name for messages, such as that of a view; no host
     * @param query runs the query; its result set is closed
     * @return the table
     * @throws io.medml.core.error.DataException when a column is of a type that has no text, has no name or that of another, or a limit
     *     is passed
     * @throws UncheckedIOException when the query or the driver fails
     */
    public Table read(String name, Callable<ResultSet> query) {
        try (TextRowReader reader = open(requireNonNull(name, "name"), requireNonNull(query, "query"))) {
            return TableReading.read(
                    reader,
                    name,
                    Reading.as("query"),
                    c -> ColumnReader.of(reader.columns().get(c), reader.kind(c), false),
                    c -> true,
                    strict,
                    "; correct the value, or declare the column as category(..)");
        }
    }

    /**
     * The rows of a query, which is run anew by each reader; for tables larger than memory.
     *
     * @param name name for messages, such as that of a view; no host
     * @param query runs the query; each of its result sets is closed
     * @return the source
     */
    public RowSource source(String name, Callable<ResultSet> query) {
        requireNonNull(query, "query");
        return new RowSource(name, Reading.as("query"), () -> open(name, query));
    }

    private TextRowReader open(String name, Callable<ResultSet> query) {
        JdbcRows rows = JdbcRows.open(this, name, query);
        return new TextRowReader(name, rows.columns(), rows);
    }

    /** Says how a result is read. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final SortedMap<String, Column.Kind> kinds = new TreeMap<>();
        private final Set<String> settings = new TreeSet<>();
        private int fetchSize = -1;
        private int maxFieldSize = 1_000_000;
        private int maxRows = 100_000_000;
        private boolean strict;

        private Builder() {}

        /**
         * Columns of decimal numbers, kept as doubles: digits beyond the 17th of a NUMERIC are lost.
         *
         * @param columns their labels in the query
         * @return this
         */
        public Builder number(String... columns) {
            return declare(Column.Kind.NUMBER, columns);
        }

        /**
         * Columns of whole numbers of at most 18 digits.
         *
         * @param columns their labels in the query
         * @return this
         */
        public Builder wholeNumber(String... columns) {
            return declare(Column.Kind.WHOLE_NUMBER, columns);
        }

        /**
         * Columns of texts, kept as written above.
         *
         * @param columns their labels in the query
         * @return this
         */
        public Builder category(String... columns) {
            return declare(Column.Kind.CATEGORY, columns);
        }

        /**
         * Makes the first unreadable cell a {@link io.medml.core.error.DataException} instead of collecting it.
         *
         * @return this
         */
        public Builder strict() {
            once("strict");
            strict = true;
            return this;
        }

        /**
         * How many rows the driver should fetch at a time, told to the result set; where nothing is said, what the statement has holds.
         *
         * @param rows from 1 to 1,000,000
         * @return this
         */
        public Builder fetchSize(int rows) {
            once("fetchSize");
            fetchSize = limit(rows, 1_000_000);
            return this;
        }

        /**
         * The longest text that is accepted; 1,000,000 by default.
         *
         * @param characters from 1 to 500,000,000
         * @return this
         */
        public Builder maxFieldSize(int characters) {
            once("maxFieldSize");
            maxFieldSize = limit(characters, 500_000_000);
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
            maxRows = limit(rows, 1_000_000_000);
            return this;
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         */
        public JdbcReader build() {
            return new JdbcReader(this);
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

        private static int limit(int value, int highest) {
            if (value < 1 || value > highest) {
                throw new IllegalArgumentException("a limit is from 1 to " + highest + ", got " + value);
            }
            return value;
        }
    }
}
