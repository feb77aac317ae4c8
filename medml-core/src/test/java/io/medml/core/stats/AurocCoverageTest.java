package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.measure.Interval;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Coverage by simulation of the intervals of an area. Scores are normal with variance 1, those of positives shifted by {@code d}, so
 * that the area is {@code Phi(d / sqrt 2)}. Over 4000 samples a share that is truly 0.95 has a standard error of 0.0035.
 */
class AurocCoverageTest {

    private static final int RUNS = 4000;
    private static final double ERROR = Math.sqrt(0.95 * 0.05 / RUNS);

    private static double normal(UniformRandomProvider random) {
        return Arguments.normalQuantile(Math.max(1e-12, random.nextDouble()));
    }

    private static double shift(double area) {
        return Math.sqrt(2) * Arguments.normalQuantile(area);
    }

    private static int holds(Interval interval, double area) {
        return interval.contains(area) ? 1 : 0;
    }

    // expected: 20000 samples a setting in numpy 2.4.6 and scipy 1.17.1, the same intervals from placements by
    // searchsorted, generator
    // default_rng(20261121). The logit interval falls short where 50 positives have an area of 0.95; Wald falls short
    // everywhere.
    @ParameterizedTest
    @CsvSource({
        "25, 25, 0.8, 0.9562, 0.9261",
        "25, 25, 0.95, 0.9456, 0.8588",
        "100, 100, 0.8, 0.9521, 0.9456",
        "100, 100, 0.95, 0.9491, 0.9256",
        "50, 450, 0.8, 0.9460, 0.9377",
        "50, 450, 0.95, 0.9297, 0.9051"
    })
    void intervals_of_an_area_cover_as_an_independent_simulation_says(
            int n1, int n0, double area, double expectedLogit, double expectedWald) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1_000L * n1 + n0);
        int logit = 0;
        int wald = 0;
        for (int run = 0; run < RUNS; run++) {
            int[] labels = new int[n1 + n0];
            double[] scores = new double[n1 + n0];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i < n1 ? 1 : 0;
                scores[i] = normal(random) + labels[i] * shift(area);
            }
            Auroc auroc = Auroc.of(ScoredLabels.of(labels, scores));
            // an area of exactly 1 has the exact interval of disjoint pairs by default
            logit += holds(Expect.interval(auroc.estimate(0.95)), area);
            wald += auroc.wald(0.95).interval().map(i -> holds(i, area)).orElse(0);
        }
        String setting = "n = " + n1 + " + " + n0 + ", area " + area;
        CoverageTable.line("AUROC, DeLong logit (default)", setting, RUNS, (double) logit / RUNS);
        CoverageTable.line("AUROC, DeLong Wald", setting, RUNS, (double) wald / RUNS);

        // both simulations have chance in them; and numpy counted the 0.5 percent of areas of exactly 1 as not covered
        double chance = 4 * Math.sqrt(0.95 * 0.05 * (1.0 / RUNS + 1.0 / 20_000));
        assertThat((double) logit / RUNS).isBetween(expectedLogit - chance, expectedLogit + chance + 0.005);
        assertThat((double) wald / RUNS).isBetween(expectedWald - 2 * chance, expectedWald + 2 * chance);
    }

    // a subject has 1 to 4 records of one class each, whose scores share half of their variance
    @ParameterizedTest
    @CsvSource({"60, 0.8", "200, 0.8", "200, 0.9"})
    void the_clustered_interval_covers_where_records_share_subjects_and_delongs_does_not(int subjects, double area) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(77L * subjects);
        int clustered = 0;
        int naive = 0;
        for (int run = 0; run < RUNS; run++) {
            int[] labels = new int[4 * subjects];
            double[] scores = new double[4 * subjects];
            int[] subject = new int[4 * subjects];
            int n = 0;
            for (int s = 0; s < subjects; s++) {
                int label = random.nextInt(3) == 0 ? 1 : 0;
                double own = normal(random);
                int records = 1 + random.nextInt(4);
                for (int r = 0; r < records; r++) {
                    labels[n] = label;
                    subject[n] = s;
                    scores[n++] = label * shift(area) + (own + normal(random)) * Math.sqrt(0.5);
                }
            }
            ScoredLabels sample =
                    ScoredLabels.of(java.util.Arrays.copyOf(labels, n), java.util.Arrays.copyOf(scores, n));
            Function<Auroc, Integer> hold = a -> holds(Expect.interval(a.estimate(0.95)), area);
            clustered += hold.apply(Auroc.clustered(sample.withSubjects(java.util.Arrays.copyOf(subject, n))));
            naive += hold.apply(Auroc.of(sample));
        }
        String setting = subjects + " subjects with 1 to 4 records, area " + area;
        CoverageTable.line("AUROC, Obuchowski logit (default)", setting, RUNS, (double) clustered / RUNS);
        CoverageTable.line("AUROC, DeLong logit, subjects ignored", setting, RUNS, (double) naive / RUNS);

        // subjects of one class: the estimate is unbiased; with 20 positive subjects the normal quantile is a little
        // too small
        assertThat((double) clustered / RUNS).isBetween(0.95 - 4 * ERROR - 0.01, 0.95 + 4 * ERROR + 0.01);
        assertThat((double) naive / RUNS).isLessThan(0.90);
    }
}
