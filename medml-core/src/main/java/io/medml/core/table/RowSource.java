package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be gone through from the start as often as needed, without being kept in memory: a file
 * ({@link CsvReader#source}), a table ({@link Table#source}), or rows that the host makes. Immutable; each reader is its own.
 */
public final class RowSource {

    private final String name;
    private final Supplier<RowReader> opener;

    RowSource(String name, Supplier<RowReader> opener) {
        this.name = requireNonNull(name, "name");
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
        List<String> names = TextRowReader.requireNames(columns);
        requireNonNull(rows, "rows");
        return new RowSource(name, () -> new TextRowReader(name, names, rows.get()));
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
     * Starts at the first row.
     *
     * @return a reader, to be closed
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    public RowReader open() {
        return opener.get();
    }

    /** Gives the name only. */
    @Override
    public String toString() {
        return name;
    }
}
