package io.medml.parquet;

/** Numbers as runs of one value and as packed bits ({@code RLE}): levels, places in a dictionary, booleans. Nothing is unpacked ahead. */
final class Runs {

    private final Cursor cursor;
    private final int width;
    private long left;
    private boolean packed;
    private long bit;
    private long value;

    Runs(Cursor cursor, int width) {
        if (width > 32) {
            throw Malformed.damaged("numbers of at most 32 bits", "wider ones");
        }
        this.cursor = cursor;
        this.width = width;
    }

    long next() {
        while (left == 0) {
            long header = cursor.varint();
            if (header < 0 || header > 0xffff_ffffL) {
                throw Malformed.damaged("a run of at most 2^31 values", "a longer one");
            }
            packed = (header & 1) == 1;
            left = packed ? (header >>> 1) * 8 : header >>> 1;
            if (packed) {
                bit = 8L * cursor.position();
                cursor.advanceAtMost((header >>> 1) * width);
            } else {
                value = cursor.unsigned((width + 7) / 8);
            }
        }
        left--;
        if (packed) {
            value = cursor.bits(bit, width);
            bit += width;
        }
        return value;
    }
}
