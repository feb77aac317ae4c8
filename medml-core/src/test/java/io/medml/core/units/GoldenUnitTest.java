package io.medml.core.units;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its page, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digest that the version moves.
 */
class GoldenUnitTest {

    private static UnitReport report() {
        Laboratory laboratory = new Laboratory(5)
                .site("north", 150, 0.9, 0.35, 0, x -> x)
                .site("south", 150, 1.0, 0.35, 0.2, x -> 88.402 * x)
                .site("<west>", 150, 1.1, 0.35, 0, x -> x)
                .site("small", 5, 1.1, 0.35, 0, x -> x);
        return UnitDetector.builder(1.5)
                .column("value", Quantity.CREATININE)
                .build()
                .analyze(laboratory.add("north", 1, 0).cohort());
    }

    @Test
    void evidence_and_page_are_as_reviewed() {
        UnitReport report = report();

        Golden.check(
                GoldenUnitTest.class,
                "unit.json",
                masked(new String(report.document().bytes(), StandardCharsets.UTF_8), report)
                                .replace("},{", "},\n{") + "\n");
        Golden.check(GoldenUnitTest.class, "unit.html", masked(Html.text(UnitLayout.of(report)), report));
    }

    private static String masked(String text, UnitReport report) {
        String hex = report.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(report.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        assertThat(EvidenceDocument.parse(Golden.bytes(GoldenUnitTest.class, "unit.json"))
                        .schema())
                .isEqualTo("unit-report/1");
    }
}
