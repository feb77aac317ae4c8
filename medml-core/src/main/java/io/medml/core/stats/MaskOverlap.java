package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Locale;

/**
 * How far a segmentation of one case and its reference cover the same voxels.
 *
 * <pre>{@code
 *  Dice               2 |P and R| / (|P| + |R|)            the F1 score of the voxels; D = 2 J / (1 + J)
 *  Jaccard            |P and R| / |P or R|                 also called intersection over union
 *  sensitivity        |P and R| / |R|                      precision |P and R| / |P|
 *  volume difference  (|P| - |R|) / |R|                    signed, of the reference
 * }</pre>
 *
 * <ul>
 *   <li><b>Range:</b> [0, 1], higher is better; the volume difference from -1, 0 is best.
 *   <li><b>Voxels are no sample:</b> there is no interval from the voxels of one case. Intervals come from cases, see
 *       {@link ClusteredMean}.
 *   <li><b>Undefined:</b> both masks empty: Dice and Jaccard are 0/0, {@link Reason#ZERO_DENOMINATOR}, and neither a perfect nor a
 *       failed case; sensitivity and volume difference without reference voxels: {@link Reason#NO_POSITIVES}; precision without
 *       segmented voxels: {@link Reason#ZERO_DENOMINATOR}. With one mask empty Dice and Jaccard are 0.
 *   <li><b>Cost:</b> one pass over the voxels.
 *   <li><b>Reference:</b> Dice (1945), Ecology 26; Taha and Hanbury (2015), BMC Medical Imaging 15:29. Where both masks are empty
 *       other software gives 1, 0 or NaN.
 * </ul>
 *
 * @param both voxels in the segmentation and in the reference
 * @param segmentedOnly voxels in the segmentation only
 * @param referenceOnly voxels in the reference only
 * @param voxelSize area of a pixel or volume of a voxel, positive
 */
public record MaskOverlap(long both, long segmentedOnly, long referenceOnly, double voxelSize) {

    private static final long MOST = 1L << 52;

    /** Checks the counts. */
    public MaskOverlap {
        if (both < 0
                || segmentedOnly < 0
                || referenceOnly < 0
                || Math.max(both, Math.max(segmentedOnly, referenceOnly)) > MOST) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "numbers of voxels must be from 0 to 2^52, got %d, %d and %d",
                    both,
                    segmentedOnly,
                    referenceOnly));
        }
        if (!(voxelSize > 0) || Double.isInfinite(voxelSize)) {
            throw new IllegalArgumentException("voxelSize must be positive and finite, got " + voxelSize);
        }
    }

    /**
     * Counts the voxels of two masks on one grid.
     *
     * @param segmentation what is judged
     * @param reference what it is held against
     * @return the overlap
     */
    public static MaskOverlap of(BinaryMask segmentation, BinaryMask reference) {
        segmentation.requireGrid(reference);
        long both = 0;
        long segmentedOnly = 0;
        long referenceOnly = 0;
        for (int i = 0; i < segmentation.size(); i++) {
            boolean s = segmentation.get(i);
            boolean r = reference.get(i);
            both += s && r ? 1 : 0;
            segmentedOnly += s && !r ? 1 : 0;
            referenceOnly += r && !s ? 1 : 0;
        }
        return new MaskOverlap(both, segmentedOnly, referenceOnly, segmentation.voxelSize());
    }

    /**
     * The number of segmented voxels.
     *
     * @return {@code |P|}
     */
    public long segmented() {
        return both + segmentedOnly;
    }

    /**
     * The number of voxels of the reference.
     *
     * @return {@code |R|}
     */
    public long reference() {
        return both + referenceOnly;
    }

    /**
     * Dice's coefficient.
     *
     * @return the value, without an interval
     */
    public Estimate dice() {
        return ratio("overlap.dice", 2 * both, segmented() + reference(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Jaccard's coefficient, the intersection over the union.
     *
     * @return the value, without an interval
     */
    public Estimate jaccard() {
        return ratio("overlap.jaccard", both, both + segmentedOnly + referenceOnly, Reason.ZERO_DENOMINATOR);
    }

    /**
     * The share of the reference's voxels that are segmented.
     *
     * @return the value, without an interval
     */
    public Estimate sensitivity() {
        return ratio("overlap.sensitivity", both, reference(), Reason.NO_POSITIVES);
    }

    /**
     * The share of the segmented voxels that belong to the reference.
     *
     * @return the value, without an interval
     */
    public Estimate precision() {
        return ratio("overlap.precision", both, segmented(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Segmented volume minus the reference's, as a fraction of the reference's.
     *
     * @return the value, without an interval
     */
    public Estimate relativeVolumeDifference() {
        return ratio("overlap.volume_difference", segmentedOnly - referenceOnly, reference(), Reason.NO_POSITIVES);
    }

    /**
     * Segmented volume minus the reference's.
     *
     * @return the difference, in the unit of the spacing to the power of the dimension
     */
    public double volumeDifference() {
        return ((double) segmentedOnly - (double) referenceOnly) * voxelSize;
    }

    private Estimate ratio(String method, long numerator, long denominator, Reason whenZero) {
        Support support = Support.of(both + segmentedOnly + referenceOnly)
                .with("reference_voxels", reference())
                .with("segmented_voxels", segmented());
        return denominator == 0
                ? Estimate.notEstimable(whenZero, method, support)
                : Arguments.value((double) numerator / denominator, method, support);
    }
}
