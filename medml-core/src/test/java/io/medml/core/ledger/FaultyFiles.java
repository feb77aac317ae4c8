package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A disk that can fail at any operation, and that after a power loss holds what was synced, and of the rest whatever chance
 * leaves: nothing, all, a beginning, a beginning followed by zeros; of the names in each directory, the changes up to some
 * point. Confined to one thread at a time.
 */
final class FaultyFiles implements LedgerFiles {

    enum Mode {
        /** The power is lost at the operation, and nothing works after it. */
        POWER_LOSS,
        /** The operation fails, a write after half of its bytes, and later ones work. */
        FAIL_ONCE
    }

    private static final class Inode {
        byte[] durable = {};
        byte[] current = {};
    }

    private record NameChange(String path, boolean present, Inode inode) {}

    private final Map<String, Inode> current = new HashMap<>();
    private final Map<String, Inode> durable = new HashMap<>();
    private final Map<String, List<NameChange>> pending = new HashMap<>();
    private final Set<String> directories = new HashSet<>();
    private final Set<String> durableDirectories = new HashSet<>();
    private final Random chance;
    private Mode mode = Mode.POWER_LOSS;
    private int failAt = Integer.MAX_VALUE;
    private int operations;
    private boolean dead;
    private final List<String> trace = new ArrayList<>();

    FaultyFiles(long seed) {
        this.chance = new Random(seed);
    }

    void failAt(int operation, Mode how) {
        this.failAt = operations + operation;
        this.mode = how;
    }

    int operations() {
        return operations;
    }

    boolean failed() {
        return operations >= failAt;
    }

    List<String> trace() {
        return trace;
    }

    /** What a new start finds on this disk after the power was lost now. */
    FaultyFiles afterPowerLoss(long seed) {
        FaultyFiles disk = new FaultyFiles(seed);
        Map<String, Inode> names = new HashMap<>(durable);
        Set<String> kept = new HashSet<>(durableDirectories);
        for (String directory : new TreeSet<>(pending.keySet())) {
            List<NameChange> changes = pending.get(directory);
            int applied = chance.nextInt(changes.size() + 1);
            for (NameChange change : changes.subList(0, applied)) {
                if (change.inode == null) {
                    kept.add(change.path);
                } else if (change.present) {
                    names.put(change.path, change.inode);
                } else {
                    names.remove(change.path);
                }
            }
        }
        for (String path : new TreeSet<>(names.keySet())) {
            if (!parentsIn(kept, path)) {
                continue;
            }
            Inode inode = new Inode();
            inode.current = survivor(names.get(path));
            inode.durable = inode.current;
            disk.current.put(path, inode);
            disk.durable.put(path, inode);
        }
        for (String directory : kept) {
            if (parentsIn(kept, directory)) {
                disk.directories.add(directory);
                disk.durableDirectories.add(directory);
            }
        }
        return disk;
    }

