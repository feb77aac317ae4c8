package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority.Conclusion;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sample sizes, power, exact designs and performance goals. */
class StudyPlanningTest {

    private static final ErrorRates EIGHTY = ErrorRates.twoSided(0.05, 0.8);

    // the settings of the examples on R's help page of power.prop.test; the help page was not at hand to compare, and
    // the
    // values, to the digits it would print, are arithmetic of its formula with scipy 1.17.1
    @Test
    void two_proportions_match_the_formula_of_power_prop_test() {
        SampleSize size = SampleSize.twoProportions(0.50, 0.75, ErrorRates.twoSided(0.05, 0.90));

        assertThat(size.group("per_group").unrounded()).isCloseTo(76.7, within(0.05));
        assertThat(size.group("per_group").count()).isEqualTo(77);
        assertThat(Power.twoProportions(0.50, 0.75, 50, 0.025)).isCloseTo(0.740, within(0.0005));
        // scipy 1.17.1, norm.cdf of the same formula
        assertThat(Power.twoProportions(0.50, 0.75, 50, 0.025)).isCloseTo(0.7401659013313878, within(1e-12));
    }

    // the setting of the example on epiR's help page of epi.ssninfb; the page was not at hand to compare. By arithmetic
    // (0.85 * 0.15 + 0.65 * 0.35) ((1.644854 + 0.841621) / 0.30)^2 = 24.4
    @Test
    void non_inferiority_matches_the_formula_of_epi_ssninfb() {
        SampleSize size = SampleSize.unpairedNonInferiority(0.85, 0.65, 0.10, 1, ErrorRates.oneSided(0.05, 0.80));

        assertThat(size.group("candidate").count()).isEqualTo(25);
        assertThat(size.group("predicate").count()).isEqualTo(25);
    }

    @Test
    void the_total_is_that_of_whole_groups() {
        SampleSize size = SampleSize.unpairedNonInferiority(0.9, 0.9, 0.05, 1, ErrorRates.oneSided(0.025, 0.8));

        assertThat(size.group("candidate").count()).isEqualTo(566);
        assertThat(size.group("predicate").count()).isEqualTo(566);
        assertThat(size.group("total").count()).isEqualTo(1132);
        assertThat(size.group("total").unrounded()).isLessThan(1131);
    }

