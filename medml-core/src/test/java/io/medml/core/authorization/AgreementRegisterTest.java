package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.authorization.AgreementReview.Standing;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementRegisterTest {

    // BAA-1 ends on 2026-04-15, which is 45 days after 2026-03-01: 30 to the end of March, 15 in April
    @ParameterizedTest
    @CsvSource({"45, ENDS_SOON", "44, IN_FORCE", "0, IN_FORCE"})
    void what_ends_within_the_horizon_is_listed_with_the_days_left(int horizon, Standing standing) {
        AgreementReview review = Sample.agreements().review(Sample.MARCH, horizon);

        assertThat(review.agreements().get(0).standing()).isEqualTo(standing);
        assertThat(review.agreements().get(0).daysLeft()).hasValue(45);
        assertThat(review.findings().stream().filter(f -> f.code().equals("AGREEMENT_ENDS_SOON")))
                .hasSize(standing == Standing.ENDS_SOON ? 1 : 0)
                .allSatisfy(f -> assertThat(f.details()).containsEntry("days_left", "45"));
    }

    @Test
    void an_agreement_is_in_force_on_its_last_day_and_has_ended_on_the_next() {
        AgreementRegister register = Sample.agreements();

        assertThat(register.review(LocalDate.parse("2026-04-15"), 0)
                        .agreements()
                        .get(0))
                .satisfies(one -> assertThat(one.standing()).isEqualTo(Standing.ENDS_SOON))
                .satisfies(one -> assertThat(one.daysLeft()).hasValue(0));
        assertThat(register.review(LocalDate.parse("2026-04-16"), 0)
                        .agreements()
                        .get(0)
                        .standing())
                .isEqualTo(Standing.ENDED);
        assertThat(register.review(LocalDate.parse("2024-12-31"), 0)
                        .agreements()
                        .get(0)
                        .standing())
                .isEqualTo(Standing.NOT_BEGUN);
    }

    @Test
    void a_register_in_which_nothing_ends_gives_no_finding() {
        AgreementRegister register = AgreementRegister.of(
                "agreements",
                "1",
                Sample.POLICY,
                List.of(Sample.agreement("BAA-1", "Cloud Co", "2025-01-01", "2030-12-31")));

        assertThat(register.review(Sample.MARCH, 60).findings()).isEmpty();
    }

    @Test
    void an_ended_agreement_is_a_warning() {
        assertThat(Sample.agreements().review(Sample.MARCH, 0).findings())
                .extracting(Finding::code)
                .containsExactly("AGREEMENT_ENDED");
    }

    @Test
    void a_register_reads_back_and_a_hand_written_one_is_read() {
        AgreementRegister register = Sample.agreements();
        String yaml = """
                form: medml-agreement-register/1
                name: agreements
                version: "1"
                agreements:
                  - id: DUA-7
                    kind: data use agreement
                    parties: [Hospital A, University B]
                    scope:
                      - {purposes: [training], versions: any, places: [DE], from: open, through: open, transfer: allowed}
                    from: "2026-01-01"
                    through: "2026-12-31"
                    document_sha256: "%s"
                """.formatted("a".repeat(64));

        AgreementRegister read =
                AgreementRegister.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8)), Sample.POLICY);

        assertThat(AgreementRegister.from(Content.parse(register.content().bytes()), Sample.POLICY)
                        .reference())
                .isEqualTo(register.reference());
        assertThat(read.find("DUA-7").orElseThrow().through()).hasValue(LocalDate.parse("2026-12-31"));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> AgreementRegister.from(
                        Content.parseYaml(yaml.replace("[Hospital A, University B]", "[Hospital A]")
                                .getBytes(StandardCharsets.UTF_8)),
                        Sample.POLICY))
                .withMessageContaining("agreement register, agreement 1: expected \"parties\" to name at least two");
    }

    @Test
    void the_same_identifier_twice_is_refused() {
        UseAgreement one = Sample.agreement("BAA-1", "Cloud Co", "2025-01-01", "2026-04-15");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgreementRegister.of("agreements", "1", Sample.POLICY, List.of(one, one)))
                .withMessageContaining("expected each agreement once");
    }

    @Test
    void a_page_lists_the_agreements() {
        AgreementReview review = Sample.agreements().review(Sample.MARCH, 60);

        assertThat(Html.text(AgreementReviewLayout.of(review)))
                .contains("BAA-1", "ends soon", "45", "This report is not in a ledger");
        try (Ledger ledger = Sample.ledger()) {
            assertThat(Html.text(AgreementReviewLayout.of(ledger.record(review))))
                    .doesNotContain("This report is not in a ledger");
        }
    }
}
