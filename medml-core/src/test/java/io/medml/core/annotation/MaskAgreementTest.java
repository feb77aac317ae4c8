package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinaryMask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Agreement of outlines. Squares of 4 by 4 pixels, shifted: by one column they share 12 of 20 pixels, Dice 24 / 32; by two 8 of 24,
 * Dice 16 / 32. The surface distance of a shift is the shift.
 */
class MaskAgreementTest {

    private static AnnotatedRegion square(String item, String subject, String annotator, int column) {
        boolean[] pixels = new boolean[100];
        for (int row = 3; row < 7 && column >= 0; row++) {
            for (int c = column; c < column + 4; c++) {
                pixels[10 * row + c] = true;
            }
        }
        return new AnnotatedRegion(
                item,
                subject.isEmpty() ? Optional.empty() : Optional.of(subject),
                annotator,
                "mass",
                Optional.empty(),
                Optional.of(BinaryMask.image(10, 10, pixels)));
    }

    private static AnnotatedRegion empty(String item, String annotator) {
        return square(item, "P" + item, annotator, -1);
    }

    static List<AnnotatedRegion> three() {
        List<AnnotatedRegion> regions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            regions.add(square("i" + i, "P" + i, "a", 2));
            regions.add(square("i" + i, "P" + i, "b", 3));
            regions.add(square("i" + i, "P" + i, "c", i == 3 ? 2 : 4));
        }
        return regions;
    }

    private static double point(MaskAgreementReport report, Metric metric, Slice slice) {
        return report.on(metric, slice).orElseThrow().point().orElseThrow();
    }

    @Test
    void pairs_and_all_annotators_have_the_means_counted_by_hand() {
        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", three());

        Slice ab = Slice.of("annotator", "a").versus(Slice.of("annotator", "b"));
        Slice ac = Slice.of("annotator", "a").versus(Slice.of("annotator", "c"));
        assertThat(point(report, Metric.DICE, ab)).isCloseTo(0.75, within(1e-15));
        assertThat(point(report, Metric.JACCARD, ab)).isCloseTo(12.0 / 20, within(1e-15));
        assertThat(point(report, Metric.HAUSDORFF_95, ab)).isCloseTo(1, within(1e-12));
        assertThat(point(report, Metric.DICE, ac)).isCloseTo((3 * 0.5 + 1) / 4, within(1e-15));
        // an item's pairs: 0.75, 0.75, 0.5 in three items, 0.75, 0.75, 1 in the fourth
        assertThat(point(report, Metric.DICE, Slice.overall())).isCloseTo((3 * 2.0 / 3 + 2.5 / 3) / 4, within(1e-15));
        Estimate overall = report.overall(Metric.DICE).orElseThrow();
        assertThat(overall.support().n()).isEqualTo(4);
        // scipy.stats.t.interval(0.95, 3, mean, sem) of 2/3, 2/3, 2/3, 5/6
        assertThat(overall.interval().orElseThrow().lower()).isCloseTo(0.5757314039465121, within(1e-12));
        assertThat(report.findings()).isEmpty();
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("mask-agreement-report/1");
    }

    /**
     * In items 0 to 2 the middle square is the consensus, of which a and c have 12 of 16 pixels; in item 3 a and c are the same, and b has
     * 12 of these 16: sensitivities of a (3 * 0.75 + 1) / 4, of b (3 + 0.75) / 4.
     */
    @Test
    void each_annotator_has_rates_against_the_consensus_of_three() {
        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", three());

        assertThat(report.consensus())
                .hasSize(4)
                .allSatisfy((item, staple) ->
                        assertThat(staple.consensus().orElseThrow().count()).isEqualTo(16));
        Slice a = Slice.of("annotator", "a");
        Slice b = Slice.of("annotator", "b");
        assertThat(point(report, MaskAgreementReport.CONSENSUS_SENSITIVITY, a)).isCloseTo(3.25 / 4, within(1e-9));
        assertThat(point(report, MaskAgreementReport.CONSENSUS_SENSITIVITY, b)).isCloseTo(3.75 / 4, within(1e-9));
        // 80 of 84 pixels of the background
        assertThat(point(report, MaskAgreementReport.CONSENSUS_SPECIFICITY, a))
                .isCloseTo((3 * 80.0 / 84 + 1) / 4, within(1e-9));
    }

    @Test
    void items_of_two_annotators_have_no_consensus_and_are_counted() {
        List<AnnotatedRegion> regions = new ArrayList<>(three());
        regions.removeIf(r -> r.annotator().equals("c") && !r.item().equals("i0"));
        regions.add(empty("i7", "a"));
        regions.add(empty("i7", "b"));
        regions.add(empty("i7", "c"));

        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", regions);

        assertThat(report.consensus()).containsOnlyKeys("i0", "i7");
        assertThat(report.itemsOfTwo()).isEqualTo(3);
        assertThat(report.body().asFields().fields("consensus").whole("empty")).isEqualTo(1);
        // of nothing there is no sensitivity
        assertThat(report.on(MaskAgreementReport.CONSENSUS_SENSITIVITY, Slice.of("annotator", "b"))
                        .orElseThrow()
                        .support()
                        .counts())
                .containsEntry("items_without_value", 1L);
    }

    @Test
    void empty_masks_are_counted_and_have_no_distance() {
        List<AnnotatedRegion> regions = List.of(
                square("i1", "Pi1", "a", 2),
                empty("i1", "b"),
                empty("i2", "a"),
                empty("i2", "b"),
                square("i3", "Pi3", "a", 2),
                square("i3", "Pi3", "b", 2));

        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", regions);

        assertThat(report.pairs()).containsExactly(new MaskAgreementReport.Pair("a", "b", 3, 1, 1));
        assertThat(point(report, Metric.DICE, Slice.overall())).isEqualTo(0.5);
        assertThat(report.overall(Metric.HAUSDORFF_95).orElseThrow().support().counts())
                .containsEntry("comparisons", 1L)
                .containsEntry("comparisons_without_value", 2L);
    }

    @Test
    void items_of_one_annotator_and_missing_subjects_are_found_and_other_labels_left_out() {
        List<AnnotatedRegion> regions = new ArrayList<>(three());
        regions.add(square("i9", "", "a", 2));
        regions.add(new AnnotatedRegion(
                "i8",
                Optional.empty(),
                "a",
                "cyst",
                Optional.empty(),
                three().get(0).mask()));

        MaskAgreementReport report = MaskAgreement.of("mass").analyze("outlines", "1", regions);

        assertThat(Annotated.codes(report)).containsExactly("OUTLINED_BY_ONE", "SUBJECTS_NOT_STATED");
        assertThat(report.items()).isEqualTo(5);
    }

    @Test
    void the_order_of_regions_does_not_matter() {
        List<AnnotatedRegion> turned = new ArrayList<>(three());
        Collections.reverse(turned);

        assertThat(MaskAgreement.of("mass")
                        .analyze("outlines", "1", turned)
                        .document()
                        .digest())
                .isEqualTo(MaskAgreement.of("mass")
                        .analyze("outlines", "1", three())
                        .document()
                        .digest());
    }

    @Test
    void what_cannot_be_compared_is_refused_without_naming_the_item() {
        assertThatThrownBy(() -> MaskAgreement.of("cyst").analyze("outlines", "1", three()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected an item with masks of the label by two annotators, found none among 0 items with such a mask;"
                                + " check the label");
        assertThatThrownBy(() -> MaskAgreement.of("mass")
                        .analyze("outlines", "1", List.of(square("i", "P", "a", 2), square("i", "P", "a", 2))))
                .hasMessageStartingWith("region 2: expected one mask of an item by an annotator, found a second");
        AnnotatedRegion small = new AnnotatedRegion(
                "i",
                Optional.of("P"),
                "b",
                "mass",
                Optional.empty(),
                Optional.of(BinaryMask.image(1, 1, new boolean[1])));
        assertThatThrownBy(() ->
                        MaskAgreement.of("mass").analyze("outlines", "1", List.of(square("i", "P", "a", 2), small)))
                .hasMessageStartingWith("item at position 1 of those with a mask: both masks must lie on one grid");
    }
}
