package io.medml.core.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A small study by a rule in whole numbers, and what tests say about estimates. */
final class Studies {

    /** Three readers, twelve cases, of which five have the condition. */
    static final int CASES = 12;

    static final String[] READERS = {"Dr A", "Dr B", "Dr C"};
    static final String[] MODALITIES = {"aided", "unaided"};

    private Studies() {}

    static int truth(int k) {
        return k % 5 == 0 || k % 5 == 2 ? 1 : 0;
    }

    static int rating(int i, int j, int k) {
        return (7 * k * k + 3 * i * k + 5 * j * k + 11 * i * j + 2 * i) % 7 + truth(k) * (3 - i);
    }

    /** Right but for every fourth case. */
    static int advice(int k) {
        return k % 4 != 3 ? truth(k) : 1 - truth(k);
    }

    /** The rows of the study in an order, those left out that a test does not want. */
    static Table table(int[] order, IntPredicate wanted) {
        List<String> modality = new ArrayList<>();
        List<String> reader = new ArrayList<>();
        List<String> cases = new ArrayList<>();
        List<String> truths = new ArrayList<>();
        List<String> decisions = new ArrayList<>();
        List<@Nullable String> advices = new ArrayList<>();
        List<Double> ratings = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int cell : order) {
            if (!wanted.test(cell)) {
                continue;
            }
            int k = cell % CASES;
            int j = cell / CASES % READERS.length;
            int i = cell / CASES / READERS.length;
            modality.add(MODALITIES[i]);
            reader.add(READERS[j]);
            cases.add("case " + (100 + k));
            truths.add(truth(k) == 1 ? "disease" : "healthy");
            ratings.add((double) rating(i, j, k));
            decisions.add(rating(i, j, k) >= 5 ? "recall" : "no recall");
            advices.add(i == 1 ? null : advice(k) == 1 ? "yes" : "no");
            seconds.add(10.0 + k + 3 * j + 20 * i);
        }
        return Table.builder()
                .category("session", modality)
                .category("reader", reader)
                .category("case", cases)
                .category("truth", truths)
                .number(
                        "rating",
                        ratings.stream().mapToDouble(Double::doubleValue).toArray())
                .category("decision", decisions)
                .category("advice", advices)
                .number(
                        "seconds",
                        seconds.stream().mapToDouble(Double::doubleValue).toArray())
                .build();
    }

    static int[] inOrder() {
        return IntStream.range(0, 2 * READERS.length * CASES).toArray();
    }

    /** Ratings only. */
    static ReaderReadings.Builder ratings(Table table) {
        return ReaderReadings.from(table)
                .modality("session")
                .reader("reader")
                .caseId("case")
                .truth("truth", "disease", "healthy")
                .rating("rating");
    }

    /** Ratings, decisions, advice and times. */
    static ReaderReadings whole() {
        return whole(table(inOrder(), cell -> true));
    }

    static ReaderReadings whole(Table table) {
        return ratings(table)
                .decision("decision", "recall", "no recall")
                .advice("advice", "yes", "no")
                .seconds("seconds")
                .named("small study", "1");
    }

    static double point(Estimate estimate) {
        assertThat(estimate).isInstanceOf(Estimate.Estimated.class);
        return estimate.point().orElseThrow();
    }

    static Interval interval(Estimate estimate) {
        assertThat(estimate.intervalEstimate()).isInstanceOf(IntervalEstimate.Known.class);
        return estimate.interval().orElseThrow();
    }
}
