package io.medml.core.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.stats.AgreementWeights;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digest that the version moves.
 */
class GoldenAgreementTest {

    private static AgreementReport categories() {
        return AgreementAnalyzer.builder(RatingScale.ordinal(AgreementWeights.QUADRATIC, Rated.FIVE))
                .build()
                .analyze(Rated.items(Rated.KRIPPENDORFF, "A", "B", "C", "D"));
    }

    private static AgreementReport measurements() {
        return AgreementAnalyzer.builder(RatingScale.continuous("l/min"))
                .reference("mini meter")
                .errorVarianceRatio(1)
                .build()
                .analyze(Rated.meters(Rated.inOrder(17)));
    }

    @Test
    void agreement_in_categories_is_as_reviewed() {
        Golden.check(GoldenAgreementTest.class, "agreement-categories.json", json(categories()));
        Golden.check(
                GoldenAgreementTest.class,
                "agreement-categories.html",
                html(AgreementLayout.of(categories()), categories()));
    }

    @Test
    void agreement_of_measurements_is_as_reviewed() {
        Golden.check(GoldenAgreementTest.class, "agreement-measurements.json", json(measurements()));
        Golden.check(
                GoldenAgreementTest.class,
                "agreement-measurements.html",
                html(AgreementLayout.of(measurements()), measurements()));
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
        String hex = evidence.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : new String[] {"agreement-categories", "agreement-measurements"}) {
            assertThat(EvidenceDocument.parse(Golden.bytes(GoldenAgreementTest.class, name + ".json"))
                            .schema())
                    .isEqualTo("agreement-report/1");
        }
    }
}
