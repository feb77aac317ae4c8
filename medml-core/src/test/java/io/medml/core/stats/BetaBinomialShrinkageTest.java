package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class BetaBinomialShrinkageTest {

    private static final BetaBinomialShrinkage FIVE =
            BetaBinomialShrinkage.of(new double[] {3, 10, 45, 0, 7}, new double[] {5, 12, 60, 4, 30});

    // numpy 2.4.6 and scipy 1.17.1: the formulas of the class comment, scipy.stats.beta.ppf
    @Test
    void five_groups_have_the_rates_of_an_independent_computation() {
        List<Estimate> rates = FIVE.rates(0.95);

        assertThat(Expect.point(FIVE.correlation())).isCloseTo(0.41230405346334276, within(1e-14));
        double[] expected = {
            0.5968023399227468, 0.8070295784726085, 0.74618471463922, 0.15384881046868557, 0.24931080774023934
        };
        double[][] limits = {
            {0.2312954, 0.9061643},
            {0.56703585, 0.9619338},
            {0.63121576, 0.84598258},
            {0.00249404, 0.52173338},
            {0.11706334, 0.41170613}
        };
        for (int i = 0; i < 5; i++) {
            assertThat(Expect.point(rates.get(i))).isCloseTo(expected[i], within(1e-14));
            Interval interval = Expect.interval(rates.get(i));
            assertThat(interval.lower()).isCloseTo(limits[i][0], within(1e-7));
            assertThat(interval.upper()).isCloseTo(limits[i][1], within(1e-7));
        }
    }

    @Property(tries = 200)
    void a_shrunken_rate_lies_between_the_raw_rate_and_the_mean_and_groups_may_come_in_any_order(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int groups = 3 + random.nextInt(8);
        double[] trials = IntStream.range(0, groups)
                .mapToDouble(i -> 1 + random.nextInt(50))
                .toArray();
        double[] successes =
                Arrays.stream(trials).map(n -> random.nextInt((int) n + 1)).toArray();
        double mean = Arrays.stream(successes).sum() / Arrays.stream(trials).sum();
        int[] order = Samples.permutation(groups, seed + 1);

        List<Estimate> rates = BetaBinomialShrinkage.of(successes, trials).rates(0.95);
        List<Estimate> permuted = BetaBinomialShrinkage.of(
                        Arrays.stream(order).mapToDouble(i -> successes[i]).toArray(),
                        Arrays.stream(order).mapToDouble(i -> trials[i]).toArray())
                .rates(0.95);

        for (int i = 0; i < groups; i++) {
            double raw = successes[i] / trials[i];
            assertThat(Expect.point(rates.get(i))).isBetween(Math.min(raw, mean) - 1e-12, Math.max(raw, mean) + 1e-12);
            assertThat(Expect.point(permuted.get(i))).isCloseTo(Expect.point(rates.get(order[i])), within(1e-12));
        }
    }

    @Test
    void groups_that_are_alike_all_get_the_mean_and_no_interval() {
        List<Estimate> rates = BetaBinomialShrinkage.of(new double[] {5, 10, 20}, new double[] {10, 20, 40})
                .rates(0.95);

        assertThat(rates).allSatisfy(rate -> {
            assertThat(Expect.point(rate)).isEqualTo(0.5);
            assertThat(Expect.reason(rate.intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        });
    }

    @Test
    void groups_that_are_all_or_nothing_keep_their_raw_rate() {
        List<Estimate> rates = BetaBinomialShrinkage.of(new double[] {10, 0, 10}, new double[] {10, 10, 10})
                .rates(0.95);

        assertThat(rates).extracting(Expect::point).containsExactly(1.0, 0.0, 1.0);
        assertThat(Expect.reason(rates.get(0).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void rates_that_are_all_one_have_no_variation() {
        assertThat(Expect.point(BetaBinomialShrinkage.of(new double[] {1, 2, 3}, new double[] {1, 2, 3})
                        .correlation()))
                .isZero();
    }

    @Test
    void an_empty_group_and_too_few_groups_say_so() {
        List<Estimate> four = BetaBinomialShrinkage.of(new double[] {3, 10, 45, 0}, new double[] {5, 12, 60, 0})
                .rates(0.95);

        assertThat(Expect.reason(four.get(3))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.point(four.get(0))).isBetween(0.5, 0.9);
        BetaBinomialShrinkage two = BetaBinomialShrinkage.of(new double[] {3, 1}, new double[] {5, 5});
        assertThat(Expect.reason(two.rates(0.95).get(0))).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(two.correlation())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void counts_that_are_impossible_are_refused_by_position() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaBinomialShrinkage.of(new double[] {1, 3}, new double[] {2, 2}))
                .withMessage("successes[1] must be between 0 and the number of trials");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaBinomialShrinkage.of(new double[] {0}, new double[] {Double.NaN}))
                .withMessageContaining("trials[0]");
    }
}
