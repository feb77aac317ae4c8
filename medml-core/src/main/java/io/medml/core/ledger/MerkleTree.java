package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256.
 *
 * <pre>{@code
 * leaf = SHA-256(0x00 || entry)      node = SHA-256(0x01 || left || right)      empty tree = SHA-256("")
 * }</pre>
 *
 * <p>It keeps the hashes at the levels 0, 8, 16 and so on in rows of 256, which are the tiles; a hash between them is
 * computed from at most 255 others when it is asked for. Memory: 32 bytes per entry and less than half a percent. Confined.
 */
final class MerkleTree {

    static final int HASH = 32;

    /** Size of a full tile. */
    static final int MAX_TILE_BYTES = 8192;

    static final int TILE = 256;
    private static final byte[] EMPTY = Digest.newSha256().digest();

    /** Tile levels; each a list of rows of up to 256 hashes. */
    private final List<List<byte[]>> levels = new ArrayList<>();

    private final MessageDigest digest = Digest.newSha256();
    private long size;

    static byte[] leafHash(byte[] entry) {
        return leafHash(Digest.newSha256(), entry, 0, entry.length);
    }

    static byte[] leafHash(MessageDigest digest, byte[] bytes, int offset, int length) {
        digest.reset();
        digest.update((byte) 0);
        digest.update(bytes, offset, length);
        return digest.digest();
    }

