package io.medml.core.table;

import io.medml.core.evidence.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;

/** The digest of names, kinds and cells, as {@link Table#contentDigest} states it. */
final class TableDigest {

    private TableDigest() {}

    static Digest of(int rowCount, Collection<Column> columns) {
        MessageDigest sha = Digest.newSha256();
        sha.update("medml-table/1\0".getBytes(StandardCharsets.UTF_8));
        sha.update(
                ByteBuffer.allocate(12).putLong(rowCount).putInt(columns.size()).flip());
        columns.stream().sorted(Comparator.comparing(Column::name)).forEach(column -> sha.update(columnDigest(column)));
        return Digest.of(sha.digest());
    }

    private static byte[] columnDigest(Column column) {
        MessageDigest sha = Digest.newSha256();
        sha.update("medml-column/1\0".getBytes(StandardCharsets.UTF_8));
        sha.update(lengthAndText(column.name()));
        ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
        switch (column.kind()) {
            case NUMBER -> buffer.put((byte) 'N');
            case WHOLE_NUMBER -> buffer.put((byte) 'W');
            case CATEGORY -> buffer.put((byte) 'C');
        }
        byte[][] texts = column instanceof CategoryColumn c
                ? c.categories().stream().map(TableDigest::lengthAndText).toArray(byte[][]::new)
                : new byte[0][];
        for (int row = 0; row < column.size(); row++) {
            if (buffer.remaining() < 9) {
                sha.update(buffer.flip());
                buffer.clear();
            }
            CellState state = column.state(row);
            if (state != CellState.PRESENT) {
                buffer.put((byte) (state == CellState.UNREADABLE ? 2 : 0));
                continue;
            }
            buffer.put((byte) 1);
            if (column instanceof NumberColumn numbers) {
                buffer.putDouble(numbers.value(row) + 0.0); // -0.0 + 0.0 is +0.0
            } else if (column instanceof WholeNumberColumn wholes) {
                buffer.putLong(wholes.value(row));
            } else {
                byte[] text = texts[((CategoryColumn) column).code(row)];
                if (buffer.remaining() < text.length) {
                    sha.update(buffer.flip());
                    buffer.clear();
                }
                if (text.length > buffer.capacity()) {
                    sha.update(text);
                } else {
                    buffer.put(text);
                }
            }
        }
        sha.update(buffer.flip());
        return sha.digest();
    }

    private static byte[] lengthAndText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
