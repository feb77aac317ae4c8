package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitAssignmentTest {

    private static CohortSplit split(Cohort cohort) {
        return SubjectSplitter.builder(7)
                .part("train", 0.6)
                .part("test", 0.4)
                .build()
                .split(cohort);
    }

    @Test
    void what_is_written_reads_back_and_makes_the_same_parts_from_rows_in_any_order() {
        Cohort cohort = SplitCohorts.cohort(20);
        CohortSplit split = split(cohort);
        byte[] json = split.assignment().content().bytes();

        SplitAssignment read = SplitAssignment.from(Content.parse(json));
        Map<String, Cohort> parts = read.parts(SplitAssignment.PARTS, SplitCohorts.shuffled(cohort, 3));

        assertThat(read).isEqualTo(split.assignment());
        assertThat(read.digest()).isEqualTo(split.assignment().digest());
        assertThat(split.body().asFields().text("assignment_sha256"))
                .isEqualTo(read.digest().hex());
        assertThat(parts.get("test").reference()).isEqualTo(split.part("test").reference());
        assertThat(parts.get("train").reference()).isEqualTo(split.part("train").reference());
        assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("patient", "record1");
    }

    @Test
    void the_folds_of_a_nested_cross_validation_read_back() {
        Cohort cohort = SplitCohorts.cohort(20);
        CrossValidation folds =
                FoldSplitter.builder(1).folds(3).inner(2).build().split(cohort);
        SplitAssignment read =
                SplitAssignment.from(Content.parse(folds.assignment().content().bytes()));

        assertThat(read.cuts()).containsExactly("1", "1 / 1", "1 / 2", "2", "2 / 1", "2 / 2", "3", "3 / 1", "3 / 2");
        assertThat(read.parts("2 / 1", cohort).get("held out").recordIds())
                .isEqualTo(folds.folds().get(1).inner().get(0).heldOut().recordIds());
    }

    @Test
    void other_content_of_the_cohort_is_refused() {
        SplitAssignment assignment = split(SplitCohorts.cohort(20)).assignment();

        assertThatThrownBy(() -> assignment.parts(SplitAssignment.PARTS, SplitCohorts.cohort(21)))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("expected the content that was split");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assignment.parts("fold", SplitCohorts.cohort(20)))
                .withMessageContaining("[parts]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"codes\":\"0110\" | \"codes\":\"011\"  | one character for each of 4 records, found 3",
                "\"codes\":\"0110\" | \"codes\":\"0120\" | at position 3, found another character",
                "\"codes\":\"0110\" | \"codes\":\"0000\" | a record in each of 2 parts, found 1",
                "\"parts\":[\"a\",\"b\"] | \"parts\":[\"a\",\"a\"] | 1 to 62 different names",
                "\"parts\":[\"a\",\"b\"] | \"parts\":[\"a\",\"b\"],\"why\":\"x\" | expected only the keys",
                "medml-split-assignment/1 | medml-split-assignment/2 | reads only this one",
                "\"records\":4 | \"records\":0 | a whole number from 1",
                "\"version\":\"1\" | \"version\":\" 1\" | split assignment, dataset",
            })
    void a_changed_document_is_refused_with_its_place(String was, String becomes, String message) {
        String sound =
                "{\"form\":\"medml-split-assignment/1\",\"dataset\":{\"id\":\"x\",\"version\":\"1\",\"sha256\":\""
                        + "0".repeat(64)
                        + "\"},\"records\":4,\"cuts\":[{\"name\":\"parts\",\"parts\":[\"a\",\"b\"],\"codes\":\"0110\"}]}";
        SplitAssignment.from(Content.parse(sound.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> SplitAssignment.from(
                        Content.parse(sound.replace(was, becomes).getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Property(tries = 500)
    void mutated_documents_are_read_or_refused_and_nothing_else(
            @ForAll @IntRange(max = 10_000) int at, @ForAll byte value) {
        byte[] json = split(SplitCohorts.cohort(8)).assignment().content().bytes();
        json[at % json.length] = value;
        try {
            SplitAssignment.from(Content.parse(json));
        } catch (DataException refused) {
            assertThat(refused).hasMessageNotContaining("patient");
        }
    }
}
