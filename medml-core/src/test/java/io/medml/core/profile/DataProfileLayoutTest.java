package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Html;
import io.medml.core.ledger.Ledger;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataProfileLayoutTest {

    private static final String NOT_RECORDED = "This report is not in a ledger";

    private static DataProfile profile(String level) {
        return DataProfiler.builder()
                .build()
                .profile(
                        Table.builder()
                                .category(
                                        "<b>ward</b>",
                                        IntStream.range(0, 40)
                                                .mapToObj(i -> i < 20 ? level : "B")
                                                .toList())
                                .category(
                                        "lactate",
                                        IntStream.range(0, 40)
                                                .mapToObj(i -> i == 3 ? "?" : i + ".5")
                                                .toList())
                                .build(),
                        "t",
                        "1");
    }

    @Test
    void a_page_says_whether_its_report_is_recorded() {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

        assertThat(Html.text(DataProfileLayout.of(profile("A")))).contains(NOT_RECORDED);
        assertThat(Html.text(DataProfileLayout.of(ledger.record(profile("A"))))).doesNotContain(NOT_RECORDED);
    }

    @Test
    void markup_in_names_and_levels_is_text() {
        String page = Html.text(DataProfileLayout.of(profile("unknown <script>alert(1)</script>")));

        assertThat(page)
                .doesNotContain("<script>alert", "<b>ward")
                .contains("&lt;b&gt;ward&lt;/b&gt;", "&lt;script&gt;alert(1)");
    }

    @Test
    void every_rule_stands_on_the_page_and_findings_are_grouped() {
        String page = Html.text(DataProfileLayout.of(profile("A")));

        assertThat(Suspicion.values()).allSatisfy(rule -> assertThat(page).contains(rule.name()));
        assertThat(page)
                .contains(
                        "Missing values",
                        "Rows and subjects",
                        "What the columns hold",
                        "Figures of numbers",
                        "Nothing was changed.")
                .contains("Not looked for here: columns that reveal the outcome");
    }

    @Test
    void rows_of_arrays_have_no_line_and_the_page_names_none() {
        Table file = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream("a,b\nx,\nx,y\n".getBytes(StandardCharsets.UTF_8)), "t.csv");
        DataProfile lines = DataProfiler.builder().build().profile(file, "t", "1");

        assertThat(Html.text(DataProfileLayout.of(profile("A"))))
                .contains("First row")
                .doesNotContain("First line");
        assertThat(Html.text(DataProfileLayout.of(lines)))
                .contains("First line")
                .doesNotContain("First row");
    }

    @Test
    void whole_numbers_have_no_fraction_digits_and_decimals_have_them() {
        Table table = Table.builder()
                .category(
                        "beds",
                        IntStream.range(0, 40)
                                .mapToObj(i -> "" + 100 * (i % 20))
                                .toList())
                .category(
                        "lactate",
                        IntStream.range(0, 40).mapToObj(i -> i + ".5").toList())
                .build();

        assertThat(Html.text(DataProfileLayout.of(DataProfiler.builder().build().profile(table, "t", "1"))))
                .contains(">1,900<", ">39.500<")
                .doesNotContain("1,900.000");
    }
}
