package io.medml.compliance.modelcard;

import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.Judgement;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Recorded;
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
    final @Nullable Recorded<EvaluationReport> evaluation;
    final @Nullable Recorded<BiasReport> bias;
    final @Nullable Recorded<? extends Judgement> judgement;
    final @Nullable Recorded<ChangeControlPlan> plan;
    final @Nullable Recorded<GateDecision> decision;

    CardEvidence(
            Map<String, Recorded<CohortDescription>> sets,
            @Nullable Recorded<SeparationReport> separation,
            @Nullable Recorded<EvaluationReport> evaluation,
            @Nullable Recorded<BiasReport> bias,
            @Nullable Recorded<? extends Judgement> judgement,
            @Nullable Recorded<ChangeControlPlan> plan,
            @Nullable Recorded<GateDecision> decision) {
        this.sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
        this.separation = separation;
        this.evaluation = evaluation;
        this.bias = bias;
        this.judgement = judgement;
        this.plan = plan;
        this.decision = decision;
    }

    /** All of it, in the order of the card's index. */
    List<Recorded<?>> all() {
        List<Recorded<?>> all = new ArrayList<>(sets.values());
        for (Recorded<?> each : new Recorded<?>[] {separation, evaluation, bias, judgement, plan, decision}) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }
}
