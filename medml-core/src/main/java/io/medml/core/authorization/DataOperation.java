package io.medml.core.authorization;

import java.util.Locale;

/** What is done with data. An export and a move are transfers, which a scope allows or not. */
public enum DataOperation {
    /** A model is trained on them. */
    TRAIN,
    /** A model that was trained is trained again with them. */
    RETRAIN,
    /** A model is evaluated on them. */
    EVALUATE,
    /** A copy is given out. */
    EXPORT,
    /** They are kept at another place from then on. */
    MOVE;

    /**
     * Whether the data leave where they are.
     *
     * @return true for an export and a move
     */
    public boolean transfers() {
        return this == EXPORT || this == MOVE;
    }

    /**
     * The word used in records.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
