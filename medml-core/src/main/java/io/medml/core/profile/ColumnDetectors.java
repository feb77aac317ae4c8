package io.medml.core.profile;

import static io.medml.core.profile.Suspicions.finding;
import static io.medml.core.profile.Suspicions.plural;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** What can be suspicious in one column whose content is not looked at as numbers. */
final class ColumnDetectors {

    private static final Pattern UNKNOWN = Pattern.compile("(unknown|unspecified|undetermined|missing|invalid"
            + "|not (available|known|mapped|recorded|reported|specified|documented|applicable))\\b.*");
    private static final Pattern TWO_BLANKS = Pattern.compile(".*\\S[ \\t]{2,}\\S.*");
    private static final Pattern TRAILING_ZERO = Pattern.compile("[^eE.]*\\.[0-9]*[1-9][0-9]*0");
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final int LEAST_FOR_NEAR_CONSTANT = 100;

    private final ProfiledColumn column;
    private final NameableLevels nameable;
    private final Suspicions found;

    ColumnDetectors(ProfiledColumn column, NameableLevels nameable, Suspicions found) {
        this.column = column;
        this.nameable = nameable;
        this.found = found;
    }

    void run() {
        missing();
        constant();
        blanks();
        levels();
        kinds();
    }

    private boolean category() {
        return column.kind == ContentKind.CATEGORY || column.kind == ContentKind.MULTI_VALUED;
    }

    private IntPredicate rowsOf(IntPredicate codes) {
        return row -> column.code(row) != ProfiledColumn.MISSING && codes.test(column.code(row));
    }

    private void rows(Suspicion suspicion, String message, IntPredicate codes) {
        found.rows(finding(suspicion, column.name, message), rowsOf(codes));
    }

    private void missing() {
        Set<String> markers = new HashSet<>();
        for (int code = 0; code < column.texts(); code++) {
            if (column.marker(code)) {
                markers.add(column.stripped(code).toLowerCase(Locale.ROOT));
            }
        }
        markers.stream().sorted().forEach(marker -> {
            String shown = marker.isEmpty() ? "nothing but blanks" : marker;
            found.rows(
                    finding(Suspicion.MISSING_MARKER, column.name, "cells hold a text that is taken for missing")
                            .with("text", shown),
                    rowsOf(code -> column.marker(code)
                            && column.stripped(code).toLowerCase(Locale.ROOT).equals(marker)));
        });
        if (column.distinct() == 0) {
            found.add(finding(Suspicion.NO_VALUES, column.name, "the column has no value in any row")
                    .with("rows", column.rows));
        } else if (column.missingCount() > 0) {
            Severity severity = 2L * column.missingCount() >= column.rows ? Severity.WARNING : Severity.INFO;
            Finding missing = finding(
                    Suspicion.MISSING_CELLS,
                    severity,
                    column.name,
                    column.missingCount() + " of " + column.rows + " cells have no value");
            if (column.unreadableCount() > 0) {
                missing = missing.with("unreadable", column.unreadableCount());
            }
            found.rows(missing, column::missing);
        }
    }

    private void constant() {
        int most = column.mostCommon();
        if (column.distinct() == 1 && column.present() >= 2) {
            found.add(finding(
                            Suspicion.CONSTANT_COLUMN,
                            column.name,
                            "all present cells hold the same value, so the column tells nothing apart")
                    .with("rows", column.present()));
        } else if (column.present() >= LEAST_FOR_NEAR_CONSTANT && 100L * most >= 99L * column.present()) {
            found.add(finding(
                            Suspicion.NEAR_CONSTANT,
                            column.name,
                            "nearly all present cells hold the same value; few rows tell anything apart")
                    .with("rows", most)
                    .with("other_rows", column.present() - most));
        }
    }

