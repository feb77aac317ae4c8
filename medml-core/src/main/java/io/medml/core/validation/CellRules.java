package io.medml.core.validation;

import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a schema asks of a single cell of one column: which rules it breaks, and its value as a number. Immutable. */
final class CellRules {

    /** The checks of single cells, in the order in which they are reported. */
    static final List<Check> CHECKS = List.of(
            Check.VALUE_UNREADABLE,
            Check.VALUE_OUT_OF_RANGE,
            Check.VALUE_IMPLAUSIBLE,
            Check.VALUE_NOT_ALLOWED,
            Check.CODE_UNKNOWN,
            Check.PATTERN_MISMATCH,
            Check.PATTERN_UNDECIDED,
            Check.LENGTH_OUT_OF_RANGE,
            Check.SENTINEL);

    static final int UNREADABLE = bit(Check.VALUE_UNREADABLE);

    /** A cell that breaks one of these has no value that could be used. */
    static final int NO_VALUE = UNREADABLE | bit(Check.SENTINEL);

    private final @Nullable ColumnSpec spec;
    private final boolean storedAsNumbers;
    private final boolean numeric;
    private final Set<String> sentinels;
    private final double[] sentinelNumbers;
    private final WholeNumbers allowed;
    private final @Nullable PatternTable table;

