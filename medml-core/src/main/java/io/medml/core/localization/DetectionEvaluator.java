package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.localization.LocalizationComparison.Against;
import io.medml.core.localization.ReferenceLesions.Item;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.AfrocForm;
import io.medml.core.stats.DetectionBootstrap;
import io.medml.core.stats.DetectionMeasure;
import io.medml.core.stats.FrocCurve;
import io.medml.core.stats.ImageRegion;
import io.medml.core.stats.MarkedImages;
import io.medml.core.stats.MatchingRule;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PrecisionInterpolation;
import io.medml.core.stats.ResamplePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Measures how well a model detects lesions.
 *
 * <pre>{@code
 * DetectionReport report = DetectionEvaluator.by(MatchingRule.overlap(0.2))
 *     .falsePositiveRates(0.5, 1, 2)
 *     .build()
 *     .evaluate(cohort, lesions, marks);
 * }</pre>
 *
 * <p>For all images and in every group of the cohort's attributes: the sensitivity at each stated mean number of false positives per
 * image and the mean of these, the areas under the AFROC curves, the average precision, and where they were asked for the mean
 * average precision and the sensitivity and false positives at a locked threshold. Intervals by a bootstrap of subjects.
 *
 * <ul>
 *   <li><b>Definitions:</b> {@link FrocCurve}, {@link AfrocForm}, {@link PrecisionInterpolation}, {@link MatchingRule}.
 *   <li><b>Undefined:</b> a metric that the data do not have, such as the AFROC area without images free of lesions, says why.
 *   <li><b>Comparison:</b> differences on the same images by the same bootstrap; non-inferiority with the stated margin at
 *       {@code (1 - level) / 2}, answered with the difference and the test, for all images.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class DetectionEvaluator {

    static final String RATE_PREFIX = "lesion_sensitivity_at_";

    private static final int CURVE_POINTS = 400;

    private final MatchingRule rule;
    private final Map<Metric, DetectionMeasure> measures;
    private final double[] rates;
    private final double[] overlaps;
    private final List<Double> threshold;
    private final double level;
    private final long seed;
    private final int replicates;
    private final List<LocalizationClaim> claims;

    private DetectionEvaluator(Builder builder) {
        this.rule = builder.rule;
        this.measures = builder.measures();
        this.rates = builder.rates;
        this.overlaps = builder.overlaps;
        this.threshold = List.copyOf(builder.threshold);
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
        this.claims = List.copyOf(builder.claims);
    }

    /**
     * Starts an evaluator.
     *
     * @param rule when a mark can be a lesion's; it has no default, since it decides what counts as found
     * @return a builder; confined to one thread
     */
    public static Builder by(MatchingRule rule) {
        return new Builder(rule);
    }

    /**
     * The metric of a sensitivity at a mean number of false positives per image.
     *
     * @param rate the mean number, not negative
     * @return the metric
     */
    public static Metric sensitivityAt(double rate) {
        String text = text(rate);
        return new Metric(
                RATE_PREFIX + text,
                "lesion sensitivity at " + text + " false positives per image",
                Direction.HIGHER,
                0,
                1,
                "highest share of lesions found that a threshold attains with a mean of at most " + text
                        + " false positives per image");
    }

    private static String text(double rate) {
        return new BigDecimal(Double.toString(rate)).stripTrailingZeros().toPlainString();
    }

    /**
     * Measures a model.
     *
     * @param cohort the images
     * @param lesions where the lesions are
     * @param marks what the model marked
     * @return the report
     * @throws DataException when lesions or marks are not of this cohort, or those of one image cannot be held against each other,
     *     as points by overlap; names the record's place
     */
    public DetectionReport evaluate(Cohort cohort, ReferenceLesions lesions, DetectedMarks marks) {
        Records.requireDataset(cohort, lesions.dataset(), "lesions");
        Records.requireDataset(cohort, marks.dataset(), "marks");
        requireComparable(cohort, lesions, List.of(marks));
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        Map<Slice, int[]> slices = Records.slices(cohort);
        Map<String, Integer> codes = codes(cohort, lesions, List.of(marks));
        List<DetectionReport.Images> images = new ArrayList<>();
        List<DetectionReport.CurvePoint> curve = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        slices.forEach((slice, rows) -> {
            MarkedImages sample = sample(cohort, rows, lesions, marks, codes);
            FrocCurve froc = FrocCurve.of(sample, rule);
            images.add(new DetectionReport.Images(
                    slice,
                    rows.length,
                    sample.subjectCount(),
                    sample.withLesions(),
                    froc.lesions(),
                    froc.found(),
                    froc.falsePositives(),
                    froc.repeated()));
            if (slice.isOverall()) {
                curve.addAll(thinned(froc));
            }
            List<Estimate> estimates =
                    DetectionBootstrap.estimates(sample, List.copyOf(measures.values()), plan, level);
            int next = 0;
            for (Metric metric : measures.keySet()) {
                measurements.add(new Measurement(metric, slice, estimates.get(next++)));
            }
        });
        List<Finding> findings = Records.findings(cohort, slices);
        findings(cohort, lesions, marks, images.get(0), findings);
        Provenance provenance = settings(
                        Provenance.of(DetectionEvaluator.class)
                                .from(marks.model())
                                .from(cohort.reference()),
                        lesions,
                        plan)
                .with("marks_sha256", marks.digest().hex())
                .synthetic(cohort.synthetic());
        return new DetectionReport(
                marks.model(),
                cohort.reference(),
                provenance,
                rule.toString(),
                level,
                images,
                curve,
                measurements,
                findings);
    }

    private Provenance settings(Provenance provenance, ReferenceLesions lesions, ResamplePlan plan) {
        Provenance settings = provenance
                .with("matching_rule", rule.toString())
                .with("false_positive_rates", words(rates))
                .with("bootstrap", plan.description())
                .with("confidence_level", level)
                .with("lesions_sha256", lesions.digest().hex());
        if (overlaps.length > 0) {
            settings = settings.with("mean_average_precision_overlaps", words(overlaps));
        }
        return threshold.isEmpty() ? settings : settings.with("threshold", threshold.get(0));
    }

    private static String words(double[] numbers) {
        return DoubleStream.of(numbers).mapToObj(DetectionEvaluator::text).collect(Collectors.joining(", "));
    }

    /** The categories of lesions and marks, coded in the order of their names. */
    private static Map<String, Integer> codes(Cohort cohort, ReferenceLesions lesions, List<DetectedMarks> models) {
        Set<String> names = new TreeSet<>();
        for (int row = 0; row < cohort.size(); row++) {
            lesions.row(row).forEach(item -> names.add(item.category()));
            for (DetectedMarks marks : models) {
                marks.row(row).forEach(item -> names.add(item.category()));
            }
        }
        Map<String, Integer> codes = new TreeMap<>();
        names.forEach(name -> codes.put(name, codes.size()));
        return codes;
    }

    /** That the regions of each image can be held against each other by every rule. */
    private void requireComparable(Cohort cohort, ReferenceLesions lesions, List<DetectedMarks> marks) {
        boolean boxes = rule.kind() == MatchingRule.Kind.OVERLAP || overlaps.length > 0;
        for (int row : cohort.canonicalOrder()) {
            List<ImageRegion> regions = new ArrayList<>();
            lesions.row(row).forEach(item -> regions.add(item.region()));
            for (DetectedMarks each : marks) {
                each.row(row).forEach(item -> regions.add(item.region()));
            }
            for (ImageRegion region : regions) {
                int coordinates = regions.get(0).dimensions();
                if (region.dimensions() != coordinates) {
                    throw new DataException(cohort.table().place(row)
                            + ": expected lesions and marks of one image to have the same number of coordinates, found "
                            + coordinates + " and " + region.dimensions()
                            + "; state both in the plane or both in space");
                }
                if (boxes && region.isPoint()) {
                    throw new DataException(cohort.table().place(row)
                            + ": expected boxes, since marks are held against lesions by overlap, found a point; give boxes, or"
                            + " use a rule by the distance of the centres");
                }
            }
        }
    }

    private static MarkedImages sample(
            Cohort cohort, int[] rows, ReferenceLesions lesions, DetectedMarks marks, Map<String, Integer> codes) {
        int[] subjects = cohort.subjects();
        MarkedImages.Builder builder = MarkedImages.builder();
        for (int row : rows) {
            builder.image(subjects[row]);
            for (Item lesion : lesions.row(row)) {
                builder.lesion(lesion.region(), codes.getOrDefault(lesion.category(), -1));
            }
            for (Item mark : marks.row(row)) {
                builder.mark(mark.region(), mark.score(), codes.getOrDefault(mark.category(), -1));
            }
        }
        return builder.build();
    }

    private static List<DetectionReport.CurvePoint> thinned(FrocCurve froc) {
        double[] x = froc.falsePositivesPerImage();
        double[] y = froc.sensitivities();
        List<DetectionReport.CurvePoint> points = new ArrayList<>();
        int steps = Math.min(CURVE_POINTS, y.length);
        for (int s = 1; s <= steps; s++) {
            int k = (int) ((long) y.length * s / steps) - 1;
            points.add(new DetectionReport.CurvePoint(x[k], y[k]));
        }
        return points;
    }

    private static void findings(
            Cohort cohort,
            ReferenceLesions lesions,
            DetectedMarks marks,
            DetectionReport.Images all,
            List<Finding> findings) {
        if (all.lesions() == 0) {
            findings.add(Finding.of(
                    "NO_LESIONS",
                    Severity.WARNING,
                    cohort.name(),
                    "No image has a lesion, so no sensitivity, area or precision is estimable."));
        }
        if (all.withLesions() == all.records()) {
            findings.add(Finding.of(
                    "NO_IMAGES_WITHOUT_LESIONS",
                    Severity.WARNING,
                    cohort.name(),
                    "Every image has a lesion; what the model marks where nothing is was not tried, and the AFROC area is not"
                            + " estimable. The AFROC1 area takes false positives from images with lesions."));
        }
        if (all.repeated() > 0) {
            findings.add(Finding.of(
                            "REPEATED_MARKS",
                            Severity.INFO,
                            cohort.name(),
                            "Some lesions have further marks; they count as false positives in average precision, and not at all in"
                                    + " the free-response curves.")
                    .with("marks", all.repeated()));
        }
        Set<String> known = new TreeSet<>();
        int[] labels = cohort.labels();
        long disagree = 0;
        for (int row = 0; row < labels.length; row++) {
            lesions.row(row).forEach(item -> known.add(item.category()));
            disagree += (labels[row] == 1) == !lesions.row(row).isEmpty() ? 0 : 1;
        }
        if (disagree > 0) {
            findings.add(Records.labels(cohort, "the lesions of its image", disagree));
        }
        long strangers = 0;
        for (int row = 0; row < labels.length; row++) {
            strangers += marks.row(row).stream()
                    .filter(item -> !known.contains(item.category()))
                    .count();
        }
        if (strangers > 0 && all.lesions() > 0) {
            findings.add(Finding.of(
                            "MARKS_OF_CATEGORY_WITHOUT_LESIONS",
                            Severity.WARNING,
                            cohort.name(),
                            "Some marks are of a category that no lesion has; they are false positives of the free-response"
                                    + " curves and not in any average precision.")
                    .with("marks", strangers));
        }
    }

    /**
     * Compares two models on the same images.
     *
     * @param cohort the images
     * @param lesions where the lesions are
     * @param candidate what the candidate marked
     * @param other what the other marked
     * @param against what the other is
     * @return the differences, candidate minus other, and the answers to the claims
     * @throws DataException when lesions or marks are not of this cohort, or those of one image cannot be held against each other,
     *     as points by overlap; names the record's place
     */
    public LocalizationComparison compare(
            Cohort cohort, ReferenceLesions lesions, DetectedMarks candidate, DetectedMarks other, Against against) {
        Records.requireDataset(cohort, lesions.dataset(), "lesions");
        Records.requireDataset(cohort, candidate.dataset(), "marks");
        Records.requireDataset(cohort, other.dataset(), "marks");
        requireComparable(cohort, lesions, List.of(candidate, other));
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        Map<Slice, int[]> slices = Records.slices(cohort);
        Map<String, Integer> codes = codes(cohort, lesions, List.of(candidate, other));
        List<DetectionMeasure> list = List.copyOf(measures.values());
        List<LocalizationComparison.Row> rows = new ArrayList<>();
        List<LocalizationComparison.Answer> answers = new ArrayList<>();
        slices.forEach((slice, members) -> {
            MarkedImages first = sample(cohort, members, lesions, candidate, codes);
            MarkedImages second = sample(cohort, members, lesions, other, codes);
            List<Estimate> ofFirst = DetectionBootstrap.estimates(first, list, plan, level);
            List<Estimate> ofSecond = DetectionBootstrap.estimates(second, list, plan, level);
            List<Estimate> differences = DetectionBootstrap.differences(first, second, list, plan, level);
            int next = 0;
            for (Metric metric : measures.keySet()) {
                rows.add(new LocalizationComparison.Row(
                        metric, slice, ofFirst.get(next), ofSecond.get(next), differences.get(next)));
                next++;
            }
            if (slice.isOverall()) {
                claims.forEach(claim -> answers.add(answer(claim, first, second, plan)));
            }
        });
        Provenance provenance = settings(
                        Provenance.of(DetectionEvaluator.class)
                                .from(candidate.model())
                                .from(other.model())
                                .from(cohort.reference()),
                        lesions,
                        plan)
                .with("candidate_marks_sha256", candidate.digest().hex())
                .with("other_marks_sha256", other.digest().hex())
                .synthetic(cohort.synthetic());
        return new LocalizationComparison(
                candidate.model(),
                other.model(),
                cohort.reference(),
                against,
                provenance,
                level,
                rows,
                answers,
                LocalizationComparison.findings(Records.findings(cohort, slices), rows, answers));
    }

    private LocalizationComparison.Answer answer(
            LocalizationClaim claim, MarkedImages candidate, MarkedImages other, ResamplePlan plan) {
        boolean higher = claim.metric().better() == Direction.HIGHER;
        NonInferiority test = DetectionBootstrap.nonInferiority(
                higher ? candidate : other,
                higher ? other : candidate,
                Objects.requireNonNull(measures.get(claim.metric())),
                claim.margin(),
                LocalizationClaim.alpha(level),
                plan);
        return new LocalizationComparison.Answer(claim, test);
    }

    /** Sets how detections are measured. Confined to one thread. */
    public static final class Builder {
        private final MatchingRule rule;
        private double[] rates = {0.125, 0.25, 0.5, 1, 2, 4, 8};
        private double[] overlaps = {};
        private List<Double> threshold = List.of();
        private double level = 0.95;
        private long seed = 1;
        private int replicates = 2000;
        private final List<LocalizationClaim> claims = new ArrayList<>();

        private final Set<String> stated = new HashSet<>();

        private Builder(MatchingRule rule) {
            this.rule = Objects.requireNonNull(rule, "rule");
        }

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * The mean numbers of false positives per image at which the sensitivity is measured; 1/8, 1/4, 1/2, 1, 2, 4 and 8 unless set.
         *
         * @param perImage the numbers, ascending, not negative
         * @return this
         */
        public Builder falsePositiveRates(double... perImage) {
            rates = once(
                    "list of false positives per image",
                    ascending("rates of false positives per image", perImage, 0, 1e6));
            return this;
        }

        /**
         * Adds the mean average precision over several overlaps of boxes; COCO's are 0.5, 0.55, .., 0.95.
         *
         * @param least the overlaps, ascending, in (0, 1]
         * @return this
         */
        public Builder meanAveragePrecision(double... least) {
            overlaps = once("list of overlaps", ascending("overlaps", least, Double.MIN_VALUE, 1));
            return this;
        }

        private static double[] ascending(String what, double[] numbers, double lowest, double highest) {
            for (int i = 0; i < numbers.length; i++) {
                if (!(numbers[i] >= lowest && numbers[i] <= highest) || (i > 0 && !(numbers[i] > numbers[i - 1]))) {
                    throw new IllegalArgumentException(
                            "expected ascending " + what + ", got " + Arrays.toString(numbers));
                }
            }
            if (numbers.length == 0) {
                throw new IllegalArgumentException("expected at least one of the " + what + ", got none");
            }
            return numbers.clone();
        }

        /**
         * Adds the sensitivity and the false positives per image of the marks at or above a score that was fixed on other data.
         *
         * @param score the threshold, finite
         * @return this
         */
        public Builder threshold(double score) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a threshold of the score must be finite, got " + score);
            }
            threshold = once("threshold", List.of(score));
            return this;
        }

        /**
         * The confidence level; 0.95 unless set. Claims are tested one-sided at {@code (1 - level) / 2}.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = once("level", Interval.checkLevel(confidence));
            return this;
        }

        /**
         * The bootstrap; seed 1 and 2000 replicates unless set.
         *
         * @param newSeed the seed
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder bootstrap(long newSeed, int number) {
            if (number < 200) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "a percentile interval needs at least 200 replicates, got %d", number));
            }
            seed = once("bootstrap", newSeed);
            replicates = number;
            return this;
        }

        /**
         * By how much a candidate may be worse, for {@link DetectionEvaluator#compare}.
         *
         * @param metric a metric that is measured, such as {@link Metric#AFROC_AREA} or {@link DetectionEvaluator#sensitivityAt}
         * @param margin the margin, in its unit
         * @param reason why it is acceptable, in words
         * @return this
         */
        public Builder nonInferiority(Metric metric, double margin, String reason) {
            LocalizationComparison.addOnce(claims, new LocalizationClaim(metric, margin, reason));
            return this;
        }

        private Map<Metric, DetectionMeasure> measures() {
            Map<Metric, DetectionMeasure> all = new LinkedHashMap<>();
            for (double rate : rates) {
                all.put(sensitivityAt(rate), DetectionMeasure.sensitivityAt(rule, rate));
            }
            all.put(Metric.MEAN_FROC_SENSITIVITY, DetectionMeasure.meanSensitivity(rule, rates));
            all.put(Metric.AFROC_AREA, DetectionMeasure.afroc(rule, AfrocForm.IMAGES_WITHOUT_LESIONS));
            all.put(
                    Metric.WEIGHTED_AFROC_AREA,
                    DetectionMeasure.afroc(rule, AfrocForm.IMAGES_WITHOUT_LESIONS_WEIGHTED));
            all.put(Metric.AFROC1_AREA, DetectionMeasure.afroc(rule, AfrocForm.ALL_IMAGES));
            all.put(
                    Metric.DETECTION_AVERAGE_PRECISION,
                    DetectionMeasure.averagePrecision(List.of(rule), PrecisionInterpolation.ALL_POINTS));
            if (overlaps.length > 0) {
                all.put(
                        Metric.MEAN_AVERAGE_PRECISION,
                        DetectionMeasure.averagePrecision(
                                DoubleStream.of(overlaps)
                                        .mapToObj(MatchingRule::overlap)
                                        .toList(),
                                PrecisionInterpolation.COCO_101));
            }
            for (double score : threshold) {
                all.put(Metric.LESION_SENSITIVITY, DetectionMeasure.sensitivityFrom(rule, score));
                all.put(Metric.FALSE_POSITIVES_PER_IMAGE, DetectionMeasure.falsePositivesFrom(rule, score));
            }
            return all;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public DetectionEvaluator build() {
            for (LocalizationClaim claim : claims) {
                if (!measures().containsKey(claim.metric())) {
                    throw new IllegalStateException("\"" + claim.metric().id()
                            + "\" has a margin and is not measured; what is measured is "
                            + measures().keySet());
                }
            }
            return new DetectionEvaluator(this);
        }
    }
}
