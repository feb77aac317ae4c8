package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import io.medml.core.ledger.LedgerVerification.Warning;
import io.medml.core.ledger.LedgerVerification.WarningCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known after some entries of a ledger: the tree, the keys, the last time, the identifiers in the window. It checks
 * each next entry against that, the same for a writer, a recovery and a verification.
 *
 * <p>Memory: 32 bytes per entry for the tree; 65,536 identifiers; something for each model registration, each changed field
 * and each artefact. Confined.
 */
final class LedgerState {

    static final int WINDOW = 65_536;
    private static final String PERSONAL = "medml-esig/v1\n";

    /** A key and the first size that it does not sign any more. */
    private static final class Span {
        final VerifierKey key;
        long until = Long.MAX_VALUE;

        Span(VerifierKey key) {
            this.key = key;
        }
    }

    /** One local artefact: its size, where it was first referred to, and whether it was erased. */
    record Artefact(long size, long index, boolean erased) {}

    private final MessageDigest digest = Digest.newSha256();
    private final MerkleTree tree = new MerkleTree();
    private final List<Span> keys = new ArrayList<>();
    private final UUID[] window = new UUID[WINDOW];
    private final Map<UUID, Long> ids = new HashMap<>();
    private final Map<Long, List<String>> models = new HashMap<>();
    private final Map<String, String> changes = new HashMap<>();
    private final SortedMap<String, Artefact> artefacts = new TreeMap<>();
    private final Set<String> recovered = new HashSet<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final ArrayDeque<Runnable> undo = new ArrayDeque<>();
    private boolean tentative;
    private String origin = "";
    private long lastTime = Long.MIN_VALUE;

    MerkleTree tree() {
        return tree;
    }

    long size() {
        return tree.size();
    }

    String origin() {
        return origin;
    }

    /** Time of the last entry in milliseconds since 1970; the lowest long before the first entry. */
    long lastTime() {
        return lastTime;
    }

    List<Warning> warnings() {
        return warnings;
    }

    SortedMap<String, Artefact> artefacts() {
        return artefacts;
    }

    boolean knowsRecovered(String sha256) {
        return recovered.contains(sha256);
    }

    @Nullable
    Long indexOf(UUID id) {
        return ids.get(id);
    }

    TreeHead head() {
        return new TreeHead(origin, tree.size(), tree.root());
    }

    /** The key that signs a note of this size. */
    VerifierKey keyFor(long size) {
        for (Span span : keys) {
            if (size <= span.until) {
                return span.key;
            }
        }
        throw new IllegalStateException("the ledger has no key yet");
    }

    VerifierKey activeKey() {
        return keyFor(Long.MAX_VALUE);
    }

    boolean everHadKey(VerifierKey key) {
        return keys.stream().anyMatch(span -> span.key.equals(key));
    }

    List<VerifierKey> allKeys() {
        return keys.stream().map(span -> span.key).toList();
    }

    /** From here on, what is added can be taken back. */
    void begin() {
        undo.clear();
        tentative = true;
    }

    void commit() {
        undo.clear();
        tentative = false;
    }

