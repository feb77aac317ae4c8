package io.medml.parquet;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Undoes the compression of a page. What comes out has exactly the size that its header states, which the reader has held against its
 * bound before; a page that would be larger or smaller is refused.
 */
enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    ZSTD;

    /** The number of each codec in the format, by its place; those without a codec here are refused by name. */
    private static final String[] NAMES = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"};

    static Codec of(int number) {
        String name = number >= 0 && number < NAMES.length ? NAMES[number] : "one of an unknown number";
        for (Codec codec : values()) {
            if (codec.name().equals(name)) {
                return codec;
            }
        }
        throw Malformed.refused(
                "pages compressed with " + Arrays.toString(values()),
                "codec " + name,
                "write the file anew with one of these");
    }

    byte[] undo(byte[] in, int from, int to, int size) {
        if (size == 0 && from == to) {
            return new byte[0];
        }
        switch (this) {
            case UNCOMPRESSED -> {
                if (to - from != size) {
                    throw wrongSize();
                }
                return from == 0 && to == in.length ? in : Arrays.copyOfRange(in, from, to);
            }
            case SNAPPY -> {
                return snappy(in, from, to, size);
            }
            case GZIP -> {
                return gzip(in, from, to, size);
            }
            case ZSTD -> {
                byte[] out = new byte[size];
                try {
                    if (new ZstdDecompressor().decompress(in, from, to - from, out, 0, size) != size) {
                        throw wrongSize();
                    }
                } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
                    throw broken("Zstandard");
                }
                return out;
            }
        }
        throw new AssertionError(this);
    }

    private static byte[] gzip(byte[] in, int from, int to, int size) {
        byte[] out = new byte[size];
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(in, from, to - from))) {
            if (stream.readNBytes(out, 0, size) != size || stream.read() >= 0) {
                throw wrongSize();
            }
        } catch (IOException e) {
            throw broken("gzip");
        }
        return out;
    }

    /** The raw format of Snappy: a length, then literals and copies of what is already there. */
    private static byte[] snappy(byte[] in, int from, int to, int size) {
        Cursor cursor = new Cursor(in, from, to);
        if (cursor.varint() != size) {
            throw wrongSize();
        }
        byte[] out = new byte[size];
        int written = 0;
        while (cursor.position() < to) {
            int tag = cursor.octet();
            long length;
            long distance;
            switch (tag & 3) {
                case 0 -> {
                    int small = tag >>> 2;
                    length = (small < 60 ? small : cursor.unsigned(small - 59)) + 1;
                    if (length > to - cursor.position() || length > size - written) {
                        throw broken("Snappy");
                    }
                    System.arraycopy(in, cursor.position(), out, written, (int) length);
                    cursor.advance(length);
                    written += (int) length;
                    continue;
                }
                case 1 -> {
                    length = 4L + ((tag >>> 2) & 7);
                    distance = (tag >>> 5) * 256L + cursor.octet();
                }
                case 2 -> {
                    length = 1L + (tag >>> 2);
                    distance = cursor.unsigned(2);
                }
                default -> {
                    length = 1L + (tag >>> 2);
                    distance = cursor.unsigned(4);
                }
            }
            if (distance < 1 || distance > written || length > size - written) {
                throw broken("Snappy");
            }
            for (int i = 0; i < length; i++) { // byte by byte, since a copy may overlap itself
                out[written] = out[written - (int) distance];
                written++;
            }
        }
        if (written != size) {
            throw wrongSize();
        }
        return out;
    }

    private static Malformed broken(String codec) {
        return Malformed.damaged("a page compressed with " + codec, "bytes that are not");
    }

    private static Malformed wrongSize() {
        return Malformed.damaged("a page of the size that its header states", "another size");
    }
}
