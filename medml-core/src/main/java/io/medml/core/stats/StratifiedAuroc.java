package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The area under the ROC curve within strata: how a positive is ranked among the negatives of its own stratum only, so that nothing
 * that differs between strata can help. It is the covariate-adjusted area of a covariate with few values.
 *
 * <pre>{@code
 * V10_i = share of the negatives of i's stratum with a smaller score, ties counting one half        i a positive
 * A     = mean of V10_i over the positives = sum over strata of (n1_s / n1) A_s
 * }</pre>
 *
 * with {@code A_s} the area in stratum {@code s} and {@code n1_s} of all {@code n1} positives in it, {@code w_s = n1_s / n1}. By subject,
 * {@code X = sum over its positives of (V10 - A) / n1} and {@code Z_s = sum over its negatives in s of w_s (V01 - A_s) / n0_s}, and
 *
 * <pre>{@code
 *  var(A) = I10/(I10 - 1) sum X^2 + sum (sum over s of sqrt(I01_s/(I01_s - 1)) Z_s)^2
 *           + 2 sum X (sum over s of I_s/(I_s - 1) Z_s)
 * }</pre>
 *
 * with {@code I10} the subjects with a positive, {@code I01_s} those with a negative in the stratum, {@code I_s} all with a record in it. With
 * one stratum this is Obuchowski's variance, and with one record a subject DeLong's. In a stratum with a single negative subject the
 * negatives show no variation; {@code w_s (A_s - A) / sqrt(1 - w_s)} then stands for that subject's term in both sums, as strata are collapsed
 * in sample surveys. It takes true differences between strata for chance and so is too large, not too small.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1], 0.5 for no discrimination within strata; higher is better.
 * <li><b>Left out:</b> records of strata without a positive or without a negative, which hold no pair; the support counts them.
 * <li><b>Intervals:</b> of the area on the logit scale, of the difference and of the ratio of two areas of the same records Wald, from
 *     the same sums, so that the dependence of the two is taken into account.
 * <li><b>An area of 0 or 1</b> has no variance. Its interval, and the test, are exact from {@code m} disjoint pairs, all of them won: of
 *     each stratum as many as there are subjects with positives only, or with negatives only, whichever are fewer; each subject counts in
 *     its first stratum. The lower limit of 1 is {@code ((1 - level)/2)^(1/m)}; see {@link Auroc#disjointPairs}.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES} or {@code EMPTY_GROUP} where no stratum has a pair; no interval and no test
 *     ({@code TOO_FEW}) with fewer than two subjects that have a positive, or a negative, and where strata with a single negative subject hold
 *     more than a tenth of the positives and are fewer than ten, counted as {@code (sum w)^2 / sum w^2}.
 * <li><b>Measured coverage</b> of 0.95 at an area of 0.71, where strata are alike: 50 strata of 10 positives and 1 negative 0.97, 10 of 20 and 2
 *     0.95, 5 of 40 and 4 0.94; the other way round no lower. It is the number of negatives that counts: with 6 of them, in one stratum or in three,
 *     0.92.
 * <li><b>Cost:</b> one sort of each stratum. Row order changes no bit.
 * <li><b>Reference:</b> Janes and Pepe (2009), Biometrika 96, 371-382; Obuchowski (1997), Biometrics 53; Cochran (1977), Sampling Techniques,
 *     section 5A.12 (collapsed strata).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class StratifiedAuroc {

    private static final String METHOD = "auroc.stratified";
    private static final String DIFFERENCE = METHOD + ".difference";
    private static final String GREATER = METHOD + ".greater";
    private static final String PAIRS = METHOD + ".disjoint_pairs";
    private static final String SHARE = METHOD + ".excess_share";

    /** Largest share of the positives in strata with a single negative subject, where these are too few. */
    private static final double MOST_SINGLE = 0.1;

    /** Least number of them, a rounding below ten. */
    private static final double LEAST_SINGLE = 10 - 1e-6;

    private final Support support;
    private final double area;
    private final @Nullable Reason areaReason;
    private final double[] x;
    private final double[] z;
    private final double[] shared;
    private final boolean thin;
    private final boolean[] withPositive;
    private final boolean[] withNegative;
    private final long pairs;

    private StratifiedAuroc(
            Support support,
            double area,
            @Nullable Reason areaReason,
            double[] x,
            double[] z,
            double[] shared,
            boolean thin,
            boolean[] withPositive,
            boolean[] withNegative,
            long pairs) {
        this.support = support;
        this.area = area;
        this.areaReason = areaReason;
        this.x = x;
        this.z = z;
        this.shared = shared;
        this.thin = thin;
        this.withPositive = withPositive;
        this.withNegative = withNegative;
        this.pairs = pairs;
    }

    /**
     * The area with all records in one stratum.
     *
     * @param sample the records, without weights
     * @return the area
     */
    public static StratifiedAuroc of(ScoredLabels sample) {
        return of(sample, new int[sample.size()]);
    }

    /**
     * The area within strata.
     *
     * @param sample the records, without weights
     * @param strata the stratum of each record, any codes
     * @return the area
     */
    public static StratifiedAuroc of(ScoredLabels sample, int[] strata) {
        Arguments.sameLength("strata", strata.length, "labels", sample.size());
        if (sample.weighted()) {
            throw new IllegalArgumentException(
                    "areas within strata are of whole records; pass the sample without weights");
        }
        int[] distinct = ScoredLabels.distinct(strata);
        int[] stratum = ScoredLabels.dense(strata, distinct);
        int[][] rows = rows(stratum, distinct.length);
        Placements[] placements = new Placements[distinct.length];
        long[] positives = new long[distinct.length];
        long[] negatives = new long[distinct.length];
        long n1 = 0;
        long n0 = 0;
        int used = 0;
        for (int s = 0; s < distinct.length; s++) {
            ScoredLabels part = sample.select(rows[s]);
            if (part.positives() > 0 && part.negatives() > 0) {
                placements[s] = Placements.of(part);
                positives[s] = part.positives();
                negatives[s] = part.negatives();
                n1 += positives[s];
                n0 += negatives[s];
                used++;
            }
        }
        Support support = Support.ofClasses(n1, n0)
                .with("left_out", sample.size() - n1 - n0)
                .with("strata", used)
                .with("subjects", sample.subjects());
        int subjects = sample.subjects();
        double[] x = new double[subjects];
        double[] z = new double[subjects];
        double[] shared = new double[subjects];
        boolean[] withPositive = new boolean[subjects];
        boolean[] withNegative = new boolean[subjects];
        if (used == 0) {
            Reason reason = Auroc.missingClass(sample).orElse(Reason.EMPTY_GROUP);
            return new StratifiedAuroc(support, 0, reason, x, z, shared, false, withPositive, withNegative, 0);
        }
        CompensatedSum sum = new CompensatedSum();
        for (int s = 0; s < distinct.length; s++) {
            if (positives[s] > 0) {
                sum.add((double) positives[s]
                        / n1
                        * Placements.area(placements[s].total(), positives[s], negatives[s]));
            }
        }
        double area = Math.max(0, Math.min(1, sum.value()));
        long[] half = new long[subjects];
        long[] count = new long[subjects];
        int[] firstStratum = new int[subjects];
        Arrays.fill(firstStratum, -1);
        int[] lastStratum = firstStratum.clone();
        double single = 0;
        double singleSquares = 0;
        for (int s = 0; s < distinct.length; s++) {
            if (positives[s] == 0) {
                continue;
            }
            double within = Placements.area(placements[s].total(), positives[s], negatives[s]);
            double weight = (double) positives[s] / n1;
            int subjectsHere = 0;
            for (int label = 1; label >= 0; label--) {
                int ofClass = 0;
                for (int i = 0; i < rows[s].length; i++) {
                    if (sample.label(rows[s][i]) == label) {
                        int subject = sample.subject(rows[s][i]);
                        half[subject] += placements[s].half(i);
                        firstStratum[subject] = firstStratum[subject] < 0 ? s : firstStratum[subject];
                        subjectsHere += lastStratum[subject] == s ? 0 : 1;
                        lastStratum[subject] = s;
                        ofClass += count[subject] == 0 ? 1 : 0;
                        count[subject]++;
                        (label == 1 ? withPositive : withNegative)[subject] = true;
                    }
                }
                if (label == 0 && ofClass == 1) {
                    single += weight;
                    singleSquares += weight * weight;
                }
                for (int row : rows[s]) {
                    int subject = sample.subject(row);
                    if (count[subject] == 0) {
                        continue;
                    }
                    if (label == 1) {
                        x[subject] += (half[subject] / (2.0 * negatives[s]) - count[subject] * area) / n1;
                    } else if (ofClass > 1) {
                        double of = (half[subject] / (2.0 * positives[s]) - count[subject] * within)
                                * weight
                                / negatives[s];
                        z[subject] += of * Math.sqrt(ofClass / (ofClass - 1.0));
                        shared[subject] += of * subjectsHere / (subjectsHere - 1.0);
                    } else if (weight < 1) {
                        // its own deviation is 0: it takes that of the stratum from the others
                        double of = weight * (within - area) / Math.sqrt(1 - weight);
                        z[subject] += of;
                        shared[subject] += of;
                    }
                    half[subject] = 0;
                    count[subject] = 0;
                }
            }
        }
        long[] only = new long[2 * distinct.length];
        for (int subject = 0; subject < subjects; subject++) {
            if (withPositive[subject] != withNegative[subject]) {
                only[2 * firstStratum[subject] + (withPositive[subject] ? 1 : 0)]++;
            }
        }
        long pairs = 0;
        for (int s = 0; s < distinct.length; s++) {
            pairs += Math.min(only[2 * s], only[2 * s + 1]);
        }
        boolean thin = single > MOST_SINGLE && single * single < LEAST_SINGLE * singleSquares;
        return new StratifiedAuroc(support, area, null, x, z, shared, thin, withPositive, withNegative, pairs);
    }

    private static int[][] rows(int[] stratum, int count) {
        int[] sizes = new int[count];
        for (int s : stratum) {
            sizes[s]++;
        }
        int[][] rows = new int[count][];
        Arrays.setAll(rows, s -> new int[sizes[s]]);
        int[] next = new int[count];
        for (int row = 0; row < stratum.length; row++) {
            rows[stratum[row]][next[stratum[row]]++] = row;
        }
        return rows;
    }

    /**
     * The area with its logit interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate estimate(double level) {
        double normal = Arguments.z(level);
        String id = METHOD + ".logit";
        if (areaReason != null) {
            return Estimate.notEstimable(areaReason, id, support);
        }
        double variance = variance(1, this, 0);
        if (Double.isNaN(variance)) {
            return Estimate.of(area, Arguments.unknown(Reason.TOO_FEW, id), support);
        }
        if ((area == 0 || area == 1) && pairs > 0) {
            double limit = StrictMath.pow((1 - level) / 2, 1.0 / pairs);
            return Estimate.of(
                    area,
                    IntervalEstimate.of(area == 1 ? limit : 0, area == 1 ? 1 : 1 - limit, level, PAIRS),
                    support.with("pairs", pairs));
        }
        if (!(variance > 0) || area == 0 || area == 1) {
            return Estimate.of(area, Arguments.unknown(Reason.ZERO_VARIANCE, id), support);
        }
        double half = normal * Math.sqrt(variance) / (area * (1 - area));
        double centre = Arguments.logit(area);
        return Estimate.of(
                area,
                IntervalEstimate.of(Arguments.expit(centre - half), Arguments.expit(centre + half), level, id),
                support);
    }

    /**
     * One-sided test that the area is at most a stated one, {@code z = (logit A - logit a) A (1 - A) / se}.
     *
     * @param bound the stated area {@code a}, in (0, 1)
     * @return the test; of an area of 1 the exact {@code a^m} with {@code m} disjoint pairs, of 0 a p-value of 1
     */
    public HypothesisTest greaterThan(double bound) {
        if (!(bound > 0 && bound < 1)) {
            throw new IllegalArgumentException("the bound of an area must be in (0, 1), got " + bound);
        }
        if (areaReason != null) {
            return HypothesisTest.notEstimable(areaReason, GREATER, support);
        }
        if ((area == 0 || area == 1) && pairs > 0) {
            return HypothesisTest.withoutStatistic(
                    Reason.ZERO_VARIANCE,
                    PAIRS,
                    area == 0 ? 1 : StrictMath.pow(bound, (double) pairs),
                    support.with("pairs", pairs));
        }
        double variance = variance(1, this, 0);
        if (Double.isNaN(variance)) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, GREATER, support);
        }
        if (!(variance > 0) || area == 0 || area == 1) {
            // all scores tied, or nothing to pair: an area above the bound is then not shown
            return area <= bound
                    ? HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, GREATER, 1, support)
                    : HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, GREATER, support);
        }
        double z = (Arguments.logit(area) - Arguments.logit(bound)) * area * (1 - area) / Math.sqrt(variance);
        return HypothesisTest.of(GREATER, z, Arguments.upperTail(z), support);
    }

    /**
     * The difference to another area of the same subjects, this minus the other, with a Wald interval.
     *
     * @param other the other area, of the same subjects in the same order
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference; without an interval where it does not vary ({@code ZERO_VARIANCE})
     */
    public Estimate minus(StratifiedAuroc other, double level) {
        double normal = Arguments.z(level);
        requireSameSubjects(other);
        Reason reason = areaReason != null ? areaReason : other.areaReason;
        if (reason != null) {
            return Estimate.notEstimable(reason, DIFFERENCE, support);
        }
        double difference = area - other.area;
        double variance = variance(1, other, -1);
        return Estimate.of(difference, wald(difference, variance, normal, level, DIFFERENCE), support);
    }

    /**
     * How much of another area's excess over chance this one reaches, {@code (A - 1/2) / (B - 1/2)}, with a Wald interval by the
     * delta method.
     *
     * @param whole the other area {@code B}, of the same subjects in the same order
     * @param level confidence level, a fraction in (0, 1)
     * @return the share, which may be below 0 or above 1; {@code OUTSIDE_DOMAIN} where the lower limit of {@code B} is not above 1/2, so
     *     that there may be nothing to have a share of
     */
    public Estimate excessShare(StratifiedAuroc whole, double level) {
        double normal = Arguments.z(level);
        requireSameSubjects(whole);
        Reason reason = areaReason != null ? areaReason : whole.areaReason;
        if (reason != null) {
            return Estimate.notEstimable(reason, SHARE, support);
        }
        boolean discriminates = whole.estimate(level)
                .interval()
                .filter(interval -> interval.lower() > 0.5)
                .isPresent();
        if (!discriminates) {
            return Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, SHARE, support);
        }
        double excess = whole.area - 0.5;
        double share = (area - 0.5) / excess;
        double variance = variance(1 / excess, whole, -share / excess);
        return Estimate.of(share, wald(share, variance, normal, level, SHARE), support);
    }

    private static IntervalEstimate wald(double value, double variance, double normal, double level, String id) {
        if (Double.isNaN(variance)) {
            return Arguments.unknown(Reason.TOO_FEW, id);
        }
        if (!(variance > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double half = normal * Math.sqrt(variance);
        return IntervalEstimate.of(value - half, value + half, level, id);
    }

    private void requireSameSubjects(StratifiedAuroc other) {
        if (x.length != other.x.length) {
            throw new IllegalArgumentException("two areas are compared on the same subjects, got " + x.length + " and "
                    + other.x.length + " subjects");
        }
    }

    /** Variance of a linear combination of the two areas; NaN where too few subjects have a positive or a negative. */
    private double variance(double own, StratifiedAuroc other, double others) {
        CompensatedSum xx = new CompensatedSum();
        CompensatedSum zz = new CompensatedSum();
        CompensatedSum xz = new CompensatedSum();
        long i10 = 0;
        long i01 = 0;
        for (int s = 0; s < x.length; s++) {
            double dx = own * x[s] + others * other.x[s];
            double dz = own * z[s] + others * other.z[s];
            xx.add(dx * dx);
            zz.add(dz * dz);
            xz.add(dx * (own * shared[s] + others * other.shared[s]));
            i10 += withPositive[s] || (others != 0 && other.withPositive[s]) ? 1 : 0;
            i01 += withNegative[s] || (others != 0 && other.withNegative[s]) ? 1 : 0;
        }
        if (i10 < 2 || i01 < 2 || thin || (others != 0 && other.thin)) {
            return Double.NaN;
        }
        return i10 / (i10 - 1.0) * xx.value() + zz.value() + 2 * xz.value();
    }
}
