package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.authorization.RetentionPolicy.Holding;
import io.medml.core.authorization.RetentionPolicy.LegalHold;
import io.medml.core.authorization.RetentionReport.Reviewed;
import io.medml.core.authorization.RetentionReport.Standing;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {

    private static final LocalDate START = LocalDate.parse("2016-03-01");

    static RetentionPolicy policy() {
        return RetentionPolicy.named("retention", "1")
                .keep("training data", Period.ofYears(10), "contract 2016-4, section 7")
                .keep("prediction log", Period.ofMonths(6), "data protection plan, section 3")
                .build();
    }

    private static final Holding DATA = new Holding(Sample.dataset("records", "1"), "training data", START);
    private static final Holding LOG =
            new Holding(Sample.dataset("predictions", "1"), "prediction log", LocalDate.parse("2025-08-31"));
    private static final Holding OTHER = new Holding(Sample.dataset("scans", "1"), "images", START);

    private static LegalHold hold(String released, Holding held) {
        return new LegalHold(
                "case 12",
                "a claim is open",
                LocalDate.parse("2025-01-01"),
                Optional.of(released).filter(text -> !text.isEmpty()).map(LocalDate::parse),
                List.of(held.artefact()));
    }

    static RetentionReport report() {
        return policy().review(List.of(DATA, LOG, OTHER), List.of(hold("", LOG)), Sample.MARCH);
    }

    private static Standing on(String day) {
        return policy().review(List.of(DATA), List.of(), LocalDate.parse(day))
                .artefacts()
                .get(0)
                .standing();
    }

    @Test
    void an_artefact_is_due_on_the_day_after_its_last() {
        assertThat(on("2026-02-28")).isEqualTo(Standing.KEPT);
        assertThat(on("2026-03-01")).isEqualTo(Standing.DUE);
    }

    @Test
    void a_legal_hold_keeps_what_is_due_until_it_is_released() {
        List<Holding> data = List.of(DATA);

        assertThat(policy().review(data, List.of(hold("", DATA)), Sample.MARCH)
                        .artefacts()
                        .get(0)
                        .standing())
                .isEqualTo(Standing.ON_HOLD);
        assertThat(policy().review(data, List.of(hold("2026-03-02", DATA)), Sample.MARCH)
                        .artefacts()
                        .get(0)
                        .standing())
                .isEqualTo(Standing.ON_HOLD);
        assertThat(policy().review(data, List.of(hold("2026-03-01", DATA)), Sample.MARCH)
                        .artefacts()
                        .get(0)
                        .standing())
                .isEqualTo(Standing.DUE);
    }

    @Test
    void what_has_no_rule_is_never_due_and_a_hold_on_something_else_is_said() {
        RetentionReport report = policy().review(List.of(OTHER), List.of(hold("", DATA)), Sample.MARCH);

        assertThat(report.artefacts()).extracting(Reviewed::standing).containsExactly(Standing.NO_RULE);
        assertThat(report.findings())
                .extracting(Finding::code)
                .containsExactly("NO_RETENTION_RULE", "HOLD_WITHOUT_ARTEFACT");
    }

    @Test
    void what_is_kept_in_time_gives_no_finding() {
        assertThat(policy().review(List.of(DATA), List.of(), LocalDate.parse("2020-01-01"))
                        .findings())
                .isEmpty();
    }

    @Test
    void a_month_that_has_no_such_day_ends_with_its_last() {
        // 31 August and six months is 28 February, and the last day is the one before
        assertThat(policy().review(List.of(LOG), List.of(), Sample.MARCH)
                        .artefacts()
                        .get(0)
                        .through())
                .hasValue(LocalDate.parse("2026-02-27"));
    }

    @Test
    void a_policy_reads_back_and_a_mistake_is_named() {
        String yaml = """
                form: medml-retention-policy/1
                name: retention
                version: "1"
                rules:
                  - {kind: training data, period: P10Y, basis: "contract 2016-4, section 7"}
                  - {kind: prediction log, period: P6M, basis: "data protection plan, section 3"}
                """;

        assertThat(RetentionPolicy.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8)))
                        .reference())
                .isEqualTo(policy().reference())
                .isEqualTo(RetentionPolicy.from(Content.parse(policy().content().bytes()))
                        .reference());
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> RetentionPolicy.from(
                        Content.parseYaml(yaml.replace("P6M", "6 months").getBytes(StandardCharsets.UTF_8))))
                .withMessageContaining("rules 2: expected \"period\" to be a period such as P10Y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.named("r", "1").keep("x", Period.ofDays(-1), "none"))
                .withMessageContaining("at least one day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.named("r", "1").keep("x", Period.ofYears(Integer.MAX_VALUE), "none"))
                .withMessageContaining("at most 1,000 years");
    }

    @Test
    void a_page_lists_what_is_due_and_what_is_held() {
        assertThat(Html.text(RetentionLayout.of(report())))
                .contains("due", "on hold", "case 12", "no rule", "Nothing was deleted");
    }
}