    void rollback() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        tentative = false;
    }

    private void onUndo(Runnable step) {
        if (tentative) {
            undo.push(step);
        }
    }

    private <K, V> void put(Map<K, V> map, K key, V value) {
        V before = map.put(key, value);
        if (before == null) {
            onUndo(() -> map.remove(key));
        } else {
            onUndo(() -> map.put(key, before));
        }
    }

    /**
     * Checks the next entry and takes it. {@code expectedLeaf} is the hash that a tile holds for it, if one does. After a
     * fault the state is only good for {@link #rollback}.
     */
    Node add(byte[] bytes, int offset, int length, byte @Nullable [] expectedLeaf) throws LedgerFault {
        byte[] leaf = MerkleTree.leafHash(digest, bytes, offset, length);
        if (expectedLeaf != null && !Arrays.equals(leaf, expectedLeaf)) {
            throw new LedgerFault(
                    Code.E_LEAF_MISMATCH, "expected the entry that the hash tile was made of, found another");
        }
        Node entry = CanonicalParser.parse(bytes, offset, length);
        EntrySchema.check(entry);
        long index = tree.size();
        long stated = EntrySchema.whole(entry, "index");
        if (stated != index) {
            throw new LedgerFault(Code.E_INDEX, "expected index " + index + ", found " + stated);
        }
        String type = EntrySchema.text(entry, "type");
        Node data = entry.get("data");
        checkTime(entry, type, data, index);
        checkId(entry, index);
        if (data != null && type.equals("ledger.created")) {
            create(data);
        } else if (data != null && type.equals("ledger.key.rotated")) {
            rotate(data, index);
        }
        checkChanges(entry, type);
        checkLinks(entry, type, index);
        if (data != null && data.get("sig") != null && type.equals("signature.applied")) {
            checkPersonalSignature(entry, data);
        }
        remember(entry, type, data, index);
        tree.append(leaf);
        onUndo(() -> tree.truncate(index));
        return entry;
    }

    private void checkTime(Node entry, String type, @Nullable Node data, long index) throws LedgerFault {
        long time = EntrySchema.timeMillis(EntrySchema.text(entry, "time"));
        boolean correction = type.equals("clock.adjusted") && data != null && data.get("correction") != null;
        if (correction) {
            warnings.add(new Warning(
                    WarningCode.CLOCK_CORRECTED,
                    "entry " + index + " sets the clock of the ledger; see its actor and reason"));
            onUndo(() -> warnings.remove(warnings.size() - 1));
        } else if (time < lastTime) {
            throw new LedgerFault(
                    Code.E_TIME_ORDER, "expected a time that is not before the entry before, found an earlier one");
        }
        long before = lastTime;
        lastTime = time;
        onUndo(() -> lastTime = before);
    }

    private void checkId(Node entry, long index) throws LedgerFault {
        UUID id = EntrySchema.id(entry);
        int slot = (int) (index % WINDOW);
        Long seen = ids.get(id);
        if (seen != null && index - seen <= WINDOW) {
            throw new LedgerFault(
                    Code.E_DUPLICATE_ID,
                    "expected an id that none of the last 65,536 entries has, found that of entry " + seen);
        }
        UUID evicted = window[slot];
        window[slot] = id;
        if (evicted != null) {
            ids.remove(evicted);
        }
        ids.put(id, index);
        onUndo(() -> {
            ids.remove(id);
            if (evicted != null) {
                ids.put(evicted, index - WINDOW);
            }
            window[slot] = evicted;
        });
    }

    private void create(Node data) throws LedgerFault {
        String name = EntrySchema.text(data, "origin");
        VerifierKey key = key(data, "vkey");
        if (!key.name().equals(name)) {
            throw new LedgerFault(Code.E_KEY_CHAIN, "expected the first key to bear the name of the ledger's origin");
        }
        origin = name;
        keys.add(new Span(key));
        onUndo(() -> {
            origin = "";
            keys.clear();
        });
    }

    private static VerifierKey key(Node data, String field) throws LedgerFault {
        try {
            return VerifierKey.parse(EntrySchema.text(data, field));
        } catch (IllegalArgumentException e) {
            throw new LedgerFault(
                    Code.E_KEY_CHAIN, "expected data." + field + " to be a verifier key: " + e.getMessage());
        }
    }

    private void rotate(Node data, long index) throws LedgerFault {
        VerifierKey oldKey = key(data, "old_vkey");
        VerifierKey newKey = key(data, "new_vkey");
        if (!oldKey.equals(activeKey())) {
            throw new LedgerFault(
                    Code.E_KEY_CHAIN, "expected the rotation to start from the active key, found another");
        }
        if (!newKey.name().equals(origin)) {
            throw new LedgerFault(Code.E_KEY_CHAIN, "expected the new key to bear the name of the ledger's origin");
        }
        byte[] message = ("medml-keyrotation/v1\n" + origin + "\n" + index + "\n" + oldKey.vkey() + "\n" + newKey.vkey()
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        if (!verifies(oldKey, message, data, "sig_old") || !verifies(newKey, message, data, "sig_new")) {
            throw new LedgerFault(Code.E_KEY_CHAIN, "expected the rotation to be signed by the old and by the new key");
        }
        Span last = keys.get(keys.size() - 1);
        last.until = index;
        keys.add(new Span(newKey));
        onUndo(() -> {
            keys.remove(keys.size() - 1);
            last.until = Long.MAX_VALUE;
        });
    }

    private static boolean verifies(VerifierKey key, byte[] message, Node data, String field) throws LedgerFault {
        Optional<byte[]> signature = SignedNote.base64(EntrySchema.text(data, field));
        return signature.isPresent() && key.verify(message, signature.get());
    }

    /** The old value of a changed field is the last recorded new one, per subject; of a prediction, per prediction. */
    private void checkChanges(Node entry, String type) throws LedgerFault {
        List<Node> changed = EntrySchema.list(entry, "change");
        if (changed.isEmpty()) {
            return;
        }
        Node subject = entry.get("subject");
        String about = subject == null ? type : HexFormat.of().formatHex(CanonicalWriter.bytes(subject));
        if (type.equals("prediction.corrected")) {
            for (Node link : EntrySchema.list(entry, "links")) {
                if ("prediction".equals(link.textOf("rel"))) {
                    String where = isHere(link) ? "" : " of " + EntrySchema.text(link, "origin");
                    about = "prediction " + EntrySchema.whole(link, "index") + where;
                }
            }
        }
        for (Node change : changed) {
            String field = Digest.sha256(about + "\n" + EntrySchema.text(change, "field"))
                    .hex();
            String before = valueDigest(change.get("old"));
            String last = changes.get(field);
            boolean anew = type.equals("record.created"); // after a deletion, say
            if (!anew && last != null && !last.equals(before)) {
                throw new LedgerFault(
                        Code.E_ENTRY_SCHEMA,
                        "expected the old value of field \"" + EntrySchema.text(change, "field")
                                + "\" to be the last recorded new one, found another");
            }
            put(changes, field, valueDigest(change.get("new")));
        }
    }

    private static String valueDigest(@Nullable Node value) {
        return Digest.sha256(CanonicalWriter.bytes(value == null ? Node.NULL : value))
                .hex();
    }

    private void checkLinks(Node entry, String type, long index) throws LedgerFault {
        for (Node link : EntrySchema.list(entry, "links")) {
            if (!isHere(link)) {
                String rel = EntrySchema.text(link, "rel");
                if (EntryType.isWithin(type, rel)) {
                    throw new LedgerFault(
                            Code.E_LINK,
                            "expected the link with rel " + rel + " of " + type
                                    + " to lead to an entry of this ledger, found one that states another ledger's origin");
                }
                continue; // deliberate: what another ledger holds is checked there
            }
            long target = EntrySchema.whole(link, "index");
            if (target >= index) {
                throw new LedgerFault(Code.E_LINK, "expected a link to an earlier entry, found one to entry " + target);
            }
            byte[] leaf = HexFormat.of().parseHex(EntrySchema.text(link, "leaf"));
            if (!Arrays.equals(leaf, tree.leaf(target))) {
                throw new LedgerFault(
                        Code.E_LINK,
                        "expected the leaf hash of entry " + target + ", which the link names, found another");
            }
        }
        if (!EntryType.of(type).map(EntryType::links).orElse(List.of()).contains("model")) {
            return;
        }
        for (Node link : EntrySchema.list(entry, "links")) {
            if ("model".equals(link.textOf("rel")) && isHere(link)) {
                List<String> registered = models.get(EntrySchema.whole(link, "index"));
                Node subject = entry.get("subject");
                if (registered == null) {
                    throw new LedgerFault(
                            Code.E_LINK, "expected the link with rel model to lead to a model.registered entry");
                }
                if (type.startsWith("model.") && subject != null && !registered.equals(name(subject))) {
                    throw new LedgerFault(
                            Code.E_LINK, "expected the link with rel model to lead to the registration of the subject");
                }
            }
        }
    }

    /** Whether a link leads into this ledger: it states no origin, or this one's. */
    private boolean isHere(Node link) {
        String stated = link.textOf("origin");
        return stated == null || stated.equals(origin);
    }

    private static List<String> name(Node subject) throws LedgerFault {
        return List.of(
                EntrySchema.text(subject, "kind"),
                EntrySchema.text(subject, "id"),
                EntrySchema.text(subject, "version"));
    }

    private static void checkPersonalSignature(Node entry, Node data) throws LedgerFault {
        VerifierKey key;
        try {
            key = VerifierKey.parse(EntrySchema.text(data, "signer_vkey"));
        } catch (IllegalArgumentException e) {
            throw new LedgerFault(
                    Code.E_SIGNATURE_EVENT, "expected data.signer_vkey to be a verifier key: " + e.getMessage());
        }
        Optional<byte[]> signature = SignedNote.base64(EntrySchema.text(data, "sig"));
        if (signature.isEmpty() || !key.verify(personalMessage(entry), signature.get())) {
            throw new LedgerFault(
                    Code.E_SIGNATURE_EVENT, "expected the personal signature to verify under data.signer_vkey");
        }
    }

    /** What a personal key signs: the entry without the signature itself. */
    static byte[] personalMessage(Node entry) {
        Node[] values = entry.values.clone();
        for (int i = 0; i < values.length; i++) {
            if (entry.keys[i].equals("data")) {
                SortedMap<String, Node> rest = new TreeMap<>();
                for (int k = 0; k < values[i].keys.length; k++) {
                    rest.put(values[i].keys[k], values[i].values[k]);
                }
                rest.remove("sig");
                values[i] = Node.object(rest);
            }
        }
        return VerifierKey.concat(
                PERSONAL.getBytes(StandardCharsets.UTF_8), CanonicalWriter.bytes(Node.object(entry.keys, values)));
    }

    private void remember(Node entry, String type, @Nullable Node data, long index) throws LedgerFault {
        if (type.equals("model.registered")) {
            Node subject = entry.get("subject");
            put(models, index, subject == null ? List.of() : name(subject));
        }
        for (Node ref : EntrySchema.list(entry, "refs")) {
            String hash = EntrySchema.text(ref, "hash");
            if ("local".equals(ref.textOf("store"))) {
                long size = EntrySchema.whole(ref, "size");
                Artefact known = artefacts.get(hash);
                if (known == null || known.erased()) {
                    put(artefacts, hash, new Artefact(size, index, false));
                } else if (known.size() != size) {
                    throw new LedgerFault(
                            Code.E_BLOB_MISMATCH,
                            "expected the size " + known.size() + " that entry " + known.index()
                                    + " states for the same artefact, found " + size);
                }
            }
        }
        if (data == null) {
            return;
        }
        if (type.equals("artifact.erased")) {
            Artefact known = artefacts.get(data.textOf("hash"));
            if (known != null) {
                put(artefacts, EntrySchema.text(data, "hash"), new Artefact(known.size(), known.index(), true));
            }
        } else if (type.equals("ledger.recovered")) {
            String sha256 = data.textOf("sha256");
            if (sha256 != null && recovered.add(sha256)) {
                onUndo(() -> recovered.remove(sha256));
            }
        }
    }
}
