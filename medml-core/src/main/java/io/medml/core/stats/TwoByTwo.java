package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * The measures of a two-by-two table of independent records, with intervals.
 *
 * <p>Proportions use the chosen {@link BinomialInterval}; the others:
 *
 * <ul>
 * <li><b>Youden index, balanced accuracy:</b> Newcombe's hybrid score interval of {@code sensitivity - (1 - specificity)}, mapped.
 * <li><b>F1:</b> Wilson on {@code v = TP / (TP + FP + FN)}, mapped by {@code 2 v / (1 + v)}; the denominator is taken as given.
 * <li><b>Kappa:</b> Wald with the large-sample variance of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72.
 * <li><b>Matthews correlation:</b> Wald with the multinomial delta-method variance, clipped to [-1, 1].
 * <li><b>Undefined:</b> as in {@link ClassificationMetrics}. A proportion with no records has the interval [0, 1], the Youden index
 *     [-1, 1]; an estimated variance of 0 gives no interval ({@code ZERO_VARIANCE}).
 * <li><b>Dependence:</b> the counts do not tell whether records share subjects. If they do, these intervals are too narrow;
 *     use {@link ClusterBootstrap}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class TwoByTwo {

    private final ConfusionCounts counts;
    private final BinomialInterval interval;
    private final double level;
    private final ClassificationMetrics points;

    private TwoByTwo(ConfusionCounts counts, BinomialInterval interval, double level) {
        this.counts = Objects.requireNonNull(counts, "counts");
        this.interval = Objects.requireNonNull(interval, "interval");
        Arguments.level(level);
        this.level = level;
        this.points = ClassificationMetrics.of(WeightedConfusion.of(counts));
    }

    /**
     * Makes the measures.
     *
     * @param counts the table
     * @param interval interval method for proportions
     * @param level confidence level, a fraction in (0, 1)
     * @return the measures
     */
    public static TwoByTwo of(ConfusionCounts counts, BinomialInterval interval, double level) {
        return new TwoByTwo(counts, interval, level);
    }

    /**
     * The counts.
     *
     * @return the table
     */
    public ConfusionCounts counts() {
        return counts;
    }

    /**
     * Sensitivity, {@code TP / (TP + FN)}.
     *
     * @return the estimate; {@code NO_POSITIVES} if there are none
     */
    public Estimate sensitivity() {
        return proportion(counts.truePositives(), counts.positives(), Reason.NO_POSITIVES);
    }

    /**
     * Specificity, {@code TN / (TN + FP)}.
     *
     * @return the estimate; {@code NO_NEGATIVES} if there are none
     */
    public Estimate specificity() {
        return proportion(counts.trueNegatives(), counts.negatives(), Reason.NO_NEGATIVES);
    }

    /**
     * False-positive rate, {@code FP / (FP + TN)}.
     *
     * @return the estimate; {@code NO_NEGATIVES} if there are none
     */
    public Estimate falsePositiveRate() {
        return proportion(counts.falsePositives(), counts.negatives(), Reason.NO_NEGATIVES);
    }

    /**
     * False-negative rate, {@code FN / (FN + TP)}.
     *
     * @return the estimate; {@code NO_POSITIVES} if there are none
     */
    public Estimate falseNegativeRate() {
        return proportion(counts.falseNegatives(), counts.positives(), Reason.NO_POSITIVES);
    }

    /**
     * Positive predictive value, {@code TP / (TP + FP)}, at the prevalence of the sample. From an enriched sample it says little:
     * state the prevalence with {@link PredictiveValues}.
     *
     * @return the estimate; {@code ZERO_DENOMINATOR} if nothing is predicted positive
     */
    public Estimate positivePredictiveValue() {
        return proportion(counts.truePositives(), counts.predictedPositives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Negative predictive value, {@code TN / (TN + FN)}, at the prevalence of the sample.
     *
     * @return the estimate; {@code ZERO_DENOMINATOR} if nothing is predicted negative
     */
    public Estimate negativePredictiveValue() {
        return proportion(counts.trueNegatives(), counts.predictedNegatives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * False omission rate, {@code FN / (FN + TN)}.
     *
     * @return the estimate; {@code ZERO_DENOMINATOR} if nothing is predicted negative
     */
    public Estimate falseOmissionRate() {
        return proportion(counts.falseNegatives(), counts.predictedNegatives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Accuracy, {@code (TP + TN) / n}.
     *
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate accuracy() {
        return proportion(counts.truePositives() + counts.trueNegatives(), counts.total(), Reason.EMPTY_GROUP);
    }

    /**
     * Prevalence of the condition, {@code (TP + FN) / n}.
     *
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate prevalence() {
        return proportion(counts.positives(), counts.total(), Reason.EMPTY_GROUP);
    }

    /**
     * Selection rate, also called apparent prevalence, {@code (TP + FP) / n}.
     *
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate selectionRate() {
        return proportion(counts.predictedPositives(), counts.total(), Reason.EMPTY_GROUP);
    }

    private Estimate proportion(long successes, long trials, Reason whenEmpty) {
        return interval.estimate(successes, trials, level, counts.total() == 0 ? Reason.EMPTY_GROUP : whenEmpty);
    }

    /**
     * Youden index, {@code sensitivity + specificity - 1}, in [-1, 1].
     *
     * @return the estimate
     */
    public Estimate youdenIndex() {
        Interval gap = gap();
        return with(
                points.youdenIndex(),
                IntervalEstimate.of(gap.lower(), gap.upper(), level, "youden_index.newcombe"),
                classes());
    }

    /**
     * Balanced accuracy, {@code (sensitivity + specificity) / 2}, in [0, 1].
     *
     * @return the estimate
     */
    public Estimate balancedAccuracy() {
        Interval gap = gap();
        return with(
                points.balancedAccuracy(),
                IntervalEstimate.of((gap.lower() + 1) / 2, (gap.upper() + 1) / 2, level, "balanced_accuracy.newcombe"),
                classes());
    }

    private Interval gap() {
        return RateGap.NEWCOMBE.of(
                counts.truePositives(), counts.positives(), counts.falsePositives(), counts.negatives(), level);
    }

    /**
     * F1 score, {@code 2 TP / (2 TP + FP + FN)}, in [0, 1].
     *
     * @return the estimate; {@code ZERO_DENOMINATOR} if there is neither a positive nor a positive prediction
     */
    public Estimate f1() {
        long trials = counts.truePositives() + counts.falsePositives() + counts.falseNegatives();
        Interval share = BinomialInterval.WILSON.of(counts.truePositives(), trials, level);
        return with(
                points.fBeta(1),
                IntervalEstimate.of(
                        2 * share.lower() / (1 + share.lower()),
                        2 * share.upper() / (1 + share.upper()),
                        level,
                        "f1.wilson"),
                Support.ofProportion(counts.truePositives(), trials));
    }

    /**
     * Matthews correlation, in [-1, 1]; see {@link ClassificationMetrics#matthewsCorrelation()}.
     *
     * @return the estimate
     */
    public Estimate matthewsCorrelation() {
        String method = "matthews_correlation.delta";
        return points.matthewsCorrelation()
                .fold(
                        phi -> wald(phi.value(), matthewsVariance(phi.value()), method),
                        none -> Estimate.notEstimable(none.reason(), method, classes()));
    }

    /**
     * Cohen's kappa of prediction and truth, in [-1, 1]; see {@link ClassificationMetrics#cohenKappa()}.
     *
     * @return the estimate
     */
    public Estimate cohenKappa() {
        String method = "cohen_kappa.fleiss_cohen_everitt";
        return points.cohenKappa()
                .fold(
                        kappa -> wald(kappa.value(), kappaVariance(kappa.value()), method),
                        none -> Estimate.notEstimable(none.reason(), method, classes()));
    }

    /**
     * Likelihood ratios and diagnostic odds ratio with log intervals.
     *
     * @return the ratios
     */
    public LikelihoodRatios likelihoodRatios() {
        return LikelihoodRatios.of(counts, level);
    }

    private Support classes() {
        return Support.ofClasses(counts.positives(), counts.negatives());
    }

    private static Estimate with(Estimate point, IntervalEstimate interval, Support support) {
        return point.fold(
                value -> Estimate.of(value.value(), interval, support),
                none -> new Estimate.NotEstimable(none.reason(), interval, support));
    }

    private Estimate wald(double value, double variance, String method) {
        // a variance of 0 comes out as a rounding residue, at most some 1e-16 / n
        if (!(variance > 1e-15 / counts.total())) {
            return Estimate.of(value, Arguments.unknown(Reason.ZERO_VARIANCE, method), classes());
        }
        double half = Arguments.z(level) * Math.sqrt(variance);
        return Estimate.of(
                value,
                IntervalEstimate.of(Math.max(-1, value - half), Math.min(1, value + half), level, method),
                classes());
    }

    /** {@code (sum p g^2 - (sum p g)^2) / n} with the gradient {@code g} of the correlation in the four cell shares. */
    private double matthewsVariance(double phi) {
        double n = (double) counts.total();
        double a = counts.truePositives() / n;
        double b = counts.falsePositives() / n;
        double c = counts.falseNegatives() / n;
        double d = counts.trueNegatives() / n;
        double root = Math.sqrt((a + b) * (a + c) * (d + b) * (d + c));
        double ga = d / root - phi / 2 * (1 / (a + b) + 1 / (a + c));
        double gb = -c / root - phi / 2 * (1 / (a + b) + 1 / (d + b));
        double gc = -b / root - phi / 2 * (1 / (a + c) + 1 / (d + c));
        double gd = a / root - phi / 2 * (1 / (d + b) + 1 / (d + c));
        double mean = a * ga + b * gb + c * gc + d * gd;
        return (a * ga * ga + b * gb * gb + c * gc * gc + d * gd * gd - mean * mean) / n;
    }

    /** Formula 13 of Fleiss, Cohen and Everitt (1969) for two categories. */
    private double kappaVariance(double kappa) {
        double n = (double) counts.total();
        double[][] p = {
            {counts.trueNegatives() / n, counts.falsePositives() / n},
            {counts.falseNegatives() / n, counts.truePositives() / n}
        };
        double[] row = {p[0][0] + p[0][1], p[1][0] + p[1][1]};
        double[] column = {p[0][0] + p[1][0], p[0][1] + p[1][1]};
        double chance = row[0] * column[0] + row[1] * column[1];
        double sum = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double margins = (row[j] + column[i]) * (1 - kappa);
                double term = i == j ? 1 - margins : margins;
                sum += p[i][j] * term * term;
            }
        }
        double last = kappa - chance * (1 - kappa);
        return (sum - last * last) / (n * (1 - chance) * (1 - chance));
    }
}
