package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The integrated Brier score: the mean of {@link BrierAtTime} over a range of times, by the trapezoid rule on a stated grid.
 *
 * <pre>{@code  IBS = sum over grid intervals of (t_(k+1) - t_k) (B(t_k) + B(t_(k+1))) / 2  /  (t_last - t_first)  }</pre>
 *
 * The null score is the same mean of the null model's score, and the scaled score is {@code 1 - IBS / IBS_null}. The range is that
 * of the grid: nothing is added from time 0 to its first time. The grid is part of the quantity.
 *
 * <ul>
 * <li><b>Range:</b> [0, inf), as a rule below 1; lower is better. The scaled score: at most 1; higher is better.
 * <li><b>Intervals:</b> Wald, with the infinitesimal jackknife by subject of the whole sum.
 * <li><b>Undefined:</b> as {@link BrierAtTime} at any time of the grid, for its reason.
 * <li><b>Cost:</b> that of the score at each time.
 * <li><b>Reference:</b> Graf, Schmoor, Sauerbrei and Schumacher (1999), Statistics in Medicine 18. pec's {@code crps} and
 *     riskRegression's {@code IBS} integrate steps from time 0 and give another number from the same scores.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class IntegratedBrier {

    private static final String METHOD = "integrated_brier_score.wald";
    private static final String SCALED = "scaled_integrated_brier_score.wald";

    private final FollowUp sample;
    private final Support support;
    private final double score;
    private final double[] ofScore;
    private final double nullScore;
    private final double[] ofNull;
    private final @Nullable Reason reason;

    private IntegratedBrier(
            FollowUp sample,
            double score,
            double[] ofScore,
            double nullScore,
            double[] ofNull,
            @Nullable Reason reason) {
        this.sample = sample;
        this.support = sample.support();
        this.score = score;
        this.ofScore = ofScore;
        this.nullScore = nullScore;
        this.ofNull = ofNull;
        this.reason = reason;
    }

    /**
     * Makes the score.
     *
     * @param sample the records
     * @param times the grid, strictly ascending, at least two times
     * @param risks for each time of the grid the predicted risks of an event up to then, one for each record
     * @return the score
     */
    public static IntegratedBrier of(FollowUp sample, double[] times, double[][] risks) {
        Arguments.sameLength("times", times.length, "risks", risks.length);
        if (times.length < 2) {
            throw new IllegalArgumentException("an integral needs at least two times, got " + times.length);
        }
        double score = 0;
        double nullScore = 0;
        double[] ofScore = new double[sample.size()];
        double[] ofNull = new double[sample.size()];
        for (int k = 0; k < times.length; k++) {
            if (k > 0 && !(times[k] > times[k - 1])) {
                throw Arguments.at("times", k, "must be above the time before it");
            }
            BrierAtTime at = BrierAtTime.of(sample.withRisks(risks[k]), times[k]);
            if (at.reason() != null) {
                return new IntegratedBrier(sample, 0, ofScore, 0, ofNull, at.reason());
            }
            double left = k == 0 ? 0 : times[k] - times[k - 1];
            double right = k == times.length - 1 ? 0 : times[k + 1] - times[k];
            double share = (left + right) / 2 / (times[times.length - 1] - times[0]);
            score += share * at.value();
            nullScore += share * at.nullValue();
            double[] derivatives = at.derivatives();
            double[] nullDerivatives = at.nullDerivatives();
            Arrays.setAll(ofScore, row -> ofScore[row] + share * derivatives[row]);
            Arrays.setAll(ofNull, row -> ofNull[row] + share * nullDerivatives[row]);
        }
        return new IntegratedBrier(sample, score, ofScore, nullScore, ofNull, null);
    }

    /**
     * The score.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the score with its Wald interval
     */
    public Estimate score(double level) {
        return estimate(level, score, ofScore);
    }

    /**
     * The score of the null model.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the score with its Wald interval
     */
    public Estimate nullScore(double level) {
        return estimate(level, nullScore, ofNull);
    }

    /**
     * The scaled score, {@code 1 - IBS / IBS_null}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the scaled score with its Wald interval; {@code ZERO_DENOMINATOR} where the null score is 0
     */
    public Estimate scaled(double level) {
        Arguments.level(level);
        return reason != null
                ? Estimate.notEstimable(reason, SCALED, support)
                : BrierAtTime.scaled(sample, support, score, ofScore, nullScore, ofNull, level, SCALED);
    }

    private Estimate estimate(double level, double value, double[] derivatives) {
        Arguments.level(level);
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support)
                : Estimate.of(
                        value,
                        Jackknife.wald(
                                value,
                                Jackknife.variance(sample, derivatives),
                                0,
                                Double.POSITIVE_INFINITY,
                                level,
                                METHOD),
                        support);
    }
}
