package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.DecisionCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whoever has every curve of a report counts, between any two of its thresholds, enough records of both classes. */
class CurveCellsTest {

    /** Records whose risk is higher where the condition is present. */
    private static final class Records {
        private final int[] labels;
        private final double[] scores;

        Records(int[] labels, double[] scores) {
            this.labels = labels;
            this.scores = scores;
        }

        static Records of(long seed, int size, boolean probability) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] labels = new int[size];
            double[] scores = new double[size];
            for (int i = 0; i < size; i++) {
                labels[i] = i < 2 ? i : random.nextInt(10) < 4 ? 1 : 0;
                double risk = 0.002 + 0.99 * (random.nextDouble() + 0.5 * labels[i]) / 1.5;
                scores[i] = probability ? risk : 40 * risk - 20;
            }
            return new Records(labels, scores);
        }

        /** Records with and without the condition at or above a threshold. */
        long[] above(double threshold) {
            long[] above = new long[2];
            for (int i = 0; i < labels.length; i++) {
                above[labels[i]] += scores[i] >= threshold ? 1 : 0;
            }
            return above;
        }

        EvaluationReport report(ModelEvaluator.Builder builder, boolean probability) {
            return builder.bootstrap(1, 200)
                    .build()
                    .evaluate(labels, scores, probability ? ScoreKind.PROBABILITY : ScoreKind.RANK);
        }
    }

    private static List<Double> thresholds(EvaluationReport report) {
        List<Double> all = new ArrayList<>(List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        report.operatingPoint().ifPresent(p -> all.add(p.threshold()));
        report.curve().forEach(p -> all.add(p.threshold()));
        report.decisionCurve().stream().map(DecisionCurve.Point::threshold).forEach(all::add);
        report.reliability().stream()
                .skip(1)
                .map(EvaluationReport.ReliabilityBin::lower)
                .forEach(all::add);
        all.sort((a, b) -> Double.compare(b, a));
        return all;
    }

    /** What the confusion table says without any curve. */
    private static boolean given(Records records, double threshold, long[] above) {
        return above[0] + above[1] == 0
                || above[0] + above[1] == records.labels.length
                || Arrays.equals(above, records.above(threshold));
    }

    @Property(tries = 60)
    void any_two_thresholds_of_a_report_enclose_enough_records_of_both_classes_or_none(
            @ForAll long seed,
            @ForAll @IntRange(min = 30, max = 400) int size,
            @ForAll @IntRange(min = 2, max = 12) int minimum,
            @ForAll boolean probability) {
        Records records = Records.of(seed, size, probability);
        double threshold = probability ? 0.5 : 0.0;
        EvaluationReport report = records.report(
                ModelEvaluator.builder()
                        .operatingPoint(LockedOperatingPoint.at(threshold))
                        .curveCells(minimum),
                probability);
        List<Double> thresholds = thresholds(report);

        for (int i = 1; i < thresholds.size(); i++) {
            long[] higher = records.above(thresholds.get(i - 1));
            long[] lower = records.above(thresholds.get(i));
            long without = lower[0] - higher[0];
            long with = lower[1] - higher[1];
            boolean givenAnyway = given(records, threshold, higher) && given(records, threshold, lower);
            assertThat(givenAnyway || (with == 0 && without == 0) || (with >= minimum && without >= minimum))
                    .as(
                            "%d with and %d without between %s and %s",
                            with, without, thresholds.get(i - 1), thresholds.get(i))
                    .isTrue();
        }
        assertThat(report.isoCurves()).isEmpty();
        assertThat(report.curve().stream().mapToDouble(EvaluationReport.CurvePoint::threshold))
                .doesNotContainAnyElementsOf(
                        DoubleStream.of(records.scores).boxed().toList());
    }

    @Test
    void points_and_bins_are_what_is_counted_at_their_thresholds_and_no_figure_changes() {
        Records records = Records.of(3, 600, true);
        EvaluationReport report = records.report(ModelEvaluator.builder().curveCells(10), true);
        EvaluationReport all = records.report(ModelEvaluator.builder(), true);
        long negatives = report.records() - report.positives();

        assertThat(report.curve()).hasSizeGreaterThan(10).allSatisfy(p -> {
            long[] above = records.above(p.threshold());
            assertThat(p.sensitivity()).isEqualTo((double) above[1] / report.positives());
            assertThat(p.falsePositiveRate()).isEqualTo((double) above[0] / negatives);
        });
        assertThat(report.reliability()).hasSizeBetween(5, 10).allSatisfy(bin -> {
            long[] from = bin.lower() == 0 ? records.above(Double.NEGATIVE_INFINITY) : records.above(bin.lower());
            long[] to = bin.upper() == 1 ? new long[2] : records.above(bin.upper());
            assertThat(bin.observed().support().n()).isEqualTo(from[0] + from[1] - to[0] - to[1]);
            assertThat(bin.observed().support().counts()).containsEntry("successes", from[1] - to[1]);
        });
        assertThat(report.decisionCurve())
                .isNotEmpty()
                .hasSizeLessThan(all.decisionCurve().size());
        assertThat(report.measurements()).isEqualTo(all.measurements());
        assertThat(report.body().asFields().whole("curve_cells")).isEqualTo(10);
        assertThat(report.provenance().settings()).containsEntry("curve_cells", "10");
        assertThat(all.body().asFields().has("curve_cells")).isFalse();
    }

    @Test
    void threshold_probabilities_that_were_set_come_first() {
        Records records = Records.of(5, 400, true);

        assertThat(records.report(
                                ModelEvaluator.builder()
                                        .thresholdProbabilities(0.45, 0.46, 0.6)
                                        .curveCells(8),
                                true)
                        .decisionCurve())
                .extracting(DecisionCurve.Point::threshold)
                .containsExactly(0.46, 0.6);
    }

    @Test
    void a_class_with_fewer_records_than_the_minimum_leaves_the_two_ends() {
        int[] labels = new int[60];
        double[] scores = new double[60];
        for (int i = 0; i < 60; i++) {
            labels[i] = i % 20 == 0 ? 1 : 0;
            scores[i] = (i + 0.5) / 61;
        }
        EvaluationReport report =
                new Records(labels, scores).report(ModelEvaluator.builder().curveCells(5), true);

        assertThat(report.curve())
                .extracting(EvaluationReport.CurvePoint::threshold)
                .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(report.reliability()).hasSize(1);
        assertThat(report.decisionCurve()).isEmpty();
    }

    @Test
    void the_shortest_decimal_between_two_scores_is_taken() {
        assertThat(CurveCells.between(0.5321, 0.5478)).isEqualTo(0.54);
        assertThat(CurveCells.between(-3.7, -2.2)).isEqualTo(-3.0);
        assertThat(CurveCells.between(0.2, 0.3)).isEqualTo(0.29);
    }

    @Test
    void a_minimum_of_one_and_setting_it_twice_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEvaluator.builder().curveCells(1))
                .withMessage("the least number of records between points is at least 2, got 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelEvaluator.builder().curveCells(5).curveCells(6))
                .withMessage("the least number of records between points is already set to 5");
    }
}
