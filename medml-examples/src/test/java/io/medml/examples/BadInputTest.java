package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody can work with is refused with one paragraph and exit code 2, and nothing is left behind. */
class BadInputTest {

    /** Stands where a patient's value could stand; no message may quote it. */
    private static final String SECRET = "Miller-1957";

    @TempDir
    private Path folder;

    private String refused(SmallStudy study, Object... more) {
        return refusedAsWritten(study.write(), more);
    }

    private String refusedAsWritten(SmallStudy study, Object... more) {
        Command run = study.run(more);
        String paragraph = run.refusal();
        assertNothingLeft(study.out());
        assertThat(run.err() + run.out()).doesNotContain(SECRET).doesNotContainPattern("[EP]-0[0-9]{4}");
        assertThat(run.out()).isEmpty();
        return paragraph;
    }

    private static void assertNothingLeft(Path out) {
        if (Files.exists(out)) {
            assertThat(out).isEmptyDirectory();
        }
    }

    private SmallStudy study() {
        return new SmallStudy(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u200b", "a bell \\x07 rings", "half \\ud800 of a pair", "two\\u2028lines", "long"})
    void a_reason_for_the_metrics_that_nobody_can_read_is_refused_with_file_and_key(String text) {
        String written = text.equals("long") ? "word ".repeat(600_000) : text;
        SmallStudy study = study().config("metric_choice: \"an example", "metric_choice: \"" + written + "\" # \"");

        assertThat(refused(study)).contains("study.yaml", text.equals("half \\ud800 of a pair") ? "" : "metric_choice");
    }

    // the table

    @Test
    void a_missing_data_file() throws IOException {
        SmallStudy study = study().write();
        Files.delete(study.data());

        assertThat(refusedAsWritten(study))
                .contains("expected the table at " + study.data() + ", found no file there; correct --data");
    }

    @Test
    void a_folder_in_place_of_the_data_file() throws IOException {
        SmallStudy study = study().write();
        Files.delete(study.data());
        Files.createDirectory(study.data());

        assertThat(refusedAsWritten(study)).contains("found no file there; correct --data");
    }

    @Test
    void an_empty_file() {
        SmallStudy study = study();
        study.table = "";

        assertThat(refused(study)).contains("cohort.csv: expected a header line, found an empty file; check");
    }

    @Test
    void a_file_of_blank_lines() {
        SmallStudy study = study();
        study.table = "\n\n\n";

        assertThat(refused(study)).contains("cohort.csv: expected a header line");
    }

    @Test
    void a_header_and_nothing_else() {
        SmallStudy study = study();
        study.table = study.line(1) + "\n";

        assertThat(refused(study)).contains("expected at least one record, found none; check the source");
    }

    @Test
    void records_that_are_all_excluded() {
        SmallStudy study = study();
        study.table = study.table.replace(",home,", ",hospice,");

        assertThat(refused(study)).contains("expected at least one record, found none", "the exclusions, which left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void one_class(String outcome) {
        SmallStudy study = study();
        study.table = study.line(1) + "\n"
                + study.table
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(0, line.length() - 1) + outcome)
                        .collect(Collectors.joining("\n"))
                + "\n";

        assertThat(refused(study)).containsPattern("expected .*both classes").contains("check the label");
    }

    @Test
    void a_class_that_too_few_patients_have() {
        SmallStudy study = study();
        study.table = study.line(1) + "\n"
                + study.table
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(0, line.length() - 1) + "0")
                        .collect(Collectors.joining("\n"))
                + "\n";
        study.cell(2, "deterioration", "1");

        assertThat(refused(study)).contains("both classes");
    }

    @Test
    void a_number_that_cannot_be_read() {
        SmallStudy study = study().cell(18, "heart_rate", SECRET);

        assertThat(refused(study))
                .contains("cohort.csv, line 18, column \"heart_rate\": expected ", "found 11 characters that are not ")
                .contains("; correct the file", "list the text under data, missing");
    }

    @Test
    void several_numbers_that_cannot_be_read_are_counted() {
        SmallStudy study = study().cell(18, "heart_rate", SECRET)
                .cell(19, "lactate", SECRET)
                .cell(20, "prior_admissions", "1.5");

        assertThat(refused(study)).contains("line 18", "(and 2 further cells that cannot be read)");
    }

    @Test
    void a_label_outside_the_stated_values() {
        SmallStudy study = study().cell(18, "deterioration", SECRET);

        assertThat(refused(study))
                .contains(
                        "cohort.csv, line 18, column \"deterioration\": expected one of the declared labels \"1\" and [0], found"
                                + " another");
    }

    @Test
    void a_label_that_is_missing() {
        assertThat(refused(study().cell(18, "deterioration", "")))
                .contains("cohort.csv, line 18, column \"deterioration\": expected a label, found none");
    }

    @Test
    void a_patient_identifier_that_is_missing() {
        assertThat(refused(study().cell(18, "patient", "")))
                .contains("cohort.csv, line 18, column \"patient\": expected a subject identifier, found none");
    }

    @Test
    void a_record_identifier_that_is_missing_or_used_twice() {
        assertThat(refused(study().cell(18, "encounter", "")))
                .contains("cohort.csv, line 18, column \"encounter\": expected a record identifier, found none");
        assertThat(refused(study().cell(18, "encounter", SECRET).cell(30, "encounter", SECRET)))
                .contains("line 30, column \"encounter\": expected a record identifier that no other record has")
                .contains("line 18");
    }

    @Test
    void a_column_that_the_table_lacks() {
        assertThat(refused(study().table(",lactate,", ",lactat,")))
                .contains("cohort.csv, line 1: expected a column \"lactate\"", "found none of that name");
    }

    @Test
    void header_names_that_repeat() {
        assertThat(refused(study().table(",creatinine,", ",lactate,")))
                .contains(
                        "cohort.csv, line 1, column 11: expected a name that no other column has, found the name of column 10");
    }

    @Test
    void ragged_lines() {
        SmallStudy study = study();
        String third = study.line(3);
        String fifth = study.line(5);
        study.table(third, third + "," + SECRET).table(fifth, fifth.substring(0, fifth.lastIndexOf(',')));

        assertThat(refused(study))
                .contains(
                        "cohort.csv: expected 13 fields in every record, found 14 on line 3, 12 on line 5; quote fields");
    }

    @Test
    void a_quote_that_is_never_closed() {
        SmallStudy study = study().cell(18, "site", "\"" + SECRET);

        assertThat(refused(study)).contains("cohort.csv, record that starts on line 18: expected fields as RFC 4180");
    }

    @Test
    void another_delimiter() {
        SmallStudy study = study();
        study.table = study.table.replace(',', ';');

        assertThat(refused(study))
                .contains("expected a column \"admission\"", "correct its spelling, or the delimiter");
    }

    @Test
    void a_byte_order_mark_is_no_fault() throws IOException {
        SmallStudy study = study();
        study.table = "\uFEFF" + study.table;
        study.write();

        assertThat(Files.readAllBytes(study.data())).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(study.run().succeeds().out()).contains("AWAITING SIGNATURE");
    }

    @Test
    void a_file_in_another_encoding() throws IOException {
        SmallStudy study = study().cell(18, "site", "s\u00fcd-" + SECRET).write();
        Files.writeString(study.data(), study.table, StandardCharsets.ISO_8859_1);

        assertThat(refusedAsWritten(study)).contains("cohort.csv", "UTF-8", "line 18");
    }

    @Test
    void a_file_in_utf_16() throws IOException {
        SmallStudy study = study().write();
        Files.writeString(study.data(), study.table, Charset.forName("UTF-16"));

        assertThat(refusedAsWritten(study)).contains("cohort.csv", "UTF-8");
    }

    @Test
    void nul_bytes() throws IOException {
        SmallStudy study = study().cell(18, "heart_rate", "8\0000");

        assertThat(refused(study)).contains("cohort.csv", "line 18");
    }

    @Test
    void binary_data() throws IOException {
        SmallStudy study = study().write();
        byte[] junk = new byte[10_000];
        new SplittableRandom(3).nextBytes(junk);
        Files.write(study.data(), junk);

        assertThat(refusedAsWritten(study)).contains("cohort.csv");
    }

    @Test
    void binary_data_that_begins_like_a_gzip_file() throws IOException {
        SmallStudy study = study().write();
        byte[] junk = new byte[10_000];
        new SplittableRandom(3).nextBytes(junk);
        junk[0] = 0x1f;
        junk[1] = (byte) 0x8b;
        Files.write(study.data(), junk);

        assertThat(refusedAsWritten(study)).contains("cohort.csv: expected a gzip file", "fetch it again");
    }

    @Test
    void a_gzip_file_that_is_cut_short_or_damaged() throws IOException {
        SmallStudy study = study().write();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(study.table.getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = packed.toByteArray();

        Files.write(study.data(), Arrays.copyOf(whole, whole.length / 2));
        assertThat(refusedAsWritten(study)).contains("cohort.csv");

        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1; // the check sum at the end
        Files.write(study.data(), damaged);
        assertThat(refusedAsWritten(study)).contains("cohort.csv");

        Files.write(study.data(), whole);
        study.run().succeeds();
    }

    // the configuration and the plan

    @Test
    void a_missing_configuration() throws IOException {
        SmallStudy study = study().write();
        Files.delete(study.configuration());

        assertThat(refusedAsWritten(study))
                .contains("expected the configuration at " + study.configuration(), "correct --config");
    }

    @Test
    void a_missing_plan() {
        assertThat(refused(study().config("plan: plan.yaml", "plan: elsewhere.yaml")))
                .contains(
                        "expected the change control plan at " + folder.resolve("elsewhere.yaml"), "correct the path");
    }

    @Test
    void an_unknown_column_in_the_configuration() {
        assertThat(refused(study().config("attributes: [sex, age_group, site]", "attributes: [sex, age_grup, site]")))
                .contains("study.yaml: expected the schema to describe column \"age_grup\"", "correct the name");
        assertThat(refused(study().config("{name: lactate,", "{name: lactat,")))
                .contains("expected the schema to describe column \"lactate\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'form: medml-run/1', 'form: medml-run/1\ncolour: blue', 'study.yaml', 'colour'",
        "'  subject: patient', '  subjekt: patient', 'study.yaml, data', 'subjekt'",
        "'positive: \"1\"', 'positiv: \"1\"', 'study.yaml, data, label', 'positiv'",
        "'  seed: 1\n  parts', '  sead: 1\n  parts', 'study.yaml, split', 'sead'",
        "'{train: 0.50', '{training: 0.50', 'study.yaml, split, parts', 'training'",
        "'minimum_count: 20', 'minimum_counts: 20', 'study.yaml, features', 'minimum_counts'",
        "'  minibatch: 16', '  mini_batch: 16', 'study.yaml, model', 'mini_batch'",
        "'unexpected_columns: reported', 'unexpected: reported', 'study.yaml, schema', 'unexpected'",
        "'max_missing: 0.20', 'maximum_missing: 0.20', 'study.yaml, schema', 'maximum_missing'",
        "'lower_limit_at_least: 0.70', 'lower_limit_atleast: 0.70', 'study.yaml, release_criteria', 'lower_limit_atleast'",
        "'  device_version:', '  version_of_device:', 'study.yaml, card', 'version_of_device'",
        "'zone: UTC', 'timezone: UTC', 'study.yaml, identities 1', 'timezone'",
    })
    void an_unknown_key(String from, String to, String where, String key) {
        assertThat(refused(study().config(from, to))).contains(where, "\"" + key + "\"");
    }

    @Test
    void an_unknown_key_in_the_plan() {
        assertThat(refused(study().plan("intended_use:", "intended_uses:"))).contains("plan.yaml", "intended_uses");
    }

    @ParameterizedTest
    @CsvSource({
        "'form: medml-run/1', 'form: medml-run/2', 'medml-run/1'",
        "'learning_rate: 0.1', 'learning_rate: fast', 'learning_rate'",
        "'{train: 0.50', '{train: 1.50', 'train'",
        "'replicates: 200', 'replicates: 3', 'replicates'",
        "'rule: fixed_sensitivity', 'rule: best', 'fixed_specificity or max_fbeta'",
        "'type: NUMBER, unit: \"/min\"', 'type: NUMMER, unit: \"/min\"', 'NUMMER'",
        "'zone: UTC', 'zone: Mars/Olympus', 'identities 1'",
        "'id: demo.signer', 'id: demo.developer', 'once'",
        "'meaning: approval}', 'meaning: applause}', 'first_release'",
    })
    void a_value_that_cannot_be_used(String from, String to, String said) {
        assertThat(refused(study().config(from, to))).contains(said);
    }

    @Test
    void parts_of_the_split_that_do_not_add_up() {
        assertThat(refused(study().config("{train: 0.50", "{train: 0.40"))).contains("1");
    }

    @Test
    void a_missing_key() {
        assertThat(refused(study().config("operating_point: {rule: fixed_sensitivity, target: 0.80}\n", "")))
                .contains("study.yaml: expected a key \"operating_point\"");
    }

    @Test
    void yaml_with_tabs() {
        assertThat(refused(study().config("  record: encounter", "\trecord: encounter")))
                .contains("study.yaml: expected YAML, found something else at line 7"); // where the tab is noticed
    }

    @Test
    void yaml_with_a_key_twice() {
        assertThat(refused(study().config("version: \"1.0\"", "version: \"1.0\"\nversion: \"1.1\"")))
                .contains("study.yaml: expected YAML, found something else at line 5", "that no key is repeated");
    }

    @Test
    void yaml_that_is_a_list_or_nothing_or_junk() throws IOException {
        SmallStudy study = study();
        study.config = "- a\n- b\n";
        assertThat(refused(study)).contains("study.yaml: expected keys and values, found something else");
        study.config = "";
        assertThat(refused(study)).contains("study.yaml");
        study.config = "a: [1, 2\nb: }\n";
        assertThat(refused(study)).contains("study.yaml", "line");
        Files.write(study.configuration(), new byte[] {(byte) 0xff, 0, 1, 2, (byte) 0x80});
        assertThat(refusedAsWritten(study)).contains("study.yaml");
    }

    @Test
    void a_plan_that_is_junk() {
        SmallStudy study = study();
        study.plan = "title: [";
        assertThat(refused(study)).contains("plan.yaml", "line");
    }

    // the options

    @Test
    void data_without_configuration_and_the_other_way_round() {
        SmallStudy study = study().write();

        assertThat(Command.medml("run", "--data", study.data(), "--out", study.out())
                        .refusal())
                .contains("expected --data and --config together");
        assertThat(Command.medml("run", "--config", study.configuration(), "--out", study.out())
                        .refusal())
                .contains("expected --data and --config together");
        assertThat(study.out()).doesNotExist();
    }

    @Test
    void a_signer_without_credentials_and_the_other_way_round() {
        assertThat(refused(study(), "--sign-as", "demo.signer"))
                .contains("expected --sign-as and --credentials together");
        assertThat(refused(study(), "--credentials", folder.resolve("x")))
                .contains("expected --sign-as and --credentials together");
        assertThat(Command.medml("run", "--out", folder.resolve("o"), "--sign-as", "a", "--credentials", "b")
                        .refusal())
                .contains("the demonstration has its own signer");
    }

    @Test
    void a_signer_whom_nobody_knows_who_has_no_verifier_or_whose_password_file_is_missing_or_empty()
            throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        assertThat(refused(study(), "--sign-as", "nobody", "--credentials", password))
                .contains("found \"nobody\"; it has [demo.developer, demo.signer]");
        assertThat(refused(study(), "--sign-as", "demo.signer", "--credentials", password))
                .contains("identity \"demo.signer\" has no password verifier", "'identity'");

        SmallStudy weak =
                study().config("zone: Europe/Berlin}", "zone: Europe/Berlin, verifier: \"pbkdf2-sha256:1:AAAA:AAAA\"}");
        assertThat(refused(weak, "--sign-as", "demo.signer", "--credentials", password))
                .contains("is too weak");
        assertThat(refused(weak, "--sign-as", "demo.signer", "--credentials", folder.resolve("absent")))
                .contains("expected a readable file with the password at " + folder.resolve("absent"));
        assertThat(refused(
                        weak, "--sign-as", "demo.signer", "--credentials", Files.createFile(folder.resolve("empty"))))
                .contains("expected a password in the first line of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-01-01", "2026-01-01T00:00:00", ""})
    void a_clock_that_is_no_instant(String clock) {
        assertThat(refused(study(), "--clock", clock))
                .contains("expected --clock to be an instant such as 2026-01-01T00:00:00Z");
    }

    @Test
    void a_seed_that_is_no_number() {
        assertThat(refused(study(), "--seed", "lucky")).contains("--seed", "see 'medml run --help'");
    }

    @Test
    void an_unknown_option_an_unknown_command_and_a_missing_output_folder() {
        assertThat(refused(study(), "--colour", "blue")).contains("--colour", "see 'medml run --help'");
        assertThat(Command.medml("fly").refusal()).contains("fly", "see 'medml --help'");
        assertThat(Command.medml("run").refusal()).contains("--out=DIR", "see 'medml run --help'");
    }

    // the output folder

    @Test
    void a_file_in_place_of_the_output_folder() throws IOException {
        SmallStudy study = study().write();
        Files.writeString(study.out(), "mine");

        assertThat(study.run().refusal()).contains("expected a folder that can be written at " + study.out(), "--out");
        assertThat(study.out()).hasContent("mine");
    }

    @Test
    void an_output_folder_below_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");

        assertThat(Command.medml("run", "--out", file.resolve("below")).refusal())
                .contains("expected a folder that can be written at " + file.resolve("below"));
    }

