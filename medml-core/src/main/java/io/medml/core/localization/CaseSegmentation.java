package io.medml.core.localization;

import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.MaskOverlap;
import io.medml.core.stats.SurfaceDistance;
import java.util.Objects;

/**
 * One segmentation held against its reference; the masks themselves are not kept.
 *
 * @param overlap the voxels in both, in one only
 * @param distance how far apart the surfaces are
 */
public record CaseSegmentation(MaskOverlap overlap, SurfaceDistance distance) {

    /** Checks that both are there. */
    public CaseSegmentation {
        Objects.requireNonNull(overlap, "overlap");
        Objects.requireNonNull(distance, "distance");
    }

    /**
     * Measures a segmentation.
     *
     * @param segmentation what is judged; empty where the model segmented nothing
     * @param reference what it is held against, on the same grid; empty where the structure is absent
     * @return the measurements
     */
    public static CaseSegmentation of(BinaryMask segmentation, BinaryMask reference) {
        return new CaseSegmentation(
                MaskOverlap.of(segmentation, reference), SurfaceDistance.between(segmentation, reference));
    }
}
