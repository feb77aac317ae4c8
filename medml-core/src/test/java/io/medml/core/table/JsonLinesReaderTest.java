package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesReaderTest {

    @TempDir
    Path folder;

    private Path file(String text) {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("cohort.jsonl"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Table read(JsonLinesReader.Builder builder, String text) {
        return builder.build().read(file(text));
    }

    private Table read(String text) {
        return read(JsonLinesReader.builder(), text);
    }

    private static void refused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOf(DataException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @Test
    void each_line_is_a_row_and_columns_stand_in_the_order_in_which_their_names_are_found() {
        Table table = read("{\"id\":\"007\",\"age\":61}\r\n\n{\"sex\":\"f\",\"id\":\"8\"}\n");

        assertThat(table.columnNames()).containsExactly("id", "age", "sex");
        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.category("id").value(0)).isEqualTo("007");
        assertThat(table.column("age").state(1)).isEqualTo(CellState.EMPTY);
        assertThat(table.column("sex").state(0)).isEqualTo(CellState.EMPTY);
        assertThat(table.place(1)).as("the empty line counts").isEqualTo("cohort.jsonl, line 3");
        assertThat(table.emptyLines()).contains(new EmptyLines(1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.10", "1e400", "-0", "1E-7", "1234567890123456789012345678901234567890", "100.000"})
    void a_number_is_kept_as_written(String number) {
        assertThat(read("{\"x\":" + number + "}").category("x").value(0)).isEqualTo(number);
    }

    @Test
    void texts_lose_their_escapes_and_words_are_kept() {
        Table table = read("{\"x\":\"a\\n\\\"b\\u00e9\\ud83d\\ude00\",\"y\":true,\"z\":false}\n");

        assertThat(table.category("x").value(0)).isEqualTo("a\n\"bé\uD83D\uDE00");
        assertThat(table.category("y").value(0)).isEqualTo("true");
        assertThat(table.category("z").value(0)).isEqualTo("false");
    }

    @Test
    void null_an_empty_text_and_no_field_are_missing_and_a_marker_is_missing_for_another_reason() {
        Table table = read(
                JsonLinesReader.builder().missingMarkers("?", "-9"),
                "{\"a\":null,\"b\":\"?\"}\n{\"a\":\"\",\"b\":-9}\n{\"b\":\"x\"}\n");

        assertThat(table.column("a").missingCount()).isEqualTo(3);
        assertThat(table.column("a").state(0)).isEqualTo(CellState.EMPTY);
        assertThat(table.column("b").state(0)).isEqualTo(CellState.MARKED);
        assertThat(table.column("b").state(1)).isEqualTo(CellState.MARKED);
        assertThat(table.column("b").state(2)).isEqualTo(CellState.PRESENT);
    }

    @Test
    void declared_numbers_are_read_and_what_is_none_stays_as_an_unreadable_cell_with_its_line() {
        Table table = read(
                JsonLinesReader.builder().number("x").wholeNumber("n"),
                "{\"x\":0.5,\"n\":\"12\"}\n{\"x\":1e400,\"n\":1.5}\n{\"x\":\"Smith\",\"n\":null}\n");

        assertThat(table.number("x").value(0)).isEqualTo(0.5);
        assertThat(table.wholeNumber("n").value(0)).as("a text of digits").isEqualTo(12);
        assertThat(table.failures()).extracting(ParseFailure::line).containsExactly(2L, 2L, 3L);
        assertThat(table.failures().toString()).doesNotContain("Smith");
        refused(
                () -> read(JsonLinesReader.builder().number("x").strict(), "{\"x\":1}\n{\"x\":\"Smith\"}\n"),
                "cohort.jsonl, line 2, column \"x\": expected a number, found 5 characters that are not a number. If"
                        + " this marks a missing value, declare the marker with missingMarkers(..).");
    }

    @Test
    void inferred_kinds_follow_what_is_a_number_in_json() {
        Table table = read(JsonLinesReader.builder().inferTypes().category("c"), """
                {"w":1,"d":1,"t":1,"q":"1","b":true,"c":1,"e":1e400}
                {"w":-2,"d":2.5,"t":"x","q":"2","b":null,"c":2,"e":1}
                """);

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
    }

    @Test
    void nested_objects_become_columns_of_joined_names_only_when_that_is_said() {
        String text = "{\"id\":1,\"bp\":{\"sys\":120,\"at\":{\"arm\":\"left\"}},\"none\":{}}\n";

        Table table = read(JsonLinesReader.builder().nested(), text);

        assertThat(table.columnNames()).containsExactly("id", "bp.sys", "bp.at.arm");
        assertThat(table.category("bp.at.arm").value(0)).isEqualTo("left");
        refused(
                () -> read(text),
                "cohort.jsonl, line 1, field 2: expected a text, a number, true, false or null, found an object; say"
                        + " nested() to make a column of each of its fields");
        refused(
                () -> read(JsonLinesReader.builder().nested(), "{\"bp.sys\":1}\n"),
                "cohort.jsonl, line 1, field 1: expected a name without a point, since points join the names of nested"
                        + " objects, found one with; rename the field, or read without nested()");
        assertThat(read("{\"bp.sys\":1}\n").columnNames()).containsExactly("bp.sys");
    }

    @Test
    void a_list_is_kept_as_it_stands_only_when_that_is_said() {
        String text = "{ \"a\" : [ 1.50, {\"b\":[\"x\\n\"]} ] , \"c\":2}\n";

        Table table = read(JsonLinesReader.builder().listsAsText(), text);

        assertThat(table.category("a").value(0)).isEqualTo("[ 1.50, {\"b\":[\"x\\n\"]} ]");
        assertThat(table.category("c").value(0)).isEqualTo("2");
        refused(
                () -> read(text),
                "cohort.jsonl, line 1, field 1: expected a text, a number, true, false or null, found a list; say"
                        + " listsAsText(), or say which to read with columns(..)");
    }

    @Test
    void declared_columns_are_the_table_and_another_field_is_refused_or_left_out() {
        String text = "{\"id\":1,\"Miller\":{\"age\":[3]},\"sex\":\"f\"}\n";

        Table table =
                read(JsonLinesReader.builder().columns("sex", "id", "never").ignoreOtherFields(), text);

        assertThat(table.columnNames()).containsExactly("sex", "id", "never");
        assertThat(table.column("never").missingCount()).isEqualTo(1);
        refused(
                () -> read(JsonLinesReader.builder().columns("sex", "id"), text),
                "cohort.jsonl, line 1, field 2: expected one of 2 declared columns, found another name; name it with"
                        + " columns(..), or leave such fields out with ignoreOtherFields()");
    }

    @Test
    void a_declared_column_is_named_in_messages_and_a_found_one_is_not() {
        refused(
                () -> read(JsonLinesReader.builder().columns("id", "bp"), "{\"id\":1,\"bp\":{}}\n"),
                "cohort.jsonl, line 1, column \"bp\": expected a text, a number, true, false or null, found an object;"
                        + " say nested() to make a column of each of its fields");
        refused(
                () -> read(JsonLinesReader.builder().columns("id"), "{\"id\":[1]}\n"),
                "cohort.jsonl, line 1, column \"id\": expected a text, a number, true, false or null, found a list; say"
                        + " listsAsText(), or leave the field out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|expected one JSON object, found a list; write each record as one object on one line",
                "\"Smith\"|expected one JSON object, found a text; write each record as one object on one line",
                "null|expected one JSON object, found null; write each record as one object on one line",
                "` `|expected one JSON object, found nothing but blanks; write each record as one object on one line",
                "{\"a\":1}{\"a\":2}|expected one JSON object, found more after it; write each record on a line of its"
                        + " own",
            })
    void a_line_that_is_not_one_object_is_refused(String line, String message) {
        refused(() -> read("{\"a\":1}\n" + line + "\n"), "cohort.jsonl, line 2: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":Smith}",
                "{\"a\":'Smith'}",
                "{\"a\":\"Smith}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":+1}",
                "{\"a\":1,}",
                "{\"a\":1",
                "{\"a\":\"Smith\tx\"}",
                "{\"a\":/* Smith */1}",
                "Smith",
                "{\"a\":\"\\x\"}"
            })
    void text_that_is_no_strict_json_is_refused_without_quoting_it(String line) {
        assertThatThrownBy(() -> read(line + "\n"))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "cohort.jsonl, line 1, character \\d+: expected one JSON object, found text that is none;"
                                + " write each record as one strict JSON object on one line")
                .hasNoCause();
    }

    @Test
    void an_object_over_several_lines_is_refused_on_its_first() {
        assertThatThrownBy(() -> read("{\"a\":\n1}\n")).hasMessageStartingWith("cohort.jsonl, line 1, ");
    }

    @Test
    void a_name_that_stands_twice_in_an_object_is_refused_wherever_the_object_is() {
        String message =
                "cohort.jsonl, line 1, character %d: expected names that differ within an object, found one that stands"
                        + " twice; correct what writes the file";

        refused(() -> read("{\"Miller\":1,\"Miller\":1}\n"), message.replace("%d", "21"));
        refused(
                () -> read(
                        JsonLinesReader.builder().columns("b").ignoreOtherFields(),
                        "{\"a\":{\"c\":1,\"c\":2},\"b\":1}\n"),
                message.replace("%d", "16"));
    }

    @Test
    void halves_of_pairs_and_nul_are_refused() {
        refused(
                () -> read("{\"a\":\"x\\ud83d\"}\n"),
                "cohort.jsonl, line 1, field 1: expected text, found half of a surrogate pair; correct what writes the"
                        + " file");
        refused(
                () -> read("{\"a\":\"x\\u0000\"}\n"),
                "cohort.jsonl, line 1, field 1: expected text, found a NUL character; correct what writes the file");
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused_with_their_place() {
        assertThatThrownBy(() -> JsonLinesReader.builder()
                        .build()
                        .read(file("{\"a\":1}\n{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(DataException.class)
                .hasMessage("cohort.jsonl, line 2, byte 14 of the text: expected UTF-8, found a byte 0xe9 that is none;"
                        + " save the file as UTF-8");
        assertThatThrownBy(() ->
                        JsonLinesReader.builder().build().read(file("{\"a\":1}\n".getBytes(StandardCharsets.UTF_16))))
                .hasMessageContaining("found the byte order mark of UTF-16 at byte 0; save the file as UTF-8");
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(read("\ufeff{\"a\":1}\n").columnNames()).containsExactly("a");
    }

    @Test
    void a_file_without_fields_is_refused_and_declared_columns_make_it_a_table_of_no_rows() {
        refused(
                () -> read("\n\n"),
                "cohort.jsonl: expected objects with fields, found no field in the whole file; check that the export"
                        + " finished and that the path is right");
        assertThat(read(JsonLinesReader.builder().columns("a"), "").rowCount()).isZero();
    }

    @Test
    void a_declared_kind_of_a_column_that_is_not_found_is_refused() {
        refused(
                () -> read(JsonLinesReader.builder().number("age"), "{\"Age\":1}\n"),
                "cohort.jsonl: expected a column \"age\", which the reader was told about, found no field of that name"
                        + " among 1 columns; correct its spelling");
    }

    @Test
    void what_is_too_large_is_refused() {
        refused(
                () -> read(JsonLinesReader.builder().maxLineSize(10), "{\"a\":1}\n{\"a\":12345}\n"),
                "cohort.jsonl, line 2: expected a line of at most 10 characters, found a longer one; look for line"
                        + " ends that are missing, or raise maxLineSize(..)");
        refused(
                () -> read(JsonLinesReader.builder().maxRows(1), "{\"a\":1}\n{\"a\":2}\n"),
                "cohort.jsonl, line 2: expected at most 1 rows, found more; raise maxRows(..) or split the file");
        refused(
                () -> read(JsonLinesReader.builder().maxColumns(1), "{\"a\":1}\n{\"b\":2}\n"),
                "cohort.jsonl, line 2, field 1: expected at most 1 columns, found more; look for values that were"
                        + " written as names, or raise maxColumns(..)");
        refused(
                () -> read(JsonLinesReader.builder().maxDepth(2).nested(), "{\"a\":{\"b\":{\"c\":1}}}\n"),
                "cohort.jsonl, line 1: expected at most 2 levels of objects and lists, found more; raise maxDepth(..)"
                        + " if they belong there");
        refused(
                () -> read(JsonLinesReader.builder().listsAsText(), "{\"a\":" + "[".repeat(100_000) + "}\n"),
                "cohort.jsonl, line 1: expected at most 16 levels of objects and lists, found more; raise maxDepth(..)"
                        + " if they belong there");
        assertThat(read(JsonLinesReader.builder().maxDepth(2).nested(), "{\"a\":{\"b\":1}}\n")
                        .columnNames())
                .containsExactly("a.b");
    }

    @Test
    void a_name_that_is_none_is_refused_without_quoting_it() {
        refused(
                () -> read("{\"a\":1,\"\\t\":2}\n"),
                "cohort.jsonl, line 1, field 2: expected a name of 1 to 200 characters on one line that is not blank,"
                        + " found nothing but blanks; rename the field, or say which to read with columns(..)");
    }

    @Test
    void a_compressed_file_is_read_and_a_cut_one_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"a\":1}\n".repeat(5000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = bytes.toByteArray();

        assertThat(JsonLinesReader.builder().build().read(file(whole)).rowCount())
                .isEqualTo(5000);
        assertThatThrownBy(() ->
                        JsonLinesReader.builder().build().read(file(java.util.Arrays.copyOf(whole, whole.length - 20))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a whole gzip file, found that it ends early");
    }

    @Test
    void a_stream_is_read_once_so_its_columns_have_to_be_said() {
        byte[] bytes = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(JsonLinesReader.builder()
                        .columns("a")
                        .build()
                        .read(new ByteArrayInputStream(bytes), "s")
                        .category("a")
                        .value(0))
                .isEqualTo("1");
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonLinesReader.builder().build().read(new ByteArrayInputStream(bytes), "s"))
                .withMessage(
                        "a stream cannot be gone through twice to find its columns; call columns(..) before build()");
    }

    @Test
    void a_source_gives_the_rows_of_the_table_as_often_as_asked() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("{\"i\":").append(i).append(i % 2 == 0 ? ",\"e\":\"é\"}\n" : "}\n");
        }
        RowSource source = JsonLinesReader.builder().build().source(file(text.toString()));

        Table first = source.read();
        Table second = source.read();

        assertThat(first.rowCount()).isEqualTo(3000);
        assertThat(first.category("i").value(2999)).isEqualTo("2999");
        assertThat(first.column("e").missingCount()).isEqualTo(1500);
        assertThat(first.place(2999)).isEqualTo("cohort.jsonl, line 3000");
        assertThat(second.contentDigest())
                .isEqualTo(first.contentDigest())
                .isEqualTo(JsonLinesReader.builder()
                        .build()
                        .read(file(text.toString()))
                        .contentDigest());
    }

    @Test
    void long_lines_do_not_add_up_in_a_batch() {
        String line = "{\"a\":\"" + "x".repeat(900_000) + "\"}\n";
        RowSource source = JsonLinesReader.builder().columns("a").build().source(file(line.repeat(40)));

        int most = 0;
        int rows = 0;
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            while (reader.read(batch)) {
                most = Math.max(most, batch.rows());
                rows += batch.rows();
            }
        }

        assertThat(rows).isEqualTo(40);
        assertThat(most).isEqualTo(19); // 16 MB of 900,000 bytes each, and the one that passes them
    }

    @Test
    void a_file_that_is_not_there_is_said_with_its_path() {
        assertThatThrownBy(() -> JsonLinesReader.builder().build().read(folder.resolve("none.jsonl")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("found no file there; correct the path");
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        JsonLinesReader.Builder builder = JsonLinesReader.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxLineSize(0))
                .withMessage("a limit is from 1 to 500000000, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonLinesReader.builder().columns("a", "a"))
                .withMessage("expected at least one column name and none twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonLinesReader.builder().columns(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonLinesReader.builder().missingMarkers());
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonLinesReader.builder().nested().nested())
                .withMessage("nested is already set");
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonLinesReader.builder().number("a").category("a"))
                .withMessage("column \"a\" is already declared as NUMBER");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> JsonLinesReader.builder().columns("a").number("b").build())
                .withMessage("the columns [b] are declared but not among the names given");
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonLinesReader.builder().ignoreOtherFields().build())
                .withMessage("ignoreOtherFields does nothing unless columns(..) says which to read");
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonLinesReader.builder()
                        .columns("a", "b")
                        .maxColumns(1)
                        .build())
                .withMessage("columns names 2 columns, more than maxColumns accepts: 1");
    }

    @Test
    void a_file_that_changes_between_its_two_passes_is_refused() throws IOException {
        Path file = file("{\"a\":1}\n".repeat(50_000));
        RowSource source = JsonLinesReader.builder().build().source(file);

        try (RowReader reader = source.open()) {
            Files.writeString(file, "{\"b\":1}\n".repeat(50_000));
            assertThatThrownBy(() -> {
                        RowBatch batch = reader.newBatch();
                        while (reader.read(batch)) {
                            assertThat(batch.rows()).isPositive();
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching(
                            "cohort.jsonl, line \\d+, field 1: expected one of the columns that were found when the"
                                    + " file was gone through first, found another name; read the file when nobody writes"
                                    + " to it");
        }
        assertThat(List.of(source.toString())).containsExactly("cohort.jsonl");
    }
}
