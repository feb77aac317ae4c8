package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A small model of a label on a few coarse columns, fitted to the other subjects only, to see how far such columns alone tell who has
 * the condition.
 *
 * <pre>{@code
 * score of a record = sum over columns of ln( (x + m q) / (n - x + m (1 - q)) )
 * }</pre>
 *
 * with {@code n} the records of the other folds whose value of the column is in the same bin, {@code x} the positives among them,
 * {@code q} the share of positives in the other folds and {@code m} = {@value #PRIOR_RECORDS} records that stand for it. One column is
 * thus scored by the shrunken rate of its bin, in whatever shape the rate depends on it; several are added as if they were independent
 * given the label (naive Bayes), since that fits no further weights.
 *
 * <ul>
 * <li><b>Folds</b> are of subjects, drawn from the seed. A positive is ranked among the negatives of its own fold
 *     ({@link StratifiedAuroc} with the folds as strata): scores of different folds come from different fits, and comparing them would
 *     push the area of useless columns below 1/2.
 * <li><b>A floor:</b> a better model of the same columns may reach more, so a small area does not show that the columns tell nothing.
 * <li><b>Interval:</b> of the area, from the variation of the records that are scored; that other fits could have been drawn is not in it.
 * <li><b>Negative control:</b> within each stratum the labels of the subjects, each subject's shuffled, are laid end to end in a random
 *     order of subjects and dealt to the records in another, and everything is fitted again. What a subject's records have in common
 *     mostly stays together, and who has many records is no longer told by the label. The mean of these areas is what the strata alone let
 *     the columns reach, 1/2 where there is one stratum.
 * <li><b>Test:</b> areas are compared as {@code t = (A - mean) / se}, with {@code mean} that of all areas, the observed among them, and
 *     {@code se^2} the sum over subjects of {@code (X + Z)^2} of {@link StratifiedAuroc}, from the labels that gave the area.
 *     {@code p = (r + 1) / (R + 1)}, {@code r} of {@code R} permutations with a {@code t} at least as large. It is exact where every subject
 *     has one record and one stratum. Elsewhere permuting cuts the sequences of some subjects, and so spreads areas less than the data do;
 *     the division by {@code se} makes the test asymptotically right in the number of subjects all the same.
 * <li><b>Few subjects:</b> where label and column hardly change within a subject, the test at 0.025 rejects too often while subjects are few or
 *     very unequal: simulated, in 0.03 of samples with 100 subjects of 2 to 8 records, in about 0.05 with 20 of 5 to 15, and in about 0.07 with
 *     40 of which a tenth have 40 records and the others 2. What counts is {@code (sum m)^2 / sum m^2}, {@code m} the records of a subject: 86, 18
 *     and 8 here.
 * <li><b>Missing values</b> are a bin of their own. <b>Unseen bins</b> get the share of positives.
 * <li><b>Cost:</b> of each permutation two passes over the records, and a sort of the distinct combinations of bins.
 * <li><b>Reference:</b> Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, 39; LeDell, Petersen and
 *     van der Laan (2015), Electronic J. Statistics 9, 1583-1607 (areas within folds); Chung and Romano (2013), Annals of Statistics 41,
 *     484-507 (permutation of a statistic divided by its standard error).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CrossFittedProbe {

    /** How many records at the overall rate are added to each bin. */
    public static final double PRIOR_RECORDS = 10;

    private static final String METHOD = "permutation.cross_fitted_auroc";
    private static final double TOLERANCE = 1e-9;

    private final int[] labels;
    private final int[] subjects;
    private final int[] fold;
    private final int folds;

    private CrossFittedProbe(int[] labels, int[] subjects, int[] fold, int folds) {
        this.labels = labels;
        this.subjects = subjects;
        this.fold = fold;
        this.folds = folds;
    }

    /**
     * Deals the subjects to folds.
     *
     * @param labels the label of each record, 0 or 1
     * @param subjects the subject of each record, any codes
     * @param folds number of folds, at least 2
     * @param seed decides which subject goes to which fold; it belongs in the report
     * @return what probes are fitted on
     */
    public static CrossFittedProbe of(int[] labels, int[] subjects, int folds, long seed) {
        Arguments.sameLength("labels", labels.length, "subjects", subjects.length);
        Arguments.binary("labels", labels);
        if (folds < 2) {
            throw new IllegalArgumentException("folds must be at least 2, got " + folds);
        }
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] subject = ScoredLabels.dense(subjects, distinct);
        int[] order = ResamplePlan.seeded(seed, 1).choose(0, distinct.length, distinct.length);
        int[] foldOf = new int[distinct.length];
        for (int i = 0; i < order.length; i++) {
            foldOf[order[i]] = i % folds;
        }
        return new CrossFittedProbe(
                labels.clone(),
                subject,
                Arrays.stream(subject).map(s -> foldOf[s]).toArray(),
                folds);
    }

    /**
     * Which records are scored by a fit on all others.
     *
     * @return the fold of each record, from 0
     */
    public int[] folds() {
        return fold.clone();
    }

    /**
     * Bins of numbers for a probe: each value its own where there are few, else as many records in each as ties allow.
     *
     * @param values the numbers; NaN where there is none
     * @param most largest number of bins without that of missing values, at least 2
     * @return the bin of each record, from 0; 0 holds the missing values
     */
    public static int[] bins(double[] values, int most) {
        if (most < 2) {
            throw new IllegalArgumentException("most must be at least 2, got " + most);
        }
        double[] present =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        double[] uppers = Arrays.stream(present).distinct().toArray();
        if (uppers.length > most) {
            double[] cut = new double[most];
            for (int b = 0; b < most; b++) {
                cut[b] = present[(int) ((b + 1L) * present.length / most) - 1];
            }
            uppers = Arrays.stream(cut).distinct().toArray();
        }
        int[] bins = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                int at = Arrays.binarySearch(uppers, values[i]);
                bins[i] = 1 + (at >= 0 ? at : -at - 1);
            }
        }
        return bins;
    }

    /**
     * The scores that a probe gives, each from the other folds.
     *
     * @param columns the bin of each record in each column, from 0; at least one column
     * @return one score a record; rounded to the precision of a float, so that sums in another order tie
     */
    public double[] scores(List<int[]> columns) {
        Cells cells = cells(columns);
        float[][] scores = cells.scores(labels);
        double[] result = new double[labels.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = scores[fold[i]][cells.cellOf[i]];
        }
        return result;
    }

    /**
     * The area that a probe reaches.
     *
     * @param columns the bin of each record in each column, from 0; at least one column
     * @return the area within folds
     */
    public StratifiedAuroc area(List<int[]> columns) {
        return StratifiedAuroc.of(ScoredLabels.of(labels, scores(columns)).withSubjects(subjects), fold);
    }

    /**
     * A probe beside its negative control.
     *
     * @param test the permutation test that the columns tell nothing of the label within strata; its statistic is the area
     * @param meanPermuted mean area of the permutations; not estimable where no area is
     * @param upperPermuted 95th percentile of the areas of the permutations
     */
    public record Control(HypothesisTest test, double meanPermuted, double upperPermuted) {}

    /**
     * Tests several probes with the same permutations.
     *
     * @param probes the columns of each probe
     * @param strata the stratum of each record, any codes; all equal for one stratum
     * @param plan seed and number of permutations
     * @return the control of each probe
     * @throws IllegalArgumentException when the plan has explicit indices
     */
    public List<Control> controls(List<List<int[]>> probes, int[] strata, ResamplePlan plan) {
        Arguments.sameLength("strata", strata.length, "labels", labels.length);
        List<Cells> cells = probes.stream().map(this::cells).toList();
        Permuter permuter = new Permuter(ScoredLabels.dense(strata, ScoredLabels.distinct(strata)));
        Reached[] observed = cells.stream().map(c -> c.reached(labels)).toArray(Reached[]::new);
        Reached[][] permuted = new Reached[cells.size()][plan.replicates()];
        int[] drawn = new int[labels.length];
        for (int r = 0; r < plan.replicates(); r++) {
            permuter.permute(plan.numbers(r), drawn);
            for (int k = 0; k < observed.length; k++) {
                permuted[k][r] = cells.get(k).reached(drawn);
            }
        }
        Support support = ScoredLabels.of(labels, new double[labels.length])
                .withSubjects(subjects)
                .support()
                .with("permutations", plan.replicates());
        return IntStream.range(0, observed.length)
                .mapToObj(k -> control(observed[k], permuted[k], support))
                .toList();
    }

    private static Control control(Reached observed, Reached[] permuted, Support support) {
        if (Double.isNaN(observed.area)) {
            return new Control(HypothesisTest.notEstimable(Reason.EMPTY_GROUP, METHOD, support), 0.5, 0.5);
        }
        double[] sorted = Arrays.stream(permuted)
                .mapToDouble(p -> Double.isNaN(p.area) ? 0.5 : p.area)
                .sorted()
                .toArray();
        double sum = Descriptive.sum(sorted);
        double mean = (sum + observed.area) / (sorted.length + 1);
        double t = observed.above(mean);
        long extreme = Arrays.stream(permuted)
                .filter(p -> p.above(mean) >= t - TOLERANCE)
                .count();
        return new Control(
                HypothesisTest.of(
                        METHOD,
                        observed.area,
                        (extreme + 1.0) / (permuted.length + 1.0),
                        support.with("extreme", extreme)),
                sum / sorted.length,
                Descriptive.quantileOfSorted(sorted, 0.95));
    }

    /** An area within folds with the variance of its records, by subject; an area of NaN where no fold has both classes. */
    private record Reached(double area, double variance) {

        /** By how many standard errors the area is above another; infinite where it does not vary. */
        double above(double mean) {
            double difference = area - mean;
            if (Double.isNaN(area) || Math.abs(difference) < TOLERANCE) {
                return 0;
            }
            return difference / Math.sqrt(variance);
        }
    }

    /** Deals labels to other records of the same stratum, by subject. */
    private final class Permuter {

        /** All rows, by stratum and subject. */
        private final int[] rows;

        /** Where in them the records of another subject or stratum begin; the last is the number of rows. */
        private final int[] blocks;

        /** The first block of each stratum; the last is the number of blocks. */
        private final int[] strata;

        Permuter(int[] stratum) {
            rows = IntStream.range(0, labels.length)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingInt(r -> stratum[r])
                            .thenComparingInt(r -> subjects[r])
                            .thenComparingInt(r -> r))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] starts = new int[rows.length + 1];
            int[] firsts = new int[rows.length + 1];
            int block = 0;
            int number = 0;
            for (int i = 0; i < rows.length; i++) {
                boolean other = i == 0 || stratum[rows[i]] != stratum[rows[i - 1]];
                if (other) {
                    firsts[number++] = block;
                }
                if (other || subjects[rows[i]] != subjects[rows[i - 1]]) {
                    starts[block++] = i;
                }
            }
            starts[block] = rows.length;
            firsts[number] = block;
            blocks = Arrays.copyOf(starts, block + 1);
            strata = Arrays.copyOf(firsts, number + 1);
        }

        void permute(ResamplePlan.Numbers random, int[] to) {
            int[] dealt = new int[labels.length];
            for (int s = 0; s + 1 < strata.length; s++) {
                int size = 0;
                for (int block : shuffled(strata[s], strata[s + 1], random)) {
                    int start = size;
                    for (int i = blocks[block]; i < blocks[block + 1]; i++) {
                        dealt[size++] = labels[rows[i]];
                    }
                    for (int i = size - 1; i > start; i--) {
                        int j = start + random.below().applyAsInt(i - start + 1);
                        int swap = dealt[i];
                        dealt[i] = dealt[j];
                        dealt[j] = swap;
                    }
                }
                int next = 0;
                for (int block : shuffled(strata[s], strata[s + 1], random)) {
                    for (int i = blocks[block]; i < blocks[block + 1]; i++) {
                        to[rows[i]] = dealt[next++];
                    }
                }
            }
        }

        private int[] shuffled(int from, int to, ResamplePlan.Numbers random) {
            int[] order = new int[to - from];
            for (int i = 0; i < order.length; i++) {
                int j = random.below().applyAsInt(i + 1);
                order[i] = order[j];
                order[j] = from + i;
            }
            return order;
        }
    }

    private Cells cells(List<int[]> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a probe needs at least one column");
        }
        for (int[] column : columns) {
            Arguments.sameLength("a column", column.length, "labels", labels.length);
            for (int i = 0; i < column.length; i++) {
                if (column[i] < 0) {
                    throw Arguments.at("bins", i, "must not be negative");
                }
            }
        }
        return new Cells(columns);
    }

    /** The distinct combinations of bins, on which all that is fitted depends. */
    private final class Cells {

        private final int[] cellOf;
        private final int[][] binOf;
        private final int[] binCounts;
        private final int[][] records;
        private final int[] recordsInFold = new int[folds];

        Cells(List<int[]> columns) {
            int n = labels.length;
            binCounts = columns.stream()
                    .mapToInt(c -> Arrays.stream(c).max().orElse(0) + 1)
                    .toArray();
            int[] code = new int[n];
            int[] first = {};
            for (int[] column : columns) {
                Map<Long, Integer> seen = new HashMap<>();
                int[] firstRow = new int[n];
                for (int i = 0; i < n; i++) {
                    long key = (long) code[i] << 32 | column[i];
                    Integer known = seen.get(key);
                    if (known == null) {
                        known = seen.size();
                        firstRow[known] = i;
                        seen.put(key, known);
                    }
                    code[i] = known;
                }
                first = Arrays.copyOf(firstRow, seen.size());
            }
            cellOf = code;
            binOf = new int[columns.size()][first.length];
            for (int j = 0; j < binOf.length; j++) {
                for (int c = 0; c < first.length; c++) {
                    binOf[j][c] = columns.get(j)[first[c]];
                }
            }
            records = new int[folds][first.length];
            for (int i = 0; i < n; i++) {
                records[fold[i]][cellOf[i]]++;
                recordsInFold[fold[i]]++;
            }
        }

        private int[][] positives(int[] of) {
            int[][] positives = new int[folds][records[0].length];
            for (int i = 0; i < of.length; i++) {
                positives[fold[i]][cellOf[i]] += of[i];
            }
            return positives;
        }

        float[][] scores(int[] of) {
            return scores(positives(of));
        }

        private float[][] scores(int[][] positives) {
            int cells = records[0].length;
            double[][] sums = new double[folds][cells];
            long[] positivesInFold = new long[folds];
            long allPositives = 0;
            for (int f = 0; f < folds; f++) {
                positivesInFold[f] = Arrays.stream(positives[f]).asLongStream().sum();
                allPositives += positivesInFold[f];
            }
            for (int j = 0; j < binOf.length; j++) {
                long[][] x = new long[folds][binCounts[j]];
                long[][] n = new long[folds][binCounts[j]];
                long[] allX = new long[binCounts[j]];
                long[] allN = new long[binCounts[j]];
                for (int f = 0; f < folds; f++) {
                    for (int c = 0; c < cells; c++) {
                        x[f][binOf[j][c]] += positives[f][c];
                        n[f][binOf[j][c]] += records[f][c];
                    }
                    for (int b = 0; b < binCounts[j]; b++) {
                        allX[b] += x[f][b];
                        allN[b] += n[f][b];
                    }
                }
                for (int f = 0; f < folds; f++) {
                    double others = labels.length - recordsInFold[f];
                    double q = others == 0 ? 0 : (allPositives - positivesInFold[f]) / others;
                    if (q == 0 || q == 1) {
                        continue; // nothing to learn from: all scores of the fold are equal
                    }
                    double[] byBin = new double[binCounts[j]];
                    for (int b = 0; b < byBin.length; b++) {
                        double positive = allX[b] - x[f][b] + PRIOR_RECORDS * q;
                        double negative = allN[b] - n[f][b] - (allX[b] - x[f][b]) + PRIOR_RECORDS * (1 - q);
                        byBin[b] = StrictMath.log(positive / negative);
                    }
                    for (int c = 0; c < cells; c++) {
                        sums[f][c] += byBin[binOf[j][c]];
                    }
                }
            }
            float[][] scores = new float[folds][cells];
            for (int f = 0; f < folds; f++) {
                for (int c = 0; c < cells; c++) {
                    scores[f][c] = (float) sums[f][c] + 0f;
                }
            }
            return scores;
        }

        /** The area within folds, from counts, and its variance. */
        Reached reached(int[] of) {
            int[][] positives = positives(of);
            float[][] scores = scores(positives);
            int cells = records[0].length;
            double[][] negativesBelow = new double[folds][cells];
            double[][] positivesAbove = new double[folds][cells];
            double[] won = new double[folds];
            long[] n1 = new long[folds];
            long[] n0 = new long[folds];
            long allPositives = 0;
            for (int f = 0; f < folds; f++) {
                rank(records[f], positives[f], scores[f], negativesBelow[f], positivesAbove[f]);
                for (int c = 0; c < cells; c++) {
                    won[f] += positives[f][c] * negativesBelow[f][c];
                    n1[f] += positives[f][c];
                    n0[f] += records[f][c] - positives[f][c];
                }
                allPositives += n0[f] > 0 ? n1[f] : 0;
            }
            double area = 0;
            for (int f = 0; f < folds; f++) {
                area += n1[f] > 0 && n0[f] > 0 ? won[f] / n0[f] : 0;
            }
            if (allPositives == 0 || Arrays.stream(n0).sum() == 0) {
                return new Reached(Double.NaN, 0);
            }
            area /= allPositives;
            double[] bySubject = new double[labels.length];
            for (int i = 0; i < of.length; i++) {
                int f = fold[i];
                if (n1[f] > 0 && n0[f] > 0) {
                    bySubject[subjects[i]] += of[i] == 1
                            ? negativesBelow[f][cellOf[i]] / n0[f] - area
                            : (positivesAbove[f][cellOf[i]] - won[f] / n0[f]) / n0[f];
                }
            }
            double squares = 0;
            for (double sum : bySubject) {
                squares += sum * sum;
            }
            return new Reached(area, squares / ((double) allPositives * allPositives));
        }

        /** For each cell the negatives with a lower score and the positives with a higher one, ties counting one half. */
        private static void rank(
                int[] records, int[] positives, float[] scores, double[] negativesBelow, double[] positivesAbove) {
            long[] keys = new long[records.length];
            int size = 0;
            long above = 0;
            for (int c = 0; c < keys.length; c++) {
                if (records[c] > 0) {
                    int bits = Float.floatToIntBits(scores[c]);
                    // of negative floats the magnitude is turned round, so that whole numbers sort as the floats do
                    keys[size++] = (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | c;
                    above += positives[c];
                }
            }
            Arrays.sort(keys, 0, size);
            long below = 0;
            int start = 0;
            while (start < size) {
                long p = 0;
                long n = 0;
                int end = start;
                for (; end < size && keys[end] >> 32 == keys[start] >> 32; end++) {
                    p += positives[(int) keys[end]];
                    n += records[(int) keys[end]] - positives[(int) keys[end]];
                }
                above -= p;
                for (int k = start; k < end; k++) {
                    negativesBelow[(int) keys[k]] = below + n / 2.0;
                    positivesAbove[(int) keys[k]] = above + p / 2.0;
                }
                below += n;
                start = end;
            }
        }
    }
}
