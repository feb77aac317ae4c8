package io.medml.core.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the report and its page, as reviewed. The files change only with {@code -Dmedml.golden.update=true}. They hold
 * the exact text but for line breaks between neighbouring objects, the version of the software and the digests that it moves.
 */
class SurvivalGoldenTest {

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
    void the_report_is_as_reviewed() {
        Golden.check(
                SurvivalGoldenTest.class,
                "survival-report.json",
                masked(new String(report().document().bytes(), StandardCharsets.UTF_8))
                                .replace("},{", "},\n{")
                        + "\n");
    }

    @Test
    void the_page_is_as_reviewed() {
        Golden.check(SurvivalGoldenTest.class, "survival-report.html", masked(Html.text(SurvivalLayout.of(report()))));
    }

    private static String masked(String text) {
        String hex = report().document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(report().document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        assertThat(EvidenceDocument.parse(Golden.bytes(SurvivalGoldenTest.class, "survival-report.json"))
                        .schema())
                .isEqualTo("survival-report/1");
    }
}
