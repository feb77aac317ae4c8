package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.jspecify.annotations.Nullable;

/**
 * Harrell's c-index: the share of comparable pairs in which the record with the earlier event had the higher risk.
 *
 * <pre>{@code  c = (concordant + tied risk / 2) / (concordant + discordant + tied risk)  }</pre>
 *
 * A pair is comparable if it is known who had the event first: the shorter time ends with an event, or both times are equal and
 * just one of them ends with an event (a censored record outlives an event of the same time). Pairs of events at one time are
 * not comparable and are counted apart. With weights a pair counts {@code w_i w_j}.
 *
 * <p>The variance is the infinitesimal jackknife: with {@code C_i}, {@code T_i}, {@code N_i} the (weighted) numbers of concordant,
 * risk-tied and comparable partners of record i, and {@code N} the number of comparable pairs,
 *
 * <pre>{@code  var(c) = sum of d_i^2,   d_i = w_i (C_i + T_i / 2 - c N_i) / N  }</pre>
 *
 * where the {@code d_i} of one subject are added before they are squared.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0.5 for a risk that says nothing. Higher is better; never turned round.
 * <li><b>Censoring:</b> c depends on the distribution of censoring; compare it between cohorts of like follow-up only.
 * <li><b>Intervals:</b> default logit, {@code expit(logit c -+ z se / (c (1 - c)))}; Wald, clipped to [0, 1].
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records, {@code NO_POSITIVES} without events, {@code ZERO_DENOMINATOR} without a
 *     comparable pair; where all {@code d_i} are 0, as for c of 0 or 1, no interval ({@code ZERO_VARIANCE}).
 * <li><b>Cost:</b> {@code n log n}; without weights all numbers of pairs are whole and exact.
 * <li><b>Reference:</b> Harrell, Lee and Mark (1996), Statistics in Medicine 15; Therneau and Atkinson, concordance vignette of
 *     survival. Agrees with survival's {@code concordance} and Hmisc's {@code rcorr.cens}, which counts each pair twice and
 *     reports {@code Dxy = 2 c - 1} with twice this standard error.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class ConcordanceIndex {

    private static final String METHOD = "cindex";

    private final Support support;
    private final double concordant;
    private final double discordant;
    private final double tiedRisk;
    private final double tiedTime;
    private final double tiedBoth;
    private final double index;
    private final double variance;
    private final @Nullable Reason reason;

    private ConcordanceIndex(
            Support support, ConcordantPairs pairs, double index, double variance, @Nullable Reason reason) {
        this.support = support;
        this.concordant = pairs.concordant();
        this.discordant = pairs.discordant();
        this.tiedRisk = pairs.tiedRisk();
        this.tiedTime = pairs.tiedTime();
        this.tiedBoth = pairs.tiedBoth();
        this.index = index;
        this.variance = variance;
        this.reason = reason;
    }

    /**
     * Makes the index.
     *
     * @param sample the records
     * @return the index
     */
    public static ConcordanceIndex of(TimedRisks sample) {
        ConcordantPairs pairs = new ConcordantPairs(sample, row -> 1);
        Support support = sample.support();
        double comparable = pairs.comparable();
        if (!(comparable > 0)) {
            Reason reason = sample.size() == 0
                    ? Reason.EMPTY_GROUP
                    : sample.events() == 0 ? Reason.NO_POSITIVES : Reason.ZERO_DENOMINATOR;
            return new ConcordanceIndex(support, pairs, 0, 0, reason);
        }
        double index = (pairs.concordant() + pairs.tiedRisk() / 2) / comparable;
        double[] influence = new double[sample.subjects()];
        for (int i = 0; i < sample.size(); i++) {
            influence[sample.subject(i)] += sample.weight(i) * pairs.gain(i, index) / comparable;
        }
        CompensatedSum squares = new CompensatedSum();
        for (double ofSubject : influence) {
            squares.add(ofSubject * ofSubject);
        }
        double variance = Jackknife.vanishes(index, squares.value()) ? 0 : squares.value();
        return new ConcordanceIndex(support, pairs, index, variance, null);
    }

    /**
     * The index with the logit interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the index
     */
    public Estimate estimate(double level) {
        Arguments.level(level);
        return reason != null
                ? Estimate.notEstimable(reason, METHOD + ".logit", support)
                : Estimate.of(index, logit(level), support);
    }

    /**
     * Somers' D of survival against risk, {@code Dxy = 2 c - 1}, in [-1, 1].
     *
     * @return the value, without an interval
     */
    public Estimate somersD() {
        return plain(2 * index - 1);
    }

    /**
     * Standard error of the index by the infinitesimal jackknife.
     *
     * @return the standard error; may be 0
     */
    public Estimate standardError() {
        return plain(Math.sqrt(variance));
    }

    /**
     * Logit interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code ZERO_VARIANCE} where the standard error is 0
     */
    public IntervalEstimate logit(double level) {
        double z = Arguments.z(level);
        String id = METHOD + ".logit";
        if (reason != null) {
            return Arguments.unknown(reason, id);
        }
        if (!(variance > 0 && index > 0 && index < 1)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double half = z * Math.sqrt(variance) / (index * (1 - index));
        double centre = Arguments.logit(index);
        return IntervalEstimate.of(Arguments.expit(centre - half), Arguments.expit(centre + half), level, id);
    }

    /**
     * Wald interval, {@code c -+ z se}, clipped to [0, 1]; of no use near 0 and 1.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code ZERO_VARIANCE} where the standard error is 0
     */
    public IntervalEstimate wald(double level) {
        double z = Arguments.z(level);
        String id = METHOD + ".wald";
        if (reason != null) {
            return Arguments.unknown(reason, id);
        }
        if (!(variance > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double half = z * Math.sqrt(variance);
        return IntervalEstimate.of(Math.max(0, index - half), Math.min(1, index + half), level, id);
    }

    /**
     * Comparable pairs in which the earlier event had the higher risk.
     *
     * @return the (weighted) number
     */
    public double concordant() {
        return concordant;
    }

    /**
     * Comparable pairs in which the earlier event had the lower risk.
     *
     * @return the (weighted) number
     */
    public double discordant() {
        return discordant;
    }

    /**
     * Comparable pairs of equal risk; each counts one half.
     *
     * @return the (weighted) number
     */
    public double tiedRisk() {
        return tiedRisk;
    }

    /**
     * Pairs of events at one time with different risks; not comparable.
     *
     * @return the (weighted) number
     */
    public double tiedTime() {
        return tiedTime;
    }

    /**
     * Pairs of events at one time with equal risks; not comparable.
     *
     * @return the (weighted) number
     */
    public double tiedBoth() {
        return tiedBoth;
    }

    private Estimate plain(double value) {
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support)
                : Arguments.value(value, METHOD, support);
    }
}
