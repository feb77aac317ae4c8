package io.medml.core.validation;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
 * written to a file once they need more than so much memory. Parts are gone through one after the other, each twice: what is held of one
 * are its different hashes, so that neither many rows nor many equal ones need much memory.
 *
 * <p>The file holds hashes and row numbers, no value; it is deleted in the end.
 */
final class EqualRows implements AutoCloseable {

    private static final int PARTS = 256;

    /** The words of a row: two of its hash, then row and mark. */
    private static final int WIDTH = 3;

    private static final int FIRST_BLOCK = 16 * WIDTH;
    private static final int BLOCK = 1024 * WIDTH;

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

    /** Receives the rows of a part as they were added. */
    private interface Rows {
        void row(long high, long low, int row, int mark);
    }

    private final @Nullable Path folder;
    private final long mostInMemory;
    private final long[][] open = new long[PARTS][FIRST_BLOCK];
    private final int[] used = new int[PARTS];
    private final List<List<long[]>> full = new ArrayList<>();
    private final List<List<Long>> written = new ArrayList<>();
    private long inMemory = (long) PARTS * FIRST_BLOCK * Long.BYTES;
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
        }
    }

    void add(long high, long low, int row, int mark) {
        int part = (int) (high >>> 56);
        long[] block = open[part];
        int at = used[part];
        if (at == block.length) {
            block = next(part, block);
            at = used[part];
        }
        block[at] = high;
        block[at + 1] = low;
        block[at + 2] = (long) row << 32 | (mark & 0xffffffffL);
        used[part] = at + WIDTH;
    }

    private long[] next(int part, long[] block) {
        if (block.length < BLOCK) {
            open[part] = Arrays.copyOf(block, Math.min(BLOCK, 4 * block.length));
            inMemory += (long) (open[part].length - block.length) * Long.BYTES;
            return open[part];
        }
        if (folder != null && inMemory > mostInMemory) {
            write(part, block, folder);
        } else {
            full.get(part).add(block);
            open[part] = new long[BLOCK];
            inMemory += (long) BLOCK * Long.BYTES;
        }
        used[part] = 0;
        return open[part];
    }

    private void write(int part, long[] block, Path in) {
        try {
            if (channel == null) {
                file = Files.createTempFile(in, "medml-rows-", ".tmp");
                channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Long.BYTES);
            bytes.asLongBuffer().put(block);
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

    private void all(int part, Rows rows) throws IOException {
        for (long[] block : full.get(part)) {
            each(block, BLOCK, rows);
        }
        long[] words = new long[BLOCK];
        for (long position : written.get(part)) {
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Long.BYTES);
            while (bytes.hasRemaining()) {
                if (channel == null || channel.read(bytes, position + bytes.position()) < 0) {
                    throw new DataException("expected the hashes of rows that were written before, found them cut;"
                            + " something else changed the folder for temporary files; run it again");
                }
            }
            bytes.flip();
            bytes.asLongBuffer().get(words);
            each(words, BLOCK, rows);
        }
        each(open[part], used[part], rows);
    }

    private static void each(long[] words, int used, Rows rows) {
        for (int i = 0; i < used; i += WIDTH) {
            rows.row(words[i], words[i + 1], (int) (words[i + 2] >>> 32), (int) words[i + 2]);
        }
    }

    /** Gives every row that has an equal one. */
    void giveTo(Receiver receiver) {
        Hashes hashes = new Hashes();
        try {
            for (int part = 0; part < PARTS; part++) {
                hashes.clear();
                all(part, (high, low, row, mark) -> hashes.add(high, low, mark));
                if (hashes.repeated) {
                    all(part, (high, low, row, mark) -> hashes.give(high, low, row, receiver));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected to read the hashes of rows in the folder for temporary files, found that they cannot be"
                            + " read; run it again",
                    e);
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
        private boolean repeated;

        void clear() {
            Arrays.fill(states, (byte) FREE);
            size = 0;
            repeated = false;
        }

        void add(long high, long low, int mark) {
            int slot = slot(high, low);
            if (states[slot] != FREE) {
                states[slot] = (byte) (states[slot] == MARKS_DIFFER || marks[slot] != mark ? MARKS_DIFFER : AGAIN);
                repeated = true;
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

        void give(long high, long low, int row, Receiver receiver) {
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
