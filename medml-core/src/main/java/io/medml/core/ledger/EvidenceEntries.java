package io.medml.core.ledger;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a ledger keeps evidence: the entry of a document, which agrees with it in type, schema, subject and what it is about, both when it
 * is written and when it is read. Thread-safe as its ledger is.
 */
final class EvidenceEntries {

    private final Ledger ledger;

    EvidenceEntries(Ledger ledger) {
        this.ledger = ledger;
    }

    <E extends Evidence> Recorded<E> record(E evidence, Actor who, List<HeldElsewhere> elsewhere, Link... more) {
        // deliberate: never the overridable evidence.document(); all below is read back from this one document, so that
        // the entry, its links and its document cannot say different things
        EvidenceDocument document = EvidenceDocument.of(evidence);
        Evidence stated = EvidenceDocument.parse(document.bytes());
        String schema = stated.schema();
        if (!schema.equals(evidence.schema())) {
            throw new IllegalArgumentException("expected evidence that has one schema, found a document of " + schema
                    + " and then " + evidence.schema() + "; evidence is immutable");
        }
        List<ArtifactRef> about = stated.about();
        String type = stated.entryType();
        checkKind(evidence.getClass(), schema, document, type);
        Set<Link> links = new LinkedHashSet<>(List.of(more));
        for (ArtifactRef artifact : about) {
            if (artifact.kind() == ArtifactRef.Kind.MODEL) {
                ledger.registration(artifact).ifPresent(ref -> links.add(new Link("model", ref)));
            }
        }
        if (EntryType.of(type).map(EntryType::links).orElse(List.of()).contains("model")
                && links.stream()
                        .noneMatch(link -> link.rel().equals("model")
                                && link.origin().map(ledger.origin()::equals).orElse(true))) {
            throw new IntegrityException("expected the model that " + schema
                    + " is about to be registered in "
                    + ledger.origin()
                    + ", found no model.registered entry with its digest; register the model first, with"
                    + " data.sha256 the digest of its weights");
        }
        Map<Digest, HeldElsewhere> others = byDocument(elsewhere, stated);
        for (ArtifactRef input : stated.provenance().inputs()) {
            if (input.kind() == ArtifactRef.Kind.EVIDENCE) {
                HeldElsewhere other = others.get(input.digest());
                links.add(other == null ? new Link("evidence", holding(input)) : other.link());
            }
        }
        byte[] bytes = document.bytes();
        BlobRef blob = ledger.store(bytes, "application/json", schema.replace('/', '-'));
        ArtifactRef first = about.get(0);
        Content.Builder data = Content.fields()
                .put("schema", schema)
                .put("about", Content.items(about, ArtifactRef::content))
                .put("sha256", document.digest().hex());
        if (!others.isEmpty()) {
            data.put("inputs_elsewhere", Content.items(List.copyOf(others.values()), HeldElsewhere::content));
        }
        EntryDraft draft = EntryDraft.ofEvidence(type)
                .actor(who)
                .subject(first)
                .data(data.build())
                .ref(blob);
        links.forEach(draft::link);
        return new Recorded<>(evidence, ledger.append(draft), document.digest(), ledger.origin());
    }

    private void checkKind(Class<?> maker, String schema, EvidenceDocument document, String type) {
        boolean vendors = schema.startsWith("x.");
        if (vendors && !type.equals("evidence.recorded") && !type.startsWith("x.")) {
            throw new IllegalArgumentException("evidence of a vendor's own kind " + schema
                    + " is recorded as evidence.recorded or as x.VENDOR.NAME, not as " + type);
        }
        if (vendors) {
            return;
        }
        if (type.startsWith("x.")) {
            throw new IllegalArgumentException("evidence of this library's kind " + schema
                    + " is recorded under a type of the ledger's table, not as " + type);
        }
        boolean readBack = maker.getEnclosingClass() == EvidenceDocument.class;
        if (readBack && ledger.find(document.digest()).isEmpty()) {
            throw new IntegrityException("expected evidence " + schema
                    + " that was read back to be in this ledger, found no entry with its document; record the evidence where"
                    + " it is computed, and let evidence that is made from it name the entry there with HeldElsewhere");
        }
        if (!readBack && !isOfThisLibrary(maker)) {
            throw new IllegalArgumentException(
                    "evidence of the kind " + schema + " is computed by this library only, and " + maker.getName()
                            + (maker.getModule().isNamed()
                                    ? " of module " + maker.getModule().getName()
                                    : "")
                            + " is not part of it; the schema of a kind of your own starts with \"x.\"");
        }
    }

