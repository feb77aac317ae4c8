package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files that are nowhere but in memory: for exploring, under the same rules as on a disk. Thread-safe. */
final class MemoryFiles implements LedgerFiles {

    private final SortedMap<String, byte[]> files = new TreeMap<>();

    @Override
    public String where() {
        return "a ledger in memory";
    }

    @Override
    public synchronized List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.keySet()) {
            if (file.startsWith(prefix)) {
                String rest = file.substring(prefix.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public synchronized boolean exists(String file) {
        return files.containsKey(file);
    }

    @Override
    public synchronized byte[] head(String file, int most) throws IOException {
        byte[] content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file);
        }
        return Arrays.copyOf(content, Math.min(content.length, most));
    }

    @Override
    public Digest sha256(String file) throws IOException {
        return Digest.sha256(head(file, Integer.MAX_VALUE));
    }

    @Override
    public synchronized long size(String file) throws IOException {
        byte[] content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file);
        }
        return content.length;
    }

    @Override
    public boolean makeDirectory(String directory) {
        return false; // directories exist where files are
    }

    @Override
    public void removeIfEmpty(String directory) {
        // directories exist where files are
    }

    @Override
    public synchronized Output create(String file) {
        files.put(file, new byte[0]);
        return new MemoryOutput(file);
    }

    @Override
    public synchronized Output append(String file) throws IOException {
        if (!files.containsKey(file)) {
            throw new NoSuchFileException(file);
        }
        return new MemoryOutput(file);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        byte[] content = files.remove(from);
        if (content == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, content);
    }

    @Override
    public synchronized void delete(String file) throws IOException {
        if (files.remove(file) == null) {
            throw new NoSuchFileException(file);
        }
    }

    @Override
    public void syncDirectory(String directory) {
        // memory is as durable as it gets
    }

    @Override
    public Lock lock() {
        return () -> {};
    }

    private final class MemoryOutput implements Output {
        private final String file;

        MemoryOutput(String file) {
            this.file = file;
        }

        private byte[] content() throws IOException {
            byte[] content = files.get(file);
            if (content == null) {
                throw new NoSuchFileException(file);
            }
            return content;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            synchronized (MemoryFiles.this) {
                files.put(file, VerifierKey.concat(content(), bytes));
            }
        }

        @Override
        public void sync() {
            // memory is as durable as it gets
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryFiles.this) {
                files.put(file, Arrays.copyOf(content(), Math.toIntExact(Math.min(size, content().length))));
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (MemoryFiles.this) {
                return content().length;
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
