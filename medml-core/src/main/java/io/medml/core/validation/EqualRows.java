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
 * written to a file once they need more than so much memory, and parts are sorted one after the other.
 *
 * <p>The file holds hashes and row numbers, no value; it is deleted in the end.
 */
final class EqualRows implements AutoCloseable {

    private static final int PARTS = 256;

    /** The words of a row: two of its hash, then row and mark. */
    private static final int WIDTH = 3;

    private static final int FIRST_BLOCK = 16 * WIDTH;
    private static final int BLOCK = 1024 * WIDTH;

    /** Receives a group of equal rows, in ascending order, with the mark of each. */
    interface Groups {
        void group(int[] rows, int[] marks);
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

    private long[] all(int part) throws IOException {
        int length = Math.addExact(
                Math.multiplyExact(full.get(part).size() + written.get(part).size(), BLOCK), used[part]);
        long[] words = new long[length];
        int at = 0;
        for (long position : written.get(part)) {
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Long.BYTES);
            while (bytes.hasRemaining()) {
                if (channel == null || channel.read(bytes, position + bytes.position()) < 0) {
                    throw new DataException("expected the hashes of rows that were written before, found them cut;"
                            + " something else changed the folder for temporary files; run it again");
                }
            }
            bytes.flip();
            bytes.asLongBuffer().get(words, at, BLOCK);
            at += BLOCK;
        }
        for (long[] block : full.get(part)) {
            System.arraycopy(block, 0, words, at, BLOCK);
            at += BLOCK;
        }
        System.arraycopy(open[part], 0, words, at, used[part]);
        return words;
    }

    /** Gives each group of two and more equal rows; the order of the groups has no meaning. */
    void groups(Groups receiver) {
        for (int part = 0; part < PARTS; part++) {
            try {
                groups(all(part), receiver);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "expected to read the hashes of rows in the folder for temporary files, found that they cannot be"
                                + " read; run it again",
                        e);
            }
        }
    }

    private static void groups(long[] words, Groups receiver) {
        int count = words.length / WIDTH;
        long[] highs = new long[count];
        for (int i = 0; i < count; i++) {
            highs[i] = words[WIDTH * i];
        }
        Arrays.sort(highs);
        int repeated = 0; // distinct values that occur twice, kept at the start
        for (int i = 1; i < count; i++) {
            if (highs[i] == highs[i - 1] && (repeated == 0 || highs[repeated - 1] != highs[i])) {
                highs[repeated++] = highs[i];
            }
        }
        if (repeated == 0) {
            return;
        }
        List<long[]> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (Arrays.binarySearch(highs, 0, repeated, words[WIDTH * i]) >= 0) {
                candidates.add(new long[] {words[WIDTH * i], words[WIDTH * i + 1], words[WIDTH * i + 2]});
            }
        }
        candidates.sort((a, b) -> a[0] != b[0]
                ? Long.compare(a[0], b[0])
                : a[1] != b[1] ? Long.compare(a[1], b[1]) : Long.compare(a[2], b[2]));
        for (int from = 0; from < candidates.size(); ) {
            long[] first = candidates.get(from);
            int to = from + 1;
            while (to < candidates.size()
                    && candidates.get(to)[0] == first[0]
                    && candidates.get(to)[1] == first[1]) {
                to++;
            }
            if (to - from > 1) {
                int[] rows = new int[to - from];
                int[] marks = new int[to - from];
                for (int i = from; i < to; i++) {
                    rows[i - from] = (int) (candidates.get(i)[2] >>> 32);
                    marks[i - from] = (int) candidates.get(i)[2];
                }
                receiver.group(rows, marks);
            }
            from = to;
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
