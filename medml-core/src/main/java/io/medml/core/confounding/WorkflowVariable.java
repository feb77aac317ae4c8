package io.medml.core.confounding;

/** What a column records about how a patient was handled. */
public enum WorkflowVariable {
    /** How often something was measured; sicker patients are measured more often. */
    MEASUREMENT_COUNT("number of measurements"),
    /** How many cells of the record are missing. */
    MISSING_COUNT("number of missing cells"),
    /** The time of day, as a number such as hours since midnight. */
    TIME_OF_DAY("time of day"),
    /** The day of the week. */
    WEEKDAY("day of the week"),
    /** The unit or person that ordered the examination. */
    ORDERING_UNIT("ordering unit"),
    /** The ward or unit where the patient was. */
    CARE_UNIT("care unit"),
    /** How the patient came: emergency, referral, elective. */
    ADMISSION_ROUTE("route of admission"),
    /** Who pays. */
    PAYER("payer"),
    /** The scanner, analyser or recorder. */
    DEVICE("device"),
    /** Whether the device was brought to the patient. */
    PORTABLE_DEVICE("portable device"),
    /** The projection or position, such as AP and PA. */
    VIEW_POSITION("view position"),
    /** A marker in the image, such as of the side. */
    LATERALITY_MARKER("marker in the image"),
    /** The hospital or other place. */
    SITE("site"),
    /** Where the record stands in its file. */
    ROW_ORDER("order of the rows"),
    /** Anything else that is no property of the disease. */
    OTHER("other"),
    /** Several of them together. */
    SEVERAL("all together");

    private final String words;

    WorkflowVariable(String words) {
        this.words = words;
    }

    /**
     * Says what it is.
     *
     * @return a short phrase, in lower case
     */
    public String words() {
        return words;
    }
}