    @Test
    void an_output_folder_where_nobody_can_write() {
        Path proc = Path.of("/proc");
        assumeTrue(Files.isDirectory(proc), "this system has no /proc");

        assertThat(Command.medml("run", "--out", "/proc/medml").refusal())
                .contains("expected a folder that can be written at /proc/medml", "choose another with --out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "ledger.vkey", "ledger.key", "evidence", "documents", "summary.txt"})
    void an_output_folder_with_former_results(String name) throws IOException {
        SmallStudy study = study().write();
        Files.createDirectories(study.out());
        Files.writeString(study.out().resolve(name), "former");

        assertThat(study.run().refusal())
                .contains("to be empty of former results, found \"" + name + "\" there", "choose another folder");
        assertThat(study.out().toFile().list()).containsExactly(name);
        assertThat(study.out().resolve(name)).hasContent("former");
    }

    @Test
    void a_finished_run_is_not_written_over() {
        Demonstration.run().succeeds();
        Map<String, byte[]> before = Demonstration.files(Demonstration.OUT);

        assertThat(Command.medml("run", "--out", Demonstration.OUT).refusal()).contains("former results");

        Map<String, byte[]> after = Demonstration.files(Demonstration.OUT);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
    }

    // identity

    @Test
    void an_identity_without_password_role_or_zone_that_exists() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");

        assertThat(Command.medml(
                                "identity",
                                "--id",
                                "a",
                                "--name",
                                "A",
                                "--role",
                                "r",
                                "--credentials",
                                folder.resolve("no"))
                        .refusal())
                .contains("expected a readable file with the password");
        assertThat(Command.medml("identity", "--id", "a", "--name", "A", "--credentials", password)
                        .refusal())
                .contains("--role");
        assertThat(Command.medml(
                                "identity",
                                "--id",
                                "a",
                                "--name",
                                "A",
                                "--role",
                                "r",
                                "--zone",
                                "Mars",
                                "--credentials",
                                password)
                        .refusal())
                .contains("expected --zone to be a time zone");
        assertThat(Command.medml("identity", "--id", " ", "--name", "A", "--role", "r", "--credentials", password)
                        .refusal())
                .contains("a person needs an id and a printed name");
    }

    @Test
    void two_identities_of_one_password_have_different_verifiers() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        Object[] command = {"identity", "--id", "a", "--name", "A", "--role", "r", "--credentials", password};

        assertThat(Stream.of(command, command)
                        .map(c -> Command.medml(c).succeeds().out())
                        .distinct())
                .hasSize(2);
    }
}
