package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be gone through from the start as often as needed, without being kept in memory: a file
 * ({@link CsvReader#source}, {@link JsonLinesReader#source}), a query ({@link JdbcReader#source}), the host's objects
 * ({@link RecordReader#source}), a table ({@link Table#source}), or rows that the host makes. Immutable; each reader is its own.
 */
public final class RowSource {

    private final String name;
    private final Reading reading;
    private final Supplier<RowReader> opener;

    RowSource(String name, Reading reading, Supplier<RowReader> opener) {
        this.name = requireNonNull(name, "name");
        this.reading = requireNonNull(reading, "reading");
        this.opener = opener;
    }

    /**
     * Rows that the host makes, such as those of a result set or of a file of another format.
     *
     * @param name name for messages, such as that of a view; no folder, no host
     * @param columns the names of the columns, all different
     * @param rows makes an iterator from the first row on; each row has a text, or null for no value, for each column. If the iterator is
     *     {@link AutoCloseable}, it is closed after the last row and after a failure
     * @return the source
     * @throws IllegalArgumentException when a name is none or occurs twice
     */
    public static RowSource of(
            String name, List<String> columns, Supplier<? extends Iterator<? extends List<@Nullable String>>> rows) {
        return of(name, TextRowReader.texts(columns), rows);
    }

    /**
     * Rows that the host makes, some columns of which are numbers where they come from.
     *
     * @param name name for messages, such as that of a view; no folder, no host
     * @param columns the columns by name, with their kinds, in the order in which the map gives them
     * @param rows makes an iterator from the first row on; each row has a text, or null for no value, for each column, numbers being
     *     written with ASCII digits and a point. If the iterator is {@link AutoCloseable}, it is closed after the last row and after a
     *     failure
     * @return the source
     * @throws IllegalArgumentException when there is no column, or the name of one is none
     */
    public static RowSource of(
            String name,
            Map<String, Column.Kind> columns,
            Supplier<? extends Iterator<? extends List<@Nullable String>>> rows) {
        Map<String, Column.Kind> kinds = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        TextRowReader.requireNames(kinds);
        requireNonNull(rows, "rows");
        return new RowSource(name, Reading.UNKNOWN, () -> new TextRowReader(name, kinds, rows.get()));
    }

    /**
     * The name for messages.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * How the rows are read, for the provenance of what is made of them.
     *
     * @return the settings of the reader and the file, as far as they are known
     */
    public Reading reading() {
        return reading;
    }

    /**
     * Says how the rows are read, for rows of a format that this library does not read.
     *
     * @param settings the settings
     * @return the same rows with these settings
     */
    public RowSource readAs(Reading settings) {
        return new RowSource(name, settings, opener);
    }

    /**
     * Names the file that the rows come from, whose digest the caller has computed.
     *
     * @param file a reference of kind {@link io.medml.core.evidence.ArtifactRef.Kind#FILE}
     * @return the same rows; what is made of them has the file among its inputs
     * @throws IllegalArgumentException when the reference is of another kind
     */
    public RowSource fromFile(ArtifactRef file) {
        return new RowSource(name, reading.from(file), opener);
    }

    /**
     * Starts at the first row.
     *
     * @return a reader, to be closed
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    public RowReader open() {
        return opener.get();
    }

    /**
     * The same rows, read by another thread while those at hand are worked on: at most {@value AheadRowReader#BATCHES} batches are then in
     * memory. What the rows come from, such as a result set or a host's iterator, is used by that thread from the first row on until
     * the rows end or the reader is closed; opening and closing stay with the caller's. A caller that is interrupted while it waits gets
     * an {@link IllegalStateException}, and so does one whose executor has not begun after {@value AheadRowReader#SECONDS_TO_BEGIN} s.
     * Where workers go through a file of comma-separated values ({@link RowReader#forEachBatch}), as in a validation none of whose patterns
     * has to be tried, both threads take parts of the file in turn, and nobody waits for the executor to begin; rows and lines are the same. Each
     * thread then has two parts of at most 256 kB and their batches in memory. A part with something unusual, such as an empty line, and what
     * follows it for a while is read by the caller's thread alone. Where a compressed file is damaged, another line near by may be named.
     *
     * @param executor runs a task for each reader, or several one after the other, on another thread and soon
     * @return a source of the same name and order, which is refused where this one is
     */
    public RowSource readAhead(Executor executor) {
        requireNonNull(executor, "executor");
        return new RowSource(name, reading, () -> new AheadRowReader(open(), executor));
    }

    /**
     * Reads all rows into memory.
     *
     * @return a table with columns of the kinds that the source says: texts, unless they are numbers where they come from. A cell of
     *     a column of numbers that is none is kept as {@link CellState#UNREADABLE}
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    public Table read() {
        try (RowReader reader = open()) {
            return TableReading.read(reader, name, reading);
        }
    }

    /** Gives the name only. */
    @Override
    public String toString() {
        return name;
    }
}
