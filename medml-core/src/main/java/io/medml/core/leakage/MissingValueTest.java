package io.medml.core.leakage;

import io.medml.core.stats.MannWhitney;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SubjectPermutation;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Tests whether having no value goes with the outcome: Fisher's of subjects where each has one outcome and one value of the column or none, else
 * by permutation of subjects, or with many subjects normal; see {@link FeatureLeakageDetector}.
 */
final class MissingValueTest {

    private static final int VARIANCE_PERMUTATIONS = 20;

    private final int[] subjects;
    private final int[] firstRowOf;
    private final int[] canonical;
    private final boolean independent;
    private final int permutations;
    private final long seed;

    /**
     * A test of the records of a cohort.
     *
     * @param subjects code of the subject by row
     * @param firstRowOf first row of each subject in the canonical order
     * @param canonical the rows in that order
     * @param permutations how many are drawn
     * @param seed of the permutations
     */
    MissingValueTest(int[] subjects, int[] firstRowOf, int[] canonical, int permutations, long seed) {
        this.subjects = subjects;
        this.firstRowOf = firstRowOf;
        this.canonical = canonical;
        this.independent = firstRowOf.length == subjects.length;
        this.permutations = permutations;
        this.seed = seed;
    }

    /**
     * The p-value of one score against one outcome.
     *
     * @param labels 1 for a record with the outcome
     * @param score of a row
     * @param indicator whether the score is 0 or 1
     * @return the p-value; empty where all records have the outcome, or none
     */
    OptionalDouble pValue(int[] labels, IntToDoubleFunction score, boolean indicator) {
        double[] scores = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            scores[row] = score.applyAsDouble(row);
        }
        // one record a subject where each has one outcome and one score; then nothing depends on how many records it
        // has
        boolean constant = IntStream.range(0, labels.length).allMatch(row -> {
            int first = firstRowOf[subjects[row]];
            return labels[row] == labels[first] && scores[row] == scores[first];
        });
        boolean one = independent || constant;
        int[] rows = one
                ? IntStream.of(canonical)
                        .filter(row -> row == firstRowOf[subjects[row]])
                        .toArray()
                : canonical;
        int[] label = IntStream.of(rows).map(row -> labels[row]).toArray();
        double[] value = IntStream.of(rows).mapToDouble(row -> scores[row]).toArray();
        int[] subject = IntStream.of(rows).map(row -> subjects[row]).toArray();
        long positives = IntStream.of(label).sum();
        if (positives == 0 || positives == label.length) {
            return OptionalDouble.empty();
        }
        if (one && indicator) {
            long gaps = 0;
            long with = 0;
            for (int i = 0; i < label.length; i++) {
                gaps += value[i] > 0 ? 1 : 0;
                with += value[i] > 0 ? label[i] : 0;
            }
            return UnpairedDifference.fisher(new UnpairedCounts(with, positives, gaps - with, label.length - positives))
                    .pValue()
                    .point();
        }
        if (!many(label, value, subject)) {
            return SubjectPermutation.of(label, value, subject, ResamplePlan.seeded(seed, permutations))
                    .pValue()
                    .point();
        }
        return one
                ? MannWhitney.of(ScoredLabels.of(label, value))
                        .asymptotic()
                        .pValue()
                        .point()
                : SubjectPermutation.normal(label, value, subject, ResamplePlan.seeded(seed, VARIANCE_PERMUTATIONS))
                        .pValue()
                        .point();
    }

    /**
     * Whether enough subjects for a normal test are expected in each of four: with and without the outcome, with the most frequent score
     * and with another one.
     */
    private boolean many(int[] labels, double[] scores, int[] of) {
        Map<Double, Integer> counts = new TreeMap<>();
        for (double score : scores) {
            counts.merge(score, 1, Integer::sum);
        }
        double mode = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        long outcome = Math.min(subjectsWith(of, i -> labels[i] == 0), subjectsWith(of, i -> labels[i] == 1));
        long scored = Math.min(subjectsWith(of, i -> scores[i] == mode), subjectsWith(of, i -> scores[i] != mode));
        return outcome >= FeatureLeakageDetector.MANY_SUBJECTS
                && (double) outcome * scored / firstRowOf.length >= FeatureLeakageDetector.FEWEST_EXPECTED;
    }

    private static long subjectsWith(int[] of, IntPredicate such) {
        return IntStream.range(0, of.length)
                .filter(such)
                .map(i -> of[i])
                .distinct()
                .count();
    }
}
