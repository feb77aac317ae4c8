package io.medml.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {

    private static boolean beyond(Metric metric, double value, double lower, double upper) {
        return new Measurement(
                        metric,
                        Slice.overall(),
                        Estimate.of(value, IntervalEstimate.of(lower, upper, 0.95, "m"), Support.of(12)))
                .limitBeyondRange();
    }

    // a kappa lies from -1 to 1, and so does the difference of two areas
    @ParameterizedTest
    @CsvSource({"0.5, -0.2, 1.001, true", "-0.9, -1.001, 0, true", "0.5, -1, 1, false"})
    void a_limit_is_beyond_the_range_where_the_metric_cannot_be(
            double value, double lower, double upper, boolean expected) {
        assertThat(beyond(Metric.COHEN_KAPPA, value, lower, upper)).isEqualTo(expected);
        assertThat(beyond(Metric.READER_AVERAGED_AUROC.difference(), value, lower, upper))
                .isEqualTo(expected);
    }

    @Test
    void what_has_no_end_or_no_interval_is_not_beyond_it() {
        assertThat(beyond(Metric.CALIBRATION_SLOPE, 1, -1e9, 1e9)).isFalse();
        assertThat(new Measurement(
                                Metric.COHEN_KAPPA,
                                Slice.overall(),
                                Estimate.notEstimable(Reason.EMPTY_GROUP, "m", Support.of(0)))
                        .limitBeyondRange())
                .isFalse();
    }
}
