package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The area under the ROC curve with its sampling variance.
 *
 * <pre>{@code  A = P(S+ > S-) + P(S+ = S-)/2 = (sum of positive midranks - n1 (n1 + 1)/2) / (n1 n0)  }</pre>
 *
 * where {@code n1}, {@code n0} are the numbers of positives and negatives. With DeLong's placement values
 * {@code V10_i = mean over negatives of psi(s_i, .)} and {@code V01_j = mean over positives of psi(., s_j)} (1 for greater, 1/2
 * for tied),
 *
 * <pre>{@code  var(A) = S10 / n1 + S01 / n0,   S10, S01 the sample variances of V10, V01 (divisor n - 1)  }</pre>
 *
 * For records clustered in subjects, with {@code X_i = sum over positives of subject i of (V10 - A)} and {@code Z_i} the same
 * over its negatives, {@code I10}, {@code I01}, {@code I} the numbers of subjects with a positive, with a negative, in all,
 *
 * <pre>{@code  var(A) = I10/(I10 - 1) sum X_i^2 / n1^2 + I01/(I01 - 1) sum Z_i^2 / n0^2 + 2 I/(I - 1) sum X_i Z_i / (n1 n0)  }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0.5 for no discrimination, also when all scores are tied. Higher is better; a score that points the
 *     wrong way gives less than 0.5 and is never turned round.
 * <li><b>Intervals:</b> default logit, {@code expit(logit A -+ z se / (A (1 - A)))}; Wald, clipped to [0, 1], is too narrow for
 *     {@code A > 0.9} or small samples (measured coverage in docs/numerical-contract.md). Where {@code A} is 0 or 1 the variance is 0 and says
 *     nothing; the default then is exact, from disjoint pairs (see {@link #disjointPairs}).
 * <li><b>Undefined:</b> without positives or negatives no area; with one of either no variance ({@code TOO_FEW}); clustered,
 *     with fewer than two subjects that have a positive, or a negative, no variance; weights: area only; shared subjects: the
 *     variance of {@link #of} is refused ({@code DEPENDENT_RECORDS}).
 * <li><b>Cost:</b> one sort, 16 bytes a record, 17 on several tasks; sums in whole numbers, so that neither row order nor the number of threads changes
 *     a bit.
 * <li><b>Reference:</b> Bamber (1975), J. Math. Psychology 12; DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44; Sun and
 *     Xu (2014), IEEE Signal Processing Letters 21; Obuchowski (1997), Biometrics 53. Agrees with pROC.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class Auroc {

    static final String CLUSTERED = "auroc.clustered";
    static final String DELONG = "auroc.delong";

    private final String method;
    private final Support support;
    private final double area;
    private final @Nullable Reason areaReason;
    private final double variance;
    private final @Nullable Reason varianceReason;

    private Auroc(
            String method,
            Support support,
            double area,
            @Nullable Reason areaReason,
            double variance,
            @Nullable Reason varianceReason) {
        this.method = method;
        this.support = support;
        this.area = area;
        this.areaReason = areaReason;
        this.variance = variance;
        this.varianceReason = varianceReason;
    }

    /** An area that others measured and published with its standard error. */
    static Auroc published(double area, double standardError) {
        return new Auroc("auroc.published", Support.of(0), area, null, standardError * standardError, null);
    }

    private static Auroc without(String method, ScoredLabels sample, Reason reason) {
        return new Auroc(method, sample.support(), 0, reason, 0, reason);
    }

    /**
     * Area with DeLong's variance, which assumes independent records.
     *
     * @param sample the records; where they share subjects the variance is refused, where they have weights it is not offered
     * @return the area
     */
    public static Auroc of(ScoredLabels sample) {
        Optional<Reason> missing = missingClass(sample);
        if (missing.isPresent()) {
            return without(DELONG, sample, missing.get());
        }
        if (sample.weighted()) {
            return weighted(sample);
        }
        return delong(sample, PlacementSums.of(sample));
    }

    /**
     * The same on the caller's executor; the same bits as on one thread.
     *
     * @param sample the records
     * @param executor where to run what the calling thread does not
     * @param tasks number of tasks to split the sorting into, at least 1
     * @return the area
     */
    public static Auroc of(ScoredLabels sample, ExecutorService executor, int tasks) {
        Tasks.requireCount(tasks);
        return missingClass(sample).isPresent() || sample.weighted()
                ? of(sample)
                : delong(sample, PlacementSums.of(sample, executor, tasks));
    }

    static Auroc delong(ScoredLabels sample, PlacementSums sums) {
        return delong(sample.support(), sample.positives(), sample.negatives(), sample.hasRepeatedSubjects(), sums);
    }

    /** From the placements of records that are summed elsewhere. */
    static Auroc delong(Support support, long n1, long n0, boolean dependent, PlacementSums sums) {
        if (n1 == 0 || n0 == 0) {
            Reason reason = n1 + n0 == 0 ? Reason.EMPTY_GROUP : n1 == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
            return new Auroc(DELONG, support, 0, reason, 0, reason);
        }
        double area = Placements.area(sums.total(), n1, n0);
        if (dependent) {
            return new Auroc(DELONG, support, area, null, 0, Reason.DEPENDENT_RECORDS);
        }
        if (n1 < 2 || n0 < 2) {
            return new Auroc(DELONG, support, area, null, 0, Reason.TOO_FEW);
        }
        return new Auroc(DELONG, support, area, null, sums.variance(n1, n0), null);
    }

    /**
     * Area with Obuchowski's variance for records clustered in subjects; with one record a subject it equals DeLong's.
     *
     * @param sample the records with their subjects
     * @return the area
     */
    public static Auroc clustered(ScoredLabels sample) {
        Optional<Reason> missing = missingClass(sample);
        if (missing.isPresent()) {
            return without(CLUSTERED, sample, missing.get());
        }
        if (sample.weighted()) {
            return weighted(sample);
        }
        return clustered(sample, Clusters.of(sample, Placements.of(sample)));
    }

    static Auroc clustered(ScoredLabels sample, Clusters clusters) {
        double area = clusters.area();
        if (clusters.tooFew()) {
            return new Auroc(CLUSTERED, sample.support(), area, null, 0, Reason.TOO_FEW);
        }
        double variance = clusters.covariance(clusters);
        // the term for subjects with both classes may be negative and outweigh the others in tiny samples
        return variance < 0
                ? new Auroc(CLUSTERED, sample.support(), area, null, 0, Reason.ZERO_VARIANCE)
                : new Auroc(CLUSTERED, sample.support(), area, null, variance, null);
    }

    /**
     * Area with the default interval: logit with DeLong's variance, or with Obuchowski's where records share a subject.
     *
     * @param sample the records
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public static Estimate estimate(ScoredLabels sample, double level) {
        return (sample.hasRepeatedSubjects() ? clustered(sample) : of(sample)).estimate(level);
    }

    /**
     * Standard error of an area under the exponential model of Hanley and McNeil, for planning and comparison only: unlike
     * DeLong's it does not look at the data.
     *
     * <pre>{@code  se^2 = (A (1 - A) + (n1 - 1)(Q1 - A^2) + (n0 - 1)(Q2 - A^2)) / (n1 n0),   Q1 = A/(2 - A),   Q2 = 2 A^2/(1 + A)  }</pre>
     *
     * <p>Reference: Hanley and McNeil (1982), Radiology 143, 29-36, equation 2.
     *
     * @param area the area, observed or assumed, in [0, 1]
     * @param positives number of records with the condition
     * @param negatives number of records without it
     * @return the standard error; 0 for an area of 0 or 1; not estimable without positives or without negatives
     */
    public static Estimate hanleyMcNeil(double area, long positives, long negatives) {
        Arguments.fraction("area", area);
        Support support = Support.ofClasses(positives, negatives);
        String id = "auroc.hanley_mcneil";
        if (positives == 0 || negatives == 0) {
            Reason reason =
                    positives > 0 ? Reason.NO_NEGATIVES : negatives > 0 ? Reason.NO_POSITIVES : Reason.EMPTY_GROUP;
            return Estimate.notEstimable(reason, id, support);
        }
        double rest = 1 - area;
        // Q1 - A^2 and Q2 - A^2 with the factor A (1 - A) taken out, so that nothing cancels near 1
        double ofPositives = (positives - 1) * (rest / (2 - area));
        double ofNegatives = (negatives - 1) * (area / (1 + area));
        double factor = (1 + ofPositives + ofNegatives) / positives / negatives;
        return Arguments.value(Math.sqrt(area * rest * factor), id, support);
    }

    private static Auroc weighted(ScoredLabels sample) {
        WeightedBlocks blocks = WeightedBlocks.of(sample);
        double w1 = blocks.positives();
        double w0 = blocks.negatives();
        if (!(w1 > 0)) {
            return without("auroc.weighted", sample, Reason.NO_POSITIVES);
        }
        if (!(w0 > 0)) {
            return without("auroc.weighted", sample, Reason.NO_NEGATIVES);
        }
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum below = new CompensatedSum();
        for (int i = 0; i < blocks.size(); i++) {
            sum.add(blocks.positive(i) * (below.value() + blocks.negative(i) / 2));
            below.add(blocks.negative(i));
        }
        // rounding alone could leave the range
        double area = Math.max(0, Math.min(1, sum.value() / w1 / w0));
        return new Auroc("auroc.weighted", sample.support(), area, null, 0, Reason.NOT_OFFERED);
    }

    static Optional<Reason> missingClass(ScoredLabels sample) {
        if (sample.size() == 0) {
            return Optional.of(Reason.EMPTY_GROUP);
        }
        if (sample.positives() == 0) {
            return Optional.of(Reason.NO_POSITIVES);
        }
        return sample.negatives() == 0 ? Optional.of(Reason.NO_NEGATIVES) : Optional.empty();
    }

    /**
     * Area with the default interval of this variance: logit; where the area is 0 or 1 and records are independent, from
     * disjoint pairs.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate estimate(double level) {
        Arguments.level(level);
        if (areaReason != null) {
            return Estimate.notEstimable(areaReason, method + ".logit", support);
        }
        boolean extreme = area == 0 || area == 1;
        IntervalEstimate interval = extreme && method.equals(DELONG) ? disjointPairs(level) : logit(level);
        return Estimate.of(area, interval, support);
    }

    /**
     * Gini coefficient, {@code 2 A - 1}.
     *
     * @return the coefficient, without an interval
     */
    public Estimate gini() {
        return areaReason != null
                ? Estimate.notEstimable(areaReason, method, support)
                : Arguments.value(2 * area - 1, method, support);
    }

    /**
     * Sampling variance of the area.
     *
     * @return the variance; 0 for perfect separation, which says nothing about uncertainty
     */
    public Estimate variance() {
        return varianceReason != null
                ? Estimate.notEstimable(varianceReason, method, support)
                : Arguments.value(variance, method, support);
    }

    /**
     * Standard error of the area, the root of the variance.
     *
     * @return the standard error
     */
    public Estimate standardError() {
        return varianceReason != null
                ? Estimate.notEstimable(varianceReason, method, support)
                : Arguments.value(Math.sqrt(variance), method, support);
    }

    /**
     * The test that the area is 0.5, two-sided: {@code z = (A - 0.5) / se}, normal, with the variance of this area.
     *
     * @return the test; {@code ZERO_VARIANCE} where the variance is 0, as of a perfect separation
     */
    public HypothesisTest againstChance() {
        String id = method + ".against_chance";
        Optional<Reason> none = areaReason().or(this::varianceReason);
        if (none.isPresent() || variance == 0) {
            return HypothesisTest.notEstimable(none.orElse(Reason.ZERO_VARIANCE), id, support);
        }
        double z = (area - 0.5) / Math.sqrt(variance);
        return HypothesisTest.of(id, z, Arguments.twoSided(z), support);
    }

    /**
     * Wald interval, {@code A -+ z se}; DeLong's is clipped to [0, 1] as by pROC, the clustered one is not. Of width zero for an
     * area of 0 or 1: only to compare.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval
     */
    public IntervalEstimate wald(double level) {
        double z = Arguments.z(level);
        String id = method + ".wald";
        if (varianceReason != null) {
            return Arguments.unknown(varianceReason, id);
        }
        double half = z * Math.sqrt(variance);
        return method.equals(CLUSTERED)
                ? IntervalEstimate.of(area - half, area + half, level, id)
                : IntervalEstimate.of(Math.max(0, area - half), Math.min(1, area + half), level, id);
    }

    /**
     * Logit interval, {@code expit(logit A -+ z se / (A (1 - A)))}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code ZERO_VARIANCE} where the variance is 0
     */
    public IntervalEstimate logit(double level) {
        double z = Arguments.z(level);
        String id = method + ".logit";
        if (varianceReason != null) {
            return Arguments.unknown(varianceReason, id);
        }
        if (variance == 0 || area == 0 || area == 1) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double half = z * Math.sqrt(variance) / (area * (1 - area));
        double centre = Arguments.logit(area);
        return IntervalEstimate.of(Arguments.expit(centre - half), Arguments.expit(centre + half), level, id);
    }

    /**
     * Exact interval for an area of 0 or 1, where no variance can be estimated.
     *
     * <p>Pair {@code m = min(n1, n0)} positives with as many different negatives: {@code m} independent trials, each won with
     * probability at most (a tie never counted as a win) the area. If all are won the Clopper-Pearson limit
     * {@code ((1 - level)/2)^(1/m)} is a lower limit of the area that covers at least the level; for an area of 0 the mirror
     * image. It uses only part of the information and is wide: deliberate.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code NOT_OFFERED} for an area strictly between 0 and 1, {@code DEPENDENT_RECORDS} where records
     *     share subjects
     */
    public IntervalEstimate disjointPairs(double level) {
        Arguments.level(level);
        String id = "auroc.disjoint_pairs.clopper_pearson";
        if (areaReason != null) {
            return Arguments.unknown(areaReason, id);
        }
        if (varianceReason == Reason.DEPENDENT_RECORDS || method.equals(CLUSTERED)) {
            return Arguments.unknown(Reason.DEPENDENT_RECORDS, id);
        }
        if (!method.equals(DELONG) || (area != 0 && area != 1)) {
            return Arguments.unknown(Reason.NOT_OFFERED, id);
        }
        SortedCounts counts = new SortedCounts(support);
        double limit = StrictMath.pow((1 - level) / 2, 1.0 / Math.min(counts.positives(), counts.negatives()));
        return area == 1 ? IntervalEstimate.of(limit, 1, level, id) : IntervalEstimate.of(0, 1 - limit, level, id);
    }

    Optional<Reason> areaReason() {
        return Optional.ofNullable(areaReason);
    }

    Optional<Reason> varianceReason() {
        return Optional.ofNullable(varianceReason);
    }

    /** The area; only to be read where {@link #areaReason} is empty. */
    double area() {
        return area;
    }

    /** The variance; only to be read where {@link #varianceReason} is empty. */
    double rawVariance() {
        return variance;
    }

    Support support() {
        return support;
    }

    /** The class counts of a support. */
    private record SortedCounts(Support support) {
        long positives() {
            return support.counts().getOrDefault("positives", 0L);
        }

        long negatives() {
            return support.counts().getOrDefault("negatives", 0L);
        }
    }
}
