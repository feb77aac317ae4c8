package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.authorization.WithdrawalDecision.Choice;
import io.medml.core.authorization.WithdrawalImpact.AffectedModel;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.DatasetFingerprint;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.HandClock;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.ModelLife;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.CollectionEvent;
import io.medml.core.lineage.DatasetVersions;
import io.medml.core.lineage.LineageGraph;
import io.medml.core.lineage.ManifestScan;
import io.medml.core.lineage.ManifestScanner;
import io.medml.core.lineage.PreprocessingFingerprint;
import io.medml.core.lineage.PreprocessingStep;
import io.medml.core.table.CsvReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * From the file of the diabetes data (101,766 encounters of 71,518 patients) over manifest, preparation, fingerprints, runs, models and
 * deployments in a ledger to what the withdrawal of one patient reaches. The runs, models and sites are made up; the data and the
 * patients' keyed digests are real. Skipped where the shared data are not there (system property {@code medml.shared}).
 */
class Diabetes130WithdrawalTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("medml.shared", "../../shared"), "data", "diabetes130");
    private static final LocalDate WITHDRAWN = LocalDate.parse("2026-02-01");

    private final HandClock calendar = HandClock.at("2026-01-05");
    private final Ledger ledger = Ledger.inMemory(calendar);

    private static ArtifactRef model(String version) {
        return new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", version, Digest.sha256("weights " + version));
    }

    /** Run, registration, release and deployment of a model that was trained on what an entry registers. */
    private void live(ArtifactRef model, EntryRef training, String site) {
        ModelLife life = new ModelLife(ledger, model);
        EntryRef run = life.run(new Link("training", training));
        EntryRef registered = life.register(Map.of(), new Link("run", run));
        life.release(registered);
        life.deploy(registered, site);
    }

    private WithdrawalImpact impact(LineageGraph graph, String patient) {
        return Withdrawal.of(Sample.KEY.subjectPseudonym(patient), WITHDRAWN).trace(graph, Sample.KEY, Sample.MARCH);
    }

    @Test
    void a_patient_of_the_file_is_followed_to_the_sites_and_a_patient_of_the_test_set_is_not() {
        Path file = FOLDER.resolve("diabetic_data.csv.gz");
        assumeTrue(Files.isReadable(file), "no diabetes130 under the folder of system property medml.shared");
        // given: the file, its manifest, the cohort and a split, all before the withdrawal
        ManifestScan scan = ManifestScanner.builder("diabetes130", "2014", Clock.fixed(Instant.MAX, ZoneOffset.UTC))
                .collectedBy(
                        new CollectionEvent(
                                "health-facts",
                                "130 US hospitals",
                                LocalDate.parse("1999-01-01"),
                                LocalDate.parse("2008-12-31"),
                                "Inpatient encounters of one to fourteen days with a diabetes diagnosis and a laboratory test."))
                .rows("diabetic_data.csv.gz", 101_766)
                .build()
                .scan(FOLDER);
        ArtifactRef raw =
                DatasetVersions.on(ledger).lock(scan.version()).evidence().dataset();
        Cohort cohort = Cohort.from(CsvReader.builder().build().read(file))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30")
                .named("readmission", "1");
        ArtifactRef whole = cohort.reference();
        ledger.record(cohort.describe());
        ledger.record(PreprocessingFingerprint.named("to cohort", "1")
                .step(PreprocessingStep.stateless("read", "1.0", Map.of()))
                .build()
                .applied(List.of(raw), whole));
        CohortSplit split = SubjectSplitter.builder(1)
                .part("training", 0.7)
                .part("test", 0.3)
                .build()
                .split(cohort);
        ledger.record(split);
        Cohort training = split.part("training");
        Cohort test = split.part("test");
        EntryRef first = ledger.record(training.describe()).ref();
        ledger.record(test.describe());
        // and: a model before the withdrawal, and another on the same version after it
        calendar.turnTo("2026-01-10");
        live(model("1.0"), first, "hospital north");
        calendar.turnTo("2026-02-10");
        live(model("2.0"), first, "hospital south");

        // when
        LineageGraph graph = LineageGraph.builder()
                .replay(ledger)
                .subjects(raw, cohort.subjectIds(), Sample.KEY)
                .subjects(DatasetFingerprint.of(cohort, Sample.KEY))
                .subjects(DatasetFingerprint.of(training, Sample.KEY))
                .subjects(DatasetFingerprint.of(test, Sample.KEY))
                .build();
        WithdrawalImpact reached = impact(graph, training.subjectIds().get(0));
        WithdrawalImpact tested = impact(graph, test.subjectIds().get(0));
        WithdrawalImpact nobody = impact(graph, "no patient of these data");

        // then: the trained patient reaches both models, the second against the withdrawal
        assertThat(reached.datasets()).containsExactlyInAnyOrder(raw, whole, training.reference());
        assertThat(reached.models()).extracting(AffectedModel::model).containsExactly(model("1.0"), model("2.0"));
        assertThat(reached.models()).allSatisfy(one -> assertThat(one.inUse()).isTrue());
        assertThat(reached.models())
                .flatExtracting(AffectedModel::places)
                .extracting(SubjectUses.InUse::place)
                .containsExactly("hospital north", "hospital south");
        assertThat(reached.findings())
                .filteredOn(f -> f.severity() == Severity.ERROR)
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo("TRAINED_AFTER_WITHDRAWAL"))
                .satisfies(f -> assertThat(f.where()).isEqualTo("readmission 2.0"));
        // and: no model was evaluated, which hides no use and is said
        assertThat(reached.breaks())
                .extracting(SubjectUses.Break::code)
                .containsExactly("MODEL_WITHOUT_EVALUATION", "MODEL_WITHOUT_EVALUATION");
        // and: the clean twins
        assertThat(tested.models()).isEmpty();
        assertThat(tested.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
        assertThat(nobody.findings())
                .extracting(Finding::code)
                .containsExactly("LINEAGE_BREAK", "LINEAGE_BREAK", "SUBJECT_NOT_HELD");
        // and: the page, with a decision and one that is due, names no patient
        ledger.record(graph.report());
        Recorded<WithdrawalImpact> recorded = ledger.record(reached);
        WithdrawalDecision.record(ledger, recorded, model("2.0"), Choice.RETRAIN, "trained after the day", Sample.ANA);
        String page = Html.text(WithdrawalLayout.of(recorded, ledger));
        assertThat(page)
                .contains(
                        "hospital north from 2026-01-10",
                        "retrain: trained after the day",
                        "due: retrain, retain or retire")
                .doesNotContain(training.subjectIds().get(0));
    }

    @Test
    void without_fingerprints_every_model_of_the_file_may_be_reached() {
        assumeTrue(Files.isReadable(FOLDER.resolve("README.md")), "no diabetes130 in the shared data");
        ManifestScan scan = ManifestScanner.builder("diabetes130", "2014", Clock.fixed(Instant.MAX, ZoneOffset.UTC))
                .build()
                .scan(FOLDER);
        EntryRef locked = DatasetVersions.on(ledger).lock(scan.version()).ref();
        live(model("1.0"), locked, "hospital north");

        WithdrawalImpact impact = impact(LineageGraph.of(ledger), "anybody");

        assertThat(impact.models()).singleElement().satisfies(one -> {
            assertThat(one.known()).isFalse();
            assertThat(one.inUse()).isTrue();
        });
        assertThat(impact.findings())
                .extracting(Finding::code)
                .contains("MEMBERSHIP_NOT_KNOWN", "TRAINING_NOT_KNOWN", "DECISION_DUE")
                .doesNotContain("SUBJECT_NOT_HELD");
    }
}
