package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of this module, with names that hold markup and names that are long. */
class LayoutsTest {

    private static final String MARKUP = "<script>alert(1)</script> & \"A|B\" *c* _d_";
    private static final String LONG =
            "patients transferred from another hospital after more than seven days of inpatient treatment "
                    + "with-an-attribute-value-that-has-no-place-to-break-it-and-goes-on-and-on-and-on";
    private static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);

    private static Patients patients() {
        return Patients.with("origin", "sex")
                .cells(30, 10, 15, 145, MARKUP, "female")
                .cells(90, 30, 25, 55, LONG, "male")
                .cells(20, 5, 5, 25, LONG, "female")
                .cells(2, 0, 1, 3, "few", "male");
    }

    static Map<String, Document> pages() {
        Patients patients = patients();
        Cohort cohort = patients.cohort();
        BiasReport report = patients.report(patients.detector()
                .intersections(2)
                .expectedGroups("sex", "female", "male", "other")
                .margin(Metric.SENSITIVITY, 0.1)
                .metricChoice("Missing " + MARKUP + " costs most."));
        BiasReport fewer =
                Patients.with("origin").cells(30, 10, 15, 145, "only").report();
        Map<String, Document> pages = new LinkedHashMap<>();
        pages.put("bias", BiasLayout.of(report));
        pages.put("comparison", BiasComparisonLayout.of(BiasComparison.of(report, fewer)));
        pages.put(
                "restriction",
                UseRestrictionLayout.of(UseRestriction.without(
                        Slice.of("origin", MARKUP), cohort, patients.predictions(cohort), HALF, 0.95)));
        pages.put(
                "decomposition",
                GapDecompositionLayout.of(GapDecomposer.builder(Slice.of("origin", MARKUP), Slice.of("origin", LONG))
                        .caseMix("sex")
                        .operatingPoint(HALF)
                        .bootstrap(1, 200)
                        .build()
                        .decompose(cohort, patients.predictions(cohort))));
        Cohort tuning = patients.cohort("t");
        pages.put(
                "check",
                FairnessCheckLayout.of(MitigationComparison.of(
                        "origin",
                        tuning,
                        patients.predictions(tuning, "t"),
                        cohort,
                        patients.predictions(cohort),
                        HALF,
                        0.95)));
        return pages;
    }

    @Test
    void no_name_becomes_markup_and_every_page_has_its_names() {
        pages().forEach((name, page) -> {
            String html = Html.text(page);
            assertThat(html).as(name).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert");
            assertThat(Markdown.text(page)).as(name).doesNotContain("<script>alert");
            assertThat(Json.text(page)).as(name).contains("script").doesNotContain("NaN");
            assertThat(html).as(name).doesNotContain("NaN");
        });
        assertThat(Html.text(pages().get("bias"))).contains("and-goes-on-and-on-and-on");
    }

    @Test
    void the_table_to_paste_has_all_records_and_every_group_of_every_attribute_with_intervals() {
        Patients patients = patients();
        BiasReport report = patients.report(patients.detector().intersections(2));

        var table = BiasLayout.subgroupTable(report);

        assertThat(table.columns()).hasSize(9);
        // all records, three origins, two sexes
        assertThat(table.rows()).hasSize(6);
        assertThat(table.rows().get(0).get(0).plain()).isEqualTo("All records");
        assertThat(table.rows().get(0).get(1).plain()).isEqualTo("461");
        // sensitivity 142 of 187: Wilson by statsmodels 0.15.0, proportion_confint(142, 187, method="wilson")
        assertThat(table.rows().get(0).get(5).plain()).isEqualTo("0.76 (0.69 to 0.82)");
        assertThat(table.rows().get(5).get(0).plain()).isEqualTo("sex: male");
    }

    // Newcombe's interval of 10 of 100 minus 90 of 100 by R 4.2.2 from prop.test(correct = FALSE): -0.8633 to -0.6948
    @Test
    void a_summary_in_front_lists_what_a_test_or_a_margin_marks_and_says_when_there_is_nothing() {
        Patients apart = Patients.with("age_group").cells(90, 10, 50, 50, "a").cells(10, 90, 50, 50, "b");
        Patients alike = Patients.with("age_group").cells(50, 50, 50, 50, "a").cells(50, 50, 50, 50, "b");

        String marked = summary(apart.report(apart.detector()));
        String within = summary(alike.report(alike.detector().margin(Metric.SENSITIVITY, 0.1)));
        String beyond = summary(apart.report(apart.detector().margin(Metric.SENSITIVITY, 0.1)));

        assertThat(marked)
                .contains("no margin was stated")
                .containsPattern(
                        "\\| age.?_group=b \\| age.?_group=a \\| sensitivity \\| −0.800 \\| −0.863 to −0.695 \\| 200 \\| .?<0.001")
                .doesNotContain("| specificity |");
        assertThat(within)
                .contains(
                        "none an adjusted p (Holm) of at most 0.05",
                        "which none exceed in these data",
                        "none is listed here")
                .doesNotContain("| Group");
        assertThat(beyond).contains("which 1 exceed in these data", "0.100: shown to be larger");
    }

    /** What stands before the first other section. */
    private static String summary(BiasReport report) {
        String page = Markdown.text(BiasLayout.of(report));
        return page.substring(
                page.indexOf("1 Summary of the differences\n"), page.indexOf("2 Performance by subgroup\n"));
    }

    @Test
    void the_name_of_a_column_stands_in_a_heading_as_it_is() {
        String page = Markdown.text(BiasLayout.of(Patients.with("age_group")
                .cells(5, 5, 5, 5, "a")
                .cells(5, 5, 5, 5, "b")
                .report()));

        assertThat(page).containsPattern("(?m)^## .*\\d age.?_group$").doesNotContain("Age_group", "Age\\_group");
    }

    @Test
    void the_table_of_differences_says_which_method_each_interval_has_and_whose_the_p_is() {
        assertThat(Markdown.text(pages().get("bias")))
                .contains(
                        "Newcombe's (hybrid score)",
                        "Katz's",
                        "p belongs to the difference",
                        "the ratio has no p of its own");
    }

    @Test
    void where_findings_are_many_each_code_has_its_number_and_an_example() {
        Patients many = Patients.with("site");
        for (int i = 0; i < 70; i++) {
            many.cells(i == 0 ? 4 : 0, 0, 2, 2, "site " + i);
        }
        BiasReport report = many.report();
        Map<String, Long> codes = new LinkedHashMap<>();
        report.findings().forEach(f -> codes.merge(f.code(), 1L, Long::sum));

        String page = Markdown.text(BiasLayout.of(report));

        assertThat(codes.get("NOT_ESTIMABLE")).isGreaterThan(60);
        assertThat(codes).containsKey("GAP_INCOMPLETE");
        String table = page.substring(page.indexOf("Findings by code"));
        codes.forEach((code, number) -> assertThat(table)
                .containsPattern("\\| `" + code + "` \\| \\w+ \\| " + number + " \\| [1-9]")
                .containsPattern("\\| \\w+ \\| `" + code + "` \\|"));
    }

    @Test
    void the_page_of_a_restriction_is_a_draft_and_that_of_a_comparison_names_what_vanished() {
        Map<String, Document> pages = pages();

        assertThat(Markdown.text(pages.get("restriction")))
                .contains("DRAFT FOR REVIEW", "nothing was changed", "to be stated");
        assertThat(Markdown.text(pages.get("comparison")))
                .contains("sex=female", "Groups that vanished", "ATTRIBUTE_VANISHED");
    }
}
