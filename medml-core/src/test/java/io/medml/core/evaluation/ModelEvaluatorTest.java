package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.ScoredLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelEvaluatorTest {

    private static final LockedOperatingPoint POINT = LockedOperatingPoint.at(0.4);

    private static ModelEvaluator evaluator() {
        return ModelEvaluator.builder()
                .operatingPoint(POINT)
                .prevalences(0.1)
                .bootstrap(7, 400)
                .build();
    }

    private static EvaluationReport independent() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        return evaluator().evaluate(cohort, Twenty.scores(cohort));
    }

    private static EvaluationReport clustered() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        return evaluator().evaluate(cohort, Twenty.scores(cohort));
    }

    private static Estimate overall(EvaluationReport report, String metric) {
        return report.measurements().stream()
                .filter(m -> m.slice().isOverall() && m.metric().id().equals(metric))
                .findFirst()
                .orElseThrow()
                .estimate();
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    // numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, on the arrays of Twenty, threshold 0.4:
    //   auroc: mean over pairs of (s1 > s0) + (s1 == s0) / 2
    //   average precision: sum over distinct thresholds of (R_n - R_(n-1)) P_n; Matthews: corrcoef(y, s >= 0.4)
    //   slope, intercept: GLM(y, add_constant(log(s) - log1p(-s)), Binomial()).fit(tol=1e-14); in the large: offset=
    // the logits
    //   equal-width ECE: ten bins (a, b], sum of |mean s - mean y| n_k / n; predictive values at 0.1 by Bayes' rule
    @ParameterizedTest
    @CsvSource({
        "auroc, 0.8626373626373627",
        "average_precision, 0.7897186147186146",
        "sensitivity, 0.8571428571428571",
        "specificity, 0.6923076923076923",
        "positive_predictive_value, 0.6",
        "negative_predictive_value, 0.9",
        "accuracy, 0.75",
        "prevalence, 0.35",
        "selection_rate, 0.5",
        "f1, 0.7058823529411765",
        "matthews_correlation, 0.5241424183609591",
        "balanced_accuracy, 0.7747252747252747",
        "youden_index, 0.5494505494505495",
        "positive_likelihood_ratio, 2.7857142857142856",
        "negative_likelihood_ratio, 0.20634920634920637",
        "diagnostic_odds_ratio, 13.5",
        "brier_score, 0.149375",
        "brier_skill_score, 0.3434065934065934",
        "log_loss, 0.4544787271557203",
        "equal_width_ece_10, 0.1675",
        "calibration_slope, 1.5989932799441293",
        "calibration_intercept, -0.13909064736532367",
        "calibration_in_the_large, -0.2651043515494227",
        "observed_expected_ratio, 0.8805031446540881",
        "positive_predictive_value_at_prevalence_0.1, 0.23636363636363633",
        "negative_predictive_value_at_prevalence_0.1, 0.9775862068965518"
    })
    void every_headline_number_is_what_other_software_computes(String metric, double expected) {
        assertThat(value(overall(independent(), metric))).isCloseTo(expected, within(1e-9));
        assertThat(value(overall(clustered(), metric)))
                .as("sharing subjects moves no point estimate")
                .isCloseTo(expected, within(1e-9));
    }

    // statsmodels 0.15.0: proportion_confint(x, n, 0.05, "wilson"); GLM(...).conf_int(); OLS(squares, ones(20)).fit(
    // cov_type="cluster", cov_kwds={"groups": arange(20)}).conf_int(). AUROC: DeLong's variance by numpy from the
    // pairs, logit scale. Brier score: that standard error on the logit scale, scipy's t.ppf with 19 degrees of
    // freedom.
    @ParameterizedTest
    @CsvSource({
        "auroc, 0.6173178046303635, 0.9607046508489028",
        "sensitivity, 0.4868721707256809, 0.9743203756552563",
        "specificity, 0.42369343180549024, 0.8731929634428949",
        "positive_predictive_value, 0.31267376973365824, 0.8318196702937638",
        "negative_predictive_value, 0.5958499732047614, 0.982123786904927",
        "accuracy, 0.5312991223812559, 0.8881382985923344",
        "prevalence, 0.18119182410108203, 0.5671457233147638",
        "calibration_slope, 0.12262940647130605, 3.0753571534169524",
        "calibration_intercept, -1.3470640048956117, 1.0688827101649643",
        "calibration_in_the_large, -1.3134116573534436, 0.7832029542545982",
        "brier_score, 0.09195470201066133, 0.23343340870205298"
    })
    void analytic_limits_of_independent_records_are_what_other_software_computes(
            String metric, double lower, double upper) {
        Interval interval = overall(independent(), metric).interval().orElseThrow();

        assertThat(interval.lower()).isCloseTo(lower, within(1e-6));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-6));
    }

    // statsmodels 0.15.0 with cov_type="cluster" and groups = SUBJECTS, as in ClusteredProportionTest and
    // ClusteredMeanTest; the Brier score as above with 15 degrees of freedom; GLM(y, ones, Poisson(), offset=log(p))
    // for observed over expected
    @ParameterizedTest
    @CsvSource({
        "sensitivity, 0.4584506201504557, 0.9770248884908548",
        "specificity, 0.4043033595266709, 0.8817832518466127",
        "brier_score, 0.0908078528609638, 0.23591414469592523",
        "observed_expected_ratio, 0.5566137279450456, 1.3928614204468235"
    })
    void limits_change_to_clustered_ones_when_a_subject_repeats(String metric, double lower, double upper) {
        Interval interval = overall(clustered(), metric).interval().orElseThrow();

        assertThat(interval.lower()).isCloseTo(lower, within(1e-12));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-12));
    }

    @Test
    void the_report_says_which_interval_it_used_and_that_records_share_subjects() {
        assertThat(methods(independent(), Metric.AUROC, Metric.SENSITIVITY, Metric.CALIBRATION_SLOPE))
                .noneMatch(m -> m.contains("cluster") || m.contains("obuchowski") || m.contains("effective"));
        assertThat(methods(clustered(), Metric.SENSITIVITY, Metric.ACCURACY, Metric.PREVALENCE))
                .containsOnly(ClusteredProportion.METHOD);
        assertThat(methods(clustered(), Metric.POSITIVE_LIKELIHOOD_RATIO)).containsExactly("ratio.mover");
        assertThat(methods(clustered(), Metric.BALANCED_ACCURACY, Metric.YOUDEN_INDEX))
                .containsOnly("sum.mover");
        assertThat(methods(clustered(), Metric.MATTHEWS_CORRELATION)).containsExactly("bootstrap.percentile");
        assertThat(independent().findings()).extracting(Finding::code).doesNotContain("DEPENDENT_RECORDS");
        assertThat(clustered().findings())
                .filteredOn(f -> f.code().equals("DEPENDENT_RECORDS"))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.details()).containsEntry("records", "20").containsEntry("subjects", "16"));
        assertThat(clustered().subjects()).isEqualTo(16);
    }

    private static List<String> methods(EvaluationReport report, Metric... metrics) {
        return Arrays.stream(metrics)
                .map(m -> report.overall(m).orElseThrow().intervalEstimate().method())
                .toList();
    }

    @Test
    void numbers_are_those_of_the_statistics() {
        ScoredLabels sample = ScoredLabels.of(Twenty.LABELS, Twenty.SCORES);
        ScoredLabels dependent = sample.withSubjects(Twenty.SUBJECTS);
        ConfusionCounts counts = new ConfusionCounts(6, 4, 9, 1);

        assertThat(independent().counts()).contains(counts);
        assertThat(independent().overall(Metric.AUROC))
                .contains(Auroc.of(sample).estimate(0.95));
        assertThat(clustered().overall(Metric.AUROC))
                .contains(Auroc.clustered(dependent).estimate(0.95));
        assertThat(independent().overall(Metric.POSITIVE_LIKELIHOOD_RATIO))
                .contains(LikelihoodRatios.of(counts, 0.95).positive());
        Estimate slope = CalibrationLogistic.of(dependent, 0.95, CalibrationLogistic.StandardErrors.CLUSTER_ROBUST)
                .slope();
        assertThat(overall(clustered(), "calibration_slope")
                        .interval()
                        .orElseThrow()
                        .lower())
                .isCloseTo(slope.interval().orElseThrow().lower(), within(1e-12));
    }

    /** Limits of balanced accuracy: numpy 2.4.6, MOVER of the two Wilson limits. */
    @Test
    void where_no_positive_was_missed_no_figure_takes_that_for_certain() {
        int[] labels = new int[110];
        double[] scores = new double[110];
        for (int i = 0; i < 110; i++) {
            labels[i] = i < 10 ? 1 : 0;
            scores[i] = i < 20 ? 0.9 - i / 1000.0 : 0.1 + i / 1000.0;
        }
        EvaluationReport report = ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(0.5))
                .prevalences(0.05)
                .build()
                .evaluate(labels, scores, ScoreKind.PROBABILITY);

        Interval balanced = overall(report, "balanced_accuracy").interval().orElseThrow();
        assertThat(balanced.lower()).isCloseTo(0.80633833, within(1e-8));
        assertThat(balanced.upper()).isCloseTo(0.97238543, within(1e-8));
        assertThat(overall(report, "negative_predictive_value_at_prevalence_0.05")
                        .interval()
                        .orElseThrow()
                        .lower())
                .isLessThan(1);
        for (Metric none : List.of(
                Metric.MATTHEWS_CORRELATION,
                Metric.NEGATIVE_PREDICTIVE_VALUE.overBaseline(),
                Metric.AVERAGE_PRECISION.overBaseline())) {
            assertThat(report.overall(none).orElseThrow().interval())
                    .as(none.id())
                    .isEmpty();
        }
    }

    static List<EvaluationReport> reports() {
        return List.of(independent(), clustered());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void every_value_lies_in_its_interval_and_every_missing_interval_has_a_reason(EvaluationReport report) {
        assertThat(report.measurements()).isNotEmpty().allSatisfy(m -> {
            if (m.estimate().intervalEstimate() instanceof IntervalEstimate.Unknown unknown) {
                assertThat(unknown.reason()).isNotEqualTo(Reason.NOT_OFFERED);
            } else if (m.estimate() instanceof Estimate.Estimated estimated
                    && !m.metric().equals(Metric.EQUAL_WIDTH_ECE)
                    && !m.metric().equals(Metric.EQUAL_MASS_ECE)) {
                // the bootstrap distribution of a calibration error lies above its value, a bias that METHODS names
                assertThat(m.estimate().interval().orElseThrow().contains(estimated.value()))
                        .as("%s %s", m.metric().id(), m.slice())
                        .isTrue();
            }
        });
        assertThat(report.measurements().stream()
                        .map(m -> m.metric().id() + " " + m.slice())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void records_in_another_order_give_the_same_document() {
        for (long seed = 1; seed <= 5; seed++) {
            List<Integer> rows =
                    new ArrayList<>(IntStream.of(Twenty.inOrder()).boxed().toList());
            Collections.shuffle(rows, new Random(seed));
            int[] order = rows.stream().mapToInt(Integer::intValue).toArray();
            assertThat(order).isNotEqualTo(Twenty.inOrder());
            Cohort shuffled = Twenty.clustered(order);
            Cohort single = Twenty.independent(order);

            assertThat(evaluator()
                            .evaluate(shuffled, Twenty.scores(shuffled))
                            .document()
                            .digest())
                    .isEqualTo(clustered().document().digest());
            assertThat(evaluator()
                            .evaluate(single, Twenty.scores(single))
                            .document()
                            .digest())
                    .isEqualTo(independent().document().digest());
        }
    }

    @Test
    void another_seed_moves_only_what_comes_from_the_bootstrap() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        EvaluationReport other = ModelEvaluator.builder()
                .operatingPoint(POINT)
                .prevalences(0.1)
                .bootstrap(8, 400)
                .build()
                .evaluate(cohort, Twenty.scores(cohort));

        assertThat(other.overall(Metric.SENSITIVITY)).isEqualTo(clustered().overall(Metric.SENSITIVITY));
        assertThat(other.overall(Metric.LOG_LOSS)).isNotEqualTo(clustered().overall(Metric.LOG_LOSS));
        assertThat(clustered().provenance().settings().get("bootstrap")).contains("400 replicates, seed 7, generator");
    }

    @Test
    void bootstrap_limits_of_log_loss_are_those_of_an_independent_resampling() {
        // an independent loop with another generator: 20000 replicates of whole subjects; the Monte Carlo error of a
        // limit at
        // 400 replicates is about 0.02 here
        Random random = new Random(5);
        double[] losses = new double[20_000];
        for (int r = 0; r < losses.length; r++) {
            double sum = 0;
            int n = 0;
            for (int draw = 0; draw < 16; draw++) {
                int subject = random.nextInt(16);
                for (int i = 0; i < 20; i++) {
                    if (Twenty.SUBJECTS[i] == subject) {
                        sum -= Math.log(Twenty.LABELS[i] == 1 ? Twenty.SCORES[i] : 1 - Twenty.SCORES[i]);
                        n++;
                    }
                }
            }
            losses[r] = sum / n;
        }
        Arrays.sort(losses);
        Interval interval = overall(clustered(), "log_loss").interval().orElseThrow();

        assertThat(interval.lower()).isCloseTo(losses[500], within(0.03));
        assertThat(interval.upper()).isCloseTo(losses[19_500], within(0.03));
    }

    @Test
    void each_group_is_measured_however_small_and_records_without_a_group_are_one() {
        EvaluationReport report = independent();

        assertThat(report.slices())
                .containsExactly(
                        Slice.overall(),
                        Slice.of("group", Slice.MISSING),
                        Slice.of("group", "a"),
                        Slice.of("group", "b"),
                        Slice.of("group", "c"));
        assertThat(value(report.on(Metric.SENSITIVITY, Slice.of("group", "a")).orElseThrow()))
                .isEqualTo(1.0);
        assertThat(value(report.on(Metric.SPECIFICITY, Slice.of("group", "c")).orElseThrow()))
                .isEqualTo(1.0);
    }

    @Test
    void a_group_with_one_class_keeps_what_is_defined_and_states_the_rest() {
        Slice c = Slice.of("group", "c");
        EvaluationReport report = independent();

        assertThat(report.on(Metric.AUROC, c).orElseThrow())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_POSITIVES));
        assertThat(report.on(Metric.SENSITIVITY, c).orElseThrow())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_POSITIVES));
        assertThat(report.on(Metric.SENSITIVITY, c).orElseThrow().interval()).contains(new Interval(0, 1, 0.95));
        assertThat(report.on(Metric.CALIBRATION_SLOPE, c).orElseThrow().point()).isEmpty();
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("NOT_ESTIMABLE"))
                .extracting(Finding::where)
                .containsExactly("group=(missing)", "group=c");
    }

    private static EvaluationReport arrays(int[] labels, double[] scores) {
        return evaluator().evaluate(labels, scores, ScoreKind.PROBABILITY);
    }

    @Test
    void plain_arrays_give_the_numbers_of_the_cohort() {
        EvaluationReport report = arrays(Twenty.LABELS, Twenty.SCORES);

        assertThat(report.slices()).containsExactly(Slice.overall());
        for (Measurement m : report.measurements()) {
            assertThat(m.estimate().point().orElseThrow())
                    .as(m.metric().id())
                    .isCloseTo(value(overall(independent(), m.metric().id())), within(1e-12));
        }
        assertThat(report.model().id()).isEqualTo("unnamed");
        assertThat(report.model())
                .isNotEqualTo(arrays(
                                Twenty.LABELS,
                                Arrays.stream(Twenty.SCORES).map(Math::nextUp).toArray())
                        .model());
    }

    @Test
    void one_class_only_leaves_no_ranking_and_no_number_that_is_none() {
        EvaluationReport negatives = arrays(new int[] {0, 0, 0, 0}, new double[] {0.1, 0.5, 0.5, 0.9});
        EvaluationReport positives = arrays(new int[] {1, 1, 1, 1}, new double[] {0.1, 0.5, 0.5, 0.9});

        assertThat(((Estimate.NotEstimable) overall(negatives, "auroc")).reason())
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(((Estimate.NotEstimable) overall(positives, "auroc")).reason())
                .isEqualTo(Reason.NO_NEGATIVES);
        for (String undefined : List.of(
                "balanced_accuracy",
                "youden_index",
                "matthews_correlation",
                "positive_likelihood_ratio",
                "diagnostic_odds_ratio",
                "brier_skill_score",
                "calibration_slope",
                "positive_predictive_value_at_prevalence_0.1")) {
            assertThat(overall(negatives, undefined).point()).as(undefined).isEmpty();
            assertThat(overall(positives, undefined).point()).as(undefined).isEmpty();
        }
        assertThat(value(overall(negatives, "specificity"))).isEqualTo(0.25);
        assertThat(value(overall(negatives, "brier_score"))).isCloseTo((0.01 + 0.25 + 0.25 + 0.81) / 4, within(1e-15));
        assertThat(negatives.curve()).isEmpty();
        assertThat(negatives.isoCurves()).isEmpty();
        assertReadsBack(negatives);
        assertReadsBack(positives);
    }

    @Test
    void equal_scores_rank_nothing_and_have_no_interval_that_claims_certainty() {
        double[] halves = new double[20];
        Arrays.fill(halves, 0.5);

        EvaluationReport report = arrays(Twenty.LABELS, halves);

        assertThat(value(overall(report, "auroc"))).isEqualTo(0.5);
        assertThat(overall(report, "auroc").interval()).isEmpty();
        assertThat(value(overall(report, "brier_score"))).isEqualTo(0.25);
        assertThat(overall(report, "brier_score").interval()).isEmpty();
        assertThat(((Estimate.NotEstimable) overall(report, "calibration_slope")).reason())
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(report.reliability()).hasSize(1);
        assertReadsBack(report);
    }

    @Test
    void certain_forecasts_are_allowed_and_an_infinite_loss_is_written_as_such() {
        EvaluationReport wrong = arrays(new int[] {1, 0, 1, 0, 1, 0}, new double[] {1, 0, 0.7, 0.2, 0, 0.6});

        assertThat(value(overall(wrong, "log_loss"))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(((Estimate.NotEstimable) overall(wrong, "calibration_slope")).reason())
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertReadsBack(wrong);
    }

    @Test
    void perfect_forecasts_have_infinite_ratios_and_no_interval_without_width() {
        EvaluationReport perfect = arrays(new int[] {1, 0, 1, 0, 1, 0}, new double[] {1, 0, 1, 0, 1, 0});

        assertThat(value(overall(perfect, "auroc"))).isEqualTo(1.0);
        assertThat(value(overall(perfect, "brier_score"))).isZero();
        assertThat(value(overall(perfect, "positive_likelihood_ratio"))).isEqualTo(Double.POSITIVE_INFINITY);
        for (Measurement m : perfect.measurements()) {
            assertThat(m.estimate().interval().map(Interval::width).orElse(1.0))
                    .as(m.metric().id())
                    .isPositive();
        }
        assertReadsBack(perfect);
    }

    @Test
    void a_ratio_over_zero_is_infinite_with_clustered_records_as_with_independent_ones() {
        int[] order = IntStream.of(Twenty.inOrder())
                .filter(i -> Twenty.LABELS[i] == 1 || Twenty.SCORES[i] < 0.4)
                .toArray();
        Cohort single = Twenty.independent(order);
        Cohort repeated = Twenty.clustered(order);
        Estimate independent =
                overall(evaluator().evaluate(single, Twenty.scores(single)), "positive_likelihood_ratio");
        EvaluationReport report = evaluator().evaluate(repeated, Twenty.scores(repeated));

        assertThat(report.findings()).extracting(Finding::code).contains("DEPENDENT_RECORDS");
        assertThat(value(independent)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value(overall(report, "positive_likelihood_ratio"))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void no_record_at_all_is_a_report_of_reasons() {
        EvaluationReport empty = arrays(new int[0], new double[0]);

        assertThat(empty.records()).isZero();
        assertThat(empty.measurements())
                .isNotEmpty()
                .allSatisfy(
                        m -> assertThat(m.estimate()).as(m.metric().id()).isInstanceOf(Estimate.NotEstimable.class));
        assertReadsBack(empty);
    }

    @Test
    void scores_that_only_rank_are_not_held_against_calibration() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        EvaluationReport report =
                evaluator().evaluate(cohort, Twenty.model("1.0", ScoreKind.RANK).score(cohort));

        assertThat(report.overall(Metric.AUROC)).isEqualTo(independent().overall(Metric.AUROC));
        assertThat(report.overall(Metric.AVERAGE_PRECISION).orElseThrow().interval())
                .isPresent();
        for (Metric metric :
                List.of(Metric.BRIER_SCORE, Metric.LOG_LOSS, Metric.CALIBRATION_SLOPE, Metric.EQUAL_WIDTH_ECE)) {
            assertThat(report.overall(metric)).as(metric.id()).isEmpty();
        }
        assertThat(report.reliability()).isEmpty();
    }

    @Test
    void without_an_operating_point_only_what_needs_no_threshold_is_measured() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        EvaluationReport report =
                ModelEvaluator.builder().bootstrap(7, 200).build().evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.overall(Metric.SENSITIVITY)).isEmpty();
        assertThat(report.counts()).isEmpty();
        assertThat(report.overall(Metric.AUROC)).isEqualTo(independent().overall(Metric.AUROC));
        assertThat(report.provenance().settings()).containsEntry("operating_point", "none");
    }

    @Test
    void a_threshold_that_was_chosen_on_the_test_data_is_marked_as_optimistic() {
        Cohort test = Twenty.clustered(Twenty.inOrder());
        Cohort sameUnderAnotherName = Cohort.from(Twenty.table(Twenty.inOrder()))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes("group")
                .named("tuning", "0.9");

        assertThat(codes(LockedOperatingPoint.Rule.youden().chooseOn(test, Twenty.scores(test))))
                .contains("OPTIMISTIC_OPERATING_POINT");
        assertThat(codes(LockedOperatingPoint.Rule.youden()
                        .chooseOn(sameUnderAnotherName, Twenty.scores(sameUnderAnotherName))))
                .contains("OPTIMISTIC_OPERATING_POINT");
        assertThat(codes(POINT)).doesNotContain("OPTIMISTIC_OPERATING_POINT");
    }

    @Test
    void a_threshold_that_was_chosen_on_more_than_the_test_data_or_on_a_part_or_on_the_same_subjects_is_marked() {
        Cohort all = Twenty.clustered(Twenty.inOrder());
        Cohort first = all.subset(IntStream.range(0, 11).toArray(), "first");
        Cohort rest = all.subset(IntStream.range(11, 20).toArray(), "rest");
        // records 1 and 3 are of the subjects of records 0 and 2
        Cohort odd = all.subset(new int[] {1, 3, 13, 17}, "odd");
        Cohort even = all.subset(new int[] {0, 2, 5, 6, 7}, "even");

        assertThat(shared(all, first)).contains("11 of 11");
        assertThat(shared(first, all)).contains("11 of 20");
        assertThat(shared(odd, even)).contains("2 of 5");
        assertThat(shared(rest, first)).isEmpty();
    }

    private static Optional<String> shared(Cohort tuning, Cohort test) {
        LockedOperatingPoint point = LockedOperatingPoint.Rule.youden().chooseOn(tuning, Twenty.scores(tuning));
        EvaluationReport report = ModelEvaluator.builder()
                .operatingPoint(point)
                .bootstrap(7, 200)
                .build()
                .evaluate(test, Twenty.scores(test));
        return report.findings().stream()
                .filter(f -> f.code().equals("OPTIMISTIC_OPERATING_POINT"))
                .map(f -> {
                    assertThat(f.severity()).isEqualTo(Severity.ERROR);
                    return f.details().get("shared_records") + " of "
                            + f.details().get("records");
                })
                .findFirst();
    }

    @Test
    void arrays_cannot_be_told_apart_from_the_tuning_set_so_the_report_warns() {
        Cohort tuning = Twenty.clustered(Twenty.inOrder());
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden().chooseOn(tuning, Twenty.scores(tuning));

        assertThat(ofArrays(chosen).findings()).extracting(Finding::code).contains("SEPARATION_UNKNOWN");
        assertThat(ofArrays(POINT).findings()).extracting(Finding::code).doesNotContain("SEPARATION_UNKNOWN");
    }

    @Test
    void records_whose_subjects_nobody_named_are_pointed_out() {
        assertThat(ofArrays(POINT).findings())
                .filteredOn(f -> f.code().equals("SUBJECTS_NOT_DECLARED"))
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
        assertThat(clustered().findings()).extracting(Finding::code).doesNotContain("SUBJECTS_NOT_DECLARED");
    }

    @Test
    void a_threshold_that_gives_all_records_one_answer_is_pointed_out() {
        assertThat(ofArrays(LockedOperatingPoint.at(1)).findings())
                .filteredOn(f -> f.code().equals("ONE_ANSWER_ONLY"))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("flagged", "0"));
        assertThat(ofArrays(LockedOperatingPoint.at(0)).findings())
                .extracting(Finding::code)
                .contains("ONE_ANSWER_ONLY");
        assertThat(ofArrays(POINT).findings()).extracting(Finding::code).doesNotContain("ONE_ANSWER_ONLY");
    }

    @Test
    void a_threshold_in_percent_is_refused_for_probabilities() {
        for (double threshold : new double[] {50, -1, 1.0001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ofArrays(LockedOperatingPoint.at(threshold)))
                    .withMessage("expected a threshold in [0, 1] for predicted probabilities, got " + threshold
                            + "; for 50 percent give 0.5");
        }
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEvaluator.builder()
                        .operatingPoint(LockedOperatingPoint.at(40))
                        .build()
                        .evaluate(cohort, Twenty.scores(cohort)))
                .withMessageContaining("got 40.0");
    }

    private static EvaluationReport ofArrays(LockedOperatingPoint point) {
        return ModelEvaluator.builder()
                .operatingPoint(point)
                .bootstrap(7, 200)
                .build()
                .evaluate(Twenty.LABELS, Twenty.SCORES, ScoreKind.PROBABILITY);
    }

    private static List<String> codes(LockedOperatingPoint point) {
        Cohort test = Twenty.clustered(Twenty.inOrder());
        EvaluationReport report = ModelEvaluator.builder()
                .operatingPoint(point)
                .bootstrap(7, 200)
                .build()
                .evaluate(test, Twenty.scores(test));
        point.chosenOn()
                .ifPresent(tuning -> assertThat(report.provenance().inputs()).contains(tuning));
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("OPTIMISTIC_OPERATING_POINT"))
                .allMatch(f -> f.severity() == Severity.ERROR);
        return report.findings().stream().map(Finding::code).toList();
    }

    @Test
    void the_operating_point_of_another_model_is_refused() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        LockedOperatingPoint of11 = LockedOperatingPoint.Rule.youden()
                .chooseOn(cohort, Twenty.model("1.1", ScoreKind.PROBABILITY).score(cohort));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ModelEvaluator.builder().operatingPoint(of11).build().evaluate(cohort, Twenty.scores(cohort)))
                .withMessageContainingAll("chosen for model twenty 1.1", "predictions are of model twenty 1.0");
    }

    @Test
    void predictions_on_another_cohort_are_refused() {
        Predictions elsewhere = Twenty.scores(Twenty.independent(Twenty.inOrder())
                .subset(IntStream.range(0, 12).toArray(), "other"));

        assertThatThrownBy(() -> evaluator().evaluate(Twenty.independent(Twenty.inOrder()), elsewhere))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected predictions on dataset twenty 1.0");
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().prevalences(0.1).build())
                .withMessageContaining("need an operating point");
        for (double prevalence : new double[] {0, 1, 10, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelEvaluator.builder().prevalences(prevalence));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelEvaluator.builder().level(prevalence));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEvaluator.builder().bootstrap(1, 199))
                .withMessageContaining("at least 200 replicates");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEvaluator.builder().prevalences(0.1, 0.1))
                .withMessageContaining("stated twice");
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().level(0.9).level(0.95));
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().bootstrap(1, 200).bootstrap(2, 200));
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().slices("a").slices("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().operatingPoint(POINT).operatingPoint(POINT));
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder()
                        .slices("group")
                        .build()
                        .evaluate(Twenty.LABELS, Twenty.SCORES, ScoreKind.PROBABILITY))
                .withMessageContaining("need a cohort");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> arrays(new int[] {0, 1}, new double[] {0.5}))
                .withMessageContaining("same length");
    }

    @Test
    void what_is_no_label_or_no_probability_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> arrays(new int[] {0, 2}, new double[] {0.1, 0.2}));
        assertThatIllegalArgumentException().isThrownBy(() -> arrays(new int[] {0, 1}, new double[] {0.1, Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> arrays(new int[] {0, 1}, new double[] {0.1, 1.2}));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void the_document_reads_back_as_it_was(EvaluationReport report) {
        assertReadsBack(report);
    }

    private static void assertReadsBack(EvaluationReport report) {
        byte[] bytes = report.document().bytes();
        Evidence read = EvidenceDocument.parse(bytes);

        assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("NaN");
        assertThat(read.measurements()).isEqualTo(report.measurements());
        assertThat(read.findings()).isEqualTo(report.findings());
        assertThat(read.about()).containsExactly(report.model(), report.dataset());
        assertThat(read.provenance()).isEqualTo(report.provenance());
        assertThat(read.entryType()).isEqualTo("evaluation.recorded");
        assertThat(EvidenceDocument.of(read).bytes()).isEqualTo(bytes);
    }

    @Test
    void the_confidence_level_is_that_of_every_interval() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        EvaluationReport report = ModelEvaluator.builder()
                .operatingPoint(POINT)
                .level(0.8)
                .bootstrap(7, 200)
                .build()
                .evaluate(cohort, Twenty.scores(cohort));

        assertThat(report.measurements().stream()
                        .flatMap(m -> m.estimate().interval().stream())
                        .map(Interval::level))
                .isNotEmpty()
                .containsOnly(0.8);
    }

    @Test
    void the_drawn_curve_runs_from_nothing_flagged_to_everything_flagged() {
        List<EvaluationReport.CurvePoint> curve = independent().curve();

        assertThat(curve.get(0).threshold()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(curve.get(0).precision()).isEmpty();
        assertThat(curve.get(curve.size() - 1).sensitivity()).isOne();
        assertThat(curve.get(curve.size() - 1).falsePositiveRate()).isOne();
        assertThat(curve).isSortedAccordingTo((a, b) -> Double.compare(b.threshold(), a.threshold()));
    }

    @Test
    void targets_are_attained_by_exact_counts() {
        // seven positives: 0.70 needs ceil(4.9) = 5 of them, scores .9 .8 .7 .55 .45 and so threshold .45
        IsoCurve held = independent().isoCurves().get(0);
        IsoCurve.Point row = held.points().get(6);

        assertThat(held.held()).isEqualTo(IsoCurve.Held.SENSITIVITY);
        assertThat(row.target()).isEqualTo(0.70);
        assertThat(row.point().orElseThrow().threshold()).isEqualTo(0.45);
        assertThat(value(row.sensitivity())).isEqualTo(5 / 7.0);
        assertThat(value(row.specificity())).isEqualTo(10 / 13.0);
    }

    @Test
    void the_band_of_the_roc_curve_is_given_for_independent_records_only() {
        IsoCurve.Point independent = independent().isoCurves().get(1).points().get(4);
        assertThat(independent.target()).isEqualTo(0.5);
        assertThat(independent.band().interval()).isPresent();
        assertThat(clustered().isoCurves().get(1).points()).allSatisfy(point -> {
            assertThat(point.band().point()).isPresent();
            assertThat(((IntervalEstimate.Unknown) point.band().intervalEstimate()).reason())
                    .isEqualTo(Reason.DEPENDENT_RECORDS);
        });
    }

    @Test
    void the_decision_curve_is_the_published_formula_over_hundredths_up_to_one_half() {
        EvaluationReport report = independent();

        // by hand at 0.4: the counts at the operating point 0.4, net benefit (TP - 2/3 FP) / 20, treat all (7 - 2/3 *
        // 13) / 20
        DecisionCurve.Point at = report.decisionCurve().get(39);
        ConfusionCounts counts = report.counts().orElseThrow();

        assertThat(report.decisionCurve()).hasSize(50);
        assertThat(at.threshold()).isEqualTo(0.4);
        assertThat(at.counts()).isEqualTo(counts);
        assertThat(value(at.model()))
                .isCloseTo((counts.truePositives() - counts.falsePositives() * 2 / 3.0) / 20, within(1e-15));
        assertThat(value(at.treatAll())).isCloseTo((7 - 13 * 2 / 3.0) / 20, within(1e-15));
        assertThat(at.model().interval()).isPresent();
    }

    @Test
    void the_default_thresholds_end_where_nobody_is_predicted_positive() {
        EvaluationReport report = arrays(new int[] {1, 0, 1, 0}, new double[] {0.031, 0.004, 0.02, 0.03});

        assertThat(report.decisionCurve())
                .extracting(DecisionCurve.Point::threshold)
                .containsExactly(0.01, 0.02, 0.03);
    }

    @Test
    void threshold_probabilities_can_be_stated_once_ascending_and_of_probabilities() {
        EvaluationReport report = ModelEvaluator.builder()
                .thresholdProbabilities(0.05, 0.6)
                .bootstrap(7, 200)
                .build()
                .evaluate(Twenty.LABELS, Twenty.SCORES, ScoreKind.PROBABILITY);

        assertThat(report.decisionCurve())
                .extracting(DecisionCurve.Point::threshold)
                .containsExactly(0.05, 0.6);
        for (double[] wrong : new double[][] {{}, {0}, {1}, {0.2, 0.1}, {0.2, 0.2}, {Double.NaN}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelEvaluator.builder().thresholdProbabilities(wrong))
                    .withMessageContaining("got");
        }
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        ModelEvaluator.builder().thresholdProbabilities(0.1).thresholdProbabilities(0.2))
                .withMessage("the threshold probabilities are already set to [0.1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEvaluator.builder()
                        .thresholdProbabilities(0.1)
                        .bootstrap(7, 200)
                        .build()
                        .evaluate(Twenty.LABELS, Twenty.SCORES, ScoreKind.RANK))
                .withMessageContaining("threshold probabilities need predicted probabilities");
    }

    @Test
    void scores_that_are_no_probabilities_have_no_decision_curve() {
        EvaluationReport report = ModelEvaluator.builder()
                .bootstrap(7, 200)
                .build()
                .evaluate(Twenty.LABELS, Twenty.SCORES, ScoreKind.RANK);

        assertThat(report.decisionCurve()).isEmpty();
        assertThat(report.isoCurves()).hasSize(2);
    }
}