    private static boolean parentsIn(Set<String> kept, String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (!kept.contains(path.substring(0, slash))) {
                return false;
            }
        }
        return true;
    }

    private byte[] survivor(Inode inode) {
        byte[] was = inode.durable;
        byte[] is = inode.current;
        if (Arrays.equals(was, is)) {
            return was;
        }
        boolean grown = is.length > was.length && Arrays.equals(was, Arrays.copyOf(is, was.length));
        int cut = grown ? was.length + chance.nextInt(is.length - was.length + 1) : 0;
        return switch (chance.nextInt(4)) {
            case 0 -> was;
            case 1 -> is;
            case 2 -> grown ? Arrays.copyOf(is, cut) : was;
            default -> grown ? Arrays.copyOf(Arrays.copyOf(is, cut), is.length) : is;
        };
    }

    /** Counts an operation; true when it must fail now. */
    private boolean fails(String what) throws IOException {
        if (dead) {
            throw new IOException("the power is off");
        }
        operations++;
        trace.add(what);
        if (operations != failAt) {
            return false;
        }
        dead = mode == Mode.POWER_LOSS;
        return true;
    }

    private void operation(String what) throws IOException {
        if (fails(what)) {
            throw new IOException("injected: " + what);
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private void change(String path, boolean present, Inode inode) {
        pending.computeIfAbsent(parent(path), key -> new ArrayList<>()).add(new NameChange(path, present, inode));
        if (present) {
            current.put(path, inode);
        } else {
            current.remove(path);
        }
    }

    @Override
    public String where() {
        return "a faulty disk";
    }

    @Override
    public List<String> list(String directory) throws IOException {
        alive();
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String file : current.keySet()) {
            if (file.startsWith(prefix)) {
                String rest = file.substring(prefix.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        return List.copyOf(names);
    }

    private void alive() throws IOException {
        if (dead) {
            throw new IOException("the power is off");
        }
    }

    private Inode inode(String file) throws IOException {
        alive();
        Inode inode = current.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file);
        }
        return inode;
    }

    @Override
    public boolean exists(String file) {
        return current.containsKey(file);
    }

    @Override
    public byte[] head(String file, int most) throws IOException {
        byte[] content = inode(file).current;
        return Arrays.copyOf(content, Math.min(content.length, most));
    }

    @Override
    public Digest sha256(String file) throws IOException {
        return Digest.sha256(inode(file).current);
    }

    @Override
    public long size(String file) throws IOException {
        return inode(file).current.length;
    }

    @Override
    public boolean makeDirectory(String directory) throws IOException {
        if (directory.isEmpty() || directories.contains(directory)) {
            return false;
        }
        operation("mkdir " + directory);
        directories.add(directory);
        pending.computeIfAbsent(parent(directory), key -> new ArrayList<>()).add(new NameChange(directory, true, null));
        return true;
    }

    @Override
    public void removeIfEmpty(String directory) {
        // an empty directory more or less makes no difference to a ledger
    }

    @Override
    public Output create(String file) throws IOException {
        operation("create " + file);
        if (!parent(file).isEmpty() && !directories.contains(parent(file))) {
            throw new NoSuchFileException(parent(file));
        }
        change(file, true, new Inode());
        return new FaultyOutput(file, inode(file));
    }

    @Override
    public Output append(String file) throws IOException {
        return new FaultyOutput(file, inode(file));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operation("rename " + from);
        Inode inode = inode(from);
        // one change, so that no crash leaves neither name
        change(to, true, inode);
        change(from, false, inode);
    }

    @Override
    public void delete(String file) throws IOException {
        operation("delete " + file);
        change(file, false, inode(file));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        operation("sync " + directory + "/");
        List<NameChange> changes = pending.remove(directory);
        if (changes == null) {
            return;
        }
        for (NameChange change : changes) {
            if (change.inode == null) {
                durableDirectories.add(change.path);
            } else if (change.present) {
                durable.put(change.path, change.inode);
            } else {
                durable.remove(change.path);
            }
        }
    }

    @Override
    public Lock lock() {
        return () -> {};
    }

    private final class FaultyOutput implements Output {
        private final String name;
        private final Inode inode;

        FaultyOutput(String name, Inode inode) {
            this.name = name;
            this.inode = inode;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            boolean fails = fails("write " + name);
            byte[] part = fails ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
            inode.current = VerifierKey.concat(inode.current, part);
            if (fails) {
                throw new IOException("injected: no space left on device");
            }
        }

        @Override
        public void sync() throws IOException {
            operation("fsync " + name);
            inode.durable = inode.current.clone();
        }

        @Override
        public void truncate(long size) throws IOException {
            operation("truncate " + name);
            inode.current = Arrays.copyOf(inode.current, (int) size);
        }

        @Override
        public long size() {
            return inode.current.length;
        }

        @Override
        public void close() throws IOException {
            operation("close " + name);
        }
    }
}
