package io.medml.core.validation;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of equal hash among any number of rows. Hashes are distributed into parts by their upper bits; full blocks of a part are
 * written to a file once they need more than so much memory. Parts are gone through one after the other, each up to three times: first for
 * the rows that share some bits of their hash with another, then for the different hashes of these, then to give the equal ones. So neither
 * many rows nor many equal ones need much memory.
 *
 * <p>The file holds hashes and row numbers, no value; it is deleted in the end.
 */
final class EqualRows implements AutoCloseable {

    private static final int PARTS = 256;

    /** The words of a row: two of its hash, then row and mark. */
    private static final int WIDTH = 3;

    private static final int FIRST_BLOCK = 16 * WIDTH;
    private static final int BLOCK = 1024 * WIDTH;

    /** So many words are allotted at once, nearly a megabyte: what is that long is not moved while rows are added. */
    private static final int SLAB = 40 * BLOCK;

    /** Receives rows that have an equal one. */
    interface Receiver {
        /**
         * Receives a row; those of the same hash come in ascending order, mixed with others.
         *
         * @param first whether no earlier row equals it
         * @param marksDiffer whether not all of its equals have the same mark
         */
        void row(int row, boolean first, boolean marksDiffer);
    }

    /** A block of full size. */
    private static final class Block {

        private final long[] words;
        private final int start;

        Block(long[] words, int start) {
            this.words = words;
            this.start = start;
        }
    }

    /** Receives the rows of a part as they were added, block by block. */
    private interface Blocks {
        void rows(long[] words, int from, int to);
    }

    private final @Nullable Path folder;
    private final long mostInMemory;

    /** For each part the block at hand: where it begins and ends in its array, and where the next row is put. */
    private final long[][] open = new long[PARTS][];

