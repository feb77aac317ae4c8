package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.CalibrationGaps.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Differences and gaps against a loop of its own over the same plan, and against figures worked out by hand. */
class CalibrationGapsTest {

    private static final ResamplePlan PLAN = ResamplePlan.seeded(5, 199);

    private static CalibrationGaps of(ScoredLabels sample, int[] groups, int count) {
        return CalibrationGaps.of(sample, List.of(groups), List.of(count), PLAN, 0.95);
    }

    /** The statistic of the rows of one group, each with its number of repetitions; straight from the definition. */
    private static double value(Statistic statistic, ScoredLabels sample, int[] groups, int group, int[] times) {
        double n = 0;
        double y = 0;
        double p = 0;
        double squares = 0;
        double[] bins = new double[10];
        for (int i = 0; i < sample.size(); i++) {
            if (group < 0 || groups[i] == group) {
                double w = times[sample.subject(i)];
                double score = sample.score(i);
                n += w;
                y += w * sample.label(i);
                p += w * score;
                squares += w * Math.pow(score - sample.label(i), 2);
                bins[Math.max(0, (int) Math.ceil(score * 10 - 1e-9) - 1)] += w * (score - sample.label(i));
            }
        }
        return switch (statistic) {
            case OBSERVED_EXPECTED -> y / p;
            case BRIER -> squares / n;
            case EQUAL_WIDTH_ERROR -> Arrays.stream(bins).map(Math::abs).sum() / n;
        };
    }

    @Test
    void a_difference_rests_on_the_records_of_its_two_groups_and_a_gap_on_all() {
        ScoredLabels sample = ScoredLabels.of(
                new int[] {0, 1, 0, 1, 0, 1, 1, 0, 1}, new double[] {0.1, 0.6, 0.3, 0.7, 0.2, 0.8, 0.4, 0.5, 0.9});
        CalibrationGaps gaps = of(sample, new int[] {0, 0, 1, 1, 1, 2, 2, 2, 2}, 3);

        for (Statistic statistic : Statistic.values()) {
            Estimate between = gaps.difference(statistic, 0, 1, 2);
            assertThat(between.support().n()).isEqualTo(7);
            assertThat(between.support().counts()).containsEntry("n_first", 3L).containsEntry("n_second", 4L);
            assertThat(gaps.differenceFromAll(statistic, 0, 0).support().counts())
                    .containsEntry("n_first", 2L)
                    .containsEntry("n_second", 9L);
            assertThat(gaps.gap(statistic, 0).support().n()).isEqualTo(9);
        }
    }

    private static int[] times(ScoredLabels sample, int replicate) {
        int[] times = new int[sample.subjects()];
        for (int subject : PLAN.draw(replicate, times.length)) {
            times[subject]++;
        }
        return times;
    }

    @Test
    void differences_and_gaps_are_those_of_replicates_over_the_same_subjects() {
        Samples.Raw raw = Samples.probabilities(300, 3);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        int[] groups = IntStream.range(0, 300).map(i -> i % 3).toArray();
        CalibrationGaps found = of(sample, groups, 3);
        int[] once = new int[sample.subjects()];
        Arrays.fill(once, 1);

        for (Statistic statistic : Statistic.values()) {
            double[] differences = new double[199];
            double[] fromAll = new double[199];
            double[] gaps = new double[199];
            for (int r = 0; r < 199; r++) {
                int[] times = times(sample, r);
                double[] values = IntStream.range(0, 3)
                        .mapToDouble(g -> value(statistic, sample, groups, g, times))
                        .toArray();
                differences[r] = values[2] - values[0];
                fromAll[r] = values[1] - value(statistic, sample, groups, -1, times);
                double[] sorted = Arrays.stream(values).sorted().toArray();
                gaps[r] = sorted[2] - sorted[0];
            }
            double[] values = IntStream.range(0, 3)
                    .mapToDouble(g -> value(statistic, sample, groups, g, once))
                    .toArray();
            same(found.difference(statistic, 0, 2, 0), values[2] - values[0], differences);
            same(
                    found.differenceFromAll(statistic, 0, 1),
                    values[1] - value(statistic, sample, groups, -1, once),
                    fromAll);
            double[] sorted = Arrays.stream(values).sorted().toArray();
            same(found.gap(statistic, 0), sorted[2] - sorted[0], gaps);
        }
    }

    private static void same(Estimate found, double value, double[] replicates) {
        assertThat(Expect.point(found)).isCloseTo(value, within(1e-12));
        var expected = Expect.interval(BootstrapDistribution.of(OptionalDouble.of(value), replicates, 0)
                .percentile(0.95));
        assertThat(Expect.interval(found).lower()).isCloseTo(expected.lower(), within(1e-12));
        assertThat(Expect.interval(found).upper()).isCloseTo(expected.upper(), within(1e-12));
    }

