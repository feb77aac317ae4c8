package io.medml.core.criteria;

import static io.medml.core.criteria.SampleEvidence.DATA;
import static io.medml.core.criteria.SampleEvidence.MODEL;
import static io.medml.core.criteria.SampleEvidence.OTHER_MODEL;
import static io.medml.core.criteria.SampleEvidence.about;
import static io.medml.core.criteria.SampleEvidence.auroc;
import static io.medml.core.criteria.SampleEvidence.evaluation;
import static io.medml.core.criteria.SampleEvidence.ledger;
import static io.medml.core.criteria.SampleEvidence.measured;
import static io.medml.core.criteria.SampleEvidence.notEstimable;
import static io.medml.core.criteria.SampleEvidence.recorded;
import static io.medml.core.criteria.SampleEvidence.withoutInterval;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.StatedEvidence;
import io.medml.core.criteria.CriterionResult.Outcome;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgementTest {

    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final Slice MALE = Slice.of("sex", "male");

    private static AcceptanceCriteria criteria(UnaryOperator<AcceptanceCriteria.Builder> stated) {
        return stated.apply(AcceptanceCriteria.named("PQ-07", "2.1")).build();
    }

    private static AcceptanceCriteria aurocAtLeast(double limit) {
        return criteria(b -> b.require(Metric.AUROC).lowerLimitAtLeast(limit).because("claim"));
    }

    private static AcceptanceCriteria everySex(String... required) {
        return criteria(b -> b.require(Metric.AUROC)
                .inEveryGroupOf("sex", required)
                .lowerLimitAtLeast(0.6)
                .because("claim"));
    }

    private static CriterionResult only(Judgement judgement) {
        assertThat(judgement.results()).hasSize(1);
        return judgement.results().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "LOWER_LIMIT_AT_LEAST, 0.70, MET",
        "LOWER_LIMIT_AT_LEAST, 0.71, NOT_MET",
        "UPPER_LIMIT_AT_MOST, 0.90, MET",
        "UPPER_LIMIT_AT_MOST, 0.89, NOT_MET",
        "ESTIMATE_AT_LEAST, 0.80, MET",
        "ESTIMATE_AT_LEAST, 0.81, NOT_MET",
        "ESTIMATE_AT_MOST, 0.80, MET",
        "ESTIMATE_AT_MOST, 0.79, NOT_MET"
    })
    void each_side_compares_its_own_part_of_the_estimate_and_the_limit_itself_is_met(
            Bound.Side side, double limit, Outcome outcome) {
        AcceptanceCriteria criteria =
                criteria(b -> b.require(Metric.AUROC).bound(side, limit).because("claim"));

        Judgement judgement = criteria.judge(recorded(evaluation(auroc(0.80, 0.70, 0.90))));

        assertThat(judgement.outcome()).isEqualTo(outcome);
        assertThat(only(judgement).outcome()).isEqualTo(outcome);
        assertThat(only(judgement).explanation()).containsIgnoringCase(side.part() + " is 0.");
        assertThat(only(judgement).observed()).hasSize(1);
    }

    @Test
    void a_metric_that_no_evidence_measures_is_undecided() {
        Judgement judgement = aurocAtLeast(0.6)
                .judge(recorded(evaluation(
                        measured(Metric.SENSITIVITY, Slice.overall(), 0.9, 0.8, 0.95),
                        measured(Metric.AUROC, FEMALE, 0.9, 0.8, 0.95))));

        assertThat(judgement).isInstanceOf(Judgement.Undecided.class);
        assertThat(only(judgement).explanation()).isEqualTo("No evidence measures it.");
    }

    @Test
    void a_metric_in_another_kind_of_evidence_than_the_named_one_is_undecided() {
        AcceptanceCriteria named = criteria(b -> b.require(Metric.AUROC)
                .from("evaluation-report")
                .lowerLimitAtLeast(0.6)
                .because("claim"));

        for (String schema : List.of("bias-report/1", "x.vendor.evaluation-report/1", "evaluation-report-draft/1")) {
            assertThat(named.judge(recorded(about(schema, MODEL, auroc(0.9, 0.8, 0.95))))
                            .outcome())
                    .as(schema)
                    .isEqualTo(Outcome.UNDECIDED);
        }
        assertThat(named.judge(recorded(evaluation(auroc(0.9, 0.8, 0.95)))).outcome())
                .isEqualTo(Outcome.MET);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void what_is_not_estimable_is_undecided_and_says_why(Reason reason) {
        for (Bound.Side side : Bound.Side.values()) {
            AcceptanceCriteria criteria =
                    criteria(b -> b.require(Metric.AUROC).bound(side, 0.5).because("claim"));

            Judgement judgement =
                    criteria.judge(recorded(evaluation(notEstimable(Metric.AUROC, Slice.overall(), reason))));

            assertThat(judgement.outcome()).isEqualTo(Outcome.UNDECIDED);
            assertThat(only(judgement).explanation()).contains("not estimable: " + reason.text());
        }
    }

    @Test
    void a_value_whose_interval_is_unknown_is_undecided_on_its_limits_and_judged_on_its_point() {
        List<Recorded<StatedEvidence>> perfect =
                recorded(evaluation(withoutInterval(Metric.AUROC, 1.0, Reason.ZERO_VARIANCE)));

        assertThat(aurocAtLeast(0.6).judge(perfect).outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(only(aurocAtLeast(0.6).judge(perfect)).explanation())
                .isEqualTo("Lower confidence limit is not estimable: the estimated variance is zero.");
        assertThat(criteria(b -> b.require(Metric.AUROC).estimateAtLeast(0.6).because("exploratory"))
                        .judge(perfect)
                        .outcome())
                .isEqualTo(Outcome.MET);
    }

    @Test
    void an_interval_without_a_value_is_judged_on_its_limits_only() {
        Measurement empty = new Measurement(
                Metric.SPECIFICITY,
                Slice.overall(),
                new Estimate.NotEstimable(Reason.EMPTY_GROUP, IntervalEstimate.of(0, 1, 0.95, "test"), Support.of(0)));

        assertThat(criteria(b -> b.require(Metric.SPECIFICITY)
                                .estimateAtLeast(0.5)
                                .because("claim"))
                        .judge(recorded(evaluation(empty)))
                        .outcome())
                .isEqualTo(Outcome.UNDECIDED);
        assertThat(criteria(b -> b.require(Metric.SPECIFICITY)
                                .lowerLimitAtLeast(0.5)
                                .because("claim"))
                        .judge(recorded(evaluation(empty)))
                        .outcome())
                .isNotEqualTo(Outcome.MET);
    }

    @Test
    void nothing_that_is_no_number_can_come_into_a_measurement() {
        assertThatIllegalArgumentException().isThrownBy(() -> auroc(Double.NaN, 0.7, 0.9));
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(Double.NaN, 1, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(0, Double.NaN, 0.95));
    }

    @Test
    void two_reports_that_measure_it_differently_are_undecided_even_if_both_would_meet_it() {
        StatedEvidence first = evaluation(auroc(0.80, 0.70, 0.90));
        StatedEvidence second = about("bias-report/1", MODEL, auroc(0.81, 0.71, 0.91));

        Judgement open = aurocAtLeast(0.6).judge(recorded(first, second));

        assertThat(open.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(only(open).explanation())
                .isEqualTo(
                        "Two reports measure it differently on overall; name the evidence that counts with from(..).");
        assertThat(only(open).observed()).hasSize(2);
        assertThat(aurocAtLeast(0.6)
                        .judge(recorded(first, about("bias-report/1", MODEL, auroc(0.80, 0.70, 0.90))))
                        .outcome())
                .isEqualTo(Outcome.MET);
    }

    @Test
    void a_failed_report_cannot_be_hidden_behind_a_better_one() {
        List<StatedEvidence> both =
                List.of(evaluation(auroc(0.55, 0.50, 0.60)), about("bias-report/1", MODEL, auroc(0.81, 0.71, 0.91)));

        assertThat(aurocAtLeast(0.6).judge(recorded(both.get(0), both.get(1))).outcome())
                .isEqualTo(Outcome.UNDECIDED);
        assertThat(aurocAtLeast(0.6).judge(recorded(both.get(1), both.get(0))).outcome())
                .isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void every_group_is_judged_and_the_one_nearest_to_the_limit_is_named() {
        Judgement met = everySex()
                .judge(recorded(evaluation(
                        measured(Metric.AUROC, FEMALE, 0.80, 0.70, 0.90),
                        measured(Metric.AUROC, MALE, 0.75, 0.65, 0.85),
                        measured(Metric.AUROC, Slice.of("race", "x"), 0.5, 0.4, 0.6),
                        measured(Metric.AUROC, FEMALE.and("race", "x"), 0.5, 0.4, 0.6),
                        auroc(0.5, 0.4, 0.6))));

        assertThat(met.outcome()).isEqualTo(Outcome.MET);
        assertThat(only(met).explanation())
                .isEqualTo("Nearest to the limit is sex=male, whose lower confidence limit is 0.6500.");
        assertThat(only(met).observed()).extracting(Measurement::slice).containsExactly(FEMALE, MALE);
    }

    @Test
    void one_group_below_the_limit_fails_the_criterion_whatever_is_open_beside_it() {
        Judgement judgement = everySex("female", "male", "diverse")
                .judge(recorded(evaluation(
                        measured(Metric.AUROC, FEMALE, 0.62, 0.55, 0.70),
                        notEstimable(Metric.AUROC, MALE, Reason.NO_POSITIVES))));

        assertThat(judgement.outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(only(judgement).explanation())
                .isEqualTo("sex=female: lower confidence limit is 0.5500, and the limit lies within the interval.");
    }

    @Test
    void a_required_group_that_vanished_is_undecided_and_named() {
        Judgement judgement = everySex("male", "female", "diverse")
                .judge(recorded(evaluation(
                        measured(Metric.AUROC, FEMALE, 0.80, 0.70, 0.90),
                        measured(Metric.AUROC, MALE, 0.80, 0.70, 0.90))));

        assertThat(judgement.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(only(judgement).explanation()).isEqualTo("Group \"diverse\" is not in the evidence.");
    }

    @Test
    void the_group_of_missing_values_is_a_group_too() {
        Judgement judgement = everySex("female")
                .judge(recorded(evaluation(
                        measured(Metric.AUROC, FEMALE, 0.80, 0.70, 0.90),
                        measured(Metric.AUROC, Slice.of("sex", Slice.MISSING), 0.5, 0.3, 0.7))));

        assertThat(judgement.outcome()).isEqualTo(Outcome.NOT_MET);
    }

    @Test
    void an_interval_too_wide_to_judge_is_undecided_only_where_it_fails_the_limit() {
        AcceptanceCriteria criteria = criteria(b -> b.require(Metric.AUROC)
                .undecidedWhenWiderThan(0.25)
                .lowerLimitAtLeast(0.6)
                .because("claim"));

        assertThat(criteria.judge(recorded(evaluation(auroc(0.7, 0.5, 0.9)))).outcome())
                .isEqualTo(Outcome.UNDECIDED);
        assertThat(criteria.judge(recorded(evaluation(auroc(0.625, 0.5, 0.75)))).outcome())
                .as("exactly as wide as allowed")
                .isEqualTo(Outcome.NOT_MET);
        assertThat(criteria.judge(recorded(evaluation(auroc(0.8, 0.65, 0.95)))).outcome())
                .as("wide, and all of it beyond the limit")
                .isEqualTo(Outcome.MET);
    }

    @Test
    void one_unmet_criterion_outweighs_an_undecided_one_and_that_one_any_number_of_met_ones() {
        UnaryOperator<AcceptanceCriteria.Builder> met =
                b -> b.require(Metric.AUROC).lowerLimitAtLeast(0.6).because("met");
        UnaryOperator<AcceptanceCriteria.Builder> open =
                b -> b.require(Metric.SENSITIVITY).lowerLimitAtLeast(0.6).because("open");
        UnaryOperator<AcceptanceCriteria.Builder> failed =
                b -> b.require(Metric.AUROC).upperLimitAtMost(0.1).because("failed");
        List<Recorded<StatedEvidence>> evidence = recorded(evaluation(auroc(0.8, 0.7, 0.9)));

        Judgement undecided = criteria(b -> open.apply(met.apply(b))).judge(evidence);
        Judgement notMet = criteria(b -> failed.apply(open.apply(met.apply(b)))).judge(evidence);

        assertThat(undecided.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(notMet.outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(notMet.results())
                .extracting(CriterionResult::outcome)
                .containsExactly(Outcome.MET, Outcome.UNDECIDED, Outcome.NOT_MET);
        assertThat(notMet.results(Outcome.UNDECIDED)).hasSize(1);
        assertThat(notMet.findings())
                .extracting(Finding::code, Finding::severity, Finding::where)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("CRITERION_UNDECIDED", Severity.WARNING, "C2"),
                        org.assertj.core.groups.Tuple.tuple("CRITERION_NOT_MET", Severity.ERROR, "C3"));
        String folded = notMet.fold(m -> "met", n -> "not met", u -> "undecided");
        assertThat(folded).isEqualTo("not met");
    }

    @Test
    void a_finding_of_the_severity_or_worse_fails_and_missing_evidence_is_undecided() {
        AcceptanceCriteria clean = criteria(
                b -> b.allowNoFinding("validation-report", Severity.WARNING).because("clean data"));
        StatedEvidence report = about("validation-report/1", DATA);
        Finding info = Finding.of("ROWS_READ", Severity.INFO, "", "It was read.");
        Finding warning = Finding.of("OUT_OF_RANGE", Severity.WARNING, "age", "Some are out of range.");
        Finding error = Finding.of("MISSING_COLUMN", Severity.ERROR, "", "A column is not there.");

        assertThat(clean.judge(recorded(report.with(info))).outcome()).isEqualTo(Outcome.MET);
        assertThat(only(clean.judge(recorded(report.with(warning)))).explanation())
                .isEqualTo("1 finding(s), among them OUT_OF_RANGE (age).");
        assertThat(clean.judge(recorded(report.with(error))).outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(clean.judge(recorded(report, report.with(error))).outcome())
                .as("a clean report does not make up for one that is not")
                .isEqualTo(Outcome.NOT_MET);
        assertThat(only(clean.judge(recorded(evaluation(auroc(0.8, 0.7, 0.9))))).explanation())
                .isEqualTo("There is no validation-report among the evidence.");
        assertThat(clean.judge(recorded(evaluation(auroc(0.8, 0.7, 0.9)))).outcome())
                .isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void evidence_about_two_models_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aurocAtLeast(0.6)
                        .judge(recorded(
                                evaluation(auroc(0.8, 0.7, 0.9)),
                                about("bias-report/1", OTHER_MODEL, auroc(0.8, 0.7, 0.9)))))
                .withMessageContaining("about one model")
                .withMessageContaining("sepsis 1.1");
    }

    @Test
    void judging_nothing_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aurocAtLeast(0.6).judge(List.of()))
                .withMessageContaining("at least one piece of recorded evidence");
    }

    @Test
    void the_judgement_is_about_the_model_first_and_names_the_criteria_and_all_evidence_as_its_inputs() {
        List<Recorded<StatedEvidence>> evidence =
                recorded(about("validation-report/1", DATA), evaluation(auroc(0.8, 0.7, 0.9)));

        Judgement judgement = aurocAtLeast(0.6).judge(evidence);

        assertThat(judgement.about()).containsExactly(MODEL, DATA);
        assertThat(judgement.provenance().inputs())
                .containsExactly(
                        aurocAtLeast(0.6).reference(),
                        evidence.get(0).evidence().document().reference(),
                        evidence.get(1).evidence().document().reference());
        assertThat(judgement.measurements()).isEmpty();
    }

    @Test
    void one_generated_input_marks_the_judgement_as_synthetic() {
        assertThat(aurocAtLeast(0.6)
                        .judge(recorded(
                                evaluation(auroc(0.8, 0.7, 0.9)),
                                about("validation-report/1", DATA).synthetic()))
                        .provenance()
                        .synthetic())
                .isTrue();
    }

    @Test
    void a_judgement_is_recorded_only_where_all_its_evidence_is() {
        Ledger here = ledger();
        Ledger elsewhere = ledger();
        elsewhere.record(about("validation-report/1", DATA));
        Recorded<StatedEvidence> one = here.record(evaluation(auroc(0.8, 0.7, 0.9)));
        Judgement judgement = aurocAtLeast(0.6).judge(List.of(one));

        long before = elsewhere.size();
        assertThatThrownBy(() -> elsewhere.record(judgement))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("rests on evidence that this ledger does not hold");
        assertThat(elsewhere.size()).isEqualTo(before);
        assertThat(here.record(judgement).entry().links())
                .anyMatch(link -> link.rel().equals("evidence") && link.target().equals(one.ref()));
    }

    @Test
    void only_a_ledger_makes_recorded_evidence_and_only_judging_makes_a_judgement() {
        assertThat(Stream.of(
                                Recorded.class,
                                Judgement.Met.class,
                                Judgement.NotMet.class,
                                Judgement.Undecided.class,
                                AcceptanceCriteria.class)
                        .flatMap(type -> Stream.of(type.getDeclaredConstructors())))
                .isNotEmpty()
                .noneMatch(constructor ->
                        Modifier.isPublic(modifiers(constructor)) || Modifier.isProtected(modifiers(constructor)));
        assertThat(Judgement.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(Judgement.Met.class, Judgement.NotMet.class, Judgement.Undecided.class);
    }

    private static int modifiers(Constructor<?> constructor) {
        return constructor.getModifiers();
    }

    @Test
    void the_document_reads_back_with_outcome_and_findings() {
        Judgement judgement = aurocAtLeast(0.75).judge(recorded(evaluation(auroc(0.8, 0.7, 0.9))));

        Evidence read = EvidenceDocument.parse(judgement.document().bytes());

        assertThat(read.schema()).isEqualTo("judgement/1");
        assertThat(read.findings()).isEqualTo(judgement.findings());
        assertThat(read.about()).isEqualTo(judgement.about());
        assertThat(read.body().asFields().text("outcome")).isEqualTo("NOT_MET");
        assertThat(read.body().asFields().fields("criteria").bytes())
                .isEqualTo(judgement.criteria().content().bytes());
        assertThat(read.document().digest()).isEqualTo(judgement.document().digest());
    }

    @Test
    void many_groups_below_the_limit_are_counted_when_they_are_too_many_to_name() {
        Measurement[] groups = Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
                .map(name -> measured(Metric.AUROC, Slice.of("sex", name), 0.5, 0.4, 0.6))
                .toArray(Measurement[]::new);

        assertThat(only(everySex().judge(recorded(evaluation(groups)))).explanation())
                .contains("sex=f: ")
                .doesNotContain("sex=g")
                .endsWith("; and 2 more.");
    }
}