    private static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
        digest.reset();
        digest.update((byte) 1);
        digest.update(left);
        digest.update(right);
        return digest.digest();
    }

    static byte[] emptyRoot() {
        return EMPTY.clone();
    }

    long size() {
        return size;
    }

    void append(byte[] leaf) {
        put(0, size, leaf);
        size++;
        long count = size;
        for (int level = 0; count % TILE == 0; level++) {
            long row = count / TILE - 1;
            put(level + 1, row, tileHash(levels.get(level).get((int) row)));
            count /= TILE;
        }
    }

    private void put(int level, long index, byte[] hash) {
        while (levels.size() <= level) {
            levels.add(new ArrayList<>());
        }
        List<byte[]> rows = levels.get(level);
        int row = Math.toIntExact(index / TILE);
        if (row == rows.size()) {
            rows.add(new byte[TILE * HASH]);
        }
        System.arraycopy(hash, 0, rows.get(row), (int) (index % TILE) * HASH, HASH);
    }

    /** Forgets the leaves from {@code newSize} on. */
    void truncate(long newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves cannot be cut to " + newSize);
        }
        size = newSize;
        long count = newSize;
        for (List<byte[]> rows : levels) {
            long keep = (count + TILE - 1) / TILE;
            while (rows.size() > keep) {
                rows.remove(rows.size() - 1);
            }
            count /= TILE;
        }
    }

    byte[] leaf(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("expected a leaf below " + size + ", got " + index);
        }
        return stored(0, index);
    }

    private byte[] stored(int level, long index) {
        int from = (int) (index % TILE) * HASH;
        return Arrays.copyOfRange(levels.get(level).get((int) (index / TILE)), from, from + HASH);
    }

    /** The first {@code width} hashes of tile {@code row} at tile level {@code level}. */
    byte[] tile(int level, long row, int width) {
        return Arrays.copyOf(levels.get(level).get(Math.toIntExact(row)), width * HASH);
    }

    /** The hash of a full tile, by halving in place: 255 node hashes without an allocation each. */
    private byte[] tileHash(byte[] row) {
        byte[] work = row.clone();
        for (int width = TILE; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                digest.reset();
                digest.update((byte) 1);
                digest.update(work, 2 * i * HASH, 2 * HASH);
                try {
                    digest.digest(work, i * HASH, HASH);
                } catch (DigestException e) {
                    throw new IllegalStateException("SHA-256 gives 32 bytes", e);
                }
            }
        }
        return Arrays.copyOf(work, HASH);
    }

    private byte[] subtree(int level, long index) {
        if (level % 8 == 0) {
            return stored(level / 8, index);
        }
        return node(digest, subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
    }

    /** The hash over the leaves from {@code from} (a multiple of the largest power of two below the length) to {@code to}. */
    private byte[] range(long from, long to) {
        long length = to - from;
        if (Long.bitCount(length) == 1) {
            int level = Long.numberOfTrailingZeros(length);
            return subtree(level, from >> level);
        }
        long split = Long.highestOneBit(length);
        return node(digest, range(from, from + split), range(from + split, to));
    }

    byte[] root() {
        return root(size);
    }

    /** The root when the tree had this many leaves. */
    byte[] root(long count) {
        checkCount(count);
        return count == 0 ? emptyRoot() : range(0, count);
    }

    private void checkCount(long count) {
        if (count < 0 || count > size) {
            throw new IllegalArgumentException("expected a size of at most " + size + ", got " + count);
        }
    }

    /** RFC 6962 section 2.1.1: the sibling hashes from leaf to root. */
    List<byte[]> inclusion(long index, long count) {
        checkCount(count);
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("expected a leaf below " + count + ", got " + index);
        }
        List<byte[]> proof = new ArrayList<>();
        inclusion(index, 0, count, proof);
        return proof;
    }

    private void inclusion(long index, long from, long to, List<byte[]> proof) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            inclusion(index, from, middle, proof);
            proof.add(range(middle, to));
        } else {
            inclusion(index, middle, to, proof);
            proof.add(range(from, middle));
        }
    }

    /** The largest power of two that is smaller than the length. */
    private static long split(long length) {
        return Long.highestOneBit(length - 1);
    }

    /** RFC 6962 section 2.1.2: that the tree of {@code count} leaves extends the tree of {@code old}. */
    List<byte[]> consistency(long old, long count) {
        checkCount(count);
        if (old < 0 || old > count) {
            throw new IllegalArgumentException("expected an older size of at most " + count + ", got " + old);
        }
        List<byte[]> proof = new ArrayList<>();
        if (old > 0 && old < count) {
            consistency(old, 0, count, true, proof);
        }
        return proof;
    }

    private void consistency(long old, long from, long to, boolean whole, List<byte[]> proof) {
        if (old == to) {
            if (!whole) {
                proof.add(range(from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (old <= middle) {
            consistency(old, from, middle, whole, proof);
            proof.add(range(middle, to));
        } else {
            consistency(old, middle, to, false, proof);
            proof.add(range(from, middle));
        }
    }

    /** RFC 9162 section 2.1.3.2. */
    static boolean includes(byte[] leaf, long index, long count, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= count) {
            return false;
        }
        MessageDigest digest = Digest.newSha256();
        long fn = index;
        long sn = count - 1;
        byte[] hash = leaf;
        for (byte[] sibling : proof) {
            if (sn == 0 || sibling.length != HASH) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = node(digest, sibling, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = node(digest, hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(hash, root);
    }

    /** RFC 9162 section 2.1.4.2; an empty older tree is extended by every tree, and its root is SHA-256 of nothing. */
    static boolean extendsTree(long old, long count, List<byte[]> proof, byte[] oldRoot, byte[] newRoot) {
        if (old < 0 || old > count) {
            return false;
        }
        if (old == 0) {
            return proof.isEmpty() && Arrays.equals(oldRoot, EMPTY) && (count > 0 || Arrays.equals(newRoot, EMPTY));
        }
        if (old == count) {
            return proof.isEmpty() && Arrays.equals(oldRoot, newRoot);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(old) == 1) {
            path.add(0, oldRoot);
        }
        if (path.isEmpty() || path.stream().anyMatch(hash -> hash.length != HASH)) {
            return false;
        }
        MessageDigest digest = Digest.newSha256();
        long fn = old - 1;
        long sn = count - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] oldHash = path.get(0);
        byte[] newHash = path.get(0);
        for (byte[] sibling : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                oldHash = node(digest, sibling, oldHash);
                newHash = node(digest, sibling, newHash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                newHash = node(digest, newHash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(oldHash, oldRoot) && Arrays.equals(newHash, newRoot);
    }
}
