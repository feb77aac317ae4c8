package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.lineage.LineageReport.Break;
import io.medml.core.lineage.SubjectTrace.Learned;
import io.medml.core.table.CsvReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The chain of a model on the 101,766 encounters of 71,518 patients of the diabetes data, from the folder to the patient. */
class RealLineageTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("medml.shared", "../../shared"), "data", "diabetes130");

    @Test
    void patients_of_the_diabetes_data_are_traced_from_the_folder_to_the_site() {
        assumeTrue(Files.isReadable(FOLDER.resolve("diabetic_data.csv.gz")), "the shared data are not here");
        FingerprintKey key = FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII));
        ManifestScan scan = ManifestScanner.builder("diabetes130", "2014", Folders.LATER)
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
        Cohort cohort = Cohort.from(CsvReader.builder().build().read(FOLDER.resolve("diabetic_data.csv.gz")))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30")
                .named("readmission", "1");
        CohortSplit split = SubjectSplitter.builder(1)
                .part("training", 0.7)
                .part("test", 0.3)
                .build()
                .split(cohort);
        ArtifactRef raw = scan.manifest().reference();
        ArtifactRef training = split.part("training").reference();
        ArtifactRef test = split.part("test").reference();
        ArtifactRef run = new ArtifactRef(ArtifactRef.Kind.RUN, "run", "1", Digest.sha256("run"));
        ArtifactRef model = new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1", Digest.sha256("model"));
        LineageGraph graph = LineageGraph.builder()
                .collected(scan.manifest().collection().orElseThrow().reference(), raw)
                .derived(raw, cohort.reference())
                .derived(cohort.reference(), training)
                .derived(cohort.reference(), test)
                .trained(List.of(training), run, model)
                .evaluated(
                        model,
                        test,
                        new ArtifactRef(ArtifactRef.Kind.EVIDENCE, "evaluation-report", "3", Digest.sha256("e")))
                .released(model)
                .deployed(
                        model, new ArtifactRef(ArtifactRef.Kind.DEPLOYMENT, "north", "1", Digest.sha256("d")), "north")
                .subjects(cohort.reference(), cohort.subjectIds(), key)
                .subjects(training, split.part("training").subjectIds(), key)
                .subjects(test, split.part("test").subjectIds(), key)
                .build();

        assertThat(graph.report().chain(model).orElseThrow().whole()).isTrue();
        TrainingSubjects trainedOn = graph.whoseDataTrained(model, key);
        assertThat(cohort.subjectCount()).isEqualTo(71_518);
        assertThat(trainedOn.pseudonyms()).hasSize(50_063); // 0.7 of 71,518, by largest remainder
        assertThat(trainedOn.unknownDataSets()).isEmpty();
        Set<String> inTraining = Set.copyOf(split.part("training").subjectIds());
        // every five-hundredth patient, each answered as the split says
        for (int i = 0; i < cohort.subjectCount(); i += 500) {
            String patient = cohort.subjectIds().get(i);
            SubjectTrace trace = graph.trace(patient, key);
            boolean trained = inTraining.contains(patient);
            assertThat(trace.models().get(0).learned()).isEqualTo(trained ? Learned.YES : Learned.NO);
            assertThat(trace.models().get(0).tested()).isEqualTo(!trained);
            assertThat(trace.sites()).isEqualTo(trained ? List.of("north") : List.of());
        }
        assertThat(graph.trace("nobody", key).models()).isEmpty();
        // a split by encounter that forgets patients is not seen by references; that is what separation is for
        assertThat(graph.report().findings())
                .extracting(f -> f.code())
                .doesNotContain(Break.TEST_DATA_IN_TRAINING.name());
    }
}
