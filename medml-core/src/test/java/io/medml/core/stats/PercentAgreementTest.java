package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PercentAgreementTest {

    // 40 both positive, 1 only new, 4 only comparator, 171 neither, after the agreement example of FDA (2007),
    // Statistical
    // Guidance on Reporting Results from Studies Evaluating Diagnostic Tests, which was not at hand to compare. By
    // arithmetic
    // 40/44 = 90.9, 171/172 = 99.4, 211/216 = 97.7 percent. Limits: statsmodels 0.15.0
    // proportion_confint(method="wilson").
    @Test
    void agreement_with_a_comparator_is_that_of_its_table() {
        PercentAgreement agreement = PercentAgreement.of(new PairedCounts(40, 1, 4, 171), 0.95);

        assertThat(point(agreement.positive())).isCloseTo(0.909, within(5e-4));
        assertThat(point(agreement.negative())).isCloseTo(0.994, within(5e-4));
        assertThat(point(agreement.overall())).isCloseTo(0.977, within(5e-4));
        assertLimits(interval(agreement.positive()), PPA);
        assertLimits(interval(agreement.negative()), NPA);
        assertLimits(interval(agreement.overall()), OPA);
    }

    private static final double[] PPA = {0.7884076083340138, 0.9640778067726837};
    private static final double[] NPA = {0.9678070122483095, 0.998972956139858};
    private static final double[] OPA = {0.9469660036115686, 0.9900729020846342};

    private static void assertLimits(Interval interval, double[] limits) {
        assertThat(interval.lower()).isCloseTo(limits[0], within(1e-12));
        assertThat(interval.upper()).isCloseTo(limits[1], within(1e-12));
    }

    @Property
    void calling_positive_negative_exchanges_the_two(
            @ForAll @IntRange(max = 50) int a,
            @ForAll @IntRange(max = 50) int b,
            @ForAll @IntRange(max = 50) int c,
            @ForAll @IntRange(max = 50) int d) {
        PercentAgreement agreement = PercentAgreement.of(new PairedCounts(a, b, c, d), 0.9);
        PercentAgreement renamed = PercentAgreement.of(new PairedCounts(d, c, b, a), 0.9);

        assertThat(renamed.positive()).isEqualTo(agreement.negative());
        assertThat(renamed.negative()).isEqualTo(agreement.positive());
        assertThat(renamed.overall()).isEqualTo(agreement.overall());
    }

    @Test
    void one_record_a_subject_gives_the_figures_of_the_counts() {
        int[] device = {1, 1, 0, 0, 1, 0, 0, 1, 0, 0};
        int[] comparator = {1, 0, 0, 1, 1, 0, 0, 1, 0, 0};
        int[] subjects = Samples.permutation(10, 4);
        PercentAgreement counted = PercentAgreement.of(PairedCounts.of(device, comparator), 0.95);
        PercentAgreement clustered = PercentAgreement.of(device, comparator, subjects, 0.95);

        assertThat(point(clustered.positive())).isEqualTo(point(counted.positive()));
        assertThat(point(clustered.negative())).isEqualTo(point(counted.negative()));
        assertThat(point(clustered.overall())).isEqualTo(point(counted.overall()));
    }

    @Test
    void records_of_one_subject_that_agree_alike_widen_the_interval() {
        int[] device = new int[60];
        int[] comparator = new int[60];
        int[] subjects = new int[60];
        for (int i = 0; i < 60; i++) {
            subjects[i] = i / 6;
            comparator[i] = i % 2;
            device[i] = subjects[i] % 5 == 0 ? 1 - comparator[i] : comparator[i];
        }

        double clustered = interval(
                        PercentAgreement.of(device, comparator, subjects, 0.95).overall())
                .width();
        double independent = interval(PercentAgreement.of(PairedCounts.of(device, comparator), 0.95)
                        .overall())
                .width();

        assertThat(clustered).isGreaterThan(1.5 * independent);
    }

    @Test
    void a_comparator_that_is_never_positive_has_no_positive_agreement() {
        PercentAgreement agreement = PercentAgreement.of(new PairedCounts(0, 2, 0, 9), 0.95);

        assertThat(reason(agreement.positive())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(interval(agreement.positive())).isEqualTo(new Interval(0, 1, 0.95));
        assertThat(reason(
                        PercentAgreement.of(new PairedCounts(0, 0, 0, 0), 0.95).overall()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(PercentAgreement.of(new int[] {1, 0}, new int[2], new int[] {1, 2}, 0.95)
                        .positive()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void calls_other_than_0_and_1_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PercentAgreement.of(new int[] {2}, new int[1], new int[1], 0.95))
                .withMessage("device[0] must be 0 or 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PercentAgreement.of(new int[2], new int[1], new int[1], 0.95))
                .withMessage("device and comparator must have the same length, got 2 and 1");
    }
}
