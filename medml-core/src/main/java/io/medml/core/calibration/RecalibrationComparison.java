package io.medml.core.calibration;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;

/**
 * One set of held-out records before and after a recalibration. Only {@link CalibrationAnalyzer#compare} makes one.
 *
 * <p>The measurements are the paired changes, after minus before; both reports are at hand, and named by their digests in the body.
 * Immutable.
 */
public final class RecalibrationComparison implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "recalibration-comparison";

    private final Recalibration recalibration;
    private final CalibrationReport before;
    private final CalibrationReport after;
    private final List<Measurement> changes;

    RecalibrationComparison(
            Recalibration recalibration, CalibrationReport before, CalibrationReport after, List<Measurement> changes) {
        this.recalibration = recalibration;
        this.before = before;
        this.after = after;
        this.changes = List.copyOf(changes);
    }

    /**
     * The recalibration.
     *
     * @return the recalibration
     */
    public Recalibration recalibration() {
        return recalibration;
    }

    /**
     * The report of the model as it was.
     *
     * @return the report
     */
    public CalibrationReport before() {
        return before;
    }

    /**
     * The report of the recalibrated model.
     *
     * @return the report
     */
    public CalibrationReport after() {
        return after;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(after.model(), before.model(), after.dataset());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(CalibrationAnalyzer.class)
                .from(before.document().reference())
                .from(after.document().reference())
                .from(recalibration.document().reference())
                .with("confidence_level", after.level())
                .synthetic(after.provenance().synthetic()
                        || recalibration.provenance().synthetic());
    }

    @Override
    public List<Measurement> measurements() {
        return changes;
    }

    /** What the report of the recalibrated model found, and what the fit found. */
    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(after.findings());
        recalibration.findings().stream().filter(f -> !findings.contains(f)).forEach(findings::add);
        return List.copyOf(findings);
    }

    @Override
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("before_sha256", before.document().digest().hex())
                .put("after_sha256", after.document().digest().hex())
                .put("recalibration_sha256", recalibration.document().digest().hex())
                .put("method", recalibration.method())
                .put("fitted_on", recalibration.fittedOn().toString())
                .put("fitted_on_sha256", recalibration.fittedOn().digest().hex())
                .put("held_out_sha256", after.dataset().digest().hex())
                .build();
    }

    @Override
    public String toString() {
        return "recalibration compared of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
