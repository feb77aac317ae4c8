package io.medml.core.annotation;

import java.util.Locale;

/** What an annotator should not know while labelling. */
public enum BlindedTo {
    /** What a model says of the item, shown as a prediction or as a label filled in beforehand. */
    MODEL_OUTPUT,
    /** What became of the patient, or another result that the label is later held against. */
    OUTCOME,
    /** What other annotators said of the item. */
    OTHER_READERS;

    /**
     * The word in sentences.
     *
     * @return such as {@code model output}
     */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
