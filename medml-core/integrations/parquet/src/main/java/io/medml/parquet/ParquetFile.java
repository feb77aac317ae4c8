package io.medml.parquet;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import io.medml.core.table.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open file: its bytes, and what its footer says of the columns that are read. */
final class ParquetFile implements AutoCloseable {

    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED = "PARE";
    private static final int ENDING = 8;

    private final ParquetReader settings;
    private final String name;
    private final SeekableByteChannel channel;
    private final Footer footer;

    private ParquetFile(ParquetReader settings, String name, SeekableByteChannel channel) throws IOException {
        this.settings = settings;
        this.name = name;
        this.channel = channel;
        this.footer = readFooter();
    }

    /** The name for messages: without folders. */
    static String name(Path path) {
        @Nullable Path last = path.getFileName();
        return last == null ? "file" : last.toString();
    }

    static ParquetFile open(ParquetReader settings, Path path) {
        String name = name(path);
        SeekableByteChannel channel = channel(path);
        try {
            return new ParquetFile(settings, name, channel);
        } catch (IOException | RuntimeException e) {
            RuntimeException failure = e instanceof IOException io
                    ? new UncheckedIOException(unreadable(name), io)
                    : e instanceof Malformed malformed
                            ? new DataException(name + malformed.told())
                            : (RuntimeException) e;
            try {
                channel.close();
            } catch (IOException atClosing) {
                failure.addSuppressed(atClosing);
            }
            throw failure;
        }
    }

    private static SeekableByteChannel channel(Path path) {
        try {
            return Files.newByteChannel(path);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "expected a Parquet file at " + path + ", found no file there; correct the path", e);
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException(
                    "expected a Parquet file that can be read at " + path
                            + ", found one that this user may not read; give the right to read it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(unreadable(path.toString()), e);
        }
    }

    static String unreadable(String name) {
        return "expected a Parquet file that can be read at " + name
                + ", found that it cannot be; check that it is a file, not a folder of parts, and fetch it again";
    }

    String name() {
        return name;
    }

    Footer footer() {
        return footer;
    }

    /** The columns that are read, with their kinds. */
    Map<String, Column.Kind> kinds() {
        Map<String, Column.Kind> kinds = new LinkedHashMap<>();
        for (Schema.Leaf column : footer.columns()) {
            @Nullable ColumnType type = column.type();
            if (type != null) {
                kinds.put(column.name(), settings.kinds.getOrDefault(column.name(), type.kind()));
            }
        }
        return kinds;
    }

    byte[] read(long from, int size) throws IOException {
        byte[] bytes = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position(from);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw Malformed.cut("a file as long as when it was opened");
            }
        }
        return bytes;
    }

    private Footer readFooter() throws IOException {
        long size = channel.size();
        boolean whole = size >= MAGIC.length() + ENDING;
        String start = whole ? text(read(0, MAGIC.length()), 0) : "";
        byte[] ending = whole ? read(size - ENDING, ENDING) : new byte[ENDING];
        String end = text(ending, ENDING - MAGIC.length());
        if (end.equals(ENCRYPTED) || start.equals(ENCRYPTED)) {
            throw Footer.encrypted();
        }
        if (!start.equals(MAGIC)) {
            throw Malformed.refused(
                    "a Parquet file, which starts with \"" + MAGIC + "\"",
                    whole ? "another start" : "only " + size + " bytes",
                    "check that it is the right file; CSV and JSON lines have readers of their own in"
                            + " io.medml.core.table");
        }
        if (!end.equals(MAGIC)) {
            throw Malformed.damaged("a Parquet file that ends with \"" + MAGIC + "\"", "another end");
        }
        long length = new Cursor(ending, 0, ENDING).unsigned(4);
        long from = size - ENDING - length;
        if (from < MAGIC.length()) {
            throw Malformed.damaged("a footer within the file of " + size + " bytes", "one of " + length + " bytes");
        }
        if (length > settings.maxFooterSize) {
            throw Malformed.refused(
                    "a footer of at most " + settings.maxFooterSize + " bytes",
                    "one of " + length,
                    "raise maxFooterSize(..) if the file is sound");
        }
        Footer read = Footer.read(new ThriftReader(read(from, (int) length), (int) length), this::choose);
        long rows = 0;
        for (Footer.Group group : read.groups()) {
            rows += group.rows();
            for (int c = 0; c < read.columns().size() && group.rows() > 0; c++) {
                Footer.Chunk chunk = group.chunks().get(c);
                if (chunk.start() < MAGIC.length() || chunk.size() < 0 || chunk.size() > from - chunk.start()) {
                    throw new DataException(name + ", column \""
                            + read.columns().get(c).name() + "\""
                            + Malformed.damaged("values between the start of the file and its footer", "another place")
                                    .told());
                }
            }
        }
        if (rows > settings.maxRows) {
            throw Malformed.refused(
                    "at most " + settings.maxRows + " rows",
                    String.valueOf(rows),
                    "raise maxRows(..) or divide the file");
        }
        return read;
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, MAGIC.length(), StandardCharsets.ISO_8859_1);
    }

    /** The columns that are read, in the order of the cells; those that cannot be read are refused by name. */
    private List<Schema.Leaf> choose(List<Schema.Leaf> all) {
        if (all.isEmpty()) {
            throw Malformed.refused("at least one column", "none", "check that the export finished");
        }
        Map<String, Schema.Leaf> byName = new HashMap<>();
        for (int c = 0; c < all.size(); c++) {
            Schema.Leaf column = all.get(c);
            Optional<String> fault = Name.fault(column.name());
            if (fault.isPresent()) {
                throw new DataException(name + ", column " + (c + 1) + ": expected " + Name.rule() + ", found "
                        + fault.get() + "; give the column a name where the file is written");
            }
            if (byName.putIfAbsent(column.name(), column) != null) {
                throw new DataException(name + ", column " + (c + 1)
                        + ": expected a name that no other column has, found that of an earlier one, \"" + column.name()
                        + "\"; give one of them another name where the file is written");
            }
        }
        for (String declared : settings.kinds.keySet()) {
            require(byName, declared);
        }
        List<Schema.Leaf> chosen = all;
        if (!settings.names.isEmpty()) {
            chosen = new ArrayList<>();
            for (String column : settings.names) {
                chosen.add(require(byName, column));
            }
        }
        if (chosen.size() > settings.maxColumns) {
            throw Malformed.refused(
                    "at most " + settings.maxColumns + " columns",
                    String.valueOf(chosen.size()),
                    "raise maxColumns(..), or name those to read with columns(..)");
        }
        for (Schema.Leaf column : chosen) {
            if (column.type() == null) {
                throw new DataException(name + ", column \"" + column.name()
                        + "\": expected texts, numbers, booleans, dates or times, found " + column.fault()
                        + "; write it as one of these, or name the columns to read with columns(..)");
            }
        }
        return List.copyOf(chosen);
    }

    private Schema.Leaf require(Map<String, Schema.Leaf> byName, String column) {
        Schema.@Nullable Leaf leaf = byName.get(column);
        if (leaf == null) {
            throw new DataException(
                    name + ": expected a column \"" + column + "\", which the reader was told about, found "
                            + byName.size() + " columns of other names; correct its spelling, capitals included");
        }
        return leaf;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": the file could not be closed", e);
        }
    }
}
