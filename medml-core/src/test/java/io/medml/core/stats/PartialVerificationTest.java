package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * The table is that of hepatic scintigraphy (Drum and Christacopoulos 1972, Journal of Nuclear Medicine 13: 650 patients, 344
 * verified), the usual worked example of the correction. Reference values: numpy 2.4.6 and scipy 1.17.1, maximum likelihood of the
 * multinomial of answer and truth, delta method on the logit with numerical derivatives, not the closed variance.
 */
class PartialVerificationTest {

    private static final PartialVerification SCINTIGRAPHY =
            new PartialVerification(new ConfusionCounts(231, 32, 54, 27), 166, 140);

    private static void expect(Estimate estimate, double value, double lower, double upper) {
        assertThat(Expect.point(estimate)).isCloseTo(value, within(1e-9));
        assertThat(Expect.interval(estimate).lower()).isCloseTo(lower, within(1e-8));
        assertThat(Expect.interval(estimate).upper()).isCloseTo(upper, within(1e-8));
    }

    @Test
    void the_worked_example_of_hepatic_scintigraphy_is_reproduced() {
        expect(SCINTIGRAPHY.sensitivity(0.95), 0.8364667154, 0.7826465185, 0.8790201901);
        expect(SCINTIGRAPHY.specificity(0.95), 0.7383980182, 0.6555077130, 0.8072095168);
    }

    @Test
    void verified_records_alone_flatter_the_sensitivity_and_slight_the_specificity() {
        TwoByTwo verified = TwoByTwo.of(SCINTIGRAPHY.verified(), BinomialInterval.WILSON, 0.95);

        assertThat(Expect.point(verified.sensitivity())).isGreaterThan(Expect.point(SCINTIGRAPHY.sensitivity(0.95)));
        assertThat(Expect.point(verified.specificity())).isLessThan(Expect.point(SCINTIGRAPHY.specificity(0.95)));
    }

    @Property
    void with_every_record_verified_nothing_is_corrected(
            @ForAll @IntRange(min = 1, max = 60) int tp,
            @ForAll @IntRange(max = 60) int fp,
            @ForAll @IntRange(min = 1, max = 60) int tn,
            @ForAll @IntRange(max = 60) int fn) {
        PartialVerification all = new PartialVerification(new ConfusionCounts(tp, fp, tn, fn), 0, 0);

        assertThat(Expect.point(all.sensitivity(0.95))).isCloseTo(tp / (double) (tp + fn), within(1e-12));
        assertThat(Expect.point(all.specificity(0.95))).isCloseTo(tn / (double) (tn + fp), within(1e-12));
    }

    @Property
    void swapping_answers_and_truth_swaps_the_two_rates(
            @ForAll @IntRange(min = 1, max = 60) int tp,
            @ForAll @IntRange(min = 1, max = 60) int fp,
            @ForAll @IntRange(min = 1, max = 60) int tn,
            @ForAll @IntRange(min = 1, max = 60) int fn,
            @ForAll @IntRange(max = 60) int positive,
            @ForAll @IntRange(max = 60) int negative) {
        Estimate sensitivity =
                new PartialVerification(new ConfusionCounts(tp, fp, tn, fn), positive, negative).sensitivity(0.9);
        Estimate specificity =
                new PartialVerification(new ConfusionCounts(tn, fn, tp, fp), negative, positive).specificity(0.9);

        assertThat(Expect.point(specificity)).isCloseTo(Expect.point(sensitivity), within(1e-12));
        assertThat(Expect.interval(specificity).lower())
                .isCloseTo(Expect.interval(sensitivity).lower(), within(1e-12));
    }

    @Test
    void an_answer_that_was_never_verified_leaves_both_rates_open() {
        PartialVerification onlyPositives = new PartialVerification(new ConfusionCounts(8, 2, 0, 0), 5, 40);

        assertThat(Expect.reason(onlyPositives.sensitivity(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(onlyPositives.specificity(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void without_a_condition_or_without_its_absence_among_the_verified_there_is_no_rate() {
        assertThat(Expect.reason(new PartialVerification(new ConfusionCounts(0, 3, 5, 0), 1, 1).sensitivity(0.95)))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(new PartialVerification(new ConfusionCounts(3, 0, 0, 5), 1, 1).specificity(0.95)))
                .isEqualTo(Reason.NO_NEGATIVES);
    }

    // statsmodels 0.15.0 proportion_confint(8, 8, method="wilson"): lower 0.6755924351; odds divided by (49 / 9) / (15
    // / 10). Zero:
    // proportion_confint(0, 3, method="wilson"): upper 0.5614970318; odds multiplied by (15 / 2) / (52 / 12)
    @Test
    void a_rate_of_one_or_zero_has_wilsons_interval_with_the_odds_of_verification() {
        Estimate one = new PartialVerification(new ConfusionCounts(8, 2, 9, 0), 5, 40).sensitivity(0.95);
        Estimate none = new PartialVerification(new ConfusionCounts(0, 2, 9, 3), 13, 40).sensitivity(0.95);

        expect(one, 1, 0.3645797509, 1);
        expect(none, 0, 0, 0.6890765995);
        assertThat(one.intervalEstimate().method()).isEqualTo("partial_verification.begg_greenes.wilson");
    }

    @Property
    void a_rate_of_one_with_every_record_verified_has_wilsons_interval(
            @ForAll @IntRange(min = 1, max = 60) int tp,
            @ForAll @IntRange(max = 60) int fp,
            @ForAll @IntRange(min = 1, max = 60) int tn) {
        Estimate all = new PartialVerification(new ConfusionCounts(tp, fp, tn, 0), 0, 0).sensitivity(0.95);

        assertThat(Expect.interval(all).lower())
                .isCloseTo(BinomialInterval.WILSON.of(tp, tp, 0.95).lower(), within(1e-12));
        assertThat(Expect.interval(all).upper()).isEqualTo(1);
    }

    @Test
    void where_only_one_answer_was_given_a_rate_has_no_interval() {
        Estimate sensitivity = new PartialVerification(new ConfusionCounts(8, 2, 0, 0), 5, 0).sensitivity(0.95);

        assertThat(Expect.point(sensitivity)).isEqualTo(1);
        assertThat(Expect.reason(sensitivity.intervalEstimate())).isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void negative_counts_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PartialVerification(new ConfusionCounts(1, 1, 1, 1), -1, 0))
                .withMessageContaining("unverifiedPositive");
    }
}
