package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.math.BigDecimal;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.125; 2; 0.12",
                "0.375; 2; 0.38",
                "2.675; 2; 2.68",
                "1.005; 2; 1.00",
                "1.015; 2; 1.02",
                "0.5; 0; 0",
                "1.5; 0; 2",
                "2.5; 0; 2",
                "0.67449; 3; 0.674",
                "-0.67449; 3; −0.674",
                "-0.0004; 3; 0.000",
                "0; 3; 0.000",
                "-0.0; 1; 0.0",
                "1e-20; 3; 0.000",
                "1234567.891; 2; 1,234,567.89",
                "999; 0; 999",
                "1000; 0; 1,000",
                "-123456; 0; −123,456",
                "1e21; 0; 1,000,000,000,000,000,000,000",
                "Infinity; 3; ∞",
                "-Infinity; 3; −∞"
            })
    void numbers_are_rounded_half_to_even_on_the_decimal_value(double value, int digits, String text) {
        assertThat(Figures.withFractionDigits(digits).format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.674; 1; 67.4%",
                "0.0005; 1; 0.0%",
                "0.29; 0; 29%",
                "1; 0; 100%",
                "-0.07; 1; −7.0%",
                "12.5; 0; 1,250%"
            })
    void percentages_are_rounded_after_multiplying(double value, int digits, String text) {
        assertThat(Figures.percentWithFractionDigits(digits).format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; <0.001",
                "4.9e-324; <0.001",
                "0.00099999; <0.001",
                "0.001; 0.001",
                "0.0014; 0.001",
                "0.042; 0.042",
                "0.0495; 0.050",
                "0.9994; 0.999",
                "0.9996; >0.999",
                "1; 1.000"
            })
    void a_p_value_is_never_zero_and_is_one_only_when_it_is_one(double p, String text) {
        assertThat(Figures.pValue(p)).isEqualTo(text);
    }

    @Test
    void a_p_value_that_was_not_estimated_says_why() {
        assertThat(Figures.pValue(
                        Estimate.of(0.0004, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "t"), Support.of(20))))
                .isEqualTo("<0.001");
        assertThat(Figures.pValue(Estimate.notEstimable(Reason.EMPTY_GROUP, "t", Support.of(0))))
                .isEqualTo("not estimable: no record in this group");
    }

    @ParameterizedTest
    @CsvSource({"-0.1", "1.0000001", "NaN", "Infinity"})
    void what_is_no_probability_is_no_p_value(double p) {
        assertThatIllegalArgumentException().isThrownBy(() -> Figures.pValue(p)).withMessageContaining("[0, 1]");
    }

    @Test
    void not_a_number_has_no_text() {
        assertThatIllegalArgumentException().isThrownBy(() -> Figures.standard().format(Double.NaN));
    }

    @Test
    void an_estimate_shows_value_interval_level_and_n() {
        Estimate estimate = Estimate.of(
                0.67449, IntervalEstimate.of(0.66101, 0.6875, 0.95, "auroc.delong.logit"), Support.of(20_353));

        assertThat(Figures.standard().format(estimate)).isEqualTo("0.674 (95% CI 0.661 to 0.688; n = 20,353)");
        assertThat(Figures.percentWithFractionDigits(1).format(estimate))
                .isEqualTo("67.4% (95% CI 66.1% to 68.8%; n = 20,353)");
        assertThat(Figures.standard().value(estimate)).isEqualTo("0.674");
        assertThat(Figures.standard().interval(estimate)).isEqualTo("0.661 to 0.688");
    }

    @Test
    void what_replicates_span_is_not_called_a_confidence_interval() {
        Estimate gap = Estimate.of(
                0.081,
                IntervalEstimate.of(0.052, 0.133, 0.95, IntervalMethods.RANGE_OF_REPLICATES),
                Support.of(20_353));

        assertThat(Figures.standard().format(gap))
                .isEqualTo("0.081 (95% range of replicates 0.052 to 0.133; n = 20,353)");
    }

    @Test
    void the_level_keeps_its_digits() {
        Estimate estimate =
                Estimate.of(1, IntervalEstimate.of(0.5, Double.POSITIVE_INFINITY, 0.975, "m"), Support.of(7));

        assertThat(Figures.withFractionDigits(1).format(estimate)).isEqualTo("1.0 (97.5% CI 0.5 to ∞; n = 7)");
        assertThat(Figures.confidence(0.9)).isEqualTo("90%");
        assertThat(Figures.confidence(0.999)).isEqualTo("99.9%");
        assertThat(Figures.confidence(0.99875)).isEqualTo("99.875%");
    }

    // 100 (1 - 0.05/49) = 99.8979591836..., what it leaves out is 0.1020408...
    @Test
    void a_level_divided_among_many_intervals_has_the_digits_that_count_and_is_never_all_or_nothing() {
        assertThat(Figures.confidence(1 - 0.05 / 49)).isEqualTo("99.898%");
        assertThat(Figures.confidence(1 - 0.05 / 3)).isEqualTo("98.33%");
        assertThat(Figures.confidence(1 - 0.05 / 3_000_000)).isEqualTo("99.99999833%");
        assertThat(Figures.confidence(1.0 / 3)).isEqualTo("33.3%");
        assertThat(Figures.confidence(0.000123456)).isEqualTo("0.0123%");
    }

    @Test
    void a_number_keeps_four_digits_that_count_and_all_before_the_point() {
        assertThat(Figures.significant(22_612.706)).isEqualTo("22,613");
        assertThat(Figures.significant(438.2789)).isEqualTo("438.3");
        assertThat(Figures.significant(-0.675943)).isEqualTo("−0.6759");
        assertThat(Figures.significant(0.00004)).isEqualTo("<0.001");
        assertThat(Figures.significant(0)).isEqualTo("0");
        assertThatThrownBy(() -> Figures.significant(Double.NaN)).hasMessage("expected a finite number, got NaN");
    }

    @Test
    void an_effective_number_stands_beside_the_number_of_records() {
        Support support = Support.ofProportion(600, 1200).withEffective("n", 613.6666);
        Estimate estimate = Estimate.of(0.5, IntervalEstimate.of(0.4, 0.6, 0.95, "m"), support);

        assertThat(Figures.records(support)).isEqualTo("1,200 (effective 613.67)");
        assertThat(Figures.records(Support.of(1200))).isEqualTo("1,200");
        assertThat(Figures.standard().format(estimate))
                .isEqualTo("0.500 (95% CI 0.400 to 0.600; n = 1,200 (effective 613.67))");
    }

    @Test
    void a_value_without_an_interval_says_why() {
        Estimate estimate = Estimate.of(0.5, new IntervalEstimate.Unknown(Reason.TOO_FEW, "m"), Support.of(12));

        assertThat(Figures.standard().format(estimate))
                .isEqualTo("0.500 (no interval: too few records for the method; n = 12)");
        assertThat(Figures.standard().interval(estimate)).isEqualTo("no interval: too few records for the method");
    }

    @Test
    void what_is_not_estimable_says_why() {
        Estimate estimate = Estimate.notEstimable(Reason.NO_POSITIVES, "m", Support.of(0));

        assertThat(Figures.standard().format(estimate))
                .isEqualTo("not estimable: no record with the condition (n = 0)");
        assertThat(Figures.standard().value(estimate)).isEqualTo("not estimable: no record with the condition");
    }

    @Test
    void what_is_not_estimable_has_possible_values_and_no_interval_of_an_estimate() {
        Estimate estimate = new Estimate.NotEstimable(
                Reason.EMPTY_GROUP, IntervalEstimate.of(0, 1, 0.95, "proportion.wilson"), Support.of(0));

        assertThat(Figures.standard().format(estimate))
                .isEqualTo("not estimable: no record in this group (any value from 0.000 to 1.000 possible; n = 0)");
        assertThat(Figures.standard().interval(estimate)).isEqualTo("any value from 0.000 to 1.000 possible");
    }

    @Test
    void intervals_and_counts_read_as_words() {
        assertThat(Figures.standard().format(new Interval(-0.25, 0.25, 0.9))).isEqualTo("−0.250 to 0.250");
        assertThat(Figures.count(0)).isEqualTo("0");
        assertThat(Figures.count(20_353)).isEqualTo("20,353");
        assertThat(Figures.count(Long.MIN_VALUE)).isEqualTo("−9,223,372,036,854,775,808");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1204; 20353; 1,204 of 20,353 (5.9%)",
                "0; 10; 0 of 10 (0.0%)",
                "1; 100000; 1 of 100,000 (<0.1%)",
                "99999; 100000; 99,999 of 100,000 (>99.9%)",
                "10; 10; 10 of 10 (100.0%)",
                "0; 0; 0 of 0"
            })
    void a_share_is_all_or_nothing_only_when_it_is(long part, long whole, String text) {
        assertThat(Figures.share(part, whole)).isEqualTo(text);
    }

    @Test
    void fraction_digits_are_bounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> Figures.withFractionDigits(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Figures.withFractionDigits(13));
    }

    @Property
    void a_rounded_number_is_within_half_a_unit_of_the_number(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double value, @ForAll @IntRange(max = 12) int digits) {
        String text = Figures.withFractionDigits(digits).format(value);

        BigDecimal read = new BigDecimal(text.replace("−", "-").replace(",", ""));
        BigDecimal half = new BigDecimal("0.5").movePointLeft(digits);
        assertThat(read.subtract(BigDecimal.valueOf(value)).abs()).isLessThanOrEqualTo(half);
    }

    @Property
    void a_count_reads_back(@ForAll @LongRange(min = Long.MIN_VALUE) long count) {
        assertThat(Long.parseLong(Figures.count(count).replace("−", "-").replace(",", "")))
                .isEqualTo(count);
    }

    @Test
    void the_default_locale_changes_nothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(Figures.standard().format(1234.5)).isEqualTo("1,234.500");
            String arabic = Html.text(Demo.document());
            Locale.setDefault(Locale.GERMANY);
            assertThat(Html.text(Demo.document())).isEqualTo(arabic);
        } finally {
            Locale.setDefault(before);
        }
    }
}
