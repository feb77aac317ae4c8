package io.medml.core.lineage;

import io.medml.core.error.DataException;
import java.util.Locale;

/** Where the records of a data set come from, as whoever made it states; no program can see it in the data. */
public enum DataOrigin {
    /** Collected from patients. */
    COLLECTED,
    /** Made of collected records by changing them: rotated images, noise, resampled rows. */
    AUGMENTED,
    /** Generated; no record is of a patient. */
    SYNTHETIC;

    /**
     * The word used in records.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DataOrigin ofWord(String word, String where) {
        for (DataOrigin origin : values()) {
            if (origin.word().equals(word)) {
                return origin;
            }
        }
        throw new DataException(
                where + ": expected \"origin\" to be collected, augmented or synthetic, found another word");
    }
}
