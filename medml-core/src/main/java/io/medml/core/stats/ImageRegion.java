package io.medml.core.stats;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where something is in an image or a volume: a box with sides along the axes, or a point.
 *
 * <p>Coordinates are continuous, in a unit of the caller's: a box from 10 to 20 is 10 long, not 11. <em>Immutable.</em>
 */
public final class ImageRegion implements Comparable<ImageRegion> {

    private static final double LARGEST = 1e9;

    /** So that an area or a volume stays within the range of doubles. */
    private static final double SHORTEST = 1e-9;

    private final double[] low;
    private final double[] high;

    private ImageRegion(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    /**
     * A box in an image.
     *
     * @param x1 its left edge
     * @param y1 its edge at the lower values of y
     * @param x2 its right edge, above {@code x1}
     * @param y2 its other edge, above {@code y1}
     * @return the region
     */
    public static ImageRegion box(double x1, double y1, double x2, double y2) {
        return box(new double[] {x1, y1}, new double[] {x2, y2});
    }

    /**
     * A box in a volume.
     *
     * @param x1 lowest x
     * @param y1 lowest y
     * @param z1 lowest z
     * @param x2 highest x, above {@code x1}
     * @param y2 highest y, above {@code y1}
     * @param z2 highest z, above {@code z1}
     * @return the region
     */
    public static ImageRegion box(double x1, double y1, double z1, double x2, double y2, double z2) {
        return box(new double[] {x1, y1, z1}, new double[] {x2, y2, z2});
    }

    private static ImageRegion box(double[] low, double[] high) {
        for (int d = 0; d < low.length; d++) {
            requireCoordinate(low[d]);
            requireCoordinate(high[d]);
            if (!(low[d] < high[d])) {
                throw new IllegalArgumentException(
                        "a box needs a positive length in every direction, found none in direction " + d
                                + "; give the lower corner first, or use point(..)");
            }
            if (high[d] - low[d] < SHORTEST) {
                throw new IllegalArgumentException(
                        "a box needs a length of at least 1e-9 in every direction, found less" + " in direction " + d
                                + "; state coordinates in a smaller unit, or use point(..)");
            }
        }
        return new ImageRegion(low, high);
    }

    /**
     * A point in an image.
     *
     * @param x horizontal coordinate
     * @param y vertical coordinate
     * @return the region
     */
    public static ImageRegion point(double x, double y) {
        return point(new double[] {x, y});
    }

    /**
     * A point in a volume.
     *
     * @param x first coordinate
     * @param y second coordinate
     * @param z third coordinate
     * @return the region
     */
    public static ImageRegion point(double x, double y, double z) {
        return point(new double[] {x, y, z});
    }

    private static ImageRegion point(double[] at) {
        for (double coordinate : at) {
            requireCoordinate(coordinate);
        }
        return new ImageRegion(at, at);
    }

    private static void requireCoordinate(double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw new IllegalArgumentException("a coordinate must be a finite number of size at most 1e9");
        }
    }

    /**
     * The number of coordinates.
     *
     * @return 2 or 3
     */
    public int dimensions() {
        return low.length;
    }

    /**
     * Tells whether this is a point.
     *
     * @return whether it has no extent
     */
    public boolean isPoint() {
        return Arrays.equals(low, high);
    }

    /** Intersection over union of two boxes. */
    double overlap(ImageRegion other) {
        requireDimensions(other);
        double shared = 1;
        double own = 1;
        double others = 1;
        for (int d = 0; d < low.length; d++) {
            shared *= Math.max(0, Math.min(high[d], other.high[d]) - Math.max(low[d], other.low[d]));
            own *= high[d] - low[d];
            others *= other.high[d] - other.low[d];
        }
        return shared / (own + others - shared);
    }

    /** Distance of the centres. */
    double distance(ImageRegion other) {
        requireDimensions(other);
        double sum = 0;
        for (int d = 0; d < low.length; d++) {
            double between = (low[d] + high[d]) / 2 - (other.low[d] + other.high[d]) / 2;
            sum += between * between;
        }
        return Math.sqrt(sum);
    }

    private void requireDimensions(ImageRegion other) {
        if (low.length != other.low.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "regions of one image must have the same number of coordinates, got %d and %d",
                    low.length,
                    other.low.length));
        }
    }

    /** By coordinates; an order that says nothing but is always the same. */
    @Override
    public int compareTo(ImageRegion other) {
        int byLow = Arrays.compare(low, other.low);
        return byLow != 0 ? byLow : Arrays.compare(high, other.high);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageRegion that && Arrays.equals(low, that.low) && Arrays.equals(high, that.high);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
    }

    /** The corners; a region says where in an image something is, and not whose. */
    @Override
    public String toString() {
        return isPoint()
                ? "point " + Arrays.toString(low)
                : "box " + Arrays.toString(low) + " to " + Arrays.toString(high);
    }
}
