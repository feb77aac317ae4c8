package io.medml.core.ledger;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one ledger: opening and recovery, groups in the journal, publication. The format's section 10 is its rule
 * book. Confined: the ledger calls it under its lock, and calls that write on its own thread.
 */
final class LedgerWriter {

    private static final Actor MACHINERY = Actor.system("svc:ledger");
    private static final Set<String> OWN_TYPES =
            Set.of("ledger.created", "ledger.key.rotated", "ledger.recovered", "ledger.pruned", "clock.adjusted");
    private static final Pattern SET_ASIDE_AT_CREATION = Pattern.compile("quarantine/0{20}-[0-9a-f]{64}\\.wal");
    private static final Pattern QUARANTINED = Pattern.compile("[0-9]{20}-([0-9a-f]{64})\\.wal");

    private final LedgerFiles files;
    private final CheckpointSigner signer;
    private final VerifierKey key;
    private final LedgerClock clock;
    private final Actor actor;
    private final String node;
    private final String software;
    private final String stream;

    private final LedgerState state = new LedgerState();
    private final LedgerIndex index = new LedgerIndex();

    /** Entries from the last full bundle under the checkpoint on, which the next publication needs. */
    private final List<byte[]> recent = new ArrayList<>();

    private long recentFrom;
    private long published;
    private byte[] checkpoint = {};

    private LedgerFiles.@Nullable Lock lock;
    private LedgerFiles.@Nullable Output segment;
    private long segmentEnd;
    private boolean signatureChecked;
    private @Nullable Throwable poison;
    private boolean started;
    private boolean closed;

    private long cachedRow = -1;
    private byte[] cachedBundle = {};
    private int[] cachedStarts = {};

    LedgerWriter(
            LedgerFiles files,
            CheckpointSigner signer,
            LedgerClock clock,
            Actor actor,
            String node,
            String software,
            String stream) {
        this.files = files;
        this.signer = signer;
        this.key = signer.key();
        this.clock = clock;
        this.actor = actor;
        this.node = node;
        this.software = software;
        this.stream = stream;
    }

    String origin() {
        return key.name();
    }

    VerifierKey key() {
        return key;
    }

    long size() {
        return state.size();
    }

    /** The size that entries state of a local artefact. */
    OptionalLong sizeOf(Digest artefact) {
        LedgerState.Artefact known = state.artefacts().get(artefact.hex());
        return known == null ? OptionalLong.empty() : OptionalLong.of(known.size());
    }

    LedgerIndex index() {
        return index;
    }

    String checkpoint() {
        return new String(checkpoint, StandardCharsets.UTF_8);
    }

    EntryRef refOf(long position) {
        return new EntryRef(position, Digest.of(state.tree().leaf(position)));
    }

    boolean holds(EntryRef ref) {
        return ref.index() < state.size() && refOf(ref.index()).equals(ref);
    }

    // ------------------------------------------------------------------ opening

    void start() throws IOException {
        if (files.makeDirectory("")) {
            files.syncDirectory("..");
        }
        lock = files.lock();
        boolean done = false;
        try {
            LedgerVerifier.refuseStrange(files);
            recover();
            started = true;
            done = true;
        } catch (LedgerFault fault) {
            throw new IntegrityException(
                    "the ledger at " + files.where() + " cannot be opened for writing: " + fault.text()
                            + ". Nothing was changed. Verify it, keep a copy of the directory, and restore it from a good one");
        } finally {
            if (!done) {
                closed = true;
                release();
            }
        }
    }

    private void recover() throws IOException, LedgerFault {
        TreeHead head = readPublished();
        Journal.Replay replay = Journal.replay(
                files,
                state,
                origin(),
                false,
                (entry, bytes, from, length) -> remember(Arrays.copyOfRange(bytes, from, from + length)));
        if (state.size() > 0 && !state.origin().equals(origin())) {
            throw new LedgerFault(
                    Code.E_ORIGIN, "expected the ledger " + origin() + ", found the ledger " + state.origin());
        }
        if (state.size() > 0 && !state.activeKey().equals(key)) {
            throw new LedgerFault(
                    Code.E_KEY_CHAIN,
                    "expected the signer to have the active key "
                            + state.activeKey().keyId() + ", found the key " + key.keyId());
        }
        published = head.size;
        // from here on the files are known to be this ledger's and undamaged, and may be changed
        for (String left : DiskFiles.walk(files, "")) {
            if (left.endsWith(".tmp")) {
                files.delete(left);
            }
        }
        for (String directory : List.of("tile", "wal", "blobs", "blobs/sha256", "quarantine")) {
            makeDirectories(directory);
        }
        String last = replay.lastSegment;
        if (last != null) {
            continueSegment(last, replay);
        }
        List<EntryDraft> drafts = new ArrayList<>();
        if (state.size() == 0) {
            drafts.add(created());
        }
        drafts.addAll(recovered(replay));
        if (!drafts.isEmpty()) {
            write(drafts);
        }
        publish();
    }

