package io.medml.examples.qualify;

import io.medml.core.stats.AgreementWeights;
import io.medml.core.stats.BlandAltman;
import io.medml.core.stats.CohenKappa;
import io.medml.core.stats.FleissKappa;
import io.medml.core.stats.GwetAgreement;
import io.medml.core.stats.IntraclassCorrelation;
import io.medml.core.stats.KrippendorffAlpha;
import io.medml.core.stats.LinConcordance;
import io.medml.core.stats.PairedMeasurements;
import io.medml.core.stats.Ratings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How the cases of agreement between raters and between methods of measurement are answered. */
final class AgreementAdapters {

    private AgreementAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("agreement.cohen_kappa", AgreementAdapters::cohenKappa);
        map.put("agreement.fleiss_kappa", AgreementAdapters::fleissKappa);
        map.put("agreement.krippendorff_alpha", AgreementAdapters::krippendorffAlpha);
        map.put("agreement.gwet_ac1", AgreementAdapters::gwet);
        map.put("agreement.icc", AgreementAdapters::intraclassCorrelation);
        map.put("agreement.bland_altman", AgreementAdapters::blandAltman);
        map.put("agreement.lin_ccc", AgreementAdapters::linConcordance);
        return map;
    }

    private static Answer cohenKappa(KnownCase c) {
        Ratings ratings = Ratings.ofTable(Arrays.stream(c.matrix("table"))
                .map(row -> Arrays.stream(row).asLongStream().toArray())
                .toArray(long[][]::new));
        Answer answer = new Answer();
        for (AgreementWeights weights : AgreementWeights.values()) {
            CohenKappa kappa = CohenKappa.of(ratings, weights, c.level());
            answer.put(
                    weights.name().toLowerCase(Locale.ROOT),
                    new Answer()
                            .put("kappa", kappa.kappa())
                            .put("po", kappa.observedAgreement())
                            .put("pe", kappa.expectedAgreement())
                            .put("se", kappa.standardError())
                            .put("se_null", kappa.nullStandardError())
                            .put("ci", kappa.waldInterval()));
        }
        CohenKappa plain = CohenKappa.of(ratings, AgreementWeights.UNWEIGHTED, c.level());
        return answer.put("percent_agreement", plain.percentAgreement()).put("pabak", plain.pabak());
    }

    private static Answer fleissKappa(KnownCase c) {
        Ratings ratings = Ratings.complete(c.rows("ratings"));
        FleissKappa kappa = FleissKappa.of(ratings, c.level());
        return new Answer()
                .put("kappa", kappa.kappa())
                .put("z", kappa.test().statistic())
                .put("p_value", kappa.test().pValue())
                .put("se_null", kappa.nullStandardError())
                .put("observed", kappa.observedAgreement())
                .put("expected", kappa.expectedAgreement())
                .put("category_proportions", kappa.categoryShares())
                .put("categories", ratings.categories());
    }

    private static Answer krippendorffAlpha(KnownCase c) {
        double[][] byRater = c.rows("ratings");
        double[][] byUnit = new double[byRater[0].length][byRater.length];
        for (int u = 0; u < byUnit.length; u++) {
            for (int r = 0; r < byRater.length; r++) {
                byUnit[u][r] = byRater[r][u];
            }
        }
        Ratings ratings = Ratings.withMissing(byUnit);
        KrippendorffAlpha.Scale scale =
                KrippendorffAlpha.Scale.valueOf(c.text("level").toUpperCase(Locale.ROOT));
        KrippendorffAlpha alpha = KrippendorffAlpha.of(ratings, scale, c.level());
        return new Answer()
                .put("alpha", alpha.alpha())
                .put("pairable_values", (double) alpha.pairableValues())
                .put("units", alpha.pairableUnits())
                .put("raters", ratings.raters());
    }

    private static Answer gwet(KnownCase c) {
        GwetAgreement agreement =
                GwetAgreement.of(Ratings.withMissing(c.rows("ratings")), AgreementWeights.UNWEIGHTED, c.level());
        return new Answer()
                .put("ac1", agreement.coefficient())
                .put("pa", agreement.observedAgreement())
                .put("pe", agreement.expectedAgreement())
                .put("se_rounded_5", agreement.standardError());
    }

    private static Answer intraclassCorrelation(KnownCase c) {
        Ratings ratings = Ratings.complete(c.rows("ratings"));
        Map<String, IntraclassCorrelation.Form> forms = new LinkedHashMap<>();
        forms.put("icc1_1", IntraclassCorrelation.Form.ONE_WAY_SINGLE);
        forms.put("icc1_k", IntraclassCorrelation.Form.ONE_WAY_AVERAGE);
        forms.put("icc2_1", IntraclassCorrelation.Form.AGREEMENT_SINGLE);
        forms.put("icc2_k", IntraclassCorrelation.Form.AGREEMENT_AVERAGE);
        forms.put("icc3_1", IntraclassCorrelation.Form.CONSISTENCY_SINGLE);
        forms.put("icc3_k", IntraclassCorrelation.Form.CONSISTENCY_AVERAGE);
        Answer answer = new Answer();
        forms.forEach((name, form) -> {
            IntraclassCorrelation icc = IntraclassCorrelation.of(ratings, form, c.level());
            answer.put(
                    name,
                    new Answer()
                            .put("value", icc.coefficient())
                            .put("ci", icc.coefficient().intervalEstimate())
                            .put("f", icc.test().statistic())
                            .put("df1", icc.test().degreesOfFreedom().orElseThrow())
                            .put("df2", icc.denominatorDegreesOfFreedom())
                            .put("p_value", icc.test().pValue()));
        });
        return answer;
    }

    private static PairedMeasurements pairs(KnownCase c) {
        return PairedMeasurements.of(c.decimals("a"), c.decimals("b"));
    }

    private static Answer blandAltman(KnownCase c) {
        PairedMeasurements pairs = pairs(c);
        BlandAltman agreement = BlandAltman.of(pairs, c.level());
        return new Answer()
                .put("n", pairs.size())
                .put("bias", agreement.bias())
                .put("sd", agreement.standardDeviation())
                .put("bias_ci", agreement.bias().intervalEstimate())
                .put("lower_limit", agreement.lowerLimit())
                .put("upper_limit", agreement.upperLimit())
                .put("lower_limit_ci", agreement.lowerLimit().intervalEstimate())
                .put("upper_limit_ci", agreement.upperLimit().intervalEstimate())
                .put("proportional_bias_slope", agreement.proportionalBias());
    }

    private static Answer linConcordance(KnownCase c) {
        LinConcordance concordance = LinConcordance.of(pairs(c), c.level());
        return new Answer()
                .put("ccc", concordance.coefficient())
                .put("ci", concordance.coefficient().intervalEstimate())
                .put("pearson", concordance.pearson())
                .put("bias_correction", concordance.biasCorrection())
                .put("scale_shift", concordance.scaleShift())
                .put("location_shift", concordance.locationShift());
    }
}
