package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A rater against the others on the same items.
 *
 * <p>Expected values: Python's {@code fractions}, the items' chances convolved exactly; scipy 1.17.1 for the tails of Student's and the normal
 * distribution. Two raters: McNemar's exact test. The calls are in the comments of each test.
 */
class RaterDeviationTest {

    private static int[] each(int n) {
        return IntStream.range(0, n).toArray();
    }

    @Test
    void three_raters_have_the_exact_tail_of_the_poisson_binomial() {
        // own [1,1,1,0,1,1,0,1], positives [1,2,1,1,2,1,3,3], raters all 3: chances of mixed items
        // 1/3,2/3,1/3,1/3,2/3,1/3
        RaterDeviation deviation = RaterDeviation.of(
                new int[] {1, 1, 1, 0, 1, 1, 1, 0},
                new int[] {1, 2, 1, 1, 2, 1, 3, 0},
                new int[] {3, 3, 3, 3, 3, 3, 3, 3},
                each(8));

        // P(X >= 5) = 40/729, twice that
        assertThat(deviation.test().method()).isEqualTo("rater_deviation.exact");
        assertThat(deviation.test().statistic().point().orElseThrow()).isCloseTo(5 - 8.0 / 3, within(1e-12));
        assertThat(deviation.test().pValue().point().orElseThrow()).isCloseTo(EXACT, within(1e-12));
        // (1 + 0.5 + 1 - 0.5 + 0.5 + 1 + 0 + 0) / 8
        assertThat(deviation.difference(0.95).point().orElseThrow()).isCloseTo(3.5 / 8, within(1e-12));
    }

    private static final double EXACT = 80.0 / 729;

    @Test
    void two_raters_are_mcnemars_exact_test() {
        // given: 40 items, only the first positive in 11, only the second in 3
        int[] first = new int[40];
        int[] second = new int[40];
        for (int i = 0; i < 40; i++) {
            first[i] = i < 11 || i >= 30 ? 1 : 0;
            second[i] = (i >= 11 && i < 14) || i >= 30 ? 1 : 0;
        }
        int[] positives = IntStream.range(0, 40).map(i -> first[i] + second[i]).toArray();
        int[] raters = IntStream.range(0, 40).map(i -> 2).toArray();

        // when
        HypothesisTest test =
                RaterDeviation.of(first, positives, raters, each(40)).test();

        // then
        assertThat(test.pValue().point().orElseThrow())
                .isCloseTo(
                        McNemar.of(PairedCounts.of(first, second))
                                .exact()
                                .pValue()
                                .point()
                                .orElseThrow(),
                        within(1e-12));
    }

    @Test
    void items_of_one_subject_are_summed_before_they_are_squared() {
        // given: two raters, the first positive in five items of three subjects and not in one of a fourth
        RaterDeviation deviation = RaterDeviation.of(
                new int[] {1, 1, 1, 1, 1, 0}, new int[] {1, 1, 1, 1, 1, 1}, new int[] {2, 2, 2, 2, 2, 2}, new int[] {
                    7, 7, 7, 8, 9, 10
                });

        // then: sums 1.5, 0.5, 0.5, -0.5, in all 2; of the 16 choices of signs 4 give at least 2 and 4 at most -2
        HypothesisTest test = deviation.test();
        assertThat(test.method()).isEqualTo("rater_deviation.sign_flips");
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(2, within(1e-12));
        assertThat(test.degreesOfFreedom()).isEmpty();
        assertThat(test.pValue().point().orElseThrow()).isEqualTo(0.5);
    }

    /** Two raters and {@code each} items of every subject, the first alone positive in all but those of the last {@code other} subjects. */
    private static HypothesisTest whole(int subjects, int each, int other) {
        int n = subjects * each;
        return RaterDeviation.of(
                        IntStream.range(0, n)
                                .map(i -> i / each < subjects - other ? 1 : 0)
                                .toArray(),
                        IntStream.range(0, n).map(i -> 1).toArray(),
                        IntStream.range(0, n).map(i -> 2).toArray(),
                        IntStream.range(0, n).map(i -> i / each).toArray())
                .test();
    }

