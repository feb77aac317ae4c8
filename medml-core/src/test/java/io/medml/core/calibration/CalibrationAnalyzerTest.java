package io.medml.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.HosmerLemeshow;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CalibrationAnalyzerTest {

    private static final CalibrationAnalyzer QUICK =
            CalibrationAnalyzer.builder().bootstrap(7, 200).build();
    private static final Cohort TUNING = Probabilities.cohort("tuning", 400, 1);
    private static final Cohort TEST = Probabilities.cohort("test", 300, 2);

    private static List<String> codes(Evidence evidence) {
        return evidence.findings().stream().map(Finding::code).toList();
    }

    private static double point(CalibrationReport report, Metric metric) {
        return report.overall(metric).orElseThrow().point().orElseThrow();
    }

    @Test
    void every_measure_but_the_two_maxima_has_an_interval_and_every_test_a_p_value() {
        CalibrationReport report = QUICK.analyze(TEST, Probabilities.scores(TEST));

        for (Measurement m : report.measurements()) {
            boolean maximum =
                    m.metric().equals(Metric.CALIBRATION_EMAX) || m.metric().equals(Metric.MAXIMUM_CALIBRATION_ERROR);
            assertThat(m.estimate().interval().isPresent())
                    .as("%s: %s", m.metric(), m.estimate())
                    .isEqualTo(!maximum);
        }
        assertThat(report.measurements()).hasSize(16);
        assertThat(report.tests())
                .hasSize(3)
                .allMatch(row -> row.test().pValue().point().isPresent());
        assertThat(report.bins()).hasSize(10);
        assertThat(report.curve()).hasSizeBetween(50, 101);
        assertThat(codes(report)).containsExactly("UPWARD_BIAS");
    }

    @Test
    void where_records_share_subjects_no_interval_or_test_takes_them_for_independent() {
        Cohort clustered = Probabilities.clustered("clustered", 400, 4, 3);

        CalibrationReport report = QUICK.analyze(clustered, Probabilities.scores(clustered));

        assertThat(report.measurements())
                .extracting(m -> m.estimate().intervalEstimate())
                .filteredOn(i -> i instanceof IntervalEstimate.Known)
                .extracting(IntervalEstimate::method)
                .containsOnly(
                        "bootstrap.percentile",
                        "calibration.logistic.cluster_robust",
                        "observed_expected.log.cluster_robust",
                        "brier_score.logit.cluster_robust");
        assertThat(report.tests())
                .extracting(row -> ((Estimate.NotEstimable) row.test().pValue()).reason())
                .containsOnly(Reason.DEPENDENT_RECORDS);
        assertThat(report.bins())
                .extracting(b -> b.observed().intervalEstimate().method())
                .containsOnly("proportion.wilson.effective_n");
        assertThat(codes(report)).contains("DEPENDENT_RECORDS");
        assertThat(report.subjects()).isEqualTo(100);
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        int[] backwards = IntStream.range(0, 120).map(i -> 119 - i).toArray();
        Cohort given = Probabilities.clustered("c", 120, 3, 5);
        Cohort turned = Probabilities.cohort("c", 120, 3, 5, backwards);

        assertThat(QUICK.analyze(turned, Probabilities.scores(turned))
                        .document()
                        .bytes())
                .isEqualTo(QUICK.analyze(given, Probabilities.scores(given))
                        .document()
                        .bytes());
    }

    @Test
    void development_data_have_two_degrees_of_freedom_fewer() {
        CalibrationReport external = QUICK.analyze(TEST, Probabilities.scores(TEST));
        CalibrationReport development = CalibrationAnalyzer.builder()
                .bootstrap(7, 200)
                .data(HosmerLemeshow.Data.DEVELOPMENT)
                .build()
                .analyze(TEST, Probabilities.scores(TEST));

        assertThat(external.tests().get(2).test().degreesOfFreedom()).hasValue(10);
        assertThat(development.tests().get(2).test().degreesOfFreedom()).hasValue(8);
    }

    @Test
    void few_records_and_certain_forecasts_are_findings() {
        Cohort few = small(
                "rows",
                IntStream.range(0, 30).mapToDouble(i -> i % 10 / 9.0).toArray(),
                IntStream.range(0, 30).map(i -> i % 10 + i / 10 > 6 ? 1 : 0).toArray());

        CalibrationReport report = QUICK.analyze(few, Probabilities.scores(few));

        assertThat(codes(report)).contains("FEW_RECORDS", "CERTAIN_FORECASTS", "NOT_ESTIMABLE");
        assertThat(((Estimate.NotEstimable)
                                report.overall(Metric.CALIBRATION_SLOPE).orElseThrow())
                        .reason())
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void scores_that_are_no_probabilities_are_refused() {
        assertThatThrownBy(() -> QUICK.analyze(
                        TEST, Probabilities.model("1", ScoreKind.RANK).score(TEST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("calibration is measured of probabilities");
    }

    @Test
    void a_setting_is_checked_and_made_once() {
        assertThatThrownBy(() -> CalibrationAnalyzer.builder().bootstrap(1, 199))
                .hasMessage("a percentile interval needs at least 200 replicates, got 199");
        assertThatThrownBy(() -> CalibrationAnalyzer.builder().bootstrap(1, 200).bootstrap(1, 200))
                .hasMessageContaining("already set");
        assertThatThrownBy(() -> CalibrationAnalyzer.builder().level(0.9).level(0.95))
                .hasMessageContaining("already set to 0.9");
        assertThatThrownBy(() -> CalibrationAnalyzer.builder()
                        .data(HosmerLemeshow.Data.EXTERNAL)
                        .data(HosmerLemeshow.Data.EXTERNAL))
                .hasMessageContaining("already said");
    }

    @Test
    void a_statistic_has_one_interval_in_the_evaluation_and_here_whatever_the_replicates_of_the_curve() {
        Cohort cohort = Probabilities.clustered("several", 300, 2, 5);
        EvaluationReport evaluation =
                ModelEvaluator.builder().bootstrap(7, 600).build().evaluate(cohort, Probabilities.scores(cohort));

        CalibrationReport report = CalibrationAnalyzer.builder()
                .bootstrap(7, 600)
                .curveReplicates(200)
                .build()
                .analyze(cohort, Probabilities.scores(cohort));

        for (Metric metric :
                List.of(Metric.LOG_LOSS, Metric.BRIER_SKILL_SCORE, Metric.EQUAL_WIDTH_ECE, Metric.EQUAL_MASS_ECE)) {
            Interval there = evaluation.overall(metric).orElseThrow().interval().orElseThrow();
            Interval here = report.overall(metric).orElseThrow().interval().orElseThrow();
            assertThat(here.lower()).as("%s", metric).isCloseTo(there.lower(), within(1e-12));
            assertThat(here.upper()).as("%s", metric).isCloseTo(there.upper(), within(1e-12));
            assertThat(replicates(report, metric)).isEqualTo(600);
        }
        assertThat(replicates(report, Metric.INTEGRATED_CALIBRATION_INDEX)).isEqualTo(200);
        // the first replicates of the plan, so what they span is that of a plan of as many
        CalibrationReport fewer =
                CalibrationAnalyzer.builder().bootstrap(7, 200).build().analyze(cohort, Probabilities.scores(cohort));
        assertThat(report.overall(Metric.INTEGRATED_CALIBRATION_INDEX))
                .isEqualTo(fewer.overall(Metric.INTEGRATED_CALIBRATION_INDEX));
        assertThat(Markdown.text(CalibrationLayout.of(report)))
                .containsPattern("integrated calibration index .*\\| *200 *\\| *bootstrap.percentile")
                .containsPattern("log loss .*\\| *600 *\\| *bootstrap.percentile")
                // a bin of the reliability table, whose interval is that of so many records
                .containsPattern("\\| *[0-9.]+ to [0-9.]+ *\\| *30 \\(effective [0-9.]+\\) *\\|");
        assertThatThrownBy(() -> CalibrationAnalyzer.builder().curveReplicates(199))
                .hasMessageContaining("at least 200");
        assertThatThrownBy(
                        () -> CalibrationAnalyzer.builder().curveReplicates(200).curveReplicates(300))
                .hasMessageContaining("already set to 200");
    }

    private static long replicates(CalibrationReport report, Metric metric) {
        return report.overall(metric).orElseThrow().support().counts().get("replicates");
    }

    @Test
    void the_page_shows_how_forecasts_are_distributed_and_the_curve_only_where_enough_records_lie_beyond() {
        CalibrationReport report = QUICK.analyze(TEST, Probabilities.scores(TEST));
        double[] sorted = TEST.table().number("risk").values(0);
        Arrays.sort(sorted);

        assertThat(report.forecasts()).hasSize(20);
        for (CalibrationReport.ForecastBin bin : report.forecasts()) {
            assertThat(bin.withCondition() + bin.withoutCondition())
                    .isEqualTo(Arrays.stream(sorted)
                            .filter(p -> bin.lower() <= p && (p < bin.upper() || bin.upper() == 1))
                            .count());
        }
        assertThat(report.forecasts().stream()
                        .mapToLong(CalibrationReport.ForecastBin::withCondition)
                        .sum())
                .isEqualTo(report.positives());
        // 20 of 300 records lie below the lower end and 20 above the upper one
        assertThat(report.curveRange()).hasValue(new CalibrationReport.CurveRange(sorted[20], sorted[279]));
        String page = Json.text(CalibrationLayout.of(report));
        Matcher curve =
                Pattern.compile("\"flexible curve\",\"points\":\\[([^]]*)]").matcher(page);
        assertThat(curve.find()).isTrue();
        double[] drawn = Pattern.compile("\"x\":([-0-9.Ee]+)")
                .matcher(curve.group(1))
                .results()
                .mapToDouble(x -> Double.parseDouble(x.group(1)))
                .toArray();
        assertThat(drawn).hasSizeGreaterThan(50);
        assertThat(drawn[0]).isGreaterThanOrEqualTo(sorted[20]);
        assertThat(drawn[drawn.length - 1]).isLessThanOrEqualTo(sorted[279]);
        assertThat(page).contains("drawn where at least 20 records lie beyond it at either side");
        assertThat(page).contains("How many records have each predicted probability");
    }

    // ---- before and after

    @Test
    void recalibration_mends_forecasts_that_are_too_extreme_on_held_out_records() {
        Recalibration recalibration = Calibrator.logistic().fit(TUNING, Probabilities.scores(TUNING));

        RecalibrationComparison comparison = QUICK.compare(TEST, Probabilities.scores(TEST), recalibration);

        assertThat(point(comparison.before(), Metric.CALIBRATION_SLOPE)).isLessThan(0.7);
        assertThat(point(comparison.after(), Metric.CALIBRATION_SLOPE))
                .isCloseTo(
                        point(comparison.before(), Metric.CALIBRATION_SLOPE)
                                / recalibration
                                        .document()
                                        .content()
                                        .fields("body")
                                        .fields("map")
                                        .decimal("slope"),
                        within(1e-8));
        Measurement change = comparison.measurements().get(0);
        assertThat(change.metric()).isEqualTo(Metric.BRIER_SCORE.change());
        assertThat(change.estimate().point().orElseThrow())
                .isCloseTo(
                        point(comparison.after(), Metric.BRIER_SCORE) - point(comparison.before(), Metric.BRIER_SCORE),
                        within(1e-12))
                .isNegative();
        assertThat(change.estimate()
                        .interval()
                        .orElseThrow()
                        .contains(change.estimate().point().orElseThrow()))
                .isTrue();
        assertThat(comparison.about().get(0)).isEqualTo(recalibration.model().orElseThrow());
    }

    @Test
    void a_comparison_on_the_fitting_data_is_refused_and_an_analysis_of_marked_predictions_says_so() {
        Recalibration recalibration = Calibrator.isotonic().fit(TUNING, Probabilities.scores(TUNING));

        assertThatThrownBy(() -> QUICK.compare(TUNING, Probabilities.scores(TUNING), recalibration))
                .isInstanceOf(IllegalArgumentException.class);
        CalibrationReport apparent =
                QUICK.analyze(TUNING, recalibration.applyToFittingData(TUNING, Probabilities.scores(TUNING)));
        assertThat(codes(apparent)).startsWith("APPARENT_CALIBRATION");
        assertThat(point(apparent, Metric.OBSERVED_EXPECTED_RATIO)).isCloseTo(1, within(1e-12));
    }

    @Test
    void a_log_loss_that_is_infinite_leaves_its_change_without_a_value() {
        Cohort tuning = small("tuning", new double[] {.1, .2, .3, .6, .7, .9}, new int[] {0, 0, 1, 0, 1, 1});
        Cohort test = small("test", new double[] {.12, .22, .35, .65, .75}, new int[] {1, 0, 1, 0, 1});
        Recalibration recalibration = Calibrator.isotonic().fit(tuning, Probabilities.scores(tuning));

        RecalibrationComparison comparison = QUICK.compare(test, Probabilities.scores(test), recalibration);

        assertThat(point(comparison.after(), Metric.LOG_LOSS)).isInfinite();
        assertThat(((Estimate.NotEstimable) comparison.measurements().get(1).estimate()).reason())
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(codes(comparison)).contains("CERTAIN_FORECASTS");
    }

    // ---- published figures

    /**
     * SUPPORT2 (Knaus et al. 1995), death by day 60 from 1 - surv2m; README of the data: n 9104, prevalence 0.34688, Brier 0.161859, mean
     * prediction 0.36413. ICI, E50, E90, Emax: local least squares by numpy 2.4.6 lstsq at each of the 949 distinct forecasts (span .75,
     * tricube, degree 2), np.quantile.
     */
    @Test
    void figures_of_support2_are_reproduced() throws IOException {
        List<double[]> rows = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(data("support2/support2.csv.gz"));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(raw), StandardCharsets.UTF_8))) {
            List<String> header = List.of(in.readLine().split(",", -1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",", -1);
                String survival = cells[header.indexOf("surv2m")];
                if (!survival.isEmpty() && !survival.equals("NA")) {
                    boolean died = cells[header.indexOf("death")].equals("1")
                            && Double.parseDouble(cells[header.indexOf("d.time")]) <= 60;
                    rows.add(new double[] {1 - Double.parseDouble(survival), died ? 1 : 0});
                }
            }
        }
        Cohort cohort = small(
                "rows",
                rows.stream().mapToDouble(r -> r[0]).toArray(),
                rows.stream().mapToInt(r -> (int) r[1]).toArray());

        CalibrationReport report = QUICK.analyze(cohort, Probabilities.scores(cohort));

        assertThat(report.records()).isEqualTo(9104);
        assertThat((double) report.positives() / report.records()).isCloseTo(0.34688, within(5e-6));
        assertThat(point(report, Metric.BRIER_SCORE)).isCloseTo(0.161859, within(5e-7));
        assertThat(point(report, Metric.OBSERVED_EXPECTED_RATIO)).isCloseTo(0.34688 / 0.36413, within(3e-5));
        assertThat(point(report, Metric.INTEGRATED_CALIBRATION_INDEX)).isCloseTo(0.027705902935846648, within(1e-9));
        assertThat(point(report, Metric.CALIBRATION_E50)).isCloseTo(0.030367635235759693, within(1e-9));
        assertThat(point(report, Metric.CALIBRATION_E90)).isCloseTo(0.04038577108378326, within(1e-9));
        assertThat(point(report, Metric.CALIBRATION_EMAX)).isCloseTo(0.05223800512383747, within(1e-9));
        assertThat(codes(report)).contains("CERTAIN_FORECASTS");
    }

    /**
     * dcurves df_binary; README of the data: 105 cancers of 750, Brier 0.08492910, slope 1.0000, intercept 0.0000, and its trap: the
     * calibration is apparent only, which a report should say. ICI, E50: numpy 2.4.6 as above.
     */
    @Test
    void figures_of_dcurves_are_reproduced_and_their_trap_is_found() throws IOException {
        List<String> lines = Files.readAllLines(data("dcurves_binary/df_binary.csv"));
        List<String> header = List.of(lines.get(0).replace("\"", "").split(",", -1));
        List<String[]> rows =
                lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
        Cohort cohort = small(
                "rows",
                rows.stream()
                        .mapToDouble(row -> Double.parseDouble(row[header.indexOf("cancerpredmarker")]))
                        .toArray(),
                rows.stream()
                        .mapToInt(row -> row[header.indexOf("cancer")].equals("TRUE") ? 1 : 0)
                        .toArray());

        CalibrationReport report = QUICK.analyze(cohort, Probabilities.scores(cohort));

        assertThat(report.positives()).isEqualTo(105);
        assertThat(point(report, Metric.BRIER_SCORE)).isCloseTo(0.08492910, within(5e-9));
        assertThat(point(report, Metric.CALIBRATION_SLOPE)).isCloseTo(1, within(5e-5));
        assertThat(point(report, Metric.CALIBRATION_INTERCEPT)).isCloseTo(0, within(5e-5));
        assertThat(point(report, Metric.INTEGRATED_CALIBRATION_INDEX)).isCloseTo(0.018389216629532433, within(1e-9));
        assertThat(point(report, Metric.CALIBRATION_E50)).isCloseTo(0.010538434073511654, within(1e-9));
        assertThat(codes(report)).contains("LOOKS_FITTED_HERE");
    }

    private static Path data(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        return path;
    }

    private static Cohort small(String name, double[] risk, int[] labels) {
        return Cohort.from(Table.builder()
                        .category(
                                "record",
                                IntStream.range(0, risk.length)
                                        .mapToObj(i -> name + (100_000 + i))
                                        .toArray(String[]::new))
                        .category(
                                "outcome",
                                Arrays.stream(labels)
                                        .mapToObj(y -> y == 1 ? "yes" : "no")
                                        .toArray(String[]::new))
                        .number("risk", risk)
                        .build())
                .record("record")
                .label("outcome", "yes")
                .named(name, "1.0");
    }

    // ---- reviewed documents and pages

    @Test
    void the_documents_are_as_reviewed() throws IOException {
        Predictions before = Probabilities.scores(TEST);
        Recalibration recalibration = Calibrator.beta().fit(TUNING, Probabilities.scores(TUNING));
        RecalibrationComparison comparison = QUICK.compare(TEST, before, recalibration);

        Golden.check(CalibrationAnalyzerTest.class, "recalibration.json", json(recalibration));
        Golden.check(CalibrationAnalyzerTest.class, "calibration-report.json", json(comparison.before()));
        Golden.check(
                CalibrationAnalyzerTest.class,
                "recalibration-comparison.json",
                json(comparison, comparison.before(), comparison.after(), recalibration));
        for (Evidence evidence : List.of(recalibration, comparison.before(), comparison)) {
            assertThat(EvidenceDocument.parse(evidence.document().bytes()).schema())
                    .isEqualTo(evidence.schema());
        }
    }

    @Test
    void the_pages_are_as_reviewed() throws IOException {
        Recalibration recalibration = Calibrator.beta().fit(TUNING, Probabilities.scores(TUNING));
        RecalibrationComparison comparison = QUICK.compare(TEST, Probabilities.scores(TEST), recalibration);

        Golden.check(
                CalibrationAnalyzerTest.class,
                "calibration-report.md",
                page(CalibrationLayout.of(comparison.before())));
        Golden.check(
                CalibrationAnalyzerTest.class,
                "recalibration-comparison.md",
                page(CalibrationLayout.comparison(comparison)));
        assertThat(Html.text(CalibrationLayout.of(comparison.before())))
                .contains("<svg", "flexible curve", "perfect calibration");
    }

    private static String page(Document document) {
        return Markdown.text(document)
                .replace(Provenance.SOFTWARE, "medml/VERSION")
                .replaceAll("[0-9a-f]{12,64}", "DIGEST");
    }

    private static String json(Evidence evidence, Evidence... within) {
        String text = new String(evidence.document().bytes(), StandardCharsets.UTF_8);
        for (Evidence other : within) {
            text = text.replace(other.document().digest().hex(), "0".repeat(64));
        }
        return text.replace("\"" + Provenance.SOFTWARE + "\"", "\"medml/VERSION\"")
                        .replace("},{", "},\n{") + "\n";
    }
}
