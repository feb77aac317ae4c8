package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GroupMetricsTest {

    private static WeightedConfusion cells(long tp, long fp, long tn, long fn) {
        return WeightedConfusion.of(new ConfusionCounts(tp, fp, tn, fn));
    }

    @Property
    void the_order_and_names_of_groups_change_no_gap(
            @ForAll @LongRange(min = 1, max = 9) long a,
            @ForAll @LongRange(min = 1, max = 9) long b,
            @ForAll @LongRange(min = 1, max = 9) long c) {
        GroupMetrics one =
                GroupMetrics.of(Map.of("a", cells(a, b, c, 1), "b", cells(b, c, a, 2), "c", cells(c, a, b, 3)));
        GroupMetrics other =
                GroupMetrics.of(Map.of("z", cells(a, b, c, 1), "y", cells(b, c, a, 2), "x", cells(c, a, b, 3)));

        for (GroupRate rate : GroupRate.values()) {
            assertThat(other.gap(rate)).isEqualTo(one.gap(rate));
        }
        assertThat(other.equalizedOdds()).isEqualTo(one.equalizedOdds());
        assertThat(other.groups()).containsExactly("x", "y", "z");
    }

    @Property
    void merging_identical_groups_leaves_every_gap(
            @ForAll @LongRange(min = 1, max = 9) long a,
            @ForAll @LongRange(min = 1, max = 9) long b,
            @ForAll @LongRange(min = 1, max = 9) long c) {
        WeightedConfusion twin = cells(a, b, c, 2);
        WeightedConfusion merged = cells(2 * a, 2 * b, 2 * c, 4);
        WeightedConfusion third = cells(c, a, b, 1);

        for (GroupRate rate : GroupRate.values()) {
            assertThat(Expect.point(GroupMetrics.of(Map.of("m", merged, "t", third))
                            .gap(rate)
                            .difference()))
                    .isCloseTo(
                            Expect.point(GroupMetrics.of(Map.of("a", twin, "b", twin, "t", third))
                                    .gap(rate)
                                    .difference()),
                            within(1e-15));
        }
    }

    @Property
    void a_rate_of_counts_is_the_rate_of_the_same_weights(
            @ForAll GroupRate rate,
            @ForAll @LongRange(min = 0, max = 3) long tp,
            @ForAll @LongRange(min = 0, max = 3) long fp,
            @ForAll @LongRange(min = 0, max = 3) long tn,
            @ForAll @LongRange(min = 0, max = 3) long fn) {
        ConfusionCounts counts = new ConfusionCounts(tp, fp, tn, fn);
        Estimate counted = rate.of(counts, BinomialInterval.WILSON, 0.95);
        Estimate weighted = rate.of(WeightedConfusion.of(counts));

        assertThat(weighted.point()).isEqualTo(counted.point());
        if (weighted instanceof Estimate.NotEstimable none) {
            assertThat(Expect.reason(counted)).isEqualTo(none.reason());
        }
    }

    @Test
    void a_group_without_positives_is_named_and_the_gap_incomplete() {
        GroupMetrics metrics =
                GroupMetrics.of(Map.of("a", cells(3, 1, 4, 1), "b", cells(0, 2, 5, 0), "(missing)", cells(1, 1, 1, 1)));

        GroupGap gap = metrics.gap(GroupRate.TRUE_POSITIVE_RATE);

        assertThat(gap.undefinedGroups()).containsExactly("b");
        assertThat(gap.complete()).isFalse();
        assertThat(gap.definedGroups()).isEqualTo(2);
        assertThat(Expect.point(gap.difference())).isCloseTo(0.25, within(1e-15));
        assertThat(metrics.gap(GroupRate.FALSE_POSITIVE_RATE).complete()).isTrue();
        assertThat(metrics.equalizedOdds().complete()).isFalse();
        assertThat(Expect.reason(metrics.rate(GroupRate.TRUE_POSITIVE_RATE, "b")))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void a_gap_of_a_single_group_is_not_complete() {
        assertThat(GroupMetrics.of(Map.of("a", cells(1, 1, 1, 1)))
                        .gap(GroupRate.ACCURACY)
                        .complete())
                .isFalse();
    }

    @Test
    void a_rate_that_no_group_has_gives_a_reason_for_the_gap() {
        GroupMetrics metrics = GroupMetrics.of(Map.of("a", cells(0, 1, 1, 0), "b", cells(0, 1, 2, 0)));

        assertThat(Expect.reason(metrics.gap(GroupRate.TRUE_POSITIVE_RATE).difference()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(metrics.equalizedOdds().difference())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(metrics.equalizedOddsMeanDifference())).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void an_empty_group_is_kept_and_named() {
        GroupMetrics metrics = GroupMetrics.of(
                new int[] {0, 0, 1}, List.of("a", "b", "none"), new int[] {1, 0, 1}, new int[] {1, 1, 0});

        assertThat(metrics.groups()).containsExactly("a", "b", "none");
        assertThat(Expect.reason(metrics.rate(GroupRate.SELECTION_RATE, "none")))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(metrics.gap(GroupRate.SELECTION_RATE).undefinedGroups()).containsExactly("none");
    }

    @Test
    void signed_measures_are_first_minus_second_and_only_for_two_groups() {
        GroupMetrics two = GroupMetrics.of(Map.of("a", cells(3, 1, 4, 2), "b", cells(1, 1, 6, 2)));

        // selection 4/10 and 2/10
        assertThat(Expect.point(two.twoGroupMeasures().orElseThrow().statisticalParity()))
                .isCloseTo(0.2, within(1e-15));
        assertThat(Expect.point(two.twoGroupMeasures().orElseThrow().disparateImpact()))
                .isCloseTo(2, within(1e-15));
        assertThat(GroupMetrics.of(Map.of("a", cells(1, 1, 1, 1))).twoGroupMeasures())
                .isEmpty();
    }

    @Test
    void inputs_are_refused_by_name_and_position() {
        assertThatThrownBy(
                        () -> GroupMetrics.of(new int[] {0, 2}, List.of("a", "b"), new int[] {1, 0}, new int[] {1, 1}))
                .hasMessage("groups[1] must be a code of one of the 2 names");
        assertThatThrownBy(
                        () -> GroupMetrics.of(new int[] {0, 1}, List.of("a", "a"), new int[] {1, 0}, new int[] {1, 1}))
                .hasMessage("names of groups must be different");
        assertThatThrownBy(() -> GroupMetrics.of(Map.of("a", cells(1, 1, 1, 1))).cells("b"))
                .hasMessageContaining("unknown group b");
    }
}
