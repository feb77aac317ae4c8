package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataUseLogTest {

    private static final Cohort COHORT = Sample.clean();

    private static DataMovement.EncryptionStage to(String place) {
        return DataMovement.of(COHORT.reference())
                .from("hospital a")
                .to(place)
                .purpose("training")
                .because("training runs on rented machines")
                .legalBasis("contract 2026-4, section 2");
    }

    private static DataUseAuthorization permission(Ledger ledger) {
        return Sample.gate().requireAuthorized(Sample.scopes(COHORT), Sample.move("Cloud Co"), ledger, Sample.ANA);
    }

    private static DataMovement.Builder sound(Ledger ledger) {
        return to("cloud eu-west")
                .encryption("TLS 1.3, AES-256-GCM at rest")
                .recipient("Cloud Co")
                .agreement("BAA-1")
                .under(permission(ledger));
    }

    private static List<String> codes(DataUseLogReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    @Test
    void a_movement_under_a_decision_and_an_agreement_gives_no_finding_and_is_listed_whole() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            LedgerEntry entry = log.moved(sound(ledger).build(), Sample.ANA);

            DataUseLogReport report = log.report(Sample.agreements());

            assertThat(report.findings()).isEmpty();
            assertThat(report.movements()).singleElement().satisfies(movement -> {
                assertThat(movement.line().entry()).isEqualTo(entry.index());
                assertThat(movement.line().time()).isEqualTo(entry.time());
                assertThat(movement.line().actor()).isEqualTo("u:ana");
                assertThat(movement.line().name()).isEqualTo("Ana Example");
                assertThat(movement.line().why()).isEqualTo("training runs on rented machines");
                assertThat(movement.from()).isEqualTo("hospital a");
                assertThat(movement.to()).isEqualTo("cloud eu-west");
                assertThat(movement.recipient()).isEqualTo("Cloud Co");
                assertThat(movement.agreement()).hasValue("BAA-1");
                assertThat(movement.legalBasis()).isEqualTo("contract 2026-4, section 2");
                assertThat(movement.encryption()).isEqualTo("TLS 1.3, AES-256-GCM at rest");
                assertThat(movement.decision()).hasValue(1L);
            });
            assertThat(entry.type()).isEqualTo("dataset.accessed");
            assertThat(entry.data().text("hash"))
                    .isEqualTo(COHORT.reference().digest().hex());
            assertThat(ledger.latest("dataset.accessed", COHORT.reference())).hasValue(entry);
        }
    }

    @Test
    void each_planted_fault_of_a_movement_is_found() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            log.moved(
                    to("cloud eu-west")
                            .encryption("TLS 1.3")
                            .recipient("Cloud Co")
                            .build(),
                    Sample.ANA);
            log.moved(
                    to("cloud eu-west")
                            .encryption("TLS 1.3")
                            .recipient("Cloud Co")
                            .agreement("BAA-9")
                            .build(),
                    Sample.ANA);
            log.moved(
                    to("cloud eu-west")
                            .encryption("TLS 1.3")
                            .recipient("Old Co")
                            .agreement("BAA-2")
                            .build(),
                    Sample.ANA);
            log.moved(
                    to("FR").encryption("TLS 1.3")
                            .recipient("Cloud Co")
                            .agreement("BAA-1")
                            .build(),
                    Sample.ANA);
            log.moved(
                    to("DE").unencrypted("on paper")
                            .noAgreementNeeded("within Hospital A")
                            .build(),
                    Sample.ANA);

            DataUseLogReport report = log.report(Sample.agreements());

            assertThat(report.findings())
                    .filteredOn(f -> f.code().equals("MOVEMENT_WITHOUT_AGREEMENT"))
                    .extracting(Finding::where, Finding::message)
                    .satisfiesExactly(
                            f -> assertThat(f.toList().toString()).contains("entry 1", "no agreement is named"),
                            f -> assertThat(f.toList().toString()).contains("entry 2", "is not in the register"),
                            f -> assertThat(f.toList().toString()).contains("entry 3", "it is not in force"),
                            f -> assertThat(f.toList().toString()).contains("entry 4", "a place is not allowed"));
            assertThat(report.findings())
                    .filteredOn(f -> f.code().equals("MOVEMENT_NOT_ENCRYPTED"))
                    .extracting(Finding::where)
                    .containsExactly("entry 5");
            assertThat(report.findings())
                    .filteredOn(f -> f.code().equals("MOVEMENT_WITHOUT_DECISION"))
                    .hasSize(5);
        }
    }

    @Test
    void a_movement_that_names_a_decision_of_something_else_is_an_error() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = permission(ledger);
            // by hand, as somebody would who wants to borrow a decision: another data set, under the decision of this
            // one
            ArtifactRef other = Sample.dataset("records", "1");
            ledger.append(EntryDraft.of("dataset.accessed")
                    .subject(other)
                    .reason("borrowed")
                    .data(Content.fields()
                            .put("action", "moved")
                            .put("hash", other.digest().hex())
                            .put("from", "hospital a")
                            .put("to", "cloud eu-west")
                            .put("purpose", "training")
                            .put("legal_basis", "none")
                            .put("encryption", "TLS")
                            .put("recipient", "Cloud Co")
                            .put("agreement", "BAA-1")
                            .build())
                    .link("authorization", permission.decision().ref()));

            assertThat(codes(log.report(Sample.agreements()))).containsExactly("MOVEMENT_OUTSIDE_DECISION");
        }
    }

    @Test
    void a_report_without_a_register_says_that_agreements_were_not_looked_at() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            log.moved(sound(ledger).build(), Sample.ANA);

            assertThat(codes(log.report())).containsExactly("AGREEMENTS_NOT_CHECKED");
        }
    }

    @Test
    void accesses_and_refusals_are_listed_and_entries_by_hand_are_said_not_to_be() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            log.accessed(COHORT.reference(), "evaluation", "hospital a", "a look at the labels", Sample.ANA);
            log.accessed(permission(ledger), "copy for the training machines", Sample.ANA);
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> Sample.gate()
                            .requireAuthorized(Sample.scopes(Sample.mixed()), Sample.training(), ledger, Sample.ANA));
            Content.Fields bare = Content.fields()
                    .put("hash", COHORT.reference().digest().hex())
                    .build();
            ledger.append(EntryDraft.of("dataset.accessed")
                    .subject(COHORT.reference())
                    .data(bare));
            ledger.append(EntryDraft.of("dataset.accessed")
                    .subject(COHORT.reference())
                    .data(Content.fields()
                            .put("hash", COHORT.reference().digest().hex())
                            .put("action", "moved")
                            .build()));

            DataUseLogReport report = log.report();

            assertThat(report.accesses()).hasSize(3);
            assertThat(report.accesses().get(2).line().purpose()).isEqualTo("not stated");
            assertThat(report.accesses().get(0).decision()).isEmpty();
            assertThat(report.accesses().get(1).decision()).hasValue(2L);
            assertThat(report.refusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.operation()).isEqualTo("train");
                assertThat(refusal.records()).isEqualTo(5);
                assertThat(refusal.notCovered()).isEqualTo(3);
            });
            assertThat(codes(report)).containsExactly("ENTRY_NOT_READ");
        }
    }

    @Test
    void an_empty_ledger_has_an_empty_log() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLogReport report = DataUseLog.on(ledger).report(Sample.agreements());

            assertThat(report.findings()).isEmpty();
            assertThat(report.movements()).isEmpty();
            assertThat(ledger.record(report).evidence()).isEqualTo(report);
        }
    }

    @Test
    void what_does_not_fit_together_is_refused() {
        try (Ledger ledger = Sample.ledger();
                Ledger elsewhere = Sample.ledger()) {
            DataUseAuthorization permission = permission(ledger);
            elsewhere.append(EntryDraft.of("artifact.stored"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> to("FR").encryption("TLS").under(permission))
                    .withMessageContaining("expected a permission to export or move");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataUseLog.on(elsewhere).accessed(permission, "a look", Sample.ANA))
                    .withMessageContaining("ask the gate with this ledger");
            assertThatIllegalStateException()
                    .isThrownBy(() -> to("FR").encryption("TLS").build())
                    .withMessageContaining("a movement states its recipient(..)");
            assertThatIllegalStateException()
                    .isThrownBy(() -> to("FR").encryption("TLS")
                            .noAgreementNeeded("own")
                            .agreement("BAA-1")
                            .build())
                    .withMessageContaining("state recipient(..)");
        }
    }

    @Test
    void a_page_escapes_what_people_entered() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            log.accessed(COHORT.reference(), "evaluation", "hospital a", "<script>alert(1)</script>", Sample.ANA);

            assertThat(Html.text(DataUseLogLayout.of(ledger.record(log.report()))))
                    .doesNotContain("<script>alert")
                    .contains("&lt;script&gt;alert(1)", "Ana Example (u:ana)");
        }
    }
}
