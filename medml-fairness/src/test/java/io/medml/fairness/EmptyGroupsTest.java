package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.document.Markdown;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups that are not there, k-way intersections, shrunken rates, and comparisons of two reports. */
class EmptyGroupsTest {

    private static Patients eight() {
        return Patients.with("age", "sex", "site")
                .cells(5, 2, 3, 8, "old", "female", "north")
                .cells(4, 4, 2, 9, "young", "female", "north")
                .cells(6, 1, 3, 7, "old", "male", "south")
                .cells(3, 3, 3, 3, "young", "male", null);
    }

    private static List<Finding> findings(io.medml.core.evidence.Evidence report, String code) {
        return report.findings().stream().filter(f -> f.code().equals(code)).toList();
    }

    @Test
    void three_attributes_are_combined_in_all_ways() {
        BiasReport report = eight().report(eight().detector().intersections(3));

        assertThat(report.groups().keySet())
                .containsExactly("age", "sex", "site", "age x sex", "age x site", "sex x site", "age x sex x site");
        assertThat(report.groups().get("age x sex x site"))
                .extracting(g -> g.slice().toString())
                .containsExactly(
                        "age=old & sex=female & site=north",
                        "age=old & sex=male & site=south",
                        "age=young & sex=female & site=north",
                        "age=young & sex=male & site=(missing)");
        // by hand: 6/7 in old men of the south
        assertThat(report.groups()
                        .get("age x sex x site")
                        .get(1)
                        .estimate(Metric.SENSITIVITY)
                        .orElseThrow()
                        .point())
                .hasValue(6.0 / 7);
    }

    @Test
    void combinations_that_do_not_occur_are_listed_as_empty_and_counted() {
        BiasReport report = eight().report(eight().detector().intersections(3));

        // two sexes and two sites: women of the south and men of the north; a missing site is no group to be expected
        assertThat(report.emptyGroups())
                .contains(
                        Slice.of("sex", "female").and("site", "south"),
                        Slice.of("sex", "male").and("site", "north"))
                .noneMatch(s -> s.toString().contains(Slice.MISSING));
        assertThat(findings(report, "EMPTY_GROUPS"))
                .extracting(f -> f.where() + " " + f.details().get("groups"))
                // age x site: young of the south; of eight triples three occur
                .containsExactly("age x site 1", "sex x site 2", "age x sex x site 5");
        assertThat(Markdown.text(BiasLayout.of(report))).contains("EMPTY", "female · south");
    }

    @Test
    void a_declared_group_that_does_not_occur_is_a_finding() {
        BiasReport report = eight().report(eight().detector().expectedGroups("site", "north", "south", "west"));

        assertThat(report.emptyGroups()).containsExactly(Slice.of("site", "west"));
        assertThat(findings(report, "EXPECTED_GROUP_ABSENT")).singleElement().satisfies(f -> {
            assertThat(f.where()).isEqualTo("site=west");
            assertThat(f.severity()).isEqualTo(Severity.ERROR);
        });
        assertThat(findings(
                        eight().report(eight().detector().expectedGroups("site", "north")), "EXPECTED_GROUP_ABSENT"))
                .isEmpty();
    }

    @Test
    void expectations_and_margins_are_checked_when_they_are_set() {
        assertThatIllegalStateException()
                .isThrownBy(() -> eight().detector().expectedGroups("race", "x").build())
                .withMessageContaining("not among the sensitive attributes");
        assertThatIllegalStateException()
                .isThrownBy(() -> eight().detector().expectedGroups("sex", "x").expectedGroups("sex", "y"))
                .withMessageContaining("already set");
        assertThatIllegalArgumentException().isThrownBy(() -> eight().detector().expectedGroups("sex"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> eight().detector().margin(Metric.BRIER_SCORE, 0.1))
                .withMessageContaining("brier_score, which is not compared");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> eight().detector().margin(Metric.AUROC, 0))
                .withMessageContaining("(0, 1), got 0");
        assertThatIllegalStateException()
                .isThrownBy(() -> eight().detector().margin(Metric.AUROC, 0.1).margin(Metric.AUROC, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> eight().detector().power(0.3));
    }

    // ---- shrinkage

    @Test
    void shrunken_rates_stand_beside_the_raw_ones_and_between_them_and_the_mean() {
        Patients patients = Patients.with("site")
                .cells(3, 2, 2, 3, "tiny")
                .cells(10, 2, 2, 8, "small")
                .cells(45, 15, 12, 48, "large")
                .cells(0, 4, 1, 3, "none-found")
                .cells(7, 23, 5, 25, "low");
        BiasReport report = patients.report();

        // numpy 2.4.6, the formulas of BetaBinomialShrinkage, sites in the order of their names
        double[] expected = {
            0.74618471463922, 0.24931080774023934, 0.15384881046868557, 0.8070295784726085, 0.5968023399227468
        };
        List<Measurement> shrunken = report.shrunken().stream()
                .filter(m -> m.metric().equals(Metric.SENSITIVITY.shrunken()))
                .toList();
        assertThat(shrunken).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(shrunken.get(i).estimate().point().orElseThrow()).isCloseTo(expected[i], within(1e-12));
            assertThat(shrunken.get(i).slice())
                    .isEqualTo(report.groups().get("site").get(i).slice());
        }
        assertThat(report.groups()
                        .get("site")
                        .get(2)
                        .estimate(Metric.SENSITIVITY)
                        .orElseThrow()
                        .point())
                .hasValue(0);
        assertThat(report.measurements()).containsAll(shrunken);
    }

