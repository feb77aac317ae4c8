package io.medml.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its page, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digests that the version moves.
 */
class GoldenDriftTest {

    private static ReferenceProfile profile() {
        return ReferenceProfile.builder()
                .subject("record")
                .bins(5)
                .profile(with(new Deliveries(1).rows(300), "<note>", "old"), "development", "1");
    }

    private static DriftReport report() {
        Table delivery = new Deliveries(2).older(8).newDevice(0.3).missing(0.25).rows(200);
        return ReferenceComparison.builder(profile(), 0.1).build().compare(with(delivery, "new"), "delivery", "2");
    }

    private static Table with(Table table, String... columns) {
        Table.Builder more = Table.builder();
        for (String name : table.columnNames()) {
            if (table.column(name) instanceof io.medml.core.table.NumberColumn numbers) {
                more.number(name, numbers.values(Double.NaN));
            } else {
                more.category(
                        name,
                        IntStream.range(0, table.rowCount())
                                .mapToObj(row -> table.category(name).value(row))
                                .toList());
            }
        }
        for (String name : columns) {
            more.category(
                    name,
                    IntStream.range(0, table.rowCount()).mapToObj(i -> "t" + i).toList());
        }
        return more.build();
    }

    @Test
    void the_page_describes_every_method_of_an_interval() {
        assertThat(Html.text(DriftLayout.of(report())))
                .contains("largest_share_shift.newcombe.bonferroni")
                .doesNotContain("see the documentation of the class");
    }

    @Test
    void the_page_is_in_words_and_in_the_unit_of_its_axis() {
        assertThat(Html.text(DriftLayout.of(report())))
                .contains(">data set development 1<", "missing: beyond the limit; values: undecided", "24.5% (12.1% to")
                .doesNotContain("BEYOND_LIMIT", "0.245 (");
    }

    @Test
    void evidence_and_page_are_as_reviewed() {
        ReferenceProfile profile = profile();
        DriftReport report = report();

        Golden.check(GoldenDriftTest.class, "profile.json", masked(text(profile), profile, report) + "\n");
        Golden.check(GoldenDriftTest.class, "drift.json", masked(text(report), profile, report) + "\n");
        Golden.check(GoldenDriftTest.class, "drift.html", masked(Html.text(DriftLayout.of(report)), profile, report));
    }

    private static String text(Evidence evidence) {
        return new String(evidence.document().bytes(), StandardCharsets.UTF_8).replace("},{", "},\n{");
    }

    private static String masked(String text, Evidence... evidence) {
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION");
        for (Evidence each : evidence) {
            String hex = each.document().digest().hex();
            masked = masked.replace(hex, "0".repeat(hex.length()))
                    .replace(each.document().digest().abbreviated(), "DIGEST");
        }
        return masked;
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        assertThat(EvidenceDocument.parse(Golden.bytes(GoldenDriftTest.class, "drift.json"))
                        .schema())
                .isEqualTo("drift-report/1");
        assertThat(EvidenceDocument.parse(Golden.bytes(GoldenDriftTest.class, "profile.json"))
                        .schema())
                .isEqualTo("reference-profile/1");
    }
}
