package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Equivalence of areas, comparison with a published one, and tests of clustered pairs. */
class ComparisonOfAreasTest {

    private static ScoredLabels sample(long seed) {
        return Samples.random(60, seed, 9).sample();
    }

    @Property
    void areas_are_equivalent_exactly_if_the_interval_lies_inside_of_the_margins(
            @ForAll @LongRange(min = 0, max = 400) long seed) {
        AurocComparison comparison = AurocComparison.unpaired(sample(seed), sample(seed + 1000));
        Equivalence test = comparison.equivalence(0.2, 0.05);
        Interval interval = Expect.interval(test.difference());

        boolean inside = interval.lower() > -0.2 && interval.upper() < 0.2;
        assertThat(test.conclusion()).isEqualTo(inside ? Conclusion.SHOWN : Conclusion.NOT_SHOWN);
        assertThat(Expect.point(test.above().pValue()))
                .isEqualTo(
                        Expect.point(comparison.nonInferiority(0.2, 0.05).test().pValue()));
    }

    @Test
    void a_published_area_enters_with_its_own_standard_error() {
        ScoredLabels sample = sample(3);
        AurocComparison comparison = AurocComparison.published(sample, 0.7, 0.03);
        double own = Expect.point(Auroc.of(sample).standardError());

        assertThat(Expect.point(comparison.standardError())).isCloseTo(Math.hypot(own, 0.03), within(1e-15));
        assertThat(Expect.point(comparison.difference(0.95)))
                .isCloseTo(Expect.point(Auroc.estimate(sample, 0.95)) - 0.7, within(1e-15));
    }

    @Test
    void a_published_area_of_the_other_sample_gives_the_unpaired_comparison() {
        ScoredLabels first = sample(3);
        ScoredLabels second = sample(4);
        Auroc area = Auroc.of(second);
        AurocComparison both = AurocComparison.unpaired(first, second);
        AurocComparison published =
                AurocComparison.published(first, Expect.point(area.estimate(0.95)), Expect.point(area.standardError()));

        assertThat(Expect.interval(published.difference(0.95)).lower())
                .isCloseTo(Expect.interval(both.difference(0.95)).lower(), within(1e-14));
        assertThat(Expect.point(published.nonInferiority(0.1, 0.025).test().pValue()))
                .isCloseTo(Expect.point(both.nonInferiority(0.1, 0.025).test().pValue()), within(1e-14));
    }

    @Test
    void a_published_area_without_uncertainty_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AurocComparison.published(sample(1), 0.9, 0))
                .withMessage("standardError must be positive and finite, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AurocComparison.published(sample(1), 1.2, 0.1))
                .withMessage("area must be in [0, 1], got 1.2");
    }

    @Test
    void with_one_record_a_subject_the_clustered_unpaired_comparison_is_delongs() {
        ScoredLabels first = sample(7);
        ScoredLabels second = sample(8);
        int[] singles = IntStream.range(0, 60).toArray();
        AurocComparison clustered =
                AurocComparison.unpairedClustered(first.withSubjects(singles), second.withSubjects(singles));

        assertThat(Expect.point(clustered.standardError()))
                .isCloseTo(Expect.point(AurocComparison.unpaired(first, second).standardError()), within(1e-12));
    }

    @Test
    void shared_subjects_are_refused_by_the_comparison_that_assumes_independence() {
        ScoredLabels first = sample(7).withSubjects(new int[60]);

        assertThat(Expect.reason(AurocComparison.unpaired(first, sample(8))
                        .equivalence(0.1, 0.025)
                        .pValue()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void identical_scores_leave_equivalence_undecided() {
        ScoredLabels same = sample(5);
        Equivalence test = AurocComparison.paired(same, same).equivalence(0.1, 0.025);

        assertThat(test.conclusion()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(Expect.reason(test.pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Property
    void clustered_non_inferiority_is_shown_exactly_if_the_lower_limit_exceeds_minus_the_margin(
            @ForAll @IntRange(min = 5, max = 60) int n, @ForAll long seed) {
        Samples.Raw raw = Samples.random(n, seed, 5);
        int[] second = Samples.random(n, seed + 1, 5).labels();
        NonInferiority test = ClusteredPairedDifference.scoreNonInferiority(
                raw.labels(), second, raw.subjects(), 0.3, 0.05, Reason.EMPTY_GROUP);
        double lower = Expect.interval(test.difference()).lower();
        if (Math.abs(lower + 0.3) < 1e-9) {
            return;
        }

        assertThat(test.conclusion()).isEqualTo(lower > -0.3 ? Conclusion.SHOWN : Conclusion.NOT_SHOWN);
    }

    @Test
    void repeating_records_within_subjects_adds_no_evidence_of_non_inferiority() {
        int[] first = {1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1};
        int[] second = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1};
        int[] rows = IntStream.range(0, 60).map(i -> i % 20).toArray();
        int[] singles = IntStream.range(0, 20).toArray();
        double once = Expect.point(
                ClusteredPairedDifference.scoreNonInferiority(first, second, singles, 0.2, 0.025, Reason.EMPTY_GROUP)
                        .test()
                        .pValue());
        double thrice = Expect.point(ClusteredPairedDifference.scoreNonInferiority(
                        pick(first, rows), pick(second, rows), rows, 0.2, 0.025, Reason.EMPTY_GROUP)
                .test()
                .pValue());

        assertThat(thrice).isCloseTo(once, within(1e-12));
    }

    private static int[] pick(int[] values, int[] rows) {
        return Arrays.stream(rows).map(i -> values[i]).toArray();
    }

    @Test
    void no_records_leave_clustered_non_inferiority_undecided_with_the_callers_reason() {
        int[] none = {};
        NonInferiority test =
                ClusteredPairedDifference.scoreNonInferiority(none, none, none, 0.1, 0.025, Reason.NO_POSITIVES);

        assertThat(test.conclusion()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(Expect.reason(test.test().pValue())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(ClusteredPairedDifference.scoreEquivalence(none, none, none, 0.1, 0.025, Reason.NO_POSITIVES)
                        .conclusion())
                .isEqualTo(Conclusion.UNDECIDED);
    }

    @Property
    void conclusions_of_two_claims_together_are_three_valued(@ForAll Conclusion first, @ForAll Conclusion second) {
        boolean bothShown = first == Conclusion.SHOWN && second == Conclusion.SHOWN;
        boolean oneNotShown = first == Conclusion.NOT_SHOWN || second == Conclusion.NOT_SHOWN;

        assertThat(first.and(second))
                .isEqualTo(bothShown ? Conclusion.SHOWN : oneNotShown ? Conclusion.NOT_SHOWN : Conclusion.UNDECIDED)
                .isEqualTo(second.and(first));
    }

    // p = 1 for identical scores; of different records equal areas without variance say nothing
    @Test
    void equal_areas_without_variance_have_a_test_on_the_same_records_only() {
        ScoredLabels perfect = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {.9, .8, .2, .1});
        ScoredLabels other = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {.7, .6, .4, .3});

        assertThat(Expect.point(
                        AurocComparison.paired(perfect, other).normalTest().pValue()))
                .isEqualTo(1);
        AurocComparison apart = AurocComparison.unpaired(perfect, other);
        assertThat(Expect.reason(apart.normalTest().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(apart.welchTest().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(apart.difference(0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }
}
