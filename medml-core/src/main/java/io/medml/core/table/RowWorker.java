package io.medml.core.table;

/**
 * Works on some of the rows of a {@link RowReader}, batch by batch, beside others that work on the rest. For each batch of its own it is
 * called twice, on one thread.
 */
public interface RowWorker {

    /**
     * Looks at rows, while other workers may look at theirs. Which rows of the source they are, and on which lines, is not known yet; they may
     * be looked at again, by this worker or another, without having been handed over.
     *
     * @param batch the rows
     */
    void work(RowBatch batch);

    /**
     * Hands over what was made of the rows last looked at. Of all workers this is called in the order of the rows and never twice at once, and
     * what one does is seen by the next. It is not called for rows behind those that ended the work with a failure.
     *
     * @param batch the same rows
     * @param firstRow number of the first of them, from 0 where {@link RowReader#forEachBatch} began
     */
    void handOver(RowBatch batch, long firstRow);
}
