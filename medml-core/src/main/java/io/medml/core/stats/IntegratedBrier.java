package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;

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

    private final ScoreBesideNull scores;

    private IntegratedBrier(ScoreBesideNull scores) {
        this.scores = scores;
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
            ScoreBesideNull at =
                    BrierAtTime.of(sample.withRisks(risks[k]), times[k]).scores();
            Reason reason = at.reason();
            if (reason != null) {
                return new IntegratedBrier(ScoreBesideNull.none(sample, sample.support(), reason));
            }
            double left = k == 0 ? 0 : times[k] - times[k - 1];
            double right = k == times.length - 1 ? 0 : times[k + 1] - times[k];
            double share = (left + right) / 2 / (times[times.length - 1] - times[0]);
            score += share * at.score();
            nullScore += share * at.nullScore();
            double[] derivatives = at.ofScore();
            double[] nullDerivatives = at.ofNull();
            Arrays.setAll(ofScore, row -> ofScore[row] + share * derivatives[row]);
            Arrays.setAll(ofNull, row -> ofNull[row] + share * nullDerivatives[row]);
        }
        return new IntegratedBrier(
                new ScoreBesideNull(sample, sample.support(), score, ofScore, nullScore, ofNull, null));
    }

    /**
     * The score.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the score with its Wald interval
     */
    public Estimate score(double level) {
        return scores.score(level, METHOD);
    }

    /**
     * The score of the null model.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the score with its Wald interval
     */
    public Estimate nullScore(double level) {
        return scores.nullScore(level, METHOD);
    }

    /**
     * The scaled score, {@code 1 - IBS / IBS_null}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the scaled score with its Wald interval; {@code ZERO_DENOMINATOR} where the null score is 0
     */
    public Estimate scaled(double level) {
        return scores.scaled(level, SCALED);
    }
}
