package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an adversary did to the directory of a ledger, each under its name, with the honest twin that must stay in order. */
class LedgerDirectoryTest {

    private static final byte[] WEIGHTS = "weights of the model".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path scratch;

    private Path directory;

    @BeforeEach
    void place() {
        directory = scratch.resolve("ledger");
    }

    /** A closed ledger on the disk, of 300 entries, so that there is a full tile, with one artefact; gives its path. */
    private Path honest() {
        try (Ledger ledger = open()) {
            BlobRef ref = ledger.store(WEIGHTS, "application/octet-stream", "weights.bin");
            ledger.append(Forge.note(1).ref(ref));
            ledger.appendAll(IntStream.range(2, 300).mapToObj(Forge::note).toList());
            return directory.resolve(LedgerVerifier.blobPath(ref.digest().hex()));
        }
    }

    private Ledger open() {
        return Ledger.open(directory, Forge.ticking(), Forge.SIGNER);
    }

    private LedgerVerification verify() {
        return LedgerVerifier.of(directory).key(Forge.SIGNER.key()).verify();
    }

    private String codeAndPath() {
        return verify().fold(
                        ok -> "OK " + ok.size() + " " + ok.warnings(),
                        fault -> fault.code() + " " + fault.path().orElse("nowhere"));
    }

    @Test
    void the_ledger_that_is_attacked_below_is_in_order_and_opens() {
        honest();

        assertThat(codeAndPath()).isEqualTo("OK 300 []");
        open().close();
    }

    // ---------------------------------------------------------------- links in the directory

    private static void link(Path link, Path target) {
        assumeThatCode(() -> Files.createSymbolicLink(link, target))
                .as("this file system or this account makes no symbolic links")
                .doesNotThrowAnyException();
    }

    /** ledger.artefact-behind-symlink. */
    @Test
    void an_artefact_changed_behind_a_linked_folder_is_no_longer_in_order_and_the_ledger_does_not_open()
            throws IOException {
        Path blob = honest();
        Path folder = Objects.requireNonNull(blob.getParent());
        Path away = scratch.resolve("away");
        Files.move(folder, away);
        byte[] changed = WEIGHTS.clone();
        changed[0] ^= 1;
        Files.write(away.resolve(Objects.requireNonNull(blob.getFileName())), changed);
        link(folder, away);

        assertThat(codeAndPath()).isEqualTo("E_ORPHAN_FILE blobs/sha256/" + folder.getFileName());
        assertThatThrownBy(this::open)
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_ORPHAN_FILE in blobs/sha256/" + folder.getFileName())
                .hasMessageContaining("symbolic link");
    }

    /** ledger.same-content-behind-symlink: nothing is changed yet, and could be at any time. */
    @ParameterizedTest
    @ValueSource(
            strings = {"checkpoint", "tile", "tile/entries/000", "tile/1", "blobs", "blobs/sha256", "quarantine", "wal"
            })
    void a_link_to_the_very_same_content_is_a_fault_wherever_it_is(String name) throws IOException {
        honest();
        Path away = scratch.resolve("away");
        Files.move(directory.resolve(name), away);
        link(directory.resolve(name), away);

        assertThat(codeAndPath()).isEqualTo("E_ORPHAN_FILE " + name);
        assertThatThrownBy(this::open)
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_ORPHAN_FILE in " + name);
    }

    @Test
    void a_link_under_a_name_that_no_ledger_has_and_one_that_leads_nowhere_are_faults_too() throws IOException {
        honest();
        Path unknown = directory.resolve("notes");
        Files.createDirectory(unknown);
        link(unknown.resolve("dangling"), scratch.resolve("nothing"));

        assertThat(codeAndPath()).isEqualTo("E_ORPHAN_FILE notes/dangling");
    }

    @Test
    void a_ledger_that_is_itself_reached_through_a_link_is_in_order() {
        honest();
        Path alias = scratch.resolve("alias");
        link(alias, directory);

        assertThat(Forge.fault(LedgerVerifier.of(alias).key(Forge.SIGNER.key()).verify()))
                .isEqualTo("OK 300+0");
        Ledger.open(alias, Forge.ticking(), Forge.SIGNER).close();
    }