    private void blanks() {
        boolean name = !column.name.equals(column.name.strip());
        boolean cells = false;
        for (int code = 0; code < column.texts(); code++) {
            cells |= column.written && !column.text(code).equals(column.stripped(code));
        }
        if (name || cells) {
            found.rows(
                    finding(
                                    Suspicion.BLANKS_AROUND,
                                    column.name,
                                    (cells
                                                    ? "cells begin or end with a blank"
                                                    : "the column's name begins or ends with a blank")
                                            + "; a comparison with the text without it fails")
                            .with("name", name ? "yes" : "no"),
                    rowsOf(code -> !column.text(code).equals(column.stripped(code))));
        }
        boolean sentences = column.kind == ContentKind.FREE_TEXT || column.kind == ContentKind.SERIALISED;
        if (!sentences && column.levels().anyMatch(this::blanksInside)) {
            rows(
                    Suspicion.BLANKS_INSIDE,
                    plural(column.levels().filter(this::blanksInside).count(), "text")
                            + " with two and more blanks in a row",
                    code -> !column.marker(code) && blanksInside(code));
        }
    }

    private boolean blanksInside(int code) {
        return TWO_BLANKS.matcher(column.stripped(code)).matches();
    }

    private void levels() {
        if (!category() && column.kind != ContentKind.CODE && column.kind != ContentKind.TEXT) {
            return;
        }
        Map<String, Integer> unknown = new TreeMap<>();
        Map<String, Integer> alike = new HashMap<>();
        column.levels().forEach(code -> {
            String lower = column.stripped(code).toLowerCase(Locale.ROOT);
            if (unknown(column, code)) {
                unknown.put(column.stripped(code), code);
            }
            alike.merge(BLANK.matcher(lower).replaceAll(""), 1, Integer::sum);
        });
        unknown.forEach((text, code) -> {
            Finding finding = finding(
                    Suspicion.UNKNOWN_LEVEL,
                    column.name,
                    "a level seems to say that nothing is known; it counts as present");
            // deliberate: a rare level may be somebody's words, so only a frequent one is named
            found.rows(
                    nameable.named(column, code) ? finding.with("level", text) : finding,
                    row -> column.code(row) != ProfiledColumn.MISSING
                            && column.stripped(column.code(row)).equals(text));
        });
        if (column.levels().anyMatch(this::none)) {
            rows(
                    Suspicion.LEVEL_NONE,
                    "a level none: it may be a value or stand for missing; it counts as present",
                    this::none);
        }
        if (!category()) {
            return;
        }
        int merged = column.distinct() - alike.size();
        if (merged > 0) {
            rows(
                    Suspicion.LEVELS_ALIKE,
                    "levels differ in case or blanks only",
                    code -> !column.marker(code)
                            && alike.getOrDefault(
                                            BLANK.matcher(column.stripped(code).toLowerCase(Locale.ROOT))
                                                    .replaceAll(""),
                                            0)
                                    > 1);
        }
        long rare = column.levels()
                .filter(code -> column.count(code) < nameable.least())
                .count();
        if (rare > 0 && column.kind == ContentKind.CATEGORY) {
            found.rows(
                    finding(
                                    Suspicion.RARE_LEVELS,
                                    column.name,
                                    plural(rare, "level") + " with fewer than " + nameable.least() + " rows")
                            .with("levels", rare),
                    rowsOf(code -> !column.marker(code) && column.count(code) < nameable.least()));
        }
    }

    /** Whether a level seems to say that nothing is known. */
    static boolean unknown(ProfiledColumn column, int code) {
        return UNKNOWN.matcher(column.stripped(code).toLowerCase(Locale.ROOT)).matches();
    }

    private boolean none(int code) {
        return column.stripped(code).equalsIgnoreCase("none");
    }

