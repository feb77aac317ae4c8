package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.CalibrationBootstrap.Statistic;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class CalibrationBootstrapTest {

    private static Estimate of(Map<Statistic, Estimate> estimates, Statistic statistic) {
        return java.util.Objects.requireNonNull(estimates.get(statistic));
    }

    // numpy 2.4.6: bins by searchsorted(linspace(0, 1, 11)[1:-1], p); sum |sum p - sum y| / n of p, 1 - p and max(p, 1
    // - p)
    @Test
    void class_wise_and_top_label_errors_agree_with_numpy() {
        ScoredLabels over = Sim2000.scored("over");

        assertThat(Expect.point(CalibrationBins.classWiseError(over, 10)))
                .isCloseTo(0.08199402195799999, within(1e-12));
        assertThat(Expect.point(CalibrationBins.topLabel(over, 10, 0.95).expectedError()))
                .isCloseTo(0.08046633262800003, within(1e-12));
    }

    /** With one replicate that draws every subject once, each statistic is that of the sample. */
    @Test
    void a_replicate_of_the_sample_itself_has_the_value_of_the_sample() {
        Samples.Raw raw = Samples.probabilities(80, 11);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        int[][] identity = new int[400][];
        Arrays.fill(identity, IntStream.range(0, sample.subjects()).toArray());
        Map<Statistic, Estimate> same =
                CalibrationBootstrap.of(sample, 10).estimates(ResamplePlan.ofIndices(identity), 0.95);

        for (Statistic statistic : Statistic.values()) {
            assertThat(Expect.reason(of(same, statistic).intervalEstimate()))
                    .as("all replicates of %s are equal", statistic)
                    .isEqualTo(Reason.ZERO_VARIANCE);
        }
        // one replicate that leaves a subject out moves the limits off the value, and the value lies between
        identity[0] = new int[sample.subjects()];
        for (int r = 1; r < 200; r++) {
            identity[r] = ResamplePlan.seeded(3, 200).draw(r, sample.subjects());
        }
        Map<Statistic, Estimate> mixed =
                CalibrationBootstrap.of(sample, 10).estimates(ResamplePlan.ofIndices(identity), 0.95);
        for (Statistic statistic : Statistic.values()) {
            Estimate estimate = of(mixed, statistic);
            assertThat(Expect.point(estimate))
                    .as("%s %s", statistic, estimate)
                    .isBetween(
                            Expect.interval(estimate).lower() - 1e-12,
                            Expect.interval(estimate).upper() + 1e-12);
        }
    }

    @Test
    void the_order_of_rows_changes_no_bit() {
        Samples.Raw raw = Samples.probabilities(60, 12);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        ResamplePlan plan = ResamplePlan.seeded(4, 200);

        Map<Statistic, Estimate> given = CalibrationBootstrap.of(sample, 10).estimates(plan, 0.95);
        Map<Statistic, Estimate> shuffled = CalibrationBootstrap.of(sample.select(Samples.permutation(60, 5)), 10)
                .estimates(plan, 0.95);

        given.forEach(
                (statistic, estimate) -> assertThat(of(shuffled, statistic).intervalEstimate())
                        .as("%s", statistic)
                        .isEqualTo(estimate.intervalEstimate()));
    }

    @Test
    void undefined_replicates_are_counted_and_too_many_leave_no_interval() {
        ScoredLabels one =
                ScoredLabels.of(new int[] {1, 0, 0, 0, 0, 0, 0, 0}, new double[] {.6, .1, .2, .3, .4, .5, .15, .25});

        Map<Statistic, Estimate> estimates =
                CalibrationBootstrap.of(one, 10).estimates(ResamplePlan.seeded(1, 500), 0.95);

        // one positive in eight: (7/8)^8 = 0.34 of the replicates have none
        Estimate skill = of(estimates, Statistic.BRIER_SKILL);
        assertThat(skill.support().counts().get("undefined_replicates")).isBetween(120L, 225L);
        assertThat(Expect.reason(skill.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.interval(of(estimates, Statistic.EQUAL_WIDTH_ERROR)).lower())
                .isPositive();
    }

    @Test
    void weights_have_no_interval_and_no_records_no_value() {
        ScoredLabels sample = Samples.probabilities(20, 3).sample();
        double[] weights = new double[20];
        Arrays.fill(weights, 2);
        ResamplePlan plan = ResamplePlan.seeded(1, 200);

        Map<Statistic, Estimate> weighted =
                CalibrationBootstrap.of(sample.withWeights(weights), 10).estimates(plan, 0.95);
        Map<Statistic, Estimate> none = CalibrationBootstrap.of(ScoredLabels.of(new int[] {}, new double[] {}), 10)
                .estimates(plan, 0.95);

        assertThat(Expect.reason(of(weighted, Statistic.LOG_LOSS).intervalEstimate()))
                .isEqualTo(Reason.NOT_OFFERED);
        none.forEach((statistic, estimate) ->
                assertThat(Expect.reason(estimate)).as("%s", statistic).isEqualTo(Reason.EMPTY_GROUP));
    }

    // ---- the consistency null

    /** One bin: the error is |sum (y - p)| / n, near normal with variance sum p (1 - p); its mean is sd sqrt(2 / pi) / n. */
    @Test
    void with_one_bin_the_null_has_the_mean_of_a_folded_normal() {
        double[] p = new double[2000];
        Arrays.setAll(p, i -> (i + 0.5) / 2000);
        int[] y = Arrays.stream(p).mapToInt(v -> v > 0.5 ? 1 : 0).toArray();

        ConsistencyNull found = ConsistencyNull.equalWidth(ScoredLabels.of(y, p), 1, 17, 4000);

        double variance = Arrays.stream(p).map(v -> v * (1 - v)).sum();
        double mean = Math.sqrt(2 * variance / Math.PI) / 2000;
        double monteCarlo = Math.sqrt(variance * (1 - 2 / Math.PI) / 4000) / 2000;
        assertThat(Expect.point(found.expected())).isCloseTo(mean, within(4 * monteCarlo));
        assertThat(Expect.point(found.test().pValue()))
                .as("sum of y is sum of p")
                .isEqualTo(1);
    }

    @Test
    void far_too_extreme_forecasts_are_beyond_every_replicate() {
        ConsistencyNull found = ConsistencyNull.equalMass(Sim2000.scored("over"), 10, 1, 999);

        assertThat(Expect.point(found.test().pValue())).isEqualTo(0.001);
        assertThat(Expect.point(found.expected())).isLessThan(0.03);
    }

    @Test
    void dependent_records_and_weights_have_no_null() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.3, 0.6});

        assertThat(Expect.reason(ConsistencyNull.equalMass(sample.withSubjects(new int[] {1, 1}), 10, 1, 10)
                        .expected()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(ConsistencyNull.equalWidth(sample.withWeights(new double[] {1, 2}), 10, 1, 10)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.reason(ConsistencyNull.equalMass(ScoredLabels.of(new int[] {}, new double[] {}), 10, 1, 10)
                        .expected()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    // ---- coverage of the slope's Wald interval

    /**
     * Forecasts that are right, logit normal with standard deviation 1.2: the true slope is 1. Over 4000 samples the share of Wald
     * intervals that hold it has a standard error of 0.0035; the reference set measured .959 to .963.
     */
    @Test
    void the_wald_interval_of_the_slope_covers_what_it_promises() {
        for (int n : new int[] {200, 500}) {
            UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(20260101L + n);
            int samples = 4000;
            int covered = 0;
            int defined = 0;
            for (int s = 0; s < samples; s++) {
                double[] p = new double[n];
                int[] y = new int[n];
                for (int i = 0; i < n; i++) {
                    p[i] = Arguments.expit(-0.5 + 1.2 * Arguments.normalQuantile(Math.max(1e-12, random.nextDouble())));
                    y[i] = random.nextDouble() < p[i] ? 1 : 0;
                }
                Estimate slope =
                        CalibrationLogistic.of(ScoredLabels.of(y, p), 0.95).slope();
                if (slope.interval().isPresent()) {
                    defined++;
                    covered += slope.interval().get().contains(1) ? 1 : 0;
                }
            }
            double share = (double) covered / defined;
            CoverageTable.line("calibration slope, Wald (default)", "n = " + n, samples, share);
            double bound = 4 * Math.sqrt(0.95 * 0.05 / samples);
            assertThat(defined).isEqualTo(samples);
            assertThat(share).isBetween(0.95 - bound, 0.963 + bound);
        }
    }

    // ---- laws

    private static final Set<Statistic> FIXED_BINS = Set.of(
            Statistic.BRIER_SKILL,
            Statistic.LOG_LOSS,
            Statistic.EQUAL_WIDTH_ERROR,
            Statistic.TOP_LABEL_ERROR,
            Statistic.CLASS_WISE_ERROR);

    @Property(tries = 25)
    void neither_the_order_of_rows_nor_that_of_replicates_changes_a_bit(
            @ForAll @IntRange(min = 8, max = 60) int n, @ForAll long seed) {
        Samples.Raw raw = Samples.probabilities(n, seed);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        ResamplePlan plan = ResamplePlan.seeded(seed, 60);
        int[][] backwards = IntStream.range(0, 60)
                .mapToObj(r -> plan.draw(59 - r, sample.subjects()))
                .toArray(int[][]::new);

        Map<Statistic, Estimate> given = CalibrationBootstrap.of(sample, 10).estimates(plan, 0.9);

        assertThat(CalibrationBootstrap.of(sample.select(Samples.permutation(n, seed)), 10)
                        .estimates(plan, 0.9))
                .isEqualTo(given);
        assertThat(CalibrationBootstrap.of(sample, 10).estimates(ResamplePlan.ofIndices(backwards), 0.9))
                .isEqualTo(given);
    }

    @Property(tries = 25)
    void records_that_are_doubled_within_their_subjects_leave_errors_and_intervals_where_they_are(
            @ForAll @IntRange(min = 8, max = 60) int n, @ForAll long seed) {
        Samples.Raw raw = Samples.probabilities(n, seed);
        ScoredLabels sample = raw.sample().withSubjects(raw.subjects());
        ScoredLabels doubled =
                sample.select(IntStream.range(0, 2 * n).map(i -> i / 2).toArray());
        ResamplePlan plan = ResamplePlan.seeded(seed, 60);

        Map<Statistic, Estimate> once = CalibrationBootstrap.of(sample, 10).estimates(plan, 0.9);
        Map<Statistic, Estimate> twice = CalibrationBootstrap.of(doubled, 10).estimates(plan, 0.9);

        for (Statistic statistic : FIXED_BINS) {
            Estimate first = of(once, statistic);
            Estimate second = of(twice, statistic);
            assertThat(Expect.point(second)).as("%s", statistic).isCloseTo(Expect.point(first), within(1e-12));
            assertThat(second.interval().isPresent()).isEqualTo(first.interval().isPresent());
            first.interval().ifPresent(interval -> {
                assertThat(Expect.interval(second).lower()).isCloseTo(interval.lower(), within(1e-12));
                assertThat(Expect.interval(second).upper()).isCloseTo(interval.upper(), within(1e-12));
            });
        }
    }

    @Property(tries = 10)
    void several_threads_at_once_get_the_same_bits(@ForAll @IntRange(min = 8, max = 60) int n, @ForAll long seed)
            throws InterruptedException, ExecutionException {
        Samples.Raw raw = Samples.probabilities(n, seed);
        CalibrationBootstrap bootstrap = CalibrationBootstrap.of(raw.sample().withSubjects(raw.subjects()), 10);
        ResamplePlan plan = ResamplePlan.seeded(seed, 60);
        Map<Statistic, Estimate> alone = bootstrap.estimates(plan, 0.9);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Map<Statistic, Estimate>>> work =
                    Collections.nCopies(8, () -> bootstrap.estimates(plan, 0.9));
            for (Future<Map<Statistic, Estimate>> result : threads.invokeAll(work)) {
                assertThat(result.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdown();
        }
    }
}
