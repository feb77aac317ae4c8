package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.util.List;
import java.util.Map;

/** The rows that repeat an earlier one in every compared column. */
final class RepeatSearch implements RowSearch {

    private final List<ColumnTally> columns;
    private final EqualRows rows;
    private final RowHash hash = new RowHash();

    RepeatSearch(List<ColumnTally> columns, EqualRows rows) {
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        for (int row = 0; row < batch.rows() && !columns.isEmpty(); row++) {
            hash.begin();
            for (ColumnTally column : columns) {
                hash.add(batch, column.index(), row, firstRow + row);
            }
            rows.add(hash.high(), hash.low(), firstRow + row, 0);
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        if (columns.isEmpty()) {
            findings.rule(
                    Check.ROW_DUPLICATE, "", 1, "no column is left to compare, so rows were not compared", Map.of());
            return;
        }
        FailingRows later = new FailingRows();
        int[] groups = new int[1];
        rows.giveTo((row, first, marksDiffer) -> {
            if (first) {
                groups[0]++;
            } else {
                later.add(row);
            }
        });
        findings.rowRule(
                Check.ROW_DUPLICATE,
                "",
                later,
                "the row repeats an earlier one in all " + columns.size() + " compared columns",
                Map.of("columns", columns.size(), "groups", groups[0]));
    }

    @Override
    public void close() {
        rows.close();
    }
}
