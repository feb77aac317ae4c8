package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TablesTest {

    private static final double LEVEL = 0.95;

    private static TwoByTwo table(long tp, long fp, long tn, long fn) {
        return TwoByTwo.of(new ConfusionCounts(tp, fp, tn, fn), BinomialInterval.WILSON, LEVEL);
    }

    // ---- variances by the delta method with numerical derivatives: an independent route

    private static double deltaVariance(long[] cells, Function<double[], Double> measure) {
        double n = 0;
        for (long cell : cells) {
            n += cell;
        }
        double first = 0;
        double second = 0;
        for (int k = 0; k < 4; k++) {
            double[] up = {cells[0] / n, cells[1] / n, cells[2] / n, cells[3] / n};
            double[] down = up.clone();
            double h = 1e-5;
            up[k] += h;
            down[k] -= h;
            double slope = (measure.apply(up) - measure.apply(down)) / (2 * h);
            first += cells[k] / n * slope;
            second += cells[k] / n * slope * slope;
        }
        return (second - first * first) / n;
    }

    private static double mcc(double[] p) {
        return (p[0] * p[2] - p[1] * p[3]) / Math.sqrt((p[0] + p[1]) * (p[0] + p[3]) * (p[2] + p[1]) * (p[2] + p[3]));
    }

    private static double kappa(double[] p) {
        double n = p[0] + p[1] + p[2] + p[3];
        double po = (p[0] + p[2]) / n;
        double pe = ((p[0] + p[1]) * (p[0] + p[3]) + (p[2] + p[3]) * (p[2] + p[1])) / n / n;
        return (po - pe) / (1 - pe);
    }

    @Property
    void matthews_and_kappa_intervals_have_the_multinomial_delta_variance(
            @ForAll @IntRange(min = 5, max = 400) int tp,
            @ForAll @IntRange(min = 5, max = 400) int fp,
            @ForAll @IntRange(min = 5, max = 400) int tn,
            @ForAll @IntRange(min = 5, max = 400) int fn) {
        long[] cells = {tp, fp, tn, fn};
        TwoByTwo table = table(tp, fp, tn, fn);

        assertHalfWidth(table.matthewsCorrelation(), deltaVariance(cells, TablesTest::mcc));
        assertHalfWidth(table.cohenKappa(), deltaVariance(cells, TablesTest::kappa));
    }

    private static void assertHalfWidth(Estimate estimate, double variance) {
        Interval interval = Expect.interval(estimate);
        if (interval.lower() > -1 && interval.upper() < 1) {
            // 1.959963984540054: the 97.5 percent point of the normal distribution
            assertThat(interval.width() / 2).isCloseTo(1.959963984540054 * Math.sqrt(variance), within(1e-6));
        }
    }

    // R vcd 1.4-11, summary(Kappa(table)): tables 20,10/5,15 and 118,2/5,0 (cases kappa-two and kappa-prevalence)
    @Test
    void kappa_interval_matches_vcd() {
        Interval two = Expect.interval(table(20, 5, 15, 10).cohenKappa());
        Interval prevalence = Expect.interval(table(118, 5, 0, 2).cohenKappa());

        assertThat(two.lower()).isCloseTo(0.15109229047666112, within(1e-12));
        assertThat(two.upper()).isCloseTo(0.6489077095233386, within(1e-12));
        assertThat(prevalence.lower()).isCloseTo(-0.047473413431079955, within(1e-12));
        assertThat(prevalence.upper()).isCloseTo(0.000689787700087801, within(1e-12));
    }

    @Test
    void f1_and_balanced_accuracy_intervals_are_mapped_from_their_proportions() {
        TwoByTwo table = table(40, 10, 80, 20);
        Interval share = BinomialInterval.WILSON.of(40, 70, LEVEL);
        Interval gap = RateGap.NEWCOMBE.of(40, 60, 10, 90, LEVEL);

        assertThat(Expect.interval(table.f1()).lower())
                .isCloseTo(2 * share.lower() / (1 + share.lower()), within(1e-15));
        assertThat(Expect.interval(table.youdenIndex())).isEqualTo(gap);
        assertThat(Expect.interval(table.balancedAccuracy()).upper()).isCloseTo((1 + gap.upper()) / 2, within(1e-15));
        assertThat(Expect.point(table.balancedAccuracy())).isCloseTo((40 / 60.0 + 80 / 90.0) / 2, within(1e-15));
    }

    @Test
    void a_table_without_positives_says_so() {
        TwoByTwo table = table(0, 4, 6, 0);

        assertThat(Expect.reason(table.sensitivity())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.interval(table.sensitivity())).isEqualTo(new Interval(0, 1, LEVEL));
        assertThat(Expect.reason(table.youdenIndex())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.interval(table.youdenIndex())).isEqualTo(new Interval(-1, 1, LEVEL));
        assertThat(Expect.reason(table.matthewsCorrelation())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(table.likelihoodRatios().positive())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.point(table.specificity())).isEqualTo(0.6);
    }

    @Test
    void each_kind_of_empty_cell_has_its_reason() {
        assertThat(Expect.reason(table(3, 0, 0, 1).specificity())).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(table(0, 0, 3, 1).positivePredictiveValue())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(table(2, 3, 0, 0).negativePredictiveValue())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(table(0, 0, 0, 0).accuracy())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(table(0, 0, 0, 0).sensitivity())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(table(5, 0, 0, 0).cohenKappa())).isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.reason(table(0, 0, 5, 0).f1())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(table(5, 0, 5, 0).matthewsCorrelation().intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(table(5, 0, 5, 0).cohenKappa().intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        LikelihoodRatios perfect = table(5, 0, 5, 0).likelihoodRatios();
        assertThat(Expect.point(perfect.positive())).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Expect.reason(perfect.positive().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(table(0, 0, 5, 4).likelihoodRatios().positive()))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(table(0, 0, 5, 4).likelihoodRatios().negative().intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Property
    void exchanging_the_classes_exchanges_sensitivity_and_specificity_and_leaves_matthews_and_kappa(
            @ForAll @LongRange(min = 0, max = 50) long tp,
            @ForAll @LongRange(min = 0, max = 50) long fp,
            @ForAll @LongRange(min = 0, max = 50) long tn,
            @ForAll @LongRange(min = 0, max = 50) long fn) {
        TwoByTwo table = table(tp, fp, tn, fn);
        TwoByTwo mirrored = table(tn, fn, tp, fp);

        assertThat(mirrored.specificity().point()).isEqualTo(table.sensitivity().point());
        assertThat(mirrored.specificity().interval())
                .isEqualTo(table.sensitivity().interval());
        assertThat(mirrored.matthewsCorrelation().point().isPresent())
                .isEqualTo(table.matthewsCorrelation().point().isPresent());
        assertThat(mirrored.cohenKappa().point().orElse(9))
                .isCloseTo(table.cohenKappa().point().orElse(9), within(1e-12));
    }

    @Property
    void weights_scale_freely(
            @ForAll @LongRange(min = 0, max = 50) long tp,
            @ForAll @LongRange(min = 1, max = 50) long fp,
            @ForAll @LongRange(min = 0, max = 50) long tn,
            @ForAll @LongRange(min = 1, max = 50) long fn) {
        ClassificationMetrics plain = ClassificationMetrics.of(new WeightedConfusion(tp, fp, tn, fn, 9));
        ClassificationMetrics scaled =
                ClassificationMetrics.of(new WeightedConfusion(0.3 * tp, 0.3 * fp, 0.3 * tn, 0.3 * fn, 9));

        assertThat(Expect.point(scaled.fBeta(2))).isCloseTo(Expect.point(plain.fBeta(2)), within(1e-14));
        assertThat(scaled.matthewsCorrelation().point().orElse(9))
                .isCloseTo(plain.matthewsCorrelation().point().orElse(9), within(1e-13));
        assertThat(scaled.cohenKappa().point().orElse(9))
                .isCloseTo(plain.cohenKappa().point().orElse(9), within(1e-13));
    }

    @Test
    void predictive_values_at_the_prevalence_of_the_sample_are_those_of_the_sample() {
        ConfusionCounts counts = new ConfusionCounts(90, 20, 180, 10);
        PredictiveValues values = PredictiveValues.atPrevalence(counts, 1.0 / 3, LEVEL);

        assertThat(Expect.point(values.positive())).isCloseTo(90 / 110.0, within(1e-14));
        assertThat(Expect.point(values.negative())).isCloseTo(180 / 190.0, within(1e-14));
    }

    @Test
    void predictive_values_outside_the_logit_have_no_interval() {
        PredictiveValues perfect = PredictiveValues.atPrevalence(new ConfusionCounts(5, 0, 8, 2), 0.1, LEVEL);
        PredictiveValues useless = PredictiveValues.atPrevalence(new ConfusionCounts(0, 0, 8, 2), 0.1, LEVEL);

        assertThat(Expect.point(perfect.positive())).isEqualTo(1);
        assertThat(Expect.reason(perfect.positive().intervalEstimate())).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(useless.positive())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.reason(PredictiveValues.atPrevalence(new ConfusionCounts(0, 1, 8, 0), 0.1, LEVEL)
                        .negative()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThatThrownBy(() -> PredictiveValues.atPrevalence(new ConfusionCounts(1, 1, 1, 1), 2, LEVEL))
                .hasMessage("prevalence must be in [0, 1], got 2.0");
    }
}
