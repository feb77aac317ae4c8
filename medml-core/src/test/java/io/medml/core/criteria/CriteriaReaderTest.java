package io.medml.core.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriteriaReaderTest {

    private static AcceptanceCriteria read(String yaml) {
        return AcceptanceCriteria.read(
                "PQ-07",
                "2.1",
                "run.yaml, criteria",
                Content.parseYaml(("criteria:\n" + yaml.indent(2)).getBytes(StandardCharsets.UTF_8))
                        .asFields()
                        .list("criteria"));
    }

    @Test
    void what_is_read_equals_what_is_stated_in_code() {
        AcceptanceCriteria read = read("""
                - {require: auroc, evidence: evaluation-report, lower_limit_at_least: 0.60, because: claim}
                - {require: sensitivity.difference, on: {sex: female}, compared_with: {sex: male}, lower_limit_at_least: -0.1, because: margin}
                - {require: sensitivity.gap, across: [sex, age], upper_limit_at_most: 0.2, undecided_when_wider_than: 0.3, because: fairness}
                - {require: specificity, every_group_of: sex, groups: [male, female], estimate_at_least: 1, because: whole numbers are numbers}
                - {require: brier_score, estimate_at_most: 0.25, because: no worse than a coin}
                - {no_finding_from: warning, evidence: validation-report, because: clean data}
                """);

        assertThat(read.reference())
                .isEqualTo(AcceptanceCriteria.named("PQ-07", "2.1")
                        .require(Metric.AUROC)
                        .from("evaluation-report")
                        .lowerLimitAtLeast(0.60)
                        .because("claim")
                        .require(Metric.SENSITIVITY.difference())
                        .on(Slice.of("sex", "female").versus(Slice.of("sex", "male")))
                        .lowerLimitAtLeast(-0.1)
                        .because("margin")
                        .require(Metric.SENSITIVITY.gap())
                        .on(Slice.across(List.of("sex", "age")))
                        .undecidedWhenWiderThan(0.3)
                        .upperLimitAtMost(0.2)
                        .because("fairness")
                        .require(Metric.SPECIFICITY)
                        .inEveryGroupOf("sex", "female", "male")
                        .estimateAtLeast(1)
                        .because("whole numbers are numbers")
                        .require(Metric.BRIER_SCORE)
                        .estimateAtMost(0.25)
                        .because("no worse than a coin")
                        .allowNoFinding("validation-report", Severity.WARNING)
                        .because("clean data")
                        .build()
                        .reference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{require: auroc, lower_limit_atleast: 0.6, because: x} | found \"lower_limit_atleast\"",
                "{require: auroc, lower_limit_at_least: 0.6, becuase: x} | found \"becuase\"",
                "{no_finding_from: error, evidence: a, because: x, on: {a: b}} | found \"on\"",
                "{require: auroc, lower_limit_at_least: 0.6, upper_limit_at_most: 0.9, because: x} | expected exactly one of",
                "{require: auroc, because: x} | expected exactly one of",
                "{require: auroc, lower_limit_at_least: 0.6} | expected a key \"because\"",
                "{require: auroc, lower_limit_at_least: 0.6, because: ' '} | expected \"because\" to be a text that is not blank",
                "{require: accuraccy, lower_limit_at_least: 0.6, because: x} | identifier of a metric, found \"accuraccy\"",
                "{require: auroc.median, lower_limit_at_least: 0.6, because: x} | identifier of a metric",
                "{lower_limit_at_least: 0.6, because: x} | expected a key \"require\"",
                "{require: auroc, lower_limit_at_least: 1.6, because: x} | no value of auroc",
                "{require: auroc, lower_limit_at_least: 0, because: x} | could never fail",
                "{require: auroc, lower_limit_at_least: Infinity, because: x} | finite limit",
                "{require: auroc, lower_limit_at_least: '0.6', because: x} | expected \"lower_limit_at_least\" to be a number",
                "{require: auroc, lower_limit_at_least: high, because: x} | expected \"lower_limit_at_least\" to be a number",
                "{require: auroc, undecided_when_wider_than: 0.1, estimate_at_least: 0.6, because: x} | would not be used",
                "{require: auroc, on: {sex: f}, every_group_of: sex, lower_limit_at_least: 0.6, because: x} | at most one of",
                "{require: auroc, compared_with: {sex: f}, lower_limit_at_least: 0.6, because: x} | compared_with needs on",
                "{require: auroc, groups: [f], lower_limit_at_least: 0.6, because: x} | groups needs every_group_of",
                "{require: auroc, every_group_of: sex, groups: [1], lower_limit_at_least: 0.6, because: x} | expected \"groups\" to be a list of texts; put numbers",
                "{require: auroc, on: {ward: 7}, lower_limit_at_least: 0.6, because: x} | expected \"on\" to hold texts only",
                "{require: auroc, on: sex, lower_limit_at_least: 0.6, because: x} | expected \"on\" to have keys of its own",
                "{require: auroc, across: [], lower_limit_at_least: 0.6, because: x} | at least one attribute",
                "{no_finding_from: severe, evidence: a, because: x} | found \"severe\"",
                "{no_finding_from: error, because: x} | expected a key \"evidence\"",
                "{require: auroc, on: null, lower_limit_at_least: 0.6, because: x} | expected \"on\" to have keys of its own",
                "{require: auroc, every_group_of: sex, groups: null, lower_limit_at_least: 0.6, because: x} | expected \"groups\" to be a list",
                "{require: auroc, lower_limit_at_least: 0.6, undecided_when_wider_than: null, because: x} | expected \"undecided_when_wider_than\" to be a number",
                "{require: auroc, lower_limit_at_least: 0.6, upper_limit_at_most: null, because: x} | expected exactly one of",
                "just a text | expected keys and values, found something else"
            })
    void what_is_not_understood_is_refused_with_its_place(String criterion, String message) {
        assertThatThrownBy(() -> read("- {require: auroc, lower_limit_at_least: 0.5, because: first}\n- " + criterion))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("run.yaml, criteria, criterion 2: ")
                .hasMessageContaining(message);
    }

    @Test
    void a_list_without_criteria_or_with_one_twice_is_refused_with_its_place() {
        assertThatThrownBy(() -> AcceptanceCriteria.read("PQ-07", "2.1", "run.yaml, criteria", List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("run.yaml, criteria: ")
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> read("""
                        - {require: auroc, lower_limit_at_least: 0.6, because: x}
                        - {require: auroc, lower_limit_at_least: 0.60, because: y}
                        """))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("run.yaml, criteria: ")
                .hasMessageContaining("state twice");
    }
}
