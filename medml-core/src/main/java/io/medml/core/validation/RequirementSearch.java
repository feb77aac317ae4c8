package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that break a rule between columns, and how many there are of which nothing can be said. */
final class RequirementSearch implements RowSearch {

    /** What is said of a row that breaks a rule. */
    static final String BROKEN = "expected a row that meets the rule, found one that does not";

    private final RowRequirement requirement;
    private final @Nullable ConditionCheck when;
    private final @Nullable ConditionCheck required;
    private final FailingRows failing = new FailingRows();
    private long unknown;

    RequirementSearch(RowRequirement requirement, DataSchema schema, Map<String, ColumnTally> tallies) {
        this.requirement = requirement;
        Condition condition = requirement.when();
        this.when = condition == null ? null : ConditionCheck.of(condition, schema, tallies);
        boolean assessed = condition == null || when != null;
        this.required = assessed ? ConditionCheck.of(requirement.required(), schema, tallies) : null;
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        if (required == null) {
            return;
        }
        for (int row = 0; row < batch.rows(); row++) {
            ConditionCheck.Answer answer = when == null ? ConditionCheck.Answer.YES : when.of(batch, row);
            if (answer == ConditionCheck.Answer.YES) {
                answer = required.of(batch, row);
                if (answer == ConditionCheck.Answer.NO) {
                    failing.add(firstRow + row);
                }
            }
            unknown += answer == ConditionCheck.Answer.UNKNOWN ? 1 : 0;
        }
    }

    @Override
    public void report(ValidationFindings findings) {
        if (required == null) {
            findings.rule(
                    Check.ROW_RULE_NOT_ASSESSED,
                    requirement.name(),
                    1,
                    "a column of the rule is not there, so no row was asked",
                    Map.of("columns", String.join(", ", requirement.columns())));
            return;
        }
        findings.rowRule(Check.ROW_RULE, requirement.name(), failing, BROKEN, Map.of("unknown", unknown));
    }
}
