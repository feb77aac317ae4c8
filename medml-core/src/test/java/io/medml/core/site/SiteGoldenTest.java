package io.medml.core.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.document.Html;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the report and its page, as reviewed. The files change only with {@code -Dmedml.golden.update=true}. They hold
 * the exact text but for line breaks between neighbouring objects, the version of the software and the digests that it moves.
 */
class SiteGoldenTest {

    private static SiteAggregation report() {
        return SiteAggregator.builder().smallestCount(5).build().aggregate(Hospitals.three());
    }

    @Test
    void the_report_is_as_reviewed() {
        Golden.check(
                SiteGoldenTest.class,
                "site-aggregation.json",
                masked(new String(report().document().bytes(), StandardCharsets.UTF_8))
                                .replace("},{", "},\n{")
                        + "\n");
    }

    @Test
    void the_page_is_as_reviewed() {
        Golden.check(
                SiteGoldenTest.class, "site-aggregation.html", masked(Html.text(SiteAggregationLayout.of(report()))));
    }

    private static String masked(String text) {
        SiteAggregation report = report();
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION");
        List<Digest> moved = Stream.concat(
                        Stream.of(report.document().digest()),
                        report.sites().stream().map(site -> site.evidence().digest()))
                .toList();
        for (Digest digest : moved) {
            masked = masked.replace(digest.hex(), "0".repeat(64)).replace(digest.abbreviated(), "DIGEST");
        }
        return masked;
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        assertThat(EvidenceDocument.parse(Golden.bytes(SiteGoldenTest.class, "site-aggregation.json"))
                        .schema())
                .isEqualTo("site-aggregation/1");
    }
}
