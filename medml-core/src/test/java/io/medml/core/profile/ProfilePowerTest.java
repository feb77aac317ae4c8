package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Severity;
import io.medml.core.table.Table;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often rules that chance can fool fire, with and without a fault: 1,000 simulated tables each, fixed seed. A stated power is the
 * simulated one less 2.6 standard errors of a share of 1,000, rounded down; a stated rate of false alarms the simulated one plus as
 * much, rounded up. Elsewhere than in these shapes of data the rates are others.
 */
@Tag("simulation")
class ProfilePowerTest {

    private static final int RUNS = 1000;

    /** The share of simulated tables on which a rule has a finding about column x. */
    private static double rate(Suspicion rule, Function<SplittableRandom, Table> simulate) {
        SplittableRandom seeds = new SplittableRandom(20260301);
        DataProfiler profiler = DataProfiler.builder().build();
        long fired = IntStream.range(0, RUNS)
                .filter(run -> profiler.profile(simulate.apply(seeds.split()), "t", "1").findings(rule).stream()
                        .anyMatch(f -> f.where().equals("x") || f.where().equals("by")))
                .count();
        return (double) fired / RUNS;
    }

    private static void atLeast(double stated, double simulated) {
        double error = 2.6 * Math.sqrt(simulated * (1 - simulated) / RUNS);
        assertThat(simulated - error).isGreaterThanOrEqualTo(stated);
    }

    private static void atMost(double stated, double simulated) {
        double error = 2.6 * Math.sqrt(simulated * (1 - simulated) / RUNS);
        // a rate of 0 in 1,000 leaves up to 3 in 1,000 open
        assertThat(simulated == 0 ? 0.003 : simulated + error).isLessThanOrEqualTo(stated);
    }

