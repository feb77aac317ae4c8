package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Reference values: R 4.2.2, survival 3.5-3 and prodlim on data set lung, event status == 2. */
class KaplanMeierTest {

    @Provide
    Arbitrary<Censored> samples() {
        return Censored.samples();
    }

    // summary(survfit(Surv(time, event) ~ 1, conf.type = "log-log"), times = c(100, 180, 365, 540, 1022))
    @Test
    void the_curve_of_the_lung_data_agrees_with_survfit() {
        double[] times = {100, 180, 365, 540, 1022};
        double[] free = {
            0.8639689676452436, 0.721670653409762, 0.4092416244600644, 0.2554494108121131, 0.05034556807081046
        };
        double[] errors = {
            0.02271023043416183, 0.02981241946863734, 0.03582363817203777, 0.03439389981747812, 0.02284804891608381
        };
        double[] lower = {
            0.8122223197535393, 0.6583045284456613, 0.3387142690883233, 0.1909272743434381, 0.01786617109285267
        };
        double[] upper = {
            0.9023101805150436, 0.7753146907169793, 0.4783807676469144, 0.3247221006253819, 0.1086621760309187
        };
        long[] atRisk = {196, 160, 65, 33, 1};
        KaplanMeier curve = KaplanMeier.of(Lung.followUp());

        for (int k = 0; k < times.length; k++) {
            Estimate estimate = curve.at(times[k], 0.95);
            assertThat(Expect.point(estimate)).isCloseTo(free[k], within(1e-14));
            assertThat(Expect.point(curve.standardError(times[k]))).isCloseTo(errors[k], within(1e-14));
            assertThat(Expect.interval(estimate).lower()).isCloseTo(lower[k], within(1e-13));
            assertThat(Expect.interval(estimate).upper()).isCloseTo(upper[k], within(1e-13));
            assertThat(curve.atRisk(times[k])).isEqualTo(atRisk[k]);
            assertThat(Expect.interval(curve.risk(times[k], 0.95)).lower()).isCloseTo(1 - upper[k], within(1e-13));
        }
    }

    // quantile(survfit(Surv(time, event) ~ 1, conf.type = "log-log"), c(0.25, 0.5, 0.75)); share free 1 - p
    @Test
    void quantiles_of_the_lung_data_agree_with_survfit() {
        double[][] expected = {{0.75, 170, 144, 194}, {0.5, 310, 284, 361}, {0.25, 550, 457, 643}};
        KaplanMeier curve = KaplanMeier.of(Lung.followUp());

        for (double[] row : expected) {
            Estimate time = curve.quantile(row[0], 0.95);
            assertThat(Expect.point(time)).isEqualTo(row[1]);
            assertThat(Expect.interval(time).lower()).isEqualTo(row[2]);
            assertThat(Expect.interval(time).upper()).isEqualTo(row[3]);
        }
    }

    @Test
    void a_quantile_that_is_not_reached_has_no_value_and_one_whose_limit_is_not_has_no_upper_end() {
        KaplanMeier curve = KaplanMeier.of(FollowUp.of(new double[] {1, 2, 3, 4}, new int[] {1, 1, 0, 0}));

        assertThat(((Estimate.NotEstimable) curve.quantile(0.25, 0.95)).reason())
                .isEqualTo(io.medml.core.measure.Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.point(curve.quantile(0.5, 0.95))).isEqualTo(2);
        assertThat(Expect.interval(curve.quantile(0.5, 0.95)).upper()).isInfinite();
    }

