package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files on a disk. Content is written through {@link RandomAccessFile}, which an interrupt does not close. Directories are
 * made with mode 0700 and files with 0600 where the file system has modes.
 */
final class DiskFiles implements LedgerFiles {

    /**
     * Who holds which directory within this process. Deliberate: the one static with state in this package, since an OS lock
     * does not keep two holders in one process apart, and closing the lock file would give it back.
     */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs");

    private final Path root;
    private final boolean posix;
    private final boolean windows;
    private final boolean networkAllowed;

    DiskFiles(Path root, boolean networkAllowed) {
        this.root = root.toAbsolutePath().normalize();
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.windows = root.getFileSystem().getSeparator().equals("\\");
        this.networkAllowed = networkAllowed;
    }

    @Override
    public String where() {
        return root.toString();
    }

    private Path path(String relative) {
        return relative.isEmpty() ? root : root.resolve(relative);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path(directory))) {
            for (Path child : children) {
                boolean isDirectory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
                names.add(String.valueOf(child.getFileName()) + (isDirectory ? "/" : ""));
            }
        } catch (NoSuchFileException e) {
            return List.of(); // deliberate: an absent directory holds no names
        }
        return List.copyOf(names);
    }

    @Override
    public boolean exists(String file) {
        return Files.isRegularFile(path(file), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte[] head(String file, int most) throws IOException {
        // deliberate: no channel, which an interrupt of the caller would close
        try (FileInputStream in = new FileInputStream(regular(file).toFile())) {
            return in.readNBytes(most);
        }
    }

    private Path regular(String file) throws IOException {
        Path path = path(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file);
        }
        return path;
    }

    @Override
    public long size(String file) throws IOException {
        return Files.size(regular(file));
    }

    @Override
    public List<String> strange() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        // deliberate: the ledger's own directory may be reached through a link, nothing in it may
        Path start = root.toRealPath();
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return note(directory, attributes) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                note(file, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult
                            .CONTINUE; // deliberate: a writer removed it meanwhile; what is gone leads nowhere
                }
                throw failure;
            }

            /** A junction of Windows is a directory and "other" at once. */
            private boolean note(Path path, BasicFileAttributes attributes) {
                boolean strange = attributes.isSymbolicLink() || attributes.isOther();
                if (strange) {
                    found.add(start.relativize(path)
                            .toString()
                            .replace(path.getFileSystem().getSeparator(), "/"));
                }
                return strange;
            }
        });
        return List.copyOf(found);
    }

    @Override
    public Digest sha256(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(regular(file).toFile())) {
            return Digest.sha256(in);
        }
    }

    @Override
    public boolean makeDirectory(String directory) throws IOException {
        Path path = path(directory);
        boolean own = directory.isEmpty();
        if (own ? Files.isDirectory(path) : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            if (posix) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException("expected a directory, found a file: " + path, e);
        }
        return true;
    }

    @Override
    public void removeIfEmpty(String directory) throws IOException {
        Path path = path(directory);
        if (Files.isDirectory(path) && list(directory).isEmpty()) {
            Files.delete(path);
        }
    }

    @Override
    public Output create(String file) throws IOException {
        Path path = path(file);
        Files.deleteIfExists(path);
        make(path);
        return new DiskOutput(path);
    }

    private void make(Path path) throws IOException {
        if (posix) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(path);
        }
    }

    @Override
    public Output append(String file) throws IOException {
        return new DiskOutput(regular(file));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("this file system cannot rename in one step; keep the ledger on a local disk", e);
        }
    }

    @Override
    public void delete(String file) throws IOException {
        Files.delete(path(file));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        if (windows) {
            return; // deliberate: Windows opens no directory as a file and keeps its names in a journal of its own
        }
        try (FileChannel channel = FileChannel.open(path(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Lock lock() throws IOException {
        String type = Files.getFileStore(root).type().toLowerCase(Locale.ROOT);
        if (NETWORK.contains(type) && !networkAllowed) {
            throw new IOException("expected a local disk, found the network file system " + type + " at " + root
                    + "; locks and syncs are not dependable there. Move the ledger, or force it with"
                    + " Ledger.builder(..).allowNetworkFileSystem()");
        }
        Path key = root.toRealPath();
        String self = "pid " + ProcessHandle.current().pid() + " on host " + host() + ", started "
                + ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Object::toString)
                        .orElse("at an unknown time");
        String other = HELD.putIfAbsent(key, self);
        if (other != null) {
            throw held(other + " (this very process)");
        }
        boolean done = false;
        try {
            Lock lock = lockFile(key, self);
            done = true;
            return lock;
        } finally {
            if (!done) {
                HELD.remove(key);
            }
        }
    }

    private Lock lockFile(Path key, String self) throws IOException {
        Path file = path("lock");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make(file);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // taking the lock writes into the file, and must not write into one that lies elsewhere
            throw new IOException("expected the lock of the ledger at " + root
                    + " to be a regular file, found a symbolic link or a special file; remove it and open again");
        }
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        boolean done = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(new String(head("lock", 1024), StandardCharsets.UTF_8).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)));
            done = true;
            return () -> {
                try {
                    channel.close();
                } finally {
                    HELD.remove(key);
                }
            };
        } catch (OverlappingFileLockException e) {
            throw new IOException(
                    "another class loader of this process has the ledger at " + root + " open for writing", e);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private IOException held(String holder) {
        return new IOException("expected to be the only writer of the ledger at " + root
                + ", found it open for writing by " + holder + "; close it there, or read without opening for writing");
    }

    /** The name of this host without asking the network. */
    private static String host() {
        for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name;
            }
        }
        Path file = Path.of("/etc/hostname");
        try {
            return Files.isReadable(file)
                    ? Files.readString(file, StandardCharsets.UTF_8).strip()
                    : "of unknown name";
        } catch (IOException e) {
            return "of unknown name"; // deliberate: the name only helps a person to find the holder
        }
    }

    /** All regular files below a directory, relative to the ledger's, sorted. */
    static List<String> walk(LedgerFiles files, String directory) throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : files.list(directory)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (name.endsWith("/")) {
                found.addAll(walk(files, path.substring(0, path.length() - 1)));
            } else {
                found.add(path);
            }
        }
        return found;
    }

    private static final class DiskOutput implements Output {
        private final RandomAccessFile file;

        DiskOutput(Path path) throws IOException {
            this.file = new RandomAccessFile(path.toFile(), "rw");
            file.seek(file.length());
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            file.write(bytes);
        }

        @Override
        public void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.setLength(size);
            file.seek(size);
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
