package io.medml.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Files of one column that are made by hand, and may claim what is not there. */
final class Forged {

    static final int INT32 = 1;
    static final int BYTE_ARRAY = 6;
    static final int PLAIN = 0;
    static final int RLE_DICTIONARY = 8;

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> ids = new ArrayDeque<>(List.of(0));

    private Forged() {}

    /** A file of a column {@code x}, whose bytes are texts. */
    static byte[] file(int type, boolean optional, int codec, long rows, byte[]... pages) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        for (byte[] page : pages) {
            file.writeBytes(page);
        }
        long size = file.size() - 4L;
        long dictionary = pages.length > 1 ? pages[0].length : 0;
        Forged footer = new Forged();
        footer.number(1, I32, 1)
                .list(2, root -> root.text(4, "schema").number(5, I32, 1), column -> {
                    column.number(1, I32, type).number(3, I32, optional ? 1 : 0).text(4, "x");
                    if (type == BYTE_ARRAY) {
                        column.number(6, I32, 0); // a text in UTF-8
                    }
                })
                .number(3, I64, rows)
                .list(
                        4,
                        group -> group.list(
                                        1,
                                        chunk -> chunk.number(2, I64, 4)
                                                .structure(
                                                        3,
                                                        place -> place.number(1, I32, type)
                                                                .noElements(2, I32)
                                                                .path()
                                                                .number(4, I32, codec)
                                                                .number(5, I64, rows)
                                                                .number(6, I64, size)
                                                                .number(7, I64, size)
                                                                .number(9, I64, dictionary + 4)
                                                                .place(dictionary)))
                                .number(2, I64, size)
                                .number(3, I64, rows));
        footer.out.write(0);
        return ended(file, footer.out.toByteArray());
    }

    /** A file whose footer is as given. */
    static byte[] ended(ByteArrayOutputStream file, byte[] footer) {
        file.writeBytes(footer);
        for (int i = 0; i < 4; i++) {
            file.write(footer.length >>> (8 * i));
        }
        file.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    static byte[] data(int values, int encoding, int size, byte[] content) {
        return page(0, 5, values, encoding, size, content, -1);
    }

    static byte[] dataWithChecksum(int values, int size, byte[] content, int checksum) {
        return page(0, 5, values, PLAIN, size, content, checksum);
    }

    static byte[] dictionary(int values, int size, byte[] content) {
        return page(2, 7, values, PLAIN, size, content, -1);
    }

    /** The content of a page of missing values only: the size of its levels, and a run of zeros. */
    static byte[] missing(int rows) {
        Forged run = new Forged();
        run.varint((long) rows << 1);
        run.out.write(0);
        byte[] levels = run.out.toByteArray();
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes(new byte[] {(byte) levels.length, 0, 0, 0});
        page.writeBytes(levels);
        return page.toByteArray();
    }

    private static byte[] page(int type, int kind, int values, int encoding, int size, byte[] content, int checksum) {
        Forged page = new Forged();
        page.number(1, I32, type).number(2, I32, size).number(3, I32, content.length);
        if (checksum != -1) {
            page.number(4, I32, checksum);
        }
        page.structure(
                kind,
                head -> head.number(1, I32, values)
                        .number(2, I32, encoding)
                        .number(3, I32, 3)
                        .number(4, I32, 3));
        page.out.write(0);
        page.out.writeBytes(content);
        return page.out.toByteArray();
    }

    private Forged number(int id, int type, long value) {
        field(id, type);
        varint((value << 1) ^ (value >> 63));
        return this;
    }

    private Forged text(int id, String text) {
        field(id, BINARY);
        varint(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private Forged structure(int id, Consumer<Forged> content) {
        field(id, STRUCT);
        inner(content);
        return this;
    }

    private Forged noElements(int id, int type) {
        field(id, LIST);
        out.write(type);
        return this;
    }

    /** The path of the column: its name. */
    private Forged path() {
        field(3, LIST);
        out.write(1 << 4 | BINARY);
        out.write(1);
        out.write('x');
        return this;
    }

    private Forged place(long dictionary) {
        return dictionary > 0 ? number(11, I64, 4) : this;
    }

    @SafeVarargs
    private Forged list(int id, Consumer<Forged>... elements) {
        field(id, LIST);
        out.write(elements.length << 4 | STRUCT);
        for (Consumer<Forged> element : elements) {
            inner(element);
        }
        return this;
    }

    private void inner(Consumer<Forged> content) {
        ids.push(0);
        content.accept(this);
        ids.pop();
        out.write(0);
    }

    private void field(int id, int type) {
        out.write((id - ids.pop()) << 4 | type);
        ids.push(id);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