    private TreeHead readPublished() throws IOException, LedgerFault {
        if (!files.exists("checkpoint")) {
            List<Long> segments = Journal.segments(files);
            boolean interrupted = !segments.isEmpty() && segments.get(0) == 0;
            Optional<String> kept = interrupted ? Optional.empty() : keptOfALedger(segments);
            if (kept.isPresent()) {
                throw new LedgerFault(
                        Code.E_CHECKPOINT_MISSING,
                        -1,
                        "checkpoint",
                        "expected a checkpoint, or a directory that holds nothing of a ledger, found no checkpoint but "
                                + kept.get()
                                + ", so a ledger was here. Restore the whole directory from a copy, or open a new"
                                + " ledger in an empty directory");
            }
            return new TreeHead(origin(), 0, MerkleTree.emptyRoot());
        }
        checkpoint = files.read("checkpoint", SignedNote.MAX_BYTES, Code.E_CHECKPOINT_SYNTAX);
        Optional<SignedNote> note = SignedNote.parse(checkpoint);
        Optional<TreeHead> head = note.map(SignedNote::text).flatMap(TreeHead::parseCheckpoint);
        if (note.isEmpty() || head.isEmpty()) {
            throw new LedgerFault(
                    Code.E_CHECKPOINT_SYNTAX, -1, "checkpoint", "expected a signed note with origin, size and root");
        }
        if (!head.get().origin.equals(origin())) {
            throw new LedgerFault(
                    Code.E_ORIGIN,
                    -1,
                    "checkpoint",
                    "expected the ledger " + origin() + ", found the ledger " + head.get().origin);
        }
        LedgerVerifier.readBundles(files, state, head.get(), false, (entry, bytes, from, length) -> {
            remember(Arrays.copyOfRange(bytes, from, from + length));
            if (recent.size() > MerkleTree.TILE) { // of what is published only the last, partial bundle is needed
                recent.subList(0, MerkleTree.TILE).clear();
                recentFrom += MerkleTree.TILE;
            }
        });
        trimRecent(head.get().size);
        if (!head.get().hasRoot(state.tree().root())) {
            throw new LedgerFault(
                    Code.E_ROOT_MISMATCH, -1, "checkpoint", "expected the root of the entries, found another");
        }
        if (head.get().size == 0 || !note.get().isSignedBy(state.keyFor(head.get().size))) {
            throw new LedgerFault(
                    Code.E_CHECKPOINT_SIGNATURE, -1, "checkpoint", "expected a signature by the ledger's active key");
        }
        return head.get();
    }

