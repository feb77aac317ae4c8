package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;

/**
 * The Kaplan-Meier estimate of the share that is still free of the event.
 *
 * <pre>{@code  S(t) = product over times u <= t of (1 - d(u) / Y(u))  }</pre>
 *
 * with {@code d(u)} the events at {@code u} and {@code Y(u)} the records whose time is at least {@code u}. Of the censoring
 * distribution {@link #ofCensoring} the censorings take the place of events, and events of the same time have left before:
 * {@code G(t) = product of (1 - c(u) / (Y(u) - d(u)))}.
 *
 * <p>The variance of {@code ln S} is Greenwood's, {@code sum of d / (Y (Y - d))}; where records share subjects or have weights it is
 * the infinitesimal jackknife by subject.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; falls with time. Neither way is better.
 * <li><b>Interval:</b> log-log, {@code S^exp(-+ z se(ln S) / |ln S|)}, at each time for itself: no band for the whole curve.
 * <li><b>Censoring</b> has to be independent of the event. A competing event must not be handed in as censoring where the risk of
 *     the event is meant: {@code 1 - S} is then too large.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records; {@code OUTSIDE_DOMAIN} beyond the longest time where that is censored; no
 *     interval ({@code ZERO_VARIANCE}) while S is 1 and once it is 0.
 * <li><b>Cost:</b> one sort.
 * <li><b>Reference:</b> Kaplan and Meier (1958), JASA 53; Greenwood (1926); Kalbfleisch and Prentice (2002), section 1.4. Agrees with
 *     survival's {@code survfit(conf.type = "log-log")}, with {@code cluster} where records share subjects, and the censoring
 *     distribution with prodlim's {@code reverse = TRUE}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class KaplanMeier {

    /** S is a running product of rounded factors; it has reached a share when it is not above it by more than this part of it. */
    private static final double ROUNDING = 1e-9;

    private final FollowUp sample;
    private final TimeBlocks blocks;
    private final boolean censoring;
    private final double[] survival;
    private final double[] greenwood;

    private KaplanMeier(FollowUp sample, boolean censoring) {
        this.sample = sample;
        this.blocks = new TimeBlocks(sample);
        this.censoring = censoring;
        this.survival = new double[blocks.size()];
        this.greenwood = new double[blocks.size()];
        double s = 1;
        CompensatedSum sum = new CompensatedSum();
        for (int b = 0; b < survival.length; b++) {
            if (leaving(b) > 0) {
                s *= staying(b) / (staying(b) + leaving(b));
                sum.add(leaving(b) / ((staying(b) + leaving(b)) * staying(b)));
            }
            survival[b] = s;
            greenwood[b] = sum.value();
        }
    }

    /**
     * A time at which records have an event or are censored.
     *
     * @param time the time
     * @param atRisk records whose time is at least this
     * @param events records with an event at this time
     * @param censored records censored at this time
     * @param survival share free of the event after this time
     */
    public record Step(double time, long atRisk, long events, long censored, double survival) {}

    /**
     * The share that is free of the event.
     *
     * @param sample the records
     * @return the estimate
     */
    public static KaplanMeier of(FollowUp sample) {
        return new KaplanMeier(sample, false);
    }

    /**
     * The share that is not censored, were there no events.
     *
     * @param sample the records
     * @return the estimate
     */
    public static KaplanMeier ofCensoring(FollowUp sample) {
        return new KaplanMeier(sample, true);
    }

    private double leaving(int b) {
        return censoring ? blocks.censored(b) : blocks.events(b);
    }

    private double staying(int b) {
        return censoring ? blocks.later(b) : blocks.later(b) + blocks.censored(b);
    }

    /**
     * The share free of the event at a time, with its log-log interval.
     *
     * @param time the time, not negative
     * @param level confidence level, a fraction in (0, 1)
     * @return the share
     */
    public Estimate at(double time, double level) {
        Arguments.level(level);
        Support support = support(time);
        String id = method();
        Reason reason = undefined(time);
        if (reason != null) {
            return Estimate.notEstimable(reason, id, support);
        }
        double s = value(time);
        double variance = varianceOfLog(time);
        if (!(s > 0 && s < 1 && variance > 0)) {
            return Estimate.of(s, Arguments.unknown(Reason.ZERO_VARIANCE, id), support);
        }
        double log = StrictMath.log(s);
        double factor = StrictMath.exp(Arguments.z(level) * Math.sqrt(variance) / -log);
        return Estimate.of(
                s, IntervalEstimate.of(StrictMath.exp(log * factor), StrictMath.exp(log / factor), level, id), support);
    }

    /**
     * The risk of an event up to a time, {@code 1 - S(t)}, with the interval of {@link #at} turned round.
     *
     * @param time the time, not negative
     * @param level confidence level, a fraction in (0, 1)
     * @return the risk
     */
    public Estimate risk(double time, double level) {
        Estimate free = at(time, level);
        return free.fold(is -> Estimate.of(1 - is.value(), mirrored(is.intervalEstimate()), is.support()), not -> not);
    }

    private static IntervalEstimate mirrored(IntervalEstimate interval) {
        if (interval instanceof IntervalEstimate.Known known) {
            Interval free = known.value();
            return IntervalEstimate.of(1 - free.upper(), 1 - free.lower(), free.level(), known.method());
        }
        return interval;
    }

    /**
     * The first time at which at most a given share is free of the event, as 0.5 for the median. Its interval holds the times at
     * which the interval of S holds that share, after Brookmeyer and Crowley (1982), Biometrics 38; the upper limit is infinite where the
     * upper limit of S never falls so far.
     *
     * <p>Where S stays at exactly the share for a while, R's {@code quantile} of a {@code survfit} gives the middle of that while,
     * and this the beginning: of the delays 1, 2, 3, 4 the median is 2, where R says 2.5. S and its limits count as the share when they are
     * above it by no more than its 1e-9th part, so that the rounding of the product decides nothing.
     *
     * @param share the share, a fraction in (0, 1)
     * @param level confidence level, a fraction in (0, 1)
     * @return the time; not estimable ({@code OUTSIDE_DOMAIN}) where S never falls so far
     */
    public Estimate quantile(double share, double level) {
        Arguments.level(level);
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must be a fraction in (0, 1), got " + share);
        }
        String id = method() + ".quantile";
        Support support = sample.support();
        if (sample.size() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, id, support);
        }
        double reached = Double.NaN;
        double lower = Double.NaN;
        double upper = Double.POSITIVE_INFINITY;
        double most = share * (1 + ROUNDING);
        for (int b = 0; b < survival.length && Double.isInfinite(upper); b++) {
            if (Double.isNaN(reached) && survival[b] <= most) {
                reached = blocks.time(b);
            }
            Interval at = at(blocks.time(b), level).interval().orElse(null);
            if (Double.isNaN(lower) && (at == null ? survival[b] <= most : at.lower() <= most)) {
                lower = blocks.time(b);
            }
            if (at != null && at.upper() <= most) {
                upper = blocks.time(b);
            }
        }
        if (Double.isNaN(reached)) {
            return Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, id, support);
        }
        return Estimate.of(reached, IntervalEstimate.of(lower, upper, level, id), support);
    }

    /**
     * Standard error of S at a time.
     *
     * @param time the time, not negative
     * @return the standard error; may be 0
     */
    public Estimate standardError(double time) {
        Reason reason = undefined(time);
        if (reason != null) {
            return Estimate.notEstimable(reason, method(), support(time));
        }
        double s = value(time);
        return Arguments.value(s > 0 ? s * Math.sqrt(varianceOfLog(time)) : 0, method(), support(time));
    }

    /**
     * The times with an event or a censoring.
     *
     * @return the steps, in ascending order of time; without weight a record is not counted
     */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        long atRisk = 0;
        for (int b = 0; b < blocks.size(); b++) {
            atRisk += blocks.eventCount(b) + blocks.censoredCount(b);
        }
        for (int b = 0; b < blocks.size(); b++) {
            steps.add(new Step(blocks.time(b), atRisk, blocks.eventCount(b), blocks.censoredCount(b), survival[b]));
            atRisk -= blocks.eventCount(b) + blocks.censoredCount(b);
        }
        return List.copyOf(steps);
    }

    /**
     * The number of records whose time is at least a time.
     *
     * @param time the time
     * @return the number at risk just before it
     */
    public long atRisk(double time) {
        long count = 0;
        for (int b = 0; b < blocks.size(); b++) {
            count += blocks.time(b) >= time ? blocks.eventCount(b) + blocks.censoredCount(b) : 0;
        }
        return count;
    }

    private String method() {
        return (censoring ? "censoring_distribution" : "kaplan_meier") + ".log_log"
                + (sample.plain() ? "" : ".cluster_robust");
    }

    private Support support(double time) {
        Arguments.time("time", time);
        long events = 0;
        long censored = 0;
        for (int b = 0; b < blocks.size() && blocks.time(b) <= time; b++) {
            events += blocks.eventCount(b);
            censored += blocks.censoredCount(b);
        }
        Support support = Support.of(sample.size()).with("events", events).with("censored", censored);
        return sample.hasRepeatedSubjects() ? support.with("subjects", sample.subjects()) : support;
    }

    /** Why there is no value at this time, or null. */
    @org.jspecify.annotations.Nullable
    Reason undefined(double time) {
        if (blocks.size() == 0) {
            return Reason.EMPTY_GROUP;
        }
        int last = blocks.size() - 1;
        return time > blocks.time(last) && survival[last] > 0 ? Reason.OUTSIDE_DOMAIN : null;
    }

    double value(double time) {
        int b = blocks.upTo(time);
        return b < 0 ? 1 : survival[b];
    }

    private double varianceOfLog(double time) {
        int b = blocks.upTo(time);
        if (b < 0 || !(survival[b] > 0)) {
            return 0;
        }
        return sample.plain() ? greenwood[b] : Jackknife.variance(sample, derivativesOfLog(time));
    }

    /** The derivative of {@code ln S(time)} by the weight of each record; S is not 0. */
    double[] derivativesOfLog(double time) {
        int end = blocks.upTo(time);
        double[] passed = new double[blocks.size()];
        CompensatedSum prefix = new CompensatedSum();
        for (int b = 0; b < blocks.size(); b++) {
            passed[b] = prefix.value();
            if (b <= end && leaving(b) > 0) {
                prefix.add(leaving(b) / ((staying(b) + leaving(b)) * staying(b)));
            }
        }
        double[] derivatives = new double[sample.size()];
        for (int row = 0; row < derivatives.length; row++) {
            if (sample.weight(row) > 0) {
                int b = blocks.of(row);
                derivatives[row] = passed[b];
                if (b <= end && leaving(b) > 0) {
                    double atRisk = staying(b) + leaving(b);
                    if (sample.event(row) != censoring) {
                        derivatives[row] -= 1 / atRisk;
                    } else if (!censoring) {
                        derivatives[row] += leaving(b) / (atRisk * staying(b));
                    }
                }
            }
        }
        return derivatives;
    }
}
