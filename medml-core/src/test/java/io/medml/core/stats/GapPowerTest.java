package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simulation")
class GapPowerTest {

    // the settings of R's power.prop.test help page (n = 50 or power 0.90, p 0.50 and 0.75); values: scipy 1.17.1, its
    // formula
    @Test
    void equal_groups_have_the_power_of_r() {
        GapPower power = GapPower.ofRates(0.25, 0.5, 50, 50, 0.05, 0.9);

        assertThat(Expect.point(power.power())).isCloseTo(0.7401659, within(5e-8));
        assertThat(Expect.point(power.neededFirst())).isCloseTo(76.7, within(0.05));
        assertThat(Expect.point(power.neededFirst())).isCloseTo(76.70692845177746, within(1e-9));
    }

    // scipy 1.17.1: the formula of the class comment, and its roots by brentq
    @Test
    void unequal_groups_have_the_values_of_an_independent_computation() {
        GapPower high = GapPower.ofRates(0.1, 0.9, 40, 400, 0.05, 0.8);
        GapPower low = GapPower.ofRates(0.05, 0.08, 200, 900, 0.05, 0.8);

        assertThat(Expect.point(high.power())).isCloseTo(0.4918556777579872, within(1e-12));
        assertThat(Expect.point(high.smallestDetectable())).isCloseTo(0.16361439767174593, within(1e-9));
        assertThat(Expect.point(high.neededFirst())).isCloseTo(97.3844813578142, within(1e-8));
        assertThat(Expect.point(high.neededSecond())).isCloseTo(973.844813578142, within(1e-7));
        assertThat(Expect.point(low.power())).isCloseTo(0.5985814337611278, within(1e-12));
        assertThat(Expect.point(low.smallestDetectable())).isCloseTo(0.06670027225875842, within(1e-9));
    }

    // by hand: z(0.975) + z(0.8) = 1.959964 + 0.841621 = 2.801585
    @Test
    void a_standard_error_gives_the_textbook_power() {
        GapPower power = GapPower.ofStandardError(0.05, 0.02, 100, 300, 0.05, 0.8);

        assertThat(Expect.point(power.smallestDetectable())).isCloseTo(0.05603170, within(1e-7));
        // Phi(2.5 - 1.959964) = Phi(0.540036)
        assertThat(Expect.point(power.power())).isCloseTo(0.7054140, within(1e-6));
        assertThat(Expect.point(power.neededFirst())).isCloseTo(125.582, within(1e-2));
        assertThat(Expect.point(power.neededSecond()) / Expect.point(power.neededFirst()))
                .isCloseTo(3, within(1e-12));
    }

    @Property(tries = 300)
    void the_smallest_detectable_gap_has_the_target_power_and_the_numbers_needed_reach_it(
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double rate,
            @ForAll @LongRange(min = 20, max = 5000) long first,
            @ForAll @LongRange(min = 20, max = 5000) long second) {
        GapPower power = GapPower.ofRates(0.1, rate, first, second, 0.05, 0.8);

        power.smallestDetectable()
                .point()
                .ifPresent(gap -> assertThat(Expect.point(GapPower.ofRates(gap, rate, first, second, 0.05, 0.8)
                                .power()))
                        .isCloseTo(0.8, within(1e-9)));
        long n1 = (long) Math.ceil(100 * Expect.point(power.neededFirst()));
        long n2 = (long) Math.ceil(100 * Expect.point(power.neededSecond()));
        // with a hundred times what is needed the gap is a tenth as wide in standard errors: power is near one
        assertThat(Expect.point(GapPower.ofRates(0.1, rate, n1, n2, 0.05, 0.8).power()))
                .isGreaterThan(0.999);
        assertThat(Expect.point(GapPower.ofRates(
                                0.1,
                                rate,
                                (long) Math.ceil(Expect.point(power.neededFirst())) + 1,
                                (long) Math.ceil(Expect.point(power.neededSecond())) + 1,
                                0.05,
                                0.8)
                        .power()))
                .isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void what_has_no_power_says_why() {
        assertThat(Expect.reason(GapPower.ofRates(0.1, 0.5, 0, 10, 0.05, 0.8).power()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(GapPower.ofRates(0.7, 0.5, 40, 40, 0.05, 0.8).power()))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(GapPower.ofRates(0.1, 0.5, 2, 2, 0.05, 0.8).smallestDetectable()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(
                        GapPower.ofStandardError(0.1, 0, 10, 10, 0.05, 0.8).power()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(GapPower.notEstimable(Reason.NO_POSITIVES).neededFirst()))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void settings_out_of_range_are_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapPower.ofRates(0, 0.5, 1, 1, 0.05, 0.8))
                .withMessage("gap must be in (0, 1), got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapPower.ofRates(0.1, 0.5, 1, 1, 0.05, 0.05))
                .withMessageContaining("target must be in (alpha, 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapPower.ofStandardError(0.1, Double.NaN, 1, 1, 0.05, 0.8))
                .withMessageContaining("standardError");
    }

    // scipy 1.17.1: the formula of the class comment and its root by brentq
    @Test
    void a_reference_rate_of_one_has_a_smallest_detectable_gap() {
        GapPower few = GapPower.ofRates(0.5, 1, 3, 6, 0.05, 0.8);
        GapPower more = GapPower.ofRates(0.1, 1, 30, 60, 0.05, 0.8);

        assertThat(Expect.point(few.power())).isCloseTo(0.47721550777306554, within(1e-12));
        assertThat(Expect.point(few.smallestDetectable())).isCloseTo(0.8064114877577208, within(1e-9));
        assertThat(Expect.point(more.power())).isCloseTo(0.6515191678159139, within(1e-12));
        assertThat(Expect.point(more.smallestDetectable())).isCloseTo(0.15069981873302424, within(1e-9));
    }
}
