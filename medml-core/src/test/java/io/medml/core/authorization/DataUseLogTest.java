package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.CountedLedger;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataUseLogTest {

    private static final Cohort COHORT = Sample.clean();

    private static DataMovement.EncryptionStage to(String place) {
        return DataMovement.moveOf(COHORT.reference())
                .from("hospital a")
                .to(place)
                .purpose("training")
                .because("training runs on rented machines")
                .legalBasis("contract 2026-4, section 2");
    }

    private static DataUseAuthorization permission(Ledger ledger) {
        return Sample.gate().requireAuthorized(Sample.scopes(COHORT), Sample.move("Cloud Co"), ledger, Sample.ANA);
    }

    static final DataUseRequest TO_TRAIN = DataUseRequest.to(DataOperation.TRAIN)
            .purpose("training")
            .version("1")
            .at("cloud eu-west")
            .during(Sample.MARCH, Sample.MARCH.plusDays(30))
            .build();

    static DataUseAuthorization toTrain(Ledger ledger) {
        return Sample.gate().requireAuthorized(Sample.scopes(COHORT), TO_TRAIN, ledger, Sample.ANA);
    }

    static DataMovement.Builder sound(Ledger ledger) {
        return to("cloud eu-west")
                .encryption("TLS 1.3, AES-256-GCM at rest")
                .recipient("Cloud Co")
                .agreement("BAA-1")
                .under(permission(ledger));
    }

    static List<String> codes(DataUseLogReport report) {
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
                assertThat(movement.operation()).isEqualTo("move");
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
                            .put("operation", "move")
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

    /** By hand, since {@link DataMovement} refuses them: what somebody appends who wants to stretch a decision. */
    @Test
    void each_way_to_stretch_the_decision_of_a_movement_is_found() {
        try (Ledger ledger = Sample.ledger()) {
            Recorded<DataUseDecision> toCloudCo = permission(ledger).decision();
            Recorded<DataUseDecision> ownCloud = ledger.record(Sample.gate()
                    .decide(
                            Sample.scopes(COHORT),
                            DataUseRequest.to(DataOperation.MOVE)
                                    .purpose("training")
                                    .version("1")
                                    .at("cloud eu-west")
                                    .on(Sample.MARCH)
                                    .noAgreementNeeded("own cloud")
                                    .build()));
            Recorded<DataUseDecision> training =
                    ledger.record(Sample.gate().decide(Sample.scopes(COHORT), Sample.training()));
            long first = ledger.size();
            moved(ledger, toCloudCo, "move", "recipient", "Cloud Co");
            moved(ledger, toCloudCo, "move", "recipient", "Data Broker Ltd");
            moved(ledger, toCloudCo, "move", "no_agreement_because", "we know them");
            moved(ledger, ownCloud, "move", "no_agreement_because", "own cloud");
            moved(ledger, ownCloud, "move", "no_agreement_because", "another reason");
            moved(ledger, ownCloud, "move", "recipient", "Data Broker Ltd");
            moved(ledger, toCloudCo, "export", "recipient", "Cloud Co");
            moved(ledger, training, "train", "recipient", "Cloud Co");

            assertThat(DataUseLog.on(ledger).report().findings())
                    .filteredOn(f -> f.where().startsWith("entry"))
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("MOVEMENT_RECIPIENT_DIFFERS", Severity.ERROR, "entry " + (first + 1)),
                            tuple("MOVEMENT_RECIPIENT_DIFFERS", Severity.ERROR, "entry " + (first + 2)),
                            tuple("MOVEMENT_RECIPIENT_DIFFERS", Severity.ERROR, "entry " + (first + 4)),
                            tuple("MOVEMENT_RECIPIENT_DIFFERS", Severity.ERROR, "entry " + (first + 5)),
                            tuple("MOVEMENT_OPERATION_DIFFERS", Severity.ERROR, "entry " + (first + 6)),
                            tuple("MOVEMENT_OUTSIDE_DECISION", Severity.ERROR, "entry " + (first + 7)),
                            tuple("MOVEMENT_OPERATION_DIFFERS", Severity.ERROR, "entry " + (first + 7)),
                            tuple("MOVEMENT_RECIPIENT_DIFFERS", Severity.ERROR, "entry " + (first + 7)));
        }
    }

    private static void moved(
            Ledger ledger, Recorded<DataUseDecision> decision, String operation, String key, String receiver) {
        ledger.append(EntryDraft.of("dataset.accessed")
                .subject(COHORT.reference())
                .reason("by hand")
                .data(Content.fields()
                        .put("action", "moved")
                        .put("hash", COHORT.reference().digest().hex())
                        .put("operation", operation)
                        .put("from", "hospital a")
                        .put("to", "cloud eu-west")
                        .put("purpose", "training")
                        .put("legal_basis", "none")
                        .put("encryption", "TLS")
                        .put(key, receiver)
                        .put("agreement", "BAA-1")
                        .build())
                .link("authorization", decision.ref()));
    }

    @Test
    void a_condition_on_which_the_decision_rests_is_shown_and_one_that_the_movement_does_not_state_is_a_warning() {
        DataUseRequest request = DataUseRequest.to(DataOperation.MOVE)
                .purpose("training")
                .version("1")
                .at("cloud eu-west")
                .on(Sample.MARCH)
                .conditionMet("dates are shifted")
                .conditionMet("names are removed")
                .recipient("Cloud Co")
                .build();
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission =
                    Sample.gate().requireAuthorized(Sample.scopes(COHORT), request, ledger, Sample.ANA);
            DataMovement.Builder silent = to("cloud eu-west")
                    .encryption("TLS 1.3")
                    .recipient("Cloud Co")
                    .agreement("BAA-1")
                    .under(permission)
                    .conditionMet("dates are shifted");
            LedgerEntry moved = log.moved(silent.build(), Sample.ANA);
            log.moved(silent.conditionMet("names are removed").build(), Sample.ANA);

            DataUseLogReport report = log.report(Sample.agreements());

            assertThat(report.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("MOVEMENT_CONDITION_NOT_STATED");
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.where()).isEqualTo("entry " + moved.index());
                assertThat(finding.details()).containsEntry("conditions", "2").containsEntry("not_stated", "1");
            });
            assertThat(report.movements().get(0).decisionConditions())
                    .containsExactly("dates are shifted", "names are removed");
            assertThat(report.movements().get(0).conditionsMet()).containsExactly("dates are shifted");
            assertThat(Html.text(DataUseLogLayout.of(report)))
                    .contains("Conditions of the decisions", "names are removed", "MOVEMENT_CONDITION_NOT_STATED");
        }
    }

    @Test
    void an_access_for_another_operation_than_that_of_its_decision_is_found_also_where_it_states_none() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseAuthorization permission = toTrain(ledger);
            for (String stated : List.of("train", "move", "")) {
                Content.Builder data = Content.fields()
                        .put("action", "read")
                        .put("hash", COHORT.reference().digest().hex())
                        .put("purpose", "training")
                        .put("place", "cloud eu-west");
                if (!stated.isEmpty()) {
                    data.put("operation", stated);
                }
                ledger.append(EntryDraft.of("dataset.accessed")
                        .subject(COHORT.reference())
                        .reason("by hand")
                        .data(data.build())
                        .link("authorization", permission.decision().ref()));
            }

            assertThat(DataUseLog.on(ledger).report().findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("ACCESS_OPERATION_DIFFERS", Severity.ERROR, "entry 3"),
                            tuple("ACCESS_OPERATION_DIFFERS", Severity.ERROR, "entry 4"));
        }
    }

    @Test
    void a_permission_to_move_or_to_export_is_none_to_read_and_a_transfer_recorded_as_a_read_is_found() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = permission(ledger);
            long before = ledger.size();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.accessed(permission, "sent it by mail", Sample.ANA))
                    .withMessageContaining("expected a permission for a use at one place, found one to move")
                    .withMessageContaining("record the movement with moved(..)");
            assertThat(ledger.size()).isEqualTo(before);

            // as entries stand that were written before this was refused
            read(ledger, COHORT.reference(), "training", "cloud eu-west", "move", permission.decision());
            assertThat(log.report().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("ACCESS_OPERATION_DIFFERS");
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.message()).contains("one on a transfer");
            });
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
            log.accessed(toTrain(ledger), "copy for the training machines", Sample.ANA);
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
            assertThat(codes(report))
                    .containsExactly("ACCESS_WITHOUT_DECISION", "ACCESS_WITHOUT_DECISION", "ENTRY_NOT_READ");
        }
    }

    @Test
    void an_access_under_a_decision_on_a_day_that_it_covers_gives_no_finding() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            log.accessed(toTrain(ledger), "copy for the training machines", Sample.ANA);

            assertThat(log.report().findings()).isEmpty();
        }
    }

    @Test
    void the_document_of_a_decision_is_read_once_for_all_uses_that_name_it() {
        CountedLedger counted = new CountedLedger(Sample.CLOCK);
        try (Ledger ledger = counted.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = toTrain(ledger);
            for (int i = 0; i < 50; i++) {
                log.accessed(permission, "batch " + i, Sample.ANA);
            }
            counted.readSince();

            assertThat(log.report().findings()).isEmpty();
            assertThat(counted.readSince()).hasSize(1).allMatch(file -> file.startsWith("blobs/"));
        }
    }

    @Test
    void an_access_without_a_decision_is_a_warning_and_one_outside_of_its_decision_an_error() {
        Clock summer = Clock.fixed(Instant.parse("2026-06-02T08:00:00Z"), ZoneOffset.UTC);
        try (Ledger ledger = Ledger.inMemory(summer)) {
            DataUseLog log = DataUseLog.on(ledger);
            log.accessed(COHORT.reference(), "marketing", "US", "nobody was asked", Sample.ANA);
            // the permission is of the days from 1 to 31 March
            DataUseAuthorization permission = toTrain(ledger);
            log.accessed(permission, "read in June", Sample.ANA);

            assertThat(log.report().findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("ACCESS_WITHOUT_DECISION", Severity.WARNING, "entry 1"),
                            tuple("ACCESS_OUTSIDE_DECISION", Severity.ERROR, "entry 3"));
        }
    }

    @Test
    void each_way_for_an_access_to_be_outside_of_its_decision_is_found() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseAuthorization permission = toTrain(ledger);
            Recorded<DataUseDecision> refused =
                    ledger.record(Sample.gate().decide(Sample.scopes(Sample.mixed()), TO_TRAIN));
            ArtifactRef other = Sample.dataset("records", "1");
            read(ledger, COHORT.reference(), "training", "cloud eu-west", permission.decision());
            read(ledger, other, "training", "cloud eu-west", permission.decision());
            read(ledger, COHORT.reference(), "evaluation", "cloud eu-west", permission.decision());
            read(ledger, COHORT.reference(), "training", "US", permission.decision());
            read(ledger, Sample.mixed().reference(), "training", "cloud eu-west", refused);

            assertThat(DataUseLog.on(ledger).report().findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(
                            tuple("ACCESS_OUTSIDE_DECISION", "entry 4"),
                            tuple("ACCESS_OUTSIDE_DECISION", "entry 5"),
                            tuple("ACCESS_OUTSIDE_DECISION", "entry 6"),
                            tuple("ACCESS_OUTSIDE_DECISION", "entry 7"));
        }
    }

    /** The decision is of the data and of cloud eu-west; what is stated twice must not choose by which one it is judged. */
    @Test
    void an_access_that_contradicts_itself_is_an_error_and_is_judged_by_the_place_of_a_read() {
        String ours = COHORT.reference().digest().hex();
        String other = Sample.mixed().reference().digest().hex();
        try (Ledger ledger = Sample.ledger()) {
            Recorded<DataUseDecision> decision = toTrain(ledger).decision();
            long first = ledger.size();
            stated(ledger, decision, Map.of("hash", ours, "place", "cloud eu-west"));
            stated(ledger, decision, Map.of("hash", ours, "sha256", ours, "place", "US", "to", "cloud eu-west"));
            stated(ledger, decision, Map.of("hash", other, "sha256", ours, "place", "cloud eu-west"));
            stated(ledger, decision, Map.of("hash", ours, "to", "cloud eu-west"));
            stated(
                    ledger,
                    decision,
                    Map.of("hash", ours, "sha256", ours, "place", "cloud eu-west", "to", "cloud eu-west"));

            assertThat(DataUseLog.on(ledger).report().findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("ENTRY_CONTRADICTS_ITSELF", Severity.ERROR, "entry " + (first + 1)),
                            tuple("ACCESS_OUTSIDE_DECISION", Severity.ERROR, "entry " + (first + 1)),
                            tuple("ENTRY_CONTRADICTS_ITSELF", Severity.ERROR, "entry " + (first + 2)),
                            tuple("ACCESS_OUTSIDE_DECISION", Severity.ERROR, "entry " + (first + 3)));
        }
    }

    private static void stated(Ledger ledger, Recorded<DataUseDecision> decision, Map<String, String> what) {
        Content.Builder data = Content.fields().put("operation", "train").put("purpose", "training");
        what.forEach(data::put);
        ledger.append(EntryDraft.of("dataset.accessed")
                .subject(COHORT.reference())
                .reason("by hand")
                .data(data.build())
                .link("authorization", decision.ref()));
    }

    private static void read(
            Ledger ledger, ArtifactRef dataset, String purpose, String place, Recorded<DataUseDecision> decision) {
        read(ledger, dataset, purpose, place, "train", decision);
    }

    private static void read(
            Ledger ledger,
            ArtifactRef dataset,
            String purpose,
            String place,
            String operation,
            Recorded<DataUseDecision> decision) {
        ledger.append(EntryDraft.of("dataset.accessed")
                .subject(dataset)
                .reason("by hand")
                .data(Content.fields()
                        .put("action", "read")
                        .put("hash", dataset.digest().hex())
                        .put("operation", operation)
                        .put("purpose", purpose)
                        .put("place", place)
                        .build())
                .link("authorization", decision.ref()));
    }

    @Test
    void refusals_of_others_than_the_gate_are_listed_apart_and_those_not_of_data_are_counted() {
        try (Ledger ledger = Sample.ledger()) {
            assertThatExceptionOfType(AuthorizationException.class)
                    .isThrownBy(() -> Sample.gate()
                            .requireAuthorized(Sample.scopes(Sample.mixed()), Sample.training(), ledger, Sample.ANA));
            LedgerEntry sealed = ledger.append(EntryDraft.of("access.denied")
                    .actor(Sample.ANA)
                    .subject(COHORT.reference())
                    .reason("a second look")
                    .data(Content.fields()
                            .put("hash", COHORT.reference().digest().hex())
                            .put("cause", "budget spent")
                            .build()));
            ledger.append(EntryDraft.of("access.denied")
                    .subject(Sample.model("model", "1"))
                    .data(Content.fields().put("action", "model.released").build()));

            DataUseLogReport report = DataUseLog.on(ledger).report();

            assertThat(report.refusals()).hasSize(1);
            assertThat(report.otherRefusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.line().entry()).isEqualTo(sealed.index());
                assertThat(refusal.line().actor()).isEqualTo("u:ana");
                assertThat(refusal.line().why()).isEqualTo("a second look");
                assertThat(refusal.cause()).isEqualTo("budget spent");
            });
            assertThat(report.refusalsOfOtherThings()).isEqualTo(1);
            assertThat(report.findings()).isEmpty();
            assertThat(Html.text(DataUseLogLayout.of(report)))
                    .contains("Refused by the gate", "Refused by others", "budget spent", "a second look");
        }
    }

    @Test
    void what_was_opened_and_not_given_is_no_refusal() {
        try (Ledger ledger = Sample.ledger()) {
            LedgerEntry access = DataUseLog.on(ledger)
                    .accessed(COHORT.reference(), "evaluation", "hospital a", "a look", Sample.ANA);
            EntryDraft failed = EntryDraft.of("access.denied")
                    .actor(Sample.ANA)
                    .subject(COHORT.reference())
                    .reason("a look")
                    .data(Content.fields()
                            .put("hash", COHORT.reference().digest().hex())
                            .put("cause", "load failed")
                            .build());
            ledger.append(failed.link("opening", access.ref()));

            DataUseLogReport report = DataUseLog.on(ledger).report();

            assertThat(report.otherRefusals()).isEmpty();
            assertThat(report.accesses()).hasSize(1);
            assertThat(report.nothingGiven()).singleElement().satisfies(opened -> {
                assertThat(opened.opening()).isEqualTo(access.index());
                assertThat(opened.cause()).isEqualTo("load failed");
                assertThat(opened.line().actor()).isEqualTo("u:ana");
            });
            assertThat(Html.text(DataUseLogLayout.of(report)))
                    .contains("Opened, nothing given", "load failed", "entry " + access.index());
        }
    }

    @Test
    void the_page_states_every_rule_also_where_nothing_was_found() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLogReport report = DataUseLog.on(ledger).report(Sample.agreements());

            assertThat(Html.text(DataUseLogLayout.of(report)))
                    .contains("None by the rules that were applied.")
                    .contains("ACCESS_WITHOUT_DECISION", "ACCESS_OUTSIDE_DECISION", "MOVEMENT_OUTSIDE_DECISION");
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
            DataUseAuthorization reading = toTrain(ledger);
            elsewhere.append(EntryDraft.of("artifact.stored"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> to("FR").encryption("TLS").under(permission))
                    .withMessageContaining("expected a permission to move dataset records 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataMovement.exportOf(COHORT.reference())
                            .from("hospital a")
                            .to("cloud eu-west")
                            .purpose("training")
                            .because("a copy for others")
                            .legalBasis("none")
                            .encryption("TLS")
                            .under(permission))
                    .withMessageContaining("expected a permission to export dataset records 1");
            assertThatIllegalStateException()
                    .isThrownBy(() -> to("cloud eu-west")
                            .encryption("TLS")
                            .recipient("Data Broker Ltd")
                            .under(permission)
                            .build())
                    .withMessageContaining(
                            "expected a permission for a transfer to Data Broker Ltd, found one to Cloud Co");
            assertThatIllegalStateException()
                    .isThrownBy(() -> to("cloud eu-west")
                            .encryption("TLS")
                            .noAgreementNeeded("we know them")
                            .under(permission)
                            .build())
                    .withMessageContaining("because \"we know them\", found one to Cloud Co");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataUseLog.on(elsewhere).accessed(reading, "a look", Sample.ANA))
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
