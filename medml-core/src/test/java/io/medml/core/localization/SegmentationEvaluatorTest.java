package io.medml.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.localization.LocalizationComparison.Against;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.MaskOverlap;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.SurfaceDistance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values are worked by hand from squares of 36 pixels that are shifted by whole columns. */
class SegmentationEvaluatorTest {

    private static final Cohort COHORT = Located.cohort();

    private static SegmentationReport report() {
        return SegmentationEvaluator.builder().build().evaluate(COHORT, Located.segmented("1", COHORT));
    }

    private static Estimate overall(Metric metric) {
        return report().on(metric, Slice.overall()).orElseThrow();
    }

    /** Dice of a square shifted by s of 6 columns. */
    private static double dice(int shift) {
        return (6 - shift) / 6.0;
    }

    private static int shift(int i, String version) {
        return (i % 5 + (version.equals("2") ? 0 : i % 2)) % 4;
    }

    @Test
    void the_mean_is_over_cases_and_a_missed_or_spurious_case_counts_as_zero() {
        double sum = IntStream.range(0, 60)
                .filter(i -> i % 3 != 0 && i != 8)
                .mapToDouble(i -> dice(shift(i, "1")))
                .sum();

        Estimate dice = overall(Metric.DICE);

        // 40 cases with the structure, of which one is missed, and the spurious one
        assertThat(dice.point().orElseThrow()).isCloseTo(sum / 41, within(1e-12));
        assertThat(dice.support().n()).isEqualTo(41);
        assertThat(dice.support().counts()).containsEntry("undefined", 19L);
        assertThat(dice.intervalEstimate().method()).isEqualTo("mean.cluster_robust.t");
    }

    @Test
    void distances_are_of_the_cases_that_have_them() {
        double sum = IntStream.range(0, 60)
                .filter(i -> i % 3 != 0 && i != 8)
                .mapToDouble(i -> 0.5 * shift(i, "1"))
                .sum();

        // a shift by s columns of half a millimetre
        assertThat(overall(Metric.HAUSDORFF_DISTANCE).point().orElseThrow()).isCloseTo(sum / 39, within(1e-12));
        assertThat(overall(Metric.HAUSDORFF_95).support().counts()).containsEntry("undefined", 21L);
        assertThat(overall(Metric.MISSED_STRUCTURE_RATE).point().orElseThrow()).isCloseTo(1.0 / 40, within(1e-12));
        assertThat(overall(Metric.SPURIOUS_SEGMENTATION_RATE).point().orElseThrow())
                .isCloseTo(1.0 / 20, within(1e-12));
    }

    @Test
    void the_cases_are_counted_by_which_masks_are_empty_in_all_and_in_every_group() {
        SegmentationReport report = report();

        assertThat(report.cases().get(0))
                .isEqualTo(new SegmentationReport.Cases(Slice.overall(), 60, 45, 39, 1, 1, 19));
        assertThat(report.cases())
                .extracting(c -> c.slice().toString())
                .containsExactly("overall", "site=north", "site=south");
        assertThat(report.cases().get(1).records() + report.cases().get(2).records())
                .isEqualTo(60);
    }

    @Test
    void empty_masks_missed_structures_and_few_cases_are_findings() {
        assertThat(report().findings())
                .extracting(Finding::code)
                .containsOnlyOnce("STRUCTURE_MISSED", "SPURIOUS_SEGMENTATION", "EMPTY_MASKS", "DEPENDENT_RECORDS")
                .contains("FEW_CASES")
                .doesNotContain("LABEL_AND_REFERENCE_DISAGREE", "SYNTHETIC_DATA");
    }

    @Test
    void a_mean_overlap_with_fewer_than_ten_failed_cases_is_a_finding_in_all_and_in_the_groups_that_have_them() {
        // one structure is missed and one segmentation is spurious, both in the south
        List<Finding> few = report().findings().stream()
                .filter(f -> f.code().equals("FEW_FAILURES"))
                .toList();

        assertThat(few).extracting(Finding::where).containsExactly("overall", "site=south");
        assertThat(few.get(0).details())
                .containsEntry("failed", "2")
                .containsEntry("records", "60")
                .containsEntry("rule_of_thumb", "10");
    }

