package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.RandomEffects.Adjustment;
import io.medml.core.stats.RandomEffects.BetweenVariance;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/**
 * Expected values: R 4.2.2, metafor 3.8.1. {@code rma(yi, vi, method = "DL" | "REML" | "FE", test = "knha" | "adhoc", control =
 * list(threshold = 1e-15, maxiter = 100000))}, {@code confint(r, control = list(tol = 1e-15, tau2.max = 1e4, maxiter = 100000))}. The
 * prediction interval from {@code r$beta -+ qt(.975, k - 2) * sqrt(r$tau2 + r$se^2)}.
 */
class RandomEffectsTest {

    // escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg): 13 trials of BCG vaccine
    private static final double[] BCG = {
        -0.8893113339202054,
        -1.5853886572014306,
        -1.3480731482996933,
        -1.4415511900213054,
        -0.21754732221129558,
        -0.786115585818864,
        -1.6208982235983918,
        0.011952333523840508,
        -0.4694176487381494,
        -1.3713448034727844,
        -0.3393588283383906,
        0.44591340057137874,
        -0.017313948216879815
    };
    private static final double[] BCG_ERRORS = {
        0.5706003548929507,
        0.44111350171825825,
        0.644490469571091,
        0.14145681992130169,
        0.2262966463950159,
        0.08310005087789513,
        0.4722470196542432,
        0.06294107798423641,
        0.2375588568402554,
        0.27023100046632126,
        0.11141011610962319,
        0.7297299810204818,
        0.26721650339001574
    };
    private static final double[] FOUR = {1.2, 1.9, 0.7, 1.4};
    private static final double[] ALIKE = {1.20, 1.21, 1.19, 1.205};
    private static final double[] ERRORS = {0.2, 0.3, 0.25, 0.15};

    private static RandomEffects reml(double[] effects, double[] errors) {
        return RandomEffects.of(
                effects, errors, BetweenVariance.RESTRICTED_LIKELIHOOD, Adjustment.HARTUNG_KNAPP_BOUNDED, 0.95);
    }

    private static RandomEffects plain(double[] effects, double[] errors, BetweenVariance estimator, double level) {
        return RandomEffects.of(effects, errors, estimator, Adjustment.HARTUNG_KNAPP, level);
    }

    private static void expect(Estimate estimate, double value, double lower, double upper, double tolerance) {
        Interval interval = Expect.interval(estimate);

        assertThat(Expect.point(estimate)).isCloseTo(value, within(tolerance));
        assertThat(interval.lower()).isCloseTo(lower, within(tolerance));
        assertThat(interval.upper()).isCloseTo(upper, within(tolerance));
    }

    @Test
    void the_common_effect_and_its_test_are_those_of_metafor() {
        RandomEffects bcg = reml(BCG, BCG_ERRORS);

        expect(bcg.commonEffect(), -0.4302851636540909, -0.5096612584262139, -0.35090906888196793, 1e-12);
        assertThat(Expect.point(bcg.homogeneity().statistic())).isCloseTo(152.2330080823733, within(1e-9));
        assertThat(Expect.point(bcg.homogeneity().pValue()) / 1.9967645908459738e-26)
                .isCloseTo(1, within(1e-9));
        assertThat(bcg.homogeneity().degreesOfFreedom()).hasValue(12);
        assertThat(bcg.commonEffect().intervalEstimate().method()).isEqualTo("common_effect.inverse_variance");
    }

    @Test
    void the_restricted_likelihood_gives_what_metafor_gives() {
        RandomEffects bcg = plain(BCG, BCG_ERRORS, BetweenVariance.RESTRICTED_LIKELIHOOD, 0.95);

        expect(bcg.average(), -0.7145323421581394, -1.108443713685551, -0.32062097063072803, 1e-8);
        expect(bcg.newStudy(), -0.7145323421581394, -2.009057650371112, 0.579992966054833, 1e-8);
        expect(bcg.tauSquared(), 0.31324325813648074, 0.11971836114126069, 1.1114790840609285, 1e-8);
        expect(bcg.iSquared(), 0.9222138452126896, 0.8192057455859654, 0.9767807495788742, 1e-8);
        assertThat(bcg.average().intervalEstimate().method()).isEqualTo("random_effects.reml.hartung_knapp");

        RandomEffects four = plain(FOUR, ERRORS, BetweenVariance.RESTRICTED_LIKELIHOOD, 0.95);

        expect(four.average(), 1.2863835063750875, 0.5389597734851597, 2.0338072392650153, 1e-8);
        expect(four.newStudy(), 1.2863835063750875, -0.6558396924755279, 3.228606705225703, 1e-8);
        expect(four.tauSquared(), 0.14860477576461412, 0.007599687953206321, 3.3541909987467835, 1e-8);
        expect(four.iSquared(), 0.7649378000367517, 0.14267610591563817, 0.9865683663595383, 1e-8);
    }

