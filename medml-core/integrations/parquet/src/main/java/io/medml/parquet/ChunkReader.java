package io.medml.parquet;

import java.io.IOException;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Goes through the values of a column in a group of rows, page by page. */
final class ChunkReader {

    private static final int LEVELS_AS_RUNS = 3;
    private static final int USUAL_HEADER = 1 << 10;

    private final ParquetFile file;
    private final ColumnType type;
    private final boolean optional;
    private final Codec codec;
    private final Memory memory;
    private final int maxFieldSize;
    private final long end;
    private long position;
    private long rowsLeft;
    private @Nullable Dictionary dictionary;
    private long heldByDictionary;
    private long heldByPage;
    private int valuesLeft;
    private @Nullable Runs levels;
    private Values values;

    ChunkReader(
            ParquetFile file,
            Schema.Leaf column,
            ColumnType type,
            Footer.Chunk chunk,
            Memory memory,
            int maxFieldSize) {
        this.file = file;
        this.type = type;
        this.optional = column.optional();
        this.codec = Codec.of(chunk.codec());
        this.memory = memory;
        this.maxFieldSize = maxFieldSize;
        this.position = chunk.start();
        this.end = chunk.start() + chunk.size();
        this.rowsLeft = chunk.values();
        this.values = new Values.Plain(Physical.INT32, 0, new Cursor(Values.NO_BYTES, 0, 0));
    }

    /** The text of the next value, or null when it is missing. */
    @Nullable
    String next() throws IOException {
        while (valuesLeft == 0) {
            nextPage();
        }
        valuesLeft--;
        rowsLeft--;
        if (levels != null && levels.next() == 0) {
            return null;
        }
        values.next();
        return type.text(values, maxFieldSize);
    }

    /** Gives back what is held. */
    void finish() {
        memory.give(heldByPage + heldByDictionary);
    }

    private void nextPage() throws IOException {
        memory.give(heldByPage);
        heldByPage = 0;
        levels = null;
        PageHeader header = header();
        if (header.compressedSize > end - position) {
            throw Malformed.cut("a page as long as it announces");
        }
        long peak = (long) header.compressedSize + header.size;
        switch (header.type) {
            case PageHeader.DICTIONARY -> {
                if (dictionary != null) {
                    throw Malformed.damaged("at most one dictionary for a column in a group of rows", "another");
                }
                if (header.encoding != Values.PLAIN && header.encoding != Values.PLAIN_DICTIONARY) {
                    throw Malformed.damaged("the values of a dictionary as they are", "encoded ones");
                }
                memory.take(peak);
                byte[] bytes = undone(header, content(header), 0, header.size);
                memory.give(peak);
                // the places of its values take as many bytes again at most
                memory.take(2L * header.size);
                dictionary = new Dictionary(type, bytes, header.values);
                heldByDictionary = header.size + dictionary.size();
                memory.give(2L * header.size - heldByDictionary);
            }
            case PageHeader.DATA, PageHeader.DATA_V2 -> {
                if (header.values > rowsLeft) {
                    throw Malformed.damaged("as many values as the group has rows", "more");
                }
                memory.take(peak);
                heldByPage = peak;
                if (header.type == PageHeader.DATA) {
                    start(header);
                } else {
                    startV2(header);
                }
                memory.give(header.compressedSize);
                heldByPage = header.size;
                valuesLeft = header.values;
            }
            default -> position += header.compressedSize; // an index page
        }
    }

    private void start(PageHeader header) throws IOException {
        byte[] page = undone(header, content(header), 0, header.size);
        Cursor cursor = new Cursor(page, 0, page.length);
        if (optional) {
            if (header.levelEncoding != LEVELS_AS_RUNS) {
                throw Malformed.refused(
                        "missing values marked by runs",
                        "an encoding that the format has given up",
                        "write the file anew");
            }
            long size = cursor.unsigned(4);
            int from = cursor.position();
            cursor.advance(size);
            levels = new Runs(new Cursor(page, from, cursor.position()), 1);
        }
        values = Values.of(header.encoding, type, cursor, dictionary, maxFieldSize);
    }

    private void startV2(PageHeader header) throws IOException {
        byte[] content = content(header);
        long before = (long) header.levelBytes + header.repetitionBytes;
        if (before > content.length || before > header.size) {
            throw Malformed.cut("a page as long as it announces");
        }
        if (optional) {
            levels = new Runs(new Cursor(content, header.repetitionBytes, (int) before), 1);
        }
        byte[] page = header.compressed
                ? undone(header, content, (int) before, header.size - (int) before)
                : Codec.UNCOMPRESSED.undo(content, (int) before, content.length, header.size - (int) before);
        values = Values.of(header.encoding, type, new Cursor(page, 0, page.length), dictionary, maxFieldSize);
    }

    private byte[] undone(PageHeader header, byte[] content, int from, int size) {
        return codec.undo(content, from, header.compressedSize, size);
    }

    private byte[] content(PageHeader header) throws IOException {
        byte[] content = file.read(position, header.compressedSize);
        position += header.compressedSize;
        if (header.hasChecksum) {
            CRC32 sum = new CRC32();
            sum.update(content);
            if ((int) sum.getValue() != header.checksum) {
                throw Malformed.damaged("a page with the checksum that its header states", "another checksum");
            }
        }
        return content;
    }

    private PageHeader header() throws IOException {
        int window = USUAL_HEADER;
        while (true) {
            long left = end - position;
            if (left <= 0) {
                throw Malformed.damaged("as many values as the group has rows", "fewer");
            }
            int size = (int) Math.min(left, window);
            memory.take(size);
            try {
                ThriftReader in = new ThriftReader(file.read(position, size), size);
                PageHeader header = PageHeader.read(in);
                position += in.position();
                return header;
            } catch (Malformed e) {
                if (!e.isCut() || size == left || window > Integer.MAX_VALUE / 16) {
                    throw e;
                }
                window *= 16; // a header may hold the smallest and the largest value
            } finally {
                memory.give(size);
            }
        }
    }
}
