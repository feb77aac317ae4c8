package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.List;
import org.junit.jupiter.api.Test;

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
                        Estimate.of(0.1, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"), Support.of(100))));
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
}
