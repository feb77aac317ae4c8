package io.medml.core.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of JSON lines. Text is split into lines first, so that one line is all that the parser ever sees and all that a
 * fault can touch.
 */
final class JsonLinesRowReader implements RowReader {

    private final JsonLinesReader settings;
    private final String name;
    private final @Nullable Closeable owned;
    private final TextSource source;
    private final JsonFactory json;
    private final boolean finding;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String> names;
    private final BitSet texts = new BitSet();

    private final char[] input = new char[1 << 14];
    private int position;
    private int limit;
    private boolean ended;
    private boolean afterReturn;
    private char[] text = new char[1 << 10];
    private int length;
    private int line;
    private int nextLine = 1;
    private int rowCount;
    private long emptyCount;
    private long firstEmpty;

    private byte[] bytes = new byte[1 << 16];
    private int used;
    private int fields;

    /**
     * Opens the text.
     *
     * @param content the bytes, not compressed
     * @param columns the columns; none when they are to be found
     * @param owned what is closed with this reader
     */
    JsonLinesRowReader(
            JsonLinesReader settings,
            InputStream content,
            String name,
            List<String> columns,
            @Nullable Closeable owned) {
        this.settings = settings;
        this.name = name;
        this.owned = owned;
        this.source = new TextSource(content, name, StandardCharsets.UTF_8, "");
        this.finding = columns.isEmpty();
        this.names = List.copyOf(columns);
        for (String column : columns) {
            this.columns.put(column, this.columns.size());
        }
        this.json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(settings.maxDepth)
                        .maxNumberLength(settings.maxLineSize)
                        .maxStringLength(settings.maxLineSize)
                        .maxNameLength(settings.maxLineSize)
                        .build())
                .build();
    }

    /** Goes through all lines for the names of their fields only. */
    List<String> findColumns() {
        while (nextLine()) {
            parse(null);
        }
        String[] found = new String[columns.size()];
        columns.forEach((column, index) -> found[index] = column);
        return List.of(found);
    }

    @Override
    public List<String> columns() {
        return names;
    }

    @Override
    public Column.Kind kind(int column) {
        return Column.Kind.CATEGORY;
    }

    /** Whether every value of a column so far was a number in JSON. */
    boolean holdsNumbersOnly(int column) {
        return !texts.get(column);
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        used = 0;
        while (!batch.isFull() && used < RowBatch.ENOUGH_BYTES && nextLine()) {
            for (int column = 0; column < names.size(); column++) {
                batch.cell(column, 0, 0);
            }
            parse(batch);
            batch.endRow(line);
        }
        for (int column = 0; column < names.size(); column++) {
            batch.bytes(column, bytes);
        }
        return batch.rows() > 0;
    }

    // ---- lines ----

    /** Reads the next line that has a character; false at the end. */
    private boolean nextLine() {
        try {
            while (true) {
                boolean found = readLine();
                if (!found) {
                    return false;
                }
                if (length > 0) {
                    if (rowCount++ == settings.maxRows) {
                        throw new DataException(name + ", line " + line + ": expected at most " + settings.maxRows
                                + " rows, found more; raise maxRows(..) or split the file");
                    }
                    return true;
                }
                if (emptyCount++ == 0) {
                    firstEmpty = line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(SourceFile.unreadable(name), e);
        }
    }

    @Override
    public Optional<EmptyLines> emptyLines() {
        return emptyCount == 0 ? Optional.empty() : Optional.of(new EmptyLines(emptyCount, firstEmpty));
    }

    private boolean readLine() throws IOException {
        length = 0;
        line = nextLine;
        while (true) {
            if (position == limit) {
                if (ended) {
                    return length > 0;
                }
                position = 0;
                limit = source.read(input, 0, input.length);
                if (limit < 0) {
                    limit = 0;
                    ended = true;
                    continue;
                }
            }
            if (afterReturn && input[position] == '\n') {
                position++;
                afterReturn = false;
                continue;
            }
            afterReturn = false;
            int start = position;
            while (position < limit && input[position] != '\n' && input[position] != '\r') {
                position++;
            }
            append(start);
            if (position < limit) {
                afterReturn = input[position++] == '\r';
                nextLine = Math.addExact(nextLine, 1);
                return true;
            }
        }
    }

    private void append(int start) {
        int count = position - start;
        if (count > settings.maxLineSize - length) {
            throw new DataException(name + ", line " + line + ": expected a line of at most " + settings.maxLineSize
                    + " characters, found a longer one; look for line ends that are missing, or raise maxLineSize(..)");
        }
        if (count > text.length - length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + count));
        }
        System.arraycopy(input, start, text, length, count);
        length += count;
    }

    // ---- objects ----

    /** Puts the fields of the line into the row of the batch that is being filled; without a batch, only finds their names. */
    private void parse(@Nullable RowBatch batch) {
        fields = 0;
        try (JsonParser parser = json.createParser(text, 0, length)) {
            @Nullable JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw fault("expected one JSON object, found " + shape(first)
                        + "; write each record as one object on one line");
            }
            fields(parser, "", batch);
            if (parser.nextToken() != null) {
                throw fault("expected one JSON object, found more after it; write each record on a line of its own");
            }
        } catch (StreamConstraintsException e) {
            // deliberate: without its cause, whose message may quote the line; so are the next two
            throw fault("expected at most " + settings.maxDepth
                    + " levels of objects and lists, found more; raise maxDepth(..) if they belong there");
        } catch (JsonProcessingException e) {
            String character = ", character "
                    + (e.getLocation() == null ? 0 : e.getLocation().getColumnNr());
            throw e.getOriginalMessage().startsWith("Duplicate")
                    ? fault(
                            character,
                            "expected names that differ within an object, found one that stands twice; correct"
                                    + " what writes the file")
                    : fault(
                            character,
                            "expected one JSON object, found text that is none; write each record as one"
                                    + " strict JSON object on one line");
        } catch (IOException e) {
            throw new UncheckedIOException(SourceFile.unreadable(name), e);
        }
    }

    private void fields(JsonParser parser, String path, @Nullable RowBatch batch) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            fields++;
            String field = parser.currentName();
            if (settings.nested && field.indexOf('.') >= 0 && !settings.ignoreOthers) {
                throw fault(
                        field(),
                        "expected a name without a point, since points join the names of nested objects,"
                                + " found one with; rename the field, or read without nested()");
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && settings.nested && !isPointed(field)) {
                fields(parser, path + field + ".", batch);
                continue;
            }
            Integer column = settings.nested && isPointed(field) ? null : columns.get(path + field);
            if (column == null) {
                column = finding ? found(path + field) : null;
            }
            if (column == null) {
                if (!settings.ignoreOthers) {
                    throw fault(
                            field(),
                            finding || !isDeclared()
                                    ? "expected one of the columns that were found when the file was gone through"
                                            + " first, found another name; read the file when nobody writes to it"
                                    : "expected one of " + columns.size()
                                            + " declared columns, found another name; name it with"
                                            + " columns(..), or leave such fields out with ignoreOtherFields()");
                }
                parser.skipChildren();
                continue;
            }
            value(parser, token, column, batch);
        }
    }

    private boolean isDeclared() {
        return !settings.names.isEmpty();
    }

    private static boolean isPointed(String field) {
        return field.indexOf('.') >= 0;
    }

    private Integer found(String column) {
        Optional<String> fault = Name.fault(column);
        if (fault.isPresent()) {
            throw fault(
                    field(),
                    "expected " + Name.rule() + ", found " + fault.get()
                            + "; rename the field, or say which to read with columns(..)");
        }
        if (columns.size() == settings.maxColumns) {
            throw fault(
                    field(),
                    "expected at most " + settings.maxColumns
                            + " columns, found more; look for values that were written as names, or raise"
                            + " maxColumns(..)");
        }
        columns.put(column, columns.size());
        return columns.size() - 1;
    }

    private void value(JsonParser parser, JsonToken token, int column, @Nullable RowBatch batch) throws IOException {
        switch (token) {
            case VALUE_NULL -> {
                // missing
            }
            case VALUE_STRING -> {
                texts.set(column);
                cell(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), column, batch);
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                texts.set(column);
                char[] word = token.asCharArray();
                cell(word, 0, word.length, column, batch);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                cell(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), column, batch);
            case START_ARRAY -> {
                if (!settings.listsAsText) {
                    throw fault(
                            field(column),
                            "expected a text, a number, true, false or null, found a list; say" + " listsAsText(), or "
                                    + (isDeclared() ? "leave the field out" : "say which to read with columns(..)"));
                }
                texts.set(column);
                int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                parser.skipChildren();
                int end = Math.toIntExact(parser.currentTokenLocation().getCharOffset()) + 1;
                cell(text, start, end - start, column, batch);
            }
            default ->
                throw fault(
                        field(column),
                        "expected a text, a number, true, false or null, found " + shape(token)
                                + "; say nested() to make a column of each of its fields");
        }
    }

    /** Writes a text as bytes of UTF-8. */
    private void cell(char[] from, int start, int count, int column, @Nullable RowBatch batch) {
        if (batch == null) {
            return;
        }
        if (bytes.length - used < 3L * count) {
            bytes = Arrays.copyOf(
                    bytes,
                    Math.max(Math.multiplyExact(2, bytes.length), Math.addExact(used, Math.multiplyExact(3, count))));
        }
        int to = used;
        for (int i = start; i < start + count; i++) {
            char c = from[i];
            if (c < 0x80) {
                if (c == 0) {
                    throw fault(field(column), "expected text, found a NUL character; correct what writes the file");
                }
                bytes[to++] = (byte) c;
            } else if (c < 0x800) {
                bytes[to++] = (byte) (0xc0 | (c >> 6));
                bytes[to++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == start + count || !Character.isLowSurrogate(from[i + 1])) {
                    throw fault(
                            field(column),
                            "expected text, found half of a surrogate pair; correct what writes the file");
                }
                int point = Character.toCodePoint(c, from[++i]);
                bytes[to++] = (byte) (0xf0 | (point >> 18));
                bytes[to++] = (byte) (0x80 | (point >> 12 & 0x3f));
                bytes[to++] = (byte) (0x80 | (point >> 6 & 0x3f));
                bytes[to++] = (byte) (0x80 | (point & 0x3f));
            } else {
                bytes[to++] = (byte) (0xe0 | (c >> 12));
                bytes[to++] = (byte) (0x80 | (c >> 6 & 0x3f));
                bytes[to++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        batch.cell(column, used, to - used);
        used = to;
        if (!settings.markers.isEmpty() && settings.markers.contains(new String(from, start, count))) {
            batch.state(column, CellStates.MARKED);
        }
    }

    // ---- messages ----

    private static String shape(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing but blanks";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }

    /** A field by its number, since a name that nobody declared may be a patient's. */
    private String field() {
        return ", field " + fields;
    }

    private String field(int column) {
        return isDeclared() ? ", column \"" + settings.names.get(column) + "\"" : field();
    }

    private DataException fault(String message) {
        return fault("", message);
    }

    private DataException fault(String place, String message) {
        return new DataException(name + ", line " + line + place + ": " + message);
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
