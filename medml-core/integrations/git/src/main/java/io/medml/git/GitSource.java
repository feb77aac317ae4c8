package io.medml.git;

import io.medml.core.error.DataException;
import io.medml.core.error.MedmlException;
import io.medml.core.lineage.SourceState;
import io.medml.core.lineage.SourceState.Changes;
import io.medml.core.lineage.SourceState.Submodule;
import io.medml.core.lineage.SourceState.SubmoduleState;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.submodule.SubmoduleWalk;
import org.eclipse.jgit.submodule.SubmoduleWalk.IgnoreSubmoduleMode;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a git working tree.
 *
 * <pre>{@code
 * SourceState state = GitSource.at(Path.of(".")).state("training-code");
 * Recorded<SourceState> recorded = ledger.record(state);          // uncommitted code is a finding
 * }</pre>
 *
 * <ul>
 * <li><b>Uncommitted</b> is what {@code git status} would list: staged, modified, missing and untracked files. Ignored files are not.
 *     Beyond it every tracked file that is there is compared by its content, also where its size and time are those of the index, and where
 *     git was told to assume it unchanged or to skip it.
 * <li><b>Filters</b> of the repository, such as those of large-file storage, are commands and are not run. A file behind one is compared
 *     by size and time, and counted as such, in submodules too; where these differ, the reading ends with an error.
 * <li><b>Files below {@code .git}</b> that are read whole are looked at first. One that is no regular file, or larger than 1 MiB (packed
 *     references 64 MiB, the index 256 MiB), is refused, and so are settings of the repository that include another file. The objects are
 *     read by JGit as they are, whatever their size, once each is a regular file. Settings of the user and the machine are the host's own and are not looked at.
 * <li><b>Pipes, sockets and devices</b> are never opened, since to open a pipe waits for a writer. Where a tracked file, a
 *     {@code .gitignore} or a {@code .gitattributes} is one, or a name below the objects, the reading ends with an error; a file that is
 *     not tracked counts as untracked. A file that another process exchanges during the reading is not guarded against.
 * <li><b>What JGit does by itself:</b> once for each file store it measures the tick of the clock of the file system with a file that it
 *     writes and deletes in the {@code .git} folder, and keeps the result in its own configuration in the home of the user; it asks an
 *     installed git for the place of the configuration of the system, by running {@code git}, unless {@code GIT_CONFIG_NOSYSTEM} is set.
 * </ul>
 *
 * <p>Immutable; each call reads anew.
 */
public final class GitSource {

    private final Path folder;

    private GitSource(Path folder) {
        this.folder = folder;
    }

