package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.CalibrationLogistic.StandardErrors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often intervals and tests hold the truth where there are few records, few subjects or few failures: what the Javadoc of these
 * statistics says about small samples.
 *
 * <p>Expected values: numpy 2.4.6 and scipy 1.17.1, the same designs and intervals written apart (placements by comparing all pairs, slopes
 * by Newton steps on whole arrays), generator default_rng(20261121), with the number of samples named at each test; where nothing is
 * drawn, by enumeration.
 */
class SmallSampleCoverageTest {

    private static final double LEVEL = 0.95;
    private static final int RUNS = 4000;

    private static UniformRandomProvider random(long seed) {
        return RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    private static double normal(UniformRandomProvider random) {
        return Arguments.normalQuantile(Math.max(1e-12, random.nextDouble()));
    }

    private static double shift(double area) {
        return Math.sqrt(2) * Arguments.normalQuantile(area);
    }

    private static ScoredLabels drawn(UniformRandomProvider random, int positives, int negatives, double area) {
        int[] labels = new int[positives + negatives];
        double[] scores = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < positives ? 1 : 0;
            scores[i] = normal(random) + labels[i] * shift(area);
        }
        return ScoredLabels.of(labels, scores);
    }

    private static int holds(Interval interval, double truth) {
        return interval.contains(truth) ? 1 : 0;
    }

    /** Prints the share and asserts that it is that of the independent simulation, as far as chance in both allows. */
    private static void record(String interval, String setting, int held, int runs, double expected, int samples) {
        double share = (double) held / runs;
        CoverageTable.line(interval, setting, runs, share);
        double chance = 4 * Math.sqrt(expected * (1 - expected) * (1.0 / runs + 1.0 / samples));
        assertThat(share).as("%s, %s", interval, setting).isCloseTo(expected, within(chance));
    }

