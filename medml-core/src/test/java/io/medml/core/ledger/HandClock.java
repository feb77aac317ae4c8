package io.medml.core.ledger;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock whose hand a test turns, also back. For tests of other packages, too. Thread-safe. */
public final class HandClock extends Clock {

    private volatile Instant now;

    public HandClock(Instant now) {
        this.now = now;
    }

    /** At eight in the morning of a day. */
    public static HandClock at(String day) {
        return new HandClock(eight(day));
    }

    public void turnTo(Instant instant) {
        now = instant;
    }

    public void turnTo(String day) {
        now = eight(day);
    }

    private static Instant eight(String day) {
        return Instant.parse(day + "T08:00:00Z");
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
        return now;
    }
}
