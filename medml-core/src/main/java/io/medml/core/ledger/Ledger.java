package io.medml.core.ledger;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.EvidenceSink;
import io.medml.core.evidence.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An append-only record of evidence and events, in which no entry can be changed, removed or inserted unseen.
 *
 * <pre>{@code
 * try (Ledger ledger = Ledger.open(directory, clock, signer)) {
 *     Recorded<EvaluationReport> evaluation = ledger.record(report);
 *     String receipt = ledger.receipt(evaluation.ref());
 * }
 * }</pre>
 *
 * <p><b>Durability.</b> When {@link #append}, {@link #record} or {@link #store} returns, what it was given is on the disk
 * (one sync per group). When it throws, the whole group is absent, or, after a failed sync and until the next opening,
 * unknown: present as a whole or absent as a whole. After a failed sync the ledger takes nothing more; close it and open it
 * again.
 *
 * <p><b>Time</b> is the ledger's: the later of its clock and the time of the entry before. No caller can set it.
 *
 * <p><b>One writer.</b> A second opening for writing fails and names the holder; a {@link LedgerVerifier} needs no lock.
 *
 * <p>Thread-safe. All writing runs on one thread of the ledger, which ends when there is nothing to do; an interrupt of a
 * caller does not disturb it, and is kept for the caller.
 */
public final class Ledger implements AutoCloseable, EvidenceSink {

    /** Greatest length of an array on the machines that this runs on. */
    private static final int MAX_IN_MEMORY = Integer.MAX_VALUE - 8;

    private final LedgerFiles files;
    private final LedgerWriter writer;
    private final Actor actor;
    private final ThreadPoolExecutor thread;
    private final Object monitor = new Object();
    private final EvidenceEntries evidenceEntries = new EvidenceEntries(this);

    private Ledger(LedgerFiles files, LedgerWriter writer, Actor actor) {
        this.files = files;
        this.writer = writer;
        this.actor = actor;
        this.thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread created = new Thread(task, "medml-ledger");
            created.setDaemon(true);
            return created;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Opens a ledger for writing; creates it when the directory is absent or empty; recovers what an interrupted write left.
     *
     * @param directory its directory, whose parent exists; on a local disk
     * @param clock the clock
     * @param signer the ledger's active key, whose name is the ledger's origin
     * @return the open ledger
     * @throws IntegrityException when the files are damaged, or belong to another key
     * @throws UncheckedIOException when somebody else has it open for writing, or the disk fails
     */
    public static Ledger open(Path directory, Clock clock, CheckpointSigner signer) {
        return builder(directory).clock(clock).signer(signer).open();
    }

    /**
     * Starts the settings of a ledger in a directory. Clock and signer are required.
     *
     * @param directory its directory
     * @return a builder
     */
    public static Builder builder(Path directory) {
        return new Builder(Objects.requireNonNull(directory, "directory"), null);
    }

    static Builder builder(LedgerFiles files) {
        return new Builder(null, files);
    }

    /**
     * A ledger that is nowhere but in memory, for exploring: the same rules, nothing on disk, the system's clock, and a key
     * that everybody knows and that protects nothing.
     *
     * @return the open ledger
     */
    public static Ledger inMemory() {
        return inMemory(Clock.systemUTC());
    }

    /**
     * A ledger that is nowhere but in memory, with a clock: the same calls give the same bytes.
     *
     * @param clock the clock
     * @return the open ledger
     */
    public static Ledger inMemory(Clock clock) {
        byte[] seed = Digest.sha256("a key for ledgers in memory; it protects nothing")
                .bytes();
        return builder(new MemoryFiles())
                .clock(clock)
                .signer(Ed25519Signer.fromSeed("in-memory", seed))
                .open();
    }

    /**
     * Records evidence as the ledger's own actor.
     *
     * @param evidence the evidence
     * @param <E> its kind
     * @return the evidence with its place
     * @see #record(Evidence, Actor, Link...)
     */
    public <E extends Evidence> Recorded<E> record(E evidence) {
        return record(evidence, actor);
    }

    /**
     * Records evidence: stores its document as an artefact and appends an entry of the evidence's own type that refers to it.
     *
     * <p>The entry's subject is the first artefact that the evidence is about. It is linked ({@code model}) to the newest
     * registration of every model that the evidence is about, and ({@code evidence}) to the entry of every piece of evidence
     * that it was made from. Recording the same document twice gives two entries, since each is an act of recording.
     *
     * <p>What is recorded is the document that {@link EvidenceDocument#of} makes, whatever the evidence's own
     * {@link Evidence#document} answers. A kind without {@code x.} is taken only from a class whose name starts with
     * {@code io.medml.} and whose module, when it is in a named one, is called {@code io.medml.} something too. On the class
     * path, where anybody may give a class any name, this is a convention and not a wall.
     *
     * @param evidence the evidence
     * @param who who records it
     * @param more further links, such as {@code run}
     * @param <E> its kind
     * @return the evidence with its place
     * @throws IntegrityException when it rests on evidence that this ledger does not hold, when its type needs a registered
     *     model and the model is not registered, or when a link does not lead to the entry that it names
     * @throws IllegalArgumentException when the type needs something else that this call cannot give, such as a reason, or
     *     the kind claims to be this library's and is not
     */
    public <E extends Evidence> Recorded<E> record(E evidence, Actor who, Link... more) {
        return record(evidence, who, List.of(), more);
    }

    /**
     * Records evidence that was made from evidence of other ledgers, such as what several sites measured and recorded each for itself.
     *
     * <p>As {@link #record(Evidence, Actor, Link...)}, but an input that this ledger does not hold may be held elsewhere. The entry is
     * then linked ({@code evidence}) to the entry there, with the origin of that ledger, and {@code data.inputs_elsewhere} states which
     * document each such link stands for. Such a link is kept and not followed: the other ledger is verified there.
     *
     * @param evidence the evidence
     * @param who who records it
     * @param elsewhere where the inputs are recorded that this ledger does not hold, each of them an input of the evidence
     * @param more further links, such as {@code run}
     * @param <E> its kind
     * @return the evidence with its place
     * @throws IntegrityException as there; and when a place that is said to be elsewhere states the origin of this ledger
     * @throws IllegalArgumentException as there; and when what is held elsewhere is no input of the evidence, or stated twice
     */
    public <E extends Evidence> Recorded<E> record(E evidence, Actor who, List<HeldElsewhere> elsewhere, Link... more) {
        return evidenceEntries.record(evidence, who, elsewhere, more);
    }

    /** The newest registration of a model with these weights. */
    Optional<EntryRef> registration(ArtifactRef model) {
        synchronized (monitor) {
            return writer.index().model(model.digest()).map(writer::refOf);
        }
    }

    /**
     * Takes evidence as a sink does; the same as {@link #record(Evidence)}.
     *
     * @param evidence the evidence
     */
    @Override
    public void accept(Evidence evidence) {
        record(evidence);
    }

    /**
     * Appends one entry.
     *
     * <p>Code that holds the open ledger is trusted. The ledger shows who claims to have appended what, when its clock said so,
     * and that nothing was changed afterwards; it cannot show that an entry appended by hand tells the truth, or that the actor
     * whom it names is the one who acted. A personal key ({@link EntryDraft#personalKey}) binds a signature to a person; for
     * all other entries that is yet to come. Evidence is not appended but recorded: a draft whose data are the envelope of
     * evidence is refused.
     *
     * @param draft the draft
     * @return the entry, which is durable
     * @throws IllegalArgumentException when the draft lacks what its type needs, is too long or too deep, is of a type that
     *     only the ledger itself writes, or claims to record evidence, which {@link #record(Evidence)} does
     * @throws IntegrityException when a link or a local reference does not lead to what it names
     * @throws IllegalStateException when an identifier is repeated, or the ledger is closed or has stopped
     * @throws UncheckedIOException when the disk fails or is full
     */
    public LedgerEntry append(EntryDraft draft) {
        return appendAll(List.of(draft)).get(0);
    }

    /**
     * Appends entries as one group: all or none.
     *
     * @param drafts 1 to 1023 drafts
     * @return the entries in their order, which are durable
     * @see #append
     */
    public List<LedgerEntry> appendAll(List<EntryDraft> drafts) {
        List<EntryDraft> copy = List.copyOf(drafts);
        return onWriter(() -> writer.append(copy));
    }

    /**
     * Stores content under its digest. It becomes part of the record when an entry refers to it.
     *
     * @param content the bytes
     * @param media media type, such as {@code application/json}
     * @param name a name for people
     * @return the reference for {@link EntryDraft#ref}; the content is durable
     */
    public BlobRef store(byte[] content, String media, String name) {
        BlobRef ref = new BlobRef(Digest.sha256(content), content.length, media, name);
        byte[] copy = content.clone();
        return onWriter(() -> writer.store(copy, ref));
    }

    /**
     * Reads stored content back and checks it.
     *
     * @param digest its digest
     * @return the bytes
     * @throws IntegrityException when it is not there, or is not what was stored
     */
    public byte[] blob(Digest digest) {
        String path = LedgerVerifier.blobPath(digest.hex());
        byte[] content = {};
        boolean same = false;
        try {
            // read into memory only what has the size that was recorded, or, where no entry states one, the digest
            long size = files.size(path);
            OptionalLong recorded = recordedSize(digest);
            if (recorded.isPresent()
                    ? recorded.getAsLong() == size
                    : files.sha256(path).equals(digest)) {
                if (size > MAX_IN_MEMORY) {
                    throw new IllegalArgumentException("the artefact " + digest + " has " + size
                            + " bytes, more than an array holds; read the file " + path + " in " + files.where());
                }
                content = files.head(path, (int) size);
                same = Digest.sha256(content).equals(digest);
            }
        } catch (NoSuchFileException e) {
            throw new IntegrityException(
                    "expected the artefact " + digest + " in " + files.where()
                            + ", found none; it was never stored here, or it was erased or lost",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the artefact " + digest + " in " + files.where(), e);
        }
        if (!same) {
            throw new IntegrityException("expected the artefact " + digest + " in " + files.where()
                    + ", found other content under its name; restore it from a copy");
        }
        return content;
    }

    private OptionalLong recordedSize(Digest digest) {
        synchronized (monitor) {
            return writer.sizeOf(digest);
        }
    }

    /**
     * The number of entries.
     *
     * @return the size, published or not
     */
    public long size() {
        synchronized (monitor) {
            return writer.size();
        }
    }

    /**
     * The name of the ledger.
     *
     * @return the origin
     */
    public String origin() {
        return writer.origin();
    }

    /**
     * The key that this ledger signs with.
     *
     * @return the active key, by which anybody can verify
     */
    public VerifierKey key() {
        return writer.key();
    }

    /**
     * Reads one entry and checks it against the tree.
     *
     * @param index its position, from 0
     * @return the entry
     * @throws IndexOutOfBoundsException when there is no such entry
     * @throws IntegrityException when the file holds another
     */
    public LedgerEntry entry(long index) {
        synchronized (monitor) {
            return writer.entry(index);
        }
    }

    /**
     * Reads all entries in order.
     *
     * @return the entries that the ledger holds now; each is read and checked when the stream comes to it
     * @throws IllegalStateException when the ledger is closed
     */
    public Stream<LedgerEntry> entries() {
        return entriesFrom(0);
    }

    /**
     * Reads the entries from a position on in order, such as those that were appended since the last look.
     *
     * @param index position of the first, from 0
     * @return the entries from there on that the ledger holds now; none where it is not longer. Each is read and checked when the
     *     stream comes to it
     * @throws IndexOutOfBoundsException when the position is negative
     * @throws IllegalStateException when the ledger is closed: somebody else may have appended to it since
     */
    public Stream<LedgerEntry> entriesFrom(long index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("expected a position from 0, got " + index);
        }
        synchronized (monitor) {
            return LongStream.range(index, writer.sizeToRead()).mapToObj(this::entry);
        }
    }

    /**
     * Finds the newest entry of a type about a subject.
     *
     * @param type type of the entry
     * @param subject kind, id and version that the subject of the entry has; where the entry states a digest of its subject,
     *     that is the same too
     * @return the entry, if there is one
     */
    public Optional<LedgerEntry> latest(String type, ArtifactRef subject) {
        synchronized (monitor) {
            List<Long> about = writer.index().about(type, subject);
            for (int i = about.size() - 1; i >= 0; i--) {
                LedgerEntry entry = writer.entry(about.get(i));
                if (entry.isAbout(subject)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Finds recorded evidence by its document.
     *
     * @param evidenceDocument digest of the document
     * @return its newest record, if there is one
     */
    public Optional<Recorded<Evidence>> find(Digest evidenceDocument) {
        Optional<Long> index;
        synchronized (monitor) {
            index = writer.index().evidence(evidenceDocument);
        }
        return index.map(this::recorded);
    }

    /**
     * Reads the evidence that an entry records.
     *
     * @param index position of the entry
     * @return the evidence, read back from its document, with its place
     * @throws IllegalArgumentException when the entry records no evidence
     * @throws IntegrityException when the entry and the document contradict each other in the type of entry, the schema or what
     *     the evidence is about, so that {@link #record(Evidence)} did not write the entry
     */
    public Recorded<Evidence> recorded(long index) {
        return evidenceEntries.read(index);
    }

    /**
     * Tells whether this ledger holds a record: the one question that whoever accepts a {@link Recorded} must ask.
     *
     * @param recorded recorded evidence
     * @return whether its origin, position and leaf hash are this ledger's
     */
    public boolean holds(Recorded<?> recorded) {
        synchronized (monitor) {
            return recorded.origin().equals(origin()) && writer.holds(recorded.ref());
        }
    }

    /**
     * Proves one entry to somebody who does not have the ledger. Publishes first when the entry is not yet under a checkpoint.
     *
     * @param ref the entry
     * @return a receipt in the form tlog-proof@v1; {@link Receipt} reads it
     * @throws IntegrityException when this ledger does not hold the entry
     */
    public String receipt(EntryRef ref) {
        return onWriter(() -> writer.receipt(ref));
    }

    /** Publishes tiles and a signed checkpoint over all entries, if there are new ones. */
    public void publish() {
        onWriter(() -> {
            writer.publish();
            return true;
        });
    }

    /**
     * The latest published checkpoint: three lines and a signature, to be kept where the ledger's operator cannot change it.
     *
     * @return the signed note
     */
    public String checkpoint() {
        synchronized (monitor) {
            return writer.checkpoint();
        }
    }

    /** Publishes, and gives the directory free. Closing twice does nothing more. */
    @Override
    public void close() {
        onWriter(() -> {
            writer.close();
            return true;
        });
    }

    @Override
    public String toString() {
        return "ledger " + origin();
    }

    /** Runs on the writer's own thread, since an interrupt of a caller's would close what that thread has open. */
    private <T> T onWriter(Callable<T> task) {
        Future<T> future = thread.submit(() -> {
            synchronized (monitor) {
                return task.call();
            }
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted =
                            true; // deliberate: the outcome of a write must be known; the interrupt is set again below
                }
            }
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the ledger's writer was cancelled, which nothing in this library does", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof IOException io) {
            return new UncheckedIOException("the ledger at " + files.where() + ": " + io.getMessage(), io);
        }
        return new IllegalStateException("the ledger's writer failed", cause);
    }

    /** Settings of a ledger. Clock and signer are required. Confined to one thread. */
    public static final class Builder {
        private final @Nullable Path directory;
        private @Nullable LedgerFiles files;
        private @Nullable Clock clock;
        private @Nullable CheckpointSigner signer;
        private @Nullable Actor actor;
        private @Nullable String node;
        private @Nullable String software;
        private @Nullable String stream;
        private @Nullable LongSupplier monotonic;
        private boolean networkFileSystem;
        private boolean publishedKeys;

        private Builder(@Nullable Path directory, @Nullable LedgerFiles files) {
            this.directory = directory;
            this.files = files;
        }

        /**
         * Sets the clock.
         *
         * @param value the clock; of a clock of the system's, steps are noticed and recorded
         * @return this
         */
        public Builder clock(Clock value) {
            this.clock = once(clock, value, "clock");
            return this;
        }

        /**
         * Sets the key.
         *
         * @param value the ledger's active key
         * @return this
         */
        public Builder signer(CheckpointSigner value) {
            this.signer = once(signer, value, "signer");
            return this;
        }

        /**
         * Sets who acts where a draft does not say.
         *
         * @param value the actor, by default the service {@code svc:medml}
         * @return this
         */
        public Builder actor(Actor value) {
            this.actor = once(actor, value, "actor");
            return this;
        }

        /**
         * Sets the name of this node, which entries state.
         *
         * @param value the name, by default {@code local}
         * @return this
         */
        public Builder node(String value) {
            this.node = notBlank(once(node, value, "node"), "node");
            return this;
        }

        /**
         * Sets the software that entries state.
         *
         * @param value {@code name/version}, by default this library's
         * @return this
         */
        public Builder software(String value) {
            this.software = once(software, value, "software");
            if (!value.matches("[^/]+/.+")) {
                throw new IllegalArgumentException("software is stated as name/version, such as medml/0.1.0");
            }
            return this;
        }

        /**
         * Sets the stream that the first entry states.
         *
         * @param value such as {@code predictions}; by default {@code audit}
         * @return this
         */
        public Builder stream(String value) {
            this.stream = notBlank(once(stream, value, "stream"), "stream");
            return this;
        }

        /**
         * Permits a network file system, on which locks and syncs may not hold what they promise.
         *
         * @return this
         */
        public Builder allowNetworkFileSystem() {
            this.networkFileSystem = true;
            return this;
        }

        /** Nanoseconds of a clock that does not step; for tests. */
        Builder monotonic(LongSupplier value) {
            this.monotonic = once(monotonic, value, "monotonic");
            return this;
        }

        /** Permits the keys of the published vectors; for tests of the vectors. */
        Builder allowPublishedKeys() {
            this.publishedKeys = true;
            return this;
        }

        private static String notBlank(String value, String name) {
            if (value.isBlank()) {
                throw new IllegalArgumentException(name + " is not blank");
            }
            return value;
        }

        private static <T> T once(@Nullable T current, T value, String name) {
            if (current != null) {
                throw new IllegalStateException(name + " is already set");
            }
            return Objects.requireNonNull(value, name);
        }

        /**
         * Opens the ledger for writing, creating or recovering it as {@link Ledger#open} does.
         *
         * @return the open ledger
         */
        public Ledger open() {
            Clock useClock = clock;
            CheckpointSigner useSigner = signer;
            if (useClock == null || useSigner == null) {
                throw new IllegalStateException(
                        "a ledger needs a clock and a signer; call clock(..) and signer(..) before open()");
            }
            VerifierKey.checkedOrigin(useSigner.origin());
            if (!useSigner.origin().equals(useSigner.key().name())) {
                throw new IllegalArgumentException("the name of the signer's key is the ledger's origin, got key "
                        + useSigner.key().name() + " for origin " + useSigner.origin());
            }
            if (useSigner.key().isPublished() && !publishedKeys) {
                throw new IllegalArgumentException(
                        "this private key is printed in the format's test vectors, so anybody can"
                                + " sign with it; make a new one with Ed25519Signer.generate(origin)");
            }
            LedgerFiles useFiles = files;
            if (useFiles == null) {
                useFiles = new DiskFiles(Objects.requireNonNull(directory, "directory"), networkFileSystem);
            }
            // deliberate: only a clock of the system's is compared with the monotonic one; any other may tick as it
            // likes
            LongSupplier useMonotonic = monotonic;
            if (useMonotonic == null && useClock.equals(Clock.system(useClock.getZone()))) {
                useMonotonic = System::nanoTime;
            }
            LedgerWriter writer = new LedgerWriter(
                    useFiles,
                    useSigner,
                    new LedgerClock(useClock, useMonotonic),
                    actor == null ? Actor.service("svc:medml") : actor,
                    node == null ? "local" : node,
                    software == null ? Provenance.SOFTWARE : software,
                    stream == null ? "audit" : stream);
            Ledger ledger = new Ledger(useFiles, writer, actor == null ? Actor.service("svc:medml") : actor);
            ledger.onWriter(() -> {
                writer.start();
                return true;
            });
            return ledger;
        }
    }
}
