package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.IntegrityException;
import io.medml.core.table.CsvWriter;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows that a validation sets aside, for those who may see patients' values: what is in the file is the data themselves.
 *
 * <p>The columns are {@code medml_line} (or {@code medml_row}, from 1, where the rows do not come from a file), {@code medml_reasons}, and
 * those of the source. The source is gone through once more and never kept.
 */
public final class QuarantineWriter {

    private QuarantineWriter() {}

    /**
     * Writes the rows of {@link ValidationReport#quarantine()} with the reasons of each.
     *
     * @param report the report
     * @param source the rows that it is about
     * @param out where to; neither flushed nor closed
     * @throws IntegrityException when the source has another number of rows than the report says
     * @throws java.io.UncheckedIOException when it cannot be written, or the source cannot be read
     */
    public static void write(ValidationReport report, RowSource source, Writer out) {
        requireNonNull(report, "report");
        write(report.quarantine(), report::reasons, report.body().asFields().whole("rows"), source, out);
    }

    /**
     * Writes rows that another report names.
     *
     * @param rows indices in the source, ascending
     * @param reasons why each is named; codes and columns, never a value
     * @param rowCount the number of rows that the report is about
     * @param source the rows that it is about
     * @param out where to; neither flushed nor closed
     * @throws IllegalArgumentException when the indices are not ascending
     * @throws IntegrityException when the source has another number of rows
     * @throws java.io.UncheckedIOException when it cannot be written, or the source cannot be read
     */
    public static void write(
            int[] rows, IntFunction<List<String>> reasons, long rowCount, RowSource source, Writer out) {
        requireNonNull(reasons, "reasons");
        for (int i = 1; i < rows.length; i++) {
            if (rows[i] <= rows[i - 1]) {
                throw new IllegalArgumentException("expected rows in ascending order, each once; sort them");
            }
        }
        CsvWriter csv = CsvWriter.to(out);
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            boolean any = reader.read(batch);
            boolean lines = any && batch.line(0) > 0;
            List<@Nullable String> header = new ArrayList<>();
            header.add(lines ? "medml_line" : "medml_row");
            header.add("medml_reasons");
            header.addAll(reader.columns());
            csv.write(header);
            long first = 0;
            int next = 0;
            for (; any; any = reader.read(batch)) {
                while (next < rows.length && rows[next] < first + batch.rows()) {
                    int row = (int) (rows[next] - first);
                    List<@Nullable String> cells = new ArrayList<>();
                    cells.add(lines ? Integer.toString(batch.line(row)) : Long.toString(rows[next] + 1L));
                    cells.add(String.join("; ", reasons.apply(rows[next])));
                    for (int column = 0; column < batch.columns(); column++) {
                        cells.add(batch.text(column, row));
                    }
                    csv.write(cells);
                    next++;
                }
                first += batch.rows();
            }
            if (first != rowCount) {
                throw new IntegrityException("expected the " + rowCount + " rows of the report in " + source.name()
                        + ", found " + first + "; it is another source, or it was changed since: validate it again");
            }
        }
    }
}
