package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.IsoCurve.Held;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Bands: sample, plan and independent computation as in {@link OperatingPointBootstrapTest}. */
class IsoCurveTest {

    private static final ScoredLabels SAMPLE = OperatingPointBootstrapTest.sample();

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Test
    void the_band_matches_an_independent_computation() {
        IsoCurve.Point sensitivity = IsoCurve.of(
                        SAMPLE, Held.SPECIFICITY, new double[] {0.8}, 0.95, OperatingPointBootstrapTest.plan())
                .points()
                .get(0);
        IsoCurve.Point specificity = IsoCurve.of(
                        SAMPLE, Held.SENSITIVITY, new double[] {0.9}, 0.95, OperatingPointBootstrapTest.plan())
                .points()
                .get(0);

        band(sensitivity.band(), 0.55, 0.34166666666666656, 0.875);
        band(specificity.band(), 0.4166666666666667, 0.25, 0.7777777777777778);
        assertThat(sensitivity.band().intervalEstimate().method())
                .isEqualTo("iso_specificity.bootstrap.stratified.percentile");
    }

    private static void band(Estimate band, double value, double lower, double upper) {
        assertThat(Expect.point(band)).isCloseTo(value, within(1e-12));
        assertThat(Expect.interval(band).lower()).isCloseTo(lower, within(1e-12));
        assertThat(Expect.interval(band).upper()).isCloseTo(upper, within(1e-12));
    }

    @Property
    void swapping_the_classes_turns_iso_sensitivity_into_iso_specificity(
            @ForAll("samples") Samples.Raw raw, @ForAll @DoubleRange(min = 0, max = 1) double target) {
        ScoredLabels swapped = ScoredLabels.of(
                IntStream.of(raw.labels()).map(y -> 1 - y).toArray(),
                IntStream.range(0, raw.size())
                        .mapToDouble(i -> -raw.scores()[i])
                        .toArray());

        IsoCurve.Point one = IsoCurve.of(raw.sample(), Held.SENSITIVITY, new double[] {target}, 0.95)
                .points()
                .get(0);
        IsoCurve.Point other = IsoCurve.of(swapped, Held.SPECIFICITY, new double[] {target}, 0.95)
                .points()
                .get(0);

        assertThat(other.specificity()).isEqualTo(one.sensitivity());
        assertThat(other.sensitivity()).isEqualTo(one.specificity());
        assertThat(Expect.point(other.band())).isCloseTo(Expect.point(one.band()), within(1e-12));
    }

    @Property
    void the_held_rate_meets_its_target_and_the_other_falls_as_the_target_rises(
            @ForAll("samples") Samples.Raw raw, @ForAll Held held) {
        double[] targets = {0, 0.25, 0.5, 0.75, 1};

        IsoCurve curve = IsoCurve.of(raw.sample(), held, targets, 0.95);

        double before = 2;
        for (IsoCurve.Point point : curve.points()) {
            double kept = Expect.point(held == Held.SENSITIVITY ? point.sensitivity() : point.specificity());
            double given = Expect.point(held == Held.SENSITIVITY ? point.specificity() : point.sensitivity());
            assertThat(kept).isGreaterThanOrEqualTo(point.target());
            assertThat(given).isLessThanOrEqualTo(before);
            before = given;
        }
    }

    @Property
    void intervals_are_wilson_at_the_threshold(@ForAll("samples") Samples.Raw raw) {
        IsoCurve.Point point = IsoCurve.of(raw.sample(), Held.SENSITIVITY, new double[] {0.8}, 0.9)
                .points()
                .get(0);
        ConfusionCounts counts = point.point().orElseThrow().counts();

        assertThat(Expect.interval(point.specificity()))
                .isEqualTo(BinomialInterval.WILSON.of(counts.trueNegatives(), counts.negatives(), 0.9));
        assertThat(Expect.interval(point.sensitivity()))
                .isEqualTo(BinomialInterval.WILSON.of(counts.truePositives(), counts.positives(), 0.9));
    }

    @Test
    void records_that_share_a_subject_widen_the_intervals_and_have_no_band() {
        int[] subjects = IntStream.range(0, 60).map(i -> i / 5).toArray();

        IsoCurve.Point point = IsoCurve.of(
                        SAMPLE.withSubjects(subjects),
                        Held.SENSITIVITY,
                        new double[] {0.9},
                        0.95,
                        OperatingPointBootstrapTest.plan())
                .points()
                .get(0);

        assertThat(point.specificity().intervalEstimate().method()).isEqualTo(ClusteredProportion.METHOD);
        assertThat(point.specificity().support().counts()).containsEntry("subjects", 12L);
        assertThat(Expect.reason(point.band().intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void without_a_plan_no_band_is_offered() {
        IsoCurve.Point point = IsoCurve.of(SAMPLE, Held.SENSITIVITY, new double[] {0.9}, 0.95)
                .points()
                .get(0);

        assertThat(Expect.reason(point.band().intervalEstimate())).isEqualTo(Reason.NOT_OFFERED);
    }

    @Test
    void a_missing_class_gives_its_reason_for_both_rates() {
        ScoredLabels negatives = ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2});

        IsoCurve.Point point = IsoCurve.of(
                        negatives, Held.SPECIFICITY, new double[] {0.9}, 0.95, ResamplePlan.seeded(1, 50))
                .points()
                .get(0);

        assertThat(point.point()).isEmpty();
        assertThat(Expect.reason(point.sensitivity())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(point.specificity())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(point.band())).isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void a_target_in_percent_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsoCurve.of(SAMPLE, Held.SENSITIVITY, new double[] {90}, 0.95))
                .withMessage("target must be in [0, 1], got 90.0");
    }
}
