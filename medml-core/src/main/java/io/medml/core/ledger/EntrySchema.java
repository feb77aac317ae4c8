package io.medml.core.ledger;

import io.medml.core.ledger.LedgerVerification.Code;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules of the format's sections 3 to 5 that one entry can be held against alone. One place for writer and verifier. */
final class EntrySchema {

    private static final Set<String> KEYS = Set.of(
            "actor", "change", "data", "id", "index", "links", "reason", "refs", "src", "subject", "time", "type", "v");
    private static final Set<String> ACTOR_KEYS = Set.of("id", "kind", "name", "role", "auth");
    private static final Set<String> SUBJECT_KEYS = Set.of("kind", "id", "version");
    private static final Set<String> CHANGE_KEYS = Set.of("field", "old", "new");
    private static final Set<String> LINK_KEYS = Set.of("rel", "index", "leaf", "origin");
    private static final Set<String> REF_KEYS = Set.of("alg", "hash", "size", "media", "store", "name");
    private static final Set<String> MEANINGS =
            Set.of("approval", "review", "responsibility", "authorship", "rejection");
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private EntrySchema() {}

    private static LedgerFault fault(String message) {
        return new LedgerFault(Code.E_ENTRY_SCHEMA, message);
    }

    static void check(Node entry) throws LedgerFault {
        for (String key : entry.keys) {
            if (!KEYS.contains(key)) {
                throw fault("expected only the keys of an entry, found \"" + key + "\"");
            }
        }
        if (whole(entry, "v") != 1) {
            throw fault("expected format version 1");
        }
        if (whole(entry, "index") < 0) {
            throw fault("expected an index of at least 0");
        }
        id(entry);
        timeMillis(text(entry, "time"));
        String name = text(entry, "type");
        EntryType type = EntryType.of(name)
                .orElseThrow(
                        () -> fault("expected a type of the format's table or x.VENDOR.NAME, found \"" + name + "\""));
        checkActor(object(entry, "actor"));
        Node src = object(entry, "src");
        String software = text(src, "sw");
        int slash = software.indexOf('/');
        if (slash < 1 || slash == software.length() - 1) {
            throw fault("expected src.sw to be name/version");
        }
        text(src, "node");
        Node subject = entry.get("subject");
        if (subject != null) {
            only(object(entry, "subject"), SUBJECT_KEYS, "subject");
            text(subject, "kind");
            text(subject, "id");
            text(subject, "version");
        }
        if (entry.get("reason") != null) {
            text(entry, "reason");
        }
        checkChanges(entry);
        if (entry.get("data") != null) {
            object(entry, "data");
        }
        for (Node link : list(entry, "links")) {
            checkLink(link);
        }
        for (Node ref : list(entry, "refs")) {
            checkRef(ref);
        }
        checkNeeds(entry, name, type);
    }

    private static void checkActor(Node actor) throws LedgerFault {
        only(actor, ACTOR_KEYS, "actor");
        text(actor, "id");
        String kind = text(actor, "kind");
        boolean human = kind.equals("human");
        if (!human && !kind.equals("service") && !kind.equals("system")) {
            throw fault("expected actor.kind to be human, service or system");
        }
        for (String key : actor.keys) {
            text(actor, key);
        }
        if (human) {
            text(actor, "name");
        }
    }

    private static void checkChanges(Node entry) throws LedgerFault {
        Node changes = entry.get("change");
        if (changes == null) {
            return;
        }
        Set<String> fields = new HashSet<>();
        for (Node change : list(entry, "change")) {
            only(change, CHANGE_KEYS, "a change");
            if (!fields.add(text(change, "field"))) {
                throw fault("expected each changed field once");
            }
            if (change.get("old") == null || change.get("new") == null) {
                throw fault("expected each change to have old and new, null for absent");
            }
        }
    }

    private static void checkLink(Node link) throws LedgerFault {
        only(link, LINK_KEYS, "a link");
        text(link, "rel");
        if (whole(link, "index") < 0) {
            throw fault("expected a link to an index of at least 0");
        }
        hex(link, "leaf");
        if (link.get("origin") != null) {
            text(link, "origin");
        }
    }

