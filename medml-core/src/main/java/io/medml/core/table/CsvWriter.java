package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes comma-separated values as RFC 4180 says, with CR LF after each record.
 *
 * <p>A text that a spreadsheet would run, because it starts with {@code = + - @}, a tab or a carriage return (or one of their full-width
 * forms), also after blanks, quotation marks or characters of no width, gets an apostrophe before it, unless it is a number; so does what
 * a semicolon or tab within it precedes, since where lists are written with these a spreadsheet begins a cell there. What was written so
 * is not read back to the same text: the file is for people. Confined to one thread; the writer that is given is neither flushed nor
 * closed.
 */
public final class CsvWriter {

    private static final String DANGEROUS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /** What a spreadsheet may drop at the start of a cell. */
    private static final String DROPPED = "[\\p{Zs}\uFEFF\u200B\u2060\"]*";

    private static final Pattern START = Pattern.compile(DROPPED);

    private static final Pattern AFTER_SEPARATOR =
            Pattern.compile("([;\t]" + DROPPED + ")(?=[" + Pattern.quote(DANGEROUS) + "])");

    private final Writer out;

    private CsvWriter(Writer out) {
        this.out = out;
    }

    /**
     * Writes to a writer of the caller.
     *
     * @param out where to
     * @return a writer of records
     */
    public static CsvWriter to(Writer out) {
        return new CsvWriter(requireNonNull(out, "out"));
    }

    /**
     * Writes a record.
     *
     * @param cells the cells; null is an empty one
     * @throws UncheckedIOException when it cannot be written
     */
    public void write(List<@Nullable String> cells) {
        try {
            for (int i = 0; i < cells.size(); i++) {
                if (i > 0) {
                    out.write(',');
                }
                String cell = cells.get(i);
                if (cell != null) {
                    write(cell);
                }
            }
            out.write("\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected room for comma-separated values, found that they cannot be written; make room and run it again",
                    e);
        }
    }

    private void write(String cell) throws IOException {
        String safe = isDangerous(cell) ? "'" + cell : cell;
        if (safe.indexOf(';') >= 0 || safe.indexOf('\t') >= 0) {
            safe = AFTER_SEPARATOR.matcher(safe).replaceAll("$1'");
        }
        if (safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
            out.write(safe);
            return;
        }
        out.write('"');
        out.write(safe.replace("\"", "\"\""));
        out.write('"');
    }

    private static boolean isDangerous(String cell) {
        String begun = START.matcher(cell).replaceFirst("");
        return !begun.isEmpty()
                && DANGEROUS.indexOf(begun.charAt(0)) >= 0
                && NumberColumn.parse(begun).isEmpty();
    }
}
