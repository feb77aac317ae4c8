package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GwetAgreementTest {

    private static final double NAN = Double.NaN;

    /** The ratings of case ac1-fleiss of the oracle: 10 units, 4 raters, 5 categories. */
    private static final double[][] TEN = {
        {5, 5, 5, 4}, {2, 2, 3, 3}, {3, 3, 3, 3}, {1, 2, 2, 3}, {5, 5, 4, 5},
        {1, 1, 1, 1}, {1, 1, 2, 2}, {4, 4, 4, 4}, {2, 3, 3, 3}, {3, 3, 5, 5}
    };

    @Provide
    Arbitrary<double[][]> ratings() {
        return RatingSamples.raters(3, 4);
    }

    private static GwetAgreement of(double[][] values, AgreementWeights weights) {
        return GwetAgreement.of(Ratings.withMissing(values), weights, 0.95);
    }

    // numpy 2.4.6, scipy 1.17.1: coefficient by matrices, influence L_i of each unit by central differences of its
    // weight
    // (step 1e-5), se = sqrt(sum L_i^2 / (n (n - 1))), -+ t.isf(.025, 9) se. Unweighted also irrCAC 1.0: .46065, se
    // .12423.
    @ParameterizedTest
    @CsvSource({
        "UNWEIGHTED, 0.46065084921561, 0.12422791263207536, 0.17962778683549108, 0.7416739115957289",
        "LINEAR, 0.6851992891596855, 0.08374863388494058, 0.4957467171423027, 0.8746518611770684",
        "QUADRATIC, 0.8375433382862807, 0.059271090106288005, 0.7034628172554834, 0.971623859317078"
    })
    void coefficient_and_error_agree_with_an_independent_computation(
            AgreementWeights weights, double value, double error, double lower, double upper) {
        GwetAgreement agreement = of(TEN, weights);

        assertThat(point(agreement.coefficient())).isCloseTo(value, within(1e-12));
        assertThat(point(agreement.standardError())).isCloseTo(error, within(1e-9));
        assertThat(interval(agreement.coefficient()).lower()).isCloseTo(lower, within(1e-8));
        assertThat(interval(agreement.coefficient()).upper()).isCloseTo(upper, within(1e-8));
    }

    // numpy 2.4.6, same computation on Krippendorff's twelve units
    @ParameterizedTest
    @CsvSource({"UNWEIGHTED, 0.7754440681269948", "LINEAR, 0.8587391364326112", "QUADRATIC, 0.9140007235516042"})
    void missing_ratings_leave_the_other_ratings_of_the_unit(AgreementWeights weights, double value) {
        assertThat(point(of(RatingSamples.KRIPPENDORFF, weights).coefficient())).isCloseTo(value, within(1e-12));
    }

    // 118 both low, 5 and 2 differ, none both high: kappa is -0.023 (statsmodels cohens_kappa), agreement 123 - 5 of
    // 125
    @Test
    void where_one_category_prevails_it_stays_near_the_agreement_and_kappa_does_not() {
        Ratings ratings = Ratings.ofTable(new long[][] {{118, 5}, {2, 0}});

        assertThat(point(GwetAgreement.of(ratings, AgreementWeights.UNWEIGHTED, 0.95)
                        .coefficient()))
                .isCloseTo(0.94, within(5e-3));
        assertThat(point(CohenKappa.of(ratings, AgreementWeights.UNWEIGHTED, 0.95)
                        .kappa()))
                .isCloseTo(-0.0234, within(5e-5));
    }

    @Property
    void neither_order_of_units_nor_of_raters_nor_direction_of_the_scale_matters(
            @ForAll("ratings") double[][] values, @ForAll AgreementWeights weights, @ForAll long seed) {
        GwetAgreement agreement = of(values, weights);
        GwetAgreement other = of(
                RatingSamples.mapped(RatingSamples.mirrored(RatingSamples.shuffled(values, seed)), v -> 5 - v),
                weights);

        assertThat(point(other.coefficient())).isCloseTo(point(agreement.coefficient()), within(1e-12));
        assertThat(point(other.standardError())).isCloseTo(point(agreement.standardError()), within(1e-12));
    }

    @Property
    void every_unit_twice_leaves_the_coefficient(
            @ForAll("ratings") double[][] values, @ForAll AgreementWeights weights) {
        GwetAgreement twice = of(RatingSamples.twice(values), weights);
        double n = values.length;

        assertThat(point(twice.coefficient()))
                .isCloseTo(point(of(values, weights).coefficient()), within(1e-12));
        assertThat(point(twice.standardError()) * Math.sqrt((2 * n - 1) / (n - 1)))
                .isCloseTo(point(of(values, weights).standardError()), within(1e-12));
    }

    @Property
    void two_categories_have_the_same_coefficient_under_all_weights(@ForAll long seed) {
        double[][] values = RatingSamples.random(15, 3, 2, seed);
        double plain = point(of(values, AgreementWeights.UNWEIGHTED).coefficient());

        assertThat(point(of(values, AgreementWeights.LINEAR).coefficient())).isCloseTo(plain, within(1e-12));
        assertThat(point(of(values, AgreementWeights.QUADRATIC).coefficient())).isCloseTo(plain, within(1e-12));
    }

    @Test
    void one_category_is_judged_only_on_a_scale_that_has_others() {
        Ratings ratings = Ratings.complete(new double[][] {{1, 1}, {1, 1}, {1, 1}});

        assertThat(reason(GwetAgreement.of(ratings, AgreementWeights.UNWEIGHTED, 0.95)
                        .coefficient()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        GwetAgreement scaled = GwetAgreement.of(ratings.withScale(0, 1), AgreementWeights.UNWEIGHTED, 0.95);
        assertThat(point(scaled.coefficient())).isEqualTo(1);
        assertThat(reason(scaled.coefficient().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void too_few_ratings_say_so() {
        assertThat(reason(of(new double[][] {{1, NAN}, {NAN, 2}}, AgreementWeights.UNWEIGHTED)
                        .coefficient()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[][] {{NAN, NAN}}, AgreementWeights.UNWEIGHTED)
                        .coefficient()))
                .isEqualTo(Reason.EMPTY_GROUP);
        GwetAgreement one = of(new double[][] {{1, 2}}, AgreementWeights.LINEAR);
        assertThat(reason(one.coefficient())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[][] {{1, 2}, {1, NAN}}, AgreementWeights.LINEAR)
                        .coefficient()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(one.standardError())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void units_that_share_subjects_are_resampled_by_subject() {
        GwetAgreement agreement = GwetAgreement.of(
                Ratings.complete(TEN)
                        .withSubjects(IntStream.range(0, 10).map(i -> i / 2).toArray()),
                AgreementWeights.QUADRATIC,
                0.95);

        assertThat(reason(agreement.coefficient().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(agreement.acceleration()).isPresent();
        assertThat(agreement
                        .bootstrap(ResamplePlan.ofIndices(new int[][] {{0, 1, 2, 3, 4}}))
                        .values())
                .containsExactly(new double[] {0.8375433382862807}, within(1e-12));
    }
}
