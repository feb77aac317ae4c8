package io.medml.core.ledger;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a ledger: who did what, when, to what, why, and what it rests on.
 *
 * <p>Only a ledger makes one, from bytes that it has checked. Its texts are as they were entered; whoever shows them escapes
 * them. Immutable; two are equal when their bytes are.
 */
public final class LedgerEntry {

    private final byte[] bytes;
    private final Node node;
    private final Digest leaf;
    private final long index;
    private final UUID id;
    private final Instant time;

    private LedgerEntry(byte[] bytes, Node node, Digest leaf, UUID id, long millis) {
        this.bytes = bytes;
        this.node = node;
        this.leaf = leaf;
        this.index = requireNode(node.get("index")).whole;
        this.id = id;
        this.time = Instant.ofEpochMilli(millis);
    }

    /** The entry of bytes, which are checked for form and schema, not for their place in a ledger. */
    static LedgerEntry of(byte[] bytes) throws LedgerFault {
        return of(bytes, Digest.of(MerkleTree.leafHash(bytes)));
    }

    private static LedgerEntry of(byte[] bytes, Digest leaf) throws LedgerFault {
        Node node = CanonicalParser.parse(bytes);
        EntrySchema.check(node);
        return new LedgerEntry(
                bytes, node, leaf, EntrySchema.id(node), EntrySchema.timeMillis(EntrySchema.text(node, "time")));
    }

    /**
     * The position in the ledger.
     *
     * @return the index, from 0
     */
    public long index() {
        return index;
    }

    /**
     * The identifier.
     *
     * @return the identifier that the caller gave or the ledger derived
     */
    public UUID id() {
        return id;
    }

    /**
     * The time at which the ledger took the entry: by its writer's clock, never earlier than the entry before.
     *
     * @return UTC, in whole milliseconds
     */
    public Instant time() {
        return time;
    }

    /**
     * The type.
     *
     * @return such as {@code model.registered}
     */
    public String type() {
        return required(node, "type");
    }

    /**
     * Who acted.
     *
     * @return the actor
     */
    public Actor actor() {
        Node actor = requireNode(node.get("actor"));
        return new Actor(
                required(actor, "id"),
                Actor.Kind.valueOf(required(actor, "kind").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(actor.textOf("name")),
                Optional.ofNullable(actor.textOf("role")),
                Optional.ofNullable(actor.textOf("auth")));
    }

    /**
     * The software that wrote the entry.
     *
     * @return name and version, such as {@code medml/0.1.0}
     */
    public String software() {
        return required(requireNode(node.get("src")), "sw");
    }

    /**
     * The node that wrote the entry.
     *
     * @return the name that its operator gave it
     */
    public String node() {
        return required(requireNode(node.get("src")), "node");
    }

    /**
     * What the entry is about.
     *
     * @return the subject; empty where the type needs none and none was given
     */
    public Optional<Subject> subject() {
        Node subject = node.get("subject");
        return subject == null
                ? Optional.empty()
                : Optional.of(
                        new Subject(required(subject, "kind"), required(subject, "id"), required(subject, "version")));
    }

    /**
     * What the entry is about, with the digest of its content: of evidence the one in the item of {@code data.about} that is the
     * subject, of other entries {@code data.sha256} or else {@code data.hash}.
     *
     * @return the reference; empty where the entry states no subject or no digest of it, or states them in words that this library
     *     does not know, as an entry of other software may
     */
    public Optional<ArtifactRef> artifact() {
        Optional<Subject> subject = subject();
        Optional<String> digest = subjectDigest();
        if (subject.isEmpty() || digest.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ArtifactRef(
                    ArtifactRef.Kind.ofWord(subject.get().kind()),
                    subject.get().id(),
                    subject.get().version(),
                    new Digest(digest.get())));
        } catch (DataException | IllegalArgumentException e) {
            return Optional.empty(); // deliberate: other software may use other kinds, names and digests
        }
    }

    /**
     * Why, as it was entered.
     *
     * @return the reason
     */
    public Optional<String> reason() {
        return Optional.ofNullable(node.textOf("reason"));
    }

