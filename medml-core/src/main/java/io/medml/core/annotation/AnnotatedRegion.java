package io.medml.core.annotation;

import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ImageRegion;
import java.util.Objects;
import java.util.Optional;

/**
 * A region that an annotator drew: a box in pixels, or a mask of the image. Immutable.
 *
 * @param item the item's identifier
 * @param subject the subject's identifier, or empty when it is not said
 * @param annotator the annotator's identifier
 * @param label the label of the region
 * @param box the box, the corner of the first pixel at 0; empty for a mask
 * @param mask the mask; empty for a box
 */
public record AnnotatedRegion(
        String item,
        Optional<String> subject,
        String annotator,
        String label,
        Optional<ImageRegion> box,
        Optional<BinaryMask> mask) {

    /** Checks that there is either a box or a mask. */
    public AnnotatedRegion {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(annotator, "annotator");
        Objects.requireNonNull(label, "label");
        if (box.isPresent() == mask.isPresent()) {
            throw new IllegalArgumentException("a region is either a box or a mask");
        }
    }

    @Override
    public String toString() {
        return (box.isPresent() ? "box" : "mask") + " by " + annotator;
    }
}
