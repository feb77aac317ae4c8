package io.medml.core.calibration;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Records whose true probability is known, and a model whose forecasts are too extreme: twice the true logit. */
final class Probabilities {

    private Probabilities() {}

    static ScoringModel model(String version, ScoreKind kind) {
        return ScoringModel.of(
                "extreme",
                version,
                Digest.sha256("weights " + version),
                kind,
                (table, row) -> table.number("risk").value(row));
    }

    static Predictions scores(Cohort cohort) {
        return model("1.0", ScoreKind.PROBABILITY).score(cohort);
    }

    /** One record a subject. */
    static Cohort cohort(String name, int n, long seed) {
        return cohort(name, n, 1, seed, IntStream.range(0, n).toArray());
    }

    /** Several records of each subject, with one outcome for all of them. */
    static Cohort clustered(String name, int n, int each, long seed) {
        return cohort(name, n, each, seed, IntStream.range(0, n).toArray());
    }

    static Cohort cohort(String name, int n, int each, long seed, int[] order) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] risk = new double[n];
        String[] outcome = new String[n];
        double logit = 0;
        String last = "no";
        for (int i = 0; i < n; i++) {
            if (i % each == 0) {
                logit = 3 * random.nextDouble() - 2;
                last = random.nextDouble() < 1 / (1 + StrictMath.exp(-logit)) ? "yes" : "no";
            }
            risk[i] = Math.rint(1e4 / (1 + StrictMath.exp(-2 * logit - 0.2 * random.nextDouble()))) / 1e4;
            outcome[i] = last;
        }
        // cohorts of different names are of different patients
        return Cohort.from(Table.builder()
                        .category("record", pick(order, i -> name + "-r" + (100_000 + i)))
                        .category("patient", pick(order, i -> name + "-p" + (100_000 + i / each)))
                        .category("outcome", pick(order, i -> outcome[i]))
                        .number(
                                "risk",
                                IntStream.of(order).mapToDouble(i -> risk[i]).toArray())
                        .build())
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named(name, "1.0");
    }

    private static String[] pick(int[] order, java.util.function.IntFunction<String> value) {
        return IntStream.of(order).mapToObj(value).toArray(String[]::new);
    }
}
