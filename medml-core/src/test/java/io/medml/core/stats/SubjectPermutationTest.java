package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SubjectPermutationTest {

    private static final int[] SUBJECTS = {0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 7};
    private static final double[] SCORES = {1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0};
    private static final int[] LABELS = {1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0};

    /** All 56 ways to choose three of the eight subjects, by Python: t = 4.142277260390056, one of 56 as large, all as small. */
    @Test
    void the_p_value_is_that_of_all_allocations_of_labels_to_subjects() {
        double sum = 0;
        for (int seed = 0; seed < 200; seed++) {
            HypothesisTest test = SubjectPermutation.of(LABELS, SCORES, SUBJECTS, ResamplePlan.seeded(seed, 5000));
            assertThat(test.statistic().point().orElseThrow()).isCloseTo(4.142277260390056, within(1e-12));
            sum += test.pValue().point().orElseThrow();
        }
        // the mean of 20/l is 20/19 of p; its standard error here is 0.0006
        assertThat(sum / 200).isCloseTo(2 * (1 / 56.0) * (20 / 19.0), within(0.003));
    }

    @Test
    void labels_that_change_within_subjects_keep_the_level() {
        int rejected = 0;
        for (int run = 0; run < 400; run++) {
            SplittableRandom random = new SplittableRandom(run);
            int n = 120;
            int[] labels = new int[n];
            double[] scores = new double[n];
            int[] subjects = new int[n];
            for (int i = 0; i < n; i++) {
                subjects[i] = i / 6;
                boolean same = i % 6 != 0 && random.nextInt(3) > 0;
                labels[i] = same ? labels[i - 1] : random.nextInt(4) == 0 ? 1 : 0;
                scores[i] = i % 6 != 0 && random.nextInt(3) > 0 ? scores[i - 1] : random.nextInt(5);
            }
            double p = SubjectPermutation.of(labels, scores, subjects, ResamplePlan.seeded(run, 499))
                    .pValue()
                    .point()
                    .orElse(1);
            rejected += p <= 0.05 ? 1 : 0;
        }
        // 0.05 + 3 sqrt(0.05 0.95 / 400) = 0.083
        assertThat(rejected).isLessThanOrEqualTo(33);
    }

    /** Patients with the label have ten records, the others two; a score of 1 at any record, whoever's it is. */
    @Test
    @Tag("simulation")
    void a_few_scores_among_thousands_keep_the_level_where_the_label_goes_with_the_number_of_records() {
        int[] labels = new int[11_200];
        int[] subjects = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            subjects[i] = i < 4000 ? i / 10 : 400 + (i - 4000) / 2;
            labels[i] = i < 4000 ? 1 : 0;
        }
        int rejected = 0;
        for (int run = 0; run < 200; run++) {
            SplittableRandom random = new SplittableRandom(run);
            double[] scores = new double[labels.length];
            for (int i = 0; i < 15; i++) {
                scores[random.nextInt(scores.length)] = 1;
            }
            rejected += SubjectPermutation.of(labels, scores, subjects, ResamplePlan.seeded(run, 1999))
                                    .pValue()
                                    .point()
                                    .orElseThrow()
                            <= 0.05
                    ? 1
                    : 0;
        }
        // 0.05 + 3 sqrt(0.05 0.95 / 200) = 0.096
        assertThat(rejected).isLessThanOrEqualTo(19);
    }

    @Test
    void a_few_scores_that_all_go_with_the_label_have_the_smallest_p_value_that_the_draws_give() {
        int[] labels = new int[20_000];
        int[] subjects = new int[labels.length];
        double[] scores = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            subjects[i] = i / 2;
            labels[i] = i < 2000 ? 1 : 0;
            scores[i] = i < 20 && i % 2 == 0 ? 1 : 0;
        }

        HypothesisTest test = SubjectPermutation.of(labels, scores, subjects, ResamplePlan.seeded(1, 99_999));

        assertThat(test.pValue().point().orElseThrow()).isCloseTo(2 / 100_000.0, within(1e-15));
        // ten subjects of one weight
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(Math.sqrt(10), within(0.01));
    }

    /** 120 subjects with the label and the score are expected, 2,000 subjects of two records; 0.05 and the 0.005 of ten columns. */
    @Test
    @Tag("simulation")
    void the_normal_test_keeps_its_level_in_the_tail_too() {
        int[] labels = new int[8000];
        int[] subjects = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            subjects[i] = i / 2;
            labels[i] = i < 800 ? 1 : 0;
        }
        int runs = 1000;
        int rejected = 0;
        int far = 0;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            double[] scores = new double[labels.length];
            for (int i = 0; i < labels.length; i += 2) {
                scores[i] = random.nextInt(10) < 3 ? 1 : 0;
                scores[i + 1] = scores[i];
            }
            double p = SubjectPermutation.normal(labels, scores, subjects, ResamplePlan.seeded(run, 20))
                    .pValue()
                    .point()
                    .orElseThrow();
            rejected += p <= 0.05 ? 1 : 0;
            far += p <= 0.005 ? 1 : 0;
        }
        // 0.05 + 3 sqrt(0.05 0.95 / 1000) = 0.071, and not blind: 0.03; 0.005 + 3 sqrt(0.005 0.995 / 1000) = 0.0117
        assertThat(rejected).isBetween(30, 70);
        assertThat(far).isLessThanOrEqualTo(11);
    }

    @Test
    void equal_scores_have_no_statistic_and_one_class_no_test() {
        HypothesisTest equal =
                SubjectPermutation.of(LABELS, new double[LABELS.length], SUBJECTS, ResamplePlan.seeded(1, 99));
        assertThat(equal.pValue().point()).hasValue(1);
        assertThat(equal.statistic().point()).isEmpty();
        assertThat(SubjectPermutation.of(new int[LABELS.length], SCORES, SUBJECTS, ResamplePlan.seeded(1, 99))
                        .pValue())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        none -> assertThat(none.reason()).isEqualTo(Reason.NO_POSITIVES));
    }

    @Test
    void arrays_of_different_length_are_refused() {
        assertThatThrownBy(() -> SubjectPermutation.of(LABELS, new double[] {1}, SUBJECTS, ResamplePlan.seeded(1, 99)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
