package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.lineage.ForeignDigest.Algorithm;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DvcFilesTest {

    /** In the form of the documentation of DVC, "project structure": a file of version 2 and a directory of version 3, with fields beside. */
    private static final String TRACKED = """
            outs:
            - md5: a304afb96060aad90176268345e10355
              path: data.xml
              desc: Cats and dogs dataset
              remote: myremote
            - md5: 196a322c107c2572335158503c64bfba.dir
              size: 25696505
              nfiles: 1800
              hash: md5
              path: images
              push: false
            """;

    private static final String IMPORTED = """
            md5: 7de90e7de7b432ad972095bc1f2ec0f8
            frozen: true
            wdir: .
            deps:
            - etag: '"8a5b8e7c1e8d4f0e9ad0c"'
              path: https://data.example.org/data.xml
              size: 14445097
            outs:
            - md5: a304afb96060aad90176268345e10355
              hash: md5
              path: data.xml
            meta:
              anything: [1, 2.5, null, {deep: true}]
            """;

    private static final String LOCK = """
            schema: '2.0'
            stages:
              features:
                cmd: python features.py
                deps:
                - path: data/clean
                  hash: md5
                  md5: d8b874c5fa18c32b2d67f73606a1be60
                params:
                  params.yaml:
                    levels.no: 5
                    rates: [0.1, 0.2]
                outs:
                - path: features
                  hash: md5
                  md5: 2119f7661d49546288b73b5730d76485.dir
                  size: 154683
                  nfiles: 12
              train:
                cmd:
                - python train.py
                - python check.py
                deps:
                - path: features
                  hash: md5
                  md5: 2119f7661d49546288b73b5730d76485.dir
                outs:
                - path: model.pt
                  hash: md5
                  md5: 3f0b6a8e3bb3b2f0e0c4c3f6d0c1a2b3
            """;

    /** {@code printf '%s' '[{"md5": ...}, ...]' | md5sum} with GNU coreutils 9.1. */
    private static final String LIST =
            "[{\"md5\": \"f97c5d29941bfb1b2fdab0874906ab82\", \"relpath\": \"a/one.png\"}, {\"md5\":"
                    + " \"b8a9f715dbb64fd5c56e7783c6820a61\", \"relpath\": \"two.png\"}]";

    private static final String LIST_MD5 = "2b52d65e0128ba0121fc034749138243";

    private static final List<String> SOUND = List.of(TRACKED, IMPORTED, LOCK, LIST);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_a_dvc_file_tracks_is_read_with_the_algorithm_of_each_digest() {
        List<DvcEntry> entries = DvcFiles.readDvcFile(utf8(TRACKED), "data.dvc");

        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).digest())
                .contains(new ForeignDigest(Algorithm.MD5_DOS2UNIX, "a304afb96060aad90176268345e10355", false));
        assertThat(entries.get(0).size()).isEmpty();
        assertThat(entries.get(1).digest())
                .contains(new ForeignDigest(Algorithm.MD5, "196a322c107c2572335158503c64bfba", true));
        assertThat(entries.get(1).size()).isEqualTo(OptionalLong.of(25696505));
        assertThat(entries.get(1).files()).isEqualTo(OptionalLong.of(1800));
        assertThat(entries.get(1).toString()).isEqualTo("md5:196a322c107c2572335158503c64bfba");
        assertThat(DvcFiles.readImports(utf8(TRACKED), "data.dvc")).isEmpty();
    }

    @Test
    void an_import_is_read_with_the_entity_tag_of_its_source() {
        assertThat(DvcFiles.readImports(utf8(IMPORTED), "data.dvc"))
                .singleElement()
                .satisfies(e -> assertThat(e.digest().orElseThrow().algorithm()).isEqualTo(Algorithm.ETAG))
                .satisfies(e -> assertThat(e.path()).isEqualTo("https://data.example.org/data.xml"));
        assertThat(DvcFiles.readDvcFile(utf8(IMPORTED), "data.dvc")).hasSize(1);
    }

    @Test
    void the_stages_of_a_lock_are_read_with_commands_parameters_and_digests() {
        List<DvcStage> stages = DvcFiles.readLock(utf8(LOCK), "dvc.lock");

        assertThat(stages).extracting(DvcStage::name).containsExactly("features", "train");
        assertThat(stages.get(0).parameters())
                .isEqualTo(Map.of("params.yaml", Map.of("levels.no", "5", "rates", "[0.1,0.2]")));
        assertThat(stages.get(1).commands()).containsExactly("python train.py", "python check.py");
        assertThat(stages.get(1).dependencies().get(0).digest())
                .isEqualTo(stages.get(0).outputs().get(0).digest());
    }

    @Test
    void the_list_of_a_directory_is_read_when_it_is_the_tracked_one() {
        ForeignDigest tracked = new ForeignDigest(Algorithm.MD5, LIST_MD5, true);

        List<DvcEntry> files = DvcFiles.readDirectory(utf8(LIST), tracked, "images.dir");

        assertThat(files).extracting(DvcEntry::path).containsExactly("a/one.png", "two.png");
        assertThat(files.get(0).digest().orElseThrow().algorithm()).isEqualTo(Algorithm.MD5);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readDirectory(utf8(LIST + " "), tracked, "images.dir"))
                .withMessageContaining("images.dir: expected the list whose MD5 is that of the tracked directory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DvcFiles.readDirectory(
                        utf8(LIST), new ForeignDigest(Algorithm.MD5, LIST_MD5, false), "images.dir"));
    }

    @Test
    void a_path_that_leads_out_of_a_tracked_directory_is_refused() {
        String hostile = "[{\"md5\": \"f97c5d29941bfb1b2fdab0874906ab82\", \"relpath\": \"../secret\"}]";
        ForeignDigest tracked = new ForeignDigest(Algorithm.MD5, "c82b57dd01987748c1beb9c3f4bac736", true);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readDirectory(utf8(hostile), tracked, "images.dir"))
                .withMessageContaining("images.dir, file 1, relpath")
                .withMessageContaining("a step to the same or an upper folder")
                .withMessageNotContaining("secret");
    }

    @Test
    void what_md5_and_entity_tags_do_not_show_is_said() {
        assertThat(DvcFiles.findings(DvcFiles.readDvcFile(utf8(TRACKED), "x"), "data.dvc"))
                .extracting(Finding::code)
                .containsExactly("DIGEST_IS_MD5", "DIGEST_IGNORES_LINE_ENDS");
        assertThat(DvcFiles.findings(DvcFiles.readImports(utf8(IMPORTED), "x"), "data.dvc"))
                .extracting(Finding::code)
                .containsExactly("DIGEST_OF_A_STORE");
        assertThat(DvcFiles.findings(DvcFiles.readDvcFile(utf8("outs:\n- path: a\n"), "x"), "data.dvc"))
                .extracting(Finding::code)
                .containsExactly("DIGEST_MISSING");
        assertThat(DvcFiles.findings(List.of(), "data.dvc")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    stages: {}                                | data.dvc: expected a key "outs"
                    outs: 7                                   | data.dvc: expected "outs" to be a list
                    outs: [7]                                 | data.dvc, outs 1: expected keys and values
                    outs: [{md5: x}]                          | data.dvc, outs 1: expected a key "path"
                    outs: [{path: 7}]                         | data.dvc, outs 1, path: expected a text
                    outs: [{path: a, md5: zz}]                | data.dvc, outs 1, md5: expected 32 lower-case hexadecimal digits, found 2
                    outs: [{path: a, size: -1}]               | data.dvc, outs 1: expected "size" to be a whole number
                    outs: [{path: a, nfiles: 1.5}]            | data.dvc, outs 1: expected "nfiles" to be a whole number
                    outs: [{path: "a\\nb"}]                   | data.dvc, outs 1, path: expected one line
                    [                                         | data.dvc: expected YAML
                    7                                         | data.dvc: expected keys and values
                    outs: [{path: a, path: b}]                | data.dvc: expected YAML
                    """)
    void a_faulty_dvc_file_is_refused_with_its_place(String yaml, String said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readDvcFile(utf8(yaml), "data.dvc"))
                .withMessageContaining(said);
    }

    @Test
    void an_unknown_algorithm_and_an_old_lock_are_refused() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readDvcFile(
                        utf8("outs: [{path: a, hash: blake3, md5: a304afb96060aad90176268345e10355}]"), "data.dvc"))
                .withMessageContaining("to be md5 or md5-dos2unix");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readLock(utf8("train: {cmd: x}"), "dvc.lock"))
                .withMessageContaining("dvc.lock: expected schema '2.0'")
                .withMessageContaining("let DVC 2 or later write the file again");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DvcFiles.readDvcFile(new byte[3_000_001], "data.dvc"))
                .withMessageContaining("expected at most 3000000 bytes, found 3000001");
    }

    // ---- fuzz

    private static void survives(byte[] bytes) {
        ForeignDigest own = new ForeignDigest(Algorithm.MD5, md5(bytes), true);
        List<Consumer<byte[]>> readers = List.of(
                b -> DvcFiles.readDvcFile(b, "f"),
                b -> DvcFiles.readImports(b, "f"),
                b -> DvcFiles.readLock(b, "f"),
                b -> DvcFiles.readDirectory(b, own, "f"),
                b -> DatasetManifest.from(Content.parse(b)),
                b -> PreprocessingFingerprint.from(Content.parse(b)));
        for (Consumer<byte[]> reader : readers) {
            try {
                reader.accept(bytes);
            } catch (DataException e) {
                assertThat(e.getMessage()).doesNotContain("patient");
            } catch (UncheckedIOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private static String md5(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 2000)
    void any_bytes_are_read_or_refused(@ForAll @Size(max = 200) byte[] bytes) {
        survives(bytes);
    }

    @Property(tries = 4000)
    void a_sound_file_with_changes_is_read_or_refused(
            @ForAll @IntRange(max = 3) int file,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 100_000) Integer> places,
            @ForAll @IntRange(max = 17) int how) {
        String[] pieces = {
            "",
            ":",
            "-",
            "\n",
            "  ",
            "'",
            "\"",
            "{",
            "[",
            "patient-17",
            "~",
            "!!binary x",
            "&a",
            "*a",
            "0x1f",
            "1e999",
            "\u0000",
            "? "
        };
        StringBuilder text = new StringBuilder(SOUND.get(file));
        for (int place : places) {
            int at = place % (text.length() + 1);
            text.replace(at, Math.min(text.length(), at + place % 3), pieces[how]);
        }
        survives(utf8(text.toString()));
    }
}
