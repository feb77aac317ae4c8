package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class MulticlassConfusionTest {

    // scikit-learn documentation of f1_score: y_true = [0, 1, 2, 0, 1, 2], y_pred = [0, 2, 1, 0, 0, 1]; macro 0.26...,
    // micro
    // 0.33..., weighted 0.26..., per class [0.8, 0, 0]
    private static final MulticlassConfusion DOCUMENTED =
            MulticlassConfusion.of(3, new int[] {0, 1, 2, 0, 1, 2}, new int[] {0, 2, 1, 0, 0, 1});

    private static double average(MulticlassConfusion table, ClassAverage average) {
        return Expect.point(table.average(average));
    }

    @Test
    void averages_of_f1_are_those_of_scikit_learns_example() {
        assertThat(Expect.point(DOCUMENTED.f1(0))).isCloseTo(0.8, within(1e-15));
        assertThat(Expect.point(DOCUMENTED.f1(2))).isZero();
        assertThat(average(DOCUMENTED, ClassAverage.MACRO_F1)).isCloseTo(0.8 / 3, within(1e-15));
        assertThat(average(DOCUMENTED, ClassAverage.MICRO_F1)).isCloseTo(2.0 / 6, within(1e-15));
        assertThat(average(DOCUMENTED, ClassAverage.WEIGHTED_F1)).isCloseTo(0.8 / 3, within(1e-15));
        assertThat(average(DOCUMENTED, ClassAverage.MACRO_SENSITIVITY)).isCloseTo(1.0 / 3, within(1e-15));
        // precisions 2/3, 0, 0
        assertThat(average(DOCUMENTED, ClassAverage.MACRO_POSITIVE_PREDICTIVE_VALUE))
                .isCloseTo(2.0 / 9, within(1e-15));
    }

    // 400 records of four classes of unequal size, by the shared generator with seed 11; scikit-learn 1.9.1
    // f1_score(average=None, "macro",
    // "micro", "weighted"), recall_score(average="macro"), precision_score(average="macro"), accuracy_score
    @Test
    void averages_of_unequal_classes_are_those_of_scikit_learn() {
        Congruential random = new Congruential(11);
        int[] labels = new int[400];
        int[] predicted = new int[400];
        for (int i = 0; i < 400; i++) {
            int drawn = random.below(10);
            labels[i] = drawn < 5 ? 0 : drawn < 8 ? 1 : drawn < 9 ? 2 : 3;
            predicted[i] = random.below(3) > 0 ? labels[i] : random.below(4);
        }
        MulticlassConfusion table = MulticlassConfusion.of(4, labels, predicted);
        double[] f1 = {0.8265895953757225, 0.7627118644067796, 0.6363636363636364, 0.5348837209302325};

        for (int k = 0; k < 4; k++) {
            assertThat(Expect.point(table.f1(k))).isCloseTo(f1[k], within(1e-15));
        }
        assertThat(average(table, ClassAverage.MACRO_F1)).isCloseTo(0.6901372042690928, within(1e-14));
        assertThat(average(table, ClassAverage.MICRO_F1)).isCloseTo(0.745, within(1e-14));
        assertThat(average(table, ClassAverage.WEIGHTED_F1)).isCloseTo(0.7564060004420132, within(1e-14));
        assertThat(average(table, ClassAverage.MACRO_SENSITIVITY)).isCloseTo(0.7363279857397504, within(1e-14));
        assertThat(average(table, ClassAverage.MACRO_POSITIVE_PREDICTIVE_VALUE))
                .isCloseTo(0.6723996723996725, within(1e-14));
        assertThat(Expect.point(table.accuracy(0.95))).isEqualTo(0.745);
    }

    @Test
    void weighted_f1_weighs_by_the_records_of_the_class() {
        // class 0: TP 1, FN 2, FP 0: F1 0.5, three records; class 1: TP 1, FN 0, FP 2: F1 0.5; class 2: F1 1, two
        // records
        MulticlassConfusion table =
                MulticlassConfusion.of(3, new int[] {0, 0, 0, 1, 2, 2}, new int[] {0, 1, 1, 1, 2, 2});

        assertThat(average(table, ClassAverage.WEIGHTED_F1)).isCloseTo((3 * 0.5 + 0.5 + 2) / 6, within(1e-15));
        assertThat(average(table, ClassAverage.MACRO_F1)).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(table.count(0, 1)).isEqualTo(2);
        assertThat(table.counts(1)).isEqualTo(new ConfusionCounts(1, 2, 3, 0));
    }

    @Test
    void classes_and_accuracy_have_wilson_intervals() {
        assertThat(DOCUMENTED.sensitivity(0, 0.95)).isEqualTo(BinomialInterval.WILSON.estimate(2, 2, 0.95));
        assertThat(DOCUMENTED.positivePredictiveValue(0, 0.9)).isEqualTo(BinomialInterval.WILSON.estimate(2, 3, 0.9));
        assertThat(DOCUMENTED.accuracy(0.95)).isEqualTo(BinomialInterval.WILSON.estimate(2, 6, 0.95));
    }

    private static int[] codes(UniformRandomProvider random, int n) {
        int[] codes = new int[n];
        for (int i = 0; i < n; i++) {
            codes[i] = i < 3 ? i : random.nextInt(3);
        }
        return codes;
    }

    @Property
    void micro_f1_is_the_accuracy(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        MulticlassConfusion table = MulticlassConfusion.of(3, codes(random, 20), codes(random, 20));

        assertThat(average(table, ClassAverage.MICRO_F1)).isCloseTo(Expect.point(table.accuracy(0.95)), within(1e-15));
    }

    @Property
    void of_two_classes_macro_sensitivity_is_the_balanced_accuracy(@ForAll long seed) {
        Samples.Raw raw = Samples.random(20, seed, 2);
        int[] predicted = raw.labels().clone();
        for (int i = 0; i < 20; i++) {
            predicted[i] = raw.scores()[i] >= 0.5 ? 1 : 0;
        }
        ConfusionCounts counts = ConfusionCounts.of(raw.labels(), predicted);

        assertThat(average(MulticlassConfusion.of(2, raw.labels(), predicted), ClassAverage.MACRO_SENSITIVITY))
                .isCloseTo(
                        ((double) counts.truePositives() / counts.positives()
                                        + (double) counts.trueNegatives() / counts.negatives())
                                / 2,
                        within(1e-15));
    }

    @Property
    void row_order_and_the_numbering_of_classes_do_not_matter(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[] labels = codes(random, 20);
        int[] predicted = codes(random, 20);
        int[] rows = Samples.permutation(20, seed);
        int[] name = Samples.permutation(3, seed + 1);
        int[] otherLabels = new int[20];
        int[] otherPredicted = new int[20];
        for (int i = 0; i < 20; i++) {
            otherLabels[i] = name[labels[rows[i]]];
            otherPredicted[i] = name[predicted[rows[i]]];
        }

        for (ClassAverage average : ClassAverage.values()) {
            assertThat(average(MulticlassConfusion.of(3, otherLabels, otherPredicted), average))
                    .isCloseTo(average(MulticlassConfusion.of(3, labels, predicted), average), within(1e-14));
        }
    }

    @Test
    void averages_have_percentile_intervals_from_the_plan() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(8);
        int[] labels = codes(random, 200);
        int[] predicted = labels.clone();
        for (int i = 0; i < 60; i++) {
            predicted[i] = random.nextInt(3);
        }
        MulticlassConfusion table = MulticlassConfusion.of(3, labels, predicted);

        Map<ClassAverage, Estimate> averages = table.averages(ResamplePlan.seeded(3, 1000), 0.95);

        averages.forEach((average, estimate) -> {
            assertThat(Expect.point(estimate)).isEqualTo(average(table, average));
            assertThat(Expect.interval(estimate).contains(Expect.point(estimate)))
                    .isTrue();
        });
        // the bootstrap of the accuracy is binomial: its percentiles are those of Wilson to the width of a record or
        // two
        assertThat(Expect.interval(averages.get(ClassAverage.MICRO_F1)).lower())
                .isCloseTo(Expect.interval(table.accuracy(0.95)).lower(), within(0.015));
    }

    @Test
    void subjects_bring_all_of_their_records() {
        int[] labels = {0, 1, 0, 1};
        int[] predicted = {0, 1, 1, 0};

        // subject 4 is all right, subject 9 all wrong
        Estimate micro = MulticlassConfusion.of(2, labels, predicted)
                .averages(ResamplePlan.ofIndices(new int[][] {{0, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}}), 0.5, new int[] {
                    4, 4, 9, 9
                })
                .get(ClassAverage.MICRO_F1);

        assertThat(Expect.interval(micro).lower()).isZero();
        assertThat(Expect.interval(micro).upper()).isEqualTo(1);
    }

    @Test
    void zero_by_zero_is_a_reason_and_not_zero() {
        MulticlassConfusion unseen = MulticlassConfusion.of(3, new int[] {0, 1}, new int[] {0, 0});

        assertThat(Expect.reason(unseen.sensitivity(2, 0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(unseen.positivePredictiveValue(1, 0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(unseen.f1(2))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(unseen.f1(1))).isZero();
        assertThat(Expect.reason(unseen.average(ClassAverage.MACRO_F1))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(unseen.average(ClassAverage.WEIGHTED_F1))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(unseen.average(ClassAverage.MACRO_SENSITIVITY)))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(unseen.average(ClassAverage.MACRO_POSITIVE_PREDICTIVE_VALUE)))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        MulticlassConfusion empty = MulticlassConfusion.of(2, new int[] {}, new int[] {});
        assertThat(Expect.reason(empty.accuracy(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(empty.average(ClassAverage.MICRO_F1))).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void bad_input_is_named_by_its_place() {
        assertThatThrownBy(() -> MulticlassConfusion.of(2, new int[] {0, 1}, new int[] {0, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predicted[1] must be a class in [0, 2), numbered from 0");
        assertThatThrownBy(() -> MulticlassConfusion.of(2, new int[] {0, -1}, new int[] {0, 1}))
                .hasMessage("labels[1] must be a class in [0, 2), numbered from 0");
        assertThatThrownBy(() -> MulticlassConfusion.of(1, new int[] {0}, new int[] {0}))
                .hasMessage("classes must be at least 2 and at most 1000, got 1");
        assertThatThrownBy(() -> MulticlassConfusion.of(2, new int[] {0}, new int[] {}))
                .hasMessage("labels and predicted must have the same length, got 1 and 0");
    }
}
