package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.PredicateComparison.Endpoint;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority.Conclusion;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredicateComparatorTest {

    private static final String REASON = "agreed with the clinical advisers";
    /** Sensitivity with Armitage's cells, specificity with nearly concordant ones. */
    private static TwoDevices armitage() {
        return new TwoDevices("").with(1, 36, 12, 2, 0).with(0, 180, 4, 6, 10);
    }

    private static PredicateComparator.Builder coPrimary() {
        return PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                .endpoint(Metric.SENSITIVITY)
                .nonInferiority(0.05)
                .because(REASON)
                .endpoint(Metric.SPECIFICITY)
                .nonInferiority(0.05)
                .because(REASON)
                .candidateAt(TwoDevices.HALF)
                .predicateAt(TwoDevices.HALF);
    }

    private static PredicateComparison paired(PredicateComparator.Builder builder, Cohort cohort) {
        return builder.build().compare(cohort, TwoDevices.candidate(cohort), TwoDevices.predicate(cohort));
    }

    private static PredicateComparison full() {
        Cohort cohort = armitage().cohort();
        return paired(coPrimary().endpoint(Metric.AUROC).equivalence(0.15).because("ranking is not to change"), cohort);
    }

    private static Interval limits(Estimate estimate) {
        assertThat(estimate.interval()).isPresent();
        return estimate.interval().orElseThrow();
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static Reason reason(IntervalEstimate interval) {
        return ((IntervalEstimate.Unknown) interval).reason();
    }

    private static List<String> codes(PredicateComparison report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    // Tango (1998), Armitage's data: 0.0611 to 0.3447
    @Test
    void a_paired_sensitivity_has_tangos_published_interval() {
        Endpoint sensitivity =
                paired(coPrimary(), armitage().cohort()).endpoints().get(0);

        assertThat(value(sensitivity.candidate())).isEqualTo(48 / 50.0);
        assertThat(value(sensitivity.predicate())).isEqualTo(38 / 50.0);
        assertThat(limits(sensitivity.difference()).lower()).isCloseTo(0.0611, within(5.1e-5));
        assertThat(limits(sensitivity.difference()).upper()).isCloseTo(0.3447, within(5.1e-5));
        assertThat(sensitivity.conclusion()).isEqualTo(Conclusion.SHOWN);
    }

    // Miettinen and Nurminen's limits of 56/70 and 48/80, 0.0528 to 0.3382: mpmath 1.4.1, as in UnpairedDifferenceTest
    @Test
    void an_unpaired_sensitivity_has_the_interval_of_miettinen_and_nurminen() {
        Cohort first =
                new TwoDevices("a").with(1, 56, 0, 0, 14).with(0, 50, 0, 0, 5).cohort();
        Cohort second =
                new TwoDevices("b").with(1, 48, 0, 0, 32).with(0, 50, 0, 0, 5).cohort();

        PredicateComparison report =
                coPrimary().build().compare(first, TwoDevices.candidate(first), second, TwoDevices.predicate(second));

        Estimate difference = report.endpoints().get(0).difference();
        assertThat(limits(difference).lower()).isCloseTo(0.0528, within(5.1e-5));
        assertThat(limits(difference).upper()).isCloseTo(0.3382, within(5.1e-5));
        assertThat(report.datasets()).hasSize(2);
        assertThat(codes(report)).contains("DIFFERENT_PATIENTS");
    }

    @Test
    void published_counts_carry_their_own_uncertainty() {
        Cohort cohort =
                new TwoDevices("a").with(1, 56, 0, 0, 14).with(0, 50, 0, 0, 5).cohort();
        PublishedPerformance predicate =
                PublishedPerformance.of("K000000", "summary, table 4").withProportion(Metric.SENSITIVITY, 48, 80);

        PredicateComparison report = PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                .endpoint(Metric.SENSITIVITY)
                .nonInferiority(0.05)
                .because(REASON)
                .candidateAt(TwoDevices.HALF)
                .build()
                .compare(cohort, TwoDevices.candidate(cohort), predicate);

        Endpoint endpoint = report.endpoints().get(0);
        assertThat(limits(endpoint.difference()).lower()).isCloseTo(0.0528, within(5.1e-5));
        assertThat(limits(endpoint.difference()).upper()).isCloseTo(0.3382, within(5.1e-5));
        assertThat(value(endpoint.predicate())).isEqualTo(0.6);
        assertThat(report.predicate()).isEqualTo(predicate.reference());
        assertThat(report.about()).contains(predicate.reference());
        assertThat(codes(report)).contains("PREDICATE_AS_PUBLISHED");
    }

    @Test
    void a_published_area_is_read_from_its_interval() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        PredicateComparator comparator = PredicateComparator.builder(Gatekeeping.HOLM)
                .endpoint(Metric.AUROC)
                .nonInferiority(0.1)
                .because(REASON)
                .build();
        double z = 1.959963984540054;
        PublishedPerformance byError =
                PublishedPerformance.of("K000000", "table 4").withAuroc(0.8, 0.04);
        PublishedPerformance byInterval = PublishedPerformance.of("K000000", "table 4")
                .withAuroc(0.8, new Interval(0.8 - 0.04 * z, 0.8 + 0.04 * z, 0.95));

        Endpoint one = comparator
                .compare(cohort, Twenty.scores(cohort), byError)
                .endpoints()
                .get(0);
        Endpoint two = comparator
                .compare(cohort, Twenty.scores(cohort), byInterval)
                .endpoints()
                .get(0);

        // the area of Twenty minus 0.8, see ModelEvaluatorTest
        assertThat(value(one.difference())).isCloseTo(0.8626373626373627 - 0.8, within(1e-12));
        assertThat(value(two.pValue())).isCloseTo(value(one.pValue()), within(1e-12));
        assertThat(limits(one.predicate()).lower()).isCloseTo(0.8 - 0.04 * z, within(1e-12));
    }

    @Test
    void co_primary_claims_pass_only_together() {
        PredicateComparison report = paired(
                coPrimary(),
                new TwoDevices("").with(1, 36, 12, 2, 0).with(0, 150, 5, 25, 20).cohort());

        assertThat(report.endpoints())
                .extracting(Endpoint::conclusion)
                .containsExactly(Conclusion.SHOWN, Conclusion.NOT_SHOWN);
        assertThat(report.together()).contains(Conclusion.NOT_SHOWN);
        assertThat(report.endpoints()).allMatch(e -> e.superiority().isEmpty());
    }

    @Test
    void behind_a_gate_that_is_not_shown_a_fixed_sequence_shows_nothing() {
        Cohort cohort =
                new TwoDevices("").with(1, 36, 12, 2, 0).with(0, 150, 5, 25, 20).cohort();
        PredicateComparison report = paired(
                PredicateComparator.builder(Gatekeeping.FIXED_SEQUENCE)
                        .endpoint(Metric.SPECIFICITY)
                        .nonInferiority(0.05)
                        .because(REASON)
                        .endpoint(Metric.SENSITIVITY)
                        .superiority()
                        .candidateAt(TwoDevices.HALF)
                        .predicateAt(TwoDevices.HALF),
                cohort);

        assertThat(value(report.endpoints().get(1).pValue())).isLessThan(0.025);
        assertThat(report.endpoints())
                .extracting(Endpoint::conclusion)
                .containsExactly(Conclusion.NOT_SHOWN, Conclusion.NOT_SHOWN);
        assertThat(report.together()).isEmpty();
    }

    @Test
    void superiority_follows_non_inferiority_of_one_endpoint_at_no_cost() {
        Cohort cohort = armitage().cohort();
        PredicateComparison nonInferior = paired(
                PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                        .endpoint(Metric.SENSITIVITY)
                        .nonInferiority(0.05)
                        .because(REASON)
                        .candidateAt(TwoDevices.HALF)
                        .predicateAt(TwoDevices.HALF),
                cohort);
        PredicateComparison superior = paired(
                PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                        .endpoint(Metric.SENSITIVITY)
                        .superiority()
                        .candidateAt(TwoDevices.HALF)
                        .predicateAt(TwoDevices.HALF),
                cohort);

        Gatekeeping.Decision following =
                nonInferior.endpoints().get(0).superiority().orElseThrow();
        assertThat(value(following.adjustedP()))
                .isEqualTo(value(superior.endpoints().get(0).pValue()));
        assertThat(following.conclusion()).isEqualTo(Conclusion.SHOWN);
        assertThat(superior.endpoints().get(0).tests())
                .extracting(HypothesisTest::method)
                .containsExactly("paired_superiority.score");
        assertThat(nonInferior.endpoints().get(0).tests())
                .extracting(HypothesisTest::method)
                .containsExactly("paired_noninferiority.score");
        // Tango's statistic at 0 is that of McNemar: (12 - 2) / sqrt(14); scipy 1.17.1, norm.sf of it
        assertThat(value(following.adjustedP())).isCloseTo(0.0037631575832289435, within(1e-12));
    }

    @Test
    void exchanging_the_devices_mirrors_every_difference() {
        Cohort cohort = armitage().cohort();
        PredicateComparator comparator = coPrimary()
                .endpoint(Metric.ACCURACY)
                .nonInferiority(0.1)
                .because(REASON)
                .endpoint(Metric.POSITIVE_PREDICTIVE_VALUE)
                .nonInferiority(0.1)
                .because(REASON)
                .endpoint(Metric.NEGATIVE_PREDICTIVE_VALUE)
                .nonInferiority(0.1)
                .because(REASON)
                .endpoint(Metric.AUROC)
                .nonInferiority(0.1)
                .because(REASON)
                .build();

        List<Endpoint> forward = comparator
                .compare(cohort, TwoDevices.candidate(cohort), TwoDevices.predicate(cohort))
                .endpoints();
        List<Endpoint> backward = comparator
                .compare(cohort, TwoDevices.predicate(cohort), TwoDevices.candidate(cohort))
                .endpoints();

        assertThat(forward).hasSize(6);
        for (int i = 0; i < forward.size(); i++) {
            assertThat(limits(backward.get(i).difference()).lower())
                    .isCloseTo(-limits(forward.get(i).difference()).upper(), within(1e-12));
            assertThat(value(backward.get(i).difference()))
                    .isCloseTo(-value(forward.get(i).difference()), within(1e-15));
        }
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        PredicateComparison forward =
                paired(coPrimary(), armitage().recordsPerPatient(3).cohort(false));
        PredicateComparison backward =
                paired(coPrimary(), armitage().recordsPerPatient(3).cohort(true));

        assertThat(backward.document().digest()).isEqualTo(forward.document().digest());
    }

    @Test
    void several_records_a_patient_are_taken_into_account_where_both_devices_saw_them() {
        PredicateComparison clustered =
                paired(coPrimary(), armitage().recordsPerPatient(4).cohort());
        PredicateComparison independent = paired(coPrimary(), armitage().cohort());

        Endpoint sensitivity = clustered.endpoints().get(0);
        assertThat(sensitivity.difference().intervalEstimate().method())
                .isEqualTo("paired_difference.tango.effective_n");
        assertThat(limits(sensitivity.difference()).width())
                .isGreaterThan(
                        limits(independent.endpoints().get(0).difference()).width() * 1.2);
        assertThat(codes(clustered)).contains("DEPENDENT_RECORDS");
    }

    @Test
    void several_records_a_patient_leave_an_unpaired_difference_of_proportions_undecided() {
        Cohort first = new TwoDevices("a")
                .with(1, 56, 0, 0, 1)
                .with(0, 50, 0, 0, 5)
                .recordsPerPatient(2)
                .cohort();
        Cohort second =
                new TwoDevices("b").with(1, 28, 0, 0, 52).with(0, 50, 0, 0, 5).cohort();

        PredicateComparison report = coPrimary()
                .endpoint(Metric.AUROC)
                .nonInferiority(0.05)
                .because(REASON)
                .build()
                .compare(first, TwoDevices.candidate(first), second, TwoDevices.predicate(second));

        Endpoint sensitivity = report.endpoints().get(0);
        assertThat(reason(sensitivity.difference().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(sensitivity.conclusion()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(report.together()).contains(Conclusion.UNDECIDED);
        assertThat(report.endpoints().get(2).difference().intervalEstimate().method())
                .isEqualTo("auroc.clustered.unpaired");
        assertThat(report.endpoints().get(2).conclusion()).isEqualTo(Conclusion.SHOWN);
        assertThat(codes(report)).contains("DEPENDENT_RECORDS", "NOT_ESTIMABLE");
    }

    @ParameterizedTest
    @EnumSource(Gatekeeping.class)
    void an_endpoint_without_records_is_undecided_under_every_plan(Gatekeeping plan) {
        Cohort cohort = new TwoDevices("").with(0, 180, 4, 6, 10).cohort();
        PredicateComparison report = paired(
                PredicateComparator.builder(plan)
                        .endpoint(Metric.SENSITIVITY)
                        .nonInferiority(0.99)
                        .because(REASON)
                        .endpoint(Metric.AUROC)
                        .equivalence(0.99)
                        .because(REASON)
                        .candidateAt(TwoDevices.HALF)
                        .predicateAt(TwoDevices.HALF),
                cohort);

        assertThat(report.endpoints()).extracting(Endpoint::conclusion).containsOnly(Conclusion.UNDECIDED);
        assertThat(codes(report)).filteredOn("NOT_ESTIMABLE"::equals).hasSize(2);
        assertThat(Html.text(PredicateComparisonLayout.of(report)))
                .contains("undecided")
                .doesNotContain("NaN");
    }

    @Test
    void a_version_of_the_same_model_is_called_an_earlier_version_and_no_predicate() {
        Cohort cohort = armitage().cohort();
        PredicateComparison report =
                coPrimary().build().compare(cohort, TwoDevices.candidate(cohort), TwoDevices.earlier(cohort));

        assertThat(Markdown.text(PredicateComparisonLayout.of(report)))
                .contains("Comparison with an earlier version", "candidate minus earlier version")
                .doesNotContain("Predicate (");
        assertThat(Markdown.text(PredicateComparisonLayout.of(full()))).contains("Comparison with a predicate");
    }

    @Test
    void a_device_compared_with_itself_is_pointed_out_and_nothing_is_made_up() {
        Cohort cohort = armitage().cohort();
        PredicateComparison report = coPrimary()
                .endpoint(Metric.AUROC)
                .equivalence(0.1)
                .because(REASON)
                .build()
                .compare(cohort, TwoDevices.candidate(cohort), TwoDevices.candidate(cohort));

        assertThat(codes(report)).contains("IDENTICAL_SCORES");
        assertThat(reason(report.endpoints().get(2).difference().intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(report.endpoints().get(2).conclusion()).isEqualTo(Conclusion.UNDECIDED);
    }

    @Test
    void a_threshold_chosen_on_more_than_the_test_set_is_an_error() {
        Cohort all = armitage().cohort();
        Cohort test = all.subset(IntStream.range(0, all.size() - 5).toArray(), "test");
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden().chooseOn(all, TwoDevices.candidate(all));
        PredicateComparison report = paired(
                PredicateComparator.builder(Gatekeeping.HOLM)
                        .endpoint(Metric.SENSITIVITY)
                        .superiority()
                        .candidateAt(chosen)
                        .predicateAt(TwoDevices.HALF),
                test);

        assertThat(codes(report)).containsExactly("OPTIMISTIC_OPERATING_POINT");
        assertThat(report.findings().get(0).details()).containsEntry("shared_records", String.valueOf(all.size() - 5));
    }

    @Test
    void a_threshold_chosen_on_the_test_set_is_an_error() {
        Cohort cohort = armitage().cohort();
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden().chooseOn(cohort, TwoDevices.candidate(cohort));
        PredicateComparison report = paired(
                PredicateComparator.builder(Gatekeeping.HOLM)
                        .endpoint(Metric.SENSITIVITY)
                        .superiority()
                        .candidateAt(chosen)
                        .predicateAt(TwoDevices.HALF),
                cohort);

        assertThat(codes(report)).containsExactly("OPTIMISTIC_OPERATING_POINT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paired(
                        PredicateComparator.builder(Gatekeeping.HOLM)
                                .endpoint(Metric.SENSITIVITY)
                                .superiority()
                                .candidateAt(TwoDevices.HALF)
                                .predicateAt(chosen),
                        cohort))
                .withMessageContaining("the operating point was chosen for model candidate 1.0");
    }

    @Test
    void predictive_values_of_different_patients_come_with_a_warning() {
        Cohort cohort = armitage().cohort();
        PredicateComparison report = PredicateComparator.builder(Gatekeeping.HOLM)
                .endpoint(Metric.POSITIVE_PREDICTIVE_VALUE)
                .nonInferiority(0.1)
                .because(REASON)
                .candidateAt(TwoDevices.HALF)
                .build()
                .compare(
                        cohort,
                        TwoDevices.candidate(cohort),
                        PublishedPerformance.of("K000000", "table 4").withCounts(new ConfusionCounts(90, 30, 270, 10)));

        assertThat(codes(report)).contains("PREDICTIVE_VALUES_AT_SAMPLE_PREVALENCE");
        assertThat(value(report.endpoints().get(0).predicate())).isEqualTo(0.75);
    }

    @Test
    void cohorts_that_share_subjects_are_refused_without_naming_one() {
        Cohort cohort = armitage().cohort();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary()
                        .build()
                        .compare(cohort, TwoDevices.candidate(cohort), cohort, TwoDevices.predicate(cohort)))
                .withMessage("expected cohorts of different subjects, found 250 subjects in both devices and devices;"
                        + " compare on the records that both have, or, where identifiers coincide by accident, prefix"
                        + " them by their site");
    }

    private static Cohort withoutSubjects(Cohort cohort) {
        return Cohort.from(cohort.table())
                .record("record")
                .label("outcome", "yes")
                .named(cohort.name(), "1.0");
    }

    @Test
    void cohorts_without_a_subject_column_are_compared_by_record_and_the_report_says_so() {
        Cohort first =
                new TwoDevices("a").with(1, 56, 0, 0, 14).with(0, 50, 0, 0, 5).cohort();
        Cohort second = withoutSubjects(
                new TwoDevices("b").with(1, 48, 0, 0, 32).with(0, 50, 0, 0, 5).cohort());

        PredicateComparison report =
                coPrimary().build().compare(first, TwoDevices.candidate(first), second, TwoDevices.predicate(second));

        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("SUBJECT_NOT_COMPARED"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).isEqualTo("bdevices");
                    assertThat(finding.message()).startsWith("No subject column was given, so only the identifiers of");
                });
        assertThat(Html.text(PredicateComparisonLayout.of(report)))
                .contains("each on its own records")
                .doesNotContain("different patients")
                .doesNotContain("different subjects");
    }

    @Test
    void cohorts_whose_subjects_were_compared_have_no_such_finding() {
        Cohort first =
                new TwoDevices("a").with(1, 56, 0, 0, 14).with(0, 50, 0, 0, 5).cohort();
        Cohort second =
                new TwoDevices("b").with(1, 48, 0, 0, 32).with(0, 50, 0, 0, 5).cohort();

        assertThat(codes(coPrimary()
                        .build()
                        .compare(first, TwoDevices.candidate(first), second, TwoDevices.predicate(second))))
                .doesNotContain("SUBJECT_NOT_COMPARED");
    }

    @Test
    void cohorts_are_refused_where_a_record_of_one_is_a_subject_of_the_other() {
        Cohort visits = keyed("visits", "v1 v2 v3 v4", "p1 p1 p2 p3", true);
        Cohort patients = keyed("patients", "p1 p2 p8 p9", "p1 p2 p8 p9", false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary()
                        .build()
                        .compare(visits, TwoDevices.candidate(visits), patients, TwoDevices.predicate(patients)))
                .withMessageStartingWith("expected cohorts of different records, found 2 records in both visits and");
    }

    @Test
    void cohorts_are_refused_where_they_share_records_under_other_pseudonyms() {
        Cohort first = keyed("first", "v1 v2 v3 v4", "p1 p1 p2 p3", true);
        Cohort second = keyed("second", "v1 v2 v3 v4", "q1 q1 q2 q3", true);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary()
                        .build()
                        .compare(first, TwoDevices.candidate(first), second, TwoDevices.predicate(second)))
                .withMessageStartingWith("expected cohorts of different records, found 4 records in both first and");
    }

    private static Cohort keyed(String name, String records, String patients, boolean subjects) {
        Table table = Table.builder()
                .category("record", records.split(" "))
                .category("patient", patients.split(" "))
                .category("outcome", "yes", "no", "yes", "no")
                .number("candidate", .9, .1, .8, .2)
                .number("predicate", .8, .2, .9, .1)
                .build();
        var stage = Cohort.from(table).record("record");
        return (subjects ? stage.subject("patient") : stage)
                .label("outcome", "yes")
                .named(name, "1.0");
    }

    @Test
    void cohorts_of_which_one_names_no_subjects_are_refused_where_they_share_a_record() {
        Cohort cohort = armitage().cohort();
        Cohort second = withoutSubjects(cohort);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary()
                        .build()
                        .compare(cohort, TwoDevices.candidate(cohort), second, TwoDevices.predicate(second)))
                .withMessageStartingWith(
                        "expected cohorts of different records, found 250 records in both devices and");
    }

    @Test
    void half_a_sentence_and_contradictions_are_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PredicateComparator.builder(Gatekeeping.HOLM).build())
                .withMessage("a comparison needs a claim; call endpoint(..) with what is to be shown before build()");
        assertThatIllegalStateException()
                .isThrownBy(() -> coPrimary()
                        .endpoint(Metric.SENSITIVITY)
                        .nonInferiority(0.1)
                        .because(REASON))
                .withMessage("a claim of non-inferiority on sensitivity is already stated");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary().endpoint(Metric.BRIER_SCORE))
                .withMessageEndingWith("accuracy or a predictive value, got brier_score");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        coPrimary().endpoint(Metric.AUROC).nonInferiority(0).because(REASON))
                .withMessage("the margin of non-inferiority is a difference in (0, 1), got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        coPrimary().endpoint(Metric.AUROC).equivalence(0.1).because(" "))
                .withMessage("a margin needs its reason in words; call because(..) with the clinical or statistical"
                        + " ground for 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coPrimary().alpha(0.95))
                .withMessage("the one-sided alpha is a fraction in (0, 0.5), got 0.95");
        assertThatIllegalStateException()
                .isThrownBy(() -> coPrimary().candidateAt(TwoDevices.HALF))
                .withMessageStartingWith("the candidate's operating point is already set");
        Cohort cohort = armitage().cohort();
        assertThatIllegalStateException()
                .isThrownBy(() -> paired(
                        PredicateComparator.builder(Gatekeeping.HOLM)
                                .endpoint(Metric.SENSITIVITY)
                                .superiority()
                                .candidateAt(TwoDevices.HALF),
                        cohort))
                .withMessageEndingWith("call predicateAt(..) before build()");
    }

    @Test
    void figures_without_uncertainty_or_source_are_refused() {
        PublishedPerformance empty = PublishedPerformance.of("K000000", "table 4");
        Cohort cohort = armitage().cohort();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.withAuroc(0.9, 0))
                .withMessageEndingWith("an area without uncertainty is no comparator");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.withAuroc(0.9, new Interval(0.9, 0.9, 0.95)))
                .withMessageContaining("which must have a width");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.withProportion(Metric.SENSITIVITY, 0, 0))
                .withMessageEndingWith("got 0 of 0");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        empty.withProportion(Metric.SENSITIVITY, 3, 4).withCounts(new ConfusionCounts(3, 1, 1, 1)))
                .withMessage("the sensitivity of K000000 is already stated");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublishedPerformance.of("K000000", " "))
                .withMessageContaining("the device and the source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredicateComparator.builder(Gatekeeping.HOLM)
                        .endpoint(Metric.AUROC)
                        .superiority()
                        .build()
                        .compare(cohort, TwoDevices.candidate(cohort), empty))
                .withMessageContaining("no area under the ROC curve is published for K000000 (table 4)");
        assertThatIllegalStateException()
                .isThrownBy(() -> coPrimary().build().compare(cohort, TwoDevices.candidate(cohort), empty))
                .withMessageContaining("leave predicateAt(..) out");
    }

    @Test
    void no_page_says_what_only_people_and_regulators_can_say() {
        for (String text : List.of(
                Html.text(PredicateComparisonLayout.of(full())),
                Markdown.text(PredicateComparisonLayout.of(full())),
                Json.text(PredicateComparisonLayout.of(full())),
                new String(full().document().bytes(), StandardCharsets.UTF_8))) {
            assertThat(text.toLowerCase(Locale.ROOT))
                    .contains("predicate")
                    .doesNotContain("substantial", "approved", "cleared", "compliant", "equivalent", "nan\"");
        }
    }

    @Test
    void markup_in_a_reason_stays_text() {
        Cohort cohort = armitage().cohort();
        PredicateComparison report = paired(
                PredicateComparator.builder(Gatekeeping.HOLM)
                        .endpoint(Metric.SENSITIVITY)
                        .nonInferiority(0.05)
                        .because("<script>alert(1)</script>")
                        .candidateAt(TwoDevices.HALF)
                        .predicateAt(TwoDevices.HALF),
                cohort);

        assertThat(Html.text(PredicateComparisonLayout.of(report))).doesNotContain("<script>alert");
    }

    @Test
    void a_recorded_comparison_says_where_it_is_recorded() {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        Recorded<PredicateComparison> recorded = ledger.record(full());

        assertThat(Html.text(PredicateComparisonLayout.of(recorded))).doesNotContainIgnoringCase("not recorded");
        assertThat(Html.text(PredicateComparisonLayout.of(full()))).containsIgnoringCase("not recorded");
        assertThat(recorded.evidence().measurements())
                .allMatch(m -> Metric.byId(m.metric().id()).isPresent());
    }

    @Test
    void the_form_of_the_evidence_and_of_its_page_are_as_reviewed() {
        PredicateComparison report = full();
        String digest = report.document().digest().hex();
        String json = new String(report.document().bytes(), StandardCharsets.UTF_8).replace("},{", "},\n{") + "\n";
        String page = Html.text(PredicateComparisonLayout.of(report));

        Golden.check(PredicateComparatorTest.class, "predicate-comparison.json", pinned(json, digest));
        Golden.check(PredicateComparatorTest.class, "predicate-comparison.html", pinned(page, digest));
        assertThat(EvidenceDocument.parse(report.document().bytes()).measurements())
                .isEqualTo(report.measurements());
    }

    /** Without what each release changes: the version of the software and the digest that it moves. */
    private static String pinned(String text, String digest) {
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(digest, "0".repeat(64))
                .replace(digest.substring(0, 12), "0".repeat(12));
    }
}
