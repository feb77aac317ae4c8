package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected values: the generated sample was built by the same recurrence in Python 3. Average precision: pycocotools 2.0.11,
 * {@code COCOeval(gt, dt, 'bbox')}, mean of {@code eval['precision'][t, :, :, 0, 2]} (all areas, 100 marks an image; no scores are
 * tied). FROC: counted from its definition with numpy 2.4.6 and a matching of its own. AFROC: scipy 1.17.1
 * {@code stats.mannwhitneyu(lesions, images).statistic / (n m)}, no mark as -1, below every score.
 */
class DetectionStatisticsTest {

    private static final double TIGHT = 1e-12;
    private static final MatchingRule HALF = MatchingRule.overlap(0.5);
    private static final ImageRegion LESION = ImageRegion.box(0, 0, 10, 10);
    private static final ImageRegion ELSEWHERE = ImageRegion.box(50, 50, 60, 60);

    private record Lesion(ImageRegion region, int category) {}

    private record Mark(ImageRegion region, double score, int category) {}

    private record Image(int subject, List<Lesion> lesions, List<Mark> marks) {}

    private static MarkedImages sample(List<Image> images) {
        return sample(images, score -> score);
    }

    private static MarkedImages sample(List<Image> images, DoubleUnaryOperator scores) {
        MarkedImages.Builder builder = MarkedImages.builder();
        for (Image image : images) {
            builder.image(image.subject);
            image.lesions.forEach(l -> builder.lesion(l.region, l.category));
            image.marks.forEach(m -> builder.mark(m.region, scores.applyAsDouble(m.score), m.category));
        }
        return builder.build();
    }

    /** The recurrence of the Python script: {@code x -> (1103515245 x + 12345) mod 2^31}, its bits from 16 on. */
    private static final class Recurrence {
        private long x;

        Recurrence(long seed) {
            x = seed;
        }

        int next(int n) {
            x = (1103515245L * x + 12345) % (1L << 31);
            return (int) ((x >> 16) % n);
        }
    }

