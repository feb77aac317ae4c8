package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.StrictFields;
import io.medml.core.localization.ReferenceLesions.Item;
import io.medml.core.stats.ImageRegion;
import java.util.List;
import java.util.Objects;

/**
 * Where one model marked lesions in the images of a cohort, each mark with a score. An image that is not named has none. Joined by
 * record identifier, never by position. Immutable.
 */
public final class DetectedMarks {

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final List<List<Item>> byRow;
    private final Digest digest;

    private DetectedMarks(ArtifactRef model, ArtifactRef dataset, List<List<Item>> byRow, Digest digest) {
        this.model = model;
        this.dataset = dataset;
        this.byRow = byRow;
        this.digest = digest;
    }

    /**
     * Starts the marks of a model.
     *
     * @param model the model that set them
     * @param cohort the images
     * @return a builder; confined to one thread
     */
    public static Builder of(ArtifactRef model, Cohort cohort) {
        return new Builder(Records.requireModel(model), cohort);
    }

    /**
     * Reads marks that other software wrote, as {@link ReferenceLesions#read} with the list {@code "marks"} and a {@code "score"} in
     * each.
     *
     * @param model the model that set them
     * @param cohort the images
     * @param where the name of the source, for messages
     * @param json its bytes
     * @return the marks
     * @throws io.medml.core.error.DataException when the text is not of this form or names a record that the cohort has not
     */
    public static DetectedMarks read(ArtifactRef model, Cohort cohort, String where, byte[] json) {
        Builder builder = of(model, cohort);
        for (StrictFields item :
                RegionReader.items(json, where, "marks", "record", "box", "point", "category", "score")) {
            String record = item.text("record");
            ImageRegion region = RegionReader.region(item);
            double score = item.number("score", -Double.MAX_VALUE, Double.MAX_VALUE);
            String category = item.has("category") ? item.text("category") : ReferenceLesions.UNNAMED;
            RegionReader.add(item, () -> builder.add(record, region, score, category));
        }
        return builder.build();
    }

    /**
     * The model that set them.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The cohort they are on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * Pins the marks: SHA-256 of their regions, categories and scores by record, in the records' canonical order.
     *
     * @return the digest
     */
    public Digest digest() {
        return digest;
    }

    List<Item> row(int row) {
        return byRow.get(row);
    }

    /** Takes marks one by one. Confined to one thread. */
    public static final class Builder {
        private final ArtifactRef model;
        private final Cohort cohort;
        private final List<List<Item>> byRow;

        private Builder(ArtifactRef model, Cohort cohort) {
            this.model = model;
            this.cohort = Objects.requireNonNull(cohort, "cohort");
            this.byRow = ReferenceLesions.empty(cohort);
        }

        /**
         * Adds a mark.
         *
         * @param record the identifier of the image's record
         * @param region where it is
         * @param score how confident the model is, finite; higher is more confident
         * @return this
         * @throws io.medml.core.error.DataException when the cohort has no such record
         */
        public Builder add(String record, ImageRegion region, double score) {
            return add(record, region, score, ReferenceLesions.UNNAMED);
        }

        /**
         * Adds a mark of one of several categories.
         *
         * @param record the identifier of the image's record
         * @param region where it is
         * @param score how confident the model is, finite; higher is more confident
         * @param category the category that the model gives
         * @return this
         * @throws io.medml.core.error.DataException when the cohort has no such record
         */
        public Builder add(String record, ImageRegion region, double score, String category) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("model " + model.id() + " " + model.version()
                        + " gave a mark without a finite score; a score is a finite number");
            }
            byRow.get(Records.row(cohort, record))
                    .add(new Item(
                            Objects.requireNonNull(region, "region"),
                            ReferenceLesions.requireCategory(category),
                            score + 0.0));
            return this;
        }

        /**
         * Finishes the marks.
         *
         * @return the marks
         */
        public DetectedMarks build() {
            List<List<Item>> rows = ReferenceLesions.sorted(byRow);
            return new DetectedMarks(model, cohort.reference(), rows, ReferenceLesions.pin(cohort, rows));
        }
    }
}
