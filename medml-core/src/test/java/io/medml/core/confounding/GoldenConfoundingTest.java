package io.medml.core.confounding;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its page, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digest that the version moves.
 */
class GoldenConfoundingTest {

    private static ConfoundingReport report() {
        Ward ward = Ward.of(8, 400, 0.2, 0.5);
        double[] scores = ward.risk.clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] += ward.portable[i].equals("yes") ? 0.5 : 0;
            scores[i] += ward.site[i].equals("north") ? 0.3 : 0;
            ward.lactate[i] = ward.outcome[i].equals("1") ? null : ward.lactate[i];
        }
        Cohort cohort = ward.cohort();
        return ConfoundingDetector.builder(0.55)
                .workflow(WorkflowVariable.PORTABLE_DEVICE, "portable")
                .rowOrder()
                .permuteWithin("sex")
                .withinStrataOf(0.02, "portable")
                .sites("noise")
                .leaveOneSiteOut(0.05)
                .missingness("lactate", "noise")
                .permutations(499, 20260101)
                .build()
                .analyze(
                        cohort,
                        Ward.scores("chest", cohort, scores),
                        Map.of("north", Ward.scores("chest without north", cohort, ward.noise)));
    }

    @Test
    void evidence_and_page_are_as_reviewed() {
        ConfoundingReport report = report();

        assertThat(Html.text(ConfoundingLayout.of(report)))
                .contains("<dt>Outcome</dt><dd>" + report.provenance().outcome().orElseThrow() + "</dd>")
                .contains("no cell is missing")
                .doesNotContain("no record with the condition");
        Golden.check(
                GoldenConfoundingTest.class,
                "confounding.json",
                masked(new String(report.document().bytes(), StandardCharsets.UTF_8), report)
                                .replace("},{", "},\n{") + "\n");
        Golden.check(
                GoldenConfoundingTest.class,
                "confounding.html",
                masked(Html.text(ConfoundingLayout.of(report)), report));
    }

    private static String masked(String text, ConfoundingReport report) {
        String hex = report.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(report.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        assertThat(EvidenceDocument.parse(Golden.bytes(GoldenConfoundingTest.class, "confounding.json"))
                        .schema())
                .isEqualTo("confounding-report/1");
    }
}
