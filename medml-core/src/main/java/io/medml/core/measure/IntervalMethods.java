package io.medml.core.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What the identifiers of interval methods stand for, so that a reader of a report can recompute an interval. */
public final class IntervalMethods {

    private static final Map<String, String> TEXTS = new LinkedHashMap<>();

    static {
        TEXTS.put(
                "proportion.wilson.effective_n",
                "Wilson score interval of proportion p with n_eff records instead of n;"
                        + " n_eff = n / deff, deff = max(1, cluster-robust variance of p / (p (1 - p) / n)); n_eff at most the number"
                        + " of subjects where fewer than five carry the rarer outcome (Rao and Scott 1992)");
        TEXTS.put("proportion.wilson", "Wilson score interval (Wilson 1927)");
        TEXTS.put(
                "auroc.clustered.logit",
                "Obuchowski's variance of the area for records that share subjects (1997), on the" + " logit scale");
        TEXTS.put("auroc.delong.logit", "DeLong's variance of the area (1988), on the logit scale");
        TEXTS.put(
                "auroc.clustered.paired",
                "normal interval of the difference of two areas on the same records, variances and"
                        + " covariance by Obuchowski (1997)");
        TEXTS.put(
                "auroc.delong.paired",
                "normal interval of the difference of two areas on the same records, variances and"
                        + " covariance by DeLong (1988)");
        TEXTS.put(
                "auroc.unpaired.normal",
                "normal interval of the difference of two areas of disjoint groups, taken as" + " independent");
        TEXTS.put(
                "mean.cluster_robust.t",
                "mean -+ t se, se cluster-robust by subject, t with subjects - 1 degrees of freedom"
                        + " (Liang and Zeger 1986)");
        TEXTS.put(
                "mean_difference.cluster_robust.t",
                "difference of two means -+ t se, se cluster-robust by subject, t with subjects - 1 degrees of freedom"
                        + " (Liang and Zeger 1986)");
        TEXTS.put(
                "calibration.logistic.cluster_robust",
                "Wald interval of the logistic calibration model, sandwich variance by"
                        + " subject; not given with fewer than five subjects of either class");
        TEXTS.put("calibration.logistic", "Wald interval of the logistic calibration model (Cox 1958)");
        TEXTS.put("calibration.logistic.wald", "Wald interval of the logistic calibration model (Cox 1958)");
        TEXTS.put("observed_expected.log", "on the log scale, variance (1 - O/n) / O (Debray et al. 2017)");
        TEXTS.put("brier_score.normal", "normal interval of the mean of (p - y)^2");
        TEXTS.put("brier_score.clustered", "normal interval of the mean of (p - y)^2, variance by subject");
        TEXTS.put("observed_expected.log.cluster_robust", "on the log scale, variance of sum (y - R p) by subject");
        TEXTS.put(
                "bootstrap.percentile",
                "percentiles of replicates that resample subjects; bins of calibration errors stay"
                        + " fixed; not given when more than 5 percent of the replicates are undefined; the last digit carries Monte"
                        + " Carlo error");
        TEXTS.put(
                "paired_difference.tango.effective_n",
                "Tango's score interval for paired proportions (1998) at the effective"
                        + " number of records; as many as subjects where fewer than five have a discordant record");
        TEXTS.put("paired_difference.tango", "Tango's score interval for paired proportions (1998)");
        TEXTS.put(
                "rate_gap.newcombe.effective_n",
                "Newcombe's hybrid score interval (1998) from the two groups' own intervals,"
                        + " taken as independent");
        TEXTS.put("rate_gap.newcombe", "Newcombe's hybrid score interval (1998)");
        TEXTS.put(
                "unpaired_difference.miettinen_nurminen",
                "score interval of Miettinen and Nurminen (1985) for the difference of two independent proportions");
        TEXTS.put(
                "paired_predictive_value.positive.delta",
                "D -+ z se, se by the delta method on the cells of both predictions and the truth (Wang, Davis and Soong 2006)");
        TEXTS.put(
                "paired_predictive_value.negative.delta",
                "D -+ z se, se by the delta method on the cells of both predictions and the truth (Wang, Davis and Soong 2006)");
        TEXTS.put(
                "paired_predictive_value.positive.delta.cluster_robust",
                "D -+ z se, se by the delta method with residuals summed within subjects");
        TEXTS.put(
                "paired_predictive_value.negative.delta.cluster_robust",
                "D -+ z se, se by the delta method with residuals summed within subjects");
        TEXTS.put(
                "auroc.delong.unpaired",
                "normal interval of the difference of two areas on different subjects, variances by DeLong (1988)");
        TEXTS.put(
                "auroc.clustered.unpaired",
                "normal interval of the difference of two areas on different subjects, variances by Obuchowski (1997)");
        TEXTS.put(
                "auroc.delong.published",
                "normal interval of the difference of an area, variance by DeLong (1988), and a published one with its"
                        + " own standard error");
        TEXTS.put(
                "auroc.clustered.published",
                "normal interval of the difference of an area, variance by Obuchowski (1997), and a published one"
                        + " with its own standard error");
        TEXTS.put("rate_ratio.katz.effective_n", "Katz's log interval at the effective numbers of records");
        TEXTS.put("rate_ratio.katz", "Katz's log interval (1978)");
        TEXTS.put(
                "average_odds.mover",
                "variances recovered from the intervals of the two differences (Zou and Donner 2008), positives and"
                        + " negatives taken as independent");
        TEXTS.put(
                "shrinkage.beta_binomial",
                "credible interval of a beta-binomial model with moments of Kleinman (1973); leaves out the uncertainty"
                        + " of the fitted prior");
    }

    private IntervalMethods() {}

    /**
     * Describes a method.
     *
     * @param id its identifier
     * @return formula or rule and reference in words; for an identifier that is not in this list, a pointer to the Javadoc of
     *     the class that made the report
     */
    public static String describe(String id) {
        return TEXTS.getOrDefault(
                Objects.requireNonNull(id, "id"), "see the documentation of the class that made this report");
    }
}
