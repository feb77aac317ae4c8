package io.medml.core.table;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of texts that a host makes. */
final class TextRowReader implements RowReader {

    private final String name;
    private final List<String> columns;
    private final List<Column.Kind> kinds;
    private final Iterator<? extends List<@Nullable String>> rows;
    private byte[] bytes = new byte[1 << 16];
    private long count;

    /** The columns by name in their order, with their kinds. */
    TextRowReader(String name, Map<String, Column.Kind> columns, Iterator<? extends List<@Nullable String>> rows) {
        this.name = name;
        this.columns = List.copyOf(columns.keySet());
        this.kinds = List.copyOf(columns.values());
        this.rows = rows;
    }

    /** Columns of texts. */
    static Map<String, Column.Kind> texts(List<String> columns) {
        Map<String, Column.Kind> kinds = new LinkedHashMap<>();
        for (String column : columns) {
            kinds.put(column, Column.Kind.CATEGORY);
        }
        if (kinds.size() != columns.size()) {
            throw new IllegalArgumentException("expected no column name twice, found " + columns.size()
                    + " names of which " + kinds.size() + " are different");
        }
        return kinds;
    }

    static void requireNames(Map<String, Column.Kind> columns) {
        for (Map.Entry<String, Column.Kind> column : columns.entrySet()) {
            Name.require(column.getKey(), "the name of a column");
            Objects.requireNonNull(column.getValue(), "kind");
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("expected at least one column name, found none");
        }
    }

    /** Halves of surrogate pairs would become question marks, and NUL ends texts elsewhere. */
    private void requireText(String text, int column) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean half = Character.isSurrogate(c)
                    && (Character.isLowSurrogate(c)
                            || i + 1 == text.length()
                            || !Character.isLowSurrogate(text.charAt(++i)));
            if (half || c == 0) {
                throw new DataException(name + ", row " + count + ", column \"" + columns.get(column)
                        + "\": expected text, found " + (half ? "half of a surrogate pair" : "a NUL character")
                        + "; correct the value where the rows are made");
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Column.Kind kind(int column) {
        return kinds.get(column);
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        int used = 0;
        while (!batch.isFull() && used < RowBatch.ENOUGH_BYTES && rows.hasNext()) {
            List<@Nullable String> row = rows.next();
            count++;
            if (row.size() != columns.size()) {
                throw new DataException(name + ", row " + count + ": expected " + columns.size()
                        + " cells, one for each column, found " + row.size() + "; correct what makes the rows");
            }
            for (int column = 0; column < columns.size(); column++) {
                String text = row.get(column);
                if (text == null || text.isEmpty()) {
                    batch.cell(column, 0, 0);
                    continue;
                }
                requireText(text, column);
                byte[] cell = text.getBytes(StandardCharsets.UTF_8);
                if (cell.length > bytes.length - used) {
                    bytes = Arrays.copyOf(
                            bytes, Math.max(Math.multiplyExact(2, bytes.length), Math.addExact(used, cell.length)));
                }
                System.arraycopy(cell, 0, bytes, used, cell.length);
                batch.cell(column, used, cell.length);
                used += cell.length;
            }
            batch.endRow(0);
        }
        for (int column = 0; column < columns.size(); column++) {
            batch.bytes(column, bytes);
        }
        return batch.rows() > 0;
    }

    @Override
    public void close() {
        if (rows instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(name + ": the rows could not be closed", e);
            }
        }
    }
}
