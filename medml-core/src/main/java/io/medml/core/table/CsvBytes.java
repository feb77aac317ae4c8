package io.medml.core.table;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Splits bytes of UTF-8 into records and fields as RFC 4180 says, in place: a field is a part of the buffer, and doubled quotes are
 * undone where they stand, or behind a part whose bytes are asked for again. Records stay where they are until {@link #readOn}, so that many can be looked at together.
 *
 * <p>Where bytes are that may mean something is marked for some thousands of bytes at a time, eight looked at together; a record without
 * quoted fields is found by its marks alone, any other byte by byte. A record that holds a byte of 128 or more is checked to be UTF-8 as a
 * whole. A record that is not complete at the end of the buffer is begun again when more has been read.
 */
final class CsvBytes {

    private static final byte PLAIN = 0;
    private static final byte DELIMITER = 1;
    private static final byte LINE_FEED = 2;
    private static final byte CARRIAGE_RETURN = 3;
    private static final byte NUL = 4;
    private static final byte HIGH = 5;

    private static final long QUOTES = ByteWords.eight('"');

    /** So many bytes are marked together, so that their marks are still in the nearest cache when they are asked for. */
    private static final int MARKED_BYTES = 1 << 12;

    private static final int FIRST_SIZE = 1 << 18;

    /** The longest record in bytes, unless a longer field is asked for. */
    private static final int LARGEST_RECORD = 1 << 26;

    /** The outcome of a search for a record. */
    enum Outcome {
        /** A record is there. */
        RECORD,
        /** There is no further whole record yet; read on. */
        MORE,
        /** There is no further record. */
        END
    }

    private final String name;
    private final int maxFieldSize;
    private int mostFields;
    private final byte[] meaning = new byte[256];
    private final byte delimiter;
    private final long delimiters;

    private byte[] buffer;
    private int position;
    private int limit;
    private long before; // bytes of the text before the buffer
    private boolean ended;
    private long line = 1;

    /** Where what was undoubled is put, behind the text; -1 where it may be written over. */
    private int spare = -1;

    /** Where bytes are that may mean something, of a part of the buffer that ends at {@link #marked}; three are written at once. */
    private final int[] marks = new int[MARKED_BYTES + 3];

    private int markCount;
    private int nextMark;
    private int marked;

    /** Where the fields are of each record, as {@link RowBatch#cell} says it. */
    private long[][] cells = new long[32][1];

    private int row;
    private int fields;
    private boolean empty;
    private long recordLine = 1;

    /**
     * Splits text of which there is nothing yet.
     *
     * @param delimiter an ASCII character
     * @param maxFieldSize most characters of a field
     * @param mostFields fields beyond these are counted, but where they are is not kept
     */
    CsvBytes(String name, char delimiter, int maxFieldSize, int mostFields) {
        this(name, delimiter, maxFieldSize, mostFields, new byte[FIRST_SIZE]);
    }

    private CsvBytes(String name, char delimiter, int maxFieldSize, int mostFields, byte[] buffer) {
        this.buffer = buffer;
        this.name = name;
        this.maxFieldSize = maxFieldSize;
        this.mostFields = mostFields;
        Arrays.fill(meaning, 128, 256, HIGH);
        meaning[0] = NUL;
        meaning['\n'] = LINE_FEED;
        meaning['\r'] = CARRIAGE_RETURN;
        meaning[delimiter] = DELIMITER;
        this.delimiter = (byte) delimiter;
        delimiters = ByteWords.eight(delimiter);
    }

    /** Splits parts of the text of another, one after the other, each by {@link #begin}. */
    CsvBytes(CsvBytes whole) {
        this(whole.name, (char) whole.delimiter, whole.maxFieldSize, whole.mostFields, new byte[0]);
    }

    /** Gives up the records found so far, makes room behind what is left, and reads until there are so many bytes, or as many as it holds. */
    void readOn(InputStream input, int bytes) throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        forgetBefore();
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * limit));
        }
        while (!ended && limit < Math.min(bytes, buffer.length)) {
            int count = input.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                ended = true;
            }
            limit += Math.max(0, count);
        }
    }

    private void forgetBefore() {
        before += position;
        limit -= position;
        position = 0;
        forgetMarks();
    }

    /** Takes the bytes behind the record last found, after which there are none. */
    byte[] takeRest() {
        byte[] rest = Arrays.copyOfRange(buffer, position, limit);
        forgetBefore();
        limit = 0;
        return rest;
    }

    /** Says that there is more to come. */
    void goOn() {
        ended = false;
    }

    /** Passes over a byte order mark at the begin of the text, and refuses that of another encoding. */
    void skipByteOrderMark() {
        int first = limit > 0 ? buffer[0] & 0xff : 0;
        int second = limit > 1 ? buffer[1] & 0xff : 0;
        if (first == 0xef && second == 0xbb && limit > 2 && (buffer[2] & 0xff) == 0xbf) {
            position = 3;
        } else if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff)) {
            throw new DataException(
                    name + ": expected UTF-8, found the byte order mark of UTF-16 at byte 0; save the file as"
                            + " UTF-8 or say charset(StandardCharsets.UTF_16)");
        }
    }

    /**
     * Begins a part, whose lines are counted from 1. Its bytes stay as they are; {@link #buffer} has them in the same place and may have more
     * behind them.
     *
     * @param last whether the text ends with it
     */
    void begin(byte[] part, int length, boolean last) {
        buffer = part;
        position = 0;
        limit = length;
        ended = last;
        line = 1;
        before = 0;
        spare = length;
        forgetMarks();
    }

    /** How many bytes it has behind the record last found. */
    int left() {
        return limit - position;
    }

    /** How many lines ended so far. */
    long endedLines() {
        return line - 1;
    }

    /** Says that more bytes and lines lie before what follows. */
    void pass(long bytes, long lines) {
        before += bytes;
        line += lines;
    }

    byte[] buffer() {
        return buffer;
    }

    /** How many fields the record has; those beyond the most have no place. */
    int fields() {
        return fields;
    }

    int start(int field) {
        return (int) (cells[field][row] >>> 32);
    }

    int end(int field) {
        return start(field) + length(field);
    }

    int length(int field) {
        return (int) cells[field][row];
    }

    /** Has fields put where a batch has its cells; those of no column of it are counted, but where they are is not kept. */
    void into(long[][] columns) {
        cells = columns;
        mostFields = columns.length;
    }

    /** Whether the line has no character at all. */
    boolean isEmptyLine() {
        return empty;
    }

    /** The line on which the record starts. */
    long line() {
        return recordLine;
    }

    /**
     * Finds the next record in what has been read.
     *
     * @param at row of the cells that its fields are
     */
    Outcome find(int at) {
        row = at;
        if (position == limit) {
            return ended ? Outcome.END : Outcome.MORE;
        }
        if (findPlain()) {
            return Outcome.RECORD;
        }
        Outcome outcome = findAny();
        if (outcome != Outcome.RECORD) {
            forgetMarks(); // the record is looked for again
        }
        return outcome;
    }

    private void forgetMarks() {
        marked = 0;
        markCount = 0;
        nextMark = 0;
    }

    /** Finds the next record by its marks, if it has no quoted field and ends with a line end that is in the buffer. */
    private boolean findPlain() {
        byte[] b = buffer;
        int from = position;
        int start = from;
        int most = mostFields;
        int at = row;
        long[][] columns = cells;
        int count = 0;
        boolean high = false;
        int next = nextMark;
        while (next < markCount && marks[next] < from) {
            next++; // a line feed behind a carriage return, or what was found without marks
        }
        while (true) {
            if (next == markCount) {
                if (!mark()) {
                    return false;
                }
                next = 0;
                continue;
            }
            int p = marks[next++];
            byte c = b[p];
            boolean lineEnd = c == '\n' || c == '\r';
            if (c == delimiter || lineEnd) {
                if (count < most) {
                    if (count == columns.length) {
                        columns = makeRoom();
                    }
                    columns[count][at] = RowBatch.cell(start, p - start);
                }
                count++;
                start = p + 1;
                if (!lineEnd) {
                    continue;
                }
                if (c == '\r') {
                    if (start == limit || b[start] != '\n') {
                        return false;
                    }
                    start++;
                }
                break;
            }
            if (c == 0 || (c == '"' && p == start)) {
                return false;
            }
            high |= c < 0;
        }
        nextMark = next;
        recordLine = line;
        found(count, start, high, line + 1);
        requireSizes(from);
        return true;
    }

    /** Marks the next bytes of the buffer; false when there is none. */
    private boolean mark() {
        int p = Math.max(marked, position);
        if (p == limit) {
            return false;
        }
        byte[] b = buffer;
        int[] found = marks;
        int to = Math.min(limit, p + MARKED_BYTES);
        int count = 0;
        for (; p <= to - Long.BYTES; p += Long.BYTES) {
            long word = ByteWords.get(b, p);
            // beside NUL and line ends a few control characters are marked in vain
            long plain = ByteWords.differing(word, delimiters)
                    & ByteWords.differing(word, QUOTES)
                    & ByteWords.atLeast(word, '\r' + 1);
            long bits = (~plain | word) & ByteWords.HIGH_BITS;
            int after = count + Long.bitCount(bits);
            // three without asking how many there are, which cannot be foreseen
            found[count] = p + (Long.numberOfTrailingZeros(bits) >>> 3);
            bits &= bits - 1;
            found[count + 1] = p + (Long.numberOfTrailingZeros(bits) >>> 3);
            bits &= bits - 1;
            found[count + 2] = p + (Long.numberOfTrailingZeros(bits) >>> 3);
            bits &= bits - 1;
            for (int i = count + 3; i < after; i++) {
                found[i] = p + (Long.numberOfTrailingZeros(bits) >>> 3);
                bits &= bits - 1;
            }
            count = after;
        }
        for (; p < to; p++) {
            if (meaning[b[p] & 0xff] != PLAIN || b[p] == '"') {
                found[count++] = p;
            }
        }
        marked = to;
        markCount = count;
        nextMark = 0;
        return true;
    }

    private long[][] makeRoom() {
        int before = cells.length;
        cells = Arrays.copyOf(cells, 2 * before);
        for (int i = before; i < cells.length; i++) {
            cells[i] = new long[1];
        }
        return cells;
    }

    /** Notes the record that ends here, whose fields are known. */
    private void found(int count, int end, boolean high, long lines) {
        int from = position;
        int fault = high ? Utf8.fault(buffer, from, end) : -1;
        if (fault >= 0) {
            throw noText(from, fault);
        }
        empty = count == 1 && cells[0][row] == RowBatch.cell(from, 0);
        fields = count;
        line = lines;
        position = end;
    }

    private void requireSizes(int from) {
        for (int field = 0; position - from > maxFieldSize && field < Math.min(fields, mostFields); field++) {
            if (length(field) > maxFieldSize) {
                requireSize(field);
            }
        }
    }

    /** Finds the next record byte by byte, as any may be. */
    private Outcome findAny() {
        byte[] b = buffer;
        int end = limit;
        int p = position;
        int count = 0;
        boolean high = false;
        boolean doubled = false;
        long lines = line;
        recordLine = line;
        while (true) {
            int start = p;
            int stop;
            if (p < end && b[p] == '"') {
                start = ++p;
                while (true) {
                    if (p == end) {
                        return unfinished(start, count, true);
                    }
                    byte c = b[p++];
                    if (c == '"') {
                        if (p == end && !ended) {
                            return unfinished(start, count, true);
                        }
                        if (p == end || b[p] != '"') {
                            break;
                        }
                        p++;
                        doubled = true;
                    } else if (c <= '\r') {
                        if (c < 0) {
                            high = true;
                        } else if (c == 0) {
                            throw nul(lines);
                        } else if (c == '\n' || c == '\r') {
                            if (c == '\r' && p == end && !ended) {
                                return unfinished(start, count, true);
                            }
                            if (c == '\r' && p < end && b[p] == '\n') {
                                p++;
                            }
                            lines++;
                        }
                    }
                }
                stop = p - 1;
                if (p < end && meaning[b[p] & 0xff] != DELIMITER && b[p] != '\n' && b[p] != '\r') {
                    throw malformed();
                }
            } else {
                for (; p < end; p++) {
                    byte m = meaning[b[p] & 0xff];
                    if (m == NUL) {
                        throw nul(lines);
                    }
                    if (m != PLAIN && m != HIGH) {
                        break;
                    }
                    high |= m == HIGH;
                }
                stop = p;
            }
            if (count < mostFields) {
                if (count == cells.length) {
                    makeRoom();
                }
                cells[count][row] = RowBatch.cell(start, stop - start);
            }
            count++;
            if (p == end) {
                if (!ended) {
                    return unfinished(start, count - 1, false);
                }
                break;
            }
            byte c = b[p++];
            if (c == '\n') {
                lines++;
                break;
            }
            if (c == '\r') {
                if (p == end && !ended) {
                    return unfinished(start, count - 1, false);
                }
                if (p < end && b[p] == '\n') {
                    p++;
                }
                lines++;
                break;
            }
        }
        int from = position;
        found(count, p, high, lines);
        if (doubled) {
            undouble();
        }
        requireSizes(from);
        return Outcome.RECORD;
    }

    private Outcome unfinished(int start, int field, boolean quoted) {
        // three bytes at most for a character, twice where every one is a doubled quote
        if (limit - start > 6L * maxFieldSize + 16) {
            throw quoted ? malformed() : tooLong(field, limit - start);
        }
        if (limit - position > Math.max(LARGEST_RECORD, 12L * maxFieldSize)) {
            throw new DataException(
                    name + ", record that starts on line " + recordLine + ": expected a record of at most "
                            + Math.max(LARGEST_RECORD, 12L * maxFieldSize)
                            + " bytes, found a longer one; look for line ends that are missing");
        }
        if (!ended) {
            return Outcome.MORE;
        }
        throw malformed();
    }

    private void undouble() {
        for (int field = 0; field < Math.min(fields, mostFields); field++) {
            int from = start(field);
            if (from == 0 || buffer[from - 1] != '"') {
                continue;
            }
            int end = end(field);
            if (spare >= 0 && buffer.length - spare < end - from) {
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length + (buffer.length >> 1), spare + end - from));
            }
            int start = spare < 0 ? from : spare;
            int to = start;
            for (int i = from; i < end; i++) {
                buffer[to++] = buffer[i];
                if (buffer[i] == '"') {
                    i++; // its double
                }
            }
            cells[field][row] = RowBatch.cell(start, to - start);
            spare = spare < 0 ? spare : to;
        }
    }

    private void requireSize(int field) {
        int characters = new String(buffer, start(field), length(field), StandardCharsets.UTF_8).length();
        if (characters > maxFieldSize) {
            throw tooLong(field, characters);
        }
    }

    private DataException tooLong(int field, int characters) {
        return new DataException(
                name + ", line " + recordLine + ", column " + (field + 1) + ": expected a field of at most "
                        + maxFieldSize + " characters, found " + characters
                        + "; look for a quote that is not closed, or raise maxFieldSize(..)");
    }

    /** The line that the last byte read is on. */
    long lastLine() {
        return line + lineEnds(position, limit);
    }

    private long lineEnds(int from, int to) {
        long lines = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n' ? i == from || buffer[i - 1] != '\r' : buffer[i] == '\r') {
                lines++;
            }
        }
        return lines;
    }

    private DataException nul(long lines) {
        return new DataException(
                name + ", line " + lines + ": expected text, found a NUL character; the file is binary, of"
                        + " another encoding than UTF-8, or damaged");
    }

    private DataException noText(int from, int fault) {
        return new DataException(name + ", line " + (line + lineEnds(from, fault)) + ", byte " + (before + fault)
                + " of the text: expected UTF-8, found a byte "
                + String.format(Locale.ROOT, "0x%02x", buffer[fault] & 0xff)
                + " that is none; save the file as UTF-8, or say its encoding with charset(..)");
    }

    private DataException malformed() {
        return new DataException(name + ", record that starts on line " + recordLine
                + ": expected fields as RFC 4180 writes them, found a quote that is never closed, something after a"
                + " closing quote, or a field of more than " + maxFieldSize
                + " characters; double a quote inside a quoted field, or raise maxFieldSize(..)");
    }
}
