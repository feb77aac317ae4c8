package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import org.junit.jupiter.api.Test;

/**
 * Expected values: scipy 1.17.1 {@code stats.ttest_1samp(d, -0.05, alternative='greater')} and
 * {@code stats.ttest_1samp(d, 0).confidence_interval(.95)}; with subjects statsmodels 0.15.0
 * {@code OLS(d + 0.05, ones(8)).fit(cov_type='cluster', cov_kwds={'groups': g, 'use_correction': True}, use_t=True)} and
 * {@code stats.t.sf(t, 4)}.
 */
class PairedMeanDifferenceTest {

    private static final PairedMeasurements PAIRS = PairedMeasurements.of(
            new double[] {.91, .88, .95, .62, .79, .85, .90, .93},
            new double[] {.90, .90, .93, .70, .80, .81, .92, .90});

    @Test
    void single_records_give_the_paired_t_test() {
        NonInferiority test = PairedMeanDifference.nonInferiority(PAIRS, 0.05, 0.025);

        assertThat(Expect.point(test.difference())).isCloseTo(-0.00375, within(1e-12));
        assertThat(Expect.interval(test.difference()).lower()).isCloseTo(-0.035643482032359126, within(1e-10));
        assertThat(Expect.interval(test.difference()).upper()).isCloseTo(0.028143482032359092, within(1e-10));
        assertThat(Expect.point(test.test().statistic())).isCloseTo(3.4290351716756953, within(1e-10));
        assertThat(Expect.point(test.test().pValue())).isCloseTo(0.005499803658856688, within(1e-10));
        assertThat(test.conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
    }

    @Test
    void shared_subjects_give_the_cluster_robust_test() {
        NonInferiority test = PairedMeanDifference.nonInferiority(
                PAIRS.withSubjects(new int[] {0, 0, 1, 1, 1, 2, 3, 4}), 0.05, 0.025);

        assertThat(Expect.point(test.test().statistic())).isCloseTo(4.020611104438793, within(1e-10));
        assertThat(Expect.point(test.test().pValue())).isCloseTo(0.007928195155683234, within(1e-10));
        assertThat(test.test().degreesOfFreedom()).hasValue(4);
        assertThat(Expect.interval(test.difference()).lower()).isCloseTo(-0.03568808, within(1e-8));
    }

    @Test
    void the_interval_inverts_the_test() {
        double lower =
                Expect.interval(PairedMeanDifference.estimate(PAIRS, 0.95)).lower();

        assertThat(PairedMeanDifference.nonInferiority(PAIRS, -lower + 1e-9, 0.025)
                        .conclusion())
                .isEqualTo(NonInferiority.Conclusion.SHOWN);
        assertThat(PairedMeanDifference.nonInferiority(PAIRS, -lower - 1e-9, 0.025)
                        .conclusion())
                .isEqualTo(NonInferiority.Conclusion.NOT_SHOWN);
    }

    @Test
    void a_margin_of_a_distance_may_exceed_one() {
        PairedMeasurements millimetres = PairedMeasurements.of(new double[] {5, 7, 6, 9}, new double[] {6, 6, 8, 9});

        assertThat(PairedMeanDifference.nonInferiority(millimetres, 3, 0.025).conclusion())
                .isEqualTo(NonInferiority.Conclusion.SHOWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedMeanDifference.nonInferiority(millimetres, -1, 0.025))
                .withMessage("margin must be finite and not negative, got -1.0");
    }

    @Test
    void equal_differences_one_subject_and_no_records_leave_it_undecided() {
        PairedMeasurements equal = PairedMeasurements.of(new double[] {1, 2, 3}, new double[] {0, 1, 2});
        PairedMeasurements none = PairedMeasurements.of(new double[0], new double[0]);

        NonInferiority ofEqual = PairedMeanDifference.nonInferiority(equal, 0.1, 0.025);
        NonInferiority ofOne = PairedMeanDifference.nonInferiority(PAIRS.withSubjects(new int[8]), 0.1, 0.025);
        NonInferiority ofNone = PairedMeanDifference.nonInferiority(none, 0.1, 0.025);

        assertThat(Expect.reason(ofEqual.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(ofOne.test().pValue())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(ofNone.test().pValue())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(ofEqual.conclusion()).isEqualTo(NonInferiority.Conclusion.UNDECIDED);
    }
}
