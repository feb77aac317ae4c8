package io.medml.core.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digest that the version moves.
 */
class GoldenReaderStudyTest {

    private static ReaderStudyReport compared() {
        return ReaderStudyEvaluator.comparing("aided", "unaided")
                .nonInferiority(0.05, 0.025)
                .build()
                .evaluate(Studies.whole());
    }

    private static ReaderStudyReport one() {
        return ReaderStudyEvaluator.of("aided").build().evaluate(Studies.whole());
    }

    @Test
    void a_comparison_is_as_reviewed() {
        Golden.check(GoldenReaderStudyTest.class, "reader-study.json", json(compared()));
        Golden.check(
                GoldenReaderStudyTest.class, "reader-study.html", html(ReaderStudyLayout.of(compared()), compared()));
    }

    @Test
    void one_modality_is_as_reviewed() {
        Golden.check(GoldenReaderStudyTest.class, "reader-study-one.json", json(one()));
        Golden.check(GoldenReaderStudyTest.class, "reader-study-one.html", html(ReaderStudyLayout.of(one()), one()));
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
        for (String name : new String[] {"reader-study", "reader-study-one"}) {
            assertThat(EvidenceDocument.parse(Golden.bytes(GoldenReaderStudyTest.class, name + ".json"))
                            .schema())
                    .isEqualTo("reader-study-report/1");
        }
    }
}
