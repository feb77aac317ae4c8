package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Expected values with many digits are those of the algorithm of the paper written voxel by voxel in numpy 2.4.6, as products and not
 * by patterns or logarithms; the stopping rule and the start are the same. The others are counted by hand.
 */
class StapleTest {

    private static BinaryMask square(int column) {
        boolean[] pixels = new boolean[100];
        for (int row = 3; row < 7; row++) {
            Arrays.fill(pixels, 10 * row + column, 10 * row + column + 4, true);
        }
        return BinaryMask.image(10, 10, pixels);
    }

    private static BinaryMask constant(boolean value) {
        boolean[] pixels = new boolean[12];
        Arrays.fill(pixels, value);
        return BinaryMask.image(4, 3, pixels);
    }

    private static double[] rates(Staple staple, boolean sensitivity) {
        return IntStream.range(0, staple.raters())
                .mapToDouble(j -> (sensitivity ? staple.sensitivity(j) : staple.specificity(j))
                        .point()
                        .orElseThrow())
                .toArray();
    }

    /** Two raters mark the same 16 of 100 pixels, the third 12 of them and 4 others: 12 / 16 and 80 / 84. */
    @Test
    void a_rater_who_differs_from_two_that_agree_has_the_rates_counted_by_hand() {
        Staple staple = Staple.of(List.of(square(2), square(3), square(2)));

        assertThat(rates(staple, true)).containsExactly(new double[] {1, 0.75, 1}, within(1e-9));
        assertThat(rates(staple, false)).containsExactly(new double[] {1, 80.0 / 84, 1}, within(1e-9));
        assertThat(MaskOverlap.of(staple.consensus().orElseThrow(), square(2))
                        .dice()
                        .point())
                .hasValue(1);
        assertThat(staple.prior()).isCloseTo(0.16, within(1e-15));
        assertThat(staple.converged()).isTrue();
    }

    /** What most raters mark is the middle square, of which each neighbour has 12 of 16. */
    @Test
    void of_three_shifted_squares_the_middle_one_is_the_consensus() {
        Staple staple = Staple.of(List.of(square(2), square(3), square(4)));

        assertThat(MaskOverlap.of(staple.consensus().orElseThrow(), square(3))
                        .dice()
                        .point())
                .hasValue(1);
        assertThat(rates(staple, true))
                .containsExactly(
                        new double[] {0.7499999999754332, 0.9999999999228295, 0.7499999999754332}, within(1e-9));
        assertThat(rates(staple, false))
                .containsExactly(new double[] {0.9523809523865973, 1, 0.9523809523865973}, within(1e-9));
    }

    @Test
    void another_prior_gives_other_rates() {
        Staple staple = Staple.of(List.of(square(2), square(3), square(4)), 0.3);

        assertThat(rates(staple, true))
                .containsExactly(
                        new double[] {0.7204254841341156, 0.9099338955545885, 0.7204254841341156}, within(1e-7));
        assertThat(rates(staple, false))
                .containsExactly(new double[] {0.9595679752482014, 1, 0.9595679752482014}, within(1e-7));
        assertThat(staple.probabilities()[30]).isCloseTo(0.0032659352269936762, within(1e-7));
        assertThat(staple.probabilities()[32]).isCloseTo(0.16693547826884583, within(1e-7));
    }

    /** Numbers of a linear congruential generator, so that numpy draws the same: five raters of 4,000 voxels, 795 of them true. */
    private static boolean[][] five() {
        double[] p = {0.9, 0.8, 0.95, 0.7, 0.85};
        double[] q = {0.98, 0.95, 0.9, 0.99, 0.97};
        boolean[][] marks = new boolean[6][4000];
        long x = 42;
        for (int i = 0; i < 4000; i++) {
            for (int j = 0; j < 6; j++) {
                x = (1103515245 * x + 12345) % (1L << 31);
                double u = (double) x / (1L << 31);
                marks[j][i] = j == 0 ? u < 0.2 : u < (marks[0][i] ? p[j - 1] : 1 - q[j - 1]);
            }
        }
        return marks;
    }

    @Test
    void five_raters_have_the_rates_of_numpy_which_are_near_those_they_erred_at() {
        boolean[][] marks = five();
        List<BinaryMask> masks = IntStream.range(1, 6)
                .mapToObj(j -> BinaryMask.volume(20, 20, 10, marks[j]))
                .toList();

        Staple staple = Staple.of(masks);

        assertThat(staple.prior()).isCloseTo(0.199, within(1e-12));
        assertThat(rates(staple, true))
                .containsExactly(
                        new double[] {
                            0.8701176242007478,
                            0.7899693183210206,
                            0.9477895045334389,
                            0.6787316346038598,
                            0.84248213079995
                        },
                        within(1e-9));
        assertThat(rates(staple, false))
                .containsExactly(
                        new double[] {
                            0.9764961752440164,
                            0.9495603936031296,
                            0.8971686105385616,
                            0.9875734519972541,
                            0.967186938052676
                        },
                        within(1e-9));
        assertThat(staple.consensus().orElseThrow().count()).isEqualTo(770);
        assertThat(Arrays.stream(staple.probabilities()).sum()).isCloseTo(791.3699274036424, within(1e-6));
        // and: against the 795 true voxels, counted in numpy
        assertThat(rates(staple, true))
                .containsExactly(
                        new double[] {
                            0.8679245283018868,
                            0.789937106918239,
                            0.9459119496855346,
                            0.6779874213836478,
                            0.8389937106918239
                        },
                        within(0.005));
    }

