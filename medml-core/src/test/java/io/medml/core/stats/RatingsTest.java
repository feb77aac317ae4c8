package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RatingsTest {

    private static final double NAN = Double.NaN;

    @Test
    void categories_are_the_distinct_values_in_ascending_order() {
        Ratings ratings = Ratings.complete(new double[][] {{3, 1}, {-0.0, 0}, {3, 2.5}});

        assertThat(ratings.categories()).containsExactly(0, 1, 2.5, 3);
        assertThat(ratings.units()).isEqualTo(3);
        assertThat(ratings.raters()).isEqualTo(2);
    }

    @Test
    void complete_cases_drop_units_and_say_how_many() {
        Ratings ratings = Ratings.withMissing(new double[][] {{1, 2}, {NAN, 2}, {NAN, NAN}, {2, 2}})
                .withSubjects(new int[] {4, 4, 5, 4})
                .completeCases();

        assertThat(ratings.units()).isEqualTo(2);
        assertThat(ratings.dropped()).isEqualTo(2);
        assertThat(ratings.hasRepeatedSubjects()).isTrue();
        assertThat(ratings.support().counts())
                .containsEntry("dropped_units", 2L)
                .containsEntry("subjects", 1L)
                .containsEntry("raters", 2L);
    }

    @Test
    void raters_codes_and_a_table_of_counts_say_the_same() {
        Ratings codes = Ratings.ofRaters(new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1});
        Ratings table = Ratings.ofTable(new long[][] {{1, 1}, {0, 2}});

        assertThat(CohenKappa.of(codes, AgreementWeights.UNWEIGHTED, 0.9).kappa())
                .isEqualTo(
                        CohenKappa.of(table, AgreementWeights.UNWEIGHTED, 0.9).kappa());
        assertThat(Ratings.ofRaters(new int[0], new int[0]).units()).isEqualTo(0);
    }

    @Test
    void what_is_given_cannot_be_changed_afterwards() {
        double[][] values = {{0, 1}, {1, 1}};
        int[] subjects = {1, 2};
        Ratings ratings = Ratings.complete(values).withSubjects(subjects);

        values[0][0] = 1;
        subjects[0] = 2;
        ratings.categories()[0] = 9;

        assertThat(ratings.categories()).containsExactly(0, 1);
        assertThat(ratings.hasRepeatedSubjects()).isFalse();
        assertThat(CohenKappa.table(ratings, ratings.counts())[0][1]).isEqualTo(1);
    }

    @Test
    void bad_ratings_are_refused_with_their_place_and_without_their_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[][] {{0, 1}, {1, NAN}}))
                .withMessage("ratings[1][1] must not be NaN; if it was not given, use Ratings.withMissing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[][] {{0, Double.POSITIVE_INFINITY}}))
                .withMessage("ratings[0][1] must be a finite number of size at most 1e60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[0][]))
                .withMessage("ratings need at least one row; found none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[][] {{1}}))
                .withMessage("agreement needs at least 2 raters, found 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[][] {{1, 2}, {1}}))
                .withMessageContaining("must have the same length, got 2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.ofTable(new long[][] {{1, 2}, {1}}))
                .withMessage("table must be square, got 2 rows and 1 columns in row 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.ofTable(new long[][] {{1, -2}, {1, 1}}))
                .withMessage("table[0][1] must not be negative, got -2");
        for (long huge : new long[] {100_000_000, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Ratings.ofTable(new long[][] {{huge, huge}, {huge, huge}}))
                    .withMessage("table must count at most 100000000 units, found more; draw a sample of the units");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratings.complete(new double[][] {{1, 2}}).withSubjects(new int[2]))
                .withMessageContaining("must have the same length, got 1 and 2");
    }

    @Test
    void a_scale_holds_every_rating_in_ascending_order() {
        Ratings ratings = Ratings.complete(new double[][] {{1, 2}});

        assertThat(ratings.withScale(0, 1, 2).categories()).containsExactly(0, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ratings.withScale(1, 3))
                .withMessage(
                        "a rating is in none of the 2 categories of the scale; declare every category that occurs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ratings.withScale(2, 1))
                .withMessage("scale[1] must be larger than the one before; list the categories in ascending order");
    }
}
