package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;

/** Cuts lines and areas to the unit square, in which a plot lies from 0 to 1 on both axes. */
final class Clip {

    private Clip() {}

    /**
     * Cuts a segment to the unit square, by Liang and Barsky, ACM Transactions on Graphics 3 (1984) 1-22.
     *
     * @param s x1, y1, x2, y2; replaced by what is left
     * @return whether anything is left
     */
    static boolean segment(double[] s) {
        double dx = s[2] - s[0];
        double dy = s[3] - s[1];
        double from = 0;
        double to = 1;
        double[] moves = {-dx, dx, -dy, dy};
        double[] rooms = {s[0], 1 - s[0], s[1], 1 - s[1]};
        for (int i = 0; i < 4; i++) {
            if (moves[i] == 0) {
                if (rooms[i] < 0) {
                    return false; // parallel to this side and beyond it
                }
            } else if (moves[i] < 0) {
                from = Math.max(from, rooms[i] / moves[i]);
            } else {
                to = Math.min(to, rooms[i] / moves[i]);
            }
        }
        if (from > to) {
            return false;
        }
        double x = s[0];
        double y = s[1];
        s[0] = unit(x + from * dx);
        s[1] = unit(y + from * dy);
        s[2] = unit(x + to * dx);
        s[3] = unit(y + to * dy);
        return true;
    }

    /** Cuts a polygon to the unit square, by Sutherland and Hodgman, Communications of the ACM 17 (1974) 32-42. */
    static List<double[]> polygon(List<double[]> corners) {
        List<double[]> left = corners;
        for (int side = 0; side < 4; side++) {
            List<double[]> cut = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                double[] here = left.get(i);
                double[] before = left.get((i + left.size() - 1) % left.size());
                double in = inside(here, side);
                double was = inside(before, side);
                if (in >= 0 != was >= 0) {
                    double at = was / (was - in);
                    cut.add(new double[] {before[0] + at * (here[0] - before[0]), before[1] + at * (here[1] - before[1])
                    });
                }
                if (in >= 0) {
                    cut.add(here);
                }
            }
            left = cut;
        }
        for (double[] corner : left) {
            corner[0] = unit(corner[0]);
            corner[1] = unit(corner[1]);
        }
        return left;
    }

    private static double inside(double[] corner, int side) {
        return switch (side) {
            case 0 -> corner[0];
            case 1 -> 1 - corner[0];
            case 2 -> corner[1];
            default -> 1 - corner[1];
        };
    }

    /** What is left of a cut lies within by construction; this takes away rounding. */
    private static double unit(double share) {
        return Math.max(0, Math.min(1, share));
    }

    /** Leaves out points that lie within a tolerance of the last one kept; the first and the last stay. */
    static List<double[]> thinned(List<double[]> corners, double dx, double dy) {
        List<double[]> kept = new ArrayList<>();
        double[] last = corners.get(0);
        kept.add(last);
        for (int i = 1; i < corners.size(); i++) {
            double[] corner = corners.get(i);
            if (i + 1 == corners.size() || Math.abs(corner[0] - last[0]) > dx || Math.abs(corner[1] - last[1]) > dy) {
                kept.add(corner);
                last = corner;
            }
        }
        return kept;
    }
}
