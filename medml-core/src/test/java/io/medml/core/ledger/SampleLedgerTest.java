package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.LedgerVerification.Ok;
import io.medml.core.ledger.LedgerVerification.Warning;
import io.medml.core.ledger.LedgerVerification.WarningCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample ledgers of the format, which another implementation wrote; and what was done to copies of them. */
class SampleLedgerTest {

    private static final Content.Fields ENTRIES = Vectors.json("entries.json");
    private static final String BUNDLE = "tile/entries/001";
    private static final String WAL = "wal/00000000000000000533";

    @TempDir
    Path scratch;

    private MemoryFiles files;

    @BeforeEach
    void copy() {
        files = Forge.sample("sample-ledger", scratch);
    }

    private String verify() {
        return Forge.fault(LedgerVerifier.of(files).key(Vectors.VKEY).verify());
    }

    @Test
    void the_sample_ledger_is_in_order_under_each_of_its_keys() {
        LedgerVerification found =
                LedgerVerifier.of(files).key(ENTRIES.text("vkey")).verify();

        assertThat(found).isInstanceOfSatisfying(Ok.class, ok -> {
            assertThat(ok.size()).isEqualTo(ENTRIES.whole("size"));
            assertThat(ok.root().hex()).isEqualTo(ENTRIES.text("root_533"));
            assertThat(ok.size() + ok.unpublished()).isEqualTo(ENTRIES.whole("with_journal"));
            assertThat(ok.warnings()).isEmpty();
        });
        String rotated = Vectors.json("notes.json").fields("rotated_key").text("vkey");
        assertThat(Forge.fault(LedgerVerifier.of(files).key(rotated).verify())).isEqualTo("OK 533+7");
    }

    @Test
    void the_sealed_ledger_is_in_order_with_the_warning_that_its_last_entry_rests_on_a_checksum() {
        LedgerVerification found = LedgerVerifier.of(Forge.sample("sealed-ledger", scratch))
                .key(Vectors.VKEY)
                .verify();

        assertThat(Forge.fault(found)).isEqualTo("OK 533+7");
        assertThat(found.warnings()).extracting(Warning::code).containsExactly(WarningCode.UNSIGNED_ENTRIES);
        assertThat(found.warnings().get(0).message()).contains("539 to 539");
    }

    @Test
    void verification_changes_nothing_on_a_disk_that_cannot_be_written() throws IOException {
        Path directory = scratch.resolve("sample-ledger");
        List<String> before = DiskFiles.walk(new DiskFiles(directory, true), "");
        for (String file : before) {
            assertThat(directory.resolve(file).toFile().setReadOnly()).isTrue();
        }

        assertThat(Forge.fault(LedgerVerifier.of(directory).key(Vectors.VKEY).verify()))
                .isEqualTo("OK 533+7");
        assertThat(DiskFiles.walk(new DiskFiles(directory, true), "")).isEqualTo(before);
    }

    @Test
    void entries_have_the_bytes_and_leaf_hashes_of_the_vectors() throws LedgerFault {
        List<Content.Fields> cases = Vectors.objects(ENTRIES, "entries");
        assertThat(cases).hasSize(9);
        for (Content.Fields one : cases) {
            LedgerEntry entry = LedgerEntry.of(one.text("text").getBytes(StandardCharsets.UTF_8));
            assertThat(entry.leaf().hex()).isEqualTo(one.text("leaf"));
            assertThat(entry.index()).isEqualTo(one.whole("index"));
        }
        LedgerEntry release = LedgerEntry.of(cases.get(5).text("text").getBytes(StandardCharsets.UTF_8));
        assertThat(release.type()).isEqualTo("model.released");
        assertThat(release.actor())
                .isEqualTo(Actor.human("u:ana", "Ana Beltr\u00e1n", "QA lead").withAuth("password+totp"));
        assertThat(release.subject()).contains(new Subject("model", "cxr-triage", "1.4.0"));
        assertThat(release.links()).extracting(Link::rel).containsExactly("model", "qualification", "signature");
        assertThat(release.time()).isEqualTo("2026-01-05T08:00:05Z");
    }

