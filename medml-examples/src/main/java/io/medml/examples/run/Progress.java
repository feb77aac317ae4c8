package io.medml.examples.run;

/** Hears of each step of a run. */
@FunctionalInterface
public interface Progress {

    /**
     * A step begins.
     *
     * @param step what is done, in a few words
     */
    void step(String step);
}
