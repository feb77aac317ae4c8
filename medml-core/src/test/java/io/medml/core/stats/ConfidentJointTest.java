package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Confident learning.
 *
 * <p>Expected values: numpy 2.4.6 on the records below, {@code t[j] = P[y==j,j].mean()}, likely class the largest of those with {@code P >= t},
 * {@code C} by counting, {@code cal = C/C.sum(1) * bincount(y)/n}, {@code E[i][j] = P[likely==j,i].sum()}; limits from the same
 * computation with counted records over the 199 draws below and the quantile rule of R's {@code boot.ci(type = "perc")}.
 */
class ConfidentJointTest {

    private static int[] subjects() {
        int[] subjects = new int[ThreeClasses.N];
        Arrays.setAll(subjects, x -> x / 2);
        return subjects;
    }

    private static ResamplePlan draws() {
        int[][] drawn = new int[199][60];
        for (int r = 0; r < 199; r++) {
            for (int k = 0; k < 60; k++) {
                drawn[r][k] = (r * 31 + k * 17 + r * k % 13 * 7 + r * r * k % 11) % 60;
            }
        }
        return ResamplePlan.ofIndices(drawn);
    }

    @Test
    void thresholds_counts_and_calibrated_shares_are_those_of_an_independent_program() {
        ConfidentJoint joint = ConfidentJoint.of(ThreeClasses.given(), ThreeClasses.probabilities());

        double[] thresholds = {0.6314747131292229, 0.5698575457063775, 0.6493636672406181};
        long[][] counts = {{27, 0, 3}, {5, 28, 0}, {0, 3, 13}};
        double[][] calibrated = {{0.27, 0, 0.03}, {0.06818181818181818, 0.38181818181818183, 0}, {0, 0.046875, 0.203125}
        };
        double[][] expected = {
            {23.96299680530464, 7.032076087313701, 0.4297327794552517},
            {5.1638876116060555, 20.33666838160867, 1.7459170886904551},
            {2.8731155830892985, 3.631255531077632, 13.824350131854294}
        };
        for (int i = 0; i < 3; i++) {
            assertThat(joint.threshold(i).orElseThrow()).isCloseTo(thresholds[i], within(1e-14));
            for (int j = 0; j < 3; j++) {
                assertThat(joint.count(i, j)).isEqualTo(counts[i][j]);
                assertThat(joint.calibrated(i, j).orElseThrow()).isCloseTo(calibrated[i][j], within(1e-14));
                assertThat(joint.expected(i, j)).isCloseTo(expected[i][j], within(1e-12));
            }
        }
        assertThat(Arrays.stream(joint.likely()).filter(j -> j >= 0).count()).isEqualTo(79);
    }

    @Test
    void rates_have_limits_from_thresholds_that_each_draw_computes_anew() {
        List<List<Estimate>> rates = ConfidentJoint.of(ThreeClasses.given(), ThreeClasses.probabilities())
                .rates(subjects(), draws(), 0.95);

        check(rates.get(0).get(2), 0.1, 0, 0.23809523809523808);
        check(rates.get(1).get(0), 0.15151515151515152, 0, 0.1935483870967742);
        check(rates.get(2).get(1), 0.1875, 0, 0.25);
        assertThat(rates.get(0).get(1).point()).hasValue(0);
        assertThat(rates.get(0).get(1).interval().orElseThrow().lower()).isZero();
        // Wilson with 0 of the 26 subjects that have a counted record of the class: z^2 / (G + z^2)
        assertThat(rates.get(0).get(1).interval().orElseThrow().upper()).isCloseTo(0.12872892185921536, within(1e-9));
        assertThat(rates.get(0).get(2).support().counts()).containsEntry("subjects", 60L);
    }

    private static void check(Estimate rate, double value, double lower, double upper) {
        assertThat(rate.point().orElseThrow()).isCloseTo(value, within(1e-14));
        assertThat(rate.interval().orElseThrow().lower()).isCloseTo(lower, within(1e-12));
        assertThat(rate.interval().orElseThrow().upper()).isCloseTo(upper, within(1e-12));
    }

    @Test
    void a_class_that_no_record_was_given_is_never_likely_and_has_no_rate() {
        double[][] p = {{0.1, 0.2, 0.7}, {0.2, 0.7, 0.1}, {0.6, 0.3, 0.1}, {0.7, 0.2, 0.1}};

        ConfidentJoint joint = ConfidentJoint.of(new int[] {1, 1, 0, 0}, p);

        assertThat(joint.threshold(2)).isEmpty();
        assertThat(joint.likely()).containsExactly(-1, 1, -1, 0);
        assertThat(joint.calibrated(2, 0)).hasValue(0);
        Estimate rate = joint.rates(new int[] {0, 1, 2, 3}, ResamplePlan.seeded(1, 100), 0.95)
                .get(2)
                .get(0);
        assertThat(((Estimate.NotEstimable) rate).reason()).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void what_is_no_probability_and_no_class_is_refused() {
        assertThatThrownBy(() -> ConfidentJoint.of(new int[] {0}, new double[][] {{0.5, Double.NaN}}))
                .hasMessageContaining("probabilities")
                .hasMessageContaining("must be 2 numbers in [0, 1]");
        assertThatThrownBy(() -> ConfidentJoint.of(new int[] {2}, new double[][] {{0.5, 0.5}}))
                .hasMessageContaining("must be a class in [0, 2)");
        assertThatThrownBy(() -> ConfidentJoint.of(new int[] {0}, new double[][] {{1}}))
                .hasMessage("there must be 2 to 50 classes, got 1");
        assertThatThrownBy(() -> ConfidentJoint.of(new int[0], new double[0][]))
                .hasMessage("at least one record is needed, got none");
    }
}