    @Test
    void the_moments_give_what_metafor_gives_at_both_levels() {
        RandomEffects bcg = plain(BCG, BCG_ERRORS, BetweenVariance.DERSIMONIAN_LAIRD, 0.95);

        expect(bcg.average(), -0.7141172220732269, -1.1078213541683284, -0.3204130899781254, 1e-12);
        expect(bcg.newStudy(), -0.7141172220732269, -2.000162351805984, 0.5719279076595299, 1e-12);
        expect(bcg.tauSquared(), 0.3087602628623762, 0.11971836114126069, 1.1114790840609285, 1e-10);
        expect(bcg.iSquared(), 0.9211734685456205, 0.8192057455859654, 0.9767807495788742, 1e-10);
        assertThat(bcg.tauSquared().intervalEstimate().method())
                .isEqualTo("random_effects.dersimonian_laird.q_profile");

        RandomEffects four = plain(FOUR, ERRORS, BetweenVariance.DERSIMONIAN_LAIRD, 0.90);

        expect(four.commonEffect(), 1.2897583429228998, 1.1223648301090112, 1.4571518557367884, 1e-12);
        expect(four.average(), 1.2845847453893975, 0.7388414941520042, 1.830327996626791, 1e-12);
        expect(four.tauSquared(), 0.11331646555079798, 0.022291722658981022, 2.0282372399306388, 1e-10);
        expect(four.iSquared(), 0.7127624410846545, 0.32802518388133883, 0.9779808257459286, 1e-10);
    }

