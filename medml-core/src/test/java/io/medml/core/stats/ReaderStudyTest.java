package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ReaderStudyTest {

    /** What one reader says of one case in one modality. */
    private interface Rating {
        double of(int modality, int reader, int number);
    }

    /** The rows of a crossed study in the order given, codes through a map that need not be dense. */
    private static ReaderRatings ratings(int modalities, int readers, int[] truth, Rating rating, int[] order) {
        int cases = truth.length;
        int n = modalities * readers * cases;
        int[][] codes = new int[3][n];
        int[] labels = new int[n];
        double[] values = new double[n];
        for (int row = 0; row < n; row++) {
            int cell = order[row];
            int k = cell % cases;
            int j = cell / cases % readers;
            int i = cell / cases / readers;
            codes[0][row] = 10 + 3 * i;
            codes[1][row] = 2 * j - 5;
            codes[2][row] = 100 + 7 * k;
            labels[row] = truth[k];
            values[row] = rating.of(i, j, k);
        }
        return ReaderRatings.of(codes[0], codes[1], codes[2], labels, values);
    }

    private static ReaderRatings ratings(int modalities, int readers, int[] truth, Rating rating) {
        return ratings(
                modalities,
                readers,
                truth,
                rating,
                IntStream.range(0, modalities * readers * truth.length).toArray());
    }

    // ---- three modalities, four readers, twenty cases by a rule in whole numbers

    private static final int[] TRUTH =
            IntStream.range(0, 20).map(k -> k % 5 == 0 || k % 5 == 2 ? 1 : 0).toArray();

    private static double rule(int i, int j, int k) {
        return (7 * k * k + 3 * i * k + 5 * j * k + 11 * i * j + 2 * i) % 13 + TRUTH[k] * (3 + i) + k % 3;
    }

    private static final ReaderStudy THREE = ReaderStudy.of(ratings(3, 4, TRUTH, ReaderStudyTest::rule));

    // The expected values of the next four tests: numpy and scipy 1.17.1, areas pair by pair, delete-one areas
    // case by case,
    // covariances as matrix product of their deviations times (n - 1)/n, mean squares by numpy.var, tails by
    // scipy.stats

    @Test
    void random_readers_and_cases_of_three_modalities_are_tested_together() {
        ReaderComparison comparison = THREE.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThat(comparison.numeratorDegreesOfFreedom()).isEqualTo(2);
        // Cov2 - Cov3 is negative and floored: the degrees of freedom are (3 - 1)(4 - 1)
        assertThat(Expect.point(comparison.denominatorDegreesOfFreedom())).isCloseTo(6, within(1e-12));
        assertThat(Expect.point(comparison.test().statistic())).isCloseTo(3.5144747725392884, within(1e-12));
        assertThat(Expect.point(comparison.test().pValue())).isCloseTo(0.09766198436591474, within(1e-12));
    }

    @Test
    void the_difference_of_two_of_three_modalities_uses_the_common_error() {
        ReaderComparison comparison = THREE.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThat(Expect.point(comparison.difference(0, 2, 0.95))).isCloseTo(-0.1875, within(1e-14));
        assertThat(Expect.point(comparison.standardError())).isCloseTo(0.0739326539925958, within(1e-13));
        assertThat(Expect.interval(comparison.difference(0, 2, 0.95)).lower())
                .isCloseTo(-0.3684066872410838, within(1e-12));
        assertThat(Expect.point(comparison.differenceTest(0, 2).pValue()))
                .isCloseTo(0.04431390928785939, within(1e-12));
    }

    @Test
    void fixed_readers_and_fixed_cases_have_their_own_error() {
        ReaderComparison readers = THREE.compare(ReaderDesign.FIXED_READERS_RANDOM_CASES);
        ReaderComparison cases = THREE.compare(ReaderDesign.RANDOM_READERS_FIXED_CASES);

        assertThat(Expect.point(readers.test().statistic())).isCloseTo(6.445923467199429, within(1e-11));
        assertThat(Expect.point(readers.test().pValue())).isCloseTo(0.03983689708945473, within(1e-12));
        assertThat(Expect.point(readers.standardError())).isCloseTo(0.07720384623395966, within(1e-13));
        assertThat(Expect.point(readers.denominatorDegreesOfFreedom())).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Expect.point(cases.test().pValue())).isCloseTo(0.09766198436591474, within(1e-12));
        assertThat(Expect.point(cases.standardError())).isCloseTo(0.0739326539925958, within(1e-13));
    }

    @Test
    void negative_components_are_kept_and_shown() {
        ReaderComponents components = THREE.components();

        assertThat(Expect.point(components.error())).isCloseTo(0.012404643353589423, within(1e-14));
        assertThat(Expect.point(components.covariance1())).isCloseTo(0.00048377560695564794, within(1e-14));
        assertThat(Expect.point(components.covariance2())).isCloseTo(0.0006387568305224203, within(1e-14));
        assertThat(Expect.point(components.covariance3())).isCloseTo(0.0012979914720182908, within(1e-14));
        assertThat(Expect.point(components.reader())).isCloseTo(0.00017899812779411956, within(1e-14));
        assertThat(Expect.point(components.modalityByReader())).isCloseTo(-0.000988793093855994, within(1e-14));
    }

    // ---- laws

    private static Rating random(long seed, int readers, int[] truth) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] values = IntStream.range(0, 2 * readers * truth.length)
                .mapToDouble(cell -> random.nextInt(8) + truth[cell % truth.length] * random.nextInt(6))
                .toArray();
        return (i, j, k) -> values[(i * readers + j) * truth.length + k];
    }

    private static void assertSame(ReaderComparison one, ReaderComparison other) {
        if (one.test().pValue().point().isEmpty()) {
            assertThat(other.test().pValue().point()).isEmpty();
            return;
        }
        double p = Expect.point(one.test().pValue());
        assertThat(Expect.point(other.test().pValue())).isCloseTo(p, within(1e-10));
        assertThat(Expect.point(other.difference(0, 1, 0.95)))
                .isCloseTo(Expect.point(one.difference(0, 1, 0.95)), within(1e-13));
        assertThat(Expect.point(other.standardError())).isCloseTo(Expect.point(one.standardError()), within(1e-12));
    }

    @Property(tries = 60)
    void neither_the_order_of_rows_nor_of_readers_nor_of_cases_matters(@ForAll long seed) {
        Rating rating = random(seed, 4, TRUTH);
        int[] reader = Samples.permutation(4, seed);
        int[] number = Samples.permutation(20, seed + 1);
        int[] truth = Arrays.stream(number).map(k -> TRUTH[k]).toArray();
        ReaderStudy study = ReaderStudy.of(ratings(2, 4, TRUTH, rating));
        ReaderStudy shuffled = ReaderStudy.of(ratings(
                2, 4, truth, (i, j, k) -> rating.of(i, reader[j], number[k]), Samples.permutation(160, seed + 2)));

        for (ReaderDesign design : ReaderDesign.values()) {
            assertSame(study.compare(design), shuffled.compare(design));
        }
    }

    @Property(tries = 60)
    void an_increasing_transform_of_each_reader_changes_nothing(@ForAll long seed) {
        Rating rating = random(seed, 3, TRUTH);
        ReaderStudy study = ReaderStudy.of(ratings(2, 3, TRUTH, rating));
        ReaderStudy transformed =
                ReaderStudy.of(ratings(2, 3, TRUTH, (i, j, k) -> Math.exp((j + 1) * rating.of(i, j, k)) - i));

        assertThat(transformed.components()).isEqualTo(study.components());
    }

    @Property(tries = 60)
    void with_two_modalities_f_is_the_square_of_t(@ForAll long seed) {
        ReaderStudy study = ReaderStudy.of(ratings(2, 4, TRUTH, random(seed, 4, TRUTH)));

        for (ReaderDesign design : ReaderDesign.values()) {
            ReaderComparison comparison = study.compare(design);
            if (comparison.test().pValue().point().isPresent()) {
                double t = Expect.point(comparison.differenceTest(0, 1).statistic());
                assertThat(Expect.point(comparison.test().statistic())).isCloseTo(t * t, within(1e-10 * (1 + t * t)));
                assertThat(Expect.point(comparison.differenceTest(0, 1).pValue()))
                        .isCloseTo(Expect.point(comparison.test().pValue()), within(1e-9));
            }
        }
    }

    @Property(tries = 60)
    void one_fixed_reader_is_the_paired_jackknife(@ForAll long seed) {
        Rating rating = random(seed, 1, TRUTH);
        ReaderComparison comparison =
                ReaderStudy.of(ratings(2, 1, TRUTH, rating)).compare(ReaderDesign.FIXED_READERS_RANDOM_CASES);
        double[] differences = new double[20];
        for (int left = 0; left < 20; left++) {
            int out = left;
            int[] rows = IntStream.range(0, 20).filter(k -> k != out).toArray();
            differences[left] = area(rating, 0, rows) - area(rating, 1, rows);
        }
        // (n - 1)/n times the sum of squares, that is (n - 1)^2 / n times the sample variance
        double variance = Descriptive.variance(differences).orElseThrow() * 19 * 19 / 20;

        if (variance > 1e-20) {
            assertThat(Expect.point(comparison.standardError())).isCloseTo(Math.sqrt(variance), within(1e-12));
        } else {
            assertThat(Expect.reason(comparison.standardError())).isEqualTo(Reason.ZERO_VARIANCE);
        }
    }

    private static double area(Rating rating, int modality, int[] rows) {
        ScoredLabels sample = ScoredLabels.of(
                Arrays.stream(rows).map(k -> TRUTH[k]).toArray(),
                Arrays.stream(rows).mapToDouble(k -> rating.of(modality, 0, k)).toArray());
        return Expect.point(Auroc.of(sample).estimate(0.95));
    }

    @Test
    void one_area_has_the_interval_of_its_own_records() {
        ScoredLabels sample = ScoredLabels.of(
                TRUTH, IntStream.range(0, 20).mapToDouble(k -> rule(1, 2, k)).toArray());

        assertThat(THREE.area(1, 2, 0.9)).isEqualTo(Auroc.estimate(sample, 0.9));
    }

    // ---- undefined

    @Test
    void equal_modalities_have_no_error_to_hold_a_difference_against() {
        ReaderComparison comparison = ReaderStudy.of(ratings(2, 3, TRUTH, (i, j, k) -> rule(0, j, k)))
                .compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThat(Expect.point(comparison.difference(0, 1, 0.95))).isZero();
        assertThat(Expect.reason(comparison.difference(0, 1, 0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(comparison.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void one_reader_is_too_few_for_other_readers_but_not_for_this_one() {
        ReaderStudy study = ReaderStudy.of(ratings(2, 1, TRUTH, ReaderStudyTest::rule));

        assertThat(Expect.reason(study.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(study.compare(ReaderDesign.FIXED_READERS_RANDOM_CASES)
                        .test()
                        .pValue()
                        .point())
                .isPresent();
        assertThat(Expect.reason(study.components().covariance2())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(study.mean(0, ReaderDesign.RANDOM_READERS_FIXED_CASES, 0.95)
                        .intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void one_modality_has_a_mean_and_no_comparison() {
        ReaderStudy study = ReaderStudy.of(ratings(1, 4, TRUTH, ReaderStudyTest::rule));

        assertThat(Expect.interval(study.mean(0, ReaderDesign.RANDOM_READERS_RANDOM_CASES, 0.95)))
                .isEqualTo(Expect.interval(THREE.mean(0, ReaderDesign.RANDOM_READERS_RANDOM_CASES, 0.95)));
        assertThat(Expect.reason(study.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(study.components().covariance1())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void one_positive_case_has_no_jackknife_but_fixed_cases_need_none() {
        int[] truth = new int[20];
        truth[4] = 1;
        ReaderStudy study = ReaderStudy.of(ratings(2, 3, truth, ReaderStudyTest::rule));

        assertThat(Expect.reason(study.components().error())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(study.compare(ReaderDesign.FIXED_READERS_RANDOM_CASES)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(study.compare(ReaderDesign.RANDOM_READERS_FIXED_CASES)
                        .test()
                        .pValue()
                        .point())
                .isPresent();
    }

    @Test
    void without_positive_cases_nothing_is_estimable() {
        ReaderStudy study = ReaderStudy.of(ratings(2, 3, new int[20], ReaderStudyTest::rule));
        ReaderComparison comparison = study.compare(ReaderDesign.RANDOM_READERS_FIXED_CASES);

        assertThat(Expect.reason(comparison.difference(0, 1, 0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(comparison.test().pValue())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(study.mean(0, ReaderDesign.RANDOM_READERS_FIXED_CASES, 0.95)))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    // ---- bad input

    @Test
    void a_study_that_is_not_crossed_is_refused_with_its_numbers() {
        int[] two = {1, 1, 2, 2};
        int[] nested = {1, 2, 3, 4};
        int[] truth = {0, 1, 0, 1};
        double[] values = {1, 2, 3, 4};

        assertThatThrownBy(() -> ReaderRatings.of(two, new int[4], nested, truth, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a reader study needs every reader to rate every case once in every modality: 2 modalities, 1"
                                + " readers and 4 cases make 8 ratings, got 4; leave out cases that were not read throughout, and"
                                + " say how many; a study with other cases in each modality cannot be compared in pairs");
    }

    @Test
    void contradictions_are_named_by_their_place() {
        int[] modality = {1, 1, 2, 2};
        int[] number = {1, 2, 1, 2};
        double[] values = {1, 2, 3, 4};

        assertThatThrownBy(() -> ReaderRatings.of(modality, new int[4], number, new int[] {0, 1, 1, 1}, values))
                .hasMessage("truth[2] differs from the truth of the same case in another rating");
        assertThatThrownBy(() ->
                        ReaderRatings.of(modality, new int[4], new int[] {1, 1, 1, 2}, new int[] {0, 0, 0, 1}, values))
                .hasMessage("ratings[1] is a second rating of one case by one reader in one modality");
        assertThatThrownBy(() -> ReaderRatings.of(
                        modality, new int[4], number, new int[] {0, 1, 0, 1}, new double[] {1, 2, 3, Double.NaN}))
                .hasMessage("ratings[3] must not be NaN");
        assertThatThrownBy(() ->
                        THREE.compare(ReaderDesign.RANDOM_READERS_FIXED_CASES).difference(1, 1, 0.95))
                .hasMessage("a difference needs two modalities, got 1 twice");
    }

    // ---- non-inferiority: the standard errors and degrees of freedom above, tails by scipy 1.17.1 stats.t.sf and
    // stats.norm.sf

    @Test
    void non_inferiority_shifts_the_difference_by_the_margin() {
        ReaderComparison random = THREE.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        NonInferiority narrow = random.nonInferiority(0, 2, 0.2, 0.025);
        NonInferiority wide = random.nonInferiority(0, 2, 0.5, 0.025);

        assertThat(Expect.point(narrow.test().statistic())).isCloseTo(0.16907278888232335, within(1e-11));
        assertThat(Expect.point(narrow.test().pValue())).isCloseTo(0.43564768050922176, within(1e-11));
        assertThat(narrow.conclusion()).isEqualTo(NonInferiority.Conclusion.NOT_SHOWN);
        assertThat(Expect.point(wide.test().pValue())).isCloseTo(0.0027597478315677724, within(1e-12));
        assertThat(wide.conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
        assertThat(Expect.interval(wide.difference()).lower()).isCloseTo(-0.36840668724108383, within(1e-11));
        assertThat(Expect.point(THREE.compare(ReaderDesign.FIXED_READERS_RANDOM_CASES)
                        .nonInferiority(0, 2, 0.2, 0.025)
                        .test()
                        .pValue()))
                .isCloseTo(0.4356887451337961, within(1e-11));
    }

    @Test
    void a_margin_of_zero_is_the_one_sided_test_of_superiority() {
        ReaderComparison comparison = THREE.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThat(Expect.point(comparison.nonInferiority(2, 0, 0, 0.025).test().pValue()) * 2)
                .isCloseTo(Expect.point(comparison.differenceTest(2, 0).pValue()), within(1e-14));
    }

    @Test
    void non_inferiority_without_an_error_term_is_undecided() {
        ReaderComparison alike =
                ReaderStudy.of(ratings(2, 3, TRUTH, (i, j, k) -> k)).compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        NonInferiority answer = alike.nonInferiority(0, 1, 0.1, 0.025);

        assertThat(answer.conclusion()).isEqualTo(NonInferiority.Conclusion.UNDECIDED);
        assertThat(Expect.reason(answer.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void a_modality_or_reader_that_is_not_there_is_named_with_the_range() {
        ReaderRatings ratings = ratings(3, 4, TRUTH, ReaderStudyTest::rule);
        ReaderComparison comparison = THREE.compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThatThrownBy(() -> ratings.of(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("modality must be in [0, 3), since they are numbered from 0, got 3");
        assertThatThrownBy(() -> ratings.of(0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("reader must be in [0, 4), since they are numbered from 0, got -1");
        assertThatThrownBy(() -> THREE.area(0, 4, 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("reader must be in [0, 4), since they are numbered from 0, got 4");
        assertThatThrownBy(() -> THREE.mean(7, ReaderDesign.RANDOM_READERS_RANDOM_CASES, 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("modality must be in [0, 3), since they are numbered from 0, got 7");
        assertThatThrownBy(() -> comparison.difference(0, 3, 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("second must be in [0, 3), since they are numbered from 0, got 3");
        assertThatThrownBy(() -> comparison.differenceTest(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("first must be in [0, 3), since they are numbered from 0, got -1");
    }
}
