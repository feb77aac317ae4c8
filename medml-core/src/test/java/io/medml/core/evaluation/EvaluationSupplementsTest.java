package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Absence;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands beside the metrics: chance, absent predictions, goals, partial verification, case mix. */
class EvaluationSupplementsTest {

    /** Rows 5 and 7 of Twenty, with the condition, and row 3, without it. */
    static final Map<Integer, Absence> ABSENT = Map.of(
            5, Absence.indeterminate("motion artefact"),
            7, Absence.missing("scanner offline"),
            3, Absence.indeterminate("motion artefact"));

    static Predictions withAbsent(Cohort cohort, Map<Integer, Absence> absent) {
        Predictions all = Twenty.scores(cohort);
        Map<String, Double> scores = new HashMap<>();
        Map<String, Absence> absences = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            String record = "r" + (100 + i);
            if (absent.containsKey(i)) {
                absences.put(record, absent.get(i));
            } else {
                scores.put(record, all.score(record).orElseThrow());
            }
        }
        return Predictions.of(all.model(), cohort.reference(), ScoreKind.PROBABILITY, scores)
                .withAbsences(absences);
    }

    private static ModelEvaluator.Builder evaluator() {
        return ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(0.4))
                .bootstrap(7, 400);
    }

    private static EvaluationReport counted(Cohort cohort) {
        return evaluator().countAbsentPredictions().build().evaluate(cohort, withAbsent(cohort, ABSENT));
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static Estimate overall(EvaluationReport report, Metric metric) {
        return report.overall(metric).orElseThrow();
    }

    private static EvaluationReport plain() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        return evaluator().build().evaluate(cohort, Twenty.scores(cohort));
    }

    // numpy 2.4.6 and scikit-learn 1.9.1 on the arrays of Twenty: prevalence 7/20; the dummy that answers "no", or
    // "yes" for F1
    @ParameterizedTest
    @CsvSource({
        "auroc, 0.3626373626373627",
        "average_precision, 0.43971861471861473",
        "brier_score, 0.078125",
        "log_loss, 0.1929679118789122",
        "accuracy, 0.10",
        "f1, 0.18736383442265794",
        "positive_predictive_value, 0.25",
        "negative_predictive_value, 0.25"
    })
    void the_gain_over_chance_is_that_of_an_independent_computation(String metric, double expected) {
        Estimate gain = overall(plain(), Metric.byId(metric + ".over_baseline").orElseThrow());

        assertThat(value(gain)).isCloseTo(expected, within(1e-12));
        assertThat(gain.interval()).isPresent();
        assertThat(gain.interval().orElseThrow().contains(value(gain))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "average_precision, 0.35",
        "brier_score, 0.2275",
        "log_loss, 0.6474466390346325",
        "accuracy, 0.65",
        "f1, 0.5185185185185185"
    })
    void the_rule_that_looks_at_no_patient_attains_what_it_attains_in_other_software(String metric, double expected) {
        assertThat(value(overall(plain(), Metric.byId(metric).orElseThrow().baseline())))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void a_model_that_forecasts_the_prevalence_gains_nothing() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        double[] same = new double[20];
        Arrays.fill(same, 0.35);

        EvaluationReport report = ModelEvaluator.builder()
                .bootstrap(7, 200)
                .build()
                .evaluate(cohort, Predictions.of(Twenty.scores(cohort).model(), ScoreKind.PROBABILITY, cohort, same));

        assertThat(value(overall(report, Metric.AUROC.overBaseline()))).isZero();
        assertThat(value(overall(report, Metric.AVERAGE_PRECISION.overBaseline())))
                .isCloseTo(0, within(1e-15));
        assertThat(value(overall(report, Metric.BRIER_SCORE.overBaseline()))).isCloseTo(0, within(1e-15));
        assertThat(value(overall(report, Metric.LOG_LOSS.overBaseline()))).isCloseTo(0, within(1e-15));
    }

    @Test
    void a_metric_without_a_baseline_says_so() {
        assertThatIllegalArgumentException()
                .isThrownBy(Metric.CALIBRATION_SLOPE::baseline)
                .withMessageContaining("no baseline is defined for calibration_slope");
        assertThat(Metric.byId("calibration_slope.baseline")).isEmpty();
        assertThat(Metric.byId("auroc.over_baseline")).contains(Metric.AUROC.overBaseline());
    }

    @Test
    void absent_predictions_are_refused_unless_they_are_to_be_counted() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        assertThatThrownBy(() -> evaluator().build().evaluate(cohort, withAbsent(cohort, ABSENT)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found none for 3")
                .hasMessageContaining("countAbsentPredictions()");
    }

    @Test
    void a_gap_that_nobody_explains_is_refused_even_then() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        Predictions unexplained =
                withAbsent(cohort, ABSENT).withAbsences(Map.of("r103", Absence.missing("not recorded")));

        assertThatThrownBy(() -> evaluator().countAbsentPredictions().build().evaluate(cohort, unexplained))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found neither for 2")
                .hasMessageContaining("withAbsences(..)");
    }

    // by hand: with the condition 7, of which 5 have a score and all 5 are found; without it 13, 12 have a score, 8 are
    // right
    @Test
    void complete_cases_stand_beside_intention_to_diagnose() {
        EvaluationReport report = counted(Twenty.independent(Twenty.inOrder()));

        assertThat(value(overall(report, Metric.SENSITIVITY))).isEqualTo(1);
        assertThat(value(overall(report, Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE)))
                .isEqualTo(5 / 7.0);
        assertThat(value(overall(report, Metric.SENSITIVITY_BEST_CASE))).isEqualTo(1);
        assertThat(value(overall(report, Metric.SPECIFICITY))).isEqualTo(8 / 12.0);
        assertThat(value(overall(report, Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE)))
                .isEqualTo(8 / 13.0);
        assertThat(value(overall(report, Metric.SPECIFICITY_BEST_CASE))).isEqualTo(9 / 13.0);
        assertThat(value(overall(report, Metric.ACCURACY_INTENTION_TO_DIAGNOSE)))
                .isEqualTo(13 / 20.0);
        assertThat(value(overall(report, Metric.SCORED_SHARE))).isEqualTo(17 / 20.0);
        assertThat(report.records()).isEqualTo(17);
    }

    // statsmodels 0.15.0, proportion_confint(method="wilson"): 5 of 7, 8 of 13
    @Test
    void the_intervals_by_intention_to_diagnose_are_of_all_records() {
        EvaluationReport report = counted(Twenty.independent(Twenty.inOrder()));

        assertThat(overall(report, Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE)
                        .interval()
                        .orElseThrow()
                        .lower())
                .isCloseTo(0.3589344518326191, within(1e-12));
        assertThat(overall(report, Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE)
                        .interval()
                        .orElseThrow()
                        .upper())
                .isCloseTo(0.8229029220223744, within(1e-12));
    }

    @Test
    void absent_predictions_are_counted_by_kind_and_reason_for_all_records_and_for_each_group() {
        EvaluationReport report = counted(Twenty.independent(Twenty.inOrder()));

        AbsentPredictions all = report.absentPredictions().get(0);
        assertThat(all.records()).isEqualTo(20);
        assertThat(all.counts())
                .containsExactly(
                        new AbsentPredictions.Count(Absence.indeterminate("motion artefact"), 1, 1),
                        new AbsentPredictions.Count(Absence.missing("scanner offline"), 1, 0));
        assertThat(all.table().orElseThrow().indeterminate().positives()).isEqualTo(1);
        assertThat(all.table().orElseThrow().missing().positives()).isEqualTo(1);
        assertThat(report.absentPredictions())
                .filteredOn(a -> a.slice().equals(Slice.of("group", "b")))
                .singleElement()
                .satisfies(b -> assertThat(b.absent()).isEqualTo(3));
        assertThat(report.absentPredictions()).hasSize(5);
        assertThat(report.findings()).extracting(Finding::code).contains("ABSENT_PREDICTIONS");
    }

    @Test
    void the_order_of_the_records_changes_nothing() {
        int[] reversed = IntStream.range(0, 20).map(i -> 19 - i).toArray();

        assertThat(counted(Twenty.clustered(reversed)).document().digest())
                .isEqualTo(
                        counted(Twenty.clustered(Twenty.inOrder())).document().digest());
    }

    @Test
    void a_group_without_any_prediction_is_listed_with_its_reasons() {
        Map<Integer, Absence> wholeGroup = new HashMap<>();
        for (int i : new int[] {12, 14, 18}) {
            wholeGroup.put(i, Absence.missing("scanner offline"));
        }
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        EvaluationReport report =
                evaluator().countAbsentPredictions().build().evaluate(cohort, withAbsent(cohort, wholeGroup));

        Slice c = Slice.of("group", "c");
        assertThat(report.on(Metric.SCORED_SHARE, c).map(EvaluationSupplementsTest::value))
                .contains(0.0);
        assertThat(report.on(Metric.SPECIFICITY, c))
                .get()
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.NO_NEGATIVES));
        assertThat(report.on(Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE, c).map(EvaluationSupplementsTest::value))
                .contains(0.0);
    }

    @Test
    void where_no_record_has_a_prediction_nothing_is_measured() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        Map<Integer, Absence> all = new HashMap<>();
        IntStream.range(0, 20).forEach(i -> all.put(i, Absence.missing("power cut")));

        assertThatThrownBy(() -> evaluator().countAbsentPredictions().build().evaluate(cohort, withAbsent(cohort, all)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("nothing can be measured");
    }

    @Test
    void a_class_whose_predictions_are_absent_more_often_is_found_and_an_even_share_is_not() {
        // 200 records, the first half with the condition, two groups that alternate
        int n = 200;
        String[] ids = IntStream.range(0, n).mapToObj(i -> "e" + i).toArray(String[]::new);
        String[] outcome =
                IntStream.range(0, n).mapToObj(i -> i < n / 2 ? "yes" : "no").toArray(String[]::new);
        String[] group =
                IntStream.range(0, n).mapToObj(i -> i % 2 == 0 ? "a" : "b").toArray(String[]::new);
        Cohort cohort = Cohort.from(io.medml.core.table.Table.builder()
                        .category("id", ids)
                        .category("outcome", outcome)
                        .category("group", group)
                        .build())
                .record("id")
                .label("outcome", "yes")
                .attributes("group")
                .named("planted", "1");

        // planted: every fourth record with the condition; clean: every eighth record of each class and group alike
        assertThat(absenceFindings(cohort, i -> i < n / 2 && i % 4 < 2)).contains("records with the condition");
        assertThat(absenceFindings(cohort, i -> i % 8 < 2)).isEmpty();
        assertThat(absenceFindings(cohort, i -> i % 4 == 1)).contains("group=b");
    }

    private static Set<String> absenceFindings(Cohort cohort, java.util.function.IntPredicate absent) {
        Map<String, Double> scores = new HashMap<>();
        Map<String, Absence> absences = new HashMap<>();
        for (int i = 0; i < cohort.size(); i++) {
            if (absent.test(i)) {
                absences.put("e" + i, Absence.missing("lost"));
            } else {
                scores.put("e" + i, (i % 10) / 10.0 + 0.05);
            }
        }
        Predictions predictions = Predictions.of(
                        Twenty.model("1.0", ScoreKind.PROBABILITY).reference(),
                        cohort.reference(),
                        ScoreKind.PROBABILITY,
                        scores)
                .withAbsences(absences);
        return evaluator().countAbsentPredictions().build().evaluate(cohort, predictions).findings().stream()
                .filter(f -> f.code().equals("ABSENCE_DIFFERS"))
                .map(Finding::where)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static ModelEvaluator.Builder goals() {
        return evaluator()
                .goals(Gatekeeping.CO_PRIMARY)
                .goal(Metric.SENSITIVITY)
                .above(0.5)
                .because("agreed with the clinicians")
                .goal(Metric.SPECIFICITY)
                .above(0.3)
                .because("recalls are cheap");
    }

    // scipy 1.17.1, binomtest(6, 7, .5, alternative="greater"); statsmodels 0.15.0, proportion_confint(6, 7,
    // method="beta")
    @Test
    void a_goal_is_tested_exactly_and_decided_on_the_bound() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        PerformanceGoals tested =
                goals().build().evaluate(cohort, Twenty.scores(cohort)).goals().orElseThrow();

        PerformanceGoals.Endpoint sensitivity = tested.endpoints().get(0);
        assertThat(tested.oneSidedAlpha()).isEqualTo(0.025);
        assertThat(value(sensitivity.test().pValue())).isCloseTo(0.0625, within(1e-12));
        assertThat(sensitivity.proportion().interval().orElseThrow().lower())
                .isCloseTo(0.4212768029568048, within(1e-10));
        assertThat(sensitivity.decision().conclusion()).isEqualTo(Conclusion.NOT_SHOWN);
        // alone, 9 of 13 exceeds 0.3; together with the sensitivity nothing is shown
        assertThat(value(tested.endpoints().get(1).test().pValue())).isLessThan(0.025);
        assertThat(tested.together()).isEqualTo(Conclusion.NOT_SHOWN);
    }

    @Test
    void an_absent_prediction_counts_as_wrong_for_a_goal() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        PerformanceGoals tested = goals().countAbsentPredictions()
                .build()
                .evaluate(cohort, withAbsent(cohort, ABSENT))
                .goals()
                .orElseThrow();

        assertThat(value(tested.endpoints().get(0).proportion())).isEqualTo(5 / 7.0);
    }

    @Test
    void goals_are_undecided_where_records_share_a_subject() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());

        EvaluationReport report = goals().build().evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.goals().orElseThrow().together()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(report.findings()).extracting(Finding::code).contains("GOAL_UNDECIDED");
    }

    @Test
    void goals_that_are_no_whole_sentence_are_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> evaluator()
                        .goal(Metric.SENSITIVITY)
                        .above(0.5)
                        .because("a")
                        .goal(Metric.SPECIFICITY)
                        .above(0.5)
                        .because("b")
                        .build())
                .withMessageContaining("call goals(..)");
        assertThatIllegalStateException()
                .isThrownBy(() -> evaluator().goals(Gatekeeping.HOLM).build())
                .withMessageContaining("has no goal");
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder()
                        .goal(Metric.SENSITIVITY)
                        .above(0.5)
                        .because("a")
                        .build())
                .withMessageContaining("operatingPoint(..)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator().goal(Metric.AUROC))
                .withMessageContaining("got auroc");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator().goal(Metric.SENSITIVITY).above(85))
                .withMessageContaining("for 85 percent pass 0.85");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> evaluator().goal(Metric.SENSITIVITY).above(0.85).because(" "))
                .withMessageContaining("needs its reason");
    }

    static Predictions unverified(Cohort cohort, int positive, int negative) {
        Map<String, Double> scores = new HashMap<>();
        IntStream.range(0, positive).forEach(i -> scores.put("u" + i, 0.7));
        IntStream.range(0, negative).forEach(i -> scores.put("v" + i, 0.1));
        return Predictions.of(
                Twenty.scores(cohort).model(),
                new ArtifactRef(ArtifactRef.Kind.DATASET, "unverified", "1.0", Digest.sha256("unverified")),
                ScoreKind.PROBABILITY,
                scores);
    }

    // of Twenty at 0.4: TP 6, FP 4, TN 9, FN 1. By hand with 2 and 30 unverified: 12 * 0.6 / (12 * 0.6 + 40 * 0.1)
    @Test
    void unverified_records_correct_sensitivity_and_specificity() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        EvaluationReport report =
                evaluator().build().evaluate(cohort, Twenty.scores(cohort), unverified(cohort, 2, 30));

        assertThat(value(overall(report, Metric.SENSITIVITY_VERIFICATION_CORRECTED)))
                .isCloseTo(7.2 / 11.2, within(1e-12));
        assertThat(value(overall(report, Metric.SPECIFICITY_VERIFICATION_CORRECTED)))
                .isCloseTo(36 / 40.8, within(1e-12));
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("PARTIAL_VERIFICATION"))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("verified_of_predicted_positive", "10 of 12")
                        .containsEntry("verified_of_predicted_negative", "10 of 40"));
    }

    @Test
    void the_correction_has_no_interval_where_records_share_a_subject() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());

        Estimate corrected = overall(
                evaluator().build().evaluate(cohort, Twenty.scores(cohort), unverified(cohort, 2, 30)),
                Metric.SENSITIVITY_VERIFICATION_CORRECTED);

        assertThat(corrected.intervalEstimate())
                .isInstanceOfSatisfying(
                        IntervalEstimate.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Reason.DEPENDENT_RECORDS));
    }

    @Test
    void unverified_records_of_another_model_or_of_the_cohort_itself_are_refused() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        Predictions own = Twenty.scores(cohort);
        Predictions other = Predictions.of(
                Twenty.model("2.0", ScoreKind.PROBABILITY).reference(),
                cohort.reference(),
                ScoreKind.PROBABILITY,
                Map.of("u1", 0.5));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator().build().evaluate(cohort, own, other))
                .withMessageContaining("score the unverified records with this model");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator().build().evaluate(cohort, own, own))
                .withMessageContaining("found 20 records in both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator()
                        .build()
                        .evaluate(
                                cohort,
                                own,
                                unverified(cohort, 1, 1).withAbsences(Map.of("w", Absence.missing("lost")))))
                .withMessageContaining("not defined for them");
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().build().evaluate(cohort, own, unverified(cohort, 1, 1)))
                .withMessageContaining("operatingPoint(..)");
    }

    static CaseMixReference published() {
        return CaseMixReference.published(
                "a registry, table 1", Map.of("group", Map.of("a", 500L, "b", 300L, "d", 200L)));
    }

    // group a: 4 with and 5 without the condition, 9 of 20 records against 500 of 1000
    @Test
    void the_case_mix_is_compared_with_a_declared_population_and_lists_its_groups_without_a_record() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        EvaluationReport report =
                evaluator().caseMixReference(published()).build().evaluate(cohort, Twenty.scores(cohort));

        List<CaseMix.Row> rows = report.caseMix().rows();
        assertThat(rows)
                .extracting(row -> row.slice().toString())
                .containsExactly("group=(missing)", "group=a", "group=b", "group=c", "group=d");
        CaseMix.Row a = rows.get(1);
        assertThat(a.records())
                .isEqualTo(IntStream.range(0, 20)
                        .filter(i -> Twenty.GROUPS[i].equals("a"))
                        .count());
        assertThat(a.withCondition())
                .isEqualTo(IntStream.range(0, 20)
                        .filter(i -> Twenty.GROUPS[i].equals("a") && Twenty.LABELS[i] == 1)
                        .count());
        double p = a.records() / 20.0;
        assertThat(value(a.difference().orElseThrow()))
                .isCloseTo((p - 0.5) / Math.sqrt((p * (1 - p) + 0.25) / 2), within(1e-12));
        assertThat(rows.get(4).records()).isZero();
        assertThat(value(rows.get(4).difference().orElseThrow())).isNegative();
    }

    // by construction: of two records of each subject one has no score, so that those with a score share no subject
    @Test
    void the_case_mix_of_all_records_has_no_interval_where_only_records_without_a_score_share_a_subject() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        int[] subjects = cohort.subjects();
        Map<Integer, Absence> absent = new HashMap<>();
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            if (seen.putIfAbsent(subjects[i], i) != null) {
                absent.put(i, Absence.missing("scanner offline"));
            }
        }

        EvaluationReport report = evaluator()
                .countAbsentPredictions()
                .caseMixReference(published())
                .build()
                .evaluate(cohort, withAbsent(cohort, absent));

        assertThat(absent).isNotEmpty();
        assertThat(report.caseMix().rows())
                .allSatisfy(row -> assertThat(row.difference().orElseThrow().intervalEstimate())
                        .isInstanceOfSatisfying(
                                IntervalEstimate.Unknown.class,
                                none -> assertThat(none.reason()).isEqualTo(Reason.DEPENDENT_RECORDS)));
    }

    @Test
    void a_cohort_as_reference_of_itself_differs_nowhere() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        EvaluationReport report = evaluator()
                .caseMixReference(CaseMixReference.of(cohort))
                .build()
                .evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.caseMix().rows())
                .allSatisfy(
                        row -> assertThat(value(row.difference().orElseThrow())).isZero());
        assertThat(report.provenance().inputs()).contains(cohort.reference());
    }

    @Test
    void a_reference_with_several_records_a_subject_leaves_no_interval_for_independent_records() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        Cohort clustered = Twenty.clustered(Twenty.inOrder());

        EvaluationReport report = evaluator()
                .caseMixReference(CaseMixReference.of(clustered))
                .build()
                .evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.caseMix().rows())
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(row.difference().orElseThrow().interval()).isEmpty());
    }

    @Test
    void an_attribute_of_the_reference_that_is_not_evaluated_is_a_finding() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        EvaluationReport report = evaluator()
                .caseMixReference(CaseMixReference.published("table 1", Map.of("groop", Map.of("a", 5L))))
                .build()
                .evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("CASE_MIX_NOT_COMPARED"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.where()).isEqualTo("groop"));
    }

    @Test
    void published_counts_that_are_no_counts_are_refused_where_they_are_stated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseMixReference.published(
                        "table 1", Map.of("sex", Map.of("f", Long.MAX_VALUE, "m", Long.MAX_VALUE))))
                .withMessageContaining("counts of \"sex\" must add up to at most 1e12");
    }

    @Test
    void published_counts_need_a_source_and_counts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseMixReference.published(" ", Map.of("sex", Map.of("f", 1L))))
                .withMessageContaining("need a source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaseMixReference.published("table 1", Map.of("sex", Map.of("f", -1L))))
                .withMessageContaining("counts of \"sex\"");
    }

    // R 4.2.2, pROC 1.18.0: roc.test(a, b, method = "delong", paired = TRUE, alternative = "greater")
    @Test
    void a_simple_model_of_the_host_is_a_predicate_to_be_superior_to() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        // a rule of thumb: the risk in two steps
        double[] steps = Arrays.stream(cohort.recordIds().toArray(new String[0]))
                .mapToDouble(record -> Twenty.scores(cohort).score(record).orElseThrow() > 0.5 ? 0.6 : 0.2)
                .toArray();
        Predictions simple = Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "two-steps", "1.0", Digest.sha256("two steps")),
                ScoreKind.PROBABILITY,
                cohort,
                steps);

        PredicateComparison report = PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                .endpoint(Metric.AUROC)
                .superiority()
                .build()
                .compare(cohort, Twenty.scores(cohort), simple);

        assertThat(value(report.endpoints().get(0).predicate())).isCloseTo(0.708791208791209, within(1e-12));
        assertThat(value(report.endpoints().get(0).pValue())).isCloseTo(0.0122942832244294, within(1e-12));
        assertThat(report.endpoints().get(0).conclusion()).isEqualTo(Conclusion.SHOWN);
    }

    @Test
    void the_page_shows_each_of_them() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        String absent = Html.text(EvaluationLayout.of(goals().countAbsentPredictions()
                .caseMixReference(published())
                .build()
                .evaluate(cohort, withAbsent(cohort, ABSENT))));
        String verified = Html.text(EvaluationLayout.of(
                evaluator().build().evaluate(cohort, Twenty.scores(cohort), unverified(cohort, 2, 30))));

        assertThat(absent)
                .contains("Against chance and simple rules")
                .contains("always answering the more frequent class")
                .contains("Performance goals")
                .contains("agreed with the clinicians")
                .contains("Sensitivity: complete cases beside intention to diagnose")
                .contains("scanner offline")
                .contains("Reference: a registry, table 1")
                .doesNotContain("see the documentation of the class");
        assertThat(verified)
                .contains("Partial verification")
                .contains("Begg and Greenes")
                .doesNotContain("see the documentation of the class");
    }
}
