package io.medml.core.stats;

import java.util.Objects;

/**
 * When a mark can be a lesion's.
 *
 * <p><b>Assignment:</b> in each image the marks are taken by descending score; each goes to the lesion that suits it best among those
 * of its category that the rule allows and that have no mark yet. Marks of one score are taken together, the best suited pair
 * first, so that the order in which they are given changes nothing. A mark that the rule allows only at lesions that have one already is
 * a <em>repeated</em> mark; one that it allows at no lesion is a false positive. This is the assignment of COCO; VOC first
 * chooses the lesion that suits best and then looks whether it is taken.
 *
 * @param kind what is compared
 * @param bound the bound: at least this overlap, or at most this distance
 */
public record MatchingRule(Kind kind, double bound) {

    /** What a rule compares. */
    public enum Kind {
        /** Intersection over union of two boxes; the larger, the better suited. */
        OVERLAP,
        /** Distance of the centres; the smaller, the better suited. */
        CENTRE_DISTANCE
    }

    /** Checks the bound. */
    public MatchingRule {
        Objects.requireNonNull(kind, "kind");
        if (kind == Kind.OVERLAP ? !(bound > 0 && bound <= 1) : !(bound >= 0 && bound <= 1e9)) {
            throw new IllegalArgumentException(
                    kind == Kind.OVERLAP
                            ? "an overlap to be reached is a fraction in (0, 1], got " + bound
                            : "a distance must be from 0 to 1e9, got " + bound);
        }
    }

    /**
     * Boxes that overlap.
     *
     * @param least the least intersection over union, in (0, 1]
     * @return the rule
     */
    public static MatchingRule overlap(double least) {
        return new MatchingRule(Kind.OVERLAP, least);
    }

    /**
     * Centres that lie close.
     *
     * @param most the largest distance, in the unit of the coordinates
     * @return the rule
     */
    public static MatchingRule centreDistance(double most) {
        return new MatchingRule(Kind.CENTRE_DISTANCE, most);
    }

    /** How well a mark suits a lesion, the larger the better; negative infinity where the rule does not allow it. */
    double suits(ImageRegion mark, ImageRegion lesion) {
        if (kind == Kind.OVERLAP) {
            if (mark.isPoint() || lesion.isPoint()) {
                throw new IllegalArgumentException(
                        "a point overlaps nothing; use a rule by the distance of the centres, or give boxes");
            }
            double overlap = mark.overlap(lesion);
            return overlap >= bound ? overlap : Double.NEGATIVE_INFINITY;
        }
        double distance = mark.distance(lesion);
        return distance <= bound ? -distance : Double.NEGATIVE_INFINITY;
    }

    @Override
    public String toString() {
        return kind == Kind.OVERLAP
                ? "intersection over union of at least " + bound
                : "centres at most " + bound + " apart";
    }
}
