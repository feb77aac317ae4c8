package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import io.medml.core.table.Table;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasheetTest {

    @TempDir
    Path folder;

    private final Ledger ledger = Ledger.inMemory();

    private static Cohort cohort() {
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                IntStream.range(0, 20).mapToObj(i -> "r" + i).toList())
                        .category(
                                "patient",
                                IntStream.range(0, 20)
                                        .mapToObj(i -> "p" + i / 2)
                                        .toList())
                        .category(
                                "sex",
                                IntStream.range(0, 20)
                                        .mapToObj(i -> i % 4 == 0 ? "male" : "female")
                                        .toList())
                        .category(
                                "y",
                                IntStream.range(0, 20)
                                        .mapToObj(i -> String.valueOf(i % 2))
                                        .toList())
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .attributes("sex")
                .exclude("id", Set.of("r0", "r1"), "withdrew")
                .named("radiographs", "1");
    }

    private static List<String> facts(Datasheet sheet, DatasheetQuestion question) {
        return sheet.answer(question).facts().stream().map(Datasheet.Fact::text).toList();
    }

    @Test
    void what_evidence_says_is_told_with_its_digest() {
        Recorded<CohortDescription> described = ledger.record(cohort().describe());
        Recorded<CohortSplit> split = ledger.record(SubjectSplitter.builder(1)
                .part("training", 0.7)
                .part("test", 0.3)
                .build()
                .split(cohort()));

        Datasheet sheet = Datasheet.builder().cohort(described).split(split).build();

        assertThat(facts(sheet, DatasheetQuestion.NUMBER)).containsExactly("18 records of 9 subjects");
        assertThat(facts(sheet, DatasheetQuestion.SAMPLE)).containsExactly("2 records left out: withdrew");
        assertThat(facts(sheet, DatasheetQuestion.LABEL))
                .containsExactly("Column \"y\"; positive is \"1\", in 9 records");
        assertThat(facts(sheet, DatasheetQuestion.RELATIONS))
                .containsExactly("Records share subjects: 18 records of 9 subjects");
        assertThat(facts(sheet, DatasheetQuestion.GROUPS))
                .containsExactly("By sex: female: 14 records; male: 4 records");
        assertThat(facts(sheet, DatasheetQuestion.SPLITS).get(0)).contains("training with 12 records of 6 subjects");
        assertThat(sheet.answer(DatasheetQuestion.NUMBER).facts().get(0).evidence())
                .isEqualTo(described.digest());
        assertThat(ledger.record(sheet).entry().links()).extracting(Link::rel).containsExactly("evidence", "evidence");
    }

    @Test
    void a_question_that_nobody_answered_is_listed_as_unanswered() {
        Datasheet sheet = Datasheet.builder()
                .cohort(ledger.record(cohort().describe()))
                .state(DatasheetQuestion.FUNDING, "The hospital.")
                .build();

        assertThat(sheet.unanswered())
                .contains(DatasheetQuestion.PURPOSE, DatasheetQuestion.CONSENT)
                .doesNotContain(DatasheetQuestion.FUNDING, DatasheetQuestion.NUMBER);
        assertThat(sheet.findings())
                .filteredOn(f -> f.code().equals("QUESTIONS_UNANSWERED"))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry(
                                "questions", String.valueOf(sheet.unanswered().size()))
                        .containsEntry("of", "50"));
    }

    private Recorded<DatasetVersion> files() {
        return ledger.record(ManifestScanner.builder("mammograms", "1", Folders.LATER)
                .collectedBy(new CollectionEvent(
                        "export",
                        "north",
                        LocalDate.parse("2026-01-01"),
                        LocalDate.parse("2026-03-31"),
                        "Mammograms of women."))
                .build()
                .scan(Folders.eight(folder))
                .version());
    }

    private Recorded<PreprocessingRecord> made(ArtifactRef from, ArtifactRef to) {
        return ledger.record(PreprocessingFingerprint.named("to table", "1")
                .step(PreprocessingStep.stateless("extract", "1.0", Map.of()))
                .build()
                .applied(List.of(from), to));
    }

    private static CohortSplit split(Cohort cohort) {
        return SubjectSplitter.builder(1)
                .part("training", 0.7)
                .part("test", 0.3)
                .build()
                .split(cohort);
    }

    @Test
    void a_split_of_another_cohort_or_of_a_part_is_refused() {
        Cohort part = split(cohort()).part("training");
        Recorded<CohortSplit> other = ledger.record(split(part));
        Recorded<CohortSplit> whole = ledger.record(split(cohort()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasheet.builder()
                        .cohort(ledger.record(cohort().describe()))
                        .split(other)
                        .build())
                .withMessageContaining("expected a split of dataset radiographs 1")
                .withMessageContaining("found one of dataset radiographs.training 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasheet.builder()
                        .cohort(ledger.record(part.describe()))
                        .split(whole)
                        .build());
    }

    @Test
    void files_and_a_preprocessing_that_nothing_joins_to_the_cohort_answer_no_question() {
        Recorded<DatasetVersion> files = files();
        Recorded<PreprocessingRecord> other = made(files.evidence().dataset(), Chains.TRAINING);

        Datasheet sheet = Datasheet.builder()
                .cohort(ledger.record(cohort().describe()))
                .files(files)
                .preprocessing(other)
                .build();

        assertThat(sheet.about()).containsExactly(cohort().reference());
        assertThat(sheet.answer(DatasheetQuestion.NUMBER).facts())
                .extracting(Datasheet.Fact::text, Datasheet.Fact::sameData)
                .containsExactly(tuple("18 records of 9 subjects", true), tuple("8 files, 39 bytes", false));
        assertThat(sheet.answer(DatasheetQuestion.PERIOD).facts()).isNotEmpty();
        assertThat(sheet.unanswered()).contains(DatasheetQuestion.PERIOD, DatasheetQuestion.PREPARATION);
        assertThat(sheet.findings())
                .filteredOn(f -> f.code().equals("NOT_SHOWN_SAME_DATA"))
                .extracting(f -> f.severity(), f -> f.details().get("evidence"))
                .containsExactly(
                        tuple(Severity.WARNING, "dataset-version/1"),
                        tuple(Severity.WARNING, "preprocessing-record/1"));
        assertThat(Html.text(DatasheetLayout.of(sheet))).contains(", not shown to be of the same data");
    }

    @Test
    void a_preprocessing_shows_that_a_cohort_was_made_of_files() {
        Recorded<DatasetVersion> files = files();

        Datasheet sheet = Datasheet.builder()
                .cohort(ledger.record(cohort().describe()))
                .files(files)
                .split(ledger.record(split(cohort())))
                .preprocessing(made(files.evidence().dataset(), cohort().reference()))
                .build();

        assertThat(sheet.about())
                .containsExactly(cohort().reference(), files.evidence().dataset());
        assertThat(sheet.findings()).extracting(Finding::code).containsExactly("QUESTIONS_UNANSWERED");
        assertThat(sheet.unanswered())
                .doesNotContain(DatasheetQuestion.PERIOD, DatasheetQuestion.PREPARATION, DatasheetQuestion.SPLITS);
    }

    @Test
    void a_datasheet_of_files_takes_the_split_of_the_table_that_was_made_of_them_and_no_other() {
        Recorded<DatasetVersion> files = files();
        Recorded<CohortSplit> split = ledger.record(split(cohort()));

        Datasheet joined = Datasheet.builder()
                .files(files)
                .split(split)
                .preprocessing(made(files.evidence().dataset(), cohort().reference()))
                .build();
        Datasheet apart = Datasheet.builder().files(files).split(split).build();

        assertThat(joined.unanswered()).doesNotContain(DatasheetQuestion.SPLITS, DatasheetQuestion.PREPARATION);
        assertThat(apart.unanswered()).contains(DatasheetQuestion.SPLITS);
        assertThat(apart.findings()).extracting(Finding::code).contains("NOT_SHOWN_SAME_DATA");
    }

    @Test
    void what_a_cohort_was_made_into_is_no_fact_of_the_cohort() {
        Datasheet sheet = Datasheet.builder()
                .cohort(ledger.record(cohort().describe()))
                .preprocessing(made(cohort().reference(), Chains.TRAINING))
                .build();

        assertThat(sheet.unanswered()).contains(DatasheetQuestion.PREPARATION, DatasheetQuestion.RAW);
    }

    @Test
    void augmented_and_generated_data_are_marked() {
        Recorded<DatasetVersion> augmented = ledger.record(ManifestScanner.builder("images", "1", Folders.LATER)
                .origin(DataOrigin.AUGMENTED)
                .build()
                .scan(Folders.eight(folder))
                .version());
        Recorded<DatasetVersion> synthetic = ledger.record(ManifestScanner.builder("images", "2", Folders.LATER)
                .origin(DataOrigin.SYNTHETIC)
                .build()
                .scan(folder)
                .version());

        assertThat(Datasheet.builder().files(augmented).build().findings())
                .extracting(Finding::code)
                .contains("AUGMENTED_DATA");
        Datasheet generated = Datasheet.builder().files(synthetic).build();
        assertThat(generated.findings()).extracting(Finding::code).contains("SYNTHETIC_DATA");
        assertThat(generated.provenance().synthetic()).isTrue();
    }

    @Test
    void a_datasheet_is_of_data_and_says_nothing_twice() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Datasheet.builder()
                        .state(DatasheetQuestion.PURPOSE, "Research.")
                        .build())
                .withMessageContaining("call cohort(..) or files(..)");
        assertThatIllegalStateException()
                .isThrownBy(() -> Datasheet.builder()
                        .state(DatasheetQuestion.PURPOSE, "Research.")
                        .state(DatasheetQuestion.PURPOSE, "Care."))
                .withMessageContaining("is answered already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasheet.builder().state(DatasheetQuestion.PURPOSE, " "));
    }
}
