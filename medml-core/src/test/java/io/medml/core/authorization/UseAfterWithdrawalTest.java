package io.medml.core.authorization;

import static io.medml.core.authorization.DataUseLogTest.TO_TRAIN;
import static io.medml.core.authorization.DataUseLogTest.codes;
import static io.medml.core.authorization.DataUseLogTest.sound;
import static io.medml.core.authorization.DataUseLogTest.toTrain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses in the log, held against the withdrawals and refusals that the ledger holds before them. */
class UseAfterWithdrawalTest {

    private static final Cohort COHORT = Sample.clean();
    private static final Clock THIRD_OF_MARCH = Clock.fixed(Instant.parse("2026-03-03T08:00:00Z"), ZoneOffset.UTC);

    private static WithdrawalImpact withdrawn(String day) {
        return Sample.withdrawal(COHORT, LocalDate.parse(day));
    }

    @Test
    void a_use_after_a_recorded_withdrawal_is_an_error_and_one_before_it_or_before_its_day_is_none() {
        try (Ledger ledger = Ledger.inMemory(THIRD_OF_MARCH)) {
            DataUseLog log = DataUseLog.on(ledger);
            DataMovement movement = sound(ledger).build();
            DataUseAuthorization reading = toTrain(ledger);
            log.accessed(reading, "before the withdrawal was recorded", Sample.ANA);
            ledger.record(withdrawn("2026-03-04"));
            log.accessed(reading, "before its day", Sample.ANA);
            assertThat(codes(log.report(Sample.agreements()))).isEmpty();

            long withdrawn = ledger.record(withdrawn("2026-03-02")).ref().index();
            LedgerEntry read = log.accessed(reading, "one more run", Sample.ANA);
            LedgerEntry moved = log.moved(movement, Sample.ANA);
            LedgerEntry bare = log.accessed(COHORT.reference(), "evaluation", "hospital a", "a look", Sample.ANA);
            ArtifactRef other = Sample.dataset("registry", "7");
            log.accessed(other, "evaluation", "hospital a", "without the subject", Sample.ANA);

            DataUseLogReport report = log.report(Sample.agreements());

            assertThat(report.findings())
                    .filteredOn(f -> !f.code().equals("ACCESS_WITHOUT_DECISION"))
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("USE_AFTER_WITHDRAWAL", Severity.ERROR, "entry " + read.index()),
                            tuple("USE_AFTER_WITHDRAWAL", Severity.ERROR, "entry " + moved.index()),
                            tuple("USE_AFTER_WITHDRAWAL", Severity.ERROR, "entry " + bare.index()));
            assertThat(report.findings().get(0).message()).contains("(entry " + withdrawn + ")");
            assertThat(Html.text(DataUseLogLayout.of(report))).contains("USE_AFTER_WITHDRAWAL");
        }
    }

    @Test
    void a_use_that_the_gate_permitted_again_after_a_withdrawal_is_a_warning() {
        try (Ledger ledger = Ledger.inMemory(THIRD_OF_MARCH)) {
            DataUseLog log = DataUseLog.on(ledger);
            ledger.record(withdrawn("2026-03-02"));
            DataUseAuthorization again = toTrain(ledger);
            log.accessed(again, "scopes of the third of March", Sample.ANA);

            assertThat(log.report().findings())
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(tuple("DECISION_AFTER_WITHDRAWAL", Severity.WARNING));
        }
    }

    @Test
    void a_use_after_a_newer_refusal_is_an_error_until_the_gate_permits_it_again() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = toTrain(ledger);
            ledger.record(Sample.gate().decide(RecordScopes.notStated(COHORT, Sample.POLICY), TO_TRAIN));
            LedgerEntry named = log.accessed(permission, "one more run", Sample.ANA);
            LedgerEntry bare = log.accessed(COHORT.reference(), "training", "cloud eu-west", "a look", Sample.ANA);
            log.accessed(COHORT.reference(), "training", "hospital a", "another place", Sample.ANA);
            DataUseAuthorization again = toTrain(ledger);
            log.accessed(again, "asked again", Sample.ANA);

            assertThat(log.report().findings())
                    .filteredOn(f -> !f.code().equals("ACCESS_WITHOUT_DECISION"))
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple("USE_AFTER_REFUSAL", Severity.ERROR, "entry " + named.index()),
                            tuple("USE_AFTER_REFUSAL", Severity.ERROR, "entry " + bare.index()));
        }
    }

    @Test
    void a_withdrawal_whose_document_was_erased_is_read_as_far_as_its_entry_goes(@TempDir Path folder)
            throws IOException {
        try (Ledger ledger = Ledger.open(
                folder,
                THIRD_OF_MARCH,
                Ed25519Signer.fromSeed("hospital-a", Digest.sha256("seed").bytes()))) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = toTrain(ledger);
            String document = ledger.record(withdrawn("2026-03-02")).digest().hex();
            List<Path> erased;
            try (Stream<Path> files = Files.walk(folder)) {
                erased = files.filter(file -> file.getFileName().toString().contains(document.substring(4)))
                        .toList();
            }
            Files.delete(erased.get(0));
            LedgerEntry read = log.accessed(permission, "one more run", Sample.ANA);

            assertThat(erased).hasSize(1);
            assertThat(log.report().findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(tuple("USE_AFTER_WITHDRAWAL", "entry " + read.index()));
        }
    }

    @Test
    void entries_by_hand_that_look_like_withdrawals_are_none() {
        try (Ledger ledger = Ledger.inMemory(THIRD_OF_MARCH)) {
            DataUseLog log = DataUseLog.on(ledger);
            for (Content schema : List.of(Content.text("withdrawal-impact/1"), new Content.Whole(7))) {
                ledger.append(EntryDraft.of("x.vendor.note")
                        .subject(COHORT.reference())
                        .data(Content.fields().put("schema", schema).build()));
            }
            log.accessed(toTrain(ledger), "copy for the training machines", Sample.ANA);

            assertThat(log.report().findings()).isEmpty();
        }
    }

    /** Other software may state the digest in data.sha256, beside a document that it refers to. */
    @Test
    void a_use_of_other_software_is_of_the_data_whose_digest_it_states() {
        try (Ledger ledger = Ledger.inMemory(THIRD_OF_MARCH)) {
            ledger.record(withdrawn("2026-03-02"));
            LedgerEntry read = ledger.append(EntryDraft.of("dataset.accessed")
                    .subject(COHORT.reference())
                    .ref(ledger.store("query".getBytes(StandardCharsets.UTF_8), "text/plain", "query"))
                    .data(Content.fields()
                            .put("sha256", COHORT.reference().digest().hex())
                            .build()));

            assertThat(DataUseLog.on(ledger).report().findings())
                    .extracting(Finding::code, Finding::where)
                    .contains(tuple("USE_AFTER_WITHDRAWAL", "entry " + read.index()));
        }
    }

    @Test
    void a_use_that_states_too_little_for_the_lists_is_against_a_withdrawal_all_the_same() {
        try (Ledger ledger = Ledger.inMemory(THIRD_OF_MARCH)) {
            ledger.record(withdrawn("2026-03-02"));
            LedgerEntry moved = ledger.append(EntryDraft.of("dataset.accessed")
                    .subject(COHORT.reference())
                    .data(Content.fields()
                            .put("action", "moved")
                            .put("hash", COHORT.reference().digest().hex())
                            .put("purpose", 7)
                            .put("conditions_met", "none")
                            .put("no_agreement_because", 7)
                            .build()));

            DataUseLogReport report = DataUseLog.on(ledger).report();

            assertThat(report.movements()).isEmpty();
            assertThat(report.findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(
                            tuple("USE_AFTER_WITHDRAWAL", "entry " + moved.index()),
                            tuple("ENTRY_NOT_READ", "entry " + moved.index()));
        }
    }
}
