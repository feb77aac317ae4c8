package io.medml.examples;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import io.medml.examples.run.SyntheticEncounters;

/** Generated encounters and a made-up early-warning score, to try the library on. Nobody in them exists. */
public final class Synthetic {

    private Synthetic() {}

    /**
     * A generated cohort, marked as synthetic, so that every report on it says so.
     *
     * @param seed decides what is generated
     * @return encounters of patients with one to four each, labelled by deterioration, with sex, age group and site
     */
    public static Cohort cohort(long seed) {
        return Cohort.from(SyntheticEncounters.generate(seed))
                .record("encounter")
                .subject("patient")
                .label("deterioration", "1", "0")
                .attributes("sex", "age_group", "site")
                .synthetic(true)
                .named("synthetic-encounters", "seed-" + seed);
    }

    /**
     * A host's own model behind a lambda: a made-up score of heart rate, pressure and lactate that gives probabilities.
     *
     * @return the model
     */
    public static ScoringModel earlyWarningScore() {
        String formula =
                "logistic(-3 + 0.04 (hr - 80) - 0.02 (sbp - 125) + 0.8 (lactate - 1.5), lactate 1.5 if missing)";
        return ScoringModel.of(
                "early-warning-score", "1.0", Digest.sha256(formula), ScoreKind.PROBABILITY, Synthetic::score);
    }

    private static double score(Table table, int row) {
        double lactate = table.number("lactate").isMissing(row)
                ? 1.5
                : table.number("lactate").value(row);
        double logit = -3
                + 0.04 * (table.number("heart_rate").value(row) - 80)
                - 0.02 * (table.number("systolic_pressure").value(row) - 125)
                + 0.8 * (lactate - 1.5);
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
