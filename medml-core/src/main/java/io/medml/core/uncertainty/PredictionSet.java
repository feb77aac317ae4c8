package io.medml.core.uncertainty;

/** The labels that a conformal predictor cannot rule out for one record. */
public enum PredictionSet {
    /** None: the record is unlike the calibration records under either label. It is no answer. */
    EMPTY(false, false),
    /** The condition is absent. */
    ABSENT(true, false),
    /** The condition is present. */
    PRESENT(false, true),
    /** Either: the model does not know. */
    BOTH(true, true);

    private final boolean absent;
    private final boolean present;

    PredictionSet(boolean absent, boolean present) {
        this.absent = absent;
        this.present = present;
    }

    static PredictionSet of(boolean absent, boolean present) {
        return absent ? (present ? BOTH : ABSENT) : (present ? PRESENT : EMPTY);
    }

    /**
     * Whether it holds a label.
     *
     * @param label 1 if the condition is present, else 0
     * @return whether it does
     */
    public boolean contains(int label) {
        if ((label & ~1) != 0) {
            throw new IllegalArgumentException("a label is 0 or 1, got " + label);
        }
        return label == 1 ? present : absent;
    }

    /**
     * How many labels it holds.
     *
     * @return 0, 1 or 2
     */
    public int size() {
        return (absent ? 1 : 0) + (present ? 1 : 0);
    }
}
