package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows whose values another table does not have. */
final class ReferenceSearch implements RowSearch {

    private final TableReference reference;
    private final List<ColumnTally> columns = new ArrayList<>();
    private final FailingRows failing = new FailingRows();
    private final KeySet known = new KeySet();
    private final RowHash hash = new RowHash();
    private final String fault;

    ReferenceSearch(TableReference reference, @Nullable RowSource source, Map<String, ColumnTally> tallies) {
        this.reference = reference;
        this.fault = prepare(source, tallies);
    }

    /** Reads the other table; gives why it cannot be compared with, or nothing. */
    private String prepare(@Nullable RowSource source, Map<String, ColumnTally> tallies) {
        for (String column : reference.columns()) {
            ColumnTally tally = tallies.get(column);
            if (tally == null) {
                return "column \"" + column + "\" is not there, so the reference was not checked";
            }
            columns.add(tally);
        }
        if (source == null) {
            return "table \"" + reference.table() + "\" was not given, so the reference was not checked; validate"
                    + " once more with that table";
        }
        try (RowReader other = source.open()) {
            int[] targets = reference.targets().stream()
                    .mapToInt(other.columns()::indexOf)
                    .toArray();
            for (int i = 0; i < targets.length; i++) {
                if (targets[i] < 0) {
                    return "table \"" + reference.table() + "\" has no column \""
                            + reference.targets().get(i) + "\", so the reference was not checked";
                }
            }
            RowBatch batch = other.newBatch();
            while (other.read(batch)) {
                for (int row = 0; row < batch.rows(); row++) {
                    hash.begin();
                    for (int target : targets) {
                        hash.add(batch, target, row, row);
                    }
                    known.add(hash.high(), hash.low());
                }
            }
        }
        return "";
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        for (int row = 0; row < batch.rows() && fault.isEmpty(); row++) {
            hash.begin();
            boolean complete = true;
            for (ColumnTally column : columns) {
                complete &= !column.isMissing(row);
                hash.add(batch, column.index(), row, firstRow + row);
            }
            if (complete && !known.contains(hash.high(), hash.low())) {
                failing.add(firstRow + row);
            }
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        if (!fault.isEmpty()) {
            findings.rule(
                    Check.REFERENCE_NOT_ASSESSED, reference.where(), 1, fault, Map.of("table", reference.table()));
            return;
        }
        findings.rowRule(
                Check.REFERENCE_BROKEN,
                reference.where(),
                failing,
                "expected values that table \"" + reference.table() + "\" has, found others",
                Map.of("table", reference.table()));
    }
}
