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
        int[] rows = report.quarantine();
        long expected = report.body().asFields().whole("rows");
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
                    cells.add(String.join("; ", report.reasons(rows[next])));
                    for (int column = 0; column < batch.columns(); column++) {
                        cells.add(batch.text(column, row));
                    }
                    csv.write(cells);
                    next++;
                }
                first += batch.rows();
            }
            if (first != expected) {
                throw new IntegrityException("expected the " + expected + " rows of the report in " + source.name()
                        + ", found " + first + "; it is another source, or it was changed since: validate it again");
            }
        }
    }
}
