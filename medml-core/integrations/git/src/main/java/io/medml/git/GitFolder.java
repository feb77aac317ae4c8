package io.medml.git;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.FS;

/**
 * Looks at the files of a {@code .git} folder before JGit reads them whole: each is a regular file of bounded size, and the settings
 * of the repository lead to no other file. Of the objects only the kind of each file is looked at. Messages name files as git does, and
 * no folder of the machine.
 */
final class GitFolder {

    /** Settings, and every other text that is small in a sound repository: 1 MiB. */
    static final long MOST_TEXT = 1L << 20;

    /** The packed references: 64 MiB. */
    static final long MOST_PACKED_REFS = 64L << 20;

    /** The index: 256 MiB. */
    static final long MOST_INDEX = 256L << 20;

    /** How many references may lie unpacked: 200,000. */
    static final int MOST_REFS = 200_000;

    /** How many files of objects there may be, in the folder and in those that it borrows from: 2,000,000. */
    static final int MOST_OBJECTS = 2_000_000;

    /** A file that says where the folder is: 64 KiB. */
    private static final long MOST_LINK = 1L << 16;

    private static final String LINK = "gitdir:";
    private static final String COMMON = "commondir";
    private static final String INCLUDE = "include";
    private static final String OBJECTS = "objects";
    private static final String ALTERNATES = "info/alternates";
    private static final List<String> SETTINGS = List.of(Constants.CONFIG, "config.worktree");
    private static final List<String> TEXTS = List.of(
            Constants.HEAD,
            COMMON,
            "gitdir",
            "shallow",
            Constants.INFO_EXCLUDE,
            Constants.INFO_ATTRIBUTES,
            "info/grafts",
            OBJECTS + "/" + ALTERNATES);

    /** By the first byte of their names, and packed. */
    private static final List<String> OBJECT_FOLDERS = Stream.concat(
                    Stream.of("info", "pack"),
                    IntStream.range(0, 256).mapToObj(first -> HexFormat.of().toHexDigits((byte) first)))
            .toList();

    private GitFolder() {}

