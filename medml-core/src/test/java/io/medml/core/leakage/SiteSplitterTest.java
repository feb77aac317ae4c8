package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.SiteSplitter.SharedSubjects;
import io.medml.core.table.Table;
import org.junit.jupiter.api.Test;

class SiteSplitterTest {

    /** Patients 1 and 2 at A, 2 and 3 at B, 4 and 5 at C; only patient 2 is at two sites, with one record at A and two at B. */
    private static Table table(String... sites) {
        return Table.builder()
                .category("id", "r1", "r2", "r3", "r4", "r5", "r6", "r7")
                .category("patient", "p1", "p2", "p2", "p2", "p3", "p4", "p5")
                .category("y", "1", "0", "1", "0", "0", "1", "0")
                .category("site", sites)
                .build();
    }

    private static Cohort cohort(Table table) {
        return Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .site("site")
                .named("sites", "1");
    }

    private static Cohort shared() {
        return cohort(table("A", "A", "B", "B", "B", "C", "C"));
    }

    @Test
    void each_site_is_held_out_once_and_shared_subjects_are_not_trained_on() {
        CrossValidation folds =
                SiteSplitter.leavingOneOut(SharedSubjects.NOT_IN_TRAINING).split(shared());

        assertThat(folds.folds()).extracting(CrossValidation.Fold::name).containsExactly("A", "B", "C");
        assertThat(folds.folds().get(0).heldOut().recordIds()).containsExactly("r1", "r2");
        assertThat(folds.folds().get(0).training().recordIds()).containsExactly("r5", "r6", "r7");
        assertThat(folds.folds().get(1).training().recordIds()).containsExactly("r1", "r6", "r7");
        assertThat(folds.folds().get(2).training().recordIds()).containsExactly("r1", "r2", "r3", "r4", "r5");
        assertThat(folds.findings())
                .extracting(Finding::code, Finding::where, f -> f.details().get("records_left_out"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("SUBJECTS_AT_SEVERAL_SITES", "A", "2"),
                        org.assertj.core.groups.Tuple.tuple("SUBJECTS_AT_SEVERAL_SITES", "B", "1"));
    }

    @Test
    void shared_subjects_can_be_kept_out_of_the_test_set_in_their_place() {
        CrossValidation folds =
                SiteSplitter.leavingOneOut(SharedSubjects.NOT_HELD_OUT).split(shared());

        assertThat(folds.folds().get(0).heldOut().recordIds()).containsExactly("r1");
        assertThat(folds.folds().get(0).training().recordIds()).containsExactly("r3", "r4", "r5", "r6", "r7");
        assertThat(folds.folds().get(1).heldOut().recordIds()).containsExactly("r5");
    }

    @Test
    void shared_subjects_can_be_refused_and_the_twin_without_them_passes() {
        SiteSplitter splitter = SiteSplitter.leavingOneOut(SharedSubjects.REFUSED);

        assertThatThrownBy(() -> splitter.split(shared()))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("each subject at one site", "found 1 of 5", "choose another rule");
        assertThat(splitter.split(cohort(table("A", "B", "B", "B", "A", "C", "C")))
                        .findings())
                .isEmpty();
    }

    @Test
    void no_site_one_site_and_records_without_one_are_refused() {
        SiteSplitter splitter = SiteSplitter.leavingOneOut(SharedSubjects.NOT_IN_TRAINING);

        assertThatThrownBy(() -> splitter.split(cohort(table("A", "A", "A", "A", "A", "A", "A"))))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("at least two sites", "found one");
        assertThatThrownBy(() -> splitter.split(cohort(table("A", "A", null, "B", "B", "C", "C"))))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("found 1 records without one", "excludeMissing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> splitter.split(Cohort.from(shared().table())
                        .record("id")
                        .label("y", "1")
                        .named("x", "1")))
                .withMessageContaining("declare it with site(..)");
    }

    /** 30,805 patients; the view stands for a site, and many patients have images of both views. */
    @Test
    void on_chest_x_ray_14_each_view_is_held_out_without_its_patients_elsewhere() {
        Cohort cohort = SplitCohorts.chest();
        CrossValidation folds =
                SiteSplitter.leavingOneOut(SharedSubjects.NOT_IN_TRAINING).split(cohort);

        assertThat(folds.folds().get(0).heldOut().size()).isEqualTo(44_810);
        assertThat(folds.folds().get(1).heldOut().size()).isEqualTo(67_310);
        for (CrossValidation.Fold fold : folds.folds()) {
            assertThat(fold.training().subjectIds())
                    .doesNotContainAnyElementsOf(
                            new java.util.HashSet<>(fold.heldOut().subjectIds()));
        }
        assertThat(folds.findings())
                .extracting(Finding::code)
                .containsOnly("SUBJECTS_AT_SEVERAL_SITES")
                .hasSize(2);
    }
}