    // without censoring S after the k-th of n times is (n - k) / n, so that the share k / n is reached at the (n -
    // k)-th
    @Test
    void rounding_does_not_move_a_quantile_that_is_reached_exactly() {
        for (int n = 2; n <= 400; n += 2) {
            double[] times = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
            int[] events = IntStream.range(0, n).map(i -> 1).toArray();
            KaplanMeier curve = KaplanMeier.of(FollowUp.of(times, events));
            assertThat(Expect.point(curve.quantile(0.5, 0.95))).as("n = " + n).isEqualTo(n / 2.0);
            assertThat(Expect.point(curve.quantile(1.0 / n, 0.95)))
                    .as("n = " + n)
                    .isEqualTo(n - 1.0);
        }

        // 24 delays, 1 to 12 and 112 to 123: S is 1/2 from 12 on
        double[] delays = IntStream.range(0, 24)
                .mapToDouble(i -> i < 12 ? i + 1 : i + 100)
                .toArray();
        int[] labelled = IntStream.range(0, 24).map(i -> 1).toArray();
        assertThat(Expect.point(KaplanMeier.of(FollowUp.of(delays, labelled)).quantile(0.5, 0.95)))
                .isEqualTo(12);
    }

    // a limit of S that is the share: the interval of S at its level reaches the share in the middle of the times
    @Test
    void rounding_does_not_move_a_limit_that_is_reached_exactly() {
        double[] times = IntStream.rangeClosed(1, 40).asDoubleStream().toArray();
        int[] events = IntStream.range(0, 40).map(i -> 1).toArray();
        KaplanMeier curve = KaplanMeier.of(FollowUp.of(times, events));
        double upper = Expect.interval(curve.at(20, 0.95)).upper();
        double lower = Expect.interval(curve.at(20, 0.95)).lower();

        assertThat(Expect.interval(curve.quantile(upper * (1 - 1e-14), 0.95)).upper())
                .isEqualTo(20);
        assertThat(Expect.interval(curve.quantile(lower * (1 - 1e-14), 0.95)).lower())
                .isEqualTo(20);
    }

    // survfit(Surv(time, event) ~ 1, id = cl, cluster = cl, robust = TRUE, conf.type = "log-log"), cl <- rep(1:114,
    // each = 2)
    @Test
    void records_that_share_subjects_have_the_robust_variance_of_survfit() {
        KaplanMeier curve = KaplanMeier.of(Lung.followUp().withSubjects(Lung.pairs()));

        assertThat(Expect.point(curve.standardError(180))).isCloseTo(0.03056245837296389, within(1e-14));
        assertThat(Expect.point(curve.standardError(365))).isCloseTo(0.03301756814506092, within(1e-14));
        assertThat(Expect.interval(curve.at(365, 0.95)).lower()).isCloseTo(0.3442331343313545, within(1e-13));
        assertThat(Expect.interval(curve.at(365, 0.95)).upper()).isCloseTo(0.4730647159797374, within(1e-13));
        assertThat(curve.at(365, 0.95).intervalEstimate().method()).isEqualTo("kaplan_meier.log_log.cluster_robust");
    }

    // predict(prodlim(Hist(time, event) ~ 1, reverse = TRUE), times = c(100, 180, 365, 540))
    @Test
    void the_censoring_distribution_agrees_with_prodlim() {
        double[] times = {100, 180, 365, 540};
        double[] expected = {0.995, 0.9663250372696923, 0.6966244444816144, 0.5665968915141454};
        KaplanMeier censoring = KaplanMeier.ofCensoring(Lung.followUp());

        for (int k = 0; k < times.length; k++) {
            assertThat(Expect.point(censoring.at(times[k], 0.95))).isCloseTo(expected[k], within(1e-14));
        }
    }

    @Property
    void both_curves_multiply_to_the_share_with_a_longer_time(@ForAll("samples") Censored raw) {
        FollowUp sample = raw.sample().followUp();

        for (double t = 0; t < 9; t += 0.5) {
            double time = t;
            double longer =
                    (double) Arrays.stream(raw.times()).filter(u -> u > time).count() / raw.size();
            assertThat(Expect.point(KaplanMeier.of(sample).at(t, 0.95))
                            * Expect.point(KaplanMeier.ofCensoring(sample).at(t, 0.95)))
                    .isCloseTo(longer, within(1e-14));
        }
    }

