package io.medml.core.stats;

import java.util.Arrays;

/** Records of three classes from whole numbers, so that another program can make the same: probabilities, and one label in nine that is not the likeliest. */
public final class ThreeClasses {

    /** The number of records. */
    public static final int N = 120;

    private ThreeClasses() {}

    /** The squares of {@code 1 + (x (7 + 4 j) + 3 j j + x x (j + 1)) mod 23} over their sum, of record {@code x} and class {@code j}. */
    public static double[][] probabilities() {
        double[][] p = new double[N][3];
        for (int x = 0; x < N; x++) {
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                double w = 1 + (x * (7 + 4 * j) + 3 * j * j + x * x * (j + 1)) % 23;
                p[x][j] = w * w;
                sum += w * w;
            }
            for (int j = 0; j < 3; j++) {
                p[x][j] /= sum;
            }
        }
        return p;
    }

    /** The class of the largest probability, of each ninth record the one after it. */
    public static int[] given() {
        double[][] p = probabilities();
        int[] given = new int[N];
        Arrays.setAll(given, x -> {
            int best = 0;
            for (int j = 1; j < 3; j++) {
                best = p[x][j] > p[x][best] ? j : best;
            }
            return x % 9 == 0 ? (best + 1) % 3 : best;
        });
        return given;
    }
}
