package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
     * Has workers go through all rows that are left. A reader of {@link RowSource#readAhead} over a file of comma-separated values has two, on
     * the caller's thread and on the other, who take batches in turn; every other reader has one, on the caller's thread.
     *
     * @param workers makes one worker for each thread, called on this one; of several the first works on this thread
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    default void forEachBatch(Supplier<? extends RowWorker> workers) {
        forEachBatch(requireNonNull(workers, "workers").get());
    }

    /**
     * Has one worker go through all rows that are left, on the caller's thread.
     *
     * @param worker is given them batch by batch, in their order
     * @throws io.medml.core.error.DataException when the content is refused
     * @throws java.io.UncheckedIOException when the source cannot be read
     */
    default void forEachBatch(RowWorker worker) {
        requireNonNull(worker, "worker");
        RowBatch batch = newBatch();
        for (long row = 0; read(batch); row += batch.rows()) {
            worker.work(batch);
            worker.handOver(batch, row);
        }
    }

    /** Closes what was opened for reading. */
    @Override
    void close();
}
