package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.authorization.DataUseDecision.Outcome;
import io.medml.core.authorization.DataUseDecision.Unanswered;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DataUseGateTest {

    private static List<String> codes(DataUseDecision decision) {
        return decision.findings().stream().map(Finding::code).toList();
    }

    // ---- planted and clean

    @Test
    void a_clean_cohort_is_covered_without_a_finding() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.clean()), Sample.training());

        assertThat(decision.outcome()).isEqualTo(Outcome.COVERED);
        assertThat(decision.findings()).isEmpty();
        assertThat(decision.rowsToLeaveOut()).isEmpty();
        assertThat(decision.rowsCovered()).containsExactly(0, 1);
        assertThat(decision)
                .hasToString("covered: " + decision.request() + ", of "
                        + Sample.clean().reference());
    }

    @Test
    void each_record_outside_of_its_scope_is_counted_with_its_reasons_and_position() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.mixed()), Sample.training());

        assertThat(decision.outcome()).isEqualTo(Outcome.NOT_COVERED);
        assertThat(decision.counts())
                .isEqualTo(Map.of(Uncovered.PURPOSE, 1, Uncovered.NO_SCOPE, 1, Uncovered.UNKNOWN_SCOPE, 1));
        assertThat(decision.rowsToLeaveOut()).containsExactly(1, 3, 4);
        assertThat(decision.rowsCovered()).containsExactly(0, 2);
        assertThat(decision.overall(DataUseDecision.COVERED_SHARE).orElseThrow().point())
                .hasValue(0.4);
        assertThat(decision.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("RECORDS_NOT_COVERED");
            assertThat(finding.details())
                    .containsEntry("not_covered", "3")
                    .containsEntry("purpose", "1")
                    .containsEntry("no_scope", "1")
                    .containsEntry("unknown_scope", "1");
        });
        assertThat(decision.body().asFields().list("positions"))
                .containsExactly(new Content.Whole(2), new Content.Whole(4), new Content.Whole(5));
    }

    private static DataUseDecision asked(String purpose, String... places) {
        return Sample.gate()
                .decide(
                        Sample.scopes(Sample.clean()),
                        DataUseRequest.to(DataOperation.TRAIN)
                                .purpose(purpose)
                                .version("1")
                                .at(places[0], Arrays.copyOfRange(places, 1, places.length))
                                .on(Sample.MARCH)
                                .build());
    }

    @Test
    void a_purpose_or_a_place_that_nothing_names_is_refused_and_said_to_be_unknown_with_the_known_ones() {
        DataUseDecision purpose = asked("trianing", "hospital a");
        DataUseDecision place = asked("training", "hospital a", "hosptial a");

        assertThat(purpose.outcome()).isEqualTo(Outcome.NOT_COVERED);
        assertThat(purpose.counts()).isEqualTo(Map.of(Uncovered.PURPOSE, 2));
        assertThat(codes(purpose)).containsExactly("RECORDS_NOT_COVERED", "UNKNOWN_PURPOSE");
        assertThat(purpose.findings().get(1).message())
                .isEqualTo(
                        "No scope of the policy names the purpose \"trianing\"; known are evaluation, research, retraining,"
                                + " training. Nothing allows what is not named, so it is refused; a slip of the pen looks the same.");
        assertThat(place.outcome()).isEqualTo(Outcome.NOT_COVERED);
        assertThat(codes(place)).containsExactly("RECORDS_NOT_COVERED", "UNKNOWN_PLACE");
        assertThat(place.findings().get(1).message())
                .startsWith(
                        "No scope of the policy names the place \"hosptial a\"; known are DE, EU, cloud, cloud eu-west,"
                                + " hospital a.");
        try (Ledger ledger = Sample.ledger()) {
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> Sample.gate()
                            .requireAuthorized(Sample.scopes(Sample.clean()), purpose.request(), ledger, Sample.ANA))
                    .withMessageContaining("2: the purpose is not allowed; no scope of the policy names the purpose"
                            + " \"trianing\"; known are evaluation, research, retraining, training.")
                    .withMessageContaining("Check the spelling of what was asked for, or add the name to the policy.");
        }
    }

    @Test
    void a_purpose_that_is_known_and_not_allowed_is_not_said_to_be_unknown() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.mixed()), Sample.training());

        assertThat(decision.counts()).containsKey(Uncovered.PURPOSE);
        assertThat(codes(decision)).containsExactly("RECORDS_NOT_COVERED");
        // "cloud" is named as what includes something, and by no scope
        assertThat(codes(asked("training", "cloud"))).containsExactly("RECORDS_NOT_COVERED");
    }

    @Test
    void a_long_list_of_known_names_is_cut() {
        String[] many = IntStream.range(0, 30)
                .mapToObj(i -> String.format(Locale.ROOT, "study %02d", i))
                .toArray(String[]::new);
        DataUsePolicy wide = Sample.POLICY.with(
                "wide",
                Sample.POLICY
                        .scope()
                        .purposes("care", many)
                        .anyVersion()
                        .anyPlace()
                        .fromAnyDay()
                        .withoutEnd()
                        .noTransfer()
                        .build());
        DataUseDecision decision = Sample.gate()
                .decide(
                        RecordScopes.sameForAll(Sample.clean(), wide, "consent 2"),
                        DataUseRequest.to(DataOperation.TRAIN)
                                .purpose("study 30")
                                .version("1")
                                .at("hospital a")
                                .on(Sample.MARCH)
                                .build());

        assertThat(decision.findings().get(1).message()).contains("study 15 and 15 more. Nothing allows");
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.FIRST)
    void any_number_of_planted_records_among_any_number_is_counted_exactly(
            @ForAll @IntRange(min = 1, max = 400) int size, @ForAll @IntRange(min = 1, max = 50) int step) {
        StringBuilder csv = new StringBuilder("id,patient,consent,y\n");
        for (int i = 0; i < size; i++) {
            csv.append("r")
                    .append(i)
                    .append(",p")
                    .append(i)
                    .append(i % step == 0 ? ",consent 1," : ",consent 2,")
                    .append(i % 2)
                    .append('\n');
        }

        DataUseDecision decision =
                Sample.gate().decide(Sample.scopes(Sample.cohort(csv.toString())), Sample.training());

        assertThat(decision.rowsToLeaveOut())
                .containsExactly(
                        IntStream.range(0, size).filter(i -> i % step == 0).toArray());
        assertThat(decision.counts()).isEqualTo(Map.of(Uncovered.PURPOSE, (size + step - 1) / step));
    }

    @Test
    void the_rows_that_are_left_out_leave_a_cohort_that_is_covered() {
        Cohort mixed = Sample.mixed();
        DataUseDecision first = Sample.gate().decide(Sample.scopes(mixed), Sample.training());

        Cohort rest = mixed.subset(first.rowsCovered(), "records, covered");

        assertThat(Sample.gate().decide(Sample.scopes(rest), Sample.training()).outcome())
                .isEqualTo(Outcome.COVERED);
    }

    @Test
    void no_identifier_is_in_the_decision_or_on_its_page() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.mixed()), Sample.training());
        String all = new String(decision.document().bytes(), StandardCharsets.UTF_8)
                + Html.text(DataUseLayout.of(decision))
                + decision.findings()
                + Sample.scopes(Sample.mixed());

        assertThat(all).doesNotContain("r4").doesNotContain("p4").doesNotContain("consent 9");
    }

    // ---- nothing can be said

    @Test
    void without_scopes_without_a_day_and_without_agreements_nothing_can_be_said() {
        Cohort cohort = Sample.clean();
        DataUseRequest undated = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("hospital a")
                .onTheDayOfAsking()
                .build();
        DataUseGate bare = DataUseGate.builder().build();

        DataUseDecision noScopes = bare.decide(RecordScopes.notStated(cohort, Sample.POLICY), Sample.training());
        DataUseDecision noDay = bare.decide(Sample.scopes(cohort), undated);
        DataUseDecision noRegister = bare.decide(Sample.scopes(cohort), Sample.move("Cloud Co"));

        assertThat(List.of(noScopes, noDay, noRegister))
                .allSatisfy(decision -> assertThat(decision.outcome()).isEqualTo(Outcome.UNDECIDED))
                .allSatisfy(decision -> assertThat(codes(decision)).containsExactly("NOTHING_CAN_BE_SAID"));
        assertThat(noScopes.unanswered()).containsExactly(Unanswered.NO_SCOPES);
        assertThat(noScopes.rowsToLeaveOut()).hasSize(2);
        assertThat(noScopes.measurements()).isEmpty();
        assertThat(noDay.unanswered()).containsExactly(Unanswered.NO_DAY);
        assertThat(noRegister.unanswered()).containsExactly(Unanswered.NO_AGREEMENT_REGISTER);
        assertThat(Sample.gate()
                        .decide(Sample.scopes(cohort), undated)
                        .request()
                        .days()
                        .orElseThrow()
                        .first())
                .isEqualTo(Sample.MARCH);
    }

    @Test
    void a_record_that_is_not_covered_is_a_refusal_even_where_something_else_cannot_be_said() {
        DataUseDecision decision =
                DataUseGate.builder().build().decide(Sample.scopes(Sample.mixed()), Sample.move("Cloud Co"));

        assertThat(decision.outcome()).isEqualTo(Outcome.NOT_COVERED);
        assertThat(decision.counts()).containsEntry(Uncovered.TRANSFER, 1);
    }

    // ---- transfers

    @Test
    void a_move_needs_an_agreement_with_the_recipient_that_is_in_force_on_every_day_and_covers_the_place() {
        RecordScopes scopes = Sample.scopes(Sample.clean());

        DataUseDecision good = Sample.gate().decide(scopes, Sample.move("Cloud Co"));
        DataUseDecision unknown = Sample.gate().decide(scopes, Sample.move("New Co"));
        DataUseDecision ended = Sample.gate().decide(scopes, Sample.move("Old Co"));
        DataUseDecision elsewhere = Sample.gate()
                .decide(
                        scopes,
                        DataUseRequest.to(DataOperation.EXPORT)
                                .purpose("training")
                                .version("1")
                                .at("DE")
                                .on(Sample.MARCH)
                                .recipient("Cloud Co")
                                .build());

        assertThat(good.outcome()).isEqualTo(Outcome.COVERED);
        assertThat(good.agreement()).hasValue("BAA-1");
        assertThat(good.findings()).isEmpty();
        assertThat(List.of(unknown, ended, elsewhere))
                .allSatisfy(decision -> assertThat(decision.outcome()).isEqualTo(Outcome.NOT_COVERED))
                .allSatisfy(decision -> assertThat(codes(decision)).containsExactly("NO_COVERING_AGREEMENT"));
        assertThat(unknown.agreementMissing().orElseThrow())
                .contains("no agreement with the recipient is in the register");
        assertThat(ended.agreementMissing().orElseThrow()).contains("BAA-2: it is not in force on all of the days");
        assertThat(elsewhere.agreementMissing().orElseThrow()).contains("a place is not allowed");
    }

    @Test
    void a_transfer_states_its_recipient_or_why_no_agreement_is_needed() {
        var move = DataUseRequest.to(DataOperation.MOVE)
                .purpose("training")
                .version("1")
                .at("EU")
                .on(Sample.MARCH);
        var train = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("EU")
                .on(Sample.MARCH);

        assertThatIllegalStateException().isThrownBy(move::build).withMessageContaining("needs recipient(..)");
        assertThatIllegalStateException()
                .isThrownBy(() -> train.recipient("Cloud Co"))
                .withMessageContaining("only an export or a move has a recipient");
        assertThat(Sample.gate()
                        .decide(
                                Sample.scopes(Sample.clean()),
                                move.noAgreementNeeded("both places are of Hospital A")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.COVERED);
    }

    @Test
    void a_request_for_another_version_than_that_of_the_data_is_the_callers_mistake() {
        DataUseRequest other = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("2")
                .at("EU")
                .on(Sample.MARCH)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.gate().decide(Sample.scopes(Sample.clean()), other))
                .withMessageContaining(
                        "expected a request for version 1 of data set \"records\", found one for version 2");
    }

    @Test
    void a_condition_counts_only_where_it_is_stated_as_met_and_is_then_listed() {
        DataUsePolicy policy = Sample.POLICY.with(
                "consent 3",
                Sample.POLICY
                        .scope()
                        .purposes("training")
                        .anyVersion()
                        .anyPlace()
                        .fromAnyDay()
                        .withoutEnd()
                        .noTransfer()
                        .condition("de-identified")
                        .build());
        RecordScopes scopes = RecordScopes.sameForAll(Sample.clean(), policy, "consent 3");
        DataUseRequest met = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("EU")
                .on(Sample.MARCH)
                .conditionMet("de-identified")
                .build();

        DataUseDecision without = Sample.gate().decide(scopes, Sample.training());
        DataUseDecision with = Sample.gate().decide(scopes, met);

        assertThat(without.counts()).isEqualTo(Map.of(Uncovered.CONDITION_NOT_STATED, 2));
        assertThat(with.outcome()).isEqualTo(Outcome.COVERED);
        assertThat(codes(with)).containsExactly("CONDITIONS_STATED");
    }

    // ---- the hard gate

    @Test
    void a_refusal_is_recorded_twice_before_it_is_thrown() {
        try (Ledger ledger = Sample.ledger()) {
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> Sample.gate()
                            .requireAuthorized(Sample.scopes(Sample.mixed()), Sample.training(), ledger, Sample.ANA))
                    .withMessageContaining("3 of 5 records are not covered")
                    .withMessageContaining("1: the purpose is not allowed")
                    .withMessageContaining(
                            "Leave out the rows that gate.decide(scopes, request).rowsToLeaveOut() gives and ask again")
                    .withMessageContaining("are on record (entry 1 of in-memory)")
                    .withMessageNotContaining("p4");

            List<LedgerEntry> entries = ledger.entries().toList();
            LedgerEntry decision = entries.get(entries.size() - 2);
            LedgerEntry denied = entries.get(entries.size() - 1);
            assertThat(decision.type()).isEqualTo("evidence.recorded");
            assertThat(denied.type()).isEqualTo("access.denied");
            assertThat(denied.actor()).isEqualTo(Sample.ANA);
            assertThat(denied.subject().orElseThrow().id()).isEqualTo("records");
            assertThat(denied.links()).singleElement().satisfies(link -> {
                assertThat(link.rel()).isEqualTo("refused");
                assertThat(link.target()).isEqualTo(decision.ref());
            });
            assertThat(denied.data().whole("not_covered")).isEqualTo(3);
        }
    }

    @Test
    void where_nothing_can_be_said_the_gate_stays_shut() {
        try (Ledger ledger = Sample.ledger()) {
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> Sample.gate()
                            .requireAuthorized(
                                    RecordScopes.notStated(Sample.clean(), Sample.POLICY),
                                    Sample.training(),
                                    ledger,
                                    Sample.ANA))
                    .withMessageContaining("no scopes of the records were given")
                    .withMessageContaining("Hand in the scopes of the records.");
            assertThat(ledger.entries().map(LedgerEntry::type)).contains("access.denied");
        }
    }

    @Test
    void a_permission_is_for_its_data_operation_purpose_place_and_days_only() {
        try (Ledger ledger = Sample.ledger()) {
            Cohort cohort = Sample.clean();
            DataUseAuthorization permission =
                    Sample.gate().requireAuthorized(Sample.scopes(cohort), Sample.training(), ledger, Sample.ANA);

            permission.requireFor(cohort.reference(), DataOperation.TRAIN, "training", "hospital a", Sample.MARCH);

            assertThat(ledger.holds(permission.decision())).isTrue();
            assertThat(ledger.entries().map(LedgerEntry::type)).doesNotContain("access.denied");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            Sample.mixed().reference(), DataOperation.TRAIN, "training", "hospital a", Sample.MARCH))
                    .withMessageContaining("expected data dataset records 1");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            cohort.reference(), DataOperation.RETRAIN, "training", "hospital a", Sample.MARCH))
                    .withMessageContaining("expected permission to train, found that to retrain");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            cohort.reference(), DataOperation.TRAIN, "marketing", "hospital a", Sample.MARCH))
                    .withMessageContaining("expected the purpose training, found marketing");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            cohort.reference(), DataOperation.TRAIN, "training", "hospital b", Sample.MARCH))
                    .withMessageContaining("expected a place of hospital a, found hospital b");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            cohort.reference(),
                            DataOperation.TRAIN,
                            "training",
                            "hospital a",
                            LocalDate.parse("2026-03-02")))
                    .withMessageContaining("ask the gate for what is about to be done");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> permission.requireFor(
                            cohort.reference(), DataOperation.MOVE, "training", "hospital a", Sample.MARCH))
                    .withMessageContaining("hand in the movement");
        }
    }

    @Test
    void a_permission_does_not_outlive_a_withdrawal_or_a_refusal_that_its_ledger_holds() {
        Cohort cohort = Sample.clean();
        String subject = Sample.KEY.subjectPseudonym("p1");
        LocalDate second = LocalDate.parse("2026-03-02");
        DataUseRequest march = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("hospital a")
                .during(Sample.MARCH, Sample.MARCH.plusDays(30))
                .build();
        try (Ledger ledger = Sample.ledger()) {
            DataUseGate gate = Sample.gate();
            DataUseAuthorization permission = gate.requireAuthorized(Sample.scopes(cohort), march, ledger, Sample.ANA);
            DataUseAuthorization move =
                    gate.requireAuthorized(Sample.scopes(cohort), Sample.move("Cloud Co"), ledger, Sample.ANA);
            // a refusal of another use says nothing about this one
            ledger.record(gate.decide(Sample.scopes(cohort), Sample.move("Data Broker Ltd")));
            use(permission, cohort, second);

            ledger.record(Sample.withdrawal(cohort, second));

            use(permission, cohort, Sample.MARCH);
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> use(permission, cohort, second))
                    .withMessageContaining(
                            "expected a decision newer than every withdrawal that reaches the data, found"
                                    + " a withdrawal at entry 4 of the ledger, whose subject the data hold; ask the gate")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(subject));
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> move.requireFor(
                            toTheCloud(DataMovement.moveOf(cohort.reference()))
                                    .recipient("Cloud Co")
                                    .build(),
                            second))
                    .withMessageContaining("a withdrawal at entry 4");

            DataUseAuthorization again = gate.requireAuthorized(Sample.scopes(cohort), march, ledger, Sample.ANA);
            use(again, cohort, second);

            ledger.record(gate.decide(RecordScopes.notStated(cohort, Sample.POLICY), march));
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> use(again, cohort, second))
                    .withMessageContaining("expected no newer decision that refuses this use, found one at entry 6");
        }
    }

    @Test
    void a_withdrawal_of_a_subject_that_the_data_do_not_hold_or_of_other_data_leaves_a_permission_as_it_is() {
        Cohort cohort = Sample.clean();
        String subject = Sample.KEY.subjectPseudonym("p9");
        try (Ledger ledger = Sample.ledger()) {
            DataUseAuthorization permission =
                    Sample.gate().requireAuthorized(Sample.scopes(cohort), Sample.training(), ledger, Sample.ANA);
            ledger.record(Withdrawal.of(subject, Sample.MARCH)
                    .trace(
                            SubjectUses.of(subject)
                                    .heldIn(Sample.dataset("registry", "7"))
                                    .notHeldIn(cohort.reference())
                                    .build(),
                            Sample.MARCH));

            use(permission, cohort, Sample.MARCH);
        }
    }

    private static void use(DataUseAuthorization permission, Cohort cohort, LocalDate day) {
        permission.requireFor(cohort.reference(), DataOperation.TRAIN, "training", "hospital a", day);
    }

    @Test
    void a_permission_to_move_data_to_one_party_is_none_to_move_them_to_another_or_to_export_them() {
        try (Ledger ledger = Sample.ledger()) {
            Cohort cohort = Sample.clean();
            DataUseAuthorization permission =
                    Sample.gate().requireAuthorized(Sample.scopes(cohort), Sample.move("Cloud Co"), ledger, Sample.ANA);

            permission.requireFor(
                    toTheCloud(DataMovement.moveOf(cohort.reference()))
                            .recipient("Cloud Co")
                            .build(),
                    Sample.MARCH);

            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            toTheCloud(DataMovement.moveOf(cohort.reference()))
                                    .recipient("Data Broker Ltd")
                                    .build(),
                            Sample.MARCH))
                    .withMessageContaining("expected a transfer to Cloud Co, found one to Data Broker Ltd");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            toTheCloud(DataMovement.moveOf(cohort.reference()))
                                    .noAgreementNeeded("we know them")
                                    .build(),
                            Sample.MARCH))
                    .withMessageContaining("found one without an agreement because \"we know them\"");
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> permission.requireFor(
                            toTheCloud(DataMovement.exportOf(cohort.reference()))
                                    .recipient("Cloud Co")
                                    .build(),
                            Sample.MARCH))
                    .withMessageContaining("expected permission to move, found that to export");
        }
    }

    private static DataMovement.Builder toTheCloud(DataMovement.FromStage start) {
        return start.from("hospital a")
                .to("cloud eu-west")
                .purpose("training")
                .because("training runs on rented machines")
                .legalBasis("contract 2026-4")
                .encryption("TLS 1.3");
    }

    @Test
    void the_same_question_gives_the_same_bytes() {
        assertThat(Sample.gate()
                        .decide(Sample.scopes(Sample.mixed()), Sample.training())
                        .document()
                        .bytes())
                .isEqualTo(Sample.gate()
                        .decide(Sample.scopes(Sample.mixed()), Sample.training())
                        .document()
                        .bytes());
    }

    @Test
    void today_is_that_of_the_stated_zone() {
        var clock = Clock.fixed(Instant.parse("2026-03-01T23:30:00Z"), ZoneOffset.UTC);
        DataUseRequest undated = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("hospital a")
                .onTheDayOfAsking()
                .build();

        DataUseDecision decision = DataUseGate.builder()
                .clock(clock, ZoneId.of("Europe/Berlin"))
                .build()
                .decide(Sample.scopes(Sample.clean()), undated);

        assertThat(decision.request().days().orElseThrow().first()).isEqualTo("2026-03-02");
        assertThat(decision.provenance().settings()).containsEntry("day_of_asking_in", "Europe/Berlin");
    }

    @Test
    void a_page_says_whether_the_decision_is_recorded_and_escapes_what_it_quotes() {
        DataUsePolicy policy = Sample.POLICY.with("x", DataUseScope.none());
        DataUseRequest request = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("<script>alert(1)</script>")
                .version("1")
                .at("EU")
                .on(Sample.MARCH)
                .build();
        DataUseDecision decision = Sample.gate().decide(RecordScopes.sameForAll(Sample.clean(), policy, "x"), request);

        assertThat(decision.counts()).isEqualTo(Map.of(Uncovered.NOTHING_ALLOWED, 2));
        assertThat(Html.text(DataUseLayout.of(decision)))
                .contains("This report is not in a ledger")
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert(1)");
        try (Ledger ledger = Sample.ledger()) {
            Recorded<DataUseDecision> recorded = ledger.record(decision);
            assertThat(Html.text(DataUseLayout.of(recorded))).doesNotContain("This report is not in a ledger");
        }
    }
}
