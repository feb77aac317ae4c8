package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Gwet's agreement coefficient of two or more raters: AC1 unweighted, AC2 with weights. It stays close to the percent agreement where
 * one category prevails, where kappa does not.
 *
 * <pre>{@code
 *  a_i = sum_k n_ik (sum_l w_kl n_il - 1) / (r_i (r_i - 1))     pa = mean of a_i over the n2 units with r_i >= 2 ratings
 *  pi_k = mean of n_ik / r_i over all n rated units             T = sum_kl w_kl / (K (K - 1))
 *  pe = T sum_k pi_k (1 - pi_k)                                 AC = (pa - pe) / (1 - pe)
 *  L_i = (n / n2) (a_i - pe)[r_i >= 2] / (1 - pe) - 2 (1 - AC) (T sum_k n_ik (1 - pi_k) / r_i - pe) / (1 - pe)
 *  se^2 = sum (L_i - AC)^2 / (n (n - 1))
 * }</pre>
 *
 * with {@code n_ik} the number of raters who put unit i in category k, {@code r_i} the number who rated it, {@code K} the number of
 * categories on the scale.
 *
 * <ul>
 * <li><b>Range:</b> at most 1, for complete agreement; higher is better. {@code K} counts: declare a scale with
 *     {@link Ratings#withScale} if some category was never used.
 * <li><b>Interval:</b> {@code AC -+ t se}, {@code t} with {@code n - 1} degrees of freedom, upper limit at most 1.
 * <li><b>Measured coverage</b> of 0.95, two raters who are right in the same share of units, among tables that give an interval: 20 units,
 *     prevalence 0.5, right in 0.9: 0.911; 30, 0.1, 0.9: 0.924; 50, 0.05, 0.95: 0.912; 50, 0.5, 0.9: 0.943; 200, 0.1, 0.9: 0.946.
 * <li><b>Missing:</b> allowed; a unit with one rating counts for {@code pi_k} only, one with none not at all.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; a scale of one category: {@code SINGLE_CATEGORY}; fewer than two units with
 *     two ratings: {@code TOO_FEW}, since one unit would have to say both how often raters agree and how often they would by chance; the
 *     interval of units that all weigh alike, as for complete agreement:
 *     {@code ZERO_VARIANCE}; of units that share subjects: {@code DEPENDENT_RECORDS}, see {@link #bootstrap}.
 * <li><b>Cost:</b> {@code O(n (k^2 + log n))}.
 * <li><b>Reference:</b> Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48; Gwet (2014), Handbook of Inter-Rater Reliability, 4th
 *     edition. Agrees with irrCAC {@code gwet.ac1.raw}, whose weights look at the values of categories, here at their places.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class GwetAgreement {

    private final Ratings ratings;
    private final AgreementWeights weights;
    private final double level;
    private final String id;
    private final int[][] choices;
    private final int[] rated;
    private final double[] agreement;
    private final double totalWeight;
    private final Support support;
    private final Parts parts;

    /** The figures, or the reason there are none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parts(
            double observed,
            double expected,
            double[] shares,
            long n,
            long pairable,
            @Nullable Reason reason) {

        static Parts none(Reason reason) {
            return new Parts(0, 0, new double[0], 0, 0, reason);
        }

        double coefficient() {
            return (observed - expected) / (1 - expected);
        }
    }

    private GwetAgreement(Ratings ratings, AgreementWeights weights, double level) {
        Arguments.level(level);
        this.ratings = ratings;
        this.weights = Objects.requireNonNull(weights, "weights");
        this.level = level;
        this.id = weights == AgreementWeights.UNWEIGHTED ? "agreement.gwet_ac1" : "agreement.gwet_ac2." + weights.id();
        this.choices = ratings.choices();
        this.rated = new int[choices.length];
        this.agreement = new double[choices.length];
        for (int p = 0; p < choices.length; p++) {
            rated[p] = ratings.given(p).length;
            agreement[p] = rated[p] < 2 ? 0 : agreement(choices[p], rated[p]);
        }
        this.totalWeight = totalWeight();
        this.parts = parts(ratings.counts());
        this.support = ratings.support().with("pairable_units", parts.pairable);
    }

    /**
     * Computes the coefficient.
     *
     * @param ratings the ratings; some may be missing
     * @param weights unweighted for AC1, others for AC2
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static GwetAgreement of(Ratings ratings, AgreementWeights weights, double level) {
        return new GwetAgreement(ratings, weights, level);
    }

    private double agreement(int[] chosen, int raters) {
        int k = chosen.length;
        CompensatedSum sum = new CompensatedSum();
        for (int c = 0; c < k; c++) {
            double near = 0;
            for (int l = 0; chosen[c] > 0 && l < k; l++) {
                near += chosen[l] == 0 ? 0 : weights.of(c, l, k) * chosen[l];
            }
            sum.add(chosen[c] == 0 ? 0 : chosen[c] * (near - 1));
        }
        return sum.value() / ((double) raters * (raters - 1));
    }

    private double totalWeight() {
        int k = ratings.categoryCount();
        CompensatedSum sum = new CompensatedSum();
        for (int c = 0; c < k; c++) {
            for (int l = 0; l < k; l++) {
                sum.add(weights.of(c, l, k));
            }
        }
        return k < 2 ? 0 : sum.value() / ((double) k * (k - 1));
    }

    private Parts parts(CellCounts counts) {
        int k = ratings.categoryCount();
        CompensatedSum observed = new CompensatedSum();
        CompensatedSum[] sums = new CompensatedSum[k];
        Arrays.setAll(sums, c -> new CompensatedSum());
        long n = 0;
        long pairable = 0;
        for (int p = 0; p < choices.length; p++) {
            long count = rated[p] == 0 ? 0 : counts.get(p);
            n += count;
            pairable += rated[p] < 2 ? 0 : count;
            observed.add(count * agreement[p]);
            for (int c = 0; count > 0 && c < k; c++) {
                sums[c].add((double) count * choices[p][c] / rated[p]);
            }
        }
        if (n == 0 || k < 2 || pairable == 0) {
            return Parts.none(n == 0 ? Reason.EMPTY_GROUP : k < 2 ? Reason.SINGLE_CATEGORY : Reason.TOO_FEW);
        }
        double[] shares = new double[k];
        CompensatedSum spread = new CompensatedSum();
        for (int c = 0; c < k; c++) {
            shares[c] = sums[c].value() / n;
            spread.add(shares[c] * (1 - shares[c]));
        }
        return new Parts(observed.value() / pairable, totalWeight * spread.value(), shares, n, pairable, null);
    }

    /**
     * The coefficient.
     *
     * @return the estimate with its interval
     */
    public Estimate coefficient() {
        Reason reason = reason();
        return reason != null
                ? Estimate.notEstimable(reason, id, support)
                : Estimate.of(parts.coefficient(), interval(), support);
    }

    private @Nullable Reason reason() {
        return parts.reason == null && parts.pairable < 2 ? Reason.TOO_FEW : parts.reason;
    }

    private IntervalEstimate interval() {
        if (ratings.hasRepeatedSubjects()) {
            return Arguments.unknown(Reason.DEPENDENT_RECORDS, id);
        }
        double error = error();
        return error > 1e-14
                ? StudentInterval.upTo(1, parts.coefficient(), error, parts.n - 1, level, id)
                : Arguments.unknown(Reason.ZERO_VARIANCE, id);
    }

    private double error() {
        double coefficient = parts.coefficient();
        double beyond = 1 - parts.expected;
        double n = (double) parts.n;
        CellCounts counts = ratings.counts();
        CompensatedSum squares = new CompensatedSum();
        for (int p = 0; p < choices.length; p++) {
            if (rated[p] == 0) {
                continue;
            }
            CompensatedSum chance = new CompensatedSum();
            for (int c = 0; c < parts.shares.length; c++) {
                chance.add(choices[p][c] * (1 - parts.shares[c]) / rated[p]);
            }
            double own = rated[p] < 2 ? 0 : n / parts.pairable * (agreement[p] - parts.expected) / beyond;
            double linear = own - 2 * (1 - coefficient) * (totalWeight * chance.value() - parts.expected) / beyond;
            squares.add(counts.get(p) * (linear - coefficient) * (linear - coefficient));
        }
        return Math.sqrt(squares.value() / n / (n - 1));
    }

    /**
     * Weighted observed agreement, {@code pa}.
     *
     * @return the value, in [0, 1]
     */
    public Estimate observedAgreement() {
        return figure(parts.observed, ".observed");
    }

    /**
     * Agreement expected by chance, {@code pe}.
     *
     * @return the value, in [0, 1)
     */
    public Estimate expectedAgreement() {
        return figure(parts.expected, ".expected");
    }

    /**
     * Standard error, for independent units.
     *
     * @return the standard error; {@code TOO_FEW} for one unit
     */
    public Estimate standardError() {
        Reason reason = reason();
        return reason != null
                ? Estimate.notEstimable(reason, id + ".standard_error", support)
                : figure(error(), ".standard_error");
    }

    private Estimate figure(double value, String name) {
        return parts.reason != null
                ? Estimate.notEstimable(parts.reason, id + name, support)
                : Arguments.value(value, id + name, support);
    }

    /**
     * The coefficient in resamples of units, or of subjects where units share them; the scale stays that of the data.
     *
     * @param plan which units or subjects each replicate draws; units are numbered by row, subjects in ascending order of their codes
     * @return the distribution; a replicate without a unit of two ratings is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        return ratings.resampling().bootstrap(plan, this::value);
    }

    /**
     * The acceleration for {@link BootstrapDistribution#bca}, by the jackknife over units or subjects.
     *
     * @return the acceleration; empty where the coefficient without one of them is undefined or does not vary
     */
    public OptionalDouble acceleration() {
        return ratings.resampling().acceleration(this::value);
    }

    private OptionalDouble value(CellCounts counts) {
        Parts replicate = parts(counts);
        return replicate.reason != null ? OptionalDouble.empty() : OptionalDouble.of(replicate.coefficient());
    }
}
