package io.medml.core.authorization;

/** Why a record is not covered by a request. A record may have several reasons. */
public enum Uncovered {
    /** No scope is stated for the record. */
    NO_SCOPE("no scope is stated"),
    /** The scope that the record names is not in the policy. */
    UNKNOWN_SCOPE("the scope that is named is not in the policy"),
    /** The subject is not in the register. */
    NOT_IN_REGISTER("the subject is not in the register"),
    /** A day that limits the scope cannot be read, or is missing where it must not be. */
    UNREADABLE_DAY("a day that limits the scope is missing or cannot be read"),
    /** Whether consent was withdrawn is missing or is a word that was not declared. */
    WITHDRAWAL_UNKNOWN("whether consent was withdrawn cannot be told"),
    /** Consent was withdrawn on or before the last day asked for. */
    WITHDRAWN("consent was withdrawn"),
    /** The scope allows nothing. */
    NOTHING_ALLOWED("the scope allows nothing"),
    /** The purpose, or a part of it, is not allowed. */
    PURPOSE("the purpose is not allowed"),
    /** The version of the data is not allowed. */
    VERSION("the version is not allowed"),
    /** A place, or a part of it, is not allowed. */
    PLACE("a place is not allowed"),
    /** The permission begins later. */
    NOT_YET_VALID("the permission begins later"),
    /** The permission has ended. */
    EXPIRED("the permission has ended"),
    /** The days lie between two permissions. */
    BETWEEN_PERIODS("the days lie between two permissions"),
    /** The data may not leave where they are. */
    TRANSFER("the data may not leave where they are"),
    /** A condition is not stated as met. */
    CONDITION_NOT_STATED("a condition is not stated as met"),
    /** Purpose, version, place, days and handling are each allowed, but not together. */
    COMBINATION("each part is allowed, but not together");

    private final String words;

    Uncovered(String words) {
        this.words = words;
    }

    /**
     * The reason in words.
     *
     * @return goes on after "because"
     */
    public String words() {
        return words;
    }
}
