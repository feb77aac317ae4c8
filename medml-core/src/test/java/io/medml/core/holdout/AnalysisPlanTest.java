package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisPlanTest {

    @Test
    void a_plan_says_what_is_measured_and_claimed() {
        AnalysisPlan plan = Holdouts.plan();

        assertThat(plan.allocation()).contains(AnalysisPlan.Allocation.FIXED_SEQUENCE);
        assertThat(plan.endpoints()).extracting(AnalysisPlan.Endpoint::id).containsExactly("E1", "E2", "E3", "E4");
        assertThat(plan.endpoints().get(2).slice())
                .isEqualTo(Slice.of("sex", "f").versus(Slice.of("sex", "m")));
        assertThat(plan.criteria().criteria()).hasSize(3);
        assertThat(plan.subgroups().get(0).metrics()).containsExactly(Metric.AUROC);
        assertThat(plan.planned("positives")).hasValue(4);
        assertThat(plan.planned("records")).isEmpty();
        assertThat(plan.findings()).isEmpty();
    }

    @Test
    void yaml_and_json_of_one_plan_have_one_digest_and_another_limit_another() {
        AnalysisPlan plan = Holdouts.plan();

        assertThat(AnalysisPlan.from(Content.parse(plan.content().bytes()), "plan.json")
                        .reference())
                .isEqualTo(plan.reference());
        assertThat(Holdouts.plan(Holdouts.PLAN.replace("0.6,", "0.61,"))
                        .reference()
                        .digest())
                .isNotEqualTo(plan.reference().digest());
    }

    @Test
    void each_endpoint_asks_for_the_interval_of_its_alpha() {
        AnalysisPlan sequence = Holdouts.plan();
        AnalysisPlan split = Holdouts.plan(Holdouts.PLAN
                .replace("fixed_sequence", "split")
                .replace("metric: auroc, lower", "metric: auroc, alpha: 0.02, lower")
                .replace("evidence: x.test.report", "alpha: 0.005, evidence: x.test.report"));
        AnalysisPlan holm = Holdouts.plan(Holdouts.PLAN.replace("fixed_sequence", "holm"));

        assertThat(sequence.level(sequence.endpoints().get(0)).orElseThrow()).isCloseTo(0.95, within(1e-12));
        assertThat(split.level(split.endpoints().get(0)).orElseThrow()).isCloseTo(0.96, within(1e-12));
        assertThat(split.level(split.endpoints().get(1)).orElseThrow()).isCloseTo(0.99, within(1e-12));
        // the least for the claim that both are met
        assertThat(holm.level(holm.endpoints().get(0)).orElseThrow()).isCloseTo(0.95, within(1e-12));
        assertThat(holm.alpha(holm.endpoints().get(0))).isEmpty();
        // by hand: 1 - 2 * 0.025 and 1 - 2 * 0.0125
        assertThat(holm.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("HOLM_JUDGED_TOGETHER");
            assertThat(finding.details())
                    .containsEntry("level_together", "0.95")
                    .containsEntry("level_alone", "0.975");
        });
        assertThat(sequence.level(sequence.endpoints().get(3))).isEmpty();
    }

    @Test
    void what_a_plan_leaves_open_is_a_finding() {
        String bare = """
                plan: P
                version: "1"
                objective: see
                alpha: 0.025
                endpoints:
                  - {id: A, role: primary, metric: auroc, lower_limit_at_least: 0.6, because: so}
                  - {id: B, role: secondary, metric: sensitivity, lower_limit_at_least: 0.6, because: so}
                missing_data: none
                """;

        assertThat(Holdouts.plan(bare).findings())
                .extracting(Finding::code)
                .containsExactly("SECONDARY_WITHOUT_GATE", "SAMPLE_SIZE_NOT_PLANNED", "SUBGROUPS_NOT_PLANNED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alpha: 0.025 | alpha: 0.5 | a one-sided level in (0, 0.5)",
                "allocation: fixed_sequence | allocation: all | to be one of [co_primary, fixed_sequence, holm, split]",
                "allocation: fixed_sequence | objectives: x | expected only the keys",
                "allocation: fixed_sequence | allocation: split | an alpha above 0 for each primary one",
                "metric: auroc, lower | metric: auroc, alpha: 0.01, lower | and none otherwise; endpoint E1 does not",
                "id: E2 | id: E1 | another than those before",
                "role: primary | role: descriptive | descriptive to go with no criterion",
                "metric: brier_score | metric: brier_score, lower_limit_at_least: 0.1 | descriptive to go with no"
                        + " criterion",
                "metric: brier_score | metric: brier | the identifier of a metric",
                "on: {sex: f} | on: {'se\tx': f} | the attribute of a slice: expected a name",
                "after: [E1, E2] | after: [E4] | to name claims that stand before",
                "margin: 0.1 | margin: 0.2 | the limit of the criterion",
                "lower_limit_at_least: 0.6 | lower_limit_at_least: 1.6 | no value of auroc",
                "lower_limit_at_least: 0.6 | lower_limit_at_least: 0.6, estimate_at_least: 0.7 | exactly one of",
                "positives: 4 | positive: 4 | expected only the keys",
                "positives: 4, because | because | to state records, subjects, positives or negatives",
                "metrics: [auroc] | metrics: [] | to name something",
                "because: chosen on the tuning part | because: '-' | expected \"because\" to be a text",
                "version: \"1\" | version: 1 | to be a text",
            })
    void what_does_not_fit_is_refused_with_its_place(String was, String becomes, String message) {
        assertThat(Holdouts.PLAN).contains(was);

        assertThatThrownBy(() -> Holdouts.plan(Holdouts.PLAN.replace(was, becomes)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("plan.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void shares_of_alpha_that_sum_to_more_are_refused() {
        assertThatThrownBy(() -> Holdouts.plan(Holdouts.PLAN
                        .replace("fixed_sequence", "split")
                        .replace("metric: auroc, lower", "metric: auroc, alpha: 0.02, lower")
                        .replace("evidence: x.test.report", "alpha: 0.006, evidence: x.test.report")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least the sum of the shares");
    }

    @Test
    void one_figure_at_two_levels_is_refused_and_at_one_level_it_is_not() {
        String plan = """
                plan: P
                version: "1"
                objective: see
                alpha: 0.025
                endpoints:
                  - {id: E1, role: primary, metric: auroc, lower_limit_at_least: 0.6, because: so}
                  - {id: S1, role: secondary, metric: auroc, evidence: evaluation-report, after: [E1], lower_limit_at_least: 0.7, because: so}
                missing_data: none
                """;
        String second =
                "  - {id: S2, role: secondary, metric: sensitivity, after: [E1], lower_limit_at_least: 0.7, because: so}\nmissing";

        assertThat(Holdouts.plan(plan).endpoints()).hasSize(2);
        // S1 and S2 share what E1 passes on, so that S1 needs 1 - 2 * 0.0125
        assertThatThrownBy(() -> Holdouts.plan(plan.replace("missing", second)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("plan.yaml")
                .hasMessageContaining("E1 needs an interval of level 0.95 and S1 one of 0.975");
    }

    @Property(tries = 1000)
    void mutated_plans_are_read_or_refused_and_nothing_else(
            @ForAll @IntRange(max = 100_000) int at, @ForAll byte value, @ForAll @IntRange(max = 3) int cut) {
        byte[] yaml = Holdouts.PLAN.getBytes(StandardCharsets.UTF_8);
        yaml[at % yaml.length] = value;
        byte[] read = cut == 0 ? java.util.Arrays.copyOf(yaml, at % yaml.length) : yaml;
        try {
            AnalysisPlan.from(Content.parseYaml(read), "plan.yaml").document();
        } catch (DataException | UncheckedIOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void the_page_gives_the_reasons_of_the_sample_size_and_of_the_operating_point() {
        assertThat(Html.text(AnalysisPlanLayout.of(Holdouts.plan())))
                .contains(
                        "Why this size",
                        "enough for the example",
                        "Why this operating point",
                        "chosen on the tuning part");
    }
}
