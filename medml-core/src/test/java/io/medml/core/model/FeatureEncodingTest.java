package io.medml.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FeatureEncodingTest {

    // age: mean 50 and population standard deviation sqrt((100 + 0 + 100) / 3), by hand
    private static final String TRAINING = """
            age,stays,ward,note
            40,1,icu,a
            50,1,er,b
            60,1,icu,c
            ,1,,d
            """;

    private static Table table(String csv) {
        return CsvReader.builder()
                .number("age")
                .wholeNumber("stays")
                .build()
                .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "training.csv");
    }

    private static FeatureEncoding encoding() {
        return FeatureEncoding.builder()
                .numbers(List.of("age", "stays"))
                .categories(List.of("ward"))
                .fit(table(TRAINING));
    }

    /** The features of each row that are not zero, by name. */
    private static List<Map<String, Double>> encoded(FeatureEncoding encoding, Table table) {
        List<Map<String, Double>> rows = java.util.stream.IntStream.range(0, table.rowCount())
                .<Map<String, Double>>mapToObj(i -> new TreeMap<>())
                .toList();
        encoding.encode(table, (row, feature, value) -> {
            assertThat(value).isNotZero();
            assertThat(rows.get(row).put(encoding.features().get(feature), value))
                    .isNull();
        });
        return rows;
    }

    @Test
    void numbers_are_standardised_and_categories_have_a_feature_each() {
        double sd = Math.sqrt(200 / 3.0);

        assertThat(encoding().features())
                .containsExactly(
                        "age",
                        "age:missing",
                        "stays",
                        "stays:missing",
                        "ward=er",
                        "ward=icu",
                        "ward=(other)",
                        "ward=(missing)");
        List<Map<String, Double>> rows = encoded(encoding(), table(TRAINING));
        assertThat(rows.get(0)).containsOnlyKeys("age", "ward=icu").containsEntry("ward=icu", 1.0);
        assertThat(rows.get(0).get("age")).isCloseTo(-10 / sd, within(1e-15));
        assertThat(rows.get(1)).containsOnlyKeys("ward=er");
        assertThat(rows.get(3)).containsOnly(Map.entry("age:missing", 1.0), Map.entry("ward=(missing)", 1.0));
    }

    @Test
    void rows_that_are_scored_later_do_not_move_the_fitted_state() {
        FeatureEncoding encoding = encoding();
        String before = encoding.digest().toString();

        List<Map<String, Double>> rows = encoded(encoding, table("""
                age,stays,ward,note
                1000,1,morgue,x
                60,1,icu,c
                """));

        assertThat(encoding.digest()).hasToString(before);
        assertThat(rows.get(0)).containsEntry("ward=(other)", 1.0);
        assertThat(rows.get(0).get("age")).isCloseTo(950 / Math.sqrt(200 / 3.0), within(1e-12));
        assertThat(rows.get(1)).isEqualTo(encoded(encoding, table(TRAINING)).get(2));
    }

    @Test
    void one_training_row_more_or_less_is_another_state() {
        assertThat(FeatureEncoding.builder()
                        .numbers(List.of("age", "stays"))
                        .categories(List.of("ward"))
                        .fit(table(TRAINING + "61,1,icu,e\n"))
                        .digest())
                .isNotEqualTo(encoding().digest());
    }

    @Test
    void columns_that_are_not_features_do_not_matter() {
        Table wide = table("""
                other,age,stays,ward
                1,40,1,icu
                2,50,1,er
                3,60,1,icu
                4,,1,
                """);

        assertThat(encoded(encoding(), wide)).isEqualTo(encoded(encoding(), table(TRAINING)));
        assertThat(FeatureEncoding.builder()
                        .numbers(List.of("age", "stays"))
                        .categories(List.of("ward"))
                        .fit(wide)
                        .digest())
                .isEqualTo(encoding().digest());
    }

    @Test
    void a_constant_column_says_nothing_about_any_row() {
        // ten times 0.1 and three times 1/3: sums whose mean is not the value, so that the spread is tiny and not zero
        for (double constant : new double[] {0.1, 1 / 3.0, 1e15 + 0.3, -0.7}) {
            for (int n : new int[] {1, 3, 10, 49}) {
                Table training = Table.builder()
                        .number(
                                "lab",
                                DoubleStream.generate(() -> constant).limit(n).toArray())
                        .build();
                FeatureEncoding encoding =
                        FeatureEncoding.builder().numbers(List.of("lab")).fit(training);

                assertThat(encoded(encoding, training)).allMatch(Map::isEmpty);
                assertThat(encoded(
                                encoding, Table.builder().number("lab", 5, -5).build()))
                        .allMatch(Map::isEmpty);
            }
        }
    }

    @Test
    void a_column_without_any_training_value_is_only_ever_missing_or_zero() {
        FeatureEncoding encoding = FeatureEncoding.builder()
                .numbers(List.of("lab"))
                .fit(Table.builder().number("lab", Double.NaN, Double.NaN).build());

        assertThat(encoded(
                        encoding, Table.builder().number("lab", 3, Double.NaN).build()))
                .containsExactly(Map.of(), Map.of("lab:missing", 1.0));
    }

    @Test
    void rare_categories_share_the_feature_of_unseen_ones() {
        FeatureEncoding encoding = FeatureEncoding.builder()
                .categories(List.of("ward"))
                .minimumCount(2)
                .fit(table(TRAINING));

        assertThat(encoding.features()).containsExactly("ward=icu", "ward=(other)", "ward=(missing)");
        assertThat(encoded(encoding, table(TRAINING)).get(1)).containsOnlyKeys("ward=(other)");
    }

    @Test
    void a_category_that_is_called_like_a_reserved_feature_stays_apart_from_it() {
        Table training = Table.builder().category("ward", "(other)", "icu").build();
        FeatureEncoding encoding =
                FeatureEncoding.builder().categories(List.of("ward")).fit(training);
        int[] seen = new int[2];

        encoding.encode(
                Table.builder().category("ward", "(other)", "never seen").build(),
                (row, feature, value) -> seen[row] = feature);

        assertThat(seen[0]).isNotEqualTo(seen[1]);
    }

    @Test
    void the_fitted_state_reads_back_as_an_equal_encoding() {
        FeatureEncoding read =
                FeatureEncoding.from(Content.parse(encoding().content().bytes()).asFields());

        assertThat(read.digest()).isEqualTo(encoding().digest());
        assertThat(read.features()).isEqualTo(encoding().features());
        assertThat(read.columns()).containsExactly("age", "stays", "ward");
        assertThat(encoded(read, table(TRAINING))).isEqualTo(encoded(encoding(), table(TRAINING)));
    }

    @Test
    void the_order_of_training_rows_does_not_show() {
        Table shuffled = table(TRAINING).select(new int[] {3, 1, 2, 0});

        assertThat(FeatureEncoding.builder()
                        .numbers(List.of("age", "stays"))
                        .categories(List.of("ward"))
                        .fit(shuffled)
                        .digest())
                .isEqualTo(encoding().digest());
    }

    @Test
    void a_table_that_does_not_fit_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> encoded(encoding(), table("age,stays\n1,1\n")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("expected a column \"ward\"", "[age, stays]");
        assertThatThrownBy(() -> encoded(
                        encoding(),
                        Table.builder()
                                .category("age", "ninety")
                                .wholeNumber("stays", 1)
                                .category("ward", "icu")
                                .build()))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("expected column \"age\" to hold numbers", "number(\"age\")")
                .hasMessageNotContaining("ninety");
        assertThatThrownBy(
                        () -> FeatureEncoding.builder().numbers(List.of("age")).fit(table("age,stays\n")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected training rows, found none");
    }

    @Test
    void what_makes_no_encoding_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FeatureEncoding.builder().fit(table(TRAINING)))
                .withMessageContaining("at least one column");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FeatureEncoding.builder().numbers(List.of("age")).categories(List.of("age")))
                .withMessageContaining("stated twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureEncoding.builder().minimumCount(0));
    }

    @Test
    void a_state_that_was_changed_is_refused() {
        String state = new String(encoding().content().bytes(), StandardCharsets.UTF_8);
        for (String[] change : new String[][] {
            {"\"icu\"", "7"},
            {"\"mean\":50.0", "\"mean\":\"Infinity\""},
            {"\"scale\":", "\"scale\":-"},
            {"\"column\":\"age\"", "\"column\":\"stays\""},
            {"\"column\":\"age\"", "\"column\":\"age\",\"Miller\":1"},
            {"\"er\",", ""}
        }) {
            assertThat(state).contains(change[0]);
            Content.Fields changed = Content.parse(state.replaceFirst(Pattern.quote(change[0]), change[1])
                            .getBytes(StandardCharsets.UTF_8))
                    .asFields();
            if (change[1].isEmpty()) {
                assertThat(FeatureEncoding.from(changed).digest())
                        .isNotEqualTo(encoding().digest());
            } else {
                assertThatThrownBy(() -> FeatureEncoding.from(changed))
                        .as(change[1])
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("feature encoding: expected")
                        .hasMessageNotContaining("Miller");
            }
        }
    }

    @Test
    void numbers_too_large_to_be_squared_are_refused_with_their_column() {
        Table table = Table.builder().number("age", 1e200, -1e200, 3).build();

        assertThatThrownBy(
                        () -> FeatureEncoding.builder().numbers(List.of("age")).fit(table))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column \"age\": expected numbers of size at most 1e60");
    }

    @Test
    void the_minimum_count_is_set_once() {
        FeatureEncoding.Builder builder = FeatureEncoding.builder().minimumCount(5);

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.minimumCount(6))
                .withMessage("the minimum count is already set to 5");
    }
}
