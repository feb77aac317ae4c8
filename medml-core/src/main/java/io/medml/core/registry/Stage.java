package io.medml.core.registry;

import java.util.Set;

/** Where a model version stands. Legal transitions are {@link #next()} and nothing else. */
public enum Stage {
    /** Registered; nothing is known yet. */
    DEVELOPMENT,
    /** Qualified: criteria that were fixed in advance are met by recorded evidence. */
    STAGING,
    /** Released for use. */
    PRODUCTION,
    /** Retired; kept for ever, used no more. */
    ARCHIVED;

    /**
     * The stages that may follow.
     *
     * @return the stages; empty for the last
     */
    public Set<Stage> next() {
        return switch (this) {
            case DEVELOPMENT -> Set.of(STAGING, ARCHIVED);
            case STAGING -> Set.of(PRODUCTION, ARCHIVED);
            case PRODUCTION -> Set.of(ARCHIVED);
            case ARCHIVED -> Set.of();
        };
    }
}
