package io.medml.core.stats;

/**
 * The generator that tests share with the scripts in other languages that made their expected values:
 * {@code x <- (1103515245 x + 12345) mod 2^31}, of which {@code x >> 8} is given.
 */
final class Congruential {

    private long state;

    Congruential(long seed) {
        state = seed;
    }

    /** A number in [0, bound). */
    int below(int bound) {
        state = (1_103_515_245L * state + 12_345) % (1L << 31);
        return (int) ((state >> 8) % bound);
    }
}
