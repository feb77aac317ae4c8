package io.medml.core.stats;

/**
 * The power of a study of a stated size: the probability of its claim under stated assumptions, by the formulas that
 * {@link SampleSize} inverts.
 *
 * <ul>
 * <li><b>Range:</b> (0, 1); it rises with the number of records. Numbers of records need not be whole.
 * <li><b>Level:</b> {@code oneSidedAlpha} is the level in the direction of the claim: half of that of a two-sided test.
 * <li><b>Not for afterwards:</b> power at the observed effect is a function of the p-value and adds nothing to it; state the effect
 *     that would matter.
 * </ul>
 */
public final class Power {

    private Power() {}

    /**
     * Power to show that an area under the ROC curve differs from 0.5.
     *
     * @param auroc the expected area, in (0.5, 1)
     * @param cases number of cases
     * @param controls number of controls
     * @param oneSidedAlpha the level in one direction, such as 0.025
     * @return the power
     */
    public static double oneAuroc(double auroc, double cases, double controls, double oneSidedAlpha) {
        SampleSize.positive("cases", cases);
        SampleSize.positive("controls", controls);
        double k = controls / cases;
        double distance = (auroc - 0.5) * Math.sqrt(cases);
        double under = aurocDeviation(auroc, k);
        return Arguments.normalProbability((distance - z(oneSidedAlpha) * aurocNullDeviation(k)) / under);
    }

    /**
     * Power to show non-inferiority of a proportion in independent samples.
     *
     * @param candidate the expected proportion of the candidate, in (0, 1)
     * @param predicate the expected proportion of the predicate, in (0, 1)
     * @param margin the margin, in [0, 1)
     * @param candidateRecords number of records of the candidate
     * @param predicateRecords number of records of the predicate
     * @param oneSidedAlpha the level, such as 0.025
     * @return the power
     */
    public static double unpairedNonInferiority(
            double candidate,
            double predicate,
            double margin,
            double candidateRecords,
            double predicateRecords,
            double oneSidedAlpha) {
        SampleSize.positive("candidateRecords", candidateRecords);
        SampleSize.positive("predicateRecords", predicateRecords);
        checkNonInferiority(candidate, predicate, margin, candidateRecords / predicateRecords);
        double error = Math.sqrt(
                candidate * (1 - candidate) / candidateRecords + predicate * (1 - predicate) / predicateRecords);
        return Arguments.normalProbability((candidate - predicate + margin) / error - z(oneSidedAlpha));
    }

    /**
     * Power to show that two proportions of independent samples differ, in the right direction.
     *
     * @param first an expected proportion, in (0, 1)
     * @param second another, in (0, 1)
     * @param perGroup number of records in each sample
     * @param oneSidedAlpha the level in one direction, such as 0.025
     * @return the power
     */
    public static double twoProportions(double first, double second, double perGroup, double oneSidedAlpha) {
        checkDifferent(first, second);
        SampleSize.positive("perGroup", perGroup);
        double distance = Math.sqrt(perGroup) * Math.abs(first - second);
        return Arguments.normalProbability(
                (distance - z(oneSidedAlpha) * pooledDeviation(first, second)) / separateDeviation(first, second));
    }

    /**
     * Power of McNemar's test, in the right direction.
     *
     * @param onlyFirst expected share of pairs in which only the first is positive
     * @param onlySecond expected share of pairs in which only the second is positive
     * @param pairs number of pairs
     * @param oneSidedAlpha the level in one direction, such as 0.025
     * @return the power
     */
    public static double mcNemar(double onlyFirst, double onlySecond, double pairs, double oneSidedAlpha) {
        checkDiscordant(onlyFirst, onlySecond);
        SampleSize.positive("pairs", pairs);
        double sum = onlyFirst + onlySecond;
        double difference = onlyFirst - onlySecond;
        double distance = Math.sqrt(pairs) * Math.abs(difference);
        return Arguments.normalProbability(
                (distance - z(oneSidedAlpha) * Math.sqrt(sum)) / Math.sqrt(sum - difference * difference));
    }

    /**
     * Power to show non-inferiority of a proportion on the same records.
     *
     * @param onlyCandidate expected share of records that only the candidate has right
     * @param onlyPredicate expected share of records that only the predicate has right
     * @param margin the margin, in [0, 1)
     * @param pairs number of records
     * @param oneSidedAlpha the level, such as 0.025
     * @return the power
     */
    public static double pairedNonInferiority(
            double onlyCandidate, double onlyPredicate, double margin, double pairs, double oneSidedAlpha) {
        double variance = pairedVariance(onlyCandidate, onlyPredicate, margin);
        SampleSize.positive("pairs", pairs);
        double distance = onlyCandidate - onlyPredicate + margin;
        return Arguments.normalProbability(distance * Math.sqrt(pairs / variance) - z(oneSidedAlpha));
    }

