package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a table from comma-separated values as RFC 4180 writes them. Immutable and reusable.
 *
 * <pre>{@code
 * Table table = CsvReader.builder().missingMarkers("?").number("time_in_hospital").build().read(file);
 * }</pre>
 *
 * <ul>
 * <li><b>Fields:</b> quoted fields may hold delimiters, doubled quotes and line ends; lines end with LF, CR or CR LF. Blanks
 *     belong to the field unless {@link Builder#trim()} is said. A quote that is not closed, or is followed by something else
 *     than a delimiter or line end, is refused.
 * <li><b>Kinds:</b> a column is kept as text ({@link CategoryColumn}) unless declared otherwise, so nothing is lost that
 *     nobody asked to lose.
 * <li><b>Missing:</b> an empty field, quoted or not, is {@link CellState#EMPTY}; a declared marker is
 *     {@link CellState#MARKED}. There is no marker by default: {@code NA} and {@code None} are texts.
 * <li><b>Unreadable cells</b> of number columns stay as {@link CellState#UNREADABLE} with a {@link ParseFailure};
 *     {@link Builder#strict()} refuses them.
 * <li><b>Lines:</b> every record has as many fields as the header, else the file is refused and the lines are named. A line
 *     without any character is skipped, unless there is one column only, for which it is a missing value.
 * <li><b>Refused with a place and a remedy</b> ({@link DataException}): an empty file, an empty or repeated column name, bytes
 *     that are not of the encoding, NUL characters, fields, rows or columns beyond the limits, a damaged gzip file. A header
 *     without records gives a table of no rows.
 * </ul>
 *
 * <p>The first line holds the names unless {@link Builder#withoutHeader} or {@link Builder#replaceHeader} gives them. Nothing here can tell
 * a name from a patient's value, and reports print names: for a file without header line give them.
 *
 * <p>The file is read once, as a stream; memory holds the columns, never the text.
 */
public final class CsvReader {

    /** The most unreadable cells that a table lists: 10,000. All are counted. */
    public static final int LISTED_FAILURES = 10_000;

    /** What can be done about a cell that is no number. */
    static final String MARKER_REMEDY = ". If this marks a missing value, declare the marker with missingMarkers(..).";

    final SortedMap<String, Column.Kind> kinds;
    final Set<String> markers;
    final SortedMap<String, Set<String>> columnMarkers;
    private final boolean infer;
    final char delimiter;
    private final Charset charset;
    final List<String> names;
    final boolean hasHeader;
    final boolean trim;
    private final boolean strict;
    final int maxFieldSize;
    final int maxColumns;
    final int maxRows;

    private CsvReader(Builder builder) {
        this.kinds = new TreeMap<>(builder.kinds);
        this.markers = new TreeSet<>(builder.markers);
        this.columnMarkers = new TreeMap<>(builder.columnMarkers);
        this.infer = builder.infer;
        this.delimiter = builder.delimiter;
        this.charset = builder.charset;
        this.names = List.copyOf(builder.names);
        this.hasHeader = builder.hasHeader;
        this.trim = builder.trim;
        this.strict = builder.strict;
        this.maxFieldSize = builder.maxFieldSize;
        this.maxColumns = builder.maxColumns;
        this.maxRows = builder.maxRows;
    }

    /**
     * Starts a reader.
     *
     * @return a builder with the defaults: comma, UTF-8, header line, all columns texts, no missing markers, fields of at most
     *     1,000,000 characters, at most 10,000 columns and 100,000,000 rows; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a file, compressed with gzip or not, as its first bytes say.
     *
     * @param file the file
     * @return the table; its source name is the file's name without folders
     * @throws DataException when the content is refused
     * @throws UncheckedIOException when the file cannot be read
     */
    public Table read(Path file) {
        String name = SourceFile.name(file);
        try (CsvRowReader reader = open(file, name)) {
            return table(reader, name);
        }
    }

    private CsvRowReader open(Path file, String name) {
        InputStream stream = SourceFile.open(file);
        try {
            return open(stream, name, true);
        } catch (RuntimeException e) {
            SourceFile.closeAfter(e, stream);
            throw e;
        }
    }

    private CsvRowReader open(InputStream stream, String name, boolean closing) {
        try {
            InputStream text = SourceFile.decompressed(stream, name);
            InputStream utf8 =
                    charset.equals(StandardCharsets.UTF_8) ? text : new Utf8Stream(new TextSource(text, name, charset));
            return new CsvRowReader(this, utf8, name, closing ? stream : null);
        } catch (IOException e) {
            throw new UncheckedIOException(SourceFile.unreadable(name), e);
        }
    }

    /**
     * The rows of a file, read anew by each reader and never kept; for tables larger than memory. All cells are texts: kinds that were
     * declared, and {@link Builder#inferTypes()}, have no influence.
     *
     * @param file the file, compressed with gzip or not
     * @return the source; its name is the file's name without folders
     */
    public RowSource source(Path file) {
        String name = SourceFile.name(file);
        return new RowSource(name, reading(false), () -> open(file, name));
    }

    /**
     * Reads a stream to its end, compressed with gzip or not, as its first bytes say. The caller closes it.
     *
     * @param stream the bytes
     * @param name name for messages; no folder
     * @return the table
     * @throws DataException when the content is refused
     * @throws UncheckedIOException when the stream cannot be read
     */
    public Table read(InputStream stream, String name) {
        return table(open(stream, requireNonNull(name, "name"), false), name);
    }

    private Reading reading(boolean typed) {
        Reading said = Reading.as("CSV")
                .with("delimiter", Reading.json(Content.text(String.valueOf(delimiter))))
                .with("encoding", charset.name())
                .with(
                        "header",
                        names.isEmpty()
                                ? "first line"
                                : (hasHeader ? "first line, replaced by " : "no line; names given: ")
                                        + Reading.json(Content.texts(names)))
                .with("trim", trim ? "yes" : "no")
                .withTexts("missing", markers)
                .withTexts("missing_in", columnMarkers);
        return typed ? said.with("types", types(kinds, infer)) : said;
    }

    static String types(SortedMap<String, Column.Kind> kinds, boolean infer) {
        Content.Builder declared = Content.fields();
        kinds.forEach((column, kind) -> declared.put(column, kind.name()));
        return (infer ? "by the cells" : "texts") + (kinds.isEmpty() ? "" : ", but " + Reading.json(declared.build()));
    }

    private Table table(CsvRowReader reader, String name) {
        return TableReading.read(
                reader,
                name,
                reading(true),
                c -> ColumnReader.of(
                        reader.columns().get(c), kinds.get(reader.columns().get(c)), infer),
                c -> true,
                strict,
                MARKER_REMEDY);
    }

    /** Says how the file is written. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final SortedMap<String, Column.Kind> kinds = new TreeMap<>();
        private final Set<String> markers = new TreeSet<>();
        private final SortedMap<String, Set<String>> columnMarkers = new TreeMap<>();
        private final Set<String> settings = new TreeSet<>();
        private boolean infer;
        private char delimiter = ',';
        private Charset charset = StandardCharsets.UTF_8;
        private List<String> names = List.of();
        private boolean hasHeader = true;
        private boolean trim;
        private boolean strict;
        private int maxFieldSize = 1_000_000;
        private int maxColumns = 10_000;
        private int maxRows = 100_000_000;

        private Builder() {}

        /**
         * Texts that mean "missing" in every column.
         *
         * @param texts at least one, compared exactly
         * @return this
         */
        public Builder missingMarkers(String... texts) {
            once("missingMarkers");
            markers.addAll(some(texts));
            return this;
        }

        /**
         * Texts that mean "missing" in one column, besides those of every column.
         *
         * @param column its name
         * @param texts at least one, compared exactly
         * @return this
         */
        public Builder missingMarkersIn(String column, String... texts) {
            if (columnMarkers.putIfAbsent(requireNonNull(column, "column"), some(texts)) != null) {
                throw new IllegalStateException("missingMarkersIn is already set for column \"" + column + "\"");
            }
            return this;
        }

        /**
         * Columns of decimal numbers, written with ASCII digits and a point.
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
         * Columns of texts, kept as written. This is what a column is when nothing is said about it; to say it keeps
         * {@link #inferTypes()} off the column.
         *
         * @param columns their names
         * @return this
         */
        public Builder category(String... columns) {
            return declare(Column.Kind.CATEGORY, columns);
        }

        /**
         * Chooses the kind of every undeclared column by all its cells: whole numbers when every present cell is one, else
         * numbers when every present cell is one, else texts. A leading zero or a plus sign makes a text of the column, since
         * codes have them. Codes such as {@code 250.10} and {@code 250.1} become one number: declare code columns as
         * {@link #category}.
         *
         * @return this
         */
        public Builder inferTypes() {
            once("inferTypes");
            infer = true;
            return this;
        }

        /**
         * The character between fields; a comma by default.
         *
         * @param character an ASCII character, not a quote, line end or letter, digit, point or sign of a number
         * @return this
         */
        public Builder delimiter(char character) {
            once("delimiter");
            if (character == '"'
                    || character == '\n'
                    || character == '\r'
                    || character == 0
                    || character > 127
                    || Character.isLetterOrDigit(character)
                    || ".+-".indexOf(character) >= 0) {
                throw new IllegalArgumentException(
                        "the delimiter must be an ASCII character and no quote, line end, letter, digit, point or"
                                + " sign, got character number "
                                + (int) character);
            }
            delimiter = character;
            return this;
        }

        /**
         * The encoding; UTF-8 by default.
         *
         * @param encoding the encoding
         * @return this
         */
        public Builder charset(Charset encoding) {
            once("charset");
            charset = requireNonNull(encoding, "encoding");
            return this;
        }

        /**
         * Names the columns of a file that has no header line: its first line is a record.
         *
         * @param columns the names in order, all different
         * @return this
         */
        public Builder withoutHeader(String... columns) {
            name(columns);
            hasHeader = false;
            return this;
        }

        /**
         * Names the columns of a file whose header line cannot be used, because a name is empty or occurs twice. The line is
         * skipped; it must have as many fields.
         *
         * @param columns the names in order, all different
         * @return this
         */
        public Builder replaceHeader(String... columns) {
            name(columns);
            return this;
        }

        private void name(String... columns) {
            once("the header");
            for (String column : columns) {
                Name.require(column, "the name of a column");
            }
            if (some(columns).size() != columns.length) {
                throw new IllegalArgumentException("column names must be different");
            }
            names = List.of(columns);
        }

        /**
         * Removes blanks and tabs around every field and name, inside quotes too. A quote that stands after a blank does not
         * open a quoted field (RFC 4180) and stays in the text.
         *
         * @return this
         */
        public Builder trim() {
            once("trim");
            trim = true;
            return this;
        }

        /**
         * Makes the first unreadable cell a {@link DataException} instead of collecting it.
         *
         * @return this
         */
        public Builder strict() {
            once("strict");
            strict = true;
            return this;
        }

        /**
         * The longest field that is accepted; 1,000,000 by default.
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
         * The most columns that are accepted; 10,000 by default.
         *
         * @param columns from 1 to 1,000,000
         * @return this
         */
        public Builder maxColumns(int columns) {
            once("maxColumns");
            maxColumns = limit(columns, 1_000_000);
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
         * @throws IllegalStateException when a declared column is not among the names given
         */
        public CsvReader build() {
            if (!names.isEmpty()) {
                Set<String> unknown = new TreeSet<>(kinds.keySet());
                unknown.addAll(columnMarkers.keySet());
                names.forEach(unknown::remove);
                if (!unknown.isEmpty()) {
                    throw new IllegalStateException(
                            "the columns " + unknown + " are declared but not among the names given");
                }
            }
            return new CsvReader(this);
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

        private static Set<String> some(String... texts) {
            if (texts.length == 0) {
                throw new IllegalArgumentException("at least one text is needed");
            }
            return new TreeSet<>(Arrays.asList(texts));
        }

        private static int limit(int value, int highest) {
            if (value < 1 || value > highest) {
                throw new IllegalArgumentException("a limit is from 1 to " + highest + ", got " + value);
            }
            return value;
        }
    }
}
