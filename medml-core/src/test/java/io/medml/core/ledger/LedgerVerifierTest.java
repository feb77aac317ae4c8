package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forgeries by the holder of the key, and what a kept checkpoint shows. */
class LedgerVerifierTest {

    /** Created, a model, two notes, a change, a signature with a personal key. */
    private static List<byte[]> honest() {
        Ledger ledger = Forge.open(new MemoryFiles());
        LedgerEntry model =
                ledger.append(TestEvidence.registration(TestEvidence.MODEL).id(Forge.id(50)));
        ledger.append(Forge.note(1));
        ledger.append(Forge.note(2).link("model", model.ref()));
        ledger.append(EntryDraft.of("record.updated")
                .subject("threshold", "t", "1")
                .reason("why")
                .change("point", "1", "2"));
        ledger.append(LedgerTest.signature(Actor.human("u:ana", "Ana", "QA"), model.ref(), "Ana", "password", "totp")
                .personalKey(Ed25519Signer.fromSeed("u-ana", Forge.seed(5))));
        ledger.append(EntryDraft.of("model.retired")
                .subject(TestEvidence.MODEL)
                .reason("old")
                .link("model", model.ref()));
        return ledger.entries().map(LedgerEntry::bytes).collect(Collectors.toCollection(ArrayList::new));
    }

