package io.medml.core.site;

import io.medml.core.error.DataException;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.RandomEffects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one metric is combined over sites: whether its counts are added, and on which scale its values are averaged.
 *
 * @param whenEmpty for a metric of counts the reason when there is no record in its denominator; empty for others
 * @param scale the scale of the average; empty for a metric that is the complement of another, or only a bound
 */
record Combination(Optional<Reason> whenEmpty, Optional<Scale> scale) {

    private static final Map<Metric, Combination> ALL = new LinkedHashMap<>();

    /** Intervals that are symmetric on the scale, so that the standard error can be read from their width. */
    private static final Set<String> WALD = Set.of(
            "auroc.delong.logit",
            "auroc.clustered.logit",
            "calibration.logistic.wald",
            "calibration.logistic.cluster_robust",
            "observed_expected.log",
            "observed_expected.log.cluster_robust");

    /** The same by Student's distribution, with one degree of freedom less than subjects. */
    private static final Set<String> STUDENT = Set.of("brier_score.logit", "brier_score.logit.cluster_robust");

    /** What a site's estimate becomes when it depends on how its records turned out, and not on which there were. */
    private static final Set<Reason> BY_OUTCOME =
            Set.of(Reason.ZERO_VARIANCE, Reason.OUTSIDE_DOMAIN, Reason.SEPARATION, Reason.NOT_CONVERGED);

    static {
        averaged(Metric.PREVALENCE, Reason.EMPTY_GROUP);
        averaged(Metric.SELECTION_RATE, Reason.EMPTY_GROUP);
        averaged(Metric.SENSITIVITY, Reason.NO_POSITIVES);
        averaged(Metric.SPECIFICITY, Reason.NO_NEGATIVES);
        averaged(Metric.POSITIVE_PREDICTIVE_VALUE, Reason.ZERO_DENOMINATOR);
        averaged(Metric.NEGATIVE_PREDICTIVE_VALUE, Reason.ZERO_DENOMINATOR);
        averaged(Metric.ACCURACY, Reason.EMPTY_GROUP);
        averaged(Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE, Reason.NO_POSITIVES);
        averaged(Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE, Reason.NO_NEGATIVES);
        averaged(Metric.ACCURACY_INTENTION_TO_DIAGNOSE, Reason.EMPTY_GROUP);
        added(Metric.FALSE_POSITIVE_RATE, Reason.NO_NEGATIVES);
        added(Metric.FALSE_NEGATIVE_RATE, Reason.NO_POSITIVES);
        added(Metric.FALSE_OMISSION_RATE, Reason.ZERO_DENOMINATOR);
        added(Metric.SCORED_SHARE, Reason.EMPTY_GROUP);
        added(Metric.SENSITIVITY_BEST_CASE, Reason.NO_POSITIVES);
        added(Metric.SPECIFICITY_BEST_CASE, Reason.NO_NEGATIVES);
        onScale(Metric.AUROC, Scale.LOGIT);
        onScale(Metric.BRIER_SCORE, Scale.LOGIT);
        onScale(Metric.CALIBRATION_SLOPE, Scale.IDENTITY);
        onScale(Metric.CALIBRATION_INTERCEPT, Scale.IDENTITY);
        onScale(Metric.CALIBRATION_IN_THE_LARGE, Scale.IDENTITY);
        onScale(Metric.OBSERVED_EXPECTED_RATIO, Scale.LOG);
    }

    /** What a site brings to an average: a value with its standard error, or why it brings none. */
    sealed interface Part {

        /**
         * A value.
         *
         * @param value the value on the scale
         * @param standardError its standard error
         */
        record Effect(double value, double standardError) implements Part {}

        /**
         * None.
         *
         * @param reason why not
         * @param byOutcome whether the reason lies in how the records turned out, so that to leave the site out is to choose by result
         */
        record LeftOut(Reason reason, boolean byOutcome) implements Part {}
    }

    private static void averaged(Metric metric, Reason whenEmpty) {
        ALL.put(metric, new Combination(Optional.of(whenEmpty), Optional.of(Scale.LOGIT)));
    }

    private static void added(Metric metric, Reason whenEmpty) {
        ALL.put(metric, new Combination(Optional.of(whenEmpty), Optional.empty()));
    }

    private static void onScale(Metric metric, Scale scale) {
        ALL.put(metric, new Combination(Optional.empty(), Optional.of(scale)));
    }

    /** How a metric is combined; empty where it is not. */
    static Optional<Combination> of(Metric metric) {
        return Optional.ofNullable(ALL.get(metric));
    }

    /** The place of a metric that is combined in the order of reports. */
    static int rank(Metric metric) {
        return List.copyOf(ALL.keySet()).indexOf(metric);
    }

    /** Whether the counts of the metric are added. */
    boolean counted() {
        return whenEmpty.isPresent();
    }

    /** What a site's estimate brings to the average. The scale must be there. */
    Part part(Estimate estimate, double level) {
        if (estimate instanceof Estimate.NotEstimable not) {
            return leftOut(not.reason());
        }
        double value = estimate.point().orElseThrow();
        double on = scale.orElseThrow().to(value);
        if (!Double.isFinite(on)) {
            return leftOut(Reason.OUTSIDE_DOMAIN);
        }
        return counted() ? fromCounts(estimate.support()) : fromInterval(estimate, on, level);
    }

    private static Part leftOut(Reason reason) {
        return new Part.LeftOut(reason, BY_OUTCOME.contains(reason));
    }

    /** {@code logit(x / n)} with {@code se^2 = 1 / (n_eff p (1 - p))}, which is {@code 1/x + 1/(n - x)} for independent records. */
    private static Part fromCounts(Support support) {
        double x = support.counts().getOrDefault("successes", 0L);
        double n = support.n();
        double p = x / n;
        return new Part.Effect(
                StrictMath.log(x) - StrictMath.log(n - x), 1 / Math.sqrt(support.effectiveN() * p * (1 - p)));
    }

    private Part fromInterval(Estimate estimate, double value, double level) {
        if (estimate.interval().isEmpty()) {
            return leftOut(((IntervalEstimate.Unknown) estimate.intervalEstimate()).reason());
        }
        String method = estimate.intervalEstimate().method();
        Interval interval = estimate.interval().get();
        double lower = scale.orElseThrow().to(interval.lower());
        double upper = scale.orElseThrow().to(interval.upper());
        if (!Double.isFinite(upper - lower)) {
            return leftOut(Reason.OUTSIDE_DOMAIN);
        }
        Interval on = new Interval(lower, upper, level);
        double error;
        if (STUDENT.contains(method)) {
            Support support = estimate.support();
            long subjects = support.counts().getOrDefault("subjects", support.n());
            if (subjects < 2) {
                throw new DataException("expected at least two subjects behind an interval by " + method + ", found "
                        + subjects + "; the document was changed");
            }
            error = RandomEffects.standardError(on, subjects - 1);
        } else if (WALD.contains(method)) {
            error = RandomEffects.standardError(on);
        } else {
            return leftOut(Reason.NOT_OFFERED);
        }
        if (!(error >= 1e-30 && error <= 1e30)) {
            return leftOut(Reason.OUTSIDE_DOMAIN);
        }
        // a limit next to 1 keeps few digits of its logit
        if (!(Math.abs((lower + upper) / 2 - value) <= 1e-3 * error + 1e-9)) {
            throw new DataException("expected an interval by " + method + " that is symmetric on the "
                    + scale.get().word() + " scale, found another; the document was changed");
        }
        return new Part.Effect(value, error);
    }
}
