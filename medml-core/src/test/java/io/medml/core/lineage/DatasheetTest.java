package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import io.medml.core.table.Table;
import java.nio.file.Path;
import java.util.List;
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
