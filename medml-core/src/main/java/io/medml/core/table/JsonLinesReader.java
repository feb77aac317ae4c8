package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a table from JSON lines: one JSON object on each line (RFC 8259, in UTF-8), a field of which is a cell. Immutable and reusable.
 *
 * <pre>{@code
 * Table table = JsonLinesReader.builder().columns("id", "sex", "age").number("age").build().read(file);
 * }</pre>
 *
 * <ul>
 * <li><b>Columns</b> are those of {@link Builder#columns}; a field of another name is refused, unless
 *     {@link Builder#ignoreOtherFields()} is said. Where none are said, a file is gone through twice, and its columns are the names of
 *     all its fields in the order in which they first stand there.
 * <li><b>Values:</b> a text is what it says once escapes are undone; a number is kept as written, so that {@code 0.10},
 *     {@code 1e400} and a number of forty digits lose nothing; {@code true} and {@code false} are these words.
 * <li><b>Missing:</b> {@code null}, an empty text and a field that is not there are {@link CellState#EMPTY}; a declared marker is
 *     {@link CellState#MARKED}. A declared column that no line has is a column of missing values.
 * <li><b>Objects in fields</b> are refused unless {@link Builder#nested()} is said: {@code {"bp": {"sys": 120}}} is then a cell of
 *     column {@code bp.sys}, and a name may have no point in it. <b>Lists</b> are refused unless {@link Builder#listsAsText()} is said.
 * <li><b>Kinds</b> are as {@link CsvReader} has them. {@link Builder#inferTypes()} makes numbers of a column only where every value is
 *     a number in JSON too: {@code "12"} is a text.
 * <li><b>Lines</b> end with LF, CR LF or CR; one without any character is skipped.
 * <li><b>Refused with a place and a remedy</b> ({@link DataException}), never quoting what is there: a line that is not one strict JSON
 *     object, a name that stands twice in an object, halves of surrogate pairs, NUL characters, bytes that are not UTF-8, lines, names,
 *     levels or rows beyond the limits, a damaged gzip file.
 * </ul>
 */
public final class JsonLinesReader {

    final SortedMap<String, Column.Kind> kinds;
    final Set<String> markers;
    final List<String> names;
    final boolean ignoreOthers;
    final boolean nested;
    final boolean listsAsText;
    final int maxLineSize;
    final int maxDepth;
    final int maxColumns;
    final int maxRows;
    private final boolean infer;
    private final boolean strict;

    private JsonLinesReader(Builder builder) {
        this.kinds = new TreeMap<>(builder.kinds);
        this.markers = new TreeSet<>(builder.markers);
        this.names = List.copyOf(builder.names);
        this.ignoreOthers = builder.ignoreOthers;
        this.nested = builder.nested;
        this.listsAsText = builder.listsAsText;
        this.maxLineSize = builder.maxLineSize;
        this.maxDepth = builder.maxDepth;
        this.maxColumns = builder.maxColumns;
        this.maxRows = builder.maxRows;
        this.infer = builder.infer;
        this.strict = builder.strict;
    }

    /**
     * Starts a reader.
     *
     * @return a builder with the defaults: columns as found, all of them texts, no missing markers, flat objects, lines of at most
     *     1,000,000 characters, at most 16 levels, 10,000 columns and 100,000,000 rows; confined to one thread
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
        try (JsonLinesRowReader reader = open(file)) {
            return table(reader, SourceFile.name(file));
        }
    }

    /**
     * Reads a stream to its end, compressed with gzip or not, as its first bytes say. The caller closes it.
     *
     * @param stream the bytes
     * @param name name for messages; no folder
     * @return the table
     * @throws IllegalStateException when no columns were declared, since a stream cannot be gone through twice
     * @throws DataException when the content is refused
     * @throws UncheckedIOException when the stream cannot be read
     */
    public Table read(InputStream stream, String name) {
        requireNonNull(name, "name");
        if (names.isEmpty()) {
            throw new IllegalStateException(
                    "a stream cannot be gone through twice to find its columns; call columns(..) before build()");
        }
        return table(open(stream, name, names, false), name);
    }

    /**
     * The rows of a file, read anew by each reader and never kept; for tables larger than memory. All cells are texts: kinds that were
     * declared, and {@link Builder#inferTypes()}, have no influence. Each reader goes through the file twice unless
     * {@link Builder#columns} were declared.
     *
     * @param file the file, compressed with gzip or not
     * @return the source; its name is the file's name without folders
     */
    public RowSource source(Path file) {
        requireNonNull(file, "file");
        return new RowSource(SourceFile.name(file), reading(false), () -> open(file));
    }

    private Table table(JsonLinesRowReader reader, String name) {
        return TableReading.read(
                reader,
                name,
                reading(true),
                c -> ColumnReader.of(
                        reader.columns().get(c), kinds.get(reader.columns().get(c)), infer),
                reader::holdsNumbersOnly,
                strict,
                CsvReader.MARKER_REMEDY);
    }

    private Reading reading(boolean typed) {
        Reading said = Reading.as("JSON lines")
                .withTexts("missing", markers)
                .with("columns", names.isEmpty() ? "as found" : Reading.json(Content.texts(names)))
                .with("other_fields", ignoreOthers ? "ignored" : "refused")
                .with("nested", nested ? "yes" : "no")
                .with("lists", listsAsText ? "as text" : "refused");
        return typed ? said.with("types", CsvReader.types(kinds, infer)) : said;
    }

    private JsonLinesRowReader open(Path file) {
        String name = SourceFile.name(file);
        if (!names.isEmpty()) {
            return open(SourceFile.open(file), name, names, true);
        }
        List<String> found;
        try (JsonLinesRowReader reader = open(SourceFile.open(file), name, List.of(), true)) {
            found = reader.findColumns();
        }
        if (found.isEmpty()) {
            throw new DataException(name + ": expected objects with fields, found no field"
                    + " in the whole file; check that the export finished and that the path is right");
        }
        for (String column : kinds.keySet()) {
            if (!found.contains(column)) {
                throw new DataException(name + ": expected a column \"" + column
                        + "\", which the reader was told about, found no field of that name among " + found.size()
                        + " columns; correct its spelling");
            }
        }
        return open(SourceFile.open(file), name, found, true);
    }

    private JsonLinesRowReader open(InputStream stream, String name, List<String> columns, boolean closing) {
        try {
            return new JsonLinesRowReader(
                    this, SourceFile.decompressed(stream, name), name, columns, closing ? stream : null);
        } catch (IOException e) {
            UncheckedIOException failure = new UncheckedIOException(SourceFile.unreadable(name), e);
            if (closing) {
                SourceFile.closeAfter(failure, stream);
            }
            throw failure;
        } catch (RuntimeException e) {
            if (closing) {
                SourceFile.closeAfter(e, stream);
            }
            throw e;
        }
    }

    /** Says how the file is written. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final SortedMap<String, Column.Kind> kinds = new TreeMap<>();
        private final Set<String> markers = new TreeSet<>();
        private final Set<String> settings = new TreeSet<>();
        private List<String> names = List.of();
        private boolean ignoreOthers;
        private boolean nested;
        private boolean listsAsText;
        private boolean infer;
        private boolean strict;
        private int maxLineSize = 1_000_000;
        private int maxDepth = 16;
        private int maxColumns = 10_000;
        private int maxRows = 100_000_000;

        private Builder() {}

        /**
         * The columns of the table; a field of another name is refused.
         *
         * @param columns their names in order, all different; with {@link #nested()}, names joined by points
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
         * Leaves out fields that are not among {@link #columns}, whatever they hold.
         *
         * @return this
         */
        public Builder ignoreOtherFields() {
            once("ignoreOtherFields");
            ignoreOthers = true;
            return this;
        }

        /**
         * Makes a column of each field of an object in a field, named by both names with a point between them, and so on. An object
         * without fields gives no cell. Names that hold a point are refused then, so that no two places share a column.
         *
         * @return this
         */
        public Builder nested() {
            once("nested");
            nested = true;
            return this;
        }

        /**
         * Keeps a list as the text that stands in the file, brackets included.
         *
         * @return this
         */
        public Builder listsAsText() {
            once("listsAsText");
            listsAsText = true;
            return this;
        }

        /**
         * Texts that mean "missing" in every column.
         *
         * @param texts at least one, compared exactly with the text, number or word of a cell
         * @return this
         */
        public Builder missingMarkers(String... texts) {
            once("missingMarkers");
            if (texts.length == 0) {
                throw new IllegalArgumentException("at least one text is needed");
            }
            markers.addAll(Arrays.asList(texts));
            return this;
        }

        /**
         * Columns of decimal numbers, written as numbers or as texts with ASCII digits and a point.
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
         * Chooses the kind of every undeclared column by all its cells: whole numbers when every present cell is a JSON number of at
         * most 18 digits without point and exponent, else numbers when every present cell is a JSON number that a double holds, else
         * texts. {@code 250.10} and {@code 250.1} become one number: declare code columns as {@link #category}.
         *
         * @return this
         */
        public Builder inferTypes() {
            once("inferTypes");
            infer = true;
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
         * The longest line that is accepted; 1,000,000 by default.
         *
         * @param characters from 1 to 500,000,000
         * @return this
         */
        public Builder maxLineSize(int characters) {
            once("maxLineSize");
            maxLineSize = limit(characters, 500_000_000);
            return this;
        }

        /**
         * The most levels of objects and lists in each other that are accepted, the line's own object being the first; 16 by default.
         *
         * @param levels from 1 to 1,000
         * @return this
         */
        public Builder maxDepth(int levels) {
            once("maxDepth");
            maxDepth = limit(levels, 1_000);
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
         * @throws IllegalStateException when a declared kind is of no declared column, or a setting would do nothing
         */
        public JsonLinesReader build() {
            if (!names.isEmpty()) {
                Set<String> unknown = new TreeSet<>(kinds.keySet());
                names.forEach(unknown::remove);
                if (!unknown.isEmpty()) {
                    throw new IllegalStateException(
                            "the columns " + unknown + " are declared but not among the names given");
                }
                if (names.size() > maxColumns) {
                    throw new IllegalStateException(
                            "columns names " + names.size() + " columns, more than maxColumns accepts: " + maxColumns);
                }
            } else if (ignoreOthers) {
                throw new IllegalStateException("ignoreOtherFields does nothing unless columns(..) says which to read");
            }
            return new JsonLinesReader(this);
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
