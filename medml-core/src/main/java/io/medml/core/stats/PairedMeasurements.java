package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.stream.IntStream;

/**
 * Two measurements of each record on a continuous scale, by a method and by the one it is compared with.
 *
 * <p>Records are independent unless {@link #withSubjects} says which share a subject. <em>Immutable.</em>
 */
public final class PairedMeasurements {

    private final double[] first;
    private final double[] second;
    private final int[] subjects;

    private PairedMeasurements(double[] first, double[] second, int[] subjects) {
        this.first = first;
        this.second = second;
        this.subjects = subjects;
    }

    /**
     * Pairs two series.
     *
     * @param first by the method or device, one value a record; finite
     * @param second by what it is compared with, in the same order
     * @return the pairs
     */
    public static PairedMeasurements of(double[] first, double[] second) {
        Arguments.sameLength("first", first.length, "second", second.length);
        for (int i = 0; i < first.length; i++) {
            Ratings.requireSize("first", i, first[i]);
            Ratings.requireSize("second", i, second[i]);
        }
        return new PairedMeasurements(
                first.clone(), second.clone(), IntStream.range(0, first.length).toArray());
    }

    /**
     * The same measurements of records that may share subjects.
     *
     * @param subjectOfRecord the subject of each record, any codes
     * @return the copy
     */
    public PairedMeasurements withSubjects(int[] subjectOfRecord) {
        Arguments.sameLength("first", first.length, "subjectOfRecord", subjectOfRecord.length);
        return new PairedMeasurements(first, second, subjectOfRecord.clone());
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public int size() {
        return first.length;
    }

    /**
     * Tells whether records share a subject.
     *
     * @return whether there are fewer subjects than records
     */
    public boolean hasRepeatedSubjects() {
        return ScoredLabels.distinct(subjects).length < first.length;
    }

    double first(int i) {
        return first[i];
    }

    double second(int i) {
        return second[i];
    }

    int[] subjects() {
        return subjects.clone();
    }

    /** First minus second of each record. */
    double[] differences() {
        return IntStream.range(0, first.length)
                .mapToDouble(i -> first[i] - second[i])
                .toArray();
    }

    /** Resampling in which each record is a cell of its own. */
    UnitResampling resampling() {
        return new UnitResampling(IntStream.range(0, first.length).toArray(), first.length, subjects);
    }

    CellCounts counts() {
        return new CellCounts(IntStream.range(0, first.length).mapToLong(i -> 1).toArray());
    }

    Support support() {
        Support support = Support.of(first.length);
        return hasRepeatedSubjects() ? support.with("subjects", ScoredLabels.distinct(subjects).length) : support;
    }

    /** Means and central sums of squares and products, by two passes. */
    record Moments(
            double n,
            double meanFirst,
            double meanSecond,
            double squaresFirst,
            double squaresSecond,
            double products) {}

    /** The moments of the records, each as often as it is counted; all 0 without records. */
    Moments moments(CellCounts counts) {
        CompensatedSum n = new CompensatedSum();
        CompensatedSum sumFirst = new CompensatedSum();
        CompensatedSum sumSecond = new CompensatedSum();
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            double count = counts.get(i);
            n.add(count);
            sumFirst.add(count * first[i]);
            sumSecond.add(count * second[i]);
            largest = Math.max(largest, Math.max(Math.abs(first[i]), Math.abs(second[i])));
        }
        if (n.value() == 0) {
            return new Moments(0, 0, 0, 0, 0, 0);
        }
        double meanFirst = sumFirst.value() / n.value();
        double meanSecond = sumSecond.value() / n.value();
        CompensatedSum squaresFirst = new CompensatedSum();
        CompensatedSum squaresSecond = new CompensatedSum();
        CompensatedSum products = new CompensatedSum();
        for (int i = 0; i < first.length; i++) {
            double a = first[i] - meanFirst;
            double b = second[i] - meanSecond;
            squaresFirst.add(counts.get(i) * a * a);
            squaresSecond.add(counts.get(i) * b * b);
            products.add(counts.get(i) * a * b);
        }
        // squares of what is only rounding of the means are no variance
        double rounding = n.value() * (1e-15 * largest) * (1e-15 * largest);
        boolean varies = squaresFirst.value() > rounding && squaresSecond.value() > rounding;
        return new Moments(
                n.value(),
                meanFirst,
                meanSecond,
                squaresFirst.value() > rounding ? squaresFirst.value() : 0,
                squaresSecond.value() > rounding ? squaresSecond.value() : 0,
                varies ? products.value() : 0);
    }
}
