package io.medml.core.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digests that the version moves.
 */
class GoldenUncertaintyTest {

    private static ConformalCalibration calibration() {
        return ConformalPredictor.builder()
                .alpha(0.3)
                .by("group")
                .build()
                .calibrate(Scored.calibration(), Scored.scores(Scored.calibration()));
    }

    private static CoverageReport coverage() {
        return calibration().evaluate(Scored.test(), Scored.scores(Scored.test()));
    }

    private static AbstentionReport abstention() {
        return AbstentionPolicy.band(0.3, 0.6)
                .withBootstrap(7, 200)
                .evaluate(Scored.test(), Scored.scores(Scored.test()));
    }

    @Test
    void the_calibration_is_as_reviewed() {
        Golden.check(GoldenUncertaintyTest.class, "conformal-calibration.json", json(calibration()));
        Golden.check(
                GoldenUncertaintyTest.class,
                "conformal-calibration.html",
                html(CoverageLayout.ofCalibration(calibration()), calibration()));
    }

    @Test
    void the_coverage_report_is_as_reviewed() {
        Golden.check(GoldenUncertaintyTest.class, "coverage-report.json", json(coverage()));
        Golden.check(
                GoldenUncertaintyTest.class, "coverage-report.html", html(CoverageLayout.of(coverage()), coverage()));
    }

    @Test
    void the_abstention_report_is_as_reviewed() {
        Golden.check(GoldenUncertaintyTest.class, "abstention-report.json", json(abstention()));
        Golden.check(
                GoldenUncertaintyTest.class,
                "abstention-report.html",
                html(AbstentionLayout.of(abstention()), abstention()));
    }

    private static String json(Evidence evidence) {
        return masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                        .replace("},{", "},\n{")
                + "\n";
    }

    private static String html(Document document, Evidence evidence) {
        return masked(Html.text(document), evidence);
    }

    private static String masked(String text, Evidence evidence) {
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION");
        for (Evidence each : List.of(evidence, calibration())) {
            String hex = each.document().digest().hex();
            masked = masked.replace(hex, "0".repeat(hex.length()))
                    .replace(each.document().digest().abbreviated(), "DIGEST");
        }
        return masked;
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : List.of("conformal-calibration", "coverage-report", "abstention-report")) {
            Evidence read = EvidenceDocument.parse(Golden.bytes(GoldenUncertaintyTest.class, name + ".json"));

            assertThat(read.schema()).isEqualTo(name + "/1");
        }
    }
}