    private static String forged(int index, String from, String to) {
        List<byte[]> entries = honest();
        entries.set(index, Forge.replaced(entries.get(index), from, to));
        return Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER)));
    }

    @Test
    void what_the_forger_leaves_honest_is_in_order() {
        assertThat(Forge.fault(Forge.verify(Forge.published(honest(), Forge.SIGNER))))
                .isEqualTo("OK 7+0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | \"medml-ledger/1\" | \"medml-ledger/2\" | E_ENTRY_SCHEMA",
                "0 | \"ledger.created\" | \"ledger.opened\" | E_ENTRY_SCHEMA",
                "2 | \"v\":1 | \"v\":2 | E_ENTRY_SCHEMA",
                "2 | \"v\":1 | \"v\": 1 | E_ENTRY_NOT_CANONICAL",
                "2 | \"number\":1 | \"number\":01 | E_ENTRY_NOT_CANONICAL",
                "2 | \"number\":1 | \"number\":1,\"number\":1 | E_ENTRY_NOT_CANONICAL",
                "2 | \"index\":2 | \"index\":3 | E_INDEX",
                "2 | x.test.note | test.note | E_ENTRY_SCHEMA",
                "2 | \"kind\":\"service\" | \"kind\":\"robot\" | E_ENTRY_SCHEMA",
                "2 | \"kind\":\"service\" | \"kind\":\"human\" | E_ENTRY_SCHEMA",
                "2 | 2026-03-01 | 2026-02-30 | E_ENTRY_SCHEMA",
                "2 | 2026-03-01 | 2026-02-01 | E_TIME_ORDER",
                "2 | \"sw\":\"medml/ | \"sw\":\"medml | E_ENTRY_SCHEMA",
                "2 | 11112222-3333-8000 | 1111-22223333-8000 | E_ENTRY_SCHEMA",
                "3 | -000000000002 | -000000000001 | E_DUPLICATE_ID",
                "3 | \"rel\":\"model\" | \"rel\":\"\" | E_ENTRY_SCHEMA",
                "4 | \"reason\":\"why\", | '' | E_ENTRY_SCHEMA",
                "4 | \"field\":\"point\" | \"field\":\"\" | E_ENTRY_SCHEMA",
                "5 | \"approval\" | \"applause\" | E_ENTRY_SCHEMA",
                "5 | \"approval\" | \"review\" | E_SIGNATURE_EVENT",
                "5 | Europe/Madrid | Europe/Nowhere | E_ENTRY_SCHEMA",
                "5 | \"rel\":\"signs\" | \"rel\":\"about\" | E_ENTRY_SCHEMA",
                "6 | \"index\":1 | \"index\":2 | E_LINK",
                "6 | \"index\":1 | \"index\":99 | E_LINK",
                "6 | \"id\":\"readmission\" | \"id\":\"another\" | E_LINK",
            })
    void a_forgery_by_the_holder_of_the_key_has_its_code(int index, String from, String to, String code) {
        assertThat(forged(index, from, to)).isEqualTo(code);
    }

    private static byte[] rotation(int index, CheckpointSigner from, CheckpointSigner to, CheckpointSigner signingOld) {
        String oldKey = from.key().vkey();
        String newKey = to.key().vkey();
        byte[] message = ("medml-keyrotation/v1\n" + Forge.ORIGIN + "\n" + index + "\n" + oldKey + "\n" + newKey + "\n")
                .getBytes(StandardCharsets.UTF_8);
        String text = "{\"actor\":{\"id\":\"svc:ledger\",\"kind\":\"system\"},\"data\":{\"new_vkey\":\"" + newKey
                + "\",\"old_vkey\":\"" + oldKey + "\",\"sig_new\":\"" + base64(to.sign(message)) + "\",\"sig_old\":\""
                + base64(signingOld.sign(message)) + "\"},\"id\":\"" + Forge.id(70) + "\",\"index\":" + index
                + ",\"reason\":\"annual\",\"src\":{\"node\":\"n\",\"sw\":\"a/1\"},\"time\":\"2026-03-02T08:00:00.000Z\","
                + "\"type\":\"ledger.key.rotated\",\"v\":1}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void a_rotation_signed_by_both_keys_hands_over_and_one_without_the_old_key_does_not() {
        List<byte[]> entries = honest();
        entries.add(rotation(7, Forge.SIGNER, Forge.OTHER, Forge.SIGNER));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.OTHER))))
                .isEqualTo("OK 8+0");
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_CHECKPOINT_SIGNATURE");

        entries.set(7, rotation(7, Forge.SIGNER, Forge.OTHER, Forge.OTHER));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.OTHER))))
                .isEqualTo("E_KEY_CHAIN");
        entries.set(7, rotation(7, Forge.OTHER, Forge.SIGNER, Forge.OTHER));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_KEY_CHAIN");
    }

    @Test
    void a_whole_ledger_under_another_key_is_a_key_chain_fault() {
        MemoryFiles files = new MemoryFiles();
        Ledger.builder(files).clock(Forge.ticking()).signer(Forge.OTHER).open().close();
        assertThat(Forge.fault(Forge.verify(files))).isEqualTo("E_KEY_CHAIN");
    }

    @Test
    void a_clock_correction_by_a_person_may_go_back_and_is_a_warning_and_by_a_service_it_may_not() {
        List<byte[]> entries = honest();
        String correction =
                "{\"actor\":{\"id\":\"u:ana\",\"kind\":\"human\",\"name\":\"Ana\"},\"data\":{\"correction\":true,"
                        + "\"last\":\"2026-03-01T08:00:06.000Z\",\"wall\":\"2026-02-01T08:00:00.000Z\"},\"id\":\""
                        + Forge.id(71)
                        + "\",\"index\":7,\"reason\":\"clock ran ahead\",\"src\":{\"node\":\"n\",\"sw\":\"a/1\"},"
                        + "\"time\":\"2026-02-01T08:00:00.000Z\",\"type\":\"clock.adjusted\",\"v\":1}";
        entries.add(correction.getBytes(StandardCharsets.UTF_8));

        LedgerVerification found = Forge.verify(Forge.published(entries, Forge.SIGNER));

        assertThat(Forge.fault(found)).isEqualTo("OK 8+0");
        assertThat(found.warnings())
                .extracting(LedgerVerification.Warning::code)
                .containsExactly(LedgerVerification.WarningCode.CLOCK_CORRECTED);
        entries.set(7, correction.replace("human", "service").getBytes(StandardCharsets.UTF_8));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_ENTRY_SCHEMA");
        entries.set(7, correction.replace("\"correction\":true,", "").getBytes(StandardCharsets.UTF_8));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_TIME_ORDER");
    }

    @Test
    void an_old_value_that_was_never_recorded_is_a_schema_fault() {
        Ledger ledger = Forge.open(new MemoryFiles());
        for (int i = 1; i < 4; i++) {
            ledger.append(EntryDraft.of("config.changed")
                    .reason("tuning")
                    .change("limit", new Content.Whole(i), new Content.Whole(i + 1)));
        }
        List<byte[]> entries =
                ledger.entries().map(LedgerEntry::bytes).collect(Collectors.toCollection(ArrayList::new));
        entries.set(3, Forge.replaced(entries.get(3), "\"old\":3", "\"old\":2"));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_ENTRY_SCHEMA");
    }

    // ---------------------------------------------------------------- kept checkpoints

    private static String against(LedgerFiles files, String checkpoint) {
        return Forge.fault(LedgerVerifier.of(files)
                .key(Forge.SIGNER.key())
                .trusted(checkpoint)
                .verify());
    }

    @Test
    void an_older_genuine_state_is_a_rollback_against_a_kept_checkpoint_and_unseen_without_one() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        ledger.append(Forge.note(1));
        ledger.publish();
        String older = ledger.checkpoint();
        MemoryFiles copy = Forge.copyOf(files);
        ledger.append(Forge.note(2));
        ledger.publish();

        assertThat(against(copy, ledger.checkpoint())).isEqualTo("E_ROLLBACK");
        assertThat(Forge.fault(Forge.verify(copy))).isEqualTo("OK 2+0");
        assertThat(against(files, older)).isEqualTo("OK 3+0");
        assertThat(against(files, ledger.checkpoint())).isEqualTo("OK 3+0");
    }

    @Test
    void a_second_history_under_the_same_key_is_a_fork() {
        MemoryFiles one = new MemoryFiles();
        MemoryFiles two = new MemoryFiles();
        Ledger first = Forge.open(one);
        first.append(Forge.note(1));
        first.publish();
        Ledger second = Forge.open(two);
        second.append(Forge.note(2));
        second.append(Forge.note(3));
        second.publish();

        assertThat(against(two, first.checkpoint())).isEqualTo("E_FORK");
    }

    @Test
    void a_kept_checkpoint_of_another_key_or_ledger_is_refused_as_anchor() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        String text = SignedNote.parse(ledger.checkpoint().getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .text();
        String byOther = new String(SignedNote.sign(text, Forge.OTHER), StandardCharsets.UTF_8);

        assertThat(against(files, byOther)).isEqualTo("E_ANCHOR");
        assertThat(against(files, Vectors.json("notes.json").text("checkpoint_size_1000")))
                .isEqualTo("E_ANCHOR");
        assertThatThrownBy(() -> LedgerVerifier.of(files).trusted("nothing"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LedgerVerifier.of(files).verify()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anchors_in_the_directory_are_checked_like_kept_checkpoints() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        Forge.put(
                files, "anchors/00000000000000000001.note", ledger.checkpoint().getBytes(StandardCharsets.UTF_8));
        ledger.append(Forge.note(1));
        ledger.publish();
        assertThat(Forge.fault(Forge.verify(files))).isEqualTo("OK 2+0");

        MemoryFiles other = new MemoryFiles();
        Ledger.builder(other).clock(Forge.ticking()).signer(Forge.SIGNER).stream("other")
                .open();
        Forge.put(other, "anchors/00000000000000000001.note", Forge.get(files, "anchors/00000000000000000001.note"));
        assertThat(Forge.fault(Forge.verify(other))).isEqualTo("E_FORK");
    }

    @Test
    void an_artefact_that_is_kept_elsewhere_is_counted_and_compared_where_its_directory_is_given(
            @TempDir Path directory) throws java.io.IOException {
        byte[] old = {1, 2, 3};
        byte[] page = {4, 5, 6};
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        ledger.append(Forge.note(1).ref(external(old, "pages/a.html")));
        ledger.append(Forge.note(2).ref(external(page, "pages/a.html")).ref(external(old, "b.json")));
        ledger.publish();
        LedgerVerifier verifier = LedgerVerifier.of(files).key(Forge.SIGNER.key());

        assertThat(reach(verifier.verify())).isEqualTo(new LedgerVerification.Reach(0, 3, 0, 0, List.of(), 0));
        assertThat(reach(verifier.verify()).notCompared()).isEqualTo(3);
        assertThat(Forge.fault(verifier.files(directory).verify())).isEqualTo("E_BLOB_MISSING");

        Files.createDirectory(directory.resolve("pages"));
        Files.write(directory.resolve("pages/a.html"), page);
        Files.write(directory.resolve("b.json"), old);
        Files.write(directory.resolve("other"), old);
        // the name that two entries give is held against the last of them
        assertThat(reach(verifier.files(directory).trusted(ledger.checkpoint()).verify()))
                .isEqualTo(new LedgerVerification.Reach(0, 3, 2, 1, List.of("other"), 1));
        Files.write(directory.resolve("pages/a.html"), old);
        assertThat(Forge.fault(verifier.files(directory).verify())).isEqualTo("E_BLOB_MISMATCH");
        assertThatThrownBy(() -> verifier.files(directory).files(directory)).hasMessageContaining("already set");
    }

    @Test
    void a_name_that_leads_out_of_the_directory_of_files_is_not_followed(@TempDir Path folder)
            throws java.io.IOException {
        Files.write(folder.resolve("secret"), new byte[] {1});
        Path directory = Files.createDirectory(folder.resolve("files"));
        for (String name : List.of("../secret", folder.resolve("secret").toString())) {
            MemoryFiles files = new MemoryFiles();
            Ledger ledger = Forge.open(files);
            ledger.append(Forge.note(1).ref(external(new byte[] {1}, name)));
            ledger.publish();

            assertThat(Forge.fault(LedgerVerifier.of(files)
                            .key(Forge.SIGNER.key())
                            .files(directory)
                            .verify()))
                    .as(name)
                    .isEqualTo("E_BLOB_MISSING");
        }
    }

    private static BlobRef external(byte[] content, String name) {
        return new BlobRef(Digest.sha256(content), content.length, "text/html", name, BlobRef.Store.EXTERNAL);
    }

    private static LedgerVerification.Reach reach(LedgerVerification verification) {
        return verification.fold(LedgerVerification.Ok::reach, fault -> {
            throw new AssertionError(fault.message());
        });
    }

    @Test
    void an_erased_artefact_may_be_missing() throws java.io.IOException {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        BlobRef ref = ledger.store(new byte[] {1, 2, 3}, "text/plain", "x");
        ledger.append(Forge.note(1).ref(ref));
        ledger.publish();
        files.delete(LedgerVerifier.blobPath(ref.digest().hex()));
        assertThat(Forge.fault(Forge.verify(files))).isEqualTo("E_BLOB_MISSING");

        ledger.append(EntryDraft.of("artifact.erased")
                .reason("request of the subject")
                .data(Content.fields().put("hash", ref.digest().hex()).build()));
        ledger.publish();
        assertThat(Forge.fault(Forge.verify(files))).isEqualTo("OK 3+0");
    }
}
