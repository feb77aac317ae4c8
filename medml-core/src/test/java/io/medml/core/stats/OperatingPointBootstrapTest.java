package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Expected values by numpy 2 and SciPy: the sample and the plan come from {@link Congruential}, each replicate's optimum by
 * full search over its thresholds, limits by the quantile rule of {@code boot.ci}.
 */
class OperatingPointBootstrapTest {

    /** 24 positives and 36 negatives with many ties. */
    static ScoredLabels sample() {
        int n = 60;
        Congruential random = new Congruential(7);
        int[] labels = IntStream.range(0, n).map(i -> i % 5 < 2 ? 1 : 0).toArray();
        double[] scores = IntStream.range(0, n)
                .mapToDouble(i -> (random.below(40) + 12 * labels[i]) / 4.0)
                .toArray();
        return ScoredLabels.of(labels, scores);
    }

    /** 199 replicates within the classes: first the 36 negatives, then the 24 positives. */
    static ResamplePlan plan() {
        Congruential random = new Congruential(42);
        int[][] indices = new int[199][60];
        for (int[] replicate : indices) {
            Arrays.setAll(replicate, i -> i < 36 ? random.below(36) : 36 + random.below(24));
        }
        return ResamplePlan.ofIndices(indices);
    }

    @Test
    void limits_of_the_youden_index_and_its_threshold_match_an_independent_computation() {
        OperatingPointBootstrap bootstrap = OperatingPointBootstrap.of(sample(), OperatingPoints::youden, plan());

        Estimate index = bootstrap.criterion(0.95);
        Estimate threshold = bootstrap.threshold(0.95);

        assertThat(Expect.point(index)).isCloseTo(0.4861111111111111, within(1e-12));
        assertThat(Expect.interval(index).lower()).isCloseTo(0.3333333333333333, within(1e-12));
        assertThat(Expect.interval(index).upper()).isCloseTo(0.7361111111111112, within(1e-12));
        assertThat(Expect.point(threshold)).isEqualTo(6);
        assertThat(Expect.interval(threshold).lower()).isEqualTo(4.25);
        assertThat(Expect.interval(threshold).upper()).isEqualTo(10.25);
        assertThat(threshold.support().counts())
                .containsEntry("replicates", 199L)
                .containsEntry("undefined_replicates", 0L);
        assertThat(threshold.intervalEstimate().method()).isEqualTo("op.youden.bootstrap.stratified.percentile");
    }

    @Property(tries = 30)
    void the_order_of_rows_changes_nothing(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        ResamplePlan plan = ResamplePlan.seeded(3, 100);
        ScoredLabels other = raw.sample().select(Samples.permutation(raw.size(), seed));

        OperatingPointBootstrap one = OperatingPointBootstrap.of(raw.sample(), OperatingPoints::youden, plan);
        OperatingPointBootstrap two = OperatingPointBootstrap.of(other, OperatingPoints::youden, plan);

        assertThat(two.criterion(0.9)).isEqualTo(one.criterion(0.9));
        assertThat(two.threshold(0.9)).isEqualTo(one.threshold(0.9));
    }

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Test
    void a_weighted_rule_names_itself_in_the_method() {
        MisclassificationCost cost = new MisclassificationCost(5, 0.1);

        Estimate threshold = OperatingPointBootstrap.of(
                        sample(), curve -> OperatingPoints.youdenWeighted(curve, cost), plan())
                .threshold(0.95);

        assertThat(threshold.intervalEstimate().method())
                .isEqualTo("op.youden_weighted.bootstrap.stratified.percentile");
    }

    @Test
    void where_the_best_is_to_predict_nothing_positive_there_is_no_threshold() {
        // every positive lies below every negative, so that no finite threshold beats J = 0
        ScoredLabels reversed = ScoredLabels.of(new int[] {1, 1, 1, 0, 0, 0}, new double[] {1, 2, 3, 4, 5, 6});

        OperatingPointBootstrap bootstrap =
                OperatingPointBootstrap.of(reversed, OperatingPoints::youden, ResamplePlan.seeded(1, 200));

        assertThat(Expect.reason(bootstrap.threshold(0.95))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.point(bootstrap.criterion(0.95))).isEqualTo(0);
        assertThat(Expect.reason(bootstrap.criterion(0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void a_missing_class_gives_its_reason() {
        ScoredLabels negatives = ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2});

        OperatingPointBootstrap bootstrap =
                OperatingPointBootstrap.of(negatives, OperatingPoints::youden, ResamplePlan.seeded(1, 200));

        assertThat(Expect.reason(bootstrap.criterion(0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(bootstrap.threshold(0.95))).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void records_that_share_a_subject_have_a_value_and_no_interval() {
        int[] subjects = IntStream.range(0, 60).map(i -> i / 2).toArray();

        OperatingPointBootstrap bootstrap =
                OperatingPointBootstrap.of(sample().withSubjects(subjects), OperatingPoints::youden, plan());

        assertThat(Expect.point(bootstrap.threshold(0.95))).isEqualTo(6);
        assertThat(Expect.reason(bootstrap.threshold(0.95).intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(bootstrap.criterion(0.95).intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void a_plan_that_leaves_its_class_is_refused() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 0, 1, 1}, new double[] {1, 2, 3, 4});
        ResamplePlan plan = ResamplePlan.ofIndices(new int[][] {{0, 1, 2, 3}, {0, 0, 0, 3}});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OperatingPointBootstrap.of(sample, OperatingPoints::youden, plan))
                .withMessageStartingWith("indices[1] must draw from each stratum as many units as it has");
    }

    @Test
    void weights_are_refused() {
        ScoredLabels weighted =
                ScoredLabels.of(new int[] {0, 1}, new double[] {1, 2}).withWeights(new double[] {1, 2});

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> OperatingPointBootstrap.of(weighted, OperatingPoints::youden, ResamplePlan.seeded(1, 10)))
                .withMessageContaining("pass the sample without weights");
    }

    @Test
    void strata_of_equal_size_draw_independently() {
        int[] strata = IntStream.range(0, 2000).map(i -> i % 2).toArray();

        int[] drawn = ResamplePlan.seeded(1, 1).draw(0, strata);

        assertThat(IntStream.of(drawn).limit(1000)).allMatch(unit -> unit % 2 == 0);
        assertThat(IntStream.of(drawn).skip(1000)).allMatch(unit -> unit % 2 == 1);
        long together = IntStream.range(0, 1000)
                .filter(i -> drawn[i] / 2 == drawn[1000 + i] / 2)
                .count();
        // a draw of the same position in both has probability 1/1000
        assertThat(together).isLessThan(10);
    }
}
