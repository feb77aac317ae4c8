package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * Calibration of forecasts within one group: whether a risk of 0.2 means the same in this group as elsewhere.
 *
 * <ul>
 * <li><b>Observed</b> share of positives with a Wilson interval, <b>mean forecast</b>, <b>O/E</b> their ratio, <b>Brier score</b>,
 *     <b>expected calibration error</b> over ten bins (a, b] of equal width, and <b>intercept and slope</b> of the logistic
 *     calibration model; each as the class says that computes it: {@link CalibrationLogistic}, {@link BrierScore},
 *     {@link CalibrationBins}.
 * <li><b>Small groups:</b> the expected calibration error is biased upward, the more the fewer records; compare it between
 *     groups only with the numbers of records beside it. It has no interval here: the bootstrap gives one.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records; otherwise as in those classes.
 * <li><b>Shared subjects:</b> model-based intervals are refused ({@code DEPENDENT_RECORDS}) or cluster-robust, as there.
 * <li><b>Equal calibration and equal error rates</b> exclude each other where base rates differ, but for perfect forecasts.
 * <li><b>Reference:</b> Kleinberg, Mullainathan and Raghavan (2017), ITCS; Pleiss et al. (2017), NeurIPS.
 * </ul>
 *
 * @param observed share of positives
 * @param meanForecast mean of the forecasts, without an interval
 * @param brier Brier score
 * @param equalWidthError expected calibration error
 * @param logistic calibration model, with O/E, intercept and slope
 */
public record GroupCalibration(
        Estimate observed,
        Estimate meanForecast,
        Estimate brier,
        Estimate equalWidthError,
        CalibrationLogistic logistic) {

    private static final int BINS = 10;

    /**
     * Measures one group.
     *
     * @param group the records of the group; scores are probabilities
     * @param level confidence level, a fraction in (0, 1)
     * @return its calibration
     */
    public static GroupCalibration of(ScoredLabels group, double level) {
        Arguments.probabilities(group);
        String id = "fairness.calibration_within_groups";
        Support support = group.support();
        if (group.size() == 0) {
            Estimate none = Estimate.notEstimable(Reason.EMPTY_GROUP, id, support);
            IntervalEstimate unweighted =
                    BinomialInterval.WILSON.estimate(0, 0, level).intervalEstimate();
            return new GroupCalibration(
                    new Estimate.NotEstimable(Reason.EMPTY_GROUP, unweighted, support),
                    none,
                    none,
                    none,
                    CalibrationLogistic.of(group, level));
        }
        return new GroupCalibration(
                observed(group, level),
                Arguments.value(BrierScore.mean(group, group::score), id, support),
                BrierScore.of(group).score(level),
                CalibrationBins.equalWidth(group, BINS, level).expectedError(),
                CalibrationLogistic.of(group, level));
    }

    private static Estimate observed(ScoredLabels group, double level) {
        if (group.weighted()) {
            return Arguments.value(
                    BrierScore.mean(group, group::label), "fairness.calibration_within_groups", group.support());
        }
        if (!group.hasRepeatedSubjects()) {
            return BinomialInterval.WILSON.estimate(group.positives(), group.size(), level);
        }
        int[] labels = new int[group.size()];
        int[] subjects = new int[group.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = group.label(i);
            subjects[i] = group.subject(i);
        }
        return ClusteredProportion.estimate(labels, subjects, level);
    }
}
