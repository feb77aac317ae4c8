package io.medml.core.confounding;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.stats.CrossFittedProbe;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of a cohort as bins. A cell that is missing or cannot be read is in bin 0. */
final class Columns {

    private final Cohort cohort;

    Columns(Cohort cohort) {
        this.cohort = cohort;
    }

    Cohort cohort() {
        return cohort;
    }

    /** The bins of one column that is neither label nor identifier. */
    int[] bins(String name) {
        Column column = column(name);
        if (column instanceof CategoryColumn categories) {
            int[] codes = categories.codes();
            Arrays.setAll(codes, i -> codes[i] + 1);
            return codes;
        }
        double[] values = new double[cohort.size()];
        if (column instanceof NumberColumn numbers) {
            values = numbers.values(Double.NaN);
        } else {
            WholeNumberColumn wholes = (WholeNumberColumn) column;
            for (int row = 0; row < values.length; row++) {
                values[row] = wholes.isMissing(row) ? Double.NaN : wholes.value(row);
            }
        }
        return CrossFittedProbe.bins(values, ConfoundingDetector.MOST_BINS);
    }

    private Column column(String name) {
        if (name.equals(cohort.labelColumn())
                || name.equals(cohort.recordColumn())
                || name.equals(cohort.subjectColumn().orElse(null))) {
            throw new IllegalArgumentException("column \"" + name + "\" is an identifier or the label of cohort \""
                    + cohort.name() + "\" and cannot be looked at as workflow, feature or gap");
        }
        return cohort.table().column(name);
    }

    int[] rowOrder() {
        double[] positions = new double[cohort.size()];
        Arrays.setAll(positions, i -> i);
        return CrossFittedProbe.bins(positions, ConfoundingDetector.MOST_BINS);
    }

    int[] missingCount(List<String> names) {
        double[] counts = new double[cohort.size()];
        for (String name : names) {
            Column column = column(name);
            Arrays.setAll(counts, i -> counts[i] + (column.isMissing(i) ? 1 : 0));
        }
        return CrossFittedProbe.bins(counts, ConfoundingDetector.MOST_BINS);
    }

    /** 1 where the cell has no value. */
    int[] missing(String name) {
        Column column = column(name);
        int[] missing = new int[cohort.size()];
        Arrays.setAll(missing, i -> column.isMissing(i) ? 1 : 0);
        return missing;
    }

    /** A code for each combination of groups; 0 for all records where no attribute is named. */
    int[] strata(List<String> attributes) {
        int[] code = new int[cohort.size()];
        for (String attribute : attributes) {
            Grouping groups = cohort.groups(attribute);
            Map<Long, Integer> seen = new HashMap<>();
            for (int row = 0; row < code.length; row++) {
                long key = (long) code[row] << 32 | groups.code(row);
                code[row] = seen.computeIfAbsent(key, k -> seen.size());
            }
        }
        return code;
    }

    /** How many bins hold a record. */
    static int used(int[] bins) {
        return (int) Arrays.stream(bins).distinct().count();
    }
}
