package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AurocTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    // ---- the definition, pair by pair: an independent route

    private static double psi(double positive, double negative) {
        return positive > negative ? 1 : positive == negative ? 0.5 : 0;
    }

    private static double[] placements(Samples.Raw raw) {
        return IntStream.range(0, raw.size())
                .mapToDouble(i -> IntStream.range(0, raw.size())
                        .filter(j -> raw.labels()[j] != raw.labels()[i])
                        .mapToDouble(j -> raw.labels()[i] == 1
                                ? psi(raw.scores()[i], raw.scores()[j])
                                : psi(raw.scores()[j], raw.scores()[i]))
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private static double[] ofClass(Samples.Raw raw, double[] values, int label) {
        return IntStream.range(0, raw.size())
                .filter(i -> raw.labels()[i] == label)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    private static double sampleVariance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    @Property
    void area_and_delong_variance_equal_their_definition_pair_by_pair(@ForAll("samples") Samples.Raw raw) {
        double[] placements = placements(raw);
        double[] v10 = ofClass(raw, placements, 1);
        double[] v01 = ofClass(raw, placements, 0);

        Auroc auroc = Auroc.of(raw.sample());

        assertThat(Expect.point(auroc.estimate(0.95)))
                .isCloseTo(Arrays.stream(v10).average().orElseThrow(), within(1e-14));
        assertThat(Expect.point(auroc.variance()))
                .isCloseTo(sampleVariance(v10) / v10.length + sampleVariance(v01) / v01.length, within(1e-14));
    }

    @Property
    void obuchowski_variance_equals_its_definition(@ForAll("samples") Samples.Raw raw) {
        double[] v = placements(raw);
        double area = Arrays.stream(ofClass(raw, v, 1)).average().orElseThrow();
        int[] codes = Arrays.stream(raw.subjects()).distinct().toArray();
        double s10 = 0;
        double s01 = 0;
        double s11 = 0;
        double i10 = 0;
        double i01 = 0;
        for (int code : codes) {
            double x = 0;
            double z = 0;
            boolean positive = false;
            boolean negative = false;
            for (int i = 0; i < raw.size(); i++) {
                if (raw.subjects()[i] == code && raw.labels()[i] == 1) {
                    x += v[i] - area;
                    positive = true;
                } else if (raw.subjects()[i] == code) {
                    z += v[i] - area;
                    negative = true;
                }
            }
            s10 += x * x;
            s01 += z * z;
            s11 += x * z;
            i10 += positive ? 1 : 0;
            i01 += negative ? 1 : 0;
        }
        double n1 = ofClass(raw, v, 1).length;
        double n0 = ofClass(raw, v, 0).length;
        double all = codes.length;
        Auroc auroc = Auroc.clustered(raw.sample().withSubjects(raw.subjects()));
        if (i10 < 2 || i01 < 2) {
            assertThat(Expect.reason(auroc.variance())).isEqualTo(Reason.TOO_FEW);
            return;
        }
        double expected =
                i10 / (i10 - 1) * s10 / n1 / n1 + i01 / (i01 - 1) * s01 / n0 / n0 + 2 * all / (all - 1) * s11 / n1 / n0;

        if (expected > 1e-12) {
            assertThat(Expect.point(auroc.variance())).isCloseTo(expected, within(1e-13));
        } else if (expected < -1e-12) {
            assertThat(Expect.reason(auroc.variance())).isEqualTo(Reason.ZERO_VARIANCE);
        }
    }

    // ---- laws

    @Property
    void row_order_changes_no_bit(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        ScoredLabels shuffled = sample.select(Samples.permutation(raw.size(), seed));

        assertThat(Auroc.of(raw.sample().select(Samples.permutation(raw.size(), seed)))
                        .estimate(0.95))
                .isEqualTo(Auroc.of(raw.sample()).estimate(0.95));
        assertThat(Auroc.clustered(shuffled).variance())
                .isEqualTo(Auroc.clustered(sample).variance());
    }

    @Property
    void an_increasing_transform_of_the_scores_changes_no_bit(@ForAll("samples") Samples.Raw raw) {
        double[] transformed =
                Arrays.stream(raw.scores()).map(s -> Math.exp(3 * s) - 1000).toArray();

        assertThat(Auroc.of(ScoredLabels.of(raw.labels(), transformed)).estimate(0.9))
                .isEqualTo(Auroc.of(raw.sample()).estimate(0.9));
    }

    @Property
    void swapping_labels_and_negating_scores_leaves_area_and_variance(@ForAll("samples") Samples.Raw raw) {
        int[] swapped = Arrays.stream(raw.labels()).map(label -> 1 - label).toArray();
        double[] negated = Arrays.stream(raw.scores()).map(s -> -s).toArray();

        Auroc mirrored = Auroc.of(ScoredLabels.of(swapped, negated));

        assertThat(Expect.point(mirrored.estimate(0.95)))
                .isEqualTo(Expect.point(Auroc.of(raw.sample()).estimate(0.95)));
        assertThat(Expect.point(mirrored.variance()))
                .isCloseTo(Expect.point(Auroc.of(raw.sample()).variance()), within(1e-16));
    }

    @Property
    void negating_the_scores_gives_one_minus_the_area(@ForAll("samples") Samples.Raw raw) {
        double[] negated = Arrays.stream(raw.scores()).map(s -> -s).toArray();

        assertThat(Expect.point(Auroc.of(ScoredLabels.of(raw.labels(), negated)).estimate(0.95)))
                .isCloseTo(1 - Expect.point(Auroc.of(raw.sample()).estimate(0.95)), within(1e-15));
    }

    @Property
    void one_record_a_subject_makes_the_clustered_variance_delongs(@ForAll("samples") Samples.Raw raw) {
        ScoredLabels singletons =
                raw.sample().withSubjects(IntStream.range(0, raw.size()).toArray());

        assertThat(Expect.point(Auroc.clustered(singletons).variance()))
                .isCloseTo(Expect.point(Auroc.of(raw.sample()).variance()), within(1e-14));
    }

    @Property
    void a_second_copy_of_every_record_of_a_subject_changes_neither_area_nor_clustered_variance(
            @ForAll("samples") Samples.Raw raw) {
        ScoredLabels once =
                raw.sample().withSubjects(IntStream.range(0, raw.size()).toArray());
        ScoredLabels twice = once.select(
                IntStream.range(0, 2 * raw.size()).map(i -> i % raw.size()).toArray());

        assertThat(Expect.point(Auroc.clustered(twice).variance()))
                .isCloseTo(Expect.point(Auroc.clustered(once).variance()), within(1e-14));
    }

    @Property
    void weights_scale_freely_and_a_whole_weight_is_that_many_copies(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] copies = Arrays.stream(Samples.permutation(raw.size(), seed))
                .map(i -> 1 + i % 3)
                .toArray();
        double[] weights = Arrays.stream(copies).mapToDouble(c -> c * 0.3).toArray();
        int[] rows = IntStream.range(0, raw.size())
                .flatMap(i -> IntStream.range(0, copies[i]).map(k -> i))
                .toArray();

        double weighted =
                Expect.point(Auroc.of(raw.sample().withWeights(weights)).estimate(0.95));
        double copied = Expect.point(Auroc.of(raw.sample().select(rows)).estimate(0.95));

        assertThat(weighted).isCloseTo(copied, within(1e-13));
    }

    @Test
    void a_record_of_weight_zero_has_no_influence() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {1, 2, 9, 3});

        assertThat(Expect.point(
                        Auroc.of(sample.withWeights(new double[] {1, 1, 0, 1})).estimate(0.95)))
                .isEqualTo(1.0);
    }

    // ---- size

    @Test
    void many_records_do_not_overflow_and_the_radix_sort_sorts() {
        // 100 000 of each class: n1 n0 = 1e10. Positives at k + 1/2 for k = 0.., negatives at k: A = 1/2 + 1/(2n)
        int n = 100_000;
        int[] labels = new int[2 * n];
        double[] scores = new double[2 * n];
        int[] places = Samples.permutation(2 * n, 5);
        for (int i = 0; i < 2 * n; i++) {
            labels[places[i]] = i % 2;
            scores[places[i]] = (i - n) / 2.0;
        }

        Auroc auroc = Auroc.of(ScoredLabels.of(labels, scores));

        assertThat(Expect.point(auroc.estimate(0.95))).isCloseTo(0.5 + 0.5 / n, within(1e-15));
        // placements are 1/n, 2/n, .. 1 in both classes: sample variance (n + 1)/(12 n), over n, twice
        assertThat(Expect.point(auroc.variance())).isCloseTo((n + 1.0) / (6.0 * n * n), within(1e-19));
    }

    @Test
    void large_and_small_sorts_agree() {
        Samples.Raw raw = Samples.random(12_000, 11, 4_000);
        int[] rows = IntStream.range(0, 12_000).toArray();

        // the payload sort of the clustered path and the keys-only sort are different code
        assertThat(Expect.point(Auroc.clustered(raw.sample()).estimate(0.95)))
                .isEqualTo(Expect.point(Auroc.of(raw.sample().select(rows)).estimate(0.95)));
        assertThat(Expect.point(Auroc.clustered(raw.sample()).variance()))
                .isCloseTo(Expect.point(Auroc.of(raw.sample()).variance()), within(1e-17));
    }

    @Test
    void negative_zero_and_infinite_scores_are_ordered_like_numbers() {
        double[] scores = {Double.NEGATIVE_INFINITY, -0.0, 0.0, Double.POSITIVE_INFINITY};

        assertThat(Expect.point(Auroc.of(ScoredLabels.of(new int[] {0, 0, 1, 1}, scores))
                        .estimate(0.95)))
                .isEqualTo(0.875);
    }

    // ---- undefined

    @Test
    void a_missing_class_has_no_area() {
        assertThat(Expect.reason(estimate(new int[] {0, 0}, 1, 2))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(estimate(new int[] {1, 1}, 1, 2))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(estimate(new int[] {}))).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void one_positive_has_an_area_and_no_interval() {
        Estimate estimate = estimate(new int[] {1, 0, 0}, 2, 1, 3);

        assertThat(Expect.point(estimate)).isEqualTo(0.5);
        assertThat(Expect.reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void all_scores_tied_have_the_area_one_half_and_no_interval() {
        Estimate estimate = estimate(new int[] {1, 0, 1, 0}, 2, 2, 2, 2);

        assertThat(Expect.point(estimate)).isEqualTo(0.5);
        assertThat(Expect.reason(estimate.intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void perfect_separation_has_an_exact_interval_from_disjoint_pairs() {
        Estimate perfect = estimate(new int[] {1, 1, 1, 0, 0, 0, 0}, 5, 6, 7, 1, 2, 3, 4);
        Estimate reversed = estimate(new int[] {0, 0, 0, 1, 1, 1, 1}, 5, 6, 7, 1, 2, 3, 4);

        assertThat(perfect.intervalEstimate().method()).isEqualTo("auroc.disjoint_pairs.clopper_pearson");
        // three wins in three pairs: the Clopper-Pearson lower limit is the cube root of 0.025
        Interval three = BinomialInterval.CLOPPER_PEARSON.of(3, 3, 0.95);
        assertThat(Expect.interval(perfect).lower()).isCloseTo(three.lower(), within(1e-12));
        assertThat(Expect.interval(perfect).upper()).isEqualTo(1);
        assertThat(Expect.interval(reversed).upper()).isCloseTo(1 - three.lower(), within(1e-12));
    }

    @Test
    void shared_subjects_refuse_delongs_variance_and_choose_the_clustered_one() {
        Samples.Raw raw = Samples.random(60, 3, 9);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());

        assertThat(Expect.reason(Auroc.of(sample).variance())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(Auroc.of(sample).logit(0.95))).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Auroc.estimate(sample, 0.95).intervalEstimate().method()).isEqualTo("auroc.clustered.logit");
        assertThat(Auroc.estimate(sample, 0.95).support().counts()).containsKey("subjects");
    }

    @Test
    void subjects_that_separate_perfectly_have_no_interval() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {3, 4, 1, 2})
                .withSubjects(new int[] {1, 2, 2, 3});

        assertThat(Expect.reason(Auroc.estimate(sample, 0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void fewer_than_two_subjects_with_a_positive_have_no_clustered_variance() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {1, 4, 3, 2})
                .withSubjects(new int[] {1, 1, 2, 3});

        assertThat(Expect.reason(Auroc.clustered(sample).variance())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void weights_offer_no_analytic_variance() {
        ScoredLabels sample = Samples.random(20, 4, 9)
                .sample()
                .withWeights(new double[] {1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});

        assertThat(Expect.reason(Auroc.of(sample).variance())).isEqualTo(Reason.NOT_OFFERED);
    }

    @Test
    void input_errors_name_argument_position_and_rule_and_no_value() {
        assertThatThrownBy(() -> ScoredLabels.of(new int[] {0, 37}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels[1] must be 0 or 1");
        assertThatThrownBy(() -> ScoredLabels.of(new int[] {0, 1}, new double[] {Double.NaN, 2}))
                .hasMessage("scores[0] must not be NaN");
        assertThatThrownBy(() -> ScoredLabels.of(new int[] {0, 1}, new double[] {1}))
                .hasMessage("labels and scores must have the same length, got 2 and 1");
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {1, 2});
        assertThatThrownBy(() -> sample.withWeights(new double[] {1, -1}))
                .hasMessage("weights[1] must be finite and not negative");
        assertThatThrownBy(() -> sample.withWeights(new double[] {0, 0})).hasMessage("weights must not all be zero");
    }

    private static Estimate estimate(int[] labels, double... scores) {
        return Auroc.estimate(ScoredLabels.of(labels, scores), 0.95);
    }

    // Hanley and McNeil, Radiology 143 (1982) 29-36: 58 normal, 51 abnormal images, area 0.893, standard error 0.032;
    // in full digits
    // R 4.2.2 from the formula (case hanley-likert)
    @Test
    void hanley_and_mcneils_standard_error_of_their_example() {
        assertThat(Expect.point(Auroc.hanleyMcNeil(0.8931710615280595, 51, 58)))
                .isCloseTo(0.03248657960734214, within(1e-15));
    }

    @Test
    void hanley_and_mcneils_standard_error_has_its_limits() {
        // one record of each class: the Bernoulli deviation
        assertThat(Expect.point(Auroc.hanleyMcNeil(0.9, 1, 1))).isCloseTo(0.3, within(1e-15));
        assertThat(Expect.point(Auroc.hanleyMcNeil(1, 10, 10))).isZero();
        assertThat(Expect.reason(Auroc.hanleyMcNeil(0.8, 0, 10))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(Auroc.hanleyMcNeil(0.8, 10, 0))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(Auroc.hanleyMcNeil(0.8, 0, 0))).isEqualTo(Reason.EMPTY_GROUP);
        assertThatThrownBy(() -> Auroc.hanleyMcNeil(1.2, 10, 10)).hasMessage("area must be in [0, 1], got 1.2");
    }

    // numpy 1.24 and scipy 1.10: area 0.708333, DeLong variance 0.0590278, 2 norm.sf(z)
    @Test
    void an_area_is_tested_against_a_half_with_its_own_variance() {
        HypothesisTest test = Auroc.of(
                        ScoredLabels.of(new int[] {1, 1, 1, 0, 0, 0, 0}, new double[] {3, 4, 2, 1, 2, 5, 0}))
                .againstChance();

        assertThat(Expect.point(test.statistic())).isCloseTo(0.8574929257125443, within(1e-14));
        assertThat(Expect.point(test.pValue())).isCloseTo(0.39117252281013937, within(1e-14));
        assertThat(Expect.reason(Auroc.of(ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {3, 4, 1, 2}))
                        .againstChance()
                        .pValue()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }
}
