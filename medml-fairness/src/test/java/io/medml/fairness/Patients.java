package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A small cohort with scores, stated record by record. Every record is its own subject unless one is named. */
final class Patients {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "1.0", Digest.sha256("weights of risk 1.0"));

    private record One(String record, String subject, int label, double score, List<String> values) {}

    private final List<String> attributes;
    private final List<One> all = new ArrayList<>();

    private Patients(List<String> attributes) {
        this.attributes = attributes;
    }

    static Patients with(String... attributes) {
        return new Patients(List.of(attributes));
    }

    /** Adds records of one kind; a null value of an attribute is missing. */
    Patients add(int count, int label, double score, String... values) {
        for (int i = 0; i < count; i++) {
            addOf("subject-" + all.size(), label, score, values);
        }
        return this;
    }

    Patients addOf(String subject, int label, double score, String... values) {
        all.add(new One(String.format(Locale.ROOT, "r%05d", all.size()), subject, label, score, Arrays.asList(values)));
        return this;
    }

    /** A group with these cells of the confusion matrix at threshold 0.5. */
    Patients cells(int tp, int fn, int fp, int tn, String... values) {
        return add(tp, 1, 0.75, values)
                .add(fn, 1, 0.25, values)
                .add(fp, 0, 0.625, values)
                .add(tn, 0, 0.125, values);
    }

    /** The same records in another order. */
    Patients shuffled(long seed) {
        Patients copy = new Patients(attributes);
        copy.all.addAll(all);
        Collections.shuffle(copy.all, new Random(seed));
        return copy;
    }

    Patients renamed(Map<String, String> names) {
        Patients copy = new Patients(attributes);
        for (One one : all) {
            List<String> values = new ArrayList<>();
            one.values.forEach(v -> values.add(v == null ? null : names.getOrDefault(v, v)));
            copy.all.add(new One(one.record, one.subject, one.label, one.score, values));
        }
        return copy;
    }

    Cohort cohort() {
        return cohort(false);
    }

    Cohort cohort(boolean synthetic) {
        return cohort(synthetic, "");
    }

    /** The same records of other people: records and subjects with a prefix. */
    Cohort cohort(String prefix) {
        return cohort(false, prefix);
    }

    private Cohort cohort(boolean synthetic, String prefix) {
        Table.Builder table = Table.builder()
                .category("record", all.stream().map(o -> prefix + o.record).toList())
                .category("subject", all.stream().map(o -> prefix + o.subject).toList())
                .category(
                        "outcome",
                        all.stream().map(o -> String.valueOf(o.label)).toList());
        for (int a = 0; a < attributes.size(); a++) {
            int column = a;
            List<String> values = new ArrayList<>();
            all.forEach(o -> values.add(o.values.get(column)));
            table.category(attributes.get(a), values);
        }
        return Cohort.from(table.build())
                .record("record")
                .subject("subject")
                .label("outcome", "1", "0")
                .attributes(attributes.toArray(new String[0]))
                .synthetic(synthetic)
                .named("external", "1");
    }

    Predictions predictions(Cohort cohort) {
        return predictions(cohort, "");
    }

    Predictions predictions(Cohort cohort, String prefix) {
        Map<String, Double> scores = new LinkedHashMap<>();
        all.forEach(o -> scores.put(prefix + o.record, o.score));
        return Predictions.of(MODEL, cohort.reference(), ScoreKind.PROBABILITY, scores);
    }

    BiasReport report() {
        return report(detector());
    }

    BiasReport report(BiasDetector.Builder builder) {
        Cohort cohort = cohort();
        return builder.build().analyze(cohort, predictions(cohort));
    }

    /** A detector over all attributes at threshold 0.5. */
    BiasDetector.Builder detector() {
        return BiasDetector.builder()
                .sensitiveAttributes(attributes.toArray(new String[0]))
                .operatingPoint(LockedOperatingPoint.at(0.5))
                .bootstrap(1, 200);
    }

    int size() {
        return all.size();
    }
}