    /** Looks at the files by which a {@code .git} folder is found, in a folder and those above it. */
    static void requireLinksAbove(Path folder) throws IOException {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path dotGit = at.resolve(Constants.DOT_GIT);
            if (Files.isRegularFile(dotGit)) {
                bounded(dotGit, MOST_LINK, "the file .git");
            }
            // to find out whether a folder is a repository JGit reads these
            for (Path candidate : List.of(at, dotGit)) {
                for (String name : List.of(Constants.HEAD, COMMON)) {
                    if (!Files.isDirectory(candidate.resolve(name))) {
                        bounded(candidate.resolve(name), Long.MAX_VALUE, name);
                    }
                }
            }
        }
    }

    /** The {@code .git} folder of a working tree; empty where it has none. */
    static Optional<Path> ofWorkTree(Path tree) throws IOException {
        Path dotGit = tree.resolve(Constants.DOT_GIT);
        if (Files.isDirectory(dotGit)) {
            return Optional.of(dotGit);
        }
        if (!Files.exists(dotGit)) {
            return Optional.empty();
        }
        String text = text(dotGit, MOST_LINK, "the file .git").strip();
        return text.startsWith(LINK)
                ? Optional.of(
                        tree.resolve(text.substring(LINK.length()).strip()).normalize())
                : Optional.empty();
    }

    /** Looks at a {@code .git} folder and, for a linked working tree, at the one that it shares. */
    static void require(Path gitFolder) throws IOException {
        one(gitFolder);
        Path common = gitFolder.resolve(COMMON);
        if (Files.exists(common)) {
            one(gitFolder.resolve(text(common, MOST_LINK, COMMON).strip()).normalize());
        }
    }

    private static void one(Path folder) throws IOException {
        for (String name : SETTINGS) {
            settings(folder.resolve(name), name);
        }
        for (String name : TEXTS) {
            bounded(folder.resolve(name), MOST_TEXT, name);
        }
        bounded(folder.resolve(Constants.PACKED_REFS), MOST_PACKED_REFS, Constants.PACKED_REFS);
        bounded(folder.resolve("index"), MOST_INDEX, "index");
        for (String refs : List.of("refs", "reftable")) {
            if (Files.isDirectory(folder.resolve(refs))) {
                walk(
                        folder.resolve(refs),
                        new Below(
                                refs,
                                refs.equals("refs") ? MOST_TEXT : MOST_PACKED_REFS,
                                MOST_REFS,
                                "pack them with git pack-refs --all"));
            }
        }
        objects(folder.resolve(OBJECTS));
    }

    private static void walk(Path folder, Below files) throws IOException {
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, files);
    }

    /** Looks at a folder of objects and those that it borrows from. */
    private static void objects(Path first) throws IOException {
        Below files = new Below(OBJECTS, Long.MAX_VALUE, MOST_OBJECTS, "pack them with git gc");
        Set<Path> seen = new HashSet<>();
        Deque<Path> left = new ArrayDeque<>(List.of(first));
        while (!left.isEmpty()) {
            Path folder = left.remove();
            if (!Files.isDirectory(folder) || !seen.add(folder.toRealPath())) {
                continue;
            }
            // deliberate: only the folders that hold objects, since others may be borrowed from anywhere, even from /
            for (String name : OBJECT_FOLDERS) {
                if (Files.isDirectory(folder.resolve(name))) {
                    walk(folder.resolve(name), files);
                }
            }
            Path alternates = folder.resolve(ALTERNATES);
            if (Files.exists(alternates)) {
                text(alternates, MOST_TEXT, OBJECTS + "/" + ALTERNATES)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .forEach(line -> left.add(folder.resolve(line)));
            }
        }
    }

    /** Looks at a file of settings, also at files for exclusion and attributes that it names. */
    static void settings(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        // deliberate: this class of JGit reads no other file, as that for files does
        Config settings = new Config();
        try {
            settings.fromText(text(file, MOST_TEXT, name));
        } catch (ConfigInvalidException e) {
            throw new DataException(
                    "expected settings of a repository, found a file " + name
                            + " that is none; see git config --list, and repair it",
                    e);
        }
        if (settings.getSections().stream().anyMatch(INCLUDE::equalsIgnoreCase)) {
            throw new DataException(
                    "expected settings of a repository that stand by themselves, found an include in " + name
                            + ", which is not followed, since it may lead to any file of the machine; write its lines into the file itself");
        }
        named(settings, ConfigConstants.CONFIG_KEY_EXCLUDESFILE, name);
        named(settings, ConfigConstants.CONFIG_KEY_ATTRIBUTESFILE, name);
    }

    private static void named(Config settings, String key, String name) throws IOException {
        String path = settings.getString(ConfigConstants.CONFIG_CORE_SECTION, null, key);
        if (path != null && !path.isBlank()) {
            FS files = ReadingFileSystem.detect();
            Path file = (path.startsWith("~/")
                            ? files.resolve(files.userHome(), path.substring(2))
                            : files.resolve(null, path))
                    .toPath();
            bounded(file, MOST_TEXT, "the file of core." + key + " in " + name);
        }
    }

    private static void bounded(Path file, long most, String name) throws IOException {
        if (Files.exists(file)) {
            bounded(Files.readAttributes(file, BasicFileAttributes.class), most, name);
        }
    }

    private static void bounded(BasicFileAttributes file, long most, String name) {
        if (!file.isRegularFile() && !file.isSymbolicLink()) {
            throw new DataException("expected a regular file, found that " + name
                    + " of the git repository is none; hand in a sound clone");
        }
        if (file.size() > most) {
            throw new DataException("expected a file of at most " + most + " bytes, found " + file.size() + " in "
                    + name + " of the git repository; hand in a sound clone");
        }
    }

    private static String text(Path file, long most, String name) throws IOException {
        bounded(file, most, name);
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Math.toIntExact(most));
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    /** Looks at each file below a folder. */
    private static final class Below extends SimpleFileVisitor<Path> {
        private final String name;
        private final long mostBytes;
        private final int mostFiles;
        private final String remedy;
        private int seen;

        Below(String name, long mostBytes, int mostFiles, String remedy) {
            this.name = name;
            this.mostBytes = mostBytes;
            this.mostFiles = mostFiles;
            this.remedy = remedy;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return count();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            // these are the attributes of what a link leads to; of a link that leads nowhere, its own
            bounded(attributes, mostBytes, "a file in " + name);
            return count();
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
                throw new DataException(
                        "expected a folder that leads to others only, found that " + name
                                + " of the git repository leads back to itself; hand in a sound clone",
                        e);
            }
            throw e;
        }

        private FileVisitResult count() {
            seen++;
            if (seen > mostFiles) {
                throw new DataException("expected at most " + mostFiles + " files in " + name
                        + " of the git repository, found more; " + remedy);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
