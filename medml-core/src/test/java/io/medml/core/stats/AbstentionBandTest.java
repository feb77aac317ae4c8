package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.stats.AbstentionBand.Answer;
import io.medml.core.stats.IntentionToDiagnose.Unresolved;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AbstentionBandTest {

    private static final ScoredLabels SIX =
            ScoredLabels.of(new int[] {0, 1, 0, 1, 0, 1}, new double[] {.1, .2, .3, .4, .6, .7});

    @Test
    void edges_belong_to_the_answers() {
        AbstentionBand band = new AbstentionBand(0.2, 0.6);

        assertThat(band.answer(0.2)).isEqualTo(Answer.NEGATIVE);
        assertThat(band.answer(0.6)).isEqualTo(Answer.POSITIVE);
        assertThat(band.answer(0.4)).isEqualTo(Answer.NONE);
        assertThat(band.apply(SIX))
                .isEqualTo(new IntentionToDiagnose(
                        new ConfusionCounts(1, 1, 1, 1), new Unresolved(1, 1), Unresolved.none()));
    }

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Property
    void a_band_without_width_is_a_threshold(@ForAll("samples") Samples.Raw raw) {
        IntentionToDiagnose table = new AbstentionBand(1, 1).apply(raw.sample());

        assertThat(table.conclusive()).isEqualTo(ConfusionCounts.atThreshold(raw.sample(), 1));
        assertThat(table.unresolved().total()).isZero();
    }

    @Property
    void every_record_is_counted_once(@ForAll("samples") Samples.Raw raw) {
        IntentionToDiagnose table = new AbstentionBand(0.5, 1.25).apply(raw.sample());

        assertThat(table.total()).isEqualTo(raw.size());
        assertThat(table.conclusive().positives() + table.unresolved().positives())
                .isEqualTo(raw.sample().positives());
    }

    @Test
    void edges_in_the_wrong_order_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AbstentionBand(0.6, 0.2))
                .withMessage("a band needs finite edges with low <= high, got low 0.6 and high 0.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AbstentionBand(0.2, 0.6).answer(Double.NaN))
                .withMessage("score must not be NaN");
    }
}
