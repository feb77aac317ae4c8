package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Uno's c, the cumulative/dynamic area and the Brier score against R, and the laws that hold for all of them.
 *
 * <p>R 4.2.2 on data set {@code lung} of survival 3.5-3, event {@code status == 2}, {@code h <- exp((age - 62) / 15) / 500}, risk at t
 * {@code 1 - exp(-h * t)}:
 *
 * <ul>
 * <li>{@code concordance(Surv(time, event) ~ age, reverse = TRUE, timewt = "n/G2", ymax = 540)}; its standard error takes the weights as
 *     known, so ours comes from central differences (step 1e-5) of the same call by its argument {@code weights}
 * <li>{@code Score(list(risks), Surv(time, event) ~ 1, times = c(180, 365, 540), metrics = c("auc", "brier"), summary = "ipa",
 *     cens.model = "km", conservative = FALSE)} of riskRegression 2022.11.28, 15 digits; its standard errors divide by n - 1 and
 *     take the influence of the censoring distribution by another formula where times are tied, so they agree to 0.3 percent
 * <li>standard errors: central differences of a direct program of the weighted formulas, by the weights, 1e-8
 * </ul>
 */
class CensoredScoresTest {

    private static final double[] TIMES = {180, 365, 540};
    /** The standard errors of Score divide by n - 1 where ours divide by n. */
    private static final double N_OVER_N_MINUS_1 = Math.sqrt(228 / 227.0);

    @Provide
    Arbitrary<Censored> samples() {
        return Censored.samples();
    }

    private static double waldError(Estimate estimate) {
        return (Expect.interval(estimate).upper() - Expect.point(estimate)) / 1.959963984540054;
    }

    // ---- Uno's c

    @Test
    void influences_that_differ_from_nothing_by_rounding_leave_no_interval() {
        // of three subjects one alone has comparable pairs, so that the influences add up to nothing but rounding
        TimedRisks sample = TimedRisks.of(
                        new double[] {1, 2, 2, 0, 0, 0, 3},
                        new int[] {1, 1, 1, 0, 0, 0, 0},
                        new double[] {0.25, 0.75, 1, 0.25, 0, 0.25, 1})
                .withSubjects(new int[] {0, 0, 0, 1, 1, 2, 0});
        ConcordanceIndex index = ConcordanceIndex.of(sample);

        assertThat(index.estimate(0.95).point().orElseThrow()).isEqualTo(0.1);
        assertThat(index.logit(0.95).interval()).isEmpty();
        assertThat(index.wald(0.95).interval()).isEmpty();
        assertThat(index.standardError().point().orElseThrow()).isZero();
    }

    @Test
    void unos_c_of_the_lung_data_agrees_with_survival() {
        TimedRisks sample = Lung.followUp().withRisks(Lung.ages());

        assertThat(Expect.point(UnoConcordance.of(sample, 540).estimate(0.95)))
                .isCloseTo(0.5488363264546721, within(1e-13));
        assertThat(Expect.point(UnoConcordance.of(sample, 5000).estimate(0.95)))
                .isCloseTo(0.5492307257466758, within(1e-13));
        // a direct program over pairs
        assertThat(Expect.point(UnoConcordance.of(sample, 365).estimate(0.95)))
                .isCloseTo(0.548623648683302, within(1e-13));
    }

    @Test
    void its_standard_error_is_that_of_derivatives_by_the_weights_in_survival() {
        TimedRisks sample = Lung.followUp().withRisks(Lung.ages());

        assertThat(Expect.point(UnoConcordance.of(sample, 540).standardError()))
                .isCloseTo(0.02372762901300368, within(1e-9));
        assertThat(Expect.point(UnoConcordance.of(sample, 5000).standardError()))
                .isCloseTo(0.02295980525370523, within(1e-9));
        assertThat(Expect.point(UnoConcordance.of(sample.withSubjects(Lung.pairs()), 540)
                        .standardError()))
                .isCloseTo(0.02204178404370909, within(1e-9));
    }

    @Test
    void harrells_c_of_the_lung_data_agrees_with_survival_too() {
        ConcordanceIndex index = ConcordanceIndex.of(Lung.followUp().withRisks(Lung.ages()));

        assertThat(Expect.point(index.estimate(0.95))).isCloseTo(0.5502398321175177, within(1e-14));
        assertThat(Expect.point(index.standardError())).isCloseTo(0.0251421115943329, within(1e-14));
    }

