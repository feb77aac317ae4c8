package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CostWeightedPointsTest {

    private static final RocCurve SIX =
            RocCurve.of(ScoredLabels.of(new int[] {0, 1, 0, 1, 0, 1}, new double[] {1, 2, 3, 4, 5, 6}));

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Property
    void equal_costs_at_a_prevalence_of_one_half_give_the_optima_of_youden(@ForAll("samples") Samples.Raw raw) {
        RocCurve curve = RocCurve.of(raw.sample());

        OperatingPointSearch weighted = OperatingPoints.youdenWeighted(curve, MisclassificationCost.equal());

        OperatingPointSearch youden = OperatingPoints.youden(curve);
        assertThat(weighted.optima()).isEqualTo(youden.optima());
        assertThat(Expect.point(weighted.criterion())).isCloseTo(Expect.point(youden.criterion()) + 1, within(1e-13));
    }

    @Property
    void no_threshold_costs_less_than_the_chosen_one(
            @ForAll("samples") Samples.Raw raw,
            @ForAll @DoubleRange(min = 0.1, max = 50) double ratio,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double prevalence) {
        RocCurve curve = RocCurve.of(raw.sample());
        OperatingPoint chosen = OperatingPoints.youdenWeighted(curve, new MisclassificationCost(ratio, prevalence))
                .chosen()
                .orElseThrow();

        double cost = cost(chosen.counts(), ratio, prevalence);
        for (int i = 0; i < curve.size(); i++) {
            assertThat(cost(curve.counts(i), ratio, prevalence)).isGreaterThanOrEqualTo(cost - 1e-9);
        }
    }

    /** Expected cost a patient in units of a false alarm: the quantity that the weighted index is said to minimise. */
    private static double cost(ConfusionCounts c, double ratio, double prevalence) {
        return ratio * prevalence * c.falseNegatives() / c.positives()
                + (1 - prevalence) * c.falsePositives() / c.negatives();
    }

    @Property
    void swapping_labels_and_negating_scores_keeps_the_distance_to_the_corner(@ForAll("samples") Samples.Raw raw) {
        ScoredLabels swapped = ScoredLabels.of(
                IntStream.of(raw.labels()).map(y -> 1 - y).toArray(),
                IntStream.range(0, raw.size())
                        .mapToDouble(i -> -raw.scores()[i])
                        .toArray());

        OperatingPointSearch one =
                OperatingPoints.closestToCorner(RocCurve.of(raw.sample()), MisclassificationCost.equal());
        OperatingPointSearch other =
                OperatingPoints.closestToCorner(RocCurve.of(swapped), MisclassificationCost.equal());

        assertThat(Expect.point(other.criterion())).isCloseTo(Expect.point(one.criterion()), within(1e-13));
        assertThat(other.optima()).hasSameSizeAs(one.optima());
    }

    // (1 - se)^2 + (1 - sp)^2 at 4: 1/9 + 1/9; at 2: 0 + 4/9; at 6: 4/9 + 0
    @Test
    void the_closest_point_is_not_among_the_other_optima_of_youden() {
        OperatingPointSearch search = OperatingPoints.closestToCorner(SIX, MisclassificationCost.equal());

        assertThat(Expect.point(search.criterion())).isCloseTo(2.0 / 9, within(1e-15));
        assertThat(search.optima()).extracting(OperatingPoint::threshold).containsExactly(4.0);
        assertThat(OperatingPoints.youden(SIX).optima()).hasSize(3);
    }

    @Test
    void dear_misses_lower_the_threshold_and_rare_conditions_raise_it() {
        assertThat(chosen(new MisclassificationCost(10, 0.5))).isEqualTo(2);
        assertThat(chosen(new MisclassificationCost(1, 0.01))).isEqualTo(6);
        assertThat(chosen(new MisclassificationCost(10, 0.01))).isEqualTo(6);
    }

    private static double chosen(MisclassificationCost cost) {
        return OperatingPoints.youdenWeighted(SIX, cost).chosen().orElseThrow().threshold();
    }

    @Test
    void a_missing_class_gives_no_threshold() {
        RocCurve negatives = RocCurve.of(ScoredLabels.of(new int[] {0}, new double[] {1}));
        RocCurve positives = RocCurve.of(ScoredLabels.of(new int[] {1}, new double[] {1}));
        RocCurve empty = RocCurve.of(ScoredLabels.of(new int[0], new double[0]));
        MisclassificationCost equal = MisclassificationCost.equal();

        assertThat(Expect.reason(
                        OperatingPoints.youdenWeighted(negatives, equal).criterion()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(
                        OperatingPoints.closestToCorner(positives, equal).criterion()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(OperatingPoints.closestToCorner(empty, equal).criterion()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(OperatingPoints.youdenWeighted(negatives, equal).chosen()).isEmpty();
    }

    @Test
    void costs_are_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MisclassificationCost(0, 0.5))
                .withMessageContaining("ratio must be positive and finite, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MisclassificationCost(1, 5))
                .withMessageContaining("for 5 percent pass 0.05");
    }
}
