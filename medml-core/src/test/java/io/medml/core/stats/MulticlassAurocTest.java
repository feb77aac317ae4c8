package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class MulticlassAurocTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    /** Three classes, each at least twice, scores in quarters. */
    private static MulticlassScores random(long seed, int n) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[] labels = IntStream.range(0, n)
                .map(i -> i < 6 ? i % 3 : random.nextInt(3))
                .toArray();
        double[][] scores = new double[3][n];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < n; i++) {
                scores[k][i] = (random.nextInt(6) + (labels[i] == k ? random.nextInt(4) : 0)) / 4.0;
            }
        }
        return MulticlassScores.of(labels, scores);
    }

    private static double average(MulticlassScores sample, MulticlassAverage average) {
        return Expect.point(MulticlassAuroc.of(sample).average(average));
    }

    /** The area between two classes by the score of the first, through the two-class statistic. */
    private static double between(MulticlassScores sample, int first, int second) {
        int[] rows = IntStream.range(0, sample.size())
                .filter(i -> sample.label(i) == first || sample.label(i) == second)
                .toArray();
        return Expect.point(Auroc.of(sample.oneVersusRest(first).select(rows)).estimate(0.95));
    }

    @Property
    void averages_equal_their_definition_by_the_areas_of_two_classes(@ForAll long seed) {
        MulticlassScores sample = random(seed, 30);
        double macro = 0;
        double weighted = 0;
        double pairs = 0;
        double weightedPairs = 0;
        double weights = 0;
        for (int i = 0; i < 3; i++) {
            ScoredLabels rest = sample.oneVersusRest(i);
            double area = Expect.point(Auroc.of(rest).estimate(0.95));
            macro += area / 3;
            weighted += area * rest.positives() / 30;
            for (int j = i + 1; j < 3; j++) {
                double both = (between(sample, i, j) + between(sample, j, i)) / 2;
                double weight = (sample.count(i) + sample.count(j)) / 30.0;
                pairs += both / 3;
                weightedPairs += both * weight;
                weights += weight;
            }
        }

        assertThat(average(sample, MulticlassAverage.MACRO)).isCloseTo(macro, within(1e-14));
        assertThat(average(sample, MulticlassAverage.PREVALENCE_WEIGHTED)).isCloseTo(weighted, within(1e-14));
        assertThat(average(sample, MulticlassAverage.HAND_TILL)).isCloseTo(pairs, within(1e-14));
        assertThat(average(sample, MulticlassAverage.HAND_TILL_WEIGHTED))
                .isCloseTo(weightedPairs / weights, within(1e-14));
    }

    @Property
    void of_two_classes_with_opposite_scores_every_average_is_the_auroc(@ForAll("samples") Samples.Raw raw) {
        double[] opposite = Arrays.stream(raw.scores()).map(s -> -s).toArray();
        MulticlassAuroc areas =
                MulticlassAuroc.of(MulticlassScores.of(raw.labels(), new double[][] {opposite, raw.scores()}));
        double auroc = Expect.point(Auroc.of(raw.sample()).estimate(0.95));

        for (MulticlassAverage average : MulticlassAverage.values()) {
            assertThat(Expect.point(areas.average(average))).isCloseTo(auroc, within(1e-14));
        }
    }

    @Property
    void renaming_classes_leaves_the_averages(@ForAll long seed) {
        MulticlassScores sample = random(seed, 25);
        int[] renamed =
                Arrays.stream(sample.labels()).map(label -> (label + 1) % 3).toArray();
        double[][] scores = new double[3][25];
        for (int k = 0; k < 3; k++) {
            ScoredLabels column = sample.oneVersusRest(k);
            for (int i = 0; i < 25; i++) {
                scores[(k + 1) % 3][i] = Math.exp(column.score(i)); // and an increasing transform on the way
            }
        }
        MulticlassScores other = MulticlassScores.of(renamed, scores);

        for (MulticlassAverage average : MulticlassAverage.values()) {
            assertThat(average(other, average)).isCloseTo(average(sample, average), within(1e-14));
        }
    }

    @Property(tries = 30)
    void a_replicate_is_the_average_over_the_drawn_rows(@ForAll long seed) {
        MulticlassScores sample = random(seed, 40);
        int[] rows = ResamplePlan.seeded(seed, 1).draw(0, 40);
        int[] labels = Arrays.stream(rows).map(sample::label).toArray();
        double[][] scores = new double[3][];
        for (int k = 0; k < 3; k++) {
            ScoredLabels column = sample.oneVersusRest(k);
            scores[k] = Arrays.stream(rows).mapToDouble(column::score).toArray();
        }
        Map<MulticlassAverage, BootstrapDistribution> replicates =
                MulticlassAuroc.of(sample).bootstrap(ResamplePlan.ofIndices(new int[][] {rows}));

        if (Arrays.stream(labels).distinct().count() == 3) {
            replicates.forEach((average, distribution) -> assertThat(
                            distribution.values()[0])
                    .isCloseTo(average(MulticlassScores.of(labels, scores), average), within(1e-14)));
        }
    }

    @Test
    void averages_have_percentile_intervals_around_them_and_classes_their_own() {
        MulticlassScores sample = random(5, 90);
        MulticlassAuroc areas = MulticlassAuroc.of(sample);
        ResamplePlan plan = ResamplePlan.seeded(1, 500);

        Map<MulticlassAverage, Estimate> averages = areas.averages(plan, 0.95);

        averages.forEach((average, estimate) -> {
            assertThat(Expect.interval(estimate).contains(Expect.point(estimate)))
                    .isTrue();
            assertThat(Expect.interval(estimate))
                    .isEqualTo(
                            Expect.interval(areas.bootstrap(plan).get(average).percentile(0.95)));
            assertThat(estimate.support().counts()).containsEntry("undefined_replicates", 0L);
        });
        assertThat(areas.oneVersusRest(1, 0.9)).isEqualTo(Auroc.estimate(sample.oneVersusRest(1), 0.9));
    }

    @Test
    void an_absent_class_is_a_reason_and_not_skipped() {
        MulticlassAuroc areas = MulticlassAuroc.of(MulticlassScores.of(
                new int[] {0, 1, 0, 1}, new double[][] {{3, 1, 2, 0}, {0, 1, 2, 3}, {1, 1, 1, 1}}));

        assertThat(Expect.point(areas.oneVersusRest(0, 0.95))).isEqualTo(1);
        assertThat(Expect.reason(areas.oneVersusRest(2, 0.95))).isEqualTo(Reason.NO_POSITIVES);
        for (MulticlassAverage average : MulticlassAverage.values()) {
            assertThat(Expect.reason(areas.average(average))).isEqualTo(Reason.NO_POSITIVES);
        }
        assertThat(Expect.reason(MulticlassAuroc.of(MulticlassScores.of(new int[] {}, new double[2][0]))
                        .average(MulticlassAverage.MACRO)))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void records_of_one_subject_are_drawn_together() {
        MulticlassScores sample = MulticlassScores.of(
                        new int[] {0, 1, 0, 1}, new double[][] {{3, 1, 2, 0}, {0, 1, 2, 3}})
                .withSubjects(new int[] {7, 7, 8, 8});

        BootstrapDistribution replicates = MulticlassAuroc.of(sample)
                .bootstrap(ResamplePlan.ofIndices(new int[][] {{0, 0}, {1, 1}}))
                .get(MulticlassAverage.MACRO);

        // rows 0 and 1 twice, then rows 2 and 3 twice: always one record of each class in order
        assertThat(replicates.values()).containsExactly(1, 1);
    }

    @Test
    void bad_input_is_named_by_its_place() {
        assertThatThrownBy(() -> MulticlassScores.of(new int[] {0, 3}, new double[3][2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels[1] must be a class in [0, 3), numbered from 0");
        assertThatThrownBy(() -> MulticlassScores.of(new int[] {0}, new double[1][1]))
                .hasMessage(
                        "scores must have one row for each of at least 2 classes, got 1; for two classes with one score"
                                + " use ScoredLabels");
        assertThatThrownBy(() -> MulticlassScores.of(new int[] {0}, new double[][] {{0}, {Double.NaN}}))
                .hasMessage("scores[1][0] must not be NaN");
        assertThatThrownBy(() -> MulticlassScores.of(new int[] {0}, new double[][] {{0}, {1, 2}}))
                .hasMessage("scores[1] and labels must have the same length, got 2 and 1");
    }
}