    /**
     * The working tree that a folder lies in.
     *
     * @param folder the folder, on the default file system
     * @return its source; that it is a working tree is checked when it is read
     * @throws IllegalArgumentException when the folder is on another file system
     */
    public static GitSource at(Path folder) {
        try {
            return new GitSource(
                    Objects.requireNonNull(folder, "folder").toFile().toPath().toAbsolutePath());
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "a git working tree is on the default file system, got a path of another one", e);
        }
    }

    /**
     * Reads the state.
     *
     * @param name a name for the repository, as the host chooses
     * @return the state
     * @throws DataException when the folder lies in no working tree, a file can only be compared by running a filter, a tracked file is
     *     a pipe or a device, or a file below {@code .git} is not sound: no regular file, too large, or settings that include another file
     * @throws UncheckedIOException when the repository cannot be read
     */
    public SourceState state(String name) {
        return read(repository -> {
            Status status = status(repository);
            Contents contents = Contents.of(repository);
            Submodules submodules = submodules(repository);
            Optional<String> full = Optional.ofNullable(repository.getFullBranch());
            return SourceState.of(
                    name,
                    Optional.ofNullable(repository.resolve(Constants.HEAD)).map(ObjectId::name),
                    full.filter(branch -> branch.startsWith(Constants.R_HEADS)).map(Repository::shortenRefName),
                    remote(repository),
                    changes(status, contents, submodules.byTime()),
                    submodules.all());
        });
    }

    /**
     * The paths of all files that are not as the commit has them, for the host. They are in no evidence.
     *
     * @return the paths with {@code /}, sorted, each once
     * @throws DataException as {@link #state}
     * @throws UncheckedIOException when the repository cannot be read
     */
    public List<String> uncommittedPaths() {
        return read(repository -> {
            Status status = status(repository);
            Set<String> paths = new TreeSet<>(status.getUncommittedChanges());
            paths.addAll(status.getUntracked());
            paths.addAll(status.getConflicting());
            paths.addAll(Contents.of(repository).changed());
            return List.copyOf(paths);
        });
    }

    /** What is asked of a repository. */
    private interface Question<T> {
        T of(Repository repository) throws IOException;
    }

    private <T> T read(Question<T> question) {
        try (Repository repository = open()) {
            return question.of(repository);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the git repository of the folder", e);
        } catch (MedmlException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // deliberate: what JGit throws on damaged files is of many types, and its messages hold paths of the
            // machine
            throw new DataException(
                    "expected a git repository with sound files, found one that cannot be read; see git fsck and git config --list",
                    e);
        }
    }

    private Repository open() throws IOException {
        GitFolder.requireLinksAbove(folder);
        FileRepositoryBuilder builder =
                new FileRepositoryBuilder().setFS(ReadingFileSystem.detect()).findGitDir(folder.toFile());
        @Nullable File found = builder.getGitDir();
        if (found == null) {
            throw new DataException(
                    "expected a folder in a git working tree, found no .git in it or above it; hand in the folder of the sources");
        }
        GitFolder.require(found.toPath());
        Repository repository = builder.setMustExist(true).build();
        if (repository.isBare()) {
            repository.close();
            throw new DataException(
                    "expected a git working tree, found a repository without one; hand in a folder with checked-out files");
        }
        try {
            GitFolder.settings(
                    repository.getWorkTree().toPath().resolve(Constants.DOT_GIT_MODULES), Constants.DOT_GIT_MODULES);
        } catch (IOException | DataException e) {
            repository.close();
            throw e;
        }
        return repository;
    }

    private static Status status(Repository repository) throws IOException {
        // deliberate: not closed, since that would close the repository, which belongs to the caller
        Git git = Git.wrap(repository);
        try {
            return git.status()
                    .setIgnoreSubmodules(IgnoreSubmoduleMode.ALL)
                    .setWorkingTreeIt(WorkTreeFiles.of(repository))
                    .call();
        } catch (ReadingFileSystem.CommandRefused e) {
            throw new DataException(
                    "expected files that can be compared without running a command, found a filter, such as that of large-file storage, on"
                            + " a changed file; commit or restore the file, or read the state where the filter's files are not changed",
                    e);
        } catch (GitAPIException e) {
            throw new UncheckedIOException(new IOException("cannot compare the working tree with its commit", e));
        }
    }

    private static Changes changes(Status status, Contents contents, long byTimeInSubmodules) {
        Set<String> modified = new TreeSet<>(status.getModified());
        contents.changed().stream()
                .filter(path -> !status.getConflicting().contains(path))
                .forEach(modified::add);
        Set<String> staged = new TreeSet<>(status.getAdded());
        staged.addAll(status.getChanged());
        staged.addAll(status.getRemoved());
        return new Changes(
                staged.size(),
                modified.size(),
                status.getMissing().size(),
                status.getUntracked().size(),
                status.getConflicting().size(),
                contents.byTime() + byTimeInSubmodules);
    }

    /** The submodules, and how many files of them are behind a filter. */
    private record Submodules(List<Submodule> all, long byTime) {}

    private record Looked(SubmoduleState state, long byTime) {}

    private static Submodules submodules(Repository repository) throws IOException {
        TreeMap<String, Submodule> byPath = new TreeMap<>();
        long byTime = 0;
        try (SubmoduleWalk walk = SubmoduleWalk.forIndex(repository)) {
            while (walk.next()) {
                Looked looked = look(walk);
                byPath.put(walk.getPath(), new Submodule(1, walk.getObjectId().name(), looked.state()));
                byTime += looked.byTime();
            }
        }
        List<Submodule> submodules = new ArrayList<>();
        byPath.values().forEach(s -> submodules.add(new Submodule(submodules.size() + 1, s.recorded(), s.state())));
        return new Submodules(submodules, byTime);
    }

    private static Looked look(SubmoduleWalk walk) throws IOException {
        Optional<Path> gitFolder = GitFolder.ofWorkTree(walk.getDirectory().toPath());
        if (gitFolder.isPresent()) {
            GitFolder.require(gitFolder.get());
        }
        try (@Nullable Repository inner = walk.getRepository()) {
            if (inner == null) {
                return new Looked(SubmoduleState.ABSENT, 0);
            }
            @Nullable ObjectId head = inner.resolve(Constants.HEAD);
            if (head == null || !head.equals(walk.getObjectId())) {
                return new Looked(SubmoduleState.OTHER_COMMIT, 0);
            }
            boolean clean = status(inner).isClean();
            Contents contents = Contents.of(inner);
            return new Looked(
                    clean && contents.changed().isEmpty() ? SubmoduleState.AS_RECORDED : SubmoduleState.CHANGED,
                    contents.byTime());
        }
    }

    private static Optional<String> remote(Repository repository) throws IOException {
        @Nullable String branch = repository.getBranch();
        @Nullable
        String name = branch == null
                ? null
                : repository
                        .getConfig()
                        .getString(ConfigConstants.CONFIG_BRANCH_SECTION, branch, ConfigConstants.CONFIG_KEY_REMOTE);
        @Nullable
        String address = repository
                .getConfig()
                .getString(
                        ConfigConstants.CONFIG_REMOTE_SECTION,
                        name == null ? Constants.DEFAULT_REMOTE_NAME : name,
                        ConfigConstants.CONFIG_KEY_URL);
        return address == null || address.isBlank() ? Optional.empty() : Optional.of(withoutCredentials(address));
    }

    /** Scheme, host and path; a path on this machine is not told, since it may hold the name of a person. */
    static String withoutCredentials(String address) {
        URIish parsed;
        try {
            parsed = new URIish(address.strip());
        } catch (URISyntaxException e) {
            return "an address that cannot be read"; // deliberate: whatever it holds, none of it is recorded
        }
        if (!parsed.isRemote() || parsed.getHost() == null) {
            return "a folder of this machine";
        }
        String path = parsed.getPath() == null ? "" : parsed.getPath();
        int end = path.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = path.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        String scheme = parsed.getScheme() == null ? "ssh" : parsed.getScheme().toLowerCase(Locale.ROOT);
        String bare = scheme
                + "://"
                + parsed.getHost().toLowerCase(Locale.ROOT)
                + (parsed.getPort() > 0 ? ":" + parsed.getPort() : "")
                + (path.startsWith("/") ? "" : "/")
                + path.substring(0, end);
        return bare.contains("@") || bare.chars().anyMatch(Character::isISOControl) || bare.length() > 200
                ? scheme + "://" + parsed.getHost().toLowerCase(Locale.ROOT)
                : bare;
    }
}
