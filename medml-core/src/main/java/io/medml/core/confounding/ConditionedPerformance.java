package io.medml.core.confounding;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.confounding.ConfoundingReport.Conditioned;
import io.medml.core.confounding.ConfoundingReport.Stratum;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.StratifiedAuroc;
import java.util.ArrayList;
import java.util.List;

/** The model among records with the same value of a confounder. */
final class ConditionedPerformance {

    private ConditionedPerformance() {}

    static Conditioned of(Cohort cohort, Grouping groups, double[] scores, double level) {
        ScoredLabels sample = ScoredLabels.of(cohort.labels(), scores).withSubjects(cohort.subjects());
        StratifiedAuroc crude = StratifiedAuroc.of(sample);
        StratifiedAuroc within = StratifiedAuroc.of(sample, groups.codes());
        List<Stratum> strata = new ArrayList<>();
        for (int code = 0; code < groups.count(); code++) {
            ScoredLabels part = sample.select(groups.rows(code));
            strata.add(
                    new Stratum(groups.names().get(code), part.size(), part.positives(), Auroc.estimate(part, level)));
        }
        return new Conditioned(
                groups.attribute(), crude.estimate(level), within.estimate(level), crude.minus(within, level), strata);
    }
}
