package io.medml.examples.validate;

import io.medml.core.error.DataException;
import io.medml.core.table.Column;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import io.medml.core.validation.DataSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a first line must look like before its fields are printed as names of columns: in a file without header line, or read with
 * another delimiter, they would be the values of a patient. No message quotes them.
 *
 * <p>A first row is known by a field that stands in its column once more, by a number above numbers, and by a code written as those
 * below it are. A first row of texts none of which occurs again is not known from names.
 */
final class HeaderNames {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** Sorted, so that of several marks each run names the same. */
    private static final SortedMap<Character, String> DELIMITERS =
            new TreeMap<>(Map.of(';', "semicolon", '\t', "tab", '|', "vertical bar"));

    private static final SortedMap<Character, String> MARKS =
            new TreeMap<>(Map.of(',', "comma", ';', "semicolon", '\t', "tab", '|', "vertical bar"));

    /** Marks that stand between the parts of names and dates. */
    private static final String WITHIN_NAMES = "_-./ ";

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int MOST_PLACES = 10;

    private HeaderNames() {}

    /** For a table that no schema describes, of a file of which nobody said what stands between its fields. */
    static void require(String name, Table table, NamesFrom from) {
        List<String> names = table.columnNames();
        if (names.size() == 1) {
            String only = names.get(0);
            requireNoDelimiter(name, only);
            requireNoDelimiter(name, table.column(only));
            if (from == NamesFrom.FIRST_LINE) {
                requireNoMark(name, only, table.column(only));
            }
        }
        requireNames(name, table, from);
    }

    /** For a table that no schema describes, of a file of which a person said what stands between its fields. */
    static void requireAsStated(String name, Table table, NamesFrom from) {
        List<String> names = table.columnNames();
        if (names.size() == 1) {
            requireNoOtherTable(name, names.get(0), table.column(names.get(0)));
        }
        requireNames(name, table, from);
    }

    private static void requireNames(String name, Table table, NamesFrom from) {
        if (from == NamesFrom.PERSON) {
            return;
        }
        requireNames(name, table.columnNames());
        if (from == NamesFrom.FIRST_LINE) {
            requireNoRow(name, table);
        }
    }

    private static void requireNoRow(String name, Table table) {
        List<String> names = table.columnNames();
        List<Integer> places = IntStream.range(0, names.size())
                .filter(place -> isCell(names.get(place), table.column(names.get(place))))
                .mapToObj(place -> place + 1)
                .collect(Collectors.toCollection(ArrayList::new));
        if (places.isEmpty()
                && names.size() == 1
                && WITHIN_NAMES
                        .chars()
                        .anyMatch(mark -> isRow(names.get(0), table.column(names.get(0)), (char) mark))) {
            places.add(1);
        }
        if (!places.isEmpty()) {
            throw new DataException(name + ": expected names of columns in the first line, found what the rows below it"
                    + " hold, or what is written as they are, " + at(places) + " of " + names.size()
                    + "; if it is the first row, name the columns (--columns), else give other names"
                    + " (--replace-header), or say that they are names (--header-is-first-line)");
        }
    }

    /** Whether a name stands among the cells, is a number above numbers, or differs from most cells in digits only. */
    private static boolean isCell(String column, Column cells) {
        String own = column.strip();
        boolean number = isNumber(own);
        boolean code = own.chars().anyMatch(Character::isDigit);
        String form = code ? form(own) : "";
        int present = 0;
        int alike = 0;
        for (int row = 0; row < cells.size(); row++) {
            String cell = cells.text(row).orElse("").strip();
            if (cell.isEmpty()) {
                continue;
            }
            if (cell.equals(own)) {
                return true;
            }
            present++;
            if (code && ((number && isNumber(cell)) || form.equals(form(cell)))) {
                alike++;
            }
        }
        return present == 0 ? number : 2L * alike > present;
    }

    /** Whether a name, taken apart at a mark, has a number where most cells, taken apart there, have one. */
    private static boolean isRow(String column, Column cells, char mark) {
        List<String> first = parts(column, mark);
        int[] numbers = new int[first.size()];
        int present = 0;
        for (int row = 0; row < cells.size(); row++) {
            List<String> other = parts(cells.text(row).orElse(""), mark);
            present++;
            for (int place = 0; other.size() == first.size() && place < numbers.length; place++) {
                if (isNumber(first.get(place)) && isNumber(other.get(place))) {
                    numbers[place]++;
                }
            }
        }
        int rows = present;
        return numbers.length > 1 && IntStream.of(numbers).anyMatch(number -> 2L * number > rows);
    }

    private static List<String> parts(String text, char mark) {
        return List.of(text.strip().split(Pattern.quote(String.valueOf(mark)), -1));
    }

    private static boolean isNumber(String text) {
        return text.chars().anyMatch(Character::isDigit)
                && (text.codePoints().noneMatch(Character::isLetter)
                        || NUMBER.matcher(text).matches());
    }

    private static String form(String text) {
        return DIGITS.matcher(text).replaceAll("9");
    }

