package io.medml.core.evaluation;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.List;
import java.util.Objects;

/**
 * Tests of performance goals that were stated before the data were seen: each one-sided and exact, several joined by a plan.
 *
 * <p>A goal is shown only if the one-sided lower limit is at least the goal, never for the point alone. Where predictions are absent,
 * they count as wrong. Where records share a subject there is no exact test, so the goal is undecided.
 *
 * @param plan how the goals belong together
 * @param oneSidedAlpha the significance level of the plan
 * @param endpoints the goals with what was seen, in the order stated
 */
public record PerformanceGoals(Gatekeeping plan, double oneSidedAlpha, List<Endpoint> endpoints) {

    /**
     * A goal with what was seen.
     *
     * @param metric sensitivity, specificity, accuracy or a predictive value
     * @param goal what is to be exceeded
     * @param reason why it is the goal, as stated
     * @param proportion the metric; its interval, Clopper-Pearson's at level {@code 1 - 2 alpha}, has the one-sided limit as lower limit
     * @param test the one-sided exact test
     * @param decision what the plan says, with the adjusted p-value
     */
    public record Endpoint(
            Metric metric,
            double goal,
            String reason,
            Estimate proportion,
            HypothesisTest test,
            Gatekeeping.Decision decision) {
        /** Checks that all are there. */
        public Endpoint {
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(proportion, "proportion");
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(decision, "decision");
        }
    }

    /** Copies the goals. */
    public PerformanceGoals {
        Objects.requireNonNull(plan, "plan");
        endpoints = List.copyOf(endpoints);
    }

    /**
     * The conclusion of all goals together.
     *
     * @return shown if all are, not shown if one is not, undecided otherwise
     */
    public Conclusion together() {
        return Gatekeeping.together(endpoints.stream().map(Endpoint::decision).toList());
    }

    Content content() {
        return Content.fields()
                .put("plan", plan.method())
                .put("one_sided_alpha", oneSidedAlpha)
                .put(
                        "endpoints",
                        Content.items(
                                endpoints,
                                e -> Content.fields()
                                        .put("metric", e.metric.id())
                                        .put("goal", e.goal)
                                        .put("reason", e.reason)
                                        .put("proportion", EvidenceDocument.estimate(e.proportion))
                                        .put("p_value", number(e.test.pValue()))
                                        .put("adjusted_p_value", number(e.decision.adjustedP()))
                                        .put(
                                                "conclusion",
                                                e.decision.conclusion().name())
                                        .build()))
                .put("together", together().name())
                .build();
    }

    /** A number, or the reason there is none. */
    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }
}
