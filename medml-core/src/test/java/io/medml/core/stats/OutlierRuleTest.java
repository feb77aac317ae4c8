package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Expected limits from numpy 2.4.6 (mean, std with ddof=1, quantile, median) and scipy 1.17.1 (stats.median_abs_deviation). */
class OutlierRuleTest {

    private static final double[] SAMPLE = {
        2.1, 2.4, 2.2, 2.6, 2.5, 2.3, 2.2, 2.7, 2.4, 2.5, 2.6, 2.3, 2.1, 2.8, 2.4, 9.7, 2.2, 2.5, 2.3, -4.0
    };

    private static long beyond(OutlierRule rule, double... values) {
        OutlierRule.Limits limits = rule.limits(values).orElseThrow();
        return Arrays.stream(values).filter(limits::beyond).count();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(v -> v).toArray();
    }

    private static void isAbout(OutlierRule rule, double lower, double upper) {
        OutlierRule.Limits limits = rule.limits(SAMPLE).orElseThrow();
        assertThat(limits.lower()).isCloseTo(lower, within(1e-12));
        assertThat(limits.upper()).isCloseTo(upper, within(1e-12));
    }

    @Test
    void limits_are_those_of_numpy_and_scipy() {
        isAbout(OutlierRule.Z_SCORE, -5.382447456552605, 10.262447456552604);
        isAbout(OutlierRule.MODIFIED_Z_SCORE, 1.3621942179392155, 3.437805782060784);
        isAbout(OutlierRule.TUKEY_FAR_OUT, 1.225, 3.5);
    }

    @Test
    void two_outliers_hide_each_other_from_the_z_score_and_not_from_the_others() {
        assertThat(beyond(OutlierRule.Z_SCORE, SAMPLE)).isZero();
        assertThat(beyond(OutlierRule.MODIFIED_Z_SCORE, SAMPLE)).isEqualTo(2);
        assertThat(beyond(OutlierRule.TUKEY_FAR_OUT, SAMPLE)).isEqualTo(2);
    }

    @Test
    void a_spread_of_zero_has_no_limits() {
        double[] halfEqual = {1, 1, 1, 1, 1, 1, 2, 9};

        assertThat(OutlierRule.Z_SCORE.limits(halfEqual)).isPresent();
        assertThat(OutlierRule.MODIFIED_Z_SCORE.limits(halfEqual)).isEmpty();
        assertThat(OutlierRule.Z_SCORE.limits(new double[] {3, 3, 3})).isEmpty();
        assertThat(OutlierRule.TUKEY_FAR_OUT.limits(new double[] {3})).isEmpty();
    }

    @Test
    void numbers_that_are_none_are_refused() {
        assertThatThrownBy(() -> OutlierRule.Z_SCORE.limits(new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("values");
    }

    /** With 14 numbers no score can be beyond 3.5: the largest is (n - 1) / sqrt(n). */
    @Property(tries = 200)
    void fewer_than_fifteen_numbers_have_no_outlier_by_z_score(
            @ForAll @Size(14) List<@DoubleRange(min = -1e6, max = 1e6) Double> sample) {
        double[] values = array(sample);
        OutlierRule.Z_SCORE
                .limits(values)
                .ifPresent(limits ->
                        assertThat(Arrays.stream(values).filter(limits::beyond)).isEmpty());
    }

    /** Scaling and shifting the numbers scales and shifts the limits. */
    @Property(tries = 200)
    void limits_follow_scale_and_shift(@ForAll @Size(30) List<@DoubleRange(min = -100, max = 100) Double> sample) {
        double[] values = array(sample);
        double[] moved = Arrays.stream(values).map(x -> 8 * x + 5).toArray();
        for (OutlierRule rule : OutlierRule.values()) {
            rule.limits(values).ifPresent(limits -> {
                OutlierRule.Limits other = rule.limits(moved).orElseThrow();
                assertThat(other.lower()).isCloseTo(8 * limits.lower() + 5, within(1e-7));
                assertThat(other.upper()).isCloseTo(8 * limits.upper() + 5, within(1e-7));
            });
        }
    }
}
