package io.medml.core.leakage;

/** What becomes of a subject with records on both sides of a cut in time. Whatever the rule, such subjects are counted. */
public enum Straddlers {
    /** All records of the subject go to the part of its first one, so that an earlier part holds records from after its cut. */
    WITH_FIRST_RECORD("all records go to the part of the subject's first record"),
    /** The subject stays in the part of its first record; its later records are in no part. */
    FIRST_PART_ONLY("the records after the part of the subject's first record are left out"),
    /** All records of the subject are in no part. */
    LEFT_OUT("all records of the subject are left out"),
    /** The split is refused. */
    REFUSED("refused");

    private final String text;

    Straddlers(String text) {
        this.text = text;
    }

    /**
     * Says the rule in words.
     *
     * @return a phrase in lower case
     */
    public String text() {
        return text;
    }
}
