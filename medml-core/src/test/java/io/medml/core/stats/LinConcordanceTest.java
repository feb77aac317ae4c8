package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LinConcordanceTest {

    private static LinConcordance of(double[] first, double[] second) {
        return LinConcordance.of(PairedMeasurements.of(first, second), 0.95);
    }

    // epiR 2.0.57: epi.ccc(a, b, ci = "z-transform"), case ccc-pefr of the oracle
    @Test
    void concordance_of_the_peak_flow_meters_agrees_with_epir() {
        LinConcordance concordance = LinConcordance.of(BlandAltmanTest.PEFR, 0.95);

        assertThat(point(concordance.coefficient())).isCloseTo(0.9427424314274845, within(1e-12));
        assertThat(interval(concordance.coefficient()).lower()).isCloseTo(0.8504918731685605, within(1e-10));
        assertThat(interval(concordance.coefficient()).upper()).isCloseTo(0.9787262791701224, within(1e-10));
    }

    @Property
    void it_is_precision_times_accuracy_and_symmetric(@ForAll long seed) {
        PairedMeasurements pairs = BlandAltmanTest.random(15, seed);
        double[] first = IntStream.range(0, 15).mapToDouble(pairs::first).toArray();
        double[] second = IntStream.range(0, 15).mapToDouble(pairs::second).toArray();
        LinConcordance forward = of(first, second);
        LinConcordance backward = of(second, first);

        assertThat(point(forward.coefficient()))
                .isCloseTo(point(forward.pearson()) * point(forward.biasCorrection()), within(1e-12));
        assertThat(point(backward.coefficient())).isCloseTo(point(forward.coefficient()), within(1e-12));
        assertThat(interval(backward.coefficient()).lower())
                .isCloseTo(interval(forward.coefficient()).lower(), within(1e-11));
        assertThat(point(backward.scaleShift()) * point(forward.scaleShift())).isCloseTo(1, within(1e-12));
        assertThat(point(backward.locationShift())).isCloseTo(-point(forward.locationShift()), within(1e-12));
    }

    @Property
    void a_common_unit_does_not_matter_and_a_shift_of_one_method_does(@ForAll long seed) {
        PairedMeasurements pairs = BlandAltmanTest.random(15, seed);
        double[] first = IntStream.range(0, 15).mapToDouble(pairs::first).toArray();
        double[] second = IntStream.range(0, 15).mapToDouble(pairs::second).toArray();
        LinConcordance plain = of(first, second);
        LinConcordance converted = of(
                Arrays.stream(first).map(v -> 1.8 * v + 32).toArray(),
                Arrays.stream(second).map(v -> 1.8 * v + 32).toArray());
        LinConcordance shifted = of(Arrays.stream(first).map(v -> v + 500).toArray(), second);

        assertThat(point(converted.coefficient())).isCloseTo(point(plain.coefficient()), within(1e-11));
        assertThat(point(shifted.pearson())).isCloseTo(point(plain.pearson()), within(1e-11));
        assertThat(Math.abs(point(shifted.coefficient()))).isLessThan(0.01);
    }

    @Test
    void uncorrelated_measurements_have_concordance_0_with_an_interval_around_it() {
        LinConcordance concordance = of(new double[] {1, 1, 2, 2, 3, 3}, new double[] {1, 3, 1, 3, 1, 3});

        assertThat(point(concordance.coefficient())).isEqualTo(0);
        assertThat(interval(concordance.coefficient()).lower())
                .isCloseTo(-interval(concordance.coefficient()).upper(), within(1e-15));
    }

    @Test
    void complete_concordance_has_no_interval() {
        LinConcordance equal = of(new double[] {0.1, 0.7, 1.3}, new double[] {0.1, 0.7, 1.3});

        assertThat(point(equal.coefficient())).isEqualTo(1);
        assertThat(reason(equal.coefficient().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void series_that_do_not_vary_or_are_too_short_say_so() {
        LinConcordance half = of(new double[] {0.1, 0.1, 0.1, 0.1}, new double[] {0.2, 0.3, 0.1, 0.2});

        assertThat(point(half.coefficient())).isEqualTo(0);
        assertThat(reason(half.coefficient().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(half.pearson())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(half.biasCorrection())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(of(new double[] {1}, new double[] {2}).coefficient())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[0], new double[0]).scaleShift())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(of(new double[] {1, 2}, new double[] {2, 4})
                        .coefficient()
                        .intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void records_that_share_subjects_are_resampled_by_subject() {
        int[] subjects = IntStream.range(0, 17).map(i -> i / 2).toArray();
        LinConcordance concordance = LinConcordance.of(BlandAltmanTest.PEFR.withSubjects(subjects), 0.95);

        assertThat(reason(concordance.coefficient().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(concordance.acceleration()).isPresent();
        assertThat(concordance
                        .bootstrap(ResamplePlan.ofIndices(
                                new int[][] {IntStream.range(0, 9).toArray(), {8}}))
                        .values())
                .containsExactly(new double[] {0.9427424314274845}, within(1e-12));
    }

    @Test
    void two_constants_that_differ_have_the_value_zero_and_two_that_are_equal_none() {
        // 2 * 0 / (0 + 0 + (3 - 5)^2) is 0, 0 / 0 is not
        LinConcordance differ = of(new double[] {3, 3, 3}, new double[] {5, 5, 5});
        LinConcordance equal = of(new double[] {3, 3, 3}, new double[] {3, 3, 3});

        assertThat(differ.coefficient().point()).hasValue(0);
        assertThat(reason(differ.coefficient().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(differ.pearson())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(equal.coefficient())).isEqualTo(Reason.ZERO_VARIANCE);
    }
}