    private static boolean isOfThisLibrary(Class<?> maker) {
        Module module = maker.getModule();
        return maker.getName().startsWith("io.medml.")
                && (!module.isNamed() || module.getName().startsWith("io.medml."));
    }

    /** What is held elsewhere, each an input and named once, in the order given. */
    private Map<Digest, HeldElsewhere> byDocument(List<HeldElsewhere> elsewhere, Evidence stated) {
        Map<Digest, HeldElsewhere> others = new LinkedHashMap<>();
        for (HeldElsewhere other : elsewhere) {
            if (other.origin().equals(ledger.origin())) {
                throw new IntegrityException(
                        "expected the other ledger of " + other + " to have an origin of its own, found "
                                + ledger.origin()
                                + ", which is this ledger's; give each ledger its own origin, and name nothing as held"
                                + " elsewhere that this ledger holds");
            }
            if (stated.provenance().inputs().stream()
                    .noneMatch(input -> input.kind() == ArtifactRef.Kind.EVIDENCE
                            && input.digest().equals(other.document()))) {
                throw new IllegalArgumentException("expected what is held elsewhere to be evidence that "
                        + stated.schema() + " was made from, found " + other + "; leave it out, or add it as a link");
            }
            if (others.put(other.document(), other) != null) {
                throw new IllegalArgumentException(
                        "expected each input that is held elsewhere once, found two places of " + other.document());
            }
        }
        return others;
    }

    private EntryRef holding(ArtifactRef input) {
        return ledger.find(input.digest())
                .map(Recorded::ref)
                .orElseThrow(
                        () -> new IntegrityException("the evidence rests on evidence that this ledger does not hold ("
                                + input + "); record it first, or, where another ledger holds it, say which entry with"
                                + " HeldElsewhere"));
    }

    Recorded<Evidence> read(long index) {
        LedgerEntry entry = ledger.entry(index);
        Digest digest = entry.evidenceDigest()
                .orElseThrow(() -> new IllegalArgumentException("entry " + index + " of " + ledger.origin()
                        + " is of type " + entry.type() + " and refers to no evidence document"));
        Evidence evidence = EvidenceDocument.parse(ledger.blob(digest));
        checkEnvelope(entry, evidence);
        return new Recorded<>(evidence, entry, digest, ledger.origin());
    }

    /** What {@link #record} writes agrees with the document; an entry that was put together by hand need not. */
    private void checkEnvelope(LedgerEntry entry, Evidence evidence) {
        Content.Fields data = entry.data();
        ArtifactRef first = evidence.about().get(0);
        requireSame(entry, "type", evidence.entryType(), entry.type());
        requireSame(entry, "data.schema", evidence.schema(), data.text("schema"));
        requireSame(
                entry,
                "subject",
                Optional.of(new Subject(first.kind().word(), first.id(), first.version())),
                entry.subject());
        requireSame(entry, "data.about", Content.items(evidence.about(), ArtifactRef::content), data.get("about"));
        if (entry.type().startsWith("x.") && !evidence.schema().startsWith("x.")) {
            throw new IntegrityException("expected evidence of a vendor's kind under the vendor's type " + entry.type()
                    + " at entry " + entry.index() + " of " + ledger.origin() + ", found " + evidence.schema()
                    + "; the entry was not written by record(..), do not rely on it");
        }
    }

    private void requireSame(LedgerEntry entry, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IntegrityException(
                    "expected the " + what + " of entry " + entry.index() + " of " + ledger.origin()
                            + " to be the one that its evidence document states, found another; the entry was not written by"
                            + " record(..), do not rely on it");
        }
    }
}
