package io.medml.git;

import io.medml.core.error.DataException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator.DefaultFileModeStrategy;
import org.eclipse.jgit.treewalk.FileTreeIterator.FileModeStrategy;
import org.eclipse.jgit.treewalk.FileTreeIterator.NoGitlinksStrategy;
import org.eclipse.jgit.treewalk.WorkingTreeOptions;
import org.eclipse.jgit.util.FS;

/**
 * Looks at each file of a working tree when JGit lists its folder, before it is opened: to open a pipe waits until somebody writes to it.
 * Files that nobody tracks are not opened and may be what they are. Messages hold no path.
 */
final class WorkTreeFiles implements FileModeStrategy {

    private static final Set<String> READ_WHOLE = Set.of(Constants.DOT_GIT_IGNORE, Constants.DOT_GIT_ATTRIBUTES);

    private final FileModeStrategy modes;
    private final Path tree;
    private final DirCache index;

    private WorkTreeFiles(Repository repository) throws IOException {
        this.modes = repository.getConfig().get(WorkingTreeOptions.KEY).isDirNoGitLinks()
                ? NoGitlinksStrategy.INSTANCE
                : DefaultFileModeStrategy.INSTANCE;
        this.tree = repository.getWorkTree().toPath();
        this.index = repository.readDirCache();
    }

    /** The files of a working tree, for one walk. */
    static FileTreeIterator of(Repository repository) throws IOException {
        return new FileTreeIterator(repository, new WorkTreeFiles(repository));
    }

    @Override
    public FileMode getMode(File file, FS.Attributes attributes) {
        boolean readWhole = READ_WHOLE.contains(file.getName());
        if (attributes.isRegularFile()) {
            if (readWhole && attributes.getLength() > GitFolder.MOST_TEXT) {
                throw new DataException(
                        "expected a file of at most " + GitFolder.MOST_TEXT + " bytes, found " + attributes.getLength()
                                + " in a file " + file.getName() + " of the working tree; restore it, see git status");
            }
        } else if (isOther(file.toPath()) && (readWhole || isTracked(file.toPath()))) {
            throw new DataException("expected a regular file, a link or a folder, found that "
                    + (readWhole ? "a file " + file.getName() : "a tracked file")
                    + " of the working tree is none of them, such as a pipe; restore it, see git status");
        }
        return modes.getMode(file, attributes);
    }

    private static boolean isOther(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException e) {
            return false; // deliberate: gone since its folder was listed; JGit says what it makes of that
        }
    }

    private boolean isTracked(Path file) {
        String path = tree.relativize(file).toString().replace(File.separatorChar, '/');
        return index.findEntry(path) >= 0;
    }
}
