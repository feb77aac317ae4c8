package io.medml.core.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digests that the version moves.
 */
class GoldenUncertaintyTest {

    private static final String PLACE = "io/medml/core/uncertainty/golden/";

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
    void the_calibration_is_as_reviewed() throws IOException {
        check("conformal-calibration.json", json(calibration()));
        check("conformal-calibration.html", html(CoverageLayout.ofCalibration(calibration()), calibration()));
    }

    @Test
    void the_coverage_report_is_as_reviewed() throws IOException {
        check("coverage-report.json", json(coverage()));
        check("coverage-report.html", html(CoverageLayout.of(coverage()), coverage()));
    }

    @Test
    void the_abstention_report_is_as_reviewed() throws IOException {
        check("abstention-report.json", json(abstention()));
        check("abstention-report.html", html(AbstentionLayout.of(abstention()), abstention()));
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

    private static void check(String name, String text) throws IOException {
        if (Boolean.getBoolean("medml.golden.update")) {
            Path file = Path.of("src/test/resources", PLACE + name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        try (InputStream in = GoldenUncertaintyTest.class.getResourceAsStream("/" + PLACE + name)) {
            assertThat(in)
                    .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                    .isNotNull();
            assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() throws IOException {
        for (String name : List.of("conformal-calibration", "coverage-report", "abstention-report")) {
            try (InputStream in = GoldenUncertaintyTest.class.getResourceAsStream("/" + PLACE + name + ".json")) {
                assertThat(in).as(name).isNotNull();
                Evidence read = EvidenceDocument.parse(in.readAllBytes());

                assertThat(read.schema()).isEqualTo(name + "/1");
            }
        }
    }
}