    /** ledger.lock-behind-symlink: taking the lock would have written over the target. */
    @Test
    void a_linked_lock_is_refused_and_what_it_leads_to_keeps_its_content() throws IOException {
        honest();
        Path victim = Files.writeString(scratch.resolve("victim"), "precious");
        Files.delete(directory.resolve("lock"));
        link(directory.resolve("lock"), victim);

        assertThatThrownBy(this::open).isInstanceOf(UncheckedIOException.class).hasMessageContaining("symbolic link");
        assertThat(victim).hasContent("precious");
        assertThat(codeAndPath()).isEqualTo("E_ORPHAN_FILE lock");
    }

    /** The walk over the folder is not what finds a changed artefact: its path is. */
    @Test
    void every_artefact_that_an_entry_refers_to_is_hashed_by_its_path_though_no_listing_shows_it() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        BlobRef ref = ledger.store(WEIGHTS, "application/octet-stream", "weights.bin");
        LedgerEntry entry = ledger.append(Forge.note(1).ref(ref));
        ledger.close();
        String path = LedgerVerifier.blobPath(ref.digest().hex());
        LedgerFiles unlisted = new UnlistedBlobs(files);
        assertThat(Forge.fault(Forge.verify(unlisted))).isEqualTo("OK 2+0");

        Forge.flip(files, path, 3, 0);

