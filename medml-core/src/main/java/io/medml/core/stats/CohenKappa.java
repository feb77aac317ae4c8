package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Cohen's kappa of two raters: agreement beyond that expected if they rated independently, plain or weighted.
 *
 * <pre>{@code
 *  po = sum w_ij p_ij      pe = sum w_ij r_i c_j      kappa = (po - pe) / (1 - pe)
 *  se^2 = [sum p_ij (w_ij - (wr_i + wc_j)(1 - kappa))^2 - (kappa - pe (1 - kappa))^2] / (n (1 - pe)^2)
 *  se0^2 = [sum r_i c_j (w_ij - wr_i - wc_j)^2 - pe^2] / (n (1 - pe)^2)
 * }</pre>
 *
 * with {@code p_ij} the share of units in category i by the first and j by the second rater, {@code r_i}, {@code c_j} its margins,
 * {@code w_ij} the weights, {@code wr_i = sum_j w_ij c_j} and {@code wc_j = sum_i w_ij r_i}. Both variances are computed as sums of
 * squared deviations from a mean.
 *
 * <ul>
 * <li><b>Range:</b> at most 1, for complete agreement; 0 for agreement as by chance; -1 at the least for two categories. Higher is
 *     better. The interval {@code kappa -+ z se} is not clipped.
 * <li><b>Measured coverage</b> of 0.95, two raters who are right in the same share of units, among tables that give an interval: 20 units,
 *     prevalence 0.5, right in 0.9: 0.901; 30, 0.1, 0.9: 0.871; 50, 0.05, 0.95: 0.854; 50, 0.5, 0.9: 0.945; 200, 0.1, 0.9: 0.941. With
 *     fewer than some twenty units in the rarer category it promises too much.
 * <li><b>Paradox:</b> kappa is low where one category prevails, however well raters agree, and it is the higher the more their
 *     margins differ. Read {@link #percentAgreement}, {@link #prevalenceIndex} and {@link #biasIndex} beside it.
 * <li><b>Missing:</b> refused; see {@link Ratings#completeCases}.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; one unit: {@code TOO_FEW}, for kappa, its standard errors and the test, since the
 *     formula gives 0 whichever two categories it was put in; all ratings of both in one category, so that {@code pe = 1}:
 *     {@code SINGLE_CATEGORY}. The interval where the variance is 0, as for complete agreement: {@code ZERO_VARIANCE}, since a width
 *     of zero is no certainty; {@link #waldInterval} gives the formula all the same. The interval and the test where units share
 *     subjects: {@code DEPENDENT_RECORDS}; {@link #bootstrap} resamples subjects.
 * <li><b>Cost:</b> {@code O(n log n + k^2)}, for at most 1000 categories {@code k}; more are refused.
 * <li><b>Reference:</b> Cohen (1960), Educ. Psychol. Meas. 20, 37-46; Cohen (1968), Psychol. Bulletin 70; Fleiss, Cohen and Everitt
 *     (1969), Psychol. Bulletin 72, 323-327; Byrt, Bishop and Carlin (1993), J. Clin. Epidemiol. 46, 423-429. Agrees with vcd
 *     {@code Kappa} and statsmodels {@code cohens_kappa}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CohenKappa {

    private static final String METHOD = "agreement.cohen_kappa";
    private static final int MOST_CATEGORIES = 1000;

    private final Ratings ratings;
    private final AgreementWeights weights;
    private final double level;
    private final String id;
    private final Support support;
    private final long[][] table;
    private final Parts parts;

    /** The figures, or the reason there are none. */
    private record Parts(
            double observed,
            double expected,
            double kappa,
            double variance,
            double nullVariance,
            @Nullable Reason reason) {

        static Parts none(Reason reason) {
            return new Parts(0, 0, 0, 0, 0, reason);
        }
    }

    private CohenKappa(Ratings ratings, AgreementWeights weights, double level) {
        ratings.requireTwoRaters("Cohen's kappa");
        ratings.requireComplete("Cohen's kappa", "");
        Arguments.level(level);
        this.ratings = ratings;
        this.weights = Objects.requireNonNull(weights, "weights");
        this.level = level;
        this.id = METHOD + "." + weights.id();
        this.support = ratings.support();
        this.table = table(ratings, ratings.counts());
        this.parts = parts(table, weights);
    }

    /**
     * Computes kappa.
     *
     * @param ratings complete ratings of two raters
     * @param weights how much ratings in different categories agree
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static CohenKappa of(Ratings ratings, AgreementWeights weights, double level) {
        return new CohenKappa(ratings, weights, level);
    }

    static long[][] table(Ratings ratings, CellCounts counts) {
        if (ratings.categoryCount() > MOST_CATEGORIES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a table of two raters holds at most %d categories, found %d; for measurements use"
                            + " IntraclassCorrelation or LinConcordance",
                    MOST_CATEGORIES,
                    ratings.categoryCount()));
        }
        long[][] table = new long[ratings.categoryCount()][ratings.categoryCount()];
        for (int p = 0; p < ratings.patternCount(); p++) {
            int[] pair = ratings.given(p);
            table[pair[0]][pair[1]] += counts.get(p);
        }
        return table;
    }

    private static Parts parts(long[][] table, AgreementWeights weights) {
        int k = table.length;
        long[] rows = new long[k];
        long[] columns = new long[k];
        long n = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                rows[i] += table[i][j];
                columns[j] += table[i][j];
                n += table[i][j];
            }
        }
        if (n == 0) {
            return Parts.none(Reason.EMPTY_GROUP);
        }
        double size = (double) n;
        CompensatedSum observed = new CompensatedSum();
        CompensatedSum expected = new CompensatedSum();
        double[] byRow = new double[k];
        double[] byColumn = new double[k];
        for (int i = 0; i < k; i++) {
            if (rows[i] == n && columns[i] == n) {
                return Parts.none(Reason.SINGLE_CATEGORY);
            }
            for (int j = 0; j < k; j++) {
                double w = weights.of(i, j, k);
                observed.add(w * table[i][j]);
                expected.add(w * rows[i] / size * columns[j]);
                byRow[i] += w * columns[j] / size;
                byColumn[j] += w * rows[i] / size;
            }
        }
        double po = observed.value() / size;
        double pe = expected.value() / size;
        double kappa = (po - pe) / (1 - pe);
        CompensatedSum squares = new CompensatedSum();
        CompensatedSum nullSquares = new CompensatedSum();
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double w = weights.of(i, j, k);
                double margins = byRow[i] + byColumn[j];
                double deviation = w - margins * (1 - kappa) - (kappa - pe * (1 - kappa));
                squares.add(table[i][j] / size * deviation * deviation);
                double nullDeviation = w - margins + pe;
                nullSquares.add(rows[i] / size * (columns[j] / size) * nullDeviation * nullDeviation);
            }
        }
        double scale = size * (1 - pe) * (1 - pe);
        return new Parts(po, pe, kappa, positive(squares.value()) / scale, positive(nullSquares.value()) / scale, null);
    }

    /** Squares of what is only rounding are no variance. */
    private static double positive(double squares) {
        return squares > 1e-28 ? squares : 0;
    }

    /**
     * Kappa.
     *
     * @return the estimate with the interval of the Fleiss-Cohen-Everitt standard error
     */
    public Estimate kappa() {
        Reason reason = reason();
        if (reason != null) {
            return Estimate.notEstimable(reason, id, support);
        }
        IntervalEstimate interval = ratings.hasRepeatedSubjects()
                ? Arguments.unknown(Reason.DEPENDENT_RECORDS, id)
                : parts.variance == 0 ? Arguments.unknown(Reason.ZERO_VARIANCE, id) : waldInterval();
        return Estimate.of(parts.kappa, interval, support);
    }

    /** Why there is no kappa; of one unit it would say nothing of the ratings. */
    private @Nullable Reason reason() {
        return ratings.units() == 1 ? Reason.TOO_FEW : parts.reason;
    }

    /**
     * The interval {@code kappa -+ z se} as its formula gives it for independent units, of width zero where the variance is; only
     * to compare.
     *
     * @return the interval
     */
    public IntervalEstimate waldInterval() {
        Reason reason = reason();
        if (reason != null) {
            return Arguments.unknown(reason, id);
        }
        double half = Arguments.z(level) * Math.sqrt(parts.variance);
        return IntervalEstimate.of(parts.kappa - half, parts.kappa + half, level, id);
    }

    /**
     * Weighted observed agreement, {@code po}.
     *
     * @return the value, in [0, 1]
     */
    public Estimate observedAgreement() {
        return figure(parts.reason, parts.observed, ".observed");
    }

    /**
     * Weighted agreement that is expected of independent raters with these margins, {@code pe}.
     *
     * @return the value, in [0, 1)
     */
    public Estimate expectedAgreement() {
        return figure(parts.reason, parts.expected, ".expected");
    }

    /**
     * Standard error by Fleiss, Cohen and Everitt, for independent units.
     *
     * @return the standard error
     */
    public Estimate standardError() {
        return figure(reason(), Math.sqrt(parts.variance), ".standard_error");
    }

    /**
     * Standard error if the raters were independent of each other, for independent units.
     *
     * @return the standard error
     */
    public Estimate nullStandardError() {
        return figure(reason(), Math.sqrt(parts.nullVariance), ".null_standard_error");
    }

    private Estimate figure(@Nullable Reason reason, double value, String name) {
        return reason != null
                ? Estimate.notEstimable(reason, id + name, support)
                : Arguments.value(value, id + name, support);
    }

    /**
     * Two-sided test of no agreement beyond chance, {@code z = kappa / se0}.
     *
     * @return the test
     */
    public HypothesisTest test() {
        Reason reason = reason() != null
                ? reason()
                : ratings.hasRepeatedSubjects()
                        ? Reason.DEPENDENT_RECORDS
                        : parts.nullVariance == 0 ? Reason.ZERO_VARIANCE : null;
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, id + ".test", support);
        }
        double z = parts.kappa / Math.sqrt(parts.nullVariance);
        return HypothesisTest.of(id + ".test", z, Arguments.twoSided(z), support);
    }

    /**
     * The share of units in the same category, not weighted.
     *
     * @return the estimate with the Wilson interval, at the effective number of units where units share subjects
     */
    public Estimate percentAgreement() {
        if (ratings.hasRepeatedSubjects()) {
            int[] same = new int[ratings.units()];
            for (int i = 0; i < same.length; i++) {
                int[] pair = ratings.given(ratings.patternOf(i));
                same[i] = pair[0] == pair[1] ? 1 : 0;
            }
            return ClusteredProportion.estimate(same, ratings.subjects(), level, Reason.EMPTY_GROUP);
        }
        long same = 0;
        for (int i = 0; i < table.length; i++) {
            same += table[i][i];
        }
        return BinomialInterval.WILSON.estimate(same, ratings.units(), level, Reason.EMPTY_GROUP);
    }

    /**
     * Prevalence-adjusted bias-adjusted kappa, {@code (k pa - 1) / (k - 1)} with {@code pa} the percent agreement and {@code k} the
     * number of categories; for more than two categories Bennett's S.
     *
     * @return the estimate, its limits from those of the percent agreement; {@code SINGLE_CATEGORY} for a scale of one category
     */
    public Estimate pabak() {
        String method = METHOD + ".pabak";
        int k = table.length;
        Estimate share = percentAgreement();
        if (share.point().isEmpty() || k < 2) {
            Reason reason = ratings.units() == 0 ? Reason.EMPTY_GROUP : Reason.SINGLE_CATEGORY;
            return Estimate.notEstimable(reason, method, support);
        }
        IntervalEstimate interval = share.intervalEstimate() instanceof IntervalEstimate.Unknown unknown
                ? Arguments.unknown(unknown.reason(), method)
                : share.interval()
                        .map(known -> IntervalEstimate.of(
                                adjusted(known.lower(), k), adjusted(known.upper(), k), level, method))
                        .orElseThrow();
        return Estimate.of(adjusted(share.point().getAsDouble(), k), interval, support);
    }

    private static double adjusted(double share, int k) {
        return (k * share - 1) / (k - 1);
    }

    /**
     * Prevalence index of two categories: the share of units that both put in the higher category minus the share that both put in
     * the lower one; its size is large where kappa is low by prevalence.
     *
     * @return the estimate, in [-1, 1], with Tango's interval; {@code OUTSIDE_DOMAIN} for other than two categories
     */
    public Estimate prevalenceIndex() {
        return table.length == 2
                ? index(new PairedCounts(table[0][1], table[1][1], table[0][0], table[1][0]), ".prevalence_index")
                : noIndex(".prevalence_index");
    }

    /**
     * Bias index of two categories: the share of units that the first rater puts in the higher category minus that of the second.
     *
     * @return the estimate, in [-1, 1], with Tango's interval; {@code OUTSIDE_DOMAIN} for other than two categories
     */
    public Estimate biasIndex() {
        return table.length == 2
                ? index(new PairedCounts(table[1][1], table[1][0], table[0][1], table[0][0]), ".bias_index")
                : noIndex(".bias_index");
    }

    private Estimate index(PairedCounts counts, String name) {
        Estimate difference = PairedDifference.TANGO.estimate(counts, level);
        if (ratings.hasRepeatedSubjects()) {
            return Estimate.of(
                    difference.point().orElseThrow(),
                    Arguments.unknown(Reason.DEPENDENT_RECORDS, METHOD + name),
                    support);
        }
        return difference;
    }

    private Estimate noIndex(String name) {
        Reason reason = ratings.units() == 0 ? Reason.EMPTY_GROUP : Reason.OUTSIDE_DOMAIN;
        return Estimate.notEstimable(reason, METHOD + name, support);
    }

    /**
     * Kappa in resamples of units, or of subjects where units share them.
     *
     * @param plan which units or subjects each replicate draws; units are numbered by row, subjects in ascending order of their codes
     * @return the distribution; a replicate in one category is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        return ratings.resampling().bootstrap(plan, this::value);
    }

    /**
     * The acceleration for {@link BootstrapDistribution#bca}, by the jackknife over units or subjects.
     *
     * @return the acceleration; empty where kappa without one of them is undefined or does not vary
     */
    public OptionalDouble acceleration() {
        return ratings.resampling().acceleration(this::value);
    }

    private OptionalDouble value(CellCounts counts) {
        Parts replicate = parts(table(ratings, counts), weights);
        return replicate.reason != null ? OptionalDouble.empty() : OptionalDouble.of(replicate.kappa);
    }
}
