package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialSamplerTest {

    // probabilities of Commons Statistics; a right sampler fails with a chance of one in a million, and the seed is
    // fixed
    @ParameterizedTest
    @CsvSource({
        "1, 0.3",
        "5, 0.5",
        "40, 0.2",
        "40, 0.8",
        "19, 0.5",
        "21, 0.5",
        "100, 0.11",
        "1000, 0.0099",
        "1000, 0.0101",
        "1000, 0.3",
        "1000, 0.97",
        "100000, 0.4",
        "100000, 0.00005",
        "1000000, 0.02",
        "1000000, 0.999"
    })
    void draws_have_the_probabilities_of_the_distribution(int n, double p) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(20_261_121L + n);
        BinomialDistribution distribution = BinomialDistribution.of(n, p);
        int draws = 200_000;
        int lowest = distribution.inverseCumulativeProbability(1e-4);
        int highest = distribution.inverseCumulativeProbability(1 - 1e-4);
        int width = Math.max(1, (highest - lowest) / 60);
        long[] found = new long[(highest - lowest) / width + 3];

        for (int i = 0; i < draws; i++) {
            long k = BinomialSampler.draw(random::nextDouble, n, p);
            int bin = k < lowest ? 0 : k > highest ? found.length - 1 : 1 + (int) (k - lowest) / width;
            found[bin]++;
        }

        // neighbouring bins are pooled until five draws are expected
        double statistic = 0;
        int pools = 0;
        double expected = 0;
        long observed = 0;
        for (int bin = 0; bin < found.length; bin++) {
            boolean last = bin == found.length - 1;
            int above = bin == 0 ? -1 : last ? highest : lowest + (bin - 1) * width - 1;
            int to = last ? n : Math.min(highest, lowest + bin * width - 1);
            expected += above < to ? draws * distribution.probability(above, to) : 0;
            observed += found[bin];
            if (expected >= 5) {
                statistic += (observed - expected) * (observed - expected) / expected;
                pools++;
                expected = 0;
                observed = 0;
            }
        }
        assertThat(ChiSquaredDistribution.of(Math.max(1, pools - 1)).survivalProbability(statistic))
                .isGreaterThan(1e-6);
    }

    @Test
    void where_nothing_can_vary_nothing_does() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

        assertThat(BinomialSampler.draw(random::nextDouble, 0, 0.5)).isZero();
        assertThat(BinomialSampler.draw(random::nextDouble, 1000, 0)).isZero();
        assertThat(BinomialSampler.draw(random::nextDouble, 1000, 1)).isEqualTo(1000);
    }
}
