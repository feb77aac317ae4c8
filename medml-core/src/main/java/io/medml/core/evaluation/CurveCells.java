package io.medml.core.evaluation;

import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.RocCurve;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The thresholds at which the curves of a report count records, no two closer than a minimum of records of either class.
 *
 * <p>A score and its label are hidden among others only if every range of scores that two counts in the report enclose holds several
 * records <em>of both classes</em>: a range with records of one class alone tells the label of each of them. Since whoever has all curves
 * can subtract any two counts, the thresholds of all curves and the operating point are one set, kept apart together.
 *
 * <p>Thresholds of probabilities are hundredths; of other scores, the shortest decimal between two scores. None is a record's score but
 * by chance.
 */
final class CurveCells {

    private static final int HUNDREDTHS = 100;
    private static final int POINTS = 200;
    private static final int MOST_DIGITS = 20;

    private final long minimum;
    private final RocCurve roc;
    private final double[] scores;
    private final List<ConfusionCounts> taken = new ArrayList<>();
    private final List<Double> thresholds = new ArrayList<>();

    /** Of records of both classes. */
    CurveCells(
            RocCurve roc, long minimum, boolean probability, double[] first, Optional<ConfusionCounts> operatingPoint) {
        this.roc = roc;
        this.scores = roc.thresholds();
        this.minimum = minimum;
        taken.add(roc.counts(0));
        taken.add(roc.counts(scores.length - 1));
        operatingPoint.ifPresent(taken::add);
        for (int i = first.length - 1; i >= 0; i--) {
            take(first[i]);
        }
        if (probability) {
            for (int k = HUNDREDTHS - 1; k > 0; k--) {
                take((double) k / HUNDREDTHS);
            }
        } else {
            takeBetweenScores();
        }
        thresholds.sort((a, b) -> Double.compare(b, a));
    }

    private void takeBetweenScores() {
        double[] tpr = roc.truePositiveRates().orElseThrow();
        double[] fpr = roc.falsePositiveRates().orElseThrow();
        double next = 0;
        for (int i = 1; i + 1 < scores.length; i++) {
            if (tpr[i] + fpr[i] >= next && take(between(scores[i + 1], scores[i]))) {
                next = tpr[i] + fpr[i] + 2.0 / POINTS;
            }
        }
    }

    /** The decimal with the fewest digits above one score and at most the next. */
    static double between(double lower, double upper) {
        if (Double.isInfinite(upper)) {
            return upper;
        }
        BigDecimal exact = new BigDecimal(upper);
        for (int digits = 0; digits <= MOST_DIGITS; digits++) {
            double rounded = exact.setScale(digits, RoundingMode.FLOOR).doubleValue();
            if (rounded > lower && rounded <= upper) {
                return rounded;
            }
        }
        return upper;
    }

    private boolean take(double threshold) {
        ConfusionCounts counts = counts(threshold);
        if (thresholds.contains(threshold) || !taken.stream().allMatch(other -> apart(other, counts))) {
            return false;
        }
        taken.add(counts);
        thresholds.add(threshold);
        return true;
    }

    /** Whether two counts are the same, or enclose enough records of both classes. */
    private boolean apart(ConfusionCounts a, ConfusionCounts b) {
        long positives = Math.abs(a.truePositives() - b.truePositives());
        long negatives = Math.abs(a.falsePositives() - b.falsePositives());
        return (positives == 0 && negatives == 0) || (positives >= minimum && negatives >= minimum);
    }

    /** The thresholds that were taken, falling. */
    List<Double> thresholds() {
        return List.copyOf(thresholds);
    }

    /** Whether the counts at a threshold are among those that are shown. */
    boolean shows(double threshold) {
        return taken.contains(counts(threshold));
    }

    /** The counts where nobody is predicted positive. */
    ConfusionCounts none() {
        return roc.counts(0);
    }

    /** The counts where a score at or above the threshold predicts positive. */
    ConfusionCounts counts(double threshold) {
        int low = 0;
        int high = scores.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (scores[middle] >= threshold) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return roc.counts(low);
    }
}
