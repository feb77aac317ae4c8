package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.BinaryMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one model segmented in each record of one cohort, held against the reference. Joined by record identifier, never by position.
 *
 * <pre>{@code
 * SegmentedCases.Builder cases = SegmentedCases.of(model, cohort);
 * for (...) {
 *     cases.add(record, mask.withSpacing(0.7, 0.7, 3), reference.withSpacing(0.7, 0.7, 3));
 * }
 * }</pre>
 *
 * <p>Each mask is measured when it is added and not kept. Immutable.
 */
public final class SegmentedCases {

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final List<CaseSegmentation> byRow;
    private final Digest digest;

    private SegmentedCases(ArtifactRef model, ArtifactRef dataset, List<CaseSegmentation> byRow, Digest digest) {
        this.model = model;
        this.dataset = dataset;
        this.byRow = List.copyOf(byRow);
        this.digest = digest;
    }

    /**
     * Starts the results of a model.
     *
     * @param model the model that segmented
     * @param cohort the records; the label says whether the structure is there
     * @return a builder; confined to one thread
     */
    public static Builder of(ArtifactRef model, Cohort cohort) {
        return new Builder(Records.requireModel(model), cohort);
    }

    /**
     * The model that segmented.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The cohort it segmented.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * Pins what was measured of each record: SHA-256 of the counts and distances in the records' canonical order.
     *
     * @return the digest
     */
    public Digest digest() {
        return digest;
    }

    CaseSegmentation row(int row) {
        return byRow.get(row);
    }

    /** Takes one result a record. Confined to one thread. */
    public static final class Builder {
        private final ArtifactRef model;
        private final Cohort cohort;
        private final @Nullable CaseSegmentation[] byRow;

        private Builder(ArtifactRef model, Cohort cohort) {
            this.model = model;
            this.cohort = Objects.requireNonNull(cohort, "cohort");
            this.byRow = new @Nullable CaseSegmentation[cohort.size()];
        }

        /**
         * Measures a segmentation.
         *
         * @param record the record's identifier
         * @param segmentation what the model segmented; an empty mask for nothing
         * @param reference what it is held against, on the same grid; an empty mask where the structure is absent
         * @return this
         * @throws DataException when the cohort has no such record, the record was added before, or the masks lie on different grids;
         *     names the record's place
         */
        public Builder add(String record, BinaryMask segmentation, BinaryMask reference) {
            int row = Records.row(cohort, record);
            try {
                return put(row, CaseSegmentation.of(segmentation, reference));
            } catch (IllegalArgumentException e) {
                throw new DataException(cohort.table().place(row) + ": " + e.getMessage(), e);
            }
        }

        /**
         * Adds a segmentation that was measured before.
         *
         * @param record the record's identifier
         * @param result the measurements
         * @return this
         * @throws DataException when the cohort has no such record, or the record was added before
         */
        public Builder add(String record, CaseSegmentation result) {
            return put(Records.row(cohort, record), result);
        }

        private Builder put(int row, CaseSegmentation result) {
            if (byRow[row] != null) {
                throw new DataException(cohort.table().place(row)
                        + ": expected one segmentation a record, found two; remove one or join them into one mask");
            }
            byRow[row] = Objects.requireNonNull(result, "result");
            return this;
        }

        /**
         * Finishes the results.
         *
         * @return the results
         * @throws DataException when a record has none
         */
        public SegmentedCases build() {
            List<CaseSegmentation> all = new ArrayList<>();
            for (int row = 0; row < byRow.length; row++) {
                CaseSegmentation result = byRow[row];
                if (result == null) {
                    throw new DataException(cohort.table().place(row)
                            + ": expected a segmentation of every record, found none; where the model segmented nothing,"
                            + " add an empty mask, and exclude other records from the cohort with their reason");
                }
                all.add(result);
            }
            List<Content> pinned = new ArrayList<>();
            for (int row : cohort.canonicalOrder()) {
                CaseSegmentation each = all.get(row);
                pinned.add(Content.fields()
                        .put("both", each.overlap().both())
                        .put("segmented_only", each.overlap().segmentedOnly())
                        .put("reference_only", each.overlap().referenceOnly())
                        .put("voxel_size", each.overlap().voxelSize())
                        .put("hausdorff", number(each.distance().hausdorff()))
                        .put("hausdorff_95", number(each.distance().hausdorff95()))
                        .put("average_symmetric", number(each.distance().averageSymmetric()))
                        .build());
            }
            return new SegmentedCases(model, cohort.reference(), all, Digest.sha256(new Content.Items(pinned).bytes()));
        }

        private static Content number(Estimate estimate) {
            return estimate.fold(known -> Content.decimal(known.value()), none -> Content.none());
        }
    }
}
