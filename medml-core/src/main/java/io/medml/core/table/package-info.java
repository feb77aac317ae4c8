/**
 * Rows and named columns as they were given: numbers, whole numbers and categories, each cell with a value or the reason
 * it has none.
 *
 * <p>Start at {@link io.medml.core.table.Table}: read one from a file with {@link io.medml.core.table.CsvReader} or
 * {@link io.medml.core.table.JsonLinesReader}, from a query with {@link io.medml.core.table.JdbcReader}, from the host's objects with
 * {@link io.medml.core.table.RecordReader}, or build one from the host's own arrays with {@link io.medml.core.table.Table#builder()}.
 * Rows that memory does not hold are a {@link io.medml.core.table.RowSource}, which each of the readers gives as well. A table knows no clinical roles; which
 * column is the patient and which the label is said in {@code io.medml.core.cohort}. Nothing is dropped or repaired in
 * silence: a number that cannot be read stays in the table as an unreadable cell with its line.
 *
 * <p>All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.table;

import org.jspecify.annotations.NullMarked;
