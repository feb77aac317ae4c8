package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.Objects;
import java.util.function.Function;

/**
 * A fitted map, or the reason there is none.
 *
 * @param <M> kind of map
 */
public sealed interface RecalibrationFit<M extends RecalibrationMap> {

    /**
     * A map could be fitted.
     *
     * @param map the map
     * @param <M> kind of map
     */
    record Fitted<M extends RecalibrationMap>(M map) implements RecalibrationFit<M> {
        /** Checks that it is there. */
        public Fitted {
            Objects.requireNonNull(map, "map");
        }
    }

    /**
     * No map could be fitted.
     *
     * @param reason why not
     * @param <M> kind of map
     */
    record NotFitted<M extends RecalibrationMap>(Reason reason) implements RecalibrationFit<M> {
        /** Checks that it is there. */
        public NotFitted {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Handles both cases; the compiler will not let a caller forget one.
     *
     * @param whenFitted what to do with a map
     * @param whenNot what to do with a reason
     * @param <R> type of the result
     * @return what the chosen function returned
     */
    default <R> R fold(Function<? super M, ? extends R> whenFitted, Function<? super Reason, ? extends R> whenNot) {
        return this instanceof Fitted<M> fitted
                ? whenFitted.apply(fitted.map)
                : whenNot.apply(((NotFitted<M>) this).reason);
    }
}