    @Test
    void the_writer_takes_the_sample_up_where_it_ends_and_its_root_is_that_of_the_vectors() {
        byte[] seed =
                Vectors.hex(Vectors.json("notes.json").fields("rotated_key").text("seed"));
        Ledger ledger = Ledger.builder(files)
                .clock(Forge.ticking())
                .signer(Ed25519Signer.ofVector(Vectors.ORIGIN, seed))
                .allowPublishedKeys()
                .open();

        assertThat(ledger.size()).isEqualTo(540);
        TreeHead head = TreeHead.parseCheckpoint(
                        SignedNote.parse(ledger.checkpoint().getBytes(StandardCharsets.UTF_8))
                                .orElseThrow()
                                .text())
                .orElseThrow();
        assertThat(Vectors.hex(head.root())).isEqualTo(ENTRIES.text("root_540"));
        ledger.append(Forge.note(1));
        ledger.close();
        assertThat(verify()).isEqualTo("OK 541+0");
    }

    @Test
    void the_writer_names_the_entries_of_a_sealed_journal_that_rest_on_checksums() {
        files = Forge.sample("sealed-ledger", scratch);
        byte[] seed =
                Vectors.hex(Vectors.json("notes.json").fields("rotated_key").text("seed"));
        Ledger ledger = Ledger.builder(files)
                .clock(Forge.ticking())
                .signer(Ed25519Signer.ofVector(Vectors.ORIGIN, seed))
                .allowPublishedKeys()
                .open();

        LedgerEntry recovered = ledger.entry(540);
        assertThat(recovered.type()).isEqualTo("ledger.recovered");
        assertThat(recovered.data().whole("unsigned_from")).isEqualTo(539);
        assertThat(recovered.data().whole("unsigned_to")).isEqualTo(539);
        ledger.close();
        assertThat(verify()).isEqualTo("OK 541+0");
    }

    @Test
    void a_signer_with_a_key_that_is_not_the_active_one_cannot_open_it_and_nothing_is_changed() throws IOException {
        byte[] seed = Vectors.hex(Vectors.json("notes.json").fields("log_key").text("seed"));
        List<String> before = DiskFiles.walk(files, "");

        assertThatThrownBy(() -> Ledger.builder(files)
                        .clock(Forge.ticking())
                        .signer(Ed25519Signer.ofVector(Vectors.ORIGIN, seed))
                        .allowPublishedKeys()
                        .open())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_KEY_CHAIN")
                .hasMessageContaining("ded8c35d");
        assertThat(DiskFiles.walk(files, "")).isEqualTo(before);
    }

    // ---------------------------------------------------------------- forgeries without the key

    private void rewrite(String path, int width, java.util.function.Consumer<List<byte[]>> edit) {
        List<byte[]> entries = new ArrayList<>(Forge.entries(files, path, width));
        edit.accept(entries);
        Forge.put(files, path, Bundle.of(entries));
    }

    @Test
    void a_changed_byte_of_an_entry_is_a_leaf_mismatch() {
        Forge.flip(files, BUNDLE, 5_000, 0);
        assertThat(verify()).isEqualTo("E_LEAF_MISMATCH");
    }

    @Test
    void the_fault_names_entry_and_file() {
        rewrite(BUNDLE, 256, e -> e.set(3, Forge.replaced(e.get(3), "\"v\":1", "\"v\":2")));

        LedgerVerification.Fault fault = (LedgerVerification.Fault)
                LedgerVerifier.of(files).key(Vectors.VKEY).verify();
        assertThat(fault.index()).hasValue(259);
        assertThat(fault.path()).contains(BUNDLE);
        assertThat(fault.message()).isNotBlank();
    }

