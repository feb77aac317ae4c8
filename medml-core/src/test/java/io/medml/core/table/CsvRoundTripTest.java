package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The writer here is an independent, naive reading of RFC 4180, section 2. */
class CsvRoundTripTest {

    @Property
    void what_rfc_4180_writes_is_read_back(
            @ForAll("cells") List<List<String>> rows, @ForAll boolean crlf, @ForAll boolean lastLineEnd) {
        String end = crlf ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder("c0,c1,c2");
        for (List<String> row : rows) {
            text.append(end)
                    .append(String.join(
                            ",", row.stream().map(CsvRoundTripTest::quote).toList()));
        }
        text.append(lastLineEnd ? end : "");

        Table table = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)), "t");

        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < 3; column++) {
                assertThat(table.column("c" + column).text(row).orElse(""))
                        .isEqualTo(rows.get(row).get(column));
            }
        }
    }

    @Property
    void a_number_that_java_writes_is_read_back_to_the_same_bits(@ForAll double value) {
        assertThat(NumberColumn.parse(Double.toString(value))).hasValue(value == 0 ? 0.0 : value);
    }

    @Property
    void a_decimal_is_read_as_java_reads_it(
            @ForAll long mantissa, @ForAll @IntRange(min = -40, max = 40) int exponent, @ForAll boolean upper) {
        String text = mantissa + (upper ? "E" : "e") + exponent;

        assertThat(NumberColumn.parse(text)).hasValue(Double.parseDouble(text) + 0.0);
    }

    @Property
    void short_decimals_with_a_point_are_read_as_java_reads_them(
            @ForAll @IntRange(min = -999_999, max = 999_999) int whole, @ForAll @IntRange(max = 999_999_999) int part) {
        String text = whole + "." + part;

        assertThat(NumberColumn.parse(text)).hasValue(Double.parseDouble(text) + 0.0);
    }

    @Property
    void numbers_survive_their_own_text(@ForAll double value) {
        Table table = Table.builder().number("x", value).build();

        assertThat(NumberColumn.parse(table.column("x").text(0).orElseThrow())).hasValue(value + 0.0);
    }

    @Provide
    Arbitrary<List<List<String>>> cells() {
        Arbitrary<String> text = Arbitraries.frequencyOf(
                Tuple.of(
                        3,
                        Arbitraries.strings()
                                .withChars(",\"\r\n ;a1\u00e9\u20ac")
                                .ofMaxLength(6)),
                Tuple.of(1, Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12)));
        return Combinators.combine(text, text, text).as(List::of).list().ofMaxSize(12);
    }

    private static String quote(String cell) {
        boolean needed = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return needed ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
