package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MultilabelEvaluatorTest {

    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "ecg", "1.0", Digest.sha256("ecg"));

    // eight records by hand: label a is right but for record 2 (missed) and 5 (false alarm), label b but for record 6
    // (missed)
    private static final int[] A = {1, 1, 1, 0, 0, 0, 0, 0};
    private static final double[] SCORE_A = {0.9, 0.8, 0.3, 0.2, 0.1, 0.7, 0.2, 0.1};
    private static final int[] B = {0, 1, 0, 1, 0, 0, 1, 0};
    private static final double[] SCORE_B = {0.1, 0.9, 0.2, 0.6, 0.3, 0.2, 0.4, 0.1};

    private static Cohort eight(int share) {
        return Cohort.from(Table.builder()
                        .category(
                                "record",
                                IntStream.range(0, 8).mapToObj(i -> "r" + i).toList())
                        .category(
                                "patient",
                                IntStream.range(0, 8)
                                        .mapToObj(i -> "p" + i / share)
                                        .toList())
                        .category("a", texts(A))
                        .category("b", texts(B))
                        .category("sex", "f", "m", "f", "m", "f", "m", "f", "m")
                        .build())
                .record("record")
                .subject("patient")
                .label("a", "1", "0")
                .attributes("sex")
                .named("eight", "1.0");
    }

    private static List<String> texts(int[] labels) {
        return IntStream.of(labels).mapToObj(Integer::toString).toList();
    }

    private static ClassPredictions predictions(Cohort cohort) {
        return ClassPredictions.of(
                MODEL,
                ScoreKind.PROBABILITY,
                cohort,
                List.of("a", "b"),
                IntStream.range(0, 8)
                        .mapToObj(i -> new double[] {SCORE_A[i], SCORE_B[i]})
                        .toArray(double[][]::new));
    }

    private static MultilabelEvaluator atHalf() {
        return MultilabelEvaluator.builder("1", "0")
                .operatingPoint("a", LockedOperatingPoint.at(0.5))
                .operatingPoint("b", LockedOperatingPoint.at(0.5))
                .build();
    }

    private static double point(ClassReport report, Metric metric) {
        return report.overall(metric).orElseThrow().point().orElseThrow();
    }

    // by hand: a has TP 2, FP 1, FN 1, b has TP 2, FP 0, FN 1; areas by counting pairs: a 14 of 15 (0.3 < 0.7), b 15 of
    // 15
    @Test
    void the_averages_are_those_of_the_counts() {
        Cohort cohort = eight(1);

        ClassReport report = atHalf().evaluate(cohort, predictions(cohort));

        Map.of(
                        Metric.EXACT_MATCH, 5.0 / 8,
                        Metric.MACRO_F1, (4.0 / 6 + 4.0 / 5) / 2,
                        Metric.MICRO_F1, 8.0 / 11,
                        Metric.WEIGHTED_F1, (3 * 4.0 / 6 + 3 * 4.0 / 5) / 6,
                        Metric.MACRO_SENSITIVITY, 2.0 / 3,
                        Metric.MACRO_POSITIVE_PREDICTIVE_VALUE, (2.0 / 3 + 1) / 2,
                        Metric.MACRO_AUROC, (14.0 / 15 + 1) / 2)
                .forEach((metric, value) ->
                        assertThat(point(report, metric)).as(metric.id()).isCloseTo(value, within(1e-15)));
        assertThat(report.of(Metric.SENSITIVITY, "b").orElseThrow().point().orElseThrow())
                .isEqualTo(2.0 / 3);
        assertThat(report.confusion()).isEmpty();
        assertThat(report.on(Metric.EXACT_MATCH, Slice.of("sex", "f"))
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isEqualTo(0.5);
    }

    @Test
    void labels_without_an_operating_point_are_named_and_have_no_average_accuracy() {
        Cohort cohort = eight(1);

        ClassReport report = MultilabelEvaluator.builder("1", "0")
                .operatingPoint("a", LockedOperatingPoint.at(0.5))
                .build()
                .evaluate(cohort, predictions(cohort));

        assertThat(report.overall(Metric.MACRO_F1)).isEmpty();
        assertThat(report.of(Metric.F1, "a")).isPresent();
        assertThat(report.of(Metric.F1, "b")).isEmpty();
        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("NO_OPERATING_POINT")
                        && f.details().get("labels").equals("1"));
    }

    @Test
    void records_that_share_a_patient_are_counted_in_the_intervals() {
        Cohort cohort = eight(2);

        ClassReport report = atHalf().evaluate(cohort, predictions(cohort));

        assertThat(report.overall(Metric.EXACT_MATCH)
                        .orElseThrow()
                        .intervalEstimate()
                        .method())
                .isEqualTo("proportion.wilson.effective_n");
        assertThat(report.of(Metric.AUROC, "a").orElseThrow().intervalEstimate().method())
                .startsWith("auroc.clustered");
        assertThat(report.findings()).anyMatch(f -> f.code().equals("DEPENDENT_RECORDS"));
    }

    @Test
    void cells_that_are_neither_value_are_refused() {
        Cohort cohort = eight(1);

        assertThatThrownBy(() -> MultilabelEvaluator.builder("yes", "0").build().evaluate(cohort, predictions(cohort)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column \"a\": expected \"yes\" or \"0\" for each record, found 3");
        assertThatThrownBy(() -> MultilabelEvaluator.builder("1", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different values");
        assertThatThrownBy(() -> MultilabelEvaluator.builder("1", "0")
                        .operatingPoint("c", LockedOperatingPoint.at(0.5))
                        .build()
                        .evaluate(cohort, predictions(cohort)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label \"c\", which is not one of the predicted [a, b]");
    }

    @Test
    void the_scores_of_one_label_serve_to_choose_its_operating_point() {
        Cohort tuning = eight(1);
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.fixedSensitivity(0.6)
                .chooseOn(tuning, predictions(tuning).of("a", tuning));

        ClassReport onTuning = MultilabelEvaluator.builder("1", "0")
                .operatingPoint("a", chosen)
                .build()
                .evaluate(tuning, predictions(tuning));

        assertThat(chosen.threshold()).isEqualTo(0.8);
        assertThat(onTuning.findings()).anyMatch(f -> f.code().equals("OPTIMISTIC_OPERATING_POINT"));
    }

    @Test
    void the_document_reads_back_and_the_page_shows_every_label() {
        Cohort cohort = eight(1);
        ClassReport report = atHalf().evaluate(cohort, predictions(cohort));

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("class-report/1");
        assertThat(Html.text(ClassLayout.of(report)))
                .contains("Evaluation of several labels", "exact match", "sex=f")
                .doesNotContain("True against predicted class");
    }

    /** A table of the published benchmark: no header, one row a record. */
    private static List<String[]> rows(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data", "ptbxl_benchmark_val", file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(line.split(",", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    // Strodthoff et al., IEEE J. Biomed. Health Inform. 25 (2021): results file of xresnet1d101, experiment "all",
    // validation
    // fold: macro AUC 0.9280807631416982 over 71 statements; scikit-learn 1.2.1, roc_auc_score: the first statement
    // 0.9645823473734026
    @Test
    void the_published_macro_area_of_an_ecg_benchmark_with_71_labels() {
        List<String[]> labels = rows("labels.csv.gz");
        List<String[]> scores = rows("predictions.csv.gz");
        int n = labels.size();
        List<String> names =
                IntStream.range(0, labels.get(0).length).mapToObj(k -> "s" + k).toList();
        Table.Builder table = Table.builder()
                .category("record", IntStream.range(0, n).mapToObj(i -> "r" + i).toList());
        for (int k = 0; k < names.size(); k++) {
            int label = k;
            table.category(names.get(k), labels.stream().map(row -> row[label]).toList());
        }
        Cohort cohort = Cohort.from(table.build())
                .record("record")
                .label("s0", "1", "0")
                .named("ptb-xl", "1.0.3");
        ClassPredictions predictions = ClassPredictions.of(
                MODEL,
                ScoreKind.PROBABILITY,
                cohort,
                names,
                scores.stream()
                        .map(row -> Arrays.stream(row)
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toArray(double[][]::new));

        ClassReport report = MultilabelEvaluator.builder("1", "0").build().evaluate(cohort, predictions);

        assertThat(point(report, Metric.MACRO_AUROC)).isCloseTo(0.9280807631416982, within(1e-14));
        assertThat(report.overall(Metric.MACRO_AUROC).orElseThrow()).isInstanceOf(Estimate.Estimated.class);
        assertThat(report.of(Metric.AUROC, "s0").orElseThrow().point().orElseThrow())
                .isCloseTo(0.9645823473734026, within(1e-14));
        // the rarest statement has one positive record, which the README of the data warns of
        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("FEW_RECORDS_OF_CLASS")
                        && f.details().get("records").equals("1"));
    }
}
