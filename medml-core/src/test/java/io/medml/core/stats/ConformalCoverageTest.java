package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.measure.Interval;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/**
 * Coverage by simulation: 2000 calibration sets. A record has the condition with probability t, logit(t) = s Z, Z standard
 * normal; the model says p with logit(p) = d s Z, so that d = 1 is calibrated and d above 1 overconfident. Its nonconformity
 * is p without and 1 - p with the condition. The coverage of a limit q, {@code E[t 1(1 - p <= q) + (1 - t) 1(p <= q)]}, is
 * computed by quadrature over Z, so that what remains is the spread over calibration sets, for which theory has the Beta(k,
 * n + 1 - k) law.
 */
class ConformalCoverageTest {

    private static final int RUNS = 2000;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    /** Midpoints of 4000 slices of equal probability. */
    private static final double[] QUADRATURE = IntStream.range(0, 4000)
            .mapToDouble(i -> NORMAL.inverseCumulativeProbability((i + 0.5) / 4000))
            .toArray();

    private record Group(double spread, double distortion) {}

    private static double[] scores(UniformRandomProvider random, int n, Group group) {
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            double logit = group.spread * NORMAL.inverseCumulativeProbability(random.nextDouble());
            double p = Arguments.expit(group.distortion * logit);
            scores[i] = random.nextDouble() < Arguments.expit(logit) ? 1 - p : p;
        }
        return scores;
    }

    private static double coverage(double limit, Group group) {
        double sum = 0;
        for (double z : QUADRATURE) {
            double truth = Arguments.expit(group.spread * z);
            double p = Arguments.expit(group.distortion * group.spread * z);
            sum += (1 - p <= limit ? truth : 0) + (p <= limit ? 1 - truth : 0);
        }
        return sum / QUADRATURE.length;
    }

    private static void followsTheBetaLaw(String interval, double[] coverages, ConformalQuantile any) {
        double n = any.scores();
        double mean = any.expectedCoverage();
        double error = Math.sqrt(mean * (1 - mean) / (n + 2) / RUNS);
        Interval spread = any.coverageSpread(0.95);
        long inside = Arrays.stream(coverages).filter(spread::contains).count();

        CoverageTable.line(
                interval,
                "n = " + any.scores() + ", promised 0.9, mean coverage",
                RUNS,
                Descriptive.mean(coverages).orElseThrow());
        CoverageTable.line(
                interval,
                "n = " + any.scores() + ", share of calibrations inside the Beta law's 95 percent",
                RUNS,
                (double) inside / RUNS);
        assertThat(Descriptive.mean(coverages).orElseThrow()).isBetween(mean - 4 * error, mean + 4 * error);
        // binomial: 0.95 -+ 4 sqrt(0.95 * 0.05 / 2000), and a little for the quadrature
        assertThat((double) inside / RUNS).isBetween(0.95 - 0.0205, 0.95 + 0.0205);
    }

    @Test
    void split_coverage_follows_the_beta_law() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(20_260_302);
        double[] coverages = new double[RUNS];
        Group easy = new Group(1.5, 1);
        ConformalQuantile quantile = ConformalQuantile.without(0.1);
        for (int run = 0; run < RUNS; run++) {
            quantile = ConformalQuantile.of(scores(random, 99, easy), 0.1);
            coverages[run] = coverage(quantile.limit(), easy);
        }

        followsTheBetaLaw("split conformal", coverages, quantile);
    }

    @Test
    void mondrian_coverage_follows_the_beta_law_in_each_group_where_one_limit_for_all_fails_the_hard_group() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(20_260_303);
        Group[] groups = {new Group(0.5, 4), new Group(1.5, 1), new Group(3, 1)};
        int[] sizes = {39, 99, 199};
        double[][] own = new double[3][RUNS];
        double[] shared = new double[RUNS];
        ConformalQuantile[] last = new ConformalQuantile[3];
        for (int run = 0; run < RUNS; run++) {
            double[] all = new double[39 + 99 + 199];
            int from = 0;
            for (int g = 0; g < 3; g++) {
                double[] scores = scores(random, sizes[g], groups[g]);
                last[g] = ConformalQuantile.of(scores, 0.1);
                own[g][run] = coverage(last[g].limit(), groups[g]);
                System.arraycopy(scores, 0, all, from, scores.length);
                from += scores.length;
            }
            shared[run] = coverage(ConformalQuantile.of(all, 0.1).limit(), groups[0]);
        }

        for (int g = 0; g < 3; g++) {
            followsTheBetaLaw("Mondrian conformal, group " + g, own[g], last[g]);
        }
        assertThat(Descriptive.mean(shared).orElseThrow()).isLessThan(0.88);
    }
}
