package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
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

    @Property(tries = 200)
    void order_names_of_classes_and_larger_sets_have_their_laws(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int n = 1 + random.nextInt(40);
        int[] labels = IntStream.range(0, n).map(i -> random.nextInt(3)).toArray();
        boolean[][] sets = new boolean[n][3];
        for (boolean[] set : sets) {
            for (int k = 0; k < 3; k++) {
                set[k] = random.nextBoolean();
            }
        }
        int[] subjects = IntStream.range(0, n).map(i -> random.nextInt(n)).toArray();
        int[] order = Samples.permutation(n, seed + 1);
        boolean[][] turned = new boolean[n][];
        boolean[][] larger = new boolean[n][];
        for (int i = 0; i < n; i++) {
            turned[i] = new boolean[] {sets[i][2], sets[i][1], sets[i][0]};
            larger[i] = new boolean[] {true, sets[i][1], sets[i][2]};
        }

        PredictionSets found = PredictionSets.of(labels, sets, subjects);
        PredictionSets renamed =
                PredictionSets.of(Arrays.stream(labels).map(y -> 2 - y).toArray(), turned, subjects);
        PredictionSets more = PredictionSets.of(labels, larger, subjects);
        int[] none = IntStream.range(0, n).filter(i -> labels[i] == 0).toArray();
        int[] rest = IntStream.range(0, n).filter(i -> labels[i] != 0).toArray();

        // row order and the names of the classes change no bit of the coverage
        assertThat(found.select(order).coverage(0.95)).isEqualTo(found.coverage(0.95));
        assertThat(renamed.coverage(0.95)).isEqualTo(found.coverage(0.95));
        assertThat(renamed.sizes()).containsExactly(found.sizes());
        // a larger set covers no less and has no smaller size
        assertThat(Expect.point(more.coverage(0.95))).isGreaterThanOrEqualTo(Expect.point(found.coverage(0.95)));
        assertThat(Expect.point(more.meanSize(0.95))).isGreaterThanOrEqualTo(Expect.point(found.meanSize(0.95)));
        assertThat(found.ofSize(0) + found.ofSize(1) + found.ofSize(2) + found.ofSize(3))
                .isEqualTo(n);
        // the coverage of all is that of two parts, weighed by their records
        if (none.length > 0 && rest.length > 0) {
            assertThat(Expect.point(found.select(none).coverage(0.95)) * none.length
                            + Expect.point(found.select(rest).coverage(0.95)) * rest.length)
                    .isCloseTo(Expect.point(found.coverage(0.95)) * n, within(1e-9));
        }
    }
}
