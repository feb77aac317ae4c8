package io.medml.examples.qualify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownAnswersTest {

    private static final List<String> OFFERED = List.of(
            "auroc",
            "auroc.weighted",
            "auroc.delong",
            "auroc.delong.paired",
            "auroc.delong.unpaired",
            "auroc.noninferiority.paired",
            "auroc.clustered",
            "auroc.clustered.paired",
            "roc.points",
            "pr.average_precision",
            "pr.points",
            "op.youden",
            "op.fixed_sensitivity",
            "op.fixed_specificity",
            "op.max_fbeta",
            "op.youden_weighted",
            "op.closest_topleft",
            "decision_curve.net_benefit",
            "conformal.split",
            "conformal.quantile",
            "conformal.mondrian",
            "selective.risk_coverage",
            "selective.abstention_band",
            "proportion.ci",
            "diagnostic.2x2",
            "diagnostic.likelihood_ratios",
            "diagnostic.predictive_values_at_prevalence",
            "classification.metrics",
            "mcnemar",
            "paired_difference",
            "paired_noninferiority",
            "unpaired_difference",
            "unpaired_noninferiority",
            "multiplicity.adjust",
            "multiplicity.fixed_sequence",
            "samplesize.precision",
            "samplesize.auc_one",
            "samplesize.noninferiority_unpaired",
            "samplesize.two_proportions",
            "samplesize.mcnemar",
            "samplesize.exact_one_proportion",
            "calibration.brier",
            "calibration.ece",
            "calibration.logistic",
            "calibration.log_loss",
            "fairness.group_metrics",
            "fairness.rate_gap_ci");

    @Test
    void every_stored_case_of_an_offered_method_passes() {
        Path folder = Path.of(System.getProperty("medml.root"), "medml-core/src/test/resources/oracle");

        assertAllPass(folder);
    }

    @Test
    void every_shared_case_of_an_offered_method_passes() {
        Path folder = Path.of(System.getProperty("medml.shared", "absent"), "oracle");
        assumeTrue(Files.isDirectory(folder), "the shared folder of cases is absent (system property medml.shared)");

        KnownAnswers.Summary summary = assertAllPass(folder);

        assertThat(summary.byMethod().get("bootstrap.auroc")).isEqualTo(new KnownAnswers.Counts(2, 0, 0));
        assertThat(summary.byMethod().get("bootstrap.auroc_difference")).isEqualTo(new KnownAnswers.Counts(1, 0, 0));
    }

    private static KnownAnswers.Summary assertAllPass(Path folder) {
        StringBuilder out = new StringBuilder();
        KnownAnswers.Summary summary = KnownAnswers.run(folder, out);
        assertThat(summary.total().failed()).as(out.toString()).isZero();
        assertThat(summary.byMethod()).containsKeys(OFFERED.toArray(String[]::new));
        for (String method : OFFERED) {
            KnownAnswers.Counts counts = summary.byMethod().get(method);
            assertThat(counts.skipped()).as(method).isZero();
            assertThat(counts.passed()).as(method).isPositive();
        }
        assertThat(out.toString()).endsWith("\n" + summary.total() + "\n");
        return summary;
    }

    @Test
    void a_wrong_expected_value_is_a_failure_that_names_case_field_and_both_values(@TempDir Path folder)
            throws IOException {
        write(folder, "proportion.ci", "{\"x\":1,\"n\":2}", "{\"estimate\":0.6}");

        StringBuilder out = new StringBuilder();
        KnownAnswers.Summary summary = KnownAnswers.run(folder, out);

        assertThat(summary.total()).isEqualTo(new KnownAnswers.Counts(0, 1, 0));
        assertThat(out.toString())
                .contains("FAILED case-1 estimate: expected 0.6, got 0.5")
                .endsWith("\n0 passed, 1 failed, 0 skipped\n");
    }

    @Test
    void a_field_that_is_not_produced_is_a_failure(@TempDir Path folder) throws IOException {
        write(folder, "proportion.ci", "{\"x\":1,\"n\":2}", "{\"estimate\":0.5,\"blaker\":[0.1,0.9]}");

        StringBuilder out = new StringBuilder();

        assertThat(KnownAnswers.run(folder, out).total().failed()).isEqualTo(1);
        assertThat(out.toString()).contains("blaker: expected [0.1,0.9], got no such field");
    }

    @Test
    void a_number_where_nan_is_expected_is_a_failure(@TempDir Path folder) throws IOException {
        write(folder, "proportion.ci", "{\"x\":1,\"n\":2}", "{\"estimate\":\"NaN\"}");

        assertThat(KnownAnswers.run(folder, new StringBuilder()).total().failed())
                .isEqualTo(1);
    }

    @Test
    void a_reason_where_a_number_is_expected_is_a_failure(@TempDir Path folder) throws IOException {
        write(folder, "proportion.ci", "{\"x\":0,\"n\":0}", "{\"estimate\":0}");

        assertThat(KnownAnswers.run(folder, new StringBuilder()).total().failed())
                .isEqualTo(1);
    }

    @Test
    void a_reason_where_nan_is_expected_passes_and_is_printed(@TempDir Path folder) throws IOException {
        write(folder, "proportion.ci", "{\"x\":0,\"n\":0}", "{\"estimate\":\"NaN\",\"wilson\":[0,1]}");

        StringBuilder out = new StringBuilder();

        assertThat(KnownAnswers.run(folder, out).total().passed()).isEqualTo(1);
        assertThat(out.toString()).contains("NaN expected, answered ZERO_DENOMINATOR: 1 values");
    }

    @Test
    void an_input_the_library_refuses_is_a_failure_of_that_case_only(@TempDir Path folder) throws IOException {
        write(folder, "proportion.ci", "{\"x\":3,\"n\":2}", "{\"estimate\":1.5}");

        StringBuilder out = new StringBuilder();

        assertThat(KnownAnswers.run(folder, out).total().failed()).isEqualTo(1);
        assertThat(out.toString()).contains("expected an answer, got java.lang.IllegalArgumentException");
    }

    @Test
    void a_method_that_is_not_offered_is_skipped_and_counted(@TempDir Path folder) throws IOException {
        write(folder, "astrology.house", "{}", "{\"value\":1}");

        assertThat(KnownAnswers.run(folder, new StringBuilder()).byMethod())
                .isEqualTo(Map.of("astrology.house", new KnownAnswers.Counts(0, 0, 1)));
    }

    @Test
    void an_empty_folder_is_refused(@TempDir Path folder) {
        assertThatThrownBy(() -> KnownAnswers.run(folder, new StringBuilder()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a run over nothing proves nothing");
    }

    private static void write(Path folder, String method, String inputs, String expected) throws IOException {
        String text = "{\"schema\":\"oracle-cases/1\",\"cases\":[{\"id\":\"case-1\",\"method\":\"" + method
                + "\",\"inputs\":" + inputs + ",\"options\":{},\"expected\":" + expected
                + ",\"tolerance\":{\"rel\":1e-9,\"abs\":1e-12}}]}";
        Files.writeString(folder.resolve("cases.json"), text, StandardCharsets.UTF_8);
    }
}
