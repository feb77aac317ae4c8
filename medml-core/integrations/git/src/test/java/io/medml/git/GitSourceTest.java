package io.medml.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.lineage.SourceState;
import io.medml.core.lineage.SourceState.Changes;
import io.medml.core.lineage.SourceState.Submodule;
import io.medml.core.lineage.SourceState.SubmoduleState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitSourceTest extends WorkingTree {

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
    void a_change_that_keeps_size_and_time_is_found() throws IOException {
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
    private void refreshIndex() throws IOException {
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
    void a_file_behind_a_filter_of_a_submodule_is_counted_too() throws IOException, GitAPIException {
        submodule();
        try (Git inner = Git.open(work.resolve("lib").toFile())) {
            write(work, "lib/weights.bin", "pointer");
            commit(inner);
            write(work, "lib/.gitattributes", "*.bin filter=lfs\n");
            commit(inner);
            StoredConfig config = inner.getRepository().getConfig();
            config.setString("filter", "lfs", "clean", "false");
            config.save();
        }
        commit(git);

        SourceState state = state();

        assertThat(state.submodules().get(0).state()).isEqualTo(SubmoduleState.AS_RECORDED);
        assertThat(state.changes()).isEqualTo(new Changes(0, 0, 0, 0, 0, 1));
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
        RevCommit recorded = submodule();

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
}