    /** A file that only a ledger leaves which once had a checkpoint; without one, the directory may become a new ledger. */
    private Optional<String> keptOfALedger(List<Long> segments) throws IOException {
        if (!segments.isEmpty()) {
            return Optional.of(Journal.segmentName(segments.get(0)));
        }
        for (String directory : List.of("tile", "blobs", "anchors", "quarantine")) {
            for (String path : DiskFiles.walk(files, directory)) {
                // deliberate: a creation that was interrupted twice leaves what was set aside at size 0, and no more
                if (!path.endsWith(".tmp")
                        && !SET_ASIDE_AT_CREATION.matcher(path).matches()) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    private void remember(byte[] bytes) {
        try {
            index.add(LedgerEntry.of(bytes));
        } catch (LedgerFault fault) {
            throw new IllegalStateException("an entry that the state took is not well-formed: " + fault.text(), fault);
        }
        recent.add(bytes);
    }

    private void continueSegment(String last, Journal.Replay replay) throws IOException {
        if (replay.torn && replay.tail.length > 0) {
            String name = String.format(
                    Locale.ROOT,
                    "%020d-%s.wal",
                    state.size(),
                    Digest.sha256(replay.tail).hex());
            writeWhole("quarantine/" + name, replay.tail);
            sync("quarantine");
        }
        if (replay.goodEnd < Journal.HEADER.length) {
            files.delete(last);
            sync("wal");
            return;
        }
        LedgerFiles.Output out = files.append(last);
        segment = out;
        segmentEnd = replay.goodEnd;
        if (replay.torn) {
            out.truncate(replay.goodEnd);
            syncFile(out);
        }
    }

    private EntryDraft created() {
        return EntryDraft.of("ledger.created")
                .actor(MACHINERY)
                .data(Content.fields()
                        .put("format", "medml-ledger/1")
                        .put("hash", "sha256")
                        .put("origin", origin())
                        .put("stream", stream)
                        .put("vkey", key.vkey())
                        .build());
    }

    /**
     * What recovery has to record: each piece set aside that no entry names yet (a crash may have come between setting it
     * aside and recording it), and entries that only checksums vouch for.
     */
    private List<EntryDraft> recovered(Journal.Replay replay) throws IOException {
        List<EntryDraft> drafts = new ArrayList<>();
        for (String name : files.list("quarantine")) {
            Matcher form = QUARANTINED.matcher(name);
            if (form.matches() && !state.knowsRecovered(form.group(1)) && drafts.size() < Journal.MAX_GROUP / 2) {
                drafts.add(recovery("unfinished write set aside when the ledger was opened")
                        .data(Content.fields()
                                .put("bytes", files.size("quarantine/" + name))
                                .put("sha256", form.group(1))
                                .build()));
            }
        }
        if (replay.unsignedFrom >= 0) {
            drafts.add(
                    recovery("entries after the last signed commit kept on their checksums when the ledger was opened")
                            .data(Content.fields()
                                    .put("unsigned_from", replay.unsignedFrom)
                                    .put("unsigned_to", replay.unsignedTo)
                                    .build()));
        }
        return drafts;
    }

    private static EntryDraft recovery(String reason) {
        return EntryDraft.of("ledger.recovered").actor(MACHINERY).reason(reason);
    }

    // ------------------------------------------------------------------ appending

    List<LedgerEntry> append(List<EntryDraft> drafts) throws IOException {
        requireUsable();
        if (drafts.isEmpty() || drafts.size() >= Journal.MAX_GROUP) {
            throw new IllegalArgumentException("a group has 1 to " + (Journal.MAX_GROUP - 1) + " entries, got "
                    + drafts.size() + "; append it in parts");
        }
        for (EntryDraft draft : drafts) {
            if (OWN_TYPES.contains(draft.type)) {
                throw new IllegalArgumentException(
                        "entries of type " + draft.type + " are written by the ledger itself");
            }
            if (!draft.ofEvidence && draft.looksLikeEvidence()) {
                throw new IllegalArgumentException("an entry of type " + draft.type
                        + " whose data hold a schema claims to record evidence, which record(..) does after checking it;"
                        + " pass the evidence to Ledger.record(..), or leave the schema out; nothing was written");
            }
        }
        if (segmentEnd >= Journal.MAX_SEGMENT) {
            publish(); // empties the journal; before anything is written, so that a failure is this call's failure
        }
        return write(drafts);
    }

    private List<LedgerEntry> write(List<EntryDraft> drafts) throws IOException {
        long before = state.size();
        LedgerClock.Reading reading = clock.read(state.lastTime());
        List<EntryDraft> all = new ArrayList<>(drafts);
        if (reading.stepped()) {
            all.add(
                    0,
                    EntryDraft.of("clock.adjusted")
                            .actor(MACHINERY)
                            .data(Content.fields()
                                    .put("wall", EntrySchema.timeText(reading.wall()))
                                    .put("last", EntrySchema.timeText(state.lastTime()))
                                    .build()));
        }
        List<byte[]> entries = new ArrayList<>(all.size());
        List<LedgerEntry> result = new ArrayList<>(all.size());
        boolean durable = false;
        state.begin();
        try {
            for (EntryDraft draft : all) {
                byte[] bytes = encode(draft, state.size(), reading.time());
                state.add(bytes, 0, bytes.length, null);
                entries.add(bytes);
                result.add(LedgerEntry.of(bytes));
            }
            byte[] note = signed(state.head().journalText());
            persist(before, Journal.group(before, entries, note));
            durable = true;
        } catch (LedgerFault fault) {
            throw refused(fault);
        } finally {
            if (!durable) {
                state.rollback();
            }
        }
        state.commit();
        clock.taken(reading);
        for (int i = 0; i < entries.size(); i++) {
            index.add(result.get(i));
            recent.add(entries.get(i));
        }
        return List.copyOf(result.subList(all.size() - drafts.size(), all.size()));
    }

    private static RuntimeException refused(LedgerFault fault) {
        if (fault.code() == Code.E_LINK
                || fault.code() == Code.E_SIGNATURE_EVENT
                || fault.code() == Code.E_BLOB_MISMATCH) {
            return new IntegrityException("the entry is refused: " + fault.reason()
                    + "; nothing was written. Link to entries that this ledger returned");
        }
        if (fault.code() == Code.E_DUPLICATE_ID) {
            return new IllegalStateException("the entry is refused: " + fault.reason()
                    + "; nothing was written. If this is a retry, the first attempt was kept");
        }
        return new IllegalArgumentException("the entry is refused: " + fault.reason() + "; nothing was written");
    }

    private byte[] encode(EntryDraft draft, long position, long millis) throws IOException {
        SortedMap<String, Node> entry = new TreeMap<>();
        Actor who = draft.actor == null ? actor : draft.actor;
        SortedMap<String, Node> actorNode = new TreeMap<>();
        actorNode.put("id", Node.text(who.id()));
        actorNode.put("kind", Node.text(who.kind().word()));
        who.name().ifPresent(name -> actorNode.put("name", Node.text(name)));
        who.role().ifPresent(role -> actorNode.put("role", Node.text(role)));
        who.auth().ifPresent(auth -> actorNode.put("auth", Node.text(auth)));
        entry.put("actor", Node.object(actorNode));
        if (!draft.changes.isEmpty()) {
            entry.put(
                    "change",
                    Node.array(draft.changes.stream()
                            .map(change -> object(
                                    "field", Node.text(change.field()),
                                    "new", Node.of(change.after()),
                                    "old", Node.of(change.before())))
                            .toArray(Node[]::new)));
        }
        if (draft.data != null) {
            entry.put("data", Node.of(draft.data));
        }
        entry.put("index", Node.whole(position));
        if (!draft.links.isEmpty()) {
            entry.put(
                    "links",
                    Node.array(draft.links.stream().map(LedgerWriter::link).toArray(Node[]::new)));
        }
        if (draft.reason != null) {
            entry.put("reason", Node.text(draft.reason));
        }
        for (BlobRef ref : draft.refs) {
            checkStored(ref);
        }
        if (!draft.refs.isEmpty()) {
            entry.put(
                    "refs",
                    Node.array(draft.refs.stream().map(LedgerWriter::ref).toArray(Node[]::new)));
        }
        entry.put("src", object("node", Node.text(node), "sw", Node.text(software)));
        if (draft.subject != null) {
            entry.put(
                    "subject",
                    object(
                            "id", Node.text(draft.subject.id()),
                            "kind", Node.text(draft.subject.kind()),
                            "version", Node.text(draft.subject.version())));
        }
        entry.put("time", Node.text(EntrySchema.timeText(millis)));
        entry.put("type", Node.text(draft.type));
        entry.put("v", Node.whole(1));
        entry.put("id", Node.text((draft.id == null ? derivedId(Node.object(entry)) : draft.id).toString()));
        if (draft.personalKey != null) {
            signPersonally(entry, draft.personalKey, draft.type);
        }
        byte[] bytes = CanonicalWriter.bytes(Node.object(entry));
        if (bytes.length > CanonicalParser.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has at most " + CanonicalParser.MAX_BYTES + " bytes, and this one of type " + draft.type
                            + " has " + bytes.length + "; store the content with store(..) and refer to it");
        }
        return bytes;
    }

    private static Node object(Object... keysAndNodes) {
        SortedMap<String, Node> fields = new TreeMap<>();
        for (int i = 0; i < keysAndNodes.length; i += 2) {
            fields.put((String) keysAndNodes[i], (Node) keysAndNodes[i + 1]);
        }
        return Node.object(fields);
    }

    private static Node link(Link link) {
        SortedMap<String, Node> fields = new TreeMap<>();
        fields.put("rel", Node.text(link.rel()));
        fields.put("index", Node.whole(link.target().index()));
        fields.put("leaf", Node.text(link.target().leaf().hex()));
        link.origin().ifPresent(origin -> fields.put("origin", Node.text(origin)));
        return Node.object(fields);
    }

    private static Node ref(BlobRef ref) {
        return object(
                "alg", Node.text("sha256"),
                "hash", Node.text(ref.digest().hex()),
                "media", Node.text(ref.media()),
                "name", Node.text(ref.name()),
                "size", Node.whole(ref.size()),
                "store", Node.text(ref.store().word()));
    }

    private void checkStored(BlobRef ref) throws IOException {
        if (ref.store() == BlobRef.Store.EXTERNAL) {
            return;
        }
        String path = LedgerVerifier.blobPath(ref.digest().hex());
        if (!files.exists(path) || files.size(path) != ref.size()) {
            throw new IntegrityException("expected the artefact " + ref.digest() + " with " + ref.size()
                    + " bytes to be stored in this ledger, found none; store(..) it first, or refer to it as external");
        }
    }

    /** Name-based (RFC 9562, version 8) over everything else in the entry, so that the same ledger gives the same bytes. */
    private UUID derivedId(Node entry) {
        byte[] digest = Digest.sha256(VerifierKey.concat(
                        ("medml-entry-id/1\n" + origin() + "\n").getBytes(StandardCharsets.UTF_8),
                        CanonicalWriter.bytes(entry)))
                .bytes();
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (digest[i] & 0xff);
            low = low << 8 | (digest[i + 8] & 0xff);
        }
        return new UUID((high & ~0xf000L) | 0x8000L, (low & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }

    private static void signPersonally(SortedMap<String, Node> entry, CheckpointSigner signer, String type) {
        Node data = entry.get("data");
        if (!type.equals("signature.applied") || data == null) {
            throw new IllegalArgumentException("a personal key signs entries of type signature.applied with data only");
        }
        SortedMap<String, Node> fields = new TreeMap<>();
        for (int i = 0; i < data.keys.length; i++) {
            fields.put(data.keys[i], data.values[i]);
        }
        fields.put("signer_vkey", Node.text(signer.key().vkey()));
        entry.put("data", Node.object(fields));
        byte[] signature = signer.sign(LedgerState.personalMessage(Node.object(entry)));
        fields.put("sig", Node.text(Base64.getEncoder().encodeToString(signature)));
        entry.put("data", Node.object(fields));
    }

    private byte[] signed(String text) {
        byte[] note = SignedNote.sign(text, signer);
        if (!signatureChecked) {
            Optional<SignedNote> parsed = SignedNote.parse(note);
            if (parsed.isEmpty() || !parsed.get().isSignedBy(key)) {
                throw new IllegalStateException("the signer of " + origin()
                        + " gave a signature that its own key does not verify; nothing was written. Check the signer");
            }
            signatureChecked = true;
        }
        return note;
    }

    private void persist(long firstIndex, byte[] group) throws IOException {
        LedgerFiles.Output out = segment;
        if (out == null) {
            out = newSegment(firstIndex);
        }
        try {
            out.write(group);
        } catch (IOException e) {
            cutBack(out, e);
            throw e;
        }
        syncFile(out);
        segmentEnd += group.length;
    }

    private LedgerFiles.Output newSegment(long firstIndex) throws IOException {
        makeDirectories("wal");
        LedgerFiles.Output out = files.create(Journal.segmentName(firstIndex));
        segment = out;
        segmentEnd = 0;
        try {
            out.write(Journal.HEADER);
        } catch (IOException e) {
            // an empty segment is what a crash here leaves, too; it is taken up or removed at the next attempt
            cutBack(out, e);
            segment = null;
            closeFile(out);
            throw e;
        }
        syncFile(out);
        sync("wal");
        segmentEnd = Journal.HEADER.length;
        return out;
    }

    /** After a short write: back to the last commit, so that the ledger stays usable. */
    private void cutBack(LedgerFiles.Output out, IOException failure) {
        try {
            out.truncate(segmentEnd);
            out.sync();
        } catch (IOException e) {
            failure.addSuppressed(e);
            poison = failure;
        }
    }

    private void syncFile(LedgerFiles.Output out) throws IOException {
        try {
            out.sync();
        } catch (IOException e) {
            poison = e;
            throw e;
        }
    }

    private void closeFile(LedgerFiles.Output out) throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            poison = e;
            throw e;
        }
    }

    private void sync(String directory) throws IOException {
        try {
            files.syncDirectory(directory);
        } catch (IOException e) {
            poison = e;
            throw e;
        }
    }

    private void makeDirectories(String directory) throws IOException {
        int slash = directory.lastIndexOf('/');
        String parent = slash < 0 ? "" : directory.substring(0, slash);
        if (slash > 0) {
            makeDirectories(parent);
        }
        if (files.makeDirectory(directory)) {
            sync(parent);
        }
    }

    /** A whole file under its final name; the caller makes the name durable. */
    private void writeWhole(String path, byte[] content) throws IOException {
        String temporary = path + ".tmp";
        LedgerFiles.Output out = files.create(temporary);
        try {
            try {
                out.write(content);
                syncFile(out);
            } finally {
                closeFile(out);
            }
            files.rename(temporary, path);
        } catch (IOException e) {
            try {
                files.delete(temporary); // on a full disk it would take room that nobody uses
            } catch (IOException left) {
                e.addSuppressed(left); // opening removes it
            }
            throw e;
        }
    }

    // ------------------------------------------------------------------ artefacts

    BlobRef store(byte[] content, BlobRef ref) throws IOException {
        requireUsable();
        String path = LedgerVerifier.blobPath(ref.digest().hex());
        if (files.exists(path) && files.sha256(path).equals(ref.digest())) {
            return ref;
        }
        String directory = path.substring(0, path.lastIndexOf('/'));
        makeDirectories(directory);
        writeWhole(path, content);
        sync(directory);
        return ref;
    }

    // ------------------------------------------------------------------ reading

    /** The size, of a ledger that is open: what a closed one holds nobody here knows. */
    long sizeToRead() {
        if (closed) {
            throw new IllegalStateException("the ledger at " + files.where() + " is closed; open it again to read");
        }
        return state.size();
    }

    LedgerEntry entry(long position) {
        long size = sizeToRead();
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException(
                    "expected an index below the ledger's size " + size + ", got " + position);
        }
        try {
            LedgerEntry entry = LedgerEntry.of(bytes(position));
            if (entry.leaf().equals(refOf(position).leaf())) {
                return entry;
            }
        } catch (LedgerFault fault) {
            throw new IntegrityException(
                    "entry " + position + " of the ledger at " + files.where() + " is not what was recorded: "
                            + fault.text() + "; verify the ledger",
                    fault);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read entry " + position + " of the ledger at " + files.where(), e);
        }
        throw new IntegrityException("expected entry " + position + " of the ledger at " + files.where()
                + " as it was recorded, found another; verify the ledger");
    }

