package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the world hands in: bytes of any kind as data and as schemas. Nothing but a DataException, and no value of a patient in it. */
class HostileInputTest {

    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", Digest.sha256(new byte[0]));

    private static final DataSchema SCHEMA = DataSchema.named("s", "1")
            .column(ColumnRule.text("id").length(1, 9).pattern("p[0-9]+"))
            .column(ColumnRule.number("age")
                    .range(ValueRange.closed(0, 130))
                    .mean(ValueRange.closed(0, 100))
                    .quantile(0.5, ValueRange.atLeast(1)))
            .column(ColumnRule.date("in"))
            .column(ColumnRule.dateTime("out").documentedAtLeast(0.5))
            .column(ColumnRule.text("sex").allowed("F", "M").sentinels("U"))
            .key("id")
            .noDuplicateRows()
            .noConflictingLabels("sex", "id")
            .require(
                    "r",
                    Condition.column("age")
                            .within(ValueRange.atLeast(18))
                            .or(Condition.column("in").present()))
            .build();

    private static final String SOUND = """
            id,age,in,out,sex
            p1,50,2020-01-01,2020-01-01T10:00:00,F
            p2,Miller,2020-02-30,2020-01-01T10:00:00Z,"M"
            p1,-1,,,U
            """;

    private static void check(byte[] bytes) {
        RowSource source = source(bytes);
        try {
            ValidationReport report = DataValidator.of(SCHEMA).validate(source, DATASET);
            StringWriter out = new StringWriter();
            QuarantineWriter.write(report, source, out);
            assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                    .doesNotContain("Miller");
        } catch (DataException e) {
            assertThat(e.getMessage()).contains("expected").doesNotContain("Miller");
        }
    }

    /** A file in memory would do, but only a file is a source. */
    private static RowSource source(byte[] bytes) {
        try {
            Path file = Files.createTempFile("medml-hostile", ".csv");
            file.toFile().deleteOnExit();
            Files.write(file, bytes);
            return CsvReader.builder().maxFieldSize(1000).build().source(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Property(tries = 300)
    void any_bytes_are_validated_or_refused(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 700)
    void a_sound_file_with_some_bytes_changed_is_validated_or_refused(
            @ForAll @IntRange(max = 200) int at, @ForAll byte value, @ForAll @IntRange(max = 3) int kind) {
        byte[] bytes = SOUND.getBytes(StandardCharsets.UTF_8);
        int place = at % bytes.length;
        switch (kind) {
            case 0 -> bytes[place] = value;
            case 1 -> bytes = Arrays.copyOf(bytes, place);
            case 2 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, place, longer, place + 1, bytes.length - place);
                longer[place] = value;
                bytes = longer;
            }
            default -> Arrays.fill(bytes, place, Math.min(bytes.length, place + 20), value);
        }
        check(bytes);
    }

    @Provide
    static Arbitrary<String> schemaTexts() {
        String sound = new String(SCHEMA.content().bytes(), StandardCharsets.UTF_8);
        return Arbitraries.integers()
                .between(0, sound.length() - 1)
                .tuple3()
                .flatMap(cut -> Arbitraries.of(
                                "", "\"", "{", "]", ",", "null", "-1", "1e999", "\\u0000", ":", "true", "[[")
                        .map(piece -> sound.substring(0, Math.min(cut.get1(), cut.get2()))
                                + piece
                                + sound.substring(Math.max(cut.get1(), cut.get2()))));
    }

    @Property(tries = 1500)
    void a_schema_with_a_part_replaced_is_read_or_refused(@ForAll("schemaTexts") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            DataSchema read = DataSchema.from(Content.parse(bytes));
            assertThat(DataSchema.from(read.content()).reference()).isEqualTo(read.reference());
        } catch (DataException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            DataSchema.from(Content.parseYaml(bytes));
        } catch (DataException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 300)
    void any_bytes_are_a_schema_or_refused(@ForAll byte[] bytes) {
        assertThatThrownBy(() -> DataSchema.from(Content.parse(bytes))).isInstanceOf(DataException.class);
    }

    @Test
    void rows_set_aside_are_not_taken_from_another_source() {
        RowSource three = RowSource.of(
                "three",
                List.of("id"),
                () -> List.of(List.of("a"), List.of("a"), List.of("b")).iterator());
        RowSource two = RowSource.of(
                "two", List.of("id"), () -> List.of(List.of("a"), List.of("a")).iterator());
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("id"))
                .key("id")
                .build();
        ValidationReport report = DataValidator.of(schema).validate(three, DATASET);

        assertThatThrownBy(() -> QuarantineWriter.write(report, two, new StringWriter()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("expected the 3 rows of the report in two, found 2");
    }

    @Test
    void rows_of_a_host_are_written_with_their_number() {
        RowSource source = RowSource.of(
                "rows",
                List.of("id", "x"),
                () -> List.of(Arrays.asList("a", null), List.of("a", "=1")).iterator());
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.text("x"))
                .key("id")
                .build();
        StringWriter out = new StringWriter();

        QuarantineWriter.write(DataValidator.of(schema).validate(source, DATASET), source, out);

        assertThat(out)
                .hasToString("medml_row,medml_reasons,id,x\r\n1,KEY_DUPLICATE id,a,\r\n2,KEY_DUPLICATE id,a,'=1\r\n");
    }

    @Test
    void rows_that_another_report_names_are_written_as_they_stand_with_its_reasons() {
        RowSource source = RowSource.of(
                "rows",
                List.of("a"),
                () -> List.of(List.of("1"), List.of("=1+1"), List.of("3")).iterator());
        StringWriter out = new StringWriter();

        QuarantineWriter.write(new int[] {1, 2}, row -> List.of("X a", "Y"), 3, source, out);

        assertThat(out).hasToString("medml_row,medml_reasons,a\r\n2,X a; Y,'=1+1\r\n3,X a; Y,3\r\n");
        assertThatThrownBy(() -> QuarantineWriter.write(new int[] {2, 1}, row -> List.of(), 3, source, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ascending");
        assertThatThrownBy(() -> QuarantineWriter.write(new int[] {1}, row -> List.of(), 4, source, out))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("expected the 4 rows of the report in rows, found 3");
    }
}
