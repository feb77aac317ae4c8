package io.medml.core.stats;

/** To whom the conclusion of a reader study speaks: which of readers and cases are a sample of others like them. */
public enum ReaderDesign {
    /** To other readers and other cases: the design that regulators expect of a pivotal study. */
    RANDOM_READERS_RANDOM_CASES("mrmc.obuchowski_rockette.random_readers_random_cases"),
    /** To these readers only, and other cases. */
    FIXED_READERS_RANDOM_CASES("mrmc.obuchowski_rockette.fixed_readers_random_cases"),
    /** To other readers, but these cases only. */
    RANDOM_READERS_FIXED_CASES("mrmc.obuchowski_rockette.random_readers_fixed_cases");

    private final String method;

    ReaderDesign(String method) {
        this.method = method;
    }

    /**
     * The identifier of the method.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }
}
