package io.medml.examples.validate;

/** Where the names of columns are from, and so whether they could be a patient's values. */
public enum NamesFrom {

    /** The first line of the file, which could be its first row. */
    FIRST_LINE,

    /** The format of the file, which does not write names as it writes rows. */
    FORMAT,

    /** A person, who gave them or said that the first line holds them. */
    PERSON
}
