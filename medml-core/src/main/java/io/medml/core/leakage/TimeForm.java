package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How times are written in a table: by ISO 8601 or a stated pattern, in a stated zone. A date without a time is the whole of that day, so that
 * two things on one day are in no order that anybody could know. Immutable.
 */
public final class TimeForm {

    /** The pattern's text for ISO 8601. */
    static final String ISO = "ISO-8601";

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    /** Early on a day that is in no first week, month or quarter, and in every zone once. */
    private static final LocalDateTime SAMPLE = LocalDateTime.of(2021, 11, 23, 4, 12, 43);

    /** English names of months, days and eras: the root locale writes the era AD on JDK 17 and CE on JDK 25. */
    private static final Locale NAMES = Locale.ENGLISH;

    private final String pattern;
    private final ZoneId zone;
    private final Optional<DateTimeFormatter> formatter;

    private TimeForm(String pattern, ZoneId zone, Optional<DateTimeFormatter> formatter) {
        this.pattern = pattern;
        this.zone = zone;
        this.formatter = formatter;
    }

    /**
     * Times by ISO 8601: a date ({@code 2026-02-28}), a date with time ({@code 2026-02-28T13:45} with or without seconds, of the zone), or the same
     * with an offset ({@code …+01:00}, {@code …Z}). Days that do not exist are refused.
     *
     * @param zone the zone of times without an offset, such as {@code Europe/Berlin}
     * @return the form
     */
    public static TimeForm iso(ZoneId zone) {
        return new TimeForm(ISO, requireNonNull(zone, "zone"), Optional.empty());
    }

    /**
     * Times by a pattern of {@link DateTimeFormatter}, resolved strictly (so the year is {@code u}, not {@code y}, which has no meaning
     * without an era, {@code G}); without letters for a time, dates. Names of months, days and eras are English ({@code Feb}, {@code Sat},
     * {@code AD}), and the letters of weeks count from Sunday. A pattern that cannot read what it writes is refused, and so are names of zones
     * ({@code z}, {@code v}) and of parts of a day ({@code B}): BST is +11:00 to JDK 17 and UTC to JDK 25.
     *
     * @param pattern such as {@code dd.MM.uuuu HH:mm}
     * @param zone the zone of times without an offset
     * @return the form
     * @throws IllegalArgumentException when it is no pattern, no date or time can be read by it, or what it reads depends on the JDK
     */
    public static TimeForm pattern(String pattern, ZoneId zone) {
        requireNonNull(zone, "zone");
        TimeForm form;
        try {
            form = new TimeForm(
                    pattern,
                    zone,
                    Optional.of(DateTimeFormatter.ofPattern(pattern, NAMES).withResolverStyle(ResolverStyle.STRICT)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected a pattern of dates or times, such as uuuu-MM-dd HH:mm, found another text", e);
        }
        String letters = QUOTED.matcher(pattern).replaceAll("");
        if (letters.indexOf('y') >= 0 && letters.indexOf('G') < 0) {
            throw new IllegalArgumentException(
                    "expected a pattern with the year as u, such as uuuu-MM-dd HH:mm, found y, which"
                            + " is the year of an era and reads no text without one; write u in place of y");
        }
        if (letters.chars().anyMatch(letter -> "zvB".indexOf(letter) >= 0)) {
            throw new IllegalArgumentException(
                    "expected a pattern that reads the same on every Java version, found z, v or B, names of zones or of"
                            + " parts of a day; write an offset as XXX or a zone's identifier as VV, and hours as H");
        }
        if (!form.readsWhatItWrites()) {
            throw new IllegalArgumentException(
                    "expected a pattern by which dates, or dates with times, can be read, such as uuuu-MM-dd or"
                            + " uuuu-MM-dd HH:mm, found one that cannot read what it writes; give it year (u), month and"
                            + " day, and hours as H, or as h with a");
        }
        return form;
    }

    /** Whether a text of this form says a date, and its time of day too where the text has one. */
    private boolean readsWhatItWrites() {
        DateTimeFormatter written = formatter.orElseThrow();
        try {
            String morning = written.format(SAMPLE.atZone(zone));
            String evening = written.format(SAMPLE.plusHours(17).plusMinutes(31).atZone(zone));
            Optional<Moment> early = read(morning);
            Optional<Moment> late = read(evening);
            return early.isPresent()
                    && late.isPresent()
                    && (morning.equals(evening) || !early.get().equals(late.get()));
        } catch (DateTimeException e) {
            return false;
        }
    }

    static TimeForm of(String pattern, ZoneId zone) {
        return pattern.equals(ISO) ? iso(zone) : pattern(pattern, zone);
    }

    String pattern() {
        return pattern;
    }

    ZoneId zone() {
        return zone;
    }

    /** From when to when a text's moment may lie: the same for a time, first and last nanosecond of a day for a date. */
    record Moment(Instant earliest, Instant latest) {}

    /** Reads a text; empty when it is not of this form. */
    Optional<Moment> read(String text) {
        try {
            if (formatter.isPresent()) {
                TemporalAccessor parsed =
                        formatter.get().parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
                return Optional.of(moment(parsed));
            }
            if (text.length() == 10) {
                return Optional.of(moment(LocalDate.parse(text)));
            }
            return Optional.of(moment(DateTimeFormatter.ISO_DATE_TIME
                    .withResolverStyle(ResolverStyle.STRICT)
                    .parseBest(text, OffsetDateTime::from, LocalDateTime::from)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        } catch (DateTimeException e) {
            // a moment beyond what an Instant holds
            return Optional.empty();
        }
    }

    private Moment moment(TemporalAccessor parsed) {
        if (parsed instanceof OffsetDateTime time) {
            return new Moment(time.toInstant(), time.toInstant());
        }
        if (parsed instanceof LocalDateTime time) {
            // deliberate: an hour that clocks show twice is the earlier one, an hour that they skip is moved forward,
            // as by java.time
            Instant at = time.atZone(zone).toInstant();
            return new Moment(at, at);
        }
        LocalDate day = LocalDate.from(parsed);
        return new Moment(
                day.atStartOfDay(zone).toInstant(),
                day.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1));
    }

    /** Gives pattern and zone. */
    @Override
    public String toString() {
        return pattern + " in " + zone.getId();
    }
}
