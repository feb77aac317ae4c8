package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(scale::label).toList();
    }

    @Test
    void ticks_are_round_numbers_in_decimals() {
        assertThat(labels(Scale.of(Axis.of("a", 0, 1), List.of(), 6, false)))
                .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(Scale.of(Axis.of("a", 0, 1).inPercent(), List.of(), 5, false)))
                .containsExactly("0%", "20%", "40%", "60%", "80%", "100%");
        assertThat(labels(Scale.of(Axis.of("a"), List.of(-0.3, 0.3), 6, false)))
                .containsExactly("−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3");
        assertThat(labels(Scale.of(Axis.of("a"), List.of(3_000_000.0), 3, true)))
                .containsExactly("0", "1,000,000", "2,000,000", "3,000,000");
    }

    @Test
    void counts_have_whole_ticks_from_zero() {
        assertThat(labels(Scale.of(Axis.of("a"), List.of(2.0), 8, true))).containsExactly("0", "1", "2");
    }

    @Test
    void very_small_and_very_large_ticks_have_exponents() {
        assertThat(labels(Scale.of(Axis.of("a", 0, 2e-9), List.of(), 2, false))).containsExactly("0", "1e−9", "2e−9");
        assertThat(labels(Scale.of(Axis.of("a", 0, 2e15), List.of(), 2, false))).containsExactly("0", "1e15", "2e15");
    }

    @Test
    void one_value_alone_gets_room() {
        Scale scale = Scale.of(Axis.of("a"), List.of(0.7), 5, false);

        assertThat(scale.lower()).isLessThan(0.7);
        assertThat(scale.upper()).isGreaterThan(0.7);
    }

    @Property
    void an_automatic_range_holds_its_values_and_ticks_are_within(
            @ForAll @DoubleRange(min = -1e12, max = 1e12) double one,
            @ForAll @DoubleRange(min = -1e12, max = 1e12) double other,
            @ForAll @IntRange(min = 1, max = 12) int wanted) {
        Scale scale = Scale.of(Axis.of("a"), List.of(one, other), wanted, false);

        assertThat(scale.holds(one)).isTrue();
        assertThat(scale.holds(other)).isTrue();
        assertThat(scale.ticks()).isNotEmpty().hasSizeLessThanOrEqualTo(wanted + 3);
        assertThat(scale.ticks()).allMatch(tick -> tick.remainder(scale.step()).signum() == 0);
        for (int i = 1; i < scale.ticks().size(); i++) {
            BigDecimal apart = scale.ticks().get(i).subtract(scale.ticks().get(i - 1));
            assertThat(apart).isEqualByComparingTo(scale.step());
        }
    }
}
