package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What several raters, or one rater several times, said of the same units: one row a unit, one column a rater.
 *
 * <ul>
 * <li><b>Categories:</b> the distinct values in ascending order, or the scale that is declared with {@link #withScale}. Methods that
 *     look at the number or the distance of categories (weighted kappa, Gwet, prevalence-adjusted kappa) need the whole scale, also
 *     the categories that nobody used.
 * <li><b>Missing:</b> allowed only where it is asked for, by {@link #withMissing}. A method that needs complete rows refuses them;
 *     {@link #completeCases} drops them and counts how many.
 * <li><b>Dependence:</b> units are independent unless {@link #withSubjects} says which share a subject. Intervals that assume
 *     independent units are then not estimable ({@code DEPENDENT_RECORDS}), and resampling draws whole subjects.
 * <li><b>Order:</b> of rows changes no result; identical rows are counted once and the distinct ones kept in ascending order.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class Ratings {

    /** Beyond this size, squares of mean squares would no longer be finite. */
    static final double LARGEST = 1e60;

    private static final int MISSING = -1;
    private static final int MOST_UNITS = 100_000_000;

    private final double[] categories;
    private final int raters;
    private final int[][] patterns;
    private final int[] units;
    private final int[] subjects;
    private final long dropped;

    private Ratings(double[] categories, int raters, int[][] rows, int[] subjects, long dropped) {
        this.categories = categories;
        this.raters = raters;
        this.subjects = subjects;
        this.dropped = dropped;
        this.units = new int[rows.length];
        Integer[] order = IntStream.range(0, rows.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparing(i -> rows[i], Arrays::compare));
        int[][] distinct = new int[rows.length][];
        int size = 0;
        for (int i : order) {
            if (size == 0 || !Arrays.equals(distinct[size - 1], rows[i])) {
                distinct[size++] = rows[i];
            }
            units[i] = size - 1;
        }
        this.patterns = Arrays.copyOf(distinct, size);
    }

    /**
     * Ratings of which none is missing.
     *
     * @param values one row a unit, one column a rater; codes of categories or measurements
     * @return the ratings
     */
    public static Ratings complete(double[][] values) {
        return of(values, false);
    }

    /**
     * Ratings of which some were not given.
     *
     * @param values one row a unit, one column a rater; NaN where a rating was not given
     * @return the ratings
     */
    public static Ratings withMissing(double[][] values) {
        return of(values, true);
    }

    /**
     * Ratings by codes of categories.
     *
     * @param codes one array a rater, at least two, all of the same units in the same order
     * @return the ratings
     */
    public static Ratings ofRaters(int[]... codes) {
        requireRaters(codes.length);
        double[][] values = new double[codes[0].length][codes.length];
        for (int r = 0; r < codes.length; r++) {
            Arguments.sameLength("codes[0]", codes[0].length, "codes[" + r + "]", codes[r].length);
            for (int i = 0; i < values.length; i++) {
                values[i][r] = codes[r][i];
            }
        }
        if (values.length == 0) {
            return new Ratings(new double[0], codes.length, new int[0][], new int[0], 0);
        }
        return complete(values);
    }

    /**
     * Two raters from the table of their counts, at most 100 million units. The categories are 0, 1, 2 and so on, also those that nobody used.
     *
     * @param table number of units by category of the first rater (row) and of the second (column)
     * @return the ratings, units ordered by row, then by column
     */
    public static Ratings ofTable(long[][] table) {
        long total = 0;
        for (int i = 0; i < table.length; i++) {
            if (table[i].length != table.length) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "table must be square, got %d rows and %d columns in row %d",
                        table.length,
                        table[i].length,
                        i));
            }
            for (int j = 0; j < table.length; j++) {
                Arguments.notNegative("table[" + i + "][" + j + "]", table[i][j]);
                // deliberate: two counts at the limit would overflow a sum that is not cut
                total = Math.min(MOST_UNITS + 1L, total + Math.min(MOST_UNITS + 1L, table[i][j]));
            }
        }
        if (total > MOST_UNITS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "table must count at most %d units, found more; draw a sample of the units",
                    MOST_UNITS));
        }
        int[][] rows = new int[(int) total][];
        int next = 0;
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table.length; j++) {
                int[] pair = {i, j};
                Arrays.fill(rows, next, next + (int) table[i][j], pair);
                next += (int) table[i][j];
            }
        }
        double[] scale = IntStream.range(0, table.length).asDoubleStream().toArray();
        return new Ratings(scale, 2, rows, IntStream.range(0, rows.length).toArray(), 0);
    }

    private static Ratings of(double[][] values, boolean missing) {
        if (values.length == 0) {
            throw new IllegalArgumentException("ratings need at least one row; found none");
        }
        int raters = values[0].length;
        requireRaters(raters);
        double[] all = new double[Math.multiplyExact(values.length, raters)];
        int given = 0;
        for (int i = 0; i < values.length; i++) {
            Arguments.sameLength("ratings[0]", raters, "ratings[" + i + "]", values[i].length);
            for (int r = 0; r < raters; r++) {
                double value = values[i][r];
                if (Double.isNaN(value) && !missing) {
                    throw Arguments.at(
                            "ratings[" + i + "]", r, "must not be NaN; if it was not given, use Ratings.withMissing");
                }
                if (!Double.isNaN(value)) {
                    requireSize("ratings[" + i + "]", r, value);
                    all[given++] = value + 0.0; // deliberate: -0.0 is the category 0
                }
            }
        }
        double[] categories = Arrays.stream(all, 0, given).sorted().distinct().toArray();
        int[][] rows = encode(values, categories);
        return new Ratings(
                categories, raters, rows, IntStream.range(0, rows.length).toArray(), 0);
    }

    private static int[][] encode(double[][] values, double[] categories) {
        int[][] rows = new int[values.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.stream(values[i])
                    .mapToInt(v -> Double.isNaN(v) ? MISSING : Arrays.binarySearch(categories, v + 0.0))
                    .toArray();
        }
        return rows;
    }

    private static void requireRaters(int raters) {
        if (raters < 2) {
            throw new IllegalArgumentException("agreement needs at least 2 raters, found " + raters);
        }
    }

    static void requireSize(String name, int index, double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw Arguments.at(name, index, "must be a finite number of size at most 1e60");
        }
    }

    /**
     * The same ratings on a declared scale.
     *
     * @param scale all categories of the scale, ascending, also those that nobody used
     * @return the copy
     */
    public Ratings withScale(double... scale) {
        for (int i = 0; i < scale.length; i++) {
            requireSize("scale", i, scale[i]);
            if (i > 0 && !(scale[i] > scale[i - 1])) {
                throw Arguments.at(
                        "scale", i, "must be larger than the one before; list the categories in ascending order");
            }
        }
        int[] code = new int[categories.length];
        for (int c = 0; c < code.length; c++) {
            code[c] = Arrays.binarySearch(scale, categories[c]);
            if (code[c] < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a rating is in none of the %d categories of the scale; declare every category that occurs",
                        scale.length));
            }
        }
        int[][] rows = new int[units.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.stream(patterns[units[i]])
                    .map(c -> c == MISSING ? MISSING : code[c])
                    .toArray();
        }
        return new Ratings(scale.clone(), raters, rows, subjects, dropped);
    }

    /**
     * The same ratings of units that may share subjects.
     *
     * @param subjectOfUnit the subject of each unit, any codes
     * @return the copy
     */
    public Ratings withSubjects(int[] subjectOfUnit) {
        Arguments.sameLength("ratings", units.length, "subjectOfUnit", subjectOfUnit.length);
        return new Ratings(categories, raters, rows(), subjectOfUnit.clone(), dropped);
    }

    /**
     * The units that all raters rated.
     *
     * @return the copy, on the same scale; {@link #dropped} says how many units went
     */
    public Ratings completeCases() {
        int[] kept = IntStream.range(0, units.length)
                .filter(i -> !misses(patterns[units[i]]))
                .toArray();
        return keep(kept, dropped + units.length - kept.length);
    }

    /** The units that at least two raters rated, on the same scale, in the same order. */
    Ratings pairable() {
        int[] kept = IntStream.range(0, units.length)
                .filter(i -> given(units[i]).length > 1)
                .toArray();
        return kept.length == units.length ? this : keep(kept, dropped);
    }

    private Ratings keep(int[] kept, long droppedNow) {
        int[][] rows = Arrays.stream(kept).mapToObj(i -> patterns[units[i]]).toArray(int[][]::new);
        int[] keptSubjects = Arrays.stream(kept).map(i -> subjects[i]).toArray();
        return new Ratings(categories, raters, rows, keptSubjects, droppedNow);
    }

    /**
     * The number of units.
     *
     * @return the number of rows
     */
    public int units() {
        return units.length;
    }

    /**
     * The number of raters.
     *
     * @return the number of columns
     */
    public int raters() {
        return raters;
    }

    /**
     * The categories in ascending order.
     *
     * @return a copy
     */
    public double[] categories() {
        return categories.clone();
    }

    /**
     * The number of units that {@link #completeCases} dropped.
     *
     * @return the number
     */
    public long dropped() {
        return dropped;
    }

    /**
     * Tells whether units share a subject.
     *
     * @return whether there are fewer subjects than units
     */
    public boolean hasRepeatedSubjects() {
        return ScoredLabels.distinct(subjects).length < units.length;
    }

    private int[][] rows() {
        return Arrays.stream(units).mapToObj(p -> patterns[p]).toArray(int[][]::new);
    }

    private static boolean misses(int[] row) {
        return Arrays.stream(row).anyMatch(c -> c == MISSING);
    }

    int categoryCount() {
        return categories.length;
    }

    double category(int code) {
        return categories[code];
    }

    int patternCount() {
        return patterns.length;
    }

    /** The codes of the ratings in a distinct row, those not given left out. */
    int[] given(int pattern) {
        return Arrays.stream(patterns[pattern]).filter(c -> c != MISSING).toArray();
    }

    /** The values of a distinct row without a missing rating. */
    double[] values(int pattern) {
        return Arrays.stream(given(pattern)).mapToDouble(c -> categories[c]).toArray();
    }

    /** For each distinct row how many raters chose each category. */
    int[][] choices() {
        int[][] choices = new int[patterns.length][categories.length];
        for (int p = 0; p < patterns.length; p++) {
            for (int code : given(p)) {
                choices[p][code]++;
            }
        }
        return choices;
    }

    /** How often each distinct row occurs. */
    CellCounts counts() {
        long[] counts = new long[patterns.length];
        for (int p : units) {
            counts[p]++;
        }
        return new CellCounts(counts);
    }

    int patternOf(int unit) {
        return units[unit];
    }

    int[] subjects() {
        return subjects.clone();
    }

    UnitResampling resampling() {
        return new UnitResampling(units, patterns.length, subjects);
    }

    void requireComplete(String method, String instead) {
        long incomplete = Arrays.stream(units).filter(p -> misses(patterns[p])).count();
        if (incomplete > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s needs every rater's rating of every unit, found %d of %d units with a missing one;"
                            + " drop them with completeCases()%s",
                    method,
                    incomplete,
                    units.length,
                    instead));
        }
    }

    void requireTwoRaters(String method) {
        if (raters != 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s compares 2 raters, found %d", method, raters));
        }
    }

    Support support() {
        Support support = Support.of(units.length).with("raters", raters);
        if (hasRepeatedSubjects()) {
            support = support.with("subjects", ScoredLabels.distinct(subjects).length);
        }
        return dropped == 0 ? support : support.with("dropped_units", dropped);
    }
}
