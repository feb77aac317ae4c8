package io.medml.core.stats;

/**
 * Exponential and logarithm for loops over all records, where those of {@code StrictMath} are most of the cost.
 *
 * <p>Only additions, multiplications, divisions and shifts, so the bits are the same on every machine; within three units in the last
 * place of {@code StrictMath}, the logarithm near 1 within 1e-17 absolute. Tables are made with {@code StrictMath}.
 *
 * <pre>{@code
 * exp(x) = 2^m 2^(j/64) exp(r),   x = (64 m + j) ln 2 / 64 + r,  |r| <= ln 2 / 128
 * ln(z)  = k ln 2 + ln(c) + 2 artanh((f - c) / (f + c)),   z = 2^k f,  c the middle of the 128th part in which f lies
 * }</pre>
 *
 * Reference: Tang (1989, 1990), ACM Trans. Mathematical Software 15 and 16.
 */
final class Elementary {

    private static final int STEPS = 64;
    private static final double STEPS_PER_LN2 = STEPS / StrictMath.log(2);
    // ln 2 / 64 in two parts, the first with so few bits that its multiples are exact
    private static final double STEP_HIGH = Double.longBitsToDouble(0x3f862e42fee00000L);
    private static final double STEP_LOW = Double.longBitsToDouble(0x3d8a39ef35793c76L);
    // adding it leaves the nearest whole number in the low bits
    private static final double ROUND = 0x1.8p52;
    private static final double SMALLEST_EXPONENT = -708;
    private static final double[] POWERS = new double[STEPS];

    private static final int PARTS = 128;
    private static final int PART_SHIFT = 52 - 7;
    // f lies in [0.6875, 1.375): numbers on both sides of 1 have k = 0, and nothing cancels
    private static final long LOWEST = 0x3fe6000000000000L;
    private static final double LN2_HIGH = Double.longBitsToDouble(0x3fe62e42fee00000L);
    private static final double LN2_LOW = Double.longBitsToDouble(0x3dea39ef35793c76L);
    private static final double[] MIDDLES = new double[PARTS];
    private static final double[] LOGARITHMS = new double[PARTS];

    static {
        for (int j = 0; j < STEPS; j++) {
            POWERS[j] = StrictMath.pow(2, (double) j / STEPS);
        }
        for (int i = 0; i < PARTS; i++) {
            MIDDLES[i] = Double.longBitsToDouble(LOWEST + ((long) i << PART_SHIFT) + (1L << (PART_SHIFT - 1)));
            LOGARITHMS[i] = StrictMath.log(MIDDLES[i]);
        }
    }

    private Elementary() {}

    /** The exponential of a number that is not positive; beside the normal range that of {@code StrictMath}. */
    static double expOfNegative(double x) {
        if (!(x >= SMALLEST_EXPONENT)) {
            return StrictMath.exp(x);
        }
        double shifted = x * STEPS_PER_LN2 + ROUND;
        double whole = shifted - ROUND;
        double r = (x - whole * STEP_HIGH) - whole * STEP_LOW;
        long k = Double.doubleToRawLongBits(shifted);
        double scale =
                Double.longBitsToDouble(Double.doubleToRawLongBits(POWERS[(int) k & (STEPS - 1)]) + (k >> 6 << 52));
        double tail = r * r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120)))) + r;
        return scale + scale * tail;
    }

    /** The natural logarithm of a positive normal number; of others that of {@code StrictMath}. */
    static double log(double z) {
        long bits = Double.doubleToRawLongBits(z);
        if (!(z >= Double.MIN_NORMAL && z <= Double.MAX_VALUE)) {
            return StrictMath.log(z);
        }
        long above = bits - LOWEST;
        int i = (int) (above >>> PART_SHIFT) & (PARTS - 1);
        long k = above >> 52;
        double f = Double.longBitsToDouble(bits - (k << 52));
        double c = MIDDLES[i];
        double s = (f - c) / (f + c);
        double square = s * s;
        double rest = 2 * s + s * square * (2.0 / 3 + square * (2.0 / 5));
        return k * LN2_HIGH + (LOGARITHMS[i] + (rest + k * LN2_LOW));
    }
}