    private byte[] bytes(long position) throws IOException, LedgerFault {
        if (position >= recentFrom) {
            return recent.get((int) (position - recentFrom));
        }
        long row = position / MerkleTree.TILE;
        if (row != cachedRow) {
            byte[] bundle = files.read(
                    new TilePath(TilePath.BUNDLE, row, MerkleTree.TILE).path(), Bundle.MAX_BYTES, Code.E_BUNDLE_SYNTAX);
            cachedStarts = Bundle.starts(bundle, MerkleTree.TILE);
            cachedBundle = bundle;
            cachedRow = row;
        }
        int start = cachedStarts[(int) (position % MerkleTree.TILE)];
        return Arrays.copyOfRange(cachedBundle, start, start + Bundle.length(cachedBundle, start));
    }

    String receipt(EntryRef ref) throws IOException {
        requireUsable();
        if (!holds(ref)) {
            throw new IntegrityException("expected an entry of the ledger " + origin()
                    + ", found that it does not hold " + ref + "; ask the ledger that recorded it");
        }
        if (ref.index() >= published) {
            publish();
        }
        return Receipt.text(ref.index(), state.tree().inclusion(ref.index(), published), checkpoint);
    }

    // ------------------------------------------------------------------ publishing

    void publish() throws IOException {
        if (started) {
            requireUsable();
        }
        long size = state.size();
        if (size > published) {
            Set<String> directories = new LinkedHashSet<>();
            for (int level = TilePath.BUNDLE; level < 1 || size >> (8 * level) > 0; level++) {
                for (TilePath tile : newTiles(level, size)) {
                    String path = tile.path();
                    String directory = path.substring(0, path.lastIndexOf('/'));
                    makeDirectories(directory);
                    directories.add(directory);
                    writeWhole(path, content(tile));
                }
            }
            for (String directory : directories) {
                sync(directory);
            }
            byte[] note = signed(state.head().checkpointText());
            writeWhole("checkpoint", note);
            sync("");
            long old = published;
            published = size;
            checkpoint = note;
            trimRecent(size);
            dropOldPartials(old, size);
        }
        dropSegments();
    }

