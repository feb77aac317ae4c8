package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows that share a key, or lack a part of it. */
final class KeySearch implements RowSearch {

    private final List<String> key;
    private final List<ColumnTally> columns = new ArrayList<>();
    private final FailingRows missing = new FailingRows();
    private final EqualRows rows;
    private final RowHash hash = new RowHash();
    private final String absent;

    KeySearch(List<String> key, Map<String, ColumnTally> tallies, EqualRows rows) {
        this.key = key;
        this.rows = rows;
        String first = "";
        for (String name : key) {
            ColumnTally tally = tallies.get(name);
            if (tally != null) {
                columns.add(tally);
            } else if (first.isEmpty()) {
                first = name;
            }
        }
        this.absent = first;
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        for (int row = 0; row < batch.rows() && absent.isEmpty(); row++) {
            hash.begin();
            boolean complete = true;
            for (ColumnTally column : columns) {
                complete &= !column.isMissing(row);
                hash.add(batch, column.index(), row, firstRow + row);
            }
            if (complete) {
                rows.add(hash.high(), hash.low(), firstRow + row, 0);
            } else {
                missing.add(firstRow + row);
            }
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        String where = String.join(", ", key);
        if (!absent.isEmpty()) {
            findings.rule(
                    Check.KEY_MISSING,
                    where,
                    1,
                    "column \"" + absent + "\" of the key is not there, so the key was not checked",
                    Map.of());
            return;
        }
        findings.rowRule(
                Check.KEY_MISSING, where, missing, "expected a value in every column of the key, found none", Map.of());
        FailingRows shared = new FailingRows();
        int[] groups = new int[1];
        rows.giveTo((row, first, marksDiffer) -> {
            groups[0] += first ? 1 : 0;
            shared.add(row);
        });
        findings.rowRule(
                Check.KEY_DUPLICATE,
                where,
                shared,
                "expected a key that no other row has, found it in more than one row",
                Map.of("keys", groups[0], "repeats", shared.count() - groups[0]));
    }

    @Override
    public void close() {
        rows.close();
    }
}
