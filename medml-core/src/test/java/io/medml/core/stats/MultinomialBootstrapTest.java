package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MultinomialBootstrapTest {

    private static final int[] CELLS = GeneratedRows.pick(51, 4000, 5, 3, 1, 0.01);
    private static final int[] SUBJECTS = GeneratedRows.pick(
            52, 4000, IntStream.range(0, 1500).mapToDouble(i -> 1 + i % 7).toArray());

    /** The number of records in each cell. */
    private static void counts(CellCounts counts, ReplicateValues values) {
        for (int cell = 0; cell < counts.size(); cell++) {
            values.set(cell, (double) counts.get(cell));
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }

    @Test
    void counts_of_independent_records_are_multinomial() {
        List<BootstrapDistribution> found = MultinomialBootstrap.of(CELLS, 4)
                .run(ResamplePlan.seeded(7, 20_000), 4, MultinomialBootstrapTest::counts);

        // n p and sqrt(n p (1 - p)); six standard errors of a mean and of a standard deviation of 20,000 values
        for (int cell = 0; cell < 4; cell++) {
            int k = cell;
            double p = Arrays.stream(CELLS).filter(c -> c == k).count() / 4000.0;
            double sd = Math.sqrt(4000 * p * (1 - p));
            double[] values = found.get(cell).values();
            assertThat(mean(values)).isCloseTo(4000 * p, within(6 * sd / Math.sqrt(20_000)));
            assertThat(deviation(values)).isCloseTo(sd, within(sd * 6 / Math.sqrt(40_000) * 1.5));
            assertThat(found.get(cell).original()).hasValue(4000 * p);
        }
    }

    @Test
    void counted_records_give_the_replicates_of_the_records() {
        long[] counted = new long[5];
        for (int cell : CELLS) {
            counted[cell]++;
        }

        List<BootstrapDistribution> found = MultinomialBootstrap.ofCounts(counted)
                .run(ResamplePlan.seeded(7, 500), 5, MultinomialBootstrapTest::counts);

        List<BootstrapDistribution> records =
                MultinomialBootstrap.of(CELLS, 5).run(ResamplePlan.seeded(7, 500), 5, MultinomialBootstrapTest::counts);
        for (int cell = 0; cell < 5; cell++) {
            assertThat(found.get(cell).values()).isEqualTo(records.get(cell).values());
            assertThat(found.get(cell).original()).hasValue((double) counted[cell]);
        }
        assertThat(counted[4]).isZero();
    }

    @Test
    void counts_below_zero_and_no_cells_are_refused() {
        assertThatThrownBy(() -> MultinomialBootstrap.ofCounts(3, -1)).hasMessageContaining("counts");
        assertThatThrownBy(MultinomialBootstrap::ofCounts).hasMessage("cellCount must be at least 1, got 0");
    }

    @Test
    void counts_in_two_cells_vary_against_each_other() {
        double[] sums = MultinomialBootstrap.of(CELLS, 4)
                .run(
                        ResamplePlan.seeded(8, 20_000),
                        1,
                        (counts, values) -> values.set(0, (double) counts.get(0) + counts.get(1)))
                .get(0)
                .values();

        double p = Arrays.stream(CELLS).filter(c -> c < 2).count() / 4000.0;
        double sd = Math.sqrt(4000 * p * (1 - p));
        assertThat(deviation(sums)).isCloseTo(sd, within(sd * 0.04));
    }

    @Test
    void subjects_bring_all_of_their_records() {
        MultinomialBootstrap bootstrap = MultinomialBootstrap.of(CELLS, 4, SUBJECTS);

        List<BootstrapDistribution> found =
                bootstrap.run(ResamplePlan.seeded(9, 20_000), 4, MultinomialBootstrapTest::counts);

        // the sum of G draws with replacement of a subject's count: mean G m, variance G times that of the counts
        int[] codes = Arrays.stream(SUBJECTS).distinct().toArray();
        assertThat(bootstrap.subjects()).isEqualTo(codes.length);
        for (int cell = 0; cell < 4; cell++) {
            int k = cell;
            double[] perSubject = Arrays.stream(codes)
                    .mapToDouble(s -> IntStream.range(0, 4000)
                            .filter(i -> SUBJECTS[i] == s && CELLS[i] == k)
                            .count())
                    .toArray();
            double g = codes.length;
            double sd = Math.sqrt(g * (g - 1) / g) * deviation(perSubject);
            double[] values = found.get(cell).values();
            assertThat(mean(values)).isCloseTo(g * mean(perSubject), within(6 * sd / Math.sqrt(20_000)));
            assertThat(deviation(values)).isCloseTo(sd, within(sd * 0.05));
        }
    }

    @Test
    void the_distribution_is_that_of_drawing_subjects() {
        double[] byCounts = share(MultinomialBootstrap.of(CELLS, 4, SUBJECTS)
                .run(ResamplePlan.seeded(1, 20_000), 4, MultinomialBootstrapTest::counts));
        double[] bySubjects = share(ClusterBootstrap.of(CELLS, 4, SUBJECTS)
                .run(ResamplePlan.seeded(2, 20_000), 4, MultinomialBootstrapTest::counts));

        // Kolmogorov's distance of two samples of 20,000: above 0.0263 with a chance of one in a million
        Arrays.sort(byCounts);
        Arrays.sort(bySubjects);
        double distance = Arrays.stream(byCounts)
                .map(x -> Math.abs(shareUpTo(byCounts, x) - shareUpTo(bySubjects, x)))
                .max()
                .orElseThrow();
        assertThat(distance).isLessThan(0.0263);
    }

    private static double[] share(List<BootstrapDistribution> counts) {
        double[] ones = counts.get(1).values();
        double[] zeros = counts.get(0).values();
        return IntStream.range(0, ones.length)
                .mapToDouble(r -> ones[r] / (ones[r] + zeros[r]))
                .toArray();
    }

    private static double shareUpTo(double[] sorted, double x) {
        int below = Arrays.binarySearch(sorted, Math.nextUp(x));
        return (double) (below < 0 ? -below - 1 : below) / sorted.length;
    }

    @Test
    void subjects_of_one_record_are_independent_records() {
        ResamplePlan plan = ResamplePlan.seeded(3, 50);
        int[] own = IntStream.range(0, CELLS.length).toArray();

        List<BootstrapDistribution> records =
                MultinomialBootstrap.of(CELLS, 4).run(plan, 4, MultinomialBootstrapTest::counts);
        List<BootstrapDistribution> subjects =
                MultinomialBootstrap.of(CELLS, 4, own).run(plan, 4, MultinomialBootstrapTest::counts);

        for (int cell = 0; cell < 4; cell++) {
            assertThat(subjects.get(cell).values()).isEqualTo(records.get(cell).values());
        }
    }

    @Property(tries = 20)
    void neither_row_order_nor_the_codes_of_subjects_matter(@ForAll long seed) {
        int[] rows = Samples.permutation(CELLS.length, seed);
        int[] cells = Arrays.stream(rows).map(i -> CELLS[i]).toArray();
        int[] subjects = Arrays.stream(rows).map(i -> -1_000_000 * SUBJECTS[i]).toArray();
        ResamplePlan plan = ResamplePlan.seeded(seed, 20);

        double[] moved = MultinomialBootstrap.of(cells, 4, subjects)
                .run(plan, 4, MultinomialBootstrapTest::counts)
                .get(1)
                .values();

        assertThat(moved)
                .isEqualTo(MultinomialBootstrap.of(CELLS, 4, SUBJECTS)
                        .run(plan, 4, MultinomialBootstrapTest::counts)
                        .get(1)
                        .values());
    }

    @Test
    void the_number_of_threads_does_not_matter() {
        ResamplePlan plan = ResamplePlan.seeded(4, 101);
        MultinomialBootstrap bootstrap = MultinomialBootstrap.of(CELLS, 4, SUBJECTS);
        ExecutorService executor = Executors.newFixedThreadPool(3);

        try {
            for (int tasks : new int[] {1, 2, 3, 200}) {
                assertThat(bootstrap
                                .run(plan, 4, MultinomialBootstrapTest::counts, executor, tasks)
                                .get(2)
                                .values())
                        .isEqualTo(bootstrap
                                .run(plan, 4, MultinomialBootstrapTest::counts)
                                .get(2)
                                .values());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void equal_subjects_are_one_kind() {
        MultinomialBootstrap bootstrap =
                MultinomialBootstrap.of(new int[] {0, 1, 1, 0, 2, 0, 1}, 3, new int[] {5, 5, 6, 6, 7, 8, 9});

        // {0, 1} twice, {2}, {0}, {1}
        assertThat(bootstrap.subjects()).isEqualTo(5);
        assertThat(bootstrap.kinds()).isEqualTo(4);
    }

    @Test
    void what_cannot_be_used_is_refused() {
        MultinomialBootstrap bootstrap = MultinomialBootstrap.of(CELLS, 4);
        ResamplePlan explicit = ResamplePlan.ofIndices(new int[][] {{0, 1}});

        assertThatThrownBy(() -> bootstrap.run(explicit, 4, MultinomialBootstrapTest::counts))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("counts are drawn from a seed, but this plan has explicit indices;"
                        + " use ResamplePlan.seeded, or a bootstrap that draws the units themselves");
        assertThatThrownBy(() -> MultinomialBootstrap.of(new int[] {0, 4}, 4))
                .hasMessage("cells[1] must be a code in [0, 4)");
        assertThatThrownBy(() -> MultinomialBootstrap.of(new int[] {0}, 0))
                .hasMessage("cellCount must be at least 1, got 0");
        assertThatThrownBy(() -> MultinomialBootstrap.of(new int[] {0}, 1, new int[2]))
                .hasMessage("cells and subjects must have the same length, got 1 and 2");
        assertThatThrownBy(() -> bootstrap.run(ResamplePlan.seeded(1, 2), 0, (c, v) -> {}))
                .hasMessage("statistics must be at least 1, got 0");
    }

    @Test
    void no_records_have_no_replicates_but_empty_ones() {
        BootstrapDistribution empty = MultinomialBootstrap.of(new int[0], 2)
                .run(ResamplePlan.seeded(1, 3), 1, (counts, values) -> values.set(0, (double) counts.get(0)))
                .get(0);

        assertThat(empty.values()).containsExactly(0, 0, 0);
    }
}
