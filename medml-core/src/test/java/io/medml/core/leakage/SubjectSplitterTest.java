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
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SubjectSplitterTest {

    /** Record i belongs to the patient of that number; every third patient has a positive record. */
    private static Cohort cohort(List<Integer> patients) {
        List<String> records = new ArrayList<>();
        List<String> subjects = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < patients.size(); i++) {
            records.add("record" + i);
            subjects.add("patient" + patients.get(i));
            labels.add(patients.get(i) % 3 == 0 && i % 2 == 0 ? "1" : "0");
        }
        return cohort(Table.builder()
                .category("id", records)
                .category("patient", subjects)
                .category("y", labels)
                .build());
    }

    private static Cohort cohort(Table table) {
        return Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named("all", "1");
    }

    private static Cohort many(int subjects) {
        return cohort(IntStream.range(0, subjects * 2).mapToObj(i -> i / 2).toList());
    }

    private static SubjectSplitter.Builder thirds(long seed) {
        return SubjectSplitter.builder(seed)
                .part("train", 0.5)
                .part("tune", 0.25)
                .part("test", 0.25);
    }

    @Property(tries = 300)
    void no_subject_is_in_two_parts_and_no_record_is_lost(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 25) Integer> patients,
            @ForAll long seed,
            @ForAll @IntRange(max = 2) int mode) {
        SubjectSplitter.Builder builder = thirds(seed);
        SubjectSplitter splitter =
                (mode == 0 ? builder : mode == 1 ? builder.stratified() : builder.persistent()).build();
        Cohort cohort = cohort(patients);
        CohortSplit split;
        try {
            split = splitter.split(cohort);
        } catch (DataException tooFewSubjects) {
            assertThat(mode == 2 || cohort.subjectCount() < 3).isTrue();
            return;
        }
        List<String> subjects = new ArrayList<>();
        List<String> records = new ArrayList<>();
        for (String name : split.names()) {
            subjects.addAll(split.part(name).subjectIds());
            records.addAll(split.part(name).recordIds());
        }

        assertThat(subjects).doesNotHaveDuplicates().hasSize(cohort.subjectCount());
        assertThat(records).containsExactlyInAnyOrderElementsOf(cohort.recordIds());
    }

    @Property(tries = 50)
    void row_order_changes_no_assignment_and_no_digest(@ForAll long seed, @ForAll boolean stratified) {
        Cohort cohort = many(30);
        List<Integer> order = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        Cohort shuffled =
                cohort(cohort.table().select(order.stream().mapToInt(i -> i).toArray()));
        SubjectSplitter splitter = (stratified ? thirds(seed).stratified() : thirds(seed)).build();

        CohortSplit one = splitter.split(cohort);
        CohortSplit two = splitter.split(shuffled);

        assertThat(two.part("test").subjectIds()).isEqualTo(one.part("test").subjectIds());
        assertThat(two.document().digest()).isEqualTo(one.document().digest());
    }

    @Test
    void numbers_of_subjects_are_the_fractions_by_largest_remainder() {
        CohortSplit split = thirds(7).build().split(many(102)); // 51, 25.5, 25.5: the tie goes to the earlier part

        assertThat(split.part("train").subjectCount()).isEqualTo(51);
        assertThat(split.part("tune").subjectCount()).isEqualTo(26);
        assertThat(split.part("test").subjectCount()).isEqualTo(25);
    }

    @Test
    void stratified_parts_have_the_same_share_of_subjects_with_a_positive_record() {
        CohortSplit split = thirds(7).stratified().build().split(many(120)); // 40 patients with a positive record

        assertThat(subjectsWithPositive(split.part("train"))).isEqualTo(20);
        assertThat(subjectsWithPositive(split.part("tune"))).isEqualTo(10);
        assertThat(subjectsWithPositive(split.part("test"))).isEqualTo(10);
        assertThat(split.part("test").subjectCount()).isEqualTo(30);
    }

    private static int subjectsWithPositive(Cohort cohort) {
        Set<Integer> found = new TreeSet<>();
        for (int row = 0; row < cohort.size(); row++) {
            if (cohort.labels()[row] == 1) {
                found.add(cohort.subjects()[row]);
            }
        }
        return found.size();
    }

    @Test
    void a_persistent_split_keeps_every_subject_in_its_part_when_the_cohort_grows() {
        SubjectSplitter splitter = thirds(11).persistent().build();
        CohortSplit before = splitter.split(many(200));
        CohortSplit after = splitter.split(many(400));

        for (String name : before.names()) {
            assertThat(after.part(name).subjectIds())
                    .containsAll(before.part(name).subjectIds());
        }
    }

    @Test
    void a_persistent_split_meets_its_fractions_within_four_standard_errors() {
        CohortSplit split = thirds(3).persistent().build().split(many(4000));

        double standardError = Math.sqrt(0.25 * 0.75 / 4000);
        assertThat(split.part("test").subjectCount() / 4000.0).isCloseTo(0.25, within(4 * standardError));
        assertThat(split.part("train").subjectCount() / 4000.0).isCloseTo(0.5, within(4 * Math.sqrt(0.25 / 4000)));
    }

    @Test
    void another_seed_gives_another_split_and_the_same_seed_the_same() {
        Cohort cohort = many(100);

        assertThat(thirds(1).build().split(cohort).part("test").subjectIds())
                .isEqualTo(thirds(1).build().split(cohort).part("test").subjectIds())
                .isNotEqualTo(thirds(2).build().split(cohort).part("test").subjectIds());
    }

    // sha256("medml-split/1" 00 | 000000000000002a | "patient0") and so on, by the platform's SHA-256
    @Test
    void the_position_of_a_subject_is_the_documented_hash() throws Exception {
        Cohort cohort = many(2);
        byte[][] positions = new byte[2][];
        for (int i = 0; i < 2; i++) {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.write("medml-split/1".getBytes(StandardCharsets.US_ASCII));
            bytes.write(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 42});
            bytes.write(("patient" + i).getBytes(StandardCharsets.US_ASCII));
            positions[i] = java.security.MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        }
        String first = java.util.Arrays.compareUnsigned(positions[0], positions[1]) < 0 ? "patient0" : "patient1";

        CohortSplit split = SubjectSplitter.builder(42)
                .part("a", 0.5)
                .part("b", 0.5)
                .build()
                .split(cohort);

        assertThat(split.part("a").subjectIds()).containsExactly(first);
    }

    @Test
    void the_evidence_names_whole_and_parts_and_no_subject() {
        Cohort cohort = many(40);
        CohortSplit split = thirds(5).stratified().build().split(cohort);

        assertThat(split.entryType()).isEqualTo("dataset.split");
        assertThat(split.about())
                .containsExactly(
                        cohort.reference(),
                        split.part("train").reference(),
                        split.part("tune").reference(),
                        split.part("test").reference());
        assertThat(split.part("tune").name()).isEqualTo("all.tune");
        assertThat(split.provenance().settings()).containsEntry("seed", "5").containsEntry("stratified", "true");
        assertThat(new String(split.document().bytes(), StandardCharsets.UTF_8)).doesNotContain("patient1", "record1");
        assertThat(EvidenceDocument.parse(split.document().bytes()).measurements())
                .isEqualTo(split.measurements())
                .hasSize(3);
    }

    @Test
    void a_split_of_a_cohort_without_subjects_says_so() {
        Cohort cohort =
                Cohort.from(many(20).table()).record("id").label("y", "1").named("x", "1");

        assertThat(thirds(1).build().split(cohort).findings())
                .extracting(Finding::code)
                .containsExactly("SUBJECT_NOT_DECLARED");
        assertThat(thirds(1).build().split(many(20)).findings()).isEmpty();
    }

    @Test
    void too_few_subjects_for_the_parts_are_refused() {
        assertThatThrownBy(() -> thirds(1).build().split(many(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("expected at least one subject, found none", "2 subjects");
    }

    @Test
    void settings_that_do_not_fit_are_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SubjectSplitter.builder(1).part("a", 0.5).build());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        SubjectSplitter.builder(1).part("a", 0.5).part("b", 0.4).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> thirds(1).stratified().persistent().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> SubjectSplitter.builder(1).part("a", 0.5).part("a", 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectSplitter.builder(1).part("a", 70));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> thirds(1).build().split(many(20)).part("none"));
        assertThat(new HashSet<>(thirds(1).build().split(many(20)).names()))
                .containsExactlyInAnyOrder("train", "tune", "test");
    }
}
