package io.medml.core.annotation;

/** Whether an annotator was kept from knowing something. What nobody says is not said, and never taken as blinded. */
public enum Blinding {
    /** The annotator could not know. */
    BLINDED,
    /** The annotator knew, or was shown. */
    NOT_BLINDED,
    /** Nobody says. */
    NOT_SAID
}
