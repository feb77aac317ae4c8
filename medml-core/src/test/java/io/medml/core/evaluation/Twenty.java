package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.stream.IntStream;

/** Twenty records of sixteen subjects, with ties between and within the classes. */
final class Twenty {

    static final int[] LABELS = {1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0};
    static final double[] SCORES = {
        .9, .4, .7, .2, .1, .35, .6, .8, .3, .15, .55, .5, .25, .45, .05, .65, .2, .4, .1, .3
    };
    static final int[] SUBJECTS = {0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 15};
    /** Group c holds no record with the condition; the last record has no group. */
    static final String[] GROUPS = {
        "a", "a", "a", "b", "b", "b", "b", "b", "a", "a", "a", "a", "c", "b", "c", "b", "a", "a", "c", ""
    };

    private Twenty() {}

    static int[] inOrder() {
        return IntStream.range(0, 20).toArray();
    }

    static ScoringModel model(String version, ScoreKind kind) {
        return ScoringModel.of(
                "twenty",
                version,
                Digest.sha256("weights " + version),
                kind,
                (table, row) -> table.number("risk").value(row));
    }

    static Table table(int[] order) {
        return Table.builder()
                .category("record", pick(order, i -> "r" + (100 + i)))
                .category("patient", pick(order, i -> "p" + (100 + SUBJECTS[i])))
                .category("outcome", pick(order, i -> LABELS[i] == 1 ? "yes" : "no"))
                .category("group", pick(order, i -> GROUPS[i].isEmpty() ? null : GROUPS[i]))
                .number("risk", IntStream.of(order).mapToDouble(i -> SCORES[i]).toArray())
                .build();
    }

    private static String[] pick(int[] order, java.util.function.IntFunction<String> value) {
        return IntStream.of(order).mapToObj(value).toArray(String[]::new);
    }

    /** One record a subject. */
    static Cohort independent(int[] order) {
        return Cohort.from(table(order))
                .record("record")
                .label("outcome", "yes")
                .attributes("group")
                .named("twenty", "1.0");
    }

    /** Several records of some subjects. */
    static Cohort clustered(int[] order) {
        return Cohort.from(table(order))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes("group")
                .named("twenty", "1.0");
    }

    static Predictions scores(Cohort cohort) {
        return model("1.0", ScoreKind.PROBABILITY).score(cohort);
    }
}
