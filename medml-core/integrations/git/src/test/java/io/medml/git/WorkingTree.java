package io.medml.git;

import io.medml.core.lineage.SourceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A working tree with a commit of two files, apart from the configuration of the user and the machine. */
abstract class WorkingTree {

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
    Path work;
    Git git;

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

    static void write(Path folder, String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    static RevCommit commit(Git git) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("state")
                .setAuthor("A. Author", "author@example.org")
                .setCommitter("A. Author", "author@example.org")
                .setSign(false)
                .call();
    }

    final SourceState state() {
        return GitSource.at(work).state("training-code");
    }

    /** Adds and commits a submodule {@code lib} with one file, and gives the commit that is recorded of it. */
    final RevCommit submodule() throws IOException, GitAPIException {
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
        return recorded;
    }
}