    private static void checkRef(Node ref) throws LedgerFault {
        only(ref, REF_KEYS, "a reference");
        if (!text(ref, "alg").equals("sha256")) {
            throw fault("expected a reference by sha256");
        }
        hex(ref, "hash");
        if (whole(ref, "size") < 0) {
            throw fault("expected a reference to state a size of at least 0");
        }
        text(ref, "media");
        text(ref, "name");
        String store = text(ref, "store");
        if (!store.equals("local") && !store.equals("external")) {
            throw fault("expected a reference to be local or external");
        }
    }

    private static void checkNeeds(Node entry, String name, EntryType type) throws LedgerFault {
        if (type.needs(EntryType.Need.REASON) && entry.get("reason") == null) {
            throw fault("expected " + name + " to state a reason");
        }
        if (type.needs(EntryType.Need.CHANGE) && list(entry, "change").isEmpty()) {
            throw fault("expected " + name + " to list what was changed");
        }
        if (type.needs(EntryType.Need.SUBJECT) && entry.get("subject") == null) {
            throw fault("expected " + name + " to have a subject");
        }
        boolean refs = !list(entry, "refs").isEmpty();
        if (type.needs(EntryType.Need.REFS) && !refs) {
            throw fault("expected " + name + " to refer to its document");
        }
        Node data = entry.get("data");
        if (type.needs(EntryType.Need.REFS_OR_HASH) && !refs && (data == null || data.get("hash") == null)) {
            throw fault("expected " + name + " to refer to an artefact or to state data.hash");
        }
        for (String key : type.data()) {
            if (data == null || data.get(key) == null) {
                throw fault("expected " + name + " to have data." + key);
            }
        }
        for (String rel : type.links()) {
            if (list(entry, "links").stream().noneMatch(link -> rel.equals(link.textOf("rel")))) {
                throw fault("expected " + name + " to have a link with rel " + rel);
            }
        }
        long index = whole(entry, "index");
        if ((index == 0) != name.equals("ledger.created")) {
            throw fault("expected ledger.created at entry 0 and nowhere else");
        }
        if (data != null) {
            switch (name) {
                case "ledger.created" -> checkCreated(data);
                case "clock.adjusted" -> checkClock(entry, data);
                case "signature.applied" -> checkSignature(entry, data);
                case "artifact.erased" -> hex(data, "hash");
                case "evidence.recorded" -> text(data, "schema");
                default -> {}
            }
        }
    }

    private static void checkCreated(Node data) throws LedgerFault {
        if (!text(data, "format").equals("medml-ledger/1")
                || !text(data, "hash").equals("sha256")) {
            throw fault("expected format medml-ledger/1 with hash sha256");
        }
        text(data, "stream");
        text(data, "origin");
        text(data, "vkey");
    }

    private static void checkClock(Node entry, Node data) throws LedgerFault {
        timeMillis(text(data, "wall"));
        timeMillis(text(data, "last"));
        Node correction = data.get("correction");
        if (correction != null
                && (correction.kind != Node.Kind.TRUE
                        || !"human".equals(object(entry, "actor").textOf("kind"))
                        || entry.get("reason") == null)) {
            throw fault("expected a clock correction to be true, by a person and with a reason");
        }
    }

    private static void checkSignature(Node entry, Node data) throws LedgerFault {
        Node actor = object(entry, "actor");
        if (!"human".equals(actor.textOf("kind"))) {
            throw fault("expected a signature to be a person's");
        }
        if (!text(data, "printed_name").equals(actor.textOf("name"))) {
            throw fault("expected the printed name of a signature to be the actor's name");
        }
        if (!MEANINGS.contains(text(data, "meaning"))) {
            throw fault(
                    "expected the meaning of a signature to be approval, review, responsibility, authorship or rejection");
        }
        String zone = text(data, "zone");
        if (!ZONES.contains(zone)) {
            throw fault("expected the zone of a signature to be an IANA time zone");
        }
        Node first = data.get("session_first");
        if (first == null || (first.kind != Node.Kind.TRUE && first.kind != Node.Kind.FALSE)) {
            throw fault("expected session_first to be true or false");
        }
        Set<String> components = new HashSet<>();
        Node given = data.get("components");
        if (given == null || given.kind != Node.Kind.ARRAY) {
            throw fault("expected components to be a list");
        }
        for (Node component : given.values) {
            if (component.kind != Node.Kind.TEXT || component.text.isBlank()) {
                throw fault("expected each component of a signature to be a text");
            }
            components.add(component.text);
        }
        boolean biometric = components.equals(Set.of("biometric"));
        if (!biometric && components.size() < (first.kind == Node.Kind.TRUE ? 2 : 1)) {
            throw fault("expected at least two distinct components for the first signature of a session, one after it");
        }
        if ((data.get("sig") == null) != (data.get("signer_vkey") == null)) {
            throw fault("expected data.sig and data.signer_vkey together or not at all");
        }
    }

