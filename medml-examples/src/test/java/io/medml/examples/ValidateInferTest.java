package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import io.medml.core.profile.ProposedSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateInferTest {

    private static final int ROWS = 200;

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private Path out(String name) {
        return folder.resolve(name);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    /** Nothing is wrong with it: sex, age and lactate say nothing of the outcome, and no value stands apart. */
    private static StringBuilder clean() {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder rows = new StringBuilder("visit,sex,age,lactate,died\n");
        for (int i = 0; i < ROWS; i++) {
            rows.append("V")
                    .append(7919 * (i + 1) % 1009 + 1000)
                    .append(random.nextBoolean() ? ",f," : ",m,")
                    .append(30 + random.nextInt(50))
                    .append(',')
                    .append((random.nextInt(41) + 10) / 10.0)
                    .append(random.nextInt(3) == 0 ? ",1\n" : ",0\n");
        }
        return rows;
    }

    @Test
    void a_clean_table_ends_with_0_and_says_that_no_outcome_was_looked_for() throws IOException {
        Path data = write("visits.csv", clean().toString());

        Command done = Command.medml("validate", "--data", data, "--infer", "--out", out("o"))
                .succeeds();

        assertThat(done.out())
                .contains("200 rows, 5 columns, 0 errors, 0 warnings, ", " 0 rows set aside")
                .contains("columns that reveal the outcome: NOT_ASSESSED, no outcome was named (--outcome COLUMN)")
                .contains("checks nothing yet: a person answers its questions", ".approve(person, reason, time)");
        assertThat(done.out().lines()).hasSizeLessThan(8);
        assertThat(text(out("o/profile.html")))
                .contains("not recorded", "NOT_ASSESSED, no outcome was named", "is a proposal with");
        assertThat(text(out("o/profile.json"))).contains("\"schema\":\"data-profile/1\"");
        assertThat(out("o/quarantine.csv")).doesNotExist();
        assertThat(out("o/outcome.html")).doesNotExist();
    }

    @Test
    void planted_faults_are_named_without_a_value_and_their_rows_are_set_aside_without_a_formula() throws IOException {
        StringBuilder rows = clean();
        rows.append("V1,f,777,1.5,0\nV1,m,40,-8.5,0\n=cmd,f,41,1.5,1\n=cmd,f,41,1.5,1\n");
        Path data = write("visits.csv", rows.toString().replace(",f,", ",f,A,").replace(",m,", ",m,A,"));
        Files.writeString(data, text(data).replace("sex,age", "sex,arm,age"));

        Command done = Command.medml(
                        "validate",
                        "--data",
                        data,
                        "--infer",
                        "--out",
                        out("o"),
                        "--record",
                        "visit",
                        "--age",
                        "age",
                        "--attribute",
                        "sex")
                .succeeds();

        assertThat(done.out())
                .contains("WARNING SENTINEL_NUMBER age: ", "WARNING AGE_BEYOND_120 age: ")
                .contains("WARNING NEGATIVE_RARE lactate: ")
                .contains("WARNING ROW_DUPLICATE: ")
                .contains("WARNING RECORD_REPEATED visit: ", "(4 rows)")
                .contains("WARNING CONSTANT_COLUMN arm: ")
                .contains("WARNING THIN_GROUP sex: ", "(and 1 more of this)")
                .contains(", 4 rows set aside")
                .doesNotContain("777", "-8.5", "cmd", "V1,");
        assertThat(text(out("o/quarantine.csv"))).isEqualTo("""
                        medml_line,medml_reasons,visit,sex,arm,age,lactate,died
                        202,AGE_BEYOND_120 age; RECORD_REPEATED visit,V1,f,A,777,1.5,0
                        203,NEGATIVE_RARE lactate; RECORD_REPEATED visit,V1,m,A,40,-8.5,0
                        204,RECORD_REPEATED visit,'=cmd,f,A,41,1.5,1
                        205,ROW_DUPLICATE; RECORD_REPEATED visit,'=cmd,f,A,41,1.5,1
                        """.replace("\n", "\r\n"));
    }

    @Test
    void a_column_that_reveals_the_outcome_is_an_error_once_the_outcome_is_named() throws IOException {
        String revealing = clean().toString()
                .replace(",died\n", ",died,autopsy\n")
                .replace(",1\n", ",1,done\n")
                .replace(",0\n", ",0,none\n");
        Path data = write("visits.csv", revealing);
        Path twin = write("twin.csv", clean().toString());

        Command unnamed = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"));
        Command named = Command.medml("validate", "--data", data, "--infer", "--outcome", "died", "--out", out("o2"));
        Command silent = Command.medml(
                "validate", "--data", twin, "--infer", "--outcome", "died", "--positive", "1", "--out", out("o3"));

        assertThat(unnamed.code()).isZero();
        assertThat(unnamed.out()).contains("NOT_ASSESSED");
        assertThat(named.code()).isEqualTo(1);
        assertThat(named.out())
                .contains("ERROR DETERMINES_OUTCOME autopsy: ")
                .contains("columns that reveal the outcome: looked for in 200 rows")
                .doesNotContain("NOT_ASSESSED");
        assertThat(text(out("o2/outcome.json"))).contains("\"schema\":\"feature-leakage-report/1\"");
        assertThat(text(out("o2/outcome.html")))
                .contains(
                        "DETERMINES_OUTCOME",
                        "The outcome is column died, of two values the rarer one, of several each against the others.");
        assertThat(text(out("o2/profile.html")))
                .contains("were looked for: outcome.html")
                .doesNotContain("NOT_ASSESSED");
        assertThat(silent.succeeds().out()).doesNotContain("ERROR", "OUTCOME");
    }

    @Test
    void rows_without_an_outcome_or_a_subject_are_left_out_and_counted() throws IOException {
        String gaps = clean().append("V1,f,40,1.5,\n,m,41,1.5,1\n").toString();

        Command done = Command.medml(
                        "validate",
                        "--data",
                        write("visits.csv", gaps),
                        "--infer",
                        "--outcome",
                        "died",
                        "--subject",
                        "visit",
                        "--out",
                        out("o"))
                .succeeds();

        assertThat(done.out()).contains("looked for in 200 rows; 2 without an outcome or a subject were left out");
        assertThat(text(out("o/outcome.html"))).contains("2 rows without an outcome or a subject were left out.");
    }

    @Test
    void an_outcome_of_several_values_is_looked_at_value_by_value_or_against_one() throws IOException {
        String three = clean().toString().replaceAll("(V1[0-4]\\d\\d,.*),0\n", "$1,2\n");
        Path data = write("visits.csv", three);
        Path rare = write("rare.csv", three + "V1,f,40,1.5,Jane Roe\n");

        Command each = Command.medml("validate", "--data", data, "--infer", "--outcome", "died", "--out", out("o1"));
        Command refused = Command.medml("validate", "--data", rare, "--infer", "--outcome", "died", "--out", out("o2"));
        Command one = Command.medml(
                "validate", "--data", rare, "--infer", "--outcome", "died", "--positive", "1", "--out", out("o3"));

        assertThat(each.succeeds().out()).contains("looked for in 200 rows");
        assertThat(refused.refusal())
                .contains("expected at least 10 rows of each value of outcome \"died\"", "--positive")
                .doesNotContain("Roe");
        assertThat(out("o2/profile.html")).doesNotExist();
        assertThat(one.code()).isLessThan(2);
        assertThat(text(out("o3/outcome.html")) + text(out("o3/outcome.json")) + text(out("o3/profile.html")))
                .doesNotContain("Roe");
    }

    @Test
    void a_proposal_checks_nothing_before_a_person_approved_it() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Command.medml("validate", "--data", data, "--infer", "--out", out("o1")).succeeds();
        Path proposal = out("o1/proposed-schema.json");

        Command refused = Command.medml("validate", "--data", data, "--schema", proposal, "--out", out("o2"));
        Content approved = ProposedSchema.from(Content.parse(Files.readAllBytes(proposal)))
                .approve("Maria Keller", "as agreed", Instant.EPOCH)
                .dataSchema()
                .content();
        Path schema = Files.write(out("schema.json"), approved.bytes());
        Command done = Command.medml("validate", "--data", data, "--schema", schema, "--out", out("o3"));

        assertThat(refused.refusal())
                .contains("proposed-schema.json: expected a schema, found a proposal that data made and nobody has"
                        + " approved")
                .contains(".approve(person, reason, time)");
        assertThat(out("o2")).doesNotExist();
        assertThat(done.succeeds().out()).contains("200 rows, ").contains(" 0 rows set aside");
    }

    @Test
    void exactly_one_of_schema_and_infer_is_given() throws IOException {
        Path data = write("visits.csv", clean().toString());

        assertThat(Command.medml("validate", "--data", data, "--out", out("o")).refusal())
                .contains("--schema=FILE", "--infer", "specify one of these");
        assertThat(Command.medml("validate", "--data", data, "--infer", "--schema", data, "--out", out("o"))
                        .refusal())
                .contains("--schema=FILE", "--infer", "mutually exclusive");
        assertThat(Command.medml("validate", "--data", data, "--schema", data, "--outcome", "died", "--out", out("o"))
                        .refusal())
                .contains("--infer");
        assertThat(Command.medml("validate", "--data", data, "--infer", "--reference", "a=b", "--out", out("o"))
                        .refusal())
                .contains("--schema");
        assertThat(out("o")).doesNotExist();
    }

    @Test
    void what_cannot_be_used_ends_with_2_and_says_why() throws IOException {
        Path data = write("visits.csv", clean().toString());

        assertThat(Command.medml("validate", "--data", folder.resolve("none"), "--infer", "--out", out("o"))
                        .refusal())
                .contains("expected a table that can be read");
        assertThat(Command.medml("validate", "--data", write("r.csv", "a,b\n1\n"), "--infer", "--out", out("o"))
                        .refusal())
                .contains("r.csv: expected 2 fields in every record, found 1 on line 2");
        assertThat(Command.medml("validate", "--data", data, "--infer", "--outcome", "dead", "--out", out("o"))
                        .refusal())
                .contains("visits.csv has no column \"dead\"");
        assertThat(Command.medml(
                                "validate",
                                "--data",
                                data,
                                "--infer",
                                "--outcome",
                                "died",
                                "--positive",
                                "yes",
                                "--out",
                                out("o"))
                        .refusal())
                .contains("found it in no row", "--positive");
        assertThat(Command.medml("validate", "--data", data, "--infer", "--positive", "1", "--out", out("o"))
                        .refusal())
                .contains("expected --outcome beside --positive");
        assertThat(Command.medml(
                                "validate",
                                "--data",
                                write("one.csv", "a,b\n1,x\n2,x\n"),
                                "--infer",
                                "--outcome",
                                "b",
                                "--out",
                                out("o"))
                        .refusal())
                .contains("expected at least two values of outcome \"b\", found 1");
        assertThat(out("o")).isEmptyDirectory();
        Command.medml("validate", "--data", data, "--infer", "--out", out("o")).succeeds();
        assertThat(Command.medml("validate", "--data", data, "--infer", "--out", out("o"))
                        .refusal())
                .contains("expected a folder without results of another check");
    }

    @Test
    void a_table_without_rows_is_an_error_and_proposes_nothing() throws IOException {
        Path data = write("visits.csv", "visit,died\n");

        Command empty = Command.medml("validate", "--data", data, "--infer", "--outcome", "died", "--out", out("o"));

        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.out())
                .contains("ERROR TABLE_EMPTY")
                .contains("NOT_ASSESSED, there is no row")
                .contains("no schema is proposed, since there is no row");
        assertThat(out("o/proposed-schema.json")).doesNotExist();
        assertThat(text(out("o/profile.html"))).contains("No schema is proposed");
    }

    @Test
    void the_first_row_of_a_file_without_header_line_is_never_taken_for_names() throws IOException {
        Path data = write("measured.csv", "6,148,72.5,8.1e-3\n1,85,66.5,0.5\n");

        Command refused = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"));
        Command named = Command.medml(
                "validate", "--data", data, "--infer", "--columns", "count,glucose,pressure,share", "--out", out("o2"));

        assertThat(refused.refusal())
                .contains("measured.csv: expected names of columns in the first line", "--columns")
                .doesNotContain("148", "72.5");
        assertThat(named.succeeds().out()).contains("2 rows, 4 columns");
    }

    @Test
    void a_compressed_table_is_read_and_nothing_of_its_names_moves_the_terminal() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("visit;a\u202eb\nV1;x\nV1;x\n".getBytes(StandardCharsets.UTF_8));
        }
        Path data = Files.write(folder.resolve("visits.csv.gz"), bytes.toByteArray());

        Command done = Command.medml(
                        "validate",
                        "--data",
                        data,
                        "--infer",
                        "--record",
                        "visit",
                        "--delimiter",
                        ";",
                        "--out",
                        out("o"))
                .succeeds();

        assertThat(done.out())
                .contains("CONSTANT_COLUMN a\\u{202e}b: ", "2 rows set aside")
                .doesNotContain("\u202e");
        assertThat(Stream.of("profile.html", "profile.json", "proposed-schema.json", "quarantine.csv"))
                .allSatisfy(name -> assertThat(out("o/" + name)).isNotEmptyFile());
    }
}
