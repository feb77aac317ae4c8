package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DescriptiveTest {

    @Test
    void a_sum_keeps_what_naive_summation_loses() {
        assertThat(Descriptive.sum(new double[] {1, 1e100, 1, -1e100})).isEqualTo(2);
        assertThat(Descriptive.sum(new double[0])).isEqualTo(0);
    }

    // NIST StRD, NumAcc4: 1001 values 10000000.2, .1, .3, .1, .3 ..: mean 10000000.2, standard deviation 0.1, both
    // certified
    @Test
    void mean_and_variance_reach_nist_numacc4() {
        double[] values = new double[1001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == 0 ? 10000000.2 : i % 2 == 1 ? 10000000.1 : 10000000.3;
        }

        assertThat(Descriptive.mean(values).orElseThrow()).isCloseTo(10000000.2, within(1e-8));
        // the stored decimals themselves are off by up to 1e-9, so 8 digits are all there is
        assertThat(Math.sqrt(Descriptive.variance(values).orElseThrow())).isCloseTo(0.1, within(2e-9));
    }

    // Hyndman and Fan (1996), definition 7, by hand: h = 3 * 0.4 = 1.2
    @Test
    void quantiles_interpolate_as_type_7() {
        assertThat(Descriptive.quantile(new double[] {4, 1, 3, 2}, 0.4).orElseThrow())
                .isCloseTo(2.2, within(1e-15));
        assertThat(Descriptive.quantile(new double[] {4, 1, 3, 2}, 1).orElseThrow())
                .isEqualTo(4);
    }

    @Test
    void too_few_values_give_nothing() {
        assertThat(Descriptive.mean(new double[0])).isEmpty();
        assertThat(Descriptive.variance(new double[] {1})).isEmpty();
        assertThat(Descriptive.quantile(new double[0], 0.5)).isEmpty();
    }

    @Test
    void nan_is_refused_with_its_position() {
        assertThatThrownBy(() -> Descriptive.mean(new double[] {1, Double.NaN}))
                .hasMessage("values[1] must be a finite number of size at most 1e60");
        assertThatThrownBy(() -> Descriptive.quantile(new double[] {Double.NaN}, 0.5))
                .hasMessage("values[0] must not be NaN");
        assertThatThrownBy(() -> Descriptive.quantile(new double[] {1}, 1.5))
                .hasMessage("probability must be in [0, 1], got 1.5");
    }
}
