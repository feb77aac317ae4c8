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
        RaterDeviation deviation = of(
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

    /** Rater 0 and others, of whom the first ones give the category. */
    private static RaterDeviation of(int[] own, int[] positives, int[] raters, int[] subjects) {
        int[][] codes = IntStream.of(raters)
                .mapToObj(n -> IntStream.range(0, n).toArray())
                .toArray(int[][]::new);
        int[][] given = IntStream.range(0, own.length)
                .mapToObj(i -> IntStream.range(0, raters[i])
                        .map(r -> r == 0 ? own[i] : r <= positives[i] - own[i] ? 1 : 0)
                        .toArray())
                .toArray(int[][]::new);
        return RaterDeviation.of(0, codes, given, subjects);
    }

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
        HypothesisTest test = of(first, positives, raters, each(40)).test();

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
        RaterDeviation deviation =
                of(new int[] {1, 1, 1, 1, 1, 0}, new int[] {1, 1, 1, 1, 1, 1}, new int[] {2, 2, 2, 2, 2, 2}, new int[] {
                    7, 7, 7, 8, 9, 10
                });

        // then: sums 1.5, 0.5, 0.5, -0.5, in all 2; of the 16 choices of signs 4 give at least 2 and 4 at most -2
        HypothesisTest test = deviation.test();
        assertThat(test.method()).isEqualTo("rater_deviation.exact_by_subject");
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(2, within(1e-12));
        assertThat(test.degreesOfFreedom()).isEmpty();
        assertThat(test.pValue().point().orElseThrow()).isEqualTo(0.5);
    }

    /** Two raters and {@code each} items of every subject, the first alone positive in all but those of the last {@code other} subjects. */
    private static HypothesisTest whole(int subjects, int each, int other) {
        int n = subjects * each;
        return of(
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
    void many_subjects_that_are_all_or_nothing_have_the_binomial_tail() {
        HypothesisTest test = whole(30, 2, 9);

        // scipy.stats.binomtest(21, 30).pvalue
        assertThat(test.method()).isEqualTo("rater_deviation.exact_by_subject");
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(12, within(1e-12));
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(BINOMIAL, within(1e-12));
        assertThat(whole(30, 2, 0).pValue().point()).hasValue(Math.pow(2, -29));
    }

    private static final double BINOMIAL = 0.042773945257067694;

    @Test
    void raters_change_places_with_all_that_they_said_of_a_subject() {
        // three raters, three subjects of two items; counts of the raters 2 0 0, 2 1 0 and 1 0 0
        int[][] raters = {{4, 5, 6}, {4, 5, 6}, {6, 4, 5}, {5, 6, 4}, {4, 5, 6}, {4, 5, 6}};
        int[][] given = {{1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 0, 0}, {0, 0, 0}};
        int[] subjects = {1, 1, 2, 2, 3, 3};

        HypothesisTest test = RaterDeviation.of(4, raters, given, subjects).test();
        HypothesisTest other = RaterDeviation.of(5, raters, given, subjects).test();

        // by hand: 5 is the largest sum, of one choice in 27; 5 - 2/3 - 1 - 1/3
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(3, within(1e-12));
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2.0 / 27, within(1e-12));
        // by hand: at most 1 are 0 + (0 or 1) + 0, 2 * 2 + 2 * 2, and 0 + 0 + 1, 2: 10 in 27
        assertThat(other.statistic().point().orElseThrow()).isCloseTo(-1, within(1e-12));
        assertThat(other.pValue().point().orElseThrow()).isCloseTo(20.0 / 27, within(1e-12));
    }

    @Test
    void of_items_that_not_all_rated_those_are_tested_that_the_most_share() {
        // rater 1 with raters 2 and 3 on two items, with 2 alone on a third: 2 (1 - 1/3) is less than 3 (1 - 1/2)
        int[][] raters = {{1, 2, 3}, {1, 2, 3}, {1, 2}, {1, 2}};
        int[][] given = {{1, 0, 0}, {1, 1, 0}, {1, 0}, {1, 0}};

        HypothesisTest test =
                RaterDeviation.of(1, raters, given, new int[] {1, 1, 1, 2}).test();

        // by hand: with rater 2 counts 3 and 1 of the three items, and 1 and 0
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(1.5, within(1e-12));
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void all_who_rated_the_items_that_are_tested_may_change_places() {
        // eight subjects of an item that 1, 2, 3 and 4 rated and one that 1, 2, 3 and 5 rated: 1 (1 - 1/4) is less
        // than 2 (1 - 1/3), which the pair of 1 and 2 leads to
        int[][] raters = new int[16][];
        int[][] given = new int[16][];
        for (int i = 0; i < 16; i++) {
            raters[i] = new int[] {1, 2, 3, 4 + i % 2};
            given[i] = new int[] {1, 0, 0, 0};
        }
        int[] subjects = IntStream.range(0, 16).map(i -> i / 2).toArray();

        HypothesisTest test = RaterDeviation.of(1, raters, given, subjects).test();

        // by hand: counts 2, 0 and 0 of every subject
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(8 * (2 - 2.0 / 3), within(1e-12));
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2 * Math.pow(3, -8), within(1e-15));
    }

    @Test
    void a_set_of_more_than_sixty_four_raters_is_held_as_any_other() {
        // seventy raters of two subjects, of whom the last gives the category to both items
        int[][] raters = {each(70), each(70)};
        int[][] given = new int[2][70];
        given[0][69] = 1;
        given[1][69] = 1;

        HypothesisTest test =
                RaterDeviation.of(69, raters, given, new int[] {1, 2}).test();

        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2 / 4900.0, within(1e-15));
    }

    // raters alike, of whom on average one gives the category, and copies of an item that are read alike: sums of
    // subjects are skewed where raters are many. 3000 samples: 4 standard errors at 0.05 are 0.016
    @ParameterizedTest
    @CsvSource({"2, 8, 4", "3, 6, 4", "3, 12, 4", "5, 6, 4", "5, 30, 10", "8, 12, 4", "8, 20, 4"})
    @Tag("simulation")
    void copies_of_an_item_under_one_subject_add_nothing(int raters, int subjects, int copies) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(100L * subjects + 10L * raters + copies);
        int rejected = 0;
        for (int run = 0; run < 3000; run++) {
            rejected += copied(random, raters, subjects, copies, true) <= 0.05 ? 1 : 0;
        }

        CoverageTable.line(
                "deviating rater, by subject",
                raters + " raters alike, " + subjects + " items of " + copies + " copies: not named at 0.05",
                3000,
                1 - rejected / 3000.0);
        assertThat(rejected / 3000.0).isLessThan(0.05 + 0.016);
    }

    // the limit that the class states: nothing shows that two items are one. 3000 samples, of which 0.149 and 0.148
    // named the rater here: the bounds lie 4 standard errors on either side
    @ParameterizedTest
    @CsvSource({"2, 0.123, 0.175", "3, 0.122, 0.174"})
    @Tag("simulation")
    void copies_that_name_no_common_subject_count_as_independent(int raters, double least, double most) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(raters);
        int rejected = 0;
        for (int run = 0; run < 3000; run++) {
            rejected += copied(random, raters, 100, 2, false) <= 0.05 ? 1 : 0;
        }

        CoverageTable.line(
                "deviating rater, copies that nobody names",
                raters + " raters alike, 100 items all twice: not named at 0.05",
                3000,
                1 - rejected / 3000.0);
        assertThat(rejected / 3000.0).isBetween(least, most);
    }

    private static double copied(UniformRandomProvider random, int raters, int items, int copies, boolean named) {
        int n = items * copies;
        int[][] codes = new int[n][];
        int[][] given = new int[n][];
        int[] subjects = new int[n];
        for (int i = 0; i < n; i++) {
            if (i % copies == 0) {
                given[i] = IntStream.range(0, raters)
                        .map(r -> random.nextDouble() < 1.0 / raters ? 1 : 0)
                        .toArray();
            } else {
                given[i] = given[i - 1];
            }
            codes[i] = each(raters);
            subjects[i] = named ? i / copies : i;
        }
        return RaterDeviation.of(0, codes, given, subjects)
                .test()
                .pValue()
                .point()
                .orElse(1);
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
        int[][] given = new int[n][raters];
        for (int s = 0; s < subjects; s++) {
            double[] whim = random.doubles(raters).toArray();
            for (int i = s * each; i < (s + 1) * each; i++) {
                boolean finding = random.nextDouble() < 0.3;
                for (int r = 0; r < raters; r++) {
                    double u = random.nextInt(3) < 2 ? whim[r] : random.nextDouble();
                    given[i][r] = u < (finding ? 0.9 : 0.05 + (r == 0 ? more : 0)) ? 1 : 0;
                }
            }
        }
        return RaterDeviation.of(
                        0,
                        IntStream.range(0, n).mapToObj(i -> each(raters)).toArray(int[][]::new),
                        given,
                        IntStream.range(0, n).map(i -> i / each).toArray())
                .test();
    }

    @Test
    void many_mixed_items_take_the_normal_approximation() {
        // sums of 15001 items of two counts each: 15001 * 15002 additions
        int n = 15001;
        int[] own = IntStream.range(0, n).map(i -> i % 100 < 51 ? 1 : 0).toArray();
        int[] one = IntStream.range(0, n).map(i -> 1).toArray();
        int[] two = IntStream.range(0, n).map(i -> 2).toArray();

        HypothesisTest test = of(own, one, two, each(n)).test();

        // 7651 of 15001: z = (7651 - 7500.5) / sqrt(15001 / 4), 2 * scipy.stats.norm.sf(z)
        assertThat(test.method()).isEqualTo("rater_deviation.normal");
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(NORMAL, within(1e-12));
    }

    private static final double NORMAL = 0.01398794603199777;

    @Test
    void the_exact_test_is_summed_as_far_as_it_is_affordable() {
        // 12000 * 12001 additions; 6100 of 12000: scipy.stats.binomtest(6100, 12000).pvalue
        int n = 12000;
        HypothesisTest test = of(
                        IntStream.range(0, n).map(i -> i < 6100 ? 1 : 0).toArray(),
                        IntStream.range(0, n).map(i -> 1).toArray(),
                        IntStream.range(0, n).map(i -> 2).toArray(),
                        each(n))
                .test();

        assertThat(test.method()).isEqualTo("rater_deviation.exact");
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(0.06927192237356546, within(1e-12));
    }

    // one-sided in every subject: twice the share of one choice
    @ParameterizedTest
    @CsvSource({"2, 4, 1251", "2, 4, 1000", "2, 5, 1001", "3, 2, 2600"})
    void few_subjects_have_the_exact_test_however_many_their_items(int raters, int subjects, int each) {
        int n = subjects * each;
        HypothesisTest test = of(
                        IntStream.range(0, n).map(i -> 1).toArray(),
                        IntStream.range(0, n).map(i -> 1).toArray(),
                        IntStream.range(0, n).map(i -> raters).toArray(),
                        IntStream.range(0, n).map(i -> i / each).toArray())
                .test();

        assertThat(test.method()).isEqualTo("rater_deviation.exact_by_subject");
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2 * Math.pow(raters, -subjects), within(1e-12));
    }

    // this rater alone gives the category to all 5001 items of a subject, another to all 5 of the second
    @ParameterizedTest
    @CsvSource({"10", "30"})
    void a_subject_of_nearly_all_items_is_one_draw(int raters) {
        HypothesisTest test = of(
                        IntStream.range(0, 5006).map(i -> i < 5001 ? 1 : 0).toArray(),
                        IntStream.range(0, 5006).map(i -> 1).toArray(),
                        IntStream.range(0, 5006).map(i -> raters).toArray(),
                        IntStream.range(0, 5006).map(i -> i < 5001 ? 1 : 2).toArray())
                .test();

        assertThat(test.method()).isEqualTo("rater_deviation.exact_by_subject");
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2.0 / raters, within(1e-12));
    }

    @Test
    void a_long_sum_that_one_subject_rules_or_that_is_skewed_has_no_p_value() {
        // one subject of 1000 items and 15000 of one: 1000 * 1000 / 4 of a variance of 253750
        int n = 16000;
        int[] one = IntStream.range(0, n).map(i -> 1).toArray();
        HypothesisTest ruled = of(
                        one,
                        one,
                        IntStream.range(0, n).map(i -> 2).toArray(),
                        IntStream.range(0, n).map(i -> Math.max(0, i - 999)).toArray())
                .test();
        // 200 raters of whom one gives the category, 0.995 * 0.005 * 0.99 / (0.995 * 0.005)^1.5 / sqrt(15000) = 0.115
        int[] ones = IntStream.range(0, 15000).map(i -> 1).toArray();
        int[] many = IntStream.range(0, 15000).map(i -> 200).toArray();
        HypothesisTest skewed = of(ones, ones, many, each(15000)).test();

        assertThat(ruled.method()).isEqualTo("rater_deviation.normal_by_subject");
        assertThat(((Estimate.NotEstimable) ruled.pValue()).reason()).isEqualTo(Reason.TOO_FEW);
        assertThat(skewed.method()).isEqualTo("rater_deviation.normal");
        assertThat(((Estimate.NotEstimable) skewed.pValue()).reason()).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void without_items_or_without_mixed_ones_there_is_no_statistic() {
        HypothesisTest none = of(new int[0], new int[0], new int[0], new int[0]).test();
        assertThat(((Estimate.NotEstimable) none.pValue()).reason()).isEqualTo(Reason.EMPTY_GROUP);

        HypothesisTest alike = of(new int[] {1, 0}, new int[] {3, 0}, new int[] {3, 3}, each(2))
                .test();
        assertThat(alike.pValue().point()).hasValue(1);
        assertThat(((Estimate.NotEstimable) alike.statistic()).reason()).isEqualTo(Reason.ZERO_VARIANCE);

        HypothesisTest oneSubject = of(new int[] {1, 0}, new int[] {1, 1}, new int[] {2, 2}, new int[] {4, 4})
                .test();
        assertThat(((Estimate.NotEstimable) oneSubject.pValue()).reason()).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void ratings_that_cannot_be_are_refused() {
        int[] one = {0};
        assertThatThrownBy(() -> RaterDeviation.of(7, new int[][] {{1, 2}}, new int[][] {{0, 1}}, one))
                .hasMessage("raters[0] must name each rater once, and this rater among them");
        assertThatThrownBy(() -> RaterDeviation.of(1, new int[][] {{1, 1}}, new int[][] {{0, 1}}, one))
                .hasMessage("raters[0] must name each rater once, and this rater among them");
        assertThatThrownBy(() -> RaterDeviation.of(1, new int[][] {{1}}, new int[][] {{0}}, one))
                .hasMessage("raters[0] must be at least 2; leave items out that nobody else rated");
        assertThatThrownBy(() -> RaterDeviation.of(1, new int[][] {{1, 2}}, new int[][] {{0, 2}}, one))
                .hasMessage("given[0] must be 0 or 1 of each rater of the item");
        assertThatThrownBy(() -> RaterDeviation.of(1, new int[][] {{1, 2}}, new int[][] {{0}}, one))
                .hasMessage("given[0] must be 0 or 1 of each rater of the item");
    }

    /** A rater who says the opposite deviates the other way, with the same p-value. */
    @Property(tries = 200)
    void exchanging_the_categories_turns_the_sign(@ForAll @Size(12) java.util.List<@IntRange(max = 7) Integer> labels) {
        int[] own = labels.stream().mapToInt(l -> l & 1).toArray();
        int[] positives = labels.stream().mapToInt(Integer::bitCount).toArray();
        int[] raters = labels.stream().mapToInt(l -> 3).toArray();
        int[] other = IntStream.of(own).map(o -> 1 - o).toArray();
        int[] negatives = IntStream.of(positives).map(s -> 3 - s).toArray();

        RaterDeviation one = of(own, positives, raters, each(12));
        RaterDeviation turned = of(other, negatives, raters, each(12));

        assertThat(one.difference(0.95).point().orElseThrow())
                .isCloseTo(-turned.difference(0.95).point().orElseThrow(), within(1e-12));
        assertThat(one.test().pValue().point().orElseThrow())
                .isCloseTo(turned.test().pValue().point().orElseThrow(), within(1e-12));
    }
}