    @Test
    void a_rater_who_deviates_in_every_subject_has_the_share_of_two_choices_of_signs() {
        assertThat(whole(6, 5, 0).pValue().point()).hasValue(2.0 / 64);
        assertThat(whole(8, 5, 0).pValue().point()).hasValue(2.0 / 256);
        assertThat(whole(20, 5, 0).pValue().point()).hasValue(Math.pow(2, -19));
        // all 12, or 11 of them
        assertThat(whole(12, 5, 1).pValue().point()).hasValue(2 * 13 / 4096.0);
    }

    @Test
    void many_subjects_take_the_t_statistic_of_one_sample() {
        HypothesisTest test = whole(30, 2, 9);

        // scipy.stats.ttest_1samp([1.0] * 21 + [-1.0] * 9, 0)
        assertThat(test.method()).isEqualTo("rater_deviation.cluster_robust");
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(2.350278605572013, within(1e-12));
        assertThat(test.degreesOfFreedom()).hasValue(29);
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(0.025774237364825505, within(1e-12));
        assertThat(whole(30, 2, 0).pValue().point()).hasValue(Math.pow(2, -29));
    }

    // raters alike, each with a whim of its own in every subject, of which two in three items are read the same way; 4
    // items a subject.
    // 3000 samples: 4 standard errors at 0.05 are 0.016
    @ParameterizedTest
    @CsvSource({"2, 6", "2, 8", "2, 12", "2, 30", "2, 60", "3, 6", "3, 8", "3, 12", "3, 30", "3, 60"})
    @Tag("simulation")
    void raters_who_are_alike_are_told_apart_no_more_often_than_stated(int raters, int subjects) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(10L * subjects + raters);
        int rejected = 0;
        for (int run = 0; run < 3000; run++) {
            OptionalDouble p = drawn(random, raters, subjects, 4, 0).pValue().point();
            rejected += p.isPresent() && p.getAsDouble() <= 0.05 ? 1 : 0;
        }