    private static List<Image> generated(long seed, int count) {
        Recurrence random = new Recurrence(seed);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Image image = new Image(i, new ArrayList<>(), new ArrayList<>());
            int n = random.next(4);
            for (int k = 0; k < n - 1; k++) {
                int x = random.next(90);
                int y = random.next(90);
                int w = 20 + random.next(30);
                int h = 20 + random.next(30);
                int category = random.next(2);
                image.lesions.add(new Lesion(ImageRegion.box(x, y, x + w, y + h), category));
                int marks = random.next(3);
                for (int m = 0; m < marks; m++) {
                    int left = x + random.next(7) - 3;
                    int top = y + random.next(7) - 3;
                    int right = left + w + random.next(9) - 4;
                    int bottom = top + h + random.next(9) - 4;
                    int given = random.next(8) != 0 ? category : 1 - category;
                    image.marks.add(new Mark(
                            ImageRegion.box(left, top, right, bottom), (random.next(30000) + 8000) / 32768.0, given));
                }
            }
            int others = random.next(3);
            for (int k = 0; k < others; k++) {
                int x = random.next(90);
                int y = random.next(90);
                int w = 20 + random.next(30);
                int h = 20 + random.next(30);
                int category = random.next(2);
                image.marks.add(new Mark(ImageRegion.box(x, y, x + w, y + h), random.next(26000) / 32768.0, category));
            }
            images.add(image);
        }
        return images;
    }

    private static final MarkedImages GENERATED = sample(generated(14, 60));

    private static double value(DetectionMeasure measure) {
        return Expect.point(measure.on(GENERATED));
    }

    // ---- against other software

    @Test
    void average_precision_at_101_recalls_is_that_of_coco() {
        double[] byOverlap = {
            0.5084109007846881,
            0.5084109007846881,
            0.5084109007846881,
            0.4548567073550614,
            0.42172293727363236,
            0.2948257220532713,
            0.18577955721839465,
            0.060513611774800045,
            0.007490880667014069,
            0.005569306930693069
        };
        List<MatchingRule> rules = IntStream.range(0, 10)
                .mapToObj(k -> MatchingRule.overlap((50 + 5 * k) / 100.0))
                .toList();

        for (int k = 0; k < 10; k++) {
            assertThat(value(DetectionMeasure.averagePrecision(List.of(rules.get(k)), PrecisionInterpolation.COCO_101)))
                    .as(rules.get(k).toString())
                    .isCloseTo(byOverlap[k], within(TIGHT));
        }
        assertThat(value(DetectionMeasure.averagePrecision(rules, PrecisionInterpolation.COCO_101)))
                .isCloseTo(0.2955991425626931, within(TIGHT));
    }

    // numpy: sum of labels times numpy.maximum.accumulate(precision[::-1])[::-1], over the lesions, mean of the two
    // categories
    @Test
    void average_precision_of_all_points_is_the_area_under_the_envelope() {
        assertThat(value(DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.ALL_POINTS)))
                .isCloseTo(0.5108226327823459, within(TIGHT));
        assertThat(value(DetectionMeasure.averagePrecision(
                        List.of(MatchingRule.overlap(0.75)), PrecisionInterpolation.ALL_POINTS)))
                .isCloseTo(0.2925213399993003, within(TIGHT));
    }

    @Test
    void the_free_response_curve_is_as_counted_apart() {
        FrocCurve curve = FrocCurve.of(GENERATED, HALF);
        double[] rates = {0.125, 0.25, 0.5, 1, 2, 4, 8};
        double[] expected = {16.0 / 44, 23.0 / 44, 28.0 / 44, 32.0 / 44, 32.0 / 44, 32.0 / 44, 32.0 / 44};

        assertThat(curve.lesions()).isEqualTo(44);
        assertThat(curve.found()).isEqualTo(32);
        assertThat(curve.falsePositives()).isEqualTo(72);
        assertThat(curve.repeated()).isEqualTo(14);
        for (int i = 0; i < rates.length; i++) {
            assertThat(Expect.point(curve.sensitivityAt(rates[i]))).isEqualTo(expected[i]);
            assertThat(value(DetectionMeasure.sensitivityAt(HALF, rates[i]))).isEqualTo(expected[i]);
        }
        assertThat(value(DetectionMeasure.meanSensitivity(HALF, rates))).isCloseTo(0.6331168831168832, within(TIGHT));
        assertThat(value(DetectionMeasure.sensitivityFrom(HALF, 0.5))).isCloseTo(0.5909090909090909, within(TIGHT));
        assertThat(value(DetectionMeasure.falsePositivesFrom(HALF, 0.5))).isCloseTo(0.35, within(TIGHT));
    }

    @Test
    void the_afroc_areas_are_mann_whitney_statistics() {
        assertThat(value(DetectionMeasure.afroc(HALF, AfrocForm.IMAGES_WITHOUT_LESIONS)))
                .isCloseTo(0.6507575757575758, within(TIGHT));
        assertThat(value(DetectionMeasure.afroc(HALF, AfrocForm.IMAGES_WITHOUT_LESIONS_WEIGHTED)))
                .isCloseTo(0.6427777777777778, within(TIGHT));
        assertThat(value(DetectionMeasure.afroc(HALF, AfrocForm.ALL_IMAGES)))
                .isCloseTo(0.6371212121212121, within(TIGHT));
        MatchingRule strict = MatchingRule.overlap(0.75);
        assertThat(value(DetectionMeasure.afroc(strict, AfrocForm.IMAGES_WITHOUT_LESIONS)))
                .isCloseTo(0.5075757575757576, within(TIGHT));
        assertThat(value(DetectionMeasure.afroc(strict, AfrocForm.IMAGES_WITHOUT_LESIONS_WEIGHTED)))
                .isCloseTo(0.47388888888888886, within(TIGHT));
        assertThat(value(DetectionMeasure.afroc(strict, AfrocForm.ALL_IMAGES)))
                .isCloseTo(0.45606060606060606, within(TIGHT));
    }

    // Padilla, Netto and da Silva (2020), IWSSIP, and the page of the tool Object-Detection-Metrics: 7 images, 15
    // objects, 24 marks with
    // the listed confidences and outcomes; all points 24.56 percent,
    // printed without rounding (24.569). Two marks tie at 95: there the true one is taken
    // first.
    @Test
    void the_published_example_of_24_marks_has_an_average_precision_of_24_56_percent() {
        double[] confidence = {
            88, 70, 80, 71, 54, 74, 18, 67, 38, 91, 44, 35, 78, 45, 14, 62, 44, 95.5, 23, 45, 84, 43, 48, 95
        };
        boolean[] right = {
            false, true, false, false, true, false, true, false, false, true, false, false, false, false, false, true,
            false, true, false, false, false, false, true, false
        };

        assertThat(Expect.point(padilla(confidence, right))).isCloseTo(0.2456, within(1e-4));
        // marks of one score enter together, so the tie costs (1 - 2/3) / 15
        confidence[17] = 95;
        assertThat(Expect.point(padilla(confidence, right))).isCloseTo(0.2456 - 1.0 / 45, within(1e-4));
    }

    private static Estimate padilla(double[] confidence, boolean[] right) {
        MarkedImages.Builder builder = MarkedImages.builder();
        int lesions = 0;
        for (int i = 0; i < confidence.length; i++) {
            builder.image(i).mark(LESION, confidence[i], 0);
            if (right[i]) {
                builder.lesion(LESION, 0);
                lesions++;
            }
        }
        for (int i = lesions; i < 15; i++) {
            builder.image(100 + i).lesion(LESION, 0);
        }
        return DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.ALL_POINTS)
                .on(builder.build());
    }

    // ---- by hand

    @Test
    void the_overlap_of_boxes_has_no_extra_pixel() {
        // 10 x 10 and the same shifted by 5: 50 of 150, where an extra pixel would give 66 / 176
        ImageRegion shifted = ImageRegion.box(5, 0, 15, 10);

        assertThat(LESION.overlap(shifted)).isEqualTo(1.0 / 3);
        assertThat(ImageRegion.box(0, 0, 0, 2, 2, 2).overlap(ImageRegion.box(1, 1, 1, 3, 3, 3)))
                .isEqualTo(1.0 / 15);
        assertThat(ImageRegion.point(0, 0).distance(ImageRegion.point(3, 4))).isEqualTo(5);
        assertThat(LESION.distance(ImageRegion.point(5, 5))).isZero();
    }

    @Test
    void the_most_confident_mark_takes_the_best_lesion_that_is_free() {
        // two neighbouring lesions; the first mark suits the left one best, the second too, but that is taken
        ImageRegion left = ImageRegion.box(0, 0, 10, 10);
        ImageRegion right = ImageRegion.box(4, 0, 14, 10);
        MarkedImages sample = MarkedImages.builder()
                .image(0)
                .lesion(left, 0)
                .lesion(right, 0)
                .mark(left, 0.9, 0)
                .mark(ImageRegion.box(1, 0, 11, 10), 0.8, 0)
                .mark(ImageRegion.box(2, 0, 12, 10), 0.7, 0)
                .mark(ELSEWHERE, 0.6, 0)
                .mark(left, 0.5, 1)
                .build();

        FrocCurve curve = FrocCurve.of(sample, HALF);

        assertThat(curve.found()).isEqualTo(2);
        assertThat(curve.repeated()).isEqualTo(1);
        // one lies elsewhere, one has another category
        assertThat(curve.falsePositives()).isEqualTo(2);
        assertThat(curve.thresholds()).containsExactly(0.9, 0.8, 0.6, 0.5);
        assertThat(curve.sensitivities()).containsExactly(0.5, 1, 1, 1);
        assertThat(curve.falsePositivesPerImage()).containsExactly(0, 0, 1, 2);
    }

    @Test
    void a_further_mark_on_a_lesion_costs_precision_and_not_the_free_response() {
        MarkedImages.Builder builder = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .mark(LESION, 0.8, 0)
                .image(1)
                .lesion(LESION, 0)
                .mark(LESION, 0.7, 0);
        MarkedImages sample = builder.build();

        // 1/2 at precision 1, 1/2 at precision 2/3
        assertThat(Expect.point(DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.ALL_POINTS)
                        .on(sample)))
                .isCloseTo(5.0 / 6, within(TIGHT));
        // recalls 0 to 0.5 at precision 1, 0.51 to 1 at 2/3
        assertThat(Expect.point(DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.COCO_101)
                        .on(sample)))
                .isCloseTo((51 + 50 * 2.0 / 3) / 101, within(TIGHT));
        assertThat(Expect.point(FrocCurve.of(sample, HALF).sensitivityAt(0))).isEqualTo(1);
    }

    @Test
    void a_sensitivity_at_a_rate_is_attained_and_not_interpolated() {
        MarkedImages sample = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(LESION, 0.5, 0)
                .mark(ELSEWHERE, 0.7, 0)
                .image(1)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .build();
        FrocCurve curve = FrocCurve.of(sample, HALF);

        assertThat(Expect.point(curve.sensitivityAt(0.25))).isEqualTo(0.5);
        assertThat(Expect.point(curve.sensitivityAt(0.5))).isEqualTo(1);
        assertThat(Expect.point(curve.sensitivityAt(100))).isEqualTo(1);
    }

    @Test
    void marks_of_one_score_are_taken_together_whatever_their_order() {
        ImageRegion near = ImageRegion.box(1, 0, 11, 10);
        ImageRegion nearer = ImageRegion.box(0, 0, 10, 10.5);
        MarkedImages one = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(near, 0.5, 0)
                .mark(nearer, 0.5, 0)
                .mark(ELSEWHERE, 0.5, 0)
                .build();

        FrocCurve curve = FrocCurve.of(one, HALF);

        assertThat(curve.thresholds()).containsExactly(0.5);
        assertThat(Expect.point(curve.sensitivityAt(0.5))).isZero();
        assertThat(curve.repeated()).isEqualTo(1);
    }

    @Test
    void points_are_matched_by_the_distance_of_centres() {
        MarkedImages sample = MarkedImages.builder()
                .image(0)
                .lesion(ImageRegion.point(0, 0, 0), 0)
                .mark(ImageRegion.point(0, 3, 4), 0.9, 0)
                .mark(ImageRegion.point(0, 3, 4.1), 0.8, 0)
                .build();

        FrocCurve curve = FrocCurve.of(sample, MatchingRule.centreDistance(5));

        assertThat(curve.found()).isEqualTo(1);
        assertThat(curve.falsePositives()).isEqualTo(1);
    }

    // ---- undefined

    @Test
    void without_lesions_without_images_free_of_them_and_without_images_there_is_a_reason() {
        MarkedImages noLesions =
                MarkedImages.builder().image(0).mark(LESION, 1, 0).build();
        MarkedImages noFree = MarkedImages.builder().image(0).lesion(LESION, 0).build();
        MarkedImages none = MarkedImages.builder().build();
        DetectionMeasure froc = DetectionMeasure.sensitivityAt(HALF, 1);
        DetectionMeasure afroc = DetectionMeasure.afroc(HALF, AfrocForm.IMAGES_WITHOUT_LESIONS);
        DetectionMeasure ap = DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.COCO_101);

        assertThat(Expect.reason(froc.on(noLesions))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(afroc.on(noLesions))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(ap.on(noLesions))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(FrocCurve.of(noLesions, HALF).sensitivities()).isEmpty();
        assertThat(Expect.reason(afroc.on(noFree))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(froc.on(none))).isEqualTo(Reason.EMPTY_GROUP);
        // a model that marks nothing finds nothing, and ranks no lesion above or below an image
        assertThat(Expect.point(ap.on(noFree))).isZero();
        assertThat(Expect.point(
                        DetectionMeasure.afroc(HALF, AfrocForm.ALL_IMAGES).on(noFree)))
                .isEqualTo(0.5);
        assertThat(Expect.point(DetectionMeasure.falsePositivesFrom(HALF, 0).on(noLesions)))
                .isEqualTo(1);
    }

    @Test
    void a_box_whose_area_would_vanish_is_refused() {
        // 1e-200 squared is 0 in doubles, and a box would not overlap itself
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRegion.box(0, 0, 1e-200, 1e-200))
                .withMessageContaining("at least 1e-9 in every direction, found less in direction 0");
        ImageRegion small = ImageRegion.box(0, 0, 0, 1e-9, 1e-9, 1e-9);
        assertThat(small.overlap(small)).isEqualTo(1);
    }

    @Test
    void bad_input_says_what_to_do() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRegion.box(3, 0, 1, 2))
                .withMessage(
                        "a box needs a positive length in every direction, found none in direction 0; give the lower"
                                + " corner first, or use point(..)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRegion.point(Double.NaN, 1))
                .withMessage("a coordinate must be a finite number of size at most 1e9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchingRule.overlap(0))
                .withMessage("an overlap to be reached is a fraction in (0, 1], got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchingRule.centreDistance(-1))
                .withMessage("a distance must be from 0 to 1e9, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MarkedImages.builder().image(0).mark(LESION, Double.NaN, 0))
                .withMessage("the score of a mark must be a finite number");
        assertThatIllegalStateException()
                .isThrownBy(() -> MarkedImages.builder().lesion(LESION, 0))
                .withMessage("a lesion or mark is in an image; call image(..) first");
        MarkedImages points = MarkedImages.builder()
                .image(0)
                .lesion(ImageRegion.point(1, 1), 0)
                .mark(LESION, 1, 0)
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrocCurve.of(points, HALF))
                .withMessage("a point overlaps nothing; use a rule by the distance of the centres, or give boxes");
        MarkedImages mixed = MarkedImages.builder()
                .image(0)
                .lesion(ImageRegion.point(1, 1, 1), 0)
                .mark(LESION, 1, 0)
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrocCurve.of(mixed, MatchingRule.centreDistance(1)))
                .withMessage("regions of one image must have the same number of coordinates, got 2 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectionMeasure.sensitivityAt(HALF, -1))
                .withMessage("a rate of false positives per image must be finite and not negative, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectionBootstrap.differences(
                        GENERATED,
                        sample(generated(15, 60)),
                        List.of(DetectionMeasure.sensitivityAt(HALF, 1)),
                        ResamplePlan.seeded(1, 10),
                        0.95))
                .withMessage("two models are compared on the same images with the same lesions in the same order; these"
                        + " differ");
    }

    // ---- laws

    private static final double[] RATES = {0.125, 0.5, 1};

    private static List<DetectionMeasure> measures() {
        List<DetectionMeasure> measures = new ArrayList<>();
        for (MatchingRule rule : List.of(HALF, MatchingRule.overlap(0.75), MatchingRule.centreDistance(4))) {
            measures.add(DetectionMeasure.meanSensitivity(rule, RATES));
            Arrays.stream(AfrocForm.values()).forEach(form -> measures.add(DetectionMeasure.afroc(rule, form)));
            Arrays.stream(PrecisionInterpolation.values())
                    .forEach(i -> measures.add(DetectionMeasure.averagePrecision(List.of(rule), i)));
        }
        return measures;
    }

    private static double[] values(MarkedImages sample) {
        return measures().stream()
                .mapToDouble(m -> m.on(sample).point().orElse(-1))
                .toArray();
    }

    @Provide
    Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(1, 1_000_000);
    }

    @Property(tries = 200)
    void the_order_of_images_lesions_and_marks_changes_nothing(@ForAll("seeds") int seed) {
        // scores rounded to eighths, so that many are tied
        DoubleUnaryOperator tied = score -> Math.rint(8 * score);
        List<Image> images = generated(seed, 12);
        List<Image> shuffled = new ArrayList<>();
        Random random = new Random(seed);
        for (Image image : images) {
            List<Lesion> lesions = new ArrayList<>(image.lesions);
            List<Mark> marks = new ArrayList<>(image.marks);
            Collections.shuffle(lesions, random);
            Collections.shuffle(marks, random);
            shuffled.add(new Image(image.subject, lesions, marks));
        }
        Collections.shuffle(shuffled, random);

        assertThat(values(sample(shuffled, tied))).containsExactly(values(sample(images, tied)), within(TIGHT));
    }

    @Property(tries = 200)
    void an_increasing_change_of_the_scores_changes_nothing(@ForAll("seeds") int seed) {
        List<Image> images = generated(seed, 12);

        assertThat(values(sample(images, score -> 100 * score * score * score - 7)))
                .containsExactly(values(sample(images)), within(0.0));
    }

    @Property(tries = 200)
    void another_false_positive_never_raises_anything(@ForAll("seeds") int seed) {
        List<Image> images = generated(seed, 12);
        double[] before = values(sample(images));
        Random random = new Random(seed);
        Image chosen = images.get(random.nextInt(images.size()));
        chosen.marks.add(new Mark(ImageRegion.box(900, 900, 910, 910), random.nextDouble(), random.nextInt(2)));
        double[] after = values(sample(images));

        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isLessThanOrEqualTo(before[i] + TIGHT);
        }
    }

    @Property(tries = 200)
    void moving_everything_changes_nothing(@ForAll("seeds") int seed) {
        List<Image> images = generated(seed, 12);
        MarkedImages.Builder moved = MarkedImages.builder();
        // the region of an image says where its coordinates begin; whole numbers, so that no rounding enters
        for (Image image : images) {
            moved.image(image.subject);
            image.lesions.forEach(l -> moved.lesion(moved(l.region), l.category));
            image.marks.forEach(m -> moved.mark(moved(m.region), m.score, m.category));
        }

        assertThat(values(moved.build())).containsExactly(values(sample(images)), within(0.0));
    }

    private static ImageRegion moved(ImageRegion region) {
        double[] at = Arrays.stream(region.toString()
                        .replaceAll("[^0-9.,-]+", ",")
                        .replaceAll("^,+|,+$", "")
                        .split(",+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return ImageRegion.box(at[0] + 1000, at[1] - 500, at[2] + 1000, at[3] - 500);
    }

    @Property(tries = 200)
    void a_replicate_is_the_value_of_the_images_that_it_draws(@ForAll("seeds") int seed) {
        List<Image> images = generated(seed, 8);
        int[] times = new Random(seed).ints(8, 0, 4).toArray();
        List<Image> drawn = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < times[i]; k++) {
                drawn.add(images.get(i));
            }
        }
        MarkedImages sample = sample(images);
        // a category that is drawn nowhere leaves the mean of the sample undefined, and that of what is drawn without
        // it
        boolean all = Arrays.equals(sample.categories(), sample(drawn).categories());

        for (DetectionMeasure measure : measures()) {
            double replicate = measure.prepare(sample).of(times).orElse(-1);
            double value =
                    drawn.isEmpty() ? -1 : measure.on(sample(drawn)).point().orElse(-1);
            if (all || replicate >= 0) {
                assertThat(replicate).isCloseTo(value, within(TIGHT));
            }
        }
    }

    @Property(tries = 200)
    void the_afroc_area_is_the_roc_area_of_lesions_against_images(@ForAll("seeds") int seed) {
        List<Image> images = generated(seed, 15);
        List<Integer> labels = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        MatchedMarks matched = MatchedMarks.of(sample(images), HALF);
        for (MatchedMarks.Found lesion : matched.lesions()) {
            labels.add(1);
            scores.add(lesion.score());
        }
        for (int i = 0; i < images.size(); i++) {
            int image = i;
            if (images.get(i).lesions.isEmpty()) {
                labels.add(0);
                scores.add(matched.falsePositives().stream()
                        .filter(m -> m.image() == image)
                        .mapToDouble(MatchedMarks.Other::score)
                        .max()
                        .orElse(Double.NEGATIVE_INFINITY));
            }
        }
        Estimate area =
                DetectionMeasure.afroc(HALF, AfrocForm.IMAGES_WITHOUT_LESIONS).on(sample(images));
        Estimate roc = Auroc.of(ScoredLabels.of(
                        labels.stream().mapToInt(Integer::intValue).toArray(),
                        scores.stream().mapToDouble(Double::doubleValue).toArray()))
                .estimate(0.95);

        assertThat(area.point().orElse(-1)).isCloseTo(roc.point().orElse(-1), within(TIGHT));
    }

    // ---- resampling

    @Test
    void the_interval_is_the_percentile_interval_of_the_drawn_subjects() {
        // images 0 and 1 belong to subject 5, image 2 to subject 9: a plan names 0 and 1, in the order of the codes
        MarkedImages sample = MarkedImages.builder()
                .image(5)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .image(5)
                .lesion(LESION, 0)
                .image(9)
                .lesion(LESION, 0)
                .mark(LESION, 0.8, 0)
                .build();
        int[][] plan = new int[400][];
        for (int r = 0; r < 400; r++) {
            plan[r] = r < 100 ? new int[] {0, 0} : r < 300 ? new int[] {0, 1} : new int[] {1, 1};
        }
        DetectionMeasure measure = DetectionMeasure.sensitivityAt(HALF, 1);

        Estimate estimate = DetectionBootstrap.estimates(sample, List.of(measure), ResamplePlan.ofIndices(plan), 0.9)
                .get(0);

        assertThat(Expect.point(estimate)).isEqualTo(2.0 / 3);
        // {0, 0} has 2 of 4, {1, 1} has 2 of 2
        assertThat(Expect.interval(estimate).lower()).isEqualTo(0.5);
        assertThat(Expect.interval(estimate).upper()).isEqualTo(1);
        assertThat(estimate.support().counts())
                .containsEntry("replicates", 400L)
                .containsEntry("subjects", 2L);
    }

    /** 499 draws of 60 images by the shared generator, seed 7. */
    private static ResamplePlan drawn() {
        Congruential random = new Congruential(7);
        int[][] plan = new int[499][60];
        for (int[] replicate : plan) {
            Arrays.setAll(replicate, i -> random.below(60));
        }
        return ResamplePlan.ofIndices(plan);
    }

    /** The generated images without each third mark of an image. */
    private static MarkedImages fewerMarks() {
        return sample(generated(14, 60).stream()
                .map(image -> new Image(
                        image.subject,
                        image.lesions,
                        IntStream.range(0, image.marks.size())
                                .filter(k -> k % 3 != 2)
                                .mapToObj(image.marks::get)
                                .toList()))
                .toList());
    }

    // each replicate from the drawn images by numpy 2.4.6, with a matching, a curve and an envelope of its own; limits
    // of the replicates by
    // boot:::norm.inter(values, c(.025, .975)) of boot 1.3-28.1 under R 4.2.2: value, limits, difference, its limits,
    // replicates of the difference the other way round at or below -0.1, one of them
    // on it
    @ParameterizedTest
    @CsvSource({
        "0, 0.6331168831168832, 0.495435718710475, 0.770539265802863, 0.04220779220779225, -0.0150826365496369, 0.113610117763859, 33",
        "1, 0.6507575757575758, 0.533158411086014, 0.774587616009135, 0.05833333333333335, 0.00755078141520618, 0.112082374353244, 31",
        "2, 0.5108226327823459, 0.378068023353538, 0.678354882493421, 0.044042241052928255, -0.0206880191928031, 0.104069676937805, 19",
        "3, 0.508410900784688, 0.37947468868356, 0.676736639321812, 0.04138530692684733, -0.021195751728048, 0.103053800081844, 16"
    })
    void intervals_differences_and_non_inferiority_agree_with_numpy_and_boot(
            int which,
            double value,
            double lower,
            double upper,
            double difference,
            double lowerOfDifference,
            double upperOfDifference,
            int beyond) {
        List<DetectionMeasure> measure = List.of(List.of(
                        DetectionMeasure.meanSensitivity(HALF, 0.125, 0.25, 0.5, 1, 2, 4, 8),
                        DetectionMeasure.afroc(HALF, AfrocForm.IMAGES_WITHOUT_LESIONS),
                        DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.ALL_POINTS),
                        DetectionMeasure.averagePrecision(List.of(HALF), PrecisionInterpolation.COCO_101))
                .get(which));

        Estimate one =
                DetectionBootstrap.estimates(GENERATED, measure, drawn(), 0.95).get(0);
        Estimate both = DetectionBootstrap.differences(GENERATED, fewerMarks(), measure, drawn(), 0.95)
                .get(0);
        NonInferiority worse =
                DetectionBootstrap.nonInferiority(fewerMarks(), GENERATED, measure.get(0), 0.1, 0.025, drawn());

        assertThat(Expect.point(one)).isCloseTo(value, within(TIGHT));
        assertThat(Expect.interval(one).lower()).isCloseTo(lower, within(TIGHT));
        assertThat(Expect.interval(one).upper()).isCloseTo(upper, within(TIGHT));
        assertThat(Expect.point(both)).isCloseTo(difference, within(TIGHT));
        assertThat(Expect.interval(both).lower()).isCloseTo(lowerOfDifference, within(TIGHT));
        assertThat(Expect.interval(both).upper()).isCloseTo(upperOfDifference, within(TIGHT));
        assertThat(Expect.point(worse.test().pValue())).isCloseTo((1 + beyond) / 500.0, within(1e-15));
    }

    @Test
    void undefined_replicates_are_counted_and_too_many_leave_no_interval() {
        MarkedImages sample = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .image(1)
                .build();

        Estimate estimate = DetectionBootstrap.estimates(
                        sample,
                        List.of(DetectionMeasure.sensitivityAt(HALF, 1)),
                        ResamplePlan.ofIndices(new int[][] {{0, 1}, {1, 1}, {0, 0}, {1, 1}}),
                        0.9)
                .get(0);

        assertThat(estimate.support().counts()).containsEntry("undefined_replicates", 2L);
        assertThat(Expect.reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void non_inferiority_counts_the_replicates_beyond_the_margin() {
        // the first model finds subject 0's lesion only, the second both
        MarkedImages second = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .image(1)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .build();
        MarkedImages first = MarkedImages.builder()
                .image(0)
                .lesion(LESION, 0)
                .mark(LESION, 0.9, 0)
                .image(1)
                .lesion(LESION, 0)
                .build();
        int[][] plan = new int[99][];
        Arrays.setAll(plan, r -> r < 79 ? new int[] {0, 0} : r < 95 ? new int[] {0, 1} : new int[] {1, 1});
        DetectionMeasure measure = DetectionMeasure.sensitivityAt(HALF, 1);

        NonInferiority test =
                DetectionBootstrap.nonInferiority(first, second, measure, 0.6, 0.1, ResamplePlan.ofIndices(plan));

        assertThat(Expect.point(test.difference())).isEqualTo(-0.5);
        // differences 0 (79), -0.5 (16) and -1 (4): 4 at or below -0.6
        assertThat(Expect.point(test.test().pValue())).isEqualTo(5.0 / 100);
        assertThat(Expect.interval(test.difference()).lower()).isGreaterThan(-0.6);
        assertThat(test.conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
        assertThat(DetectionBootstrap.nonInferiority(first, second, measure, 0.5, 0.1, ResamplePlan.ofIndices(plan))
                        .conclusion())
                .isEqualTo(NonInferiority.Conclusion.NOT_SHOWN);
    }

    @Test
    void a_model_compared_with_itself_has_no_difference_and_no_test() {
        NonInferiority test = DetectionBootstrap.nonInferiority(
                GENERATED, GENERATED, DetectionMeasure.sensitivityAt(HALF, 1), 0.1, 0.025, ResamplePlan.seeded(3, 200));

        assertThat(Expect.point(test.difference())).isZero();
        assertThat(Expect.reason(test.test().pValue())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(test.conclusion()).isEqualTo(NonInferiority.Conclusion.UNDECIDED);
    }

    @Test
    void shared_subjects_widen_the_interval() {
        List<Image> images = generated(14, 60);
        List<Image> doubled = new ArrayList<>(images);
        doubled.addAll(images);
        List<Image> apart = new ArrayList<>(images);
        images.forEach(i -> apart.add(new Image(i.subject + 1000, i.lesions, i.marks)));
        List<DetectionMeasure> measure = List.of(DetectionMeasure.meanSensitivity(HALF, RATES));
        ResamplePlan plan = ResamplePlan.seeded(7, 1000);

        double shared = width(DetectionBootstrap.estimates(sample(doubled), measure, plan, 0.95));
        double single = width(DetectionBootstrap.estimates(sample(images), measure, plan, 0.95));
        double wrong = width(DetectionBootstrap.estimates(sample(apart), measure, plan, 0.95));

        // every image twice under its own subject is no news; under a new subject it pretends to be
        assertThat(shared).isEqualTo(single);
        assertThat(wrong).isLessThan(0.85 * single);
    }

    private static double width(List<Estimate> estimates) {
        return DoubleStream.of(Expect.interval(estimates.get(0)).width()).sum();
    }
}
