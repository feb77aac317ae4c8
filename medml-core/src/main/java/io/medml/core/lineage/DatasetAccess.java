package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.LedgerEntry;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * That data were read, moved, given out or opened as a test set, as an entry of the type {@code dataset.accessed} holds it. It says what
 * the entry says, and nothing of whether it was allowed.
 *
 * @param dataset the version of the data set
 * @param action what was done
 * @param purpose what for, a purpose of the policy; empty where none is stated
 * @param place where data were read, or went to; empty where none is stated
 * @param recipient who received the data; empty where nobody is stated
 * @param reason why, in words; empty where none is stated
 * @param entry the position of the entry
 * @param day the day of the entry, in UTC; what was recorded late was done before
 */
public record DatasetAccess(
        ArtifactRef dataset,
        Action action,
        Optional<String> purpose,
        Optional<String> place,
        Optional<String> recipient,
        Optional<String> reason,
        long entry,
        LocalDate day) {

    /** The most characters of a text that is taken from an entry; the entry has it in full. */
    private static final int LONGEST = 200;

    /** What was done with data. */
    public enum Action {
        /** They were read. An entry that states nothing else counts as this. */
        ACCESSED("accessed"),
        /** They went to another place and are kept there. */
        MOVED("moved"),
        /** A copy was given out. */
        EXPORTED("exported"),
        /** They were opened as a sealed test set. */
        OPENED("opened as a sealed test set");

        private final String words;

        Action(String words) {
            this.words = words;
        }

        /**
         * Whether data are at another place since.
         *
         * @return whether
         */
        public boolean isTransfer() {
            return this == MOVED || this == EXPORTED;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that all parts are there. */
    public DatasetAccess {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(day, "day");
    }

    /**
     * Who has the data since, and where, of a transfer.
     *
     * @return such as {@code Cloud Co, at cloud eu-west}; empty where nothing went to another place
     */
    public Optional<String> destination() {
        if (!action.isTransfer()) {
            return Optional.empty();
        }
        String at = place.orElse("a place that is not stated");
        return Optional.of(recipient.map(party -> party + ", at " + at).orElse(at));
    }

    /**
     * What was done, by which entry.
     *
     * @return such as {@code exported to Old Co, at US, for training, by entry 7: second site}
     */
    public String words() {
        String where = destination()
                .map(to -> " to " + to)
                .orElseGet(() -> place.map(at -> " at " + at).orElse(""));
        String what = action == Action.OPENED && purpose.isEmpty()
                ? ""
                : purpose.map(use -> " for " + use).orElse(" for a purpose that is not stated");
        return action.words + where + (where.isEmpty() || what.isEmpty() ? "" : ",") + what + ", by entry " + entry
                + reason.map(why -> ": " + why).orElse("");
    }

    /** What an entry states, with its texts on one line each and not too long, since anybody may have written them. */
    static DatasetAccess of(ArtifactRef dataset, AccessEntry stated, LedgerEntry entry) {
        return new DatasetAccess(
                dataset,
                stated.action(),
                stated.purpose().flatMap(DatasetAccess::line),
                stated.place().flatMap(DatasetAccess::line),
                stated.recipient().flatMap(DatasetAccess::line),
                entry.reason().flatMap(DatasetAccess::line),
                entry.index(),
                stated.day());
    }

    private static Optional<String> line(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (line.codePointCount(0, line.length()) > LONGEST) {
            line = line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "\u2026";
        }
        return line.isBlank() ? Optional.empty() : Optional.of(line);
    }
}
