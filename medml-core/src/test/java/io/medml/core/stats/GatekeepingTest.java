package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.Gatekeeping.Decision;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatekeepingTest {

    private static final Estimate NONE = Estimate.notEstimable(Reason.NO_POSITIVES, "test", Support.of(0));

    private static List<Estimate> p(double... values) {
        return DoubleStream.of(values)
                .mapToObj(v -> Double.isNaN(v) ? NONE : Arguments.value(v, "test", Support.of(9)))
                .toList();
    }

    private static List<Conclusion> conclusions(Gatekeeping plan, double... pValues) {
        return plan.decide(p(pValues), 0.025).stream().map(Decision::conclusion).toList();
    }

    @Test
    void co_primary_claims_are_each_tested_at_the_full_level_and_pass_only_together() {
        List<Decision> both = Gatekeeping.CO_PRIMARY.decide(p(0.024, 0.001), 0.025);
        List<Decision> one = Gatekeeping.CO_PRIMARY.decide(p(0.024, 0.026), 0.025);

        assertThat(both).extracting(Decision::conclusion).containsOnly(Conclusion.SHOWN);
        assertThat(Expect.point(both.get(0).adjustedP())).isEqualTo(0.024);
        assertThat(Gatekeeping.together(both)).isEqualTo(Conclusion.SHOWN);
        assertThat(Gatekeeping.together(one)).isEqualTo(Conclusion.NOT_SHOWN);
        assertThat(Gatekeeping.together(Gatekeeping.CO_PRIMARY.decide(p(0.024, Double.NaN), 0.025)))
                .isEqualTo(Conclusion.UNDECIDED);
        assertThat(Gatekeeping.together(Gatekeeping.CO_PRIMARY.decide(p(0.9, Double.NaN), 0.025)))
                .isEqualTo(Conclusion.NOT_SHOWN);
    }

    @Test
    void a_fixed_sequence_ends_at_the_first_claim_that_is_not_shown() {
        assertThat(conclusions(Gatekeeping.FIXED_SEQUENCE, 0.01, 0.02, 0.03, 0.001))
                .containsExactly(Conclusion.SHOWN, Conclusion.SHOWN, Conclusion.NOT_SHOWN, Conclusion.NOT_SHOWN);
    }

    @Test
    void behind_a_gate_that_cannot_be_tested_nothing_is_shown() {
        List<Decision> decisions = Gatekeeping.FIXED_SEQUENCE.decide(p(0.01, Double.NaN, 0.001, 0.5, 0.001), 0.025);

        assertThat(decisions)
                .extracting(Decision::conclusion)
                .containsExactly(
                        Conclusion.SHOWN,
                        Conclusion.UNDECIDED,
                        Conclusion.UNDECIDED,
                        Conclusion.NOT_SHOWN,
                        Conclusion.NOT_SHOWN);
        assertThat(Expect.reason(decisions.get(2).adjustedP())).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void a_claim_that_cannot_be_tested_counts_in_the_family_of_holm_and_stays_undecided() {
        // Holm with three claims: 3 * 0.01 = 0.03, 2 * 0.011 = 0.022 raised to 0.03; with two it would be 0.02 and 0.02
        List<Decision> decisions = Gatekeeping.HOLM.decide(p(0.01, Double.NaN, 0.011), 0.025);

        assertThat(Expect.point(decisions.get(0).adjustedP())).isCloseTo(0.03, within(1e-15));
        assertThat(Expect.point(decisions.get(2).adjustedP())).isCloseTo(0.03, within(1e-15));
        assertThat(decisions)
                .extracting(Decision::conclusion)
                .containsExactly(Conclusion.NOT_SHOWN, Conclusion.UNDECIDED, Conclusion.NOT_SHOWN);
        assertThat(Expect.reason(decisions.get(1).adjustedP())).isEqualTo(Reason.NO_POSITIVES);
    }

    @Property
    void no_plan_shows_a_claim_whose_own_p_value_exceeds_alpha_and_holm_ignores_the_order(
            @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = 0, max = 0.2) Double> values) {
        double[] pValues = values.stream().mapToDouble(Math::abs).toArray();

        for (Gatekeeping plan : Gatekeeping.values()) {
            List<Decision> decisions = plan.decide(p(pValues), 0.025);
            for (int i = 0; i < pValues.length; i++) {
                assertThat(Expect.point(decisions.get(i).adjustedP())).isGreaterThanOrEqualTo(pValues[i]);
                if (pValues[i] > 0.025) {
                    assertThat(decisions.get(i).conclusion()).isEqualTo(Conclusion.NOT_SHOWN);
                }
            }
        }
        List<Conclusion> forward = new ArrayList<>(conclusions(Gatekeeping.HOLM, pValues));
        double[] reversed = new double[pValues.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = pValues[reversed.length - 1 - i];
        }
        java.util.Collections.reverse(forward);
        assertThat(conclusions(Gatekeeping.HOLM, reversed)).isEqualTo(forward);
    }

    @ParameterizedTest
    @EnumSource(Gatekeeping.class)
    void p_values_outside_0_to_1_are_refused(Gatekeeping plan) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.decide(p(0.5, 1.5), 0.025))
                .withMessage("pValues[1] must be in [0, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.decide(p(0.5), 0.95))
                .withMessage("alpha must be in (0, 0.5), got 0.95");
    }

    @Test
    void no_claim_at_all_has_no_conclusion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gatekeeping.together(List.of()))
                .withMessage("no hypothesis to conclude about");
    }
}
