package io.medml.parquet;

/** A place in bytes, which it never leaves. */
final class Cursor {

    final byte[] bytes;
    final int end;
    private int position;

    Cursor(byte[] bytes, int from, int end) {
        if (from < 0 || from > end || end > bytes.length) {
            throw Malformed.cut("a page as long as it announces");
        }
        this.bytes = bytes;
        this.end = end;
        this.position = from;
    }

    int position() {
        return position;
    }

    int left() {
        return end - position;
    }

    void advance(long count) {
        if (count < 0 || count > end - position) {
            throw Malformed.cut("as many values as the page announces");
        }
        position += (int) count;
    }

    /** Goes to the end at most: the padding of a last run may be left out. */
    void advanceAtMost(long count) {
        position += (int) Math.min(count, end - position);
    }

    int octet() {
        advance(1);
        return bytes[position - 1] & 0xff;
    }

    /** A number of 1 to 8 bytes, the lowest first. */
    long unsigned(int count) {
        advance(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[position - count + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw Malformed.damaged("numbers of at most 10 bytes", "a longer one");
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** The bits from a place on, the lowest first. */
    long bits(long bit, int width) {
        if (bit + width > 8L * end) {
            throw Malformed.cut("as many values as the page announces");
        }
        long value = 0;
        int index = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        for (int got = 0; got < width; ) {
            int taken = Math.min(8 - shift, width - got);
            value |= (((bytes[index] & 0xffL) >>> shift) & ((1L << taken) - 1)) << got;
            got += taken;
            shift = 0;
            index++;
        }
        return value;
    }
}
