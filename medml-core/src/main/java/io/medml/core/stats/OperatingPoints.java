package io.medml.core.stats;

/** Rules that choose a threshold on an ROC curve. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class OperatingPoints {

    private OperatingPoints() {}

    /** Largest Youden index. */
    public static OperatingPointSearch youden(RocCurve curve) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Largest F-beta score. */
    public static OperatingPointSearch maxFBeta(RocCurve curve, double beta) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Largest threshold whose sensitivity is at least the target. */
    public static FixedTargetPoint fixedSensitivity(RocCurve curve, double target) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Smallest threshold whose specificity is at least the target. */
    public static FixedTargetPoint fixedSpecificity(RocCurve curve, double target) {
        throw new UnsupportedOperationException("not yet");
    }
}
