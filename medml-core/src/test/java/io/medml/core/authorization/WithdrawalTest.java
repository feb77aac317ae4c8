package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.authorization.WithdrawalDecision.Choice;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithdrawalTest {

    private static final String SUBJECT = Sample.KEY.subjectPseudonym("p1");
    private static final LocalDate DAY = LocalDate.parse("2026-02-01");
    static final ArtifactRef V1 = Sample.dataset("records", "1");
    static final ArtifactRef V2 = Sample.dataset("records", "2");
    static final ArtifactRef OLD = Sample.model("readmission", "1.0");
    static final ArtifactRef NEW = Sample.model("readmission", "2.0");

    /** Trained and used before the withdrawal, in use at one place. */
    private static SubjectUses.Builder before() {
        return SubjectUses.of(SUBJECT)
                .heldIn(V1)
                .used(V1, "evaluation", LocalDate.parse("2025-11-01"))
                .trained(OLD, V1, LocalDate.parse("2025-10-01"))
                .inUse(OLD, "hospital a", LocalDate.parse("2025-12-01"))
                .inUse(OLD, "hospital b", LocalDate.parse("2025-12-01"), LocalDate.parse("2026-01-31"));
    }

    /** And after it, with the next version. */
    static SubjectUses.Builder after() {
        return before().heldIn(V2).used(V2, "evaluation", DAY).trained(NEW, V2, LocalDate.parse("2026-02-20"));
    }

    static WithdrawalImpact impact(SubjectUses.Builder uses) {
        return Withdrawal.of(SUBJECT, DAY).trace(uses.build(), Sample.MARCH);
    }

    private static List<String> codes(WithdrawalImpact impact) {
        return impact.findings().stream().map(Finding::code).toList();
    }

    @Test
    void uses_before_the_withdrawal_stay_visible_and_are_no_error() {
        WithdrawalImpact impact = impact(before());

        assertThat(codes(impact)).containsExactly("SUBJECT_HELD", "DECISION_DUE");
        assertThat(impact.uses()).hasSize(1);
        assertThat(impact.models()).singleElement().satisfies(model -> {
            assertThat(model.model()).isEqualTo(OLD);
            assertThat(model.inUse()).isTrue();
            assertThat(model.places()).hasSize(2);
        });
    }

    @Test
    void uses_on_the_day_of_the_withdrawal_and_later_are_errors() {
        WithdrawalImpact impact = impact(after());

        assertThat(codes(impact))
                .containsExactly(
                        "USE_AFTER_WITHDRAWAL",
                        "TRAINED_AFTER_WITHDRAWAL",
                        "SUBJECT_HELD",
                        "SUBJECT_HELD",
                        "DECISION_DUE",
                        "DECISION_DUE");
        assertThat(impact.findings().get(1).message()).contains("trained on 2026-02-20 on records 2");
        assertThat(impact.models())
                .extracting(WithdrawalImpact.AffectedModel::inUse)
                .containsExactly(true, false);
    }

    @Test
    void a_subject_that_is_nowhere_held_gives_no_more_than_that() {
        WithdrawalImpact impact = impact(SubjectUses.of(SUBJECT).notHeldIn(V1).notHeldIn(V2));

        assertThat(codes(impact)).containsExactly("SUBJECT_NOT_HELD");
        assertThat(impact.findings().get(0).details()).containsEntry("looked_at", "2");
        assertThat(impact.datasetsWithout()).containsExactly(V1, V2);
        assertThat(Html.text(WithdrawalLayout.of(impact)))
                .contains("Looked at, and do not hold the subject: data set records");
        assertThat(impact.provenance().inputs()).contains(V1, V2);
    }

    @Test
    void an_empty_look_does_not_say_that_the_subject_is_not_held() {
        assertThat(impact(SubjectUses.of(SUBJECT)).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("NOTHING_LOOKED_AT");
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        });
    }

    @Test
    void what_could_not_be_traced_is_an_error() {
        assertThat(codes(impact(SubjectUses.of(SUBJECT).notHeldIn(V1).gap("runs before 2024 were not recorded"))))
                .containsExactly("TRACE_INCOMPLETE");
    }

    @Test
    void each_model_has_a_decision_due_until_a_person_states_one() {
        try (Ledger ledger = Sample.ledger()) {
            Recorded<WithdrawalImpact> impact = ledger.record(impact(after()));
            Recorded<WithdrawalImpact> another =
                    ledger.record(Withdrawal.of(SUBJECT, DAY.plusDays(1)).trace(after().build(), Sample.MARCH));

            assertThat(WithdrawalDecision.due(ledger, impact)).containsExactly(OLD, NEW);
            WithdrawalDecision.record(
                    ledger, impact, OLD, Choice.RETAIN, "one of 84,213 patients; no output shows a record", Sample.ANA);

            assertThat(WithdrawalDecision.due(ledger, impact)).containsExactly(NEW);
            assertThat(WithdrawalDecision.due(ledger, another)).containsExactly(OLD, NEW);
            assertThat(WithdrawalDecision.of(ledger, impact)).singleElement().satisfies(made -> {
                assertThat(made.model()).isEqualTo("readmission 1.0");
                assertThat(made.choice()).isEqualTo(Choice.RETAIN);
                assertThat(made.by()).isEqualTo("Ana Example (u:ana)");
            });
            assertThat(Html.text(WithdrawalLayout.of(impact, ledger)))
                    .contains("retain: one of 84,213 patients", "due: retrain, retain or retire");
        }
    }

    @Test
    void only_a_person_decides_and_only_on_a_model_that_is_reached() {
        try (Ledger ledger = Sample.ledger()) {
            Recorded<WithdrawalImpact> impact = ledger.record(impact(before()));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WithdrawalDecision.record(
                            ledger, impact, OLD, Choice.RETAIN, "a rule says so", Actor.service("svc:rule")))
                    .withMessageContaining("is decided by a person");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WithdrawalDecision.record(
                            ledger, impact, NEW, Choice.RETRAIN, "it was trained late", Sample.ANA))
                    .withMessageContaining("expected a model that the withdrawal reaches");
        }
    }

    @Test
    void what_does_not_fit_together_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Withdrawal.of("Miller, J.", DAY))
                .withMessageContaining("never hand in an identifier")
                .withMessageNotContaining("Miller");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SubjectUses.of(SUBJECT).used(V1, "evaluation", DAY).build())
                .withMessageContaining("expected a data set that holds the subject");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SubjectUses.of(SUBJECT).inUse(OLD, "hospital a", DAY).build())
                .withMessageContaining("call trained(..)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Withdrawal.of(Sample.KEY.subjectPseudonym("p2"), DAY).trace(before().build(), Sample.MARCH))
                .withMessageContaining("trace each by itself");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SubjectUses.of(SUBJECT).heldIn(V1).notHeldIn(V1).build())
                .withMessageContaining("expected one statement on whether a data set holds the subject");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectUses.of(SUBJECT).heldIn(OLD))
                .withMessageContaining("expected a reference to a dataset");
    }
}
