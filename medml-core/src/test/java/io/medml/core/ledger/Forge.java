package io.medml.core.ledger;

import io.medml.core.evidence.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ledgers for tests, honest ones and others, in memory. */
final class Forge {

    static final String ORIGIN = "example.org/test";
    static final Ed25519Signer SIGNER = Ed25519Signer.fromSeed(ORIGIN, seed(1));
    static final Ed25519Signer OTHER = Ed25519Signer.fromSeed(ORIGIN, seed(2));

    private Forge() {}

    static byte[] seed(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[31] = 7;
        return seed;
    }

    /** A clock that is one second later at each look. */
    static Clock ticking() {
        AtomicLong looks = new AtomicLong();
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return Instant.parse("2026-03-01T08:00:00Z").plus(Duration.ofSeconds(looks.getAndIncrement()));
            }
        };
    }

    static Ledger open(LedgerFiles files) {
        return Ledger.builder(files).clock(ticking()).signer(SIGNER).open();
    }

    static UUID id(int number) {
        return new UUID(0x1111_2222_3333_8000L, 0x8000_0000_0000_0000L + number);
    }

    static EntryDraft note(int number) {
        return EntryDraft.of("x.test.note")
                .subject("note", "n" + number, "1")
                .id(id(number))
                .data(Content.fields()
                        .put("number", number)
                        .put("text", "caf\u00e9")
                        .build());
    }

    static void put(LedgerFiles files, String path, byte[] content) {
        try (LedgerFiles.Output out = files.create(path)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] get(LedgerFiles files, String path) {
        try {
            return files.head(path, Integer.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MemoryFiles copyOf(LedgerFiles files) {
        try {
            MemoryFiles copy = new MemoryFiles();
            for (String path : DiskFiles.walk(files, "")) {
                put(copy, path, get(files, path));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the sample ledgers of the format. */
    static MemoryFiles sample(String name, Path scratch) {
        return copyOf(new DiskFiles(Vectors.copyOf(name, scratch.resolve(name)), true));
    }

    static List<byte[]> entries(LedgerFiles files, String bundle, int width) {
        try {
            byte[] bytes = get(files, bundle);
            int[] starts = Bundle.starts(bytes, width);
            List<byte[]> entries = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                entries.add(
                        java.util.Arrays.copyOfRange(bytes, starts[i], starts[i] + Bundle.length(bytes, starts[i])));
            }
            return entries;
        } catch (LedgerFault e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the holder of the key could write: consistent tiles and a signed checkpoint over any bytes. */
    static MemoryFiles published(List<byte[]> entries, CheckpointSigner signer) {
        MemoryFiles files = new MemoryFiles();
        publish(files, entries, signer);
        return files;
    }

    static void publish(LedgerFiles files, List<byte[]> entries, CheckpointSigner signer) {
        MerkleTree tree = new MerkleTree();
        entries.forEach(entry -> tree.append(MerkleTree.leafHash(entry)));
        long size = entries.size();
        for (int level = -1; level < 1 || size >> (8 * level) > 0; level++) {
            for (TilePath tile : TilePath.ofLevel(level, size)) {
                int from = (int) tile.row() * 256;
                put(
                        files,
                        tile.path(),
                        level < 0
                                ? Bundle.of(entries.subList(from, from + tile.width()))
                                : tree.tile(level, tile.row(), tile.width()));
            }
        }
        TreeHead head = new TreeHead(signer.origin(), size, tree.root());
        put(files, "checkpoint", SignedNote.sign(head.checkpointText(), signer));
    }

    static byte[] replaced(byte[] entry, String from, String to) {
        String text = new String(entry, StandardCharsets.UTF_8);
        if (!text.contains(from)) {
            throw new IllegalArgumentException("the entry has no " + from);
        }
        return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }

    static void flip(LedgerFiles files, String path, int at, int bit) {
        byte[] bytes = get(files, path);
        bytes[at] ^= (byte) (1 << bit);
        put(files, path, bytes);
    }

    static String fault(LedgerVerification found) {
        return found.fold(
                ok -> "OK " + ok.size() + "+" + ok.unpublished(),
                fault -> fault.code().name());
    }

    static LedgerVerification verify(LedgerFiles files) {
        return LedgerVerifier.of(files).key(SIGNER.key()).verify();
    }
}
