package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The free-response curve: the share of lesions found against the mean number of false positives per image, over the thresholds of
 * the score.
 *
 * <pre>{@code
 *  sensitivity(t)       lesions whose mark scores at least t  /  lesions
 *  false positives(t)   false-positive marks that score at least t  /  images, those with lesions and those without
 *  sensitivity at r     the highest sensitivity(t) with false positives(t) <= r
 * }</pre>
 *
 * <ul>
 *   <li><b>Steps:</b> a sensitivity at a stated rate is one that a threshold attains; it is not interpolated between two thresholds.
 *       Below the first threshold's rate it is 0, beyond the last one's it stays.
 *   <li><b>Marks:</b> by {@link MatchingRule}; repeated marks at a lesion that has one are neither found nor false. All marks of one
 *       score enter together.
 *   <li><b>Monotone:</b> a strictly increasing change of all scores leaves the curve where it is.
 *   <li><b>Undefined:</b> without lesions no sensitivity, {@link Reason#NO_POSITIVES}; without images nothing,
 *       {@link Reason#EMPTY_GROUP}.
 *   <li><b>Intervals:</b> by {@link DetectionBootstrap}, since marks of one image, and images of one subject, belong together.
 *   <li><b>Reference:</b> Chakraborty (2017), Observer Performance Methods for Diagnostic Imaging; the mean over seven rates from 1/8
 *       to 8 is the score of Setio et al. (2017), Medical Image Analysis 42, there with linear interpolation.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class FrocCurve {

    static final String SENSITIVITY = "froc.sensitivity";
    static final String MEAN = "froc.mean_sensitivity";

    private final MatchedMarks matched;
    private final MarkSequence marks;
    private final long[] found;
    private final long[] falsePositives;

    private FrocCurve(MatchedMarks matched) {
        this.matched = matched;
        this.marks = MarkSequence.freeResponse(matched);
        int[] once = new int[matched.sample().size()];
        Arrays.fill(once, 1);
        this.found = marks.cumulative(once, true);
        this.falsePositives = marks.cumulative(once, false);
    }

    /**
     * The curve of a sample.
     *
     * @param sample the images
     * @param rule when a mark can be a lesion's
     * @return the curve
     */
    public static FrocCurve of(MarkedImages sample, MatchingRule rule) {
        return new FrocCurve(MatchedMarks.of(sample, rule));
    }

    /**
     * The thresholds.
     *
     * @return the distinct scores of marks that are not repeated, descending
     */
    public double[] thresholds() {
        return marks.scores();
    }

    /**
     * The mean number of false positives per image at each threshold.
     *
     * @return the numbers, not descending
     */
    public double[] falsePositivesPerImage() {
        return Arrays.stream(falsePositives)
                .mapToDouble(count -> (double) count / matched.sample().size())
                .toArray();
    }

    /**
     * The share of lesions found at each threshold.
     *
     * @return the shares, not descending; empty without lesions
     */
    public double[] sensitivities() {
        long lesions = lesions();
        return lesions == 0
                ? new double[0]
                : Arrays.stream(found)
                        .mapToDouble(count -> (double) count / lesions)
                        .toArray();
    }

    /**
     * The number of lesions.
     *
     * @return the number
     */
    public long lesions() {
        return matched.lesions().size();
    }

    /**
     * The number of lesions that have a mark.
     *
     * @return the number
     */
    public long found() {
        return matched.found();
    }

    /**
     * The number of marks that are no lesion's.
     *
     * @return the number
     */
    public long falsePositives() {
        return matched.falsePositives().size();
    }

    /**
     * The number of further marks at lesions that have one.
     *
     * @return the number
     */
    public long repeated() {
        return matched.repeated().size();
    }

    /**
     * The highest sensitivity at a mean number of false positives per image.
     *
     * @param rate the most false positives per image, not negative
     * @return the value, without an interval
     */
    public Estimate sensitivityAt(double rate) {
        return DetectionMeasure.value(matched, SENSITIVITY, sensitivityAt(marks, rate));
    }

    /** As a function of how often each image counts. */
    static DetectionMeasure.Counted sensitivityAt(MarkSequence marks, double rate) {
        requireRate(rate);
        return times -> {
            long lesions = marks.lesions(times);
            long images = MarkSequence.images(times);
            if (lesions == 0) {
                return OptionalDouble.empty();
            }
            return OptionalDouble.of((double) foundAt(marks, times, rate * images) / lesions);
        };
    }

    /** The mean over rates. */
    static DetectionMeasure.Counted meanSensitivity(MarkSequence marks, double[] rates) {
        for (double rate : rates) {
            requireRate(rate);
        }
        return times -> {
            long lesions = marks.lesions(times);
            long images = MarkSequence.images(times);
            if (lesions == 0) {
                return OptionalDouble.empty();
            }
            long sum = 0;
            for (double rate : rates) {
                sum += foundAt(marks, times, rate * images);
            }
            return OptionalDouble.of((double) sum / ((double) lesions * rates.length));
        };
    }

    private static long foundAt(MarkSequence marks, int[] times, double most) {
        long[] hits = marks.cumulative(times, true);
        long[] misses = marks.cumulative(times, false);
        long attained = 0;
        for (int g = 0; g < hits.length && misses[g] <= most; g++) {
            attained = hits[g];
        }
        return attained;
    }

    static void requireRate(double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "a rate of false positives per image must be finite and not negative, got " + rate);
        }
    }

    static Support support(MatchedMarks matched) {
        return Support.of(matched.sample().size())
                .with("false_positives", matched.falsePositives().size())
                .with("images_with_lesions", matched.sample().withLesions())
                .with("lesions", matched.lesions().size())
                .with("lesions_found", matched.found())
                .with("subjects", matched.sample().subjectCount());
    }
}
