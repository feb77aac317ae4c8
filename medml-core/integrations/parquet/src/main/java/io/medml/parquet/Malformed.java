package io.medml.parquet;

/** What is wrong at a place that only the catcher knows. Never leaves this package. */
final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String DAMAGED =
            "the file is damaged or was cut: fetch it again and compare its checksum, or write it anew";

    private final String expected;
    private final String found;
    private final String remedy;
    private final boolean cut;

    private Malformed(String expected, String found, String remedy, boolean cut) {
        super(expected);
        this.expected = expected;
        this.found = found;
        this.remedy = remedy;
        this.cut = cut;
    }

    static Malformed damaged(String expected, String found) {
        return new Malformed(expected, found, DAMAGED, false);
    }

    /** The bytes end before what they announce. */
    static Malformed cut(String expected) {
        return new Malformed(expected, "that the bytes end before", DAMAGED, true);
    }

    static Malformed refused(String expected, String found, String remedy) {
        return new Malformed(expected, found, remedy, false);
    }

    /** Whether more bytes might help. */
    boolean isCut() {
        return cut;
    }

    /** What stands in a message after the place. */
    String told() {
        return ": expected " + expected + ", found " + found + "; " + remedy;
    }
}
