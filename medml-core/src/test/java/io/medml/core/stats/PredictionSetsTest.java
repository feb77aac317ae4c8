package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import org.junit.jupiter.api.Test;

class PredictionSetsTest {

    /** Truth 0 1 1 0 1; sets {0} {0,1} {} {1} {1}. */
    private static final int[] LABELS = {0, 1, 1, 0, 1};

    private static final boolean[][] SETS = {{true, false}, {true, true}, {false, false}, {false, true}, {false, true}};

    private static PredictionSets sets(int... subjects) {
        return PredictionSets.of(LABELS, SETS, subjects);
    }

    @Test
    void sizes_and_coverage_are_counted() {
        PredictionSets sets = sets(1, 2, 3, 4, 5);

        assertThat(sets.sizes()).containsExactly(1, 2, 0, 1, 1);
        assertThat(sets.ofSize(0)).isEqualTo(1);
        assertThat(sets.ofSize(1)).isEqualTo(3);
        assertThat(Expect.point(sets.coverage(0.95))).isEqualTo(0.6);
        assertThat(Expect.interval(sets.coverage(0.95))).isEqualTo(BinomialInterval.WILSON.of(3, 5, 0.95));
        assertThat(Expect.interval(sets.singletons(0.9))).isEqualTo(BinomialInterval.WILSON.of(3, 5, 0.9));
        assertThat(Expect.point(sets.meanSize(0.95))).isCloseTo(1.0, within(1e-15));
    }

    @Test
    void a_selection_has_the_coverage_of_its_records() {
        PredictionSets positives = sets(1, 2, 3, 4, 5).select(new int[] {1, 2, 4});

        assertThat(positives.count()).isEqualTo(3);
        assertThat(Expect.point(positives.coverage(0.95))).isEqualTo(2.0 / 3);
    }

    @Test
    void records_that_share_a_subject_have_a_clustered_interval() {
        assertThat(sets(1, 1, 2, 2, 3).coverage(0.95).intervalEstimate().method())
                .isEqualTo(ClusteredProportion.METHOD);
        assertThat(sets(1, 1, 2, 2, 3).singletons(0.95).intervalEstimate().method())
                .isEqualTo(ClusteredProportion.METHOD);
    }

    @Test
    void no_record_gives_a_reason() {
        PredictionSets none = sets(1, 2, 3, 4, 5).select(new int[0]);

        assertThat(Expect.reason(none.coverage(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.interval(none.coverage(0.95))).isEqualTo(new Interval(0, 1, 0.95));
        assertThat(Expect.reason(none.meanSize(0.95))).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void a_label_outside_of_its_set_of_classes_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionSets.of(new int[] {2}, new boolean[][] {{true, true}}, new int[] {1}))
                .withMessage("labels[0] must be a class of its set, from 0");
    }
}
