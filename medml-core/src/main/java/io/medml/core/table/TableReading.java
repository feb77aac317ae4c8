package io.medml.core.table;

import io.medml.core.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** Puts the cells of all rows of a reader into columns. */
final class TableReading {

    private static final ColumnReader FINISHED = ColumnReader.of("", Column.Kind.CATEGORY, false);

    private TableReading() {}

    /** Columns of the kinds that the reader says; what cannot be read stays as an unreadable cell. */
    static Table read(RowReader reader, String name, Reading reading) {
        return read(
                reader,
                name,
                reading,
                c -> ColumnReader.of(reader.columns().get(c), reader.kind(c), false),
                c -> true,
                false,
                "");
    }

    /**
     * Reads to the end.
     *
     * @param reading how the rows are read
     * @param column what collects the cells of a column, by its index
     * @param mayBeNumbers asked at the end, by index: whether a kind may be chosen that is none of texts, where it is to be chosen
     * @param strict whether the first unreadable cell is refused
     * @param remedy what can be done about it
     */
    static Table read(
            RowReader reader,
            String name,
            Reading reading,
            IntFunction<ColumnReader> column,
            IntPredicate mayBeNumbers,
            boolean strict,
            String remedy) {
        ColumnReader[] columns = new ColumnReader[reader.columns().size()];
        Arrays.setAll(columns, column);
        List<ParseFailure> failures = new ArrayList<>();
        int[] failureRows = new int[16];
        int[] lines = new int[64];
        boolean fromFile = true;
        int rowCount = 0;
        char[] text = new char[256];
        RowBatch batch = reader.newBatch();
        while (reader.read(batch)) {
            if (rowCount > Integer.MAX_VALUE - 2 * RowBatch.MOST_ROWS) {
                throw new DataException(name + ": expected at most " + rowCount
                        + " rows for a table in memory, found more; go through them as a source instead");
            }
            for (int row = 0; row < batch.rows(); row++) {
                for (int c = 0; c < columns.length; c++) {
                    CellState state = batch.state(c, row);
                    if (state != CellState.PRESENT) {
                        columns[c].addMissing(CellStates.code(state));
                        continue;
                    }
                    int length = batch.length(c, row);
                    if (length > text.length) {
                        text = new char[Math.max(length, 2 * text.length)];
                    }
                    int size = batch.characters(c, row, text);
                    if (columns[c].add(text, size)) {
                        continue;
                    }
                    String found = size
                            + (size == 1 ? " character that is not " : " characters that are not ")
                            + columns[c].expected();
                    int line = batch.line(row);
                    if (strict) {
                        throw new DataException(
                                name + ", " + (line > 0 ? "line " + line : "row " + (rowCount + row + 1))
                                        + ", column \"" + columns[c].name + "\": expected " + columns[c].expected()
                                        + ", found " + found + remedy);
                    }
                    if (failures.size() < CsvReader.LISTED_FAILURES) {
                        if (failures.size() == failureRows.length) {
                            failureRows = Arrays.copyOf(failureRows, failureRows.length * 2);
                        }
                        failureRows[failures.size()] = rowCount + row;
                        failures.add(new ParseFailure(
                                line > 0 ? line : rowCount + row + 1L, columns[c].name, columns[c].expected(), found));
                    }
                }
            }
            if (rowCount + batch.rows() > lines.length) {
                lines = Arrays.copyOf(lines, Math.max(rowCount + batch.rows(), rowCount + (rowCount >> 1)));
            }
            for (int row = 0; row < batch.rows(); row++) {
                lines[rowCount++] = batch.line(row);
                fromFile &= batch.line(row) > 0;
            }
        }
        List<Column> finished = new ArrayList<>(columns.length);
        for (int c = 0; c < columns.length; c++) {
            finished.add(columns[c].finish(mayBeNumbers.test(c)));
            columns[c] = FINISHED; // so that its buffers can go before the next column is copied
        }
        return new Table(
                finished,
                rowCount,
                name,
                fromFile ? Arrays.copyOf(lines, rowCount) : null,
                failures,
                Arrays.copyOf(failureRows, failures.size()),
                reader.emptyLines().orElse(null),
                reading);
    }
}
