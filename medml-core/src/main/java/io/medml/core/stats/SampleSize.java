package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many records a study needs, with the assumptions it rests on.
 *
 * <p>Below, {@code za} is the normal quantile of {@code 1 - one-sided alpha} and {@code zb} that of the power. Every number is
 * given as the formula gives it and rounded up; each group is rounded up on its own. The formulas are large-sample ones and
 * count independent records: add for drop-outs, for missing reference standards, and for records that share subjects.
 * {@link Power} gives the power of a number of records, {@link ExactOneProportion} an exact design.
 *
 * @param method identifier of the formula
 * @param assumptions what was assumed, by name, sorted
 * @param groups the groups of records, in a fixed order
 */
public record SampleSize(String method, SortedMap<String, Double> assumptions, List<Group> groups) {

    /** Copies the collections. */
    public SampleSize {
        Objects.requireNonNull(method, "method");
        assumptions = Collections.unmodifiableSortedMap(new TreeMap<>(assumptions));
        groups = List.copyOf(groups);
    }

    /**
     * A group of records and how many it needs.
     *
     * @param name its name, such as {@code positives}
     * @param unrounded the number as the formula gives it
     * @param count the same rounded up; of a group made of others, their counts added
     */
    public record Group(String name, double unrounded, long count) {
        /** Checks that the count is the number rounded up, or up to 9 more. */
        public Group {
            Objects.requireNonNull(name, "name");
            if (!(unrounded > 0 && unrounded < 1e15)
                    || count < Math.ceil(unrounded)
                    || count > Math.ceil(unrounded) + 9) {
                throw new IllegalArgumentException("group " + name + " needs a number between 0 and 1e15 and the same"
                        + " rounded up, got " + unrounded + " and " + count);
            }
        }

        private static Group of(String name, double unrounded) {
            if (!(unrounded < 1e15)) {
                throw new IllegalArgumentException("no feasible study meets these assumptions: " + name + " would be "
                        + unrounded + "; widen the margin or the half-width, or lower the power");
            }
            return new Group(name, unrounded, (long) Math.ceil(unrounded));
        }
    }

