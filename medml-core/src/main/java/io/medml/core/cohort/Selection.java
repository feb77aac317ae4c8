package io.medml.core.cohort;

import io.medml.core.error.DataException;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps that choose the records of a cohort from its source, in order, with what each left. Confined to one thread. */
final class Selection {

    /** Gives the rows that stay; it knows the subject of each row of the source, or -1. */
    private interface Choice {
        int[] of(int[] rows, int[] subjectOf);
    }

    private record Step(String name, String reason, Choice choice) {}

    private final Table table;
    private final @Nullable String subjectColumn;
    private final List<Step> steps = new ArrayList<>();

    Selection(Table table, @Nullable String subjectColumn) {
        this.table = table;
        this.subjectColumn = subjectColumn;
    }

    void keep(String name, String reason, IntPredicate kept) {
        steps.add(new Step(
                name,
                reason,
                (rows, subjectOf) -> IntStream.of(rows).filter(kept).toArray()));
    }

    void firstPerSubject(WholeNumberColumn order, String reason) {
        steps.add(new Step(
                "first of each subject by " + order.name(),
                reason,
                (rows, subjectOf) -> firstPerSubject(rows, subjectOf, order)));
    }

    /** The rows that stay, ascending; what each step left is added to the flow. */
    int[] rows(List<FlowStep> flow) {
        int[] subjectOf = subjects();
        int[] rows = IntStream.range(0, table.rowCount()).toArray();
        int subjectsNow = distinct(subjectOf, rows);
        flow.add(new FlowStep(
                "source", rows.length, rows.length, subjectsNow, subjectsNow, "all records of the source table"));
        for (Step step : steps) {
            int[] kept = step.choice.of(rows, subjectOf);
            int subjectsThen = distinct(subjectOf, kept);
            flow.add(new FlowStep(step.name, rows.length, kept.length, subjectsNow, subjectsThen, step.reason));
            rows = kept;
            subjectsNow = subjectsThen;
        }
        return rows;
    }

    /** A code for the subject of each row of the source, or -1. */
    private int[] subjects() {
        int n = table.rowCount();
        if (subjectColumn == null) {
            return IntStream.range(0, n).toArray();
        }
        Column column = table.column(subjectColumn);
        if (column instanceof CategoryColumn categories) {
            return categories.codes();
        }
        WholeNumberColumn wholes = (WholeNumberColumn) column;
        Map<Long, Integer> codes = new HashMap<>();
        int[] result = new int[n];
        for (int row = 0; row < n; row++) {
            result[row] = wholes.isMissing(row) ? -1 : codes.computeIfAbsent(wholes.value(row), key -> codes.size());
        }
        return result;
    }

    private static int distinct(int[] subjectOf, int[] rows) {
        BitSet seen = new BitSet();
        for (int row : rows) {
            if (subjectOf[row] >= 0) {
                seen.set(subjectOf[row]);
            }
        }
        return seen.cardinality();
    }

    private int[] firstPerSubject(int[] rows, int[] subjectOf, WholeNumberColumn order) {
        Map<Integer, Integer> first = new HashMap<>();
        for (int row : rows) {
            if (subjectOf[row] < 0 || order.isMissing(row)) {
                throw new DataException(table.place(row) + ": expected a subject and a value in column \""
                        + order.name() + "\" to find the first record of each subject, found one missing; "
                        + "exclude such records before with excludeMissing(..)");
            }
            first.merge(subjectOf[row], row, (a, b) -> order.value(b) < order.value(a) ? b : a);
        }
        return first.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
