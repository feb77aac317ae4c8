package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GroupCalibrationTest {

    /** Ten forecasts of 0.25 with four events, ten of 0.75 with seven. */
    private static ScoredLabels twenty() {
        int[] labels = new int[20];
        double[] forecasts = new double[20];
        for (int i = 0; i < 20; i++) {
            forecasts[i] = i < 10 ? 0.25 : 0.75;
            labels[i] = i < 4 || i >= 13 ? 1 : 0;
        }
        return ScoredLabels.of(labels, forecasts);
    }

    // by hand: two forecasts, so the logistic line passes through logit(4/10) and logit(7/10):
    // slope (ln(7/3) - ln(4/6)) / (2 ln 3), intercept half their sum
    @Test
    void a_group_of_twenty_has_the_figures_worked_out_by_hand() {
        GroupCalibration calibration = GroupCalibration.of(twenty(), 0.95);

        assertThat(calibration.observed()).isEqualTo(BinomialInterval.WILSON.estimate(11, 20, 0.95));
        assertThat(Expect.point(calibration.meanForecast())).isCloseTo(0.5, within(1e-15));
        assertThat(Expect.point(calibration.logistic().observedExpectedRatio())).isCloseTo(1.1, within(1e-15));
        // (4 * 0.5625 + 6 * 0.0625 + 7 * 0.0625 + 3 * 0.5625) / 20
        assertThat(Expect.point(calibration.brier())).isCloseTo(0.2375, within(1e-15));
        // (|0.25 - 0.4| + |0.75 - 0.7|) / 2
        assertThat(Expect.point(calibration.equalWidthError())).isCloseTo(0.1, within(1e-15));
        assertThat(Expect.point(calibration.logistic().slope()))
                .isCloseTo((Math.log(7.0 / 3) - Math.log(4.0 / 6)) / (2 * Math.log(3)), within(1e-12));
        assertThat(Expect.point(calibration.logistic().intercept()))
                .isCloseTo((Math.log(7.0 / 3) + Math.log(4.0 / 6)) / 2, within(1e-12));
        assertThat(calibration.logistic().slope().interval()).isPresent();
    }

    @Test
    void an_empty_group_says_so_in_every_figure() {
        GroupCalibration calibration = GroupCalibration.of(ScoredLabels.of(new int[0], new double[0]), 0.95);

        assertThat(Expect.reason(calibration.observed())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(calibration.meanForecast())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(calibration.brier())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(calibration.equalWidthError())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(calibration.logistic().slope())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void shared_subjects_widen_the_interval_of_the_observed_share() {
        int[] subjects = new int[20];
        for (int i = 0; i < 20; i++) {
            subjects[i] = i / 2;
        }
        GroupCalibration calibration = GroupCalibration.of(twenty().withSubjects(subjects), 0.95);

        assertThat(calibration.observed().intervalEstimate().method()).isEqualTo(ClusteredProportion.METHOD);
        assertThat(Expect.interval(calibration.observed()).width())
                .isGreaterThan(Expect.interval(BinomialInterval.WILSON.estimate(11, 20, 0.95))
                        .width());
        assertThat(calibration
                        .logistic()
                        .observedExpectedRatio()
                        .intervalEstimate()
                        .method())
                .isEqualTo("observed_expected.log.cluster_robust");
    }

    @Test
    void weights_give_the_weighted_share_without_an_interval() {
        double[] weights = new double[20];
        Arrays.fill(weights, 0.5);

        GroupCalibration calibration = GroupCalibration.of(twenty().withWeights(weights), 0.95);

        assertThat(Expect.point(calibration.observed())).isCloseTo(0.55, within(1e-15));
        assertThat(Expect.reason(calibration.observed().intervalEstimate())).isEqualTo(Reason.NOT_OFFERED);
    }

    @Test
    void scores_that_are_no_probabilities_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupCalibration.of(ScoredLabels.of(new int[] {1}, new double[] {1.5}), 0.95))
                .withMessage("scores[0] must be a probability in [0, 1]");
    }

    @Test
    void an_observed_to_expected_ratio_beyond_doubles_is_not_estimable() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {1e-310, 0});

        assertThat(CalibrationLogistic.of(sample, 0.95).observedExpectedRatio())
                .isInstanceOfSatisfying(
                        io.medml.core.measure.Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(io.medml.core.measure.Reason.ZERO_DENOMINATOR));
    }

    @Property(tries = 50)
    void row_order_changes_nothing_and_exchanging_the_classes_mirrors(@ForAll long seed) {
        Samples.Raw raw = Samples.probabilities(60, seed);
        int[] order = Samples.permutation(60, seed + 1);
        ScoredLabels mirrored = ScoredLabels.of(
                Arrays.stream(raw.labels()).map(y -> 1 - y).toArray(),
                Arrays.stream(raw.scores()).map(p -> 1 - p).toArray());

        GroupCalibration found = GroupCalibration.of(raw.sample(), 0.95);
        GroupCalibration shuffled = GroupCalibration.of(raw.sample().select(order), 0.95);
        GroupCalibration other = GroupCalibration.of(mirrored, 0.95);

        assertThat(shuffled.observed()).isEqualTo(found.observed());
        assertThat(Expect.point(shuffled.brier())).isCloseTo(Expect.point(found.brier()), within(1e-12));
        assertThat(Expect.point(shuffled.equalWidthError()))
                .isCloseTo(Expect.point(found.equalWidthError()), within(1e-12));
        assertThat(Expect.point(shuffled.logistic().slope()))
                .isCloseTo(Expect.point(found.logistic().slope()), within(1e-9));
        assertThat(Expect.point(other.observed())).isCloseTo(1 - Expect.point(found.observed()), within(1e-12));
        assertThat(Expect.point(other.meanForecast())).isCloseTo(1 - Expect.point(found.meanForecast()), within(1e-12));
        assertThat(Expect.point(other.brier())).isCloseTo(Expect.point(found.brier()), within(1e-12));
        assertThat(Expect.point(other.logistic().slope()))
                .isCloseTo(Expect.point(found.logistic().slope()), within(1e-6));
        assertThat(Expect.point(other.logistic().intercept()))
                .isCloseTo(-Expect.point(found.logistic().intercept()), within(1e-6));
    }

    @Property(tries = 50)
    void every_record_twice_moves_no_value_and_merging_two_groups_weighs_them_by_their_records(@ForAll long seed) {
        ScoredLabels first = Samples.probabilities(40, seed).sample();
        Samples.Raw both = Samples.probabilities(100, seed + 1);
        int[] twice = IntStream.range(0, 80).map(i -> i / 2).toArray();

        GroupCalibration once = GroupCalibration.of(first, 0.95);
        GroupCalibration doubled = GroupCalibration.of(first.select(twice), 0.95);
        GroupCalibration head =
                GroupCalibration.of(both.sample().select(IntStream.range(0, 30).toArray()), 0.95);
        GroupCalibration tail = GroupCalibration.of(
                both.sample().select(IntStream.range(30, 100).toArray()), 0.95);
        GroupCalibration all = GroupCalibration.of(both.sample(), 0.95);

        assertThat(Expect.point(doubled.brier())).isCloseTo(Expect.point(once.brier()), within(1e-12));
        assertThat(Expect.point(doubled.equalWidthError()))
                .isCloseTo(Expect.point(once.equalWidthError()), within(1e-12));
        assertThat(Expect.point(doubled.logistic().slope()))
                .isCloseTo(Expect.point(once.logistic().slope()), within(1e-9));
        assertThat(Expect.point(all.brier()))
                .isCloseTo(0.3 * Expect.point(head.brier()) + 0.7 * Expect.point(tail.brier()), within(1e-12));
        // misses of two groups may cancel in a bin, so the whole is never worse than its parts
        assertThat(Expect.point(all.equalWidthError()))
                .isLessThanOrEqualTo(0.3 * Expect.point(head.equalWidthError())
                        + 0.7 * Expect.point(tail.equalWidthError())
                        + 1e-12);
    }
}
