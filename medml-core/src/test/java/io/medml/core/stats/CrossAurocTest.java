package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * numpy 2.4.6: P = (a[:, None] > b) + (a[:, None] == b)/2 for the positives a of one group and the negatives b of the other, P.mean(),
 * P.mean(1).var(ddof=1)/len(a) + P.mean(0).var(ddof=1)/len(b); clustered: those deviations summed by subject, G/(G - 1) sum of squares.
 */
class CrossAurocTest {

    private static final int[] LABELS = {0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1};
    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9, 0.3, 0.6, 0.15, 0.25};
    private static final int[] GROUPS = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    private static final int[] SUBJECTS = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 1};
    private static final ScoredLabels TWELVE = ScoredLabels.of(LABELS, SCORES);

    private static double area(Auroc auroc) {
        return Expect.point(auroc.estimate(0.95));
    }

    @Test
    void twelve_records_have_the_areas_and_the_error_of_an_independent_computation() {
        CrossAuroc areas = CrossAuroc.of(TWELVE, GROUPS, 0, 1);

        assertThat(area(areas.firstOverSecond())).isCloseTo(7.0 / 9, within(1e-15));
        assertThat(area(areas.secondOverFirst())).isCloseTo(5.0 / 9, within(1e-15));
        assertThat(Expect.point(areas.standardError())).isCloseTo(0.40061680838488767, within(1e-14));
        assertThat(Expect.point(areas.test().statistic())).isCloseTo(0.5547001962252291, within(1e-12));
        assertThat(Expect.point(areas.test().pValue())).isCloseTo(0.5790997419539188, within(1e-12));
        assertThat(Expect.interval(areas.difference(0.95)).width())
                .isCloseTo(2 * 1.959963984540054 * 0.40061680838488767, within(1e-12));
    }

    @Test
    void shared_subjects_have_the_error_by_subject() {
        CrossAuroc areas = CrossAuroc.of(TWELVE.withSubjects(SUBJECTS), GROUPS, 0, 1);

        assertThat(Expect.point(areas.standardError())).isCloseTo(0.2068776302780584, within(1e-14));
        assertThat(areas.difference(0.95).intervalEstimate().method()).isEqualTo("auroc.cross_group.clustered");
        assertThat(areas.difference(0.95).support().counts()).containsEntry("subjects", 6L);
    }

    @Test
    void with_two_groups_the_areas_are_those_against_the_background() {
        SubgroupAuroc first = SubgroupAuroc.of(TWELVE, GROUPS, 0);
        CrossAuroc areas = CrossAuroc.of(TWELVE, GROUPS, 0, 1);

        assertThat(areas.firstOverSecond().estimate(0.9)).isEqualTo(first.bnsp().estimate(0.9));
        assertThat(areas.secondOverFirst().estimate(0.9)).isEqualTo(first.bpsn().estimate(0.9));
    }

    @Provide
    Arbitrary<Samples.Raw> tied() {
        return Samples.tied();
    }

    @Property(tries = 200)
    void row_order_and_an_increasing_map_change_nothing_and_exchanging_the_groups_the_sign(
            @ForAll @From("tied") Samples.Raw raw, @ForAll long seed) {
        int[] groups = IntStream.range(0, raw.size()).map(i -> i % 2).toArray();
        int[] order = Samples.permutation(raw.size(), seed);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        ScoredLabels mapped = ScoredLabels.of(
                        raw.labels(),
                        Arrays.stream(raw.scores()).map(s -> 3 * s - 1).toArray())
                .withSubjects(raw.subjects());

        CrossAuroc areas = CrossAuroc.of(sample, groups, 0, 1);
        CrossAuroc shuffled = CrossAuroc.of(
                sample.select(order), Arrays.stream(order).map(i -> groups[i]).toArray(), 0, 1);

        assertThat(CrossAuroc.of(mapped, groups, 0, 1).difference(0.95)).isEqualTo(areas.difference(0.95));
        if (areas.standardError().point().isPresent()) {
            assertThat(Expect.point(shuffled.standardError()))
                    .isCloseTo(Expect.point(areas.standardError()), within(1e-12));
            assertThat(Expect.point(CrossAuroc.of(sample, groups, 1, 0).difference(0.95)))
                    .isEqualTo(0 - Expect.point(areas.difference(0.95)));
        }
        // exchanging the classes and turning the scores round exchanges the directions
        ScoredLabels turned = ScoredLabels.of(
                Arrays.stream(raw.labels()).map(y -> 1 - y).toArray(),
                Arrays.stream(raw.scores()).map(s -> -s).toArray());
        CrossAuroc plain = CrossAuroc.of(raw.sample(), groups, 0, 1);
        if (plain.difference(0.95).point().isPresent()) {
            assertThat(area(CrossAuroc.of(turned, groups, 0, 1).firstOverSecond()))
                    .isCloseTo(area(plain.secondOverFirst()), within(1e-12));
        }
    }

    @Test
    void every_record_twice_within_its_subject_leaves_the_error() {
        ScoredLabels own = TWELVE.withSubjects(SUBJECTS);
        int[] twice = IntStream.range(0, 24).map(i -> i / 2).toArray();

        assertThat(Expect.point(CrossAuroc.of(
                                own.select(twice),
                                Arrays.stream(twice).map(i -> GROUPS[i]).toArray(),
                                0,
                                1)
                        .standardError()))
                .isCloseTo(Expect.point(CrossAuroc.of(own, GROUPS, 0, 1).standardError()), within(1e-14));
    }

    @Test
    void a_group_without_a_class_or_with_one_record_of_it_says_why() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0, 1}, new double[] {0.9, 0.8, 0.1, 0.8, 0.3});
        CrossAuroc none = CrossAuroc.of(sample, new int[] {0, 0, 1, 1, 1}, 0, 1);
        CrossAuroc few = CrossAuroc.of(TWELVE.select(new int[] {0, 1, 2, 6, 7, 8}), new int[] {0, 0, 0, 1, 1, 1}, 0, 1);

        assertThat(area(none.firstOverSecond())).isEqualTo(0.875);
        assertThat(Expect.reason(none.difference(0.95))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(none.test().pValue())).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(few.difference(0.95).intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(few.standardError())).isEqualTo(Reason.TOO_FEW);
        ScoredLabels apart = ScoredLabels.of(new int[] {1, 1, 0, 0, 1, 1, 0, 0}, new double[] {5, 6, 1, 2, 5, 6, 1, 2});
        CrossAuroc perfect = CrossAuroc.of(apart, new int[] {0, 0, 0, 0, 1, 1, 1, 1}, 0, 1);
        assertThat(Expect.reason(perfect.difference(0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(perfect.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void one_group_with_itself_and_codes_of_another_length_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossAuroc.of(TWELVE, GROUPS, 1, 1))
                .withMessageContaining("must be different groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossAuroc.of(TWELVE, new int[3], 0, 1))
                .withMessageContaining("groups and labels must have the same length");
    }
}
