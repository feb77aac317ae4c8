package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * The cumulative/dynamic area under the ROC curve at a time: the probability that a record with the event up to the time had a
 * higher risk than one still free of it, by inverse probability of censoring weights.
 *
 * <pre>{@code
 * AUC(t) = sum over cases i, controls j of v_i (I(M_i > M_j) + I(M_i = M_j) / 2) / (sum of v_i * number of controls)
 * }</pre>
 *
 * Cases have an event at {@code T_i <= t} and weigh {@code v_i = 1 / G(T_i-)}; controls have {@code T_j > t} (their common weight
 * {@code 1 / G(t)} cancels); a record censored up to {@code t} is neither. {@code G} is the Kaplan-Meier estimate of the
 * censoring distribution, events before censorings of the same time ({@link KaplanMeier#ofCensoring}).
 *
 * <p>The variance is the infinitesimal jackknife by subject, with what the estimation of G adds; weights of records multiply pairs.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0.5 for a risk that says nothing. Higher is better; never turned round.
 * <li><b>Censoring</b> has to be independent of event and risk. Without any, it is the AUROC of the event by {@code t}.
 * <li><b>Intervals:</b> default logit; Wald, clipped to [0, 1]. Each time for itself: no band for a whole curve.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code NO_POSITIVES} without an event up to the time; {@code NO_NEGATIVES} where no record
 *     is followed beyond it; no interval ({@code ZERO_VARIANCE}) for an area of 0 or 1.
 * <li><b>Cost:</b> {@code n log n}.
 * <li><b>Reference:</b> Uno, Cai, Tian and Wei (2007), JASA 102; Hung and Chiang (2010), Canadian J. of Statistics 38; Blanche,
 *     Dartigues and Jacqmin-Gadda (2013), Statistics in Medicine 32. Agrees with riskRegression's {@code Score}, whose standard
 *     error divides by n - 1 and treats tied times otherwise, a difference of about a percent at 60 records and less in larger samples.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class TimeDependentAuroc {

    private static final String METHOD = "cumulative_dynamic_auroc";

    private final JackknifedProbability area;

    private TimeDependentAuroc(JackknifedProbability area) {
        this.area = area;
    }

    /**
     * Makes the area.
     *
     * @param sample the records; a higher risk speaks for an event up to the time
     * @param time the time
     * @return the area
     */
    public static TimeDependentAuroc of(TimedRisks sample, double time) {
        Arguments.time("time", time);
        FollowUp followUp = sample.followUp();
        Censoring censoring = new Censoring(followUp);
        RankBlocks blocks = sample.blocksOfRisk();
        double[] cases = new double[blocks.size()];
        double[] controls = new double[blocks.size()];
        CompensatedSum allCases = new CompensatedSum();
        CompensatedSum allControls = new CompensatedSum();
        long caseCount = 0;
        long controlCount = 0;
        double[] inverse = new double[sample.size()];
        for (int row : sample.orderOfTimes()) {
            double weight = sample.weight(row);
            if (weight > 0 && sample.time(row) > time) {
                controls[blocks.of(row)] += weight;
                allControls.add(weight);
                controlCount++;
            } else if (weight > 0 && sample.event(row)) {
                inverse[row] = 1 / censoring.before(row);
                cases[blocks.of(row)] += weight * inverse[row];
                allCases.add(weight * inverse[row]);
                caseCount++;
            }
        }
        Support support = followUp.support()
                .with("cases", caseCount)
                .with("controls", controlCount)
                .with("censored_before", sample.size() - caseCount - controlCount);
        if (caseCount == 0 || controlCount == 0) {
            Reason reason = sample.size() == 0
                    ? Reason.EMPTY_GROUP
                    : caseCount == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
            return new TimeDependentAuroc(JackknifedProbability.without(METHOD, support, reason));
        }
        double[] casesAbove = above(cases);
        double[] controlsBelow = below(controls);
        double[] casesBelow = below(cases);
        double[] controlsAbove = above(controls);
        CompensatedSum concordant = new CompensatedSum();
        CompensatedSum discordant = new CompensatedSum();
        CompensatedSum tied = new CompensatedSum();
        for (int b = 0; b < cases.length; b++) {
            concordant.add(cases[b] * controlsBelow[b]);
            discordant.add(cases[b] * controlsAbove[b]);
            tied.add(cases[b] * controls[b]);
        }
        double pairs = concordant.value() + discordant.value() + tied.value();
        double area = (concordant.value() + tied.value() / 2) / pairs;
        double[] derivatives = new double[sample.size()];
        double[] ofBefore = new double[censoring.blocks().size()];
        for (int row = 0; row < derivatives.length; row++) {
            int b = blocks.of(row);
            double weight = sample.weight(row);
            if (weight > 0 && sample.time(row) > time) {
                // split over its terms, so that nothing large cancels near 0 and 1
                derivatives[row] =
                        (casesAbove[b] * (1 - area) + cases[b] * (0.5 - area) - casesBelow[b] * area) / pairs;
            } else if (weight > 0 && sample.event(row)) {
                derivatives[row] = inverse[row]
                        * (controlsBelow[b] * (1 - area) + controls[b] * (0.5 - area) - controlsAbove[b] * area)
                        / pairs;
                ofBefore[censoring.blocks().of(row)] -= weight * derivatives[row];
            }
        }
        censoring.addTo(derivatives, ofBefore, 0, time);
        return new TimeDependentAuroc(
                new JackknifedProbability(METHOD, support, area, Jackknife.variance(followUp, derivatives), null));
    }

    private static double[] below(double[] weights) {
        double[] sums = new double[weights.length];
        CompensatedSum sum = new CompensatedSum();
        for (int b = 0; b < weights.length; b++) {
            sums[b] = sum.value();
            sum.add(weights[b]);
        }
        return sums;
    }

    private static double[] above(double[] weights) {
        double[] sums = new double[weights.length];
        CompensatedSum sum = new CompensatedSum();
        for (int b = weights.length - 1; b >= 0; b--) {
            sums[b] = sum.value();
            sum.add(weights[b]);
        }
        return sums;
    }

    /**
     * The area with the logit interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate estimate(double level) {
        return area.estimate(level);
    }

    /**
     * Standard error of the area.
     *
     * @return the standard error; may be 0
     */
    public Estimate standardError() {
        return area.standardError();
    }

    /**
     * Wald interval, {@code A -+ z se}, clipped to [0, 1]; of no use near 0 and 1.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code ZERO_VARIANCE} where the standard error is 0
     */
    public IntervalEstimate wald(double level) {
        return area.wald(level);
    }
}
