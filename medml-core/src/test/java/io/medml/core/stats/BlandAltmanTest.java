package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.BlandAltman.Quantity;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlandAltmanTest {

    /** Bland and Altman (1986), Table 1: peak expiratory flow of 17 people, first reading by a Wright meter, l/min. */
    static final double[] WRIGHT = {494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427
    };

    /** The same people, first reading by a mini Wright meter. */
    static final double[] MINI = {512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451};

    static final PairedMeasurements PEFR = PairedMeasurements.of(WRIGHT, MINI);

    private static BlandAltman of(double[] first, double[] second) {
        return BlandAltman.of(PairedMeasurements.of(first, second), 0.95);
    }

    static PairedMeasurements random(int n, long seed) {
        double[][] values = RatingSamples.random(n, 2, 9, seed);
        return PairedMeasurements.of(
                Arrays.stream(values).mapToDouble(row -> row[0] + row[1] / 8).toArray(),
                Arrays.stream(values).mapToDouble(row -> row[1]).toArray());
    }

    // Bland and Altman (1986), Lancet 327, 307-310: bias -2.1, SD 38.8, 95% interval of the bias -22.0 to 17.8
    @Test
    void bias_and_spread_of_the_peak_flow_meters_are_the_published_ones() {
        BlandAltman agreement = BlandAltman.of(PEFR, 0.95);

        assertThat(point(agreement.bias())).isCloseTo(-2.1, within(0.05));
        assertThat(point(agreement.standardDeviation())).isCloseTo(38.8, within(0.05));
        assertThat(interval(agreement.bias()).lower()).isCloseTo(-22.0, within(0.05));
        assertThat(interval(agreement.bias()).upper()).isCloseTo(17.8, within(0.05));
    }

    // scipy 1.17.1: s * sqrt(16 / chi2.isf(.025, 16)), s * sqrt(16 / chi2.ppf(.025, 16)); linregress((a + b) / 2, a -
    // b), slope -+
    // t.isf(.025, 15) * stderr
    @Test
    void intervals_of_spread_and_slope_agree_with_scipy() {
        BlandAltman agreement = BlandAltman.of(PEFR, 0.95);

        assertThat(interval(agreement.standardDeviation()).lower()).isCloseTo(28.871099451857695, within(1e-9));
        assertThat(interval(agreement.standardDeviation()).upper()).isCloseTo(58.99777336142173, within(1e-9));
        assertThat(point(agreement.proportionalBias())).isCloseTo(0.02868744515254922, within(1e-13));
        assertThat(interval(agreement.proportionalBias()).lower()).isCloseTo(-0.15932006368395663, within(1e-10));
        assertThat(interval(agreement.proportionalBias()).upper()).isCloseTo(0.21669495398905508, within(1e-10));
    }

    @Test
    void the_level_widens_the_intervals_and_leaves_the_limits() {
        BlandAltman narrow = BlandAltman.of(PEFR, 0.8);
        BlandAltman wide = BlandAltman.of(PEFR, 0.99);

        assertThat(point(narrow.upperLimit())).isEqualTo(point(wide.upperLimit()));
        assertThat(interval(narrow.upperLimit()).width())
                .isLessThan(interval(wide.upperLimit()).width());
    }

    @Property
    void exchanging_the_methods_mirrors_everything(@ForAll long seed) {
        PairedMeasurements pairs = random(12, seed);
        double[] first = IntStream.range(0, 12).mapToDouble(pairs::first).toArray();
        double[] second = IntStream.range(0, 12).mapToDouble(pairs::second).toArray();
        BlandAltman forward = of(first, second);
        BlandAltman backward = of(second, first);

        assertThat(point(backward.bias())).isCloseTo(-point(forward.bias()), within(1e-12));
        assertThat(point(backward.lowerLimit())).isCloseTo(-point(forward.upperLimit()), within(1e-12));
        assertThat(interval(backward.lowerLimit()).upper())
                .isCloseTo(-interval(forward.upperLimit()).lower(), within(1e-11));
    }

    @Property
    void a_shift_moves_bias_and_limits_and_a_unit_scales_them(@ForAll long seed) {
        PairedMeasurements pairs = random(12, seed);
        double[] first = IntStream.range(0, 12).mapToDouble(pairs::first).toArray();
        double[] second = IntStream.range(0, 12).mapToDouble(pairs::second).toArray();
        BlandAltman plain = of(first, second);
        BlandAltman moved = of(
                Arrays.stream(first).map(v -> 0.5 * v + 3).toArray(),
                Arrays.stream(second).map(v -> 0.5 * v).toArray());

        assertThat(point(moved.bias())).isCloseTo(0.5 * point(plain.bias()) + 3, within(1e-12));
        assertThat(point(moved.upperLimit())).isCloseTo(0.5 * point(plain.upperLimit()) + 3, within(1e-12));
        assertThat(interval(moved.lowerLimit()).lower())
                .isCloseTo(0.5 * interval(plain.lowerLimit()).lower() + 3, within(1e-11));
    }

    @Test
    void two_records_have_limits_without_intervals_and_one_has_a_bias_only() {
        BlandAltman two = of(new double[] {1, 2}, new double[] {2, 5});
        BlandAltman one = of(new double[] {1}, new double[] {2});

        for (Estimate estimate :
                new Estimate[] {two.bias(), two.standardDeviation(), two.lowerLimit(), two.upperLimit()}) {
            assertThat(estimate.point()).isPresent();
            assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        }
        assertThat(point(one.bias())).isEqualTo(-1);
        assertThat(reason(one.upperLimit())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.proportionalBias())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[0], new double[0]).bias())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(of(new double[0], new double[0]).lowerLimit())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void differences_that_do_not_vary_have_no_intervals() {
        BlandAltman constant = of(new double[] {0.3, 0.6, 1.1, 7.7}, new double[] {0.1, 0.4, 0.9, 7.5});

        assertThat(point(constant.bias())).isCloseTo(0.2, within(1e-15));
        for (Estimate estimate :
                new Estimate[] {constant.bias(), constant.standardDeviation(), constant.lowerLimit()}) {
            assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        }
        assertThat(reason(of(new double[] {1, 2, 3}, new double[] {3, 2, 1}).proportionalBias()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void records_that_share_subjects_keep_an_interval_of_the_bias_only() {
        int[] subjects = IntStream.range(0, 17).map(i -> i / 2).toArray();
        BlandAltman agreement = BlandAltman.of(PEFR.withSubjects(subjects), 0.95);

        assertThat(interval(agreement.bias()))
                .isEqualTo(interval(ClusteredMean.estimate(PEFR.differences(), subjects, 0.95)));
        for (Estimate estimate : new Estimate[] {
            agreement.standardDeviation(), agreement.lowerLimit(), agreement.upperLimit(), agreement.proportionalBias()
        }) {
            assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void a_replicate_of_every_record_once_is_the_estimate(Quantity quantity) {
        BlandAltman agreement = BlandAltman.of(PEFR, 0.95);
        Estimate estimate = switch (quantity) {
            case BIAS -> agreement.bias();
            case STANDARD_DEVIATION -> agreement.standardDeviation();
            case LOWER_LIMIT -> agreement.lowerLimit();
            case UPPER_LIMIT -> agreement.upperLimit();
        };

        BootstrapDistribution replicates = agreement.bootstrap(quantity, ResamplePlan.ofIndices(new int[][] {
            IntStream.range(0, 17).toArray(), {3}
        }));

        assertThat(replicates.values()).containsExactly(new double[] {point(estimate)}, within(1e-12));
        assertThat(replicates.undefined()).isEqualTo(1);
    }

    @Test
    void measurements_that_are_no_numbers_or_do_not_pair_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new double[] {1, Double.NaN}, new double[2]))
                .withMessage("first[1] must be a finite number of size at most 1e60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new double[1], new double[] {1e61}))
                .withMessage("second[0] must be a finite number of size at most 1e60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new double[1], new double[2]))
                .withMessage("first and second must have the same length, got 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PEFR.withSubjects(new int[3]))
                .withMessage("first and subjectOfRecord must have the same length, got 17 and 3");
    }
}
