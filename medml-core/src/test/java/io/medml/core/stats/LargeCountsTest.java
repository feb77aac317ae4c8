package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts up to 1e12 give numbers; more are refused in one wording, wherever they come in. */
class LargeCountsTest {

    private static final long MOST = 1_000_000_000_000L;

    // R 4.2.2, qbeta(0.025, x, n - x + 1) and qbeta(0.025, x + 1, n - x, lower.tail = FALSE), 17 digits
    @ParameterizedTest
    @CsvSource({
        "1, 1000000000000, 2.5317807984289583e-14, 5.5716433909261601e-12",
        "1000000000, 1000000000000, 0.00099993805243853671, 0.0010000619504500117",
        "500000000000, 1000000000000, 0.49999902001750773, 0.50000097998249227"
    })
    void the_largest_count_has_the_limits_of_the_formula(long x, long n, double lower, double upper) {
        Interval interval = BinomialInterval.CLOPPER_PEARSON.of(x, n, 0.95);

        assertThat(interval.lower()).isCloseTo(lower, within(1e-11));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-11));
    }

    static Stream<ThrowingCallable> too_large() {
        return Stream.of(MOST + 1, 1L << 53, 1L << 62, Long.MAX_VALUE)
                .flatMap(n -> Stream.of(
                        () -> BinomialInterval.WILSON.of(1, n, 0.95),
                        () -> BinomialInterval.MID_P.estimate(n, n, 0.95),
                        () -> PerformanceGoal.of(1, n, 0.5, 0.025),
                        () -> new ConfusionCounts(n, 0, 0, 0),
                        () -> new ConfusionCounts(MOST, MOST, MOST, MOST),
                        () -> new PairedCounts(1, 1, n, 1),
                        () -> new PairedCounts(MOST / 2, MOST / 2, 1, 0),
                        () -> new UnpairedCounts(1, n, 1, 2),
                        () -> new UnpairedCounts(1, MOST, 1, 1),
                        () -> new IntentionToDiagnose.Unresolved(n, 1),
                        () -> new IntentionToDiagnose(
                                new ConfusionCounts(MOST, 0, 0, 0),
                                new IntentionToDiagnose.Unresolved(1, 0),
                                IntentionToDiagnose.Unresolved.none()),
                        () -> ExactOneProportion.at(n, 0.9, 0.8, 0.025),
                        () -> new ConfusionCounts(MOST, 0, 0, 0).plus(new ConfusionCounts(n - 1, 1, 0, 0))));
    }

    @ParameterizedTest
    @MethodSource("too_large")
    void larger_counts_are_refused_in_one_wording(ThrowingCallable call) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .withMessageContaining("must be at most 1000000000000 (1e12), got ")
                .withMessageContaining("check that it is a count");
    }

    @Test
    void numbers_whose_powers_leave_the_range_of_doubles_are_refused_by_name() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0}, new double[] {0.7, 0.2});
        RocCurve curve = RocCurve.of(sample);

        for (double beta : new double[] {1e308, 4.9e-324}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OperatingPoints.maxFBeta(curve, beta))
                    .withMessage("beta must be in [1e-60, 1e60], got " + beta);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClassificationMetrics.of(new WeightedConfusion(1, 1, 1, 1, 4))
                            .fBeta(beta))
                    .withMessage("beta must be in [1e-60, 1e60], got " + beta);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MisclassificationCost(beta, 0.5))
                    .withMessage("ratio must be in [1e-60, 1e60], got " + beta);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sample.withWeights(new double[] {1, beta}))
                    .withMessage(
                            "weights[1] must be 0 or in [1e-60, 1e60]; only ratios matter, so divide all by one number");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new WeightedConfusion(1, beta, 1, 1, 4))
                    .withMessage("falsePositives must be 0 or in [1e-60, 1e72], got " + beta
                            + "; divide all four by one number");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RocBand.specificity(0.9, 0.9 + 1e-9))
                .withMessageStartingWith("a band must be at least 1e-6 wide, got [0.9, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GeneralizedEntropy.of(List.of(new ConfusionCounts(1, 1, 1, 1)))
                        .index(1e308))
                .withMessage("alpha must be in [-10, 10], got 1.0E308");
    }

    @Test
    void sizes_that_no_array_holds_are_refused_by_name() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0}, new double[] {0.7, 0.2});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalibrationBins.equalWidth(sample, Integer.MAX_VALUE, 0.95))
                .withMessage("bins must be at most 1000000, got 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResamplePlan.seeded(1, Integer.MAX_VALUE))
                .withMessage("replicates must be at most 10000000, got 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResamplePlan.seeded(1, 5).draw(0, -1))
                .withMessage("units must not be negative, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResamplePlan.seeded(1, 5).draw(5, 3))
                .withMessage("replicate must be in [0, 5), since they are numbered from 0, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiplicity.HOLM.adjust(new double[] {0.1}, Integer.MAX_VALUE))
                .withMessage("familySize must be at most 10000000, got 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterBootstrap.of(new int[] {0}, Integer.MAX_VALUE, new int[] {0}))
                .withMessage("cellCount must be at most 10000000, got 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.select(new int[] {0, 2}))
                .withMessage("rows[1] must be the position of a record, in [0, 2)");
    }

    @Test
    void a_class_or_label_that_is_not_there_is_refused_by_its_number() {
        MulticlassConfusion confusion = MulticlassConfusion.of(3, new int[] {0, 1, 2}, new int[] {0, 1, 1});
        MulticlassScores scores = MulticlassScores.of(new int[] {0, 1}, new double[][] {{0.9, 0.1}, {0.2, 0.8}});
        MultilabelConfusion labels = MultilabelConfusion.of(new int[][] {{1, 0}}, new int[][] {{1, 0}});
        MultilabelAuroc areas = MultilabelAuroc.of(List.of(ScoredLabels.of(new int[] {1, 0}, new double[] {0.7, 0.2})));
        List<ThrowingCallable> calls = List.of(
                () -> confusion.counts(7),
                () -> confusion.count(7, 0),
                () -> confusion.sensitivity(7, 0.95),
                () -> scores.oneVersusRest(7),
                () -> labels.counts(7),
                () -> areas.label(7, 0.95));

        for (ThrowingCallable call : calls) {
            assertThatIllegalArgumentException()
                    .isThrownBy(call)
                    .withMessageMatching("label must be in \\[0, \\d\\), since they are numbered from 0, got 7");
        }
    }

    @Test
    void replicates_whose_squares_leave_the_range_have_no_standard_error() {
        BootstrapDistribution huge =
                BootstrapDistribution.of(OptionalDouble.of(1e308), new double[] {1e308, -1e308, 1e308, 0, -1e308}, 0);

        assertThat(Expect.reason(huge.standardError())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(huge.bias())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(huge.normal(0.9).interval()).isEmpty();
        assertThat(huge.basic(0.5).interval()).isEmpty();
        assertThat(Expect.interval(huge.percentile(0.5)).lower()).isFinite();
    }
}
