package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the positives of one group are ranked against the negatives of another, in both directions: the cross-group areas (xAUC).
 *
 * <pre>{@code
 * xAUC(a, b) = P(S+ of a > S- of b) + P(S+ of a = S- of b)/2
 * difference = xAUC(a, b) - xAUC(b, a)
 * }</pre>
 *
 * <ul>
 * <li><b>Reading:</b> two groups may have the same AUROC each, and yet the positives of one be ranked below the negatives of the other.
 *     A difference below 0 says that a positive of a is more often ranked below a negative of b than the other way round: the scores of a
 *     are low, or those of b high.
 * <li><b>Range:</b> areas in [0, 1], the difference in [-1, 1]; its Wald interval is not clipped. Exchanging the groups changes the sign.
 * <li><b>Variance:</b> one record a subject: the two areas rest on four sets of different records, so their DeLong variances add. Shared
 *     subjects: {@code I/(I - 1) sum over subjects of psi^2} with {@code psi} the sum over the subject's records of
 *     {@code (V - A)/n} of its class and group, negative for the second area, and {@code I} subjects in both groups; so a subject with
 *     records of both classes, or in both groups, counts as one.
 * <li><b>Small samples:</b> with 10 records of each class and group the interval holds the difference as often as it promises, with 15 subjects
 *     who have records in both groups one point too seldom (measured coverage in docs/numerical-contract.md).
 * <li><b>Ties</b> count one half. <b>Infinite scores</b> are allowed.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES}, {@code EMPTY_GROUP} of either area; {@code TOO_FEW} where an area has
 *     no variance; {@code ZERO_VARIANCE}; weights: areas only.
 * <li><b>Reference:</b> Kallus and Zhou (2019), NeurIPS 32 (definition); DeLong et al. (1988), Biometrics 44; Obuchowski (1997),
 *     Biometrics 53, whose factors by class are here one factor for all subjects.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CrossAuroc {

    private final String method;
    private final Auroc firstOverSecond;
    private final Auroc secondOverFirst;
    private final Support support;
    private final double variance;
    private final @Nullable Reason reason;

    private CrossAuroc(
            String method,
            Auroc firstOverSecond,
            Auroc secondOverFirst,
            Support support,
            double variance,
            @Nullable Reason reason) {
        this.method = method;
        this.firstOverSecond = firstOverSecond;
        this.secondOverFirst = secondOverFirst;
        this.support = support;
        this.variance = variance;
        this.reason = reason;
    }

    /**
     * Measures two groups.
     *
     * @param sample all records
     * @param groups the code of the group of each record
     * @param first the code of the first group
     * @param second the code of the second group, another one
     * @return the areas
     */
    public static CrossAuroc of(ScoredLabels sample, int[] groups, int first, int second) {
        Arguments.sameLength("groups", groups.length, "labels", sample.size());
        if (first == second) {
            throw new IllegalArgumentException(
                    "first and second must be different groups; the area within one group is Auroc");
        }
        int[] forward = rows(sample, groups, first, second);
        int[] backward = rows(sample, groups, second, first);
        int[] all = IntStream.concat(IntStream.of(forward), IntStream.of(backward))
                .sorted()
                .toArray();
        ScoredLabels both = sample.select(all);
        boolean clustered = both.hasRepeatedSubjects();
        ScoredLabels one = sample.select(forward);
        ScoredLabels other = sample.select(backward);
        Auroc a = clustered ? Auroc.clustered(one) : Auroc.of(one);
        Auroc b = clustered ? Auroc.clustered(other) : Auroc.of(other);
        Reason reason = a.areaReason()
                .or(b::areaReason)
                .or(a::varianceReason)
                .or(b::varianceReason)
                .orElse(null);
        double variance = 0;
        if (reason == null) {
            variance = clustered
                    ? clustered(sample, forward, backward, both.subjects())
                    : a.rawVariance() + b.rawVariance();
        }
        return new CrossAuroc(
                clustered ? "auroc.cross_group.clustered" : "auroc.cross_group.delong",
                a,
                b,
                both.support(),
                variance,
                reason);
    }

    /** Positives of one group and negatives of the other. */
    private static int[] rows(ScoredLabels sample, int[] groups, int positives, int negatives) {
        return IntStream.range(0, sample.size())
                .filter(i -> groups[i] == (sample.label(i) == 1 ? positives : negatives))
                .toArray();
    }

    private static double clustered(ScoredLabels sample, int[] forward, int[] backward, int subjects) {
        double[] psi = new double[sample.subjects()];
        add(psi, sample, forward, 1);
        add(psi, sample, backward, -1);
        CompensatedSum sum = new CompensatedSum();
        for (double each : psi) {
            sum.add(each * each);
        }
        return sum.value() * subjects / (subjects - 1.0);
    }

    private static void add(double[] psi, ScoredLabels sample, int[] rows, int sign) {
        ScoredLabels part = sample.select(rows);
        Placements placements = Placements.of(part);
        double area = Placements.area(placements.total(), part.positives(), part.negatives());
        for (int i = 0; i < rows.length; i++) {
            double own = part.label(i) == 1 ? part.positives() : part.negatives();
            double others = part.size() - own;
            psi[sample.subject(rows[i])] += sign * (placements.half(i) / (2 * others) - area) / own;
        }
    }

    /**
     * The positives of the first group against the negatives of the second.
     *
     * @return the area
     */
    public Auroc firstOverSecond() {
        return firstOverSecond;
    }

    /**
     * The positives of the second group against the negatives of the first.
     *
     * @return the area
     */
    public Auroc secondOverFirst() {
        return secondOverFirst;
    }

    /**
     * The difference of the two areas with its Wald interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return {@code xAUC(first, second) - xAUC(second, first)}
     */
    public Estimate difference(double level) {
        return AurocComparison.difference(firstOverSecond, secondOverFirst, variance, reason, method, support, level);
    }

    /**
     * Standard error of the difference.
     *
     * @return the standard error; may be 0
     */
    public Estimate standardError() {
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : Arguments.value(Math.sqrt(variance), method, support);
    }

    /**
     * Two-sided test that the two areas are equal, {@code z} referred to the normal distribution.
     *
     * @return the test
     */
    public HypothesisTest test() {
        if (reason != null || variance == 0) {
            return HypothesisTest.notEstimable(reason == null ? Reason.ZERO_VARIANCE : reason, method, support);
        }
        double z = (firstOverSecond.area() - secondOverFirst.area()) / Math.sqrt(variance);
        return HypothesisTest.of(method, z, Arguments.twoSided(z), support);
    }
}
