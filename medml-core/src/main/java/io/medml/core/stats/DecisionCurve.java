package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Net benefit of acting on a predicted probability, over threshold probabilities, beside treating all and treating none.
 *
 * <pre>{@code
 *  w = t / (1 - t)                                    harm of a needless intervention in units of a needed one
 *  net benefit = sensitivity * pi - (1 - specificity) (1 - pi) w          act where p >= t
 *  treat all   = pi - (1 - pi) w,    treat none = 0
 *  interventions avoided per 100 = 100 (net benefit - treat all) / w
 * }</pre>
 *
 * with {@code pi} the prevalence of the sample, where net benefit is {@code (TP - w FP) / n}, or a stated one.
 *
 * <ul>
 * <li><b>Unit and range:</b> true positives per patient, net of harm; {@code (-inf, pi]}; more is better. A model is useful
 *     at {@code t} if it exceeds both treating all and treating none.
 * <li><b>Interval:</b> {@code value -+ q se}, analytic. The value is a mean over records, or at a stated prevalence a smooth
 *     function of two proportions; with {@code u_i} the influence of record i on it,
 *     {@code se^2 = G / (G - 1) * sum over subjects of (sum of u_i)^2} and {@code q} Student's quantile with {@code G - 1}
 *     degrees of freedom, {@code G} the number of subjects. At the prevalence of the sample and one record a subject this is
 *     the interval of a mean. {@code ZERO_VARIANCE} where no record has influence, as where nothing is predicted positive;
 *     {@code TOO_FEW} for one subject.
 * <li><b>Few events:</b> the interval is too narrow where few records carry the variance: with eight missed conditions expected
 *     in 500 records a 95 percent interval of the gain over treating all held the truth in 93 percent of simulated samples, and
 *     in 94 to 95.5 percent elsewhere. Look at the counts in the support.
 * <li><b>Ties:</b> a probability equal to the threshold acts.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; at a stated prevalence {@code NO_POSITIVES} and {@code NO_NEGATIVES}.
 * <li><b>Case-control samples:</b> their prevalence means nothing; state one.
 * <li><b>Reference:</b> Vickers and Elkin (2006), Medical Decision Making 26, 565-574; for the variance Pfeiffer and Gail
 *     (2020), Biometrical Journal 62, 764-776. Values agree with dcurves of R.
 * <li><b>Cost:</b> O(n) for each threshold.
 * </ul>
 *
 * <p>The curve does not say which threshold to use: it is the probability at which a patient, or a guideline, is indifferent
 * between acting and not. <em>Immutable.</em>
 */
public final class DecisionCurve {

    private static final String METHOD = "net_benefit.linearized.t";

    /** A cell is 4 label + 2 (the model acts) + (the second model acts). */
    private static final int CELLS = 8;

    private final ScoredLabels sample;
    private final ScoredLabels second;
    private final double[] thresholds;
    private final OptionalDouble prevalence;

    private DecisionCurve(ScoredLabels sample, ScoredLabels second, double[] thresholds, OptionalDouble prevalence) {
        this.sample = sample;
        this.second = second;
        this.thresholds = thresholds;
        this.prevalence = prevalence;
    }

