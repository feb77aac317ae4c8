package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.StatedEvidence;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final StatedEvidence EVALUATION =
            TestEvidence.of("evaluation-report/1", "evaluation.recorded", TestEvidence.MODEL, TestEvidence.DATA);

    // ---------------------------------------------------------------- evidence

    @Test
    void recorded_evidence_is_found_by_its_document_and_reads_back_as_the_same_document() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        LedgerEntry model = ledger.append(TestEvidence.registration(TestEvidence.MODEL));

        Recorded<StatedEvidence> recorded =
                ledger.record(EVALUATION, Actor.human("u:ana", "Ana Beltr\u00e1n", "QA lead"));

        assertThat(recorded.evidence()).isSameAs(EVALUATION);
        assertThat(recorded.digest()).isEqualTo(EVALUATION.document().digest());
        assertThat(recorded.origin()).isEqualTo(ledger.origin());
        assertThat(recorded.entry().type()).isEqualTo("evaluation.recorded");
        assertThat(recorded.entry().subject()).contains(new Subject("model", "readmission", "1.0"));
        assertThat(recorded.entry().links()).containsExactly(new Link("model", model.ref()));
        assertThat(recorded.entry().data().text("schema")).isEqualTo("evaluation-report/1");
        assertThat(recorded.entry().refs()).extracting(BlobRef::digest).containsExactly(recorded.digest());
        Recorded<Evidence> found = ledger.find(recorded.digest()).orElseThrow();
        assertThat(found).isEqualTo(recorded);
        assertThat(found.evidence().document().bytes())
                .isEqualTo(EVALUATION.document().bytes());
        assertThat(ledger.holds(found)).isTrue();
    }

    @Test
    void what_pages_print_of_a_place_says_who_recorded_it() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        ledger.append(TestEvidence.registration(TestEvidence.MODEL));

        assertThat(ledger.record(EVALUATION, Actor.human("u:ana", "Ana Beltr\u00e1n", "QA lead"))
                        .placeAndTime())
                .matches("entry 2 of in-memory, [0-9-]{10} [0-9:]{8} UTC, by Ana Beltr\u00e1n \\(u:ana\\)");
    }

    @Test
    void what_a_program_recorded_says_which() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        ledger.append(TestEvidence.registration(TestEvidence.MODEL));

        assertThat(ledger.record(EVALUATION).placeAndTime()).endsWith(" UTC, by svc:medml");
    }

    @Test
    void an_evaluation_of_a_model_that_is_not_registered_is_refused_with_what_to_do() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        ArtifactRef other =
                new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1.0", Digest.sha256("other weights"));
        ledger.append(TestEvidence.registration(other));

        assertThatThrownBy(() -> ledger.record(EVALUATION))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("register the model first");
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void evidence_that_rests_on_evidence_the_ledger_does_not_hold_is_refused() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        StatedEvidence base = TestEvidence.of("validation-report/1", "evidence.recorded", TestEvidence.DATA);
        StatedEvidence judgement = TestEvidence.of("judgement/1", "evidence.recorded", TestEvidence.DATA)
                .from(base.document().reference());

        assertThatThrownBy(() -> ledger.record(judgement))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("record it first");

        Recorded<StatedEvidence> first = ledger.record(base);
        assertThat(ledger.record(judgement).entry().links()).containsExactly(new Link("evidence", first.ref()));
    }

    @Test
    void recording_a_document_twice_gives_two_entries_and_the_newest_is_found() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        StatedEvidence base = TestEvidence.of("validation-report/1", "evidence.recorded", TestEvidence.DATA);
        Recorded<StatedEvidence> first = ledger.record(base);
        Recorded<StatedEvidence> second = ledger.record(base);

        assertThat(second.ref()).isNotEqualTo(first.ref());
        assertThat(ledger.find(base.document().digest()))
                .contains(ledger.recorded(second.ref().index()));
        assertThat(ledger.holds(first)).isTrue();
    }

    @Test
    void a_record_of_another_ledger_is_not_held() {
        Ledger one = Forge.open(new MemoryFiles());
        Ledger two = Forge.open(new MemoryFiles());
        StatedEvidence base = TestEvidence.of("validation-report/1", "evidence.recorded", TestEvidence.DATA);
        two.append(Forge.note(1));

        Recorded<StatedEvidence> recorded = one.record(base);

        assertThat(one.holds(recorded)).isTrue();
        assertThat(two.holds(recorded)).isFalse();
        two.record(base);
        assertThat(two.holds(recorded)).isFalse();
    }

    @Test
    void only_this_library_records_kinds_without_x_and_a_vendors_kind_takes_no_type_of_ours() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        Evidence ours = TestEvidence.of("validation-report/1", "evidence.recorded", TestEvidence.DATA);
        // a class outside io.medml: proxies of an exported interface live in a package of the platform's
        Evidence foreign = (Evidence) Proxy.newProxyInstance(
                Evidence.class.getClassLoader(),
                new Class<?>[] {Evidence.class},
                (proxy, method, arguments) -> method.invoke(ours, arguments));

        assertThatThrownBy(() -> ledger.record(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"x.\"");
        assertThatThrownBy(() ->
                        ledger.record(TestEvidence.of("x.acme.report/1", "evaluation.recorded", TestEvidence.DATA)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.VENDOR.NAME");
        assertThat(ledger.record(TestEvidence.of("x.acme.report/1", "x.acme.report", TestEvidence.DATA))
                        .entry()
                        .type())
                .isEqualTo("x.acme.report");
    }

    @Test
    void evidence_read_back_is_taken_by_the_ledger_that_holds_it_and_by_no_other() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        StatedEvidence base = TestEvidence.of("validation-report/1", "evidence.recorded", TestEvidence.DATA);
        Evidence readBack = ledger.recorded(ledger.record(base).ref().index()).evidence();

        assertThat(ledger.record(readBack).digest()).isEqualTo(base.document().digest());
        assertThatThrownBy(() -> Ledger.inMemory(Forge.ticking()).record(readBack))
                .isInstanceOf(IntegrityException.class);
    }

    @Test
    void a_type_that_needs_what_record_cannot_give_is_refused_by_name() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        ledger.append(TestEvidence.registration(TestEvidence.MODEL));

        assertThatThrownBy(() -> ledger.record(TestEvidence.of("rollback/1", "model.rolledback", TestEvidence.MODEL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected model.rolledback to state a reason");
        assertThatThrownBy(() -> ledger.record(TestEvidence.of("run/1", "run.finished", TestEvidence.DATA)))
                .hasMessageContaining("link with rel run");
    }

    // ---------------------------------------------------------------- reading

    @Test
    void latest_is_the_newest_entry_about_the_same_kind_id_version_and_digest() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        ArtifactRef altered = new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1.0", Digest.sha256("altered"));
        LedgerEntry first = ledger.append(TestEvidence.registration(TestEvidence.MODEL));
        LedgerEntry second = ledger.append(TestEvidence.registration(TestEvidence.MODEL));
        LedgerEntry third = ledger.append(TestEvidence.registration(altered));

        assertThat(ledger.latest("model.registered", TestEvidence.MODEL)).contains(second);
        assertThat(ledger.latest("model.registered", altered)).contains(third);
        assertThat(ledger.latest("model.released", TestEvidence.MODEL)).isEmpty();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void everything_is_found_again_after_reopening_across_full_bundles(@TempDir Path dir) {
        Path directory = dir.resolve("ledger");
        Clock clock = Forge.ticking();
        Digest document;
        try (Ledger ledger = Ledger.open(directory, clock, Forge.SIGNER)) {
            ledger.append(TestEvidence.registration(TestEvidence.MODEL));
            document = ledger.record(EVALUATION).digest();
            for (int i = 0; i < 3; i++) {
                int from = 1000 * i;
                ledger.appendAll(java.util.stream.IntStream.range(from, from + 200)
                        .mapToObj(Forge::note)
                        .toList());
                ledger.publish();
            }
            assertThat(ledger.entries().map(LedgerEntry::index))
                    .containsExactlyElementsOf(
                            java.util.stream.LongStream.range(0, 603).boxed().toList());
        }
        assertThat(Forge.fault(
                        LedgerVerifier.of(directory).key(Forge.SIGNER.key()).verify()))
                .isEqualTo("OK 603+0");

        try (Ledger again = Ledger.open(directory, clock, Forge.SIGNER)) {
            assertThat(again.size()).isEqualTo(603);
            assertThat(again.find(document)).isPresent();
            assertThat(again.latest("model.registered", TestEvidence.MODEL))
                    .map(LedgerEntry::index)
                    .contains(1L);
            assertThat(again.entry(5).id()).isEqualTo(Forge.id(2));
            assertThat(again.entry(602).id()).isEqualTo(Forge.id(2199));
            again.appendAll(java.util.stream.IntStream.range(5000, 5200)
                    .mapToObj(Forge::note)
                    .toList());
            assertThat(again.entry(602).id()).isEqualTo(Forge.id(2199));
        }
        assertThat(Forge.fault(
                        LedgerVerifier.of(directory).key(Forge.SIGNER.key()).verify()))
                .isEqualTo("OK 803+0");
    }

    @Test
    void a_receipt_proves_its_entry_and_no_other() {
        Ledger ledger = Forge.open(new MemoryFiles());
        LedgerEntry entry = ledger.append(Forge.note(1));
        ledger.append(Forge.note(2));

        Receipt receipt = Receipt.parse(ledger.receipt(entry.ref()));

        assertThat(receipt.index()).isEqualTo(1);
        assertThat(receipt.size()).isEqualTo(3);
        assertThat(receipt.proves(entry.bytes(), ledger.key())).isTrue();
        assertThat(receipt.proves(ledger.entry(2).bytes(), ledger.key())).isFalse();
        assertThat(receipt.proves(entry.bytes(), Forge.OTHER.key())).isFalse();
        assertThatThrownBy(() -> ledger.receipt(new EntryRef(1, ledger.entry(2).leaf())))
                .isInstanceOf(IntegrityException.class);
    }

    @Test
    void an_entry_changed_on_disk_is_noticed_when_it_is_read() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        ledger.appendAll(
                java.util.stream.IntStream.range(0, 300).mapToObj(Forge::note).toList());
        ledger.publish();
        Forge.flip(files, "tile/entries/000", 700, 1);

        assertThatThrownBy(() -> ledger.entries().forEach(entry -> {})).isInstanceOf(IntegrityException.class);
    }

    @Test
    void an_artefact_is_stored_once_and_checked_when_it_is_read() {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        byte[] content = "weights".getBytes(StandardCharsets.UTF_8);
        BlobRef ref = ledger.store(content, "application/octet-stream", "weights.bin");

        assertThat(ledger.store(content, "application/octet-stream", "weights.bin"))
                .isEqualTo(ref);
        assertThat(ledger.blob(ref.digest())).isEqualTo(content);
        Forge.flip(files, LedgerVerifier.blobPath(ref.digest().hex()), 0, 0);
        assertThatThrownBy(() -> ledger.blob(ref.digest())).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> ledger.blob(Digest.sha256("never"))).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() ->
                        ledger.append(Forge.note(1).ref(new BlobRef(Digest.sha256("never"), 5, "text/plain", "never"))))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("store(..) it first");
    }

    // ---------------------------------------------------------------- appending

    @Test
    void the_same_calls_give_the_same_bytes() throws IOException {
        MemoryFiles one = new MemoryFiles();
        MemoryFiles two = new MemoryFiles();
        for (MemoryFiles files : List.of(one, two)) {
            Ledger ledger = Forge.open(files);
            ledger.append(EntryDraft.of("run.started").subject("run", "r1", "1"));
            ledger.close();
        }
        for (String path : DiskFiles.walk(one, "")) {
            assertThat(Forge.get(two, path)).isEqualTo(Forge.get(one, path));
        }
    }

    @Test
    void a_group_with_one_bad_draft_leaves_nothing() {
        Ledger ledger = Forge.open(new MemoryFiles());

        assertThatThrownBy(() -> ledger.appendAll(List.of(Forge.note(1), EntryDraft.of("record.deleted"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");

        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.append(Forge.note(1)).index()).isEqualTo(1);
    }

    @Test
    void a_repeated_id_is_refused_and_after_65536_other_entries_taken_again() throws LedgerFault {
        Ledger ledger = Forge.open(new MemoryFiles());
        ledger.append(Forge.note(1));
        assertThatThrownBy(() -> ledger.append(Forge.note(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("entry 1");

        for (int from = 2; from < 65_536; from += 1000) {
            ledger.appendAll(java.util.stream.IntStream.range(from, Math.min(from + 1000, 65_537))
                    .mapToObj(Forge::note)
                    .toList());
        }
        assertThat(ledger.size()).isEqualTo(65_537);
        assertThatThrownBy(() -> ledger.append(Forge.note(1))).isInstanceOf(IllegalStateException.class);
        ledger.append(Forge.note(65_537));
        assertThat(ledger.append(Forge.note(1)).index()).isEqualTo(65_538);
    }

    @Test
    void what_does_not_fit_the_format_is_refused_before_anything_is_written() {
        Ledger ledger = Forge.open(new MemoryFiles());
        List<EntryDraft> bad = List.of(
                draft("a".repeat(65_536)),
                draft("\u0000"),
                draft("\ud800"),
                EntryDraft.of("x.a.b").subject("k", "i", "1").data(deep(16)),
                EntryDraft.of("x.a.b")
                        .subject("k", "i", "1")
                        .data(Content.fields().put("d", 0.5).build()),
                EntryDraft.of("x.a.b")
                        .subject("k", "i", "1")
                        .data(Content.fields().put("a b", 1).build()),
                EntryDraft.of("no.such.type"),
                EntryDraft.of("ledger.created"),
                EntryDraft.of("clock.adjusted"));
        for (EntryDraft draft : bad) {
            assertThatThrownBy(() -> ledger.append(draft)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.append(EntryDraft.of("x.a.b").subject("k", "i", "1").data(deep(15)))
                        .index())
                .isEqualTo(1);
    }

    private static EntryDraft draft(String text) {
        return EntryDraft.of("x.a.b")
                .subject("k", "i", "1")
                .data(Content.fields().put("t", text).build());
    }

    /** Data that is this many levels deep. */
    private static Content.Fields deep(int levels) {
        Content.Fields fields = Content.fields().build();
        for (int i = 1; i < levels; i++) {
            fields = Content.fields().put("d", fields).build();
        }
        return fields;
    }

    @Test
    void a_link_to_an_entry_that_is_not_as_named_is_refused() {
        Ledger ledger = Forge.open(new MemoryFiles());
        EntryRef wrong = new EntryRef(0, Digest.sha256("another"));
        assertThatThrownBy(() -> ledger.append(Forge.note(1).link("about", wrong)))
                .isInstanceOf(IntegrityException.class);
        EntryRef future = new EntryRef(5, Digest.sha256("another"));
        assertThatThrownBy(() -> ledger.append(Forge.note(1).link("about", future)))
                .isInstanceOf(IntegrityException.class);
        assertThat(ledger.append(Forge.note(1)
                                .link(new Link("about", future, java.util.Optional.of("example.org/other"))))
                        .index())
                .isEqualTo(1);
    }

    @Test
    void the_old_value_of_a_change_is_the_last_recorded_new_one() {
        Ledger ledger = Forge.open(new MemoryFiles());
        ledger.append(update("0.50", "0.47"));

        assertThatThrownBy(() -> ledger.append(update("0.50", "0.45")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operating_point");
        assertThat(ledger.append(update("0.47", "0.45")).changes())
                .containsExactly(new Change("operating_point", Content.text("0.47"), Content.text("0.45")));
    }

    private static EntryDraft update(String before, String after) {
        return EntryDraft.of("record.updated")
                .subject("threshold", "t", "1")
                .reason("site calibration")
                .change("operating_point", before, after);
    }

    @Test
    void time_never_decreases_and_a_step_back_is_recorded_once() {
        HandClock wall = new HandClock(Instant.parse("2026-03-01T08:00:10.5Z"));
        Ledger ledger = Ledger.builder(new MemoryFiles())
                .clock(wall)
                .signer(Forge.SIGNER)
                .open();
        wall.turnTo(Instant.parse("2026-03-01T08:00:09Z"));
        assertThat(ledger.append(Forge.note(1)).time()).isEqualTo("2026-03-01T08:00:10.500Z");
        assertThat(ledger.size()).isEqualTo(2);

        wall.turnTo(Instant.parse("2026-03-01T07:00:00Z"));
        ledger.append(Forge.note(2));
        ledger.append(Forge.note(3));

        assertThat(ledger.entries().map(LedgerEntry::type))
                .containsExactly("ledger.created", "x.test.note", "clock.adjusted", "x.test.note", "x.test.note");
        LedgerEntry adjusted = ledger.entry(2);
        assertThat(adjusted.data().text("wall")).isEqualTo("2026-03-01T07:00:00.000Z");
        assertThat(adjusted.data().text("last")).isEqualTo("2026-03-01T08:00:10.500Z");
        assertThat(adjusted.time()).isEqualTo("2026-03-01T08:00:10.500Z");
    }

    @Test
    void a_wall_clock_that_moves_apart_from_the_monotonic_one_is_recorded_once() {
        HandClock wall = HandClock.at("2026-03-01");
        AtomicLong nanos = new AtomicLong();
        Ledger ledger = Ledger.builder(new MemoryFiles())
                .clock(wall)
                .monotonic(nanos::get)
                .signer(Forge.SIGNER)
                .open();
        wall.turnTo(Instant.parse("2026-03-01T08:01:00Z"));
        nanos.set(60_000_000_000L);
        ledger.append(Forge.note(1));
        wall.turnTo(Instant.parse("2026-03-01T09:00:00Z"));
        nanos.set(61_000_000_000L);
        ledger.append(Forge.note(2));
        ledger.append(Forge.note(3));

        assertThat(ledger.entries().map(LedgerEntry::type))
                .containsExactly("ledger.created", "x.test.note", "clock.adjusted", "x.test.note", "x.test.note");
    }

    @Test
    void a_signature_is_kept_with_its_personal_key_and_refused_when_it_breaks_a_rule() {
        Ledger ledger = Forge.open(new MemoryFiles());
        EntryRef signed = ledger.append(Forge.note(1)).ref();
        Actor ana = Actor.human("u:ana", "Ana", "QA lead");
        Ed25519Signer personal = Ed25519Signer.fromSeed("u-ana", Forge.seed(5));

        LedgerEntry entry =
                ledger.append(signature(ana, signed, "Ana", "password", "totp").personalKey(personal));

        assertThat(entry.data().text("signer_vkey")).isEqualTo(personal.key().vkey());
        assertThat(entry.data().has("sig")).isTrue();
        assertThatThrownBy(() -> ledger.append(signature(ana, signed, "Ana", "password")))
                .hasMessageContaining("two distinct components");
        assertThatThrownBy(() -> ledger.append(signature(ana, signed, "Bo", "password", "totp")))
                .hasMessageContaining("printed name");
        assertThatThrownBy(() -> ledger.append(signature(Actor.service("svc:x"), signed, "Ana", "password", "totp")))
                .hasMessageContaining("person");
    }

    static EntryDraft signature(Actor actor, EntryRef signed, String name, String... components) {
        return EntryDraft.of("signature.applied")
                .actor(actor)
                .link("signs", signed)
                .data(Content.fields()
                        .put("printed_name", name)
                        .put("meaning", "approval")
                        .put("zone", "Europe/Madrid")
                        .put("components", Content.texts(List.of(components)))
                        .put("session_first", true)
                        .build());
    }

    @Test
    void a_signer_whose_signature_does_not_verify_writes_nothing() {
        MemoryFiles files = new MemoryFiles();
        CheckpointSigner broken = new CheckpointSigner() {
            @Override
            public VerifierKey key() {
                return Forge.SIGNER.key();
            }

            @Override
            public byte[] sign(byte[] message) {
                return new byte[64];
            }
        };
        assertThatThrownBy(() -> Ledger.builder(files)
                        .clock(Forge.ticking())
                        .signer(broken)
                        .open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not verify");
        assertThat(files.list("")).isEmpty();
    }

    @Test
    void an_interrupted_caller_learns_the_outcome_and_stays_interrupted(@TempDir Path dir) {
        try (Ledger ledger = Ledger.open(dir.resolve("l"), Forge.ticking(), Forge.SIGNER)) {
            Thread.currentThread().interrupt();
            assertThat(ledger.append(Forge.note(1)).index()).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ledger.append(Forge.note(2)).index()).isEqualTo(2);
        }
    }

    // ---------------------------------------------------------------- the directory

    @Test
    void directories_and_files_are_their_owners_only(@TempDir Path dir) throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.getFileStore(dir).supportsFileAttributeView("posix"), "this file system has no modes");
        Path directory = dir.resolve("ledger");
        try (Ledger ledger = Ledger.open(directory, Forge.ticking(), Forge.SIGNER)) {
            ledger.append(Forge.note(1).ref(ledger.store(new byte[5], "text/plain", "x")));
            try (var files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(directory.relativize(file).toString())
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
                }
            }
        }
    }

    @Test
    void after_closing_the_journal_is_empty_and_closing_twice_does_nothing(@TempDir Path dir) {
        Path directory = dir.resolve("ledger");
        Ledger ledger = Ledger.open(directory, Forge.ticking(), Forge.SIGNER);
        ledger.append(Forge.note(1));
        ledger.close();
        ledger.close();

        assertThat(directory.resolve("wal")).isEmptyDirectory();
        assertThatThrownBy(() -> ledger.append(Forge.note(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_second_writer_in_this_process_is_refused_and_told_who_holds_it(@TempDir Path dir) {
        Path directory = dir.resolve("ledger");
        Ledger ledger = Ledger.open(directory, Forge.ticking(), Forge.SIGNER);

        assertThatThrownBy(() -> Ledger.open(directory, Forge.ticking(), Forge.SIGNER))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("pid " + ProcessHandle.current().pid())
                .hasMessageContaining("on host")
                .hasMessageContaining("started");

        ledger.append(Forge.note(1));
        ledger.close();
        Ledger.open(directory, Forge.ticking(), Forge.SIGNER).close();
    }

    @Test
    void a_second_writer_in_another_process_is_refused_and_told_who_holds_it(@TempDir Path dir) throws Exception {
        Path directory = dir.resolve("ledger");
        try (Ledger ledger = Ledger.open(directory, Forge.ticking(), Forge.SIGNER)) {
            assertThat(ledger.size()).isEqualTo(1);
            String output = secondProcess(directory);
            assertThat(output)
                    .contains("refused")
                    .contains("pid " + ProcessHandle.current().pid());
        }
        assertThat(secondProcess(directory)).contains("opened");
    }

    private static String secondProcess(Path directory) throws IOException, InterruptedException {
        // where main and test classes are, as paths; the module path of this process is not one of the child's
        String path = List.of(
                        Ledger.class, Content.class, SecondWriter.class, com.fasterxml.jackson.core.JsonFactory.class)
                .stream()
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .reduce((a, b) -> a + java.io.File.pathSeparator + b)
                .orElseThrow();
        Path testClasses = Path.of(
                        SecondWriter.class.getResource("SecondWriter.class").getPath())
                .getParent()
                .getParent()
                .getParent()
                .getParent()
                .getParent();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path + java.io.File.pathSeparator + testClasses,
                        SecondWriter.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void a_directory_that_cannot_be_made_or_written_is_an_io_fault_that_names_it(@TempDir Path dir) throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(() -> Ledger.open(file, Forge.ticking(), Forge.SIGNER))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("file");
        FaultyFiles readOnly = new FaultyFiles(1);
        readOnly.failAt(1, FaultyFiles.Mode.POWER_LOSS);
        assertThatThrownBy(() -> Forge.open(readOnly)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_ledger_is_opened_by_its_own_key_only() {
        MemoryFiles files = new MemoryFiles();
        Forge.open(files).close();
        assertThatThrownBy(() -> Ledger.builder(files)
                        .clock(Forge.ticking())
                        .signer(Forge.OTHER)
                        .open())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(Forge.OTHER.key().keyId());
        assertThatThrownBy(() -> Ledger.builder(files)
                        .clock(Forge.ticking())
                        .signer(Ed25519Signer.fromSeed("example.org/elsewhere", Forge.seed(1)))
                        .open())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_ORIGIN");
    }

    @Test
    void derived_ids_are_name_based_uuids_of_version_8() {
        Ledger ledger = Forge.open(new MemoryFiles());
        UUID id = ledger.append(EntryDraft.of("run.started")).id();
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }
}
