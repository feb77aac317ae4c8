package io.medml.core.stats;

/**
 * A study whose proportion is to be shown larger than a goal by the exact one-sided binomial test of {@link PerformanceGoal}.
 *
 * <p>The critical number is the smallest {@code c} with {@code P(X >= c) <= alpha} at the goal. The number of records is the
 * smallest whose power reaches what was asked. Exact power is a saw-tooth: a somewhat larger study may have less power, so
 * look at {@link #at} for the number that is really enrolled. Agrees with the direct formula in R ({@code qbinom},
 * {@code pbinom}).
 *
 * @param expected the expected proportion, in (0, 1)
 * @param goal the goal, in (0, 1), below the expected proportion
 * @param oneSidedAlpha the level, such as 0.025
 * @param n number of records
 * @param critical the number of successes from which the goal is shown; {@code n + 1} where no number suffices
 * @param attainedPower probability of at least that many at the expected proportion
 * @param attainedAlpha probability of at least that many at the goal; at most the level
 */
public record ExactOneProportion(
        double expected,
        double goal,
        double oneSidedAlpha,
        long n,
        long critical,
        double attainedPower,
        double attainedAlpha) {

    private static final double LARGEST = 1e6;

    /** Checks the assumptions. */
    public ExactOneProportion {
        NonInferiority.requireAlpha(oneSidedAlpha);
        SampleSize.open("expected", expected);
        SampleSize.open("goal", goal);
        if (!(expected > goal)) {
            throw new IllegalArgumentException("the expected proportion of " + expected + " must lie above the goal of "
                    + goal + "; no number of records could show it");
        }
        if (n < 1 || critical < 0 || critical > n + 1) {
            throw new IllegalArgumentException(
                    "n must be at least 1 and critical in [0, n + 1], got " + n + " and " + critical);
        }
        Arguments.fraction("attainedPower", attainedPower);
        Arguments.fraction("attainedAlpha", attainedAlpha);
    }

    /**
     * The smallest study with the power.
     *
     * @param expected the expected proportion, in (0, 1)
     * @param goal the goal, in (0, 1), below the expected proportion
     * @param rates the error rates
     * @return the study
     * @throws IllegalArgumentException when about a million records or more would be needed; use a formula for large samples then
     */
    public static ExactOneProportion of(double expected, double goal, ErrorRates rates) {
        at(1, expected, goal, rates.oneSidedAlpha()); // checks the arguments
        // at least one success is needed, so with fewer records than this its probability is below the power
        double least = StrictMath.log1p(-rates.power()) / StrictMath.log1p(-expected);
        double root =
                rates.zAlpha() * Math.sqrt(goal * (1 - goal)) + rates.zPower() * Math.sqrt(expected * (1 - expected));
        double about = Math.max(least, root * root / ((expected - goal) * (expected - goal)));
        if (!(about < LARGEST)) {
            throw tooLarge(about, expected, goal);
        }
        ExactOneProportion study = at(Math.max(1, (long) least - 1), expected, goal, rates.oneSidedAlpha());
        while (study.attainedPower < rates.power()) {
            if (study.n >= LARGEST) {
                throw tooLarge(LARGEST, expected, goal);
            }
            // with one record more the critical number stays or rises by one
            study = from(study.n + 1, study.critical, expected, goal, rates.oneSidedAlpha());
        }
        return study;
    }

    private static IllegalArgumentException tooLarge(double records, double expected, double goal) {
        return new IllegalArgumentException("about " + records + " records or more are needed to show " + expected
                + " against " + goal + "; an exact search ends at a million");
    }

    /**
     * A study of a stated size.
     *
     * @param n number of records, at least 1
     * @param expected the expected proportion, in (0, 1)
     * @param goal the goal, in (0, 1), below the expected proportion
     * @param oneSidedAlpha the level, such as 0.025
     * @return the study with its power
     */
    public static ExactOneProportion at(long n, double expected, double goal, double oneSidedAlpha) {
        return from(n, 0, expected, goal, oneSidedAlpha);
    }

    private static ExactOneProportion from(long n, long notBelow, double expected, double goal, double oneSidedAlpha) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, got " + n);
        }
        Arguments.count("n", n);
        SampleSize.open("goal", goal);
        SampleSize.open("expected", expected);
        long low = notBelow;
        long high = n + 1;
        // the tail falls with the critical number, and beyond n it is 0
        long step = 1;
        while (low + step < high && tail(low + step - 1, n, goal) > oneSidedAlpha) {
            low += step;
            step *= 2;
        }
        high = Math.min(high, low + step);
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (tail(middle, n, goal) <= oneSidedAlpha) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return new ExactOneProportion(
                expected, goal, oneSidedAlpha, n, low, tail(low, n, expected), tail(low, n, goal));
    }

    private static double tail(long atLeast, long n, double q) {
        return BinomialInterval.atLeast((double) atLeast, (double) n, q);
    }
}
