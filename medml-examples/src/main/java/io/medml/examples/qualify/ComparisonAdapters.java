package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.McNemar;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How the cases of comparisons of two proportions, and several tests at once are answered. */
final class ComparisonAdapters {

    private ComparisonAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("mcnemar", ComparisonAdapters::mcnemar);
        map.put("paired_difference", ComparisonAdapters::pairedDifference);
        map.put("paired_noninferiority", ComparisonAdapters::pairedNonInferiority);
        map.put("unpaired_difference", ComparisonAdapters::unpairedDifference);
        map.put("unpaired_noninferiority", ComparisonAdapters::unpairedNonInferiority);
        map.put("multiplicity.adjust", ComparisonAdapters::multiplicity);
        map.put("multiplicity.fixed_sequence", ComparisonAdapters::fixedSequence);
        return map;
    }

    private static PairedCounts pairs(KnownCase c) {
        return new PairedCounts(
                c.count("both_positive"), c.count("only_first"), c.count("only_second"), c.count("neither"));
    }

    private static Answer mcnemar(KnownCase c) {
        McNemar test = McNemar.of(pairs(c));
        return new Answer()
                .put("chi2", test.asymptotic().statistic())
                .put("p_value", test.asymptotic().pValue())
                .put("chi2_continuity", test.continuityCorrected().statistic())
                .put("p_value_continuity", test.continuityCorrected().pValue())
                .put("p_value_exact", test.exact().pValue())
                .put("p_value_mid", test.midP().pValue());
    }

    private static Answer pairedDifference(KnownCase c) {
        PairedCounts pairs = pairs(c);
        double level = c.level();
        return new Answer()
                .put("difference", PairedDifference.TANGO.estimate(pairs, level))
                .put("se_wald", PairedDifference.waldStandardError(pairs))
                .put("wald", PairedDifference.WALD.of(pairs, level))
                .put("tango", PairedDifference.TANGO.of(pairs, level))
                .put("newcombe", PairedDifference.NEWCOMBE.of(pairs, level))
                .put("newcombe_uncorrected_phi", PairedDifference.NEWCOMBE_UNCORRECTED.of(pairs, level))
                .put("agresti_min", PairedDifference.AGRESTI_MIN.of(pairs, level));
    }

    private static Answer pairedNonInferiority(KnownCase c) {
        double margin = c.required("margin");
        double alpha = c.required("alpha");
        NonInferiority score = PairedDifference.scoreNonInferiority(pairs(c), margin, alpha);
        NonInferiority wald = PairedDifference.waldNonInferiority(pairs(c), margin, alpha);
        Answer answer = new Answer()
                .put("z_score", score.test().statistic())
                .put("p_value", score.test().pValue())
                .put("z_wald", wald.test().statistic())
                .put("p_value_wald", wald.test().pValue());
        return answer.conclusion(score);
    }

    private static UnpairedCounts samples(KnownCase c) {
        return new UnpairedCounts(c.count("x1"), c.count("n1"), c.count("x2"), c.count("n2"));
    }

    private static Answer unpairedDifference(KnownCase c) {
        UnpairedCounts samples = samples(c);
        double level = c.level();
        HypothesisTest chiSquare = UnpairedDifference.chiSquare(samples);
        return new Answer()
                .put("difference", UnpairedDifference.MIETTINEN_NURMINEN.estimate(samples, level))
                .put("newcombe", UnpairedDifference.NEWCOMBE.of(samples, level))
                .put("miettinen_nurminen", UnpairedDifference.MIETTINEN_NURMINEN.of(samples, level))
                .put("mee", UnpairedDifference.MEE.of(samples, level))
                .put("agresti_caffo", UnpairedDifference.AGRESTI_CAFFO.of(samples, level))
                .put("wald", UnpairedDifference.WALD.of(samples, level))
                .put("chi2", chiSquare.statistic())
                .put("p_value_chi2", chiSquare.pValue())
                .put("p_value_fisher", UnpairedDifference.fisher(samples).pValue());
    }

    private static Answer unpairedNonInferiority(KnownCase c) {
        double margin = c.required("margin");
        double alpha = c.required("alpha");
        NonInferiority score = UnpairedDifference.scoreNonInferiority(samples(c), margin, alpha);
        NonInferiority farringtonManning =
                UnpairedDifference.farringtonManningNonInferiority(samples(c), margin, alpha);
        return new Answer()
                .put("z_mn", score.test().statistic())
                .put("p_value_mn", score.test().pValue())
                .put("z_fm", farringtonManning.test().statistic())
                .put("p_value_fm", farringtonManning.test().pValue());
    }

    private static Answer fixedSequence(KnownCase c) {
        List<Estimate> pValues = Arrays.stream(c.decimals("p"))
                .mapToObj(p -> Estimate.of(p, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "given"), Support.of(0)))
                .toList();
        List<Gatekeeping.Decision> decisions = Gatekeeping.FIXED_SEQUENCE.decide(pValues, c.required("alpha"));
        return new Answer()
                .put(
                        "adjusted",
                        decisions.stream().map(d -> Answer.point(d.adjustedP())).toList())
                .put(
                        "rejected",
                        decisions.stream()
                                .map(d -> d.conclusion() == NonInferiority.Conclusion.SHOWN)
                                .toList());
    }

    private static Answer multiplicity(KnownCase c) {
        double[] p = c.decimals("p");
        return new Answer()
                .put("bonferroni", Multiplicity.BONFERRONI.adjust(p))
                .put("holm", Multiplicity.HOLM.adjust(p))
                .put("hochberg", Multiplicity.HOCHBERG.adjust(p))
                .put("hommel", Multiplicity.HOMMEL.adjust(p))
                .put("BH", Multiplicity.BENJAMINI_HOCHBERG.adjust(p))
                .put("BY", Multiplicity.BENJAMINI_YEKUTIELI.adjust(p));
    }
}
