package io.medml.core.validation;

import io.medml.core.table.RowBatch;

/** Something that is asked of rows while they pass, and reported when all have. Confined to one thread. */
interface RowSearch extends AutoCloseable {

    /**
     * Looks at the rows of a batch; the columns were looked at before.
     *
     * @param firstRow number of the first row of the batch, from 0
     */
    void scan(RowBatch batch, int firstRow);

    /** Reports what was found in all rows. */
    void report(ValidationFindings findings);

    @Override
    default void close() {
        // most keep nothing but memory
    }
}
