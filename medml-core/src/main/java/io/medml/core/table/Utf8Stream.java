package io.medml.core.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Text of another encoding as bytes of UTF-8. */
final class Utf8Stream extends InputStream {

    private final Reader text;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final CharBuffer characters = CharBuffer.allocate(1 << 14).limit(0);
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
    private boolean ended;

    Utf8Stream(Reader text) {
        this.text = text;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (!bytes.hasRemaining()) {
            if (ended) {
                return -1;
            }
            characters.compact();
            int count = text.read(characters.array(), characters.position(), characters.remaining());
            if (count < 0) {
                ended = true;
            } else {
                characters.position(characters.position() + count);
            }
            characters.flip();
            bytes.clear();
            encoder.encode(characters, bytes, ended);
            bytes.flip();
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        return count;
    }
}
