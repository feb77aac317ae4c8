package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvWriterTest {

    private static String written(String... cells) {
        StringWriter out = new StringWriter();
        CsvWriter.to(out).write(Arrays.asList(cells));
        return out.toString();
    }

    // OWASP, CSV Injection: cells that begin with = + - @, tab, carriage return or line feed, and their full-width
    // forms
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1", "+cmd", "-cmd", "@SUM(1)", "\tx", "\rx", "\nx", "\uFF1D1", "\uFF0Bx", "\uFF0Dx", "\uFF20x"
            })
    void what_a_spreadsheet_would_run_gets_an_apostrophe(String cell) {
        assertThat(written(cell).replaceFirst("^\"", "")).startsWith("'" + cell);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x;=1+1 | x;'=1+1", "x; =cmd | x; '=cmd", "a;-b;@c | a;'-b;'@c", "a;b-c | a;b-c", "x\t=1 | x\t'=1"
            })
    void what_would_begin_a_cell_where_lists_are_written_with_semicolons_gets_an_apostrophe(
            String cell, String expected) {
        assertThat(written(cell)).isEqualTo(expected + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00A0", "\uFEFF", "\u200B", "\u3000", "\"", " \u00A0\""})
    void what_a_spreadsheet_drops_before_a_formula_hides_none(String dropped) {
        String first = written(dropped + "=1+1").replace("\"", "");
        String later = written("a;" + dropped + "=1+1").replace("\"", "");
        String text = dropped.replace("\"", "");

        assertThat(first).isEqualTo("'" + text + "=1+1\r\n");
        assertThat(later).isEqualTo("a;" + text + "'=1+1\r\n");
        assertThat(written(dropped + "-5").replace("\"", "")).isEqualTo(text + "-5\r\n");
    }

    @Test
    void numbers_stay_numbers() {
        assertThat(written("-5", "+1.5", "-1e-3", "a-b")).isEqualTo("-5,+1.5,-1e-3,a-b\r\n");
    }

    @Test
    void no_value_is_an_empty_field() {
        assertThat(written("a", null, "")).isEqualTo("a,,\r\n");
    }

    @Provide
    static Arbitrary<List<String>> rows() {
        return Arbitraries.strings()
                .withChars("ab ,\"\n\r\u00e9\u6f22")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(cell -> !cell.matches("(?s)[ \"]*[\n\r].*"))
                .list()
                .ofSize(3);
    }

    @Property
    void what_is_not_dangerous_is_read_back(@ForAll("rows") List<String> row) {
        StringWriter out = new StringWriter();
        CsvWriter writer = CsvWriter.to(out);
        writer.write(List.of("c0", "c1", "c2"));
        writer.write(row);

        Table table = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(out.toString().getBytes(StandardCharsets.UTF_8)), "t");

        for (int c = 0; c < 3; c++) {
            assertThat(table.column("c" + c).text(0)).hasValue(row.get(c));
        }
    }

    @Test
    void a_full_disk_is_said() {
        Writer full = new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> CsvWriter.to(full).write(List.of("a")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("expected room for comma-separated values");
    }
}