    private static Table numbers(int rows, SplittableRandom random, Function<SplittableRandom, Double> draw) {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = draw.apply(random);
        }
        return Table.builder().number("x", values).build();
    }

    /** A laboratory value: normal with mean 120, whole, above 0. */
    private static double laboratory(SplittableRandom random, double deviation) {
        return Math.max(1, Math.rint(120 + deviation * random.nextGaussian()));
    }

    /** One in forty is 0 and means missing. */
    private static double withZeros(SplittableRandom random, double deviation) {
        return random.nextInt(40) == 0 ? 0 : laboratory(random, deviation);
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    @Test
    void a_zero_for_missing_in_laboratory_values_is_found_the_better_the_farther_they_are_from_0() {
        atLeast(0.97, rate(Suspicion.ZERO_APART, r -> numbers(200, r, s -> withZeros(s, 20))));
        atLeast(0.97, rate(Suspicion.ZERO_APART, r -> numbers(1000, r, s -> withZeros(s, 20))));
        atLeast(0.8, rate(Suspicion.ZERO_APART, r -> numbers(200, r, s -> withZeros(s, 30))));
        // a mean of 4 deviations: among 1,000 the smallest real numbers come near 0
        atLeast(0.5, rate(Suspicion.ZERO_APART, r -> numbers(1000, r, s -> withZeros(s, 30))));
        atMost(0.003, rate(Suspicion.ZERO_APART, r -> numbers(200, r, s -> laboratory(s, 30))));
    }

    /**
     * Costs with real zeros: gaps between the smallest exponential numbers are nearly independent, so the first is at least 3 times the
     * largest of 10 others with probability 3! 10! / 13! times 3 = 6 / 1716 = 0.0035.
     */
    @Test
    void real_zeros_of_an_exponential_cost_are_taken_for_missing_in_less_than_1_of_100() {
        atMost(0.012, rate(Suspicion.ZERO_APART, r -> numbers(200, r, s -> s.nextInt(3) == 0 ? 0 : exponential(s))));
    }

    @Test
    void a_cap_that_5_of_100_ages_reach_is_found_in_500_rows_and_more_surely_in_1000() {
        Function<SplittableRandom, Double> age = s -> Math.rint(60 + 15 * s.nextGaussian());

        atLeast(0.9, rate(Suspicion.SPIKE_AT_MAXIMUM, r -> numbers(1000, r, s -> Math.min(84.0, age.apply(s)))));
        atLeast(0.75, rate(Suspicion.SPIKE_AT_MAXIMUM, r -> numbers(500, r, s -> Math.min(84.0, age.apply(s)))));
        atMost(0.003, rate(Suspicion.SPIKE_AT_MAXIMUM, r -> numbers(500, r, age)));
    }

    @Test
    void a_detection_limit_below_which_5_of_100_values_lie_is_found_in_500_rows() {
        Function<SplittableRandom, Double> value = s -> Math.rint(100 * Math.exp(1 + 0.5 * s.nextGaussian())) / 100;

        atLeast(0.99, rate(Suspicion.SPIKE_AT_MINIMUM, r -> numbers(500, r, s -> Math.max(1.20, value.apply(s)))));
        atMost(0.003, rate(Suspicion.SPIKE_AT_MINIMUM, r -> numbers(500, r, value)));
    }

    /** 150 patients with two rows each, whose sex is right in 99 of 100 rows, under numbers without order. */
    private static Table patients(SplittableRandom random, boolean same) {
        String[] id = new String[300];
        String[] sex = new String[300];
        for (int i = 0; i < 300; i++) {
            id[i] = Long.toString(Math.floorMod((i / 2) * 7_368_787L, 100_003L));
            boolean again = same && i % 2 == 1;
            sex[i] = again && random.nextInt(100) > 0 ? sex[i - 1] : random.nextBoolean() ? "f" : "m";
        }
        return Table.builder().category("x", id).category("sex", sex).build();
    }

    @Test
    void patients_with_two_rows_each_are_found_by_what_does_not_change() {
        atLeast(0.95, rate(Suspicion.IDENTIFIER_REPEATED, r -> patients(r, true)));
        atMost(0.003, rate(Suspicion.IDENTIFIER_REPEATED, r -> patients(r, false)));
    }

    // ---- equal rows ----

    /** The share of simulated tables on which equal rows are a warning, and not only information. */
    private static double warned(int seed, Function<SplittableRandom, Table> simulate) {
        SplittableRandom seeds = new SplittableRandom(seed);
        DataProfiler profiler = DataProfiler.builder().build();
        long fired = IntStream.range(0, RUNS)
                .filter(run ->
                        profiler
                                .profile(simulate.apply(seeds.split()), "t", "1")
                                .findings(Suspicion.ROW_DUPLICATE)
                                .stream()
                                .anyMatch(f -> f.severity() == Severity.WARNING))
                .count();
        return (double) fired / RUNS;
    }

    /** A level, each as frequent as said relative to the one before. */
    private static int level(SplittableRandom random, double next, int most) {
        int level = 0;
        while (level < most && random.nextDouble() < next) {
            level++;
        }
        return level;
    }

    /** 300 rows of columns of levels, of which the last repeat the first as often as said; a share of the cells follows one level of the row. */
    private static Table levels(SplittableRandom random, int columns, double next, int most, int copies, double alike) {
        int rows = 300;
        String[][] cells = new String[columns][rows];
        for (int i = 0; i < rows; i++) {
            int first = level(random, next, most);
            for (int c = 0; c < columns; c++) {
                int own = level(random, next, most);
                cells[c][i] = i >= rows - copies
                        ? cells[c][i - (rows - copies)]
                        : "v" + (random.nextDouble() < alike ? first : own);
            }
        }
        Table.Builder table = Table.builder();
        for (int c = 0; c < columns; c++) {
            table.category("c" + c, cells[c]);
        }
        return table.build();
    }

    /** With the number of pairs to expect alone, warned below one, it was 0.47, 0.08, 0.40 and 0.10 of these tables. */
    @Test
    void rows_that_are_equal_by_chance_are_a_warning_in_at_most_18_of_1000_tables_of_independent_columns() {
        // levels each half as frequent as the one before: 0.8 and 0.1 pairs to expect
        atMost(0.018, warned(31, r -> levels(r, 10, 0.5, 12, 0, 0)));
        atMost(0.018, warned(32, r -> levels(r, 12, 0.5, 12, 0, 0)));
        // yes in a fifth
        atMost(0.018, warned(33, r -> levels(r, 28, 0.2, 1, 0, 0)));
        atMost(0.018, warned(34, r -> levels(r, 34, 0.2, 1, 0, 0)));
    }

    @Test
    void copied_rows_are_a_warning_where_chance_makes_few_equal_rows() {
        atLeast(0.99, warned(35, r -> levels(r, 18, 0.5, 12, 1, 0)));
        atLeast(0.99, warned(45, r -> levels(r, 12, 0.5, 12, 3, 0)));
        // where 0.1 pairs come by chance one more is no surprise
        atLeast(0.05, warned(36, r -> levels(r, 12, 0.5, 12, 1, 0)));
        assertThat(warned(36, r -> levels(r, 12, 0.5, 12, 1, 0))).isLessThan(0.11);
    }

    /** What the rule does not know: columns that go together make more equal rows than independent ones. */
    @Test
    void equal_rows_of_columns_that_go_together_are_taken_for_copies_in_up_to_a_third_of_the_tables() {
        atMost(0.31, warned(38, r -> levels(r, 12, 0.5, 12, 0, 0.3)));
        assertThat(warned(38, r -> levels(r, 12, 0.5, 12, 0, 0.3))).isGreaterThan(0.2);
    }

    private static Table design(SplittableRandom random, int rows, boolean byDesign) {
        String[] by = new String[rows];
        String[] x = new String[rows];
        for (int i = 0; i < rows; i++) {
            by[i] = random.nextInt(4) == 0 ? "child" : "adult";
            boolean missing = byDesign ? by[i].equals("child") || random.nextInt(10) == 0 : random.nextInt(3) == 0;
            x[i] = missing ? "" : Integer.toString(100 + random.nextInt(40));
        }
        return Table.builder().category("by", by).category("x", x).build();
    }

    @Test
    void a_question_that_is_not_put_to_children_is_found_in_200_rows() {
        atLeast(0.98, rate(Suspicion.MISSING_BY_DESIGN, r -> design(r, 200, true)));
        atMost(0.003, rate(Suspicion.MISSING_BY_DESIGN, r -> design(r, 200, false)));
    }

    @Test
    void a_value_of_200_mixed_up_by_ten_is_an_outlier() {
        atLeast(0.99, rate(Suspicion.OUTLIERS, r -> {
            double[] values = r.doubles(200).map(u -> 100 + 50 * u).toArray();
            values[r.nextInt(200)] *= 10;
            return Table.builder().number("x", values).build();
        }));
        atMost(
                0.003,
                rate(
                        Suspicion.OUTLIERS,
                        r -> Table.builder()
                                .number(
                                        "x",
                                        r.doubles(200).map(u -> 100 + 50 * u).toArray())
                                .build()));
        // of 200 normal values one in a few tables is beyond 3.5 by chance: 1 - 0.99953^200 = 0.09 for z, more for the
        // median rule
        atMost(0.22, rate(Suspicion.OUTLIERS, r -> numbers(200, r, SplittableRandom::nextGaussian)));
    }
}
