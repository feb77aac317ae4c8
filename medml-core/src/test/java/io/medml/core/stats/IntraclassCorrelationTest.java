package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.IntraclassCorrelation.Form;
import io.medml.core.stats.IntraclassCorrelation.SatterthwaiteBasis;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntraclassCorrelationTest {

    /** Shrout and Fleiss (1979), Table 2: four ratings of six targets. */
    private static final double[][] TARGETS = {
        {9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}
    };

    @Provide
    Arbitrary<double[][]> measurements() {
        return RatingSamples.raters(3, 6);
    }

    private static IntraclassCorrelation of(double[][] values, Form form) {
        return IntraclassCorrelation.of(Ratings.complete(values), form, 0.95);
    }

    // Shrout and Fleiss (1979), Psychological Bulletin 86, Table 4: .17 .29 .71 .44 .62 .91
    @ParameterizedTest
    @CsvSource({
        "ONE_WAY_SINGLE, 0.17",
        "AGREEMENT_SINGLE, 0.29",
        "CONSISTENCY_SINGLE, 0.71",
        "ONE_WAY_AVERAGE, 0.44",
        "AGREEMENT_AVERAGE, 0.62",
        "CONSISTENCY_AVERAGE, 0.91"
    })
    void the_six_forms_of_shrout_and_fleiss_are_the_published_ones(Form form, double published) {
        assertThat(point(of(TARGETS, form).coefficient())).isCloseTo(published, within(5.1e-3));
    }

    // numpy 2.4.6, scipy 1.17.1 from the formulas of McGraw and Wong (1996), with r = ICC(2,1) in a and b; psych::ICC
    // prints
    // 0.071 and 0.93
    @Test
    void the_interval_of_the_average_on_the_basis_of_a_single_measurement_is_that_of_psych() {
        IntraclassCorrelation icc = IntraclassCorrelation.of(
                Ratings.complete(TARGETS), Form.AGREEMENT_AVERAGE, 0.95, SatterthwaiteBasis.SINGLE);

        assertThat(interval(icc.coefficient()).lower()).isCloseTo(0.07113681530250338, within(1e-10));
        assertThat(interval(icc.coefficient()).upper()).isCloseTo(0.927232040167722, within(1e-10));
        assertThat(point(icc.denominatorDegreesOfFreedom())).isCloseTo(4.785143862212761, within(1e-10));
        assertThat(point(icc.test().pValue())).isCloseTo(0.011269860052555923, within(1e-12));
    }

    @Property
    void the_average_of_k_is_the_single_measurement_stepped_up_by_spearman_and_brown(
            @ForAll("measurements") double[][] values) {
        assertSteppedUp(values, Form.ONE_WAY_SINGLE, Form.ONE_WAY_AVERAGE);
        assertSteppedUp(values, Form.AGREEMENT_SINGLE, Form.AGREEMENT_AVERAGE);
        assertSteppedUp(values, Form.CONSISTENCY_SINGLE, Form.CONSISTENCY_AVERAGE);
    }

    private static void assertSteppedUp(double[][] values, Form single, Form average) {
        IntraclassCorrelation one =
                IntraclassCorrelation.of(Ratings.complete(values), single, 0.9, SatterthwaiteBasis.SINGLE);
        IntraclassCorrelation many =
                IntraclassCorrelation.of(Ratings.complete(values), average, 0.9, SatterthwaiteBasis.SINGLE);
        if (one.coefficient().interval().isEmpty()
                || many.coefficient().interval().isEmpty()) {
            return;
        }

        assertThat(point(many.coefficient())).satisfies(closeTo(steppedUp(point(one.coefficient()))));
        assertThat(interval(many.coefficient()).lower())
                .satisfies(closeTo(steppedUp(interval(one.coefficient()).lower())));
        assertThat(interval(many.coefficient()).upper())
                .satisfies(closeTo(steppedUp(interval(one.coefficient()).upper())));
    }

    /** The step up has a pole at -1/2, where its slope grows with the square of the value. */
    private static java.util.function.Consumer<Double> closeTo(double expected) {
        return actual -> assertThat(actual).isCloseTo(expected, within(1e-9 * (1 + expected * expected)));
    }

    private static double steppedUp(double single) {
        return 3 * single / (1 + 2 * single);
    }

    /** In fractions: MSC 56/9, MSE 139/45, r -93/232, so that {@code a MSC + b MSE} is -0.0111. */
    @Test
    void a_combined_variance_below_zero_leaves_the_domain() {
        double[][] values = {{0, 0, 3}, {1, 1, 4}, {2, 2, 2}, {3, 0, 4}, {4, 4, 1}, {5, 0, 5}};

        IntraclassCorrelation icc = of(values, Form.AGREEMENT_AVERAGE);

        assertThat(point(icc.coefficient())).isCloseTo(-93.0 / 232, within(1e-14));
        assertThat(reason(icc.coefficient().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Property
    void unit_of_measurement_and_order_do_not_matter(
            @ForAll("measurements") double[][] values, @ForAll Form form, @ForAll long seed) {
        double[][] other =
                RatingSamples.mapped(RatingSamples.mirrored(RatingSamples.shuffled(values, seed)), v -> 40 - 2.5 * v);
        IntraclassCorrelation icc = of(values, form);
        IntraclassCorrelation converted = of(other, form);

        assertThat(converted.coefficient().point().isPresent())
                .isEqualTo(icc.coefficient().point().isPresent());
        if (icc.coefficient().point().isPresent()) {
            assertThat(point(converted.coefficient())).isCloseTo(point(icc.coefficient()), within(1e-10));
        }
        if (icc.coefficient().interval().isPresent()) {
            Interval interval = interval(converted.coefficient());
            assertThat(interval.lower()).isCloseTo(interval(icc.coefficient()).lower(), within(1e-8));
            assertThat(point(converted.test().statistic()))
                    .isCloseTo(
                            point(icc.test().statistic()),
                            within(1e-9 * point(icc.test().statistic())));
        }
    }

    @Property
    void consistency_does_not_see_a_shift_of_one_rater_and_agreement_does(@ForAll("measurements") double[][] values) {
        double[][] shifted = RatingSamples.mapped(values, v -> v);
        for (double[] row : shifted) {
            row[1] += 50;
        }

        assertThat(point(of(shifted, Form.CONSISTENCY_SINGLE).coefficient()))
                .isCloseTo(point(of(values, Form.CONSISTENCY_SINGLE).coefficient()), within(1e-9));
        assertThat(point(of(shifted, Form.AGREEMENT_SINGLE).coefficient())).isLessThan(0.1);
    }

    @Test
    void raters_that_differ_by_a_constant_are_consistent_without_residual_variance() {
        double[][] values = {{0.1, 0.3}, {0.4, 0.6}, {0.7, 0.9}, {1.1, 1.3}};

        assertThat(point(of(values, Form.CONSISTENCY_SINGLE).coefficient())).isEqualTo(1);
        assertThat(reason(of(values, Form.CONSISTENCY_SINGLE).coefficient().intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(of(values, Form.AGREEMENT_SINGLE).test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void what_does_not_vary_or_is_too_little_has_no_coefficient(Form form) {
        assertThat(reason(of(new double[][] {{0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}}, form)
                        .coefficient()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(of(new double[][] {{1, 2}}, form).coefficient())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(IntraclassCorrelation.of(Ratings.ofRaters(new int[0], new int[0]), form, 0.95)
                        .coefficient()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(of(new double[][] {{1, 2}}, form).denominatorDegreesOfFreedom()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void an_average_over_units_that_are_all_alike_has_no_denominator() {
        double[][] values = {{1, 2}, {2, 1}, {1, 2}, {2, 1}};

        assertThat(reason(of(values, Form.CONSISTENCY_AVERAGE).coefficient())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(point(of(values, Form.CONSISTENCY_SINGLE).coefficient())).isCloseTo(-1, within(1e-15));
    }

    // numpy 2.4.6, scipy 1.17.1: ICC(2,k) 0.756; the formula's lower limit is 5.008, beyond the pole
    @Test
    void an_interval_beyond_the_pole_of_its_formula_is_not_given() {
        IntraclassCorrelation icc = of(new double[][] {{3, 4, 2, 4}, {1, 2, 3, 0}}, Form.AGREEMENT_AVERAGE);

        assertThat(point(icc.coefficient())).isCloseTo(0.756, within(5e-4));
        assertThat(reason(icc.coefficient().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(point(icc.denominatorDegreesOfFreedom())).isCloseTo(4.0770743330142665, within(1e-12));
    }

    @Test
    void units_that_share_subjects_are_resampled_by_subject() {
        Ratings ratings = Ratings.complete(TARGETS).withSubjects(new int[] {1, 1, 2, 2, 3, 3});
        IntraclassCorrelation icc = IntraclassCorrelation.of(ratings, Form.CONSISTENCY_SINGLE, 0.95);

        assertThat(reason(icc.coefficient().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(icc.test().statistic())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(icc.acceleration()).isPresent();
        BootstrapDistribution replicates =
                icc.bootstrap(ResamplePlan.ofIndices(new int[][] {{0, 1, 2}, {2, 0, 1}, {1, 1, 1}}));
        assertThat(replicates.values()[0]).isCloseTo(0.7148407148407151, within(1e-12));
        assertThat(replicates.values()[1]).isEqualTo(replicates.values()[0]);
    }

    @Test
    void missing_measurements_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntraclassCorrelation.of(
                        Ratings.withMissing(new double[][] {{1, Double.NaN}}), Form.ONE_WAY_SINGLE, 0.95))
                .withMessageStartingWith("the intraclass correlation needs every rater's rating of every unit");
    }
}
