package io.medml.core.table;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The rows of a table; texts of categories are turned into bytes once. */
final class TableRowReader implements RowReader {

    private final Table table;
    private final List<Column> columns;
    private final byte[][] bytes;
    private final int[][] starts;
    private int next;

    TableRowReader(Table table) {
        this.table = table;
        this.columns = table.columns();
        this.bytes = new byte[columns.size()][];
        this.starts = new int[columns.size()][];
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c) instanceof CategoryColumn categories) {
                starts[c] = new int[categories.categories().size() + 1];
                int length = 0;
                byte[][] texts = new byte[categories.categories().size()][];
                for (int code = 0; code < texts.length; code++) {
                    texts[code] = categories.categories().get(code).getBytes(StandardCharsets.UTF_8);
                    length = Math.addExact(length, texts[code].length);
                    starts[c][code + 1] = length;
                }
                byte[] all = new byte[length];
                for (int code = 0; code < texts.length; code++) {
                    System.arraycopy(texts[code], 0, all, starts[c][code], texts[code].length);
                }
                bytes[c] = all;
            }
        }
    }

    @Override
    public List<String> columns() {
        return table.columnNames();
    }

    @Override
    public Column.Kind kind(int column) {
        return columns.get(column).kind();
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        int[] used = new int[columns.size()];
        for (int c = 0; c < columns.size(); c++) {
            if (!(columns.get(c) instanceof CategoryColumn)) {
                // anew, since who reads ahead works on earlier batches; the longest number has 24 characters
                bytes[c] = new byte[RowBatch.MOST_ROWS * 32];
            }
        }
        int end = Math.min(table.rowCount(), next + RowBatch.MOST_ROWS);
        for (int row = next; row < end; row++) {
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                byte state = ((StoredColumn) column).states().code(row);
                batch.state(c, state); // always, since the host's own table may hold a text without characters
                if (state != CellStates.PRESENT) {
                    batch.cell(c, 0, 0);
                } else if (column instanceof CategoryColumn categories) {
                    int code = categories.code(row);
                    batch.cell(c, starts[c][code], starts[c][code + 1] - starts[c][code]);
                } else {
                    String text = column.text(row).orElseThrow();
                    for (int i = 0; i < text.length(); i++) {
                        bytes[c][used[c] + i] = (byte) text.charAt(i);
                    }
                    batch.cell(c, used[c], text.length());
                    used[c] += text.length();
                }
            }
            batch.endRow((int) table.sourceLine(row).orElse(0));
        }
        for (int c = 0; c < columns.size(); c++) {
            batch.bytes(c, bytes[c]);
        }
        next = end;
        return batch.rows() > 0;
    }

    @Override
    public Optional<EmptyLines> emptyLines() {
        return table.emptyLines();
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
