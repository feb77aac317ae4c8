package io.medml.examples.jmh;

import io.medml.core.stats.Auroc;
import io.medml.core.stats.ScoredLabels;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does a second thread save? The area with DeLong's variance from arrays on, of continuous scores. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ThreadsBenchmark {

    private static final long SEED = 1;

    /** Number of records. */
    @Param({"1000000", "10000000"})
    public int records;

    /** Number of threads, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private int[] labels = {};
    private double[] scores = {};
    private final ExecutorService executor = Executors.newCachedThreadPool();

    /** Draws records whose score knows something of their class. */
    @Setup
    public void draw() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
        labels = new int[records];
        scores = new double[records];
        for (int i = 0; i < records; i++) {
            scores[i] = random.nextDouble();
            labels[i] = random.nextDouble() < scores[i] * scores[i] ? 1 : 0;
        }
    }

    /** Ends the other thread. */
    @TearDown
    public void end() {
        executor.shutdown();
    }

    /**
     * Area with DeLong's variance.
     *
     * @return the area
     */
    @Benchmark
    public Auroc auroc() {
        ScoredLabels sample = ScoredLabels.of(labels, scores);
        return threads == 1 ? Auroc.of(sample) : Auroc.of(sample, executor, threads);
    }
}
