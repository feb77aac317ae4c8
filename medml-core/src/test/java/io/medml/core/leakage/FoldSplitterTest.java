package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoldSplitterTest {

    private static void assertPartition(Cohort whole, List<CrossValidation.Fold> folds) {
        List<String> held = new ArrayList<>();
        for (CrossValidation.Fold fold : folds) {
            Cohort out = fold.heldOut();
            held.addAll(out.recordIds());
            Set<String> subjects = new HashSet<>(fold.training().subjectIds());
            // by sets: lists of a hundred thousand are compared pair by pair
            assertThat(Collections.disjoint(subjects, out.subjectIds())).isTrue();
            assertThat(out.size() + fold.training().size()).isEqualTo(whole.size());
        }
        List<String> all = new ArrayList<>(whole.recordIds());
        Collections.sort(all);
        Collections.sort(held);
        assertThat(held.equals(all)).isTrue();
    }

    @Property(tries = 60)
    void each_record_is_held_out_once_and_no_subject_is_on_both_sides(
            @ForAll @IntRange(min = 6, max = 60) int patients, @ForAll long seed, @ForAll boolean stratified) {
        Cohort cohort = SplitCohorts.cohort(SplitCohorts.table(patients, seed));
        FoldSplitter.Builder builder = FoldSplitter.builder(seed).folds(3).inner(2);
        CrossValidation folds =
                (stratified ? builder.stratified("sex") : builder).build().split(cohort);

        assertPartition(cohort, folds.folds());
        for (CrossValidation.Fold fold : folds.folds()) {
            assertPartition(fold.training(), fold.inner());
        }
    }

    @Property(tries = 60)
    void folds_differ_in_a_stratum_by_one_subject_and_by_the_records_of_the_largest(
            @ForAll @IntRange(min = 8, max = 80) int patients, @ForAll long seed) {
        Cohort cohort = SplitCohorts.cohort(SplitCohorts.table(patients, seed));
        Map<String, int[]> subjects = new HashMap<>();
        Map<String, int[]> records = new HashMap<>();
        Map<String, Integer> largest = new HashMap<>();
        int[] inAll = new int[4];

        List<CrossValidation.Fold> folds = FoldSplitter.builder(seed)
                .folds(4)
                .stratified("sex")
                .build()
                .split(cohort)
                .folds();

        for (int i = 0; i < 4; i++) {
            Cohort held = folds.get(i).heldOut();
            inAll[i] = held.subjectCount();
            Map<Integer, Integer> sizes = new HashMap<>();
            Map<Integer, String> strata = new HashMap<>();
            for (int row = 0; row < held.size(); row++) {
                int subject = held.subjects()[row];
                sizes.merge(subject, 1, Integer::sum);
                String sex = held.table().column("sex").text(row).orElseThrow();
                strata.merge(subject, sex + held.labels()[row], (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
            for (Map.Entry<Integer, String> each : strata.entrySet()) {
                int size = sizes.get(each.getKey());
                subjects.computeIfAbsent(each.getValue(), k -> new int[4])[i]++;
                records.computeIfAbsent(each.getValue(), k -> new int[4])[i] += size;
                largest.merge(each.getValue(), size, Math::max);
            }
        }
        assertThat(spread(inAll)).isLessThanOrEqualTo(1);
        subjects.forEach((stratum, counts) -> assertThat(spread(counts)).isLessThanOrEqualTo(1));
        records.forEach((stratum, counts) -> assertThat(spread(counts)).isLessThanOrEqualTo(largest.get(stratum)));
    }

    private static int spread(int[] counts) {
        return java.util.Arrays.stream(counts).max().orElseThrow()
                - java.util.Arrays.stream(counts).min().orElseThrow();
    }

    @Property(tries = 30)
    void row_order_changes_no_fold_and_no_digest(@ForAll long seed) {
        Cohort cohort = SplitCohorts.cohort(40);
        FoldSplitter splitter =
                FoldSplitter.builder(seed).folds(5).inner(3).stratified("sex").build();

        CrossValidation one = splitter.split(cohort);
        CrossValidation two = splitter.split(SplitCohorts.shuffled(cohort, seed));

        assertThat(two.assignment().digest()).isEqualTo(one.assignment().digest());
        assertThat(two.document().digest()).isEqualTo(one.document().digest());
        assertThat(FoldSplitter.builder(seed + 1)
                        .folds(5)
                        .inner(3)
                        .stratified("sex")
                        .build()
                        .split(cohort)
                        .assignment())
                .isNotEqualTo(one.assignment());
    }

    @Test
    void folds_are_apart_by_the_detector_too() {
        for (CrossValidation.Fold fold : FoldSplitter.builder(1)
                .folds(5)
                .build()
                .split(SplitCohorts.cohort(60))
                .folds()) {
            assertThat(LeakageDetector.separation(fold.training(), fold.heldOut())
                            .overlaps())
                    .allSatisfy(overlap -> {
                        assertThat(overlap.sharedRecords()).isZero();
                        assertThat(overlap.sharedSubjects()).hasValue(0);
                    });
        }
    }

    @Test
    void a_stratum_with_fewer_subjects_than_folds_is_a_finding_and_its_twin_is_silent() {
        FoldSplitter five = FoldSplitter.builder(1).folds(5).stratified("sex").build();

        assertThat(five.split(SplitCohorts.cohort(24)).findings())
                .extracting(Finding::code, f -> f.details().get("thin_strata"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("STRATA_TOO_THIN", "2"));
        assertThat(five.split(SplitCohorts.cohort(60)).findings()).isEmpty();
    }

    @Test
    void the_evidence_holds_counts_and_no_identifier() {
        CrossValidation folds =
                FoldSplitter.builder(3).folds(5).inner(2).build().split(SplitCohorts.cohort(30));
        String text = new String(folds.document().bytes(), StandardCharsets.UTF_8);

        assertThat(text)
                .doesNotContain("patient1", "record10")
                .contains(folds.assignment().digest().hex());
        assertThat(folds.entryType()).isEqualTo("dataset.split");
        assertThat(EvidenceDocument.parse(folds.document().bytes()).measurements())
                .isEqualTo(folds.measurements())
                .hasSize(5);
    }

    @Test
    void too_few_subjects_and_settings_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> FoldSplitter.builder(1).folds(5).build().split(SplitCohorts.cohort(4)))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("each of 5 folds", "found 4 subjects", "fewer folds");
        assertThatThrownBy(
                        () -> FoldSplitter.builder(1).folds(5).inner(5).build().split(SplitCohorts.cohort(5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found 4 subjects");
        assertThatIllegalStateException()
                .isThrownBy(() -> FoldSplitter.builder(1).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> FoldSplitter.builder(1).folds(2).folds(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldSplitter.builder(1).folds(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldSplitter.builder(1).inner(101));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldSplitter.builder(1).stratified("sex", "sex"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldSplitter.builder(1)
                        .folds(2)
                        .stratified("day")
                        .build()
                        .split(SplitCohorts.cohort(9)));
    }

    /** What GroupKFold and StratifiedGroupKFold of scikit-learn promise: no group in two folds; shares of the label near the whole's. */
    @Test
    void on_diabetes_130_folds_keep_patients_together_and_shares_near_that_of_all() {
        Cohort cohort = SplitCohorts.diabetes();
        CrossValidation folds =
                FoldSplitter.builder(2026).folds(5).stratified("gender").build().split(cohort);

        assertPartition(cohort, folds.folds());
        for (CrossValidation.Fold fold : folds.folds()) {
            Cohort held = fold.heldOut();
            assertThat(held.subjectCount()).isBetween(71_518 / 5, 71_518 / 5 + 1);
            assertThat((double) held.positives() / held.size()).isCloseTo(0.1116, within(0.002));
            assertThat(held.size()).isBetween(20_353 - 40, 20_353 + 40);
        }
    }

    @Test
    void on_chest_x_ray_14_folds_keep_patients_together_and_shares_near_that_of_all() {
        Cohort cohort = SplitCohorts.chest();
        CrossValidation folds = FoldSplitter.builder(2026)
                .folds(5)
                .inner(3)
                .stratified()
                .build()
                .split(cohort);

        assertPartition(cohort, folds.folds());
        assertPartition(folds.folds().get(0).training(), folds.folds().get(0).inner());
        for (CrossValidation.Fold fold : folds.folds()) {
            Cohort held = fold.heldOut();
            assertThat(held.subjectCount()).isEqualTo(30_805 / 5);
            assertThat((double) held.positives() / held.size()).isCloseTo(51_759 / 112_120.0, within(0.01));
            assertThat(held.size()).isBetween(22_424 - 184, 22_424 + 184);
        }
    }
}
