package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidencePageTest {

    private record Found(List<Finding> findings) implements Evidence {
        @Override
        public String schema() {
            return "found/1";
        }

        @Override
        public List<ArtifactRef> about() {
            return List.of(new ArtifactRef(ArtifactRef.Kind.DATASET, "set", "1", Digest.sha256("set")));
        }

        @Override
        public Provenance provenance() {
            return Provenance.of(EvidencePageTest.class);
        }

        @Override
        public List<Measurement> measurements() {
            return List.of();
        }

        @Override
        public Content body() {
            return Content.fields().build();
        }
    }

    private static String page(Finding finding) {
        EvidencePage page = EvidencePage.of(new Found(List.of(finding)), Optional.empty());
        Document.Builder document = page.open("Found");
        page.findings(document);
        return Markdown.text(document.build());
    }

    @Test
    void counts_in_the_details_of_findings_have_the_separators_that_those_of_tables_have() {
        String page = page(
                Finding.of("CODE", Severity.INFO, "age", "1535 of 69990 subjects differ (12345 records), of 100000.")
                        .with("subjects", 1535)
                        .with("share", 0.02193)
                        .with("seed", 20260101));

        assertThat(page)
                .contains("1535 of 69990 subjects differ (12345 records), of 100000.")
                .contains("seed: 20260101; share: 0.02193; subjects: 1,535");
    }

    @Test
    void p_values_in_the_details_of_findings_read_as_those_of_tables_and_are_never_0() {
        String page = page(Finding.of("CODE", Severity.INFO, "age", "seen")
                .with("p_holm", 0.0)
                .with("p_tiny", 7.158740743658237E-21)
                .with("p_value", 0.0416)
                .with("p_one", 1.0)
                .with("positives", 0)
                .with("p_unknown", "none"));

        assertThat(page)
                .contains(
                        "p holm: \\<0.001; p one: 1.000; p tiny: \\<0.001; p unknown: none; p value: 0.042; positives:"
                                + " 0");
    }

    @Test
    void the_outcome_is_said_where_the_provenance_names_one() {
        EvidencePage none = EvidencePage.of(new Found(List.of()), Optional.empty());

        assertThat(none.outcome()).isEqualTo("none");
        assertThat(Provenance.of(EvidencePageTest.class)
                        .withOutcome("readmitted", "<30")
                        .outcome())
                .contains("readmitted; positive: <30");
    }

    @Test
    void years_versions_and_names_in_findings_stay_as_they_are() {
        String text = "as Chouldechova 2017 has it, of set-20260101 12345.67 and P12345, part 1.20260 or 20260101/2";

        assertThat(page(Finding.of("CODE", Severity.INFO, "", text))).contains(text);
    }
}
