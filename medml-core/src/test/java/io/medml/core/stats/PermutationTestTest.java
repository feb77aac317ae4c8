package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class PermutationTestTest {

    private static PermutationTest test(double[] first, double[] second) {
        return PermutationTest.of(first, second, ResamplePlan.seeded(1, 9999));
    }

    // R 4.2.2, coin 1.4-2: oneway_test(x ~ group, distribution = "exact"); 16 digits
    @Test
    void scores_of_two_small_groups_have_the_p_value_of_coin() {
        PermutationTest test = test(new double[] {0.91, 0.42, 0.77, 0.65}, new double[] {0.58, 0.31, 0.45, 0.2, 0.6});

        assertThat(Expect.point(test.difference())).isCloseTo(0.2595, within(1e-12));
        assertThat(Expect.point(test.test().statistic())).isCloseTo(1.7343412866251158, within(1e-12));
        assertThat(Expect.point(test.test().pValue())).isCloseTo(11.0 / 126, within(1e-15));
        assertThat(Expect.point(test.asymptotic().pValue())).isCloseTo(0.0828575460069203, within(1e-12));
        assertThat(test.test().pValue().support().counts()).containsEntry("allocations", 126L);
    }

    // Fisher's tea tasting, The Design of Experiments (1935): 3 of 4 right, one-sided 17/70, two-sided 34/70 by
    // symmetry
    @Test
    void the_lady_tasting_tea_has_fishers_p_value() {
        PermutationTest test = test(new double[] {1, 1, 1, 0}, new double[] {0, 0, 0, 1});

        assertThat(Expect.point(test.test().pValue())).isCloseTo(34.0 / 70, within(1e-15));
    }

    @Test
    void beyond_a_million_allocations_the_p_value_is_monte_carlo_and_never_zero() {
        double[] low = IntStream.range(0, 30).mapToDouble(i -> i).toArray();
        double[] high = IntStream.range(0, 30).mapToDouble(i -> 1000 + i).toArray();

        PermutationTest test = PermutationTest.of(low, high, ResamplePlan.seeded(7, 999));

        assertThat(test.test().method()).isEqualTo("permutation.mean_difference.monte_carlo");
        assertThat(Expect.point(test.test().pValue())).isEqualTo(1.0 / 1000);
        assertThat(test.test().pValue().support().counts())
                .containsEntry("permutations", 999L)
                .containsEntry("extreme", 0L);
    }

    // 15 of 25 ones against 10 of 25: the permutation distribution is hypergeometric,
    // sum of C(25, k) C(25, 25 - k) / C(50, 25) over |k - 12.5| >= 2.5, in whole numbers by Python 3
    @Test
    void random_allocations_agree_with_the_exact_distribution() {
        double[] first = IntStream.range(0, 25).mapToDouble(i -> i < 15 ? 1 : 0).toArray();
        double[] second =
                IntStream.range(0, 25).mapToDouble(i -> i < 10 ? 1 : 0).toArray();
        int permutations = 20_000;

        double p = Expect.point(PermutationTest.of(first, second, ResamplePlan.seeded(3, permutations))
                .test()
                .pValue());

        double exact = 0.25779115895467986;
        assertThat(p).isCloseTo(exact, within(4 * Math.sqrt(exact * (1 - exact) / permutations)));
    }

    @Property(tries = 100)
    void the_order_of_values_changes_no_bit_and_exchanging_samples_changes_only_signs(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] first = IntStream.range(0, 3 + random.nextInt(4))
                .mapToDouble(i -> random.nextInt(5) / 10.0)
                .toArray();
        double[] second = IntStream.range(0, 3 + random.nextInt(6))
                .mapToDouble(i -> random.nextInt(6) / 10.0)
                .toArray();
        int[] order = Samples.permutation(first.length, seed + 1);
        double[] shuffled = Arrays.stream(order).mapToDouble(i -> first[i]).toArray();

        PermutationTest test = test(first, second);
        PermutationTest exchanged = test(second, first);

        assertThat(test(shuffled, second).test()).isEqualTo(test.test());
        assertThat(exchanged.test().pValue().point())
                .isEqualTo(test.test().pValue().point());
        assertThat(Expect.point(exchanged.difference())).isEqualTo(-Expect.point(test.difference()));
    }

    // the definition, by all bit masks
    @Property(tries = 60)
    void the_exact_p_value_is_the_share_of_all_allocations(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int n = 6 + random.nextInt(6);
        int k = 2 + random.nextInt(3);
        int[] values = IntStream.range(0, n).map(i -> random.nextInt(4)).toArray();
        int observed = Arrays.stream(values, 0, k).sum();
        int total = Arrays.stream(values).sum();
        long extreme = 0;
        long all = 0;
        for (int mask = 0; mask < 1 << n; mask++) {
            if (Integer.bitCount(mask) != k) {
                continue;
            }
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += (mask >> i & 1) * values[i];
            }
            all++;
            // whole numbers: |n sum - k total| is the distance from the mean, without rounding
            extreme += Math.abs(n * sum - k * total) >= Math.abs(n * observed - k * total) ? 1 : 0;
        }

        PermutationTest test = test(
                Arrays.stream(values, 0, k).mapToDouble(v -> v / 4.0).toArray(),
                Arrays.stream(values, k, n).mapToDouble(v -> v / 4.0).toArray());

        assertThat(Expect.point(test.test().pValue())).isCloseTo((double) extreme / all, within(1e-15));
    }

    @Test
    void an_empty_sample_and_equal_values_say_why_there_is_no_statistic() {
        assertThat(Expect.reason(test(new double[0], new double[] {1}).test().pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(test(new double[] {1}, new double[0]).difference()))
                .isEqualTo(Reason.EMPTY_GROUP);
        HypothesisTest equal = test(new double[] {0.1, 0.1}, new double[] {0.1}).test();
        assertThat(Expect.reason(equal.statistic())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.point(equal.pValue())).isEqualTo(1);
    }

    @Test
    void values_that_are_not_finite_are_refused_by_position() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test(new double[] {1, Double.NaN}, new double[] {1}))
                .withMessage("first[1] must be a finite number of size at most 1e60");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PermutationTest.of(new double[] {1}, new double[] {1e308, -1e308}, ResamplePlan.seeded(1, 9)))
                .withMessage("second[0] must be a finite number of size at most 1e60");
    }

    // twenty-four values 0 .. 23 in two halves with sums 138 - 6 = 132 and 144: more than a million allocations, so the
    // plan's three
    // are counted: the lowest twelve (sum 66), even ones (132) and alternating pairs (138, the mean itself)
    @Test
    void an_explicit_plan_of_allocations_is_counted_as_it_is() {
        double[] first = IntStream.range(0, 12).mapToDouble(i -> 2 * i).toArray();
        double[] second = IntStream.range(0, 12).mapToDouble(i -> 2 * i + 1).toArray();
        int[][] plan = {
            IntStream.range(0, 12).toArray(),
            IntStream.range(0, 12).map(i -> 2 * i).toArray(),
            {0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23}
        };

        PermutationTest test = PermutationTest.of(first, second, ResamplePlan.ofIndices(plan));

        assertThat(Expect.point(test.test().pValue())).isEqualTo((2 + 1.0) / (3 + 1.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PermutationTest.of(first, second, ResamplePlan.ofIndices(new int[][] {new int[12]})))
                .withMessageContaining("12 different units");
    }
}