        LedgerVerification.Fault fault = (LedgerVerification.Fault) Forge.verify(unlisted);
        assertThat(fault.code()).isEqualTo(LedgerVerification.Code.E_BLOB_MISMATCH);
        assertThat(fault.index()).hasValue(entry.index());
        assertThat(fault.path()).contains(path);
    }

    /** Files whose artefacts are there but in no listing, as behind a link that a walk does not follow. */
    private record UnlistedBlobs(MemoryFiles files) implements LedgerFiles {
        @Override
        public String where() {
            return files.where();
        }

        @Override
        public List<String> list(String directory) {
            return directory.startsWith("blobs") ? List.of() : files.list(directory);
        }

        @Override
        public boolean exists(String file) {
            return files.exists(file);
        }

        @Override
        public byte[] head(String file, int most) throws IOException {
            return files.head(file, most);
        }

        @Override
        public long size(String file) throws IOException {
            return files.size(file);
        }

        @Override
        public Digest sha256(String file) throws IOException {
            return files.sha256(file);
        }

        @Override
        public boolean makeDirectory(String name) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void removeIfEmpty(String name) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public Output create(String file) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public Output append(String file) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void rename(String from, String to) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void delete(String file) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void syncDirectory(String name) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public Lock lock() {
            throw new UnsupportedOperationException("read only");
        }
    }

    // ---------------------------------------------------------------- files that are too large

    private void setLength(String path, long length) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(path).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    /** ledger.huge-file: sparse, so that it costs the adversary nothing. */
    @ParameterizedTest
    @CsvSource({
        "checkpoint, E_CHECKPOINT_SYNTAX",
        "tile/entries/000, E_BUNDLE_SYNTAX",
        "tile/0/000, E_TILE_MISMATCH",
        "tile/1/000.p/1, E_TILE_MISMATCH",
        "tile/0/001.p/3, E_ORPHAN_FILE",
        "tile/entries/001.p/3, E_ORPHAN_FILE",
        "wal/00000000000000000300, E_WAL_CORRUPT",
        "anchors/00000000000000000300.note, E_ANCHOR",
    })
    void a_file_of_three_gigabytes_is_a_fault_with_its_code_and_not_the_end_of_the_process(String path, String code)
            throws IOException {
        honest();
        Files.createDirectories(Objects.requireNonNull(directory.resolve(path).getParent()));
        setLength(path, 3L << 30);

        LedgerVerification.Fault fault = (LedgerVerification.Fault) verify();

        assertThat(fault.code().name()).isEqualTo(code);
        assertThat(fault.path()).contains(path);
        assertThat(fault.message()).contains("expected at most").contains("bytes, found more");
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint, E_CHECKPOINT_SYNTAX",
        "tile/entries/000, E_BUNDLE_SYNTAX",
        "wal/00000000000000000300, E_WAL_CORRUPT",
    })
    void opening_for_writing_refuses_a_file_of_three_gigabytes_with_its_code(String path, String code)
            throws IOException {
        honest();
        setLength(path, 3L << 30);

        assertThatThrownBy(this::open)
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(code + " ")
                .hasMessageContaining("expected at most");
    }

    // section 12 of the format: note 64 KiB; section 6: tile 8192; section 2: 256 entries of 65535 bytes and their
    // lengths
    @ParameterizedTest
    @CsvSource({
        "checkpoint, 65536",
        "anchors/00000000000000000300.note, 65536",
        "tile/0/000, 8192",
        "tile/1/000.p/1, 8192",
        "tile/entries/000, 16777472",
    })
    void the_greatest_size_that_the_format_allows_is_read_and_one_byte_more_is_not(String path, int most)
            throws IOException {
        honest();
        Files.createDirectories(Objects.requireNonNull(directory.resolve(path).getParent()));
        setLength(path, most);
        LedgerVerification atMost = verify();
        setLength(path, most + 1L);
        LedgerVerification more = verify();

        // at the limit the content is looked at (and is wrong but for the full tile), above it is not
        assertThat(atMost.fold(ok -> "", LedgerVerification.Fault::message)).doesNotContain("expected at most");
        assertThat(more.fold(ok -> "", LedgerVerification.Fault::message))
                .contains("expected at most " + most + " bytes");
    }

    @Test
    void an_artefact_swapped_for_three_gigabytes_is_named_and_not_read() throws IOException {
        Path blob = honest();
        try (Ledger ledger = open()) {
            Digest digest = Digest.sha256(WEIGHTS);
            BlobRef unused = ledger.store("unused".getBytes(StandardCharsets.UTF_8), "text/plain", "unused");
            assertThat(ledger.blob(digest)).isEqualTo(WEIGHTS);
            assertThat(ledger.blob(unused.digest())).asString().isEqualTo("unused");

            setLength(directory.relativize(blob).toString(), 3L << 30);

            assertThatThrownBy(() -> ledger.blob(digest))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("found other content under its name");
        }
        assertThat(codeAndPath()).startsWith("E_BLOB_MISMATCH");
    }

    @Test
    void a_bundle_swapped_while_the_ledger_is_open_is_named_when_an_entry_is_read() throws IOException {
        honest();
        try (Ledger ledger = open()) {
            setLength("tile/entries/000", 3L << 30);

            assertThatThrownBy(() -> ledger.entry(7))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("E_BUNDLE_SYNTAX");
        }
    }

    // ---------------------------------------------------------------- a wiped ledger

    private void wipe(String... names) throws IOException {
        for (String name : names) {
            Path path = directory.resolve(name);
            if (Files.exists(path)) {
                try (var below = Files.walk(path)) {
                    for (Path file :
                            below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /** ledger.wiped. */
    @Test
    void a_ledger_without_its_checkpoint_and_tiles_is_not_taken_for_a_new_one() throws IOException {
        Path blob = honest();
        wipe("checkpoint", "tile");

        assertThatThrownBy(this::open)
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_CHECKPOINT_MISSING")
                .hasMessageContaining("found no checkpoint but "
                        + directory.relativize(blob).toString().replace('\\', '/'))
                .hasMessageContaining("Restore the whole directory from a copy");
        assertThat(directory.resolve("checkpoint")).doesNotExist();
        assertThat(blob).hasBinaryContent(WEIGHTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anchors/00000000000000000300.note",
                "anchors/00000000000000000300.tsr",
                "quarantine/00000000000000000300-0000000000000000000000000000000000000000000000000000000000000000.wal",
                "quarantine/notes",
                "blobs/sha256/00/notes",
                "tile/0/000",
            })
    void any_one_file_that_only_a_ledger_leaves_keeps_the_directory_from_becoming_a_new_one(String left)
            throws IOException {
        Path file = directory.resolve(left);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "left");

        assertThatThrownBy(this::open)
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("found no checkpoint but " + left);
    }

    @Test
    void empty_folders_and_what_an_interrupted_creation_left_do_become_a_new_ledger() throws IOException {
        for (String name : List.of("blobs/sha256", "anchors", "quarantine", "tile/entries", "wal")) {
            Files.createDirectories(directory.resolve(name));
        }
        byte[] header = "medml-wal".getBytes(StandardCharsets.US_ASCII);
        Files.write(
                directory.resolve("quarantine/00000000000000000000-"
                        + Digest.sha256(header).hex() + ".wal"),
                header);
        Files.writeString(directory.resolve("quarantine/unfinished.tmp"), "m");

        try (Ledger ledger = open()) {
            assertThat(ledger.entries().map(LedgerEntry::type)).containsExactly("ledger.created", "ledger.recovered");
        }
        assertThat(codeAndPath()).isEqualTo("OK 2 []");
    }
}
