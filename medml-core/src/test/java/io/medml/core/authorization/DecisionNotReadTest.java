package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions of the gate whose documents are gone, for a while or for good. */
class DecisionNotReadTest {

    private static final Cohort COHORT = Sample.clean();

    @TempDir
    private Path folder;

    private Ledger ledger() {
        return Ledger.open(
                folder.resolve("ledger"),
                Sample.CLOCK,
                Ed25519Signer.fromSeed("hospital-a", Digest.sha256("seed").bytes()));
    }

    private Path away() {
        return folder.resolve("away");
    }

    private Path moveAway(Recorded<DataUseDecision> decision) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("ledger"))) {
            Path document = files.filter(file -> file.getFileName()
                            .toString()
                            .contains(decision.digest().hex().substring(4)))
                    .findFirst()
                    .orElseThrow();
            Files.move(document, away());
            return document;
        }
    }

    private static DataUseAuthorization permission(Ledger ledger) {
        return Sample.gate().requireAuthorized(Sample.scopes(COHORT), Sample.training(), ledger, Sample.ANA);
    }

    private static Recorded<DataUseDecision> refusal(Ledger ledger) {
        return ledger.record(Sample.gate().decide(RecordScopes.notStated(COHORT, Sample.POLICY), Sample.training()));
    }

    private static void use(DataUseAuthorization permission) {
        permission.requireFor(COHORT.reference(), DataOperation.TRAIN, "training", "hospital a", Sample.MARCH);
    }

    private static void assertRefused(DataUseAuthorization permission, String why) {
        assertThatExceptionOfType(AuthorizationException.class)
                .isThrownBy(() -> use(permission))
                .withMessageContaining(why);
    }

    @Test
    void a_permission_refuses_while_a_newer_decision_cannot_be_read_and_reads_it_once_it_is_restored()
            throws IOException {
        try (Ledger ledger = ledger()) {
            DataUseAuthorization permission = permission(ledger);
            use(permission);
            Recorded<DataUseDecision> refusal = refusal(ledger);
            Path document = moveAway(refusal);
            long entry = refusal.ref().index();
            for (int i = 0; i < 2; i++) {
                assertRefused(
                        permission,
                        "the document of a newer decision on these data, at entry " + entry
                                + " of the ledger, cannot be read; restore it, or decide anew");
            }

            Files.move(away(), document);

            assertRefused(permission, "expected no newer decision that refuses this use, found one at entry " + entry);
        }
    }

    @Test
    void a_permission_permits_again_once_a_restored_decision_proves_to_be_on_another_use() throws IOException {
        try (Ledger ledger = ledger()) {
            DataUseAuthorization permission = permission(ledger);
            Path document = moveAway(
                    ledger.record(Sample.gate().decide(Sample.scopes(COHORT), Sample.move("Data Broker Ltd"))));
            assertRefused(permission, "cannot be read");

            Files.move(away(), document);

            use(permission);
        }
    }

    @Test
    void a_newer_decision_that_permits_the_use_counts_more_than_one_that_cannot_be_read() throws IOException {
        try (Ledger ledger = ledger()) {
            DataUseAuthorization permission = permission(ledger);
            moveAway(refusal(ledger));
            ledger.record(Sample.gate().decide(Sample.scopes(COHORT), Sample.move("Cloud Co")));
            assertRefused(permission, "cannot be read");

            DataUseAuthorization again = permission(ledger);

            use(again);
            use(permission);
        }
    }

    @Test
    void a_decision_on_other_data_that_cannot_be_read_leaves_a_permission_as_it_is() throws IOException {
        try (Ledger ledger = ledger()) {
            DataUseAuthorization permission = permission(ledger);
            moveAway(ledger.record(Sample.gate().decide(Sample.scopes(Sample.mixed()), Sample.training())));

            use(permission);
        }
    }

    @Test
    void an_entry_by_hand_that_names_the_data_as_a_decision_does_permits_nothing() {
        try (Ledger ledger = ledger()) {
            DataUseAuthorization permission = permission(ledger);
            ledger.append(EntryDraft.of("x.vendor.note")
                    .subject(COHORT.reference())
                    .data(Content.fields()
                            .put("schema", "data-use-decision/1")
                            .put("about", Content.items(List.of(COHORT.reference()), ArtifactRef::content))
                            .build()));

            assertRefused(permission, "cannot be read");
        }
    }

    @Test
    void the_log_says_which_decisions_cannot_be_read_and_which_uses_they_may_refuse() throws IOException {
        try (Ledger ledger = ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            DataUseAuthorization permission = permission(ledger);
            log.accessed(permission, "before", Sample.ANA);
            Recorded<DataUseDecision> refusal = refusal(ledger);
            LedgerEntry read = log.accessed(permission, "after", Sample.ANA);
            log.accessed(permission(ledger), "asked again", Sample.ANA);
            Path document = moveAway(refusal);

            assertThat(log.report().findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            tuple(
                                    "DECISION_NOT_READ",
                                    Severity.ERROR,
                                    "entry " + refusal.ref().index()),
                            tuple("USE_AFTER_REFUSAL", Severity.ERROR, "entry " + read.index()));

            Files.move(away(), document);

            assertThat(log.report().findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(tuple("USE_AFTER_REFUSAL", "entry " + read.index()));
        }
    }
}
