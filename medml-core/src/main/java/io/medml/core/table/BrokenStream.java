package io.medml.core.table;

import java.io.IOException;
import java.io.InputStream;

/** What follows the last byte of a stream that broke: it breaks again. */
final class BrokenStream extends InputStream {

    private final Exception failure;

    /**
     * Keeps the failure.
     *
     * @param failure an {@link IOException} or one that is not checked
     */
    BrokenStream(Exception failure) {
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        if (failure instanceof RuntimeException refused) {
            throw refused;
        }
        throw (IOException) failure;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : read();
    }
}
