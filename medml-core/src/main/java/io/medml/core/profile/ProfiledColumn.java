package io.medml.core.profile;

import io.medml.core.evidence.Content;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A column as a profile sees it: the code of each row's text, how often each occurs, and which of them are taken for missing. */
final class ProfiledColumn {

    static final int MISSING = -1;

    static final Set<String> MARKERS =
            Set.of("", "?", "??", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null", "nil", "(null)", ".", "-", "--");

    final String name;
    final int rows;
    final ContentKind kind;
    /** The kind of nearly all cells, where a few others keep it from being the kind of the column. */
    final Optional<ContentKind> nearly;
    /** The columns of the reader that are no texts have lost how their numbers were written. */
    final boolean written;

    private final int[] codes;
    private final String[] texts;
    private final String[] stripped;
    private final int[] counts;
    private final boolean[] marker;
    private final double[] numbers;
    private final int emptyCount;
    private final int unreadableCount;
    private final int missingCount;
    private final int distinct;
    /** For each text the first one that is the same value: itself, or of numbers the first text of that number. */
    private final int[] value;

    private final int[] valueCounts;
    private @Nullable Distribution distribution;

    ProfiledColumn(Column column) {
        this.name = column.name();
        this.rows = column.size();
        this.written = column.kind() == Column.Kind.CATEGORY;
        this.unreadableCount = column.unreadableCount();
        this.codes = new int[rows];
        if (column instanceof CategoryColumn categories) {
            for (int row = 0; row < rows; row++) {
                codes[row] = categories.code(row); // missing cells have the same code here and there
            }
            this.texts = categories.categories().toArray(String[]::new);
        } else {
            this.texts = numbered(column, codes);
        }
        this.counts = new int[texts.length];
        int empty = 0;
        for (int code : codes) {
            if (code == MISSING) {
                empty++;
            } else {
                counts[code]++;
            }
        }
        this.emptyCount = empty - unreadableCount;
        this.stripped = Arrays.stream(texts).map(String::strip).toArray(String[]::new);
        this.marker = new boolean[texts.length];
        this.numbers = new double[texts.length];
        int missing = empty;
        for (int code = 0; code < texts.length; code++) {
            marker[code] = MARKERS.contains(stripped[code].toLowerCase(Locale.ROOT));
            OptionalDouble number = NumberColumn.parse(stripped[code]);
            numbers[code] = number.orElse(Double.NaN);
            missing += marker[code] ? counts[code] : 0;
        }
        this.missingCount = missing;
        this.kind = KindOfContent.of(this);
        this.nearly = KindOfContent.nearly(this, kind);
        this.value = new int[texts.length];
        this.valueCounts = new int[texts.length];
        Map<Double, Integer> known = new HashMap<>();
        int present = 0;
        for (int code = 0; code < texts.length; code++) {
            Integer first = kind.numeric() && !marker[code] ? known.putIfAbsent(numbers[code], code) : null;
            value[code] = first == null ? code : first;
            valueCounts[value[code]] += counts[code];
            present += marker[code] || first != null ? 0 : 1;
        }
        this.distinct = present;
    }

    private static String[] numbered(Column column, int[] codes) {
        Map<String, Integer> known = new HashMap<>();
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < codes.length; row++) {
            if (column.state(row) != CellState.PRESENT) {
                codes[row] = MISSING;
                continue;
            }
            String text = column.text(row).orElseThrow();
            Integer code = known.putIfAbsent(text, texts.size());
            if (code == null) {
                code = texts.size();
                texts.add(text);
            }
            codes[row] = code;
        }
        return texts.toArray(String[]::new);
    }

    /** The code of the text of a row, taken for missing or not; {@link #MISSING} where the reader found none. */
    int code(int row) {
        return codes[row];
    }

    boolean missing(int row) {
        return codes[row] == MISSING || marker[codes[row]];
    }

    /**
     * The value of a row: the code of its text, or of the first text of the same number, for 63 and 63.0 are one. {@link #MISSING} also
     * for texts that are taken for missing.
     */
    int level(int row) {
        return missing(row) ? MISSING : value[codes[row]];
    }

    int texts() {
        return texts.length;
    }

    String text(int code) {
        return texts[code];
    }

    /** The text without blanks around it. */
    String stripped(int code) {
        return stripped[code];
    }

    int count(int code) {
        return counts[code];
    }

    boolean marker(int code) {
        return marker[code];
    }

    /** The number that a text stands for, or NaN; never leaves the package. */
    double number(int code) {
        return numbers[code];
    }

    int emptyCount() {
        return emptyCount;
    }

    int unreadableCount() {
        return unreadableCount;
    }

    /** Cells that the reader gives no text of. */
    int emptyOrUnreadable() {
        return emptyCount + unreadableCount;
    }

    /** Empty, marked, unreadable and taken for missing. */
    int missingCount() {
        return missingCount;
    }

    int present() {
        return rows - missingCount;
    }

    /** How many different texts there are beside those taken for missing; of numbers, how many numbers. */
    int distinct() {
        return distinct;
    }

    /** Different texts beside those taken for missing. */
    int distinctTexts() {
        return (int) levels().count();
    }

    /** Rows of the most common value. */
    int mostCommon() {
        return values().map(code -> valueCounts[code]).max().orElse(0);
    }

    /** The codes that stand for different values: all levels, of numbers one for each. */
    IntStream values() {
        return levels().filter(code -> value[code] == code);
    }

    /** Rows of a value, whatever texts it has. */
    int valueCount(int code) {
        return valueCounts[code];
    }

    /** The codes of texts that are not taken for missing. */
    IntStream levels() {
        return IntStream.range(0, texts.length).filter(code -> !marker[code]);
    }

    /** Whether all cells are numbers, or nearly all. */
    boolean numbers() {
        return kind.numeric() || nearly.filter(ContentKind::numeric).isPresent();
    }

    /** The different numbers and how many rows have each; only for columns of {@link #numbers()}, without the texts among them. */
    Distribution distribution() {
        Distribution known = distribution;
        if (known == null) {
            known = Distribution.of(this);
            distribution = known;
        }
        return known;
    }

    /** A number as evidence writes it. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : new String(Content.decimal(value).bytes(), StandardCharsets.UTF_8);
    }
}
