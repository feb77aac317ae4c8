package io.medml.core.criteria;

import io.medml.core.StatedEvidence;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
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

/** What the tests of this package judge. */
final class SampleEvidence {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256("weights 1.0"));
    static final ArtifactRef OTHER_MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.1", Digest.sha256("weights 1.1"));
    static final ArtifactRef DATA = new ArtifactRef(ArtifactRef.Kind.DATASET, "external", "3.0", Digest.sha256("rows"));

    private SampleEvidence() {}

    static StatedEvidence evaluation(Measurement... measurements) {
        return about("evaluation-report/1", MODEL, measurements);
    }

    static StatedEvidence about(String schema, ArtifactRef subject, Measurement... measurements) {
        StatedEvidence stated =
                subject.equals(DATA) ? StatedEvidence.of(schema, DATA) : StatedEvidence.of(schema, subject, DATA);
        return stated.from(subject).measuring(List.of(measurements));
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
    static List<Recorded<StatedEvidence>> recorded(StatedEvidence... evidence) {
        Ledger ledger = ledger();
        List<Recorded<StatedEvidence>> recorded = new ArrayList<>();
        for (StatedEvidence each : evidence) {
            recorded.add(ledger.record(each));
        }
        return recorded;
    }
}
