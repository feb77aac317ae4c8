package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;

/** Splits a cohort into parts that share no subject. Immutable and reusable. */
@SuppressWarnings("DoNotCallSuggester")
public final class SubjectSplitter {

    private SubjectSplitter() {}

    /**
     * Starts a splitter.
     *
     * @param seed decides which subject goes where; it is in the evidence
     * @return a builder without parts; confined to one thread
     */
    public static Builder builder(long seed) {
        return new Builder();
    }

    /**
     * Splits a cohort.
     *
     * @param cohort the cohort
     * @return its parts
     */
    public CohortSplit split(Cohort cohort) {
        throw new UnsupportedOperationException();
    }

    /** Says which parts there are. Confined to one thread. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Builder {

        private Builder() {}

        /**
         * Adds a part.
         *
         * @param name its name, such as {@code train}
         * @param fraction its share of the subjects, in (0, 1); all fractions sum to 1
         * @return this
         */
        public Builder part(String name, double fraction) {
            throw new UnsupportedOperationException();
        }

        /**
         * Splits the subjects with a positive record and the others each on their own, so that all parts have about the same
         * share of them.
         *
         * @return this
         */
        public Builder stratified() {
            throw new UnsupportedOperationException();
        }

        /**
         * Places every subject by its identifier and the seed alone, so that it stays in its part when the cohort grows; the
         * sizes of the parts are then approximate.
         *
         * @return this
         */
        public Builder persistent() {
            throw new UnsupportedOperationException();
        }

        /**
         * Finishes the splitter.
         *
         * @return the splitter
         */
        public SubjectSplitter build() {
            throw new UnsupportedOperationException();
        }
    }
}
