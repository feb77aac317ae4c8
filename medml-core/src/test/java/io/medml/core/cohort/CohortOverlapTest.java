package io.medml.core.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Finding;
import io.medml.core.table.Table;
import org.junit.jupiter.api.Test;

class CohortOverlapTest {

    private static final Cohort VISITS = Cohort.from(table("V1 V2 V3 V4", "P1 P1 P2 P3"))
            .record("record")
            .subject("patient")
            .label("outcome", "yes")
            .named("visits", "1.0");

    @Test
    void a_patient_who_is_a_record_of_a_cohort_without_a_subject_column_is_shared() {
        Cohort patients = bare("patients", "P1 P2 P9");

        for (CohortOverlap overlap :
                new CohortOverlap[] {CohortOverlap.of(VISITS, patients), CohortOverlap.of(patients, VISITS)}) {
            assertThat(overlap.shared()).isEqualTo(2);
            assertThat(overlap.what()).isEqualTo("records");
            assertThat(overlap.notCompared()).map(Finding::where).contains("patients");
            assertThat(overlap.notCompared().orElseThrow().message())
                    .contains("with the records and, where it names a subject column, the subjects of the other");
        }
    }

    @Test
    void a_visit_that_is_a_record_of_a_cohort_without_a_subject_column_is_shared() {
        assertThat(CohortOverlap.of(VISITS, bare("part", "V1 V2 V9")).shared()).isEqualTo(2);
    }

    @Test
    void records_under_other_pseudonyms_of_their_subjects_are_shared() {
        Cohort again = Cohort.from(table("V1 V2 V3 V9", "x x y z"))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named("again", "1.0");

        CohortOverlap overlap = CohortOverlap.of(VISITS, again);

        assertThat(overlap.shared()).isEqualTo(3);
        assertThat(overlap.what()).isEqualTo("records");
        assertThat(overlap.notCompared()).isEmpty();
    }

    @Test
    void subjects_are_shared_under_other_records() {
        Cohort later = Cohort.from(table("W1 W2 W3", "P1 P1 P7"))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named("later", "1.0");

        CohortOverlap overlap = CohortOverlap.of(VISITS, later);

        assertThat(overlap.shared()).isEqualTo(1);
        assertThat(overlap.what()).isEqualTo("subjects");
    }

    @Test
    void strangers_share_nothing() {
        Cohort others = Cohort.from(table("W1 W2", "Q1 Q2"))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named("others", "1.0");

        assertThat(CohortOverlap.of(VISITS, others).shared()).isZero();
        assertThat(CohortOverlap.of(VISITS, others).what()).isEqualTo("subjects");
        assertThat(CohortOverlap.of(bare("a", "R1 R2"), bare("b", "S1 S2")).shared())
                .isZero();
        assertThat(CohortOverlap.of(bare("a", "R1 R2"), bare("b", "S1 S2")).undeclared())
                .containsExactly("a", "b");
    }

    private static Cohort bare(String name, String records) {
        return Cohort.from(table(records, records))
                .record("record")
                .label("outcome", "yes")
                .named(name, "1.0");
    }

    private static Table table(String records, String patients) {
        String[] outcome = records.split(" ");
        for (int i = 0; i < outcome.length; i++) {
            outcome[i] = i % 2 == 0 ? "yes" : "no";
        }
        return Table.builder()
                .category("record", records.split(" "))
                .category("patient", patients.split(" "))
                .category("outcome", outcome)
                .build();
    }
}
