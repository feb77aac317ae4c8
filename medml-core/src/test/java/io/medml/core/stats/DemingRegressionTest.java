package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemingRegressionTest {

    private static DemingRegression of(double[] first, double[] second, double ratio) {
        return DemingRegression.of(PairedMeasurements.of(first, second), ratio, 0.95);
    }

    // numpy 2.4.6, scipy 1.17.1, x = mini, y = wright: the root of np.roots([sxy, d * sxx - syy, -d * sxy]) with the
    // smaller weighted
    // distance; pseudo-values without each record, estimate -+ t.isf(.025, 15) * sd / sqrt(17). scipy.odr with sx = 1,
    // sy = sqrt(d)
    // gives the same lines to its tolerance of 1e-6.
    @ParameterizedTest
    @CsvSource({
        "1, 1.0299925383654307, 0.7442790568516133, 1.315706019879248, -15.688388535699573, -158.63604521116528, 127.25926813976614",
        "2.5, 1.0036181118228868, 0.7252361259671554, 1.2820000976786183, -3.754736243626212, -144.12745884514868, 136.61798635789626",
        "0.2, 1.0706959449834577, 0.7795476514395157, 1.3618442385273997, -34.10548287133861, -177.90910440021673, 109.69813865753952"
    })
    void line_and_intervals_agree_with_an_independent_computation(
            double ratio,
            double slope,
            double slopeLower,
            double slopeUpper,
            double intercept,
            double interceptLower,
            double interceptUpper) {
        DemingRegression line = DemingRegression.of(BlandAltmanTest.PEFR, ratio, 0.95);

        assertThat(point(line.slope())).isCloseTo(slope, within(1e-11));
        assertThat(interval(line.slope()).lower()).isCloseTo(slopeLower, within(1e-9));
        assertThat(interval(line.slope()).upper()).isCloseTo(slopeUpper, within(1e-9));
        assertThat(point(line.intercept())).isCloseTo(intercept, within(1e-8));
        assertThat(interval(line.intercept()).lower()).isCloseTo(interceptLower, within(1e-7));
        assertThat(interval(line.intercept()).upper()).isCloseTo(interceptUpper, within(1e-7));
    }

    @Property
    void exchanging_the_methods_and_inverting_the_ratio_inverts_the_line(@ForAll long seed) {
        PairedMeasurements pairs = BlandAltmanTest.random(12, seed);
        double[] first = IntStream.range(0, 12).mapToDouble(pairs::first).toArray();
        double[] second = IntStream.range(0, 12).mapToDouble(pairs::second).toArray();
        Assume.that(Math.abs(point(of(first, second, 2).slope())) > 0.01);
        DemingRegression forward = of(first, second, 2);
        DemingRegression backward = of(second, first, 0.5);

        assertThat(point(backward.slope()) * point(forward.slope())).isCloseTo(1, within(1e-9));
        assertThat(point(backward.intercept()))
                .isCloseTo(-point(forward.intercept()) / point(forward.slope()), within(1e-7));
    }

    // scipy 1.17.1: linregress(mini, wright).slope
    @Test
    void with_all_error_in_the_first_method_it_is_the_line_of_least_squares() {
        DemingRegression line = DemingRegression.of(BlandAltmanTest.PEFR, 1e12, 0.95);

        assertThat(point(line.slope())).isCloseTo(0.9699440613933966, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 4})
    void points_on_a_line_give_the_line_without_intervals(double ratio) {
        DemingRegression line = of(new double[] {3, 5, 7, 11, 13}, new double[] {1, 2, 3, 5, 6}, ratio);

        assertThat(point(line.slope())).isCloseTo(2, within(1e-14));
        assertThat(point(line.intercept())).isCloseTo(1, within(1e-13));
        assertThat(reason(line.slope().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(line.intercept().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void the_jackknife_leaves_out_subjects_where_records_share_them() {
        int[] subjects = IntStream.range(0, 34).map(i -> i / 2).toArray();
        double[] first = IntStream.range(0, 34)
                .mapToDouble(i -> BlandAltmanTest.WRIGHT[i / 2])
                .toArray();
        double[] second = IntStream.range(0, 34)
                .mapToDouble(i -> BlandAltmanTest.MINI[i / 2])
                .toArray();

        DemingRegression twice =
                DemingRegression.of(PairedMeasurements.of(first, second).withSubjects(subjects), 1, 0.95);

        assertThat(interval(twice.slope()).lower()).isCloseTo(0.7442790568516133, within(1e-9));
    }

    @Test
    void what_determines_no_line_says_why() {
        assertThat(reason(of(new double[] {1, 1, 2, 2}, new double[] {1, 2, 1, 2}, 1)
                        .slope()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(reason(of(new double[] {0.1, 0.1, 0.1}, new double[] {0.1, 0.1, 0.1}, 1)
                        .slope()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(of(new double[] {1}, new double[] {1}, 1).intercept()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[0], new double[0], 1).slope())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(
                        of(new double[] {1, 2}, new double[] {1, 3}, 1).slope().intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void a_ratio_that_is_no_positive_number_is_refused(double ratio) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemingRegression.of(BlandAltmanTest.PEFR, ratio, 0.95))
                .withMessage("ratio of error variances, first over second, must be a positive number, got " + ratio
                        + "; for methods of the same precision pass 1");
    }
}
