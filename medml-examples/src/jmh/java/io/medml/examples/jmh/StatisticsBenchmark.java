package io.medml.examples.jmh;

import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocBootstrap;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.BrierScore;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationCurve;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClusterBootstrap;
import io.medml.core.stats.GroupPerformance;
import io.medml.core.stats.IsotonicMap;
import io.medml.core.stats.MultinomialBootstrap;
import io.medml.core.stats.RecalibrationFit;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does one call of each statistic take once it is warm, and how does that grow with the number of records?
 *
 * <p>Each call starts from arrays, as a caller does, so that nothing sorted before is used again. Run with
 *
 * <pre>{@code
 * mvn -Pquick,jmh -pl medml-examples -am package
 * java -jar medml-examples/target/jmh/jmh.jar        # all; add a part of a name, or -p records=100000
 * }</pre>
 *
 * The comparison with other software is made by the command {@code bench} instead, on inputs that all of them read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StatisticsBenchmark {

    private static final double LEVEL = 0.95;
    private static final long SEED = 1;
    private static final int MOST_SMOOTHED = 30_000;
    private static final int MOST_RESAMPLED = 20_000;

    /** Number of records. */
    @Param({"10000", "100000", "1000000"})
    public int records;

    private int[] labels = {};
    private double[] scores = {};
    private int[] predicted = {};
    private int[] first = {};
    private int[] second = {};
    private int[] subjects = {};
    private int[] cells = {};

    /** Draws records whose score knows something of their class, in groups of uneven size. */
    @Setup
    public void draw() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
        labels = new int[records];
        scores = new double[records];
        predicted = new int[records];
        first = new int[records];
        second = new int[records];
        subjects = new int[records];
        cells = new int[records];
        for (int i = 0; i < records; i++) {
            scores[i] = random.nextDouble();
            labels[i] = random.nextDouble() < scores[i] * scores[i] ? 1 : 0;
            predicted[i] = scores[i] >= 0.5 ? 1 : 0;
            first[i] = (int) (6 * random.nextDouble() * random.nextDouble());
            second[i] = random.nextInt(10);
            subjects[i] = random.nextInt(1 + records / 3);
            cells[i] = 4 * first[i] + 2 * labels[i] + predicted[i];
        }
    }

    private ScoredLabels sample() {
        return ScoredLabels.of(labels, scores);
    }

    /**
     * Area with DeLong's variance.
     *
     * @return the area
     */
    @Benchmark
    public Auroc auroc() {
        return Auroc.of(sample());
    }

    /**
     * Two hundred replicates of the area, within classes.
     *
     * @return their distribution
     */
    @Benchmark
    public BootstrapDistribution aurocBootstrap() {
        return AurocBootstrap.stratified(sample()).run(ResamplePlan.seeded(SEED, 200));
    }

    /**
     * Counts, area and Brier score in all groups of two attributes and of their pairs.
     *
     * @return the groups
     */
    @Benchmark
    public GroupPerformance groups() {
        return GroupPerformance.of(
                sample(),
                predicted,
                List.of(first, second),
                List.of(6, 10),
                List.of(new int[] {0}, new int[] {1}, new int[] {0, 1}));
    }

    /**
     * A thousand replicates of counts in 24 cells, independent records.
     *
     * @return the distribution of a count
     */
    @Benchmark
    public List<BootstrapDistribution> multinomial() {
        return MultinomialBootstrap.of(cells, 24)
                .run(ResamplePlan.seeded(SEED, 1000), 1, (counts, values) -> values.set(0, (double) counts.get(0)));
    }

    /**
     * A thousand replicates of counts in 24 cells, records of subjects.
     *
     * @return the distribution of a count
     */
    @Benchmark
    public List<BootstrapDistribution> multinomialOfSubjects() {
        return MultinomialBootstrap.of(cells, 24, subjects)
                .run(ResamplePlan.seeded(SEED, 1000), 1, (counts, values) -> values.set(0, (double) counts.get(0)));
    }

    /**
     * Calibration slope and intercept.
     *
     * @return the fit
     */
    @Benchmark
    public CalibrationLogistic slope() {
        return CalibrationLogistic.of(sample(), LEVEL);
    }

    /**
     * Fifteen bins of equal count.
     *
     * @return the bins
     */
    @Benchmark
    public CalibrationBins bins() {
        return CalibrationBins.equalCount(sample(), 15, LEVEL);
    }

    /**
     * Brier score with its interval.
     *
     * @return the score
     */
    @Benchmark
    public Object brier() {
        return BrierScore.of(sample()).score(LEVEL);
    }

    /**
     * Isotonic recalibration.
     *
     * @return the map
     */
    @Benchmark
    public RecalibrationFit<IsotonicMap> isotonic() {
        return IsotonicMap.fit(sample());
    }

    /**
     * Integrated calibration index by the direct surface of loess, whose cost grows with the square of the records: at most 30,000.
     *
     * @return the index
     */
    @Benchmark
    public Estimate calibrationIndex() {
        int most = Math.min(records, MOST_SMOOTHED);
        return CalibrationCurve.of(
                        ScoredLabels.of(Arrays.copyOf(labels, most), Arrays.copyOf(scores, most)),
                        CalibrationCurve.Smoother.LOESS)
                .integratedIndex();
    }

    /**
     * Two thousand replicates of four hundred rates over cells, records of subjects drawn whole; at most 20,000 records.
     *
     * @return the distributions
     */
    @Benchmark
    public List<BootstrapDistribution> ratesOfSubjects() {
        int most = Math.min(records, MOST_RESAMPLED);
        return ClusterBootstrap.of(Arrays.copyOf(cells, most), 24, Arrays.copyOf(subjects, most))
                .run(ResamplePlan.seeded(SEED, 2_000), 400, (counts, values) -> {
                    for (int k = 0; k < 400; k++) {
                        long part = counts.get(k % 24);
                        long whole = part + counts.get((k + 1) % 24);
                        if (whole == 0) {
                            values.undefined(k);
                        } else {
                            values.set(k, (double) part / whole);
                        }
                    }
                });
    }
}
