package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HomogeneityTest {

    private static Estimate rate(long successes, long trials) {
        return BinomialInterval.WILSON.estimate(successes, trials, 0.95);
    }

    private static Estimate plain(double value) {
        return Arguments.value(value, "by hand", Support.of(5));
    }

    // scipy 1.17.1: chi2_contingency([[30, 10], [25, 25], [12, 8]], correction=False)
    @Test
    void three_rates_have_pearsons_chi_square() {
        HypothesisTest test = Homogeneity.ofRates(List.of(rate(30, 40), rate(25, 50), rate(12, 20)));

        assertThat(Expect.point(test.statistic())).isCloseTo(5.8417216244359595, within(1e-12));
        assertThat(test.degreesOfFreedom()).hasValue(2);
        assertThat(Expect.point(test.pValue())).isCloseTo(0.05388728050000315, within(1e-14));
        assertThat(test.pValue().support().n()).isEqualTo(110);
    }

    @Property
    void two_rates_have_the_square_of_the_score_test_and_order_does_not_matter(
            @ForAll @LongRange(min = 0, max = 40) long x1,
            @ForAll @LongRange(min = 1, max = 40) long rest1,
            @ForAll @LongRange(min = 1, max = 40) long x2,
            @ForAll @LongRange(min = 0, max = 40) long rest2) {
        HypothesisTest score = RateGap.test(x1, x1 + rest1, x2, x2 + rest2);
        HypothesisTest there = Homogeneity.ofRates(List.of(rate(x1, x1 + rest1), rate(x2, x2 + rest2)));
        HypothesisTest back = Homogeneity.ofRates(List.of(rate(x2, x2 + rest2), rate(x1, x1 + rest1)));

        assertThat(Expect.point(there.statistic()))
                .isCloseTo(Math.pow(Expect.point(score.statistic()), 2), within(1e-9));
        assertThat(Expect.point(there.pValue())).isCloseTo(Expect.point(score.pValue()), within(1e-9));
        assertThat(Expect.point(back.statistic())).isCloseTo(Expect.point(there.statistic()), within(1e-9));
    }

    @Test
    void twin_records_of_one_subject_count_at_their_effective_number() {
        int[] subjects = IntStream.range(0, 80).map(i -> i / 2).toArray();
        Estimate first = ClusteredProportion.estimate(
                IntStream.range(0, 80).map(i -> i / 2 < 30 ? 1 : 0).toArray(), subjects, 0.95);
        Estimate second = ClusteredProportion.estimate(
                IntStream.range(0, 80).map(i -> i / 2 < 18 ? 1 : 0).toArray(), subjects, 0.95);

        double score = Expect.point(ClusteredProportion.test(first, second).statistic());

        assertThat(Expect.point(Homogeneity.ofRates(List.of(first, second)).statistic()))
                .isCloseTo(score * score, within(1e-10));
    }

    // statsmodels 0.15.0, A = [0.8, 0.9, 0.95], s = [0.05, 0.04, 0.02]: combine_effects(logit(A), (s / (A * (1 -
    // A)))**2).q,
    // and scipy 1.17.1: chi2.sf(q, 2)
    @Test
    void areas_are_tested_on_the_logit_scale() {
        HypothesisTest test = Homogeneity.ofAreas(
                Stream.of(0.8, 0.9, 0.95).map(HomogeneityTest::plain).toList(),
                Stream.of(0.05, 0.04, 0.02).map(HomogeneityTest::plain).toList());

        assertThat(Expect.point(test.statistic())).isCloseTo(9.084815618137114, within(1e-12));
        assertThat(Expect.point(test.pValue())).isCloseTo(0.01064773794338833, within(1e-14));
        assertThat(Homogeneity.ofAreas(List.of(plain(1), plain(0.9)), List.of(plain(0), plain(0.1)))
                        .pValue())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        none -> assertThat(none.reason()).isEqualTo(Reason.ZERO_VARIANCE));
    }

    // statsmodels 0.15.0: combine_effects([0.8, 1.1, 0.95], [0.01, 0.04, 0.0025]).q
    @Test
    void three_values_have_cochrans_q() {
        HypothesisTest test = Homogeneity.ofErrors(
                Stream.of(0.8, 1.1, 0.95).map(HomogeneityTest::plain).toList(),
                Stream.of(0.1, 0.2, 0.05).map(HomogeneityTest::plain).toList());
        double z = 1.959963984540054;
        HypothesisTest same = Homogeneity.ofIntervals(Stream.of(
                        new double[] {0.8, 0.1}, new double[] {1.1, 0.2}, new double[] {0.95, 0.05})
                .<Estimate>map(v -> Estimate.of(
                        v[0], IntervalEstimate.of(v[0] - z * v[1], v[0] + z * v[1], 0.95, "by hand"), Support.of(5)))
                .toList());

        assertThat(Expect.point(test.statistic())).isCloseTo(2.571428571428555, within(1e-12));
        assertThat(Expect.point(test.pValue())).isCloseTo(0.27645304662956666, within(1e-12));
        assertThat(test.degreesOfFreedom()).hasValue(2);
        assertThat(Expect.point(same.statistic())).isCloseTo(2.571428571428555, within(1e-9));
    }

    @Test
    void both_odds_are_tested_by_twice_the_smaller_p_value() {
        HypothesisTest sensitivities = Homogeneity.ofRates(List.of(rate(30, 40), rate(25, 50), rate(12, 20)));
        HypothesisTest falsePositives = Homogeneity.ofRates(List.of(rate(5, 40), rate(5, 40), rate(5, 40)));

        HypothesisTest both = Homogeneity.both(sensitivities, falsePositives);

        assertThat(Expect.point(both.pValue())).isCloseTo(2 * 0.05388728050000315, within(1e-14));
        assertThat(Expect.point(Homogeneity.both(falsePositives, falsePositives).pValue()))
                .isEqualTo(1);
    }

    @Test
    void a_test_of_all_groups_leaves_none_out() {
        Estimate none = Estimate.notEstimable(Reason.NO_POSITIVES, "by hand", Support.of(0));
        Estimate bare = Estimate.of(1, new IntervalEstimate.Unknown(Reason.SEPARATION, "by hand"), Support.of(3));

        assertThat(Expect.reason(Homogeneity.ofRates(List.of(rate(1, 2), none)).pValue()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(Homogeneity.ofRates(List.of(rate(1, 2))).pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(
                        Homogeneity.ofRates(List.of(rate(3, 3), rate(5, 5))).pValue()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(Homogeneity.ofIntervals(List.of(bare, bare)).pValue()))
                .isEqualTo(Reason.SEPARATION);
        assertThat(Expect.reason(Homogeneity.ofErrors(List.of(plain(1)), List.of(plain(1)))
                        .pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(Homogeneity.ofErrors(List.of(plain(1), plain(2)), List.of(plain(1), plain(0)))
                        .pValue()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(Homogeneity.both(
                                Homogeneity.ofRates(List.of(rate(1, 2), none)),
                                Homogeneity.ofRates(List.of(rate(1, 2), rate(1, 3))))
                        .pValue()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Homogeneity.ofErrors(List.of(plain(1)), List.of()))
                .withMessageContaining("values and standardErrors must have the same length");
    }
}
