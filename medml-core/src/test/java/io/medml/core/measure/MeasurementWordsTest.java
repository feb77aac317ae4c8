package io.medml.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementWordsTest {

    @ParameterizedTest
    @CsvSource({"1, 0, 0.95", "NaN, 1, 0.95", "0, NaN, 0.95", "0, 1, 95", "0, 1, 1", "0, 1, 0"})
    void an_interval_that_is_no_interval_cannot_exist(double lower, double upper, double level) {
        assertThatThrownBy(() -> new Interval(lower, upper, level)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_estimate_is_never_nan() {
        assertThatThrownBy(() -> Estimate.of(
                        Double.NaN, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"), Support.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NotEstimable");
    }

    @Test
    void what_is_not_estimable_has_no_point_but_may_have_an_interval() {
        Estimate estimate = new Estimate.NotEstimable(
                Reason.EMPTY_GROUP, IntervalEstimate.of(0, 1, 0.95, "proportion.wilson"), Support.of(0));

        assertThat(estimate.point()).isEmpty();
        assertThat(estimate.interval()).hasValue(new Interval(0, 1, 0.95));
        assertThat(estimate.<String>fold(e -> "value", n -> n.reason().name())).isEqualTo("EMPTY_GROUP");
    }

    @Test
    void a_slice_says_the_same_whatever_the_order_of_its_conditions() {
        Slice one = Slice.of("sex", "female").and("age", "[60-70)");
        Slice other = Slice.of("age", "[60-70)").and("sex", "female");

        assertThat(one).isEqualTo(other).hasToString("age=[60-70) & sex=female");
    }

    @Test
    void a_slice_is_not_confused_with_another_whose_text_looks_alike() {
        Slice pair = Slice.of("a", "1").and("b", "2");
        Slice single = Slice.of("a", "1 & b=2");

        assertThat(pair).hasToString(single.toString()).isNotEqualTo(single);
    }

    @Test
    void a_comparison_cannot_be_narrowed() {
        Slice comparison = Slice.of("race", "Asian").versus(Slice.of("race", "Caucasian"));

        assertThatThrownBy(() -> comparison.and("sex", "female")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Slice.across(List.of("race")).and("sex", "female"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Slice.of("sex", "male").and("sex", "female"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void metrics_are_found_by_their_identifiers_and_derived_ones_too() {
        assertThat(Metric.byId("auroc")).hasValue(Metric.AUROC);
        assertThat(Metric.byId("sensitivity.gap")).hasValue(Metric.SENSITIVITY.gap());
        assertThat(Metric.byId("sensitivity.change")).hasValue(Metric.SENSITIVITY.change());
        assertThat(Metric.byId("sensitivity.sideways")).isEmpty();
        assertThat(Metric.byId("our_own")).isEmpty();
    }

    @Test
    void a_derived_metric_has_the_range_that_follows_from_its_base() {
        assertThat(Metric.SENSITIVITY.change().lowest()).isEqualTo(-1);
        assertThat(Metric.SENSITIVITY.gap().lowest()).isZero();
        assertThat(Metric.MATTHEWS_CORRELATION.difference().highest()).isEqualTo(2);
    }

    @Test
    void counts_are_never_negative() {
        assertThatThrownBy(() -> Support.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Support.ofProportion(-1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Support.of(3).withEffective("n", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("effective number n must be positive and finite, got NaN");
    }

    @Test
    void records_count_for_their_effective_number_where_there_is_one() {
        Support support = Support.ofProportion(30, 80);

        assertThat(support.effectiveN()).isEqualTo(80);
        assertThat(support.withEffective("n", 38.5).with("subjects", 40).effectiveN())
                .isEqualTo(38.5);
    }
}