    @Property
    void without_censoring_unos_c_is_harrells(@ForAll("samples") Censored raw) {
        TimedRisks sample = raw.uncensored().full();
        ConcordanceIndex harrell = ConcordanceIndex.of(sample);
        UnoConcordance uno = UnoConcordance.of(sample, 100);

        assertThat(Expect.point(uno.estimate(0.95))).isCloseTo(Expect.point(harrell.estimate(0.95)), within(1e-14));
        assertThat(Expect.point(uno.standardError())).isCloseTo(Expect.point(harrell.standardError()), within(1e-14));
    }

    @Test
    void censoring_after_tau_changes_nothing() {
        double[] times = {1, 2, 3, 4, 8, 8};
        double[] risks = {6, 3, 5, 2, 4, 1};
        int[] all = {1, 1, 0, 1, 1, 1};
        int[] some = {1, 1, 0, 1, 0, 1};

        assertThat(UnoConcordance.of(TimedRisks.of(times, some, risks), 5)
                        .estimate(0.95)
                        .point())
                .isEqualTo(UnoConcordance.of(TimedRisks.of(times, all, risks), 5)
                        .estimate(0.95)
                        .point());
    }

    @Test
    void unos_c_says_why_there_is_none() {
        TimedRisks none = TimedRisks.of(new double[] {}, new int[] {}, new double[] {});
        TimedRisks censored = TimedRisks.of(new double[] {1, 2}, new int[] {0, 0}, new double[] {1, 2});
        TimedRisks late = TimedRisks.of(new double[] {1, 9}, new int[] {0, 1}, new double[] {1, 2});
        TimedRisks alone = TimedRisks.of(new double[] {1, 2}, new int[] {0, 1}, new double[] {1, 2});
        TimedRisks perfect = TimedRisks.of(new double[] {1, 2, 3}, new int[] {1, 1, 0}, new double[] {3, 2, 1});

        assertThat(Expect.reason(UnoConcordance.of(none, 5).estimate(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(UnoConcordance.of(censored, 5).estimate(0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(UnoConcordance.of(late, 5).standardError())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(UnoConcordance.of(alone, 5).wald(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(UnoConcordance.of(perfect, 5).estimate(0.95))).isEqualTo(1);
        assertThat(Expect.reason(UnoConcordance.of(perfect, 5).estimate(0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThatThrownBy(() -> UnoConcordance.of(perfect, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tau must be finite and not negative, got NaN");
    }

    // ---- cumulative/dynamic area

    @Test
    void areas_of_the_lung_data_agree_with_riskregression() {
        double[] areas = {0.566631762951787, 0.539456051197154, 0.545204150429573};
        double[] errors = {0.0417689218575242, 0.04360953714273227, 0.05283797987020046};
        double[] ofScore = {0.0418606873170233, 0.0437053618052477, 0.0529541201626239};
        double[] byPairs = {0.04282632531548945, 0.04209661517673892, 0.04462536471951333};

        for (int k = 0; k < TIMES.length; k++) {
            TimedRisks sample = Lung.followUp().withRisks(Lung.risks(TIMES[k]));
            TimeDependentAuroc area = TimeDependentAuroc.of(sample, TIMES[k]);
            assertThat(Expect.point(area.estimate(0.95))).isCloseTo(areas[k], within(1e-14));
            assertThat(Expect.point(area.standardError())).isCloseTo(errors[k], within(1e-8));
            assertThat(Expect.point(area.standardError()) * N_OVER_N_MINUS_1)
                    .isCloseTo(ofScore[k], withinPercentage(0.3));
            assertThat(Expect.point(TimeDependentAuroc.of(sample.withSubjects(Lung.pairs()), TIMES[k])
                            .standardError()))
                    .isCloseTo(byPairs[k], within(1e-8));
        }
    }

    @Test
    void its_intervals_by_hand() {
        TimeDependentAuroc area = TimeDependentAuroc.of(Lung.followUp().withRisks(Lung.risks(180)), 180);

        // A -+ z se, and expit(log(A / (1 - A)) -+ z se / (A (1 - A))), with the area and standard error above
        double half = 1.959963984540054 * 0.0417689218575242;
        assertThat(Expect.interval(area.wald(0.95)).lower()).isCloseTo(0.566631762951787 - half, within(1e-8));
        double a = 0.566631762951787;
        double lower = 1 / (1 + Math.exp(-(Math.log(a / (1 - a)) - half / (a * (1 - a)))));
        assertThat(Expect.interval(area.estimate(0.95)).lower()).isCloseTo(lower, within(1e-8));
    }

    @Property
    void without_censoring_the_area_is_the_auroc_of_the_event_by_then(@ForAll("samples") Censored raw) {
        Censored all = raw.uncensored();
        Estimate plain = Auroc.of(ScoredLabels.of(all.eventBy(5), all.risks())).estimate(0.95);

        assertThat(Expect.point(TimeDependentAuroc.of(all.sample(), 5).estimate(0.95)))
                .isCloseTo(Expect.point(plain), within(1e-14));
    }

    @Test
    void the_area_says_why_there_is_none() {
        double[] two = {1, 2};
        TimedRisks none = TimedRisks.of(new double[] {}, new int[] {}, new double[] {});
        TimedRisks censored = TimedRisks.of(new double[] {3, 9}, new int[] {0, 0}, two);
        TimedRisks shortOnes = TimedRisks.of(new double[] {3, 4}, new int[] {1, 0}, two);

        assertThat(Expect.reason(TimeDependentAuroc.of(none, 5).estimate(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(TimeDependentAuroc.of(censored, 5).estimate(0.95)))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(TimeDependentAuroc.of(shortOnes, 5).standardError()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(TimeDependentAuroc.of(shortOnes, 5).wald(0.95)))
                .isEqualTo(Reason.NO_NEGATIVES);
    }

    // ---- Brier score

    @Test
    void brier_scores_of_the_lung_data_agree_with_riskregression() {
        double[] scores = {0.211849050687725, 0.266561063237155, 0.220142442026083};
        double[] errors = {0.01258797682803305, 0.0141976037630076, 0.01760904009095694};
        double[] ofScore = {0.01261382080205346, 0.01423514048228592, 0.01766632508773433};
        double[] nulls = {0.200862121416889, 0.241762917269352, 0.190195009327857};
        double[] nullErrors = {0.01324463638507989, 0.00653656323796605, 0.01688333293516830};
        double[] accuracy = {-0.0546988610561998, -0.1025721655243550, -0.1574564590525223};

        for (int k = 0; k < TIMES.length; k++) {
            BrierAtTime brier = BrierAtTime.of(Lung.followUp().withRisks(Lung.risks(TIMES[k])), TIMES[k]);
            assertThat(Expect.point(brier.score(0.95))).isCloseTo(scores[k], within(1e-14));
            assertThat(waldError(brier.score(0.95))).isCloseTo(errors[k], within(1e-8));
            assertThat(waldError(brier.score(0.95)) * N_OVER_N_MINUS_1).isCloseTo(ofScore[k], withinPercentage(0.3));
            assertThat(Expect.point(brier.nullScore(0.95))).isCloseTo(nulls[k], within(1e-14));
            assertThat(waldError(brier.nullScore(0.95)) * N_OVER_N_MINUS_1)
                    .isCloseTo(nullErrors[k], withinPercentage(0.5));
            assertThat(Expect.point(brier.scaled(0.95))).isCloseTo(accuracy[k], within(1e-13));
        }
    }

    @Test
    void standard_errors_of_null_and_scaled_scores_are_those_of_derivatives() {
        double[] nulls = {0.013217077009231, 0.006502590401907037, 0.01682209689526912};
        double[] scaled = {0.05040276384023907, 0.05968470725517515, 0.08298159506350093};
        double[] byPairs = {0.01273182751033379, 0.01367918577232344, 0.01748342070783844};

        for (int k = 0; k < TIMES.length; k++) {
            TimedRisks sample = Lung.followUp().withRisks(Lung.risks(TIMES[k]));
            BrierAtTime brier = BrierAtTime.of(sample, TIMES[k]);
            assertThat(waldError(brier.nullScore(0.95))).isCloseTo(nulls[k], within(1e-8));
            assertThat((Expect.point(brier.scaled(0.95))
                                    - Expect.interval(brier.scaled(0.95)).lower())
                            / 1.959963984540054)
                    .isCloseTo(scaled[k], within(1e-8));
            assertThat(waldError(BrierAtTime.of(sample.withSubjects(Lung.pairs()), TIMES[k])
                            .score(0.95)))
                    .isCloseTo(byPairs[k], within(1e-8));
        }
    }

    @Property
    void without_censoring_it_is_the_plain_brier_score(@ForAll("samples") Censored raw) {
        Censored all = raw.uncensored();
        Estimate plain =
                BrierScore.of(ScoredLabels.of(all.eventBy(5), all.risks())).score(0.95);

        assertThat(Expect.point(BrierAtTime.of(all.sample(), 5).score(0.95)))
                .isCloseTo(Expect.point(plain), within(1e-14));
    }

    @Property
    void predicting_the_kaplan_meier_risk_scores_as_the_null_model(@ForAll("samples") Censored raw) {
        double risk = Expect.point(KaplanMeier.of(raw.sample().followUp()).risk(5, 0.95));
        BrierAtTime brier = BrierAtTime.of(raw.withRisks(r -> risk).sample(), 5);

        assertThat(Expect.point(brier.score(0.95))).isCloseTo(Expect.point(brier.nullScore(0.95)), within(1e-14));
    }

    @Test
    void the_brier_score_says_why_there_is_none() {
        double[] two = {0.25, 0.5};
        TimedRisks none = TimedRisks.of(new double[] {}, new int[] {}, new double[] {});
        TimedRisks ended = TimedRisks.of(new double[] {3, 4}, new int[] {1, 0}, two);
        TimedRisks eventless = TimedRisks.of(new double[] {8, 9}, new int[] {0, 0}, two);
        TimedRisks alike = TimedRisks.of(new double[] {1, 9}, new int[] {1, 1}, new double[] {0.5, 0.5});

        assertThat(Expect.reason(BrierAtTime.of(none, 5).score(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(BrierAtTime.of(ended, 5).score(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(BrierAtTime.of(ended, 4).nullScore(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(BrierAtTime.of(eventless, 5).scaled(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(BrierAtTime.of(eventless, 5).score(0.95))).isEqualTo(0.15625);
        assertThat(Expect.reason(BrierAtTime.of(alike, 5).score(0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThatThrownBy(() -> BrierAtTime.of(
                        TimedRisks.of(new double[] {1, 2}, new int[] {1, 0}, new double[] {0.5, 1.5}), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("risks[1] must be a probability in [0, 1]");
    }

    // ---- integrated

    // the same R program: trapezoid over the times 90, 180 .. 540, derivatives by central differences
    @Test
    void the_integrated_score_of_the_lung_data_is_the_trapezoid_of_its_scores() {
        double[] grid = {90, 180, 270, 360, 450, 540};
        double[][] risks = Arrays.stream(grid).mapToObj(Lung::risks).toArray(double[][]::new);
        IntegratedBrier brier = IntegratedBrier.of(Lung.followUp(), grid, risks);

        assertThat(Expect.point(brier.score(0.95))).isCloseTo(0.2325248475626862, within(1e-14));
        assertThat(waldError(brier.score(0.95))).isCloseTo(0.009217376165346769, within(1e-8));
        assertThat(Expect.point(brier.nullScore(0.95))).isCloseTo(0.2117596606989666, within(1e-14));
        assertThat(waldError(brier.nullScore(0.95))).isCloseTo(0.004819827789746953, within(1e-8));
        assertThat(Expect.point(brier.scaled(0.95))).isCloseTo(-0.09806016308856358, within(1e-13));
        assertThat(waldError(brier.scaled(0.95))).isCloseTo(0.04537158343400702, within(1e-8));
    }

    @Test
    void a_time_without_a_score_leaves_no_integral() {
        FollowUp sample = FollowUp.of(new double[] {3, 4}, new int[] {1, 0});
        double[][] risks = {{0.5, 0.25}, {0.5, 0.5}};
        IntegratedBrier brier = IntegratedBrier.of(sample, new double[] {2, 5}, risks);

        assertThat(Expect.reason(brier.score(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(brier.scaled(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThatThrownBy(() -> IntegratedBrier.of(sample, new double[] {2, 2}, risks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times[1] must be above the time before it");
        assertThatThrownBy(() -> IntegratedBrier.of(sample, new double[] {2}, new double[][] {{0.5, 0.5}}))
                .hasMessage("an integral needs at least two times, got 1");
    }

    // ---- laws

    private static double[] numbers(TimedRisks sample, double scale) {
        UnoConcordance uno = UnoConcordance.of(sample, 6 * scale);
        TimeDependentAuroc area = TimeDependentAuroc.of(sample, 5 * scale);
        BrierAtTime brier = BrierAtTime.of(sample, 5 * scale);
        Function<Estimate, Double> lower = e -> e.interval().map(i -> i.lower()).orElse(-7.0);
        return new double[] {
            Expect.point(uno.estimate(0.95)), Expect.point(uno.standardError()),
            Expect.point(area.estimate(0.95)), Expect.point(area.standardError()),
            Expect.point(brier.score(0.95)), lower.apply(brier.score(0.95)),
            Expect.point(brier.nullScore(0.95)), lower.apply(brier.nullScore(0.95)),
            Expect.point(brier.scaled(0.95)), lower.apply(brier.scaled(0.95))
        };
    }

    @Property
    void row_order_does_not_matter(@ForAll("samples") Censored raw, @ForAll long seed) {
        assertThat(numbers(raw.permuted(seed).full(), 1)).containsExactly(numbers(raw.full(), 1), within(1e-12));
    }

    @Property
    void the_unit_of_time_changes_no_bit(@ForAll("samples") Censored raw) {
        assertThat(numbers(raw.scaled(365.25).full(), 365.25)).containsExactly(numbers(raw.full(), 1));
    }

    @Property
    void increasing_transforms_of_risk_change_no_bit_of_order(@ForAll("samples") Censored raw) {
        TimedRisks other = raw.withRisks(r -> Math.exp(3 * r) - 1000).full();

        assertThat(UnoConcordance.of(other, 6).estimate(0.95))
                .isEqualTo(UnoConcordance.of(raw.full(), 6).estimate(0.95));
        assertThat(TimeDependentAuroc.of(other, 5).estimate(0.95))
                .isEqualTo(TimeDependentAuroc.of(raw.full(), 5).estimate(0.95));
    }

    @Property
    void the_opposite_risk_has_the_complement(@ForAll("samples") Censored raw) {
        double[] here = numbers(raw.full(), 1);
        double[] there = numbers(raw.withRisks(r -> 1 - r).full(), 1);

        assertThat(there[0]).isCloseTo(1 - here[0], within(1e-13));
        assertThat(there[1]).isCloseTo(here[1], within(1e-13));
        assertThat(there[2]).isCloseTo(1 - here[2], within(1e-13));
        assertThat(there[3]).isCloseTo(here[3], within(1e-13));
    }

    @Property
    void the_scale_of_the_weights_does_not_matter(@ForAll("samples") Censored raw) {
        double[] scaled = Arrays.stream(raw.weights()).map(w -> 5 * w).toArray();
        TimedRisks other = raw.sample().withWeights(scaled).withSubjects(raw.subjects());

        assertThat(numbers(other, 1)).containsExactly(numbers(raw.full(), 1), within(1e-12));
    }

    @Property
    void a_record_split_into_two_of_half_weight_and_one_subject_is_one_record(@ForAll("samples") Censored raw) {
        assertThat(numbers(raw.split(), 1)).containsExactly(numbers(raw.sample(), 1), within(1e-12));
    }

    @Property
    void a_record_without_weight_has_no_influence(@ForAll("samples") Censored raw) {
        int n = raw.size();
        double[] weights = raw.weights().clone();
        weights[n - 1] = 0;
        TimedRisks weightless = raw.sample().withWeights(weights);
        TimedRisks without = TimedRisks.of(
                        Arrays.copyOf(raw.times(), n - 1),
                        Arrays.copyOf(raw.events(), n - 1),
                        Arrays.copyOf(raw.risks(), n - 1))
                .withWeights(Arrays.copyOf(raw.weights(), n - 1));

        assertThat(numbers(weightless, 1)).containsExactly(numbers(without, 1), within(1e-12));
    }
}
