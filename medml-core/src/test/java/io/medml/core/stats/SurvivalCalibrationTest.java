package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Calibration at a time and over the distribution. Reference values: R 4.2.2, survival 3.5-3 on data set lung with the risks of
 * {@link Lung}; standard errors of ln(O/E) by central differences of a direct program, by its weights.
 */
class SurvivalCalibrationTest {

    @Provide
    Arbitrary<Censored> samples() {
        return Censored.samples();
    }

    private static double logError(Estimate estimate) {
        return Math.log(Expect.interval(estimate).upper() / Expect.point(estimate)) / 1.959963984540054;
    }

    @Test
    void observed_over_expected_of_the_lung_data() {
        double[] times = {180, 365, 540};
        double[] ratios = {0.827003198220505, 1.089355811087682, 1.118775749420813};
        double[] errors = {0.1078627011522575, 0.06294439814357904, 0.04844981856423175};
        double[] byPairs = {0.1113527226732726, 0.0589514912031371, 0.05043442862569832};

        for (int k = 0; k < times.length; k++) {
            TimedRisks sample = Lung.followUp().withRisks(Lung.risks(times[k]));
            Estimate ratio = CalibrationAtTime.of(sample, times[k], 5).ratio(0.95);
            Estimate clustered = CalibrationAtTime.of(sample.withSubjects(Lung.pairs()), times[k], 5)
                    .ratio(0.95);
            assertThat(Expect.point(ratio)).isCloseTo(ratios[k], within(1e-13));
            assertThat(logError(ratio)).isCloseTo(errors[k], within(1e-8));
            assertThat(logError(clustered)).isCloseTo(byPairs[k], within(1e-8));
        }
    }

    // cut(p, quantile(p, 0:5 / 5), include.lowest = TRUE); survfit(.., conf.type = "log-log") in each group, times =
    // 365
    @Test
    void groups_of_the_lung_data_agree_with_survfit_in_each() {
        long[] records = {49, 45, 49, 39, 46};
        double[][] expected = {
            {0.2778690133050429, 0.5420168656779245, 0.3992626319672917, 0.6978133843461578},
            {0.4303838959861387, 0.5485438233264321, 0.399611599711223, 0.7105273521642934},
            {0.5572357042331267, 0.594087258963736, 0.4455730149385511, 0.7479781075959591},
            {0.6777151578007202, 0.4873430141287285, 0.3334856894981464, 0.6672594457970604},
            {0.8027446280749754, 0.7467451822382198, 0.6077153187462165, 0.8667570486885757}
        };
        List<CalibrationAtTime.Group> groups = CalibrationAtTime.of(
                        Lung.followUp().withRisks(Lung.risks(365)), 365, 5)
                .groups(0.95);

        assertThat(groups).hasSize(5);
        for (int g = 0; g < 5; g++) {
            CalibrationAtTime.Group group = groups.get(g);
            assertThat(group.records()).isEqualTo(records[g]);
            assertThat(group.meanRisk()).isCloseTo(expected[g][0], within(1e-14));
            assertThat(Expect.point(group.observed())).isCloseTo(expected[g][1], within(1e-13));
            assertThat(Expect.interval(group.observed()).lower()).isCloseTo(expected[g][2], within(1e-13));
            assertThat(Expect.interval(group.observed()).upper()).isCloseTo(expected[g][3], within(1e-13));
        }
    }

    @Property
    void groups_hold_every_record_once_and_one_group_is_the_whole(@ForAll("samples") Censored raw) {
        CalibrationAtTime many = CalibrationAtTime.of(raw.sample(), 5, 4);
        CalibrationAtTime one = CalibrationAtTime.of(raw.sample(), 5, 1);

        assertThat(many.groups(0.95).stream()
                        .mapToLong(CalibrationAtTime.Group::records)
                        .sum())
                .isEqualTo(raw.size());
        assertThat(one.groups(0.95)).hasSize(1);
        assertThat(one.groups(0.95).get(0).observed()).isEqualTo(one.observed(0.95));
        assertThat(one.groups(0.95).get(0).meanRisk()).isEqualTo(Expect.point(one.expected()));
    }

    @Property
    void without_censoring_it_is_the_share_with_the_event_over_the_mean_risk(@ForAll("samples") Censored raw) {
        Censored all = raw.uncensored();
        double share = Arrays.stream(all.eventBy(5)).average().orElseThrow();
        double mean = Arrays.stream(all.risks()).average().orElseThrow();

        assertThat(Expect.point(CalibrationAtTime.of(all.sample(), 5, 3).ratio(0.95)))
                .isCloseTo(share / mean, within(1e-13));
    }