    @Test
    void swapped_entries_are_a_leaf_mismatch() {
        rewrite(BUNDLE, 256, e -> java.util.Collections.swap(e, 3, 4));
        assertThat(verify()).isEqualTo("E_LEAF_MISMATCH");
    }

    @Test
    void a_duplicate_in_the_place_of_another_entry_is_a_leaf_mismatch() {
        rewrite(BUNDLE, 256, e -> e.set(4, e.get(3)));
        assertThat(verify()).isEqualTo("E_LEAF_MISMATCH");
    }

    @Test
    void deleted_inserted_and_duplicated_entries_break_the_bundle() {
        rewrite(BUNDLE, 256, e -> e.remove(7));
        assertThat(verify()).isEqualTo("E_BUNDLE_SYNTAX");
        rewrite(BUNDLE, 255, e -> {
            e.add(7, e.get(8));
            e.add(9, e.get(10));
        });
        assertThat(verify()).isIn("E_BUNDLE_SYNTAX", "E_LEAF_MISMATCH");
    }

    @Test
    void a_truncated_bundle_is_a_bundle_fault() {
        Forge.put(files, BUNDLE, Arrays.copyOf(Forge.get(files, BUNDLE), 100_000));
        assertThat(verify()).isEqualTo("E_BUNDLE_SYNTAX");
    }

    @Test
    void a_changed_tile_of_leaves_is_a_leaf_mismatch_and_of_the_level_above_a_tile_mismatch() {
        Forge.flip(files, "tile/1/000.p/2", 40, 3);
        assertThat(verify()).isEqualTo("E_TILE_MISMATCH");
        Forge.flip(files, "tile/0/001", 40, 3);
        assertThat(verify()).isEqualTo("E_LEAF_MISMATCH");
        Forge.put(files, "tile/0/001", new byte[31]);
        assertThat(verify()).isEqualTo("E_TILE_MISMATCH");
    }

    @Test
    void missing_files_are_named() throws IOException {
        files.delete("tile/1/000.p/2");
        assertThat(verify()).isEqualTo("E_TILE_MISSING");
        files.delete("tile/0/001");
        assertThat(verify()).isEqualTo("E_TILE_MISSING");
        files.delete(BUNDLE);
        assertThat(verify()).isEqualTo("E_BUNDLE_MISSING");
        files.delete("checkpoint");
        assertThat(verify()).isEqualTo("E_CHECKPOINT_MISSING");
    }

    @Test
    void a_tree_rewritten_with_all_its_tiles_has_another_root() {
        List<byte[]> entries = new ArrayList<>(Forge.entries(files, "tile/entries/000", 256));
        entries.addAll(Forge.entries(files, BUNDLE, 256));
        entries.addAll(Forge.entries(files, "tile/entries/002.p/21", 21));
        entries.set(532, Forge.replaced(entries.get(532), "\"latency_us\":", "\"latency_us\":1"));
        byte[] checkpoint = Forge.get(files, "checkpoint");

        Forge.publish(files, entries, Ed25519Signer.fromSeed(Vectors.ORIGIN, Forge.seed(9)));
        assertThat(verify()).isEqualTo("E_CHECKPOINT_SIGNATURE");
        Forge.put(files, "checkpoint", checkpoint);
        assertThat(verify()).isEqualTo("E_ROOT_MISMATCH");
    }

    @Test
    void a_checkpoint_signed_by_the_key_that_was_rotated_away_is_refused() {
        byte[] seed = Vectors.hex(Vectors.json("notes.json").fields("log_key").text("seed"));
        String text =
                SignedNote.parse(Forge.get(files, "checkpoint")).orElseThrow().text();
        Forge.put(files, "checkpoint", SignedNote.sign(text, Ed25519Signer.ofVector(Vectors.ORIGIN, seed)));
        assertThat(verify()).isEqualTo("E_CHECKPOINT_SIGNATURE");
    }