    /**
     * A group by its name.
     *
     * @param name its name
     * @return the group
     * @throws IllegalArgumentException when there is no such group
     */
    public Group group(String name) {
        return groups.stream()
                .filter(g -> g.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no group \"" + name + "\" in "
                        + groups.stream().map(Group::name).toList()));
    }

    /**
     * For a proportion with a stated half-width of its Wald interval: {@code n = z^2 p (1 - p) / L^2} records that the
     * proportion is about, group {@code counted}, and {@code n / share} records in all, group {@code total}.
     *
     * <p>Reference: Buderer (1996), Academic Emergency Medicine 3, 895-900.
     *
     * @param expected the expected sensitivity or specificity, in (0, 1)
     * @param halfWidth half the width of the interval, in (0, 1)
     * @param share share of the records that the proportion is about: the prevalence for a sensitivity, 1 minus it for a
     *     specificity; in (0, 1]
     * @param level confidence level, a fraction in (0, 1)
     * @return the sample size
     */
    public static SampleSize precision(double expected, double halfWidth, double share, double level) {
        open("expected", expected);
        open("halfWidth", halfWidth);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in (0, 1], got " + share);
        }
        double z = Arguments.z(level);
        double counted = z * z * expected * (1 - expected) / (halfWidth * halfWidth);
        return new Draft("samplesize.precision")
                .assuming("expected", expected)
                .assuming("half_width", halfWidth)
                .assuming("share", share)
                .assuming("level", level)
                .group("counted", counted)
                .group("total", counted / share)
                .size();
    }

    /**
     * For showing that an area under the ROC curve differs from 0.5.
     *
     * <pre>{@code
     *  cases = (za sqrt(V0) + zb sqrt(V1))^2 / (A - 0.5)^2,   controls = k cases
     *  V0 = 0.0792 (1 + 1/k),   V1 = 0.0099 exp(-a^2/2) ((5 a^2 + 8) + (a^2 + 8) / k),   a = 1.414 quantile(A)
     * }</pre>
     *
     * <p>Reference: Obuchowski, Lieber and Wians (2004), Clinical Chemistry 50, 1118-1125. Agrees with pROC's
     * {@code power.roc.test}, whose level is two-sided.
     *
     * @param auroc the expected area, in (0.5, 1)
     * @param controlsPerCase {@code k}, positive
     * @param rates the error rates
     * @return the sample size, groups {@code cases} and {@code controls}
     */
    public static SampleSize oneAuroc(double auroc, double controlsPerCase, ErrorRates rates) {
        double under = Power.aurocDeviation(auroc, controlsPerCase);
        double root = rates.zAlpha() * Power.aurocNullDeviation(controlsPerCase) + rates.zPower() * under;
        double cases = square(root / (auroc - 0.5));
        return new Draft("samplesize.auc_one", rates)
                .assuming("auroc", auroc)
                .assuming("controls_per_case", controlsPerCase)
                .group("cases", cases)
                .group("controls", cases * controlsPerCase)
                .size();
    }

    /**
     * For showing that a proportion is not smaller than another, in independent samples, by a margin.
     *
     * <pre>{@code
     *  n2 = (p1 (1 - p1) / r + p2 (1 - p2)) ((za + zb) / (p1 - p2 + margin))^2,   n1 = r n2
     * }</pre>
     *
     * <p>Agrees with epiR's {@code epi.ssninfb}. The variances are those under the assumptions and not restricted to the
     * hypothesis, so the score tests of {@link UnpairedDifference} attain the power only about.
     *
     * @param candidate the expected proportion {@code p1} of the candidate, in (0, 1)
     * @param predicate the expected proportion {@code p2} of the predicate, in (0, 1)
     * @param margin the margin, in [0, 1); 0 for superiority
     * @param ratio {@code r}, records of the candidate for each of the predicate, positive
     * @param rates the error rates
     * @return the sample size, groups {@code candidate}, {@code predicate} and {@code total}
     */
    public static SampleSize unpairedNonInferiority(
            double candidate, double predicate, double margin, double ratio, ErrorRates rates) {
        Power.checkNonInferiority(candidate, predicate, margin, ratio);
        double distance = candidate - predicate + margin;
        if (!(distance > 0)) {
            throw new IllegalArgumentException("the expected difference of " + (candidate - predicate)
                    + " must lie above minus the margin of " + margin + "; no number of records could show it");
        }
        double variance = candidate * (1 - candidate) / ratio + predicate * (1 - predicate);
        double second = variance * square((rates.zAlpha() + rates.zPower()) / distance);
        return new Draft("samplesize.noninferiority_unpaired", rates)
                .assuming("candidate", candidate)
                .assuming("predicate", predicate)
                .assuming("margin", margin)
                .assuming("ratio", ratio)
                .group("candidate", second * ratio)
                .group("predicate", second)
                .total()
                .size();
    }

    /**
     * For showing that two proportions of independent samples of equal size differ.
     *
     * <pre>{@code
     *  n = (za sqrt((p1 + p2)(1 - (p1 + p2)/2)) + zb sqrt(p1 (1 - p1) + p2 (1 - p2)))^2 / (p1 - p2)^2
     * }</pre>
     *
     * <p>Agrees with R's {@code power.prop.test}, which counts only rejections in the right direction.
     *
     * @param first an expected proportion, in (0, 1)
     * @param second another, in (0, 1)
     * @param rates the error rates
     * @return the sample size, group {@code per_group}
     */
    public static SampleSize twoProportions(double first, double second, ErrorRates rates) {
        Power.checkDifferent(first, second);
        double root = rates.zAlpha() * Power.pooledDeviation(first, second)
                + rates.zPower() * Power.separateDeviation(first, second);
        return new Draft("samplesize.two_proportions", rates)
                .assuming("first", first)
                .assuming("second", second)
                .group("per_group", square(root / (first - second)))
                .size();
    }

    /**
     * For showing by McNemar's test that two paired proportions differ: {@code n = (za sqrt(s) + zb sqrt(s - d^2))^2 / d^2} pairs,
     * {@code s = p10 + p01}, {@code d = p10 - p01}.
     *
     * <p>Reference: Connor (1987), Biometrics 43, 207-211.
     *
     * @param onlyFirst expected share {@code p10} of pairs in which only the first is positive
     * @param onlySecond expected share {@code p01} of pairs in which only the second is positive
     * @param rates the error rates
     * @return the sample size, group {@code pairs}
     */
    public static SampleSize mcNemar(double onlyFirst, double onlySecond, ErrorRates rates) {
        Power.checkDiscordant(onlyFirst, onlySecond);
        double sum = onlyFirst + onlySecond;
        double difference = onlyFirst - onlySecond;
        double root = rates.zAlpha() * Math.sqrt(sum) + rates.zPower() * Math.sqrt(sum - difference * difference);
        return new Draft("samplesize.mcnemar", rates)
                .assuming("only_first", onlyFirst)
                .assuming("only_second", onlySecond)
                .group("pairs", square(root / difference))
                .size();
    }

    /**
     * For showing on the same records that a proportion is not smaller than another by a margin: {@code n = (s - d^2) ((za + zb) / (d + margin))^2}
     * pairs, {@code s = p10 + p01}, {@code d = p10 - p01}.
     *
     * <p>The variance is that under the assumptions. Tango's score test, which {@link PairedDifference} has, attains the power only about; with
     * few discordant pairs, simulate. Reference: Liu, Hsueh, Hsieh and Chen (2002), Statistics in Medicine 21, 231-245.
     *
     * @param onlyCandidate expected share {@code p10} of records that only the candidate has right
     * @param onlyPredicate expected share {@code p01} of records that only the predicate has right
     * @param margin the margin, in [0, 1); 0 for superiority
     * @param rates the error rates
     * @return the sample size, group {@code pairs}: of records that the proportion is about, such as those with the condition
     */
    public static SampleSize pairedNonInferiority(
            double onlyCandidate, double onlyPredicate, double margin, ErrorRates rates) {
        double variance = Power.pairedVariance(onlyCandidate, onlyPredicate, margin);
        double distance = onlyCandidate - onlyPredicate + margin;
        if (!(distance > 0)) {
            throw new IllegalArgumentException("the expected difference of " + (onlyCandidate - onlyPredicate)
                    + " must lie above minus the margin of " + margin + "; no number of records could show it");
        }
        return new Draft("samplesize.noninferiority_paired", rates)
                .assuming("only_candidate", onlyCandidate)
                .assuming("only_predicate", onlyPredicate)
                .assuming("margin", margin)
                .group("pairs", variance * square((rates.zAlpha() + rates.zPower()) / distance))
                .size();
    }

    /**
     * For showing that an area under the ROC curve is not smaller than another by a margin; both on the same records.
     *
     * <pre>{@code
     *  cases = (V(A1) + V(A2) - 2 r sqrt(V(A1) V(A2))) ((za + zb) / (A1 - A2 + margin))^2,   controls = k cases
     *  V(A) = (Q - A^2)(1 + 1/k),   Q = A - 2 T(h, 1/sqrt(3)),   h = quantile(A),  T Owen's function
     * }</pre>
     *
     * <p>Scores are normal with one variance in both classes; where they are far from it, simulate.
     *
     * <p>Reference: Obuchowski and McClish (1997), Statistics in Medicine 16, 1529-1542; Owen (1956), Annals of Mathematical Statistics 27.
     *
     * @param candidate the expected area {@code A1}, in (0.5, 1)
     * @param predicate the expected area {@code A2}, in (0.5, 1)
     * @param correlation {@code r} of the two area estimates, in [0, 1): of a pilot, or 0 for independent samples of this size each
     * @param margin the margin, in [0, 1); 0 for superiority
     * @param controlsPerCase {@code k}, positive
     * @param rates the error rates
     * @return the sample size, groups {@code cases}, {@code controls} and {@code total}
     */
    public static SampleSize twoAurocs(
            double candidate,
            double predicate,
            double correlation,
            double margin,
            double controlsPerCase,
            ErrorRates rates) {
        double variance = Power.aurocsVariance(candidate, predicate, correlation, controlsPerCase);
        NonInferiority.requireMargin(margin);
        double distance = candidate - predicate + margin;
        if (!(distance > 0)) {
            throw new IllegalArgumentException("the expected difference of " + (candidate - predicate)
                    + " must lie above minus the margin of " + margin + "; no number of records could show it");
        }
        double cases = variance * square((rates.zAlpha() + rates.zPower()) / distance);
        return new Draft("samplesize.auc_two", rates)
                .assuming("candidate", candidate)
                .assuming("predicate", predicate)
                .assuming("correlation", correlation)
                .assuming("margin", margin)
                .assuming("controls_per_case", controlsPerCase)
                .group("cases", cases)
                .group("controls", cases * controlsPerCase)
                .total()
                .size();
    }

    static void open(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1), got " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
        }
        Arguments.factor(name, value);
    }

    private static double square(double value) {
        return value * value;
    }

    /** A sample size in the making. */
    private static final class Draft {
        private final String method;
        private final SortedMap<String, Double> assumptions = new TreeMap<>();
        private final List<Group> groups = new ArrayList<>();

        Draft(String method) {
            this.method = method;
        }

        Draft(String method, ErrorRates rates) {
            this.method = method;
            assuming("one_sided_alpha", rates.oneSidedAlpha()).assuming("power", rates.power());
        }

        Draft assuming(String name, double value) {
            assumptions.put(name, value);
            return this;
        }

        Draft group(String name, double unrounded) {
            groups.add(Group.of(name, unrounded));
            return this;
        }

        /** The groups so far added. */
        Draft total() {
            groups.add(new Group(
                    "total",
                    groups.stream().mapToDouble(Group::unrounded).sum(),
                    groups.stream().mapToLong(Group::count).sum()));
            return this;
        }

        SampleSize size() {
            return new SampleSize(method, assumptions, groups);
        }
    }
}
