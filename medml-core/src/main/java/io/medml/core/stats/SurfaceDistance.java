package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;

/**
 * How far apart the surfaces of a segmentation of one case and of its reference are, in the unit of the spacing.
 *
 * <p><b>Surface:</b> the voxels of a mask that share a face with a voxel outside of it (an edge, in an image); outside of the grid
 * counts as outside of the mask. <b>Distance</b> of a surface voxel: from its centre to the nearest centre of the other surface.
 *
 * <pre>{@code
 *  D_P = distances of the surface of P to that of R,  D_R = the reverse
 *  Hausdorff           max(max D_P, max D_R)
 *  HD95                max(q95 D_P, q95 D_R)         q95 the 95th percentile of type 7 (Hyndman and Fan)
 *  HD95, pooled        q95 of D_P and D_R together
 *  average symmetric   (sum D_P + sum D_R) / (|D_P| + |D_R|)
 *  mean of averages    (mean D_P + mean D_R) / 2
 * }</pre>
 *
 * <ul>
 *   <li><b>Range:</b> from 0, lower is better; both HD95 are at most Hausdorff's distance.
 *   <li><b>Which software has which:</b> HD95 as here: Metrics Reloaded (Maier-Hein et al. 2024, Nature Methods 21) and MONAI;
 *       pooled: MedPy's {@code hd95}. Average symmetric as here: Heimann et al. (2009), IEEE Trans. Medical Imaging 28; mean of
 *       averages: MedPy's {@code assd}. MedPy and MONAI take the same surface voxels; DeepMind's {@code surface-distance} weights
 *       pieces of an interpolated surface and differs by a fraction of a voxel.
 *   <li><b>Undefined:</b> a mask without voxels has no surface, and all distances are {@link Reason#EMPTY_GROUP}; they are not
 *       infinite and not the size of the image. A mean over cases leaves such cases out, so they are counted beside it.
 *   <li><b>Cost:</b> an exact distance transform by lower envelopes, linear in the voxels of the smallest box that holds both masks,
 *       9 bytes each, and a sort of the surface voxels. Felzenszwalb and Huttenlocher (2012), Theory of Computing 8.
 *   <li><b>Reference:</b> Huttenlocher, Klanderman and Rucklidge (1993), IEEE Trans. PAMI 15. Agrees with distances from
 *       {@code scipy.ndimage.distance_transform_edt}.
 * </ul>
 *
 * @param hausdorff the largest distance
 * @param hausdorff95 the larger of the two 95th percentiles
 * @param pooledHausdorff95 the 95th percentile of both sets together
 * @param averageSymmetric the mean of both sets together
 * @param meanOfAverages the mean of the two means
 */
public record SurfaceDistance(
        Estimate hausdorff,
        Estimate hausdorff95,
        Estimate pooledHausdorff95,
        Estimate averageSymmetric,
        Estimate meanOfAverages) {

    private static final double PERCENTILE = 0.95;

    /** Checks that all are there. */
    public SurfaceDistance {
        Objects.requireNonNull(hausdorff, "hausdorff");
        Objects.requireNonNull(hausdorff95, "hausdorff95");
        Objects.requireNonNull(pooledHausdorff95, "pooledHausdorff95");
        Objects.requireNonNull(averageSymmetric, "averageSymmetric");
        Objects.requireNonNull(meanOfAverages, "meanOfAverages");
    }

    /**
     * Measures the distances between two masks on one grid.
     *
     * @param segmentation what is judged
     * @param reference what it is held against
     * @return the distances, without intervals
     */
    public static SurfaceDistance between(BinaryMask segmentation, BinaryMask reference) {
        segmentation.requireGrid(reference);
        if (segmentation.count() == 0 || reference.count() == 0) {
            Support none = Support.of(0);
            return new SurfaceDistance(
                    Estimate.notEstimable(Reason.EMPTY_GROUP, "surface.hausdorff", none),
                    Estimate.notEstimable(Reason.EMPTY_GROUP, "surface.hausdorff_95", none),
                    Estimate.notEstimable(Reason.EMPTY_GROUP, "surface.hausdorff_95.pooled", none),
                    Estimate.notEstimable(Reason.EMPTY_GROUP, "surface.average_symmetric", none),
                    Estimate.notEstimable(Reason.EMPTY_GROUP, "surface.mean_of_averages", none));
        }
        SurfaceGrid grid = SurfaceGrid.around(segmentation, reference);
        double[] there = grid.distances(segmentation, reference);
        double[] back = grid.distances(reference, segmentation);
        double[] pooled = Arrays.copyOf(there, there.length + back.length);
        System.arraycopy(back, 0, pooled, there.length, back.length);
        Arrays.sort(there);
        Arrays.sort(back);
        Arrays.sort(pooled);
        double mean = Descriptive.sum(pooled) / pooled.length;
        double meanThere = Descriptive.sum(there) / there.length;
        double meanBack = Descriptive.sum(back) / back.length;
        Support support = Support.of(pooled.length)
                .with("segmented_surface_voxels", there.length)
                .with("reference_surface_voxels", back.length);
        return new SurfaceDistance(
                Arguments.value(pooled[pooled.length - 1], "surface.hausdorff", support),
                Arguments.value(
                        Math.max(
                                Descriptive.quantileOfSorted(there, PERCENTILE),
                                Descriptive.quantileOfSorted(back, PERCENTILE)),
                        "surface.hausdorff_95",
                        support),
                Arguments.value(
                        Descriptive.quantileOfSorted(pooled, PERCENTILE), "surface.hausdorff_95.pooled", support),
                Arguments.value(mean, "surface.average_symmetric", support),
                Arguments.value((meanThere + meanBack) / 2, "surface.mean_of_averages", support));
    }
}
