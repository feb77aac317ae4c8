package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CohenKappaTest {

    @Provide
    Arbitrary<double[][]> pairs() {
        return RatingSamples.raters(2, 4);
    }

    private static CohenKappa of(double[][] values, AgreementWeights weights) {
        return CohenKappa.of(Ratings.complete(values), weights, 0.95);
    }

    private static CohenKappa plain(long[]... table) {
        return CohenKappa.of(Ratings.ofTable(table), AgreementWeights.UNWEIGHTED, 0.95);
    }

    // Cohen (1960), Educational and Psychological Measurement 20, Table 1 (200 units, as counts): po .70, pe .41, kappa
    // .492
    @Test
    void kappa_of_cohens_two_psychologists_is_the_published_one() {
        CohenKappa kappa = plain(new long[] {88, 14, 18}, new long[] {10, 40, 10}, new long[] {2, 6, 12});

        assertThat(point(kappa.observedAgreement())).isCloseTo(0.70, within(5e-3));
        assertThat(point(kappa.expectedAgreement())).isCloseTo(0.41, within(5e-3));
        assertThat(point(kappa.kappa())).isCloseTo(0.492, within(5e-4));
    }

    // statsmodels 0.15.0, numpy 2.4.6, unaided vision of 7477 women (Stuart 1953):
    //   k = cohens_kappa(table, wt=None | "linear" | "quadratic"); k.kappa, k.std_kappa, k.std_kappa0
    @ParameterizedTest
    @CsvSource({
        "UNWEIGHTED, 0.5953888280894342, 0.007286851134745739, 0.007039275500765645",
        "LINEAR, 0.6523804295005982, 0.0070752635706983645, 0.008140557723234578",
        "QUADRATIC, 0.7023342524900977, 0.008381936586536715, 0.011559146801271139"
    })
    void kappa_and_its_errors_agree_with_statsmodels(
            AgreementWeights weights, double kappa, double error, double nullError) {
        CohenKappa vision = CohenKappa.of(Ratings.ofTable(BowkerSymmetryTest.VISION), weights, 0.95);

        assertThat(point(vision.kappa())).isCloseTo(kappa, within(1e-12));
        assertThat(point(vision.standardError())).isCloseTo(error, within(1e-12));
        assertThat(point(vision.nullStandardError())).isCloseTo(nullError, within(1e-12));
        assertThat(interval(vision.kappa()).lower()).isCloseTo(kappa - 1.959963984540054 * error, within(1e-12));
        assertThat(point(vision.test().statistic())).isCloseTo(kappa / nullError, within(1e-9));
    }

    // two tables of the kind of Feinstein and Cicchetti (1990), J. Clin. Epidemiol. 43, 543-549, which was not at hand:
    // the
    // same agreement of .85 with kappa .70 and .32 by arithmetic; PABAK is 2 * .85 - 1 (Byrt, Bishop and Carlin 1993).
    // Limits
    // and p-value from statsmodels cohens_kappa.
    @Test
    void kappa_falls_with_prevalence_where_agreement_and_pabak_stay() {
        CohenKappa even = plain(new long[] {45, 6}, new long[] {9, 40});
        CohenKappa skewed = plain(new long[] {5, 5}, new long[] {10, 80});

        assertThat(point(even.kappa())).isCloseTo(0.70, within(5e-3));
        assertThat(point(skewed.kappa())).isCloseTo(0.32, within(5e-3));
        assertThat(interval(skewed.kappa()).lower()).isCloseTo(0.05661184308109374, within(1e-12));
        assertThat(point(skewed.test().pValue())).isCloseTo(0.0010857080815471038, within(1e-14));
        for (CohenKappa kappa : new CohenKappa[] {even, skewed}) {
            assertThat(point(kappa.percentAgreement())).isCloseTo(0.85, within(1e-15));
            assertThat(point(kappa.pabak())).isCloseTo(0.70, within(1e-15));
        }
        assertThat(point(even.prevalenceIndex())).isCloseTo(-0.05, within(1e-15));
        assertThat(point(skewed.prevalenceIndex())).isCloseTo(0.75, within(1e-15));
        assertThat(point(skewed.biasIndex())).isCloseTo(0.05, within(1e-15));
    }

    @Test
    void limits_of_pabak_are_those_of_wilson_for_the_agreement() {
        CohenKappa kappa = plain(new long[] {45, 6}, new long[] {9, 40});
        Interval wilson = BinomialInterval.WILSON.of(85, 100, 0.95);

        assertThat(interval(kappa.pabak()).lower()).isCloseTo(2 * wilson.lower() - 1, within(1e-15));
        assertThat(interval(kappa.pabak()).upper()).isCloseTo(2 * wilson.upper() - 1, within(1e-15));
    }

    @Property
    void exchanging_the_raters_changes_nothing_but_the_sign_of_the_bias(
            @ForAll("pairs") double[][] values, @ForAll AgreementWeights weights) {
        CohenKappa kappa = of(values, weights);
        CohenKappa swapped = of(RatingSamples.mirrored(values), weights);

        assertThat(point(swapped.kappa())).isCloseTo(point(kappa.kappa()), within(1e-12));
        assertThat(point(swapped.standardError())).isCloseTo(point(kappa.standardError()), within(1e-12));
        assertThat(point(swapped.nullStandardError())).isCloseTo(point(kappa.nullStandardError()), within(1e-12));
    }

    @Property
    void reversing_the_scale_changes_nothing(@ForAll("pairs") double[][] values, @ForAll AgreementWeights weights) {
        CohenKappa reversed = of(RatingSamples.mapped(values, v -> -v), weights);

        assertThat(point(reversed.kappa())).isCloseTo(point(of(values, weights).kappa()), within(1e-12));
    }

    @Property
    void relabelling_categories_changes_plain_kappa_by_nothing(@ForAll("pairs") double[][] values) {
        double[] names = {7, -3, 100, 0.5};
        CohenKappa renamed = of(RatingSamples.mapped(values, v -> names[(int) v]), AgreementWeights.UNWEIGHTED);

        assertThat(point(renamed.kappa()))
                .isCloseTo(point(of(values, AgreementWeights.UNWEIGHTED).kappa()), within(1e-12));
    }

    @Property
    void the_order_of_units_changes_no_bit(
            @ForAll("pairs") double[][] values, @ForAll AgreementWeights weights, @ForAll long seed) {
        CohenKappa kappa = of(values, weights);
        CohenKappa shuffled = of(RatingSamples.shuffled(values, seed), weights);

        assertThat(shuffled.kappa()).isEqualTo(kappa.kappa());
        assertThat(shuffled.test()).isEqualTo(kappa.test());
    }

    @Property
    void every_unit_twice_leaves_kappa_and_halves_the_variance(
            @ForAll("pairs") double[][] values, @ForAll AgreementWeights weights) {
        CohenKappa kappa = of(values, weights);
        CohenKappa twice = of(RatingSamples.twice(values), weights);

        assertThat(point(twice.kappa())).isCloseTo(point(kappa.kappa()), within(1e-12));
        assertThat(point(twice.standardError()) * Math.sqrt(2)).isCloseTo(point(kappa.standardError()), within(1e-12));
    }

    @Test
    void an_unused_category_changes_weighted_kappa_and_pabak() {
        double[][] values = {{0, 0}, {0, 1}, {1, 1}, {2, 1}, {2, 2}, {0, 2}};
        Ratings used = Ratings.complete(values);
        Ratings declared = used.withScale(0, 1, 2, 3);

        assertThat(point(CohenKappa.of(declared, AgreementWeights.UNWEIGHTED, 0.95)
                        .kappa()))
                .isCloseTo(point(of(values, AgreementWeights.UNWEIGHTED).kappa()), within(1e-15));
        assertThat(point(CohenKappa.of(declared, AgreementWeights.UNWEIGHTED, 0.95)
                        .pabak()))
                .isCloseTo((4 * 0.5 - 1) / 3, within(1e-15));
        assertThat(point(of(values, AgreementWeights.UNWEIGHTED).pabak())).isCloseTo((3 * 0.5 - 1) / 2, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(AgreementWeights.class)
    void complete_agreement_has_no_interval_instead_of_one_without_width(AgreementWeights weights) {
        long[][] table = {{10, 0, 0}, {0, 5, 0}, {0, 0, 3}};
        CohenKappa kappa = CohenKappa.of(Ratings.ofTable(table), weights, 0.95);

        assertThat(point(kappa.kappa())).isEqualTo(1);
        assertThat(point(kappa.standardError())).isEqualTo(0);
        assertThat(reason(kappa.kappa().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(interval(kappa.waldInterval())).isEqualTo(new Interval(1, 1, 0.95));
        assertThat(interval(kappa.percentAgreement()).lower()).isLessThan(0.9);
    }

    @Test
    void a_rater_who_never_changes_agrees_as_by_chance_and_without_variance() {
        CohenKappa kappa = plain(new long[] {5, 5}, new long[] {0, 0});

        assertThat(point(kappa.kappa())).isEqualTo(0);
        assertThat(reason(kappa.kappa().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(kappa.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void a_single_unit_has_no_kappa_since_the_formula_would_give_0_for_any_two_categories() {
        CohenKappa one = plain(new long[] {0, 1}, new long[] {0, 0});
        CohenKappa alike = plain(new long[] {1, 0}, new long[] {0, 0});

        assertThat(reason(one.kappa())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(alike.kappa())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.standardError())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.nullStandardError())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.waldInterval())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.test().pValue())).isEqualTo(Reason.TOO_FEW);
        assertThat(point(one.percentAgreement())).isZero();
    }

    @Test
    void one_category_or_no_unit_has_no_kappa() {
        CohenKappa single = plain(new long[] {9, 0}, new long[] {0, 0});
        CohenKappa empty = plain(new long[] {0, 0}, new long[] {0, 0});

        assertThat(reason(single.kappa())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(single.waldInterval())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(single.test().statistic())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(point(single.pabak())).isEqualTo(1);
        assertThat(reason(empty.kappa())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(empty.pabak())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(empty.biasIndex())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void the_indices_are_for_two_categories() {
        CohenKappa kappa = plain(new long[] {3, 1, 0}, new long[] {1, 3, 0}, new long[] {0, 1, 4});

        assertThat(reason(kappa.prevalenceIndex())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(reason(kappa.biasIndex())).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void units_that_share_subjects_have_no_analytic_interval_and_no_test() {
        double[][] values = RatingSamples.random(40, 2, 2, 3);
        int[] subjects = IntStream.range(0, 40).map(i -> i / 4).toArray();
        CohenKappa kappa =
                CohenKappa.of(Ratings.complete(values).withSubjects(subjects), AgreementWeights.UNWEIGHTED, 0.95);

        assertThat(point(kappa.kappa()))
                .isEqualTo(point(of(values, AgreementWeights.UNWEIGHTED).kappa()));
        assertThat(reason(kappa.kappa().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(kappa.test().pValue())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(kappa.biasIndex().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(interval(kappa.bootstrap(ResamplePlan.seeded(1, 2000)).percentile(0.95))
                        .contains(point(kappa.kappa())))
                .isTrue();
        assertThat(interval(kappa.bootstrap(ResamplePlan.seeded(1, 2000))
                                .withAcceleration(kappa.acceleration())
                                .bca(0.9))
                        .contains(point(kappa.kappa())))
                .isTrue();
        assertThat(((io.medml.core.measure.IntervalEstimate.Known)
                                kappa.percentAgreement().intervalEstimate())
                        .method())
                .isEqualTo(ClusteredProportion.METHOD);
    }

    @Test
    void a_replicate_is_kappa_of_the_units_that_it_draws() {
        double[][] values = {{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}, {1, 1}};
        int[][] plan = {{0, 1, 2, 3, 4, 5}, {1, 1, 2, 3, 0, 4}, {0, 0, 0, 4, 4, 4}};

        BootstrapDistribution units = of(values, AgreementWeights.UNWEIGHTED).bootstrap(ResamplePlan.ofIndices(plan));

        // 6 units po 4/6, pe 1/2; second: po 3/6, margins (4/6, 2/6) and (1/2, 1/2): pe 1/2; third: one category
        assertThat(units.values()).containsExactly(new double[] {1 / 3.0, 0}, within(1e-15));
        assertThat(units.undefined()).isEqualTo(1);
    }

    @Test
    void a_replicate_draws_subjects_with_all_their_units() {
        double[][] values = {{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}, {1, 1}};
        Ratings ratings = Ratings.complete(values).withSubjects(new int[] {9, 9, 9, 2, 2, 2});

        BootstrapDistribution subjects = CohenKappa.of(ratings, AgreementWeights.UNWEIGHTED, 0.95)
                .bootstrap(ResamplePlan.ofIndices(new int[][] {{0, 0}, {1, 1}}));

        // subject 2 first, the lower code: (1,0) (0,0) (1,1): po 2/3, pe 4/9; subject 9: (0,0) (0,1) (1,1): the same
        assertThat(subjects.values()).containsExactly(new double[] {0.4, 0.4}, within(1e-15));
    }

    @Test
    void what_is_no_pair_of_complete_ratings_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new double[][] {{0, 1, 1}}, AgreementWeights.LINEAR))
                .withMessage("Cohen's kappa compares 2 raters, found 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohenKappa.of(
                        Ratings.withMissing(new double[][] {{0, 1}, {1, Double.NaN}}), AgreementWeights.LINEAR, 0.95))
                .withMessage(
                        "Cohen's kappa needs every rater's rating of every unit, found 1 of 2 units with a missing one;"
                                + " drop them with completeCases()");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CohenKappa.of(Ratings.complete(new double[][] {{0, 1}}), AgreementWeights.UNWEIGHTED, 95))
                .withMessageContaining("fraction in (0, 1)");
    }

    @Test
    void measurements_are_refused_rather_than_tabulated_by_every_value() {
        double[][] measured = new double[600][];
        for (int i = 0; i < measured.length; i++) {
            measured[i] = new double[] {i, i + 0.5};
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(measured, AgreementWeights.QUADRATIC))
                .withMessage("a table of two raters holds at most 1000 categories, found 1200; for measurements use"
                        + " IntraclassCorrelation or LinConcordance");
    }
}
