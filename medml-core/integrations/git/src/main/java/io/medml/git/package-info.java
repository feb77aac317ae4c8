/**
 * The state of a git working tree as evidence.
 *
 * <p>Start at {@link io.medml.git.GitSource}: give it a folder, get a {@link io.medml.core.lineage.SourceState} with the commit, the
 * branch, the remote without credentials, the numbers of uncommitted files and the submodules. It only reads; it fetches nothing and
 * runs no command of the repository. All types are immutable and thread-safe.
 */
@NullMarked
package io.medml.git;

import org.jspecify.annotations.NullMarked;