    CellRules(@Nullable ColumnSpec spec, Column.Kind kind, Set<String> schemaSentinels) {
        this.spec = spec;
        this.storedAsNumbers = kind != Column.Kind.CATEGORY;
        this.numeric = spec == null
                ? storedAsNumbers
                : spec.type() == ValueType.NUMBER || spec.type() == ValueType.WHOLE_NUMBER;
        this.allowed = new WholeNumbers(spec == null || spec.allowed() == null ? Set.of() : spec.allowed());
        this.table = spec == null || spec.pattern() == null
                ? null
                : PatternTable.of(spec.pattern()).orElse(null);
        this.sentinels = new TreeSet<>(schemaSentinels);
        if (spec != null) {
            sentinels.addAll(spec.sentinels());
        }
        this.sentinelNumbers = sentinels.stream()
                .map(NumberColumn::parse)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    static int bit(Check check) {
        return 1 << CHECKS.indexOf(check);
    }

    private static int bitIf(boolean broken, Check check) {
        return broken ? bit(check) : 0;
    }

    /** Whether the cells are numbers. */
    boolean isNumeric() {
        return numeric;
    }

    /** Whether the cells are dates, any of which keeps the rules. */
    boolean isAnyDate() {
        return spec != null && spec.type() == ValueType.DATE && sentinels.isEmpty();
    }

    /** Whether no cell can break a rule. */
    boolean isFree() {
        return sentinels.isEmpty()
                && (spec == null
                        || (spec.type() == ValueType.TEXT
                                && spec.allowed() == null
                                && spec.codes() == null
                                && spec.pattern() == null
                                && spec.maxLength() < 0));
    }

    /** Whether cells are asked what is slow to answer: codes, a pattern that is not alone. */
    boolean isSlow() {
        return spec != null && patternAlone() == null && (spec.pattern() != null || spec.codes() != null);
    }

    /** Whether a pattern is tried on the stack of the thread, of which there may be too little on one and enough on another. */
    boolean triesPattern() {
        return spec != null && spec.pattern() != null && table == null;
    }

    /** What tells whether a text breaks a rule, where the pattern is the only one and no text has a value; null elsewhere. */
    @Nullable
    PatternTable patternAlone() {
        return spec != null
                        && spec.type() == ValueType.TEXT
                        && !storedAsNumbers
                        && sentinels.isEmpty()
                        && spec.allowed() == null
                        && spec.codes() == null
                        && spec.maxLength() < 0
                ? table
                : null;
    }

    /** The rules that a number breaks, as bits; for a column of numbers. */
    int broken(double value) {
        // a sentinel that is written otherwise is the same number all the same
        return isSentinel(value) ? bit(Check.SENTINEL) : spec == null ? 0 : rules(spec, value);
    }

    /** The value of a text that is not empty: a number, the days or seconds since 1970 of a date; NaN where it is none. */
    double value(String text) {
        if (spec != null && (spec.type() == ValueType.DATE || spec.type() == ValueType.DATE_TIME)) {
            return sentinels.contains(text) ? Double.NaN : instant(spec.type(), text);
        }
        return numeric || storedAsNumbers ? NumberColumn.parse(text).orElse(Double.NaN) : Double.NaN;
    }

    /** The rules that a text breaks, as bits, given its {@link #value}. */
    int broken(String text, double value) {
        if (sentinels.contains(text) || (storedAsNumbers && isSentinelNumber(text))) {
            return bit(Check.SENTINEL);
        }
        if (numeric) {
            return Double.isNaN(value) ? (spec == null ? 0 : UNREADABLE) : broken(value);
        }
        if (spec == null) {
            return 0;
        }
        return spec.type() == ValueType.TEXT ? rules(spec, text) : bitIf(Double.isNaN(value), Check.VALUE_UNREADABLE);
    }

    private boolean isSentinelNumber(String text) {
        return sentinelNumbers.length > 0 && isSentinel(NumberColumn.parse(text).orElse(Double.NaN));
    }

    private boolean isSentinel(double value) {
        for (double sentinel : sentinelNumbers) {
            if (sentinel == value) {
                return true;
            }
        }
        return false;
    }

    private int rules(ColumnSpec spec, double value) {
        if (spec.type() == ValueType.WHOLE_NUMBER && value != Math.rint(value)) {
            return UNREADABLE;
        }
        int marks = 0;
        if (spec.range() != null && !spec.range().contains(value)) {
            marks |= bit(Check.VALUE_OUT_OF_RANGE);
        } else if (spec.plausible() != null && !spec.plausible().contains(value)) {
            marks |= bit(Check.VALUE_IMPLAUSIBLE);
        }
        if (spec.allowed() != null) {
            marks |= bitIf(!allowed.contains(value), Check.VALUE_NOT_ALLOWED);
        }
        return marks;
    }

    private int rules(ColumnSpec spec, String text) {
        int marks = bitIf(spec.allowed() != null && !spec.allowed().contains(text), Check.VALUE_NOT_ALLOWED)
                | bitIf(spec.codes() != null && !spec.codes().contains(text), Check.CODE_UNKNOWN)
                | (spec.pattern() == null ? 0 : pattern(spec.pattern(), text));
        if (spec.maxLength() >= 0) {
            int length = text.codePointCount(0, text.length());
            marks |= bitIf(length < spec.minLength() || length > spec.maxLength(), Check.LENGTH_OUT_OF_RANGE);
        }
        return marks;
    }

    private int pattern(Pattern pattern, String text) {
        if (table != null) {
            return bitIf(!table.matches(text), Check.PATTERN_MISMATCH);
        }
        return BoundedText.matches(pattern, text)
                .map(matches -> bitIf(!matches, Check.PATTERN_MISMATCH))
                .orElse(bit(Check.PATTERN_UNDECIDED));
    }

    /** Days since 1970 of a date, seconds of a date with time (without offset: as if at UTC); NaN for any other text. */
    private static double instant(ValueType type, String text) {
        try {
            if (type == ValueType.DATE) {
                return LocalDate.parse(text).toEpochDay();
            }
            Instant instant = hasOffset(text)
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return instant.getEpochSecond() + instant.getNano() / 1e9;
        } catch (DateTimeParseException e) {
            return Double.NaN; // the exception is the parser's way to say no
        }
    }

    private static boolean hasOffset(String text) {
        int time = text.indexOf('T');
        return text.endsWith("Z") || (time >= 0 && (text.indexOf('+', time) >= 0 || text.indexOf('-', time) >= 0));
    }
}
