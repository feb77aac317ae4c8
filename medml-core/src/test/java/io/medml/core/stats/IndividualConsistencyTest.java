package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class IndividualConsistencyTest {

    private static double of(double[] feature, double[] predictions, int neighbours) {
        return Expect.point(IndividualConsistency.of(new double[][] {feature}, predictions, neighbours));
    }

    // by hand: positions 0 1 3 7, nearest others 1, 0, 1, 3 with predictions 1, 1, 1, 0 against 1 1 0 1
    @Test
    void four_records_on_a_line_have_the_value_worked_out_by_hand() {
        assertThat(of(new double[] {0, 1, 3, 7}, new double[] {1, 1, 0, 1}, 1)).isCloseTo(1 - 2.0 / 4, within(1e-15));
    }

    // by hand: the middle of 0 1 2 has two neighbours at one distance, which share one place: |1 - 0.5|; the others 1
    // and 0
    @Test
    void neighbours_at_one_distance_share_the_places_that_are_left() {
        // record 0 against record 1: |1 - 1|, record 1: |1 - (1 + 0)/2|, record 2: |0 - 1|
        assertThat(of(new double[] {0, 1, 2}, new double[] {1, 1, 0}, 1)).isCloseTo(1 - 1.5 / 3, within(1e-15));
    }

    @Property(tries = 50)
    void row_order_and_the_unit_of_a_feature_change_nothing(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int n = 8 + random.nextInt(20);
        double[][] features = new double[2][n];
        double[] predictions = new double[n];
        for (int i = 0; i < n; i++) {
            features[0][i] = random.nextInt(5);
            features[1][i] = i == 0 ? 9 : random.nextInt(3);
            predictions[i] = random.nextInt(2);
        }
        int[] order = Samples.permutation(n, seed + 1);
        double[][] shuffled = {
            Arrays.stream(order).mapToDouble(i -> features[0][i]).toArray(),
            Arrays.stream(order).mapToDouble(i -> 4 * features[1][i]).toArray()
        };

        double expected = Expect.point(IndividualConsistency.of(features, predictions, 3));

        assertThat(Expect.point(IndividualConsistency.of(
                        shuffled,
                        Arrays.stream(order).mapToDouble(i -> predictions[i]).toArray(),
                        3)))
                .isCloseTo(expected, within(1e-12));
        assertThat(expected).isBetween(0.0, 1.0);
    }

    @Test
    void equal_predictions_are_consistent_whatever_the_features() {
        double[] line = IntStream.range(0, 9).mapToDouble(i -> i * i).toArray();
        double[] all = new double[9];
        Arrays.fill(all, 1);

        assertThat(of(line, all, 5)).isEqualTo(1);
    }

    @Test
    void too_few_records_and_features_that_do_not_vary_say_so() {
        assertThat(Expect.reason(IndividualConsistency.of(new double[][] {{1, 2}}, new double[] {0, 1}, 2)))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(IndividualConsistency.of(new double[][] {{1, 1, 1}}, new double[] {0, 1, 1}, 1)))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void values_out_of_range_are_refused_by_position() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualConsistency.of(new double[][] {{1, Double.NaN}}, new double[] {0, 1}, 1))
                .withMessage("features[0][1] must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualConsistency.of(new double[][] {{1, 2}}, new double[] {0, 2}, 1))
                .withMessage("predictions[1] must be in [0, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualConsistency.of(new double[][] {{1, 2}}, new double[] {0, 1}, 0))
                .withMessageContaining("neighbours must be at least 1");
    }

    // by hand: patients a at 0, 0.1 and b at 1, 1.1, classes 1 0 1 1; the nearest of another patient: 1, 1, 0.1, 0.1
    @Test
    void a_record_of_the_same_subject_is_no_neighbour() {
        double[][] feature = {{0, 0.1, 1, 1.1}};
        double[] classes = {1, 0, 1, 1};

        Estimate found = IndividualConsistency.of(feature, classes, new int[] {7, 7, 9, 9}, 1);

        // |1 - 1|, |0 - 1|, |1 - 0|, |1 - 0|
        assertThat(Expect.point(found)).isCloseTo(1 - 3.0 / 4, within(1e-15));
        assertThat(found.support().counts()).containsEntry("subjects", 2L);
        assertThat(Expect.point(IndividualConsistency.of(feature, classes, 1))).isCloseTo(0.5, within(1e-15));
        assertThat(Expect.reason(IndividualConsistency.of(feature, classes, new int[] {7, 7, 7, 9}, 2)))
                .isEqualTo(Reason.TOO_FEW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualConsistency.of(feature, classes, new int[] {1}, 1))
                .withMessageContaining("subjects and predictions must have the same length");
    }
}
