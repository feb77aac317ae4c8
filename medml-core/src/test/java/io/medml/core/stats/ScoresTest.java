package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples large enough for the radix sort, and made so that its upper digits say little. Expected order: the library sort. */
class ScoresTest {

    private static final int N = 40_000;

    private static ScoredLabels sample(IntToDoubleFunction score) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(3L);
        int[] labels =
                IntStream.range(0, N).map(i -> random.nextInt(3) == 0 ? 1 : 0).toArray();
        return ScoredLabels.of(labels, IntStream.range(0, N).mapToDouble(score).toArray());
    }

    static Stream<ScoredLabels> samples() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(5L);
        double[] special = {
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1,
            -Double.MIN_VALUE,
            0,
            -0.0,
            Double.MIN_VALUE,
            1,
            Double.POSITIVE_INFINITY
        };
        return Stream.of(
                sample(i -> random.nextDouble()),
                sample(i -> random.nextDouble() - 0.5),
                sample(i -> random.nextInt(100) / 100.0),
                sample(i -> 0.25),
                // all differ in the lowest bits of the significand only, but for one score far away
                sample(i -> i == 17 ? -1e300 : Double.longBitsToDouble(0x3ff0000000000000L + random.nextInt(1 << 12))),
                sample(i -> i == 17 ? 1e300 : 1 + random.nextInt() * 0x1p-52),
                sample(i -> special[random.nextInt(special.length)]),
                sample(i -> Double.longBitsToDouble(random.nextLong() & 0xffef_ffff_ffff_ffffL)),
                sample(i -> i),
                sample(i -> -i));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void rows_come_in_ascending_order_of_score_and_tied_rows_in_that_of_position(ScoredLabels sample) {
        Integer[] expected = IntStream.range(0, N).boxed().toArray(Integer[]::new);
        Arrays.sort(expected, Comparator.comparingDouble(sample::score));

        assertThat(Scores.order(sample))
                .containsExactly(Arrays.stream(expected).mapToInt(i -> i).toArray());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void blocks_are_the_distinct_scores_with_their_counts(ScoredLabels sample) {
        double[] distinct = IntStream.range(0, N)
                .mapToDouble(sample::score)
                .sorted()
                .distinct()
                .toArray();
        long[] positives = new long[distinct.length];
        long[] all = new long[distinct.length];
        for (int i = 0; i < N; i++) {
            int block = Arrays.binarySearch(distinct, sample.score(i));
            positives[block] += sample.label(i);
            all[block]++;
        }
        int[] block = {0};

        Scores.walk(sample, (score, p, q) -> {
            assertThat(score).isEqualTo(distinct[block[0]]);
            assertThat(p).isEqualTo((int) positives[block[0]]);
            assertThat(p + q).isEqualTo((int) all[block[0]]);
            block[0]++;
        });

        assertThat(block[0]).isEqualTo(distinct.length);
    }

    @Test
    void distinct_scores_of_a_class_too_large_for_two_digits_are_in_order() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(7L);
        double[] scores = random.doubles(400_000).toArray();
        double[] expected = Arrays.stream(scores).sorted().distinct().toArray();
        double[] found = new double[expected.length];
        int[] blocks = {0};

        Scores.walk(ScoredLabels.of(new int[scores.length], scores), (score, p, q) -> found[blocks[0]++] = score);

        assertThat(found).containsExactly(expected);
        assertThat(blocks[0]).isEqualTo(expected.length);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_number_of_tasks_changes_no_bit_of_area_and_variance(ScoredLabels sample) {
        Auroc one = Auroc.of(sample);
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            for (int tasks : List.of(1, 2, 3, 7)) {
                Auroc several = Auroc.of(sample, executor, tasks);

                assertThat(several.estimate(0.95)).isEqualTo(one.estimate(0.95));
                assertThat(several.variance()).isEqualTo(one.variance());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void area_and_variance_of_a_large_sample_equal_those_from_placements_by_counting() {
        // scores are whole numbers below 50, so that placements follow from counts of each score
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(9L);
        ScoredLabels sample = sample(i -> random.nextInt(50));
        double[] p = new double[50];
        double[] q = new double[50];
        for (int i = 0; i < N; i++) {
            (sample.label(i) == 1 ? p : q)[(int) sample.score(i)]++;
        }
        double n1 = Arrays.stream(p).sum();
        double n0 = Arrays.stream(q).sum();
        double mean = 0;
        double[] v10 = new double[50];
        double[] v01 = new double[50];
        for (int s = 0; s < 50; s++) {
            v10[s] = (Arrays.stream(q, 0, s).sum() + q[s] / 2) / n0;
            v01[s] = (Arrays.stream(p, s + 1, 50).sum() + p[s] / 2) / n1;
            mean += p[s] * v10[s] / n1;
        }
        double s10 = 0;
        double s01 = 0;
        for (int s = 0; s < 50; s++) {
            s10 += p[s] * (v10[s] - mean) * (v10[s] - mean) / (n1 - 1);
            s01 += q[s] * (v01[s] - mean) * (v01[s] - mean) / (n0 - 1);
        }

        Auroc auroc = Auroc.of(sample);

        assertThat(Expect.point(auroc.estimate(0.95))).isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-13));
        assertThat(Expect.point(auroc.variance()))
                .isCloseTo(s10 / n1 + s01 / n0, org.assertj.core.api.Assertions.withinPercentage(1e-9));
    }
}
