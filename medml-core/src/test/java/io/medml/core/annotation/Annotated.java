package io.medml.core.annotation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.agreement.RatingScale;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.stats.AgreementWeights;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;

/** Annotations that tests share. */
final class Annotated {

    static final RatingScale NODULES = RatingScale.nominal("nodule", "no nodule");
    static final OffsetDateTime START = OffsetDateTime.parse("2026-03-02T09:15:00+01:00");
    static final ProtocolVersion PROTOCOL = ProtocolVersion.of(
                    "nodule reading", "2.1", Digest.sha256("protocol"), LocalDate.of(2026, 1, 1))
            .until(LocalDate.of(2026, 12, 31))
            .allowing("nodule", "no nodule");
    static final Annotator[] READERS = {
        Annotator.of("reader-1", "radiologist").qualified("board certification", LocalDate.of(2015, 6, 1)),
        Annotator.of("reader-2", "radiologist").qualified("board certification", LocalDate.of(2012, 6, 1)),
        Annotator.of("reader-3", "radiologist")
                .qualified("board certification", LocalDate.of(2018, 6, 1), LocalDate.of(2026, 6, 30))
    };

    private Annotated() {}

    /** An annotation without a fault. */
    static Annotation.Builder sound(String item, String annotator, String label, int day) {
        return Annotation.of(item)
                .by(annotator)
                .labelled(label)
                .subject("P-" + item)
                .at(START.plusDays(day))
                .protocol("2.1")
                .tool("viewer 3.2")
                .took(Duration.ofSeconds(40 + Math.abs(day)))
                .blinding(BlindedTo.MODEL_OUTPUT, Blinding.BLINDED)
                .blinding(BlindedTo.OTHER_READERS, Blinding.BLINDED);
    }

    /** Thirty items, each read by three readers, with two second readings; nothing is wrong with them. */
    static AnnotationSet.Builder sound() {
        AnnotationSet.Builder set = AnnotationSet.named("nodules", "1.0");
        for (int i = 0; i < 30; i++) {
            for (int r = 0; r < 3; r++) {
                boolean nodule = (i % 3 == 0) ^ (i % 10 == r + 1);
                set.add(sound("ct-" + i, "reader-" + (r + 1), nodule ? "nodule" : "no nodule", i)
                        .build());
            }
        }
        for (int i = 0; i < 10; i++) {
            boolean nodule = (i % 3 == 0) ^ (i == 1) ^ (i == 7);
            set.add(sound("ct-" + i, "reader-1", nodule ? "nodule" : "no nodule", 40 + i)
                    .reading(2)
                    .build());
        }
        return set;
    }

    static AnnotationStudy.Builder study() {
        return AnnotationStudy.builder(NODULES)
                .protocols(PROTOCOL)
                .annotators(READERS)
                .blindedTo(BlindedTo.MODEL_OUTPUT, BlindedTo.OTHER_READERS)
                .requireQualification("board certification");
    }

    static List<String> codes(Evidence evidence) {
        return evidence.findings().stream().map(Finding::code).toList();
    }

    static Finding finding(Evidence evidence, String code) {
        return evidence.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " among " + codes(evidence)));
    }

    static Path shared(String file) {
        Path path = Path.of(System.getProperty("medml.shared", "absent"), file);
        assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        return path;
    }

    /** Five readers of 114 cases, the first treatment of VanDyke. */
    static AnnotationSet vanDyke() {
        Table all = CsvReader.builder().build().read(shared("data/mrmc_readers/VanDyke.csv"));
        int[] first = IntStream.range(0, all.rowCount())
                .filter(row -> all.category("treatment").value(row).equals("1"))
                .toArray();
        return AnnotationColumns.item("case")
                .annotator("reader")
                .label("rating")
                .build()
                .read(all.select(first), "aortic dissection, first treatment", "1");
    }

    static RatingScale fivePoints() {
        return RatingScale.ordinal(AgreementWeights.QUADRATIC, "1", "2", "3", "4", "5");
    }
}
