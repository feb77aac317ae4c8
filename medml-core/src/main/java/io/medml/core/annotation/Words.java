package io.medml.core.annotation;

import io.medml.core.evidence.StrictFields;
import java.util.Arrays;

/** Words of documents that are names of constants. */
final class Words {

    private Words() {}

    /** The constant that a text names; the message lists all and does not quote the text. */
    static <E extends Enum<E>> E of(E[] constants, StrictFields fields, String key) {
        String word = fields.text(key);
        for (E constant : constants) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw fields.wrong(key, "to be one of " + Arrays.toString(constants));
    }
}