    @Test
    void calibration_at_a_time_says_why_there_is_none() {
        double[] two = {0.25, 0.5};
        TimedRisks none = TimedRisks.of(new double[] {}, new int[] {}, new double[] {});
        TimedRisks ended = TimedRisks.of(new double[] {3, 4}, new int[] {1, 0}, two);
        TimedRisks eventless = TimedRisks.of(new double[] {8, 9}, new int[] {0, 0}, two);
        TimedRisks sure = TimedRisks.of(new double[] {3, 9}, new int[] {1, 0}, new double[] {0, 0});

        assertThat(Expect.reason(CalibrationAtTime.of(none, 5, 2).ratio(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(CalibrationAtTime.of(none, 5, 2).expected())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(CalibrationAtTime.of(none, 5, 2).groups(0.95)).isEmpty();
        assertThat(Expect.reason(CalibrationAtTime.of(ended, 5, 2).ratio(0.95))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(CalibrationAtTime.of(sure, 5, 2).ratio(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(CalibrationAtTime.of(eventless, 5, 2).ratio(0.95)))
                .isEqualTo(0);
        assertThat(Expect.reason(
                        CalibrationAtTime.of(eventless, 5, 2).ratio(0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThatThrownBy(() -> CalibrationAtTime.of(ended, 5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups must be at least 1 and at most 1000000, got 0");
    }

    // ---- over the distribution

    // a direct program of Haider et al. (2020), equations of section 3.5; pchisq(8.8176, 9, lower.tail = FALSE)
    @Test
    void the_distribution_over_the_lung_data() {
        DistributionCalibration calibration = DistributionCalibration.of(Lung.followUp(), Lung.survivalAtOwnTime(), 10);
        double[] expected = {
            19.24564865970724, 24.27802789178505, 26.59991841584787, 23.71039894855217, 20.40016979125735,
            26.25888178223041, 16.54826116969386, 27.42757704030318, 28.49581883015088, 15.03529747047197
        };

        assertThat(calibration.counts()).containsExactly(expected, within(1e-12));
        assertThat(Expect.point(calibration.test().statistic())).isCloseTo(8.81758331185344, within(1e-11));
        assertThat(Expect.point(calibration.test().pValue())).isCloseTo(0.4542805724301475, within(1e-12));
        assertThat(calibration.test().degreesOfFreedom()).hasValue(9);
    }

    @Property
    void every_record_counts_once(@ForAll("samples") Censored raw) {
        double[] counts = DistributionCalibration.of(raw.sample().followUp(), raw.risks(), 10)
                .counts();

        assertThat(Arrays.stream(counts).sum()).isCloseTo(raw.size(), within(1e-12));
    }

    @Test
    void edges_belong_to_the_bin_above_and_one_to_the_last() {
        // in binary 0.3 * 10 is 3 and 0.7 * 10 is 7, while 0.29 * 100 is below 29
        FollowUp sample = FollowUp.of(new double[] {1, 1, 1, 1, 1}, new int[] {1, 1, 1, 1, 0});
        double[] survival = {0.3, 0.7, 1, 0, 0};

        assertThat(DistributionCalibration.of(sample, survival, 10).counts())
                .containsExactly(2, 0, 0, 1, 0, 0, 0, 1, 0, 1);
    }

    @Test
    void the_test_of_the_distribution_says_why_there_is_none() {
        double[] survival = new double[60];
        double[] times = new double[60];
        int[] some = new int[60];
        Arrays.fill(survival, 0.5);
        some[0] = 1;
        FollowUp none = FollowUp.of(new double[] {}, new int[] {});
        FollowUp censored = FollowUp.of(times, new int[60]);
        FollowUp fewer = FollowUp.of(Arrays.copyOf(times, 40), Arrays.copyOf(some, 40));
        FollowUp enough = FollowUp.of(times, some);

        assertThat(Expect.reason(DistributionCalibration.of(none, new double[] {}, 10)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(DistributionCalibration.of(censored, survival, 10)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(DistributionCalibration.of(fewer, Arrays.copyOf(survival, 40), 10)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(DistributionCalibration.of(enough.withSubjects(new int[60]), survival, 10)
                        .test()
                        .statistic()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThatThrownBy(() -> DistributionCalibration.of(fewer, survival, 10))
                .hasMessage("times and survivalAtOwnTime must have the same length, got 40 and 60");
        assertThatThrownBy(() -> DistributionCalibration.of(enough, survival, 1))
                .hasMessage("bins must be at least 2, got 1");
        survival[7] = 1.25;
        assertThatThrownBy(() -> DistributionCalibration.of(enough, survival, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("survivalAtOwnTime[7] must be a probability in [0, 1]");
    }

    @Test
    void follow_up_that_ends_turns_later_times_into_censorings() {
        FollowUp ended = FollowUp.of(new double[] {1, 3, 5}, new int[] {1, 1, 1})
                .withSubjects(new int[] {4, 4, 9})
                .endingAt(3);

        assertThat(ended.time(2)).isEqualTo(3);
        assertThat(ended.event(1)).isTrue();
        assertThat(ended.event(2)).isFalse();
        assertThat(ended.subjects()).isEqualTo(2);
    }
}
