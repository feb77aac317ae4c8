package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PairedPredictiveDifferenceTest {

    /** Records by condition, first and second prediction. */
    private static final int[][][] CELLS = {{{40, 6}, {5, 9}}, {{4, 8}, {3, 55}}};

    private static int[][] records(int[][][] cells) {
        List<int[]> rows = new ArrayList<>();
        for (int y = 0; y < 2; y++) {
            for (int first = 0; first < 2; first++) {
                for (int second = 0; second < 2; second++) {
                    for (int i = 0; i < cells[y][first][second]; i++) {
                        rows.add(new int[] {y, first, second});
                    }
                }
            }
        }
        int[][] columns = new int[3][];
        for (int c = 0; c < 3; c++) {
            int column = c;
            columns[c] = rows.stream().mapToInt(r -> r[column]).toArray();
        }
        return columns;
    }

    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    // numpy 2.4.6: the variance of the multinomial cells with the gradient by complex steps of 1e-30, scipy 1.17.1
    // norm.sf
    @Test
    void differences_match_the_delta_method_on_the_eight_cells() {
        int[][] r = records(CELLS);
        PairedPredictiveDifference positive = PairedPredictiveDifference.positive(r[0], r[1], r[2], all(r[0].length));
        PairedPredictiveDifference negative = PairedPredictiveDifference.negative(r[0], r[1], r[2], all(r[0].length));

        assertThat(Expect.point(positive.difference(0.95))).isCloseTo(-0.00213675213675224, within(1e-13));
        assertThat(Expect.point(positive.standardError())).isCloseTo(0.036729351575783734, within(1e-13));
        assertThat(Expect.point(negative.difference(0.95))).isCloseTo(-0.07228116710875321, within(1e-13));
        assertThat(Expect.point(negative.standardError())).isCloseTo(0.05010110163454385, within(1e-13));
        NonInferiority test = positive.nonInferiority(0.1, 0.025);
        assertThat(Expect.point(test.test().statistic())).isCloseTo(2.6644425688083917, within(1e-11));
        assertThat(Expect.point(test.test().pValue())).isCloseTo(0.003855801645540558, within(1e-13));
        assertThat(test.conclusion()).isEqualTo(Conclusion.SHOWN);
        assertThat(Expect.point(negative.nonInferiority(0.1, 0.025).test().pValue()))
                .isCloseTo(0.29004339451711825, within(1e-12));
    }

    @Property
    void exchanging_the_predictions_mirrors_and_the_order_of_records_and_the_classes_do_not_matter(
            @ForAll @IntRange(min = 20, max = 60) int n, @ForAll long seed) {
        int[][] r = IntStream.range(0, 3)
                .mapToObj(c -> Samples.random(n, seed + c, 5).labels())
                .toArray(int[][]::new);
        int[] subjects = Samples.random(n, seed, 5).subjects();
        int[] order = Samples.permutation(n, seed);
        Interval forward = interval(PairedPredictiveDifference.positive(r[0], r[1], r[2], subjects));
        Interval exchanged = interval(PairedPredictiveDifference.positive(r[0], r[2], r[1], subjects));
        Interval shuffled = interval(PairedPredictiveDifference.positive(
                pick(r[0], order), pick(r[1], order), pick(r[2], order), pick(subjects, order)));
        Interval classes = interval(PairedPredictiveDifference.negative(flip(r[0]), flip(r[1]), flip(r[2]), subjects));

        assertThat(exchanged.lower()).isCloseTo(-forward.upper(), within(1e-14));
        assertThat(shuffled).isEqualTo(forward);
        assertThat(classes).isEqualTo(forward);
    }

    private static Interval interval(PairedPredictiveDifference difference) {
        return difference.difference(0.9).interval().orElse(new Interval(0, 0, 0.9));
    }

    private static int[] pick(int[] values, int[] order) {
        return IntStream.of(order).map(i -> values[i]).toArray();
    }

    private static int[] flip(int[] values) {
        return IntStream.of(values).map(v -> 1 - v).toArray();
    }

    @Test
    void repeating_every_record_for_the_same_subject_adds_no_evidence() {
        int[][] r = records(CELLS);
        int n = r[0].length;
        int[] twice = IntStream.range(0, 2 * n).map(i -> i % n).toArray();
        PairedPredictiveDifference once = PairedPredictiveDifference.positive(r[0], r[1], r[2], all(n));
        PairedPredictiveDifference repeated =
                PairedPredictiveDifference.positive(pick(r[0], twice), pick(r[1], twice), pick(r[2], twice), twice);

        // the cluster-robust variance has the factor G / (G - 1), the plain one has not
        assertThat(Expect.point(repeated.standardError()))
                .isCloseTo(Expect.point(once.standardError()) * Math.sqrt(n / (n - 1.0)), within(1e-14));
    }

    @Test
    void what_cannot_be_compared_says_why() {
        int[] none = {};
        assertThat(Expect.reason(PairedPredictiveDifference.positive(none, none, none, none)
                        .difference(0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
        PairedPredictiveDifference silent = PairedPredictiveDifference.positive(
                new int[] {1, 0}, new int[] {0, 0}, new int[] {1, 0}, new int[] {0, 1});
        assertThat(Expect.reason(silent.difference(0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(silent.nonInferiority(0.1, 0.025).conclusion()).isEqualTo(Conclusion.UNDECIDED);

        int[] labels = {1, 0, 1, 0};
        int[] same = {1, 1, 0, 0};
        PairedPredictiveDifference identical = PairedPredictiveDifference.positive(labels, same, same, all(4));
        assertThat(Expect.point(identical.difference(0.95))).isZero();
        assertThat(Expect.reason(identical.difference(0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(identical.equivalence(0.1, 0.025).conclusion()).isEqualTo(Conclusion.UNDECIDED);

        PairedPredictiveDifference oneSubject =
                PairedPredictiveDifference.positive(labels, same, new int[] {1, 0, 1, 0}, new int[4]);
        assertThat(Expect.reason(oneSubject.standardError())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void arrays_of_different_lengths_and_other_classes_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedPredictiveDifference.positive(new int[2], new int[2], new int[3], new int[2]))
                .withMessage("labels and second must have the same length, got 2 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PairedPredictiveDifference.negative(new int[2], new int[] {0, 2}, new int[2], new int[2]))
                .withMessage("first[1] must be 0 or 1");
    }
}