        CoverageTable.line(
                "deviating rater, by subject",
                raters + " raters alike, " + subjects + " subjects of 4 items: not named at 0.05",
                3000,
                1 - rejected / 3000.0);
        assertThat(rejected / 3000.0).isLessThan(0.05 + 0.016);
    }

    // one of three raters is positive in so many percent more of the items without the finding; 1000 samples, of
    // which 0.649, 0.984 and 0.927 found it here: the bounds lie 4 standard errors below
    @ParameterizedTest
    @CsvSource({"40, 15, 0.58", "40, 30, 0.96", "80, 15, 0.89"})
    @Tag("simulation")
    void one_of_three_raters_who_deviates_is_found_by_subject(int subjects, int percent, double power) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(100L * subjects + percent);
        int found = 0;
        for (int run = 0; run < 1000; run++) {
            OptionalDouble p =
                    drawn(random, 3, subjects, 4, percent / 100.0).pValue().point();
            found += p.isPresent() && p.getAsDouble() <= 0.05 ? 1 : 0;
        }

        assertThat(found / 1000.0).isGreaterThan(power);
    }

    /** The test of the first rater: items have the finding with 0.3, which raters see with 0.9, else they say so with 0.05. */
    private static HypothesisTest drawn(UniformRandomProvider random, int raters, int subjects, int each, double more) {
        int n = subjects * each;
        int[] own = new int[n];
        int[] positives = new int[n];
        for (int s = 0; s < subjects; s++) {
            double[] whim = random.doubles(raters).toArray();
            for (int i = s * each; i < (s + 1) * each; i++) {
                boolean finding = random.nextDouble() < 0.3;
                for (int r = 0; r < raters; r++) {
                    double u = random.nextInt(3) < 2 ? whim[r] : random.nextDouble();
                    int label = u < (finding ? 0.9 : 0.05 + (r == 0 ? more : 0)) ? 1 : 0;
                    positives[i] += label;
                    own[i] = r == 0 ? label : own[i];
                }
            }
        }
        return RaterDeviation.of(
                        own,
                        positives,
                        IntStream.range(0, n).map(i -> raters).toArray(),
                        IntStream.range(0, n).map(i -> i / each).toArray())
                .test();
    }

    @Test
    void many_mixed_items_take_the_normal_approximation() {
        int n = RaterDeviation.MOST_EXACT + 1;
        int[] own = IntStream.range(0, n).map(i -> i % 100 < 52 ? 1 : 0).toArray();
        int[] one = IntStream.range(0, n).map(i -> 1).toArray();
        int[] two = IntStream.range(0, n).map(i -> 2).toArray();

        HypothesisTest test = RaterDeviation.of(own, one, two, each(n)).test();

        // 2601 of 5001: z = (2601 - 2500.5) / sqrt(5001 / 4), 2 * scipy.stats.norm.sf(z)
        assertThat(test.method()).isEqualTo("rater_deviation.normal");
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(0.004479142440223406, within(1e-12));
    }

    @Test
    void without_items_or_without_mixed_ones_there_is_no_statistic() {
        HypothesisTest none = RaterDeviation.of(new int[0], new int[0], new int[0], new int[0])
                .test();
        assertThat(((Estimate.NotEstimable) none.pValue()).reason()).isEqualTo(Reason.EMPTY_GROUP);

        HypothesisTest alike = RaterDeviation.of(new int[] {1, 0}, new int[] {3, 0}, new int[] {3, 3}, each(2))
                .test();
        assertThat(alike.pValue().point()).hasValue(1);
        assertThat(((Estimate.NotEstimable) alike.statistic()).reason()).isEqualTo(Reason.ZERO_VARIANCE);

        HypothesisTest oneSubject = RaterDeviation.of(
                        new int[] {1, 0}, new int[] {1, 1}, new int[] {2, 2}, new int[] {4, 4})
                .test();
        assertThat(((Estimate.NotEstimable) oneSubject.pValue()).reason()).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void counts_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> RaterDeviation.of(new int[] {1}, new int[] {0}, new int[] {3}, new int[] {0}))
                .hasMessage("positives[0] must count this rater and at most all raters of the item");
        assertThatThrownBy(() -> RaterDeviation.of(new int[] {0}, new int[] {3}, new int[] {3}, new int[] {0}))
                .hasMessage("positives[0] must count this rater and at most all raters of the item");
        assertThatThrownBy(() -> RaterDeviation.of(new int[] {0}, new int[] {0}, new int[] {1}, new int[] {0}))
                .hasMessage("raters[0] must be at least 2; leave items out that nobody else rated");
    }

    /** A rater who says the opposite deviates the other way, with the same p-value. */
    @Property(tries = 200)
    void exchanging_the_categories_turns_the_sign(@ForAll @Size(12) java.util.List<@IntRange(max = 7) Integer> labels) {
        int[] own = labels.stream().mapToInt(l -> l & 1).toArray();
        int[] positives = labels.stream().mapToInt(Integer::bitCount).toArray();
        int[] raters = labels.stream().mapToInt(l -> 3).toArray();
        int[] other = IntStream.of(own).map(o -> 1 - o).toArray();
        int[] negatives = IntStream.of(positives).map(s -> 3 - s).toArray();

        RaterDeviation one = RaterDeviation.of(own, positives, raters, each(12));
        RaterDeviation turned = RaterDeviation.of(other, negatives, raters, each(12));

        assertThat(one.difference(0.95).point().orElseThrow())
                .isCloseTo(-turned.difference(0.95).point().orElseThrow(), within(1e-12));
        assertThat(one.test().pValue().point().orElseThrow())
                .isCloseTo(turned.test().pValue().point().orElseThrow(), within(1e-12));
    }
}
