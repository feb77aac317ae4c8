package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.ManifestVerification.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetManifestTest {

    /**
     * GNU coreutils 9.1, findutils 4.9 on the same eight files:
     * {@code find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum}.
     */
    private static final String OF_THE_SHELL = "ee26b0ac67f033ae475205277a14e82f57670fc6e335fb0253a8113756839920";

    private static final CollectionEvent EVENT = new CollectionEvent(
            "pacs-export",
            "north",
            LocalDate.parse("2026-01-01"),
            LocalDate.parse("2026-03-31"),
            "All chest radiographs of the emergency department.");

    @TempDir
    Path folder;

    // ---- the digest

    @Test
    void the_digest_is_the_one_that_sha256sum_gives() {
        Folders.eight(folder);

        DatasetManifest manifest = Folders.scan(folder).manifest();

        assertThat(manifest.digest().hex()).isEqualTo(OF_THE_SHELL);
        assertThat(manifest.reference().kind()).isEqualTo(ArtifactRef.Kind.DATASET);
        assertThat(manifest.bytes()).isEqualTo(3 + 3 + 0 + 13 + 1 + 2 + 6 + 11);
        assertThat(manifest.files())
                .extracting(ManifestFile::path)
                .containsExactly(
                        ".hidden",
                        "images/a-1.png",
                        "images/a/1.png",
                        "labels.csv",
                        "sub dir/empty.txt",
                        "\u00e9.txt",
                        "\ue000.txt",
                        "\ud83d\ude00.txt");
    }

    @Test
    void the_digest_is_the_same_on_another_file_system() throws IOException {
        Path zip = folder.resolve("archive.zip");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Folders.eight(files.getPath("/data"));

            DatasetManifest manifest = Folders.scan(files.getPath("/data")).manifest();

            assertThat(manifest.digest().hex()).isEqualTo(OF_THE_SHELL);
            assertThat(manifest.verify(files.getPath("/data")).differences()).isZero();
        }
    }

    @Test
    void an_empty_folder_does_not_count_and_a_moved_file_does() throws IOException {
        Folders.eight(folder);
        Digest before = Folders.scan(folder).manifest().digest();

        Files.createDirectories(folder.resolve("empty/folder"));
        assertThat(Folders.scan(folder).manifest().digest()).isEqualTo(before);

        Files.move(folder.resolve("labels.csv"), folder.resolve("label.csv"));
        assertThat(Folders.scan(folder).manifest().digest()).isNotEqualTo(before);
    }

    /** The sums of the shared data sets were made by sha256sum when they were collected. */
    @Test
    void the_digests_of_the_shared_data_are_those_that_were_kept_with_them() throws IOException {
        Path data = Path.of(System.getProperty("medml.shared", "../../shared"), "data");
        assumeTrue(Files.isReadable(data.resolve("SHA256SUMS")), "the shared data are not here");
        Map<String, String> kept = new TreeMap<>();
        Files.readAllLines(data.resolve("SHA256SUMS"), StandardCharsets.UTF_8)
                .forEach(line -> kept.put(line.substring(66), line.substring(0, 64)));

        Map<String, String> found = new TreeMap<>();
        DatasetManifest manifest = Folders.scan(data).manifest();
        manifest.files().forEach(file -> found.put(file.path(), file.sha256().hex()));
        found.remove("SHA256SUMS");

        assertThat(found).isEqualTo(kept);
        assertThat(manifest.verify(data).differences()).isZero();
    }

    // ---- the document

    @Test
    void a_manifest_reads_back_as_it_was_written() {
        ArtifactRef schema = new ArtifactRef(ArtifactRef.Kind.SCHEMA, "labels", "2", Digest.sha256("schema"));
        DatasetManifest manifest = ManifestScanner.builder("images", "1", Folders.LATER)
                .collectedBy(EVENT)
                .rows("labels.csv", 1)
                .schema("labels.csv", schema)
                .build()
                .scan(Folders.eight(folder))
                .manifest();

        DatasetManifest read =
                DatasetManifest.from(Content.parse(manifest.content().bytes()));

        assertThat(read.content()).isEqualTo(manifest.content());
        assertThat(read.documentDigest()).isEqualTo(manifest.documentDigest());
        assertThat(read.file("labels.csv").orElseThrow().schema()).contains(schema);
        assertThat(read.collection()).contains(EVENT);
        assertThat(manifest.toString()).doesNotContain("labels").doesNotContain("png");
        assertThat(manifest.files().get(0).toString()).isEqualTo("a file of 1 bytes");
    }

    @Test
    void a_changed_document_is_refused_with_what_is_wrong() {
        String written = new String(
                Folders.scan(Folders.eight(folder)).manifest().content().bytes(), StandardCharsets.UTF_8);

        assertRefused(written.replace("\"size\":13", "\"size\":-1"), "files 4", "\"size\"");
        assertRefused(written.replace("\"name\":\"images\"", "\"title\":\"images\""), "only the keys", "title");
        assertRefused(written.replace("\"origin\":\"collected\"", "\"origin\":\"found\""), "origin");
        assertRefused(written.replace("manifest/1", "manifest/2"), "medml-dataset-manifest/1");
        assertRefused(written.replace("\"path\":\".hidden\"", "\"path\":\"zz\""), "files 2", "order of their bytes");
        assertRefused(written.replace("\"path\":\".hidden\"", "\"path\":\"../etc/passwd\""), "files 1", "upper folder");
        assertRefused(written.replace("\"path\":\".hidden\"", "\"path\":\"/etc/passwd\""), "files 1", "empty name");
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> DatasetManifest.from(
                        Content.parse(written.replace("3fc4", "3fc5").getBytes(StandardCharsets.UTF_8))))
                .withMessageContaining("the manifest was changed");
    }

    private static void assertRefused(String document, String... said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DatasetManifest.from(Content.parse(document.getBytes(StandardCharsets.UTF_8))))
                .satisfies(e -> assertThat(e.getMessage()).contains(said).doesNotContain("passwd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "./a",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "a\u2028b",
                "a\ufffdb",
                "\ud800"
            })
    void a_hostile_path_is_refused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestFile(path, 1, Digest.sha256("x")))
                .withMessageContaining("expected names joined by");
    }

    @Test
    void a_path_that_is_too_long_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestFile("n".repeat(256), 1, Digest.sha256("x")))
                .withMessageContaining("a name of 256 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestFile("n/".repeat(2100) + "n", 1, Digest.sha256("x")))
                .withMessageContaining("one of 4201 bytes");
    }

    // ---- what a scan refuses

    @Test
    void a_symbolic_link_ends_a_scan_and_its_target_is_not_read() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Folders.write(outside, "secret.txt", "secret");
        Path data = Folders.eight(Files.createDirectories(folder.resolve("data")));
        Files.createSymbolicLink(data.resolve("link-to-patient-17"), outside);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Folders.scan(data))
                .withMessageContaining("entry 5 below the folder")
                .withMessageContaining("a symbolic link, which is never followed")
                .withMessageNotContaining("patient-17");

        ManifestScan left = ManifestScanner.builder("images", "1", Folders.LATER)
                .leavingOutLinks()
                .build()
                .scan(data);
        assertThat(left.linksLeftOut()).isEqualTo(1);
        assertThat(left.manifest().digest().hex()).isEqualTo(OF_THE_SHELL);
        assertThat(left.version().findings()).extracting(Finding::code).contains("SYMBOLIC_LINKS");
        ManifestVerification verification = left.manifest().verify(data);
        assertThat(verification.count(Difference.LINK)).isEqualTo(1);
        assertThat(verification.count(Difference.ADDED)).isZero();
    }

    @Test
    void a_name_that_other_systems_cannot_hold_ends_a_scan() {
        Folders.write(folder, "a\\b", "x");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Folders.scan(folder))
                .withMessageContaining("entry 1 below the folder")
                .withMessageContaining("a backslash at position 2; rename the file");
    }

    @Test
    void a_folder_without_a_file_or_without_a_stated_file_is_refused() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Folders.scan(folder))
                .withMessageContaining("expected at least one file, found none");
        Folders.eight(folder);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> ManifestScanner.builder("images", "1", Folders.LATER)
                        .rows("lables.csv", 3)
                        .build()
                        .scan(folder))
                .withMessageContaining("found 1 of them missing")
                .withMessageNotContaining("lables");
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestScanner.builder(" x", "1", Folders.LATER));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ManifestScanner.builder("x", "1", Folders.LATER).margin(Duration.ZERO))
                .withMessageContaining("more than zero and at most a day");
        assertThatIllegalStateException()
                .isThrownBy(() -> ManifestScanner.builder("x", "1", Folders.LATER)
                        .origin(DataOrigin.SYNTHETIC)
                        .origin(DataOrigin.COLLECTED))
                .withMessageContaining("origin is already set");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ManifestScanner.builder("x", "1", Folders.LATER).rows("../x", 1));
        assertThatIllegalStateException()
                .isThrownBy(() -> ManifestScanner.builder("x", "1", Folders.LATER)
                        .origin(DataOrigin.SYNTHETIC)
                        .collectedBy(EVENT)
                        .build())
                .withMessageContaining("synthetic data were not collected");
    }

    // ---- reading only what changed

    @Test
    void a_rescan_reads_what_changed_and_gives_the_same_manifest_as_a_scan() {
        Folders.eight(folder);
        ManifestScan first = Folders.scan(folder);
        Folders.write(folder, "labels.csv", "id,label\n1,1\n");
        Folders.time(folder.resolve("labels.csv"), FileTime.from(Instant.parse("2027-01-01T00:00:00Z")));
        Folders.write(folder, "new.txt", "new");

        ManifestScan second = Folders.scanner("2").rescan(folder, first.manifest(), first.index());

        assertThat(first.hashed()).isEqualTo(8);
        assertThat(first.reused()).isZero();
        assertThat(second.hashed()).isEqualTo(2);
        assertThat(second.reused()).isEqualTo(7);
        assertThat(second.manifest().content())
                .isEqualTo(Folders.scanner("2").scan(folder).manifest().content());
        assertThat(second.version().findings()).extracting(Finding::code).contains("DIGESTS_REUSED");
    }

    @Test
    void a_file_that_was_modified_right_before_the_scan_is_read_again() {
        Folders.eight(folder);
        Instant scanned = Instant.parse("2100-01-01T00:00:00Z");
        Clock clock = Clock.fixed(scanned, ZoneOffset.UTC);
        Path racy = folder.resolve("labels.csv");
        Folders.time(racy, FileTime.from(scanned.minusSeconds(2)));
        Folders.time(folder.resolve(".hidden"), FileTime.from(scanned.minusSeconds(4)));
        ManifestScan first =
                ManifestScanner.builder("images", "1", clock).build().scan(folder);
        // within the same tick: same size, same time
        Folders.write(folder, "labels.csv", "id,label\n1,1\n");
        Folders.time(racy, FileTime.from(scanned.minusSeconds(2)));

        ManifestScan second = Folders.scanner("1").rescan(folder, first.manifest(), first.index());

        assertThat(first.index().size()).isEqualTo(7);
        assertThat(second.hashed()).isEqualTo(1);
        assertThat(second.manifest().digest()).isNotEqualTo(first.manifest().digest());
    }

    /** With every file time set back, only the time of change of the entry tells; a file system without it is deceived, as documented. */
    @Test
    void a_change_whose_modification_time_was_set_back_is_seen_by_the_time_of_change() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"), "no such time here");
        Folders.eight(folder);
        Path file = folder.resolve("labels.csv");
        FileTime time = Folders.time(file);
        ManifestScan first = Folders.scan(folder);
        Folders.write(folder, "labels.csv", "id,label\n1,1\n");
        Folders.time(file, time);

        ManifestScan second = Folders.scanner("1").rescan(folder, first.manifest(), first.index());

        assertThat(second.hashed()).isEqualTo(1);
        assertThat(second.manifest().digest()).isNotEqualTo(first.manifest().digest());
    }

    @Test
    void the_index_reads_back_and_belongs_to_its_manifest() {
        ManifestScan scan = Folders.scan(Folders.eight(folder));
        Content stored = Content.parse(scan.index().content().bytes());

        ManifestIndex read = ManifestIndex.from(stored, scan.manifest());

        assertThat(read.content()).isEqualTo(scan.index().content());
        assertThat(Folders.scanner("1").rescan(folder, scan.manifest(), read).reused())
                .isEqualTo(8);
        DatasetManifest other = Folders.scanner("2").scan(folder).manifest();
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> ManifestIndex.from(stored, other))
                .withMessageContaining("expected the manifest that it was made with");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Folders.scanner("1").rescan(folder, other, scan.index()))
                .withMessageContaining("the index was made with another manifest");
    }

    // ---- comparing a folder

    @Test
    void a_folder_as_it_was_has_no_difference() {
        DatasetManifest manifest = Folders.scan(Folders.eight(folder)).manifest();

        ManifestVerification verification = manifest.verify(folder);

        assertThat(verification.differences()).isZero();
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.body().asFields().whole("bytes_compared")).isEqualTo(manifest.bytes());
    }

    @Test
    void each_way_to_differ_is_found_and_named_by_number_and_not_by_path() throws IOException {
        DatasetManifest manifest = Folders.scan(Folders.eight(folder)).manifest();
        Files.delete(folder.resolve(".hidden"));
        Folders.write(folder, "images/a-1.png", "tvo");
        Folders.write(folder, "labels.csv", "id,label\n1,0\n2,0\n");
        Folders.write(folder, "images/patient-17.png", "added");
        Folders.write(folder, "ba\\d", "name");
        Files.createSymbolicLink(folder.resolve("zz"), folder.resolve("labels.csv"));

        ManifestVerification verification = manifest.verify(folder);

        assertThat(verification.numbers(Difference.MISSING)).containsExactly(1);
        assertThat(verification.numbers(Difference.CONTENT)).containsExactly(2);
        assertThat(verification.numbers(Difference.SIZE)).containsExactly(4);
        assertThat(verification.numbers(Difference.ADDED)).containsExactly(3);
        assertThat(verification.numbers(Difference.NAME)).containsExactly(1);
        assertThat(verification.numbers(Difference.LINK)).containsExactly(5);
        assertThat(verification.paths(Difference.ADDED)).containsExactly("images/patient-17.png");
        assertThat(verification.findings())
                .extracting(Finding::code)
                .containsExactly(
                        "FILES_MISSING",
                        "FILE_SIZES_DIFFER",
                        "FILE_CONTENTS_DIFFER",
                        "FILES_ADDED",
                        "SYMBOLIC_LINKS",
                        "NAMES_REFUSED");
        String evidence = new String(verification.document().bytes(), StandardCharsets.UTF_8);
        assertThat(evidence)
                .doesNotContain("patient-17")
                .doesNotContain("labels.csv")
                .doesNotContain(".png");
        assertThat(EvidenceDocument.parse(verification.document().bytes()).schema())
                .isEqualTo("manifest-verification/1");
    }

    @Test
    void a_link_in_the_place_of_a_file_is_a_missing_file_and_a_link() throws IOException {
        DatasetManifest manifest = Folders.scan(Folders.eight(folder)).manifest();
        Path copy =
                Files.move(folder.resolve("labels.csv"), folder.resolveSibling(folder.getFileName() + "-labels.csv"));
        Files.createSymbolicLink(folder.resolve("labels.csv"), copy);

        ManifestVerification verification = manifest.verify(folder);

        assertThat(verification.numbers(Difference.MISSING)).containsExactly(4);
        assertThat(verification.count(Difference.LINK)).isEqualTo(1);
        Files.delete(copy);
    }

    // ---- locked versions

    @Test
    void a_version_in_the_ledger_never_stands_for_other_files() {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        DatasetVersions versions = DatasetVersions.on(ledger);
        DatasetVersion first = Folders.scan(Folders.eight(folder)).version();

        Recorded<DatasetVersion> recorded = versions.lock(first);
        versions.lock(first);

        assertThat(recorded.entry().type()).isEqualTo("dataset.registered");
        assertThat(versions.find("images", "1")).contains(first.dataset());
        assertThat(versions.holds(first.dataset())).isTrue();
        Folders.write(folder, "labels.csv", "id,label\n1,1\n");
        DatasetVersion changed = Folders.scan(folder).version();
        assertThat(versions.holds(changed.dataset())).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> versions.lock(changed))
                .withMessageContaining("images 1 is registered already with other content")
                .withMessageContaining("give this one a new version");
        assertThat(versions.lock(Folders.scanner("2").scan(folder).version())
                        .evidence()
                        .dataset()
                        .version())
                .isEqualTo("2");
    }

    @Test
    void what_the_ledger_keeps_of_a_version_has_no_path() {
        DatasetVersion version = ManifestScanner.builder("images", "1", Folders.LATER)
                .origin(DataOrigin.AUGMENTED)
                .collectedBy(EVENT)
                .rows("labels.csv", 1)
                .build()
                .scan(Folders.eight(folder))
                .version();

        String evidence = new String(version.document().bytes(), StandardCharsets.UTF_8);

        assertThat(evidence).doesNotContain("labels.csv").doesNotContain(".png").contains(OF_THE_SHELL);
        assertThat(version.provenance().inputs()).containsExactly(EVENT.reference());
        assertThat(version.findings()).extracting(Finding::code).containsExactly("AUGMENTED_DATA");
        assertThat(List.of(
                        version.body().asFields().whole("rows"),
                        version.body().asFields().whole("files")))
                .containsExactly(1L, 8L);
    }
}
