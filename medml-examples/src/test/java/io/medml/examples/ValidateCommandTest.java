package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    private static final String SCHEMA = """
            form: medml-data-schema/1
            name: visits
            version: "1"
            columns:
              - {name: id, type: TEXT}
              - {name: age, type: WHOLE_NUMBER, unit: years, range: {lower: 0, lower_closed: true, upper: 130, upper_closed: true}}
              - {name: note, type: TEXT}
              - {name: study, type: TEXT, required: false}
            keys: [[id]]
            """;

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    @Test
    void a_clean_table_ends_with_0_and_leaves_a_page_and_a_report() throws IOException {
        Path data = write("visits.csv", "id,age,note\na,50,x\nb,?,y\n");
        Path out = folder.resolve("out");

        Command done = Command.medml(
                        "validate", "--data", data, "--schema", write("s.yaml", SCHEMA), "--out", out, "--missing", "?")
                .succeeds();

        assertThat(done.out()).contains("2 rows, ").contains(" rules, 0 findings, 0 rows set aside");
        assertThat(Files.readString(out.resolve("validation.html"))).contains("visits.csv", "not recorded");
        assertThat(Files.readString(out.resolve("validation.json"))).contains("\"schema\":\"validation-report/1\"");
        assertThat(out.resolve("quarantine.csv")).doesNotExist();
    }

    @Test
    void a_finding_of_severity_error_ends_with_1_and_its_rows_are_set_aside_without_a_formula() throws IOException {
        Path data = write("visits.csv", "id,age,note\na,50,x\nb,777,=HYPERLINK(1)\na,-3,\"@x, \"\"y\"\"\"\nd,4,+1\n");
        Path out = folder.resolve("out");

        Command found = Command.medml("validate", "--data", data, "--schema", write("s.yaml", SCHEMA), "--out", out);

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out().replace(out.toString(), "OUT"))
                .contains("ERROR VALUE_OUT_OF_RANGE age: 2 of 4 rows: expected a number in [0.0, 130.0] years")
                .contains("3 rows set aside")
                .doesNotContain("777", "HYPERLINK");
        assertThat(Files.readString(out.resolve("validation.json"))).doesNotContain("777", "HYPERLINK");
        assertThat(Files.readString(out.resolve("quarantine.csv")))
                .isEqualTo("medml_line,medml_reasons,id,age,note\r\n"
                        + "2,KEY_DUPLICATE id,a,50,x\r\n"
                        + "3,VALUE_OUT_OF_RANGE age,b,777,'=HYPERLINK(1)\r\n"
                        + "4,VALUE_OUT_OF_RANGE age; KEY_DUPLICATE id,a,-3,\"'@x, \"\"y\"\"\"\r\n");
    }

    @Test
    void a_first_row_with_one_field_that_the_schema_knows_is_not_printed_as_names() throws IOException {
        String schema = """
            form: medml-data-schema/1
            name: findings
            version: "1"
            columns:
              - {name: id, type: TEXT}
              - {name: HIV, type: TEXT}
            """;
        Path file = write("s.yaml", schema);
        Path data = write("rows.csv", "Roe,Ann,HIV\nDoe,Eve,none\n");
        Path renamed = write("renamed.csv", "id,status\n1,HIV\n");

        Command refused = Command.medml("validate", "--data", data, "--schema", file, "--out", folder.resolve("o1"));
        Command found = Command.medml("validate", "--data", renamed, "--schema", file, "--out", folder.resolve("o2"));
        Command stated = Command.medml(
                "validate", "--data", data, "--schema", file, "--header-is-first-line", "--out", folder.resolve("o3"));

        assertThat(refused.refusal())
                .contains("found 1 of them, and names that it does not have at places 1, 2 of 3")
                .doesNotContain("Roe", "Ann");
        assertThat(folder.resolve("o1")).isEmptyDirectory();
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("ERROR COLUMN_MISSING HIV", "WARNING COLUMN_UNEXPECTED status");
        assertThat(stated.out()).contains("WARNING COLUMN_UNEXPECTED Roe");
    }

    @Test
    void json_lines_are_read_by_the_name_of_the_file_and_judged_as_the_same_csv() throws IOException {
        Path schema = write("s.yaml", SCHEMA);
        Path csv = write("visits.csv", "id,age,note\na,50,x\nb,777,y\n");
        Path lines = write("visits.jsonl", """
                {"id": "a", "age": 50, "note": "x"}
                {"id": "b", "age": 777, "note": "y"}
                """);

        Command ofCsv = Command.medml("validate", "--data", csv, "--schema", schema, "--out", folder.resolve("o1"));
        Command ofLines = Command.medml("validate", "--data", lines, "--schema", schema, "--out", folder.resolve("o2"));
        Command looked = Command.medml("validate", "--data", lines, "--infer", "--out", folder.resolve("o3"));
        Command refused = Command.medml(
                "validate", "--data", lines, "--schema", schema, "--out", folder.resolve("o4"), "--delimiter", ";");

        assertThat(ofLines.code()).isEqualTo(1).isEqualTo(ofCsv.code());
        assertThat(ofLines.out().replace("o2", "o1")).isEqualTo(ofCsv.out());
        assertThat(Files.readString(folder.resolve("o2/quarantine.csv"))).contains("VALUE_OUT_OF_RANGE age,b,777,y");
        assertThat(looked.code()).isZero();
        assertThat(folder.resolve("o3/proposed-schema.json")).exists();
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("expected only options that a file of JSON lines has, found one that says how another kind of"
                        + " file is written; leave it out");
    }

    @Test
    void objects_in_json_lines_are_refused_with_the_option_that_reads_them() throws IOException {
        Path lines = write("visits.jsonl", """
                {"id": "a", "bp": {"sys": 120, "dia": 80}}
                {"id": "b", "bp": {"sys": 135, "dia": 85}}
                """);
        Path csv = write("visits.csv", "id,bp\na,1\n");

        Command refused = Command.medml("validate", "--data", lines, "--infer", "--out", folder.resolve("o1"));
        Command read = Command.medml("validate", "--data", lines, "--infer", "--nested", "--out", folder.resolve("o2"));
        Command ofCsv = Command.medml("validate", "--data", csv, "--infer", "--nested", "--out", folder.resolve("o3"));

        assertThat(refused.refusal())
                .contains("give --nested to make a column of each of its fields")
                .doesNotContain("nested()");
        assertThat(read.succeeds().out()).contains("2 rows, 3 columns");
        assertThat(Files.readString(folder.resolve("o2/proposed-schema.json"))).contains("bp.sys", "bp.dia");
        assertThat(ofCsv.refusal()).contains("found --nested, which is for JSON lines (.jsonl, .ndjson); leave it out");
    }

    @Test
    void a_table_that_was_not_given_is_asked_for_by_the_option() throws IOException {
        Path data = write("visits.csv", "id,age,note,study\na,50,x,s1\n");
        Path schema = write("s.yaml", SCHEMA + "references:\n  - {columns: [study], table: studies, targets: [uid]}\n");

        Command checked = Command.medml("validate", "--data", data, "--schema", schema, "--out", folder.resolve("o1"));

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .contains("ERROR REFERENCE_NOT_ASSESSED", "give it with --reference NAME=FILE")
                .doesNotContain("withReference(..)");
    }

    @Test
    void a_parquet_file_is_read_by_its_name() throws IOException {
        Path data = Path.of(System.getProperty("medml.root", ".."))
                .resolve("medml-core/integrations/parquet/src/test/resources/io/medml/parquet/gzip.parquet");

        Command looked = Command.medml("validate", "--data", data, "--infer", "--out", folder.resolve("out"));
        Command refused =
                Command.medml("validate", "--data", data, "--infer", "--out", folder.resolve("out2"), "--missing", "?");

        assertThat(looked.code()).isZero();
        assertThat(looked.out()).contains("100 rows, ");
        assertThat(refused.code()).isEqualTo(2);
    }

    @Test
    void a_warning_alone_ends_with_0() throws IOException {
        Path data = write("visits.csv", "id,age,note,more\na,50,x,1\n");

        Command done = Command.medml(
                        "validate", "--data", data, "--schema", write("s.yaml", SCHEMA), "--out", folder.resolve("out"))
                .succeeds();

        assertThat(done.out()).contains("WARNING COLUMN_UNEXPECTED more");
    }

    @Test
    void a_table_that_the_schema_refers_to_is_given_by_its_name() throws IOException {
        Path data = write("visits.csv", "id,age,note,study\na,50,x,s1\nb,51,y,s9\n");
        Path studies = write("studies.csv", "uid\ns1\n");
        Path schema = write("s.yaml", SCHEMA + "references:\n  - {columns: [study], table: studies, targets: [uid]}\n");

        Command without = Command.medml("validate", "--data", data, "--schema", schema, "--out", folder.resolve("o1"));
        Command with = Command.medml(
                "validate",
                "--data",
                data,
                "--schema",
                schema,
                "--out",
                folder.resolve("o2"),
                "--reference",
                "studies=" + studies);

        assertThat(without.code()).isEqualTo(1);
        assertThat(without.out()).contains("REFERENCE_NOT_ASSESSED study");
        assertThat(with.code()).isEqualTo(1);
        assertThat(with.out()).contains("ERROR REFERENCE_BROKEN study: 1 of 2 rows");
    }

    @Test
    void a_compressed_table_of_another_encoding_and_form_is_read() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a ;50;\u00fcber\nb;51;\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        Path data = Files.write(folder.resolve("visits.csv.gz"), bytes.toByteArray());

        Command.medml(
                        "validate",
                        "--data",
                        data,
                        "--schema",
                        write("s.yaml", SCHEMA),
                        "--out",
                        folder.resolve("out"),
                        "--columns",
                        "id,age,note",
                        "--delimiter",
                        ";",
                        "--encoding",
                        "ISO-8859-1",
                        "--trim")
                .succeeds();
    }

    @Test
    void a_first_line_without_a_column_of_the_schema_is_refused_and_not_printed() throws IOException {
        Path schema = write("s.yaml", SCHEMA);
        Path rows = write("rows.csv", "P0,36,Roe\nP1,37,Doe\n");
        Path semicolons = write("semicolons.csv", "P0;36;Roe\nP1;37;Doe\n");

        Command headless = Command.medml("validate", "--data", rows, "--schema", schema, "--out", folder.resolve("o1"));
        Command other =
                Command.medml("validate", "--data", semicolons, "--schema", schema, "--out", folder.resolve("o2"));

        assertThat(headless.refusal())
                .contains("rows.csv: expected columns of the schema [age, id, note, study], found none among 3 names")
                .contains("(--columns)")
                .doesNotContain("P0", "36", "Roe");
        assertThat(other.refusal())
                .contains("semicolons.csv: expected more than one column", "(--delimiter)")
                .doesNotContain("P0", "36", "Roe");
    }

    @Test
    void what_cannot_be_used_ends_with_2_and_says_why() throws IOException {
        Path schema = write("s.yaml", SCHEMA);
        Path ragged = write("ragged.csv", "id,age,note\n1,2\n");
        Path out = folder.resolve("out");

        assertThat(Command.medml("validate", "--data", ragged, "--schema", schema, "--out", out)
                        .refusal())
                .contains("ragged.csv: expected 3 fields in every record, found 2 on line 2");
        assertThat(out.resolve("validation.json")).doesNotExist();
        assertThat(Command.medml("validate", "--data", folder.resolve("none"), "--schema", schema, "--out", out)
                        .refusal())
                .contains("expected a table that can be read");
        assertThat(Command.medml("validate", "--data", ragged, "--schema", folder.resolve("none"), "--out", out)
                        .refusal())
                .contains("expected a schema at");
        assertThat(Command.medml("validate", "--data", ragged, "--schema", write("t.yaml", "form: x\n"), "--out", out)
                        .refusal())
                .contains("t.yaml: ");
        write("clean.csv", "id,age,note\na,5,x\n");
        Command.medml("validate", "--data", folder.resolve("clean.csv"), "--schema", schema, "--out", out)
                .succeeds();
        assertThat(Command.medml("validate", "--data", folder.resolve("clean.csv"), "--schema", schema, "--out", out)
                        .refusal())
                .contains("expected a folder without results of another check");
    }
}
