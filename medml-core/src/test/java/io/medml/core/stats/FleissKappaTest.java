package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FleissKappaTest {

    /** Fleiss (1971), Table 1: psychiatric diagnoses of 30 patients by 6 raters; how many chose each of five categories. */
    private static final int[][] DIAGNOSES = {
        {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
        {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
        {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
        {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
        {1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}
    };

    @Provide
    Arbitrary<double[][]> ratings() {
        return RatingSamples.raters(4, 3);
    }

    private static FleissKappa of(double[][] values) {
        return FleissKappa.of(Ratings.complete(values), 0.95);
    }

    private static double[][] ratings(int[][] choices) {
        return Arrays.stream(choices)
                .map(row -> IntStream.range(0, row.length)
                        .flatMap(c -> IntStream.generate(() -> c + 1).limit(row[c]))
                        .asDoubleStream()
                        .toArray())
                .toArray(double[][]::new);
    }

    // the table of Fleiss (1971), Psychological Bulletin 76, 378-382, which was not at hand; P .5556, Pe .2199, kappa
    // .430 and
    // the shares are arithmetic of the counts above
    @Test
    void kappa_of_the_psychiatric_diagnoses_is_that_of_its_table() {
        FleissKappa kappa = of(ratings(DIAGNOSES));

        assertThat(point(kappa.kappa())).isCloseTo(0.430, within(5e-4));
        assertThat(point(kappa.observedAgreement())).isCloseTo(0.5556, within(5e-5));
        assertThat(point(kappa.expectedAgreement())).isCloseTo(0.2199, within(5e-5));
        assertThat(kappa.categoryShares())
                .containsExactly(new double[] {0.144, 0.144, 0.167, 0.306, 0.239}, within(5e-4));
    }

    // numpy 2.4.6, scipy 1.17.1: the influence L_i of each unit on kappa by central differences of its weight (step
    // 1e-5),
    // se = sqrt(sum L_i^2 / (n (n - 1))), kappa -+ t.isf(.025, n - 1) se
    @Test
    void the_interval_is_that_of_numerically_differentiated_influences() {
        Interval diagnoses = interval(of(ratings(DIAGNOSES)).kappa());

        assertThat(diagnoses.lower()).isCloseTo(0.31939525056347773, within(1e-8));
        assertThat(diagnoses.upper()).isCloseTo(0.5410937895568034, within(1e-8));
    }

    @Property
    void neither_order_of_units_nor_of_raters_nor_names_of_categories_matter(
            @ForAll("ratings") double[][] values, @ForAll long seed) {
        double[] names = {7, -3, 0.5};
        FleissKappa kappa = of(values);
        FleissKappa other = of(RatingSamples.mapped(
                RatingSamples.mirrored(RatingSamples.shuffled(values, seed)), v -> names[(int) v]));

        assertThat(point(other.kappa())).isCloseTo(point(kappa.kappa()), within(1e-12));
        assertThat(point(other.nullStandardError())).isCloseTo(point(kappa.nullStandardError()), within(1e-12));
        assertThat(other.kappa().interval().isPresent())
                .isEqualTo(kappa.kappa().interval().isPresent());
        kappa.kappa()
                .interval()
                .ifPresent(
                        known -> assertThat(interval(other.kappa()).lower()).isCloseTo(known.lower(), within(1e-12)));
    }

    @Property
    void every_unit_twice_leaves_kappa_and_halves_the_null_variance(@ForAll("ratings") double[][] values) {
        FleissKappa kappa = of(values);
        FleissKappa twice = of(RatingSamples.twice(values));

        assertThat(point(twice.kappa())).isCloseTo(point(kappa.kappa()), within(1e-12));
        assertThat(point(twice.nullStandardError()) * Math.sqrt(2))
                .isCloseTo(point(kappa.nullStandardError()), within(1e-12));
    }

    @Property
    void with_two_raters_of_equal_margins_it_is_cohens_kappa(@ForAll long seed) {
        double[][] one = RatingSamples.random(12, 2, 3, seed);
        double[][] both = Arrays.copyOf(one, 24);
        System.arraycopy(RatingSamples.mirrored(one), 0, both, 12, 12);

        assertThat(point(of(both).kappa()))
                .isCloseTo(
                        point(CohenKappa.of(Ratings.complete(both), AgreementWeights.UNWEIGHTED, 0.95)
                                .kappa()),
                        within(1e-12));
    }

    @Test
    void complete_agreement_has_no_interval() {
        FleissKappa complete = of(new double[][] {{1, 1, 1}, {2, 2, 2}, {1, 1, 1}});

        assertThat(point(complete.kappa())).isEqualTo(1);
        assertThat(reason(complete.kappa().intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    // (po - pe) / (1 - pe) of one unit is -1/(m - 1) for any ratings that differ
    @Test
    void a_single_unit_has_no_kappa_since_the_formula_would_give_the_same_for_any_ratings() {
        for (double[] unit : new double[][] {{1, 2, 2}, {1, 2, 3}, {1, 1, 2, 2}, {2, 2, 2}}) {
            FleissKappa kappa = of(new double[][] {unit});

            assertThat(reason(kappa.kappa())).isEqualTo(Reason.TOO_FEW);
            assertThat(reason(kappa.test().pValue())).isEqualTo(Reason.TOO_FEW);
        }
        assertThat(point(of(new double[][] {{1, 2, 2}}).observedAgreement())).isCloseTo(1.0 / 3, within(1e-15));
    }

    @Test
    void one_category_or_no_unit_has_no_kappa() {
        FleissKappa single = of(new double[][] {{1, 1, 1}, {1, 1, 1}});

        assertThat(reason(single.kappa())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(single.test().pValue())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(FleissKappa.of(Ratings.ofRaters(new int[0], new int[0]), 0.95)
                        .kappa()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void units_that_share_subjects_are_resampled_by_subject() {
        double[][] values = RatingSamples.random(40, 3, 3, 8);
        FleissKappa kappa = FleissKappa.of(
                Ratings.complete(values)
                        .withSubjects(IntStream.range(0, 40).map(i -> i / 2).toArray()),
                0.95);

        assertThat(reason(kappa.kappa().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(kappa.test().pValue())).isEqualTo(Reason.DEPENDENT_RECORDS);
        BootstrapDistribution replicates =
                kappa.bootstrap(ResamplePlan.seeded(5, 2000)).withAcceleration(kappa.acceleration());
        assertThat(interval(replicates.bca(0.95)).contains(point(kappa.kappa())))
                .isTrue();
    }

    @Test
    void missing_ratings_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FleissKappa.of(
                        Ratings.withMissing(new double[][] {{1, Double.NaN}, {1, 2}, {Double.NaN, 2}}), 0.95))
                .withMessage(
                        "Fleiss' kappa needs every rater's rating of every unit, found 2 of 3 units with a missing one;"
                                + " drop them with completeCases(), or use KrippendorffAlpha or GwetAgreement");
    }
}
