package io.medml.core.measure;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an estimate rests on: the number of records and the counts that enter the formula.
 *
 * @param n number of records in the denominator or sample, at least 0
 * @param counts the counts by name, such as {@code positives}, {@code negatives}, {@code successes}, {@code subjects};
 *     sorted by name
 * @param effective effective numbers of records, unrounded, where the formula takes them in the place of records that share subjects:
 *     {@code n}, or {@code n_first} and {@code n_second} of two groups; sorted by name, empty where records count as they are
 */
public record Support(long n, SortedMap<String, Long> counts, SortedMap<String, Double> effective) {

    /** Copies the numbers and checks that no count is negative and each effective number positive. */
    public Support {
        Objects.requireNonNull(counts, "counts");
        Objects.requireNonNull(effective, "effective");
        if (n < 0) {
            throw new IllegalArgumentException("n must not be negative, got " + n);
        }
        SortedMap<String, Long> copy = new TreeMap<>();
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            if (entry.getValue() < 0) {
                throw new IllegalArgumentException("counts must not be negative, one of them is " + entry.getValue());
            }
            copy.put(entry.getKey(), entry.getValue());
        }
        counts = Collections.unmodifiableSortedMap(copy);
        for (Map.Entry<String, Double> entry : effective.entrySet()) {
            if (!(entry.getValue() > 0 && entry.getValue() < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "effective number " + entry.getKey() + " must be positive and finite, got " + entry.getValue());
            }
        }
        effective = Collections.unmodifiableSortedMap(new TreeMap<>(effective));
    }

    /**
     * A sample of records without further counts.
     *
     * @param n number of records
     * @return the support
     */
    public static Support of(long n) {
        return new Support(n, new TreeMap<>(), new TreeMap<>());
    }

    /**
     * A sample of two classes.
     *
     * @param positives records with the condition
     * @param negatives records without it
     * @return the support, with {@code n} their sum
     */
    public static Support ofClasses(long positives, long negatives) {
        return of(positives + negatives).with("positives", positives).with("negatives", negatives);
    }

    /**
     * A proportion.
     *
     * @param successes the numerator
     * @param trials the denominator
     * @return the support, with {@code n} the number of trials
     */
    public static Support ofProportion(long successes, long trials) {
        return of(trials).with("successes", successes);
    }

    /**
     * Adds a count.
     *
     * @param name its name
     * @param count its value, at least 0
     * @return a copy with the count
     */
    public Support with(String name, long count) {
        SortedMap<String, Long> copy = new TreeMap<>(counts);
        copy.put(name, count);
        return new Support(n, copy, effective);
    }

    /**
     * Adds an effective number of records.
     *
     * @param name what it is the number of, such as {@code n}
     * @param number its value, positive and unrounded
     * @return a copy with the number
     */
    public Support withEffective(String name, double number) {
        SortedMap<String, Double> copy = new TreeMap<>(effective);
        copy.put(name, number);
        return new Support(n, counts, copy);
    }

    /**
     * How many independent records the sample counts for.
     *
     * @return the effective number {@code n}; without one, the number of records
     */
    public double effectiveN() {
        return effective.getOrDefault("n", (double) n);
    }
}
