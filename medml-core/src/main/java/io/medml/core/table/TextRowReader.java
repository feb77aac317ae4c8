package io.medml.core.table;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of texts that a host makes. */
final class TextRowReader implements RowReader {

    private final String name;
    private final List<String> columns;
    private final Iterator<? extends List<@Nullable String>> rows;
    private byte[] bytes = new byte[1 << 16];
    private long count;

    TextRowReader(String name, List<String> columns, Iterator<? extends List<@Nullable String>> rows) {
        this.name = name;
        this.columns = columns;
        this.rows = rows;
    }

    static List<String> requireNames(List<String> columns) {
        for (String column : columns) {
            Name.require(column, "the name of a column");
        }
        if (columns.isEmpty() || new TreeSet<>(columns).size() != columns.size()) {
            throw new IllegalArgumentException("expected at least one column name and none twice, found "
                    + columns.size() + " names of which " + new TreeSet<>(columns).size() + " are different");
        }
        return List.copyOf(columns);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Column.Kind kind(int column) {
        return Column.Kind.CATEGORY;
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        int used = 0;
        while (!batch.isFull() && rows.hasNext()) {
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
