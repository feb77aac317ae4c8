package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The first 128 bits of a digest of an identifier or of a feature row. Two different ones of a million collide with a
 * probability of about {@code 1.5e-27}.
 */
record Mark(long high, long low) implements Comparable<Mark> {

    static Mark of(UnaryOperator<byte[]> digest, String role, String text) {
        return of(digest.apply((role + "\0" + text).getBytes(StandardCharsets.UTF_8)));
    }

    static Mark of(byte[] digest) {
        ByteBuffer buffer = ByteBuffer.wrap(digest);
        return new Mark(buffer.getLong(), buffer.getLong());
    }

    static List<Mark> all(UnaryOperator<byte[]> digest, String role, Collection<String> texts) {
        return texts.stream().map(text -> of(digest, role, text)).toList();
    }

    /**
     * The marks of the feature rows: equal for rows whose cells are equal in every feature, whichever way the columns are
     * stored. A text that is a number counts as the number, so that {@code 63.0} equals {@code 63}. A row with an unreadable
     * cell has no mark, since nobody knows what it holds.
     */
    static List<@Nullable Mark> ofRows(UnaryOperator<byte[]> digest, Cohort cohort, Collection<String> features) {
        List<Column> columns = new ArrayList<>();
        List<byte[][]> tokens = new ArrayList<>();
        for (String feature : features) {
            Column column = cohort.table().column(feature);
            columns.add(column);
            tokens.add(
                    column instanceof CategoryColumn categories
                            ? categories.categories().stream().map(Mark::token).toArray(byte[][]::new)
                            : new byte[0][]);
        }
        List<@Nullable Mark> marks = new ArrayList<>(cohort.size());
        ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
        for (int row = 0; row < cohort.size(); row++) {
            buffer.clear().put("row\0".getBytes(StandardCharsets.UTF_8));
            boolean readable = true;
            for (int i = 0; i < columns.size() && readable; i++) {
                Column column = columns.get(i);
                readable = column.state(row) != CellState.UNREADABLE;
                byte[] token = column.isMissing(row)
                        ? new byte[] {0}
                        : column instanceof CategoryColumn categories
                                ? tokens.get(i)[categories.code(row)]
                                : token(column.text(row).orElseThrow());
                if (buffer.remaining() < token.length) {
                    ByteBuffer larger = ByteBuffer.allocate(2 * buffer.capacity() + token.length);
                    buffer = larger.put(buffer.flip());
                }
                buffer.put(token);
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            marks.add(readable ? of(digest.apply(bytes)) : null);
        }
        return marks;
    }

    /** A cell's value as bytes that no other value has: numbers as 'N' and eight bytes, texts as 'T', length and UTF-8. */
    private static byte[] token(String text) {
        OptionalDouble number = NumberColumn.parse(text);
        if (number.isPresent()) {
            return ByteBuffer.allocate(9)
                    .put((byte) 'N')
                    .putDouble(number.getAsDouble())
                    .array();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + utf8.length)
                .put((byte) 'T')
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }

    String hex() {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    static Mark parse(String hex) {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new DataException("fingerprint: expected a mark of 32 lower-case hexadecimal digits, found "
                    + hex.length() + " characters; fetch the fingerprint again");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    @Override
    public int compareTo(Mark other) {
        return Comparator.comparing(Mark::high, Long::compareUnsigned)
                .thenComparing(Mark::low, Long::compareUnsigned)
                .compare(this, other);
    }
}
