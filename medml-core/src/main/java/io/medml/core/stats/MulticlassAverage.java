package io.medml.core.stats;

/** How the areas of several classes become one number. */
public enum MulticlassAverage {
    /** The mean over classes of the area of that class against all others. */
    MACRO("auroc.multiclass.macro"),
    /** The same weighted by the share of each class in the sample. */
    PREVALENCE_WEIGHTED("auroc.multiclass.prevalence_weighted"),
    /**
     * Hand and Till's M: the mean over pairs of classes of {@code (A(i|j) + A(j|i)) / 2}, where {@code A(i|j)} is the area between
     * records of classes i and j by the score of class i. Other classes do not enter, so it does not depend on prevalence.
     */
    HAND_TILL("auroc.multiclass.hand_till"),
    /** The same, each pair weighted by the share of its two classes in the sample, as scikit-learn's {@code ovo, weighted}. */
    HAND_TILL_WEIGHTED("auroc.multiclass.hand_till_weighted");

    private final String method;

    MulticlassAverage(String method) {
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