    private static void only(Node node, Set<String> keys, String what) throws LedgerFault {
        if (node.kind != Node.Kind.OBJECT) {
            throw fault("expected " + what + " to be an object");
        }
        for (String key : node.keys) {
            if (!keys.contains(key)) {
                throw fault("expected only the keys of " + what + ", found \"" + key + "\"");
            }
        }
    }

    static String text(Node node, String key) throws LedgerFault {
        String text = node.textOf(key);
        if (text == null || text.isBlank()) {
            throw fault("expected \"" + key + "\" to be a text that is not blank");
        }
        return text;
    }

    static long whole(Node node, String key) throws LedgerFault {
        Node value = node.get(key);
        if (value == null || value.kind != Node.Kind.WHOLE) {
            throw fault("expected \"" + key + "\" to be a whole number");
        }
        return value.whole;
    }

    private static Node object(Node node, String key) throws LedgerFault {
        Node value = node.get(key);
        if (value == null || value.kind != Node.Kind.OBJECT) {
            throw fault("expected \"" + key + "\" to be an object");
        }
        return value;
    }

    /** The items of a list; none when there is no such key. */
    static List<Node> list(Node node, String key) throws LedgerFault {
        @Nullable Node value = node.get(key);
        if (value == null) {
            return List.of();
        }
        if (value.kind != Node.Kind.ARRAY) {
            throw fault("expected \"" + key + "\" to be a list");
        }
        return List.of(value.values);
    }

    static String hex(Node node, String key) throws LedgerFault {
        String text = text(node, key);
        boolean good = text.length() == 64;
        for (int i = 0; good && i < 64; i++) {
            good = hexDigit(text.charAt(i)) >= 0;
        }
        if (!good) {
            throw fault("expected \"" + key + "\" to be 64 lower-case hexadecimal digits");
        }
        return text;
    }

    private static int hexDigit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The identifier: a UUID in lower case. */
    static UUID id(Node entry) throws LedgerFault {
        String text = text(entry, "id");
        long high = 0;
        long low = 0;
        boolean good = text.length() == 36;
        for (int i = 0, digits = 0; good && i < 36; i++) {
            char c = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                good = c == '-';
                continue;
            }
            int digit = hexDigit(c);
            good = digit >= 0;
            if (digits++ < 16) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        if (!good) {
            throw fault("expected the id to be a UUID in lower case");
        }
        return new UUID(high, low);
    }

    /** Milliseconds since 1970 of {@code YYYY-MM-DDThh:mm:ss.sssZ}, which must be a time that exists. */
    static long timeMillis(String text) throws LedgerFault {
        boolean form = text.length() == 24
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(19) == '.'
                && text.charAt(23) == 'Z';
        if (form) {
            int year = number(text, 0, 4);
            int month = number(text, 5, 7);
            int day = number(text, 8, 10);
            int hour = number(text, 11, 13);
            int minute = number(text, 14, 16);
            int second = number(text, 17, 19);
            int milli = number(text, 20, 23);
            if (year >= 0
                    && hour >= 0
                    && hour < 24
                    && minute >= 0
                    && minute < 60
                    && second >= 0
                    && second < 60
                    && milli >= 0) {
                try {
                    return LocalDate.of(year, month, day).toEpochDay() * 86_400_000L
                            + hour * 3_600_000L
                            + minute * 60_000L
                            + second * 1_000L
                            + milli;
                } catch (DateTimeException e) {
                    throw fault("expected a day of the calendar");
                }
            }
        }
        throw fault("expected a time as YYYY-MM-DDThh:mm:ss.sssZ");
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    static String timeText(long millis) {
        if (millis < -62_167_219_200_000L || millis > 253_402_300_799_999L) {
            throw new IllegalStateException("the clock shows a year outside 0 to 9999; set it and try again");
        }
        return TIME.format(Instant.ofEpochMilli(millis));
    }
}
