package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import io.medml.core.ledger.LedgerVerification.Fault;
import io.medml.core.ledger.LedgerVerification.Ok;
import io.medml.core.ledger.LedgerVerification.Warning;
import io.medml.core.ledger.LedgerVerification.WarningCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole ledger directory against a key, and against checkpoints that were kept elsewhere, without writing.
 *
 * <p>It reads every entry, tile, journal segment and artefact, in the order of the format's section 12, and stops at the
 * first fault. What it shows: nobody without the private key changed, removed or inserted anything. What it cannot show
 * without {@link #trusted}: that the holder of the key did not. A trusted checkpoint that is larger than the ledger is a
 * rollback; one that this ledger's key signed, with another root, is a fork; one that the key did not sign says nothing about
 * this ledger and is refused.
 *
 * <p>Of artefacts that are kept elsewhere it has the digests only. They are compared where {@link #files} names the directory
 * that they are in; otherwise the result says how many were not.
 *
 * <p>A symbolic link anywhere in the directory is a fault, and no file is read beyond the size that the format allows it.
 *
 * <p>Cost: one pass; 32 bytes of memory per entry, besides the identifiers of the last 65,536 entries, what model
 * registrations, changed fields and artefacts leave, and one bundle or journal segment at a time. A ledger may be verified
 * while it is open for writing, but files that are replaced meanwhile can show as missing; verify again then. Immutable.
 */
public final class LedgerVerifier {

    private static final Set<String> KNOWN =
            Set.of("checkpoint", "tile/", "wal/", "blobs/", "anchors/", "quarantine/", "private/", "lock");

    private final LedgerFiles files;
    private final @Nullable VerifierKey key;
    private final List<byte[]> trusted;
    private final @Nullable Path elsewhere;

    private LedgerVerifier(
            LedgerFiles files, @Nullable VerifierKey key, List<byte[]> trusted, @Nullable Path elsewhere) {
        this.files = files;
        this.key = key;
        this.trusted = trusted;
        this.elsewhere = elsewhere;
    }

    /**
     * A verifier of a directory.
     *
     * @param directory the ledger's directory
     * @return a verifier that still needs a key
     */
    public static LedgerVerifier of(Path directory) {
        return of(new DiskFiles(directory, true));
    }

    static LedgerVerifier of(LedgerFiles files) {
        return new LedgerVerifier(files, null, List.of(), null);
    }

    /**
     * Sets the key that this verification trusts: any key that the ledger has had.
     *
     * @param verifierKey a key that was handed over apart from the ledger
     * @return a verifier with the key
     */
    public LedgerVerifier key(VerifierKey verifierKey) {
        if (key != null) {
            throw new IllegalStateException("key is already set on this verifier");
        }
        return new LedgerVerifier(files, verifierKey, trusted, elsewhere);
    }

    /**
     * Sets the key that this verification trusts.
     *
     * @param vkey its text form
     * @return a verifier with the key
     */
    public LedgerVerifier key(String vkey) {
        return key(VerifierKey.parse(vkey));
    }

    /**
     * Adds a checkpoint that was kept apart from the ledger.
     *
     * @param checkpoint the bytes of the note
     * @return a verifier with one more checkpoint
     * @throws IllegalArgumentException when the bytes are no checkpoint
     */
    public LedgerVerifier trusted(byte[] checkpoint) {
        if (SignedNote.parse(checkpoint)
                .map(SignedNote::text)
                .flatMap(TreeHead::parseCheckpoint)
                .isEmpty()) {
            throw new IllegalArgumentException("a trusted checkpoint is a signed note with origin, size and root;"
                    + " give the whole file that was kept");
        }
        List<byte[]> more = new ArrayList<>(trusted);
        more.add(checkpoint.clone());
        return new LedgerVerifier(files, key, List.copyOf(more), elsewhere);
    }

    /**
     * Adds a checkpoint that was kept apart from the ledger.
     *
     * @param checkpoint the text of the note
     * @return a verifier with one more checkpoint
     */
    public LedgerVerifier trusted(String checkpoint) {
        return trusted(checkpoint.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the directory of the artefacts that are kept elsewhere. Each is expected there under its name, with the content that
     * was recorded; where several entries give a name, the last. A file that is absent, another one, a link, or a name that
     * leads out of the directory is a fault.
     *
     * @param directory the directory, such as that of a run
     * @return a verifier that compares them as well
     */
    public LedgerVerifier files(Path directory) {
        if (elsewhere != null) {
            throw new IllegalStateException("files is already set on this verifier");
        }
        return new LedgerVerifier(files, key, trusted, directory);
    }

    /**
     * Verifies.
     *
     * @return that all is in order, or the first fault
     */
    public LedgerVerification verify() {
        if (key == null) {
            throw new IllegalStateException("a verification needs a key to trust; call key(vkey) before verify()");
        }
        Pass pass = new Pass(files, key, trusted, elsewhere);
        try {
            return pass.run();
        } catch (LedgerFault fault) {
            return new Fault(
                    fault.code(), fault.index(), Optional.ofNullable(fault.path()), fault.reason(), pass.warnings());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the ledger at " + files.where(), e);
        }
    }

    /** One verification. */
    private static final class Pass {
        private final LedgerFiles files;
        private final VerifierKey key;
        private final List<byte[]> trusted;
        private final LedgerState state = new LedgerState();
        private final ExternalFiles external;
        private final List<Warning> own = new ArrayList<>();

        Pass(LedgerFiles files, VerifierKey key, List<byte[]> trusted, @Nullable Path elsewhere) {
            this.files = files;
            this.key = key;
            this.trusted = trusted;
            this.external = new ExternalFiles(elsewhere);
        }

        List<Warning> warnings() {
            List<Warning> all = new ArrayList<>(state.warnings());
            all.addAll(own);
            return all;
        }

        private void warn(WarningCode code, String message) {
            own.add(new Warning(code, message));
        }

        Ok run() throws IOException, LedgerFault {
            refuseStrange(files);
            byte[] checkpoint = read(
                    "checkpoint",
                    SignedNote.MAX_BYTES,
                    Code.E_CHECKPOINT_SYNTAX,
                    Code.E_CHECKPOINT_MISSING,
                    "expected a checkpoint, found none");
            SignedNote note = SignedNote.parse(checkpoint)
                    .orElseThrow(() -> new LedgerFault(
                            Code.E_CHECKPOINT_SYNTAX,
                            -1,
                            "checkpoint",
                            "expected a signed note, found something else"));
            TreeHead head = TreeHead.parseCheckpoint(note.text())
                    .orElseThrow(() -> new LedgerFault(
                            Code.E_CHECKPOINT_SYNTAX,
                            -1,
                            "checkpoint",
                            "expected origin, size and root in three lines"));
            if (!head.origin.equals(key.name())) {
                throw new LedgerFault(
                        Code.E_ORIGIN, -1, "checkpoint", "expected the checkpoint of the ledger that the key names");
            }
            readBundles(files, state, head, true, (entry, bytes, from, length) -> external.note(entry));
            checkUpperTiles(head.size);
            if (!head.hasRoot(state.tree().root())) {
                throw new LedgerFault(
                        Code.E_ROOT_MISMATCH, -1, "checkpoint", "expected the root of the entries, found another");
            }
            if (!state.everHadKey(key)) {
                throw new LedgerFault(
                        Code.E_KEY_CHAIN, -1, "checkpoint", "expected the given key among the keys of this ledger");
            }
            if (!note.isSignedBy(state.keyFor(head.size))) {
                throw new LedgerFault(
                        Code.E_CHECKPOINT_SIGNATURE,
                        -1,
                        "checkpoint",
                        "expected a signature by the ledger's active key");
            }
            checkJournal();
            checkOtherTiles(head.size);
            for (byte[] kept : trusted) {
                checkKept(kept, head, "a trusted checkpoint", null);
            }
            checkAnchors(head);
            checkBlobs();
            for (String name : files.list("")) {
                if (name.endsWith(".tmp")) {
                    warn(WarningCode.TEMPORARY_FILE, name + " is left of an interrupted write");
                } else if (!KNOWN.contains(name)) {
                    warn(WarningCode.UNKNOWN_FILE, name + " is no part of a ledger and was not read");
                }
            }
            external.compare(files.where());
            return new Ok(
                    head.size,
                    Digest.of(head.root()),
                    state.size() - head.size,
                    new LedgerVerification.Reach(
                            state.artefacts().values().stream()
                                    .filter(artefact -> !artefact.erased())
                                    .count(),
                            external.references(),
                            external.compared(),
                            external.superseded(),
                            external.unnamed(),
                            trusted.size()),
                    warnings());
        }

        private byte[] read(String path, int most, Code whenLarger, Code whenMissing, String message)
                throws IOException, LedgerFault {
            try {
                return files.read(path, most, whenLarger);
            } catch (NoSuchFileException e) {
                throw new LedgerFault(whenMissing, -1, path, message);
            }
        }

        private void checkUpperTiles(long size) throws IOException, LedgerFault {
            for (int level = 1; level < 8 && size >> (8 * level) > 0; level++) {
                for (TilePath tile : TilePath.ofLevel(level, size)) {
                    byte[] found = read(
                            tile.path(),
                            MerkleTree.MAX_TILE_BYTES,
                            Code.E_TILE_MISMATCH,
                            Code.E_TILE_MISSING,
                            "expected a hash tile, found none");
                    if (!Arrays.equals(found, state.tree().tile(level, tile.row(), tile.width()))) {
                        throw new LedgerFault(
                                Code.E_TILE_MISMATCH,
                                -1,
                                tile.path(),
                                "expected the hashes of the tiles below, found others");
                    }
                }
            }
        }

        private void checkJournal() throws IOException, LedgerFault {
            Journal.Replay replay = Journal.replay(
                    files, state, state.origin(), true, (entry, bytes, from, length) -> external.note(entry));
            if (replay.unsignedFrom >= 0) {
                warn(
                        WarningCode.UNSIGNED_ENTRIES,
                        "entries " + replay.unsignedFrom + " to " + replay.unsignedTo
                                + " of the journal follow its last signed commit and rest on checksums only");
            }
            if (replay.torn) {
                warn(
                        WarningCode.TORN_TAIL,
                        replay.lastSegment + " ends in an unfinished write of " + replay.tail.length
                                + " bytes; no caller was told that it is kept");
            }
            for (String name : files.list("wal")) {
                if (name.endsWith(".tmp")) {
                    warn(WarningCode.TEMPORARY_FILE, "wal/" + name + " is left of an interrupted write");
                }
            }
        }

        /** Old partial tiles, and tiles of a publication that was interrupted before its checkpoint, must be of this tree. */
        private void checkOtherTiles(long size) throws IOException, LedgerFault {
            for (String path : DiskFiles.walk(files, "tile")) {
                if (path.endsWith(".tmp")) {
                    warn(WarningCode.TEMPORARY_FILE, path + " is left of an interrupted write");
                    continue;
                }
                TilePath tile = TilePath.parse(path).orElseThrow(() -> orphan(path));
                long hashes = tile.level() > 0 ? size >> (8 * tile.level()) : size;
                boolean checked = tile.row() < hashes / MerkleTree.TILE
                        ? tile.width() == MerkleTree.TILE
                        : tile.row() == hashes / MerkleTree.TILE && tile.width() == hashes % MerkleTree.TILE;
                if (checked) {
                    continue;
                }
                if (tile.leavesNeeded() > state.size()) {
                    throw orphan(path);
                }
                byte[] found = files.read(
                        path,
                        tile.level() == TilePath.BUNDLE ? Bundle.MAX_BYTES : MerkleTree.MAX_TILE_BYTES,
                        Code.E_ORPHAN_FILE);
                boolean same = tile.level() == TilePath.BUNDLE
                        ? isBundleOfTree(found, tile)
                        : Arrays.equals(found, state.tree().tile(tile.level(), tile.row(), tile.width()));
                if (!same) {
                    throw orphan(path);
                }
            }
        }

        private boolean isBundleOfTree(byte[] bundle, TilePath tile) {
            int[] starts;
            try {
                starts = Bundle.starts(bundle, tile.width());
            } catch (LedgerFault e) {
                return false; // deliberate: whatever is wrong with it, it is no bundle of this tree
            }
            for (int i = 0; i < tile.width(); i++) {
                byte[] leaf =
                        MerkleTree.leafHash(Digest.newSha256(), bundle, starts[i], Bundle.length(bundle, starts[i]));
                if (!Arrays.equals(leaf, state.tree().leaf(tile.row() * MerkleTree.TILE + i))) {
                    return false;
                }
            }
            return true;
        }

        private static LedgerFault orphan(String path) {
            return new LedgerFault(
                    Code.E_ORPHAN_FILE, -1, path, "expected only tiles of this ledger's tree, found another file");
        }

        private void checkKept(byte[] bytes, TreeHead current, String what, @Nullable String path) throws LedgerFault {
            Optional<SignedNote> note = SignedNote.parse(bytes);
            Optional<TreeHead> kept = note.map(SignedNote::text).flatMap(TreeHead::parseCheckpoint);
            if (note.isEmpty() || kept.isEmpty() || !kept.get().origin.equals(current.origin)) {
                throw new LedgerFault(
                        Code.E_ANCHOR, -1, path, "expected " + what + " to be a checkpoint of this ledger");
            }
            TreeHead head = kept.get();
            if (head.size > current.size) {
                throw new LedgerFault(
                        Code.E_ROLLBACK,
                        -1,
                        path,
                        "expected at least the " + head.size + " entries that " + what + " states, found "
                                + current.size);
            }
            if (!note.get().isSignedBy(state.keyFor(head.size))) {
                throw new LedgerFault(
                        Code.E_ANCHOR,
                        -1,
                        path,
                        "expected " + what + " to be signed by this ledger's key of that size");
            }
            if (!head.hasRoot(state.tree().root(head.size))) {
                throw new LedgerFault(
                        Code.E_FORK,
                        -1,
                        path,
                        "expected the root that " + what + " states for size " + head.size
                                + ", found another: there are two histories");
            }
        }

        private void checkAnchors(TreeHead head) throws IOException, LedgerFault {
            for (String name : files.list("anchors")) {
                String path = "anchors/" + name;
                if (name.endsWith(".note")) {
                    byte[] bytes = files.read(path, SignedNote.MAX_BYTES, Code.E_ANCHOR);
                    checkKept(bytes, head, "the anchor", path);
                    Optional<TreeHead> kept =
                            SignedNote.parse(bytes).map(SignedNote::text).flatMap(TreeHead::parseCheckpoint);
                    if (!name.equals(String.format(Locale.ROOT, "%020d.note", kept.orElse(head).size))) {
                        throw new LedgerFault(Code.E_ANCHOR, -1, path, "expected the anchor to bear its size as name");
                    }
                } else {
                    warn(WarningCode.ANCHOR_NOT_CHECKED, path + " is of a kind that this version does not check");
                }
            }
        }

        private void checkBlobs() throws IOException, LedgerFault {
            for (Map.Entry<String, LedgerState.Artefact> entry :
                    state.artefacts().entrySet()) {
                LedgerState.Artefact artefact = entry.getValue();
                String path = blobPath(entry.getKey());
                if (artefact.erased()) {
                    continue;
                }
                if (!files.exists(path)) {
                    throw new LedgerFault(
                            Code.E_BLOB_MISSING,
                            artefact.index(),
                            path,
                            "expected the artefact that the entry refers to");
                }
                if (files.size(path) != artefact.size()) {
                    throw new LedgerFault(
                            Code.E_BLOB_MISMATCH,
                            artefact.index(),
                            path,
                            "expected " + artefact.size() + " bytes, found " + files.size(path));
                }
                checkContent(path, entry.getKey(), artefact.index());
            }
            for (String path : DiskFiles.walk(files, "blobs")) {
                if (path.endsWith(".tmp")) {
                    warn(WarningCode.TEMPORARY_FILE, path + " is left of an interrupted write");
                } else if (!path.matches("blobs/sha256/[0-9a-f]{2}/[0-9a-f]{62}")) {
                    warn(WarningCode.UNKNOWN_FILE, path + " is no part of a ledger and was not read");
                } else {
                    String named = path.substring("blobs/sha256/".length()).replace("/", "");
                    LedgerState.Artefact artefact = state.artefacts().get(named);
                    if (artefact == null || artefact.erased()) { // any other was checked above
                        checkContent(path, named, artefact == null ? -1 : artefact.index());
                    }
                }
            }
        }

        private void checkContent(String path, String digest, long index) throws IOException, LedgerFault {
            if (!files.sha256(path).hex().equals(digest)) {
                throw new LedgerFault(
                        Code.E_BLOB_MISMATCH,
                        index,
                        path,
                        "expected the content that the name is the digest of, found another");
            }
        }
    }

    /** Refuses a directory in which a name leads out of it, for reading as for writing. */
    static void refuseStrange(LedgerFiles files) throws IOException, LedgerFault {
        List<String> strange = files.strange();
        if (!strange.isEmpty()) {
            throw new LedgerFault(
                    Code.E_ORPHAN_FILE,
                    -1,
                    strange.get(0),
                    "expected only files and directories in a ledger, found a symbolic link or a special file, behind which"
                            + " content can change unseen; put the content itself in its place");
        }
    }

    static String blobPath(String hex) {
        return "blobs/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2);
    }

    /**
     * Reads all bundles under a checkpoint into a state.
     *
     * @param tiles whether the hash tiles are read and held against the entries too, as a verification does
     */
    static void readBundles(LedgerFiles files, LedgerState state, TreeHead head, boolean tiles, EntryReader reader)
            throws IOException, LedgerFault {
        for (long first = 0; first < head.size; first += MerkleTree.TILE) {
            int width = (int) Math.min(MerkleTree.TILE, head.size - first);
            TilePath bundle = new TilePath(TilePath.BUNDLE, first / MerkleTree.TILE, width);
            byte[] bytes =
                    readOr(files, bundle.path(), Bundle.MAX_BYTES, Code.E_BUNDLE_SYNTAX, Code.E_BUNDLE_MISSING, first);
            int[] starts;
            try {
                starts = Bundle.starts(bytes, bundle.width());
            } catch (LedgerFault fault) {
                throw fault.at(first, bundle.path());
            }
            byte[] hashes = null;
            if (tiles) {
                TilePath tile = new TilePath(0, bundle.row(), bundle.width());
                hashes = readOr(
                        files,
                        tile.path(),
                        MerkleTree.MAX_TILE_BYTES,
                        Code.E_TILE_MISMATCH,
                        Code.E_TILE_MISSING,
                        first);
                if (hashes.length != tile.width() * MerkleTree.HASH) {
                    throw new LedgerFault(
                            Code.E_TILE_MISMATCH,
                            first,
                            tile.path(),
                            "expected " + tile.width() + " hashes of 32 bytes, found " + hashes.length + " bytes");
                }
            }
            for (int i = 0; i < bundle.width(); i++) {
                byte[] expected = hashes == null
                        ? null
                        : Arrays.copyOfRange(hashes, i * MerkleTree.HASH, (i + 1) * MerkleTree.HASH);
                int length = Bundle.length(bytes, starts[i]);
                try {
                    Node entry = state.add(bytes, starts[i], length, expected);
                    reader.read(entry, bytes, starts[i], length);
                } catch (LedgerFault fault) {
                    throw fault.at(first + i, bundle.path());
                }
            }
            if (!state.origin().equals(head.origin)) {
                throw new LedgerFault(
                        Code.E_ORIGIN, 0, bundle.path(), "expected the first entry to name the checkpoint's origin");
            }
        }
    }

    /** Is told each entry. */
    @FunctionalInterface
    interface EntryReader {
        void read(Node entry, byte[] bundle, int from, int length);
    }

    private static byte[] readOr(
            LedgerFiles files, String path, int most, Code whenLarger, Code whenMissing, long index)
            throws IOException, LedgerFault {
        try {
            return files.read(path, most, whenLarger);
        } catch (NoSuchFileException e) {
            throw new LedgerFault(whenMissing, index, path, "expected the file under the checkpoint, found none");
        }
    }
}
