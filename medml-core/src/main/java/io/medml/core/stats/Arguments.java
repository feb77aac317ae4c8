package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/** Checks of arguments and the shapes of results that all of this package shares. A message never holds a value. */
final class Arguments {

    /** Up to here sums of a few counts are exact, and quantiles of the beta distribution right to an absolute 1e-11. */
    static final long LARGEST_COUNT = 1_000_000_000_000L;

    /** The smallest and largest positive number whose powers and sums stay within the range of doubles. */
    private static final double SMALLEST = 1e-60;

    private static final double LARGEST = 1e60;
    private static final int MOST_BINS = 1_000_000;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Arguments() {}

    static void sameLength(String first, int firstLength, String second, int secondLength) {
        if (firstLength != secondLength) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s and %s must have the same length, got %d and %d",
                    first,
                    second,
                    firstLength,
                    secondLength));
        }
    }

    static void binary(String name, int[] values) {
        for (int i = 0; i < values.length; i++) {
            if ((values[i] & ~1) != 0) {
                throw at(name, i, "must be 0 or 1");
            }
        }
    }

    static void weights(double[] weights) {
        boolean positive = weights.length == 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw at("weights", i, "must be finite and not negative");
            }
            if (weights[i] != 0 && !(weights[i] >= SMALLEST && weights[i] <= LARGEST)) {
                throw at(
                        "weights", i, "must be 0 or in [1e-60, 1e60]; only ratios matter, so divide all by one number");
            }
            positive |= weights[i] > 0;
        }
        if (!positive) {
            throw new IllegalArgumentException("weights must not all be zero");
        }
    }

    static void probabilities(ScoredLabels sample) {
        for (int i = 0; i < sample.size(); i++) {
            if (!(sample.score(i) >= 0 && sample.score(i) <= 1)) {
                throw at("scores", i, "must be a probability in [0, 1]");
            }
        }
    }

    /** Why a method that assumes independent records of equal weight cannot be used; null if it can. */
    static @Nullable Reason independence(ScoredLabels sample) {
        return sample.weighted() ? Reason.NOT_OFFERED : sample.hasRepeatedSubjects() ? Reason.DEPENDENT_RECORDS : null;
    }

    /** Numbers whose squares and sums stay within the range of doubles. */
    static void measurements(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Ratings.LARGEST)) {
                throw at(name, i, "must be a finite number of size at most 1e60");
            }
        }
    }

    static IllegalArgumentException at(String name, int index, String rule) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "%s[%d] %s", name, index, rule));
    }

    static void level(double level) {
        Interval.checkLevel(level);
    }

    static void fraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
        }
    }

    static void times(double[] times) {
        for (int i = 0; i < times.length; i++) {
            if (!(times[i] >= 0) || Double.isInfinite(times[i])) {
                throw at("times", i, "must be finite and not negative");
            }
        }
    }

    static void time(String name, double time) {
        if (!(time >= 0) || Double.isInfinite(time)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, got " + time);
        }
    }

    static void risks(TimedRisks sample) {
        for (int i = 0; i < sample.size(); i++) {
            if (!(sample.risk(i) >= 0 && sample.risk(i) <= 1)) {
                throw at("risks", i, "must be a probability in [0, 1]");
            }
        }
    }

    static void notNegative(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " must not be negative, got " + count);
        }
    }

    static void count(String name, long count) {
        notNegative(name, count);
        if (count > LARGEST_COUNT) {
            throw new IllegalArgumentException(name + " must be at most " + LARGEST_COUNT + " (1e12), got " + count
                    + "; check that it is a count");
        }
    }

    /** The total of counts that were checked one by one. */
    static void total(String name, long... counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        count("the total of " + name, total);
    }

    /** A factor that is squared and multiplied with counts. */
    static void factor(String name, double value) {
        if (!(value >= SMALLEST && value <= LARGEST)) {
            throw new IllegalArgumentException(name + " must be in [1e-60, 1e60], got " + value);
        }
    }

    /** Groups that a sample is cut into, or cells that it is counted in. */
    static void groups(int groups) {
        if (groups < 1 || groups > MOST_BINS) {
            throw new IllegalArgumentException(
                    "groups must be at least 1 and at most " + MOST_BINS + ", got " + groups);
        }
    }

    static void bins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1, got " + bins);
        }
        if (bins > MOST_BINS) {
            throw new IllegalArgumentException("bins must be at most " + MOST_BINS + ", got " + bins);
        }
    }

    /** A class, label or the like, numbered from 0. */
    static int index(String name, int index, int size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    name + " must be in [0, " + size + "), since they are numbered from 0, got " + index);
        }
        return index;
    }

    static void number(String name, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(name + " must be a number, got NaN");
        }
    }

    /** Positions of records to select. */
    static void rows(int[] rows, int size) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] >= size) {
                throw at("rows", i, "must be the position of a record, in [0, " + size + ")");
            }
        }
    }

    /** Two limits in order: near a level of 0 rounding may exchange them. */
    static Interval interval(double first, double second, double level) {
        return new Interval(Math.min(first, second), Math.max(first, second), level);
    }

    static void proportion(String successes, long x, String trials, long n) {
        count(successes, x);
        count(trials, n);
        if (x > n) {
            throw new IllegalArgumentException(successes + " must not exceed " + trials + ", got " + x + " of " + n);
        }
    }

    /** Standard normal quantile of a two-sided interval: 1.96 for 0.95. */
    static double z(double level) {
        level(level);
        return NORMAL.inverseSurvivalProbability((1 - level) / 2);
    }

    /** P(Z > z), from the complementary function. */
    static double upperTail(double z) {
        return NORMAL.survivalProbability(z);
    }

    /** P(|Z| > |z|). */
    static double twoSided(double z) {
        return Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(z)));
    }

    static double normalQuantile(double p) {
        return NORMAL.inverseCumulativeProbability(p);
    }

    static double normalProbability(double z) {
        return NORMAL.cumulativeProbability(z);
    }

    static double logit(double p) {
        return StrictMath.log(p) - StrictMath.log1p(-p);
    }

    /** Inverse of the logit, without overflow for large arguments of either sign. */
    static double expit(double x) {
        if (x >= 0) {
            return 1 / (1 + StrictMath.exp(-x));
        }
        double e = StrictMath.exp(x);
        return e / (1 + e);
    }

    /** A value for which no interval is offered. */
    static Estimate value(double value, String method, Support support) {
        return Estimate.of(value, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method), support);
    }

    static IntervalEstimate unknown(Reason reason, String method) {
        return new IntervalEstimate.Unknown(reason, method);
    }
}
