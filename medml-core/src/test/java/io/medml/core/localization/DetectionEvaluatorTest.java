package io.medml.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.localization.LocalizationComparison.Against;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ImageRegion;
import io.medml.core.stats.MatchingRule;
import io.medml.core.stats.NonInferiority;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/** The statistics are checked where they are; here is that they reach the report. Counts are worked by hand from {@link Located}. */
class DetectionEvaluatorTest {

    private static final Cohort COHORT = Located.cohort();
    private static final MatchingRule HALF = MatchingRule.overlap(0.5);

    private static DetectionEvaluator.Builder builder() {
        return DetectionEvaluator.by(HALF).falsePositiveRates(0.25, 0.5).bootstrap(5, 400);
    }

    private static DetectionReport report() {
        return builder()
                .meanAveragePrecision(0.5, 0.75)
                .threshold(0.5)
                .build()
                .evaluate(COHORT, Located.lesions(COHORT), Located.marks("1", COHORT));
    }

    @Test
    void images_lesions_and_marks_are_counted_in_all_and_in_every_group() {
        int found = (int)
                IntStream.range(0, 60).filter(i -> i % 3 != 0 && i % 5 != 0).count();
        int second = (int)
                IntStream.range(0, 60).filter(i -> i % 3 != 0 && i % 4 == 0).count();
        int repeated = (int) IntStream.range(0, 60)
                .filter(i -> i % 3 != 0 && i % 5 != 0 && i % 11 == 0)
                .count();

        DetectionReport report = report();

        assertThat(report.images().get(0))
                .isEqualTo(new DetectionReport.Images(Slice.overall(), 60, 45, 40, 40 + second, found, 30, repeated));
        assertThat(report.images())
                .extracting(i -> i.slice().toString())
                .containsExactly("overall", "site=north", "site=south");
        assertThat(report.rule()).isEqualTo("intersection over union of at least 0.5");
    }

    @Test
    void what_was_asked_for_is_measured_with_intervals_in_all_and_in_every_group() {
        DetectionReport report = report();

        for (Metric metric : new Metric[] {
            DetectionEvaluator.sensitivityAt(0.25),
            DetectionEvaluator.sensitivityAt(0.5),
            Metric.MEAN_FROC_SENSITIVITY,
            Metric.AFROC_AREA,
            Metric.WEIGHTED_AFROC_AREA,
            Metric.AFROC1_AREA,
            Metric.DETECTION_AVERAGE_PRECISION,
            Metric.MEAN_AVERAGE_PRECISION,
            Metric.LESION_SENSITIVITY,
            Metric.FALSE_POSITIVES_PER_IMAGE
        }) {
            Estimate estimate = report.on(metric, Slice.overall()).orElseThrow();
            assertThat(estimate.interval()).as(metric.id()).isPresent();
            assertThat(estimate.support().counts()).containsEntry("replicates", 400L);
            assertThat(report.on(metric, Slice.of("site", "north"))).isPresent();
        }
        assertThat(report.measurements()).hasSize(30);
    }

    @Test
    void the_curve_ends_where_all_marks_are_taken() {
        DetectionReport report = report();
        DetectionReport.CurvePoint last = report.curve().get(report.curve().size() - 1);
        DetectionReport.Images all = report.images().get(0);

        assertThat(last.falsePositivesPerImage()).isEqualTo(0.5);
        assertThat(last.sensitivity()).isEqualTo((double) all.found() / all.lesions());
    }

