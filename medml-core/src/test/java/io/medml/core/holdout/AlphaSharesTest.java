package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.AnalysisPlan.Allocation;
import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.AnalysisPlan.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of alpha a secondary endpoint has behind its gates, by hand and by the error rate of the family. */
class AlphaSharesTest {

    private static final String[] METRICS = {"auroc", "sensitivity", "specificity", "accuracy", "balanced_accuracy"};

    /** A plan of alpha 0.025, such as {@code split E1=0.005 E2=0.02 S1<E1 S2<E1,S1 S3<}; an endpoint with {@code <} is secondary, {@code P} is on the point estimate. */
    private static AnalysisPlan plan(String words) {
        String[] parts = words.split(" ", -1);
        StringBuilder yaml = new StringBuilder("plan: P\nversion: \"1\"\nobjective: see\nalpha: 0.025\n");
        if (!parts[0].equals("one")) {
            yaml.append("allocation: ").append(parts[0]).append('\n');
        }
        yaml.append("endpoints:\n");
        for (int i = 1; i < parts.length; i++) {
            String[] gated = parts[i].split("<", -1);
            String[] shared = gated[0].split("=", -1);
            yaml.append("  - {id: ").append(shared[0]).append(", role: ");
            yaml.append(gated.length == 1 ? "primary" : "secondary");
            yaml.append(", metric: ").append(METRICS[i - 1]);
            if (shared.length == 2) {
                yaml.append(", alpha: ").append(shared[1]);
            }
            if (gated.length == 2 && !gated[1].isEmpty()) {
                yaml.append(", after: [").append(gated[1]).append(']');
            }
            yaml.append(shared[0].startsWith("P") ? ", estimate" : ", lower_limit")
                    .append("_at_least: 0.6, because: so}\n");
        }
        return Holdouts.plan(yaml.append("missing_data: none\n").toString());
    }

