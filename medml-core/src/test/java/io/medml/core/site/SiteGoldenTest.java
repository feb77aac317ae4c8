package io.medml.core.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Html;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the report and its page, as reviewed. The files change only with {@code -Dmedml.golden.update=true}. They hold
 * the exact text but for line breaks between neighbouring objects, the version of the software and the digests that it moves.
 */
class SiteGoldenTest {

    private static final String PLACE = "io/medml/core/site/golden/";

    private static SiteAggregation report() {
        return SiteAggregator.builder().smallestCount(5).build().aggregate(Hospitals.three());
    }

    @Test
    void the_report_is_as_reviewed() throws IOException {
        check(
                "site-aggregation.json",
                masked(new String(report().document().bytes(), StandardCharsets.UTF_8))
                                .replace("},{", "},\n{")
                        + "\n");
    }

    @Test
    void the_page_is_as_reviewed() throws IOException {
        check("site-aggregation.html", masked(Html.text(SiteAggregationLayout.of(report()))));
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

    private static void check(String name, String text) throws IOException {
        if (Boolean.getBoolean("medml.golden.update")) {
            Path file = Path.of("src/test/resources", PLACE + name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        try (InputStream in = SiteGoldenTest.class.getResourceAsStream("/" + PLACE + name)) {
            assertThat(in)
                    .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                    .isNotNull();
            assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() throws IOException {
        try (InputStream in = SiteGoldenTest.class.getResourceAsStream("/" + PLACE + "site-aggregation.json")) {
            assertThat(in).isNotNull();
            assertThat(EvidenceDocument.parse(in.readAllBytes()).schema()).isEqualTo("site-aggregation/1");
        }
    }
}
