package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a ledger holds after power losses, failed operations and a full disk at every operation of a short life. */
class LedgerRecoveryTest {

    private static final byte[] BLOB = "an artefact".getBytes(StandardCharsets.UTF_8);

    /** What the callers of one life were told. */
    private static final class Life {
        final List<Set<UUID>> acknowledged = new ArrayList<>();
        final List<Set<UUID>> refused = new ArrayList<>();
        boolean blobStored;

        private void group(Ledger ledger, int... numbers) {
            List<EntryDraft> drafts =
                    Arrays.stream(numbers).mapToObj(Forge::note).toList();
            Set<UUID> ids = Arrays.stream(numbers).mapToObj(Forge::id).collect(Collectors.toSet());
            try {
                ledger.appendAll(drafts);
                acknowledged.add(ids);
            } catch (UncheckedIOException | IllegalStateException e) {
                refused.add(ids);
            }
        }

        /** Two lives' worth of operations; stops asking where the ledger does not even open. */
        static Life of(LedgerFiles files) {
            return of(files, true);
        }

        static Life of(LedgerFiles files, boolean closing) {
            Life life = new Life();
            Ledger ledger;
            try {
                ledger = Forge.open(files);
            } catch (UncheckedIOException e) {
                return life;
            }
            life.group(ledger, 1);
            life.group(ledger, 2, 3, 4);
            try {
                ledger.store(BLOB, "text/plain", "artefact");
                life.blobStored = true;
            } catch (UncheckedIOException | IllegalStateException e) {
                life.blobStored = false;
            }
            life.group(ledger, 5);
            try {
                ledger.publish();
            } catch (UncheckedIOException | IllegalStateException e) {
                assertThat(e).isNotNull(); // what was appended stays as it is
            }
            life.group(ledger, 6, 7);
            life.group(ledger, 8);
            if (!closing) {
                return life;
            }
            try {
                ledger.close();
            } catch (UncheckedIOException e) {
                assertThat(e).isNotNull(); // what was appended stays as it is
            }
            return life;
        }
    }

    private static void assertKept(Life life, LedgerFiles disk, String when) {
        Ledger ledger = Forge.open(disk);
        Set<UUID> present = ledger.entries().map(LedgerEntry::id).collect(Collectors.toSet());
        for (Set<UUID> group : life.acknowledged) {
            assertThat(present).as("acknowledged, " + when).containsAll(group);
        }
        for (Set<UUID> group : life.refused) {
            Set<UUID> there = new HashSet<>(group);
            there.retainAll(present);
            assertThat(there.isEmpty() || there.equals(group))
                    .as("whole group or nothing, " + when)
                    .isTrue();
        }
        if (life.blobStored) {
            assertThat(ledger.blob(Digest.sha256(BLOB))).as(when).isEqualTo(BLOB);
        }
        assertThat(quarantined(disk))
                .as("set aside and recorded, " + when)
                .isEqualTo(ledger.entries()
                        .filter(entry -> entry.type().equals("ledger.recovered"))
                        .map(entry -> entry.data().text("sha256"))
                        .collect(Collectors.toSet()));
        ledger.append(Forge.note(99));
        ledger.close();
        LedgerVerification found = Forge.verify(disk);
        assertThat(found).as(when).isInstanceOf(LedgerVerification.Ok.class);
        assertThat(found.warnings()).as(when).isEmpty();
    }

