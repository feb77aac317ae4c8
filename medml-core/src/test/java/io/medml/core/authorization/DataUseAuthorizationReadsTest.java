package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.CountedLedger;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a permission reads of its ledger before each use. */
class DataUseAuthorizationReadsTest {

    private static final Cohort COHORT = Sample.clean();
    private static final Cohort OTHER = Sample.mixed();

    /** A full bundle of a ledger's entries, of which those under the checkpoint are read; later entries are in memory. */
    private static final int BUNDLE = 256;

    private static DataUseAuthorization permission(Ledger ledger) {
        return Sample.gate().requireAuthorized(Sample.scopes(COHORT), Sample.training(), ledger, Sample.ANA);
    }

    private static void use(DataUseAuthorization permission) {
        permission.requireFor(COHORT.reference(), DataOperation.TRAIN, "training", "hospital a", Sample.MARCH);
    }

    private static void append(Ledger ledger, int entries) {
        for (int i = 0; i < entries; i++) {
            ledger.append(EntryDraft.of("artifact.stored"));
        }
    }

    private static void decideOnAnotherUse(Ledger ledger, Cohort cohort) {
        ledger.record(Sample.gate().decide(Sample.scopes(cohort), Sample.move("Data Broker Ltd")));
    }

    private static long bundles(List<String> read) {
        return read.stream().filter(file -> file.startsWith("tile/entries/")).count();
    }

    private static long documents(List<String> read) {
        return read.stream().filter(file -> file.startsWith("blobs/")).count();
    }

    @Test
    void it_reads_each_newer_entry_once_and_only_documents_about_its_data() {
        CountedLedger counted = new CountedLedger(Sample.CLOCK);
        try (Ledger ledger = counted.ledger()) {
            DataUseAuthorization permission = permission(ledger);
            for (int i = 0; i < 5; i++) {
                decideOnAnotherUse(ledger, COHORT);
                decideOnAnotherUse(ledger, OTHER);
            }
            append(ledger, 2 * BUNDLE);
            ledger.publish();
            counted.readSince();

            use(permission);

            List<String> first = counted.readSince();
            assertThat(bundles(first)).isEqualTo(2);
            assertThat(documents(first)).as("its own decision and five others").isEqualTo(6);

            for (int i = 0; i < 1000; i++) {
                use(permission);
            }
            assertThat(counted.readSince()).as("before each batch").isEmpty();

            append(ledger, 3);
            decideOnAnotherUse(ledger, COHORT);
            decideOnAnotherUse(ledger, OTHER);
            counted.readSince();
            use(permission);
            use(permission);
            assertThat(counted.readSince()).as("what is new").hasSize(1).allMatch(file -> file.startsWith("blobs/"));

            ledger.record(Sample.withdrawal(COHORT, Sample.MARCH));
            counted.readSince();
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(AuthorizationException.class)
                        .isThrownBy(() -> use(permission))
                        .withMessageContaining("a withdrawal at entry " + (ledger.size() - 1));
            }
            assertThat(documents(counted.readSince())).isEqualTo(1);
        }
    }

    @Test
    @Timeout(60)
    void from_many_threads_it_reads_each_document_once_and_no_use_begins_after_a_withdrawal() throws Exception {
        CountedLedger counted = new CountedLedger(Sample.CLOCK);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Ledger ledger = counted.ledger()) {
            DataUseAuthorization permission = permission(ledger);
            counted.readSince();
            List<Future<?>> uses = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                uses.add(threads.submit(() -> {
                    for (int i = 0; i < 300; i++) {
                        use(permission);
                    }
                }));
            }
            for (int i = 0; i < 20; i++) {
                decideOnAnotherUse(ledger, COHORT);
            }
            for (Future<?> one : uses) {
                one.get();
            }
            use(permission);
            assertThat(documents(counted.readSince())).isEqualTo(21);

            ledger.record(Sample.withdrawal(COHORT, Sample.MARCH));
            List<Future<?>> late = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                late.add(threads.submit(() ->
                        assertThatExceptionOfType(AuthorizationException.class).isThrownBy(() -> use(permission))));
            }
            for (Future<?> one : late) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Whoever opens the ledger next may append a withdrawal, which a permission of the closed one would not see. */
    @Test
    void once_its_ledger_is_closed_it_permits_nothing_and_a_new_one_sees_what_was_appended_since(@TempDir Path folder) {
        Ed25519Signer signer =
                Ed25519Signer.fromSeed("example.org/use", Digest.sha256("seed").bytes());
        DataUseAuthorization before;
        try (Ledger ledger = Ledger.open(folder, Sample.CLOCK, signer)) {
            before = permission(ledger);
            use(before);
        }
        assertThatIllegalStateException().isThrownBy(() -> use(before)).withMessageContaining("is closed");
        try (Ledger again = Ledger.open(folder, Sample.CLOCK, signer)) {
            again.record(Sample.withdrawal(COHORT, Sample.MARCH));
            assertThatIllegalStateException().isThrownBy(() -> use(before)).withMessageContaining("is closed");
            use(permission(again));
        }
    }
}
