package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceDocumentTest {

    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "m", "1", Digest.sha256("weights"));

    @Test
    void a_document_reads_back_as_equal_evidence_with_the_same_bytes() {
        EvidenceDocument document = EvidenceDocument.of(new Sample("x.test.sample/1", List.of(MODEL)));

        Evidence back = EvidenceDocument.parse(document.bytes());

        assertThat(back.document().bytes()).isEqualTo(document.bytes());
        assertThat(back.document().digest()).isEqualTo(document.digest());
        assertThat(back.measurements()).isEqualTo(Sample.MEASUREMENTS);
        assertThat(back.findings()).isEqualTo(Sample.FINDINGS);
        assertThat(back.about()).containsExactly(MODEL);
        assertThat(back.provenance()).isEqualTo(Sample.PROVENANCE);
        assertThat(back.entryType()).isEqualTo("evidence.recorded");
    }

    @Test
    void the_digest_is_that_of_the_bytes() {
        EvidenceDocument document = EvidenceDocument.of(new Sample("x.test.sample/1", List.of(MODEL)));

        assertThat(document.digest()).isEqualTo(Digest.sha256(document.bytes()));
        assertThat(document.reference().digest()).isEqualTo(document.digest());
        assertThat(document.reference().id()).isEqualTo("x.test.sample");
        assertThat(document.reference().version()).isEqualTo("1");
    }

    @Test
    void evidence_about_nothing_or_without_a_version_is_refused() {
        assertThatThrownBy(() -> EvidenceDocument.of(new Sample("x.test.sample/1", List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EvidenceDocument.of(new Sample("x.test.sample", List.of(MODEL))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- forged documents

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":100 | \"n\":-1 | measurements[0]: n must not be negative",
                "\"n\":100 | \"n\":90 | measurements[0]: expected counts of at most n",
                "\"n\":100 | \"m\":100 | measurements[0]: expected a field \"n\"",
                "\"n\":100 | \"n\":100,\"o\":1 | measurements[0].estimate.o: expected no such field",
                "\"effective\":{\"n\":61.25} | \"effective\":{\"n\":0} | measurements[2]: effective number n must be positive",
                "\"effective\":{\"n\":61.25} | \"effective\":{\"n\":100.5} | measurements[2]: expected an effective number of at most n",
                "\"effective\":{\"n\":61.25} | \"effective\":{\"n\":\"Infinity\"} | measurements[2]: effective number n must be positive and finite",
                "\"effective\":{\"n\":61.25} | \"effective\":{} | measurements[2].estimate.effective: expected no such field",
                "\"lower\":0.6 | \"lower\":0.9 | measurements[0]: interval needs lower <= upper",
                "\"lower\":0.6 | \"lower\":0.6,\"not_estimable\":\"TOO_FEW\" | measurements[0].estimate.interval.level",
                "\"level\":0.95 | \"level\":95 | measurements[0]: level must be a fraction in (0, 1)",
                "\"value\":0.7 | \"value\":1.7 | measurements[0]: expected auroc in [0.0, 1.0], found a value outside",
                "\"value\":0.7 | \"value\":\"0.7\" | measurements[0]: expected a number",
                "\"value\":0.7 | \"value\":0.7,\"not_estimable\":\"TOO_FEW\" | measurements[0].estimate.value",
                "\"not_estimable\":\"TOO_FEW\" | \"not_estimable\":\"FINE\" | measurements[1]: expected field \"not_estimable\" to be one of [NO_POSITIVES",
                "\"better\":\"LOWER\" | \"better\":\"lower\" | measurements[1]: expected field \"better\" to be one of [HIGHER",
                "\"race\",\"sex\" | \"race\",7 | measurements[2]: expected a list of texts",
                "\"severity\":\"WARNING\" | \"severity\":\"NONE\" | findings[0]: expected field \"severity\" to be INFO, WARNING or ERROR",
                "\"kind\":\"model\" | \"kind\":\"Model\" | about[0]: expected field \"kind\"",
                "\"synthetic\":true | \"synthetic\":\"no\" | provenance: expected field \"synthetic\" to be true or false",
                "\"schema\":\"x.test.sample/1\" | \"schema\":\"x.test.sample\" | schema: expected a name and a version",
                "\"schema\": | \"approved\":true,\"schema\": | approved: expected no such field"
            })
    void a_forged_document_is_refused_with_the_place(String genuine, String forged, String message) {
        String text = new String(
                EvidenceDocument.of(new Sample("x.test.sample/1", List.of(MODEL)))
                        .bytes(),
                StandardCharsets.UTF_8);
        assertThat(text).contains(genuine);

        byte[] bytes = text.replaceFirst(Pattern.quote(genuine), Matcher.quoteReplacement(forged))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> EvidenceDocument.parse(bytes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_page_is_named_as_what_it_is() {
        byte[] page = "{\"blocks\":[],\"notices\":[],\"schema\":\"document/1\",\"title\":\"t\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> EvidenceDocument.parse(page))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected an evidence document, found a page that was laid out for people; hand in the bytes of the"
                                + " report, report.document().bytes()");
    }

    @Test
    void a_document_about_nothing_is_refused() {
        String text = new String(
                EvidenceDocument.of(new Sample("x.test.sample/1", List.of(MODEL)))
                        .bytes(),
                StandardCharsets.UTF_8);
        int from = text.indexOf("\"about\":[") + 9;
        String forged = text.substring(0, from) + text.substring(text.indexOf(']', from));

        assertThatThrownBy(() -> EvidenceDocument.parse(forged.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("about: expected at least one artefact");
    }

    private record Sample(String schema, List<ArtifactRef> about) implements Evidence {
        static final Provenance PROVENANCE = Provenance.of(EvidenceDocumentTest.class)
                .from(MODEL)
                .with("seed", 42)
                .synthetic(true);
        static final List<Measurement> MEASUREMENTS = List.of(
                new Measurement(
                        Metric.AUROC,
                        Slice.overall(),
                        Estimate.of(
                                0.7,
                                IntervalEstimate.of(0.6, 0.8, 0.95, "auroc.delong.logit"),
                                Support.ofClasses(30, 70))),
                new Measurement(
                        new Metric("our_own", "our own", Direction.LOWER, 0, Double.POSITIVE_INFINITY, "theirs"),
                        Slice.of("sex", "female").versus(Slice.of("sex", "male")),
                        Estimate.notEstimable(Reason.TOO_FEW, "none", Support.of(1))),
                new Measurement(
                        Metric.SENSITIVITY.gap(),
                        Slice.across(List.of("race", "sex")),
                        Estimate.of(
                                0.1,
                                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                                Support.of(100).withEffective("n", 61.25))));
        static final List<Finding> FINDINGS = List.of(
                Finding.of("SMALL_GROUP", Severity.WARNING, "sex=x", "few").with("n", 3));

        @Override
        public Provenance provenance() {
            return PROVENANCE;
        }

        @Override
        public List<Measurement> measurements() {
            return MEASUREMENTS;
        }

        @Override
        public List<Finding> findings() {
            return FINDINGS;
        }

        @Override
        public Content body() {
            return Content.fields().put("free", Content.none()).build();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":100 | \"J. Miller 1961\":100 | measurements[0]: expected a field \"n\"",
                "\"n\":100 | \"n\":100,\"J. Miller 1961\":1 | measurements[0].estimate.(another name): expected no such",
                "\"positives\":30 | \"J. Miller 1961\":\"x\" | measurements[0]: expected field \"counts\" to hold whole",
                "\"metric\":\"auroc\" | \"metric\":\"J. Miller 1961\" | measurements[0]: expected field \"metric\" to be a metric",
                "\"id\":\"our_own\" | \"id\":\"J. Miller 1961\" | measurements[1]: metric id must match",
                "\"code\":\"SMALL_GROUP\" | \"code\":\"J. Miller 1961\" | findings[0]: a finding's code is UPPER_SNAKE_CASE",
                "\"details\":{ | \"details\":{\"J. Miller 1961\":1, | findings[0]: expected field \"details\" to hold texts",
                "\"settings\":{ | \"settings\":{\"J. Miller 1961\":1, | provenance: expected field \"settings\" to hold texts"
            })
    void what_a_forged_document_holds_is_not_quoted(String genuine, String forged, String message) {
        String text = new String(
                EvidenceDocument.of(new Sample("x.test.sample/1", List.of(MODEL)))
                        .bytes(),
                StandardCharsets.UTF_8);
        assertThat(text).contains(genuine);

        byte[] bytes = text.replaceFirst(Pattern.quote(genuine), Matcher.quoteReplacement(forged))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> EvidenceDocument.parse(bytes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("Miller");
    }

    @Test
    void the_word_of_a_kind_is_exact() {
        assertThat(ArtifactRef.Kind.ofWord("model")).isEqualTo(ArtifactRef.Kind.MODEL);
        assertThatThrownBy(() -> ArtifactRef.Kind.ofWord("Model"))
                .isInstanceOf(DataException.class)
                .hasMessage("expected field \"kind\" to be the kind of an artefact, found another word");
    }
}
