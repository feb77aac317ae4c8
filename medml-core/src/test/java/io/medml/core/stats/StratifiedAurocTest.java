package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StratifiedAurocTest {

    private static final int N = 300;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(ScoredLabels sample, int[] strata) {

        /** 300 records of 110 subjects in three strata whose scores and rates differ. */
        static Rows of(long seed) {
            Congruential random = new Congruential(seed);
            int[] y = new int[N];
            double[] s = new double[N];
            int[] strata = new int[N];
            int[] subjects = new int[N];
            for (int i = 0; i < N; i++) {
                strata[i] = random.below(3);
                subjects[i] = random.below(120);
                int u = random.below(100);
                int score = random.below(20);
                y[i] = u < 20 + 20 * strata[i] ? 1 : 0;
                s[i] = score + 5 * strata[i] + 4 * y[i];
                random.below(30);
            }
            return new Rows(ScoredLabels.of(y, s).withSubjects(subjects), strata);
        }
    }

    // Python: areas of strata by scikit-learn 1.2.1 roc_auc_score, weighted by positives; variance by numpy from
    // placement values
    // (all pairs), normal quantile by scipy 1.10. The bootstrap of subjects (2000 replicates) gave standard deviations
    // of 0.0325,
    // 0.0219 and 0.0957 where the formula has 0.0320, 0.0207 and 0.0889.
    @Test
    void area_difference_and_share_equal_those_of_python() {
        Rows rows = Rows.of(7);
        StratifiedAuroc inside = StratifiedAuroc.of(rows.sample, rows.strata);
        StratifiedAuroc crude = StratifiedAuroc.of(rows.sample);

        expect(inside.estimate(0.95), 0.6833375591615958, 0.6175484989579525, 0.7425279757553803);
        assertThat(crude.estimate(0.95).point().orElseThrow()).isCloseTo(0.732383808095952, within(1e-12));
        expect(inside.minus(crude, 0.95), -0.049046248934356274, -0.08970549173707015, -0.008387006131642387);
        expect(inside.excessShare(crude, 0.95), 0.7889429158760282, 0.6147021003155857, 0.9631837314364706);
        assertThat(inside.estimate(0.95).support().counts())
                .containsEntry("subjects", 110L)
                .containsEntry("positives", 116L)
                .containsEntry("strata", 3L)
                .containsEntry("left_out", 0L);
    }

    private static void expect(Estimate estimate, double value, double lower, double upper) {
        assertThat(estimate.point().orElseThrow()).isCloseTo(value, within(1e-12));
        assertThat(estimate.interval().orElseThrow().lower()).isCloseTo(lower, within(1e-9));
        assertThat(estimate.interval().orElseThrow().upper()).isCloseTo(upper, within(1e-9));
    }

    @Property(tries = 50)
    void one_stratum_gives_the_area_and_the_interval_of_obuchowski(@ForAll @IntRange(min = 1, max = 100_000) int seed) {
        Rows rows = Rows.of(seed);

        Estimate one = StratifiedAuroc.of(rows.sample).estimate(0.9);
        Estimate clustered = Auroc.clustered(rows.sample).estimate(0.9);

        assertThat(one.point().orElseThrow()).isCloseTo(clustered.point().orElseThrow(), within(1e-12));
        assertThat(one.interval().orElseThrow().lower())
                .isCloseTo(clustered.interval().orElseThrow().lower(), within(1e-10));
    }

    @Property(tries = 50)
    void the_order_of_the_rows_changes_no_bit_and_adding_to_the_scores_of_a_stratum_nothing(
            @ForAll @IntRange(min = 1, max = 100_000) int seed) {
        Rows rows = Rows.of(seed);
        int[] reversed = IntStream.range(0, N).map(i -> N - 1 - i).toArray();
        double[] moved = IntStream.range(0, N)
                .mapToDouble(i -> rows.sample.score(i) - 100 * rows.strata[i])
                .toArray();
        int[] labels = IntStream.range(0, N).map(rows.sample::label).toArray();
        int[] subjects = IntStream.range(0, N).map(rows.sample::subject).toArray();

        Estimate first = StratifiedAuroc.of(rows.sample, rows.strata).estimate(0.95);

        assertThat(StratifiedAuroc.of(
                                rows.sample.select(reversed),
                                IntStream.of(reversed).map(i -> rows.strata[i]).toArray())
                        .estimate(0.95))
                .isEqualTo(first);
        assertThat(StratifiedAuroc.of(ScoredLabels.of(labels, moved).withSubjects(subjects), rows.strata)
                        .estimate(0.95))
                .isEqualTo(first);
    }

    @Test
    void strata_without_a_pair_are_left_out_and_counted_and_without_any_pair_there_is_no_area() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0, 1, 0, 1}, new double[] {3, 1, 2, 0, 9, 9, 8});

        Estimate area =
                StratifiedAuroc.of(sample, new int[] {0, 0, 0, 0, 1, 2, 3}).estimate(0.95);
        Estimate none =
                StratifiedAuroc.of(sample, new int[] {1, 1, 0, 0, 1, 0, 1}).estimate(0.95);

        assertThat(area.point().orElseThrow()).isEqualTo(0.75);
        assertThat(area.support().counts()).containsEntry("left_out", 3L).containsEntry("strata", 1L);
        assertThat(none)
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.EMPTY_GROUP));
    }

    @Test
    void there_is_no_share_of_what_may_be_nothing() {
        ScoredLabels useless = ScoredLabels.of(new int[] {1, 0, 1, 0, 1, 0}, new double[] {1, 2, 3, 3, 2, 1});
        StratifiedAuroc area = StratifiedAuroc.of(useless);

        assertThat(area.excessShare(area, 0.95))
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.OUTSIDE_DOMAIN));
        assertThatThrownBy(() -> area.minus(StratifiedAuroc.of(useless.select(new int[] {0, 1})), 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two areas are compared on the same subjects, got 6 and 2 subjects");
    }
}
