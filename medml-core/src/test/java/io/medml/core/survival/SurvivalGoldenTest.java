package io.medml.core.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the report and its page, as reviewed. The files change only with {@code -Dmedml.golden.update=true}. They hold
 * the exact text but for line breaks between neighbouring objects, the version of the software and the digests that it moves.
 */
class SurvivalGoldenTest {

    private static final String PLACE = "io/medml/core/survival/golden/";

    private static SurvivalReport report() {
        Followed data = Followed.of(60);
        Cohort cohort = data.cohort();
        return SurvivalEvaluator.builder("days")
                .timeUnit("days")
                .horizons(180, 365)
                .calibrationGroups(3)
                .build()
                .evaluate(cohort, data.predictions(cohort, 60, 120, 180, 240, 300, 365, 450, 540, 630, 730));
    }

    @Test
    void the_report_is_as_reviewed() throws IOException {
        check(
                "survival-report.json",
                masked(new String(report().document().bytes(), StandardCharsets.UTF_8))
                                .replace("},{", "},\n{")
                        + "\n");
    }

    @Test
    void the_page_is_as_reviewed() throws IOException {
        check("survival-report.html", masked(Html.text(SurvivalLayout.of(report()))));
    }

    private static String masked(String text) {
        String hex = report().document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(report().document().digest().abbreviated(), "DIGEST");
    }

    private static void check(String name, String text) throws IOException {
        if (Boolean.getBoolean("medml.golden.update")) {
            Path file = Path.of("src/test/resources", PLACE + name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        try (InputStream in = SurvivalGoldenTest.class.getResourceAsStream("/" + PLACE + name)) {
            assertThat(in)
                    .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                    .isNotNull();
            assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() throws IOException {
        try (InputStream in = SurvivalGoldenTest.class.getResourceAsStream("/" + PLACE + "survival-report.json")) {
            assertThat(in).isNotNull();
            assertThat(EvidenceDocument.parse(in.readAllBytes()).schema()).isEqualTo("survival-report/1");
        }
    }
}