    @Test
    void a_key_that_never_signed_for_this_ledger_is_a_key_chain_fault_and_one_of_another_ledger_an_origin_fault() {
        VerifierKey stranger =
                Ed25519Signer.fromSeed(Vectors.ORIGIN, Forge.seed(9)).key();
        assertThat(Forge.fault(LedgerVerifier.of(files).key(stranger).verify())).isEqualTo("E_KEY_CHAIN");
        assertThat(Forge.fault(LedgerVerifier.of(files).key(Forge.SIGNER.key()).verify()))
                .isEqualTo("E_ORIGIN");
    }

    @Test
    void a_checkpoint_that_is_no_signed_note_is_a_syntax_fault() {
        Forge.put(files, "checkpoint", "nothing".getBytes(StandardCharsets.UTF_8));
        assertThat(verify()).isEqualTo("E_CHECKPOINT_SYNTAX");
        Forge.put(
                files,
                "checkpoint",
                Vectors.json("notes.json").text("journal_commit_note").getBytes(StandardCharsets.UTF_8));
        assertThat(verify()).isEqualTo("E_CHECKPOINT_SYNTAX");
    }

    @Test
    void files_among_the_tiles_that_the_tree_does_not_have_are_orphans_and_old_partials_are_not() {
        byte[] tile = Forge.get(files, "tile/0/000");
        Forge.put(files, "tile/0/000.p/5", Arrays.copyOf(tile, 160));
        assertThat(verify()).isEqualTo("OK 533+7");

        Forge.put(files, "tile/0/000.p/6", new byte[192]);
        assertThat(verify()).isEqualTo("E_ORPHAN_FILE");
        files = Forge.sample("sample-ledger", scratch.resolve("again"));
        Forge.put(files, "tile/0/003", tile);
        assertThat(verify()).isEqualTo("E_ORPHAN_FILE");
        files = Forge.sample("sample-ledger", scratch.resolve("once-more"));
        Forge.put(files, "tile/7/x999/x999/x999/x999/999", tile);
        assertThat(verify()).isEqualTo("E_ORPHAN_FILE");
    }

    @Test
    void a_checkpoint_that_claims_a_vast_size_costs_nothing_but_a_missing_bundle() {
        TreeHead vast = new TreeHead(Vectors.ORIGIN, 999_999_999_999_999_999L, MerkleTree.leafHash(new byte[0]));
        Forge.put(
                files,
                "checkpoint",
                SignedNote.sign(vast.checkpointText(), Ed25519Signer.fromSeed(Vectors.ORIGIN, Forge.seed(9))));
        assertThat(verify()).isEqualTo("E_BUNDLE_MISSING");
    }

    @Test
    void tiles_of_an_interrupted_publication_are_no_orphans() {
        List<byte[]> more = new ArrayList<>(Forge.entries(files, "tile/entries/002.p/21", 21));
        byte[] wal = Forge.get(files, WAL);
        more.add(Arrays.copyOfRange(wal, 16 + 13, 16 + 13 + 544));
        Forge.put(files, "tile/entries/002.p/22", Bundle.of(more));
        assertThat(verify()).isEqualTo("OK 533+7");
    }

    @Test
    void a_missing_or_changed_artefact_is_named() throws IOException {
        String blob = "blobs/sha256/8a/ec2878a51d739edf1cac27a314ecaba540ce458e47f35268ecad381ad7a4d1";
        byte[] content = Forge.get(files, blob);
        Forge.flip(files, blob, 3, 1);
        assertThat(verify()).isEqualTo("E_BLOB_MISMATCH");
        Forge.put(files, blob, Arrays.copyOf(content, 36));
        assertThat(verify()).isEqualTo("E_BLOB_MISMATCH");
        files.delete(blob);
        assertThat(verify()).isEqualTo("E_BLOB_MISSING");
    }

    // ---------------------------------------------------------------- the journal

