package io.medml.core.stats;

import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CochranQTest {

    private static final double[][] CALLS = {
        {1, 1, 0}, {1, 1, 0}, {0, 0, 0}, {1, 0, 0}, {1, 1, 1}, {0, 1, 0},
        {1, 1, 0}, {1, 0, 0}, {0, 0, 0}, {1, 1, 1}, {1, 1, 0}, {0, 1, 0}
    };

    // statsmodels 0.15.0: cochrans_q(calls)
    @Test
    void the_test_agrees_with_statsmodels() {
        HypothesisTest test = CochranQ.of(Ratings.complete(CALLS));

        assertThat(point(test.statistic())).isCloseTo(9.0, within(1e-12));
        assertThat(test.degreesOfFreedom()).hasValue(2);
        assertThat(point(test.pValue())).isCloseTo(0.011108996538242308, within(1e-14));
        assertThat(test.pValue().support().counts()).containsEntry("differing_units", 8L);
    }

    @Property
    void two_raters_give_mcnemars_chi_square(
            @ForAll @IntRange(max = 60) int a,
            @ForAll @IntRange(min = 1, max = 60) int b,
            @ForAll @IntRange(max = 60) int c,
            @ForAll @IntRange(max = 60) int d) {
        HypothesisTest cochran = CochranQ.of(Ratings.ofTable(new long[][] {{d, c}, {b, a}}));
        HypothesisTest mcnemar = McNemar.of(new PairedCounts(a, b, c, d)).asymptotic();

        assertThat(point(cochran.statistic())).isCloseTo(point(mcnemar.statistic()), within(1e-11));
        assertThat(point(cochran.pValue())).isCloseTo(point(mcnemar.pValue()), within(1e-12));
    }

    @Property
    void neither_order_nor_calling_positive_negative_matters_nor_units_without_difference(@ForAll long seed) {
        double[][] values = RatingSamples.random(20, 4, 2, seed);
        double[][] other = java.util.Arrays.copyOf(
                RatingSamples.mapped(RatingSamples.mirrored(RatingSamples.shuffled(values, seed)), v -> 1 - v), 22);
        other[20] = new double[] {1, 1, 1, 1};
        other[21] = new double[] {0, 0, 0, 0};
        HypothesisTest test = CochranQ.of(Ratings.complete(values));

        HypothesisTest same = CochranQ.of(Ratings.complete(other));

        assertThat(same.statistic().point().isPresent())
                .isEqualTo(test.statistic().point().isPresent());
        if (test.statistic().point().isPresent()) {
            assertThat(point(same.statistic())).isCloseTo(point(test.statistic()), within(1e-11));
        }
    }

    @Test
    void raters_that_never_differ_give_no_statistic() {
        assertThat(reason(CochranQ.of(Ratings.complete(new double[][] {{1, 1}, {0, 0}}))
                        .pValue()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(reason(CochranQ.of(Ratings.ofTable(new long[2][2])).pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        Ratings dependent = Ratings.complete(CALLS).withSubjects(new int[12]);
        assertThat(reason(CochranQ.of(dependent).statistic())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void calls_other_than_0_and_1_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CochranQ.of(Ratings.complete(new double[][] {{1, 2}})))
                .withMessage("Cochran's Q needs ratings of 0 or 1, found another; for more categories of two raters use"
                        + " BowkerSymmetry");
    }
}
