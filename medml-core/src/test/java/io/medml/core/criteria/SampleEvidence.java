package io.medml.core.criteria;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Evidence with the measurements and findings that a test wants. */
record SampleEvidence(
        String schema,
        List<ArtifactRef> about,
        List<Measurement> measurements,
        List<Finding> findings,
        Provenance provenance)
        implements Evidence {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256("weights 1.0"));
    static final ArtifactRef OTHER_MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.1", Digest.sha256("weights 1.1"));
    static final ArtifactRef DATA = new ArtifactRef(ArtifactRef.Kind.DATASET, "external", "3.0", Digest.sha256("rows"));

    static SampleEvidence evaluation(Measurement... measurements) {
        return about("evaluation-report/1", MODEL, measurements);
    }

    static SampleEvidence about(String schema, ArtifactRef subject, Measurement... measurements) {
        return new SampleEvidence(
                schema,
                subject.equals(DATA) ? List.of(DATA) : List.of(subject, DATA),
                List.of(measurements),
                List.of(),
                Provenance.of(SampleEvidence.class).from(subject));
    }

    SampleEvidence with(Finding finding) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(finding);
        return new SampleEvidence(schema, about, measurements, more, provenance);
    }

    SampleEvidence synthetic() {
        return new SampleEvidence(schema, about, measurements, findings, provenance.synthetic(true));
    }

    static Measurement measured(Metric metric, Slice slice, double value, double lower, double upper) {
        return new Measurement(
                metric, slice, Estimate.of(value, IntervalEstimate.of(lower, upper, 0.95, "test"), Support.of(100)));
    }

    static Measurement auroc(double value, double lower, double upper) {
        return measured(Metric.AUROC, Slice.overall(), value, lower, upper);
    }

    static Measurement withoutInterval(Metric metric, double value, Reason reason) {
        return new Measurement(
                metric,
                Slice.overall(),
                Estimate.of(value, new IntervalEstimate.Unknown(reason, "test"), Support.of(100)));
    }

    static Measurement notEstimable(Metric metric, Slice slice, Reason reason) {
        return new Measurement(metric, slice, Estimate.notEstimable(reason, "test", Support.of(0)));
    }

    static Ledger ledger() {
        return Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
    }

    /** Records each piece in a fresh ledger. */
    static List<Recorded<SampleEvidence>> recorded(SampleEvidence... evidence) {
        Ledger ledger = ledger();
        List<Recorded<SampleEvidence>> recorded = new ArrayList<>();
        for (SampleEvidence each : evidence) {
            recorded.add(ledger.record(each));
        }
        return recorded;
    }

    @Override
    public Content body() {
        return Content.none();
    }
}
