package io.medml.core.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BinomialInterval;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits on {@link Scored#calibration} follow by hand from its sorted nonconformities .1 .1 .2 .2 .3 .3 .4 .4 .5. */
class ConformalPredictorTest {

    private static final Cohort CALIBRATION = Scored.calibration();
    private static final Cohort TEST = Scored.test();

    private static ConformalCalibration calibrate(ConformalPredictor.Builder builder) {
        return builder.build().calibrate(CALIBRATION, Scored.scores(CALIBRATION));
    }

    // ceil(10 * 0.8) = 8th smallest of nine: .4; the oracle's conf-tiny, whose 0.5 is the eighth of (.2 .3 .2 .2 .5 .1
    // .3 .6 .1)
    @Test
    void one_limit_for_all_records_is_the_score_of_its_rank() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().coverage(0.8));

        assertThat(calibration.limits().keySet()).containsExactly("all records");
        assertThat(calibration.limits().get("all records").rank()).isEqualTo(8);
        assertThat(calibration.limits().get("all records").limit()).isCloseTo(eighth(), within(1e-12));
        assertThat(calibration.alpha()).isEqualTo(0.2);
        assertThat(calibration.findings()).isEmpty();
    }

    private static double eighth() {
        double[] scores = IntStream.range(0, 9)
                .mapToDouble(i -> Scored.CALIBRATION_LABELS[i] == 1 ? 1 - Scored.CALIBRATION[i] : Scored.CALIBRATION[i])
                .sorted()
                .toArray();
        return scores[7];
    }

    @Test
    void a_label_is_in_the_set_when_its_improbability_is_within_the_limit() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().coverage(0.8)); // limit .5

        assertThat(eighth()).isEqualTo(0.5);
        assertThat(calibration.predictSet(0.2)).isEqualTo(PredictionSet.ABSENT);
        assertThat(calibration.predictSet(0.9)).isEqualTo(PredictionSet.PRESENT);
        assertThat(calibration.predictSet(0.5)).isEqualTo(PredictionSet.BOTH);
        assertThat(calibrate(ConformalPredictor.builder().coverage(0.5)).predictSet(0.5)) // limit .3
                .isEqualTo(PredictionSet.EMPTY);
    }

    @Test
    void the_sets_know_their_labels_and_size() {
        assertThat(PredictionSet.PRESENT.contains(1)).isTrue();
        assertThat(PredictionSet.PRESENT.contains(0)).isFalse();
        assertThat(PredictionSet.BOTH.size()).isEqualTo(2);
        assertThat(PredictionSet.EMPTY.size()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionSet.BOTH.contains(2))
                .withMessage("a label is 0 or 1, got 2");
    }

    // by class: condition absent .2 .4 .3 .6 .1, rank ceil(6 * .7) = 5: .6; present .3 .2 .5 .1, rank ceil(5 * .7) = 4:
    // .5
    @Test
    void classwise_limits_are_those_of_each_class() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().alpha(0.3).classwise());

        assertThat(calibration.limits().get("condition absent").limit()).isEqualTo(0.6);
        assertThat(calibration.limits().get("condition present").limit()).isEqualTo(0.5);
        assertThat(calibration.predictSet(0.55)).isEqualTo(PredictionSet.BOTH);
        assertThat(calibration.predictSet(0.45)).isEqualTo(PredictionSet.ABSENT);
    }

    // the oracle's mondrian-tiny: a 0.5, b 0.6
    @Test
    void limits_by_attribute_are_those_of_each_group_and_a_group_without_records_has_none() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().alpha(0.3).by("group"));

        assertThat(calibration.limits().get("a").limit()).isEqualTo(0.5);
        assertThat(calibration.limits().get("b").limit()).isEqualTo(0.6);
        assertThat(calibration.predictSet(0.55, "a")).isEqualTo(PredictionSet.PRESENT);
        assertThat(calibration.predictSet(0.55, "b")).isEqualTo(PredictionSet.BOTH);
        assertThat(calibration.predictSet(0.99, "c")).isEqualTo(PredictionSet.BOTH);
    }

    @Test
    void too_few_records_give_no_finite_limit_and_a_finding() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().coverage(0.95));

        assertThat(calibration.limits().get("all records").limit()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(calibration.predictSet(0.999)).isEqualTo(PredictionSet.BOTH);
        assertThat(calibration.findings()).extracting(Finding::code).containsExactly("TOO_FEW_TO_CALIBRATE");
        assertThat(calibration.findings().get(0).details())
                .containsEntry("records", "9")
                .containsEntry("records_needed", "19");
    }

    @Test
    void a_class_that_does_not_occur_has_no_limit() {
        int[] negatives = new int[9];
        Cohort cohort = Scored.cohort("negatives", negatives, Scored.CALIBRATION, Scored.CALIBRATION_GROUPS, 1);

        ConformalCalibration calibration =
                ConformalPredictor.builder().coverage(0.8).classwise().build().calibrate(cohort, Scored.scores(cohort));

        assertThat(calibration.limits().get("condition present").limit()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(calibration.findings()).extracting(Finding::where).containsExactly("condition present");
    }

    // sets at the limit .5: {0} {0} {1} {1} {0} {0} {1} {1} {0} {1} {0} {0}, truth 0 1 1 0 1 0 0 1 0 1 0 0: 8 of 12
    // hold it
    @Test
    void coverage_is_counted_for_all_records_for_each_class_and_for_each_group() {
        CoverageReport report =
                calibrate(ConformalPredictor.builder().coverage(0.8)).evaluate(TEST, Scored.scores(TEST));

        CoverageReport.Row all = report.rows().get(0);
        assertThat(all.coverage()).isEqualTo(BinomialInterval.WILSON.estimate(8, 12, 0.95));
        assertThat(all.withCondition()).isEqualTo(BinomialInterval.WILSON.estimate(3, 5, 0.95));
        assertThat(all.withoutCondition()).isEqualTo(BinomialInterval.WILSON.estimate(5, 7, 0.95));
        assertThat(all.decided().point()).hasValue(1);
        assertThat(report.rows())
                .extracting(row -> row.slice().toString())
                .containsExactly("overall", "group=(missing)", "group=a", "group=b", "group=c");
        assertThat(report.on(Slice.of("group", "a")).orElseThrow().coverage())
                .isEqualTo(BinomialInterval.WILSON.estimate(2, 5, 0.95));
        // in group a 2 of 5, upper Wilson limit .769, lies below .8 as a whole
        assertThat(report.findings()).extracting(Finding::code).containsExactly("COVERAGE_BELOW_PROMISE");
        assertThat(report.findings().get(0).where()).isEqualTo("group=a");
        assertThat(report.measurements()).hasSize(5 * 5);
    }

    @Test
    void a_group_without_the_condition_has_a_reason_there() {
        CoverageReport report =
                calibrate(ConformalPredictor.builder().coverage(0.8)).evaluate(TEST, Scored.scores(TEST));

        Estimate none =
                report.on(Slice.of("group", Slice.MISSING)).orElseThrow().withCondition();
        assertThat(none).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(((Estimate.NotEstimable) none).reason()).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void groups_that_were_not_calibrated_are_named() {
        CoverageReport report =
                calibrate(ConformalPredictor.builder().alpha(0.3).by("group")).evaluate(TEST, Scored.scores(TEST));

        assertThat(report.findings()).extracting(Finding::code).containsOnly("GROUP_NOT_CALIBRATED");
        assertThat(report.findings()).extracting(Finding::where).containsExactly("group=(missing)", "group=c");
        assertThat(report.on(Slice.of("group", "c")).orElseThrow().both()).isEqualTo(2);
    }

    @Test
    void measured_on_its_own_calibration_data_the_report_says_so_as_an_error() {
        CoverageReport report =
                calibrate(ConformalPredictor.builder().coverage(0.8)).evaluate(CALIBRATION, Scored.scores(CALIBRATION));

        assertThat(report.findings())
                .anySatisfy(finding -> assertThat(finding.code()).isEqualTo("OWN_CALIBRATION_DATA"));
    }

    @Test
    void measured_on_a_part_of_its_calibration_data_the_report_counts_the_subjects_as_an_error() {
        Cohort part = CALIBRATION.subset(new int[] {0, 3, 7}, "validation");

        CoverageReport report =
                calibrate(ConformalPredictor.builder().coverage(0.8)).evaluate(part, Scored.scores(part));

        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("SHARED_SUBJECTS"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR))
                .satisfies(finding -> assertThat(finding.details()).containsEntry("subjects", "3"));
    }

    @Test
    void where_the_limits_know_no_subjects_the_report_counts_the_records_that_are_shared() {
        Cohort pairs = Scored.cohort(
                "calibration", Scored.CALIBRATION_LABELS, Scored.CALIBRATION, Scored.CALIBRATION_GROUPS, 2);
        Cohort records = Scored.withoutSubjects(pairs);
        Cohort part = pairs.subset(new int[] {0, 1, 2, 3}, "validation");

        CoverageReport report = ConformalPredictor.builder()
                .coverage(0.8)
                .build()
                .calibrate(records, Scored.scores(records))
                .evaluate(part, Scored.scores(part));

        assertThat(part.subjectCount()).isEqualTo(2);
        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("SHARED_SUBJECTS"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.details()).containsEntry("records", "4"));
        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("SUBJECT_NOT_DECLARED"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("with the records and, where it names a subject column, the subjects of the other"));
    }

    @Test
    void where_a_subject_column_is_not_declared_the_report_says_that_records_only_were_compared() {
        ConformalCalibration declared = calibrate(ConformalPredictor.builder().coverage(0.8));
        Cohort records = Scored.withoutSubjects(CALIBRATION);
        Cohort part = records.subset(new int[] {0, 3, 7}, "validation");
        ConformalCalibration undeclared =
                ConformalPredictor.builder().coverage(0.8).build().calibrate(records, Scored.scores(records));
        Cohort test = Scored.withoutSubjects(TEST);

        for (CoverageReport report :
                List.of(declared.evaluate(test, Scored.scores(test)), undeclared.evaluate(TEST, Scored.scores(TEST)))) {
            assertThat(report.findings())
                    .filteredOn(finding -> finding.code().equals("SUBJECT_NOT_DECLARED"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING))
                    .satisfies(finding -> assertThat(finding.message())
                            .contains(
                                    "only identifiers of records were compared",
                                    "not shown that no patient is in both"));
        }
        assertThat(undeclared.evaluate(part, Scored.scores(part)).findings())
                .filteredOn(finding -> finding.code().equals("SHARED_SUBJECTS"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).startsWith("Some records are also those"))
                .satisfies(finding -> assertThat(finding.details())
                        .containsEntry("records", "3")
                        .doesNotContainKey("subjects"));
        assertThat(declared.evaluate(TEST, Scored.scores(TEST)).findings())
                .extracting(Finding::code)
                .doesNotContain("SUBJECT_NOT_DECLARED");
    }

    @Test
    void records_that_share_a_subject_are_marked_at_calibration_and_at_evaluation() {
        Cohort pairs =
                Scored.cohort("pairs", Scored.CALIBRATION_LABELS, Scored.CALIBRATION, Scored.CALIBRATION_GROUPS, 2);
        ConformalCalibration calibration =
                ConformalPredictor.builder().coverage(0.8).build().calibrate(pairs, Scored.scores(pairs));

        CoverageReport report = calibration.evaluate(TEST, Scored.scores(TEST));

        assertThat(calibration.findings()).extracting(Finding::code).containsExactly("DEPENDENT_RECORDS");
        assertThat(report.findings()).extracting(Finding::code).startsWith("DEPENDENT_RECORDS");
        assertThat(report.findings().get(0).details()).containsEntry("calibration_subjects", "5");
    }

    @Test
    void a_promise_that_the_whole_interval_denies_is_a_finding() {
        int n = 40;
        int[] labels = new int[n];
        double[] wrong = new double[n];
        Arrays.fill(labels, 1);
        Arrays.fill(wrong, 0.05);
        String[] groups = new String[n];
        Arrays.fill(groups, "a");
        Cohort shifted = Scored.cohort("shifted", labels, wrong, groups, 1);

        CoverageReport report =
                calibrate(ConformalPredictor.builder().coverage(0.8)).evaluate(shifted, Scored.scores(shifted));

        assertThat(report.findings())
                .extracting(Finding::code)
                .containsExactly("COVERAGE_BELOW_PROMISE", "COVERAGE_BELOW_PROMISE");
    }

    @Test
    void the_order_of_rows_changes_no_byte() {
        int[] reversed = IntStream.range(0, 12).map(i -> 11 - i).toArray();
        Cohort other = Scored.cohort("test", Scored.TEST_LABELS, Scored.TEST, Scored.TEST_GROUPS, 1, reversed);
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().alpha(0.3).by("group"));

        assertThat(calibration.evaluate(other, Scored.scores(other)).document().bytes())
                .isEqualTo(calibration
                        .evaluate(TEST, Scored.scores(TEST))
                        .document()
                        .bytes());
    }

    @Test
    void a_report_is_recorded_only_where_its_calibration_is() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().coverage(0.8));
        CoverageReport report = calibration.evaluate(TEST, Scored.scores(TEST));
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        ledger.append(EntryDraft.of("model.registered")
                .subject(calibration.model())
                .data(Content.fields()
                        .put("sha256", calibration.model().digest().hex())
                        .build()));

        assertThatExceptionOfType(IntegrityException.class).isThrownBy(() -> ledger.record(report));
        ledger.record(calibration);
        assertThat(ledger.record(report).evidence()).isSameAs(report);
    }

    @Test
    void another_models_predictions_are_refused() {
        ConformalCalibration calibration =
                calibrate(ConformalPredictor.builder().coverage(0.8));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> calibration.evaluate(TEST, Scored.by("2.0", ScoreKind.PROBABILITY, TEST)))
                .withMessageContainingAll("calibrated for model twelve 1.0", "model twelve 2.0");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> calibration.evaluate(TEST, Scored.scores(CALIBRATION)));
    }

    @Test
    void scores_that_are_no_probabilities_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalPredictor.builder()
                        .coverage(0.8)
                        .build()
                        .calibrate(CALIBRATION, Scored.by("1.0", ScoreKind.RANK, CALIBRATION)))
                .withMessageContaining("only order the records; recalibrate them to probabilities first");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        calibrate(ConformalPredictor.builder().coverage(0.8)).predictSet(1.5))
                .withMessage("expected a probability in [0, 1], found another number");
    }

    @Test
    void the_group_is_asked_for_exactly_where_limits_depend_on_it() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> calibrate(ConformalPredictor.builder().alpha(0.3).by("group"))
                                .predictSet(0.5))
                .withMessageContaining("call predictSet(probability, group)");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> calibrate(ConformalPredictor.builder().alpha(0.3)).predictSet(0.5, "a"))
                .withMessageContaining("one limit for all records and knows no groups");
    }

    @Test
    void settings_are_required_once_and_checked() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ConformalPredictor.builder().build())
                .withMessageContaining("call coverage(0.9), or alpha(0.1), before build()");
        assertThatIllegalStateException()
                .isThrownBy(() -> ConformalPredictor.builder().coverage(0.9).alpha(0.1))
                .withMessage("alpha is already set to 0.1");
        assertThatIllegalStateException()
                .isThrownBy(() -> ConformalPredictor.builder().by("sex").classwise())
                .withMessageContaining("one limit for each group of the attribute sex");
        assertThatIllegalStateException()
                .isThrownBy(() -> ConformalPredictor.builder().level(0.9).level(0.8))
                .withMessage("the level is already set to 0.9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalPredictor.builder().coverage(90))
                .withMessageContaining("for 90 percent pass 0.9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalPredictor.builder().alpha(0))
                .withMessageContaining("alpha must be a fraction in (0, 1), got 0.0");
    }
}
