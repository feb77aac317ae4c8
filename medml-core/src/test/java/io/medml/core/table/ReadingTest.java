package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ArtifactRef reference(ArtifactRef.Kind kind) {
        return new ArtifactRef(kind, "a.csv", "as given", Digest.sha256("bytes"));
    }

    @Test
    void what_a_csv_reader_was_told_is_said() throws IOException {
        CsvReader reader = CsvReader.builder()
                .delimiter('\t')
                .missingMarkers("NA", "?")
                .missingMarkersIn("age", "999")
                .number("age")
                .withoutHeader("id", "age")
                .trim()
                .build();

        Table table = reader.read(file("a.csv", "1\t50\n"));

        assertThat(table.reading().settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "read_as", "CSV",
                        "read_delimiter", "\"\\t\"",
                        "read_encoding", "UTF-8",
                        "read_header", "no line; names given: [\"id\",\"age\"]",
                        "read_trim", "yes",
                        "read_missing", "[\"?\",\"NA\"]",
                        "read_missing_in", "{\"age\":[\"999\"]}",
                        "read_types", "texts, but {\"age\":\"NUMBER\"}"));
        assertThat(reader.source(folder.resolve("a.csv")).reading().settings())
                .as("a source has texts only, whatever was declared")
                .doesNotContainKey("read_types");
    }

    @Test
    void what_is_made_of_a_table_keeps_how_it_was_read_and_from_which_file() throws IOException {
        RowSource rows = CsvReader.builder().build().source(file("a.csv", "id\n1\n2\n"));
        ArtifactRef bytes = reference(ArtifactRef.Kind.FILE);

        Table table = rows.fromFile(bytes).read();

        for (Table made :
                List.of(table, table.select(new int[] {1}), table.source().read())) {
            assertThat(made.reading()).isEqualTo(rows.fromFile(bytes).reading());
        }
        assertThat(table.numbered("row").reading().settings())
                .isEqualTo(table.reading().settings());
        assertThat(rows.fromFile(bytes).readAhead(Runnable::run).reading()).isEqualTo(table.reading());
        assertThat(table.reading().file()).contains(bytes);
        assertThat(table.reading().in(Provenance.of(Table.class)).inputs()).containsExactly(bytes);
        assertThat(table.contentDigest()).isEqualTo(rows.read().contentDigest());
    }

    @Test
    void a_table_with_numbered_rows_says_the_digest_of_the_table_as_it_was_read_through_all_that_is_made_of_it() {
        Table table = Table.builder().category("id", List.of("a", "b")).build();

        Table made = table.numbered("row").numbered("again").select(new int[] {1});

        assertThat(made.reading().table()).contains(table.contentDigest());
        assertThat(made.reading().in(Provenance.of(Table.class)).settings())
                .containsEntry("table_sha256", table.contentDigest().hex());
        assertThat(table.reading().table()).isEmpty();
    }

    @Test
    void json_lines_queries_and_other_formats_say_what_they_are_and_arrays_nothing() throws IOException {
        Path lines = file("a.jsonl", "{\"a\":1}\n");

        assertThat(JsonLinesReader.builder().build().source(lines).reading().settings())
                .containsEntry("read_as", "JSON lines")
                .containsEntry("read_columns", "as found")
                .containsEntry("read_missing", "none");
        assertThat(JsonLinesReader.builder()
                        .inferTypes()
                        .build()
                        .read(lines)
                        .reading()
                        .settings())
                .containsEntry("read_types", "by the cells");
        assertThat(RowSource.of(
                                "view",
                                List.of("a"),
                                () -> List.of(List.of("1")).iterator())
                        .readAs(Reading.as("view").with("order", "by a"))
                        .reading()
                        .settings())
                .isEqualTo(Map.of("read_as", "view", "read_order", "by a"));
        assertThat(Table.builder().category("a", List.of("1")).build().reading().settings())
                .isEmpty();
    }

    @Test
    void only_a_file_is_taken_for_one() throws IOException {
        RowSource rows = CsvReader.builder().build().source(file("a.csv", "id\n1\n"));

        assertThatThrownBy(() -> rows.fromFile(reference(ArtifactRef.Kind.DATASET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a reference to a file, got one of kind DATASET");
    }
}
