package io.medml.core.survival;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Generated patients who are followed until an event or censoring, with the risks of the model that made them. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Followed(double[] times, int[] events, double[] hazards, String[] wards) {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "frailty", "1.0", Digest.sha256("frailty 1.0"));

    /** Exponential times with a hazard by patient, whole days, censored evenly over three years. */
    static Followed of(int n) {
        SplittableRandom random = new SplittableRandom(20261121);
        Followed raw = new Followed(new double[n], new int[n], new double[n], new String[n]);
        for (int i = 0; i < n; i++) {
            raw.hazards[i] = StrictMath.exp(random.nextInt(-8, 9) / 6.0) / 700;
            double event = Math.ceil(-StrictMath.log(1 - random.nextDouble()) / raw.hazards[i]);
            double censored = 1 + random.nextInt(1095);
            raw.times[i] = Math.min(event, censored);
            raw.events[i] = event <= censored ? 1 : 0;
            raw.wards[i] = i % 20 == 0 ? "hospice" : random.nextBoolean() ? "north" : "south";
        }
        return raw;
    }

    int size() {
        return times.length;
    }

    double risk(int row, double time) {
        return 1 - StrictMath.exp(-hazards[row] * time);
    }

    Cohort cohort() {
        return cohort(1, IntStream.range(0, size()).toArray());
    }

    Cohort cohort(int recordsPerSubject, int[] order) {
        return Cohort.from(table(recordsPerSubject, order))
                .record("record")
                .subject("patient")
                .label("died", "yes", "no")
                .attributes("ward")
                .named("followed", "1.0");
    }

    Table table(int recordsPerSubject, int[] order) {
        return Table.builder()
                .category("record", text(order, i -> String.format(Locale.ROOT, "r%04d", i)))
                .category("patient", text(order, i -> String.format(Locale.ROOT, "p%04d", i / recordsPerSubject)))
                .category("died", text(order, i -> events[i] == 1 ? "yes" : "no"))
                .category("ward", text(order, i -> wards[i]))
                .number("days", Arrays.stream(order).mapToDouble(i -> times[i]).toArray())
                .build();
    }

    private static String[] text(int[] order, java.util.function.IntFunction<String> value) {
        return IntStream.of(order).mapToObj(value).toArray(String[]::new);
    }

    SurvivalPredictions predictions(Cohort cohort, double... times) {
        Map<Double, Predictions> byTime = new TreeMap<>();
        for (double time : times) {
            byTime.put(
                    time,
                    Predictions.of(
                            MODEL,
                            ScoreKind.PROBABILITY,
                            cohort,
                            cohort.recordIds().stream()
                                    .mapToDouble(id -> risk(Integer.parseInt(id.substring(1)), time))
                                    .toArray()));
        }
        return SurvivalPredictions.ofRisk(byTime);
    }
}
