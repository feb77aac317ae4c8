package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                .contains("checks nothing yet: a person answers its questions", "approve-schema --proposal FILE");
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
        Command.medml(
                        "approve-schema",
                        "--proposal",
                        proposal,
                        "--by",
                        "Maria Keller",
                        "--reason",
                        "as agreed with the laboratory",
                        "--out",
                        out("a"))
                .succeeds();
        Command done = Command.medml("validate", "--data", data, "--schema", out("a/schema.json"), "--out", out("o3"));

        assertThat(refused.refusal())
                .contains("proposed-schema.json: expected a schema, found a proposal that data made and nobody has"
                        + " approved")
                .contains("approve-schema --proposal FILE");
        assertThat(out("o2")).doesNotExist();
        assertThat(done.succeeds().out()).contains("200 rows, ").contains(" 0 rows set aside");
    }

    @Test
    void what_a_person_approved_and_left_open_is_printed_kept_and_named_by_the_check() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Command.medml("validate", "--data", data, "--infer", "--out", out("o1")).succeeds();
        Path proposal = out("o1/proposed-schema.json");
        Path edited = write(
                "edited.json",
                text(proposal)
                        .replaceFirst("\"answer\": \"\"", "\"answer\": \"checked against the protocol\"")
                        .replaceFirst("\"plausible\": ", "\"unit\": \"a\", \"plausible\": "));
        int asked = text(proposal).split("\"answer\": ", -1).length - 1;

        Command approved = Command.medml(
                        "approve-schema",
                        "--proposal",
                        edited,
                        "--by",
                        "Maria Keller",
                        "--role",
                        "data manager",
                        "--reason",
                        "limits agreed with the laboratory",
                        "--out",
                        out("a"))
                .succeeds();
        Command checked = Command.medml(
                        "validate",
                        "--data",
                        data,
                        "--schema",
                        out("a/schema.json"),
                        "--approval",
                        out("a/approval.json"),
                        "--out",
                        out("o2"))
                .succeeds();

        assertThat(asked).isGreaterThan(1);
        assertThat(approved.out())
                .contains("the schema was approved by Maria Keller at ")
                .contains("; " + (asked - 1) + " of " + asked + " questions of its proposal were left open")
                .contains("answers change no rule; of 5 proposed columns 1 were changed and 0 taken out; 0 were added,"
                        + " with 0 rules")
                .contains("the proposal was not compared with its profile (--profile FILE)");
        assertThat(approved.out().lines().filter(line -> line.startsWith("left open ")))
                .hasSize(asked - 1);
        assertThat(text(out("a/approval.html")))
                .contains("Maria Keller", "data manager", "checked against the protocol", "left open", "not recorded");
        assertThat(text(out("o2/validation.html")))
                .contains(
                        "schema-approval",
                        Digest.sha256(Files.readAllBytes(out("a/approval.json")))
                                .hex());
        assertThat(text(out("o2/validation.html")))
                .contains("by Maria Keller (Maria Keller) at ", "SCHEMA_QUESTIONS_LEFT_OPEN");
        assertThat(checked.out())
                .contains("200 rows, ")
                .contains("the schema was approved by Maria Keller at ")
                .contains("; " + (asked - 1) + " of " + asked + " questions of its proposal were left open")
                .contains("WARNING SCHEMA_QUESTIONS_LEFT_OPEN: the schema was approved with " + (asked - 1) + " of "
                        + asked + " questions of its proposal left open");
    }

    @Test
    void an_approval_is_bound_to_the_profile_of_its_proposal_and_to_no_other() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Path later = write("later.csv", clean().toString().replace("V1,", "V9001,"));
        Command.medml("validate", "--data", data, "--infer", "--out", out("o1")).succeeds();
        Command.medml("validate", "--data", later, "--infer", "--out", out("o2"))
                .succeeds();
        Path proposal = out("o1/proposed-schema.json");
        Path edited = write("edited.json", text(proposal).replaceFirst("\"required\": true", "\"required\": false"));
        // as somebody would hide an edit: the proposed rules are made those of the edited schema
        Path forged = write("forged.json", forged(text(edited)));

        Command bound = approve(edited, out("o1/profile.json"), "a1");

        assertThat(bound.succeeds().out())
                .contains("of 5 proposed columns 1 were changed")
                .doesNotContain("not compared");
        assertThat(text(out("a1/approval.json"))).contains("\"profile_compared\":true");
        assertThat(text(out("a1/approval.html")))
                .contains("are those of the profile named below", "Loosened: data that failed may pass.");
        assertThat(approve(edited, out("o2/profile.json"), "a2").refusal())
                .contains("edited.json: expected the profile that this schema was proposed from");
        assertThat(approve(edited, data, "a2").refusal()).contains("visits.csv: ");
        assertThat(approve(edited, out("none.json"), "a2").refusal()).contains("expected a profile at ");
        assertThat(approve(forged, out("o1/profile.json"), "a2").refusal())
                .contains("forged.json: expected the questions and rules that the profile proposed, found other ones");
        assertThat(out("a2")).doesNotExist();
    }

    private static String forged(String proposal) {
        String rules = proposal.lines()
                .filter(line -> line.strip().startsWith("\"proposed_rules\": "))
                .findFirst()
                .orElseThrow();
        String said = Content.parse(("{" + rules.strip().replaceFirst(",$", "") + "}").getBytes(StandardCharsets.UTF_8))
                .asFields()
                .text("proposed_rules");
        String other = said.replaceFirst("\"required\":true", "\"required\":false");
        return proposal.replace(
                        rules.strip(), rules.strip().replaceFirst("required\\\\\":true", "required\\\\\":false"))
                .replace(
                        Digest.sha256(said.getBytes(StandardCharsets.UTF_8)).hex(),
                        Digest.sha256(other.getBytes(StandardCharsets.UTF_8)).hex());
    }

    private Command approve(Path proposal, Path profile, String folder) {
        return Command.medml(
                "approve-schema",
                "--proposal",
                proposal,
                "--profile",
                profile,
                "--by",
                "A B",
                "--reason",
                "as agreed with the laboratory",
                "--out",
                out(folder));
    }

    @Test
    void a_proposal_is_written_for_people_with_its_columns_in_the_order_of_the_file() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Command.medml("validate", "--data", data, "--infer", "--out", out("o1")).succeeds();

        String proposal = text(out("o1/proposed-schema.json"));

        assertThat(proposal.lines()).hasSizeGreaterThan(30).anyMatch("      \"answer\": \"\","::equals);
        assertThat(proposal.lines()
                        .filter(line -> line.startsWith("        \"name\": "))
                        .map(line -> line.replaceAll(".*: \"|\",", "")))
                .containsExactly("visit", "sex", "age", "lactate", "died");
    }

    @Test
    void an_approval_of_another_schema_and_a_proposal_without_its_questions_are_refused() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Command.medml("validate", "--data", data, "--infer", "--out", out("o1")).succeeds();
        Path proposal = out("o1/proposed-schema.json");
        Path other = write("other.json", text(proposal).replace("\"version\": \"1\"", "\"version\": \"2\""));
        Path emptied =
                write("emptied.json", text(proposal).replaceFirst("(?s)\"questions\": \\[.*?\\]", "\"questions\": []"));
        for (Path file : List.of(proposal, other)) {
            Command.medml(
                            "approve-schema",
                            "--proposal",
                            file,
                            "--by",
                            "A B",
                            "--reason",
                            "as agreed with the laboratory",
                            "--out",
                            out(file.equals(other) ? "a2" : "a1"))
                    .succeeds();
        }

        assertThat(Command.medml(
                                "validate",
                                "--data",
                                data,
                                "--schema",
                                out("a1/schema.json"),
                                "--approval",
                                out("a2/approval.json"),
                                "--out",
                                out("o2"))
                        .refusal())
                .contains("approval.json: expected the approval of schema visits 1");
        assertThat(Command.medml(
                                "approve-schema",
                                "--proposal",
                                emptied,
                                "--by",
                                "A B",
                                "--reason",
                                "as agreed",
                                "--out",
                                out("a3"))
                        .refusal())
                .contains(
                        "emptied.json: proposed schema: expected the questions as they were asked, found them changed");
        assertThat(out("a3")).doesNotExist();
    }

    @Test
    void the_digest_of_the_file_and_how_it_was_read_are_in_every_report() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Path marked = data;

        Command.medml("validate", "--data", data, "--infer", "--outcome", "died", "--out", out("o1"));
        Command.medml("validate", "--data", marked, "--infer", "--missing", "NA", "--trim", "--out", out("o2"));
        Command.medml(
                        "approve-schema",
                        "--proposal",
                        out("o1/proposed-schema.json"),
                        "--by",
                        "A B",
                        "--reason",
                        "as agreed with the laboratory",
                        "--out",
                        out("a"))
                .succeeds();
        Command.medml("validate", "--data", data, "--schema", out("a/schema.json"), "--out", out("o3"));

        String sha256 = Digest.sha256(Files.readAllBytes(data)).hex();
        for (String report : List.of("o1/profile", "o1/outcome", "o2/profile", "o3/validation")) {
            assertThat(text(out(report + ".json")))
                    .as(report)
                    .contains("{\"id\":\"visits.csv\",\"kind\":\"file\",\"sha256\":\"" + sha256 + "\"")
                    .contains("\"read_as\":\"CSV\"", "\"read_encoding\":\"UTF-8\"");
            assertThat(text(out(report + ".html"))).contains(sha256, "The SHA-256 of a file is that of its bytes.");
        }
        assertThat(text(out("o1/profile.json"))).contains("\"read_missing\":\"none\"", "\"read_trim\":\"no\"");
        assertThat(text(out("o2/profile.json"))).contains("\"read_missing\":\"[\\\"NA\\\"]\"", "\"read_trim\":\"yes\"");
        assertThat(text(out("o1/profile.html")))
                .contains("of the content of the table as read, with the settings above")
                .contains("Reports on one file have the SHA-256 of the file in common.");
        assertThat(text(out("o3/validation.html"))).contains("The data set is named by the bytes of its file.");
    }

    @Test
    void each_page_says_what_the_digest_of_the_data_set_is_of_and_pages_on_a_cohort_name_the_table_of_the_profile_too()
            throws IOException {
        Path data = write("visits.csv", clean().toString());

        Command.medml("validate", "--data", data, "--infer", "--outcome", "died", "--out", out("o1"));
        Evidence profile = EvidenceDocument.parse(Files.readAllBytes(out("o1/profile.json")));
        Evidence outcome = EvidenceDocument.parse(Files.readAllBytes(out("o1/outcome.json")));

        String table = profile.about().get(0).digest().hex();
        assertThat(profile.provenance().digestOf()).contains(DigestOf.TABLE);
        assertThat(outcome.provenance().digestOf()).contains(DigestOf.COHORT);
        assertThat(outcome.about().get(0).digest().hex()).isNotEqualTo(table);
        assertThat(outcome.provenance().table()).contains(table);
        assertThat(text(out("o1/profile.html"))).contains("content of the table as read");
        assertThat(text(out("o1/outcome.html")))
                .contains("content of the table with the roles of its columns")
                .contains(table, "which is above as table sha256")
                .doesNotContain("That of the data set is of the content of the table as read");
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
                .contains("--outcome, --positive, --record, --subject, --site, --age, --attribute belong to --infer,"
                        + " found one without it; give --infer in place of --schema, or leave the option out");
        assertThat(Command.medml("validate", "--data", data, "--infer", "--reference", "a=b", "--out", out("o"))
                        .refusal())
                .contains("--reference, --approval belong to --schema, found one without it; give --schema in place of"
                        + " --infer, or leave the option out");
        assertThat(Command.medml("validate", "--data", data, "--outcome", "died", "--out", out("o"))
                        .refusal())
                .contains("belong to --infer");
        assertThat(Command.medml("--help").out()).contains("(--schema)").contains("(--infer)");
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

    /** Three hundred patients, none of whose names occurs twice. */
    private static StringBuilder patients() {
        StringBuilder rows = new StringBuilder("Doe,Ann,M,70\n");
        for (int i = 1; i < 300; i++) {
            rows.append("N").append(Integer.toString(i, 36)).append("e,J").append(i % 2 == 0 ? "x,M," : "y,F,");
            rows.append(20 + i % 60).append('\n');
        }
        return rows;
    }

    @Test
    void a_first_row_of_texts_is_known_by_a_field_that_stands_below_it() throws IOException {
        Path data = write("patients.csv", patients().toString());
        Path twice = write(
                "twice.csv", clean().append("visit,sex,age,lactate,died\n").toString());

        Command refused = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"));
        Command named = Command.medml(
                "validate", "--data", data, "--infer", "--columns", "last,first,sex,age", "--out", out("o2"));
        Command repeated = Command.medml("validate", "--data", twice, "--infer", "--out", out("o3"));
        Command stated =
                Command.medml("validate", "--data", data, "--infer", "--header-is-first-line", "--out", out("o4"));

        assertThat(refused.refusal())
                .contains("patients.csv: expected names of columns in the first line", "at places 3, 4 of 4")
                .contains("(--columns)", "(--replace-header)", "(--header-is-first-line)")
                .doesNotContain("Doe", "Ann", "70");
        assertThat(out("o1")).isEmptyDirectory();
        assertThat(named.succeeds().out()).contains("300 rows, 4 columns");
        assertThat(repeated.refusal()).contains("at places 1, 2, 3, 4, 5 of 5");
        assertThat(stated.succeeds().out()).contains("299 rows, 4 columns");
    }

    @Test
    void a_number_above_numbers_and_a_code_as_those_below_are_no_names_unless_a_person_says_so() throws IOException {
        Path coded = write("coded.csv", "P-001,Roe,fever\nP-002,Doe,cough\nP-003,Poe,rash\n");
        Path dated = write("dated.csv", "Roe,1938-02-14,fever\nDoe,1941-12-01,cough\nPoe,,rash\n");
        Path years = write("years.csv", "ward,beds,2019\nA,x,12\nB,y,15\n");
        Path names = write("names.csv", "id,T1,icd10\nA,x,E11\nB,y,I10\n");
        Path lines = write("names.jsonl", "{\"id\": \"A\", \"smoker\": \"smoker\"}\n");

        for (Path file : List.of(coded, dated, years)) {
            assertThat(Command.medml("validate", "--data", file, "--infer", "--out", out("o1"))
                            .refusal())
                    .contains(" of 3; if it is the first row")
                    .doesNotContain("P-0", "Roe", "1938");
        }
        Command.medml("validate", "--data", years, "--infer", "--header-is-first-line", "--out", out("o2"))
                .succeeds();
        Command.medml("validate", "--data", names, "--infer", "--out", out("o3"))
                .succeeds();
        Command.medml("validate", "--data", lines, "--infer", "--out", out("o4"))
                .succeeds();
        assertThat(Command.medml(
                                "validate",
                                "--data",
                                years,
                                "--infer",
                                "--header-is-first-line",
                                "--columns",
                                "a,b,c",
                                "--out",
                                out("o5"))
                        .refusal())
                .contains("expected --header-is-first-line or other names, found both");
        assertThat(Command.medml("validate", "--data", lines, "--infer", "--header-is-first-line", "--out", out("o6"))
                        .refusal())
                .contains("expected only options that a file of JSON lines has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", ":", "^", "!", "#", "*", " ", "/"})
    void one_column_named_by_the_line_of_a_patient_is_refused(String mark) throws IOException {
        Path data = write("rows.csv", "Anna~Smith~45~F\nBob~Jones~50~M\nEve~Poe~61~F\n".replace("~", mark));

        Command refused = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"));
        Command said = Command.medml(
                "validate",
                "--data",
                data,
                "--infer",
                "--delimiter",
                mark,
                "--columns",
                "first,last,age,sex",
                "--out",
                out("o2"));

        assertThat(refused.refusal()).contains("rows.csv: expected ").doesNotContain("Anna", "Smith", "45");
        assertThat(out("o1")).isEmptyDirectory();
        assertThat(said.succeeds().out()).contains("3 rows, 4 columns");
    }

    @Test
    void one_column_with_marks_of_names_and_dates_is_a_column() throws IOException {
        Path dates = write("dates.csv", "date-of-birth\n1938-02-14\n1941-12-01\n");
        Path notes = write("notes.csv", "temp (C)\n36.5\n38.1\n");

        Command.medml("validate", "--data", dates, "--infer", "--out", out("o1"))
                .succeeds();
        Command.medml("validate", "--data", notes, "--infer", "--out", out("o2"))
                .succeeds();
    }

    @Test
    void a_device_is_refused_before_a_folder_is_made() throws IOException {
        Path device = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(device), "no device to read from");
        Path data = write("visits.csv", clean().toString());
        Path schema = write("s.yaml", """
            form: medml-data-schema/1
            name: visits
            version: "1"
            columns:
              - {name: visit, type: TEXT}
              - {name: died, type: TEXT}
            """);

        List<Command> refused = List.of(
                Command.medml("validate", "--data", device, "--infer", "--out", out("o")),
                Command.medml("validate", "--data", device, "--schema", schema, "--out", out("o")),
                Command.medml("validate", "--data", data, "--schema", device, "--out", out("o")),
                Command.medml(
                        "validate",
                        "--data",
                        data,
                        "--schema",
                        schema,
                        "--reference",
                        "wards=" + device,
                        "--out",
                        out("o")),
                Command.medml("validate", "--data", data, "--schema", schema, "--approval", device, "--out", out("o")),
                Command.medml(
                        "approve-schema",
                        "--proposal",
                        device,
                        "--by",
                        "A B",
                        "--reason",
                        "as agreed with the laboratory",
                        "--out",
                        out("o")));

        assertThat(refused)
                .allSatisfy(command -> assertThat(command.refusal())
                        .contains("in a regular file at /dev/zero, found a device, a pipe or a folder"));
        assertThat(out("o")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void a_table_of_another_delimiter_is_not_one_column(String mark) throws IOException {
        Path data = write("visits.csv", clean().toString().replace(",", mark));
        Path headless = write("rows.csv", "P0,Roe,1938-02-14,36\nP1,Doe,1938-02-14,36\n".replace(",", mark));
        Path titled = write("titled.csv", "Visits\n" + clean().toString().replace(",", mark));

        Command refused = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"));
        Command first = Command.medml("validate", "--data", headless, "--infer", "--out", out("o2"));
        Command below = Command.medml("validate", "--data", titled, "--infer", "--out", out("o3"));
        Command said = Command.medml("validate", "--data", data, "--infer", "--out", out("o4"), "--delimiter", mark);

        assertThat(refused.refusal()).contains("visits.csv", "--delimiter").doesNotContain("lactate");
        assertThat(first.refusal()).contains("--delimiter").doesNotContain("P0", "Roe", "1938", "P1");
        assertThat(below.refusal())
                .contains("in 201 of 201 rows", "(--delimiter)")
                .doesNotContain("lactate");
        assertThat(said.succeeds().out()).contains("200 rows, 5 columns");
        assertThat(Stream.of("o1", "o2", "o3"))
                .allSatisfy(name -> assertThat(out(name)).isEmptyDirectory());
    }

    @Test
    void remedies_are_options_of_the_command() throws IOException {
        Path empty = write("empty.csv", "visit,,died\nV1,2,0\n");
        Path latin = Files.write(
                folder.resolve("latin.csv"), "visit,died\nV\u00e9,0\n".getBytes(StandardCharsets.ISO_8859_1));
        Path wide = Files.write(folder.resolve("wide.csv"), "\ufeffvisit,died\n".getBytes(StandardCharsets.UTF_16BE));
        Path data = write("visits.csv", clean().toString());

        String unnamed = Command.medml("validate", "--data", empty, "--infer", "--out", out("o"))
                .refusal();
        String unread = Command.medml("validate", "--data", latin, "--infer", "--out", out("o"))
                .refusal();
        String other = Command.medml("validate", "--data", wide, "--infer", "--out", out("o"))
                .refusal();
        String unknown = Command.medml("validate", "--data", data, "--infer", "--outcome", "dead", "--out", out("o"))
                .refusal();

        assertThat(unnamed)
                .contains("give all names with --replace-header, or with --columns if the first line is a record");
        assertThat(unread).contains("say its encoding with --encoding");
        assertThat(other).contains("or say --encoding UTF-16");
        assertThat(unknown).contains("visits.csv has no column \"dead\" among its 5; correct the name");
        assertThat(List.of(unnamed, unread, other, unknown)).noneMatch(message -> message.contains("("));
    }

    @Test
    void a_comma_that_is_not_the_delimiter_is_refused_and_one_column_alone_is_not() throws IOException {
        Path data = write("visits.csv", clean().toString());
        Path one = write("one.csv", "age\n41\n52\n52\n");
        Path notes = write("notes.csv", "note\nfever; cough\nnone\nwell\n");

        Command refused = Command.medml("validate", "--data", data, "--infer", "--out", out("o1"), "--delimiter", ";");

        assertThat(refused.refusal()).contains("a comma in its name", "(--delimiter)");
        Command.medml("validate", "--data", one, "--infer", "--out", out("o2")).succeeds();
        Command.medml("validate", "--data", notes, "--infer", "--out", out("o3"))
                .succeeds();
    }

    @Test
    void one_column_whose_cells_look_like_a_table_is_taken_once_the_delimiter_is_said() throws IOException {
        StringBuilder coded = new StringBuilder("codes\n");
        StringBuilder named = new StringBuilder("first|second\n");
        for (int i = 0; i < 30; i++) {
            coded.append("A").append(i % 7).append("|B").append(i % 3).append('\n');
            named.append("Roe").append(i).append("|1938\n");
        }
        Path codes = write("codes.csv", coded.toString());
        Path table = write("table.csv", named.toString());

        Command guessed = Command.medml("validate", "--data", codes, "--infer", "--out", out("o1"));
        Command said = Command.medml("validate", "--data", codes, "--infer", "--out", out("o2"), "--delimiter", ",");
        Command sure = Command.medml("validate", "--data", table, "--infer", "--out", out("o3"), "--delimiter", ",");
        Command renamed = Command.medml(
                "validate",
                "--data",
                table,
                "--infer",
                "--out",
                out("o4"),
                "--delimiter",
                ",",
                "--replace-header",
                "pair");

        assertThat(guessed.refusal())
                .contains("in 30 of 30 rows", "if it is one column, say what would stand between fields (--delimiter)");
        assertThat(said.succeeds().out()).contains("30 rows, 1 columns");
        assertThat(sure.refusal())
                .contains("a vertical bar in its name and as many in every row")
                .doesNotContain("Roe", "second");
        assertThat(renamed.succeeds().out()).contains("30 rows, 1 columns");
    }

    @Test
    void the_proposal_is_for_its_owner_alone_and_lists_no_text_that_few_subjects_have() throws IOException {
        StringBuilder rows = new StringBuilder("patient,ward\n");
        for (int i = 0; i < 400; i++) {
            rows.append("p").append(i / 20).append(i / 20 == 3 ? ",Mustermann\n" : i % 2 == 0 ? ",A\n" : ",B\n");
        }
        Path data = write("wards.csv", rows.toString());

        Command.medml("validate", "--data", data, "--infer", "--subject", "patient", "--out", out("o1"))
                .succeeds();
        Command.medml("validate", "--data", data, "--infer", "--out", out("o2"));

        Path proposal = out("o1/proposed-schema.json");
        assertThat(text(proposal)).doesNotContain("Mustermann").contains("\"allowed\": [\"A\", \"B\"]");
        assertThat(text(out("o1/profile.html")) + text(out("o1/profile.json"))).doesNotContain("Mustermann");
        assertThat(text(out("o2/proposed-schema.json"))).contains("Is none of them a name?");
        if (Files.getFileAttributeView(proposal, PosixFileAttributeView.class) != null) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(proposal)))
                    .isEqualTo("rw-------");
        }
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
