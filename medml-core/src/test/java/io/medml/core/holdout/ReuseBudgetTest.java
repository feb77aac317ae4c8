package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReuseBudgetTest {

    // by hand: 0.025 / 4; 0.025 / (1 + 3 + 9 + 27)
    @Test
    void levels_are_those_of_the_union_bound() {
        ReuseBudget fixed = new ReuseBudget(4, Feedback.FIXED_MODELS, Beyond.REFUSED);
        ReuseBudget verdicts = new ReuseBudget(4, Feedback.VERDICTS_ONLY, Beyond.REFUSED);
        ReuseBudget figures = new ReuseBudget(4, Feedback.FIGURES, Beyond.EXPLORATORY);

        assertThat(fixed.level(4, 0.025).orElseThrow()).isCloseTo(0.00625, within(1e-15));
        assertThat(verdicts.level(1, 0.025).orElseThrow()).isCloseTo(0.025 / 40, within(1e-15));
        assertThat(figures.level(1, 0.025)).hasValue(0.025);
        assertThat(figures.level(2, 0.025)).isEmpty();
        assertThat(fixed.level(5, 0.025)).isEmpty();
    }

    @Test
    void what_is_left_falls_from_alpha_to_nothing() {
        for (Feedback feedback : Feedback.values()) {
            ReuseBudget budget = new ReuseBudget(4, feedback, Beyond.REFUSED);
            assertThat(budget.left(0, 0.025)).isCloseTo(0.025, within(1e-15));
            assertThat(budget.left(4, 0.025)).isZero();
            assertThat(budget.left(9, 0.025)).isZero();
            assertThat(budget.left(2, 0.025)).isLessThanOrEqualTo(budget.left(1, 0.025));
        }
        assertThat(new ReuseBudget(4, Feedback.VERDICTS_ONLY, Beyond.REFUSED).left(1, 0.015))
                .isCloseTo(0.015 * 39 / 40, within(1e-15));
    }

    /**
     * A model that knows nothing is tried on 400 patients of a coin's label; after each opening the next one agrees with the first on all
     * but one in four of them, and flips these at random where the verdict was no. 20,000 runs of 4 openings.
     */
    @Test
    void a_search_by_verdicts_makes_a_false_claim_no_more_often_than_alpha() {
        ReuseBudget budget = new ReuseBudget(4, Feedback.VERDICTS_ONLY, Beyond.REFUSED);
        Random random = new Random(7);
        double z = 3.2272; // normal quantile of 1 - 0.025 / 40 = 0.999375, by scipy.stats.norm.isf(0.025 / 40) of SciPy
        int claims = 0;
        int runs = 20_000;
        for (int run = 0; run < runs; run++) {
            int right = heads(random, 400);
            boolean claimed = false;
            for (int opening = 1; opening <= budget.openings() && !claimed; opening++) {
                claimed = (right - 200) / 10.0 > z;
                // a fresh quarter of the answers: of the right ones about a quarter leave, and half of a hundred come
                right += heads(random, 100) - hypergeometric(random, right, 400, 100);
            }
            claims += claimed ? 1 : 0;
        }

        assertThat(claims / (double) runs).isLessThan(0.025);
    }

    /**
     * The worst that three words can do: two openings for models that keep their promise, whose verdicts name one of nine cells in which a number
     * lies, and a third for the one of nine models that claims falsely in a part of that cell. 2^3 - 1 levels would not cover it.
     */
    @Test
    void nine_models_behind_two_verdicts_of_three_words_claim_falsely_no_more_often_than_alpha() {
        double level = new ReuseBudget(3, Feedback.VERDICTS_ONLY, Beyond.REFUSED)
                .level(3, 0.025)
                .orElseThrow();
        Random random = new Random(11);
        int runs = 200_000;
        int now = 0;
        int byTwoWords = 0;
        for (int run = 0; run < runs; run++) {
            double number = random.nextDouble();
            double inCell = number - Math.floor(number * 9) / 9;
            now += inCell < level ? 1 : 0;
            byTwoWords += inCell < 0.025 / 7 ? 1 : 0;
        }

        // by hand: 9 / 13 of 0.025 = 0.0173, 9 / 7 of 0.025 = 0.0321; standard errors 0.0003 and 0.0004
        assertThat(now / (double) runs).isCloseTo(0.0173, within(0.0012)).isLessThan(0.025);
        assertThat(byTwoWords / (double) runs).isGreaterThan(0.03);
    }

    private static int heads(Random random, int tosses) {
        int heads = 0;
        for (int i = 0; i < tosses; i++) {
            heads += random.nextBoolean() ? 1 : 0;
        }
        return heads;
    }

    private static int hypergeometric(Random random, int marked, int all, int drawn) {
        int found = 0;
        int left = all;
        for (int i = 0; i < drawn; i++, left--) {
            if (random.nextInt(left) < marked - found) {
                found++;
            }
        }
        return found;
    }

    @Test
    void numbers_out_of_range_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReuseBudget(0, Feedback.FIGURES, Beyond.REFUSED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReuseBudget(51, Feedback.VERDICTS_ONLY, Beyond.REFUSED))
                .withMessageContaining("1 to 50");
    }
}
