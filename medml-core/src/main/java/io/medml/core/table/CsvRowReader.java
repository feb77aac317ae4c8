package io.medml.core.table;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of a file of comma-separated values: its header, its records of equal width, what marks a missing value. */
final class CsvRowReader implements RowReader {

    private static final int LISTED_LINES = 10;

    private final CsvReader settings;
    private final String name;
    private final @Nullable Closeable owned;
    private final CsvStream stream;
    private final CsvBytes records;
    private final List<String> columns;
    private final byte[][][] markers;

    private final List<String> raggedLines = new ArrayList<>();
    private long raggedCount;
    private long emptyCount;
    private long firstEmpty;
    private int rowCount;

    /**
     * Reads the header.
     *
     * @param utf8 the bytes
     * @param owned what is closed with this reader
     */
    CsvRowReader(CsvReader settings, InputStream utf8, String name, @Nullable Closeable owned) {
        this.settings = settings;
        this.name = name;
        this.owned = owned;
        this.records = new CsvBytes(name, settings.delimiter, settings.maxFieldSize, settings.maxColumns);
        this.stream = new CsvStream(utf8, name, records);
        this.columns = settings.hasHeader ? header() : settings.names;
        requireDeclared();
        this.markers = new byte[columns.size()][][];
        for (int c = 0; c < markers.length; c++) {
            Set<String> all = new TreeSet<>(settings.markers);
            all.addAll(settings.columnMarkers.getOrDefault(columns.get(c), Set.of()));
            all.remove(""); // an empty cell is EMPTY
            markers[c] =
                    all.stream().map(m -> m.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        }
    }

    private List<String> header() {
        while (true) {
            if (!stream.next()) {
                throw new DataException(name
                        + ": expected a header line, found an empty file; check that the export finished and that the"
                        + " path is right");
            }
            if (!records.isEmptyLine()) {
                break;
            }
            countEmpty();
        }
        if (records.fields() > settings.maxColumns) {
            throw new DataException(name + ", line " + records.line() + ": expected at most " + settings.maxColumns
                    + " columns, found more; check the delimiter, or raise maxColumns(..)");
        }
        List<String> header = new ArrayList<>();
        for (int field = 0; field < records.fields(); field++) {
            int start = start(records, field);
            header.add(new String(records.buffer(), start, end(records, field, start) - start, StandardCharsets.UTF_8));
        }
        if (!settings.names.isEmpty()) {
            if (settings.names.size() != header.size()) {
                throw new DataException(name + ", line " + records.line() + ": expected a header of "
                        + settings.names.size() + " columns, as many as replaceHeader(..) names, found " + header.size()
                        + "; correct the names or the delimiter");
            }
            return settings.names;
        }
        requireNames(header);
        return List.copyOf(header);
    }

    private void requireNames(List<String> header) {
        // deliberate: names are not quoted, since the first line of a file without header is a patient's
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String place = name + ", line " + records.line() + ", column " + (i + 1);
            if (header.get(i).isBlank()) {
                throw new DataException(place
                        + ": expected a column name, found an empty one; name the column in the file, or give all names"
                        + " with replaceHeader(..), or with withoutHeader(..) if the first line is a record");
            }
            Optional<String> fault = Name.fault(header.get(i));
            if (fault.isPresent()) {
                throw new DataException(place + ": expected " + Name.rule() + ", found " + fault.get()
                        + (header.size() == 1 && header.get(0).indexOf('\t') >= 0
                                ? "; if tabs stand between the fields, say so with delimiter(..), else rename"
                                : "; rename")
                        + " the column in the file, or give all names with replaceHeader(..)");
            }
            Integer earlier = positions.putIfAbsent(header.get(i), i);
            if (earlier != null) {
                throw new DataException(place + ": expected a name that no other column has, found the name of column "
                        + (earlier + 1)
                        + "; rename one in the file, or give all names with replaceHeader(..), or with"
                        + " withoutHeader(..) if the first line is a record");
            }
        }
    }

    private void requireDeclared() {
        Set<String> declared = new TreeSet<>(settings.kinds.keySet());
        declared.addAll(settings.columnMarkers.keySet());
        for (String column : declared) {
            if (!columns.contains(column)) {
                throw new DataException(name + ", line " + records.line() + ": expected a column \"" + column
                        + "\", which the reader was told about, found none of that name among " + columns.size()
                        + " columns; correct its spelling, or the delimiter");
            }
        }
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
        records.into(batch.cells());
        while (!batch.isFull()) {
            CsvBytes.Outcome outcome = stream.find(batch.rows());
            if (outcome == CsvBytes.Outcome.RECORD) {
                add(batch);
            } else if (outcome == CsvBytes.Outcome.END || batch.rows() > 0) {
                break;
            } else {
                stream.readOn();
            }
        }
        batchOf(records, batch);
        if (batch.rows() == 0 && raggedCount > 0) {
            throw ragged();
        }
        return batch.rows() > 0;
    }

