package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SpiegelhalterTest {

    @Provide
    Arbitrary<Samples.Raw> forecasts() {
        return Arbitraries.longs().map(seed -> Samples.probabilities(30, seed));
    }

    // rms 6.5.0 val.prob(p, y, pl = FALSE)[c("S:z", "S:p")], oracle cases spieg-tiny and spieg-over
    @Test
    void it_agrees_with_val_prob() {
        HypothesisTest tiny = Spiegelhalter.test(ScoredLabels.of(
                new int[] {0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0},
                new double[] {.1, .2, .3, .35, .4, .55, .6, .65, .7, .25, .9, .05}));
        HypothesisTest over = Spiegelhalter.test(Sim2000.scored("over"));

        assertThat(Expect.point(tiny.statistic())).isCloseTo(-0.4896637660436156, within(1e-12));
        assertThat(Expect.point(tiny.pValue())).isCloseTo(0.6243718458975012, within(1e-12));
        assertThat(Expect.point(over.statistic())).isCloseTo(15.258299477605389, within(1e-11));
        assertThat(Expect.point(over.pValue()) / 1.4497749786711298e-52).isCloseTo(1, within(1e-9));
    }

    @Property
    void swapping_the_classes_changes_nothing(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();
        ScoredLabels swapped = sample.replaced(i -> sample.label(i) == 0, i -> 1 - sample.score(i));

        assertThat(Expect.point(Spiegelhalter.test(swapped).statistic()))
                .isCloseTo(Expect.point(Spiegelhalter.test(sample).statistic()), within(1e-9));
    }

    @Property
    void the_order_of_rows_does_not_matter_and_every_row_twice_is_root_two_times_as_far(
            @ForAll("forecasts") Samples.Raw raw, @ForAll long seed) {
        ScoredLabels sample = raw.sample();
        double z = Expect.point(Spiegelhalter.test(sample).statistic());
        int[] twice = new int[2 * raw.size()];
        for (int i = 0; i < twice.length; i++) {
            twice[i] = i % raw.size();
        }

        assertThat(Expect.point(Spiegelhalter.test(sample.select(Samples.permutation(raw.size(), seed)))
                        .statistic()))
                .isCloseTo(z, within(1e-12 * (1 + Math.abs(z))));
        assertThat(Expect.point(Spiegelhalter.test(sample.select(twice)).statistic()))
                .isCloseTo(Math.sqrt(2) * z, within(1e-11 * (1 + Math.abs(z))));
    }

    @Test
    void each_undefined_case_has_its_reason() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.2, 0.7});

        assertThat(reason(ScoredLabels.of(new int[] {}, new double[] {}))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(ScoredLabels.of(new int[] {0, 1, 1}, new double[] {0, 1, 0.5})))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(sample.withSubjects(new int[] {3, 3}))).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(reason(sample.withWeights(new double[] {1, 2}))).isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.point(Spiegelhalter.test(ScoredLabels.of(new int[] {0, 0}, new double[] {0.2, 0.7}))
                        .statistic()))
                .as("one class")
                .isPositive();
    }

    private static Reason reason(ScoredLabels sample) {
        return Expect.reason(Spiegelhalter.test(sample).pValue());
    }

    @Test
    void a_forecast_outside_0_to_1_is_refused() {
        assertThatThrownBy(() -> Spiegelhalter.test(ScoredLabels.of(new int[] {0, 1}, new double[] {0.5, 1.5})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores[1] must be a probability in [0, 1]");
    }
}
