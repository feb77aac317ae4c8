package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.List;

/**
 * A proportion of several samples that share no record, taken together: the numerators and the denominators added.
 *
 * <pre>{@code
 *  p = sum x_i / sum n_i                                          x_i successes in n_i records of sample i
 *  n_eff = (sum n_i)^2 / sum (n_i^2 / e_i)                        e_i effective number of records of sample i
 *  interval = Wilson score interval of proportion p with n_eff records
 * }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> a fraction in [0, 1], exactly that of all records in one sample.
 * <li><b>One record a subject:</b> {@code e_i = n_i}, so {@code n_eff = sum n_i} and the interval is that of all records in one sample.
 * <li><b>Where records share subjects</b> {@code e_i} is the effective number of {@link ClusteredProportion}. Samples are taken to share no
 *     subject.
 * <li><b>What it is about:</b> these samples in the shares they have here. It says nothing of how they differ, and nothing of another
 *     one; for that see {@link RandomEffects}.
 * <li><b>Undefined:</b> no record in any sample, for the reason the caller gives, with the interval [0, 1].
 * <li><b>Order</b> of the samples changes nothing but the last digit of {@code n_eff}.
 * <li><b>References:</b> Wilson (1927), JASA 22, 209-212; Kish (1965), Survey Sampling, section 8.2 (variance of a weighted mean of
 *     independent parts).
 * </ul>
 */
public final class PooledProportion {

    /** Identifier of the interval where every record is a subject. */
    public static final String METHOD = "proportion.wilson.pooled";

    /** Identifier of the interval where records share subjects in some sample. */
    public static final String CLUSTERED = "proportion.wilson.effective_n.pooled";

    private PooledProportion() {}

    /**
     * Adds proportions.
     *
     * @param parts the proportion of each sample, whose support has {@code successes}, the number of records, and an effective number
     *     {@code n} where records share subjects; those without records count for nothing
     * @param level confidence level, a fraction in (0, 1)
     * @param whenEmpty the reason when there is no record in any, such as {@link Reason#NO_POSITIVES} for a sensitivity
     * @return the proportion; its support counts {@code successes}, {@code samples}, and has an effective number where a part has one
     */
    public static Estimate estimate(List<Estimate> parts, double level, Reason whenEmpty) {
        Arguments.level(level);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one proportion to pool, got none");
        }
        long trials = 0;
        long successes = 0;
        boolean clustered = false;
        CompensatedSum squares = new CompensatedSum();
        for (int i = 0; i < parts.size(); i++) {
            Support support = parts.get(i).support();
            Long x = support.counts().get("successes");
            if (x == null) {
                throw Arguments.at("parts", i, "must count successes in its support");
            }
            long n = support.n();
            Arguments.proportion("successes", x, "records", n);
            clustered |= support.effective().containsKey("n");
            if (n == 0) {
                continue;
            }
            double effective = support.effectiveN();
            if (effective > n) {
                throw Arguments.at("parts", i, "must not have more effective records than records");
            }
            squares.add((double) n * n / effective);
            trials += n;
            successes += x;
        }
        Arguments.count("the total of records", trials);
        String method = clustered ? CLUSTERED : METHOD;
        Support support = Support.ofProportion(successes, trials).with("samples", parts.size());
        if (trials == 0) {
            return new Estimate.NotEstimable(whenEmpty, IntervalEstimate.of(0, 1, level, method), support);
        }
        if (!clustered) {
            return Estimate.of(
                    (double) successes / trials,
                    new IntervalEstimate.Known(BinomialInterval.WILSON.of(successes, trials, level), method),
                    support);
        }
        double p = (double) successes / trials;
        double effective = (double) trials * trials / squares.value();
        double[] limits = BinomialInterval.WILSON.limits(p * effective, effective, level);
        return Estimate.of(
                p,
                // deliberate: rounding of p n_eff must not put the point outside of its interval
                IntervalEstimate.of(Math.min(limits[0], p), Math.max(limits[1], p), level, method),
                support.withEffective("n", effective));
    }
}
