package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What readers did with the advice of a device: decisions on the same cases without and with it.
 *
 * <p>One reading is one reader on one case, with the truth, the advice, the decision before and the decision with the advice; all
 * binary. The rates are shares of readings:
 *
 * <pre>{@code
 *  change                      = P(aided differs from unaided)
 *  override                    = P(aided differs from advice)
 *  override of wrong advice    = P(aided differs from advice | advice wrong)
 *  override of right advice    = P(aided differs from advice | advice right)
 *  automation bias             = P(aided wrong | unaided right, advice wrong)        a negative consultation
 *  beneficial change           = P(aided right | unaided wrong, advice right)        a positive consultation
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]. Lower is better for automation bias and the override of right advice, higher for beneficial change and
 *     the override of wrong advice; the rates of change and of override alone are neither.
 * <li><b>Intervals:</b> {@link ClusteredProportion} with cases as its subjects, Wilson where each case was read once. They speak to
 *     other cases and these readers; for the effect of the aid on other readers see {@link ReaderStudy}.
 * <li><b>Undefined:</b> a rate without a reading of its condition ({@code EMPTY_GROUP}), with the interval [0, 1].
 * <li><b>Reference:</b> Friedman et al. (1999), JAMA 282, 1851-1856; Goddard, Roudsari and Wyatt (2012), J. American Medical
 *     Informatics Association 19, 121-127.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class AidedDecisions {

    private final int[] truth;
    private final int[] advice;
    private final int[] unaided;
    private final int[] aided;
    private final int[] cases;

    private AidedDecisions(int[] truth, int[] advice, int[] unaided, int[] aided, int[] cases) {
        this.truth = truth;
        this.advice = advice;
        this.unaided = unaided;
        this.aided = aided;
        this.cases = cases;
    }

    /**
     * From one row for each reading, in any order.
     *
     * @param cases code of the case; any whole numbers
     * @param truth 1 if the case has the condition, else 0
     * @param advice 1 if the device says so
     * @param unaided 1 if the reader says so without the advice
     * @param aided 1 if the same reader says so with the advice
     * @return the decisions
     */
    public static AidedDecisions of(int[] cases, int[] truth, int[] advice, int[] unaided, int[] aided) {
        Arguments.sameLength("truth", truth.length, "cases", cases.length);
        Arguments.sameLength("advice", advice.length, "cases", cases.length);
        Arguments.sameLength("unaided", unaided.length, "cases", cases.length);
        Arguments.sameLength("aided", aided.length, "cases", cases.length);
        Arguments.binary("truth", truth);
        Arguments.binary("advice", advice);
        Arguments.binary("unaided", unaided);
        Arguments.binary("aided", aided);
        return new AidedDecisions(truth.clone(), advice.clone(), unaided.clone(), aided.clone(), cases.clone());
    }

    /**
     * How often the decision with the advice differs from the one without, in either direction.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate changeRate(double level) {
        return rate(row -> true, row -> aided[row] != unaided[row], level);
    }

    /**
     * How often the aided decision differs from the advice.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate overrideRate(double level) {
        return rate(row -> true, this::overridden, level);
    }

    /**
     * How often wrong advice is not followed.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate overrideOfWrongAdvice(double level) {
        return rate(row -> advice[row] != truth[row], this::overridden, level);
    }

    /**
     * How often right advice is not followed.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate overrideOfRightAdvice(double level) {
        return rate(row -> advice[row] == truth[row], this::overridden, level);
    }

    /**
     * How often wrong advice turns a right decision into a wrong one.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate automationBias(double level) {
        return rate(
                row -> unaided[row] == truth[row] && advice[row] != truth[row], row -> aided[row] != truth[row], level);
    }

    /**
     * How often right advice turns a wrong decision into a right one.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate beneficialChange(double level) {
        return rate(
                row -> unaided[row] != truth[row] && advice[row] == truth[row], row -> aided[row] == truth[row], level);
    }

    private boolean overridden(int row) {
        return aided[row] != advice[row];
    }

    private Estimate rate(IntPredicate condition, IntPredicate success, double level) {
        int[] rows = IntStream.range(0, cases.length).filter(condition).toArray();
        int[] successes =
                Arrays.stream(rows).map(row -> success.test(row) ? 1 : 0).toArray();
        int[] subjects = Arrays.stream(rows).map(row -> cases[row]).toArray();
        return ScoredLabels.distinct(subjects).length == rows.length
                ? BinomialInterval.WILSON.estimate(
                        Arrays.stream(successes).sum(), rows.length, level, Reason.EMPTY_GROUP)
                : ClusteredProportion.estimate(successes, subjects, level);
    }
}
