package io.medml.core.authorization;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.authorization.CutSet.Span;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One permission or one request: every purpose with every version at every place on every day in every handling. Names stand for
 * themselves here; what a name includes has been added before. Immutable.
 */
record Box(
        NameSet purposes,
        VersionSet versions,
        NameSet places,
        CutSet<LocalDate> dates,
        NameSet handling,
        SortedSet<String> conditions) {

    static final String IN_PLACE = "in place";
    static final String TRANSFER = "transfer";
    static final String OPEN = "open";
    static final String[] KEYS = {
        "purposes", "versions", "places", "dates", "from", "through", "before", "transfer", "conditions"
    };

    private static final NameSet STAYS = NameSet.of(List.of(IN_PLACE));
    private static final NameSet MOVES = NameSet.of(List.of(TRANSFER));
    private static final NameSet BOTH = NameSet.of(List.of(IN_PLACE, TRANSFER));

    Box {
        conditions = Collections.unmodifiableSortedSet(new TreeSet<>(conditions));
    }

    static NameSet handling(boolean stays, boolean moves) {
        return stays ? moves ? BOTH : STAYS : moves ? MOVES : NameSet.NONE;
    }

    /** Every use on these days. */
    static Box anyUse(CutSet<LocalDate> dates) {
        return new Box(NameSet.ALL, VersionSet.ALL, NameSet.ALL, dates, BOTH, new TreeSet<>());
    }

    boolean isEmpty() {
        return purposes.isEmpty() || versions.isEmpty() || places.isEmpty() || dates.isEmpty() || handling.isEmpty();
    }

    Box and(Box other) {
        SortedSet<String> all = new TreeSet<>(conditions);
        all.addAll(other.conditions);
        return new Box(
                purposes.and(other.purposes),
                versions.and(other.versions),
                places.and(other.places),
                dates.and(other.dates),
                handling.and(other.handling),
                all);
    }

    /** What is in this one and not in the other, as at most five boxes without overlap; conditions of the other do not matter. */
    List<Box> minus(Box other) {
        if (and(other).isEmpty()) {
            return List.of(this);
        }
        List<Box> left = new ArrayList<>();
        NameSet p = purposes.and(other.purposes);
        VersionSet v = versions.and(other.versions);
        NameSet l = places.and(other.places);
        CutSet<LocalDate> d = dates.and(other.dates);
        left.add(new Box(purposes.minus(other.purposes), versions, places, dates, handling, conditions));
        left.add(new Box(p, versions.minus(other.versions), places, dates, handling, conditions));
        left.add(new Box(p, v, places.minus(other.places), dates, handling, conditions));
        left.add(new Box(p, v, l, dates.minus(other.dates), handling, conditions));
        left.add(new Box(p, v, l, d, handling.minus(other.handling), conditions));
        left.removeIf(Box::isEmpty);
        return left;
    }

    /** Whether all of the other is in this one. */
    boolean holds(Box other) {
        return other.minus(this).isEmpty();
    }

    Content content() {
        Content.Builder builder = Content.fields()
                .put("purposes", purposes.content())
                .put("versions", versions.content())
                .put("places", places.content())
                .put("dates", Content.items(dates.spans(), Box::span))
                .put("transfer", handling.equals(BOTH) ? "allowed" : handling.equals(MOVES) ? "only" : "not allowed");
        if (!conditions.isEmpty()) {
            builder.put("conditions", Content.texts(conditions));
        }
        return builder.build();
    }

    private static Content span(Span<LocalDate> span) {
        return Content.fields()
                .put("from", span.lower().map(cut -> cut.value().toString()).orElse(OPEN))
                .put("before", span.upper().map(cut -> cut.value().toString()).orElse(OPEN))
                .build();
    }

    /** Reads a permission: in the form of people, whose names include others, or in the form of {@link #content}. */
    static Box from(Content content, String where, DataUsePolicy policy) {
        StrictFields fields = StrictFields.of(content, where, KEYS);
        SortedMap<String, Content> raw = content.asFields().values();
        Box box = new Box(
                names(fields, "purposes", raw.get("purposes"), policy.purposes()),
                versions(fields, raw.get("versions")),
                names(fields, "places", raw.get("places"), policy.places()),
                dates(fields),
                transfer(fields),
                conditions(fields));
        if (box.isEmpty()) {
            throw new DataException(fields.where()
                    + ": expected a permission of some use, found one of none; state what it allows, or leave it out");
        }
        return box;
    }

    private static NameSet names(StrictFields fields, String key, @Nullable Content value, NameOrder order) {
        if (isAny(value)) {
            return NameSet.ALL;
        }
        if (value instanceof Content.Fields) {
            NameSet names = NameSet.from(fields.part(key, NameSet.EXACTLY, NameSet.ALL_BUT));
            names.names().forEach(name -> NameOrder.checked(fields, key, name));
            return names;
        }
        List<String> texts = fields.texts(key);
        texts.forEach(name -> NameOrder.checked(fields, key, name));
        if (texts.isEmpty()) {
            throw fields.wrong(key, "to name at least one, or to be the text any");
        }
        return order.closed(texts);
    }

    private static boolean isAny(@Nullable Content value) {
        return value instanceof Content.Text text && text.value().equals("any");
    }

    private static VersionSet versions(StrictFields fields, @Nullable Content value) {
        if (isAny(value)) {
            return VersionSet.ALL;
        }
        if (!(value instanceof Content.Fields)) {
            List<String> texts = fields.texts("versions");
            if (texts.isEmpty()) {
                throw fields.wrong("versions", "to name at least one, or to be the text any");
            }
            texts.forEach(version -> NameOrder.checked(fields, "versions", version));
            return VersionSet.of(texts);
        }
        StrictFields part = fields.part("versions", "from", "through", "ranges", "names");
        if (part.has("ranges") || part.has("names")) {
            return VersionSet.from(fields.part("versions", "ranges", "names"));
        }
        if (part.keys().isEmpty()) {
            throw fields.wrong("versions", "to state from, through or both; for all versions the text any");
        }
        Optional<Dotted> first = part.has("from") ? Optional.of(VersionSet.dotted(part, "from")) : Optional.empty();
        Optional<Dotted> last =
                part.has("through") ? Optional.of(VersionSet.dotted(part, "through")) : Optional.empty();
        return VersionSet.range(first, last);
    }

    private static CutSet<LocalDate> dates(StrictFields fields) {
        if (!fields.has("dates")) {
            return window(fields);
        }
        if (fields.has("from") || fields.has("through") || fields.has("before")) {
            throw fields.wrong("dates", "or from with through or before, not both");
        }
        CutSet<LocalDate> dates = CutSet.none();
        for (StrictFields span : fields.parts("dates", "from", "before")) {
            dates = dates.or(window(span));
        }
        return dates;
    }

    /** The first day, and the last or the one after it; an end that is open is stated to be. */
    static CutSet<LocalDate> window(StrictFields fields) {
        Optional<LocalDate> from = day(fields, "from");
        if (fields.has("through") == fields.has("before")) {
            throw fields.wrong(
                    "through",
                    "(the last day) or \"before\" (the day after it), exactly one; an open end is the text open");
        }
        Optional<LocalDate> end =
                fields.has("through") ? day(fields, "through").map(d -> d.plusDays(1)) : day(fields, "before");
        return window(from, end);
    }

    static CutSet<LocalDate> window(Optional<LocalDate> from, Optional<LocalDate> before) {
        return CutSet.between(from.map(d -> new Cut<>(d, false)), before.map(d -> new Cut<>(d, false)));
    }

    static Optional<LocalDate> day(StrictFields fields, String key) {
        String text = fields.text(key);
        if (text.equals(OPEN)) {
            return Optional.empty();
        }
        return Optional.of(
                date(text).orElseThrow(() -> fields.wrong(key, "to be a day as \"2026-12-31\" in quotes, or open")));
    }

    /** A day of the calendar as YYYY-MM-DD, of the years 1 to 9998. */
    static Optional<LocalDate> date(String text) {
        if (!text.matches("\\d{4}-\\d\\d-\\d\\d")) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(text);
            return day.getYear() >= 1 && day.getYear() <= 9998 ? Optional.of(day) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static NameSet transfer(StrictFields fields) {
        String text = fields.text("transfer");
        return switch (text) {
            case "allowed" -> BOTH;
            case "not allowed" -> STAYS;
            case "only" -> MOVES;
            default -> throw fields.wrong("transfer", "to be one of allowed, not allowed and only");
        };
    }

    private static SortedSet<String> conditions(StrictFields fields) {
        SortedSet<String> conditions = new TreeSet<>();
        if (fields.has("conditions")) {
            for (String text : fields.texts("conditions")) {
                StatedText.fault(text).ifPresent(fault -> {
                    throw fields.wrong("conditions", "to hold " + StatedText.rule() + " each, found " + fault);
                });
                conditions.add(text);
            }
        }
        return conditions;
    }
}