    @Test
    void a_label_that_contradicts_the_reference_mask_is_a_finding() {
        SegmentedCases.Builder builder = SegmentedCases.of(Located.model("1"), COHORT);
        for (int i = 0; i < 60; i++) {
            builder.add(Located.name(i), new CaseSegmentation(new MaskOverlap(1, 0, 0, 1), none()));
        }

        assertThat(SegmentationEvaluator.builder()
                        .build()
                        .evaluate(COHORT, builder.build())
                        .findings())
                .anyMatch(f -> f.code().equals("LABEL_AND_REFERENCE_DISAGREE")
                        && "20".equals(f.details().get("records")));
    }

    private static SurfaceDistance none() {
        BinaryMask empty = BinaryMask.image(1, 1, new boolean[1]);
        return SurfaceDistance.between(empty, empty);
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        Cohort reversed = Located.cohort(IntStream.range(0, 60).map(i -> 59 - i).toArray());

        assertThat(SegmentationEvaluator.builder()
                        .build()
                        .evaluate(reversed, Located.segmented("1", reversed))
                        .document()
                        .bytes())
                .isEqualTo(report().document().bytes());
    }

    @Test
    void the_report_reads_back_and_its_page_shows_the_groups() {
        SegmentationReport report = report();

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("segmentation-report/1");
        assertThat(Html.text(LocalizationLayout.segmentation(report)))
                .contains("By group, with 95% interval: Dice coefficient")
                .contains("not in a ledger")
                .contains("Both empty");
    }