    private void fixChecksum(byte[] wal, int frame, int length) {
        CRC32C crc = new CRC32C();
        crc.update(wal, frame, 13 + length);
        java.nio.ByteBuffer.wrap(wal).putInt(frame + 13 + length, (int) crc.getValue());
    }

    @Test
    void a_changed_journal_entry_is_corrupt_and_with_a_mended_checksum_a_mismatch() {
        byte[] wal = Forge.get(files, WAL);
        int at = new String(wal, StandardCharsets.ISO_8859_1).indexOf("latency_us\":") + 12;
        wal[at] ^= 1;
        Forge.put(files, WAL, wal);
        assertThat(verify()).isEqualTo("E_WAL_CORRUPT");

        fixChecksum(wal, 16, 544);
        Forge.put(files, WAL, wal);
        assertThat(verify()).isEqualTo("E_WAL_MISMATCH");
    }

    @Test
    void a_journal_signed_by_another_key_is_refused() {
        byte[] wal = Forge.get(files, WAL);
        List<byte[]> group = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            group.add(Arrays.copyOfRange(wal, 16 + i * 561 + 13, 16 + i * 561 + 13 + 544));
        }
        String text = SignedNote.parse(Arrays.copyOfRange(wal, 1699 + 13, 1699 + 13 + 208))
                .orElseThrow()
                .text();
        byte[] note = SignedNote.sign(text, Ed25519Signer.fromSeed(Vectors.ORIGIN, Forge.seed(9)));
        Forge.put(files, WAL, VerifierKey.concat(Journal.HEADER, Journal.group(533, group, note)));
        assertThat(verify()).isEqualTo("E_WAL_SIGNATURE");
    }

    @Test
    void a_journal_with_a_gap_or_a_group_cut_out_is_corrupt() throws IOException {
        byte[] wal = Forge.get(files, WAL);
        byte[] without = VerifierKey.concat(Arrays.copyOf(wal, 1924), Arrays.copyOfRange(wal, 3832, wal.length));
        Forge.put(files, WAL, without);
        assertThat(verify()).isEqualTo("E_WAL_CORRUPT");
        Forge.put(files, WAL, wal);
        files.rename(WAL, "wal/00000000000000000534");
        assertThat(verify()).isEqualTo("E_WAL_CORRUPT");
    }

    @Test
    void a_journal_that_contradicts_what_is_published_is_a_mismatch() throws IOException {
        byte[] wal = Forge.get(files, WAL);
        byte[] entry = Forge.entries(files, "tile/entries/002.p/21", 21).get(0);
        byte[] other = Forge.replaced(entry, "\"v\":1", "\"v\":2");
        List<byte[]> group = List.of(other);
        byte[] note = Arrays.copyOfRange(wal, 1699 + 13, 1699 + 13 + 208);
        Forge.put(
                files, "wal/00000000000000000512", VerifierKey.concat(Journal.HEADER, Journal.group(512, group, note)));
        files.delete(WAL);
        assertThat(verify()).isEqualTo("E_WAL_MISMATCH");
    }

    @Test
    void a_torn_tail_is_a_warning_and_no_fault() {
        Forge.put(files, WAL, Arrays.copyOf(Forge.get(files, WAL), 4_000));

        LedgerVerification found = LedgerVerifier.of(files).key(Vectors.VKEY).verify();

        assertThat(Forge.fault(found)).isEqualTo("OK 533+6");
        assertThat(found.warnings()).extracting(Warning::code).containsExactly(WarningCode.TORN_TAIL);
    }

    @Test
    void files_that_the_format_does_not_know_are_a_warning() {
        Forge.put(files, "notes.txt", new byte[1]);
        Forge.put(files, "tile/0/000.tmp", new byte[1]);

        assertThat(LedgerVerifier.of(files).key(Vectors.VKEY).verify().warnings())
                .extracting(Warning::code)
                .containsExactlyInAnyOrder(WarningCode.UNKNOWN_FILE, WarningCode.TEMPORARY_FILE);
    }
}
