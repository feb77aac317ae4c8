package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    private static final List<String> PAGES = List.of(
            "01-data-description.html",
            "02-validation.html",
            "03-separation.html",
            "04-evaluation-1.0.html",
            "05-evaluation-2.0.html",
            "06-calibration-2.0.html",
            "07-bias-2.0.html",
            "08-weak-segments-2.0.html",
            "09-failure-cases-2.0.html",
            "10-regression.html",
            "11-judgement-1.0.html",
            "12-judgement-2.0.html",
            "13-change-control-plan.html",
            "14-decision.html",
            "15-model-card.html",
            "15-model-card.json",
            "15-model-card.md",
            "16-lineage.html");
    private static final List<String> EVIDENCE = List.of(
            "bias-2.0.json",
            "calibration-2.0.json",
            "change-control-plan.json",
            "data-description.json",
            "decision.json",
            "evaluation-1.0.json",
            "evaluation-2.0.json",
            "failure-cases-2.0.json",
            "judgement-1.0.json",
            "judgement-2.0.json",
            "lineage.json",
            "model-card.json",
            "regression.json",
            "separation.json",
            "study-configuration.json",
            "validation.json",
            "weak-segments-2.0.json");

    @Test
    void the_demonstration_ends_with_a_released_candidate_and_every_file() {
        Command run = Demonstration.run().succeeds();

        assertThat(run.out())
                .contains("SYNTHETIC DATA, DEMONSTRATION PLAN AND SIGNER")
                .contains("Decision  within the plan")
                .contains("Version 1.0: released as the first version")
                .contains("Version 2.0: RELEASED")
                .contains("signed by Demonstration Signer (not a person)")
                .contains(": OK, ")
                .endsWith(": RELEASED\n");
        assertThat(run.complaint()).isEmpty();
        assertThat(Demonstration.files(Demonstration.OUT.resolve("documents")).keySet())
                .containsExactlyElementsOf(PAGES);
        assertThat(Demonstration.files(Demonstration.OUT.resolve("evidence")).keySet())
                .containsExactlyElementsOf(EVIDENCE);
        assertThat(Demonstration.OUT.toFile().list())
                .containsExactlyInAnyOrder(
                        "documents", "evidence", "ledger", "ledger.key", "ledger.vkey", "summary.txt");
    }

    @Test
    void every_file_that_is_announced_is_there_and_every_file_that_is_there_is_announced() {
        Command run = Demonstration.run().succeeds();
        List<String> announced = run.out()
                .lines()
                .dropWhile(line -> !line.equals("Every file:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();

        List<String> there = new ArrayList<>();
        Demonstration.files(Demonstration.OUT).keySet().stream()
                .filter(file -> !file.startsWith("ledger/"))
                .forEach(file -> there.add(Demonstration.OUT.resolve(file).toString()));
        there.add(Demonstration.OUT.resolve("ledger").toString());
        assertThat(announced).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void every_page_of_the_demonstration_says_that_it_is_one_and_that_its_data_are_synthetic() {
        Demonstration.run().succeeds();
        Map<String, byte[]> pages = Demonstration.files(Demonstration.OUT.resolve("documents"));

        pages.forEach((name, bytes) -> {
            String page = new String(bytes, StandardCharsets.UTF_8);
            String demonstration = name.endsWith(".html")
                    ? "<strong>Demonstration</strong> Demonstration plan and demonstration signer; no regulator"
                    : name.endsWith(".md") ? "> **Demonstration.** Demonstration plan" : "\"DEMONSTRATION\"";
            String synthetic = name.endsWith(".html")
                    ? "<p class=\"notice\"><strong>Synthetic data</strong> The data"
                    : name.endsWith(".md")
                            ? "> **Synthetic data.** The data of this run are generated"
                            : "\"SYNTHETIC\"";
            assertThat(page.toUpperCase(Locale.ROOT))
                    .as(name)
                    .contains(demonstration.toUpperCase(Locale.ROOT))
                    .contains(synthetic.toUpperCase(Locale.ROOT));
            assertThat(page).as(name).doesNotContain("Not released", "Not recorded");
            if (name.endsWith(".html")) {
                // the running head repeats on each printed page
                assertThat(page).as(name).containsPattern("class=\"running-notice\"><b>Demonstration</b>");
            }
        });
    }

    @Test
    void every_evidence_document_of_the_demonstration_but_the_plan_has_synthetic_provenance() {
        Demonstration.run().succeeds();

        Demonstration.files(Demonstration.OUT.resolve("evidence")).forEach((name, bytes) -> {
            String document = new String(bytes, StandardCharsets.UTF_8);
            // a plan is text that people wrote; it rests on no data
            assertThat(document)
                    .as(name)
                    .contains(name.equals("change-control-plan.json") ? "\"synthetic\":false" : "\"synthetic\":true");
        });
    }

    private static String page(String name) {
        return new String(
                Demonstration.files(Demonstration.OUT.resolve("documents")).get(name), StandardCharsets.UTF_8);
    }

    @Test
    void the_n_of_a_figure_is_the_sum_of_the_denominators_that_it_draws() {
        Demonstration.run().succeeds();
        String evaluation = page("05-evaluation-2.0.html");
        Matcher positives = Pattern.compile("With the condition</dt>\\s*<dd>([0-9,]+) of ([0-9,]+)")
                .matcher(evaluation);
        assertThat(positives.find()).isTrue();

        assertThat(captions(evaluation, "Sensitivity by ")).isNotEmpty().containsOnly(positives.group(1));
        assertThat(captions(evaluation, "Area under the ROC curve by "))
                .isNotEmpty()
                .containsOnly(positives.group(2));
        // the bias page draws the same records
        assertThat(captions(page("07-bias-2.0.html"), "Sensitivity by ")).containsOnly(positives.group(1));
    }

    private static Set<String> captions(String page, String start) {
        Set<String> n = new TreeSet<>();
        Matcher matcher = Pattern.compile("</span> " + start + "[^<]* <span class=\"n\">n = ([0-9,]+)</span>")
                .matcher(page);
        while (matcher.find()) {
            n.add(matcher.group(1));
        }
        return n;
    }

    @Test
    void the_pages_about_the_data_state_what_was_compared_and_what_was_left_out() {
        Demonstration.run().succeeds();

        assertThat(page("02-validation.html"))
                .containsPattern("Rules checked</dt>\\s*<dd>[1-9][0-9]*</dd>")
                .containsPattern("Rows that fail a rule</dt>\\s*<dd>[0-9,]+ of 2[0-9],[0-9]{3}[ <]");
        assertThat(page("01-data-description.html"))
                .contains("training, version 1.0, drawn from that of version 2.0")
                .contains("attributes audited for bias and not used as inputs")
                .contains("sex, site");
        assertThat(page("03-separation.html"))
                .contains("Identical model inputs", "of which it is a part", ".first")
                .contains("admission, age_group, creatinine, disposition, heart_rate, lactate, prior_admissions,"
                        + " systolic_pressure<");
    }

    @Test
    void nothing_written_names_this_machine() throws IOException {
        Demonstration.run().succeeds();
        String host = InetAddress.getLocalHost().getHostName();
        String root = Path.of("").toAbsolutePath().toString();

        Map<String, byte[]> files = new TreeMap<>();
        for (String part : List.of("evidence", "documents", "ledger/tile", "ledger/blobs")) {
            files.putAll(Demonstration.files(Demonstration.OUT.resolve(part)));
        }
        files.forEach((name, bytes) -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .as(name)
                .doesNotContain(root, System.getProperty("java.io.tmpdir") + "/", System.getProperty("user.home") + "/")
                .doesNotContain("\"" + host + "\""));
    }

    @Test
    void the_same_seed_and_clock_give_the_same_bytes_in_everything_but_what_the_new_key_enters(@TempDir Path folder) {
        Demonstration.run().succeeds();
        Demonstration.make(folder.resolve("again")).succeeds();

        Map<String, byte[]> first = Demonstration.files(Demonstration.OUT);
        Map<String, byte[]> again = Demonstration.files(folder.resolve("again"));

        assertThat(again.keySet()).isEqualTo(first.keySet());
        List<String> different = first.keySet().stream()
                .filter(file -> !Arrays.equals(first.get(file), again.get(file)))
                .filter(file -> !file.equals("ledger/lock"))
                .toList();
        // the key pair is new; the first entry states it, so the tiles and the checkpoint have another root; the
        // summary
        // states that root and where it is. All evidence, all documents and all artefacts are equal.
        String tiles = "[0-9]{3}\\.p/[0-9]+";
        assertThat(different).hasSize(6);
        assertThat(different.get(0)).isEqualTo("ledger.key");
        assertThat(different.get(1)).isEqualTo("ledger.vkey");
        assertThat(different.get(2)).isEqualTo("ledger/checkpoint");
        assertThat(different.get(3)).matches("ledger/tile/0/" + tiles);
        assertThat(different.get(4)).matches("ledger/tile/entries/" + tiles);
        assertThat(different.get(5)).isEqualTo("summary.txt");
        assertThat(differingEntries(first.get(different.get(4)), again.get(different.get(4))))
                .containsExactly(0);
    }

    private static List<Integer> differingEntries(byte[] first, byte[] second) {
        List<byte[]> left = entries(first);
        List<byte[]> right = entries(second);
        assertThat(right).hasSameSizeAs(left);
        List<Integer> different = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            if (!Arrays.equals(left.get(i), right.get(i))) {
                different.add(i);
            }
        }
        return different;
    }

    /** The entries of a bundle: each after its length in two bytes, most significant first. */
    static List<byte[]> entries(byte[] bundle) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            int length = (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
            entries.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return entries;
    }

    @Test
    void another_seed_gives_other_evidence(@TempDir Path folder) {
        SmallStudy study = new SmallStudy(folder).write();
        study.run("--seed", 1, "--clock", Demonstration.CLOCK).succeeds();
        Map<String, byte[]> one = Demonstration.files(study.out().resolve("evidence"));
        Command other = Command.medml(
                "run",
                "--data",
                study.data(),
                "--config",
                study.configuration(),
                "--out",
                folder.resolve("other"),
                "--seed",
                2,
                "--clock",
                Demonstration.CLOCK);
        Map<String, byte[]> two = Demonstration.files(folder.resolve("other/evidence"));

        other.succeeds();
        assertThat(two.keySet()).isEqualTo(one.keySet());
        for (String name : List.of(
                "evaluation-1.0.json",
                "evaluation-2.0.json",
                "calibration-2.0.json",
                "bias-2.0.json",
                "weak-segments-2.0.json",
                "failure-cases-2.0.json",
                "regression.json")) {
            assertThat(two.get(name)).as(name).isNotEqualTo(one.get(name));
        }
        // the table, the schema and the plan do not depend on the seed
        for (String name : List.of("data-description.json", "validation.json", "change-control-plan.json")) {
            assertThat(two.get(name)).as(name).isEqualTo(one.get(name));
        }
    }

    @Test
    void a_run_on_data_without_a_signer_stops_at_awaiting_signature(@TempDir Path folder) {
        SmallStudy study = new SmallStudy(folder).write();

        Command run = study.run().succeeds();

        assertThat(run.out())
                .contains("Decision  within the plan", "Version 1.0: awaiting signature")
                .endsWith(": AWAITING SIGNATURE\n")
                .doesNotContain("SYNTHETIC", "signed by");
        assertEveryPageSays(study, "Awaiting signature; the candidate is not released for use.");
        assertThat(types(study)).doesNotContain("signature.applied", "model.released", "model.qualified");
    }

    @Test
    void a_named_person_with_their_password_promotes_the_candidate(@TempDir Path folder) throws IOException {
        SmallStudy study = signed(folder, "Grace O'Hopper: \"QM\", née Murray");

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "correct horse battery"))
                .succeeds();

        assertThat(run.out())
                .contains("Version 1.0: released as the first version", "Version 2.0: RELEASED")
                .contains("signed by Grace O'Hopper: \"QM\", née Murray (quality-manager)")
                .contains("(", " Europe/Berlin), meaning: approval")
                .endsWith(": RELEASED\n");
        assertThat(types(study)).containsSubsequence("signature.applied", "model.released", "model.retired");
        assertThat(types(study)).filteredOn("model.released"::equals).hasSize(2);
        // the password and its verifier stay out of everything that is written
        Demonstration.files(study.out())
                .forEach((name, bytes) -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .as(name)
                        .doesNotContain("correct horse battery", "pbkdf2-sha256:"));
        verify(study);
    }

    @Test
    void a_wrong_password_is_refused_and_on_record_and_releases_nothing(@TempDir Path folder) throws IOException {
        SmallStudy study = signed(folder, "Grace Hopper");

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "incorrect horse"));

        assertThat(run.refusal())
                .contains("signature by \"qm.tester\"", "refused: the person could not be authenticated")
                .contains("The attempt is on record", "the candidate is not released; correct --sign-as, --credentials")
                .doesNotContain("horse");
        assertThat(run.out()).endsWith(": AWAITING SIGNATURE\n");
        assertThat(types(study)).filteredOn("access.denied"::equals).hasSize(1);
        assertThat(types(study)).doesNotContain("signature.applied", "model.released");
        assertEveryPageSays(study, "Awaiting signature; the candidate is not released for use.");
        verify(study);
    }

    @Test
    void a_person_without_the_due_role_is_refused_and_on_record(@TempDir Path folder) throws IOException {
        SmallStudy study = signed(folder, "Grace Hopper");
        study.config("\"quality-manager\"", "\"developer\"").write();

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "correct horse battery"));

        assertThat(run.refusal()).contains("does not hold the role quality-manager");
        assertThat(types(study)).contains("access.denied").doesNotContain("signature.applied", "model.released");
    }

    @Test
    void the_proposer_of_a_change_cannot_sign_it(@TempDir Path folder) throws IOException {
        SmallStudy study = signed(folder, "Grace Hopper");
        study.config("proposer: demo.developer", "proposer: qm.tester").write();

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "correct horse battery"));

        assertThat(run.refusal()).contains("is not independent");
        assertThat(types(study)).contains("access.denied").doesNotContain("signature.applied", "model.released");
    }

    @Test
    void a_release_that_the_guard_refuses_ends_like_a_signature_that_is_refused(@TempDir Path folder)
            throws IOException {
        SmallStudy study = signed(folder, "Grace Hopper");
        // a plan that asks for a rejection gets one, and what was rejected is not released
        study.plan("meaning: approval}", "meaning: approval}\n      - {role: quality-manager, meaning: rejection}")
                .write();

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "correct horse battery"));

        assertThat(run.refusal())
                .contains("2.0 may not be released: the record was signed with meaning rejection")
                .contains("The attempt is on record. Everything else is done and the candidate is not released");
        assertThat(run.out())
                .contains("Version 1.0: released as the first version", "signed with meaning rejection")
                .endsWith(": AWAITING SIGNATURE\n");
        assertThat(types(study)).filteredOn("access.denied"::equals).hasSize(1);
        assertThat(types(study)).filteredOn("model.released"::equals).hasSize(1);
        verify(study);
    }

    @Test
    void a_first_release_that_the_guard_refuses_leaves_a_whole_ledger(@TempDir Path folder) throws IOException {
        SmallStudy study = signed(folder, "Grace Hopper");
        study.config("role: quality-manager, meaning: approval}", "role: quality-manager, meaning: rejection}")
                .write();

        Command run = study.run("--sign-as", "qm.tester", "--credentials", password(folder, "correct horse battery"));

        assertThat(run.refusal()).contains("1.0 may not be released: the record was signed with meaning rejection");
        assertThat(run.out()).contains("Version 1.0: not released, the guard refused it");
        assertThat(types(study)).contains("access.denied").doesNotContain("model.released");
        verify(study);
    }

    private static Path password(Path folder, String password) throws IOException {
        return Files.writeString(folder.resolve("password.txt"), password + "\n");
    }

    /** A study with an identity that the command {@code identity} made for the password "correct horse battery". */
    private static SmallStudy signed(Path folder, String name) throws IOException {
        Command identity = Command.medml(
                        "identity",
                        "--id",
                        "qm.tester",
                        "--name",
                        name,
                        "--role",
                        "quality-manager",
                        "--zone",
                        "Europe/Berlin",
                        "--credentials",
                        password(folder, "correct horse battery"))
                .succeeds();
        assertThat(identity.out()).startsWith("- {id: \"qm.tester\"").doesNotContain("horse");
        return new SmallStudy(folder)
                .config("identities:\n", "identities:\n  " + identity.out())
                .write();
    }

    @Test
    void a_criterion_that_is_not_met_refuses_the_candidate_with_exit_code_zero(@TempDir Path folder) {
        SmallStudy study = new SmallStudy(folder)
                .plan("lower_limit_at_least: 0.70", "lower_limit_at_least: 0.9999")
                .write();

        Command run = study.run().succeeds();

        assertThat(run.out())
                .contains("Decision  criteria not met")
                .contains("C1, area under the ROC curve overall: lower confidence limit >= 0.9999: not met")
                .contains("Version 2.0: NOT RELEASED")
                .endsWith(": NOT RELEASED\n");
        assertEveryPageSays(study, "The candidate is not released for use: criteria not met.");
    }

    @Test
    void a_plan_without_an_authorization_number_is_no_authorized_plan(@TempDir Path folder) {
        SmallStudy study = new SmallStudy(folder)
                .plan("authorization: {number: DEMONSTRATION-0000, date: \"2026-01-01\"}\n", "")
                .write();

        Command run = study.run().succeeds();

        assertThat(run.out())
                .contains("Decision  no authorized plan", "authorization: none")
                .endsWith(": NOT RELEASED\n");
        assertEveryPageSays(study, "The candidate is not released for use: no authorized plan.");
    }

    @Test
    void a_modification_that_the_plan_does_not_describe_is_outside_the_plan(@TempDir Path folder) {
        SmallStudy study = new SmallStudy(folder)
                .config("modification: M1", "modification: M9")
                .write();

        Command run = study.run().succeeds();

        assertThat(run.out()).contains("Decision  outside the plan", "M9").endsWith(": NOT RELEASED\n");
        assertEveryPageSays(study, "The candidate is not released for use: outside the plan.");
    }

    private static void assertEveryPageSays(SmallStudy study, String notice) {
        Map<String, byte[]> pages = Demonstration.files(study.out().resolve("documents"));
        assertThat(pages.keySet()).containsExactlyElementsOf(PAGES);
        pages.forEach((name, bytes) -> {
            // the notices of the first version's pages are about that version
            if (!name.contains("-1.0.")) {
                assertThat(new String(bytes, StandardCharsets.UTF_8)).as(name).contains(notice);
            }
        });
    }

    private static void verify(SmallStudy study) {
        assertThat(Command.medml(
                                "verify-ledger",
                                study.out().resolve("ledger"),
                                "--vkey",
                                study.out().resolve("ledger.vkey"))
                        .succeeds()
                        .out())
                .startsWith("OK ");
    }

    /** The types of the entries, read through the API with the key that the run left. */
    private static List<String> types(SmallStudy study) {
        String vkey = new String(Demonstration.files(study.out()).get("ledger.vkey"), StandardCharsets.UTF_8);
        Ed25519Signer signer = Ed25519Signer.load(
                vkey.substring(0, vkey.indexOf('+')), study.out().resolve("ledger.key"));
        try (Ledger ledger = Ledger.open(study.out().resolve("ledger"), Clock.systemUTC(), signer)) {
            return ledger.entries().map(LedgerEntry::type).toList();
        }
    }
}