    @Property
    void without_censoring_it_is_the_share_with_a_longer_time_and_greenwood_is_binomial(
            @ForAll("samples") Censored raw) {
        Censored all = raw.uncensored();
        KaplanMeier curve = KaplanMeier.of(all.sample().followUp());
        double s = Expect.point(curve.at(5, 0.95));
        long longer = Arrays.stream(all.times()).filter(u -> u > 5).count();

        assertThat(s).isCloseTo((double) longer / all.size(), within(1e-14));
        assertThat(Expect.point(curve.standardError(5))).isCloseTo(Math.sqrt(s * (1 - s) / all.size()), within(1e-14));
    }

    @Property
    void row_order_and_the_scale_of_weights_do_not_matter(@ForAll("samples") Censored raw, @ForAll long seed) {
        double[] scaled = Arrays.stream(raw.weights()).map(w -> 3 * w).toArray();
        FollowUp sample = raw.full().followUp();
        FollowUp permuted = raw.permuted(seed).full().followUp();
        FollowUp heavier =
                raw.sample().withWeights(scaled).withSubjects(raw.subjects()).followUp();

        for (FollowUp other : new FollowUp[] {permuted, heavier}) {
            assertThat(Expect.point(KaplanMeier.of(other).at(5, 0.95)))
                    .isCloseTo(Expect.point(KaplanMeier.of(sample).at(5, 0.95)), within(1e-14));
            assertThat(Expect.point(KaplanMeier.of(other).standardError(5)))
                    .isCloseTo(Expect.point(KaplanMeier.of(sample).standardError(5)), within(1e-13));
            assertThat(Expect.point(KaplanMeier.ofCensoring(other).standardError(5)))
                    .isCloseTo(Expect.point(KaplanMeier.ofCensoring(sample).standardError(5)), within(1e-13));
        }
    }

    @Test
    void an_event_comes_before_a_censoring_of_the_same_time() {
        FollowUp sample = FollowUp.of(new double[] {2, 2, 3}, new int[] {1, 0, 1});

        assertThat(Expect.point(KaplanMeier.of(sample).at(2, 0.95))).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(Expect.point(KaplanMeier.ofCensoring(sample).at(2, 0.95))).isEqualTo(0.5);
        assertThat(KaplanMeier.of(sample).steps())
                .containsExactly(new KaplanMeier.Step(2, 3, 1, 1, 2 / 3.0), new KaplanMeier.Step(3, 1, 1, 0, 0));
    }

    @Test
    void it_says_why_there_is_no_value_or_interval() {
        KaplanMeier ended = KaplanMeier.of(FollowUp.of(new double[] {2, 4}, new int[] {1, 0}));
        KaplanMeier died = KaplanMeier.of(FollowUp.of(new double[] {2, 4}, new int[] {0, 1}));

        assertThat(Expect.reason(KaplanMeier.of(FollowUp.of(new double[] {}, new int[] {}))
                        .at(1, 0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(ended.at(4.5, 0.95))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(ended.standardError(5))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.point(ended.at(4, 0.95))).isEqualTo(0.5);
        assertThat(Expect.point(died.at(99, 0.95))).isEqualTo(0);
        assertThat(Expect.reason(died.at(99, 0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(died.at(1, 0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.point(died.risk(1, 0.95))).isEqualTo(0);
    }

    @Test
    void bad_input_is_named_by_its_place() {
        assertThatThrownBy(() -> FollowUp.of(new double[] {1, Double.NaN}, new int[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times[1] must be finite and not negative");
        assertThatThrownBy(() -> FollowUp.of(new double[] {1, 2}, new int[] {1, 3}))
                .hasMessage("events[1] must be 0 or 1");
        assertThatThrownBy(() -> FollowUp.of(new double[] {1}, new int[] {1, 0}))
                .hasMessage("times and events must have the same length, got 1 and 2");
        assertThatThrownBy(() -> KaplanMeier.of(Lung.followUp()).at(-1, 0.95))
                .hasMessage("time must be finite and not negative, got -1.0");
        assertThatThrownBy(() -> Lung.followUp().withWeights(new double[Lung.size()]))
                .hasMessage("weights must not all be zero");
    }
}