    // by hand, by the rule of the plan
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one E1 S1<E1 | S1 | 0.025",
                "one E1 S1<E1 S2<E1 | S2 | 0.0125",
                "one E1 S1<E1 S2<S1 S3<E1,S1,S2 | S3 | 0.025",
                "one E1 S1<E1 S2<E1 S3<S1,S2 | S3 | 0.025",
                "one E1 S1<E1 S2<E1 S3<S1 S4<S1 | S4 | 0.00625",
                "fixed_sequence E1 E2 S1<E2 | S1 | 0.025",
                "fixed_sequence E1 E2 S1<E1,E2 S2<E1,E2 S3<E2 | S3 | 0.008333333333333333",
                "co_primary E1 E2 S1<E1,E2 | S1 | 0.025",
                "holm E1 E2 S1<E1,E2 S2<S1 | S2 | 0.025",
                "split E1=0.005 E2=0.02 S1<E1 | S1 | 0.005",
                "split E1=0.005 E2=0.02 S1<E1 S2<E1 | S1 | 0.0025",
                "split E1=0.005 E2=0.02 S1<E1,E2 | S1 | 0.025",
                "split E1=0.005 E2=0.02 S1<E1 S2<E1,E2 | S2 | 0.0225",
                "split E1=0.005 E2=0.01 S1<E1 S2<S1,E2 | S2 | 0.015",
            })
    void a_gate_passes_its_alpha_on_in_equal_parts_to_what_stands_directly_behind_it(
            String words, String secondary, double share) {
        AnalysisPlan plan = plan(words);
        Endpoint endpoint = plan.endpoints().stream()
                .filter(e -> e.id().equals(secondary))
                .findFirst()
                .orElseThrow();

        assertThat(plan.alpha(endpoint).orElseThrow()).isCloseTo(share, within(1e-15));
        assertThat(plan.level(endpoint).orElseThrow()).isCloseTo(1 - 2 * share, within(1e-12));
        assertThat(plan.level(endpoint, 0.025 / 4).orElseThrow()).isCloseTo(1 - 2 * share / 4, within(1e-12));
    }

    @Test
    void a_level_of_an_opening_that_is_not_a_part_of_alpha_is_refused() {
        AnalysisPlan plan = plan("one E1");

        for (double opening : new double[] {0, 0.026, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> plan.level(plan.endpoints().get(0), opening))
                    .withMessageContaining("(0, 0.025]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixed_sequence E1 E2 S1<E1",
                "co_primary E1 E2 S1<E2",
                "holm E1 E2 S1<E1",
                "holm E1 E2 E3 S1<E1,E2,E3 S2<E1,E2",
            })
    void a_secondary_endpoint_behind_some_primary_ones_is_refused_where_alpha_is_free_only_behind_all(String words) {
        assertThatThrownBy(() -> plan(words))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("plan.yaml")
                .hasMessageContaining("behind all primary ones or none")
                .hasMessageContaining(words.contains("S2") ? "endpoint S2" : "endpoint S1");
    }

    // by hand, by the rule of the plan; 0.025 outside of the family where no alpha reaches it
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one P1 S1<P1 | S1 | 0.025 | true",
                "one E1 P1<E1 S1<E1 | S1 | 0.025 | false",
                "one E1 P1<E1 S1<P1 | S1 | 0.025 | true",
                "co_primary E1 P1 S1<E1,P1 S2<E1,P1 | S2 | 0.0125 | false",
                "split E1=0.025 P1 S1<P1 | S1 | 0.025 | true",
                "split E1=0.01 P1 S1<E1,P1 | S1 | 0.01 | false",
            })
    void a_claim_on_a_point_estimate_has_no_alpha_passes_none_on_and_is_a_finding(
            String words, String secondary, double share, boolean outside) {
        AnalysisPlan plan = plan(words);
        Map<String, Endpoint> byId = new HashMap<>();
        plan.endpoints().forEach(e -> byId.put(e.id(), e));

        assertThat(plan.alpha(byId.get("P1"))).isEmpty();
        assertThat(plan.level(byId.get("P1"))).isEmpty();
        assertThat(plan.alpha(byId.get(secondary)).orElseThrow()).isCloseTo(share, within(1e-15));
        assertThat(plan.isOutside(byId.get(secondary))).isEqualTo(outside);
        assertThat(plan.findings())
                .filteredOn(f -> f.code().equals("CLAIM_ON_POINT_ESTIMATE"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.severity()).isEqualTo(Severity.WARNING);
                    assertThat(f.details()).containsEntry("endpoints", "P1");
                });
        assertThat(Html.text(AnalysisPlanLayout.of(plan))).contains("none, on the point estimate");
    }

    @Test
    void a_share_of_alpha_for_a_claim_on_a_point_estimate_is_refused() {
        assertThatThrownBy(() -> plan("split E1=0.005 P1=0.02"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("on a limit", "a point estimate has no error rate", "endpoint P1 does not");
    }

    @Test
    void what_is_outside_of_the_family_and_what_shares_a_gate_is_said() {
        assertThat(plan("one E1 S1< S2<S1 S3<E1 S4<E1").findings())
                .extracting(Finding::code, f -> f.details().getOrDefault("endpoints", ""))
                .startsWith(
                        org.assertj.core.groups.Tuple.tuple("SECONDARY_WITHOUT_GATE", "S1, S2"),
                        org.assertj.core.groups.Tuple.tuple("ALPHA_DIVIDED", "S3, S4"));
        assertThat(plan("one E1 S1<E1 S2<S1").findings())
                .extracting(Finding::code)
                .doesNotContain("ALPHA_DIVIDED", "SECONDARY_WITHOUT_GATE", "CLAIM_ON_POINT_ESTIMATE");
    }

    private static final int RUNS = 100_000;

    /**
     * The largest rate of false claims over all ways in which some hypotheses are true and the others so false that they are always rejected,
     * with p-values that are independent or whose small values exclude each other, which is the worst for a sum.
     */
    private static double worstRate(AnalysisPlan plan, ToDoubleFunction<Endpoint> level) {
        List<Endpoint> endpoints = plan.endpoints();
        SplittableRandom random = new SplittableRandom(20090212);
        double worst = 0;
        for (int nulls = 1; nulls < 1 << endpoints.size(); nulls++) {
            for (boolean independent : new boolean[] {true, false}) {
                int wrong = 0;
                for (int run = 0; run < RUNS; run++) {
                    double common = random.nextDouble();
                    Map<String, Double> p = new HashMap<>();
                    boolean small = false;
                    for (int i = 0; i < endpoints.size(); i++) {
                        double value = 0;
                        if ((nulls >> i & 1) == 1) {
                            value = independent ? random.nextDouble() : (common + i / (double) endpoints.size()) % 1;
                            small |= value < 0.026;
                        }
                        p.put(endpoints.get(i).id(), value);
                    }
                    // a run without a small p-value among the true hypotheses makes no false claim
                    if (small && falseClaim(plan, p, level)) {
                        wrong++;
                    }
                }
                worst = Math.max(worst, wrong / (double) RUNS);
            }
        }
        return worst;
    }

    private static boolean falseClaim(AnalysisPlan plan, Map<String, Double> p, ToDoubleFunction<Endpoint> level) {
        Set<String> met = new HashSet<>();
        List<Endpoint> primary =
                plan.endpoints().stream().filter(e -> e.role() == Role.PRIMARY).toList();
        Allocation allocation = plan.allocation().orElse(Allocation.CO_PRIMARY);
        List<Endpoint> ordered = new ArrayList<>(primary);
        if (allocation == Allocation.HOLM) {
            ordered.sort(Comparator.comparing(e -> p.get(e.id())));
        }
        int left = ordered.size();
        for (Endpoint e : ordered) {
            double at = allocation == Allocation.HOLM ? plan.alpha() / left-- : level.applyAsDouble(e);
            if (p.get(e.id()) <= at) {
                met.add(e.id());
            } else if (allocation == Allocation.HOLM || allocation == Allocation.FIXED_SEQUENCE) {
                break;
            }
        }
        for (Endpoint e : plan.endpoints()) {
            if (e.role() == Role.SECONDARY && met.containsAll(e.after()) && p.get(e.id()) <= level.applyAsDouble(e)) {
                met.add(e.id());
            }
        }
        if (allocation == Allocation.CO_PRIMARY && !primary.stream().allMatch(e -> met.contains(e.id()))) {
            primary.forEach(e -> met.remove(e.id()));
        }
        return met.stream().anyMatch(id -> p.get(id) > 0);
    }

    /** At most 0.025 and four standard errors of 100,000 runs, which are 0.002. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "one E1 S1<E1 S2<E1 S3<S1,S2",
                "fixed_sequence E1 E2 S1<E1,E2 S2<E2 S3<S2",
                "co_primary E1 E2 S1<E1,E2 S2<E1,E2",
                "holm E1 E2 S1<E1,E2 S2<E1,E2",
                "split E1=0.005 E2=0.02 S1<E1 S2<E1 S3<E1,E2",
                "split E1=0.005 E2=0.02 S1<E1 S2<S1,E2 S3<S1",
            })
    void some_false_claim_is_made_no_more_often_than_alpha(String words) {
        AnalysisPlan plan = plan(words);

        assertThat(worstRate(plan, e -> plan.alpha(e).orElse(0))).isBetween(0.023, 0.027);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one E1 S1<E1 S2<E1", "split E1=0.005 E2=0.02 S1<E1 S2<E1"})
    void the_whole_alpha_for_each_endpoint_behind_a_gate_would_not_keep_it(String words) {
        AnalysisPlan plan = plan(words);

        assertThat(worstRate(plan, e -> e.alpha().orElse(plan.alpha()))).isGreaterThan(0.045);
    }
}
