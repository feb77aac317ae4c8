package io.medml.core.stats;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Samples for property tests: small, with many ties, both classes at least twice unless said otherwise. */
final class Samples {

    private Samples() {}

    /** Labels, scores and subjects of one sample. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Raw(int[] labels, double[] scores, int[] subjects) {
        ScoredLabels sample() {
            return ScoredLabels.of(labels, scores);
        }

        int size() {
            return labels.length;
        }
    }

    static Arbitrary<Raw> tied() {
        return Combinators.combine(Arbitraries.integers().between(4, 40), Arbitraries.longs())
                .as((n, seed) -> random(n, seed, 7));
    }

    /** Scores are quarters in [0, levels/4), so that arithmetic on them is exact. */
    static Raw random(int n, long seed, int levels) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[] labels = IntStream.range(0, n)
                .map(i -> i < 2 ? 1 : i < 4 ? 0 : random.nextInt(2))
                .toArray();
        double[] scores = IntStream.range(0, n)
                .mapToDouble(i -> (random.nextInt(levels) + labels[i] * random.nextInt(3)) / 4.0)
                .toArray();
        int[] subjects =
                IntStream.range(0, n).map(i -> random.nextInt(1 + n / 2)).toArray();
        return new Raw(labels, scores, subjects);
    }

    static int[] permutation(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[] rows = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = rows[i];
            rows[i] = rows[j];
            rows[j] = swap;
        }
        return rows;
    }

    /** Forecasts k/40 for k = 1..39, outcomes drawn from them, both classes present and overlapping. */
    static Raw probabilities(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] p = IntStream.range(0, n)
                .mapToDouble(i -> i < 4 ? (i / 2 * 16 + 12) / 40.0 : (1 + random.nextInt(39)) / 40.0)
                .toArray();
        int[] y = IntStream.range(0, n)
                .map(i -> i < 4 ? i % 2 : random.nextDouble() < p[i] ? 1 : 0)
                .toArray();
        int[] subjects =
                IntStream.range(0, n).map(i -> random.nextInt(1 + n / 2)).toArray();
        return new Raw(y, p, subjects);
    }
}
