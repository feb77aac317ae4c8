package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.annotation.ReferenceStandard.Source;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.ledger.Ledger;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digest that the version moves.
 */
class GoldenAnnotationTest {

    private static AnnotationSet faulty() {
        return Annotated.sound()
                .add(Annotated.sound("ct-1", "reader-9", "nodule", 3).build())
                .add(Annotated.sound("ct-90", "reader-1", "unclear", 305).build())
                .add(Annotation.of("ct-91").by("reader-2").labelled("nodule").build())
                .build();
    }

    private static AnnotationReport annotations() {
        return Annotated.study().build().analyze(faulty());
    }

    private static ReferenceLabels labels() {
        return Adjudication.of(faulty(), DisagreementRule.anyDifference())
                .decide(AdjudicationDecision.on("ct-1")
                        .byThirdReader("chief")
                        .label("nodule")
                        .because("seen in two planes")
                        .at(Annotated.START))
                .decide(AdjudicationDecision.on("ct-2")
                        .byConsensusOf("reader-1", "reader-2")
                        .unresolved()
                        .because("motion artefact")
                        .at(Annotated.START))
                .correct(AdjudicationDecision.on("ct-1")
                        .byThirdReader("second chief")
                        .label("no nodule")
                        .because("a vessel on the earlier scan")
                        .at(Annotated.START.plusDays(9)))
                .labels("nodules, reference", "1.0");
    }

    private static ReferenceStandardReport standard() {
        Cohort cohort = Cohort.from(Table.builder()
                        .category(
                                "id",
                                IntStream.range(0, 30).mapToObj(i -> "ct-" + i).toList())
                        .category(
                                "label",
                                IntStream.range(0, 30)
                                        .mapToObj(i -> i % 3 == 0 ? "nodule" : "no nodule")
                                        .toList())
                        .number(
                                "diameter",
                                IntStream.range(0, 30).asDoubleStream().toArray())
                        .build())
                .record("id")
                .label("label", "nodule", "no nodule")
                .named("nodules", "3.0");
        return ReferenceStandard.named("nodule", "1.0")
                .method("three radiologists, a fourth where they differ")
                .source("panel", Source.EXPERT_PANEL)
                .source("reports", Source.TEXT_MINING)
                .justification("no biopsy of healthy lungs")
                .claim("best available without biopsy")
                .blindedToIndexTest(Blinding.BLINDED)
                .annotatorsSaw("diameter")
                .build()
                .bind(cohort, labels(), "diameter");
    }

    private static DelayReport delay() {
        Instant cutOff = Instant.parse("2026-06-30T00:00:00Z");
        LabelDelay.Items items = LabelDelay.until(cutOff).named("outcomes", "2026-Q2");
        for (int i = 1; i <= 40; i++) {
            Instant start = cutOff.minus(Duration.ofDays(100 - i));
            if (i % 4 == 0) {
                items.addOpen(start);
            } else {
                items.add(start, start.plus(Duration.ofDays(i % 17 + 1)));
            }
        }
        return LabelDelay.inDays(7, 30).measure(items);
    }

    @Test
    void annotations_are_as_reviewed() {
        check("annotation-report", annotations(), AnnotationLayout.of(annotations()));
    }

    @Test
    void adjudication_is_as_reviewed() {
        check("adjudication-report", labels().report(), AdjudicationLayout.of(labels().report()));
    }

    @Test
    void a_reference_standard_is_as_reviewed() {
        check("reference-standard-report", standard(), ReferenceStandardLayout.of(standard()));
    }

    @Test
    void agreement_of_outlines_is_as_reviewed() {
        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", MaskAgreementTest.three());

        check("mask-agreement-report", report, MaskAgreementLayout.of(report));
    }

    @Test
    void delay_is_as_reviewed() {
        check("label-delay-report", delay(), DelayLayout.of(delay()));
    }

    private static LabelNoiseReport noise() {
        Noisy noisy = Noisy.of(5, 300, 3, 2, 1).changed(5, 0.15, 1);
        Cohort cohort = noisy.cohort();
        return LabelNoiseDetector.builder("label")
                .by("site")
                .listAtMost(12)
                .pseudonyms(FingerprintKey.of("0123456789abcdef".getBytes(StandardCharsets.UTF_8)))
                .build()
                .analyze(cohort, noisy.known(cohort));
    }

    @Test
    void labels_against_a_model_are_as_reviewed() {
        check("label-noise-report", noise(), LabelNoiseLayout.of(noise()));
    }

    @Test
    void a_recorded_report_says_where_it_is_recorded_and_no_page_names_an_item() {
        Ledger ledger = Ledger.inMemory();
        String study = Html.text(AnnotationLayout.of(ledger.record(annotations())));
        String adjudication = Html.text(AdjudicationLayout.of(ledger.record(labels().report())));
        String standard = Html.text(ReferenceStandardLayout.of(ledger.record(standard())));
        String delay = Html.text(DelayLayout.of(ledger.record(delay())));
        String noise = Html.text(LabelNoiseLayout.of(ledger.record(noise())));

        for (String page : new String[] {study, adjudication, standard, delay, noise}) {
            assertThat(page).contains("entry ").doesNotContain("ct-");
        }
    }

    private static void check(String name, Evidence evidence, Document page) {
        String json = new String(evidence.document().bytes(), StandardCharsets.UTF_8);
        Golden.check(
                GoldenAnnotationTest.class,
                name + ".json",
                masked(json, evidence).replace("},{", "},\n{") + "\n");
        Golden.check(GoldenAnnotationTest.class, name + ".html", masked(Html.text(page), evidence));
    }

    private static String masked(String text, Evidence evidence) {
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION");
        String hex = evidence.document().digest().hex();
        masked = masked.replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
        if (evidence instanceof AnnotationReport report) {
            // the agreement reports name the version too, so their digests move with it
            for (Evidence agreement : java.util.stream.Stream.concat(
                            report.agreement().stream(), report.repeatability().stream())
                    .toList()) {
                masked = masked.replace(agreement.document().digest().hex(), "1".repeat(hex.length()));
            }
        }
        return masked;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "annotation-report",
                "adjudication-report",
                "reference-standard-report",
                "label-delay-report",
                "label-noise-report",
                "mask-agreement-report"
            })
    void what_was_reviewed_still_reads_as_evidence(String name) {
        assertThat(EvidenceDocument.parse(Golden.bytes(GoldenAnnotationTest.class, name + ".json"))
                        .schema())
                .isEqualTo(name + "/1");
    }
}
