package io.medml.core.lineage;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.lineage.LineageEdge.Relation;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what the entries of a ledger say into a graph, in their order. Used once. */
final class LedgerReplay {

    private static final Set<String> OF_MODEL_AND_DATA =
            Set.of("evaluation.recorded", "fairness.recorded", "drift.recorded");

    private final LineageGraph.Builder graph;
    private final Ledger ledger;
    private final Map<ArtifactRef, Long> registered = new LinkedHashMap<>();
    private final Map<String, ArtifactRef> dataSetsByText = new HashMap<>();
    private final Map<Long, List<ArtifactRef>> byEntry = new HashMap<>();
    private final Map<ArtifactRef, Stated> origins = new LinkedHashMap<>();
    private final Map<ArtifactRef, LocalDate> days = new LinkedHashMap<>();
    private final List<Finding> unread = new ArrayList<>();

    /** An origin of data, and the entry that states it. */
    private record Stated(DataOrigin origin, long entry) {}

    /**
     * What was replayed.
     *
     * @param origin the ledger
     * @param entries how many entries it had
     * @param upTo the ledger up to its last entry, by the leaf hash of that entry
     * @param registered the artefacts that it registers, each with the entry that does first
     * @param unread entries whose evidence could not be read
     */
    record Read(
            String origin, long entries, ArtifactRef upTo, Map<ArtifactRef, Long> registered, List<Finding> unread) {}

    LedgerReplay(LineageGraph.Builder graph, Ledger ledger) {
        this.graph = graph;
        this.ledger = ledger;
    }

    Read run() {
        long size = ledger.size();
        for (long index = 0; index < size; index++) {
            LedgerEntry entry = ledger.entry(index);
            graph.reading(index);
            switch (entry.type()) {
                case "dataset.registered" -> dataset(entry);
                case "dataset.split" -> evidence(entry).ifPresent(split -> split(split, day(entry)));
                case AccessEntry.TYPE -> access(entry);
                case "access.denied" -> gaveNothing(entry);
                case "run.started" -> run(entry);
                case "run.finished" -> {
                    sameAs(entry, "run");
                    byEntry.getOrDefault(entry.index(), List.of()).forEach(run -> days.put(run, day(entry)));
                }
                case "model.registered" -> model(entry);
                case "model.released" -> modelOf(entry).ifPresent(graph::released);
                case "model.rolledback", "model.retired" ->
                    modelOf(entry).ifPresent(model -> graph.outOfUse(model, day(entry)));
                case "model.deployed" -> modelOf(entry).ifPresent(model -> deployment(entry, model));
                case "evidence.recorded" -> {
                    if (isOf(entry, PreprocessingRecord.SCHEMA + "/1")) {
                        evidence(entry).ifPresent(record -> preparation(record, day(entry)));
                    }
                }
                default -> {
                    if (OF_MODEL_AND_DATA.contains(entry.type())) {
                        evaluation(entry);
                    }
                }
            }
        }
        origins.forEach((dataset, stated) -> {
            graph.reading(stated.entry());
            graph.origin(dataset, stated.origin());
        });
        graph.doneReading();
        days.forEach(graph::on);
        ArtifactRef upTo = new ArtifactRef(
                Kind.DOCUMENT,
                ledger.origin(),
                "entries 0 to " + (size - 1),
                ledger.entry(size - 1).leaf());
        return new Read(ledger.origin(), size, upTo, registered, unread);
    }