    @Test
    void two_groups_say_too_little_about_how_groups_vary_to_shrink_them() {
        assertThat(Patients.with("sex")
                        .cells(3, 2, 2, 3, "a")
                        .cells(2, 2, 2, 2, "b")
                        .report()
                        .shrunken())
                .isEmpty();
    }

    // ---- ranking against all others

    // by hand: positives .9 .4 and negatives .5 .1 of a, positives .8 .3 and negatives .2 .6 of b
    @Test
    void each_group_is_ranked_against_all_others_from_both_sides() {
        BiasReport report = Patients.with("site")
                .add(1, 1, 0.9, "a")
                .add(1, 1, 0.4, "a")
                .add(1, 0, 0.5, "a")
                .add(1, 0, 0.1, "a")
                .add(1, 1, 0.8, "b")
                .add(1, 1, 0.3, "b")
                .add(1, 0, 0.2, "b")
                .add(1, 0, 0.6, "b")
                .report();

        assertThat(report.crossAurocs())
                .extracting(m -> m.metric().id() + " " + m.slice() + " "
                        + m.estimate().point().orElseThrow())
                .containsExactly(
                        "bpsn_auroc site=a 0.75",
                        "bnsp_auroc site=a 0.75",
                        "bpsn_auroc site=b 0.75",
                        "bnsp_auroc site=b 0.75",
                        "cross_group_auroc site=b vs site=a 0.75",
                        "cross_group_auroc site=a vs site=b 0.75");
    }

    // ---- two reports

    @Test
    void a_group_that_vanishes_between_two_reports_is_an_error_of_its_own() {
        BiasReport before = Patients.with("site")
                .cells(5, 2, 3, 8, "a")
                .cells(4, 4, 2, 9, "b")
                .report();
        BiasReport now = Patients.with("site")
                .cells(5, 2, 3, 8, "a")
                .cells(4, 4, 2, 9, "c")
                .report();

        BiasComparison comparison = BiasComparison.of(before, now);

        assertThat(comparison.vanished()).containsExactly(Slice.of("site", "b"));
        assertThat(findings(comparison, "GROUP_VANISHED")).singleElement().satisfies(f -> {
            assertThat(f.severity()).isEqualTo(Severity.ERROR);
            assertThat(f.where()).isEqualTo("site=b");
            assertThat(f.details()).containsEntry("n_before", "19");
        });
        assertThat(findings(comparison, "GROUP_NEW")).extracting(Finding::where).containsExactly("site=c");
        assertThat(comparison.about()).containsExactly(now.model(), now.dataset());
        assertThat(comparison.schema()).isEqualTo("bias-comparison/1");
        assertThat(comparison.entryType()).isEqualTo("fairness.recorded");
        assertThat(comparison.provenance().settings())
                .containsEntry("earlier_report", before.document().digest().hex());
        assertThat(comparison.document().digest())
                .isEqualTo(BiasComparison.of(before, now).document().digest());
    }

    @Test
    void a_figure_that_vanishes_and_an_attribute_that_vanishes_are_errors_too() {
        Patients full = Patients.with("sex", "site").cells(5, 2, 3, 8, "f", "a").cells(4, 4, 2, 9, "m", "b");
        BiasReport before = full.report();
        BiasReport now = Patients.with("site")
                .cells(5, 2, 3, 8, "a")
                .cells(0, 0, 2, 9, "b")
                .report();

        BiasComparison comparison = BiasComparison.of(before, now);

        assertThat(findings(comparison, "ATTRIBUTE_VANISHED"))
                .extracting(Finding::where)
                .containsExactly("sex");
        assertThat(findings(comparison, "ESTIMATE_VANISHED"))
                .extracting(f -> f.where() + " " + f.details().get("metric"))
                .containsExactly("site=b sensitivity", "site=b auroc");
        assertThat(comparison.vanished()).containsExactly(Slice.of("sex", "f"), Slice.of("sex", "m"));
    }

    @Test
    void a_report_compared_with_itself_has_nothing_to_say() {
        BiasReport report = eight().report();

        assertThat(BiasComparison.of(report, report).findings()).isEmpty();
    }
}
