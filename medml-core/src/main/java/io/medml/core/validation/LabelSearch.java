package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that are equal in every input and not in their label. */
final class LabelSearch implements RowSearch {

    private final String name;
    private final @Nullable ColumnTally label;
    private final List<ColumnTally> inputs;
    private final EqualRows rows;
    private final RowHash hash = new RowHash();
    private final TextCodes codes = new TextCodes();

    LabelSearch(String name, @Nullable ColumnTally label, List<ColumnTally> inputs, EqualRows rows) {
        this.name = name;
        this.label = label;
        this.inputs = inputs;
        this.rows = rows;
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        if (label == null || inputs.isEmpty()) {
            return;
        }
        for (int row = 0; row < batch.rows(); row++) {
            if (label.isMissing(row)) {
                continue;
            }
            hash.begin();
            for (ColumnTally column : inputs) {
                hash.add(batch, column.index(), row, firstRow + row);
            }
            rows.add(hash.high(), hash.low(), firstRow + row, codes.of(batch, label.index(), row));
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        if (label == null || inputs.isEmpty()) {
            findings.rule(
                    Check.LABEL_CONFLICT,
                    name,
                    1,
                    "the label or every input is not there, so labels were not compared",
                    Map.of());
            return;
        }
        FailingRows conflicting = new FailingRows();
        int[] groups = new int[1];
        rows.giveTo((row, first, marksDiffer) -> {
            if (marksDiffer) {
                groups[0] += first ? 1 : 0;
                conflicting.add(row);
            }
        });
        findings.rowRule(
                Check.LABEL_CONFLICT,
                name,
                conflicting,
                "another row with the same inputs has another label",
                Map.of("groups", groups[0], "inputs", inputs.size()));
    }

    @Override
    public void close() {
        rows.close();
    }
}
