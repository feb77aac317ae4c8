package io.medml.git;

import java.io.File;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.FS_Win32;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** JGit's view of the file system, which runs no command: a repository names its filters itself, and they are programs. */
final class ReadingFileSystem {

    private ReadingFileSystem() {}

    static FS detect() {
        return SystemReader.getInstance().isWindows() ? new Windows() : new Posix();
    }

    /** A command of the repository would have been run. */
    static final class CommandRefused extends RuntimeException {
        private static final long serialVersionUID = 1;

        CommandRefused() {
            super("a command of the repository is not run");
        }
    }

    private static final class Posix extends FS_POSIX {
        Posix() {}

        private Posix(FS from) {
            super(from);
        }

        @Override
        public FS newInstance() {
            return new Posix(this);
        }

        @Override
        public ProcessBuilder runInShell(String command, String[] arguments) {
            throw new CommandRefused();
        }

        @Override
        protected @Nullable File discoverGitExe() {
            return null;
        }
    }

    private static final class Windows extends FS_Win32 {
        Windows() {}

        private Windows(FS from) {
            super(from);
        }

        @Override
        public FS newInstance() {
            return new Windows(this);
        }

        @Override
        public ProcessBuilder runInShell(String command, String[] arguments) {
            throw new CommandRefused();
        }

        @Override
        protected @Nullable File discoverGitExe() {
            return null;
        }
    }
}
