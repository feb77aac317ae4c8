package io.medml.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Measurement;
import io.medml.core.table.Table;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitDetectorTest {

    private static final DoubleUnaryOperator SAME = DoubleUnaryOperator.identity();

    private static UnitReport creatinine(Cohort cohort) {
        return UnitDetector.builder(1.5)
                .column("value", Quantity.CREATININE)
                .build()
                .analyze(cohort);
    }

    private static Laboratory creatinine(long seed, int n, double share) {
        return new Laboratory(seed)
                .site("A", n, 0.9, 0.35, 0, SAME)
                .site("B", n, 1.0, 0.35, 0, SAME)
                .site("C", n, 1.1, 0.35, share, x -> 88.402 * x);
    }

    private static List<Finding> mixed(UnitReport report) {
        return report.findings().stream()
                .filter(f -> f.code().equals("UNIT_MIXED_UP"))
                .toList();
    }

    // ---- planted faults

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 1})
    void a_share_of_a_site_in_another_unit_is_found_with_its_share(double share) {
        UnitReport report = creatinine(creatinine(5, 400, share).cohort());

        assertThat(mixed(report)).singleElement().satisfies(f -> {
            assertThat(f.where()).isEqualTo("value");
            assertThat(f.details())
                    .containsEntry("site", "C")
                    .containsEntry("conversion", "mg/dL to umol/L")
                    .containsEntry("error_rate_of_all_findings", "0.05");
            assertThat(Double.parseDouble(f.details().get("factor"))).isCloseTo(88.4, within(0.01));
            assertThat(Double.parseDouble(f.details().get("share"))).isCloseTo(share, within(0.06));
        });
        assertThat(report.sites()).filteredOn(s -> !s.reference()).hasSize(share < 0.2 ? 0 : 1);
    }

    @Test
    void of_two_sites_one_is_named_and_the_finding_says_that_it_may_be_the_other() {
        UnitReport report = creatinine(new Laboratory(1)
                .site("A", 100, 1, 0.3, 0, SAME)
                .site("B", 100, 1, 0.3, 1, x -> 88.402 * x)
                .cohort());

        assertThat(mixed(report)).singleElement().satisfies(f -> {
            assertThat(f.details()).containsEntry("site", "B");
            assertThat(f.message()).contains("one of the two sites", "the data cannot say");
        });
    }

    @Test
    void fahrenheit_among_celsius_is_found_with_its_offset() {
        UnitReport report = UnitDetector.builder(1.1)
                .column("value", Quantity.TEMPERATURE)
                .build()
                .analyze(new Laboratory(3)
                        .site("A", 100, 37, 0.02, 0, SAME)
                        .site("B", 100, 37, 0.02, 0, SAME)
                        .site("C", 100, 37.2, 0.02, 0.2, x -> 1.8 * x + 32)
                        .cohort());

        assertThat(mixed(report))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("site", "C")
                        .containsEntry("conversion", "Cel to [degF]")
                        .containsEntry("offset", "32.0"));
    }

    @Test
    void inches_among_centimetres_and_the_unit_of_the_host_are_found() {
        Laboratory heights = new Laboratory(4)
                .site("A", 80, 170, 0.06, 0, SAME)
                .site("B", 80, 168, 0.06, 0.15, x -> x / 2.54)
                .site("C", 80, 172, 0.06, 0, SAME);

        assertThat(mixed(UnitDetector.builder(1.2)
                        .column("value", Quantity.LENGTH)
                        .build()
                        .analyze(heights.cohort())))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("conversion", "cm to [in_i]"));
        assertThat(mixed(UnitDetector.builder(1.2)
                        .column("value", UnitConversion.ratio("cm", "inch", 1 / 2.54, "our own"))
                        .build()
                        .analyze(heights.cohort())))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("conversion", "cm to inch")
                        .containsEntry("source", "our own"));
    }

    // 100 samples each: with the stated power of 0.98 and 0.96 at most 92 hits have a probability below 0.001, and 0.07
    // (binomial)
    @Test
    void the_stated_power_is_reached() {
        int found = 0;
        for (int seed = 0; seed < 100; seed++) {
            found += mixed(creatinine(creatinine(77_000 + seed, 200, 0.05).cohort()))
                            .isEmpty()
                    ? 0
                    : 1;
        }

        assertThat(found).isGreaterThanOrEqualTo(92);
    }

    // ---- clean twins

    // 100 samples: more than one finding has a probability below 0.05 even at the nominal error rate of one test in the
    // family
    @Test
    void sites_whose_patients_differ_within_the_stated_factor_are_silent() {
        long findings = 0;
        for (int seed = 0; seed < 100; seed++) {
            findings += mixed(creatinine(new Laboratory(seed)
                            .site("A", 300, 1, 0.35, 0, SAME)
                            .site("B", 300, 1.5, 0.35, 0, SAME)
                            .site("C", 300, 1, 0.45, 0, SAME)
                            .cohort()))
                    .size();
        }

        assertThat(findings).isLessThanOrEqualTo(5);
    }

    @Test
    void a_ward_of_jaundiced_patients_is_a_long_tail_and_no_other_unit() {
        UnitReport report = UnitDetector.builder(2)
                .column("value", Quantity.BILIRUBIN)
                .build()
                .analyze(new Laboratory(8)
                        .site("surgery", 500, 0.7, 0.5, 0, SAME)
                        .site("medicine", 500, 0.8, 0.5, 0, SAME)
                        .site("liver", 500, 1.3, 1.3, 0, SAME)
                        .cohort());

        assertThat(mixed(report)).isEmpty();
        assertThat(report.candidates())
                .filteredOn(c -> c.site().equals("liver") && c.inRegion() > 0)
                .anyMatch(c -> c.adjusted().point().orElse(1) < 0.05 && !c.apart());
    }

    @Test
    void grades_are_not_assessed_and_counts_are_silent() {
        UnitReport grades = UnitDetector.builder(1.5)
                .column("value", Quantity.PROTEIN)
                .build()
                .analyze(new Laboratory(9)
                        .site("A", 200, u -> 1 + Math.floor(4 * u))
                        .site("B", 200, u -> 1 + Math.floor(4 * u * u))
                        .site("C", 200, u -> 1 + Math.floor(4 * u))
                        .cohort());
        UnitReport counts = UnitDetector.builder(1.5)
                .column("value", Quantity.SHARE)
                .build()
                .analyze(new Laboratory(10)
                        .site("A", 200, u -> 1 + Math.floor(-8 * StrictMath.log(1 - u)))
                        .site("B", 200, u -> 1 + Math.floor(-9 * StrictMath.log(1 - u)))
                        .site("C", 200, u -> 1 + Math.floor(-7 * StrictMath.log(1 - u)))
                        .cohort());

        assertThat(mixed(grades)).isEmpty();
        assertThat(grades.findings()).anyMatch(f -> f.code().equals("UNITS_NOT_ASSESSED"));
        assertThat(mixed(counts)).isEmpty();
    }

    // ---- honest about what cannot be said

    @Test
    void a_conversion_within_case_mix_cannot_be_told_and_says_so() {
        UnitReport report = UnitDetector.builder(3)
                .column("value", Quantity.MASS)
                .build()
                .analyze(new Laboratory(2)
                        .site("A", 100, 75, 0.2, 0, SAME)
                        .site("B", 100, 75, 0.2, 0.5, x -> 2.2 * x)
                        .cohort());

        assertThat(mixed(report)).isEmpty();
        assertThat(report.candidates())
                .filteredOn(c -> c.conversion().to().equals("[lb_av]"))
                .isNotEmpty()
                .allMatch(c -> c.pValue().point().isEmpty() && c.share().point().isEmpty());
    }

    @Test
    void one_site_few_values_and_values_without_a_logarithm_are_said() {
        UnitReport one =
                creatinine(new Laboratory(1).site("A", 100, 1, 0.3, 0, SAME).cohort());
        Laboratory small = creatinine(1, 50, 0).site("D", 5, 1, 0.3, 1, x -> 88.4 * x);
        small.add("A", 9_999, 0).add("A", 9_998, -1);

        assertThat(one.findings())
                .anyMatch(f ->
                        f.code().equals("UNITS_NOT_ASSESSED") && f.message().contains("fewer than two sites"));
        assertThat(creatinine(small.cohort()).findings())
                .anyMatch(f -> f.code().equals("UNITS_NOT_ASSESSED")
                        && "D".equals(f.details().get("site")))
                .anyMatch(f -> f.code().equals("VALUES_NOT_POSITIVE")
                        && f.details().get("values").equals("2"));
    }

    @Test
    void records_of_one_subject_count_once() {
        Laboratory many = creatinine(6, 60, 0);
        for (int i = 0; i < 200; i++) {
            many.add("C", 5_000, 88.4);
        }

        UnitReport report = creatinine(many.cohort());

        assertThat(mixed(report)).isEmpty();
        assertThat(report.candidates()).anyMatch(c -> c.site().equals("C") && c.inRegion() == 1 && c.subjects() == 61);
    }

    @Test
    void rows_in_another_order_give_the_same_figures() {
        Cohort cohort = creatinine(5, 100, 0.2).cohort();
        int[] reversed = IntStream.range(0, cohort.size())
                .map(i -> cohort.size() - 1 - i)
                .toArray();
        Cohort other = Cohort.from(cohort.table().select(reversed))
                .record("record")
                .subject("subject")
                .label("y", "1", "0")
                .site("hospital")
                .named("laboratory", "1");

        assertThat(creatinine(other).candidates()).isEqualTo(creatinine(cohort).candidates());
    }

    // ---- the list of conversions

    // AMA Manual of Style, 11th edition (2020), SI conversion factors; printed digits
    @ParameterizedTest
    @CsvSource({
        "GLUCOSE, 0.0555, 0.00005",
        "CHOLESTEROL, 0.0259, 0.00005",
        "TRIGLYCERIDES, 0.0113, 0.00005",
        "CREATININE, 88.4, 0.05",
        "BILIRUBIN, 17.104, 0.005",
        "UREA, 0.357, 0.0005",
        "URIC_ACID, 59.485, 0.01",
        "CALCIUM, 0.25, 0.005",
        "PHOSPHATE, 0.323, 0.0005",
        "MAGNESIUM, 0.4114, 0.0001",
        "LACTATE, 0.111, 0.0005"
    })
    void factors_are_the_published_ones(Quantity quantity, double factor, double tolerance) {
        assertThat(quantity.conversions().get(0).factor()).isCloseTo(factor, within(tolerance));
    }

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void a_conversion_and_its_inverse_lead_back(Quantity quantity) {
        for (UnitConversion conversion : quantity.conversions()) {
            assertThat(conversion.inverse().convert(conversion.convert(37))).isCloseTo(37, within(1e-9));
            assertThat(conversion.source()).isNotBlank();
        }
    }

    // ---- refused

    @Test
    void wrong_settings_are_refused_with_what_to_do() {
        Cohort cohort = creatinine(1, 30, 0).cohort();
        Cohort nowhere = Cohort.from(Table.builder()
                        .category("r", "1", "2")
                        .category("t", "x", "y")
                        .category("y", "1", "0")
                        .build())
                .record("r")
                .label("y", "1", "0")
                .named("nowhere", "1");

        assertThatThrownBy(() -> UnitDetector.builder(1))
                .hasMessage("the factor of case mix must be in (1, 10], got 1.0");
        assertThatThrownBy(() -> UnitDetector.builder(2).build())
                .hasMessage("UnitDetector needs at least one column; call column(..) before build()");
        assertThatThrownBy(
                        () -> UnitDetector.builder(2).column("x", Quantity.MASS).column("x", Quantity.LENGTH))
                .hasMessage("column \"x\" is already there");
        assertThatThrownBy(() -> creatinine(nowhere))
                .hasMessage("cohort \"nowhere\" names no site; declare it with site(..) when the cohort is made");
        assertThatThrownBy(() -> UnitDetector.builder(2)
                        .column("hospital", Quantity.MASS)
                        .build()
                        .analyze(cohort))
                .hasMessage("column \"hospital\" holds texts and cannot be looked at for units; read it as number or"
                        + " wholeNumber");
        assertThatThrownBy(() -> UnitConversion.ratio("kg", "kg", 2, ""))
                .hasMessageContaining("from one unit to another");
        assertThatThrownBy(() -> UnitConversion.ratio("kg", "g", -1, ""))
                .hasMessageContaining("a positive factor and an offset, both finite, got -1.0");
    }

    // ---- evidence

    @Test
    void the_document_reads_back_and_the_page_shows_sites_and_shares() {
        UnitReport report = creatinine(creatinine(5, 60, 0.3).cohort());

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("unit-report/1");
        assertThat(report.measurements())
                .extracting(Measurement::metric)
                .containsOnly(UnitDetector.OTHER_UNIT_SHARE)
                .hasSize(3);
        assertThat(Html.text(UnitLayout.of(report)))
                .contains("This report is not in a ledger", "mg/dL to umol/L", "generated, not from patients");
    }
}
