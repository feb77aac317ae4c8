package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Permutation test, by subject, that the area under the ROC curve of a score is 1/2.
 *
 * <pre>{@code
 * t = d / se,   d = sum over subjects of D,   se^2 = sum over subjects of W^2
 * D = sum over records of w (c - c0),   W = sum over records of w c
 * w = 1 / positives or -1 / negatives,   c = midrank of the score / records - 1/2,   c0 the c of the most frequent score
 * upper p = 20 / l             when the 20th permutation with a t at least as large is the l-th
 *           (r + 1) / (R + 1)  when r < 20 of all R permutations have one
 * lower p likewise with a t at most as large;   p = 2 min(upper p, lower p, 1/2)
 * normal  : z = d / max(se, root of the mean se^2 of the permutations)
 * }</pre>
 *
 * <ul>
 * <li><b>Permutation:</b> each subject gets the labels of another of about as many records ({@code strata}: subjects in the order of their number of
 *     records, equal ones together, closed at {@value #FEWEST_IN_STRATUM} subjects), its records keeping their scores and their number. The labels of
 *     the other are taken in their order from a random record on, again from the first after the last, as many as are needed. A
 *     subject whose label never changes gives one label to all records of another.
 * <li><b>Positives and negatives</b> in {@code w}, and the part of {@code se} of subjects whose every score is the most frequent one, are those that
 *     the permutations have on average, so that a permutation costs only what the other subjects cost. Where all subjects of a
 *     stratum have one number of records {@code d} is {@code A - 1/2}.
 * <li><b>Null hypothesis:</b> among subjects with the same number of records, the labels depend not on the scores; the number of records may
 *     go with both. Where no subject has two labels the test is then exact, however few subjects a class or the scores have; where subjects with
 *     unequal numbers share a stratum it takes the labels to be independent of the number within it. Each side has half of the error rate,
 *     since with few subjects in a class the two tails differ much.
 * <li><b>Normal:</b> for many subjects with and without the label in whom the score differs and in whom it does not. The larger of two variances,
 *     since that of the data alone is too small where fewer than expected are found in the smaller class: the test rejects at most as
 *     often as stated, also far out in the tail that the adjustment for many columns needs.
 * <li><b>Undefined:</b> no positive or no negative record. If no score differs there is no statistic and p is 1.
 * <li><b>Cost:</b> a sort; of each permutation the subjects with another score than the most frequent one. Without an association it stops early.
 * <li><b>Reference:</b> Besag and Clifford (1991), Biometrika 78, 301-304 (stopping); Chung and Romano (2013), Annals of Statistics 41,
 *     484-507 (division by the standard error); Obuchowski (1997), Biometrics 53, 567-578 (variance by subject, here with area 1/2).
 * </ul>
 *
 * <p>The order of the records and of the subjects in the arrays decides what is drawn; give a fixed one.
 */
public final class SubjectPermutation {

    /** So many permutations that are as extreme end the test. */
    public static final int EXTREMES = 20;

    /** So many subjects close a stratum. */
    public static final int FEWEST_IN_STRATUM = 20;

    private static final String METHOD = "permutation.clustered_auroc";
    private static final double TOLERANCE = 1e-9;

    /** The records of each subject, one after another. */
    private final int[] starts;

    private final int[] labels;
    private final double[] centred;
    private final double reference;
    /** Sums of the centred scores by subject. */
    private final double[] sums;
    /** The label of a subject, or -1 where it changes. */
    private final int[] constant;
    /** Subjects in the order of their number of records; those of a stratum lie together. */
    private final int[] order;

    private final int[] stratumStarts;
    /** By stratum, the subjects that have another score than the most frequent one. */
    private final int[][] affected;

    private final double[] weight = new double[2];
    private final double squares;

    private SubjectPermutation(int[] labels, double[] centred, double reference, int[] starts) {
        this.labels = labels;
        this.centred = centred;
        this.reference = reference;
        this.starts = starts;
        int n = starts.length - 1;
        this.sums = new double[n];
        this.constant = new int[n];
        double[] share = new double[n];
        boolean[] differs = new boolean[n];
        for (int subject = 0; subject < n; subject++) {
            for (int row = starts[subject]; row < starts[subject + 1]; row++) {
                sums[subject] += centred[row];
                share[subject] += labels[row];
                differs[subject] |= centred[row] != reference;
            }
            share[subject] /= size(subject);
            constant[subject] = share[subject] == 0 ? 0 : share[subject] == 1 ? 1 : -1;
        }
        this.order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingInt(this::size))
                .mapToInt(Integer::intValue)
                .toArray();
        this.stratumStarts = strata();
        this.affected = new int[stratumStarts.length - 1][];
        Arrays.setAll(
                affected,
                s -> IntStream.range(stratumStarts[s], stratumStarts[s + 1])
                        .map(i -> order[i])
                        .filter(subject -> differs[subject])
                        .toArray());
        double positives = 0;
        for (int s = 0; s < affected.length; s++) {
            positives += total(s, this::size) * total(s, subject -> share[subject]) / members(s);
        }
        this.weight[1] = 1 / positives;
        this.weight[0] = -1 / (labels.length - positives);
        double sum = 0;
        for (int s = 0; s < affected.length; s++) {
            sum += total(s, subject -> (double) size(subject) * size(subject))
                    * total(s, subject -> {
                        double mean = share[subject] * weight[1] + (1 - share[subject]) * weight[0];
                        return mean * mean;
                    })
                    / members(s);
        }
        this.squares = sum;
    }

    private int size(int subject) {
        return starts[subject + 1] - starts[subject];
    }

    private int members(int stratum) {
        return stratumStarts[stratum + 1] - stratumStarts[stratum];
    }

    private double total(int stratum, IntToDoubleFunction of) {
        return IntStream.range(stratumStarts[stratum], stratumStarts[stratum + 1])
                .mapToDouble(i -> of.applyAsDouble(order[i]))
                .sum();
    }

    /** Equal numbers of records together, closed at enough subjects; a last one with too few joins the one before it. */
    private int[] strata() {
        List<Integer> cuts = new ArrayList<>(List.of(0));
        for (int i = 1; i < order.length; i++) {
            if (size(order[i]) != size(order[i - 1]) && i - cuts.get(cuts.size() - 1) >= FEWEST_IN_STRATUM) {
                cuts.add(i);
            }
        }
        if (cuts.size() > 1 && order.length - cuts.get(cuts.size() - 1) < FEWEST_IN_STRATUM) {
            cuts.remove(cuts.size() - 1);
        }
        cuts.add(order.length);
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Tests a score.
     *
     * @param labels the label of each record, 0 or 1
     * @param scores the score of each record
     * @param subjects the subject of each record, any codes
     * @param plan seed and largest number of permutations
     * @return the test, two-sided; its support counts the {@code permutations} that were drawn
     */
    public static HypothesisTest of(int[] labels, double[] scores, int[] subjects, ResamplePlan plan) {
        return test(METHOD, labels, scores, subjects, plan, (test, support) -> test.permute(plan, support));
    }

    /**
     * Tests a score by the normal distribution, with a variance that is at least that of the permutations.
     *
     * @param labels the label of each record, 0 or 1
     * @param scores the score of each record
     * @param subjects the subject of each record, any codes
     * @param plan seed and number of permutations that the variance is averaged over; 20 are enough
     * @return the test, two-sided
     */
    public static HypothesisTest normal(int[] labels, double[] scores, int[] subjects, ResamplePlan plan) {
        return test(
                METHOD + ".normal", labels, scores, subjects, plan, (test, support) -> test.approximate(plan, support));
    }

    private static HypothesisTest test(
            String method,
            int[] labels,
            double[] scores,
            int[] subjects,
            ResamplePlan plan,
            BiFunction<SubjectPermutation, Support, HypothesisTest> way) {
        Arguments.sameLength("labels", labels.length, "scores", scores.length);
        Arguments.sameLength("labels", labels.length, "subjects", subjects.length);
        Arguments.binary("labels", labels);
        Arguments.measurements("scores", scores);
        Objects.requireNonNull(plan, "plan");
        Support support = ScoredLabels.of(labels, scores).withSubjects(subjects).support();
        long positives = IntStream.of(labels).sum();
        if (positives == 0 || positives == labels.length) {
            return HypothesisTest.notEstimable(
                    positives == 0 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES, method, support);
        }
        double[] distinct =
                Arrays.stream(scores).map(s -> s + 0.0).sorted().distinct().toArray();
        if (distinct.length == 1) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, method, 1, support);
        }
        int[] score = Arrays.stream(scores)
                .mapToInt(s -> Arrays.binarySearch(distinct, s + 0.0))
                .toArray();
        double[] centred = centred(score, distinct.length);
        Map<Integer, Integer> known = new HashMap<>();
        int[] subject = Arrays.stream(subjects)
                .map(code -> {
                    Integer number = known.putIfAbsent(code, known.size());
                    return number == null ? known.size() - 1 : number;
                })
                .toArray();
        int[] rows = IntStream.range(0, labels.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> subject[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] starts = new int[known.size() + 1];
        for (int each : subject) {
            starts[each + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        return way.apply(
                new SubjectPermutation(
                        Arrays.stream(rows).map(row -> labels[row]).toArray(),
                        Arrays.stream(rows)
                                .mapToDouble(row -> centred[score[row]])
                                .toArray(),
                        centred[mode(score, distinct.length)],
                        starts),
                support);
    }

    /** Of each score the share of records below it and half of that at it, less 1/2. */
    private static double[] centred(int[] score, int scores) {
        long[] counts = new long[scores];
        for (int s : score) {
            counts[s]++;
        }
        double[] centred = new double[scores];
        long below = 0;
        for (int s = 0; s < scores; s++) {
            centred[s] = (below + counts[s] / 2.0) / score.length - 0.5;
            below += counts[s];
        }
        return centred;
    }

    private static int mode(int[] score, int scores) {
        int[] counts = new int[scores];
        int most = 0;
        for (int s : score) {
            counts[s]++;
        }
        for (int s = 1; s < scores; s++) {
            most = counts[s] > counts[most] ? s : most;
        }
        return most;
    }

    private HypothesisTest permute(ResamplePlan plan, Support support) {
        double[] sums = observed();
        double observed = statistic(sums[0], sums[1]);
        int drawn = 0;
        int[] extreme = new int[2];
        int[] ended = new int[2];
        while (drawn < plan.replicates() && (extreme[0] < EXTREMES || extreme[1] < EXTREMES)) {
            double[] dealt = dealt(plan.numbers(drawn++));
            double t = statistic(dealt[0], dealt[1]);
            double room = Double.isInfinite(observed) ? 0 : TOLERANCE * (1 + Math.abs(observed));
            boolean[] beyond = {t <= observed + room, t >= observed - room};
            for (int side = 0; side < 2; side++) {
                if (extreme[side] < EXTREMES) {
                    extreme[side] += beyond[side] ? 1 : 0;
                    ended[side] = drawn;
                }
            }
        }
        double p = 1;
        for (int side = 0; side < 2; side++) {
            p = Math.min(
                    p,
                    2
                            * (extreme[side] == EXTREMES
                                    ? (double) EXTREMES / ended[side]
                                    : (extreme[side] + 1.0) / (drawn + 1.0)));
        }
        Support counted = support.with("permutations", drawn);
        return Double.isInfinite(observed)
                ? HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, METHOD, p, counted)
                : HypothesisTest.of(METHOD, observed, p, counted);
    }

    private HypothesisTest approximate(ResamplePlan plan, Support support) {
        double[] sums = observed();
        double dealt = 0;
        for (int i = 0; i < plan.replicates(); i++) {
            dealt += dealt(plan.numbers(i))[1];
        }
        double z = statistic(sums[0], Math.max(sums[1], dealt / plan.replicates()));
        Support counted = support.with("permutations", plan.replicates());
        return Double.isInfinite(z)
                ? HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, METHOD + ".normal", 1, counted)
                : HypothesisTest.of(METHOD + ".normal", z, Arguments.twoSided(z), counted);
    }

    /** Distance and squared standard error with the labels as they are. */
    private double[] observed() {
        double[] to = new double[3];
        for (int[] members : affected) {
            for (int subject : members) {
                add(subject, subject, 0, to);
            }
        }
        return finished(to);
    }

    /** The same where each subject has the labels of another of its stratum. */
    private double[] dealt(ResamplePlan.Numbers random) {
        double[] to = new double[3];
        for (int s = 0; s < affected.length; s++) {
            int from = stratumStarts[s];
            for (int i = 0; i < affected[s].length; i++) {
                // any order that an earlier permutation left serves
                int j = from + i + random.below().applyAsInt(members(s) - i);
                int giver = order[j];
                order[j] = order[from + i];
                order[from + i] = giver;
                int at = constant[giver] >= 0 ? 0 : random.below().applyAsInt(size(giver));
                add(affected[s][i], giver, at, to);
            }
        }
        return finished(to);
    }

    private void add(int subject, int giver, int start, double[] to) {
        double score = 0;
        double records = 0;
        if (constant[giver] >= 0) {
            score = weight[constant[giver]] * sums[subject];
            records = weight[constant[giver]] * size(subject);
        } else {
            int from = starts[giver];
            int end = starts[giver + 1];
            int at = from + start;
            for (int row = starts[subject]; row < starts[subject + 1]; row++) {
                score += weight[labels[at]] * centred[row];
                records += weight[labels[at]];
                at = at + 1 == end ? from : at + 1;
            }
        }
        to[0] += score - reference * records;
        to[1] += score * score;
        to[2] += records * records;
    }

    private double[] finished(double[] sums) {
        return new double[] {sums[0], sums[1] + reference * reference * Math.max(0, squares - sums[2])};
    }

    /** Infinite where nothing varies. */
    private static double statistic(double distance, double variance) {
        if (Math.abs(distance) < TOLERANCE * TOLERANCE) {
            return 0;
        }
        double error = Math.sqrt(variance);
        return error < TOLERANCE * TOLERANCE ? Math.copySign(Double.POSITIVE_INFINITY, distance) : distance / error;
    }
}
