package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import io.medml.core.stats.HosmerLemeshow.Data;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HosmerLemeshowTest {

    // ResourceSelection 0.3-6 hoslem.test(y, p, g), oracle cases hl-sim and hl-sim1r-5; external df = groups: pchisq(X,
    // g)
    @Test
    void it_agrees_with_hoslem_test_for_both_kinds_of_data() {
        HosmerLemeshow ten = HosmerLemeshow.of(Sim2000.scored("s1"), 10);
        HosmerLemeshow five = HosmerLemeshow.of(Sim2000.scored("s1r"), 5);

        HypothesisTest development = ten.test(Data.DEVELOPMENT);
        assertThat(Expect.point(development.statistic())).isCloseTo(15.94181715992462, within(1e-10));
        assertThat(development.degreesOfFreedom()).hasValue(8);
        assertThat(Expect.point(development.pValue())).isCloseTo(0.04322049849648191, within(1e-11));
        assertThat(Expect.point(ten.test(Data.EXTERNAL).pValue())).isCloseTo(0.10131010824144668, within(1e-11));
        assertThat(five.groups())
                .extracting(HosmerLemeshow.Group::observed)
                .containsExactly(36L, 52L, 120L, 157L, 244L);
        assertThat(Expect.point(five.test(Data.DEVELOPMENT).statistic())).isCloseTo(11.43096241064478, within(1e-10));
    }

    @Test
    void a_group_that_expects_none_and_has_some_makes_it_infinite_and_one_that_has_none_does_not() {
        int[] none = {0, 0, 0, 1, 0, 1};
        double[] p = {0, 0, 0, 0.5, 0.5, 0.5};

        assertThat(Expect.point(HosmerLemeshow.of(ScoredLabels.of(none, p), 2)
                        .test(Data.EXTERNAL)
                        .statistic()))
                .isCloseTo(2 * 0.25 / 1.5, within(1e-15));
        HypothesisTest some = HosmerLemeshow.of(ScoredLabels.of(new int[] {0, 1, 0, 1, 0, 1}, p), 2)
                .test(Data.EXTERNAL);
        assertThat(Expect.point(some.statistic())).isInfinite();
        assertThat(Expect.point(some.pValue())).isZero();
    }

    @Test
    void each_undefined_case_has_its_reason() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0}, new double[] {0.2, 0.7, 0.4});

        assertThat(reason(ScoredLabels.of(new int[] {}, new double[] {}), Data.EXTERNAL))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(sample.withSubjects(new int[] {3, 3, 1}), Data.EXTERNAL))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(sample.withWeights(new double[] {1, 2, 1}), Data.EXTERNAL))
                .isEqualTo(Reason.NOT_OFFERED);
        assertThat(reason(sample, Data.DEVELOPMENT)).as("two groups").isEqualTo(Reason.TOO_FEW);
        assertThatThrownBy(() -> HosmerLemeshow.of(sample, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups must be at least 2, got 1");
    }

    private static Reason reason(ScoredLabels sample, Data data) {
        return Expect.reason(HosmerLemeshow.of(sample, 2).test(data).pValue());
    }

    @Property
    void the_order_of_the_records_does_not_matter(@ForAll long seed) {
        Samples.Raw raw = Samples.random(60, seed, 9);
        double[] forecasts = Arrays.stream(raw.scores())
                .map(s -> 0.05 + 0.9 / (1 + Math.exp(-s)))
                .toArray();
        int[] order = Samples.permutation(60, seed + 1);
        int[] labels = raw.labels();
        HosmerLemeshow plain = HosmerLemeshow.of(ScoredLabels.of(labels, forecasts), 5);

        HosmerLemeshow shuffled = HosmerLemeshow.of(
                ScoredLabels.of(
                        IntStream.of(order).map(i -> labels[i]).toArray(),
                        IntStream.of(order).mapToDouble(i -> forecasts[i]).toArray()),
                5);

        assertThat(shuffled.groups().size()).isEqualTo(plain.groups().size());
        if (plain.test(Data.EXTERNAL).statistic().point().isPresent()) {
            assertThat(Expect.point(shuffled.test(Data.EXTERNAL).statistic()))
                    .isCloseTo(Expect.point(plain.test(Data.EXTERNAL).statistic()), within(1e-10));
        }
    }
}