    private void add(RowBatch batch) {
        int width = columns.size();
        if (records.isEmptyLine() && width > 1) {
            countEmpty();
            return;
        }
        if (records.fields() != width) {
            raggedCount++;
            if (raggedLines.size() < LISTED_LINES) {
                raggedLines.add(records.fields() + " on line " + records.line());
            }
            return;
        }
        if (raggedCount > 0) {
            return; // the file is refused; its further lines are only counted
        }
        if (rowCount == settings.maxRows) {
            throw new DataException(name + ", line " + records.line() + ": expected at most " + settings.maxRows
                    + " rows, found more; raise maxRows(..) or split the file");
        }
        trim(records, batch);
        if (records.line() > Integer.MAX_VALUE) {
            throw new DataException(name + ": expected at most " + Integer.MAX_VALUE
                    + " lines, found more; split the file, or look for a quote that is not closed");
        }
        batch.endRow((int) records.line());
        rowCount++;
    }

    private void trim(CsvBytes from, RowBatch batch) {
        for (int c = 0; settings.trim && c < columns.size(); c++) {
            int start = start(from, c);
            batch.cell(c, start, end(from, c, start) - start);
        }
    }

    /** Whether every record so far had as many fields as there are columns. */
    boolean isPlain() {
        return raggedCount == 0;
    }

    /** The records that are left, for several threads. */
    CsvRelay relay(int workers) {
        return new CsvRelay(this, stream.handOut(), workers);
    }

    CsvBytes partBytes() {
        return new CsvBytes(records);
    }

    /**
     * Reads all records of a part; false when it is not plain, so that its records have to be read one by one. May be called by several
     * threads, and says lines from 1.
     */
    boolean readPlain(CsvBytes part, RowBatch batch) {
        batch.clear();
        part.into(batch.cells());
        int width = columns.size();
        try {
            while (!batch.isFull() && part.find(batch.rows()) == CsvBytes.Outcome.RECORD) {
                if (part.fields() != width || (part.isEmptyLine() && width > 1)) {
                    return false;
                }
                trim(part, batch);
                batch.endRow((int) part.line());
            }
        } catch (DataException e) {
            return false; // thrown again, with its place, when the reading resumes there
        }
        batchOf(part, batch);
        return part.left() == 0;
    }

    private void batchOf(CsvBytes from, RowBatch batch) {
        for (int c = 0; c < columns.size(); c++) {
            batch.bytes(c, from.buffer());
        }
        batch.markers(markers);
    }

    long rowCount() {
        return rowCount;
    }

    /** Takes a plain part as read, and says the lines of the file in its batch; false when it is more than may be read. */
    boolean pass(CsvBytes part, int length, RowBatch batch) {
        long before = records.endedLines();
        long lines = part.endedLines();
        if (batch.rows() > settings.maxRows - rowCount || lines >= Integer.MAX_VALUE - before) {
            return false;
        }
        batch.shiftLines((int) before);
        rowCount += batch.rows();
        records.pass(length, lines);
        return true;
    }

    /** Goes on behind the parts that were passed. */
    void resume(InputStream following) {
        stream.goOn(following);
    }

    private void countEmpty() {
        if (emptyCount++ == 0) {
            firstEmpty = records.line();
        }
    }

    @Override
    public Optional<EmptyLines> emptyLines() {
        return emptyCount == 0 ? Optional.empty() : Optional.of(new EmptyLines(emptyCount, firstEmpty));
    }

    private int start(CsvBytes from, int field) {
        int start = from.start(field);
        if (settings.trim) {
            int end = from.end(field);
            while (start < end && isBlank(from.buffer()[start])) {
                start++;
            }
        }
        return start;
    }

    private int end(CsvBytes from, int field, int start) {
        int end = from.end(field);
        if (settings.trim) {
            while (end > start && isBlank(from.buffer()[end - 1])) {
                end--;
            }
        }
        return end;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private DataException ragged() {
        return new DataException(name + ": expected " + columns.size() + " fields in every record, found "
                + String.join(", ", raggedLines)
                + (raggedCount > raggedLines.size()
                        ? " and other numbers on " + (raggedCount - raggedLines.size()) + " further lines"
                        : "")
                + "; quote fields that hold the delimiter, or correct these lines");
    }

    @Override
    public void close() {
        try {
            if (owned != null) {
                owned.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(SourceFile.unreadable(name), e);
        }
    }
}
