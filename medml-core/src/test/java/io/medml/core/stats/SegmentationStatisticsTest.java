package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Expected values: Python 3, numpy 2.4.6, scipy 1.17.1. Surface: {@code m & ~ndimage.binary_erosion(m, generate_binary_structure(d, 1),
 * border_value=0)}; distances: {@code ndimage.distance_transform_edt(~surface_b, sampling=spacing)[surface_a]} and the reverse; then
 * {@code max}, {@code numpy.percentile(d, 95)} of each direction and of both together, {@code mean}. All digits of the doubles are
 * given.
 */
class SegmentationStatisticsTest {

    private static final double TIGHT = 1e-12;

    @FunctionalInterface
    private interface Inside {
        boolean at(int x, int y, int z);
    }

    private static BinaryMask image(int columns, int rows, Inside inside) {
        return BinaryMask.image(columns, rows, voxels(columns, rows, 1, inside));
    }

    private static BinaryMask volume(int columns, int rows, int slices, Inside inside) {
        return BinaryMask.volume(columns, rows, slices, voxels(columns, rows, slices, inside));
    }

    private static boolean[] voxels(int columns, int rows, int slices, Inside inside) {
        boolean[] voxels = new boolean[columns * rows * slices];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = inside.at(i % columns, i / columns % rows, i / columns / rows);
        }
        return voxels;
    }

    /** The generator that the Python script used too: {@code x -> (1103515245 x + 12345) mod 2^31}, bits 16 to 18. */
    private static boolean[] sparse(long seed, int size, int below) {
        boolean[] voxels = new boolean[size];
        long x = seed;
        for (int i = 0; i < size; i++) {
            x = (1103515245L * x + 12345) % (1L << 31);
            voxels[i] = (x >> 16 & 7) < below;
        }
        return voxels;
    }

    private static void expect(
            SurfaceDistance distance, double hausdorff, double hd95, double pooled, double average, double averages) {
        assertThat(Expect.point(distance.hausdorff())).isCloseTo(hausdorff, within(TIGHT));
        assertThat(Expect.point(distance.hausdorff95())).isCloseTo(hd95, within(TIGHT));
        assertThat(Expect.point(distance.pooledHausdorff95())).isCloseTo(pooled, within(TIGHT));
        assertThat(Expect.point(distance.averageSymmetric())).isCloseTo(average, within(TIGHT));
        assertThat(Expect.point(distance.meanOfAverages())).isCloseTo(averages, within(TIGHT));
    }

    @Test
    void two_ellipses_on_unequal_spacing_have_the_distances_of_scipy() {
        BinaryMask first = image(30, 24, (x, y, z) -> (x - 14) * (x - 14) / 81.0 + (y - 11) * (y - 11) / 36.0 <= 1)
                .withSpacing(1.3, 0.7);
        BinaryMask second = image(30, 24, (x, y, z) -> (x - 16) * (x - 16) / 64.0 + (y - 13) * (y - 13) / 49.0 <= 1)
                .withSpacing(1.3, 0.7);

        expect(
                SurfaceDistance.between(first, second),
                4.1436698710201325,
                3.366096975488423,
                2.8076482306023336,
                1.4528041803628262,
                1.4528041803628264);
        MaskOverlap overlap = MaskOverlap.of(first, second);
        assertThat(overlap).isEqualTo(new MaskOverlap(127, 36, 48, 1.3 * 0.7));
        assertThat(Expect.point(overlap.dice())).isCloseTo(0.7514792899408284, within(TIGHT));
        assertThat(Expect.point(overlap.jaccard())).isCloseTo(0.6018957345971564, within(TIGHT));
    }

    @Test
    void masks_that_reach_the_edge_of_the_image_have_their_surface_there() {
        expect(
                SurfaceDistance.between(
                        image(30, 24, (x, y, z) -> x < 6 && y < 8), image(30, 24, (x, y, z) -> x < 4 && y < 10)),
                2,
                2,
                2,
                0.8333333333333334,
                0.8333333333333334);
    }

    @Test
    void scattered_pixels_have_the_distances_of_scipy() {
        BinaryMask first = BinaryMask.image(20, 17, sparse(1, 340, 2));
        BinaryMask second = BinaryMask.image(20, 17, sparse(2, 340, 2));

        expect(SurfaceDistance.between(first, second), 3.605551275463989, 2, 2, 0.98778792371, 0.9876277917519289);
        assertThat(MaskOverlap.of(first, second)).isEqualTo(new MaskOverlap(18, 68, 69, 1));
    }

    @Test
    void scattered_voxels_on_unequal_spacing_have_the_distances_of_scipy() {
        BinaryMask first = BinaryMask.volume(8, 7, 9, sparse(3, 504, 1)).withSpacing(0.6, 0.8, 2.5);
        BinaryMask second = BinaryMask.volume(8, 7, 9, sparse(4, 504, 1)).withSpacing(0.6, 0.8, 2.5);

        expect(
                SurfaceDistance.between(first, second),
                2.773084924772409,
                2.492159012611179,
                2.4738633753705965,
                1.0358917522747488,
                1.0344161048571352);
    }

    @Test
    void two_balls_on_thick_slices_have_the_distances_of_scipy() {
        BinaryMask first = volume(
                        20, 18, 16, (x, y, z) -> (x - 9) * (x - 9) + (y - 8) * (y - 8) + (z - 7) * (z - 7) <= 36)
                .withSpacing(0.5, 0.5, 3);
        BinaryMask second = volume(
                        20, 18, 16, (x, y, z) -> (x - 10) * (x - 10) + (y - 9) * (y - 9) + (z - 9) * (z - 9) <= 25)
                .withSpacing(0.5, 0.5, 3);

        expect(
                SurfaceDistance.between(first, second),
                9.027735042633894,
                6.164414002968976,
                6.051832872672519,
                1.3107973790141334,
                1.198815614896534);
        assertThat(MaskOverlap.of(first, second)).isEqualTo(new MaskOverlap(445, 480, 70, 0.75));
    }

    // by hand: 2 of 3 segmented voxels are among the 4 of the reference
    @Test
    void an_overlap_of_seven_voxels_is_as_worked_by_hand() {
        MaskOverlap overlap = new MaskOverlap(2, 1, 2, 0.5);

        assertThat(Expect.point(overlap.dice())).isEqualTo(4.0 / 7);
        assertThat(Expect.point(overlap.jaccard())).isEqualTo(2.0 / 5);
        assertThat(Expect.point(overlap.sensitivity())).isEqualTo(0.5);
        assertThat(Expect.point(overlap.precision())).isEqualTo(2.0 / 3);
        assertThat(Expect.point(overlap.relativeVolumeDifference())).isEqualTo(-0.25);
        assertThat(overlap.volumeDifference()).isEqualTo(-0.5);
    }

    @Test
    void two_empty_masks_have_no_overlap_and_no_distance() {
        BinaryMask empty = image(3, 2, (x, y, z) -> false);
        MaskOverlap overlap = MaskOverlap.of(empty, empty);

        assertThat(Expect.reason(overlap.dice())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(overlap.jaccard())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(overlap.sensitivity())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(overlap.precision())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(overlap.relativeVolumeDifference())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(SurfaceDistance.between(empty, empty).hausdorff95()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void a_missed_structure_has_a_dice_of_zero_and_no_distance() {
        BinaryMask empty = image(3, 2, (x, y, z) -> false);
        BinaryMask full = image(3, 2, (x, y, z) -> true);

        assertThat(Expect.point(MaskOverlap.of(empty, full).dice())).isZero();
        assertThat(Expect.point(MaskOverlap.of(empty, full).relativeVolumeDifference()))
                .isEqualTo(-1);
        SurfaceDistance distance = SurfaceDistance.between(full, empty);
        assertThat(Expect.reason(distance.hausdorff())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(distance.pooledHausdorff95())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(distance.averageSymmetric())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(distance.meanOfAverages())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void an_image_and_a_volume_of_one_slice_differ_in_what_lies_outside() {
        // a pixel inside of a plane has no neighbours above and below; a voxel of the only slice has the outside there
        boolean[] square = voxels(5, 5, 1, (x, y, z) -> x > 0 && x < 4 && y > 0 && y < 4);
        boolean[] centre = voxels(5, 5, 1, (x, y, z) -> x == 2 && y == 2);

        SurfaceDistance flat = SurfaceDistance.between(BinaryMask.image(5, 5, square), BinaryMask.image(5, 5, centre));
        SurfaceDistance solid =
                SurfaceDistance.between(BinaryMask.volume(5, 5, 1, square), BinaryMask.volume(5, 5, 1, centre));

        // 8 pixels at 1 or sqrt 2, and back 1; the volume has the centre as a ninth surface voxel at 0, and back 0
        assertThat(Expect.point(flat.averageSymmetric())).isCloseTo((4 + 4 * Math.sqrt(2) + 1) / 9, within(TIGHT));
        assertThat(Expect.point(solid.averageSymmetric())).isCloseTo((4 + 4 * Math.sqrt(2)) / 10, within(TIGHT));
    }

    @Test
    void masks_of_different_grids_or_spacings_are_refused() {
        BinaryMask mask = image(3, 2, (x, y, z) -> true);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskOverlap.of(mask, image(2, 3, (x, y, z) -> true)))
                .withMessage(
                        "both masks must lie on one grid, got 3 x 2 x 1 and 2 x 3 x 1 voxels; resample one to the grid"
                                + " of the other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SurfaceDistance.between(mask, mask.withSpacing(1, 2)))
                .withMessage("both masks must have the same spacing, got 1.0 and 2.0 in direction 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMask.image(3, 2, new boolean[5]))
                .withMessage("a mask of 3 columns, 2 rows and 1 slices needs one value for each voxel, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMask.volume(100_000, 100_000, 1_000_000_000, new boolean[0]))
                .withMessageContaining("needs one value for each voxel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMask.image(0, 2, new boolean[0]))
                .withMessage("a mask has at least one column, row and slice, got 0, 2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mask.withSpacing(1, 0))
                .withMessage("spacing[1] must be positive and at most 1e6");
        // squares of such distances are 0 in doubles
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMask.image(1, 1, new boolean[1]).withSpacing(1e-200, 1))
                .withMessage("spacing[0] must be at least 1e-9; state it in a smaller unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mask.withSpacing(1, 1, 1))
                .withMessage("the spacing of an image has 2 numbers (columns, rows), got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaskOverlap(-1, 0, 0, 1))
                .withMessage("numbers of voxels must be from 0 to 2^52, got -1, 0 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaskOverlap(1, 0, 0, 0))
                .withMessage("voxelSize must be positive and finite, got 0.0");
    }

    // ---- laws

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Two(int columns, int rows, int slices, boolean[] first, boolean[] second) {
        BinaryMask mask(boolean[] voxels) {
            return BinaryMask.volume(columns, rows, slices, voxels).withSpacing(0.7, 1.1, 2.3);
        }
    }

    @Provide
    Arbitrary<Two> masks() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 100_000),
                        Arbitraries.integers().between(1, 7))
                .as((c, r, s, seed, below) -> {
                    boolean[] first = sparse(seed, c * r * s, below);
                    boolean[] second = sparse(seed + 1, c * r * s, 8 - below);
                    first[seed % first.length] = true;
                    second[seed / 7 % second.length] = true;
                    return new Two(c, r, s, first, second);
                });
    }

    @Property
    void overlap_and_distance_are_symmetric(@ForAll("masks") Two two) {
        BinaryMask a = two.mask(two.first);
        BinaryMask b = two.mask(two.second);

        assertThat(Expect.point(MaskOverlap.of(a, b).dice()))
                .isEqualTo(Expect.point(MaskOverlap.of(b, a).dice()));
        SurfaceDistance there = SurfaceDistance.between(a, b);
        SurfaceDistance back = SurfaceDistance.between(b, a);
        assertThat(Expect.point(there.hausdorff())).isEqualTo(Expect.point(back.hausdorff()));
        assertThat(Expect.point(there.hausdorff95())).isEqualTo(Expect.point(back.hausdorff95()));
        assertThat(Expect.point(there.averageSymmetric()))
                .isCloseTo(Expect.point(back.averageSymmetric()), within(TIGHT));
    }

    @Property
    void dice_is_twice_jaccard_over_one_plus_jaccard(@ForAll("masks") Two two) {
        MaskOverlap overlap = MaskOverlap.of(two.mask(two.first), two.mask(two.second));
        double jaccard = Expect.point(overlap.jaccard());

        assertThat(Expect.point(overlap.dice())).isCloseTo(2 * jaccard / (1 + jaccard), within(1e-15));
    }

    @Property
    void distances_are_those_of_the_nearest_surface_voxel_by_brute_force(@ForAll("masks") Two two) {
        double[] there = bruteForce(two, two.first, two.second);
        double[] back = bruteForce(two, two.second, two.first);
        SurfaceDistance distance = SurfaceDistance.between(two.mask(two.first), two.mask(two.second));

        assertThat(Expect.point(distance.hausdorff()))
                .isCloseTo(
                        Math.max(
                                Descriptive.quantile(there, 1).orElseThrow(),
                                Descriptive.quantile(back, 1).orElseThrow()),
                        within(TIGHT));
        assertThat(Expect.point(distance.meanOfAverages()))
                .isCloseTo(
                        (Descriptive.mean(there).orElseThrow()
                                        + Descriptive.mean(back).orElseThrow())
                                / 2,
                        within(TIGHT));
    }

    private static double[] bruteForce(Two two, boolean[] from, boolean[] to) {
        int[] targets = surface(two, to);
        return IntStream.of(surface(two, from))
                .mapToDouble(i -> IntStream.of(targets)
                        .mapToDouble(j -> {
                            double x = 0.7 * (i % two.columns - j % two.columns);
                            double y = 1.1 * (i / two.columns % two.rows - j / two.columns % two.rows);
                            double z = 2.3 * (i / two.columns / two.rows - j / two.columns / two.rows);
                            return Math.sqrt(x * x + y * y + z * z);
                        })
                        .min()
                        .orElseThrow())
                .toArray();
    }

    private static int[] surface(Two two, boolean[] mask) {
        return IntStream.range(0, mask.length)
                .filter(i -> mask[i])
                .filter(i -> {
                    int x = i % two.columns;
                    int y = i / two.columns % two.rows;
                    int z = i / two.columns / two.rows;
                    boolean edge = x == 0
                            || y == 0
                            || z == 0
                            || x == two.columns - 1
                            || y == two.rows - 1
                            || z == two.slices - 1;
                    return edge
                            || !(mask[i - 1]
                                    && mask[i + 1]
                                    && mask[i - two.columns]
                                    && mask[i + two.columns]
                                    && mask[i - two.columns * two.rows]
                                    && mask[i + two.columns * two.rows]);
                })
                .toArray();
    }

    @Property
    void no_percentile_exceeds_hausdorff_and_a_mask_is_at_no_distance_of_itself(@ForAll("masks") Two two) {
        BinaryMask a = two.mask(two.first);
        SurfaceDistance distance = SurfaceDistance.between(a, two.mask(two.second));

        assertThat(Expect.point(distance.hausdorff95())).isLessThanOrEqualTo(Expect.point(distance.hausdorff()));
        assertThat(Expect.point(distance.pooledHausdorff95())).isLessThanOrEqualTo(Expect.point(distance.hausdorff()));
        assertThat(Expect.point(SurfaceDistance.between(a, a).hausdorff())).isZero();
        assertThat(Expect.point(MaskOverlap.of(a, a).dice())).isEqualTo(1);
    }

    @Property
    void shifting_both_masks_in_a_larger_volume_changes_nothing(@ForAll("masks") Two two, @ForAll("shifts") int shift) {
        SurfaceDistance before = SurfaceDistance.between(two.mask(two.first), two.mask(two.second));
        SurfaceDistance after =
                SurfaceDistance.between(shifted(two, two.first, shift), shifted(two, two.second, shift));

        assertThat(after).isEqualTo(before);
        assertThat(MaskOverlap.of(shifted(two, two.first, shift), shifted(two, two.second, shift)))
                .isEqualTo(MaskOverlap.of(two.mask(two.first), two.mask(two.second)));
    }

    @Provide
    Arbitrary<Integer> shifts() {
        return Arbitraries.integers().between(0, 3);
    }

    private static BinaryMask shifted(Two two, boolean[] mask, int by) {
        return volume(two.columns + 4, two.rows + 4, two.slices + 4, (x, y, z) -> {
                    int column = x - by;
                    int row = y - (3 - by);
                    int slice = z - by;
                    return column >= 0
                            && row >= 0
                            && slice >= 0
                            && column < two.columns
                            && row < two.rows
                            && slice < two.slices
                            && mask[column + two.columns * (row + two.rows * slice)];
                })
                .withSpacing(0.7, 1.1, 2.3);
    }
}
