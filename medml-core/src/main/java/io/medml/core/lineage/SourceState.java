package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of the source code that something was made with: a commit, and whether the files are those of the commit. Immutable.
 *
 * <p>Whoever reads a repository makes one, such as {@code medml-git}; this package knows no version control system. It counts files and
 * names none.
 */
public final class SourceState implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "source-state";

    private final String repository;
    private final Optional<String> commit;
    private final Optional<String> branch;
    private final Optional<String> remote;
    private final Changes changes;
    private final List<Submodule> submodules;

    /**
     * How many files are not as the commit has them. A file may count more than once.
     *
     * @param staged changes that are staged for the next commit
     * @param modified tracked files that were changed and are not staged
     * @param missing tracked files that are gone
     * @param untracked files that are neither tracked nor ignored
     * @param conflicting files with a conflict of a merge
     * @param byTime tracked files that were compared by size and time only; they are no change that is known
     */
    public record Changes(long staged, long modified, long missing, long untracked, long conflicting, long byTime) {
        /** Checks that no number is negative. */
        public Changes {
            if (staged < 0 || modified < 0 || missing < 0 || untracked < 0 || conflicting < 0 || byTime < 0) {
                throw new IllegalArgumentException("numbers of changed files are not negative");
            }
        }

        /**
         * No change.
         *
         * @return zero of each
         */
        public static Changes none() {
            return new Changes(0, 0, 0, 0, 0, 0);
        }

        /**
         * Whether any is known.
         *
         * @return whether
         */
        public boolean any() {
            return staged + modified + missing + untracked + conflicting > 0;
        }
    }

    /** What a submodule is. */
    public enum SubmoduleState {
        /** At the commit that the repository names, without changes. */
        AS_RECORDED,
        /** At another commit. */
        OTHER_COMMIT,
        /** With files that its commit does not have. */
        CHANGED,
        /** Not there. */
        ABSENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A repository inside the repository.
     *
     * @param number its number in the order of the paths, from 1
     * @param recorded the commit that the repository names
     * @param state what it is
     */
    public record Submodule(int number, String recorded, SubmoduleState state) {
        /** Checks that all parts are there. */
        public Submodule {
            requireCommit(recorded);
            Objects.requireNonNull(state, "state");
        }
    }

    private SourceState(
            String repository,
            Optional<String> commit,
            Optional<String> branch,
            Optional<String> remote,
            Changes changes,
            List<Submodule> submodules) {
        this.repository = Name.requireTrimmed(repository, "the name of a repository");
        commit.ifPresent(SourceState::requireCommit);
        branch.ifPresent(name -> Name.requireTrimmed(name, "the name of a branch"));
        remote.ifPresent(SourceState::requireNoCredentials);
        this.commit = commit;
        this.branch = branch;
        this.remote = remote;
        this.changes = Objects.requireNonNull(changes, "changes");
        this.submodules = List.copyOf(submodules);
    }

    /**
     * The state of a repository.
     *
     * @param repository a name for it, as the host chooses
     * @param commit the identifier of the commit; empty before the first one
     * @param branch the branch; empty when none is checked out
     * @param remote the address that it is fetched from, without a user name, password, query or fragment; empty when there is none
     * @param changes files that are not as the commit has them
     * @param submodules repositories inside it
     * @return the state
     */
    public static SourceState of(
            String repository,
            Optional<String> commit,
            Optional<String> branch,
            Optional<String> remote,
            Changes changes,
            List<Submodule> submodules) {
        return new SourceState(repository, commit, branch, remote, changes, submodules);
    }

    private static void requireCommit(String commit) {
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a commit is named by 40 or 64 lower-case hexadecimal digits, got "
                    + commit.length() + " characters");
        }
    }

    private static void requireNoCredentials(String remote) {
        Name.requireTrimmed(remote, "the address of a remote");
        if (remote.contains("@") || remote.contains("?") || remote.contains("#")) {
            throw new IllegalArgumentException(
                    "the address of a remote is without user, password, query and fragment, since it is recorded; leave them out");
        }
    }

    /**
     * The commit.
     *
     * @return its identifier; empty before the first one
     */
    public Optional<String> commit() {
        return commit;
    }

    /**
     * The branch.
     *
     * @return its name; empty when none is checked out
     */
    public Optional<String> branch() {
        return branch;
    }

    /**
     * Where the repository is fetched from.
     *
     * @return the address without credentials; empty when there is none
     */
    public Optional<String> remote() {
        return remote;
    }

    /**
     * The files that are not as the commit has them.
     *
     * @return their numbers
     */
    public Changes changes() {
        return changes;
    }

    /**
     * The repositories inside it.
     *
     * @return in the order of their paths
     */
    public List<Submodule> submodules() {
        return submodules;
    }

    /**
     * Whether anything was there that the commit does not have: then nobody can get this code again from the commit.
     *
     * @return whether
     */
    public boolean uncommitted() {
        return commit.isEmpty()
                || changes.any()
                || submodules.stream().anyMatch(s -> s.state() != SubmoduleState.AS_RECORDED);
    }

    /**
     * A text for a code version, such as that of a preprocessing step.
     *
     * @return the commit, with {@code -dirty} when anything is uncommitted; {@code no-commit} before the first one
     */
    public String codeVersion() {
        return commit.orElse("no-commit") + (uncommitted() && commit.isPresent() ? "-dirty" : "");
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    /** The repository at its commit; the digest is that of all that is stated. */
    @Override
    public List<ArtifactRef> about() {
        return List.of(new ArtifactRef(
                ArtifactRef.Kind.CONFIGURATION, repository, codeVersion(), Digest.sha256(body().bytes())));
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(SourceState.class);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (commit.isEmpty()) {
            findings.add(Finding.of(
                    "NO_COMMIT",
                    Severity.ERROR,
                    repository,
                    "The repository has no commit, so nothing pins the code."));
        }
        if (changes.any()) {
            findings.add(Finding.of(
                            "UNCOMMITTED_CODE",
                            Severity.ERROR,
                            repository,
                            "Files differ from the commit or are unknown to it, so this code cannot be had again from the commit.")
                    .with("staged", changes.staged())
                    .with("modified", changes.modified())
                    .with("missing", changes.missing())
                    .with("untracked", changes.untracked())
                    .with("conflicting", changes.conflicting()));
        }
        if (changes.byTime() > 0) {
            findings.add(Finding.of(
                            "COMPARED_BY_TIME",
                            Severity.WARNING,
                            repository,
                            "Files that pass through a filter of the repository were compared by size and time only; a change that"
                                    + " keeps both is not seen.")
                    .with("files", changes.byTime()));
        }
        for (Submodule submodule : submodules) {
            if (submodule.state() != SubmoduleState.AS_RECORDED) {
                findings.add(Finding.of(
                                "SUBMODULE_DIFFERS",
                                Severity.ERROR,
                                Name.composed(repository + ", submodule " + submodule.number()),
                                "The submodule is not at the commit that the repository names, has changes, or is absent.")
                        .with("state", submodule.state().word().replace('_', ' ')));
            }
        }
        if (branch.isEmpty() && commit.isPresent()) {
            findings.add(Finding.of(
                    "NO_BRANCH",
                    Severity.INFO,
                    repository,
                    "No branch is checked out; the commit may be on none, and then be deleted some day."));
        }
        if (remote.isEmpty()) {
            findings.add(Finding.of(
                    "NO_REMOTE",
                    Severity.INFO,
                    repository,
                    "The repository has no remote; whether the commit exists anywhere else is not known."));
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("repository", repository)
                .put("uncommitted", uncommitted())
                .put(
                        "changes",
                        Content.fields()
                                .put("staged", changes.staged())
                                .put("modified", changes.modified())
                                .put("missing", changes.missing())
                                .put("untracked", changes.untracked())
                                .put("conflicting", changes.conflicting())
                                .put("by_time", changes.byTime())
                                .build())
                .put(
                        "submodules",
                        Content.items(
                                submodules,
                                s -> Content.fields()
                                        .put("number", s.number())
                                        .put("commit", s.recorded())
                                        .put("state", s.state().word())
                                        .build()));
        commit.ifPresent(id -> body.put("commit", id));
        branch.ifPresent(name -> body.put("branch", name));
        remote.ifPresent(address -> body.put("remote", address));
        return body.build();
    }

    @Override
    public String toString() {
        return repository + " " + codeVersion();
    }
}
