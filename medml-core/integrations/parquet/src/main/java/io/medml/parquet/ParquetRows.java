package io.medml.parquet;

import io.medml.core.error.DataException;
import io.medml.core.table.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of a file as texts, group by group; what is held is a page of each column and its dictionary. */
final class ParquetRows implements Iterator<List<@Nullable String>>, AutoCloseable {

    private final ParquetReader settings;
    private final ParquetFile file;
    private final Memory memory;
    private final List<ChunkReader> chunks = new ArrayList<>();
    private int group;
    private long left;
    private long row;

    private ParquetRows(ParquetReader settings, ParquetFile file) {
        this.settings = settings;
        this.file = file;
        this.memory = new Memory(settings.maxMemory);
    }

    /** Opens the file, whose columns are still to be those that the source was made with. */
    static ParquetRows open(ParquetReader settings, Path path, Map<String, Column.Kind> kinds) {
        ParquetFile file = ParquetFile.open(settings, path);
        if (!List.copyOf(kinds.entrySet()).equals(List.copyOf(file.kinds().entrySet()))) {
            file.close();
            throw new DataException(file.name()
                    + ": expected the columns that the file had when its rows were asked for, found others; the file"
                    + " was changed: ask for its rows again");
        }
        return new ParquetRows(settings, file);
    }

    @Override
    public boolean hasNext() {
        while (left == 0 && group < file.footer().groups().size()) {
            startGroup(file.footer().groups().get(group));
            group++;
        }
        return left > 0;
    }

    private void startGroup(Footer.Group next) {
        chunks.forEach(ChunkReader::finish);
        chunks.clear();
        for (int c = 0; c < file.footer().columns().size(); c++) {
            Schema.Leaf column = file.footer().columns().get(c);
            @Nullable ColumnType type = column.type();
            if (type == null) {
                throw new AssertionError("a column that cannot be read was chosen");
            }
            try {
                chunks.add(new ChunkReader(file, column, type, next.chunks().get(c), memory, settings.maxFieldSize));
            } catch (Malformed e) {
                throw new DataException(file.name() + ", column \"" + column.name() + "\"" + e.told());
            }
        }
        left = next.rows();
    }

    @Override
    public List<@Nullable String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the file has no further row");
        }
        row++;
        left--;
        List<@Nullable String> cells = new ArrayList<>(chunks.size());
        for (ChunkReader chunk : chunks) {
            try {
                cells.add(chunk.next());
            } catch (Malformed e) {
                throw new DataException(file.name() + ", row " + row + ", column \""
                        + file.footer().columns().get(cells.size()).name() + "\"" + e.told());
            } catch (IOException e) {
                throw new UncheckedIOException(ParquetFile.unreadable(file.name()), e);
            }
        }
        return cells;
    }

    @Override
    public void close() {
        file.close();
    }
}
