package io.medml.core.uncertainty;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Small cohorts whose records carry their probabilities. */
final class Scored {

    /**
     * The calibration set of the oracle's cases conf-tiny and mondrian-tiny. Nonconformity of the true labels by record: .2
     * .3 .2 .4 .5 .1 .3 .4 .1.
     */
    static final int[] CALIBRATION_LABELS = {0, 1, 1, 0, 1, 1, 0, 0, 0};

    static final double[] CALIBRATION = {.2, .7, .8, .4, .5, .9, .3, .6, .1};
    static final String[] CALIBRATION_GROUPS = {"a", "a", "a", "a", "a", "b", "b", "b", "b"};

    /** Twelve test records. */
    static final int[] TEST_LABELS = {0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0};

    static final double[] TEST = {.1, .45, .8, .55, .3, .2, .65, .9, .05, .6, .35, .15};
    static final String[] TEST_GROUPS = {"a", "a", "a", "a", "a", "b", "b", "b", "b", "c", "c", ""};

    private Scored() {}

    static Cohort calibration() {
        return cohort("calibration", CALIBRATION_LABELS, CALIBRATION, CALIBRATION_GROUPS, 1);
    }

    static Cohort test() {
        return cohort("test", TEST_LABELS, TEST, TEST_GROUPS, 1);
    }

    /** A cohort in which each subject has some records. */
    static Cohort cohort(String name, int[] labels, double[] probabilities, String[] groups, int recordsPerSubject) {
        int[] order = IntStream.range(0, labels.length).toArray();
        return cohort(name, labels, probabilities, groups, recordsPerSubject, order);
    }

    static Cohort cohort(
            String name, int[] labels, double[] probabilities, String[] groups, int recordsPerSubject, int[] order) {
        // cohorts of different names are of different patients
        Table table = Table.builder()
                .category("record", pick(order, i -> name + String.format(Locale.ROOT, "-r%03d", i)))
                .category(
                        "patient", pick(order, i -> name + String.format(Locale.ROOT, "-p%03d", i / recordsPerSubject)))
                .category("outcome", pick(order, i -> labels[i] == 1 ? "yes" : "no"))
                .category("group", pick(order, i -> groups[i].isEmpty() ? null : groups[i]))
                .number(
                        "risk",
                        IntStream.of(order).mapToDouble(i -> probabilities[i]).toArray())
                .build();
        return Cohort.from(table)
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes("group")
                .named(name, "1.0");
    }

    /** The same records, of which nobody says whose they are. */
    static Cohort withoutSubjects(Cohort cohort) {
        return Cohort.from(cohort.table())
                .record("record")
                .label("outcome", "yes")
                .attributes("group")
                .named(cohort.name(), "1.0");
    }

    private static String[] pick(int[] order, IntFunction<String> value) {
        return IntStream.of(order).mapToObj(value).toArray(String[]::new);
    }

    static Predictions by(String version, ScoreKind kind, Cohort cohort) {
        return ScoringModel.of(
                        "twelve",
                        version,
                        Digest.sha256("weights " + version),
                        kind,
                        (table, row) -> table.number("risk").value(row))
                .score(cohort);
    }

    static Predictions scores(Cohort cohort) {
        return by("1.0", ScoreKind.PROBABILITY, cohort);
    }
}
