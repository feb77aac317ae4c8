package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationLayoutTest {

    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", Digest.sha256(new byte[0]));

    @TempDir
    Path folder;

    private static String page(RowSource rows) {
        DataSchema schema =
                DataSchema.named("s", "1").column(ColumnRule.number("a")).build();
        return Html.text(ValidationLayout.of(DataValidator.of(schema).validate(rows, DATASET)));
    }

    @Test
    void rows_of_a_file_are_named_by_their_line() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "a\n1\nx\n", StandardCharsets.UTF_8);

        assertThat(page(CsvReader.builder().build().source(file)))
                .contains("Rows that fail a rule, by their line in the file", "Rows are named by their line,")
                .contains(">3<");
    }

    @Test
    void rows_that_have_no_line_are_named_by_their_number() {
        assertThat(page(RowSource.of(
                        "rows",
                        List.of("a"),
                        () -> List.of(List.of("1"), List.of("x")).iterator())))
                .contains("Rows that fail a rule, by their number, counted from 1", "Rows are named by their number,")
                .contains(">2<")
                .doesNotContain("line in the file", "by their line");
    }
}
