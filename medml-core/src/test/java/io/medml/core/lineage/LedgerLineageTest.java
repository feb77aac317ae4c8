package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.medml.core.StatedEvidence;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.DatasetFingerprint;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.HandClock;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.ModelLife;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.LineageReport.Break;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerLineageTest {

    private static final FingerprintKey KEY =
            FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII));
    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "pneumonia", "1.0", Digest.sha256("weights"));

    @TempDir
    Path folder;

    private final Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

    private final ModelLife life = new ModelLife(ledger, MODEL);

    private static StatedEvidence evaluated(ArtifactRef model, ArtifactRef data) {
        return StatedEvidence.of("evaluation-report/1", model, data).recordedAs("evaluation.recorded");
    }

    private static Cohort cohort() {
        int n = 40;
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                IntStream.range(0, n).mapToObj(i -> "r" + i).toList())
                        .category(
                                "patient",
                                IntStream.range(0, n).mapToObj(i -> "p" + i / 2).toList())
                        .number("x", IntStream.range(0, n).mapToDouble(i -> i).toArray())
                        .category(
                                "y",
                                IntStream.range(0, n)
                                        .mapToObj(i -> String.valueOf(i % 2))
                                        .toList())
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named("radiographs", "1");
    }

    private static CohortSplit split() {
        return SubjectSplitter.builder(1)
                .part("training", 0.7)
                .part("test", 0.3)
                .build()
                .split(cohort());
    }

    private ArtifactRef raw() {
        DatasetVersion version = ManifestScanner.builder("export", "1", Folders.LATER)
                .collectedBy(new CollectionEvent(
                        "pacs",
                        "north",
                        LocalDate.parse("2026-01-01"),
                        LocalDate.parse("2026-01-31"),
                        "All of January."))
                .build()
                .scan(Folders.eight(folder))
                .version();
        return DatasetVersions.on(ledger).lock(version).evidence().dataset();
    }

    private Link data(String rel, Cohort part) {
        return new Link(rel, ledger.record(part.describe()).ref());
    }

    /** Everything, in the order of a life. */
    private EntryRef live() {
        ArtifactRef raw = raw();
        CohortSplit split = split();
        Recorded<?> whole = ledger.record(cohort().describe());
        ledger.record(PreprocessingFingerprint.named("to table", "1")
                .step(PreprocessingStep.stateless("extract", "1.0", Map.of()))
                .build()
                .applied(List.of(raw), whole.evidence().about().get(0)));
        ledger.record(split);
        Link training = data("training", split.part("training"));
        ledger.record(split.part("test").describe());
        EntryRef model = life.register(Map.of(), new Link("run", life.run(training)));
        ledger.record(evaluated(MODEL, split.part("test").reference()));
        life.release(model);
        life.deploy(model, "north");
        life.deploy(model, "south");
        return model;
    }

    private long runEntry() {
        return ledger.entries()
                .filter(e -> e.type().equals("run.started"))
                .findFirst()
                .orElseThrow()
                .index();
    }

    @Test
    void a_chain_that_the_ledger_holds_in_full_is_whole() {
        live();

        LineageGraph graph = LineageGraph.of(ledger);
        LineageReport report = graph.report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.completeness().point()).hasValue(1);
        assertThat(graph.whatMade(MODEL))
                .extracting(a -> a.kind().word() + " " + a.id())
                .containsExactly(
                        "run entry " + runEntry(),
                        "dataset radiographs.training",
                        "dataset radiographs",
                        "dataset export",
                        "preprocessing to table",
                        "collection pacs");
        assertThat(graph.sitesOf(MODEL)).containsExactly("north", "south");
        assertThat(report.provenance().settings()).containsEntry("ledger", "in-memory");
        assertThat(ledger.record(report).entry().links()).extracting(Link::rel).contains("model");
    }

    private static String steps(LineageGraph graph) {
        return graph.edges().stream()
                .map(step -> step.relation() + " " + graph.entryOf(step).isPresent())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Test
    void what_the_ledger_says_has_its_entry_and_the_ledger_is_named_by_its_last_one() {
        live();
        LineageReport report = LineageGraph.of(ledger).report();

        assertThat(report.graph().edges()).allSatisfy(step -> {
            LedgerEntry entry = ledger.entry(report.graph().entryOf(step).orElseThrow());
            assertThat(entry.type())
                    .isIn(
                            "dataset.registered",
                            "dataset.split",
                            "evidence.recorded",
                            "run.started",
                            "model.registered",
                            "evaluation.recorded",
                            "model.deployed");
        });
        LineageReport.Chain chain = report.chain(MODEL).orElseThrow();
        assertThat(ledger.entry(chain.releaseEntry().orElseThrow()).type()).isEqualTo("model.released");
        assertThat(chain.useEntry()).isEqualTo(chain.releaseEntry());
        long size = ledger.size();
        assertThat(report.provenance().inputs())
                .contains(new ArtifactRef(
                        ArtifactRef.Kind.DOCUMENT,
                        "in-memory",
                        "entries 0 to " + (size - 1),
                        ledger.entry(size - 1).leaf()));
        assertThat(Html.text(LineageLayout.of(report)))
                .contains("yes (entry " + chain.releaseEntry().get() + ")", size + " entries of the ledger in-memory")
                .doesNotContain("(stated)");
    }

    @Test
    void what_is_stated_beside_a_ledger_is_not_told_as_read_from_it() {
        Cohort training = split().part("training");
        ledger.record(training.describe());
        life.register(Map.of());
        ArtifactRef run = Chains.RUN;

        LineageReport report = LineageGraph.builder()
                .replay(ledger)
                .trained(List.of(training.reference()), run, MODEL)
                .released(MODEL)
                .deployed(MODEL, Chains.DEPLOYMENT, "north")
                .build()
                .report();

        assertThat(steps(report.graph())).isEqualTo("PRODUCED false, TRAINED false, DEPLOYED false");
        LineageReport.Chain chain = report.chain(MODEL).orElseThrow();
        assertThat(chain.released()).isTrue();
        assertThat(chain.releaseEntry()).isEmpty();
        assertThat(chain.useEntry()).isEmpty();
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("STATED_NOT_RECORDED"))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("steps", "3")
                        .containsEntry("of_steps", "3")
                        .containsEntry("releases", "1")
                        .containsEntry("uses", "1"));
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("NOT_REGISTERED"))
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .isEqualTo(
                                "The artefact was stated by hand, and no entry of the ledger names or registers it."));
        assertThat(Html.text(LineageLayout.of(report)))
                .contains("yes (stated)", "north (stated)", "3 of 3 (100.0%)")
                .doesNotContain("named in the ledger");
    }

    @Test
    void a_statement_that_the_ledger_bears_out_has_its_entry_and_one_that_changes_a_use_has_none() {
        live();
        LineageGraph said = LineageGraph.builder()
                .released(MODEL)
                .replay(ledger)
                .released(MODEL)
                .build();
        LineageGraph changed =
                LineageGraph.builder().replay(ledger).outOfUse(MODEL).build();

        assertThat(said.report().findings()).isEmpty();
        assertThat(said.useEntry(MODEL)).isPresent();
        assertThat(changed.inUse(MODEL)).isFalse();
        assertThat(changed.releaseEntry(MODEL)).isPresent();
        assertThat(changed.useEntry(MODEL)).isEmpty();
        assertThat(changed.report().findings()).extracting(Finding::code).containsExactly("STATED_NOT_RECORDED");
    }

    @Test
    void the_subjects_of_a_recorded_chain_are_traced_through_fingerprints() {
        live();
        CohortSplit split = split();
        LineageGraph graph = LineageGraph.builder()
                .replay(ledger)
                .subjects(DatasetFingerprint.of(split.part("training"), KEY))
                .subjects(DatasetFingerprint.of(split.part("test"), KEY))
                .build();
        String trained = split.part("training").subjectIds().get(0);
        String tested = split.part("test").subjectIds().get(0);

        assertThat(graph.trace(trained, KEY).sites()).containsExactly("north", "south");
        assertThat(graph.trace(tested, KEY).sites()).isEmpty();
        assertThat(graph.trace(tested, KEY).models().get(0).tested()).isTrue();
        assertThat(graph.whoseDataTrained(MODEL, KEY).pseudonyms())
                .hasSize(split.part("training").subjectCount());
    }

    @Test
    void a_retired_model_is_in_use_nowhere_and_a_second_release_brings_it_back() {
        EntryRef model = live();
        ledger.append(EntryDraft.of("model.retired")
                .subject(MODEL)
                .reason("superseded")
                .link("model", model));
        assertThat(LineageGraph.of(ledger).inUse(MODEL)).isFalse();

        life.release(model);
        assertThat(LineageGraph.of(ledger).inUse(MODEL)).isTrue();
    }

    @Test
    void training_data_that_only_an_aspect_names_are_followed_and_the_missing_run_is_a_break() {
        Cohort training = split().part("training");
        ledger.record(training.describe());
        life.release(life.register(Map.of("training_data", training.reference().toString())));

        LineageGraph graph = LineageGraph.of(ledger);

        assertThat(graph.learnedFrom(MODEL)).containsExactly(training.reference());
        assertThat(graph.report().chain(MODEL).orElseThrow().breaks())
                .extracting(LineageReport.At::kind)
                .containsExactly(Break.MODEL_WITHOUT_RUN, Break.DATASET_WITHOUT_SOURCE, Break.MODEL_WITHOUT_EVALUATION);
    }

    @Test
    void test_data_that_nobody_registered_are_a_break() {
        raw();
        EntryRef model = life.register(Map.of());
        ledger.record(evaluated(MODEL, split().part("test").reference()));
        life.release(model);

        assertThat(LineageGraph.of(ledger).report().chain(MODEL).orElseThrow().breaks())
                .contains(new LineageReport.At(
                        Break.NOT_REGISTERED, split().part("test").reference()));
    }

    @Test
    void an_evaluation_on_other_content_under_a_registered_version_is_a_break() {
        Cohort test = split().part("test");
        ledger.record(test.describe());
        EntryRef model = life.register(Map.of());
        ArtifactRef other = new ArtifactRef(
                ArtifactRef.Kind.DATASET,
                test.reference().id(),
                test.reference().version(),
                Digest.sha256("other rows"));
        ledger.record(evaluated(MODEL, other));
        life.release(model);

        assertThat(LineageGraph.of(ledger).report().findings())
                .extracting(Finding::code)
                .contains("DIGEST_DIFFERS", "NOT_REGISTERED");
    }

    @Test
    void two_origins_of_the_same_data_are_said_and_the_careful_one_counts() {
        Folders.eight(folder);
        EntryRef model = life.register(Map.of());
        for (DataOrigin origin : List.of(DataOrigin.AUGMENTED, DataOrigin.COLLECTED)) {
            ArtifactRef test = ledger.record(ManifestScanner.builder("images", "1", Folders.LATER)
                            .origin(origin)
                            .build()
                            .scan(folder)
                            .version())
                    .evidence()
                    .dataset();
            ledger.record(evaluated(MODEL, test));
        }
        life.release(model);

        LineageReport report = LineageGraph.of(ledger).report();

        assertThat(report.findings()).extracting(Finding::code).contains("ORIGIN_DIFFERS", "TEST_DATA_NOT_COLLECTED");
    }

    // ---- reads and movements

    private EntryDraft accessed(ArtifactRef data, Content.Builder fields) {
        return EntryDraft.of("dataset.accessed")
                .subject(data)
                .data(fields.put("hash", data.digest().hex()).build());
    }

    @Test
    void reads_and_movements_of_data_are_in_the_graph_with_their_entry_and_break_no_chain() {
        live();
        ArtifactRef whole = cohort().reference();
        ledger.append(accessed(
                        whole,
                        Content.fields()
                                .put("action", "read")
                                .put("purpose", "training")
                                .put("place", "hospital a"))
                .reason("second run"));
        ledger.append(accessed(
                whole,
                Content.fields()
                        .put("action", "moved")
                        .put("operation", "export")
                        .put("from", "DE")
                        .put("to", "US")
                        .put("recipient", "Old Co")
                        .put("purpose", "training")));
        long export = ledger.size() - 1;

        LineageGraph graph = LineageGraph.of(ledger);
        LineageReport report = graph.report();

        assertThat(graph.accesses())
                .extracting(DatasetAccess::dataset, DatasetAccess::words)
                .containsExactly(
                        tuple(whole, "accessed at hospital a, for training, by entry " + (export - 1) + ": second run"),
                        tuple(whole, "exported to Old Co, at US, for training, by entry " + export));
        assertThat(graph.accesses())
                .allSatisfy(access -> assertThat(access.day()).isEqualTo("2026-03-01"));
        assertThat(report.findings()).isEmpty();
        assertThat(report.body().asFields().list("accesses").get(1).asFields().text("recipient"))
                .isEqualTo("Old Co");
        assertThat(Html.text(LineageLayout.of(report))).contains("exported to Old Co, at US", "second run");
    }

    /** Other software may have written anything; what is taken is on one line and short, and the rest is said to be missing. */
    @Test
    void an_entry_that_states_little_or_oddly_is_an_access_too() {
        ArtifactRef data = cohort().reference();
        ledger.append(accessed(data, Content.fields()));
        ledger.append(accessed(data, Content.fields().put("action", "moved").put("to", 7)));
        ledger.append(accessed(data, Content.fields().put("purpose", "line\none " + "x".repeat(5000)))
                .reason("two\nlines"));

        LineageGraph graph = LineageGraph.of(ledger);

        assertThat(graph.accesses().get(0).words()).startsWith("accessed for a purpose that is not stated, by entry ");
        assertThat(graph.accesses().get(1).words())
                .startsWith("moved to a place that is not stated, for a purpose that is not stated, by entry ");
        assertThat(graph.accesses().get(2).purpose().orElseThrow())
                .startsWith("line one x")
                .endsWith("x\u2026")
                .hasSize(200);
        assertThat(graph.accesses().get(2).reason()).contains("two lines");
        assertThat(graph.artifacts()).containsExactly(data);
    }

    @Test
    void an_access_to_data_that_nobody_can_tell_is_said() {
        ledger.append(EntryDraft.of("dataset.accessed")
                .subject(MODEL)
                .data(Content.fields().put("hash", MODEL.digest().hex()).build()));
        ledger.record(cohort().describe());

        assertThat(LineageGraph.of(ledger).accesses()).isEmpty();
        assertThat(LineageGraph.of(ledger).report().findings())
                .filteredOn(f -> f.code().equals("DIGEST_NOT_STATED"))
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR));
    }

    // ---- days

    @Test
    void a_data_set_is_of_the_day_of_the_first_entry_that_names_it_and_not_of_a_later_registration() {
        HandClock hand = HandClock.at("2026-01-01");
        Ledger life = Ledger.inMemory(hand);
        CohortSplit split = split();
        ArtifactRef prepared = Chains.TRAINING;
        hand.turnTo("2026-03-01");
        life.record(split);
        life.record(PreprocessingFingerprint.named("to table", "1")
                .step(PreprocessingStep.stateless("extract", "1.0", Map.of()))
                .build()
                .applied(List.of(cohort().reference()), prepared));
        hand.turnTo("2026-04-01");
        life.record(split.part("training").describe());

        LineageGraph graph = LineageGraph.of(life);

        assertThat(List.of(
                        cohort().reference(),
                        split.part("training").reference(),
                        split.part("test").reference(),
                        prepared))
                .allSatisfy(data -> assertThat(graph.dayOf(data)).contains(LocalDate.parse("2026-03-01")));
    }

    /** The other order: the description first, and the split that it is a part of recorded late. */
    @Test
    void a_data_set_that_is_registered_before_its_split_is_of_the_day_of_the_registration() {
        HandClock hand = HandClock.at("2026-01-01");
        Ledger life = Ledger.inMemory(hand);
        hand.turnTo("2026-03-01");
        life.record(split().part("training").describe());
        hand.turnTo("2026-04-01");
        life.record(split());

        LineageGraph graph = LineageGraph.of(life);

        assertThat(graph.dayOf(split().part("training").reference())).contains(LocalDate.parse("2026-03-01"));
        assertThat(graph.dayOf(split().part("test").reference())).contains(LocalDate.parse("2026-04-01"));
    }

    @Test
    void a_data_set_without_a_digest_and_a_second_ledger_are_said() {
        ledger.append(EntryDraft.of("dataset.registered")
                .subject("dataset", "nameless", "1")
                .ref(ledger.store(new byte[] {1}, "application/octet-stream", "rows")));
        life.register(Map.of());

        assertThat(LineageGraph.of(ledger).report().findings())
                .extracting(Finding::code)
                .contains("DIGEST_NOT_STATED");
        assertThatIllegalStateException()
                .isThrownBy(() -> LineageGraph.builder().replay(ledger).replay(ledger))
                .withMessageContaining("a graph is of one ledger");
    }
}
