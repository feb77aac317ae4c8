package io.medml.core.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BrierAtTime;
import io.medml.core.stats.DistributionCalibration;
import io.medml.core.stats.FollowUp;
import io.medml.core.stats.UnoConcordance;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurvivalEvaluatorTest {

    private static final Followed DATA = Followed.of(400);
    private static final double[] GRID = {60, 120, 180, 240, 300, 365, 450, 540, 630, 730};

    private static SurvivalEvaluator.Builder evaluator() {
        return SurvivalEvaluator.builder("days").timeUnit("days");
    }

    private static SurvivalReport report() {
        Cohort cohort = DATA.cohort();
        return evaluator().horizons(180, 365).build().evaluate(cohort, DATA.predictions(cohort, GRID));
    }

    private static List<String> codes(Evidence report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    private static Reason reason(SurvivalReport report, Metric metric, Slice slice) {
        return ((Estimate.NotEstimable) report.on(metric, slice).orElseThrow()).reason();
    }

    @Test
    void it_reports_what_the_statistics_give() {
        SurvivalReport report = report();
        FollowUp followUp = FollowUp.of(DATA.times(), DATA.events());
        double[] at365 = IntStream.range(0, DATA.size())
                .mapToDouble(i -> DATA.risk(i, 365))
                .toArray();

        assertThat(report.overall(Metric.UNO_C))
                .contains(UnoConcordance.of(followUp.withRisks(at365), 365).estimate(0.95));
        assertThat(report.overall(Metric.IPCW_BRIER_SCORE.atTime(365)))
                .contains(BrierAtTime.of(followUp.withRisks(at365), 365).score(0.95));
        assertThat(report.byTime()).hasSize(10);
        assertThat(report.horizons()).extracting(SurvivalReport.Horizon::time).containsExactly(180.0, 365.0);
        assertThat(report.counts().events())
                .isEqualTo(IntStream.of(DATA.events()).sum());
        assertThat(report.setting().tau()).isEqualTo(365);
    }

    @Test
    void a_group_has_its_own_censoring_distribution() {
        int[] south = IntStream.range(0, DATA.size())
                .filter(i -> DATA.wards()[i].equals("south"))
                .toArray();
        FollowUp followUp = FollowUp.of(DATA.times(), DATA.events()).select(south);
        double[] risks = IntStream.of(south).mapToDouble(i -> DATA.risk(i, 180)).toArray();

        assertThat(report().on(Metric.IPCW_BRIER_SCORE.atTime(180), Slice.of("ward", "south")))
                .contains(BrierAtTime.of(followUp.withRisks(risks), 180).score(0.95));
    }

    @Test
    void every_measure_has_an_interval_or_says_why_not_and_a_metric_that_criteria_find() {
        List<Measurement> measurements = report().measurements();

        assertThat(measurements).hasSize(4 * (2 + 2 * 6) + 3);
        assertThat(measurements).allSatisfy(m -> {
            assertThat(Metric.byId(m.metric().id())).contains(m.metric());
            if (m.slice().equals(Slice.overall())) {
                assertThat(m.estimate().interval()).as(m.metric().id()).isPresent();
            }
        });
    }

    @Test
    void the_model_that_made_the_times_is_calibrated_and_beats_the_null_model() {
        SurvivalReport report = report();

        assertThat(report.overall(Metric.OBSERVED_EXPECTED_RISK_RATIO.atTime(365))
                        .orElseThrow()
                        .interval()
                        .orElseThrow()
                        .contains(1))
                .isTrue();
        assertThat(report.overall(Metric.SCALED_INTEGRATED_BRIER_SCORE)
                        .orElseThrow()
                        .interval()
                        .orElseThrow()
                        .lower())
                .isPositive();
        assertThat(report.distributionTest().pValue().point().orElseThrow()).isGreaterThan(0.001);
        assertThat(report.distribution()).hasSize(10);
    }

    @Test
    void between_times_of_prediction_survival_is_a_straight_line_and_beyond_the_last_a_record_is_censored() {
        Cohort cohort = DATA.cohort();
        SurvivalReport report = evaluator().build().evaluate(cohort, DATA.predictions(cohort, GRID));
        double[] own = Arrays.stream(DATA.times()).map(t -> Math.min(t, 730)).toArray();
        int[] events = IntStream.range(0, DATA.size())
                .map(i -> DATA.times()[i] <= 730 ? DATA.events()[i] : 0)
                .toArray();
        double[] survival = IntStream.range(0, DATA.size())
                .mapToDouble(i -> {
                    double before = 0;
                    double from = 1;
                    for (double time : GRID) {
                        double to = 1 - DATA.risk(i, time);
                        if (own[i] <= time) {
                            return from + (own[i] - before) / (time - before) * (to - from);
                        }
                        before = time;
                        from = to;
                    }
                    return from;
                })
                .toArray();

        assertThat(report.distribution().stream().mapToDouble(d -> d).toArray())
                .containsExactly(
                        DistributionCalibration.of(FollowUp.of(own, events), survival, 10)
                                .counts(),
                        within(1e-12));
    }

    @Test
    void the_same_data_give_the_same_bytes_in_whatever_order() {
        int[] reversed =
                IntStream.range(0, DATA.size()).map(i -> DATA.size() - 1 - i).toArray();
        Cohort cohort = DATA.cohort(1, reversed);
        SurvivalReport other = evaluator().horizons(180, 365).build().evaluate(cohort, DATA.predictions(cohort, GRID));

        assertThat(other.document().digest()).isEqualTo(report().document().digest());
    }

    @Test
    void predicted_survival_is_one_minus_risk() {
        Cohort cohort = DATA.cohort();
        double[] survival = IntStream.range(0, DATA.size())
                .mapToDouble(i -> 1 - DATA.risk(i, 180))
                .toArray();
        SurvivalPredictions predictions = SurvivalPredictions.ofSurvival(
                Map.of(180.0, Predictions.of(Followed.MODEL, ScoreKind.PROBABILITY, cohort, survival)));
        SurvivalReport report = evaluator().build().evaluate(cohort, predictions);

        assertThat(report.overall(Metric.IPCW_BRIER_SCORE.atTime(180))
                        .orElseThrow()
                        .point()
                        .getAsDouble())
                .isCloseTo(
                        report().overall(Metric.IPCW_BRIER_SCORE.atTime(180))
                                .orElseThrow()
                                .point()
                                .getAsDouble(),
                        within(1e-14));
        assertThat(report.overall(Metric.INTEGRATED_BRIER_SCORE)).isEmpty();
        assertThat(report.distribution()).isEmpty();
        assertThat(((Estimate.NotEstimable) report.distributionTest().pValue()).reason())
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void records_of_one_patient_widen_the_intervals_and_are_named() {
        int[] order = IntStream.range(0, DATA.size()).toArray();
        Cohort cohort = DATA.cohort(4, order);
        SurvivalReport report = evaluator().horizons(180).build().evaluate(cohort, DATA.predictions(cohort, GRID));
        FollowUp followUp = FollowUp.of(DATA.times(), DATA.events())
                .withSubjects(IntStream.of(order).map(i -> i / 4).toArray());
        double[] risks = IntStream.of(order).mapToDouble(i -> DATA.risk(i, 180)).toArray();

        assertThat(codes(report)).contains("DEPENDENT_RECORDS");
        assertThat(report.counts().subjects()).isEqualTo(100);
        assertThat(report.overall(Metric.IPCW_BRIER_SCORE.atTime(180)))
                .contains(BrierAtTime.of(followUp.withRisks(risks), 180).score(0.95));
        assertThat(report.overall(Metric.EVENT_RISK.atTime(180))
                        .orElseThrow()
                        .intervalEstimate()
                        .method())
                .isEqualTo("kaplan_meier.log_log.cluster_robust");
        assertThat(((Estimate.NotEstimable) report.distributionTest().pValue()).reason())
                .isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void missing_predictions_are_an_error_unless_they_are_to_be_counted() {
        Cohort cohort = DATA.cohort();
        Map<String, Double> scores = new TreeMap<>();
        for (int i = 3; i < DATA.size(); i++) {
            scores.put(cohort.recordIds().get(i), DATA.risk(i, 180));
        }
        SurvivalPredictions predictions = SurvivalPredictions.ofRisk(
                Map.of(180.0, Predictions.of(Followed.MODEL, cohort.reference(), ScoreKind.PROBABILITY, scores)));

        assertThatThrownBy(() -> evaluator().build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected a prediction at each of 1 times for each of the 400 records of followed, found some"
                                + " missing for 3; score all records, or say completeCases() to leave those out and have them"
                                + " counted");
        SurvivalReport report = evaluator().completeCases().build().evaluate(cohort, predictions);
        assertThat(report.counts().records()).isEqualTo(397);
        assertThat(report.counts().withoutPrediction()).isEqualTo(3);
        assertThat(report.findings())
                .anySatisfy(f ->
                        assertThat(f.details()).containsEntry("left_out", "3").containsEntry("records", "400"));
    }

    @Test
    void what_is_thin_is_found() {
        Cohort cohort = DATA.cohort();
        SurvivalReport report =
                evaluator().horizons(60, 1080, 1200).build().evaluate(cohort, DATA.predictions(cohort, 60, 1080, 1200));

        assertThat(codes(report))
                .contains(
                        "FEW_EVENTS",
                        "MUCH_CENSORING",
                        "HORIZON_BEYOND_FOLLOW_UP",
                        "LARGE_CENSORING_WEIGHTS",
                        "NOT_ESTIMABLE");
        assertThat(reason(report, Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(1200), Slice.overall()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(reason(report, Metric.IPCW_BRIER_SCORE.atTime(1200), Slice.overall()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(reason(report, Metric.EVENT_RISK.atTime(1200), Slice.overall()))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(reason(report, Metric.INTEGRATED_BRIER_SCORE, Slice.overall()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(codes(report())).doesNotContain("HORIZON_BEYOND_FOLLOW_UP", "FALLING_RISK");
    }

    @Test
    void a_risk_that_falls_with_time_is_found() {
        Cohort cohort = DATA.cohort();
        Predictions early = Predictions.of(Followed.MODEL, ScoreKind.PROBABILITY, cohort, new double[DATA.size()]);
        double[] half = new double[DATA.size()];
        half[7] = 0.5;
        SurvivalReport report = evaluator()
                .build()
                .evaluate(
                        cohort,
                        SurvivalPredictions.ofRisk(Map.of(
                                60.0,
                                Predictions.of(Followed.MODEL, ScoreKind.PROBABILITY, cohort, half),
                                180.0,
                                early)));

        assertThat(report.findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("FALLING_RISK");
            assertThat(f.details()).containsEntry("records", "1");
        });
    }

    @Test
    void a_competing_event_is_refused() {
        String[] ends = new String[DATA.size()];
        Arrays.setAll(ends, i -> i == 9 ? "transplant" : DATA.events()[i] == 1 ? "dead" : "alive");
        Table table = Table.builder()
                .category(
                        "record",
                        IntStream.range(0, ends.length)
                                .mapToObj(i -> "r" + (1000 + i))
                                .toArray(String[]::new))
                .category("end", ends)
                .number("days", DATA.times())
                .build();
        Cohort cohort = Cohort.from(table).record("record").label("end", "dead").named("pbc", "1");
        SurvivalPredictions predictions = SurvivalPredictions.ofRisk(
                Map.of(60.0, Predictions.of(Followed.MODEL, ScoreKind.PROBABILITY, cohort, new double[ends.length])));

        assertThatThrownBy(() -> evaluator().build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column \"end\"")
                .hasMessageContaining("a competing event is not censoring");
        assertThatThrownBy(
                        () -> evaluator().event("end", "dead", "alive").build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "expected \"dead\" for the event or \"alive\" for censoring, found something else")
                .hasMessageNotContaining("transplant");
    }

    @Test
    void a_time_that_is_none_is_an_error_with_its_place() {
        double[] days = DATA.times().clone();
        days[4] = -1;
        Table table = Table.builder()
                .category(
                        "record",
                        IntStream.range(0, days.length)
                                .mapToObj(i -> "r" + (1000 + i))
                                .toArray(String[]::new))
                .category(
                        "died",
                        Arrays.stream(DATA.events())
                                .mapToObj(e -> e == 1 ? "yes" : "no")
                                .toArray(String[]::new))
                .number("days", days)
                .build();
        Cohort cohort = Cohort.from(table).record("record").label("died", "yes").named("c", "1");
        SurvivalPredictions predictions = SurvivalPredictions.ofRisk(
                Map.of(60.0, Predictions.of(Followed.MODEL, ScoreKind.PROBABILITY, cohort, new double[days.length])));

        assertThatThrownBy(() -> evaluator().build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column \"days\": expected a time from 0, found one below 0");
        assertThatThrownBy(() -> SurvivalEvaluator.builder("died").build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a column of texts; read it as numbers");
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        Cohort cohort = DATA.cohort();

        assertThatThrownBy(() -> evaluator().horizons(90).build().evaluate(cohort, DATA.predictions(cohort, 60, 180)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected predictions at each horizon, found none at 90.0 among those at [60.0, 180.0]; predict"
                                + " at that time, or leave the horizon out");
        assertThatThrownBy(() -> evaluator().horizons(90, 30))
                .hasMessage("horizons are above 0, finite and ascending, got [90.0, 30.0]");
        assertThatThrownBy(() -> evaluator().horizons()).hasMessage("expected at least one horizon, got none");
        assertThatThrownBy(() -> evaluator().horizons(30).horizons(30)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> evaluator().tau(0)).hasMessage("tau is above 0 and finite, got 0.0");
        assertThatThrownBy(() -> evaluator().tau(5).tau(6)).hasMessage("tau is already set to 5.0");
        assertThatThrownBy(() -> evaluator().level(0.9).level(0.9)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> evaluator().calibrationGroups(1))
                .hasMessage("expected at least 2 calibration groups, got 1");
        assertThatThrownBy(() -> evaluator().event("a", "1", "1"))
                .hasMessage("the event and censoring need two values, got \"1\" for both");
        assertThatThrownBy(() -> evaluator().timeUnit(" ")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> SurvivalPredictions.ofRisk(Map.of()))
                .hasMessage("expected predictions at one time at least, got none");
        assertThatThrownBy(() -> SurvivalPredictions.ofRisk(
                        Map.of(1.0, Predictions.of(Followed.MODEL, ScoreKind.RANK, cohort, new double[DATA.size()]))))
                .hasMessage("expected probabilities at each time, got scores of kind RANK at time 1.0");
    }

    @Test
    void it_reads_back_and_a_metric_at_a_time_is_known() {
        SurvivalReport report = report();
        Evidence read = EvidenceDocument.parse(report.document().bytes());

        assertThat(read.measurements()).isEqualTo(report.measurements());
        assertThat(read.document().digest()).isEqualTo(report.document().digest());
        assertThat(Metric.IPCW_BRIER_SCORE.atTime(0.5).id()).isEqualTo("ipcw_brier_score.at_0p5");
        assertThat(Metric.byId("ipcw_brier_score.at_0p5")).hasValue(Metric.IPCW_BRIER_SCORE.atTime(0.5));
        assertThat(Metric.byId("ipcw_brier_score.at_0p50")).isEmpty();
        assertThat(Metric.byId("ipcw_brier_score.at_")).isEmpty();
        assertThatThrownBy(() -> Metric.UNO_C.atTime(1 / 3.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most nine decimals");
    }
}