    private void kinds() {
        switch (column.kind) {
            case SERIALISED ->
                rows(
                        Suspicion.SERIALISED_CELLS,
                        "every cell holds a structure as text; take it apart before use",
                        code -> !column.marker(code));
            case MULTI_VALUED -> severalValues();
            case FREE_TEXT ->
                rows(
                        Suspicion.FREE_TEXT,
                        "free text, which may name people; " + column.distinct() + " different texts",
                        code -> !column.marker(code));
            case DATE_TIME -> {
                rows(Suspicion.EXACT_TIMES, "dates with times", code -> !column.marker(code));
                if (column.levels().anyMatch(code -> KindOfContent.date(column, code))) {
                    rows(
                            Suspicion.MIXED_DATES,
                            "dates without a time among dates with one",
                            code -> KindOfContent.date(column, code));
                }
            }
            case DATE -> rows(Suspicion.EXACT_DATES, "dates", code -> !column.marker(code));
            case CODE -> codes();
            case CATEGORY, TEXT -> {
                textsAmongNumbers();
                textsAmongDates();
            }
            case DECIMAL -> trailingZeros();
            default -> {}
        }
    }

    private void codes() {
        if (column.levels().anyMatch(code -> KindOfContent.leadingZero(column, code))) {
            rows(
                    Suspicion.LEADING_ZEROS,
                    "numbers with leading zeros, which a number type would lose",
                    code -> KindOfContent.leadingZero(column, code));
        }
        if (KindOfContent.codesAmongNumbers(column)) {
            rows(
                    Suspicion.CODES_AMONG_NUMBERS,
                    "codes with letters among numbers, which a number type would lose",
                    code -> !column.marker(code) && Double.isNaN(column.number(code)));
        }
    }

    private void textsAmongNumbers() {
        long texts = column.levels()
                .filter(code -> Double.isNaN(column.number(code)))
                .mapToLong(column::count)
                .sum();
        if (texts > 0 && texts < column.present() && 10 * texts <= column.present()) {
            rows(
                    Suspicion.TEXTS_AMONG_NUMBERS,
                    "texts among numbers: markers of missing values, limits of detection, or slips",
                    code -> !column.marker(code) && Double.isNaN(column.number(code)));
        }
    }

    private void textsAmongDates() {
        if (column.nearly.filter(kind -> !kind.numeric()).isEmpty()) {
            return;
        }
        boolean times = column.nearly.filter(ContentKind.DATE_TIME::equals).isPresent();
        IntPredicate readable =
                code -> KindOfContent.date(column, code) || (times && KindOfContent.dateTime(column, code));
        rows(
                Suspicion.TEXTS_AMONG_DATES,
                "texts among dates: days that no calendar has, dates written otherwise, markers of missing values, or slips",
                code -> !column.marker(code) && !readable.test(code));
        rows(
                times ? Suspicion.EXACT_TIMES : Suspicion.EXACT_DATES,
                times ? "dates with times" : "dates",
                code -> !column.marker(code) && readable.test(code));
    }

    private void trailingZeros() {
        Set<Double> without = new HashSet<>();
        column.levels().filter(code -> !trailingZero(code)).forEach(code -> without.add(column.number(code)));
        IntPredicate merged =
                code -> !column.marker(code) && trailingZero(code) && without.contains(column.number(code));
        if (column.written && column.levels().anyMatch(merged)) {
            rows(
                    Suspicion.TRAILING_ZEROS,
                    "different texts are the same number; if they are codes, a number type merges them",
                    merged);
        }
    }

    private boolean trailingZero(int code) {
        return TRAILING_ZERO.matcher(column.stripped(code)).matches();
    }

    private void severalValues() {
        char separator = KindOfContent.separator(column);
        Pattern cut = Pattern.compile(Pattern.quote(String.valueOf(separator)));
        Map<String, Integer> parts = new HashMap<>();
        column.levels()
                .forEach(code -> Arrays.stream(cut.split(column.stripped(code), -1))
                        .map(String::strip)
                        .distinct()
                        .forEach(part -> parts.merge(part, column.count(code), Integer::sum)));
        found.rows(
                finding(
                                Suspicion.SEVERAL_VALUES_IN_CELL,
                                column.name,
                                "cells hold several of " + parts.size() + " values; they are no single class")
                        .with("separator", separator)
                        .with("values", parts.size())
                        .with(
                                "rows_of_rarest",
                                parts.values().stream().mapToInt(i -> i).min().orElse(0)),
                rowsOf(code -> !column.marker(code) && column.stripped(code).indexOf(separator) >= 0));
    }
}
