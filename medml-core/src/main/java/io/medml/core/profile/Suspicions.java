package io.medml.core.profile;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** Collects what was found; adds the first line to each finding that is about rows. */
final class Suspicions {

    private final Table table;
    private final List<Finding> findings = new ArrayList<>();
    private final SuspectRows suspects = new SuspectRows();

    Suspicions(Table table) {
        this.table = table;
    }

    List<Finding> findings() {
        return findings;
    }

    SuspectRows suspects() {
        return suspects;
    }

    void add(Finding finding) {
        findings.add(finding);
    }

    static Finding finding(Suspicion suspicion, String where, String message) {
        return finding(suspicion, suspicion.severity(), where, message);
    }

    static Finding finding(Suspicion suspicion, Severity severity, String where, String message) {
        return Finding.of(suspicion.name(), severity, where, message);
    }

    /** A finding about some rows: their number and the first of them by its line in the file, or by its number in the table. */
    void rows(Finding finding, IntPredicate holds) {
        Suspicion suspicion = Suspicion.valueOf(finding.code());
        boolean names = finding.severity() != Severity.INFO && suspicion.namesRows();
        BitSet named = new BitSet(0);
        int rows = 0;
        int first = -1;
        for (int row = 0; row < table.rowCount(); row++) {
            if (holds.test(row)) {
                rows++;
                first = first < 0 ? row : first;
                if (names) {
                    named.set(row);
                }
            }
        }
        // deliberate: many texts among numbers are a question about the column, such as codes of two kinds
        boolean amongOthers = suspicion == Suspicion.TEXTS_AMONG_NUMBERS || suspicion == Suspicion.TEXTS_AMONG_DATES;
        if (!named.isEmpty() && (!amongOthers || 100L * rows <= table.rowCount())) {
            suspects.add(finding, named);
        }
        Finding counted = finding.with("rows", rows);
        if (first < 0) {
            findings.add(counted);
            return;
        }
        OptionalLong line = table.sourceLine(first);
        findings.add(
                line.isPresent()
                        ? counted.with("first_line", line.getAsLong())
                        : counted.with("first_row", first + 1L));
    }

    static String plural(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
