package io.medml.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.medml.core.error.DataException;
import io.medml.core.lineage.SourceState.Changes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may put into a repository to make its reader wait, read without end or read other files. */
class UntrustedRepositoryTest extends WorkingTree {

    private void refused(String... words) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(this::state)
                .satisfies(
                        e -> assertThat(e.getMessage()).contains(words).doesNotContain(temp.toString(), "/dev/zero"));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> GitSource.at(work).uncommittedPaths());
    }

    private void settings(String lines) throws IOException {
        Path config = work.resolve(".git/config");
        Files.writeString(config, Files.readString(config, StandardCharsets.UTF_8) + lines, StandardCharsets.UTF_8);
    }

    /** The first ended for want of memory, the second with an exception that held a path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[include]\n\tpath = /dev/zero\n",
                "[include]\n\tpath = config\n",
                "[InClude \"x\"]\n\tPath = nowhere\n"
            })
    void settings_that_include_another_file_are_refused(String lines) throws IOException {
        settings(lines);

        refused("found an include in config", "write its lines into the file itself");
    }

    @Test
    void an_include_that_holds_only_on_a_condition_is_not_followed_and_does_no_harm() throws IOException {
        settings("[includeIf \"gitdir:/\"]\n\tpath = /dev/zero\n");

        assertThat(state().commit()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config",
                "config.worktree",
                "packed-refs",
                "index",
                "info/exclude",
                "refs/heads/other",
                "shallow"
            })
    void a_file_below_git_that_is_no_regular_file_is_refused(String name) throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/zero")), "needs a device file");
        Path file = work.resolve(".git").resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        refused("expected a regular file", "hand in a sound clone");
    }

    @ParameterizedTest
    @CsvSource({"config, 1048577", "packed-refs, 67108865", "index, 268435457", "info/exclude, 1048577"})
    void a_file_below_git_that_is_too_large_is_refused(String name, long size) throws IOException {
        Path path = work.resolve(".git").resolve(name);
        Files.createDirectories(path.getParent());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }

        refused("found " + size + " in " + name);
    }

    @Test
    void a_file_that_settings_name_is_looked_at_too() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/zero")), "needs a device file");
        settings("[core]\n\texcludesFile = /dev/zero\n");

        refused("found that the file of core.excludesfile in config of the git repository is none");
    }

    @Test
    void references_that_lead_back_to_themselves_and_a_large_link_to_a_folder_are_refused() throws IOException {
        Files.createSymbolicLink(work.resolve(".git/refs/again"), work.resolve(".git/refs"));
        refused("leads back to itself");

        Files.delete(work.resolve(".git/refs/again"));
        Path inner = Files.createDirectories(work.resolve("src/inner"));
        try (RandomAccessFile file = new RandomAccessFile(inner.resolve(".git").toFile(), "rw")) {
            file.setLength(1L << 20);
        }
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> GitSource.at(inner).state("training-code"))
                .withMessageContaining("in the file .git");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[core\n",
                "[core]\n\tbare = perhaps\n",
                "[core]\n\trepositoryformatversion = many\n",
                "[core]\n\tautocrlf = sometimes\n"
            })
    void settings_that_cannot_be_read_are_a_fault_of_the_repository(String lines) throws IOException {
        settings(lines);

        refused("git config --list");
    }

    @Test
    void the_settings_of_modules_are_looked_at_too() throws IOException {
        write(work, ".gitmodules", "[include]\n\tpath = /dev/zero\n");

        refused("found an include in .gitmodules");
    }

    @Test
    void the_git_folder_of_a_submodule_is_looked_at_too() throws IOException, GitAPIException {
        submodule();
        Path config = work.resolve(".git/modules/lib/config");
        Files.writeString(
                config,
                Files.readString(config, StandardCharsets.UTF_8) + "[include]\n\tpath = /dev/zero\n",
                StandardCharsets.UTF_8);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(this::state)
                .withMessageContaining("found an include in config");
    }

    // ---- pipes: to open one waits for a writer that never comes

    private static void pipe(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        try {
            Process made = new ProcessBuilder("mkfifo", path.toString()).start();
            Assumptions.assumeTrue(made.waitFor() == 0, "needs a file system with pipes");
        } catch (IOException e) {
            Assumptions.abort("needs mkfifo");
        }
    }

    private <T> T soon(ThrowingSupplier<T> reading) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), reading);
    }

    private void refusedSoon(String... words) {
        soon(() -> {
            refused(words);
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.py", "src/model.py"})
    void a_tracked_file_that_is_a_pipe_is_refused_and_not_opened(String name) throws Exception {
        pipe(work.resolve(name));

        refusedSoon("found that a tracked file of the working tree is none of them, such as a pipe", "see git status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".gitignore", "src/.gitignore", ".gitattributes", "src/.gitattributes", "untracked/.gitignore"})
    void a_pipe_in_the_place_of_rules_is_refused_and_not_opened(String name) throws Exception {
        write(work, "untracked/notes.txt", "notes");
        pipe(work.resolve(name));

        refusedSoon("found that a file .git", "of the working tree is none of them");
    }

    @Test
    void rules_that_are_too_large_are_refused_and_rules_that_are_a_link_are_not_followed() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(work.resolve("src/.gitignore").toFile(), "rw")) {
            file.setLength((1L << 20) + 1);
        }
        refusedSoon("expected a file of at most 1048576 bytes, found 1048577 in a file .gitignore");

        Files.delete(work.resolve("src/.gitignore"));
        pipe(temp.resolve("pipe"));
        Files.createSymbolicLink(work.resolve("src/.gitignore"), temp.resolve("pipe"));
        assertThat(soon(this::state).changes()).isEqualTo(new Changes(0, 0, 0, 1, 0, 0));
    }

    @Test
    void a_pipe_that_nobody_tracks_counts_as_untracked_and_is_not_opened() throws Exception {
        pipe(work.resolve("src/pipe"));
        pipe(work.resolve("of-today.log"));

        assertThat(soon(this::state).changes()).isEqualTo(new Changes(0, 0, 0, 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD",
                "commondir",
                "config",
                "index",
                "packed-refs",
                "refs/heads/main",
                "objects/info/alternates"
            })
    void a_pipe_below_git_is_refused_and_not_opened(String name) throws Exception {
        pipe(work.resolve(".git").resolve(name));

        refusedSoon("expected a regular file, found that", "hand in a sound clone");
    }

    @Test
    void a_pipe_among_the_objects_is_refused_also_where_it_is_borrowed() throws Exception {
        Path objects = work.resolve(".git/objects");
        Path index = objects.resolve("pack/pack-" + "a".repeat(40) + ".idx");
        Files.createDirectories(index.getParent());
        Files.write(index.resolveSibling("pack-" + "a".repeat(40) + ".pack"), new byte[32]);
        pipe(index);
        refusedSoon("found that a file in objects of the git repository is none");

        Files.delete(index);
        Files.delete(index.resolveSibling("pack-" + "a".repeat(40) + ".pack"));
        Path borrowed = temp.resolve("other/objects");
        pipe(borrowed.resolve("7c/" + "6".repeat(38)));
        write(work, ".git/objects/info/alternates", "../../../other/objects\n");
        refusedSoon("found that a file in objects of the git repository is none");

        Files.delete(objects.resolve("info/alternates"));
        String tree = git.getRepository().resolve("HEAD^{tree}").name();
        pipe(objects.resolve(tree.substring(0, 2)).resolve(tree.substring(2)));
        refusedSoon("found that a file in objects of the git repository is none");
    }

    @Test
    void objects_may_be_borrowed_from_a_sound_folder_and_in_a_ring() throws Exception {
        Path other = Files.createDirectories(temp.resolve("other/objects/info"));
        write(other, "alternates", "../../work/.git/objects\n");
        write(work, ".git/objects/info/alternates", "# of the other\n\n" + other.getParent() + "\n/\n");

        assertThat(soon(this::state).commit()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/lib.py", "lib/.gitignore", ".git/modules/lib/HEAD", ".git/modules/lib/config"})
    void a_pipe_in_a_submodule_is_refused_and_not_opened(String name) throws Exception {
        submodule();
        pipe(work.resolve(name));

        soon(() -> {
            assertThatExceptionOfType(DataException.class).isThrownBy(this::state);
            return true;
        });
    }
}
