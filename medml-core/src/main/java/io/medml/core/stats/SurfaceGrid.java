package io.medml.core.stats;

import java.util.Arrays;

/**
 * The smallest box of a grid that holds two masks, and the distance of each surface voxel of one to the surface of the other.
 *
 * <p>Squared distances to the nearest site separate by direction: {@code min over sites of (x - x_s)^2 + g(s)}, a lower envelope of
 * parabolas along each line, one direction after the other (Felzenszwalb and Huttenlocher 2012).
 */
final class SurfaceGrid {

    private static final double NONE = Double.POSITIVE_INFINITY;

    private final int[] low;
    private final int[] sizes;

    private SurfaceGrid(int[] low, int[] sizes) {
        this.low = low;
        this.sizes = sizes;
    }

    /** The box around two masks that are not both empty. */
    static SurfaceGrid around(BinaryMask first, BinaryMask second) {
        int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        int[] high = {-1, -1, -1};
        int index = 0;
        int[] at = new int[3];
        for (at[2] = 0; at[2] < first.slices(); at[2]++) {
            for (at[1] = 0; at[1] < first.rows(); at[1]++) {
                for (at[0] = 0; at[0] < first.columns(); at[0]++) {
                    if (first.get(index) || second.get(index)) {
                        for (int d = 0; d < 3; d++) {
                            low[d] = Math.min(low[d], at[d]);
                            high[d] = Math.max(high[d], at[d]);
                        }
                    }
                    index++;
                }
            }
        }
        return new SurfaceGrid(low, new int[] {high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1});
    }

    /** The distance of each surface voxel of one mask to the nearest surface voxel of the other, in the order of the grid. */
    double[] distances(BinaryMask from, BinaryMask to) {
        double[] squared = squares(to);
        double[] distances = new double[squared.length];
        int count = 0;
        int index = 0;
        for (int z = 0; z < sizes[2]; z++) {
            for (int y = 0; y < sizes[1]; y++) {
                for (int x = 0; x < sizes[0]; x++) {
                    if (surface(from, x + low[0], y + low[1], z + low[2])) {
                        distances[count++] = Math.sqrt(squared[index]);
                    }
                    index++;
                }
            }
        }
        return Arrays.copyOf(distances, count);
    }

    private static boolean surface(BinaryMask mask, int x, int y, int z) {
        if (!mask.get(x, y, z)) {
            return false;
        }
        boolean inside = mask.get(x - 1, y, z)
                && mask.get(x + 1, y, z)
                && mask.get(x, y - 1, z)
                && mask.get(x, y + 1, z)
                && (mask.plane() || (mask.get(x, y, z - 1) && mask.get(x, y, z + 1)));
        return !inside;
    }

    private double[] squares(BinaryMask mask) {
        double[] values = new double[sizes[0] * sizes[1] * sizes[2]]; // not larger than the mask's own array
        int index = 0;
        for (int z = 0; z < sizes[2]; z++) {
            for (int y = 0; y < sizes[1]; y++) {
                for (int x = 0; x < sizes[0]; x++) {
                    values[index++] = surface(mask, x + low[0], y + low[1], z + low[2]) ? 0 : NONE;
                }
            }
        }
        int stride = 1;
        for (int direction = 0; direction < 3; direction++) {
            Envelope envelope = new Envelope(sizes[direction], mask.spacing(direction));
            int block = stride * sizes[direction];
            for (int start = 0; start < values.length; start += block) {
                for (int offset = 0; offset < stride; offset++) {
                    envelope.along(values, start + offset, stride);
                }
            }
            stride = block;
        }
        return values;
    }

    /** The lower envelope of parabolas along lines of one length. */
    private static final class Envelope {
        private final int length;
        private final double step;
        private final int[] site;
        private final double[] border;
        private final double[] line;

        Envelope(int length, double step) {
            this.length = length;
            this.step = step;
            this.site = new int[length];
            this.border = new double[length];
            this.line = new double[length];
        }

        void along(double[] values, int start, int stride) {
            int last = -1;
            for (int q = 0; q < length; q++) {
                line[q] = values[start + q * stride];
                if (line[q] == NONE) {
                    continue;
                }
                double cut = Double.NEGATIVE_INFINITY;
                while (last >= 0) {
                    cut = crossing(site[last], q);
                    if (cut > border[last]) {
                        break;
                    }
                    last--;
                    cut = Double.NEGATIVE_INFINITY;
                }
                last++;
                site[last] = q;
                border[last] = cut;
            }
            if (last < 0) {
                return;
            }
            int k = 0;
            for (int q = 0; q < length; q++) {
                while (k < last && border[k + 1] < q) {
                    k++;
                }
                double distance = (q - site[k]) * step;
                values[start + q * stride] = distance * distance + line[site[k]];
            }
        }

        /** Where the parabola of the later site takes over, in voxels. */
        private double crossing(int earlier, int later) {
            double between = (double) later - earlier;
            return (line[later] - line[earlier]) / (step * step) / (2 * between) + (later + (double) earlier) / 2;
        }
    }
}
