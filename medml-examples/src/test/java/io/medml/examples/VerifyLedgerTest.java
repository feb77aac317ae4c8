package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyLedgerTest {

    /** The key of both ledgers of the shared vectors, as their entries.json states it. */
    private static final String VECTORS =
            "example.org/medml/audit+5a10ad2b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

    private static final Path KEY = Demonstration.OUT.resolve("ledger.vkey");

    @BeforeAll
    static void a_finished_run() {
        Demonstration.run().succeeds();
    }

    @Test
    void the_ledger_of_a_finished_run_is_ok_by_key_file_and_by_key_text() throws IOException {
        Path ledger = Demonstration.OUT.resolve("ledger");

        Command byFile = Command.medml("verify-ledger", ledger, "--vkey", KEY).succeeds();
        Command byText = Command.medml(
                        "verify-ledger", ledger, "--vkey", Files.readString(KEY).strip())
                .succeeds();

        assertThat(byFile.out())
                .matches("OK [1-9][0-9]* entries, root [0-9a-f]{64}\\R(?:(?:checked|NOT checked): .*\\R)+");
        assertThat(byText.out()).isEqualTo(byFile.out());
        assertThat(byFile.err()).isEmpty();
    }

    @Test
    void ok_is_followed_by_what_was_checked_and_what_was_not() {
        Path ledger = Demonstration.OUT.resolve("ledger");

        List<String> alone = Command.medml("verify-ledger", ledger, "--vkey", KEY)
                .succeeds()
                .out()
                .lines()
                .toList();
        List<String> with = Command.medml(
                        "verify-ledger",
                        ledger,
                        "--vkey",
                        KEY,
                        "--files",
                        Demonstration.OUT,
                        "--trusted",
                        ledger.resolve("checkpoint"))
                .succeeds()
                .out()
                .lines()
                .toList();

        // 18 pages and 17 evidence files; the keys and the summary are written after the last entry
        assertThat(alone).hasSize(4);
        assertThat(alone.get(1))
                .matches(
                        "checked: entries, hashes, signatures, journal; [0-9]+ artefacts in the ledger's own directory");
        assertThat(alone.get(2))
                .startsWith("NOT checked: 35 external artefacts not compared")
                .contains("--files");
        assertThat(alone.get(3))
                .startsWith("NOT checked: no trusted checkpoint given")
                .contains("--trusted");
        assertThat(with).hasSize(3);
        assertThat(with.get(1)).endsWith("; 35 files in " + Demonstration.OUT + "; 1 trusted checkpoint");
        assertThat(with.get(2))
                .isEqualTo("NOT checked: 3 files in " + Demonstration.OUT
                        + " that no entry names: ledger.key, ledger.vkey, summary.txt");
    }

    @Test
    void a_page_or_an_evidence_file_that_was_changed_added_or_removed_is_named(@TempDir Path folder)
            throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        for (Map.Entry<String, byte[]> file :
                Demonstration.files(Demonstration.OUT).entrySet()) {
            if (file.getKey().startsWith("documents/") || file.getKey().startsWith("evidence/")) {
                Path copy = folder.resolve(file.getKey());
                Files.createDirectories(copy.getParent());
                Files.write(copy, file.getValue());
            }
        }
        Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder).succeeds();

        for (String name : List.of("documents/15-model-card.html", "evidence/evaluation-2.0.json")) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            flip(file, whole.length / 2);
            Command changed = Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder);
            Files.write(file, "short".getBytes(StandardCharsets.UTF_8));
            Command cut = Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder);
            Files.delete(file);
            Command removed = Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder);
            Path aside = Files.write(folder.resolve("aside"), whole);
            Files.createSymbolicLink(file, aside);
            Command linked = Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder);
            Files.delete(file);
            Files.delete(aside);
            Files.write(file, whole);

            assertThat(List.of(changed.code(), cut.code(), removed.code(), linked.code()))
                    .containsOnly(1);
            assertThat(changed.out()).matches("E_BLOB_MISMATCH at entry [0-9]+ in " + name + ": .* same size\\R");
            assertThat(cut.out()).matches("E_BLOB_MISMATCH at entry [0-9]+ in " + name + ": .*, found 5 bytes\\R");
            assertThat(removed.out()).matches("E_BLOB_MISSING at entry [0-9]+ in " + name + ": .*\\R");
            assertThat(linked.out()).startsWith("E_BLOB_MISSING at entry ");
        }
        Files.writeString(folder.resolve("documents/16-added.html"), "x");
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder)
                        .succeeds()
                        .out())
                .contains("NOT checked: 1 file in " + folder + " that no entry names: documents/16-added.html");
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", KEY, "--files", folder.resolve("absent"))
                        .refusal())
                .contains("expected a directory with the files to compare");
    }

    @Test
    void the_files_of_a_run_are_recorded_under_their_media_types() throws IOException {
        String entries = Files.readString(
                only(Demonstration.OUT.resolve("ledger"), "tile/entries/"), StandardCharsets.ISO_8859_1);

        assertThat(entries)
                .contains("\"media\":\"text/html\",\"name\":\"documents/02-validation.html\"")
                .contains("\"media\":\"application/json\",\"name\":\"documents/15-model-card.json\"")
                .contains("\"media\":\"text/markdown\",\"name\":\"documents/15-model-card.md\"")
                .contains("\"media\":\"application/json\",\"name\":\"evidence/validation.json\"");
    }

    @Test
    void a_key_file_whose_path_holds_a_plus_sign_is_read(@TempDir Path folder) throws IOException {
        Path key = Files.copy(KEY, folder.resolve("a+b+c.vkey"));

        assertThat(Command.medml("verify-ledger", Demonstration.OUT.resolve("ledger"), "--vkey", key)
                        .succeeds()
                        .out())
                .startsWith("OK ");
    }

    @Test
    void a_flipped_byte_in_any_entry_is_found_and_placed(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        Path bundle = only(ledger, "tile/entries/");
        byte[] whole = Files.readAllBytes(bundle);
        SplittableRandom random = new SplittableRandom(1);

        int at = 0;
        int index = 0;
        while (at < whole.length) {
            int length = (whole[at] & 0xff) << 8 | (whole[at + 1] & 0xff);
            for (int offset : new int[] {2, 2 + random.nextInt(length), 1 + length}) {
                byte[] damaged = whole.clone();
                damaged[at + offset] ^= (byte) (1 << random.nextInt(8));
                Files.write(bundle, damaged);

                Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

                assertThat(verified.code())
                        .as("entry %d, byte %d", index, offset)
                        .isEqualTo(1);
                assertThat(verified.out()).startsWith("E_LEAF_MISMATCH at entry " + index + " in tile/entries/000.p/");
            }
            at += 2 + length;
            index++;
        }
        assertThat(index).isGreaterThan(20);
        Files.write(bundle, whole);
        Command.medml("verify-ledger", ledger, "--vkey", KEY).succeeds();
    }

    @Test
    void a_flipped_byte_in_the_length_of_an_entry_is_found(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        flip(only(ledger, "tile/entries/"), 1);

        Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).matches("E_(BUNDLE_SYNTAX|LEAF_MISMATCH) at entry 0 in tile/entries/.*\\R");
    }

    @Test
    void a_flipped_byte_in_a_hash_tile_is_found_and_placed(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        flip(only(ledger, "tile/0/"), 32 * 5 + 7);

        Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).startsWith("E_LEAF_MISMATCH at entry 5 in tile/");
    }

    @Test
    void a_flipped_byte_anywhere_in_the_checkpoint_is_found_and_placed(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        Path checkpoint = ledger.resolve("checkpoint");
        byte[] whole = Files.readAllBytes(checkpoint);

        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(checkpoint, damaged);

            Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

            assertThat(verified.code()).as("byte %d: %s", i, verified.out()).isEqualTo(1);
            assertThat(verified.out()).matches("E_[A-Z_]+( at entry [0-9]+)? in (checkpoint|tile/)[^:]*: .*\\R");
        }
    }

    @Test
    void a_flipped_byte_in_any_artefact_is_found_and_placed(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        int artefacts = 0;
        for (Map.Entry<String, byte[]> file :
                Demonstration.files(ledger.resolve("blobs")).entrySet()) {
            Path blob = ledger.resolve("blobs").resolve(file.getKey());
            flip(blob, file.getValue().length / 2);

            Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

            assertThat(verified.code()).as(file.getKey()).isEqualTo(1);
            assertThat(verified.out()).matches("E_BLOB_MISMATCH at entry [0-9]+ in blobs/" + file.getKey() + ": .*\\R");
            Files.write(blob, file.getValue());
            artefacts++;
        }
        assertThat(artefacts).isGreaterThan(15);
    }

    @Test
    void a_missing_file_of_any_class_is_found_and_placed(@TempDir Path folder) throws IOException {
        Path ledger = Demonstration.copyLedger(folder.resolve("ledger"));
        for (String file : Demonstration.files(ledger).keySet()) {
            if (file.equals("lock") || file.startsWith("wal/")) {
                continue;
            }
            byte[] kept = Files.readAllBytes(ledger.resolve(file));
            Files.delete(ledger.resolve(file));

            Command verified = Command.medml("verify-ledger", ledger, "--vkey", KEY);

            assertThat(verified.code()).as(file).isEqualTo(1);
            assertThat(verified.out()).matches("E_[A-Z]+_MISSING.* in " + file + ": .*\\R");
            Files.write(ledger.resolve(file), kept);
        }
        Command.medml("verify-ledger", ledger, "--vkey", KEY).succeeds();
    }

    @Test
    void a_flipped_byte_anywhere_in_the_key_is_refused_or_fails_the_ledger(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readString(KEY).strip().getBytes(StandardCharsets.US_ASCII);
        Path key = folder.resolve("ledger.vkey");

        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(key, damaged);

            Command verified = Command.medml("verify-ledger", Demonstration.OUT.resolve("ledger"), "--vkey", key);

            // a key states its own check sum, so damage is unusable input rather than a fault of the ledger
            assertThat(verified.refusal()).as("byte %d", i).contains("key");
        }
    }

    @Test
    void the_key_of_another_ledger_of_the_same_name_is_a_fault() throws IOException {
        String text = Files.readString(KEY);
        String origin = text.substring(0, text.indexOf('+'));

        Command verified = Command.medml(
                "verify-ledger",
                Demonstration.OUT.resolve("ledger"),
                "--vkey",
                Ed25519Signer.generate(origin).key().vkey());

        // exit 1 as LEDGER.md section 12 has it: a ledger that was replaced as a whole looks exactly like this
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out())
                .startsWith("E_KEY_CHAIN in checkpoint: expected the given key among the keys of this ledger");
    }

    @Test
    void the_key_of_a_ledger_of_another_name_is_a_fault() {
        Command verified = Command.medml("verify-ledger", Demonstration.OUT.resolve("ledger"), "--vkey", VECTORS);

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).startsWith("E_ORIGIN in checkpoint: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample-ledger", "sealed-ledger"})
    void both_ledgers_of_the_shared_vectors_are_ok(String name) {
        Path ledger = Path.of(System.getProperty("medml.shared", "absent"), "ledger-vectors", name);
        assumeTrue(Files.isDirectory(ledger), "the shared ledgers are absent (system property medml.shared)");

        assertThat(Command.medml("verify-ledger", ledger, "--vkey", VECTORS)
                        .succeeds()
                        .out())
                .contains("OK 533 entries, root ");
    }

    @Test
    void a_checkpoint_kept_elsewhere_tells_a_ledger_that_was_cut_back_or_forked(@TempDir Path folder)
            throws IOException {
        Path ledger = Demonstration.OUT.resolve("ledger");
        Path kept = Files.copy(ledger.resolve("checkpoint"), folder.resolve("kept"));
        Ed25519Signer key = Ed25519Signer.generate("example.org/short");
        try (Ledger cut = Ledger.open(folder.resolve("cut"), Clock.systemUTC(), key)) {
            cut.publish();
        }

        Command.medml("verify-ledger", ledger, "--vkey", KEY, "--trusted", kept).succeeds();
        Command other = Command.medml(
                "verify-ledger", folder.resolve("cut"), "--vkey", key.key().vkey(), "--trusted", kept);

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).startsWith("E_ANCHOR: expected a trusted checkpoint to be a checkpoint of this ledger");
    }

    @Test
    void a_ledger_that_is_open_can_be_verified_and_not_opened_again(@TempDir Path folder) {
        Ed25519Signer key = Ed25519Signer.generate("example.org/open");
        Path directory = folder.resolve("ledger");
        try (Ledger open = Ledger.open(directory, Clock.systemUTC(), key)) {
            open.publish();

            assertThat(Command.medml(
                                    "verify-ledger",
                                    directory,
                                    "--vkey",
                                    key.key().vkey())
                            .succeeds()
                            .out())
                    .contains("OK 1 entries");
            assertThatThrownBy(() -> Ledger.open(directory, Clock.systemUTC(), key))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("open")
                    .hasMessageNotContaining("\n");
            assertThat(open.size()).isEqualTo(1);
        }
    }

    @Test
    void a_ledger_cannot_be_opened_with_another_key(@TempDir Path folder) {
        Path directory = folder.resolve("ledger");
        Ledger.open(directory, Clock.systemUTC(), Ed25519Signer.generate("example.org/open"))
                .close();
        Map<String, byte[]> before = Demonstration.files(directory);

        assertThatThrownBy(() -> Ledger.open(directory, Clock.systemUTC(), Ed25519Signer.generate("example.org/open")))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("key");
        assertThat(Demonstration.files(directory).keySet()).isEqualTo(before.keySet());
        before.forEach((name, bytes) -> assertThat(
                        Demonstration.files(directory).get(name))
                .as(name)
                .satisfies(after -> {
                    if (!name.equals("lock")) {
                        assertThat(after).isEqualTo(bytes);
                    }
                }));
    }

    @Test
    void a_path_that_is_no_folder_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        for (Path path : new Path[] {folder.resolve("absent"), file}) {
            assertThat(Command.medml("verify-ledger", path, "--vkey", KEY).refusal())
                    .contains("expected the directory of a ledger at " + path, "give the folder");
        }
    }

    @Test
    void a_folder_that_is_no_ledger_has_no_checkpoint(@TempDir Path folder) {
        Command verified = Command.medml("verify-ledger", folder, "--vkey", KEY);

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out())
                .isEqualToIgnoringNewLines("E_CHECKPOINT_MISSING in checkpoint: expected a checkpoint, found none");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_missing_key_option_a_missing_key_file_and_a_text_that_is_no_key_are_refused(@TempDir Path folder) {
        Path ledger = Demonstration.OUT.resolve("ledger");

        assertThat(Command.medml("verify-ledger", ledger).refusal())
                .contains("--vkey", "see 'medml verify-ledger --help'");
        assertThat(Command.medml("verify-ledger", "--vkey", KEY).refusal()).contains("DIR");
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", folder.resolve("absent"))
                        .refusal())
                .contains("expected a readable file at " + folder.resolve("absent"));
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", Demonstration.OUT.resolve("summary.txt"))
                        .refusal())
                .contains("a verifier key has the form name+id+key");
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", "a+b+c").refusal())
                .contains("key");
        assertThat(Command.medml("verify-ledger", ledger, "--vkey", KEY, "--trusted", KEY)
                        .refusal())
                .contains("a trusted checkpoint is a signed note");
    }

    private static Path only(Path ledger, String prefix) {
        return Demonstration.files(ledger).keySet().stream()
                .filter(file -> file.startsWith(prefix))
                .reduce((a, b) -> {
                    throw new AssertionError("expected one file under " + prefix + ", found " + a + " and " + b);
                })
                .map(ledger::resolve)
                .orElseThrow();
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
