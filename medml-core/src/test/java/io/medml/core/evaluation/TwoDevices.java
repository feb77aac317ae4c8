package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Records on which two devices are right or wrong in stated numbers; a score of 1 is positive, of 0 negative. */
final class TwoDevices {

    static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);

    private final List<int[]> rows = new ArrayList<>();
    private final List<String> patients = new ArrayList<>();
    private final String prefix;

    TwoDevices(String prefix) {
        this.prefix = prefix;
    }

    /** Adds records of one condition: both devices right, only the candidate, only the predicate, neither. */
    TwoDevices with(int label, int both, int onlyCandidate, int onlyPredicate, int neither) {
        int[][] kinds = {{1, 1, both}, {1, 0, onlyCandidate}, {0, 1, onlyPredicate}, {0, 0, neither}};
        for (int[] kind : kinds) {
            for (int i = 0; i < kind[2]; i++) {
                patients.add(prefix + "p" + (10_000 + rows.size()));
                rows.add(new int[] {label, kind[0] == 1 ? label : 1 - label, kind[1] == 1 ? label : 1 - label});
            }
        }
        return this;
    }

    /** Every record belongs to the patient of the record so many before it. */
    TwoDevices recordsPerPatient(int number) {
        for (int i = 0; i < patients.size(); i++) {
            patients.set(i, prefix + "p" + (10_000 + i / number));
        }
        return this;
    }

    Cohort cohort() {
        return cohort(false);
    }

    Cohort cohort(boolean reversed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        if (reversed) {
            Collections.reverse(order);
        }
        Table table = Table.builder()
                .category(
                        "record", order.stream().map(i -> prefix + (10_000 + i)).toArray(String[]::new))
                .category("patient", order.stream().map(patients::get).toArray(String[]::new))
                .category(
                        "outcome",
                        order.stream()
                                .map(i -> rows.get(i)[0] == 1 ? "yes" : "no")
                                .toArray(String[]::new))
                .number(
                        "candidate",
                        order.stream().mapToDouble(i -> rows.get(i)[1]).toArray())
                .number(
                        "predicate",
                        order.stream().mapToDouble(i -> rows.get(i)[2]).toArray())
                .build();
        return Cohort.from(table)
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .named(prefix + "devices", "1.0");
    }

    static Predictions candidate(Cohort cohort) {
        return scores(cohort, "candidate", "candidate", "1.0");
    }

    static Predictions predicate(Cohort cohort) {
        return scores(cohort, "predicate", "predicate", "1.0");
    }

    /** The predicate's answers as those of an earlier version of the candidate. */
    static Predictions earlier(Cohort cohort) {
        return scores(cohort, "predicate", "candidate", "0.9");
    }

    private static Predictions scores(Cohort cohort, String column, String model, String version) {
        return ScoringModel.of(
                        model,
                        version,
                        Digest.sha256(column),
                        ScoreKind.PROBABILITY,
                        (table, row) -> table.number(column).value(row))
                .score(cohort);
    }
}