    private static LocalDate day(LedgerEntry entry) {
        return entry.time().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static boolean isOf(LedgerEntry entry, String schema) {
        return entry.data().has("schema") && schema.equals(entry.data().text("schema"));
    }

    /** The evidence of an entry; a finding where its document is gone, so that the break is not taken for nothing. */
    private Optional<Evidence> evidence(LedgerEntry entry) {
        if (!entry.data().has("schema") || !entry.data().has("about")) {
            return Optional.empty();
        }
        try {
            return Optional.of(ledger.recorded(entry.index()).evidence());
        } catch (IntegrityException | IllegalArgumentException e) {
            unread.add(Finding.of(
                            "RECORD_NOT_READABLE",
                            Severity.ERROR,
                            "entry " + entry.index(),
                            "The evidence that this entry records cannot be read, so what it says of the chain is missing. Verify the"
                                    + " ledger, or restore the document.")
                    .with("type", entry.type()));
            return Optional.empty();
        }
    }

    private void dataset(LedgerEntry entry) {
        Optional<ArtifactRef> subject = entry.artifact();
        if (subject.isEmpty()) {
            unread.add(Finding.of(
                    "DIGEST_NOT_STATED",
                    Severity.ERROR,
                    "entry " + entry.index(),
                    "A data set is registered without a digest, so nobody can tell which data it stands for."));
            return;
        }
        ArtifactRef dataset = subject.get();
        graph.artifact(dataset);
        registered.putIfAbsent(dataset, entry.index());
        days.putIfAbsent(dataset, day(entry));
        dataSetsByText.put(dataset.toString(), dataset);
        byEntry.put(entry.index(), List.of(dataset));
        evidence(entry).ifPresent(evidence -> {
            evidence.provenance().inputs().stream()
                    .filter(input -> input.kind() == Kind.COLLECTION)
                    .forEach(event -> {
                        registered.putIfAbsent(event, entry.index());
                        graph.collected(event, dataset);
                    });
            if (evidence.provenance().synthetic()) {
                origin(dataset, DataOrigin.SYNTHETIC, entry);
            } else if (evidence.schema().equals(DatasetVersion.SCHEMA + "/1")) {
                origin(
                        dataset,
                        DataOrigin.ofWord(evidence.body().asFields().text("origin"), "entry " + entry.index()),
                        entry);
            }
        });
    }

    /** Of two origins that were stated of the same data the one counts that asks for more care, and a finding says so. */
    private void origin(ArtifactRef dataset, DataOrigin stated, LedgerEntry entry) {
        Stated now = new Stated(stated, entry.index());
        Stated before = origins.getOrDefault(dataset, now);
        if (before.origin() != stated) {
            unread.add(
                    Finding.of(
                            "ORIGIN_DIFFERS",
                            Severity.ERROR,
                            "entry " + entry.index(),
                            "The entry states another origin of the same data than an earlier one; taken is the one that asks for more care."));
        }
        origins.put(dataset, before.origin().compareTo(stated) >= 0 ? before : now);
    }

    /** An entry that names data shows that they were there: the first one gives their day, whether it registers them or not. */
    private void seen(ArtifactRef artifact, LocalDate day) {
        if (artifact.kind() == Kind.DATASET) {
            days.putIfAbsent(artifact, day);
        }
    }

    private void split(Evidence split, LocalDate day) {
        List<ArtifactRef> about = split.about();
        about.forEach(one -> seen(one, day));
        for (ArtifactRef part : about.subList(1, about.size())) {
            if (about.get(0).kind() == Kind.DATASET && part.kind() == Kind.DATASET) {
                graph.derived(about.get(0), part);
            }
        }
    }

    private void preparation(Evidence record, LocalDate day) {
        ArtifactRef output = record.about().get(0);
        List<ArtifactRef> inputs = record.provenance().inputs();
        inputs.forEach(input -> seen(input, day));
        seen(output, day);
        List<ArtifactRef> from =
                inputs.stream().filter(i -> i.kind() == Kind.DATASET).toList();
        Content.Fields body = record.body().asFields();
        ArtifactRef preprocessing = inputs.stream()
                .filter(i -> i.kind() == Kind.PREPROCESSING)
                .findFirst()
                .orElseThrow();
        Set<String> fittedOn = Set.copyOf(texts(body.list("fitted_on")));
        List<ArtifactRef> raw = from.stream()
                .filter(i -> texts(body.list("made_from")).contains(i.digest().hex()))
                .toList();
        graph.prepared(raw, preprocessing, output);
        from.stream().filter(i -> fittedOn.contains(i.digest().hex())).forEach(on -> graph.fitted(on, preprocessing));
    }

    /** A read, a movement or the opening of a test set; what other software wrote counts as a read. */
    private void access(LedgerEntry entry) {
        AccessEntry stated = AccessEntry.of(entry);
        if (stated.dataset().isEmpty()) {
            unread.add(
                    Finding.of(
                            "DIGEST_NOT_STATED",
                            Severity.ERROR,
                            "entry " + entry.index(),
                            "Data were accessed, and the entry states no data set with a digest, so nobody can tell which data they were."));
            return;
        }
        seen(stated.dataset().get(), stated.day());
        graph.accessed(DatasetAccess.of(stated.dataset().get(), stated, entry));
    }

    /** An opening of a test set that ended without giving anything is no access. */
    private void gaveNothing(LedgerEntry entry) {
        entry.links().stream()
                .filter(link -> link.rel().equals("opening")
                        && link.origin().map(ledger.origin()::equals).orElse(true))
                .forEach(link -> graph.gaveNothing(link.target().index()));
    }

    private static List<String> texts(List<Content> items) {
        return items.stream().map(c -> ((Content.Text) c).value()).toList();
    }

    private void run(LedgerEntry entry) {
        ArtifactRef run = new ArtifactRef(Kind.RUN, "entry " + entry.index(), "1", stated(entry));
        graph.artifact(run);
        registered.putIfAbsent(run, entry.index());
        byEntry.put(entry.index(), List.of(run));
        for (Link link : entry.links()) {
            for (ArtifactRef target : at(link)) {
                if (target.kind() == Kind.DATASET && link.rel().equals("training")) {
                    graph.step(target, Relation.TRAINED, run);
                } else if (target.kind() == Kind.DATASET && link.rel().equals("tuning")) {
                    graph.tuned(target, run);
                } else if (target.kind() == Kind.MODEL && link.rel().equals("model")) {
                    graph.initialised(target, run);
                }
            }
        }
    }

    /** The digest of what an entry says, without its time, so that the same life gives the same report. */
    private Digest stated(LedgerEntry entry) {
        return Digest.sha256(Content.fields()
                .put("type", entry.type())
                .put("data", entry.data())
                .put(
                        "links",
                        Content.items(
                                entry.links(),
                                link -> Content.fields()
                                        .put("rel", link.rel())
                                        .put(
                                                "to",
                                                Content.items(
                                                        at(link),
                                                        a -> Content.text(
                                                                a.digest().hex())))
                                        .build()))
                .build()
                .bytes());
    }

    /** An entry that stands for what it links to. */
    private void sameAs(LedgerEntry entry, String rel) {
        entry.links().stream()
                .filter(link -> link.rel().equals(rel))
                .findFirst()
                .ifPresent(link -> byEntry.put(entry.index(), at(link)));
    }

    /** What an earlier entry of this ledger registers; nothing of what another ledger holds. */
    private List<ArtifactRef> at(Link link) {
        EntryRef target = link.target();
        boolean here = link.origin().map(ledger.origin()::equals).orElse(true);
        return here ? byEntry.getOrDefault(target.index(), List.of()) : List.of();
    }

    private void model(LedgerEntry entry) {
        Optional<ArtifactRef> subject = entry.artifact();
        if (subject.isEmpty()) {
            unread.add(Finding.of(
                    "DIGEST_NOT_STATED",
                    Severity.ERROR,
                    "entry " + entry.index(),
                    "A model is registered without a digest, so nobody can tell which weights it stands for."));
            return;
        }
        ArtifactRef model = subject.get();
        graph.artifact(model);
        registered.putIfAbsent(model, entry.index());
        days.putIfAbsent(model, day(entry));
        byEntry.put(entry.index(), List.of(model));
        for (Link link : entry.links()) {
            if (link.rel().equals("run")) {
                at(link).stream()
                        .filter(target -> target.kind() == Kind.RUN)
                        .forEach(run -> graph.step(run, Relation.PRODUCED, model));
            }
        }
        if (entry.data().has("aspects")) {
            Content.Fields aspects = entry.data().fields("aspects");
            for (Content aspect : aspects.values().values()) {
                @Nullable
                ArtifactRef named = aspect instanceof Content.Text text ? dataSetsByText.get(text.value()) : null;
                if (named != null) {
                    graph.step(named, Relation.NAMED, model);
                }
            }
        }
    }

    private Optional<ArtifactRef> modelOf(LedgerEntry entry) {
        return entry.links().stream()
                .filter(link -> link.rel().equals("model"))
                .flatMap(link -> at(link).stream())
                .filter(target -> target.kind() == Kind.MODEL)
                .findFirst();
    }

    private void deployment(LedgerEntry entry, ArtifactRef model) {
        String site = entry.data().has("site") ? entry.data().text("site") : "site not stated";
        ArtifactRef deployment = new ArtifactRef(Kind.DEPLOYMENT, site, model.version(), stated(entry));
        registered.putIfAbsent(deployment, entry.index());
        days.putIfAbsent(deployment, day(entry));
        graph.deployed(model, deployment, site);
    }

    private void evaluation(LedgerEntry entry) {
        Content.Fields data = entry.data();
        if (!data.has("schema") || !data.has("about") || !data.has("sha256")) {
            return;
        }
        String schema = data.text("schema");
        int slash = schema.lastIndexOf('/');
        ArtifactRef evaluation = new ArtifactRef(
                Kind.EVIDENCE,
                slash < 0 ? schema : schema.substring(0, slash),
                slash < 0 ? "1" : schema.substring(slash + 1),
                new Digest(data.text("sha256")));
        registered.putIfAbsent(evaluation, entry.index());
        days.putIfAbsent(evaluation, day(entry));
        for (Content item : data.list("about")) {
            ArtifactRef about = ArtifactRef.from(item.asFields());
            seen(about, day(entry));
            if (about.kind() == Kind.MODEL) {
                graph.step(about, Relation.EVALUATED, evaluation);
            } else if (about.kind() == Kind.DATASET) {
                graph.step(about, Relation.TESTED, evaluation);
            }
        }
    }
}