    /**
     * What was changed.
     *
     * @return the changed fields, in the order of the entry
     */
    public List<Change> changes() {
        return items("change").stream()
                .map(change -> new Change(
                        required(change, "field"),
                        requireNode(change.get("old")).content(),
                        requireNode(change.get("new")).content()))
                .toList();
    }

    /**
     * What else the entry states.
     *
     * @return the data; without fields where there is none
     */
    public Content.Fields data() {
        Node data = node.get("data");
        return data == null ? Content.fields().build() : data.content().asFields();
    }

    /**
     * What the entry rests on.
     *
     * @return the links, in the order of the entry
     */
    public List<Link> links() {
        return items("links").stream()
                .map(link -> new Link(
                        required(link, "rel"),
                        new EntryRef(requireNode(link.get("index")).whole, new Digest(required(link, "leaf"))),
                        Optional.ofNullable(link.textOf("origin"))))
                .toList();
    }

    /**
     * The artefacts that the entry refers to.
     *
     * @return the references, in the order of the entry
     */
    public List<BlobRef> refs() {
        return items("refs").stream()
                .map(ref -> new BlobRef(
                        new Digest(required(ref, "hash")),
                        requireNode(ref.get("size")).whole,
                        required(ref, "media"),
                        required(ref, "name"),
                        BlobRef.Store.valueOf(required(ref, "store").toUpperCase(Locale.ROOT))))
                .toList();
    }

    /**
     * The exact bytes that the tree is made of.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The leaf hash.
     *
     * @return SHA-256 of the byte 0 and the bytes
     */
    public Digest leaf() {
        return leaf;
    }

    /**
     * The place of this entry, for links.
     *
     * @return position and leaf hash
     */
    public EntryRef ref() {
        return new EntryRef(index, leaf);
    }

    /** The digest of the subject's content, where the entry states it. */
    Optional<String> subjectDigest() {
        return subjectDigest(node);
    }

    /**
     * Evidence states it in the item of {@code data.about} that is the subject ({@code data.sha256} is its document's there);
     * other entries in {@code data.sha256} or {@code data.hash}.
     */
    static Optional<String> subjectDigest(Node entry) {
        Node data = entry.get("data");
        if (data == null) {
            return Optional.empty();
        }
        Node about = data.get("about");
        Node subject = entry.get("subject");
        if (about != null && subject != null) {
            for (Node item : about.values) {
                if (same(item, subject, "kind") && same(item, subject, "id") && same(item, subject, "version")) {
                    return Optional.ofNullable(item.textOf("sha256"));
                }
            }
            return Optional.empty();
        }
        String digest = data.textOf("sha256");
        return Optional.ofNullable(digest == null ? data.textOf("hash") : digest);
    }

    private static boolean same(Node one, Node other, String key) {
        String text = one.textOf(key);
        return text != null && text.equals(other.textOf(key));
    }

    /** The digest of the evidence document that this entry records; empty when it records none. */
    Optional<Digest> evidenceDigest() {
        Node data = node.get("data");
        String digest = data == null ? null : data.textOf("sha256");
        if (data == null || data.textOf("schema") == null || data.get("about") == null || digest == null) {
            return Optional.empty();
        }
        return items("refs").stream().anyMatch(ref -> digest.equals(ref.textOf("hash")))
                        && digest.matches("[0-9a-f]{64}")
                ? Optional.of(new Digest(digest))
                : Optional.empty();
    }

    boolean isAbout(ArtifactRef artifact) {
        return subject()
                        .filter(new Subject(artifact.kind().word(), artifact.id(), artifact.version())::equals)
                        .isPresent()
                && subjectDigest().map(artifact.digest().hex()::equals).orElse(true);
    }

    private List<Node> items(String key) {
        Node list = node.get(key);
        return list == null ? List.of() : List.of(list.values);
    }

    private static String required(Node parent, String key) {
        return requireNode(parent.get(key)).text;
    }

    /** The schema has made sure of it before an instance exists. */
    private static Node requireNode(@Nullable Node node) {
        if (node == null) {
            throw new IllegalStateException("an entry that passed the schema lacks a required key");
        }
        return node;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LedgerEntry that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return leaf.hashCode();
    }

    @Override
    public String toString() {
        return type() + " as " + ref();
    }
}
