package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * Association of two categorical variables.
 *
 * <pre>{@code  V = sqrt(chi2 / (n (min(r, c) - 1))),   chi2 = sum over cells of (observed - expected)^2 / expected  }</pre>
 *
 * for a table of {@code r} rows and {@code c} columns that occur.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0 for independence in the sample, 1 where one variable fixes the other. Biased upward in small samples
 *     with many categories: independence gives about {@code sqrt((r - 1)(c - 1) / (n (min(r, c) - 1)))}.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records, {@code SINGLE_CATEGORY} if either has one category. No interval.
 * <li><b>Reference:</b> Cramer (1946), Mathematical Methods of Statistics, 282. Agrees with scipy's {@code association}.
 * </ul>
 */
public final class CramersV {

    private static final String METHOD = "cramers_v";

    private CramersV() {}

    /**
     * Measures the association.
     *
     * @param first code of each record
     * @param second code of each record in the other variable
     * @return V
     */
    public static Estimate of(int[] first, int[] second) {
        Arguments.sameLength("first", first.length, "second", second.length);
        Support support = Support.of(first.length);
        if (first.length == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
        }
        int[] rowNames = ScoredLabels.distinct(first);
        int[] columnNames = ScoredLabels.distinct(second);
        int smaller = Math.min(rowNames.length, columnNames.length);
        if (smaller < 2) {
            return Estimate.notEstimable(Reason.SINGLE_CATEGORY, METHOD, support);
        }
        int[] row = ScoredLabels.dense(first, rowNames);
        int[] column = ScoredLabels.dense(second, columnNames);
        long[][] cells = new long[rowNames.length][columnNames.length];
        long[] rows = new long[rowNames.length];
        long[] columns = new long[columnNames.length];
        for (int i = 0; i < row.length; i++) {
            cells[row[i]][column[i]]++;
            rows[row[i]]++;
            columns[column[i]]++;
        }
        double n = first.length;
        CompensatedSum chiSquare = new CompensatedSum();
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                double expected = rows[r] / n * columns[c];
                double deviation = cells[r][c] - expected;
                chiSquare.add(deviation * deviation / expected);
            }
        }
        return Arguments.value(Math.min(1, Math.sqrt(chiSquare.value() / (n * (smaller - 1)))), METHOD, support);
    }
}
