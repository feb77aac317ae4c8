package io.medml.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.table.Table;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a comparison finds a column that moved, and how often one that did not: 400 simulated deliveries each, fixed seed, held against
 * a reference of 2,000 rows, level 0.95, limit 0.1, ten columns (five normal, five of four categories) of which the first of each kind may
 * have moved. A stated power is the simulated one less 2.6 standard errors, rounded down; a stated rate of false findings the simulated
 * one plus as much, rounded up.
 */
@Tag("simulation")
class DriftPowerTest {

    private static final int RUNS = 400;

    private static Table rows(SplittableRandom random, int n, double shift, double moved) {
        Table.Builder table = Table.builder();
        for (int column = 0; column < 5; column++) {
            double by = column == 0 ? shift : 0;
            double to = column == 0 ? moved : 0;
            table.number(
                    "x" + column,
                    IntStream.range(0, n)
                            .mapToDouble(i -> random.nextGaussian() + by)
                            .toArray());
            table.category(
                    "c" + column,
                    IntStream.range(0, n)
                            .mapToObj(i -> random.nextDouble() < to ? "c0" : "c" + random.nextInt(4))
                            .toList());
        }
        return table.build();
    }

    /** The share of deliveries with a finding that is asked for. */
    private static double rate(int n, double shift, double moved, IntFunction<String> where) {
        SplittableRandom seeds = new SplittableRandom(20261121);
        ReferenceProfile profile = ReferenceProfile.builder().profile(rows(seeds.split(), 2000, 0, 0), "r", "1");
        ReferenceComparison comparison =
                ReferenceComparison.builder(profile, 0.1).build();
        return IntStream.range(0, RUNS)
                        .filter(run -> {
                            String column = where.apply(run);
                            return comparison
                                    .compare(rows(seeds.split(), n, shift, moved), "d", "1")
                                    .findings()
                                    .stream()
                                    .anyMatch(f -> f.code().equals("VALUES_SHIFTED")
                                            && (column.isEmpty() || f.where().equals(column)));
                        })
                        .count()
                / (double) RUNS;
    }

    private static void atLeast(double stated, double simulated) {
        assertThat(simulated - 2.6 * Math.sqrt(simulated * (1 - simulated) / RUNS))
                .isGreaterThanOrEqualTo(stated);
    }

    // a shift of d standard deviations is a largest difference of 2 Phi(d/2) - 1: 0.12, 0.20 and 0.38 for 0.3, 0.5 and
    // 1
    @ParameterizedTest
    @CsvSource({"100, 0.5, 0.72", "200, 0.5, 0.97", "500, 0.5, 0.99", "50, 1, 0.98", "500, 0.3, 0.79", "2000, 0.3, 0.87"
    })
    void numbers_that_moved_are_found_with_the_stated_power(int n, double shift, double stated) {
        double power = rate(n, shift, 0, run -> "x0");

        atLeast(stated, power);
    }

    // a share of rows moved to one of four categories raises that one by three quarters of it
    @ParameterizedTest
    @CsvSource({"100, 0.2, 0.33", "200, 0.2, 0.73", "500, 0.2, 0.94", "100, 0.4, 0.99"})
    void categories_that_moved_are_found_with_the_stated_power(int n, double moved, double stated) {
        double power = rate(n, 0, moved, run -> "c0");

        atLeast(stated, power);
    }

    @ParameterizedTest
    @CsvSource({"30, 0.04", "100, 0.04", "500, 0.02", "5000, 0.01"})
    void a_delivery_of_the_same_process_has_a_finding_no_more_often_than_stated(int n, double stated) {
        double rate = rate(n, 0, 0, run -> "");

        double upper = rate == 0 ? 3.0 / RUNS : rate + 2.6 * Math.sqrt(rate * (1 - rate) / RUNS);
        assertThat(upper).isLessThanOrEqualTo(stated);
    }
}
