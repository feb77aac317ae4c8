package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * The bootstrap of the area under the ROC curve. The scores are sorted once; a replicate is a number of draws of each unit, and
 * its area one pass over the sorted records in whole numbers.
 *
 * <ul>
 * <li><b>Stratified</b> (default where records are independent): positives and negatives are drawn apart, as many as there are.
 * <li><b>Clustered:</b> subjects are drawn, as many as there are, and bring all of their records; where no records share a subject
 *     this is the ordinary bootstrap of records.
 * <li><b>Acceleration</b> for BCa: by the jackknife over records within their class, or over subjects, from placement values and
 *     therefore without sorting again.
 * <li><b>Undefined:</b> a replicate without positives or without negatives is counted. Weights are refused, and so is stratified
 *     resampling of records that share subjects.
 * <li><b>Same bits:</b> neither the order of rows nor the number of tasks changes any. With a seed the draws of a stratified plan
 *     number the records of a class in ascending order of their scores, those of a clustered plan the subjects in ascending order
 *     of their codes.
 * <li><b>Cost:</b> records for each replicate, and one sort.
 * <li><b>Reference:</b> Efron (1987), JASA 82; Davison and Hinkley (1997), Bootstrap Methods and their Application, chapters 3 and 5.
 *     Agrees with {@code boot} of R on the same resampled rows.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class AurocBootstrap {

    private final boolean stratified;
    private final int units;

    /** The unit of each positive and each negative, in ascending order of their scores. */
    private final int[] unitOfPositive;

    private final int[] unitOfNegative;

    /** For each positive, the number of negatives below it, and of those below it or tied with it. */
    private final int[] below;

    private final int[] belowOrTied;
    private final OptionalDouble area;
    private final OptionalDouble acceleration;

    private AurocBootstrap(ScoredLabels sample, boolean stratified) {
        if (sample.weighted()) {
            throw new IllegalArgumentException("the bootstrap of the area is not offered for weighted records;"
                    + " give a sample without weights");
        }
        this.stratified = stratified;
        this.units = stratified ? sample.size() : sample.subjects();
        int n1 = (int) sample.positives();
        int n0 = (int) sample.negatives();
        this.unitOfPositive = new int[n1];
        this.unitOfNegative = new int[n0];
        this.below = new int[n1];
        this.belowOrTied = new int[n1];
        Scores.Order order = Scores.Order.of(sample);
        int i = 0;
        int j = 0;
        for (int start = 0; start < sample.size(); ) {
            int end = order.endOfTies(start);
            int firstPositive = i;
            int negativesBelow = j;
            for (; start < end; start++) {
                int row = order.rows()[start];
                int unit = stratified ? row : sample.subject(row);
                if (sample.label(row) == 1) {
                    unitOfPositive[i++] = unit;
                } else {
                    unitOfNegative[j++] = unit;
                }
            }
            Arrays.fill(below, firstPositive, i, negativesBelow);
            Arrays.fill(belowOrTied, firstPositive, i, j);
        }
        this.area = n1 == 0 || n0 == 0 ? OptionalDouble.empty() : OptionalDouble.of(Placements.area(total(), n1, n0));
        this.acceleration = area.isEmpty()
                ? OptionalDouble.empty()
                : stratified ? accelerationOfRecords() : accelerationOfSubjects();
    }

    /**
     * Resamples records within their class.
     *
     * @param sample records that share no subjects; explicit plans name their rows
     * @return the bootstrap
     */
    public static AurocBootstrap stratified(ScoredLabels sample) {
        if (sample.hasRepeatedSubjects()) {
            throw new IllegalArgumentException(
                    "stratified resampling assumes independent records, and some share a subject; use clustered(..)");
        }
        return new AurocBootstrap(sample, true);
    }

    /**
     * Resamples subjects.
     *
     * @param sample records with their subjects; explicit plans number the subjects in ascending order of their codes
     * @return the bootstrap
     */
    public static AurocBootstrap clustered(ScoredLabels sample) {
        return new AurocBootstrap(sample, false);
    }

    /**
     * Runs the plan on the calling thread.
     *
     * @param plan the replicates
     * @return the distribution of the area, with the acceleration that BCa needs
     */
    public BootstrapDistribution run(ResamplePlan plan) {
        double[] values = new double[plan.replicates()];
        fill(values, plan, 0, values.length);
        return distribution(values);
    }

    /**
     * Runs the plan on the caller's executor; the same bits as on one thread.
     *
     * @param plan the replicates
     * @param executor where to run what the calling thread does not
     * @param tasks number of tasks to split the replicates into, at least 1
     * @return the distribution of the area, with the acceleration that BCa needs
     */
    public BootstrapDistribution run(ResamplePlan plan, ExecutorService executor, int tasks) {
        Tasks.requireCount(tasks);
        double[] values = new double[plan.replicates()];
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int from = (int) ((long) values.length * t / tasks);
            int to = (int) ((long) values.length * (t + 1) / tasks);
            work.add(() -> {
                fill(values, plan, from, to);
                return true;
            });
        }
        Tasks.run(executor, work);
        return distribution(values);
    }

    /** An area that is not defined is negative, and never leaves this class. */
    private BootstrapDistribution distribution(double[] values) {
        double[] defined = Arrays.stream(values).filter(v -> v >= 0).toArray();
        return BootstrapDistribution.of(area, defined, (long) values.length - defined.length)
                .withAcceleration(acceleration);
    }

    private void fill(double[] values, ResamplePlan plan, int from, int to) {
        int[] negatives = new int[unitOfNegative.length + 1];
        if (stratified && plan.seeded()) {
            char[] ofPositive = new char[unitOfPositive.length];
            char[] ofNegative = new char[unitOfNegative.length];
            for (int r = from; r < to; r++) {
                Arrays.fill(ofPositive, '\0');
                Arrays.fill(ofNegative, '\0');
                plan.tally(r, ofPositive, ofNegative);
                values[r] = area(ofPositive, ofNegative, negatives);
            }
        } else {
            char[] ofUnit = new char[units];
            for (int r = from; r < to; r++) {
                Arrays.fill(ofUnit, '\0');
                plan.tally(r, ofUnit);
                values[r] = areaOfUnits(ofUnit, negatives);
            }
        }
    }

    /** The area where each record has a count of its own; {@code negatives} receives the running count of negatives. */
    private double area(char[] ofPositive, char[] ofNegative, int[] negatives) {
        int count = 0;
        for (int j = 0; j < ofNegative.length; j++) {
            negatives[j] = count;
            count += ofNegative[j];
        }
        negatives[ofNegative.length] = count;
        long total = 0;
        int positives = 0;
        for (int i = 0; i < ofPositive.length; i++) {
            int times = ofPositive[i];
            positives += times;
            total += times * ((long) negatives[below[i]] + negatives[belowOrTied[i]]);
        }
        return positives == 0 || count == 0 ? -1 : Placements.area(total, positives, count);
    }

    /** The same where the count of a record is that of its unit. */
    private double areaOfUnits(char[] ofUnit, int[] negatives) {
        long count = 0;
        for (int j = 0; j < unitOfNegative.length; j++) {
            negatives[j] = (int) count;
            count += ofUnit[unitOfNegative[j]];
        }
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a replicate holds more than 2^31 - 1 records without the condition;"
                    + " a subject with that many records cannot be resampled");
        }
        negatives[unitOfNegative.length] = (int) count;
        long total = 0;
        long positives = 0;
        for (int i = 0; i < unitOfPositive.length; i++) {
            int times = ofUnit[unitOfPositive[i]];
            positives += times;
            total += times * ((long) negatives[below[i]] + negatives[belowOrTied[i]]);
        }
        return positives == 0 || count == 0 ? -1 : Placements.area(total, positives, count);
    }

    /** Twice the Mann-Whitney statistic of the sample. */
    private long total() {
        long total = 0;
        for (int i = 0; i < below.length; i++) {
            total += (long) below[i] + belowOrTied[i];
        }
        return total;
    }

    /** The placement of each negative in half units: twice the positives above it plus those tied with it. */
    private long[] placementsOfNegatives() {
        int n1 = below.length;
        long[] halves = new long[unitOfNegative.length];
        int notAbove = 0;
        int belowJ = 0;
        for (int j = 0; j < halves.length; j++) {
            // a positive is above the negative if that is among those below it
            while (notAbove < n1 && below[notAbove] <= j) {
                notAbove++;
            }
            while (belowJ < n1 && belowOrTied[belowJ] <= j) {
                belowJ++;
            }
            halves[j] = (long) (n1 - notAbove) + (n1 - belowJ);
        }
        return halves;
    }

    private OptionalDouble accelerationOfRecords() {
        int n1 = below.length;
        int n0 = unitOfNegative.length;
        if (n1 < 2 || n0 < 2) {
            return OptionalDouble.empty();
        }
        long total = total();
        long[] ofNegative = placementsOfNegatives();
        double[] without = new double[n1 + n0];
        int[] strata = new int[n1 + n0];
        for (int i = 0; i < n1; i++) {
            without[i] = Placements.area(total - below[i] - belowOrTied[i], n1 - 1L, n0);
        }
        for (int j = 0; j < n0; j++) {
            without[n1 + j] = Placements.area(total - ofNegative[j], n1, n0 - 1L);
            strata[n1 + j] = 1;
        }
        return BootstrapDistribution.acceleration(without, strata);
    }

    private OptionalDouble accelerationOfSubjects() {
        int[] startP = starts(unitOfPositive);
        int[] startQ = starts(unitOfNegative);
        int[] positives = bySubject(unitOfPositive, startP);
        int[] negatives = bySubject(unitOfNegative, startQ);
        long[] ofNegative = placementsOfNegatives();
        long total = total();
        double[] without = new double[units];
        for (int s = 0; s < units; s++) {
            long left = total;
            int belowJ = startQ[s];
            int tiedJ = startQ[s];
            for (int k = startP[s]; k < startP[s + 1]; k++) {
                int i = positives[k];
                while (belowJ < startQ[s + 1] && negatives[belowJ] < below[i]) {
                    belowJ++;
                }
                while (tiedJ < startQ[s + 1] && negatives[tiedJ] < belowOrTied[i]) {
                    tiedJ++;
                }
                // pairs within the subject are taken away with its positives and again with its negatives
                left += (long) (belowJ - startQ[s]) + (tiedJ - startQ[s]) - below[i] - belowOrTied[i];
            }
            for (int k = startQ[s]; k < startQ[s + 1]; k++) {
                left -= ofNegative[negatives[k]];
            }
            long p = (long) unitOfPositive.length - (startP[s + 1] - startP[s]);
            long q = (long) unitOfNegative.length - (startQ[s + 1] - startQ[s]);
            if (p == 0 || q == 0) {
                return OptionalDouble.empty();
            }
            without[s] = Placements.area(left, p, q);
        }
        return BootstrapDistribution.acceleration(without, new int[units]);
    }

    private int[] starts(int[] unit) {
        int[] start = new int[units + 1];
        for (int u : unit) {
            start[u + 1]++;
        }
        for (int u = 0; u < units; u++) {
            start[u + 1] += start[u];
        }
        return start;
    }

    /** The positions of each subject's records, ascending. */
    private int[] bySubject(int[] unit, int[] start) {
        int[] next = Arrays.copyOf(start, units);
        int[] positions = new int[unit.length];
        for (int k = 0; k < unit.length; k++) {
            positions[next[unit[k]]++] = k;
        }
        return positions;
    }
}
