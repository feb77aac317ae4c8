package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ClusteredMeanDifferenceTest {

    private static final double[] VALUES = {1, 0, 0.5, 2, 1.5, 0, 1, 0.25, 3, 1, 0, 2};
    private static final boolean[] FIRST = {true, true, true, false, false, true, false, false, true, false, false, true
    };
    private static final int[] SUBJECTS = {1, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8};

    // statsmodels 0.15.0: OLS(x, [1, s]).fit(cov_type="cluster", cov_kwds={"groups": g}), its variance times (N - 2) /
    // (N - 1) = 10/11;
    // scipy 1.17.1 stats.t with 7 degrees of freedom for the limits and tails; all digits
    @Test
    void variance_and_test_agree_with_the_cluster_robust_regression_on_an_indicator() {
        ClusteredMeanDifference compared = ClusteredMeanDifference.of(VALUES, FIRST, SUBJECTS, 0.95);

        assertThat(Expect.point(compared.difference())).isCloseTo(0.125, within(1e-15));
        Interval interval = Expect.interval(compared.difference());
        assertThat(interval.lower()).isCloseTo(-1.4088104721203223, within(1e-12));
        assertThat(interval.upper()).isCloseTo(1.6588104721203227, within(1e-12));
        assertThat(Expect.point(compared.test().statistic())).isCloseTo(0.19270831489401333, within(1e-13));
        assertThat(Expect.point(compared.test().pValue())).isCloseTo(0.8526592012066984, within(1e-12));
        assertThat(Expect.point(compared.greater().pValue())).isCloseTo(0.4263296006033492, within(1e-12));
        assertThat(compared.test().degreesOfFreedom()).hasValue(7);
    }

    @Property
    void exchanging_the_samples_mirrors_the_difference_and_order_does_not_matter(@ForAll long seed) {
        Samples.Raw raw = Samples.random(30, seed, 7);
        boolean[] first = first(raw);
        int[] order = Samples.permutation(30, seed + 1);

        ClusteredMeanDifference forward = ClusteredMeanDifference.of(raw.scores(), first, raw.subjects(), 0.9);
        ClusteredMeanDifference backward = ClusteredMeanDifference.of(
                IntStream.of(order).mapToDouble(i -> raw.scores()[i]).toArray(),
                not(first, order),
                IntStream.of(order).map(i -> raw.subjects()[i]).toArray(),
                0.9);

        assertThat(Expect.point(backward.difference())).isCloseTo(-Expect.point(forward.difference()), within(1e-14));
        if (forward.difference().interval().isPresent()) {
            assertThat(Expect.interval(backward.difference()).lower())
                    .isCloseTo(-Expect.interval(forward.difference()).upper(), within(1e-12));
            assertThat(Expect.point(forward.greater().pValue())
                            + Expect.point(backward.greater().pValue()))
                    .isCloseTo(1, within(1e-12));
        }
    }

    private static boolean[] first(Samples.Raw raw) {
        boolean[] first = new boolean[raw.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = raw.labels()[i] == 1;
        }
        return first;
    }

    private static boolean[] not(boolean[] values, int[] order) {
        boolean[] result = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = !values[order[i]];
        }
        return result;
    }

    @Test
    void a_sample_without_records_has_no_difference() {
        ClusteredMeanDifference compared =
                ClusteredMeanDifference.of(new double[] {1, 2}, new boolean[2], new int[] {1, 2}, 0.95);

        assertThat(Expect.reason(compared.difference())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(compared.test().pValue())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void one_subject_on_a_side_is_too_few_for_an_interval_or_a_test() {
        ClusteredMeanDifference compared = ClusteredMeanDifference.of(
                new double[] {1, 2, 3, 5}, new boolean[] {true, true, false, false}, new int[] {1, 1, 2, 3}, 0.95);

        assertThat(Expect.point(compared.difference())).isEqualTo(-2.5);
        assertThat(Expect.reason(compared.difference().intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(compared.greater().pValue())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void values_that_do_not_vary_give_no_interval_of_width_zero() {
        ClusteredMeanDifference compared = ClusteredMeanDifference.of(
                new double[] {1, 1, 0, 0}, new boolean[] {true, true, false, false}, new int[] {1, 2, 3, 4}, 0.95);

        assertThat(Expect.point(compared.difference())).isEqualTo(1);
        assertThat(Expect.reason(compared.difference().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void values_must_be_finite() {
        assertThatThrownBy(() -> ClusteredMeanDifference.of(
                        new double[] {1, Double.NaN}, new boolean[] {true, false}, new int[] {1, 2}, 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values[1] must be a finite number of size at most 1e60");
    }

    @Test
    void a_value_whose_square_is_beyond_doubles_is_refused_with_its_place() {
        assertThatThrownBy(() -> ClusteredMeanDifference.of(
                        new double[] {1e308, -1e308, 1, 2},
                        new boolean[] {true, true, false, false},
                        new int[] {0, 1, 2, 3},
                        0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values[0] must be a finite number of size at most 1e60");
    }

    // numpy 2 and scipy 1.17.1, the formulas of the class comment: the robust error 0.017543 is below 0.035176 of no
    // difference
    @Test
    void a_second_sample_without_an_event_is_no_certainty() {
        double[] values = new double[100];
        values[0] = 1;
        values[1] = 1;
        boolean[] first = new boolean[100];
        Arrays.fill(first, 0, 80, true);

        ClusteredMeanDifference compared = ClusteredMeanDifference.of(
                values, first, IntStream.range(0, 100).toArray(), 0.95);

        assertThat(Expect.point(compared.greater().pValue())).isCloseTo(0.23946892660192887, within(1e-12));
    }

    // 2000 samples without a difference, 1000 records with 2 percent of events against 50: rejections at 0.025 are at
    // most
    // binomial(2000, 0.025), 99.9 percent quantile 73 (scipy 1.17.1); the robust error alone rejects a third, for 0 of
    // 50 has none
    @Test
    void rare_events_do_not_break_the_error_rate_of_the_one_sided_test() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(5);
        int[] subjects = IntStream.range(0, 1050).toArray();
        boolean[] first = new boolean[1050];
        Arrays.fill(first, 0, 1000, true);
        int rejected = 0;
        for (int sample = 0; sample < 2000; sample++) {
            double[] values = IntStream.range(0, 1050)
                    .mapToDouble(i -> random.nextDouble() < 0.02 ? 1 : 0)
                    .toArray();
            HypothesisTest greater =
                    ClusteredMeanDifference.of(values, first, subjects, 0.95).greater();
            rejected += greater.pValue().point().orElse(1) <= 0.025 ? 1 : 0;
        }

        assertThat(rejected).isLessThanOrEqualTo(73);
    }
}
