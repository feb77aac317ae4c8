package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * Predictive values at a stated prevalence, as for a sample enriched with cases.
 *
 * <pre>{@code
 * PPV = se prev / (se prev + (1 - sp)(1 - prev)),   var(logit PPV) = (1 - se)/(se n1) + sp/((1 - sp) n0)
 * NPV = sp (1 - prev) / ((1 - se) prev + sp (1 - prev)),   var(logit NPV) = se/((1 - se) n1) + (1 - sp)/(sp n0)
 * }</pre>
 *
 * <p>The prevalence is taken as known. Undefined: without positives or negatives; {@code ZERO_DENOMINATOR} for 0/0; where
 * sensitivity or specificity is 0 or 1 the value has no logit interval ({@code OUTSIDE_DOMAIN}). Reference: Mercaldo, Lau and
 * Zhou (2007), Statistics in Medicine 26.
 *
 * @param prevalence the stated prevalence
 * @param positive positive predictive value with its logit interval
 * @param negative negative predictive value with its logit interval
 */
public record PredictiveValues(double prevalence, Estimate positive, Estimate negative) {

    /** Checks that all are there. */
    public PredictiveValues {
        Arguments.fraction("prevalence", prevalence);
        Objects.requireNonNull(positive, "positive");
        Objects.requireNonNull(negative, "negative");
    }

    /**
     * Applies Bayes' rule to the sensitivity and specificity of a table.
     *
     * @param counts the table
     * @param prevalence the prevalence where the device is used, in [0, 1]
     * @param level confidence level, a fraction in (0, 1)
     * @return the predictive values
     */
    public static PredictiveValues atPrevalence(ConfusionCounts counts, double prevalence, double level) {
        Arguments.fraction("prevalence", prevalence);
        double z = Arguments.z(level);
        String method = "predictive_value.at_prevalence.logit";
        double n1 = (double) counts.positives();
        double n0 = (double) counts.negatives();
        Support support = Support.ofClasses(counts.positives(), counts.negatives());
        if (n1 == 0 || n0 == 0) {
            Reason missing = n1 + n0 == 0 ? Reason.EMPTY_GROUP : n1 == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
            Estimate none = Estimate.notEstimable(missing, method, support);
            return new PredictiveValues(prevalence, none, none);
        }
        double se = counts.truePositives() / n1;
        double fnr = counts.falseNegatives() / n1;
        double sp = counts.trueNegatives() / n0;
        double fpr = counts.falsePositives() / n0;
        boolean inside = se > 0 && fnr > 0 && sp > 0 && fpr > 0;
        Bayes bayes = new Bayes(z, level, inside, method, support);
        return new PredictiveValues(
                prevalence,
                bayes.of(se * prevalence, fpr * (1 - prevalence), fnr / se / n1 + sp / fpr / n0),
                bayes.of(sp * (1 - prevalence), fnr * prevalence, se / fnr / n1 + fpr / sp / n0));
    }

    private record Bayes(double z, double level, boolean inside, String method, Support support) {
        Estimate of(double right, double wrong, double variance) {
            if (right + wrong == 0) {
                return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, method, support);
            }
            double value = right / (right + wrong);
            if (!inside || right == 0 || wrong == 0) {
                return Estimate.of(value, Arguments.unknown(Reason.OUTSIDE_DOMAIN, method), support);
            }
            double centre = StrictMath.log(right) - StrictMath.log(wrong);
            double half = z * Math.sqrt(variance);
            return Estimate.of(
                    value,
                    IntervalEstimate.of(Arguments.expit(centre - half), Arguments.expit(centre + half), level, method),
                    support);
        }
    }
}