    private final int[] start = new int[PARTS];
    private final int[] next = new int[PARTS];
    private final int[] end = new int[PARTS];
    private final List<List<Block>> full = new ArrayList<>();
    private final List<List<Long>> written = new ArrayList<>();
    /** What is written or read at once. */
    private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Long.BYTES).order(ByteOrder.nativeOrder());

    /** Where blocks of full size are taken from. */
    private long[] slab = {};

    private int blocksLeft;

    /** Bytes of blocks of full size. */
    private long inMemory;

    private @Nullable FileChannel channel;
    private @Nullable Path file;
    private long fileEnd;

    /**
     * Finds groups.
     *
     * @param folder where a file may be made, or null to keep all in memory
     * @param mostInMemory bytes after which it is used
     */
    EqualRows(@Nullable Path folder, long mostInMemory) {
        this.folder = folder;
        this.mostInMemory = mostInMemory;
        for (int part = 0; part < PARTS; part++) {
            full.add(new ArrayList<>());
            written.add(new ArrayList<>());
            begin(part, FIRST_BLOCK);
        }
    }

    void add(long high, long low, int row, int mark) {
        int part = (int) (high >>> 56);
        int at = next[part];
        if (at == end[part]) {
            makeRoom(part);
            at = next[part];
        }
        long[] block = open[part];
        block[at] = high;
        block[at + 1] = low;
        block[at + 2] = (long) row << 32 | (mark & 0xffffffffL);
        next[part] = at + WIDTH;
    }

    private void makeRoom(int part) {
        int size = end[part] - start[part];
        if (size < BLOCK) {
            long[] small = open[part];
            begin(part, Math.min(BLOCK, 4 * size));
            System.arraycopy(small, 0, open[part], start[part], size);
            next[part] += size;
        } else if (folder != null && inMemory > mostInMemory) {
            write(part, folder);
            next[part] = start[part];
        } else {
            full.get(part).add(new Block(open[part], start[part]));
            begin(part, BLOCK);
        }
    }

    /** Begins a block; those of full size are parts of slabs. */
    private void begin(int part, int size) {
        if (size < BLOCK) {
            open[part] = new long[size];
            start[part] = 0;
        } else {
            if (blocksLeft == 0) {
                slab = new long[SLAB];
                blocksLeft = SLAB / BLOCK;
            }
            open[part] = slab;
            start[part] = --blocksLeft * BLOCK;
            inMemory += (long) BLOCK * Long.BYTES;
        }
        next[part] = start[part];
        end[part] = start[part] + size;
    }

    private void write(int part, Path in) {
        try {
            if (channel == null) {
                file = Files.createTempFile(in, "medml-rows-", ".tmp");
                channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
            bytes.clear();
            bytes.asLongBuffer().put(open[part], start[part], BLOCK);
            written.get(part).add(fileEnd);
            while (bytes.hasRemaining()) {
                fileEnd += channel.write(bytes, fileEnd);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected room for hashes of rows in the folder for temporary files, found that they cannot be written; make"
                            + " room, or name another folder",
                    e);
        }
    }

    private void all(int part, Blocks blocks) throws IOException {
        for (Block block : full.get(part)) {
            blocks.rows(block.words, block.start, block.start + BLOCK);
        }
        long[] words = new long[BLOCK];
        for (long position : written.get(part)) {
            bytes.clear();
            while (bytes.hasRemaining()) {
                if (channel == null || channel.read(bytes, position + bytes.position()) < 0) {
                    throw new DataException("expected the hashes of rows that were written before, found them cut;"
                            + " something else changed the folder for temporary files; run it again");
                }
            }
            bytes.flip();
            bytes.asLongBuffer().get(words);
            blocks.rows(words, 0, BLOCK);
        }
        blocks.rows(open[part], start[part], next[part]);
    }

    private long count(int part) {
        return (full.get(part).size() + (long) written.get(part).size()) * (BLOCK / WIDTH)
                + (next[part] - start[part]) / WIDTH;
    }

    /** Gives every row that has an equal one. */
    void giveTo(Receiver receiver) {
        Filter filter = new Filter();
        Hashes hashes = new Hashes();
        try {
            for (int part = 0; part < PARTS; part++) {
                filter.begin(count(part));
                all(part, filter::add);
                if (filter.any) {
                    hashes.clear();
                    all(part, (words, from, to) -> hashes.add(words, from, to, filter));
                    all(part, (words, from, to) -> hashes.give(words, from, to, filter, receiver));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected to read the hashes of rows in the folder for temporary files, found that they cannot be"
                            + " read; run it again",
                    e);
        }
    }

    /** Which of the rows of a part may have an equal one: those that share some bits of their hash with another. */
    private static final class Filter {

        /** So few rows share a bit that has room for so many. */
        private static final int BITS_FOR_ROW = 16;

        private static final int MOST_BITS = 1 << 30;

        private long[] once = {};
        private long[] again = {};
        private int mask;
        private boolean any;

        void begin(long rows) {
            int bits = (int) Math.min(MOST_BITS, Long.highestOneBit(BITS_FOR_ROW * rows + Long.SIZE));
            if (bits / Long.SIZE > once.length) {
                once = new long[bits / Long.SIZE];
                again = new long[bits / Long.SIZE];
            } else {
                Arrays.fill(once, 0, bits / Long.SIZE, 0);
                Arrays.fill(again, 0, bits / Long.SIZE, 0);
            }
            mask = bits - 1;
            any = false;
        }

        void add(long[] words, int from, int to) {
            long found = 0;
            for (int i = from; i < to; i += WIDTH) {
                int bit = (int) words[i] & mask;
                long seen = once[bit >>> 6];
                long both = seen & 1L << bit;
                once[bit >>> 6] = seen | 1L << bit;
                again[bit >>> 6] |= both;
                found |= both;
            }
            any |= found != 0;
        }

        boolean holds(long high) {
            int bit = (int) high & mask;
            return (again[bit >>> 6] >>> bit & 1) != 0;
        }
    }

    /** The different hashes of a part, each with its mark and whether it came again; open addressing. */
    private static final class Hashes {

        private static final int FREE = 0;
        private static final int ONCE = 1;
        private static final int AGAIN = 2;
        private static final int MARKS_DIFFER = 3;
        private static final int GIVEN = 4;

        private long[] highs = new long[1024];
        private long[] lows = new long[1024];
        private int[] marks = new int[1024];
        private byte[] states = new byte[1024];
        private int size;

        void clear() {
            Arrays.fill(states, (byte) FREE);
            size = 0;
        }

        void add(long[] words, int from, int to, Filter filter) {
            for (int i = from; i < to; i += WIDTH) {
                if (filter.holds(words[i])) {
                    add(words[i], words[i + 1], (int) words[i + 2]);
                }
            }
        }

        private void add(long high, long low, int mark) {
            int slot = slot(high, low);
            if (states[slot] != FREE) {
                states[slot] = (byte) (states[slot] == MARKS_DIFFER || marks[slot] != mark ? MARKS_DIFFER : AGAIN);
                return;
            }
            put(slot, high, low, mark, ONCE);
            if (2 * ++size > states.length) {
                grow();
            }
        }

        private void put(int slot, long high, long low, int mark, int state) {
            highs[slot] = high;
            lows[slot] = low;
            marks[slot] = mark;
            states[slot] = (byte) state;
        }

        private void grow() {
            long[] oldHighs = highs;
            long[] oldLows = lows;
            int[] oldMarks = marks;
            byte[] oldStates = states;
            int length = Math.multiplyExact(2, oldStates.length);
            highs = new long[length];
            lows = new long[length];
            marks = new int[length];
            states = new byte[length];
            for (int i = 0; i < oldStates.length; i++) {
                if (oldStates[i] != FREE) {
                    put(slot(oldHighs[i], oldLows[i]), oldHighs[i], oldLows[i], oldMarks[i], oldStates[i]);
                }
            }
        }

        void give(long[] words, int from, int to, Filter filter, Receiver receiver) {
            for (int i = from; i < to; i += WIDTH) {
                if (filter.holds(words[i])) {
                    give(words[i], words[i + 1], (int) (words[i + 2] >>> 32), receiver);
                }
            }
        }

        private void give(long high, long low, int row, Receiver receiver) {
            int slot = slot(high, low);
            if (states[slot] == ONCE) {
                return;
            }
            boolean first = (states[slot] & GIVEN) == 0;
            receiver.row(row, first, (states[slot] & ~GIVEN) == MARKS_DIFFER);
            states[slot] |= GIVEN;
        }

        /** Where the hash is, or the free place for it. */
        private int slot(long high, long low) {
            int slot = (int) high & (states.length - 1);
            while (states[slot] != FREE && (highs[slot] != high || lows[slot] != low)) {
                slot = (slot + 1) & (states.length - 1);
            }
            return slot;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file with hashes of rows could not be deleted", e);
        }
    }
}
