package io.medml.core.ledger;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock rule of the format's section 7: time never decreases, and a step of the wall clock is recorded once. Confined.
 */
final class LedgerClock {

    private static final long TOLERANCE = 2_000;

    private final Clock clock;
    private final @Nullable LongSupplier nanos;
    private boolean started;
    private long wallBase;
    private long nanoBase;
    private boolean behindAnnounced;

    LedgerClock(Clock clock, @Nullable LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * One look at the clock.
     *
     * @param wall the wall clock, in milliseconds since 1970
     * @param nano the monotonic clock; 0 where there is none
     * @param time the time of the next entry
     * @param stepped whether a step must be recorded before it
     * @param behind whether the wall clock is more than two seconds behind the previous entry
     */
    record Reading(long wall, long nano, long time, boolean stepped, boolean behind) {}

    Reading read(long last) {
        long wall = clock.millis();
        long nano = nanos == null ? 0 : nanos.getAsLong();
        boolean first = last == Long.MIN_VALUE;
        boolean behind = !first && wall < last - TOLERANCE;
        boolean apart =
                nanos != null && started && Math.abs((wall - wallBase) - (nano - nanoBase) / 1_000_000) > TOLERANCE;
        boolean stepped = !first && (apart || (behind && !behindAnnounced));
        return new Reading(wall, nano, first ? wall : Math.max(wall, last), stepped, behind);
    }

    /** Entries with this reading are durable. */
    void taken(Reading reading) {
        started = true;
        wallBase = reading.wall;
        nanoBase = reading.nano;
        behindAnnounced = reading.behind;
    }
}
