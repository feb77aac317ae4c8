package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Expected replicates: the area of the rows that were drawn, as a sample of its own. */
class AurocBootstrapTest {

    private static final int REPLICATES = 30;

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    private static double area(ScoredLabels sample) {
        return Expect.point(Auroc.of(sample).estimate(0.95));
    }

    private static int[] rowsOf(Samples.Raw raw, int label) {
        // a class is numbered in ascending order of its scores
        return IntStream.range(0, raw.size())
                .filter(i -> raw.labels()[i] == label)
                .boxed()
                .sorted((a, b) -> Double.compare(raw.scores()[a], raw.scores()[b]))
                .mapToInt(i -> i)
                .toArray();
    }

    @Property
    void an_explicit_plan_gives_the_area_of_the_rows_it_names(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        ResamplePlan source = ResamplePlan.seeded(seed, REPLICATES);
        int[][] rows = IntStream.range(0, REPLICATES)
                .mapToObj(r -> source.draw(r, raw.size()))
                .toArray(int[][]::new);
        double[] expected = Arrays.stream(rows)
                .map(raw.sample()::select)
                .filter(s -> s.positives() > 0 && s.negatives() > 0)
                .mapToDouble(AurocBootstrapTest::area)
                .toArray();

        BootstrapDistribution found = AurocBootstrap.stratified(raw.sample()).run(ResamplePlan.ofIndices(rows));

        assertThat(found.values()).containsExactly(expected);
        assertThat(found.undefined()).isEqualTo((long) REPLICATES - expected.length);
        assertThat(found.original().orElseThrow()).isEqualTo(area(raw.sample()));
    }

    @Property
    void a_seeded_stratified_plan_draws_each_class_as_often_as_it_has_records(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] positives = rowsOf(raw, 1);
        int[] negatives = rowsOf(raw, 0);
        ResamplePlan plan = ResamplePlan.seeded(seed, REPLICATES);
        double[] expected = IntStream.range(0, REPLICATES)
                .mapToDouble(r -> {
                    char[] ofPositive = new char[positives.length];
                    char[] ofNegative = new char[negatives.length];
                    plan.tally(r, ofPositive, ofNegative);
                    assertThat(sum(ofPositive)).isEqualTo(positives.length);
                    assertThat(sum(ofNegative)).isEqualTo(negatives.length);
                    IntStream drawn = IntStream.concat(
                            IntStream.range(0, positives.length)
                                    .flatMap(k -> IntStream.generate(() -> positives[k])
                                            .limit(ofPositive[k])),
                            IntStream.range(0, negatives.length)
                                    .flatMap(k -> IntStream.generate(() -> negatives[k])
                                            .limit(ofNegative[k])));
                    return area(raw.sample().select(drawn.toArray()));
                })
                .toArray();

