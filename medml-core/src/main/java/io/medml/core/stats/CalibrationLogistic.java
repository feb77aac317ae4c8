package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Logistic calibration of probabilities {@code p} against outcomes {@code y}.
 *
 * <pre>{@code
 * logit P(y = 1) = a + b logit(p)        intercept a, slope b
 * logit P(y = 1) = c + logit(p)          calibration-in-the-large c
 * O/E = sum of y / sum of p              observed over expected
 * }</pre>
 *
 * <ul>
 * <li><b>Reading:</b> ideal are a = 0, b = 1, c = 0, O/E = 1. A slope below 1 means forecasts that are too extreme, c above 0
 *     forecasts that are too low on average.
 * <li><b>Intervals:</b> Wald, {@code estimate -+ z se}, with {@code se} from the information matrix ({@code MODEL}) or from the
 *     sandwich {@code G/(G - 1) H^-1 (sum over subjects of s s') H^-1} with {@code s} the score of a subject
 *     ({@code CLUSTER_ROBUST}; where records share subjects and fewer than five have, or have not, the condition there is no such
 *     interval, {@code TOO_FEW}, and the standard error stays); of O/E: {@code exp(ln(O/E) -+ z sqrt((1 - O/n) / O))}, and
 *     {@code CLUSTER_ROBUST} {@code exp(ln R -+ z sqrt(G/(G - 1) sum over subjects of (sum of (y - R p))^2) / O)}
 *     with {@code R = O/E}, {@code TOO_FEW} where fewer than five subjects have the condition.
 * <li><b>Test:</b> unreliability, the likelihood ratio of (a, b) against (0, 1), chi-square with 2 degrees of freedom.
 * <li><b>Undefined:</b> {@code OUTSIDE_DOMAIN} if any forecast is exactly 0 or 1 (O/E still is defined); {@code NO_POSITIVES} or
 *     {@code NO_NEGATIVES}; {@code SEPARATION} if some cut of the forecasts parts the classes (found from the data, not from large
 *     coefficients); {@code ZERO_VARIANCE} for a and b if all forecasts are equal; {@code NOT_CONVERGED} after 100 Newton steps;
 *     model errors are refused where records share subjects ({@code DEPENDENT_RECORDS}), and no errors are offered for weights.
 * <li><b>Numerics:</b> Newton steps, halved while the likelihood falls, until a step is below 1e-12 relative; compensated sums; of 20,000 records or more, of runs of 256.
 * <li><b>Reference:</b> Cox (1958), Biometrika 45; Van Calster et al. (2016), J. Clinical Epidemiology 74; Liang and Zeger (1986),
 *     Biometrika 73; Debray et al. (2017), BMJ 356, i6460 for O/E. Agrees with R's {@code glm} and rms {@code val.prob}.
 * </ul>
 *
 * <p><em>Immutable.</em> It keeps the records, and fits c when that is asked for.
 */
public final class CalibrationLogistic {

    private static final String METHOD = "calibration.logistic";
    private static final int MAXIMUM_STEPS = 100;

    /** Rows that are added up without compensation; a product of so many factors in [1, 2] is in the range of doubles. */
    private static final int RUN = 256;

    private static final long HALF = Double.doubleToRawLongBits(0.5);

    private static final double PRECISION = 1e-12;

    /**
     * From so many records on, without weights, Newton starts where the fit to groups of similar forecasts ends, and sums are added up
     * in runs; the answer is the same to 1e-13. Weights allow no product of factors in place of logarithms, so that they, and samples for
     * which it does not matter, are added up by row.
     */
    private static final int MANY = 20_000;

    private static final int GROUPS = 2048;

    private final ScoredLabels sample;
    private final Data data;
    private final Support support;
    private final double level;
    private final StandardErrors errors;
    private final Fit both;
    private final long subjectsWithCondition;
    private final boolean few;
    private @Nullable Fit offset; // once asked for; the same for every thread that gets there first

    /** Which standard errors. */
    public enum StandardErrors {
        /** From the information matrix; assumes independent records. */
        MODEL("wald"),
        /** Sandwich over subjects; with one record a subject, robust to misspecification. */
        CLUSTER_ROBUST("cluster_robust");

        private final String id;

        StandardErrors(String id) {
            this.id = id;
        }
    }

    /** A maximum-likelihood fit: coefficients or the reason there are none; variances or the reason there are none. */
    private record Fit(
            double intercept,
            double slope,
            double logLikelihood,
            double interceptVariance,
            double slopeVariance,
            @Nullable Reason reason,
            @Nullable Reason varianceReason) {

        static Fit none(Reason reason) {
            return new Fit(0, 0, 0, 0, 0, reason, reason);
        }
    }

    private CalibrationLogistic(ScoredLabels sample, double level, StandardErrors errors) {
        Arguments.probabilities(sample);
        Arguments.level(level);
        this.level = level;
        this.errors = Objects.requireNonNull(errors, "errors");
        this.support = sample.support();
        this.sample = sample;
        this.data = Data.of(sample);
        Optional<Reason> reason = data.reason();
        this.both = reason.isPresent()
                ? Fit.none(reason.get())
                : data.constant()
                        ? Fit.none(Reason.ZERO_VARIANCE)
                        : data.separated() ? Fit.none(Reason.SEPARATION) : fit(true);
        this.subjectsWithCondition = sample.hasRepeatedSubjects() ? subjectsWith(sample, 1) : sample.positives();
        this.few = errors == StandardErrors.CLUSTER_ROBUST
                && sample.hasRepeatedSubjects()
                && Math.min(subjectsWithCondition, subjectsWith(sample, 0)) < EffectiveSize.FEW;
    }

    private Fit offset() {
        Fit known = offset;
        if (known == null) {
            Optional<Reason> reason = data.reason();
            known = reason.isPresent() ? Fit.none(reason.get()) : fit(false);
            offset = known;
        }
        return known;
    }

    /**
     * Fits with model standard errors, or with cluster-robust ones where records share a subject.
     *
     * @param sample the records; scores are probabilities
     * @param level confidence level, a fraction in (0, 1)
     * @return the fit
     */
    public static CalibrationLogistic of(ScoredLabels sample, double level) {
        return of(sample, level, sample.hasRepeatedSubjects() ? StandardErrors.CLUSTER_ROBUST : StandardErrors.MODEL);
    }

    /**
     * Fits with the stated standard errors.
     *
     * @param sample the records; scores are probabilities
     * @param level confidence level, a fraction in (0, 1)
     * @param errors which standard errors
     * @return the fit
     */
    public static CalibrationLogistic of(ScoredLabels sample, double level, StandardErrors errors) {
        return new CalibrationLogistic(sample, level, errors);
    }

    /**
     * Intercept a, on the logit scale.
     *
     * @return the estimate
     */
    public Estimate intercept() {
        return coefficient(both, both.intercept, both.interceptVariance);
    }

    /**
     * Slope b.
     *
     * @return the estimate
     */
    public Estimate slope() {
        return coefficient(both, both.slope, both.slopeVariance);
    }

    /**
     * Calibration-in-the-large c, the intercept with the slope fixed at 1, on the logit scale.
     *
     * @return the estimate
     */
    public Estimate inTheLarge() {
        return coefficient(offset(), offset().intercept, offset().interceptVariance);
    }

    /**
     * Observed over expected, O/E, with the standard errors that were asked for.
     *
     * @return the estimate, in [0, inf]; {@code ZERO_DENOMINATOR} if all forecasts are 0
     */
    public Estimate observedExpectedRatio() {
        return observedExpectedRatio(errors);
    }

    /**
     * Observed over expected, O/E. {@code CLUSTER_ROBUST} is for reports also where no records share a subject: it takes forecasts as they
     * were drawn with the outcomes, and records entered twice under their subjects change nothing; {@code MODEL} takes all records to have
     * one risk and is too wide where they have not.
     *
     * @param standardErrors which standard errors
     * @return the estimate, in [0, inf]; {@code ZERO_DENOMINATOR} if all forecasts are 0
     */
    public Estimate observedExpectedRatio(StandardErrors standardErrors) {
        return observedExpected(standardErrors == StandardErrors.CLUSTER_ROBUST);
    }

    /**
     * Standard error of the intercept.
     *
     * @return the standard error
     */
    public Estimate interceptStandardError() {
        return error(both, both.interceptVariance);
    }

    /**
     * Standard error of the slope.
     *
     * @return the standard error
     */
    public Estimate slopeStandardError() {
        return error(both, both.slopeVariance);
    }

    /**
     * Standard error of calibration-in-the-large.
     *
     * @return the standard error
     */
    public Estimate inTheLargeStandardError() {
        return error(offset(), offset().interceptVariance);
    }

    /**
     * Likelihood-ratio test that intercept and slope are 0 and 1. It assumes independent records.
     *
     * @return the test
     */
    public HypothesisTest unreliability() {
        String id = METHOD + ".unreliability";
        Reason reason = both.reason;
        if (reason == null && (sample.weighted() || sample.hasRepeatedSubjects())) {
            reason = sample.weighted() ? Reason.NOT_OFFERED : Reason.DEPENDENT_RECORDS;
        }
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, id, support);
        }
        double statistic = Math.max(0, 2 * (both.logLikelihood - data.sums(0, 1)[0]));
        return HypothesisTest.of(
                id, statistic, 2, ChiSquaredDistribution.of(2).survivalProbability(statistic), support);
    }

    private Estimate coefficient(Fit fit, double value, double variance) {
        String id = METHOD + "." + errors.id;
        if (fit.reason != null) {
            return Estimate.notEstimable(fit.reason, id, support);
        }
        if (fit.varianceReason != null) {
            return Estimate.of(value, Arguments.unknown(fit.varianceReason, id), support);
        }
        if (few) {
            return Estimate.of(value, Arguments.unknown(Reason.TOO_FEW, id), support);
        }
        double half = Arguments.z(level) * Math.sqrt(variance);
        return Estimate.of(value, IntervalEstimate.of(value - half, value + half, level, id), support);
    }

    private static long subjectsWith(ScoredLabels sample, int label) {
        return IntStream.range(0, sample.size())
                .filter(row -> sample.label(row) == label)
                .map(sample::subject)
                .distinct()
                .count();
    }

    private Estimate error(Fit fit, double variance) {
        String id = METHOD + "." + errors.id;
        return fit.varianceReason != null
                ? Estimate.notEstimable(fit.varianceReason, id, support)
                : Arguments.value(Math.sqrt(variance), id, support);
    }

    private Estimate observedExpected(boolean clustered) {
        String id = clustered ? "observed_expected.log.cluster_robust" : "observed_expected.log";
        if (sample.size() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, id, support);
        }
        double observed = BrierScore.mean(sample, sample::label);
        double expected = BrierScore.mean(sample, sample::score);
        // of a smaller mean the ratio is beyond the range of doubles
        if (expected < Double.MIN_NORMAL) {
            return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, id, support);
        }
        double value = observed / expected;
        Reason refused = noRatioInterval(clustered);
        if (refused != null) {
            return Estimate.of(value, Arguments.unknown(refused, id), support);
        }
        double error =
                clustered ? clusteredError(value) / sample.positives() : Math.sqrt((1 - observed) / sample.positives());
        if (!(error > BrierScore.NO_ERROR)) {
            return Estimate.of(value, Arguments.unknown(Reason.ZERO_VARIANCE, id), support);
        }
        double factor = StrictMath.exp(Arguments.z(level) * error);
        return Estimate.of(value, IntervalEstimate.of(value / factor, value * factor, level, id), support);
    }

    /** Why observed over expected has no interval; null where it has one. */
    private @Nullable Reason noRatioInterval(boolean clustered) {
        if (sample.weighted()) {
            return Reason.NOT_OFFERED;
        }
        if (clustered) {
            return subjectsWithCondition < EffectiveSize.FEW
                    ? Reason.TOO_FEW
                    : sample.negatives() == 0 ? Reason.ZERO_VARIANCE : null;
        }
        return sample.hasRepeatedSubjects()
                ? Reason.DEPENDENT_RECORDS
                : sample.positives() == 0
                        ? Reason.OUTSIDE_DOMAIN
                        : sample.negatives() == 0 ? Reason.ZERO_VARIANCE : null;
    }

    /** Standard error of the sum of {@code y - ratio p}, by subject. */
    private double clusteredError(double ratio) {
        int subjects = sample.subjects();
        double[] residuals = new double[subjects];
        for (int i = 0; i < sample.size(); i++) {
            residuals[sample.subject(i)] += sample.label(i) - ratio * sample.score(i);
        }
        CompensatedSum squares = new CompensatedSum();
        for (double residual : residuals) {
            squares.add(residual * residual);
        }
        return Math.sqrt(squares.value() * subjects / (subjects - 1));
    }

    private Fit fit(boolean withSlope) {
        double[] identity = {0, 1};
        double[] start = data.many()
                ? climb(data.grouped(), identity, withSlope)
                        .map(Summit::coefficients)
                        .orElse(identity)
                : identity;
        return climb(data, start, withSlope)
                .or(() -> climb(
                        data, identity, withSlope)) // where groups are parted and records are not, the start is far off
                .map(top -> withVariance(top, withSlope))
                .orElse(Fit.none(Reason.NOT_CONVERGED));
    }

    /** Where the likelihood is largest: intercept and slope, and the sums there, see {@link Data#sums}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Summit(double[] coefficients, double[] sums) {}

    /** Newton's steps until one is below 1e-12; empty if none is. */
    private static Optional<Summit> climb(Data data, double[] start, boolean withSlope) {
        double a = start[0];
        double b = start[1];
        double[] s = data.sums(a, b);
        for (int step = 0; step < MAXIMUM_STEPS; step++) {
            double da;
            double db;
            if (withSlope) {
                double determinant = s[3] * s[5] - s[4] * s[4];
                da = (s[5] * s[1] - s[4] * s[2]) / determinant;
                db = (s[3] * s[2] - s[4] * s[1]) / determinant;
            } else {
                da = s[1] / s[3];
                db = 0;
            }
            if (!Double.isFinite(da) || !Double.isFinite(db)) {
                return Optional.empty();
            }
            double[] next = data.sums(a + da, b + db);
            // the tolerance lets the last steps pass, where the likelihood no longer moves
            for (int half = 0; half < 40 && !(next[0] >= s[0] - 1e-12 * Math.abs(s[0])); half++) {
                da /= 2;
                db /= 2;
                next = data.sums(a + da, b + db);
            }
            a += da;
            b += db;
            s = next;
            if (Math.abs(da) <= PRECISION * (1 + Math.abs(a)) && Math.abs(db) <= PRECISION * (1 + Math.abs(b))) {
                return Optional.of(new Summit(new double[] {a, b}, s));
            }
        }
        return Optional.empty();
    }

    private Fit withVariance(Summit top, boolean withSlope) {
        double a = top.coefficients[0];
        double b = top.coefficients[1];
        double[] s = top.sums;
        Reason refused = sample.weighted()
                ? Reason.NOT_OFFERED
                : errors == StandardErrors.MODEL && sample.hasRepeatedSubjects()
                        ? Reason.DEPENDENT_RECORDS
                        : errors == StandardErrors.CLUSTER_ROBUST && sample.subjects() < 2 ? Reason.TOO_FEW : null;
        if (refused != null) {
            return new Fit(a, b, s[0], 0, 0, null, refused);
        }
        double h00 = s[3];
        double h01 = withSlope ? s[4] : 0;
        double h11 = withSlope ? s[5] : 1;
        double determinant = h00 * h11 - h01 * h01;
        double i00 = h11 / determinant;
        double i01 = -h01 / determinant;
        double i11 = h00 / determinant;
        if (errors == StandardErrors.MODEL) {
            return new Fit(a, b, s[0], i00, i11, null, null);
        }
        double[] m = data.meat(sample, a, b);
        double m01 = withSlope ? m[1] : 0;
        double m11 = withSlope ? m[2] : 0;
        double factor = sample.subjects() / (sample.subjects() - 1.0);
        double v00 = factor * (i00 * (i00 * m[0] + i01 * m01) + i01 * (i00 * m01 + i01 * m11));
        double v11 = factor * (i01 * (i01 * m[0] + i11 * m01) + i11 * (i01 * m01 + i11 * m11));
        return new Fit(a, b, s[0], v00, v11, null, null);
    }

    /** The logits of the forecasts with their outcomes, and the sums of the likelihood over them. */
    private static final class Data {
        private final double[] logits;
        private final byte[] labels;
        private final double @Nullable [] weights;
        private boolean outside;
        private double lowestPositive = Double.POSITIVE_INFINITY;
        private double highestPositive = Double.NEGATIVE_INFINITY;
        private double lowestNegative = Double.POSITIVE_INFINITY;
        private double highestNegative = Double.NEGATIVE_INFINITY;

        private Data(double[] logits, byte[] labels, double @Nullable [] weights) {
            this.logits = logits;
            this.labels = labels;
            this.weights = weights;
        }

        static Data of(ScoredLabels sample) {
            int n = sample.size();
            Data data = new Data(new double[n], new byte[n], sample.weighted() ? new double[n] : null);
            for (int i = 0; i < n; i++) {
                double weight = sample.weight(i);
                if (!(weight > 0)) {
                    continue;
                }
                double p = sample.score(i);
                double x = data.many() ? Elementary.log(p / (1 - p)) : Arguments.logit(p);
                data.set(i, x, sample.label(i), weight);
            }
            return data;
        }

        private void set(int row, double x, int label, double weight) {
            logits[row] = x;
            labels[row] = (byte) label;
            if (weights != null) {
                weights[row] = weight;
            }
            outside |= Double.isInfinite(x);
            if (label == 1) {
                lowestPositive = Math.min(lowestPositive, x);
                highestPositive = Math.max(highestPositive, x);
            } else {
                lowestNegative = Math.min(lowestNegative, x);
                highestNegative = Math.max(highestNegative, x);
            }
        }

        boolean many() {
            return weights == null && logits.length >= MANY;
        }

        private double weight(int row) {
            return weights == null ? 1 : weights[row];
        }

        /**
         * The mean logit of each class in each of many strips of equal width, with the weight of the class there. What is lost is
         * of the order of a strip's width squared.
         */
        Data grouped() {
            double low = Math.min(lowestPositive, lowestNegative);
            double scale = (GROUPS - 1) / (Math.max(highestPositive, highestNegative) - low);
            double[] sums = new double[2 * GROUPS];
            double[] counts = new double[2 * GROUPS];
            for (int i = 0; i < logits.length; i++) {
                double weight = weight(i);
                if (weight > 0) {
                    int group = 2 * (int) ((logits[i] - low) * scale) + labels[i];
                    sums[group] += weight * logits[i];
                    counts[group] += weight;
                }
            }
            Data groups = new Data(new double[counts.length], new byte[counts.length], new double[counts.length]);
            for (int group = 0; group < counts.length; group++) {
                if (counts[group] > 0) {
                    groups.set(group, sums[group] / counts[group], group & 1, counts[group]);
                }
            }
            return groups;
        }

        Optional<Reason> reason() {
            if (logits.length == 0) {
                return Optional.of(Reason.EMPTY_GROUP);
            }
            if (outside) {
                return Optional.of(Reason.OUTSIDE_DOMAIN);
            }
            if (lowestPositive == Double.POSITIVE_INFINITY) {
                return Optional.of(Reason.NO_POSITIVES);
            }
            return lowestNegative == Double.POSITIVE_INFINITY ? Optional.of(Reason.NO_NEGATIVES) : Optional.empty();
        }

        boolean constant() {
            return Math.min(lowestPositive, lowestNegative) == Math.max(highestPositive, highestNegative);
        }

        /** Complete or quasi-complete separation, which with one covariate is a cut between the classes. */
        boolean separated() {
            return lowestPositive >= highestNegative || highestPositive <= lowestNegative;
        }

        /** In one pass: log-likelihood; score in a and b; the information matrix aa, ab, bb. */
        double[] sums(double a, double b) {
            CompensatedSum[] totals = new CompensatedSum[6];
            Arrays.setAll(totals, k -> new CompensatedSum());
            if (many()) {
                double[] run = new double[totals.length];
                for (int from = 0; from < logits.length; from += RUN) {
                    run(a, b, from, Math.min(logits.length, from + RUN), run);
                    for (int k = 0; k < run.length; k++) {
                        totals[k].add(run[k]);
                    }
                }
            } else {
                byRow(a, b, totals);
            }
            return Arrays.stream(totals).mapToDouble(CompensatedSum::value).toArray();
        }

        private void byRow(double a, double b, CompensatedSum[] sums) {
            for (int i = 0; i < logits.length; i++) {
                double weight = weight(i);
                if (weight > 0) {
                    double x = logits[i];
                    double eta = a + b * x;
                    // one exponential, of a negative number, gives probability and likelihood without overflow
                    double e = StrictMath.exp(-Math.abs(eta));
                    double q = (eta >= 0 ? 1 : e) / (1 + e);
                    double v = weight * e / ((1 + e) * (1 + e));
                    double signed = labels[i] == 1 ? eta : -eta;
                    double residual = weight * (labels[i] - q);
                    sums[0].add(weight * (Math.min(signed, 0) - StrictMath.log1p(e)));
                    sums[1].add(residual);
                    sums[2].add(residual * x);
                    sums[3].add(v);
                    sums[4].add(v * x);
                    sums[5].add(v * x * x);
                }
            }
        }

        /** The same over some rows, quickly. */
        private void run(double a, double b, int from, int to, double[] sums) {
            double likelihood = 0;
            double product = 1;
            double s0 = 0;
            double s1 = 0;
            double h00 = 0;
            double h01 = 0;
            double h11 = 0;
            for (int i = from; i < to; i++) {
                double x = logits[i];
                double eta = a + b * x;
                double e = Elementary.expOfNegative(-Math.abs(eta));
                double whole = 1 + e;
                double r = 1 / whole;
                double small = e * r;
                // q is r or e r by the sign of eta, without a branch that could not be foreseen
                double half = Double.longBitsToDouble((Double.doubleToRawLongBits(eta) & Long.MIN_VALUE) | HALF);
                double q = 0.5 + half * (r - small);
                double v = small * r;
                double label = labels[i];
                // twice the smaller of 0 and eta or -eta; of the product of factors in [1, 2] the logarithm is taken
                // below
                likelihood += (2 * label - 1) * eta - Math.abs(eta) - 2 * (e - (whole - 1)) * r;
                product *= whole;
                double residual = label - q;
                s0 += residual;
                s1 += residual * x;
                h00 += v;
                double vx = v * x;
                h01 += vx;
                h11 += vx * x;
            }
            sums[0] = likelihood / 2 - Elementary.log(product);
            sums[1] = s0;
            sums[2] = s1;
            sums[3] = h00;
            sums[4] = h01;
            sums[5] = h11;
        }

        /** Sum over subjects of the outer product of their scores: aa, ab, bb. */
        double[] meat(ScoredLabels sample, double a, double b) {
            double[] score0 = new double[sample.subjects()];
            double[] score1 = new double[sample.subjects()];
            for (int i = 0; i < logits.length; i++) {
                double residual = labels[i] - Arguments.expit(a + b * logits[i]);
                score0[sample.subject(i)] += residual;
                score1[sample.subject(i)] += residual * logits[i];
            }
            CompensatedSum s00 = new CompensatedSum();
            CompensatedSum s01 = new CompensatedSum();
            CompensatedSum s11 = new CompensatedSum();
            for (int g = 0; g < score0.length; g++) {
                s00.add(score0[g] * score0[g]);
                s01.add(score0[g] * score1[g]);
                s11.add(score1[g] * score1[g]);
            }
            return new double[] {s00.value(), s01.value(), s11.value()};
        }
    }
}
