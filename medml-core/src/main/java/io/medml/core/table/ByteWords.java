package io.medml.core.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes looked at together, the first the lowest of a number. */
final class ByteWords {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    /** The highest bit of each byte. */
    static final long HIGH_BITS = 0x8080808080808080L;

    private ByteWords() {}

    /** The eight bytes from an index on, all of which the array has. */
    static long get(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /** Eight times a byte of ASCII. */
    static long eight(int ascii) {
        return ascii * ONES;
    }

    /** A number with the highest bit of each byte that differs from that of another; its other bits mean nothing. */
    static long differing(long word, long other) {
        long unlike = word ^ other;
        return ((unlike & LOW_BITS) + LOW_BITS) | unlike;
    }

    /** A number with the highest bit of each byte that is, without its own highest bit, from a bound up to 127; its other bits mean nothing. */
    static long atLeast(long word, int bound) {
        return (word & LOW_BITS) + (0x80 - bound) * ONES;
    }

    /** How many bytes are the same. */
    static int countSame(long word, long other) {
        return Long.bitCount(~differing(word, other) & HIGH_BITS);
    }
}
