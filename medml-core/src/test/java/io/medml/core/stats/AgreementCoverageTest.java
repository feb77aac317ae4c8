package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the intervals of kappa and AC1 hold the truth where units are few: what their Javadoc says about it.
 *
 * <p>Two raters, each right in the stated share of units whatever the truth. Expected values: numpy and scipy, both intervals written apart
 * and summed over all tables of n units with their probabilities, among tables that give an interval.
 */
class AgreementCoverageTest {

    private static final int RUNS = 4000;

    @ParameterizedTest
    @CsvSource({
        "20, 0.5, 0.9, 0.90121, 0.91115",
        "20, 0.1, 0.95, 0.90427, 0.99942",
        "30, 0.1, 0.9, 0.87057, 0.92364",
        "50, 0.05, 0.95, 0.85380, 0.91246",
        "50, 0.5, 0.9, 0.94529, 0.94267",
        "200, 0.1, 0.9, 0.94057, 0.94598"
    })
    void kappa_and_ac1_of_few_units_are_held_less_often_than_promised(
            int n, double prevalence, double right, double kappaHeld, double ac1Held) {
        double both = prevalence * right * right + (1 - prevalence) * (1 - right) * (1 - right);
        double neither = prevalence * (1 - right) * (1 - right) + (1 - prevalence) * right * right;
        double positive = prevalence * right + (1 - prevalence) * (1 - right);
        double agree = both + neither;
        double kappa = 1 - (1 - agree) / (2 * positive * (1 - positive));
        double ac1 = 1 - (1 - agree) / (1 - 2 * positive * (1 - positive));
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(n);
        int[] held = new int[2];
        int[] known = new int[2];
        for (int run = 0; run < RUNS; run++) {
            int[] truth = IntStream.range(0, n)
                    .map(i -> random.nextDouble() < prevalence ? 1 : 0)
                    .toArray();
            Ratings ratings = Ratings.ofRaters(rater(random, truth, right), rater(random, truth, right))
                    .withScale(0, 1);
            count(CohenKappa.of(ratings, AgreementWeights.UNWEIGHTED, 0.95).kappa(), kappa, 0, held, known);
            count(GwetAgreement.of(ratings, AgreementWeights.UNWEIGHTED, 0.95).coefficient(), ac1, 1, held, known);
        }

        String setting = "n = " + n + ", prevalence " + prevalence + ", raters right in " + right;
        record("Cohen's kappa, Wald", setting, held[0], known[0], kappaHeld);
        record("Gwet's AC1, Student", setting, held[1], known[1], ac1Held);
    }

    private static int[] rater(UniformRandomProvider random, int[] truth, double right) {
        return IntStream.of(truth)
                .map(y -> random.nextDouble() < right ? y : 1 - y)
                .toArray();
    }

    private static void count(Estimate estimate, double truth, int which, int[] held, int[] known) {
        if (estimate.interval().isPresent()) {
            Interval interval = Expect.interval(estimate);
            known[which]++;
            held[which] += interval.contains(truth) ? 1 : 0;
        }
    }

    private static void record(String interval, String setting, int held, int known, double expected) {
        double share = (double) held / known;
        CoverageTable.line(interval, setting, known, share);
        assertThat(share)
                .as("%s, %s", interval, setting)
                .isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / known)));
    }
}
