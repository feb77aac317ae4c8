package io.medml.core.leakage;

import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A column as numbers, where all its values are, and as levels. Texts that are all numbers are numbers: a code list written in
 * digits and a laboratory value read without a type are then treated alike.
 */
final class FeatureValues {

    private final String name;
    private final boolean numeric;
    private final double[] numbers;
    private final int[] levels;
    private final int[] firstRows;
    private final int present;
    private final Column column;

    private FeatureValues(
            Column column, boolean numeric, double[] numbers, int[] levels, int[] firstRows, int present) {
        this.name = column.name();
        this.column = column;
        this.numeric = numeric;
        this.numbers = numbers;
        this.levels = levels;
        this.firstRows = firstRows;
        this.present = present;
    }

    static FeatureValues of(Column column) {
        int n = column.size();
        double[] numbers = new double[n];
        Arrays.fill(numbers, Double.NaN);
        boolean numeric = true;
        if (column instanceof NumberColumn c) {
            numbers = c.values(Double.NaN);
        } else if (column instanceof WholeNumberColumn c) {
            for (int row = 0; row < n; row++) {
                if (c.state(row) == CellState.PRESENT) {
                    numbers[row] = (double) c.value(row);
                }
            }
        } else {
            CategoryColumn c = (CategoryColumn) column;
            List<String> categories = c.categories();
            double[] parsed = new double[categories.size()];
            for (int code = 0; code < parsed.length && numeric; code++) {
                OptionalDouble number = NumberColumn.parse(categories.get(code).strip());
                numeric = number.isPresent();
                parsed[code] = number.orElse(Double.NaN);
            }
            numeric &= parsed.length > 0;
            for (int row = 0; row < n && numeric; row++) {
                if (c.code(row) >= 0) {
                    numbers[row] = parsed[c.code(row)];
                }
            }
        }
        int[] levels = new int[n];
        int[] firstRows = new int[n];
        int count = 0;
        int present = 0;
        Map<Object, Integer> known = new HashMap<>();
        for (int row = 0; row < n; row++) {
            levels[row] = -1;
            if (column.state(row) != CellState.PRESENT) {
                continue;
            }
            present++;
            Object key = numeric ? (Object) (numbers[row] + 0.0) : Integer.valueOf(((CategoryColumn) column).code(row));
            Integer level = known.putIfAbsent(key, count);
            if (level == null) {
                firstRows[count] = row;
                level = count++;
            }
            levels[row] = level;
        }
        return new FeatureValues(column, numeric, numbers, levels, Arrays.copyOf(firstRows, count), present);
    }

    String name() {
        return name;
    }

    boolean numeric() {
        return numeric;
    }

    /** The number in a row; NaN where the column is not numeric or the cell has no value. */
    double number(int row) {
        return numbers[row];
    }

    /** The level of a row, or -1. */
    int level(int row) {
        return levels[row];
    }

    boolean present(int row) {
        return levels[row] >= 0;
    }

    int distinct() {
        return firstRows.length;
    }

    int presentCount() {
        return present;
    }

    int size() {
        return levels.length;
    }

    /** The levels by their numbers. */
    int[] ascendingLevels() {
        return IntStream.range(0, distinct())
                .boxed()
                .sorted(Comparator.comparingDouble(level -> numbers[firstRows[level]]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The text of a level as it is first written. */
    String text(int level) {
        return column.text(firstRows[level]).orElseThrow();
    }

    /** The text of a row that has a value. */
    String textOf(int row) {
        return column.text(row).orElseThrow();
    }

    /**
     * Whether the values look like an identifier: texts of which nearly every one is unique; or whole numbers of which every one is,
     * that are a run without gaps, or rise or fall with the rows.
     */
    boolean identifier(double share, int fewest) {
        if (present < fewest) {
            return false;
        }
        if (!numeric) {
            return distinct() >= share * present;
        }
        if (distinct() < present) {
            return false;
        }
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        boolean up = true;
        boolean down = true;
        double before = Double.NaN;
        for (double value : numbers) {
            if (Double.isNaN(value)) {
                continue;
            }
            if (value != Math.rint(value)) {
                return false;
            }
            least = Math.min(least, value);
            most = Math.max(most, value);
            if (!Double.isNaN(before)) {
                up &= value > before;
                down &= value < before;
            }
            before = value;
        }
        return up || down || most - least + 1 == present;
    }
}
