package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.GapDecomposition.Part;
import io.medml.core.stats.GapDecomposition.Rate;
import io.medml.core.stats.GapDecomposition.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class GapDecompositionTest {

    private static final ResamplePlan PLAN = ResamplePlan.seeded(1, 200);

    /** Records stated one kind at a time. */
    private static final class Records {
        private final List<int[]> codes = new ArrayList<>();
        private final List<Double> scores = new ArrayList<>();

        Records add(int count, int inGroup, int label, double score, int device, int stratum) {
            for (int i = 0; i < count; i++) {
                codes.add(new int[] {label, inGroup, device, stratum});
                scores.add(score);
            }
            return this;
        }

        private int[] column(int which) {
            return codes.stream().mapToInt(c -> c[which]).toArray();
        }

        GapDecomposition of(Rate rate, double threshold, Scores kind) {
            ScoredLabels sample = ScoredLabels.of(
                    column(0), scores.stream().mapToDouble(Double::doubleValue).toArray());
            return GapDecomposition.of(sample, column(1), column(2), column(3)).at(rate, threshold, kind, PLAN, 0.95);
        }
    }

    private static double part(GapDecomposition found, Part part) {
        return Expect.point(found.parts().get(part));
    }

    private static void onlyPart(GapDecomposition found, Part part, double gap) {
        assertThat(Expect.point(found.gap())).isCloseTo(gap, within(1e-12));
        for (Part each : Part.values()) {
            assertThat(part(found, each)).as(each.name()).isCloseTo(each == part ? gap : 0, within(1e-9));
        }
    }

    /**
     * Within each stratum group and reference are alike; positives of stratum 0 are found in 4 of 5, of stratum 1 in 2 of 5. The group
     * has 10 and 40 of them, the reference 40 and 10.
     */
    private static Records byStratum(boolean device) {
        Records records = new Records();
        for (int side = 0; side < 2; side++) {
            for (int stratum = 0; stratum < 2; stratum++) {
                int positives = side == stratum ? 40 : 10;
                int found = stratum == 0 ? positives * 4 / 5 : positives * 2 / 5;
                int a = device ? stratum : 0;
                int b = device ? 0 : stratum;
                records.add(found, side, 1, 0.8, a, b)
                        .add(positives - found, side, 1, 0.3, a, b)
                        .add(4, side, 0, 0.6, a, b)
                        .add(16, side, 0, 0.1, a, b);
            }
        }
        return records;
    }

    // by hand: group (10 * .8 + 40 * .4) / 50 = .48, reference (40 * .8 + 10 * .4) / 50 = .72
    @Test
    void a_gap_that_comes_from_case_mix_alone_is_case_mix() {
        onlyPart(byStratum(false).of(Rate.SENSITIVITY, 0.5, Scores.RANKS), Part.CASE_MIX, -0.24);
    }

    @Test
    void a_gap_that_comes_from_the_device_alone_is_acquisition() {
        onlyPart(byStratum(true).of(Rate.SENSITIVITY, 0.5, Scores.RANKS), Part.ACQUISITION, -0.24);
    }

    // by hand: both find 3 of 4 positives and flag 1 of 4 negatives; prevalence 0.8 and 0.4: 0.65 and 0.45
    @Test
    void a_selection_gap_between_alike_classes_is_prevalence() {
        Records records = new Records();
        for (int side = 0; side < 2; side++) {
            int positives = side == 1 ? 80 : 40;
            int negatives = 100 - positives;
            records.add(positives * 3 / 4, side, 1, 0.8, 0, 0)
                    .add(positives / 4, side, 1, 0.3, 0, 0)
                    .add(negatives / 4, side, 0, 0.6, 0, 0)
                    .add(negatives * 3 / 4, side, 0, 0.1, 0, 0);
        }

        onlyPart(records.of(Rate.SELECTION_RATE, 0.5, Scores.RANKS), Part.PREVALENCE, 0.2);
        assertThat(part(records.of(Rate.SENSITIVITY, 0.5, Scores.RANKS), Part.PREVALENCE))
                .isZero();
    }

    // the group is the reference with every logit one lower: scores of 0.6 fall to 0.3556, below the threshold
    @Test
    void a_gap_that_comes_from_shifted_scores_is_calibration() {
        Records records = new Records();
        for (int side = 0; side < 2; side++) {
            double[] logits = {2, 0.4, -0.5, -2};
            int[][] counts = {{30, 6}, {20, 10}, {10, 20}, {5, 40}};
            for (int i = 0; i < 4; i++) {
                double score = 1 / (1 + Math.exp(-(logits[i] - side)));
                records.add(counts[i][0], side, 1, score, 0, 0).add(counts[i][1], side, 0, score, 0, 0);
            }
        }

        // positives at or above: reference 50 of 65, group 30 of 65; negatives 16 and 6 of 76
        onlyPart(records.of(Rate.SENSITIVITY, 0.5, Scores.PROBABILITIES), Part.CALIBRATION, -20.0 / 65);
        onlyPart(records.of(Rate.SPECIFICITY, 0.5, Scores.PROBABILITIES), Part.CALIBRATION, 10.0 / 76);
        // as ranks the same shift is a threshold that falls elsewhere on the same curve
        onlyPart(records.of(Rate.SENSITIVITY, 0.5, Scores.RANKS), Part.THRESHOLD, -20.0 / 65);
    }

    // by hand: reference at the threshold (FPR 0.2, sensitivity 0.8); the group's curve goes (0, 0.2), (0.4, 0.6), (1,
    // 1), its threshold
    // at (0.4, 0.6): at FPR 0.2 the line has 0.4, so discrimination -0.4 and threshold 0.2
    @Test
    void the_rest_is_where_the_threshold_falls_and_how_high_the_curve_is() {
        Records records = new Records()
                .add(8, 0, 1, 0.9, 0, 0)
                .add(2, 0, 1, 0.1, 0, 0)
                .add(2, 0, 0, 0.9, 0, 0)
                .add(8, 0, 0, 0.1, 0, 0)
                .add(2, 1, 1, 0.9, 0, 0)
                .add(4, 1, 1, 0.7, 0, 0)
                .add(4, 1, 1, 0.1, 0, 0)
                .add(4, 1, 0, 0.7, 0, 0)
                .add(6, 1, 0, 0.1, 0, 0);

        GapDecomposition found = records.of(Rate.SENSITIVITY, 0.5, Scores.RANKS);

        assertThat(Expect.point(found.gap())).isCloseTo(-0.2, within(1e-15));
        assertThat(part(found, Part.DISCRIMINATION)).isCloseTo(-0.4, within(1e-15));
        assertThat(part(found, Part.THRESHOLD)).isCloseTo(0.2, within(1e-15));
        // specificity at the sensitivity 0.8 of the reference: from (0.4, 0.6) half of the way to (1, 1), FPR 0.7
        GapDecomposition specificity = records.of(Rate.SPECIFICITY, 0.5, Scores.RANKS);
        assertThat(Expect.point(specificity.gap())).isCloseTo(-0.2, within(1e-15));
        assertThat(part(specificity, Part.DISCRIMINATION)).isCloseTo(0.3 - 0.8, within(1e-15));
        assertThat(part(specificity, Part.THRESHOLD)).isCloseTo(0.3, within(1e-15));
    }

    private static Records random(long seed, boolean mirrored) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        Records records = new Records();
        for (int side = 0; side < 2; side++) {
            for (int device = 0; device < 2; device++) {
                for (int stratum = 0; stratum < 2; stratum++) {
                    for (int label = 0; label < 2; label++) {
                        for (int k = 1 + random.nextInt(6); k >= 0; k--) {
                            double score = (1 + random.nextInt(9) + label * random.nextInt(4)) / 14.0;
                            records.add(1, mirrored ? 1 - side : side, label, score, device, stratum);
                        }
                    }
                }
            }
        }
        return records;
    }

    @Property(tries = 60)
    void the_parts_sum_to_the_gap(@ForAll long seed, @ForAll Rate rate, @ForAll Scores scores) {
        GapDecomposition found = random(seed, false).of(rate, 0.5, scores);

        if (found.gap() instanceof Estimate.NotEstimable) {
            return;
        }
        assertThat(found.parts().values().stream().mapToDouble(Expect::point).sum())
                .isCloseTo(Expect.point(found.gap()), within(1e-12));
        assertThat(Expect.point(random(seed, true).of(rate, 0.5, Scores.RANKS).gap()))
                .isCloseTo(-Expect.point(found.gap()), within(1e-12));
    }

    @Test
    void the_interval_is_that_of_replicates_which_draw_subjects() {
        Records records = byStratum(false);
        GapDecomposition found = records.of(Rate.SENSITIVITY, 0.5, Scores.RANKS);
        int n = records.codes.size();
        double[] parts = new double[200];
        for (int r = 0; r < 200; r++) {
            // positives found and all, by side and stratum
            double[][] hit = new double[2][2];
            double[][] all = new double[2][2];
            for (int i : PLAN.draw(r, n)) {
                int[] c = records.codes.get(i);
                if (c[0] == 1) {
                    all[c[1]][c[3]]++;
                    hit[c[1]][c[3]] += records.scores.get(i) >= 0.5 ? 1 : 0;
                }
            }
            double reference = all[0][0] + all[0][1];
            double own = all[1][0] + all[1][1];
            // with one factor its Shapley value is raw minus standardised
            parts[r] = (hit[1][0] + hit[1][1]) / own
                    - (all[0][0] * hit[1][0] / all[1][0] + all[0][1] * hit[1][1] / all[1][1]) / reference;
        }
        Sorted expected = new Sorted(parts);

        assertThat(Expect.interval(found.parts().get(Part.CASE_MIX)).lower()).isBetween(expected.at(4), expected.at(5));
        assertThat(Expect.interval(found.parts().get(Part.CASE_MIX)).upper())
                .isBetween(expected.at(194), expected.at(196));
        assertThat(found.gap().support().counts()).containsEntry("undefined_replicates", 0L);
    }

    /** Order statistics, from 0. */
    private static final class Sorted {
        private final double[] values;

        Sorted(double[] values) {
            this.values = values.clone();
            java.util.Arrays.sort(this.values);
        }

        double at(int i) {
            return values[i];
        }
    }

    @Test
    void what_cannot_be_decomposed_says_why_in_every_part() {
        Records noPositives =
                new Records().add(3, 0, 1, 0.9, 0, 0).add(3, 0, 0, 0.1, 0, 0).add(3, 1, 0, 0.2, 0, 0);
        Records noNegatives =
                new Records().add(3, 0, 1, 0.9, 0, 0).add(3, 0, 0, 0.1, 0, 0).add(3, 1, 1, 0.2, 0, 0);
        Records apart = byStratum(false).add(1, 0, 1, 0.9, 0, 7);

        assertThat(Expect.reason(
                        noPositives.of(Rate.SENSITIVITY, 0.5, Scores.RANKS).gap()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(
                        noNegatives.of(Rate.SENSITIVITY, 0.5, Scores.RANKS).gap()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(apart.of(Rate.SENSITIVITY, 0.5, Scores.RANKS).parts().values())
                .allSatisfy(e -> assertThat(Expect.reason(e)).isEqualTo(Reason.NO_OVERLAP));
        Records separated = new Records();
        for (int side = 0; side < 2; side++) {
            separated.add(5, side, 1, 0.9, 0, 0).add(5, side, 0, 0.1, 0, 0);
        }
        assertThat(Expect.reason(separated
                        .of(Rate.SENSITIVITY, 0.5, Scores.PROBABILITIES)
                        .gap()))
                .isEqualTo(Reason.SEPARATION);
        Records turned = new Records();
        for (int side = 0; side < 2; side++) {
            turned.add(5, side, 1, 0.2, 0, 0).add(5, side, 0, 0.7, 0, 0).add(1, side, 1, 0.8, 0, 0);
        }
        assertThat(Expect.reason(
                        turned.of(Rate.SENSITIVITY, 0.5, Scores.PROBABILITIES).gap()))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void inputs_that_do_not_fit_are_refused_by_name() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.1, 0.9});
        int[] two = IntStream.range(0, 2).toArray();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapDecomposition.of(sample, new int[] {0, 2}, two, two))
                .withMessageContaining("inGroup[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapDecomposition.of(sample, two, new int[1], two))
                .withMessageContaining("acquisition and labels must have the same length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapDecomposition.of(sample.withWeights(new double[] {1, 2}), two, two, two))
                .withMessageContaining("without weights");
    }
}