    // scipy 1.17.1: norm.ppf, the formula written apart
    @Test
    void paired_non_inferiority_of_proportions() {
        ErrorRates rates = ErrorRates.oneSided(0.025, 0.9);

        assertThat(SampleSize.pairedNonInferiority(0.06, 0.06, 0.05, rates)
                        .group("pairs")
                        .unrounded())
                .isCloseTo(504.35630694914977, within(1e-8));
        assertThat(SampleSize.pairedNonInferiority(0.08, 0.05, 0.05, rates)
                        .group("pairs")
                        .unrounded())
                .isCloseTo(211.95442456749748, within(1e-8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.pairedNonInferiority(0.02, 0.08, 0.05, rates))
                .withMessageEndingWith("must lie above minus the margin of 0.05; no number of records could show it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.pairedNonInferiority(0.6, 0.5, 0.05, rates))
                .withMessage("onlyCandidate and onlyPredicate must sum to at most 1 and vary, got 0.6 and 0.5");
    }

    // scipy 1.17.1: owens_t, norm.ppf. In simulations there (1500 samples, binormal, DeLong's variance, correlation as
    // it was in a
    // pilot) sizes of 277, 149 and 275 cases for 0.9 gave 0.906, 0.913 and 0.906
    @Test
    void two_areas_on_the_same_records() {
        ErrorRates rates = ErrorRates.oneSided(0.025, 0.9);

        SampleSize margin = SampleSize.twoAurocs(0.85, 0.85, 0.5, 0.05, 1, rates);

        assertThat(margin.group("cases").unrounded()).isCloseTo(295.8550474542, within(1e-8));
        assertThat(margin.group("total").count()).isEqualTo(592);
        assertThat(SampleSize.twoAurocs(0.9, 0.85, 0.6, 0, 4, rates)
                        .group("cases")
                        .unrounded())
                .isCloseTo(125.5763486993, within(1e-8));
        assertThat(SampleSize.twoAurocs(0.8, 0.8, 0, 0.1, 2, rates)
                        .group("cases")
                        .unrounded())
                .isCloseTo(148.6292854594, within(1e-8));
        assertThat(Power.twoAurocs(0.85, 0.85, 0.5, 0.05, 295.8550474542, 295.8550474542, 0.025))
                .isCloseTo(0.9, within(1e-9));
        assertThat(Power.pairedNonInferiority(0.06, 0.06, 0.05, 504.35630694914977, 0.025))
                .isCloseTo(0.9, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.twoAurocs(0.8, 0.9, 0.5, 0.05, 1, rates))
                .withMessageEndingWith("must lie above minus the margin of 0.05; no number of records could show it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.twoAurocs(0.9, 0.9, 1, 0.05, 1, rates))
                .withMessage("correlation must be in [0, 1), got 1.0");
    }

    @Test
    void assumptions_are_echoed() {
        SampleSize size = SampleSize.unpairedNonInferiority(0.9, 0.88, 0.07, 2, ErrorRates.oneSided(0.025, 0.9));

        assertThat(size.assumptions())
                .containsEntry("candidate", 0.9)
                .containsEntry("predicate", 0.88)
                .containsEntry("margin", 0.07)
                .containsEntry("ratio", 2.0)
                .containsEntry("one_sided_alpha", 0.025)
                .containsEntry("power", 0.9)
                .hasSize(6);
        assertThat(size.group("candidate").unrounded())
                .isCloseTo(2 * size.group("predicate").unrounded(), within(1e-9));
        assertThat(size.group("total").unrounded())
                .isCloseTo(
                        size.group("candidate").unrounded()
                                + size.group("predicate").unrounded(),
                        within(1e-9));
    }

    @Property
    void the_power_of_an_unrounded_size_is_the_power_asked_for(
            @ForAll @DoubleRange(min = 0.55, max = 0.97) double first,
            @ForAll @DoubleRange(min = 0.05, max = 0.5) double second,
            @ForAll @DoubleRange(min = 0.5, max = 0.99) double power) {
        ErrorRates rates = ErrorRates.oneSided(0.025, power);
        double discordant = Math.min(first / 2, 0.45);

        double perGroup = SampleSize.twoProportions(first, second, rates)
                .group("per_group")
                .unrounded();
        SampleSize pairs = SampleSize.mcNemar(discordant, second / 5, rates);
        SampleSize area = SampleSize.oneAuroc(first, 1 + second, rates);
        SampleSize margin = SampleSize.unpairedNonInferiority(first, first, second / 2, 1 + second, rates);

        assertThat(Power.twoProportions(first, second, perGroup, 0.025)).isCloseTo(power, within(1e-9));
        assertThat(Power.mcNemar(discordant, second / 5, pairs.group("pairs").unrounded(), 0.025))
                .isCloseTo(power, within(1e-9));
        assertThat(Power.oneAuroc(
                        first,
                        area.group("cases").unrounded(),
                        area.group("controls").unrounded(),
                        0.025))
                .isCloseTo(power, within(1e-9));
        assertThat(Power.unpairedNonInferiority(
                        first,
                        first,
                        second / 2,
                        margin.group("candidate").unrounded(),
                        margin.group("predicate").unrounded(),
                        0.025))
                .isCloseTo(power, within(1e-9));
    }

    @Property
    void power_rises_with_the_number_of_records(
            @ForAll @DoubleRange(min = 0.6, max = 0.95) double proportion,
            @ForAll @IntRange(min = 5, max = 5000) int n,
            @ForAll @IntRange(min = 1, max = 500) int more) {
        assertThat(Power.twoProportions(proportion, 0.5, n + more, 0.025))
                .isGreaterThanOrEqualTo(Power.twoProportions(proportion, 0.5, n, 0.025));
        assertThat(Power.mcNemar(proportion / 2, 0.1, n + more, 0.025))
                .isGreaterThanOrEqualTo(Power.mcNemar(proportion / 2, 0.1, n, 0.025));
        assertThat(Power.oneAuroc(proportion, n + more, n + more, 0.025))
                .isGreaterThanOrEqualTo(Power.oneAuroc(proportion, n, n, 0.025));
        assertThat(Power.unpairedNonInferiority(proportion, proportion, 0.1, n + more, n + more, 0.025))
                .isGreaterThanOrEqualTo(Power.unpairedNonInferiority(proportion, proportion, 0.1, n, n, 0.025));
    }

    @Test
    void power_has_no_direction() {
        assertThat(Power.twoProportions(0.9, 0.8, 100, 0.025)).isEqualTo(Power.twoProportions(0.8, 0.9, 100, 0.025));
        assertThat(Power.mcNemar(0.2, 0.1, 100, 0.025)).isEqualTo(Power.mcNemar(0.1, 0.2, 100, 0.025));
    }

    // the whole design by summing binomial probabilities one by one, an independent route to the beta function
    @ParameterizedTest
    @CsvSource({"0.9, 0.8, 0.8", "0.95, 0.85, 0.9", "0.6, 0.3, 0.8", "0.99, 0.5, 0.95"})
    void an_exact_design_is_the_smallest_that_attains_the_power(double expected, double goal, double power) {
        ExactOneProportion study = ExactOneProportion.of(expected, goal, ErrorRates.oneSided(0.025, power));

        assertThat(study.attainedPower()).isGreaterThanOrEqualTo(power);
        assertThat(study.attainedAlpha()).isLessThanOrEqualTo(0.025);
        assertThat(upperTail(study.critical(), study.n(), expected)).isCloseTo(study.attainedPower(), within(1e-10));
        assertThat(upperTail(study.critical(), study.n(), goal)).isCloseTo(study.attainedAlpha(), within(1e-10));
        assertThat(upperTail(study.critical() - 1, study.n(), goal)).isGreaterThan(0.025);
        for (long n = 1; n < study.n(); n++) {
            assertThat(ExactOneProportion.at(n, expected, goal, 0.025).attainedPower())
                    .isLessThan(power);
        }
    }

    private static double upperTail(long atLeast, long n, double p) {
        double sum = 0;
        for (long x = n; x >= atLeast; x--) {
            double log = x * Math.log(p) + (n - x) * Math.log1p(-p);
            for (long i = 1; i <= n - x; i++) {
                log += Math.log((double) (x + i) / i);
            }
            sum += Math.exp(log);
        }
        return sum;
    }

    @Test
    void a_study_too_small_for_any_critical_number_has_no_power() {
        ExactOneProportion tiny = ExactOneProportion.at(3, 0.9, 0.8, 0.025);

        assertThat(tiny.critical()).isEqualTo(4);
        assertThat(tiny.attainedPower()).isZero();
    }

    // scipy 1.17.1: binomtest(x, n, goal, alternative="greater"), binomtest(x, n).proportion_ci(0.95, "exact")
    @ParameterizedTest
    @CsvSource({
        "88, 100, 0.8, 0.02532875322139703, 0.7997643163799613, NOT_SHOWN",
        "95, 100, 0.9, 0.05757688648703389, 0.887165088894537, NOT_SHOWN",
        "9, 10, 0.5, 0.0107421875, 0.5549838829718047, SHOWN",
        "430, 450, 0.93, 0.01645126398147166, 0.9321916555121094, SHOWN"
    })
    void a_performance_goal_matches_scipy(
            long x, long n, double goal, double pValue, double limit, Conclusion conclusion) {
        PerformanceGoal test = PerformanceGoal.of(x, n, goal, 0.025);

        assertThat(Expect.point(test.test().pValue())).isCloseTo(pValue, within(1e-12));
        assertThat(Expect.point(test.lowerLimit())).isCloseTo(limit, within(1e-12));
        assertThat(test.conclusion()).isEqualTo(conclusion);
    }

    @Property
    void a_goal_is_shown_exactly_if_the_one_sided_limit_exceeds_it(
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double goal) {
        PerformanceGoal test = PerformanceGoal.of(Math.round(share * n), n, goal, 0.025);
        double limit = Expect.point(test.lowerLimit());
        if (Math.abs(limit - goal) < 1e-9) {
            return;
        }

        assertThat(test.conclusion()).isEqualTo(limit > goal ? Conclusion.SHOWN : Conclusion.NOT_SHOWN);
    }

    @Test
    void a_goal_without_trials_is_undecided() {
        PerformanceGoal test = PerformanceGoal.of(0, 0, 0.8, 0.025);

        assertThat(test.conclusion()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(Expect.reason(test.proportion())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(test.lowerLimit())).isZero();
    }

    @Test
    void assumptions_that_no_study_could_meet_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.twoProportions(0.8, 0.8, EIGHTY))
                .withMessage(
                        "first and second must differ, got 0.8 twice; no number of records could show a difference");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.unpairedNonInferiority(0.7, 0.9, 0.1, 1, EIGHTY))
                .withMessageContaining("must lie above minus the margin of 0.1; no number of records could show it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.mcNemar(0.7, 0.6, EIGHTY))
                .withMessageContaining("sum to at most 1, got 0.7 and 0.6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.oneAuroc(0.5, 1, EIGHTY))
                .withMessage("auroc must be in (0.5, 1), got 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.precision(0.9, 0.05, 0, 0.95))
                .withMessage("share must be in (0, 1], got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.precision(0.9, 1e-9, 1e-3, 0.95))
                .withMessageStartingWith("no feasible study meets these assumptions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactOneProportion.of(0.8, 0.9, EIGHTY))
                .withMessageContaining("must lie above the goal of 0.9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactOneProportion.of(0.9001, 0.9, EIGHTY))
                .withMessageContaining("an exact search ends at a million");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ErrorRates.oneSided(0.025, 0.02))
                .withMessage("power must be above the one-sided alpha of 0.025 and below 1, got 0.02");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleSize.twoProportions(0.8, 0.7, EIGHTY).group("cases"))
                .withMessage("no group \"cases\" in [per_group]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PerformanceGoal.of(1, 2, 1, 0.025))
                .withMessage("goal must be in (0, 1), got 1.0");
    }
}