    @Test
    void studies_that_happen_to_agree_are_not_known_better_than_their_errors_allow_when_bounded() {
        Estimate unbounded = plain(ALIKE, ERRORS, BetweenVariance.RESTRICTED_LIKELIHOOD, 0.95)
                .average();
        RandomEffects bounded = reml(ALIKE, ERRORS);

        expect(unbounded, 1.2017951668584579, 1.190715391695152, 1.2128749420217637, 1e-12);
        expect(bounded.average(), 1.2017951668584579, 0.8779238766389439, 1.5256664570779719, 1e-12);
        expect(bounded.newStudy(), 1.2017951668584579, 0.7639226759269121, 1.6396676577900036, 1e-12);
        assertThat(bounded.average().intervalEstimate().method())
                .isEqualTo("random_effects.reml.hartung_knapp_bounded");
        assertThat(Expect.point(bounded.tauSquared())).isZero();
        assertThat(Expect.reason(bounded.tauSquared().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(bounded.iSquared().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void two_studies_are_defined_and_wide_and_say_nothing_of_a_new_one() {
        RandomEffects two = reml(new double[] {1.2, 1.9}, new double[] {0.2, 0.3});

        expect(two.average(), 1.514285714285714, -2.9096726537364557, 5.938244082307884, 1e-8);
        expect(two.tauSquared(), 0.18, 0, 249.4082760813193, 1e-6);
        expect(two.iSquared(), 0.7346938775510203, 0, 0.9997394510505453, 1e-8);
        assertThat(Expect.point(two.homogeneity().pValue())).isCloseTo(0.05220363534131459, within(1e-13));
        assertThat(Expect.point(two.newStudy())).isCloseTo(1.514285714285714, within(1e-12));
        assertThat(Expect.reason(two.newStudy().intervalEstimate())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void identical_studies_have_no_variance_between_them_and_no_interval_unless_bounded() {
        double[] same = {0.3, 0.3, 0.3};
        double[] errors = {0.1, 0.2, 0.3};
        RandomEffects unbounded = plain(same, errors, BetweenVariance.RESTRICTED_LIKELIHOOD, 0.95);

        assertThat(Expect.point(unbounded.tauSquared())).isZero();
        assertThat(Expect.point(unbounded.iSquared())).isZero();
        assertThat(Expect.reason(unbounded.average().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(unbounded.newStudy().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.interval(reml(same, errors).average()).width()).isGreaterThan(0.3);
    }

    @Test
    void one_study_has_only_itself_and_none_has_nothing() {
        RandomEffects one = reml(new double[] {0.5}, new double[] {0.1});
        RandomEffects none = reml(new double[0], new double[0]);

        expect(one.commonEffect(), 0.5, 0.5 - 0.19599639845400546, 0.5 + 0.19599639845400546, 1e-14);
        for (Estimate each : new Estimate[] {one.average(), one.newStudy(), one.tauSquared(), one.iSquared()}) {
            assertThat(Expect.reason(each)).isEqualTo(Reason.TOO_FEW);
        }
        assertThat(Expect.reason(one.homogeneity().pValue())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(none.commonEffect())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(none.average())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Property(tries = 200)
    void order_does_not_matter_and_a_shift_and_a_unit_move_what_they_should(@ForAll int seed) {
        double[] effects = drawn(seed, 5, -3, 3);
        double[] errors = drawn(seed + 1L, 5, 0.05, 2);
        RandomEffects there = reml(effects, errors);
        RandomEffects back = reml(reversed(effects), reversed(errors));
        RandomEffects moved = reml(
                Arrays.stream(effects).map(y -> 10 * y + 4).toArray(),
                Arrays.stream(errors).map(e -> 10 * e).toArray());

        assertThat(Expect.point(back.average())).isCloseTo(Expect.point(there.average()), within(1e-9));
        assertThat(Expect.point(back.tauSquared())).isCloseTo(Expect.point(there.tauSquared()), within(1e-8));
        assertThat(Expect.interval(back.average()).width())
                .isCloseTo(Expect.interval(there.average()).width(), within(1e-8));
        assertThat(Expect.point(moved.average())).isCloseTo(10 * Expect.point(there.average()) + 4, within(1e-6));
        assertThat(Expect.point(moved.tauSquared())).isCloseTo(100 * Expect.point(there.tauSquared()), within(1e-5));
        assertThat(Expect.point(moved.iSquared())).isCloseTo(Expect.point(there.iSquared()), within(1e-7));
    }

    @Property(tries = 200)
    void the_chosen_variance_is_at_least_as_likely_as_any_other(
            @ForAll int seed, @ForAll @DoubleRange(max = 30) double other) {
        double[] effects = drawn(seed, 4, -3, 3);
        double[] errors = drawn(seed + 1L, 4, 0.05, 2);
        double tau = Expect.point(reml(effects, errors).tauSquared());

        assertThat(likelihood(effects, errors, tau)).isGreaterThanOrEqualTo(likelihood(effects, errors, other) - 1e-9);
    }

    /** Restricted log-likelihood, written down a second time from Viechtbauer (2005), equation 9. */
    private static double likelihood(double[] effects, double[] errors, double tau) {
        double sum = 0;
        double weighted = 0;
        double logs = 0;
        for (int i = 0; i < effects.length; i++) {
            double v = errors[i] * errors[i] + tau;
            sum += 1 / v;
            weighted += effects[i] / v;
            logs += Math.log(v);
        }
        double squares = 0;
        for (int i = 0; i < effects.length; i++) {
            squares += Math.pow(effects[i] - weighted / sum, 2) / (errors[i] * errors[i] + tau);
        }
        return -(logs + Math.log(sum) + squares) / 2;
    }

    private static double[] drawn(long seed, int size, double low, double high) {
        return new SplittableRandom(seed).doubles(size, low, high).toArray();
    }

    private static double[] reversed(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[values.length - 1 - i];
        }
        return result;
    }

    // R 4.2.2: qnorm(0.975) 1.959963984540054, qt(0.975, 119) 1.9800998764569202
    @Test
    void the_width_of_an_interval_gives_its_standard_error() {
        assertThat(RandomEffects.standardError(new Interval(-1, 3, 0.95)))
                .isCloseTo(2 / 1.959963984540054, within(1e-14));
        assertThat(RandomEffects.standardError(new Interval(-1, 3, 0.95), 119))
                .isCloseTo(2 / 1.9800998764569202, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomEffects.standardError(new Interval(-1, 3, 0.95), 0))
                .withMessage("degrees of freedom must be at least 1, got 0");
    }

    @Test
    void an_error_that_is_none_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reml(new double[] {1, 2}, new double[] {0.1, 0}))
                .withMessage("standardErrors[1] must be in [1e-30, 1e30]; leave out a study without one, and say so");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reml(new double[] {1, Double.NaN}, new double[] {0.1, 1}))
                .withMessageStartingWith("effects[1] must be a finite number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reml(new double[] {1}, new double[] {0.1, 1}))
                .withMessage("effects and standardErrors must have the same length, got 1 and 2");
    }
}
