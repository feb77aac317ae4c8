package io.medml.core.registry;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a ledger held of a version when it was asked: its stage and its release. Only {@link ModelRegistry#standing} makes one that means
 * something. Immutable.
 *
 * @param stage the stage; empty when the version is not registered
 * @param release position of the entry of its newest release; empty when it was never released
 */
public record VersionStanding(Optional<Stage> stage, OptionalLong release) {

    /** Checks that both are there. */
    public VersionStanding {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(release, "release");
    }

    /**
     * Whether the version was in use.
     *
     * @return whether it was released and not taken out of use
     */
    public boolean inUse() {
        return release.isPresent() && stage.filter(s -> s == Stage.PRODUCTION).isPresent();
    }

    /**
     * Says it in words.
     *
     * @return {@code released, entry 12}, {@code released, entry 12, and out of use}, {@code not released} or {@code not registered}
     */
    public String words() {
        if (stage.isEmpty()) {
            return "not registered";
        }
        if (release.isEmpty()) {
            return "not released";
        }
        return "released, entry " + release.getAsLong() + (inUse() ? "" : ", and out of use");
    }
}
