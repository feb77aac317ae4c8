package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {

    /** Share of cell 1 in cells 0 and 1, and share of cell 3 in cells 2 and 3. */
    private static void rates(CellCounts cells, ReplicateValues out) {
        for (int k = 0; k < 2; k++) {
            long total = cells.get(2 * k) + cells.get(2 * k + 1);
            if (total == 0) {
                out.undefined(k);
            } else {
                out.set(k, (double) cells.get(2 * k + 1) / total);
            }
        }
    }

    private static int[] cells(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        return IntStream.range(0, n).map(i -> random.nextInt(4)).toArray();
    }

    private static int[] subjects(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed + 1);
        return IntStream.range(0, n)
                .map(i -> 10 * random.nextInt(Math.max(1, 2 * n / 3)))
                .toArray();
    }

    @Property(tries = 50)
    void replicates_equal_resampling_rows_subject_by_subject(@ForAll long seed) {
        int n = 60;
        int[] cells = cells(n, seed);
        int[] subjects = subjects(n, seed);
        int[] codes = Arrays.stream(subjects).distinct().sorted().toArray();
        ResamplePlan plan = ResamplePlan.seeded(seed, 20);

        double[] values = ClusterBootstrap.of(cells, 4, subjects)
                .run(plan, 2, ClusterBootstrapTest::rates)
                .get(0)
                .values();

        double[] expected = IntStream.range(0, 20)
                .mapToDouble(r -> {
                    int[] drawn = Arrays.stream(plan.draw(r, codes.length))
                            .flatMap(s -> IntStream.range(0, n)
                                    .filter(i -> subjects[i] == codes[s])
                                    .map(i -> cells[i]))
                            .toArray();
                    double ones = Arrays.stream(drawn).filter(c -> c == 1).count();
                    double zeros = Arrays.stream(drawn).filter(c -> c == 0).count();
                    return ones / (ones + zeros);
                })
                .filter(v -> !Double.isNaN(v))
                .toArray();
        assertThat(values).containsExactly(expected);
    }

    @Test
    void the_number_of_threads_changes_no_bit() {
        ClusterBootstrap bootstrap = ClusterBootstrap.of(cells(500, 3), 4, subjects(500, 3));
        ResamplePlan plan = ResamplePlan.seeded(99, 301);
        List<BootstrapDistribution> one = bootstrap.run(plan, 2, ClusterBootstrapTest::rates);
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            for (int tasks : new int[] {1, 2, 7, 400}) {
                List<BootstrapDistribution> many = bootstrap.run(plan, 2, ClusterBootstrapTest::rates, executor, tasks);
                for (int k = 0; k < 2; k++) {
                    assertThat(many.get(k).values()).containsExactly(one.get(k).values());
                    assertThat(many.get(k).percentile(0.95))
                            .isEqualTo(one.get(k).percentile(0.95));
                }
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void a_failure_in_a_statistic_reaches_the_caller() {
        ClusterBootstrap bootstrap = ClusterBootstrap.of(cells(50, 3), 4, subjects(50, 3));
        ResamplePlan plan = ResamplePlan.seeded(99, 10);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            assertThatThrownBy(() -> bootstrap.run(
                            plan,
                            1,
                            (cells, out) -> {
                                throw new ArithmeticException("planted");
                            },
                            executor,
                            2))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("planted");
        } finally {
            executor.shutdown();
        }
    }

    @Property(tries = 50)
    void row_order_and_gaps_in_subject_codes_change_no_bit(@ForAll long seed) {
        int n = 80;
        int[] cells = cells(n, seed);
        int[] subjects = subjects(n, seed);
        int[] order = Samples.permutation(n, seed);
        int[] movedCells = Arrays.stream(order).map(i -> cells[i]).toArray();
        int[] movedSubjects =
                Arrays.stream(order).map(i -> 7 * subjects[i] - 1000).toArray();
        ResamplePlan plan = ResamplePlan.seeded(seed, 30);

        assertThat(ClusterBootstrap.of(movedCells, 4, movedSubjects)
                        .run(plan, 2, ClusterBootstrapTest::rates)
                        .get(1)
                        .values())
                .containsExactly(ClusterBootstrap.of(cells, 4, subjects)
                        .run(plan, 2, ClusterBootstrapTest::rates)
                        .get(1)
                        .values());
    }

    @Test
    void a_replicate_does_not_depend_on_how_many_there_are() {
        assertThat(ResamplePlan.seeded(5, 10).draw(7, 1000))
                .containsExactly(ResamplePlan.seeded(5, 100_000).draw(7, 1000));
        assertThat(ResamplePlan.seeded(5, 10).draw(7, 1000))
                .isNotEqualTo(ResamplePlan.seeded(5, 10).draw(6, 1000))
                .isNotEqualTo(ResamplePlan.seeded(6, 10).draw(7, 1000));
    }

    @Test
    void draws_are_uniform() {
        int units = 37;
        long[] counts = new long[units];
        ResamplePlan plan = ResamplePlan.seeded(2024, 20_000);
        for (int r = 0; r < plan.replicates(); r++) {
            for (int unit : plan.draw(r, units)) {
                counts[unit]++;
            }
        }
        double expected = 20_000;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();

        // 36 degrees of freedom: the 1e-6 and 1 - 1e-6 points are 8.6 and 90
        assertThat(chiSquare).isBetween(8.6, 90.0);
    }

    @Test
    void the_spread_of_a_rate_matches_the_linearised_standard_error_of_clusters() {
        int n = 6_000;
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(77L);
        int[] subjects = IntStream.range(0, n).map(i -> i / 3).toArray();
        boolean[] ill = new boolean[n / 3];
        for (int s = 0; s < ill.length; s++) {
            ill[s] = random.nextDouble() < 0.3;
        }
        // strongly dependent within subjects: a bootstrap of rows would be too narrow by a factor of about 1.6
        int[] cells = IntStream.range(0, n)
                .map(i -> random.nextDouble() < (ill[subjects[i]] ? 0.9 : 0.1) ? 1 : 0)
                .toArray();
        double rate = Arrays.stream(cells).average().orElseThrow();
        double sum = 0;
        for (int s = 0; s < ill.length; s++) {
            double z = cells[3 * s] + cells[3 * s + 1] + cells[3 * s + 2] - 3 * rate;
            sum += z * z;
        }
        double analytic = Math.sqrt(sum) / n;

        BootstrapDistribution distribution = ClusterBootstrap.of(cells, 4, subjects)
                .run(
                        ResamplePlan.seeded(1, 4_000),
                        1,
                        (c, out) -> out.set(0, (double) c.get(1) / (c.get(0) + c.get(1))))
                .get(0);

        // Monte-Carlo error of a standard deviation from 4000 replicates: 1.1 percent
        assertThat(Expect.point(distribution.standardError()) / analytic).isBetween(0.95, 1.05);
        assertThat(distribution.original().orElseThrow()).isCloseTo(rate, within(1e-15));
    }

    @Test
    void undefined_replicates_are_counted_and_not_in_the_quantiles() {
        // one subject carries all records of the second rate: it is missing in about 1/e of the replicates
        int[] cells = {0, 1, 0, 1, 0, 1, 2, 3};
        int[] subjects = {1, 1, 2, 2, 3, 3, 4, 4};
        ResamplePlan plan = ResamplePlan.ofIndices(new int[][] {{0, 1, 2, 3}, {0, 1, 2, 0}, {3, 3, 3, 3}});

        List<BootstrapDistribution> result =
                ClusterBootstrap.of(cells, 4, subjects).run(plan, 2, ClusterBootstrapTest::rates);

        assertThat(result.get(0).undefined()).isEqualTo(1);
        assertThat(result.get(1).undefined()).isEqualTo(1);
        assertThat(result.get(1).values()).containsExactly(0.5, 0.5);
    }

    @Test
    void a_statistic_that_is_forgotten_or_nan_is_an_error() {
        ClusterBootstrap bootstrap = ClusterBootstrap.of(new int[] {0, 1}, 2, new int[] {1, 2});
        ResamplePlan plan = ResamplePlan.seeded(1, 3);

        assertThatThrownBy(() -> bootstrap.run(plan, 2, (cells, out) -> out.set(0, 1.0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("statistic 1 was neither set nor declared undefined");
        assertThatThrownBy(() -> bootstrap.run(plan, 1, (cells, out) -> out.set(0, Double.NaN)))
                .hasMessage("statistic 0 is NaN; declare it with undefined(0)");
    }

    @Test
    void inputs_are_refused_by_name_and_position() {
        assertThatThrownBy(() -> ClusterBootstrap.of(new int[] {0, 2}, 2, new int[] {1, 2}))
                .hasMessage("cells[1] must be a code in [0, 2)");
        assertThatThrownBy(() -> ResamplePlan.ofIndices(new int[][] {{0, -1}}))
                .hasMessage("indices[0][1] must not be negative");
        assertThatThrownBy(() -> ResamplePlan.ofIndices(new int[][] {{0, 5}}).draw(0, 3))
                .hasMessageContaining("must be below the number of units, 3");
        assertThatThrownBy(() -> ResamplePlan.seeded(1, 0)).hasMessage("replicates must be at least 1, got 0");
    }

    // ---- interval rules; values of real resamples are in the known answers (boot of R)

    @Test
    void equal_replicates_give_no_interval_of_width_zero() {
        double[] ones = new double[2000];
        Arrays.fill(ones, 1);
        BootstrapDistribution distribution =
                BootstrapDistribution.of(OptionalDouble.of(1), ones, 0).withAcceleration(OptionalDouble.of(0));

        assertThat(Expect.reason(distribution.percentile(0.95))).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(distribution.bca(0.95))).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(distribution.normal(0.95))).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void limits_beyond_the_extreme_replicates_are_refused() {
        double[] values = IntStream.rangeClosed(1, 38).mapToDouble(i -> i).toArray();

        // 39 * 0.025 < 1: the smallest of 38 replicates is not a 2.5 percent point; 40 * 0.025 = 1 is
        assertThat(Expect.reason(BootstrapDistribution.of(OptionalDouble.of(9), values, 0)
                        .percentile(0.95)))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(BootstrapDistribution.of(OptionalDouble.of(9), new double[0], 5)
                        .percentile(0.95)))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void bca_is_undefined_where_all_replicates_lie_on_one_side_or_the_acceleration_is_unknown() {
        double[] values = IntStream.rangeClosed(1, 999).mapToDouble(i -> i).toArray();
        BootstrapDistribution outside = BootstrapDistribution.of(OptionalDouble.of(0), values, 0);

        assertThat(Expect.reason(outside.withAcceleration(OptionalDouble.of(0)).bca(0.95)))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(outside.bca(0.95))).isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.reason(outside.biasCorrection())).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void bca_without_bias_and_acceleration_is_the_percentile_interval() {
        double[] values = IntStream.rangeClosed(1, 1000).mapToDouble(i -> i).toArray();
        BootstrapDistribution distribution =
                BootstrapDistribution.of(OptionalDouble.of(500.5), values, 0).withAcceleration(OptionalDouble.of(0));

        assertThat(Expect.interval(distribution.bca(0.9)).lower())
                .isCloseTo(Expect.interval(distribution.percentile(0.9)).lower(), within(1e-9));
        assertThat(Expect.interval(distribution.bca(0.9)).upper())
                .isCloseTo(Expect.interval(distribution.percentile(0.9)).upper(), within(1e-9));
    }

    @Property(tries = 50)
    void accelerations_by_pattern_equal_the_jackknife_over_subjects(@ForAll long seed) {
        int n = 40;
        int[] cells = cells(n, seed);
        int[] subjects = subjects(n, seed);
        ClusterBootstrap bootstrap = ClusterBootstrap.of(cells, 4, subjects);
        int[] codes = Arrays.stream(subjects).distinct().sorted().toArray();
        double[] without = Arrays.stream(codes)
                .mapToDouble(code -> {
                    double ones = count(cells, subjects, code, 1);
                    return ones / (ones + count(cells, subjects, code, 0));
                })
                .toArray();

        OptionalDouble expected = BootstrapDistribution.acceleration(without, new int[codes.length]);

        OptionalDouble actual =
                bootstrap.accelerations(2, ClusterBootstrapTest::rates).get(0);
        if (expected.isPresent()) {
            assertThat(actual.orElseThrow()).isCloseTo(expected.getAsDouble(), within(1e-9));
        }
    }

    private static double count(int[] cells, int[] subjects, int without, int cell) {
        return IntStream.range(0, cells.length)
                .filter(i -> subjects[i] != without && cells[i] == cell)
                .count();
    }
}
