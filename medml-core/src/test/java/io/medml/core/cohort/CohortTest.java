package io.medml.core.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CohortTest {

    private static final String CSV = """
            encounter,patient,readmitted,sex,hospital,disposition
            e1,p2,<30,F,north,1
            e2,p1,NO,M,north,1
            e3,p2,>30,F,south,1
            e4,p3,<30,,south,11
            e5,p4,,M,south,1
            """;

    private static Table table(String csv) {
        return CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "source.csv");
    }

    private static Cohort.Builder builder(String csv) {
        return Cohort.from(table(csv)).record("encounter").subject("patient").label("readmitted", "<30");
    }

    private static Cohort cohort() {
        return builder(CSV)
                .attributes("sex")
                .site("hospital")
                .exclude("disposition", Set.of("11"), "died in hospital")
                .dropUnlabelled("outcome not yet known")
                .named("test", "1.0");
    }

    @Test
    void roles_turn_a_table_into_labels_subjects_and_records() {
        Cohort cohort = cohort();

        assertThat(cohort.size()).isEqualTo(3);
        assertThat(cohort.recordIds()).containsExactly("e1", "e2", "e3");
        assertThat(cohort.subjectIds()).containsExactly("p1", "p2");
        assertThat(cohort.subjects()).containsExactly(1, 0, 1);
        assertThat(cohort.labels()).containsExactly(1, 0, 0);
        assertThat(cohort.positives()).isEqualTo(1);
        assertThat(cohort.row("e3")).hasValue(2);
        assertThat(cohort.row("e4")).isEmpty();
        assertThat(cohort.table().sourceLine(2)).hasValue(4);
    }

    @Test
    void a_report_on_a_cohort_names_the_table_as_read_where_no_row_was_left_out_or_the_rows_were_numbered() {
        Table table = table("encounter,patient,readmitted\ne1,p1,NO\ne2,p2,<30\ne3,,NO\n");
        Provenance none = Provenance.of(Cohort.class);
        Cohort all = Cohort.from(table)
                .record("encounter")
                .subject("encounter")
                .label("readmitted", "<30")
                .named("t", "1");
        Cohort.Builder some = Cohort.from(table)
                .record("encounter")
                .subject("patient")
                .label("readmitted", "<30")
                .excludeMissing("patient", "no patient");
        Cohort.Builder numbered = Cohort.from(table.numbered("row"))
                .record("row")
                .subject("patient")
                .label("readmitted", "<30")
                .excludeMissing("patient", "no patient");

        assertThat(all.in(none).inputs()).containsExactly(all.reference());
        assertThat(all.in(none).digestOf()).contains(DigestOf.COHORT);
        assertThat(all.in(none).table()).contains(table.contentDigest().hex());
        assertThat(some.named("t", "1").in(none).table()).isEmpty();
        assertThat(numbered.named("t", "1").in(none).table())
                .contains(table.contentDigest().hex());
    }

    @Test
    void every_step_from_the_source_is_counted() {
        assertThat(cohort().flow())
                .containsExactly(
                        new FlowStep("source", 5, 5, 4, 4, "all records of the source table"),
                        new FlowStep("excluded by disposition", 5, 4, 4, 3, "died in hospital"),
                        new FlowStep("dropped without label", 4, 3, 3, 2, "outcome not yet known"));
    }

    @Test
    void records_without_a_value_are_a_group_of_their_own_and_names_are_sorted() {
        Grouping groups = builder(CSV)
                .attributes("sex")
                .dropUnlabelled("unknown")
                .named("test", "1.0")
                .groups("sex");

        assertThat(groups.names()).containsExactly(Slice.MISSING, "F", "M");
        assertThat(groups.codes()).containsExactly(1, 2, 1, 0);
        assertThat(groups.size(1)).isEqualTo(2);
        assertThat(groups.rows(1)).containsExactly(0, 2);
        assertThat(groups.slice(2)).isEqualTo(Slice.of("sex", "M"));
    }

    @Test
    void a_missing_label_is_refused_with_its_line_unless_dropping_is_asked_for() {
        assertThatThrownBy(() -> builder(CSV).named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(
                        "source.csv, line 6, column \"readmitted\"",
                        "expected a label, found none",
                        "dropUnlabelled(reason)");
    }

    @Test
    void a_label_that_is_neither_positive_nor_negative_is_refused_without_quoting_it() {
        Cohort.Builder strict = Cohort.from(table(CSV))
                .record("encounter")
                .label("readmitted", "<30", "NO")
                .dropUnlabelled("unknown");

        assertThatThrownBy(() -> strict.named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 4")
                .hasMessageNotContaining(">30");
        assertThat(Cohort.from(table(CSV))
                        .record("encounter")
                        .label("readmitted", "<30", "NO", ">30")
                        .dropUnlabelled("unknown")
                        .named("test", "1.0")
                        .positives())
                .isEqualTo(2);
    }

    @Test
    void a_repeated_record_is_refused_with_both_lines_and_without_its_identifier() {
        String csv = "encounter,patient,readmitted\ne77,p1,NO\ne2,p1,NO\ne77,p2,NO\n";

        assertThatThrownBy(() -> builder(csv).named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("source.csv, line 4", "found the one of source.csv, line 2")
                .hasMessageNotContaining("e77");
    }

    @Test
    void a_missing_subject_or_record_is_refused_with_its_line_unless_excluded() {
        String csv = "encounter,patient,readmitted\ne1,p1,NO\ne2,,NO\n";

        assertThatThrownBy(() -> builder(csv).named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "source.csv, line 3, column \"patient\": expected a subject identifier, found none");
        assertThatThrownBy(
                        () -> builder("encounter,patient,readmitted\n,p1,NO\n").named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2, column \"encounter\": expected a record identifier");
        assertThat(builder(csv)
                        .excludeMissing("patient", "no patient")
                        .named("test", "1.0")
                        .flow()
                        .get(1))
                .isEqualTo(new FlowStep("excluded where patient is missing", 2, 1, 1, 1, "no patient"));
    }

    @Test
    void a_cohort_without_records_is_refused_with_the_way_there() {
        assertThatThrownBy(() -> builder(CSV)
                        .exclude("hospital", Set.of("north", "south"), "wrong hospitals")
                        .named("test", "1.0"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("expected at least one record", "5 (source), 0 (excluded by hospital)");
        assertThatThrownBy(() -> builder("encounter,patient,readmitted\n").named("test", "1.0"))
                .isInstanceOf(DataException.class);
    }

    @Test
    void identifiers_are_not_taken_from_decimal_numbers() {
        Table numbers =
                Table.builder().number("id", 1, 2).category("y", "0", "1").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cohort.from(numbers).record("id"))
                .withMessageContaining("lose digits");
    }

    @Test
    void labels_and_groups_of_numbers_are_named_by_their_shortest_text() {
        Table table = Table.builder()
                .wholeNumber("id", 10, 9)
                .number("y", 1, 0)
                .wholeNumber("sex", new long[] {1, 0}, new boolean[] {false, true})
                .build();

        Cohort cohort = Cohort.from(table)
                .record("id")
                .label("y", "1", "0")
                .attributes("sex")
                .named("x", "1");

        assertThat(cohort.labels()).containsExactly(1, 0);
        assertThat(cohort.groups("sex").names()).containsExactly(Slice.MISSING, "1");
        assertThat(cohort.subjectIds())
                .as("every record a subject of its own, sorted as text")
                .containsExactly("10", "9");
    }

    @Test
    void roles_that_exclude_each_other_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder(CSV).attributes("readmitted"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder(CSV).attributes("patient"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder(CSV).attributes("sex", "sex"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cohort.from(table(CSV)).record("encounter").label("readmitted", "NO", "NO"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cohort.from(table(CSV)).record("encounter").label("encounter", "e1"));
        assertThatIllegalStateException()
                .isThrownBy(() -> builder(CSV).site("hospital").site("sex"));
        assertThatIllegalStateException()
                .isThrownBy(() -> Cohort.from(table(CSV))
                        .record("encounter")
                        .label("readmitted", "NO")
                        .firstPerSubject("disposition", "why"));
    }

    @Test
    void groups_of_an_undeclared_column_are_the_callers_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> cohort().groups("disposition"));
    }

    @Test
    void an_attribute_with_as_many_values_as_an_identifier_is_refused() {
        String[] ids = IntStream.range(0, 1001).mapToObj(i -> "v" + i).toArray(String[]::new);
        Cohort cohort = Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("same", ids)
                        .category("y", Collections.nCopies(1001, "1"))
                        .build())
                .record("id")
                .label("y", "1")
                .attributes("same")
                .named("x", "1");

        assertThatThrownBy(() -> cohort.groups("same"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at most 1000 groups");
    }

    @Test
    void the_first_record_of_each_subject_is_the_one_with_the_smallest_number() {
        Table table = Table.builder()
                .wholeNumber("id", 9, 10, 2, 7)
                .category("patient", "a", "a", "a", "b")
                .category("y", "1", "0", "0", "1")
                .build();

        Cohort cohort = Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .firstPerSubject("id", "one record of each patient")
                .named("x", "1");

        assertThat(cohort.recordIds()).containsExactly("2", "7");
    }

    @Property
    void row_order_changes_neither_digest_nor_subject_codes(@ForAll long seed) {
        Cohort cohort = cohort();
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        Collections.shuffle(order, new Random(seed));
        Table shuffled = table(CSV).select(order.stream().mapToInt(i -> i).toArray());

        Cohort other = Cohort.from(shuffled)
                .record("encounter")
                .subject("patient")
                .label("readmitted", "<30")
                .attributes("sex")
                .site("hospital")
                .exclude("disposition", Set.of("11"), "died in hospital")
                .dropUnlabelled("outcome not yet known")
                .named("test", "1.0");

        assertThat(other.reference()).isEqualTo(cohort.reference());
        for (int row = 0; row < cohort.size(); row++) {
            int there = other.row(cohort.recordIds().get(row)).orElseThrow();
            assertThat(other.subjects()[there]).isEqualTo(cohort.subjects()[row]);
            assertThat(other.labels()[there]).isEqualTo(cohort.labels()[row]);
        }
        assertThat(Arrays.stream(other.canonicalOrder()).mapToObj(other.recordIds()::get))
                .containsExactly("e1", "e2", "e3");
    }

    @Test
    void the_digest_depends_on_every_value_and_role_and_not_on_the_name() {
        String changed = CSV.replace("e2,p1,NO,M,north,1", "e2,p1,NO,M,north,2");
        Cohort cohort = builder(CSV).dropUnlabelled("x").named("a", "1");

        assertThat(List.of(
                        cohort,
                        builder(changed).dropUnlabelled("x").named("a", "1"),
                        builder(CSV).dropUnlabelled("x").attributes("sex").named("a", "1"),
                        builder(CSV).dropUnlabelled("x").site("hospital").named("a", "1"),
                        builder(CSV).dropUnlabelled("x").time("hospital").named("a", "1"),
                        builder(CSV).dropUnlabelled("x").synthetic(true).named("a", "1"),
                        Cohort.from(table(CSV))
                                .record("encounter")
                                .label("readmitted", "<30")
                                .dropUnlabelled("x")
                                .named("a", "1"),
                        Cohort.from(table(CSV))
                                .record("encounter")
                                .subject("patient")
                                .label("readmitted", "NO")
                                .dropUnlabelled("x")
                                .named("a", "1")))
                .extracting(c -> c.reference().digest())
                .doesNotHaveDuplicates();
        assertThat(builder(CSV).dropUnlabelled("y").named("b", "2").reference().digest())
                .isEqualTo(cohort.reference().digest());
    }

    @Test
    void a_subset_keeps_roles_and_tells_where_it_comes_from() {
        Cohort subset = cohort().subset(new int[] {2, 0}, "part");

        assertThat(subset.recordIds()).containsExactly("e3", "e1");
        assertThat(subset.subjectCount()).isEqualTo(1);
        assertThat(subset.flow().get(3)).isEqualTo(new FlowStep("subset part", 3, 2, 2, 1, "part of test 1.0"));
        assertThatIllegalArgumentException().isThrownBy(() -> cohort().subset(new int[] {1, 1}, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> cohort().subset(new int[0], "x"));
    }

    @Test
    void arrays_handed_out_are_copies() {
        Cohort cohort = cohort();
        cohort.labels()[0] = 5;
        cohort.subjects()[0] = 5;

        assertThat(cohort.labels()[0]).isEqualTo(1);
        assertThat(cohort.subjects()[0]).isEqualTo(1);
        assertThatThrownBy(() -> cohort.recordIds().set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> cohort.subjectIds().set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void the_description_measures_prevalence_missing_share_and_documentation_by_site() {
        Cohort cohort = builder(CSV)
                .attributes("sex")
                .site("hospital")
                .dropUnlabelled("unknown")
                .named("test", "1.0");

        Evidence description = cohort.describe();

        assertThat(description.entryType()).isEqualTo("dataset.registered");
        assertThat(description.about()).containsExactly(cohort.reference());
        assertThat(value(description, Metric.PREVALENCE, Slice.overall())).isEqualTo(0.5);
        assertThat(value(description, Metric.PREVALENCE, Slice.of("sex", Slice.MISSING)))
                .isEqualTo(1);
        assertThat(value(description, CohortDescription.MISSING_SHARE, Slice.of("column", "sex")))
                .isEqualTo(0.25);
        assertThat(value(description, CohortDescription.DOCUMENTATION_RATE, Slice.of("column", "sex")))
                .isEqualTo(0.75);
        assertThat(value(
                        description,
                        CohortDescription.DOCUMENTATION_RATE,
                        Slice.of("column", "sex").and("site", "south")))
                .isEqualTo(0.5);
    }

    private static double value(Evidence evidence, Metric metric, Slice slice) {
        return evidence.measurements().stream()
                .filter(m -> m.metric().equals(metric) && m.slice().equals(slice))
                .map(Measurement::estimate)
                .findFirst()
                .orElseThrow()
                .point()
                .orElseThrow();
    }

    @Test
    void the_description_reads_back_and_holds_no_identifier() {
        Evidence description = cohort().describe();
        byte[] bytes = description.document().bytes();

        assertThat(EvidenceDocument.parse(bytes).document().digest())
                .isEqualTo(description.document().digest());
        assertThat(EvidenceDocument.parse(bytes).measurements()).isEqualTo(description.measurements());
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .doesNotContain("\"e1\"", "\"e2\"", "\"e3\"", "\"p1\"", "\"p2\"", "\"p3\"");
    }

    @Test
    void the_description_finds_what_a_reader_should_know_and_is_silent_otherwise() {
        Cohort suspicious = Cohort.from(table(CSV))
                .record("encounter")
                .label("readmitted", "<31")
                .exclude("disposition", Set.of("eleven"), "died")
                .dropUnlabelled("x")
                .named("a", "1");

        assertThat(suspicious.describe().findings())
                .extracting(Finding::code)
                .containsExactly("SUBJECT_NOT_DECLARED", "NO_POSITIVE_RECORDS", "EXCLUSION_REMOVED_NOTHING");
        assertThat(suspicious.describe().findings().get(1).message())
                .contains("the positive label \"<31\", and the records have 3 distinct labels")
                .doesNotContain("<30", "NO");
        assertThat(cohort().describe().findings()).isEmpty();
    }

    @Test
    void a_step_that_leaves_out_values_that_cannot_be_read_says_so() {
        Table table = CsvReader.builder()
                .category("encounter")
                .wholeNumber("readmitted")
                .number("age")
                .build()
                .read(
                        new ByteArrayInputStream(
                                "encounter,readmitted,age\n1,1,70\n2,0,old\n3,perhaps,60\n4,0,\n5,0,50\n"
                                        .getBytes(StandardCharsets.UTF_8)),
                        "source.csv");

        assertThat(Cohort.from(table)
                        .record("encounter")
                        .label("readmitted", "1")
                        .excludeMissing("age", "the model needs it")
                        .dropUnlabelled("not known")
                        .named("test", "1.0")
                        .flow())
                .extracting(FlowStep::name)
                .containsExactly(
                        "source",
                        "excluded where age is missing or unreadable",
                        "dropped without label, or with an unreadable one");
    }

    @Test
    void a_subject_whose_attribute_changes_is_counted_and_a_missing_value_is_no_change() {
        String csv = "encounter,patient,readmitted,sex\n1,a,NO,F\n2,a,NO,M\n3,b,NO,F\n4,b,<30,\n";

        assertThat(builder(csv).attributes("sex").named("x", "1").describe().findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("ATTRIBUTE_CHANGES_WITHIN_SUBJECT");
                    assertThat(finding.details()).containsEntry("subjects", "1");
                });
    }

    @Test
    void synthetic_data_say_so_in_their_evidence() {
        assertThat(builder(CSV)
                        .dropUnlabelled("x")
                        .synthetic(true)
                        .named("x", "1")
                        .describe()
                        .provenance()
                        .synthetic())
                .isTrue();
        assertThat(cohort().describe().provenance().synthetic()).isFalse();
    }

    @Test
    void a_label_that_differs_from_the_positive_one_in_form_only_is_no_silent_negative() {
        for (List<String> pair : List.of(List.of("yes", "Yes"), List.of("yes", " yes "), List.of("1", "1.0"))) {
            Table table = table("encounter,label\ne1,no\ne2," + pair.get(1) + "\n");
            Cohort.LabelStage stage = Cohort.from(table).record("encounter");

            assertThatThrownBy(() -> stage.label("label", pair.get(0)).named("test", "1.0"))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("source.csv, line 3, column \"label\": expected the positive label \""
                            + pair.get(0) + "\" or another, found one that differs from it by letter case")
                    .hasMessageNotContaining("\"" + pair.get(1) + "\"");
            assertThat(stage.label("label", pair.get(0), "no", pair.get(1))
                            .named("test", "1.0")
                            .positives())
                    .isZero();
        }
    }

    @Test
    void a_value_that_is_no_name_is_no_group_and_is_not_quoted() {
        for (String value : List.of("Miller " + "x".repeat(200), "\"Miller\nJohn\"", "\"Miller\u0007\"")) {
            Cohort cohort = Cohort.from(table("encounter,label,sex\ne1,no,F\ne2,yes," + value + "\n"))
                    .record("encounter")
                    .label("label", "yes")
                    .attributes("sex")
                    .named("test", "1.0");

            assertThatThrownBy(() -> cohort.groups("sex"))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            "source.csv, line 3, column \"sex\": expected the name of a group, a name of 1 to"
                                    + " 200 characters on one line")
                    .hasMessageNotContaining("Miller");
        }
    }
}
