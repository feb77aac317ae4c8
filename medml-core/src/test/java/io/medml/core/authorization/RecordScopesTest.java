package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.authorization.DataUseDecision.Outcome;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.FingerprintKey;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordScopesTest {

    private static DataUseDecision decide(RecordScopes scopes) {
        return Sample.gate().decide(scopes, Sample.training());
    }

    @Test
    void columns_of_days_and_withdrawals_narrow_the_scope_and_what_cannot_be_read_is_not_covered() {
        Cohort cohort = Sample.cohort("id,patient,consent,from,to,gone,left,y\n"
                + "r1,p1,consent 2,2025-06-01,2026-12-31,no,,1\n" // covered
                + "r2,p2,consent 2,2026-06-01,2026-12-31,no,,0\n" // begins later
                + "r3,p3,consent 2,2025-06-01,2026-02-28,no,,0\n" // has ended
                + "r4,p4,consent 2,,2026-12-31,no,,0\n" // no first day
                + "r5,p5,consent 2,2025-06-01,soon,no,,0\n" // no day
                + "r6,p6,consent 2,2025-06-01,2026-12-31,yes,,0\n" // withdrawn
                + "r7,p7,consent 2,2025-06-01,2026-12-31,maybe,,0\n" // nobody knows
                + "r8,p8,consent 2,2025-06-01,2026-12-31,no,2026-03-01,0\n" // withdrawn on the day
                + "r9,p9,consent 2,2025-06-01,2026-12-31,no,2026-03-02,0\n" // withdrawn the day after
                + "r10,p10,consent 2,2025-06-01,2026-12-31,no,2026-02-30,0\n"); // no such day

        DataUseDecision decision = decide(RecordScopes.byColumns(cohort, Sample.POLICY)
                .scopeNamedIn("consent")
                .validFrom("from")
                .validThrough("to")
                .withdrawnWhere("gone", "yes", "no")
                .withdrawnOnWhereGiven("left")
                .build());

        assertThat(decision.rowsCovered()).containsExactly(0, 8);
        assertThat(decision.counts())
                .isEqualTo(Map.of(
                        Uncovered.NOT_YET_VALID, 1,
                        Uncovered.EXPIRED, 1,
                        Uncovered.UNREADABLE_DAY, 2,
                        Uncovered.WITHDRAWN, 2,
                        Uncovered.WITHDRAWAL_UNKNOWN, 2));
    }

    @Test
    void a_blank_last_day_is_no_end_only_where_that_is_said() {
        Cohort cohort = Sample.cohort("id,patient,consent,to,y\nr1,p1,consent 2,,1\nr2,p2,consent 2,2026-12-31,0\n");

        assertThat(decide(RecordScopes.byColumns(cohort, Sample.POLICY)
                                .scopeNamedIn("consent")
                                .validThrough("to")
                                .build())
                        .rowsToLeaveOut())
                .containsExactly(0);
        assertThat(decide(RecordScopes.byColumns(cohort, Sample.POLICY)
                                .scopeNamedIn("consent")
                                .validThroughWhereGiven("to")
                                .build())
                        .outcome())
                .isEqualTo(Outcome.COVERED);
    }

    @Test
    void where_several_columns_name_scopes_all_of_them_must_allow_it() {
        Cohort cohort =
                Sample.cohort("id,patient,consent,site,y\nr1,p1,consent 2,consent 2,1\nr2,p2,consent 2,consent 1,0\n");
        RecordScopes both = RecordScopes.byColumns(cohort, Sample.POLICY)
                .scopeNamedIn("consent")
                .scopeNamedIn("site")
                .build();
        RecordScopes joined = RecordScopes.byColumns(cohort, Sample.POLICY)
                .scopeNamedIn("consent")
                .build()
                .and(RecordScopes.byColumns(cohort, Sample.POLICY)
                        .scopeNamedIn("site")
                        .build());

        assertThat(decide(both).rowsToLeaveOut()).containsExactly(1);
        assertThat(decide(joined).rowsToLeaveOut()).containsExactly(1);
        assertThat(decide(joined).counts()).isEqualTo(Map.of(Uncovered.PURPOSE, 1));
    }

    @Test
    void scopes_of_other_data_do_not_join() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.scopes(Sample.clean()).and(Sample.scopes(Sample.mixed())))
                .withMessageContaining("expected scopes of dataset records 1");
    }

    @Test
    void scopes_that_are_said_to_be_generated_make_decisions_that_say_so() {
        assertThat(decide(Sample.scopes(Sample.clean()).generated()).findings())
                .extracting(Finding::code)
                .containsExactly("SYNTHETIC_DATA");
    }

    @Test
    void a_builder_without_a_scope_column_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        RecordScopes.byColumns(Sample.clean(), Sample.POLICY).build())
                .withMessageContaining("call scopeNamedIn(..)");
    }

    // ---- register

    private static ConsentRegister register() {
        LocalDate start = LocalDate.parse("2025-06-01");
        return ConsentRegister.named("consents", "7", Sample.POLICY, Sample.KEY)
                .consent("p1", "consent 2", start)
                .consent("p2", "consent 1", start)
                .consent("p3", "consent 2", start)
                .withdrawn("p3", LocalDate.parse("2026-02-01"))
                .consent("p4", "consent 2", start)
                .withdrawn("p4", LocalDate.parse("2026-02-01"))
                .consent("p4", "consent 2", LocalDate.parse("2026-02-15"))
                .consent("p5", "consent 2", start, LocalDate.parse("2026-02-28"))
                .generated()
                .build();
    }

    private static final Cohort SIX =
            Sample.cohort("id,patient,y\nr1,p1,1\nr2,p2,0\nr3,p3,0\nr4,p4,0\nr5,p5,0\nr6,p6,0\nr7,p1,0\n");

    @Test
    void a_register_gives_each_record_the_scope_of_its_subject() {
        DataUseDecision decision = decide(RecordScopes.byRegister(SIX, register()));

        assertThat(decision.rowsCovered()).containsExactly(0, 3, 6);
        assertThat(decision.counts())
                .isEqualTo(Map.of(
                        Uncovered.PURPOSE, 1,
                        Uncovered.WITHDRAWN, 1,
                        Uncovered.EXPIRED, 1,
                        Uncovered.NOT_IN_REGISTER, 1));
        assertThat(decision.findings())
                .as("a generated register is said to be one")
                .anyMatch(finding -> finding.code().equals("SYNTHETIC_DATA"));
        assertThat(decision.provenance().synthetic()).isTrue();
    }

    @Test
    void a_register_reads_back_with_its_key_and_its_policy_only() {
        ConsentRegister register = register();
        Content content = Content.parse(register.content().bytes());
        FingerprintKey other = FingerprintKey.of("fedcba9876543210".getBytes(StandardCharsets.US_ASCII));

        ConsentRegister read = ConsentRegister.from(content, Sample.POLICY, Sample.KEY);

        assertThat(read.reference()).isEqualTo(register.reference());
        assertThat(read.withdrawals())
                .containsOnlyKeys(Sample.KEY.subjectPseudonym("p3"), Sample.KEY.subjectPseudonym("p4"));
        assertThat(new String(register.content().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("p3");
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> ConsentRegister.from(content, Sample.POLICY, other))
                .withMessageContaining("expected the key that it was made with");
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() ->
                        ConsentRegister.from(content, Sample.POLICY.with("more", DataUseScope.none()), Sample.KEY))
                .withMessageContaining("expected the policy that it was made with");
    }

    @Test
    void an_identifier_in_place_of_a_pseudonym_is_refused_without_being_quoted() {
        String text = new String(register().content().bytes(), StandardCharsets.UTF_8)
                .replace(Sample.KEY.subjectPseudonym("p1"), "Miller, J.");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> ConsentRegister.from(
                        Content.parse(text.getBytes(StandardCharsets.UTF_8)), Sample.POLICY, Sample.KEY))
                .withMessageContaining("pseudonym of 32 lower-case hexadecimal digits")
                .withMessageNotContaining("Miller");
    }

    @Test
    void a_register_needs_a_cohort_that_names_its_subjects() {
        Cohort without = Cohort.from(SIX.table()).record("id").label("y", "1").named("records", "1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordScopes.byRegister(without, register()))
                .withMessageContaining("names no subject column");
    }
}
