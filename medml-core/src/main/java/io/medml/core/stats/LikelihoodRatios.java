package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * Likelihood ratios and diagnostic odds ratio with log intervals.
 *
 * <pre>{@code
 * LR+ = (TP/n1) / (FP/n0),   var(ln LR+) = 1/TP - 1/n1 + 1/FP - 1/n0
 * LR- = (FN/n1) / (TN/n0),   var(ln LR-) = 1/FN - 1/n1 + 1/TN - 1/n0
 * DOR = TP TN / (FP FN),     var(ln DOR) = 1/TP + 1/FN + 1/FP + 1/TN
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, inf]; 1 for no information. LR+ and DOR are better higher, LR- lower.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES}; {@code ZERO_DENOMINATOR} for 0/0. A value of 0 or infinity
 *     has no log interval ({@code OUTSIDE_DOMAIN}), nor has a variance of 0 ({@code ZERO_VARIANCE}).
 * <li><b>Reference:</b> Simel, Samsa and Matchar (1991), J. Clinical Epidemiology 44; Woolf (1955), Annals of Human Genetics 19;
 *     Haldane (1956), Annals of Human Genetics 20. Agrees with epiR.
 * </ul>
 *
 * @param positive LR+, sensitivity / (1 - specificity)
 * @param negative LR-, (1 - sensitivity) / specificity
 * @param diagnosticOddsRatio DOR
 */
public record LikelihoodRatios(Estimate positive, Estimate negative, Estimate diagnosticOddsRatio) {

    /** Checks that all are there. */
    public LikelihoodRatios {
        Objects.requireNonNull(positive, "positive");
        Objects.requireNonNull(negative, "negative");
        Objects.requireNonNull(diagnosticOddsRatio, "diagnosticOddsRatio");
    }

    /**
     * From the counts as they are.
     *
     * @param counts the table
     * @param level confidence level, a fraction in (0, 1)
     * @return the ratios
     */
    public static LikelihoodRatios of(ConfusionCounts counts, double level) {
        return of(counts, 0, level, "");
    }

    /**
     * After adding 0.5 to all four cells (Haldane), for tables with an empty cell; reported alongside, never instead.
     *
     * @param counts the table
     * @param level confidence level, a fraction in (0, 1)
     * @return the ratios of the corrected table
     */
    public static LikelihoodRatios zeroCorrected(ConfusionCounts counts, double level) {
        return of(counts, 0.5, level, ".zero_corrected");
    }

    private static LikelihoodRatios of(ConfusionCounts counts, double add, double level, String suffix) {
        double z = Arguments.z(level);
        double tp = counts.truePositives() + add;
        double fp = counts.falsePositives() + add;
        double tn = counts.trueNegatives() + add;
        double fn = counts.falseNegatives() + add;
        double n1 = tp + fn;
        double n0 = fp + tn;
        Support support = Support.ofClasses(counts.positives(), counts.negatives());
        Ratio ratio = new Ratio(z, level, n1, n0, support);
        return new LikelihoodRatios(
                ratio.of(tp / n1, fp / n0, 1 / tp - 1 / n1 + 1 / fp - 1 / n0, "likelihood_ratio.log" + suffix),
                ratio.of(fn / n1, tn / n0, 1 / fn - 1 / n1 + 1 / tn - 1 / n0, "likelihood_ratio.log" + suffix),
                ratio.of(tp * tn, fp * fn, 1 / tp + 1 / fn + 1 / fp + 1 / tn, "odds_ratio.woolf" + suffix));
    }

    private record Ratio(double z, double level, double n1, double n0, Support support) {
        Estimate of(double numerator, double denominator, double variance, String method) {
            if (n1 == 0 || n0 == 0) {
                Reason missing =
                        n1 + n0 == 0 ? Reason.EMPTY_GROUP : n1 == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
                return Estimate.notEstimable(missing, method, support);
            }
            if (numerator == 0 && denominator == 0) {
                return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, method, support);
            }
            double value = numerator / denominator;
            if (value == 0 || Double.isInfinite(value)) {
                return Estimate.of(value, Arguments.unknown(Reason.OUTSIDE_DOMAIN, method), support);
            }
            if (!(variance > 0)) {
                return Estimate.of(value, Arguments.unknown(Reason.ZERO_VARIANCE, method), support);
            }
            double factor = StrictMath.exp(z * Math.sqrt(variance));
            return Estimate.of(value, IntervalEstimate.of(value / factor, value * factor, level, method), support);
        }
    }
}