    /**
     * The curve at the prevalence of the sample.
     *
     * @param sample labels and predicted probabilities, without weights
     * @param thresholds threshold probabilities, each in the open interval (0, 1)
     * @return the curve
     */
    public static DecisionCurve of(ScoredLabels sample, double... thresholds) {
        Arguments.probabilities(sample);
        if (sample.weighted()) {
            throw new IllegalArgumentException(
                    "a decision curve has no interval for weights; pass the sample without weights, or state a prevalence");
        }
        for (double threshold : thresholds) {
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException("a threshold probability lies in the open interval (0, 1), got "
                        + threshold + "; at 0 everybody is treated and at 1 nobody");
            }
            Arguments.factor("a threshold probability", threshold);
        }
        return new DecisionCurve(sample, sample, thresholds.clone(), OptionalDouble.empty());
    }

    /**
     * The curve at a stated prevalence, such as that of the place of use.
     *
     * @param stated the prevalence, in (0, 1); taken as known
     * @return a copy
     */
    public DecisionCurve atPrevalence(double stated) {
        if (!(stated > 0 && stated < 1)) {
            throw new IllegalArgumentException(
                    "prevalence must be a fraction in (0, 1), got " + stated + "; for 5 percent pass 0.05");
        }
        return new DecisionCurve(sample, second, thresholds, OptionalDouble.of(stated));
    }

    /**
     * The curve beside that of a second model on the same records.
     *
     * @param other the same labels and subjects with the other model's probabilities
     * @return a copy whose points have the {@linkplain Point#gainOverSecond difference}
     */
    public DecisionCurve against(ScoredLabels other) {
        Arguments.probabilities(other);
        sample.requireSameRecords(other);
        return new DecisionCurve(sample, other, thresholds, prevalence);
    }

    /**
     * One threshold.
     *
     * @param threshold the threshold probability
     * @param counts the cells where {@code p >= threshold} predicts positive
     * @param model net benefit of the model
     * @param treatAll net benefit of treating all; treating none has 0
     * @param gainOverTreatAll model minus treating all
     * @param interventionsAvoidedPer100 needless interventions avoided in 100 patients at an equal number of needed ones,
     *     against treating all; negative where the model is worse
     * @param gainOverSecond model minus second model; {@code NOT_OFFERED} without one
     */
    public record Point(
            double threshold,
            ConfusionCounts counts,
            Estimate model,
            Estimate treatAll,
            Estimate gainOverTreatAll,
            Estimate interventionsAvoidedPer100,
            Estimate gainOverSecond) {
        /** Checks that all are there. */
        public Point {
            Arguments.number("threshold", threshold);
            Objects.requireNonNull(counts, "counts");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(treatAll, "treatAll");
            Objects.requireNonNull(gainOverTreatAll, "gainOverTreatAll");
            Objects.requireNonNull(interventionsAvoidedPer100, "interventionsAvoidedPer100");
            Objects.requireNonNull(gainOverSecond, "gainOverSecond");
        }
    }

    /**
     * The points.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return one for each threshold, in their order
     */
    public List<Point> points(double level) {
        Arguments.level(level);
        List<Point> points = new ArrayList<>();
        for (double threshold : thresholds) {
            double harm = threshold / (1 - threshold);
            At at = new At(threshold, harm, level);
            Estimate gain = at.estimate(1, -1, 0, 1);
            points.add(new Point(
                    threshold,
                    at.counts(),
                    at.estimate(1, 0, 0, 1),
                    at.estimate(0, 1, 0, 1),
                    gain,
                    at.estimate(1, -1, 0, 100 / harm),
                    second == sample
                            ? Estimate.notEstimable(Reason.NOT_OFFERED, METHOD, sample.support())
                            : at.estimate(1, 0, -1, 1)));
        }
        return points;
    }

    /** Net benefits at one threshold: linear combinations of those of the model, of treating all, and of the second model. */
    private final class At {
        private final double harm;
        private final double level;
        private final int[] cell;
        private final long[] counts = new long[CELLS];

        At(double threshold, double harm, double level) {
            this.harm = harm;
            this.level = level;
            this.cell = new int[sample.size()];
            for (int i = 0; i < cell.length; i++) {
                int first = sample.score(i) >= threshold ? 2 : 0;
                int other = second.score(i) >= threshold ? 1 : 0;
                cell[i] = 4 * sample.label(i) + first + other;
                counts[cell[i]]++;
            }
        }

        ConfusionCounts counts() {
            return new ConfusionCounts(
                    counts[6] + counts[7], counts[2] + counts[3], counts[0] + counts[1], counts[4] + counts[5]);
        }

        /**
         * With {@code c} the weight of a record's cell in {@code a model + b treat all + d second}, the value is
         * {@code scale * (pi mean of c over positives - (1 - pi) harm mean of c over negatives)}.
         */
        Estimate estimate(int a, int b, int d, double scale) {
            long n1 = sample.positives();
            long n0 = sample.negatives();
            Support support = sample.support()
                    .with("true_positives", counts().truePositives())
                    .with("false_positives", counts().falsePositives());
            if (n1 + n0 == 0) {
                return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
            }
            if (prevalence.isPresent() && (n1 == 0 || n0 == 0)) {
                return Estimate.notEstimable(n1 == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES, METHOD, support);
            }
            long ones = 0;
            long zeros = 0;
            int[] weight = new int[CELLS];
            for (int c = 0; c < CELLS; c++) {
                weight[c] = (c & 2) / 2 * a + b + (c & 1) * d;
                if (c >= 4) {
                    ones += weight[c] * counts[c];
                } else {
                    zeros += weight[c] * counts[c];
                }
            }
            double[] influence = new double[CELLS];
            double value;
            if (prevalence.isPresent()) {
                double pi = prevalence.getAsDouble();
                double positive = (double) ones / n1;
                double negative = (double) zeros / n0;
                value = pi * positive - (1 - pi) * harm * negative;
                for (int c = 0; c < CELLS; c++) {
                    influence[c] =
                            c >= 4 ? pi * (weight[c] - positive) / n1 : -(1 - pi) * harm * (weight[c] - negative) / n0;
                }
            } else {
                double n = (double) n1 + n0;
                value = (ones - harm * zeros) / n;
                for (int c = 0; c < CELLS; c++) {
                    influence[c] = ((c >= 4 ? weight[c] : -harm * weight[c]) - value) / n;
                }
            }
            return Estimate.of(scale * value, interval(value, influence, scale), support);
        }

        private IntervalEstimate interval(double value, double[] influence, double scale) {
            int groups = sample.subjects();
            if (groups < 2) {
                return Arguments.unknown(Reason.TOO_FEW, METHOD);
            }
            double largest = 0;
            for (int c = 0; c < CELLS; c++) {
                largest = Math.max(largest, counts[c] == 0 ? 0 : Math.abs(influence[c]));
            }
            double squares = sample.hasRepeatedSubjects() ? bySubject(influence) : byCell(influence);
            // rounding of the value is no variance: an influence is of the order of value / n
            if (!(largest > 1e-14 * Math.max(1, harm) / sample.size()) || !(squares > 0)) {
                return Arguments.unknown(Reason.ZERO_VARIANCE, METHOD);
            }
            double error = Math.sqrt(squares * groups / (groups - 1));
            double half = TDistribution.of(groups - 1.0).inverseSurvivalProbability((1 - level) / 2) * error;
            return IntervalEstimate.of(scale * (value - half), scale * (value + half), level, METHOD);
        }

        private double byCell(double[] influence) {
            CompensatedSum squares = new CompensatedSum();
            for (int c = 0; c < CELLS; c++) {
                squares.add(counts[c] * influence[c] * influence[c]);
            }
            return squares.value();
        }

        /** Subjects are counted by cells, so that the order of a subject's records changes no digit. */
        private double bySubject(double[] influence) {
            int[][] cells = new int[sample.subjects()][CELLS];
            for (int i = 0; i < cell.length; i++) {
                cells[sample.subject(i)][cell[i]]++;
            }
            CompensatedSum squares = new CompensatedSum();
            for (int[] own : cells) {
                double sum = 0;
                for (int c = 0; c < CELLS; c++) {
                    sum += own[c] * influence[c];
                }
                squares.add(sum * sum);
            }
            return squares.value();
        }
    }
}