    // a Dice of 0 with probability 0.1, else even in 0.85 to 0.95, so a mean of 0.81; expected: 100000 samples
    @ParameterizedTest
    @CsvSource({"5, 0.40893", "10, 0.65025", "20, 0.87518", "50, 0.89929"})
    void a_mean_of_few_cases_of_which_some_fail_is_not_covered(int n, double expected) {
        UniformRandomProvider random = random(100L + n);
        int[] subjects = IntStream.range(0, n).toArray();
        int held = 0;
        int tooHigh = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] dice = IntStream.range(0, n)
                    .mapToDouble(i -> random.nextInt(10) == 0 ? 0 : 0.85 + 0.1 * random.nextDouble())
                    .toArray();
            Interval interval = Expect.interval(ClusteredMean.estimate(dice, subjects, LEVEL));
            held += holds(interval, 0.81);
            tooHigh += interval.lower() > 0.81 ? 1 : 0;
        }

        record("mean Dice, Student", n + " cases, one in ten fails", held, RUNS, expected, 100_000);
        // it misses by lying too high
        assertThat((double) tooHigh / (RUNS - held)).isGreaterThan(0.9);
    }

    // expected: 20000 samples
    @ParameterizedTest
    @CsvSource("10, 0.8, 0.95395")
    void the_difference_of_cross_group_areas_is_covered(int each, double area, double expected) {
        UniformRandomProvider random = random(4);
        int[] groups = IntStream.range(0, 4 * each).map(i -> i / each % 2).toArray();
        int held = 0;
        for (int run = 0; run < RUNS; run++) {
            // positives of both groups, then negatives of both
            ScoredLabels sample = drawn(random, 2 * each, 2 * each, area);
            held += holds(Expect.interval(CrossAuroc.of(sample, groups, 0, 1).difference(LEVEL)), 0);
        }

        record(
                "difference of cross-group areas, Wald",
                each + " records of each class and group, areas " + area,
                held,
                RUNS,
                expected,
                20_000);
    }

    // a subject has a record of each class in each group, and its scores share half of their variance; expected: 20000
    // samples
    @ParameterizedTest
    @CsvSource("15, 0.93470")
    void the_difference_of_cross_group_areas_is_covered_where_subjects_are_in_both_groups(
            int subjects, double expected) {
        UniformRandomProvider random = random(15);
        int n = 4 * subjects;
        int[] labels = IntStream.range(0, n).map(i -> i % 2).toArray();
        int[] groups = IntStream.range(0, n).map(i -> i / 2 % 2).toArray();
        int[] subject = IntStream.range(0, n).map(i -> i / 4).toArray();
        int held = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] own = IntStream.range(0, subjects)
                    .mapToDouble(s -> normal(random))
                    .toArray();
            double[] scores = IntStream.range(0, n)
                    .mapToDouble(i -> labels[i] * shift(0.8) + (own[subject[i]] + normal(random)) * Math.sqrt(0.5))
                    .toArray();
            ScoredLabels sample = ScoredLabels.of(labels, scores).withSubjects(subject);
            held += holds(Expect.interval(CrossAuroc.of(sample, groups, 0, 1).difference(LEVEL)), 0);
        }

        record(
                "difference of cross-group areas, Wald by subject",
                subjects + " subjects with a record of each class and group",
                held,
                RUNS,
                expected,
                20_000);
    }

    // five groups alike; expected: 20000 samples
    @ParameterizedTest
    @CsvSource("10, 30, 0.76, 0.95045, 0.89955")
    void equal_areas_are_seldom_rejected_on_the_logit_scale_and_too_often_on_their_own(
            int positives, int negatives, double area, double logit, double plain) {
        UniformRandomProvider random = random(76);
        int keptLogit = 0;
        int keptPlain = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Auroc> groups = IntStream.range(0, 5)
                    .mapToObj(g -> Auroc.of(drawn(random, positives, negatives, area)))
                    .toList();
            List<Estimate> areas = groups.stream().map(a -> a.estimate(LEVEL)).toList();
            List<Estimate> errors = groups.stream().map(Auroc::standardError).toList();
            keptLogit += kept(Homogeneity.ofAreas(areas, errors));
            keptPlain += kept(Homogeneity.ofErrors(areas, errors));
        }

        String setting =
                "five groups alike, " + positives + " + " + negatives + ", area " + area + ": not rejected at 0.05";
        record("test of equal areas, Q of logits (default)", setting, keptLogit, RUNS, logit, 20_000);
        record("test of equal areas, Q of the areas", setting, keptPlain, RUNS, plain, 20_000);
    }

    private static int kept(HypothesisTest test) {
        return Expect.point(test.pValue()) > 0.05 ? 1 : 0;
    }

    // logits of the forecasts normal with mean -0.5 and deviation 1.2, outcomes drawn from the forecasts; expected:
    // 20000 samples,
    // of which 7 with 60 and 30 records were separated and 24 had fewer than five events; they are left out
    @ParameterizedTest
    @CsvSource({"60, 30, 0.97089, 0.95945", "200, 100, 0.95420, 0.94900"})
    void differences_of_calibration_between_groups_are_covered(int n1, int n2, double slope, double ratio) {
        UniformRandomProvider random = random(1000L * n1 + n2);
        int defined = 0;
        int slopes = 0;
        int ratios = 0;
        int enough = 0;
        for (int run = 0; run < RUNS; run++) {
            CalibrationLogistic first = CalibrationLogistic.of(calibrated(random, n1), LEVEL);
            CalibrationLogistic second = CalibrationLogistic.of(calibrated(random, n2), LEVEL);
            Estimate ratio1 = first.observedExpectedRatio(StandardErrors.CLUSTER_ROBUST);
            Estimate ratio2 = second.observedExpectedRatio(StandardErrors.CLUSTER_ROBUST);
            if (MoverDifference.of(ratio1, ratio2).interval().isPresent()) {
                enough++;
                ratios += holds(Expect.interval(MoverDifference.of(ratio1, ratio2)), 0);
            }
            if (MoverDifference.of(first.slope(), second.slope()) instanceof Estimate.Estimated difference) {
                defined++;
                slopes += holds(Expect.interval(difference), 0);
            }
        }

        String setting = n1 + " and " + n2 + " records";
        record("difference of calibration slopes, MOVER", setting, slopes, defined, slope, 20_000);
        record("difference of observed over expected, MOVER", setting, ratios, enough, ratio, 20_000);
        assertThat(defined).isGreaterThan(RUNS - 10);
        assertThat(enough).isGreaterThan(RUNS - 100);
    }

    // subjects with 1 to 7 records, risk 0.1, intra-subject correlation 0.7 (beta-binomial); expected: 20000 samples
    @ParameterizedTest
    @CsvSource({"40, 0.9573", "150, 0.9457"})
    void a_proportion_of_records_that_share_subjects_is_covered(int subjects, double expected) {
        UniformRandomProvider random = random(70L + subjects);
        double spread = 1 / 0.7 - 1;
        BetaDistribution risks = BetaDistribution.of(0.1 * spread, 0.9 * spread);
        int held = 0;
        for (int run = 0; run < RUNS; run++) {
            int[] successes = new int[7 * subjects];
            int[] codes = new int[7 * subjects];
            int n = 0;
            for (int s = 0; s < subjects; s++) {
                double risk = risks.inverseCumulativeProbability(random.nextDouble());
                for (int records = 1 + random.nextInt(7); records > 0; records--) {
                    successes[n] = random.nextDouble() < risk ? 1 : 0;
                    codes[n++] = s;
                }
            }
            held += holds(
                    Expect.interval(ClusteredProportion.estimate(
                            Arrays.copyOf(successes, n), Arrays.copyOf(codes, n), LEVEL, Reason.EMPTY_GROUP)),
                    0.1);
        }

        record("proportion of records that share subjects", subjects + " subjects", held, RUNS, expected, 20_000);
    }

    private static ScoredLabels calibrated(UniformRandomProvider random, int n) {
        double[] forecasts = new double[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            forecasts[i] = Arguments.expit(-0.5 + 1.2 * normal(random));
            labels[i] = random.nextDouble() < forecasts[i] ? 1 : 0;
        }
        return ScoredLabels.of(labels, forecasts);
    }

    // 500 records, prevalence 0.1, sensitivity 0.8, specificity 0.9; every positive answer is verified and of 415
    // negative ones
    // expected so many; expected: 100000 samples, both kinds of intervals counted; the share of samples without a
    // verified miss
    @ParameterizedTest
    @CsvSource({"20, 0.94963, 0.61819", "50, 0.96060, 0.29896", "200, 0.96062, 0.00766"})
    void a_sensitivity_corrected_for_partial_verification_is_covered(
            int verified, double expected, double withoutMiss) {
        UniformRandomProvider random = random(500L + verified);
        int held = 0;
        int atOne = 0;
        for (int run = 0; run < RUNS; run++) {
            long[] cells = new long[4];
            long unverified = 0;
            for (int i = 0; i < 500; i++) {
                boolean condition = random.nextDouble() < 0.1;
                boolean positive = random.nextDouble() < (condition ? 0.8 : 0.1);
                if (positive || random.nextDouble() < verified / 415.0) {
                    cells[(condition ? 0 : 2) + (positive ? 0 : 1)]++;
                } else {
                    unverified++;
                }
            }
            Estimate sensitivity = new PartialVerification(
                            new ConfusionCounts(cells[0], cells[2], cells[3], cells[1]), 0, unverified)
                    .sensitivity(LEVEL);
            held += holds(Expect.interval(sensitivity), 0.8);
            atOne += Expect.point(sensitivity) == 1 ? 1 : 0;
        }

        String setting =
                "500 records, prevalence 0.1, sensitivity 0.8, about " + verified + " of 415 negatives verified";
        record("sensitivity, Begg and Greenes", setting, held, RUNS, expected, 100_000);
        assertThat((double) atOne / RUNS)
                .isCloseTo(withoutMiss, within(4 * Math.sqrt(withoutMiss * (1 - withoutMiss) / RUNS)));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 1000000, 0.5, 0.05, 0.9444779172, 0.8780743511",
        "200, 1000000, 0.02, 0.1, 0.9332329135, 0.9925207121",
        "200, 200, 0.5, 0.05, 0.9523895702, 0.9377397558",
        "200, 200, 0.02, 0.1, 0.9578606494, 0.9775478321",
        "50, 50, 0.3, 0.3, 0.9502235806, 0.9457483713"
    })
    void a_standardised_difference_is_covered_by_recovery_of_variances_and_less_evenly_by_equal_ones(
            int n1, int n2, double p1, double p2, double mover, double equal) {
        BinomialDistribution first = BinomialDistribution.of(n1, p1);
        BinomialDistribution second = BinomialDistribution.of(n2, p2);
        double truth = (p1 - p2) / Math.sqrt((p1 * (1 - p1) + p2 * (1 - p2)) / 2);
        CompensatedSum held = new CompensatedSum();
        CompensatedSum heldByEqual = new CompensatedSum();
        int from = Math.max(0, second.inverseCumulativeProbability(1e-14) - 1);
        int to = Math.min(n2, second.inverseSurvivalProbability(1e-14) + 1);
        double[] weights =
                IntStream.rangeClosed(from, to).mapToDouble(second::probability).toArray();
        for (int x1 = 0; x1 <= n1; x1++) {
            double weight = first.probability(x1);
            for (int x2 = from; x2 <= to; x2++) {
                double probability = weight * weights[x2 - from];
                if (probability < 1e-16) {
                    continue;
                }
                Estimate d = StandardizedDifference.estimate(new UnpairedCounts(x1, n1, x2, n2), LEVEL);
                if (d instanceof Estimate.Estimated known) {
                    held.add(holds(Expect.interval(known), truth) * probability);
                    double value = known.value();
                    double error =
                            Math.sqrt((n1 + (double) n2) / ((double) n1 * n2) + value * value / (2.0 * (n1 + n2)));
                    heldByEqual.add(Math.abs(value - truth) <= Arguments.z(LEVEL) * error ? probability : 0);
                }
            }
        }

        String setting = "n = " + n1 + ", " + n2 + ", p = " + p1 + ", " + p2;
        CoverageTable.exact("standardised difference, MOVER of Wilson", setting, held.value());
        CoverageTable.exact("standardised difference, Hedges and Olkin (not offered)", setting, heldByEqual.value());
        assertThat(held.value()).isCloseTo(mover, within(1e-8));
        assertThat(heldByEqual.value()).isCloseTo(equal, within(1e-8));
    }

    // expected: 4000 samples with the expected error summed over the law of the number of positives of each bin, by
    // convolution
    @ParameterizedTest
    @CsvSource({"10, 0.93077", "50, 0.97479", "200, 0.99409"})
    void the_expected_calibration_error_by_normal_sums_is_a_little_too_low(int n, double expected) {
        UniformRandomProvider random = random(10L * n);
        int samples = 2000;
        double[] approximate = new double[samples];
        double[] exact = new double[samples];
        for (int s = 0; s < samples; s++) {
            double[] forecasts = IntStream.range(0, n)
                    .mapToDouble(i -> Arguments.expit(-1.5 + 1.2 * normal(random)))
                    .toArray();
            ScoredLabels sample = ScoredLabels.of(new int[n], forecasts);
            approximate[s] = Expect.point(ConsistencyNull.expectedEqualWidth(sample, 10));
            exact[s] = exactError(forecasts, 10);
        }

        double sum = Descriptive.sum(exact);
        double ratio = Descriptive.sum(approximate) / sum;
        double squares = IntStream.range(0, samples)
                .mapToDouble(s -> Math.pow(approximate[s] - ratio * exact[s], 2))
                .sum();
        CoverageTable.ratio("expected calibration error by normal sums", n + " records, 10 bins", samples, ratio);
        // of the ratio of two means; the independent simulation has twice as many samples
        assertThat(ratio).isCloseTo(expected, within(4 * Math.sqrt(1.5 * squares) / sum));
    }

    /** The expected error over the bins (a, b] of equal width, by the law of the sum of outcomes of each bin. */
    private static double exactError(double[] forecasts, int bins) {
        double total = 0;
        for (int bin = 0; bin < bins; bin++) {
            double[] law = new double[forecasts.length + 1];
            law[0] = 1;
            double sum = 0;
            for (double p : forecasts) {
                if (Math.max(0, (int) Math.ceil(p * bins) - 1) == bin) {
                    sum += p;
                    for (int k = law.length - 1; k > 0; k--) {
                        law[k] = law[k] * (1 - p) + law[k - 1] * p;
                    }
                    law[0] *= 1 - p;
                }
            }
            for (int k = 0; k < law.length; k++) {
                total += law[k] * Math.abs(k - sum);
            }
        }
        return total / forecasts.length;
    }
}