    private static List<TilePath> newTiles(int level, long size, long from) {
        List<TilePath> tiles = new ArrayList<>();
        long hashes = level > 0 ? size >> (8 * level) : size;
        long row = (level > 0 ? from >> (8 * level) : from) / MerkleTree.TILE;
        for (; row < hashes / MerkleTree.TILE; row++) {
            tiles.add(new TilePath(level, row, MerkleTree.TILE));
        }
        if (hashes % MerkleTree.TILE > 0) {
            tiles.add(new TilePath(level, row, (int) (hashes % MerkleTree.TILE)));
        }
        return tiles;
    }

    private List<TilePath> newTiles(int level, long size) {
        return newTiles(level, size, published);
    }

    private byte[] content(TilePath tile) {
        if (tile.level() != TilePath.BUNDLE) {
            return state.tree().tile(tile.level(), tile.row(), tile.width());
        }
        int from = (int) (tile.row() * MerkleTree.TILE - recentFrom);
        return Bundle.of(recent.subList(from, from + tile.width()));
    }

    private void trimRecent(long size) {
        long keepFrom = size / MerkleTree.TILE * MerkleTree.TILE;
        recent.subList(0, (int) (keepFrom - recentFrom)).clear();
        recentFrom = keepFrom;
    }

    /** Partial tiles that a wider one covers now. */
    private void dropOldPartials(long old, long size) throws IOException {
        for (int level = TilePath.BUNDLE; level < 1 || size >> (8 * level) > 0; level++) {
            long hashes = level > 0 ? old >> (8 * level) : old;
            long now = level > 0 ? size >> (8 * level) : size;
            if (hashes % MerkleTree.TILE == 0 || hashes == now) {
                continue;
            }
            TilePath partial = new TilePath(level, hashes / MerkleTree.TILE, (int) (hashes % MerkleTree.TILE));
            if (files.exists(partial.path())) {
                files.delete(partial.path());
            }
            files.removeIfEmpty(partial.base() + ".p");
        }
    }

    /** All segments lie below the checkpoint now. */
    private void dropSegments() throws IOException {
        LedgerFiles.Output out = segment;
        segment = null;
        segmentEnd = 0;
        if (out != null) {
            closeFile(out);
        }
        for (String name : files.list("wal")) {
            if (Journal.isSegment(name)) {
                files.delete("wal/" + name);
            }
        }
    }

    // ------------------------------------------------------------------ end

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the ledger at " + files.where() + " is closed; open it again");
        }
        if (poison != null) {
            throw new IllegalStateException(
                    "the ledger at " + files.where()
                            + " has stopped after a failed sync or close, since what the disk holds is"
                            + " not known; close it and open it again, which recovers it",
                    poison);
        }
    }

    void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (poison == null) {
                publish();
                sync("wal");
            }
        } finally {
            closed = true;
            release();
        }
    }

    private void release() throws IOException {
        LedgerFiles.Output out = segment;
        segment = null;
        LedgerFiles.Lock held = lock;
        lock = null;
        try {
            if (out != null) {
                out.close();
            }
        } finally {
            if (held != null) {
                held.close();
            }
        }
    }
}