    @Test
    void images_without_lesions_are_needed_for_the_afroc_area() {
        Cohort ill =
                COHORT.subset(IntStream.range(0, 60).filter(i -> i % 3 != 0).toArray(), "with lesions");

        DetectionReport report = builder().build().evaluate(ill, lesionsOf(ill), marksOf(ill));

        assertThat(report.on(Metric.AFROC_AREA, Slice.overall()).orElseThrow())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_NEGATIVES));
        assertThat(report.findings()).extracting(Finding::code).contains("NO_IMAGES_WITHOUT_LESIONS");
    }

    private static ReferenceLesions lesionsOf(Cohort cohort) {
        ReferenceLesions.Builder lesions = ReferenceLesions.of(cohort);
        cohort.recordIds().forEach(record -> lesions.add(record, ImageRegion.box(10, 10, 20, 20), "nodule"));
        return lesions.build();
    }

    private static DetectedMarks marksOf(Cohort cohort) {
        return DetectedMarks.of(Located.model("1"), cohort)
                .add(cohort.recordIds().get(0), ImageRegion.box(10, 10, 20, 20), 0.5, "nodule")
                .build();
    }

    @Test
    void no_lesions_strange_categories_and_labels_that_disagree_are_findings() {
        DetectionReport none =
                builder().build().evaluate(COHORT, ReferenceLesions.of(COHORT).build(), Located.marks("1", COHORT));
        DetectionReport strange = builder()
                .build()
                .evaluate(
                        COHORT,
                        Located.lesions(COHORT),
                        DetectedMarks.of(Located.model("1"), COHORT)
                                .add("i01", ImageRegion.box(1, 1, 2, 2), 1)
                                .build());

        assertThat(none.findings())
                .extracting(Finding::code)
                .contains("NO_LESIONS", "LABEL_AND_REFERENCE_DISAGREE", "FEW_CASES");
        assertThat(none.curve()).isEmpty();
        assertThat(strange.findings())
                .extracting(Finding::code)
                .contains("MARKS_OF_CATEGORY_WITHOUT_LESIONS")
                .doesNotContain("LABEL_AND_REFERENCE_DISAGREE", "REPEATED_MARKS");
        assertThat(Html.text(LocalizationLayout.detection(none))).contains("no record with the condition");
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        Cohort reversed = Located.cohort(IntStream.range(0, 60).map(i -> 59 - i).toArray());

        assertThat(builder()
                        .build()
                        .evaluate(reversed, Located.lesions(reversed), Located.marks("1", reversed))
                        .document()
                        .bytes())
                .isEqualTo(builder()
                        .build()
                        .evaluate(COHORT, Located.lesions(COHORT), Located.marks("1", COHORT))
                        .document()
                        .bytes());
    }

    @Test
    void the_report_reads_back_and_its_page_shows_the_curve_and_the_groups() {
        DetectionReport report = report();

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("detection-report/1");
        assertThat(Html.text(LocalizationLayout.detection(report)))
                .contains("Free-response (FROC) curve of all images")
                .contains("By group, with 95% interval: area under the AFROC curve")
                .contains("at the stated rates, with 95% interval");
    }

    @Test
    void two_versions_are_compared_on_the_same_images() {
        LocalizationComparison comparison = builder()
                .threshold(0.5)
                .nonInferiority(Metric.AFROC_AREA, 0.1, "agreed with the clinicians")
                .nonInferiority(Metric.FALSE_POSITIVES_PER_IMAGE, 1.5, "what a reader dismisses in a minute")
                .build()
                .compare(
                        COHORT,
                        Located.lesions(COHORT),
                        Located.marks("2", COHORT),
                        Located.marks("1", COHORT),
                        Against.EARLIER_VERSION);

        LocalizationComparison.Row area = comparison.rows().stream()
                .filter(r -> r.metric().equals(Metric.AFROC_AREA) && r.slice().isOverall())
                .findFirst()
                .orElseThrow();
        // version 2 gives the same marks with higher scores at lesions
        assertThat(area.difference().point().orElseThrow()).isPositive();
        assertThat(area.difference().point().orElseThrow())
                .isEqualTo(area.candidate().point().orElseThrow()
                        - area.other().point().orElseThrow());
        assertThat(comparison.answers().get(0).test().conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
        // the same false positives: nothing varies, so nothing is shown
        assertThat(comparison.answers().get(1).test().conclusion()).isEqualTo(NonInferiority.Conclusion.UNDECIDED);
        assertThat(comparison.measurements())
                .anyMatch(m -> m.metric().id().equals("afroc_area.change"))
                .anyMatch(m -> m.metric().id().equals("lesion_sensitivity_at_0.25.change"));
        assertThat(EvidenceDocument.parse(comparison.document().bytes()).measurements())
                .hasSameSizeAs(comparison.measurements());
    }

    @Test
    void lesions_and_marks_are_read_from_json() {
        byte[] lesions = """
                {"lesions": [{"record": "i01", "box": [0, 0, 10, 10.5]},
                             {"record": "i02", "box": [0, 0, 0, 1, 1, 1], "category": "mass"}]}""".getBytes(StandardCharsets.UTF_8);
        byte[] marks = """
                {"marks": [{"record": "i01", "point": [5, 5], "score": 0.75}]}""".getBytes(StandardCharsets.UTF_8);

        assertThat(ReferenceLesions.read(COHORT, "lesions.json", lesions).digest())
                .isEqualTo(ReferenceLesions.of(COHORT)
                        .add("i02", ImageRegion.box(0, 0, 0, 1, 1, 1), "mass")
                        .add("i01", ImageRegion.box(0, 0, 10, 10.5))
                        .build()
                        .digest());
        assertThat(DetectedMarks.read(Located.model("1"), COHORT, "marks.json", marks)
                        .digest())
                .isEqualTo(DetectedMarks.of(Located.model("1"), COHORT)
                        .add("i01", ImageRegion.point(5, 5), 0.75)
                        .build()
                        .digest());
    }

    @Test
    void a_hostile_file_is_refused_with_its_name_and_the_place() {
        refused("{\"marks\": [1e999]}")
                .withMessageStartingWith("marks.json: expected a number in the range of doubles");
        refused("{\"marks\": " + "[".repeat(100_000))
                .withMessageStartingWith("marks.json: expected JSON of at most 64");
        refused("{\"marks\": [").withMessageStartingWith("marks.json: expected JSON, found something else at line 1");
        refused("{\"marks\": [{\"record\": \"another\", \"point\": [1, 1], \"score\": 1}]}")
                .withMessageStartingWith("marks.json, marks 1: cohort \"images\": expected an identifier of column")
                .withMessageNotContaining("another\"");
    }

    @Test
    void what_is_written_wrongly_is_refused_with_its_place() {
        refused("{\"marks\": [{\"record\": \"i01\", \"box\": [0, 0, 1], \"score\": 1}]}")
                .withMessage(
                        "marks.json, marks 1: expected \"box\" to have 4 numbers (x1, y1, x2, y2) or 6 (x1, y1, z1, x2,"
                                + " y2, z2)");
        refused("{\"marks\": [{\"record\": \"i01\", \"box\": [0, 0, 1, 1], \"point\": [1, 1], \"score\": 1}]}")
                .withMessage("marks.json, marks 1: expected either \"box\" or \"point\", found both");
        refused("{\"marks\": [{\"record\": \"i01\", \"score\": 1}]}")
                .withMessage("marks.json, marks 1: expected either \"box\" or \"point\", found neither");
        refused("{\"marks\": [{\"record\": \"i01\", \"point\": [\"Infinity\", 1], \"score\": 1}]}")
                .withMessage("marks.json, marks 1: expected \"point\" to be a list of numbers");
        refused("{\"marks\": [{\"record\": \"i01\", \"point\": [1, 1]}]}")
                .withMessageContaining("expected a key \"score\"");
        refused("{\"marks\": [{\"record\": \"i01\", \"point\": [1, 1], \"score\": \"Infinity\"}]}")
                .withMessageContaining("expected \"score\" to be a number from");
        refused("{\"marks\": [{\"record\": \"i01\", \"box\": [5, 0, 1, 1], \"score\": 1}]}")
                .withMessageStartingWith("marks.json, marks 1, box: a box needs a positive length in every direction");
        refused("{\"marks\": [{\"record\": \"i01\", \"point\": [1, 1], \"score\": 1, \"confidence\": 1}]}")
                .withMessageContaining("found \"confidence\"");
        refused("{\"lesions\": []}").withMessageContaining("found \"lesions\"");
    }

    private static ThrowableAssertAlternative<DataException> refused(String json) {
        return assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DetectedMarks.read(
                        Located.model("1"), COHORT, "marks.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bad_settings_say_what_is_expected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().falsePositiveRates(1, 0.5))
                .withMessage("expected ascending rates of false positives per image, got [1.0, 0.5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().meanAveragePrecision())
                .withMessage("expected at least one of the overlaps, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().bootstrap(1, 100))
                .withMessage("a percentile interval needs at least 200 replicates, got 100");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .nonInferiority(Metric.MEAN_AVERAGE_PRECISION, 0.1, "why")
                        .build())
                .withMessageContaining("\"mean_average_precision\" has a margin and is not measured");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DetectedMarks.of(Located.model("1"), COHORT).add("i01", ImageRegion.point(1, 1), Double.NaN))
                .withMessageContaining("gave a mark without a finite score");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectedMarks.of(COHORT.reference(), COHORT))
                .withMessage("results come from a model, got a reference to DATASET");
    }

    @Test
    void regions_that_cannot_be_held_against_each_other_are_refused_with_the_place_of_the_record() {
        ReferenceLesions boxes = ReferenceLesions.of(COHORT)
                .add("i02", ImageRegion.box(0, 0, 0, 1, 1, 1))
                .build();
        DetectedMarks flat = DetectedMarks.of(Located.model("1"), COHORT)
                .add("i02", ImageRegion.box(0, 0, 1, 1), 0.5)
                .build();
        DetectedMarks point = DetectedMarks.of(Located.model("2"), COHORT)
                .add("i04", ImageRegion.point(1, 1), 0.5)
                .build();
        DetectionEvaluator overlap =
                DetectionEvaluator.by(MatchingRule.overlap(0.5)).build();

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> overlap.evaluate(COHORT, boxes, flat))
                .withMessage(
                        COHORT.table().place(2) + ": expected lesions and marks of one image to have the same number of"
                                + " coordinates, found 3 and 2; state both in the plane or both in space");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> overlap.compare(COHORT, boxes, point, flat, Against.PREDICATE))
                .withMessageStartingWith(COHORT.table().place(2));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> overlap.evaluate(COHORT, boxes, point))
                .withMessage(COHORT.table().place(4)
                        + ": expected boxes, since marks are held against lesions by overlap, found a point; give boxes, or use"
                        + " a rule by the distance of the centres");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DetectionEvaluator.by(MatchingRule.centreDistance(1))
                        .meanAveragePrecision(0.5)
                        .build()
                        .evaluate(COHORT, boxes, point))
                .withMessageContaining("found a point");
        assertThat(DetectionEvaluator.by(MatchingRule.centreDistance(1))
                        .bootstrap(1, 200)
                        .build()
                        .evaluate(COHORT, boxes, point)
                        .schema())
                .isEqualTo("detection-report/1");
    }

    @Test
    void each_setting_is_made_once() {
        DetectionEvaluator.Builder builder = builder().level(0.9).threshold(0.5).meanAveragePrecision(0.5);

        assertThatIllegalStateException().isThrownBy(() -> builder.level(0.9)).withMessage("the level is already set");
        assertThatIllegalStateException().isThrownBy(() -> builder.threshold(0.4));
        assertThatIllegalStateException().isThrownBy(() -> builder.meanAveragePrecision(0.4));
    }
}
