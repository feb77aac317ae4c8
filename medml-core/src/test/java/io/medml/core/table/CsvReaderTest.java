package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    private static Table read(CsvReader.Builder builder, String text) {
        return read(builder, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Table read(CsvReader.Builder builder, byte[] bytes) {
        return builder.build().read(new ByteArrayInputStream(bytes), "cohort.csv");
    }

    private static Table read(String text) {
        return read(CsvReader.builder(), text);
    }

    private static void refused(ThrowingCallable reading, String... parts) {
        assertThatThrownBy(reading).isInstanceOf(DataException.class).hasMessageContainingAll(parts);
    }

    @Test
    void fields_are_kept_as_written_and_rows_know_their_lines() {
        Table table = read("id,note\r\n007,\"a, \"\"b\"\"\r\nc\"\r\n8, d \r\n");

        assertThat(table.columnNames()).containsExactly("id", "note");
        assertThat(table.category("id").value(0)).isEqualTo("007");
        assertThat(table.category("note").value(0)).isEqualTo("a, \"b\"\r\nc");
        assertThat(table.category("note").value(1)).isEqualTo(" d ");
        assertThat(table.sourceLine(0)).hasValue(2);
        assertThat(table.sourceLine(1)).as("the quoted line end counts").hasValue(4);
        assertThat(table.place(1)).isEqualTo("cohort.csv, line 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void each_line_end_of_practice_separates_records(String end) {
        Table table = read("a,b" + end + "1,2" + end + "3,4");

        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.category("b").value(1)).isEqualTo("4");
        assertThat(table.sourceLine(1)).hasValue(3);
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_name() {
        assertThat(read("\ufeffid,x\n1,2\n").columnNames()).containsExactly("id", "x");
    }

    @Test
    void an_empty_field_is_missing_and_a_marker_is_missing_for_another_reason() {
        Table table = read(
                CsvReader.builder().missingMarkers("?").missingMarkersIn("b", "none"), "a,b\n,none\n?,\"\"\nnone,x\n");

        assertThat(table.column("a").state(0)).isEqualTo(CellState.EMPTY);
        assertThat(table.column("a").state(1)).isEqualTo(CellState.MARKED);
        assertThat(table.column("a").state(2)).isEqualTo(CellState.PRESENT);
        assertThat(table.column("b").state(0)).isEqualTo(CellState.MARKED);
        assertThat(table.column("b").state(1)).isEqualTo(CellState.EMPTY);
        assertThat(table.column("a").missingCount()).isEqualTo(2);
        assertThat(table.column("a").unreadableCount()).isZero();
    }

    @Test
    void without_a_declared_marker_the_usual_suspects_are_texts() {
        Table table = read("a\nNA\nNone\n?\nnull\n");

        assertThat(table.column("a").missingCount()).isZero();
    }

    @Test
    void an_unreadable_number_stays_as_a_cell_with_its_line_and_shape_but_not_its_text() {
        Table table = read(CsvReader.builder().number("age").wholeNumber("n"), "age,n\n61,1\nSmith,2\n,3.5\n");

        assertThat(table.failures())
                .containsExactly(
                        new ParseFailure(3, "age", "a number", "5 characters that are not a number"),
                        new ParseFailure(
                                4,
                                "n",
                                "a whole number of at most 18 digits",
                                "3 characters that are not a whole number of at most 18 digits"));
        assertThat(table.failureCount()).isEqualTo(2);
        assertThat(table.column("age").state(1)).isEqualTo(CellState.UNREADABLE);
        assertThat(table.column("age").state(2)).isEqualTo(CellState.EMPTY);
        assertThat(table.number("age").isMissing(1)).isTrue();
        assertThat(table.toString() + table.failures()).doesNotContain("Smith");
    }

    @Test
    void selecting_rows_keeps_the_failures_of_those_rows() {
        Table table = read(CsvReader.builder().number("x"), "x,y\na,1\n2,2\nb,3\n");

        assertThat(table.select(new int[] {2, 1}).failures())
                .extracting(ParseFailure::line)
                .containsExactly(4L);
        assertThat(table.select(new int[] {1}).failureCount()).isZero();
    }

    @Test
    void strict_refuses_the_first_unreadable_number_with_place_and_remedy() {
        refused(
                () -> read(CsvReader.builder().number("age").strict(), "id,age\n1,50\n2,J.M\n"),
                "cohort.csv, line 3, column \"age\": expected a number, found 3 characters that are not a number",
                "missingMarkers(..)");
        assertThat(read(CsvReader.builder().number("age").strict(), "id,age\n1,50\n2,51\n")
                        .rowCount())
                .isEqualTo(2);
    }

    @Test
    void records_of_another_length_are_named_together() {
        refused(
                () -> read("a,b\n1,2\n1\n1,2,3\n4,5\n"),
                "expected 2 fields in every record, found 1 on line 3, 3 on line 4",
                "quote fields that hold the delimiter");
    }

    @Test
    void only_the_first_ten_lines_of_another_length_are_named_and_the_rest_counted() {
        refused(() -> read("a,b\n" + "1\n".repeat(25)), "1 on line 11", "and other numbers on 15 further lines");
    }

    @Test
    void a_repeated_name_is_refused_without_quoting_it() {
        assertThatThrownBy(() -> read("id,Miller,x,Miller\n1,2,3,4\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "line 1, column 4: expected a name that no other column has, found the name of column 2")
                .hasMessageContaining("replaceHeader(..)")
                .hasMessageNotContaining("Miller");
    }

    @ParameterizedTest
    @ValueSource(strings = {",a\n1,2\n", "\" \",a\n1,2\n"})
    void an_empty_name_is_refused(String text) {
        refused(() -> read(text), "cohort.csv, line 1, column 1: expected a column name, found an empty one");
    }

    @Test
    void a_bad_header_can_be_replaced_and_an_absent_one_given() {
        Table replaced = read(CsvReader.builder().replaceHeader("row", "a"), ",x\n1,2\n");
        Table given = read(CsvReader.builder().withoutHeader("row", "a").wholeNumber("row"), "1,2\n3,4\n");

        assertThat(replaced.columnNames()).containsExactly("row", "a");
        assertThat(replaced.rowCount()).isEqualTo(1);
        assertThat(given.rowCount()).isEqualTo(2);
        assertThat(given.sourceLine(0)).hasValue(1);
        refused(
                () -> read(CsvReader.builder().replaceHeader("a", "b", "c"), "x,y\n1,2\n"),
                "expected a header of 3 columns",
                "found 2");
    }

    @Test
    void a_declared_column_that_is_not_there_is_refused() {
        refused(
                () -> read(CsvReader.builder().number("age"), "id;age\n1;2\n"),
                "expected a column \"age\"",
                "among 1 columns",
                "the delimiter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n"})
    void an_empty_file_is_refused(String text) {
        refused(() -> read(text), "cohort.csv: expected a header line, found an empty file");
    }

    @Test
    void a_header_alone_is_a_table_without_rows() {
        Table table = read("a,b\n");

        assertThat(table.rowCount()).isZero();
        assertThat(table.columnNames()).containsExactly("a", "b");
    }

    @Test
    void empty_lines_hold_no_record_but_in_a_single_column_they_hold_a_missing_value() {
        Table two = read("a,b\n1,2\n\n3,4\n\n");
        Table one = read("a\n1\n\n3\n");

        assertThat(two.rowCount()).isEqualTo(2);
        assertThat(two.sourceLine(1)).hasValue(4);
        assertThat(one.rowCount()).isEqualTo(3);
        assertThat(one.column("a").state(1)).isEqualTo(CellState.EMPTY);
        assertThat(one.emptyLines()).isEmpty();
    }

    @Test
    void empty_lines_of_which_no_row_is_made_are_counted() {
        Table table = read("\na,b\n1,2\n\n3,4\n\n");

        assertThat(table.emptyLines()).contains(new EmptyLines(3, 1));
        assertThat(read("a,b\n1,2\n\n").emptyLines()).contains(new EmptyLines(1, 3));
        assertThat(read("a,b\n1,2\n,\n").emptyLines()).isEmpty();
        assertThat(table.select(new int[] {0}).emptyLines()).isEmpty();
        try (RowReader reader = table.source().open()) {
            assertThat(reader.emptyLines()).contains(new EmptyLines(3, 1));
        }
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_with_line_and_offset() {
        byte[] latin = "name,x\nok,1\nM\u00fcller,2\n".getBytes(StandardCharsets.ISO_8859_1);

        // "name,x\n" is 7 bytes, "ok,1\n" 5, "M" 1: the umlaut is the byte at offset 13
        assertThatThrownBy(() -> read(CsvReader.builder(), latin))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 3, byte 13", "0xfc", "charset(..)")
                .hasMessageNotContaining("ller");
        assertThat(read(CsvReader.builder().charset(StandardCharsets.ISO_8859_1), latin)
                        .category("name")
                        .value(1))
                .isEqualTo("M\u00fcller");
    }

    @Test
    void a_character_cut_off_at_the_end_of_the_file_is_refused() {
        byte[] whole = "a\n\u20ac".getBytes(StandardCharsets.UTF_8);

        refused(() -> read(CsvReader.builder(), Arrays.copyOf(whole, whole.length - 1)), "line 2, byte 2");
        assertThat(read(CsvReader.builder(), whole).category("a").value(0)).isEqualTo("\u20ac");
    }

    @Test
    void characters_of_several_bytes_survive_the_borders_of_all_buffers() {
        String cell = "x\ud83e\ude7a\u20ac\u00e9";
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 30_000; i++) {
            text.append(cell, 0, i % 2 == 0 ? 1 : 5).append(',').append(cell).append('\n');
        }

        Table table = read(text.toString());

        assertThat(table.rowCount()).isEqualTo(30_000);
        assertThat(table.category("b").categories()).containsExactly(cell);
        assertThat(table.category("a").categories()).containsExactly("x", cell.substring(0, 5));
    }

    @Test
    void utf16_is_recognised_by_its_byte_order_mark() {
        byte[] utf16 = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16);

        refused(
                () -> read(CsvReader.builder(), utf16),
                "byte order mark of UTF-16",
                "charset(StandardCharsets.UTF_16)");
        assertThat(read(CsvReader.builder().charset(StandardCharsets.UTF_16), utf16)
                        .columnNames())
                .containsExactly("a", "b");
    }

    @Test
    void a_nul_character_is_refused_with_its_line() {
        refused(() -> read("a,b\n1,2\n3,\u00004\n"), "cohort.csv, line 3: expected text, found a NUL character");
    }

    @Test
    void a_field_beyond_the_limit_is_refused_with_its_line() {
        String long10 = "x".repeat(10_000_000);

        refused(() -> read("a,b\n1,2\n3," + long10 + "\n"), "line 3", "1000000 characters", "maxFieldSize(..)");
        refused(() -> read("a,b\n1,2\n3,\"" + long10 + "\"\n"), "line 3", "1000000 characters", "maxFieldSize(..)");
        refused(() -> read(CsvReader.builder().maxFieldSize(3), "a\n1234\n"), "line 2, column 1", "found 4");
        assertThat(read(CsvReader.builder().maxFieldSize(10_000_000), "a,b\n3," + long10 + "\n")
                        .category("b")
                        .value(0))
                .hasSize(10_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,\"Jones\n2,3\n", "a,b\n1,\"Jones\"x\n"})
    void broken_quoting_is_refused_without_quoting_the_text(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DataException.class)
                .hasNoCause()
                .hasMessageContainingAll("record that starts on line 2", "RFC 4180", "double a quote")
                .hasMessageNotContaining("Jones");
    }

    @Test
    void more_rows_or_columns_than_the_limit_are_refused() {
        refused(() -> read(CsvReader.builder().maxRows(1), "a\n1\n2\n"), "line 3", "maxRows(..)");
        refused(() -> read(CsvReader.builder().maxColumns(1), "a,b\n"), "line 1", "maxColumns(..)");
        assertThat(read(CsvReader.builder().maxRows(2).maxColumns(1), "a\n1\n2\n")
                        .rowCount())
                .isEqualTo(2);
    }

    @Test
    void gzip_is_recognised_by_its_first_bytes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("data.csv");
        Files.write(file, gzip("a\n1\n"));

        Table table = CsvReader.builder().build().read(file);

        assertThat(table.rowCount()).isEqualTo(1);
        assertThat(table.sourceName()).as("without the folder").hasValue("data.csv");
    }

    @Test
    void a_cut_or_damaged_gzip_file_is_refused() throws IOException {
        byte[] whole = gzip("a,b\n" + "1,2\n".repeat(1000));
        byte[] cut = Arrays.copyOf(whole, whole.length - 12);
        byte[] header = Arrays.copyOf(whole, 5);
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1; // in the checksum

        refused(() -> read(CsvReader.builder(), cut), "expected a whole gzip file, found that it ends early");
        refused(() -> read(CsvReader.builder(), header), "damaged or cut gzip header");
        refused(() -> read(CsvReader.builder(), damaged), "expected a sound gzip file, found damage");
        assertThat(read(CsvReader.builder(), whole).rowCount()).isEqualTo(1000);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_file_that_is_not_there_stays_an_io_exception(@TempDir Path folder) {
        Path none = folder.resolve("none.csv");

        assertThatThrownBy(() -> CsvReader.builder().build().read(none))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("expected a table at " + none + ", found no file there; correct the path");
        assertThatThrownBy(() -> CsvReader.builder().build().read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("expected a table that can be read to its end at " + folder.getFileName()
                        + ", found that it cannot be");
    }

    @Test
    void a_header_that_is_no_name_is_refused_without_quoting_it() {
        refused(
                () -> read("a," + "Miller".repeat(40) + "\n1,2\n"),
                "line 1, column 2: expected a name of 1 to 200 characters on one line that is not blank, found one of 240"
                        + " characters");
        refused(() -> read("a,\"Mil\nler\"\n1,2\n"), "found a control character or line break at position 4");
        refused(() -> read("a\tb\n1\t2\n"), "if tabs stand between the fields, say so with delimiter(..)");
        assertThatThrownBy(() -> CsvReader.builder().replaceHeader("a", "b\tc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name of a column: expected a name of 1 to 200 characters");
    }

    @Test
    void trimming_removes_blanks_around_names_fields_and_markers() {
        Table table = read(CsvReader.builder().trim().missingMarkers("?").number("b"), "a, b\n x, 5\n\" y \", ?\n");

        assertThat(table.category("a").categories()).containsExactly("x", "y");
        assertThat(table.number("b").value(0)).isEqualTo(5);
        assertThat(table.column("b").state(1)).isEqualTo(CellState.MARKED);
    }

    @Test
    void inference_looks_at_all_cells_and_leaves_codes_alone() {
        Table table = read(
                CsvReader.builder().inferTypes().category("icd"),
                "whole,decimal,zip,plus,mixed,empty,icd\n1,1,01234,+1,1,,250\n-20,2.5e1,99999,2,E11,,401\n,,,,,,\n");

        assertThat(table.columns())
                .extracting(Column::kind)
                .containsExactly(
                        Column.Kind.WHOLE_NUMBER,
                        Column.Kind.NUMBER,
                        Column.Kind.CATEGORY,
                        Column.Kind.CATEGORY,
                        Column.Kind.CATEGORY,
                        Column.Kind.CATEGORY,
                        Column.Kind.CATEGORY);
        assertThat(table.wholeNumber("whole").value(1)).isEqualTo(-20);
        assertThat(table.number("decimal").value(1)).isEqualTo(25);
        assertThat(table.wholeNumber("whole").isMissing(2)).isTrue();
    }

    @Test
    void what_is_said_twice_or_does_not_fit_is_refused_at_once() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CsvReader.builder().number("a").category("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> CsvReader.builder().strict().strict());
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> CsvReader.builder().withoutHeader("a").number("b").build());
        for (char bad : new char[] {'"', '\n', '1', '.', '-', 'x'}) {
            assertThatThrownBy(() -> CsvReader.builder().delimiter(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void other_delimiters_separate_fields() {
        assertThat(read(CsvReader.builder().delimiter(';'), "a;b\n1,5;2\n")
                        .category("a")
                        .value(0))
                .isEqualTo("1,5");
        assertThat(read(CsvReader.builder().delimiter('\t'), "a\tb\n1\t2\n").columnNames())
                .isEqualTo(List.of("a", "b"));
    }
}
