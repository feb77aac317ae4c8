package io.medml.core.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.CsvReader;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Predictions of the SUPPORT model of 1995 on 9,105 patients (Knaus et al., Annals of Internal Medicine 122). Figures without
 * censoring are those published with the data (pROC 1.18.0, scikit-learn 1.2.1, six digits); the others from R 4.2.2 by survival
 * 3.5-3, {@code concordance(Surv(d.time, death) ~ risk, reverse = TRUE)} with {@code timewt = "n/G2", ymax = 1000} for Uno's, and
 * {@code survfit(.., conf.type = "log-log")}. One patient has no prediction. Skipped where the data are not there (system
 * property {@code medml.shared}).
 */
class Support2Test {

    private static SurvivalReport report() {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data/support2/support2.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(path), "no support2/support2.csv.gz under the folder of system property medml.shared");
        Table table = CsvReader.builder()
                .replaceHeader(header(path))
                .number("d.time", "surv2m", "surv6m")
                .build()
                .read(path);
        Cohort cohort = Cohort.from(table)
                .record("row")
                .label("death", "1", "0")
                .attributes("sex")
                .named("support2", "1");
        return SurvivalEvaluator.builder("d.time")
                .timeUnit("days")
                .tau(1000)
                .completeCases()
                .build()
                .evaluate(
                        cohort,
                        SurvivalPredictions.ofSurvival(
                                Map.of(60.0, scores(cohort, "surv2m"), 180.0, scores(cohort, "surv6m"))));
    }

    /** The names in the file, the first of which is blank. */
    private static String[] header(Path path) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            return ("row" + lines.readLine()).split(",", -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Predictions scores(Cohort cohort, String column) {
        NumberColumn values = cohort.table().number(column);
        Map<String, Double> scores = new TreeMap<>();
        for (int row = 0; row < cohort.size(); row++) {
            if (!values.isMissing(row)) {
                scores.put(cohort.recordIds().get(row), values.value(row));
            }
        }
        return Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "SUPPORT", "1995", Digest.sha256("SUPPORT 1995")),
                cohort.reference(),
                ScoreKind.PROBABILITY,
                scores);
    }

    private static void is(SurvivalReport report, Metric metric, double expected, Offset<Double> within) {
        Estimate estimate = report.overall(metric).orElseThrow();
        assertThat(estimate.point().orElseThrow()).as(metric.id()).isCloseTo(expected, within);
        assertThat(estimate.interval()).as(metric.id()).isPresent();
    }

    @Test
    void published_figures_at_two_and_six_months() {
        SurvivalReport report = report();

        assertThat(report.counts().records()).isEqualTo(9104);
        assertThat(report.findings()).extracting(Finding::code).contains("MISSING_PREDICTIONS");
        is(report, Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(60), 0.813123, within(5e-7));
        is(report, Metric.IPCW_BRIER_SCORE.atTime(60), 0.161859, within(5e-7));
        is(report, Metric.EVENT_RISK.atTime(60), 0.34688, within(5e-6));
        is(report, Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(180), 0.789404, within(5e-7));
        is(report, Metric.IPCW_BRIER_SCORE.atTime(180), 0.186088, within(5e-7));
        is(report, Metric.EVENT_RISK.atTime(180), 0.46837, within(5e-6));
        is(report, Metric.OBSERVED_EXPECTED_RISK_RATIO.atTime(60), 0.34688 / 0.36413, within(4e-5));
    }

    @Test
    void figures_under_censoring_agree_with_r() {
        SurvivalReport report = report();

        is(report, Metric.HARRELL_C, 0.722593691241709, within(1e-12));
        is(report, Metric.UNO_C, 0.718477012191582, within(1e-12));
        // riskRegression 2022.11.28, Score at 180 days
        is(report, Metric.INDEX_OF_PREDICTION_ACCURACY.atTime(180), 0.2526552752697, within(1e-12));
        is(report, Metric.NULL_IPCW_BRIER_SCORE.atTime(180), 0.248999261801, within(1e-12));
        Estimate risk = report.overall(Metric.EVENT_RISK.atTime(180)).orElseThrow();
        assertThat(risk.interval().orElseThrow().lower()).isCloseTo(1 - 0.541826253670031, within(1e-12));
        assertThat(risk.interval().orElseThrow().upper()).isCloseTo(1 - 0.521327496144547, within(1e-12));
    }
}
