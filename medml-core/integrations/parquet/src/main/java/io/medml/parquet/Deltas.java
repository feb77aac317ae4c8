package io.medml.parquet;

/** Whole numbers as differences in packed blocks ({@code DELTA_BINARY_PACKED}). Nothing is unpacked ahead. */
final class Deltas {

    private final Cursor cursor;
    private final long miniBlocks;
    private final long perMiniBlock;
    private final long total;
    private final long first;
    private long given;
    private long value;
    private long least;
    private int widths;
    private long miniBlock;
    private long left;
    private int width;
    private long bit;

    Deltas(Cursor cursor) {
        this.cursor = cursor;
        long block = cursor.varint();
        this.miniBlocks = cursor.varint();
        this.total = cursor.varint();
        this.first = cursor.zigzag();
        if (block < 1
                || block > Integer.MAX_VALUE
                || miniBlocks < 1
                || miniBlocks > block
                || block % miniBlocks != 0
                || total < 0) {
            throw Malformed.damaged("blocks of differences of a sound size", "another size");
        }
        this.perMiniBlock = block / miniBlocks;
        this.miniBlock = miniBlocks;
    }

    long next() {
        if (given == total) {
            throw Malformed.cut("as many values as the page announces");
        }
        if (given == 0) {
            value = first;
        } else {
            if (left == 0) {
                startMiniBlock();
            }
            value += least + cursor.bits(bit, width);
            bit += width;
            left--;
        }
        given++;
        return value;
    }

    /** Where the bytes of all values end; only before the first value was asked for. */
    int end() {
        long rest = total - 1;
        while (rest > 0) {
            startMiniBlock();
            rest -= perMiniBlock;
        }
        // the bytes of what is left of the last block are not there, only its widths are
        return cursor.position();
    }

    private void startMiniBlock() {
        if (miniBlock == miniBlocks) {
            least = cursor.zigzag();
            widths = cursor.position();
            cursor.advance(miniBlocks);
            miniBlock = 0;
        }
        width = cursor.bytes[widths + (int) miniBlock] & 0xff;
        if (width > 64) {
            throw Malformed.damaged("numbers of at most 64 bits", "wider ones");
        }
        miniBlock++;
        left = perMiniBlock;
        bit = 8L * cursor.position();
        cursor.advanceAtMost((perMiniBlock * width + 7) / 8);
    }
}
