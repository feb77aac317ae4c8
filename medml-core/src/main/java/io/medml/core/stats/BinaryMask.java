package io.medml.core.stats;

import java.util.BitSet;
import java.util.Locale;

/**
 * Which pixels of an image, or voxels of a volume, belong to a structure, with the distance between neighbouring centres.
 *
 * <p>The voxels are given with the column running fastest: voxel {@code (column, row, slice)} is number
 * {@code column + columns (row + rows slice)}. The spacing is 1 in every direction unless {@link #withSpacing} says otherwise;
 * distances and volumes are in its unit, millimetres by custom.
 *
 * <p><em>Immutable and thread-safe.</em> A bit a voxel, as far as the last one of the structure.
 */
public final class BinaryMask {

    private final int columns;
    private final int rows;
    private final int slices;
    private final boolean plane;
    private final int size;
    /** Of 64 voxels each; none after the last that belongs to the structure. */
    private final long[] words;

    private final double[] spacing;

    private BinaryMask(int columns, int rows, int slices, boolean plane, int size, long[] words, double[] spacing) {
        this.columns = columns;
        this.rows = rows;
        this.slices = slices;
        this.plane = plane;
        this.size = size;
        this.words = words;
        this.spacing = spacing;
    }

    /**
     * A mask of an image.
     *
     * @param columns number of columns, at least 1
     * @param rows number of rows, at least 1
     * @param pixels whether each pixel belongs to the structure, row after row
     * @return the mask
     */
    public static BinaryMask image(int columns, int rows, boolean[] pixels) {
        return of(columns, rows, 1, true, pixels.length, words(pixels));
    }

    /**
     * A mask of an image.
     *
     * @param columns number of columns, at least 1
     * @param rows number of rows, at least 1
     * @param pixels the pixels that belong to the structure, numbered row after row
     * @return the mask
     */
    public static BinaryMask image(int columns, int rows, BitSet pixels) {
        long size = (long) columns * rows;
        if (size > Integer.MAX_VALUE || pixels.length() > size) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a mask of %d columns and %d rows needs at most %d pixels, and none beyond its own, got one with number %d",
                    columns,
                    rows,
                    Integer.MAX_VALUE,
                    pixels.length() - 1));
        }
        return of(columns, rows, 1, true, (int) size, pixels.toLongArray());
    }

    /**
     * A mask of a volume.
     *
     * @param columns number of columns, at least 1
     * @param rows number of rows, at least 1
     * @param slices number of slices, at least 1
     * @param voxels whether each voxel belongs to the structure, slice after slice and in each row after row
     * @return the mask
     */
    public static BinaryMask volume(int columns, int rows, int slices, boolean[] voxels) {
        return of(columns, rows, slices, false, voxels.length, words(voxels));
    }

    private static long[] words(boolean[] voxels) {
        BitSet set = new BitSet();
        for (int i = 0; i < voxels.length; i++) {
            if (voxels[i]) {
                set.set(i);
            }
        }
        return set.toLongArray();
    }

    private static BinaryMask of(int columns, int rows, int slices, boolean plane, int given, long[] words) {
        if (columns < 1 || rows < 1 || slices < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a mask has at least one column, row and slice, got %d, %d and %d",
                    columns,
                    rows,
                    slices));
        }
        long size;
        try {
            size = Math.multiplyExact(Math.multiplyExact((long) columns, (long) rows), (long) slices);
        } catch (ArithmeticException e) {
            size = Long.MAX_VALUE;
        }
        if (size != given) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a mask of %d columns, %d rows and %d slices needs one value for each voxel, got %d",
                    columns,
                    rows,
                    slices,
                    given));
        }
        return new BinaryMask(columns, rows, slices, plane, given, words, new double[] {1, 1, 1});
    }

    /**
     * The same mask with the distance between the centres of neighbouring voxels.
     *
     * @param distances between columns, between rows and, of a volume, between slices; each from 1e-9 to 1e6
     * @return the copy
     */
    public BinaryMask withSpacing(double... distances) {
        int dimensions = plane ? 2 : 3;
        if (distances.length != dimensions) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the spacing of %s has %d numbers (columns, rows%s), got %d",
                    plane ? "an image" : "a volume",
                    dimensions,
                    plane ? "" : ", slices",
                    distances.length));
        }
        double[] copy = {1, 1, 1};
        for (int i = 0; i < dimensions; i++) {
            if (!(distances[i] > 0 && distances[i] <= 1e6)) {
                throw Arguments.at("spacing", i, "must be positive and at most 1e6");
            }
            if (distances[i] < 1e-9) {
                throw Arguments.at("spacing", i, "must be at least 1e-9; state it in a smaller unit");
            }
            copy[i] = distances[i];
        }
        return new BinaryMask(columns, rows, slices, plane, size, words, copy);
    }

    /**
     * The number of voxels of the structure.
     *
     * @return the number
     */
    public long count() {
        long count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Another mask on the same grid. */
    BinaryMask withVoxels(boolean[] values) {
        return new BinaryMask(columns, rows, slices, plane, size, words(values), spacing);
    }

    /** Area of a pixel or volume of a voxel. */
    double voxelSize() {
        return spacing[0] * spacing[1] * spacing[2];
    }

    boolean get(int index) {
        int word = index >> 6;
        return word < words.length && (words[word] >>> index & 1) != 0;
    }

    /** Also false outside of the grid. */
    boolean get(int column, int row, int slice) {
        return column >= 0
                && row >= 0
                && slice >= 0
                && column < columns
                && row < rows
                && slice < slices
                && get(index(column, row, slice));
    }

    /** Below the size, so it fits. */
    private int index(int column, int row, int slice) {
        return column + columns * (row + rows * slice);
    }

    int size() {
        return size;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    int slices() {
        return slices;
    }

    boolean plane() {
        return plane;
    }

    double spacing(int direction) {
        return spacing[direction];
    }

    /** That two masks lie on one grid. */
    void requireGrid(BinaryMask other) {
        if (columns != other.columns || rows != other.rows || slices != other.slices || plane != other.plane) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "both masks must lie on one grid, got %d x %d x %d and %d x %d x %d voxels; resample one to the grid of"
                            + " the other",
                    columns,
                    rows,
                    slices,
                    other.columns,
                    other.rows,
                    other.slices));
        }
        for (int i = 0; i < spacing.length; i++) {
            if (spacing[i] != other.spacing[i]) {
                throw new IllegalArgumentException("both masks must have the same spacing, got " + spacing[i] + " and "
                        + other.spacing[i] + " in direction " + i);
            }
        }
    }
}
