package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.FDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Intraclass correlation of n units by k raters: the share of the variance of measurements that is between units, in six forms.
 *
 * <pre>{@code
 *  MSR, MSW, MSC, MSE: mean squares between units, within units, between raters, residual
 *  ICC(1,1) = (MSR - MSW) / (MSR + (k - 1) MSW)                             ICC(1,k) = (MSR - MSW) / MSR
 *  ICC(2,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)         ICC(2,k) = (MSR - MSE) / (MSR + (MSC - MSE) / n)
 *  ICC(3,1) = (MSR - MSE) / (MSR + (k - 1) MSE)                             ICC(3,k) = (MSR - MSE) / MSR
 * }</pre>
 *
 * <p>Intervals invert the F distribution; for forms 2 with Satterthwaite's degrees of freedom
 * {@code v = (a MSC + b MSE)^2 / ((a MSC)^2 / (k - 1) + (b MSE)^2 / ((n - 1)(k - 1)))}, {@code a = k r / (n (1 - r))},
 * {@code b = 1 + a (n - 1)}, see {@link SatterthwaiteBasis} for {@code r}.
 *
 * <ul>
 * <li><b>Range:</b> at most 1, for complete agreement (forms 1 and 2) or consistency (forms 3); may be negative. Higher is better.
 *     It depends on the spread of the units: the same raters reach less in a more uniform sample.
 * <li><b>Missing:</b> refused; see {@link Ratings#completeCases}.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; one unit: {@code TOO_FEW}; measurements that do not vary:
 *     {@code ZERO_VARIANCE}; a denominator that is not positive: {@code ZERO_DENOMINATOR}. Interval and test without residual variance:
 *     {@code ZERO_VARIANCE}; where the formula leaves its domain, as where {@code a MSC + b MSE}
 *     is not positive: {@code OUTSIDE_DOMAIN}; where units share subjects:
 *     {@code DEPENDENT_RECORDS}, see {@link #bootstrap}.
 * <li><b>Cost:</b> {@code O(n (k + log n))}.
 * <li><b>Reference:</b> Shrout and Fleiss (1979), Psychol. Bulletin 86, 420-428; McGraw and Wong (1996), Psychol. Methods 1, 30-46.
 *     Agrees with irr {@code icc}, and with psych {@code ICC} but for interval and degrees of freedom of ICC(2,k).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class IntraclassCorrelation {

    /** What the measurements are compared by, and whether one rater's or the mean of all raters' is used. */
    public enum Form {
        /** ICC(1,1): each unit has raters of its own; one measurement. */
        ONE_WAY_SINGLE("icc1_1", false),
        /** ICC(1,k): each unit has raters of its own; the mean of k. */
        ONE_WAY_AVERAGE("icc1_k", true),
        /** ICC(2,1): the same raters, drawn from many, absolute agreement; one measurement. */
        AGREEMENT_SINGLE("icc2_1", false),
        /** ICC(2,k): the same raters, drawn from many, absolute agreement; the mean of k. */
        AGREEMENT_AVERAGE("icc2_k", true),
        /** ICC(3,1): these raters and no others, consistency; one measurement. */
        CONSISTENCY_SINGLE("icc3_1", false),
        /** ICC(3,k): these raters and no others, consistency; the mean of k. */
        CONSISTENCY_AVERAGE("icc3_k", true);

        private final String id;
        private final boolean average;

        Form(String id, boolean average) {
            this.id = id;
            this.average = average;
        }

        private boolean agreement() {
            return this == AGREEMENT_SINGLE || this == AGREEMENT_AVERAGE;
        }

        private boolean oneWay() {
            return this == ONE_WAY_SINGLE || this == ONE_WAY_AVERAGE;
        }
    }

    /** Which coefficient is {@code r} in the degrees of freedom of ICC(2,k); for the other forms both are the same. */
    public enum SatterthwaiteBasis {
        /** ICC(2,k) itself, the default: as irr computes it. */
        AVERAGE,
        /**
         * ICC(2,1): as psych computes it. The interval is then that of ICC(2,1) stepped up by Spearman and Brown,
         * {@code k L / (1 + (k - 1) L)}, as Shrout and Fleiss propose.
         */
        SINGLE
    }

    /** The mean squares of units, raters and what is left. */
    private record MeanSquares(
            long n, int raters, double betweenUnits, double withinUnits, double betweenRaters, double residual) {

        @Nullable
        Reason reason() {
            if (n < 2) {
                return n == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW;
            }
            return betweenUnits == 0 && withinUnits == 0 ? Reason.ZERO_VARIANCE : null;
        }

        double error(Form form) {
            return form.oneWay() ? withinUnits : residual;
        }

        double denominator(Form form) {
            int k = raters;
            double error = error(form);
            double shift = form.agreement() ? (betweenRaters - residual) / n : 0;
            return form.average ? betweenUnits + shift : betweenUnits + (k - 1) * error + k * shift;
        }

        double coefficient(Form form) {
            return (betweenUnits - error(form)) / denominator(form);
        }
    }

    private final Ratings ratings;
    private final Form form;
    private final SatterthwaiteBasis basis;
    private final double level;
    private final String id;
    private final Support support;
    private final MeanSquares squares;
    private final @Nullable Reason reason;

    private IntraclassCorrelation(Ratings ratings, Form form, double level, SatterthwaiteBasis basis) {
        ratings.requireComplete("the intraclass correlation", "");
        Arguments.level(level);
        this.ratings = ratings;
        this.form = Objects.requireNonNull(form, "form");
        this.basis = Objects.requireNonNull(basis, "basis");
        this.level = level;
        this.id = "agreement.icc." + form.id;
        this.support = ratings.support();
        this.squares = meanSquares(ratings, ratings.counts());
        Reason none = squares.reason();
        this.reason = none == null && !(squares.denominator(form) > 0) ? Reason.ZERO_DENOMINATOR : none;
    }

    /**
     * Computes one form.
     *
     * @param ratings complete measurements
     * @param form which form
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static IntraclassCorrelation of(Ratings ratings, Form form, double level) {
        return of(ratings, form, level, SatterthwaiteBasis.AVERAGE);
    }

    /**
     * Computes one form with the stated degrees of freedom.
     *
     * @param ratings complete measurements
     * @param form which form
     * @param level confidence level, a fraction in (0, 1)
     * @param basis which coefficient the degrees of freedom of ICC(2,k) rest on
     * @return the statistic
     */
    public static IntraclassCorrelation of(Ratings ratings, Form form, double level, SatterthwaiteBasis basis) {
        return new IntraclassCorrelation(ratings, form, level, basis);
    }

    private static MeanSquares meanSquares(Ratings ratings, CellCounts counts) {
        int k = ratings.raters();
        int distinct = ratings.patternCount();
        double largest = 0;
        long n = 0;
        CompensatedSum[] columns = new CompensatedSum[k];
        Arrays.setAll(columns, r -> new CompensatedSum());
        double[][] rows = new double[distinct][];
        double[] rowMeans = new double[distinct];
        for (int p = 0; p < distinct; p++) {
            rows[p] = ratings.values(p);
            rowMeans[p] = Descriptive.sum(rows[p]) / k;
            n += counts.get(p);
            for (int r = 0; r < k; r++) {
                columns[r].add(counts.get(p) * rows[p][r]);
                largest = Math.max(largest, Math.abs(rows[p][r]));
            }
        }
        if (n < 2) {
            return new MeanSquares(n, k, 0, 0, 0, 0);
        }
        CompensatedSum total = new CompensatedSum();
        double[] columnMeans = new double[k];
        for (int r = 0; r < k; r++) {
            columnMeans[r] = columns[r].value() / n;
            total.add(columnMeans[r]);
        }
        double mean = total.value() / k;
        CompensatedSum units = new CompensatedSum();
        CompensatedSum within = new CompensatedSum();
        CompensatedSum residual = new CompensatedSum();
        for (int p = 0; p < distinct; p++) {
            long count = counts.get(p);
            double effect = rowMeans[p] - mean;
            units.add(count * effect * effect);
            for (int r = 0; r < k; r++) {
                double own = rows[p][r] - rowMeans[p];
                within.add(count * own * own);
                double left = own - (columnMeans[r] - mean);
                residual.add(count * left * left);
            }
        }
        CompensatedSum raters = new CompensatedSum();
        for (double column : columnMeans) {
            raters.add((column - mean) * (column - mean));
        }
        // squares of what is only rounding of the means are no variance
        double rounding = 1e-14 * largest * (1e-14 * largest);
        return new MeanSquares(
                n,
                k,
                above(rounding, k * units.value() / (n - 1)),
                above(rounding, within.value() / n / (k - 1)),
                above(rounding, n * raters.value() / (k - 1)),
                above(rounding, residual.value() / (n - 1) / (k - 1)));
    }

    private static double above(double rounding, double meanSquare) {
        return meanSquare > rounding ? meanSquare : 0;
    }

    /**
     * The coefficient.
     *
     * @return the estimate with its interval
     */
    public Estimate coefficient() {
        return reason != null
                ? Estimate.notEstimable(reason, id, support)
                : Estimate.of(squares.coefficient(form), interval(), support);
    }

    private @Nullable Reason reasonAgainstF() {
        if (reason != null) {
            return reason;
        }
        if (ratings.hasRepeatedSubjects()) {
            return Reason.DEPENDENT_RECORDS;
        }
        if (squares.error(form) == 0 || squares.betweenUnits == 0) {
            return Reason.ZERO_VARIANCE;
        }
        double v = denominatorDegrees();
        return v > 0 && Double.isFinite(v) ? null : Reason.OUTSIDE_DOMAIN;
    }

    private double denominatorDegrees() {
        double n = (double) squares.n;
        int k = squares.raters;
        if (form.oneWay()) {
            return n * (k - 1);
        }
        if (!form.agreement()) {
            return (n - 1) * (k - 1);
        }
        Form base = basis == SatterthwaiteBasis.SINGLE ? Form.AGREEMENT_SINGLE : form;
        double r = squares.coefficient(base);
        double raters = k * r / (n * (1 - r)) * squares.betweenRaters;
        double left = (1 + k * r * (n - 1) / (n * (1 - r))) * squares.residual;
        double combined = raters + left;
        // an estimate of a variance that is not positive has no degrees of freedom; its square would hide the sign
        return combined > 0
                ? combined * combined / (raters * raters / (k - 1) + left * left / ((n - 1) * (k - 1)))
                : Double.NaN;
    }

    private IntervalEstimate interval() {
        Reason none = reasonAgainstF();
        if (none != null) {
            return Arguments.unknown(none, id);
        }
        double df1 = squares.n - 1.0;
        double df2 = denominatorDegrees();
        double half = (1 - level) / 2;
        double down = FDistribution.of(df1, df2).inverseSurvivalProbability(half);
        double up = FDistribution.of(df2, df1).inverseSurvivalProbability(half);
        double[] limits = form.agreement() ? agreement(down, up) : ratio(down, up);
        return limits[0] <= limits[1] && limits[1] <= 1
                ? IntervalEstimate.of(limits[0], limits[1], level, id)
                : Arguments.unknown(Reason.OUTSIDE_DOMAIN, id);
    }

    private double[] ratio(double down, double up) {
        double f = squares.betweenUnits / squares.error(form);
        double low = f / down;
        double high = f * up;
        int k = squares.raters;
        return form.average
                ? new double[] {1 - 1 / low, 1 - 1 / high}
                : new double[] {(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)};
    }

    /** The limits for forms 2; NaN where a denominator is not positive, so that the limit lies beyond a pole. */
    private double[] agreement(double down, double up) {
        double n = (double) squares.n;
        int k = squares.raters;
        double r = squares.betweenUnits;
        double e = squares.residual;
        double others = form.average ? squares.betweenRaters - e : k * squares.betweenRaters + (k * n - k - n) * e;
        double below = down * others + n * r;
        double above = others + n * up * r;
        return new double[] {
            below > 0 ? n * (r - down * e) / below : Double.NaN, above > 0 ? n * (up * r - e) / above : Double.NaN
        };
    }

    /**
     * Test that the coefficient is 0 against that it is larger, {@code F = MSR / MSW} for forms 1, else {@code MSR / MSE}. The degrees
     * of freedom are {@code n - 1}; those of the denominator are {@link #denominatorDegreesOfFreedom}.
     *
     * @return the test
     */
    public HypothesisTest test() {
        String method = id + ".f";
        Reason none = reasonAgainstF();
        if (none != null) {
            return HypothesisTest.notEstimable(none, method, support);
        }
        double f = squares.betweenUnits / squares.error(form);
        double df1 = squares.n - 1.0;
        double p = FDistribution.of(df1, denominatorDegrees()).survivalProbability(f);
        return HypothesisTest.of(method, f, df1, p, support);
    }

    /**
     * Degrees of freedom of the denominator of {@link #test}, those of Satterthwaite for forms 2.
     *
     * @return the degrees of freedom
     */
    public Estimate denominatorDegreesOfFreedom() {
        String method = id + ".denominator_df";
        Reason none = reasonAgainstF();
        return none != null
                ? Estimate.notEstimable(none, method, support)
                : Arguments.value(denominatorDegrees(), method, support);
    }

    /**
     * The coefficient in resamples of units, or of subjects where units share them.
     *
     * @param plan which units or subjects each replicate draws; units are numbered by row, subjects in ascending order of their codes
     * @return the distribution; a replicate without variance is undefined and counted
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
        MeanSquares replicate = meanSquares(ratings, counts);
        return replicate.reason() != null || !(replicate.denominator(form) > 0)
                ? OptionalDouble.empty()
                : OptionalDouble.of(replicate.coefficient(form));
    }
}
