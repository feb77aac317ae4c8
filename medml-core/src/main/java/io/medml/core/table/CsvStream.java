package io.medml.core.table;

import io.medml.core.error.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.ZipException;

/** A stream of comma-separated values, read into {@link CsvBytes} as records are asked for. Does not close it. */
final class CsvStream {

    /** Enough to see a byte order mark. */
    private static final int FIRST_BYTES = 4;

    private final String name;
    private final CsvBytes bytes;
    private InputStream input;
    private boolean started;

    CsvStream(InputStream input, String name, CsvBytes bytes) {
        this.input = input;
        this.name = name;
        this.bytes = bytes;
    }

    /** Finds the next record, and reads on as long as none is complete: what was found before is then gone. */
    boolean next() {
        while (true) {
            switch (find(0)) {
                case RECORD -> {
                    return true;
                }
                case END -> {
                    return false;
                }
                case MORE -> readOn();
            }
        }
    }

    /** As {@link CsvBytes#find}. */
    CsvBytes.Outcome find(int row) {
        return started ? bytes.find(row) : CsvBytes.Outcome.MORE;
    }

    /** Gives up the records found so far and reads on. */
    void readOn() {
        int before = bytes.left();
        try {
            bytes.readOn(input, started ? Integer.MAX_VALUE : FIRST_BYTES);
        } catch (IOException | RuntimeException e) {
            if (bytes.left() == before) {
                throw refusal(e);
            }
            input = new BrokenStream(e); // behind what was read before it
        }
        if (!started) {
            started = true;
            bytes.skipByteOrderMark();
        }
    }

    private RuntimeException refusal(Exception e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof EOFException || e instanceof ZipException) {
            return damaged(name, bytes.lastLine(), (IOException) e);
        }
        return new UncheckedIOException(SourceFile.unreadable(name), (IOException) e);
    }

    /** Hands out the bytes behind the record last found, which the caller reads on; {@link #goOn} takes back what is left of them. */
    InputStream handOut() {
        if (!started) {
            readOn();
        }
        byte[] rest = bytes.takeRest();
        return JoinedStream.of(rest, rest.length, input);
    }

    /** Goes on with these bytes. */
    void goOn(InputStream following) {
        input = following;
        bytes.goOn();
    }

    /** A compressed file that ends early or is not sound. */
    static DataException damaged(String name, long line, IOException e) {
        return new DataException(
                name
                        + (e instanceof EOFException
                                ? ": expected a whole gzip file, found that it ends early, after line "
                                : ": expected a sound gzip file, found damage after line ")
                        + line + " of its content; fetch it again and compare its checksum",
                e);
    }
}
