package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupPerformanceTest {

    private static final int[] RACE = GeneratedRows.pick(31, 600, 74.8, 18.9, 2.0, 0.6, 1.5, 2.2);
    private static final int[] SEX = GeneratedRows.pick(32, 600, 53.76, 46.23, 0.3);
    private static final List<int[]> GROUPINGS = List.of(new int[] {0}, new int[] {1}, new int[] {0, 1});

    private static int[] predicted(ScoredLabels sample) {
        return IntStream.range(0, sample.size())
                .map(row -> sample.score(row) >= 0.5 ? 1 : 0)
                .toArray();
    }

    private static GroupPerformance of(ScoredLabels sample, int[] race, int[] sex) {
        return GroupPerformance.of(sample, predicted(sample), List.of(race, sex), List.of(6, 3), GROUPINGS);
    }

    // numpy 2.4.6 on the same rows: DeLong's placements by midranks (peers.py numpy_delong of the shared workloads),
    // mean((s - y)^2),
    // std(ddof=1)/sqrt(n); scores in hundredths, so there are ties
    @ParameterizedTest
    @CsvSource({
        "0, 0, 79, 122, 206, 38, 0.7539998957681884, 0.0006472346154205628, 0.2188449438202247, 0.01020995631339663",
        "0, 1, 18, 38, 46, 12, 0.6390873015873016, 0.0037207336984710023, 0.26179649122807014, 0.021128442121832205",
        "0, 2, 3, 4, 4, 0, 0.8541666666666667, 0.018849206349206348, 0.2330181818181818, 0.08070813839573915",
        "0, 5, 4, 1, 9, 1, 0.8699999999999999, 0.0178, 0.11830666666666666, 0.04566641411122378",
        "1, 0, 65, 90, 159, 27, 0.7625065479308538, 0.000830418688353867, 0.2113788856304985, 0.011667210543348837",
        "1, 1, 42, 77, 111, 25, 0.7044696729120357, 0.0014086907644976637, 0.2430827450980392, 0.014022241813048881",
        "2, 0, 47, 65, 119, 20, 0.7811080467229072, 0.0010308407101578174, 0.20399123505976097, 0.01316486072617995",
        "2, 4, 3, 19, 20, 6, 0.49857549857549854, 0.01122937634221185, 0.2948, 0.03311759672388619",
        "2, 15, 1, 0, 6, 1, 0.625, 0.14791666666666667, 0.1349625, 0.07676931105940522"
    })
    void every_group_agrees_with_numpy(
            int grouping,
            int group,
            long tp,
            long fp,
            long tn,
            long fn,
            double area,
            double variance,
            double brier,
            double error) {
        GroupPerformance groups = of(GeneratedRows.grouped(RACE), RACE, SEX);

        assertThat(groups.counts(grouping, group)).isEqualTo(new ConfusionCounts(tp, fp, tn, fn));
        assertThat(Expect.point(groups.auroc(grouping, group).estimate(0.95))).isCloseTo(area, within(1e-15));
        if (Math.min(tp + fn, fp + tn) > 1) {
            assertThat(Expect.point(groups.auroc(grouping, group).variance()))
                    .isCloseTo(variance, within(1e-12 * variance));
        }
        assertThat(Expect.point(groups.brier(grouping, group, 0.95))).isCloseTo(brier, within(1e-14));
        assertThat(Expect.point(groups.brierStandardError(grouping, group))).isCloseTo(error, within(1e-13));
    }

    // scipy 1.17.1 from the scores and standard errors above, as in CalibrationTest, with 444 and 7 degrees of freedom
    @Test
    void the_interval_of_the_brier_score_is_within_its_range() {
        GroupPerformance groups = of(GeneratedRows.grouped(RACE), RACE, SEX);

        Interval many = Expect.interval(groups.brier(0, 0, 0.95));
        assertThat(many.lower()).isCloseTo(0.19944170148805082, within(1e-12));
        assertThat(many.upper()).isCloseTo(0.23957098169762697, within(1e-12));
        // eight records: 0.135 -+ 0.182 would leave [0, 1]
        Interval few = Expect.interval(groups.brier(2, 15, 0.95));
        assertThat(few.lower()).isCloseTo(0.03190173241616041, within(1e-12));
        assertThat(few.upper()).isCloseTo(0.4248539585253809, within(1e-12));
    }

    @Property(tries = 60)
    void a_group_measures_as_its_records_do_alone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int n) {
        Samples.Raw raw = Samples.random(n + 4, seed, 3);
        double[] scores = Arrays.stream(raw.scores()).map(s -> s / 4).toArray();
        ScoredLabels sample = ScoredLabels.of(raw.labels(), scores);
        int[] first = GeneratedRows.pick(seed, n + 4, 1, 2, 3);
        int[] second = GeneratedRows.pick(seed + 1, n + 4, 1, 1);

        GroupPerformance groups = GroupPerformance.of(
                sample, predicted(sample), List.of(first, second), List.of(3, 2), List.of(new int[] {1, 0}));

        for (int group = 0; group < 6; group++) {
            int code = group;
            int[] rows = IntStream.range(0, n + 4)
                    .filter(i -> 3 * second[i] + first[i] == code)
                    .toArray();
            ScoredLabels alone = sample.select(rows);
            assertThat(groups.counts(0, group)).isEqualTo(ConfusionCounts.atThreshold(alone, 0.5));
            assertThat(groups.auroc(0, group).estimate(0.9))
                    .isEqualTo(Auroc.of(alone).estimate(0.9));
            assertThat(groups.auroc(0, group).variance())
                    .isEqualTo(Auroc.of(alone).variance());
            same(groups.brier(0, group, 0.9), BrierScore.of(alone).score(0.9));
        }
    }

    private static void same(Estimate found, Estimate expected) {
        assertThat(found.point().isPresent()).isEqualTo(expected.point().isPresent());
        assertThat(found.support()).isEqualTo(expected.support());
        if (expected.point().isPresent()) {
            assertThat(found.point().getAsDouble()).isCloseTo(expected.point().getAsDouble(), within(1e-14));
            assertThat(found.interval().isPresent())
                    .isEqualTo(expected.interval().isPresent());
            expected.interval().ifPresent(interval -> {
                assertThat(Expect.interval(found).lower()).isCloseTo(interval.lower(), within(1e-13));
                assertThat(Expect.interval(found).upper()).isCloseTo(interval.upper(), within(1e-13));
            });
        } else {
            assertThat(Expect.reason(found)).isEqualTo(Expect.reason(expected));
        }
    }

    @Property(tries = 30)
    void the_order_of_rows_changes_no_bit_of_counts_and_areas(@ForAll long seed) {
        ScoredLabels sample = GeneratedRows.grouped(RACE);
        int[] rows = Samples.permutation(600, seed);

        GroupPerformance moved = of(
                sample.select(rows),
                Arrays.stream(rows).map(i -> RACE[i]).toArray(),
                Arrays.stream(rows).map(i -> SEX[i]).toArray());

        GroupPerformance still = of(sample, RACE, SEX);
        for (int g = 0; g < 3; g++) {
            for (int k = 0; k < still.groups(g); k++) {
                assertThat(moved.counts(g, k)).isEqualTo(still.counts(g, k));
                assertThat(moved.auroc(g, k).variance())
                        .isEqualTo(still.auroc(g, k).variance());
                same(moved.brier(g, k, 0.95), still.brier(g, k, 0.95));
            }
        }
    }

    @Property(tries = 30)
    void an_increasing_transform_of_the_scores_changes_no_area(@ForAll @IntRange(min = 1, max = 50) int stretch) {
        ScoredLabels sample = GeneratedRows.grouped(RACE);
        ScoredLabels stretched =
                sample.replaced(row -> sample.label(row) == 1, row -> Math.pow(sample.score(row), 3) * stretch);

        GroupPerformance found =
                GroupPerformance.of(stretched, predicted(sample), List.of(RACE, SEX), List.of(6, 3), GROUPINGS);

        for (int k = 0; k < 18; k++) {
            assertThat(found.auroc(2, k).variance())
                    .isEqualTo(of(sample, RACE, SEX).auroc(2, k).variance());
        }
    }

    @Test
    void groups_that_are_one_measure_as_one() {
        ScoredLabels sample = GeneratedRows.grouped(RACE);
        int[] merged = Arrays.stream(RACE).map(k -> k == 5 ? 4 : k).toArray();
        int[] rows = IntStream.range(0, 600).filter(i -> RACE[i] >= 4).toArray();

        GroupPerformance found = of(sample, merged, SEX);

        assertThat(found.auroc(0, 4).estimate(0.95))
                .isEqualTo(Auroc.of(sample.select(rows)).estimate(0.95));
        assertThat(found.counts(0, 5).total()).isZero();
    }

    @Test
    void a_grouping_by_all_or_by_none_of_the_cells_is_the_same_whether_few_or_many_occur() {
        ScoredLabels sample = GeneratedRows.grouped(RACE);
        int[] rare = IntStream.range(0, 600).map(i -> 37 * i).toArray();

        // 6 * 3 * 22,200 combinations, of which at most 600 occur
        GroupPerformance found = GroupPerformance.of(
                sample,
                predicted(sample),
                List.of(RACE, SEX, rare),
                List.of(6, 3, 22_200),
                List.of(new int[] {0, 1}, new int[] {2}));

        GroupPerformance expected = of(sample, RACE, SEX);
        for (int k = 0; k < 18; k++) {
            assertThat(found.auroc(0, k).variance())
                    .isEqualTo(expected.auroc(2, k).variance());
            same(found.brier(0, k, 0.95), expected.brier(2, k, 0.95));
        }
        assertThat(found.counts(1, 37 * 599).total()).isEqualTo(1);
    }

    @Test
    void what_is_undefined_says_why() {
        ScoredLabels sample =
                ScoredLabels.of(new int[] {1, 1, 0, 1, 0, 0, 1}, new double[] {.9, .4, .3, .2, .7, .7, .7});
        int[] code = {0, 0, 1, 2, 2, 4, 4};
        GroupPerformance groups =
                GroupPerformance.of(sample, predicted(sample), List.of(code), List.of(5), List.of(new int[] {0}));

        assertThat(Expect.reason(groups.auroc(0, 0).estimate(0.95))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(groups.auroc(0, 1).estimate(0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(groups.auroc(0, 2).variance())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(groups.auroc(0, 3).estimate(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(groups.brier(0, 3, 0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(groups.brier(0, 1, 0.95).intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(groups.brierStandardError(0, 1))).isEqualTo(Reason.TOO_FEW);
        // squared errors of 0.49 and 0.09 vary, of 0.49 and 0.49 do not
        assertThat(groups.brier(0, 4, 0.95).interval()).isPresent();
        assertThat(Expect.reason(GroupPerformance.of(
                                ScoredLabels.of(new int[] {1, 1}, new double[] {.3, .3}),
                                new int[2],
                                List.of(new int[2]),
                                List.of(1),
                                List.of(new int[] {0}))
                        .brier(0, 0, 0.95)
                        .intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void scores_that_are_no_probabilities_have_an_area_and_no_brier_score() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0, 1, 0}, new double[] {3, 1, 2, 2});

        GroupPerformance groups =
                GroupPerformance.of(sample, new int[4], List.of(new int[4]), List.of(1), List.of(new int[] {0}));

        assertThat(Expect.point(groups.auroc(0, 0).estimate(0.95))).isEqualTo(0.875);
        assertThat(Expect.reason(groups.brier(0, 0, 0.95))).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void where_records_share_subjects_there_is_no_interval() {
        ScoredLabels sample = GeneratedRows.grouped(RACE)
                .withSubjects(IntStream.range(0, 600).map(i -> i / 2).toArray());

        GroupPerformance groups = of(sample, RACE, SEX);

        assertThat(Expect.reason(groups.auroc(0, 0).variance())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(groups.auroc(0, 0).estimate(0.95).intervalEstimate()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(groups.brier(0, 0, 0.95).intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.point(groups.brier(0, 0, 0.95))).isCloseTo(0.2188449438202247, within(1e-14));
    }

    @Test
    void arguments_that_do_not_fit_are_named() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0}, new double[] {.5, .5});
        List<int[]> one = List.of(new int[2]);
        List<int[]> groupings = List.of(new int[] {0});

        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[3], one, List.of(1), groupings))
                .hasMessage("predicted and labels must have the same length, got 3 and 2");
        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[] {0, 2}, one, List.of(1), groupings))
                .hasMessage("predicted[1] must be 0 or 1");
        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[2], one, List.of(1, 2), groupings))
                .hasMessage("attributes and levels must have the same length, got 1 and 2");
        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[2], List.of(new int[3]), List.of(1), groupings))
                .hasMessage("attributes[0] and labels must have the same length, got 3 and 2");
        assertThatThrownBy(
                        () -> GroupPerformance.of(sample, new int[2], List.of(new int[] {0, 3}), List.of(3), groupings))
                .hasMessage("attributes[0][1] must be a code in [0, 3)");
        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[2], one, List.of(0), groupings))
                .hasMessage("levels[0] must be at least 1");
        assertThatThrownBy(() -> GroupPerformance.of(sample, new int[2], one, List.of(1), List.of(new int[0])))
                .hasMessage("grouping 0 must combine at least one attribute");
        assertThatThrownBy(() -> GroupPerformance.of(
                        sample,
                        new int[2],
                        List.of(new int[2], new int[2]),
                        List.of(100_000, 100_000),
                        List.of(new int[] {0, 1})))
                .hasMessageStartingWith("grouping 0, with those before it, has more combinations than can be counted;");
        assertThatThrownBy(() -> GroupPerformance.of(
                        sample.withWeights(new double[] {1, 2}), new int[2], one, List.of(1), groupings))
                .hasMessage("groups are counted in records, but the sample has weights; use GroupMetrics, or leave the"
                        + " weights out");
    }
}
