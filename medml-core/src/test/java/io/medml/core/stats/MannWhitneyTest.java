package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MannWhitneyTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Provide
    Arbitrary<Samples.Raw> few() {
        return Combinators.combine(Arbitraries.integers().between(4, 11), Arbitraries.longs())
                .as((n, seed) -> Samples.random(n, seed, 6));
    }

    /** Twice the distance of U from its mean, pair by pair. */
    private static double distance(double[] scores, int chosen) {
        int n = scores.length;
        double u = 0;
        int positives = Integer.bitCount(chosen);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if ((chosen >> i & 1) == 1 && (chosen >> j & 1) == 0) {
                    u += scores[i] > scores[j] ? 2 : scores[i] == scores[j] ? 1 : 0;
                }
            }
        }
        return Math.abs(u - positives * (n - positives));
    }

    @Property(tries = 60)
    void the_exact_p_value_is_the_share_of_all_labellings_at_least_as_far_from_the_mean(
            @ForAll("few") Samples.Raw raw) {
        int observed =
                IntStream.range(0, raw.size()).map(i -> raw.labels()[i] << i).sum();
        long all = 0;
        long extreme = 0;
        for (int chosen = 0; chosen < 1 << raw.size(); chosen++) {
            if (Integer.bitCount(chosen) == Integer.bitCount(observed)) {
                all++;
                extreme += distance(raw.scores(), chosen) >= distance(raw.scores(), observed) ? 1 : 0;
            }
        }

        assertThat(Expect.point(MannWhitney.of(raw.sample()).exact().pValue()))
                .isCloseTo((double) extreme / all, within(1e-13));
    }

    // scipy 1.17.1: mannwhitneyu([5,4,7,8], [1,3,2,6], alternative='two-sided', method=) and R 4.2.2 wilcox.test (case
    // mw-noties)
    @Test
    void without_ties_p_values_are_those_of_r() {
        MannWhitney test = MannWhitney.of(
                ScoredLabels.of(new int[] {0, 0, 0, 1, 1, 1, 0, 1}, new double[] {1, 3, 2, 7, 5, 4, 6, 8}));

        assertThat(Expect.point(test.u())).isEqualTo(14);
        assertThat(Expect.point(test.exact().pValue())).isCloseTo(0.11428571428571428, within(1e-15));
        assertThat(Expect.point(test.continuityCorrected().pValue())).isCloseTo(0.1123511976904639, within(1e-13));
    }

    // R 4.2.2 wilcox.test(exact = FALSE) and coin 1.4-2 wilcox_test(distribution = "exact") (case mw-ties8)
    @Test
    void with_ties_p_values_are_those_of_r_and_coin() {
        MannWhitney test = MannWhitney.of(ScoredLabels.of(
                new int[] {0, 0, 1, 1, 0, 1, 0, 1}, new double[] {0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9}));

        assertThat(Expect.point(test.asymptotic().pValue())).isCloseTo(0.1391349840681841, within(1e-13));
        assertThat(Expect.point(test.continuityCorrected().pValue())).isCloseTo(0.18315020315662195, within(1e-13));
        assertThat(Expect.point(test.exact().pValue())).isCloseTo(0.2, within(1e-15));
    }

    @Property
    void u_is_the_area_times_the_number_of_pairs(@ForAll("samples") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();

        assertThat(Expect.point(MannWhitney.of(sample).u()))
                .isCloseTo(
                        Expect.point(Auroc.of(sample).estimate(0.95)) * sample.positives() * sample.negatives(),
                        within(1e-11));
    }

    @Property
    void swapping_labels_row_order_and_increasing_transforms_leave_the_p_values(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] swapped = Arrays.stream(raw.labels()).map(label -> 1 - label).toArray();
        double[] transformed =
                Arrays.stream(raw.scores()).map(s -> Math.exp(3 * s) - 1000).toArray();
        MannWhitney test = MannWhitney.of(raw.sample());
        MannWhitney other =
                MannWhitney.of(ScoredLabels.of(swapped, transformed).select(Samples.permutation(raw.size(), seed)));

        assertThat(Expect.point(other.exact().pValue()))
                .isEqualTo(Expect.point(test.exact().pValue()));
        if (test.asymptotic().statistic().point().isPresent()) {
            assertThat(Expect.point(other.asymptotic().statistic()))
                    .isEqualTo(-Expect.point(test.asymptotic().statistic()));
        }
    }

    @Property(tries = 20)
    void the_exact_p_value_is_that_of_the_normal_distribution_within_the_known_error(@ForAll long seed) {
        MannWhitney test = MannWhitney.of(Samples.random(150, seed, 40).sample());

        assertThat(Expect.point(test.exact().pValue()))
                .isCloseTo(Expect.point(test.continuityCorrected().pValue()), within(0.01));
    }

    @Test
    void all_scores_tied_are_no_evidence() {
        MannWhitney test = MannWhitney.of(ScoredLabels.of(new int[] {0, 1, 1}, new double[] {2, 2, 2}));

        assertThat(Expect.reason(test.asymptotic().statistic())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.point(test.asymptotic().pValue())).isEqualTo(1);
        assertThat(Expect.point(test.continuityCorrected().pValue())).isEqualTo(1);
        assertThat(Expect.point(test.exact().pValue())).isEqualTo(1);
    }

    @Test
    void the_exact_test_ends_at_ten_thousand_pairs() {
        MannWhitney at = MannWhitney.of(classes(100, 100));
        MannWhitney beyond = MannWhitney.of(classes(101, 100));

        // complete separation: 2 of C(200, 100) = 9.054851465610328e58 labellings
        assertThat(Expect.point(at.exact().pValue())).isCloseTo(2 / 9.054851465610328e58, within(1e-70));
        assertThat(Expect.reason(beyond.exact().pValue())).isEqualTo(Reason.NOT_OFFERED);
        assertThat(beyond.asymptotic().pValue().point()).isPresent();
    }

    private static ScoredLabels classes(int positives, int negatives) {
        int[] labels = new int[positives + negatives];
        Arrays.fill(labels, 0, positives, 1);
        return ScoredLabels.of(
                labels, IntStream.range(0, labels.length).mapToDouble(i -> -i).toArray());
    }

    @Test
    void dependent_records_weights_and_a_missing_class_have_their_reasons() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 1}, new double[] {1, 2, 3});

        MannWhitney dependent = MannWhitney.of(sample.withSubjects(new int[] {1, 1, 2}));
        assertThat(Expect.point(dependent.u())).isEqualTo(2);
        assertThat(Expect.reason(dependent.exact().pValue())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(MannWhitney.of(sample.withWeights(new double[] {1, 2, 3}))
                        .u()))
                .isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.reason(MannWhitney.of(ScoredLabels.of(new int[] {1}, new double[] {1}))
                        .asymptotic()
                        .pValue()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(MannWhitney.of(ScoredLabels.of(new int[] {0}, new double[] {1}))
                        .u()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(MannWhitney.of(ScoredLabels.of(new int[] {}, new double[] {}))
                        .u()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }
}
