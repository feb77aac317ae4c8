package io.medml.compliance.modelcard;

import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.Judgement;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Recorded;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recorded evidence that a card is compiled from, as it was when its generator was built. Immutable. */
final class CardEvidence {

    final Map<String, Recorded<CohortDescription>> sets;
    final @Nullable Recorded<SeparationReport> separation;
    final Measured measured;
    final @Nullable Recorded<EvaluationReport> evaluation;
    final @Nullable Recorded<CalibrationReport> calibration;
    final @Nullable Recorded<BiasReport> bias;
    final @Nullable Recorded<SegmentReport> segments;
    final @Nullable Recorded<FailureReport> failures;
    final @Nullable Recorded<? extends Evidence> regression;
    final @Nullable Recorded<PredicateComparison> comparison;
    final @Nullable Recorded<? extends Judgement> judgement;
    final @Nullable Recorded<ChangeControlPlan> plan;
    final @Nullable Recorded<GateDecision> decision;

    /** What was measured of the version; what was not handed in is null. */
    record Measured(
            @Nullable Recorded<EvaluationReport> evaluation,
            @Nullable Recorded<CalibrationReport> calibration,
            @Nullable Recorded<BiasReport> bias,
            @Nullable Recorded<SegmentReport> segments,
            @Nullable Recorded<FailureReport> failures,
            @Nullable Recorded<? extends Evidence> regression,
            @Nullable Recorded<PredicateComparison> comparison) {

        /** What was measured of the version alone, which has to be on one data set. */
        List<Recorded<?>> ofTheVersion() {
            List<Recorded<?>> all = new ArrayList<>();
            for (Recorded<?> each : new Recorded<?>[] {evaluation, calibration, bias, segments, failures}) {
                if (each != null) {
                    all.add(each);
                }
            }
            return all;
        }

        /** What there is, in the order of the card's index. */
        List<Recorded<?>> all() {
            List<Recorded<?>> all = new ArrayList<>();
            all.addAll(ofTheVersion());
            for (Recorded<?> each : new Recorded<?>[] {regression, comparison}) {
                if (each != null) {
                    all.add(each);
                }
            }
            return all;
        }
    }

    CardEvidence(
            Map<String, Recorded<CohortDescription>> sets,
            @Nullable Recorded<SeparationReport> separation,
            Measured measured,
            @Nullable Recorded<? extends Judgement> judgement,
            @Nullable Recorded<ChangeControlPlan> plan,
            @Nullable Recorded<GateDecision> decision) {
        this.sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
        this.separation = separation;
        this.measured = measured;
        this.evaluation = measured.evaluation;
        this.calibration = measured.calibration;
        this.bias = measured.bias;
        this.segments = measured.segments;
        this.failures = measured.failures;
        this.regression = measured.regression;
        this.comparison = measured.comparison;
        this.judgement = judgement;
        this.plan = plan;
        this.decision = decision;
    }

    /** All of it, in the order of the card's index. */
    List<Recorded<?>> all() {
        List<Recorded<?>> all = new ArrayList<>(sets.values());
        if (separation != null) {
            all.add(separation);
        }
        all.addAll(measured.all());
        for (Recorded<?> each : new Recorded<?>[] {judgement, plan, decision}) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }
}
