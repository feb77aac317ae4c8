package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AurocComparisonTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    private static ScoredLabels other(Samples.Raw raw, long seed) {
        return ScoredLabels.of(raw.labels(), Samples.random(raw.size(), seed, 5).scores());
    }

    @Property
    void the_variance_of_the_difference_is_the_sum_less_twice_the_covariance(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        AurocComparison comparison = AurocComparison.paired(raw.sample(), other(raw, seed));
        double se = Expect.point(comparison.standardError());

        assertThat(se * se)
                .isCloseTo(
                        Expect.point(comparison.first().variance())
                                + Expect.point(comparison.second().variance())
                                - 2 * Expect.point(comparison.covariance()),
                        within(1e-14));
    }

    @Property
    void exchanging_the_scores_changes_the_sign_only(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        ScoredLabels second = other(raw, seed);
        AurocComparison forward = AurocComparison.paired(raw.sample(), second);
        AurocComparison backward = AurocComparison.paired(second, raw.sample());

        assertThat(backward.standardError()).isEqualTo(forward.standardError());
        assertThat(Expect.point(backward.difference(0.95))).isEqualTo(-Expect.point(forward.difference(0.95)));
        assertThat(backward.normalTest().pValue())
                .isEqualTo(forward.normalTest().pValue());
    }

    @Property
    void one_record_a_subject_makes_the_clustered_comparison_delongs(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] own = IntStream.range(0, raw.size()).toArray();
        AurocComparison plain = AurocComparison.paired(raw.sample(), other(raw, seed));
        AurocComparison clustered = AurocComparison.pairedClustered(
                raw.sample().withSubjects(own), other(raw, seed).withSubjects(own));

        assertThat(Expect.point(clustered.covariance())).isCloseTo(Expect.point(plain.covariance()), within(1e-14));
        double one = Expect.point(clustered.standardError());
        double two = Expect.point(plain.standardError());
        assertThat(one * one).isCloseTo(two * two, within(1e-14));
    }

    @Property
    void identical_scores_differ_by_0_with_p_1_and_no_interval(@ForAll("samples") Samples.Raw raw) {
        double[] rescaled = Arrays.stream(raw.scores()).map(s -> 10 * s + 1).toArray();

        AurocComparison comparison = AurocComparison.paired(raw.sample(), ScoredLabels.of(raw.labels(), rescaled));

        assertThat(Expect.point(comparison.difference(0.95))).isEqualTo(0);
        assertThat(Expect.point(comparison.standardError())).isEqualTo(0);
        assertThat(Expect.reason(comparison.difference(0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(comparison.normalTest().statistic())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.point(comparison.normalTest().pValue())).isEqualTo(1);
        assertThat(comparison.nonInferiority(0.05, 0.025).conclusion()).isEqualTo(NonInferiority.Conclusion.UNDECIDED);
    }

    @Property
    void non_inferiority_is_shown_exactly_if_the_lower_limit_exceeds_minus_the_margin(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        NonInferiority test =
                AurocComparison.paired(raw.sample(), other(raw, seed)).nonInferiority(0.1, 0.05);
        if (test.conclusion() == NonInferiority.Conclusion.UNDECIDED) {
            return;
        }
        double lower = Expect.interval(test.difference()).lower();

        assertThat(test.conclusion() == NonInferiority.Conclusion.SHOWN).isEqualTo(lower > -0.1);
        assertThat(Expect.interval(test.difference()).level()).isCloseTo(0.9, within(1e-15));
    }

    @Test
    void perfect_against_reversed_has_no_test_rather_than_an_infinite_one() {
        int[] labels = {1, 1, 0, 0};
        AurocComparison comparison = AurocComparison.paired(
                ScoredLabels.of(labels, new double[] {4, 3, 2, 1}), ScoredLabels.of(labels, new double[] {1, 2, 3, 4}));

        assertThat(Expect.point(comparison.difference(0.95))).isEqualTo(1);
        assertThat(Expect.reason(comparison.normalTest().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void different_records_are_refused() {
        ScoredLabels one = ScoredLabels.of(new int[] {1, 0}, new double[] {1, 2});
        ScoredLabels other = ScoredLabels.of(new int[] {0, 1}, new double[] {1, 2});

        assertThatThrownBy(() -> AurocComparison.paired(one, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same records in the same order");
        assertThatThrownBy(() -> AurocComparison.paired(one, one.withSubjects(new int[] {1, 1})))
                .hasMessageContaining("subjects");
    }

    @Test
    void shared_subjects_and_missing_classes_give_their_reason() {
        Samples.Raw raw = Samples.random(30, 8, 9);
        ScoredLabels shared = raw.sample().withSubjects(raw.subjects());
        ScoredLabels negative = ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2});

        assertThat(Expect.reason(AurocComparison.paired(shared, shared).standardError()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(
                        AurocComparison.unpaired(raw.sample(), negative).difference(0.95)))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void welchs_test_belongs_to_unpaired_samples() {
        ScoredLabels sample = Samples.random(30, 8, 9).sample();

        assertThatThrownBy(() -> AurocComparison.paired(sample, sample).welchTest())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("normalTest()");
    }
}
