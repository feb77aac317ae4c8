package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.OptionalDouble;

/**
 * How the average precision of a detector is read off its precisions and recalls.
 *
 * <pre>{@code
 *  precision(t)  lesions found at or above t / marks at or above t        recall(t)  lesions found at or above t / lesions
 *  envelope(r)   the highest precision(t) with recall(t) >= r, 0 where none is
 *  all points    sum over thresholds of (recall(t) - recall before) envelope(recall(t))
 *  101 points    mean of envelope(r) over r = 0, 0.01, .., 1
 * }</pre>
 *
 * <ul>
 *   <li><b>Range:</b> [0, 1], higher is better. Another false positive never raises it, a better score of a lesion's mark never
 *       lowers it.
 *   <li><b>Marks:</b> by {@link MatchingRule}; repeated marks are false positives. All marks of one score, of whatever image, enter
 *       together; software that takes them one by one depends on their order.
 *   <li><b>Recalls</b> are compared in whole numbers, {@code 100 found >= k lesions}.
 *   <li><b>Undefined:</b> without lesions {@link Reason#NO_POSITIVES}; without marks it is 0.
 *   <li><b>Reference:</b> all points: PASCAL VOC from 2010, Everingham et al. (2015), Int. J. Computer Vision 111; 101 points: COCO, Lin et
 *       al. (2014). Agrees with pycocotools where no scores are tied, without its limit to 100 marks an image and its areas.
 * </ul>
 */
public enum PrecisionInterpolation {
    /** The whole area under the envelope, as PASCAL VOC from 2010. */
    ALL_POINTS("detection.average_precision.all_points"),
    /** The mean of the envelope at 101 recalls, as COCO. */
    COCO_101("detection.average_precision.coco_101");

    private final String id;

    PrecisionInterpolation(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    DetectionMeasure.Counted prepare(MarkSequence marks) {
        return times -> {
            long lesions = marks.lesions(times);
            return lesions == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(area(marks.cumulative(times, true), marks.cumulative(times, false), lesions));
        };
    }

    private double area(long[] found, long[] others, long lesions) {
        double[] envelope = new double[found.length];
        double highest = 0;
        for (int g = found.length - 1; g >= 0; g--) {
            long marked = found[g] + others[g];
            highest = Math.max(highest, marked == 0 ? 0 : (double) found[g] / marked);
            envelope[g] = highest;
        }
        CompensatedSum sum = new CompensatedSum();
        if (this == ALL_POINTS) {
            long before = 0;
            for (int g = 0; g < found.length; g++) {
                sum.add((found[g] - before) * envelope[g]);
                before = found[g];
            }
            return sum.value() / lesions;
        }
        int g = 0;
        for (int k = 0; k <= 100; k++) {
            while (g < found.length && 100 * found[g] < k * lesions) {
                g++;
            }
            if (g < found.length) {
                sum.add(envelope[g]);
            }
        }
        return sum.value() / 101;
    }
}
