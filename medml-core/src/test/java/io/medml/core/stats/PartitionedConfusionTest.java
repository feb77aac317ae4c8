package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class PartitionedConfusionTest {

    private static final int[] SIZES = {3, 4};

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(int[] labels, int[] predicted, int[] first, int[] second, int[] subjects) {
        PartitionedConfusion confusion() {
            return PartitionedConfusion.of(labels, predicted, List.of(first, second), List.of(SIZES[0], SIZES[1]));
        }

        Sample rows(int[] rows) {
            return new Sample(
                    at(labels, rows), at(predicted, rows), at(first, rows), at(second, rows), at(subjects, rows));
        }

        private static int[] at(int[] values, int[] rows) {
            return IntStream.of(rows).map(i -> values[i]).toArray();
        }

        int size() {
            return labels.length;
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Combinators.combine(Arbitraries.integers().between(1, 50), Arbitraries.longs())
                .as((n, seed) -> {
                    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
                    return new Sample(
                            codes(random, n, 2),
                            codes(random, n, 2),
                            codes(random, n, SIZES[0]),
                            codes(random, n, SIZES[1]),
                            codes(random, n, 1 + n / 2));
                });
    }

    private static int[] codes(UniformRandomProvider random, int n, int below) {
        return IntStream.range(0, n).map(i -> random.nextInt(below)).toArray();
    }

    private static ConfusionCounts bruteForce(Sample s, int[] codes, int group) {
        long[] cells = new long[4];
        for (int i = 0; i < s.size(); i++) {
            if (group < 0 || codes[i] == group) {
                cells[2 * s.labels()[i] + s.predicted()[i]]++;
            }
        }
        return new ConfusionCounts(cells[3], cells[1], cells[0], cells[2]);
    }

    private static List<ConfusionCounts> all(PartitionedConfusion.Groups groups) {
        List<ConfusionCounts> counts = new ArrayList<>();
        counts.add(groups.overall());
        for (int p = 0; p < SIZES.length; p++) {
            for (int g = 0; g < SIZES[p]; g++) {
                counts.add(groups.counts(p, g));
            }
        }
        return counts;
    }

    private static List<ConfusionCounts> allByBruteForce(Sample s) {
        List<ConfusionCounts> counts = new ArrayList<>();
        counts.add(bruteForce(s, s.first(), -1));
        for (int g = 0; g < SIZES[0]; g++) {
            counts.add(bruteForce(s, s.first(), g));
        }
        for (int g = 0; g < SIZES[1]; g++) {
            counts.add(bruteForce(s, s.second(), g));
        }
        return counts;
    }

    @Property
    void counts_are_those_of_a_loop_over_the_records(@ForAll("samples") Sample s) {
        assertThat(all(s.confusion().groups())).isEqualTo(allByBruteForce(s));
    }

    @Property
    void the_groups_of_each_partition_add_up_to_all_records(@ForAll("samples") Sample s) {
        PartitionedConfusion.Groups groups = s.confusion().groups();

        for (int p = 0; p < SIZES.length; p++) {
            long[] sum = new long[4];
            for (int g = 0; g < SIZES[p]; g++) {
                ConfusionCounts c = groups.counts(p, g);
                sum[0] += c.truePositives();
                sum[1] += c.falsePositives();
                sum[2] += c.trueNegatives();
                sum[3] += c.falseNegatives();
            }
            assertThat(new ConfusionCounts(sum[0], sum[1], sum[2], sum[3])).isEqualTo(groups.overall());
        }
    }

    @Property
    void renaming_the_groups_permutes_the_counts(@ForAll("samples") Sample s, @ForAll long seed) {
        int[] name = Samples.permutation(SIZES[0], seed);
        int[] renamed = IntStream.of(s.first()).map(g -> name[g]).toArray();

        PartitionedConfusion.Groups before = s.confusion().groups();
        PartitionedConfusion.Groups after = new Sample(s.labels(), s.predicted(), renamed, s.second(), s.subjects())
                .confusion()
                .groups();

        for (int g = 0; g < SIZES[0]; g++) {
            assertThat(after.counts(0, name[g])).isEqualTo(before.counts(0, g));
        }
        assertThat(after.counts(1, 0)).isEqualTo(before.counts(1, 0));
        assertThat(after.overall()).isEqualTo(before.overall());
    }

    /** Replicates as counts of every group, in the order in which they are drawn. */
    private static List<List<ConfusionCounts>> replicates(Sample s, ResamplePlan plan) {
        List<List<ConfusionCounts>> seen = new ArrayList<>();
        s.confusion().bootstrap(s.subjects(), plan, 1, (groups, values) -> {
            seen.add(all(groups));
            values.set(0, (double) groups.overall().truePositives());
        });
        return seen.subList(0, plan.replicates());
    }

    @Property(tries = 100)
    void with_one_record_a_subject_a_replicate_is_a_sample_of_rows(@ForAll("samples") Sample s, @ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int n = s.size();
        int[][] draws = {codes(random, n, n), codes(random, n, n), codes(random, n, n)};
        Sample own = new Sample(
                s.labels(),
                s.predicted(),
                s.first(),
                s.second(),
                IntStream.range(0, n).toArray());

        List<List<ConfusionCounts>> replicates = replicates(own, ResamplePlan.ofIndices(draws));

        for (int r = 0; r < draws.length; r++) {
            assertThat(replicates.get(r)).isEqualTo(allByBruteForce(own.rows(draws[r])));
        }
    }

    @Property(tries = 100)
    void a_drawn_subject_brings_all_of_its_records(@ForAll("samples") Sample s, @ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[] distinct = IntStream.of(s.subjects()).sorted().distinct().toArray();
        int[] draw = codes(random, distinct.length, distinct.length);

        int[] rows = IntStream.of(draw)
                .flatMap(d -> IntStream.range(0, s.size()).filter(i -> s.subjects()[i] == distinct[d]))
                .toArray();

        assertThat(replicates(s, ResamplePlan.ofIndices(new int[][] {draw})).get(0))
                .isEqualTo(allByBruteForce(s.rows(rows)));
    }

    @Property(tries = 50)
    void the_order_of_rows_changes_no_bit_of_the_distribution(@ForAll("samples") Sample s, @ForAll long seed) {
        ResamplePlan plan = ResamplePlan.seeded(11, 40);

        assertThat(sensitivities(s.rows(Samples.permutation(s.size(), seed)), plan))
                .containsExactly(sensitivities(s, plan));
    }

    private static double[] sensitivities(Sample s, ResamplePlan plan) {
        return s.confusion()
                .bootstrap(s.subjects(), plan, 1, (groups, values) -> {
                    ConfusionCounts c = groups.counts(0, 1);
                    if (c.positives() == 0) {
                        values.undefined(0);
                    } else {
                        values.set(0, (double) c.truePositives() / c.positives());
                    }
                })
                .get(0)
                .values();
    }

    @Test
    void a_group_or_partition_that_does_not_exist_is_refused_and_never_a_neighbours() {
        PartitionedConfusion.Groups groups = PartitionedConfusion.of(
                        new int[] {1, 0}, new int[] {1, 1}, List.of(new int[] {0, 1}, new int[] {0, 0}), List.of(2, 1))
                .groups();

        assertThat(groups.counts(1, 0)).isEqualTo(new ConfusionCounts(1, 1, 0, 0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> groups.counts(0, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> groups.counts(1, -1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> groups.counts(1, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> groups.counts(2, 0));
    }

    @Test
    void a_group_without_records_has_counts_of_zero() {
        assertThat(PartitionedConfusion.of(new int[] {1}, new int[] {0}, List.of(new int[] {2}), List.of(3))
                        .groups()
                        .counts(0, 0))
                .isEqualTo(new ConfusionCounts(0, 0, 0, 0));
    }

    @Test
    void inputs_that_do_not_belong_together_are_refused() {
        int[] two = {0, 1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(two, new int[] {1}, List.of(), List.of()))
                .withMessageContaining("same length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(two, two, List.of(two), List.of()))
                .withMessageContaining("its number of groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(two, two, List.of(new int[] {0}), List.of(1)))
                .withMessageContaining("partition 0 must have a code for each of the 2 records, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(two, two, List.of(two), List.of(1)))
                .withMessageContaining("record 1 is out of range");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(new int[] {0, 2}, two, List.of(), List.of()))
                .withMessageContaining("position 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionedConfusion.of(two, two, List.of(), List.of())
                        .bootstrap(new int[] {1}, ResamplePlan.seeded(1, 5), 1, (g, v) -> v.set(0, 0)))
                .withMessageContaining("a subject for each of the 2 records, got 1");
    }
}
