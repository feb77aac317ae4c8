package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RepeatabilityTest {

    private static final double NAN = Double.NaN;

    /** Bland and Altman (1986), Table 1: two readings each of 17 people by a Wright meter, l/min. */
    private static final double[][] WRIGHT = {
        {494, 490},
        {395, 397},
        {516, 512},
        {434, 401},
        {476, 470},
        {557, 611},
        {413, 415},
        {442, 431},
        {650, 638},
        {433, 429},
        {417, 420},
        {656, 633},
        {267, 275},
        {478, 492},
        {178, 165},
        {423, 372},
        {427, 421}
    };

    /** The same people, two readings each by a mini Wright meter. */
    private static final double[][] MINI = {
        {512, 525},
        {430, 415},
        {520, 508},
        {428, 444},
        {500, 500},
        {600, 625},
        {364, 460},
        {380, 390},
        {658, 642},
        {445, 432},
        {432, 420},
        {626, 605},
        {260, 227},
        {477, 467},
        {259, 268},
        {350, 370},
        {451, 443}
    };

    private static Repeatability of(double[][] values) {
        return Repeatability.of(Ratings.withMissing(values), 0.95);
    }

    // Bland and Altman (1986), Lancet 327, 307-310: the sum of the squared differences of the mini meter is 13479,
    // their standard
    // deviation 28.2, twice that 56.4; for the Wright meter 43.2. Here 1.96 stands for 2, and sqrt(2) s_w is that
    // deviation.
    @Test
    void repeatability_of_the_peak_flow_meters_is_the_published_one() {
        double twice = 2 / 1.959963984540054;

        assertThat(point(of(MINI).withinSubjectDeviation()) * Math.sqrt(2)).isCloseTo(28.2, within(0.05));
        assertThat(point(of(MINI).coefficient()) * twice).isCloseTo(56.4, within(0.1));
        assertThat(point(of(WRIGHT).coefficient()) * twice).isCloseTo(43.2, within(0.1));
    }

    // numpy 2.4.6, scipy 1.17.1: sw = sqrt(sum d^2 / 34); sw * sqrt(17 / chi2.isf(.025, 17)), sw * sqrt(17 /
    // chi2.ppf(.025, 17))
    @Test
    void deviation_and_interval_agree_with_scipy() {
        Repeatability wright = of(WRIGHT);

        assertThat(point(wright.withinSubjectDeviation())).isCloseTo(15.306669057866863, within(1e-12));
        assertThat(interval(wright.withinSubjectDeviation()).lower()).isCloseTo(11.485934584231032, within(1e-9));
        assertThat(interval(wright.withinSubjectDeviation()).upper()).isCloseTo(22.946900927380472, within(1e-9));
        assertThat(point(wright.coefficient())).isCloseTo(42.427142370705134, within(1e-12));
        assertThat(interval(wright.coefficient()).upper()
                        / interval(wright.withinSubjectDeviation()).upper())
                .isCloseTo(1.959963984540054 * Math.sqrt(2), within(1e-12));
    }

    // numpy 2.4.6: sqrt(pooled sum of squares / 5)
    @Test
    void subjects_may_have_different_numbers_of_repeats_and_one_with_a_single_measurement_drops_out() {
        Repeatability repeatability = of(new double[][] {{10, 12, 11}, {20, 23, NAN}, {15, NAN, NAN}, {7, 7, 8}});

        assertThat(point(repeatability.withinSubjectDeviation())).isCloseTo(1.1972189997378648, within(1e-13));
        assertThat(repeatability.coefficient().support().counts()).containsEntry("repeated", 3L);
        assertThat(repeatability.coefficient().support().n()).isEqualTo(4);
    }

    @Property
    void what_differs_between_subjects_and_the_order_do_not_matter(@ForAll long seed) {
        double[][] values = RatingSamples.random(12, 3, 8, seed);
        double[][] other = RatingSamples.mirrored(RatingSamples.shuffled(values, seed));
        for (int i = 0; i < 12; i++) {
            for (int r = 0; r < 3; r++) {
                other[i][r] += 100 * i;
            }
        }

        assertThat(point(of(other).withinSubjectDeviation()))
                .isCloseTo(point(of(values).withinSubjectDeviation()), within(1e-11));
    }

    @Test
    void no_repeat_no_difference_and_shared_subjects_say_so() {
        assertThat(reason(of(new double[][] {{1, NAN}, {NAN, 4}}).coefficient()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(Repeatability.of(Ratings.ofRaters(new int[0], new int[0]), 0.95)
                        .coefficient()))
                .isEqualTo(Reason.EMPTY_GROUP);
        Repeatability exact = of(new double[][] {{0.1, 0.1, 0.1}, {0.7, 0.7, 0.7}});
        assertThat(point(exact.coefficient())).isEqualTo(0);
        assertThat(reason(exact.coefficient().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        Repeatability shared = Repeatability.of(Ratings.complete(WRIGHT).withSubjects(new int[17]), 0.95);
        assertThat(reason(shared.coefficient().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }
}
