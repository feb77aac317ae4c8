package io.medml.core.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceCriteriaTest {

    private static AcceptanceCriteria.MetricStage require(Metric metric) {
        return AcceptanceCriteria.named("PQ-07", "2.1").require(metric);
    }

    private static AcceptanceCriteria one(UnaryOperator<AcceptanceCriteria.Builder> criterion) {
        return criterion.apply(AcceptanceCriteria.named("PQ-07", "2.1")).build();
    }

    @ParameterizedTest
    @CsvSource({
        "LOWER_LIMIT_AT_LEAST, 1.01",
        "ESTIMATE_AT_LEAST, 90",
        "UPPER_LIMIT_AT_MOST, -0.01",
        "ESTIMATE_AT_MOST, -1"
    })
    void a_limit_that_no_value_can_keep_is_refused(Bound.Side side, double limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> require(Metric.AUROC).bound(side, limit))
                .withMessageContaining("no value of auroc in [0.0, 1.0] can keep");
    }

    @ParameterizedTest
    @CsvSource({
        "LOWER_LIMIT_AT_LEAST, 0",
        "LOWER_LIMIT_AT_LEAST, -0.0",
        "ESTIMATE_AT_LEAST, -0.5",
        "UPPER_LIMIT_AT_MOST, 1",
        "ESTIMATE_AT_MOST, 2"
    })
    void a_limit_that_every_value_keeps_is_refused(Bound.Side side, double limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> require(Metric.AUROC).bound(side, limit))
                .withMessageContaining("could never fail");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_limit_is_a_finite_number(double limit) {
        for (Bound.Side side : Bound.Side.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> require(Metric.POSITIVE_LIKELIHOOD_RATIO).bound(side, limit))
                    .withMessageContaining("finite limit");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void a_width_that_says_nothing_is_refused(double width) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        require(Metric.AUROC).undecidedWhenWiderThan(width).lowerLimitAtLeast(0.6))
                .withMessageContaining("positive and finite");
    }

    @Test
    void a_width_has_no_use_for_a_point_estimate() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> require(Metric.AUROC).undecidedWhenWiderThan(0.1).estimateAtLeast(0.6))
                .withMessageContaining("would not be used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void a_criterion_without_rationale_is_refused(String rationale) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> require(Metric.AUROC).lowerLimitAtLeast(0.6).because(rationale))
                .withMessageContaining("rationale");
    }

    @Test
    void criteria_without_a_criterion_are_refused_since_everything_would_meet_them() {
        assertThatIllegalStateException()
                .isThrownBy(AcceptanceCriteria.named("PQ-07", "2.1")::build)
                .withMessageContaining("everything would meet them");
    }

    @Test
    void the_same_condition_twice_is_refused_even_for_another_reason() {
        assertThatIllegalStateException()
                .isThrownBy(() -> one(b -> b.require(Metric.AUROC)
                        .lowerLimitAtLeast(0.6)
                        .because("one reason")
                        .require(Metric.AUROC)
                        .lowerLimitAtLeast(0.6)
                        .because("another")))
                .withMessageContaining("state twice");
        assertThatIllegalStateException()
                .isThrownBy(() -> one(b -> b.allowNoFinding("validation-report", Severity.ERROR)
                        .because("one reason")
                        .allowNoFinding("validation-report", Severity.ERROR)
                        .because("another")))
                .withMessageContaining("state twice");
    }

    @Test
    void one_bound_on_two_kinds_of_evidence_or_groups_is_two_conditions() {
        assertThat(one(b -> b.require(Metric.AUROC)
                                .from("evaluation-report")
                                .lowerLimitAtLeast(0.6)
                                .because("alone")
                                .require(Metric.AUROC)
                                .from("regression-report")
                                .lowerLimitAtLeast(0.6)
                                .because("against the version in use")
                                .require(Metric.AUROC)
                                .inEveryGroupOf("sex")
                                .lowerLimitAtLeast(0.6)
                                .because("groups that are there")
                                .require(Metric.AUROC)
                                .inEveryGroupOf("sex", "female")
                                .lowerLimitAtLeast(0.6)
                                .because("one that must be there"))
                        .criteria())
                .extracting(Criterion::id)
                .containsExactly("C1", "C2", "C3", "C4");
    }

    @Test
    void setting_the_same_thing_twice_is_an_error() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        require(Metric.AUROC).on(Slice.of("sex", "female")).inEveryGroupOf("sex"))
                .withMessageContaining("already set: on sex=female");
        assertThatIllegalStateException()
                .isThrownBy(() -> require(Metric.AUROC).from("a").from("b"))
                .withMessageContaining("already set: a");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> require(Metric.AUROC).undecidedWhenWiderThan(0.1).undecidedWhenWiderThan(0.2))
                .withMessageContaining("already set: 0.1");
    }

    @Test
    void evidence_is_named_or_left_open_but_never_blank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> require(Metric.AUROC).from(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one(b -> b.allowNoFinding("", Severity.ERROR).because("reason")))
                .withMessageContaining("kind of evidence");
    }

    private static AcceptanceCriteria base() {
        return one(b -> b.require(Metric.SENSITIVITY)
                .from("evaluation-report")
                .inEveryGroupOf("sex", "female", "male")
                .undecidedWhenWiderThan(0.2)
                .lowerLimitAtLeast(0.8)
                .because("claim of the predicate")
                .allowNoFinding("validation-report", Severity.ERROR)
                .because("clean data"));
    }

    private static AcceptanceCriteria variant(
            String version,
            Metric metric,
            String source,
            String group,
            double width,
            Bound.Side side,
            double limit,
            String why,
            Severity severity) {
        return AcceptanceCriteria.named("PQ-07", version)
                .require(metric)
                .from(source)
                .inEveryGroupOf("sex", "female", group)
                .undecidedWhenWiderThan(width)
                .bound(side, limit)
                .because(why)
                .allowNoFinding("validation-report", severity)
                .because("clean data")
                .build();
    }

    @Test
    void the_reference_pins_every_part_of_every_criterion() {
        Bound.Side lower = Bound.Side.LOWER_LIMIT_AT_LEAST;
        String why = "claim of the predicate";
        Metric m = Metric.SENSITIVITY;
        String e = "evaluation-report";
        List<AcceptanceCriteria> changed = List.of(
                variant("2.2", m, e, "male", 0.2, lower, 0.8, why, Severity.ERROR),
                variant("2.1", Metric.SPECIFICITY, e, "male", 0.2, lower, 0.8, why, Severity.ERROR),
                variant("2.1", m, "bias-report", "male", 0.2, lower, 0.8, why, Severity.ERROR),
                variant("2.1", m, e, "diverse", 0.2, lower, 0.8, why, Severity.ERROR),
                variant("2.1", m, e, "male", 0.21, lower, 0.8, why, Severity.ERROR),
                variant("2.1", m, e, "male", 0.2, Bound.Side.UPPER_LIMIT_AT_MOST, 0.8, why, Severity.ERROR),
                variant("2.1", m, e, "male", 0.2, lower, Math.nextUp(0.8), why, Severity.ERROR),
                variant("2.1", m, e, "male", 0.2, lower, 0.8, "another reason", Severity.ERROR),
                variant("2.1", m, e, "male", 0.2, lower, 0.8, why, Severity.WARNING));

        assertThat(variant("2.1", m, e, "male", 0.2, lower, 0.8, why, Severity.ERROR)
                        .reference())
                .isEqualTo(base().reference());
        assertThat(changed)
                .extracting(c -> c.reference().digest())
                .doesNotHaveDuplicates()
                .doesNotContain(base().reference().digest());
        assertThat(base().reference().kind()).isEqualTo(ArtifactRef.Kind.CRITERIA);
        assertThat(base().reference().id()).isEqualTo("PQ-07");
    }

    @Test
    void the_order_in_which_required_groups_are_named_does_not_matter() {
        assertThat(one(b -> b.require(Metric.AUROC)
                                .inEveryGroupOf("sex", "male", "female")
                                .lowerLimitAtLeast(0.6)
                                .because("r"))
                        .reference())
                .isEqualTo(one(b -> b.require(Metric.AUROC)
                                .inEveryGroupOf("sex", "female", "male")
                                .lowerLimitAtLeast(0.6)
                                .because("r"))
                        .reference());
    }

    @Test
    void a_criterion_says_in_words_what_it_asks_for() {
        assertThat(base().criteria())
                .extracting(Criterion::text)
                .containsExactly(
                        "sensitivity in every group of sex: lower confidence limit >= 0.8"
                                + " (undecided when the interval is wider than 0.2)",
                        "no finding of severity ERROR in validation-report");
        assertThat(new Bound(Bound.Side.ESTIMATE_AT_MOST, 1e-7)).hasToString("point estimate <= 0.0000001");
    }

    @ParameterizedTest
    @CsvSource({
        "LOWER_LIMIT_AT_LEAST, 0.5, true",
        "LOWER_LIMIT_AT_LEAST, 0.49999999999999994, false",
        "ESTIMATE_AT_LEAST, 0.5, true",
        "UPPER_LIMIT_AT_MOST, 0.5, true",
        "UPPER_LIMIT_AT_MOST, 0.5000000000000001, false",
        "ESTIMATE_AT_MOST, 0.6, false",
        "LOWER_LIMIT_AT_LEAST, NaN, false",
        "ESTIMATE_AT_LEAST, NaN, false",
        "UPPER_LIMIT_AT_MOST, NaN, false",
        "ESTIMATE_AT_MOST, NaN, false"
    })
    void a_limit_includes_itself_and_never_a_value_that_is_no_number(Bound.Side side, double value, boolean kept) {
        assertThat(new Bound(side, 0.5).isKeptBy(value)).isEqualTo(kept);
    }
}
