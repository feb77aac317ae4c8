package io.medml.core.profile;

import io.medml.core.evidence.Finding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows that warnings name: a bit for each row and warning. They are no part of the evidence. */
final class SuspectRows {

    private record Reason(String words, BitSet rows) {}

    private final List<Reason> reasons = new ArrayList<>();
    private final BitSet all = new BitSet(0);

    void add(Finding finding, BitSet rows) {
        reasons.add(new Reason((finding.code() + " " + finding.where()).strip(), rows));
        all.or(rows);
    }

    int[] rows() {
        return all.stream().toArray();
    }

    List<String> of(int row) {
        return reasons.stream()
                .filter(reason -> reason.rows().get(row))
                .map(Reason::words)
                .toList();
    }
}
