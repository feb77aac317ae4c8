package io.medml.examples.qualify;

import io.medml.core.stats.ErrorRates;
import io.medml.core.stats.ExactOneProportion;
import io.medml.core.stats.SampleSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** How the cases of sample sizes are answered. */
final class SampleSizeAdapters {

    private SampleSizeAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("samplesize.precision", SampleSizeAdapters::precision);
        map.put("samplesize.auc_one", SampleSizeAdapters::oneAuroc);
        map.put("samplesize.noninferiority_unpaired", SampleSizeAdapters::nonInferiority);
        map.put("samplesize.two_proportions", SampleSizeAdapters::twoProportions);
        map.put("samplesize.mcnemar", SampleSizeAdapters::mcNemar);
        map.put("samplesize.exact_one_proportion", SampleSizeAdapters::exactOneProportion);
        return map;
    }

    private static Answer precision(KnownCase c) {
        SampleSize size = SampleSize.precision(
                c.required("sensitivity"), c.required("half_width"), c.required("prevalence"), c.level());
        return new Answer()
                .put("n_positive_exact", size.group("counted").unrounded())
                .put("n_positive", size.group("counted").count())
                .put("n_total", size.group("total").count());
    }

    private static Answer oneAuroc(KnownCase c) {
        SampleSize size = SampleSize.oneAuroc(c.required("auc"), c.required("kappa"), twoSided(c));
        return new Answer()
                .put("n_cases", size.group("cases").unrounded())
                .put("n_controls", size.group("controls").unrounded());
    }

    private static Answer nonInferiority(KnownCase c) {
        SampleSize size = SampleSize.unpairedNonInferiority(
                c.required("p_new"),
                c.required("p_control"),
                c.required("margin"),
                c.required("ratio"),
                ErrorRates.oneSided(c.required("alpha"), c.required("power")));
        return new Answer()
                .put("n_total", size.group("total").unrounded())
                .put("n_new", size.group("candidate").unrounded())
                .put("n_control", size.group("predicate").unrounded());
    }

    private static Answer twoProportions(KnownCase c) {
        SampleSize size = SampleSize.twoProportions(c.required("p1"), c.required("p2"), twoSided(c));
        return new Answer().put("n_per_group", size.group("per_group").unrounded());
    }

    private static Answer mcNemar(KnownCase c) {
        SampleSize size = SampleSize.mcNemar(c.required("p10"), c.required("p01"), twoSided(c));
        return new Answer().put("n_pairs", size.group("pairs").unrounded());
    }

    private static Answer exactOneProportion(KnownCase c) {
        ExactOneProportion study = ExactOneProportion.of(
                c.required("p1"), c.required("p0"), ErrorRates.oneSided(c.required("alpha"), c.required("power")));
        return new Answer()
                .put("n", study.n())
                .put("critical", study.critical())
                .put("attained_power", study.attainedPower())
                .put("attained_alpha", study.attainedAlpha());
    }

    private static ErrorRates twoSided(KnownCase c) {
        return ErrorRates.twoSided(c.required("alpha"), c.required("power"));
    }
}
