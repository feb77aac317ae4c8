package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The forms of the area under the alternative free-response curve: how much higher the marks of lesions score than the highest
 * false positive of an image.
 *
 * <pre>{@code
 *  A = sum over images i and lesions j of w_j psi(x_i, y_j) / (number of images * sum of w_j)
 *  x_i  highest score of a false positive in image i, minus infinity without one
 *  y_j  score of the mark of lesion j, minus infinity without one
 *  psi  1 where y > x, 1/2 where they are equal, else 0
 * }</pre>
 *
 * <ul>
 *   <li><b>Range:</b> [0, 1], higher is better. A model that marks nothing has 1/2.
 *   <li><b>Identity:</b> the Mann-Whitney statistic of lesions against images; the trapezoid area with the straight line from the last
 *       point to (1, 1).
 *   <li><b>Marks:</b> by {@link MatchingRule}; repeated marks are left out.
 *   <li><b>Undefined:</b> without lesions {@link Reason#NO_POSITIVES}; without images to take false positives from
 *       {@link Reason#NO_NEGATIVES}.
 *   <li><b>Reference:</b> Chakraborty and Berbaum (2004), Medical Physics 31 (JAFROC); Chakraborty (2017), chapter 13. The names are those of
 *       RJafroc: {@code AFROC} is JAFROC's figure of merit, {@code AFROC1} was JAFROC1's.
 * </ul>
 */
public enum AfrocForm {
    /** False positives of images without lesions, every lesion counts the same. */
    IMAGES_WITHOUT_LESIONS("afroc.area"),
    /** The same, every image with lesions counts the same: a lesion has the weight {@code 1 / lesions of its image}. */
    IMAGES_WITHOUT_LESIONS_WEIGHTED("afroc.area.weighted"),
    /** False positives of all images, every lesion counts the same; for data without images free of lesions. */
    ALL_IMAGES("afroc1.area");

    private final String id;

    AfrocForm(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    private record Rating(double score, int image, boolean lesion) {}

    DetectionMeasure.Counted prepare(MatchedMarks matched) {
        MarkedImages sample = matched.sample();
        double[] highest = new double[sample.size()];
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        matched.falsePositives().forEach(m -> highest[m.image()] = Math.max(highest[m.image()], m.score()));
        List<Rating> ratings = new ArrayList<>();
        for (int image = 0; image < highest.length; image++) {
            if (this == ALL_IMAGES || sample.lesions(image).isEmpty()) {
                ratings.add(new Rating(highest[image], image, false));
            }
        }
        matched.lesions().forEach(l -> ratings.add(new Rating(l.score(), l.image(), true)));
        ratings.sort(Comparator.comparingDouble(Rating::score));
        int[] lesions = new int[highest.length];
        for (int image = 0; image < lesions.length; image++) {
            lesions[image] = sample.lesions(image).size();
        }
        return times -> area(ratings, lesions, times);
    }

    private OptionalDouble area(List<Rating> ratings, int[] lesions, int[] times) {
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum weights = new CompensatedSum();
        long below = 0;
        int from = 0;
        while (from < ratings.size()) {
            int to = from;
            long tied = 0;
            while (to < ratings.size() && ratings.get(to).score == ratings.get(from).score) {
                tied += ratings.get(to).lesion ? 0 : times[ratings.get(to).image];
                to++;
            }
            for (int i = from; i < to; i++) {
                Rating rating = ratings.get(i);
                if (rating.lesion) {
                    double weight = this == IMAGES_WITHOUT_LESIONS_WEIGHTED
                            ? (double) times[rating.image] / lesions[rating.image]
                            : times[rating.image];
                    sum.add(weight * (below + tied / 2.0));
                    weights.add(weight);
                }
            }
            below += tied;
            from = to;
        }
        return weights.value() > 0 && below > 0
                ? OptionalDouble.of(sum.value() / (weights.value() * below))
                : OptionalDouble.empty();
    }
}
