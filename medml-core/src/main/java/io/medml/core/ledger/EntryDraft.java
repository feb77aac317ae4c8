package io.medml.core.ledger;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry before the ledger takes it: everything that a caller may say. Position, time and source are the ledger's to set.
 *
 * <p>Setting the same thing twice is an error. What a type needs is checked when the ledger takes the draft. Confined to one
 * thread.
 *
 * <p>What a draft says is a claim of the code that holds the open ledger, and that code is trusted: the ledger shows that this
 * was claimed, when, and that it was not changed afterwards, not that it is true (see {@link Ledger#append}).
 */
public final class EntryDraft {

    final String type;

    /** Whether {@link Ledger#record} makes this draft, which alone may carry the envelope of evidence. */
    final boolean ofEvidence;

    @Nullable
    Actor actor;

    @Nullable
    Subject subject;

    @Nullable
    String reason;

    Content.@Nullable Fields data;

    @Nullable
    UUID id;

    @Nullable
    CheckpointSigner personalKey;

    final List<Change> changes = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final List<BlobRef> refs = new ArrayList<>();

    private EntryDraft(String type, boolean ofEvidence) {
        this.type = Objects.requireNonNull(type, "type");
        this.ofEvidence = ofEvidence;
    }

    /**
     * Starts a draft.
     *
     * @param type type of the ledger's table, such as {@code model.registered}, or {@code x.vendor.name}
     * @return an empty draft
     */
    public static EntryDraft of(String type) {
        return new EntryDraft(type, false);
    }

    static EntryDraft ofEvidence(String type) {
        return new EntryDraft(type, true);
    }

    /**
     * Whether this draft, by its data, would pass for evidence that was recorded: it states a schema under a type that evidence
     * of this library is recorded as, or, under any type, everything by which a reader finds recorded evidence.
     */
    boolean looksLikeEvidence() {
        Content.Fields fields = data;
        return fields != null
                && fields.has("schema")
                && (EntryType.isOfEvidence(type) || (fields.has("about") && fields.has("sha256")));
    }

    /**
     * Says who acts. Without it the ledger's own actor does.
     *
     * @param who the actor
     * @return this
     */
    public EntryDraft actor(Actor who) {
        once(actor, "actor");
        this.actor = Objects.requireNonNull(who, "who");
        return this;
    }

    /**
     * Says what the entry is about.
     *
     * @param kind kind of thing, such as {@code model}
     * @param identifier its identifier
     * @param version its version
     * @return this
     */
    public EntryDraft subject(String kind, String identifier, String version) {
        once(subject, "subject");
        this.subject = new Subject(kind, identifier, version);
        return this;
    }

    /**
     * Says what the entry is about. The digest is not part of a subject; put it into {@code data.sha256}.
     *
     * @param artifact the artefact
     * @return this
     */
    public EntryDraft subject(ArtifactRef artifact) {
        return subject(artifact.kind().word(), artifact.id(), artifact.version());
    }

    /**
     * Says why, in the words of the one who acts.
     *
     * @param why the reason; not blank
     * @return this
     */
    public EntryDraft reason(String why) {
        once(reason, "reason");
        if (why.isBlank()) {
            throw new IllegalArgumentException("a reason that is given is not blank");
        }
        this.reason = why;
        return this;
    }

    /**
     * Adds a changed field.
     *
     * @param field name of the field
     * @param before value before, equal to the last recorded new value if there is one; {@link Content#none()} for absent
     * @param after value after; {@link Content#none()} for absent
     * @return this
     */
    public EntryDraft change(String field, Content before, Content after) {
        changes.add(new Change(field, before, after));
        return this;
    }

    /**
     * Adds a changed text field.
     *
     * @param field name of the field
     * @param before text before
     * @param after text after
     * @return this
     */
    public EntryDraft change(String field, String before, String after) {
        return change(field, Content.text(before), Content.text(after));
    }

    /**
     * Sets the data of the entry: texts, whole numbers of at most 2^53 - 1, flags, lists and objects. Decimals are refused:
     * write them as texts.
     *
     * @param fields the data
     * @return this
     */
    public EntryDraft data(Content.Fields fields) {
        once(data, "data");
        this.data = Objects.requireNonNull(fields, "fields");
        return this;
    }

    /**
     * Adds a link to an earlier entry.
     *
     * @param rel what the target is to this entry
     * @param target the earlier entry
     * @return this
     */
    public EntryDraft link(String rel, EntryRef target) {
        links.add(new Link(rel, target));
        return this;
    }

    /**
     * Adds a link.
     *
     * @param link the link
     * @return this
     */
    public EntryDraft link(Link link) {
        links.add(Objects.requireNonNull(link, "link"));
        return this;
    }

    /**
     * Adds a reference to an artefact.
     *
     * @param ref the reference; when it is local, the content is stored already
     * @return this
     */
    public EntryDraft ref(BlobRef ref) {
        refs.add(Objects.requireNonNull(ref, "ref"));
        return this;
    }

    /**
     * Sets the entry's identifier, so that a retry after a failure can be told from a second event: the ledger refuses an
     * identifier that is among its last 65,536. Without it the ledger derives one.
     *
     * @param identifier the identifier
     * @return this
     */
    public EntryDraft id(UUID identifier) {
        once(id, "id");
        this.id = Objects.requireNonNull(identifier, "identifier");
        return this;
    }

    /**
     * Signs the entry, in addition, with the personal key of a signer; for {@code signature.applied} only. The ledger puts
     * the key into {@code data.signer_vkey} and the signature into {@code data.sig}.
     *
     * @param signer the signer's personal key
     * @return this
     */
    public EntryDraft personalKey(CheckpointSigner signer) {
        once(personalKey, "personalKey");
        this.personalKey = Objects.requireNonNull(signer, "signer");
        return this;
    }

    private static void once(@Nullable Object current, String name) {
        if (current != null) {
            throw new IllegalStateException(name + " is already set on this draft");
        }
    }
}
