package io.medml.core.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.table.Table;
import org.junit.jupiter.api.Test;

class CohortMembersTest {

    private static final Cohort VISITS =
            cohort(new String[] {"v1", "v2", "v3", "v4"}, new String[] {"p1", "p1", "p2", "p3"});

    @Test
    void it_knows_a_part_and_a_whole_again() {
        Cohort part = VISITS.subset(new int[] {0, 2}, "part");

        assertThat(CohortMembers.of(VISITS).recordsIn(part)).isEqualTo(2);
        assertThat(CohortMembers.of(VISITS).subjectsIn(part)).isEqualTo(2);
        // of part, visit 2 is of a subject that it has
        assertThat(CohortMembers.of(part).recordsIn(VISITS)).isEqualTo(3);
        assertThat(CohortMembers.of(part).subjectsIn(VISITS)).isEqualTo(2);
    }

    @Test
    void a_record_is_known_again_where_the_other_cohort_names_no_subject() {
        Cohort withoutSubjects = Cohort.from(VISITS.table())
                .record("record")
                .label("outcome", "yes")
                .named("records", "1.0");

        assertThat(CohortMembers.of(VISITS).recordsIn(withoutSubjects)).isEqualTo(4);
        assertThat(CohortMembers.of(withoutSubjects).recordsIn(VISITS)).isEqualTo(4);
    }

    @Test
    void strangers_share_nothing() {
        Cohort others = cohort(new String[] {"w1", "w2"}, new String[] {"q1", "q2"});

        assertThat(CohortMembers.of(VISITS).recordsIn(others)).isZero();
        assertThat(CohortMembers.none().recordsIn(VISITS)).isZero();
        assertThat(CohortMembers.none().subjects()).isZero();
        assertThat(CohortMembers.of(VISITS)).hasToString("4 records of 3 subjects");
    }

    private static Cohort cohort(String[] records, String[] patients) {
        String[] outcome = records.clone();
        for (int i = 0; i < outcome.length; i++) {
            outcome[i] = i % 2 == 0 ? "yes" : "no";
        }
        return Cohort.from(Table.builder()
                        .category("record", records)
                        .category("patient", patients)
                        .category("outcome", outcome)
                        .build())
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named("visits", "1.0");
    }
}
