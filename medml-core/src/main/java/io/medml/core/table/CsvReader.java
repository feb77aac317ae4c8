package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

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
 * <p>The file is read once, as a stream; memory holds the columns, never the text.
 */
public final class CsvReader {

    /** The most unreadable cells that a table lists: 10,000. All are counted. */
    public static final int LISTED_FAILURES = 10_000;

    private static final int LISTED_LINES = 10;

    private final SortedMap<String, Column.Kind> kinds;
    private final Set<String> markers;
    private final SortedMap<String, Set<String>> columnMarkers;
    private final boolean infer;
    private final char delimiter;
    private final Charset charset;
    private final List<String> names;
    private final boolean hasHeader;
    private final boolean trim;
    private final boolean strict;
    private final int maxFieldSize;
    private final int maxColumns;
    private final int maxRows;

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
        Path last = file.getFileName();
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream, last == null ? "file" : last.toString());
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "expected a table at " + file + ", found no file there; correct the path", e);
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException(
                    "expected a table that can be read at " + file
                            + ", found one that this user may not read; give the right to read it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(unreadable(file.toString()), e);
        }
    }

    private static String unreadable(String name) {
        return "expected a table that can be read to its end at " + name
                + ", found that it cannot be; check that it is a file, and fetch it again";
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
        requireNonNull(name, "name");
        Rows rows = new Rows(name);
        try {
            TextSource text = new TextSource(decompressed(stream, name), name, charset);
            // the buffer has to hold one field with all its quotes doubled; not closed: the stream is the caller's
            var reader = de.siegmar.fastcsv.reader.CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .skipEmptyLines(false)
                    .allowUnclosedQuote(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .maxBufferSize((int) Math.min(Integer.MAX_VALUE - 8L, 2L * maxFieldSize + 20_000))
                    .build(rows, text);
            reader.forEach(record -> {});
        } catch (CsvParseException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof DataException ours) { // the parser wraps what its source and its handler throw
                    throw ours;
                }
            }
            // deliberate: the parser's exception is not passed on as cause, since its message may quote a character
            throw new DataException(name + ", record that starts on line " + rows.line
                    + ": expected fields as RFC 4180 writes them, found a quote that is never closed, something after a"
                    + " closing quote, or a field of more than " + maxFieldSize
                    + " characters; double a quote inside a quoted field, or raise maxFieldSize(..)");
        } catch (IOException e) {
            throw new UncheckedIOException(unreadable(name), e);
        }
        return rows.finish();
    }

    private static InputStream decompressed(InputStream stream, String name) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, 1 << 16);
        buffered.mark(2);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        if (first != 0x1f || second != 0x8b) {
            return buffered;
        }
        try {
            return new GZIPInputStream(buffered, 1 << 16);
        } catch (EOFException | ZipException e) {
            throw new DataException(
                    name
                            + ": expected a gzip file, as its first two bytes say, found a damaged or cut gzip header; fetch it"
                            + " again and compare its checksum",
                    e);
        }
    }

    /** Takes the parser's fields and puts them into columns. */
    private final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {

        private final String name;
        private final List<String> header = new ArrayList<>();
        private final List<ParseFailure> failures = new ArrayList<>();
        private final List<String> raggedLines = new ArrayList<>();
        private ColumnReader[] columns = new ColumnReader[0];
        private int[] lines = new int[64];
        private int[] failureRows = new int[16];
        private int rowCount;
        private long raggedCount;
        private long line = 1;
        private int fields;
        private boolean empty;
        private boolean inHeader;

        Rows(String name) {
            this.name = name;
            this.inHeader = hasHeader;
            if (!hasHeader) {
                start(names);
            }
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            line = startingLineNumber;
            fields = 0;
            empty = false;
        }

        @Override
        protected void handleEmpty() {
            empty = true;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            fields = index + 1;
            int from = offset;
            int size = length;
            if (trim) {
                while (size > 0 && isBlank(buffer[from])) {
                    from++;
                    size--;
                }
                while (size > 0 && isBlank(buffer[from + size - 1])) {
                    size--;
                }
            }
            if (size > maxFieldSize) {
                throw new DataException(place(index) + ": expected a field of at most " + maxFieldSize
                        + " characters, found " + size
                        + "; look for a quote that is not closed, or raise maxFieldSize(..)");
            }
            if (inHeader) {
                if (fields > maxColumns) {
                    throw new DataException(name + ", line " + line + ": expected at most " + maxColumns
                            + " columns, found more; check the delimiter, or raise maxColumns(..)");
                }
                header.add(new String(buffer, from, size));
            } else if (index < columns.length) {
                cell(columns[index], buffer, from, size);
            }
        }

        private void cell(ColumnReader column, char[] buffer, int from, int size) {
            if (column.add(buffer, from, size)) {
                return;
            }
            String found =
                    size + (size == 1 ? " character that is not " : " characters that are not ") + column.expected();
            if (strict) {
                throw new DataException(name + ", line " + line + ", column \"" + column.name + "\": expected "
                        + column.expected() + ", found " + found
                        + ". If this marks a missing value, declare the marker with missingMarkers(..).");
            }
            if (failures.size() < LISTED_FAILURES) {
                if (failures.size() == failureRows.length) {
                    failureRows = Arrays.copyOf(failureRows, failureRows.length * 2);
                }
                failureRows[failures.size()] = rowCount;
                failures.add(new ParseFailure(line, column.name, column.expected(), found));
            }
        }

        private boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private String place(int index) {
            return name + ", line " + line + ", column " + (index + 1);
        }

        @Override
        protected Boolean buildRecord() {
            if (inHeader) {
                if (!empty) {
                    inHeader = false;
                    start(headerNames());
                }
                return Boolean.TRUE;
            }
            if (empty) {
                if (columns.length > 1) {
                    return Boolean.TRUE;
                }
                columns[0].add(new char[0], 0, 0);
                fields = 1;
            }
            if (fields != columns.length) {
                raggedCount++;
                if (raggedLines.size() < LISTED_LINES) {
                    raggedLines.add(fields + " on line " + line);
                }
            } else if (raggedCount == 0) {
                if (rowCount == maxRows) {
                    throw new DataException(name + ", line " + line + ": expected at most " + maxRows
                            + " rows, found more; raise maxRows(..) or split the file");
                }
                if (rowCount == lines.length) {
                    lines = Arrays.copyOf(lines, rowCount + (rowCount >> 1));
                }
                lines[rowCount++] = Math.toIntExact(line);
            }
            return Boolean.TRUE;
        }

        private List<String> headerNames() {
            if (!names.isEmpty()) {
                if (names.size() != header.size()) {
                    throw new DataException(name + ", line " + line + ": expected a header of " + names.size()
                            + " columns, as many as replaceHeader(..) names, found " + header.size()
                            + "; correct the names or the delimiter");
                }
                return names;
            }
            // deliberate: names are not quoted, since the first line of a file without header is a patient's
            Map<String, Integer> positions = new HashMap<>();
            for (int i = 0; i < header.size(); i++) {
                if (header.get(i).isBlank()) {
                    throw new DataException(place(i)
                            + ": expected a column name, found an empty one; name the column in the file, or give all names"
                            + " with replaceHeader(..), or with withoutHeader(..) if the first line is a record");
                }
                Optional<String> fault = Name.fault(header.get(i));
                if (fault.isPresent()) {
                    throw new DataException(place(i) + ": expected " + Name.rule() + ", found " + fault.get()
                            + "; rename the column in the file, or give all names with replaceHeader(..)");
                }
                Integer earlier = positions.putIfAbsent(header.get(i), i);
                if (earlier != null) {
                    throw new DataException(
                            place(i) + ": expected a name that no other column has, found the name of column "
                                    + (earlier + 1)
                                    + "; rename one in the file, or give all names with replaceHeader(..), or with withoutHeader(..)"
                                    + " if the first line is a record");
                }
            }
            return header;
        }

        private void start(List<String> columnNames) {
            for (String declared : declaredColumns()) {
                if (!columnNames.contains(declared)) {
                    throw new DataException(name + ", line " + line + ": expected a column \"" + declared
                            + "\", which the reader was told about, found none of that name among " + columnNames.size()
                            + " columns; correct its spelling, or the delimiter");
                }
            }
            columns = new ColumnReader[columnNames.size()];
            for (int i = 0; i < columns.length; i++) {
                String columnName = columnNames.get(i);
                Set<String> all = new TreeSet<>(markers);
                all.addAll(columnMarkers.getOrDefault(columnName, new TreeSet<>()));
                columns[i] = ColumnReader.of(
                        columnName,
                        kinds.get(columnName),
                        infer,
                        all.stream().map(String::toCharArray).toArray(char[][]::new));
            }
        }

        private Set<String> declaredColumns() {
            Set<String> declared = new TreeSet<>(kinds.keySet());
            declared.addAll(columnMarkers.keySet());
            return declared;
        }

        Table finish() {
            if (inHeader) {
                throw new DataException(name
                        + ": expected a header line, found an empty file; check that the export finished and that the path is"
                        + " right");
            }
            if (raggedCount > 0) {
                throw new DataException(name + ": expected " + columns.length + " fields in every record, found "
                        + String.join(", ", raggedLines)
                        + (raggedCount > raggedLines.size()
                                ? " and other numbers on " + (raggedCount - raggedLines.size()) + " further lines"
                                : "")
                        + "; quote fields that hold the delimiter, or correct these lines");
            }
            List<Column> finished = new ArrayList<>(columns.length);
            for (int i = 0; i < columns.length; i++) {
                finished.add(columns[i].finish());
                columns[i] = FINISHED; // so that its buffers can go before the next column is copied
            }
            return new Table(
                    finished,
                    rowCount,
                    name,
                    Arrays.copyOf(lines, rowCount),
                    failures,
                    Arrays.copyOf(failureRows, failures.size()));
        }
    }

    private static final ColumnReader FINISHED = ColumnReader.of("", Column.Kind.CATEGORY, false, new char[0][]);

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
         * @param character not a quote, line end or letter, digit, point or sign of a number
         * @return this
         */
        public Builder delimiter(char character) {
            once("delimiter");
            if (character == '"'
                    || character == '\n'
                    || character == '\r'
                    || character == 0
                    || Character.isLetterOrDigit(character)
                    || Character.isSurrogate(character)
                    || ".+-".indexOf(character) >= 0) {
                throw new IllegalArgumentException(
                        "the delimiter must not be a quote, line end, letter, digit, point or sign, got character number "
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
