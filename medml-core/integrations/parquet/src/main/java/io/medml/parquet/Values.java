package io.medml.parquet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The present values of a page, one after the other, in one of the encodings of the format. After {@link #next()} a value is a number
 * (of a DOUBLE or FLOAT its bits, of a BOOLEAN 0 or 1) or a slice of bytes. What is held is the page itself, and never more values
 * than one, whatever the page claims.
 */
abstract class Values {

    static final int PLAIN = 0;
    static final int PLAIN_DICTIONARY = 2;
    private static final int RLE = 3;
    private static final int DELTA_BINARY_PACKED = 5;
    private static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    private static final int DELTA_BYTE_ARRAY = 7;
    private static final int RLE_DICTIONARY = 8;
    private static final int BYTE_STREAM_SPLIT = 9;

    static final byte[] NO_BYTES = new byte[0];

    long number;
    byte[] bytes = NO_BYTES;
    int offset;
    int length;

    abstract void next();

    /** The values of a data page, from the cursor on. */
    static Values of(
            int encoding, ColumnType column, Cursor cursor, @Nullable Dictionary dictionary, int maxFieldSize) {
        Physical type = column.physical();
        if (cursor.left() == 0 && encoding != PLAIN) {
            return new None(); // a page without a present value may leave out even the head of its encoding
        }
        switch (encoding) {
            case PLAIN -> {
                return new Plain(type, column.width(), cursor);
            }
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                if (dictionary == null) {
                    throw Malformed.damaged("a dictionary page before a page that uses it", "none");
                }
                return new Looked(dictionary, new Runs(cursor, cursor.octet()));
            }
            case RLE -> {
                if (type == Physical.BOOLEAN) {
                    long size = cursor.unsigned(4);
                    if (size > cursor.left()) {
                        throw Malformed.cut("as many values as the page announces");
                    }
                    return new Flags(
                            new Runs(new Cursor(cursor.bytes, cursor.position(), cursor.position() + (int) size), 1));
                }
            }
            case DELTA_BINARY_PACKED -> {
                if (type == Physical.INT32 || type == Physical.INT64) {
                    return new Differences(type, new Deltas(cursor));
                }
            }
            case DELTA_LENGTH_BYTE_ARRAY -> {
                if (type == Physical.BYTE_ARRAY) {
                    return new LengthsFirst(cursor);
                }
            }
            case DELTA_BYTE_ARRAY -> {
                if (type == Physical.BYTE_ARRAY || type == Physical.FIXED_LEN_BYTE_ARRAY) {
                    return new PrefixesFirst(column, cursor, maxFieldSize);
                }
            }
            case BYTE_STREAM_SPLIT -> {
                if (type != Physical.BOOLEAN && type != Physical.BYTE_ARRAY) {
                    return new Split(column, cursor);
                }
            }
            default -> {}
        }
        throw Malformed.refused(
                "values of type " + type + " in an encoding of the format that fits it",
                "encoding number " + encoding,
                "write the file anew with plain or dictionary encoding");
    }

    /** One after the other, as they are. */
    static final class Plain extends Values {

        private final Physical type;
        private final int width;
        private final Cursor cursor;
        private int flag = 8;
        private int flags;

        Plain(Physical type, int width, Cursor cursor) {
            this.type = type;
            this.width = width;
            this.cursor = cursor;
            this.bytes = cursor.bytes;
        }

        @Override
        void next() {
            switch (type) {
                case BOOLEAN -> {
                    if (flag == 8) {
                        flags = cursor.octet();
                        flag = 0;
                    }
                    number = ((long) flags >>> flag) & 1;
                    flag++;
                }
                case INT32 -> number = (int) cursor.unsigned(4);
                case FLOAT -> number = cursor.unsigned(4);
                case INT64, DOUBLE -> number = cursor.unsigned(8);
                case BYTE_ARRAY -> slice(cursor.unsigned(4));
                case FIXED_LEN_BYTE_ARRAY, INT96 -> slice(width);
            }
        }

        private void slice(long size) {
            offset = cursor.position();
            cursor.advance(size);
            length = (int) size;
        }
    }

    /** Values by their places in a dictionary. */
    private static final class Looked extends Values {

        private final Dictionary dictionary;
        private final Runs places;

        Looked(Dictionary dictionary, Runs places) {
            this.dictionary = dictionary;
            this.places = places;
        }

        @Override
        void next() {
            dictionary.put(places.next(), this);
        }
    }

    private static final class Flags extends Values {

        private final Runs runs;

        Flags(Runs runs) {
            this.runs = runs;
        }

        @Override
        void next() {
            number = runs.next();
        }
    }

    private static final class Differences extends Values {

        private final Physical type;
        private final Deltas deltas;

        Differences(Physical type, Deltas deltas) {
            this.type = type;
            this.deltas = deltas;
        }

        @Override
        void next() {
            long next = deltas.next();
            number = type == Physical.INT32
                    ? (int) next
                    : next; // sums run over the end of the type, as the format has it
        }
    }

    /** All lengths, then all bytes. */
    private static final class LengthsFirst extends Values {

        private final Deltas lengths;
        private final Cursor cursor;

        LengthsFirst(Cursor cursor) {
            int from = cursor.position();
            int to = new Deltas(cursor).end();
            this.lengths = new Deltas(new Cursor(cursor.bytes, from, to));
            this.cursor = cursor;
            this.bytes = cursor.bytes;
        }

        @Override
        void next() {
            long size = lengths.next();
            offset = cursor.position();
            cursor.advance(size);
            length = (int) size;
        }
    }

    /** How much is taken from the value before, then the rests. */
    private static final class PrefixesFirst extends Values {

        private final ColumnType column;
        private final Deltas prefixes;
        private final LengthsFirst rests;
        private final int maxFieldSize;

        PrefixesFirst(ColumnType column, Cursor cursor, int maxFieldSize) {
            int from = cursor.position();
            int to = new Deltas(cursor).end();
            this.column = column;
            this.prefixes = new Deltas(new Cursor(cursor.bytes, from, to));
            this.rests = new LengthsFirst(cursor);
            this.maxFieldSize = maxFieldSize;
        }

        @Override
        void next() {
            long prefix = prefixes.next();
            rests.next();
            if (prefix < 0 || prefix > length) {
                throw Malformed.damaged("a beginning that the value before has", "a longer one");
            }
            ColumnType.requireSize(prefix + rests.length, maxFieldSize);
            int size = (int) prefix + rests.length;
            if (column.physical() == Physical.FIXED_LEN_BYTE_ARRAY && size != column.width()) {
                throw Malformed.damaged("values of " + column.width() + " bytes", "one of " + size);
            }
            byte[] value = Arrays.copyOf(bytes, size);
            System.arraycopy(rests.bytes, rests.offset, value, (int) prefix, rests.length);
            bytes = value;
            length = size;
        }
    }

    /** The first bytes of all values, then the second ones, and so on. */
    private static final class Split extends Values {

        private final Physical type;
        private final Cursor cursor;
        private final int width;
        private final int count;
        private int given;

        Split(ColumnType column, Cursor cursor) {
            this.type = column.physical();
            this.cursor = cursor;
            this.width = column.width();
            this.count = cursor.left() / width;
            if (cursor.left() % width != 0) {
                throw Malformed.cut("as many values as the page announces");
            }
            this.bytes = type.isBytes() ? new byte[width] : NO_BYTES;
            this.length = this.bytes.length;
        }

        @Override
        void next() {
            if (given == count) {
                throw Malformed.cut("as many values as the page announces");
            }
            long bits = 0;
            for (int i = 0; i < width; i++) {
                byte part = cursor.bytes[cursor.position() + i * count + given];
                if (type.isBytes()) {
                    bytes[i] = part;
                } else {
                    bits |= (part & 0xffL) << (8 * i);
                }
            }
            number = type == Physical.INT32 ? (int) bits : bits;
            given++;
        }
    }

    private static final class None extends Values {
        @Override
        void next() {
            throw Malformed.cut("as many values as the page announces");
        }
    }
}
