package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.ClusteredPairedDifference;
import io.medml.core.stats.Equivalence;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import io.medml.core.stats.PairedPredictiveDifference;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import java.util.OptionalDouble;

/**
 * One endpoint of a candidate and a predicate: both estimates, and how their difference is tested.
 *
 * @param candidate the candidate's estimate
 * @param predicate the predicate's estimate
 * @param oneSided tests that the difference exceeds minus a margin
 * @param twoSided tests that the difference lies within a margin
 */
record EndpointContrast(Estimate candidate, Estimate predicate, OneSided oneSided, TwoSided twoSided) {

    /** A test of non-inferiority for a margin and a one-sided level. */
    @FunctionalInterface
    interface OneSided {
        NonInferiority test(double margin, double alpha);
    }

    /** Tests of equivalence for a margin and a one-sided level. */
    @FunctionalInterface
    interface TwoSided {
        Equivalence test(double margin, double alpha);
    }

    /** A device's scores with its predicted classes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Arm(ScoredRecords sample, int[] predicted) {}

    /** Both on the same records in the same order. */
    static EndpointContrast paired(Metric metric, Arm candidate, Arm predicate, double level) {
        if (metric.equals(Metric.AUROC)) {
            boolean dependent = candidate.sample.dependent();
            return auroc(
                    Auroc.estimate(candidate.sample.scored(), level),
                    Auroc.estimate(predicate.sample.scored(), level),
                    dependent
                            ? AurocComparison.pairedClustered(candidate.sample.scored(), predicate.sample.scored())
                            : AurocComparison.paired(candidate.sample.scored(), predicate.sample.scored()));
        }
        EndpointRate rate = EndpointRate.of(metric).orElseThrow();
        Estimate first = rate.estimate(candidate.sample, candidate.predicted, level);
        Estimate second = rate.estimate(predicate.sample, predicate.predicted, level);
        if (rate.isPredictiveValue()) {
            PairedPredictiveDifference difference = predictive(rate, candidate, predicate);
            return new EndpointContrast(first, second, difference::nonInferiority, difference::equivalence);
        }
        int[] rows = rate.rows(candidate.sample, candidate.predicted);
        int[] one = EndpointRate.right(candidate.sample, candidate.predicted, rows);
        int[] two = EndpointRate.right(predicate.sample, predicate.predicted, rows);
        if (!candidate.sample.dependent()) {
            PairedCounts counts = PairedCounts.of(one, two);
            return new EndpointContrast(
                    first,
                    second,
                    (margin, alpha) -> PairedDifference.scoreNonInferiority(counts, margin, alpha),
                    (margin, alpha) -> PairedDifference.scoreEquivalence(counts, margin, alpha));
        }
        int[] subjects = EndpointRate.subjects(candidate.sample, rows);
        return new EndpointContrast(
                first,
                second,
                (margin, alpha) -> ClusteredPairedDifference.scoreNonInferiority(
                        one, two, subjects, margin, alpha, rate.whenEmpty()),
                (margin, alpha) -> ClusteredPairedDifference.scoreEquivalence(
                        one, two, subjects, margin, alpha, rate.whenEmpty()));
    }

    private static PairedPredictiveDifference predictive(EndpointRate rate, Arm candidate, Arm predicate) {
        int[] labels = candidate.sample.labels();
        int[] subjects = candidate.sample.subjects();
        return rate == EndpointRate.POSITIVE_PREDICTIVE_VALUE
                ? PairedPredictiveDifference.positive(labels, candidate.predicted, predicate.predicted, subjects)
                : PairedPredictiveDifference.negative(labels, candidate.predicted, predicate.predicted, subjects);
    }

    /** On samples that share no subject. */
    static EndpointContrast unpaired(Metric metric, Arm candidate, Arm predicate, double level) {
        boolean dependent = candidate.sample.dependent() || predicate.sample.dependent();
        if (metric.equals(Metric.AUROC)) {
            return auroc(
                    Auroc.estimate(candidate.sample.scored(), level),
                    Auroc.estimate(predicate.sample.scored(), level),
                    dependent
                            ? AurocComparison.unpairedClustered(withSubjects(candidate), withSubjects(predicate))
                            : AurocComparison.unpaired(candidate.sample.scored(), predicate.sample.scored()));
        }
        EndpointRate rate = EndpointRate.of(metric).orElseThrow();
        EndpointRate.Proportion one = proportion(rate, candidate);
        EndpointRate.Proportion two = proportion(rate, predicate);
        return independent(
                rate.estimate(candidate.sample, candidate.predicted, level),
                rate.estimate(predicate.sample, predicate.predicted, level),
                new UnpairedCounts(one.successes(), one.trials(), two.successes(), two.trials()),
                dependent);
    }

