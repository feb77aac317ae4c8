package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the values of a column have together, against a range. */
final class DistributionSearch implements RowSearch {

    private final ColumnSpec spec;
    private final ColumnTally column;
    private final DistributionRule rule;
    private final DistributionTally tally;
    private final WholeNumbers whole;

    DistributionSearch(ColumnSpec spec, ColumnTally column, DistributionRule rule) {
        this.spec = spec;
        this.column = column;
        this.rule = rule;
        this.tally = new DistributionTally(rule);
        this.whole = new WholeNumbers(rule.value() == null ? List.of() : List.of(rule.value()));
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        boolean share = rule.check() == Check.SHARE_OUT_OF_RANGE;
        for (int row = 0; row < batch.rows(); row++) {
            if (column.isMissing(row)) {
                continue;
            }
            if (!share) {
                tally.add(column.value(row));
            } else if (spec.type() == ValueType.WHOLE_NUMBER) {
                tally.add(whole.contains(column.value(row)));
            } else {
                tally.add(batch.holds(column.index(), row, tally.text()));
            }
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        String unit = spec.unit() == null ? "" : " " + spec.unit();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("range", rule.range().toString());
        details.put("present", tally.count());
        String found;
        if (tally.count() == 0) {
            found = "expected values to take it from, found none";
        } else if (rule.check() == Check.MEAN_OUT_OF_RANGE) {
            found = "expected the mean in " + rule.range() + unit + ", found " + ValueRange.text(tally.mean());
            details.put("mean", ValueRange.text(tally.mean()));
        } else if (rule.check() == Check.QUANTILE_OUT_OF_RANGE) {
            found = "expected the quantile at " + ValueRange.text(rule.probability()) + " in " + rule.range() + unit
                    + ", found it " + (tally.isBelow() ? "below" : "above") + ": " + tally.below()
                    + " values lie below the range and " + tally.above() + " above it";
            details.put("probability", ValueRange.text(rule.probability()));
            details.put("below", tally.below());
            details.put("above", tally.above());
        } else {
            found = "expected a share in " + rule.range() + " for a value, found " + tally.equal() + " of "
                    + tally.count();
            details.put("value", String.valueOf(rule.value()));
            details.put("equal", tally.equal());
        }
        findings.rule(rule.check(), spec.name(), tally.holds() ? 0 : 1, found, details);
    }
}
