package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected values: numpy 2.4.6 and scipy 1.17.1, the limits written apart (with a correlation by the root of the defining equation,
 * {@code brentq}), coverage by enumeration of all tables.
 */
class MoverCombinationTest {

    private static final double LEVEL = 0.95;

    private static Estimate wilson(long x, long n) {
        return BinomialInterval.WILSON.estimate(x, n, LEVEL, Reason.EMPTY_GROUP);
    }

    private static Interval sum(long tp, long positives, long tn, long negatives, double correlation) {
        return Expect.interval(MoverCombination.sum(wilson(tp, positives), wilson(tn, negatives), correlation));
    }

    private static Interval ratio(long x1, long n1, long x2, long n2, double correlation) {
        return Expect.interval(MoverCombination.ratio(wilson(x1, n1), wilson(x2, n2), correlation));
    }

    private static void expect(Interval interval, double lower, double upper) {
        assertThat(interval.lower()).isCloseTo(lower, within(1e-8));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-8));
    }

    @Test
    void a_sensitivity_of_one_keeps_its_uncertainty() {
        expect(sum(10, 10, 90, 100, 0), 2 * 0.80633833, 2 * 0.97238543);
        expect(ratio(10, 10, 10, 100, 0), 5.22501611, 18.10638466);
        expect(ratio(0, 10, 90, 100, 0), 0, 0.30942789);
    }

    @Test
    void a_correlation_of_the_two_is_in_the_interval() {
        expect(sum(10, 10, 90, 100, 0.4), 1.5852527445525704, 1.9447708629393248);
        expect(ratio(10, 10, 10, 100, 0.4), 5.869309561960958, 18.106384658905554);
    }

    @Test
    void the_upper_limit_is_infinite_where_the_denominator_may_be_zero() {
        assertThat(ratio(9, 10, 0, 100, 0).upper()).isInfinite();
        assertThat(Expect.point(MoverCombination.ratio(wilson(9, 10), wilson(0, 100), 0)))
                .isInfinite();
        assertThat(ratio(9, 10, 0, 100, 0).lower()).isPositive();
    }

    @Property(tries = 300)
    void the_inverse_ratio_has_the_inverse_limits(
            @ForAll @IntRange(min = 0, max = 30) int x1, @ForAll @IntRange(min = 1, max = 30) int x2) {
        Interval ratio = ratio(x1, 30, x2, 40, 0);
        if (x1 > 0) {
            Interval inverse = ratio(x2, 40, x1, 30, 0);

            assertThat(1 / inverse.lower()).isCloseTo(ratio.upper(), within(1e-9 * ratio.upper()));
            assertThat(1 / inverse.upper()).isCloseTo(ratio.lower(), within(1e-9));
        }
        assertThat(ratio.contains((double) x1 / 30 / (x2 / 40.0))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 100, 0.95, 0.9, 0.9345774222, 0.9599803795, 0.9138616441",
        "20, 200, 0.95, 0.9, 0.9452828213, 0.9544110259, 0.9255166827",
        "30, 300, 0.9, 0.8, 0.9517968534, 0.9523785731, 0.9723762140",
        "50, 500, 0.95, 0.9, 0.9537951508, 0.9500782437, 0.9622238270",
        "50, 50, 0.8, 0.8, 0.9532245721, 0.9496605769, 0.9496605769"
    })
    void balanced_accuracy_and_likelihood_ratios_are_covered_where_few_are_missed(
            int positives, int negatives, double sensitivity, double specificity, double sum, double up, double down) {
        BinomialDistribution found = BinomialDistribution.of(positives, sensitivity);
        BinomialDistribution spared = BinomialDistribution.of(negatives, specificity);
        double[] held = new double[3];
        double[] there = new double[3];
        for (int tp = 0; tp <= positives; tp++) {
            for (int tn = 0; tn <= negatives; tn++) {
                double p = found.probability(tp) * spared.probability(tn);
                Estimate se = wilson(tp, positives);
                Estimate sp = wilson(tn, negatives);
                Estimate[] estimates = {
                    MoverCombination.sum(se, sp, 0),
                    MoverCombination.ratio(se, wilson((long) negatives - tn, negatives), 0),
                    MoverCombination.ratio(wilson((long) positives - tp, positives), sp, 0)
                };
                double[] truths = {
                    sensitivity + specificity, sensitivity / (1 - specificity), (1 - sensitivity) / specificity
                };
                for (int k = 0; k < 3; k++) {
                    double truth = truths[k];
                    there[k] += estimates[k].point().isPresent() ? p : 0;
                    held[k] += estimates[k]
                                    .interval()
                                    .filter(i -> i.contains(truth))
                                    .isPresent()
                            ? p
                            : 0;
                }
            }
        }

        double[] expected = {sum, up, down};
        String[] names = {"balanced accuracy, MOVER (default)", "LR+, MOVER", "LR-, MOVER"};
        String setting = "n = " + positives + " + " + negatives + ", " + sensitivity + ", " + specificity;
        for (int k = 0; k < 3; k++) {
            CoverageTable.exact(names[k], setting, held[k] / there[k]);
            assertThat(held[k] / there[k]).as(names[k]).isCloseTo(expected[k], within(1e-9));
        }
    }

    @Test
    void what_is_not_estimable_stays_so() {
        Estimate none = wilson(0, 0);
        Estimate bare = Estimate.of(0.5, new IntervalEstimate.Unknown(Reason.DEPENDENT_RECORDS, "x"), Support.of(10));

        assertThat(Expect.reason(MoverCombination.sum(wilson(1, 2), none, 0))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(MoverCombination.ratio(none, wilson(1, 2), 0))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(MoverCombination.ratio(wilson(0, 9), wilson(0, 9), 0)))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(MoverCombination.sum(bare, wilson(1, 2), 0).intervalEstimate())
                .isInstanceOfSatisfying(
                        IntervalEstimate.Unknown.class,
                        u -> assertThat(u.reason()).isEqualTo(Reason.DEPENDENT_RECORDS));
    }

    @Test
    void bad_input_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoverCombination.sum(wilson(1, 2), wilson(1, 2), 1.1))
                .withMessage("correlation must be in [-1, 1], got 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoverCombination.ratio(
                        Estimate.of(-0.5, IntervalEstimate.of(-1, 1, LEVEL, "x"), Support.of(10)), wilson(1, 2), 0))
                .withMessage("first must not be negative, got -0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoverCombination.sum(
                        wilson(1, 2), BinomialInterval.WILSON.estimate(1, 2, 0.9, Reason.EMPTY_GROUP), 0))
                .withMessage("the two intervals have different levels, 0.95 and 0.9");
    }
}
