package io.medml.core.registry;

import io.medml.core.criteria.Judgement;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.BlobRef;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import io.medml.core.ledger.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The versions of models and their stages, as the ledger has them. Thread-safe as far as the ledger is.
 *
 * <p>A version is registered with its weights, which are stored by their digest and verified on every read. It is qualified
 * by a recorded judgement that is met, and promoted with a signature that the {@link PromotionGuard} accepts. One version of
 * a model is in production at a time: releasing one retires the one before, in the same group of entries.
 */
public final class ModelRegistry {

    private static final String ASPECTS = "aspects";
    private static final String WEIGHTS = "sha256";

    private final Ledger ledger;
    private final PromotionGuard guard;

    private ModelRegistry(Ledger ledger, PromotionGuard guard) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.guard = Objects.requireNonNull(guard, "guard");
    }

    /**
     * The registry that a ledger holds.
     *
     * @param ledger the ledger
     * @param guard says whether a version may be promoted
     * @return the registry
     */
    public static ModelRegistry on(Ledger ledger, PromotionGuard guard) {
        return new ModelRegistry(ledger, guard);
    }

    /**
     * The registry that a ledger holds, to be read: it refuses every release.
     *
     * @param ledger the ledger
     * @return the registry
     */
    public static ModelRegistry reading(Ledger ledger) {
        return new ModelRegistry(
                ledger, request -> new PromotionPermission.Refused(List.of("this registry is for reading only")));
    }

    /**
     * Registers a version with its weights.
     *
     * @param reference names the version; its digest is that of the weights
     * @param weights the serialised model
     * @param aspects what it is made of, by name; names match {@code [A-Za-z0-9_.:-]{1,64}}
     * @param attachments further artefacts that belong to it, such as the provenance that the training library kept
     * @param actor who registers it
     * @param links what it came of, such as {@code run}, the entry of its training
     * @return the registered version
     * @throws IllegalArgumentException when the digest is not that of the weights, or this id and version is registered
     */
    public ModelVersion register(
            ArtifactRef reference,
            byte[] weights,
            Map<String, String> aspects,
            List<BlobRef> attachments,
            Actor actor,
            Link... links) {
        if (!Digest.sha256(weights).equals(reference.digest())) {
            throw new IllegalArgumentException("the reference of model " + reference.id() + " " + reference.version()
                    + " pins other weights than the ones given; make it of the digest of the bytes to be stored");
        }
        if (find(reference.id(), reference.version()).isPresent()) {
            throw new IllegalArgumentException("model " + reference.id() + " " + reference.version()
                    + " is registered already; a version never changes, so give this one a new version");
        }
        BlobRef stored = ledger.store(
                weights, "application/octet-stream", reference.id() + "-" + reference.version() + ".model");
        Content.Builder described = Content.fields();
        new TreeMap<>(aspects).forEach(described::put);
        EntryDraft draft = EntryDraft.of("model.registered")
                .actor(actor)
                .subject(reference)
                .data(Content.fields()
                        .put(WEIGHTS, reference.digest().hex())
                        .put(ASPECTS, described.build())
                        .build())
                .ref(stored);
        attachments.forEach(draft::ref);
        List.of(links).forEach(draft::link);
        return version(ledger.append(draft));
    }

    /**
     * Records that criteria fixed in advance are met by a version.
     *
     * @param version the version, in {@link Stage#DEVELOPMENT}
     * @param judgement a recorded judgement about it
     * @param actor who qualifies it
     * @return the entry
     * @throws IllegalArgumentException when the judgement is not met, is about something else, or is not in this ledger, or
     *     the version is not one that {@link #register} or {@link #find} gave
     * @throws IllegalStateException when the version is in another stage
     */
    public LedgerEntry qualify(ModelVersion version, Recorded<? extends Judgement> judgement, Actor actor) {
        requireRegistered(version);
        require(version, Stage.STAGING);
        if (!ledger.holds(judgement)) {
            throw new IllegalArgumentException(
                    "the judgement on " + version + " is not recorded in this ledger; record it here first");
        }
        if (!(judgement.evidence() instanceof Judgement.Met)) {
            throw new IllegalArgumentException("version " + version + " is not qualified by a judgement that is "
                    + judgement.evidence().outcome());
        }
        if (!judgement.evidence().about().contains(version.reference())) {
            throw new IllegalArgumentException(
                    "the judgement is about " + judgement.evidence().about() + ", not about " + version.reference());
        }
        return ledger.append(EntryDraft.of("model.qualified")
                .actor(actor)
                .subject(version.reference())
                .data(Content.fields()
                        .put(
                                "criteria",
                                judgement.evidence().criteria().reference().toString())
                        .build())
                .link("model", version.registered())
                .link("evidence", judgement.ref()));
    }

    /**
     * Releases a version for use and retires the one that was in use, if the guard permits it. A refusal is recorded as
     * {@code access.denied}.
     *
     * @param version the version, in {@link Stage#STAGING}
     * @param signature the ledger entry of the signature that permits it
     * @param actor who carries the release out
     * @return the entry of the release
     * @throws AuthorizationException when the guard refuses; names every reason
     * @throws IllegalArgumentException when the version is not one that {@link #register} or {@link #find} gave
     */
    public LedgerEntry release(ModelVersion version, EntryRef signature, Actor actor) {
        requireRegistered(version);
        Stage from = stage(version);
        PromotionPermission permission = from.next().contains(Stage.PRODUCTION)
                ? guard.check(new PromotionRequest(version, from, Stage.PRODUCTION, signature))
                : new PromotionPermission.Refused(List.of(illegal(version, from, Stage.PRODUCTION)));
        if (permission instanceof PromotionPermission.Refused refused) {
            String reasons = String.join("; ", refused.reasons());
            ledger.append(EntryDraft.of("access.denied")
                    .actor(actor)
                    .subject(version.reference())
                    .data(Content.fields()
                            .put("action", "model.released")
                            .put("reasons", Content.texts(refused.reasons()))
                            .build()));
            throw new AuthorizationException(
                    "model " + version + " may not be released: " + reasons + ". The attempt is on record.");
        }
        LedgerEntry qualified = newest("model.qualified", version.reference())
                .orElseThrow(
                        () -> new IntegrityException("model " + version + " is in staging without a qualification"));
        List<EntryDraft> group = new ArrayList<>();
        group.add(EntryDraft.of("model.released")
                .actor(actor)
                .subject(version.reference())
                .data(Content.fields()
                        .put(WEIGHTS, version.reference().digest().hex())
                        .put("basis", ((PromotionPermission.Granted) permission).basis())
                        .build())
                .link("model", version.registered())
                .link("qualification", qualified.ref())
                .link("signature", signature));
        inProduction(version.reference().id())
                .ifPresent(before -> group.add(EntryDraft.of("model.retired")
                        .actor(actor)
                        .subject(before.reference())
                        .reason("superseded by version " + version.reference().version())
                        .link("model", before.registered())));
        return ledger.appendAll(group).get(0);
    }

    /**
     * Tells whether a version is registered here with this digest and these aspects. A version is a plain record that anybody
     * can make; what a decision rests on is what was registered.
     *
     * @param version the version
     * @return whether {@link #register} or {@link #find} gave it
     */
    public boolean holds(ModelVersion version) {
        return find(version.reference().id(), version.reference().version())
                .filter(version::equals)
                .isPresent();
    }

    /**
     * The stage of a version. A rollback takes the version that it is about out of use, as a retirement does, and puts no
     * other one in its place: what is used from then on needs a release of its own.
     *
     * @param version the version
     * @return where it stands now
     */
    public Stage stage(ModelVersion version) {
        return ledger.entries()
                .filter(e -> stageAfter(e.type()).isPresent() && isAbout(e, version.reference()))
                .map(e -> stageAfter(e.type()).orElseThrow())
                .reduce(Stage.DEVELOPMENT, (before, after) -> after);
    }

    /**
     * What the ledger holds of a version now: whether it is registered with this digest, its stage, and its newest release.
     *
     * @param version the reference of a version
     * @return its standing
     */
    public VersionStanding standing(ArtifactRef version) {
        Optional<ModelVersion> registered =
                find(version.id(), version.version()).filter(v -> v.reference().equals(version));
        Optional<LedgerEntry> released = registered.flatMap(v -> newest("model.released", v.reference()));
        return new VersionStanding(
                registered.map(this::stage),
                released.isPresent() ? OptionalLong.of(released.get().index()) : OptionalLong.empty());
    }

    /**
     * The version of a model that is in production now.
     *
     * @param modelId identifier of the model
     * @return the version, or empty
     */
    public Optional<ModelVersion> inProduction(String modelId) {
        return inProductionAt(modelId, Instant.MAX);
    }

    /**
     * The version of a model that was in production at a time.
     *
     * @param modelId identifier of the model
     * @param time the time
     * @return the version, or empty
     */
    public Optional<ModelVersion> inProductionAt(String modelId, Instant time) {
        List<String> live = new ArrayList<>();
        Stream<LedgerEntry> moves = ledger.entries()
                .filter(e -> !e.time().isAfter(time))
                .filter(e -> stageAfter(e.type()).isPresent());
        moves.forEach(move -> subject(move)
                .filter(s -> s.kind().equals("model") && s.id().equals(modelId))
                .map(Subject::version)
                .ifPresent(version -> {
                    live.remove(version);
                    if (stageAfter(move.type()).orElseThrow() == Stage.PRODUCTION) {
                        live.add(version);
                    }
                }));
        return live.isEmpty() ? Optional.empty() : find(modelId, live.get(live.size() - 1));
    }

    /**
     * Finds a registered version.
     *
     * @param modelId identifier of the model
     * @param version its version
     * @return the version, or empty
     */
    public Optional<ModelVersion> find(String modelId, String version) {
        return ledger.entries()
                .filter(e -> e.type().equals("model.registered"))
                .filter(e -> e.subject()
                        .filter(s -> s.id().equals(modelId) && s.version().equals(version))
                        .isPresent())
                .map(ModelRegistry::version)
                .findFirst();
    }

    /**
     * The weights of a version, verified against their digest.
     *
     * @param version the version
     * @return the bytes
     * @throws IntegrityException when they are not what was registered
     */
    public byte[] weights(ModelVersion version) {
        return ledger.blob(version.reference().digest());
    }

    /**
     * The signature under which a version was released.
     *
     * @param version the version
     * @return the entry of the signature, or empty when it was never released
     */
    public Optional<EntryRef> releaseSignature(ModelVersion version) {
        return newest("model.released", version.reference())
                .flatMap(e -> e.links().stream()
                        .filter(l -> l.rel().equals("signature"))
                        .map(Link::target)
                        .findFirst());
    }

    private Optional<LedgerEntry> newest(String type, ArtifactRef reference) {
        return ledger.entries()
                .filter(e -> e.type().equals(type) && isAbout(e, reference))
                .reduce((before, after) -> after);
    }

    private void requireRegistered(ModelVersion version) {
        if (!holds(version)) {
            throw new IllegalArgumentException("version " + version
                    + " is not registered in this ledger as it is stated here; take it from find(..) or register(..)");
        }
    }

    private void require(ModelVersion version, Stage to) {
        Stage from = stage(version);
        if (!from.next().contains(to)) {
            throw new IllegalStateException(illegal(version, from, to));
        }
    }

    private static String illegal(ModelVersion version, Stage from, Stage to) {
        return "version " + version + " is in " + from + " and cannot enter " + to + "; from there it can enter "
                + from.next().stream().sorted().toList();
    }

    /** What an entry is about: its subject, or that of the registration it links to; the format asks for the link only. */
    private Optional<Subject> subject(LedgerEntry entry) {
        return entry.subject()
                .or(() -> entry.links().stream()
                        .filter(l -> l.rel().equals("model"))
                        .findFirst()
                        .flatMap(l -> ledger.entry(l.target().index()).subject()));
    }

    private boolean isAbout(LedgerEntry entry, ArtifactRef reference) {
        return subject(entry)
                .filter(s -> s.kind().equals(reference.kind().word())
                        && s.id().equals(reference.id())
                        && s.version().equals(reference.version()))
                .isPresent();
    }

    private static Optional<Stage> stageAfter(String type) {
        return switch (type) {
            case "model.registered" -> Optional.of(Stage.DEVELOPMENT);
            case "model.qualified" -> Optional.of(Stage.STAGING);
            case "model.released" -> Optional.of(Stage.PRODUCTION);
            case "model.retired", "model.rolledback" -> Optional.of(Stage.ARCHIVED);
            default -> Optional.empty();
        };
    }

    private static ModelVersion version(LedgerEntry entry) {
        if (!entry.data().has(WEIGHTS)) {
            throw new IntegrityException("expected the registration of model "
                    + entry.subject().orElseThrow().id() + " "
                    + entry.subject().orElseThrow().version() + " at "
                    + entry.ref()
                    + " to state data.sha256, the digest of its weights, found none; register a version with"
                    + " ModelRegistry.register(..), which states it");
        }
        SortedMap<String, String> aspects = new TreeMap<>();
        // entries that other software wrote in this format need not have aspects
        Content.Fields described = entry.data().has(ASPECTS)
                ? entry.data().fields(ASPECTS)
                : Content.fields().build();
        described.values().keySet().forEach(name -> aspects.put(name, described.text(name)));
        return new ModelVersion(
                new ArtifactRef(
                        ArtifactRef.Kind.MODEL,
                        entry.subject().orElseThrow().id(),
                        entry.subject().orElseThrow().version(),
                        new Digest(entry.data().text(WEIGHTS))),
                entry.ref(),
                aspects);
    }
}
