package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against StrictMath, which is within one unit in the last place. */
class ElementaryTest {

    @Property(tries = 20_000)
    void the_exponential_is_within_three_units_in_the_last_place(@ForAll @DoubleRange(min = -708, max = 0) double x) {
        double expected = StrictMath.exp(x);

        assertThat(Elementary.expOfNegative(x)).isCloseTo(expected, within(3 * Math.ulp(expected)));
    }

    @Property(tries = 20_000)
    void the_logarithm_is_within_two_units_in_the_last_place(
            @ForAll @DoubleRange(min = -1022, max = 1023) double exponent) {
        double z = StrictMath.pow(2, exponent);
        double expected = StrictMath.log(z);

        assertThat(Elementary.log(z)).isCloseTo(expected, within(Math.max(1e-17, 2 * Math.ulp(expected))));
    }

    @Property(tries = 20_000)
    void the_logarithm_is_good_on_both_sides_of_1(@ForAll @DoubleRange(min = 0.5, max = 2) double z) {
        double expected = StrictMath.log(z);

        assertThat(Elementary.log(z)).isCloseTo(expected, within(Math.max(1e-17, 2 * Math.ulp(expected))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-709, -745, -746, -1e300, Double.NEGATIVE_INFINITY, 0, -0.0, -1e-300, Double.NaN})
    void beside_the_normal_range_the_exponential_is_the_usual_one(double x) {
        assertThat(Double.valueOf(Elementary.expOfNegative(x))).isEqualTo(Double.valueOf(StrictMath.exp(x)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Double.MIN_VALUE, 1e-310, Double.POSITIVE_INFINITY, -1, Double.NaN})
    void beside_the_normal_range_the_logarithm_is_the_usual_one(double z) {
        assertThat(Double.valueOf(Elementary.log(z))).isEqualTo(Double.valueOf(StrictMath.log(z)));
    }

    @Test
    void the_logarithm_of_1_is_nearly_0() {
        assertThat(Elementary.log(1)).isCloseTo(0, within(1e-17));
    }
}
