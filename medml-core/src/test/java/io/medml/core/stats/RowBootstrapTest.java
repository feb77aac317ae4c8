package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Expected values: the bootstraps of the area and of counts, which draw the same units in other ways and are held against R and the
 * oracle by tests of their own; and replicates worked out by hand from explicit indices.
 */
class RowBootstrapTest {

    private static final ResamplePlan PLAN = ResamplePlan.seeded(11, 400);

    private static BiConsumer<int[], ReplicateValues> area(ScoredLabels sample) {
        return (times, values) -> {
            double[] weights = Arrays.stream(times).asDoubleStream().toArray();
            values.set(0, Auroc.of(sample.withWeights(weights)).estimate(0.95));
        };
    }

    private static void same(BootstrapDistribution found, BootstrapDistribution expected) {
        assertThat(found.original().orElseThrow()).isCloseTo(expected.original().orElseThrow(), within(1e-14));
        assertThat(found.undefined()).isEqualTo(expected.undefined());
        assertThat(found.values()).hasSameSizeAs(expected.values());
        for (int r = 0; r < found.values().length; r++) {
            assertThat(found.values()[r]).isCloseTo(expected.values()[r], within(1e-13));
        }
    }

    @Property(tries = 30)
    void replicates_of_the_area_are_those_of_the_bootstrap_made_for_it(@ForAll("samples") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();

        same(
                RowBootstrap.ofSubjects(raw.subjects())
                        .run(PLAN, 1, area(sample))
                        .get(0),
                AurocBootstrap.clustered(sample.withSubjects(raw.subjects())).run(PLAN));
    }

    @Test
    void each_replicate_has_the_class_sizes_of_the_sample_and_draws_within_classes_evenly() {
        int[] classes = {7, -2, 7, 7, -2, 7, 30};
        long[] drawn = new long[7];

        RowBootstrap.stratified(classes).run(ResamplePlan.seeded(3, 20_000), 1, (times, values) -> {
            assertThat(times[0] + times[2] + times[3] + times[5]).isEqualTo(4);
            assertThat(times[1] + times[4]).isEqualTo(2);
            assertThat(times[6]).isEqualTo(1);
            for (int row = 0; row < times.length; row++) {
                drawn[row] += times[row];
            }
            values.set(0, 1);
        });

        // a row is drawn once a replicate; of 20,000 the standard deviation is at most 141
        for (int row = 0; row < 6; row++) {
            assertThat(drawn[row]).isBetween(19_400L, 20_600L);
        }
    }

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Test
    void accelerations_of_a_rate_are_those_of_the_bootstrap_of_counts() {
        int[] subjects = {3, 3, 5, 5, 5, 8, 9, 9, 10, 12, 12, 13};
        int[] cells = {0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0};
        BiConsumer<int[], ReplicateValues> rate = (times, values) -> {
            double hits = 0;
            double all = 0;
            for (int row = 0; row < times.length; row++) {
                hits += times[row] * cells[row];
                all += times[row];
            }
            values.set(0, hits / all);
        };
        ClusterBootstrap counts = ClusterBootstrap.of(cells, 2, subjects);
        BiConsumer<CellCounts, ReplicateValues> rateOfCounts =
                (c, values) -> values.set(0, (double) c.get(1) / (c.get(0) + c.get(1)));
        RowBootstrap rows = RowBootstrap.ofSubjects(subjects);

        same(rows.run(PLAN, 1, rate).get(0), counts.run(PLAN, 1, rateOfCounts).get(0));
        assertThat(rows.accelerations(1, rate).get(0).orElseThrow())
                .isCloseTo(counts.accelerations(1, rateOfCounts).get(0).orElseThrow(), within(1e-14));
    }

    @Test
    void explicit_indices_say_how_often_each_row_is_there() {
        ResamplePlan plan = ResamplePlan.ofIndices(new int[][] {{0, 0, 2}, {1, 1, 1}});
        int[][] seen = new int[3][];
        int[] calls = {0};

        RowBootstrap.ofRows(3).run(plan, 1, (times, values) -> {
            seen[calls[0]++] = times.clone();
            values.set(0, times[0]);
        });

        assertThat(seen).isDeepEqualTo(new int[][] {{2, 0, 1}, {0, 3, 0}, {1, 1, 1}});
    }

    @Test
    void more_than_five_percent_of_undefined_replicates_leave_no_interval_of_any_kind() {
        double[] defined = new double[950];
        Arrays.setAll(defined, i -> i);
        BootstrapDistribution most =
                BootstrapDistribution.of(OptionalDouble.of(480), defined, 50).withAcceleration(OptionalDouble.of(0));
        BootstrapDistribution less =
                BootstrapDistribution.of(OptionalDouble.of(480), defined, 51).withAcceleration(OptionalDouble.of(0));

        for (IntervalEstimate interval :
                List.of(most.percentile(0.9), most.range(0.9), most.basic(0.9), most.normal(0.9), most.bca(0.9))) {
            assertThat(interval).isInstanceOf(IntervalEstimate.Known.class);
        }
        for (IntervalEstimate interval :
                List.of(less.percentile(0.9), less.range(0.9), less.basic(0.9), less.normal(0.9), less.bca(0.9))) {
            assertThat(interval)
                    .isInstanceOfSatisfying(
                            IntervalEstimate.Unknown.class,
                            u -> assertThat(u.reason()).isEqualTo(Reason.TOO_FEW));
        }
    }

    @Test
    void bad_input_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBootstrap.ofRows(-1))
                .withMessage("rows must not be negative, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBootstrap.ofRows(3).run(PLAN, 0, (times, values) -> {}))
                .withMessage("statistics must be at least 1, got 0");
        assertThatThrownBy(() -> RowBootstrap.ofRows(3).run(PLAN, 1, (times, values) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("statistic 0 was neither set nor declared undefined");
    }
}
