package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.NearDuplicateReport.Compared;
import io.medml.core.leakage.NearDuplicateReport.Pair;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NearDuplicateDetectorTest {

    private static String[] ids(String prefix, int n) {
        return IntStream.range(0, n).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private static Cohort cohort(String name, Table.Builder table, int n) {
        String[] labels = new String[n];
        Arrays.fill(labels, "0");
        return Cohort.from(table.category("id", ids(name, n))
                        .category("label", labels)
                        .build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named(name, "1");
    }

    /** Coarse random rows: three categories, a column with gaps, two numbers. */
    private static Table.Builder coarse(SplittableRandom random, int n, double[][] numbers, String[][] texts) {
        Table.Builder table = Table.builder();
        for (int c = 0; c < numbers.length; c++) {
            for (int i = 0; i < n; i++) {
                numbers[c][i] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(40) / 4.0 - 5;
            }
            table.number("n" + c, numbers[c]);
        }
        for (int c = 0; c < texts.length; c++) {
            for (int i = 0; i < n; i++) {
                texts[c][i] = random.nextInt(6) == 0 ? "" : "v" + random.nextInt(2);
            }
            table.category("t" + c, texts[c]);
        }
        return table;
    }

    @Property(tries = 60)
    void rows_are_those_that_a_comparison_of_all_pairs_finds(
            @ForAll long seed,
            @ForAll @IntRange(max = 2) int k,
            @ForAll @IntRange(max = 2) int tolerances,
            @ForAll boolean between) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 60;
        double[][] numbers = new double[2][n];
        String[][] texts = new String[3][n];
        Cohort first = cohort("a", coarse(random, n, numbers, texts), n);
        double[][] otherNumbers = between ? new double[2][n] : numbers;
        String[][] otherTexts = between ? new String[3][n] : texts;
        Cohort second = between ? cohort("b", coarse(random, n, otherNumbers, otherTexts), n) : first;
        double[] width = {tolerances > 0 ? 0.3 : 0, tolerances > 1 ? 1.0 : 0};
        var builder = NearDuplicateDetector.builder().rows(k);
        for (int c = 0; c < tolerances; c++) {
            builder.tolerance("n" + c, width[c]);
        }

        NearDuplicateReport report = between
                ? builder.build().between(first, second)
                : builder.build().within(first);

        int pairs = 0;
        boolean[] matched = new boolean[n];
        for (int a = 0; a < n; a++) {
            for (int b = between ? 0 : a + 1; b < n; b++) {
                int differing = 0;
                for (int c = 0; c < 2; c++) {
                    double x = numbers[c][a];
                    double y = otherNumbers[c][b];
                    differing += Double.isNaN(x) || Double.isNaN(y)
                            ? Double.isNaN(x) == Double.isNaN(y) ? 0 : 1
                            : Math.abs(x - y) <= width[c] ? 0 : 1;
                }
                for (int c = 0; c < 3; c++) {
                    differing += texts[c][a].equals(otherTexts[c][b]) ? 0 : 1;
                }
                if (differing <= k) {
                    pairs++;
                    matched[b] = true;
                    matched[a] |= !between;
                }
            }
        }
        Compared found = report.results().get(0);
        assertThat(found.pairs()).isEqualTo(pairs);
        assertThat(found.matched())
                .isEqualTo(IntStream.range(0, n).filter(i -> matched[i]).count());
        assertThat(found.finished()).isTrue();
    }

    @Property(tries = 60)
    void images_are_those_that_a_comparison_of_all_pairs_finds(
            @ForAll long seed, @ForAll @IntRange(max = 15) int distance) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 50;
        long[] hashes = new long[n];
        for (int i = 0; i < n; i++) {
            hashes[i] = i % 2 == 0 ? random.nextLong() : hashes[i - 1];
            for (int flips = random.nextInt(20); flips > 0; flips--) {
                hashes[i] ^= 1L << random.nextInt(64);
            }
        }
        Cohort cohort = cohort(
                "a",
                Table.builder()
                        .category(
                                "phash",
                                Arrays.stream(hashes)
                                        .mapToObj(h -> String.format(Locale.ROOT, "%016x", h))
                                        .toArray(String[]::new)),
                n);

        NearDuplicateReport report = NearDuplicateDetector.builder()
                .imageHash("phash", distance)
                .build()
                .within(cohort);

        int pairs = 0;
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                pairs += Long.bitCount(hashes[a] ^ hashes[b]) <= distance ? 1 : 0;
            }
        }
        assertThat(report.results().get(0).pairs()).isEqualTo(pairs);
    }

    @Test
    void a_copy_under_another_identifier_with_one_changed_column_is_found_with_its_lines() {
        SplittableRandom random = new SplittableRandom(1);
        int n = 300;
        double[] a = random.doubles(n).toArray();
        double[] b = random.doubles(n).toArray();
        double[] c = random.doubles(n).toArray();
        Cohort train =
                cohort("train", Table.builder().number("a", a).number("b", b).number("c", c), n);
        double[] a2 = random.doubles(n).toArray();
        double[] b2 = random.doubles(n).toArray();
        double[] c2 = random.doubles(n).toArray();
        a2[10] = a[20];
        b2[10] = b[20];
        Cohort test =
                cohort("test", Table.builder().number("a", a2).number("b", b2).number("c", c2), n);

        NearDuplicateReport report =
                NearDuplicateDetector.builder().rows(1).build().between(train, test);
        NearDuplicateReport strict =
                NearDuplicateDetector.builder().rows(0).build().between(train, test);

        Compared found = report.results().get(0);
        assertThat(found.matched()).isEqualTo(1);
        assertThat(found.otherSubjects()).hasValue(1);
        assertThat(found.examples()).containsExactly(new Pair(21, 11));
        assertThat(report.findings())
                .extracting(Finding::code)
                .containsExactly("NEAR_DUPLICATES", "NEAR_DUPLICATES_OF_OTHER_SUBJECTS");
        assertThat(strict.findings()).isEmpty();
    }

    @Test
    void what_chance_gives_is_stated_and_no_alarm() {
        // two independent columns of 4 values: 1/16 of 79,800 pairs match
        SplittableRandom random = new SplittableRandom(2);
        int n = 400;
        String[][] values = new String[2][n];
        for (int i = 0; i < n; i++) {
            values[0][i] = "v" + random.nextInt(4);
            values[1][i] = "v" + random.nextInt(4);
        }
        Cohort cohort = cohort("a", Table.builder().category("x", values[0]).category("y", values[1]), n);

        NearDuplicateReport report =
                NearDuplicateDetector.builder().rows(0).build().within(cohort);

        Compared found = report.results().get(0);
        assertThat(found.expectedPairs()).isCloseTo(79_800 / 16.0, within(100.0));
        assertThat((double) found.pairs()).isCloseTo(found.expectedPairs(), within(3 * Math.sqrt(79_800 / 16.0)));
        assertThat(report.findings().get(0).code()).isEqualTo("MATCHES_AS_BY_CHANCE");
    }

    @Test
    void chance_matches_of_images_are_those_of_fair_coins() {
        int n = 1000;
        SplittableRandom random = new SplittableRandom(3);
        Cohort cohort = cohort(
                "a",
                Table.builder()
                        .category(
                                "phash",
                                IntStream.range(0, n)
                                        .mapToObj(i -> String.format(Locale.ROOT, "%016x", random.nextLong()))
                                        .toArray(String[]::new)),
                n);

        Compared found = NearDuplicateDetector.builder()
                .imageHash("phash", 2)
                .build()
                .within(cohort)
                .results()
                .get(0);

        // 499,500 pairs times (1 + 64 + 2016) / 2^64
        assertThat(found.expectedPairs()).isCloseTo(499_500 * 2081.0 / Math.pow(2, 64), within(1e-20));
        assertThat(found.pairs()).isZero();
    }

    @Test
    void a_search_that_is_ended_says_so() {
        int n = 200;
        String[] same = new String[n];
        Arrays.fill(same, "x");
        Cohort cohort = cohort("a", Table.builder().category("x", same).category("y", ids("", n)), n);

        NearDuplicateReport report = NearDuplicateDetector.builder()
                .rows(1)
                .mostComparisons(1000)
                .build()
                .within(cohort);

        assertThat(report.results().get(0).finished()).isFalse();
        assertThat(report.findings().get(0).code()).isEqualTo("SEARCH_NOT_FINISHED");
    }

    @Test
    void unusable_settings_and_hashes_are_refused() {
        assertThatThrownBy(() -> NearDuplicateDetector.builder().build())
                .hasMessage(
                        "say what is compared: rows(columnsThatMayDiffer), imageHash(column, bitsThatMayDiffer) or both");
        assertThatThrownBy(() -> NearDuplicateDetector.builder().rows(3))
                .hasMessage("expected 0 to 2 columns that may differ, got 3");
        Cohort cohort = cohort("a", Table.builder().category("phash", "00ff"), 1);
        assertThatThrownBy(() -> NearDuplicateDetector.builder()
                        .imageHash("phash", 1)
                        .build()
                        .within(cohort))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "row 1, column \"phash\": expected a 64-bit hash of 16 hexadecimal digits, found 4 characters that are"
                                + " none; read the column as texts, and write leading zeros");
        assertThatThrownBy(() -> NearDuplicateDetector.builder()
                        .rows(1)
                        .tolerance("absent", 1)
                        .build()
                        .within(cohort))
                .hasMessage("expected \"absent\" to be a column of every compared set; correct the columns");
    }

    private static Cohort real(CsvReader.Builder reader, String file, String label, String positive) {
        Table table = reader.build().read(RealLeakage.file(file));
        return Cohort.from(RealLeakage.with(table, "row", row -> "r" + row))
                .record("row")
                .subject("row")
                .label(label, positive)
                .dropUnlabelled("no label")
                .named("real", "1");
    }

    private static String[] columns(Cohort cohort) {
        return cohort.table().columnNames().stream()
                .filter(name -> !name.equals("row"))
                .toArray(String[]::new);
    }

    @Test
    void nhanes_has_the_published_number_of_exact_duplicate_rows_far_beyond_chance() {
        Cohort nhanes = real(CsvReader.builder(), "nhanes_resampled/NHANES.csv.gz", "SurveyYr", "2011_12");

        NearDuplicateReport report = NearDuplicateDetector.builder()
                .rows(0)
                .columns(columns(nhanes))
                .build()
                .within(nhanes);

        Compared found = report.results().get(0);
        assertThat(found.repeats()).hasValue(2168);
        assertThat(NearDuplicateDetector.builder()
                        .rows(0)
                        .columns("ID")
                        .build()
                        .within(nhanes)
                        .results()
                        .get(0)
                        .repeats())
                .hasValue(3221);
        // without the identifier: copies that differ in one of 76 columns are the same persons, all 3,221 of them
        assertThat(NearDuplicateDetector.builder()
                        .rows(1)
                        .columns(Arrays.stream(columns(nhanes))
                                .filter(name -> !name.equals("ID"))
                                .toArray(String[]::new))
                        .build()
                        .within(nhanes)
                        .results()
                        .get(0)
                        .repeats())
                .hasValue(3221);
        assertThat(found.expectedPairs()).isLessThan(1e-6);
        assertThat(report.findings()).extracting(Finding::code).contains("NEAR_DUPLICATES");
    }

    @Test
    void adult_has_24_exact_duplicate_rows() {
        Cohort adult = real(CsvReader.builder().trim(), "adult/adult.data.csv.gz", "Salary", ">50K");

        Compared found = NearDuplicateDetector.builder()
                .rows(0)
                .columns(columns(adult))
                .build()
                .within(adult)
                .results()
                .get(0);

        assertThat(found.repeats()).hasValue(24);
    }

    @Test
    void the_hungarian_heart_data_have_one_duplicate_row() {
        Cohort heart = real(
                CsvReader.builder()
                        .withoutHeader(
                                "age",
                                "sex",
                                "cp",
                                "trestbps",
                                "chol",
                                "fbs",
                                "restecg",
                                "thalach",
                                "exang",
                                "oldpeak",
                                "slope",
                                "ca",
                                "thal",
                                "num")
                        .missingMarkers("?"),
                "heart_disease/processed.hungarian.data",
                "num",
                "1");

        Compared found = NearDuplicateDetector.builder()
                .rows(0)
                .columns(columns(heart))
                .build()
                .within(heart)
                .results()
                .get(0);

        assertThat(found.repeats()).hasValue(1);
        assertThat(found.expectedPairs()).isLessThan(0.01);
    }
}
