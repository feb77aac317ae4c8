package io.medml.core.profile;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Tells what the present texts of a column are. Each text is looked at once, however many rows have it. */
final class KindOfContent {

    static final String SEPARATORS = "|;,";
    static final int MOST_PARTS = 200;
    private static final int MOST_LEVELS = 100;
    private static final Pattern CODE = Pattern.compile("[A-Za-z]{1,3}[0-9][0-9.]*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}.*");
    private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9].*");

    private KindOfContent() {}

    static ContentKind of(ProfiledColumn column) {
        if (column.present() == 0) {
            return ContentKind.NO_VALUES;
        }
        if (all(column, code -> serialised(column.stripped(code)))) {
            return ContentKind.SERIALISED;
        }
        if (all(column, code -> !Double.isNaN(column.number(code)))) {
            return column.written && column.levels().anyMatch(code -> leadingZero(column, code))
                    ? ContentKind.CODE
                    : all(column, code -> Math.rint(column.number(code)) == column.number(code))
                            ? ContentKind.WHOLE_NUMBER
                            : ContentKind.DECIMAL;
        }
        if (all(column, code -> date(column, code))) {
            return ContentKind.DATE;
        }
        if (all(column, code -> date(column, code) || dateTime(column, code))) {
            return ContentKind.DATE_TIME;
        }
        if (codesAmongNumbers(column)) {
            return ContentKind.CODE;
        }
        return textual(column);
    }

    /**
     * What nearly all cells of a column of texts are, where they are whole numbers, decimals, dates, or dates with times: 9 in 10 and more of
     * the present ones. Empty where the others look like codes or some have leading zeros, for a number type would lose them.
     */
    static Optional<ContentKind> nearly(ProfiledColumn column, ContentKind kind) {
        if (kind != ContentKind.CATEGORY && kind != ContentKind.TEXT) {
            return Optional.empty();
        }
        if (nearlyAll(column, code -> !Double.isNaN(column.number(code)))) {
            boolean codes = column.levels()
                    .anyMatch(code -> leadingZero(column, code)
                            || (Double.isNaN(column.number(code))
                                    && CODE.matcher(column.stripped(code)).matches()));
            return codes
                    ? Optional.empty()
                    : Optional.of(
                            column.levels().anyMatch(code -> fraction(column, code))
                                    ? ContentKind.DECIMAL
                                    : ContentKind.WHOLE_NUMBER);
        }
        if (nearlyAll(column, code -> date(column, code))) {
            return Optional.of(ContentKind.DATE);
        }
        return nearlyAll(column, code -> date(column, code) || dateTime(column, code))
                ? Optional.of(ContentKind.DATE_TIME)
                : Optional.empty();
    }

    /** Whether a condition holds for 9 in 10 and more of the present cells and not for all. */
    private static boolean nearlyAll(ProfiledColumn column, IntPredicate holds) {
        long others =
                column.levels().filter(holds.negate()).mapToLong(column::count).sum();
        return others > 0 && others < column.present() && 10 * others <= column.present();
    }

    /** Whether a text is a number that is not whole. */
    static boolean fraction(ProfiledColumn column, int code) {
        double number = column.number(code);
        return !Double.isNaN(number) && Math.rint(number) != number;
    }

    private static ContentKind textual(ProfiledColumn column) {
        if (separator(column) != 0) {
            return ContentKind.MULTI_VALUED;
        }
        long wordy = column.levels()
                .filter(code -> BLANKS.split(column.stripped(code)).length >= 3)
                .mapToLong(column::count)
                .sum();
        if (2 * wordy >= column.present()
                && 5L * column.distinctTexts() >= column.present()
                && column.distinctTexts() >= 20) {
            return ContentKind.FREE_TEXT;
        }
        return column.distinctTexts() <= MOST_LEVELS || 100L * column.distinctTexts() <= column.present()
                ? ContentKind.CATEGORY
                : ContentKind.TEXT;
    }

    private static boolean all(ProfiledColumn column, IntPredicate holds) {
        return column.levels().allMatch(holds);
    }

    private static boolean serialised(String text) {
        return text.length() > 1
                && ((text.charAt(0) == '{' && text.endsWith("}")) || (text.charAt(0) == '[' && text.endsWith("]")));
    }

    static boolean leadingZero(ProfiledColumn column, int code) {
        return LEADING_ZERO.matcher(column.stripped(code)).matches();
    }

    static boolean codesAmongNumbers(ProfiledColumn column) {
        long numbers = column.levels()
                .filter(code -> !Double.isNaN(column.number(code)))
                .mapToLong(column::count)
                .sum();
        return 2 * numbers >= column.present()
                && numbers < column.present()
                && all(
                        column,
                        code -> !Double.isNaN(column.number(code))
                                || CODE.matcher(column.stripped(code)).matches());
    }

    static boolean date(ProfiledColumn column, int code) {
        String text = column.stripped(code);
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false; // deliberate: it only looked like one
        }
    }

    static boolean dateTime(ProfiledColumn column, int code) {
        String text = column.stripped(code);
        if (!TIME.matcher(text).matches()) {
            return false;
        }
        String standard = text.substring(0, 10) + "T" + text.substring(11);
        try {
            LocalDateTime.parse(standard);
            return true;
        } catch (DateTimeParseException e) {
            try {
                OffsetDateTime.parse(standard);
                return true;
            } catch (DateTimeParseException f) {
                return false; // deliberate: it only looked like one
            }
        }
    }

    /** The character between the values of a cell, or 0 when cells hold one value. */
    static char separator(ProfiledColumn column) {
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char separator = SEPARATORS.charAt(i);
            long rows = column.levels()
                    .filter(code -> column.stripped(code).indexOf(separator) >= 0)
                    .mapToLong(column::count)
                    .sum();
            if (rows == 0 || 100 * rows < column.present()) {
                continue;
            }
            Set<String> parts = parts(column, separator);
            if (parts.size() <= MOST_PARTS && 2 * parts.size() < column.distinctTexts()) {
                return separator;
            }
        }
        return 0;
    }

    /** The different values between the separators; stops beyond the number that is of use. */
    private static Set<String> parts(ProfiledColumn column, char separator) {
        Set<String> parts = new HashSet<>();
        Pattern cut = Pattern.compile(Pattern.quote(String.valueOf(separator)));
        column.levels().forEach(code -> {
            if (parts.size() <= MOST_PARTS) {
                for (String part : cut.split(column.stripped(code), -1)) {
                    parts.add(part.strip());
                }
            }
        });
        return parts;
    }
}
