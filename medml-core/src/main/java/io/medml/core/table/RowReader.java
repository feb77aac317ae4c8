package io.medml.core.table;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Goes through the rows of a {@link RowSource} once. Confined to one thread.
 *
 * <pre>{@code
 * try (RowReader reader = source.open()) {
 *     RowBatch batch = reader.newBatch();
 *     while (reader.read(batch)) {
 *         ...
 *     }
 * }
 * }</pre>
 */
public sealed interface RowReader extends AutoCloseable
        permits AheadRowReader, CsvRowReader, JsonLinesRowReader, TableRowReader, TextRowReader {

    /**
     * The names of the columns.
     *
     * @return the names in the order of the cells, all different
     */
    List<String> columns();

    /**
     * How the source keeps a column.
     *
     * @param column index of the column
     * @return {@link Column.Kind#CATEGORY} unless it is kept as numbers already
     */
    Column.Kind kind(int column);

    /**
     * A batch of the right width.
     *
     * @return an empty batch
     */
    default RowBatch newBatch() {
        return new RowBatch(columns().size());
    }

    /**
     * Reads the next rows.
     *
     * @param batch what is in it is written over
     * @return false when there was no further row
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    boolean read(RowBatch batch);

    /**
     * The lines without any character that were passed over so far.
     *
     * @return them, or empty when there was none or the source has no lines
     */
    default Optional<EmptyLines> emptyLines() {
        return Optional.empty();
    }

    /**
     * Does tasks that do not depend on each other, such as one for each column of a batch. A reader of {@link RowSource#readAhead} has its
     * other thread help while that has nothing to read; every other one does them here, one after the other.
     *
     * @param tasks how many, at least 0
     * @param task is given the numbers 0 to {@code tasks} - 1, each once; what it writes is seen by the caller afterwards. What one
     *     throws is thrown here; others may then be done or not
     */
    default void share(int tasks, IntConsumer task) {
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    /** Closes what was opened for reading. */
    @Override
    void close();
}
