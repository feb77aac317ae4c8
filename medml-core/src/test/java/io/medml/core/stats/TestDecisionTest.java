package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test rejects where its p-value is at most alpha, alpha itself included, as in Lehmann and Romano, Testing Statistical
 * Hypotheses (2005), section 3.3: the p-value is the smallest level at which the hypothesis is rejected.
 */
class TestDecisionTest {

    private static final PairedCounts PAIRED = new PairedCounts(80, 7, 4, 20);
    private static final UnpairedCounts UNPAIRED = new UnpairedCounts(84, 100, 90, 110);

    private record Case(String name, double border, DoubleFunction<NonInferiority> at) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> one_sided() {
        return Stream.of(
                        new Case("tango", -0.05, a -> PairedDifference.scoreNonInferiority(PAIRED, 0.05, a)),
                        new Case(
                                "miettinen-nurminen",
                                -0.08,
                                a -> UnpairedDifference.scoreNonInferiority(UNPAIRED, 0.08, a)))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("one_sided")
    void at_an_alpha_equal_to_the_p_value_the_claim_is_shown_and_the_limit_lies_on_the_margin(Case test) {
        double p = Expect.point(test.at.apply(0.025).test().pValue());

        assertThat(p).isBetween(1e-6, 0.4);
        assertThat(test.at.apply(p).conclusion()).isEqualTo(Conclusion.SHOWN);
        assertThat(test.at.apply(Math.nextDown(p)).conclusion()).isEqualTo(Conclusion.NOT_SHOWN);
        assertThat(Expect.interval(test.at.apply(p).difference()).lower()).isCloseTo(test.border, within(1e-10));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void a_plan_decides_at_the_border_as_the_test_itself(Gatekeeping plan) {
        NonInferiority test = PairedDifference.scoreNonInferiority(PAIRED, 0.05, 0.025);
        double p = Expect.point(test.test().pValue());

        assertThat(plan.decide(List.of(test.test().pValue()), p).get(0).conclusion())
                .isEqualTo(Conclusion.SHOWN);
        assertThat(plan.decide(List.of(test.test().pValue()), Math.nextDown(p))
                        .get(0)
                        .conclusion())
                .isEqualTo(Conclusion.NOT_SHOWN);
    }

    static Gatekeeping[] plans() {
        return Gatekeeping.values();
    }

    @Test
    void a_performance_goal_on_the_border_is_shown() {
        double p = Expect.point(PerformanceGoal.of(46, 50, 0.8, 0.025).test().pValue());
        PerformanceGoal border = PerformanceGoal.of(46, 50, 0.8, p);

        assertThat(border.conclusion()).isEqualTo(Conclusion.SHOWN);
        assertThat(Expect.point(border.lowerLimit())).isCloseTo(0.8, within(1e-12));
        assertThat(PerformanceGoal.of(46, 50, 0.8, Math.nextDown(p)).conclusion())
                .isEqualTo(Conclusion.NOT_SHOWN);
    }

    @Test
    void an_equivalence_on_the_border_is_shown() {
        double p = Expect.point(
                PairedDifference.scoreEquivalence(PAIRED, 0.1, 0.025).pValue());

        assertThat(PairedDifference.scoreEquivalence(PAIRED, 0.1, p).conclusion())
                .isEqualTo(Conclusion.SHOWN);
        assertThat(PairedDifference.scoreEquivalence(PAIRED, 0.1, Math.nextDown(p))
                        .conclusion())
                .isEqualTo(Conclusion.NOT_SHOWN);
    }
}
