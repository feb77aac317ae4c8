package io.medml.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Reason;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.SigmoidMap;
import io.medml.core.table.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibratorTest {

    private static final Cohort TUNING = Probabilities.cohort("tuning", 400, 1);
    private static final Cohort TEST = Probabilities.cohort("test", 300, 2);
    private static final List<Calibrator> ALL = List.of(
            Calibrator.isotonic(),
            Calibrator.platt(),
            Calibrator.logistic(),
            Calibrator.beta(),
            Calibrator.temperature(),
            Calibrator.histogram(4));

    private static Recalibration fitted(Calibrator calibrator) {
        return calibrator.fit(TUNING, Probabilities.scores(TUNING));
    }

    private static List<String> codes(Recalibration recalibration) {
        return recalibration.findings().stream().map(Finding::code).toList();
    }

    @Test
    void every_method_gives_predictions_of_another_model_version_on_other_data() {
        Predictions before = Probabilities.scores(TEST);
        for (Calibrator calibrator : ALL) {
            Recalibration recalibration = fitted(calibrator);
            Predictions after = recalibration.apply(TEST, before);

            assertThat(after.model())
                    .isEqualTo(recalibration.model().orElseThrow())
                    .isNotEqualTo(before.model());
            assertThat(after.model().id()).isEqualTo("extreme");
            assertThat(after.model().version()).matches("1\\.0\\+" + calibrator.method() + "\\.[0-9a-f]{8}");
            assertThat(after.dataset()).isEqualTo(TEST.reference());
            String record = TEST.recordIds().get(7);
            assertThat(after.score(record).orElseThrow())
                    .isEqualTo(recalibration
                            .map()
                            .orElseThrow()
                            .apply(before.score(record).orElseThrow())
                            .orElseThrow());
        }
    }

    @Test
    void it_records_what_it_was_fitted_on() {
        Recalibration recalibration = fitted(Calibrator.temperature());
        Content.Fields body = recalibration.document().content().fields("body");

        assertThat(recalibration.schema()).isEqualTo("recalibration/1");
        assertThat(recalibration.about())
                .containsExactly(
                        recalibration.model().orElseThrow(),
                        Probabilities.scores(TUNING).model(),
                        TUNING.reference());
        assertThat(body.text("fitted_on_sha256"))
                .isEqualTo(TUNING.reference().digest().hex());
        assertThat(body.text("predictions_sha256"))
                .isEqualTo(Probabilities.scores(TUNING).digest().hex());
        assertThat(body.whole("records")).isEqualTo(400);
        assertThat(body.whole("positives")).isEqualTo(TUNING.positives());
        assertThat(body.fields("map").decimal("temperature")).isGreaterThan(1.3);
        assertThat(EvidenceDocument.parse(recalibration.document().bytes()).about())
                .isEqualTo(recalibration.about());
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        int[] backwards = IntStream.range(0, 400).map(i -> 399 - i).toArray();
        Cohort turned = Probabilities.cohort("tuning", 400, 1, 1, backwards);
        for (Calibrator calibrator : ALL) {
            assertThat(calibrator
                            .fit(turned, Probabilities.scores(turned))
                            .document()
                            .bytes())
                    .isEqualTo(fitted(calibrator).document().bytes());
        }
    }

    @Test
    void it_refuses_the_data_it_was_fitted_on_under_any_name_and_says_how_to_mark_them() {
        Recalibration recalibration = fitted(Calibrator.isotonic());
        Cohort otherName = Cohort.from(TUNING.table())
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named("another name", "1.0");

        assertThatThrownBy(() -> recalibration.apply(otherName, Probabilities.scores(otherName)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was fitted on dataset tuning 1.0")
                .hasMessageContaining("applyToFittingData(..)");
        assertThatThrownBy(() -> recalibration
                        .wrap(Probabilities.model("1.0", ScoreKind.PROBABILITY))
                        .score(TUNING))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_refuses_a_part_of_the_data_it_was_fitted_on_and_counts_the_records() {
        Recalibration recalibration = fitted(Calibrator.isotonic());
        Cohort part = TUNING.subset(IntStream.range(0, 150).toArray(), "validation");
        Predictions scores = Probabilities.scores(part);

        assertThatThrownBy(() -> recalibration.apply(part, scores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 150 of the 150 records of validation in dataset tuning 1.0")
                .hasMessageContaining("leave these out")
                .message()
                .doesNotContain(part.recordIds().get(0));
        assertThatThrownBy(() -> recalibration
                        .wrap(Probabilities.model("1.0", ScoreKind.PROBABILITY))
                        .score(part))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_refuses_other_records_of_the_subjects_it_was_fitted_on() {
        Cohort visits = Probabilities.clustered("visits", 300, 2, 1);
        Cohort firstVisits =
                visits.subset(IntStream.range(0, 150).map(i -> 2 * i).toArray(), "first visits");
        Cohort secondVisits =
                visits.subset(IntStream.range(0, 10).map(i -> 2 * i + 1).toArray(), "second visits");
        Recalibration recalibration = Calibrator.platt().fit(firstVisits, Probabilities.scores(firstVisits));

        assertThatThrownBy(() -> recalibration.apply(secondVisits, Probabilities.scores(secondVisits)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 10 of the 10 records of second visits in dataset first visits");
    }

    @Test
    void predictions_on_the_fitting_data_can_be_had_marked_and_only_on_these() {
        Recalibration recalibration = fitted(Calibrator.isotonic());

        Predictions marked = recalibration.applyToFittingData(TUNING, Probabilities.scores(TUNING));

        assertThat(marked.model().version()).endsWith(".apparent");
        assertThat(marked.model().digest())
                .isNotEqualTo(recalibration.model().orElseThrow().digest());
        assertThatThrownBy(() -> recalibration.applyToFittingData(TEST, Probabilities.scores(TEST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call apply(..) for these data");
    }

    @Test
    void it_belongs_to_one_model_version() {
        ScoringModel next = Probabilities.model("2.0", ScoreKind.PROBABILITY);

        assertThatThrownBy(() -> fitted(Calibrator.beta()).apply(TEST, next.score(TEST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was fitted for model extreme 1.0")
                .hasMessageContaining("fit one on this model's scores");
        assertThatThrownBy(() -> fitted(Calibrator.beta()).wrap(next)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_wrapped_model_scores_as_apply_does() {
        Recalibration recalibration = fitted(Calibrator.logistic());
        ScoringModel wrapped = recalibration.wrap(Probabilities.model("1.0", ScoreKind.PROBABILITY));

        assertThat(wrapped.reference()).isEqualTo(recalibration.model().orElseThrow());
        assertThat(wrapped.scoreKind()).isEqualTo(ScoreKind.PROBABILITY);
        assertThat(wrapped.score(TEST).digest())
                .isEqualTo(recalibration.apply(TEST, Probabilities.scores(TEST)).digest());
    }

    @Test
    void scores_that_are_no_probabilities_are_for_platt_and_isotonic_only() {
        ScoringModel ranks = ScoringModel.of(
                "rank",
                "1",
                io.medml.core.evidence.Digest.sha256("rank"),
                ScoreKind.RANK,
                (table, row) -> 10 * table.number("risk").value(row) - 3);

        Recalibration platt = Calibrator.platt().fit(TUNING, ranks.score(TUNING));

        assertThat(((SigmoidMap) platt.map().orElseThrow()).input()).isEqualTo(SigmoidMap.Input.SCORE);
        assertThat(platt.apply(TEST, ranks.score(TEST)).kind()).isEqualTo(ScoreKind.PROBABILITY);
        assertThatThrownBy(() -> Calibrator.beta().fit(TUNING, ranks.score(TUNING)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Calibrator.platt()");
    }

    @Test
    void what_cannot_be_fitted_is_a_finding_with_its_reason_and_has_nothing_to_apply() {
        Cohort certain = small(new double[] {0.1, 0.2, 0.8, 0.9}, "no", "no", "yes", "yes");

        Recalibration none = Calibrator.logistic().fit(certain, Probabilities.scores(certain));

        assertThat(none.reason()).contains(Reason.SEPARATION);
        assertThat(none.map()).isEmpty();
        assertThat(none.about()).hasSize(2);
        assertThat(codes(none)).contains("NOT_FITTED");
        assertThat(none.document().content().fields("body").text("not_fitted")).isEqualTo("SEPARATION");
        assertThatThrownBy(() -> none.apply(TEST, Probabilities.scores(TEST)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the classes are perfectly separated");
    }

    @Test
    void findings_tell_reversed_order_certain_forecasts_empty_bins_and_shared_subjects() {
        Cohort reversed = small(new double[] {0.9, 0.8, 0.3, 0.2, 0.1, 0.15}, "no", "no", "yes", "no", "yes", "yes");

        assertThat(codes(Calibrator.platt().fit(reversed, Probabilities.scores(reversed))))
                .contains("ORDER_REVERSED");
        assertThat(codes(Calibrator.histogram(10).fit(reversed, Probabilities.scores(reversed))))
                .contains("EMPTY_BINS", "CERTAIN_FORECASTS");
        Cohort clustered = Probabilities.clustered("clustered", 40, 4, 3);
        assertThat(codes(Calibrator.isotonic().fit(clustered, Probabilities.scores(clustered))))
                .contains("DEPENDENT_RECORDS");
    }

    @Test
    void a_score_in_a_bin_that_held_nothing_is_refused_with_the_number_of_such_scores() {
        Cohort few = small(new double[] {0.1, 0.15, 0.12, 0.14}, "no", "yes", "yes", "no");
        Recalibration recalibration = Calibrator.histogram(2).fit(few, Probabilities.scores(few));
        Cohort high = small(new double[] {0.1, 0.6, 0.7}, "no", "yes", "no");

        assertThatThrownBy(() -> recalibration.apply(high, Probabilities.scores(high)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found none for 2")
                .hasMessageContaining("use fewer bins");
        assertThatThrownBy(() -> Calibrator.histogram(0)).hasMessage("bins must be at least 1, got 0");
    }

    private static Cohort small(double[] risk, String... outcome) {
        return Cohort.from(Table.builder()
                        .category(
                                "record",
                                IntStream.range(0, risk.length)
                                        .mapToObj(i -> "r" + i)
                                        .toArray(String[]::new))
                        .category("outcome", outcome)
                        .number("risk", risk)
                        .build())
                .record("record")
                .label("outcome", "yes")
                .named("small", "1.0");
    }

    @Test
    void a_temperature_of_forecasts_at_twice_the_logit_is_near_two() {
        Cohort many = Probabilities.cohort("many", 20_000, 9);

        Recalibration recalibration = Calibrator.temperature().fit(many, Probabilities.scores(many));

        double temperature =
                recalibration.document().content().fields("body").fields("map").decimal("temperature");
        assertThat(temperature).isCloseTo(2, within(0.1));
    }
}