    @Test
    void distances_carry_the_stated_unit_or_say_that_none_is_stated() {
        SegmentationEvaluator inMillimetres =
                SegmentationEvaluator.builder().distancesIn("mm").build();
        SegmentationReport report = inMillimetres.evaluate(COHORT, Located.segmented("1", COHORT));
        LocalizationComparison comparison = inMillimetres.compare(
                COHORT, Located.segmented("2", COHORT), Located.segmented("1", COHORT), Against.PREDICATE);

        assertThat(report.provenance().settings()).containsEntry("distance_unit", "mm");
        for (String page : List.of(
                Html.text(LocalizationLayout.segmentation(report)),
                Html.text(LocalizationLayout.comparison(comparison)))) {
            assertThat(page)
                    .contains("95 percent Hausdorff distance (HD95), mm")
                    .doesNotContain("Dice coefficient, mm")
                    .doesNotContain("not stated");
        }
        assertThat(Html.text(LocalizationLayout.segmentation(report())))
                .contains("95 percent Hausdorff distance (HD95), unit of the spacing, not stated");
        SegmentationEvaluator.Builder builder = SegmentationEvaluator.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.distancesIn(" "))
                .withMessageContaining("leave it out");
        builder.distancesIn("mm");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.distancesIn("voxels"))
                .withMessage("the unit of distances is already set to mm");
    }

    @Test
    void two_versions_are_compared_case_by_case_on_those_that_both_have() {
        double[] differences = IntStream.range(0, 60)
                .filter(i -> i % 3 != 0 && i != 8)
                .mapToDouble(i -> dice(shift(i, "2")) - dice(shift(i, "1")))
                .toArray();

        LocalizationComparison comparison = SegmentationEvaluator.builder()
                .nonInferiority(Metric.DICE, 0.05, "half of the spread between readers")
                .nonInferiority(Metric.HAUSDORFF_95, 1.5, "three columns")
                .build()
                .compare(
                        COHORT,
                        Located.segmented("2", COHORT),
                        Located.segmented("1", COHORT),
                        Against.EARLIER_VERSION);

        LocalizationComparison.Row dice = comparison.rows().get(0);
        // the case missed by version 1 has Dice 0 there and its value under version 2
        double expected = (IntStream.range(0, differences.length)
                                .mapToDouble(k -> differences[k])
                                .sum()
                        + dice(shift(8, "2")))
                / 41;
        assertThat(dice.difference().point().orElseThrow()).isCloseTo(expected, within(1e-12));
        assertThat(comparison.measurements().get(0).metric().id()).isEqualTo("dice.change");
        assertThat(comparison.answers()).hasSize(2);
        NonInferiority distance = comparison.answers().get(1).test();
        LocalizationComparison.Row hd95 = comparison.rows().stream()
                .filter(r -> r.metric().equals(Metric.HAUSDORFF_95))
                .findFirst()
                .orElseThrow();
        // of a distance less is better, so the claim's difference has the other sign
        assertThat(distance.difference().point().orElseThrow())
                .isCloseTo(-hd95.difference().point().orElseThrow(), within(1e-12));
        assertThat(distance.conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
        assertThat(comparison.findings())
                .anyMatch(f -> f.code().equals("CASES_LEFT_OUT") && f.where().equals("hausdorff_95"))
                .anyMatch(f -> f.code().equals("SEVERAL_CLAIMS"));
        assertThat(Html.text(LocalizationLayout.comparison(comparison)))
                .contains("half of the spread between readers")
                .contains("Shown where p is at most 0.025, each claim on its own.")
                .contains("shown");
    }

    @Test
    void with_a_predicate_the_metrics_are_named_after_it() {
        LocalizationComparison comparison = SegmentationEvaluator.builder()
                .build()
                .compare(COHORT, Located.segmented("2", COHORT), Located.segmented("1", COHORT), Against.PREDICATE);

        assertThat(comparison.measurements().get(0).metric().id()).isEqualTo("dice.versus_predicate");
        assertThat(comparison.answers()).isEmpty();
        assertThat(EvidenceDocument.parse(comparison.document().bytes()).schema())
                .isEqualTo("localization-comparison/1");
    }

    @Test
    void missing_repeated_and_foreign_segmentations_are_errors_that_name_no_record() {
        SegmentedCases.Builder one = SegmentedCases.of(Located.model("1"), COHORT);
        CaseSegmentation result = new CaseSegmentation(new MaskOverlap(1, 0, 0, 1), none());
        one.add("i00", result);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(one::build)
                .withMessageContaining("expected a segmentation of every record, found none")
                .withMessageNotContaining("i01");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> one.add("i00", result))
                .withMessageContaining("expected one segmentation a record, found two");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> one.add("elsewhere", result))
                .withMessage(
                        "cohort \"images\": expected an identifier of column \"image\", found one that no record has;"
                                + " join by the record's identifier")
                .withMessageNotContaining("elsewhere");
        Cohort other = COHORT.subset(IntStream.range(0, 10).toArray(), "part");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(
                        () -> SegmentationEvaluator.builder().build().evaluate(other, Located.segmented("1", COHORT)))
                .withMessageContaining("expected segmentations on");
    }

    @Test
    void different_references_are_not_compared() {
        SegmentedCases.Builder builder = SegmentedCases.of(Located.model("2"), COHORT);
        for (int i = 0; i < 60; i++) {
            builder.add(Located.name(i), new CaseSegmentation(new MaskOverlap(1, 0, 0, 1), none()));
        }

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SegmentationEvaluator.builder()
                        .build()
                        .compare(COHORT, builder.build(), Located.segmented("1", COHORT), Against.PREDICATE))
                .withMessageContaining("expected both models to be held against one reference mask");
    }

    @Test
    void a_margin_needs_a_metric_of_cases_a_direction_and_a_reason() {
        SegmentationEvaluator.Builder builder = SegmentationEvaluator.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.nonInferiority(Metric.AUROC, 0.1, "why"))
                .withMessageContaining("\"auroc\" is no metric of single cases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.nonInferiority(Metric.RELATIVE_VOLUME_DIFFERENCE, 0.1, "why"))
                .withMessageContaining("relative_volume_difference is neither");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.nonInferiority(Metric.DICE, 1, "why"))
                .withMessage("the margin of non-inferiority in dice must be positive and below its range, got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.nonInferiority(Metric.DICE, 0.1, " "))
                .withMessageContaining("a margin needs its reason in words");
        builder.nonInferiority(Metric.DICE, 0.1, "why");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.nonInferiority(Metric.DICE, 0.2, "why"))
                .withMessage("the margin of dice is already set");
    }

    @Test
    void masks_on_different_grids_are_refused_with_the_place_of_the_record() {
        BinaryMask small = BinaryMask.image(2, 2, new boolean[4]);
        BinaryMask large = BinaryMask.image(3, 2, new boolean[6]);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SegmentedCases.of(Located.model("1"), COHORT).add("i02", small, large))
                .withMessage(COHORT.table().place(2)
                        + ": both masks must lie on one grid, got 2 x 2 x 1 and 3 x 2 x 1 voxels; resample one to the grid"
                        + " of the other");
    }

    @Test
    void the_level_is_set_once() {
        SegmentationEvaluator.Builder builder = SegmentationEvaluator.builder().level(0.9);

        assertThatIllegalStateException().isThrownBy(() -> builder.level(0.95)).withMessage("the level is already set");
    }
}
