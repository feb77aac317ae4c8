package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MultilabelAurocTest {

    private static double area(ScoredLabels sample) {
        return Expect.point(Auroc.of(sample).estimate(0.95));
    }

    @Property
    void the_mean_and_its_replicates_are_those_of_the_labels(@ForAll long seed) {
        ScoredLabels first = Samples.random(40, seed, 6).sample();
        ScoredLabels second = Samples.random(40, seed + 1, 4).sample();
        int[] rows = ResamplePlan.seeded(seed, 1).draw(0, 40);
        MultilabelAuroc areas = MultilabelAuroc.of(List.of(first, second));

        assertThat(Expect.point(areas.macro())).isCloseTo((area(first) + area(second)) / 2, within(1e-14));
        assertThat(areas.label(1, 0.9)).isEqualTo(Auroc.estimate(second, 0.9));
        assertThat(areas.bootstrap(ResamplePlan.ofIndices(new int[][] {rows})).values()[0])
                .isCloseTo((area(first.select(rows)) + area(second.select(rows))) / 2, within(1e-14));
    }

    @Test
    void a_rare_label_leaves_replicates_undefined_and_counted() {
        ScoredLabels common = Samples.random(40, 3, 6).sample();
        int[] one = new int[40];
        one[7] = 1;
        ScoredLabels rare = ScoredLabels.of(one, Samples.random(40, 3, 6).scores());

        var estimate = MultilabelAuroc.of(List.of(common, rare)).macro(ResamplePlan.seeded(1, 300), 0.95);

        // without the one positive with probability (39/40)^40 = 0.363: 109 of 300 expected, sd 8.3
        assertThat(estimate.support().counts().getOrDefault("undefined_replicates", 0L))
                .isBetween(75L, 143L);
        assertThat(Expect.reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(estimate.point()).isPresent();
    }

    @Test
    void a_label_without_positives_is_a_reason_and_not_skipped() {
        ScoredLabels sample = Samples.random(10, 3, 6).sample();
        ScoredLabels none =
                ScoredLabels.of(new int[10], Samples.random(10, 3, 6).scores());
        MultilabelAuroc areas = MultilabelAuroc.of(List.of(sample, none));

        assertThat(Expect.reason(areas.macro())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(areas.label(1, 0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(areas.macro(ResamplePlan.seeded(1, 10), 0.95))).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void labels_of_other_records_are_refused() {
        ScoredLabels ten = Samples.random(10, 3, 6).sample();
        ScoredLabels nine = Samples.random(9, 3, 6).sample();

        assertThatThrownBy(() -> MultilabelAuroc.of(List.of(ten, nine)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "labels[1] must have the same records in the same order as labels[0]; their numbers or subjects"
                                + " differ");
        assertThatThrownBy(() -> MultilabelAuroc.of(List.of(ten, ten.withSubjects(new int[10]))))
                .hasMessageStartingWith("labels[1] must have the same records");
        assertThatThrownBy(() -> MultilabelAuroc.of(List.of()))
                .hasMessage("labels must hold at least one label, got none");
        double[] weights = {1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
        assertThatThrownBy(() -> MultilabelAuroc.of(List.of(ten.withWeights(weights))))
                .hasMessage(
                        "labels[0] must not have weights; the mean over labels is defined for records that count once");
    }
}
