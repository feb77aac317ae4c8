/**
 * Tables from Parquet files.
 *
 * <p>Start at {@link io.medml.parquet.ParquetReader}: give it a file, get a {@link io.medml.core.table.Table}, or the rows as a
 * {@link io.medml.core.table.RowSource} that is never kept in memory and goes wherever rows of a CSV file go. It reads columns of texts,
 * numbers, booleans, dates and times; lists and other nested columns are refused by name. The reader is immutable and thread-safe.
 */
@NullMarked
package io.medml.parquet;

import org.jspecify.annotations.NullMarked;
