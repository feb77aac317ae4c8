package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * Sensitivity and specificity where the truth was established for some of the records only, and more often after one answer
 * than after the other: the correction of Begg and Greenes.
 *
 * <pre>{@code
 *                          positive answer     negative answer
 *  verified, condition           s1                  s0
 *  verified, no condition        r1                  r0
 *  all records                   n1                  n0              N = n1 + n0
 *
 *  a = s1 / (s1 + r1),  b = s0 / (s0 + r0)
 *  sensitivity = n1 a / (n1 a + n0 b)
 *  specificity = n0 (1 - b) / (n0 (1 - b) + n1 (1 - a))
 *
 *  var logit(sensitivity) = N / (n1 n0) + r1 / (s1 (s1 + r1)) + r0 / (s0 (s0 + r0))
 *  var logit(specificity) = N / (n1 n0) + s1 / (r1 (s1 + r1)) + s0 / (r0 (s0 + r0))
 * }</pre>
 *
 * <ul>
 * <li><b>Assumption:</b> among the records with the same answer, those verified have the condition as often as those not
 *     verified (missing at random given the answer). The data cannot show it. Where symptoms or the score inside an answer
 *     decided on verification too, the correction is wrong by an unknown amount.
 * <li><b>Why:</b> where positive answers are verified more often, the table of the verified records makes sensitivity too high and
 *     specificity too low. If every record is verified the values are those of {@link TwoByTwo}.
 * <li><b>Interval:</b> normal on the logit scale by the delta method, variances above; inside (0, 1).
 * <li><b>At 0 or 1</b> that variance is infinite. Of the {@code m = s1 + s0} verified records with the condition the share with a positive
 *     answer has odds {@code (n0 / v0) / (n1 / v1)} times too large, {@code v1, v0} the verified records with each answer; so its Wilson
 *     interval is taken and its odds divided by that. For a sensitivity of 1 the lower limit is
 *     {@code (n1 a) / (n1 a + z^2 n0 / v0)}. Where every record is verified it is the Wilson interval of {@link TwoByTwo}.
 * <li><b>Few verified:</b> sensitivity rests on the verified negative answers with the condition, {@code s0}. With none of them it is 1,
 *     and the interval is what to read. With so few that this is common, the two kinds of intervals together hold the truth in 95 to 96
 *     percent of samples (the table of measured coverage in docs/numerical-contract.md), but the logit interval next to one is short.
 * <li><b>Undefined:</b> an answer was given and never verified ({@code ZERO_DENOMINATOR}); no condition, or nothing but the
 *     condition, among the verified ({@code NO_POSITIVES}, {@code NO_NEGATIVES}). Where only one answer was given there is a value
 *     without interval ({@code ZERO_DENOMINATOR}), since nothing says how often the other would have been verified.
 * <li><b>Dependence:</b> records must be independent.
 * <li><b>Reference:</b> Begg and Greenes (1983), Biometrics 39, 207-215; Zhou, Obuchowski and McClish (2011), Statistical Methods
 *     in Diagnostic Medicine, chapter 10.
 * </ul>
 *
 * @param verified the verified records by answer and truth
 * @param unverifiedPositive records with a positive answer whose truth is not known
 * @param unverifiedNegative records with a negative answer whose truth is not known
 */
public record PartialVerification(ConfusionCounts verified, long unverifiedPositive, long unverifiedNegative) {

    private static final String METHOD = "partial_verification.begg_greenes.logit";
    private static final String AT_ZERO_OR_ONE = "partial_verification.begg_greenes.wilson";

    /** Refuses negative counts. */
    public PartialVerification {
        Objects.requireNonNull(verified, "verified");
        Arguments.count("unverifiedPositive", unverifiedPositive);
        Arguments.count("unverifiedNegative", unverifiedNegative);
    }

    /**
     * The sensitivity among all records.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate with the interval on the logit scale, at 0 or 1 with that of Wilson
     */
    public Estimate sensitivity(double level) {
        return corrected(
                new Answer(verified.truePositives(), verified.falsePositives(), positiveAnswers()),
                new Answer(verified.falseNegatives(), verified.trueNegatives(), negativeAnswers()),
                Reason.NO_POSITIVES,
                level);
    }

    /**
     * The specificity among all records.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate with the interval on the logit scale, at 0 or 1 with that of Wilson
     */
    public Estimate specificity(double level) {
        return corrected(
                new Answer(verified.trueNegatives(), verified.falseNegatives(), negativeAnswers()),
                new Answer(verified.falsePositives(), verified.truePositives(), positiveAnswers()),
                Reason.NO_NEGATIVES,
                level);
    }

    private long positiveAnswers() {
        return verified.predictedPositives() + unverifiedPositive;
    }

    private long negativeAnswers() {
        return verified.predictedNegatives() + unverifiedNegative;
    }

    /** The records with one answer: those verified to be in the class that is asked about, those verified not to be, and all. */
    private record Answer(long in, long out, long all) {

        long verified() {
            return in + out;
        }

        /** How many of all records with this answer are in the class. */
        double expected() {
            return all == 0 ? 0 : (double) all * in / verified();
        }

        /** How many records each verified one stands for. */
        double weight() {
            return (double) all / verified();
        }

        boolean neverVerified() {
            return all > 0 && verified() == 0;
        }

        double variance() {
            return (double) out / ((double) in * verified());
        }
    }

    private Estimate corrected(Answer right, Answer wrong, Reason none, double level) {
        double z = Arguments.z(level);
        Support support = Support.of(right.all + wrong.all)
                .with("verified", right.verified() + wrong.verified())
                .with("unverified_positive", unverifiedPositive)
                .with("unverified_negative", unverifiedNegative);
        if (right.neverVerified() || wrong.neverVerified()) {
            return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, METHOD, support);
        }
        double total = right.expected() + wrong.expected();
        if (total == 0) {
            return Estimate.notEstimable(none, METHOD, support);
        }
        double value = right.expected() / total;
        if (right.all == 0 || wrong.all == 0) {
            return Estimate.of(value, Arguments.unknown(Reason.ZERO_DENOMINATOR, METHOD), support);
        }
        if (right.in == 0 || wrong.in == 0) {
            double least = z * z;
            IntervalEstimate interval = wrong.in == 0
                    ? IntervalEstimate.of(
                            right.expected() / (right.expected() + least * wrong.weight()), 1, level, AT_ZERO_OR_ONE)
                    : IntervalEstimate.of(
                            0,
                            least * right.weight() / (least * right.weight() + wrong.expected()),
                            level,
                            AT_ZERO_OR_ONE);
            return Estimate.of(value, interval, support);
        }
        double all = (double) right.all + wrong.all;
        double error = Math.sqrt(all / ((double) right.all * wrong.all) + right.variance() + wrong.variance());
        // the logit as a difference of logarithms loses nothing near 1
        double logit = StrictMath.log(right.expected()) - StrictMath.log(wrong.expected());
        return Estimate.of(
                value,
                IntervalEstimate.of(
                        Arguments.expit(logit - z * error), Arguments.expit(logit + z * error), level, METHOD),
                support);
    }
}