    // by hand: group 0 forecasts 0.25 with 4 of 10 events, group 1 forecasts 0.75 with 7 of 10
    @Test
    void two_groups_have_the_figures_worked_out_by_hand() {
        int[] labels = IntStream.range(0, 20).map(i -> i < 4 || i >= 13 ? 1 : 0).toArray();
        double[] forecasts =
                IntStream.range(0, 20).mapToDouble(i -> i < 10 ? 0.25 : 0.75).toArray();
        int[] groups = IntStream.range(0, 20).map(i -> i / 10).toArray();

        CalibrationGaps found = of(ScoredLabels.of(labels, forecasts), groups, 2);

        assertThat(Expect.point(found.difference(Statistic.OBSERVED_EXPECTED, 0, 1, 0)))
                .isCloseTo(0.7 / 0.75 - 0.4 / 0.25, within(1e-15));
        assertThat(Expect.point(found.difference(Statistic.BRIER, 0, 1, 0)))
                .isCloseTo((7 * 0.0625 + 3 * 0.5625) / 10 - (4 * 0.5625 + 6 * 0.0625) / 10, within(1e-15));
        assertThat(Expect.point(found.difference(Statistic.EQUAL_WIDTH_ERROR, 0, 1, 0)))
                .isCloseTo(0.05 - 0.15, within(1e-15));
        assertThat(Expect.point(found.gap(Statistic.EQUAL_WIDTH_ERROR, 0))).isCloseTo(0.1, within(1e-15));
    }

    @Property(tries = 20)
    void row_order_changes_the_last_digits_only_and_two_partitions_do_not_disturb_each_other(@ForAll long seed) {
        Samples.Raw raw = Samples.probabilities(80, seed);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        int[] groups = IntStream.range(0, 80).map(i -> i % 2).toArray();
        int[] others = IntStream.range(0, 80).map(i -> i % 5).toArray();
        int[] order = Samples.permutation(80, seed + 1);

        CalibrationGaps alone = of(sample, groups, 2);
        CalibrationGaps both = CalibrationGaps.of(sample, List.of(others, groups), List.of(5, 2), PLAN, 0.95);
        CalibrationGaps shuffled = of(
                sample.select(order), Arrays.stream(order).map(i -> groups[i]).toArray(), 2);

        for (Statistic statistic : Statistic.values()) {
            close(shuffled.difference(statistic, 0, 0, 1), alone.difference(statistic, 0, 0, 1));
            close(both.difference(statistic, 1, 0, 1), alone.difference(statistic, 0, 0, 1));
            // exchanging the groups mirrors the difference
            assertThat(Expect.point(alone.difference(statistic, 0, 1, 0)))
                    .isEqualTo(-Expect.point(alone.difference(statistic, 0, 0, 1)));
        }
    }

    private static void close(Estimate one, Estimate other) {
        assertThat(Expect.point(one)).isCloseTo(Expect.point(other), within(1e-12));
        assertThat(one.interval().isPresent()).isEqualTo(other.interval().isPresent());
        one.interval().ifPresent(interval -> {
            assertThat(interval.lower()).isCloseTo(Expect.interval(other).lower(), within(1e-12));
            assertThat(interval.upper()).isCloseTo(Expect.interval(other).upper(), within(1e-12));
        });
    }

    @Test
    void every_record_twice_within_its_subject_leaves_every_limit() {
        Samples.Raw raw = Samples.probabilities(60, 9);
        ScoredLabels once = raw.sample().withSubjects(IntStream.range(0, 60).toArray());
        int[] twice = IntStream.range(0, 120).map(i -> i / 2).toArray();
        int[] groups = IntStream.range(0, 60).map(i -> i % 2).toArray();

        CalibrationGaps single = of(once, groups, 2);
        CalibrationGaps doubled =
                of(once.select(twice), Arrays.stream(twice).map(i -> groups[i]).toArray(), 2);

        for (Statistic statistic : Statistic.values()) {
            close(doubled.difference(statistic, 0, 0, 1), single.difference(statistic, 0, 0, 1));
        }
    }

    @Test
    void an_empty_group_forecasts_of_zero_and_groups_that_replicates_lose_say_why() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0, 1, 0, 1, 0}, new double[] {0.6, 0.2, 0.7, 0.3, 0, 0});
        int[] groups = {0, 0, 0, 0, 2, 2};

        CalibrationGaps found = of(sample, groups, 3);

        assertThat(Expect.reason(found.difference(Statistic.BRIER, 0, 1, 0))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(found.difference(Statistic.OBSERVED_EXPECTED, 0, 2, 0)))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        // two of six records are lost in (4/6)^6 of the replicates, about 9 percent
        assertThat(Expect.reason(found.difference(Statistic.BRIER, 0, 2, 0).intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
        Estimate gap = found.gap(Statistic.BRIER, 0);
        assertThat(gap.point()).isPresent();
        assertThat(Expect.reason(gap.intervalEstimate())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(gap.support().counts()).containsEntry("groups", 3L).containsEntry("groups_undefined", 1L);
        assertThat(Expect.reason(found.gap(Statistic.OBSERVED_EXPECTED, 0))).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void weights_codes_out_of_range_and_lengths_are_refused() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0}, new double[] {0.6, 0.2});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(sample.withWeights(new double[] {1, 2}), new int[2], 1))
                .withMessageContaining("without weights");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(sample, new int[] {0, 1}, 1))
                .withMessage("partitions[0][1] must be a code of one of its groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(sample, new int[3], 1))
                .withMessageContaining("partitions[0] and labels must have the same length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(ScoredLabels.of(new int[] {1}, new double[] {2}), new int[1], 1))
                .withMessageContaining("must be a probability");
    }
}
