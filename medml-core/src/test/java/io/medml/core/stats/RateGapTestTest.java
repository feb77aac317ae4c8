package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The score test of the difference of two proportions, plain and at effective sizes. */
class RateGapTestTest {

    // scipy 1.17.1: chi2_contingency([[56, 14], [48, 32]], correction=False) and [[180, 20], [120, 80]]
    @Test
    void the_square_of_z_is_pearsons_chi_square() {
        HypothesisTest first = RateGap.test(56, 70, 48, 80);
        HypothesisTest second = RateGap.test(180, 200, 120, 200);

        assertThat(Math.pow(Expect.point(first.statistic()), 2)).isCloseTo(7.023411371237456, within(1e-12));
        assertThat(Expect.point(first.pValue())).isCloseTo(0.008045081368196585, within(1e-15));
        assertThat(Expect.point(second.statistic())).isCloseTo(Math.sqrt(48), within(1e-12));
        assertThat(Expect.point(second.pValue())).isCloseTo(4.262191597843651e-12, within(1e-22));
    }

    @Property
    void exchanging_the_groups_changes_the_sign_and_not_the_p_value(
            @ForAll @LongRange(min = 0, max = 40) long x1,
            @ForAll @LongRange(min = 0, max = 40) long rest1,
            @ForAll @LongRange(min = 0, max = 40) long x2,
            @ForAll @LongRange(min = 0, max = 40) long rest2) {
        HypothesisTest there = RateGap.test(x1, x1 + rest1, x2, x2 + rest2);
        HypothesisTest back = RateGap.test(x2, x2 + rest2, x1, x1 + rest1);
        HypothesisTest failures = RateGap.test(rest1, x1 + rest1, rest2, x2 + rest2);

        assertThat(back.pValue().point()).isEqualTo(there.pValue().point());
        there.statistic()
                .point()
                .ifPresent(z -> assertThat(Expect.point(back.statistic())).isEqualTo(0 - z));
        // a rate and its complement are one comparison
        there.pValue()
                .point()
                .ifPresent(p -> assertThat(Expect.point(failures.pValue())).isCloseTo(p, within(1e-12)));
    }

    @Test
    void proportions_that_are_both_one_cannot_be_tested_as_the_chi_square_says_too() {
        HypothesisTest test = RateGap.test(5, 5, 7, 7);

        assertThat(Expect.reason(test.statistic())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(test.pValue())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(UnpairedDifference.chiSquare(new UnpairedCounts(5, 5, 7, 7))
                        .pValue()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        Estimate one = ClusteredProportion.estimate(new int[] {1, 1, 1}, new int[] {1, 1, 2}, 0.95);
        assertThat(Expect.reason(ClusteredProportion.test(one, one).pValue())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(RateGap.test(0, 0, 1, 2).pValue())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void twin_records_that_agree_are_tested_at_half_their_number() {
        int[] successes = IntStream.range(0, 80).map(i -> i / 2 < 30 ? 1 : 0).toArray();
        int[] others = IntStream.range(0, 80).map(i -> i / 2 < 18 ? 1 : 0).toArray();
        int[] subjects = IntStream.range(0, 80).map(i -> i / 2).toArray();
        Estimate first = ClusteredProportion.estimate(successes, subjects, 0.95);
        Estimate second = ClusteredProportion.estimate(others, subjects, 0.95);

        HypothesisTest test = ClusteredProportion.test(first, second);

        // the design effect is 80/39, so 39 of 80 records
        assertThat(test.pValue().support().effective().get("n_first")).isCloseTo(39, within(1e-9));
        assertThat(test.pValue().support().effective().get("n_second")).isCloseTo(39, within(1e-9));
        assertThat(Expect.point(test.statistic())).isCloseTo(0.3 / Math.sqrt(0.6 * 0.4 * 2 / 39), within(1e-12));
    }

    @Test
    void a_proportion_that_is_not_estimable_gives_its_reason() {
        Estimate none = ClusteredProportion.estimate(new int[0], new int[0], 0.95, Reason.NO_POSITIVES);
        Estimate some = ClusteredProportion.estimate(new int[] {1, 0}, new int[] {1, 2}, 0.95);

        assertThat(Expect.reason(ClusteredProportion.test(some, none).pValue())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(ClusteredProportion.difference(some, none))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.interval(ClusteredProportion.difference(some, none))).isEqualTo(new Interval(-1, 1, 0.95));
    }
}
