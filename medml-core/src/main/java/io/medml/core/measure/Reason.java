package io.medml.core.measure;

/** Why a quantity or its interval is not estimable. */
public enum Reason {
    /** There is no record with the condition. */
    NO_POSITIVES("no record with the condition"),
    /** There is no record without the condition. */
    NO_NEGATIVES("no record without the condition"),
    /** There is no record at all. */
    EMPTY_GROUP("no record in this group"),
    /** The quantity is a fraction whose denominator is zero. */
    ZERO_DENOMINATOR("the denominator is zero"),
    /** The variance estimate is zero, so it says nothing about uncertainty. */
    ZERO_VARIANCE("the estimated variance is zero"),
    /** There are too few records, clusters or replicates for the method. */
    TOO_FEW("too few records for the method"),
    /** The iteration did not converge. */
    NOT_CONVERGED("the iteration did not converge"),
    /** The classes are separated by the covariate, so the maximum-likelihood estimate is infinite. */
    SEPARATION("the classes are perfectly separated"),
    /** Two samples have no common support. */
    NO_OVERLAP("the samples do not overlap"),
    /** Only one category is present. */
    SINGLE_CATEGORY("only one category is present"),
    /** Records share a subject, and the method assumes independent records. */
    DEPENDENT_RECORDS("records share a subject and the method assumes independence"),
    /** The value lies outside the domain of the method, such as the logit of a probability of exactly 0 or 1. */
    OUTSIDE_DOMAIN("a value lies outside the domain of the method"),
    /** No interval method was asked for, or none exists for this quantity. */
    NOT_OFFERED("no interval method is offered for this quantity");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /**
     * Says the reason in words.
     *
     * @return a short phrase, in lower case, without a full stop
     */
    public String text() {
        return text;
    }
}
