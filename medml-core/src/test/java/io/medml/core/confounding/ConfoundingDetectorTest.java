package io.medml.core.confounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.model.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfoundingDetectorTest {

    private static ConfoundingDetector.Builder portable() {
        return ConfoundingDetector.builder(0.55).workflow(WorkflowVariable.PORTABLE_DEVICE, "portable");
    }

    private static List<Finding> found(ConfoundingReport report, String code) {
        return report.findings().stream().filter(f -> f.code().equals(code)).toList();
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static double[] weighted(Ward ward, String[] column, String value, double weight) {
        double[] scores = ward.risk.clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] += column[i].equals(value) ? weight : 0;
        }
        return scores;
    }

    // ---- workflow

    // by hand: prevalence 0.3 * 0.5 + 0.7 * 0.2 = 0.29; sensitivity 0.15 / 0.29, false positives 0.15 / 0.71; area 1/2
    // + 0.306 / 2
    @Test
    void a_bedside_device_that_tells_the_outcome_is_found_beside_a_control_at_one_half() {
        Cohort cohort = Ward.of(1, 2000, 0.2, 0.5).cohort();

        ConfoundingReport report = portable()
                .workflow(WorkflowVariable.OTHER, "noise")
                .rowOrder()
                .build()
                .analyze(cohort);

        ConfoundingReport.Probe probe = report.probe("portable").orElseThrow();
        assertThat(value(probe.area())).isCloseTo(0.653, within(0.03));
        assertThat(probe.permutedMean()).isCloseTo(0.5, within(0.01));
        assertThat(value(probe.permuted().pValue())).isEqualTo(0.001);
        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME"))
                .extracting(Finding::where)
                .containsExactly("portable", ConfoundingDetector.ALL_TOGETHER);
        assertThat(report.probes()).hasSize(4);
        assertThat(value(probe.adjusted())).isCloseTo(0.004, within(1e-12));
    }

    // 100 samples each: the stated power is 0.74, so fewer than 60 have a probability below 0.001; and of the twin more
    // than 3 likewise
    @Test
    void few_patients_or_a_few_with_most_records_are_a_finding() {
        Ward few = Ward.of(1, 300, 0.2, 0.2);
        Ward unequal = Ward.of(1, 300, 0.2, 0.2);
        Ward many = Ward.of(1, 300, 0.2, 0.2);
        for (int i = 0; i < 300; i++) {
            few.subject[i] = i % 39;
            // 100 records of 2 patients and 200 of 100
            unequal.subject[i] = i < 100 ? i % 2 : 2 + i % 100;
            many.subject[i] = i % 60;
        }

        assertThat(found(portable().build().analyze(few.cohort()), "FEW_SUBJECTS"))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("subjects", "39"));
        // 300^2 / (2 * 50^2 + 100 * 2^2)
        assertThat(found(portable().build().analyze(unequal.cohort()), "FEW_SUBJECTS"))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.details()).containsEntry("effective_subjects", Double.toString(90000 / 5400.0)));
        assertThat(found(portable().build().analyze(many.cohort()), "FEW_SUBJECTS"))
                .isEmpty();
        assertThat(found(portable().build().analyze(Ward.of(1, 30, 0.3, 0.3).cohort()), "FEW_SUBJECTS"))
                .isEmpty();
    }

    @Test
    void the_stated_power_is_reached_and_the_clean_twin_is_silent() {
        int planted = 0;
        int clean = 0;
        for (int seed = 0; seed < 100; seed++) {
            ConfoundingDetector detector = portable().permutations(199, seed).build();
            planted +=
                    found(detector.analyze(Ward.of(50_000 + seed, 200, 0.2, 0.5).cohort()), "WORKFLOW_PREDICTS_OUTCOME")
                                    .isEmpty()
                            ? 0
                            : 1;
            clean +=
                    found(detector.analyze(Ward.of(50_000 + seed, 200, 0.3, 0.3).cohort()), "WORKFLOW_PREDICTS_OUTCOME")
                                    .isEmpty()
                            ? 0
                            : 1;
        }

        assertThat(planted).isGreaterThanOrEqualTo(60);
        assertThat(clean).isLessThanOrEqualTo(3);
    }

    @Test
    void a_file_sorted_by_outcome_is_told_by_the_order_of_its_rows() {
        Ward ward = Ward.of(2, 200, 0.3, 0.3);
        Arrays.sort(ward.outcome);

        ConfoundingReport report =
                ConfoundingDetector.builder(0.6).rowOrder().build().analyze(ward.cohort());

        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME"))
                .singleElement()
                .satisfies(f -> assertThat(f.where()).isEqualTo(ConfoundingDetector.ROW_ORDER));
        assertThat(value(report.probes().get(0).area())).isGreaterThan(0.95);
    }

    @Test
    void missing_cells_are_counted_as_workflow() {
        Ward ward = Ward.of(3, 600, 0.3, 0.3);
        for (int i = 0; i < ward.n; i++) {
            ward.lactate[i] = ward.outcome[i].equals("1") && i % 4 != 0 ? null : "2";
        }

        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .missingCount("lactate", "sex")
                .build()
                .analyze(ward.cohort());

        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME")).hasSize(1);
        assertThat(report.probes().get(0).variable()).isEqualTo(WorkflowVariable.MISSING_COUNT);
    }

    @Test
    void what_strata_explain_is_in_the_control_and_no_finding() {
        Cohort cohort = Ward.of(1, 2000, 0.2, 0.5).cohort();

        ConfoundingReport report = portable().permuteWithin("portable").build().analyze(cohort);

        assertThat(report.probes().get(0).permutedMean()).isCloseTo(0.65, within(0.03));
        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME")).isEmpty();
    }

    @Test
    void a_constant_variable_is_said_to_be_one() {
        Ward ward = Ward.of(1, 100, 0.3, 0.3);
        Arrays.fill(ward.portable, "no");

        ConfoundingReport report = portable().build().analyze(ward.cohort());

        assertThat(found(report, "CONSTANT_VARIABLE")).hasSize(1);
        assertThat(value(report.probes().get(0).area())).isEqualTo(0.5);
    }

    // ---- within strata

    @Test
    void a_score_that_rests_on_the_device_loses_its_area_within_strata_and_one_that_does_not_keeps_it() {
        Ward ward = Ward.of(4, 3000, 0.2, 0.5);
        Cohort cohort = ward.cohort();
        ConfoundingDetector detector =
                portable().withinStrataOf(0.02, "portable").build();

        ConfoundingReport shortcut =
                detector.analyze(cohort, Ward.scores("shortcut", cohort, weighted(ward, ward.portable, "yes", 0.6)));
        ConfoundingReport disease = detector.analyze(cohort, Ward.scores("disease", cohort, ward.risk));

        assertThat(found(shortcut, "DISCRIMINATION_FROM_CONFOUNDER")).hasSize(1);
        assertThat(found(disease, "DISCRIMINATION_FROM_CONFOUNDER")).isEmpty();
        ConfoundingReport.Conditioned within = shortcut.conditioned().get(0);
        assertThat(value(within.drop())).isCloseTo(value(within.crude()) - value(within.within()), within(1e-12));
        assertThat(within.strata()).hasSize(2);
        assertThat(value(shortcut.probes().get(0).share())).isBetween(0.3, 1.0);
    }

    // ---- sites

    @Test
    void a_score_that_shows_the_site_is_found_and_so_are_features_that_do() {
        Ward ward = Ward.of(5, 1000, 0.3, 0.3);
        Cohort cohort = ward.cohort();
        ConfoundingDetector detector =
                ConfoundingDetector.builder(0.55).sites("portable", "hospital").build();

        ConfoundingReport shows =
                detector.analyze(cohort, Ward.scores("shows", cohort, weighted(ward, ward.site, "north", 0.3)));
        ConfoundingReport silent = ConfoundingDetector.builder(0.55)
                .sites("portable", "noise")
                .build()
                .analyze(cohort, Ward.scores("silent", cohort, ward.risk));

        assertThat(found(shows, "SITE_SHOWS_IN_SCORES")).hasSize(2);
        assertThat(found(shows, "SITE_SHOWS_IN_FEATURES")).hasSize(2);
        assertThat(shows.sites())
                .allSatisfy(s -> assertThat(value(s.fromFeatures())).isEqualTo(1));
        assertThat(found(silent, "SITE_SHOWS_IN_SCORES")).isEmpty();
        assertThat(found(silent, "SITE_SHOWS_IN_FEATURES")).isEmpty();
        assertThat(silent.probe("hospital").orElseThrow().variable()).isEqualTo(WorkflowVariable.SITE);
        assertThat(value(shows.sites().get(0).fromScore())
                        + value(shows.sites().get(1).fromScore()))
                .isCloseTo(1, within(0.02));
    }

    @Test
    void a_model_that_did_not_see_a_site_is_compared_with_one_that_did_there_only() {
        Ward ward = Ward.of(6, 2000, 0.3, 0.3);
        Cohort cohort = ward.cohort();
        ConfoundingDetector detector =
                ConfoundingDetector.builder(0.55).sites().leaveOneSiteOut(0.05).build();
        Predictions seen = Ward.scores("all", cohort, ward.risk);

        ConfoundingReport report =
                detector.analyze(cohort, seen, Map.of("north", Ward.scores("without north", cohort, ward.noise)));

        assertThat(found(report, "HELD_OUT_SITE_DROP"))
                .singleElement()
                .satisfies(f -> assertThat(f.where()).isEqualTo("hospital=north"));
        assertThat(report.sites().get(1).heldOut().point()).isEmpty();
        assertThatThrownBy(() -> detector.analyze(cohort, seen, Map.of("north", seen)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected another model for site \"north\"");
        assertThatThrownBy(() -> detector.analyze(cohort, seen, Map.of("east", seen)))
                .hasMessageContaining("a site \"east\" that is not among [north, south]");
    }

    // ---- missing cells

    @Test
    void gaps_that_go_with_the_outcome_are_found_and_random_ones_are_not() {
        Ward planted = Ward.of(7, 800, 0.3, 0.3);
        for (int i = 0; i < planted.n; i++) {
            if (planted.outcome[i].equals("1")) {
                planted.lactate[i] = i % 5 < 3 ? null : "1";
            }
        }
        ConfoundingDetector detector = ConfoundingDetector.builder(0.55)
                .missingness("lactate", "noise")
                .build();

        ConfoundingReport report = detector.analyze(planted.cohort());

        assertThat(found(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.details()).containsEntry("by", "(outcome)").containsKey("missing_in_positive");
                    assertThat(f.message()).contains("the data cannot show").doesNotContain("is missing at random.");
                });
        assertThat(found(detector.analyze(Ward.of(7, 800, 0.3, 0.3).cohort()), "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .isEmpty();
        assertThat(report.missingness())
                .filteredOn(m -> m.column().equals("lactate"))
                .extracting(ConfoundingReport.Missingness::by)
                .containsExactly("(outcome)", "sex", "portable", "hospital", "(other columns)");
    }

    // ---- settings and messages

    @Test
    void settings_that_could_do_nothing_are_refused() {
        Cohort cohort = Ward.of(1, 60, 0.3, 0.3).cohort();

        assertThatThrownBy(() -> ConfoundingDetector.builder(0.4))
                .hasMessage("the limit of the area must be in [0.5, 1), got 0.4");
        assertThatThrownBy(() -> ConfoundingDetector.builder(0.6).build()).hasMessageContaining("nothing to look at");
        assertThatThrownBy(() -> portable().permutations(19, 1).build())
                .hasMessageContaining("expected at least 39 permutations");
        assertThatThrownBy(() -> portable().workflow(WorkflowVariable.DEVICE, "portable"))
                .hasMessage("\"portable\" is already probed");
        assertThatThrownBy(() -> portable().workflow(WorkflowVariable.ROW_ORDER, "sex"))
                .hasMessageContaining("the order of the rows with rowOrder()");
        assertThatThrownBy(() -> portable().leaveOneSiteOut(0.1).build()).hasMessage("leaveOneSiteOut needs sites(..)");
        assertThatThrownBy(() -> portable().folds(1)).hasMessage("folds must be from 2 to 50, got 1");
        assertThatThrownBy(() -> portable().withinStrataOf(-1, "sex"))
                .hasMessage("the largest drop must be in [0, 1), got -1.0");
        assertThatThrownBy(() -> portable().withinStrataOf(0.1, "sex").build().analyze(cohort))
                .hasMessageContaining("needs its predictions");
        assertThatThrownBy(() -> portable().permuteWithin("noise").build().analyze(cohort))
                .hasMessageContaining("\"noise\" is not an attribute of cohort \"ward\"");
        assertThatThrownBy(() -> ConfoundingDetector.builder(0.6)
                        .workflow(WorkflowVariable.OTHER, "outcome")
                        .build()
                        .analyze(cohort))
                .hasMessageContaining("is an identifier or the label of cohort \"ward\"");
        assertThatThrownBy(() -> portable().sites().leaveOneSiteOut(0.1).build().analyze(cohort))
                .hasMessageContaining("go together; set both or neither");
    }

    // ---- evidence

    @Test
    void the_same_input_gives_the_same_bytes_and_the_document_reads_back() {
        Ward ward = Ward.of(8, 300, 0.2, 0.5);
        Cohort cohort = ward.cohort();
        ConfoundingDetector detector = portable()
                .rowOrder()
                .withinStrataOf(0.02, "portable")
                .sites("noise")
                .missingness("lactate")
                .build();
        Predictions scores = Ward.scores("m", cohort, ward.risk);

        ConfoundingReport report = detector.analyze(cohort, scores);

        assertThat(report.document().bytes())
                .isEqualTo(detector.analyze(cohort, scores).document().bytes());
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("confounding-report/1");
        assertThat(Html.text(ConfoundingLayout.of(report)))
                .contains(
                        "This report is not in a ledger",
                        "The outcome from workflow alone",
                        "The model within strata of portable",
                        "Missing shares",
                        "generated, not from patients");
    }

    @Test
    void every_interval_method_is_explained() {
        Ward ward = Ward.of(8, 300, 0.2, 0.5);
        Cohort cohort = ward.cohort();

        assertThat(portable()
                        .withinStrataOf(0.02, "portable")
                        .sites("hospital", "noise")
                        .missingness("lactate")
                        .build()
                        .analyze(cohort, Ward.scores("m", cohort, ward.risk))
                        .measurements())
                .allSatisfy(m -> assertThat(IntervalMethods.describe(
                                m.estimate().intervalEstimate().method()))
                        .as(m.estimate().intervalEstimate().method())
                        .doesNotContain("see the documentation"));
    }
}
