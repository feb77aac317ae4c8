package io.medml.core.evaluation;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.PerformanceGoal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Performance goals as they were stated, with the plan that joins them; tests them on the records. */
record StatedGoals(Gatekeeping plan, List<Goal> goals) {

    /** One goal: what is to be exceeded, and why. */
    record Goal(Metric metric, double goal, String reason) {}

    StatedGoals {
        goals = List.copyOf(goals);
    }

    /** Absent predictions count as wrong; where records share a subject the goals are undecided, and a finding says so. */
    PerformanceGoals test(EvaluatedGroup all, LockedOperatingPoint point, double level, List<Finding> findings) {
        ScoredRecords counted = answers(all, point);
        int[] answers = DoubleStream.of(counted.scores()).mapToInt(s -> (int) s).toArray();
        ConfusionCounts counts = ConfusionCounts.of(counted.labels(), answers);
        double alpha = oneSidedAlpha(level);
        List<Estimate> proportions = new ArrayList<>();
        List<HypothesisTest> tests = new ArrayList<>();
        for (Goal goal : goals) {
            EndpointRate rate = EndpointRate.of(goal.metric).orElseThrow();
            EndpointRate.Proportion proportion = rate.proportion(counts);
            PerformanceGoal test = PerformanceGoal.of(proportion.successes(), proportion.trials(), goal.goal, alpha);
            if (counted.dependent()) {
                proportions.add(rate.estimate(counted, answers, level));
                Estimate none = Estimate.notEstimable(
                        Reason.DEPENDENT_RECORDS,
                        test.test().method(),
                        test.proportion().support());
                tests.add(new HypothesisTest(test.test().method(), none, OptionalDouble.empty(), none));
            } else {
                proportions.add(test.proportion());
                tests.add(test.test());
            }
        }
        if (counted.dependent()) {
            findings.add(Finding.of(
                    "GOAL_UNDECIDED",
                    Severity.WARNING,
                    "overall",
                    "Some subjects have several records, so there is no exact test of the goals and they are undecided; take one"
                            + " record a subject by a stated rule."));
        }
        List<Gatekeeping.Decision> decisions =
                plan.decide(tests.stream().map(HypothesisTest::pValue).toList(), alpha);
        List<PerformanceGoals.Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < goals.size(); i++) {
            Goal goal = goals.get(i);
            endpoints.add(new PerformanceGoals.Endpoint(
                    goal.metric, goal.goal, goal.reason, proportions.get(i), tests.get(i), decisions.get(i)));
        }
        return new PerformanceGoals(plan, alpha, endpoints);
    }

    /** The records with the class that was predicted in the place of the score, the wrong one where there is no score. */
    private static ScoredRecords answers(EvaluatedGroup all, LockedOperatingPoint point) {
        ScoredRecords sample = all.sample();
        return all.whole()
                .map(whole -> whole.asWorstCase(point))
                .orElseGet(() -> ScoredRecords.of(
                        sample.labels(),
                        IntStream.of(point.classify(sample.scores()))
                                .asDoubleStream()
                                .toArray(),
                        sample.subjects()));
    }

    /** Half of what the level leaves, in decimals, so that 0.95 gives 0.025. */
    private static double oneSidedAlpha(double level) {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(level))
                .divide(BigDecimal.valueOf(2))
                .doubleValue();
    }
}
