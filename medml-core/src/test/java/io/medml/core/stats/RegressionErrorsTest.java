package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RegressionErrorsTest {

    // numpy 2.4.6, scipy 1.17.1, e = wright - mini: for x in e, abs(e), e**2: x.mean(), t.interval(.95, 16, x.mean(),
    // sem(x)); of the
    // RMSE the square roots of 1418.8235294117646, 387.7790569768729, 2449.8680018466566
    @Test
    void errors_and_limits_agree_with_scipy() {
        RegressionErrors errors = RegressionErrors.of(BlandAltmanTest.PEFR, 0.95);

        assertThat(point(errors.meanError())).isCloseTo(-2.1176470588235294, within(1e-12));
        assertThat(interval(errors.meanError()).lower()).isCloseTo(-22.04883769664517, within(1e-9));
        assertThat(interval(errors.meanError()).upper()).isCloseTo(17.81354357899811, within(1e-9));
        assertThat(point(errors.meanAbsoluteError())).isCloseTo(28.941176470588236, within(1e-12));
        assertThat(interval(errors.meanAbsoluteError()).lower()).isCloseTo(16.164109669178668, within(1e-9));
        assertThat(interval(errors.meanAbsoluteError()).upper()).isCloseTo(41.71824327199781, within(1e-9));
        assertThat(point(errors.rootMeanSquaredError())).isCloseTo(37.66727398434568, within(1e-12));
        assertThat(interval(errors.rootMeanSquaredError()).lower())
                .isCloseTo(Math.sqrt(387.7790569768729), within(1e-9));
        assertThat(interval(errors.rootMeanSquaredError()).upper())
                .isCloseTo(Math.sqrt(2449.8680018466566), within(1e-9));
    }

    @Property
    void the_root_of_the_squares_is_at_least_the_mean_size_and_that_at_least_the_bias(@ForAll long seed) {
        RegressionErrors errors = RegressionErrors.of(BlandAltmanTest.random(9, seed), 0.95);

        assertThat(point(errors.rootMeanSquaredError()))
                .isGreaterThanOrEqualTo(point(errors.meanAbsoluteError()) - 1e-12);
        assertThat(point(errors.meanAbsoluteError()))
                .isGreaterThanOrEqualTo(Math.abs(point(errors.meanError())) - 1e-12);
        assertThat(interval(errors.rootMeanSquaredError()).lower()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void one_large_error_among_small_ones_does_not_bring_a_limit_below_0() {
        RegressionErrors errors = RegressionErrors.of(
                PairedMeasurements.of(new double[] {0, 0, 0, 0, 90}, new double[] {0, 0, 0.1, 0, 0}), 0.95);

        assertThat(interval(errors.meanAbsoluteError()).lower()).isEqualTo(0);
        assertThat(interval(errors.rootMeanSquaredError()).lower()).isEqualTo(0);
        assertThat(interval(errors.meanError()).lower()).isLessThan(0);
    }

    @Test
    void every_record_twice_within_its_subject_changes_no_interval() {
        int[] subjects = IntStream.range(0, 34).map(i -> i / 2).toArray();
        double[] first = IntStream.range(0, 34)
                .mapToDouble(i -> BlandAltmanTest.WRIGHT[i / 2])
                .toArray();
        double[] second = IntStream.range(0, 34)
                .mapToDouble(i -> BlandAltmanTest.MINI[i / 2])
                .toArray();
        RegressionErrors once = RegressionErrors.of(BlandAltmanTest.PEFR, 0.95);

        RegressionErrors twice =
                RegressionErrors.of(PairedMeasurements.of(first, second).withSubjects(subjects), 0.95);

        assertThat(interval(twice.rootMeanSquaredError()).lower())
                .isCloseTo(interval(once.rootMeanSquaredError()).lower(), within(1e-10));
        assertThat(interval(twice.meanAbsoluteError()).upper())
                .isCloseTo(interval(once.meanAbsoluteError()).upper(), within(1e-10));
        assertThat(twice.rootMeanSquaredError().support().counts()).containsEntry("subjects", 17L);
    }

    @Test
    void undefined_errors_and_intervals_say_why() {
        RegressionErrors none = RegressionErrors.of(PairedMeasurements.of(new double[0], new double[0]), 0.95);
        RegressionErrors one = RegressionErrors.of(PairedMeasurements.of(new double[] {3}, new double[] {1}), 0.95);
        RegressionErrors exact =
                RegressionErrors.of(PairedMeasurements.of(new double[] {3, 4}, new double[] {3, 4}), 0.95);

        assertThat(reason(none.rootMeanSquaredError())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(none.meanAbsoluteError())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(point(one.rootMeanSquaredError())).isEqualTo(2);
        assertThat(reason(one.rootMeanSquaredError().intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(point(exact.meanAbsoluteError())).isEqualTo(0);
        assertThat(reason(exact.meanAbsoluteError().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }
}
