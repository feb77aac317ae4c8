package io.medml.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {

    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256("weights"));

    private static Cohort cohort(String... ids) {
        String[] outcomes = new String[ids.length];
        double[] risk = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int number = Integer.parseInt(ids[i].substring(1));
            outcomes[i] = number % 2 == 0 ? "yes" : "no";
            risk[i] = number / 10.0;
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("outcome", outcomes)
                        .number("risk", risk)
                        .build())
                .record("id")
                .label("outcome", "yes")
                .named("test", "1.0");
    }

    private static Predictions predictions(Cohort cohort, double... scores) {
        return Predictions.of(MODEL, ScoreKind.PROBABILITY, cohort, scores);
    }

    @Test
    void scores_follow_their_records_and_not_their_positions() {
        Cohort straight = cohort("e1", "e2", "e3");
        Cohort shuffled = cohort("e3", "e1", "e2");

        assertThat(predictions(straight, 0.1, 0.2, 0.3).alignedTo(shuffled)).containsExactly(0.3, 0.1, 0.2);
    }

    @Test
    void the_digest_pins_every_score_and_not_the_order() {
        Digest digest = predictions(cohort("e1", "e2", "e3"), 0.1, 0.2, 0.3).digest();

        assertThat(predictions(cohort("e3", "e1", "e2"), 0.3, 0.1, 0.2).digest())
                .isEqualTo(digest);
        assertThat(predictions(cohort("e1", "e2", "e3"), 0.2, 0.1, 0.3).digest())
                .isNotEqualTo(digest);
        assertThat(predictions(cohort("e1", "e2", "e3"), 0.1, 0.2, Math.nextUp(0.3))
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void texts_of_neighbouring_records_cannot_run_into_each_other_in_the_digest() {
        ArtifactRef data = cohort("e1").reference();

        assertThat(Predictions.of(MODEL, data, ScoreKind.RANK, Map.of("e", 0.0, "e1", 1.0))
                        .digest())
                .isNotEqualTo(Predictions.of(MODEL, data, ScoreKind.RANK, Map.of("e1", 0.0, "e", 1.0))
                        .digest());
    }

    @Test
    void predictions_from_elsewhere_are_joined_by_identifier() {
        Cohort cohort = cohort("e2", "e1", "e3");
        Map<String, Double> elsewhere = new TreeMap<>(Map.of("e1", 0.1, "e2", 0.2, "e3", 0.3));

        Predictions predictions = Predictions.of(MODEL, cohort.reference(), ScoreKind.PROBABILITY, elsewhere);

        assertThat(predictions.alignedTo(cohort)).containsExactly(0.2, 0.1, 0.3);
        assertThat(predictions.score("e3")).hasValue(0.3);
        assertThat(predictions.score("e4")).isEmpty();
        assertThat(predictions.digest())
                .isEqualTo(predictions(cohort, 0.2, 0.1, 0.3).digest());
    }

    @Test
    void a_record_without_a_score_is_refused_and_counted_but_not_named() {
        Cohort cohort = cohort("e1", "e2", "e3");
        Predictions partial = Predictions.of(MODEL, cohort.reference(), ScoreKind.PROBABILITY, Map.of("e1", 0.1));

        assertThatThrownBy(() -> partial.alignedTo(cohort))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("each of the 3 records of test, found none for 2")
                .hasMessageNotContaining("e2");
    }

    @Test
    void a_record_whose_score_is_null_is_refused() {
        Map<String, Double> scores = new HashMap<>();
        scores.put("e1", null);

        assertThatNullPointerException()
                .isThrownBy(() -> Predictions.of(MODEL, cohort("e1").reference(), ScoreKind.PROBABILITY, scores))
                .withMessage("score");
    }

    @Test
    void predictions_on_another_cohort_are_refused() {
        Predictions predictions = predictions(cohort("e1", "e2"), 0.1, 0.2);

        assertThatThrownBy(() -> predictions.alignedTo(cohort("e1", "e2", "e3")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected predictions on dataset test 1.0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.0001, 1.0001, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_promised_probability_outside_its_range_is_refused_and_allowed_as_a_rank(double score) {
        Cohort cohort = cohort("e1", "e2");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions(cohort, 0.5, score))
                .withMessageContaining("outside [0, 1] at position 1")
                .withMessageContaining("ScoreKind.RANK");
        assertThat(Predictions.of(MODEL, ScoreKind.RANK, cohort, new double[] {0.5, score})
                        .alignedTo(cohort))
                .containsExactly(0.5, score);
    }

    @Test
    void probabilities_of_exactly_0_and_1_are_probabilities() {
        Cohort cohort = cohort("e1", "e2");

        assertThat(predictions(cohort, 0, 1).alignedTo(cohort)).containsExactly(0, 1);
    }

    @Test
    void a_score_that_is_no_number_is_refused_whatever_its_kind() {
        for (ScoreKind kind : ScoreKind.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Predictions.of(MODEL, kind, cohort("e1", "e2"), new double[] {0.5, Double.NaN}))
                    .withMessageContaining("position 1")
                    .withMessageContaining("never NaN");
        }
    }

    @Test
    void a_number_of_scores_other_than_of_records_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions(cohort("e1", "e2"), 0.5))
                .withMessageContaining("each of the 2 records of test, got 1");
    }

    @Test
    void only_a_model_predicts() {
        Cohort cohort = cohort("e1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictions.of(cohort.reference(), ScoreKind.PROBABILITY, cohort, new double[] {0.5}))
                .withMessageContaining("DATASET");
    }

    @Test
    void the_callers_array_may_change_afterwards() {
        Cohort cohort = cohort("e1", "e2");
        double[] scores = {0.1, 0.2};
        Predictions predictions = predictions(cohort, scores);
        scores[0] = 0.9;
        predictions.alignedTo(cohort)[1] = 0.9;

        assertThat(predictions.alignedTo(cohort)).containsExactly(0.1, 0.2);
    }

    @Test
    void a_function_of_a_row_is_a_model() {
        ScoringModel model = ScoringModel.of(
                "sepsis",
                "1.0",
                Digest.sha256("weights"),
                ScoreKind.PROBABILITY,
                (table, row) -> table.number("risk").value(row));
        Cohort cohort = cohort("e3", "e1", "e2");

        Predictions predictions = model.score(cohort);

        assertThat(model.reference()).isEqualTo(MODEL);
        assertThat(predictions.model()).isEqualTo(MODEL);
        assertThat(predictions.dataset()).isEqualTo(cohort.reference());
        assertThat(predictions.kind()).isEqualTo(ScoreKind.PROBABILITY);
        assertThat(predictions.size()).isEqualTo(3);
        assertThat(predictions.synthetic()).isFalse();
        assertThat(predictions.alignedTo(cohort("e1", "e2", "e3"))).containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void a_model_that_breaks_its_promise_is_refused_by_name() {
        ScoringModel broken =
                ScoringModel.of("sepsis", "1.0", Digest.sha256("weights"), ScoreKind.PROBABILITY, (table, row) -> 2.0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> broken.score(cohort("e1")))
                .withMessageContaining("model sepsis 1.0 promises probabilities");
    }

    private static Predictions two() {
        return Predictions.of(
                MODEL, cohort("e1", "e2", "e3").reference(), ScoreKind.PROBABILITY, Map.of("e1", 0.1, "e2", 0.2));
    }

    @Test
    void an_absence_is_stated_with_its_reason_and_pinned_by_the_digest() {
        Predictions lost = two().withAbsences(Map.of("e3", Absence.missing("lost")));
        Predictions abstained = two().withAbsences(Map.of("e3", Absence.indeterminate("lost")));

        assertThat(lost.absence("e3")).contains(Absence.missing("lost"));
        assertThat(lost.absence("e1")).isEmpty();
        assertThat(lost.absentCount()).isEqualTo(1);
        assertThat(lost.digest()).isNotEqualTo(abstained.digest()).isNotEqualTo(two().digest());
        assertThat(lost).hasToString(two() + ", 1 absent");
    }

    @Test
    void a_record_has_a_score_or_an_absence_and_not_both() {
        Map<String, Absence> scored = Map.of("e1", Absence.missing("lost"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> two().withAbsences(scored))
                .withMessageContaining("found 1 records with both");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void the_reason_of_an_absence_is_a_short_text(int length) {
        String text = "x".repeat(length);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Absence.missing(text))
                .withMessageContaining("1 to 100 characters, got " + length);
    }

    @Test
    void scores_come_in_the_order_of_their_records() {
        assertThat(predictions(cohort("e3", "e1", "e2"), 0.3, 0.1, 0.2).scores())
                .containsExactly(0.1, 0.2, 0.3);
    }
}
