package io.medml.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.lineage.SourceState;
import io.medml.core.lineage.SourceState.Changes;
import io.medml.core.lineage.SourceState.Submodule;
import io.medml.core.lineage.SourceState.SubmoduleState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {

    /** No configuration of the user or the machine, and none written there. */
    private static final class Apart extends SystemReader.Delegate {
        private final Path folder;

        Apart(Path folder, SystemReader all) {
            super(all);
            this.folder = folder;
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, folder.resolve("user").toFile(), fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, folder.resolve("system").toFile(), fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, folder.resolve("jgit").toFile(), fs);
        }
    }

    @TempDir
    Path temp;

    private SystemReader before;
    private Path work;
    private Git git;

    @BeforeEach
    void a_repository_with_two_files() throws IOException, GitAPIException {
        before = SystemReader.getInstance();
        SystemReader.setInstance(new Apart(Files.createDirectories(temp.resolve("config")), before));
        work = Files.createDirectories(temp.resolve("work"));
        git = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
        write(work, "train.py", "train");
        write(work, "src/model.py", "model");
        write(work, ".gitignore", "*.log\n");
        commit(git);
    }

    @AfterEach
    void close() {
        git.close();
        SystemReader.setInstance(before);
    }

    private static void write(Path folder, String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static RevCommit commit(Git git) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("state")
                .setAuthor("A. Author", "author@example.org")
                .setCommitter("A. Author", "author@example.org")
                .setSign(false)
                .call();
    }

    private SourceState state() {
        return GitSource.at(work).state("training-code");
    }

    private static List<String> codes(SourceState state) {
        return state.findings().stream().map(Finding::code).toList();
    }

    @Test
    void a_clean_tree_has_its_commit_and_no_finding_on_its_files() throws IOException, GitAPIException {
        RevCommit second = commit(git);
        write(work, "run.log", "ignored");

        SourceState state = state();

        assertThat(state.commit()).contains(second.name());
        assertThat(state.branch()).contains("main");
        assertThat(state.changes()).isEqualTo(Changes.none());
        assertThat(state.uncommitted()).isFalse();
        assertThat(state.codeVersion()).isEqualTo(second.name());
        assertThat(codes(state)).containsExactly("NO_REMOTE");
        assertThat(GitSource.at(work.resolve("src")).state("training-code").commit())
                .contains(second.name());
        assertThat(EvidenceDocument.parse(state.document().bytes()).schema()).isEqualTo("source-state/1");
    }

    @Test
    void each_kind_of_uncommitted_file_is_counted_and_none_is_named() throws IOException, GitAPIException {
        write(work, "train.py", "changed");
        Files.delete(work.resolve("src/model.py"));
        write(work, "patient-17.py", "untracked");
        write(work, "new.py", "staged");
        git.add().addFilepattern("new.py").call();

        SourceState state = state();

        assertThat(state.changes()).isEqualTo(new Changes(1, 1, 1, 1, 0, 0));
        assertThat(state.uncommitted()).isTrue();
        assertThat(state.codeVersion()).endsWith("-dirty");
        assertThat(codes(state)).startsWith("UNCOMMITTED_CODE");
        assertThat(new String(state.document().bytes(), StandardCharsets.UTF_8)).doesNotContain("patient-17");
        assertThat(GitSource.at(work).uncommittedPaths())
                .containsExactly("new.py", "patient-17.py", "src/model.py", "train.py");
    }

    @Test
    void one_changed_byte_of_one_file_is_found() throws IOException {
        // the same size, and possibly the same tick of the clock as the commit
        write(work, "train.py", "trein");

        assertThat(state().changes()).isEqualTo(new Changes(0, 1, 0, 0, 0, 0));
    }

    @Test
    void a_change_that_keeps_size_and_time_is_found() throws IOException, InterruptedException {
        Path file = work.resolve("train.py");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(GitSource.at(work).uncommittedPaths()).isEmpty();
        refreshIndex();
        FileTime time = Files.getLastModifiedTime(file);

        write(work, "train.py", "trein");
        Files.setLastModifiedTime(file, time);

        assertThat(state().changes()).isEqualTo(new Changes(0, 1, 0, 0, 0, 0));
        assertThat(codes(state())).startsWith("UNCOMMITTED_CODE");
        assertThat(GitSource.at(work).uncommittedPaths()).containsExactly("train.py");
    }

    /** As {@code git status} does: sizes and times of the files are kept in the index, which is older than they. */
    private void refreshIndex() throws IOException, InterruptedException {
        try (Git again = Git.open(work.toFile())) {
            again.add().addFilepattern(".").call();
        } catch (GitAPIException e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_change_in_a_file_that_git_was_told_not_to_look_at_is_found() throws IOException {
        DirCache index = git.getRepository().lockDirCache();
        index.getEntry("train.py").setAssumeValid(true);
        index.write();
        assertThat(index.commit()).isTrue();
        assertThat(state().changes()).isEqualTo(Changes.none());

        write(work, "train.py", "trainer");

        assertThat(state().changes()).isEqualTo(new Changes(0, 1, 0, 0, 0, 0));
    }

    @Test
    void an_unchanged_file_behind_a_filter_is_counted_as_compared_by_time() throws IOException, GitAPIException {
        write(work, "weights.bin", "pointer");
        commit(git);
        write(work, ".gitattributes", "*.bin filter=lfs\n");
        commit(git);
        StoredConfig config = git.getRepository().getConfig();
        config.setString("filter", "lfs", "clean", "false");
        config.save();

        SourceState state = state();

        assertThat(state.changes()).isEqualTo(new Changes(0, 0, 0, 0, 0, 1));
        assertThat(state.uncommitted()).isFalse();
        assertThat(codes(state)).startsWith("COMPARED_BY_TIME");
    }

    @Test
    void a_tree_before_its_first_commit_is_pinned_by_nothing() throws IOException, GitAPIException {
        Path empty = Files.createDirectories(temp.resolve("empty"));
        Git.init().setDirectory(empty.toFile()).setInitialBranch("main").call().close();

        SourceState state = GitSource.at(empty).state("new-code");

        assertThat(state.commit()).isEmpty();
        assertThat(state.codeVersion()).isEqualTo("no-commit");
        assertThat(codes(state)).contains("NO_COMMIT");
    }

    @Test
    void a_commit_without_a_branch_is_said() throws GitAPIException {
        git.checkout().setName(commit(git).name()).call();

        assertThat(state().branch()).isEqualTo(Optional.empty());
        assertThat(codes(state())).containsExactly("NO_BRANCH", "NO_REMOTE");
    }

    @Test
    void the_remote_of_the_branch_is_recorded_without_credentials() throws IOException {
        StoredConfig config = git.getRepository().getConfig();
        config.setString("remote", "origin", "url", "https://user:secret@git.example.org/hospital/code.git");
        config.setString("remote", "mirror", "url", "https://token@mirror.example.org/code.git?token=abc");
        config.save();

        assertThat(state().remote()).contains("https://git.example.org/hospital/code.git");
        config.setString("branch", "main", "remote", "mirror");
        config.save();
        assertThat(state().remote()).contains("https://mirror.example.org/code.git");
        assertThat(codes(state())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "git@git.example.org:hospital/code.git, ssh://git.example.org/hospital/code.git",
        "ssh://me:pw@Git.Example.org:2222/code, ssh://git.example.org:2222/code",
        "https://git.example.org/a@b/code, https://git.example.org",
        "/home/jane.doe/code, a folder of this machine",
        "file:///home/jane.doe/code, a folder of this machine",
        "C:\\Users\\jane, a folder of this machine"
    })
    void an_address_is_told_without_persons(String address, String told) {
        assertThat(GitSource.withoutCredentials(address)).isEqualTo(told);
    }

    @Test
    void submodules_are_told_by_number_commit_and_state() throws IOException, GitAPIException {
        Path library = Files.createDirectories(temp.resolve("library"));
        RevCommit recorded;
        try (Git inner = Git.init()
                .setDirectory(library.toFile())
                .setInitialBranch("main")
                .call()) {
            write(library, "lib.py", "library");
            recorded = commit(inner);
        }
        git.submoduleAdd()
                .setPath("lib")
                .setURI(library.toUri().toString())
                .call()
                .close();
        commit(git);

        assertThat(state().submodules()).containsExactly(new Submodule(1, recorded.name(), SubmoduleState.AS_RECORDED));
        assertThat(state().uncommitted()).isFalse();

        write(work, "lib/lib.py", "changed");
        assertThat(state().submodules().get(0).state()).isEqualTo(SubmoduleState.CHANGED);
        assertThat(codes(state())).contains("SUBMODULE_DIFFERS");

        try (Git inner = Git.open(work.resolve("lib").toFile())) {
            commit(inner);
        }
        assertThat(state().submodules().get(0).state()).isEqualTo(SubmoduleState.OTHER_COMMIT);
        assertThat(state().uncommitted()).isTrue();
    }

    @Test
    void a_filter_of_the_repository_is_not_run() throws IOException, GitAPIException {
        Path trace = temp.resolve("was-run");
        write(work, ".gitattributes", "*.bin filter=mine\n");
        write(work, "weights.bin", "weights");
        commit(git);
        StoredConfig config = git.getRepository().getConfig();
        config.setString("filter", "mine", "clean", "touch '" + trace + "'; cat");
        config.save();
        write(work, "weights.bin", "WEIGHTS");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(this::state)
                .withMessageContaining("expected files that can be compared without running a command, found a filter");
        assertThat(trace).doesNotExist();
    }

    @Test
    void a_folder_without_a_repository_and_a_bare_one_are_refused() throws IOException, GitAPIException {
        Path bare = Files.createDirectories(temp.resolve("bare"));
        Git.init().setDirectory(bare.toFile()).setBare(true).call().close();

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> GitSource.at(temp.resolve("config")).state("code"))
                .withMessageContaining("found no .git in it or above it");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> GitSource.at(bare).state("code"))
                .withMessageContaining("found a repository without one");
    }

    @Test
    void the_same_state_gives_the_same_bytes() {
        assertThat(state().document().bytes()).isEqualTo(state().document().bytes());
    }

    // ---- a repository that is not to be trusted

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
        Path library = Files.createDirectories(temp.resolve("library"));
        try (Git inner = Git.init()
                .setDirectory(library.toFile())
                .setInitialBranch("main")
                .call()) {
            write(library, "lib.py", "library");
            commit(inner);
        }
        git.submoduleAdd()
                .setPath("lib")
                .setURI(library.toUri().toString())
                .call()
                .close();
        commit(git);
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
        Path library = Files.createDirectories(temp.resolve("library"));
        try (Git inner = Git.init()
                .setDirectory(library.toFile())
                .setInitialBranch("main")
                .call()) {
            write(library, "lib.py", "library");
            commit(inner);
        }
        git.submoduleAdd()
                .setPath("lib")
                .setURI(library.toUri().toString())
                .call()
                .close();
        commit(git);
        pipe(work.resolve(name));

        soon(() -> {
            assertThatExceptionOfType(DataException.class).isThrownBy(this::state);
            return true;
        });
    }
}