    // ---- undefined

    @Test
    void empty_masks_have_an_empty_consensus_and_no_sensitivity_and_full_ones_the_mirror_image() {
        Staple empty = Staple.of(Collections.nCopies(3, constant(false)));
        Staple full = Staple.of(Collections.nCopies(3, constant(true)), 0.5);

        assertThat(empty.consensus().orElseThrow().count()).isZero();
        assertThat(reason(empty.sensitivity(0))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(empty.specificity(0).point()).hasValue(1);
        assertThat(full.consensus().orElseThrow().count()).isEqualTo(12);
        assertThat(full.sensitivity(2).point()).hasValue(1);
        assertThat(reason(full.specificity(2))).isEqualTo(Reason.NO_NEGATIVES);
    }

    private static Reason reason(Estimate estimate) {
        return estimate.fold(is -> null, Estimate.NotEstimable::reason);
    }

    @Test
    void a_rater_with_an_empty_mask_has_no_sensitivity_left_and_that_is_a_value() {
        Staple staple = Staple.of(List.of(square(3), square(3), BinaryMask.image(10, 10, new boolean[100])));

        assertThat(rates(staple, true)).containsExactly(new double[] {1, 1, 0}, within(1e-9));
        assertThat(rates(staple, false)).containsExactly(new double[] {1, 1, 1}, within(1e-9));
    }

    @Test
    void what_cannot_be_joined_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Staple.of(List.of(square(2), square(3))))
                .withMessage(
                        "a consensus needs masks of 3 to 63 raters, got 2; two masks do not tell which of them errs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Staple.of(Collections.nCopies(64, constant(true))))
                .withMessageContaining("got 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Staple.of(List.of(square(2), square(3), constant(true))))
                .withMessageContaining("must lie on one grid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Staple.of(List.of(square(2), square(3), square(4)), 0))
                .withMessageContaining("the prior must be a fraction from 1e-12 to 1 - 1e-12, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Staple.of(List.of(square(2), square(3), square(4))).sensitivity(3))
                .withMessageContaining("rater must be in [0, 3)");
    }

    // ---- laws

    private static List<boolean[]> random(long seed, int raters) {
        Random random = new Random(seed);
        boolean[] truth = new boolean[60];
        IntStream.range(0, 60).forEach(i -> truth[i] = random.nextInt(3) == 0);
        List<boolean[]> marks = new ArrayList<>();
        for (int j = 0; j < raters; j++) {
            boolean[] mark = truth.clone();
            IntStream.range(0, 60).filter(i -> random.nextInt(6) == 0).forEach(i -> mark[i] ^= true);
            marks.add(mark);
        }
        return marks;
    }

    private static Staple of(List<boolean[]> marks) {
        return Staple.of(marks.stream().map(m -> BinaryMask.image(60, 1, m)).toList());
    }

    /** Law: at the end each rate is the share that the probabilities give, whatever led there. */
    @Property(tries = 100)
    void the_rates_are_those_that_the_probabilities_give(@ForAll long seed) {
        List<boolean[]> marks = random(seed, 4);
        Staple staple = of(marks);

        double[] w = staple.probabilities();
        if (!staple.converged()) {
            return;
        }
        for (int j = 0; j < 4; j++) {
            boolean[] mark = marks.get(j);
            double hits = IntStream.range(0, 60)
                    .filter(i -> mark[i])
                    .mapToDouble(i -> w[i])
                    .sum();
            assertThat(staple.sensitivity(j).point().orElseThrow())
                    .isCloseTo(hits / Arrays.stream(w).sum(), within(1e-6));
        }
    }

    /** Law: with structure and background exchanged, sensitivity and specificity are exchanged. */
    @Property(tries = 100)
    void exchanging_structure_and_background_exchanges_the_rates(@ForAll long seed) {
        List<boolean[]> marks = random(seed, 3);
        List<boolean[]> turned = marks.stream()
                .map(m -> {
                    boolean[] other = m.clone();
                    IntStream.range(0, 60).forEach(i -> other[i] = !m[i]);
                    return other;
                })
                .toList();
        Staple straight = of(marks);
        Staple mirrored = of(turned);
        if (straight.converged() && mirrored.converged()) {
            assertThat(rates(mirrored, true)).containsExactly(rates(straight, false), within(1e-6));
        }
    }

    /** Law: neither the order of raters nor that of voxels changes anything but the order. */
    @Property(tries = 100)
    void the_order_of_raters_does_not_matter(@ForAll long seed) {
        List<boolean[]> marks = random(seed, 4);
        List<boolean[]> turned = new ArrayList<>(marks);
        Collections.reverse(turned);

        assertThat(of(turned).probabilities()).containsExactly(of(marks).probabilities(), within(1e-6));
    }
}
