package io.medml.core.model;

import java.util.Objects;

/**
 * Why a record has no score.
 *
 * @param kind whether the model ran without a usable result, or there is no result at all
 * @param reason why, in a few words that name no patient, such as {@code motion artefact}; reports count records by it
 */
public record Absence(Kind kind, String reason) implements Comparable<Absence> {

    private static final int LONGEST_REASON = 100;

    /** What is absent. */
    public enum Kind {
        /** The model ran and gave no usable result: it abstained, or the result was indeterminate. */
        INDETERMINATE,
        /** There is no result: the model did not run, or what it gave was lost. */
        MISSING
    }

    /** Checks that there is a reason, and that it is short. */
    public Absence {
        Objects.requireNonNull(kind, "kind");
        reason = reason.strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "the reason of an absent prediction is a text of 1 to " + LONGEST_REASON + " characters, got "
                            + reason.length() + "; where nobody knows, say so, for example \"not recorded\"");
        }
    }

    /**
     * The model ran and gave no usable result.
     *
     * @param reason why
     * @return the absence
     */
    public static Absence indeterminate(String reason) {
        return new Absence(Kind.INDETERMINATE, reason);
    }

    /**
     * There is no result.
     *
     * @param reason why
     * @return the absence
     */
    public static Absence missing(String reason) {
        return new Absence(Kind.MISSING, reason);
    }

    /** By kind, then by reason. */
    @Override
    public int compareTo(Absence other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : reason.compareTo(other.reason);
    }
}
