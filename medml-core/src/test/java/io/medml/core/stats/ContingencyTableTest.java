package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ContingencyTableTest {

    private static ContingencyTable table(long[]... rows) {
        return ContingencyTable.of(rows);
    }

    // R 4.2.2: chisq.test(t, correct = FALSE); fisher.test(t); 2 sum O log(O / E); digits as printed by options(digits
    // = 16)
    @Test
    void a_new_category_has_the_figures_of_r() {
        ContingencyTable table = table(new long[] {100, 50, 0}, new long[] {95, 40, 15});

        assertThat(Expect.point(table.pearson().statistic())).isCloseTo(16.23931623931624, within(1e-12));
        assertThat(table.pearson().degreesOfFreedom()).hasValue(2);
        assertThat(Expect.point(table.pearson().pValue())).isCloseTo(0.00029763039703161137, within(1e-15));
        assertThat(Expect.point(table.likelihoodRatio().pValue())).isCloseTo(1.6403404468184977e-05, within(1e-16));
        assertThat(Expect.point(table.fisher().pValue())).isCloseTo(7.047824959989323e-05, within(1e-11));
        assertThat(Expect.point(table.cramersV())).isCloseTo(0.2326608134840376, within(1e-14));
        assertThat(Expect.point(table.leastExpected())).isEqualTo(7.5);
        assertThat(Expect.reason(table.yates().pValue())).isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.reason(table.oddsRatio(0.95))).isEqualTo(Reason.NOT_OFFERED);
    }

    // R 4.2.2: fisher.test of a 2 x 4 and of a 3 x 3 table
    @Test
    void fishers_test_of_larger_tables_has_the_p_values_of_r() {
        assertThat(Expect.point(table(new long[] {50, 30, 15, 5}, new long[] {62, 28, 24, 6})
                        .fisher()
                        .pValue()))
                .isCloseTo(0.6401021734649546, within(1e-8));
        assertThat(Expect.point(table(new long[] {10, 6, 1}, new long[] {4, 8, 5}, new long[] {2, 3, 9})
                        .fisher()
                        .pValue()))
                .isCloseTo(0.005475942463000732, within(1e-10));
    }

    // chi-square, Yates, Fisher: R 4.2.2. Odds ratio and limits: scipy 1.17.1, scipy.stats.contingency.odds_ratio(t,
    // kind="conditional"),
    // whose roots go to the last digits; R's fisher.test ends its search for the limit 1.2e-4 from the root in 1 / w,
    // which gives 24.7259
    // and 621.93 for the upper limits here
    @Test
    void fourfold_tables_have_the_figures_of_r_and_scipy() {
        ContingencyTable table = table(new long[] {12, 9}, new long[] {5, 20});

        assertThat(Expect.point(table.pearson().statistic())).isCloseTo(6.758041147493481, within(1e-12));
        assertThat(Expect.point(table.yates().statistic())).isCloseTo(5.257853762194534, within(1e-12));
        assertThat(Expect.point(table.yates().pValue())).isCloseTo(0.021847945168840876, within(1e-13));
        assertThat(Expect.point(table.likelihoodRatio().statistic())).isCloseTo(6.900335065540694, within(1e-12));
        assertThat(Expect.point(table.fisher().pValue())).isCloseTo(0.014364590728193823, within(1e-12));
        assertThat(Expect.point(table.sampleOddsRatio())).isCloseTo(16.0 / 3, within(1e-14));
        odds(table.oddsRatio(0.95), 5.121140766951816, 1.2310053581392801, 24.731822573912446);
        odds(
                table(new long[] {3, 1}, new long[] {1, 3}).oddsRatio(0.95),
                6.408319658199662,
                0.21173559544657966,
                626.2435305888141);
        odds(table(new long[] {0, 8}, new long[] {6, 5}).oddsRatio(0.95), 0, 0, 0.8545728690661536);
    }

    private static void odds(Estimate estimate, double value, double lower, double upper) {
        Interval interval = estimate.interval().orElseThrow();
        assertThat(Expect.point(estimate)).isCloseTo(value, within(1e-9 * Math.max(1, value)));
        assertThat(interval.lower()).isCloseTo(lower, within(1e-9));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-9 * upper));
    }

    @Property
    void fishers_test_of_two_proportions_is_that_of_the_other_class(
            @ForAll @LongRange(max = 30) long a,
            @ForAll @LongRange(max = 30) long b,
            @ForAll @LongRange(min = 1, max = 30) long c,
            @ForAll @LongRange(min = 1, max = 30) long d) {
        Estimate general = table(new long[] {a, c}, new long[] {b, d}).fisher().pValue();
        Estimate own = UnpairedDifference.fisher(new UnpairedCounts(a, a + c, b, b + d))
                .pValue();

        assertThat(Expect.point(general)).isCloseTo(Expect.point(own), within(1e-9));
    }

    @Test
    void rare_columns_are_put_together_by_their_sums_where_fishers_test_has_too_many_tables() {
        long[] first = new long[60];
        long[] second = new long[60];
        for (int i = 0; i < 60; i++) {
            first[i] = i < 2 ? 400 : 2;
            second[i] = i < 2 ? 400 : 1;
        }
        HypothesisTest test = table(first, second).test();

        assertThat(test.method()).isEqualTo("contingency.chi_square.pooled");
        // 400, 400 and the 58 rare ones as one: 116 and 58
        HypothesisTest pooled =
                table(new long[] {400, 400, 116}, new long[] {400, 400, 58}).pearson();
        assertThat(test.statistic()).extracting(Expect::point).isEqualTo(Expect.point(pooled.statistic()));
        assertThat(test.degreesOfFreedom()).hasValue(2);
    }

    @Test
    void the_test_is_fishers_where_counts_are_small_and_pearsons_where_they_are_not() {
        assertThat(table(new long[] {3, 1}, new long[] {1, 3}).test().method()).isEqualTo("contingency.fisher");
        assertThat(table(new long[] {30, 10}, new long[] {10, 30}).test().method())
                .isEqualTo("contingency.chi_square");
    }

    @Test
    void one_category_has_p_one_and_a_sample_without_records_has_none() {
        ContingencyTable one = table(new long[] {0, 7}, new long[] {0, 9});

        assertThat(Expect.point(one.pearson().pValue())).isEqualTo(1);
        assertThat(one.pearson().degreesOfFreedom()).hasValue(0);
        assertThat(Expect.reason(one.cramersV())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(
                        table(new long[] {0, 0}, new long[] {1, 9}).test().pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(new long[] {1}))
                .withMessage("counts must have at least two rows, got 1");
    }
}
