package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.SourceState.Changes;
import io.medml.core.lineage.SourceState.Submodule;
import io.medml.core.lineage.SourceState.SubmoduleState;
import io.medml.core.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version of the
 * software, which each release changes, and the digests that the version moves.
 */
class GoldenLineageTest {

    @TempDir
    Path folder;

    private final Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

    private ManifestScan scan() {
        return ManifestScanner.builder("radiographs", "1", Folders.LATER)
                .collectedBy(new CollectionEvent(
                        "pacs-export",
                        "north",
                        LocalDate.parse("2026-01-01"),
                        LocalDate.parse("2026-03-31"),
                        "All chest radiographs of adults in the emergency department."))
                .rows("labels.csv", 1)
                .build()
                .scan(Folders.eight(folder));
    }

    private static PreprocessingFingerprint preprocessing(String spacing) {
        return PreprocessingFingerprint.named("input", "2")
                .step(PreprocessingStep.stateless(
                        "resample", "1.4.0", Map.of("spacing_mm", spacing, "kernel", "linear")))
                .step(PreprocessingStep.fitted(
                        "normalise", "1.4.0", Map.of(), Digest.sha256("state"), Chains.RAW_TRAINING))
                .build();
    }

    private static Cohort cohort() {
        return Cohort.from(Table.builder()
                        .category("id", List.of("r1", "r2", "r3", "r4"))
                        .category("patient", List.of("p1", "p1", "p2", "p3"))
                        .category("sex", List.of("female", "female", "male", "female"))
                        .number("age", new double[] {61, 61, 70, 55})
                        .category("y", List.of("1", "0", "0", "1"))
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .attributes("sex")
                .exclude("id", Set.of("r4"), "taken at another hospital")
                .named("radiographs table", "1");
    }

    @Test
    void a_version_of_a_data_set_is_as_reviewed() {
        DatasetVersion version = scan().version();

        Golden.check(GoldenLineageTest.class, "dataset-version.json", json(version));
    }

    @Test
    void a_comparison_of_a_folder_with_its_manifest_is_as_reviewed() throws IOException {
        DatasetManifest manifest = scan().manifest();
        Files.delete(folder.resolve(".hidden"));
        Folders.write(folder, "images/a-1.png", "tvo");
        Folders.write(folder, "images/patient-17.png", "added");

        ManifestVerification verification = manifest.verify(folder);

        check("manifest-verification", verification, ManifestVerificationLayout.of(verification));
    }

    @Test
    void what_a_preprocessing_made_is_as_reviewed() {
        PreprocessingRecord record = preprocessing("0.14").applied(List.of(Chains.RAW_TRAINING), Chains.TRAINING);

        check("preprocessing-record", record, PreprocessingLayout.ofRecord(record));
    }

    @Test
    void a_comparison_of_preprocessings_is_as_reviewed() {
        PreprocessingComparison comparison = PreprocessingComparison.between("site")
                .of("north", preprocessing("0.14"))
                .of("south", preprocessing("0.2"))
                .compare();

        check("preprocessing-comparison", comparison, PreprocessingLayout.of(comparison));
    }

    @Test
    void a_lineage_with_and_without_breaks_is_as_reviewed() {
        ArtifactRef second = Chains.ref(ArtifactRef.Kind.MODEL, "model two");
        LineageReport report = Chains.whole()
                .origin(Chains.RAW, DataOrigin.COLLECTED)
                .trained(List.of(Chains.TEST), Chains.ref(ArtifactRef.Kind.RUN, "run-2"), second)
                .evaluated(second, Chains.TEST, Chains.ref(ArtifactRef.Kind.EVIDENCE, "evaluation-report", "second"))
                .released(second)
                .deployed(second, Chains.ref(ArtifactRef.Kind.DEPLOYMENT, "south"), "south")
                .accessed(new DatasetAccess(
                        Chains.RAW,
                        DatasetAccess.Action.EXPORTED,
                        Optional.of("training"),
                        Optional.of("US"),
                        Optional.of("Second Site"),
                        Optional.of("a second site trains too"),
                        12,
                        LocalDate.parse("2026-03-01")))
                .accessed(new DatasetAccess(
                        Chains.TEST,
                        DatasetAccess.Action.OPENED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("release of model two"),
                        14,
                        LocalDate.parse("2026-03-02")))
                .build()
                .report();

        check("lineage-report", report, LineageLayout.of(report));
    }

    @Test
    void the_state_of_sources_is_as_reviewed() {
        SourceState state = SourceState.of(
                "training-code",
                Optional.of("0123456789abcdef0123456789abcdef01234567"),
                Optional.of("main"),
                Optional.of("https://git.example.org/hospital/code.git"),
                new Changes(1, 2, 0, 3, 0, 1),
                List.of(new Submodule(1, "89abcdef0123456789abcdef0123456789abcdef", SubmoduleState.OTHER_COMMIT)));

        check("source-state", state, SourceStateLayout.of(state));
    }

    @Test
    void a_datasheet_is_as_reviewed() {
        Recorded<CohortDescription> cohort = ledger.record(cohort().describe());
        Recorded<DatasetVersion> files = ledger.record(scan().version());
        Recorded<PreprocessingRecord> made = ledger.record(
                preprocessing("0.14").applied(List.of(scan().version().dataset()), cohort().reference()));
        Datasheet sheet = Datasheet.builder()
                .cohort(cohort)
                .files(files)
                .preprocessing(made)
                .state(DatasheetQuestion.PURPOSE, "To find pneumonia in adults in the emergency department.")
                .consentScope(
                        Chains.ref(ArtifactRef.Kind.CONFIGURATION, "scope"),
                        "General consent to research with data of routine care.")
                .build();

        String[] moved = {
            cohort.digest().hex(), files.digest().hex(), made.digest().hex()
        };
        Golden.check(GoldenLineageTest.class, "datasheet.json", without(json(sheet), moved));
        Golden.check(
                GoldenLineageTest.class,
                "datasheet.html",
                without(masked(Html.text(DatasheetLayout.of(sheet)), sheet), moved));
        assertThat(sheet.unanswered()).contains(DatasheetQuestion.FUNDING).doesNotContain(DatasheetQuestion.CONSENT);
    }

    private static String without(String text, String... digests) {
        String result = text;
        for (String digest : digests) {
            result = result.replace(digest, "0".repeat(64)).replace(digest.substring(0, 12), "0".repeat(12));
        }
        return result;
    }

    private static void check(String name, Evidence evidence, Document page) {
        Golden.check(GoldenLineageTest.class, name + ".json", json(evidence));
        Golden.check(GoldenLineageTest.class, name + ".html", masked(Html.text(page), evidence));
    }

    private static String json(Evidence evidence) {
        return masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                        .replace("},{", "},\n{")
                + "\n";
    }

    private static String masked(String text, Evidence evidence) {
        String hex = evidence.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : List.of(
                "dataset-version",
                "manifest-verification",
                "preprocessing-record",
                "preprocessing-comparison",
                "lineage-report",
                "source-state",
                "datasheet")) {
            assertThat(EvidenceDocument.parse(Golden.bytes(GoldenLineageTest.class, name + ".json"))
                            .schema())
                    .isEqualTo(name + "/1");
        }
    }
}
