package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import io.medml.core.stats.ImageRegion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Where the lesions are in the images of a cohort, each record an image. An image that is not named has none. Joined by record
 * identifier, never by position. Immutable.
 */
public final class ReferenceLesions {

    /** The category of lesions and marks that have none. */
    public static final String UNNAMED = "lesion";

    /** A region with its category, and the score where it is a mark. */
    record Item(ImageRegion region, String category, double score) {

        Content content() {
            return Content.fields()
                    .put("region", region.toString())
                    .put("category", category)
                    .put("score", score)
                    .build();
        }
    }

    private static final Comparator<Item> ORDER =
            Comparator.comparing(Item::region).thenComparing(Item::category).thenComparingDouble(Item::score);

    private final ArtifactRef dataset;
    private final List<List<Item>> byRow;
    private final Digest digest;

    private ReferenceLesions(ArtifactRef dataset, List<List<Item>> byRow, Digest digest) {
        this.dataset = dataset;
        this.byRow = byRow;
        this.digest = digest;
    }

    /**
     * Starts the lesions of a cohort.
     *
     * @param cohort the images; the label says whether an image has a lesion
     * @return a builder; confined to one thread
     */
    public static Builder of(Cohort cohort) {
        return new Builder(cohort);
    }

    /**
     * Reads lesions that other software wrote: {@code {"lesions": [{"record": "img-1", "box": [x1, y1, x2, y2], "category":
     * "nodule"}]}}, with {@code "point": [x, y]} instead of a box, and without a category where there is only one. A key of another
     * name is refused.
     *
     * @param cohort the images
     * @param where the name of the source, for messages
     * @param json its bytes
     * @return the lesions
     * @throws io.medml.core.error.DataException when the text is not of this form or names a record that the cohort has not
     */
    public static ReferenceLesions read(Cohort cohort, String where, byte[] json) {
        Builder builder = of(cohort);
        for (StrictFields item : RegionReader.items(json, where, "lesions", "record", "box", "point", "category")) {
            String record = item.text("record");
            ImageRegion region = RegionReader.region(item);
            String category = item.has("category") ? item.text("category") : UNNAMED;
            RegionReader.add(item, () -> builder.add(record, region, category));
        }
        return builder.build();
    }

    /**
     * The cohort they are in.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * Pins the lesions: SHA-256 of their regions and categories by record, in the records' canonical order.
     *
     * @return the digest
     */
    public Digest digest() {
        return digest;
    }

    List<Item> row(int row) {
        return byRow.get(row);
    }

    /** The regions of each row in an order of their own, and their digest. */
    static Digest pin(Cohort cohort, List<List<Item>> byRow) {
        List<Content> pinned = new ArrayList<>();
        for (int row : cohort.canonicalOrder()) {
            pinned.add(Content.items(byRow.get(row), Item::content));
        }
        return Digest.sha256(new Content.Items(pinned).bytes());
    }

    static List<List<Item>> sorted(List<List<Item>> byRow) {
        return byRow.stream().map(row -> row.stream().sorted(ORDER).toList()).toList();
    }

    static List<List<Item>> empty(Cohort cohort) {
        List<List<Item>> rows = new ArrayList<>();
        for (int row = 0; row < cohort.size(); row++) {
            rows.add(new ArrayList<>());
        }
        return rows;
    }

    static String requireCategory(String category) {
        return Name.require(category, "a category");
    }

    /** Takes lesions one by one. Confined to one thread. */
    public static final class Builder {
        private final Cohort cohort;
        private final List<List<Item>> byRow;

        private Builder(Cohort cohort) {
            this.cohort = Objects.requireNonNull(cohort, "cohort");
            this.byRow = empty(cohort);
        }

        /**
         * Adds a lesion.
         *
         * @param record the identifier of the image's record
         * @param region where it is
         * @return this
         * @throws io.medml.core.error.DataException when the cohort has no such record
         */
        public Builder add(String record, ImageRegion region) {
            return add(record, region, UNNAMED);
        }

        /**
         * Adds a lesion of one of several categories.
         *
         * @param record the identifier of the image's record
         * @param region where it is
         * @param category its category; a mark of another category is never its mark
         * @return this
         * @throws io.medml.core.error.DataException when the cohort has no such record
         */
        public Builder add(String record, ImageRegion region, String category) {
            byRow.get(Records.row(cohort, record))
                    .add(new Item(Objects.requireNonNull(region, "region"), requireCategory(category), 0));
            return this;
        }

        /**
         * Finishes the lesions.
         *
         * @return the lesions
         */
        public ReferenceLesions build() {
            List<List<Item>> rows = sorted(byRow);
            return new ReferenceLesions(cohort.reference(), rows, pin(cohort, rows));
        }
    }
}