        assertThat(AurocBootstrap.stratified(raw.sample()).run(plan).values()).containsExactly(expected);
    }

    private static int sum(char[] counts) {
        int sum = 0;
        for (char count : counts) {
            sum += count;
        }
        return sum;
    }

    @Property
    void a_clustered_replicate_holds_the_records_of_the_subjects_that_the_plan_draws(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] codes = Arrays.stream(raw.subjects()).sorted().distinct().toArray();
        ResamplePlan plan = ResamplePlan.seeded(seed, REPLICATES);
        double[] expected = IntStream.range(0, REPLICATES)
                .mapToObj(r -> raw.sample()
                        .select(Arrays.stream(plan.draw(r, codes.length))
                                .flatMap(s -> IntStream.range(0, raw.size()).filter(i -> raw.subjects()[i] == codes[s]))
                                .toArray()))
                .filter(s -> s.positives() > 0 && s.negatives() > 0)
                .mapToDouble(AurocBootstrapTest::area)
                .toArray();

        BootstrapDistribution found = AurocBootstrap.clustered(raw.sample().withSubjects(raw.subjects()))
                .run(plan);

        assertThat(found.values()).containsExactly(expected);
        assertThat(found.undefined()).isEqualTo((long) REPLICATES - expected.length);
    }

    @Property
    void the_acceleration_is_that_of_the_jackknife(@ForAll("samples") Samples.Raw raw) {
        int n = raw.size();
        if (Arrays.stream(raw.labels()).sum() < 3
                || n - Arrays.stream(raw.labels()).sum() < 3) {
            return;
        }
        double[] without = IntStream.range(0, n)
                .mapToDouble(i -> area(raw.sample()
                        .select(IntStream.range(0, n).filter(j -> j != i).toArray())))
                .toArray();
        ResamplePlan plan = ResamplePlan.seeded(1, 200);

        BootstrapDistribution stratified =
                AurocBootstrap.stratified(raw.sample()).run(plan);
        BootstrapDistribution ordinary = AurocBootstrap.clustered(raw.sample()).run(plan);

        assertLimits(stratified, BootstrapDistribution.acceleration(without, raw.labels()));
        assertLimits(ordinary, BootstrapDistribution.acceleration(without, new int[n]));
    }

    @Property
    void the_acceleration_over_subjects_is_that_of_their_jackknife(@ForAll("samples") Samples.Raw raw) {
        int[] codes = Arrays.stream(raw.subjects()).sorted().distinct().toArray();
        ScoredLabels[] without = Arrays.stream(codes)
                .mapToObj(code -> raw.sample()
                        .select(IntStream.range(0, raw.size())
                                .filter(i -> raw.subjects()[i] != code)
                                .toArray()))
                .toArray(ScoredLabels[]::new);
        if (Arrays.stream(without).anyMatch(s -> s.positives() == 0 || s.negatives() == 0)) {
            return;
        }
        double[] areas =
                Arrays.stream(without).mapToDouble(AurocBootstrapTest::area).toArray();

        assertLimits(
                AurocBootstrap.clustered(raw.sample().withSubjects(raw.subjects()))
                        .run(ResamplePlan.seeded(1, 200)),
                BootstrapDistribution.acceleration(areas, new int[areas.length]));
    }

    private static void assertLimits(BootstrapDistribution found, java.util.OptionalDouble acceleration) {
        var expected = found.withAcceleration(acceleration).bca(0.9);
        assertThat(found.bca(0.9).interval().isPresent())
                .isEqualTo(expected.interval().isPresent());
        found.bca(0.9).interval().ifPresent(limits -> {
            assertThat(limits.lower())
                    .isCloseTo(expected.interval().orElseThrow().lower(), within(1e-9));
            assertThat(limits.upper())
                    .isCloseTo(expected.interval().orElseThrow().upper(), within(1e-9));
        });
    }

    @Property(tries = 50)
    void neither_row_order_nor_the_number_of_tasks_changes_a_bit(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        ResamplePlan plan = ResamplePlan.seeded(seed, REPLICATES);
        int[] permutation = Samples.permutation(raw.size(), seed);
        ScoredLabels clusters = raw.sample().withSubjects(raw.subjects());
        double[] stratified = AurocBootstrap.stratified(raw.sample()).run(plan).values();
        double[] clustered = AurocBootstrap.clustered(clusters).run(plan).values();
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            for (int tasks : List.of(1, 2, 5)) {
                assertThat(AurocBootstrap.stratified(raw.sample().select(permutation))
                                .run(plan, executor, tasks)
                                .values())
                        .containsExactly(stratified);
                assertThat(AurocBootstrap.clustered(clusters.select(permutation))
                                .run(plan, executor, tasks)
                                .values())
                        .containsExactly(clustered);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void without_a_class_there_is_no_area_and_every_replicate_is_undefined() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1}, new double[] {0.1, 0.2});

        BootstrapDistribution found = AurocBootstrap.stratified(sample).run(ResamplePlan.seeded(1, 10));

        assertThat(found.original()).isEmpty();
        assertThat(found.undefined()).isEqualTo(10);
    }

    @Test
    void stratified_resampling_refuses_records_that_share_a_subject() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 1}, new double[] {0.1, 0.2, 0.3})
                .withSubjects(new int[] {7, 7, 8});

        assertThatThrownBy(() -> AurocBootstrap.stratified(sample))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "stratified resampling assumes independent records, and some share a subject; use clustered(..)");
    }

    @Test
    void weights_are_refused() {
        ScoredLabels sample =
                ScoredLabels.of(new int[] {0, 1}, new double[] {0.1, 0.2}).withWeights(new double[] {1, 2});

        assertThatThrownBy(() -> AurocBootstrap.clustered(sample))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the bootstrap of the area is not offered for weighted records; give a sample without weights");
    }

    @Test
    void a_plan_that_names_a_unit_more_often_than_a_count_can_hold_is_refused() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.1, 0.2});
        ResamplePlan plan = ResamplePlan.ofIndices(new int[][] {new int[65_536]});

        assertThatThrownBy(() -> AurocBootstrap.stratified(sample).run(plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("indices[0] must not name a unit more than 65535 times");
    }

    @Test
    void a_number_of_tasks_that_no_machine_has_use_for_is_refused() {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.1, 0.2, 0.3, 0.4});
        try {
            assertThatThrownBy(() -> Auroc.of(sample, executor, Integer.MAX_VALUE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("tasks must be at most 10000, got 2147483647");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void an_executor_that_is_shut_down_is_refused_with_the_reason() {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        executor.shutdown();
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.1, 0.2, 0.3, 0.4});

        assertThatThrownBy(() -> AurocBootstrap.stratified(sample).run(ResamplePlan.seeded(1, 200), executor, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "expected an executor that takes 1 tasks beside the caller's own, found one that refuses them:"
                                + " it is shut down or full; give a running one");
    }

    @Test
    void a_task_of_the_executor_can_use_the_executor_although_no_other_thread_is_free() throws Exception {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.1, 0.2, 0.3, 0.4});
        ResamplePlan plan = ResamplePlan.seeded(1, 200);
        ExecutorService executor = Executors.newFixedThreadPool(1);
        try {
            assertThat(executor.submit(() -> AurocBootstrap.stratified(sample).run(plan, executor, 3))
                            .get(1, TimeUnit.MINUTES)
                            .values())
                    .containsExactly(AurocBootstrap.stratified(sample).run(plan).values());
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_thread_that_was_interrupted_stops_and_stays_interrupted() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.1, 0.2, 0.3, 0.4});
        ResamplePlan plan = ResamplePlan.seeded(1, 200);
        ExecutorService executor = Executors.newFixedThreadPool(1);
        try {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> AurocBootstrap.stratified(sample).run(plan, executor, 2))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted while statistics were computed");
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }
}
