package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.Digest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    private static Table sample() {
        return Table.builder()
                .number("age", 61, Double.NaN, 3.5)
                .wholeNumber("n", new long[] {1, 2, 3}, new boolean[] {false, true, false})
                .category("sex", "F", null, "")
                .build();
    }

    // Bytes written out by hand after the form in contentDigest(); hashed by the platform, not by Table.
    @Test
    void the_content_digest_is_the_documented_one() {
        String name = "00000003" + "616765"; // text("age")
        String cells = "01" + "404e800000000000" + "00" + "01" + "400c000000000000"; // 61.0, missing, 3.5
        byte[] column = HexFormat.of().parseHex("6d65646d6c2d636f6c756d6e2f3100" + name + "4e" + cells);
        String table = "6d65646d6c2d7461626c652f3100" + "0000000000000003" + "00000001"
                + Digest.sha256(column).hex();

        assertThat(Table.builder().number("age", 61, Double.NaN, 3.5).build().contentDigest())
                .isEqualTo(Digest.sha256(HexFormat.of().parseHex(table)));
    }

    @Test
    void the_digest_of_texts_and_whole_numbers_is_the_documented_one() {
        byte[] sex = HexFormat.of()
                .parseHex("6d65646d6c2d636f6c756d6e2f3100" + "00000003736578" + "43" + "0100000002c3a9" + "00");
        byte[] n = HexFormat.of()
                .parseHex("6d65646d6c2d636f6c756d6e2f3100" + "000000016e" + "57" + "01fffffffffffffffe" + "01"
                        + "0000000000000007");
        String table = "6d65646d6c2d7461626c652f3100" + "0000000000000002" + "00000002"
                + Digest.sha256(n).hex() + Digest.sha256(sex).hex();

        Table built = Table.builder()
                .category("sex", "\u00e9", null)
                .wholeNumber("n", -2, 7)
                .build();

        assertThat(built.contentDigest()).isEqualTo(Digest.sha256(HexFormat.of().parseHex(table)));
    }

    @Test
    void the_digest_does_not_depend_on_storage_source_or_column_order() {
        Table built = Table.builder()
                .source("elsewhere")
                .category("b", "y", "x", null)
                .number("a", 1, -0.0, 2.50)
                .build();
        Table selected = Table.builder()
                .number("a", 2.5, 7, 0, 1)
                .category("b", null, "unused", "x", "y")
                .build()
                .select(new int[] {3, 2, 0});
        Table read = CsvReader.builder()
                .number("a")
                .missingMarkers("?")
                .build()
                .read(new ByteArrayInputStream("a,b\n1e0,y\n0,x\n2.5,?\n".getBytes(StandardCharsets.UTF_8)), "f");

        assertThat(selected.contentDigest()).isEqualTo(built.contentDigest());
        assertThat(read.contentDigest()).isEqualTo(built.contentDigest());
    }

    @Test
    void the_digest_depends_on_row_order_kind_name_value_and_kind_of_absence() {
        Table table = Table.builder().category("a", "1", "2").build();

        assertThat(List.of(
                        table,
                        table.select(new int[] {1, 0}),
                        table.select(new int[] {0}),
                        Table.builder().wholeNumber("a", 1, 2).build(),
                        Table.builder().number("a", 1, 2).build(),
                        Table.builder().category("b", "1", "2").build(),
                        Table.builder().category("a", "1", null).build(),
                        Table.builder().category("a", "12", null).build(),
                        Table.builder().number("a", 1, Double.NaN).build(),
                        CsvReader.builder()
                                .number("a")
                                .build()
                                .read(new ByteArrayInputStream("a\n1\nx\n".getBytes(StandardCharsets.UTF_8)), "f")))
                .extracting(Table::contentDigest)
                .doesNotHaveDuplicates();
    }

    @Property
    void moving_a_border_between_texts_changes_the_digest(@ForAll @Size(max = 4) List<Character> letters) {
        String text = letters.stream()
                .map(c -> Character.isSurrogate(c) ? "x" : "" + c)
                .reduce("", String::concat);
        Table before = Table.builder().category("a", text + "u", "v").build();
        Table after = Table.builder().category("a", text, "uv").build();

        assertThat(before.contentDigest()).isNotEqualTo(after.contentDigest());
    }

    @Test
    void texts_longer_than_the_buffer_are_digested_whole() {
        String text = "x".repeat(100_000);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                HexFormat.of().parseHex("6d65646d6c2d636f6c756d6e2f3100" + "0000000161" + "43" + "01" + "000186a0");
        byte[] column = Arrays.copyOf(head, head.length + utf8.length);
        System.arraycopy(utf8, 0, column, head.length, utf8.length);
        String table = "6d65646d6c2d7461626c652f3100" + "0000000000000001" + "00000001"
                + Digest.sha256(column).hex();

        assertThat(Table.builder().category("a", text).build().contentDigest())
                .isEqualTo(Digest.sha256(HexFormat.of().parseHex(table)));
    }

    @Test
    void cells_without_value_say_so_and_give_none() {
        Table table = sample();

        assertThat(table.column("age").state(1)).isEqualTo(CellState.EMPTY);
        assertThat(table.column("sex").missingCount()).isEqualTo(2);
        assertThat(table.column("n").text(1)).isEmpty();
        assertThat(table.number("age").values(-1)).containsExactly(61, -1, 3.5);
        assertThat(table.wholeNumber("n").values(-9)).containsExactly(1, -9, 3);
        assertThatIllegalStateException().isThrownBy(() -> table.number("age").value(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> table.wholeNumber("n").value(1));
        assertThatIllegalStateException().isThrownBy(() -> table.category("sex").value(1));
    }

    @Test
    void numbers_have_one_text() {
        Table table =
                Table.builder().number("x", 61, 0.1, -0.0, 1e300, 123456.75).build();

        assertThat(table.column("x").text(0)).hasValue("61");
        assertThat(table.column("x").text(1)).hasValue("0.1");
        assertThat(table.column("x").text(2)).hasValue("0");
        assertThat(table.column("x").text(3)).hasValue("1.0E300");
        assertThat(table.column("x").text(4)).hasValue("123456.75");
    }

    @Test
    void selected_rows_come_in_the_order_asked_for_and_unused_categories_go() {
        Table table = Table.builder().category("a", "x", "y", "z").build();

        Table selected = table.select(new int[] {2, 0, 2});

        assertThat(selected.category("a").categories()).containsExactly("z", "x");
        assertThat(selected.category("a").codes()).containsExactly(0, 1, 0);
        assertThat(table.without(new int[] {1}).category("a").categories()).containsExactly("x", "z");
        assertThat(table.category("a").categories()).containsExactly("x", "y", "z");
        assertThatThrownBy(() -> table.select(new int[] {3})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void arrays_handed_in_and_out_are_copies() {
        double[] values = {1, 2};
        Table table =
                Table.builder().number("x", values).category("c", "a", "b").build();
        values[0] = 9;
        table.number("x").values(0)[1] = 9;
        table.category("c").codes()[0] = 9;

        assertThat(table.number("x").values(0)).containsExactly(1, 2);
        assertThat(table.category("c").codes()).containsExactly(0, 1);
    }

    @Test
    void an_unknown_column_is_the_callers_mistake_and_no_name_is_quoted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample().column("Age"))
                .withMessageContaining("no column \"Age\" among its 3")
                .withMessageNotContaining("sex");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample().number("sex"))
                .withMessageContaining("is of kind CATEGORY; declare it with number(\"sex\")");
    }

    @Test
    void columns_that_do_not_fit_together_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.builder().number("a", 1).number("b", 1, 2))
                .withMessageContaining("has 2 rows; the columns before it have 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.builder().number("a", 1).category("a", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.builder().number("a", Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.builder().category("a", "\ud800"));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.builder().number(" ", 1));
        assertThatIllegalStateException().isThrownBy(() -> Table.builder().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x1p3",
                "1d",
                "1f",
                "1,5",
                ".",
                "-",
                "e5",
                "1e",
                "1e+",
                "--1",
                "1.2.3",
                "\u0661",
                "1e999",
                "1e-999",
                "1_000"
            })
    void what_is_no_decimal_number_in_ascii_is_none(String text) {
        assertThat(NumberColumn.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "+1", "1.", "1.0", "1e0", "10E-1", "0001", "1.000000000000000000000000"})
    void one_has_many_forms(String text) {
        assertThat(NumberColumn.parse(text)).hasValue(1);
    }

    @Test
    void whole_numbers_are_exact_to_18_digits_and_no_longer_ones_are_read() {
        assertThat(WholeNumberColumn.parse("999999999999999999")).hasValue(999_999_999_999_999_999L);
        assertThat(WholeNumberColumn.parse("-7")).hasValue(-7);
        assertThat(WholeNumberColumn.parse("1000000000000000000")).isEmpty();
        assertThat(WholeNumberColumn.parse("63.0")).isEmpty();
        assertThat(WholeNumberColumn.parse("-")).isEmpty();
    }

    @Test
    void rows_are_numbered_in_a_column_more_which_no_other_is_called() {
        Table table = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream("a\n\"x\ny\"\nz\n".getBytes(StandardCharsets.UTF_8)), "t.csv");

        Table numbered = table.numbered("n");

        assertThat(numbered.columnNames()).containsExactly("a", "n");
        assertThat(numbered.wholeNumber("n").value(0)).isEqualTo(1);
        assertThat(numbered.wholeNumber("n").value(1)).isEqualTo(2);
        assertThat(numbered.place(1)).isEqualTo("t.csv, line 4");
        assertThat(numbered.without(new int[] {0, 1}).rowCount()).isZero();
        assertThat(table.columnNames()).containsExactly("a");
        assertThatThrownBy(() -> table.numbered("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already; name another");
    }
}