    private static Set<String> quarantined(LedgerFiles disk) {
        try {
            return disk.list("quarantine").stream()
                    .map(name -> name.substring(21, 85))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int operationsOfALife() {
        FaultyFiles disk = new FaultyFiles(0);
        Life life = Life.of(disk);
        assertThat(life.refused).isEmpty();
        assertThat(life.acknowledged).hasSize(5);
        return disk.operations();
    }

    @Test
    void after_a_power_loss_at_any_operation_what_was_acknowledged_is_there_and_the_rest_is_whole_or_absent() {
        int operations = operationsOfALife();
        assertThat(operations).isGreaterThan(60);
        for (int at = 1; at <= operations; at++) {
            for (int seed = 0; seed < 3; seed++) {
                FaultyFiles disk = new FaultyFiles(1000L * at + seed);
                disk.failAt(at, FaultyFiles.Mode.POWER_LOSS);
                Life life = Life.of(disk);
                assertThat(disk.failed()).isTrue();
                assertKept(
                        life,
                        disk.afterPowerLoss(seed),
                        "power loss at operation " + at + ", seed " + seed + " "
                                + disk.trace().get(disk.trace().size() - 1));
            }
        }
    }

    @Test
    void a_power_loss_during_recovery_loses_nothing_either() {
        int operations = operationsOfALife();
        for (int at = 1; at <= operations; at++) {
            FaultyFiles disk = new FaultyFiles(77L * at);
            disk.failAt(at, FaultyFiles.Mode.POWER_LOSS);
            Life life = Life.of(disk);
            FaultyFiles again = disk.afterPowerLoss(at);
            again.failAt(1 + at * 7 % 23, FaultyFiles.Mode.POWER_LOSS);
            try {
                Forge.open(again).close();
            } catch (UncheckedIOException e) {
                assertThat(again.failed()).isTrue();
            }
            assertKept(life, again.afterPowerLoss(at), "power loss at operation " + at + " and again in recovery");
        }
    }

    @Test
    void after_one_failed_operation_nothing_acknowledged_is_lost_whether_the_ledger_stops_or_goes_on() {
        int operations = operationsOfALife();
        for (int at = 1; at <= operations; at++) {
            FaultyFiles disk = new FaultyFiles(5L * at);
            disk.failAt(at, FaultyFiles.Mode.FAIL_ONCE);
            Life life = Life.of(disk);
            assertKept(
                    life,
                    disk,
                    "failure of operation " + at + " " + disk.trace().get(at - 1));
        }
    }

    @Test
    void after_one_failed_operation_and_a_power_loss_before_closing_nothing_acknowledged_is_lost() {
        int operations = operationsOfALife();
        for (int at = 1; at <= operations; at++) {
            FaultyFiles disk = new FaultyFiles(9L * at);
            disk.failAt(at, FaultyFiles.Mode.FAIL_ONCE);
            Life life = Life.of(disk, false);
            assertKept(life, disk.afterPowerLoss(at), "failure of operation " + at + ", then a power loss");
        }
    }

    @Test
    void a_full_disk_refuses_the_group_cuts_the_journal_back_and_leaves_the_ledger_usable() {
        FaultyFiles disk = new FaultyFiles(1);
        Ledger ledger = Forge.open(disk);
        ledger.append(Forge.note(1));
        disk.failAt(1, FaultyFiles.Mode.FAIL_ONCE);

        assertThatThrownBy(() -> ledger.append(Forge.note(2)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");

        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.append(Forge.note(2)).index()).isEqualTo(2);
        assertThat(Forge.fault(Forge.verify(disk))).isEqualTo("OK 1+2");
        ledger.close();
        assertThat(Forge.fault(Forge.verify(disk))).isEqualTo("OK 3+0");
    }

    @Test
    void a_failed_sync_stops_the_ledger_until_it_is_opened_again() {
        FaultyFiles disk = new FaultyFiles(1);
        Ledger ledger = Forge.open(disk);
        ledger.append(Forge.note(1));
        disk.failAt(2, FaultyFiles.Mode.FAIL_ONCE);
        assertThatThrownBy(() -> ledger.append(Forge.note(2))).isInstanceOf(UncheckedIOException.class);
        assertThat(disk.trace().get(disk.trace().size() - 1)).startsWith("fsync wal/");

        assertThatThrownBy(() -> ledger.append(Forge.note(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("failed sync")
                .hasMessageContaining("open it again");
        assertThatThrownBy(ledger::publish).isInstanceOf(IllegalStateException.class);

        ledger.close();
        assertThat(Forge.open(disk).append(Forge.note(3)).index()).isPositive();
    }

    @Test
    void one_group_costs_one_sync() {
        FaultyFiles disk = new FaultyFiles(1);
        Ledger ledger = Forge.open(disk);
        ledger.append(Forge.note(1));
        int before = disk.operations();

        ledger.appendAll(List.of(Forge.note(2), Forge.note(3), Forge.note(4)));

        assertThat(disk.trace().subList(before, disk.operations()))
                .containsExactly("write wal/00000000000000000001", "fsync wal/00000000000000000001");
    }

    @Test
    void a_torn_tail_is_set_aside_recorded_by_digest_and_cut_off() throws IOException {
        FaultyFiles disk = new FaultyFiles(1);
        Ledger first = Forge.open(disk);
        first.append(Forge.note(1));
        String wal = "wal/00000000000000000001";
        byte[] good = Forge.get(disk, wal);
        byte[] tail = Arrays.copyOf(Journal.frame(Journal.ENTRY, 2, new byte[200]), 100);
        FaultyFiles after = new FaultyFiles(2);
        for (String path : DiskFiles.walk(disk, "")) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                after.makeDirectory(path.substring(0, slash));
            }
            Forge.put(after, path, path.equals(wal) ? VerifierKey.concat(good, tail) : Forge.get(disk, path));
        }

        Ledger second = Forge.open(after);

        LedgerEntry recovered = second.entry(2);
        assertThat(recovered.type()).isEqualTo("ledger.recovered");
        assertThat(recovered.reason()).isPresent();
        assertThat(recovered.data().text("sha256"))
                .isEqualTo(Digest.sha256(tail).hex());
        assertThat(recovered.data().whole("bytes")).isEqualTo(100);
        assertThat(Forge.get(after, "quarantine/" + after.list("quarantine").get(0)))
                .isEqualTo(tail);
        second.close();
        assertThat(after.list("wal")).isEmpty();
    }

    @Test
    void damage_in_the_middle_of_the_journal_is_refused_and_nothing_is_changed() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        Ledger first = Forge.open(disk);
        first.append(Forge.note(1));
        first.append(Forge.note(2));
        MemoryFiles damaged = Forge.copyOf(disk);
        Forge.flip(damaged, "wal/00000000000000000001", 60, 2);
        MemoryFiles before = Forge.copyOf(damaged);

        assertThatThrownBy(() -> Forge.open(damaged))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_WAL_CORRUPT")
                .hasMessageContaining("wal/00000000000000000001");

        for (String path : DiskFiles.walk(before, "")) {
            assertThat(Forge.get(damaged, path)).isEqualTo(Forge.get(before, path));
        }
        assertThat(DiskFiles.walk(damaged, "")).isEqualTo(DiskFiles.walk(before, ""));
    }

    @Test
    void a_ledger_whose_checkpoint_is_gone_is_refused() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        Forge.open(disk).close();
        disk.delete("checkpoint");

        assertThatThrownBy(() -> Forge.open(disk))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("E_CHECKPOINT_MISSING");
    }

    @Test
    void every_changed_byte_of_a_ledger_is_detected() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        Ledger ledger = Forge.open(disk);
        BlobRef blob = ledger.store(BLOB, "text/plain", "artefact");
        ledger.append(Forge.note(1).ref(blob));
        ledger.publish();
        ledger.append(Forge.note(2));
        ledger.append(Forge.note(3));
        MemoryFiles copy = Forge.copyOf(disk);
        String clean = Forge.fault(Forge.verify(copy));
        assertThat(clean).isEqualTo("OK 2+2");
        Set<String> seen = new HashSet<>();
        int flips = 0;
        for (String path : DiskFiles.walk(copy, "")) {
            byte[] content = Forge.get(copy, path);
            for (int at = 0; at < content.length; at++) {
                byte[] changed = content.clone();
                changed[at] ^= (byte) (1 << (at % 8));
                Forge.put(copy, path, changed);
                LedgerVerification found = Forge.verify(copy);
                assertThat(Forge.fault(found)).as(path + " byte " + at).isNotEqualTo(clean);
                assertThat(found).as(path + " byte " + at).isInstanceOf(LedgerVerification.Fault.class);
                seen.add(Forge.fault(found));
                flips++;
            }
            Forge.put(copy, path, content);
        }
        assertThat(Forge.fault(Forge.verify(copy))).isEqualTo(clean);
        assertThat(flips).isGreaterThan(2000);
        assertThat(seen)
                .contains(
                        "E_LEAF_MISMATCH",
                        "E_WAL_CORRUPT",
                        "E_BLOB_MISMATCH",
                        "E_CHECKPOINT_SIGNATURE",
                        "E_ROOT_MISMATCH");
    }

    @Test
    void a_journal_cut_at_any_byte_opens_with_exactly_the_groups_before_the_cut() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        Ledger ledger = Forge.open(disk);
        String wal = "wal/00000000000000000001";
        List<Integer> ends = new ArrayList<>();
        ledger.append(Forge.note(1));
        ends.add(Forge.get(disk, wal).length);
        ledger.appendAll(List.of(Forge.note(2), Forge.note(3)));
        ends.add(Forge.get(disk, wal).length);
        byte[] bytes = Forge.get(disk, wal);
        for (int cut = 0; cut <= bytes.length; cut += 11) {
            MemoryFiles copy = Forge.copyOf(disk);
            Forge.put(copy, wal, Arrays.copyOf(bytes, cut));
            boolean torn = cut > 0 && cut != 16 && !ends.contains(cut);
            int kept = cut >= ends.get(1) ? 3 : cut >= ends.get(0) ? 1 : 0;

            Ledger again = Forge.open(copy);

            assertThat(again.size()).as("cut at " + cut).isEqualTo(1 + kept + (torn ? 1 : 0));
            again.close();
            assertThat(Forge.fault(Forge.verify(copy))).startsWith("OK");
        }
    }
}
