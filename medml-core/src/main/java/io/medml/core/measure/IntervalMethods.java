package io.medml.core.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What the identifiers of interval methods stand for, so that a reader of a report can recompute an interval. */
public final class IntervalMethods {

    /**
     * What the replicates of a largest minus a smallest group span, and of other quantities that chance alone lifts away from
     * equality: it says how much they vary and is no confidence interval.
     */
    public static final String RANGE_OF_REPLICATES = "bootstrap.range_of_replicates";

    private static final Map<String, String> TEXTS = new LinkedHashMap<>();

    static {
        TEXTS.put(
                "proportion.wilson.effective_n",
                "Wilson score interval of proportion p with n_eff records instead of n; n_eff = n / deff, deff ="
                        + " max(1, cluster-robust variance of p / (p (1 - p) / n)); n_eff at most the number of subjects"
                        + " where fewer than five carry the rarer outcome (Rao and Scott 1992)");
        TEXTS.put("proportion.wilson", "Wilson score interval (Wilson 1927)");
        TEXTS.put(
                "auroc.clustered.logit",
                "Obuchowski's variance of the area for records that share subjects (1997), on the" + " logit scale");
        TEXTS.put(
                "auroc.stratified.logit",
                "area within strata (folds of subjects, or values of a confounder), variance by subject, on the logit"
                        + " scale");
        TEXTS.put(
                "auroc.stratified.disjoint_pairs",
                "for an area within strata of 0 or 1: exact interval of as many pairs of subjects as share nobody");
        TEXTS.put(
                "auroc.stratified.difference",
                "normal interval of the difference of two areas on the same records, variances and covariance by"
                        + " subject");
        TEXTS.put(
                "auroc.stratified.excess_share",
                "normal interval of the ratio of two areas beyond 1/2 by the delta method, variances and covariance by"
                        + " subject");
        TEXTS.put(
                "unit_share.proportion.wilson",
                "Wilson score interval of the share of values where only converted ones are expected, minus that of"
                        + " the reference, over the share of the reference's values that the conversion moves there; the"
                        + " uncertainty of the reference is not in it");
        TEXTS.put(
                "unit_share.proportion.wilson.effective_n",
                "the same with the Wilson interval at the effective number of records, where records share subjects");
        TEXTS.put(
                "auroc.disjoint_pairs.clopper_pearson",
                "for an area of 0 or 1: exact interval of as many pairs of a positive and a negative as share no record"
                        + " (Clopper and Pearson 1934)");
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
        TEXTS.put(
                "brier_score.logit",
                "on the logit scale of the mean B of (p - y)^2: logit B -+ t se / (B (1 - B)), n - 1 degrees of"
                        + " freedom");
        TEXTS.put(
                "brier_score.logit.cluster_robust",
                "on the logit scale of the mean B of (p - y)^2: logit B -+ t se / (B (1 - B)), se cluster-robust by"
                        + " subject, t with subjects - 1 degrees of freedom");
        TEXTS.put("observed_expected.log.cluster_robust", "on the log scale, variance of sum (y - R p) by subject");
        TEXTS.put(
                "bootstrap.percentile",
                "percentiles of replicates that resample subjects; bins of calibration errors stay fixed; not given"
                        + " when more than 5 percent of the replicates are undefined; the last digit carries Monte Carlo"
                        + " error");
        TEXTS.put(
                RANGE_OF_REPLICATES,
                "no confidence interval: the percentiles of replicates that resample subjects. A distance between"
                        + " groups lies above 0 by chance where all groups are alike, and that of replicates still more;"
                        + " not given when more than 5 percent of the replicates are undefined or a group is left out");
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
                "D -+ z se, se by the delta method on the cells of both predictions and the truth (Wang, Davis and"
                        + " Soong 2006)");
        TEXTS.put(
                "paired_predictive_value.negative.delta",
                "D -+ z se, se by the delta method on the cells of both predictions and the truth (Wang, Davis and"
                        + " Soong 2006)");
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
        TEXTS.put(
                "predictive_value.at_prevalence.logit",
                "logit interval at a prevalence that is taken as known (Mercaldo, Lau and Zhou 2007)");
        TEXTS.put(
                "posterior.beta.credible_equal_tailed",
                "equal-tailed credible interval of a beta posterior, the prior as stated; no confidence interval");
        TEXTS.put(
                "posterior.difference.credible_equal_tailed",
                "equal-tailed credible interval of a difference under the stated priors; no confidence interval");
        TEXTS.put(
                "sum.mover",
                "variances recovered from the intervals of sensitivity and specificity (Zou and Donner 2008),"
                        + " correlated as the residuals of the subjects are");
        TEXTS.put(
                "ratio.mover",
                "variances recovered from the intervals of the two rates (Donner and Zou 2012), correlated as the"
                        + " residuals of the subjects are");
        TEXTS.put(
                "difference.mover",
                "variances recovered from the intervals of the two groups (Zou and Donner 2008), taken as independent;"
                        + " Wald where these are symmetric");
        TEXTS.put(
                "auroc.cross_group.delong",
                "normal interval of the difference of two cross-group areas, variances by DeLong (1988); the areas"
                        + " share no record");
        TEXTS.put(
                "auroc.cross_group.clustered",
                "normal interval of the difference of two cross-group areas, variance from sums of centred placements"
                        + " by subject");
        TEXTS.put(
                "calibration.ece.equal_width.expected_if_calibrated",
                "no interval; a function of the forecasts alone, not given where records share subjects");
        TEXTS.put("rate_ratio.katz.effective_n", "Katz's log interval at the effective numbers of records");
        TEXTS.put("rate_ratio.katz", "Katz's log interval (1978)");
        TEXTS.put(
                "average_odds.mover",
                "variances recovered from the intervals of the two differences (Zou and Donner 2008), positives and"
                        + " negatives taken as independent");
        TEXTS.put(
                "mrmc.obuchowski_rockette.random_readers_random_cases.mean",
                "averaged area -+ t sqrt(E / r), E = MS(R) + max(r Cov2, 0), df = E^2 / (MS(R)^2 / (r - 1)), jackknife"
                        + " covariances; readers and cases random (Obuchowski and Rockette 1995; Hillis 2007)");
        TEXTS.put(
                "mrmc.obuchowski_rockette.fixed_readers_random_cases.mean",
                "averaged area -+ z sqrt(E / r), E = Var + (r - 1) max(Cov2, 0), jackknife covariances; "
                        + "readers fixed, cases random (Obuchowski and Rockette 1995; Hillis 2007)");
        TEXTS.put(
                "mrmc.obuchowski_rockette.random_readers_fixed_cases.mean",
                "averaged area -+ t sqrt(MS(R) / r) with r - 1 degrees of freedom; readers random, cases "
                        + "fixed (Obuchowski and Rockette 1995; Hillis 2007)");
        TEXTS.put(
                "mrmc.obuchowski_rockette.random_readers_random_cases.difference",
                "difference of averaged areas -+ t sqrt(2 E / r), E = MS(MR) + max(r (Cov2 - Cov3), 0), df = "
                        + "E^2 / (MS(MR)^2 / ((t - 1)(r - 1))), jackknife covariances; readers and cases random "
                        + "(Obuchowski and Rockette 1995; Hillis 2007)");
        TEXTS.put(
                "mrmc.obuchowski_rockette.fixed_readers_random_cases.difference",
                "difference of averaged areas -+ z sqrt(2 E / r), E = Var - Cov1 + (r - 1) max(Cov2 - Cov3, "
                        + "0), jackknife covariances; readers fixed, cases random (Obuchowski and Rockette 1995; "
                        + "Hillis 2007)");
        TEXTS.put(
                "mrmc.obuchowski_rockette.random_readers_fixed_cases.difference",
                "difference of averaged areas -+ t sqrt(2 MS(MR) / r) with (t - 1)(r - 1) degrees of "
                        + "freedom; readers random, cases fixed (Obuchowski and Rockette 1995; Hillis 2007)");
        TEXTS.put(
                "observed_agreement.mean.cluster_robust.t",
                "mean over items -+ t se, se cluster-robust by subject, t with subjects - 1 degrees of "
                        + "freedom, limits within [0, 1] (Liang and Zeger 1986)");
        TEXTS.put("agreement.cohen_kappa.unweighted", "kappa -+ z se, se of Fleiss, Cohen and Everitt (1969)");
        TEXTS.put(
                "agreement.cohen_kappa.linear",
                "kappa with linear weights -+ z se, se of Fleiss, Cohen and Everitt (1969)");
        TEXTS.put(
                "agreement.cohen_kappa.quadratic",
                "kappa with quadratic weights -+ z se, se of Fleiss, Cohen and Everitt (1969)");
        TEXTS.put("agreement.cohen_kappa.pabak", "limits of the observed agreement pa put into (k pa - 1) / (k - 1)");
        TEXTS.put(
                "agreement.cohen_kappa.prevalence_index",
                "difference of two shares of the same items, Tango's score interval (1998); not given where "
                        + "items share subjects");
        TEXTS.put(
                "agreement.cohen_kappa.bias_index",
                "difference of two shares of the same items, Tango's score interval (1998); not given where "
                        + "items share subjects");
        TEXTS.put(
                "agreement.fleiss_kappa",
                "kappa -+ t se, se by linearisation over items, n - 1 degrees of freedom, upper limit at "
                        + "most 1 (Gwet 2008)");
        TEXTS.put(
                "agreement.gwet_ac1",
                "coefficient -+ t se, se by linearisation over items, n - 1 degrees of freedom, upper limit "
                        + "at most 1 (Gwet 2008)");
        TEXTS.put(
                "agreement.gwet_ac2.linear",
                "coefficient with linear weights -+ t se, se by linearisation over items, n - 1 degrees of "
                        + "freedom, upper limit at most 1 (Gwet 2014)");
        TEXTS.put(
                "agreement.gwet_ac2.quadratic",
                "coefficient with quadratic weights -+ t se, se by linearisation over items, n - 1 degrees "
                        + "of freedom, upper limit at most 1 (Gwet 2014)");
        TEXTS.put(
                "agreement.krippendorff_alpha.nominal.jackknife",
                "alpha -+ t se, jackknife over items, or over subjects where items share them, t with one "
                        + "degree of freedom less than there are of them, upper limit at most 1");
        TEXTS.put(
                "agreement.krippendorff_alpha.ordinal.jackknife",
                "alpha -+ t se, jackknife over items, or over subjects where items share them, t with one "
                        + "degree of freedom less than there are of them, upper limit at most 1");
        TEXTS.put(
                "agreement.krippendorff_alpha.interval.jackknife",
                "alpha -+ t se, jackknife over items, or over subjects where items share them, t with one "
                        + "degree of freedom less than there are of them, upper limit at most 1");
        TEXTS.put(
                "agreement.krippendorff_alpha.ratio.jackknife",
                "alpha -+ t se, jackknife over items, or over subjects where items share them, t with one "
                        + "degree of freedom less than there are of them, upper limit at most 1");
        TEXTS.put(
                "agreement.icc.icc1_1", "limits of the F statistic put into the coefficient (Shrout and Fleiss 1979)");
        TEXTS.put(
                "agreement.icc.icc1_k", "limits of the F statistic put into the coefficient (Shrout and Fleiss 1979)");
        TEXTS.put(
                "agreement.icc.icc3_1", "limits of the F statistic put into the coefficient (Shrout and Fleiss 1979)");
        TEXTS.put(
                "agreement.icc.icc3_k", "limits of the F statistic put into the coefficient (Shrout and Fleiss 1979)");
        TEXTS.put(
                "agreement.icc.icc2_1",
                "limits of the F statistic with Satterthwaite's degrees of freedom put into the coefficient "
                        + "(McGraw and Wong 1996)");
        TEXTS.put(
                "agreement.icc.icc2_k",
                "limits of the F statistic with Satterthwaite's degrees of freedom put into the coefficient "
                        + "(McGraw and Wong 1996)");
        TEXTS.put(
                "agreement.bland_altman.bias",
                "mean -+ t se of the differences, n - 1 degrees of freedom; not given for fewer than three "
                        + "or equal differences");
        TEXTS.put(
                "agreement.bland_altman.sd.chi_squared",
                "s sqrt((n - 1) / chi-squared quantiles), for normal differences");
        TEXTS.put(
                "agreement.bland_altman.lower_limit",
                "limit -+ t s sqrt(1 / n + z^2 / (2 (n - 1))), n - 1 degrees of freedom (Bland and Altman " + "1999)");
        TEXTS.put(
                "agreement.bland_altman.upper_limit",
                "limit -+ t s sqrt(1 / n + z^2 / (2 (n - 1))), n - 1 degrees of freedom (Bland and Altman " + "1999)");
        TEXTS.put(
                "agreement.bland_altman.proportional_bias", "slope of least squares -+ t se, n - 2 degrees of freedom");
        TEXTS.put("agreement.lin_ccc", "on the scale of atanh (Lin 1989, 2000)");
        TEXTS.put(
                "agreement.lin_ccc.z_transform",
                "tanh(atanh(rho_c) -+ z se), variance of Lin (1989) as corrected (2000)");
        TEXTS.put("agreement.repeatability.within_subject_sd", "s sqrt(df / chi-squared quantiles), for normal errors");
        TEXTS.put(
                "agreement.repeatability.within_subject_sd.chi_squared",
                "s sqrt(df / chi-squared quantiles), for normal errors");
        TEXTS.put(
                "agreement.repeatability.coefficient",
                "1.96 sqrt(2) times the limits of the within-subject standard deviation");
        TEXTS.put(
                "agreement.repeatability.coefficient.chi_squared",
                "1.96 sqrt(2) times the limits of the within-subject standard deviation");
        TEXTS.put(
                "agreement.deming.slope.jackknife",
                "value -+ t se, jackknife over items, or over subjects where items share them, t with two "
                        + "degrees of freedom less (Linnet 1990)");
        TEXTS.put(
                "agreement.deming.intercept.jackknife",
                "value -+ t se, jackknife over items, or over subjects where items share them, t with two "
                        + "degrees of freedom less (Linnet 1990)");
        TEXTS.put(
                "rmse.root_of_mean.t",
                "square roots of the limits of the mean squared error, mean -+ t se, se cluster-robust by "
                        + "subject");
        TEXTS.put("cindex.logit", "expit(logit c -+ z se / (c (1 - c))), infinitesimal jackknife by subject");
        TEXTS.put("cindex.wald", "c -+ z se within [0, 1], infinitesimal jackknife by subject");
        TEXTS.put(
                "proportion.clopper_pearson",
                "Clopper and Pearson's exact interval (1934); its lower limit is the one-sided limit of the exact"
                        + " test");
        TEXTS.put(
                "likelihood_ratio.log",
                "on the log scale, variance 1/x - 1/m + 1/y - 1/n of the ratio of x/m to y/n (Simel, Samsa and Matchar"
                        + " 1991)");
        TEXTS.put("odds_ratio.woolf", "on the log scale, variance the sum of the reciprocal counts (Woolf 1955)");
        TEXTS.put(
                "partial_verification.begg_greenes.logit",
                "normal interval on the logit scale, variance of Begg and Greenes (1983); assumes that whether a"
                        + " record is verified depends on the prediction only");
        TEXTS.put(
                "unpaired_difference.newcombe",
                "difference of two shares of separate rows, from the Wilson limits of both (Newcombe 1998, method 10)");
        TEXTS.put(
                "largest_share_shift.newcombe.bonferroni",
                "largest absolute difference of the share of one category, from Newcombe's limits (1998) of all"
                        + " categories at once (Bonferroni)");
        TEXTS.put(
                "kolmogorov_smirnov.band",
                "largest absolute difference of two cumulative shares -+ c sqrt(1/n + 1/m) within [0, 1], c the"
                        + " quantile of Kolmogorov's distribution at the level (Smirnov 1948)");
        TEXTS.put(
                "mean_shift.glass",
                "difference of two means over the reference's standard deviation s_ref (Glass 1976), d -+ z se; se^2 ="
                        + " 1/n_ref + (s/s_ref)^2/n + d^2/(2 (n_ref - 1)), for large samples");
        TEXTS.put(
                "distance.jensen_shannon.base2",
                "none; the square root of the Jensen-Shannon divergence to base 2 (Lin 1991) is given without an"
                        + " interval, and is above 0 by chance alone");
        TEXTS.put(
                "distance.total_variation",
                "none; half the sum of absolute differences of shares is given without an interval, and is above 0 by"
                        + " chance alone");
        TEXTS.put(
                "distance.wasserstein.cells",
                "none; the distance over the cells of the profile is given without an interval, and is above 0 by"
                        + " chance alone");
        TEXTS.put(
                "stability_index",
                "none; the index is given without an interval, beside what chance alone exceeds with 1 minus the level"
                        + " (Yurdakul and Naranjo 2020)");
        TEXTS.put(
                "standardized_difference.mover",
                "from the Wilson limits of both shares by recovery of variances (Zou and Donner 2008); the samples"
                        + " taken as independent");
        TEXTS.put(
                "standardized_difference.known",
                "from the limits of the estimate, the population's share or mean and deviation taken as known");
        TEXTS.put("proportion.wilson.over_known", "Wilson's limits over a share that is taken as known");
        TEXTS.put(
                "bootstrap.studentized",
                "value - q se with q the quantiles of (replicate - value) / its own standard error (bootstrap-t; Efron"
                        + " 1982)");
        TEXTS.put(
                "shrinkage.beta_binomial",
                "credible interval of a beta-binomial model with moments of Kleinman (1973); leaves out the uncertainty"
                        + " of the fitted prior");
        TEXTS.put("cindex.logit", "infinitesimal jackknife by subject, on the logit scale");
        TEXTS.put(
                "uno_c.logit",
                "infinitesimal jackknife by subject, with the estimation of the censoring distribution, on the logit"
                        + " scale");
        TEXTS.put(
                "cumulative_dynamic_auroc.logit",
                "infinitesimal jackknife by subject, with the estimation of the censoring distribution, on the logit"
                        + " scale");
        String wald =
                "value -+ z se, se by the infinitesimal jackknife by subject, with the estimation of the censoring"
                        + " distribution and of the null model";
        TEXTS.put("ipcw_brier_score.wald", wald);
        TEXTS.put("scaled_ipcw_brier_score.wald", wald);
        TEXTS.put("integrated_brier_score.wald", wald);
        TEXTS.put("scaled_integrated_brier_score.wald", wald);
        TEXTS.put("kaplan_meier.log_log", "log-log interval of the Kaplan-Meier estimate with Greenwood's variance");
        TEXTS.put(
                "kaplan_meier.log_log.quantile",
                "times at which the log-log interval of the Kaplan-Meier estimate holds the share (Brookmeyer and"
                        + " Crowley)");
        TEXTS.put(
                "kaplan_meier.log_log.cluster_robust",
                "log-log interval of the Kaplan-Meier estimate, variance by the infinitesimal jackknife by subject");
        TEXTS.put(
                "censoring_distribution.log_log",
                "log-log interval of the Kaplan-Meier estimate of the censoring distribution with Greenwood's"
                        + " variance");
        TEXTS.put(
                "censoring_distribution.log_log.cluster_robust",
                "log-log interval of the Kaplan-Meier estimate of the censoring distribution, variance by the"
                        + " infinitesimal jackknife by subject");
        TEXTS.put(
                "observed_expected_risk.log",
                "on the log scale, variance of the Kaplan-Meier risk over the mean prediction by the infinitesimal"
                        + " jackknife by subject");
        TEXTS.put(
                "calibration.ece.equal_mass",
                "the estimate itself, without an interval: a largest distance over bins is biased upward, and so are"
                        + " its resamples");
        TEXTS.put(
                "calibration.ici.loess_direct",
                "the estimate itself, without an interval: a largest distance rests on the ends of the curve, where"
                        + " few records are");
    }

    static {
        String known = ", on the scale named last (identity, log, logit)";
        TEXTS.put("proportion.wilson.pooled", "Wilson score interval (1927) of the counts of all sites added");
        TEXTS.put(
                "proportion.wilson.effective_n.pooled",
                "Wilson score interval of the counts of all sites added, at (sum n)^2 / sum(n^2 / n_eff) records");
        Map<String, String> averages = Map.of(
                "hartung_knapp",
                "mean of sites -+ t se, se by Hartung and Knapp (2001)",
                "hartung_knapp_bounded",
                "mean of sites -+ t se, se by Hartung and Knapp with a factor of at least 1 (2003)");
        for (String scale : new String[] {"identity", "log", "logit"}) {
            TEXTS.put("common_effect.inverse_variance." + scale, "mean weighted by precision -+ z se" + known);
            for (String variance : new String[] {"reml", "dersimonian_laird"}) {
                String id = "random_effects." + variance + ".";
                averages.forEach((adjustment, text) -> {
                    TEXTS.put(id + adjustment + "." + scale, text + ", t with sites - 1 degrees of freedom" + known);
                    TEXTS.put(
                            id + adjustment + ".prediction." + scale,
                            text
                                    + ", se^2 enlarged by the variance between sites, t with sites - 2 degrees of"
                                    + " freedom (Higgins, Thompson and Spiegelhalter 2009)" + known);
                });
                String profile = "values at which the generalised Q is a quantile of chi-squared (Viechtbauer 2007)";
                TEXTS.put(id + "q_profile." + scale, profile + known);
                TEXTS.put(
                        id + "i_squared.q_profile." + scale,
                        "t / (t + s^2) at the limits t of tau^2, " + profile
                                + ", s^2 the typical variance within a site");
            }
        }
    }

    static {
        TEXTS.put(
                "kish",
                "none; the effective number of subjects after weighting (Kish 1965) is given without an interval");
    }

    private IntervalMethods() {}

    /**
     * What the limits of a method are called.
     *
     * @param id its identifier
     * @return {@code CI} for a confidence interval, {@code credible interval} and {@code range of replicates} for what is none
     */
    public static String word(String id) {
        if (Objects.requireNonNull(id, "id").endsWith(".credible_equal_tailed")) {
            return "credible interval";
        }
        return id.equals(RANGE_OF_REPLICATES) ? "range of replicates" : "CI";
    }

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
