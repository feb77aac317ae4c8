package io.medml.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.annotation.HeldOutProbabilities;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is checked is what is kept, also where another thread writes to the array that was given. */
class WrittenWhileReadTest {

    private static final int RECORDS = 2000;
    private static final int TRIES = 300;
    private static final List<String> CLASSES = List.of("a", "b");
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(double[].class);
    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "model", "1.0", Digest.sha256(new byte[] {1}));
    private static final Cohort COHORT = Cohort.from(Table.builder()
                    .category("record", each(i -> "r" + i))
                    .category("outcome", each(i -> i % 2 == 0 ? "yes" : "no"))
                    .build())
            .record("record")
            .label("outcome", "yes")
            .named("records", "1.0");

    @Test
    void scores_of_classes() throws InterruptedException {
        double[][] scores = halves();
        whileWritten(
                scores[RECORDS / 2],
                () -> ClassPredictions.of(MODEL, ScoreKind.PROBABILITY, COHORT, CLASSES, scores)
                        .alignedTo(COHORT)[RECORDS / 2][0]);
    }

    @Test
    void probabilities_that_are_held_out() throws InterruptedException {
        double[][] scores = halves();
        Digest none = HeldOutProbabilities.stated(COHORT, "predicted by another model", CLASSES, halves())
                .digest();
        whileWritten(
                scores[RECORDS / 2],
                () -> HeldOutProbabilities.stated(COHORT, "predicted by another model", CLASSES, scores)
                                .digest()
                                .equals(none)
                        ? 0.5
                        : Double.NaN);
    }

    @Test
    void scores_of_one_class() throws InterruptedException {
        double[] scores = new double[RECORDS];
        Arrays.fill(scores, 0.5);
        whileWritten(
                scores,
                () -> Predictions.of(MODEL, ScoreKind.PROBABILITY, COHORT, scores)
                        .alignedTo(COHORT)[0]);
    }

    /** Each try is refused, or keeps a number. */
    private static void whileWritten(double[] written, Supplier<Double> kept) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!done.get()) {
                CELL.setOpaque(written, 0, Double.NaN);
                for (int i = 0; i < 100; i++) {
                    Thread.onSpinWait();
                }
                CELL.setOpaque(written, 0, 0.5);
                for (int i = 0; i < 100; i++) {
                    Thread.onSpinWait();
                }
            }
        });
        writer.start();
        try {
            for (int i = 0; i < TRIES; i++) {
                try {
                    assertThat(kept.get()).isEqualTo(0.5);
                } catch (IllegalArgumentException | DataException refused) {
                    assertThat(refused).hasMessageContaining("at position");
                }
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private static double[][] halves() {
        double[][] halves = new double[RECORDS][2];
        for (double[] row : halves) {
            Arrays.fill(row, 0.5);
        }
        return halves;
    }

    private static List<String> each(IntFunction<String> cell) {
        return IntStream.range(0, RECORDS).mapToObj(cell).toList();
    }
}
