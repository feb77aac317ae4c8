package io.medml.core.representativeness;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.HalfWidth;
import io.medml.core.stats.Power;

/**
 * Whether a group has enough subjects for a precision goal.
 *
 * @param goal the goal
 * @param slice the group
 * @param positives subjects of the group with the condition
 * @param negatives subjects without
 * @param needed how many the goal needs: subjects with the condition for a sensitivity, without for a specificity, with the condition for
 *     an area at the group's own ratio; not estimable where the group has none of a class
 * @param reached the half width that the group's numbers reach at the expected value
 * @param detectable the smallest fall of the group's rate below that of all other subjects that is shown with a power of 0.8; not
 *     offered for areas and where there are no others
 */
public record Adequacy(
        PrecisionGoal goal,
        Slice slice,
        long positives,
        long negatives,
        Estimate needed,
        Estimate reached,
        Estimate detectable) {

    /** Power of the smallest detectable difference: four studies in five show it. A convention. */
    public static final double POWER = 0.8;

    static Adequacy of(PrecisionGoal goal, Slice slice, long[] group, long[] all, double level) {
        Support support = Support.ofClasses(group[0], group[1]);
        if (goal.metric().equals(Metric.AUROC)) {
            return area(goal, slice, group, support, level);
        }
        boolean sensitivity = goal.metric().equals(Metric.SENSITIVITY);
        long n = sensitivity ? group[0] : group[1];
        long others = (sensitivity ? all[0] : all[1]) - n;
        double q = goal.expected();
        Reason none = sensitivity ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
        return new Adequacy(
                goal,
                slice,
                group[0],
                group[1],
                value(
                        (double) BinomialInterval.trialsForWilson(q, goal.halfWidth(), level),
                        "samplesize.wilson",
                        support),
                n == 0
                        ? Estimate.notEstimable(none, "half_width", support)
                        : value(HalfWidth.wilson(q, n, level), "half_width.wilson", support),
                detectable(q, n, others, level, none, support));
    }

    private static Estimate detectable(double q, long n, long others, double level, Reason none, Support support) {
        if (n == 0 || others == 0) {
            return Estimate.notEstimable(n == 0 ? none : Reason.NOT_OFFERED, "detectable", support);
        }
        double low = 0;
        double high = q;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double power = middle > 0 && q - middle > 0
                    ? Power.unpairedNonInferiority(q, q - middle, 0, (double) others, (double) n, (1 - level) / 2)
                    : 0;
            if (power >= POWER) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high < q
                ? value(high, "detectable", support)
                : Estimate.notEstimable(Reason.TOO_FEW, "detectable", support);
    }

    private static Adequacy area(PrecisionGoal goal, Slice slice, long[] group, Support support, double level) {
        Estimate reached = HalfWidth.area(goal.expected(), group[0], group[1], level);
        Estimate needed = reached.point().isEmpty()
                ? reached
                : value(
                        (double) HalfWidth.positivesForArea(
                                goal.expected(), goal.halfWidth(), (double) group[1] / group[0], level),
                        "samplesize.hanley_mcneil",
                        support);
        return new Adequacy(
                goal,
                slice,
                group[0],
                group[1],
                needed,
                reached,
                Estimate.notEstimable(Reason.NOT_OFFERED, "detectable", support));
    }

    private static Estimate value(double value, String method, Support support) {
        return Estimate.of(value, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method), support);
    }

    /**
     * Whether the numbers reach the half width of the goal at the expected value.
     *
     * @return false also where the group has none of a class
     */
    public boolean reaches() {
        return reached.point().isPresent() && reached.point().getAsDouble() <= goal.halfWidth();
    }
}
