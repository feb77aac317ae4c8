package io.medml.core.stats;

import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BowkerSymmetryTest {

    /** Unaided distance vision of 7477 women, right by left eye: Stuart (1953), Biometrika 40, 105-110. */
    static final long[][] VISION = {
        {1520, 266, 124, 66}, {234, 1512, 432, 78}, {117, 362, 1772, 205}, {36, 82, 179, 492}
    };

    // statsmodels 0.15.0: SquareTable(table, shift_zeros=False).symmetry(); Agresti prints 19.1 with 6 degrees of
    // freedom
    @Test
    void the_test_of_the_vision_data_agrees_with_statsmodels() {
        HypothesisTest test = BowkerSymmetry.of(Ratings.ofTable(VISION));

        assertThat(point(test.statistic())).isCloseTo(19.106550215266772, within(1e-12));
        assertThat(test.degreesOfFreedom()).hasValue(6);
        assertThat(point(test.pValue())).isCloseTo(0.003987419840428568, within(1e-14));
    }

    // statsmodels 0.15.0, same call
    @Test
    void a_pair_of_categories_without_units_keeps_its_degree_of_freedom_and_is_counted() {
        HypothesisTest test = BowkerSymmetry.of(Ratings.ofTable(new long[][] {{10, 3, 0}, {1, 12, 4}, {0, 9, 6}}));

        assertThat(point(test.statistic())).isCloseTo(2.9230769230769234, within(1e-14));
        assertThat(test.degreesOfFreedom()).hasValue(3);
        assertThat(point(test.pValue())).isCloseTo(0.4036378901866524, within(1e-13));
        assertThat(test.statistic().support().counts())
                .containsEntry("empty_pairs", 1L)
                .containsEntry("off_diagonal", 17L);
    }

    @Property
    void two_categories_give_mcnemars_chi_square(
            @ForAll @IntRange(max = 60) int a,
            @ForAll @IntRange(min = 1, max = 60) int b,
            @ForAll @IntRange(max = 60) int c,
            @ForAll @IntRange(max = 60) int d) {
        HypothesisTest bowker = BowkerSymmetry.of(Ratings.ofTable(new long[][] {{d, c}, {b, a}}));
        HypothesisTest mcnemar = McNemar.of(new PairedCounts(a, b, c, d)).asymptotic();

        assertThat(point(bowker.statistic())).isCloseTo(point(mcnemar.statistic()), within(1e-12));
        assertThat(point(bowker.pValue())).isCloseTo(point(mcnemar.pValue()), within(1e-12));
    }

    @Test
    void without_change_of_category_there_is_no_statistic() {
        assertThat(reason(BowkerSymmetry.of(Ratings.ofTable(new long[][] {{3, 0}, {0, 4}}))
                        .pValue()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(reason(BowkerSymmetry.of(Ratings.ofTable(new long[][] {{3}})).pValue()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(BowkerSymmetry.of(Ratings.ofTable(new long[2][2])).pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        Ratings dependent = Ratings.complete(new double[][] {{0, 1}, {1, 1}}).withSubjects(new int[] {5, 5});
        assertThat(reason(BowkerSymmetry.of(dependent).pValue())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void more_than_two_raters_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BowkerSymmetry.of(Ratings.complete(new double[][] {{0, 1, 2}})))
                .withMessage("Bowker's test compares 2 raters, found 3");
    }
}
