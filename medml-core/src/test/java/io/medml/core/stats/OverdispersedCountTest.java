package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values of scipy: nbinom.sf(x - 1, r, r / (r + m)) and poisson.sf(x - 1, m). */
class OverdispersedCountTest {

    @Test
    void the_chance_is_that_of_scipy() {
        assertThat(OverdispersedCount.atLeast(1, 0.05, 0.05)).isCloseTo(0.04877057549928599, within(1e-12));
        assertThat(OverdispersedCount.atLeast(60, 41, 41)).isCloseTo(0.003173857713019845, within(1e-12));
        assertThat(OverdispersedCount.atLeast(60, 41, 80)).isCloseTo(0.026958796940652476, within(1e-12));
        assertThat(OverdispersedCount.atLeast(30500, 30000, 90000)).isCloseTo(0.04844351252217995, within(1e-12));
        assertThat(OverdispersedCount.atLeast(3, 0.5, 1.2)).isCloseTo(0.0557896421858461, within(1e-12));
    }

    @Test
    void without_a_mean_no_count_is_by_chance_and_none_is_certain() {
        assertThat(OverdispersedCount.atLeast(1, 0, 0)).isZero();
        assertThat(OverdispersedCount.atLeast(0, 3, 4)).isEqualTo(1);
    }

    @Test
    void what_is_no_mean_is_refused() {
        assertThatThrownBy(() -> OverdispersedCount.atLeast(1, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite and not negative");
    }
}
