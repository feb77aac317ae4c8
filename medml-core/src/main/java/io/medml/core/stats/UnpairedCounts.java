package io.medml.core.stats;

import io.medml.core.measure.Support;

/**
 * Successes and trials of two independent samples, such as the sensitivity of a candidate and of a predicate on different
 * patients.
 *
 * @param successes1 number of successes in the first sample
 * @param trials1 number of trials in the first sample
 * @param successes2 number of successes in the second sample
 * @param trials2 number of trials in the second sample
 */
public record UnpairedCounts(long successes1, long trials1, long successes2, long trials2) {

    /** Refuses negative counts, and more successes than trials. */
    public UnpairedCounts {
        Arguments.proportion("successes1", successes1, "trials1", trials1);
        Arguments.proportion("successes2", successes2, "trials2", trials2);
        Arguments.total("trials", trials1, trials2);
    }

    /**
     * The number of trials in both samples.
     *
     * @return their sum
     */
    public long total() {
        return trials1 + trials2;
    }

    /**
     * The same samples with first and second exchanged.
     *
     * @return the counts, the second sample first
     */
    public UnpairedCounts swapped() {
        return new UnpairedCounts(successes2, trials2, successes1, trials1);
    }

    /** Whether a sample has no trials, so that its proportion does not exist. */
    boolean lacksTrials() {
        return trials1 == 0 || trials2 == 0;
    }

    /** First proportion minus second. */
    double difference() {
        return (double) successes1 / trials1 - (double) successes2 / trials2;
    }

    Support support() {
        return Support.of(total())
                .with("successes_1", successes1)
                .with("trials_1", trials1)
                .with("successes_2", successes2)
                .with("trials_2", trials2);
    }
}
