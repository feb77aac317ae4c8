package io.medml.core.confounding;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Generated patients of two sites: who is examined at the bedside, with or without that telling the outcome. */
final class Ward {

    final int n;
    final String[] portable;
    final String[] site;
    final String[] sex;
    final String[] outcome;
    final double[] risk;
    final double[] noise;
    final @Nullable String[] lactate;
    final int[] subject;

    private Ward(int n) {
        this.n = n;
        portable = new String[n];
        site = new String[n];
        sex = new String[n];
        outcome = new String[n];
        risk = new double[n];
        noise = new double[n];
        lactate = new String[n];
        subject = IntStream.range(0, n).toArray();
    }

    /**
     * Patients of whom 30 percent are examined at the bedside; the outcome has a rate of {@code usual}, and of {@code bedside} in these.
     */
    static Ward of(long seed, int n, double usual, double bedside) {
        SplittableRandom random = new SplittableRandom(seed);
        Ward ward = new Ward(n);
        for (int i = 0; i < n; i++) {
            ward.portable[i] = random.nextDouble() < 0.3 ? "yes" : "no";
            ward.site[i] = random.nextDouble() < 0.4 ? "north" : "south";
            ward.sex[i] = random.nextDouble() < 0.5 ? "f" : "m";
            boolean ill = random.nextDouble() < (ward.portable[i].equals("yes") ? bedside : usual);
            ward.outcome[i] = ill ? "1" : "0";
            ward.noise[i] = random.nextDouble();
            ward.risk[i] = ward.noise[i] + (ill ? 0.3 : 0);
            ward.lactate[i] = random.nextDouble() < 0.3 ? null : Integer.toString(random.nextInt(5));
        }
        return ward;
    }

    Cohort cohort() {
        return Cohort.from(Table.builder()
                        .category(
                                "record",
                                IntStream.range(0, n).mapToObj(i -> "r" + i).toList())
                        .category(
                                "patient",
                                IntStream.range(0, n)
                                        .mapToObj(i -> "p" + subject[i])
                                        .toList())
                        .category("portable", Arrays.asList(portable))
                        .category("hospital", Arrays.asList(site))
                        .category("sex", Arrays.asList(sex))
                        .category("lactate", Arrays.asList(lactate))
                        .number("noise", noise)
                        .category("outcome", Arrays.asList(outcome))
                        .build())
                .record("record")
                .subject("patient")
                .label("outcome", "1", "0")
                .attributes("sex", "portable")
                .site("hospital")
                .synthetic(true)
                .named("ward", "1");
    }

    /** Scores of a model named so. */
    static Predictions scores(String model, Cohort cohort, double[] scores) {
        return Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, model, "1", Digest.sha256(model)),
                ScoreKind.RANK,
                cohort,
                scores);
    }
}
