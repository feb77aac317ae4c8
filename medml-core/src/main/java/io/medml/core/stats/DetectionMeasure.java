package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One number about how a model detects lesions, to be measured on images and resampled with them.
 *
 * <p>Definitions: {@link FrocCurve}, {@link AfrocForm}, {@link PrecisionInterpolation}. <em>Immutable and thread-safe.</em>
 */
public final class DetectionMeasure {

    /** A statistic that sees how often each image counts; empty where it is undefined. */
    @FunctionalInterface
    interface Counted {
        OptionalDouble of(int[] times);
    }

    private final String method;
    private final MatchingRule rule;
    private final Function<MarkedImages, Counted> prepare;

    private DetectionMeasure(String method, MatchingRule rule, Function<MarkedImages, Counted> prepare) {
        this.method = method;
        this.rule = Objects.requireNonNull(rule, "rule");
        this.prepare = prepare;
    }

    private static DetectionMeasure of(String method, MatchingRule rule, Function<MatchedMarks, Counted> prepare) {
        return new DetectionMeasure(method, rule, sample -> prepare.apply(MatchedMarks.of(sample, rule)));
    }

    /**
     * The highest sensitivity at a mean number of false positives per image.
     *
     * @param rule when a mark can be a lesion's
     * @param rate the most false positives per image, not negative
     * @return the measure
     */
    public static DetectionMeasure sensitivityAt(MatchingRule rule, double rate) {
        FrocCurve.requireRate(rate);
        return of(
                FrocCurve.SENSITIVITY,
                rule,
                matched -> FrocCurve.sensitivityAt(MarkSequence.freeResponse(matched), rate));
    }

    /**
     * The mean of the sensitivities at several mean numbers of false positives per image.
     *
     * @param rule when a mark can be a lesion's
     * @param rates the rates, at least one; the usual seven are 1/8, 1/4, 1/2, 1, 2, 4 and 8
     * @return the measure
     */
    public static DetectionMeasure meanSensitivity(MatchingRule rule, double... rates) {
        if (rates.length == 0) {
            throw new IllegalArgumentException(
                    "a mean sensitivity needs at least one rate of false positives per image");
        }
        double[] copy = rates.clone();
        for (double rate : copy) {
            FrocCurve.requireRate(rate);
        }
        return of(FrocCurve.MEAN, rule, matched -> FrocCurve.meanSensitivity(MarkSequence.freeResponse(matched), copy));
    }

    /**
     * The share of lesions with a mark that scores at or above a threshold.
     *
     * @param rule when a mark can be a lesion's
     * @param threshold the threshold, finite
     * @return the measure
     */
    public static DetectionMeasure sensitivityFrom(MatchingRule rule, double threshold) {
        requireThreshold(threshold);
        return of("froc.sensitivity_from", rule, matched -> {
            MarkSequence marks = MarkSequence.freeResponse(matched);
            return times -> {
                long lesions = marks.lesions(times);
                return lesions == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) from(marks, times, threshold, true) / lesions);
            };
        });
    }

    /**
     * The mean number, per image, of false positives that score at or above a threshold.
     *
     * @param rule when a mark can be a lesion's
     * @param threshold the threshold, finite
     * @return the measure
     */
    public static DetectionMeasure falsePositivesFrom(MatchingRule rule, double threshold) {
        requireThreshold(threshold);
        return of("froc.false_positives_from", rule, matched -> {
            MarkSequence marks = MarkSequence.freeResponse(matched);
            return times -> {
                long images = MarkSequence.images(times);
                return images == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) from(marks, times, threshold, false) / images);
            };
        });
    }

    private static void requireThreshold(double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a threshold of the score must be finite, got " + threshold);
        }
    }

    private static long from(MarkSequence marks, int[] times, double threshold, boolean hits) {
        long[] counts = marks.cumulative(times, hits);
        long attained = 0;
        for (int g = 0; g < counts.length && marks.score(g) >= threshold; g++) {
            attained = counts[g];
        }
        return attained;
    }

    /**
     * The area under the alternative free-response curve.
     *
     * @param rule when a mark can be a lesion's
     * @param form which form
     * @return the measure
     */
    public static DetectionMeasure afroc(MatchingRule rule, AfrocForm form) {
        return of(form.id(), rule, form::prepare);
    }

    /**
     * The mean of the average precisions over the categories that lesions have and over several rules; of one category and one rule,
     * the average precision.
     *
     * <p>A category that only marks have is left out. A replicate in which a category has no lesion is undefined.
     *
     * @param rules the rules, at least one; COCO's are overlaps of 0.5, 0.55, .., 0.95
     * @param interpolation how each is read off
     * @return the measure
     */
    public static DetectionMeasure averagePrecision(List<MatchingRule> rules, PrecisionInterpolation interpolation) {
        List<MatchingRule> copy = List.copyOf(rules);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("a mean average precision needs at least one rule");
        }
        return new DetectionMeasure(interpolation.id(), copy.get(0), sample -> {
            List<Counted> parts = new ArrayList<>();
            for (MatchingRule each : copy) {
                MatchedMarks matched = MatchedMarks.of(sample, each);
                for (int category : sample.categories()) {
                    parts.add(interpolation.prepare(MarkSequence.precision(matched, category)));
                }
            }
            return times -> mean(parts, times);
        });
    }

    private static OptionalDouble mean(List<Counted> parts, int[] times) {
        CompensatedSum sum = new CompensatedSum();
        for (Counted part : parts) {
            OptionalDouble value = part.of(times);
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum.add(value.getAsDouble());
        }
        return parts.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum.value() / parts.size());
    }

    /**
     * The value on a sample.
     *
     * @param sample the images
     * @return the value, without an interval, or why there is none
     */
    public Estimate on(MarkedImages sample) {
        return value(MatchedMarks.of(sample, rule), method, prepare(sample));
    }

    Counted prepare(MarkedImages sample) {
        return prepare.apply(sample);
    }

    static Estimate value(MatchedMarks matched, String method, Counted statistic) {
        int[] once = new int[matched.sample().size()];
        Arrays.fill(once, 1);
        OptionalDouble value = once.length == 0 ? OptionalDouble.empty() : statistic.of(once);
        if (value.isPresent()) {
            return Arguments.value(value.getAsDouble(), method, FrocCurve.support(matched));
        }
        Reason reason = once.length == 0
                ? Reason.EMPTY_GROUP
                : matched.lesions().isEmpty() ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
        return Estimate.notEstimable(reason, method, FrocCurve.support(matched));
    }
}