    private static String at(List<Integer> places) {
        String first = places.stream().limit(MOST_PLACES).map(String::valueOf).collect(Collectors.joining(", "));
        return "at " + (places.size() == 1 ? "place " : "places ") + first
                + (places.size() > MOST_PLACES ? " and " + (places.size() - MOST_PLACES) + " more" : "");
    }

    private static void requireNames(String name, List<String> names) {
        long values = names.stream()
                .filter(column -> NUMBER.matcher(column.strip()).matches()
                        || column.codePoints().noneMatch(Character::isLetter))
                .count();
        if (2 * values >= names.size()) {
            throw new DataException(name + ": expected names of columns in the first line, found numbers or marks in "
                    + values
                    + " of " + names.size() + " places; if it is the first row, name the columns (--columns), else give"
                    + " other names (--replace-header), or say that they are names (--header-is-first-line)");
        }
    }

    /** For a table that should have the columns of a schema. */
    static void require(RowSource rows, DataSchema schema, NamesFrom from) {
        List<String> names;
        try (RowReader reader = rows.open()) {
            names = reader.columns();
        }
        if (Collections.disjoint(names, schema.columnNames())) {
            if (names.size() == 1) {
                requireNoDelimiter(rows.name(), names.get(0));
            }
            throw new DataException(rows.name() + ": expected columns of the schema " + schema.columnNames()
                    + ", found none among " + names.size() + " names; if the first line is the first row, name the"
                    + " columns (--columns), else correct the names, or what stands between them (--delimiter)");
        }
        List<Integer> unknown = IntStream.range(0, names.size())
                .filter(place -> !schema.columnNames().contains(names.get(place)))
                .mapToObj(place -> place + 1)
                .toList();
        int found = names.size() - unknown.size();
        int overHalfOfSchema = 2 * found - schema.columnNames().size();
        int moreKnown = found - unknown.size();
        boolean another = overHalfOfSchema <= 0 && moreKnown <= 0 && overHalfOfSchema + moreKnown < 0;
        if (from == NamesFrom.FIRST_LINE && another) {
            throw new DataException(
                    rows.name() + ": expected columns of the schema " + schema.columnNames() + ", found "
                            + found + " of them, and names that it does not have " + at(unknown) + " of " + names.size()
                            + "; if the first line is the first row, name the columns (--columns), else correct the"
                            + " names, or say that they are names (--header-is-first-line)");
        }
    }

    private static void requireNoDelimiter(String name, String only) {
        DELIMITERS.forEach((mark, word) -> {
            if (only.indexOf(mark) >= 0) {
                throw other(name, word, "a " + word + " in its name");
            }
        });
        if (only.indexOf(',') >= 0) {
            throw other(name, "comma", "a comma in its name");
        }
    }

    /** One column of which the name and most cells have the same number of a mark that hardly stands in names. */
    private static void requireNoMark(String name, String only, Column cells) {
        only.chars()
                .filter(mark -> mark > ' ' && mark < 127 && !Character.isLetterOrDigit(mark))
                .filter(mark -> WITHIN_NAMES.indexOf(mark) < 0)
                .distinct()
                .forEach(mark -> {
                    long marks = marks(only, (char) mark);
                    long rows = IntStream.range(0, cells.size())
                            .filter(row -> cells.text(row)
                                    .filter(text -> marks(text, (char) mark) == marks)
                                    .isPresent())
                            .count();
                    if (2 * rows > cells.size()) {
                        String word = "\"" + (char) mark + "\"";
                        throw other(
                                name,
                                word,
                                "a " + word + " in its name and as many in " + rows + " of " + cells.size() + " rows");
                    }
                });
    }

    /** One column most of whose cells have the same number of a mark, such as below a title. */
    private static void requireNoDelimiter(String name, Column only) {
        DELIMITERS.forEach((mark, word) -> {
            Map<Long, Integer> rows = new HashMap<>();
            for (int row = 0; row < only.size(); row++) {
                only.text(row).ifPresent(text -> {
                    long marks = marks(text, mark);
                    if (marks > 0) {
                        rows.merge(marks, 1, Integer::sum);
                    }
                });
            }
            int most = rows.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            if (2L * most > only.size()) {
                throw other(name, word, "one number of them in " + most + " of " + only.size() + " rows");
            }
        });
    }

    /** One column of which the name and every cell have the same number of another mark, so that it is a table with that mark. */
    private static void requireNoOtherTable(String name, String only, Column cells) {
        MARKS.forEach((mark, word) -> {
            long marks = marks(only, mark);
            if (marks > 0
                    && IntStream.range(0, cells.size())
                            .allMatch(row -> cells.text(row)
                                    .filter(text -> marks(text, mark) == marks)
                                    .isPresent())) {
                throw other(name, word, "a " + word + " in its name and as many in every row");
            }
        });
    }

    private static long marks(String text, char mark) {
        return text.chars().filter(c -> c == mark).count();
    }

    private static DataException other(String name, String word, String found) {
        return new DataException(name + ": expected more than one column, found one with " + found
                + "; if a " + word + " stands between the fields, say so (--delimiter), and if the first line is the"
                + " first row, name the columns (--columns); if it is one column, say what would stand between fields"
                + " (--delimiter) and give it a name without that mark (--replace-header)");
    }
}
