package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Images with the lesions that are in them and the marks that a model set, each mark with a score and each of both with a category.
 *
 * <p>An image without lesions, and one without marks, belongs to the sample as any other. Images may share a subject, and then are
 * not independent. A higher score is more confident. <em>Immutable and thread-safe.</em>
 */
public final class MarkedImages {

    /** A lesion. */
    record Lesion(ImageRegion region, int category) {}

    /** A mark. */
    record Mark(ImageRegion region, double score, int category) {}

    private final List<List<Lesion>> lesions;
    private final List<List<Mark>> marks;
    private final int[] subjects;

    private MarkedImages(List<List<Lesion>> lesions, List<List<Mark>> marks, int[] subjects) {
        this.lesions = lesions;
        this.marks = marks;
        this.subjects = subjects;
    }

    /**
     * Starts a sample.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The number of images.
     *
     * @return the number
     */
    public int size() {
        return subjects.length;
    }

    /**
     * The number of images with at least one lesion.
     *
     * @return the number
     */
    public int withLesions() {
        return (int) lesions.stream().filter(l -> !l.isEmpty()).count();
    }

    /**
     * The number of distinct subjects.
     *
     * @return the number
     */
    public int subjectCount() {
        return ScoredLabels.distinct(subjects).length;
    }

    List<Lesion> lesions(int image) {
        return lesions.get(image);
    }

    List<Mark> marks(int image) {
        return marks.get(image);
    }

    /** The subject of each image, from 0 without gaps. */
    int[] subjects() {
        return ScoredLabels.dense(subjects, ScoredLabels.distinct(subjects));
    }

    /** The categories that lesions have, ascending. */
    int[] categories() {
        return lesions.stream()
                .flatMap(List::stream)
                .mapToInt(Lesion::category)
                .distinct()
                .sorted()
                .toArray();
    }

    /** That two models marked the same images. */
    void requireSameLesions(MarkedImages other) {
        if (!Arrays.equals(subjects, other.subjects) || !lesions.equals(other.lesions)) {
            throw new IllegalArgumentException(
                    "two models are compared on the same images with the same lesions in the same order; these differ");
        }
    }

    /** Takes images one after the other. Confined to one thread. */
    public static final class Builder {
        private final List<List<Lesion>> lesions = new ArrayList<>();
        private final List<List<Mark>> marks = new ArrayList<>();
        private final List<Integer> subjects = new ArrayList<>();

        private Builder() {}

        /**
         * Goes on to the next image; what follows is in it.
         *
         * @param subject whose image it is, any code
         * @return this
         */
        public Builder image(int subject) {
            subjects.add(subject);
            lesions.add(new ArrayList<>());
            marks.add(new ArrayList<>());
            return this;
        }

        /**
         * Adds a lesion to the image.
         *
         * @param region where it is
         * @param category its category, any code; 0 where there is only one
         * @return this
         */
        public Builder lesion(ImageRegion region, int category) {
            last(lesions).add(new Lesion(Objects.requireNonNull(region, "region"), category));
            return this;
        }

        /**
         * Adds a mark to the image.
         *
         * @param region where it is
         * @param score how confident the model is, finite
         * @param category the category that the model gives
         * @return this
         */
        public Builder mark(ImageRegion region, double score, int category) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("the score of a mark must be a finite number");
            }
            // so that 0 and -0 are one threshold
            last(marks).add(new Mark(Objects.requireNonNull(region, "region"), score + 0.0, category));
            return this;
        }

        private static <T> List<T> last(List<List<T>> lists) {
            if (lists.isEmpty()) {
                throw new IllegalStateException("a lesion or mark is in an image; call image(..) first");
            }
            return lists.get(lists.size() - 1);
        }

        /**
         * Finishes the sample.
         *
         * @return the sample
         */
        public MarkedImages build() {
            return new MarkedImages(
                    lesions.stream().map(List::copyOf).toList(),
                    marks.stream().map(List::copyOf).toList(),
                    subjects.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