    /**
     * Power to show non-inferiority of an area under the ROC curve on the same records.
     *
     * @param candidate the expected area, in (0.5, 1)
     * @param predicate the expected area of the predicate, in (0.5, 1)
     * @param correlation of the two area estimates, in [0, 1)
     * @param margin the margin, in [0, 1)
     * @param cases number of cases
     * @param controls number of controls
     * @param oneSidedAlpha the level, such as 0.025
     * @return the power
     */
    public static double twoAurocs(
            double candidate,
            double predicate,
            double correlation,
            double margin,
            double cases,
            double controls,
            double oneSidedAlpha) {
        SampleSize.positive("cases", cases);
        SampleSize.positive("controls", controls);
        NonInferiority.requireMargin(margin);
        double variance = aurocsVariance(candidate, predicate, correlation, controls / cases);
        double distance = candidate - predicate + margin;
        return Arguments.normalProbability(distance * Math.sqrt(cases / variance) - z(oneSidedAlpha));
    }

    static double pairedVariance(double onlyCandidate, double onlyPredicate, double margin) {
        Arguments.fraction("onlyCandidate", onlyCandidate);
        Arguments.fraction("onlyPredicate", onlyPredicate);
        NonInferiority.requireMargin(margin);
        double sum = onlyCandidate + onlyPredicate;
        double difference = onlyCandidate - onlyPredicate;
        double variance = sum - difference * difference;
        if (!(sum <= 1 && variance > 0)) {
            throw new IllegalArgumentException("onlyCandidate and onlyPredicate must sum to at most 1 and vary, got "
                    + onlyCandidate + " and " + onlyPredicate);
        }
        return variance;
    }

    /** Variance of the difference of two areas, times the number of cases. */
    static double aurocsVariance(double candidate, double predicate, double correlation, double controlsPerCase) {
        if (!(correlation >= 0 && correlation < 1)) {
            throw new IllegalArgumentException("correlation must be in [0, 1), got " + correlation);
        }
        double first = binormalVariance("candidate", candidate, controlsPerCase);
        double second = binormalVariance("predicate", predicate, controlsPerCase);
        return first + second - 2 * correlation * Math.sqrt(first * second);
    }

    /** Times the number of cases; two cases are both above one control with the probability A - 2 T(h, 1 / sqrt(3)). */
    private static double binormalVariance(String name, double auroc, double controlsPerCase) {
        if (!(auroc > 0.5 && auroc < 1)) {
            throw new IllegalArgumentException(name + " must be in (0.5, 1), got " + auroc);
        }
        SampleSize.positive("controlsPerCase", controlsPerCase);
        double both = auroc - 2 * owen(Arguments.normalQuantile(auroc), 1 / Math.sqrt(3));
        return (both - auroc * auroc) * (1 + 1 / controlsPerCase);
    }

    /** Owen's T by Simpson's rule; the integrand has no bend in [0, 1]. */
    private static double owen(double h, double a) {
        int steps = 400;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = a * i / steps;
            double value = StrictMath.exp(-h * h * (1 + x * x) / 2) / (1 + x * x);
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * value;
        }
        return sum * a / steps / 3 / (2 * Math.PI);
    }

    private static double z(double oneSidedAlpha) {
        NonInferiority.requireAlpha(oneSidedAlpha);
        return Arguments.z(1 - 2 * oneSidedAlpha);
    }

    static void checkNonInferiority(double candidate, double predicate, double margin, double ratio) {
        SampleSize.open("candidate", candidate);
        SampleSize.open("predicate", predicate);
        NonInferiority.requireMargin(margin);
        SampleSize.positive("ratio", ratio);
    }

    static void checkDifferent(double first, double second) {
        SampleSize.open("first", first);
        SampleSize.open("second", second);
        if (first == second) {
            throw new IllegalArgumentException("first and second must differ, got " + first
                    + " twice; no number of records could show a difference");
        }
    }

    static void checkDiscordant(double onlyFirst, double onlySecond) {
        Arguments.fraction("onlyFirst", onlyFirst);
        Arguments.fraction("onlySecond", onlySecond);
        if (onlyFirst == onlySecond || onlyFirst + onlySecond > 1 || Math.abs(onlyFirst - onlySecond) == 1) {
            throw new IllegalArgumentException(
                    "onlyFirst and onlySecond must differ by less than 1 and sum to at most 1, got " + onlyFirst
                            + " and " + onlySecond);
        }
    }

    static double pooledDeviation(double first, double second) {
        return Math.sqrt((first + second) * (1 - (first + second) / 2));
    }

    static double separateDeviation(double first, double second) {
        return Math.sqrt(first * (1 - first) + second * (1 - second));
    }

    static double aurocNullDeviation(double controlsPerCase) {
        return Math.sqrt(0.0792 * (1 + 1 / controlsPerCase));
    }

    static double aurocDeviation(double auroc, double controlsPerCase) {
        if (!(auroc > 0.5 && auroc < 1)) {
            throw new IllegalArgumentException("auroc must be in (0.5, 1), got " + auroc);
        }
        SampleSize.positive("controlsPerCase", controlsPerCase);
        // deliberate: 1.414 and not the root of 2, as published and as in pROC
        double a = 1.414 * Arguments.normalQuantile(auroc);
        double a2 = a * a;
        return Math.sqrt(0.0099 * StrictMath.exp(-a2 / 2) * ((5 * a2 + 8) + (a2 + 8) / controlsPerCase));
    }
}
