package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.table.CsvReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Annotations from comma-separated values. */
class AnnotationColumnsTest {

    private static final String CSV = """
            case,patient,reader,rating,read_at,protocol,tool,again,seconds,model
            ct-1,P-77,r1,nodule,2026-03-02T09:15:00+01:00,2.1,viewer,,41.5,blinded
            ct-1,P-77,r1,no nodule,2026-04-02T09:15:00+01:00,2.1,viewer,2,,not blinded
            ct-2,,r2,nodule,,,,,,
            """;

    private static AnnotationColumns columns() {
        return AnnotationColumns.item("case")
                .annotator("reader")
                .label("rating")
                .subject("patient")
                .time("read_at")
                .protocol("protocol")
                .tool("tool")
                .reading("again")
                .seconds("seconds")
                .blinding(BlindedTo.MODEL_OUTPUT, "model")
                .build();
    }

    private static AnnotationSet read(byte[] csv) {
        return columns()
                .read(CsvReader.builder().build().read(new ByteArrayInputStream(csv), "readings.csv"), "readings", "1");
    }

    private static AnnotationSet read(String csv) {
        return read(csv.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void cells_become_annotations_and_empty_ones_are_not_said() {
        AnnotationSet set = read(CSV);

        Annotation first = set.annotations().get(0);
        assertThat(first.item() + " " + first.annotator() + " " + first.label()).isEqualTo("ct-1 r1 nodule");
        assertThat(first.subject()).hasValue("P-77");
        assertThat(first.time().orElseThrow()).hasToString("2026-03-02T09:15+01:00");
        assertThat(first.protocol()).hasValue("2.1");
        assertThat(first.tool()).hasValue("viewer");
        assertThat(first.duration()).hasValue(Duration.ofMillis(41_500));
        assertThat(first.blinding(BlindedTo.MODEL_OUTPUT)).isEqualTo(Blinding.BLINDED);
        assertThat(first.reading()).isEqualTo(1);
        assertThat(set.annotations().get(1).reading()).isEqualTo(2);
        assertThat(set.annotations().get(1).blinding(BlindedTo.MODEL_OUTPUT)).isEqualTo(Blinding.NOT_BLINDED);
        Annotation third = set.annotations().get(2);
        assertThat(third.subject()).isEmpty();
        assertThat(third.time()).isEmpty();
        assertThat(third.blinding(BlindedTo.MODEL_OUTPUT)).isEqualTo(Blinding.NOT_SAID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-03-02T09:15:00+01:00; 2026-03-02; read_at; a time with its offset, such as 2026-03-02T09:15:00+01:00, found"
                        + " another form",
                ",,41.5; ,0,41.5; again; the number of a reading from 1 to 20, found something else",
                "41.5; 1e9; seconds; seconds from 0 to below 1,000,000,000, such as 42.5, found something else",
                "41.5,blinded; 41.5,yes; model; \"blinded\", \"not blinded\" or an empty cell, found something else",
                "r1,nodule; r1,; rating; a label, found none",
                "ct-1,P-77,r1,nodule; ,P-77,r1,nodule; case; an item, found none"
            })
    void a_fault_is_named_with_its_place_and_without_its_value(
            String sound, String faulty, String column, String message) {
        assertThatThrownBy(() -> read(CSV.replace(sound, faulty)))
                .isInstanceOf(DataException.class)
                .hasMessage("readings.csv, line 2, column \"" + column + "\": expected " + message
                        + "; correct the source");
    }

    @Test
    void a_column_has_one_meaning() {
        assertThatThrownBy(
                        () -> AnnotationColumns.item("case").annotator("case").label("rating"))
                .hasMessage("column \"case\" is already used; the annotator needs a column of its own");
        assertThatThrownBy(() -> AnnotationColumns.item("case")
                        .annotator("reader")
                        .label("rating")
                        .time("a")
                        .time("b"))
                .hasMessage("the column of the time is already set to \"a\"");
    }

    @Property(tries = 500)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
        try {
            read(bytes);
        } catch (DataException | IllegalArgumentException e) {
            // a file without the columns has no such column, which is the caller's fault
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property(tries = 1500)
    void a_mutated_file_is_read_or_refused_without_naming_a_patient(@ForAll long seed) {
        Random random = new Random(seed);
        String header = CSV.lines().findFirst().orElseThrow() + "\n";
        StringBuilder text = new StringBuilder(CSV.substring(header.length()));
        String signs = ",\"\n\r0129-+:T. ;'\u0000\ufeff\ud83d";
        for (int change = 0; change < 1 + random.nextInt(4); change++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
                default -> text.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
            }
        }
        try {
            read(header + text);
        } catch (DataException e) {
            assertThat(String.valueOf(e.getMessage()))
                    .doesNotContain("P-77")
                    .doesNotContain("ct-1")
                    .doesNotContain("nodule");
        }
    }
}
