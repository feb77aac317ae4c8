package io.medml.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the compact protocol of Thrift, in which Parquet writes its metadata, from bytes in memory. Nothing is allocated by a size that
 * the bytes only claim: each element of a list takes at least a byte that is there.
 */
final class ThriftReader {

    static final int STOP = -1;

    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int UUID = 13;

    private static final int DEEPEST = 32;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int type;

    ThriftReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Where the next byte is. */
    int position() {
        return position;
    }

    /** The number of the next field of a structure, or {@link #STOP}; its value is to be read or skipped. */
    int field(int last) {
        int header = octet();
        if (header == 0) {
            return STOP;
        }
        type = header & 0x0f;
        int step = header >>> 4;
        long id = step == 0 ? zigzag(varint()) : last + (long) step;
        if (id < 1 || id > Short.MAX_VALUE) {
            throw Malformed.damaged("fields numbered from 1 to " + Short.MAX_VALUE, "another number");
        }
        return (int) id;
    }

    boolean flag() {
        if (type != TRUE && type != FALSE) {
            throw wrongType("a yes or no");
        }
        return type == TRUE;
    }

    int whole() {
        long value = large();
        if (value != (int) value) {
            throw Malformed.damaged("a number of 32 bits", "a larger one");
        }
        return (int) value;
    }

    long large() {
        if (type == BYTE) {
            return (byte) octet();
        }
        if (type != I16 && type != I32 && type != I64) {
            throw wrongType("a whole number");
        }
        return zigzag(varint());
    }

    String text() {
        if (type != BINARY) {
            throw wrongType("a text");
        }
        int length = length();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw Malformed.damaged("names in UTF-8", "other bytes");
        }
    }

    /** The number of elements; each is to be read or skipped. */
    int list() {
        if (type != LIST) {
            throw wrongType("a list");
        }
        int header = octet();
        type = header & 0x0f;
        if (type == FALSE) {
            type = TRUE; // an element has its value in a byte of its own, whichever of the two types the list names
        }
        long size = header >>> 4 == 15 ? varint() : header >>> 4;
        if (size < 0 || size > end - position) {
            throw Malformed.cut("a list of as many elements as it announces");
        }
        return (int) size;
    }

    void structure() {
        if (type != STRUCT) {
            throw wrongType("a structure");
        }
    }

    /** Gives the elements of a list their type again after one of them was read. */
    int elementType() {
        return type;
    }

    void elementType(int elements) {
        type = elements;
    }

    void skip() {
        skip(false, 0);
    }

    private void skip(boolean element, int depth) {
        if (depth > DEEPEST) {
            throw Malformed.damaged("structures of at most " + DEEPEST + " levels", "more");
        }
        switch (type) {
            case TRUE, FALSE -> advance(element ? 1 : 0);
            case BYTE -> advance(1);
            case I16, I32, I64 -> varint();
            case DOUBLE -> advance(8);
            case BINARY -> advance(length());
            case LIST, SET -> {
                type = LIST;
                int size = list();
                int elements = type;
                for (int i = 0; i < size; i++) {
                    type = elements;
                    skip(true, depth + 1);
                }
            }
            case MAP -> {
                long size = varint();
                int types = size == 0 ? 0 : octet();
                if (size < 0 || size > end - position) {
                    throw Malformed.cut("a map of as many entries as it announces");
                }
                for (long i = 0; i < size; i++) {
                    type = types >>> 4;
                    skip(true, depth + 1);
                    type = types & 0x0f;
                    skip(true, depth + 1);
                }
            }
            case STRUCT -> {
                int id = 0;
                while ((id = field(id)) != STOP) {
                    skip(false, depth + 1);
                }
            }
            case UUID -> advance(16);
            default -> throw Malformed.damaged("types of Thrift's compact protocol", "another");
        }
    }

    private static Malformed wrongType(String expected) {
        return Malformed.damaged(expected, "something else");
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw Malformed.cut("a text as long as it announces");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > end - position) {
            throw Malformed.cut("further fields");
        }
        position += count;
    }

    private int octet() {
        if (position >= end) {
            throw Malformed.cut("further fields");
        }
        return bytes[position++] & 0xff;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw Malformed.damaged("numbers of at most 10 bytes", "a longer one");
    }

    private static long zigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}
