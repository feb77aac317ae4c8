package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GeneralizedEntropyTest {

    private static GeneralizedEntropy of(ConfusionCounts... groups) {
        return GeneralizedEntropy.of(List.of(groups));
    }

    // two groups of six records; numpy 1.24.2, formulas of Speicher et al. (2018) with b = 1 + predicted - label
    @Test
    void twelve_records_in_two_groups_have_the_values_of_an_independent_computation() {
        GeneralizedEntropy entropy = of(new ConfusionCounts(2, 1, 2, 1), new ConfusionCounts(1, 1, 2, 2));

        assertThat(Expect.point(entropy.index(0))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Expect.point(entropy.index(1))).isCloseTo(0.33906489719324645, within(1e-15));
        assertThat(Expect.point(entropy.index(2))).isCloseTo(0.24380165289256217, within(1e-15));
        assertThat(Expect.point(entropy.index(0.5))).isCloseTo(0.5781808887855685, within(1e-15));
        assertThat(Expect.point(entropy.coefficientOfVariation())).isCloseTo(0.6982859770789647, within(1e-15));
        assertThat(Expect.point(entropy.betweenGroups(2))).isCloseTo(0.004132231404958442, within(1e-15));
        assertThat(Expect.point(entropy.betweenGroups(1))).isCloseTo(0.004137942083286523, within(1e-15));
    }

    // by hand: benefits 1, 2, 1, 1 with mean 5/4
    @Test
    void without_false_negatives_every_order_is_finite() {
        GeneralizedEntropy entropy = of(new ConfusionCounts(2, 1, 1, 0));

        assertThat(Expect.point(entropy.index(0))).isCloseTo(-(3 * Math.log(0.8) + Math.log(1.6)) / 4, within(1e-15));
        assertThat(Expect.point(entropy.index(2))).isCloseTo(0.06, within(1e-15));
    }

    @Property
    void alike_groups_have_no_part_between_them_and_every_part_is_at_most_the_whole(
            @ForAll @LongRange(min = 1, max = 50) long tp,
            @ForAll @LongRange(min = 0, max = 50) long fp,
            @ForAll @LongRange(min = 0, max = 50) long tn,
            @ForAll @LongRange(min = 0, max = 50) long fn) {
        ConfusionCounts one = new ConfusionCounts(tp, fp, tn, fn);
        ConfusionCounts twice = new ConfusionCounts(2 * tp, 2 * fp, 2 * tn, 2 * fn);
        ConfusionCounts other = new ConfusionCounts(fn + 1, tp, fp, tn);

        assertThat(Expect.point(of(one, twice).betweenGroups(2))).isCloseTo(0, within(1e-14));
        for (double alpha : new double[] {0.5, 1, 2, 3}) {
            assertThat(Expect.point(of(one, other).betweenGroups(alpha)))
                    .isLessThanOrEqualTo(Expect.point(of(one, other).index(alpha)) + 1e-14);
            // merging identical groups leaves everything
            assertThat(Expect.point(of(one, one, other).index(alpha)))
                    .isCloseTo(Expect.point(of(twice, other).index(alpha)), within(1e-14));
            assertThat(Expect.point(of(one, one, other).betweenGroups(alpha)))
                    .isCloseTo(Expect.point(of(twice, other).betweenGroups(alpha)), within(1e-14));
        }
    }

    @Test
    void no_records_and_no_benefit_say_why_there_is_no_value() {
        assertThat(Expect.reason(of().index(2))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(of(new ConfusionCounts(0, 0, 0, 5)).index(2))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(of(new ConfusionCounts(0, 0, 0, 5)).coefficientOfVariation()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(of(new ConfusionCounts(1, 0, 0, 0), new ConfusionCounts(0, 0, 0, 1))
                        .betweenGroups(0)))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void an_alpha_that_is_not_finite_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new ConfusionCounts(1, 1, 1, 1)).index(Double.NaN))
                .withMessage("alpha must be finite, got NaN");
    }

    @Property
    void order_and_repetition_of_groups_change_nothing_and_the_parts_within_and_between_are_the_whole(
            @ForAll @LongRange(min = 1, max = 50) long tp,
            @ForAll @LongRange(min = 0, max = 50) long fp,
            @ForAll @LongRange(min = 0, max = 50) long tn,
            @ForAll @LongRange(min = 0, max = 50) long fn) {
        ConfusionCounts one = new ConfusionCounts(tp, fp, tn, fn);
        ConfusionCounts other = new ConfusionCounts(fn + 1, tp, fp, tn);
        double n = one.total() + (double) other.total();

        GeneralizedEntropy both = of(one, other);

        for (double alpha : new double[] {1, 2}) {
            assertThat(Expect.point(of(other, one).index(alpha)))
                    .isCloseTo(Expect.point(both.index(alpha)), within(1e-14));
            assertThat(Expect.point(of(other, one).betweenGroups(alpha)))
                    .isCloseTo(Expect.point(both.betweenGroups(alpha)), within(1e-14));
            // every record twice
            assertThat(Expect.point(of(one, other, one, other).index(alpha)))
                    .isCloseTo(Expect.point(both.index(alpha)), within(1e-14));
            // Shorrocks (1980): within = sum over groups of n_g/n (m_g/m)^alpha of the index of the group
            double within = 0;
            for (ConfusionCounts group : List.of(one, other)) {
                double relative = benefit(group) / ((benefit(one) * one.total() + benefit(other) * other.total()) / n);
                within += group.total()
                        / n
                        * Math.pow(relative, alpha)
                        * Expect.point(of(group).index(alpha));
            }
            assertThat(within + Expect.point(both.betweenGroups(alpha)))
                    .isCloseTo(Expect.point(both.index(alpha)), within(1e-12));
        }
    }

    private static double benefit(ConfusionCounts c) {
        return (c.truePositives() + c.trueNegatives() + 2.0 * c.falsePositives()) / c.total();
    }

    @Test
    void replicates_of_the_counts_draw_subjects_so_that_twin_records_add_nothing() {
        int[] labels = IntStream.range(0, 40).map(i -> i % 2).toArray();
        int[] predicted = IntStream.range(0, 40).map(i -> i % 5 == 0 ? 1 : 0).toArray();
        int[] twice = IntStream.range(0, 80).map(i -> i / 2).toArray();
        ResamplePlan plan = ResamplePlan.seeded(3, 199);

        BootstrapDistribution single =
                entropies(labels, predicted, IntStream.range(0, 40).toArray(), plan);
        BootstrapDistribution twins = entropies(
                Arrays.stream(twice).map(i -> labels[i]).toArray(),
                Arrays.stream(twice).map(i -> predicted[i]).toArray(),
                twice,
                plan);

        assertThat(twins.percentile(0.95)).isEqualTo(single.percentile(0.95));
    }

    private static BootstrapDistribution entropies(int[] labels, int[] predicted, int[] subjects, ResamplePlan plan) {
        return PartitionedConfusion.of(labels, predicted, List.of(), List.of())
                .bootstrap(
                        subjects,
                        plan,
                        1,
                        (groups, values) -> values.set(0, of(groups.overall()).index(2)))
                .get(0);
    }
}
