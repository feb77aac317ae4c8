package io.medml.core.table;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text of comma-separated values into parts of as many records as a batch holds, without looking for fields: behind a line feed that an
 * even number of quotes of the part stands before. Where a quote stands inside a field without quotes, that may be inside a record: who splits
 * the part finds out, since it then does not end with a record.
 */
final class CsvParts {

    /** So many bytes a part may have. */
    static final int LONGEST = 1 << 18;

    /** So many lines are enough for a part; a few more may follow. */
    private static final int ENOUGH_LINES = RowBatch.MOST_ROWS - 32;

    /** So many bytes are looked at together. */
    private static final int BLOCK = 256;

    private static final long LINE_FEEDS = ByteWords.eight('\n');
    private static final long QUOTES = ByteWords.eight('"');

    private final InputStream input;
    private final byte[] carry = new byte[LONGEST];
    private int carried;

    /** So many bytes held enough lines the last time. */
    private int enough = LONGEST;

    private boolean ended;
    private @Nullable Exception failure;

    CsvParts(InputStream input) {
        this.input = input;
    }

    /**
     * Cuts the next part.
     *
     * @param part of {@link #LONGEST} bytes
     * @return its length; 0 when there is no further part, because the text ended or broke, or no end of a record was found
     */
    int next(byte[] part) {
        int length = carried;
        System.arraycopy(carry, 0, part, 0, length);
        length = fill(part, length, enough);
        int end = end(part, length);
        if (end == 0 && length < LONGEST) {
            length = fill(part, length, LONGEST);
            end = end(part, length);
        }
        carried = length - end;
        System.arraycopy(part, end, carry, 0, carried);
        return end;
    }

    /** Whether the part last cut is the last of the text. */
    boolean isAtEnd() {
        return ended && failure == null && carried == 0;
    }

    /** The bytes behind the part last cut. */
    InputStream following() {
        return JoinedStream.of(carry, carried, failure == null ? input : new BrokenStream(failure));
    }

    private int fill(byte[] part, int from, int to) {
        int length = from;
        try {
            while (!ended && length < to) {
                int count = input.read(part, length, to - length);
                if (count < 0) {
                    ended = true;
                }
                length += Math.max(0, count);
            }
        } catch (IOException | RuntimeException e) { // thrown where its bytes are asked for
            failure = e;
            ended = true;
        }
        return length;
    }

    /** Where so many bytes are cut; 0 when they hold no end of a record that is seen. */
    private int end(byte[] b, int length) {
        int p = 0;
        int lines = 0;
        int quotes = 0;
        for (; p <= length - BLOCK && lines < ENOUGH_LINES; p += BLOCK) {
            for (int i = p; i < p + BLOCK; i += Long.BYTES) {
                long word = ByteWords.get(b, i);
                lines += ByteWords.countSame(word, LINE_FEEDS);
                quotes += ByteWords.countSame(word, QUOTES);
            }
        }
        for (; p < length && lines < ENOUGH_LINES; p++) {
            lines += b[p] == '\n' ? 1 : 0;
            quotes += b[p] == '"' ? 1 : 0;
        }
        if (p == length && ended && failure == null && lines < ENOUGH_LINES) {
            return length;
        }
        if (lines > 0) {
            enough = (int) Math.min(LONGEST, BLOCK + (long) p * ENOUGH_LINES / lines);
        }
        for (; p > 0; p--) {
            byte c = b[p - 1];
            if (c == '\n') {
                if (lines <= RowBatch.MOST_ROWS && (quotes & 1) == 0) {
                    return p;
                }
                lines--;
            }
            quotes -= c == '"' ? 1 : 0;
        }
        return 0;
    }
}
