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
 */
public record Support(long n, SortedMap<String, Long> counts) {

    /** Copies the counts and checks that none is negative. */
    public Support {
        Objects.requireNonNull(counts, "counts");
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
    }

    /**
     * A sample of records without further counts.
     *
     * @param n number of records
     * @return the support
     */
    public static Support of(long n) {
        return new Support(n, new TreeMap<>());
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
        return new Support(n, copy);
    }
}
