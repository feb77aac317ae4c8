package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.LockedOperatingPoint.Rule;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.MisclassificationCost;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On the records of {@link Twenty}. Scores of the seven positives: .9 .8 .7 .55 .45 .4 .35; of the thirteen negatives:
 * .65 .6 .5 .4 .3 .3 .25 .2 .2 .15 .1 .1 .05. Expected thresholds follow from these lists by hand.
 */
class LockedOperatingPointTest {

    private static final Cohort TUNING = Twenty.clustered(Twenty.inOrder());

    private static LockedOperatingPoint choose(Rule rule) {
        return rule.chooseOn(TUNING, Twenty.scores(TUNING));
    }

    // Youden: at .35 sensitivity 7/7 and specificity 9/13, J = 9/13; no other threshold reaches it
    @Test
    void youden_takes_the_threshold_with_the_largest_sum_of_both() {
        LockedOperatingPoint point = choose(Rule.youden());

        assertThat(point.threshold()).isEqualTo(0.35);
        assertThat(point.rule()).isEqualTo("youden");
        assertThat(point.attained()).contains(new ConfusionCounts(7, 4, 9, 0));
    }

    // se + r sp with r = .9 / (cost .1): cost 9 gives r = 1, as Youden; cost 1 gives r = 9: at .7 3/7 + 9, at .35 1 +
    // 81/13
    @ParameterizedTest
    @CsvSource({"9, 0.35", "1, 0.7"})
    void weighted_youden_weighs_misses_by_cost_and_prevalence(double cost, double threshold) {
        LockedOperatingPoint point = choose(Rule.youden(new MisclassificationCost(cost, 0.1)));

        assertThat(point.threshold()).isEqualTo(threshold);
        assertThat(point.rule()).isEqualTo("youden_weighted(cost=" + cost + ", prevalence=0.1)");
    }

    // (1 - se)^2 + (1 - sp)^2: at .35 (4/13)^2 = .0947, at .4 (1/7)^2 + (4/13)^2 = .1151, at .45 (2/7)^2 + (3/13)^2 =
    // .1349
    @Test
    void closest_to_corner_takes_the_threshold_at_the_smallest_distance() {
        LockedOperatingPoint point = choose(Rule.closestToCorner());

        assertThat(point.threshold()).isEqualTo(0.35);
        assertThat(point.rule()).isEqualTo("closest_to_corner");
    }

    // ceil(7 t) positives are needed: 1 of 7 at 1/7, 2 just above it, 6 at 0.85, 7 at 0.86; target 0 needs none but
    // some score
    @ParameterizedTest
    @CsvSource({"1, 0.35", "0.86, 0.35", "0.85, 0.4", "0.7142857142857142, 0.45", "0.7142857142857143, 0.4", "0.15, 0.8"
    })
    void fixed_sensitivity_is_the_largest_threshold_that_meets_it_by_exact_counts(double target, double threshold) {
        LockedOperatingPoint point = choose(Rule.fixedSensitivity(target));

        assertThat(point.threshold()).isEqualTo(threshold);
        assertThat(point.rule()).isEqualTo("fixed_sensitivity(" + target + ")");
    }

    // ceil(13 t) negatives must stay below: 13 above .65, 12 above .6, 9 above .3
    @ParameterizedTest
    @CsvSource({"1, 0.7", "0.93, 0.7", "0.92, 0.65", "0.6923076923076923, 0.35", "0.69, 0.35", "0.7, 0.45"})
    void fixed_specificity_is_the_smallest_threshold_that_meets_it_by_exact_counts(double target, double threshold) {
        assertThat(choose(Rule.fixedSpecificity(target)).threshold()).isEqualTo(threshold);
    }

    // F1 = 2 TP / (2 TP + FP + FN): at .35 14/18, at .45 10/15, at .4 12/17; F2 weighs sensitivity more and agrees
    // here;
    // F0.1 is nearly the precision, which is 1 down to .7
    @ParameterizedTest
    @CsvSource({"1, 0.35", "2, 0.35", "0.1, 0.7"})
    void maximum_f_beta_weighs_sensitivity_by_beta(double beta, double threshold) {
        assertThat(choose(Rule.maximumFBeta(beta)).threshold()).isEqualTo(threshold);
    }

    @Test
    void a_chosen_point_carries_the_model_and_the_data_it_was_chosen_on() {
        LockedOperatingPoint point = choose(Rule.youden());

        assertThat(point.chosenOn()).contains(TUNING.reference());
        assertThat(point.model()).contains(Twenty.scores(TUNING).model());
        assertThat(point.content().text("chosen_on")).contains("twenty 1.0");
        assertThat(point.content().fields("attained_on_tuning").whole("false_positives"))
                .isEqualTo(4);
    }

    @Test
    void a_stated_point_carries_neither() {
        LockedOperatingPoint point = LockedOperatingPoint.at(0.4);

        assertThat(point.rule()).isEqualTo("stated");
        assertThat(point.chosenOn()).isEmpty();
        assertThat(point.model()).isEmpty();
        assertThat(point.attained()).isEmpty();
        assertThat(point.content().has("chosen_on")).isFalse();
    }

    @Test
    void a_score_equal_to_the_threshold_is_positive() {
        assertThat(LockedOperatingPoint.at(0.4).classify(new double[] {
                    0.4, Math.nextDown(0.4), Math.nextUp(0.4), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY
                }))
                .containsExactly(1, 0, 1, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_threshold_is_finite(double threshold) {
        assertThatIllegalArgumentException().isThrownBy(() -> LockedOperatingPoint.at(threshold));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, 80, Double.NaN})
    void a_target_is_a_fraction(double target) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.fixedSensitivity(target));
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.fixedSpecificity(target));
    }

    @Test
    void a_tuning_set_of_one_class_is_refused_with_its_counts() {
        Cohort negatives = TUNING.subset(
                IntStream.range(0, 20).filter(i -> Twenty.LABELS[i] == 0).toArray(), "negatives");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.youden().chooseOn(negatives, Twenty.scores(negatives)))
                .withMessageContainingAll("rule youden finds no threshold on negatives", "0 positives in 13 records");
    }

    @Test
    void predictions_on_another_cohort_are_refused() {
        assertThatThrownBy(() ->
                        Rule.youden().chooseOn(TUNING.subset(new int[] {0, 1, 2}, "other"), Twenty.scores(TUNING)))
                .isInstanceOf(DataException.class);
    }
}
