package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * Sets of labels, one for each record, beside the true labels: how often they hold the truth, and how large they are.
 *
 * <ul>
 * <li><b>Coverage</b> is the share of sets that hold the true label, with a Wilson interval, at the effective number of
 *     records where they share subjects. Coverage of records with one true class, or in one group, is that of a
 *     {@link #select selection}.
 * <li><b>Size</b> belongs beside it: a set of all labels covers always and says nothing.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PredictionSets {

    private final boolean[] covered;
    private final int[] sizes;
    private final int[] subjects;
    private final boolean dependent;

    private PredictionSets(boolean[] covered, int[] sizes, int[] subjects) {
        this.covered = covered;
        this.sizes = sizes;
        this.subjects = subjects;
        this.dependent = ScoredLabels.distinct(subjects).length < subjects.length;
    }

    /**
     * From sets and truth.
     *
     * @param labels the true class of each record, from 0
     * @param sets for each record, which classes are in its set
     * @param subjects subject of each record, any codes
     * @return the sets
     */
    public static PredictionSets of(int[] labels, boolean[][] sets, int[] subjects) {
        Arguments.sameLength("labels", labels.length, "sets", sets.length);
        Arguments.sameLength("labels", labels.length, "subjects", subjects.length);
        boolean[] covered = new boolean[labels.length];
        int[] sizes = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= sets[i].length) {
                throw Arguments.at("labels", i, "must be a class of its set, from 0");
            }
            covered[i] = sets[i][labels[i]];
            for (boolean in : sets[i]) {
                sizes[i] += in ? 1 : 0;
            }
        }
        return new PredictionSets(covered, sizes, subjects.clone());
    }

    /**
     * The sets of some of the records.
     *
     * @param rows their positions
     * @return the sets at these positions
     */
    public PredictionSets select(int[] rows) {
        Arguments.rows(rows, covered.length);
        boolean[] newCovered = new boolean[rows.length];
        int[] newSizes = new int[rows.length];
        int[] newSubjects = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            newCovered[i] = covered[row];
            newSizes[i] = sizes[row];
            newSubjects[i] = subjects[row];
        }
        return new PredictionSets(newCovered, newSizes, newSubjects);
    }

    /**
     * The number of sets.
     *
     * @return the number of records
     */
    public int count() {
        return sizes.length;
    }

    /**
     * The size of each set.
     *
     * @return a copy
     */
    public int[] sizes() {
        return sizes.clone();
    }

    /**
     * How many sets have a size.
     *
     * @param size the number of labels; 0 for empty sets, 1 for those that decide
     * @return their number
     */
    public long ofSize(int size) {
        long count = 0;
        for (int each : sizes) {
            count += each == size ? 1 : 0;
        }
        return count;
    }

    /**
     * The share of sets that hold the true label.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate coverage(double level) {
        int[] successes = new int[covered.length];
        for (int i = 0; i < successes.length; i++) {
            successes[i] = covered[i] ? 1 : 0;
        }
        return share(successes, level);
    }

    /**
     * The share of sets with one label, which decide.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate singletons(double level) {
        int[] successes = new int[sizes.length];
        for (int i = 0; i < successes.length; i++) {
            successes[i] = sizes[i] == 1 ? 1 : 0;
        }
        return share(successes, level);
    }

    private Estimate share(int[] successes, double level) {
        if (dependent) {
            return ClusteredProportion.estimate(successes, subjects, level, Reason.EMPTY_GROUP);
        }
        long count = 0;
        for (int success : successes) {
            count += success;
        }
        return BinomialInterval.WILSON.estimate(count, successes.length, level, Reason.EMPTY_GROUP);
    }

    /**
     * The mean number of labels in a set.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate, with the interval of {@link ClusteredMean}; {@code EMPTY_GROUP} without records
     */
    public Estimate meanSize(double level) {
        if (sizes.length == 0) {
            Arguments.level(level);
            return Estimate.notEstimable(Reason.EMPTY_GROUP, ClusteredMean.METHOD, Support.of(0));
        }
        double[] values = new double[sizes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sizes[i];
        }
        return ClusteredMean.estimate(values, subjects, level);
    }
}
