package io.medml.core.drift;

import static io.medml.core.drift.Deliveries.codes;
import static io.medml.core.drift.Deliveries.compare;
import static io.medml.core.drift.Deliveries.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.document.Html;
import io.medml.core.drift.DriftReport.Answer;
import io.medml.core.drift.DriftReport.CategoryCount;
import io.medml.core.drift.DriftReport.ColumnComparison;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Multiplicity;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceComparisonTest {

    private static ColumnComparison column(DriftReport report, String name) {
        return report.columns().stream()
                .filter(c -> c.column().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double value(DriftReport report, io.medml.core.measure.Metric metric, String column) {
        return report.on(metric, Slice.of("column", column))
                .orElseThrow()
                .point()
                .orElseThrow();
    }

    private static Table csv(String text) {
        CsvReader.Builder reader = CsvReader.builder();
        return (text.contains("x") ? reader.number("x") : reader)
                .build()
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "delivery.csv");
    }

    // ---- a clean twin

    @ParameterizedTest
    @ValueSource(ints = {30, 300, 3000, 30_000})
    void a_delivery_of_the_same_process_has_no_finding(int rows) {
        assertThat(codes(compare(new Deliveries(2).rows(rows)))).isEmpty();
    }

    @Test
    void with_many_rows_a_difference_below_the_limit_is_within_it_however_small_its_p_value() {
        ReferenceProfile reference = Deliveries.profile(new Deliveries(1).rows(20_000));
        DriftReport report = ReferenceComparison.builder(reference, 0.1)
                .build()
                .compare(new Deliveries(2).older(1.2).rows(100_000), "delivery", "2");

        ColumnComparison age = column(report, "age");
        assertThat(age.valuesDiffer().adjusted().point().orElseThrow()).isLessThan(1e-6);
        assertThat(age.valuesDiffer().answer()).isEqualTo(Answer.WITHIN_LIMIT);
        assertThat(codes(report)).isEmpty();
    }

    @Test
    void few_rows_are_undecided_and_not_within_the_limit() {
        DriftReport report = compare(new Deliveries(2).rows(30));

        assertThat(report.columns())
                .allSatisfy(c -> assertThat(c.valuesDiffer().answer()).isEqualTo(Answer.UNDECIDED));
        assertThat(report.findings()).extracting(f -> f.code()).contains("COLUMN_UNDECIDED");
        // ten bins of 30 rows: what chance alone exceeds is not known
        assertThat(column(report, "age").stabilityByChance()).isEmpty();
    }

    // ---- planted faults

    @Test
    void older_patients_are_found_with_the_size_of_the_shift() {
        DriftReport report = compare(new Deliveries(2).older(6).rows(1000));

        assertThat(codes(report)).containsExactly("VALUES_SHIFTED age");
        // two normal distributions half a standard deviation apart: 2 Phi(1/4) - 1 = 0.1974
        Estimate effect = column(report, "age").valuesDiffer().effect();
        assertThat(effect.point().orElseThrow()).isCloseTo(0.1974, within(0.05));
        Interval interval = effect.interval().orElseThrow();
        assertThat(interval.lower()).isLessThan(0.1974);
        assertThat(interval.upper()).isGreaterThan(0.1974);
        assertThat(value(report, ReferenceComparison.MEAN_SHIFT, "age")).isCloseTo(0.5, within(0.1));
        assertThat(value(report, ReferenceComparison.TRANSPORT, "age")).isCloseTo(0.5, within(0.1));
        assertThat(value(report, ReferenceComparison.STABILITY_INDEX, "age"))
                .isGreaterThan(column(report, "age").stabilityByChance().orElseThrow());
    }

    @Test
    void a_laboratory_that_changes_its_unit_lies_beyond_all_points() {
        DriftReport report = compare(new Deliveries(2).creatinineTimes(88.4).rows(200));

        assertThat(codes(report)).containsExactly("VALUES_SHIFTED creatinine");
        assertThat(value(report, ReferenceComparison.LARGEST_SHIFT, "creatinine"))
                .isCloseTo(1, within(0.02));
        assertThat(value(report, ReferenceComparison.MEAN_SHIFT, "creatinine")).isGreaterThan(100);
    }

    @Test
    void a_new_device_is_a_new_category_with_its_rows() {
        DriftReport report = compare(new Deliveries(2).newDevice(0.3).rows(1000));

        assertThat(codes(report)).containsExactlyInAnyOrder("VALUES_SHIFTED device", "NEW_CATEGORIES device");
        ColumnComparison device = column(report, "device");
        assertThat(device.newCategories()).isEqualTo(1);
        assertThat(device.newRows()).isBetween(260L, 340L);
        assertThat(device.categories()).extracting(CategoryCount::category).containsExactly("D1", "D2", "D3", "D4");
        assertThat(finding(report, "NEW_CATEGORIES").details()).doesNotContainValue("D4");
    }

    @Test
    void a_new_category_of_few_rows_is_counted_and_not_named() {
        Table table = new Deliveries(2).newDevice(0.005).rows(1000);

        ColumnComparison device = column(compare(table), "device");

        assertThat(device.newRows()).isBetween(1L, 9L);
        assertThat(device.categories()).extracting(CategoryCount::category).containsExactly("D1", "D2", "D3");
    }

    @Test
    void a_device_that_is_gone_is_found() {
        Table all = new Deliveries(2).rows(1000);
        int[] others = IntStream.range(0, 1000)
                .filter(i -> !all.category("device").value(i).equals("D2"))
                .toArray();

        assertThat(codes(compare(all.select(others))))
                .containsExactlyInAnyOrder("VALUES_SHIFTED device", "CATEGORIES_VANISHED device");
    }

    @Test
    void a_share_of_missing_cells_that_grows_is_found_apart_from_the_values() {
        DriftReport report = compare(new Deliveries(2).missing(0.3).rows(1000));

        assertThat(codes(report)).containsExactly("MISSING_SHARE_CHANGED creatinine");
        assertThat(value(report, ReferenceComparison.MISSING_CHANGE, "creatinine"))
                .isCloseTo(0.25, within(0.05));
    }

    @Test
    void a_mix_that_changes_is_found() {
        assertThat(codes(compare(new Deliveries(2).women(0.7).rows(1000)))).containsExactly("VALUES_SHIFTED sex");
    }

    @Test
    void columns_that_are_absent_unexpected_or_no_numbers_any_more_are_found() {
        Table reference = csv("x,y,old\n" + "1.5,a,z\n2.5,b,z\n".repeat(50));
        ReferenceProfile profile = ReferenceProfile.builder().profile(reference, "r", "1");
        Table current = csv("x,y,new\n" + "1.5 mg,a,z\n2.5 mg,b,z\n".repeat(50));

        DriftReport report = ReferenceComparison.builder(profile, 0.1).build().compare(current, "c", "1");

        assertThat(codes(report)).contains("COLUMN_ABSENT old", "COLUMN_UNEXPECTED new", "COLUMN_TYPE_CHANGED x");
        assertThat(column(report, "x").valuesDiffer().answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(column(report, "x").unreadable()).isEqualTo(100);
        assertThat(codes(report)).doesNotContain("VALUES_SHIFTED y");
    }

    @Test
    void single_cells_that_are_no_numbers_are_a_finding_and_count_as_missing() {
        Table reference = csv("x,y\n" + "1.5,a\n2.5,b\n".repeat(50));
        Table current = csv("x,y\n" + "1.5,a\n2.5,b\n".repeat(49) + "<1,a\n1,b\n");

        DriftReport report = ReferenceComparison.builder(
                        ReferenceProfile.builder().profile(reference, "r", "1"), 0.1)
                .build()
                .compare(current, "c", "1");

        assertThat(finding(report, "CELLS_NOT_NUMBERS").details()).containsEntry("unreadable", "1");
        assertThat(column(report, "x").missing()).isEqualTo(1);
    }

    @Test
    void no_rows_is_an_error_and_nothing_is_within_the_limit() {
        DriftReport report = compare(new Deliveries(2).rows(10).select(new int[0]));

        assertThat(codes(report)).containsExactly("NO_ROWS rows");
        assertThat(report.columns()).allSatisfy(c -> {
            assertThat(c.valuesDiffer().answer()).isEqualTo(Answer.UNDECIDED);
            assertThat(c.missingDiffers().answer()).isEqualTo(Answer.UNDECIDED);
        });
    }

    // ---- figures by hand

    // reference 60 a, 40 b; data 45 a, 45 b, 10 c: chi-square of 60 45, 40 45, 0 10 with scipy 1.17.1 chi2_contingency:
    // 12.436974789915967, p 0.0019919, expected at least 5; adjusted among the two tests of the report (missing: p = 1)
    @Test
    void a_column_of_categories_has_the_figures_of_its_formulas() {
        Table reference = csv("y\n" + "a\n".repeat(60) + "b\n".repeat(40));
        Table current = csv("y\n" + "a\n".repeat(45) + "b\n".repeat(45) + "c\n".repeat(10));

        DriftReport report = ReferenceComparison.builder(
                        ReferenceProfile.builder().profile(reference, "r", "1"), 0.05)
                .multiplicity(Multiplicity.HOLM)
                .build()
                .compare(current, "c", "1");

        ColumnComparison y = column(report, "y");
        assertThat(y.valuesDiffer().test()).isEqualTo("contingency.chi_square");
        assertThat(y.valuesDiffer().pValue().point().orElseThrow()).isCloseTo(0.0019919, within(1e-6));
        assertThat(y.valuesDiffer().adjusted().point().orElseThrow()).isCloseTo(2 * 0.0019919, within(2e-6));
        assertThat(y.valuesDiffer().effect().point().orElseThrow()).isCloseTo(0.15, within(1e-15));
        assertThat(value(report, ReferenceComparison.TOTAL_VARIATION, "y")).isCloseTo(0.15, within(1e-15));
    }

    @Test
    void rows_of_a_source_and_of_a_table_give_the_same_columns() {
        Table table = new Deliveries(2).older(6).rows(1500);
        ArtifactRef name = new ArtifactRef(ArtifactRef.Kind.DATASET, "delivery", "2", table.contentDigest());
        RowSource texts = RowSource.of(
                "view",
                table.columnNames(),
                () -> IntStream.range(0, table.rowCount())
                        .mapToObj(row -> table.columns().stream()
                                .map(c -> c.text(row).orElse(null))
                                .toList())
                        .iterator());

        DriftReport report =
                ReferenceComparison.builder(Deliveries.reference(), 0.1).build().compare(texts, name);

        assertThat(report.columns()).isEqualTo(compare(table).columns());
    }

    @Test
    void neither_the_order_of_rows_nor_that_of_columns_changes_an_answer() {
        Table table = new Deliveries(2).older(6).rows(500);
        int[] reversed = IntStream.range(0, 500).map(i -> 499 - i).toArray();

        assertThat(compare(table.select(reversed)).columns())
                .isEqualTo(compare(table).columns());
    }

    // ---- subjects

    @Test
    void only_the_first_row_of_each_subject_counts_where_the_profile_names_subjects() {
        String rows = IntStream.range(0, 200)
                .mapToObj(i -> "s" + i % 100 + "," + (i < 100 ? i : 1000 + i))
                .reduce("", (a, b) -> a + b + "\n");
        Table table = csv("subject,x\n" + rows);
        ReferenceProfile profile = ReferenceProfile.builder().subject("subject").profile(table, "r", "1");

        DriftReport report = ReferenceComparison.builder(profile, 0.1).build().compare(table, "c", "1");

        assertThat(profile.rows()).isEqualTo(100);
        assertThat(profile.rowsLeftOut()).isEqualTo(100);
        assertThat(report.rows()).isEqualTo(100);
        assertThat(report.rowsLeftOut()).isEqualTo(100);
        assertThat(column(report, "x").valuesDiffer().effect().point()).hasValue(0);
        assertThatThrownBy(
                        () -> ReferenceComparison.builder(profile, 0.1).build().compare(csv("x\n1\n"), "c", "1"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a column \"subject\" with the subject of each row");
    }

    @Test
    void repeated_rows_taken_as_independent_raise_false_alarms_which_naming_the_subjects_does_not() {
        // 60 subjects with 50 rows each: as if there were 3,000
        Table one = repeated(3);
        Table other = repeated(4);
        ReferenceProfile rows = ReferenceProfile.builder().leaveOut("subject").profile(one, "r", "1");
        ReferenceProfile subjects =
                ReferenceProfile.builder().subject("subject").profile(one, "r", "1");

        assertThat(codes(ReferenceComparison.builder(rows, 0.1).build().compare(other, "c", "1")))
                .contains("VALUES_SHIFTED x");
        assertThat(codes(ReferenceComparison.builder(subjects, 0.1).build().compare(other, "c", "1")))
                .containsExactly("ROWS_LEFT_OUT rows");
    }

    @Test
    void rows_that_are_left_out_are_said_since_another_order_of_the_same_rows_gives_other_counts() {
        // each of 100 subjects has 4 rows whose values rise from the first to the last
        List<String> rows = IntStream.range(0, 400)
                .mapToObj(i -> {
                    int subject = i / 4;
                    return "s" + subject + "," + (i % 4 + subject / 100.0);
                })
                .toList();
        List<String> reversed =
                IntStream.range(0, 400).mapToObj(i -> rows.get(399 - i)).toList();
        Table table = csv("subject,x\n" + String.join("\n", rows) + "\n");
        Table turned = csv("subject,x\n" + String.join("\n", reversed) + "\n");
        ReferenceProfile profile = ReferenceProfile.builder().subject("subject").profile(table, "r", "1");
        ReferenceComparison comparison =
                ReferenceComparison.builder(profile, 0.1).build();

        assertThat(codes(comparison.compare(table, "c", "1"))).containsExactly("ROWS_LEFT_OUT rows");
        DriftReport other = comparison.compare(turned, "c", "1");
        assertThat(codes(other)).containsExactly("ROWS_LEFT_OUT rows", "VALUES_SHIFTED x");
        assertThat(other.findings().get(0).details())
                .containsEntry("rows_left_out", "300")
                .containsEntry("reference_rows_left_out", "300");
    }

    private static Table repeated(long seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        double[] own = random.doubles(60).toArray();
        String[] subject = new String[3000];
        double[] x = new double[3000];
        for (int i = 0; i < x.length; i++) {
            subject[i] = "s" + i % 60;
            x[i] = own[i % 60] + random.nextDouble() / 1000;
        }
        return Table.builder()
                .category("subject", Arrays.asList(subject))
                .number("x", x)
                .build();
    }

    // ---- rare categories

    /** 400 rows of which the first 20 hold each a text of its own, where the others hold A and B. */
    private static Table notes(String own) {
        return Table.builder()
                .category(
                        "comment",
                        IntStream.range(0, 400)
                                .mapToObj(i -> i < 20 ? own + (1930 + i) : i % 2 == 0 ? "A" : "B")
                                .toList())
                .build();
    }

    @Test
    void a_category_of_the_reference_that_one_row_has_is_counted_and_neither_in_the_evidence_nor_on_the_page() {
        ReferenceProfile profile = ReferenceProfile.builder().profile(notes("Miller, Anna "), "r", "1");
        Table delivery = csv("comment\n" + "A\n".repeat(360) + "B\n".repeat(40));

        DriftReport report = ReferenceComparison.builder(profile, 0.1).build().compare(delivery, "c", "1");

        ColumnComparison comment = column(report, "comment");
        assertThat(comment.categories())
                .containsExactly(new CategoryCount("A", 190, 360), new CategoryCount("B", 190, 40));
        assertThat(comment.further()).isEqualTo(new DriftReport.FurtherCategories(20, 20, 0));
        assertThat(comment.valuesDiffer().answer()).isEqualTo(Answer.BEYOND_LIMIT);
        assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("Miller");
        assertThat(Html.text(DriftLayout.of(report)))
                .contains("and 20 further categories of fewer than 10 rows")
                .doesNotContain("Miller");
    }

    @Test
    void the_counts_of_named_and_further_categories_add_up_to_the_values_of_both_sets() {
        ReferenceProfile profile = ReferenceProfile.builder().profile(notes("Miller, Anna "), "r", "1");
        Table delivery = csv("comment\n" + "A\n".repeat(50) + "Miller; Bert\n".repeat(9) + "C\n".repeat(10)
                + "Miller, Anna 1930\n".replace(",", ";").repeat(3));

        ColumnComparison comment =
                column(ReferenceComparison.builder(profile, 0.1).build().compare(delivery, "c", "1"), "comment");

        assertThat(comment.categories()).extracting(CategoryCount::category).containsExactly("A", "B", "C");
        assertThat(comment.further()).isEqualTo(new DriftReport.FurtherCategories(22, 20, 12));
        assertThat(comment.categories().stream()
                                .mapToLong(CategoryCount::reference)
                                .sum()
                        + comment.further().reference())
                .isEqualTo(comment.referenceValues());
        assertThat(comment.categories().stream()
                                .mapToLong(CategoryCount::current)
                                .sum()
                        + comment.further().current())
                .isEqualTo(comment.values());
    }

    @Test
    void a_rare_category_that_vanishes_is_still_found_without_its_name() {
        Table reference = csv("y\n" + "a\n".repeat(91) + "rare\n".repeat(9));
        Table current = csv("y\n" + "a\n".repeat(5000));

        DriftReport report = ReferenceComparison.builder(
                        ReferenceProfile.builder().profile(reference, "r", "1"), 0.01)
                .build()
                .compare(current, "c", "1");

        assertThat(finding(report, "CATEGORIES_VANISHED").details()).containsEntry("categories", "1");
        assertThat(column(report, "y").categories())
                .extracting(CategoryCount::category)
                .containsExactly("a");
    }

    /** Two sets of one process whose column has a long tail of categories that one row has. */
    private static DriftReport tails() {
        Table reference = csv("y\n" + "a\n".repeat(60)
                + IntStream.range(0, 60).mapToObj(i -> "one " + i + "\n").reduce("", String::concat));
        Table current = csv("y\n" + "a\n".repeat(30)
                + IntStream.range(0, 30).mapToObj(i -> "two " + i + "\n").reduce("", String::concat));
        return ReferenceComparison.builder(ReferenceProfile.builder().profile(reference, "r", "1"), 0.1)
                .build()
                .compare(current, "c", "1");
    }

    @Test
    void where_the_interval_joins_new_categories_and_the_test_does_not_the_finding_says_so_and_not_too_few_rows() {
        DriftReport report = tails();

        ColumnComparison y = column(report, "y");
        assertThat(y.valuesDiffer().effect().interval().orElseThrow().lower()).isGreaterThan(0.1);
        assertThat(y.valuesDiffer().adjusted().point().orElseThrow()).isGreaterThan(0.05);
        assertThat(y.valuesDiffer().answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(finding(report, "COLUMN_UNDECIDED").message())
                .startsWith("The interval, which takes all new categories as one, does not hold 0; the test, which"
                        + " keeps them apart, finds no more than chance explains.")
                .doesNotContain("too few rows to tell whether a difference is beyond the stated limit or within it. ");
        assertThat(Html.text(DriftLayout.of(report))).contains("p: of a test that keeps new categories apart");
    }

    @Test
    void where_rows_are_few_and_no_category_is_new_the_finding_still_says_too_few_rows() {
        assertThat(finding(compare(new Deliveries(2).rows(30)), "COLUMN_UNDECIDED")
                        .message())
                .isEqualTo(
                        "There are too few rows to tell whether a difference is beyond the stated limit or within it.");
    }

    // ---- settings

    @Test
    void settings_are_checked_where_they_are_set() {
        ReferenceProfile profile = Deliveries.reference();

        assertThatThrownBy(() -> ReferenceComparison.builder(profile, 0))
                .hasMessageContaining("limit must be a share in (0, 1), got 0.0");
        assertThatThrownBy(() -> ReferenceComparison.builder(profile, 0.1)
                        .model(new ArtifactRef(ArtifactRef.Kind.DATASET, "a", "1", Digest.sha256(new byte[0]))))
                .hasMessageContaining("expected a reference to a model");
        assertThatThrownBy(() -> ReferenceProfile.builder().bins(1)).hasMessage("bins must be from 2 to 100, got 1");
        assertThatThrownBy(() ->
                        ReferenceProfile.builder().leaveOut("nothing").profile(new Deliveries(1).rows(5), "r", "1"))
                .hasMessageContaining("has no column \"nothing\"");
    }

    // ---- evidence

    @Test
    void the_report_rests_on_the_recorded_profile_and_is_recorded_as_drift_where_a_model_is_named() {
        Ledger ledger = Ledger.inMemory();
        Actor person = Actor.human("p-1", "A Person", "data steward");
        ReferenceProfile profile = Deliveries.reference();
        Table table = new Deliveries(2).rows(100);
        DriftReport report = ReferenceComparison.builder(profile, 0.1).build().compare(table, "delivery", "2");

        assertThatThrownBy(() -> ledger.record(report, person)).hasMessageContaining("reference-profile");
        ledger.record(profile, person);
        assertThat(ledger.record(report, person).evidence()).isSameAs(report);

        ArtifactRef model = new ArtifactRef(ArtifactRef.Kind.MODEL, "m", "1", Digest.sha256(new byte[] {1}));
        DriftReport ofModel =
                ReferenceComparison.builder(profile, 0.1).model(model).build().compare(table, "delivery", "2");
        assertThat(report.entryType()).isEqualTo("evidence.recorded");
        assertThat(ofModel.entryType()).isEqualTo("drift.recorded");
        assertThat(ofModel.about()).endsWith(model);
        assertThatThrownBy(() -> ledger.record(ofModel, person)).hasMessageContaining("register the model first");
    }

    @Test
    void a_report_reads_back_as_evidence_and_its_page_escapes_what_data_hold() {
        Table reference = csv("y\n" + "<b>a</b>\n".repeat(60) + "b\n".repeat(40));
        Table current = csv("y\n" + "<i>c</i>\n".repeat(60) + "b\n".repeat(40));
        DriftReport report = ReferenceComparison.builder(
                        ReferenceProfile.builder().profile(reference, "r", "1"), 0.1)
                .build()
                .compare(current, "c", "1");

        assertThat(EvidenceDocument.parse(report.document().bytes()).measurements())
                .isEqualTo(report.measurements());
        assertThat(Html.text(DriftLayout.of(report)))
                .contains("&lt;b&gt;a&lt;/b&gt;", "not recorded")
                .doesNotContain("<b>a</b>", "<i>c</i>");
        assertThat(Content.parse(report.document().bytes())).isNotNull();
    }
}
