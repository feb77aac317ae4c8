package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MultilabelConfusionTest {

    // scikit-learn documentation of f1_score: y_true = [[0, 0, 0], [1, 1, 1], [0, 1, 1]], y_pred = [[0, 0, 0], [1, 1,
    // 1],
    // [1, 1, 0]]; per label [0.66666667, 1, 0.66666667]. Here one row for each label.
    private static final MultilabelConfusion DOCUMENTED = MultilabelConfusion.of(
            new int[][] {{0, 1, 0}, {0, 1, 1}, {0, 1, 1}}, new int[][] {{0, 1, 1}, {0, 1, 1}, {0, 1, 0}});

    @Test
    void averages_of_f1_are_those_of_scikit_learns_example() {
        assertThat(Expect.point(DOCUMENTED.average(ClassAverage.MACRO_F1))).isCloseTo(7.0 / 9, within(1e-15));
        // over all labels TP 4, FP 1, FN 1
        assertThat(Expect.point(DOCUMENTED.average(ClassAverage.MICRO_F1))).isCloseTo(0.8, within(1e-15));
        // weights 1, 2, 2
        assertThat(Expect.point(DOCUMENTED.average(ClassAverage.WEIGHTED_F1)))
                .isCloseTo((2.0 / 3 + 2 + 4.0 / 3) / 5, within(1e-15));
        assertThat(DOCUMENTED.counts(0)).isEqualTo(new ConfusionCounts(1, 1, 1, 0));
        assertThat(DOCUMENTED.exactMatch(0.95)).isEqualTo(BinomialInterval.WILSON.estimate(2, 3, 0.95));
    }

    @Property(tries = 50)
    void a_label_and_its_opposite_are_a_table_of_two_classes(@ForAll long seed) {
        Samples.Raw raw = Samples.random(30, seed, 2);
        int[] predicted =
                IntStream.range(0, 30).map(i -> raw.scores()[i] >= 0.5 ? 1 : 0).toArray();
        int[][] labels = {opposite(raw.labels()), raw.labels()};
        int[][] decisions = {opposite(predicted), predicted};
        MulticlassConfusion table = MulticlassConfusion.of(2, raw.labels(), predicted);

        for (ClassAverage average : ClassAverage.values()) {
            assertThat(MultilabelConfusion.of(labels, decisions)
                            .average(average)
                            .point())
                    .isEqualTo(table.average(average).point());
        }
        // one plan, the same replicates, the same interval
        ResamplePlan plan = ResamplePlan.seeded(seed, 60);
        assertThat(interval(MultilabelConfusion.of(labels, decisions)
                        .averages(plan, 0.9)
                        .get(ClassAverage.MICRO_F1)))
                .isEqualTo(interval(table.averages(plan, 0.9).get(ClassAverage.MICRO_F1)));
    }

    private static Object interval(Estimate estimate) {
        return estimate.intervalEstimate();
    }

    private static int[] opposite(int[] labels) {
        return IntStream.of(labels).map(label -> 1 - label).toArray();
    }

    @Test
    void a_label_never_there_and_never_predicted_leaves_the_averages_undefined() {
        MultilabelConfusion table = MultilabelConfusion.of(new int[][] {{0, 1}, {0, 0}}, new int[][] {{0, 1}, {0, 0}});

        assertThat(Expect.reason(table.average(ClassAverage.MACRO_F1))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(table.average(ClassAverage.MACRO_SENSITIVITY))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.point(table.average(ClassAverage.MICRO_F1))).isEqualTo(1);
        MultilabelConfusion empty = MultilabelConfusion.of(new int[1][0], new int[1][0]);
        assertThat(Expect.reason(empty.average(ClassAverage.MICRO_F1))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(empty.exactMatch(0.95))).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void bad_input_is_named_by_its_place() {
        assertThatThrownBy(() -> MultilabelConfusion.of(new int[][] {{0, 1}, {0}}, new int[][] {{0, 1}, {0}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels[1] and labels[0] must have the same length, got 1 and 2");
        assertThatThrownBy(() -> MultilabelConfusion.of(new int[][] {{0, 1}}, new int[][] {{0, 3}}))
                .hasMessage("predicted[0][1] must be 0 or 1");
        assertThatThrownBy(() -> MultilabelConfusion.of(new int[0][], new int[0][]))
                .hasMessage("labels must hold at least one label, got none");
    }
}
