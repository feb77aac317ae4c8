package io.medml.core.table;

import io.medml.core.error.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes strictly: what is not text of the stated encoding, and the NUL character, is reported with its place instead
 * of being replaced. Skips the byte order mark of UTF-8. Does not close the stream.
 */
final class TextSource extends Reader {

    private final InputStream bytes;
    private final String name;
    private final Charset charset;
    private final String remedy;
    private final CharsetDecoder decoder;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16);
    private long consumed;
    private long line = 1;
    private boolean lastWasCarriageReturn;
    private boolean started;
    private boolean ended;
    private @Nullable DataException pending;

    TextSource(InputStream bytes, String name, Charset charset) {
        this(bytes, name, charset, ", or say its encoding with charset(..)");
    }

    /** The remedy stands behind "save the file as UTF-8". */
    TextSource(InputStream bytes, String name, Charset charset, String remedy) {
        this.remedy = remedy;
        this.bytes = bytes;
        this.name = name;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        input.limit(0);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!started) {
            started = true;
            skipByteOrderMark();
        }
        // two characters at least, since a decoder never writes half of a surrogate pair
        if (length == 1) {
            throw new IllegalArgumentException("a buffer of at least two characters is needed");
        }
        CharBuffer output = CharBuffer.wrap(buffer, offset, length);
        while (true) {
            if (pending != null) {
                throw pending;
            }
            int before = input.position();
            CoderResult result = decoder.decode(input, output, ended);
            consumed += input.position() - before;
            int count = output.position() - offset;
            if (result.isError()) {
                scan(buffer, offset, count);
                pending = malformed();
            } else if (count == 0 && ended) {
                return -1;
            }
            if (count > 0) {
                if (!result.isError()) {
                    scan(buffer, offset, count);
                }
                return count;
            }
            if (!result.isError()) {
                fill();
            }
        }
    }

    private void fill() throws IOException {
        input.compact();
        int count = next(input.array(), input.position(), input.remaining());
        if (count < 0) {
            ended = true;
        } else {
            input.position(input.position() + count);
        }
        input.flip();
    }

    private int next(byte[] target, int offset, int length) throws IOException {
        try {
            return bytes.read(target, offset, length);
        } catch (EOFException | ZipException e) {
            throw CsvStream.damaged(name, line, e);
        }
    }

    private void skipByteOrderMark() throws IOException {
        while (!ended && input.remaining() < 3) {
            fill();
        }
        if (!charset.equals(StandardCharsets.UTF_8) || input.remaining() < 2) {
            return;
        }
        int first = input.get(0) & 0xff;
        int second = input.get(1) & 0xff;
        if (first == 0xef && second == 0xbb && input.remaining() >= 3 && (input.get(2) & 0xff) == 0xbf) {
            input.position(3);
            consumed = 3;
        } else if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff)) {
            throw new DataException(
                    name + ": expected UTF-8, found the byte order mark of UTF-16 at byte 0; save the file as UTF-8"
                            + remedy);
        }
    }

    /** Counts lines as the parser does (LF, CR, CR LF) and refuses NUL. */
    private void scan(char[] buffer, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            char c = buffer[i];
            if (c > '\r') {
                lastWasCarriageReturn = false;
                continue;
            }
            if (c == 0) {
                throw new DataException(
                        name + ", line " + line + ": expected text, found a NUL character; the file is binary, of"
                                + " another encoding than " + charset + ", or damaged");
            }
            if (c == '\r' || (c == '\n' && !lastWasCarriageReturn)) {
                line++;
            }
            lastWasCarriageReturn = c == '\r';
        }
    }

    private DataException malformed() {
        int found = input.hasRemaining() ? input.get(input.position()) & 0xff : 0;
        return new DataException(name + ", line " + line + ", byte " + consumed + " of the text: expected " + charset
                + ", found a byte " + String.format(Locale.ROOT, "0x%02x", found)
                + " that is none; save the file as UTF-8" + remedy);
    }

    @Override
    public void close() {
        // the stream belongs to whoever opened it
    }
}
