package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class PartialAurocTest {

    private static final RocBand HIGH_SPECIFICITY = RocBand.specificity(0.8, 1);

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    private static double area(ScoredLabels sample, RocBand band) {
        return Expect.point(PartialAuroc.of(sample, band).area());
    }

    private static double auroc(ScoredLabels sample) {
        return Expect.point(Auroc.of(sample).estimate(0.95));
    }

    // ---- by hand: positives 1 2, negatives 0 1.5; the curve by 1 - specificity is (0, .5), (.5, .5), (.5, 1), (1, 1)

    @Test
    void a_band_by_hand() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {1, 2, 0, 1.5});

        // sensitivity is 1 over specificities [0.25, 0.5) and 0.5 over [0.5, 0.75]
        assertThat(area(sample, RocBand.specificity(0.25, 0.75))).isCloseTo(0.375, within(1e-15));
        // chance gives 0.5 * (1 - 0.5) = 0.25, at most 0.5: (1 + 0.125 / 0.25) / 2
        assertThat(Expect.point(
                        PartialAuroc.of(sample, RocBand.specificity(0.25, 0.75)).corrected()))
                .isCloseTo(0.75, within(1e-15));
        // specificity is 1 over sensitivities [0.4, 0.5) and 0.5 over [0.5, 1]
        assertThat(area(sample, RocBand.sensitivity(0.4, 1))).isCloseTo(0.35, within(1e-15));
    }

    // ---- laws

    @Property
    void the_whole_band_is_the_auroc(@ForAll("samples") Samples.Raw raw) {
        double whole = auroc(raw.sample());

        assertThat(area(raw.sample(), RocBand.specificity(0, 1))).isCloseTo(whole, within(1e-14));
        assertThat(area(raw.sample(), RocBand.sensitivity(0, 1))).isCloseTo(whole, within(1e-14));
    }

    @Property
    void adjoining_bands_add_up(
            @ForAll("samples") Samples.Raw raw, @ForAll @DoubleRange(min = 0.01, max = 0.99) double at) {
        double parts = area(raw.sample(), RocBand.specificity(0, at)) + area(raw.sample(), RocBand.specificity(at, 1));

        assertThat(parts).isCloseTo(auroc(raw.sample()), within(1e-13));
    }

    @Property
    void swapping_labels_and_negating_scores_exchanges_sensitivity_and_specificity(
            @ForAll("samples") Samples.Raw raw, @ForAll @DoubleRange(min = 0, max = 0.9) double lower) {
        int[] swapped = Arrays.stream(raw.labels()).map(label -> 1 - label).toArray();
        double[] negated = Arrays.stream(raw.scores()).map(s -> -s).toArray();

        assertThat(area(ScoredLabels.of(swapped, negated), RocBand.sensitivity(lower, 0.95)))
                .isCloseTo(area(raw.sample(), RocBand.specificity(lower, 0.95)), within(1e-14));
    }

    @Property
    void an_increasing_transform_and_the_row_order_change_no_bit(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        double[] transformed =
                Arrays.stream(raw.scores()).map(s -> Math.exp(3 * s) - 1000).toArray();
        ScoredLabels sample = ScoredLabels.of(raw.labels(), transformed).select(Samples.permutation(raw.size(), seed));

        assertThat(PartialAuroc.of(sample, HIGH_SPECIFICITY).area())
                .isEqualTo(PartialAuroc.of(raw.sample(), HIGH_SPECIFICITY).area());
    }

    @Property
    void the_scale_of_the_weights_does_not_matter(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] weights =
                Arrays.stream(raw.scores()).map(s -> 0.1 + random.nextDouble()).toArray();
        double[] scaled = Arrays.stream(weights).map(w -> 7 * w).toArray();

        assertThat(area(raw.sample().withWeights(scaled), HIGH_SPECIFICITY))
                .isCloseTo(area(raw.sample().withWeights(weights), HIGH_SPECIFICITY), within(1e-14));
    }

    @Property
    void duplicated_records_of_half_weight_are_one_record(@ForAll("samples") Samples.Raw raw) {
        int n = raw.size();
        int[] twice = new int[2 * n];
        Arrays.setAll(twice, i -> i % n);
        double[] halves = new double[2 * n];
        Arrays.fill(halves, 0.5);

        assertThat(area(raw.sample().select(twice).withWeights(halves), HIGH_SPECIFICITY))
                .isCloseTo(area(raw.sample(), HIGH_SPECIFICITY), within(1e-14));
    }

    @Property(tries = 50)
    void a_replicate_is_the_area_of_the_drawn_rows(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[][] rows = {
            Samples.permutation(raw.size(), seed), ResamplePlan.seeded(seed, 1).draw(0, raw.size())
        };
        BootstrapDistribution replicates =
                PartialAuroc.of(raw.sample(), HIGH_SPECIFICITY).bootstrap(ResamplePlan.ofIndices(rows));
        ScoredLabels drawn = raw.sample().select(rows[1]);

        assertThat(replicates.values()[0]).isCloseTo(area(raw.sample(), HIGH_SPECIFICITY), within(1e-15));
        if (drawn.positives() > 0 && drawn.negatives() > 0) {
            assertThat(replicates.values()[1]).isCloseTo(area(drawn, HIGH_SPECIFICITY), within(1e-15));
        } else {
            assertThat(replicates.undefined()).isEqualTo(1);
        }
    }

    @Property(tries = 20)
    void a_seeded_plan_keeps_the_size_of_every_class(@ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        // a single positive among many: without strata a third of the replicates would have none
        int[] labels = new int[raw.size()];
        labels[0] = 1;

        BootstrapDistribution replicates = PartialAuroc.of(ScoredLabels.of(labels, raw.scores()), HIGH_SPECIFICITY)
                .bootstrap(ResamplePlan.seeded(seed, 50));

        assertThat(replicates.undefined()).isZero();
    }

    @Test
    void records_that_share_a_subject_are_drawn_together() {
        // two subjects, each with a positive above its negative; within a subject rows are one unit
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0, 1, 0}, new double[] {2, 1, 2, 1})
                .withSubjects(new int[] {5, 5, 9, 9});

        BootstrapDistribution replicates = PartialAuroc.of(sample, HIGH_SPECIFICITY)
                .bootstrap(ResamplePlan.ofIndices(new int[][] {{0, 0}, {1, 1}}));

        assertThat(replicates.values()).hasSize(2);
        assertThat(replicates.undefined()).isZero();
    }

    @Test
    void the_corrected_interval_is_the_image_of_the_plain_one() {
        Samples.Raw raw = Samples.random(60, 11, 9);
        PartialAuroc partial = PartialAuroc.of(raw.sample(), HIGH_SPECIFICITY);
        ResamplePlan plan = ResamplePlan.seeded(4, 400);

        Estimate plain = partial.area(plan, 0.9);
        Estimate corrected = partial.corrected(plan, 0.9);

        // max 0.2, min 0.2 (1 - 0.9) = 0.02
        assertThat(Expect.interval(corrected).lower())
                .isCloseTo((1 + (Expect.interval(plain).lower() - 0.02) / 0.18) / 2, within(1e-14));
        assertThat(Expect.interval(corrected).upper())
                .isCloseTo((1 + (Expect.interval(plain).upper() - 0.02) / 0.18) / 2, within(1e-14));
        assertThat(plain.support().counts())
                .containsEntry("replicates", 400L)
                .containsEntry("undefined_replicates", 0L);
    }

    // ---- undefined

    @Test
    void a_curve_below_chance_in_the_band_has_an_area_but_no_corrected_one() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {1, 2, 3, 4});
        PartialAuroc partial = PartialAuroc.of(sample, HIGH_SPECIFICITY);

        assertThat(Expect.point(partial.area())).isZero();
        assertThat(Expect.reason(partial.corrected())).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void without_a_class_nothing_is_estimable() {
        ScoredLabels positives = ScoredLabels.of(new int[] {1, 1}, new double[] {1, 2});
        ScoredLabels negatives = ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2});
        ScoredLabels weightless =
                ScoredLabels.of(new int[] {0, 1}, new double[] {1, 2}).withWeights(new double[] {1, 0});

        assertThat(Expect.reason(PartialAuroc.of(positives, HIGH_SPECIFICITY).area()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(PartialAuroc.of(negatives, HIGH_SPECIFICITY).corrected()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(PartialAuroc.of(weightless, HIGH_SPECIFICITY).area()))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    @Test
    void more_than_a_twentieth_of_undefined_replicates_leaves_no_interval() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0}, new double[] {1, 2, 0, 1.5});
        int[][] rows = new int[100][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = r < 6 ? new int[] {0, 0, 1, 1} : new int[] {r % 2, 1, 2, 2 + r % 2};
        }

        Estimate area = PartialAuroc.of(sample, RocBand.specificity(0, 1)).area(ResamplePlan.ofIndices(rows), 0.9);

        assertThat(Expect.reason(area.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        assertThat(area.support().counts()).containsEntry("undefined_replicates", 6L);
    }

    @Test
    void a_band_without_width_is_refused() {
        assertThatThrownBy(() -> RocBand.specificity(0.9, 0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a band needs lower < upper, got [0.9, 0.9]; it has no area at one point");
        assertThatThrownBy(() -> RocBand.sensitivity(0.9, 1.1)).hasMessage("upper must be in [0, 1], got 1.1");
    }

    @Property
    void equal_scores_have_the_corrected_area_of_chance_in_every_band(
            @ForAll @DoubleRange(min = 0, max = 0.9) double lower,
            @ForAll @DoubleRange(min = 0.01, max = 0.1) double width,
            @ForAll("samples") Samples.Raw raw) {
        ScoredLabels sample = ScoredLabels.of(raw.labels(), new double[raw.size()]);
        double upper = Math.min(1, lower + width);

        assertThat(Expect.point(PartialAuroc.of(sample, RocBand.specificity(lower, upper))
                        .corrected()))
                .isCloseTo(0.5, within(1e-9));
        assertThat(Expect.point(PartialAuroc.of(sample, RocBand.sensitivity(lower, upper))
                        .corrected()))
                .isCloseTo(0.5, within(1e-9));
    }
}