    /** Against what is published about the predicate. */
    static EndpointContrast published(Metric metric, Arm candidate, PublishedPerformance predicate, double level) {
        if (metric.equals(Metric.AUROC)) {
            PublishedPerformance.Area area = predicate
                    .area()
                    .orElseThrow(() -> new IllegalArgumentException("no area under the ROC curve is published for "
                            + predicate + "; state it with its standard error or interval by withAuroc(..), or leave"
                            + " the endpoint out"));
            AurocComparison comparison =
                    AurocComparison.published(candidate.sample.scored(), area.value(), area.standardError());
            return auroc(
                    Auroc.estimate(candidate.sample.scored(), level),
                    Estimate.of(area.value(), comparison.second().wald(level), Support.of(0)),
                    comparison);
        }
        EndpointRate rate = EndpointRate.of(metric).orElseThrow();
        EndpointRate.Proportion two = predicate
                .proportion(rate)
                .orElseThrow(() -> new IllegalArgumentException("no " + metric.name() + " is published for " + predicate
                        + "; state its counts by withCounts(..) or withProportion(..), or leave the endpoint out"));
        EndpointRate.Proportion one = proportion(rate, candidate);
        return independent(
                rate.estimate(candidate.sample, candidate.predicted, level),
                rate.estimate(two, level),
                new UnpairedCounts(one.successes(), one.trials(), two.successes(), two.trials()),
                candidate.sample.dependent());
    }

    private static ScoredLabels withSubjects(Arm arm) {
        return ScoredLabels.of(arm.sample.labels(), arm.sample.scores()).withSubjects(arm.sample.subjects());
    }

    private static EndpointRate.Proportion proportion(EndpointRate rate, Arm arm) {
        int[] rows = rate.rows(arm.sample, arm.predicted);
        long successes = 0;
        for (int right : EndpointRate.right(arm.sample, arm.predicted, rows)) {
            successes += right;
        }
        return new EndpointRate.Proportion(successes, rows.length);
    }

    private static EndpointContrast auroc(Estimate candidate, Estimate predicate, AurocComparison comparison) {
        return new EndpointContrast(candidate, predicate, comparison::nonInferiority, comparison::equivalence);
    }

    private static EndpointContrast independent(
            Estimate candidate, Estimate predicate, UnpairedCounts counts, boolean dependent) {
        if (!dependent) {
            return new EndpointContrast(
                    candidate,
                    predicate,
                    (margin, alpha) -> UnpairedDifference.scoreNonInferiority(counts, margin, alpha),
                    (margin, alpha) -> UnpairedDifference.scoreEquivalence(counts, margin, alpha));
        }
        return new EndpointContrast(
                candidate,
                predicate,
                (margin, alpha) -> {
                    NonInferiority test = UnpairedDifference.scoreNonInferiority(counts, margin, alpha);
                    return new NonInferiority(
                            test.method(), margin, alpha, refused(test.difference()), refused(test.test()));
                },
                (margin, alpha) -> {
                    Equivalence test = UnpairedDifference.scoreEquivalence(counts, margin, alpha);
                    return new Equivalence(
                            test.method(),
                            margin,
                            alpha,
                            refused(test.difference()),
                            refused(test.above()),
                            refused(test.below()));
                });
    }

    /** The same difference without its interval, which would take records as independent that are not. */
    private static Estimate refused(Estimate difference) {
        IntervalEstimate none = new IntervalEstimate.Unknown(
                Reason.DEPENDENT_RECORDS, difference.intervalEstimate().method());
        return difference.fold(is -> Estimate.of(is.value(), none, is.support()), not -> not);
    }

    private static HypothesisTest refused(HypothesisTest test) {
        Support support = test.pValue().support();
        Estimate none = Estimate.notEstimable(Reason.DEPENDENT_RECORDS, test.method(), support);
        return new HypothesisTest(test.method(), none, OptionalDouble.empty(), none);
    }
}
