package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.GapDecomposition.Part;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GapDecomposerTest {

    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final Slice MALE = Slice.of("sex", "male");

    /** Alike within each age: 32 of 40 young and 16 of 40 old positives are found; women are old, men are young. */
    private static Patients patients() {
        return Patients.with("sex", "age")
                .cells(8, 2, 4, 16, "female", "young")
                .cells(16, 24, 4, 16, "female", "old")
                .cells(32, 8, 4, 16, "male", "young")
                .cells(4, 6, 4, 16, "male", "old")
                .cells(3, 3, 3, 3, null, "old");
    }

    private static GapDecomposer.Builder builder() {
        return GapDecomposer.builder(FEMALE, MALE)
                .operatingPoint(LockedOperatingPoint.at(0.5))
                .bootstrap(1, 200);
    }

    private static GapDecompositionReport report(Patients patients, GapDecomposer.Builder builder) {
        Cohort cohort = patients.cohort();
        return builder.build().decompose(cohort, patients.predictions(cohort));
    }

    private static double part(GapDecompositionReport report, Metric metric, Part part) {
        return report.part(metric, part).orElseThrow().point().orElseThrow();
    }

    // by hand: women 24 of 50, men 36 of 50; standardised to the ages of men, women have 0.72
    @Test
    void parts_sum_to_the_gap_and_only_those_that_apply_are_there() {
        GapDecompositionReport report = report(patients(), builder().caseMix("age"));

        assertThat(report.gap(Metric.SENSITIVITY).orElseThrow().point().orElseThrow())
                .isCloseTo(-0.24, within(1e-15));
        assertThat(report.part(Metric.SENSITIVITY, Part.ACQUISITION)).isEmpty();
        assertThat(report.part(Metric.SENSITIVITY, Part.PREVALENCE)).isEmpty();
        assertThat(report.part(Metric.SELECTION_RATE, Part.PREVALENCE)).isPresent();
        double sum = 0;
        for (Part part : new Part[] {Part.CASE_MIX, Part.CALIBRATION, Part.THRESHOLD, Part.DISCRIMINATION}) {
            sum += part(report, Metric.SENSITIVITY, part);
        }
        assertThat(sum).isCloseTo(-0.24, within(1e-12));
        assertThat(part(report, Metric.SENSITIVITY, Part.CASE_MIX)).isLessThan(-0.1);
        assertThat(report.part(Metric.SENSITIVITY, Part.CASE_MIX).orElseThrow().interval())
                .isPresent();
        assertThat(report.schema()).isEqualTo("gap-decomposition/1");
        assertThat(report.findings()).extracting(f -> f.code()).containsExactly("PARTS_ARE_NO_CAUSES");
    }

    @Test
    void row_order_changes_no_byte_and_the_page_shows_every_part() {
        GapDecompositionReport report =
                report(patients(), builder().caseMix("age").acquisition("age"));

        assertThat(report(patients().shuffled(4), builder().caseMix("age").acquisition("age"))
                        .document()
                        .digest())
                .isEqualTo(report.document().digest());
        assertThat(Markdown.text(GapDecompositionLayout.of(report)))
                .contains("part case mix", "part acquisition", "part threshold", "sex=female vs sex=male");
    }

    // women: 50 positives and 40 negatives, men: 50 and 40
    @Test
    void a_gap_counts_the_records_in_its_denominators_and_the_page_says_where_and_at_which_level() {
        GapDecompositionReport report =
                report(patients(), builder().caseMix("age").level(0.9));

        assertThat(report.gap(Metric.SENSITIVITY).orElseThrow().support().n()).isEqualTo(100);
        assertThat(report.gap(Metric.SPECIFICITY).orElseThrow().support().n()).isEqualTo(80);
        assertThat(report.gap(Metric.SELECTION_RATE).orElseThrow().support().n())
                .isEqualTo(180);
        assertThat(report.gap(Metric.SPECIFICITY).orElseThrow().support().counts())
                .containsEntry("n_first", 40L)
                .containsEntry("n_second", 40L);
        assertThat(report.part(Metric.SENSITIVITY, Part.CASE_MIX)
                        .orElseThrow()
                        .support()
                        .n())
                .isEqualTo(100);
        String page = Markdown.text(GapDecompositionLayout.of(report));
        assertThat(page.substring(0, page.indexOf("group minus reference")))
                .containsPattern("Confidence level.*90%")
                .containsPattern("Operating point.*score .?>= 0.5");
    }

    @Test
    void groups_that_overlap_or_do_not_occur_are_refused() {
        Cohort cohort = patients().cohort();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GapDecomposer.builder(FEMALE, Slice.of("age", "old"))
                        .operatingPoint(LockedOperatingPoint.at(0.5))
                        .build()
                        .decompose(cohort, patients().predictions(cohort)))
                .withMessageContaining("60 in both sex=female and age=old");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report(
                        patients(),
                        GapDecomposer.builder(FEMALE, Slice.of("sex", "x"))
                                .operatingPoint(LockedOperatingPoint.at(0.5))))
                .withMessageContaining("\"x\" of \"sex\" does not occur");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report(
                        patients(),
                        GapDecomposer.builder(FEMALE, Slice.overall()).operatingPoint(LockedOperatingPoint.at(0.5))))
                .withMessageContaining("expected a group of patients");
        assertThatIllegalStateException()
                .isThrownBy(() -> GapDecomposer.builder(FEMALE, MALE).build())
                .withMessageContaining("operatingPoint");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().caseMix("a").caseMix("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().acquisition("a").acquisition("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().bootstrap(1, 5));
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void parts_sum_to_the_gap_and_neither_order_nor_repetition_moves_them(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        Patients once = Patients.with("sex", "age");
        Patients twice = Patients.with("sex", "age");
        for (String sex : new String[] {"female", "male"}) {
            for (String age : new String[] {"young", "old"}) {
                for (double score : new double[] {0.2, 0.4, 0.6, 0.8}) {
                    int positives = 1 + random.nextInt(6);
                    int negatives = 1 + random.nextInt(6);
                    once.add(positives, 1, score, sex, age).add(negatives, 0, score, sex, age);
                    twice.add(2 * positives, 1, score, sex, age).add(2 * negatives, 0, score, sex, age);
                }
            }
        }

        GapDecompositionReport report = report(once, builder().caseMix("age"));
        GapDecompositionReport shuffled = report(once.shuffled(seed), builder().caseMix("age"));
        GapDecompositionReport doubled = report(twice, builder().caseMix("age"));

        assertThat(shuffled.document().digest()).isEqualTo(report.document().digest());
        for (Metric rate : new Metric[] {Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.SELECTION_RATE}) {
            OptionalDouble gap = report.gap(rate).orElseThrow().point();
            if (gap.isEmpty()) {
                continue; // the calibration of a group that points the wrong way is no part of anything
            }
            double sum = 0;
            for (Part part : Part.values()) {
                if (report.part(rate, part).isPresent()) {
                    sum += part(report, rate, part);
                    assertThat(part(doubled, rate, part)).isCloseTo(part(report, rate, part), within(1e-9));
                }
            }
            assertThat(sum).as(rate.id()).isCloseTo(gap.getAsDouble(), within(1e-9));
        }
    }
}
