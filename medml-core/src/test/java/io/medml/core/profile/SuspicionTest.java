package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule: a planted fault on which it fires with the exact rows, and a twin without the fault on which it is silent. */
class SuspicionTest {

    private static final int ROWS = 200;

    /** A profiler, a table with a fault, the rows of it, and the same table without; -1 where the finding has no rows. */
    private record Planted(DataProfiler profiler, Table fault, int rows, Table clean) {}

    private static final DataProfiler PLAIN = DataProfiler.builder().build();

    private static List<String> texts(int rows, IntFunction<String> text) {
        return IntStream.range(0, rows).mapToObj(text).toList();
    }

    /** Numbers between 100 and 160, roughly normal, one decimal, never the same twice in neighbouring rows. */
    private static List<String> numbers(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return texts(rows, i -> Long.toString(Math.round(130 + 8 * random.nextGaussian())));
    }

    private static List<String> with(List<String> base, String text, int... rows) {
        List<String> copy = new ArrayList<>(base);
        for (int row : rows) {
            copy.set(row, text);
        }
        return copy;
    }

    private static Table table(Object... namesAndTexts) {
        Table.Builder builder = Table.builder();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            @SuppressWarnings("unchecked")
            List<String> column = (List<String>) namesAndTexts[i + 1];
            builder.category((String) namesAndTexts[i], column);
        }
        return builder.build();
    }

    private static Planted of(int rows, List<String> fault, List<String> clean) {
        return new Planted(PLAIN, table("x", fault), rows, table("x", clean));
    }

    private static List<String> cycle(int rows, String... values) {
        return texts(rows, i -> values[i % values.length]);
    }

    private static int[] first(int rows) {
        return IntStream.range(0, rows).toArray();
    }

    private static Map<Suspicion, Planted> planted() {
        Map<Suspicion, Planted> all = new EnumMap<>(Suspicion.class);
        List<String> levels = cycle(ROWS, "red", "green", "blue");
        List<String> numbers = numbers(ROWS, 1);
        List<String> ids = texts(ROWS, i -> Integer.toString(70_000 + 37 * i));
        all.put(Suspicion.MISSING_MARKER, of(2, with(levels, " n/A", 3, 9), with(levels, "none", 3, 9)));
        all.put(
                Suspicion.UNKNOWN_LEVEL,
                of(12, with(levels, "Unknown/Invalid", first(12)), with(levels, "Other", first(12))));
        all.put(Suspicion.LEVEL_NONE, of(3, with(levels, "None", 1, 2, 3), with(levels, "No", 1, 2, 3)));
        all.put(Suspicion.SENTINEL_NUMBER, of(4, with(numbers, "999", 5, 6, 7, 8), with(numbers, "180", 5, 6, 7, 8)));
        all.put(Suspicion.ZERO_APART, of(6, with(numbers, "0", first(6)), numbers));
        all.put(Suspicion.MISSING_CELLS, of(2, with(levels, "", 1, 2), levels));
        all.put(
                Suspicion.MISSING_TOGETHER,
                new Planted(
                        PLAIN,
                        table("a", with(levels, "", first(7)), "b", with(numbers, "", first(7))),
                        7,
                        table("a", with(levels, "", first(7)), "b", with(numbers, "", first(6)))));
        List<String> half = texts(ROWS, i -> i < 100 ? "first" : "second");
        all.put(
                Suspicion.MISSING_BY_DESIGN,
                new Planted(
                        PLAIN,
                        table("cycle", half, "asked", with(numbers, "", first(100))),
                        100,
                        table(
                                "cycle",
                                half,
                                "asked",
                                with(
                                        numbers,
                                        "",
                                        IntStream.range(0, 100).map(i -> 2 * i).toArray()))));
        all.put(Suspicion.NO_VALUES, of(ROWS, Collections.nCopies(ROWS, ""), levels));
        List<String> ages = texts(400, i -> Integer.toString(20 + i * 60 / 400));
        all.put(
                Suspicion.SPIKE_AT_MAXIMUM,
                of(40, with(ages, "80", IntStream.range(0, 40).map(i -> 10 * i).toArray()), ages));
        all.put(
                Suspicion.SPIKE_AT_MINIMUM,
                of(40, with(ages, "19", IntStream.range(0, 40).map(i -> 10 * i).toArray()), ages));
        all.put(Suspicion.NEGATIVE_RARE, of(2, with(numbers, "-120", 3, 4), numbers));
        List<String> years = texts(ROWS, i -> Integer.toString(1 + i % 90));
        all.put(
                Suspicion.AGE_BEYOND_120,
                new Planted(
                        DataProfiler.builder().age("years").build(),
                        table("years", with(years, "414", 8)),
                        1,
                        table("years", years)));
        all.put(Suspicion.AGE_ZERO, new Planted(PLAIN, table("age", with(years, "0", 8)), 1, table("age", years)));
        all.put(Suspicion.MIXED_NOTATION, of(2, with(numbers, "1.31E+02", 3, 4), with(numbers, "131.0", 3, 4)));
        all.put(
                Suspicion.ORDINAL_TIES,
                of(ROWS, cycle(ROWS, "1", "2", "3", "4", "5"), cycle(ROWS, "1", "2", "3", "5", "9")));
        all.put(Suspicion.OUTLIERS, of(-1, with(numbers, "310", 50), numbers));
        all.put(Suspicion.CONSTANT_COLUMN, of(ROWS, cycle(ROWS, "No"), with(cycle(ROWS, "No"), "Yes", 7)));
        all.put(
                Suspicion.NEAR_CONSTANT,
                of(198, with(cycle(ROWS, "No"), "Yes", 1, 2), with(cycle(ROWS, "No"), "Yes", 1, 2, 3)));
        all.put(
                Suspicion.COLUMNS_EQUAL,
                new Planted(
                        PLAIN,
                        table("a", levels, "b", levels),
                        ROWS,
                        table("a", levels, "b", with(levels, "green", 0))));
        List<String> renamed = cycle(ROWS, "3", "1", "2");
        all.put(
                Suspicion.COLUMNS_ONE_TO_ONE,
                new Planted(
                        PLAIN, table("a", levels, "b", renamed), ROWS, table("a", levels, "b", with(renamed, "1", 0))));
        all.put(
                Suspicion.ROW_NUMBER,
                of(ROWS, texts(ROWS, i -> Integer.toString(i + 1)), texts(ROWS, i -> Integer.toString(ROWS - i))));
        all.put(Suspicion.IDENTIFIER_UNIQUE, of(ROWS, ids, with(ids, ids.get(0), 1)));
        List<String> sex = texts(ROWS, i -> (i * 7919) % 11 < 5 ? "f" : "m");
        List<String> twice = texts(ROWS, i -> ids.get(i / 2));
        List<String> sexOfTwice = texts(ROWS, i -> sex.get(i / 2 * 2));
        all.put(
                Suspicion.IDENTIFIER_REPEATED,
                new Planted(PLAIN, table("key", twice, "s", sexOfTwice), ROWS, table("key", twice, "s", sex)));
        all.put(Suspicion.FLOAT_IDENTIFIER, of(ROWS, texts(ROWS, i -> ids.get(i) + ".0"), ids));
        all.put(Suspicion.CODES_AMONG_NUMBERS, of(3, with(numbers, "V57", 1, 2, 3), numbers));
        all.put(Suspicion.LEADING_ZEROS, of(2, with(numbers, "0131", 1, 2), numbers));
        all.put(Suspicion.TEXTS_AMONG_NUMBERS, of(2, with(numbers, "<5", 1, 2), numbers));
        List<String> decimals = texts(ROWS, i -> i % 20 + ".1");
        all.put(Suspicion.TRAILING_ZEROS, of(1, with(decimals, "3.10", 0), with(decimals, "3.13", 0)));
        List<String> dates = texts(ROWS, i -> "2012-03-" + (10 + i % 20));
        List<String> times = texts(ROWS, i -> "2012-03-" + (10 + i % 20) + " 08:00:00");
        all.put(Suspicion.TEXTS_AMONG_DATES, of(2, with(dates, "2012-02-30", 1, 2), with(dates, "2012-02-29", 1, 2)));
        all.put(Suspicion.MIXED_DATES, of(2, with(times, "2012-03-10", 1, 2), times));
        all.put(
                Suspicion.HEADER_SPLIT,
                new Planted(PLAIN, table("Size[x", levels, "y]", sex), -1, table("Size[x]", levels, "y", sex)));
        all.put(Suspicion.BLANKS_AROUND, of(2, with(levels, "red ", 1, 2), levels));
        all.put(Suspicion.BLANKS_INSIDE, of(2, with(levels, "AT-6     6", 1, 2), with(levels, "AT-6 6", 1, 2)));
        all.put(Suspicion.LEVELS_ALIKE, of(69, with(levels, "Red", 1, 2), with(levels, "rot", 1, 2)));
        List<String> several = IntStream.range(0, 32)
                .filter(set -> Integer.bitCount(set) > 1)
                .mapToObj(set -> IntStream.range(0, 5)
                        .filter(i -> (set >> i & 1) == 1)
                        .mapToObj(i -> "finding " + i)
                        .collect(Collectors.joining("|")))
                .toList();
        all.put(
                Suspicion.SEVERAL_VALUES_IN_CELL,
                of(ROWS, texts(ROWS, i -> several.get(i % several.size())), cycle(ROWS, "finding 0", "finding 1")));
        all.put(Suspicion.SERIALISED_CELLS, of(ROWS, cycle(ROWS, "{'a': 1}", "{}"), cycle(ROWS, "[0-10)", "[10-20)")));
        all.put(Suspicion.RARE_LEVELS, of(2, with(levels, "somebody", 1, 2), levels));
        all.put(
                Suspicion.FREE_TEXT,
                of(ROWS, texts(ROWS, i -> "seen on day " + i), cycle(ROWS, "seen on day one", "seen on day two")));
        all.put(Suspicion.EXACT_TIMES, of(ROWS, times, dates));
        all.put(Suspicion.EXACT_DATES, of(ROWS, dates, cycle(ROWS, "2012", "2013")));
        all.put(
                Suspicion.DEMOGRAPHIC_NOT_FOUND,
                new Planted(
                        PLAIN,
                        table("age", years, "gender", sex),
                        -1,
                        table("age", years, "gender", sex, "Race1", levels)));
        List<String> group = texts(700, i -> i < 40 ? "few" : "many");
        List<String> grown = texts(700, i -> i < 350 ? "few" : "many");
        all.put(
                Suspicion.THIN_GROUP,
                new Planted(
                        DataProfiler.builder().attributes("group").build(),
                        table("group", group),
                        40,
                        table("group", grown)));
        List<String> answer = texts(700, i -> i % 2 == 0 ? "yes" : "no");
        all.put(
                Suspicion.FEW_OF_CLASS,
                new Planted(
                        DataProfiler.builder().label("y").attributes("group").build(),
                        table("group", group, "y", answer),
                        20,
                        table("group", grown, "y", answer)));
        all.put(
                Suspicion.ROW_DUPLICATE,
                new Planted(
                        PLAIN,
                        table("id", with(ids, ids.get(5), 6), "x", with(numbers, numbers.get(5), 6)),
                        1,
                        table("id", ids, "x", numbers)));
        all.put(
                Suspicion.RECORD_REPEATED,
                new Planted(
                        DataProfiler.builder().record("id").build(),
                        table("id", with(ids, ids.get(5), 6, 7)),
                        3,
                        table("id", ids)));
        DataProfiler subject =
                DataProfiler.builder().subject("id").unchanging("s").label("y").build();
        List<String> y = cycle(ROWS, "0", "0", "1", "1");
        all.put(
                Suspicion.SUBJECT_REPEATED,
                new Planted(
                        subject,
                        table("id", twice, "s", sexOfTwice, "y", y),
                        ROWS,
                        table("id", ids, "s", sexOfTwice, "y", y)));
        all.put(
                Suspicion.CHANGES_WITHIN_SUBJECT,
                new Planted(
                        subject,
                        table("id", twice, "s", with(sexOfTwice, "x", 4), "y", y),
                        2,
                        table("id", twice, "s", sexOfTwice, "y", y)));
        all.put(
                Suspicion.LABEL_CONFLICT,
                new Planted(
                        subject,
                        table("id", twice, "s", sexOfTwice, "y", with(y, "1", 4)),
                        2,
                        table("id", twice, "s", sexOfTwice, "y", y)));
        DataProfiler site = DataProfiler.builder().site("site").label("y").build();
        all.put(
                Suspicion.LABELS_DIFFER_BY_SITE,
                new Planted(
                        site,
                        table("site", half, "y", with(y, "2", 150, 151, 152)),
                        3,
                        table("site", half, "y", with(y, "2", 50, 150))));
        all.put(
                Suspicion.MISSING_DIFFERS_BY_SITE,
                new Planted(
                        site,
                        table("site", half, "y", y, "z", with(numbers, "", first(40))),
                        40,
                        table("site", half, "y", y, "z", with(numbers, "", 10, 20, 110, 120))));
        List<String> beside = texts(ROWS, i -> Integer.toString(Integer.parseInt(numbers.get(i)) + i % 3));
        all.put(
                Suspicion.MULTIVARIATE_OUTLIERS,
                new Planted(
                        DataProfiler.builder().multivariateOutliers("a", "b").build(),
                        table("a", with(numbers, "140", 9), "b", with(beside, "120", 9)),
                        1,
                        table("a", numbers, "b", beside)));
        all.put(
                Suspicion.EMPTY_LINES,
                new Planted(
                        PLAIN,
                        CsvReader.builder()
                                .build()
                                .read(
                                        new ByteArrayInputStream("a,b\n1,2\n\n".getBytes(StandardCharsets.UTF_8)),
                                        "t.csv"),
                        -1,
                        CsvReader.builder()
                                .build()
                                .read(
                                        new ByteArrayInputStream("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)),
                                        "t.csv")));
        all.put(
                Suspicion.TABLE_EMPTY,
                new Planted(
                        PLAIN,
                        CsvReader.builder()
                                .build()
                                .read(new ByteArrayInputStream("a,b\n".getBytes(StandardCharsets.UTF_8)), "empty.csv"),
                        -1,
                        table("a", levels)));
        return all;
    }

    @Test
    void every_rule_has_a_planted_fault() {
        assertThat(planted().keySet()).containsExactly(Suspicion.values());
    }

    @TestFactory
    Stream<DynamicTest> every_rule_fires_on_its_fault_and_is_silent_on_the_twin() {
        return planted().entrySet().stream().flatMap(entry -> {
            Suspicion rule = entry.getKey();
            Planted p = entry.getValue();
            return Stream.of(
                    DynamicTest.dynamicTest(rule + " fires", () -> {
                        var found = p.profiler().profile(p.fault(), "t", "1").findings(rule);

                        assertThat(found).isNotEmpty();
                        if (p.rows() >= 0) {
                            assertThat(found)
                                    .anySatisfy(f -> assertThat(f.details()).containsEntry("rows", "" + p.rows()));
                        }
                    }),
                    DynamicTest.dynamicTest(rule + " is silent on the twin", () -> {
                        var found = p.profiler().profile(p.clean(), "t", "1").findings(rule);

                        if (rule == Suspicion.MULTIVARIATE_OUTLIERS) { // the finding also tells that it looked
                            assertThat(found)
                                    .allSatisfy(f -> assertThat(f.details()).containsEntry("rows", "0"));
                        } else {
                            assertThat(found).isEmpty();
                        }
                    }));
        });
    }

    @Test
    void rules_state_their_constants_and_no_verdict() {
        assertThat(Arrays.asList(Suspicion.values())).allSatisfy(rule -> {
            assertThat(rule.rule()).isNotBlank().doesNotEndWith(".");
            assertThat(rule.group().title()).isNotBlank();
        });
    }
}
