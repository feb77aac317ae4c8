package io.medml.core.validation;

import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks once at every cell of a column: which are missing, and which break which rule. A distinct text is checked once. */
final class ColumnScan {

    /** The checks of single cells, in the order in which they are reported. */
    static final List<Check> CELL_CHECKS = List.of(
            Check.VALUE_UNREADABLE,
            Check.VALUE_OUT_OF_RANGE,
            Check.VALUE_IMPLAUSIBLE,
            Check.VALUE_NOT_ALLOWED,
            Check.CODE_UNKNOWN,
            Check.PATTERN_MISMATCH,
            Check.LENGTH_OUT_OF_RANGE,
            Check.SENTINEL);

    private final @Nullable ColumnSpec spec;
    private final Column column;
    private final Set<String> sentinels;
    private final double[] sentinelNumbers;
    private final BitSet missing;
    private final Map<Check, BitSet> breaches = new EnumMap<>(Check.class);
    private boolean varies;

    /** Scans a column; without a specification only for missing cells and sentinels. */
    ColumnScan(@Nullable ColumnSpec spec, Column column, Set<String> schemaSentinels) {
        this.spec = spec;
        this.column = column;
        Set<String> all = new TreeSet<>(schemaSentinels);
        if (spec != null) {
            all.addAll(spec.sentinels());
        }
        this.sentinels = all;
        this.sentinelNumbers = all.stream()
                .map(NumberColumn::parse)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        this.missing = new BitSet(column.size());
        for (Check check : CELL_CHECKS) {
            breaches.put(check, new BitSet());
        }
        if (column instanceof CategoryColumn categories) {
            scanCategories(categories);
        } else {
            scanNumbers();
        }
    }

    /** Cells without a usable value: missing, unreadable, or a sentinel. */
    BitSet missing() {
        return missing;
    }

    /** The rows whose cell breaks a rule. */
    BitSet breaches(Check check) {
        return breaches.getOrDefault(check, new BitSet());
    }

    /** Whether at least two different usable values occur. */
    boolean varies() {
        return varies;
    }

    private void scanCategories(CategoryColumn categories) {
        List<String> texts = categories.categories();
        int[] marks = new int[texts.size()];
        for (int code = 0; code < marks.length; code++) {
            marks[code] = checkText(texts.get(code));
        }
        int first = CategoryColumn.MISSING_CODE;
        for (int row = 0; row < categories.size(); row++) {
            int code = categories.code(row);
            if (code == CategoryColumn.MISSING_CODE) {
                missingCell(row);
                continue;
            }
            mark(row, marks[code]);
            if (!missing.get(row)) {
                varies |= first != CategoryColumn.MISSING_CODE && first != code;
                first = code;
            }
        }
    }

    private void scanNumbers() {
        boolean any = false;
        long first = 0;
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                missingCell(row);
                continue;
            }
            double value;
            long exact; // a double does not tell all longs apart
            if (column instanceof NumberColumn numbers) {
                value = numbers.value(row);
                exact = Double.doubleToLongBits(value);
            } else {
                exact = ((WholeNumberColumn) column).value(row);
                value = exact;
            }
            mark(row, checkCell(value, row));
            if (!missing.get(row)) {
                varies |= any && first != exact;
                any = true;
                first = exact;
            }
        }
    }

    private void missingCell(int row) {
        missing.set(row);
        if (column.state(row) == CellState.UNREADABLE) {
            breaches(Check.VALUE_UNREADABLE).set(row);
        }
    }

    private void mark(int row, int marks) {
        for (int i = 0; marks >> i != 0; i++) {
            if ((marks >> i & 1) != 0) {
                breaches(CELL_CHECKS.get(i)).set(row);
            }
        }
        if ((marks & (bit(Check.VALUE_UNREADABLE) | bit(Check.SENTINEL))) != 0) {
            missing.set(row);
        }
    }

    private static int bit(Check check) {
        return 1 << CELL_CHECKS.indexOf(check);
    }

    private static int bitIf(boolean broken, Check check) {
        return broken ? bit(check) : 0;
    }

    private int checkText(String text) {
        if (sentinels.contains(text)) {
            return bit(Check.SENTINEL);
        }
        if (spec == null) {
            return 0;
        }
        switch (spec.type()) {
            case NUMBER, WHOLE_NUMBER -> {
                OptionalDouble number = NumberColumn.parse(text);
                if (number.isEmpty()) {
                    return bit(Check.VALUE_UNREADABLE);
                }
                return checkNumber(number.getAsDouble());
            }
            case DATE, DATE_TIME -> {
                return bitIf(!isDate(text), Check.VALUE_UNREADABLE);
            }
            default -> {
                return textRules(text);
            }
        }
    }

    /** Checks a cell of a column that is stored as numbers. */
    private int checkCell(double value, int row) {
        if (spec == null || spec.type() == ValueType.NUMBER || spec.type() == ValueType.WHOLE_NUMBER) {
            return checkNumber(value);
        }
        if (isSentinel(value)) {
            return bit(Check.SENTINEL);
        }
        return checkText(column.text(row).orElseThrow());
    }

    private boolean isSentinel(double value) {
        for (double sentinel : sentinelNumbers) {
            if (sentinel == value) {
                return true;
            }
        }
        return false;
    }

    private int checkNumber(double value) {
        if (isSentinel(value)) {
            return bit(Check.SENTINEL);
        }
        if (spec == null) {
            return 0;
        }
        if (spec.type() == ValueType.WHOLE_NUMBER && value != Math.rint(value)) {
            return bit(Check.VALUE_UNREADABLE);
        }
        int marks = 0;
        if (spec.range() != null && !spec.range().contains(value)) {
            marks |= bit(Check.VALUE_OUT_OF_RANGE);
        } else if (spec.plausible() != null && !spec.plausible().contains(value)) {
            marks |= bit(Check.VALUE_IMPLAUSIBLE);
        }
        return marks
                | bitIf(
                        spec.allowed() != null && !spec.allowed().contains(Long.toString((long) value)),
                        Check.VALUE_NOT_ALLOWED);
    }

    private int textRules(String text) {
        if (spec == null) {
            return 0;
        }
        int marks = bitIf(spec.allowed() != null && !spec.allowed().contains(text), Check.VALUE_NOT_ALLOWED)
                | bitIf(spec.codes() != null && !spec.codes().contains(text), Check.CODE_UNKNOWN)
                | bitIf(spec.pattern() != null && !spec.pattern().matcher(text).matches(), Check.PATTERN_MISMATCH);
        if (spec.maxLength() >= 0) {
            int length = text.codePointCount(0, text.length());
            marks |= bitIf(length < spec.minLength() || length > spec.maxLength(), Check.LENGTH_OUT_OF_RANGE);
        }
        return marks;
    }

    private boolean isDate(String text) {
        try {
            if (spec != null && spec.type() == ValueType.DATE) {
                LocalDate.parse(text);
            } else if (hasOffset(text)) {
                OffsetDateTime.parse(text);
            } else {
                LocalDateTime.parse(text);
            }
            return true;
        } catch (DateTimeParseException e) {
            return false; // the exception is the parser's way to say no
        }
    }

    private static boolean hasOffset(String text) {
        int time = text.indexOf('T');
        return text.endsWith("Z") || (time >= 0 && (text.indexOf('+', time) >= 0 || text.indexOf('-', time) >= 0));
    }
}
