package io.medml.core.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Streams one after the other. One that is used up is given up; none is closed. */
final class JoinedStream extends InputStream {

    private final Deque<InputStream> streams = new ArrayDeque<>();

    private JoinedStream(InputStream last) {
        streams.add(last);
    }

    /** These bytes and what follows them; a stream made here before is used further, in place of the one given. */
    static InputStream of(byte[] bytes, int length, InputStream following) {
        JoinedStream joined = following instanceof JoinedStream known ? known : new JoinedStream(following);
        joined.streams.addFirst(new ByteArrayInputStream(bytes, 0, length));
        return joined;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (length > 0) {
            InputStream first = streams.peek();
            int count = first == null ? -1 : first.read(target, offset, length);
            if (count >= 0 || first == null) {
                return count;
            }
            streams.remove();
        }
        return 0;
    }
}
