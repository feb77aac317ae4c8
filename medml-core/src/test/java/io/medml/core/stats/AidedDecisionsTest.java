package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class AidedDecisionsTest {

    /** The sixteen combinations once each: truth, advice, unaided, aided are the bits of the row. */
    private static AidedDecisions everyCombination(int[] cases) {
        return AidedDecisions.of(cases, bit(3), bit(2), bit(1), bit(0));
    }

    private static int[] bit(int bit) {
        return IntStream.range(0, 16).map(row -> row >> bit & 1).toArray();
    }

    private static Estimate wilson(long successes, long readings) {
        return BinomialInterval.WILSON.estimate(successes, readings, 0.95);
    }

    @Test
    void each_rate_counts_the_readings_of_its_condition() {
        AidedDecisions decisions = everyCombination(IntStream.range(0, 16).toArray());

        assertThat(decisions.overrideRate(0.95)).isEqualTo(wilson(8, 16));
        assertThat(decisions.overrideOfWrongAdvice(0.95)).isEqualTo(wilson(4, 8));
        assertThat(decisions.overrideOfRightAdvice(0.95)).isEqualTo(wilson(4, 8));
        assertThat(decisions.automationBias(0.95)).isEqualTo(wilson(2, 4));
        assertThat(decisions.beneficialChange(0.95)).isEqualTo(wilson(2, 4));
    }

    @Test
    void wrong_advice_followed_against_a_right_decision_is_automation_bias() {
        // condition present, advice says no, the reader said yes and now says no; then one who stays; then two for whom
        // advice is right
        AidedDecisions decisions = AidedDecisions.of(
                new int[] {1, 2, 3, 4},
                new int[] {1, 1, 1, 0},
                new int[] {0, 0, 1, 0},
                new int[] {1, 1, 0, 1},
                new int[] {0, 1, 1, 1});

        assertThat(decisions.automationBias(0.95)).isEqualTo(wilson(1, 2));
        assertThat(decisions.beneficialChange(0.95)).isEqualTo(wilson(1, 2));
        assertThat(decisions.overrideOfWrongAdvice(0.95)).isEqualTo(wilson(1, 2));
        assertThat(decisions.overrideOfRightAdvice(0.95)).isEqualTo(wilson(1, 2));
    }

    @Test
    void several_readings_of_one_case_are_not_independent() {
        int[] cases = IntStream.range(0, 16).map(row -> row / 4).toArray();
        int[] overridden = IntStream.range(0, 16)
                .map(row -> (row & 1) == (row >> 2 & 1) ? 0 : 1)
                .toArray();

        assertThat(everyCombination(cases).overrideRate(0.95))
                .isEqualTo(ClusteredProportion.estimate(overridden, cases, 0.95));
    }

    @Property(tries = 50)
    void the_override_of_a_mirrored_study_is_the_same(@ForAll long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        int[][] rows = new int[5][30];
        int[][] mirrored = new int[5][30];
        for (int i = 0; i < 30; i++) {
            rows[0][i] = i / 3;
            mirrored[0][i] = 100 - i / 3;
            for (int k = 1; k < 5; k++) {
                rows[k][i] = random.nextInt(2);
                mirrored[k][i] = 1 - rows[k][i];
            }
        }
        AidedDecisions one = AidedDecisions.of(rows[0], rows[1], rows[2], rows[3], rows[4]);
        AidedDecisions other = AidedDecisions.of(mirrored[0], mirrored[1], mirrored[2], mirrored[3], mirrored[4]);

        assertThat(other.automationBias(0.9).point())
                .isEqualTo(one.automationBias(0.9).point());
        assertThat(other.beneficialChange(0.9).point())
                .isEqualTo(one.beneficialChange(0.9).point());
        assertThat(other.overrideOfWrongAdvice(0.9).point())
                .isEqualTo(one.overrideOfWrongAdvice(0.9).point());
    }

    @Test
    void without_a_reading_of_its_condition_a_rate_is_not_estimable() {
        AidedDecisions perfect =
                AidedDecisions.of(new int[] {1}, new int[] {1}, new int[] {1}, new int[] {1}, new int[] {1});

        assertThat(Expect.reason(perfect.automationBias(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.interval(perfect.automationBias(0.95)).upper()).isEqualTo(1);
        assertThat(Expect.point(perfect.overrideRate(0.95))).isZero();
    }

    @Test
    void bad_input_is_named_by_its_place() {
        int[] one = {1};
        assertThatThrownBy(() -> AidedDecisions.of(one, one, one, one, new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aided[0] must be 0 or 1");
        assertThatThrownBy(() -> AidedDecisions.of(one, one, new int[] {}, one, one))
                .hasMessage("advice and cases must have the same length, got 0 and 1");
    }

    @Test
    void a_change_counts_in_either_direction() {
        AidedDecisions decisions = everyCombination(IntStream.range(0, 16).toArray());

        assertThat(decisions.changeRate(0.95)).isEqualTo(wilson(8, 16));
        assertThat(AidedDecisions.of(
                                new int[] {1, 2, 3},
                                new int[] {1, 1, 0},
                                new int[] {0, 1, 0},
                                new int[] {1, 0, 0},
                                new int[] {0, 1, 0})
                        .changeRate(0.95))
                .isEqualTo(wilson(2, 3));
    }
}
